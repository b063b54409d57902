//! Pace: who may decide what without asking, how soon an answer comes, what waits for a board.

use super::flow::Actors;
use crate::annotate::{Draft, Shape, duty};
use crate::document::{Sector, Span};

/// Words for decisions and for what makes them one on pace in one sentence that are looked at.
const WORDS: usize = 24;
/// Words between "so that" and what somebody can do, at most.
const PURPOSE: usize = 3;
/// Words between a decision and what makes it one on pace, at most.
const CLOSE: usize = 12;

/// A sentence tells at what pace the parties decide.
pub(super) fn meets(draft: &Draft<'_>, actors: &Actors, span: Span) -> bool {
    let cue = draft.words_in("pace-cue", span).take(WORDS).any(|cue| !purposed(draft, span, cue.span));
    let told = cue && (concrete(draft, actors, span) || has_duty(draft, span));
    draft.has_word("pace-wait", span)
        || (told || decides(draft, actors, span) || spends(draft, span))
            && !denied(draft, span)
            && !to_outsiders(draft, actors, span)
}

/// "… så att föreningen kan köpa drivmedel utan att ligga ute": what is to become possible, and no mandate.
fn purposed(draft: &Draft<'_>, span: Span, cue: Span) -> bool {
    let before = Span::at(span.start(), cue.start().max(span.start()));
    draft
        .words_in("purpose-lead", before)
        .last()
        .is_some_and(|lead| draft.tokens_in(Span::at(lead.span.end(), cue.start())).len() <= PURPOSE)
}

fn has_duty(draft: &Draft<'_>, span: Span) -> bool {
    let at = draft.annotations.duties.partition_point(|duty| duty.span.start() < span.start());
    draft.annotations.duties.get(at).is_some_and(|duty| duty.span.start() < span.end())
}

/// A decision, and how soon or by whom alone it is taken: "avgörs av nämnden inom en månad", "bestämmer själv".
fn decides(draft: &Draft<'_>, actors: &Actors, span: Span) -> bool {
    let near = |a: Span, b: Span| {
        let (from, to) = (a.end().min(b.end()), a.start().max(b.start()));
        to <= from || draft.tokens_in(Span::at(from, to)).len() <= CLOSE && !parted(draft, Span::at(from, to))
    };
    draft.words_in("decide-word", span).take(WORDS).any(|word| {
        let close = |label: &str| {
            let mandate = label == "own-mandate";
            draft.words_in(label, span).take(WORDS).any(|other| {
                near(word.span, other.span) && !(mandate && of_another(draft, other.span, word.span))
            })
        };
        // "beslutar om inköp upp till 5 000 kronor": the limit stands behind.
        let limited = || {
            let rest = Span::at(word.span.end(), span.end());
            draft.words_in("amount-limit", rest).take(WORDS).any(|limit| near(word.span, limit.span))
                && draft.first_mark_in("money", rest).is_some()
        };
        // "Föreningen bestämmer själv …" over its own affairs.
        let own = || {
            let before = Span::at(span.start(), word.span.start());
            actors.inside(before).last().is_some_and(|actor| {
                actor.sector == Sector::Nonprofit && actor.span.end() + 1 == word.span.start()
            })
        };
        close("time-limit") || close("own-mandate") && !own() || limited()
    })
}

/// "Allt under 20 000 kronor kan hamnchefen ta på eget ansvar", "need not ask anybody before spending up to £500".
fn spends(draft: &Draft<'_>, span: Span) -> bool {
    draft.has_word("mandate-way", span)
        && draft.has_word("amount-limit", span)
        && draft.first_mark_in("money", span).is_some()
}

/// "… who alone holds the keys and approves releases": what is done alone is not the decision.
fn of_another(draft: &Draft<'_>, mandate: Span, decision: Span) -> bool {
    let rest = Span::at(mandate.end(), decision.start().max(mandate.end()));
    draft.tokens_in(rest).first().is_some_and(|next| {
        duty::finite(draft, next)
            && !draft.has_word("decide-word", next.span)
            && !draft.is("tells-verb", next)
    })
}

/// "… fastställs i oktober och plogar inom tre timmar": between a decision and a time something else is done.
fn parted(draft: &Draft<'_>, between: Span) -> bool {
    // "The master card is hers alone; she decides …"
    if draft.document.slice(between).contains(';') {
        return true;
    }
    draft.tokens_in(between).windows(2).any(|pair| {
        draft.has_whole("party-join", pair[0].span)
            && duty::finite(draft, &pair[1])
            && !draft.has_word("decide-word", pair[1].span)
            && !["give-verb", "stative-verb"].iter().any(|label| draft.is(label, &pair[1]))
            && !draft.is("tells-verb", &pair[1])
    })
}

/// "Rådet har inte mandat att besluta": it is said that somebody may not.
fn denied(draft: &Draft<'_>, span: Span) -> bool {
    // "Ingen av parterna kan klara det på egen hand"
    let none = draft
        .tokens_in(span)
        .first()
        .is_some_and(|first| draft.has_word("negation", first.span) || draft.is("no-one", first));
    if draft.has_word("time-limit", span) {
        return false;
    }
    // "Frågor enligt kulturmiljölagen prövas av länsstyrelsen": what the law leaves to an authority.
    if draft.has_word("law-word", span) {
        return true;
    }
    none && !draft.has_word("decide-word", span)
        || draft.words_in("negation", span).any(|no| {
            let behind = draft.tokens_in(Span::at(no.span.end(), span.end())).iter().take(3);
            behind.into_iter().any(|token| draft.has_word("decide-word", token.span))
        })
}

/// "Kunder får svar inom en dag", "frågor från boende", "a reply to visitors": who is answered is no party.
fn to_outsiders(draft: &Draft<'_>, actors: &Actors, span: Span) -> bool {
    let tokens = draft.tokens_in(span);
    tokens.iter().enumerate().any(|(at, token)| {
        draft.has_word("outsider", token.span)
            && match at.checked_sub(1).map(|before| &tokens[before]) {
                Some(before)
                    if draft.has_word("to-whom", before.span) || draft.has_word("from-whom", before.span) =>
                {
                    true
                }
                _ => {
                    at < 2
                        && actors.inside(Span::at(span.start(), token.span.start())).is_empty()
                        && tokens[at + 1..]
                            .iter()
                            .take(4)
                            .any(|token| draft.is("gain-verb", token) || draft.is("gain-infinitive", token))
                }
            }
    })
}

/// Says what will happen, not only what is wished for.
fn concrete(draft: &Draft<'_>, actors: &Actors, span: Span) -> bool {
    draft.tokens_in(span).len() >= 4
        && (draft.has_word("duty-modal", span)
            || draft.has_word("may", span)
            || !actors.inside(span).is_empty()
            || draft.has_word("deciding-body", span)
            || draft.has_word("pace-concrete", span)
            || draft.tokens_in(span).iter().any(|token| token.shape == Shape::Number))
}
