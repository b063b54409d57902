//! Parties in tables: a column of parties, beside what they are called, their numbers or their tasks.

use super::introduce::{alias, details, introduce};
use super::names::Name;
use super::{PREAMBLE_BLOCKS, add, is_whole};
use crate::annotate::Draft;
use crate::document::{Party, Span, Zone};

/// Rows of a table with a column of parties; `with_tasks` takes also one whose other column tells what each does.
pub(super) fn from_tables(draft: &Draft<'_>, parties: &mut Vec<Party>, with_tasks: bool) {
    let blocks = draft.document.blocks();
    for table in draft.document.tables() {
        let early =
            table.start < PREAMBLE_BLOCKS || draft.annotations.zones.get(table.start) == Some(&Zone::Parties);
        let zone = draft.annotations.zones.get(table.start).copied();
        if !early
            || matches!(zone, Some(Zone::Signature | Zone::Certificate | Zone::Contact | Zone::Revision))
        {
            continue;
        }
        let headed = |label: &str| {
            table.clone().find(|at| {
                blocks[*at].cell().is_some_and(|cell| cell.row == 0)
                    && is_whole(draft, label, blocks[*at].content)
            })
        };
        let Some(column) = headed("party-column").and_then(|at| blocks[at].cell()).map(|cell| cell.column)
        else {
            continue;
        };
        let names_parties = zone == Some(Zone::Parties)
            || headed("org-column").is_some()
            || headed("alias-column").is_some()
            || with_tasks && headed("task-column").is_some();
        if !names_parties {
            continue;
        }
        let alias_column = headed("alias-column").and_then(|at| blocks[at].cell()).map(|cell| cell.column);
        let mut row_of: Option<(u32, usize)> = None;
        for at in table.clone() {
            let Some(cell) = blocks[at].cell().filter(|cell| cell.row > 0) else { continue };
            let text = draft.document.slice(blocks[at].content).trim();
            if cell.column == column {
                if row_of.is_some_and(|(row, _)| row == cell.row) {
                    continue;
                }
                let name = text.split(['(', ',', ';']).next().unwrap_or(text).trim();
                if name.is_empty() || name.len() > 120 {
                    continue;
                }
                let span = Span::at(blocks[at].content.start(), blocks[at].content.start() + name.len());
                let number = add(parties, Name { span }, draft);
                row_of = number.map(|number| (cell.row, number));
                if let Some(party) = number.and_then(|number| parties.get_mut(number)) {
                    introduce(draft, party, blocks[at].content);
                }
            } else if let Some(party) =
                row_of.filter(|(row, _)| *row == cell.row).and_then(|(_, number)| parties.get_mut(number))
            {
                if Some(cell.column) == alias_column {
                    alias(party, text);
                } else {
                    details(draft, party, blocks[at].content);
                }
            }
        }
    }
}
