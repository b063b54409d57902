//! `scan`: find files, judge them, write findings, sum up.

use std::fs::{self, File};
use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use pyspunka::document::{Date, DocumentKind};
use pyspunka::engine::cache::Cache;
use pyspunka::engine::disk::{beside, replace};
use pyspunka::engine::journal::{Before, Head, Journal, Kept};
use pyspunka::engine::pool::Program;
use pyspunka::engine::run::{Input, Of, Options, Origin, Recalled, Stopped, Store, run_into};
use pyspunka::engine::timings::Timings;
use pyspunka::engine::{Engine, Ocr, Setup, Written};
use pyspunka::extract::Limits;
use pyspunka::finding::Severity;
use pyspunka::ingest::{self, read_limited};

use super::deliver::{self, Delivery};
use super::output::Outputs;
use super::project::{self, Project, RuleFlags};
use super::{Exit, Outcome, cache, tell};

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
    /// Recognise the text of scanned pages with the program tesseract; slow.
    #[arg(long)]
    ocr: bool,
    /// Set a limit (seconds=60, pages=10000); `pyspunka doctor` shows what protects you.
    #[arg(long, value_name = "NAME=VALUE")]
    limit: Vec<String>,
    /// An earlier report: only findings that it does not have count for --fail-on.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Accepted findings (see `accept`); pyspunka-accepted.toml where not given.
    #[arg(long, value_name = "FILE")]
    accepted: Option<PathBuf>,
    /// Read only every N-th file, from the I-th on, and write a part for `merge`.
    #[arg(long, value_name = "I/N", requires = "output")]
    shard: Option<Shard>,
    /// Read every document anew, and keep nothing for the next scan.
    #[arg(long)]
    no_cache: bool,
    /// Open every file to see whether it has changed, also where its size and times are as they were.
    #[arg(long, conflicts_with = "no_cache")]
    rehash: bool,
    /// Folder that keeps what was read, for the next scan; that of the user where not given.
    #[arg(long, value_name = "DIR", conflicts_with = "no_cache")]
    cache: Option<PathBuf>,
    /// No time in the report, so that it can be compared byte by byte.
    #[arg(long)]
    no_clock: bool,
    /// Only files changed on this day or later (2026-01-01).
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    /// Only files whose path fits, as in .gitignore ("2025/**", "*.pdf", "!utkast*"). May be given several times.
    #[arg(long, value_name = "GLOB")]
    path_glob: Vec<String>,
    /// Read paths from a file, one a line; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    files_from: Option<PathBuf>,
    /// Tell on standard error how long each stage took; documents from the cache are not read and take none.
    #[arg(long, value_name = "FORMAT", num_args = 0..=1, require_equals = true, default_missing_value = "text")]
    timings: Option<TimingsAs>,
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

/// How timings are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum TimingsAs {
    Text,
    Json,
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

