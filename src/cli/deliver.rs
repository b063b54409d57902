//! From facts to written reports, a summary and an exit code: the same for `scan` and `merge`.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use pyspunka::archive::review::{Accepted, AcceptedFile, Baseline, Review};
use pyspunka::document::Date;
use pyspunka::engine::Engine;
use pyspunka::engine::again::Again;
use pyspunka::engine::disk::{Aside, Passing, folder, replace};
use pyspunka::engine::journal::Kept;
use pyspunka::engine::reduce::{Reduced, Reduction, reduce};
use pyspunka::finding::list::Spool;
use pyspunka::finding::{ArchiveReport, Finding, Report, RunInfo, Severity, Tool};
use pyspunka::report::stream::{Frame, Json, Lines, Stream, opening};
use pyspunka::report::{Format, Settings, messages, text};

use super::Exit;
use super::output::{Outputs, to_stdout};
use super::setup::{FailOn, Least};

/// Findings and documents in the summary.
const DIGEST: usize = 20;
const SCHEMA: &str = "pyspunka.report/1";
/// Where accepted findings stand, in the folder where the program is called.
pub const ACCEPTED: &str = "pyspunka-accepted.toml";

/// What is wanted.
pub struct Delivery<'a> {
    pub outputs: &'a Outputs,
    pub only: &'a [String],
    pub severity: Option<Least>,
    pub fail_on: &'a [FailOn],
    pub quiet: bool,
    pub no_clock: bool,
    pub strict: bool,
    pub interrupted: bool,
    pub started: Instant,
    pub start_time: u64,
    /// Files that were left out.
    pub skipped: u64,
    /// Where the report may be kept for the next scan, or lies since the last.
    pub again: Option<Again>,
    /// Documents that did not have to be read, and the folder of the cache.
    pub cached: Option<(u64, PathBuf)>,
    /// Called when all documents are joined, before the first is written.
    pub linked: &'a (dyn Fn() + Sync),
}

/// The review that a delivery asks for; read before anything is scanned, so that a mistake is told at once.
pub fn review(
    baseline: Option<&Path>,
    accepted: Option<&Path>,
    today: Date,
) -> Result<Review, (Exit, String)> {
    let baseline = baseline.map(read_baseline).transpose()?;
    let default = Path::new(ACCEPTED);
    let accepted = match accepted {
        Some(path) => read_accepted(path)?,
        None if default.exists() => read_accepted(default)?,
        None => Vec::new(),
    };
    Ok(Review::new(baseline, accepted, today))
}

