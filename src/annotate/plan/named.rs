//! Nouns and titles of plans in the order of the text, and those that a list of definitions keeps to the collaboration.

use std::collections::BTreeSet;

use super::name::{last_of, name, stem};
use super::title::{Titled, titles};
use super::{MOST, Marked, around};
use crate::annotate::{Draft, Token};
use crate::document::Span;

/// Bytes before a word that a list of definitions tells the meaning of, at most.
const DEFINED: usize = 16;

/// Nouns of plans, and titles that have none, in order.
pub(super) fn named(draft: &Draft<'_>, marked: &Marked) -> Vec<(Span, Option<Titled>)> {
    let nouns = draft.words_of("governing-plan").map(|word| (word.span, None));
    let titles = titles(draft, marked).into_iter().map(|titled| (titled.name.span, Some(titled)));
    let mut found: Vec<(Span, Option<Titled>)> = nouns.chain(titles).collect();
    found.sort_by_key(|(span, _)| span.start());
    found
}

/// "Förvaltningsplan: årsvis arbetsplan för ett objekt": names of papers that a list of definitions tells the meaning of
/// without years or who decided. They belong to the collaboration itself.
pub(super) fn defined_here(draft: &Draft<'_>) -> BTreeSet<String> {
    let document = draft.document;
    let blocks = document.blocks();
    let mut found = BTreeSet::new();
    if draft.words_of("definitions-heading").next().is_none() {
        return found;
    }
    for word in draft.words_of("governing-plan").take(MOST) {
        let Some(block) = document.block_at(word.span.start()).and_then(|index| blocks.get(index)) else {
            continue;
        };
        if word.span.start() > block.content.start() + DEFINED
            || !document.heading_over(block).is_some_and(|over| draft.has_word("definitions-heading", over))
        {
            continue;
        }
        let index = document.block_at(word.span.start()).unwrap_or_default();
        let around = around(draft, word.span, index);
        let Some(name) = name(draft, word.span, around) else { continue };
        let rest = Span::at(name.span.end(), around.end().max(name.span.end()));
        let cell =
            block.cell().is_some_and(|cell| cell.column == 0) && name.span.end() == block.content.end();
        let colon =
            document.slice(rest).trim_start_matches(['"', '”', '»', ' ']).starts_with([':', '–', '=']);
        let told = cell
            || colon
            || draft.has_word("defines-word", Span::at(rest.start(), document.ahead(rest.start(), DEFINED)));
        let year = |token: &Token| last_of(document.slice(token.span)).is_some();
        let governs = draft.has_word("deciding-body", rest) || draft.tokens_in(rest).iter().any(year);
        if told && !governs && name.years.is_none() {
            found.insert(stem(draft, &document.lower()[name.span.range()]));
        }
    }
    found
}
