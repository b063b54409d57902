//! A finished report, kept for a later scan that would make the same: of the same documents, under the same rules and
//! options, on the same day, compared with the same earlier report.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::disk::replace_losable;
use super::journal::{checked, line};
use super::reduce::Reduced;
use crate::document::hash::take_up;

/// Where a report is kept, and what it is of.
#[derive(Debug)]
pub struct Again {
    pub(super) path: PathBuf,
    /// Hash of all that facts depend on.
    pub(super) documents: String,
    pub(super) count: usize,
}

/// A report that was kept.
#[derive(Debug)]
pub struct Found {
    /// What is told of it.
    pub reduced: Reduced,
    file: BufReader<fs::File>,
    from: u64,
}

/// The first line; the report follows.
#[derive(Serialize, Deserialize)]
struct Head<R> {
    key: String,
    sum: String,
    reduced: R,
}

impl Again {
    /// How many documents.
    pub fn count(&self) -> usize {
        self.count
    }

    /// A name for all that a report depends on: the documents, and whatever else is given.
    pub fn key(&self, parts: &[&str]) -> String {
        let mut hasher = blake3::Hasher::new();
        take_up(&mut hasher, [self.documents.as_str()].iter().chain(parts));
        hasher.finalize().to_hex().to_string()
    }

    /// The report under a key; `None` where there is none, or one that is not whole.
    pub fn find(&self, key: &str) -> Option<Found> {
        let mut file = BufReader::with_capacity(1 << 18, fs::File::open(&self.path).ok()?);
        let mut first = Vec::new();
        file.read_until(b'\n', &mut first).ok()?;
        let head: Head<Reduced> = serde_json::from_slice(checked(&first, "body")?).ok()?;
        let from = first.len() as u64;
        (head.key == key && sum(&mut file).ok()? == head.sum).then_some(Found {
            reduced: head.reduced,
            file,
            from,
        })
    }

    /// Keeps a report, from a byte on, and what is told of it. That it cannot be kept is no fault of the run.
    pub fn keep(&self, key: &str, reduced: &Reduced, report: &Path, from: u64) {
        let aside = self.path.with_extension(format!("{}.part", std::process::id()));
        // A report that cannot be kept is made anew.
        let _ = replace_losable(&self.path, &aside, |to| {
            let mut report = BufReader::with_capacity(1 << 18, fs::File::open(report)?);
            report.seek(SeekFrom::Start(from))?;
            let head = Head { key: key.to_owned(), sum: sum(&mut report)?, reduced };
            report.seek(SeekFrom::Start(from))?;
            to.write_all(line("body", &serde_json::to_string(&head)?).as_bytes())?;
            io::copy(&mut report, to).map(drop)
        });
    }
}

impl Found {
    /// Writes the report, from the byte on from which it was kept.
    pub fn write(&mut self, to: &mut dyn Write) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.from))?;
        io::copy(&mut self.file, to).map(drop)
    }
}

/// Hash of what is left to read.
fn sum(from: &mut impl Read) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    io::copy(from, &mut hasher)?;
    Ok(hasher.finalize().to_hex().to_string())
}
