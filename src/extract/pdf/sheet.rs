//! Pages set in two columns, as the page as a whole shows: lines of the right one begin at one edge, no line crosses it,
//! and the lines of one take no notice of those of the other.

use std::collections::BTreeMap;

use super::lines::{Row, Segment};

/// Rows of a page that stand in two columns, and the strip between these.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Columns {
    pub from: usize,
    pub to: usize,
    pub strip: (f32, f32),
}

/// Lines that must begin at the right column's edge, where nothing else is known of it.
const LINES: usize = 6;
/// Lines of a right column that ends early, where the text ends, at least.
const SHORT: usize = 2;
/// Lines of the column beside it, at least, and how many of them are full.
const BESIDE: (usize, usize) = (12, 6);
/// Lines that stand beside the room between two lines of the other column: in both columns together, and in each.
const AMID: (usize, usize) = (8, 3);
/// Points between two columns at least.
const STRIP: f32 = 6.0;

/// The columns of each page, given its rows and width. What one page shows clearly holds for others where nothing speaks against it.
pub(super) fn columns(pages: &[(&[Row], f32)]) -> Vec<Option<Columns>> {
    let mut found: Vec<Option<Columns>> = pages.iter().map(|(rows, width)| by_itself(rows, *width)).collect();
    let mut edges: Vec<f32> = found.iter().flatten().map(|columns| columns.strip.1).collect();
    edges.dedup_by(|a, b| (*a - *b).abs() < 2.0);
    for ((rows, _), columns) in pages.iter().zip(&mut found).filter(|(_, columns)| columns.is_none()) {
        *columns = edges.iter().find_map(|edge| {
            let columns = longest(rows, *edge)?;
            let sides = Sides::of(&rows[columns.from..columns.to], columns.strip);
            let most = (columns.to - columns.from) * 5 >= rows.len() * 3;
            (most && sides.left.len() >= 2 && sides.right.len() >= 2).then_some(columns)
        });
    }
    found
}

/// The columns that a page shows without others.
fn by_itself(rows: &[Row], width: f32) -> Option<Columns> {
    let segments = || rows.iter().flat_map(|row| &row.segments).filter(|segment| segment.table().is_none());
    let left = segments().map(Segment::x0).fold(f32::MAX, f32::min);
    // The lines of a short column may not reach the margin.
    let right = segments().map(Segment::x1).fold(width - left, f32::max);
    let mut edges: BTreeMap<i32, usize> = BTreeMap::new();
    for segment in segments() {
        let share = (segment.x0() - left) / (right - left).max(1.0);
        if (0.3..0.7).contains(&share) {
            *edges.entry(segment.x0().round() as i32).or_default() += 1;
        }
    }
    let mut edges: Vec<(usize, i32)> =
        edges.into_iter().map(|(x, lines)| (lines, x)).filter(|(lines, _)| *lines >= SHORT).collect();
    edges.sort_by(|a, b| b.cmp(a));
    let long = edges.iter().filter(|(lines, _)| *lines >= LINES).take(3).find_map(|(_, edge)| {
        let columns = longest(rows, *edge as f32)?;
        let sides = Sides::of(&rows[columns.from..columns.to], columns.strip);
        sides.apart().then_some(columns)
    });
    long.or_else(|| {
        // The first edge: a table in the column has others.
        edges.sort_by_key(|(_, edge)| *edge);
        edges.iter().take(3).find_map(|(_, edge)| {
            let columns = longest(rows, *edge as f32)?;
            let sides = Sides::of(&rows[columns.from..columns.to], columns.strip);
            let whole = columns.from <= 3 && rows.len() - columns.to <= 1;
            let two_up = whole && sides.left.len() >= BESIDE.0 && is_second_page(columns.strip, left, width);
            (two_up || whole && sides.ends_early()).then_some(columns)
        })
    })
}

/// True where what stands right of a strip begins as far from the middle of the sheet as the text from its left side: two
/// pages were printed on it.
fn is_second_page((end, edge): (f32, f32), left: f32, width: f32) -> bool {
    let middle = width / 2.0;
    left > 20.0 && end < middle && (edge - middle - left).abs() < 0.01 * width
}

/// Whether a line stands left or right of an edge; `None` where it crosses it.
fn side(segment: &Segment, edge: f32) -> Option<bool> {
    // A drawn table reaches out by the room inside its cells.
    let reach = if segment.table().is_some() { 8.0 } else { 1.5 };
    if segment.x0() >= edge - reach { Some(true) } else { (segment.x1() <= edge - STRIP).then_some(false) }
}