/// Accepted findings in a side file.
pub fn read_accepted(path: &Path) -> Result<Vec<Accepted>, (Exit, String)> {
    let wrong = |why: String| (Exit::Usage, format!("{}: {why}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    toml::from_str::<AcceptedFile>(&text).map(|file| file.accepted).map_err(|error| wrong(error.to_string()))
}

fn read_baseline(path: &Path) -> Result<Baseline, (Exit, String)> {
    #[derive(serde::Deserialize)]
    struct Known {
        id: String,
        rule: String,
        outcome: String,
    }
    #[derive(serde::Deserialize)]
    struct Whole {
        findings: Vec<Known>,
    }
    #[derive(serde::Deserialize)]
    struct Typed {
        r#type: String,
    }
    let wrong = |why: String| (Exit::Usage, format!("{}: {why}", path.display()));
    let file = File::open(path).map_err(|error| wrong(error.to_string()))?;
    let mut baseline = Baseline { ids: HashSet::new(), ..Baseline::default() };
    let mut add = |known: Known| {
        *baseline.by_rule.entry(format!("{}/{}", known.rule, known.outcome)).or_default() += 1;
        baseline.ids.insert(known.id);
    };
    let no_report = |_: serde_json::Error| {
        wrong("not a report; give findings.json or findings.jsonl of an earlier scan".to_owned())
    };
    if path.extension().is_some_and(|ending| ending == "jsonl") {
        for line in BufReader::new(file).lines() {
            let line = line.map_err(|error| wrong(error.to_string()))?;
            let typed: Typed = serde_json::from_str(&line).map_err(no_report)?;
            if typed.r#type == "finding" {
                add(serde_json::from_str(&line).map_err(no_report)?);
            }
        }
    } else {
        let whole: Whole = serde_json::from_reader(BufReader::new(file)).map_err(no_report)?;
        whole.findings.into_iter().for_each(add);
    }
    Ok(baseline)
}

/// Writes all outputs and the summary, and says how the program ends.
pub fn deliver(
    engine: &Engine,
    kept: &Kept,
    review: &Review,
    delivery: &Delivery<'_>,
) -> Result<Exit, (Exit, String)> {
    let plan = delivery.outputs.plan()?;
    let again = again(engine, kept, review, delivery, &plan);
    if let Some((again, key, path)) = &again
        && let Some(mut found) = again.find(key)
    {
        let (tool, run) = (tool(engine), run_info(engine, delivery));
        let written = replace(path, |to| {
            to.write_all(&opening(&tool, &run)?)?;
            found.write(to)
        });
        written.map_err(|error| (Exit::NotWritten, format!("{}: {error}", path.display())))?;
        return Ok(conclude(tool, run, found.reduced, delivery));
    }
    let Opened { mut asides, mut streams, later } = open(&plan, delivery.outputs.redact.is_some())?;
    let written = plan.iter().map(|(path, _)| path.display().to_string()).collect::<Vec<_>>().join(", ");
    let failed = |error: io::Error| (Exit::NotWritten, format!("{written}: {error}"));
    // What is shown is not what the run fails on: `--severity error --fail-on warning` fails on warnings.
    let counted = |finding: &Finding| delivery.only.is_empty() || delivery.only.contains(&finding.rule);
    let wanted = |finding: &Finding| {
        counted(finding) && delivery.severity.is_none_or(|least| finding.severity >= least.into())
    };
    let whole = !later.is_empty();
    // Room for what joins documents is where the first output is.
    let beside = plan.first().map_or(Path::new("-"), |(path, _)| path);
    let aside = || -> io::Result<Box<dyn Spool>> { Ok(Box::new(spool(beside)?)) };
    let (aside, linked) = (&aside, delivery.linked);
    let how = Reduction {
        engine,
        review,
        wanted: &wanted,
        counted: &counted,
        whole,
        digest: DIGEST,
        aside,
        linked,
    };
    let mut reduced = reduce(kept, &how, &mut streams).map_err(failed)?;
    let (tool, run) = (tool(engine), run_info(engine, delivery));
    for stream in streams {
        let frame = Frame { tool: &tool, run: &run, summary: &reduced.summary, archive: &reduced.archive };
        stream.finish(frame).map_err(failed)?;
    }
    if later.is_empty() {
        // Written already, and not asked for below.
        let ArchiveReport { bus_factor, trend, .. } = reduced.archive;
        reduced.archive = ArchiveReport { bus_factor, trend, ..ArchiveReport::default() };
    }
    if !later.is_empty() {
        reduced = write_whole(reduced, &later, &tool, &run, delivery, &mut asides)?;
    }
    for aside in asides {
        let path = aside.path().display().to_string();
        aside.take_place().map_err(|error| (Exit::NotWritten, format!("{path}: {error}")))?;
    }
    if let Some((again, key, path)) = again {
        let opened = opening(&tool, &run).map_err(failed)?.len() as u64;
        again.keep(&key, &reduced, path, opened);
    }
    Ok(conclude(tool, run, reduced, delivery))
}

/// Outputs before the first document.
struct Opened<'p> {
    /// Files that take their place once all is written.
    asides: Vec<Aside>,
    /// What is written document by document.
    streams: Vec<Box<dyn Stream>>,
    /// What is made of the whole report.
    later: Vec<(&'p Path, &'p Format)>,
}

