//! The line in which the noun of a plan stands, word by word.

use crate::annotate::{Draft, Shape, Token, WordMark};
use crate::document::{Language, Span};

/// A noun of a plan among the words of its block.
pub(super) struct Line<'d> {
    pub(super) draft: &'d Draft<'d>,
    pub(super) noun: Span,
    /// The block.
    pub(super) block: Span,
    /// Whether the block is a cell of a table.
    pub(super) cell: bool,
    pub(super) tokens: &'d [Token],
    /// Which of the words the noun is.
    pub(super) at: usize,
    pub(super) english: bool,
}

impl<'d> Line<'d> {
    pub(super) fn of(draft: &'d Draft<'d>, noun: Span) -> Option<Line<'d>> {
        let block = draft.document.blocks().get(draft.document.block_at(noun.start())?)?;
        let tokens = draft.tokens_in(block.content);
        let at = tokens.partition_point(|token| token.span.start() < noun.start());
        let english = draft.annotations.language == Language::En;
        let (block, cell) = (block.content, block.cell().is_some());
        (at < tokens.len()).then_some(Line { draft, noun, block, cell, tokens, at, english })
    }

    /// A word in lower case; none beyond the line.
    pub(super) fn word(&self, at: usize) -> &'d str {
        self.tokens.get(at).map_or("", |token| &self.draft.document.lower()[token.span.range()])
    }

    pub(super) fn span(&self, at: usize) -> Span {
        self.tokens[at].span
    }

    pub(super) fn is_capital(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| matches!(token.shape, Shape::Capital | Shape::Upper))
    }

    /// What stands between a word and the one before it.
    pub(super) fn gap(&self, at: usize) -> Option<&'d str> {
        let before = self.tokens.get(at.checked_sub(1)?)?.span.end();
        self.draft.document.text().get(before..self.tokens.get(at)?.span.start())
    }

    /// True where a word is one of a lexicon.
    pub(super) fn is(&self, label: &str, at: usize) -> bool {
        self.draft.lexicons.contains(label, self.word(at))
    }

    /// True where a lexicon has a word, or words, that begin where one of the line does.
    pub(super) fn has(&self, label: &str, at: usize) -> bool {
        self.draft.has_word(label, self.span(at))
    }

    /// Letters of the noun.
    pub(super) fn letters(&self) -> usize {
        self.draft.document.lower()[self.noun.range()].chars().count()
    }

    /// True where a word of a lexicon stands close before a name, with one other between at most.
    pub(super) fn stands_before(&self, label: &str, name: Span, bytes: usize) -> bool {
        let from = self.draft.document.back(name.start(), bytes).max(self.block.start());
        let gap = |word: &WordMark| Span::at(word.span.end(), name.start().max(word.span.end()));
        let mut words = self.draft.words_in(label, Span::at(from, name.start()));
        words.any(|word| self.draft.tokens_in(gap(word)).len() <= 1)
    }
}
