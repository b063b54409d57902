//! The agreement handed back: a copy of the file with its findings as Word comments or PDF highlights. What is not a
//! comment stays as it was.

use serde::{Deserialize, Serialize};

use super::messages::{phrase, reason};
use super::words::{QUOTE, in_language, place, plain, searched, severity, short};
use crate::finding::{Finding, SourceRef};

mod docx;
mod pdf;

/// Who writes the notes.
const AUTHOR: &str = "pyspunka";
/// Ends a copy with notes: the comment of a Word file's package, and a line behind what a PDF file adds.
const COPY_MARK: &str = "pyspunka-copy";
/// Notes of one document, at most.
const NOTES: usize = 1_000;
/// Quotes of one finding that have a note, at most.
const QUOTES: usize = 12;

/// A copy with notes in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Annotated {
    /// The file; a worker hands it over behind the rest.
    #[serde(skip)]
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
    /// Headings and page of the quoted words.
    place: String,
    /// Stands at further words of a finding that has a note already.
    again: bool,
}

impl Note<'_> {
    /// Its words where it stands at the quoted words, or elsewhere: then it tells which words it is about.
    fn lines(&self, stands: bool) -> Vec<String> {
        let mut lines = self.lines.clone();
        if !stands && !self.quote.is_empty() {
            let place = if self.place.is_empty() { String::new() } else { format!(" ({})", self.place) };
            lines.insert(1.min(lines.len()), format!("“{}”{place}", short(&plain(self.quote), QUOTE)));
        }
        lines
    }
}

/// Writes findings into a copy of the file. `lang` is "sv" or "en".
///
/// # Errors
/// Why the file cannot carry notes: another format, a password, a broken package.
pub fn annotate(bytes: &[u8], findings: &[Finding], lang: &'static str) -> Result<Annotated, String> {
    let open = findings.iter().filter(|finding| finding.suppression.is_none());
    let (mut notes, nowhere): (Vec<Note<'_>>, Vec<Note<'_>>) = open
        .flat_map(|finding| of_finding(finding, lang))
        .take(NOTES)
        .partition(|note| note.source.is_some());
    let at_top = nowhere.iter().filter(|note| !note.again).count();
    if at_top > 0 {
        // What is missing stands nowhere: one note at the top says all of it.
        let lines = nowhere.iter().flat_map(|note| note.lines(false)).collect();
        notes.insert(0, Note { lines, source: None, quote: "", place: String::new(), again: false });
    }
    if notes.is_empty() {
        return Ok(Annotated { bytes: bytes.to_vec(), placed: 0, at_top: 0 });
    }
    let mut copy = write(bytes, &notes).map_err(|why| told(&why, lang))?;
    copy.at_top += at_top.saturating_sub(1);
    Ok(copy)
}

/// True where a file is a copy with notes that nobody has saved anew since.
pub fn is_copy(bytes: &[u8]) -> bool {
    bytes.trim_ascii_end().ends_with(COPY_MARK.as_bytes())
}

/// Why a file cannot carry notes, in words: what is not known more closely is that it is damaged.
fn told(why: &str, lang: &'static str) -> String {
    match why {
        "annotate-format" => phrase("annotate-format", lang).to_owned(),
        "annotate-large" => phrase("annotate-large", lang).to_owned(),
        "annotate-encoding" => phrase("annotate-encoding", lang).to_owned(),
        "annotate-places" => phrase("annotate-places", lang).to_owned(),
        "encrypted" => reason("encrypted", lang),
        _ => phrase("annotate-damaged", lang).to_owned(),
    }
}

fn write(bytes: &[u8], notes: &[Note<'_>]) -> Result<Annotated, String> {
    if bytes.starts_with(b"PK") {
        docx::annotate(bytes, notes)
    } else if bytes.windows(5).take(1024).any(|five| five == b"%PDF-") {
        pdf::annotate(bytes, notes)
    } else {
        Err("annotate-format".to_owned())
    }
}

/// A note at the first quote that says all, and one at each further quote that names the finding again.
fn of_finding<'f>(finding: &'f Finding, lang: &'static str) -> Vec<Note<'f>> {
    let message = plain(in_language(&finding.message, lang));
    let code = plain(&format!("{}/{} · {}", finding.rule, finding.outcome, finding.id));
    let mut lines = vec![format!("{}: {message}", phrase(severity(finding.severity), lang))];
    lines.extend(searched(finding, lang));
    if let Some(advice) = &finding.suggestion {
        lines.push(format!("{}: {}", phrase("do", lang), plain(in_language(advice, lang))));
    }
    lines.push(code.clone());
    let quoted = finding.evidence.iter().filter(|evidence| !evidence.quote.exact.trim().is_empty());
    let mut notes: Vec<Note<'f>> = quoted
        .take(QUOTES)
        .enumerate()
        .map(|(index, evidence)| Note {
            lines: match index {
                0 => lines.clone(),
                _ => vec![format!("{}: {message}", phrase("also", lang)), code.clone()],
            },
            source: evidence.source.as_ref(),
            quote: &evidence.quote.exact,
            place: place(evidence, lang),
            again: index > 0,
        })
        .collect();
    if notes.is_empty() {
        notes.push(Note { lines, source: None, quote: "", place: String::new(), again: false });
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_quote_has_a_note_and_what_is_missing_has_one_at_the_top() {
        let report = crate::report::testing::report();
        let mut finding = report.findings[0].clone();
        finding.evidence.push(finding.evidence[0].clone());
        let notes = of_finding(&finding, "sv");
        assert_eq!(notes.iter().map(|note| note.again).collect::<Vec<_>>(), [false, true]);
        assert!(notes[1].lines[0].starts_with("Även: ") && notes[1].lines[1].ends_with("fp1:01"));
        assert!(notes[0].lines(false)[1].starts_with('“') && notes[0].lines(true).len() == 3);
        let absent = of_finding(&report.findings[1], "sv");
        assert!(absent.len() == 1 && absent[0].source.is_none());
    }
}
