//! `empty-cell`: a table's column on a topic must be filled in every row.

use std::collections::{BTreeMap, BTreeSet};

use super::super::view::{Selector, View};
use super::{Check, CheckKind, Hit, Judged, found, missing};
use crate::document::Span;

pub(super) const KIND: CheckKind = CheckKind {
    name: "empty-cell",
    doc: "In every table with a column whose header holds a label of `find`, each row must have something in that \
          column. The slot `vacant` names labels that stand for nobody.",
    outcomes: &[
        ("empty", "cells of the column are empty"),
        ("vacant", "cells of the column say that nobody holds it"),
    ],
    open: false,
    placeholders: &["column", "rows", "count"],
    keys: &["find", "slots"],
    slots: &["vacant"],
    archive: false,
    build: |parts| Box::new(EmptyCell { header: parts.find.clone(), vacant: parts.slot("vacant") }),
};

#[derive(Debug)]
struct EmptyCell {
    header: Selector,
    vacant: Selector,
}

#[derive(Default)]
struct Table {
    /// Column to its header's text.
    topics: BTreeMap<u32, Span>,
    headers: BTreeSet<u32>,
    /// Row to (column, columns, text).
    rows: BTreeMap<u32, Vec<(u32, u32, Span)>>,
    /// Row to (column, columns) of cells that begin in a row above.
    merged: BTreeMap<u32, Vec<(u32, u32)>>,
    width: u32,
}

impl Check for EmptyCell {
    fn judge(&self, view: &View<'_>) -> Judged {
        let document = view.doc.document;
        let mut judged = Judged::default();
        let mut tables: BTreeMap<u32, Table> = BTreeMap::new();
        for block in document.blocks() {
            let Some(cell) = block.cell().filter(|_| view.reads(block.span)) else { continue };
            let table = tables.entry(cell.table).or_default();
            table.width = table.width.max(cell.column + cell.columns);
            let row = table.rows.entry(cell.row).or_default();
            // A merged cell fills the rows that it covers.
            if row.last().is_none_or(|(column, ..)| *column != cell.column) {
                for below in (cell.row + 1..cell.row.saturating_add(cell.rows)).take(1000) {
                    table.merged.entry(below).or_default().push((cell.column, cell.columns));
                }
            }
            row.push((cell.column, cell.columns, block.span));
            if cell.header || cell.row == 0 {
                table.headers.insert(cell.row);
            }
        }
        for topic in view.find(&self.header) {
            let Some(block) = document.block_at(topic.span.start()).and_then(|at| document.blocks().get(at))
            else {
                continue;
            };
            let Some(cell) = block.cell() else { continue };
            // A header names its column; a sentence that mentions the word does not.
            if let Some(table) = tables.get_mut(&cell.table)
                && table.headers.contains(&cell.row)
                && block.span.len() <= 60
            {
                table.topics.entry(cell.column).or_insert(block.content);
            }
        }
        let vacant = view.find(&self.vacant);
        let stands_for_nobody =
            |span: Span| vacant.iter().any(|word| span.contains(word.span) && span.len() <= 40);
        for table in tables.values() {
            for (column, header) in &table.topics {
                let (mut empty, mut nobody) = (Vec::new(), Vec::new());
                for (row, cells) in table.rows.iter().filter(|(row, _)| !table.headers.contains(row)) {
                    let merged = table.merged.get(row).map_or(&[][..], Vec::as_slice);
                    if merged.iter().any(|(at, columns)| at <= column && *column < at + columns) {
                        continue;
                    }
                    let filled: Vec<&(u32, u32, Span)> =
                        cells.iter().filter(|(_, _, span)| !blank(document.slice(*span))).collect();
                    let here: Vec<Span> = filled
                        .iter()
                        .filter(|(at, columns, _)| at <= column && *column < at + columns)
                        .map(|(_, _, span)| *span)
                        .collect();
                    let others = filled.len() - here.len();
                    // A row with one cell is a heading inside the table.
                    if others == 0 || (others == 1 && table.width > 2 && here.is_empty() && filled.len() == 1)
                    {
                        continue;
                    }
                    // The row is called what its first cell with words says; "4" says nothing.
                    let words = |span: Span| document.slice(span).chars().any(char::is_alphabetic);
                    let cells = || filled.iter().map(|(_, _, span)| *span);
                    let Some(first) = cells().find(|span| words(*span)).or(cells().next()) else { continue };
                    let Some(span) = view.row(first) else { continue };
                    let label = view.short(first, 60);
                    if here.is_empty() {
                        empty.push((span, label));
                    } else if here.iter().all(|span| stands_for_nobody(*span)) {
                        nobody.push((span, label));
                    }
                }
                judged.told(view, || found("column", view.short(*header, 60)));
                for (outcome, rows) in [("empty", empty), ("vacant", nobody)] {
                    if rows.is_empty() {
                        continue;
                    }
                    let count = rows.len().to_string();
                    let (rows, names): (Vec<Span>, Vec<String>) = rows.into_iter().take(12).unzip();
                    let mut hit = Hit::at(outcome, rows);
                    hit.why.extend([found("column", view.short(*header, 60)), missing("cell")]);
                    let hit = hit.value("column", [view.short(*header, 60)]).value("rows", names);
                    judged.hits.push(hit.value("count", [count]));
                }
            }
        }
        judged
    }
}

/// True for a cell that says nothing: dashes, dots, underscores.
fn blank(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}