/// The text recogniser, where it is wanted.
pub fn ocr(wanted: bool) -> Result<Option<Ocr>, (Exit, String)> {
    if wanted { Ocr::find().map(Some).map_err(|why| (Exit::Usage, why)) } else { Ok(None) }
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
    let today = today.or_else(self::today);
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
    let accepted = arguments.accepted.clone().or_else(|| project.accepted.clone());
    let mut setup = setup(project, arguments.today, &arguments.limit, strict)?;
    setup.kind = arguments.kind;
    setup.timings = arguments.timings.is_some();
    let review = deliver::review(arguments.baseline.as_deref(), accepted.as_deref(), setup.today)?;
    let (mut inputs, mut skipped) = inputs(&arguments, setup.limits.file_bytes)?;
    skipped += choose(&arguments, &mut inputs)?;
    let engine = Engine::new(setup).map_err(|mistakes| (Exit::Usage, mistakes.join("\n")))?;
    known_rules(&arguments.only, &engine)?;
    let stop = Arc::new(AtomicBool::new(false));
    let flag = stop.clone();
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::SeqCst) {
            std::process::exit(Exit::Interrupted as i32);
        }
        tell("pyspunka: finishing the documents in flight; press Ctrl-C again to leave at once");
    })
    .map_err(|error| (Exit::Usage, format!("signals: {error}")))?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let ocr = ocr(arguments.ocr)?;
    let timings = arguments.timings.map(|_| Arc::new(Timings::default()));
    let worker = if arguments.in_process { None } else { Some(program()?) };
    let options = Options { jobs: arguments.jobs.unwrap_or(cores).clamp(1, 256), worker, ocr, timings, stop };
    // What was recognised is kept apart from what was not.
    let build = format!("{} {}", build(), if arguments.ocr { "ocr" } else { "" });
    let shard = arguments.shard.map(|shard| shard.to_string());
    let head = Head::new(&engine, &format!("{build}\n{}", roots(&arguments)), shard);
    let journal = journal(&arguments, &head)?;
    let cache_folder = cache::folder(arguments.cache.as_deref()).filter(|_| !arguments.no_cache);
    // A cache that cannot be had is no fault of the run, unless it was asked for.
    let cache = match cache_folder.as_ref().map(|folder| Cache::open(folder, &head, &build)) {
        Some(Err(error)) if arguments.cache.is_some() => {
            let folder = cache_folder.unwrap_or_default();
            return Err((Exit::Usage, format!("{}: {error}", folder.display())));
        }
        cache => cache.and_then(Result::ok),
    };
    let progress = Progress::new(inputs.len() as u64, arguments.quiet || arguments.no_progress);
    let keeping =
        Keeping { journal: &journal, cache: cache.as_ref(), rehash: arguments.rehash, progress: &progress };
    let stopped = run_into(&engine, inputs, &options, &keeping);
    let hits = cache.as_ref().map(Cache::hits);
    let again = cache.and_then(|cache| cache.finish(stopped.is_none()));
    progress.end();
    let scanned = Instant::now();
    if let Some(Stopped::NoWorker(why)) = &stopped {
        return Err((Exit::Usage, format!("{why}; --in-process reads documents without worker processes")));
    }
    let output = arguments.outputs.output.first().map_or("-".into(), |output| output.display().to_string());
    if let Some(Stopped::Store(why)) = &stopped {
        let again = "what was read is kept there: make room, and run the same command again";
        return Err((Exit::NotWritten, format!("{output}: {why}; {again}")));
    }
    let unread = |error: std::io::Error| (Exit::NotWritten, format!("{output}: {error}"));
    let (kept, path) = journal.facts().map_err(unread)?;
    let delivery = Delivery {
        outputs: &arguments.outputs,
        only: &arguments.only,
        severity: arguments.severity,
        fail_on: &arguments.fail_on,
        quiet: arguments.quiet,
        no_clock: arguments.no_clock,
        strict,
        interrupted: stopped.is_some(),
        started,
        start_time,
        skipped,
        again,
        cached: hits.zip(cache_folder),
    };
    if let Some(settings) = settings.filter(|_| !arguments.quiet) {
        tell(&format!("settings: {settings}"));
    }
    let exit = match (arguments.shard, arguments.outputs.output.first()) {
        (Some(_), Some(output)) => write_part(&kept, &Head { paths: String::new(), ..head }, output)?,
        _ => deliver::deliver(&engine, &kept, &review, &delivery)?,
    };
    if let Some(timings) = &options.timings {
        let nanoseconds = |time: Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        timings.add_stage("link and report", nanoseconds(scanned.elapsed()));
        match arguments.timings {
            Some(TimingsAs::Json) => tell(&timings.json()),
            _ => tell(timings.text().trim_end()),
        }
    }
    // What is not finished is kept, for the same command to go on with.
    if let (None, Some(path)) = (&stopped, path) {
        drop(kept);
        let _ = fs::remove_file(path);
    }
    match stopped {
        Some(Stopped::Interrupted) => Ok(Exit::Interrupted),
        Some(_) => Err((
            Exit::NotWritten,
            "stopped: more than 10 of the last 50 documents killed their worker; what was finished is written; \
             raise --limit seconds= or memory_bytes=, or look at the documents named above"
                .to_owned(),
        )),
        None => Ok(exit),
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

/// Where facts go as they are made.
struct Keeping<'a> {
    journal: &'a Journal,
    cache: Option<&'a Cache>,
    /// True where every file is opened, whatever its size and times say.
    rehash: bool,
    progress: &'a Progress,
}

