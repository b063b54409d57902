//! Keys of a plan's head and what they say, whatever shape the head has: "Beslutad av: …", a line under its key, rows and
//! columns of a table, questions and answers.

use std::collections::BTreeSet;

use super::HEAD;
use super::number::cell_below;
use crate::annotate::{Draft, duty};
use crate::document::{Block, Span, Zone};

/// Words of a key that stands before what it says without a sign between, at most.
const KEY_WORDS: usize = 4;
/// Bytes of a key, and of a line that is a key and what it says, at most.
const KEY: usize = 48;
const LINE: usize = 160;
/// Signs between keys of one line.
const PARTS: [char; 6] = ['•', '|', '·', ';', '\t', '\n'];

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    By,
    Decided,
    Date,
    Section,
    Number,
    From,
    To,
    Valid,
    /// Something else, of which nothing is read.
    Other,
}

/// A key's sort and what it says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair {
    pub(super) sort: Sort,
    pub(super) value: Span,
}

/// What a key asks for, where a span is one and nothing else.
pub(super) fn sort_of(draft: &Draft<'_>, key: Span) -> Option<Sort> {
    let text = draft.document.slice(key).trim().trim_end_matches([':', '.', '?', ' ']);
    if text == "§" {
        return Some(Sort::Section);
    }
    if text.is_empty() || text.len() > KEY {
        return None;
    }
    let lower = text.to_lowercase();
    let plain = Span::at(key.start(), key.start() + text.len());
    if let Some(value) = draft.lexicons.value_of("plan-key", &lower) {
        return Some(sort(value));
    }
    draft.has_whole("dnr-label", plain).then_some(Sort::Number)
}

fn sort(value: &str) -> Sort {
    match value {
        "by" => Sort::By,
        "decided" => Sort::Decided,
        "date" => Sort::Date,
        "section" => Sort::Section,
        "number" => Sort::Number,
        "from" => Sort::From,
        "to" => Sort::To,
        "valid" => Sort::Valid,
        _ => Sort::Other,
    }
}

/// What a question asks for ("Vem har antagit planen?", "När?").
fn asked(draft: &Draft<'_>, question: Span) -> Option<Sort> {
    let word = draft.words_in("plan-question", question).next();
    word.and_then(|word| draft.value(word)).map(sort).or_else(|| sort_of(draft, question))
}

/// The pairs of a plan's head, in order.
pub(super) fn pairs(draft: &Draft<'_>) -> Vec<Pair> {
    let blocks = draft.document.blocks();
    let mut found = Vec::new();
    let mut skip = 0;
    for (index, block) in blocks.iter().enumerate().take(HEAD) {
        let zone = draft.annotations.zones.get(index);
        if index < skip || matches!(zone, Some(Zone::Contents | Zone::Revision | Zone::References)) {
            continue;
        }
        if block.cell().is_some() {
            found.extend(of_cell(draft, index));
            continue;
        }
        let questions = of_questions(draft, index);
        if !questions.is_empty() {
            found.extend(questions);
            continue;
        }
        if let Some(sort) = alone(draft, block) {
            let next = blocks.get(index + 1).filter(|next| next.is_body() && next.cell().is_none());
            if let Some(next) = next.filter(|next| !next.is_heading() && alone(draft, next).is_none()) {
                // "4 February 2025" seems to have a number before it.
                found.push(Pair { sort, value: next.span });
                skip = index + 2;
            }
            continue;
        }
        if !block.is_heading() {
            found.extend(of_line(draft, block.content));
        }
    }
    found
}

/// The key that a block is, with no more on its line.
fn alone(draft: &Draft<'_>, block: &Block) -> Option<Sort> {
    let text = draft.document.slice(block.content);
    match text.strip_suffix('?') {
        Some(_) => asked(draft, block.content),
        None => sort_of(draft, block.content),
    }
}

/// What stands under keys that are the head of a table's columns, in any order; one of them tells who decided.
pub(super) fn columns(draft: &Draft<'_>) -> Vec<Pair> {
    let blocks = draft.document.blocks();
    let table = |block: &Block| block.cell().filter(|cell| cell.row == 0).map(|cell| cell.table);
    let heads = blocks.iter().enumerate().take(HEAD).filter(|(_, block)| table(block).is_some());
    let decides = |block: &Block| matches!(alone(draft, block), Some(Sort::By | Sort::Decided));
    let tables: BTreeSet<u32> =
        heads.clone().filter(|(_, block)| decides(block)).filter_map(|(_, block)| table(block)).collect();
    let heads = heads.filter(|(_, block)| table(block).is_some_and(|table| tables.contains(&table)));
    let pairs = heads.filter_map(|(index, _)| of_cell(draft, index).filter(|_| heads_column(draft, index)));
    pairs.collect()
}

