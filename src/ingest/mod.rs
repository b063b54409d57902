//! Finds files, opens containers, and hands over bytes. One of the few places that touch the file system.

use crate::finding::Reason;

pub mod container;
pub mod manifest;
mod outlook;
mod read;
mod walk;

pub use read::{Stamp, read_file, read_limited, stamp};
pub use walk::{Files, Found, Globs, Listed, NotListed, Place, find, list_all};

/// One document to be read.
#[derive(Debug, Clone)]
pub struct Source {
    /// Relative to the scanned root, with `/` and NFC; `outer.zip!/inner.docx` inside a container.
    pub name: String,
    /// What stands in it.
    pub bytes: Vec<u8>,
}

/// Why a file was not handed over. The words stand in the catalogues.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Refused {
    /// Stable reason.
    pub reason: Reason,
    /// Stable code.
    pub detail: String,
    /// A number that belongs to the code.
    pub value: Option<String>,
}

impl Refused {
    /// A refusal with a code.
    pub fn new(reason: Reason, detail: &str) -> Refused {
        Refused { reason, detail: detail.to_owned(), value: None }
    }

    /// With a number.
    pub fn value(mut self, value: impl ToString) -> Refused {
        self.value = Some(value.to_string());
        self
    }
}
