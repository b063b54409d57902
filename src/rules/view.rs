//! What a check sees: one annotated document, through the zones that its rule reads.

use std::cell::RefCell;
use std::collections::BTreeMap;

use regex::Regex;

use super::bounded::Bounded;
use crate::document::{
    AdoptionState, Annotations, ByLabel, ConditionKind, Date, Document, DutyKind, Label, LabelTable, Mark,
    Span, Zone,
};

/// Labels that stand for facts rather than for words: what annotators know of a document as a whole.
pub const FACTS: &[(&str, &str)] = &[
    ("party", "where each party is introduced"),
    ("person", "where each person is named"),
    ("duty", "own, concrete duties"),
    ("task", "tasks that a named person carries"),
    ("plan-ref", "governing plans, where they are best named"),
    ("plan-proven", "governing plans with evidence of adoption"),
    ("contribution", "sentences on what the collaboration contributes to"),
    ("org-number", "organisation numbers"),
    ("annex-ref", "annexes, where they are first cited"),
    ("annex-absent", "annexes that are cited but not in the file"),
    ("condition-pace", "sentences on decision pace and mandate"),
    ("condition-benefit", "sentences on what a private party gains"),
    ("condition-resources", "sentences on what a non-profit party is given"),
    ("tracked-change", "the document, where it holds unaccepted changes"),
    ("valid-from", "the first day of the term"),
    ("valid-to", "the last day of the term"),
    ("term-ended", "the last day of the term, where it has passed"),
    ("signed", "the day of signing"),
    ("own-dnr", "the document's own registry number"),
];

/// One annotated document, indexed once for all rules.
#[derive(Debug)]
pub struct Prepared<'a> {
    /// The document.
    pub document: &'a Document,
    /// What was recognised in it.
    pub annotations: &'a Annotations,
    /// Names of the labels.
    pub labels: &'a LabelTable,
    /// The day that periods are compared with.
    pub today: Date,
    /// True where the document was read whole.
    pub whole: bool,
    /// True where checks tell what they looked for, too.
    pub explains: bool,
    by_label: ByLabel,
    /// The zone that each mark begins in, so that no rule looks for it again.
    mark_zones: Vec<Option<Zone>>,
    /// What [`View::extent`] has counted, by a bit for each of the zones.
    extents: RefCell<Vec<(u32, Extent)>>,
    rows: BTreeMap<(u32, u32), Span>,
    /// For each block, the blocks around it under the same heading, as one span.
    sections: Vec<Span>,
}

/// A document through the zones of one rule.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The document, indexed.
    pub doc: &'a Prepared<'a>,
    /// Zones that the rule reads.
    pub zones: &'a [Zone],
}

/// Sections, sentences and rows.
type Extent = (u32, u32, u32);

/// Something that a slot looked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Where.
    pub span: Span,
    /// Normalised, where a value is known.
    pub value: Option<String>,
}

/// A slot as meant: labels and patterns, one of which is enough.
#[derive(Debug, Clone, Default)]
pub struct Selector {
    pub(super) labels: Vec<String>,
    pub(super) patterns: Vec<Regex>,
    pub(super) under: Vec<String>,
    pub(super) heading: bool,
}

/// How far "beside" reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// The part of a sentence between commas, semicolons, colons, dashes and brackets, at most 400 bytes each way.
    Clause,
    /// The sentence.
    Sentence,
    /// The table row.
    Row,
    /// The paragraph, list item or cell.
    Block,
    /// The paragraph and the one after it.
    NextLine,
    /// Everything under the same heading.
    Section,
    /// The document.
    Document,
}

/// Names of [`Reach`] in rule files.
pub const REACHES: &[(&str, Reach)] = &[
    ("sentence", Reach::Sentence),
    ("clause", Reach::Clause),
    ("row", Reach::Row),
    ("block", Reach::Block),
    ("next-line", Reach::NextLine),
    ("section", Reach::Section),
    ("document", Reach::Document),
];

/// Bytes that a clause reaches to each side, at most: a paragraph of many megabytes may have no punctuation.
const CLAUSE: usize = 400;

impl Selector {
    /// A slot of labels.
    pub fn labels(labels: &[String]) -> Selector {
        Selector { labels: labels.to_vec(), ..Selector::default() }
    }

    /// True where it can find nothing.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty() && self.patterns.is_empty()
    }
}

