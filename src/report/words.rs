//! What all reports say in the same words: places, severities, texts in a language, text made harmless.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use super::messages::{phrase, slot as slot_name};
use crate::finding::{Evidence, Finding, Localized, OutcomeKind, Report, Severity, Status};

/// Characters of a quote that a report shows, at most.
pub(super) const QUOTE: usize = 400;

/// The text in a language, else in any.
pub(super) fn in_language<'t>(text: &'t Localized, lang: &str) -> &'t str {
    text.get(lang).or_else(|| text.values().next()).map_or("", String::as_str)
}

/// Shortened to `limit` characters.
pub(super) fn short(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((at, _)) => format!("{} …", text[..at].trim_end()),
        None => text.to_owned(),
    }
}

/// One line without anything that a terminal, a word processor or a browser would obey: control characters and marks
/// that turn the direction of the text are shown as `?`, a tab between cells as `|`.
pub fn plain(text: &str) -> String {
    let shown = text.chars().map(|c| match c {
        '\t' => '|',
        '\n' | '\r' => ' ',
        // The last two are no characters, and XML takes none of them.
        c if c.is_control() || turns(c) || matches!(c, '\u{fffe}' | '\u{ffff}') => '?',
        c => c,
    });
    shown.collect()
}

/// Marks that turn the direction of the text, so that it reads as another.
pub(super) fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The primary quote, shortened; empty where something is missing and nothing came close.
pub(super) fn quote(finding: &Finding) -> String {
    finding.evidence.first().map_or_else(String::new, |evidence| short(&plain(&evidence.quote.exact), QUOTE))
}

/// Where a quote stands: its headings and page.
pub(super) fn place(evidence: &Evidence, lang: &'static str) -> String {
    let page = evidence.page.map(|page| format!("{} {}", phrase("page", lang), page.number));
    let section = (!evidence.section.is_empty()).then(|| plain(&evidence.section.join(" › ")));
    section.into_iter().chain(page).collect::<Vec<_>>().join(", ")
}

/// Where the primary quote stands; empty for an absence.
pub(super) fn first_place(finding: &Finding, lang: &'static str) -> String {
    finding.evidence.first().map_or_else(String::new, |evidence| place(evidence, lang))
}

/// What was looked for, and what was there: "task: coordinator, payments; substitute: –".
pub(super) fn why(finding: &Finding, lang: &'static str) -> String {
    let mut told: Vec<(String, Vec<String>)> = Vec::new();
    for slot in &finding.why {
        let name = slot_in_words(&slot.slot, lang);
        if told.last().is_none_or(|(last, _)| *last != name) {
            told.push((name, Vec::new()));
        }
        let value = match &slot.value {
            Some(value) => plain(value),
            None if slot.state == crate::finding::SlotState::Missing => "–".to_owned(),
            None => continue,
        };
        if let Some((_, values)) = told.last_mut() {
            values.push(value);
        }
    }
    let told = told.iter().map(|(name, values)| match values.as_slice() {
        [] => name.clone(),
        values => format!("{name}: {}", values.join(", ")),
    });
    told.collect::<Vec<_>>().join("; ")
}

/// What a slot is called; one of many names a document or a person after a colon.
pub(super) fn slot_in_words(slot: &str, lang: &str) -> String {
    match slot.split_once(": ") {
        Some((kind, which)) => format!("{} {}", plain(slot_name(kind, lang)), plain(which)),
        None => plain(slot_name(slot, lang)),
    }
}

/// What was searched, where something is missing.
pub(super) fn searched(finding: &Finding, lang: &'static str) -> Option<String> {
    let search = finding.search.as_ref()?;
    let mut text = format!(
        "{}: {} {}, {} {}",
        phrase("searched", lang),
        search.sentences,
        phrase("sentences", lang),
        search.rows,
        phrase("rows", lang)
    );
    if let Some(closest) = &search.closest {
        text.push_str(&format!(". {}: “{}”", phrase("closest", lang), short(&plain(&closest.quote), 200)));
    }
    Some(text)
}

/// Code of a severity.
pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// 0 for an error, 1 for a warning, 2 for info.
pub(super) fn rank(severity: Severity) -> usize {
    match severity {
        Severity::Error => 0,
        Severity::Warning => 1,
        Severity::Info => 2,
    }
}

/// Each rule with its errors, warnings and infos that nobody has accepted, worst first, and the documents in which it
/// has none, could not be assessed, and does not apply.
pub(super) fn rules_of(report: &Report) -> Vec<(&str, [u64; 6])> {
    let mut counts: BTreeMap<&str, [u64; 6]> = BTreeMap::new();
    let mut told: HashSet<(&str, &str)> = HashSet::new();
    for finding in report.findings.iter().filter(|finding| finding.suppression.is_none()) {
        counts.entry(&finding.rule).or_default()[rank(finding.severity)] += 1;
        told.insert((&finding.document.path, &finding.rule));
    }
    for record in &report.documents {
        for outcome in &record.outcomes {
            let at = match outcome.outcome {
                OutcomeKind::NotAssessed => 4,
                OutcomeKind::NotApplicable => 5,
                _ if told.contains(&(record.path.as_str(), outcome.rule.as_str())) => continue,
                _ => 3,
            };
            counts.entry(&outcome.rule).or_default()[at] += 1;
        }
    }
    let mut rules: Vec<(&str, [u64; 6])> = counts.into_iter().collect();
    rules.sort_by_key(|(_, counts)| Reverse([counts[0], counts[1], counts[2]]));
    rules
}

/// Code of a status.
pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Assessed => "assessed",
        Status::Partial => "partial",
        Status::NotAssessed => "not-assessed",
    }
}

/// The code that serde writes for a value of a plain enumeration.
pub(super) fn code(value: impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Persons, parties and plans of one kind that a finding is about.
pub(super) fn entities(finding: &Finding, kind: &str) -> String {
    let of_kind = finding.entities.iter().filter(|entity| entity.kind == kind);
    of_kind.map(|entity| plain(&entity.text)).collect::<Vec<_>>().join(", ")
}

/// Title of a rule, else its id.
pub(super) fn rule_title<'r>(report: &'r Report, rule: &'r str, lang: &str) -> &'r str {
    report.tool.rule_titles.get(rule).map_or(rule, |title| in_language(title, lang))
}

/// A path as an address relative to the scanned root, percent-encoded.
pub(super) fn address(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b'!' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_a_document_is_obeyed() {
        assert_eq!(plain("a\u{1b}[31mb\u{202e}c\td\ne"), "a?[31mb?c|d e");
    }

    #[test]
    fn addresses_are_percent_encoded() {
        assert_eq!(address("2025/avtal åäö #1.docx"), "2025/avtal%20%C3%A5%C3%A4%C3%B6%20%231.docx");
    }
}
