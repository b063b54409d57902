//! Tables that are being read: the grid, merged cells, header rows.

use std::collections::BTreeMap;

use super::Reading;
use crate::extract::flow::{Item, settle_table};

#[derive(Debug)]
pub(super) struct Table {
    pub(super) id: u32,
    pub(super) row: i64,
    pub(super) column: u32,
    pub(super) span: u32,
    /// How the cell goes on in rows below or above: it begins a merged cell, or continues one.
    pub(super) merge: Merge,
    pub(super) header_row: bool,
    /// Its style makes the first row look like a header, and the table asks for that.
    pub(super) styled_header: bool,
    pub(super) first_row_asked: bool,
    pub(super) row_deleted: bool,
    pub(super) row_from: usize,
    /// Places in `Reading::out` of its own paragraphs.
    pub(super) own: Vec<usize>,
    /// Where the open cell's paragraphs begin in `own`.
    pub(super) cell_from: usize,
    /// A tracked change deletes the open cell; where its paragraphs begin in `Reading::out`.
    pub(super) cell_deleted: bool,
    pub(super) cell_out: usize,
    /// Column of each open merged cell: the places of its paragraphs, and the rows that it covers.
    pub(super) merged: BTreeMap<u32, (Vec<usize>, u32)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Merge {
    None,
    Begins,
    Continues,
}

impl Reading<'_, '_> {
    pub(super) fn open_table(&mut self) {
        self.settle();
        let id = self.read.tables;
        self.read.tables += 1;
        self.tables.push(Table {
            id,
            row: -1,
            column: 0,
            span: 0,
            merge: Merge::None,
            header_row: false,
            styled_header: false,
            first_row_asked: false,
            row_deleted: false,
            row_from: self.out.len(),
            own: Vec::new(),
            cell_from: 0,
            cell_deleted: false,
            cell_out: self.out.len(),
            merged: BTreeMap::new(),
        });
    }

    pub(super) fn close_table(&mut self) {
        self.settle();
        let Some(mut table) = self.tables.pop() else { return };
        let columns: Vec<u32> = table.merged.keys().copied().collect();
        for column in columns {
            table.end_merge(column, &mut self.out);
        }
        if table.styled_header && table.first_row_asked && table.row > 0 {
            table.head_first_row(&mut self.out);
        }
        settle_table(&table.own, &mut self.out);
        if self.paragraphs.is_empty() && self.tables.is_empty() {
            self.emit_notes();
        }
    }
}

impl Table {
    pub(super) fn close_cell(&mut self, out: &mut Vec<Item>) {
        if std::mem::take(&mut self.cell_deleted) {
            self.own.truncate(self.cell_from);
            out.truncate(self.cell_out);
            (self.span, self.merge) = (0, Merge::None);
            return;
        }
        match self.merge {
            Merge::Continues if self.merged.contains_key(&self.column) => {
                if let Some((_, rows)) = self.merged.get_mut(&self.column) {
                    *rows = rows.saturating_add(1);
                }
            }
            merge => {
                self.end_merge(self.column, out);
                if merge == Merge::Begins {
                    let places = self.own.get(self.cell_from..).unwrap_or_default().to_vec();
                    self.merged.insert(self.column, (places, 1));
                }
            }
        }
        self.column = self.column.saturating_add(self.span.max(1));
        self.span = 0;
        self.merge = Merge::None;
    }

    pub(super) fn head_first_row(&self, out: &mut [Item]) {
        for at in &self.own {
            if let Some(cell) = out.get_mut(*at).and_then(|item| item.cell.as_mut()) {
                cell.header |= cell.row == 0;
            }
        }
    }

    pub(super) fn end_merge(&mut self, column: u32, out: &mut [Item]) {
        let Some((places, rows)) = self.merged.remove(&column) else { return };
        for at in places {
            if let Some(cell) = out.get_mut(at).and_then(|item| item.cell.as_mut()) {
                cell.rows = rows;
            }
        }
    }
}
