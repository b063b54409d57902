//! Joins documents by their facts; never sees text. Associative, and blind to order.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{AdoptionState, Date, DocumentKind, PlanStatus};
use crate::finding::{ArchiveReport, DocumentFacts, Family, OutcomeKind, PlanResolution, Severity, Status};
use crate::rules::RuleSet;
use crate::rules::render::Values;

mod load;
pub mod register;

/// Share of a reference's words that a plan's name must hold.
const OVERLAP: f64 = 0.6;

/// Resolves plan references, finds person load and families, and mends the findings that depend on them.
/// The result does not depend on the order of `facts`; they come back sorted by path.
pub fn link(
    facts: &mut [DocumentFacts],
    rules: &RuleSet,
    register: &[register::Row],
    today: Date,
    strict: bool,
) -> ArchiveReport {
    facts.sort_by(|a, b| (&a.record.path, &a.record.blake3).cmp(&(&b.record.path, &b.record.blake3)));
    let mut report = ArchiveReport::default();
    let mut plans: Vec<Plan> = facts.iter().filter_map(Plan::of).collect();
    let scanned = plans.len();
    join(&mut plans, register, today);
    let mut referred: BTreeSet<String> = BTreeSet::new();
    for document in facts.iter_mut() {
        resolve(document, &plans, rules, &mut report, &mut referred);
    }
    report.unreferenced_plans = plans[..scanned]
        .iter()
        .filter(|plan| !referred.contains(&twin(&plan.path)))
        .map(|plan| plan.path.clone())
        .collect();
    report.person_load = load::load(facts, rules);
    load::flag(facts, &report.person_load, rules, strict);
    report.families = families(facts);
    report
}

/// A plan document, as references look for it.
#[derive(Debug)]
struct Plan {
    path: String,
    names: Vec<Vec<String>>,
    years: BTreeSet<u16>,
    state: AdoptionState,
}

impl Plan {
    fn of(facts: &DocumentFacts) -> Option<Plan> {
        let record = &facts.record;
        if record.kind != DocumentKind::Plan || record.status == Status::NotAssessed {
            return None;
        }
        let adoption = record.adoption.clone().unwrap_or_default();
        let state = match adoption.status {
            Some(PlanStatus::Adopted) => AdoptionState::Proven,
            Some(PlanStatus::Expired) if adoption.until_replaced => AdoptionState::Proven,
            Some(PlanStatus::Expired) => AdoptionState::Expired,
            Some(PlanStatus::Draft) => AdoptionState::Draft,
            None => AdoptionState::Unproven,
        };
        let names: Vec<String> = facts.links.names.iter().take(4).cloned().collect();
        // A title may be set over two lines.
        let joined = names.iter().take(2).cloned().collect::<Vec<_>>().join(" ");
        Some(Plan {
            path: record.path.clone(),
            years: years(&joined),
            names: names.iter().chain([&joined]).map(|name| words(name)).collect(),
            state,
        })
    }

    /// A row of the register, as a plan that lies where the row says.
    fn of_row(row: &register::Row, today: Date) -> Plan {
        let ended = row.valid_to.is_some_and(|day| day.latest() < today.earliest());
        let state = match (ended || row.replaced_by.is_some(), row.is_decided()) {
            (true, _) => AdoptionState::Expired,
            (false, true) => AdoptionState::Proven,
            (false, false) => AdoptionState::Unproven,
        };
        Plan { path: row.place(), names: vec![words(&row.name)], years: years(&row.name), state }
    }

    /// How well a name fits, 0 to 1.
    fn fit(&self, name: &[String], years: &BTreeSet<u16>) -> f64 {
        if name.is_empty() || years.len() > 1 && self.years.len() > 1 && *years != self.years {
            return 0.0;
        }
        let best = self.names.iter().map(|own| {
            let shared = name.iter().filter(|word| own.iter().any(|other| same(word, other))).count();
            // The longest word is the noun that tells which sort of plan it is.
            let noun = name.iter().max_by_key(|word| word.chars().count());
            let has_noun = noun.is_some_and(|noun| own.iter().any(|other| same(noun, other)));
            if has_noun { shared as f64 / name.len() as f64 } else { 0.0 }
        });
        best.fold(0.0, f64::max)
    }
}

/// Adds the rows of the register. A row that means a scanned plan, by its address or its whole name, only says what that
/// plan's own text does not: whether it is in force.
fn join(plans: &mut Vec<Plan>, register: &[register::Row], today: Date) {
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (index, plan) in plans.iter().enumerate() {
        known.insert(twin(&plan.path), index);
        for name in plan.names.iter().filter(|name| !name.is_empty()) {
            known.entry(format!("{} {:?}", name.join(" "), plan.years)).or_insert(index);
        }
    }
    for row in register {
        let of_row = Plan::of_row(row, today);
        let address = row.address.as_deref().and_then(|address| known.get(&twin(address)));
        let name = || known.get(&format!("{} {:?}", of_row.names[0].join(" "), of_row.years));
        match address.or_else(name).and_then(|index| plans.get_mut(*index)) {
            Some(plan) if of_row.state == AdoptionState::Expired || plan.state == AdoptionState::Unproven => {
                plan.state = of_row.state;
            }
            Some(_) => {}
            None => plans.push(of_row),
        }
    }
}

