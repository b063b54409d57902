//! `scan`: find files, judge them, write findings, sum up.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime};

use pyspunka::document::{Date, DocumentKind};
use pyspunka::engine::Engine;
use pyspunka::engine::cache::Cache;
use pyspunka::engine::disk::replace;
use pyspunka::engine::journal::{Head, Kept};
use pyspunka::engine::run::{Options, Stopped, run_into};
use pyspunka::engine::timings::Timings;

use super::clock::seconds_since_1970;
use super::deliver::{self, Delivery};
use super::guard::{self, Belongings};
use super::output::Outputs;
use super::project::{self, RuleFlags};
use super::setup::{self, FailOn, Least, Profile, known_rules, program};
use super::{Exit, Outcome, cache, tell};

mod inputs;
mod keeping;

use inputs::{Chosen, Shard, choose, roots};
use keeping::{Keeping, Progress, journal};

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

/// How timings are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum TimingsAs {
    Text,
    Json,
}

pub fn run(arguments: Arguments) -> Outcome {
    let started = Instant::now();
    let start_time = seconds_since_1970();
    let project = arguments.rules.project(arguments.paths.first().map(PathBuf::as_path))?;
    let strict = project.is_strict(arguments.profile.map(|profile| profile == Profile::Strict));
    let settings = project.settings.as_ref().map(|(path, _)| path.clone());
    let accepted = arguments.accepted.clone().or_else(|| project.accepted.clone());
    let mut told_by = project.files.clone();
    let mut setup = setup::setup(project, arguments.today, &arguments.limit, strict)?;
    setup.kind = arguments.kind;
    setup.timings = arguments.timings.is_some();
    let review = deliver::review(arguments.baseline.as_deref(), accepted.as_deref(), setup.today)?;
    arguments.outputs.plan()?;
    arguments.outputs.spares(&arguments.paths)?;
    guard::spare_documents(&setup, &arguments.outputs.output)?;
    told_by.extend([&arguments.baseline, &accepted, &arguments.files_from].into_iter().flatten().cloned());
    told_by.extend(arguments.outputs.redact_key.clone());
    let cache_folder = cache::folder(arguments.cache.as_deref()).filter(|_| !arguments.no_cache);
    // Where a path inside the folder of the cache is named, the user means what lies there.
    let is_named = |folder: &&Path| {
        let real = folder.canonicalize();
        let inside = |path: &PathBuf| {
            real.as_ref().is_ok_and(|real| path.canonicalize().is_ok_and(|path| path.starts_with(real)))
        };
        arguments.paths.iter().any(inside)
    };
    let kept_apart = cache_folder.as_deref().filter(|folder| !is_named(folder));
    let belongings = Belongings::of(&setup, &arguments.outputs.output, &told_by, kept_apart);
    let Chosen { inputs, count, skipped, named } = choose(&arguments, setup.limits.file_bytes, &belongings)?;
    let engine = Engine::new(setup).map_err(|mistakes| (Exit::Usage, mistakes.join("\n")))?;
    known_rules(&arguments.only, &engine)?;
    let stop = stop_at_interrupt()?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let ocr = setup::ocr(arguments.ocr)?;
    let timings = arguments.timings.map(|_| Arc::new(Timings::default()));
    let worker = if arguments.in_process { None } else { Some(program()?) };
    let options = Options { jobs: arguments.jobs.unwrap_or(cores).clamp(1, 256), worker, ocr, timings, stop };
    // What was recognised is kept apart from what was not.
    let build = format!("{} {}", build(), if arguments.ocr { "ocr" } else { "" });
    let shard = arguments.shard.map(|shard| shard.to_string());
    let head = Head::new(&engine, &format!("{build}\n{}", roots(&arguments)), shard);
    let journal = journal(&arguments, &head)?;
    let cache = open_cache(cache_folder.as_deref(), arguments.cache.is_some(), &head, &build)?;
    let progress = Progress::new(count, arguments.quiet || arguments.no_progress);
    let keeping = Keeping {
        journal: &journal,
        cache: cache.as_ref(),
        rehash: arguments.rehash,
        progress: &progress,
        named,
        left_out: AtomicU64::new(0),
    };
    let stopped = run_into(&engine, inputs, &options, &keeping);
    let skipped = skipped + keeping.left_out.load(Ordering::Relaxed);
    let hits = cache.as_ref().map(Cache::hits);
    let again = cache.and_then(|cache| cache.finish(stopped.is_none()));
    progress.end();
    let scanned = Instant::now();
    let output = arguments.outputs.output.first().map_or("-".into(), |output| output.display().to_string());
    nothing_to_deliver(stopped.as_ref(), &output)?;
    let unread = |error: std::io::Error| (Exit::NotWritten, format!("{output}: {error}"));
    let (kept, path) = journal.facts().map_err(unread)?;
    let linked = OnceLock::new();
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
        linked: &|| {
            let _ = linked.set(scanned.elapsed());
        },
    };
    if let Some(settings) = settings.filter(|_| !arguments.quiet) {
        tell(&format!("settings: {settings}"));
    }
    let exit = match (arguments.shard, arguments.outputs.output.first()) {
        (Some(_), Some(output)) => write_part(&kept, &Head { paths: String::new(), ..head }, output)?,
        _ => deliver::deliver(&engine, &kept, &review, &delivery)?,
    };
    if let (Some(timings), Some(format)) = (&options.timings, arguments.timings) {
        tell_timings(timings, format, scanned.elapsed(), linked.get().copied().unwrap_or_default());
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

/// A flag that the first Ctrl-C sets; the second ends the program.
fn stop_at_interrupt() -> Result<Arc<AtomicBool>, (Exit, String)> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = stop.clone();
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::SeqCst) {
            std::process::exit(Exit::Interrupted as i32);
        }
        tell("pyspunka: finishing the documents in flight; press Ctrl-C again to leave at once");
    })
    .map_err(|error| (Exit::Usage, format!("signals: {error}")))?;
    Ok(stop)
}

