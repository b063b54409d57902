//! The shipped samples against what a careful reader expects of them (`samples/expected/`): every planted fault is found
//! with its outcome and quote, the twins without fault give no error and no warning, and an agreement says the same as
//! Word file and as PDF.
//!
//! An expectation holds what is right. Where the program is not there yet, `not_yet` lists how the differences below
//! begin; nothing else may differ. `BLESS=1 cargo test --test samples` takes away what is no longer needed there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use pyspunka::engine::run::{Input, Options, run};
use pyspunka::engine::{Engine, Setup};
use pyspunka::ingest;
use serde_json::Value;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What a scan of `samples` says of one file.
struct Said {
    record: Value,
    findings: Vec<Value>,
}

fn said() -> &'static BTreeMap<String, Said> {
    static SAID: OnceLock<BTreeMap<String, Said>> = OnceLock::new();
    SAID.get_or_init(|| {
        let today = "2026-05-14".parse().unwrap();
        let engine = Engine::new(Setup::shipped(today)).unwrap();
        let found = ingest::find(&[root().join("samples")]).unwrap();
        let inputs = found.files.into_iter().map(|(name, place)| (name, Input::File(place)));
        let options = Options {
            jobs: 2,
            worker: None,
            ocr: None,
            timings: None,
            stop: Arc::new(AtomicBool::new(false)),
        };
        let (facts, _) = engine.link(run(&engine, inputs.collect(), &options, &|_| ()).facts);
        let value = |item: &pyspunka::finding::Finding| serde_json::to_value(item).unwrap();
        let facts = facts.into_iter().map(|facts| {
            let findings = facts.findings.iter().map(value).collect();
            (
                facts.record.path.clone(),
                Said { record: serde_json::to_value(facts.record).unwrap(), findings },
            )
        });
        facts.collect()
    })
}

fn expectations() -> Vec<(String, Value)> {
    let folder = fs::read_dir(root().join("samples/expected")).unwrap();
    let mut all: Vec<(String, Value)> = folder
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, serde_json::from_slice(&fs::read(path).unwrap()).unwrap())
        })
        .collect();
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

