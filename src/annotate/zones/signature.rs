//! Where a document is signed, told by the shape of its lines.

use super::reads_as_heading;
use super::walk::Walk;
use crate::document::{Block, BlockKind, Span, Zone};

/// Where this share of the blocks is left, a line with place and date opens the signatures.
const TAIL: f32 = 0.55;

impl Walk<'_, '_> {
    /// Signatures that no heading opens: a line with place and date, or a phrase, near the end.
    pub(super) fn signatures(&self, zones: &mut [Zone]) {
        let from = (self.blocks.len() as f32 * TAIL) as usize;
        // A short agreement may have more cells under its signatures than paragraphs above them.
        let from_byte = (self.draft.document.text().len() as f32 * TAIL) as usize;
        let mut open = false;
        for (index, block) in self.blocks.iter().enumerate() {
            let Some(zone) = zones.get(index).copied() else { continue };
            let late = index >= from || block.content.start() >= from_byte;
            if !matches!(zone, Zone::Body | Zone::Table | Zone::Signature) {
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
