//! Counts over all documents.

use std::collections::BTreeMap;

use super::folder;
use crate::finding::{DocumentRecord, Finding};

/// Organisations and folders that are counted, at most; more are counted as "…".
const KEYS: usize = 10_000;

/// Counts by rule, outcome, kind, status, language, year, folder and organisation.
#[derive(Debug, Default)]
pub(super) struct Totals {
    counts: BTreeMap<String, BTreeMap<String, u64>>,
    /// Outcomes by rule, in the order in which documents have them.
    outcomes: Vec<(String, BTreeMap<&'static str, u64>)>,
}

impl Totals {
    pub(super) fn add<'f>(&mut self, record: &DocumentRecord, findings: impl Iterator<Item = &'f Finding>) {
        let mut count = 0;
        for finding in findings.filter(|finding| finding.suppression.is_none()) {
            count += 1;
            self.one("rule", &finding.rule);
            self.one("finding", &format!("{}/{}", finding.rule, finding.outcome));
        }
        for (at, outcome) in record.outcomes.iter().enumerate() {
            let of_rule = self.of_rule(at, &outcome.rule);
            *of_rule.entry(outcome.outcome.code()).or_default() += 1;
        }
        self.one("kind", &code(&record.kind));
        self.one("language", &code(&record.language));
        self.one("status", &code(&record.status));
        self.one("folder", folder(&record.path));
        if !record.is_read() {
            return;
        }
        let year = record.dates.from.or(record.dates.signed).map(|date| date.year);
        let year = year.or_else(|| record.adoption.as_ref()?.date.map(|date| date.year));
        self.one("year", &year.map_or("unknown".to_owned(), |year| year.to_string()));
        for party in &record.parties {
            self.one("organisation", &party.name);
            for _ in 0..count {
                self.one("organisation-findings", &party.name);
            }
        }
    }

    /// Outcomes of the rule that a document has at a place: nearly always the one that others have there.
    fn of_rule(&mut self, at: usize, rule: &str) -> &mut BTreeMap<&'static str, u64> {
        let is = |known: &(String, _)| known.0 == rule;
        let at = match self.outcomes.get(at).is_some_and(is) {
            true => at,
            false => self.outcomes.iter().position(is).unwrap_or_else(|| {
                self.outcomes.push((rule.to_owned(), BTreeMap::new()));
                self.outcomes.len() - 1
            }),
        };
        &mut self.outcomes[at].1
    }

    /// All counts.
    pub(super) fn counts(mut self) -> BTreeMap<String, BTreeMap<String, u64>> {
        for (rule, counts) in &self.outcomes {
            let pairs = counts.iter().map(|(outcome, count)| (format!("{rule}/{outcome}"), *count));
            self.counts.entry("outcome".to_owned()).or_default().extend(pairs);
        }
        self.counts
    }

    fn one(&mut self, of: &str, key: &str) {
        if let Some(count) = self.counts.get_mut(of).and_then(|counts| counts.get_mut(key)) {
            *count += 1;
            return;
        }
        let counts = self.counts.entry(of.to_owned()).or_default();
        let key = if counts.len() >= KEYS { "…" } else { key };
        *counts.entry(key.to_owned()).or_default() += 1;
    }
}

fn code(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
