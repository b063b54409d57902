//! Tables: those drawn with lines, and what goes on over pages.

use super::glyphs::Stroke;
use super::lines::{Row, Segment, Word, rows};

/// A table, with cells in order of row and column.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub cells: Vec<Cell>,
    /// Left edges of its columns.
    pub edges: Vec<f32>,
    pub x0: f32,
    pub x1: f32,
    pub top: f32,
    pub bottom: f32,
}

impl Table {
    /// A table of cells alone, its edges where their text begins.
    pub(super) fn of(cells: Vec<Cell>) -> Table {
        let columns = cells.iter().map(|cell| cell.column + 1).max().unwrap_or(0);
        let mut edges = vec![f32::MAX; columns as usize];
        let mut table = Table { x0: f32::MAX, x1: 0.0, top: f32::MAX, bottom: 0.0, cells, edges: Vec::new() };
        for cell in &table.cells {
            for line in &cell.lines {
                if let Some(edge) = edges.get_mut(cell.column as usize) {
                    *edge = edge.min(line.x0());
                }
                table.x0 = table.x0.min(line.x0());
                table.x1 = table.x1.max(line.x1());
                table.top = table.top.min(line.y() - line.size());
                table.bottom = table.bottom.max(line.y());
            }
        }
        table.edges = edges;
        table
    }
}

/// A cell that holds something.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    pub row: u32,
    pub column: u32,
    pub columns: u32,
    /// Rows that it covers.
    pub rows: u32,
    pub lines: Vec<Segment>,
    /// Where its text ends at the latest.
    pub right: f32,
}

/// Takes the words that stand in drawn tables out of `words`; tables from top to bottom.
pub(super) fn ruled(words: &mut Vec<Word>, strokes: &[Stroke]) -> Vec<Table> {
    let mut tables = Vec::new();
    for grid in grids(strokes) {
        let (Some(&left), Some(&right), Some(&top), Some(&bottom)) =
            (grid.xs.first(), grid.xs.last(), grid.ys.first(), grid.ys.last())
        else {
            continue;
        };
        let inside = |word: &Word| {
            let (x, y) = ((word.x0 + word.x1) / 2.0, word.y - 0.3 * word.size);
            x > left && x < right && y > top && y < bottom
        };
        let (columns, count) = (grid.xs.len() - 1, (grid.xs.len() - 1) * (grid.ys.len() - 1));
        let mut buckets: Vec<Vec<Word>> = vec![Vec::new(); count];
        let mut rest = Vec::with_capacity(words.len());
        for word in words.drain(..) {
            if !inside(&word) {
                rest.push(word);
                continue;
            }
            // A cell starts where its words start: a word may run over a faint line, never begin before one.
            let (x, y) = (word.x0 + 0.3 * word.size.min(word.x1 - word.x0), word.y - 0.3 * word.size);
            let column = grid.xs.partition_point(|edge| *edge <= x).saturating_sub(1).min(columns - 1);
            let row = grid.ys.partition_point(|edge| *edge <= y).saturating_sub(1).min(grid.ys.len() - 2);
            let (row, column) = grid.owner(row, column);
            if let Some(bucket) = buckets.get_mut(row * columns + column) {
                bucket.push(word);
            }
        }
        *words = rest;
        let mut cells = Vec::new();
        for (at, bucket) in buckets.into_iter().enumerate() {
            if bucket.is_empty() {
                continue;
            }
            let (row, column) = (at / columns, at % columns);
            let mut end = column + 1;
            while end < columns && !grid.wall(row, end) {
                end += 1;
            }
            let mut below = row + 1;
            while below + 1 < grid.ys.len() && !grid.roof(below, column) {
                below += 1;
            }
            let edge = |at: usize| grid.xs.get(at).copied().unwrap_or(right);
            let start = bucket.iter().map(|word| word.x0).fold(f32::MAX, f32::min);
            // What is free on the left is kept free on the right.
            let padding = (start - edge(column)).clamp(0.0, 8.0);
            cells.push(Cell {
                row: row as u32,
                column: column as u32,
                columns: (end - column) as u32,
                rows: (below - row) as u32,
                lines: rows(bucket).into_iter().map(one_segment).collect(),
                right: edge(end) - padding,
            });
        }
        let open = grid.level.is_empty() && grid.ys.len() == 2;
        cells = part_rows(cells, open);
        if !cells.is_empty() {
            let edges = grid.xs[..columns].to_vec();
            tables.push(Table { cells, edges, x0: left, x1: right, top, bottom });
        }
    }
    tables
}

