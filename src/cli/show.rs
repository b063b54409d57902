//! `text` and `marks`: one document as the rules see it. It is read in a worker, like every document.

use std::path::{Path, PathBuf};

use pyspunka::engine::frame::{Answer, Request};
use pyspunka::engine::pool::Worker;
use pyspunka::engine::{Setup, View};
use pyspunka::ingest::{Refused, read_file};

use super::project::RuleFlags;
use super::{Exit, Outcome, print, scan};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pyspunka text avtal.docx\n  pyspunka text avtal.pdf --blocks")]
pub struct Text {
    /// DOCX or PDF.
    file: PathBuf,
    /// One block per line, with page, kind and label.
    #[arg(long)]
    blocks: bool,
    /// A plain HTML page.
    #[arg(long, conflicts_with = "blocks")]
    html: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pyspunka marks avtal.docx\n  pyspunka marks avtal.docx --json")]
pub struct Marks {
    /// DOCX or PDF.
    file: PathBuf,
    /// As JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    rules: RuleFlags,
}

impl Text {
    pub fn run(self) -> Outcome {
        let view = match (self.blocks, self.html) {
            (true, _) => View::Blocks,
            (_, true) => View::Html,
            _ => View::Text,
        };
        show(self.file, view, &RuleFlags { no_config: true, ..RuleFlags::default() })
    }
}

impl Marks {
    pub fn run(self) -> Outcome {
        let view = if self.json { View::MarksJson } else { View::Marks };
        show(self.file, view, &self.rules)
    }
}

fn show(file: PathBuf, view: View, rules: &RuleFlags) -> Outcome {
    let setup = scan::setup(rules.project(Some(&file))?, None, &[], false)?;
    print(ask(&file, view, &setup)?.as_bytes())
}

/// What a worker shows of a document.
pub fn ask(file: &Path, view: View, setup: &Setup) -> Result<String, (Exit, String)> {
    ask_with(&mut None, file, view, setup)
}

/// The same with a worker that is kept for the next document; one that has died is replaced.
pub fn ask_with(
    kept: &mut Option<Worker>,
    file: &Path,
    view: View,
    setup: &Setup,
) -> Result<String, (Exit, String)> {
    let name = file.display().to_string();
    let cannot =
        |why: Refused| (Exit::NotAssessed, format!("{name}: {} ({})", why.reason.code(), why.detail));
    let path = file.canonicalize().map_err(|error| (Exit::Usage, format!("{name}: {error}")))?;
    let bytes = read_file(&path, setup.limits.file_bytes).map_err(cannot)?;
    let mut worker = match kept.take() {
        Some(worker) => worker,
        None => Worker::start(&scan::program()?, setup).map_err(|why| (Exit::Usage, why))?,
    };
    let request = Request::View { name: name.clone(), view };
    let answer = worker.ask(&request, Some(&bytes), setup.limits.seconds);
    if answer.is_ok() {
        *kept = Some(worker);
    }
    match answer {
        Ok(Answer::Text(Ok(text))) => Ok(text),
        Ok(Answer::Text(Err(why))) => Err(cannot(why)),
        Ok(_) => Err((Exit::NotAssessed, format!("{name}: crashed"))),
        Err(died) => Err(cannot(died.refused(setup))),
    }
}
