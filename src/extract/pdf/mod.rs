//! PDF: objects through a gate, glyphs through an interpreter, and from there on geometry.

mod annotations;
mod changes;
mod contents;
mod cover;
mod fonts;
mod furniture;
mod gate;
mod glyphs;
mod guard;
mod headings;
mod hyphens;
mod layout;
mod lines;
mod margins;
mod notes;
mod numbered;
mod open_table;
mod paragraphs;
mod pasted;
mod pictures;
mod recognised;
mod sheet;
mod soothed;
mod structure;
mod tables;
mod tagged;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Ended, Extracted, Failure, Limits, Read};
use crate::document::DocumentBuilder;
use crate::finding::{Problem, Reason};
use furniture::{Furniture, PageRows};
use glyphs::{Interpreter, PageGlyphs, SimpleFont, Source, Stroke};
use layout::Piece;
use lines::{Row, Word};
use paragraphs::{Draft, Known, Writing};
pub use pictures::Picture;
pub use recognised::Recognised;
use structure::Tags;
use tagged::Element;

/// Failure and problem codes of this format, each with a sentence.
pub const FAILURE_CODES: &[(&str, &str)] = &[
    ("password", "the file needs a password"),
    ("scan", "every page is a picture without text"),
    ("scan-pages", "some pages are pictures without text"),
    ("garbled", "the text cannot be decoded"),
    ("garbled-page", "the text of a page cannot be decoded"),
    ("drawn", "all letters are drawn as shapes"),
    ("drawn-page", "the letters of a page are drawn as shapes"),
    ("drawn-text", "letters of a page are drawn as shapes"),
    ("lost-letters", "words of a page lack letters that cannot be decoded"),
    ("pages", "the file has more pages than are read"),
    ("glyphs", "the file has more glyphs than are read"),
    ("operators", "a page has more drawing operators than are read"),
    ("blocks", "the file has more blocks than are read"),
    ("part-bytes", "parts of the file inflate beyond the limit and were left out"),
    ("text-bytes", "the file has more text than is read"),
    ("damaged", "the file is broken"),
    ("page-damaged", "a page could not be read to its end"),
    ("lost-pages", "pages that the file says it has were not found"),
    ("cut-short", "the file breaks off before its end"),
    ("embedded", "the file carries other files, which were not read"),
    ("portfolio", "the file is a cover for other files, which were not read"),
    ("xfa", "the form is made by the program that opens it: print it to PDF"),
    ("empty-page", "a page has no text"),
    ("scan-page", "a page is a picture without text"),
    ("hidden-text", "text that no reader sees was left out"),
    ("scan-part", "a picture on a page shows text, which was not read"),
    ("ocr-page", "the text of a page was recognised from its picture"),
    ("no-text", "the file has no text"),
];

/// True where the bytes are a PDF file: its sign stands within the first 1,024 bytes, or they end as one does.
pub fn recognise(bytes: &[u8]) -> bool {
    begins(bytes) || ends(bytes)
}

/// Bytes from the start, and from the end, in which the signs of a PDF file stand.
const EDGE: usize = 1_024;

fn begins(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes.get(..EDGE).unwrap_or(bytes), b"%PDF-").is_some()
}

/// True where the bytes end as a PDF file does: `startxref`, a number, `%%EOF`.
fn ends(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(EDGE)..];
    let Some(at) = memchr::memmem::rfind(tail, b"startxref") else { return false };
    let after = tail[at + 9..].trim_ascii_start();
    let digits = after.iter().take_while(|byte| byte.is_ascii_digit()).count();
    digits > 0 && after[digits..].trim_ascii_start().starts_with(b"%%EOF")
}

/// The file from its head on: what stands before it is left out, and what has none is given one.
fn headed(bytes: &[u8]) -> Cow<'_, [u8]> {
    if begins(bytes) {
        return Cow::Borrowed(bytes);
    }
    match memchr::memmem::find(bytes, b"%PDF-") {
        Some(at) => Cow::Borrowed(&bytes[at..]),
        None => Cow::Owned([b"%PDF-1.4\n", bytes].concat()),
    }
}

/// Reads a PDF file. Never fails: what could not be read is told in the result.
pub fn read(bytes: &[u8], limits: &Limits) -> Extracted {
    read_with(bytes, limits, &[], &mut |_| ())
}

