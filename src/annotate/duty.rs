//! Duties: who is to do what, in clauses, lists, under headings and in tables. The demands on an own duty are a subject
//! of one's own, a duty verb and a concrete object.

use std::collections::BTreeMap;

use super::{Annotator, Draft, Token};
use crate::document::{BlockKind, Duty, DutyKind, DutySource, DutySubject, Language, Sentence, Span, Zone};

/// Finds duties.
pub const ANNOTATOR: Annotator =
    Annotator { name: "duties", doc: "Finds who is to do what, and whether it counts as an own duty.", run };

/// Duties of one document, at most.
const MOST: usize = 20_000;
/// Words between a subject and its verb, at most.
const REACH: usize = 14;
/// Bytes in which a mini-heading at the start of a paragraph ends.
const RUN_IN: usize = 64;
/// Words of something concrete, at least.
const CONCRETE: usize = 2;

fn run(draft: &mut Draft<'_>) {
    let subjects = Subjects::new(draft);
    let mut duties = Vec::new();
    let blocks = draft.document.blocks();
    let mut lead: Option<(DutySubject, Span, Span, DutyKind)> = None;
    // The heading whose section is at hand, where it names who.
    let mut heading: Option<Head> = None;
    for (index, block) in blocks.iter().enumerate() {
        if duties.len() >= MOST {
            break;
        }
        let zone = draft.annotations.zones.get(index).copied().unwrap_or(Zone::Body);
        if !matches!(zone, Zone::Body | Zone::Table | Zone::Annex | Zone::Parties) {
            lead = None;
            continue;
        }
        if let BlockKind::Heading { level } = block.kind {
            lead = None;
            if heading.as_ref().is_some_and(|above| level <= above.level) {
                heading = None;
            }
            if let Some((subject, who, told)) = heading_subject(draft, &subjects, block.content) {
                heading = Some(Head { level, subject, who, told });
            }
            continue;
        }
        if block.cell().is_some() || zone == Zone::Parties {
            lead = None;
            continue;
        }
        // Bullets that were typed are items too.
        let bullet = |label: &String| !label.chars().any(|c| c.is_ascii_digit());
        let item =
            matches!(block.kind, BlockKind::ListItem { .. }) || block.label.as_ref().is_some_and(bullet);
        let from = duties.len();
        // "Den ska även …": who the sentence before spoke of.
        let mut carried = None;
        for sentence in sentences_of(draft, index) {
            clauses(draft, &subjects, sentence.span, &mut carried, &mut duties);
        }
        let said = duties[from..].iter().any(|duty| duty.kind == DutyKind::Own);
        if let Some((subject, who, rest)) = run_in(draft, &subjects, block.content).filter(|_| !said) {
            push(draft, &mut duties, rest, &subject, who, empty(&who), DutyKind::Own, DutySource::Heading);
        }
        let own = duties.len() > from;
        if item && !own {
            if let Some((subject, who, verb, kind)) = &lead {
                push(draft, &mut duties, block.content, subject, *who, *verb, *kind, DutySource::ListItem);
            } else if let Some(Head { subject, who, .. }) = &heading {
                let kind = DutyKind::Own;
                push(draft, &mut duties, block.content, subject, *who, empty(who), kind, DutySource::Heading);
            }
            continue;
        }
        if !item {
            let listed = blocks.get(index + 1).is_some_and(|next| {
                matches!(next.kind, BlockKind::ListItem { .. }) || next.label.as_ref().is_some_and(bullet)
            });
            lead = leads(draft, &duties[from..], block.content, &subjects, heading.as_ref(), listed);
            if let (false, Some(Head { subject, who, told: true, .. }), None) = (own, &heading, &lead) {
                let kind = DutyKind::Own;
                push(draft, &mut duties, block.content, subject, *who, empty(who), kind, DutySource::Heading);
            }
        }
    }
    tables(draft, &subjects, &mut duties);
    duties.sort_by_key(|duty| (duty.span, duty.who));
    duties.dedup_by(|a, b| a.span == b.span && a.subject == b.subject && a.kind == b.kind);
    let spans: Vec<Span> =
        duties.iter().filter(|duty| duty.kind == DutyKind::Own).map(|duty| duty.span).collect();
    draft.annotations.duties = duties;
    for span in spans {
        draft.mark("duty", span, None, 0.8);
    }
}

/// Sentences of a block.
pub(super) fn sentences_of<'d>(draft: &'d Draft<'_>, block: usize) -> &'d [Sentence] {
    let all = &draft.annotations.sentences;
    let from = all.partition_point(|sentence| (sentence.block as usize) < block);
    let to = all.partition_point(|sentence| (sentence.block as usize) <= block);
    &all[from..to.max(from)]
}

fn empty(at: &Span) -> Span {
    Span::at(at.end(), at.end())
}

