//! Tables without lines around their cells: their columns by the strips that all rows leave free, their rows by distances.

use super::glyphs::Stroke;
use super::layout::{Gap, Piece, bounds, column_of};
use super::lines::{Row, Segment, is_label};
use super::tables::{Cell, Table};

/// A table without lines around its cells.
pub(super) fn table(band: Vec<Row>, gaps: &[Gap], rules: &[Stroke]) -> Vec<Piece> {
    let bounds = bounds(band.iter(), gaps);
    let (x0, x1) = bounds.iter().fold((f32::MAX, f32::MIN), |all, own| (all.0.min(own.0), all.1.max(own.1)));
    // Level lines between rows part them better than distances do.
    let (top, bottom) = (band.first().map_or(0.0, |row| row.y), band.last().map_or(0.0, |row| row.y));
    let rules: Vec<f32> = rules
        .iter()
        .filter(|rule| rule.y0 > top && rule.y0 < bottom && rule.x0 < x0 + 20.0 && rule.x1 > (x0 + x1) / 2.0)
        .map(|rule| rule.y0)
        .collect();
    let ruled = |above: f32, below: &Row| {
        let upper = below.y - below.size;
        rules
            .iter()
            .any(|rule| *rule > above - 1.0 && *rule < below.y && *rule < upper.max(above + 1.0) + 4.0)
    };
    let by_rules = rules.len() >= 2;
    let steps: Vec<f32> = band.windows(2).map(|pair| pair[1].y - pair[0].y).collect();
    let (least, most) = steps.iter().fold((f32::MAX, 0.0_f32), |(a, b), step| (a.min(*step), b.max(*step)));
    let size = band.iter().map(|row| row.size).fold(0.0, f32::max);
    // Two spacings: the smaller one is between the lines of a cell.
    let usual = if most > 1.3 * least && least < 1.45 * size { (least + most) / 2.0 } else { 0.0 };
    let within = close_step(&band, gaps, size).unwrap_or(usual);
    let mut cells: Vec<Cell> = Vec::new();
    let (mut number, mut y) = (0_u32, None::<f32>);
    for row in band {
        let first_empty = row.segments.first().is_some_and(|segment| column_of(segment, gaps) > 0);
        let parts = |y: f32| {
            let step = row.y - y;
            let rest = || step < 1.5 * size && is_rest(&row, &cells, number, gaps, &bounds);
            let same = step < within || (within == 0.0 && (first_empty && step < 1.5 * size || rest()));
            if by_rules { ruled(y, &row) } else { !same }
        };
        if y.is_some_and(parts) {
            number += 1;
        }
        y = Some(row.y);
        for segment in row.segments {
            let column = column_of(&segment, gaps);
            let right = right_edge(column, &bounds, &segment);
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
                    rows: 1,
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
        return hanging(cells, bounds.last().map_or(0.0, |bounds| bounds.1));
    }
    vec![Piece::Table(Table::of(cells))]
}

/// What programs keep free between the texts of two columns, in points.
const ROOM: f32 = 10.5;

/// The right edge of a column's text: the next column's left edge, less the room that tables keep free.
fn right_edge(column: usize, bounds: &[Gap], segment: &Segment) -> f32 {
    let own = bounds.get(column).map_or(segment.x1(), |bounds| bounds.1);
    bounds.get(column + 1).map_or(own, |next| own.max(next.0 - ROOM))
}

/// True for a row with fewer cells than the table, each going on from a full line of the row above.
fn is_rest(row: &Row, cells: &[Cell], number: u32, gaps: &[Gap], bounds: &[Gap]) -> bool {
    let goes_on = |segment: &Segment| {
        let column = column_of(segment, gaps);
        let mut above = cells.iter().rev().take_while(|cell| cell.row == number);
        let line = above.find(|cell| cell.column == column as u32).and_then(|cell| cell.lines.last());
        let word = segment.words.first();
        line.zip(word).is_some_and(|(line, word)| {
            let full =
                line.x1() + 0.3 * word.size + (word.x1 - word.x0) > right_edge(column, bounds, segment);
            full && line.words.last().is_some_and(|end| !end.text.ends_with(['.', '!', '?', ':']))
        })
    };
    row.segments.len() <= gaps.len() && row.segments.iter().all(goes_on)
}

/// A numbered list whose numbers hang far out.
fn hanging(cells: Vec<Cell>, right: f32) -> Vec<Piece> {
    let mut pieces = Vec::new();
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
        pieces.push(Piece::Line(line, right));
        pieces.extend(tail.into_iter().map(|segment| Piece::Line(segment, right)));
    }
    pieces
}

