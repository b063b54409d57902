//! Duties of a clause: the verb and who does it.

use super::assigned::assigned;
use super::carried::Carried;
use super::gapped::gapped;
use super::judge::{Verb, judge};
use super::nominal::nominal;
use super::people::of_party;
use super::plain::{Plain, by_agent, plain_verbs};
use super::{REACH, Subjects};
use crate::annotate::{Draft, Shape, Token, party};
use crate::document::{Duty, DutyKind, DutySource, DutySubject, Language, Span};

/// Words among which what is kept ready stands ("ska ha minst två bemannade fordon …").
const READY: usize = 4;
/// Words between "shall" and the agent of the passive behind it, at most.
const AGENT: usize = 11;
/// Words behind "shall" among which what makes it passive stands.
const PASSIVE: usize = 6;
/// Words between "shall" and the verb that belongs to it, at most.
const MODAL: usize = 4;

/// Duties of one sentence: each duty word with its subject.
pub(super) fn clauses(
    draft: &Draft<'_>,
    subjects: &Subjects,
    sentence: Span,
    carried: &mut Carried,
    duties: &mut Vec<Duty>,
) {
    // "Vad var och en ska göra framgår av bilaga 1": the duties stand elsewhere.
    if draft.has_word("told-elsewhere", sentence) && draft.has_word("zone-annex", sentence) {
        return;
    }
    let from = duties.len();
    let named = subjects.inside(sentence);
    let mut here: Vec<(Span, DutySubject)> = carried.pronoun(draft, sentence, named).into_iter().collect();
    here.extend(carried.one_of_two(draft, sentence, named));
    here.extend(Carried::behind_semicolon(draft, sentence, named));
    here.extend(named.iter().cloned());
    here.sort_by_key(|(span, _)| span.start());
    let here = here.as_slice();
    known_verbs(draft, here, sentence, duties);
    let known: Vec<Span> = duties[from..].iter().map(|duty| duty.verb).collect();
    for Plain { verb, subject, who, passive } in plain_verbs(draft, here, sentence) {
        if known.iter().any(|other| other.start() < verb.end() && verb.start() < other.end()) {
            continue;
        }
        let (subject, who) = series_back(draft, here, who, &subject);
        let object = match passive {
            true => Span::at(sentence.start(), verb.start()),
            // What stands between a verb and the agent behind it is done too.
            false if by_agent(draft, sentence, who) && verb.end() <= who.start() => {
                Span::at(verb.end(), who.start())
            }
            false => Span::at(verb.end().max(who.end().min(sentence.end())), sentence.end()),
        };
        let kind = judge(draft, sentence, Verb::Plain, &subject, object);
        duties.push(Duty { span: sentence, subject, who, verb, object, kind, source: DutySource::Clause });
    }
    let spoken: Vec<Span> = duties[from..].iter().map(|duty| duty.who).collect();
    let silent: Vec<(Span, DutySubject)> =
        here.iter().filter(|(who, _)| !spoken.contains(who)).cloned().collect();
    nominal(draft, &silent, sentence, duties);
    gapped(draft, here, sentence, from, duties);
    assigned(draft, here, sentence, from, duties);
    // "Could the Club perhaps mend the fence?"
    if draft.document.slice(sentence).trim_end().ends_with('?') {
        for duty in duties[from..].iter_mut().filter(|duty| duty.kind == DutyKind::Own) {
            duty.kind = DutyKind::Excluded;
        }
    }
    *carried = Carried::of(draft, here, sentence, &duties[from..]);
}