/// The pictures of a page (from 1) as one, for a text recogniser; `None` where it has none.
pub fn picture(bytes: &[u8], limits: &Limits, page: u32) -> Option<Picture> {
    let bytes = &*headed(bytes);
    let mut gate = gate::open(bytes, limits).ok()?;
    pictures::paint(gate.bytes.take().unwrap_or_else(|| bytes.to_vec()), page, limits)
}

/// Reads a PDF file, with what a text recogniser read on pages that are pictures; tells each stage that has ended.
pub fn read_with(
    bytes: &[u8],
    limits: &Limits,
    recognised: &[Recognised],
    ended: &mut Ended<'_>,
) -> Extracted {
    let bytes = &*headed(bytes);
    let mut gate = match gate::open(bytes, limits) {
        Ok(gate) => gate,
        Err(failure) => return Extracted::failed("pdf", failure),
    };
    let data = gate.bytes.take().unwrap_or_else(|| bytes.to_vec());
    let Some(source) = Interpreter::new(data) else {
        return Extracted::failed("pdf", Failure::new(Reason::Damaged, "damaged"));
    };
    let mut builder = DocumentBuilder::new("pdf");
    builder.meta().title = gate.title.take();
    builder.meta().author = gate.author.take();
    let mut state = State::default();
    if gate.cut > 0 {
        state.tell("part-bytes", None, Some(u64::from(gate.cut)));
        state.failure = Some(Failure::new(Reason::Limit, "part-bytes").value(limits.part_bytes));
    }
    if !gate.embedded.is_empty() {
        state.tell("embedded", None, Some(gate.embedded.len() as u64));
    }
    state.elsewhere = gate.elsewhere;
    builder.meta().embedded.clone_from(&gate.embedded);
    let count = source.pages() as u64;
    let said = gate.pages.1.unwrap_or(0).min(limits.pages).max(gate.pages.0);
    if said > count {
        state.lost = said - count;
        state.tell("lost-pages", None, Some(state.lost));
    }
    if gate::breaks_off(bytes) {
        state.cut_short = true;
        state.tell("cut-short", None, None);
    }
    ended("parse");
    let pages = state.pages(&source, limits, &gate.fonts, recognised, ended);
    if state.letters < COVER && gate.embedded.iter().any(|name| is_document(name)) {
        state.elsewhere.get_or_insert("portfolio");
    }
    let body = paragraphs::body_size(pages.iter().flat_map(|page| page.turns.iter().flatten()));
    let ocr = state.recognised.clone();
    let writing = Writing {
        links: &gate.annotations.links,
        recognised: &ocr,
        most: (limits.blocks, limits.text_bytes),
    };
    let read = state.pages.len() as f32;
    let tags = gate
        .tags
        .take()
        .filter(|tags| tagged::covers(tags, pages.iter().flat_map(|p| p.turns.iter().flatten())));
    let Content { headers, body, mut after } = match tags {
        Some(tags) => by_tags(pages, &tags, body),
        None => by_looks(pages, body),
    };
    after.extend(
        gate.annotations
            .texts
            .iter()
            .flat_map(|(page, texts)| texts.iter().map(|text| paragraphs::on_top(*page, text))),
    );
    let whole = [headers, body, after].iter().all(|drafts| paragraphs::write(drafts, &mut builder, &writing));
    if !whole {
        let blocks = builder.block_count() as u64 >= limits.blocks;
        let (code, value) =
            if blocks { ("blocks", limits.blocks) } else { ("text-bytes", limits.text_bytes) };
        state.tell(code, None, None);
        state.failure = Some(Failure::new(Reason::Limit, code).value(value));
    }
    if state.hidden > 0 {
        state.tell("hidden-text", None, Some(u64::from(state.hidden)));
    }
    let meta = builder.meta();
    meta.hidden_chars = state.hidden;
    meta.tracked_changes = state.changes;
    meta.pages = Some(count as u32);
    meta.pages_with_text = (read > 0.0).then(|| state.count(PageStatus::Text) as f32 / read);
    meta.undecoded = if state.letters > 0 { state.undecoded as f32 / state.letters as f32 } else { 0.0 };
    let document = builder.finish();
    let read = state.read(gate.sound, document.text().is_empty());
    ended("layout");
    Extracted { document, problems: state.problems, read }
}

