//! Conditions: sentences that meet the parties' different terms of work: decision pace, what a private party gains, what
//! a non-profit party is given.

use super::duty::sentences_of;
use super::{Annotator, Draft};
use crate::document::{Condition, ConditionKind, Sector, Span, Zone};

/// Finds sentences that meet the parties' different conditions.
pub const ANNOTATOR: Annotator =
    Annotator { name: "conditions", doc: "Finds sentences on decision pace, benefit and resources.", run };

/// Conditions of one document, at most.
const MOST: usize = 2_000;

fn run(draft: &mut Draft<'_>) {
    let spans = |sector: Sector| -> Vec<Span> {
        let of = draft.annotations.parties.iter().filter(|party| party.sector == sector);
        let mut spans: Vec<Span> = of.flat_map(|party| party.mentions.iter().copied()).collect();
        spans.sort_unstable();
        spans
    };
    let public = spans(Sector::Public);
    let private = spans(Sector::Private);
    let nonprofit = spans(Sector::Nonprofit);
    // Where one public and one non-profit party make the agreement, what the one gives the other receives.
    let count =
        |sector: Sector| draft.annotations.parties.iter().filter(|party| party.sector == sector).count();
    let only_pair =
        count(Sector::Public) == 1 && count(Sector::Nonprofit) == 1 && draft.annotations.parties.len() == 2;
    let mut found: Vec<Condition> = Vec::new();
    for (index, block) in draft.document.blocks().iter().enumerate() {
        let zone = draft.annotations.zones.get(index).copied().unwrap_or(Zone::Body);
        if found.len() >= MOST
            || block.is_heading()
            || !matches!(zone, Zone::Body | Zone::Table | Zone::Annex | Zone::Contact)
        {
            continue;
        }
        // "Ersättning till klubben" over the text: its terms are told there, though no sentence names it.
        let heading = terms_heading(draft, index);
        let headed = |mentions: &[Span]| heading.is_some_and(|heading| within(mentions, heading));
        let unpaid = headed(&nonprofit)
            || heading.is_some_and(|heading| draft.has_word("unpaid-heading", heading))
                && !nonprofit.is_empty();
        let for_private = headed(&private);
        let mut before: Option<Span> = None;
        for sentence in sentences_of(draft, index) {
            let span = sentence.span;
            let off = draft.has_word("condition-off", span);
            // A sentence without a name speaks of whom the one before named ("De får …").
            let near = |mentions: &[Span]| {
                within(mentions, span)
                    || before.is_some_and(|before| within(mentions, before)) && !names_any(draft, span)
            };
            let duty = || {
                let at = draft.annotations.duties.partition_point(|duty| duty.span.start() < span.start());
                draft.annotations.duties.get(at).is_some_and(|duty| duty.span.start() < span.end())
            };
            if !off && draft.has_word("pace-cue", span) && (concrete(draft, span) || duty()) {
                found.push(Condition { kind: ConditionKind::Pace, span });
            }
            let gives = draft.has_word("gives-word", span) && draft.tokens_in(span).len() >= 4;
            if !off
                && (draft.has_word("benefit-cue", span) && (near(&private) || for_private)
                    || for_private && gives)
            {
                found.push(Condition { kind: ConditionKind::Benefit, span });
            }
            if !off && unpaid && gives
                || !off
                    && draft.has_word("resource-cue", span)
                    && (near(&nonprofit)
                        || unpaid
                        || only_pair
                        || draft.has_word("grant-word", span)
                            && !nonprofit.is_empty()
                            && !within(&public, span)
                        || draft.has_word("volunteer", span) && !nonprofit.is_empty())
            {
                found.push(Condition { kind: ConditionKind::Resources, span });
            }
            before = Some(span);
        }
    }
    draft.annotations.conditions = found;
}

/// The heading that a block stands under, where it says that terms are told.
fn terms_heading(draft: &Draft<'_>, block: usize) -> Option<Span> {
    let document = draft.document;
    let section = document.sections().get(document.blocks().get(block)?.section? as usize)?;
    let heading = document.blocks().get(section.heading as usize)?.content;
    draft.has_word("terms-heading", heading).then_some(heading)
}

fn within(sorted: &[Span], span: Span) -> bool {
    let from = sorted.partition_point(|at| at.start() < span.start());
    sorted.get(from).is_some_and(|at| at.start() < span.end())
}

fn names_any(draft: &Draft<'_>, span: Span) -> bool {
    draft.annotations.parties.iter().any(|party| within(&party.mentions, span))
}

/// Says what will happen, not only what is wished for.
fn concrete(draft: &Draft<'_>, span: Span) -> bool {
    draft.tokens_in(span).len() >= 5
        && (draft.has_word("duty-modal", span)
            || draft.has_word("may", span)
            || names_any(draft, span)
            || draft.has_word("deciding-body", span)
            || draft.has_word("pace-concrete", span)
            || draft.tokens_in(span).iter().any(|token| token.shape == super::Shape::Number))
}
