//! One module per subcommand, and the table of them: [`Command`].

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use pyspunka::report::words::plain;

mod accept;
mod annotate;
mod cache;
mod check;
mod clock;
mod completions;
mod deliver;
mod doctor;
mod guard;
mod judge;
mod language;
mod merge;
mod output;
mod plans;
mod project;
mod purge;
mod report;
mod rules;
mod scan;
mod setup;
mod show;
mod why;
mod worker;

/// Finds slow punctures in collaboration agreements.
#[derive(Debug, Parser)]
#[command(name = "pyspunka", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// All subcommands. Adding one is a module and a line here and in [`main`].
#[derive(Debug, Subcommand)]
enum Command {
    /// Scan files, folders and zip files, and write findings.
    Scan(scan::Arguments),
    /// Make a report of saved findings: HTML, Word, Excel, CSV, Markdown, SARIF.
    Report(report::Arguments),
    /// Judge one agreement before it is signed, rule by rule; the exit code is a gate.
    Check(check::Arguments),
    /// Say why a rule found fault with a document, or did not.
    Why(why::Arguments),
    /// Write, test and compare rules.
    Rules(rules::Arguments),
    /// Write a starter for a plan register from what a scan finds.
    Plans(plans::Arguments),
    /// Write findings into copies of agreements, as Word comments or PDF highlights.
    Annotate(annotate::Arguments),
    /// Join parts of a divided scan to one report.
    Merge(merge::Arguments),
    /// Accept findings, with a reason.
    Accept(accept::Arguments),
    /// Show or empty the cache.
    Cache(cache::Arguments),
    /// Remove what was kept of documents: the cache, and what unfinished scans have left beside reports.
    Purge(purge::Arguments),
    /// Print a document's text as the rules see it.
    Text(show::Text),
    /// Show what was recognised in a document.
    Marks(show::Marks),
    /// Print the JSON schema of an output.
    Schema(completions::Schema),
    /// Print completions for a shell.
    Completions(completions::Completions),
    #[command(after_help = "Examples:\n  pyspunka man > pyspunka.1")]
    /// Print the manual page.
    Man,
    #[command(after_help = "Examples:\n  pyspunka doctor")]
    /// Show what protects this machine from hostile documents.
    Doctor,
    #[command(hide = true)]
    Worker,
}

/// How a command ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    Fine = 0,
    Findings = 1,
    Usage = 2,
    NotAssessed = 3,
    NotWritten = 4,
    Interrupted = 130,
}

/// A command that could not do its work: how it ends, and what to tell the user.
type Outcome = Result<Exit, (Exit, String)>;

pub fn main() -> ExitCode {
    pyspunka::engine::panics::print_place_only();
    let lang = language::of_words(std::env::args_os().skip(1));
    let cli: Cli = language::parse(lang);
    let outcome = match cli.command {
        Command::Scan(arguments) => scan::run(arguments),
        Command::Report(arguments) => report::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::Why(arguments) => why::run(arguments),
        Command::Rules(arguments) => rules::run(arguments),
        Command::Plans(arguments) => plans::run(arguments),
        Command::Annotate(arguments) => annotate::run(arguments),
        Command::Merge(arguments) => merge::run(arguments),
        Command::Accept(arguments) => accept::run(arguments),
        Command::Cache(arguments) => cache::run(arguments),
        Command::Purge(arguments) => purge::run(arguments),
        Command::Text(arguments) => arguments.run(),
        Command::Marks(arguments) => arguments.run(),
        Command::Schema(arguments) => arguments.run(),
        Command::Completions(arguments) => arguments.run(Cli::command()),
        Command::Man => completions::man(Cli::command()),
        Command::Doctor => doctor::run(),
        Command::Worker => worker::run(),
    };
    let exit = outcome.unwrap_or_else(|(exit, message)| {
        tell(&format!("pyspunka: {}", language::said(&without_numbers(&message), lang)));
        exit
    });
    ExitCode::from(exit as u8)
}

/// A message without the numbers that systems give their errors ("… (os error 2)").
fn without_numbers(message: &str) -> String {
    let mut parts = message.split(" (os error ");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(')') {
            Some((number, rest)) if number.bytes().all(|byte| byte.is_ascii_digit()) => plain.push_str(rest),
            _ => plain.extend([" (os error ", part]),
        }
    }
    plain
}

/// Tells the user something on standard error, a line or several, without anything that a terminal would obey. That
/// nobody reads it there ends nothing.
fn tell(message: &str) {
    let lines = message.split('\n').map(|line| line.split('\t').map(plain).collect::<Vec<_>>().join("\t"));
    let _ = writeln!(io::stderr(), "{}", lines.collect::<Vec<_>>().join("\n"));
}

/// Writes data to standard output. A reader that has gone away is not an error.
fn print(data: &[u8]) -> Outcome {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(data).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err((Exit::NotWritten, format!("standard output: {error}")))
        }
        _ => Ok(Exit::Fine),
    }
}
