//! Who the parties are: the lines that introduce them.

use super::walk::Walk;
use super::{reads_as_heading, stands_in_text};
use crate::annotate::{Draft, Shape};
use crate::document::{Block, Span};

/// So many paragraphs without a heading are no longer about who the parties are.
const RUNS_ON: usize = 3;

impl Walk<'_, '_> {
    /// "mellan Region X och Y", "This Agreement is made between …", near the top.
    pub(super) fn is_preamble(&self, index: usize, block: &Block, text: &str) -> bool {
        if index > 40 || !stands_in_text(block) {
            return false;
        }
        let Some(word) = self.draft.words_in("party-lead", block.content).next() else { return false };
        let at = word.span.start() - block.content.start();
        // A title may name the parties; it stays the title.
        let title = index == 0 && self.blocks.len() > 1 && at > 0;
        let rest = text.get(word.span.end() - block.content.start()..).unwrap_or("");
        let sentence = rest.find(". ").map_or(block.content.end(), |at| word.span.end() + at);
        let capital = self
            .draft
            .tokens_in(Span::at(word.span.end(), sentence))
            .iter()
            .take(4)
            .any(|token| matches!(token.shape, Shape::Capital | Shape::Upper | Shape::Initial));
        // "… refer to the agreement. Costs are shared between the Company and the Municipality": another sentence.
        let begins = text[..at].rfind(". ").map_or(block.content.start(), |end| block.content.start() + end);
        let said = Span::at(begins, sentence);
        let opening = at < 8
            || self.draft.has_word("agreement-word", said)
            || self.draft.has_word("kind-agreement", said);
        // Where nothing but a colon or the end follows, the parties stand in the next blocks.
        !title
            && opening
            && at < 400
            && (capital && self.names_an_organisation(block) || rest.trim_matches([':', ' ']).is_empty())
    }

    /// A paragraph of sentences that introduces nobody.
    pub(super) fn runs_on(&self, index: usize, text: &str) -> bool {
        let Some(block) = self.blocks.get(index) else { return false };
        // "between 6 pm and 10 pm" introduces nobody.
        let led = || {
            self.draft.words_in("party-lead", block.content).any(|lead| {
                let rest = self.draft.tokens_in(Span::at(lead.span.end(), block.content.end()));
                rest.iter().take(4).any(|token| matches!(token.shape, Shape::Capital | Shape::Upper))
            })
        };
        let introduces = ["alias-lead", "org-number-label", "party-through", "owned-word", "form-phrase"]
            .iter()
            .any(|label| self.draft.has_word(label, block.content))
            || led()
            || self.draft.has_word("org-number", block.content);
        let headed =
            self.blocks.iter().skip(index + 1).take(RUNS_ON).any(|block| reads_as_heading(self.draft, block));
        !headed
            && text.ends_with('.')
            && text.split_whitespace().count() >= 8
            && !introduces
            && block.cell().is_none()
    }

    pub(super) fn names_an_organisation(&self, block: &Block) -> bool {
        self.draft.has_organisation(block.content)
            || self.draft.document.slice(block.content).contains(['(', '"', '“', '”'])
    }

    pub(super) fn ends_with_join(&self, block: &Block) -> bool {
        let mut joins = self.draft.words_in("party-join", block.content);
        joins.any(|join| join.span.end() == block.content.end())
    }
}

pub(super) fn ends_with_lead(draft: &Draft<'_>, block: &Block) -> bool {
    draft.words_in("party-lead", block.content).any(|word| word.span.end() == block.content.end())
}

/// Whether the block before says that more parties follow.
pub(super) fn awaits_or_tail(blocks: &[Block], draft: &Draft<'_>, index: usize) -> bool {
    let Some(before) = index.checked_sub(1).and_then(|before| blocks.get(before)) else { return false };
    let text = draft.document.slice(before.content);
    text.ends_with([':', ',', ';'])
        || ends_with_lead(draft, before)
        || draft.words_in("party-join", before.content).any(|word| word.span.end() == before.content.end())
}
