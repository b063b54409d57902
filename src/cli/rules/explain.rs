//! `rules explain`: why a rule is there, what it finds fault with, and what its check kind does.

use std::fmt::Write as _;

use pyspunka::annotate::lexicon::{MatchKind, tables_of};
use pyspunka::engine::{Engine, load};
use pyspunka::rules::mistake::nearest;
use pyspunka::rules::view::FACTS;
use pyspunka::rules::{CHECKS, Rule, lexicon_files, reference};

use super::super::output::Lang;
use super::super::project::{self, RuleFlags};
use super::super::{Exit, Outcome, print};
use super::in_language;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  pyspunka rules explain plan-link\n  pyspunka rules explain requires\n  \
    pyspunka rules explain governing-plan"
)]
pub struct Arguments {
    /// A rule, a check kind, or a label.
    name: String,
    /// Language of the rule's words; that of the system where not given.
    #[arg(long, value_enum)]
    lang: Option<Lang>,
    #[command(flatten)]
    rules: RuleFlags,
}

/// Headings: code, Swedish, English.
const WORDS: &[(&str, &str, &str)] = &[
    ("why", "Därför", "Why"),
    ("source", "Källa", "Source"),
    ("limits", "Begränsningar", "Limits"),
    ("outcomes", "Utfall", "Outcomes"),
    ("strict", "strikt", "strict"),
    ("do", "gör så här", "what to do"),
    ("bad", "Brister", "At fault"),
    ("ok", "Utan brist", "Not at fault"),
    ("for", "Gäller", "For"),
    ("zones", "Läser", "Reads"),
    ("check", "Kontrollsort", "Check kind"),
    ("from", "Ur", "From"),
];

fn word(code: &str, lang: &str) -> &'static str {
    let entry = WORDS.iter().find(|(known, _, _)| *known == code);
    entry.map_or("", |(_, sv, en)| if lang == "sv" { sv } else { en })
}

