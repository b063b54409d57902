//! Duties: who is to do what, in clauses, lists, under headings and in tables. The demands on an own duty are a subject
//! of one's own, a duty verb and a concrete object.

use std::collections::BTreeMap;

mod assigned;
mod beside;
mod carried;
mod clause;
mod gapped;
mod judge;
mod nominal;
mod people;
mod plain;
mod table;
mod walk;

use super::{Annotator, Draft, Shape, party};
use crate::document::{Duty, DutyKind, DutySource, DutySubject, Sector, Sentence, Span};
pub(super) use clause::{acts, adverb, finite, governed, plain_name};
use clause::{describes, series};
use judge::{another_verb, excluded, money_alone};
use table::tables;
use walk::Walk;

/// Finds duties.
pub const ANNOTATOR: Annotator =
    Annotator { name: "duties", doc: "Finds who is to do what, and whether it counts as an own duty.", run };

/// Duties of one document, at most.
const MOST: usize = 20_000;
/// Words between a subject and its verb, at most.
const REACH: usize = 14;
/// Words of something concrete, at least.
const CONCRETE: usize = 2;
/// Words that leave open what somebody does, at most.
const OPEN: usize = 8;
/// Legal forms of which several parties are called by one word.
const SHARED: [&str; 2] = ["kommun", "region"];
/// Bytes of an article and its space, at most, before a name that begins a text.
const ARTICLE: usize = 5;

