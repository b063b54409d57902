//! Years in names: "2024", "2019-2023", "2019–23".

use crate::annotate::Draft;
use crate::document::Span;

/// The years inside a name.
pub(in crate::annotate::plan) fn years_in(draft: &Draft<'_>, name: Span) -> Option<(u16, u16)> {
    let words = || draft.tokens_in(name).iter().map(|token| draft.document.slice(token.span));
    let mut years = words().filter_map(year_of);
    let Some(first) = years.next() else { return words().find_map(period_of) };
    Some((first, years.next_back().unwrap_or(first)))
}

/// A word that is a year.
pub(in crate::annotate::plan) fn year_of(word: &str) -> Option<u16> {
    let year: u16 = word.parse().ok().filter(|_| word.len() == 4)?;
    (1990..=2100).contains(&year).then_some(year)
}

/// "2019-2023", "2019-23": a period that is written as one word.
pub(in crate::annotate::plan) fn period_of(word: &str) -> Option<(u16, u16)> {
    let (from, to) = word.split_once('-')?;
    let from = year_of(from)?;
    let to = year_of(to).or_else(|| short_year(from, to)).filter(|to| *to > from)?;
    Some((from, to))
}

/// "23" behind "2019": a year without its century.
pub(in crate::annotate::plan) fn short_year(from: u16, word: &str) -> Option<u16> {
    let short: u16 = word.parse().ok().filter(|_| word.len() == 2)?;
    Some(from / 100 * 100 + short).filter(|to| *to > from)
}

/// The last year of a word that is a year or a period.
pub(in crate::annotate::plan) fn last_of(word: &str) -> Option<u16> {
    year_of(word).or_else(|| period_of(word).map(|(_, to)| to))
}
