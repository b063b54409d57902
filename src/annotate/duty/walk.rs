//! Duties of running text: block by block, by the sentences of each, by what leads a list in, by the heading above.

use super::beside::{Beside, told_beside};
use super::carried::Carried;
use super::clause::{acts, clauses, plain_name, told_briefly};
use super::judge::money_alone;
use super::{CONCRETE, MOST, Subjects, empty, heading_subject, left_open, push, sentences_of};
use crate::annotate::{Draft, Shape, Token, first_of};
use crate::document::{Block, BlockKind, Duty, DutyKind, DutySource, DutySubject, Sentence, Span, Zone};

/// Bytes in which a mini-heading at the start of a paragraph ends.
const RUN_IN: usize = 64;
/// Sentences of a block that are read by their mini-headings, at most.
const SENTENCES: usize = 24;
/// Bytes of a line that names who leads a list in, at most.
const NAME: usize = 60;

/// A heading that names who.
#[derive(Debug)]
struct Head {
    level: u8,
    subject: DutySubject,
    who: Span,
    /// True where it says that duties follow, or nothing but who; else only a list below tells duties.
    told: bool,
}

/// What a list inherits from the line that leads it in.
#[derive(Debug)]
struct Lead {
    subject: DutySubject,
    who: Span,
    verb: Span,
    kind: DutyKind,
}

/// The way through the blocks of a document, with what the blocks before have said.
pub(super) struct Walk<'r> {
    draft: &'r Draft<'r>,
    subjects: &'r Subjects,
    duties: Vec<Duty>,
    lead: Option<Lead>,
    /// The heading whose section is at hand, where it names who.
    heading: Option<Head>,
    /// A line that is a heading though nothing marks it, right above.
    above: Option<Head>,
}

