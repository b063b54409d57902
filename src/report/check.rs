//! One document before signing, for a terminal: every finding with quote, place, reason and advice, and every rule with
//! its outcome, so that what was not looked at is seen as well.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::messages;
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

/// The catalogue of this report: code, Swedish, English.
const WORDS: &[(&str, &str, &str)] = &[
    ("error", "FEL", "ERROR"),
    ("warning", "VARNING", "WARNING"),
    ("info", "UPPLYSNING", "INFO"),
    ("accepted", "GODTAGEN", "ACCEPTED"),
    ("accepted-count", "godtagna", "accepted"),
    ("errors", "fel", "errors"),
    ("warnings", "varningar", "warnings"),
    ("infos", "upplysningar", "infos"),
    ("met", "uppfylld", "met"),
    ("not-met", "inte uppfylld", "not met"),
    ("not-assessed", "ej bedömd", "not assessed"),
    ("not-applicable", "gäller inte", "not applicable"),
    ("why", "Därför", "Why"),
    ("do", "Gör så här", "What to do"),
    ("source", "Källa", "Source"),
    ("also", "Även", "Also"),
    ("searched", "Genomsökt", "Searched"),
    ("closest", "Närmast", "Closest"),
    ("sections", "avsnitt", "sections"),
    ("sentences", "meningar", "sentences"),
    ("rows", "tabellrader", "table rows"),
    ("page", "sida", "page"),
    ("about-page", "ungefär sida", "about page"),
    ("pages", "sidor", "pages"),
    ("parties", "Parter", "Parties"),
    ("no-parties", "Inga parter hittades.", "No parties were found."),
    (
        "rules",
        "Regel för regel (titeln namnger felet som söks)",
        "Rule by rule (the title names the fault looked for)",
    ),
    ("unread", "KUNDE INTE BEDÖMAS", "COULD NOT BE ASSESSED"),
    ("partly", "DELVIS LÄST", "READ IN PART"),
    ("verdict", "Sammanfattning", "Summary"),
    ("no-findings", "inga iakttagelser", "no findings"),
    ("of-rules", "regler ej bedömda", "rules not assessed"),
    (
        "wrong-kind",
        "Fel sorts dokument? Kör igen med --kind agreement.",
        "Wrong kind of document? Run again with --kind agreement.",
    ),
    ("problems", "Läsningen", "Reading"),
    ("public", "offentlig", "public"),
    ("private", "privat", "private"),
    ("nonprofit", "ideell", "non-profit"),
    ("individual", "enskild", "individual"),
    ("unknown", "okänd sektor", "unknown sector"),
    ("agreement", "avtal", "agreement"),
    ("plan", "plan", "plan"),
    ("annex", "bilaga", "annex"),
    ("template", "mall", "template"),
    ("form", "blankett", "form"),
    ("minutes", "protokoll", "minutes"),
    ("amendment", "ändringsavtal", "amendment"),
    ("guidance", "vägledning", "guidance"),
    ("other", "annat dokument", "other document"),
];

/// Why a rule was not asked: code, Swedish, English.
const REASONS: &[(&str, &str, &str)] = &[
    ("agreement", "dokumentet är ett avtal", "the document is an agreement"),
    ("plan", "dokumentet är en plan", "the document is a plan"),
    ("annex", "dokumentet är en bilaga", "the document is an annex"),
    ("template", "dokumentet är en mall", "the document is a template"),
    ("form", "dokumentet är en blankett", "the document is a form"),
    ("minutes", "dokumentet är ett protokoll", "the document is minutes"),
    ("amendment", "dokumentet ändrar ett annat avtal", "the document amends another agreement"),
    ("guidance", "dokumentet är en vägledning", "the document is guidance"),
    ("other", "dokumentet är inget avtal", "the document is no agreement"),
    ("not-an-agreement", "dokumentet är inget avtal", "the document is no agreement"),
    ("declaration", "en part förklarar något ensam", "one party declares something alone"),
    ("excerpt", "bara en del av ett dokument", "only a part of a document"),
    (
        "annex-missing",
        "en bilaga som behövs finns inte i filen",
        "an annex that is needed is not in the file",
    ),
    ("superseded", "en senare version gäller", "a later version is in force"),
    ("sector", "parterna är av andra slag", "the parties are of other sectors"),
    ("one-sector", "alla parter är av samma slag", "all parties are of one sector"),
    ("parties", "för få parter", "too few parties"),
];

