//! The words that tell a task: where they stand, which core function they are of, and what they say.

use super::core;
use crate::annotate::Draft;
use crate::document::{CoreFunction, Span};

/// Words of tasks in a span, each once: where, which core function.
pub(super) fn task_words(draft: &Draft<'_>, span: Span) -> Vec<(Span, Option<CoreFunction>)> {
    let mut words: Vec<(Span, Option<CoreFunction>)> = Vec::new();
    for word in draft.words_in("task-word", span) {
        let here = (word.span, core::of(draft.value(word)));
        match words.last_mut() {
            // "sköter ekonomin" says more than "sköter".
            Some(last) if word.span.start() == last.0.start() && word.span.len() > last.0.len() => {
                *last = here
            }
            Some((last, _)) if word.span.start() < last.end() => {}
            _ => words.push(here),
        }
    }
    for (word, core) in &mut words {
        *core = core.or_else(|| money(draft, *word, span));
    }
    words
}

/// "sköter utbetalningarna", "keeps the pond account", "hanterar föreningens kassa": what is done with money, told by the nouns
/// behind a verb, up to the end of its clause.
pub(super) fn money(draft: &Draft<'_>, word: Span, around: Span) -> Option<CoreFunction> {
    let text = draft.document.text();
    let mut from = word.end();
    for token in draft.tokens_in(Span::at(word.end(), around.end().max(word.end()))).iter().take(5) {
        let parted = text
            .get(from..token.span.start())
            .is_none_or(|gap| gap.contains([',', ';', '.', ':', '\t', '\n']));
        if parted || draft.is("clause-join", token) || draft.is("subordinator", token) {
            return None;
        }
        if draft.has_whole("money-noun", token.span) {
            return Some(CoreFunction::Finance);
        }
        from = token.span.end();
    }
    None
}

/// A few words from a task word on, in lower case; the name in them is left out. Where the name follows ("protokollet förs
/// av Anna Ek"), what stands before is what is done.
pub(super) fn words_from(draft: &Draft<'_>, word: Span, around: Span, name: Span) -> String {
    let text = draft.document.text();
    let small = |span: Span| {
        ["function-sv", "function-en", "agent-by"].iter().any(|label| draft.has_whole(label, span))
    };
    let stops = |text: &str| text.contains([',', ';', '.', ':', '\t', '\n', '(', ')']);
    let tokens = draft.tokens_in(around);
    let mut first = tokens.partition_point(|token| token.span.start() < word.start());
    let inside = tokens.partition_point(|token| token.span.start() < word.end()).max(first + 1);
    let mut end = inside;
    let breaks = |at: usize| text.get(tokens[at - 1].span.end()..tokens[at].span.start()).is_none_or(stops);
    // Up to the end of the clause, six words at most.
    while end < tokens.len() && end < inside + 6 && !breaks(end) && tokens[end].span.start() != name.start() {
        end += 1;
    }
    let follows = word.end() <= name.start() && !text.get(word.end()..name.start()).is_none_or(stops);
    if follows {
        end = inside;
        let most = first.saturating_sub(8);
        while first > most && !breaks(first) {
            first -= 1;
        }
    }
    let cut = end < tokens.len() && !breaks(end);
    let bare = |mut end: usize| {
        while end > first + 1 && small(tokens[end - 1].span) {
            end -= 1;
        }
        end
    };
    // What is cut off does not end with a small word, nor with one word of what is joined ("tar emot och lämnar", "approves
    // payments and keeps the accounts").
    let mut end = bare(end);
    if cut && !follows && end >= first + 3 && small(tokens[end - 2].span) {
        end = bare(end - 2);
        if end >= first + 3 && draft.is("clause-join", &tokens[end - 2]) {
            end = bare(end - 2);
        }
    }
    let (Some(from), Some(to)) = (tokens.get(first), tokens.get(end - 1)) else { return String::new() };
    let what = draft.document.slice(Span::at(from.span.start(), to.span.end().max(from.span.end())));
    what.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
