//! A part of a Word file as places to put marks into: its paragraphs, their runs, and where quoted words stand in them.

use std::collections::BTreeMap;
use std::ops::Range;

use quick_xml::events::{BytesStart, Event};
use unicode_normalization::char::decompose_canonical;

use crate::document::builder::is_unseen;
use crate::xml::{attribute, reader, reference};

/// Bytes on either side of where words were read that are looked through first.
const NEAR: usize = 64 << 10;
/// Bytes that are looked through in all for words that do not stand where they were read.
const FAR: usize = 1 << 30;
/// Bytes between the places of a paragraph that are remembered.
const STEP: usize = 1024;

/// All paragraphs of a part, in the order in which they begin.
#[derive(Debug, Default)]
pub(super) struct Paragraphs {
    pub(super) list: Vec<Paragraph>,
    /// Prefix of Word's own elements with the colon ("w:"), as the root has it.
    pub(super) prefix: String,
    /// Runs that refer to notes, by kind ("footnote") and id: paragraph and run.
    references: BTreeMap<(&'static str, String), (usize, usize)>,
    /// The words of all paragraphs as they are compared, a line each.
    words: String,
    /// Where each paragraph begins in `words`.
    begins: Vec<usize>,
    /// Bytes that may still be looked through far from where words were read.
    left: usize,
}

#[derive(Debug, Default)]
pub(super) struct Paragraph {
    pub(super) runs: Vec<Run>,
    /// The words of its runs, one after the other.
    pub(super) text: String,
    /// In a table of contents or another field over several paragraphs, where no mark may stand.
    closed: bool,
    /// Stands in a text box, where no comment may stand: the paragraph and the run that carry the box.
    carrier: Option<(usize, usize)>,
    /// Stands in a note: its kind and id.
    note: Option<(&'static str, String)>,
    /// Bytes of the words as they are compared, and of `text`, every [`STEP`] bytes.
    steps: Vec<(usize, usize)>,
}

#[derive(Debug, Default)]
pub(super) struct Run {
    /// In the part.
    pub(super) span: Range<usize>,
    /// Its words in the paragraph's text.
    pub(super) words: Range<usize>,
    /// Its properties in the part; nothing where it has none.
    pub(super) properties: Range<usize>,
    /// What in it shows as words, in order.
    pub(super) pieces: Vec<Piece>,
    /// A formula, which is never cut.
    pub(super) whole: bool,
}

/// Something in a run that shows as words: text, a tab, a break.
#[derive(Debug, Default)]
pub(super) struct Piece {
    /// Its words in the paragraph's text.
    pub(super) words: Range<usize>,
    /// Where it begins in the part.
    pub(super) at: usize,
    /// The inside of a text element.
    pub(super) inside: Option<Inside>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Inside {
    pub(super) span: Range<usize>,
    /// Where an attribute can be put into its start tag.
    pub(super) attribute: usize,
    /// Whether it says that it keeps its blanks.
    pub(super) preserves: bool,
}

/// Where a mark is put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Paragraph and byte in its text.
    pub(super) from: (usize, usize),
    /// Paragraph and byte in its text.
    pub(super) to: (usize, usize),
    /// Around this run of the first paragraph instead.
    pub(super) run: Option<usize>,
}

/// Reads a part once. Deleted words and a second reading of the same drawing are passed over.
pub(super) fn paragraphs(text: &str) -> Result<Paragraphs, String> {
    // Positions do not count a byte order mark.
    let from = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut reader = reader(&text[from..]);
    let mut reading = Reading::default();
    loop {
        let start = from + reader.buffer_position() as usize;
        let event = reader.read_event().map_err(|error| format!("the text is damaged: {error}"))?;
        let end = from + reader.buffer_position() as usize;
        match event {
            Event::Eof => break,
            Event::Start(tag) => reading.start(&tag, start..end),
            Event::Empty(tag) => {
                reading.start(&tag, start..end);
                reading.end(tag.name().as_ref(), start..end, true);
            }
            Event::End(tag) => reading.end(tag.name().as_ref(), start..end, false),
            Event::Text(words) => reading.words(&words.decode().unwrap_or_default(), true),
            Event::GeneralRef(name) => {
                let shown = reference(&name.decode().unwrap_or_default()).unwrap_or('\u{fffd}');
                reading.words(shown.encode_utf8(&mut [0; 4]), true);
            }
            Event::CData(words) => reading.words(&String::from_utf8_lossy(&words), false),
            Event::Comment(_) | Event::PI(_) => reading.words("", false),
            _ => {}
        }
    }
    let mut out = reading.out;
    out.index();
    Ok(out)
}

#[derive(Debug, Default)]
struct Reading {
    out: Paragraphs,
    rooted: bool,
    /// Open paragraphs, by place in the list.
    open: Vec<usize>,
    runs: Vec<Run>,
    skipping: usize,
    formulas: usize,
    fields: usize,
    /// Text boxes that are open, each with its carrier.
    boxes: Vec<Option<(usize, usize)>>,
    note: Option<(&'static str, String)>,
    /// In a text element.
    text: bool,
}

impl Reading {
    /// Name without prefix of an element that is Word's own, else "".
    fn own<'n>(&self, name: &'n [u8]) -> &'n [u8] {
        name.strip_prefix(self.out.prefix.as_bytes()).filter(|rest| !rest.contains(&b':')).unwrap_or_default()
    }