/// Words of a name in lower case, without years and the shortest words.
fn words(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| word.chars().count() > 3 && !word.bytes().all(|b| b.is_ascii_digit()))
        .map(str::to_owned)
        .collect()
}

fn years(name: &str) -> BTreeSet<u16> {
    let numbers = name.split(|c: char| !c.is_ascii_digit()).filter(|number| number.len() == 4);
    numbers.filter_map(|number| number.parse().ok()).filter(|year| (1990..=2100).contains(year)).collect()
}

/// Two forms of one word: the same but for an ending.
fn same(a: &str, b: &str) -> bool {
    let shared = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.chars().count(), b.chars().count());
    shared >= 4 && shared + 4 > a.max(b) && shared + 3 > a.min(b)
}

/// The path without its ending: the same document as DOCX and as PDF.
fn twin(path: &str) -> String {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem).to_owned()
}

fn resolve(
    document: &mut DocumentFacts,
    plans: &[Plan],
    rules: &RuleSet,
    report: &mut ArchiveReport,
    referred: &mut BTreeSet<String>,
) {
    let own = twin(&document.record.path);
    let mut proven = false;
    let mut changed: Vec<(usize, AdoptionState)> = Vec::new();
    for index in 0..document.record.plan_refs.len() {
        let name = document.record.plan_refs[index].name.clone();
        let (wanted, years) = (words(&name), years(&name));
        let mut fits: Vec<(f64, &Plan)> = plans
            .iter()
            .map(|plan| (plan.fit(&wanted, &years), plan))
            .filter(|(fit, _)| *fit >= OVERLAP)
            .collect();
        fits.retain(|(_, plan)| twin(&plan.path) != own);
        fits.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.path.cmp(&b.1.path)));
        let best = fits.first().map_or(0.0, |(fit, _)| *fit);
        let equal: Vec<&Plan> = fits.iter().filter(|(fit, _)| *fit >= best).map(|(_, plan)| *plan).collect();
        let one = equal.iter().map(|plan| twin(&plan.path)).collect::<BTreeSet<_>>().len() == 1;
        let found = equal.first().filter(|_| one);
        report.plan_resolution.push(PlanResolution {
            agreement: document.record.path.clone(),
            plan_ref: name,
            resolves_to: found.map(|plan| plan.path.clone()),
            candidates: if one { Vec::new() } else { equal.iter().map(|plan| plan.path.clone()).collect() },
        });
        let reference = &mut document.record.plan_refs[index];
        if let Some(plan) = found {
            referred.insert(twin(&plan.path));
            reference.resolves_to = Some(plan.path.clone());
            if plan.state != AdoptionState::Unproven && reference.adoption != plan.state {
                reference.adoption = plan.state;
                changed.push((index, plan.state));
            }
        }
        proven |= reference.adoption == AdoptionState::Proven;
    }
    if changed.is_empty() {
        return;
    }
    let archive_rule = |id: &str| rules.get(id).is_some_and(|rule| rule.kind.name == "resolves");
    let mut findings = std::mem::take(&mut document.findings);
    if proven {
        // One adopted plan is enough: what the text alone could not show is shown by the archive.
        findings.retain(|finding| {
            !archive_rule(&finding.rule)
                || !matches!(
                    finding.outcome.as_str(),
                    "unproven" | "reference-only" | "draft" | "expired" | "missing"
                )
        });
    } else {
        for finding in findings.iter_mut().filter(|finding| archive_rule(&finding.rule)) {
            let of = |entity: &crate::finding::Entity| {
                let index: usize = entity.reference.strip_prefix("plan")?.parse().ok()?;
                changed.iter().find(|(at, _)| *at == index).map(|(_, state)| *state)
            };
            let Some(state) = finding.entities.iter().find_map(of) else { continue };
            let outcome = match state {
                AdoptionState::Draft => "draft",
                AdoptionState::Expired => "expired",
                _ => continue,
            };
            let name = finding
                .entities
                .iter()
                .find(|entity| entity.kind == "plan")
                .map(|entity| entity.text.clone());
            let values: Values = [("plan".to_owned(), name.into_iter().collect())].into();
            if let Some(restated) = rules.restate(finding, outcome, &values, false) {
                *finding = restated;
            }
        }
    }
    document.findings = findings;
    for outcome in document.record.outcomes.iter_mut().filter(|outcome| archive_rule(&outcome.rule)) {
        if matches!(outcome.outcome, OutcomeKind::Met | OutcomeKind::NotMet) {
            let bad = document.findings.iter().any(|f| f.rule == outcome.rule && f.severity > Severity::Info);
            outcome.outcome = if bad { OutcomeKind::NotMet } else { OutcomeKind::Met };
        }
    }
}

/// Documents with the same words, or with the same registry number.
fn families(facts: &[DocumentFacts]) -> Vec<Family> {
    let mut groups: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    let mut grouped: BTreeSet<&str> = BTreeSet::new();
    for document in facts {
        if let Some(hash) = &document.links.text_hash {
            groups.entry(("same-text", hash)).or_default().push(document.record.path.clone());
        }
        if let Some(dnr) = &document.record.dnr {
            groups.entry(("same-dnr", dnr)).or_default().push(document.record.path.clone());
        }
    }
    let mut families = Vec::new();
    for ((reason, key), documents) in groups {
        if documents.len() > 1 && grouped.insert(key) {
            families.push(Family { documents, in_force: None, reason: reason.to_owned() });
        }
    }
    families
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
    }
}
