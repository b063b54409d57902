//! `text` and `marks`: one document as the rules see it. It is read in a worker, like every document.

use std::path::{Path, PathBuf};

use pyspunka::engine::frame::{Answer, Request};
use pyspunka::engine::pool::Worker;
use pyspunka::engine::{Ocr, Setup, View, ocr};
use pyspunka::ingest::{Refused, read_file};
use pyspunka::report::messages::failure;

use super::output::Lang;
use super::project::RuleFlags;
use super::{Exit, Outcome, print, setup};

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
    /// Recognise the text of scanned pages with the program tesseract; slow.
    #[arg(long)]
    ocr: bool,
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
        let ocr = setup::ocr(self.ocr)?;
        show(self.file, view, &RuleFlags { no_config: true, ..RuleFlags::default() }, ocr.as_ref())
    }
}

impl Marks {
    pub fn run(self) -> Outcome {
        let view = if self.json { View::MarksJson } else { View::Marks };
        show(self.file, view, &self.rules, None)
    }
}

fn show(file: PathBuf, view: View, rules: &RuleFlags, ocr: Option<&Ocr>) -> Outcome {
    let setup = setup::setup(rules.project(Some(&file))?, None, &[], false)?;
    print(shown(&mut None, &file, view, &setup, ocr)?.as_bytes())
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
    shown(kept, file, view, setup, None)
}

/// The same, with text recognition where it is wanted.
fn shown(
    kept: &mut Option<Worker>,
    file: &Path,
    view: View,
    setup: &Setup,
    ocr: Option<&Ocr>,
) -> Result<String, (Exit, String)> {
    let name = file.display().to_string();
    let cannot = |why: Refused| {
        let lang = Lang::of_user().code();
        let why = failure(&why.reason.code(), &why.detail, why.value.as_deref(), lang);
        (Exit::NotAssessed, format!("{name}: {why}"))
    };
    let path = file.canonicalize().map_err(|error| (Exit::Usage, format!("{name}: {error}")))?;
    let bytes = read_file(&path, setup.limits.file_bytes).map_err(cannot)?;
    let mut worker = match kept.take() {
        Some(worker) => worker,
        None => Worker::start(&setup::program()?, setup).map_err(|why| (Exit::Usage, why))?,
    };
    let seconds = setup.limits.seconds;
    let mut recognised = Vec::new();
    if let Some(ocr) = ocr {
        let request = Request::Scan { name: name.clone(), recognised: Vec::new(), package: None };
        if let Ok(Answer::Facts(facts, _)) = worker.ask(&request, Some(&bytes), seconds)
            && let Ok(facts) = facts.read()
        {
            recognised = ocr::recognise(ocr, &facts, |page, follows| {
                let request = Request::Picture { page, follows };
                match worker.ask(&request, follows.then_some(bytes.as_slice()), seconds) {
                    Ok(Answer::Bytes { bytes }) => Some(bytes),
                    _ => None,
                }
            });
        }
    }
    let request = Request::View { name: name.clone(), view, recognised };
    let answer = worker.ask(&request, Some(&bytes), seconds);
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
