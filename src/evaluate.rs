//! Rules × one marked document → findings and outcomes.

use crate::document::{Annotations, Date, Document, LabelTable};
use crate::finding::{DocumentRef, Finding, OutcomeRecord};
use crate::rules::RuleSet;

/// What evaluation needs to know besides the document.
#[derive(Debug, Clone)]
pub struct Context {
    /// The day that periods are compared with.
    pub today: Date,
    /// True under `--profile strict`.
    pub strict: bool,
    /// True where the document was read whole; absences are only judged then.
    pub whole: bool,
    /// Which document, for the findings.
    pub document: DocumentRef,
    /// Findings of one rule in one document, at most.
    pub findings_per_rule: usize,
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Evaluation {
    /// Findings, by place.
    pub findings: Vec<Finding>,
    /// One per rule, by rule id.
    pub outcomes: Vec<OutcomeRecord>,
    /// For each party (same order as the annotations): has it an own, concrete duty; `None` where not assessed.
    pub own_duty: Vec<Option<bool>>,
}

/// Evaluates all rules over one document.
pub fn evaluate(
    _document: &Document,
    _annotations: &Annotations,
    _labels: &LabelTable,
    _rules: &RuleSet,
    _context: &Context,
) -> Evaluation {
    Evaluation::default()
}