/// "Kommunen städar och föreningen låser", "… men föreningen sköter det": what is done is told by the verb alone, or by the
/// clause before. `from` is where the duties of a block begin.
pub(super) fn told_briefly(draft: &Draft<'_>, from: usize, duties: &mut [Duty]) {
    let own = |duty: &Duty| duty.kind == DutyKind::Own;
    for at in from..duties.len() {
        let Duty { subject, verb, object, kind, .. } = &duties[at];
        let object = draft.tokens_in(*object);
        let party = |subject: &DutySubject| matches!(subject, DutySubject::Party(_));
        let joint = || draft.has_word("joint-marker", duties[at].span);
        if *kind != DutyKind::Joint || !party(subject) || verb.is_empty() || object.len() > 1 || joint() {
            continue;
        }
        let others = || {
            duties[from..at]
                .iter()
                .any(|other| own(other) && party(&other.subject) && other.subject != *subject)
        };
        let deed = || {
            draft
                .tokens_in(*verb)
                .last()
                .is_some_and(|last| finite(draft, last) && !draft.is("stative-verb", last))
                // "De avläses av kommunen"
                || draft.tokens_in(*verb).last().is_some_and(|last| draft.is("passive-verb", last))
        };
        let it = object.first().is_some_and(|only| draft.is("thing-pronoun", only));
        if deed() && (object.is_empty() && others() || it) {
            duties[at].kind = DutyKind::Own;
        }
    }
}

pub(in crate::annotate) fn adverb(draft: &Draft<'_>, token: &Token) -> bool {
    draft.is("clause-adverb", token)
}

/// A word that can be the verb of a clause.
pub(in crate::annotate) fn acts(draft: &Draft<'_>, token: &Token) -> bool {
    finite(draft, token)
        || ["duty-modal", "duty-verb", "participation", "pay-verb"]
            .iter()
            .any(|label| draft.has_word(label, token.span))
}

/// True for a word that can be the finite verb of a clause ("rensar", "gör", "lends").
pub(in crate::annotate) fn finite(draft: &Draft<'_>, token: &Token) -> bool {
    token.shape == Shape::Lower && shaped(draft, token)
}

/// The same, where it begins what is said ("Plogar vägen").
pub(super) fn shaped(draft: &Draft<'_>, token: &Token) -> bool {
    let (verb, other) = match draft.annotations.language {
        Language::Sv => ("finite-verb", "no-finite-verb"),
        Language::En => ("finite-verb-en", "no-finite-verb-en"),
        _ => return false,
    };
    draft.is(verb, token) && !draft.is(other, token)
}

/// True where a clause about a case or a thing opens right before who is named: "if the Club …", "underlag som Bolaget …".
pub(super) fn of_case(draft: &Draft<'_>, sentence: Span, who: Span) -> bool {
    let before = draft.tokens_in(Span::at(sentence.start(), who.start().max(sentence.start())));
    let mut words = before.iter().rev().skip_while(|token| draft.is("party-article", token));
    words.next().is_some_and(|token| draft.is("case-word", token))
}

/// "… förståelse för att bolaget måste gå runt": what a clause behind "att" says that somebody needs to do is no promise.
fn needs(draft: &Draft<'_>, sentence: Span, verb: Span, who: Span) -> bool {
    draft.tokens_in(verb).first().is_some_and(|first| draft.is("need-modal", first))
        && (of_case(draft, sentence, who)
            || before_word(draft, sentence, who).is_some_and(|token| draft.is("that-word", token)))
}

/// True where somebody only hopes for what is done: "Vi hoppas att ni …", "We hope that the Club …", "hoping the Club …".
pub(super) fn hoped(draft: &Draft<'_>, sentence: Span, who: Span) -> bool {
    let before = draft.tokens_in(Span::at(sentence.start(), who.start().max(sentence.start())));
    let small = |token: &&Token| draft.is("party-article", token) || draft.is("that-word", token);
    let mut words = before.iter().rev().skip_while(small);
    words.next().is_some_and(|token| draft.is("hope-word", token))
}

/// True where a mention that ends in -s is the name as it is, not its genitive ("Friskis").
pub(in crate::annotate) fn plain_name(draft: &Draft<'_>, who: Span, subject: &DutySubject) -> bool {
    let DutySubject::Party(party) = subject else { return false };
    let said = draft.document.slice(who).to_lowercase();
    draft.annotations.parties.get(*party as usize).is_some_and(|party| {
        // "vätgas" of "Nordhytte Vätgas AB"; its first word can be a place ("Hyttvads skolor").
        let later = || party.name.split(' ').skip(1).any(|word| word.to_lowercase() == said);
        std::iter::once(&party.name).chain(&party.aliases).any(|name| name.to_lowercase() == said) || later()
    })
}

