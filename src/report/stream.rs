//! Reports that are written document by document: JSON and JSON Lines.

use std::io::{self, SeekFrom, Write};

use serde::Serialize;
use serde_json::ser::Formatter;

use super::json::Shown;
use crate::finding::list::Spool;
use crate::finding::{ArchiveReport, DocumentRecord, Finding, RunInfo, Summary, Tool};

/// One document and its findings, as they are written.
#[derive(Debug, Default)]
pub struct Rendered {
    document: Vec<u8>,
    findings: Vec<u8>,
}

/// What a report holds besides documents and findings.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// Program and rules.
    pub tool: &'a Tool,
    /// The run.
    pub run: &'a RunInfo,
    /// Counts.
    pub summary: &'a Summary,
    /// All documents together.
    pub archive: &'a ArchiveReport,
}

/// A report that takes documents one by one.
pub trait Stream: Send + Sync {
    /// A document as it will be written; may run for many documents at once.
    fn render(&self, record: &DocumentRecord, findings: &[Finding]) -> io::Result<Rendered>;

    /// Writes a document. They come in order.
    fn add(&mut self, rendered: Rendered) -> io::Result<()>;

    /// Writes the rest.
    fn finish(self: Box<Self>, frame: Frame<'_>) -> io::Result<()>;
}

/// One JSON document. Counts stand before what is counted, so documents and findings are put aside first.
pub struct Json<W> {
    to: W,
    documents: Array,
    findings: Array,
}

struct Array {
    spool: Box<dyn Spool>,
    is_empty: bool,
}

impl<W: Write> Json<W> {
    /// A report into `to`; the spools are empty.
    pub fn new(to: W, documents: Box<dyn Spool>, findings: Box<dyn Spool>) -> Json<W> {
        let array = |spool| Array { spool, is_empty: true };
        Json { to, documents: array(documents), findings: array(findings) }
    }
}

impl<W: Write + Send + Sync> Stream for Json<W> {
    fn render(&self, record: &DocumentRecord, findings: &[Finding]) -> io::Result<Rendered> {
        let mut rendered = Rendered { document: indented(record, 2)?, findings: Vec::new() };
        for (index, finding) in findings.iter().enumerate() {
            if index > 0 {
                rendered.findings.extend_from_slice(b",\n    ");
            }
            write_indented(&mut rendered.findings, finding, 2)?;
        }
        Ok(rendered)
    }

    fn add(&mut self, rendered: Rendered) -> io::Result<()> {
        self.documents.push(&rendered.document)?;
        self.findings.push(&rendered.findings)
    }

    fn finish(mut self: Box<Self>, frame: Frame<'_>) -> io::Result<()> {
        self.to.write_all(&opening(frame.tool, frame.run)?)?;
        self.to.write_all(b"  \"summary\": ")?;
        write_indented(&mut self.to, frame.summary, 1)?;
        for (name, array) in [("documents", &mut self.documents), ("findings", &mut self.findings)] {
            write!(self.to, ",\n  \"{name}\": [")?;
            if !array.is_empty {
                array.spool.seek(SeekFrom::Start(0))?;
                self.to.write_all(b"\n    ")?;
                io::copy(&mut array.spool, &mut self.to)?;
                self.to.write_all(b"\n  ")?;
            }
            self.to.write_all(b"]")?;
        }
        self.to.write_all(b",\n  \"archive\": ")?;
        // The largest part: it is not held in memory twice.
        write_indented(&mut self.to, frame.archive, 1)?;
        self.to.write_all(b"\n}\n")?;
        self.to.flush()
    }
}

/// How the JSON document begins, up to all that depends on documents alone.
pub fn opening(tool: &Tool, run: &RunInfo) -> io::Result<Vec<u8>> {
    let mut to = b"{\n  \"schema\": \"pyspunka.report/1\",\n  \"tool\": ".to_vec();
    write_indented(&mut to, tool, 1)?;
    to.extend_from_slice(b",\n  \"run\": ");
    write_indented(&mut to, run, 1)?;
    to.extend_from_slice(b",\n");
    Ok(to)
}

impl Array {
    fn push(&mut self, elements: &[u8]) -> io::Result<()> {
        if elements.is_empty() {
            return Ok(());
        }
        if !self.is_empty {
            self.spool.write_all(b",\n    ")?;
        }
        self.is_empty = false;
        self.spool.write_all(elements)
    }
}

/// A value over several lines, all but the first indented by so many steps.
fn indented(value: &impl Serialize, steps: usize) -> io::Result<Vec<u8>> {
    let mut out = Vec::with_capacity(4096);
    write_indented(&mut out, value, steps)?;
    Ok(out)
}

fn write_indented(to: &mut impl Write, value: &impl Serialize, steps: usize) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(to, Indented { steps, has_value: false });
    Ok(value.serialize(&mut serializer)?)
}

/// JSON over several lines, two spaces a step, that begins some steps in.
struct Indented {
    steps: usize,
    has_value: bool,
}