/// True where a file inside the file may hold text to judge, by its name.
fn is_document(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    super::FORMATS.iter().any(|format| format.endings.contains(&ending.as_str()))
        || matches!(ending.as_str(), "doc" | "rtf")
}

/// What a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PageStatus {
    Text,
    Empty,
    /// A picture covers it, and there is hardly any text.
    Scan,
    /// Its letters are drawn as shapes, and there is hardly any text.
    Drawn,
    Garbled,
}

impl PageStatus {
    /// The problem that tells of it.
    fn problem(self) -> Option<&'static str> {
        match self {
            PageStatus::Text => None,
            PageStatus::Empty => Some("empty-page"),
            PageStatus::Scan => Some("scan-page"),
            PageStatus::Drawn => Some("drawn-page"),
            PageStatus::Garbled => Some("garbled-page"),
        }
    }
}

/// Characters of one page, and words that lack some.
#[derive(Default)]
struct Letters {
    all: usize,
    /// Characters that could not be decoded.
    bad: usize,
    /// Signs that stand for bullets, where there are few.
    signs: usize,
    words: usize,
    /// Words with letters and, among them, one that could not be decoded.
    holes: usize,
}

impl Letters {
    fn of(turns: &[Vec<Word>]) -> Letters {
        let mut letters = Letters::default();
        for word in turns.iter().flatten() {
            let text = &word.text;
            letters.words += 1;
            letters.holes += usize::from(text.contains('\u{fffd}') && text.contains(char::is_alphabetic));
            for c in text.chars() {
                letters.all += 1;
                let sign = is_bullet(c);
                letters.signs += usize::from(sign);
                letters.bad +=
                    usize::from(c == '\u{fffd}' || (('\u{e000}'..='\u{f8ff}').contains(&c) && !sign));
            }
        }
        // A text is not made of bullets.
        if letters.signs >= 20 && letters.signs * 3 > letters.all {
            letters.bad += letters.signs;
        }
        letters
    }

    /// What the page is, before its pictures are recognised.
    fn status(&self, page: &PageGlyphs) -> PageStatus {
        if self.all > 0 && self.bad * 3 > self.all {
            PageStatus::Garbled
        } else if !is_stamped(page) && (self.all >= 20 || (self.all > 0 && page.picture < 0.3)) {
            if page.shows_shapes() && self.all <= STAMP && is_at_edges(page) {
                PageStatus::Drawn
            } else {
                PageStatus::Text
            }
        } else if page.picture >= 0.3 {
            PageStatus::Scan
        } else if page.shows_shapes() {
            PageStatus::Drawn
        } else {
            PageStatus::Empty
        }
    }

    /// True where words lack letters, more than a slip: a font without a map to characters.
    fn has_holes(&self) -> bool {
        self.holes >= 2 && self.holes * 100 >= self.words
    }
}

/// Characters of a cover for the files that it carries, at most.
const COVER: usize = 400;
/// Characters of a note beside a picture of text, at most.
const NOTE: usize = 100;
/// Glyphs of a stamp, at most.
const STAMP: usize = 300;

/// What is known of the reading so far.
#[derive(Default)]
struct State {
    problems: Vec<Problem>,
    failure: Option<Failure>,
    pages: Vec<PageStatus>,
    letters: usize,
    undecoded: usize,
    broken: u32,
    /// Pages with words that lack letters, and pages with letters that are drawn.
    holed: u32,
    drawn: u32,
    /// Pages with a picture of text, and pages that were looked at for one.
    pasted: u32,
    looked: u32,
    lost: u64,
    cut_short: bool,
    /// Why the text stands elsewhere than on the pages.
    elsewhere: Option<&'static str>,
    /// Tracked changes that are printed as such.
    changes: u32,
    /// Signs that no reader sees.
    hidden: u32,
    /// The numbers of lines in the margin.
    line_numbers: Option<numbered::Column>,
    /// Pages whose text was recognised.
    recognised: BTreeSet<u32>,
}

/// Words and lines of one page.
struct PageWords {
    /// By direction of the baseline, the page's main one first.
    turns: Vec<Vec<Word>>,
    strokes: Vec<Stroke>,
    width: f32,
    height: f32,
}

/// A document's blocks: running headers, text, and what comes after it.
struct Content {
    headers: Vec<Draft>,
    body: Vec<Draft>,
    after: Vec<Draft>,
}

