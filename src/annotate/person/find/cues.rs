//! What stands around a name and vouches for it: a label, a title, the column, the zone.

use super::Gate;
use crate::annotate::person::column_head;
use crate::document::{Span, Zone};

/// Bytes from the title that a sentence begins with to the name, at most.
const NEAR: usize = 80;

impl Gate<'_, '_> {
    /// A label or a title stands right before the name, or its cell stands in a column of persons, or it signs.
    pub(super) fn cued(&self, first: usize) -> bool {
        let tokens = &self.draft.tokens;
        let here = tokens[first].span;
        let text = self.draft.document.text();
        let near = first.checked_sub(1).is_some_and(|before| {
            let before = tokens[before].span;
            matches!(
                text.get(before.end()..here.start()),
                Some(" " | ": " | ". " | " – " | ":\t" | "\t" | ":\n")
            ) && (self.ends_label(before)
                || text.get(before.end()..here.start()) == Some(" ")
                    && self.unlisted_title(&tokens[first - 1]))
        });
        let linked = self.is_linked(first);
        // "/s/ Imogen Farthing"
        let signed = text[..here.start()].ends_with("/s/ ");
        near || signed || linked || self.short(here) && self.vouching(here)
    }

    /// "The Foundation's contact is Torbjørg Haukeland": a title and a verb right before the name; "Kontaktperson på skolan är
    /// Linnéa Hjortsäter", where the sentence begins with the title.
    pub(super) fn is_linked(&self, first: usize) -> bool {
        let tokens = &self.draft.tokens;
        let text = self.draft.document.text();
        first.checked_sub(2).is_some_and(|at| {
            let (role, link) = (tokens[at].span, tokens[at + 1].span);
            text.get(role.end()..link.start()) == Some(" ")
                && text.get(link.end()..tokens[first].span.start()) == Some(" ")
                && self.draft.has_whole("role-link", link)
                && (self.ends_label(role) || self.opens_with_label(first))
        })
    }

    /// True where a sentence begins with a title or a label of persons and comes to the name soon.
    fn opens_with_label(&self, first: usize) -> bool {
        let here = self.draft.tokens[first].span.start();
        let sentence = self.draft.annotations.sentence_around(here);
        let opening = sentence.and_then(|sentence| self.draft.tokens_in(sentence.span).first());
        opening.is_some_and(|opening| here - opening.span.start() <= NEAR && self.ends_label(opening.span))
    }

    /// True where a title or a label of persons ends at the end of `token`.
    pub(super) fn ends_label(&self, token: Span) -> bool {
        ["role-title", "name-title", "contact-word", "person-label", "metadata-label"].iter().any(|label| {
            let line = Span::at(self.draft.document.back(token.start(), 40), token.end());
            self.draft.words_in(label, line).any(|word| word.span.end() == token.end())
        })
    }

    /// True where the block of a name holds little more.
    pub(super) fn short(&self, span: Span) -> bool {
        let index = self.draft.document.block_at(span.start());
        index
            .and_then(|index| self.draft.document.blocks().get(index))
            .is_some_and(|block| block.content.len() <= 80)
    }

    /// True where the zone or the column of a place says that persons stand there.
    pub(super) fn vouching(&self, span: Span) -> bool {
        let zone =
            self.draft.document.block_at(span.start()).and_then(|at| self.draft.annotations.zones.get(at));
        matches!(zone, Some(Zone::Signature | Zone::Contact))
            || column_head(self.draft, span).is_some_and(|head| {
                ["person-column", "contact-word", "deputy-column"]
                    .iter()
                    .any(|label| self.draft.has_word(label, head))
            })
            || self.answers_who(span)
    }

    /// "Vem låser upp? | Anna Ek": the cell beside a question of who.
    pub(super) fn answers_who(&self, span: Span) -> bool {
        let blocks = self.draft.document.blocks();
        let here = self.draft.document.block_at(span.start());
        let beside = here.and_then(|at| Some((blocks.get(at)?.cell()?, blocks.get(at.checked_sub(1)?)?)));
        beside.is_some_and(|(cell, left)| {
            let same = left.cell().is_some_and(|other| other.table == cell.table && other.row == cell.row);
            let first = self.draft.tokens_in(left.content).first();
            same && left.content.len() <= 160
                && first.is_some_and(|first| self.draft.is("who-question", first))
                && self.draft.document.slice(left.content).trim_end().ends_with('?')
        })
    }

    /// "Who does it", "Vem": a column that asks for persons.
    pub(super) fn in_column_of_who(&self, span: Span) -> bool {
        let head = column_head(self.draft, span).and_then(|head| self.draft.tokens_in(head).first());
        head.is_some_and(|first| self.draft.is("who-question", first))
    }

    /// True in a column of contacts or of substitutes, where no list need know a name.
    pub(super) fn asked_for(&self, span: Span) -> bool {
        column_head(self.draft, span).is_some_and(|head| {
            ["contact-word", "deputy-column"].iter().any(|label| self.draft.has_word(label, head))
        })
    }
}
