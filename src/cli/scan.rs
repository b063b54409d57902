//! `scan`: find files, judge them, write findings, sum up.

use std::fs::File;
use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use pyspunka::document::{Date, DocumentKind};
use pyspunka::engine::pool::Program;
use pyspunka::engine::run::{Input, Options, Stopped, run as run_all};
use pyspunka::engine::{Engine, Setup};
use pyspunka::extract::Limits;
use pyspunka::finding::{Finding, Report, RunInfo, Severity, Status, Summary, Tool};
use pyspunka::ingest::{self, read_limited};
use pyspunka::report::{messages, text};

use super::output::{Lang, Outputs};
use super::project::{self, Project, RuleFlags};
use super::{Exit, Outcome};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pyspunka scan agreements -o findings.json\n  \
    find . -name '*.pdf' -print0 | pyspunka scan --files-from - -0 -o findings.jsonl")]
pub struct Arguments {
    /// Files, folders and zip files; `-` reads one document from standard input.
    paths: Vec<PathBuf>,
    #[command(flatten)]
    outputs: Outputs,
    /// Documents read at the same time.
    #[arg(long)]
    jobs: Option<usize>,
    /// Exit with 1 (findings) or 3 (not assessed) where there are any.
    #[arg(long, value_enum)]
    fail_on: Vec<FailOn>,
    /// How strictly to judge; as the settings say where not given.
    #[arg(long, value_enum)]
    profile: Option<Profile>,
    #[command(flatten)]
    rules: RuleFlags,
    /// Kind of all documents, where it is recognised wrongly (agreement, plan, annex …).
    #[arg(long, value_name = "KIND", value_parser = project::kind)]
    kind: Option<DocumentKind>,
    /// Only findings of these rules.
    #[arg(long, value_delimiter = ',', value_name = "RULE")]
    only: Vec<String>,
    /// Only findings of at least this severity.
    #[arg(long, value_enum)]
    severity: Option<Least>,
    /// No summary and no progress.
    #[arg(short, long)]
    quiet: bool,
    /// No progress.
    #[arg(long)]
    no_progress: bool,
    /// The day that periods are compared with (2026-05-14); today where not given.
    #[arg(long)]
    today: Option<Date>,
    /// Read documents in this process: easier to debug, not protected from hostile files.
    #[arg(long)]
    in_process: bool,
    /// Set a limit (seconds=60, pages=10000); `pyspunka doctor` shows what protects you.
    #[arg(long, value_name = "NAME=VALUE")]
    limit: Vec<String>,
    /// Read paths from a file, one a line; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    files_from: Option<PathBuf>,
    /// Paths in --files-from end with NUL.
    #[arg(short = '0', requires = "files_from")]
    null: bool,
}

/// What a run fails on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum FailOn {
    Error,
    Warning,
    Info,
    NotAssessed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Least {
    Error,
    Warning,
    Info,
}

/// How strictly to judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Profile {
    Default,
    Strict,
}

impl From<Least> for Severity {
    fn from(least: Least) -> Severity {
        match least {
            Least::Error => Severity::Error,
            Least::Warning => Severity::Warning,
            Least::Info => Severity::Info,
        }
    }
}

/// What starts a worker: this program.
pub fn program() -> Result<Program, (Exit, String)> {
    let path = std::env::current_exe().map_err(|error| (Exit::Usage, format!("this program: {error}")))?;
    Ok(Program { path, arguments: vec!["worker".to_owned()] })
}

/// A setup from flags.
pub fn setup(
    project: Project,
    today: Option<Date>,
    limits: &[String],
    strict: bool,
) -> Result<Setup, (Exit, String)> {
    let today = today.or_else(|| days_to_date(seconds_since_1970() / 86_400));
    let today = today.ok_or_else(|| (Exit::Usage, "no clock; give --today 2026-05-14".to_owned()))?;
    let limits = parse_limits(limits).map_err(|why| (Exit::Usage, why))?;
    Ok(project.into_setup(Setup { limits, strict, ..Setup::shipped(today) }))
}

fn parse_limits(given: &[String]) -> Result<Limits, String> {
    let mut limits = serde_json::to_value(Limits::default()).map_err(|error| error.to_string())?;
    for limit in given {
        let (name, value) = limit.split_once('=').unwrap_or((limit, ""));
        let Ok(value) = value.trim().parse::<u64>() else {
            return Err(format!("--limit {limit}: not a limit; seconds=60 is"));
        };
        let names: Vec<String> = limits.as_object().into_iter().flat_map(|map| map.keys().cloned()).collect();
        match limits.get_mut(name.trim()) {
            Some(slot) => *slot = value.into(),
            None => return Err(format!("--limit {limit}: no such limit; there are {}", names.join(", "))),
        }
    }
    serde_json::from_value(limits).map_err(|error| error.to_string())
}