/// Duties by the verbs that lists know ("ska", "ansvarar för", "deltar", "betalar").
fn known_verbs(draft: &Draft<'_>, here: &[(Span, DutySubject)], sentence: Span, duties: &mut Vec<Duty>) {
    let verbs = listed_verbs(draft, sentence);
    for (index, (verb, sort)) in verbs.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| verbs[before]);
        if before.is_some_and(|before| of_verb_before(draft, sentence, before, *verb, *sort)) {
            continue;
        }
        let next = verbs.get(index + 1).map_or(sentence.end(), |(next, _)| next.start());
        let Some((subject, who)) = subject_of(draft, here, sentence, *verb, next) else { continue };
        // "If the Club hires staff …": a case, and no promise. "We hope that the Club will …" is none either.
        let case = || *sort == Verb::Plain && of_case(draft, sentence, who);
        if who.end() <= verb.start()
            && (case() || hoped(draft, sentence, who) || needs(draft, sentence, *verb, who))
        {
            continue;
        }
        duties.push(known(draft, sentence, *verb, *sort, subject, who));
    }
}

/// Verbs of lists, in order; of those that share words the first and longest.
fn listed_verbs(draft: &Draft<'_>, sentence: Span) -> Vec<(Span, Verb)> {
    let mut verbs: Vec<(Span, Verb)> = Vec::new();
    for (label, verb) in [
        ("duty-modal", Verb::Modal),
        ("duty-verb", Verb::Plain),
        ("participation", Verb::Participation),
        ("pay-verb", Verb::Pay),
    ] {
        verbs.extend(draft.words_in(label, sentence).map(|word| (word.span, verb)));
    }
    verbs.sort_by_key(|(span, verb)| (span.start(), std::cmp::Reverse(span.end()), *verb as u8));
    let mut end = 0;
    verbs.retain(|(span, _)| {
        let free = span.start() >= end;
        if free {
            end = span.end();
        }
        free
    });
    verbs
}

/// True for a verb that belongs to the one before it.
fn of_verb_before(
    draft: &Draft<'_>,
    sentence: Span,
    (before, other): (Span, Verb),
    verb: Span,
    sort: Verb,
) -> bool {
    match other {
        // After "shall", the verb that follows belongs to it.
        Verb::Modal => words_between(draft, before.end(), verb.start()) <= MODAL,
        // "X medverkar till att tekniken håller": what follows "att" somebody else does.
        Verb::Participation if matches!(sort, Verb::Plain | Verb::Modal) => {
            let between = draft.tokens_in(Span::at(before.end(), verb.start()));
            between.iter().any(|token| draft.is("that-word", token))
                && !before_word(draft, sentence, verb)
                    .is_some_and(|token| draft.has_whole("party-join", token.span))
        }
        _ => false,
    }
}

/// "svarar för gemensamt inre befäl": a word for together that stands between a preposition or article and a noun describes
/// that.
pub(super) fn describes(draft: &Draft<'_>, word: Span) -> bool {
    let at = draft.tokens.partition_point(|token| token.span.start() < word.start());
    let before = at.checked_sub(1).and_then(|before| draft.tokens.get(before));
    let next = draft.tokens.get(at + 1).filter(|next| next.shape == Shape::Lower);
    let beside = |a: Span, b: Span| draft.document.text().get(a.end()..b.start()) == Some(" ");
    before.is_some_and(|before| {
        beside(before.span, word) && (draft.is("preposition", before) || draft.is("indefinite", before))
    }) && next
        .is_some_and(|next| beside(word, next.span) && !finite(draft, next) && !draft.is("preposition", next))
}