impl<'a> Prepared<'a> {
    /// Indexes a document.
    pub fn new(
        document: &'a Document,
        annotations: &'a Annotations,
        labels: &'a LabelTable,
        today: Date,
        whole: bool,
    ) -> Prepared<'a> {
        let by_label = ByLabel::new(labels.names().count(), annotations.marks.iter().map(|mark| mark.label));
        let mut rows: BTreeMap<(u32, u32), Span> = BTreeMap::new();
        for block in document.blocks() {
            if let Some(cell) = block.cell() {
                let row = rows.entry((cell.table, cell.row)).or_insert(block.span);
                *row = row.cover(block.span);
            }
        }
        let sections = sections(document);
        let mark_zones = mark_zones(document, annotations);
        let extents = RefCell::default();
        Prepared {
            document,
            annotations,
            labels,
            today,
            whole,
            explains: true,
            by_label,
            mark_zones,
            extents,
            rows,
            sections,
        }
    }

    /// The zone that a span begins in.
    pub fn zone(&self, span: Span) -> Option<Zone> {
        self.annotations.zones.get(self.document.block_at(span.start())?).copied()
    }

    /// The marks with a label, in order, and the zone that each begins in.
    fn marks(&self, label: Label) -> impl DoubleEndedIterator<Item = (&'a Mark, Option<Zone>)> + '_ {
        let places = self.by_label.of(label).iter().map(|index| *index as usize);
        places.filter_map(|at| Some((self.annotations.marks.get(at)?, *self.mark_zones.get(at)?)))
    }

    /// First day of the agreement: of its term, else of signing.
    pub fn starts(&self) -> Option<Date> {
        self.annotations.valid_from.or(self.annotations.signed)
    }

    fn facts(&self, name: &str, out: &mut Vec<Found>) {
        let said = self.annotations;
        let mut put = |span: Span, value: Option<String>| {
            if !span.is_empty() {
                out.push(Found { span, value });
            }
        };
        match name {
            "party" => said.parties.iter().for_each(|party| put(party.span, Some(party.name.clone()))),
            "person" => {
                for person in &said.persons {
                    let first = person.mentions.first().map_or(Span::default(), |mention| mention.span);
                    put(first, Some(person.name.clone()));
                }
            }
            "duty" => {
                said.duties
                    .iter()
                    .filter(|duty| duty.kind == DutyKind::Own)
                    .for_each(|duty| put(duty.span, None));
            }
            "task" => said.tasks.iter().for_each(|task| put(task.span, Some(task.what.clone()))),
            "plan-ref" => {
                said.plan_refs.iter().for_each(|plan| put(plan.span, Some(plan.name.clone())));
            }
            "plan-proven" => {
                let proven = said.plan_refs.iter().filter(|plan| plan.state == AdoptionState::Proven);
                proven.for_each(|plan| put(plan.span, Some(plan.name.clone())));
            }
            "contribution" => {
                said.plan_refs.iter().filter_map(|plan| plan.contribution).for_each(|span| put(span, None));
            }
            "org-number" => {
                let numbers = said.parties.iter().filter(|party| party.org_number.is_some());
                numbers.for_each(|party| put(party.span, party.org_number.clone()));
            }
            "annex-ref" => {
                said.annexes.iter().for_each(|annex| put(annex.span, Some(annex.name.clone())));
            }
            "annex-absent" => {
                let absent = said.annexes.iter().filter(|annex| !annex.present);
                absent.for_each(|annex| put(annex.span, Some(annex.name.clone())));
            }
            "condition-pace" => self.conditions(ConditionKind::Pace, &mut put),
            "condition-benefit" => self.conditions(ConditionKind::Benefit, &mut put),
            "condition-resources" => self.conditions(ConditionKind::Resources, &mut put),
            "tracked-change" => {
                let count = self.document.meta().tracked_changes;
                if count > 0 {
                    put(self.top(), Some(count.to_string()));
                }
            }
            "valid-from" => self.day(said.valid_from, &mut put),
            "valid-to" => self.day(said.valid_to, &mut put),
            "term-ended" => {
                self.day(said.valid_to.filter(|day| day.latest() < self.today.earliest()), &mut put);
            }
            "signed" => self.day(said.signed, &mut put),
            "own-dnr" if said.dnr.is_some() => {
                put(self.top(), said.dnr.clone());
            }
            _ => {}
        }
    }

    fn conditions(&self, kind: ConditionKind, put: &mut impl FnMut(Span, Option<String>)) {
        let of_kind = self.annotations.conditions.iter().filter(|condition| condition.kind == kind);
        of_kind.for_each(|condition| put(condition.span, None));
    }

    /// A day of the document as a whole: where it is written, else at the top.
    fn day(&self, day: Option<Date>, put: &mut impl FnMut(Span, Option<String>)) {
        let Some(day) = day else { return };
        let text = day.to_string();
        let written = self.labels.get("date").and_then(|label| {
            self.marks(label).rev().map(|(mark, _)| mark).find(|mark| mark.value.as_deref() == Some(&text))
        });
        put(written.map_or_else(|| self.top(), |mark| mark.span), Some(text));
    }

    /// The first block of the body, for what concerns the document as a whole.
    fn top(&self) -> Span {
        let mut blocks = self.document.blocks().iter();
        blocks.find(|block| block.is_body()).map_or(Span::default(), |block| block.content)
    }
}

