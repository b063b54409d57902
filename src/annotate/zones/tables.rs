//! What tables are for, by the heads of their columns.

use super::walk::Walk;
use crate::document::{Block, Zone};

impl Walk<'_, '_> {
    /// Tables of parties and of revisions are known by their header row, signature tables by "För X".
    pub(super) fn table_zones(&self) -> Vec<Option<Zone>> {
        let count =
            self.blocks.iter().filter_map(Block::cell).map(|cell| cell.table as usize + 1).max().unwrap_or(0);
        let mut tables = vec![Columns::default(); count.min(self.blocks.len())];
        for index in self.draft.document.tables().flatten() {
            let block = &self.blocks[index];
            let Some(cell) = block.cell() else { continue };
            let Some(table) = tables.get_mut(cell.table as usize) else { continue };
            if cell.row == 0 && cell.column == 0 {
                table.contact = self.contacts_above(index);
            }
            let has = |label: &str| {
                let words = self.draft.tokens_in(block.content).len();
                words <= 4 && self.draft.has_word(label, block.content)
            };
            let starts = |label: &str| {
                self.draft
                    .words_in(label, block.content)
                    .next()
                    .is_some_and(|word| word.span.start() == block.content.start())
            };
            if cell.row == 0 {
                table.party |= has("party-column");
                table.alias |= has("alias-column") || has("org-column") || has("form-column");
                table.task |= has("task-column");
                table.version |= has("revision-column");
                table.change |= has("revision-change");
                table.author |= has("revision-author");
                table.by |= cell.column > 0 && self.draft.has_whole("revision-author", block.content);
                table.described |= has("revision-description");
                table.dated |= has("period-column");
                table.sign_for |= index * 2 > self.blocks.len()
                    && (starts("signature-for") || has("signature-noun") || has("signs-column"));
            }
            let question = self.draft.document.slice(block.content).trim_end().ends_with('?');
            table.asked += usize::from(cell.column == 0 && question);
            table.sign_line |=
                has("signature-line") || self.draft.document.slice(block.content).starts_with("/s/");
        }
        tables
            .into_iter()
            .map(|table| {
                if table.party && table.alias {
                    Some(Zone::Parties)
                } else if table.party && table.task || table.asked >= 2 {
                    // "Vad gör kommunen? | Öppnar källaren": questions and answers tell what the text tells.
                    Some(Zone::Table)
                } else if table.version && (table.change || table.author || table.described || table.dated)
                    || table.dated && (table.change && table.author || table.by)
                {
                    Some(Zone::Revision)
                } else if table.sign_for || table.sign_line {
                    Some(Zone::Signature)
                } else if table.contact && !table.task {
                    Some(Zone::Contact)
                } else {
                    None
                }
            })
            .collect()
    }

    /// "Kontaktpersoner:" on a line of its own right above a table.
    fn contacts_above(&self, index: usize) -> bool {
        let above = index.checked_sub(1).map(|above| &self.blocks[above]);
        above.is_some_and(|above| {
            above.cell().is_none()
                && self.draft.document.slice(above.content).trim_end().ends_with(':')
                && self.draft.tokens_in(above.content).len() <= 3
                && self.draft.has_word("contact-word", above.content)
        })
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Columns {
    party: bool,
    alias: bool,
    task: bool,
    version: bool,
    change: bool,
    author: bool,
    /// "Nr | Datum | Av | Vad": the whole head of a column says no more than by whom.
    by: bool,
    described: bool,
    dated: bool,
    sign_for: bool,
    sign_line: bool,
    contact: bool,
    /// Rows that begin with a question.
    asked: usize,
}
