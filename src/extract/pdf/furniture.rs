//! Running headers, footers and page numbers: what repeats near the edges of pages.

use std::collections::BTreeMap;

use super::lines::{Row, Segment};

/// A page's rows and its height.
pub(super) struct PageRows {
    pub rows: Vec<Row>,
    pub height: f32,
}

/// Running headers and footers taken out of the pages: the first of each kind, as (page index, is header, segment).
pub(super) fn take(pages: &mut [PageRows]) -> Vec<(usize, bool, Segment)> {
    let mut seen: BTreeMap<(bool, String), (u32, Vec<f32>)> = BTreeMap::new();
    for page in pages.iter() {
        let mut here: BTreeMap<(bool, String), f32> = BTreeMap::new();
        for_edges(page, |top, segment| {
            here.entry((top, key(segment))).or_insert(segment.y());
        });
        for (key, y) in here {
            let entry = seen.entry(key).or_default();
            entry.0 += 1;
            entry.1.push(y);
        }
    }
    let count = pages.len() as u32;
    let needed = if count <= 3 { 2 } else { (count / 3).clamp(3, 8) };
    let repeats = |top: bool, segment: &Segment| {
        seen.get(&(top, key(segment))).is_some_and(|(times, places)| {
            let y = segment.y();
            let same = places.iter().filter(|place| (**place - y).abs() < 4.0).count() as u32;
            *times >= needed && same >= needed.min(2)
        })
    };
    let mut taken: BTreeMap<(bool, String), ()> = BTreeMap::new();
    let mut out = Vec::new();
    for (index, page) in pages.iter_mut().enumerate() {
        let (rows, height) = (page.rows.len(), page.height);
        for (at, row) in page.rows.iter_mut().enumerate() {
            let Some(top) = edge(at, rows, row.y, height) else { continue };
            let mut kept = Vec::with_capacity(row.segments.len());
            for segment in std::mem::take(&mut row.segments) {
                let number = is_page_number(&segment) && (at == 0 || at + 1 == rows);
                let artifact = segment.words.iter().all(|word| word.artifact);
                if !(repeats(top, &segment) || number || artifact) {
                    kept.push(segment);
                } else if taken.insert((top, key(&segment)), ()).is_none() {
                    out.push((index, top, segment));
                }
            }
            row.segments = kept;
        }
        page.rows.retain(|row| !row.segments.is_empty());
    }
    out
}

const EDGE_ROWS: usize = 8;

/// Whether a row stands near the top (true) or bottom (false) edge.
fn edge(at: usize, rows: usize, y: f32, height: f32) -> Option<bool> {
    if at < EDGE_ROWS && y < 0.15 * height {
        Some(true)
    } else if at + EDGE_ROWS >= rows && y > 0.85 * height {
        Some(false)
    } else {
        None
    }
}

fn for_edges(page: &PageRows, mut each: impl FnMut(bool, &Segment)) {
    for (at, row) in page.rows.iter().enumerate() {
        if let Some(top) = edge(at, page.rows.len(), row.y, page.height) {
            row.segments.iter().for_each(|segment| each(top, segment));
        }
    }
}

/// The text with every run of digits as one sign.
fn key(segment: &Segment) -> String {
    let mut key = String::new();
    for c in segment.text().chars() {
        if !c.is_ascii_digit() {
            key.push(c);
        } else if !key.ends_with('#') {
            key.push('#');
        }
    }
    key
}

/// "7", "7 (12)", "7/12", "- 7 -".
fn is_page_number(segment: &Segment) -> bool {
    let text = segment.text();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (1..=6).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || " ()/-–|".contains(c))
}
