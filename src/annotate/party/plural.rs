//! Parties told by one word in the plural: "Almby, Kvarnby och Tuvby kommuner", "kommunerna Almby och Kvarnby".

use super::MOST;
use super::names::Name;
use crate::annotate::{Draft, Shape, Token};
use crate::document::{Party, Sector, Span};

/// Words before a sort in the plural, or behind it, in which places are looked for.
const NEAR: usize = 60;
/// Words behind a sort in the plural that tell where they all are, at most.
const WHERE: usize = 6;
/// Words of a series in which sorts in the plural are looked for.
const PLURAL_TOKENS: usize = 2_000;

/// "Almby, Kvarnby och Tuvby kommuner": each place with the sort that stands behind the last. They are added as they
/// are found, and the plural name is taken out.
pub(super) fn plural(draft: &Draft<'_>, span: Span, names: &mut Vec<Name>, parties: &mut Vec<Party>) {
    plural_before(draft, span, names, parties);
    names.retain(|name| {
        let Some((sort, own)) = draft.tokens_in(name.span).split_last().filter(|(_, own)| !own.is_empty())
        else {
            return true;
        };
        let Some(singular) = draft.lexicons.value_of("plural-sort", draft.lower(sort)) else { return true };
        let places = places_before(draft, own, Span::at(span.start(), name.span.start()));
        if places.len() < 2 {
            return true;
        }
        for place in places.into_iter().rev() {
            add_place(draft, parties, place, singular);
        }
        false
    });
}

/// The places that a sort in the plural stands behind, the last first: in its own name, which may join two of them, and
/// before that.
fn places_before(draft: &Draft<'_>, own: &[Token], before: Span) -> Vec<Span> {
    let text = draft.document.text();
    let capital = |token: &Token| matches!(token.shape, Shape::Capital | Shape::Upper);
    let mut places: Vec<Span> = Vec::new();
    for place in own.iter().rev().filter(|place| capital(place)) {
        match places.last_mut() {
            Some(last) if text.get(place.span.end()..last.start()) == Some(" ") => {
                *last = Span::at(place.span.start(), last.end());
            }
            _ => places.push(place.span),
        }
    }
    let mut next = before.end();
    for token in draft.tokens_in(before).iter().rev().take(NEAR) {
        let gap = text.get(token.span.end()..next).unwrap_or("");
        if !(gap == " " || gap == ", ") || !capital(token) && !draft.has_whole("party-join", token.span) {
            break;
        }
        let written = || text.get(next..next + 1).is_some_and(|c| c.chars().all(char::is_uppercase));
        if capital(token) && gap == " " && written() {
            // "Norra Kvarnby": two words of one place.
            if let Some(last) = places.last_mut().filter(|last| last.start() == next) {
                *last = Span::at(token.span.start(), last.end());
            }
        } else if capital(token) {
            places.push(token.span);
        }
        next = token.span.start();
    }
    places
}

/// Adds the body of a place that is of a sort.
fn add_place(draft: &Draft<'_>, parties: &mut Vec<Party>, place: Span, singular: &str) {
    let name = format!("{} {singular}", draft.document.slice(place));
    if parties.len() < MOST && !parties.iter().any(|party| party.name == name) {
        let legal_form = draft.lexicons.value_of("org-public", singular).map(str::to_owned);
        let sector = if legal_form.is_some() { Sector::Public } else { Sector::Nonprofit };
        parties.push(Party { name, span: place, sector, legal_form, ..Party::default() });
    }
}

/// "kommunerna Tallinge, Furuholm och Granudden": places behind the sort in the plural. Names that hold one of them are
/// taken out.
fn plural_before(draft: &Draft<'_>, span: Span, names: &mut Vec<Name>, parties: &mut Vec<Party>) {
    let tokens = draft.tokens_in(span);
    for (at, token) in tokens.iter().enumerate().take(PLURAL_TOKENS) {
        let Some(singular) = draft.lexicons.value_of("plural-sort", draft.lower(token)) else { continue };
        let places = places_behind(draft, &tokens[at..]);
        if places.len() < 2 {
            continue;
        }
        names.retain(|name| !places.iter().any(|place| name.span.contains(*place)));
        for place in places {
            add_place(draft, parties, place, singular);
        }
    }
}

/// The places behind a sort in the plural, with which the tokens begin.
fn places_behind(draft: &Draft<'_>, tokens: &[Token]) -> Vec<Span> {
    let text = draft.document.text();
    let skipped = where_they_are(draft, tokens);
    let mut end = tokens[skipped].span.end();
    let mut places: Vec<Span> = Vec::new();
    let mut bracket = false;
    for next in tokens[1 + skipped..].iter().take(NEAR) {
        let gap = text.get(end..next.span.start()).unwrap_or("");
        // "Husaby (org.nr 212000-0000) och Vinninge (org.nr …)": what stands in brackets is told of each.
        if bracket || gap.contains('(') && !places.is_empty() {
            bracket = !gap.contains(')');
            if bracket {
                end = next.span.end();
                continue;
            }
        }
        let gap = gap.strip_prefix(')').unwrap_or(gap);
        // "länets tre kommuner: Tallinge, …"
        let gap = if gap == ": " && places.is_empty() { " " } else { gap };
        match (gap, next.shape) {
            (" " | ", ", Shape::Capital | Shape::Upper) => match places.last_mut() {
                // "Norra Kvarnby": two words of one place.
                Some(last) if gap == " " && last.end() == end => *last = last.cover(next.span),
                _ => places.push(next.span),
            },
            (" ", _) if !places.is_empty() && draft.has_whole("party-join", next.span) => {}
            _ => break,
        }
        end = next.span.end();
    }
    places
}

/// "följande kommuner i Norra Mo län: Tallinge, …": the words before the colon that tell where they all are.
fn where_they_are(draft: &Draft<'_>, tokens: &[Token]) -> usize {
    let preposition = tokens.get(1).is_some_and(|next| draft.has_whole("preposition", next.span));
    let colon = |next: &Token| draft.document.text()[next.span.end()..].starts_with(": ");
    let placed = tokens[1..].iter().take(WHERE).position(colon);
    placed.filter(|_| preposition).map_or(0, |last| last + 1)
}
