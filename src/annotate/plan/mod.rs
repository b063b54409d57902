//! Plans: the governing documents that an agreement rests on, with evidence of their adoption; and, in a plan, what its
//! own head says of its adoption.

mod adoption;
mod header;
mod issuer;
mod items;
mod name;
mod named;
mod not_yet;
mod over;
mod pointing;
mod references;
mod term;
mod title;

use super::{Annotator, Draft, duty, spans_of};
use crate::document::{AdoptionState, Block, Date, DocumentKind, Span};
use header::header;
use references::references;

/// Finds references to plans, and the adoption of a plan.
pub const ANNOTATOR: Annotator =
    Annotator { name: "plans", doc: "Finds governing plans and the evidence that they are adopted.", run };

/// Plans of one document, at most.
const MOST: usize = 500;
/// Blocks at the start that are searched for a plan's adoption.
const HEAD: usize = 40;

fn run(draft: &mut Draft<'_>) {
    let marked = Marked::new(draft);
    if draft.annotations.kind.kind == DocumentKind::Plan {
        draft.annotations.adoption = Some(header(draft, &marked));
        draft.annotations.issuers = issuer::of_plan(draft);
    }
    let refs = references(draft, &marked);
    anchors(draft, &marked);
    for plan in &refs {
        draft.mark("plan-ref", plan.span, Some(plan.name.clone()), 0.85);
        if plan.state == AdoptionState::Proven {
            draft.mark("plan-proven", plan.span, Some(plan.name.clone()), 0.85);
        }
        if let Some(span) = plan.evidence {
            draft.mark("adoption", span, None, 0.85);
        }
        if let Some(span) = plan.contribution {
            draft.mark("contribution", span, None, 0.8);
        }
    }
    draft.annotations.plan_refs = refs;
}

/// Facts that decisions are made of, sorted by place.
#[derive(Debug)]
struct Marked {
    dates: Vec<(Span, Date)>,
    sections: Vec<Span>,
    numbers: Vec<Span>,
    urls: Vec<Span>,
}

impl Marked {
    fn new(draft: &Draft<'_>) -> Marked {
        let label = draft.lexicons.labels().get("date");
        let marks = draft.annotations.marks.iter().filter(|mark| Some(mark.label) == label);
        let mut dates: Vec<(Span, Date)> =
            marks.filter_map(|mark| Some((mark.span, mark.value.as_deref()?.parse().ok()?))).collect();
        dates.extend(short_days(draft));
        dates.sort_unstable();
        // "KS 2024-0411" is no day.
        let numbers = spans_of(draft, "dnr");
        let in_number = |day: Span| {
            let at = numbers.partition_point(|number| number.end() <= day.start());
            numbers.get(at).is_some_and(|number| number.contains(day))
        };
        dates.retain(|(day, _)| !in_number(*day));
        Marked { dates, sections: spans_of(draft, "section-sign"), numbers, urls: spans_of(draft, "url") }
    }

    fn dates_in(&self, span: Span) -> &[(Span, Date)] {
        let from = self.dates.partition_point(|(at, _)| at.start() < span.start());
        let to = self.dates.partition_point(|(at, _)| at.start() < span.end());
        &self.dates[from..to.max(from)]
    }
}

/// Words behind a body among which stands the day of its decision, written short.
const NEAR: usize = 2;

/// "KF 240212", "SN beslut 24-06-17": days of six digits behind who decided.
fn short_days<'d>(draft: &'d Draft<'_>) -> impl Iterator<Item = (Span, Date)> + 'd {
    draft.words_of("deciding-body").filter_map(|body| {
        let end = body.span.end();
        let behind = draft.tokens_in(Span::at(end, draft.document.ahead(end, 24)));
        let mut near = behind.iter().take(NEAR);
        near.find_map(|token| Some((token.span, short_day(draft.document.slice(token.span))?)))
    })
}

