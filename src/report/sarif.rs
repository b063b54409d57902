//! SARIF 2.1.0 (OASIS): for code scanning and its viewers. A lossy export: offsets belong to the text that
//! `pyspunka text` prints, not to the bytes of the file, so they stand among the properties, never as a region.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::Settings;
use super::messages::{of_record, reason, status_of};
use super::words::{address, in_language, plain, quote, rule_title, why};
use crate::finding::{Finding, REPORT_MARK, Report, Severity, Status};

/// One run with the rules, a result per finding and a notification per file that was not assessed or that no rule judged.
pub(super) fn write(report: &Report, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    let lang = settings.lang;
    let rules: BTreeSet<&str> = report.findings.iter().map(|finding| finding.rule.as_str()).collect();
    let rules: Vec<&str> = report
        .tool
        .rule_titles
        .keys()
        .map(String::as_str)
        .chain(rules)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let notifications: Vec<Value> = report
        .documents
        .iter()
        .filter_map(|record| match record.status {
            Status::Assessed => {
                let code = record.unjudged()?;
                let why = format!("{}: {}", status_of(record, lang), reason(code, lang));
                Some((record, "note", code.to_owned(), why))
            }
            _ => {
                Some((record, "warning", record.reason.clone().unwrap_or_default(), of_record(record, lang)))
            }
        })
        .map(|(record, level, code, why)| {
            json!({
                "descriptor": { "id": code },
                "level": level,
                "message": { "text": format!("{}: {}", plain(&record.path), plain(&why)) },
                "locations": [{ "physicalLocation": artifact(&record.path) }],
            })
        })
        .collect();
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "properties": { "generator": REPORT_MARK },
        "runs": [{
            "tool": { "driver": {
                "name": report.tool.name,
                "semanticVersion": report.tool.version,
                "rules": rules.iter().map(|rule| descriptor(report, rule, lang)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { "ROOT": { "description": { "text": "the scanned folder" } } },
            "invocations": [{
                "executionSuccessful": !report.run.interrupted,
                "toolExecutionNotifications": notifications,
            }],
            "results": report.findings.iter().map(|finding| result(finding, &rules, lang)).collect::<Vec<_>>(),
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    out.write_all(b"\n")
}

fn descriptor(report: &Report, rule: &str, lang: &str) -> Value {
    let title = rule_title(report, rule, lang);
    let mut descriptor = json!({
        "id": rule,
        "name": rule,
        "shortDescription": { "text": title },
        "fullDescription": { "text": title },
    });
    if let Some(help) = report.tool.rule_help.get(rule) {
        descriptor["help"] = json!({ "text": in_language(help, lang) });
    }
    descriptor
}

fn artifact(path: &str) -> Value {
    json!({ "artifactLocation": { "uri": address(path), "uriBaseId": "ROOT" } })
}

fn result(finding: &Finding, rules: &[&str], lang: &'static str) -> Value {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    };
    let mut text = plain(in_language(&finding.message, lang));
    let quote = quote(finding);
    if !quote.is_empty() {
        text.push_str(&format!("\n“{quote}”"));
    }
    if let Some(advice) = &finding.suggestion {
        text.push_str(&format!("\n→ {}", plain(in_language(advice, lang))));
    }
    let mut locations: Vec<Value> = finding
        .evidence
        .iter()
        .map(|evidence| {
            let section: Vec<String> = evidence.section.iter().map(|heading| plain(heading)).collect();
            let mut location = json!({ "physicalLocation": artifact(&finding.document.path) });
            if let Some(name) = section.last() {
                location["logicalLocations"] = json!([{
                    "name": name,
                    "fullyQualifiedName": section.join("/"),
                    "kind": "element",
                }]);
            }
            location["message"] = json!({ "text": plain(&evidence.quote.exact) });
            location["properties"] = json!({
                "start": evidence.span.start,
                "end": evidence.span.end,
                "unit": evidence.span.unit,
                "page": evidence.page.map(|page| page.number),
            });
            location
        })
        .collect();
    let related = locations.split_off(locations.len().min(1));
    if locations.is_empty() {
        locations.push(json!({ "physicalLocation": artifact(&finding.document.path) }));
    }
    let mut result = json!({
        "ruleId": finding.rule,
        "ruleIndex": rules.iter().position(|rule| *rule == finding.rule),
        "kind": "fail",
        "level": level,
        "message": { "text": text },
        "locations": locations,
        "fingerprints": { "pyspunka/1": finding.id },
        "properties": {
            "outcome": finding.outcome,
            "confidence": finding.confidence,
            "why": why(finding, lang),
        },
    });
    if !related.is_empty() {
        result["relatedLocations"] = related.into();
    }
    if let Some(accepted) = &finding.suppression {
        result["suppressions"] = json!([{ "kind": "external", "justification": plain(accepted) }]);
    }
    match finding.baseline.as_deref() {
        Some("new") => result["baselineState"] = "new".into(),
        Some(_) => result["baselineState"] = "unchanged".into(),
        None => {}
    }
    result
}
