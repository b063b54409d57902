//! Words of a tagged file as its tags order them.

use std::collections::BTreeMap;

use super::lines::{Segment, Word, spaced_letters};
use super::notes::{Note, refer};
use super::structure::{Role, Tags};

/// An element of the structure with its lines.
pub(super) struct Element {
    pub role: Role,
    pub lines: Vec<Segment>,
}

impl Element {
    /// Table, column and page of a cell's first line; only cells of one column have one.
    pub fn column(&self) -> Option<(u32, u32, u32)> {
        match self.role {
            Role::Cell(place) if place.columns == 1 => {
                Some((place.table, place.column, self.lines.first()?.page()?))
            }
            _ => None,
        }
    }
}

/// Where text ends at the latest in each column, as far as its lines show.
pub(super) fn right_edges(elements: &[Element]) -> BTreeMap<(u32, u32, u32), f32> {
    let mut edges = BTreeMap::new();
    for element in elements {
        let Some(column) = element.column() else { continue };
        let end = element.lines.iter().map(Segment::x1).fold(0.0, f32::max);
        let edge = edges.entry(column).or_insert(end);
        *edge = end.max(*edge);
    }
    edges
}

/// Share of the words that tags must hold.
const COVER: f32 = 0.92;
/// Words of a paragraph, on average, above which the tags tell nothing.
const LONG: usize = 250;

/// True where the tags hold nearly all words that are not marked as artifacts, and part them well.
pub(super) fn covers<'a>(tags: &Tags, words: impl Iterator<Item = &'a Word>) -> bool {
    let (mut all, mut text, mut held) = (0_usize, 0_usize, 0_usize);
    let mut used = std::collections::HashSet::new();
    for word in words {
        all += 1;
        text += usize::from(!word.artifact);
        if let Some(element) = element_of(tags, word) {
            held += 1;
            used.insert(element);
        }
    }
    held as f32 >= COVER * text as f32 && held * 2 > all && used.len() * LONG > held
}

fn element_of(tags: &Tags, word: &Word) -> Option<u32> {
    if word.artifact {
        return None;
    }
    tags.content.get(&(word.page, word.mark?)).copied()
}

/// Sorts words, which come in the order in which they are drawn, into elements; what no element holds comes back.
pub(super) fn collect(tags: &Tags, words: Vec<Word>, lines: &mut [Vec<Segment>]) -> Vec<Word> {
    let mut rest = Vec::new();
    for word in words {
        let lines = element_of(tags, &word).and_then(|element| lines.get_mut(element as usize));
        let Some(lines) = lines else {
            rest.push(word);
            continue;
        };
        match lines.last_mut() {
            Some(line) if on_line(line, &word) => line.words.push(word),
            _ => lines.push(Segment { words: vec![word] }),
        }
    }
    rest
}

fn on_line(line: &Segment, word: &Word) -> bool {
    line.words.last().is_some_and(|last| {
        let size = last.size.max(word.size);
        let reach = if last.size.min(word.size) < 0.75 * size { 0.65 } else { 0.45 };
        last.page == word.page && (last.y - word.y).abs() < reach * size && word.x0 > last.x0 - 0.1 * size
    })
}

/// The elements that hold words, in reading order, and the notes, which stand where they are referred to. The raised signs
/// that refer to notes are left out; the words before them keep the notes' numbers.
pub(super) fn elements(tags: &Tags, lines: Vec<Vec<Segment>>) -> (Vec<Element>, Vec<Note>) {
    let mut elements = Vec::new();
    let mut notes: Vec<Note> = Vec::new();
    for (role, lines) in tags.elements.iter().zip(lines).filter(|(_, lines)| !lines.is_empty()) {
        let lines = lines.into_iter().map(|line| Segment { words: spaced_letters(line.words) }).collect();
        match role {
            Role::Note => notes.push(lines),
            _ => elements.push(Element { role: *role, lines }),
        }
    }
    let signs: Vec<(u32, String)> = notes
        .iter()
        .map(|note| note.first().and_then(|line| line.words.first()))
        .map(|word| word.map_or((0, String::new()), |word| (word.page, word.text.clone())))
        .collect();
    if !signs.is_empty() {
        for line in elements.iter_mut().flat_map(|element: &mut Element| &mut element.lines) {
            let (y, size) = (line.y(), line.size());
            refer(&mut line.words, |word| {
                let raised = word.size < 0.85 * size || word.y < y - 0.2 * size;
                let own = |(page, sign): &(u32, String)| *page == word.page && *sign == word.text;
                signs.iter().position(own).filter(|_| raised).map(|at| at as u32)
            });
        }
        for element in &mut elements {
            element.lines.retain(|line| !line.words.is_empty());
        }
        elements.retain(|element| !element.lines.is_empty());
    }
    (elements, notes)
}
