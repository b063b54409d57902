//! `rules list`.

use std::fmt::Write as _;

use pyspunka::rules::CHECKS;
use pyspunka::rules::view::FACTS;

use super::super::output::Lang;
use super::super::project::{self, RuleFlags};
use super::super::{Exit, Outcome, print};
use super::in_language;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pyspunka rules list\n  pyspunka rules list --checks\n  \
    pyspunka rules list --labels\n  pyspunka rules list --json --rules my-rules")]
pub struct Arguments {
    /// The check kinds instead.
    #[arg(long, conflicts_with = "labels")]
    checks: bool,
    /// The labels that rules may name instead.
    #[arg(long)]
    labels: bool,
    /// As JSON.
    #[arg(long)]
    json: bool,
    /// Language of titles; that of the system where not given.
    #[arg(long, value_enum)]
    lang: Option<Lang>,
    #[command(flatten)]
    rules: RuleFlags,
}

pub fn run(arguments: Arguments) -> Outcome {
    let engine = project::engine(&arguments.rules)?;
    let lang = arguments.lang.unwrap_or_else(Lang::of_user).code();
    let rows: Vec<Vec<(&str, String)>> = if arguments.checks {
        let row = |kind: &pyspunka::rules::checks::CheckKind| {
            let outcomes: Vec<&str> = kind.outcomes.iter().map(|(name, _)| *name).collect();
            vec![("check", kind.name.to_owned()), ("outcomes", outcomes.join(" "))]
        };
        CHECKS.iter().map(row).collect()
    } else if arguments.labels {
        let fact = |name: &str| FACTS.iter().find(|(known, _)| *known == name).map(|(_, what)| *what);
        let mut names: Vec<&str> =
            engine.lexicons().labels().names().chain(FACTS.iter().map(|(n, _)| *n)).collect();
        names.sort_unstable();
        names.dedup();
        let row = |name: &str| {
            vec![("label", name.to_owned()), ("marks", fact(name).unwrap_or("words").to_owned())]
        };
        names.into_iter().map(row).collect()
    } else {
        let row = |rule: &pyspunka::rules::Rule| {
            let worst = rule.spec.outcome.values().map(|outcome| outcome.severity).max();
            let worst = worst.map_or(String::new(), |severity| format!("{severity:?}").to_lowercase());
            vec![
                ("rule", rule.spec.id.clone()),
                ("severity", worst),
                ("check", rule.spec.check.clone()),
                ("pack", rule.pack.clone()),
                ("title", in_language(&rule.spec.title, lang).to_owned()),
            ]
        };
        engine.rules().rules().iter().map(row).collect()
    };
    if arguments.json {
        let objects: Vec<serde_json::Map<String, serde_json::Value>> = rows
            .into_iter()
            .map(|row| row.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect())
            .collect();
        let text =
            serde_json::to_string_pretty(&objects).map_err(|error| (Exit::NotWritten, error.to_string()))?;
        return print(format!("{text}\n").as_bytes());
    }
    print(columns(&rows).as_bytes())
}

/// Rows as columns, the last one as long as it likes.
fn columns(rows: &[Vec<(&str, String)>]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|(_, cell)| cell.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..rows.first().map_or(0, Vec::len)).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for ((_, cell), width) in row.iter().zip(&widths) {
            let _ = write!(line, "{cell:<width$}  ");
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
