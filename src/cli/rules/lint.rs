//! `rules lint`: what is allowed but unwise in rules and words, and which forms of words documents hold that lexicons
//! lack.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use pyspunka::annotate::lexicon::{MatchKind, Spec, SpecLang, inflections, phrase_forms, tables_of};
use pyspunka::engine::run::Input;
use pyspunka::engine::{Engine, View, load};
use pyspunka::rules::{Rule, RuleFile, render};

use super::super::project::{self, RuleFlags};
use super::super::{Exit, Outcome, judge, print, show};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pyspunka rules lint\n  pyspunka rules lint --rules my-rules\n  \
    pyspunka rules lint agreements --rules my-rules\n\n\
    With own rules, only they are looked at; otherwise the shipped ones.\n\
    Exit codes: 0 nothing to mend, 1 warnings, 2 a mistake in a rule file.")]
pub struct Arguments {
    /// Documents: word forms that stand there and that lexicons lack are told.
    paths: Vec<PathBuf>,
    /// Forms told of one lexicon, at most.
    #[arg(long, default_value_t = 10)]
    most: usize,
    #[command(flatten)]
    rules: RuleFlags,
}

/// Something unwise: `warning` should be mended, `note` is worth a look.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Lint {
    place: String,
    line: usize,
    warning: bool,
    message: String,
}

pub fn run(arguments: Arguments) -> Outcome {
    let engine = project::engine(&arguments.rules)?;
    let files = load::files(engine.setup());
    let own = files.iter().any(|file| file.own);
    let mut lints: Vec<Lint> = Vec::new();
    let looked_at: BTreeMap<&str, &RuleFile> =
        files.iter().filter(|file| file.own == own).map(|file| (file.path.as_str(), file)).collect();
    for rule in engine.rules().rules() {
        if let Some(file) = looked_at.get(rule.path.as_str()) {
            of_rule(&engine, rule, file, &mut lints);
        }
    }
    let mut tables: Vec<Table> = Vec::new();
    for file in files.iter().filter(|file| file.is_lexicon()) {
        let read = tables_of(&file.path, file.text().unwrap_or_default()).unwrap_or_default();
        let looked_at = looked_at.contains_key(file.path.as_str());
        tables.extend(read.into_iter().map(|(label, spec)| Table { file, label, spec, looked_at }));
    }
    of_lexicons(&engine, &tables, own, &mut lints);
    if !arguments.paths.is_empty() {
        gaps(&engine, &tables, &arguments, &mut lints)?;
    }
    lints.sort();
    lints.dedup();
    let warnings = lints.iter().filter(|lint| lint.warning).count();
    let mut out = String::new();
    for lint in &lints {
        let level = if lint.warning { "warning" } else { "note" };
        let line = if lint.line > 0 { format!(":{}", lint.line) } else { String::new() };
        out.push_str(&format!("{}{line}: {level}: {}\n", lint.place, lint.message));
    }
    out.push_str(&format!("{warnings} warnings, {} notes\n", lints.len() - warnings));
    print(out.as_bytes())?;
    Ok(if warnings == 0 { Exit::Fine } else { Exit::Findings })
}

/// One table of a lexicon file.
struct Table<'a> {
    file: &'a RuleFile,
    label: String,
    spec: Spec,
    looked_at: bool,
}

fn put(lints: &mut Vec<Lint>, file: &RuleFile, from: &str, words: &str, warning: bool, message: String) {
    let text = file.text().unwrap_or_default();
    let start = text.find(from).unwrap_or_default();
    let at = text[start..].find(words).map_or(start, |at| start + at);
    let line = 1 + text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count();
    lints.push(Lint { place: file.path.clone(), line, warning, message });
}

