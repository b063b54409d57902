//! `load`: who carries tasks alone in how many documents, and a finding for each who carries in too many.

use std::collections::{BTreeMap, BTreeSet};

use super::twin;
use crate::finding::{
    DocumentFacts, Entity, Evidence, Finding, FindingKind, OutcomeKind, PersonLoad, Severity, Slot, SlotState,
};
use crate::rules::load::suggestion;
use crate::rules::render::{self, Values};
use crate::rules::view::shorten;
use crate::rules::{Rule, RuleSet};

/// Name of the check kind, and its only outcome.
const KIND: &str = "load";
const OUTCOME: &str = "overloaded";
/// Documents from which on a person is reported, where the rule does not say.
const MANY: u32 = 3;
/// Documents that a finding quotes, at most.
const QUOTES: usize = 12;

/// Everyone who carries something alone, most documents first. A document as DOCX and as PDF counts once.
pub(super) fn load(facts: &[DocumentFacts], rules: &RuleSet) -> Vec<PersonLoad> {
    let mut people: BTreeMap<String, (PersonLoad, BTreeSet<String>)> = BTreeMap::new();
    for document in facts {
        for finding in &document.findings {
            let sole = rules.get(&finding.rule).is_some_and(|rule| rule.kind.name == "sole-carrier");
            if !sole || finding.severity < Severity::Warning {
                continue;
            }
            for person in persons(finding) {
                let (load, twins) = people.entry(person.text.to_lowercase()).or_insert_with(|| {
                    let load =
                        PersonLoad { person: person.text.clone(), documents: Vec::new(), tasks: Vec::new() };
                    (load, BTreeSet::new())
                });
                if !twins.insert(twin(&document.record.path)) {
                    continue;
                }
                load.documents.push(document.record.path.clone());
                let tasks =
                    document.links.tasks.iter().filter(|task| task.person == person.text && !task.backed);
                for task in tasks {
                    if !load.tasks.contains(&task.what) && load.tasks.len() < 20 {
                        load.tasks.push(task.what.clone());
                    }
                }
            }
        }
    }
    let mut loads: Vec<PersonLoad> = people.into_values().map(|(load, _)| load).collect();
    loads.sort_by(|a, b| b.documents.len().cmp(&a.documents.len()).then_with(|| a.person.cmp(&b.person)));
    loads
}

/// Puts one finding per person and rule into the first of the person's documents, with a quote from each; those
/// documents do not meet the rule. Findings of an earlier run are replaced. `facts` are sorted by path.
pub(super) fn flag(facts: &mut [DocumentFacts], loads: &[PersonLoad], rules: &RuleSet, strict: bool) {
    let of_kind: Vec<&Rule> = rules.rules().iter().filter(|rule| rule.kind.name == KIND).collect();
    if of_kind.is_empty() {
        return;
    }
    for document in facts.iter_mut() {
        document.findings.retain(|finding| of_kind.iter().all(|rule| rule.spec.id != finding.rule));
    }
    let by_path: BTreeMap<String, usize> =
        facts.iter().enumerate().map(|(index, facts)| (facts.record.path.clone(), index)).collect();
    for rule in of_kind {
        let many = rule.spec.count.unwrap_or(MANY).max(2) as usize;
        for load in loads.iter().filter(|load| load.documents.len() >= many) {
            let indices: Vec<usize> =
                load.documents.iter().filter_map(|path| by_path.get(path).copied()).collect();
            let Some(finding) = finding(rule, load, &indices, facts, rules, strict) else { continue };
            for index in &indices {
                let outcomes = facts[*index].record.outcomes.iter_mut();
                for outcome in outcomes.filter(|outcome| outcome.rule == rule.spec.id) {
                    if outcome.outcome == OutcomeKind::Met && finding.severity > Severity::Info {
                        outcome.outcome = OutcomeKind::NotMet;
                    }
                }
            }
            facts[indices[0]].findings.push(finding);
        }
    }
}

fn finding(
    rule: &Rule,
    load: &PersonLoad,
    indices: &[usize],
    facts: &[DocumentFacts],
    rules: &RuleSet,
    strict: bool,
) -> Option<Finding> {
    let spec = rule.spec.outcome.get(OUTCOME)?;
    let severity = rule.severity(OUTCOME, strict)?;
    let own = |finding: &&Finding| {
        rules.get(&finding.rule).is_some_and(|rule| rule.kind.name == "sole-carrier")
            && persons(finding).any(|person| person.text.to_lowercase() == load.person.to_lowercase())
    };
    let sole: Vec<&Finding> =
        indices.iter().filter_map(|index| facts.get(*index)?.findings.iter().find(own)).collect();
    let first = sole.first()?;
    // The quotes of other documents cannot be shown as places of this one: `why` names them.
    let why = sole.iter().take(QUOTES).map(|finding| Slot {
        slot: format!("document: {}", finding.document.path),
        state: SlotState::Found,
        value: finding.evidence.first().map(|evidence| shorten(&evidence.quote.exact, 160)),
    });
    let mentions = sole.iter().flat_map(|finding| persons(finding)).map(|person| person.mentions).sum();
    let values: Values = [
        ("person".to_owned(), vec![load.person.clone()]),
        ("count".to_owned(), vec![load.documents.len().to_string()]),
        ("documents".to_owned(), load.documents.clone()),
        ("tasks".to_owned(), load.tasks.clone()),
    ]
    .into();
    let entity =
        Entity { kind: "person".into(), text: load.person.clone(), reference: "p1".into(), mentions };
    let evidence: Vec<Evidence> = first.evidence.iter().take(1).cloned().collect();
    Some(Finding {
        schema: first.schema.clone(),
        id: fingerprint(rule, &load.person),
        rule: rule.spec.id.clone(),
        outcome: OUTCOME.to_owned(),
        severity,
        confidence: sole.iter().map(|finding| finding.confidence).fold(0.9, f64::min),
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

fn persons(finding: &Finding) -> impl Iterator<Item = &Entity> {
    finding.entities.iter().filter(|entity| entity.kind == "person")
}

/// Names the rule and the person, not the documents: it stays when one more document is scanned.
fn fingerprint(rule: &Rule, person: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in ["archive", &rule.spec.id, OUTCOME, &person.to_lowercase()] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    format!("fp1:{}", &hasher.finalize().to_hex().as_str()[..16])
}
