//! Decisions that are told over a plan's name, or in the rows below it: in what leads in a list ("följande av fullmäktige
//! antagna dokument:"), in the heading, in the head of a column.

use super::adoption::{decider_behind, evidence};
use super::items::before;
use super::{Marked, first_in};
use crate::annotate::Draft;
use crate::document::{Adoption, Block, BlockKind, Cell, Span};

/// Cells of a row, and of the rows below, that are looked at, at most.
const CELLS: usize = 16;
/// Blocks above a row in which the head of its table is looked for, at most.
const ABOVE: usize = 400;
/// Bytes of the head of a column, at most.
const HEAD: usize = 80;

/// What is said of the decision on a plan in a list's lead, over its column or in the rows below.
pub(super) fn told_over(draft: &Draft<'_>, marked: &Marked, index: usize) -> Option<(Span, Adoption)> {
    let block = draft.document.blocks().get(index)?;
    match block.kind {
        BlockKind::ListItem { .. } => of_lead(draft, marked, index),
        BlockKind::TableCell(cell) => {
            of_columns(draft, marked, index, cell).or_else(|| of_rows_below(draft, marked, index, cell))
        }
        _ => None,
    }
}

/// "Avtalet bygger på följande av kommunfullmäktige antagna dokument:", "Planer antagna av fullmäktige" as a heading.
fn of_lead(draft: &Draft<'_>, marked: &Marked, index: usize) -> Option<(Span, Adoption)> {
    let blocks = draft.document.blocks();
    let first = before(blocks, index, &|block| matches!(block.kind, BlockKind::ListItem { .. }));
    let lead = blocks.get(first.checked_sub(1)?)?;
    let text = draft.document.slice(lead.content).trim_end();
    if !lead.is_heading() && !text.ends_with(':') {
        return None;
    }
    let last = draft.document.back(lead.content.end(), 2).max(lead.content.start());
    let said = draft.annotations.sentence_around(last).map_or(lead.content, |sentence| sentence.span);
    let of_plans = ["plan-list-lead", "governing-plan", "decided-papers"];
    let not_yet = ["adoption-future", "draft-word"];
    let has = |labels: &[&str]| labels.iter().any(|label| draft.has_word(label, said));
    if has(&not_yet) {
        return None;
    }
    if let Some(verb) = draft.words_in("adoption-verb", said).last() {
        // "Kommunfullmäktige har antagit:"
        let opens = draft.tokens_in(Span::at(verb.span.end(), said.end().max(verb.span.end()))).is_empty();
        return (opens || has(&of_plans)).then(|| evidence(draft, marked, said, said))?;
    }
    // "Följande beslut av kommunfullmäktige ligger till grund:"
    let body = draft.words_in("deciding-body", said).next()?;
    let decisions = draft.has_word("decision-noun", said) && has(&["decided-papers"]);
    let agreement = draft.has_word("agreement-word", said) || draft.has_word("kind-agreement", said);
    (decisions && !agreement).then(|| {
        let body = Some(draft.document.slice(body.span).to_owned());
        (said, Adoption { body, ..Adoption::default() })
    })
}

/// "Plan antagen av kommunfullmäktige" over a plan's own column; a day, body or number under "Antagen", "Diarienummer" or
/// "Minute" in its row.
fn of_columns(draft: &Draft<'_>, marked: &Marked, index: usize, own: Cell) -> Option<(Span, Adoption)> {
    let blocks = draft.document.blocks();
    let of_table = |block: &&Block| block.cell().is_some_and(|cell| cell.table == own.table);
    let of_row = |block: &&Block| block.cell().is_some_and(|cell| cell.row == own.row);
    if own.row == 0 {
        return None;
    }
    let above = blocks[..index].iter().rev().take(ABOVE).take_while(of_table);
    let heads = above.filter(|block| block.cell().is_some_and(|cell| cell.row == 0));
    let heads: Vec<&Block> = heads.filter(|block| block.content.len() <= HEAD).collect();
    let row = || {
        let before = blocks[..index].iter().rev().take(CELLS).take_while(of_table).take_while(of_row);
        before.chain(blocks[index..].iter().take(CELLS).take_while(of_table).take_while(of_row))
    };
    heads.iter().find_map(|head| {
        let column = head.cell()?.column;
        if column == own.column {
            let verb = draft.has_word("adoption-verb", head.content);
            return verb.then(|| evidence(draft, marked, head.content, head.content))?;
        }
        let cell = row().find(|block| block.cell().is_some_and(|cell| cell.column == column))?.content;
        Some((cell, under(draft, marked, head.content, cell)?))
    })
}

/// What a cell says of a decision under a head that asks for it.
fn under(draft: &Draft<'_>, marked: &Marked, head: Span, cell: Span) -> Option<Adoption> {
    let asks = |labels: &[&str]| labels.iter().any(|label| draft.begins_with(label, head));
    let text = draft.document.slice(cell);
    let numbered = text.contains(|c: char| c.is_ascii_digit());
    if ["revised-word", "key-valid", "adoption-future", "draft-word"]
        .iter()
        .any(|no| draft.has_word(no, head))
    {
        return None;
    }
    if asks(&["adoption-verb", "key-decided-by"]) {
        let body = draft.words_in("deciding-body", cell).next().map(|body| body.span);
        let body = body.or_else(|| decider_behind(draft, cell));
        let body = body.map(|body| draft.document.slice(body).to_owned());
        let date = marked.dates_in(cell).first().map(|(_, date)| *date);
        let section = first_in(&marked.sections, cell).map(|sign| draft.document.slice(sign).to_owned());
        let told = body.is_some() || date.is_some() || section.is_some();
        return told.then(|| Adoption { body, date, section, ..Adoption::default() });
    }
    let dnr = asks(&["dnr-label"]) && numbered && first_in(&marked.numbers, cell).is_some();
    let minute = asks(&["minute-word", "key-section"]) && numbered;
    (dnr || minute).then(|| {
        let text = Some(text.trim().to_owned());
        let (dnr, section) = if dnr { (text, None) } else { (None, text) };
        Adoption { dnr, section, ..Adoption::default() }
    })
}

/// "Plan | Kulturplan 2025–2030", "Antagen av | Kommunfullmäktige", "Datum | 2025-03-03": rows of questions and answers.
fn of_rows_below(draft: &Draft<'_>, marked: &Marked, index: usize, own: Cell) -> Option<(Span, Adoption)> {
    let blocks = draft.document.blocks();
    let of_table = |block: &&Block| block.cell().is_some_and(|cell| cell.table == own.table);
    let key = blocks.get(index.checked_sub(1)?)?;
    let agreement =
        |span: Span| draft.has_word("agreement-word", span) || draft.has_word("kind-agreement", span);
    if own.column != 1 || key.cell().is_none_or(|cell| cell.row != own.row) || agreement(key.content) {
        return None;
    }
    let mut said: Option<Span> = None;
    for block in blocks.get(index + 1..)?.iter().take(CELLS).take_while(of_table) {
        match block.cell()?.column {
            0 => {
                let asks = ["adoption-verb", "key-decided-by", "key-date", "key-section", "dnr-label"];
                if !asks.iter().any(|label| draft.begins_with(label, block.content)) {
                    break;
                }
                said = Some(said.map_or(block.content, |said| said.cover(block.content)));
            }
            1 => said = said.map(|said| said.cover(block.content)),
            _ => return None,
        }
    }
    let said = said.filter(|said| !agreement(*said) && !draft.has_word("governing-plan", *said))?;
    evidence(draft, marked, said, said)
}
