//! The agreement handed back: a copy of the file with its findings as Word comments or PDF highlights. What is not a
//! comment stays as it was.

use super::messages::phrase;
use super::words::{in_language, plain, searched, severity};
use crate::finding::{Finding, SourceRef};

mod docx;
mod pdf;

/// Notes of one document, at most.
const NOTES: usize = 1_000;

/// A copy with notes in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotated {
    /// The file.
    pub bytes: Vec<u8>,
    /// Notes that stand at the words they are about.
    pub placed: usize,
    /// Findings told at the top: what is missing stands nowhere, and some words cannot carry a mark.
    pub at_top: usize,
}

/// One note.
#[derive(Debug)]
struct Note<'f> {
    /// Words of the note, a paragraph each.
    lines: Vec<String>,
    /// Where in the file; `None` is at the top.
    source: Option<&'f SourceRef>,
    /// The quoted words; empty at the top.
    quote: &'f str,
}

/// Writes findings into a copy of the file. `lang` is "sv" or "en".
///
/// # Errors
/// Why the file cannot carry notes: another format, a password, a broken package.
pub fn annotate(bytes: &[u8], findings: &[Finding], lang: &'static str) -> Result<Annotated, String> {
    let open = findings.iter().filter(|finding| finding.suppression.is_none());
    let (mut notes, nowhere): (Vec<Note<'_>>, Vec<Note<'_>>) =
        open.take(NOTES).map(|finding| note(finding, lang)).partition(|note| note.source.is_some());
    let at_top = nowhere.len();
    if at_top > 0 {
        // What is missing stands nowhere: one note at the top says all of it.
        let lines = nowhere.into_iter().flat_map(|note| note.lines).collect();
        notes.insert(0, Note { lines, source: None, quote: "" });
    }
    if notes.is_empty() {
        return Ok(Annotated { bytes: bytes.to_vec(), placed: 0, at_top: 0 });
    }
    let mut copy = write(bytes, &notes, lang)?;
    copy.at_top += at_top.saturating_sub(1);
    Ok(copy)
}

fn write(bytes: &[u8], notes: &[Note<'_>], lang: &'static str) -> Result<Annotated, String> {
    if bytes.starts_with(b"PK") {
        docx::annotate(bytes, notes)
    } else if bytes.windows(5).take(1024).any(|five| five == b"%PDF-") {
        pdf::annotate(bytes, notes)
    } else {
        Err(phrase("annotate-format", lang).to_owned())
    }
}

fn note<'f>(finding: &'f Finding, lang: &'static str) -> Note<'f> {
    let mut lines = vec![format!(
        "{}: {}",
        phrase(severity(finding.severity), lang),
        plain(in_language(&finding.message, lang))
    )];
    lines.extend(searched(finding, lang));
    if let Some(advice) = &finding.suggestion {
        lines.push(format!("{}: {}", phrase("do", lang), plain(in_language(advice, lang))));
    }
    lines.push(format!("{}/{} · {}", finding.rule, finding.outcome, finding.id));
    let primary = finding.evidence.first().filter(|evidence| !evidence.quote.exact.trim().is_empty());
    Note {
        lines,
        source: primary.and_then(|evidence| evidence.source.as_ref()),
        quote: primary.map_or("", |evidence| evidence.quote.exact.as_str()),
    }
}
