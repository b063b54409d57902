//! Who is given something to do by another: "Kommunen ger föreningen i uppdrag att …", "The Council engages the Company to …".
//! Whoever is given it has the duty, and who gives it has none by that verb.

use super::clause::{plain_subject, words_between};
use super::judge::{Verb, judge};
use crate::annotate::{Draft, party};
use crate::document::{Duty, DutyKind, DutySource, DutySubject, Span};

/// Words between a verb of giving and who is given something to do, at most ("uppdrar härmed åt").
const NEAR: usize = 3;
/// The same, where what is handed over stands between ("lägger ut snöröjningen på …").
const FAR: usize = 8;
/// Such verbs in a sentence, at most.
const VERBS: usize = 8;

/// Adds who is given something to do in a sentence, whose duties begin at `from`.
pub(super) fn assigned(
    draft: &Draft<'_>,
    here: &[(Span, DutySubject)],
    sentence: Span,
    from: usize,
    duties: &mut Vec<Duty>,
) {
    for word in draft.words_in("assign-verb", sentence).take(VERBS) {
        let over = draft.value(word) == Some("over");
        let reach = if over { FAR } else { NEAR };
        let to = here.iter().find(|(span, subject)| {
            span.start() >= word.span.end()
                && words_between(draft, word.span.end(), span.start()) <= reach
                && matches!(subject, DutySubject::Party(_))
                && (plain_subject(draft, *span, subject) || party::is_object(draft, *span))
        });
        let Some((who, subject)) = to.filter(|(who, _)| !over || handed_to(draft, sentence, *who)) else {
            continue;
        };
        let giver = here.iter().any(|(span, _)| span.end() <= word.span.start());
        let behind = Span::at(who.end(), sentence.end());
        let object = if over { Span::at(word.span.end(), who.start()) } else { behind };
        // "låter föreningen sköta bokningen"
        let does = draft
            .tokens_in(behind)
            .first()
            .is_some_and(|first| draft.is("infinitive-verb", first) || draft.is("action-noun", first));
        let told = over || does || draft.begins_with("assign-what", after(draft, behind));
        if !giver || !told {
            continue;
        }
        for duty in duties[from..].iter_mut().filter(|duty| {
            duty.verb.start() < word.span.end()
                && word.span.start() < duty.verb.end()
                && duty.subject != *subject
        }) {
            duty.kind = DutyKind::Excluded;
        }
        let kind = judge(draft, sentence, Verb::Plain, subject, object);
        let (verb, source) = (word.span, DutySource::Clause);
        duties.push(Duty { span: sentence, subject: subject.clone(), who: *who, verb, object, kind, source });
    }
}

/// "… åt föreningen", "… to the Club".
fn handed_to(draft: &Draft<'_>, sentence: Span, who: Span) -> bool {
    let before = draft.tokens_in(Span::at(sentence.start(), who.start()));
    let mut words = before.iter().rev().skip_while(|token| draft.is("party-article", token));
    words.next().is_some_and(|token| draft.is("rest-preposition", token))
}

/// A text without the space before its first word.
fn after(draft: &Draft<'_>, span: Span) -> Span {
    let start = draft.tokens_in(span).first().map_or(span.end(), |first| first.span.start());
    Span::at(start, span.end())
}
