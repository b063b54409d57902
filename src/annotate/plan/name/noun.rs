//! Nouns that name no governing plan though they are written like one.

use super::line::Line;
use super::years::year_of;
use crate::annotate::plan::title::is_capital;
use crate::annotate::{Draft, Shape, Token};
use crate::document::Span;

/// Bytes behind a noun in which the form of a company stands, at most.
const COMPANY: usize = 16;
/// Bytes behind a noun in which stands what shows that it names no plan, at most.
const BEHIND: usize = 60;

/// How much shows that a noun is that of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noun {
    /// It may be one that governs.
    Plan,
    /// Most are lists of what to do; years show one that governs ("Action Plan").
    Undated,
    /// It is none.
    Other,
}

/// What a noun is, by the words around it.
pub(super) fn noun(line: &Line<'_>, around: Span) -> Noun {
    let (draft, noun) = (line.draft, line.noun);
    let whole = Span::at(around.start(), noun.end());
    let listed = draft
        .words_in("no-plan", whole)
        .find(|no| no.span.end() == noun.end() || no.span.holds(noun.start()))
        .map(|no| draft.value(no));
    let sort = match listed {
        None if is_each(draft, noun) => Noun::Undated,
        None => Noun::Plan,
        Some(Some("undated")) => Noun::Undated,
        // "I Plan mot hemlöshet …": a floor is written small.
        Some(Some("floor")) if line.is_capital(line.at) => Noun::Plan,
        Some(_) => return Noun::Other,
    };
    let other =
        is_single(draft, noun) || in_organisation(draft, noun) || line.english && qualifies(draft, noun);
    if other { Noun::Other } else { sort }
}

/// "handlingsplan för den enskilde", "… för varje deltagare": a plan for one person.
fn is_single(draft: &Draft<'_>, noun: Span) -> bool {
    let behind = draft.tokens_in(Span::at(noun.end(), draft.document.ahead(noun.end(), BEHIND)));
    let [link, one, rest @ ..] = behind else { return false };
    let person = |token: &Token| draft.is("plan-single", token);
    // "Åtgärdsprogram för elev", "plan för elevens återgång"
    let alone = draft.value_of("plan-single", one) == Some("alone");
    link.span.start() == noun.end() + 1
        && draft.has_word("plan-tail", link.span)
        && (alone || draft.is("plan-one", one) && rest.first().is_some_and(person))
}

/// "en plan för varje gata": one of many, where no years stand behind.
fn is_each(draft: &Draft<'_>, noun: Span) -> bool {
    let behind = draft.tokens_in(Span::at(noun.end(), draft.document.ahead(noun.end(), BEHIND)));
    let [link, each, ..] = behind else { return false };
    link.span.start() == noun.end() + 1
        && draft.has_word("plan-tail", link.span)
        && draft.is("plan-each", each)
}

/// "Visionera Program AB": the noun stands in the name of a company.
fn in_organisation(draft: &Draft<'_>, noun: Span) -> bool {
    let behind = draft.tokens_in(Span::at(noun.end(), draft.document.ahead(noun.end(), COMPANY)));
    let company = |next: &Token| {
        next.span.start() == noun.end() + 1 && is_capital(next) && draft.has_whole("org-private", next.span)
    };
    behind.first().is_some_and(company)
}

/// "Programme Manual", "Strategy Lead": in English the noun before another one only tells of what sort that is.
fn qualifies(draft: &Draft<'_>, noun: Span) -> bool {
    let behind = Span::at(noun.end(), draft.document.ahead(noun.end(), BEHIND));
    let mut tokens = draft.tokens_in(behind).iter();
    let (Some(next), after) = (tokens.next(), tokens.next()) else { return false };
    // "Local Plan Part 2"
    let year = |token: &Token| {
        token.shape == Shape::Number
            && (token.span.len() <= 2 || year_of(draft.document.slice(token.span)).is_some())
    };
    let numbered = |token: &&Token| {
        token.span.start() == next.span.end() + 1
            && draft.document.between(next.span.end(), token.span.start()) == " "
    };
    let after = after.filter(numbered);
    next.span.start() == noun.end() + 1
        && next.shape == Shape::Capital
        && draft.document.text()[noun.end()..].starts_with(' ')
        && !after.is_some_and(year)
}