/// A heading that names who.
#[derive(Debug)]
struct Head {
    level: u8,
    subject: DutySubject,
    who: Span,
    /// True where it says that duties follow, or nothing but who; else only a list below tells duties.
    told: bool,
}

/// Everybody who may be a subject, by place.
#[derive(Debug)]
struct Subjects {
    all: Vec<(Span, DutySubject)>,
}

impl Subjects {
    fn new(draft: &Draft<'_>) -> Subjects {
        let mut all: Vec<(Span, DutySubject)> = Vec::new();
        for (index, party) in draft.annotations.parties.iter().enumerate() {
            all.extend(party.mentions.iter().map(|span| (*span, DutySubject::Party(index as u32))));
        }
        for (index, person) in draft.annotations.persons.iter().enumerate() {
            let mentions = person.mentions.iter().map(|mention| mention.span);
            all.extend(mentions.map(|span| (span, DutySubject::Person(index as u32))));
        }
        all.extend(organs(draft));
        let lower = |span: Span| draft.document.lower()[span.range()].to_owned();
        all.extend(draft.words_of("each-party").map(|word| (word.span, DutySubject::EachParty)));
        let category = draft.words_of("category-subject");
        all.extend(category.map(|word| (word.span, DutySubject::Category(lower(word.span)))));
        all.extend(draft.words_of("joint").map(|word| (word.span, DutySubject::Joint)));
        all.extend(
            draft.words_of("role-subject").map(|word| (word.span, DutySubject::Role(lower(word.span)))),
        );
        all.sort_by_key(|(span, subject)| (span.start(), std::cmp::Reverse(span.end()), rank(subject)));
        // What stands inside another subject is a part of it ("respektive kommun").
        let mut end = 0;
        all.retain(|(span, _)| {
            let free = span.start() >= end;
            if free {
                end = span.end();
            }
            free
        });
        Subjects { all }
    }

    fn inside(&self, span: Span) -> &[(Span, DutySubject)] {
        let from = self.all.partition_point(|(at, _)| at.start() < span.start());
        let to = self.all.partition_point(|(at, _)| at.start() < span.end());
        &self.all[from..to.max(from)]
    }
}

/// Boards and offices ("socialnämnden") stand for the only party of the legal form that has such.
fn organs(draft: &Draft<'_>) -> Vec<(Span, DutySubject)> {
    let mut of_form: BTreeMap<&str, Option<u32>> = BTreeMap::new();
    for (index, party) in draft.annotations.parties.iter().enumerate() {
        let form = party.legal_form.as_deref().unwrap_or("");
        of_form.entry(form).and_modify(|only| *only = None).or_insert(Some(index as u32));
    }
    let mut found = Vec::new();
    for word in draft.words_of("organ") {
        let forms = word.value.as_deref().unwrap_or("").split(' ');
        let present: Vec<Option<u32>> = forms.filter_map(|form| of_form.get(form).copied()).collect();
        // "Folkhögskolans rektor": somebody of the party that is named.
        let of_other = || {
            draft.annotations.parties.iter().any(|party| {
                let at = party.mentions.partition_point(|span| span.end() < word.span.start());
                let before = at.checked_sub(1).and_then(|at| party.mentions.get(at));
                before.is_some_and(|span| span.end() + 1 == word.span.start())
            })
        };
        if let [Some(party)] = present.as_slice()
            && !of_other()
        {
            found.push((word.span, DutySubject::Party(*party)));
        }
    }
    found
}

fn rank(subject: &DutySubject) -> u8 {
    match subject {
        DutySubject::EachParty => 0,
        DutySubject::Category(_) => 2,
        DutySubject::Joint => 3,
        DutySubject::Role(_) => 4,
        _ => 1,
    }
}

/// Duties of one sentence: each duty word with its subject.
fn clauses(
    draft: &Draft<'_>,
    subjects: &Subjects,
    sentence: Span,
    carried: &mut Option<DutySubject>,
    duties: &mut Vec<Duty>,
) {
    // "Vad var och en ska göra framgår av bilaga 1": the duties stand elsewhere.
    if draft.has_word("told-elsewhere", sentence) && draft.has_word("zone-annex", sentence) {
        return;
    }
    let from = duties.len();
    let pronoun = pronoun(draft, sentence, carried.as_ref());
    let here: Vec<(Span, DutySubject)> =
        pronoun.into_iter().chain(subjects.inside(sentence).iter().cloned()).collect();
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
            false => Span::at(verb.end().max(who.end().min(sentence.end())), sentence.end()),
        };
        let kind = judge(draft, sentence, Verb::Plain, &subject, object);
        duties.push(Duty { span: sentence, subject, who, verb, object, kind, source: DutySource::Clause });
    }
    let party = |subject: &DutySubject| matches!(subject, DutySubject::Party(_) | DutySubject::Role(_));
    let said = duties[from..].iter().map(|duty| &duty.subject).find(|subject| party(subject));
    let named = here.first().map(|(_, subject)| subject).filter(|subject| party(subject));
    *carried = said.or(named).cloned();
}

