//! Words before the noun of a plan: which belong to its name, and whose the plan is.

use super::line::Line;
use super::sure::described;
use super::{begins, opens_item, owner_before, possessor};
use crate::document::Span;

/// Words before the noun that belong to its name, at most.
const MOST: usize = 5;
/// Letters of a noun that says nothing but "plan", at most.
const SHORT: usize = 7;
/// Words between a noun and the budget whose part it is, at most.
const BUDGET: usize = 4;

/// Where a name begins: at adjectives and capitals before the noun that belong to it.
pub(super) fn first(line: &Line<'_>) -> usize {
    let mut first = line.at;
    while first > 0 && line.gap(first) == Some(" ") && line.at - first < MOST && belongs(line, first - 1) {
        first -= 1;
    }
    if shares_noun(line, first) || is_second(line, first) { first - 2 } else { first }
}

/// "Mål och riktlinjer för äldreomsorgen"
fn is_second(line: &Line<'_>, first: usize) -> bool {
    first == line.at
        && first >= 2
        && !line.is_capital(first)
        && line.is_capital(first - 2)
        && line.is("plan-second", first - 2)
        && line.draft.has_whole("party-join", line.span(first - 1))
        && (first - 1..=first).all(|at| line.gap(at) == Some(" "))
}

/// True where a word belongs to the name that goes on behind it.
fn belongs(line: &Line<'_>, before: usize) -> bool {
    let draft = line.draft;
    let (word, span, beside) = (line.word(before), line.span(before), before + 1 == line.at);
    // "Draft Forest Plan"
    if draft.has_whole("draft-word", span) {
        return false;
    }
    let adjective = line.has("plan-adjective", before);
    // "– The Coastal Strategy 2024–2030"
    if line.is("noun-article", before) {
        return false;
    }
    // "the Municipality's Climate Strategy": whose it is does not belong to the name.
    if !adjective && (word.ends_with("'s") || word.ends_with("’s")) {
        return false;
    }
    if line.english {
        return adjective || belongs_in_english(line, before);
    }
    // "kommunernas gemensamma Handlingsplan": its name begins with the capital.
    if beside && line.is_capital(line.at) && !line.is_capital(before) {
        return false;
    }
    // "den prehospitala strategi som regionen arbetar efter"
    adjective || beside && (calls(line, before) || described(draft, &line.tokens[..line.at], line.noun))
}

/// "Leisure and Culture Plan": capitals, and small words between them.
fn belongs_in_english(line: &Line<'_>, before: usize) -> bool {
    let span = line.span(before);
    // "Housing Strategy 2024–2029 was adopted …"
    let of_noun = || {
        before + 1 == line.at
            && line.is_capital(line.at)
            && !line.is("name-opener", before)
            && !line.draft.is("preposition", &line.tokens[before])
    };
    line.is_capital(before) && (!begins(line.draft, span) || opens_item(line.draft, span) || of_noun())
        || line.is("plan-name-join", before) && before > 0 && line.is_capital(before - 1)
}

/// "Gröna strategin", "Grönblå planen": what it is called by.
fn calls(line: &Line<'_>, before: usize) -> bool {
    line.is_capital(before)
        && line.word(before).ends_with(['a', 'e', 'å'])
        && !begins(line.draft, line.span(before))
        && line.is("plan-word", line.at)
}

/// "Risk- och sårbarhetsprogram"
fn shares_noun(line: &Line<'_>, first: usize) -> bool {
    first >= 2
        && line.has("party-join", first - 1)
        && line.gap(first) == Some(" ")
        && line.gap(first - 1) == Some("- ")
}

/// True where the word before a name tells whose the plan is.
pub(super) fn is_owned(line: &Line<'_>, first: usize) -> bool {
    let Some(mut owner) = first.checked_sub(1) else { return false };
    // "kommunens antagna jämställdhetsstrategi"
    if owner > 0 && line.is("plan-in-force", owner) {
        owner -= 1;
    }
    // "EU:s strategi"
    let short = line.word(owner) == "s" && line.gap(owner) == Some(":");
    let named = || possessor(line.draft, Span::at(line.span(first).start(), line.noun.end())).is_some();
    short
        || !begins(line.draft, line.span(owner)) && named()
        || owner_before(line.draft, line.span(owner))
        || line.is("plan-owner", owner)
}

/// "mål och budget 2026 med plan för 2027–2028" is one document, and so is "… budget 2026 med flerårsplan 2027–2028": true
/// for the noun that only tells of a part.
pub(super) fn is_part(line: &Line<'_>, first: usize) -> bool {
    let at = line.at;
    if at != first || first < 2 {
        return false;
    }
    let of_budget = || {
        line.is("budget-part", at)
            && (at.saturating_sub(BUDGET)..at).any(|before| line.is("weak-plan", before))
    };
    let bare = line.word(at).chars().count() <= SHORT && line.is("bare-plan", at);
    let whole = Span::at(line.span(first.saturating_sub(3)).start(), line.span(first - 1).start());
    (bare || of_budget())
        && !line.is("proven-plan", first - 2)
        && !line.has("party-join", first - 2)
        && line.has("name-link", first - 1)
        && line.draft.has_word("governing-plan", whole)
}

/// "the regional cultural plan": where a name without capitals begins that tells whose it is by a word for a level.
pub(super) fn first_of_level(line: &Line<'_>) -> Option<usize> {
    let at = line.at;
    let owns =
        |word: &usize| ["plan-owner", "noun-article", "plan-own"].iter().any(|label| line.is(label, *word));
    let owner = (at.saturating_sub(MOST)..at).rev().find(owns)?;
    let whole = (owner + 1..=at).all(|word| line.gap(word) == Some(" "));
    let level = (owner + 1..at).any(|word| line.is("plan-level", word));
    let owned = ["plan-owner", "plan-own"].iter().any(|label| line.is(label, owner));
    let named = owner + 1 < at && (level || owned);
    (whole && named).then_some(owner + 1)
}

/// "the Council's coastal strategy": the word before a name without capitals that tells whose it is.
pub(super) fn owner_of(line: &Line<'_>) -> Option<usize> {
    let at = line.at;
    let owner = (at.saturating_sub(MOST)..at).rev().find(|owner| line.is("plan-owner", *owner))?;
    let plain = |word: usize| !line.is_capital(word) && !line.is("plan-of-house", word);
    (owner + 1 < at && (owner + 1..at).all(plain)).then_some(owner)
}

/// "the council's walking and cycling strategy, adopted in 2022": where a name without capitals begins, whose owner stands
/// before and whose decision stands right behind.
pub(super) fn first_of_decided(line: &Line<'_>) -> Option<usize> {
    let at = line.at;
    let owner = (at.saturating_sub(MOST)..at).rev().find(|owner| line.is("plan-owner", *owner))?;
    let whole = (owner + 1..=at).all(|word| line.gap(word) == Some(" "));
    let comma = line.gap(at + 1).is_some_and(|gap| matches!(gap, ", " | " ("));
    (owner + 1 < at && whole && comma && line.has("adoption-verb", at + 1)).then_some(owner + 1)
}