/// The duty that a verb of a list gives its subject.
fn known(draft: &Draft<'_>, sentence: Span, verb: Span, sort: Verb, subject: DutySubject, who: Span) -> Duty {
    // "Samtliga parter ska var för sig hålla kalendern uppdaterad"
    let apart = subject == DutySubject::Joint
        && draft.has_word("severally", sentence)
        && !draft.has_word("joint-marker", sentence);
    let subject = if apart { DutySubject::EachParty } else { subject };
    let object = object_of(draft, sentence, verb, &subject, who);
    // "The Council does not undertake to …", "som kommunen inte ansvarar för"
    let denied =
        || before_word(draft, sentence, verb).is_some_and(|token| draft.has_word("negation", token.span));
    let kind = match judge(draft, sentence, sort, &subject, object) {
        DutyKind::Own if denied() => DutyKind::Negated,
        DutyKind::Own if is_place(draft, who, &subject) && stays(draft, object) => DutyKind::Excluded,
        kind => kind,
    };
    Duty { span: sentence, subject, who, verb, object, kind, source: DutySource::Clause }
}

/// What is done: behind the verb and its subject, or before them.
fn object_of(draft: &Draft<'_>, sentence: Span, verb: Span, subject: &DutySubject, who: Span) -> Span {
    let ahead = Span::at(sentence.start(), verb.start());
    let follows = who.start() >= verb.end();
    // "Packs will be handed out by the Club": what is done stands before.
    if follows && verb.start() > sentence.start() && passive(draft, verb) {
        return ahead;
    }
    let behind = Span::at(verb.end().max(who.end().min(sentence.end())), sentence.end());
    // "Förare och fordon håller bolaget med": what it is about stands before the verb.
    let fronted = follows
        && matches!(subject, DutySubject::Party(_))
        && draft.tokens_in(behind).len() < 2
        && !draft.tokens_in(ahead).is_empty();
    if fronted { ahead } else { behind }
}

pub(super) fn words_between(draft: &Draft<'_>, from: usize, to: usize) -> usize {
    if to <= from { 0 } else { draft.tokens_in(Span::at(from, to)).len() }
}

/// Who does it: the name right behind the verb ("Därför ska kommunen …"), the agent of a passive ("… av kommunen"), else
/// the nearest before that is not governed by a preposition.
pub(super) fn subject_of(
    draft: &Draft<'_>,
    here: &[(Span, DutySubject)],
    sentence: Span,
    verb: Span,
    next: usize,
) -> Option<(DutySubject, Span)> {
    let behind = here.iter().find(|(span, _)| span.start() >= verb.end());
    // "… gör hembesök och handleder kommunens personal": whose, not who.
    let whose = |span: &Span| {
        let joins = |token: &Token| draft.has_whole("party-join", token.span);
        let genitive = draft.document.slice(*span).ends_with('s')
            || party::is_possessive(draft, *span)
            || of_party(draft, *span);
        genitive && before_word(draft, sentence, verb).is_some_and(joins)
    };
    // "Utföraren undervisar samtliga elever": who stands right before the verb is its subject, whoever follows.
    let adjacent = here.iter().any(|(span, subject)| {
        span.end() + 1 == verb.start()
            && matches!(subject, DutySubject::Party(_))
            && !barred(draft, sentence, *span)
            && plain_subject(draft, *span, subject)
    });
    // "The Parish has promised the Trust that it will mend …": it is who promises.
    let promises = || {
        let ahead = draft.tokens_in(Span::at(sentence.start(), verb.start().max(sentence.start())));
        let [.., that, it] = ahead else { return None };
        let told = draft.is("that-word", that) && draft.is("pronoun-subject", it);
        here.first().filter(|(span, subject)| {
            told && span.end() <= that.span.start()
                && matches!(subject, DutySubject::Party(_))
                && !barred(draft, sentence, *span)
                && plain_subject(draft, *span, subject)
        })
    };
    if let Some((span, subject)) = promises().or_else(|| goes_on(draft, here, sentence, verb)) {
        return Some((subject.clone(), *span));
    }
    if let Some((span, subject)) = behind
        .filter(|_| !adjacent)
        .filter(|(span, _)| words_between(draft, verb.end(), span.start()) == 0 && !whose(span))
    {
        return Some(series(draft, here, *span, subject));
    }
    // "… är helägt av kommunen och driver kajerna": by whom, not who.
    let by = |span: &Span| {
        before_word(draft, sentence, *span).is_some_and(|token| draft.has_word("agent-by", token.span))
    };
    // "The Club believes that rowing keeps …": what follows "that" somebody else does.
    let of_other = |span: &Span| {
        let between = draft.tokens_in(Span::at(span.end(), verb.start()));
        between.iter().any(|token| draft.is("that-word", token))
            && between
                .first()
                .is_some_and(|first| draft.is("no-finite-verb-en", first) || draft.is("stative-verb", first))
            && !between.last().is_some_and(|last| draft.has_whole("party-join", last.span))
    };
    // "Det är bolagets förhoppning att samarbetet leder till …": whose hope it is, not who leads.
    let of_hope = |span: &Span, subject: &DutySubject| {
        !plain_subject(draft, *span, subject)
            && draft
                .tokens_in(Span::at(span.end(), verb.start()))
                .iter()
                .any(|token| draft.is("that-word", token))
    };
    let before =
        here.iter().rev().filter(|(span, _)| span.end() <= verb.start()).take(6).find(|(span, subject)| {
            !barred(draft, sentence, *span)
                && !by(span)
                && words_between(draft, span.end(), verb.start()) <= REACH
                && !of_hope(span, subject)
                && !of_other(span)
                && !begins_anew(draft, span.end(), verb.start())
        });
    // Agent of a passive.
    let agent = here.iter().find(|(span, _)| {
        span.start() >= verb.end()
            && span.start() < next.max(sentence.end())
            && words_between(draft, verb.end(), span.start()) <= AGENT
            && before_word(draft, sentence, *span).is_some_and(|token| draft.has_word("agent-by", token.span))
    });
    if passive(draft, verb) {
        return agent.map(|(span, subject)| (subject.clone(), *span));
    }
    before.map(|(span, subject)| series_back(draft, here, *span, subject))
}