impl State {
    fn tell(&mut self, code: &str, page: Option<u32>, value: Option<u64>) {
        let words = FAILURE_CODES.iter().find(|(known, _)| *known == code).map_or(code, |(_, words)| words);
        let mut problem = Problem::new("extract", code, words);
        if let Some(page) = page {
            problem = problem.page(page);
        }
        if let Some(value) = value {
            problem = problem.value(value);
        }
        self.problems.push(problem);
    }

    fn count(&self, status: PageStatus) -> u32 {
        self.pages.iter().filter(|page| **page == status).count() as u32
    }

    /// Reads the pages, and notes what each is.
    fn pages(
        &mut self,
        source: &impl Source,
        limits: &Limits,
        fonts: &[SimpleFont],
        recognised: &[Recognised],
        ended: &mut Ended<'_>,
    ) -> Vec<PageWords> {
        let mut pages = Vec::new();
        source.each(limits, fonts, &mut |index, mut page| {
            ended("glyphs");
            if index as u64 >= limits.pages {
                self.failure.get_or_insert(Failure::new(Reason::Limit, "pages").value(limits.pages));
                return false;
            }
            let number = index as u32 + 1;
            self.changes = self.changes.saturating_add(changes::take(&mut page));
            let place = page.place;
            let pasted = page.picture >= pasted::LEAST && self.is_pasted(source, index, &page, limits);
            page.set_upright();
            let mut turns = lines::words(&page, number);
            self.hidden = self.hidden.saturating_add(page.hidden);
            if let Some(main) = turns.first_mut() {
                numbered::take(main, &mut self.line_numbers);
            }
            let letters = Letters::of(&turns);
            self.letters += letters.all;
            self.undecoded += letters.bad;
            if page.broken {
                self.broken += 1;
                self.tell("page-damaged", Some(number), None);
            }
            let mut status = letters.status(&page);
            if pasted && status == PageStatus::Text && letters.all <= NOTE {
                status = PageStatus::Scan;
            }
            let pasted = pasted && status == PageStatus::Text;
            if status == PageStatus::Scan || pasted {
                let found = recognised.iter().find(|found| found.page == number);
                let mut words = found.map(|found| recognised::words(found, &place)).unwrap_or_default();
                words.retain(|word| !pasted || !recognised::is_written(word, &turns));
                if !words.is_empty() {
                    self.letters += words.iter().map(|word| word.text.chars().count()).sum::<usize>();
                    self.recognised.insert(number);
                    self.tell("ocr-page", Some(number), None);
                    match turns.first_mut() {
                        Some(main) if pasted => main.extend(words),
                        _ => turns.insert(0, words),
                    }
                    status = PageStatus::Text;
                } else if pasted {
                    self.pasted += 1;
                    self.tell("scan-part", Some(number), None);
                }
            }
            if let Some(code) = status.problem() {
                self.tell(code, Some(number), None);
            }
            if status == PageStatus::Text && letters.has_holes() {
                self.holed += 1;
                self.tell("lost-letters", Some(number), None);
            }
            if status == PageStatus::Text && page.shows_shapes() {
                self.drawn += 1;
                self.tell("drawn-text", Some(number), None);
            }
            self.pages.push(status);
            pages.push(PageWords { turns, strokes: page.strokes, width: page.width, height: page.height });
            if let Some(which) = page.limited {
                self.failure = Some(which.failure(limits));
                self.tell(which.code(), Some(number), None);
                return false;
            }
            ended("layout");
            true
        });
        pages
    }

    /// True where a picture on a page shows text that is not written on it.
    fn is_pasted(&mut self, source: &impl Source, index: usize, page: &PageGlyphs, limits: &Limits) -> bool {
        // What a program recognised, and what has no text, is told otherwise; turned text is not compared.
        let level = || page.glyphs.iter().filter(|glyph| glyph.along.0 > 0.9);
        let plain = page.glyphs.len() >= 20 && page.unseen * 2 < page.glyphs.len();
        if !plain
            || is_stamped(page)
            || level().count() * 2 < page.glyphs.len()
            || self.looked >= pasted::PAGES
        {
            return false;
        }
        self.looked += 1;
        let places: Vec<pasted::Place> =
            level().map(|glyph| (glyph.x, glyph.x + glyph.advance, glyph.y)).collect();
        source.glance(index, limits).is_some_and(|picture| pasted::shows_text(&picture, &places))
    }

