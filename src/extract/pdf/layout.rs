//! Rows of a page to reading order: columns, tables, lines.

use std::collections::BTreeMap;

use super::glyphs::Stroke;
use super::lines::{Row, Segment, is_label};
use super::open_table::{gutters, part_at_edges, table};
use super::sheet::Columns;
use super::tables::{Cell, Table, one_segment};

/// A piece of a page in reading order.
#[derive(Debug)]
pub(super) enum Piece {
    /// A line of running text, and the right margin of the flow that it stands in.
    Line(Segment, f32),
    /// A table.
    Table(Table),
}

impl Piece {
    /// Cells, where it is a table.
    pub(super) fn cells(&self) -> &[Cell] {
        match self {
            Piece::Line(..) => &[],
            Piece::Table(table) => &table.cells,
        }
    }

    /// The same, to be changed.
    pub(super) fn cells_mut(&mut self) -> &mut [Cell] {
        match self {
            Piece::Line(..) => &mut [],
            Piece::Table(table) => &mut table.cells,
        }
    }

    /// Its lines.
    pub(super) fn lines(&self) -> Vec<&Segment> {
        match self {
            Piece::Line(line, _) => vec![line],
            Piece::Table(table) => table.cells.iter().flat_map(|cell| &cell.lines).collect(),
        }
    }
}

/// What stands on a page beside its rows.
struct Page<'a> {
    /// Drawn tables that have not been reached, by number.
    tables: BTreeMap<u32, Table>,
    /// Level lines outside drawn tables.
    rules: &'a [Stroke],
    pieces: Vec<Piece>,
}

/// Columns inside columns are looked for to this depth.
const DEPTH: u32 = 3;

/// Rows and drawn tables of one page in reading order. Words of `rows` stand for the tables that they name; `sheet` says
/// which rows are known to stand in columns.
pub(super) fn order(
    mut rows: Vec<Row>,
    tables: Vec<Table>,
    rules: &[Stroke],
    sheet: Option<Columns>,
) -> Vec<Piece> {
    let tables = (0..).zip(tables).collect();
    let mut page = Page { tables, rules, pieces: Vec::new() };
    if let Some(Columns { from, to, strip }) = sheet {
        let below = rows.split_off(to.min(rows.len()));
        let beside = rows.split_off(from.min(rows.len()));
        flow(rows, &mut page, 0);
        columns(beside, &[strip], &mut page, 0);
        rows = below;
    }
    flow(rows, &mut page, 0);
    let left = std::mem::take(&mut page.tables);
    page.pieces.extend(left.into_values().map(Piece::Table));
    page.pieces
}

pub(super) type Gap = (f32, f32);

/// Where the lines of running text end at the latest: tables and lines of dots reach further.
fn margin(rows: &[Row]) -> f32 {
    let ends = |plain: bool| {
        let rows = rows.iter().filter(move |row| {
            let leaders = || row.segments.iter().flat_map(|s| &s.words).any(|word| is_leader(&word.text));
            !plain || row.segments.len() == 1 && !leaders()
        });
        let last = rows.filter_map(|row| row.segments.last()).filter(|segment| segment.table().is_none());
        last.map(Segment::x1).fold(0.0, f32::max)
    };
    let plain = ends(true);
    if plain > 0.0 { plain } else { ends(false) }
}

fn flow(rows: Vec<Row>, page: &mut Page<'_>, depth: u32) {
    let right = margin(&rows);
    let mut rows: Vec<Option<Row>> = rows.into_iter().map(Some).collect();
    let mut at = 0;
    while at < rows.len() {
        if let Some(band) = band(&rows, at) {
            let take = |rows: &mut [Option<Row>], end: usize| -> Vec<Row> {
                rows[at..end].iter_mut().filter_map(Option::take).collect()
            };
            // Where one column of prose is longer than the other, its tail belongs to it.
            let prose = depth < DEPTH && is_prose(rows[at..band.all].iter().flatten(), &band.gaps);
            if prose || depth < DEPTH && is_prose(rows[at..band.kept].iter().flatten(), &band.gaps) {
                let end = if prose { band.all } else { band.kept };
                columns(take(&mut rows, end), &band.gaps, page, depth);
                at = end;
                continue;
            }
            if band.kept > at + 1 && !band.loose {
                let mut cells = take(&mut rows, band.kept);
                let gaps = gutters(&cells).filter(|own| own.len() > band.gaps.len()).unwrap_or(band.gaps);
                let gaps = part_at_edges(&mut cells, gaps);
                page.pieces.extend(table(cells, &gaps, page.rules));
                at = band.kept;
                continue;
            }
        }
        if let Some(row) = rows[at].take() {
            line(row, right, page);
        }
        at += 1;
    }
}

