//! The report for a terminal: counts, what was not assessed and why, and the findings, worst first.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::messages::{phrase, reason};
use crate::finding::{DocumentRecord, Finding, Localized, Report, Severity, Status};

/// How much of a report is written.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// Findings, at most.
    pub findings: usize,
    /// Documents that were not assessed, at most.
    pub unread: usize,
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
    let _ = writeln!(
        out,
        "{} {}: {}",
        summary.documents,
        phrase("documents", lang),
        counts(&summary.by_status, &["assessed", "partial", "not-assessed"])
    );
    let unread: Vec<&DocumentRecord> =
        report.documents.iter().filter(|record| record.status != Status::Assessed).collect();
    if !unread.is_empty() {
        let _ = writeln!(out, "\n{}:", phrase("unread", lang));
        for record in unread.iter().take(extent.unread) {
            let why = reason(record.reason.as_deref().unwrap_or_default(), lang);
            let _ = writeln!(out, "  {}: {why}", plain(&record.path));
        }
        more(&mut out, unread.len(), extent.unread, lang);
    }
    let _ = writeln!(
        out,
        "\n{} {}: {}",
        summary.findings,
        phrase("findings", lang),
        counts(&summary.by_severity, &["error", "warning", "info"])
    );
    let mut worst: Vec<&Finding> = report.findings.iter().filter(|f| f.suppression.is_none()).collect();
    worst.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    if worst.len() > extent.findings {
        let _ = writeln!(out, "{}:", phrase("worst", lang));
    }
    for finding in worst.iter().take(extent.findings) {
        one(&mut out, finding, lang);
    }
    more(&mut out, worst.len(), extent.findings, lang);
    out
}

fn more(out: &mut String, all: usize, shown: usize, lang: &str) {
    if all > shown {
        let _ = writeln!(out, "  … {} {}", all - shown, phrase("more", lang));
    }
}

fn one(out: &mut String, finding: &Finding, lang: &'static str) {
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    let _ = writeln!(
        out,
        "  {} [{}] {}/{}",
        plain(&finding.document.path),
        phrase(severity, lang),
        finding.rule,
        finding.outcome
    );
    let _ = writeln!(out, "    {}", plain(in_language(&finding.message, lang)));
    if let Some(evidence) = finding.evidence.first() {
        let place = evidence.section.last().map(|section| plain(section)).into_iter();
        let page = evidence.page.map(|page| format!("{} {}", phrase("page", lang), page.number));
        let place: Vec<String> = place.chain(page).collect();
        let place = if place.is_empty() { String::new() } else { format!("  ({})", place.join(", ")) };
        let _ = writeln!(out, "    “{}”{place}", plain(&short(&evidence.quote.exact)));
    }
    if let Some(advice) = &finding.suggestion {
        let _ = writeln!(out, "    → {}", plain(in_language(advice, lang)));
    }
}

fn in_language<'t>(text: &'t Localized, lang: &str) -> &'t str {
    text.get(lang).or_else(|| text.values().next()).map_or("", String::as_str)
}

fn short(text: &str) -> String {
    match text.char_indices().nth(160) {
        Some((at, _)) => format!("{} …", text[..at].trim_end()),
        None => text.to_owned(),
    }
}

/// Without what a terminal would obey: control characters, and marks that turn the direction of the text.
fn plain(text: &str) -> String {
    let turns =
        |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let shown = text.chars().map(|c| match c {
        '\t' => '|',
        '\n' => ' ',
        c if c.is_control() || turns(c) => '?',
        c => c,
    });
    shown.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_a_document_is_obeyed_by_a_terminal() {
        assert_eq!(plain("a\u{1b}[31mb\u{202e}c\td\ne"), "a?[31mb?c|d e");
    }
}
