//! `load`: a finding for each who carries tasks alone in too many documents.

use std::collections::BTreeSet;
use std::io;

use serde::{Deserialize, Serialize};

use super::Paths;
use crate::document::hash::take_up;
use crate::finding::{
    BriefEntity, BriefFinding, DocumentFacts, Entity, Evidence, Finding, FindingKind, OutcomeKind,
    PersonLoad, Severity, Slot, SlotState,
};
use crate::rules::load::suggestion;
use crate::rules::render::{self, Values};
use crate::rules::view::shorten;
use crate::rules::{Rule, RuleSet};

/// Name of the check kind, and its only outcome.
const KIND: &str = "load";
const OUTCOME: &str = "overloaded";
/// The kind of an entity that is a person.
const PERSON: &str = "person";
/// Documents from which on a person is reported, where the rule does not say.
const MANY: u32 = 3;
/// Documents that a finding quotes, at most.
const QUOTES: usize = 12;

/// What one document says of a person who is alone with something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Sole {
    quote: String,
    mentions: u32,
    /// As bits, so that it is the same wherever it is put aside.
    confidence: u64,
}

impl Sole {
    /// From the finding that says so.
    pub(super) fn of(finding: &BriefFinding, person: &BriefEntity) -> Sole {
        let quote = finding.evidence.first().map(|evidence| shorten(&evidence.quote.exact, 160));
        let quote = quote.unwrap_or_default();
        Sole { quote, mentions: person.mentions, confidence: finding.confidence.to_bits() }
    }
}

/// What all of a person's documents say together: the first quotes, and what is needed of the rest.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Soles {
    quotes: Vec<String>,
    mentions: u32,
    /// The least, as bits.
    confidence: Option<u64>,
}

impl Soles {
    /// Adds what the next document says.
    pub(super) fn add(&mut self, sole: &Sole) {
        if self.quotes.len() < QUOTES {
            self.quotes.push(sole.quote.clone());
        }
        self.mentions += sole.mentions;
        let known = self.confidence.map_or(f64::INFINITY, f64::from_bits);
        self.confidence = Some(known.min(f64::from_bits(sole.confidence)).to_bits());
    }
}

/// A person with all documents.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Burden {
    /// All but the documents.
    pub(super) load: PersonLoad,
    /// Ascending.
    pub(super) documents: Vec<u32>,
    /// Every spelling of the name, lower case.
    pub(super) names: BTreeSet<String>,
    /// In the order of the documents.
    pub(super) soles: Soles,
}

/// Persons who are reported, by each of their documents.
#[derive(Debug, Default)]
pub(super) struct Burdens {
    /// Documents from which on some rule reports a person.
    least: usize,
    all: Vec<Burden>,
    /// Sorted.
    by_document: Vec<(u32, u32)>,
}

fn many(rule: &Rule) -> usize {
    rule.spec.count.unwrap_or(MANY).max(2) as usize
}

fn of_kind(rules: &RuleSet) -> impl Iterator<Item = &Rule> {
    rules.rules().iter().filter(|rule| rule.kind.name == KIND)
}

impl Burdens {
    /// Nobody yet.
    pub(super) fn new(rules: &RuleSet) -> Burdens {
        let least = of_kind(rules).map(many).min().unwrap_or(usize::MAX);
        Burdens { least, ..Burdens::default() }
    }

    /// Keeps who carries in as many documents as some rule asks for.
    pub(super) fn keep(&mut self, burden: Burden) {
        if burden.documents.len() >= self.least {
            let index = self.all.len() as u32;
            self.by_document.extend(burden.documents.iter().map(|document| (*document, index)));
            self.all.push(burden);
        }
    }

    /// All have been kept.
    pub(super) fn settle(&mut self) {
        self.by_document.sort_unstable();
    }