/// A pronoun that begins the sentence right before its verb, as the subject that the sentence before spoke of.
fn pronoun(draft: &Draft<'_>, sentence: Span, carried: Option<&DutySubject>) -> Option<(Span, DutySubject)> {
    let carried = carried?;
    let tokens = draft.tokens_in(sentence);
    let first = tokens.first()?;
    let lower = draft.document.lower();
    if !draft.lexicons.contains("pronoun-subject", lower.get(first.span.range())?) {
        return None;
    }
    let next = tokens.iter().skip(1).find(|token| !adverb(draft, token))?;
    let verb = finite(draft, next)
        || ["duty-modal", "duty-verb", "participation", "pay-verb"]
            .iter()
            .any(|label| draft.words_in(label, next.span).any(|word| word.span.start() == next.span.start()));
    verb.then(|| (first.span, carried.clone()))
}

pub(super) fn adverb(draft: &Draft<'_>, token: &Token) -> bool {
    draft.lexicons.contains("clause-adverb", &draft.document.lower()[token.span.range()])
}

/// True for a word that can be the finite verb of a clause ("rensar", "gör", "lends").
pub(super) fn finite(draft: &Draft<'_>, token: &Token) -> bool {
    let word = &draft.document.lower()[token.span.range()];
    let (verb, other) = match draft.annotations.language {
        Language::Sv => ("finite-verb", "no-finite-verb"),
        Language::En => ("finite-verb-en", "no-finite-verb-en"),
        _ => return false,
    };
    token.shape == super::Shape::Lower
        && draft.lexicons.contains(verb, word)
        && !draft.lexicons.contains(other, word)
}

/// A verb that no list knows, with its subject.
struct Plain {
    verb: Span,
    subject: DutySubject,
    who: Span,
    /// True where the subject is the agent behind a passive: what is done stands before the verb.
    passive: bool,
}

/// Verbs that no list knows: the finite verb right behind a subject ("Föreningen rensar …"), behind somebody of a party
/// ("Kommunens tekniska kontor röjer …"), right before it ("I juli öppnar klubben …"), behind a relative clause, or a
/// passive before its agent ("fördelas av klubben").
fn plain_verbs(draft: &Draft<'_>, here: &[(Span, DutySubject)], sentence: Span) -> Vec<Plain> {
    let mut found: Vec<Plain> = Vec::new();
    let swedish = draft.annotations.language == Language::Sv;
    let text = draft.document.text();
    let lower = draft.document.lower();
    let tokens = draft.tokens_in(sentence);
    let asks = |label: &str, token: &Token| draft.lexicons.contains(label, &lower[token.span.range()]);
    let gap = |a: &Token, b: &Token| match text.get(a.span.end()..b.span.start()).unwrap_or("\n") {
        "\u{a0}" => " ",
        gap => gap,
    };
    for (who, subject) in here.iter().take(24) {
        if !matches!(subject, DutySubject::Party(_) | DutySubject::EachParty | DutySubject::Category(_)) {
            continue;
        }
        let first = tokens.partition_point(|token| token.span.start() < who.start());
        let next = tokens.partition_point(|token| token.span.start() < who.end());
        let before = first.checked_sub(1).and_then(|at| tokens.get(at));
        // "… utförs av kommunens gatukontor"
        if let Some(by) = before.filter(|token| draft.has_word("agent-by", token.span)) {
            let verb = tokens[..first].iter().rev().skip(1).take(3).find(|token| !adverb(draft, token));
            if let Some(verb) = verb.filter(|verb| {
                asks("passive-verb", verb) && !asks("no-duty-passive", verb) && gap(by, &tokens[first]) == " "
            }) {
                found.push(Plain { verb: verb.span, subject: subject.clone(), who: *who, passive: true });
            }
            continue;
        }
        if before.is_some_and(|token| asks("subordinator", token)) {
            continue;
        }
        let prepositioned = governed(draft, sentence, *who);
        let Some(after) = tokens.get(next) else { continue };
        let last = &tokens[next.saturating_sub(1)];
        let mut verb: Option<usize> = None;
        // Right behind, at most two adverbs between.
        let genitive = lower[last.span.range()].ends_with('s') && !plain_name(draft, *who, subject);
        if !prepositioned {
            let mut at = next;
            while at < next + 2 && tokens.get(at).is_some_and(|token| adverb(draft, token)) {
                at += 1;
            }
            let near = gap(last, after) == " ";
            if near && !genitive && tokens.get(at).is_some_and(|token| finite(draft, token)) {
                verb = Some(at);
            } else if near && genitive && swedish {
                // "Kommunens tekniska kontor röjer": at least one word stands between.
                for at in next..tokens.len().min(next + 5) {
                    let token = &tokens[at];
                    let plain = at == next || gap(&tokens[at - 1], token) == " ";
                    if !plain || at > next && draft.has_word("preposition", token.span) {
                        break;
                    }
                    if at > next && finite(draft, token) {
                        verb = Some(at);
                        break;
                    }
                }
            } else if gap(last, after) == ", " && asks("relative-word", after) {
                let rest = Span::at(after.span.end(), sentence.end());
                let close = draft.document.slice(rest).find(", ").map(|at| rest.start() + at);
                let behind = close.map(|close| tokens.partition_point(|token| token.span.start() < close));
                verb = behind.filter(|at| tokens.get(*at).is_some_and(|token| finite(draft, token)));
            }
        }
        // "I juli öppnar klubben": the verb right before.
        if verb.is_none()
            && swedish
            && first >= 2
            && let Some(before) = before
            && finite(draft, before)
            && gap(before, &tokens[first]) == " "
            && !asks("relative-word", &tokens[first - 2])
            && !asks("subordinator", &tokens[first - 2])
        {
            verb = Some(first - 1);
        }
        let Some(mut at) = verb else { continue };
        // "äger och underhåller": what is joined to a verb that is no duty.
        if asks("stative-verb", &tokens[at]) {
            let joined = (at + 1..tokens.len().min(at + 24)).find(|index| {
                finite(draft, &tokens[*index])
                    && !asks("stative-verb", &tokens[*index])
                    && draft.words_in("party-join", tokens[*index - 1].span).next().is_some()
            });
            match joined {
                Some(other) => at = other,
                None => continue,
            }
        }
        found.push(Plain { verb: tokens[at].span, subject: subject.clone(), who: *who, passive: false });
    }
    found
}

