//! Marks of comments around words: insertions into a part, runs being split where they must.

use std::collections::BTreeSet;

use super::paragraphs::{Paragraph, Paragraphs, Place, Run};

/// Insertions into a part, by place.
#[derive(Debug, Default)]
pub(super) struct Edits {
    list: Vec<(usize, u8, String)>,
    /// Text elements that keep their blanks from now on.
    kept: BTreeSet<usize>,
}

/// What Word's own elements are called in the part.
#[derive(Debug, Clone)]
pub(super) struct Names {
    /// Prefix with the colon. Attributes need one, also where elements have none.
    pub(super) prefix: String,
    /// Declaration of that prefix, where the part has none of its own.
    pub(super) declared: String,
}

impl Edits {
    /// Puts the marks of a comment around a place. `false` where there is nothing to put them at.
    pub(super) fn mark(
        &mut self,
        part: &str,
        paragraphs: &Paragraphs,
        place: &Place,
        names: &Names,
        id: u64,
    ) -> bool {
        let Names { prefix: w, declared } = names;
        let start = format!("<{w}commentRangeStart{declared} {w}id=\"{id}\"/>");
        let end = format!(
            "<{w}commentRangeEnd{declared} {w}id=\"{id}\"/><{w}r{declared}><{w}commentReference {w}id=\"{id}\"/></{w}r>"
        );
        let list = &paragraphs.list;
        let (Some(opens), Some(closes)) = (list.get(place.from.0), list.get(place.to.0)) else {
            return false;
        };
        let (first, last) = match place.run {
            Some(run) => (opens.runs.get(run), opens.runs.get(run)),
            None => (run_from(opens, place.from.1), run_to(closes, place.to.1)),
        };
        let (Some(first), Some(last)) = (first, last) else { return false };
        let cut = place.run.is_none();
        match cut.then(|| point(part, first, place.from.1, opens, false)).flatten() {
            Some(at) => self.split(part, first, at, &paragraphs.prefix, &start),
            None => self.list.push((first.span.start, 2, start)),
        }
        match cut.then(|| point(part, last, place.to.1, closes, true)).flatten() {
            Some(at) => self.split(part, last, at, &paragraphs.prefix, &end),
            None => self.list.push((last.span.end, 0, end)),
        }
        true
    }

    /// Ends the run and begins it anew, with the mark between.
    fn split(&mut self, part: &str, run: &Run, at: Cut, prefix: &str, mark: &str) {
        let properties = part.get(run.properties.clone()).unwrap_or_default();
        let again = format!("</{prefix}r>{mark}<{prefix}r>{properties}");
        match at {
            Cut::Before(at) => self.list.push((at, 1, again)),
            Cut::Inside { at, attribute } => {
                if let Some(attribute) = attribute
                    && self.kept.insert(attribute)
                {
                    self.list.push((attribute, 1, " xml:space=\"preserve\"".to_owned()));
                }
                let text = format!("</{prefix}t>{again}<{prefix}t xml:space=\"preserve\">");
                self.list.push((at, 1, text));
            }
        }
    }

    /// The part with the insertions in it.
    pub(super) fn apply(mut self, part: &str) -> String {
        self.list.sort_by_key(|(at, rank, _)| (*at, *rank));
        let more: usize = self.list.iter().map(|(_, _, text)| text.len()).sum();
        let mut out = String::with_capacity(part.len() + more);
        let mut done = 0;
        for (at, _, text) in &self.list {
            out.push_str(part.get(done..*at).unwrap_or_default());
            out.push_str(text);
            done = *at;
        }
        out.push_str(part.get(done..).unwrap_or_default());
        out
    }
}

/// Where a run is cut.
enum Cut {
    /// Before something in it.
    Before(usize),
    /// Inside a text element; where that element is to be told to keep its blanks.
    Inside { at: usize, attribute: Option<usize> },
}

/// The run that holds the byte, else the first.
fn run_from(paragraph: &Paragraph, byte: usize) -> Option<&Run> {
    let at = paragraph.runs.partition_point(|run| run.words.end <= byte);
    paragraph.runs.get(at).or_else(|| paragraph.runs.first())
}

/// The run that holds the byte before, else the last.
fn run_to(paragraph: &Paragraph, byte: usize) -> Option<&Run> {
    let at = paragraph.runs.partition_point(|run| run.words.end < byte);
    paragraph.runs.get(at).or_else(|| paragraph.runs.last())
}

/// Where the run is cut before a word; `None` at its ends. What cannot be cut stays on the side of the words that are
/// marked: `ends` tells that they end here.
fn point(part: &str, run: &Run, word: usize, paragraph: &Paragraph, ends: bool) -> Option<Cut> {
    if run.whole || word <= run.words.start || word >= run.words.end {
        return None;
    }
    let next = run.pieces.partition_point(|piece| piece.words.end <= word);
    let piece = run.pieces.get(next)?;
    let whole = |at: usize| (at > 0).then(|| run.pieces.get(at)).flatten().map(|piece| Cut::Before(piece.at));
    if piece.words.start >= word {
        return whole(next);
    }
    let Some(inside) = &piece.inside else { return whole(if ends { next + 1 } else { next }) };
    let count = paragraph.text.get(piece.words.start..word)?.chars().count();
    let raw = part.get(inside.span.clone())?;
    let mut at = 0;
    for _ in 0..count {
        let rest = raw.get(at..)?;
        at += if rest.starts_with('&') { rest.find(';')? + 1 } else { rest.chars().next()?.len_utf8() };
    }
    let attribute = (!inside.preserves).then_some(inside.attribute);
    Some(Cut::Inside { at: inside.span.start + at, attribute })
}