fn of_rule(engine: &Engine, rule: &Rule, file: &RuleFile, lints: &mut Vec<Lint>) {
    let spec = &rule.spec;
    let from = format!("id = \"{}\"", spec.id);
    let id = spec.id.as_str();
    let mut say =
        |words: &str, warning: bool, message: String| put(lints, file, &from, words, warning, message);
    for slot in spec.find.iter().chain(spec.slots.values()) {
        for pattern in &slot.regex {
            for why in of_pattern(pattern, SpecLang::Any) {
                say(pattern, true, format!("{id}: pattern `{pattern}`: {why}"));
            }
        }
    }
    let found: BTreeSet<&String> = spec.find.iter().flat_map(|slot| &slot.any).collect();
    for (key, labels) in [("except", &spec.except), ("unless", &spec.unless)] {
        for label in labels.iter().filter(|label| found.contains(label)) {
            say(
                key,
                true,
                format!("{id}: `{label}` stands in `find` and in `{key}`: what it finds is always voided"),
            );
        }
    }
    if spec.find.is_some() && !spec.except.is_empty() && spec.find.as_ref().is_some_and(|find| find.heading) {
        say("except", false, format!("{id}: `except` is looked for in the heading alone, since `find` is"));
    }
    let names = |text: &str| -> BTreeSet<String> {
        render::placeholders(text).into_iter().map(str::to_owned).collect()
    };
    let mut filled: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for hit in engine.example_hits(rule) {
        let values = hit.values.into_iter().filter(|(_, words)| !words.is_empty()).map(|(name, _)| name);
        filled.entry(hit.outcome).or_default().extend(values);
    }
    for (name, outcome) in &spec.outcome {
        let header = format!("outcome.{name}");
        let per_language: Vec<(&String, BTreeSet<String>)> =
            outcome.message.iter().map(|(lang, text)| (lang, names(text))).collect();
        for pair in per_language.windows(2) {
            if pair[0].1 != pair[1].1 {
                let message = format!(
                    "{id}/{name}: the messages in `{}` and `{}` name different placeholders",
                    pair[0].0, pair[1].0
                );
                say(&header, true, message);
            }
        }
        let named: BTreeSet<String> = per_language.iter().flat_map(|(_, names)| names.clone()).collect();
        let shown = filled.get(name);
        // How many, or which word, is seen in the quote; whom it is about is not.
        let telling = shown.into_iter().flatten().filter(|word| !matches!(word.as_str(), "count" | "found"));
        let telling: Vec<String> = telling.map(|word| format!("{{{word}}}")).collect();
        if named.is_empty() && !telling.is_empty() {
            let message = format!(
                "{id}/{name}: the message has no placeholder, though {} is filled",
                telling.join(", ")
            );
            say(&header, false, message);
        }
        if shown.is_none() && rule.kind.name != "load" {
            say(&header, false, format!("{id}/{name}: no example shows this outcome"));
        }
        for lang in ["sv", "en"].iter().filter(|lang| !outcome.message.contains_key(**lang)) {
            say(&header, false, format!("{id}/{name}: no message in `{lang}`"));
        }
        if outcome.advice.is_empty() {
            say(&header, false, format!("{id}/{name}: no advice: say what to write instead"));
        }
    }
    for (key, missing) in [("why", spec.why.is_empty()), ("source", spec.source.is_none())] {
        if missing {
            say("title", false, format!("{id}: no `{key}`: a reader wants to know what the demand rests on"));
        }
    }
}

/// What is unwise in a pattern over lower-case text of a language.
fn of_pattern(pattern: &str, lang: SpecLang) -> Vec<String> {
    let mut told = Vec::new();
    let open = without_classes(pattern);
    if open.split_once(".*").or_else(|| open.split_once(".+")).is_some_and(|(_, rest)| rest.contains('|')) {
        told.push("`.*` before `|` looks far ahead at every place; part it into two patterns".to_owned());
    }
    // Beside a digit or a sign it is a code or an address, not a word.
    let letters = pattern.contains("[a-z]");
    if letters && lang != SpecLang::En && !pattern.contains(['å', 'ä', 'ö']) {
        told.push("`[a-z]` lacks åäö; write `\\p{L}`".to_owned());
    }
    let mut characters = pattern.chars();
    let mut upper = false;
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                if matches!(characters.next(), Some('p' | 'P')) {
                    let _ = characters.by_ref().take_while(|c| *c != '}').count();
                }
            }
            // (?i) and other flags.
            '(' if characters.as_str().starts_with('?') => {
                let _ = characters.by_ref().take_while(|c| !matches!(c, ':' | ')' | '>')).count();
            }
            other => upper |= other.is_uppercase(),
        }
    }
    if upper && !pattern.contains("(?i") {
        told.push("capitals never match: patterns are held against the text in lower case".to_owned());
    }
    told
}

/// A pattern with `[…]` in place of its classes: what stands there are characters, not operators.
fn without_classes(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let (mut depth, mut escaped) = (0_u32, false);
    for character in pattern.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' => {
                escaped = true;
                continue;
            }
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            other if depth == 0 => out.push(other),
            _ => {}
        }
    }
    out
}

