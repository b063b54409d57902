//! `plans`: a starter for a plan register, from what a scan finds.

use std::collections::BTreeMap;
use std::path::PathBuf;

use pyspunka::archive::register::{self, Row};
use pyspunka::document::{AdoptionState, Date, DocumentKind, Issuer};
use pyspunka::engine::Engine;
use pyspunka::engine::disk::replace;
use pyspunka::finding::DocumentFacts;

use super::project::RuleFlags;
use super::{Exit, Outcome, judge, print, setup};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pyspunka plans agreements -o planer.csv\n\n\
    Look the rows through, fill in what is missing, and name the file in pyspunka.toml:\n  register = \"planer.csv\"")]
pub struct Arguments {
    /// Files and folders.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Where to write; standard output where not given. An existing file is kept.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The day that periods are compared with (2026-05-14); today where not given.
    #[arg(long)]
    today: Option<Date>,
    /// Read documents in this process.
    #[arg(long)]
    in_process: bool,
    #[command(flatten)]
    rules: RuleFlags,
}

pub fn run(arguments: Arguments) -> Outcome {
    if let Some(path) = arguments.output.as_ref().filter(|path| path.exists()) {
        let why = "is there already; name another file, so that nothing filled in by hand is lost";
        return Err((Exit::Usage, format!("{}: {why}", path.display())));
    }
    let project = arguments.rules.project(arguments.paths.first().map(PathBuf::as_path))?;
    let setup = setup::setup(project, arguments.today, &[], false)?;
    let engine = Engine::new(setup).map_err(|mistakes| (Exit::Usage, mistakes.join("\n")))?;
    let facts = judge::judge(&engine, judge::inputs(&arguments.paths)?, arguments.in_process, None)?;
    let rows = rows(&facts);
    let text = register::write(&rows);
    let Some(path) = &arguments.output else { return print(text.as_bytes()) };
    let failed = |error: std::io::Error| (Exit::NotWritten, format!("{}: {error}", path.display()));
    replace(path, |out| out.write_all(text.as_bytes())).map_err(failed)?;
    super::tell(&format!("{} plans written to {}", rows.len(), path.display()));
    Ok(Exit::Fine)
}

/// The plans among the documents, then those that are only cited, by name.
fn rows(facts: &[DocumentFacts]) -> Vec<Row> {
    let mut plans: BTreeMap<String, Row> = BTreeMap::new();
    let mut cited: BTreeMap<String, Row> = BTreeMap::new();
    for facts in facts {
        let record = &facts.record;
        if record.kind == DocumentKind::Plan && record.is_read() {
            let said = record.adoption.clone().unwrap_or_default();
            let name = record.title.clone().or_else(|| facts.links.names.first().cloned());
            let row = Row {
                name: name.unwrap_or_else(|| record.path.clone()),
                issuer: whose(facts.links.issuers.first()),
                body: said.body,
                date: said.date,
                section: said.section,
                dnr: said.dnr.or_else(|| record.dnr.clone()),
                valid_from: said.valid_from,
                valid_to: said.valid_to,
                address: Some(record.path.clone()),
                ..Row::default()
            };
            plans.entry(record.path.clone()).or_insert(row);
            continue;
        }
        for (plan, link) in record.plan_refs.iter().zip(&facts.links.plans) {
            if plan.resolves_to.is_some() {
                continue;
            }
            let proven = plan.adoption == AdoptionState::Proven;
            let row = cited.entry(plan.name.to_lowercase()).or_insert_with(|| Row {
                name: plan.name.clone(),
                issuer: whose(link.owner.as_ref()),
                ..Row::default()
            });
            if proven && !row.is_decided() {
                let said = link.decision.clone();
                (row.body, row.date, row.section, row.dnr) = (said.body, said.date, said.section, said.dnr);
                (row.valid_from, row.valid_to) = (said.valid_from, said.valid_to);
            }
        }
    }
    plans.into_values().chain(cited.into_values()).collect()
}

/// Whose a plan is, in words.
fn whose(issuer: Option<&Issuer>) -> Option<String> {
    let issuer = issuer?;
    Some(match &issuer.sort {
        Some(sort) => format!("{} {sort}", issuer.name),
        None => issuer.name.clone(),
    })
}