#[test]
fn every_sample_has_an_expectation_and_meets_it() {
    let (mut differences, mut seen) = (Vec::new(), BTreeSet::new());
    for (name, expected) in expectations() {
        let not_yet = strings(&expected["not_yet"]);
        let mut all = Vec::new();
        for file in strings(&expected["files"]) {
            let said = said().get(file).unwrap_or_else(|| panic!("{file}: no record"));
            all.extend(
                compare(said, &expected).into_iter().map(|difference| format!("{file}: {difference}")),
            );
            seen.insert(file.to_owned());
        }
        all.extend(between(&expected).into_iter().map(|one| format!("{name}: {one}")));
        if std::env::var_os("BLESS").is_some() {
            let needed = |start: &&&str| all.iter().any(|difference| difference.starts_with(**start));
            keep(&name, &expected, not_yet.iter().filter(needed).copied().collect());
        }
        differences.extend(all.into_iter().filter(|d| !not_yet.iter().any(|start| d.starts_with(start))));
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    let ours = |path: &&String| {
        ["agreements/", "plans/", "odd/", "containers/"].iter().any(|folder| path.starts_with(folder))
    };
    let without: Vec<&String> = said().keys().filter(ours).filter(|path| !seen.contains(*path)).collect();
    assert!(without.is_empty(), "no expectation: {without:?}");
}

#[test]
fn the_samples_hold_what_they_are_meant_to_hold() {
    let (mut swedish, mut english, mut faults, mut traps) = (0, 0, BTreeSet::new(), BTreeSet::new());
    for (name, expected) in expectations() {
        let kind = expected["kind"].as_str().unwrap();
        if matches!(kind, "agreement" | "plan") && !name.ends_with("-clean") {
            match expected["language"].as_str().unwrap() {
                "sv" => swedish += 1,
                "en" => english += 1,
                _ => {}
            }
        }
        if let Some(agreement) = name.strip_suffix("-fault") {
            let loud = |finding: &Value| finding["severity"] != "info";
            assert!(list(&expected["findings"]).iter().any(loud), "{name} plants nothing");
            let twin = root().join(format!("samples/expected/{agreement}-clean.json"));
            let twin: Value = serde_json::from_slice(&fs::read(twin).unwrap()).unwrap();
            assert!(!list(&twin["findings"]).iter().any(loud), "{agreement}-clean is not clean");
        }
        faults.extend(list(&expected["findings"]).iter().map(|f| f["finding"].as_str().unwrap().to_owned()));
        traps.extend(strings(&expected["traps"]).into_iter().map(str::to_owned));
    }
    assert!(swedish >= 14 && english >= 3, "{swedish} Swedish, {english} English");
    assert!(faults.len() >= 12, "{faults:?}");
    assert!(traps.len() >= 20, "{traps:?}");
}

/// What differs from the expectation, a line each.
fn compare(said: &Said, expected: &Value) -> Vec<String> {
    let mut out = Vec::new();
    for key in ["kind", "language", "status", "reason"] {
        // A reason is expected only of what cannot be read.
        if (key != "reason" || !expected[key].is_null()) && said.record[key] != expected[key] {
            out.push(format!("{key}: {}, expected {}", said.record[key], expected[key]));
        }
    }
    let outcomes = list(&said.record["outcomes"]);
    for (rule, wanted) in expected["outcomes"].as_object().into_iter().flatten() {
        let got =
            outcomes.iter().find(|outcome| outcome["rule"] == **rule).map(|outcome| &outcome["outcome"]);
        if got != Some(wanted) {
            out.push(format!("outcome {rule}: {got:?}, expected {wanted}"));
        }
    }
    let mut left: Vec<&Value> = said.findings.iter().collect();
    for wanted in list(&expected["findings"]) {
        let name = wanted["finding"].as_str().unwrap();
        let Some(at) = left.iter().position(|finding| named(finding) == name) else {
            out.push(format!("not found: {name}"));
            continue;
        };
        let finding = left.remove(at);
        if finding["severity"] != wanted["severity"] {
            out.push(format!("severity of {name}: {}", finding["severity"]));
        }
        let quotes = list(&finding["evidence"]).iter().map(|evidence| &evidence["quote"]["exact"]);
        let quoted = quotes.filter_map(Value::as_str).map(squeezed).collect::<String>();
        if let Some(quote) = wanted["quote"].as_str()
            && !quoted.contains(&squeezed(quote))
        {
            out.push(format!("quote of {name}: {quoted:?} without {quote:?}"));
        }
    }
    // What is good to know may be said besides; errors and warnings may not.
    let loud = left.iter().filter(|finding| finding["severity"] != "info");
    out.extend(loud.map(|f| format!("too much: {} ({}) {}", named(f), f["severity"], f["message"]["en"])));
    let resolved: BTreeSet<&str> =
        list(&said.record["plan_refs"]).iter().filter_map(|plan| plan["resolves_to"].as_str()).collect();
    for plan in strings(&expected["resolves"]) {
        if !resolved.contains(plan) {
            out.push(format!("does not resolve to {plan}"));
        }
    }
    out
}

/// What only the Word file or only the PDF says.
fn between(expected: &Value) -> Vec<String> {
    let files = strings(&expected["files"]);
    let [word, pdf] = files.as_slice() else { return Vec::new() };
    let (word, pdf) = (told(&said()[*word]), told(&said()[*pdf]));
    word.symmetric_difference(&pdf).map(|one| format!("only one of the two: {one}")).collect()
}

fn keep(name: &str, expected: &Value, not_yet: Vec<&str>) {
    let mut expected = expected.clone();
    let object = expected.as_object_mut().unwrap();
    if not_yet.is_empty() {
        object.remove("not_yet");
    } else {
        object.insert("not_yet".to_owned(), not_yet.into());
    }
    let text = serde_json::to_string_pretty(&expected).unwrap() + "\n";
    fs::write(root().join(format!("samples/expected/{name}.json")), text).unwrap();
}

/// The findings without their places.
fn told(said: &Said) -> BTreeSet<String> {
    let one = |finding: &Value| {
        format!(
            "{} {} {}",
            named(finding),
            finding["severity"],
            squeezed(finding["message"]["sv"].as_str().unwrap())
        )
    };
    said.findings.iter().map(one).collect()
}

fn named(finding: &Value) -> String {
    format!("{}/{}", finding["rule"].as_str().unwrap(), finding["outcome"].as_str().unwrap())
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|character| !character.is_whitespace()).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn strings(value: &Value) -> Vec<&str> {
    list(value).iter().filter_map(Value::as_str).collect()
}
