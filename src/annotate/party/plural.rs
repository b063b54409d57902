//! Parties told by one word in the plural: "Almby, Kvarnby och Tuvby kommuner", "kommunerna Almby och Kvarnby", "the Town
//! Councils of Almby and Kvarnby".

use super::MOST;
use super::names::{Name, head, names_in};
use crate::annotate::{Draft, Shape, Token};
use crate::document::{Party, Sector, Span};

/// Words before a sort in the plural, or behind it, in which places are looked for.
const NEAR: usize = 60;
/// Words before a sort in the plural with which a text begins, at most.
const BEFORE: usize = 4;
/// Words behind a sort in the plural that tell where they all are, at most.
const WHERE: usize = 6;
/// Words of a text in which it is looked for how it names a council.
const LOOKED: usize = 20_000;
/// Words of a series in which sorts in the plural are looked for.
const PLURAL_TOKENS: usize = 2_000;

/// A word for a sort in the plural.
pub(super) struct Sorts<'a> {
    /// Where it ends.
    pub(super) end: usize,
    /// How one of them is called: "kommun" stands behind the place, "Town of" before it.
    pub(super) singular: &'a str,
    /// True where the places stand behind "of".
    pub(super) of: bool,
}

impl<'a> Sorts<'a> {
    /// The word that begins at a token, which may be of several words.
    pub(super) fn at(draft: &'a Draft<'_>, token: &Token) -> Option<Sorts<'a>> {
        if let Some(singular) = draft.value_of("plural-sort", token) {
            return Some(Sorts { end: token.span.end(), singular, of: false });
        }
        let word = draft.words_in("plural-sort", head(token)).max_by_key(|word| word.span.end())?;
        Some(Sorts { end: word.span.end(), singular: draft.value(word)?, of: true })
    }
}

/// A place by its sort: "Almby kommun", "Town of Almby", or "Almby Town Council" where the text calls it so.
pub(super) fn named(draft: &Draft<'_>, place: Span, singular: &str) -> String {
    let before = singular.ends_with(" of");
    if let Some(written) = before.then(|| council(draft, place)).flatten() {
        return draft.document.slice(written).to_owned();
    }
    let place = draft.document.slice(place);
    if before { format!("{singular} {place}") } else { format!("{place} {singular}") }
}

/// "Almby Town Council", "Almby Municipality": a place with the words for its council behind it, anywhere in the text.
fn council(draft: &Draft<'_>, place: Span) -> Option<Span> {
    let words: Vec<&str> = draft.tokens_in(place).iter().map(|token| draft.lower(token)).collect();
    let tokens = &draft.tokens[..draft.tokens.len().min(LOOKED)];
    tokens.windows(words.len() + 2).find_map(|near| {
        let (own, behind) = near.split_at(words.len());
        if draft.lower(&own[0]) != words[0]
            || !own.iter().zip(&words).all(|(token, word)| draft.lower(token) == *word)
        {
            return None;
        }
        let said = |last: usize| draft.document.lower().get(behind[0].span.start()..behind[last].span.end());
        let sort =
            |last: &usize| said(*last).is_some_and(|said| draft.lexicons.contains("council-of-place", said));
        let last = [1, 0].into_iter().find(sort)?;
        Some(own[0].span.cover(behind[last].span)).filter(|_| behind[0].shape == Shape::Capital)
    })
}

/// "Almby, Kvarnby och Tuvby kommuner": each place with the sort that stands behind the last. They are added as they
/// are found, and the plural name is taken out.
pub(super) fn plural(draft: &Draft<'_>, span: Span, names: &mut Vec<Name>, parties: &mut Vec<Party>) {
    plural_before(draft, span, names, parties);
    names.retain(|name| {
        let tokens = draft.tokens_in(name.span);
        let sort = tokens.iter().enumerate().skip(1).find_map(|(at, token)| {
            Sorts::at(draft, token).filter(|sort| sort.end >= name.span.end()).map(|sort| (at, sort))
        });
        let Some((at, sort)) = sort else { return true };
        let places = places_before(draft, &tokens[..at], Span::at(span.start(), name.span.start()));
        if places.len() < 2 {
            return true;
        }
        for place in places.into_iter().rev() {
            add_place(draft, parties, place, sort.singular);
        }
        false
    });
}

/// The places that a sort in the plural stands behind, the last first: in its own name, which may join two of them, and
/// before that.
pub(super) fn places_before(draft: &Draft<'_>, own: &[Token], before: Span) -> Vec<Span> {
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
    let name = named(draft, place, singular);
    if parties.len() < MOST && !parties.iter().any(|party| party.name == name) {
        let legal_form = legal_form(draft, singular);
        let sector = if legal_form.is_some() { Sector::Public } else { Sector::Nonprofit };
        parties.push(Party { name, span: place, sector, legal_form, ..Party::default() });
    }
}

/// The legal form of a public body of that sort.
pub(super) fn legal_form(draft: &Draft<'_>, singular: &str) -> Option<String> {
    draft.lexicons.value_of("org-public", &singular.to_lowercase()).map(str::to_owned)
}

