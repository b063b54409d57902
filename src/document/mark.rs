//! Marks: labelled spans that annotators leave and rules read.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::span::Span;

/// A label by its number in the [`LabelTable`] of the loaded packs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Label(pub u16);

/// Names of all labels: those of lexicons (data) first come, first numbered, and those that annotators leave
/// ([`LabelTable::BUILT_IN`]). One table per loaded set of packs; marks and compiled rules share it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
pub struct LabelTable {
    names: Vec<String>,
    /// Numbers of names plus one, 0 where there is none. Open addressing, at most a quarter full: annotators ask for labels
    /// by name thousands of times in a page.
    slots: Vec<u32>,
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
        if let Some(label) = self.get(name) {
            return label;
        }
        self.names.push(name.to_owned());
        if self.slots.len() < self.names.len() * 4 {
            self.place_all();
        } else {
            self.place(self.names.len() - 1);
        }
        label(self.names.len() - 1)
    }

    fn place_all(&mut self) {
        self.slots = vec![0; (self.names.len() * 8).next_power_of_two()];
        (0..self.names.len()).for_each(|number| self.place(number));
    }

    fn place(&mut self, number: usize) {
        let last = self.slots.len() - 1;
        let mut slot = place(&self.names[number]) as usize & last;
        while self.slots[slot] != 0 {
            slot = (slot + 1) & last;
        }
        self.slots[slot] = number as u32 + 1;
    }

    /// The label called `name`, where there is one. Inlined, so that the place of a name that stands in the code is known
    /// when the code is compiled.
    #[inline]
    pub fn get(&self, name: &str) -> Option<Label> {
        let last = self.slots.len().checked_sub(1)?;
        let mut slot = place(name) as usize & last;
        loop {
            let number = self.slots[slot].checked_sub(1)? as usize;
            if self.names[number] == name {
                return Some(label(number));
            }
            slot = (slot + 1) & last;
        }
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

impl From<LabelTable> for Vec<String> {
    fn from(table: LabelTable) -> Vec<String> {
        table.names
    }
}

/// Of different names.
impl From<Vec<String>> for LabelTable {
    fn from(names: Vec<String>) -> LabelTable {
        let mut table = LabelTable { names, slots: Vec::new() };
        table.place_all();
        table
    }
}

#[inline]
fn label(number: usize) -> Label {
    Label(number.min(u16::MAX as usize) as u16)
}

/// Where a name would stand, in a table of any size: by its first and last letters and its length.
#[inline]
fn place(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let key = match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32
        }
        _ => bytes.iter().fold(0, |key, byte| key << 8 | u64::from(*byte)),
    };
    let mixed = key.wrapping_add(bytes.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed >> 40
}

/// Places in a list by label: of each label its places in order, all in one piece of memory.
#[derive(Debug, Clone, Default)]
pub struct ByLabel {
    /// Where the places of each label begin; one more than there are labels.
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl ByLabel {
    /// The places of a list whose members have these labels. Labels from `count` on are left out.
    pub fn new(count: usize, labels: impl Iterator<Item = Label> + Clone) -> ByLabel {
        let known = labels.map(|label| usize::from(label.0)).enumerate().filter(|(_, label)| *label < count);
        let mut starts = vec![0; count + 1];
        for (_, label) in known.clone() {
            starts[label + 1] += 1;
        }
        for label in 0..count {
            starts[label + 1] += starts[label];
        }
        let mut places = vec![0; starts[count] as usize];
        let mut next = starts.clone();
        for (place, label) in known {
            places[next[label] as usize] = place as u32;
            next[label] += 1;
        }
        ByLabel { starts, places }
    }

    /// The places of a label, in order.
    pub fn of(&self, label: Label) -> &[u32] {
        &self.places[self.range(label)]
    }

    /// Where these stand among [`ByLabel::all`].
    pub fn range(&self, label: Label) -> Range<usize> {
        let at = usize::from(label.0);
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(from), Some(to)) => *from as usize..*to as usize,
            _ => 0..0,
        }
    }

    /// The places of all labels, one label after the other.
    pub fn all(&self) -> &[u32] {
        &self.places
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
