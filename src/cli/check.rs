//! `check`: one agreement before it is signed. Everything is told, and the exit code is a gate.

use std::collections::BTreeMap;
use std::path::PathBuf;

use pyspunka::document::{Date, DocumentKind};
use pyspunka::engine::Engine;
use pyspunka::finding::{Finding, OutcomeKind, Severity, Status};
use pyspunka::report::check::{self, RuleWords};

use super::judge;
use super::output::Lang;
use super::project::{self, RuleFlags};
use super::setup::{self, FailOn, Profile};
use super::{Exit, Outcome, deliver, print};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pyspunka check avtal.docx\n  \
    pyspunka check avtal.docx --fail-on warning --profile strict\n  \
    pyspunka check letter-of-intent.pdf --kind agreement --lang en\n\n\
    Exit codes: 0 nothing that --fail-on names, 1 findings, 2 wrong use, 3 something could not be assessed.")]
pub struct Arguments {
    /// Agreements or plans (DOCX, PDF).
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// What makes the check fail; errors and what could not be assessed where not given.
    #[arg(long, value_enum)]
    fail_on: Vec<FailOn>,
    /// How strictly to judge; as the settings say where not given.
    #[arg(long, value_enum)]
    profile: Option<Profile>,
    /// Kind of the documents, where it is recognised wrongly (agreement, plan, annex …).
    #[arg(long, value_name = "KIND", value_parser = project::kind)]
    kind: Option<DocumentKind>,
    /// Only these rules.
    #[arg(long, value_delimiter = ',', value_name = "RULE")]
    only: Vec<String>,
    /// Accepted findings (see `accept`); those of the settings, else pyspunka-accepted.toml, where not given.
    #[arg(long, value_name = "FILE")]
    accepted: Option<PathBuf>,
    /// Language of the report; that of the system where not given.
    #[arg(long, value_enum)]
    lang: Option<Lang>,
    /// The day that periods are compared with (2026-05-14); today where not given.
    #[arg(long)]
    today: Option<Date>,
    /// Set a limit (seconds=60, pages=10000).
    #[arg(long, value_name = "NAME=VALUE")]
    limit: Vec<String>,
    /// Read documents in this process: easier to debug, not protected from hostile files.
    #[arg(long)]
    in_process: bool,
    /// Recognise the text of scanned pages with the program tesseract; slow.
    #[arg(long)]
    ocr: bool,
    #[command(flatten)]
    rules: RuleFlags,
}

pub fn run(arguments: Arguments) -> Outcome {
    if let Some(missing) = arguments.files.iter().find(|path| !path.is_file()) {
        let hint =
            if missing.is_dir() { "a folder; pyspunka scan reads folders" } else { "there is no such file" };
        return Err((Exit::Usage, format!("{}: {hint}", missing.display())));
    }
    let project = arguments.rules.project(arguments.files.first().map(PathBuf::as_path))?;
    let strict = project.is_strict(arguments.profile.map(|profile| profile == Profile::Strict));
    let accepted = arguments.accepted.clone().or_else(|| project.accepted.clone());
    let mut setup = setup::setup(project, arguments.today, &arguments.limit, strict)?;
    setup.kind = arguments.kind;
    let review = deliver::review(None, accepted.as_deref(), setup.today)?;
    let engine = Engine::new(setup).map_err(|mistakes| (Exit::Usage, mistakes.join("\n")))?;
    setup::known_rules(&arguments.only, &engine)?;
    // Named as a scan names them, so that findings have the same ids.
    let ocr = setup::ocr(arguments.ocr)?;
    let facts = judge::judge(&engine, judge::inputs(&arguments.files)?, arguments.in_process, ocr)?;
    let lang = arguments.lang.unwrap_or_else(Lang::of_user).code();
    let rules = words(&engine);
    let wanted = |rule: &String| arguments.only.is_empty() || arguments.only.contains(rule);
    let (mut report, mut findings, mut unread) = (String::new(), Vec::new(), false);
    for mut facts in facts {
        facts.record.outcomes.retain(|outcome| wanted(&outcome.rule));
        facts.findings.retain(|finding| wanted(&finding.rule));
        review.mark(&mut facts.findings);
        unread |= facts.record.status != Status::Assessed
            || facts.record.outcomes.iter().any(|outcome| outcome.outcome == OutcomeKind::NotAssessed);
        let of_document: Vec<&Finding> = facts.findings.iter().collect();
        if !report.is_empty() {
            report.push_str("\n\n");
        }
        report.push_str(&check::write(&facts.record, &of_document, &rules, lang));
        findings.extend(facts.findings);
    }
    print(report.as_bytes())?;
    let gate = match arguments.fail_on.as_slice() {
        [] => &[FailOn::Error, FailOn::NotAssessed],
        given => given,
    };
    Ok(exit(gate, &findings, unread))
}

/// What a reader is told of each rule.
fn words(engine: &Engine) -> BTreeMap<String, RuleWords> {
    let rules = engine.rules().rules().iter();
    rules
        .map(|rule| {
            let spec = &rule.spec;
            let words =
                RuleWords { title: spec.title.clone(), why: spec.why.clone(), source: spec.source.clone() };
            (spec.id.clone(), words)
        })
        .collect()
}

fn exit(gate: &[FailOn], findings: &[Finding], unread: bool) -> Exit {
    let hit = |least| findings.iter().any(|f| f.suppression.is_none() && f.severity >= least);
    let found = gate.iter().any(|on| match on {
        FailOn::Error => hit(Severity::Error),
        FailOn::Warning => hit(Severity::Warning),
        FailOn::Info => hit(Severity::Info),
        FailOn::NotAssessed => false,
    });
    match (found, unread && gate.contains(&FailOn::NotAssessed)) {
        (true, _) => Exit::Findings,
        (_, true) => Exit::NotAssessed,
        _ => Exit::Fine,
    }
}
