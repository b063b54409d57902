//! One document before signing, for a terminal: every finding with quote, place, reason and advice, and every rule with
//! its outcome, so that what was not looked at is seen as well.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::messages::{self, counted, phrase};
pub use super::words::plain;
use super::words::{code, in_language};
use crate::document::{DocumentKind, Sector};
use crate::finding::{
    DocumentRecord, Evidence, Finding, Localized, OutcomeKind, OutcomeRecord, Severity, Status,
};

/// What a reader is told of a rule.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RuleWords {
    /// Names the fault.
    pub title: Localized,
    /// Why it matters.
    pub why: Localized,
    /// Where the demand comes from.
    pub source: Option<String>,
}

/// An outcome in words.
pub fn of_outcome(outcome: OutcomeKind, lang: &str) -> &'static str {
    let code = match outcome {
        OutcomeKind::Met => "met",
        OutcomeKind::NotMet => "not-met",
        OutcomeKind::NotAssessed => "not-assessed-one",
        OutcomeKind::NotApplicable => "not-applicable",
    };
    phrase(code, lang)
}

/// A severity in words.
pub fn severity(severity: Severity, lang: &str) -> &'static str {
    let code = match severity {
        Severity::Error => "mark-error",
        Severity::Warning => "mark-warning",
        Severity::Info => "mark-info",
    };
    phrase(code, lang)
}

/// One document in words. `findings` are those of the document, `lang` is "sv" or "en".
pub fn write(
    record: &DocumentRecord,
    findings: &[&Finding],
    rules: &BTreeMap<String, RuleWords>,
    lang: &'static str,
) -> String {
    let mut out = String::new();
    head(&mut out, record, lang);
    let mut sorted: Vec<&&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    for finding in sorted.iter().filter(|finding| finding.suppression.is_none()) {
        one(&mut out, finding, rules.get(&finding.rule), lang);
    }
    for (finding, reason) in
        sorted.iter().filter_map(|finding| Some((finding, finding.suppression.as_ref()?)))
    {
        let message = plain(in_language(&finding.message, lang));
        let (rule, outcome) = (&finding.rule, &finding.outcome);
        let _ = writeln!(out, "\n{}  {message}  [{rule}/{outcome}]", phrase("mark-accepted", lang));
        let _ = writeln!(out, "  {}", plain(reason));
    }
    outcomes(&mut out, &record.outcomes, findings, rules, lang);
    verdict(&mut out, record, findings, lang);
    out
}

fn head(out: &mut String, record: &DocumentRecord, lang: &'static str) {
    let _ = writeln!(out, "{}", plain(&record.path));
    if let Some(title) = &record.title {
        let _ = writeln!(out, "  {}", plain(title));
    }
    let pages = record.pages.map(|pages| format!(", {pages} {}", phrase("pages", lang))).unwrap_or_default();
    if record.is_read() {
        let language = serde_json::json!(record.language);
        let language = language.as_str().unwrap_or_default().to_owned();
        let _ = writeln!(out, "  {} ({language}){pages}", messages::kind(&code(record.kind), lang));
        let sector = |sector: Sector| messages::sector(&code(sector), lang);
        let parties: Vec<String> = record
            .parties
            .iter()
            .map(|party| format!("{} ({})", plain(&party.name), sector(party.sector)))
            .collect();
        if parties.is_empty() {
            let _ = writeln!(out, "  {}", phrase("no-parties", lang));
        } else {
            let _ = writeln!(out, "  {}: {}", phrase("parties", lang), parties.join(", "));
        }
    }
    if record.status != Status::Assessed {
        let code = if record.status == Status::Partial { "mark-partial" } else { "mark-unread" };
        let why = messages::of_record(record, lang);
        let _ = writeln!(out, "  {}: {why}", phrase(code, lang));
    }
    for told in messages::problems(record, lang) {
        let _ = writeln!(out, "  {}: {}", phrase("problems", lang), plain(&told));
    }
}