/// The cache in a folder. One that cannot be had is no fault of the run, unless it was asked for.
fn open_cache(
    folder: Option<&Path>,
    asked_for: bool,
    head: &Head,
    build: &str,
) -> Result<Option<Cache>, (Exit, String)> {
    let Some(folder) = folder else { return Ok(None) };
    match Cache::open(folder, head, build) {
        Err(error) if asked_for => Err((Exit::Usage, format!("{}: {error}", folder.display()))),
        cache => Ok(cache.ok()),
    }
}

/// Says why a scan that ended before its time has no findings to write.
fn nothing_to_deliver(stopped: Option<&Stopped>, output: &str) -> Result<(), (Exit, String)> {
    match stopped {
        Some(Stopped::NoWorker(why)) => {
            Err((Exit::Usage, format!("{why}; --in-process reads documents without worker processes")))
        }
        Some(Stopped::Store(why)) => {
            let again = "what was read is kept there: make room, and run the same command again";
            Err((Exit::NotWritten, format!("{output}: {why}; {again}")))
        }
        _ => Ok(()),
    }
}

/// Tells how long each stage took; `after` is the time since the last document was read, `link` the part of it that
/// went to what spans documents.
fn tell_timings(timings: &Timings, format: TimingsAs, after: Duration, link: Duration) {
    let nanoseconds = |time: Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
    timings.add_stage("link", nanoseconds(link));
    timings.add_stage("report", nanoseconds(after.saturating_sub(link)));
    match format {
        TimingsAs::Json => tell(&timings.json()),
        TimingsAs::Text => tell(timings.text().trim_end()),
    }
}

fn write_part(kept: &Kept, head: &Head, output: &Path) -> Outcome {
    let failed = |error: std::io::Error| (Exit::NotWritten, format!("{}: {error}", output.display()));
    replace(output, |mut to| kept.write_part(head, &mut to)).map_err(failed)?;
    Ok(Exit::Fine)
}

/// Tells this build of the program from others of the same version.
fn build() -> String {
    let meta = std::env::current_exe().and_then(fs::metadata).ok();
    let changed = meta.as_ref().and_then(|meta| meta.modified().ok());
    let changed = changed.and_then(|changed| changed.duration_since(SystemTime::UNIX_EPOCH).ok());
    format!("{} {:?} {changed:?}", env!("CARGO_PKG_VERSION"), meta.map(|meta| meta.len()))
}