/// A row of its own: one line, or the cells of a one-row table where the parts stand far apart.
fn line(mut row: Row, right: f32, page: &mut Page<'_>) {
    let mut drawn = Vec::new();
    row.segments.retain(|segment| {
        drawn.extend(segment.table());
        segment.table().is_none()
    });
    page.pieces.extend(drawn.iter().filter_map(|number| page.tables.remove(number)).map(Piece::Table));
    if row.segments.is_empty() {
        return;
    }
    let leaders = row.segments.iter().any(|segment| segment.words.iter().any(|word| is_leader(&word.text)));
    let page_number = row.segments.last().is_some_and(|last| {
        last.words.len() == 1 && last.words.iter().all(|word| word.text.chars().all(|c| c.is_ascii_digit()))
    });
    // The number of a heading stands apart from its words.
    let numbered = matches!(row.segments.as_slice(), [number, _] if matches!(number.words.as_slice(), [word]
        if is_label(&word.text) || word.text.len() <= 5 && word.text.chars().all(|c| c.is_ascii_digit() || c == '.')));
    if row.segments.len() < 2 || leaders || page_number || numbered {
        page.pieces.push(Piece::Line(one_segment(row), right));
        return;
    }
    let cells = row.segments.into_iter().enumerate().map(|(column, segment)| {
        let right = segment.x1();
        Cell { row: 0, column: column as u32, columns: 1, rows: 1, lines: vec![segment], right }
    });
    page.pieces.push(Piece::Table(Table::of(cells.collect())));
}

/// Dots that lead to a page number.
pub(super) fn is_leader(word: &str) -> bool {
    word.chars().filter(|c| matches!(c, '.' | '…' | '_' | '·')).count() >= 4 && word.contains(['.', '…', '·'])
}

/// Rows that share at least one gutter.
struct Band {
    /// One past the last that is surely of one table.
    kept: usize,
    /// One past the last that keeps out of the gutters.
    all: usize,
    gaps: Vec<Gap>,
    /// Its first rows stand so far apart that only columns of running text may begin so.
    loose: bool,
}

