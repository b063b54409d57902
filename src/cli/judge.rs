//! What the commands share that look at some documents and keep nothing: find them, read and judge them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use pyspunka::engine::run::{Input, Options, Stopped, run};
use pyspunka::engine::{Engine, Ocr, Setup};
use pyspunka::finding::DocumentFacts;
use pyspunka::ingest;

use super::project::RuleFlags;
use super::{Exit, setup};

/// A setup for one command over documents: own rules, settings near the first path, profile as they say.
pub fn setup(flags: &RuleFlags, first: &Path) -> Result<Setup, (Exit, String)> {
    let project = flags.project(Some(first))?;
    let strict = project.is_strict(None);
    setup::setup(project, None, &[], strict)
}

/// Everything that lies under some paths.
pub fn inputs(paths: &[PathBuf]) -> Result<Vec<(String, Input)>, (Exit, String)> {
    let found = ingest::find(paths).map_err(|why| (Exit::Usage, why.to_string()))?;
    let files = found.files.into_iter().map(|(name, place)| (name, Input::File(place)));
    Ok(files
        .chain(found.refused.into_iter().map(|(name, why)| (name, Input::Refused(Box::new(why)))))
        .collect())
}

/// Reads and judges documents as a scan does, and joins them; with text recognition of scanned pages where `ocr` is given.
pub fn judge(
    engine: &Engine,
    inputs: Vec<(String, Input)>,
    in_process: bool,
    ocr: Option<Ocr>,
) -> Result<Vec<DocumentFacts>, (Exit, String)> {
    let worker = if in_process { None } else { Some(setup::program()?) };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let options =
        Options { jobs: cores.min(16), worker, ocr, timings: None, stop: Arc::new(AtomicBool::new(false)) };
    let run = run(engine, inputs, &options, &|_| {});
    match run.stopped {
        Some(Stopped::NoWorker(why)) => {
            Err((Exit::Usage, format!("{why}; --in-process reads documents without worker processes")))
        }
        Some(_) => Err((Exit::NotAssessed, "stopped: too many documents killed their worker".to_owned())),
        None => Ok(engine.link(run.facts).0),
    }
}
