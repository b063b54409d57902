//! Why a rule said what it said of a document, slot by slot, for a terminal.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::check::{of_outcome, quote, severity};
use super::messages::{self, phrase};
use super::words::{code, plain};
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

/// In words. `lang` is "sv" or "en".
pub fn write(why: &Why, lang: &'static str) -> String {
    let mut out = String::new();
    let title = why.title.get(lang).or_else(|| why.title.values().next()).map_or("", String::as_str);
    let _ = writeln!(out, "{} ({}): {}", why.rule, why.check, plain(title));
    let kind = messages::kind(&code(why.kind), lang);
    let _ = writeln!(out, "{}: {} ({kind})", phrase("document", lang), plain(&why.document));
    let not_met = why.findings.iter().any(|finding| finding.severity > crate::finding::Severity::Info);
    let outcome = if not_met && why.outcome.outcome == OutcomeKind::Met {
        OutcomeKind::NotMet
    } else {
        why.outcome.outcome
    };
    let because = why.outcome.reason.as_deref().map(|code| format!(": {}", messages::reason(code, lang)));
    let _ = writeln!(
        out,
        "{}: {}{}",
        phrase("outcome", lang),
        of_outcome(outcome, lang),
        because.unwrap_or_default()
    );
    if why.searched.is_none() {
        let _ = writeln!(out, "\n{}", phrase("not-asked", lang));
    }
    if !why.slots.is_empty() {
        let _ = writeln!(out, "\n{}:", phrase("looked-for", lang));
        for slot in &why.slots {
            let (sign, state) = match slot.state {
                SlotState::Found => ("+", phrase("found", lang)),
                SlotState::Missing => ("-", phrase("missing", lang)),
            };
            let value =
                slot.value.as_deref().map(|value| format!(": “{}”", plain(value))).unwrap_or_default();
            let _ = writeln!(out, "  {sign} {} {state}{value}", plain(&slot.slot));
        }
    }
    if let Some(near) = &why.closest {
        let _ = writeln!(out, "\n{}: “{}”", phrase("closest", lang), plain(&near.quote));
        for (word_of, slots) in [("has", &near.slots_met), ("lacks", &near.slots_missing)] {
            if !slots.is_empty() {
                let _ = writeln!(out, "  {} {}", phrase(word_of, lang), plain(&slots.join(", ")));
            }
        }
    }
    if let Some(searched) = &why.searched {
        let _ = writeln!(
            out,
            "\n{}: {} {}, {} {}, {} {}; {}: {}",
            phrase("searched", lang),
            searched.sections,
            phrase("sections", lang),
            searched.sentences,
            phrase("sentences", lang),
            searched.rows,
            phrase("rows", lang),
            phrase("zones", lang),
            searched.zones.join(", ")
        );
    }
    if !why.findings.is_empty() {
        let _ = writeln!(out, "\n{}:", phrase("findings-title", lang));
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
