//! Places in a sentence, a line or a table where persons stand, whatever their names.

use super::Gate;
use crate::annotate::person::column_head;
use crate::annotate::{Shape, Token, duty};
use crate::document::Span;

impl Gate<'_, '_> {
    /// True where the words from `first` to `last` do or have something: before or behind a verb, or as the agent of one.
    pub(super) fn acts(&self, first: usize, last: usize) -> bool {
        self.held(first, last)
            || self.alone_in_line(first, last, &["owner-column"])
            || self.beside_verb(first, last)
            || self.agent(first)
            || self.through(first)
            || self.bracketed(first, last)
    }

    /// "Tom Ashby (Sue Lyle if he is away)", "stewarding (Barry Ogden)": alone in a bracket, or in one before a condition; alone
    /// behind a question.
    fn bracketed(&self, first: usize, last: usize) -> bool {
        let opened = self.gap(first).ends_with(" (");
        let condition = || {
            self.gap(last + 1) == " "
                && self.word_at(last + 1).is_some_and(|next| self.draft.is("condition-word", next))
        };
        opened && (self.gap(last + 1).starts_with(')') || condition())
            // "Who opens up? Barry Ogden."
            || self.gap(first).trim_start().starts_with('?') && self.gap(last + 1).starts_with('.')
    }

    /// True where nothing but a person is put: behind "nobody but", beside another name, behind a label that ends at the
    /// name and with nothing more in the line, alone in a cell of those who do something.
    pub(super) fn held(&self, first: usize, last: usize) -> bool {
        self.alone_in_line(first, last, &["person-column", "deputy-column", "role-title"])
            || self.joined(first, last)
            || self.only(first)
    }

    fn gap(&self, at: usize) -> &str {
        let tokens = &self.draft.tokens;
        let before = at.checked_sub(1).map_or(0, |before| tokens[before].span.end());
        let here = tokens.get(at).map_or(before, |token| token.span.start());
        self.draft.document.text().get(before..here).unwrap_or("")
    }

    fn word_at(&self, at: usize) -> Option<&Token> {
        self.draft.tokens.get(at)
    }

    /// "Cykelbanan plogas av Jari Mäkinen", "… is run by Hilary Cope".
    pub(super) fn agent(&self, first: usize) -> bool {
        let Some(by) = first.checked_sub(1).filter(|_| self.gap(first) == " ") else { return false };
        let tokens = &self.draft.tokens;
        self.draft.has_word("agent-by", tokens[by].span)
            && tokens[by.saturating_sub(3)..by].iter().any(|verb| {
                verb.shape == Shape::Lower
                    && (self.draft.is("passive-verb", verb) || self.draft.is("agent-verb", verb))
            })
    }

    /// "Nyckeln finns hos Jari Mäkinen", "… is with Margery Holt".
    pub(super) fn through(&self, first: usize) -> bool {
        let before = first.checked_sub(1).filter(|_| self.gap(first) == " ");
        before.is_some_and(|at| self.draft.is("through-word", &self.draft.tokens[at]))
    }

    /// "Somchai Prasert sköter …" at the beginning of a sentence, "På vintern plogar Jari Mäkinen".
    fn beside_verb(&self, first: usize, last: usize) -> bool {
        let name = self.draft.tokens[first].span;
        let sentence = self.draft.annotations.sentence_around(name.start());
        let opens = sentence.is_some_and(|sentence| {
            self.draft.tokens_in(sentence.span).first().map(|token| token.span) == Some(name)
        });
        let verb = |token: &Token| {
            self.draft.is("takes-verb", token)
                || duty::finite(self.draft, token)
                || self.draft.has_word("duty-modal", token.span)
        };
        let behind = self.word_at(last + 1).filter(|_| self.gap(last + 1) == " ");
        let before = first.checked_sub(1).and_then(|at| self.word_at(at)).filter(|_| self.gap(first) == " ");
        opens && behind.is_some_and(verb)
            || before.is_some_and(|token| token.shape == Shape::Lower && verb(token))
    }

    /// "Hilary Cope and Nnamdi Eze": beside a name whose first name is known.
    pub(super) fn joined(&self, first: usize, last: usize) -> bool {
        let joins = |at: usize| {
            self.gap(at) == " "
                && self.gap(at + 1) == " "
                && self.word_at(at).is_some_and(|word| {
                    ["person-join", "party-join", "or-word"]
                        .iter()
                        .any(|label| self.draft.has_whole(label, word.span) || self.draft.is(label, word))
                })
        };
        let known = |given: Option<usize>| {
            let (Some(given), Some(at)) = (given.and_then(|at| self.word_at(at)), given) else {
                return false;
            };
            let listed = self.listed(given);
            let family = self.word_at(at + 1);
            given.shape == Shape::Capital
                && listed.first > 0
                && !listed.place
                && self.gap(at + 1) == " "
                && family
                    .is_some_and(|family| family.shape == Shape::Capital && self.listed(family).ordinary < 2)
        };
        first.checked_sub(1).is_some_and(joins) && known(first.checked_sub(3))
            || joins(last + 1) && known(Some(last + 2))
    }

    /// "Nobody but Jago Trelawney", "enbart hos Per-Ola Kitok".
    fn only(&self, first: usize) -> bool {
        let from = first.saturating_sub(2);
        let Some(start) = self.word_at(from).map(|token| token.span.start()) else { return false };
        let here = self.draft.tokens[first].span.start();
        let near = Span::at(self.draft.document.back(start, 24).min(start), here);
        first > 0
            && self.gap(first) == " "
            && (self.draft.words_in("sole-phrase", near).any(|word| word.span.end() + 1 == here)
                || self.draft.is("only-word", &self.draft.tokens[first - 1]))
    }

    /// "Birch Court: Latoya Simms", or a whole cell of a column with such a head ("Ansvarig", "Tolk").
    fn alone_in_line(&self, first: usize, last: usize, heads: &[&str]) -> bool {
        let tokens = &self.draft.tokens;
        let span = tokens[first].span.cover(tokens[last].span);
        let Some(block) = self.draft.document.block_at(span.start()) else { return false };
        let Some(block) = self.draft.document.blocks().get(block) else { return false };
        let rest = self.draft.document.slice(Span::at(span.end(), block.content.end().max(span.end())));
        let ends = matches!(rest.trim(), "" | ".");
        if block.cell().is_some() {
            return ends
                && span.start() == block.content.start()
                && column_head(self.draft, span)
                    .filter(|head| head.len() <= 40)
                    .is_some_and(|head| heads.iter().any(|label| self.draft.has_word(label, head)));
        }
        let own = || {
            let label = Span::at(block.content.start(), span.start());
            let organisation = self.draft.has_sort(label) || self.draft.has_word("zone-parties", label);
            !organisation && self.draft.tokens_in(label).len() <= 6
        };
        ends && block.content.len() <= 80 && !block.is_heading() && self.gap(first) == ": " && own()
    }

    /// True where one of the words behind `last`, up to `end`, is that of a street, a school or an organisation.
    pub(super) fn of_something(&self, last: usize, end: usize) -> bool {
        let tokens = self.draft.tokens.get(last + 1..=end).unwrap_or(&[]);
        tokens.iter().filter(|token| token.shape == Shape::Capital).any(|token| {
            ["no-person", "org-nonprofit", "org-private", "org-public"]
                .iter()
                .any(|label| self.draft.has_whole(label, token.span))
        })
    }
}
