//! Counts over all documents.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::folder;
use crate::finding::{DocumentRecord, Finding, Status};

/// Organisations and folders that are counted, at most; more are counted as "…".
const KEYS: usize = 10_000;

/// Counts by rule, outcome, kind, status, language, year, folder and organisation.
#[derive(Debug, Default)]
pub(super) struct Totals {
    pub(super) counts: BTreeMap<String, BTreeMap<String, u64>>,
    /// A key, while it is made.
    key: String,
}

impl Totals {
    pub(super) fn add<'f>(&mut self, record: &DocumentRecord, findings: impl Iterator<Item = &'f Finding>) {
        let mut count = 0;
        for finding in findings.filter(|finding| finding.suppression.is_none()) {
            count += 1;
            self.one("rule", &finding.rule);
            self.pair("finding", &finding.rule, &finding.outcome);
        }
        for outcome in &record.outcomes {
            self.pair("outcome", &outcome.rule, outcome.outcome.code());
        }
        self.one("kind", &code(&record.kind));
        self.one("language", &code(&record.language));
        self.one("status", &code(&record.status));
        self.one("folder", folder(&record.path));
        if record.status == Status::NotAssessed {
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

    fn pair(&mut self, of: &str, rule: &str, outcome: &str) {
        let mut key = std::mem::take(&mut self.key);
        key.clear();
        // Writing to a string does not fail.
        let _ = write!(key, "{rule}/{outcome}");
        self.one(of, &key);
        self.key = key;
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