fn band(rows: &[Option<Row>], at: usize) -> Option<Band> {
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
    let mut loose = false;
    if gaps.is_empty() {
        let next = rows.get(at + 1)?.as_ref()?;
        let step = (next.y - first.y) / first.size.max(next.size);
        if step > 2.5 {
            return None;
        }
        loose = step > 0.9;
        gaps.push(beside(first, next)?);
    }
    let drawn = |row: &Row| row.segments.iter().any(|segment| segment.table().is_some());
    let finer = |row: Option<&Option<Row>>, gaps: &[Gap]| {
        row.and_then(Option::as_ref).is_some_and(|row| row.segments.len() > gaps.len() + 1)
    };
    let mut many = usize::from(first.segments.len() > 1);
    let mut singles = 0;
    let mut end = at + 1;
    let mut last_many = at;
    let mut y = first.y;
    // Where another table, or a heading, begins.
    let mut cut = if drawn(first) { Some(at) } else { None };
    let mut pitch = 0.0_f32;
    for (index, row) in rows.iter().enumerate().skip(at + 1) {
        let Some(row) = row else { break };
        if row.y - y > 4.0 * row.size.max(first.size) {
            break;
        }
        let mut left: Vec<Gap> = Vec::with_capacity(gaps.len());
        for gap in &gaps {
            let mut free = *gap;
            for segment in &row.segments {
                let (x0, x1) = (segment.x0() - 0.5, segment.x1() + 0.5);
                if x1 <= free.0 || x0 >= free.1 {
                    continue;
                }
                let (before, after) = (x0 - free.0, free.1 - x1);
                free = if before >= after { (free.0, x0) } else { (x1, free.1) };
            }
            if free.1 - free.0 >= 3.0 {
                left.push(free);
            }
        }
        let single = row.segments.len() == 1;
        if left.is_empty() || (single && left.len() < gaps.len()) {
            break;
        }
        let step = row.y - y;
        let apart = single && many >= 2 && step > 1.4 * pitch && step > 1.4 * row.size;
        let finer = many >= 2 && finer(Some(&rows[index]), &gaps) && finer(rows.get(index + 1), &gaps);
        if cut.is_none() && (apart || finer || drawn(row)) {
            cut = Some(index);
        }
        pitch = pitch.max(step);
        gaps = left;
        if single {
            singles += 1;
        } else {
            many += 1;
            if cut.is_none() {
                last_many = index;
            }
        }
        y = row.y;
        end = index + 1;
    }
    let offset = many == 0 && singles > 6;
    if many < 2 && !offset {
        return None;
    }
    if offset {
        return Some(Band { kept: cut.unwrap_or(end), all: end, gaps, loose });
    }
    // Lines below the last full row belong to it only where they stand as close as lines of a cell.
    let last = cut.unwrap_or(end);
    let mut kept = (last_many + 1).min(last.max(at + 1));
    while kept < last
        && let (Some(Some(a)), Some(Some(b))) = (rows.get(kept - 1), rows.get(kept))
        && b.y - a.y < 1.45 * a.size
    {
        kept += 1;
    }
    if cut == Some(at) {
        kept = at;
    }
    Some(Band { kept, all: end, gaps, loose })
}

/// Index of the column that a segment stands in.
pub(super) fn column_of(segment: &Segment, gaps: &[Gap]) -> usize {
    let middle = (segment.x0() + segment.x1()) / 2.0;
    gaps.iter().filter(|gap| middle > (gap.0 + gap.1) / 2.0).count()
}

/// Left and right edge of each column.
pub(super) fn bounds<'r>(rows: impl Iterator<Item = &'r Row>, gaps: &[Gap]) -> Vec<Gap> {
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
    let all = rows.clone();
    let mut tally = vec![(0_usize, 0_usize, 0_usize); bounds.len()];
    for segment in rows.flat_map(|row| &row.segments) {
        let at = column_of(segment, gaps);
        if let (Some((x0, x1)), Some(tally)) = (bounds.get(at), tally.get_mut(at)) {
            // A drawn table fills its column as text does.
            let drawn = segment.table().is_some();
            let full = drawn || segment.x1() - segment.x0() > 0.7 * (x1 - x0);
            let words = if drawn { 4 } else { segment.words.len() };
            *tally = (tally.0 + 1, tally.1 + words, tally.2 + usize::from(full));
        }
    }
    if bounds.len() == 2 && is_apart(all, gaps) {
        return true;
    }
    bounds.len() <= 3
        && tally.iter().all(|(lines, words, full)| {
            let wide = *lines >= 5 && *words >= lines * 4 && full * 10 >= lines * 6;
            // Narrow columns of long words hold three a line.
            wide || *lines >= 10 && words * 2 >= lines * 5 && full * 10 >= lines * 4
        })
}

