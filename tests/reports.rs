//! Reports and annotated copies, as a user meets them.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

#[path = "reports/annotated.rs"]
mod annotated;
#[path = "reports/inert.rs"]
mod inert;
#[path = "reports/made.rs"]
mod made;
#[path = "reports/recipes.rs"]
mod recipes;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pyspunka"));
    let output = command.current_dir(folder).args(arguments).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Whether this machine has a program, or Python packages; says so where not.
fn there_is(program: &str, packages: &[&str]) -> bool {
    let imports = packages.iter().map(|package| format!("import {package}\n")).collect::<String>();
    let arguments = if packages.is_empty() { vec!["--version"] } else { vec!["-c", &imports] };
    let tried = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    let there = tried.is_ok_and(|output| output.status.success());
    if !there {
        eprintln!("not tried: this machine lacks {program} {}", packages.join(", "));
    }
    there
}

/// What a Python script says.
fn python(script: &str, arguments: &[&str]) -> String {
    let output = Command::new("python3").arg("-c").arg(script).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// A folder that stays after the test, to look into; what an earlier run has left in it goes.
fn kept(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

const SAMPLE: &str = "samples/agreements/02-laxrum-fault";

fn saved(folder: &Path) -> PathBuf {
    let findings = folder.join("findings.json");
    run(
        &root(),
        &["scan", "samples/agreements", "-q", "--today", "2026-05-14", "-o", findings.to_str().unwrap()],
    );
    findings
}

#[test]
fn every_format_is_made_of_saved_findings_and_the_same_as_from_the_scan() {
    let folder = tempfile::tempdir().unwrap();
    let findings = saved(folder.path());
    let findings = findings.to_str().unwrap();
    let from_lines = folder.path().join("lines.jsonl");
    run(&root(), &["report", findings, "-o", from_lines.to_str().unwrap()]);
    for ending in ["html", "docx", "xlsx", "csv", "md", "sarif", "txt", "json"] {
        let [one, two] = ["a", "b"].map(|name| folder.path().join(format!("{name}.{ending}")));
        run(&root(), &["report", findings, "-o", one.to_str().unwrap(), "--lang", "sv"]);
        run(&root(), &["report", from_lines.to_str().unwrap(), "-o", two.to_str().unwrap(), "--lang", "sv"]);
        let bytes = fs::read(&one).unwrap();
        assert!(bytes.len() > 500, "{ending}");
        assert_eq!(bytes, fs::read(two).unwrap(), "{ending}");
    }
}

#[test]
fn earlier_reports_in_the_folder_are_no_documents() {
    let folder = tempfile::tempdir().unwrap();
    let findings = saved(folder.path());
    fs::write(folder.path().join("avtal.txt"), "Avtal mellan Norrby kommun och Hamnen.\n").unwrap();
    for ending in ["html", "docx", "xlsx", "csv", "txt", "md", "sarif", "jsonl"] {
        let out = folder.path().join(format!("rapport.{ending}"));
        run(&root(), &["report", findings.to_str().unwrap(), "-o", out.to_str().unwrap(), "--lang", "sv"]);
    }
    let place = folder.path().to_str().unwrap();
    let again = run(&root(), &["scan", place, "-q", "--format", "json"]);
    let again: Value = serde_json::from_slice(&again.stdout).unwrap();
    let documents = again["documents"].as_array().unwrap().iter();
    let told: Vec<&str> = documents.map(|one| one["path"].as_str().unwrap()).collect();
    assert_eq!(told, ["avtal.txt"]);
}

#[test]
fn sarif_has_what_its_readers_need() {
    let folder = tempfile::tempdir().unwrap();
    let findings = saved(folder.path());
    let mut saved = json(&findings);
    saved["findings"][0]["baseline"] = "new".into();
    saved["findings"][1]["baseline"] = "known".into();
    saved["findings"][2]["suppression"] = "känt sedan i våras".into();
    fs::write(&findings, saved.to_string()).unwrap();
    let output = run(&root(), &["report", findings.to_str().unwrap(), "--format", "sarif", "--lang", "sv"]);
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    sarif_is_valid(&log);
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert!(!results.is_empty());
    for result in results {
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        assert!(result["fingerprints"]["pyspunka/1"].as_str().unwrap().starts_with("fp1:"));
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert!(uri.as_str().unwrap().bytes().all(|b| b.is_ascii_graphic()));
    }
    assert_eq!(results[0]["baselineState"], "new");
    assert_eq!(results[1]["baselineState"], "unchanged");
    assert_eq!(results[2]["suppressions"][0]["justification"], "känt sedan i våras");
    assert!(rules.iter().any(|rule| rule["help"]["text"].as_str().is_some_and(|help| !help.is_empty())));
    let named =
        results.iter().filter_map(|result| result["locations"][0]["logicalLocations"][0]["name"].as_str());
    assert!(named.count() > 0);
}

/// By the schema that OASIS has published.
fn sarif_is_valid(log: &Value) {
    // One pattern in it has a bracket too many.
    let schema = include_str!("reports/sarif-schema-2.1.0.json").replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> =
        schema.iter_errors(log).take(5).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

fn entries(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().to_owned(), bytes)
        })
        .collect()
}