    fn paragraph(&mut self) -> Option<&mut Paragraph> {
        self.out.list.get_mut(*self.open.last()?)
    }

    fn start(&mut self, tag: &BytesStart<'_>, span: Range<usize>) {
        let name = tag.name();
        let name = name.as_ref();
        if !std::mem::replace(&mut self.rooted, true) {
            let prefix = name.iter().position(|byte| *byte == b':').map_or(0, |at| at + 1);
            self.out.prefix = String::from_utf8_lossy(&name[..prefix]).into_owned();
        }
        let local = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
        let own = self.own(name).to_vec();
        if self.skipping > 0 || matches!(own.as_slice(), b"del" | b"moveFrom") || local == b"Fallback" {
            let opens = matches!(own.as_slice(), b"del" | b"moveFrom") || local == b"Fallback";
            self.skipping += usize::from(opens);
            return;
        }
        if local == b"oMath" && own.is_empty() {
            self.formulas += 1;
            if self.formulas == 1 {
                self.open_run(span, true);
            }
            return;
        }
        if self.formulas > 0 {
            self.text |= local == b"t";
            return;
        }
        match own.as_slice() {
            b"p" => {
                let carrier = self.boxes.last().copied().flatten();
                let note = self.note.clone();
                self.open.push(self.out.list.len());
                self.out.list.push(Paragraph {
                    closed: self.fields > 0,
                    carrier,
                    note,
                    ..Paragraph::default()
                });
            }
            b"r" => self.open_run(span, false),
            b"rPr" => {
                if let Some(run) = self.runs.last_mut().filter(|run| run.properties.end == 0) {
                    run.properties = span;
                }
            }
            b"t" => {
                let preserves = attribute(tag, b"space").is_some();
                let inside = Inside { span: span.end..span.end, attribute: span.end - 1, preserves };
                self.text = true;
                self.piece(span.start, "", Some(inside));
            }
            b"tab" => self.piece(span.start, "\t", None),
            b"br" | b"cr" => self.piece(span.start, "\n", None),
            b"noBreakHyphen" => self.piece(span.start, "\u{2011}", None),
            b"fldChar" => match attribute(tag, b"fldCharType").as_deref() {
                Some("begin") => self.fields += 1,
                Some("end") => self.fields = self.fields.saturating_sub(1),
                _ => {}
            },
            b"txbxContent" => {
                let outer = self.boxes.last().copied().flatten();
                let here = self.open.last().map(|at| (*at, self.out.list[*at].runs.len()));
                self.boxes.push(outer.or(here));
            }
            b"footnote" | b"endnote" => {
                self.note = attribute(tag, b"id").map(|id| (kind(&own), id));
            }
            b"footnoteReference" | b"endnoteReference" => {
                if let (Some(id), Some(at)) = (attribute(tag, b"id"), self.open.last()) {
                    let run = self.out.list[*at].runs.len();
                    self.out.references.entry((kind(&own), id)).or_insert((*at, run));
                }
            }
            _ => {}
        }
    }

