//! What the page's script draws of: all documents and findings, as JSON.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use crate::finding::{DocumentRecord, Report, Severity};
use crate::report::messages::{self, counted, phrase};
use crate::report::words::{
    code, first_place, in_language, plain, quote, rank, rule_title, searched, severity, why,
};

/// What a finding holds in the page's data, in order; the script reads this list.
const COLUMNS: &[&str] = &[
    "document", "rule", "outcome", "severity", "message", "quote", "place", "why", "advice", "searched",
    "id", "baseline", "fresh", "accepted",
];

/// Phrases that the script needs.
pub(super) const WORDS: &[&str] = &[
    "error",
    "warning",
    "info",
    "note",
    "infos",
    "assessed",
    "partial",
    "not-assessed",
    "not-assessed-one",
    "met",
    "not-met",
    "not-applicable",
    "why",
    "do",
    "accepted",
    "shown",
    "none",
    "rule",
    "outcome",
    "outcomes",
    "party",
    "sector",
    "duties",
    "matrix",
    "no-duty",
];

/// What the script draws of.
pub(super) fn data(report: &Report, lang: &'static str) -> Value {
    let at: BTreeMap<&str, usize> =
        report.documents.iter().enumerate().map(|(index, record)| (record.path.as_str(), index)).collect();
    let mut counts: BTreeMap<&str, [u64; 3]> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.suppression.is_none()) {
        counts.entry(&finding.document.path).or_default()[rank(finding.severity)] += 1;
    }
    let mut texts = Texts::default();
    let documents: Vec<Value> = report
        .documents
        .iter()
        .map(|record| document(record, counts.get(record.path.as_str()), &mut texts, lang))
        .collect();
    let findings: Vec<Value> = report
        .findings
        .iter()
        .filter_map(|finding| Some((at.get(finding.document.path.as_str())?, finding)))
        .map(|(at, finding)| {
            let known = finding.baseline.as_deref();
            json!([
                at,
                texts.at(&finding.rule),
                texts.at(&finding.outcome),
                texts.at(severity(finding.severity)),
                texts.at(plain(in_language(&finding.message, lang))),
                texts.at(quote(finding)),
                texts.at(first_place(finding, lang)),
                texts.at(why(finding, lang)),
                finding.suggestion.as_ref().map(|advice| texts.at(plain(in_language(advice, lang)))),
                searched(finding, lang).map(|searched| texts.at(searched)),
                texts.at(&finding.id),
                known.map(|code| texts.at(messages::baseline(code, lang))),
                known == Some("new"),
                finding.suppression.as_deref().map(|why| texts.at(plain(why))),
            ])
        })
        .collect();
    let rules: BTreeMap<&str, &str> =
        report.tool.rule_titles.keys().map(|rule| (rule.as_str(), rule_title(report, rule, lang))).collect();
    let words: BTreeMap<&str, &str> = WORDS.iter().map(|code| (*code, phrase(code, lang))).collect();
    json!({
        "columns": COLUMNS, "words": words, "rules": rules, "documents": documents, "findings": findings,
        "texts": texts.list(),
    })
}

/// Texts of the page's data, each once: findings of one rule say much in the same words.
#[derive(Default)]
struct Texts(HashMap<String, usize>);

impl Texts {
    /// The number of a text.
    fn at(&mut self, text: impl Into<String>) -> usize {
        let next = self.0.len();
        *self.0.entry(text.into()).or_insert(next)
    }

    /// All by number.
    fn list(self) -> Vec<String> {
        let mut list = vec![String::new(); self.0.len()];
        for (text, at) in self.0 {
            list[at] = text;
        }
        list
    }
}

fn document(
    record: &DocumentRecord,
    counts: Option<&[u64; 3]>,
    texts: &mut Texts,
    lang: &'static str,
) -> Value {
    let counts = counts.map(|counts| {
        let severities = [Severity::Error, Severity::Warning, Severity::Info].into_iter().zip(counts);
        let parts = severities.filter(|(_, count)| **count > 0);
        parts.map(|(severity, count)| counted(severity, *count, lang)).collect::<Vec<_>>().join(", ")
    });
    let dates = [record.dates.from, record.dates.to].map(|day| day.map(|day| day.to_string()));
    let dates = match dates {
        [None, None] => record.dates.signed.map(|day| day.to_string()),
        [from, to] => Some(format!("{}–{}", from.unwrap_or_default(), to.unwrap_or_default())),
    };
    let parties: Vec<Value> = record
        .parties
        .iter()
        .map(|party| {
            let duties: Vec<String> = party.duties.iter().map(|duty| plain(duty)).collect();
            json!([plain(&party.name), messages::sector(&code(party.sector), lang), duties, party.own_duty])
        })
        .collect();
    let outcomes: Vec<Value> = record
        .outcomes
        .iter()
        .map(|outcome| {
            let why = outcome.reason.as_deref().map(|reason| messages::reason(reason, lang));
            json!([texts.at(&outcome.rule), texts.at(code(outcome.outcome)), why.map(|why| texts.at(why))])
        })
        .collect();
    json!({
        "path": plain(&record.path),
        "title": record.title.as_deref().map(plain),
        "kind": messages::kind(&code(record.kind), lang),
        "status": messages::status_of(record, lang),
        "reason": Some(messages::why_unjudged(record, lang)).filter(|why| !why.is_empty()),
        "reading": reading(record, lang),
        "dnr": record.dnr.as_deref().map(plain),
        "dates": dates,
        "bus": record.bus_factor.map(|count| format!("{}: {count}", phrase("bus-factor", lang))),
        "counts": counts.filter(|counts| !counts.is_empty()),
        "parties": parties,
        "outcomes": outcomes,
    })
}

/// What came up while the document was read.
fn reading(record: &DocumentRecord, lang: &'static str) -> Option<String> {
    let told: Vec<String> = messages::problems(record, lang).map(|told| plain(&told)).collect();
    (!told.is_empty()).then(|| format!("{}: {}", phrase("problems", lang), told.join("; ")))
}

/// JSON that a script element can hold.
pub(super) fn script_safe(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => out.push_str("\\u003c"),
            '>' => out.push_str("\\u003e"),
            '&' => out.push_str("\\u0026"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out
}
