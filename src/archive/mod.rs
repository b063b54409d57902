//! Joins documents by their facts; never sees text. Associative, and blind to order.
//!
//! Two passes over the facts: [`Gathered::add`] takes the little that others need to know of each document;
//! [`Gathered::join`] makes [`Links`] of it, which then mend each document by itself. Memory follows what is gathered,
//! not the documents.

use std::collections::HashSet;
use std::hash::Hash;
use std::sync::Arc;

use crate::document::Date;
use crate::finding::{ArchiveReport, Brief, DocumentFacts, DocumentRecord, Finding, PlanResolution};
use crate::rules::RuleSet;

mod annexes;
mod bus;
mod families;
mod issuers;
mod load;
mod names;
mod people;
mod plans;
pub mod register;
pub mod review;
mod totals;

pub use bus::bus_factor;

/// What is known of all documents together, before they are joined.
#[derive(Debug, Default)]
pub struct Gathered {
    plans: Vec<plans::Plan>,
    members: Vec<families::Member>,
    people: people::People,
    annexes: annexes::Annexes,
    texts: Texts,
    parties: HashSet<Arc<[Arc<str>]>>,
    titles: HashSet<Arc<[u32]>>,
}

/// Texts that many documents hold, each once in memory.
type Texts = HashSet<Arc<str>>;

/// Puts what is known in the place of what says the same.
fn settle<T: ?Sized + Eq + Hash>(known: &mut HashSet<Arc<T>>, one: &mut Arc<T>) {
    match known.get(one) {
        Some(known) => *one = known.clone(),
        None => {
            known.insert(one.clone());
        }
    }
}

/// What one document gives to the others.
#[derive(Debug)]
pub struct Seen {
    plan: Option<plans::Plan>,
    member: families::Member,
    carried: Vec<people::Carried>,
    annex: Option<annexes::Annex>,
}

impl Seen {
    /// Takes from a document what others need.
    pub fn of(facts: &Brief, rules: &RuleSet) -> Seen {
        Seen {
            plan: plans::Plan::of(facts),
            member: families::Member::of(facts),
            carried: people::carried(facts, rules),
            annex: annexes::Annex::of(facts),
        }
    }
}

impl Gathered {
    /// Adds a document. Documents come in the order of their paths.
    pub fn add(&mut self, mut seen: Seen) {
        seen.carried
            .iter_mut()
            .flat_map(people::Carried::texts)
            .for_each(|text| settle(&mut self.texts, text));
        let parties = &mut seen.member.parties;
        if !self.parties.contains(parties) {
            let mut each: Vec<Arc<str>> = parties.to_vec();
            each.iter_mut().for_each(|party| settle(&mut self.texts, party));
            *parties = each.into();
        }
        settle(&mut self.parties, parties);
        settle(&mut self.titles, &mut seen.member.title);
        let index = u32::try_from(self.members.len()).unwrap_or(u32::MAX);
        self.plans.extend(seen.plan);
        self.annexes.extend(seen.annex);
        self.people.add(index, &seen.member, seen.carried, &self.members);
        self.members.push(seen.member);
    }

    /// Joins what was gathered.
    pub fn join(self, rules: &RuleSet, register: &[register::Row], today: Date, strict: bool) -> Links {
        let families = families::join(&self.members);
        let people = self.people.join(&self.members, &families, rules);
        Links {
            plans: plans::Index::new(self.plans, register, today),
            families,
            people,
            annexes: self.annexes,
            rules: rules.clone(),
            today,
            strict,
        }
    }
}

/// What the documents say of each other.
#[derive(Debug)]
pub struct Links {
    plans: plans::Index,
    families: families::Families,
    people: people::Load,
    annexes: annexes::Annexes,
    rules: RuleSet,
    today: Date,
    strict: bool,
}

/// What mending one document adds to the report.
#[derive(Debug, Default)]
pub struct Mended {
    resolutions: Vec<PlanResolution>,
    referred: Vec<u32>,
}