/// "… till kommunen, som lagar dem", "… goes to the Club, which answers": who is named right before a relative clause with
/// which the sentence goes on is its subject, though a preposition governs the name.
pub(super) fn goes_on<'h>(
    draft: &Draft<'_>,
    here: &'h [(Span, DutySubject)],
    sentence: Span,
    verb: Span,
) -> Option<&'h (Span, DutySubject)> {
    let ahead = draft.tokens_in(Span::at(sentence.start(), verb.start().max(sentence.start())));
    let relative = ahead.iter().rev().find(|token| !adverb(draft, token))?;
    if !draft.is("relative-word", relative) && !draft.is("relative-who", relative) {
        return None;
    }
    let named = here.iter().rev().find(|(span, _)| span.end() <= relative.span.start())?;
    let before = Span::at(sentence.start(), named.0.start().max(sentence.start()));
    // "Avtalet är slutet med kommunen, som driver …" tells who it is.
    let verb = |token: &Token| {
        acts(draft, token)
            || ["passive-verb", "having-verb", "being-verb"].iter().any(|label| draft.is(label, token))
    };
    let told = draft.tokens_in(before).iter().any(verb)
        && !["agreement-word", "party-lead"].iter().any(|label| draft.has_word(label, before));
    let runs_on = draft.document.between(named.0.end(), relative.span.start()) == ", ";
    (told && runs_on && named.1.of_parties()).then_some(named)
}

/// "Ekby ska 2030 vara känt för sin fors": the place, and what it is to be.
fn is_place(draft: &Draft<'_>, who: Span, subject: &DutySubject) -> bool {
    let DutySubject::Party(party) = subject else { return false };
    let said = draft.document.slice(who);
    draft.annotations.parties.get(*party as usize).is_some_and(|party| {
        let place = party.name.split(' ').next().unwrap_or("");
        party.name.contains(' ')
            && party.legal_form.as_deref() == Some("kommun")
            && (place == said || place.strip_suffix('s') == Some(said))
    })
}

