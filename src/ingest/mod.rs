//! Finds files, opens containers, and hands over bytes. One of the few places that touch the file system.

/// One document to be read.
#[derive(Debug, Clone)]
pub struct Source {
    /// Relative to the scanned root, with `/` and NFC; `outer.zip!/inner.docx` inside a container.
    pub name: String,
    /// What stands in it.
    pub bytes: Vec<u8>,
}