/// "kommunerna Tallinge, Furuholm och Granudden": places behind the sort in the plural. Names that hold one of them are
/// taken out.
fn plural_before(draft: &Draft<'_>, span: Span, names: &mut Vec<Name>, parties: &mut Vec<Party>) {
    let tokens = draft.tokens_in(span);
    for (at, token) in tokens.iter().enumerate().take(PLURAL_TOKENS) {
        let Some(sort) = Sorts::at(draft, token) else { continue };
        let places = places_behind(draft, &tokens[at..], &sort);
        if places.len() < 2 {
            continue;
        }
        let holds = |name: &Name| places.iter().any(|place| name.span.contains(*place));
        names.retain(|name| !holds(name) && !name.span.contains(token.span));
        for place in places {
            add_place(draft, parties, place, sort.singular);
        }
    }
}

/// The places behind a sort in the plural, with which the tokens begin.
pub(super) fn places_behind(draft: &Draft<'_>, tokens: &[Token], sort: &Sorts<'_>) -> Vec<Span> {
    let text = draft.document.text();
    let tokens = &tokens[tokens.partition_point(|token| token.span.end() < sort.end)..];
    let of = tokens.get(1).is_some_and(|next| draft.is("institution-of", next));
    let Some(first) = tokens.first().filter(|_| of || !sort.of) else { return Vec::new() };
    let skipped = where_they_are(draft, tokens).max(usize::from(of));
    let mut end = tokens.get(skipped).unwrap_or(first).span.end();
    let mut places: Vec<Span> = Vec::new();
    let mut bracket = false;
    for (at, next) in tokens.iter().enumerate().skip(1 + skipped).take(NEAR) {
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
        let gap = if matches!(gap, ": " | " – ") && places.is_empty() { " " } else { gap };
        let saint = gap == ". " && places.last().is_some_and(|last| last.end() == end && last.len() <= 2);
        match (gap, next.shape) {
            _ if saint => cover_last(&mut places, next.span),
            (" " | ", ", Shape::Capital | Shape::Upper) => {
                // "Norra Kvarnby": two words of one place.
                if gap == " " && places.last().is_some_and(|last| last.end() == end) {
                    cover_last(&mut places, next.span);
                } else if !places.is_empty() && whole(draft, &tokens[at..]) {
                    break;
                } else {
                    places.push(next.span);
                }
            }
            (" " | ", ", _) if !places.is_empty() && draft.has_whole("party-join", next.span) => {}
            _ => break,
        }
        end = next.span.end();
    }
    places
}

fn cover_last(places: &mut [Span], word: Span) {
    if let Some(last) = places.last_mut() {
        *last = last.cover(word);
    }
}

/// "… Corrie, and Hexley County Council": a name that tells its own sort begins the tokens.
fn whole(draft: &Draft<'_>, tokens: &[Token]) -> bool {
    let goes_on = |pair: &[Token]| {
        let named = pair[1].shape != Shape::Lower
            || draft.is("name-link", &pair[1])
            || draft.has_whole("party-article", pair[1].span);
        let beside = draft.document.text().get(pair[0].span.end()..pair[1].span.start()) == Some(" ");
        named && beside && !draft.has_whole("party-join", pair[1].span)
    };
    let run = tokens.windows(2).take(WHERE).take_while(|pair| goes_on(pair)).count();
    let (Some(first), Some(last)) = (tokens.first(), tokens.get(run)) else { return false };
    let near = first.span.cover(last.span);
    names_in(draft, near)
        .first()
        .is_some_and(|name| name.span.start() == first.span.start() && draft.has_sort(name.span))
}

/// "följande kommuner i Norra Mo län: Tallinge, …": the words before the colon or dash that tell where they all are.
fn where_they_are(draft: &Draft<'_>, tokens: &[Token]) -> usize {
    let preposition = tokens.get(1).is_some_and(|next| draft.has_whole("preposition", next.span));
    let colon = |next: &Token| {
        let rest = &draft.document.text()[next.span.end()..];
        rest.starts_with(": ") || rest.starts_with(" – ")
    };
    let placed = tokens[1..].iter().take(WHERE).position(colon);
    placed.filter(|_| preposition).map_or(0, |last| last + 1)
}

/// True where a text begins with a sort in the plural and its places, behind a few words at most ("Vi, kommunerna A och B").
pub(super) fn begins(draft: &Draft<'_>, span: Span) -> bool {
    let tokens = draft.tokens_in(span);
    (0..tokens.len().min(BEFORE)).any(|at| {
        Sorts::at(draft, &tokens[at])
            .is_some_and(|sort| places_behind(draft, &tokens[at..], &sort).len() >= 2)
    })
}

/// "kommunerna Björknäset och Norreby": a name that was made of a place and a sort, as the text writes it elsewhere
/// ("Björknäsets kommun").
pub(super) fn as_written(draft: &Draft<'_>, parties: &mut [Party]) {
    let (text, lower) = (draft.document.text(), draft.document.lower());
    for party in parties.iter_mut().filter(|party| draft.document.slice(party.span) != party.name) {
        let made = party.name.to_lowercase();
        let Some((place, sort)) = made.rsplit_once(' ') else { continue };
        let inflected = draft.lexicons.endings("name-ending").map(|ending| format!("{place}{ending} {sort}"));
        let whole = |at: usize| !lower[..at].ends_with(char::is_alphanumeric);
        let found = inflected.filter(|_| !lower.contains(made.as_str()));
        let place = found.filter_map(|name| Some((lower.find(&name).filter(|at| whole(*at))?, name.len())));
        if let Some(name) = place.min().and_then(|(at, length)| text.get(at..at + length)) {
            party.name = name.to_owned();
        }
    }
}
