//! Core functions that somebody has beside what is told first: each verb of what one person does, and each title of a label.

use crate::annotate::{Draft, Token};
use crate::document::{CoreFunction, Span};

/// Words between what is done and what it is done with, at most.
const OBJECT: usize = 5;
/// What is done, what it is done with, and the function that it is of.
const PAIRS: [(&str, &str, CoreFunction); 2] = [
    ("money-verb", "money-object", CoreFunction::Finance),
    ("decision-verb", "decision-object", CoreFunction::Decision),
];

/// Core functions in a sentence that names nobody else, in order: by words that tell one, and by what is done with money and
/// decisions ("Anna Ek leder arbetet, för dess kassa och fattar de löpande besluten").
pub(super) fn functions(draft: &Draft<'_>, around: Span) -> Vec<(Span, CoreFunction)> {
    let words = draft.words_in("core-word", around);
    let mut found: Vec<(Span, CoreFunction)> =
        words.filter_map(|word| Some((word.span, of(draft.value(word))?))).collect();
    let tokens = draft.tokens_in(around);
    for (at, token) in tokens.iter().enumerate() {
        for (verb, object, core) in PAIRS {
            let done = || near(draft, tokens, at, verb);
            if (draft.is(object, token) || draft.has_word(object, token.span))
                && let Some(verb) = done()
            {
                found.push((verb.span.cover(token.span), core));
            }
        }
    }
    found
}

/// The verb of what is done with something: before it within its clause, or behind it in the passive ("Kassan sköts av").
fn near<'t>(draft: &Draft<'_>, tokens: &'t [Token], at: usize, verb: &str) -> Option<&'t Token> {
    let text = draft.document.text();
    let whole = |a: &Token, b: &Token| {
        text.get(a.span.end()..b.span.start()).is_some_and(|gap| !gap.contains([';', '.', ':', '\t', '\n']))
    };
    let asks = |token: &&Token| draft.is(verb, token);
    let before = tokens[..at].iter().rev().take(OBJECT);
    before.take_while(|token| whole(token, &tokens[at])).find(asks).or_else(|| {
        let behind = tokens[at + 1..].iter().take(3).take_while(|token| whole(&tokens[at], token));
        behind.filter(|token| draft.is("passive-verb", token)).find(asks)
    })
}

/// Core functions of the titles in a label or a cell ("Treasurer and chair").
pub(super) fn of_titles(draft: &Draft<'_>, label: Span) -> Vec<CoreFunction> {
    let mut found: Vec<CoreFunction> =
        draft.words_in("core-title", label).filter_map(|word| of(draft.value(word))).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The core function that a word of a lexicon is of.
pub(super) fn of(value: Option<&str>) -> Option<CoreFunction> {
    match value? {
        "coordination" => Some(CoreFunction::Coordination),
        "finance" => Some(CoreFunction::Finance),
        "decision" => Some(CoreFunction::Decision),
        "access" => Some(CoreFunction::Access),
        _ => None,
    }
}