pub fn run(arguments: Arguments) -> Outcome {
    let started = Instant::now();
    let start_time = seconds_since_1970();
    let project = arguments.rules.project(arguments.paths.first().map(PathBuf::as_path))?;
    let strict = project.is_strict(arguments.profile.map(|profile| profile == Profile::Strict));
    let settings = project.settings.as_ref().map(|(path, _)| path.clone());
    let mut setup = setup(project, arguments.today, &arguments.limit, strict)?;
    setup.kind = arguments.kind;
    let today = setup.today;
    let (inputs, skipped) = inputs(&arguments, setup.limits.file_bytes)?;
    let engine = Engine::new(setup).map_err(|mistakes| (Exit::Usage, mistakes.join("\n")))?;
    known_rules(&arguments.only, &engine)?;
    let stop = Arc::new(AtomicBool::new(false));
    let flag = stop.clone();
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::SeqCst) {
            std::process::exit(Exit::Interrupted as i32);
        }
        eprintln!("pyspunka: finishing the documents in flight; press Ctrl-C again to leave at once");
    })
    .map_err(|error| (Exit::Usage, format!("signals: {error}")))?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let worker = if arguments.in_process { None } else { Some(program()?) };
    let options = Options { jobs: arguments.jobs.unwrap_or(cores).clamp(1, 256), worker, stop };
    let progress = Progress::new(inputs.len() as u64, arguments.quiet || arguments.no_progress);
    let run = run_all(&engine, inputs, &options, &|_| progress.step());
    progress.end();
    if let Some(Stopped::NoWorker(why)) = &run.stopped {
        return Err((Exit::Usage, format!("{why}; --in-process reads documents without worker processes")));
    }
    let (facts, archive) = engine.link(run.facts);
    let (mut documents, mut findings) = (Vec::new(), Vec::new());
    for facts in facts {
        documents.push(facts.record);
        findings.extend(facts.findings.into_iter().filter(|finding| wanted(&arguments, finding)));
    }
    let report = Report {
        schema: "pyspunka.report/1".to_owned(),
        tool: Tool {
            name: "pyspunka".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            rules: engine.rules().hash().to_owned(),
            packs: engine.rules().packs().iter().map(|pack| pack.name.clone()).collect(),
            rule_titles: engine.rules().titles(),
            rule_help: engine.rules().helps(),
        },
        run: RunInfo {
            started: timestamp(start_time),
            seconds: Some(format!("{:.3}", started.elapsed().as_secs_f64())),
            today: Some(today),
            profile: if strict { "strict" } else { "default" }.to_owned(),
            interrupted: run.stopped.is_some(),
        },
        summary: Summary::count(&documents, &findings),
        documents,
        findings,
        archive,
    };
    arguments.outputs.write(&report)?;
    if let Some(settings) = settings.filter(|_| !arguments.quiet) {
        eprintln!("settings: {settings}");
    }
    if !arguments.quiet {
        sum_up(&report, skipped, &arguments.outputs.output, arguments.outputs.lang());
    }
    match run.stopped {
        Some(Stopped::Interrupted) => Ok(Exit::Interrupted),
        Some(_) => Err((
            Exit::NotWritten,
            "stopped: more than 10 of the last 50 documents killed their worker; what was finished is written; \
             raise --limit seconds= or memory_bytes=, or look at the documents named above"
                .to_owned(),
        )),
        None => Ok(exit(&arguments.fail_on, &report)),
    }
}