/// True where two columns take no notice of each other, as the rows of a table do: what begins in one begins beside the
/// middle of something in the other.
fn is_apart<'r>(rows: impl Iterator<Item = &'r Row>, gaps: &[Gap]) -> bool {
    let mut columns: [Vec<&Segment>; 2] = [Vec::new(), Vec::new()];
    for segment in rows.flat_map(|row| &row.segments) {
        columns[column_of(segment, gaps).min(1)].push(segment);
    }
    let steps = columns.each_ref().map(|lines| Steps::of(lines));
    let [left, right] = &steps;
    let [few, many] = if left.lines < right.lines { [left, right] } else { [right, left] };
    let together = Steps::together(&few.wide, &many.wide);
    // Long columns: wider steps tell enough.
    if few.lines >= 8 && few.wide.len().min(many.wide.len()) >= 2 {
        let shared = Steps::together(&right.wide, &left.wide);
        if shared * 2 < left.wide.len().min(right.wide.len()) {
            return true;
        }
    }
    // A short column beside a long one: the rows of a table begin together, also its first.
    if many.lines >= 12 && few.lines >= 4 && few.wide.len() >= 2 {
        let first = usize::from((few.first - many.first).abs() < 2.0);
        let alone = few.wide.len() + 1 - together - first;
        if alone > (together + first) * 2 && many.wide.len() >= 3 {
            return true;
        }
    }
    let clashes =
        Steps::together(&left.begins, &right.middles) + Steps::together(&right.begins, &left.middles);
    let agreed = Steps::together(&left.begins, &right.begins);
    let prose = steps.iter().all(|column| column.lines >= 4 && column.words >= column.lines * 5 / 2);
    prose && clashes >= 2 && clashes > agreed * 2
}

/// Where something begins in a column.
struct Steps {
    lines: usize,
    words: usize,
    first: f32,
    /// Lines after a wider step.
    wide: Vec<f32>,
    /// These, and lines that look otherwise than the line above, or have a label.
    begins: Vec<f32>,
    /// Lines that surely go on from the line above.
    middles: Vec<f32>,
}

impl Steps {
    fn of(segments: &[&Segment]) -> Steps {
        let mut lines: Vec<&Segment> = segments.to_vec();
        lines.dedup_by(|a, b| a.y() == b.y());
        let least = lines.windows(2).map(|pair| pair[1].y() - pair[0].y()).fold(f32::MAX, f32::min);
        let mut steps = Steps {
            lines: lines.len(),
            words: segments.iter().map(|segment| segment.words.len()).sum(),
            first: lines.first().map_or(0.0, |line| line.y()),
            wide: Vec::new(),
            begins: Vec::new(),
            middles: Vec::new(),
        };
        for pair in lines.windows(2) {
            let [above, line] = pair else { continue };
            let y = line.y();
            let wide = y - above.y() > 1.25 * least.max(0.9 * above.size());
            let other =
                line.bold() != above.bold() || (line.size() - above.size()).abs() > 0.08 * line.size();
            let label = line.words.first().is_some_and(|word| is_label(&word.text));
            let lower = line.words.first().is_some_and(|word| word.text.starts_with(char::is_lowercase));
            let ended = above.words.last().is_some_and(|word| word.text.ends_with(['.', '!', '?', ':']));
            if wide {
                steps.wide.push(y);
            }
            if wide || other || label {
                steps.begins.push(y);
            } else if lower && !ended {
                steps.middles.push(y);
            }
        }
        steps
    }

    /// How many of `some` stand beside one of `others`; both from top to bottom.
    fn together(some: &[f32], others: &[f32]) -> usize {
        let mut others = others.iter().peekable();
        let mut beside = |y: &f32| {
            while others.next_if(|other| **other < *y - 2.0).is_some() {}
            others.peek().is_some_and(|other| (**other - *y).abs() < 2.0)
        };
        some.iter().filter(|y| beside(y)).count()
    }
}

/// Columns of running text, one after the other; each may hold tables and columns of its own.
fn columns(band: Vec<Row>, gaps: &[Gap], page: &mut Page<'_>, depth: u32) {
    let mut flows: Vec<Vec<Row>> = vec![Vec::new(); gaps.len() + 1];
    for row in band {
        let (y, size) = (row.y, row.size);
        for segment in row.segments {
            let Some(flow) = flows.get_mut(column_of(&segment, gaps)) else { continue };
            match flow.last_mut() {
                Some(last) if last.y == y => last.segments.push(segment),
                _ => flow.push(Row { segments: vec![segment], y, size }),
            }
        }
    }
    for rows in flows {
        flow(rows, page, depth + 1);
    }
}
