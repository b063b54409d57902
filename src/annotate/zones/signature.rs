//! Where a document is signed, told by the shape of its lines.

use std::ops::Range;

use super::reads_as_heading;
use super::walk::Walk;
use crate::document::{Block, BlockKind, Span, Zone};

/// Where this share of the blocks is left, a line with place and date opens the signatures.
const TAIL: f32 = 0.55;
/// Cells of a row, and bytes of what somebody is, at most.
const CELLS: usize = 8;
const TITLE: usize = 80;

impl Walk<'_, '_> {
    /// Signatures that no heading opens: a line with place and date, or a phrase, near the end.
    pub(super) fn signatures(&self, zones: &mut [Zone]) {
        let from = (self.blocks.len() as f32 * TAIL) as usize;
        // A short agreement may have more cells under its signatures than paragraphs above them.
        let from_byte = (self.draft.document.text().len() as f32 * TAIL) as usize;
        let mut open = false;
        let mut letter = None;
        for (index, block) in self.blocks.iter().enumerate() {
            let Some(zone) = zones.get(index).copied() else { continue };
            let late = index >= from || block.content.start() >= from_byte;
            // "Med vänlig hälsning" under "Läs mer": the section is over, though nothing heads what follows.
            let last = matches!(zone, Zone::References | Zone::Contact | Zone::AnnexList);
            if late && last && self.draft.begins_with("letter-close", block.content) {
                letter = Some(zone);
            }
            let beside = letter == Some(zone) && !reads_as_heading(self.draft, block);
            letter = letter.filter(|_| beside);
            if !matches!(zone, Zone::Body | Zone::Table | Zone::Signature) && !beside {
                if matches!(zone, Zone::Annex | Zone::AnnexList | Zone::Contact | Zone::References) {
                    open = false;
                }
                continue;
            }
            let text = self.draft.document.slice(block.content);
            let phrase = text.len() < 200
                && (self.draft.has_word("signature-line", block.content) || text.contains("/s/"));
            let heading = matches!(block.kind, BlockKind::Heading { .. })
                || reads_as_heading(self.draft, block) && block.label.is_some();
            // "For Norrby Municipality" over who signs for it.
            let behalf = || {
                self.draft.begins_with("signature-for", block.content)
                    && self.draft.has_organisation(block.content)
            };
            if heading && zone != Zone::Signature && !(open && behalf()) {
                open = false;
            }
            if zone == Zone::Signature {
                open = true;
                continue;
            }
            let long = text.len() > 300;
            if phrase || late && !heading && self.is_place_and_date(block, text) {
                open = late || phrase && !long && zone == Zone::Body && index * 3 > self.blocks.len();
                if open || text.contains("/s/") {
                    self.set(zones, index, Zone::Signature);
                }
                continue;
            }
            if open && !long {
                self.set(zones, index, Zone::Signature);
            } else {
                open = false;
            }
        }
    }

    /// "Anna Ek | Bo Alm" over "kommunalråd, Norrby kommun | ordförande, Byalaget": a row of names and one of what they are, in
    /// the later half, which no heading leads in to something else.
    pub(super) fn rows_of_signers(&self, zones: &mut [Zone]) {
        let half = self.draft.document.text().len() / 2;
        let first = self.blocks.partition_point(|block| block.content.start() < half);
        let mut at = first;
        while at < self.blocks.len() {
            let names = self.row_from(at);
            let titles = self.row_from(names.end);
            let free = |index: usize| matches!(zones[index], Zone::Body | Zone::Table | Zone::Signature);
            if names.len() >= 2
                && names.len() == titles.len()
                && names.clone().chain(titles.clone()).all(free)
                && names.clone().all(|index| self.is_name_alone(&self.blocks[index]))
                && titles.clone().all(|index| self.tells_who(&self.blocks[index]))
                && !self.leads_to_other(names.start)
            {
                for index in names.start..titles.end {
                    self.set(zones, index, Zone::Signature);
                }
            }
            at = names.end.max(at + 1);
        }
    }

    /// The cells of the row that begins with a block; none where it begins no row.
    fn row_from(&self, start: usize) -> Range<usize> {
        let place =
            |index: usize| self.blocks.get(index).and_then(Block::cell).map(|cell| (cell.table, cell.row));
        let Some(row) = place(start) else { return start..start };
        let begins = start == 0 || place(start - 1) != Some(row);
        let cells = (start..self.blocks.len()).take(CELLS).take_while(|at| place(*at) == Some(row)).count();
        start..start + if begins { cells } else { 0 }
    }

    fn is_name_alone(&self, block: &Block) -> bool {
        self.name_in(block) == Some(block.content)
    }

    /// "kommunalråd, Norrby kommun", "for the Club": what somebody is, or for whom.
    fn tells_who(&self, block: &Block) -> bool {
        let says = |label: &str| self.draft.has_word(label, block.content);
        let reach =
            ["email", "phone"].iter().any(|label| self.draft.first_mark_in(label, block.content).is_some());
        block.content.len() <= TITLE
            && (says("role-title") || self.draft.has_organisation(block.content))
            && !reach
            && !says("contact-word")
            && !says("behind-deputy")
    }

    /// True right under a heading, a head of columns or a line with a colon that leads in to no signatures.
    fn leads_to_other(&self, start: usize) -> bool {
        let (hint, against) = self.led_in(start);
        let above = start.checked_sub(1).map(|above| &self.blocks[above]);
        let heads = above.is_some_and(|above| {
            let text = self.draft.document.slice(above.content);
            let same =
                above.cell().map(|cell| cell.table) == self.blocks[start].cell().map(|cell| cell.table);
            reads_as_heading(self.draft, above) || text.ends_with(':') || same
        });
        against || heads && !hint
    }

    fn set(&self, zones: &mut [Zone], index: usize, zone: Zone) {
        if let Some(at) = zones.get_mut(index) {
            *at = zone;
        }
    }

    /// "Tärnvik 2024-12-05", "Storån den 9 mars 2023", "Hedeby i juni 2024".
    pub(super) fn is_place_and_date(&self, block: &Block, text: &str) -> bool {
        if text.len() > 100 || block.cell().is_some() && text.len() > 40 || text.ends_with(['.', ':']) {
            return false;
        }
        let at = self.dates.partition_point(|date| date.start() < block.content.start());
        let inside = self.dates[at..].iter().take_while(|date| block.content.contains(**date)).take(4);
        // "Tärnvik 2024-12-05   Storån 2024-12-09": one for each who signs.
        let mut from = block.content.start();
        let mut dated = 0;
        for date in inside {
            if !self.is_place(Span::at(from.min(date.start()), date.start())) {
                return false;
            }
            from = date.end();
            dated += 1;
        }
        // Nothing follows the date.
        dated > 0 && text.len() <= 60 * dated && from + 2 >= block.content.end()
    }

    /// A place and nothing but small words: what stands before the date on a line of signatures.
    fn is_place(&self, span: Span) -> bool {
        let place = self.draft.document.slice(span);
        let words: Vec<&str> = place.split([' ', ',', '\t']).filter(|word| !word.is_empty()).collect();
        let capital = words.first().is_some_and(|word| word.starts_with(char::is_uppercase));
        capital
            && words.len() <= 4
            && words.iter().skip(1).all(|word| word.len() <= 3 || word.starts_with(char::is_uppercase))
            && ["header-label", "deciding-body", "governing-plan", "adoption-verb"]
                .iter()
                .all(|label| !self.draft.has_word(label, span))
    }
}
