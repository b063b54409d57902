//! What somebody carries, told without a verb of which the name is the subject: what lies with whom, what it falls to whom to
//! do, who the one is that does it.

use super::deed::verb;
use super::label::is_agent;
use crate::annotate::duty::adverb;
use crate::annotate::{Draft, Shape, Token};
use crate::document::{Language, Span};

/// Words before a name among which a title stands, at most.
const TITLE: usize = 2;
/// Words between "it" and whom something falls to, at most.
const FALLS: usize = 3;
/// Words from "den som" to the name of that one, at most.
const ONE: usize = 14;

/// The words that give a name a task, where no verb of doing does.
pub(super) fn told(draft: &Draft<'_>, name: Span, around: Span) -> Option<Span> {
    let tokens = draft.tokens_in(around);
    let first = tokens.partition_point(|token| token.span.start() < name.start());
    let next = tokens.partition_point(|token| token.span.start() < name.end());
    let (before, behind) = (tokens.get(..first)?, tokens.get(next..)?);
    // "Bokning sker via anna.ek@…": who is named by an address alone.
    let mailed = draft.document.between(name.end(), around.end()).starts_with('@');
    lies_with(draft, before)
        .or_else(|| lies_first(draft, before, behind))
        .or_else(|| falls_to(draft, before, behind))
        .or_else(|| is_the_one(draft, before))
        .or_else(|| is_one_who(draft, name, behind))
        .or_else(|| asked(draft, before, behind))
        .or_else(|| asked_first(draft, before, behind))
        .or_else(|| in_charge(draft, before))
        .or_else(|| delivered(draft, before).filter(|_| !mailed))
        .or_else(|| laid_on(draft, before))
        .or_else(|| deed_to(draft, before))
        .or_else(|| answers_for(draft, before))
        .or_else(|| had_as(draft, before, behind))
        .or_else(|| given(draft, before, behind))
}

fn beside(draft: &Draft<'_>, a: &Token, b: &Token) -> bool {
    draft.document.between(a.span.end(), b.span.start()) == " "
}

fn titles(draft: &Draft<'_>, before: &[Token]) -> usize {
    let title =
        |token: &&Token| ["role-title", "name-title"].iter().any(|label| draft.has_word(label, token.span));
    before.iter().rev().take(TITLE).take_while(title).count()
}

/// "Nyckeln ligger hos Anna Ek", "The log book stays with Anna Ek": what lies with somebody.
fn lies_with(draft: &Draft<'_>, before: &[Token]) -> Option<Span> {
    let lead = &before[..before.len() - titles(draft, before)];
    let [subject @ .., with] = lead else { return None };
    let adverbs = subject.iter().rev().take(2).take_while(|token| adverb(draft, token)).count();
    let [subject @ .., lies] = &subject[..subject.len() - adverbs] else { return None };
    let who = |token: &Token| draft.is("subject-pronoun", token) || draft.is("person-noun", token);
    (draft.is("lies-with", with)
        && draft.is("lies-verb", lies)
        && beside(draft, lies, if adverbs > 0 { &lead[lead.len() - 1 - adverbs] } else { with })
        && !subject.is_empty()
        && !subject.last().is_some_and(who))
    .then(|| lies.span.cover(with.span))
}

/// "På Anna Ek ligger att räkna av resorna", "Hos Anna Ek finns reservnyckeln": whom it lies with stands first.
fn lies_first(draft: &Draft<'_>, before: &[Token], behind: &[Token]) -> Option<Span> {
    let [with] = &before[..before.len() - titles(draft, before)] else { return None };
    let lies = behind.first()?;
    (draft.is("lies-with", with)
        && lies.shape == Shape::Lower
        && (draft.is("lies-verb", lies)
            || draft.is("passive-verb", lies) && !draft.is("no-task-passive", lies)))
    .then_some(lies.span)
}