#[test]
fn a_word_file_comes_back_with_comments_and_is_otherwise_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (original, copy) = (root().join(format!("{SAMPLE}.docx")), folder.path().join("kopia åäö.docx"));
    run(&root(), &["annotate", original.to_str().unwrap(), "-o", copy.to_str().unwrap(), "--lang", "sv"]);
    let (before, after) = (entries(&original), entries(&copy));
    let changed =
        ["word/document.xml", "word/comments.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"];
    for (name, bytes) in &before {
        let same = after.iter().find(|(other, _)| other == name).unwrap();
        assert!(same.1 == *bytes || changed.contains(&name.as_str()), "{name}");
    }
    let part = |name: &str| {
        let (_, bytes) = after.iter().find(|(other, _)| other == name).unwrap();
        String::from_utf8(bytes.clone()).unwrap()
    };
    let (text, comments) = (part("word/document.xml"), part("word/comments.xml"));
    assert!(comments.contains("w:author=\"pyspunka\"") && comments.contains("Elina Rosenquist"));
    assert_eq!(text.matches("commentRangeStart").count(), text.matches("commentRangeEnd").count());
    // The text as read is the text as it was, and the comments.
    let read =
        |path: &Path| String::from_utf8(run(&root(), &["text", path.to_str().unwrap()]).stdout).unwrap();
    let (before, after) = (read(&original), read(&copy));
    let mut lines = after.lines();
    assert!(before.lines().all(|line| lines.any(|other| other == line)));
}

#[test]
fn a_pdf_comes_back_with_highlights_after_its_own_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let (original, copy) = (root().join(format!("{SAMPLE}.pdf")), folder.path().join("kopia.pdf"));
    run(&root(), &["annotate", original.to_str().unwrap(), "-o", copy.to_str().unwrap()]);
    let (before, after) = (fs::read(&original).unwrap(), fs::read(&copy).unwrap());
    assert!(after.starts_with(&before) && after.len() > before.len());
    let document = lopdf::Document::load_mem(&after).unwrap();
    let highlights = document.objects.values().filter(|object| {
        object
            .as_dict()
            .is_ok_and(|d| d.get(b"Subtype").is_ok_and(|s| s.as_name().is_ok_and(|s| s == b"Highlight")))
    });
    assert!(highlights.count() >= 1);
}

#[test]
fn the_original_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("avtal.docx");
    fs::copy(root().join(format!("{SAMPLE}.docx")), &file).unwrap();
    let before = fs::read(&file).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_pyspunka"));
    let output =
        command.args(["annotate", file.to_str().unwrap(), "-o", file.to_str().unwrap()]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn names_can_be_taken_out_of_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let findings = saved(folder.path());
    for ending in ["json", "jsonl", "html", "csv", "md", "sarif", "txt"] {
        let file = folder.path().join(format!("utan-namn.{ending}"));
        run(
            &root(),
            &["report", findings.to_str().unwrap(), "--redact", "names", "-o", file.to_str().unwrap()],
        );
        let said = fs::read_to_string(file).unwrap();
        assert!(!said.contains("Rosenquist") && !said.contains("Elina"), "{ending}");
    }
    let scanned = folder.path().join("direkt.json");
    let sample = format!("{SAMPLE}.docx");
    run(&root(), &["scan", &sample, "-q", "--redact", "quotes", "-o", scanned.to_str().unwrap()]);
    let said = fs::read_to_string(scanned).unwrap();
    assert!(!said.contains("Rosenquist") && said.contains("single-name"));
}

#[test]
fn the_page_works_in_a_browser_whatever_a_document_says() {
    if !there_is("python3", &["playwright"]) || !there_is("chromium", &[]) {
        return;
    }
    let folder = kept("browser");
    let findings = folder.join("findings.json");
    run(
        &root(),
        &["scan", "samples", "-q", "--no-cache", "--today", "2026-05-14", "-o", findings.to_str().unwrap()],
    );
    let saved = json(&findings);
    let page = |name: &str, report: &Value, lang: &str| {
        let (from, to) = (folder.join(format!("{name}.json")), folder.join(format!("{name}.html")));
        fs::write(&from, report.to_string()).unwrap();
        run(&root(), &["report", from.to_str().unwrap(), "--lang", lang, "-o", to.to_str().unwrap()]);
    };
    page("sv", &saved, "sv");
    page("en", &saved, "en");
    page("hostile", &made::hostile(saved.clone()), "sv");
    page("many", &made::many(&saved, 20_000), "sv");
    let script = root().join("tests/browser/look.py");
    let output = Command::new("python3").arg(script).arg(&folder).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
}