impl<'a> View<'a> {
    /// True where a span begins in one of the rule's zones.
    pub fn reads(&self, span: Span) -> bool {
        self.doc.zone(span).is_some_and(|zone| self.zones.contains(&zone))
    }

    /// What a selector finds, without what stands in one sentence or row with an exception.
    pub fn find_except(&self, selector: &Selector, except: &Selector) -> Vec<Found> {
        let mut finds = self.find(selector);
        let exceptions = self.find(except);
        if !exceptions.is_empty() {
            finds.retain(|found| {
                let quote = self.quote(found.span);
                let from = exceptions.partition_point(|exception| exception.span.start() < quote.start());
                exceptions.get(from).is_none_or(|exception| exception.span.start() >= quote.end())
            });
        }
        finds
    }

    /// Everything that a slot finds in the rule's zones, in order, each place once.
    pub fn find(&self, selector: &Selector) -> Vec<Found> {
        let mut found = Vec::new();
        for name in &selector.labels {
            if let Some(label) = self.doc.labels.get(name) {
                let read = |zone: Option<Zone>| zone.is_some_and(|zone| self.zones.contains(&zone));
                let marks = self.doc.marks(label).filter(|(_, zone)| read(*zone));
                found.extend(marks.map(|(mark, _)| Found { span: mark.span, value: mark.value.clone() }));
            }
            let from = found.len();
            self.doc.facts(name, &mut found);
            // What is known of the document as a whole has no zone.
            let whole = matches!(
                name.as_str(),
                "party" | "tracked-change" | "valid-from" | "valid-to" | "term-ended" | "signed" | "own-dnr"
            );
            if !whole {
                let facts = found.split_off(from);
                found.extend(facts.into_iter().filter(|fact| self.reads(fact.span)));
            }
        }
        let blocks = self.doc.document.blocks();
        for pattern in &selector.patterns {
            let lower = self.doc.document.lower();
            let mut search = Bounded::over(lower.len());
            for (block, zone) in blocks.iter().zip(&self.doc.annotations.zones) {
                if self.zones.contains(zone) {
                    search.each(pattern, lower, block.span.range(), |hit| {
                        found.push(Found { span: Span::at(hit.start, hit.end), value: None });
                    });
                }
            }
        }
        let heading = |block: usize| blocks.get(block).is_some_and(|block| block.is_heading());
        if selector.heading {
            found.retain(|found| self.doc.document.block_at(found.span.start()).is_some_and(heading));
        }
        if !selector.under.is_empty() {
            let topics = self.find(&Selector { heading: true, ..Selector::labels(&selector.under) });
            let sections: Vec<u32> = topics
                .iter()
                .filter_map(|topic| blocks.get(self.doc.document.block_at(topic.span.start())?)?.section)
                .collect();
            found.retain(|found| {
                let at = self.doc.document.block_at(found.span.start());
                self.sections_of(at.unwrap_or_default()).any(|section| sections.contains(&section))
            });
        }
        found.sort();
        found.dedup_by(|a, b| a.span == b.span);
        found
    }

