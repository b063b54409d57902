//! How right the program is on the labelled documents of `tests/gold/`: figures, errors, and that no figure falls.
//!
//! `BLESS=1 cargo test --test gold` writes what is reached now to `docs/accuracy.md`.

#[path = "gold/passages.rs"]
mod passages;
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
    let passages = passages::read(&root());
    let of_passages = Scores::of_passages(&passages);
    let path = root().join("docs/accuracy.md");
    if std::env::var_os("BLESS").is_some() {
        let page = page(&gold, &scores) + &page_of_passages(passages.len(), &of_passages);
        fs::write(&path, page).unwrap();
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
    let of = |scores: &Scores, what: &str| {
        let named = scores.figures().into_iter().map(|(name, figures)| (format!("{what}{name}"), figures));
        named.collect::<BTreeMap<String, Figures>>()
    };
    let mut now = of(&scores, "");
    now.extend(of(&of_passages, PASSAGE));
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
        scores
            .errors()
            .into_iter()
            .chain(of_passages.errors())
            .map(|(name, error)| format!("{name}: {error}\n"))
            .collect::<String>()
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
    page += &table(scores, "");
    page += &format!(
        "\nErrors and warnings for each agreement without fault: {:.2}.\n",
        scores.alarms_per_clean_document()
    );
    page += "\nWith precision and recall the value is F1; otherwise the share that is right. `quiet_clean_documents` is the \
             share of faultless agreements without any error or warning. A finding on the right person with another \
             severity counts half in `C3_severity`.\n\n## Errors\n";
    page + &errors(scores)
}

/// What stands before the names of figures of passages.
const PASSAGE: &str = "passage ";

fn page_of_passages(count: usize, scores: &Scores) -> String {
    let page = format!(
        "\n# Passages\n\n{count} parts of agreements and short documents, each labelled for one area, of \
         `tests/gold/passages/`: many wordings of one thing, and what only looks like it. Written by people who had not \
         seen the rules.\n\n\
         | Figure | Value | Precision | Recall | Of |\n|---|---|---|---|---|\n"
    );
    page + &table(scores, PASSAGE) + "\n## Errors in passages\n" + &errors(scores)
}

/// A row for each figure.
fn table(scores: &Scores, what: &str) -> String {
    let share = |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:.3}"));
    let row = |(name, figures): (&str, Figures)| {
        let (precision, recall) = (share(figures.precision), share(figures.recall));
        format!("| `{what}{name}` | {:.3} | {precision} | {recall} | {} |\n", figures.value, figures.count)
    };
    scores.figures().into_iter().map(row).collect()
}

/// All errors, figure by figure.
fn errors(scores: &Scores) -> String {
    let (mut page, mut area) = (String::new(), "");
    for (name, error) in scores.errors() {
        if name != area {
            page += &format!("\n### {name}\n\n");
            area = name;
        }
        page += &format!("- {error}\n");
    }
    page
}
