//! Until when a plan that is referred to holds or held.

use super::Marked;
use super::name::{last_of, year_of};
use crate::annotate::Draft;
use crate::document::{Block, Date, Span};

/// Bytes between "until" and the day, at most, and of a period.
const END_DATE: usize = 28;
const PERIOD: usize = 44;
/// Bytes before the word for a term in which stands that it is that of the agreement.
const OF_AGREEMENT: usize = 40;
/// Blocks above a row in which the head of its table is looked for, at most.
const ABOVE: usize = 400;

/// The day or year until which a plan holds or held: "giltig till och med 2025-12-31", "… which expired in 2023".
pub(super) fn ends(draft: &Draft<'_>, marked: &Marked, said: Span) -> Option<Date> {
    draft.words_in("plan-end", said).find_map(|word| {
        // "Avtalet vilar på policyn och gäller till …" is said of the agreement.
        let before = Span::at(draft.document.back(word.span.start(), 5), word.span.start());
        let whole = draft.annotations.sentence_around(word.span.start()).map_or(said, |whole| whole.span);
        let of_other = || draft.has_word("agreement-word", Span::at(whole.start(), word.span.start()));
        let lead = Span::at(
            draft.document.back(word.span.start(), OF_AGREEMENT).max(said.start()),
            word.span.start(),
        );
        let tokens = draft.tokens_in(lead);
        let near = tokens.iter().rev().take(2).any(|token| draft.has_word("agreement-word", token.span));
        let holding = draft.value(word) == Some("holding");
        if near || draft.has_word("party-join", before) && !holding && of_other() {
            return None;
        }
        let reach = |bytes: usize| draft.document.ahead(word.span.end(), bytes).min(said.end());
        // "giltighetstid 2022-07-01–2026-06-30"
        if holding || draft.value(word) == Some("period") {
            return period_end(draft, marked, Span::at(word.span.end(), reach(PERIOD)));
        }
        let rest = Span::at(word.span.end(), reach(END_DATE));
        moments(draft, marked, rest).first().map(|(_, date)| *date)
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

/// The last day or year of a period that is written with its first ("2022–2026", "maj 2024 till april 2028").
fn period_end(draft: &Draft<'_>, marked: &Marked, rest: Span) -> Option<Date> {
    match moments(draft, marked, rest).as_slice() {
        // "2022-2026" is one word.
        [(first, date), ..] if date.month == 0 && first.len() > 4 => Some(*date),
        [(first, _), (second, date), ..] => are_joined(draft, first.end(), second.start()).then_some(*date),
        _ => None,
    }
}

/// True where a dash or "till" stands between two days, months or years.
fn are_joined(draft: &Draft<'_>, from: usize, to: usize) -> bool {
    let gap = draft.document.between(from, to).trim();
    let until = || {
        let words = draft.words_in("plan-until", Span::at(from, to.max(from)));
        let same = |word: Span| draft.document.slice(word).trim_matches('.') == gap.trim_matches('.');
        words.map(|word| word.span).any(same)
    };
    // "2022-07-01-2026-06-30" is two days with a hyphen.
    matches!(gap, "–" | "-" | "—") || from + 1 == to || until()
}

/// Days, months, seasons and years in a span, in order: a year that stands in none of the others.
fn moments(draft: &Draft<'_>, marked: &Marked, said: Span) -> Vec<(Span, Date)> {
    let mut found: Vec<(Span, Date)> = marked.dates_in(said).to_vec();
    let tokens = draft.tokens_in(said);
    for (at, token) in tokens.iter().enumerate() {
        let Some(year) = last_of(draft.document.slice(token.span)) else { continue };
        if found.iter().any(|(day, _)| day.contains(token.span)) {
            continue;
        }
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let beside = before.filter(|before| before.span.end() + 1 == token.span.start());
        let season = beside.and_then(|word| draft.value_of("season", word)?.parse().ok());
        let date = Date { year, month: season.unwrap_or(0), day: 0 };
        let start = beside.filter(|_| season.is_some()).map_or(token.span, |word| word.span);
        found.push((start.cover(token.span), date));
    }
    found.sort_unstable_by_key(|(span, _)| span.start());
    found
}

/// "Strategi till och med 2025", "Budget 2025": a single year in a name with which the plan ends.
pub(super) fn ends_in_name(draft: &Draft<'_>, name: Span, noun: &str) -> Option<Date> {
    let tokens = draft.tokens_in(name);
    let mut years = tokens
        .iter()
        .enumerate()
        .filter_map(|(at, token)| Some((at, year_of(draft.document.slice(token.span))?)));
    let (at, year) = years.next().filter(|_| years.next().is_none())?;
    let before = Span::at(name.start(), tokens[at].span.start());
    let until = draft.words_in("plan-until", before).any(|word| word.span.end() + 1 >= before.end());
    (until || draft.lexicons.contains("yearly-plan", noun)).then_some(Date::year(year))
}

/// "Barnrättsplan (juli 2021–juni 2025)", "… för perioden 2020 t.o.m. juni 2026", "… från hösten 2024 till våren 2027": the
/// period that stands right behind a plan's name, or goes on from the year with which that ends.
pub(super) fn beside(draft: &Draft<'_>, marked: &Marked, name: Span) -> Option<Date> {
    let reach = draft.document.ahead(name.end(), PERIOD + END_DATE);
    let block = draft.document.blocks().get(draft.document.block_at(name.start())?)?.content;
    let rest = Span::at(name.end(), reach.min(block.end()).max(name.end()));
    let found = moments(draft, marked, rest);
    let (first, date) = found.first()?;
    let lead = Span::at(name.end(), first.start().max(name.end()));
    let said = draft.document.slice(lead).trim_matches([' ', '(', ',']);
    let opens = || {
        said.is_empty()
            || draft.words_in("plan-period-lead", lead).any(|word| draft.document.slice(word.span) == said)
    };
    match found.get(1) {
        Some((second, last)) if opens() && are_joined(draft, first.end(), second.start()) => Some(*last),
        _ => {
            let own = moments(draft, marked, name);
            // "… (t.o.m. 2023)"
            let bracket = draft.document.slice(lead).starts_with(" (")
                && are_joined(draft, name.end() + 2, first.start());
            let goes_on = own.last().is_some_and(|(last, _)| last.end() == name.end()) || bracket;
            (goes_on
                && (bracket || are_joined(draft, name.end(), first.start()))
                && first.start() > name.end() + 1)
                .then_some(*date)
        }
    }
}
