//! Conditions: sentences that meet the parties' different terms of work: decision pace, what a private party gains, what
//! a non-profit party is given.

use super::duty::{self, sentences_of};
use super::{Annotator, Draft};
use crate::document::{Condition, ConditionKind, Sector, Span, Zone};

/// Finds sentences that meet the parties' different conditions.
pub const ANNOTATOR: Annotator =
    Annotator { name: "conditions", doc: "Finds sentences on decision pace, benefit and resources.", run };

/// Words between what is given and to whom, at most.
const GIVEN: usize = 14;
/// Words for decisions and for what makes them one on pace in one sentence that are looked at.
const WORDS: usize = 24;
/// Words between a decision and what makes it one on pace, at most.
const CLOSE: usize = 12;
/// Words between who gets something and the verb, at most.
const REACH: usize = 24;
/// Mentions of one sentence that are looked at.
const MENTIONS: usize = 12;
/// Conditions of one document, at most.
const MOST: usize = 2_000;

fn run(draft: &mut Draft<'_>) {
    let spans = |sector: Sector| -> Vec<Span> {
        let of = draft.annotations.parties.iter().filter(|party| party.sector == sector);
        let mut spans: Vec<Span> =
            of.flat_map(|party| party.mentions.iter().chain(&party.voice).copied()).collect();
        spans.sort_unstable();
        spans
    };
    let public = spans(Sector::Public);
    let private = spans(Sector::Private);
    let nonprofit = spans(Sector::Nonprofit);
    // Where a non-profit party has one other beside it, what the one gives the other receives.
    let count =
        |sector: Sector| draft.annotations.parties.iter().filter(|party| party.sector == sector).count();
    let only_pair = count(Sector::Public) + count(Sector::Private) == 1
        && count(Sector::Nonprofit) == 1
        && draft.annotations.parties.len() == 2;
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
            let pace = draft.has_word("pace-cue", span) && (concrete(draft, span) || duty());
            if !off && !denied(draft, span) && (pace || decides(draft, span, &nonprofit)) {
                found.push(Condition { kind: ConditionKind::Pace, span });
            }
            let gives = draft.has_word("gives-word", span) && draft.tokens_in(span).len() >= 4;
            let gains_private = gains(draft, span, &private);
            // "… får 310 kronor per flyttad MWh samt rätt att avstå vid risk för skada": a price is one, whatever else is said.
            let priced = || gains_private && draft.first_mark_in("money", span).is_some();
            if !off
                && (draft.has_word("benefit-cue", span) && (near(&private) || for_private)
                    || for_private && gives
                    || draft.has_word("shared-benefit", span) && !private.is_empty()
                    || gains_private)
                || priced()
            {
                found.push(Condition { kind: ConditionKind::Benefit, span });
            }
            let paid = only_pair
                && draft.first_mark_in("money", span).is_some()
                && draft.tokens_in(span).iter().any(|token| draft.is("give-verb", token))
                && !opens_with(&nonprofit, &[&public, &private], span);
            if !off && (unpaid && gives || paid || gains(draft, span, &nonprofit))
                || !off
                    && draft.has_word("resource-cue", span)
                    && (near(&nonprofit)
                        || draft.has_word("resource-sure", span) && !nonprofit.is_empty()
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

/// True where one of these is the first that a sentence names.
fn opens_with(these: &[Span], others: &[&[Span]], span: Span) -> bool {
    let first = |mentions: &[Span]| {
        let from = mentions.partition_point(|at| at.start() < span.start());
        mentions.get(from).filter(|at| at.start() < span.end()).map(|at| at.start())
    };
    let other = others.iter().filter_map(|mentions| first(mentions)).min();
    first(these).is_some_and(|at| other.is_none_or(|other| at < other))
}

fn names_any(draft: &Draft<'_>, span: Span) -> bool {
    draft.annotations.parties.iter().any(|party| within(&party.mentions, span) || within(&party.voice, span))
}

/// A decision, and how soon or by whom alone it is taken: "avgörs av nämnden inom en månad", "bestämmer själv".
fn decides(draft: &Draft<'_>, span: Span, nonprofit: &[Span]) -> bool {
    let near = |a: Span, b: Span| {
        let (from, to) = (a.end().min(b.end()), a.start().max(b.start()));
        to <= from || draft.tokens_in(Span::at(from, to)).len() <= CLOSE
    };
    draft.words_in("decide-word", span).take(WORDS).any(|word| {
        let close =
            |label: &str| draft.words_in(label, span).take(WORDS).any(|other| near(word.span, other.span));
        // "beslutar om inköp upp till 5 000 kronor": the limit stands behind.
        let limited = || {
            let rest = Span::at(word.span.end(), span.end());
            draft.words_in("amount-limit", rest).take(WORDS).any(|limit| near(word.span, limit.span))
                && draft.first_mark_in("money", rest).is_some()
        };
        // "Föreningen bestämmer själv …" over its own affairs.
        let own = || {
            let at = nonprofit.partition_point(|at| at.end() + 1 < word.span.start());
            nonprofit.get(at).is_some_and(|at| at.end() + 1 == word.span.start())
        };
        close("time-limit") || close("own-mandate") && !own() || limited()
    })
}

/// Somebody of these is said to get something: behind its name, or right before it, stands a word for that, or it is
/// what another pays, lends or gives.
fn gains(draft: &Draft<'_>, span: Span, mentions: &[Span]) -> bool {
    let tokens = draft.tokens_in(span);
    let from = mentions.partition_point(|at| at.start() < span.start());
    mentions[from..].iter().take_while(|at| at.start() < span.end()).take(MENTIONS).any(|who| {
        let first = tokens.partition_point(|token| token.span.start() < who.start());
        let next = tokens.partition_point(|token| token.span.start() < who.end());
        let of_it = duty::governed(draft, span, *who);
        let thing = |at: usize| {
            let rest = &tokens[at.min(tokens.len())..];
            let thing = rest.iter().find(|token| !duty::adverb(draft, token));
            thing.is_some_and(|thing| !draft.is("no-gain", thing))
                && !rest.iter().take(3).any(|token| draft.is("no-gain-thing", token))
        };
        // Right behind, or joined to another verb of the same clause ("förvärvar marken och erhåller byggrätt").
        let behind = |at: &usize| {
            let near = tokens[next..*at].iter().all(|token| duty::adverb(draft, token));
            let joined = tokens[at - 1].span.start() >= who.end()
                && draft.words_in("party-join", tokens[at - 1].span).next().is_some()
                && !names_any(draft, Span::at(who.end(), tokens[*at].span.start()));
            near || joined
        };
        let gets = !of_it
            && (next..tokens.len().min(next + REACH))
                .filter(|at| draft.is("gain-verb", &tokens[*at]))
                .any(|at| behind(&at) && thing(at + 1));
        let before = first.checked_sub(1).is_some_and(|at| draft.is("gain-verb", &tokens[at]));
        // "Kommunen betalar föreningen …", "… lånas ut till föreningen"
        let given = tokens[..first].iter().rev().take(GIVEN).any(|token| draft.is("give-verb", token));
        gets || before && thing(next) || given && !draft.has_word("negation", span)
    })
}

/// "Rådet har inte mandat att besluta": it is said that somebody may not.
fn denied(draft: &Draft<'_>, span: Span) -> bool {
    !draft.has_word("time-limit", span)
        && draft.words_in("negation", span).any(|no| {
            let behind = draft.tokens_in(Span::at(no.span.end(), span.end())).iter().take(3);
            behind.into_iter().any(|token| draft.has_word("decide-word", token.span))
        })
}

/// Says what will happen, not only what is wished for.
fn concrete(draft: &Draft<'_>, span: Span) -> bool {
    draft.tokens_in(span).len() >= 4
        && (draft.has_word("duty-modal", span)
            || draft.has_word("may", span)
            || names_any(draft, span)
            || draft.has_word("deciding-body", span)
            || draft.has_word("pace-concrete", span)
            || draft.tokens_in(span).iter().any(|token| token.shape == super::Shape::Number))
}
