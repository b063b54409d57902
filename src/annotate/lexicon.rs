//! Words as data.

use crate::document::LabelTable;

/// All lexicons of the loaded packs, compiled.
#[derive(Debug, Clone, Default)]
pub struct Lexicons {
    labels: LabelTable,
}

impl Lexicons {
    /// The labels of all lexicons, after the built-in ones.
    pub fn labels(&self) -> &LabelTable {
        &self.labels
    }
}
