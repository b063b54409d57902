//! Bytes to [`Document`]. Reading never fails: it returns what it got and what it missed.

mod charset;
pub mod docx;
mod flow;
pub mod html;
pub mod limits;
mod numerals;
pub mod odt;
mod package;
pub mod pdf;
pub mod plain;
mod sections;
pub mod unread;

use crate::document::{Document, DocumentBuilder};
use crate::finding::{Problem, Reason};
pub use limits::Limits;
pub use pdf::{Picture, Recognised};

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
    /// A stable code that the catalogues have words for ("word97", "odt", "password", "part-bytes" …).
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

/// Called with the name of a stage when it has ended: "inflate" (parts of packages), "parse" (XML, HTML, the objects of
/// a PDF), "glyphs" (the pages of a PDF, inflated and run), "layout" (words, lines and blocks).
pub type Ended<'s> = dyn FnMut(&'static str) + 's;

/// A file format. Tried in the order of [`FORMATS`]; the first that the bytes are of wins.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Short name, as in a record's `format`.
    pub name: &'static str,
    /// What it is, for a reader.
    pub doc: &'static str,
    /// Endings of file names that promise it, in small letters. Reading never looks at them.
    pub endings: &'static [&'static str],
    /// Reads it; `None` where the bytes are of another format. Looks at the bytes alone, never at a file's name, and never
    /// fails.
    pub read: fn(&[u8], &Limits, &mut Ended<'_>) -> Option<Extracted>,
}

/// All formats. Adding one is a module and a line here; `plain` comes last, as it takes any text.
pub const FORMATS: &[Format] = &[
    Format {
        name: "pdf",
        doc: "PDF",
        endings: &["pdf"],
        read: |bytes, limits, ended| pdf::recognise(bytes).then(|| pdf::read_with(bytes, limits, &[], ended)),
    },
    Format { name: "docx", doc: "Word 2007 and later", endings: &["docx", "docm", "dotx"], read: docx::read },
    Format { name: "odt", doc: "OpenDocument text", endings: &["odt"], read: odt::read },
    Format {
        name: "unread",
        doc: "formats that are named, not read",
        endings: &[],
        read: |bytes, _, _| unread::read(bytes),
    },
    Format {
        name: "html",
        doc: "web page",
        endings: &["html", "htm"],
        read: |bytes, limits, _| html::recognise(bytes).then(|| html::read(bytes, limits)),
    },
    Format {
        name: "txt",
        doc: "plain text",
        endings: &["txt"],
        read: |bytes, limits, _| plain::recognise(bytes).then(|| plain::read(bytes, limits)),
    },
];

/// Reads a document by what its bytes are, whatever it is called.
pub fn extract(bytes: &[u8], limits: &Limits) -> Extracted {
    extract_with(bytes, limits, &[], &mut |_| ())
}

/// The same, with what a text recogniser read on pages that are pictures; tells each stage that has ended.
pub fn extract_with(
    bytes: &[u8],
    limits: &Limits,
    recognised: &[Recognised],
    ended: &mut Ended<'_>,
) -> Extracted {
    if bytes.len() as u64 > limits.file_bytes {
        return Extracted::failed(
            "unknown",
            Failure::new(Reason::Limit, "file-bytes").value(limits.file_bytes),
        );
    }
    if bytes.is_empty() {
        return Extracted::failed("unknown", Failure::new(Reason::Empty, "no-bytes"));
    }
    if !recognised.is_empty() && pdf::recognise(bytes) {
        return pdf::read_with(bytes, limits, recognised, ended);
    }
    let read = FORMATS.iter().find_map(|format| (format.read)(bytes, limits, ended));
    ended("parse");
    read.unwrap_or_else(|| Extracted::failed("unknown", Failure::new(Reason::NotADocument, "not-a-document")))
}