fn of_lexicons(engine: &Engine, tables: &[Table<'_>], own: bool, lints: &mut Vec<Lint>) {
    let mut seen: BTreeMap<(String, SpecLang, MatchKindName, String), usize> = BTreeMap::new();
    let shipped: BTreeSet<&str> =
        tables.iter().filter(|table| !table.file.own).map(|table| table.label.as_str()).collect();
    for table in tables {
        let header = format!("[[lexicon.{}]]", table.label);
        let label = &table.label;
        let of_kind = name_of(table.spec.kind);
        for word in &table.spec.words {
            let key = (label.clone(), table.spec.lang, of_kind, word.to_lowercase());
            let count = seen.entry(key).and_modify(|count| *count += 1).or_insert(1);
            if *count == 2 && table.looked_at {
                put(lints, table.file, &header, word, false, format!("{label}: `{word}` stands there twice"));
            }
            if table.looked_at && table.spec.kind == MatchKind::Regex {
                for why in of_pattern(word, table.spec.lang) {
                    put(lints, table.file, &header, word, true, format!("{label}: pattern `{word}`: {why}"));
                }
            }
        }
        if !table.looked_at {
            continue;
        }
        let forms = forms(&table.spec);
        // A compound may hold any word before its tail, and what a pattern matches is not known.
        let open = matches!(table.spec.kind, MatchKind::CompoundTail | MatchKind::Regex)
            || table.spec.words.is_empty()
            || !table.spec.include.is_empty();
        for exception in table.spec.except.iter().filter(|_| !open) {
            let lower = exception.to_lowercase();
            if !forms.iter().any(|form| form.split(' ').next().is_some_and(|first| first.contains(&lower))) {
                let message =
                    format!("{label}: the exception `{exception}` can never be met: no word holds it");
                put(lints, table.file, &header, exception, true, message);
            }
        }
        for exception in &table.spec.except {
            let lower = exception.to_lowercase();
            let all = !forms.is_empty() && forms.iter().all(|form| form.contains(&lower));
            if all {
                let message = format!("{label}: the exception `{exception}` voids every word of the table");
                put(lints, table.file, &header, exception, true, message);
            }
        }
        let read = engine.rules().rules().iter().any(|rule| reads(rule, label));
        if own && !read && !shipped.contains(label.as_str()) && !included(tables, label) {
            let message = format!("{label}: no rule reads these words");
            put(lints, table.file, &header, &header, true, message);
        }
    }
}

type MatchKindName = u8;

fn name_of(kind: MatchKind) -> MatchKindName {
    match kind {
        MatchKind::Word => 0,
        MatchKind::Phrase => 1,
        MatchKind::CompoundTail => 2,
        MatchKind::Regex => 3,
        MatchKind::Asked => 4,
    }
}

fn included(tables: &[Table<'_>], label: &String) -> bool {
    tables.iter().any(|table| table.spec.include.contains(label))
}

fn reads(rule: &Rule, label: &String) -> bool {
    let spec = &rule.spec;
    let slots =
        spec.find.iter().chain(spec.slots.values()).flat_map(|slot| slot.any.iter().chain(&slot.under));
    let near = spec.near.iter().flat_map(|near| near.any.iter().chain(&near.all));
    slots.chain(near).chain(&spec.except).chain(&spec.unless).any(|name| name == label)
}

/// All forms of a table's words, in lower case.
fn forms(spec: &Spec) -> Vec<String> {
    let of_word = |word: &String| match spec.kind {
        MatchKind::Word | MatchKind::CompoundTail => inflections(word),
        MatchKind::Phrase => phrase_forms(word).unwrap_or_default(),
        MatchKind::Regex | MatchKind::Asked => Vec::new(),
    };
    spec.words.iter().flat_map(of_word).map(|form| form.to_lowercase()).collect()
}

/// A word's stem and its endings as written.
fn stem(entry: &str) -> Option<(&str, Vec<&str>)> {
    let mut parts = entry.split_whitespace();
    let stem = parts.next()?;
    let endings: Vec<&str> = parts.filter_map(|part| part.strip_prefix('-')).collect();
    (!stem.contains('/') && stem.chars().count() > 2 && !endings.is_empty()).then_some((stem, endings))
}

/// Forms that stand in documents and that a lexicon lacks: a stem of the lexicon with an ending that other words of the
/// language take.
fn gaps(
    engine: &Engine,
    tables: &[Table<'_>],
    arguments: &Arguments,
    lints: &mut Vec<Lint>,
) -> Result<(), (Exit, String)> {
    let mut endings: BTreeMap<SpecLang, BTreeMap<&str, usize>> = BTreeMap::new();
    for table in tables {
        for (_, of_word) in table.spec.words.iter().filter_map(|word| stem(word)) {
            for ending in of_word {
                *endings.entry(table.spec.lang).or_default().entry(ending).or_default() += 1;
            }
        }
    }
    let mut known: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for table in tables {
        known.entry(table.label.as_str()).or_default().extend(forms(&table.spec));
    }
    // A candidate form → the tables and entries that would take it in.
    let mut candidates: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
    for (index, table) in tables.iter().enumerate().filter(|(_, table)| table.looked_at) {
        for (at, word) in table.spec.words.iter().enumerate() {
            let Some((stem, _)) = stem(word) else { continue };
            let of_language = endings.get(&table.spec.lang).into_iter().flatten();
            for ending in of_language.filter(|(_, count)| **count > 1).map(|(ending, _)| ending) {
                let form = format!("{}{ending}", stem.to_lowercase());
                if !known.get(table.label.as_str()).is_some_and(|forms| forms.contains(&form)) {
                    candidates.entry(form).or_default().push((index, at));
                }
            }
        }
    }
    let words = words(engine, &arguments.paths)?;
    let mut lacking: BTreeMap<(usize, usize, String), u64> = BTreeMap::new();
    for (word, count) in &words {
        let starts = word.char_indices().map(|(at, _)| at);
        for at in starts {
            let Some(places) = candidates.get(&word[at..]) else { continue };
            for (index, entry) in places {
                let table = &tables[*index];
                let compound = table.spec.kind == MatchKind::CompoundTail && at >= 2;
                let excepted = table.spec.except.iter().any(|except| word.contains(&except.to_lowercase()));
                if (at == 0 || compound) && !excepted && !engine.lexicons().contains(&table.label, word) {
                    *lacking.entry((*index, *entry, word[at..].to_owned())).or_default() += count;
                }
            }
        }
    }
    let mut by_table: BTreeMap<usize, Vec<(u64, usize, String)>> = BTreeMap::new();
    for ((index, entry, form), count) in lacking {
        by_table.entry(index).or_default().push((count, entry, form));
    }
    for (index, mut forms) in by_table {
        let table = &tables[index];
        forms.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.2.cmp(&b.2)));
        for (count, entry, form) in forms.into_iter().take(arguments.most) {
            let word = &table.spec.words[entry];
            let stem = word.split_whitespace().next().unwrap_or_default();
            let ending = form.get(stem.len()..).unwrap_or_default();
            let message = format!(
                "{}: `{form}` stands in the documents ({count} times) and not in the lexicon; \
                 is it a form of \"{word}\"? then add -{ending}",
                table.label
            );
            put(lints, table.file, &format!("[[lexicon.{}]]", table.label), word, false, message);
        }
    }
    Ok(())
}

/// How often each word stands in the documents that can be read.
fn words(engine: &Engine, paths: &[PathBuf]) -> Result<BTreeMap<String, u64>, (Exit, String)> {
    let mut words: BTreeMap<String, u64> = BTreeMap::new();
    let (mut unread, mut worker) = (0, None);
    for (name, input) in judge::inputs(paths)? {
        let Input::File(place) = input else { continue };
        match show::ask_with(&mut worker, &place.path(&name), View::Words, engine.setup()) {
            Ok(text) => {
                let counts: BTreeMap<String, u64> = serde_json::from_str(&text).unwrap_or_default();
                for (word, count) in counts {
                    *words.entry(word).or_default() += count;
                }
            }
            Err((Exit::NotAssessed, _)) => unread += 1,
            Err(other) => return Err(other),
        }
    }
    if unread > 0 {
        crate::cli::tell(&format!("{unread} documents could not be read"));
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unwise_patterns_are_told() {
        for (pattern, told) in [
            ("följs? upp", 0),
            ("det.*ska|bör", 1),
            ("[a-z]+plan", 1),
            ("[a-zåäö]+plan", 0),
            (r"[\w.+-]+@(gmail|hotmail)", 0),
            (r"\[.*\]|plan", 1),
            ("Kommunen", 1),
            (r"(?i:Kommunen) \S\p{Lu}", 0),
            (r"\bplan\b", 0),
        ] {
            assert_eq!(of_pattern(pattern, SpecLang::Sv).len(), told, "{pattern}");
        }
    }
}
