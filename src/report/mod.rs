//! Reports for readers, other programs and spreadsheets, all made of one [`Report`]. Adding an output is a module and
//! a line in [`REPORTS`], which feeds `--format`, the endings of `-o` and `--help`.

use std::io::{self, Write};

use crate::finding::Report;

pub mod annotate;
pub mod check;
pub mod csv;
pub mod docx;
pub mod html;
pub mod json;
pub mod markdown;
pub mod messages;
pub mod redact;
pub mod sarif;
pub mod stream;
pub mod text;
pub mod why;
pub mod words;
pub mod xlsx;

/// How a report is written.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Language of titles, messages and advice: "sv" or "en". Codes in JSON, SARIF and CSV stay as they are.
    pub lang: &'static str,
}

/// An output.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Name, as in `--format`.
    pub name: &'static str,
    /// Endings of files that are written in it, without the dot; the first format with an ending has it.
    pub endings: &'static [&'static str],
    /// What it is for, in one line.
    pub doc: &'static str,
    /// Writes it. The same report and settings give the same bytes.
    ///
    /// # Errors
    /// Those of the writer.
    pub write: fn(&Report, &Settings, &mut dyn Write) -> io::Result<()>,
}

impl Format {
    /// True where files that this format has the ending of may be written in the other too.
    pub fn is_called_as(&self, other: &Format) -> bool {
        self.name == other.name
            || other.name.strip_prefix(self.name).is_some_and(|rest| rest.starts_with('-'))
    }
}

/// All outputs.
pub const REPORTS: &[Format] = &[
    Format {
        name: "json",
        endings: &["json"],
        doc: "everything, in one document with a published schema",
        write: json::write,
    },
    Format {
        name: "jsonl",
        endings: &["jsonl", "ndjson"],
        doc: "a record a line: documents, findings, archive, run",
        write: json::write_lines,
    },
    Format {
        name: "text",
        endings: &["txt"],
        doc: "for a terminal: every finding with its quote, place and advice",
        write: text::write_all,
    },
    Format {
        name: "html",
        endings: &["html", "htm"],
        doc: "one page to read, search, filter and print, without network",
        write: html::write,
    },
    Format {
        name: "docx",
        endings: &["docx"],
        doc: "a Word report: summary, table, a section per document",
        write: docx::write,
    },
    Format {
        name: "xlsx",
        endings: &["xlsx"],
        doc: "Excel: findings, documents, parties, persons, plans",
        write: xlsx::write,
    },
    Format {
        name: "csv",
        endings: &["csv"],
        doc: "a row per finding, comma-separated (RFC 4180)",
        write: csv::write,
    },
    Format {
        name: "csv-excel",
        endings: &[],
        doc: "the same for Swedish Excel: semicolons and a byte order mark",
        write: csv::write_for_excel,
    },
    Format { name: "markdown", endings: &["md"], doc: "for pull requests and wikis", write: markdown::write },
    Format {
        name: "sarif",
        endings: &["sarif"],
        doc: "SARIF 2.1.0, for code scanning and its viewers",
        write: sarif::write,
    },
];

/// The output called `name`.
pub fn named(name: &str) -> Option<&'static Format> {
    REPORTS.iter().find(|format| format.name == name)
}

/// The output that files with this ending are written in (`sarif.json` counts as SARIF).
pub fn for_file(name: &str) -> Option<&'static Format> {
    let lower = name.to_lowercase();
    if lower.ends_with(".sarif.json") {
        return named("sarif");
    }
    let (_, ending) = lower.rsplit_once('.')?;
    REPORTS.iter().find(|format| format.endings.contains(&ending))
}

#[cfg(test)]
pub(crate) mod testing;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_tell_the_format() {
        for (name, format) in [
            ("a.json", Some("json")),
            ("A.JSONL", Some("jsonl")),
            ("rapport åäö.html", Some("html")),
            ("a.csv", Some("csv")),
            ("a.sarif.json", Some("sarif")),
            ("a.pdf", None),
            ("json", None),
        ] {
            assert_eq!(for_file(name).map(|format| format.name), format, "{name}");
        }
    }

    #[test]
    fn every_format_writes_the_same_twice_and_obeys_nothing_in_a_document() {
        let report = testing::report();
        for format in REPORTS {
            for lang in ["sv", "en"] {
                let write = || {
                    let mut out = Vec::new();
                    (format.write)(&report, &Settings { lang }, &mut out).unwrap();
                    out
                };
                let out = write();
                assert_eq!(out, write(), "{}", format.name);
                assert!(!out.contains(&0x1b) || out.starts_with(b"PK"), "{}", format.name);
                assert!(
                    format.name != "html" || !out.windows(8).any(|eight| eight == b"<script>"),
                    "{}",
                    format.name
                );
            }
        }
    }
}