/// Refuses names that are no rules: a filter that fits nothing would look like a clean document.
pub fn known_rules(only: &[String], engine: &Engine) -> Result<(), (Exit, String)> {
    let unknown = only.iter().find(|name| engine.rules().get(name).is_none());
    let Some(name) = unknown else { return Ok(()) };
    let near = pyspunka::rules::mistake::nearest(name, engine.rules().ids());
    let help = near.map_or_else(
        || "pyspunka rules list names them".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Err((Exit::Usage, format!("no rule is called `{name}`; {help}")))
}

fn wanted(arguments: &Arguments, finding: &Finding) -> bool {
    (arguments.only.is_empty() || arguments.only.contains(&finding.rule))
        && arguments.severity.is_none_or(|least| finding.severity >= least.into())
}

fn exit(fail_on: &[FailOn], report: &Report) -> Exit {
    let hit = |severity| {
        report.findings.iter().any(|finding| finding.suppression.is_none() && finding.severity >= severity)
    };
    let findings = fail_on.iter().any(|on| match on {
        FailOn::Error => hit(Severity::Error),
        FailOn::Warning => hit(Severity::Warning),
        FailOn::Info => hit(Severity::Info),
        FailOn::NotAssessed => false,
    });
    let unread = report.documents.iter().any(|record| record.status == Status::NotAssessed);
    match (findings, unread && fail_on.contains(&FailOn::NotAssessed)) {
        (true, _) => Exit::Findings,
        (_, true) => Exit::NotAssessed,
        _ => Exit::Fine,
    }
}

#[allow(clippy::type_complexity)]
fn inputs(arguments: &Arguments, cap: u64) -> Result<(Vec<(String, Input)>, u64), (Exit, String)> {
    let usage = |why: String| (Exit::Usage, why);
    let mut inputs = Vec::new();
    let mut paths = arguments.paths.clone();
    let stdin = Path::new("-");
    if paths.iter().any(|path| path == stdin) {
        if arguments.files_from.as_deref() == Some(stdin) {
            return Err(usage(
                "standard input is either a document (-) or a list (--files-from -)".to_owned(),
            ));
        }
        paths.retain(|path| path != stdin);
        let input = match read_limited(&mut std::io::stdin().lock(), cap) {
            Ok(bytes) => Input::Bytes(bytes),
            Err(why) => Input::Refused(why),
        };
        inputs.push(("-".to_owned(), input));
    }
    if let Some(list) = &arguments.files_from {
        let reader: Box<dyn Read> = if list == stdin {
            Box::new(std::io::stdin())
        } else {
            Box::new(File::open(list).map_err(|error| usage(format!("{}: {error}", list.display())))?)
        };
        let end = if arguments.null { 0 } else { b'\n' };
        for line in std::io::BufReader::new(reader).split(end) {
            let mut line = line.map_err(|error| usage(format!("{}: {error}", list.display())))?;
            if end == b'\n' && line.last() == Some(&b'\r') {
                line.pop();
            }
            if !line.is_empty() {
                paths.push(path_of(line));
            }
        }
    }
    if paths.is_empty() && inputs.is_empty() {
        return Err(usage("nothing to scan; name a file or a folder: pyspunka scan agreements".to_owned()));
    }
    let mut skipped = 0;
    if !paths.is_empty() {
        let found = ingest::find(&paths)
            .map_err(|missing| usage(format!("{:?}: there is no such file or folder", missing.0)))?;
        skipped = found.skipped;
        inputs.extend(found.files.into_iter().map(|(name, path)| (name, Input::File(path))));
        inputs.extend(found.refused.into_iter().map(|(name, why)| (name, Input::Refused(why))));
    }
    if inputs.is_empty() {
        return Err(usage("no files there; name a folder that holds DOCX or PDF files".to_owned()));
    }
    Ok((inputs, skipped))
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

fn sum_up(report: &Report, skipped: u64, outputs: &[PathBuf], lang: Lang) {
    let extent = text::Extent { findings: 10, unread: 20 };
    eprint!("{}", text::write(report, lang.code(), extent));
    if skipped > 0 {
        eprintln!("{skipped} {}", messages::phrase("left-out", lang.code()));
    }
    for output in outputs {
        eprintln!("{}: {}", messages::phrase("written", lang.code()), output.display());
    }
}

/// A bar on a terminal, a line per 30 seconds elsewhere.
struct Progress {
    bar: indicatif::ProgressBar,
    done: AtomicU64,
    lines: bool,
    last: std::sync::Mutex<Instant>,
}

impl Progress {
    fn new(total: u64, quiet: bool) -> Progress {
        use std::io::IsTerminal;
        let terminal = std::io::stderr().is_terminal();
        let hidden = quiet || !terminal;
        let bar = if hidden { indicatif::ProgressBar::hidden() } else { indicatif::ProgressBar::new(total) };
        let last = std::sync::Mutex::new(Instant::now());
        Progress { bar, done: AtomicU64::new(0), lines: !quiet && !terminal, last }
    }

    fn step(&self) {
        self.bar.inc(1);
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.lines
            && let Ok(mut last) = self.last.try_lock()
            && last.elapsed() >= Duration::from_secs(30)
        {
            *last = Instant::now();
            eprintln!("{done} documents read");
        }
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}

pub fn seconds_since_1970() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Civil date of a day number (days since 1970-01-01).
fn days_to_date(days: u64) -> Option<Date> {
    let (mut year, mut left) = (1970u16, days);
    loop {
        let leap = Date::ymd(year, 2, 29).is_some();
        let length = if leap { 366 } else { 365 };
        if left < length {
            break;
        }
        left -= length;
        year = year.checked_add(1)?;
    }
    for month in 1..=12 {
        let length = u64::from((Date { year, month, day: 0 }).latest().day);
        if left < length {
            return Date::ymd(year, month, u8::try_from(left + 1).ok()?);
        }
        left -= length;
    }
    None
}

fn timestamp(seconds: u64) -> Option<String> {
    let (date, rest) = (days_to_date(seconds / 86_400)?, seconds % 86_400);
    Some(format!("{date}T{:02}:{:02}:{:02}Z", rest / 3600, rest / 60 % 60, rest % 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        for (days, date) in
            [(0, "1970-01-01"), (59, "1970-03-01"), (19_782, "2024-02-29"), (20_781, "2026-11-24")]
        {
            assert_eq!(days_to_date(days).unwrap().to_string(), date);
        }
    }

    #[test]
    fn limits_are_named() {
        assert_eq!(parse_limits(&["seconds=3".into()]).unwrap().seconds, 3);
        assert!(parse_limits(&["second=3".into()]).unwrap_err().contains("seconds"));
        assert!(parse_limits(&["seconds".into()]).is_err());
    }
}