/// True for a key in the first row with another key beside it.
fn heads_column(draft: &Draft<'_>, index: usize) -> bool {
    let blocks = draft.document.blocks();
    let Some(cell) = blocks.get(index).and_then(|block| block.cell()) else { return false };
    let key = |at: usize| {
        let block = blocks.get(at)?;
        let other = block.cell()?;
        ((other.table, other.row) == (cell.table, 0)).then(|| alone(draft, block))?
    };
    cell.row == 0 && (key(index + 1).is_some() || index.checked_sub(1).and_then(key).is_some())
}

/// The cell beside a key, or below it where the row holds keys only.
fn of_cell(draft: &Draft<'_>, index: usize) -> Option<Pair> {
    let blocks = draft.document.blocks();
    let (block, next) = (blocks.get(index)?, blocks.get(index + 1));
    let cell = block.cell()?;
    let sort = alone(draft, block)?;
    let beside = next.filter(|next| {
        next.cell().is_some_and(|other| (other.table, other.row) == (cell.table, cell.row))
            && alone(draft, next).is_none()
    });
    if let Some(beside) = beside {
        return Some(Pair { sort, value: beside.content });
    }
    // A key in the last column of a row of keys, or before another key.
    let below = cell_below(draft, index).filter(|_| heads_column(draft, index))?;
    Some(Pair { sort, value: below })
}

/// "Vem beslutade? Kommunstyrelsen. När? 2024-08-27, § 140."
fn of_questions(draft: &Draft<'_>, index: usize) -> Vec<Pair> {
    let sentences = duty::sentences_of(draft, index);
    let is_question = |span: Span| draft.document.slice(span).ends_with('?');
    let mut found = Vec::new();
    for (at, sentence) in sentences.iter().enumerate().filter(|(_, sentence)| is_question(sentence.span)) {
        let answers = sentences[at + 1..].iter().map(|sentence| sentence.span);
        let answer = answers.take_while(|span| !is_question(*span)).reduce(Span::cover);
        if let (Some(sort), Some(value)) = (asked(draft, sentence.span), answer) {
            found.push(Pair { sort, value });
        }
    }
    found
}

/// "Antaget av: Kommunfullmäktige • Antaget: 2022-11-28 § 159", "Beslutad av Styrgruppen för trygghet".
fn of_line(draft: &Draft<'_>, line: Span) -> Vec<Pair> {
    let text = draft.document.slice(line);
    if text.len() > LINE {
        return Vec::new();
    }
    let mut found = Vec::new();
    for part in text.split(PARTS) {
        let from = line.start() + (part.as_ptr() as usize - text.as_ptr() as usize);
        let part = trimmed(draft, Span::at(from, from + part.len()));
        let said = draft.document.slice(part);
        let colon = said.find(':').filter(|colon| *colon <= KEY && !said[colon + 1..].trim().is_empty());
        let pair = match colon {
            Some(colon) => {
                let key = Span::at(part.start(), part.start() + colon);
                sort_of(draft, key).map(|sort| (sort, Span::at(key.end() + 1, part.end())))
            }
            None => run_in(draft, part),
        };
        found.extend(pair.map(|(sort, value)| Pair { sort, value: trimmed(draft, value) }));
    }
    found
}

/// A key with what it says right behind ("Beslutsdatum 2025-10-08 § 80").
fn run_in(draft: &Draft<'_>, part: Span) -> Option<(Sort, Span)> {
    let tokens = draft.tokens_in(part);
    (1..=KEY_WORDS.min(tokens.len().saturating_sub(1))).rev().find_map(|words| {
        let key = Span::at(part.start(), tokens[words - 1].span.end());
        let sort = sort_of(draft, key)?;
        Some((sort, Span::at(tokens[words].span.start(), part.end())))
    })
}

fn trimmed(draft: &Draft<'_>, span: Span) -> Span {
    let text = draft.document.slice(span);
    let lead = text.len() - text.trim_start().len();
    Span::at(span.start() + lead, span.start() + lead + text.trim().len())
}
