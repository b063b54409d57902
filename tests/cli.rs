//! The program as a user meets it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pyspunka"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn report(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

const TODAY: &[&str] = &["--today", "2026-05-14"];

fn scan(paths: &[&str], more: &[&str]) -> (i32, Value, String) {
    let out = tempfile::tempdir().unwrap();
    let file = out.path().join("findings.json");
    let mut arguments = vec!["scan"];
    arguments.extend(paths);
    arguments.extend(["-o", file.to_str().unwrap()]);
    arguments.extend(TODAY);
    arguments.extend(more);
    let output = run(&root(), &arguments);
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(file.exists(), "{said}");
    (code(&output), report(&file), said)
}

fn without_run(mut report: Value) -> Value {
    report.as_object_mut().unwrap().remove("run");
    report
}

#[test]
fn samples_are_scanned_with_one_record_per_file() {
    let (exit, report, said) = scan(&["samples/agreements", "samples/plans", "samples/odd"], &[]);
    assert_eq!(exit, 0, "{said}");
    let mut files = 0;
    for folder in ["agreements", "plans", "odd"] {
        files += fs::read_dir(root().join("samples").join(folder)).unwrap().count();
    }
    let documents = report["documents"].as_array().unwrap();
    // A zip file gives a record for each file inside instead of its own.
    assert!(documents.len() >= files - 1, "{} of {files}", documents.len());
    let mut paths: Vec<&str> = documents.iter().map(|document| document["path"].as_str().unwrap()).collect();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), documents.len());
    assert!(report["findings"].as_array().unwrap().len() > 10);
}

#[test]
fn the_three_faults_are_found_in_the_samples_and_not_in_their_clean_twins() {
    let (_, report, _) = scan(&["samples/agreements"], &[]);
    let rules = |name: &str| -> Vec<String> {
        let findings = report["findings"].as_array().unwrap().iter();
        let of = findings.filter(|finding| finding["document"]["path"].as_str().unwrap().contains(name));
        of.map(|finding| {
            format!("{}/{}", finding["rule"].as_str().unwrap(), finding["outcome"].as_str().unwrap())
        })
        .collect()
    };
    assert!(rules("03-avsikt-aterbruk-fault").contains(&"role-allocation/none".to_owned()));
    assert!(rules("03-avsikt-aterbruk-fault").contains(&"plan-link/missing".to_owned()));
    assert!(rules("02-laxrum-fault").iter().any(|rule| rule.starts_with("single-name/")));
    let clean = rules("03-avsikt-aterbruk-clean");
    assert!(
        !clean.iter().any(|rule| rule == "role-allocation/none" || rule == "plan-link/missing"),
        "{clean:?}"
    );
}

#[test]
fn quotes_stand_where_they_are_said_to_stand() {
    let (_, report, _) = scan(&["samples/agreements/02-laxrum-fault.docx"], &[]);
    let output = run(&root(), &["text", "samples/agreements/02-laxrum-fault.docx"]);
    let text: Vec<char> = String::from_utf8(output.stdout).unwrap().chars().collect();
    let mut seen = 0;
    for finding in report["findings"].as_array().unwrap() {
        for evidence in finding["evidence"].as_array().unwrap() {
            let at = |name: &str| evidence["span"][name].as_u64().unwrap() as usize;
            let quoted: String = text[at("start")..at("end")].iter().collect();
            assert_eq!(quoted, evidence["quote"]["exact"].as_str().unwrap());
            seen += 1;
        }
    }
    assert!(seen > 0);
}

#[test]
fn the_report_does_not_depend_on_how_it_was_made() {
    let (_, one, _) = scan(&["samples/agreements"], &["--jobs", "1"]);
    let (_, two, _) = scan(&["samples/agreements"], &["--jobs", "2"]);
    let (_, inside, _) = scan(&["samples/agreements"], &["--in-process"]);
    assert_eq!(without_run(one.clone()), without_run(two));
    assert_eq!(without_run(one), without_run(inside));
}

#[test]
fn the_report_fits_its_schema() {
    let output = run(&root(), &["schema", "findings"]);
    let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
    let (_, report, _) = scan(&["samples"], &[]);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mistakes: Vec<String> =
        validator.iter_errors(&report).map(|error| error.to_string()).take(5).collect();
    assert!(mistakes.is_empty(), "{mistakes:?}");
}

#[test]
fn mistakes_of_use_end_with_2() {
    let root = root();
    assert_eq!(code(&run(&root, &["scan", "--no-such-flag"])), 2);
    assert_eq!(code(&run(&root, &["scan", "no/such/folder"])), 2);
}

#[test]
fn broken_files_and_odd_names_get_a_record() {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("åäö och blanksteg");
    fs::create_dir(&inside).unwrap();
    fs::write(inside.join("trasig.docx"), b"PK\x03\x04 not a zip at all").unwrap();
    fs::write(inside.join("tom.pdf"), b"").unwrap();
    let sample = root().join("samples/agreements/01-cykelstrak-fault.docx");
    fs::copy(sample, inside.join("Avtal åäö.docx")).unwrap();
    let (exit, report, _) = scan(&[folder.path().to_str().unwrap()], &[]);
    assert_eq!(exit, 0);
    let status = |name: &str| -> String {
        let documents = report["documents"].as_array().unwrap().iter();
        let record = documents.clone().find(|record| record["path"].as_str().unwrap().ends_with(name));
        record.unwrap()["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(status("trasig.docx"), "not-assessed");
    assert_eq!(status("tom.pdf"), "not-assessed");
    assert_eq!(status("Avtal åäö.docx"), "assessed");
    let (exit, _, _) = scan(&[folder.path().to_str().unwrap()], &["--fail-on", "not-assessed"]);
    assert_eq!(exit, 3);
    let (exit, _, _) = scan(&["samples/agreements"], &["--fail-on", "error"]);
    assert_eq!(exit, 1);
}

#[test]
fn an_empty_folder_is_told_plainly() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(&root(), &["scan", folder.path().to_str().unwrap()]);
    assert_eq!(code(&output), 2);
    assert!(String::from_utf8_lossy(&output.stderr).contains("no files there"));
}
