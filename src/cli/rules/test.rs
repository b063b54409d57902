//! `rules test`: rules judged on their own examples.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pyspunka::document::Date;
use pyspunka::engine::Engine;
use pyspunka::rules::mistake::nearest;

use super::super::project::{self, RuleFlags};
use super::super::{Exit, Outcome, print, setup};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pyspunka rules test\n  pyspunka rules test my-rules\n  \
    pyspunka rules test samverkan\n  pyspunka rules test plan-link\n\n\
    Exit codes: 0 all examples hold, 1 some do not, 2 a mistake in a rule file.")]
pub struct Arguments {
    /// Folders of rules, packs or rules; all where none is named.
    names: Vec<String>,
    /// The day that periods are compared with.
    #[arg(long, default_value = "2026-05-14")]
    today: Date,
    #[command(flatten)]
    rules: RuleFlags,
}

pub fn run(arguments: Arguments) -> Outcome {
    let mut project = arguments.rules.project(None)?;
    let mut folders: BTreeSet<String> = BTreeSet::new();
    for name in arguments.names.iter().filter(|name| Path::new(name).is_dir()) {
        let files = project::read_folder(&PathBuf::from(name))?;
        folders.extend(files.iter().map(|(path, _)| path.clone()));
        project.own.extend(files);
    }
    // What is given twice is loaded once.
    project.own.sort();
    project.own.dedup();
    let strict = project.is_strict(None);
    let setup = setup::setup(project, Some(arguments.today), &[], strict)?;
    let engine = Engine::new(setup).map_err(|mistakes| (Exit::Usage, mistakes.join("\n")))?;
    let mut only: Vec<String> = Vec::new();
    let of = |wanted: &dyn Fn(&pyspunka::rules::Rule) -> bool| -> Vec<String> {
        let rules = engine.rules().rules().iter().filter(|rule| wanted(rule));
        rules.map(|rule| rule.spec.id.clone()).collect()
    };
    only.extend(of(&|rule| folders.contains(&rule.path)));
    for name in arguments.names.iter().filter(|name| !Path::new(name).is_dir()) {
        let found = of(&|rule| rule.pack == *name || rule.spec.id == *name);
        if found.is_empty() {
            let packs = engine.rules().packs().iter().map(|pack| pack.name.as_str());
            let near = nearest(name, engine.rules().ids().chain(packs));
            let help = near
                .map_or("pyspunka rules list names them".into(), |near| format!("did you mean `{near}`?"));
            return Err((Exit::Usage, format!("no folder, pack or rule is called `{name}`; {help}")));
        }
        only.extend(found);
    }
    if only.is_empty() && !arguments.names.is_empty() {
        return Err((Exit::Usage, format!("no rules in {}", arguments.names.join(", "))));
    }
    let (count, failed) = engine.test_rules(&only);
    let mut report = String::new();
    for one in &failed {
        report.push_str(&format!("{one}\n\n"));
    }
    let rules = if only.is_empty() { engine.rules().rules().len() } else { only.len() };
    report.push_str(&match failed.len() {
        0 => format!("ok: {count} examples of {rules} rules hold\n"),
        wrong => format!("FAILED: {wrong} of {count} examples of {rules} rules do not hold\n"),
    });
    print(report.as_bytes())?;
    Ok(if failed.is_empty() { Exit::Fine } else { Exit::Findings })
}
