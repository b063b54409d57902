//! Duties: who is to do what, in clauses, lists, under headings and in tables. The demands on an own duty are a subject
//! of one's own, a duty verb and a concrete object.

use std::collections::BTreeMap;

mod clause;
mod gapped;
mod judge;
mod nominal;
mod table;

use super::{Annotator, Draft, Shape, first_of, party};
use crate::document::{BlockKind, Duty, DutyKind, DutySource, DutySubject, Sentence, Span, Zone};
pub(super) use clause::{acts, adverb, finite, governed, plain_name};
use clause::{clauses, series};
use judge::{another_verb, excluded, money_alone};
use table::tables;

/// Finds duties.
pub const ANNOTATOR: Annotator =
    Annotator { name: "duties", doc: "Finds who is to do what, and whether it counts as an own duty.", run };

/// Duties of one document, at most.
const MOST: usize = 20_000;
/// Words between a subject and its verb, at most.
const REACH: usize = 14;
/// Bytes in which a mini-heading at the start of a paragraph ends.
const RUN_IN: usize = 64;
/// Bytes of a line that says what and who, at most.
const LINE: usize = 120;
/// What no line begins with that says what somebody does: roles in the agreement, contacts, who signs, money.
const NO_TASK: [&str; 9] = [
    "party-role",
    "contact-word",
    "metadata-label",
    "header-label",
    "signature-label",
    "signature-for",
    "distribution-label",
    "zone-parties",
    "pay-noun",
];
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
    let mut duties = Vec::new();
    let blocks = draft.document.blocks();
    let mut lead: Option<(DutySubject, Span, Span, DutyKind)> = None;
    // The heading whose section is at hand, where it names who.
    let mut heading: Option<Head> = None;
    // A line that is a heading though nothing marks it, right above.
    let mut above: Option<Head> = None;
    for (index, block) in blocks.iter().enumerate() {
        if duties.len() >= MOST {
            break;
        }
        let pending = above.take();
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
        let item = (matches!(block.kind, BlockKind::ListItem { .. })
            || block.label.as_ref().is_some_and(bullet))
            && !numbered_lead(draft, &subjects, index);
        let from = duties.len();
        // "Den ska även …": who the sentence before spoke of.
        let mut carried = None;
        // "Kommunen" over "anställer projektledaren": the heading is the subject.
        let goes_on = heading.as_ref().is_some_and(|head| head.told)
            && index.checked_sub(1).is_some_and(|before| blocks[before].is_heading())
            && draft.document.slice(block.content).starts_with(char::is_lowercase);
        for sentence in sentences_of(draft, index).iter().skip(usize::from(goes_on)) {
            clauses(draft, &subjects, sentence.span, &mut carried, &mut duties);
        }
        let said = duties[from..].iter().any(|duty| duty.kind == DutyKind::Own);
        // "The Company. The Company will take part": its own words tell.
        let idle = |duty: &Duty| matches!(duty.kind, DutyKind::Participation | DutyKind::Negated);
        let all_idle = duties.len() > from && duties[from..].iter().all(idle);
        let told = |rest: Span| all_idle && subjects.near(rest);
        let under = run_in(draft, &subjects, block.content).filter(|(_, _, rest)| !said && !told(*rest));
        if let Some((subject, who, rest)) = under {
            push(draft, &mut duties, rest, &subject, who, empty(&who), DutyKind::Own, DutySource::Heading);
        }
        if let Some((subject, who, what)) = told_behind(draft, &subjects, index) {
            let (kind, source) = (DutyKind::Own, DutySource::ListItem);
            push(draft, &mut duties, what, &subject, who, empty(&who), kind, source);
        }
        let own = duties.len() > from;
        // "Regionen svarar för" on a line of its own, and what for on the next.
        let runs_on = lead.is_some() && draft.document.slice(block.content).starts_with(char::is_lowercase);
        if (item || runs_on) && !own {
            if let Some((subject, who, verb, kind)) = &lead {
                push(draft, &mut duties, block.content, subject, *who, *verb, *kind, DutySource::ListItem);
            } else if let Some(Head { subject, who, .. }) = heading.as_ref().filter(|head| {
                !subjects.opens(block.content) && !speaks_of(draft, &subjects, &head.subject, index)
            }) {
                let kind = DutyKind::Own;
                push(draft, &mut duties, block.content, subject, *who, empty(who), kind, DutySource::Heading);
            }
            continue;
        }
        if !item {
            // "Kommunens ansvar" on a line of its own is the heading of the paragraph below.
            if let Some(Head { subject, who, .. }) = pending
                .filter(|_| !own && !subjects.opens(block.content) && !of_agreement(draft, block.content))
            {
                let kind = DutyKind::Own;
                push(
                    draft,
                    &mut duties,
                    block.content,
                    &subject,
                    who,
                    empty(&who),
                    kind,
                    DutySource::Heading,
                );
                continue;
            }
            above = line_heading(draft, &subjects, block.content).filter(|_| !own);
            // Lines that begin with a small letter are a list that nobody marked.
            let listed = blocks.get(index + 1).is_some_and(|next| {
                matches!(next.kind, BlockKind::ListItem { .. })
                    || next.label.as_ref().is_some_and(bullet)
                    || next.kind == BlockKind::Paragraph
                        && draft.document.slice(next.content).starts_with(char::is_lowercase)
            });
            lead = leads(draft, &duties[from..], block.content, &subjects, heading.as_ref(), listed);
            // Where a sentence begins with a party, its own words tell whether it has a duty.
            if let (false, Some(Head { subject, who, told: true, .. }), None) = (own, &heading, &lead)
                && !subjects.opens(block.content)
                && !speaks_of(draft, &subjects, subject, index)
                && !of_agreement(draft, block.content)
                && !draft.begins_with("salutation", block.content)
            {
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

/// "5. The University" over bullets: the number counts paragraphs, and the bullets tell what it does.
fn numbered_lead(draft: &Draft<'_>, subjects: &Subjects, block: usize) -> bool {
    let blocks = draft.document.blocks();
    let counted = |at: usize| {
        blocks[at].label.as_ref().is_some_and(|label| label.contains(|c: char| c.is_ascii_digit()))
    };
    let listed = blocks.get(block + 1).is_some_and(|next| {
        matches!(next.kind, BlockKind::ListItem { .. }) && next.cell().is_none() && !counted(block + 1)
    });
    let content = blocks[block].content;
    let named = || subjects.inside(content).first().filter(|(span, _)| span.end() <= content.end());
    counted(block)
        && listed
        && named().is_some_and(|(span, subject)| {
            let rest = draft.tokens_in(Span::at(span.end(), content.end())).len();
            // "3.1 The Municipality shall"
            let open = ["duty-modal", "open-modal"].iter().any(|label| {
                draft
                    .words_in(label, content)
                    .any(|word| word.span.end() == content.end() && draft.tokens_in(word.span).len() == rest)
            });
            matches!(subject, DutySubject::Party(_) | DutySubject::Parties(_) | DutySubject::EachParty)
                && (open || draft.tokens_in(content).len() <= draft.tokens_in(*span).len() + 1)
        })
}

/// "Avtalet gäller …": the agreement speaks of itself, whatever the heading above.
fn of_agreement(draft: &Draft<'_>, block: Span) -> bool {
    draft.words_in("agreement-word", block).next().is_some_and(|word| word.span.start() == block.start())
}

/// "Ersättning till Byalaget utgår inte" under "Byalaget": where the first sentence itself names whom the heading names, its
/// own words tell whether that is who does it.
fn speaks_of(draft: &Draft<'_>, subjects: &Subjects, subject: &DutySubject, block: usize) -> bool {
    let content = draft.document.blocks().get(block).map_or(Span::at(0, 0), |block| block.content);
    let Some(first) = sentences_of(draft, block).first() else { return false };
    let first = Span::at(content.start(), first.span.end().max(content.start()));
    // An office of it ("låter en arbetsterapeut från psykiatrin bedöma …") is not itself.
    let itself = |span: Span| {
        let DutySubject::Party(party) = subject else { return true };
        let party = draft.annotations.parties.get(*party as usize);
        party.is_some_and(|party| party.mentions.binary_search(&span).is_ok())
    };
    let named = |(span, other): &(Span, DutySubject)| {
        let plain = !draft.document.slice(*span).ends_with('s') || plain_name(draft, *span, other);
        other == subject && plain && itself(*span)
    };
    let told =
        || draft.has_word("negation", first) || draft.tokens_in(first).iter().any(|token| acts(draft, token));
    subjects.inside(first).iter().any(named) && told()
}

/// Sentences of a block.
pub(super) fn sentences_of<'d>(draft: &'d Draft<'_>, block: usize) -> &'d [Sentence] {
    let all = &draft.annotations.sentences;
    let from = all.partition_point(|sentence| (sentence.block as usize) < block);
    let to = all.partition_point(|sentence| (sentence.block as usize) <= block);
    &all[from..to.max(from)]
}

fn sentences_at<'d>(draft: &'d Draft<'_>, block: Span) -> &'d [Sentence] {
    draft.document.block_at(block.start()).map_or(&[], |block| sentences_of(draft, block))
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
        let lower = |span: Span| draft.document.lower()[span.range()].to_owned();
        all.extend(draft.words_of("each-party").map(|word| (word.span, DutySubject::EachParty)));
        let category = draft.words_of("category-subject").filter(|word| draft.value(word).is_none());
        all.extend(category.map(|word| (word.span, DutySubject::Category(lower(word.span)))));
        let joint = draft.words_of("joint").filter(|word| !counts_others(draft, word.span));
        all.extend(joint.map(|word| (word.span, DutySubject::Joint)));
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

/// Boards and offices ("socialnämnden") stand for the only party of the legal form that has such.
fn organs(draft: &Draft<'_>) -> Vec<(Span, DutySubject)> {
    let mut of_form: BTreeMap<&str, Option<u32>> = BTreeMap::new();
    for (index, party) in draft.annotations.parties.iter().enumerate() {
        let form = party.legal_form.as_deref().unwrap_or("");
        of_form.entry(form).and_modify(|only| *only = None).or_insert(Some(index as u32));
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

/// A line that says whose duties follow and nothing else ("Kommunens ansvar").
fn line_heading(draft: &Draft<'_>, subjects: &Subjects, block: Span) -> Option<Head> {
    let text = draft.document.slice(block).trim_end();
    let tokens = draft.tokens_in(block).len();
    let plain =
        text.len() <= RUN_IN && !text.ends_with(['.', ',', ';', '!', '?']) && !text.contains(['\n', '(']);
    let last =
        draft.words_in("duty-heading", block).last().is_some_and(|word| word.span.end() == block.end());
    if !(plain && last && (2..=4).contains(&tokens)) {
        return None;
    }
    let (subject, who, told) = heading_subject(draft, subjects, block)?;
    (told && matches!(subject, DutySubject::Party(_))).then_some(Head { level: 9, subject, who, told })
}

/// A mini-heading that begins a paragraph or item ("Kommunens ansvar – Budget", "Klubbens uppgifter. Att …") with what
/// stands behind it.
fn run_in(draft: &Draft<'_>, subjects: &Subjects, block: Span) -> Option<(DutySubject, Span, Span)> {
    let text = draft.document.slice(block);
    let head = text.get(..RUN_IN.min(text.len())).or_else(|| text.get(..RUN_IN - 1)).unwrap_or(text);
    let number =
        head.len() - head.trim_start_matches(|c: char| c.is_ascii_digit() || "§.() ".contains(c)).len();
    let (at, sign) = first_of(head.get(number..)?, &[": ", ". ", " – ", " - "], RUN_IN)?;
    let at = number + at;
    let before = Span::at(block.start() + number, block.start() + at);
    let rest = Span::at(block.start() + at + sign, block.end());
    // "Kommunens insatser ska hänga ihop. …" is a sentence, not what stands over one.
    if head[at..].starts_with(". ") && draft.has_word("duty-modal", before) {
        return None;
    }
    let (subject, who, told) = heading_subject(draft, subjects, before)?;
    let first = draft.tokens_in(rest).first()?;
    let person = subjects
        .inside(Span::at(rest.start(), first.span.end()))
        .iter()
        .any(|(_, subject)| matches!(subject, DutySubject::Person(_)));
    let told = told && draft.tokens_in(before).len() <= 5;
    // "Svetspartner: Svetspartner i Öst AB." tells who is meant.
    let meant = subjects.inside(rest).first().is_some_and(|(span, other)| {
        *other == subject && draft.tokens_in(rest).len() <= draft.tokens_in(*span).len()
    });
    // "Firman: inget åtagande utöver …"
    let none = draft.has_word("negation", first.span) || left_open(draft, rest);
    let value =
        person || meant || none || first.shape == Shape::Number || draft.document.slice(rest).contains('@');
    (told && !value && draft.tokens_in(rest).len() >= CONCRETE && !money_alone(draft, rest))
        .then_some((subject, who, rest))
}

/// "Mat: scoutkåren", "Resor – bussbolaget" in a row of such lines: who does it stands alone behind what it is.
fn told_behind(draft: &Draft<'_>, subjects: &Subjects, index: usize) -> Option<(DutySubject, Span, Span)> {
    let beside = [index.checked_sub(1), Some(index + 1)];
    let found = what_and_who(draft, subjects, index)?;
    let alike = beside.into_iter().flatten().any(|at| what_and_who(draft, subjects, at).is_some());
    alike.then_some(found)
}

/// A line that says what, a colon or dash, and a party's name alone.
fn what_and_who(draft: &Draft<'_>, subjects: &Subjects, index: usize) -> Option<(DutySubject, Span, Span)> {
    let block = draft.document.blocks().get(index)?;
    let listed = matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem { .. });
    let text = draft.document.slice(block.content);
    if !listed || text.len() > LINE {
        return None;
    }
    let (at, sign) = first_of(text, &[": ", " – "], LINE)?;
    let what = Span::at(block.content.start(), block.content.start() + at);
    let rest = Span::at(what.end() + sign, block.content.end());
    let (who, subject) = subjects.inside(rest).first()?;
    let alone = draft.tokens_in(rest).len() <= draft.tokens_in(*who).len() + 1
        && who.start() < rest.start() + ARTICLE;
    let of_text = NO_TASK.iter().any(|label| draft.begins_with(label, what));
    let named = !subjects.inside(what).is_empty() || draft.tokens_in(what).is_empty();
    (alone && !of_text && !named && matches!(subject, DutySubject::Party(_)))
        .then(|| (subject.clone(), *who, what))
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
    // "Kommunen gör" alone says nothing of what.
    let bare = |duty: &Duty| draft.tokens_in(duty.object).is_empty();
    // "X lånar ut en lokal. Vardera fastighetsägaren" over a list: who stands at the end of the paragraph.
    let end = listed.then(|| sentences_at(draft, block).last().map(|sentence| sentence.span)).flatten();
    if let Some(end) = end.filter(|end| !colon && end.start() > block.start())
        && let Some((subject, who, true)) = heading_subject(draft, subjects, end)
        && !text.ends_with('.')
        && !matches!(subject, DutySubject::Joint | DutySubject::Role(_))
    {
        return Some((subject, who, empty(&who), DutyKind::Own));
    }
    if !colon && !open {
        // A party's name alone on its line, over a list.
        let (subject, who, told) =
            heading_subject(draft, subjects, block).filter(|_| listed && said.iter().all(bare))?;
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
            if excluded(draft, span, span) || may(draft, span, source) || left_open(draft, span) =>
        {
            DutyKind::Excluded
        }
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