/// Columns of figures alone in a row before each line of it is one, and lines of such a column.
const FIGURES: (usize, usize) = (2, 6);

/// Rows that no level lines part, though their text does: all of a table with upright lines only (`open`), and those in
/// which several columns hold one figure a line.
fn part_rows(cells: Vec<Cell>, open: bool) -> Vec<Cell> {
    let figures = |cell: &Cell| {
        let figure = |line: &Segment| {
            line.words.len() <= 2
                && line.words.iter().any(|word| word.text.contains(|c: char| c.is_ascii_digit()))
        };
        cell.lines.len() >= FIGURES.1 && cell.lines.iter().all(figure)
    };
    let mut out: Vec<Cell> = Vec::with_capacity(cells.len());
    let mut more = 0;
    let mut cells = cells.into_iter().peekable();
    while let Some(first) = cells.next() {
        let number = first.row;
        let mut row = vec![first];
        row.extend(std::iter::from_fn(|| cells.next_if(|cell| cell.row == number)));
        if open || row.iter().filter(|cell| figures(cell)).count() >= FIGURES.0 {
            row = rows_by_lines(row);
        }
        let last = row.iter().map(|cell| cell.row).max().unwrap_or(number);
        row.iter_mut().for_each(|cell| cell.row += more);
        more += last - number;
        out.append(&mut row);
    }
    out
}

/// A table with upright lines only is one row to its lines: where most lines of text stand beside one another, each that
/// opens with the first column, or stands in several, begins a row.
fn rows_by_lines(cells: Vec<Cell>) -> Vec<Cell> {
    let mut lines: Vec<(f32, u32)> =
        cells.iter().flat_map(|cell| cell.lines.iter().map(|line| (line.y(), cell.column))).collect();
    lines.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Heights of the lines, with the columns that have one there.
    let mut heights: Vec<(f32, Vec<u32>)> = Vec::new();
    for (y, column) in lines {
        match heights.last_mut() {
            Some((top, columns)) if y - *top < 3.0 => columns.push(column),
            _ => heights.push((y, vec![column])),
        }
    }
    let shared = heights.iter().filter(|(_, columns)| columns.len() > 1).count();
    if heights.len() < 3 || shared * 5 < heights.len() * 3 {
        return cells;
    }
    let tops: Vec<f32> = heights
        .iter()
        .enumerate()
        .filter(|(at, (_, columns))| *at == 0 || columns.len() > 1 || columns.contains(&0))
        .map(|(_, (y, _))| *y)
        .collect();
    let mut out: Vec<Cell> = Vec::new();
    for cell in cells {
        for line in &cell.lines {
            let row = tops.partition_point(|top| *top < line.y() + 1.5).saturating_sub(1) as u32 + cell.row;
            match out.last_mut().filter(|last| last.column == cell.column && last.row == row) {
                Some(last) => last.lines.push(line.clone()),
                None => out.push(Cell { row, lines: vec![line.clone()], ..cell.clone() }),
            }
        }
    }
    out.sort_by_key(|cell| (cell.row, cell.column));
    out
}