/// What is told begins with being or having; numbers and adverbs may stand before ("ska 2032 vara …").
pub(super) fn stays(draft: &Draft<'_>, object: Span) -> bool {
    let mut tokens = draft.tokens_in(object).iter().take(4);
    let when = |token: &Token| token.shape == Shape::Number || draft.is("time-word", token);
    let head = tokens.find(|token| !when(token) && !adverb(draft, token));
    head.is_some_and(|head| draft.has_word("no-duty-verb", head.span) && !keeps_ready(draft, head, object))
}

/// "ska ha en plogbil i byn", "shall have a crew on call": people or vehicles are kept ready.
fn keeps_ready(draft: &Draft<'_>, head: &Token, object: Span) -> bool {
    let behind = draft.tokens_in(Span::at(head.span.end(), object.end()));
    // "ska ha lämnat en plan": what is to be done by then.
    let by_then = behind.first().is_some_and(|next| {
        (draft.is("supine", next) || draft.is("participle", next)) && !draft.is("no-duty-participle", next)
    });
    let done = by_then || has_done(draft, Span::at(head.span.end(), object.end()));
    draft.is("have-form", head) && done
        || draft.is("have-form", head)
            && behind
                .first()
                .is_some_and(|next| draft.is("people-count", next) || next.shape == Shape::Number)
            && behind.iter().take(READY).any(|token| {
                (draft.is("ready-noun", token)
                    || draft.is("office-noun", token) && draft.annotations.language == Language::Sv)
                    && !draft.is("seat-noun", token)
            })
            && behind.iter().any(|token| draft.has_whole("preposition", token.span))
}

/// "shall have the ditch scoured", "has the ditch scoured": behind a form of having, a thing to which something is done.
pub(super) fn has_done(draft: &Draft<'_>, behind: Span) -> bool {
    let behind = draft.tokens_in(behind);
    let Some(first) = behind.first().filter(|_| draft.annotations.language == Language::En) else {
        return false;
    };
    let it = draft.is("thing-pronoun", first);
    (it || draft.is("party-article", first))
        && behind
            .iter()
            .take(READY + 1)
            .skip(if it { 1 } else { 2 })
            .any(|token| draft.is("participle", token) && !draft.is("no-duty-participle", token))
}

/// True for a mention that is no genitive.
pub(super) fn plain_subject(draft: &Draft<'_>, who: Span, subject: &DutySubject) -> bool {
    let said = draft.document.slice(who);
    let genitive = match draft.annotations.language {
        Language::En => said.ends_with("'s") || said.ends_with("’s"),
        _ => said.ends_with('s') && !plain_name(draft, who, subject),
    };
    !party::is_possessive(draft, who) && !genitive
}

/// ", och det andra laget …": a clause with a subject of its own begins between who is named and the verb.
fn begins_anew(draft: &Draft<'_>, from: usize, to: usize) -> bool {
    if to <= from {
        return false;
    }
    let tokens = draft.tokens_in(Span::at(from, to));
    tokens.windows(2).enumerate().any(|(at, pair)| {
        let before = at.checked_sub(1).map_or(from, |before| tokens[before].span.end());
        draft.document.between(before, pair[0].span.start()).contains(',')
            && draft.has_whole("party-join", pair[0].span)
            && draft.is("pronoun-subject", &pair[1])
    })
}

pub(super) fn before_word<'d>(draft: &'d Draft<'_>, sentence: Span, span: Span) -> Option<&'d Token> {
    draft.tokens_in(Span::at(sentence.start(), span.start().max(sentence.start()))).last()
}

/// The same, or denied: "men inte föreningen".
pub(super) fn barred(draft: &Draft<'_>, sentence: Span, span: Span) -> bool {
    governed(draft, sentence, span)
        || before_word(draft, sentence, span).is_some_and(|before| draft.has_whole("negation", before.span))
}

pub(in crate::annotate) fn governed(draft: &Draft<'_>, sentence: Span, span: Span) -> bool {
    let Some(before) = before_word(draft, sentence, span) else { return false };
    let preposition = draft.has_whole("preposition", before.span);
    // "Vi på kommunen", "ni från föreningen": who speaks, or is spoken to.
    preposition
        && !before_word(draft, sentence, before.span).is_some_and(|token| {
            draft.lexicons.contains("person-of-letter", &draft.document.lower()[token.span.range()])
        })
}

