//! Text that a reader sees in a picture on a page of text: a scan that was pasted in, the rest of an agreement below its
//! typed beginning. Told from photographs and drawings by its lines: rows of strokes between rows without any.

use super::pictures::Picture;

/// Share of a page that pictures cover before they are looked at.
pub(super) const LEAST: f32 = 0.12;
/// Pixels per point: enough to tell lines, not to read them.
pub(super) const SCALE: f32 = 100.0 / 72.0;
/// Pages of one document that are looked at.
pub(super) const PAGES: u32 = 40;
/// What a picture's brightness is at most; above lies the page itself.
pub(super) const BRIGHTEST: u8 = 254;

/// Points of a slice's width: lines that stand aslant, or in columns, are level in each.
const SLICE: f32 = 100.0;
/// Slices that must show lines, and lines that each must show.
const SLICES: usize = 2;
const LINES: usize = 5;
/// Points of a line's height.
const HEIGHT: std::ops::Range<f32> = 3.5..26.0;
/// Changes between ink and paper in a row of letters.
const STROKES: u32 = 8;

/// Where a glyph stands: from left to right, and its baseline.
pub(super) type Place = (f32, f32, f32);

/// True where a picture shows lines of text on which no glyph stands.
pub(super) fn shows_text(picture: &Picture, glyphs: &[Place]) -> bool {
    let slice = ((SLICE * SCALE) as usize).max(1);
    let columns = (0..picture.width as usize).step_by(slice);
    let unread = |from: usize| {
        let to = (from + slice).min(picture.width as usize);
        lines(picture, from, to).into_iter().filter(|line| !is_read(*line, (from, to), glyphs)).count()
    };
    columns.filter(|from| unread(*from) >= LINES).take(SLICES).count() == SLICES
}

/// True where a glyph stands on a line (its rows) between two columns.
fn is_read((top, bottom): (usize, usize), (from, to): (usize, usize), glyphs: &[Place]) -> bool {
    let points = |pixels: usize| pixels as f32 / SCALE;
    glyphs.iter().any(|(x0, x1, y)| {
        *x1 > points(from) && *x0 < points(to) && *y > points(top) - 2.0 && *y < points(bottom) + 3.0
    })
}

/// Rows, from and to, of what looks like lines of text between two columns.
fn lines(picture: &Picture, from: usize, to: usize) -> Vec<(usize, usize)> {
    let rows = || picture.grey.chunks_exact((picture.width as usize).max(1)).map(|row| &row[from..to]);
    let Some(paper) = paper(rows()) else { return Vec::new() };
    let ink = u8::try_from(u32::from(paper) * 62 / 100).unwrap_or(0);
    let mut found = Vec::new();
    let (mut top, mut letters) = (None, 0);
    for (at, row) in rows().chain([&[][..]]).enumerate() {
        let dark = row.iter().filter(|value| **value < ink).count();
        if dark * 100 >= row.len() && dark > 0 {
            top.get_or_insert(at);
            let strokes = row.windows(2).filter(|pair| (pair[0] < ink) != (pair[1] < ink)).count() as u32;
            letters += u32::from(strokes >= STROKES && dark * 10 < row.len() * 6);
            continue;
        }
        if let Some(top) = top.take()
            && HEIGHT.contains(&((at - top) as f32 / SCALE))
            && letters >= 2
        {
            found.push((top, at));
        }
        letters = 0;
    }
    found
}

/// How bright the paper is; `None` where a picture is not mostly paper.
fn paper<'p>(rows: impl Iterator<Item = &'p [u8]>) -> Option<u8> {
    let mut counts = [0_u64; 256];
    rows.flatten().for_each(|value| counts[usize::from(*value)] += 1);
    let painted = &counts[..=usize::from(BRIGHTEST)];
    let all: u64 = painted.iter().sum();
    let mut below = 0;
    let paper = painted.iter().position(|count| {
        below += count;
        below * 5 >= all * 4
    })?;
    let bright: u64 = painted[paper * 8 / 10..].iter().sum();
    (all > 0 && paper >= 110 && bright * 10 >= all * 7).then_some(paper as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of a page, 400 by 400 points, by the brightness of its pixels.
    fn picture(pixel: impl Fn(usize, usize) -> u8) -> Picture {
        let side = (400.0 * SCALE) as usize;
        let grey = (0..side * side).map(|at| pixel(at % side, at / side)).collect();
        Picture { width: side as u32, height: side as u32, resolution: 100, grey }
    }

    /// Lines of strokes, each 12 pixels high, every 25 pixels.
    fn text(x: usize, y: usize, paper: u8) -> u8 {
        if y % 25 < 12 && (x / 2 + y / 4).is_multiple_of(3) { paper / 4 } else { paper }
    }

    #[test]
    fn lines_of_text_are_told_from_what_else_pictures_show() {
        let check = |name: &str, expected: bool, picture: &Picture| {
            assert_eq!(shows_text(picture, &[]), expected, "{name}");
        };
        check("text", true, &picture(|x, y| text(x, y, 254)));
        check("text on grey paper", true, &picture(|x, y| text(x, y, 170)));
        check("text aslant", true, &picture(|x, y| text(x, y + x / 60, 240)));
        check("text below the page", true, &picture(|x, y| if y < 250 { 255 } else { text(x, y, 250) }));
        check("three lines", false, &picture(|x, y| if y < 75 { text(x, y, 250) } else { 250 }));
        check("page", false, &picture(|_, _| 255));
        check("paper", false, &picture(|_, _| 240));
        check("night", false, &picture(|x, y| text(x, y, 60)));
        check("bars", false, &picture(|_, y| if y % 25 < 12 { 40 } else { 250 }));
        check("rules", false, &picture(|_, y| if y % 25 < 2 { 40 } else { 250 }));
        check("slopes", false, &picture(|x, y| ((x * 3 + y * 5) / 7 % 251) as u8));
        check("noise", false, &picture(|x, y| ((x * 7919 + y * 104_729) % 253) as u8));
        check("net", false, &picture(|x, y| if x % 9 < 2 || y % 25 < 2 { 40 } else { 250 }));
    }

    #[test]
    fn lines_with_glyphs_are_read() {
        let picture = picture(|x, y| text(x, y, 254));
        let glyphs: Vec<Place> = (0..23).map(|line| (0.0, 400.0, (line * 25 + 11) as f32 / SCALE)).collect();
        assert!(!shows_text(&picture, &glyphs));
        assert!(shows_text(&picture, &glyphs[..12]));
        assert!(!shows_text(&picture, &glyphs[..20]));
    }
}