/// The strips between the columns of a table, as all its rows leave them free.
pub(super) fn gutters(rows: &[Row]) -> Option<Vec<Gap>> {
    let mut spans: Vec<Gap> =
        rows.iter().flat_map(|row| &row.segments).map(|segment| (segment.x0(), segment.x1())).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut gaps = Vec::new();
    let mut end = spans.first()?.1;
    for (x0, x1) in spans {
        if x0 - end >= 4.0 {
            gaps.push((end, x0));
        }
        end = end.max(x1);
    }
    Some(gaps)
}

/// Rows in which words must begin at one edge.
const EDGE: usize = 3;

/// Parts segments where words of nearly all rows begin at one edge with a strip before it that no word enters: columns
/// that stand closer than words may. Gives all gutters, the new ones among them.
pub(super) fn part_at_edges(rows: &mut [Row], mut gaps: Vec<Gap>) -> Vec<Gap> {
    let words = |row: &Row| -> Vec<Gap> {
        row.segments.iter().flat_map(|segment| &segment.words).map(|word| (word.x0, word.x1)).collect()
    };
    let words: Vec<Vec<Gap>> = rows.iter().map(words).collect();
    let mut spans: Vec<Gap> = words.iter().flatten().copied().collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let Some(mut end) = spans.first().map(|span| span.1) else { return gaps };
    let mut new = Vec::new();
    for (x0, x1) in spans {
        let gap = (end, x0);
        end = end.max(x1);
        if gap.1 - gap.0 < 3.5 || gaps.iter().any(|known| known.0 < gap.1 && gap.0 < known.1) {
            continue;
        }
        let next = gaps.iter().map(|known| known.0).find(|edge| *edge > gap.1).unwrap_or(f32::MAX);
        let before = gaps.iter().map(|known| known.1).rfind(|edge| *edge < gap.0 + 0.5).unwrap_or(0.0);
        let firsts =
            || words.iter().filter_map(|row| row.iter().find(|word| word.0 > gap.0 && word.0 < next));
        let at_edge = firsts().filter(|word| (word.0 - gap.1).abs() < 1.0).count();
        let both = words.iter().filter(|row| {
            row.iter().any(|word| word.0 > before - 0.5 && word.1 < gap.0 + 0.5)
                && row.iter().any(|word| (word.0 - gap.1).abs() < 1.0)
        });
        if at_edge * 5 >= firsts().count() * 4 && both.count() >= EDGE {
            new.push(gap);
        }
    }
    if new.is_empty() {
        return gaps;
    }
    let crosses = |a: f32, b: f32| new.iter().any(|gap| a <= gap.0 + 0.5 && b >= gap.1 - 0.5);
    for row in rows {
        let mut out: Vec<Segment> = Vec::with_capacity(row.segments.len() + new.len());
        for segment in std::mem::take(&mut row.segments) {
            let mut open = Segment { words: Vec::with_capacity(segment.words.len()) };
            for word in segment.words {
                if open.words.last().is_some_and(|last| crosses(last.x1, word.x0)) {
                    out.push(std::mem::replace(&mut open, Segment { words: Vec::new() }));
                }
                open.words.push(word);
            }
            out.push(open);
        }
        row.segments = out;
    }
    gaps.extend(new);
    gaps.sort_by(|a, b| a.0.total_cmp(&b.0));
    gaps
}

/// The step below which rows of a table are lines of its cells, where there are two kinds of steps that differ little: the
/// smaller ones are all alike, some of their rows lack cells, and rows after wider steps have their first.
fn close_step(band: &[Row], gaps: &[Gap], size: f32) -> Option<f32> {
    let steps: Vec<f32> = band.windows(2).map(|pair| pair[1].y - pair[0].y).collect();
    let mut sorted = steps.clone();
    sorted.sort_by(f32::total_cmp);
    let least = *sorted.first()?;
    let jump = sorted.windows(2).position(|pair| pair[1] > 1.1 * pair[0])?;
    let (below, above) = (sorted[jump], sorted[jump + 1]);
    if below > 1.05 * least || least > 1.45 * size || least < 0.9 * size {
        return None;
    }
    let limit = (below + above) / 2.0;
    let later = || band.iter().skip(1).zip(&steps);
    let lacking = later().any(|(row, step)| *step < limit && row.segments.len() <= gaps.len());
    let begin = later()
        .filter(|(_, step)| **step > limit)
        .all(|(row, _)| row.segments.first().is_some_and(|segment| column_of(segment, gaps) == 0));
    (lacking && begin).then_some(limit)
}
