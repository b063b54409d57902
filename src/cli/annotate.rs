//! `annotate`: agreements handed back with their findings as comments or highlights.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use pyspunka::document::Date;
use pyspunka::engine::disk::replace;
use pyspunka::engine::frame::{Answer, Request};
use pyspunka::engine::pool::Worker;
use pyspunka::engine::run::Input;
use pyspunka::engine::{Engine, Setup};
use pyspunka::extract::FORMATS;
use pyspunka::finding::{DocumentFacts, Severity};
use pyspunka::ingest::{self, Place, read_file};
use pyspunka::report;
use pyspunka::report::annotate::is_copy;
use pyspunka::report::check::plain;
use pyspunka::report::messages::{of_record, phrase, reason};

use super::output::Lang;
use super::project::RuleFlags;
use super::{Exit, Outcome, judge, setup};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pyspunka annotate avtal.docx -o avtal-granskat.docx\n  \
    pyspunka annotate agreements -o granskade --severity warning")]
pub struct Arguments {
    /// An agreement, or a folder of them.
    path: PathBuf,
    /// The copy to write; for a folder, the folder to write copies into. Never the file itself.
    #[arg(short, long, value_name = "COPY")]
    output: PathBuf,
    /// Only findings of at least this severity.
    #[arg(long, value_enum)]
    severity: Option<setup::Least>,
    /// Language of the notes; that of the system where not given.
    #[arg(long, value_enum)]
    lang: Option<Lang>,
    /// The day that periods are compared with (2026-05-14); today where not given.
    #[arg(long)]
    today: Option<Date>,
    #[command(flatten)]
    rules: RuleFlags,
}

pub fn run(arguments: Arguments) -> Outcome {
    let lang = arguments.lang.unwrap_or_else(Lang::of_user);
    let project = arguments.rules.project(Some(&arguments.path))?;
    let strict = project.is_strict(None);
    let setup = setup::setup(project, arguments.today, &[], strict)?;
    let usage = |why: String| (Exit::Usage, why);
    let folder = arguments.path.is_dir();
    let found = ingest::find(std::slice::from_ref(&arguments.path)).map_err(|why| usage(why.to_string()))?;
    let path = |(name, place): (String, Place)| (name.clone(), place.path(&name));
    let files: Vec<(String, PathBuf)> = found.files.into_iter().map(path).collect();
    if files.is_empty() {
        return Err(usage("no files there; name a DOCX or PDF file, or a folder that holds some".to_owned()));
    }
    let copy = |name: &str| if folder { arguments.output.join(name) } else { arguments.output.clone() };
    for (name, path) in &files {
        if let (Ok(from), Ok(to)) = (path.canonicalize(), copy(name).canonicalize())
            && from == to
        {
            return Err(usage(format!(
                "{}: the copy would take the place of the original; give another -o",
                shown(path)
            )));
        }
    }
    for (name, path) in &files {
        let to = copy(name);
        if !may_give_way(&to, path) {
            return Err(usage(format!("{}: {}", shown(&to), phrase("annotate-taken", lang.code()))));
        }
    }
    let engine = Engine::new(setup).map_err(|mistakes| usage(mistakes.join("\n")))?;
    let inputs = files.iter().map(|(name, path)| (name.clone(), Input::File(path.clone().into()))).collect();
    let facts = judge::judge(&engine, inputs, false, None)?;
    if let [facts] = facts.as_slice()
        && !folder
    {
        is_called_so(&arguments.output, &facts.record.format)?;
    }
    let mut worker = None;
    let mut failed = 0;
    for (name, why) in &found.refused {
        let _ = writeln!(std::io::stderr(), "{}: {}", plain(name), reason(&why.reason.code(), lang.code()));
    }
    for (name, path) in &files {
        let Some(facts) = facts.iter().find(|facts| facts.record.path == *name) else { continue };
        match one(&mut worker, engine.setup(), &arguments, path, facts, lang) {
            Ok((bytes, at_words, at_top)) => {
                let copy = copy(name);
                write(&copy, &bytes)?;
                let _ = writeln!(
                    std::io::stderr(),
                    "{}: {at_words} {}, {at_top} {}",
                    shown(&copy),
                    phrase("notes-placed", lang.code()),
                    phrase("notes-top", lang.code())
                );
            }
            Err(why) => {
                failed += 1;
                let _ = writeln!(std::io::stderr(), "{}: {why}", shown(path));
            }
        }
    }
    Ok(if failed == files.len() { Exit::NotAssessed } else { Exit::Fine })
}

/// True where nothing is lost with what lies where a copy goes: an earlier copy with notes, or the same file without.
fn may_give_way(to: &Path, original: &Path) -> bool {
    let Ok(meta) = fs::metadata(to) else { return true };
    if !meta.is_file() || meta.len() == 0 {
        return true;
    }
    let Ok(bytes) = fs::read(to) else { return false };
    is_copy(&bytes) || fs::read(original).is_ok_and(|original| original == bytes)
}

/// Refuses a name that says another format than that of the file: a copy has the format of its original.
fn is_called_so(to: &Path, format: &str) -> Result<(), (Exit, String)> {
    let ending = to.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let Some(own) = FORMATS.iter().find(|own| own.name == format && !own.endings.is_empty()) else {
        return Ok(());
    };
    let said = FORMATS.iter().any(|other| other.endings.contains(&ending.as_str()))
        || report::for_file(&format!("x.{ending}")).is_some()
        || ending == "doc";
    if !said || own.endings.contains(&ending.as_str()) {
        return Ok(());
    }
    let why = format!("the copy is {}, as the original is; name it .{}", own.doc, own.endings[0]);
    Err((Exit::Usage, format!("{}: {why}", shown(to))))
}

fn one(
    worker: &mut Option<Worker>,
    setup: &Setup,
    arguments: &Arguments,
    path: &Path,
    facts: &DocumentFacts,
    lang: Lang,
) -> Result<(Vec<u8>, usize, usize), String> {
    if facts.record.reason.is_some() && facts.findings.is_empty() {
        return Err(of_record(&facts.record, lang.code()));
    }
    let least: Severity = arguments.severity.map_or(Severity::Info, Into::into);
    let findings = facts.findings.iter().filter(|finding| finding.severity >= least).cloned().collect();
    let bytes =
        read_file(path, setup.limits.file_bytes).map_err(|why| reason(&why.reason.code(), lang.code()))?;
    let mut busy = match worker.take() {
        Some(worker) => worker,
        None => Worker::start(&setup::program().map_err(|(_, why)| why)?, setup)?,
    };
    let request = Request::Annotate { findings, swedish: lang == Lang::Sv };
    let died = |died: pyspunka::engine::pool::Died| reason(&died.refused(setup).reason.code(), lang.code());
    match busy.ask(&request, Some(&bytes), setup.limits.seconds).map_err(died)? {
        Answer::Annotated(Ok(copy)) => {
            *worker = Some(busy);
            Ok((copy.bytes, copy.placed, copy.at_top))
        }
        Answer::Annotated(Err(why)) => {
            *worker = Some(busy);
            Err(why)
        }
        _ => Err(reason("crashed", lang.code())),
    }
}

/// A name as a terminal may show it.
fn shown(path: &Path) -> String {
    plain(&path.to_string_lossy())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), (Exit, String)> {
    let failed = |error: std::io::Error| (Exit::NotWritten, format!("{}: {error}", shown(path)));
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    replace(path, |out| out.write_all(bytes)).map_err(failed)
}