fn one(out: &mut String, finding: &Finding, rule: Option<&RuleWords>, lang: &'static str) {
    let _ = writeln!(
        out,
        "\n{}  {}  [{}/{}]",
        severity(finding.severity, lang),
        plain(in_language(&finding.message, lang)),
        finding.rule,
        finding.outcome
    );
    for (index, evidence) in finding.evidence.iter().take(6).enumerate() {
        let lead = if index == 0 { String::new() } else { format!("{}: ", phrase("also", lang)) };
        let _ = writeln!(out, "  {lead}{}", quote(evidence, lang));
    }
    if let Some(search) = &finding.search {
        let _ = writeln!(
            out,
            "  {}: {} {}, {} {}, {} {}",
            phrase("searched", lang),
            search.sections,
            phrase("sections", lang),
            search.sentences,
            phrase("sentences", lang),
            search.rows,
            phrase("rows", lang)
        );
        let quoted = finding.evidence.first().map(|evidence| evidence.quote.exact.as_str());
        if let Some(near) = search.closest.as_ref().filter(|near| Some(near.quote.as_str()) != quoted) {
            let _ = writeln!(out, "  {}: “{}”", phrase("closest", lang), plain(&near.quote));
        }
    }
    if let Some(rule) = rule.filter(|rule| !rule.why.is_empty()) {
        let source = rule.source.as_deref().map(|source| format!(" ({})", plain(source))).unwrap_or_default();
        let _ = writeln!(out, "  {}: {}{source}", phrase("why", lang), plain(in_language(&rule.why, lang)));
    }
    if let Some(advice) = &finding.suggestion {
        let _ = writeln!(out, "  {}: {}", phrase("do", lang), plain(in_language(advice, lang)));
    }
}

fn outcomes(
    out: &mut String,
    outcomes: &[OutcomeRecord],
    findings: &[&Finding],
    rules: &BTreeMap<String, RuleWords>,
    lang: &'static str,
) {
    if outcomes.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}:", phrase("rule-by-rule", lang));
    let order = [OutcomeKind::NotMet, OutcomeKind::NotAssessed, OutcomeKind::Met, OutcomeKind::NotApplicable];
    for kind in order {
        for outcome in outcomes.iter().filter(|outcome| outcome.outcome == kind) {
            let title = rules.get(&outcome.rule).map_or("", |rule| in_language(&rule.title, lang));
            let why = match (&outcome.reason, kind) {
                (Some(code), _) => format!(" – {}", messages::reason(code, lang)),
                // Infos do not make a rule unmet, but it is not clean either.
                (None, OutcomeKind::Met) => {
                    match findings.iter().filter(|f| f.rule == outcome.rule).count() as u64 {
                        0 => String::new(),
                        count => format!(" – {}", counted(Severity::Info, count, lang)),
                    }
                }
                _ => String::new(),
            };
            let _ =
                writeln!(out, "  {:<14} {:<26} {}{why}", of_outcome(kind, lang), outcome.rule, plain(title));
        }
    }
}

fn verdict(out: &mut String, record: &DocumentRecord, findings: &[&Finding], lang: &'static str) {
    let open = || findings.iter().filter(|finding| finding.suppression.is_none());
    let count = |severity| open().filter(|finding| finding.severity == severity).count();
    let mut parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Info]
        .into_iter()
        .filter(|severity| count(*severity) > 0)
        .map(|severity| counted(severity, count(severity) as u64, lang))
        .collect();
    if parts.is_empty() {
        parts.push(phrase("no-findings", lang).to_owned());
    }
    let accepted = findings.len() - open().count();
    if accepted > 0 {
        parts.push(format!("{accepted} {}", phrase("suppressed", lang)));
    }
    let unread = record.outcomes.iter().filter(|outcome| outcome.outcome == OutcomeKind::NotAssessed).count();
    if unread > 0 {
        let rules = if unread == 1 { "rule-not-assessed" } else { "rules-not-assessed" };
        parts.push(format!("{unread} {}", phrase(rules, lang)));
    }
    let _ = writeln!(out, "\n{}: {}", phrase("summary", lang), parts.join(", "));
    let wrong_kind = record.status == Status::Assessed
        && !matches!(record.kind, DocumentKind::Agreement | DocumentKind::Plan);
    if wrong_kind {
        let _ = writeln!(out, "{}", phrase("wrong-kind", lang));
    }
}

/// A quote with its place.
pub fn quote(evidence: &Evidence, lang: &str) -> String {
    let page = evidence.page.map(|page| {
        let code = match page.basis {
            crate::finding::model::PageBasis::Exact => "page",
            crate::finding::model::PageBasis::Estimated => "about-page",
        };
        format!("{} {}", phrase(code, lang), page.number)
    });
    let section = evidence.section.last().map(|section| plain(section));
    let place: Vec<String> = section.into_iter().chain(page).collect();
    let place = if place.is_empty() { String::new() } else { format!("  ({})", place.join(", ")) };
    format!("“{}”{place}", plain(&evidence.quote.exact))
}