/// "240212", "24-02-12"
fn short_day(word: &str) -> Option<Date> {
    let digits: Vec<&str> = match word.len() {
        6 => vec![word.get(..2)?, word.get(2..4)?, word.get(4..)?],
        8 => word.split('-').collect(),
        _ => return None,
    };
    let [year, month, day] = digits.as_slice() else { return None };
    let number = |part: &str| (part.len() == 2).then(|| part.parse::<u8>().ok())?;
    Date::ymd(2000 + u16::from(number(year)?), number(month)?, number(day)?)
}

/// Blocks at the start among which a document's own decision is looked for where its kind is not known.
const OPENING: usize = 8;
const BELOW: usize = 3;

/// The line, row or sentence near the top that tells of the decision of a board on the document itself: "Antagen av
/// kommunfullmäktige den 6 maj 2024, § 12", "Fullmäktige har 2024-05-06 fastställt följande inriktning".
pub(super) fn own_decision(draft: &Draft<'_>) -> Option<Span> {
    top(draft, OPENING).into_iter().find(|part| header::tells_decision(draft, *part))
}

/// The same, right below the title and with nothing before it.
pub(super) fn decided_below_title(draft: &Draft<'_>) -> bool {
    top(draft, BELOW).into_iter().any(|part| header::opens_with_decision(draft, part))
}

/// The sentences and rows of so many blocks from the start.
fn top(draft: &Draft<'_>, most: usize) -> Vec<Span> {
    let blocks = draft.document.blocks().iter().enumerate();
    let body = blocks.filter(|(_, block)| block.is_body() && !block.content.is_empty());
    let parts = body.take(most).flat_map(|(index, block)| match block.cell() {
        Some(_) => vec![around(draft, block.content, index)],
        None => duty::sentences_of(draft, index).iter().map(|sentence| sentence.span).collect(),
    });
    parts.collect()
}

fn first_in(sorted: &[Span], span: Span) -> Option<Span> {
    let from = sorted.partition_point(|at| at.start() < span.start());
    sorted.get(from).copied().filter(|at| at.start() < span.end())
}

/// The sentence, or the table row.
fn around(draft: &Draft<'_>, span: Span, block: usize) -> Span {
    let blocks = draft.document.blocks();
    if let Some(cell) = blocks.get(block).and_then(|block| block.cell()) {
        let same = |b: &&Block| b.cell().is_some_and(|c| c.table == cell.table && c.row == cell.row);
        let before = blocks[..block].iter().rev().take(32).take_while(same).last().unwrap_or(&blocks[block]);
        let after = blocks[block..].iter().take(32).take_while(same).last().unwrap_or(&blocks[block]);
        return before.span.cover(after.span);
    }
    draft.annotations.sentence_around(span.start()).map_or(span, |sentence| sentence.span)
}

/// Commissions, legal duties and decisions with a number.
fn anchors(draft: &mut Draft<'_>, marked: &Marked) {
    let mut found = Vec::new();
    for word in draft.words_of("anchor-word").chain(draft.words_of("anchor-decision")) {
        let Some(sentence) = draft.annotations.sentence_around(word.span.start()) else {
            continue;
        };
        let index = sentence.block as usize;
        let body =
            draft.document.blocks().get(index).is_some_and(|block| block.is_body() && !block.is_heading());
        let span = sentence.span;
        let decided = draft.has_word("deciding-body", span)
            && (first_in(&marked.numbers, span).is_some() || first_in(&marked.sections, span).is_some());
        let law = draft.value(word) == Some("law");
        // What was decided of the agreement itself anchors nothing.
        let commission = draft.has_whole("anchor-word", word.span);
        let (decided, law) = match commission {
            true => (decided, law),
            false => (decided && !draft.has_word("kind-agreement", span), false),
        };
        if body && (decided || law) && !found.contains(&span) {
            found.push(span);
        }
    }
    for span in found {
        draft.mark("other-anchor", span, None, 0.7);
    }
}
