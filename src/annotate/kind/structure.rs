//! What a document is built of: parties, signatures, the words that agreements and plans use of themselves, blanks.

use std::collections::BTreeSet;

use super::{SELF, TITLE_BLOCKS};
use crate::annotate::{Draft, spans_of};
use crate::document::{Span, Zone};

/// Bytes of what stands in brackets to be filled in, at most.
const PROMPT: usize = 2_000;

/// What a document is built of, whatever it is called.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Structure {
    /// Parties are introduced in a place of their own.
    pub(super) introduced: bool,
    /// There are signatures.
    pub(super) signed: bool,
    /// Words that only an agreement uses of itself.
    pub(super) words: usize,
    /// Words that a plan uses of itself.
    pub(super) plan_words: usize,
    /// Blanks where the parties should stand.
    pub(super) blanks: usize,
    /// Words in brackets that say what is to be filled in, anywhere.
    pub(super) prompts: usize,
    /// Lines with something in brackets, or letters for a name or day, that is to be filled in.
    pub(super) slots: usize,
    /// Where the first of the blanks among the parties stands.
    pub(super) first_blank: Option<Span>,
}

impl Structure {
    pub(super) fn of(draft: &Draft<'_>) -> Structure {
        let blanks = spans_of(draft, "placeholder");
        let zones = &draft.annotations.zones;
        let in_parties = |span: &Span| {
            let Some(index) = draft.document.block_at(span.start()) else { return false };
            let led = || {
                draft.document.blocks().get(index).is_some_and(|block| {
                    // "XX kommun och XX förening är överens om …"
                    draft.has_word("party-lead", block.content)
                        || draft.has_word("deed-phrase", block.content)
                })
            };
            zones.get(index) == Some(&Zone::Parties) || index < TITLE_BLOCKS && led()
        };
        let top = Span::at(0, draft.document.ahead(0, SELF));
        let slots = slots(draft, &blanks);
        let blanks: Vec<Span> = blanks.into_iter().filter(in_parties).collect();
        Structure {
            introduced: zones.contains(&Zone::Parties)
                || draft.has_word("deed-phrase", top)
                || draft.has_word("deed-around", top),
            signed: zones.contains(&Zone::Signature),
            words: draft.words_of("agreement-word").count(),
            plan_words: draft.words_of("plan-word").count(),
            blanks: blanks.len(),
            prompts: prompts(draft),
            slots,
            first_blank: blanks.first().copied(),
        }
    }
}

/// Lines outside signatures with "<nämnd>", "#{enhet}#", "DD/MM/YYYY"; a rule to write on is a form's.
fn slots(draft: &Draft<'_>, blanks: &[Span]) -> usize {
    let typed = |blank: &&Span| !draft.document.slice(**blank).starts_with(['_', '.', '…']);
    let blocks = blanks.iter().filter(typed).filter_map(|blank| draft.document.block_at(blank.start()));
    let blocks: BTreeSet<usize> = blocks.collect();
    let zones = &draft.annotations.zones;
    blocks.into_iter().filter(|at| zones.get(*at) != Some(&Zone::Signature)).count()
}

/// "[beskriv kort …]", "[antal]": words in square brackets that begin with a small letter, outside signatures.
fn prompts(draft: &Draft<'_>) -> usize {
    let blocks = draft.document.blocks().iter().zip(&draft.annotations.zones);
    let texts = blocks.filter(|(_, zone)| **zone != Zone::Signature);
    texts
        .map(|(block, _)| {
            let text = draft.document.slice(block.content);
            text.match_indices('[').filter(|(at, _)| {
                let rest = &text[at + 1..];
                let close = rest.bytes().take(PROMPT).position(|byte| matches!(byte, b']' | b'\n'));
                let close = close.filter(|close| rest.as_bytes()[*close] == b']');
                close.is_some_and(|close| close >= 3) && rest.starts_with(char::is_lowercase)
            })
        })
        .map(Iterator::count)
        .sum()
}
