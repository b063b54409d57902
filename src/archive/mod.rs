//! Joins documents by their facts; never sees text. Associative, and blind to order.
//!
//! Two passes over the facts: [`Gathered::add`] takes the little that others need to know of each document;
//! [`Gathered::join`] makes [`Links`] of it, which then mend each document by itself. Memory follows what is gathered,
//! not the documents.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::sync::Arc;

use crate::document::Date;
use crate::finding::list::Aside;
use crate::finding::{
    ArchiveReport, Brief, DocumentFacts, DocumentRecord, Family, Finding, List, PlanResolution,
};
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

/// The path of a document by its number in the order of paths.
pub type Paths<'a> = &'a dyn Fn(u32) -> io::Result<Arc<str>>;

/// What is known of all documents together, before they are joined.
#[derive(Debug)]
pub struct Gathered {
    plans: Vec<plans::Plan>,
    members: List<families::Member>,
    people: people::People,
    annexes: annexes::Annexes,
}

/// What one document gives to the others.
#[derive(Debug)]
pub struct Seen {
    plan: Option<plans::Plan>,
    member: families::Member,
    parties: Vec<String>,
    carried: Vec<people::Carried>,
    annex: Option<annexes::Annex>,
}

impl Seen {
    /// Takes from a document what others need.
    pub fn of(facts: &Brief, rules: &RuleSet) -> Seen {
        let carried = people::carried(facts, rules);
        let mut parties: Vec<String> =
            facts.record.parties.iter().map(|party| party.name.to_lowercase()).collect();
        parties.sort();
        parties.dedup();
        Seen {
            plan: plans::Plan::of(facts),
            member: families::Member::of(facts, &parties, !carried.is_empty()),
            parties,
            carried,
            annex: annexes::Annex::of(facts),
        }
    }
}

impl Gathered {
    /// Nothing yet. What is as long as the archive may be put aside.
    pub fn new(aside: Aside<'_>) -> io::Result<Gathered> {
        Ok(Gathered {
            plans: Vec::new(),
            members: List::new(aside()?),
            people: List::new(aside()?),
            annexes: annexes::Annexes::default(),
        })
    }

    /// Adds a document. Documents come in the order of their paths.
    pub fn add(&mut self, seen: Seen) -> io::Result<()> {
        let index = u32::try_from(self.members.count()).unwrap_or(u32::MAX);
        self.plans.extend(seen.plan);
        self.annexes.extend(seen.annex);
        if !seen.carried.is_empty() {
            self.people.push((index, seen.parties, seen.carried))?;
        }
        self.members.push(seen.member)
    }

    /// Joins what was gathered. `list` gives room for what the report lists, `aside` for all else.
    pub fn join(
        self,
        rules: &RuleSet,
        register: &[register::Row],
        (today, strict): (Date, bool),
        paths: Paths<'_>,
        (aside, list): (Aside<'_>, Aside<'_>),
    ) -> io::Result<Links> {
        let mut families = List::new(list()?);
        let superseded = families::join(&self.members, paths, aside, &mut families)?;
        let people = people::join(&self.people, &self.members, &superseded, rules, paths, (aside, list))?;
        drop(self.members);
        Ok(Links {
            plans: plans::Index::new(self.plans, register, today),
            families,
            superseded,
            people,
            annexes: self.annexes,
            rules: rules.clone(),
            today,
            strict,
        })
    }
}

/// What the documents say of each other.
#[derive(Debug)]
pub struct Links {
    plans: plans::Index,
    families: List<Family>,
    superseded: families::Superseded,
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
    /// Mends a document's references, findings and outcomes by what the others show. `document` is its number in the
    /// order of paths.
    pub fn mend(&self, document: u32, facts: &mut DocumentFacts, paths: Paths<'_>) -> io::Result<Mended> {
        let mended = self.plans.resolve(facts, &self.rules, self.today, self.strict);
        self.annexes.mend(facts, &self.rules, self.strict);
        self.superseded.mend(document, facts);
        self.people.burdens.mend(document, facts, &self.rules, self.strict, paths)?;
        Ok(mended)
    }
}

/// The report on the archive, while documents are mended. They are added in the order of their paths.
#[derive(Debug)]
pub struct Tally {
    resolutions: List<PlanResolution>,
    referred: std::collections::BTreeSet<u32>,
    totals: totals::Totals,
}

impl Tally {
    /// Nothing yet. How references were resolved may be put aside.
    pub fn new(aside: Aside<'_>) -> io::Result<Tally> {
        let totals = totals::Totals::default();
        Ok(Tally { resolutions: List::new(aside()?), referred: Default::default(), totals })
    }

    /// Adds a mended document.
    pub fn add<'f>(
        &mut self,
        record: &DocumentRecord,
        findings: impl Iterator<Item = &'f Finding>,
        mended: Mended,
    ) -> io::Result<()> {
        mended.resolutions.into_iter().try_for_each(|link| self.resolutions.push(link))?;
        self.referred.extend(mended.referred);
        self.totals.add(record, findings);
        Ok(())
    }

    /// The report.
    pub fn report(self, links: Links) -> io::Result<ArchiveReport> {
        let report = ArchiveReport {
            unreferenced_plans: links.plans.unreferenced(&self.referred),
            plan_resolution: self.resolutions,
            person_load: links.people.loads,
            families: links.families,
            totals: self.totals.counts(),
            bus_factor: links.people.bus_factor,
            organisations: links.people.organisations,
            trend: None,
        };
        report.plan_resolution.settle()?;
        report.person_load.settle()?;
        report.families.settle()?;
        Ok(report)
    }
}

/// Joins documents that are all in memory. They come back sorted by path.
pub fn link(
    facts: &mut [DocumentFacts],
    rules: &RuleSet,
    register: &[register::Row],
    today: Date,
    strict: bool,
) -> io::Result<ArchiveReport> {
    facts.sort_by(|a, b| (&a.record.path, &a.record.blake3).cmp(&(&b.record.path, &b.record.blake3)));
    let names: Vec<Arc<str>> = facts.iter().map(|document| document.record.path.as_str().into()).collect();
    let paths = |at: u32| names.get(at as usize).cloned().ok_or_else(|| io::ErrorKind::NotFound.into());
    let aside = || Ok(None);
    let mut gathered = Gathered::new(&aside)?;
    for document in facts.iter() {
        gathered.add(Seen::of(&Brief::from(document), rules))?;
    }
    let links = gathered.join(rules, register, (today, strict), &paths, (&aside, &aside))?;
    let mut tally = Tally::new(&aside)?;
    for (at, document) in (0..).zip(facts.iter_mut()) {
        let mended = links.mend(at, document, &paths)?;
        tally.add(&document.record, document.findings.iter(), mended)?;
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

/// A hash of a text, the same within one run.
fn hashed(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// The folder of a path, up to and without the last `/`.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Words of a name in lower case, without numbers and the shortest words.
fn words(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    // "VA-plan" is one word: what stands before the hyphen is too short to tell anything by itself.
    let chunks = lower.split(|c: char| !c.is_alphanumeric() && c != '-');
    let words = chunks.flat_map(|chunk| match chunk.find('-') {
        Some(1..=3) => vec![chunk],
        _ => chunk.split('-').collect(),
    });
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