impl Store for Keeping<'_> {
    fn has(&self, name: &str, origin: &Origin) -> bool {
        let has = self.journal.has(name, origin.stamp);
        if has {
            self.progress.step();
            if let Some(cache) = self.cache {
                cache.note(Some(origin), name, None);
            }
        }
        has
    }

    fn unchanged(&self, origin: &Origin) -> bool {
        let Some(cache) = self.cache.filter(|_| !self.rehash) else { return false };
        let Some(documents) = cache.unchanged(origin) else { return false };
        for (name, passage) in documents {
            self.progress.step();
            self.journal.refer(&name, passage);
        }
        true
    }

    fn recall(&self, of: &Of<'_>, bytes: &[u8]) -> Recalled {
        let Some(cache) = self.cache else { return Recalled::New(None) };
        let key = Cache::key(of, bytes);
        let Some(passage) = cache.get(&key) else { return Recalled::New(Some(key)) };
        self.progress.step();
        cache.note(of.origin, of.name, Some(&key));
        self.journal.refer(of.name, passage);
        Recalled::Kept
    }

    fn keep(&self, facts: Written, origin: Option<&Origin>, key: Option<String>) -> Result<(), String> {
        self.progress.step();
        self.journal.keep(&facts, origin.map(|origin| origin.stamp)).map_err(|error| error.to_string())?;
        if let Some(cache) = self.cache {
            let key = key.filter(|key| cache.put(key, &facts));
            cache.note(origin, &facts.path, key.as_deref());
        }
        Ok(())
    }
}

/// A journal beside the first output that is a file, so that the same command goes on after whatever ended it; else one
/// that ends with the run.
fn journal(arguments: &Arguments, head: &Head) -> Result<Journal, (Exit, String)> {
    let regular =
        |path: &&PathBuf| *path != Path::new("-") && fs::metadata(path).map_or(true, |meta| meta.is_file());
    let Some(output) = arguments.outputs.output.iter().find(regular) else {
        let folder = std::env::temp_dir();
        let failed = |error| (Exit::NotWritten, format!("{}: {error}", folder.display()));
        return Journal::passing(&folder, head).map_err(failed);
    };
    let path = beside(output, "journal");
    let failed = |error| (Exit::NotWritten, format!("{}: {error}", path.display()));
    let (journal, before) = Journal::open(&path, head).map_err(failed)?;
    match before {
        Before::Unfinished(count) if !arguments.quiet => {
            tell(&format!("pyspunka: going on with an unfinished scan: {count} documents are read already"));
        }
        Before::Other if !arguments.quiet => {
            tell(&format!(
                "pyspunka: beside {} lies an unfinished scan with other files, rules, options or another version; \
                 starting anew",
                output.display()
            ));
        }
        _ => {}
    }
    Ok(journal)
}

fn write_part(kept: &Kept, head: &Head, output: &Path) -> Outcome {
    let failed = |error: std::io::Error| (Exit::NotWritten, format!("{}: {error}", output.display()));
    replace(output, |mut to| kept.write_part(head, &mut to)).map_err(failed)?;
    Ok(Exit::Fine)
}

