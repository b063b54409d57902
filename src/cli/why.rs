//! `why`: what one rule says of one document, slot by slot, for hits and misses alike.

use std::path::PathBuf;

use pyspunka::document::{Date, DocumentKind};
use pyspunka::engine::{Engine, View};
use pyspunka::report::why;

use super::output::Lang;
use super::project::{self, RuleFlags};
use super::{Exit, Outcome, judge, print, setup, show};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pyspunka why plan-link avtal.docx\n  \
    pyspunka why single-name avtal.docx --lang sv\n  \
    pyspunka why follow-up avtal.docx --rules my-rules")]
pub struct Arguments {
    /// Rule (pyspunka rules list).
    rule: String,
    /// DOCX or PDF.
    file: PathBuf,
    /// As JSON.
    #[arg(long)]
    json: bool,
    /// Language of the answer; that of the system where not given.
    #[arg(long, value_enum)]
    lang: Option<Lang>,
    /// Kind of the document, where it is recognised wrongly.
    #[arg(long, value_name = "KIND", value_parser = project::kind)]
    kind: Option<DocumentKind>,
    /// The day that periods are compared with (2026-05-14); today where not given.
    #[arg(long)]
    today: Option<Date>,
    #[command(flatten)]
    rules: RuleFlags,
}

pub fn run(arguments: Arguments) -> Outcome {
    let mut setup = judge::setup(&arguments.rules, &arguments.file)?;
    setup.kind = arguments.kind;
    setup.today = arguments.today.unwrap_or(setup.today);
    let engine = Engine::new(setup).map_err(|mistakes| (Exit::Usage, mistakes.join("\n")))?;
    setup::known_rules(std::slice::from_ref(&arguments.rule), &engine)?;
    let text = show::ask(&arguments.file, View::Why(arguments.rule), engine.setup())?;
    let why: why::Why = serde_json::from_str(&text)
        .map_err(|error| (Exit::NotAssessed, format!("the worker's answer: {error}")))?;
    if arguments.json {
        let json =
            serde_json::to_string_pretty(&why).map_err(|error| (Exit::NotWritten, error.to_string()))?;
        return print(format!("{json}\n").as_bytes());
    }
    print(why::write(&why, arguments.lang.unwrap_or_else(Lang::of_user).code()).as_bytes())
}
