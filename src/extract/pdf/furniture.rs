//! Running headers, footers and page numbers: what repeats near the edges of pages.

use std::collections::BTreeMap;

use super::lines::{Row, Segment};

/// A page's rows and its height.
pub(super) struct PageRows {
    pub rows: Vec<Row>,
    pub height: f32,
}

/// What runs along the edges of pages.
#[derive(Default)]
pub(super) struct Furniture {
    /// Headers as they stand first.
    pub headers: Vec<Segment>,
    /// Footers as they stand first.
    pub footers: Vec<Segment>,
    /// Both, where they stand again.
    pub again: Vec<(bool, Segment)>,
}

/// Takes running headers, footers and page numbers out of the pages.
pub(super) fn take(pages: &mut [PageRows], body: f32) -> Furniture {
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
    let mut furniture = Furniture::default();
    for (number, page) in (1_u32..).zip(pages.iter_mut()) {
        let (rows, height) = (page.rows.len(), page.height);
        let (low, high) = (low_rows(&page.rows, height), high_rows(&page.rows, height, body));
        for top in [true, false] {
            // From the edge inwards: a row that is no furniture ends it, but for one that differs from page to page.
            let mut misses = 0;
            let order: Vec<usize> = if top { (0..rows).collect() } else { (0..rows).rev().collect() };
            for at in order.into_iter().take(EDGE_ROWS) {
                let Some(row) = page.rows.get_mut(at) else { break };
                if edge(at, rows, row.y, height) != Some(top) || misses > 1 {
                    break;
                }
                let mut kept = Vec::with_capacity(row.segments.len());
                let mut gone = Vec::new();
                for segment in std::mem::take(&mut row.segments) {
                    let edge = at == 0 || at + 1 == rows;
                    let number = edge && (is_page_number(&segment) || counts_pages(&segment, number, count));
                    let artifact = segment.words.iter().all(|word| word.artifact);
                    let is_taken = segment.table().is_none()
                        && (repeats(top, &segment) || number || artifact || at >= low || at < high);
                    if is_taken { gone.push(segment) } else { kept.push(segment) }
                }
                row.segments = kept;
                misses += u32::from(gone.is_empty());
                for segment in gone {
                    if taken.insert((top, key(&segment)), ()).is_some() {
                        furniture.again.push((top, segment));
                    } else if top {
                        furniture.headers.push(segment);
                    } else {
                        furniture.footers.push(segment);
                    }
                }
            }
        }
        page.rows.retain(|row| !row.segments.is_empty());
    }
    furniture
}

/// Index of the first row that stands in a page's lower margin, far from all text.
fn low_rows(rows: &[Row], height: f32) -> usize {
    let margin = 0.92 * height;
    let from = rows.iter().position(|row| row.y > margin).unwrap_or(rows.len());
    match (from.checked_sub(1).and_then(|before| rows.get(before)), rows.get(from)) {
        (Some(before), Some(first)) if first.y - before.y > 2.5 * first.size.max(before.size) => from,
        _ => rows.len(),
    }
}

/// Number of rows that stand in a page's upper margin, apart from all text and no larger than it.
fn high_rows(rows: &[Row], height: f32, body: f32) -> usize {
    let margin = 0.065 * height;
    let count = rows.iter().take_while(|row| row.y < margin && row.size <= 1.02 * body).count();
    match (count.checked_sub(1).and_then(|last| rows.get(last)), rows.get(count)) {
        (Some(last), Some(next)) if next.y - last.y > 2.0 * next.size.max(last.size) => count,
        _ => 0,
    }
}

/// "Sida 1 av 3" in any language: a few words with the page's number and the number of pages.
fn counts_pages(segment: &Segment, page: u32, count: u32) -> bool {
    let text = segment.text();
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok());
    segment.words.len() <= 5
        && numbers.next() == Some(page)
        && numbers.next() == Some(count)
        && numbers.next().is_none()
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
    let year = text.len() > 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    !year && (1..=6).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || " ()/-–|".contains(c))
}