impl Indented {
    fn line<W: ?Sized + Write>(&self, to: &mut W) -> io::Result<()> {
        const SPACES: &[u8] = b"\n                                ";
        to.write_all(&SPACES[..SPACES.len().min(1 + 2 * self.steps)])?;
        (SPACES.len() / 2..self.steps).try_for_each(|_| to.write_all(b"  "))
    }

    fn open<W: ?Sized + Write>(&mut self, to: &mut W, with: &[u8]) -> io::Result<()> {
        self.steps += 1;
        self.has_value = false;
        to.write_all(with)
    }

    fn close<W: ?Sized + Write>(&mut self, to: &mut W, with: &[u8]) -> io::Result<()> {
        self.steps -= 1;
        if self.has_value {
            self.line(to)?;
        }
        to.write_all(with)
    }

    fn next<W: ?Sized + Write>(&mut self, to: &mut W, is_first: bool) -> io::Result<()> {
        if !is_first {
            to.write_all(b",")?;
        }
        self.line(to)
    }
}

impl Formatter for Indented {
    fn begin_array<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.open(to, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.close(to, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, to: &mut W, is_first: bool) -> io::Result<()> {
        self.next(to, is_first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.open(to, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        self.close(to, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, to: &mut W, is_first: bool) -> io::Result<()> {
        self.next(to, is_first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        to.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn write_string_fragment<W: ?Sized + Write>(&mut self, to: &mut W, fragment: &str) -> io::Result<()> {
        Shown(to).write_all(fragment.as_bytes())
    }
}

/// JSON on one line.
struct Flat;

impl Formatter for Flat {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, to: &mut W, fragment: &str) -> io::Result<()> {
        Shown(to).write_all(fragment.as_bytes())
    }
}

/// JSON Lines: each document followed by its findings, then the archive, and the run with the program.
pub struct Lines<W> {
    to: W,
}

impl<W: Write> Lines<W> {
    /// A report into `to`.
    pub fn new(to: W) -> Lines<W> {
        Lines { to }
    }
}

impl<W: Write + Send + Sync> Stream for Lines<W> {
    fn render(&self, record: &DocumentRecord, findings: &[Finding]) -> io::Result<Rendered> {
        let mut rendered = Rendered { document: typed("document", record)?, findings: Vec::new() };
        for finding in findings {
            rendered.findings.extend(typed("finding", finding)?);
        }
        Ok(rendered)
    }

    fn add(&mut self, rendered: Rendered) -> io::Result<()> {
        self.to.write_all(&rendered.document)?;
        self.to.write_all(&rendered.findings)
    }

    fn finish(mut self: Box<Self>, frame: Frame<'_>) -> io::Result<()> {
        // The largest part: it is not held in memory.
        write_typed(&mut self.to, "archive", frame.archive)?;
        let mut run = serde_json::to_value(frame.run)?;
        run["tool"] = serde_json::to_value(frame.tool)?;
        self.to.write_all(&typed("run", &run)?)?;
        self.to.flush()
    }
}

/// One line, with the type of its record as first field.
fn typed(kind: &str, value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut line = Vec::with_capacity(4096);
    write_typed(&mut line, kind, value)?;
    Ok(line)
}

pub(super) fn write_typed(
    to: &mut (impl Write + ?Sized),
    kind: &str,
    value: &impl Serialize,
) -> io::Result<()> {
    write!(to, "{{\"type\":\"{kind}\"")?;
    let record = Joined { to: &mut *to, has_begun: false };
    value.serialize(&mut serde_json::Serializer::with_formatter(record, Flat))?;
    to.write_all(b"\n")
}

/// A record whose first field follows another: a comma stands for the brace that it opens with.
struct Joined<W> {
    to: W,
    has_begun: bool,
}

impl<W: Write> Write for Joined<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.has_begun || bytes.is_empty() {
            return self.to.write(bytes);
        }
        self.has_begun = true;
        self.to.write_all(b",").map(|()| 1)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::finding::Report;

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_streamed_report_is_the_same_as_one_written_whole() {
        let to = Shared::default();
        let spool = || Box::new(Cursor::new(Vec::new()));
        let stream = Box::new(Json::new(to.clone(), spool(), spool()));
        let tool = Tool {
            name: "pyspunka".into(),
            version: "1".into(),
            rules: "x".into(),
            packs: vec!["a".into()],
            rule_titles: [("r".to_owned(), [("sv".to_owned(), "å\n".to_owned())].into())].into(),
            ..Tool::default()
        };
        let (run, summary, archive) = (RunInfo::default(), Summary::default(), ArchiveReport::default());
        let frame = Frame { tool: &tool, run: &run, summary: &summary, archive: &archive };
        stream.finish(frame).unwrap();
        let report = Report {
            schema: "pyspunka.report/1".into(),
            tool: tool.clone(),
            run: run.clone(),
            summary: summary.clone(),
            documents: Vec::new(),
            findings: Vec::new(),
            archive: archive.clone(),
        };
        let whole = serde_json::to_string_pretty(&report).unwrap() + "\n";
        assert_eq!(String::from_utf8(to.0.lock().unwrap().clone()).unwrap(), whole);
    }
}
