//! Numbers of decisions and cases: behind their sign, beside or below their key.

use super::HEAD;
use crate::annotate::facts::registry_length;
use crate::annotate::plan::{Marked, first_in};
use crate::annotate::{Draft, Shape};
use crate::document::{Block, Span};

/// Bytes of a cell that is a number of a case or of minutes, at most.
const NUMBER: usize = 24;
/// Keys that are looked at, at most.
const MOST_KEYS: usize = 20;
/// Bytes of a number with its year, at most.
const YEARLY: usize = 10;

/// "§ 31", and "minute 47" or "resolution no. 12" where it is told so.
pub(in crate::annotate::plan) fn section(draft: &Draft<'_>, marked: &Marked, part: Span) -> Option<String> {
    if let Some(sign) = first_in(&marked.sections, part) {
        let said = draft.document.slice(sign);
        // "(§" at the end of a line, "67)" at the beginning of the next.
        let next = || {
            number_behind(draft, sign.end()).map(|number| format!("{said} {}", draft.document.slice(number)))
        };
        let bare = !said.contains(|c: char| c.is_ascii_digit());
        return bare.then(next).flatten().or_else(|| Some(said.to_owned()));
    }
    let word = draft.words_in("minute-word", part).next()?;
    let number = number_behind(draft, word.span.end())?;
    // "Minute | 54": a key and what it says.
    let key = draft.document.between(word.span.end(), number.start()).contains(['\t', '\n', ':']);
    Some(draft.document.slice(if key { number } else { word.span.cover(number) }).to_owned())
}

/// A number of at most four digits right behind a place, or one with its year ("31/24", "2023-118").
pub(in crate::annotate::plan) fn number_behind(draft: &Draft<'_>, from: usize) -> Option<Span> {
    let next = draft.tokens_in(Span::at(from, draft.document.ahead(from, 8)));
    let [number, rest @ ..] = next else { return None };
    let yearly = |c: char| matches!(c, '-' | '/' | ':');
    let text = draft.document.slice(number.span);
    let number = Some(number.span).filter(|span| {
        number.shape == Shape::Number && (span.len() <= 4 || span.len() <= YEARLY && text.contains(yearly))
    })?;
    let [second, ..] = rest else { return Some(number) };
    let slash = draft.document.between(number.end(), second.span.start()) == "/";
    // "minute 112(c)"
    let open = draft.document.between(number.end(), second.span.start()) == "(";
    let letter = open
        && second.span.len() == 1
        && second.shape == Shape::Lower
        && draft.document.text()[second.span.end()..].starts_with(')');
    Some(match (slash && second.shape == Shape::Number, letter) {
        (true, _) => number.cover(second.span),
        (_, true) => Span::at(number.start(), second.span.end() + ")".len()),
        _ => number,
    })
}

/// The number in the cell below: keys stand in one row and what they say in the next.
pub(super) fn number_below(draft: &Draft<'_>, index: usize) -> Option<Span> {
    let below = cell_below(draft, index)?;
    number_behind(draft, below.start()).filter(|number| number.len() == below.len())
}

/// "Minute reference | C/24/031": a number with letters in the cell beside its key.
pub(super) fn number_beside(draft: &Draft<'_>, index: usize) -> Option<Span> {
    let [key, beside] = draft.document.blocks().get(index..index + 2)? else { return None };
    let (cell, other) = (key.cell()?, beside.cell()?);
    let text = draft.document.slice(beside.content);
    let number = text.len() <= NUMBER && text.contains(|c: char| c.is_ascii_digit());
    ((cell.table, cell.row) == (other.table, other.row) && number).then_some(beside.content)
}

/// The registry number in the cell below its key.
pub(super) fn registry_below(draft: &Draft<'_>) -> Option<String> {
    let keys = draft.words_of("dnr-label").take(MOST_KEYS);
    let below = keys.filter_map(|word| {
        let index = draft.document.block_at(word.span.start()).filter(|index| *index < HEAD)?;
        let key = draft.document.blocks().get(index)?.content;
        let whole = key.start() == word.span.start() && key.len() <= word.span.len() + 1;
        cell_below(draft, index).filter(|_| whole)
    });
    let mut numbers = below.map(|below| draft.document.slice(below));
    let number = numbers.find(|text| text.len() <= NUMBER && text.contains(|c: char| c.is_ascii_digit()));
    number.map(str::to_owned)
}

/// "Socialnämnden 2026-03-19, § 34, OSN 2026/77": a number with the letters of a register that nobody knows, in what tells of
/// the decision.
pub(super) fn unlabelled(draft: &Draft<'_>, part: Span) -> Option<Span> {
    let tokens = draft.tokens_in(part).iter().filter(|token| token.shape == Shape::Upper);
    tokens.map(|token| token.span).find_map(|prefix| {
        let rest = draft.document.between(prefix.start(), part.end());
        let head = draft.document.slice(prefix).to_lowercase();
        // "LTB/22/64": a sign right behind the letters shows that what follows is the year and a number.
        let joined = rest.get(prefix.len()..).is_some_and(|behind| behind.starts_with('/'));
        let length = registry_length(rest, joined)?;
        let known = draft.lexicons.contains("dnr-stop", &head);
        (prefix.len() > 1 && length > prefix.len() && !known)
            .then(|| Span::at(prefix.start(), prefix.start() + length))
    })
}

/// What the cell below a cell says.
pub(super) fn cell_below(draft: &Draft<'_>, index: usize) -> Option<Span> {
    let blocks = draft.document.blocks();
    let key = blocks.get(index)?.cell()?;
    let below = |block: &&Block| {
        block.cell().is_some_and(|cell| {
            cell.table == key.table && cell.row == key.row + 1 && cell.column == key.column
        })
    };
    blocks.get(index + 1..)?.iter().take(24).find(below).map(|block| block.content)
}
