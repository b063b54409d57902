//! Tables of a document's versions: the row that is in force tells who decided and when.

use super::pairs::{Pair, Sort, sort_of};
use crate::annotate::Draft;
use crate::annotate::plan::Marked;
use crate::document::{Block, Span};

/// Cells of such a table that are looked at, at most.
const CELLS: usize = 200;

/// What the row in force says under the keys of the table's head; nothing where the table has one row only.
pub(super) fn version_in_force(draft: &Draft<'_>, marked: &Marked) -> Option<Vec<Pair>> {
    let blocks = draft.document.blocks();
    let heads = blocks.iter().enumerate().filter(|(_, block)| {
        block.cell().is_some_and(|cell| (cell.row, cell.column) == (0, 0))
            && draft.has_whole("revision-column", trimmed(draft, block.content))
    });
    heads.filter_map(|(at, first)| of_table(draft, marked, &blocks[at..], first.cell()?.table)).next()
}

fn of_table(draft: &Draft<'_>, marked: &Marked, blocks: &[Block], table: u32) -> Option<Vec<Pair>> {
    let cells: Vec<(u32, u32, Span)> = blocks
        .iter()
        .take(CELLS)
        .map_while(|block| block.cell().filter(|cell| cell.table == table).map(|cell| (cell, block.content)))
        .map(|(cell, content)| (cell.row, cell.column, content))
        .collect();
    let key = |column: u32| {
        let head = cells.iter().find(|cell| (cell.0, cell.1) == (0, column))?;
        sort_of(draft, head.2)
    };
    let decides = |cell: &&(u32, u32, Span)| {
        cell.0 == 0 && matches!(sort_of(draft, cell.2), Some(Sort::By | Sort::Decided))
    };
    cells.iter().find(decides)?;
    let last = cells.last()?.0;
    let says = |row: u32, label: &str| {
        cells.iter().any(|cell| {
            cell.0 == row && (draft.begins_with(label, cell.2) || draft.has_word(label, cell.2) && cell.1 < 2)
        })
    };
    let day = |row: u32| {
        let dates = cells.iter().filter(|cell| cell.0 == row).flat_map(|cell| marked.dates_in(cell.2));
        dates.map(|(_, day)| *day).max()
    };
    let rows: Vec<u32> =
        (1..=last).filter(|row| day(*row).is_some() && !says(*row, "version-not-in-force")).collect();
    // "Head of Procurement" mended what the board had decided on.
    let by_board = |row: &u32| {
        let by = cells
            .iter()
            .filter(|cell| cell.0 == *row && matches!(key(cell.1), Some(Sort::By | Sort::Decided)));
        by.into_iter().any(|cell| {
            draft.has_word("deciding-body", cell.2)
                || draft.tokens_in(cell.2).iter().any(|token| draft.is("deciding-noun", token))
        })
    };
    let boards: Vec<u32> = rows.iter().copied().filter(by_board).collect();
    let rows = if boards.is_empty() { rows } else { boards };
    let marked_row =
        rows.iter().copied().filter(|row| says(*row, "version-in-force")).max_by_key(|row| day(*row));
    let row = marked_row.or_else(|| rows.iter().copied().max_by_key(|row| day(*row)))?;
    let pairs = cells.iter().filter(|cell| cell.0 == row);
    let pairs = pairs.filter_map(|cell| key(cell.1).map(|sort| Pair { sort, value: cell.2 }));
    (last > 1).then(|| pairs.collect())
}

fn trimmed(draft: &Draft<'_>, span: Span) -> Span {
    let text = draft.document.slice(span);
    Span::at(span.start(), span.start() + text.trim_end_matches([':', '.', ' ']).len())
}
