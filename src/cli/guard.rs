//! Files that a run writes and is told by: it never reads them as documents, and no document gives way to an output.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use pyspunka::engine::Setup;
use pyspunka::engine::disk::{beside, folder};
use pyspunka::engine::frame::{Answer, Request};
use pyspunka::engine::pool::Worker;
use pyspunka::extract::{FORMATS, unread};
use pyspunka::finding::Reason;
use pyspunka::ingest::read_file;
use pyspunka::report::words::plain;

use super::{Exit, setup};

/// Bytes by which most own reports are told.
const HEAD: u64 = 4096;

/// What belongs to a run.
#[derive(Debug)]
pub struct Belongings<'a> {
    setup: &'a Setup,
    /// Outputs, as they lie on the disk and as they were named.
    outputs: Vec<(PathBuf, &'a Path)>,
    /// What lies beside them, settings, lists.
    others: HashSet<PathBuf>,
    /// The folder of the cache.
    cache: Option<PathBuf>,
}

impl<'a> Belongings<'a> {
    /// Those of a run that writes `outputs` and is told by other files.
    pub fn of(
        setup: &'a Setup,
        outputs: &'a [PathBuf],
        told_by: &[PathBuf],
        cache: Option<&Path>,
    ) -> Belongings<'a> {
        let named = outputs.iter().filter(|path| *path != Path::new("-"));
        let outputs: Vec<(PathBuf, &Path)> = named.map(|path| (real(path), path.as_path())).collect();
        let beside = outputs.iter().flat_map(|(path, _)| [beside(path, "journal"), beside(path, "part")]);
        let others = beside.chain(told_by.iter().map(|path| real(path))).collect();
        Belongings { setup, outputs, others, cache: cache.map(real) }
    }

    /// True where a file is no document of the run.
    ///
    /// # Errors
    /// A document that an output would take the place of.
    pub fn have(&self, path: &Path) -> Result<bool, (Exit, String)> {
        if self.others.contains(path) || self.cache.as_ref().is_some_and(|cache| path.starts_with(cache)) {
            return Ok(true);
        }
        let Some((_, shown)) = self.outputs.iter().find(|(output, _)| output == path) else {
            return Ok(false);
        };
        if may_give_way(path, self.setup) { Ok(true) } else { Err(refused(shown)) }
    }
}

/// Refuses outputs where a document lies, whether it is read or not: a file with an ending that documents have which is no
/// report of this program.
pub fn spare_documents(setup: &Setup, outputs: &[PathBuf]) -> Result<(), (Exit, String)> {
    let of_document = |path: &&PathBuf| {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        FORMATS.iter().any(|format| format.endings.contains(&ending.as_str()))
    };
    let taken = outputs.iter().filter(of_document).find(|path| !may_give_way(path, setup));
    taken.map_or(Ok(()), |path| Err(refused(path)))
}

fn refused(output: &Path) -> (Exit, String) {
    let name = plain(&output.to_string_lossy());
    let why = "there lies a document already, which the output would take the place of; give another -o";
    (Exit::Usage, format!("{name}: {why}"))
}

/// The path as the list of files has it, also of a file that is not there yet.
fn real(path: &Path) -> PathBuf {
    let below = || Some(folder(path).canonicalize().ok()?.join(path.file_name()?));
    path.canonicalize().ok().or_else(below).unwrap_or_else(|| path.to_path_buf())
}

/// True where nothing is lost with a file: there is none, it is empty, a device, or an own report.
fn may_give_way(path: &Path, setup: &Setup) -> bool {
    let Ok(meta) = fs::metadata(path) else { return true };
    if !meta.is_file() || meta.len() == 0 {
        return true;
    }
    let mut head = Vec::new();
    // What cannot be read is not known to be a report.
    let read = File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    read.is_ok() && (unread::is_own(&head) || head.starts_with(b"PK") && is_own_package(path, setup))
}

/// True where a worker says that a Word or Excel file is an own report.
fn is_own_package(path: &Path, setup: &Setup) -> bool {
    let own = || -> Option<bool> {
        let bytes = read_file(&path.canonicalize().ok()?, setup.limits.file_bytes).ok()?;
        let mut worker = Worker::start(&setup::program().ok()?, setup).ok()?;
        let request = Request::Scan { name: "output".to_owned(), recognised: Vec::new(), package: None };
        match worker.ask(&request, Some(&bytes), setup.limits.seconds).ok()? {
            Answer::Facts(facts, _) => Some(facts.reason == Some(Reason::OwnReport.code())),
            _ => None,
        }
    };
    own() == Some(true)
}
