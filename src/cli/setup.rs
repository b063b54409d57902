//! What several commands are told in the same way: how strictly to judge, limits, rules by name.

use pyspunka::document::Date;
use pyspunka::engine::pool::Program;
use pyspunka::engine::{Engine, Ocr, Setup};
use pyspunka::extract::Limits;
use pyspunka::finding::Severity;

use super::project::Project;
use super::{Exit, clock};

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
    let today = today.or_else(clock::today);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_named() {
        assert_eq!(parse_limits(&["seconds=3".into()]).unwrap().seconds, 3);
        assert!(parse_limits(&["second=3".into()]).unwrap_err().contains("seconds"));
        assert!(parse_limits(&["seconds".into()]).is_err());
    }
}