    fn sections_of(&self, block: usize) -> impl Iterator<Item = u32> + '_ {
        let sections = self.doc.document.sections();
        let first = self.doc.document.blocks().get(block).and_then(|block| block.section);
        std::iter::successors(first, move |at| sections.get(*at as usize).and_then(|section| section.parent))
    }

    /// How far a reach goes from a span.
    pub fn around(&self, span: Span, reach: Reach) -> Span {
        let document = self.doc.document;
        let Some(index) = document.block_at(span.start()) else { return span };
        let Some(block) = document.blocks().get(index) else { return span };
        match reach {
            Reach::Clause => self.clause(span),
            Reach::Sentence => self.sentence(span),
            Reach::Row => self.row(span).unwrap_or(span),
            Reach::Block => block.span,
            Reach::NextLine => {
                document.blocks().get(index + 1).map_or(block.span, |next| block.span.cover(next.span))
            }
            Reach::Section => self.doc.sections.get(index).copied().unwrap_or(block.span),
            Reach::Document => Span::at(0, document.text().len()),
        }
    }

    /// The sentence that holds a span, else its block.
    pub fn sentence(&self, span: Span) -> Span {
        let said = self.doc.annotations;
        let sentence = said.sentence_at(span.start()).and_then(|index| said.sentences.get(index));
        match sentence.filter(|sentence| sentence.span.holds(span.start())) {
            Some(sentence) => sentence.span,
            None => self.block(span),
        }
    }

    /// The part of the sentence between its punctuation.
    fn clause(&self, span: Span) -> Span {
        let sentence = self.sentence(span);
        let text = self.doc.document.text();
        let from = text.floor_char_boundary(span.start().saturating_sub(CLAUSE).max(sentence.start()));
        let to = text.floor_char_boundary((span.end() + CLAUSE).min(sentence.end())).max(span.end());
        let before = text.get(from..span.start()).unwrap_or_default();
        let after = text.get(span.end()..to).unwrap_or_default();
        let start = breaks(before).last().map_or(from, |at| from + at);
        Span::at(start, breaks(after).next().map_or(to, |at| span.end() + at))
    }

    /// The text of the block that holds a span, without its label.
    pub fn block(&self, span: Span) -> Span {
        let document = self.doc.document;
        let block = document.block_at(span.start()).and_then(|index| document.blocks().get(index));
        block.map_or(span, |block| block.content)
    }

    /// The table row that holds a span.
    pub fn row(&self, span: Span) -> Option<Span> {
        let document = self.doc.document;
        let cell = document.blocks().get(document.block_at(span.start())?)?.cell()?;
        self.doc.rows.get(&(cell.table, cell.row)).copied()
    }

    /// What a reader should be shown for a span: its table row, else its sentence.
    pub fn quote(&self, span: Span) -> Span {
        self.row(span).unwrap_or_else(|| self.sentence(span))
    }

    /// Sections, sentences and rows in the rule's zones.
    pub fn extent(&self) -> Extent {
        let zones = self.zones.iter().fold(0, |bits, zone| bits | 1 << *zone as u32);
        let known = self.doc.extents.borrow().iter().find(|(of, _)| *of == zones).copied();
        if let Some((_, extent)) = known {
            return extent;
        }
        let extent = self.count_extent();
        self.doc.extents.borrow_mut().push((zones, extent));
        extent
    }

    fn count_extent(&self) -> Extent {
        let document = self.doc.document;
        let (mut sections, mut rows) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
        let inside: Vec<bool> =
            self.doc.annotations.zones.iter().map(|zone| self.zones.contains(zone)).collect();
        for (block, _) in document.blocks().iter().zip(&inside).filter(|(_, inside)| **inside) {
            sections.extend(block.section);
            rows.extend(block.cell().map(|cell| (cell.table, cell.row)));
        }
        let sentences = self.doc.annotations.sentences.iter();
        let sentences =
            sentences.filter(|sentence| inside.get(sentence.block as usize).copied().unwrap_or_default());
        (sections.len() as u32, sentences.count() as u32, rows.len() as u32)
    }

    /// The text of a span in lower case.
    pub fn lower(&self, span: Span) -> &'a str {
        self.doc.document.lower().get(span.range()).unwrap_or_default()
    }

    /// The text of a span, shortened to `limit` characters.
    pub fn short(&self, span: Span, limit: usize) -> String {
        shorten(self.doc.document.slice(span), limit)
    }
}

/// Ends of clauses inside a sentence: punctuation before white space, and brackets. "40,5" and "12:30" are no ends.
fn breaks(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (at, sign) = rest.next()?;
            let spaced = rest.peek().is_none_or(|(_, next)| next.is_whitespace());
            if matches!(sign, '(' | ')' | '[' | ']') || spaced && matches!(sign, ',' | ';' | ':' | '–' | '—')
            {
                return Some(at);
            }
        }
    })
}

/// The zone that each mark begins in: of marks that follow each other found in one pass.
fn mark_zones(document: &Document, annotations: &Annotations) -> Vec<Option<Zone>> {
    let blocks = document.blocks();
    let mut at = 0;
    let zone = |mark: &Mark| {
        let start = mark.span.start();
        if blocks.get(at).is_none_or(|block| start < block.span.start()) {
            at = document.block_at(start)?;
        }
        while blocks.get(at + 1).is_some_and(|next| next.span.start() <= start) {
            at += 1;
        }
        annotations.zones.get(at).copied()
    };
    annotations.marks.iter().map(zone).collect()
}

/// Neighbouring blocks of one section form one span; each block gets that of its own.
fn sections(document: &Document) -> Vec<Span> {
    let blocks = document.blocks();
    let mut spans = Vec::with_capacity(blocks.len());
    for same in blocks.chunk_by(|a, b| a.section == b.section) {
        if let (Some(first), Some(last)) = (same.first(), same.last()) {
            spans.resize(spans.len() + same.len(), first.span.cover(last.span));
        }
    }
    spans
}

/// The text shortened to `limit` characters.
pub fn shorten(text: &str, limit: usize) -> String {
    // A text has no more characters than bytes.
    let cut = if text.len() > limit { text.char_indices().nth(limit) } else { None };
    match cut {
        Some((at, _)) => format!("{} …", text[..at].trim_end()),
        None => text.to_owned(),
    }
}