    /// Puts one finding per person and rule into the first of the person's documents, with a quote from each; those
    /// documents do not meet the rule. Findings of an earlier joining are replaced.
    pub(super) fn mend(
        &self,
        document: u32,
        facts: &mut DocumentFacts,
        rules: &RuleSet,
        strict: bool,
        paths: Paths<'_>,
    ) -> io::Result<()> {
        facts.findings.retain(|finding| of_kind(rules).all(|rule| rule.spec.id != finding.rule));
        let from = self.by_document.partition_point(|(of, _)| *of < document);
        for (_, index) in self.by_document[from..].iter().take_while(|(of, _)| *of == document) {
            let burden = &self.all[*index as usize];
            for rule in of_kind(rules).filter(|rule| burden.documents.len() >= many(rule)) {
                let Some(severity) = rule.severity(OUTCOME, strict) else { continue };
                let outcomes = facts.record.outcomes.iter_mut();
                for outcome in outcomes.filter(|outcome| outcome.rule == rule.spec.id) {
                    if outcome.outcome == OutcomeKind::Met && severity > Severity::Info {
                        outcome.outcome = OutcomeKind::NotMet;
                    }
                }
                if burden.documents.first() == Some(&document) {
                    let load = burden.whole(paths)?;
                    facts.findings.extend(burden.finding(&load, rule, facts, rules, severity));
                }
            }
        }
        Ok(())
    }
}

impl Burden {
    /// With the paths of the documents.
    pub(super) fn whole(&self, paths: Paths<'_>) -> io::Result<PersonLoad> {
        let documents = self.documents.iter().map(|document| paths(*document)).collect::<io::Result<_>>()?;
        Ok(PersonLoad { documents, ..self.load.clone() })
    }

    fn finding(
        &self,
        load: &PersonLoad,
        rule: &Rule,
        facts: &DocumentFacts,
        rules: &RuleSet,
        severity: Severity,
    ) -> Option<Finding> {
        let spec = rule.spec.outcome.get(OUTCOME)?;
        let own = |finding: &&Finding| {
            rules.get(&finding.rule).is_some_and(|rule| rule.kind.name == "sole-carrier")
                && finding
                    .entities
                    .iter()
                    .any(|entity| entity.kind == PERSON && self.names.contains(&entity.text.to_lowercase()))
        };
        let first = facts.findings.iter().find(own)?;
        // The quotes of other documents cannot be shown as places of this one: `why` names them.
        let why = load.documents.iter().zip(&self.soles.quotes).map(|(path, quote)| Slot {
            slot: format!("document: {path}"),
            state: SlotState::Found,
            value: Some(quote.to_string()).filter(|quote| !quote.is_empty()),
        });
        let values: Values = [
            ("person".to_owned(), vec![load.person.clone()]),
            ("count".to_owned(), vec![load.documents.len().to_string()]),
            ("documents".to_owned(), load.documents.iter().map(|path| path.to_string()).collect()),
            ("tasks".to_owned(), load.tasks.clone()),
        ]
        .into();
        let mentions = self.soles.mentions;
        let entity =
            Entity { kind: PERSON.into(), text: load.person.clone(), reference: "p1".into(), mentions };
        let evidence: Vec<Evidence> = first.evidence.iter().take(1).cloned().collect();
        Some(Finding {
            schema: first.schema.clone(),
            id: fingerprint(rule, &load.person),
            rule: rule.spec.id.clone(),
            outcome: OUTCOME.to_owned(),
            severity,
            confidence: self.soles.confidence.map_or(0.9, |least| f64::from_bits(least).min(0.9)),
            kind: FindingKind::Presence,
            message: render::fill(&spec.message, &values),
            document: first.document.clone(),
            evidence,
            search: None,
            entities: vec![entity],
            why: why.collect(),
            suggestion: suggestion(spec, &values),
            suppression: None,
            baseline: None,
        })
    }
}

pub(super) fn persons(finding: &BriefFinding) -> impl Iterator<Item = &BriefEntity> {
    finding.entities.iter().filter(|entity| entity.kind == PERSON)
}

/// Names the rule and the person, not the documents: it stays when one more document is scanned.
fn fingerprint(rule: &Rule, person: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    take_up(&mut hasher, ["archive", &rule.spec.id, OUTCOME, &person.to_lowercase()]);
    format!("fp1:{}", &hasher.finalize().to_hex().as_str()[..16])
}
