//! All limits in one place. Hitting one is a problem record, never silence.

use serde::{Deserialize, Serialize};

/// How much of a file we are willing to read. Every number can be set by the user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Bytes of a file.
    pub file_bytes: u64,
    /// Bytes of one inflated part of a container.
    pub part_bytes: u64,
    /// Bytes of all inflated parts of a container.
    pub total_bytes: u64,
    /// Inflated bytes per stored byte, above 64 KiB.
    pub ratio: u64,
    /// Entries of a container.
    pub entries: u64,
    /// Nesting of XML elements, of PDF objects.
    pub depth: u64,
    /// Pages of a PDF.
    pub pages: u64,
    /// Operators of one PDF page.
    pub operators: u64,
    /// Glyphs of one PDF, a quarter of them on one page.
    pub glyphs: u64,
    /// Bytes of text of one document.
    pub text_bytes: u64,
    /// Blocks of one document.
    pub blocks: u64,
    /// Marks of one document.
    pub marks: u64,
    /// Findings of one rule in one document.
    pub findings_per_rule: u64,
    /// Seconds that a worker computes for one document; by the clock, where the machine is busy, five times as many.
    pub seconds: u64,
    /// Bytes of address space of one worker.
    pub memory_bytes: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file_bytes: 256 << 20,
            part_bytes: 128 << 20,
            total_bytes: 256 << 20,
            ratio: 200,
            entries: 10_000,
            depth: 2_048,
            pages: 5_000,
            operators: 5_000_000,
            glyphs: 8_000_000,
            text_bytes: 16 << 20,
            blocks: 250_000,
            marks: 2_000_000,
            findings_per_rule: 200,
            seconds: 20,
            memory_bytes: 576 << 20,
        }
    }
}