    /// How far the reading came. Nothing that was lost may pass for read.
    fn read(&mut self, sound: bool, no_text: bool) -> Read {
        let (texts, scans) = (self.count(PageStatus::Text), self.count(PageStatus::Scan));
        let (garbled, drawn) = (self.count(PageStatus::Garbled), self.count(PageStatus::Drawn));
        let partial = |reason, detail, value: u64| Read::Partial(Failure::new(reason, detail).value(value));
        if self.letters == 0 && no_text && self.failure.is_none() {
            Read::Failed(if scans > 0 {
                Failure::new(Reason::Scan, "scan")
            } else if drawn > 0 {
                Failure::new(Reason::Garbled, "drawn")
            } else if self.broken > 0 || self.lost > 0 || !sound {
                Failure::new(Reason::Damaged, "damaged")
            } else {
                Failure::new(Reason::Empty, "no-text")
            })
        } else if texts == 0 && scans > 0 {
            Read::Failed(Failure::new(Reason::Scan, "scan"))
        } else if texts == 0 && drawn > 0 {
            Read::Failed(Failure::new(Reason::Garbled, "drawn"))
        } else if self.undecoded * 3 > self.letters && self.letters > 0 {
            Read::Failed(self.failure.take().unwrap_or_else(|| Failure::new(Reason::Garbled, "garbled")))
        } else if let Some(failure) = self.failure.take() {
            Read::Partial(failure)
        } else if self.hidden as usize * 3 > self.letters {
            Read::Partial(Failure::new(Reason::Partial, "hidden-text").value(self.hidden))
        } else if let Some(code) = self.elsewhere {
            Read::Partial(Failure::new(Reason::Partial, code))
        } else if self.broken > 0 {
            partial(Reason::Damaged, "page-damaged", u64::from(self.broken))
        } else if self.lost > 0 {
            partial(Reason::Damaged, "lost-pages", self.lost)
        } else if self.cut_short {
            Read::Partial(Failure::new(Reason::Damaged, "cut-short"))
        } else if scans > 0 {
            partial(Reason::Scan, "scan-pages", u64::from(scans))
        } else if self.pasted > 0 {
            partial(Reason::Scan, "scan-part", u64::from(self.pasted))
        } else if garbled > 0 {
            partial(Reason::Garbled, "garbled-page", u64::from(garbled))
        } else if drawn + self.drawn > 0 {
            partial(Reason::Garbled, "drawn-text", u64::from(drawn + self.drawn))
        } else if self.holed > 0 {
            partial(Reason::Garbled, "lost-letters", u64::from(self.holed))
        } else {
            Read::Whole
        }
    }
}

/// True where a picture covers the page and all its text stands at its edges: a scanned page on which a number, a page
/// number or the day of its arrival was stamped.
fn is_stamped(page: &PageGlyphs) -> bool {
    page.picture >= 0.8 && page.glyphs.len() <= STAMP && is_at_edges(page)
}

/// True where all text of a page stands at its edges.
fn is_at_edges(page: &PageGlyphs) -> bool {
    let within = |at: f32, side: f32, share: f32| at > share * side && at < (1.0 - share) * side;
    !page.glyphs.iter().any(|glyph| within(glyph.x, page.width, 0.06) && within(glyph.y, page.height, 0.08))
}