/// "Det åligger Anna Ek att …", "It is up to Anna Ek to …": what it falls to somebody to do.
fn falls_to(draft: &Draft<'_>, before: &[Token], behind: &[Token]) -> Option<Span> {
    let lead = &before[..before.len() - titles(draft, before)];
    let at = lead.len().saturating_sub(FALLS + 1);
    let it = (at..lead.len()).find(|at| draft.is("matter-pronoun", &lead[*at]))?;
    let opens = it == 0 || draft.is("clause-join", &lead[it - 1]);
    let said = &lead[it + 1..];
    let marked = behind.first().is_some_and(|to| draft.is("infinitive-mark", to));
    let falls = said.iter().any(|token| draft.is("falls-verb", token));
    let up = match said {
        [is, up, _] => draft.has_whole("role-link", is.span) && draft.is("falls-on", up),
        [is, to] => draft.has_whole("role-link", is.span) && draft.is("falls-for", to),
        _ => false,
    };
    let last = said.last()?;
    (opens && marked && (falls || up)).then(|| said[0].span.cover(last.span))
}

/// "Den som för schemat är Anna Ek", "The one who opens the gate is Anna Ek": who the one is that does something.
fn is_the_one(draft: &Draft<'_>, before: &[Token]) -> Option<Span> {
    let lead = &before[..before.len() - titles(draft, before)];
    let [said @ .., link] = lead else { return None };
    if !draft.has_whole("role-link", link.span) || !(3..=ONE).contains(&said.len()) {
        return None;
    }
    let opening = Span::at(said[0].span.start(), said[0].span.start() + 1);
    let one = draft.words_in("one-who", opening).next()?;
    let clause: Vec<&Token> = said.iter().filter(|token| token.span.start() >= one.span.end()).collect();
    let does = clause.iter().take(3).find(|token| !adverb(draft, token))?;
    let state = draft.is("person-state", does) && !draft.has_whole("has-verb", does.span);
    (does.shape == Shape::Lower && !state)
        .then(|| does.span.cover(clause.last().map_or(does.span, |last| last.span)))
}

/// "For the Club, Anna Ek is the person who opens the gate": that the one named is who does something.
fn is_one_who(draft: &Draft<'_>, name: Span, behind: &[Token]) -> Option<Span> {
    let [link, one, ..] = behind else { return None };
    let linked = draft.has_whole("role-link", link.span)
        && draft.document.between(name.end(), link.span.start()) == " ";
    let opening = Span::at(one.span.start(), one.span.start() + 1);
    let who = draft.words_in("one-who", opening).next().filter(|_| linked)?;
    let rest = behind.iter().filter(|token| token.span.start() >= who.span.end());
    let does = rest.into_iter().find(|token| !adverb(draft, token))?;
    let state = draft.is("person-state", does) && !draft.has_whole("has-verb", does.span);
    (does.shape == Shape::Lower && !state).then_some(does.span)
}

/// "We have asked Anna Ek to run the bar", "Kommunen uppdrar åt Anna Ek att räkna kassan": whom others have asked to do something.
fn asked(draft: &Draft<'_>, before: &[Token], behind: &[Token]) -> Option<Span> {
    let lead = &before[..before.len() - titles(draft, before)];
    let verb = match lead {
        [.., verb, to] if draft.is("asks-of", to) => verb,
        [.., verb] => verb,
        [] => return None,
    };
    let next = behind.first()?;
    let does = ["infinitive-mark", "infinitive-verb"].iter().any(|label| draft.is(label, next));
    (draft.is("asks-verb", verb) && does).then(|| verb.span.cover(lead[lead.len() - 1].span))
}

/// "Åt Anna Ek uppdras att granska …": whom others ask stands first.
fn asked_first(draft: &Draft<'_>, before: &[Token], behind: &[Token]) -> Option<Span> {
    let [of] = &before[..before.len() - titles(draft, before)] else { return None };
    let verb = behind.first().filter(|_| draft.is("asks-of", of))?;
    let does = |token: &Token| draft.is("infinitive-mark", token);
    (draft.is("asks-verb", verb) && behind.iter().skip(1).take(3).any(does)).then_some(verb.span)
}

/// "Den som har huvudansvaret är Anna Ek", "The person with overall responsibility is Anna Ek": who has the charge of something.
fn in_charge(draft: &Draft<'_>, before: &[Token]) -> Option<Span> {
    let lead = &before[..before.len() - titles(draft, before)];
    // "First aid is the responsibility of Anna Ek"
    if let [.., charge, of] = lead
        && draft.is("charge-noun", charge)
        && draft.is("noun-of", of)
        && lead.iter().any(|token| draft.has_whole("role-link", token.span))
    {
        return Some(charge.span);
    }
    let [said @ .., link] = lead else { return None };
    let near = said.len().saturating_sub(ONE);
    let charge = said[near..].iter().find(|token| draft.is("charge-noun", token))?;
    let with = said[near..].iter().any(|token| {
        draft.has_whole("has-verb", token.span)
            || draft.is("with-word", token)
            || draft.is("takes-verb", token)
    });
    (draft.has_whole("role-link", link.span) && with).then_some(charge.span)
}

