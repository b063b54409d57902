//! Pace: who may decide what without asking, how soon an answer comes, what waits for a board.

use super::flow::Actors;
use crate::annotate::{Draft, Shape, Token, duty};
use crate::document::{Language, Sector, Span};

/// Words for decisions and for what makes them one on pace in one sentence that are looked at.
const WORDS: usize = 24;
/// Words between "so that" and what somebody can do, at most.
const PURPOSE: usize = 3;
/// Words before a decision that tell for how much it is, at most.
const OPENING: usize = 8;
/// Words behind a body up to the verb that it needs something, at most, and from there up to how long.
const NEED: usize = 2;
const TIME: usize = 6;
/// Words between a decision and what makes it one on pace, at most.
const CLOSE: usize = 12;

/// A sentence tells at what pace the parties decide.
pub(super) fn meets(draft: &Draft<'_>, actors: &Actors, span: Span) -> bool {
    let cue = draft
        .words_in("pace-cue", span)
        .take(WORDS)
        .any(|cue| !purposed(draft, span, cue.span) && !answers_for(draft, cue.span));
    let raised = draft.has_word("pace-raise", span) && !draft.has_word("dispute-word", span);
    let told = (cue || raised) && (concrete(draft, actors, span) || has_duty(draft, span));
    // "avgör inom två minuter från larm", "får kasta det utan att fråga": a service, and what is thrown away.
    if draft.has_word("service-time", span) || draft.has_word("discard-verb", span) {
        return false;
    }
    draft.has_word("pace-wait", span)
        // "medverkar i den mån verksamheten medger" says that it may stay away.
        || draft.has_word("own-pace", span) && !draft.has_word("participation", span)
        || needs_time(draft, span)
        || raised
            && raised_behind_denial(draft, span)
            && concrete(draft, actors, span)
            && !to_outsiders(draft, actors, span)
        || (told || decides(draft, actors, span) || spends(draft, span) || officer_decides(draft, span))
            && !denied(draft, span)
            && !to_outsiders(draft, actors, span)
}

/// "… kan inte binda kommunen; sådana frågor underställs nämnden": where it is taken, told behind what is denied.
fn raised_behind_denial(draft: &Draft<'_>, span: Span) -> bool {
    let denial = draft.words_in("negation", span).next().map(|denial| denial.span.end());
    let behind = |raise: usize| {
        denial.is_some_and(|end| end < raise && draft.document.between(end, raise).contains(';'))
    };
    draft.words_in("pace-raise", span).any(|raise| behind(raise.span.start()))
}

/// "… tas upp i nämnden, som behöver fem veckor": how long a body takes to decide.
fn needs_time(draft: &Draft<'_>, span: Span) -> bool {
    draft.words_in("deciding-body", span).take(WORDS).any(|body| {
        let behind = draft.tokens_in(Span::at(body.span.end(), span.end().max(body.span.end())));
        let need = behind.iter().take(NEED).position(|token| draft.is("pace-need", token));
        need.is_some_and(|need| {
            behind[need + 1..].iter().take(TIME).any(|token| draft.is("span-noun", token))
        })
    })
}

/// "… så att föreningen kan köpa drivmedel utan att ligga ute": what is to become possible, and no mandate.
fn purposed(draft: &Draft<'_>, span: Span, cue: Span) -> bool {
    let before = Span::at(span.start(), cue.start().max(span.start()));
    draft
        .words_in("purpose-lead", before)
        .last()
        .is_some_and(|lead| draft.tokens_in(Span::at(lead.span.end(), cue.start())).len() <= PURPOSE)
}

/// "svarar för städningen": no answer is given.
fn answers_for(draft: &Draft<'_>, word: Span) -> bool {
    draft.begins_with("bears-phrase", word)
}