/// The longest run of rows that leave the strip before an edge free.
fn longest(rows: &[Row], edge: f32) -> Option<Columns> {
    let clear = |row: &Row| row.segments.iter().all(|segment| side(segment, edge).is_some());
    let mut best = (0, 0);
    let mut at = 0;
    while at < rows.len() {
        let end = at + rows[at..].iter().take_while(|row| clear(row)).count();
        if end - at > best.1 - best.0 {
            best = (at, end);
        }
        at = end + 1;
    }
    let on_right = |row: &Row| row.segments.iter().any(|segment| side(segment, edge) == Some(true));
    let (mut from, mut to) = best;
    let first = from + rows[from..to].iter().position(on_right)?;
    let last = from + rows[from..to].iter().rposition(on_right)?;
    // A short line above both columns, or below them, is not of the left one.
    from = (from..first).find(|at| rows[first].y - rows[*at].y < 1.5 * rows[*at].size).unwrap_or(first);
    // Text of the whole width that goes on below has its heading before it.
    if rows.len() - to > 2 {
        let step = |at: usize| rows[at].y - rows[at - 1].y;
        to = (last + 1..to).rfind(|at| step(*at) > 1.7 * rows[*at].size).unwrap_or(to);
    }
    let rows = &rows[from..to];
    let ends = rows.iter().flat_map(|row| &row.segments).filter(|segment| side(segment, edge) == Some(false));
    let end = ends.map(Segment::x1).fold(0.0, f32::max);
    (end > 0.0).then_some(Columns { from, to, strip: (end, edge) })
}

/// The lines of two columns from top to bottom: height, share of the column's width, words.
struct Sides {
    left: Vec<Line>,
    right: Vec<Line>,
}

#[derive(Clone, Copy)]
struct Line {
    y: f32,
    size: f32,
    full: bool,
    words: usize,
}

impl Sides {
    fn of(rows: &[Row], strip: (f32, f32)) -> Sides {
        let lines = |on_right: bool| -> Vec<Line> {
            let own = |row: &Row| -> Option<(f32, f32, f32, f32, usize)> {
                let mut own = row
                    .segments
                    .iter()
                    .filter(|s| s.table().is_none() && side(s, strip.1) == Some(on_right))
                    .peekable();
                let x0 = own.peek()?.x0();
                let (mut x1, mut words) = (x0, 0);
                for segment in own {
                    x1 = segment.x1();
                    words += segment.words.len();
                }
                Some((row.y, row.size, x0, x1, words))
            };
            let found: Vec<_> = rows.iter().filter_map(own).collect();
            let (least, most) =
                found.iter().fold((f32::MAX, 0.0_f32), |(a, b), (_, _, x0, x1, _)| (a.min(*x0), b.max(*x1)));
            let full = |x0: f32, x1: f32| x1 - x0 > 0.7 * (most - least);
            found
                .into_iter()
                .map(|(y, size, x0, x1, words)| Line { y, size, full: full(x0, x1), words })
                .collect()
        };
        Sides { left: lines(false), right: lines(true) }
    }

    /// True where the right column is the end of a text: a few lines at the top, beside a left one of running text that
    /// reaches further down and never crosses the strip. The cells of a table go on to its end.
    fn ends_early(&self) -> bool {
        let Some((first, last)) = self.right.first().zip(self.right.last()) else { return false };
        let full = self.left.iter().filter(|line| line.full && line.words >= 3).count();
        let below = self.left.iter().filter(|line| line.y > last.y + 2.0).count();
        let beside = |line: &Line| self.left.iter().any(|other| (other.y - line.y).abs() < 0.15 * line.size);
        let top = self.left.first().map_or(0.0, |line| line.y);
        self.left.len() >= BESIDE.0
            && full >= BESIDE.1
            && below * 2 >= self.left.len()
            && first.y < top + 4.0 * first.size
            && !self.right.iter().all(beside)
    }

    /// True where the lines of one column stand beside the room between two lines of the other, as those of a table do not.
    fn apart(&self) -> bool {
        let (left, right) = (amid(&self.left, &self.right), amid(&self.right, &self.left));
        let prose = |lines: &[Line]| {
            let full = lines.iter().filter(|line| line.full && line.words >= 3).count();
            full >= 3 && full * 4 >= lines.len()
        };
        left + right >= AMID.0 && left.min(right) >= AMID.1 && (prose(&self.left) || prose(&self.right))
    }
}

/// How many of `lines` stand between two lines of `others` that follow one another, beside neither.
fn amid(lines: &[Line], others: &[Line]) -> usize {
    let stands = |line: &&Line| {
        let next = others.partition_point(|other| other.y < line.y);
        let (Some(above), Some(below)) =
            (next.checked_sub(1).and_then(|at| others.get(at)), others.get(next))
        else {
            return false;
        };
        below.y - above.y < 1.8 * above.size.max(below.size)
            && line.y - above.y > 0.15 * line.size
            && below.y - line.y > 0.15 * line.size
    };
    lines.iter().filter(stands).count()
}