    fn open_run(&mut self, span: Range<usize>, whole: bool) {
        let words = self.paragraph().map_or(0, |paragraph| paragraph.text.len());
        self.runs.push(Run { span, words: words..words, whole, ..Run::default() });
    }

    fn piece(&mut self, at: usize, shown: &str, inside: Option<Inside>) {
        // Tabs of a paragraph's properties stand outside of runs.
        if self.runs.is_empty() {
            return;
        }
        let Some(paragraph) = self.paragraph() else { return };
        let from = paragraph.text.len();
        paragraph.text.push_str(shown);
        let words = from..paragraph.text.len();
        if let Some(run) = self.runs.last_mut() {
            run.pieces.push(Piece { words, at, inside });
        }
    }

    /// Words inside a text element; `plain` where they stand in the part character by character.
    fn words(&mut self, words: &str, plain: bool) {
        if self.skipping > 0 || !self.text || self.runs.is_empty() {
            return;
        }
        let Some(paragraph) = self.paragraph() else { return };
        paragraph.text.push_str(words);
        let end = paragraph.text.len();
        if let Some(piece) = self.runs.last_mut().and_then(|run| run.pieces.last_mut()) {
            piece.words.end = end;
            if !plain {
                piece.inside = None;
            }
        }
    }

    fn end(&mut self, name: &[u8], span: Range<usize>, empty: bool) {
        let local = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
        let own = self.own(name).to_vec();
        if matches!(own.as_slice(), b"del" | b"moveFrom") || local == b"Fallback" {
            self.skipping = self.skipping.saturating_sub(1);
            return;
        }
        if self.skipping > 0 {
            return;
        }
        if self.formulas > 0 {
            self.text &= local != b"t";
            if local == b"oMath" && own.is_empty() {
                self.formulas -= 1;
                if self.formulas == 0 {
                    self.close_run(span.end);
                }
            }
            return;
        }
        match own.as_slice() {
            b"rPr" => {
                if let Some(run) = self.runs.last_mut() {
                    run.properties.end = run.properties.end.max(span.end);
                }
            }
            b"t" => {
                self.text = false;
                let piece = self.runs.last_mut().and_then(|run| run.pieces.last_mut());
                if let Some(inside) = piece.and_then(|piece| piece.inside.as_mut())
                    && !empty
                {
                    inside.span.end = span.start;
                }
            }
            b"r" => self.close_run(span.end),
            b"p" => {
                self.open.pop();
            }
            b"txbxContent" => {
                self.boxes.pop();
            }
            b"footnote" | b"endnote" => self.note = None,
            _ => {}
        }
    }

    fn close_run(&mut self, end: usize) {
        let Some(mut run) = self.runs.pop() else { return };
        let Some(paragraph) = self.paragraph() else { return };
        run.span.end = end;
        run.words.end = paragraph.text.len();
        paragraph.runs.push(run);
    }
}

fn kind(name: &[u8]) -> &'static str {
    if name.starts_with(b"foot") { "footnote" } else { "endnote" }
}

impl Paragraphs {
    fn index(&mut self) {
        self.left = FAR;
        for paragraph in &mut self.list {
            let begin = self.words.len();
            self.begins.push(begin);
            for (at, c) in squeeze(&paragraph.text) {
                let step = self.words.len() - begin;
                if paragraph.steps.last().is_none_or(|(last, _)| step >= last + STEP) {
                    paragraph.steps.push((step, at));
                }
                self.words.push(c);
            }
            self.words.push('\n');
        }
    }

