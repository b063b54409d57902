//! Rows of a page to reading order: columns, tables, lines.

use super::glyphs::Stroke;
use super::lines::{Row, Segment, Word, is_label, rows};

/// A piece of a page in reading order.
#[derive(Debug)]
pub(super) enum Piece {
    /// A line of running text, and the right margin of the flow that it stands in.
    Line(Segment, f32),
    /// A table: cells in order of row and column.
    Table(Vec<Cell>),
}

#[derive(Debug)]
pub(super) struct Cell {
    pub row: u32,
    pub column: u32,
    pub columns: u32,
    pub lines: Vec<Segment>,
    pub right: f32,
}

/// A table drawn with lines.
struct Grid {
    xs: Vec<f32>,
    ys: Vec<f32>,
    upright: Vec<Stroke>,
    level: Vec<Stroke>,
}

/// Takes the words that stand in drawn tables out of `words`; each table with its upper edge.
pub(super) fn ruled(words: &mut Vec<Word>, strokes: &[Stroke]) -> Vec<(f32, Vec<Cell>)> {
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
            let (x, y) = ((word.x0 + word.x1) / 2.0, word.y - 0.3 * word.size);
            let column = grid.xs.partition_point(|edge| *edge <= x).saturating_sub(1).min(columns - 1);
            let row = grid.ys.partition_point(|edge| *edge <= y).saturating_sub(1).min(grid.ys.len() - 2);
            let (row, column) = grid.owner(row, column);
            if let Some(bucket) = buckets.get_mut(row * columns + column) {
                bucket.push(word);
            }
        }
        *words = rest;
        let filled = buckets.iter().filter(|bucket| !bucket.is_empty()).count();
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
            let lines = rows(bucket).into_iter().map(one_segment).collect();
            let right = grid.xs.get(end).copied().unwrap_or(right) - 4.0;
            cells.push(Cell {
                row: row as u32,
                column: column as u32,
                columns: (end - column) as u32,
                lines,
                right,
            });
        }
        if filled > 0 {
            tables.push((top, cells));
        }
    }
    tables
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

fn one_segment(row: Row) -> Segment {
    Segment { words: row.segments.into_iter().flat_map(|segment| segment.words).collect() }
}

/// Rows and drawn tables of one page in reading order.
pub(super) fn order(page: Vec<Row>, tables: Vec<(f32, Vec<Cell>)>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut tables = tables.into_iter().peekable();
    let mut stretch: Vec<Row> = Vec::new();
    for row in page {
        while tables.peek().is_some_and(|(top, _)| *top < row.y) {
            flow(std::mem::take(&mut stretch), &mut pieces);
            pieces.extend(tables.next().map(|(_, cells)| Piece::Table(cells)));
        }
        stretch.push(row);
    }
    flow(stretch, &mut pieces);
    pieces.extend(tables.map(|(_, cells)| Piece::Table(cells)));
    pieces
}

type Gap = (f32, f32);

fn flow(rows: Vec<Row>, pieces: &mut Vec<Piece>) {
    let right = rows.iter().flat_map(|row| row.segments.last()).map(Segment::x1).fold(0.0, f32::max);
    let mut rows: Vec<Option<Row>> = rows.into_iter().map(Some).collect();
    let mut at = 0;
    while at < rows.len() {
        if let Some((kept, all, gaps)) = band(&rows, at) {
            // Where one column of prose is longer than the other, its tail belongs to it.
            let whole = all > kept && is_prose(rows[at..all].iter().flatten(), &gaps);
            let end = if whole { all } else { kept };
            let band = rows[at..end].iter_mut().filter_map(Option::take).collect();
            columns(band, &gaps, pieces);
            at = end;
            continue;
        }
        if let Some(row) = rows[at].take() {
            line(row, right, pieces);
        }
        at += 1;
    }
}

/// A row of its own: one line, or the cells of a one-row table where the parts stand far apart.
fn line(row: Row, right: f32, pieces: &mut Vec<Piece>) {
    let leaders = row.segments.iter().any(|segment| segment.words.iter().any(|word| is_leader(&word.text)));
    let page_number = row.segments.last().is_some_and(|last| {
        last.words.len() == 1 && last.words.iter().all(|word| word.text.chars().all(|c| c.is_ascii_digit()))
    });
    // The number of a heading stands apart from its words.
    let numbered = matches!(row.segments.as_slice(), [number, _] if matches!(number.words.as_slice(), [word]
        if is_label(&word.text) || word.text.len() <= 5 && word.text.chars().all(|c| c.is_ascii_digit() || c == '.')));
    if row.segments.len() < 2 || leaders || page_number || numbered {
        pieces.push(Piece::Line(one_segment(row), right));
        return;
    }
    let cells = row.segments.into_iter().enumerate().map(|(column, segment)| {
        let right = segment.x1();
        Cell { row: 0, column: column as u32, columns: 1, lines: vec![segment], right }
    });
    pieces.push(Piece::Table(cells.collect()));
}

