//! What a plan is called beside its noun: in quotes, before a comma, behind one.

use super::years::{last_of, short_year, year_of, years_in};
use super::{QUOTED, QUOTES, begins};
use crate::annotate::plan::title::{is_capital, may_be_title, opening};
use crate::annotate::{Draft, Token};
use crate::document::Span;

/// Words of a name that stands before what sort of plan it is, at most.
pub(in crate::annotate::plan) const APPOSED: usize = 7;
/// Words of what explains a title, at most.
pub(in crate::annotate::plan) const EXPLAINED: usize = 5;
/// Words from the verb that says what a title is to the noun, at most.
const SAID: usize = 6;

/// Bytes of the sign that opens a quote, at most.
const QUOTE: usize = 3;

/// What stands between a noun and the quotes around what it is called.
const BEFORE_QUOTES: [&str; 6] = [" ", " – ", " - ", " — ", ", ", " ("];

/// Where a name in quotes closes that begins right behind a noun.
pub(super) fn quoted_behind(rest: &str) -> Option<usize> {
    let inside = BEFORE_QUOTES.iter().find_map(|lead| rest.strip_prefix(*lead)?.strip_prefix(QUOTES))?;
    let open = rest.len() - inside.len();
    let close = inside.find(QUOTES).filter(|close| *close <= QUOTED)?;
    let said = &inside[..close];
    let named = said.starts_with(char::is_uppercase) && !said.contains(['\n', ';']) && !said.ends_with('.');
    named.then_some(open + close)
}

/// The name in quotes that holds one: it opens with a capital and ends with that, or holds a year.
pub(super) fn quoted_around(draft: &Draft<'_>, block: Span, name: Span) -> Option<Span> {
    let from = draft.document.back(name.start(), QUOTED).max(block.start());
    let to = draft.document.ahead(name.end(), QUOTED).min(block.end()).max(name.end());
    let before = draft.document.between(from, name.start());
    let open = before.rfind(QUOTES)?;
    let lead = &before[open..];
    let inside = name.start() - lead.len() + lead.chars().next()?.len_utf8();
    let close = name.end() + draft.document.between(name.end(), to).find(QUOTES)?;
    let quoted = Span::at(inside, close);
    let said = draft.document.slice(quoted);
    let opens = before[..open].chars().next_back().is_none_or(|c| c.is_whitespace() || c == '(');
    let named = said.starts_with(char::is_uppercase) && !said.contains([';', '\t']);
    let ends = close == name.end() || years_in(draft, quoted).is_some();
    (opens && named && ends && quoted.len() <= QUOTED && inside < name.start()).then_some(quoted)
}

/// Where a name begins that ends before token `until`: "Tryggt hela vägen", "Trygg i Tallhamn 2025–2028", "”Plats för barn”".
pub(super) fn apposed(draft: &Draft<'_>, tokens: &[Token], until: usize) -> Option<usize> {
    let last = tokens.get(until.checked_sub(1)?)?.span;
    let quoted = || {
        let close = draft.document.between(last.end(), tokens.get(until)?.span.start());
        let opening = draft.document.back(tokens[0].span.start(), QUOTE);
        let from = draft.document.back(last.end(), QUOTED).max(opening);
        let open =
            draft.document.between(from, last.end()).rfind(QUOTES).filter(|_| close.starts_with(QUOTES))?;
        Some(tokens.partition_point(|token| token.span.start() < from + open))
    };
    // What opens a sentence is a name where its years show it.
    let dated = last_of(draft.document.slice(last)).is_some();
    let opens = |title: &usize| dated || !begins(draft, tokens[*title].span);
    let title = quoted().or_else(|| opening(draft, tokens, until).filter(opens))?;
    may_be_title(draft, Span::at(tokens[title].span.start(), last.end())).then_some(title)
}