    /// Where the quoted words stand, nearest to where they were read: the paragraph of that ordinal, and a run in it.
    /// The words of a table row stand in several paragraphs. `None` where they are not found, or no mark may stand.
    pub(super) fn find(&mut self, quote: &str, paragraph: usize, run: usize) -> Option<Place> {
        let expected = self.list.get(paragraph).map_or(0, |expected| {
            let begin = self.begins.get(paragraph).copied().unwrap_or_default();
            begin + expected.runs.get(run).map_or(0, |run| run.words.start)
        });
        let quote = quote.trim();
        let single = !quote.contains(['\t', '\n']);
        if let Some((at, from, to)) = self.nearest(quote, expected, single) {
            return Some(Place { from: (at, from), to: (at, to), run: None });
        }
        let mut parts = quote.split(['\t', '\n']).map(str::trim).filter(|part| !part.is_empty() && !single);
        let (at, from, mut to) = parts.find_map(|part| self.nearest(part, expected, true))?;
        let mut last = at;
        for part in parts {
            let begin = self.begins.get(last).copied().unwrap_or_default();
            let Some((next, start, end)) = self.nearest(part, begin, false) else { continue };
            let holder = |at: usize| self.list.get(at).map(|paragraph| (paragraph.carrier, &paragraph.note));
            if next > last + 8 || (next, start) < (last, to) || holder(next) != holder(at) {
                break;
            }
            (last, to) = (next, end);
        }
        Some(Place { from: (at, from), to: (last, to), run: None })
    }

    /// Where a mark goes that cannot stand where the words stand: at the run that carries the text box, or the note.
    pub(super) fn outside(&self, place: Place) -> Option<Place> {
        let paragraph = self.list.get(place.from.0)?;
        let Some((carrier, run)) = paragraph.carrier else { return Some(place) };
        self.list.get(carrier)?.runs.get(run)?;
        Some(Place { from: (carrier, 0), to: (carrier, 0), run: Some(run) })
    }

    /// The note that a place of a part of notes stands in.
    pub(super) fn note(&self, place: &Place) -> Option<&(&'static str, String)> {
        self.list.get(place.from.0)?.note.as_ref()
    }