/// A document by where its words stand.
fn by_looks(pages: Vec<PageWords>, body: f32) -> Content {
    let mut rows = Vec::with_capacity(pages.len());
    let mut extras = Vec::with_capacity(pages.len());
    for page in pages {
        let mut turns = page.turns.into_iter();
        let mut main = turns.next().unwrap_or_default();
        let drawn = tables::ruled(&mut main, &page.strokes);
        let outside = |stroke: &&Stroke| {
            stroke.y1 - stroke.y0 < 1.5
                && !drawn.iter().any(|table| stroke.y0 > table.top - 3.0 && stroke.y1 < table.bottom + 3.0)
        };
        let rules: Vec<Stroke> = page.strokes.iter().filter(outside).copied().collect();
        for (number, table) in (0_u32..).zip(&drawn) {
            let (number_of_page, span) = (main.first().map_or(0, |word| word.page), (table.x0, table.x1));
            let step = ((table.bottom - table.top) / 400.0).max(12.0);
            let mut y = table.top + 6.0;
            while y < table.bottom.max(table.top + 7.0) {
                main.push(Word::of_table(number, number_of_page, span, y));
                y += step;
            }
        }
        // Words in other directions (margins, stamps) come after the page's own text.
        let more: Vec<Row> = turns.flat_map(lines::rows).collect();
        rows.push(PageRows { rows: lines::rows(main), height: page.height });
        extras.push((drawn, rules, more, page.width));
    }
    let furniture = furniture::take(&mut rows, body);
    let mut pieces = Vec::new();
    let mut notes = Vec::new();
    for (page, (_, rules, _, width)) in rows.iter_mut().zip(&extras) {
        let number = notes.len() as u32;
        notes.extend(notes::take(&mut page.rows, rules, (*width, page.height), body, number));
    }
    let widths = extras.iter().map(|(.., width)| *width);
    let sheets =
        sheet::columns(&rows.iter().map(|page| page.rows.as_slice()).zip(widths).collect::<Vec<_>>());
    for ((page, (drawn, rules, more, _)), sheet) in rows.into_iter().zip(extras).zip(sheets) {
        pieces.extend(layout::order(page.rows, drawn, &rules, sheet));
        pieces.extend(layout::order(more, Vec::new(), &[], None));
    }
    let mut again = Vec::new();
    let mut pieces = paragraphs::join_tables(pieces, &mut again);
    margins::settle(&mut pieces);
    let any = pieces
        .iter()
        .flat_map(Piece::cells)
        .any(|cell| paragraphs::broken(&cell.lines, cell.right).is_some());
    let mut known = any.then(|| Known::of_pieces(&pieces));
    if let Some(known) = &known {
        for cell in pieces.iter_mut().flat_map(Piece::cells_mut) {
            paragraphs::mend(&mut cell.lines, cell.right, known);
        }
    }
    paragraphs::mend_lines(&mut pieces, &mut known);
    let (headers, mut after) = edges(furniture);
    after.extend(again.into_iter().map(|segment| paragraphs::edge(true, segment)));
    let drafts = paragraphs::by_looks(pieces, body);
    Content { headers, body: paragraphs::place_notes(drafts, notes), after }
}

/// A document by its tags; what they leave out counts as running headers and footers, or follows the text.
fn by_tags(pages: Vec<PageWords>, tags: &Tags, body: f32) -> Content {
    let mut lines = vec![Vec::new(); tags.elements.len()];
    let mut rest = Vec::with_capacity(pages.len());
    for page in pages {
        let words = page.turns.into_iter().flat_map(|turn| tagged::collect(tags, turn, &mut lines)).collect();
        rest.push(PageRows { rows: lines::rows(words), height: page.height });
    }
    let furniture = furniture::take(&mut rest, body);
    let pieces = rest.into_iter().flat_map(|page| layout::order(page.rows, Vec::new(), &[], None)).collect();
    let (headers, footers) = edges(furniture);
    let mut after = paragraphs::by_looks(pieces, body);
    after.extend(footers);
    let (mut elements, notes) = tagged::elements(tags, lines);
    let edges = tagged::right_edges(&elements);
    let edge = |element: &Element| edges.get(&element.column()?).copied();
    let broken =
        |element: &Element| edge(element).and_then(|right| paragraphs::broken(&element.lines, right));
    if elements.iter().any(|element| broken(element).is_some()) {
        let lines = elements.iter().flat_map(|element| &element.lines);
        let known = Known::of(lines.flat_map(|line| &line.words));
        for element in &mut elements {
            if let Some(right) = edge(element) {
                paragraphs::mend(&mut element.lines, right, &known);
            }
        }
    }
    Content { headers, body: paragraphs::place_notes(paragraphs::by_tags(elements, body), notes), after }
}

/// Headers, and what comes at the end: footers, and both where they stand again.
fn edges(furniture: Furniture) -> (Vec<Draft>, Vec<Draft>) {
    let headers = furniture.headers.into_iter().map(|segment| paragraphs::edge(true, segment)).collect();
    let footers = furniture.footers.into_iter().map(|segment| (false, segment)).chain(furniture.again);
    (headers, footers.map(|(top, segment)| paragraphs::edge(top, segment)).collect())
}

/// Signs of the private area that stand for bullets in common fonts.
fn is_bullet(c: char) -> bool {
    ('\u{f020}'..='\u{f0ff}').contains(&c)
}