/// Dots that lead to a page number.
pub(super) fn is_leader(word: &str) -> bool {
    word.chars().filter(|c| matches!(c, '.' | '…' | '_' | '·')).count() >= 4 && word.contains(['.', '…', '·'])
}

/// The rows from `at` on that share at least one gutter, as far as they are surely one table, as far as they keep out of
/// the gutters, and the gutters.
fn band(rows: &[Option<Row>], at: usize) -> Option<(usize, usize, Vec<Gap>)> {
    let first = rows.get(at)?.as_ref()?;
    let mut gaps: Vec<Gap> = Vec::new();
    let beside = |a: &Row, b: &Row| match (a.segments.as_slice(), b.segments.as_slice()) {
        ([a], [b]) if a.x1() + 8.0 < b.x0() => Some((a.x1(), b.x0())),
        ([a], [b]) if b.x1() + 8.0 < a.x0() => Some((b.x1(), a.x0())),
        _ => None,
    };
    for pair in first.segments.windows(2) {
        if let [a, b] = pair {
            gaps.push((a.x1(), b.x0()));
        }
    }
    if gaps.is_empty() {
        let next = rows.get(at + 1)?.as_ref()?;
        if next.y - first.y > 0.9 * first.size.max(next.size) {
            return None;
        }
        gaps.push(beside(first, next)?);
    }
    let mut many = usize::from(first.segments.len() > 1);
    let mut singles = 0;
    let mut end = at + 1;
    let mut last_many = at;
    let mut y = first.y;
    for (index, row) in rows.iter().enumerate().skip(at + 1) {
        let Some(row) = row else { break };
        if row.y - y > 4.0 * row.size.max(first.size) {
            break;
        }
        let mut left: Vec<Gap> = Vec::with_capacity(gaps.len());
        for gap in &gaps {
            let mut free = *gap;
            for segment in &row.segments {
                let (x0, x1) = (segment.x0() - 1.0, segment.x1() + 1.0);
                if x1 <= free.0 || x0 >= free.1 {
                    continue;
                }
                let (before, after) = (x0 - free.0, free.1 - x1);
                free = if before >= after { (free.0, x0) } else { (x1, free.1) };
            }
            if free.1 - free.0 >= 5.0 {
                left.push(free);
            }
        }
        let single = row.segments.len() == 1;
        if left.is_empty() || (single && left.len() < gaps.len()) {
            break;
        }
        gaps = left;
        if single {
            singles += 1;
        } else {
            many += 1;
            last_many = index;
        }
        y = row.y;
        end = index + 1;
    }
    let offset = many == 0 && singles > 6;
    if many < 2 && !offset {
        return None;
    }
    if offset {
        return Some((end, end, gaps));
    }
    // Lines below the last full row belong to it only where they stand as close as lines of a cell.
    let mut keep = last_many + 1;
    while keep < end
        && let (Some(Some(a)), Some(Some(b))) = (rows.get(keep - 1), rows.get(keep))
        && b.y - a.y < 1.45 * a.size
    {
        keep += 1;
    }
    Some((keep, end, gaps))
}

/// Index of the column that a segment stands in.
fn column_of(segment: &Segment, gaps: &[Gap]) -> usize {
    let middle = (segment.x0() + segment.x1()) / 2.0;
    gaps.iter().filter(|gap| middle > (gap.0 + gap.1) / 2.0).count()
}

/// Left and right edge of each column.
fn bounds<'r>(rows: impl Iterator<Item = &'r Row>, gaps: &[Gap]) -> Vec<Gap> {
    let mut bounds = vec![(f32::MAX, f32::MIN); gaps.len() + 1];
    for segment in rows.flat_map(|row| &row.segments) {
        if let Some(bounds) = bounds.get_mut(column_of(segment, gaps)) {
            *bounds = (bounds.0.min(segment.x0()), bounds.1.max(segment.x1()));
        }
    }
    bounds
}