impl<'r> Walk<'r> {
    pub(super) fn new(draft: &'r Draft<'r>, subjects: &'r Subjects) -> Walk<'r> {
        Walk { draft, subjects, duties: Vec::new(), lead: None, heading: None, above: None }
    }

    /// The duties of all blocks but tables.
    pub(super) fn duties(mut self) -> Vec<Duty> {
        for (index, block) in self.draft.document.blocks().iter().enumerate() {
            if self.duties.len() >= MOST {
                break;
            }
            let above = self.above.take();
            let zone = self.draft.annotations.zones.get(index).copied().unwrap_or(Zone::Body);
            if !matches!(zone, Zone::Body | Zone::Table | Zone::Annex | Zone::Parties) {
                self.lead = None;
            } else if let BlockKind::Heading { level } = block.kind {
                self.lead = None;
                self.open_section(level, index);
            } else if block.cell().is_some() || zone == Zone::Parties {
                self.lead = None;
            } else {
                self.block(index, block, above);
            }
        }
        self.duties
    }

    /// A heading ends the sections as deep as its own, and its section is of whom it names.
    fn open_section(&mut self, level: u8, index: usize) {
        if self.heading.as_ref().is_some_and(|above| level <= above.level) {
            self.heading = None;
        }
        if self.names_party_only(index) {
            return;
        }
        let heading = self.draft.document.blocks()[index].content;
        if self.draft.has_word("right-heading", heading) && !self.draft.has_word("duty-heading", heading) {
            return;
        }
        if let Some((subject, who, told)) = heading_subject(self.draft, self.subjects, heading) {
            self.heading = Some(Head { level, subject, who, told });
        }
    }

    /// True for a line over or under "between" or "and" alone: it names one of the parties, and heads no section.
    fn names_party_only(&self, index: usize) -> bool {
        self.joins(index + 1) || index.checked_sub(1).is_some_and(|before| self.joins(before))
    }

    /// "between" or "and" alone on its line.
    fn joins(&self, index: usize) -> bool {
        let block = self.draft.document.blocks().get(index);
        let tokens = block.map_or(&[][..], |block| self.draft.tokens_in(block.content));
        let [only] = tokens else { return false };
        ["party-lead", "party-join"].iter().any(|label| self.draft.has_word(label, only.span))
    }

    /// A paragraph or item: by its own words first, then by what leads it in, then by what stands above.
    fn block(&mut self, index: usize, block: &Block, above: Option<Head>) {
        if self.joins(index) {
            self.lead = None;
            return;
        }
        let from = self.duties.len();
        self.sentences(index, block);
        self.mini_heading(block.content, from);
        self.mini_headings(index);
        self.what_and_who(index);
        let own = self.duties.len() > from;
        let item = is_item(block) && !numbered_lead(self.draft, self.subjects, index);
        // "Regionen svarar för" on a line of its own, and what for on the next.
        let runs_on = self.lead.is_some() && begins_small(self.draft, block);
        if (item || runs_on) && !own {
            self.inherit(index, block.content);
        } else if !item {
            self.paragraph(index, block.content, above, from);
        }
    }

    fn push_own(&mut self, span: Span, subject: &DutySubject, who: Span, source: DutySource) {
        let (kind, duties) = (DutyKind::Own, &mut self.duties);
        push(self.draft, duties, span, subject, who, empty(&who), kind, source);
    }

    /// What the sentences of a block say themselves.
    fn sentences(&mut self, index: usize, block: &Block) {
        let draft = self.draft;
        // "Kommunen" over "anställer projektledaren": the heading is the subject.
        let goes_on = self.heading.as_ref().is_some_and(|head| head.told)
            && index.checked_sub(1).is_some_and(|before| draft.document.blocks()[before].is_heading())
            && begins_small(draft, block);
        // "Den ska även …": who the sentence before spoke of.
        let mut carried = Carried::default();
        let from = self.duties.len();
        for sentence in sentences_of(draft, index).iter().skip(usize::from(goes_on)) {
            clauses(draft, self.subjects, sentence.span, &mut carried, &mut self.duties);
        }
        told_briefly(draft, from, &mut self.duties);
    }

    /// "Kommunens ansvar – Budget": what stands behind a mini-heading, where the words of the block, whose duties begin at
    /// `from`, tell nothing themselves.
    fn mini_heading(&mut self, block: Span, from: usize) {
        let said = &self.duties[from..];
        // "Klubben: bärgar nät. Kommunen: kör bort dem.": each sentence has its own.
        let first = sentences_at(self.draft, block).first().map_or(block, |first| first.span);
        let own = |duty: &Duty| duty.kind == DutyKind::Own;
        let here = |duty: &Duty| own(duty) && duty.span.start() < first.end();
        let Some((subject, who, rest)) = run_in(self.draft, self.subjects, block) else { return };
        let colon = rest.start() < first.end()
            && self.draft.document.between(who.end(), rest.start()).trim_end().ends_with(':');
        if said.iter().any(here) || !colon && said.iter().any(own) {
            return;
        }
        // "The Company. The Company will take part": its own words tell.
        let idle = |duty: &Duty| matches!(duty.kind, DutyKind::Participation | DutyKind::Negated);
        let told = !said.is_empty() && said.iter().all(idle) && self.subjects.near(rest);
        if !told {
            self.push_own(rest, &subject, who, DutySource::Heading);
        }
    }

    /// "Kommunens roll: plogning. Föreningens roll: eldning.": the same, in the sentences behind the first.
    fn mini_headings(&mut self, index: usize) {
        for sentence in sentences_of(self.draft, index).iter().skip(1).take(SENTENCES) {
            let text = self.draft.document.slice(sentence.span);
            if !text.contains(": ") {
                continue;
            }
            if let Some((subject, who, rest)) = run_in(self.draft, self.subjects, sentence.span) {
                self.push_own(rest, &subject, who, DutySource::Heading);
            }
        }
    }

    /// "Mat: scoutkåren" in a row of such lines.
    fn what_and_who(&mut self, index: usize) {
        for Beside { subject, who, what } in told_beside(self.draft, self.subjects, index) {
            self.push_own(what, &subject, who, DutySource::ListItem);
        }
    }

    /// An item without a subject of its own is of whom its lead-in names, or the heading above the list.
    fn inherit(&mut self, index: usize, item: Span) {
        if let Some(Lead { subject, who, verb, kind }) = &self.lead {
            let source = DutySource::ListItem;
            push(self.draft, &mut self.duties, item, subject, *who, *verb, *kind, source);
            return;
        }
        let Some(head) = &self.heading else { return };
        if !self.subjects.opens(item) && !speaks_of(self.draft, self.subjects, &head.subject, index) {
            let (subject, who) = (head.subject.clone(), head.who);
            self.push_own(item, &subject, who, DutySource::Heading);
        }
    }

    /// A paragraph may be told of by the line above it, lead a list in, or stand under a heading that names who.
    fn paragraph(&mut self, index: usize, block: Span, above: Option<Head>, from: usize) {
        let (draft, subjects) = (self.draft, self.subjects);
        let own = self.duties.len() > from;
        let silent = || !own && !subjects.near(block) && !of_agreement(draft, block);
        // "Kommunens ansvar" on a line of its own is the heading of the paragraph below.
        if let Some(Head { subject, who, .. }) = above.filter(|_| silent()) {
            self.push_own(block, &subject, who, DutySource::Heading);
            return;
        }
        self.above = line_heading(draft, subjects, block).filter(|_| !own);
        let listed = draft.document.blocks().get(index + 1).is_some_and(|next| is_listed(draft, next));
        self.lead = leads(draft, &self.duties[from..], block, subjects, self.heading.as_ref(), listed);
        // Where a sentence begins with a party, its own words tell whether it has a duty.
        if let (Some(Head { subject, who, told: true, .. }), None) = (&self.heading, &self.lead)
            && silent()
            && !speaks_of(draft, subjects, subject, index)
            && !draft.begins_with("salutation", block)
        {
            let (subject, who) = (subject.clone(), *who);
            self.push_own(block, &subject, who, DutySource::Heading);
        }
    }
}

/// An item of a list; bullets that were typed make items too.
fn is_item(block: &Block) -> bool {
    let typed = |label: &String| !label.chars().any(|c| c.is_ascii_digit());
    matches!(block.kind, BlockKind::ListItem { .. }) || block.label.as_ref().is_some_and(typed)
}

/// The same, or a line that begins with a small letter: a list that nobody marked.
fn is_listed(draft: &Draft<'_>, block: &Block) -> bool {
    is_item(block) || block.kind == BlockKind::Paragraph && begins_small(draft, block)
}

fn begins_small(draft: &Draft<'_>, block: &Block) -> bool {
    draft.document.slice(block.content).starts_with(char::is_lowercase)
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

/// A line that says whose duties follow and nothing else ("Kommunens ansvar").
fn line_heading(draft: &Draft<'_>, subjects: &Subjects, block: Span) -> Option<Head> {
    let text = draft.document.slice(block).trim_end();
    let tokens = draft.tokens_in(block).len();
    // "Vad gör kommunen?", "What will the Club do?"
    if text.ends_with('?') && text.len() <= RUN_IN && draft.begins_with("asks-what", block) {
        let (subject, who, told) = heading_subject(draft, subjects, block)?;
        return (told && subject.of_parties()).then_some(Head { level: 9, subject, who, told });
    }
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
    let asks = draft.begins_with("asks-what", Span::at(block.start() + number, block.end()));
    let signs: &[&str] = if asks { &["? "] } else { &[": ", ". ", " – ", " - "] };
    let (at, sign) = first_of(head.get(number..)?, signs, RUN_IN)?;
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
    let told = told && draft.tokens_in(before).len() <= 5 && !draft.has_word("right-heading", before);
    // "Svetspartner: Svetspartner i Öst AB." tells who is meant.
    let meant = subjects.inside(rest).first().is_some_and(|(span, other)| {
        *other == subject && draft.tokens_in(rest).len() <= draft.tokens_in(*span).len()
    });
    // "Firman: inget åtagande utöver …"
    let none = draft.has_word("negation", first.span) || left_open(draft, rest);
    let value =
        person || meant || none || first.shape == Shape::Number || draft.document.slice(rest).contains('@');
    // "Kommunen: plogning"
    let enough = draft.tokens_in(rest).len() >= CONCRETE || single(draft, first);
    (told && !value && enough && !money_alone(draft, rest)).then_some((subject, who, rest))
}

/// One word that says what is done: "plogning", "plogar".
fn single(draft: &Draft<'_>, word: &Token) -> bool {
    draft.is("action-noun", word) || acts(draft, word) && !draft.is("stative-verb", word)
}

/// What a list after a block inherits: the subject of a lead-in that ends with a colon or with an open verb; `said` are the
/// duties of the block.
fn leads(
    draft: &Draft<'_>,
    said: &[Duty],
    block: Span,
    subjects: &Subjects,
    heading: Option<&Head>,
    listed: bool,
) -> Option<Lead> {
    // "Klubben svarar för följande." over a list
    let follows = || listed && draft.tokens_in(block).last().is_some_and(|last| draft.is("list-lead", last));
    let colon = draft.document.slice(block).trim_end().ends_with([':', '–', '-']) || follows();
    if listed
        && !colon
        && let Some(lead) = last_words(draft, block, subjects)
    {
        return Some(lead);
    }
    if !colon && !ends_open(draft, block) {
        return if listed { name_alone(draft, said, block, subjects) } else { None };
    }
    if let Some(duty) = said.last() {
        return Some(of_duty(draft, duty));
    }
    // "Föreningens rättigheter:" over a list tells no duties.
    if draft.has_word("right-heading", block) {
        return None;
    }
    // "Kommunen:" alone, or "Kommunens åtaganden:".
    if let Some((subject, who, _)) = heading_subject(draft, subjects, block) {
        return Some(Lead::of(subject, who));
    }
    heading.map(|head| Lead::of(head.subject.clone(), head.who))
}

impl Lead {
    /// Of who is named, without a verb.
    fn of(subject: DutySubject, who: Span) -> Lead {
        let kind = if subject == DutySubject::Joint { DutyKind::Joint } else { DutyKind::Own };
        Lead { subject, who, verb: empty(&who), kind }
    }
}

/// "Kommunen ska", "Regionen svarar för": the last word leaves open what.
fn ends_open(draft: &Draft<'_>, block: Span) -> bool {
    draft.tokens_in(block).last().is_some_and(|last| {
        let ends = |label: &str| draft.words_in(label, block).any(|word| word.span.end() == last.span.end());
        ends("duty-modal") || ends("duty-verb")
    })
}

/// "X lånar ut en lokal. Vardera fastighetsägaren" over a list: who stands at the end of the paragraph.
fn last_words(draft: &Draft<'_>, block: Span, subjects: &Subjects) -> Option<Lead> {
    let end = sentences_at(draft, block).last().map(|sentence| sentence.span)?;
    if end.start() <= block.start() || draft.document.slice(block).trim_end().ends_with('.') {
        return None;
    }
    let (subject, who, told) = heading_subject(draft, subjects, end)?;
    let whose = told && !matches!(subject, DutySubject::Joint | DutySubject::Role(_));
    whose.then(|| Lead { verb: empty(&who), subject, who, kind: DutyKind::Own })
}

/// A party's name alone on its line, over a list. "Kommunen gör" alone says nothing of what.
fn name_alone(draft: &Draft<'_>, said: &[Duty], block: Span, subjects: &Subjects) -> Option<Lead> {
    if said.iter().any(|duty| !draft.tokens_in(duty.object).is_empty()) {
        return None;
    }
    let (subject, who, told) = heading_subject(draft, subjects, block)?;
    (told || block.len() < NAME).then(|| Lead::of(subject, who))
}

/// The list goes on with what the last duty of its lead-in is.
fn of_duty(draft: &Draft<'_>, duty: &Duty) -> Lead {
    let joint = duty.subject == DutySubject::Joint || draft.has_word("joint-marker", duty.span);
    let kind = match duty.kind {
        DutyKind::Joint if !joint => DutyKind::Own,
        kind => kind,
    };
    Lead { subject: duty.subject.clone(), who: duty.who, verb: duty.verb, kind }
}

fn sentences_at<'d>(draft: &'d Draft<'_>, block: Span) -> &'d [Sentence] {
    draft.document.block_at(block.start()).map_or(&[], |block| sentences_of(draft, block))
}
