//! Until when a plan that is referred to holds or held.

use super::Marked;
use super::name::last_of;
use crate::annotate::Draft;
use crate::document::{Block, Date, Span};

/// Bytes between "until" and the day, at most.
const END_DATE: usize = 28;
/// Blocks above a row in which the head of its table is looked for, at most.
const ABOVE: usize = 400;

/// The day or year until which a plan holds or held: "giltig till och med 2025-12-31", "… which expired in 2023".
pub(super) fn ends(draft: &Draft<'_>, marked: &Marked, said: Span) -> Option<Date> {
    draft.words_in("plan-end", said).find_map(|word| {
        // "Avtalet vilar på policyn och gäller till …" is said of the agreement.
        let before = Span::at(draft.document.back(word.span.start(), 5), word.span.start());
        if draft.has_word("party-join", before) {
            return None;
        }
        let rest = Span::at(word.span.end(), draft.document.ahead(word.span.end(), END_DATE).min(said.end()));
        // "giltighetstid 2022-07-01–2026-06-30"
        if draft.value(word) == Some("period") {
            return period_end(draft, marked, rest);
        }
        let day = marked.dates_in(rest).first().map(|(_, date)| *date);
        let year = || {
            let mut words = draft.tokens_in(rest).iter().map(|token| draft.document.slice(token.span));
            words.find_map(last_of).map(Date::year)
        };
        day.or_else(year)
    })
}

/// "Gäller | 2014–2020": the same, in the cell of a plan's row under a head that says so.
pub(super) fn ends_in_row(draft: &Draft<'_>, marked: &Marked, index: usize) -> Option<Date> {
    let blocks = draft.document.blocks();
    let own = blocks.get(index)?.cell()?;
    let of_table = |block: &&Block| block.cell().is_some_and(|cell| cell.table == own.table);
    let of_row = |block: &&Block| block.cell().is_some_and(|cell| cell.row == own.row);
    let above = blocks[..index].iter().rev().take(ABOVE).take_while(of_table);
    let mut heads = above.filter(|block| block.cell().is_some_and(|cell| cell.row == 0));
    let head = heads.find(|block| {
        ["plan-end", "key-valid"].iter().any(|label| draft.begins_with(label, block.content))
    })?;
    let column = head.cell()?.column;
    let mut row = blocks[index..].iter().take_while(of_table).take_while(of_row);
    let said = row.find(|block| block.cell().is_some_and(|cell| cell.column == column))?.content;
    let day = marked.dates_in(said).last().map(|(_, day)| *day).filter(|day| day.day > 0);
    day.or_else(|| period_end(draft, marked, said))
}

/// The last day or year of a period that is written with its first ("2022–2026").
fn period_end(draft: &Draft<'_>, marked: &Marked, rest: Span) -> Option<Date> {
    let dash = |from: usize, to: usize| matches!(draft.document.between(from, to).trim(), "–" | "-" | "—");
    let days: Vec<(Span, Date)> = marked.dates_in(rest).iter().take(2).copied().collect();
    if let [(first, _), (second, day)] = days.as_slice() {
        return (dash(first.end(), second.start()) || first.end() + 1 == second.start()).then_some(*day);
    }
    let years: Vec<(Span, u16)> = draft
        .tokens_in(rest)
        .iter()
        .filter_map(|token| Some((token.span, last_of(draft.document.slice(token.span))?)))
        .take(2)
        .collect();
    match years.as_slice() {
        // "2022-2026" is one word.
        [(first, year), ..] if first.len() > 4 => Some(Date::year(*year)),
        [(first, _), (second, year)] => dash(first.end(), second.start()).then(|| Date::year(*year)),
        _ => None,
    }
}
