//! JSON and JSON Lines: everything, as serde writes it from [`crate::finding`].

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Settings;
use super::words::turns;
use crate::finding::{Finding, REPORT_SCHEMA, Report, RunInfo, Summary};

/// One JSON document. Written as it goes: memory does not grow with it.
pub(super) fn write(report: &Report, _: &Settings, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(Shown(&mut *out), report)?;
    out.write_all(b"\n")
}

/// A writer of JSON that shows what a terminal or an editor would obey: control characters beyond ASCII, and marks that
/// turn the direction of text, are written as escapes. They stand in strings only, so the JSON says the same.
pub(super) struct Shown<W>(pub(super) W);

impl<W: Write> Write for Shown<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let begins = |byte: &u8| matches!(byte, 0x7f | 0xc2 | 0xd8 | 0xe2);
        // Most of what is written holds none of them: told eight bytes and more at a time.
        if !bytes.iter().fold(false, |any, byte| any | begins(byte)) {
            self.0.write_all(bytes)?;
            return Ok(bytes.len());
        }
        let mut done = 0;
        for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| begins(byte)) {
            if let Some(c) = obeyed(&bytes[at..]) {
                self.0.write_all(&bytes[done..at])?;
                write!(self.0, "\\u{:04x}", u32::from(c))?;
                done = at + c.len_utf8();
            }
        }
        self.0.write_all(&bytes[done..])?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The character that bytes begin with, where it must be shown.
fn obeyed(bytes: &[u8]) -> Option<char> {
    let length = match bytes.first()? {
        0x7f => 1,
        0xe2 => 3,
        _ => 2,
    };
    let c = std::str::from_utf8(bytes.get(..length)?).ok()?.chars().next()?;
    (c.is_control() || turns(c)).then_some(c)
}

/// One record a line, each with its `type`.
pub(super) fn write_lines(report: &Report, _: &Settings, out: &mut dyn Write) -> io::Result<()> {
    for record in &report.documents {
        line(out, "document", record)?;
    }
    for finding in &report.findings {
        line(out, "finding", finding)?;
    }
    line(out, "archive", &report.archive)?;
    let mut run = serde_json::to_value(&report.run)?;
    run["tool"] = serde_json::to_value(&report.tool)?;
    line(out, "run", &run)
}

/// Reads what [`write`] or [`write_lines`] has written; tells where and what is wrong otherwise.
///
/// # Errors
/// Text that is neither, and lines after the first bad one but the last: a torn last line is left out.
pub fn read(bytes: &[u8]) -> Result<Report, String> {
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    // The first line may be all of a large file: it is looked at, not kept.
    let first = lines.clone().next().and_then(|line| serde_json::from_slice::<Typed>(line).ok());
    if first.is_none() {
        return serde_json::from_slice(bytes).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            format!("not findings of pyspunka (line {line}, column {column}); give findings.json or findings.jsonl of a scan")
        });
    }
    let mut report = empty();
    let mut torn = None;
    for (index, line) in lines.enumerate() {
        if let Some(why) = torn {
            return Err(why);
        }
        torn = take(&mut report, line).err().map(|why| format!("line {}: {why}", index + 1));
    }
    report.summary = Summary::count(&report.documents, &report.findings);
    Ok(report)
}

#[derive(Deserialize)]
struct Typed {
    #[serde(rename = "type")]
    _kind: serde::de::IgnoredAny,
}

fn take(report: &mut Report, line: &[u8]) -> serde_json::Result<()> {
    let mut value: Value = serde_json::from_slice(line)?;
    let kind = value.as_object_mut().and_then(|map| map.remove("type"));
    match kind.as_ref().and_then(Value::as_str) {
        Some("document") => report.documents.push(serde_json::from_value(value)?),
        Some("finding") => report.findings.push(serde_json::from_value::<Finding>(value)?),
        Some("archive") => report.archive = serde_json::from_value(value)?,
        Some("run") => {
            if let Some(tool) = value.as_object_mut().and_then(|map| map.remove("tool")) {
                report.tool = serde_json::from_value(tool)?;
            }
            report.run = serde_json::from_value::<RunInfo>(value)?;
        }
        // Later versions may add kinds of lines.
        _ => {}
    }
    Ok(())
}

fn empty() -> Report {
    Report {
        schema: REPORT_SCHEMA.to_owned(),
        tool: Default::default(),
        run: RunInfo::default(),
        summary: Summary::default(),
        documents: Vec::new(),
        findings: Vec::new(),
        archive: Default::default(),
    }
}

fn line(out: &mut dyn Write, kind: &str, value: &impl Serialize) -> io::Result<()> {
    super::stream::write_typed(out, kind, value)
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let report = testing::report();
        for writer in [write, write_lines] {
            let mut bytes = Vec::new();
            writer(&report, &Settings { lang: "sv" }, &mut bytes).unwrap();
            assert_eq!(read(&bytes).unwrap(), report);
        }
    }

    #[test]
    fn what_would_be_obeyed_is_escaped() {
        let mut bytes = Vec::new();
        let text = "å – “\u{7f}\u{9b}31m\u{202e}x\u{2069}\u{61c}ب€\u{1b}\u{a0}";
        serde_json::to_writer(Shown(&mut bytes), text).unwrap();
        let written = String::from_utf8(bytes).unwrap();
        assert_eq!(written, "\"å – “\\u007f\\u009b31m\\u202ex\\u2069\\u061cب€\\u001b\u{a0}\"");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }

    #[test]
    fn a_torn_last_line_is_left_out_and_other_files_are_refused() {
        let report = testing::report();
        let mut bytes = Vec::new();
        write_lines(&report, &Settings { lang: "sv" }, &mut bytes).unwrap();
        assert_eq!(read(&bytes[..bytes.len() - 5]).unwrap().findings, report.findings);
        assert!(read(b"{\"a\":1}").unwrap_err().contains("findings.json"));
        assert!(read(b"").is_err());
    }
}