/// "shall be provided", "ska genomföras": the words behind the modal say so.
pub(super) fn passive(draft: &Draft<'_>, verb: Span) -> bool {
    let rest = Span::at(verb.end(), draft.document.ahead(verb.end(), 60));
    let tokens = draft.tokens_in(rest);
    // "shall from time to time be consulted", "ska vid behov informeras"
    let small = |token: &Token| {
        draft.has_whole("preposition", token.span)
            || adverb(draft, token)
            || draft.has_word("agent-by", token.span)
    };
    let reach = if tokens.first().is_some_and(small) { PASSIVE } else { 1 };
    let near = tokens.iter().take(reach).take_while(|token| !draft.is("party-join", token));
    if draft.annotations.language == Language::En {
        let be = near.take_while(|token| !draft.is("base-verb-en", token));
        let mut be = be.enumerate().filter(|(_, token)| draft.is("passive-auxiliary", token));
        let done = |token: &Token| draft.is("passive-participle", token) || draft.is("participle", token);
        return be.next().is_some_and(|(at, _)| {
            let mut rest = tokens[at + 1..].iter().skip_while(|token| adverb(draft, token));
            rest.next().is_some_and(|token| match at {
                0 => draft.is("passive-participle", token),
                _ => done(token),
            })
        });
    }
    let is_modal = draft.words_in("duty-modal", verb).next().is_some();
    let mut near =
        near.take_while(|token| !draft.is("infinitive-verb", token) && !draft.is("that-word", token));
    let whose = |token: &Token| draft.is("plural-genitive", token);
    is_modal && near.any(|token| draft.is("passive-infinitive", token) && !whose(token))
}

/// Names joined after the first ("kommunen och föreningen").
pub(super) fn series(
    draft: &Draft<'_>,
    here: &[(Span, DutySubject)],
    first: Span,
    subject: &DutySubject,
) -> (DutySubject, Span) {
    let DutySubject::Party(party) = subject else { return (subject.clone(), first) };
    let mut parties = vec![*party];
    let mut who = first;
    for (span, subject) in here.iter().filter(|(span, _)| span.start() >= first.end()) {
        let DutySubject::Party(party) = subject else { break };
        if !joined(draft, who.end(), span.start()) {
            break;
        }
        who = who.cover(*span);
        if !parties.contains(party) {
            parties.push(*party);
        }
    }
    if parties.len() > 1 { (DutySubject::Parties(parties), who) } else { (subject.clone(), first) }
}

pub(super) fn series_back(
    draft: &Draft<'_>,
    here: &[(Span, DutySubject)],
    last: Span,
    subject: &DutySubject,
) -> (DutySubject, Span) {
    let DutySubject::Party(party) = subject else { return (subject.clone(), last) };
    let mut parties = vec![*party];
    let mut who = last;
    for (span, subject) in here.iter().rev().filter(|(span, _)| span.end() <= last.start()) {
        let DutySubject::Party(party) = subject else { break };
        // "… for the Club and the Company mends …": for whom, and who does it.
        let sentence = || draft.annotations.sentence_around(span.start()).map_or(*span, |around| around.span);
        if !joined(draft, span.end(), who.start()) || governed(draft, sentence(), *span) {
            break;
        }
        who = span.cover(who);
        if !parties.contains(party) {
            parties.insert(0, *party);
        }
    }
    if parties.len() > 1 { (DutySubject::Parties(parties), who) } else { (subject.clone(), last) }
}

/// Only a comma or a joining word stands between, or that and an article ("the Council and the Club").
pub(super) fn joined(draft: &Draft<'_>, from: usize, to: usize) -> bool {
    if to < from {
        return false;
    }
    let gap = Span::at(from, to);
    match draft.tokens_in(gap) {
        [] => draft.document.slice(gap).trim() == ",",
        [one] => draft.words_in("party-join", one.span).next().is_some(),
        [one, two] => draft.has_whole("party-join", one.span) && draft.is("party-article", two),
        _ => false,
    }
}