    /// The reference to a note.
    pub(super) fn reference(&self, note: &(&'static str, String)) -> Option<Place> {
        let (paragraph, run) = *self.references.get(note)?;
        let holder = self.list.get(paragraph).filter(|holder| !holder.closed && holder.carrier.is_none())?;
        holder.runs.get(run)?;
        Some(Place { from: (paragraph, 0), to: (paragraph, 0), run: Some(run) })
    }

    /// All of the first paragraph with words in it.
    pub(super) fn top(&self) -> Option<Place> {
        let free = |paragraph: &Paragraph| {
            !paragraph.closed && paragraph.carrier.is_none() && !paragraph.runs.is_empty()
        };
        let says = |paragraph: &Paragraph| free(paragraph) && !paragraph.text.trim().is_empty();
        let at = self.list.iter().position(says).or_else(|| self.list.iter().position(free))?;
        Some(Place { from: (at, 0), to: (at, usize::MAX), run: None })
    }

    /// Paragraph, first byte and one past the last of the words nearest to a place; with `far`, anywhere.
    fn nearest(&mut self, quote: &str, expected: usize, far: bool) -> Option<(usize, usize, usize)> {
        let needles = needles(quote, far);
        let near = self.window(expected.saturating_sub(NEAR), expected.saturating_add(NEAR));
        for needle in &needles {
            if let Some(found) = self.best(needle, near.clone(), expected) {
                return self.place(found, needle);
            }
        }
        for needle in needles.iter().filter(|_| far) {
            if self.left < self.words.len() {
                return None;
            }
            self.left -= self.words.len();
            if let Some(found) = self.best(needle, 0..self.words.len(), expected) {
                return self.place(found, needle);
            }
        }
        None
    }

    fn window(&self, from: usize, to: usize) -> Range<usize> {
        self.words.floor_char_boundary(from)..self.words.floor_char_boundary(to)
    }

    /// The occurrence in the paragraph nearest to the expected one, and nearest there.
    fn best(&self, needle: &str, within: Range<usize>, expected: usize) -> Option<usize> {
        let wanted = self.paragraph_at(expected);
        let mut best: Option<(usize, usize, usize)> = None;
        for (at, _) in self.words.get(within.clone())?.match_indices(needle) {
            let at = within.start + at;
            let paragraph = self.paragraph_at(at);
            let far = (paragraph.abs_diff(wanted), at.abs_diff(expected), at);
            if best.is_some_and(|best| best < far) {
                // They come in order, so what follows is farther still.
                if paragraph > wanted || (paragraph == wanted && at > expected) {
                    break;
                }
            } else if self.list.get(paragraph).is_some_and(|paragraph| !paragraph.closed) {
                best = Some(far);
            }
        }
        best.map(|(_, _, at)| at)
    }

    fn paragraph_at(&self, at: usize) -> usize {
        self.begins.partition_point(|begin| *begin <= at).saturating_sub(1)
    }

    fn place(&self, at: usize, needle: &str) -> Option<(usize, usize, usize)> {
        let paragraph = self.paragraph_at(at);
        let begin = *self.begins.get(paragraph)?;
        let last = needle.chars().next_back().map_or(0, char::len_utf8);
        let holder = self.list.get(paragraph)?;
        let from = holder.byte(at - begin)?;
        let end = holder.byte(at - begin + needle.len() - last)?;
        Some((paragraph, from, end + holder.text.get(end..)?.chars().next()?.len_utf8()))
    }
}

impl Paragraph {
    /// The byte in its text of a byte of its words as they are compared.
    fn byte(&self, compared: usize) -> Option<usize> {
        let step = self.steps.partition_point(|(step, _)| *step <= compared).checked_sub(1)?;
        let (mut at, from) = *self.steps.get(step)?;
        // What is remembered is never a blank after another.
        for (byte, c) in squeeze_after(self.text.get(from..)?, false) {
            if at >= compared {
                return Some(from + byte);
            }
            at += c.len_utf8();
        }
        None
    }
}

/// What to look for, longest first: the quote; where `labelled`, the same without a number that Word makes.
fn needles(quote: &str, labelled: bool) -> Vec<String> {
    let quote = quote.trim();
    let unlabelled = quote.split_once(char::is_whitespace).filter(|_| labelled).map(|(_, rest)| rest.trim());
    let mut needles: Vec<String> = Vec::new();
    for text in [Some(quote), unlabelled].into_iter().flatten() {
        let text: String = squeeze(text).map(|(_, c)| c).collect();
        if text.chars().count() > 2 && !needles.contains(&text) {
            needles.push(text);
        }
    }
    needles
}

/// Characters with their places; white space as one blank, without what nobody sees, all hyphens alike, and letters
/// without the marks over them, which may be written as signs of their own.
fn squeeze(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    squeeze_after(text, true)
}

fn squeeze_after(text: &str, mut blank: bool) -> impl Iterator<Item = (usize, char)> + '_ {
    text.char_indices().filter_map(move |(at, c)| match c {
        c if is_unseen(c) || matches!(c, '\u{300}'..='\u{36f}') => None,
        c if c.is_whitespace() => (!std::mem::replace(&mut blank, true)).then_some((at, ' ')),
        '\u{2010}' | '\u{2011}' => {
            blank = false;
            Some((at, '-'))
        }
        c => {
            blank = false;
            let mut letter = None;
            decompose_canonical(c, |part| _ = letter.get_or_insert(part));
            Some((at, letter.unwrap_or(c)))
        }
    })
}
