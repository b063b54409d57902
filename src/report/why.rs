//! Why a rule said what it said of a document, slot by slot, for a terminal.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::check::{of_outcome, plain, quote, reason_of, severity};
use crate::document::DocumentKind;
use crate::finding::{
    Finding, Localized, NearMiss, OutcomeKind, OutcomeRecord, SearchReceipt, Slot, SlotState,
};

/// One rule and one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// Rule id.
    pub rule: String,
    /// The rule's title.
    pub title: Localized,
    /// Its check kind.
    pub check: String,
    /// Zones that it reads.
    pub zones: Vec<String>,
    /// Document as the user named it.
    pub document: String,
    /// Its kind.
    pub kind: DocumentKind,
    /// What came of it.
    pub outcome: OutcomeRecord,
    /// What was looked for, and what was there.
    pub slots: Vec<Slot>,
    /// What came nearest to meeting the rule, or to breaking it.
    pub closest: Option<NearMiss>,
    /// What was searched; `None` where the rule was not asked.
    pub searched: Option<SearchReceipt>,
    /// The findings.
    pub findings: Vec<Finding>,
}

/// Words of this report, per language.
const WORDS: &[(&str, &str, &str)] = &[
    ("looked-for", "Söktes", "Looked for"),
    ("found", "fanns", "found"),
    ("missing", "saknas", "missing"),
    ("nothing", "Regeln frågades inte.", "The rule was not asked."),
    ("closest", "Närmast", "Closest"),
    ("has", "har", "has"),
    ("lacks", "saknar", "lacks"),
    ("searched", "Genomsökt", "Searched"),
    ("sections", "avsnitt", "sections"),
    ("sentences", "meningar", "sentences"),
    ("rows", "tabellrader", "table rows"),
    ("zones", "zoner", "zones"),
    ("findings", "Iakttagelser", "Findings"),
    ("outcome", "Utfall", "Outcome"),
    ("document", "Dokument", "Document"),
];

fn word(code: &str, lang: &str) -> &'static str {
    let entry = WORDS.iter().find(|(known, _, _)| *known == code);
    entry.map_or("", |(_, sv, en)| if lang == "sv" { sv } else { en })
}

/// In words. `lang` is "sv" or "en".
pub fn write(why: &Why, lang: &'static str) -> String {
    let mut out = String::new();
    let title = why.title.get(lang).or_else(|| why.title.values().next()).map_or("", String::as_str);
    let _ = writeln!(out, "{} ({}): {}", why.rule, why.check, plain(title));
    let kind = super::check::of_kind(why.kind, lang);
    let _ = writeln!(out, "{}: {} ({kind})", word("document", lang), plain(&why.document));
    let not_met = why.findings.iter().any(|finding| finding.severity > crate::finding::Severity::Info);
    let outcome = if not_met && why.outcome.outcome == OutcomeKind::Met {
        OutcomeKind::NotMet
    } else {
        why.outcome.outcome
    };
    let because = why.outcome.reason.as_deref().map(|code| format!(": {}", reason_of(code, lang)));
    let _ = writeln!(
        out,
        "{}: {}{}",
        word("outcome", lang),
        of_outcome(outcome, lang),
        because.unwrap_or_default()
    );
    if why.searched.is_none() {
        let _ = writeln!(out, "\n{}", word("nothing", lang));
    }
    if !why.slots.is_empty() {
        let _ = writeln!(out, "\n{}:", word("looked-for", lang));
        for slot in &why.slots {
            let (sign, state) = match slot.state {
                SlotState::Found => ("+", word("found", lang)),
                SlotState::Missing => ("-", word("missing", lang)),
            };
            let value =
                slot.value.as_deref().map(|value| format!(": “{}”", plain(value))).unwrap_or_default();
            let _ = writeln!(out, "  {sign} {} {state}{value}", plain(&slot.slot));
        }
    }
    if let Some(near) = &why.closest {
        let _ = writeln!(out, "\n{}: “{}”", word("closest", lang), plain(&near.quote));
        for (word_of, slots) in [("has", &near.slots_met), ("lacks", &near.slots_missing)] {
            if !slots.is_empty() {
                let _ = writeln!(out, "  {} {}", word(word_of, lang), plain(&slots.join(", ")));
            }
        }
    }
    if let Some(searched) = &why.searched {
        let _ = writeln!(
            out,
            "\n{}: {} {}, {} {}, {} {}; {}: {}",
            word("searched", lang),
            searched.sections,
            word("sections", lang),
            searched.sentences,
            word("sentences", lang),
            searched.rows,
            word("rows", lang),
            word("zones", lang),
            searched.zones.join(", ")
        );
    }
    if !why.findings.is_empty() {
        let _ = writeln!(out, "\n{}:", word("findings", lang));
        for finding in &why.findings {
            let _ = writeln!(
                out,
                "  [{}] {}/{}",
                severity(finding.severity, lang),
                finding.rule,
                finding.outcome
            );
            let message = finding.message.get(lang).or_else(|| finding.message.values().next());
            let _ = writeln!(out, "    {}", plain(message.map_or("", String::as_str)));
            for evidence in finding.evidence.iter().take(4) {
                let _ = writeln!(out, "    {}", quote(evidence, lang));
            }
        }
    }
    out
}
