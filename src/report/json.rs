//! JSON and JSON Lines: everything, as serde writes it from [`crate::finding`].

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use super::Settings;
use crate::finding::{Finding, Report, RunInfo, Summary};

/// One JSON document. Written as it goes: memory does not grow with it.
pub(super) fn write(report: &Report, _: &Settings, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    out.write_all(b"\n")
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
    let first = lines.clone().next().and_then(|line| serde_json::from_slice::<Value>(line).ok());
    if first.as_ref().is_none_or(|value| value.get("type").is_none()) {
        return serde_json::from_slice(bytes).map_err(|error| {
            format!("not findings of pyspunka ({error}); give findings.json or findings.jsonl of a scan")
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
        schema: "pyspunka.report/1".to_owned(),
        tool: Default::default(),
        run: RunInfo::default(),
        summary: Summary::default(),
        documents: Vec::new(),
        findings: Vec::new(),
        archive: Default::default(),
    }
}

fn line(out: &mut dyn Write, kind: &str, value: &impl Serialize) -> io::Result<()> {
    let mut value = serde_json::to_value(value)?;
    value["type"] = kind.into();
    serde_json::to_writer(&mut *out, &value)?;
    out.write_all(b"\n")
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
    fn a_torn_last_line_is_left_out_and_other_files_are_refused() {
        let report = testing::report();
        let mut bytes = Vec::new();
        write_lines(&report, &Settings { lang: "sv" }, &mut bytes).unwrap();
        assert_eq!(read(&bytes[..bytes.len() - 5]).unwrap().findings, report.findings);
        assert!(read(b"{\"a\":1}").unwrap_err().contains("findings.json"));
        assert!(read(b"").is_err());
    }
}