/// "Eskalering sker till Anna Ek", "Catch logs are to be handed in person to Anna Ek": what is delivered to somebody or had of
/// them, where nothing else is done in between.
fn delivered(draft: &Draft<'_>, before: &[Token]) -> Option<Span> {
    let lead = &before[..before.len() - titles(draft, before)];
    let [said @ .., to] = lead else { return None };
    if !draft.is("delivered-from", to) {
        return None;
    }
    let at = said.iter().rposition(|token| draft.is("delivered-verb", token))?;
    let verb = &said[at];
    let english = draft.annotations.language == Language::En;
    let now = said[..at].iter().rev().take(3).any(|token| draft.is("delivered-now", token));
    let between = draft.document.between(verb.span.end(), to.span.start());
    let plain = said.len() - at <= GIVEN
        && !between.contains([';', ':', '.', '\n', '\t'])
        && !said[at + 1..]
            .iter()
            .any(|token| draft.is("subordinator", token) || draft.is("relative-word", token));
    (at > 0 && plain && (now || !english)).then(|| verb.span.cover(to.span))
}

/// Words from what is delivered to whom, at most.
const GIVEN: usize = 8;

/// "Underhållet är anförtrott Anna Ek": what is laid on somebody.
fn laid_on(draft: &Draft<'_>, before: &[Token]) -> Option<Span> {
    let lead = &before[..before.len() - titles(draft, before)];
    lead.last().filter(|last| lead.len() > 1 && draft.is("laid-on", last)).map(|last| last.span)
}

/// "Beställning senast kl. 9 till Anna Ek": a noun for what is done and to whom, without a verb.
fn deed_to(draft: &Draft<'_>, before: &[Token]) -> Option<Span> {
    let lead = &before[..before.len() - titles(draft, before)];
    let [deed, .., to] = lead else { return None };
    let short = lead.len() <= GIVEN
        && draft.is("delivered-from", to)
        && draft.is("deed-tail", deed)
        && deed.shape == Shape::Capital;
    (short && !lead.iter().any(|token| verb(draft, token))).then(|| deed.span.cover(to.span))
}

/// "För utkörningen svarar Anna Ek": what somebody answers for, where it is no party.
fn answers_for(draft: &Draft<'_>, before: &[Token]) -> Option<Span> {
    let lead = &before[..before.len() - titles(draft, before)];
    let [said @ .., answers] = lead else { return None };
    let said = &said[said.len().saturating_sub(GIVEN)..];
    let of = said.iter().rposition(|token| draft.has_whole("signature-for", token.span))?;
    let what = said.get(of + 1..).filter(|what| !what.is_empty())?;
    let whole = what[0].span.cover(what[what.len() - 1].span);
    let party = draft.has_sort(whole) || draft.party_mentions().any(|at| whole.contains(at));
    (draft.is("answers-verb", answers) && !party && !draft.has_word("party-noun", whole))
        .then(|| said[of].span.cover(answers.span))
}

/// "Kören har Anna Ek som dirigent", "The choir has Anna Ek as its conductor": whom somebody has for what.
fn had_as(draft: &Draft<'_>, before: &[Token], behind: &[Token]) -> Option<Span> {
    let has = before.last()?;
    let as_word = behind.first().filter(|word| draft.is("as-word", word))?;
    let agent = behind.iter().skip(1).take(3).find(|token| is_agent(draft, token))?;
    let aside = ["contact-word", "no-task-label"].iter().any(|label| draft.has_word(label, agent.span))
        || draft.is("member-title", agent);
    (draft.is("takes-verb", has) && !aside).then(|| as_word.span.cover(agent.span))
}

/// "Föreningen har gett Anna Ek i uppdrag att …", "The Club has given Anna Ek the job of …": to whom something to do is given.
fn given(draft: &Draft<'_>, before: &[Token], behind: &[Token]) -> Option<Span> {
    let verb = before[..before.len() - titles(draft, before)].last()?;
    let job = behind.iter().take(3).find(|token| draft.is("given-job", token))?;
    draft.is("job-verb", verb).then_some(job.span)
}
