//! Names of organisations by their shape: words with capitals, and a word that says what sort of organisation it is.

use super::grow::Growing;
use crate::annotate::{Draft, Shape, Token};
use crate::document::Span;

/// A name that looks like that of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) span: Span,
}

/// What tells of a word or phrase that it names a sort of organisation.
pub(super) const SORTS: &[&str] =
    &["org-public", "org-private", "org-nonprofit", "org-name", "known-organisation"];

/// All names of organisations in a span, in order.
pub(super) fn names_in(draft: &Draft<'_>, span: Span) -> Vec<Name> {
    let tokens = draft.tokens_in(span);
    let mut names = Vec::new();
    let mut at = 0;
    // The place of the name before: "Kulturföreningen i Mossberg och …" goes on with somebody else.
    let mut place = None;
    while at < tokens.len() {
        match name_at(draft, tokens, at, span, place == Some(at)) {
            Some((next, name)) => {
                names.push(name);
                at = next.max(at + 1);
                let link = tokens.get(at).filter(|link| draft.has_whole("preposition", link.span));
                let beside = link.is_some_and(|link| link.span.start() == name.span.end() + 1);
                place = beside.then_some(at + 1);
            }
            None => at += 1,
        }
    }
    names
}

/// The name that begins at token `start`, and the token behind it; `place` where that may be the place of the one before.
fn name_at(
    draft: &Draft<'_>,
    tokens: &[Token],
    start: usize,
    within: Span,
    place: bool,
) -> Option<(usize, Name)> {
    let first = tokens.get(start)?;
    if !begins(draft, tokens, start, first) {
        return None;
    }
    let (noun_before, known_until) = (noun_before(draft, tokens, start, first), known_until(draft, first));
    let name = Growing {
        draft,
        tokens,
        start,
        first,
        end: start,
        sorted: is_sort(draft, tokens, start) || noun_before,
        closed: false,
        place,
        known_until,
    };
    let (end, sorted) = name.whole();
    let sorted = sorted || told_behind(draft, tokens, end);
    // One word alone is a name only where it is more than the word of the sort ("Kommunen").
    let bare = end == start
        && !noun_before
        && known_until.is_none()
        && (first.shape != Shape::Capital || !compound(draft, first) || definite(draft, first));
    let span = Span::at(first.span.start(), tokens[end].span.end().min(within.end()));
    (sorted && !bare).then_some((end + 1, Name { span }))
}

/// True for a word with which a name can begin: it has a capital and is no word before a name.
fn begins(draft: &Draft<'_>, tokens: &[Token], start: usize, first: &Token) -> bool {
    let word = |at: usize| tokens.get(at).map_or("", |token| draft.lower(token));
    let named = |at: usize| tokens.get(at).is_some_and(capital);
    if !capital(first) || draft.lexicons.contains("not-a-party", word(start)) {
        return false;
    }
    // "For the Municipality", "From the Lindqvist Memorial Fund"
    let lead = || draft.has_whole("preposition", first.span) && word(start + 1) == "the";
    // "Ideella föreningen Nattvandrarna": what sort it is, before its name.
    let sort = || {
        draft.lexicons.contains("sort-adjective", word(start))
            && draft.lexicons.contains("party-noun", word(start + 1))
            && named(start + 2)
    };
    // "Jordägare Norrby kommun": what it is in the agreement, before its name.
    let role = || draft.lexicons.contains("role-before", word(start)) && named(start + 1);
    !lead() && !sort() && !role()
}

/// "föreningen Åssjöns Cykelvänner": the noun before says what it is.
fn noun_before(draft: &Draft<'_>, tokens: &[Token], start: usize, first: &Token) -> bool {
    start.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|before| {
        draft.document.text().get(before.span.end()..first.span.start()) == Some(" ")
            && before.shape == Shape::Lower
            && draft.lexicons.contains("party-noun", draft.lower(before))
    })
}

/// "Statens fastighetsverk": where one ends that is known.
fn known_until(draft: &Draft<'_>, first: &Token) -> Option<usize> {
    draft.words_in("known-organisation", head(first)).map(|word| word.span.end()).max()
}

/// "Väntjänsten i Vik, ideell förening", "Norrlands Byggen, org.nr 556…": what stands behind shows that it is a name.
fn told_behind(draft: &Draft<'_>, tokens: &[Token], end: usize) -> bool {
    let text = draft.document.text();
    let (Some(last), Some(next)) = (tokens.get(end), tokens.get(end + 1)) else { return false };
    let gap = text.get(last.span.end()..next.span.start()).unwrap_or("\n");
    if !matches!(gap, ", " | " (" | " " | " – " | " - ") {
        return false;
    }
    // "…, a non-profit association"
    let article = draft.has_whole("party-article", next.span);
    let next = tokens.get(end + 2).filter(|_| article && gap == ", ").unwrap_or(next);
    let here = Span::at(next.span.start(), next.span.start() + 1);
    let number = super::facts::org_number(draft.document.slice(next.span)).is_some();
    let labelled = draft.words_in("org-number-label", here).next().is_some();
    let form = gap != " "
        && next.shape == Shape::Lower
        && ["form-phrase", "org-nonprofit", "org-private"].iter().any(|label| draft.has_word(label, here));
    number || labelled || form
}

/// A word that ends in the sort but is longer ("Företagarförening").
fn compound(draft: &Draft<'_>, token: &Token) -> bool {
    let word = &draft.document.lower()[token.span.range()];
    word.len() > 12
}

/// "Föreningen", "Företagarföreningen" in the text stand for a party that is named elsewhere.
pub(super) fn definite(draft: &Draft<'_>, token: &Token) -> bool {
    let word = &draft.document.lower()[token.span.range()];
    // "Värdkommunens": what a party is called by its part, whose.
    let part = || {
        let bare = word.strip_suffix('s').unwrap_or(word);
        let endings = draft.lexicons.endings("definite-ending");
        endings
            .filter_map(|ending| bare.strip_suffix(ending))
            .any(|stem| draft.lexicons.contains("party-function", stem))
    };
    draft.lexicons.contains("party-noun", word) || part()
}

/// A word with a capital, or one letter of a name.
pub(super) fn capital(token: &Token) -> bool {
    matches!(token.shape, Shape::Capital | Shape::Upper | Shape::Initial)
}

/// The place where a token begins: words of a lexicon that begin there are looked for in it.
pub(super) fn head(token: &Token) -> Span {
    Span::at(token.span.start(), token.span.start() + 1)
}

/// True where a word for a sort of organisation begins at a token.
pub(super) fn is_sort(draft: &Draft<'_>, tokens: &[Token], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| {
        let small = token.shape == Shape::Lower && token.span.len() <= 2;
        // "Lenders as agents" names no company.
        let other = |label: &str| small && label == "org-private" && draft.is("small-word-form", token);
        SORTS.iter().any(|label| draft.words_in(label, head(token)).next().is_some() && !other(label))
    })
}
