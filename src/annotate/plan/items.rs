//! Names of plans that are items of a list, or cells of a column, of what an agreement rests on.

use std::collections::BTreeMap;

use super::name::last_of;
use crate::annotate::Draft;
use crate::document::{Block, BlockKind, Span};

/// Items of a list and cells of a table that are looked at, at most.
const MOST: usize = 200;

/// Lists and columns that were asked about before, by where they begin.
#[derive(Debug, Default)]
pub(super) struct Items {
    known: BTreeMap<(usize, u32), bool>,
}

impl Items {
    /// True where a name is a whole item ("- Folkhälsopolicy") of what governs: its lead or heading says so ("Styrande
    /// dokument är:"), or another item tells years or a decision.
    pub(super) fn governs(&mut self, draft: &Draft<'_>, index: usize, name: Span) -> bool {
        let blocks = draft.document.blocks();
        let Some(block) = blocks.get(index) else { return false };
        let whole = block.content.start() == name.start()
            && draft
                .document
                .between(name.end(), block.content.end())
                .trim_matches([' ', '.', ',', ';'])
                .is_empty();
        if !whole {
            return false;
        }
        let first = match block.kind {
            BlockKind::ListItem { .. } => {
                before(blocks, index, &|block| matches!(block.kind, BlockKind::ListItem { .. }))
            }
            BlockKind::TableCell(cell) => {
                before(blocks, index, &|block| block.cell().is_some_and(|other| other.table == cell.table))
            }
            _ => return false,
        };
        let column = block.cell().map_or(0, |cell| cell.column);
        *self.known.entry((first, column)).or_insert_with(|| {
            let lead = first.checked_sub(1).and_then(|lead| blocks.get(lead));
            let leads = |block: &Block| draft.has_word("plan-list-lead", block.content);
            let of_list = |block: &&Block| match block.cell() {
                Some(cell) => cell.column == column,
                None => true,
            };
            let same = |block: &&Block| {
                block.cell().map(|cell| cell.table) == blocks[first].cell().map(|cell| cell.table)
            };
            let mut items = blocks[first..].iter().take(MOST).take_while(same);
            if blocks[first].cell().is_none() {
                return lead.is_some_and(leads)
                    || items
                        .take_while(|block| matches!(block.kind, BlockKind::ListItem { .. }))
                        .any(|item| dated(draft, item.content));
            }
            items
                .by_ref()
                .take_while(|block| block.cell().is_some_and(|cell| cell.row == 0))
                .filter(of_list)
                .any(leads)
        })
    }
}

/// The first of the blocks before this one that are all of its sort.
pub(super) fn before(blocks: &[Block], index: usize, same: &dyn Fn(&Block) -> bool) -> usize {
    index - blocks[..index].iter().rev().take(MOST).take_while(|block| same(block)).count()
}

/// An item that names a plan with its years or its decision.
fn dated(draft: &Draft<'_>, item: Span) -> bool {
    let year =
        || draft.tokens_in(item).iter().any(|token| last_of(draft.document.slice(token.span)).is_some());
    draft.has_word("governing-plan", item) && (year() || draft.has_word("deciding-body", item))
}
