//! The report for a terminal: counts, what was not assessed and why, and the findings, worst first.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use super::Settings;
use super::messages::{counted, of_record, phrase, unjudged};
use super::words::{in_language, plain, severity, short};
use crate::finding::{DocumentRecord, Finding, REPORT_MARK, Report, Severity, Status};

/// Characters of a path that are shown, at most; a longer one keeps its end.
const PATH: usize = 120;

/// How much of a report is written.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// Findings, at most.
    pub findings: usize,
    /// Documents that were not assessed, at most.
    pub unread: usize,
}

/// All of the report, as the table of outputs wants it.
pub(super) fn write_all(report: &Report, settings: &Settings, out: &mut dyn io::Write) -> io::Result<()> {
    let extent = Extent { findings: usize::MAX, unread: usize::MAX };
    writeln!(out, "{REPORT_MARK}\n")?;
    out.write_all(write(report, settings.lang, extent).as_bytes())
}

/// The report in words. `lang` is "sv" or "en". Control characters of documents and names are shown as `?`.
pub fn write(report: &Report, lang: &'static str, extent: Extent) -> String {
    let mut out = String::new();
    let summary = &report.summary;
    let counts = |map: &BTreeMap<String, u64>, order: &[&'static str]| {
        let parts =
            order.iter().filter_map(|code| Some(format!("{} {}", map.get(*code)?, phrase(code, lang))));
        parts.collect::<Vec<_>>().join(", ")
    };
    let number = |count: u64, one, more, parts: &str| {
        let part = if parts.is_empty() { "" } else { ": " };
        format!("{count} {}{part}{parts}", phrase(if count == 1 { one } else { more }, lang))
    };
    let status = counts(&summary.by_status, &["assessed", "partial", "not-assessed"]);
    let _ = writeln!(out, "{}", number(summary.documents, "one-document", "documents", &status));
    if let Some(unjudged) = unjudged(summary, lang) {
        let _ = writeln!(out, "  {}", plain(&unjudged));
    }
    let unread: Vec<&DocumentRecord> =
        report.documents.iter().filter(|record| record.status != Status::Assessed).collect();
    if !unread.is_empty() {
        let _ = writeln!(out, "\n{}:", phrase("unread", lang));
        for record in unread.iter().take(extent.unread) {
            let why = of_record(record, lang);
            let _ = writeln!(out, "  {}: {why}", path(&record.path));
        }
        let count = |status: &str| summary.by_status.get(status).copied().unwrap_or_default();
        let all = usize::try_from(count("partial") + count("not-assessed")).unwrap_or(usize::MAX);
        more(&mut out, all, extent.unread.min(unread.len()), lang);
    }
    let severities = [Severity::Error, Severity::Warning, Severity::Info].into_iter().filter_map(|one| {
        let count = summary.by_severity.get(severity(one))?;
        Some(counted(one, *count, lang))
    });
    let severities: Vec<String> = severities.collect();
    let found = number(summary.findings, "one-finding", "findings", &severities.join(", "));
    let _ = writeln!(out, "\n{found}");
    let mut worst: Vec<&Finding> = report.findings.iter().filter(|f| f.suppression.is_none()).collect();
    worst.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    // A summary is given the worst findings only; the counts know of all.
    let all = usize::try_from(summary.findings).unwrap_or(usize::MAX);
    if all > extent.findings {
        let _ = writeln!(out, "{}:", phrase("worst", lang));
    }
    for finding in worst.iter().take(extent.findings) {
        one(&mut out, finding, lang);
    }
    more(&mut out, all, extent.findings.min(worst.len()), lang);
    out
}

fn more(out: &mut String, all: usize, shown: usize, lang: &str) {
    if all > shown {
        let _ = writeln!(out, "  … {} {}", all - shown, phrase("more", lang));
    }
}

fn one(out: &mut String, finding: &Finding, lang: &'static str) {
    let _ = writeln!(
        out,
        "  {} [{}] {}/{}",
        path(&finding.document.path),
        phrase(severity(finding.severity), lang),
        plain(&finding.rule),
        plain(&finding.outcome)
    );
    let _ = writeln!(out, "    {}", plain(in_language(&finding.message, lang)));
    if let Some(evidence) = finding.evidence.first() {
        let place = evidence.section.last().map(|section| plain(section)).into_iter();
        let page = evidence.page.map(|page| format!("{} {}", phrase("page", lang), page.number));
        let place: Vec<String> = place.chain(page).collect();
        let place = if place.is_empty() { String::new() } else { format!("  ({})", place.join(", ")) };
        let _ = writeln!(out, "    “{}”{place}", plain(&short(&evidence.quote.exact, 160)));
    }
    if let Some(advice) = &finding.suggestion {
        let _ = writeln!(out, "    → {}", plain(in_language(advice, lang)));
    }
}

fn path(path: &str) -> String {
    let count = path.chars().count();
    if count <= PATH {
        return plain(path);
    }
    format!("… {}", plain(&path.chars().skip(count - PATH).collect::<String>()))
}