/// "Bergslandet 2035, the regional development strategy": where the title begins that a noun behind a comma explains.
pub(super) fn explained(draft: &Draft<'_>, tokens: &[Token], at: usize) -> Option<usize> {
    let gap = |at: usize| draft.document.between(tokens[at - 1].span.end(), tokens[at].span.start());
    let small = |at: &usize| !matches!(gap(*at), " " | "-");
    let lead = (at.saturating_sub(EXPLAINED).max(1)..=at).rev().find(small)?;
    let opens = draft.is("noun-article", &tokens[lead])
        || draft.is("plan-owner", &tokens[lead])
        || draft.is("plan-own", &tokens[lead]);
    let apart = matches!(gap(lead).trim_start_matches(QUOTES), ", " | " – " | " — " | " (");
    (opens && apart).then(|| apposed(draft, tokens, lead)).flatten()
}

/// "Safer Netherwick 2024–27 is the statutory community safety plan": where the title with years, or in quotes, begins of
/// which it is said that it is such a plan.
pub(super) fn is_said_to_be(draft: &Draft<'_>, tokens: &[Token], at: usize) -> Option<usize> {
    let gap = |at: usize| draft.document.between(tokens[at - 1].span.end(), tokens[at].span.start());
    let from = at.saturating_sub(SAID).max(1);
    let verb = (from..at)
        .rev()
        .take_while(|word| gap(word + 1) == " ")
        .find(|word| ["copula", "plan-is"].iter().any(|label| draft.is(label, &tokens[*word])))?;
    let lead = &tokens[verb + 1..at];
    let owner = ["noun-article", "plan-owner", "plan-own", "plan-level"];
    let owned = lead.iter().any(|token| owner.iter().any(|label| draft.is(label, token)));
    let last = tokens[verb - 1].span;
    let short = || {
        let year = tokens.get(verb.checked_sub(2)?)?;
        let dash = matches!(gap(verb - 1), "–" | "-" | "/");
        short_year(year_of(draft.document.slice(year.span))?, draft.document.slice(last)).filter(|_| dash)
    };
    let quoted = gap(verb).trim_end() != gap(verb) && gap(verb).starts_with(QUOTES);
    let dated = last_of(draft.document.slice(last)).is_some() || short().is_some();
    let title = if quoted { apposed(draft, tokens, verb) } else { opening(draft, tokens, verb) }?;
    // "Active Coast 2030 is …": what opens the sentence belongs to the title of which it speaks.
    let title = match title.checked_sub(1) {
        Some(before) if gap(title) == " " && is_capital(&tokens[before]) => before,
        _ => title,
    };
    let first = tokens[title].span;
    // "Sedan 2023 är kommunens strategi …"
    let small = draft.has_whole("preposition", first) || draft.is("name-opener", &tokens[title]);
    let whole = may_be_title(draft, Span::at(first.start(), last.end()));
    (owned && (quoted || dated && (title + 1 < verb)) && !small && whole).then_some(title)
}

/// "the county's transport strategy, Moving Together 2023–2033, …": where the title ends that stands with its years behind
/// the comma upon a noun.
pub(super) fn entitled(draft: &Draft<'_>, tokens: &[Token], at: usize) -> Option<usize> {
    let gap = |at: usize| {
        Some(draft.document.between(tokens.get(at.checked_sub(1)?)?.span.end(), tokens.get(at)?.span.start()))
    };
    let year =
        |at: usize| tokens.get(at).is_some_and(|token| last_of(draft.document.slice(token.span)).is_some());
    let first = at + 1;
    let lead = gap(first).map(|gap| gap.trim_end_matches(QUOTES));
    let opens = matches!(lead, Some(", " | " (" | ": ")) && tokens.get(first).is_some_and(is_capital);
    let end = (first + 1..first + APPOSED)
        .take_while(|at| gap(*at) == Some(" "))
        .find(|at| year(*at))
        .filter(|_| opens)?;
    let dash = gap(end + 1).is_some_and(|gap| matches!(gap.trim(), "–" | "-"));
    let end = if dash && year(end + 1) { end + 1 } else { end };
    // What the comma parts is one name where a sign parts it from what follows too, or the decision is told.
    let closed = gap(end + 1).is_none_or(|gap| {
        gap.trim_start_matches(QUOTES).starts_with([',', '.', ')', ' ']) && gap.trim() != "-"
    });
    let title = Span::at(tokens[first].span.start(), tokens[end].span.end());
    // "den regionala utvecklingsstrategin, RUS 2030"
    let short = || draft.begins_with("plan-abbreviation", title);
    (closed && (may_be_title(draft, title) || short())).then_some(end)
}