/// Opens the outputs that are written as documents come; what is to be redacted must be seen whole first.
fn open<'p>(plan: &'p [(PathBuf, &'static Format)], redact: bool) -> Result<Opened<'p>, (Exit, String)> {
    let mut opened = Opened { asides: Vec::new(), streams: Vec::new(), later: Vec::new() };
    for (path, format) in plan {
        let failed = |error: io::Error| (Exit::NotWritten, format!("{}: {error}", path.display()));
        if !matches!(format.name, "json" | "jsonl") || redact {
            opened.later.push((path, format));
            continue;
        }
        let to: Box<dyn Write + Sync + Send> = if path == Path::new("-") {
            Box::new(BufWriter::new(Stdout))
        } else {
            let (aside, file) = Aside::new(path).map_err(failed)?;
            opened.asides.push(aside);
            Box::new(BufWriter::new(file))
        };
        let spool = || spool(path).map(Box::new).map_err(failed);
        opened.streams.push(match format.name {
            "jsonl" => Box::new(Lines::new(to)),
            _ => Box::new(Json::new(to, spool()?, spool()?)),
        });
    }
    Ok(opened)
}

/// Writes the outputs that need all findings at once; gives back what was found, redacted where that is asked for.
fn write_whole(
    reduced: Reduced,
    later: &[(&Path, &Format)],
    tool: &Tool,
    run: &RunInfo,
    delivery: &Delivery<'_>,
    asides: &mut Vec<Aside>,
) -> Result<Reduced, (Exit, String)> {
    let lang = delivery.outputs.lang().code();
    let Reduced { summary, archive, documents, findings, .. } = reduced;
    let (schema, tool, run) = (SCHEMA.to_owned(), tool.clone(), run.clone());
    let report = Report { schema, tool, run, summary, documents, findings, archive };
    let report = delivery.outputs.redacted(report)?;
    for (path, format) in later {
        let write = |out: &mut dyn Write| (format.write)(&report, &Settings { lang }, out);
        if *path == Path::new("-") {
            to_stdout(write)?;
        } else {
            let failed = |error: io::Error| (Exit::NotWritten, format!("{}: {error}", path.display()));
            let (aside, file) = Aside::new(path).map_err(failed)?;
            let mut out = BufWriter::new(file);
            write(&mut out).and_then(|()| out.flush()).map_err(failed)?;
            asides.push(aside);
        }
    }
    let Report { summary, documents, findings, archive, .. } = report;
    Ok(Reduced { summary, documents, findings, archive, ..reduced })
}

fn tool(engine: &Engine) -> Tool {
    Tool {
        name: "pyspunka".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        rules: engine.rules().hash().to_owned(),
        packs: engine.rules().packs().iter().map(|pack| pack.name.clone()).collect(),
        rule_titles: engine.rules().titles(),
        rule_help: engine.rules().helps(),
    }
}

fn run_info(engine: &Engine, delivery: &Delivery<'_>) -> RunInfo {
    let seconds = format!("{:.3}", delivery.started.elapsed().as_secs_f64());
    RunInfo {
        started: super::clock::timestamp(delivery.start_time).filter(|_| !delivery.no_clock),
        seconds: Some(seconds).filter(|_| !delivery.no_clock),
        today: Some(engine.setup().today),
        profile: if delivery.strict { "strict" } else { "default" }.to_owned(),
        interrupted: delivery.interrupted,
    }
}

/// Where a report that is one JSON file is kept, under which key; everything that it depends on stands in there.
fn again<'a>(
    engine: &Engine,
    kept: &Kept,
    review: &Review,
    delivery: &'a Delivery<'_>,
    plan: &'a [(PathBuf, &'static Format)],
) -> Option<(&'a Again, String, &'a Path)> {
    let again = delivery.again.as_ref().filter(|again| again.count() == kept.len())?;
    let [(path, Format { name: "json", .. })] = plan else { return None };
    let regular = *path != Path::new("-") && fs::metadata(path).map_or(true, |meta| meta.is_file());
    if !regular || delivery.outputs.redact.is_some() || delivery.interrupted {
        return None;
    }
    let wanted = format!("{:?} {:?}", delivery.only, delivery.severity);
    let register = format!("{:?}", engine.setup().register);
    let key = again.key(&[&wanted, &register, &review.described()]);
    Some((again, key, path))
}