/// "Lokaler: stiftelsens styrelse", "Öppettider: driftchefen": under a heading on who decides.
pub(super) fn assigned(draft: &Draft<'_>, span: Span) -> bool {
    let text = draft.document.slice(span);
    let Some((before, behind)) = text.split_once(": ") else { return false };
    let who = Span::at(span.start() + before.len() + 2, span.end());
    !before.is_empty()
        && behind.len() > 2
        && ["deciding-body", "role-title", "time-limit", "party-organ"]
            .iter()
            .any(|label| draft.has_word(label, who))
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
    draft.words_in("decide-word", span).filter(|word| !answers_for(draft, word.span)).take(WORDS).any(
        |word| {
            let close = |label: &str| {
                let mandate = label == "own-mandate";
                draft.words_in(label, span).take(WORDS).any(|other| {
                    near(word.span, other.span) && !(mandate && of_another(draft, other.span, word.span))
                })
            };
            // "beslutar om inköp upp till 5 000 kronor": the limit stands behind.
            let limited = |part: Span| {
                draft.words_in("amount-limit", part).take(WORDS).any(|limit| {
                    let behind = Span::at(limit.span.end(), part.end().max(limit.span.end()));
                    near(word.span, limit.span) && draft.first_mark_in("money", behind).is_some()
                })
            };
            // "Åtgärder under 10 000 kronor godkänns av …": it opens the sentence.
            let opens = || {
                let before = draft.tokens_in(Span::at(span.start(), word.span.start()));
                before.len() <= OPENING
                    && before.last().is_some_and(|last| limited(Span::at(span.start(), last.span.end())))
            };
            let limited = || limited(Span::at(word.span.end(), span.end())) || opens();
            // "Föreningen bestämmer själv …" over its own affairs.
            let own = || {
                let before = Span::at(span.start(), word.span.start());
                actors.inside(before).last().is_some_and(|actor| {
                    actor.sector == Sector::Nonprofit && actor.span.end() + 1 == word.span.start()
                })
            };
            close("time-limit") || close("own-mandate") && !own() || limited()
        },
    )
}

/// "Driftchefen avgör …", "I akuta lägen beslutar jourhavande chef": who decides, by name of office; not about others.
fn officer_decides(draft: &Draft<'_>, span: Span) -> bool {
    let tokens = draft.tokens_in(span);
    let office = |at: Option<&Token>| {
        at.is_some_and(|token| {
            ["role-title", "deciding-body"].iter().any(|label| {
                draft
                    .words_in(label, Span::at(span.start(), token.span.end()))
                    .any(|word| word.span.end() == token.span.end())
            })
        })
    };
    let beside = |a: &Token, b: &Token| draft.document.between(a.span.end(), b.span.start()) == " ";
    let decides = |at: usize| {
        // "Rådet beslutar ingenting."
        let nothing = tokens[at..].iter().take(3).any(|token| draft.has_word("negation", token.span));
        draft.is("decider-verb", &tokens[at])
            && !nothing
            && (office(
                at.checked_sub(1).map(|before| &tokens[before]).filter(|before| beside(before, &tokens[at])),
            ) || office(tokens.get(at + 1))
                || office(tokens.get(at + 2)))
    };
    (0..tokens.len()).any(decides)
        && !draft.has_word("outsider", span)
        && !draft.has_word("routine-matter", span)
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
    // "Läkaren avgör om patienten får åka hem", "Bygglov prövas inom tio veckor": what others are to have decided.
    if draft.has_word("others-matter", span) {
        return true;
    }
    if draft.has_word("time-limit", span) {
        return false;
    }
    // "Föreningen bestämmer själv sina metoder", "Parterna eftersträvar korta beslutsvägar"
    if draft.has_word("own-affairs", span) || draft.has_word("wish-word", span) {
        return true;
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
    let answered = |token: &Token| {
        ["gain-verb", "gain-infinitive", "told-verb"].iter().any(|label| draft.is(label, token))
    };
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
                        && (at == 0
                            || tokens[at + 1..].iter().take(5).any(answered)
                            || whose(draft, token.span))
                }
            }
    })
}

/// "Allmänhetens synpunkter", "customers' questions"
fn whose(draft: &Draft<'_>, word: Span) -> bool {
    let text = draft.document.slice(word);
    let english = draft.annotations.language == Language::En;
    text.ends_with(['\'', '’'])
        || text.ends_with("'s")
        || text.ends_with("’s")
        || !english && text.ends_with('s')
}

/// Says what will happen, not only what is wished for.
fn concrete(draft: &Draft<'_>, actors: &Actors, span: Span) -> bool {
    draft.tokens_in(span).len() >= 4
        && (draft.has_word("duty-modal", span)
            || draft.has_word("may", span)
            || !actors.inside(span).is_empty()
            || draft.has_word("deciding-body", span)
            || draft.tokens_in(span).first().is_some_and(|first| draft.has_word("role-title", first.span))
            || draft.has_word("pace-concrete", span)
            || draft.tokens_in(span).iter().any(|token| token.shape == Shape::Number))
}
