//! Who sits in a group, by a table of its members and of those who stand in for them.

use std::collections::BTreeSet;

use crate::annotate::Draft;
use crate::document::{Block, DocumentKind, Span};

/// Heads of a table that are looked at, at most.
const HEADS: usize = 32;

/// Columns of "Part | Ledamot | Ersättare": whoever stands below has a seat and what goes with it. By table and column.
/// None in minutes, which tell who was there.
pub(super) fn columns(draft: &Draft<'_>) -> BTreeSet<(u32, u32)> {
    let mut found = BTreeSet::new();
    if draft.annotations.kind.kind == DocumentKind::Minutes {
        return found;
    }
    let blocks = draft.document.blocks();
    for table in draft.document.tables() {
        let heads = blocks[table].iter().take(HEADS);
        let heads = heads.filter_map(|block| Some((block, block.cell().filter(|cell| cell.row == 0)?)));
        let (mut members, mut deputies) = (Vec::new(), Vec::new());
        for (block, cell) in heads {
            let place = (cell.table, cell.column);
            match () {
                () if draft.has_word("deputy-column", block.content) => deputies.push(place),
                () if seats(draft, block) => members.push(place),
                () => {}
            }
        }
        if !members.is_empty() && !deputies.is_empty() {
            found.extend(members.into_iter().chain(deputies));
        }
    }
    found
}

/// "Ledamöter", "Member".
fn seats(draft: &Draft<'_>, head: &Block) -> bool {
    draft.tokens_in(head.content).iter().any(|token| draft.is("member-title", token))
}

/// True for a name in one of these columns, below the head.
pub(super) fn seated(draft: &Draft<'_>, columns: &BTreeSet<(u32, u32)>, name: Span) -> bool {
    let block = draft.document.block_at(name.start()).and_then(|at| draft.document.blocks().get(at));
    let cell = block.and_then(|block| block.cell());
    cell.is_some_and(|cell| cell.row > 0 && columns.contains(&(cell.table, cell.column)))
}