/// Joins a table with the one that it goes on from, on the page or in the column before. Header rows that are shown
/// again come back as running text. `false` where the two are different tables.
pub(super) fn go_on(before: &mut Table, next: &mut Table, repeated: &mut Vec<Segment>) -> bool {
    let page = |table: &Table| table.cells.iter().flat_map(|cell| &cell.lines).find_map(Segment::page);
    let (Some(first_page), Some(second_page)) = (page(before), page(next)) else { return false };
    let shift = next.x0 - before.x0;
    let below = first_page == second_page && shift.abs() < 3.0 && next.top >= before.bottom;
    let same = before.edges.len() == next.edges.len()
        && before.edges.iter().zip(&next.edges).all(|(a, b)| (b - a - shift).abs() < 6.0);
    if !same || below {
        return false;
    }
    let text = |table: &Table, row: u32| -> Vec<String> {
        let cells = table.cells.iter().filter(|cell| cell.row == row);
        cells.map(|cell| cell.lines.iter().map(Segment::text).collect::<Vec<_>>().join(" ")).collect()
    };
    let top = |table: &Table| table.cells.first().map_or(0, |cell| cell.row);
    if text(before, top(before)) == text(next, top(next)) {
        let row = top(next);
        let (head, tail) = std::mem::take(&mut next.cells).into_iter().partition(|cell| cell.row == row);
        next.cells = tail;
        let head: Vec<Cell> = head;
        repeated.extend(head.into_iter().flat_map(|cell| cell.lines));
    }
    let last = before.cells.last().map_or(0, |cell| cell.row);
    let first = top(next);
    // A row whose first cell is empty at a page's top is the rest of the row above, where rows have first cells.
    let begins = |table: &Table| {
        let mut rows: Vec<u32> = table.cells.iter().map(|cell| cell.row).collect();
        rows.dedup();
        table.cells.iter().filter(|cell| cell.column == 0).count() >= rows.len()
    };
    let rest = begins(before) && next.cells.first().is_some_and(|cell| cell.column > 0)
        || is_rest(before, last, next, first);
    for mut cell in std::mem::take(&mut next.cells) {
        let row = cell.row;
        cell.row = cell.row - first + last + u32::from(!rest);
        let open = before
            .cells
            .iter_mut()
            .rev()
            .take_while(|above| above.row == last)
            .find(|above| rest && row == first && above.column == cell.column);
        match open {
            Some(above) => above.lines.append(&mut cell.lines),
            None => before.cells.push(cell),
        }
    }
    before.cells.sort_by_key(|cell| (cell.row, cell.column));
    (before.top, before.bottom) = (next.top, next.bottom);
    (before.x0, before.x1) = (next.x0, next.x1);
    before.edges.clone_from(&next.edges);
    true
}

/// True where a page cut through a row: fewer cells, each of them going on from a full line above.
fn is_rest(before: &Table, last: u32, next: &Table, first: u32) -> bool {
    let row = |table: &'_ Table, row: u32| -> Vec<Cell> {
        table.cells.iter().filter(|cell| cell.row == row).cloned().collect()
    };
    let (above, below) = (row(before, last), row(next, first));
    let goes_on = |cell: &Cell| {
        let over = above.iter().find(|over| over.column == cell.column)?;
        let (line, word) = (over.lines.last()?, cell.lines.first()?.words.first()?);
        let end = line.words.last()?;
        let full = line.x1() + 0.3 * word.size + (word.x1 - word.x0) > over.right;
        Some(full && !end.text.ends_with(['.', '!', '?', ':']))
    };
    !below.is_empty() && below.len() < above.len() && below.iter().all(|cell| goes_on(cell) == Some(true))
}

/// A row's words as one line.
pub(super) fn one_segment(row: Row) -> Segment {
    Segment { words: row.segments.into_iter().flat_map(|segment| segment.words).collect() }
}

/// A table drawn with lines.
struct Grid {
    xs: Vec<f32>,
    ys: Vec<f32>,
    upright: Vec<Stroke>,
    level: Vec<Stroke>,
}

