//! Substitutes told apart from those for whom they stand: in a table of their own, or by role in a clause of its own.

use std::collections::BTreeMap;

use super::MOST;
use super::cover::Cover;
use super::deputy::names_somebody;
use super::known::Known;
use crate::annotate::Draft;
use crate::document::{Block, Holder, Mitigation, Span, Task};

/// Cells of a row that are looked at, at most.
const CELLS: usize = 32;

/// "Part | Ersättare" in an annex: a table that tells of each party or role only who substitutes. A task in another table
/// whose row begins alike has that one behind it.
pub(super) fn of_tables(draft: &Draft<'_>, tasks: &mut [Task]) {
    let open = |task: &Task| task.mitigation.is_none() && matches!(task.holder, Holder::Person(_));
    if !tasks.iter().any(open) {
        return;
    }
    let blocks = draft.document.blocks();
    let mut told: BTreeMap<&str, Span> = BTreeMap::new();
    for table in draft.document.tables() {
        for (key, cell) in rows(draft, &blocks[table]) {
            if told.len() < MOST {
                told.entry(key).or_insert(cell);
            }
        }
    }
    if told.is_empty() {
        return;
    }
    for task in tasks.iter_mut().filter(|task| open(task)) {
        let Some(first) = draft.document.block_at(task.span.start()).map(|at| &blocks[at]) else { continue };
        if let Some(cell) = first.cell().and_then(|_| told.get(text(draft, first.content))) {
            task.mitigation = Some(Mitigation { kind: "deputy", span: *cell });
        }
    }
}

/// Of each row of a table of substitutes how it begins, and the cell that tells who it is. None of a table that tells those
/// for whom they stand too.
fn rows<'d>(draft: &Draft<'d>, table: &'d [Block]) -> Vec<(&'d str, Span)> {
    let heads = table.iter().take(CELLS).take_while(|block| block.cell().is_some_and(|cell| cell.row == 0));
    let mut column = None;
    for (at, head) in heads.enumerate() {
        let has = |label: &str| draft.has_word(label, head.content);
        match at {
            0 => {}
            _ if has("deputy-column") => column = column.or(Some(at as u32)),
            _ if ["person-column", "owner-column", "contact-word"].iter().any(|label| has(label)) => {
                return Vec::new();
            }
            _ => {}
        }
    }
    let Some(column) = column else { return Vec::new() };
    let mut found = Vec::new();
    let mut key = "";
    for block in table {
        let Some(cell) = block.cell().filter(|cell| cell.row > 0) else { continue };
        // "Instrument | Lärare | Vid frånvaro": those for whom they stand are told beside them.
        if cell.column != column && draft.first_mark_in("person", block.content).is_some() {
            return Vec::new();
        }
        if cell.column == 0 {
            key = text(draft, block.content);
        }
        if cell.column == column && key.len() > 1 && names_somebody(draft, block.content) {
            found.push((key, block.content));
        }
    }
    found
}

fn text<'d>(draft: &Draft<'d>, span: Span) -> &'d str {
    draft.document.lower().get(span.range()).unwrap_or("").trim()
}

/// "Är enhetschefen ledig eller sjuk svarar …", "For the treasurer the chair …": sentences that tell who acts while a role is not
/// filled, and the words that tell it.
pub(super) fn of_roles(draft: &Draft<'_>, known: &Known) -> Vec<(Span, Mitigation)> {
    let cover = Cover { draft, known, person: u32::MAX };
    let sentences = draft.annotations.sentences.iter().map(|sentence| sentence.span);
    let said = sentences.filter(|sentence| sentence.len() <= 600).filter_map(|sentence| {
        let other = cover.post_away(sentence)?;
        Some((sentence, Mitigation { kind: "deputy", span: other }))
    });
    said.take(MOST).collect()
}
