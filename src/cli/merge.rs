//! `merge`: parts of a divided scan to one report, as if all had been scanned at once.

use std::path::PathBuf;
use std::time::Instant;

use pyspunka::engine::journal::{Head, Kept, PartError};
use pyspunka::engine::{Engine, Setup};

use super::clock::seconds_since_1970;
use super::deliver::{self, Delivery};
use super::guard;
use super::output::Outputs;
use super::project::RuleFlags;
use super::setup::{FailOn, Least};
use super::{Exit, Outcome};

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  pyspunka scan agreements --shard 1/2 -o part-1.jsonl\n  \
    pyspunka scan agreements --shard 2/2 -o part-2.jsonl\n  pyspunka merge part-1.jsonl part-2.jsonl -o findings.json")]
pub struct Arguments {
    /// Parts, as `scan --shard` writes them; in any order.
    #[arg(required = true)]
    parts: Vec<PathBuf>,
    #[command(flatten)]
    outputs: Outputs,
    #[command(flatten)]
    rules: RuleFlags,
    /// Exit with 1 (findings) or 3 (not assessed) where there are any.
    #[arg(long, value_enum)]
    fail_on: Vec<FailOn>,
    /// Only findings of these rules.
    #[arg(long, value_delimiter = ',', value_name = "RULE")]
    only: Vec<String>,
    /// Only findings of at least this severity.
    #[arg(long, value_enum)]
    severity: Option<Least>,
    /// An earlier report: only findings that it does not have count for --fail-on.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Accepted findings; pyspunka-accepted.toml where not given.
    #[arg(long, value_name = "FILE")]
    accepted: Option<PathBuf>,
    /// No summary.
    #[arg(short, long)]
    quiet: bool,
    /// No time in the report, so that it can be compared byte by byte.
    #[arg(long)]
    no_clock: bool,
}

pub fn run(arguments: Arguments) -> Outcome {
    let started = Instant::now();
    let start_time = seconds_since_1970();
    let usage = |why: String| (Exit::Usage, why);
    arguments.outputs.plan()?;
    arguments.outputs.spares(&arguments.parts)?;
    let aside = deliver::room(&arguments.outputs.output);
    let (kept, head) = Kept::of_parts(&arguments.parts, &aside).map_err(|error| {
        usage(match error {
            PartError::Io(path, error) => format!("{}: {error}", path.display()),
            PartError::Other(path) => {
                format!("{}: not a part; scan --shard 1/2 -o part-1.jsonl writes one", path.display())
            }
            PartError::Differs(path) => format!(
                "{}: made with other rules, options, date or another version than {}; scan both alike",
                path.display(),
                arguments.parts[0].display()
            ),
            PartError::Unfinished(path) => format!(
                "{}: the journal of a scan that has not ended; run that scan again, and merge the part that it writes",
                path.display()
            ),
            PartError::Missing(shares) => format!(
                "parts are missing: {}; every share must be given, each as often as the others: what is missing would \
                 look like documents that are not there",
                shares.join(", ")
            ),
            PartError::Damaged(path, line) => {
                format!("{}:{line}: damaged after this line; scan that part again", path.display())
            }
        })
    })?;
    let project = arguments.rules.project(None)?;
    let accepted = arguments.accepted.clone().or_else(|| project.accepted.clone());
    let setup = project.into_setup(Setup { strict: head.strict, ..Setup::shipped(head.today) });
    guard::spare_documents(&setup, &arguments.outputs.output)?;
    let engine = Engine::new(setup).map_err(|mistakes| usage(mistakes.join("\n")))?;
    let own = Head::new(&engine, "", None);
    if own.rules != head.rules || own.version != head.version {
        return Err(usage(format!(
            "{}: made with other rules or another version ({}); merge with the program, --rules and --config that made it",
            arguments.parts[0].display(),
            head.version
        )));
    }
    let review = deliver::review(arguments.baseline.as_deref(), accepted.as_deref(), head.today)?;
    let delivery = Delivery {
        outputs: &arguments.outputs,
        only: &arguments.only,
        severity: arguments.severity,
        fail_on: &arguments.fail_on,
        quiet: arguments.quiet,
        no_clock: arguments.no_clock,
        strict: head.strict,
        interrupted: false,
        started,
        start_time,
        skipped: 0,
        again: None,
        cached: None,
        linked: &|| (),
    };
    deliver::deliver(&engine, &kept, &review, &delivery)
}
