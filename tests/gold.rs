//! How right the program is on the labelled documents of `tests/gold/`: figures, errors, and that no figure falls.
//!
//! `BLESS=1 cargo test --test gold` writes what is reached now to `docs/accuracy.md`.

#[path = "gold/score.rs"]
mod score;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use pyspunka::engine::run::{Input, Options, run};
use pyspunka::engine::{Engine, Setup};
use score::{Figures, Scores};
use serde_json::Value;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn gold() -> Vec<Value> {
    let text = fs::read_to_string(root().join("tests/gold/gold.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The documents' records and all findings, as a scan writes them.
fn scan() -> (Vec<Value>, Vec<Value>) {
    let setup = Setup::shipped("2026-05-14".parse().unwrap());
    let engine = Engine::new(setup).unwrap();
    let mut paths: Vec<PathBuf> =
        fs::read_dir(root().join("tests/gold/docs")).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let inputs = paths.into_iter().map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, Input::File(path.into()))
    });
    let options =
        Options { jobs: 2, worker: None, ocr: None, timings: None, stop: Arc::new(AtomicBool::new(false)) };
    let run = run(&engine, inputs.collect(), &options, &|_| ());
    let (facts, _) = engine.link(run.facts);
    let value = |facts: &dyn Fn() -> serde_json::Result<Value>| facts().unwrap();
    let documents = facts.iter().map(|facts| value(&|| serde_json::to_value(&facts.record))).collect();
    let findings = facts.iter().flat_map(|facts| &facts.findings);
    (documents, findings.map(|finding| value(&|| serde_json::to_value(finding))).collect())
}

#[test]
fn no_figure_falls_below_the_recorded_one() {
    let gold = gold();
    let (documents, findings) = scan();
    let scores = Scores::new(&gold, &documents, &findings);
    let path = root().join("docs/accuracy.md");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, page(&gold, &scores)).unwrap();
        return;
    }
    let page = fs::read_to_string(&path).unwrap();
    let alarms = page.split("without fault: ").nth(1).and_then(|rest| rest.split(".\n").next());
    let (alarms, now) = (alarms.unwrap().parse::<f64>().unwrap(), scores.alarms_per_clean_document());
    assert!(
        now < alarms + 0.006,
        "errors and warnings for each agreement without fault: {now}, was {alarms}"
    );
    let recorded = recorded(&page);
    let now: BTreeMap<String, Figures> =
        scores.figures().into_iter().map(|(name, figures)| (name.to_owned(), figures)).collect();
    let names = |map: &BTreeSet<String>| map.iter().cloned().collect::<Vec<_>>().join(", ");
    let (old, new) = (recorded.keys().cloned().collect(), now.keys().cloned().collect());
    assert_eq!(names(&old), names(&new), "docs/accuracy.md: run `BLESS=1 cargo test --test gold`");
    let fallen: Vec<String> = recorded
        .iter()
        .filter(|(name, was)| now[*name].value < **was - 0.0005)
        .map(|(name, was)| format!("{name}: {:.3}, was {was:.3}", now[name].value))
        .collect();
    assert!(
        fallen.is_empty(),
        "{}\nThe errors:\n{}\nWhere this is meant, `BLESS=1 cargo test --test gold` records it.",
        fallen.join("\n"),
        scores.errors().into_iter().map(|(name, error)| format!("{name}: {error}\n")).collect::<String>()
    );
}

#[test]
fn the_labels_name_every_file_once_and_only_what_stands_in_it() {
    let mut files = BTreeSet::new();
    for document in gold() {
        for file in document["files"].as_array().unwrap() {
            let file = file.as_str().unwrap();
            assert!(files.insert(file.to_owned()), "{file} twice");
            assert!(root().join("tests/gold/docs").join(file).exists(), "{file}");
        }
        let id = document["id"].as_str().unwrap().to_lowercase();
        let source =
            fs::read_dir(root().join("tests/gold/source")).unwrap().map(|entry| entry.unwrap().path());
        let source = source
            .into_iter()
            .find(|path| path.file_name().unwrap().to_string_lossy().starts_with(&format!("{id}-")));
        let text = fs::read_to_string(source.unwrap()).unwrap().replace("\\\\", " ").to_lowercase();
        // A person may be named by an address alone.
        let addresses = text.replace('.', " ");
        for list in ["parties", "persons", "plan_refs"] {
            for item in document[list].as_array().unwrap() {
                let name = item["name"].as_str().unwrap();
                let name = name.to_lowercase();
                assert!(text.contains(&name) || addresses.contains(&name), "{id}: {name}");
            }
        }
    }
    let there = fs::read_dir(root().join("tests/gold/docs")).unwrap().count();
    assert_eq!(files.len(), there, "files without a label");
}

/// Figure by name, as `docs/accuracy.md` has them.
fn recorded(page: &str) -> BTreeMap<String, f64> {
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| {
        let (name, rest) = row.split_once("` |").unwrap();
        (name.to_owned(), rest.split('|').next().unwrap().trim().parse().unwrap())
    })
    .collect()
}

fn page(gold: &[Value], scores: &Scores) -> String {
    let files: usize = gold.iter().map(|document| document["files"].as_array().unwrap().len()).sum();
    let mut page = format!(
        "# Accuracy\n\nMeasured on the {} labelled documents ({files} Word and PDF files) of `tests/gold/`, all written \
         for this project. The recognition is developed against these errors, so expect less on other documents.\n\
         Written by `BLESS=1 cargo test --test gold`; `cargo test` fails when a figure falls.\n\n\
         | Figure | Value | Precision | Recall | Of |\n|---|---|---|---|---|\n",
        gold.len(),
    );
    for (name, figures) in scores.figures() {
        let share = |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:.3}"));
        page += &format!(
            "| `{name}` | {:.3} | {} | {} | {} |\n",
            figures.value,
            share(figures.precision),
            share(figures.recall),
            figures.count
        );
    }
    page += &format!(
        "\nErrors and warnings for each agreement without fault: {:.2}.\n",
        scores.alarms_per_clean_document()
    );
    page += "\nWith precision and recall the value is F1; otherwise the share that is right. `quiet_clean_documents` is the \
             share of faultless agreements without any error or warning. A finding on the right person with another \
             severity counts half in `C3_severity`.\n\n## Errors\n";
    let mut area = "";
    for (name, error) in scores.errors() {
        if name != area {
            page += &format!("\n### {name}\n\n");
            area = name;
        }
        page += &format!("- {error}\n");
    }
    page
}
