//! Bytes to [`Document`]. Reading never fails: it returns what it got and what it missed.

pub mod limits;
pub mod pdf;

use crate::document::{Document, DocumentBuilder};
use crate::finding::{Problem, Reason};
pub use limits::Limits;

/// What came of reading one file.
#[derive(Debug, Clone)]
pub struct Extracted {
    /// What was read; empty where nothing was.
    pub document: Document,
    /// What went wrong or deserves a note, in order.
    pub problems: Vec<Problem>,
    /// Whether it was read whole.
    pub read: Read,
}

/// How far the reading came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read {
    /// All of it.
    Whole,
    /// Some of it; what is missing may matter, so nothing may be called missing.
    Partial(Failure),
    /// Nothing that can be assessed.
    Failed(Failure),
}

/// Why reading stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Stable reason.
    pub reason: Reason,
    /// A stable code that the catalogues have words for ("word97", "odt", "password", "part-size" …).
    pub detail: String,
    /// A number or name that belongs to the code (the limit's value).
    pub value: Option<String>,
}

impl Failure {
    /// A failure with a code.
    pub fn new(reason: Reason, detail: &str) -> Failure {
        Failure { reason, detail: detail.to_owned(), value: None }
    }

    /// With a value.
    pub fn value(mut self, value: impl ToString) -> Failure {
        self.value = Some(value.to_string());
        self
    }
}

impl Extracted {
    /// A file of which nothing was read.
    pub fn failed(format: &'static str, failure: Failure) -> Extracted {
        Extracted {
            document: DocumentBuilder::new(format).finish(),
            problems: Vec::new(),
            read: Read::Failed(failure),
        }
    }
}

/// Reads a document.
pub fn extract(_bytes: &[u8], _limits: &Limits) -> Extracted {
    Extracted::failed("unknown", Failure::new(Reason::NotADocument, "not-a-document"))
}
