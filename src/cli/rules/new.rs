//! `rules new`: a rule that passes its own examples, from flags or from questions.

use std::fs;
use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use pyspunka::document::Date;
use pyspunka::engine::{Engine, load};
use pyspunka::report::messages::phrase;
use pyspunka::rules::{CHECKS, Mistake, RuleFile};

use super::super::output::Lang;
use super::super::project::{self, Project};
use super::super::{Exit, Outcome, print, setup};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pyspunka rules new --dir my-rules\n  \
    pyspunka rules new --dir my-rules --id parking --title \"Avtal utan parkering\" --word \"parkering -en -ar\" \
    --bad \"Kommunen ansvarar för lokalen.\" --ok \"Parkeringen ligger bakom skolan.\"\n  \
    pyspunka rules new --dir my-rules --id my-roles --like role-allocation\n\n\
    Without flags it asks. Nothing is written unless the new rule passes its own examples.")]
pub struct Arguments {
    /// Folder of own rules; it is made where it is not there.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// Name of the rule: kebab-case ASCII, such as `parking`.
    #[arg(long)]
    id: Option<String>,
    /// Check kind: `requires` (must hold the words) or `forbids` (must not).
    #[arg(long)]
    check: Option<String>,
    /// Copy a rule under the new name instead, with its examples.
    #[arg(long, value_name = "RULE", conflicts_with_all = ["check", "word", "label", "bad", "ok"])]
    like: Option<String>,
    /// Title: names the fault.
    #[arg(long)]
    title: Option<String>,
    /// Word to look for, with its endings ("parkering -en -ar"), or several words in a row. May be given several times.
    #[arg(long)]
    word: Vec<String>,
    /// Label to look for instead of words (pyspunka rules list --labels).
    #[arg(long, conflicts_with = "word")]
    label: Vec<String>,
    /// Text at fault.
    #[arg(long)]
    bad: Option<String>,
    /// Text not at fault.
    #[arg(long)]
    ok: Option<String>,
    /// What a reader is told; the title where not given.
    #[arg(long)]
    message: Option<String>,
    /// What to write instead.
    #[arg(long)]
    advice: Option<String>,
    /// How much it matters: error, warning, info.
    #[arg(long, default_value = "warning", value_parser = ["error", "warning", "info"])]
    severity: String,
    /// Language of the words: sv, en, no, da.
    #[arg(long, default_value = "sv", value_parser = ["sv", "en", "no", "da"])]
    lang: String,
}

/// Questions: name of the flag, and code of the question.
const ASK: &[(&str, &str)] = &[
    ("dir", "ask-dir"),
    ("id", "ask-id"),
    ("check", "ask-check"),
    ("title", "ask-title"),
    ("word", "ask-word"),
    ("bad", "ask-bad"),
    ("ok", "ask-ok"),
];

/// What is written: path inside the folder and text.
type Files = Vec<(String, String)>;

pub fn run(mut arguments: Arguments) -> Outcome {
    ask(&mut arguments)?;
    let usage = |why: String| (Exit::Usage, why);
    let dir = arguments.dir.clone().ok_or_else(|| usage("--dir is missing".into()))?;
    let id = arguments.id.clone().ok_or_else(|| usage("--id is missing".into()))?;
    if id.is_empty() || !id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        return Err(usage(format!("--id {id}: names are kebab-case ASCII, such as `parking`")));
    }
    let mut project = Project::default();
    if dir.is_dir() && dir.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        project.own = project::read_folder(&dir)?;
    }
    let before = engine(project.clone())?;
    if before.rules().get(&id).is_some() {
        return Err(usage(format!("--id {id}: there is a rule of that name already; choose another")));
    }
    let mut files = match &arguments.like {
        Some(like) => copied(&before, like, &id)?,
        None => written(&before, &arguments, &id)?,
    };
    if !project.own.iter().any(|(path, _)| path.ends_with("/pack.toml")) {
        files.push(("pack.toml".into(), pack(&before, &dir)?));
    }
    for (name, text) in &files {
        if dir.join(name).exists() {
            return Err(usage(format!("{}: is there already", dir.join(name).display())));
        }
        let path = dir.join(name).to_string_lossy().replace('\\', "/");
        project.own.push((path, text.clone().into_bytes()));
    }
    let (count, failed) = engine(project)?.test_rules(std::slice::from_ref(&id));
    if !failed.is_empty() {
        let told: Vec<String> = failed.iter().map(ToString::to_string).collect();
        return Err((
            Exit::Findings,
            format!("the rule would fail its own examples; nothing is written\n{}", told.join("\n")),
        ));
    }
    let mut report = String::new();
    for (name, text) in &files {
        let path = dir.join(name);
        let failed = |error: std::io::Error| (Exit::NotWritten, format!("{}: {error}", path.display()));
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        fs::write(&path, text).map_err(failed)?;
        report.push_str(&format!("wrote {}\n", path.display()));
    }
    report.push_str(&format!("{count} examples hold; next: pyspunka rules test {}\n", dir.display()));
    print(report.as_bytes())
}

