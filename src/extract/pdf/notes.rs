//! Footnotes: small text at a page's bottom, under a short line or after a raised sign of its own.

use super::glyphs::Stroke;
use super::lines::{Row, Segment, Word};

/// Lines on each side of a page in two columns, at least.
const SIDE: usize = 5;

/// A footnote's lines.
pub(super) type Note = Vec<Segment>;

/// Takes the footnotes out of a page's rows, and the signs that refer to them out of its lines: the words before them
/// keep the numbers of the notes, counted from `number`. `body` is the size of running text.
pub(super) fn take(
    rows: &mut Vec<Row>,
    rules: &[Stroke],
    (width, height): (f32, f32),
    body: f32,
    number: u32,
) -> Vec<Note> {
    let Some((from, left, right)) = start(rows, rules, width, height, body) else { return Vec::new() };
    let mut notes: Vec<Note> = Vec::new();
    for row in rows.drain(from..).collect::<Vec<Row>>() {
        // A column beside the notes stays where it is.
        let (mine, other): (Vec<Segment>, Vec<Segment>) =
            row.segments.into_iter().partition(|segment| segment.x0() >= left && segment.x0() < right);
        if !other.is_empty() {
            rows.push(Row { segments: other, y: row.y, size: row.size });
        }
        let words: Vec<Word> = mine.into_iter().flat_map(|segment| segment.words).collect();
        let Some(first) = words.first() else { continue };
        let begins = sign(first).is_some();
        match notes.last_mut() {
            Some(note) if !begins => note.push(Segment { words }),
            _ => notes.push(vec![Segment { words }]),
        }
    }
    let signs: Vec<&str> = notes.iter().filter_map(|note| sign(note.first()?.words.first()?)).collect();
    for row in rows.iter_mut() {
        let (y, size) = (row.y, row.size);
        for segment in &mut row.segments {
            refer(&mut segment.words, |word| {
                let at = signs.iter().position(|sign| *sign == word.text)?;
                is_raised(word, y, size).then_some(number + at as u32)
            });
        }
        row.segments.retain(|segment| !segment.words.is_empty());
    }
    rows.retain(|row| !row.segments.is_empty());
    notes
}

/// Takes out the words that are signs of notes; the word before each keeps the note's number.
pub(super) fn refer(words: &mut Vec<Word>, note: impl Fn(&Word) -> Option<u32>) {
    if !words.iter().any(|word| note(word).is_some()) {
        return;
    }
    let mut kept: Vec<Word> = Vec::with_capacity(words.len());
    for word in std::mem::take(words) {
        match (note(&word), kept.last_mut()) {
            (Some(number), Some(before)) => before.note = before.note.or(Some(number)),
            (Some(_), None) => {}
            (None, _) => kept.push(word),
        }
    }
    *words = kept;
}

/// Index of the first row of notes, and the strip that they stand in.
fn start(rows: &[Row], rules: &[Stroke], width: f32, height: f32, body: f32) -> Option<(usize, f32, f32)> {
    let first = |row: &Row, left: f32| {
        row.segments.iter().find(|segment| segment.x0() >= left && segment.table().is_none()).cloned()
    };
    let by_rule = rules.iter().rev().find_map(|rule| {
        let length = rule.x1 - rule.x0;
        let short = length > 30.0 && length < 0.45 * width && rule.y0 > 0.3 * height;
        let left = rule.x0 - 12.0;
        let above = rows.partition_point(|row| row.y <= rule.y0 + 1.0);
        let right = if length < 0.2 * width && rule.x0 < 0.45 * width && columns(&rows[..above], width) {
            0.5 * width
        } else {
            width
        };
        // What stands in the column beside does not matter.
        let within = |segment: &&Segment| segment.x1() > left && segment.x0() < right;
        let from = above + rows[above..].iter().position(|row| row.segments.iter().any(|s| within(&s)))?;
        let opening = first(rows.get(from)?, left)?;
        let near = opening.y() - rule.y0 < 3.0 * body;
        let numbered = opening.words.first().is_some_and(|word| sign(word).is_some());
        let mut own = rows[from..].iter().flat_map(|row| &row.segments).filter(within);
        let notes = own.all(|segment| segment.table().is_none() && segment.size() <= 1.02 * body);
        (short && near && numbered && notes).then_some((from, left, right))
    });
    by_rule.or_else(|| {
        // Without a line: small rows at the bottom, the first with a sign that is raised further up.
        let small = |row: &Row| row.size <= 0.92 * body && !drawn(row);
        let from = rows.len() - rows.iter().rev().take_while(|row| small(row)).count();
        let from = (from..rows.len()).find(|at| {
            first(&rows[*at], 0.0)
                .is_some_and(|segment| segment.words.first().is_some_and(|w| sign(w).is_some()))
        })?;
        let opening = first(rows.get(from)?, 0.0)?;
        let mark = sign(opening.words.first()?)?;
        let cited = rows[..from].iter().any(|row| {
            row.segments
                .iter()
                .flat_map(|segment| &segment.words)
                .any(|word| word.text == mark && is_raised(word, row.y, row.size))
        });
        (cited && rows[from].y > 0.3 * height).then_some((from, 0.0, width))
    })
}

fn drawn(row: &Row) -> bool {
    row.segments.iter().any(|segment| segment.table().is_some())
}

/// True where hardly a line crosses the page's middle, and each side has several.
fn columns(rows: &[Row], width: f32) -> bool {
    let middle = width / 2.0;
    let (mut left, mut right, mut across) = (0, 0, 0);
    for segment in rows.iter().flat_map(|row| &row.segments) {
        let side = if segment.x1() < middle + 10.0 {
            &mut left
        } else if segment.x0() > middle - 10.0 {
            &mut right
        } else {
            &mut across
        };
        *side += 1;
    }
    left.min(right) >= SIDE && across * 5 < left + right
}

/// The sign that a note begins with: a number of up to three digits, or a star.
pub(super) fn sign(word: &Word) -> Option<&str> {
    let text = word.text.as_str();
    let number = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    (number || matches!(text, "*" | "**" | "***" | "†" | "‡")).then_some(text)
}

/// True where a word stands higher and smaller than its row.
fn is_raised(word: &Word, y: f32, size: f32) -> bool {
    word.size < 0.85 * size && word.y < y - 0.1 * size || word.y < y - 0.22 * size
}
