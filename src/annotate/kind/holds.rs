//! A letter, memo or note that says of itself that it is what binds those who sign it.

use crate::annotate::{Draft, QUOTES, Shape, Token};
use crate::document::Span;

/// Words between "som" or the verb and the word for an agreement ("vår gemensamma överenskommelse"), at most.
const BETWEEN: usize = 3;

/// Words before the word for an agreement among which one denies it ("är inte något avtal").
const DENIED: usize = 6;

/// "Skriver ni under räknas brevet som vårt avtal", "the parties agreed that this memo, once signed, is their agreement":
/// where a text says that it holds as an agreement.
pub(super) fn as_agreement(draft: &Draft<'_>) -> Option<Span> {
    draft.words_of("kind-agreement").map(|word| word.span).find(|noun| binds(draft, *noun, false))
}

/// "Planen utgör tillika avtal mellan …": where a text that its title calls a plan says so near its top.
pub(super) fn plan_as_agreement(draft: &Draft<'_>, within: Span) -> Option<Span> {
    draft.words_in("kind-agreement", within).map(|word| word.span).find(|noun| binds(draft, *noun, true))
}

/// True for a word for an agreement that a sentence on the text itself leads to; `plan` where it may call itself a plan.
fn binds(draft: &Draft<'_>, noun: Span, plan: bool) -> bool {
    let Some(sentence) = draft.annotations.sentence_around(noun.start()).map(|sentence| sentence.span) else {
        return false;
    };
    let ahead = draft.tokens_in(Span::at(sentence.start(), noun.start().max(sentence.start())));
    let Some(way) = Way::to(draft, ahead, sentence.start()) else { return false };
    let before = &ahead[..way.at];
    let said = |label: &str| before.iter().any(|token| draft.is(label, token));
    let called = |token: &Token| plan && draft.value_of("self-paper", token) == Some("plan");
    let paper = (0..before.len()).any(|at| is_paper(draft, before, at) || called(&before[at]));
    let denied = ahead.iter().rev().take(DENIED).any(|token| draft.is("negation", token));
    let leads = match way.word {
        Word::As => said("hold-verb") && (paper || before.iter().any(|token| is_weak(draft, token))),
        Word::Verb => paper && (way.at + 1 < ahead.len() || indefinite(draft, noun)),
        Word::Paper => said("hold-verb"),
    };
    leads && !denied && !quoted(draft, noun)
}

/// "Brevet", "this memo", "det här", but not "a letter" and not "det".
fn is_paper(draft: &Draft<'_>, tokens: &[Token], at: usize) -> bool {
    if draft.is("self-here", &tokens[at]) {
        return at.checked_sub(1).is_some_and(|before| draft.is("self-paper", &tokens[before]));
    }
    let any = at.checked_sub(1).is_some_and(|before| draft.is("indefinite", &tokens[before]));
    draft.value_of("self-paper", &tokens[at]) == Some("") && !any
}

/// "It", "det": what may stand for the text.
fn is_weak(draft: &Draft<'_>, token: &Token) -> bool {
    draft.value_of("self-paper", token).is_some_and(|value| value != "plan")
}

/// What stands before a word for an agreement: "… som ett avtal", "… är vårt avtal", "… blir brevet vårt avtal".
enum Word {
    As,
    Verb,
    Paper,
}

/// Such a word, and its place among the tokens before.
struct Way {
    word: Word,
    at: usize,
}

impl Way {
    /// Back from the word for an agreement over its own adjectives.
    fn to(draft: &Draft<'_>, ahead: &[Token], start: usize) -> Option<Way> {
        for at in (0..ahead.len()).rev().take(BETWEEN + 1) {
            let token = &ahead[at];
            let next = ahead.get(at + 1).map_or(token.span.end(), |next| next.span.start());
            let plain = draft.document.between(token.span.end(), next).trim().is_empty();
            if draft.is("as-word", token) {
                return Some(Way { word: Word::As, at });
            }
            if draft.value_of("hold-verb", token) == Some("is") {
                return Some(Way { word: Word::Verb, at });
            }
            if is_paper(draft, ahead, at) && at + 1 < ahead.len() {
                return Some(Way { word: Word::Paper, at });
            }
            let opens = token.span.start() == start;
            if token.shape != Shape::Lower
                || opens
                || !plain
                || draft.has_whole("title-preposition", token.span)
            {
                return None;
            }
        }
        None
    }
}

/// "Avtal", not "avtalet": bare behind a verb, the definite form is the subject ("enligt brevet är avtalet uppsagt").
fn indefinite(draft: &Draft<'_>, noun: Span) -> bool {
    let said = &draft.document.lower()[noun.range()];
    let definite = draft.lexicons.endings("definite-ending").any(|ending| said.ends_with(ending));
    let next = Span::at(noun.end(), draft.document.ahead(noun.end(), 12));
    !definite || draft.tokens_in(next).first().is_some_and(|next| draft.has_whole("party-lead", next.span))
}

/// True where the sentence is an example, between quotation marks.
fn quoted(draft: &Draft<'_>, noun: Span) -> bool {
    let Some(at) = draft.document.block_at(noun.start()) else { return false };
    let Some(block) = draft.document.blocks().get(at).map(|block| block.content) else { return false };
    draft.document.between(block.start(), noun.start()).matches(QUOTES).count() % 2 == 1
}