fn engine(project: Project) -> Result<Engine, (Exit, String)> {
    let today = Date::ymd(2026, 5, 14);
    let setup = setup::setup(project, today, &[], false)?;
    Engine::new(setup).map_err(|mistakes| (Exit::Usage, mistakes.join("\n")))
}

/// Asks for what is missing, on a terminal or from standard input; elsewhere says what is missing.
fn ask(arguments: &mut Arguments) -> Result<(), (Exit, String)> {
    let like = arguments.like.is_some();
    let wanted: Vec<&str> = [
        ("dir", arguments.dir.is_none()),
        ("id", arguments.id.is_none()),
        (
            "check",
            !like && arguments.check.is_none() && arguments.word.is_empty() && arguments.label.is_empty(),
        ),
        ("title", !like && arguments.title.is_none()),
        ("word", !like && arguments.word.is_empty() && arguments.label.is_empty()),
        ("bad", !like && arguments.bad.is_none()),
        ("ok", !like && arguments.ok.is_none()),
    ]
    .into_iter()
    .filter_map(|(name, missing)| missing.then_some(name))
    .collect();
    let lang = Lang::of_user().code();
    let terminal = std::io::stdin().is_terminal();
    let mut lines = std::io::stdin().lock().lines();
    for (at, name) in wanted.iter().enumerate() {
        if terminal {
            let question = ASK.iter().find(|(flag, _)| flag == name);
            let text = question.map_or(*name, |(_, code)| phrase(code, lang));
            let _ = write!(std::io::stderr(), "{text}: ").and_then(|()| std::io::stderr().flush());
        }
        let answer = lines.next().and_then(Result::ok).map(|line| line.trim().to_owned()).unwrap_or_default();
        if answer.is_empty() {
            let missing: Vec<String> = wanted[at..].iter().map(|name| format!("--{name}")).collect();
            return Err((
                Exit::Usage,
                format!("give {}; pyspunka rules new --help has examples", missing.join(", ")),
            ));
        }
        match *name {
            "dir" => arguments.dir = Some(answer.into()),
            "id" => arguments.id = Some(answer),
            "check" => arguments.check = Some(answer),
            "title" => arguments.title = Some(answer),
            "word" => arguments.word = answer.split(',').map(|word| word.trim().to_owned()).collect(),
            "bad" => arguments.bad = Some(answer),
            _ => arguments.ok = Some(answer),
        }
    }
    Ok(())
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A rule of its own, with its words.
fn written(engine: &Engine, arguments: &Arguments, id: &str) -> Result<Files, (Exit, String)> {
    let check = arguments.check.as_deref().unwrap_or("requires");
    let outcome = match check {
        "requires" => "missing",
        "forbids" => "present",
        other => {
            let known = CHECKS.iter().any(|kind| kind.name == other);
            let help = if known {
                let like = engine.rules().rules().iter().find(|rule| rule.spec.check == other);
                let like = like.map_or("plan-link", |rule| rule.spec.id.as_str());
                format!("copy a rule of that kind: --like {like}")
            } else {
                "there are requires and forbids; copy another rule with --like".into()
            };
            return Err((Exit::Usage, format!("--check {other}: {help}")));
        }
    };
    let mut files = Files::new();
    let labels = if arguments.label.is_empty() {
        files.push((format!("lexicon/{id}.toml"), lexicon(&arguments.word, id, &arguments.lang)));
        vec![id.to_owned()]
    } else {
        arguments.label.clone()
    };
    let lang = &arguments.lang;
    let title = arguments.title.as_deref().unwrap_or(id);
    let mut rule = format!("[[rule]]\nid = {}\ncheck = {}\n", quoted(id), quoted(check));
    if !matches!(lang.as_str(), "sv" | "en") {
        rule.push_str(&format!("applies_to = {{ language = [{}] }}\n", quoted(lang)));
    }
    let any: Vec<String> = labels.iter().map(|label| quoted(label)).collect();
    rule.push_str(&format!("find = {{ any = [{}] }}\ntitle.{lang} = {}\n", any.join(", "), quoted(title)));
    let message = arguments.message.clone().unwrap_or_else(|| format!("{}.", title.trim_end_matches('.')));
    rule.push_str(&format!("\n[rule.outcome.{outcome}]\nseverity = {}\n", quoted(&arguments.severity)));
    rule.push_str(&format!("message.{lang} = {}\n", quoted(&message)));
    if let Some(advice) = &arguments.advice {
        rule.push_str(&format!("advice.{lang} = {}\n", quoted(advice)));
    }
    for (key, text) in [("bad", &arguments.bad), ("ok", &arguments.ok)] {
        let text = text.as_deref().unwrap_or_default();
        rule.push_str(&format!("\n[[rule.test]]\n{key} = {}\n", quoted(text)));
        if lang != "sv" {
            rule.push_str(&format!("lang = {}\n", quoted(lang)));
        }
    }
    files.push((format!("{id}.toml"), rule));
    Ok(files)
}

fn lexicon(words: &[String], id: &str, lang: &str) -> String {
    // A word may have endings; without them, several words are a phrase.
    let inflected = |word: &&String| word.split_whitespace().skip(1).all(|part| part.starts_with(['-', '~']));
    let (single, phrases): (Vec<&String>, Vec<&String>) = words.iter().partition(inflected);
    let mut out = String::new();
    for (kind, list) in [("word", single), ("phrase", phrases)] {
        if !list.is_empty() {
            let list: Vec<String> = list.iter().map(|word| quoted(word)).collect();
            let words = list.join(", ");
            out.push_str(&format!(
                "[[lexicon.{id}]]\nlang = \"{lang}\"\nmatch = \"{kind}\"\nwords = [{words}]\n\n"
            ));
        }
    }
    out.trim_end().to_owned() + "\n"
}

/// Another rule's text under a new name.
fn copied(engine: &Engine, like: &str, id: &str) -> Result<Files, (Exit, String)> {
    setup::known_rules(&[like.to_owned()], engine)?;
    let path = engine.rules().get(like).map(|rule| rule.path.clone()).unwrap_or_default();
    let files = load::files(engine.setup());
    let text = files.iter().find(|file| file.path == path).and_then(RuleFile::text).unwrap_or_default();
    let name = format!("id = \"{like}\"");
    let at =
        text.find(&name).ok_or_else(|| (Exit::Usage, format!("{path}: cannot find the text of `{like}`")))?;
    let from = text[..at].rfind("[[rule]]").unwrap_or(at);
    let to = text[at..].find("\n[[rule]]").map_or(text.len(), |next| at + next);
    let rule = text[from..to].replacen(&name, &format!("id = \"{id}\""), 1);
    // Comments before the next rule belong to it.
    let rule = rule.trim_end_matches(|c: char| c.is_whitespace());
    Ok(vec![(format!("{id}.toml"), format!("{rule}\n"))])
}

/// `pack.toml`: the folder's name, and the words that introduce the parties of examples.
fn pack(engine: &Engine, dir: &Path) -> Result<String, (Exit, String)> {
    let real = dir.file_name().filter(|name| *name != "..").map(|name| name.to_string_lossy().into_owned());
    let real = real.or_else(|| Some(dir.canonicalize().ok()?.file_name()?.to_string_lossy().into_owned()));
    let name = real.ok_or_else(|| (Exit::Usage, format!("{}: name a folder", dir.display())))?;
    if engine.rules().packs().iter().any(|pack| pack.name == name) {
        let mistake =
            Mistake::of_file(&dir.display().to_string(), format!("a pack called `{name}` is shipped"));
        return Err((Exit::Usage, mistake.help("name another folder").to_string()));
    }
    let mut out = format!("name = {}\n", quoted(&name));
    if let Some(words) = engine.rules().packs().iter().find(|pack| !pack.preamble.is_empty()) {
        for (key, texts) in [("preamble", &words.preamble), ("and", &words.and)] {
            for (lang, text) in texts {
                out.push_str(&format!("{key}.{lang} = {}\n", quoted(text)));
            }
        }
    }
    Ok(out)
}
