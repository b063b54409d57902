//! Findings that are known or accepted: only the rest is news.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::{Deserialize, Serialize};

use crate::document::Date;
use crate::finding::{Finding, Severity, Trend};

/// An accepted finding, as it stands in the side file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The finding's id.
    pub id: String,
    /// Why it is accepted.
    pub reason: String,
    /// Who accepted it.
    pub by: Option<String>,
    /// The day on which it was accepted.
    pub on: Option<Date>,
    /// The last day on which it is accepted; for good where not given.
    pub until: Option<Date>,
}

/// The side file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptedFile {
    /// In the order in which they were accepted.
    #[serde(default)]
    pub accepted: Vec<Accepted>,
}

/// An earlier report.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    /// Ids of its findings.
    pub ids: HashSet<String>,
    /// Its findings by `rule/outcome`.
    pub by_rule: BTreeMap<String, u64>,
}

/// What findings are compared with.
#[derive(Debug, Clone, Default)]
pub struct Review {
    baseline: Option<Baseline>,
    accepted: BTreeMap<String, String>,
    /// Ids whose acceptance has ended.
    expired: BTreeSet<String>,
}

impl Review {
    /// A review on a day.
    pub fn new(baseline: Option<Baseline>, accepted: Vec<Accepted>, today: Date) -> Review {
        let mut review = Review { baseline, ..Review::default() };
        for accepted in accepted {
            if accepted.until.is_some_and(|until| until.latest() < today.earliest()) {
                review.expired.insert(accepted.id);
                continue;
            }
            let by = accepted.by.map(|by| format!(" ({by})")).unwrap_or_default();
            review.accepted.insert(accepted.id, format!("{}{by}", accepted.reason));
        }
        // What was accepted anew has not ended.
        review.expired.retain(|id| !review.accepted.contains_key(id));
        review
    }

    /// All of it in words, the same for the same review.
    pub fn described(&self) -> String {
        let baseline = self.baseline.as_ref().map(|before| {
            let mut ids: Vec<&String> = before.ids.iter().collect();
            ids.sort();
            (ids, &before.by_rule)
        });
        format!("{baseline:?} {:?} {:?}", self.accepted, self.expired)
    }

    /// Marks findings as known or new, and as accepted.
    pub fn mark(&self, findings: &mut [Finding]) {
        for finding in findings {
            finding.suppression = self.accepted.get(&finding.id).cloned();
            finding.baseline = self
                .baseline
                .as_ref()
                .map(|before| if before.ids.contains(&finding.id) { "known" } else { "new" }.to_owned());
        }
    }
}

/// What came of a review.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Reviewed {
    seen: HashSet<String>,
    by_rule: BTreeMap<String, i64>,
    new: u64,
    /// Findings that are neither known nor accepted, by severity.
    pub fresh: BTreeMap<Severity, u64>,
}

impl Reviewed {
    /// Adds marked findings of one document: those that are reported, or others; those that `count` count for the gate.
    pub fn add(
        &mut self,
        review: &Review,
        findings: &[Finding],
        reported: bool,
        count: &(dyn Fn(&Finding) -> bool + Sync),
    ) {
        for finding in findings {
            let known = finding.baseline.as_deref() == Some("known");
            let kept = known || finding.suppression.is_some() || review.expired.contains(&finding.id);
            if kept {
                self.seen.insert(finding.id.clone());
            }
            if reported && review.baseline.is_some() {
                *self.by_rule.entry(format!("{}/{}", finding.rule, finding.outcome)).or_default() += 1;
                self.new += u64::from(!known);
            }
            if !known && finding.suppression.is_none() && count(finding) {
                *self.fresh.entry(finding.severity).or_default() += 1;
            }
        }
    }

    /// Accepted ids that no finding has, whether or not their day has passed.
    pub fn stale(&self, review: &Review) -> Vec<String> {
        let ids: BTreeSet<&String> = review.accepted.keys().chain(&review.expired).collect();
        ids.into_iter().filter(|id| !self.seen.contains(*id)).cloned().collect()
    }

    /// Ids whose acceptance has ended and that are still found.
    pub fn expired(&self, review: &Review) -> Vec<String> {
        review.expired.iter().filter(|id| self.seen.contains(*id)).cloned().collect()
    }

    /// What has changed since the baseline.
    pub fn trend(&self, review: &Review) -> Option<Trend> {
        let before = review.baseline.as_ref()?;
        let known = before.ids.iter().filter(|id| self.seen.contains(*id)).count() as u64;
        let mut by_rule = self.by_rule.clone();
        for (rule, count) in &before.by_rule {
            *by_rule.entry(rule.clone()).or_default() -= i64::try_from(*count).unwrap_or(i64::MAX);
        }
        by_rule.retain(|_, change| *change != 0);
        Some(Trend { new: self.new, known, gone: before.ids.len() as u64 - known, by_rule })
    }
}
