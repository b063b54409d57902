//! The check kinds: one file each, registered in [`CHECKS`].

use super::compile::Parts;
use super::render::Values;
use super::view::View;
use crate::document::Span;
use crate::finding::{Entity, Reason, Severity, Slot, SlotState};

mod adopted;
mod conditions;
pub mod duties;
mod each_requires;
mod empty_cell;
mod forbids;
mod load;
mod requires;
mod resolves;
mod share;
mod sole_carrier;

/// All check kinds. Adding one is a module and a line here.
pub const CHECKS: &[CheckKind] = &[
    duties::KIND,
    requires::KIND,
    each_requires::KIND,
    sole_carrier::KIND,
    empty_cell::KIND,
    conditions::KIND,
    forbids::KIND,
    share::KIND,
    resolves::KIND,
    adopted::KIND,
    load::KIND,
];

/// What can be asked of a document.
#[derive(Debug)]
pub struct CheckKind {
    /// Name in rule files.
    pub name: &'static str,
    /// What it does, for rule authors.
    pub doc: &'static str,
    /// Its outcomes, each with a sentence.
    pub outcomes: &'static [(&'static str, &'static str)],
    /// True where a rule may name further outcomes (`near.else`).
    pub open: bool,
    /// Placeholders that it fills in messages.
    pub placeholders: &'static [&'static str],
    /// Keys of a rule that it reads, besides those that every kind has.
    pub keys: &'static [&'static str],
    /// Names of further slots that it reads.
    pub slots: &'static [&'static str],
    /// True where the archive step emits its findings.
    pub archive: bool,
    /// Makes the check of a rule.
    pub build: fn(&Parts) -> Box<dyn Check>,
}

/// A check as a rule means it. Implementations look only at `view`: no files, no clock, no global state; they write
/// no messages. Linear time.
pub trait Check: std::fmt::Debug + Send + Sync {
    /// Judges one document.
    fn judge(&self, view: &View<'_>) -> Judged;
}

/// What a check says of a document.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// Faults, in the order in which they matter.
    pub hits: Vec<Hit>,
    /// Faults that other documents can make true: an adopted plan that turns out to have ended.
    pub latent: Vec<Hit>,
    /// What was looked for and what was there, for hits and misses alike; nothing where the document is one that nobody asks
    /// to have explained.
    pub why: Vec<Slot>,
    /// What came nearest to meeting the rule, or nearest to breaking it.
    pub closest: Option<Near>,
    /// Says that the document could not be judged, or that the rule does not apply after all.
    pub verdict: Option<Verdict>,
}

impl Judged {
    /// Tells what was looked for, where somebody asks: nobody does in a scan.
    fn told(&mut self, view: &View<'_>, slot: impl FnOnce() -> Slot) {
        if view.doc.explains {
            self.why.push(slot());
        }
    }
}

/// An outcome other than met and not met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Could not be judged.
    NotAssessed(Reason),
    /// Is not for this document; a stable code.
    NotApplicable(&'static str),
}

/// What came nearest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// Where.
    pub span: Span,
    /// Slots that it fills.
    pub met: Vec<String>,
    /// Slots that it lacks.
    pub missing: Vec<String>,
}

/// One fault.
#[derive(Debug, Clone, Default)]
pub struct Hit {
    /// Outcome of the rule.
    pub outcome: String,
    /// True where something is missing: then it is only judged in a document that was read whole.
    pub absence: bool,
    /// Places; the first is the primary one.
    pub spans: Vec<Span>,
    /// What fills the placeholders.
    pub values: Values,
    /// Who and what it is about.
    pub entities: Vec<Entity>,
    /// What was looked for and what was there.
    pub why: Vec<Slot>,
    /// What came nearest.
    pub closest: Option<Near>,
    /// Severity at most, where the circumstances lower it.
    pub at_most: Option<Severity>,
    /// That it is right, 0 to 1.
    pub confidence: f32,
}

impl Hit {
    /// A fault that stands in the text.
    pub fn at(outcome: &str, spans: Vec<Span>) -> Hit {
        Hit { outcome: outcome.into(), spans, confidence: 0.9, ..Hit::default() }
    }

    /// Something missing.
    pub fn absent(outcome: &str) -> Hit {
        Hit { outcome: outcome.into(), absence: true, confidence: 0.8, ..Hit::default() }
    }

    /// With words for a placeholder.
    pub fn value(mut self, name: &str, words: impl IntoIterator<Item = String>) -> Hit {
        self.values.insert(name.into(), words.into_iter().collect());
        self
    }
}

/// A slot that was found, with what was there.
pub fn found(slot: &str, value: impl Into<String>) -> Slot {
    Slot { slot: slot.into(), state: SlotState::Found, value: Some(super::view::shorten(&value.into(), 160)) }
}

/// A slot that was missing.
pub fn missing(slot: &str) -> Slot {
    Slot { slot: slot.into(), state: SlotState::Missing, value: None }
}

/// A party as an entity of a finding.
pub fn party(view: &View<'_>, index: usize) -> Option<Entity> {
    let party = view.doc.annotations.parties.get(index)?;
    Some(Entity {
        kind: "party".into(),
        text: party.name.clone(),
        reference: format!("party{}", index + 1),
        mentions: party.mentions.len() as u32,
    })
}

/// A person as an entity of a finding.
pub fn person(view: &View<'_>, index: usize) -> Option<Entity> {
    let person = view.doc.annotations.persons.get(index)?;
    Some(Entity {
        kind: "person".into(),
        text: person.name.clone(),
        reference: format!("p{}", index + 1),
        mentions: person.mentions.len() as u32,
    })
}

/// A plan reference as an entity of a finding; its number is its index, so that the archive step can find it again.
pub fn plan(view: &View<'_>, index: usize) -> Option<Entity> {
    let plan = view.doc.annotations.plan_refs.get(index)?;
    Some(Entity {
        kind: "plan".into(),
        text: plan.name.clone(),
        reference: format!("plan{index}"),
        mentions: plan.mentions.len() as u32,
    })
}
