//! Parties in tables: a column of parties, beside what they are called, their numbers or their tasks.

use std::collections::BTreeMap;

use super::introduce::{alias, details, introduce};
use super::names::{Name, names_in};
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
        let cells =
            || table.clone().filter_map(|at| Some((at, blocks[at].cell().filter(|cell| cell.row > 0)?)));
        let mut rows: BTreeMap<u32, usize> = BTreeMap::new();
        for (at, cell) in cells().filter(|(_, cell)| cell.column == column) {
            let text = draft.document.slice(blocks[at].content).trim();
            let name = text.split(['(', ',', ';']).next().unwrap_or(text).trim();
            if rows.contains_key(&cell.row) || name.is_empty() || name.len() > 120 {
                continue;
            }
            let span = Span::at(blocks[at].content.start(), blocks[at].content.start() + name.len());
            let number = add(parties, Name { span }, draft);
            if let Some((number, party)) = number.and_then(|number| Some((number, parties.get_mut(number)?)))
            {
                rows.insert(cell.row, number);
                introduce(draft, party, blocks[at].content);
            }
        }
        // What is said of a party may stand before its name ("Short name").
        for (at, cell) in cells().filter(|(_, cell)| cell.column != column) {
            let Some(party) = rows.get(&cell.row).and_then(|number| parties.get_mut(*number)) else {
                continue;
            };
            if Some(cell.column) == alias_column {
                alias(party, draft.document.slice(blocks[at].content).trim());
            } else {
                details(draft, party, blocks[at].content);
            }
        }
    }
}

/// Parties side by side ("| Mellan | och |" over their names): what each is called and its number stand below its name.
pub(super) fn from_columns(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks();
    for table in draft.document.tables().take_while(|table| table.start < PREAMBLE_BLOCKS) {
        let heads = || table.clone().filter(|at| blocks[*at].cell().is_some_and(|cell| cell.row == 0));
        let roles = heads().all(|at| {
            ["party-role", "party-lead", "party-join"]
                .iter()
                .any(|label| is_whole(draft, label, blocks[at].content))
        });
        if heads().count() < 2 || !roles {
            continue;
        }
        let below =
            || table.clone().filter_map(|at| Some((at, blocks[at].cell().filter(|cell| cell.row > 0)?)));
        let mut columns: BTreeMap<u32, usize> = BTreeMap::new();
        for (at, cell) in below() {
            let content = blocks[at].content;
            let known = columns.get(&cell.column).copied();
            let number = known.or_else(|| {
                let name = names_in(draft, content).into_iter().next()?;
                (name.span.start() == content.start()).then_some(())?;
                add(parties, name, draft)
            });
            if let Some((number, party)) = number.and_then(|number| Some((number, parties.get_mut(number)?)))
            {
                columns.insert(cell.column, number);
                introduce(draft, party, content);
            }
        }
        if columns.len() >= 2 {
            return;
        }
    }
}