pub fn run(arguments: Arguments) -> Outcome {
    let engine = project::engine(&arguments.rules)?;
    let lang = arguments.lang.unwrap_or_else(Lang::of_user).code();
    let name = arguments.name.split('/').next().unwrap_or_default();
    if let Some(rule) = engine.rules().get(name) {
        return print(of_rule(rule, lang).as_bytes());
    }
    if let Some(kind) = CHECKS.iter().find(|kind| kind.name == name) {
        let users = engine.rules().rules().iter().filter(|rule| rule.spec.check == name);
        let users: Vec<&str> = users.map(|rule| rule.spec.id.as_str()).collect();
        return print(format!("{}Rules: {}\n", reference::check(kind), users.join(", ")).as_bytes());
    }
    let labels: Vec<&str> =
        engine.lexicons().labels().names().chain(FACTS.iter().map(|(name, _)| *name)).collect();
    if labels.contains(&name) {
        return print(of_label(&engine, name).as_bytes());
    }
    let names = engine.rules().ids().chain(CHECKS.iter().map(|kind| kind.name)).chain(labels);
    let help = nearest(name, names).map_or_else(
        || "pyspunka rules list names the rules".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Err((Exit::Usage, format!("no rule, check kind or label is called `{name}`; {help}")))
}

fn of_rule(rule: &Rule, lang: &str) -> String {
    let spec = &rule.spec;
    let mut out = format!("{}: {}\n", spec.id, in_language(&spec.title, lang));
    let _ = writeln!(out, "{}: {}", word("from", lang), rule.path);
    let mut line = |code: &str, text: &str| {
        if !text.is_empty() {
            let _ = writeln!(out, "{}: {text}", word(code, lang));
        }
    };
    line("why", in_language(&spec.why, lang));
    line("source", spec.source.as_deref().unwrap_or_default());
    line("limits", in_language(&spec.limits, lang));
    let codes = |values: Vec<serde_json::Value>| {
        values.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect::<Vec<_>>().join(", ")
    };
    let applies = &spec.applies_to;
    let kinds = codes(rule.kinds().iter().map(|kind| serde_json::json!(kind)).collect());
    let languages = codes(rule.languages().iter().map(|language| serde_json::json!(language)).collect());
    let sector = applies.sector.as_deref().map(|sector| format!("; {sector}")).unwrap_or_default();
    line("for", &format!("{kinds} ({languages}){sector}"));
    line("zones", &codes(rule.zones.iter().map(|zone| serde_json::json!(zone)).collect()));
    let _ = writeln!(out, "\n{}:", word("outcomes", lang));
    for (name, outcome) in &spec.outcome {
        let strict = outcome.severity_strict.filter(|strict| *strict != outcome.severity);
        let strict =
            strict.map(|strict| format!(", {}: {strict:?}", word("strict", lang))).unwrap_or_default();
        let severity = format!("{:?}{strict}", outcome.severity).to_lowercase();
        let _ = writeln!(out, "  {}/{name} ({severity})", spec.id);
        let _ = writeln!(out, "    {}", in_language(&outcome.message, lang));
        if !outcome.advice.is_empty() {
            let _ = writeln!(out, "    {}: {}", word("do", lang), in_language(&outcome.advice, lang));
        }
    }
    for (code, bad) in [("bad", true), ("ok", false)] {
        let tests = spec.test.iter().filter(|test| test.lang.as_deref().unwrap_or("sv") == lang);
        let mut tests: Vec<_> = tests.filter(|test| test.bad.is_some() == bad).collect();
        if tests.is_empty() {
            tests = spec.test.iter().filter(|test| test.bad.is_some() == bad).collect();
        }
        if tests.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{}:", word(code, lang));
        for test in tests {
            let text = test.bad.as_ref().or(test.ok.as_ref()).map_or("", String::as_str);
            let outcome = test.outcome.as_deref().map(|name| format!("  → {name}")).unwrap_or_default();
            let _ = writeln!(out, "  “{}”{outcome}", text.trim().replace('\n', "\n   "));
        }
    }
    let _ = write!(out, "\n{}:\n{}", word("check", lang), reference::check(rule.kind));
    out
}

/// What a label marks: words by language, or what the program recognises; and who reads it.
fn of_label(engine: &Engine, name: &str) -> String {
    let mut out = format!("{name}\n");
    if let Some((_, what)) = FACTS.iter().find(|(known, _)| *known == name) {
        let _ = writeln!(out, "Recognised by the program: {what}.");
    }
    for (path, text) in lexicon_files(&load::files(engine.setup())) {
        for (label, spec) in tables_of(&path, &text).unwrap_or_default() {
            if label != name {
                continue;
            }
            let matched = match spec.kind {
                MatchKind::Word => "word",
                MatchKind::Phrase => "phrase",
                MatchKind::CompoundTail => "compound-tail",
                MatchKind::Regex => "regex",
                MatchKind::Asked => "asked",
            };
            let lang = serde_json::json!(spec.lang);
            let _ = writeln!(out, "\n{path} ({}, {matched}):", lang.as_str().unwrap_or_default());
            for (what, words) in
                [("words", &spec.words), ("include", &spec.include), ("except", &spec.except)]
            {
                if !words.is_empty() {
                    let _ = writeln!(out, "  {what}: {}", words.join(" · "));
                }
            }
        }
    }
    let uses = |rule: &&Rule| {
        let spec = &rule.spec;
        let slots =
            spec.find.iter().chain(spec.slots.values()).flat_map(|slot| slot.any.iter().chain(&slot.under));
        let near = spec.near.iter().flat_map(|near| near.any.iter().chain(&near.all));
        slots.chain(near).chain(&spec.except).chain(&spec.unless).any(|label| label == name)
    };
    let users: Vec<&str> =
        engine.rules().rules().iter().filter(uses).map(|rule| rule.spec.id.as_str()).collect();
    if !users.is_empty() {
        let _ = writeln!(out, "\nRules: {}", users.join(", "));
    }
    out
}
