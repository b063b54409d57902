//! Tracked changes as they are printed: text struck out in colour has been deleted, text underlined in the same colour
//! has been put in.

use std::collections::BTreeSet;

use super::glyphs::{Glyph, PageGlyphs, Stroke, Text};

/// What was done to a glyph, and in which colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Deleted(u32),
    Inserted(u32),
}

/// Takes deleted text off a page. Gives the number of deleted runs of text, and of inserted ones.
pub(super) fn take(page: &mut PageGlyphs) -> u32 {
    let mut lines: Vec<Stroke> = page
        .strokes
        .iter()
        .filter(|stroke| stroke.colour != 0 && stroke.y1 - stroke.y0 < 1.5)
        .copied()
        .collect();
    if lines.is_empty() {
        return 0;
    }
    lines.sort_by(|a, b| a.y0.total_cmp(&b.y0));
    let changes: Vec<Option<Change>> = page.glyphs.iter().map(|glyph| change(glyph, &lines)).collect();
    let deleted = |change: &Option<Change>| match change {
        Some(Change::Deleted(colour)) => Some(*colour),
        _ => None,
    };
    let colours: BTreeSet<u32> = changes.iter().filter_map(deleted).collect();
    if colours.is_empty() {
        return 0;
    }
    let mut count = 0;
    let mut before = None;
    for change in changes.iter().copied() {
        let counts = match change {
            Some(Change::Deleted(_)) => true,
            // Links are underlined too, mostly in another colour.
            Some(Change::Inserted(colour)) => colours.contains(&colour),
            None => false,
        };
        count += u32::from(counts && before != change);
        before = change;
    }
    let mut kept: Vec<Glyph> = Vec::with_capacity(page.glyphs.len());
    // Where deleted text begins a line: the next glyph there takes its room.
    let mut room: Option<(f32, f32)> = None;
    for (mut glyph, change) in std::mem::take(&mut page.glyphs).into_iter().zip(&changes) {
        if deleted(change).is_some() {
            let inked = |last: &&mut Glyph| !matches!(last.text, Text::One(c) if c.is_whitespace());
            let before = kept.iter_mut().rev().find(inked);
            match before.filter(|last| (last.y - glyph.y).abs() < 1.0 && last.x < glyph.x) {
                // What stood on both sides of it now stands together.
                Some(last) => last.advance = last.advance.max(glyph.x + glyph.advance - last.x),
                None => room = room.filter(|(_, y)| (y - glyph.y).abs() < 1.0).or(Some((glyph.x, glyph.y))),
            }
            continue;
        }
        if let Some((x, y)) = room.take()
            && (y - glyph.y).abs() < 1.0
            && x < glyph.x
        {
            glyph.advance += glyph.x - x;
            glyph.x = x;
        }
        kept.push(glyph);
    }
    page.glyphs = kept;
    count
}

/// Whether a line of `lines`, which are sorted by height, strikes a glyph out or stands under it.
fn change(glyph: &Glyph, lines: &[Stroke]) -> Option<Change> {
    if glyph.along.1.abs() > 0.01 || glyph.along.0 <= 0.0 {
        return None;
    }
    let middle = glyph.x + glyph.advance / 2.0;
    let (top, strike, foot, bottom) = (
        glyph.y - 0.45 * glyph.size,
        glyph.y - 0.15 * glyph.size,
        glyph.y + 0.02 * glyph.size,
        glyph.y + 0.25 * glyph.size,
    );
    let from = lines.partition_point(|line| line.y0 < top);
    let near = || {
        let own = lines.iter().skip(from).take_while(|line| line.y0 <= bottom);
        own.filter(|line| line.x0 - 0.5 <= middle && middle <= line.x1 + 0.5)
    };
    let struck = near().find(|line| line.y0 <= strike).map(|line| Change::Deleted(line.colour));
    struck.or_else(|| near().find(|line| line.y0 >= foot).map(|line| Change::Inserted(line.colour)))
}
