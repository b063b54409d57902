//! One finding, with everything a reader needs to check it without us.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::{Basis, DocumentKind, Language};

/// Text in the languages that a rule gives: "sv", "en". Never empty in a finding.
pub type Localized = BTreeMap<String, String>;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Should be fixed or explained.
    Warning,
    /// A reviewer would stop the signing.
    Error,
}

/// A finding: one fault of one agreement under one rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// "pyspunka.finding/1".
    pub schema: String,
    /// Fingerprint "fp1:" + 16 hex digits; survives moved lines, re-runs and redaction.
    pub id: String,
    /// Rule id.
    pub rule: String,
    /// Which outcome of the rule.
    pub outcome: String,
    /// How much it matters.
    pub severity: Severity,
    /// That it is right, 0 to 1.
    pub confidence: f64,
    /// Something stands there that should not, or something is missing.
    pub kind: FindingKind,
    /// One plain sentence per language.
    pub message: Localized,
    /// Where it was found.
    pub document: DocumentRef,
    /// Quotes; the first is the primary one. An absence may have none.
    pub evidence: Vec<Evidence>,
    /// What was searched, for an absence.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub search: Option<SearchReceipt>,
    /// Persons, parties and plans that it is about.
    pub entities: Vec<Entity>,
    /// What was looked for, and what was there.
    pub why: Vec<Slot>,
    /// Words to paste in, per language.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub suggestion: Option<Localized>,
    /// Reason why it was accepted, where it was.
    pub suppression: Option<String>,
    /// "new", "known"; `None` without a baseline.
    pub baseline: Option<String>,
}

/// Presence or absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FindingKind {
    /// The quote shows it.
    Presence,
    /// The search receipt shows it.
    Absence,
}

/// Which document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentRef {
    /// Relative to the scanned root, with `/`.
    pub path: String,
    /// Hash of the bytes, hex.
    pub blake3: String,
    /// Sort of document.
    pub kind: DocumentKind,
    /// Registry number.
    pub dnr: Option<String>,
    /// Language.
    pub language: Language,
}

/// A verbatim quote and its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// "primary" or "related".
    pub role: String,
    /// The words (W3C text quote selector).
    pub quote: Quote,
    /// Where they stand in the text that `pyspunka text` prints.
    pub span: SpanRef,
    /// Headings from the topmost to the nearest.
    pub section: Vec<String>,
    /// Page, where one is known.
    pub page: Option<PageRef>,
    /// Where they stand in the file.
    pub source: Option<SourceRef>,
}

/// W3C text quote selector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Quote {
    /// Verbatim. In a table row the cells are parted by a tab.
    pub exact: String,
    /// Up to 32 characters before.
    pub prefix: String,
    /// Up to 32 characters after.
    pub suffix: String,
}

/// A place in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SpanRef {
    /// First code point.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Always "codepoint".
    pub unit: String,
}

/// A page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PageRef {
    /// From 1.
    pub number: u32,
    /// "exact" in a PDF, "estimated" from the page-break hints of a DOCX.
    pub basis: PageBasis,
}

/// How a page is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PageBasis {
    /// From the file.
    Exact,
    /// From hints.
    Estimated,
}

impl From<Basis> for PageBasis {
    fn from(basis: Basis) -> PageBasis {
        match basis {
            Basis::Exact => PageBasis::Exact,
            Basis::Estimated => PageBasis::Estimated,
        }
    }
}

/// A place in the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SourceRef {
    /// A part, paragraph and runs of a DOCX.
    Docx {
        /// Part name.
        part: String,
        /// Ordinal of the paragraph in its part, from 0.
        paragraph: u32,
        /// First run, from 0.
        run_from: u32,
        /// Last run.
        run_to: u32,
    },
    /// Words on a PDF page.
    Pdf {
        /// From 1.
        page: u32,
        /// One quad per line, in points: lower left, lower right, upper left, upper right.
        quads: Vec<[f32; 8]>,
    },
}

