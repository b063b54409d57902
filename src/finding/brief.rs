//! What other documents need to know of one: a small part of its facts, read without the rest.

use std::sync::Arc;

use serde::Deserialize;

use super::{DocDates, DocumentFacts, DocumentRecord, Finding, LinkFacts, PersonTask, Severity, Status};
use crate::document::{Adoption, DocumentKind, Issuer};

/// A part of [`DocumentFacts`]; reads the JSON of the whole, and passes over what is not in it.
#[derive(Debug, Clone, Deserialize)]
pub struct Brief {
    /// Of the file's record.
    pub record: BriefRecord,
    /// Of its findings.
    pub findings: Vec<BriefFinding>,
    /// Of what links need.
    pub links: BriefLinks,
}

/// A part of [`DocumentRecord`].
#[derive(Debug, Clone, Deserialize)]
#[allow(missing_docs)]
pub struct BriefRecord {
    pub path: Arc<str>,
    pub kind: DocumentKind,
    pub status: Status,
    pub reason: Option<String>,
    pub title: Option<String>,
    pub dnr: Option<String>,
    pub dates: DocDates,
    pub parties: Vec<BriefParty>,
    pub adoption: Option<Adoption>,
}

/// A party's name.
#[derive(Debug, Clone, Deserialize)]
#[allow(missing_docs)]
pub struct BriefParty {
    pub name: String,
}

/// A part of a [`Finding`].
#[derive(Debug, Clone, Deserialize)]
#[allow(missing_docs)]
pub struct BriefFinding {
    pub rule: String,
    pub severity: Severity,
    pub confidence: f64,
    pub evidence: Vec<BriefEvidence>,
    pub entities: Vec<BriefEntity>,
}

/// The quote of an evidence.
#[derive(Debug, Clone, Deserialize)]
#[allow(missing_docs)]
pub struct BriefEvidence {
    pub quote: BriefQuote,
}

/// The words of a quote.
#[derive(Debug, Clone, Deserialize)]
#[allow(missing_docs)]
pub struct BriefQuote {
    pub exact: String,
}

/// A part of an [`Entity`](super::Entity).
#[derive(Debug, Clone, Deserialize)]
#[allow(missing_docs)]
pub struct BriefEntity {
    #[serde(rename = "type")]
    pub kind: String,
    pub text: String,
    pub mentions: u32,
}

/// A part of [`LinkFacts`].
#[derive(Debug, Clone, Deserialize)]
#[allow(missing_docs)]
pub struct BriefLinks {
    pub tasks: Vec<PersonTask>,
    pub names: Vec<String>,
    pub simhash: Option<String>,
    pub text_hash: Option<String>,
    #[serde(default)]
    pub draft: bool,
    #[serde(default)]
    pub ends: bool,
    #[serde(default)]
    pub dnr_cited: Vec<String>,
    #[serde(default)]
    pub short: Vec<String>,
    #[serde(default)]
    pub duty_subjects: Vec<String>,
    #[serde(default)]
    pub issuers: Vec<Issuer>,
}

impl From<&DocumentFacts> for Brief {
    fn from(facts: &DocumentFacts) -> Brief {
        let DocumentFacts { record, findings, links } = facts;
        let DocumentRecord { path, kind, status, reason, title, dnr, dates, parties, adoption, .. } = record;
        let LinkFacts {
            tasks,
            names,
            simhash,
            text_hash,
            draft,
            ends,
            dnr_cited,
            short,
            duty_subjects,
            issuers,
            ..
        } = links;
        let (title, dnr, dates) = (title.clone(), dnr.clone(), dates.clone());
        let parties = parties.iter().map(|party| BriefParty { name: party.name.clone() }).collect();
        Brief {
            record: BriefRecord {
                path: path.as_str().into(),
                kind: *kind,
                status: *status,
                reason: reason.clone(),
                title,
                dnr,
                dates,
                parties,
                adoption: adoption.clone(),
            },
            findings: findings.iter().map(BriefFinding::from).collect(),
            links: BriefLinks {
                tasks: tasks.clone(),
                names: names.clone(),
                simhash: simhash.clone(),
                text_hash: text_hash.clone(),
                draft: *draft,
                ends: *ends,
                dnr_cited: dnr_cited.clone(),
                short: short.clone(),
                duty_subjects: duty_subjects.clone(),
                issuers: issuers.clone(),
            },
        }
    }
}

impl From<&Finding> for BriefFinding {
    fn from(finding: &Finding) -> BriefFinding {
        let evidence = finding.evidence.iter().map(|evidence| evidence.quote.exact.clone());
        let entities = finding.entities.iter().map(|entity| BriefEntity {
            kind: entity.kind.clone(),
            text: entity.text.clone(),
            mentions: entity.mentions,
        });
        BriefFinding {
            rule: finding.rule.clone(),
            severity: finding.severity,
            confidence: finding.confidence,
            evidence: evidence.map(|exact| BriefEvidence { quote: BriefQuote { exact } }).collect(),
            entities: entities.collect(),
        }
    }
}