impl Links {
    /// Mends a document's references, findings and outcomes by what the others show. `path` is that of its record.
    pub fn mend(&self, path: &Arc<str>, facts: &mut DocumentFacts) -> Mended {
        let mended = self.plans.resolve(path, facts, &self.rules, self.today, self.strict);
        self.annexes.mend(facts, &self.rules, self.strict);
        self.families.mend(facts);
        self.people.burdens.mend(facts, &self.rules, self.strict);
        mended
    }
}

/// The report on the archive, while documents are mended. They are added in the order of their paths.
#[derive(Debug, Default)]
pub struct Tally {
    resolutions: Vec<PlanResolution>,
    /// Names and candidates of references.
    names: Texts,
    candidates: HashSet<Arc<[Arc<str>]>>,
    referred: std::collections::BTreeSet<u32>,
    totals: totals::Totals,
}

impl Tally {
    /// Adds a mended document.
    pub fn add<'f>(
        &mut self,
        record: &DocumentRecord,
        findings: impl Iterator<Item = &'f Finding>,
        mut mended: Mended,
    ) {
        for link in &mut mended.resolutions {
            settle(&mut self.names, &mut link.plan_ref);
            settle(&mut self.candidates, &mut link.candidates);
        }
        self.resolutions.extend(mended.resolutions);
        self.referred.extend(mended.referred);
        self.totals.add(record, findings);
    }

    /// The report.
    pub fn report(self, links: Links) -> ArchiveReport {
        ArchiveReport {
            unreferenced_plans: links.plans.unreferenced(&self.referred),
            plan_resolution: self.resolutions,
            person_load: links.people.loads,
            families: links.families.families,
            totals: self.totals.counts(),
            bus_factor: links.people.bus_factor,
            organisations: links.people.organisations,
            trend: None,
        }
    }
}

/// Joins documents that are all in memory. They come back sorted by path.
pub fn link(
    facts: &mut [DocumentFacts],
    rules: &RuleSet,
    register: &[register::Row],
    today: Date,
    strict: bool,
) -> ArchiveReport {
    facts.sort_by(|a, b| (&a.record.path, &a.record.blake3).cmp(&(&b.record.path, &b.record.blake3)));
    let mut gathered = Gathered::default();
    for document in facts.iter() {
        gathered.add(Seen::of(&Brief::from(document), rules));
    }
    let links = gathered.join(rules, register, today, strict);
    let mut tally = Tally::default();
    for document in facts.iter_mut() {
        let mended = links.mend(&document.record.path.as_str().into(), document);
        tally.add(&document.record, document.findings.iter(), mended);
    }
    tally.report(links)
}

/// The path without its ending: the same document as DOCX and as PDF.
fn twin(path: &str) -> &str {
    match path.rsplit_once('.') {
        Some((stem, ending)) if !ending.contains('/') => stem,
        _ => path,
    }
}

/// The folder of a path, up to and without the last `/`.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Words of a name in lower case, without numbers and the shortest words.
fn words(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| word.chars().count() > 3 && !word.bytes().all(|b| b.is_ascii_digit()))
        .map(str::to_owned)
        .collect()
}

/// Two forms of one word: the same but for an ending.
fn same(a: &str, b: &str) -> bool {
    let shared = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.chars().count(), b.chars().count());
    shared >= 4 && shared + 4 > a.max(b) && shared + 3 > a.min(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_are_the_same_and_other_words_are_not() {
        assert!(same("utvecklingsstrategin", "utvecklingsstrategi"));
        assert!(same("landsbygdsprogrammet", "landsbygdsprogram"));
        assert!(same("regionala", "regional"));
        assert!(!same("kulturplan", "kulturmiljö"));
        assert!(!same("plan", "program"));
        assert_eq!((twin("a.b/c"), twin("a/b.docx"), folder("a/b.docx")), ("a.b/c", "a/b", "a"));
    }
}