/// What was searched before something was called missing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SearchReceipt {
    /// Zones that the rule reads.
    pub zones: Vec<String>,
    /// Sections searched.
    pub sections: u32,
    /// Sentences searched.
    pub sentences: u32,
    /// Table rows searched.
    pub rows: u32,
    /// Share of word-like tokens, 0 to 1.
    pub readable: f64,
    /// Annexes that the text cites.
    pub annexes_cited: Vec<String>,
    /// Of these, the ones that were in the file.
    pub annexes_read: Vec<String>,
    /// The nearest near miss.
    pub closest: Option<NearMiss>,
}

/// What came closest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NearMiss {
    /// Verbatim.
    pub quote: String,
    /// Slots that it fills.
    pub slots_met: Vec<String>,
    /// Slots that it lacks.
    pub slots_missing: Vec<String>,
}

/// Somebody or something that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Entity {
    /// "person", "party", "plan".
    #[serde(rename = "type")]
    pub kind: String,
    /// Name.
    pub text: String,
    /// Number in the document ("p1").
    #[serde(rename = "ref")]
    pub reference: String,
    /// How often it is named.
    pub mentions: u32,
}

/// One thing that a rule looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Slot {
    /// Name of the slot in the rule.
    pub slot: String,
    /// Whether it was there.
    pub state: SlotState,
    /// What was there.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub value: Option<String>,
}

/// State of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SlotState {
    /// It was there.
    Found,
    /// It was not.
    Missing,
}

/// Outcome of one rule for one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OutcomeRecord {
    /// Rule id.
    pub rule: String,
    /// What came of it.
    pub outcome: OutcomeKind,
    /// Why, where the rule was not assessed or does not apply; a [`Reason`] code or a rule's own words.
    pub reason: Option<String>,
}

/// Three outcomes of a check, and "does not apply".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeKind {
    /// Looked, and all is well. A rule whose only findings are of severity info counts as met.
    Met,
    /// Looked, and something is wrong.
    NotMet,
    /// Could not look.
    NotAssessed,
    /// The rule is not for this document.
    NotApplicable,
}

impl OutcomeKind {
    /// The stable code, as in JSON.
    pub fn code(self) -> &'static str {
        match self {
            OutcomeKind::Met => "met",
            OutcomeKind::NotMet => "not-met",
            OutcomeKind::NotAssessed => "not-assessed",
            OutcomeKind::NotApplicable => "not-applicable",
        }
    }
}

/// Why a file, or a document under a rule, was not assessed. Stable codes; messages stand in the catalogues.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Needs a password.
    Encrypted,
    /// Pictures of pages, without text.
    Scan,
    /// The text cannot be decoded.
    Garbled,
    /// A format that we do not read.
    Unsupported,
    /// The file is broken.
    Damaged,
    /// A limit was hit.
    Limit,
    /// The reader crashed, twice.
    Crashed,
    /// It took too long.
    Timeout,
    /// It took too much memory.
    Memory,
    /// We may not open it.
    Permission,
    /// It changed while it was read.
    ChangedWhileRead,
    /// No bytes, or no text.
    Empty,
    /// Not a document at all.
    NotADocument,
    /// A report of this program, or what an unfinished scan has left.
    OwnReport,
    /// In a language that the rules do not read.
    OtherLanguage,
    /// Too few words to tell in which language.
    LanguageUnclear,
    /// A template.
    Template,
    /// A form.
    Form,
    /// An annex or routine.
    Annex,
    /// The duties stand in an annex that is not in the file.
    AnnexMissing,
    /// Changes or ends another agreement.
    Amendment,
    /// Minutes.
    Minutes,
    /// One party declares something alone.
    Declaration,
    /// A part of a document.
    Excerpt,
    /// Guidance.
    Guidance,
    /// A plan.
    Plan,
    /// Not an agreement.
    NotAnAgreement,
    /// Only part of the document could be read.
    Partial,
    /// Fewer than two parties could be made out, so that nothing can be said of their sectors.
    PartiesUnclear,
    /// The run ended before it was read.
    NotReached,
    /// Superseded by another version in the archive.
    Superseded,
}

impl Reason {
    /// The stable code, as in JSON.
    pub fn code(self) -> String {
        serde_json::to_value(self)
            .ok()
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_default()
    }
}