/// The paths that were named, whatever their order.
fn roots(arguments: &Arguments) -> String {
    let real = |path: &PathBuf| path.canonicalize().unwrap_or_else(|_| path.clone());
    let mut roots: Vec<PathBuf> = arguments.paths.iter().map(real).collect();
    roots.sort();
    let list = arguments.files_from.as_ref().map(real);
    format!("{roots:?} {list:?}")
}

/// Tells this build of the program from others of the same version.
fn build() -> String {
    let meta = std::env::current_exe().and_then(fs::metadata).ok();
    let changed = meta.as_ref().and_then(|meta| meta.modified().ok());
    let changed = changed.and_then(|changed| changed.duration_since(SystemTime::UNIX_EPOCH).ok());
    format!("{} {:?} {changed:?}", env!("CARGO_PKG_VERSION"), meta.map(|meta| meta.len()))
}

/// Which files of all are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shard {
    /// From 1.
    index: u64,
    of: u64,
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Shard, String> {
        let parts =
            text.split_once('/').and_then(|(index, of)| Some((index.parse().ok()?, of.parse().ok()?)));
        match parts {
            Some((index, of)) if index >= 1 && index <= of => Ok(Shard { index, of }),
            _ => Err(format!("{text}: not a share; 1/4, 2/4, 3/4 and 4/4 are")),
        }
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

/// Leaves out what was not asked for; returns how many.
fn choose(arguments: &Arguments, inputs: &mut Vec<(String, Input)>) -> Result<u64, (Exit, String)> {
    let before = inputs.len();
    let example = inputs.last().map(|(name, _)| name.clone()).unwrap_or_default();
    if let Some(since) = arguments.since.map(Date::earliest) {
        inputs.retain(|(_, input)| match input {
            Input::File(path) => {
                let changed = fs::metadata(path).and_then(|meta| meta.modified()).ok();
                let seconds = changed.and_then(|changed| changed.duration_since(SystemTime::UNIX_EPOCH).ok());
                let day = seconds.and_then(|seconds| days_to_date(seconds.as_secs() / 86_400));
                day.is_none_or(|day| day >= since)
            }
            _ => true,
        });
    }
    if !arguments.path_glob.is_empty() {
        let globs = ingest::Globs::new(&arguments.path_glob).map_err(|why| (Exit::Usage, why))?;
        inputs.retain(|(name, _)| globs.fits(name));
    }
    if inputs.is_empty() {
        return Err((Exit::Usage, none_fits(arguments, before, &example)));
    }
    let left_out = before - inputs.len();
    if let Some(Shard { index, of }) = arguments.shard {
        // By name, so that every part is the same wherever it is made.
        let share = |name: &str| {
            let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
            });
            hash % of + 1
        };
        inputs.retain(|(name, _)| share(name) == index);
    }
    Ok(left_out as u64)
}

/// Says which filter left nothing of so many files, and what would work.
fn none_fits(arguments: &Arguments, files: usize, example: &str) -> String {
    let globs = &arguments.path_glob;
    let since = arguments.since.map(|since| format!("--since {since}"));
    let flags: Vec<String> =
        since.into_iter().chain(globs.iter().map(|glob| format!("--path-glob {glob:?}"))).collect();
    let hint = if globs.iter().any(|glob| glob.contains('\\')) {
        "; folders are parted by /, not \\"
    } else if globs.is_empty() {
        "; the day is that of the last change"
    } else {
        ""
    };
    format!("none of {files} files fits {}; one of them is {example:?}{hint}", flags.join(" "))
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
            Err(why) => Input::Refused(Box::new(why)),
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
        inputs.extend(found.refused.into_iter().map(|(name, why)| (name, Input::Refused(Box::new(why)))));
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
            tell(&format!("{done} documents read"));
        }
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// Today, where there is a clock.
pub fn today() -> Option<Date> {
    days_to_date(seconds_since_1970() / 86_400)
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

pub fn timestamp(seconds: u64) -> Option<String> {
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