/// True where a mention that ends in -s is the name as it is, not its genitive ("Friskis").
fn plain_name(draft: &Draft<'_>, who: Span, subject: &DutySubject) -> bool {
    let DutySubject::Party(party) = subject else { return false };
    let said = draft.document.slice(who).to_lowercase();
    draft.annotations.parties.get(*party as usize).is_some_and(|party| {
        std::iter::once(&party.name).chain(&party.aliases).any(|name| name.to_lowercase() == said)
    })
}

fn known_verbs(draft: &Draft<'_>, here: &[(Span, DutySubject)], sentence: Span, duties: &mut Vec<Duty>) {
    let mut verbs: Vec<(Span, Verb)> = Vec::new();
    for (label, verb) in [
        ("duty-modal", Verb::Modal),
        ("duty-verb", Verb::Plain),
        ("participation", Verb::Participation),
        ("pay-verb", Verb::Pay),
    ] {
        verbs.extend(draft.words_in(label, sentence).map(|word| (word.span, verb)));
    }
    if verbs.is_empty() {
        return;
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
    for (index, (verb, sort)) in verbs.iter().enumerate() {
        let next = verbs.get(index + 1).map_or(sentence.end(), |(next, _)| next.start());
        // After "shall", the verb that follows belongs to it.
        let previous = index.checked_sub(1).map(|before| verbs[before]);
        if let Some((before, Verb::Modal)) = previous
            && words_between(draft, before.end(), verb.start()) <= 4
        {
            continue;
        }
        let Some((subject, who)) = subject_of(draft, here, sentence, *verb, next) else { continue };
        let object = Span::at(verb.end().max(who.end().min(sentence.end())), sentence.end());
        let kind = judge(draft, sentence, *sort, &subject, object);
        duties.push(Duty {
            span: sentence,
            subject,
            who,
            verb: *verb,
            object,
            kind,
            source: DutySource::Clause,
        });
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Modal,
    Plain,
    Participation,
    Pay,
}

fn words_between(draft: &Draft<'_>, from: usize, to: usize) -> usize {
    if to <= from { 0 } else { draft.tokens_in(Span::at(from, to)).len() }
}

/// Who does it: the name right behind the verb ("Därför ska kommunen …"), the agent of a passive ("… av kommunen"), else
/// the nearest before that is not governed by a preposition.
fn subject_of(
    draft: &Draft<'_>,
    here: &[(Span, DutySubject)],
    sentence: Span,
    verb: Span,
    next: usize,
) -> Option<(DutySubject, Span)> {
    let behind = here.iter().find(|(span, _)| span.start() >= verb.end());
    if let Some((span, subject)) =
        behind.filter(|(span, _)| words_between(draft, verb.end(), span.start()) == 0)
    {
        return Some(series(draft, here, *span, subject));
    }
    let before =
        here.iter().rev().filter(|(span, _)| span.end() <= verb.start()).take(6).find(|(span, _)| {
            !governed(draft, sentence, *span) && words_between(draft, span.end(), verb.start()) <= REACH
        });
    // Agent of a passive.
    let agent = here.iter().find(|(span, _)| {
        span.start() >= verb.end()
            && span.start() < next.max(sentence.end())
            && before_word(draft, sentence, *span).is_some_and(|token| draft.has_word("agent-by", token.span))
    });
    if passive(draft, verb) {
        return agent.map(|(span, subject)| (subject.clone(), *span));
    }
    before.map(|(span, subject)| series_back(draft, here, *span, subject))
}

fn before_word<'d>(draft: &'d Draft<'_>, sentence: Span, span: Span) -> Option<&'d Token> {
    draft.tokens_in(Span::at(sentence.start(), span.start().max(sentence.start()))).last()
}

fn governed(draft: &Draft<'_>, sentence: Span, span: Span) -> bool {
    before_word(draft, sentence, span)
        .is_some_and(|token| draft.words_in("preposition", token.span).any(|word| word.span == token.span))
}

/// "shall be provided", "ska genomföras": the words behind the modal say so.
fn passive(draft: &Draft<'_>, verb: Span) -> bool {
    let rest = Span::at(verb.end(), (verb.end() + 60).min(draft.document.text().len()).max(verb.end()));
    let lower = draft.document.lower();
    let mut tokens = draft.tokens_in(rest).iter().map(|token| lower.get(token.span.range()).unwrap_or(""));
    let english = draft.annotations.language == Language::En;
    let Some(first) = tokens.next() else { return false };
    if english {
        return first == "be"
            && tokens.next().is_some_and(|word| word.ends_with("ed") || word.ends_with("en"));
    }
    let is_modal = draft.words_in("duty-modal", verb).next().is_some();
    is_modal && first.len() > 4 && first.ends_with("as")
}

/// Names joined after the first ("kommunen och föreningen").
fn series(
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

fn series_back(
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
        if !joined(draft, span.end(), who.start()) {
            break;
        }
        who = span.cover(who);
        if !parties.contains(party) {
            parties.insert(0, *party);
        }
    }
    if parties.len() > 1 { (DutySubject::Parties(parties), who) } else { (subject.clone(), last) }
}

/// Only a comma or a joining word stands between.
fn joined(draft: &Draft<'_>, from: usize, to: usize) -> bool {
    if to < from {
        return false;
    }
    let gap = Span::at(from, to);
    match draft.tokens_in(gap) {
        [] => draft.document.slice(gap).trim() == ",",
        [one] => draft.words_in("party-join", one.span).next().is_some(),
        _ => false,
    }
}

/// Whether a duty counts.
fn judge(draft: &Draft<'_>, sentence: Span, sort: Verb, subject: &DutySubject, object: Span) -> DutyKind {
    let behind: Vec<Span> = draft.tokens_in(object).iter().take(4).map(|token| token.span).collect();
    let first = behind.first().copied();
    let soon = |label: &str| behind.iter().take(3).any(|token| draft.has_word(label, *token));
    if soon("negation") && first.is_some() {
        return DutyKind::Negated;
    }
    if sort == Verb::Participation || sort == Verb::Modal && soon("participation") {
        return DutyKind::Participation;
    }
    let pays = (sort == Verb::Pay || soon("pay-verb")) && !another_verb(draft, draft.tokens_in(object));
    if excluded(draft, sentence, object) || pays {
        return DutyKind::Excluded;
    }
    if sort == Verb::Modal
        && first.is_some_and(|token| draft.has_word("no-duty-verb", token))
        && !another_verb(draft, draft.tokens_in(object))
    {
        return DutyKind::Excluded;
    }
    if *subject == DutySubject::Joint || draft.has_word("joint-marker", sentence) {
        return DutyKind::Joint;
    }
    if money_alone(draft, object) {
        return DutyKind::Excluded;
    }
    if concrete(draft, object) { DutyKind::Own } else { DutyKind::Joint }
}

/// Something is named that is done; "leads the work" says nothing.
fn concrete(draft: &Draft<'_>, object: Span) -> bool {
    match draft.tokens_in(object) {
        [] => false,
        [only] => {
            let word = &draft.document.lower()[only.span.range()];
            word.len() > 3 && !draft.lexicons.contains("vague-object", word)
        }
        _ => true,
    }
}

/// "bidrar med vardera 75 000 kronor per år": what is given is a sum.
fn money_alone(draft: &Draft<'_>, object: Span) -> bool {
    let near = (object.start() + 48).min(object.end());
    let Some(label) = draft.lexicons.labels().get("money") else { return false };
    let money = |mark: &crate::document::Mark| {
        mark.label == label && mark.span.start() >= object.start() && mark.span.start() < near
    };
    match draft.annotations.marks.iter().find(|mark| money(mark)) {
        Some(sum) => {
            let words = draft.tokens_in(Span::at(object.start(), sum.span.start().max(object.start()))).len();
            if words > 2 {
                return false;
            }
            let rest = draft.tokens_in(Span::at(sum.span.end().min(object.end()), object.end()));
            rest.len() <= 12 && !another_verb(draft, rest)
        }
        None => false,
    }
}

/// ", förmedla ensembler och utvärdera": more is to be done than to pay.
fn another_verb(draft: &Draft<'_>, tokens: &[Token]) -> bool {
    let (text, lower) = (draft.document.text(), draft.document.lower());
    tokens.windows(2).any(|pair| {
        let gap = text.get(pair[0].span.end()..pair[1].span.start()).unwrap_or("");
        let joins =
            gap.trim_start().starts_with(',') || draft.words_in("party-join", pair[0].span).next().is_some();
        let word = &lower[pair[1].span.range()];
        joins
            && pair[1].shape == super::Shape::Lower
            && (draft.lexicons.contains("infinitive-verb", word) || finite(draft, &pair[1]))
    }) || tokens.first().is_some_and(|first| {
        let before = text[..first.span.start()].trim_end();
        before.ends_with(',') && draft.lexicons.contains("infinitive-verb", &lower[first.span.range()])
    })
}

/// True where the first thing that a duty is about, what stands before it, or the heading above it, is liability,
/// insurance, personal data, payment, the law or the end.
fn excluded(draft: &Draft<'_>, sentence: Span, object: Span) -> bool {
    if draft.has_word("law-word", sentence) {
        return true;
    }
    // Of "larm, försäkring och städning" the first says what it is about.
    let tokens = draft.tokens_in(object);
    let text = draft.document.text();
    let mut end = object.start();
    for (index, token) in tokens.iter().enumerate().take(10) {
        let gap = text.get(end..token.span.start()).unwrap_or("");
        if index > 0
            && (gap.contains([',', ';']) || draft.words_in("party-join", token.span).next().is_some())
        {
            break;
        }
        end = token.span.end();
    }
    let before = Span::at(sentence.start(), object.start().max(sentence.start()));
    if draft.has_word("excluded-topic", Span::at(object.start(), end))
        || draft.has_word("excluded-topic", before)
    {
        return true;
    }
    let document = draft.document;
    let block = document.block_at(sentence.start()).and_then(|index| document.blocks().get(index));
    let section = block.and_then(|block| document.sections().get(block.section? as usize));
    let heading = section.and_then(|section| document.blocks().get(section.heading as usize));
    heading.is_some_and(|heading| draft.has_word("excluded-topic", heading.content))
}

/// The subject of a heading ("Kommunens ansvar", "Föreningen", "The Council's obligations").
fn heading_subject(
    draft: &Draft<'_>,
    subjects: &Subjects,
    heading: Span,
) -> Option<(DutySubject, Span, bool)> {
    // "The Developer shall" over a list tells duties as "The Developer's obligations" does.
    let duty =
        ["duty-heading", "participation", "duty-modal"].iter().any(|label| draft.has_word(label, heading));
    let mut inside = subjects.inside(heading).iter();
    let (span, subject) = inside.find(|(span, _)| duty || !governed(draft, heading, *span))?;
    let others = draft.tokens_in(heading).len() - draft.tokens_in(*span).len();
    // "Kommunens aktivitetsledare": somebody of the party.
    let genitive = others == 1 && span.start() < heading.start() + 4;
    match subject {
        DutySubject::Party(_) | DutySubject::EachParty | DutySubject::Category(_)
            if others == 0 || duty || genitive =>
        {
            let (subject, who) = series(draft, subjects.inside(heading), *span, subject);
            Some((subject, who, others == 0 || duty))
        }
        DutySubject::Joint | DutySubject::Role(_) if duty || others == 0 => {
            Some((subject.clone(), *span, true))
        }
        _ => None,
    }
}

/// A mini-heading that begins a paragraph or item ("Kommunens ansvar – Budget", "Klubbens uppgifter. Att …") with what
/// stands behind it.
fn run_in(draft: &Draft<'_>, subjects: &Subjects, block: Span) -> Option<(DutySubject, Span, Span)> {
    let text = draft.document.slice(block);
    let head = text.get(..RUN_IN.min(text.len())).or_else(|| text.get(..RUN_IN - 1)).unwrap_or(text);
    let number =
        head.len() - head.trim_start_matches(|c: char| c.is_ascii_digit() || "§.() ".contains(c)).len();
    let (at, sign) = [": ", ". ", " – ", " - "]
        .iter()
        .filter_map(|sign| head.get(number..)?.find(sign).map(|at| (number + at, sign.len())))
        .min()?;
    let before = Span::at(block.start() + number, block.start() + at);
    let rest = Span::at(block.start() + at + sign, block.end());
    let (subject, who, told) = heading_subject(draft, subjects, before)?;
    let first = draft.tokens_in(rest).first()?;
    let person = subjects
        .inside(Span::at(rest.start(), first.span.end()))
        .iter()
        .any(|(_, subject)| matches!(subject, DutySubject::Person(_)));
    let told = told && draft.tokens_in(before).len() <= 5;
    let value = person || first.shape == super::Shape::Number || draft.document.slice(rest).contains('@');
    (told && !value && draft.tokens_in(rest).len() >= CONCRETE && !money_alone(draft, rest))
        .then_some((subject, who, rest))
}

/// What a list after this block inherits: the subject of a lead-in that ends with a colon or with an open verb.
fn leads(
    draft: &Draft<'_>,
    said: &[Duty],
    block: Span,
    subjects: &Subjects,
    heading: Option<&Head>,
    listed: bool,
) -> Option<(DutySubject, Span, Span, DutyKind)> {
    let text = draft.document.slice(block).trim_end();
    let colon = text.ends_with(':') || text.ends_with('–') || text.ends_with('-');
    let open = draft.tokens_in(block).last().is_some_and(|token| {
        draft
            .words_in("duty-modal", Span::at(block.start(), block.end()))
            .chain(draft.words_in("duty-verb", Span::at(block.start(), block.end())))
            .any(|w| w.span.end() == token.span.end())
    });
    if !colon && !open {
        // A party's name alone on its line, over a list.
        let (subject, who, told) =
            heading_subject(draft, subjects, block).filter(|_| listed && said.is_empty())?;
        let kind = if subject == DutySubject::Joint { DutyKind::Joint } else { DutyKind::Own };
        return Some((subject, who, empty(&who), kind)).filter(|_| told || block.len() < 60);
    }
    if let Some(duty) = said.last() {
        let joint = duty.subject == DutySubject::Joint || draft.has_word("joint-marker", duty.span);
        let kind = match duty.kind {
            DutyKind::Joint if !joint => DutyKind::Own,
            kind => kind,
        };
        return Some((duty.subject.clone(), duty.who, duty.verb, kind));
    }
    // "Kommunen:" alone, or "Kommunens åtaganden:".
    if let Some((subject, who, _)) = heading_subject(draft, subjects, block) {
        let kind = if subject == DutySubject::Joint { DutyKind::Joint } else { DutyKind::Own };
        return Some((subject, who, empty(&who), kind));
    }
    let Head { subject, who, .. } = heading?;
    let kind = if *subject == DutySubject::Joint { DutyKind::Joint } else { DutyKind::Own };
    Some((subject.clone(), *who, empty(who), kind))
}

#[allow(clippy::too_many_arguments)]
fn push(
    draft: &Draft<'_>,
    duties: &mut Vec<Duty>,
    span: Span,
    subject: &DutySubject,
    who: Span,
    verb: Span,
    kind: DutyKind,
    source: DutySource,
) {
    let words = draft.tokens_in(span).len();
    if words == 0 {
        return;
    }
    let kind = match kind {
        DutyKind::Own if *subject == DutySubject::Joint => DutyKind::Joint,
        DutyKind::Own if excluded(draft, span, span) => DutyKind::Excluded,
        DutyKind::Own
            if draft
                .tokens_in(span)
                .iter()
                .take(2)
                .any(|token| draft.has_word("participation", token.span)) =>
        {
            DutyKind::Participation
        }
        // A word alone names no task, save in a list under who.
        DutyKind::Own if words < CONCRETE && source == DutySource::Heading => DutyKind::Joint,
        kind => kind,
    };
    duties.push(Duty { span, subject: subject.clone(), who, verb, object: span, kind, source });
}

/// Rows with a column that names who, columns headed by a party, and rows that begin with one.
fn tables(draft: &Draft<'_>, subjects: &Subjects, duties: &mut Vec<Duty>) {
    let blocks = draft.document.blocks();
    let mut index = 0;
    while index < blocks.len() && duties.len() < MOST {
        let Some(first) = blocks[index].cell() else {
            index += 1;
            continue;
        };
        let length =
            blocks[index..].iter().take_while(|b| b.cell().is_some_and(|c| c.table == first.table)).count();
        let table = index..index + length.max(1);
        index = table.end;
        let zone = draft.annotations.zones.get(table.start).copied();
        if !matches!(zone, Some(Zone::Body | Zone::Table | Zone::Annex)) {
            continue;
        }
        table_duties(draft, subjects, table, duties);
    }
}

fn table_duties(
    draft: &Draft<'_>,
    subjects: &Subjects,
    table: std::ops::Range<usize>,
    duties: &mut Vec<Duty>,
) {
    let blocks = draft.document.blocks();
    let heads: Vec<(u32, Span)> = table
        .clone()
        .filter_map(|at| {
            blocks[at].cell().filter(|cell| cell.row == 0).map(|cell| (cell.column, blocks[at].content))
        })
        .collect();
    let begins = |label: &str, span: Span| {
        draft.words_in(label, span).next().is_some_and(|word| word.span.start() < span.start() + 4)
    };
    let who_column =
        heads.iter().find(|(_, span)| begins("responsible-column", *span)).map(|(column, _)| *column);
    let what = heads.iter().any(|(_, span)| draft.has_word("task-column", *span));
    let of_party: Vec<(u32, DutySubject, Span)> = heads
        .iter()
        .filter_map(|(column, head)| {
            let (span, subject) = subjects.inside(*head).first()?;
            let party =
                matches!(subject, DutySubject::Party(_) | DutySubject::EachParty | DutySubject::Joint);
            let near = draft.tokens_in(*head).len() <= draft.tokens_in(*span).len() + 2;
            (party && near).then(|| (*column, subject.clone(), *span))
        })
        .collect();
    // A column that no party heads tells what the row is about.
    let labelled = table.clone().any(|at| {
        blocks[at]
            .cell()
            .is_some_and(|cell| cell.row > 0 && !of_party.iter().any(|(column, _, _)| *column == cell.column))
    });
    let mut rows: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for at in table.clone() {
        if let Some(cell) = blocks[at].cell() {
            rows.entry(cell.row).or_default().push(at);
        }
    }
    // A row whose own column says which party.
    let told = |row: &[usize]| {
        row.iter().any(|at| {
            who_column.is_some()
                && blocks[*at].cell().map(|cell| cell.column) == who_column
                && !subjects.inside(blocks[*at].content).is_empty()
        })
    };
    for at in table.clone() {
        let Some(cell) = blocks[at].cell().filter(|cell| cell.row > 0) else { continue };
        let content = blocks[at].content;
        if draft.tokens_in(content).is_empty() {
            continue;
        }
        let Some(row) = rows.get(&cell.row).filter(|row| row.len() <= 64) else { continue };
        let row_span = row.iter().fold(content, |span, other| span.cover(blocks[*other].span));
        let here = subjects.inside(content);
        if Some(cell.column) == who_column {
            let rest =
                row.iter().any(|other| *other != at && !draft.tokens_in(blocks[*other].content).is_empty());
            for (span, subject) in here.iter().filter(|_| rest) {
                push_row(duties, row_span, subject, *span);
            }
        } else if let Some((_, subject, who)) = of_party.iter().find(|(column, _, _)| *column == cell.column)
        {
            // Parties side by side, and nothing else, sign.
            if !(what || of_party.len() > 1 && labelled || duty_section(draft, at)) {
                continue;
            }
            if let Some(kind) = mark_kind(draft, content) {
                let source = DutySource::Cell;
                push(draft, duties, row_span, subject, *who, empty(who), kind, source);
            } else {
                push(draft, duties, content, subject, *who, empty(who), DutyKind::Own, DutySource::Cell);
            }
        } else if cell.column == 0 && what && of_party.is_empty() && !told(row) {
            let other = row
                .iter()
                .any(|other| *other != at && draft.tokens_in(blocks[*other].content).len() >= CONCRETE);
            let whole = here.first().filter(|(span, _)| span.start() < content.start() + 6);
            if let (true, Some((span, subject))) = (other, whole) {
                push_row(duties, row_span, subject, *span);
            }
        }
    }
}

/// What a mark in the column of a party says of the row: "A", "X" and "R" that it does it, "M" and "I" that it takes part.
/// `None` for a cell with words.
fn mark_kind(draft: &Draft<'_>, cell: Span) -> Option<DutyKind> {
    let text = draft.document.slice(cell).trim();
    if text.chars().count() > 5 {
        return None;
    }
    let lower = text.to_lowercase();
    let mut marks = lower.split(['/', ',', ' ', '(', ')']).filter(|mark| !mark.is_empty()).peekable();
    marks.peek()?;
    if marks.clone().any(|mark| mark.chars().count() > 2 && !draft.lexicons.contains("mark-own", mark)) {
        return None;
    }
    Some(match marks.any(|mark| draft.lexicons.contains("mark-own", mark)) {
        true => DutyKind::Own,
        false => DutyKind::Participation,
    })
}

/// True where the heading above speaks of duties.
fn duty_section(draft: &Draft<'_>, block: usize) -> bool {
    let document = draft.document;
    let section =
        document.blocks().get(block).and_then(|block| document.sections().get(block.section? as usize));
    let heading = section.and_then(|section| document.blocks().get(section.heading as usize));
    heading.is_some_and(|heading| draft.has_word("duty-heading", heading.content))
}

fn push_row(duties: &mut Vec<Duty>, row: Span, subject: &DutySubject, who: Span) {
    let kind = match subject {
        DutySubject::Joint => DutyKind::Joint,
        _ => DutyKind::Own,
    };
    duties.push(Duty {
        span: row,
        subject: subject.clone(),
        who,
        verb: empty(&who),
        object: row,
        kind,
        source: DutySource::Cell,
    });
}
