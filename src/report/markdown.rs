//! Markdown: for pull requests, issues and wikis.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Settings;
use super::messages::{of_record, phrase};
use super::words::{first_place, in_language, plain, quote, rule_title, searched, severity};
use crate::finding::{Finding, Report, Status};

/// Headings, a table of counts, what was not assessed, and the findings per document.
pub(super) fn write(report: &Report, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    let lang = settings.lang;
    let say = |code: &'static str| phrase(code, lang);
    writeln!(out, "# pyspunka\n")?;
    let summary = &report.summary;
    writeln!(out, "| | |\n|---|---:|")?;
    writeln!(out, "| {} | {} |", say("documents"), summary.documents)?;
    for status in ["assessed", "partial", "not-assessed"] {
        if let Some(count) = summary.by_status.get(status) {
            writeln!(out, "| {} | {count} |", say(status))?;
        }
    }
    let unjudged: u64 = summary.unjudged.values().sum();
    if unjudged > 0 {
        writeln!(out, "| {} | {unjudged} |", say("unjudged"))?;
    }
    for severity in ["error", "warning", "info"] {
        writeln!(out, "| {} | {} |", say(severity), summary.by_severity.get(severity).unwrap_or(&0))?;
    }
    let unread: Vec<_> = report.documents.iter().filter(|record| record.status != Status::Assessed).collect();
    if !unread.is_empty() {
        writeln!(out, "\n## {}\n", say("unread"))?;
        for record in unread {
            let why = of_record(record, lang);
            writeln!(out, "- {}: {}", code(&record.path), text(&why))?;
        }
    }
    let mut by_document: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.suppression.is_none()) {
        by_document.entry(&finding.document.path).or_default().push(finding);
    }
    if !by_document.is_empty() {
        writeln!(out, "\n## {}", say("findings-title"))?;
    }
    for (path, findings) in by_document {
        writeln!(out, "\n### {}\n", text(path))?;
        for finding in findings {
            writeln!(
                out,
                "- **{}** {} ({})",
                say(severity(finding.severity)),
                text(rule_title(report, &finding.rule, lang)),
                code(&format!("{}/{}", finding.rule, finding.outcome))
            )?;
            writeln!(out, "  {}", text(in_language(&finding.message, lang)))?;
            let quote = quote(finding);
            if !quote.is_empty() {
                let place = first_place(finding, lang);
                let place = if place.is_empty() { place } else { format!(" — {}", text(&place)) };
                writeln!(out, "  > {}{place}\n", text(&quote))?;
            }
            if let Some(searched) = searched(finding, lang) {
                writeln!(out, "  {}", text(&searched))?;
            }
            if let Some(advice) = &finding.suggestion {
                writeln!(out, "  _{}_: {}", say("do"), text(in_language(advice, lang)))?;
            }
        }
    }
    Ok(())
}

/// Text that Markdown and the HTML in it leave as it is.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' | '$' | '@' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// A path in code marks.
fn code(path: &str) -> String {
    let path = plain(path);
    let longest = path.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let marks = "`".repeat(longest + 1);
    if longest == 0 { format!("`{path}`") } else { format!("{marks} {path} {marks}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_document_is_shown_not_obeyed() {
        assert_eq!(text("<b>*x*</b> [a](b)"), "&lt;b&gt;\\*x\\*&lt;/b&gt; \\[a\\](b)");
        assert_eq!(code("a`b.docx"), "`` a`b.docx ``");
        assert_eq!(code("åäö.docx"), "`åäö.docx`");
    }
}
