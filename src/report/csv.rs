//! CSV: a row per finding. Cells that a spreadsheet would run as a formula are made inert.

use std::io::{self, Write};

use super::Settings;
use super::words::{code, entities, first_place, in_language, plain, quote, severity, why};
use crate::finding::{Finding, Report};

/// A column: its name, and the text of a finding in it in a language.
type Column = (&'static str, fn(&Finding, &'static str) -> String);

/// What a row holds, in order.
pub(super) const COLUMNS: &[Column] = &[
    ("path", |finding, _| finding.document.path.clone()),
    ("kind", |finding, _| code(finding.document.kind)),
    ("dnr", |finding, _| finding.document.dnr.clone().unwrap_or_default()),
    ("rule", |finding, _| finding.rule.clone()),
    ("outcome", |finding, _| finding.outcome.clone()),
    ("severity", |finding, _| severity(finding.severity).to_owned()),
    ("confidence", |finding, _| finding.confidence.to_string()),
    ("message", |finding, lang| in_language(&finding.message, lang).to_owned()),
    ("quote", |finding, _| quote(finding)),
    ("place", first_place),
    ("persons", |finding, _| entities(finding, "person")),
    ("parties", |finding, _| entities(finding, "party")),
    ("plans", |finding, _| entities(finding, "plan")),
    ("why", why),
    ("advice", |finding, lang| {
        finding.suggestion.as_ref().map_or_else(String::new, |advice| in_language(advice, lang).to_owned())
    }),
    ("baseline", |finding, _| finding.baseline.clone().unwrap_or_default()),
    ("suppression", |finding, _| finding.suppression.clone().unwrap_or_default()),
    ("id", |finding, _| finding.id.clone()),
];

/// Comma-separated, UTF-8 without mark, lines ending in CR LF (RFC 4180).
pub(super) fn write(report: &Report, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    rows(report, settings.lang, ',', out)
}

/// Semicolons and a byte order mark: opens rightly with a double click in Excel with Swedish settings.
pub(super) fn write_for_excel(report: &Report, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    out.write_all("\u{feff}".as_bytes())?;
    rows(report, settings.lang, ';', out)
}

fn rows(report: &Report, lang: &'static str, separator: char, out: &mut dyn Write) -> io::Result<()> {
    let mut row = |cells: &mut dyn Iterator<Item = String>| {
        let mut line = String::new();
        for (index, text) in cells.enumerate() {
            if index > 0 {
                line.push(separator);
            }
            cell(&mut line, &text, separator);
        }
        line.push_str("\r\n");
        out.write_all(line.as_bytes())
    };
    row(&mut COLUMNS.iter().map(|(name, _)| (*name).to_owned()))?;
    for finding in &report.findings {
        row(&mut COLUMNS.iter().map(|(_, of)| of(finding, lang)))?;
    }
    Ok(())
}

fn cell(line: &mut String, text: &str, separator: char) {
    let text = inert(text);
    if text.contains([separator, '"', '\n', '\r', ',', ';']) {
        line.push('"');
        line.push_str(&text.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(&text);
    }
}

/// A text that no spreadsheet takes for a formula: one that begins as a formula does gets an apostrophe before it.
pub(super) fn inert(text: &str) -> String {
    let text = plain(text);
    let begins =
        text.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    if begins || text.starts_with('|') { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_made_inert() {
        for (text, shown) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            (" @SUM(1)", "' @SUM(1)"),
            ("-2+3", "'-2+3"),
            ("\t=1", "'|=1"),
            ("Norrby kommun", "Norrby kommun"),
            ("a\u{202e}b", "a?b"),
        ] {
            assert_eq!(inert(text), shown);
        }
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let check = |text: &str, expected: &str| {
            let mut line = String::new();
            cell(&mut line, text, ';');
            assert_eq!(line, expected);
        };
        check("a;b", "\"a;b\"");
        check("säg \"ja\"", "\"säg \"\"ja\"\"\"");
        check("åäö", "åäö");
    }
}
