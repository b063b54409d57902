//! Marks: labelled spans that annotators leave and rules read.

use serde::{Deserialize, Serialize};

use super::hash::WordMap;
use super::span::Span;

/// A label by its number in the [`LabelTable`] of the loaded packs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Label(pub u16);

/// Names of all labels: those of lexicons (data) first come, first numbered, and those that annotators leave
/// ([`LabelTable::BUILT_IN`]). One table per loaded set of packs; marks and compiled rules share it.
#[derive(Debug, Clone, Default)]
pub struct LabelTable {
    names: Vec<String>,
    by_name: WordMap<String, Label>,
}

impl LabelTable {
    /// Labels that annotators leave, whatever the packs hold. Always numbered 0, 1, 2 … in this order.
    pub const BUILT_IN: &'static [&'static str] = &[
        "party",
        "person",
        "duty",
        "task",
        "plan-ref",
        "plan-proven",
        "adoption",
        "other-anchor",
        "contribution",
        "date",
        "section-sign",
        "dnr",
        "money",
        "org-number",
        "email",
        "phone",
        "url",
        "annex-ref",
        "placeholder",
        "role-title",
        "signature",
        "condition-pace",
        "condition-benefit",
        "condition-resources",
    ];

    /// A table with the built-in labels.
    pub fn new() -> LabelTable {
        let mut table = LabelTable::default();
        for name in Self::BUILT_IN {
            table.add(name);
        }
        table
    }

    /// The label called `name`, added where it is new. At most 65,535 labels; further ones share the last.
    pub fn add(&mut self, name: &str) -> Label {
        if let Some(label) = self.by_name.get(name) {
            return *label;
        }
        let label = Label(self.names.len().min(u16::MAX as usize) as u16);
        self.names.push(name.to_owned());
        self.by_name.insert(name.to_owned(), label);
        label
    }

    /// The label called `name`, where there is one.
    pub fn get(&self, name: &str) -> Option<Label> {
        self.by_name.get(name).copied()
    }

    /// The label's name.
    pub fn name(&self, label: Label) -> &str {
        self.names.get(label.0 as usize).map_or("?", String::as_str)
    }

    /// All names, in order of number.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }
}

/// A labelled stretch of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Where; never empty.
    pub span: Span,
    /// What.
    pub label: Label,
    /// A normalised value, where the annotator knows one (an ISO date, a state, a role's base form).
    pub value: Option<String>,
    /// 0 to 1.
    pub confidence: f32,
}
