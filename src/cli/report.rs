//! `report`: any report from saved findings, without reading a document again.

use std::path::PathBuf;

use pyspunka::document::Date;
use pyspunka::engine::Setup;
use pyspunka::finding::Report;
use pyspunka::ingest::read_file;
use pyspunka::report::json;

use super::guard;
use super::output::Outputs;
use super::{Exit, Outcome};

/// Bytes of a findings file, at most.
const MOST: u64 = 4 << 30;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pyspunka report findings.json -o report.html\n  \
    pyspunka report findings.jsonl -o report.docx -o report.xlsx --lang sv\n  \
    pyspunka report findings.json --format csv-excel -o -\n  \
    pyspunka report findings.json --redact names -o to-hand-out.html")]
pub struct Arguments {
    /// `findings.json` or `findings.jsonl` of an earlier scan.
    findings: PathBuf,
    #[command(flatten)]
    outputs: Outputs,
}

pub fn run(arguments: Arguments) -> Outcome {
    arguments.outputs.plan()?;
    guard::spare_documents(&Setup::shipped(Date::year(2000)), &arguments.outputs.output)?;
    let report = arguments.outputs.redacted(load(&arguments.findings)?)?;
    arguments.outputs.write(&report)?;
    Ok(Exit::Fine)
}

/// Saved findings, in either format.
///
/// # Errors
/// A file that is not there or is no findings file.
pub fn load(path: &std::path::Path) -> Result<Report, (Exit, String)> {
    let usage = |why: String| (Exit::Usage, format!("{}: {why}", path.display()));
    if !path.exists() {
        return Err(usage("there is no such file; give findings.json of a scan".to_owned()));
    }
    let bytes = read_file(path, MOST).map_err(|refused| usage(format!("not read: {}", refused.detail)))?;
    json::read(&bytes).map_err(usage)
}
