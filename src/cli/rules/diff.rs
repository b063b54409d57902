//! `rules diff`: what another set of rules would find in the same documents.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pyspunka::document::Date;
use pyspunka::engine::Engine;
use pyspunka::finding::{DocumentFacts, Finding};
use pyspunka::report::check::plain;

use super::super::output::Lang;
use super::super::project::{self, Project};
use super::super::{Exit, Outcome, judge, print, setup};
use super::in_language;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pyspunka rules diff shipped my-rules agreements\n  \
    pyspunka rules diff old-rules my-rules agreements --fail-on-change\n\n\
    A set of rules is a folder of own packs beside the shipped rules, or the word `shipped`.")]
pub struct Arguments {
    /// Folder of rules as they were, or `shipped`.
    old: String,
    /// Folder of rules as they are now, or `shipped`.
    new: String,
    /// Files and folders to judge.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Exit with 1 where anything differs.
    #[arg(long)]
    fail_on_change: bool,
    /// As JSON.
    #[arg(long)]
    json: bool,
    /// Language of messages; that of the system where not given.
    #[arg(long, value_enum)]
    lang: Option<Lang>,
    /// The day that periods are compared with (2026-05-14); today where not given.
    #[arg(long)]
    today: Option<Date>,
    /// Read documents in this process.
    #[arg(long)]
    in_process: bool,
}

pub fn run(arguments: Arguments) -> Outcome {
    let old = judged(&arguments, &arguments.old)?;
    let new = judged(&arguments, &arguments.new)?;
    let of = |facts: &[DocumentFacts]| -> BTreeMap<(String, String), Finding> {
        let findings = facts.iter().flat_map(|facts| facts.findings.iter());
        findings.map(|f| ((f.document.path.clone(), f.id.clone()), f.clone())).collect()
    };
    let (before, after) = (of(&old), of(&new));
    let gained: Vec<&Finding> =
        after.iter().filter(|(key, _)| !before.contains_key(*key)).map(|(_, f)| f).collect();
    let lost: Vec<&Finding> =
        before.iter().filter(|(key, _)| !after.contains_key(*key)).map(|(_, f)| f).collect();
    let weighed: Vec<(&Finding, &Finding)> = before
        .iter()
        .filter_map(|(key, old)| Some((old, after.get(key)?)))
        .filter(|(old, new)| old.severity != new.severity)
        .collect();
    let outcomes = changed(&old, &new);
    let lang = arguments.lang.unwrap_or_else(Lang::of_user).code();
    let text = if arguments.json {
        let json = serde_json::json!({
            "gained": gained, "lost": lost,
            "severity": weighed.iter().map(|(old, new)| serde_json::json!({"old": old.severity, "finding": new})).collect::<Vec<_>>(),
            "outcomes": outcomes,
        });
        format!("{json:#}\n")
    } else {
        let mut out = String::new();
        for (sign, findings) in [("+", &gained), ("-", &lost)] {
            for finding in findings {
                let _ = writeln!(out, "{sign} {}", line(finding, lang));
            }
        }
        for (old, new) in &weighed {
            let _ = writeln!(out, "~ {} (was {:?})", line(new, lang), old.severity);
        }
        for (path, rule, was, is) in &outcomes {
            let _ = writeln!(out, "  {} {rule}: {was} → {is}", plain(path));
        }
        let documents = new.len();
        let _ = writeln!(
            out,
            "{} gained, {} lost, {} of another severity, {} outcomes changed, in {documents} documents",
            gained.len(),
            lost.len(),
            weighed.len(),
            outcomes.len()
        );
        out
    };
    print(text.as_bytes())?;
    let same = gained.is_empty() && lost.is_empty() && weighed.is_empty() && outcomes.is_empty();
    Ok(if same || !arguments.fail_on_change { Exit::Fine } else { Exit::Findings })
}

fn judged(arguments: &Arguments, rules: &str) -> Result<Vec<DocumentFacts>, (Exit, String)> {
    let mut project = Project::default();
    if rules != "shipped" {
        project.own = project::read_folder(Path::new(rules))?;
    }
    let setup = setup::setup(project, arguments.today, &[], false)?;
    let engine = Engine::new(setup).map_err(|mistakes| (Exit::Usage, mistakes.join("\n")))?;
    judge::judge(&engine, judge::inputs(&arguments.paths)?, arguments.in_process, None)
}

type Change = (String, String, String, String);

fn changed(old: &[DocumentFacts], new: &[DocumentFacts]) -> Vec<Change> {
    let of = |facts: &[DocumentFacts]| -> BTreeMap<(String, String), String> {
        let records = facts.iter().map(|facts| &facts.record);
        records
            .flat_map(|record| {
                record.outcomes.iter().map(|one| {
                    let outcome = serde_json::json!(one.outcome).as_str().unwrap_or_default().to_owned();
                    ((record.path.clone(), one.rule.clone()), outcome)
                })
            })
            .collect()
    };
    let (old, new) = (of(old), of(new));
    let rules = |outcomes: &BTreeMap<(String, String), String>| -> BTreeSet<String> {
        outcomes.keys().map(|(_, rule)| rule.clone()).collect()
    };
    let (before, after) = (rules(&old), rules(&new));
    // A rule that only one side has is told by its findings.
    let both = old.iter().filter(|((_, rule), _)| before.contains(rule) && after.contains(rule));
    both.filter_map(|(key, was)| {
        let is = new.get(key).filter(|is| *is != was)?;
        Some((key.0.clone(), key.1.clone(), was.clone(), is.clone()))
    })
    .collect()
}

fn line(finding: &Finding, lang: &str) -> String {
    format!(
        "{} {}/{} [{:?}] {}",
        plain(&finding.document.path),
        finding.rule,
        finding.outcome,
        finding.severity,
        plain(in_language(&finding.message, lang))
    )
    .replace("[Error]", "[error]")
    .replace("[Warning]", "[warning]")
    .replace("[Info]", "[info]")
}