/// True where the columns hold running text: many lines, several words in each, most of them as wide as the column.
fn is_prose<'r>(rows: impl Iterator<Item = &'r Row> + Clone, gaps: &[Gap]) -> bool {
    let bounds = bounds(rows.clone(), gaps);
    let mut tally = vec![(0_usize, 0_usize, 0_usize); bounds.len()];
    for segment in rows.flat_map(|row| &row.segments) {
        let at = column_of(segment, gaps);
        if let (Some((x0, x1)), Some(tally)) = (bounds.get(at), tally.get_mut(at)) {
            let full = segment.x1() - segment.x0() > 0.7 * (x1 - x0);
            *tally = (tally.0 + 1, tally.1 + segment.words.len(), tally.2 + usize::from(full));
        }
    }
    bounds.len() <= 3
        && tally.iter().all(|(lines, words, full)| {
            let wide = *lines >= 5 && *words >= lines * 4 && full * 10 >= lines * 6;
            // Narrow columns of long words hold three a line.
            wide || *lines >= 10 && words * 2 >= lines * 5 && full * 10 >= lines * 4
        })
}

fn columns(band: Vec<Row>, gaps: &[Gap], pieces: &mut Vec<Piece>) {
    let bounds = bounds(band.iter(), gaps);
    if is_prose(band.iter(), gaps) {
        let mut flows: Vec<Vec<Segment>> = vec![Vec::new(); bounds.len()];
        for segment in band.into_iter().flat_map(|row| row.segments) {
            let at = column_of(&segment, gaps);
            flows[at].push(segment);
        }
        for (at, flow) in flows.into_iter().enumerate() {
            pieces.extend(flow.into_iter().map(|segment| Piece::Line(segment, bounds[at].1)));
        }
        return;
    }
    table(band, |segment| column_of(segment, gaps), &bounds, pieces);
}

fn table(band: Vec<Row>, column_of: impl Fn(&Segment) -> usize, bounds: &[Gap], pieces: &mut Vec<Piece>) {
    let steps: Vec<f32> = band.windows(2).map(|pair| pair[1].y - pair[0].y).collect();
    let (least, most) = steps.iter().fold((f32::MAX, 0.0_f32), |(a, b), step| (a.min(*step), b.max(*step)));
    let size = band.iter().map(|row| row.size).fold(0.0, f32::max);
    // Two spacings: the smaller one is between the lines of a cell.
    let within = if most > 1.3 * least && least < 1.45 * size { (least + most) / 2.0 } else { 0.0 };
    let mut cells: Vec<Cell> = Vec::new();
    let (mut number, mut y) = (0_u32, None::<f32>);
    for row in band {
        let step = y.map(|y| row.y - y);
        let first_empty = row.segments.first().is_some_and(|segment| column_of(segment) > 0);
        if step.is_some_and(|step| !(step < within || (within == 0.0 && first_empty && step < 1.5 * size))) {
            number += 1;
        }
        y = Some(row.y);
        for segment in row.segments {
            let column = column_of(&segment);
            let right = bounds.get(column).map_or(segment.x1(), |bounds| bounds.1);
            match cells
                .iter_mut()
                .rev()
                .take_while(|cell| cell.row == number)
                .find(|c| c.column == column as u32)
            {
                Some(cell) => match cell.lines.last_mut() {
                    Some(last) if (last.y() - segment.y()).abs() < 1.0 => last.words.extend(segment.words),
                    _ => cell.lines.push(segment),
                },
                None => cells.push(Cell {
                    row: number,
                    column: column as u32,
                    columns: 1,
                    lines: vec![segment],
                    right,
                }),
            }
        }
    }
    cells.sort_by_key(|cell| (cell.row, cell.column));
    let labels = cells.iter().filter(|cell| cell.column == 0).all(|cell| {
        cell.lines.iter().all(|line| matches!(line.words.as_slice(), [word] if is_label(&word.text)))
    });
    if labels && bounds.len() == 2 {
        // A numbered list whose numbers hang far out.
        let mut cells = cells.into_iter().peekable();
        while let Some(cell) = cells.next() {
            let mut lines = cell.lines.into_iter();
            let Some(mut line) = lines.next() else { continue };
            let mut tail: Vec<Segment> = lines.collect();
            if cell.column == 0
                && let Some(text) = cells.next_if(|next| next.row == cell.row)
            {
                let mut text = text.lines.into_iter();
                line.words.extend(text.next().into_iter().flat_map(|segment| segment.words));
                tail.extend(text);
            }
            let right = bounds.last().map_or(0.0, |bounds| bounds.1);
            pieces.push(Piece::Line(line, right));
            pieces.extend(tail.into_iter().map(|segment| Piece::Line(segment, right)));
        }
        return;
    }
    pieces.push(Piece::Table(cells));
}