/// The summary, and how the program ends.
fn conclude(tool: Tool, run: RunInfo, reduced: Reduced, delivery: &Delivery<'_>) -> Exit {
    let Reduced { summary, archive, documents, findings, reviewed, stale, expired } = reduced;
    let report = Report { schema: SCHEMA.to_owned(), tool, run, summary, documents, findings, archive };
    if !delivery.quiet {
        let lang = delivery.outputs.lang().code();
        sum_up(&report, delivery, lang);
        for (phrase, ids) in [("accepted-stale", stale), ("accepted-expired", expired)] {
            if !ids.is_empty() {
                let _ = writeln!(io::stderr(), "{}: {}", messages::phrase(phrase, lang), ids.join(", "));
            }
        }
    }
    let hit = |least: Severity| reviewed.fresh.range(least..).any(|(_, count)| *count > 0);
    let findings = delivery.fail_on.iter().any(|on| match on {
        FailOn::Error => hit(Severity::Error),
        FailOn::Warning => hit(Severity::Warning),
        FailOn::Info => hit(Severity::Info),
        FailOn::NotAssessed => false,
    });
    let unread = report.summary.by_status.get("not-assessed").is_some_and(|count| *count > 0);
    match (findings, unread && delivery.fail_on.contains(&FailOn::NotAssessed)) {
        (true, _) => Exit::Findings,
        (_, true) => Exit::NotAssessed,
        _ => Exit::Fine,
    }
}

fn sum_up(report: &Report, delivery: &Delivery<'_>, lang: &'static str) {
    let extent = text::Extent { findings: 10, unread: 20 };
    let _ = write!(io::stderr(), "{}", text::write(report, lang, extent));
    if report.summary.suppressed > 0 {
        let _ =
            writeln!(io::stderr(), "{} {}", report.summary.suppressed, messages::phrase("suppressed", lang));
    }
    if let Some(trend) = &report.archive.trend {
        let said = [("new", trend.new), ("known", trend.known), ("gone", trend.gone)]
            .map(|(phrase, count)| format!("{count} {}", messages::phrase(phrase, lang)));
        let _ = writeln!(io::stderr(), "{}: {}", messages::phrase("since-baseline", lang), said.join(", "));
    }
    if delivery.skipped > 0 {
        let _ = writeln!(io::stderr(), "{} {}", delivery.skipped, messages::phrase("left-out", lang));
    }
    if let Some((count, folder)) = delivery.cached.as_ref().filter(|(count, _)| *count > 0) {
        let _ =
            writeln!(io::stderr(), "{count} {} {}", messages::phrase("from-cache", lang), folder.display());
    }
    for output in delivery.outputs.output.iter().filter(|output| *output != Path::new("-")) {
        let _ = writeln!(io::stderr(), "{}: {}", messages::phrase("written", lang), output.display());
    }
}

/// Standard output; a reader that has gone away is not an error.
struct Stdout;

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match io::stdout().lock().write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
            written => written,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match io::stdout().lock().flush() {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            flushed => flushed,
        }
    }
}

/// A file to put things aside in, near where they will stand.
fn spool(path: &Path) -> io::Result<Passing> {
    Passing::new(&room(&[path]))
}

/// The folder to put things aside in: that of the first output which is a file, else that of the system.
pub fn room<P: AsRef<Path>>(outputs: &[P]) -> PathBuf {
    let regular =
        |path: &&Path| *path != Path::new("-") && fs::metadata(path).map_or(true, |meta| meta.is_file());
    let first = outputs.iter().map(AsRef::as_ref).find(regular);
    first.map_or_else(std::env::temp_dir, |path| folder(path).to_owned())
}
