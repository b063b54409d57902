//! `purge`: nothing is left of documents but the reports.

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use pyspunka::engine::cache::Cache;
use pyspunka::engine::disk::{File, beside};
use pyspunka::engine::journal::is_journal;

use super::{Exit, Outcome, cache, print};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pyspunka purge findings.json\n  pyspunka purge reports")]
pub struct Arguments {
    /// Reports whose unfinished scans are removed, and folders that hold such reports. The reports stay.
    reports: Vec<PathBuf>,
    /// Folder of the cache; that of the user where not given.
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
}

pub fn run(arguments: Arguments) -> Outcome {
    let mut told = String::new();
    if let Some(folder) = cache::folder(arguments.cache.as_deref()) {
        let extent = Cache::clear(&folder).map_err(|error| failed(&folder, &error))?;
        told.push_str(&format!("{}: {} documents removed\n", folder.display(), extent.documents));
    }
    for report in &arguments.reports {
        let mut left = vec![beside(report, "journal"), beside(report, "part")];
        if report.is_dir() {
            left = journals(report).map_err(|error| failed(report, &error))?;
        }
        for path in left {
            if remove(&path).map_err(|error| failed(&path, &error))? {
                told.push_str(&format!("{} removed\n", path.display()));
            }
        }
    }
    print(told.as_bytes())
}

fn failed(path: &Path, error: &io::Error) -> (Exit, String) {
    (Exit::NotWritten, format!("{}: {error}", path.display()))
}

/// What unfinished scans have left in a folder: journals, known by how they begin, and the reports that they were writing.
fn journals(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_file = fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_file());
        if !is_file || path.extension().is_none_or(|ending| ending != "journal") {
            continue;
        }
        let mut first = Vec::new();
        io::Read::take(BufReader::new(fs::File::open(&path)?), 1 << 16).read_until(b'\n', &mut first)?;
        if is_journal(&first) {
            found.push(path.with_extension("part"));
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Removes a file, unless a run is writing it. False where there is none.
fn remove(path: &Path) -> io::Result<bool> {
    if !fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file()) {
        return Ok(false);
    }
    File::open(path)?.lock()?;
    fs::remove_file(path)?;
    Ok(true)
}
