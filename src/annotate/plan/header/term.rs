//! From and until when a plan holds, by its own head.

use std::cmp::Ordering;

use super::number::cell_below;
use super::{HEAD, KEY_LINE};
use crate::annotate::Draft;
use crate::annotate::plan::Marked;
use crate::annotate::plan::name::{short_year, year_of};
use crate::document::{Date, Span};

/// The days or years from and until which a plan holds, in what says so: "2025-03-01–2029-12-31", "från den 1 maj 2024",
/// "till och med 2029". The day of the decision is neither.
pub(super) fn term_in(
    draft: &Draft<'_>,
    marked: &Marked,
    said: Span,
    decided: Option<Date>,
) -> (Option<Date>, Option<Date>) {
    let days = marked
        .dates_in(said)
        .iter()
        .filter(|(at, date)| Some(*date) != decided || is_of_term(draft, said, *at));
    let days: Vec<(Span, Date)> = days.copied().collect();
    match days.as_slice() {
        [] if draft.has_word("replaces-word", said) => (None, None),
        [] => {
            let years = years_of(draft.document.slice(said));
            let told = |(from, to)| (Some(Date::year(from)), Some(Date::year(to)));
            years.map_or_else(|| years_told(draft, said, false), told)
        }
        // A plan that is said to hold on the day of its decision holds from then on.
        [(at, day)] if opens_term(draft, said, *at) || Some(*day) == decided => (Some(*day), None),
        [(_, day)] => (None, Some(*day)),
        [(_, first), rest @ ..] => {
            let last = rest.iter().map(|(_, day)| *day).max();
            (Some(*first).filter(|first| last.is_some_and(|last| last > *first)), last)
        }
    }
}

/// True for a day behind a word for how long a plan holds, with no word for the decision between: it may be the day of the
/// decision too.
pub(super) fn is_of_term(draft: &Draft<'_>, said: Span, day: Span) -> bool {
    let before = Span::at(said.start(), day.start().max(said.start()));
    let Some(word) = draft.words_in("key-valid", before).last() else { return false };
    let between = Span::at(word.span.end(), day.start().max(word.span.end()));
    !["adoption-verb", "deciding-body", "key-date", "key-decided-by", "key-when"]
        .iter()
        .any(|label| draft.has_word(label, between))
}

/// "… gäller från 2025", "till och med 2029", "avser kalenderåret 2026": years of which each is told by the word before it; a
/// year by itself is first and last where it is `alone` that is asked for.
pub(super) fn years_told(draft: &Draft<'_>, said: Span, alone: bool) -> (Option<Date>, Option<Date>) {
    let tokens = draft.tokens_in(said);
    let mut told = (None, None);
    let mut years = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Some(year) = year_of(draft.document.slice(token.span)) else { continue };
        years.push(year);
        let before =
            Span::at(draft.document.back(token.span.start(), 24).max(said.start()), token.span.start());
        let last = |label: &str| draft.words_in(label, before).last().map_or(0, |word| word.span.end());
        let of_one = at.checked_sub(1).is_some_and(|before| draft.is("one-year", &tokens[before]));
        match last("term-start").cmp(&last("term-end")) {
            Ordering::Greater => told.0 = told.0.or(Some(Date::year(year))),
            Ordering::Less => told.1 = told.1.or(Some(Date::year(year))),
            Ordering::Equal if of_one => return (Some(Date::year(year)), Some(Date::year(year))),
            Ordering::Equal => {}
        }
    }
    match years.as_slice() {
        [year] if alone && told == (None, None) => (Some(Date::year(*year)), Some(Date::year(*year))),
        _ => told,
    }
}

/// "… gäller från den 1 april 2025": a day on which something begins.
fn opens_term(draft: &Draft<'_>, span: Span, date: Span) -> bool {
    let before = Span::at(draft.document.back(date.start(), 24).max(span.start()), date.start());
    let last = |label: &str| draft.words_in(label, before).last().map_or(0, |word| word.span.end());
    last("term-start") > last("term-end")
}

/// The same, where the keys stand in one row of a table ("Giltig t.o.m.") and what they say in the next.
pub(super) fn term_below(draft: &Draft<'_>, marked: &Marked) -> (Option<Date>, Option<Date>) {
    let mut term = (None, None);
    for word in draft.words_of("key-valid").take(20) {
        let Some(index) = draft.document.block_at(word.span.start()).filter(|index| *index < HEAD) else {
            continue;
        };
        let Some(key) = draft.document.blocks().get(index).map(|block| block.content) else { continue };
        let whole = key.start() == word.span.start() && key.len() <= KEY_LINE;
        let Some(below) = cell_below(draft, index).filter(|_| whole) else { continue };
        // "Giltighetstid" over "2025-03-01–2029-12-31"
        if let (Some(from), Some(to)) = term_in(draft, marked, below, None) {
            term = (term.0.or(Some(from)), term.1.or(Some(to)));
            continue;
        }
        let Some((_, day)) = marked.dates_in(below).first() else { continue };
        let starts = draft.words_in("term-start", key).last().map_or(0, |word| word.span.end());
        let ends = draft.words_in("term-end", key).last().map_or(0, |word| word.span.end());
        match starts > ends {
            true => term.0 = term.0.or(Some(*day)),
            false => term.1 = term.1.or(Some(*day)),
        }
    }
    term
}

/// The first and last year of a period ("2018–2022", "åren 2018, 2019 och 2020"); one year alone, and the year of a
/// decision beside it, say when a plan was made.
pub(super) fn years_of(name: &str) -> Option<(u16, u16)> {
    let digits = |c: char| c.is_ascii_digit();
    let mut last: Option<(usize, u16)> = None;
    let mut period: Option<(u16, u16)> = None;
    let mut at = 0;
    while let Some(start) = name[at..].find(digits).map(|offset| at + offset) {
        let end = name[start..].find(|c: char| !digits(c)).map_or(name.len(), |offset| start + offset);
        let short = |first: u16| {
            let gap = &name[start - name[..start].chars().next_back().map_or(0, char::len_utf8)..start];
            let dated = name[end..].starts_with('-');
            short_year(first, &name[start..end]).filter(|_| matches!(gap, "/" | "-" | "–") && !dated)
        };
        let year = year_of(&name[start..end]).or_else(|| last.and_then(|(_, first)| short(first)));
        if let (Some((before, first)), Some(year)) = (last, year)
            && year > first
            && start - before <= 8
        {
            period = Some((period.map_or(first, |(from, _)| from), year));
        }
        last = year.map(|year| (end, year));
        at = end;
    }
    period
}