fn run(draft: &mut Draft<'_>) {
    let subjects = Subjects::new(draft);
    let mut duties = Walk::new(draft, &subjects).duties();
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

/// Everybody who may be a subject, by place.
#[derive(Debug)]
struct Subjects {
    all: Vec<(Span, DutySubject)>,
    /// Where persons are named.
    persons: Vec<usize>,
}

impl Subjects {
    fn new(draft: &Draft<'_>) -> Subjects {
        let mut all: Vec<(Span, DutySubject)> = Vec::new();
        for (index, party) in draft.annotations.parties.iter().enumerate() {
            let voice = party.voice.iter().filter(|span| !party::is_object(draft, **span));
            all.extend(
                party.mentions.iter().chain(voice).map(|span| (*span, DutySubject::Party(index as u32))),
            );
        }
        all.sort_by_key(|(span, _)| *span);
        // "Kunderna" stands for several.
        all.dedup_by(|next, kept| {
            let (DutySubject::Party(more), true) = (&next.1, next.0 == kept.0) else { return false };
            match &mut kept.1 {
                DutySubject::Party(one) if one == more => true,
                DutySubject::Party(one) => {
                    kept.1 = DutySubject::Parties(vec![*one, *more]);
                    true
                }
                DutySubject::Parties(several) => {
                    several.push(*more);
                    true
                }
                _ => false,
            }
        });
        for (index, person) in draft.annotations.persons.iter().enumerate() {
            let mentions = person.mentions.iter().map(|mention| mention.span);
            all.extend(mentions.map(|span| (span, DutySubject::Person(index as u32))));
        }
        all.extend(several_of_a_form(draft));
        all.extend(organs(draft));
        people::grow(draft, &mut all);
        let lower = |span: Span| draft.document.lower()[span.range()].to_owned();
        all.extend(draft.words_of("each-party").map(|word| (word.span, DutySubject::EachParty)));
        let category = draft.words_of("category-subject").filter(|word| draft.value(word).is_none());
        all.extend(category.map(|word| match is_everybody(draft, word.span) {
            true => (word.span, DutySubject::Joint),
            false => (word.span, DutySubject::Category(lower(word.span))),
        }));
        let joint = draft.words_of("joint");
        let joint = joint.filter(|word| !counts_others(draft, word.span) && !describes(draft, word.span));
        all.extend(joint.map(|word| (word.span, DutySubject::Joint)));
        let role = draft.words_of("role-subject").filter(|word| !is_predicate(draft, word.span));
        all.extend(role.map(|word| (word.span, DutySubject::Role(lower(word.span)))));
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
        let mentions = draft.annotations.persons.iter().flat_map(|person| &person.mentions);
        let mut persons: Vec<usize> = mentions.map(|mention| mention.span.start()).collect();
        persons.sort_unstable();
        Subjects { all, persons }
    }

    /// True where a text begins with a party.
    fn opens(&self, span: Span) -> bool {
        self.inside(span).first().is_some_and(|(at, subject)| {
            at.start() < span.start() + 3 && matches!(subject, DutySubject::Party(_))
        })
    }

    /// True where a text begins with a party, with or without an article.
    fn near(&self, span: Span) -> bool {
        let first = self.inside(span).first();
        first.is_some_and(|(at, subject)| at.start() < span.start() + ARTICLE && subject.of_parties())
    }

    fn inside(&self, span: Span) -> &[(Span, DutySubject)] {
        let from = self.all.partition_point(|(at, _)| at.start() < span.start());
        let to = self.all.partition_point(|(at, _)| at.start() < span.end());
        &self.all[from..to.max(from)]
    }
}

/// "Kommunen är sammankallande och skriver protokoll": what somebody is, and nobody else.
fn is_predicate(draft: &Draft<'_>, word: Span) -> bool {
    let at = draft.tokens.partition_point(|token| token.span.start() < word.start());
    let before = at.checked_sub(1).and_then(|before| draft.tokens.get(before));
    before.is_some_and(|before| {
        draft.is("being-verb", before)
            && draft.document.text().get(before.span.end()..word.start()) == Some(" ")
    })
}

/// "Kommunerna gör upp i juni", where every party is a municipality: no more is said than of the parties together.
fn is_everybody(draft: &Draft<'_>, word: Span) -> bool {
    let form = draft.lexicons.value_of("all-of-form", &draft.document.lower()[word.range()]);
    let parties = &draft.annotations.parties;
    form.is_some_and(|form| {
        parties.len() >= 2 && parties.iter().all(|party| party.legal_form.as_deref() == Some(form))
    })
}

/// "… undervisar samtliga elever": all of something else than the parties.
fn counts_others(draft: &Draft<'_>, word: Span) -> bool {
    if !draft.has_whole("joint-count", word) {
        return false;
    }
    let at = draft.tokens.partition_point(|token| token.span.start() < word.end());
    let Some(next) = draft.tokens.get(at) else { return false };
    let beside = draft.document.text().get(word.end()..next.span.start()) == Some(" ");
    let verb = finite(draft, next)
        || ["duty-modal", "duty-verb", "participation", "pay-verb", "joint"]
            .iter()
            .any(|label| draft.has_word(label, next.span));
    beside && next.shape == Shape::Lower && !verb && !adverb(draft, next) && !draft.is("joint-noun", next)
}

/// "Kommunen ska …" where several are and none alone is called so, "vistelsekommunen": each of those of the form, or the one
/// that the text has just named ("Norrby kommun lånar ut salen. Kommunen städar den.").
fn several_of_a_form(draft: &Draft<'_>) -> Vec<(Span, DutySubject)> {
    let mut found = Vec::new();
    for form in SHARED {
        let parties = draft.annotations.parties.iter().enumerate();
        let alike = parties.filter(|(_, party)| party.legal_form.as_deref() == Some(form));
        let alike: Vec<u32> = alike.map(|(index, _)| index as u32).collect();
        if alike.len() < 2 {
            continue;
        }
        let nouns = draft.words_of("party-noun").chain(draft.words_of("category-subject"));
        let nouns = nouns.filter(|word| draft.value(word) == Some(form));
        found.extend(nouns.map(|word| match just_named(draft, &alike, word.span) {
            Some(party) => (word.span, DutySubject::Party(party)),
            None => (word.span, DutySubject::Parties(alike.clone())),
        }));
    }
    found
}

/// The last of some parties that is named before a word in its paragraph, or the one that its heading names.
fn just_named(draft: &Draft<'_>, parties: &[u32], word: Span) -> Option<u32> {
    let document = draft.document;
    let block = document.blocks().get(document.block_at(word.start())?)?;
    let last_in = |span: Span| {
        let last = |party: &u32| {
            let mentions = &draft.annotations.parties.get(*party as usize)?.mentions;
            let before =
                mentions[..mentions.partition_point(|mention| mention.end() <= span.end())].last()?;
            (before.start() >= span.start()).then_some((before.start(), *party))
        };
        parties.iter().filter_map(last).max()
    };
    let near = last_in(Span::at(block.content.start(), word.start().max(block.content.start())));
    near.or_else(|| last_in(document.heading_over(block)?)).map(|(_, party)| party)
}

/// Boards and offices ("socialnämnden", "the parks department") stand for the only party of the legal form, or of the sector,
/// that has such.
fn organs(draft: &Draft<'_>) -> Vec<(Span, DutySubject)> {
    let mut of_form: BTreeMap<&str, Option<u32>> = BTreeMap::new();
    for (index, party) in draft.annotations.parties.iter().enumerate() {
        let form = party.legal_form.as_deref().unwrap_or("");
        let sector = match party.sector {
            Sector::Public => "public",
            Sector::Private => "private",
            Sector::Nonprofit => "nonprofit",
            Sector::Individual | Sector::Unknown => "",
        };
        for sort in [form, sector] {
            of_form.entry(sort).and_modify(|only| *only = None).or_insert(Some(index as u32));
        }
    }
    let mut ends: Vec<usize> = draft
        .annotations
        .parties
        .iter()
        .flat_map(|party| party.mentions.iter().map(|span| span.end()))
        .collect();
    ends.sort_unstable();
    let mut found = Vec::new();
    for word in draft.words_of("organ") {
        let forms = draft.value(word).unwrap_or("").split(' ');
        let present: Vec<Option<u32>> = forms.filter_map(|form| of_form.get(form).copied()).collect();
        // "Folkhögskolans rektor": somebody of the party that is named.
        let of_other = || {
            let before = word.span.start().checked_sub(1);
            before.is_some_and(|before| ends.binary_search(&before).is_ok())
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

/// The subject of a heading ("Kommunens ansvar", "Föreningen", "The Council's obligations").
fn heading_subject(
    draft: &Draft<'_>,
    subjects: &Subjects,
    heading: Span,
) -> Option<(DutySubject, Span, bool)> {
    // "The Developer shall" over a list tells duties as "The Developer's obligations" does.
    // So does "Regionen svarar för", with what for below.
    let open = || draft.words_in("duty-verb", heading).any(|word| word.span.end() == heading.end());
    let duty = ["duty-heading", "participation", "duty-modal", "open-modal"]
        .iter()
        .any(|label| draft.has_word(label, heading))
        || open();
    let mut inside = subjects.inside(heading).iter().filter(|(span, _)| heading.contains(*span));
    let (span, subject) = inside.find(|(span, _)| match governed(draft, heading, *span) {
        true => duty && !of_another_matter(draft, heading, *span),
        false => true,
    })?;
    let article = draft.tokens_in(heading).first().filter(|token| token.span.end() <= span.start());
    let article = article.is_some_and(|token| draft.lexicons.contains("article", draft.lower(token)));
    let others = draft.tokens_in(heading).len() - draft.tokens_in(*span).len() - usize::from(article);
    // "Kommunens aktivitetsledare": somebody of the party.
    let genitive = others == 1 && span.start() < heading.start() + 4;
    match subject {
        subject if subject.of_parties() && (others == 0 || duty || genitive) => {
            let (subject, who) = series(draft, subjects.inside(heading), *span, subject);
            Some((subject, who, others == 0 || duty))
        }
        DutySubject::Joint | DutySubject::Role(_) if duty || others == 0 => {
            Some((subject.clone(), *span, true))
        }
        _ => None,
    }
}

/// "Samband med kommunens arbete": what a heading is about stands before the preposition, and is no duty ("Ansvar för
/// kommunen" is one).
fn of_another_matter(draft: &Draft<'_>, heading: Span, who: Span) -> bool {
    let before = Span::at(heading.start(), who.start().max(heading.start()));
    draft.tokens_in(before).len() >= 2
        && !["duty-heading", "participation", "duty-modal", "open-modal", "duty-verb"]
            .iter()
            .any(|label| draft.has_word(label, before))
}

/// "får ha två egna stånd", "may show its name": an item that tells a right, or how it is, and nothing that is done.
fn may(draft: &Draft<'_>, item: Span, source: DutySource) -> bool {
    let tokens = draft.tokens_in(item);
    let Some(first) = tokens
        .first()
        .filter(|_| matches!(source, DutySource::ListItem | DutySource::Heading | DutySource::Cell))
    else {
        return false;
    };
    let does = draft.begins_with("duty-verb", first.span);
    let right = ["no-duty-phrase", "right-start"].iter().any(|label| draft.begins_with(label, item));
    (draft.is("right-verb", first) && !does || right) && !another_verb(draft, tokens)
}

/// "Deltar vid behov", "är med i mån av tid": what begins so is no task.
fn takes_part(draft: &Draft<'_>, what: Span) -> bool {
    let tokens = draft.tokens_in(what);
    tokens.iter().take(2).any(|token| draft.has_word("participation", token.span))
        || tokens.len() <= OPEN && draft.has_word("as-able", what)
}

/// "To be confirmed at a later date", "inget särskilt": what stands where a duty would, and tells none.
fn left_open(draft: &Draft<'_>, what: Span) -> bool {
    draft.begins_with("left-open", what) && draft.tokens_in(what).len() <= OPEN
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
    // A line to sign on is no task.
    let signs = draft.document.slice(span).contains("____") || draft.document.slice(span).contains(".....");
    if words == 0 || signs {
        return;
    }
    // "Nothing in this Memorandum binds …", "Inga nycklar lämnas ut"
    let denied = source == DutySource::Heading
        && draft.tokens_in(span).first().is_some_and(|first| draft.has_whole("negation", first.span));
    let kind = match kind {
        DutyKind::Own if *subject == DutySubject::Joint => DutyKind::Joint,
        DutyKind::Own if denied => DutyKind::Negated,
        DutyKind::Own
            if excluded(draft, span, span)
                || draft.has_word("recital-word", span)
                || may(draft, span, source)
                || matches!(source, DutySource::Heading | DutySource::ListItem)
                    && money_alone(draft, span)
                || left_open(draft, span) =>
        {
            DutyKind::Excluded
        }
        DutyKind::Own if takes_part(draft, span) => DutyKind::Participation,
        // A word alone names no task, save in a list under who.
        DutyKind::Own
            if words < CONCRETE
                && source == DutySource::Heading
                && !draft.tokens_in(span).first().is_some_and(|only| draft.is("action-noun", only)) =>
        {
            DutyKind::Joint
        }
        kind => kind,
    };
    duties.push(Duty { span, subject: subject.clone(), who, verb, object: span, kind, source });
}