fn word(code: &str, lang: &str) -> &'static str {
    let entry = WORDS.iter().find(|(known, _, _)| *known == code);
    entry.map_or("", |(_, sv, en)| if lang == "sv" { sv } else { en })
}

/// An outcome in words.
pub fn of_outcome(outcome: OutcomeKind, lang: &str) -> &'static str {
    let code = match outcome {
        OutcomeKind::Met => "met",
        OutcomeKind::NotMet => "not-met",
        OutcomeKind::NotAssessed => "not-assessed",
        OutcomeKind::NotApplicable => "not-applicable",
    };
    word(code, lang)
}

/// A kind of document in words.
pub fn of_kind(kind: DocumentKind, lang: &str) -> &'static str {
    let code = serde_json::json!(kind);
    word(code.as_str().unwrap_or("other"), lang)
}

/// Why a rule was not assessed or does not apply, in words; the code where the catalogue lacks it.
pub fn reason_of(code: &str, lang: &str) -> String {
    let entry = REASONS.iter().find(|(known, _, _)| *known == code);
    entry.map_or_else(
        || messages::reason(code, lang),
        |(_, sv, en)| if lang == "sv" { (*sv).to_owned() } else { (*en).to_owned() },
    )
}

/// A severity in words.
pub fn severity(severity: Severity, lang: &str) -> &'static str {
    let code = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    word(code, lang)
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
        let _ = writeln!(out, "\n{}  {message}  [{rule}/{outcome}]", word("accepted", lang));
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
    let pages = record.pages.map(|pages| format!(", {pages} {}", word("pages", lang))).unwrap_or_default();
    if record.status != Status::NotAssessed {
        let language = serde_json::json!(record.language);
        let language = language.as_str().unwrap_or_default().to_owned();
        let _ = writeln!(out, "  {} ({language}){pages}", of_kind(record.kind, lang));
        let sector = |sector: Sector| {
            let code = serde_json::json!(sector);
            word(code.as_str().unwrap_or("unknown"), lang)
        };
        let parties: Vec<String> = record
            .parties
            .iter()
            .map(|party| format!("{} ({})", plain(&party.name), sector(party.sector)))
            .collect();
        if parties.is_empty() {
            let _ = writeln!(out, "  {}", word("no-parties", lang));
        } else {
            let _ = writeln!(out, "  {}: {}", word("parties", lang), parties.join(", "));
        }
    }
    if record.status != Status::Assessed {
        let code = if record.status == Status::Partial { "partly" } else { "unread" };
        let why = messages::of_record(record, lang);
        let _ = writeln!(out, "  {}: {why}", word(code, lang));
    }
    for problem in record.problems.iter().take(8) {
        let value = problem.value.as_deref().map(|value| format!(" ({})", plain(value))).unwrap_or_default();
        let _ = writeln!(out, "  {}: {}{value}", word("problems", lang), plain(&problem.message));
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
        let lead = if index == 0 { String::new() } else { format!("{}: ", word("also", lang)) };
        let _ = writeln!(out, "  {lead}{}", quote(evidence, lang));
    }
    if let Some(search) = &finding.search {
        let _ = writeln!(
            out,
            "  {}: {} {}, {} {}, {} {}",
            word("searched", lang),
            search.sections,
            word("sections", lang),
            search.sentences,
            word("sentences", lang),
            search.rows,
            word("rows", lang)
        );
        let quoted = finding.evidence.first().map(|evidence| evidence.quote.exact.as_str());
        if let Some(near) = search.closest.as_ref().filter(|near| Some(near.quote.as_str()) != quoted) {
            let _ = writeln!(out, "  {}: “{}”", word("closest", lang), plain(&near.quote));
        }
    }
    if let Some(rule) = rule.filter(|rule| !rule.why.is_empty()) {
        let source = rule.source.as_deref().map(|source| format!(" ({})", plain(source))).unwrap_or_default();
        let _ = writeln!(out, "  {}: {}{source}", word("why", lang), plain(in_language(&rule.why, lang)));
    }
    if let Some(advice) = &finding.suggestion {
        let _ = writeln!(out, "  {}: {}", word("do", lang), plain(in_language(advice, lang)));
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
    let _ = writeln!(out, "\n{}:", word("rules", lang));
    let order = [OutcomeKind::NotMet, OutcomeKind::NotAssessed, OutcomeKind::Met, OutcomeKind::NotApplicable];
    for kind in order {
        for outcome in outcomes.iter().filter(|outcome| outcome.outcome == kind) {
            let title = rules.get(&outcome.rule).map_or("", |rule| in_language(&rule.title, lang));
            let why = match (&outcome.reason, kind) {
                (Some(code), _) => format!(" – {}", reason_of(code, lang)),
                // Infos do not make a rule unmet, but it is not clean either.
                (None, OutcomeKind::Met) => {
                    match findings.iter().filter(|f| f.rule == outcome.rule).count() {
                        0 => String::new(),
                        count => format!(" – {count} {}", word("infos", lang)),
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
    let mut parts: Vec<String> =
        [(Severity::Error, "errors"), (Severity::Warning, "warnings"), (Severity::Info, "infos")]
            .into_iter()
            .filter(|(severity, _)| count(*severity) > 0)
            .map(|(severity, code)| format!("{} {}", count(severity), word(code, lang)))
            .collect();
    if parts.is_empty() {
        parts.push(word("no-findings", lang).to_owned());
    }
    let accepted = findings.len() - open().count();
    if accepted > 0 {
        parts.push(format!("{accepted} {}", word("accepted-count", lang)));
    }
    let unread = record.outcomes.iter().filter(|outcome| outcome.outcome == OutcomeKind::NotAssessed).count();
    if unread > 0 {
        parts.push(format!("{unread} {}", word("of-rules", lang)));
    }
    let _ = writeln!(out, "\n{}: {}", word("verdict", lang), parts.join(", "));
    let wrong_kind = record.status == Status::Assessed
        && !matches!(record.kind, DocumentKind::Agreement | DocumentKind::Plan);
    if wrong_kind {
        let _ = writeln!(out, "{}", word("wrong-kind", lang));
    }
}

/// A quote with its place.
pub fn quote(evidence: &Evidence, lang: &str) -> String {
    let page = evidence.page.map(|page| {
        let code = match page.basis {
            crate::finding::model::PageBasis::Exact => "page",
            crate::finding::model::PageBasis::Estimated => "about-page",
        };
        format!("{} {}", word(code, lang), page.number)
    });
    let section = evidence.section.last().map(|section| plain(section));
    let place: Vec<String> = section.into_iter().chain(page).collect();
    let place = if place.is_empty() { String::new() } else { format!("  ({})", place.join(", ")) };
    format!("“{}”{place}", plain(&evidence.quote.exact))
}

fn in_language<'t>(text: &'t Localized, lang: &str) -> &'t str {
    text.get(lang).or_else(|| text.values().next()).map_or("", String::as_str)
}

/// Without what a terminal would obey: control characters, and marks that turn the direction of the text.
pub fn plain(text: &str) -> String {
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
    fn every_kind_sector_and_outcome_has_words_in_both_languages() {
        let kinds =
            ["agreement", "plan", "annex", "template", "form", "minutes", "amendment", "guidance", "other"];
        let codes = kinds.iter().chain(["public", "private", "nonprofit", "individual", "unknown"].iter());
        for code in codes.chain(["met", "not-met", "not-assessed", "not-applicable"].iter()) {
            assert!(!word(code, "sv").is_empty() && !word(code, "en").is_empty(), "{code}");
        }
        assert_eq!(reason_of("one-sector", "sv"), "alla parter är av samma slag");
        assert_ne!(reason_of("scan", "sv"), "scan");
        assert_eq!(reason_of("something-new", "en"), "something-new");
    }
}