impl Grid {
    /// True where a line stands left of `column` in `row`.
    fn wall(&self, row: usize, column: usize) -> bool {
        let (Some(x), Some(a), Some(b)) = (self.xs.get(column), self.ys.get(row), self.ys.get(row + 1))
        else {
            return true;
        };
        let middle = (a + b) / 2.0;
        self.upright.iter().any(|s| (s.x0 - x).abs() < 3.0 && s.y0 <= middle && s.y1 >= middle)
    }

    fn roof(&self, row: usize, column: usize) -> bool {
        let (Some(y), Some(a), Some(b)) = (self.ys.get(row), self.xs.get(column), self.xs.get(column + 1))
        else {
            return true;
        };
        let middle = (a + b) / 2.0;
        self.level.iter().any(|s| (s.y0 - y).abs() < 3.0 && s.x0 <= middle && s.x1 >= middle)
    }

    /// The upper left cell of a merged one.
    fn owner(&self, mut row: usize, mut column: usize) -> (usize, usize) {
        while column > 0 && !self.wall(row, column) {
            column -= 1;
        }
        while row > 0 && !self.roof(row, column) {
            row -= 1;
        }
        (row, column)
    }
}

const MOST_GRID_STROKES: usize = 2_000;
const MOST_GRID_CELLS: usize = 20_000;

fn grids(strokes: &[Stroke]) -> Vec<Grid> {
    if strokes.len() < 4 || strokes.len() > MOST_GRID_STROKES {
        return Vec::new();
    }
    // Strokes that touch belong to one table: boxes swept from the top, each with its strokes.
    let mut order: Vec<Stroke> = strokes.to_vec();
    order.sort_by(|a, b| a.y0.total_cmp(&b.y0).then(a.x0.total_cmp(&b.x0)));
    let mut boxes: Vec<(Stroke, Vec<Stroke>)> = Vec::new();
    for stroke in order {
        let touches = |s: &Stroke| {
            s.x0 - 3.0 <= stroke.x1
                && stroke.x0 <= s.x1 + 3.0
                && s.y0 - 3.0 <= stroke.y1
                && stroke.y0 <= s.y1 + 3.0
        };
        let mut whole = stroke;
        let mut members = vec![stroke];
        boxes.retain_mut(|(bounds, inside)| {
            if !touches(bounds) {
                return true;
            }
            whole = Stroke {
                x0: whole.x0.min(bounds.x0),
                y0: whole.y0.min(bounds.y0),
                x1: whole.x1.max(bounds.x1),
                y1: whole.y1.max(bounds.y1),
                colour: 0,
            };
            members.append(inside);
            false
        });
        boxes.push((whole, members));
    }
    let mut grids = Vec::new();
    for (_, members) in boxes {
        let (upright, level): (Vec<Stroke>, Vec<Stroke>) =
            members.into_iter().partition(|s| s.x1 - s.x0 < 1.5);
        let xs = cluster(upright.iter().map(|s| s.x0).collect());
        let ys = cluster(
            level.iter().flat_map(|s| [s.y0]).chain(upright.iter().flat_map(|s| [s.y0, s.y1])).collect(),
        );
        if xs.len() >= 3 && ys.len() >= 2 && (xs.len() - 1) * (ys.len() - 1) <= MOST_GRID_CELLS {
            grids.push(Grid { xs, ys, upright, level });
        }
    }
    grids.sort_by(|a, b| a.ys.first().unwrap_or(&0.0).total_cmp(b.ys.first().unwrap_or(&0.0)));
    grids
}

fn cluster(mut values: Vec<f32>) -> Vec<f32> {
    values.sort_by(f32::total_cmp);
    let mut out: Vec<f32> = Vec::new();
    for value in values {
        if out.last().is_none_or(|last| value - last > 4.0) {
            out.push(value);
        }
    }
    out
}
