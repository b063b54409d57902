//! The program as a user meets it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use pyspunka::finding::{DocumentRecord, Finding};
use serde::de::DeserializeOwned;
use serde_json::Value;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pyspunka"));
    command.env("PYSPUNKA_CACHE", "");
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
    let one = without_run(one);
    let (_, two, _) = scan(&["samples/agreements"], &["--jobs", "2"]);
    assert_eq!(one, without_run(two), "two workers");
    let (_, inside, _) = scan(&["samples/agreements"], &["--in-process", "--jobs", "2"]);
    assert_eq!(one, without_run(inside), "in this process");
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list.txt");
    let entries = fs::read_dir(root().join("samples/agreements")).unwrap();
    let mut paths: Vec<String> = entries.map(|entry| entry.unwrap().path().display().to_string()).collect();
    paths.sort();
    // Every seventh in turn, from the end: no neighbour stays beside the other.
    let order = (0..7).flat_map(|start| (start..paths.len()).step_by(7).rev().collect::<Vec<_>>());
    let shuffled: Vec<&str> = order.map(|at| paths[at].as_str()).collect();
    fs::write(&list, shuffled.join("\n")).unwrap();
    let (_, listed, _) = scan(&[], &["--files-from", list.to_str().unwrap(), "--jobs", "2"]);
    assert_eq!(one, without_run(listed), "a shuffled list");
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
fn no_report_takes_the_place_of_a_document() {
    let folder = tempfile::tempdir().unwrap();
    let document = fs::read(root().join("samples/agreements/02-laxrum-fault.docx")).unwrap();
    fs::write(folder.path().join("a.docx"), &document).unwrap();
    for output in ["a.docx", "./a.docx"] {
        let said = run(folder.path(), &["scan", "a.docx", "--no-cache", "-q", "-o", output]);
        assert_eq!(code(&said), 2, "{output}");
        assert!(String::from_utf8_lossy(&said.stderr).contains("a.docx"), "{output}");
    }
    assert!(fs::read(folder.path().join("a.docx")).unwrap() == document);
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
fn each_broken_file_is_told_for_what_it_is_and_leaves_the_others_alone() {
    let sample = |path: &str| fs::read(root().join("samples").join(path)).unwrap();
    let (word, pdf) = (sample("agreements/02-laxrum-fault.docx"), sample("agreements/02-laxrum-fault.pdf"));
    let part = |bytes: &[u8], of: usize| bytes[..bytes.len() * of / 10].to_vec();
    let files: Vec<(&str, Vec<u8>, &str, Option<&str>)> = vec![
        ("good.docx", sample("agreements/04-gron-logistik-fault.docx"), "assessed", None),
        ("good.pdf", sample("agreements/04-gron-logistik-fault.pdf"), "assessed", None),
        ("word-called.pdf", word.clone(), "assessed", None),
        ("pdf-called.docx", pdf.clone(), "assessed", None),
        ("no-ending", word.clone(), "assessed", None),
        ("empty.docx", Vec::new(), "not-assessed", Some("empty")),
        ("half.docx", part(&word, 5), "not-assessed", Some("damaged")),
        ("tenth.pdf", part(&pdf, 1), "not-assessed", Some("damaged")),
        ("head-only.pdf", b"%PDF-1.7\n".to_vec(), "not-assessed", Some("damaged")),
        ("encrypted.pdf", sample("odd/encrypted.pdf"), "not-assessed", Some("encrypted")),
        ("scanned.pdf", sample("odd/scanned.pdf"), "not-assessed", Some("scan")),
        ("word-97.doc", sample("odd/word-97.doc"), "not-assessed", Some("unsupported")),
        ("picture.docx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "not-assessed", Some("unsupported")),
        (
            "program.pdf",
            b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff".to_vec(),
            "not-assessed",
            Some("not-a-document"),
        ),
        ("zeros.docx", vec![0; 4096], "not-assessed", Some("not-a-document")),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, _, _) in &files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let (exit, all, said) = scan(&[folder.path().to_str().unwrap()], &[]);
    assert_eq!(exit, 0, "{said}");
    let record = |report: &Value, name: &str| -> Value {
        report["documents"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["path"] == name)
            .cloned()
            .unwrap_or_default()
    };
    let mistakes: Vec<String> = files
        .iter()
        .filter_map(|(name, _, status, reason)| {
            let record = record(&all, name);
            let right = record["status"] == *status && record["reason"].as_str() == *reason;
            let told =
                reason.is_none() || record["reason_text"]["sv"].as_str().is_some_and(|text| !text.is_empty());
            (!right || !told).then(|| {
                format!("{name}: {} {} {}", record["status"], record["reason"], record["reason_text"])
            })
        })
        .collect();
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
    for name in ["good.docx", "good.pdf"] {
        let alone = folder.path().join(name);
        let (_, alone, _) = scan(&[alone.to_str().unwrap()], &[]);
        assert_eq!(record(&all, name), record(&alone, name));
        let findings = |report: &Value| -> Vec<Value> {
            let findings = report["findings"].as_array().unwrap().iter();
            findings.filter(|finding| finding["document"]["path"] == name).cloned().collect()
        };
        assert_eq!(findings(&all), findings(&alone));
        assert!(!findings(&alone).is_empty());
    }
}

#[test]
fn lines_say_the_same_as_the_one_report() {
    let folder = tempfile::tempdir().unwrap();
    let lines = folder.path().join("findings.jsonl");
    let mut arguments = vec!["scan", "samples/odd", "samples/plans", "-o", lines.to_str().unwrap()];
    arguments.extend(TODAY);
    assert_eq!(code(&run(&root(), &arguments)), 0);
    let (_, whole, _) = scan(&["samples/odd", "samples/plans"], &[]);
    let text = fs::read_to_string(&lines).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |kind: &str| lines.iter().filter(|line| line["type"] == kind).cloned().collect::<Vec<_>>();
    // As the library reads them: the numbers of the two are written with different precision.
    assert_eq!(read::<DocumentRecord>(&of("document")), read(whole["documents"].as_array().unwrap()));
    assert_eq!(read::<Finding>(&of("finding")), read(whole["findings"].as_array().unwrap()));
    assert!(!of("finding").is_empty());
}

fn read<T: DeserializeOwned>(values: &[Value]) -> Vec<T> {
    values.iter().map(|value| serde_json::from_value(value.clone()).unwrap()).collect()
}

#[test]
fn an_empty_folder_is_told_plainly() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(&root(), &["scan", folder.path().to_str().unwrap()]);
    assert_eq!(code(&output), 2);
    assert!(String::from_utf8_lossy(&output.stderr).contains("no files there"));
}

#[test]
fn timings_are_told_aside_and_leave_the_findings_as_they_are() {
    let folder = &["samples/agreements"];
    let (_, plain, _) = scan(folder, &[]);
    let (exit, timed, said) = scan(folder, &["--timings=json", "-q"]);
    assert_eq!((exit, without_run(timed)), (0, without_run(plain)));
    let told: Value = serde_json::from_str(said.trim()).unwrap();
    assert!(told["documents"].as_u64().unwrap() > 10, "{said}");
    for stage in
        ["inflate", "parse", "glyphs", "layout", "words", "duties", "marks", "rules", "link", "report"]
    {
        assert!(told["nanoseconds"][stage].is_u64(), "{stage}: {said}");
    }
}

/// A folder with an agreement, and what a run in it says and returns.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Desk {
        let desk = Desk(tempfile::tempdir().unwrap());
        fs::create_dir(desk.at("docs")).unwrap();
        for name in ["a", "b"] {
            let text = format!("Samverkansavtal {name}\n\nNorrby kommun och Föreningen Ljus ingår avtal.\n");
            fs::write(desk.at("docs").join(format!("{name}.txt")), text).unwrap();
        }
        desk
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, arguments: &str) -> (i32, String) {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let output = run(self.0.path(), &arguments);
        (code(&output), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// Paths of the documents of a report.
    fn documents(&self, report_of: &str) -> Vec<String> {
        let documents = report(&self.at(report_of))["documents"].as_array().unwrap().clone();
        documents.iter().map(|document| document["path"].as_str().unwrap().to_owned()).collect()
    }
}

#[test]
fn no_document_gives_way_to_an_output() {
    let desk = Desk::new();
    let sample = fs::read_dir(root().join("samples/agreements")).unwrap();
    let mut samples: Vec<PathBuf> = sample.map(|entry| entry.unwrap().path()).collect();
    samples.retain(|path| path.extension().is_some_and(|ending| ending == "docx"));
    samples.sort();
    for (sample, name) in samples.iter().zip(["docs/c.docx", "d.docx"]) {
        fs::copy(sample, desk.at(name)).unwrap();
    }
    fs::write(desk.at("docs/data.json"), "{\"a\": 1}").unwrap();
    let told = |name: &str| fs::read(desk.at(name)).unwrap();
    let before = ["docs/a.txt", "docs/c.docx", "d.docx", "docs/data.json"].map(told);
    for arguments in [
        "scan docs -o docs/c.docx",
        "scan docs -o x.json -o docs/c.docx",
        "scan docs -o docs/a.txt",
        "scan docs -o docs/data.json",
        // As where a shell names the first of several files after -o.
        "scan -o docs/a.txt docs/b.txt",
        "scan -o d.docx docs/c.docx",
        "annotate docs/c.docx -o d.docx",
    ] {
        let (exit, said) = desk.run(arguments);
        assert_eq!(exit, 2, "{arguments}: {said}");
        assert!(said.contains("give another -o"), "{said}");
        assert!(!desk.at("x.json").exists() && !desk.at("x.json.journal").exists());
    }
    assert_eq!(desk.run("scan docs -q -o x.json").0, 0);
    assert_eq!(desk.run("report x.json -o d.docx").0, 2);
    assert_eq!(["docs/a.txt", "docs/c.docx", "d.docx", "docs/data.json"].map(told), before);
    // Own reports and copies, and what is empty, give way.
    fs::write(desk.at("y.txt"), "").unwrap();
    for _ in 0..2 {
        for output in ["y.txt", "y.docx", "y.html", "docs/y.md", "docs/y.docx", "docs/y.json"] {
            let (exit, said) = desk.run(&format!("scan docs -q -o {output}"));
            assert_eq!(exit, 0, "{output}: {said}");
        }
        let (exit, said) = desk.run("annotate docs/c.docx -o copy.docx");
        assert_eq!(exit, 0, "{said}");
    }
}

#[test]
fn own_files_in_the_scanned_folder_are_no_documents() {
    let desk = Desk::new();
    fs::write(desk.at("docs/pyspunka.toml"), "register = \"planer.csv\"\n").unwrap();
    fs::write(desk.at("docs/planer.csv"), "name,adopted\n").unwrap();
    fs::write(desk.at("docs/pyspunka-accepted.toml"), "").unwrap();
    let (exit, said) = desk.run("plans docs -o docs/planer2.csv --no-config");
    assert_eq!(exit, 0, "{said}");
    fs::rename(desk.at("docs/planer2.csv"), desk.at("docs/planer.csv")).unwrap();
    let endings = ["json", "jsonl", "txt", "html", "docx", "xlsx", "csv", "md", "sarif"];
    for ending in endings {
        let (exit, said) = desk.run(&format!("scan docs -q --no-clock -o docs/earlier.{ending}"));
        assert_eq!(exit, 0, "{ending}: {said}");
    }
    assert_eq!(desk.run("scan docs -q -o docs/part.jsonl --shard 1/1").0, 0);
    assert_eq!(desk.run("report docs/earlier.json -o docs/excel.csv --format csv-excel").0, 0);
    let (_, said) = desk.run("scan docs --no-clock -o docs/now.json");
    assert_eq!(desk.documents("docs/now.json"), ["a.txt", "b.txt"], "{said}");
    assert!(said.contains("14 left out"), "{said}");
    // The same again is the same.
    let first = fs::read(desk.at("docs/now.json")).unwrap();
    fs::write(desk.at("docs/now.json.journal"), "").unwrap();
    assert_eq!(desk.run("scan docs -q --no-clock -o docs/now.json").0, 0);
    assert_eq!(fs::read(desk.at("docs/now.json")).unwrap(), first);
    assert_eq!(desk.run("scan docs -q --no-clock -o docs/now.json --cache docs/cache").0, 0);
    assert_eq!(desk.run("scan docs -q --no-clock -o docs/now.json --cache docs/cache").0, 0);
    assert_eq!(fs::read(desk.at("docs/now.json")).unwrap(), first);
    fs::remove_dir_all(desk.at("docs/cache")).unwrap();
    // One that is named is told, and not read.
    desk.run("scan docs/earlier.json docs/a.txt -q -o named.json");
    assert_eq!(desk.documents("named.json"), ["a.txt", "earlier.json"]);
    // What only looks like one is read.
    fs::write(desk.at("docs/note.md"), "# pyspunka\n\nAvtal mellan Norrby kommun och Hamnen.\n").unwrap();
    desk.run("scan docs -q -o docs/now.json");
    assert_eq!(desk.documents("docs/now.json"), ["a.txt", "b.txt", "note.md"]);
}

#[test]
fn a_named_format_wins_and_an_ending_of_something_else_is_refused() {
    let desk = Desk::new();
    assert_eq!(desk.run("scan docs -q -o f.json").0, 0);
    let begins = |name: &str, with: &str| {
        let bytes = fs::read(desk.at(name)).unwrap();
        assert!(bytes.starts_with(with.as_bytes()), "{name}");
    };
    assert_eq!(desk.run("report f.json --format csv-excel -o r.csv").0, 0);
    begins("r.csv", "\u{feff}path;");
    assert_eq!(desk.run("report f.json -o r.html -o r2.csv --format csv-excel").0, 0);
    begins("r2.csv", "\u{feff}path;");
    begins("r.html", "<!DOCTYPE html>");
    assert_eq!(desk.run("report f.json -o r.dat -o r3.csv --format markdown").0, 0);
    begins("r.dat", "# ");
    begins("r3.csv", "path,");
    let (exit, said) = desk.run("report f.json -o r.html -o r.md --format csv-excel");
    assert!(exit == 2 && said.contains("csv-excel"), "{said}");
    let (exit, said) = desk.run("scan docs -o r.pdf");
    assert!(exit == 2 && said.contains(".docx") && !desk.at("r.pdf").exists(), "{said}");
    fs::copy(root().join("samples/agreements/01-cykelstrak-clean.docx"), desk.at("c.docx")).unwrap();
    let (exit, said) = desk.run("annotate c.docx -o c.pdf");
    assert!(exit == 2 && said.contains(".docx") && !desk.at("c.pdf").exists(), "{said}");
}

#[test]
fn lists_gates_and_days_do_as_they_say() {
    let desk = Desk::new();
    fs::write(desk.at("list"), "\u{feff}docs/a.txt\r\ndocs/gone.docx\r\n").unwrap();
    assert_eq!(desk.run("scan --files-from list -q -o f.json").0, 0);
    assert_eq!(desk.documents("f.json"), ["a.txt", "gone.docx"]);
    let gone = &report(&desk.at("f.json"))["documents"][1];
    assert_eq!(
        (gone["status"].as_str(), gone["reason"].as_str()),
        (Some("not-assessed"), Some("changed-while-read"))
    );
    assert_eq!(desk.run("scan docs/gone.docx -q -o g.json").0, 2);
    // Nothing has changed: that is no wrong use.
    let (exit, said) = desk.run("scan docs --since 2100-01-01 -o f.json");
    assert!(exit == 0 && said.contains("0 documents\n") && said.contains("0 findings\n"), "{said}");
    assert_eq!(desk.documents("f.json"), [""; 0]);
    assert_eq!(desk.run("scan docs --path-glob *.pdf -o f.json").0, 2);
    // What is shown is not what the run fails on.
    fs::copy(root().join("samples/agreements/01-cykelstrak-clean.docx"), desk.at("docs/c.docx")).unwrap();
    for (more, exit) in [("", 1), (" --severity error", 1), (" --only single-name", 0)] {
        let (found, said) = desk.run(&format!("scan docs -q -o f.json --fail-on info{more}"));
        assert_eq!(found, exit, "{more}: {said}");
    }
    let (_, said) = desk.run("scan docs/a.txt -o - --lang en");
    assert!(said.contains("1 document: 1 assessed") && !said.contains("written to"), "{said}");
}

#[test]
fn documents_of_one_registry_number_have_ids_of_their_own_wherever_they_lie() {
    let desk = Desk::new();
    let text = |title: &str, party: &str| {
        format!(
            "Dnr KS 2025/311\n\n{title}\n\nNorrby kommun och {party} har ingått följande avtal.\n\n4 Samordning\n\nSamordnare för samverkan är Anna Lindqvist.\n"
        )
    };
    fs::create_dir_all(desk.at("m/flyttat")).unwrap();
    fs::write(desk.at("m/huvud.txt"), text("Samverkansavtal om trygghet", "Föreningen Ljusglimten")).unwrap();
    fs::write(desk.at("m/sido.txt"), text("Samverkansavtal om trygghet", "Föreningen Hammaren")).unwrap();
    fs::write(desk.at("m/flyttat/nytt.txt"), text("Samverkansavtal om trygghet", "Föreningen Ljusglimten"))
        .unwrap();
    assert_eq!(desk.run("scan m -q -o f.json").0, 0);
    let report = report(&desk.at("f.json"));
    let ids = |of: &str| {
        let findings = report["findings"].as_array().unwrap().iter();
        let of =
            findings.filter(|finding| finding["document"]["path"] == of && finding["rule"] != "superseded");
        of.map(|finding| finding["id"].as_str().unwrap().to_owned())
            .collect::<std::collections::BTreeSet<_>>()
    };
    assert!(!ids("huvud.txt").is_empty() && ids("huvud.txt").is_disjoint(&ids("sido.txt")));
    assert_eq!(ids("huvud.txt"), ids("flyttat/nytt.txt"));
}

#[test]
fn other_languages_are_not_assessed_and_what_no_rule_judged_is_counted_apart() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let danish = "Samarbejdsaftale om forsamlingshuset\n\n\
        Aftalen indgås mellem Nørre Kommune og Foreningen Lyset, som ikke skal betale husleje til kommunen.\n\n\
        Kommunen vedligeholder bygningen, og foreningen står for driften af huset.\n";
    put("dansk.txt", danish);
    let german = "Kooperationsvereinbarung\n\nDie Stadt Norrby und der Verein Licht schließen die folgende \
        Vereinbarung. Die Stadt stellt die Halle, und der Verein zahlt keine Miete.\n";
    put("deutsch.txt", german);
    let swedish = "Samverkansavtal\n\nMellan Norrby kommun och Föreningen Lyset har följande avtal ingåtts.\n\n\
        Kommunen ska hålla lokalen öppen. Föreningen ska bemanna den.\n\nDen danska texten lyder: ”Kommunen \
        vedligeholder bygningen.” In English: “The Council shall maintain it.”\n";
    put("svenska.txt", swedish);
    let news = "Nytt i veckan\n\nNu öppnar badet igen efter sommaren. Kom och simma med oss på lördag, det är \
        gratis för alla barn som har kort till biblioteket.\n";
    put("nyheter.txt", news);
    put("kort.txt", "Bilder\n\nAnna Berg\n");
    let path = folder.path().to_str().unwrap();
    let (exit, report, said) = scan(&[path], &["--fail-on", "not-assessed", "--lang", "sv"]);
    assert_eq!(exit, 3, "{said}");
    let documents = report["documents"].as_array().unwrap();
    let of = |name: &str| documents.iter().find(|one| one["path"].as_str().unwrap().ends_with(name)).unwrap();
    for name in ["dansk.txt", "deutsch.txt"] {
        assert_eq!(
            (&of(name)["status"], &of(name)["reason"]),
            (&"not-assessed".into(), &"other-language".into())
        );
        let outcomes = of(name)["outcomes"].as_array().unwrap();
        assert!(outcomes.iter().all(|one| one["reason"] == "other-language"), "{outcomes:?}");
        assert!(said.contains(&format!("{name}: är varken på svenska eller engelska")), "{said}");
    }
    for name in ["svenska.txt", "nyheter.txt", "kort.txt"] {
        assert_eq!((&of(name)["status"], &of(name)["reason"]), (&"assessed".into(), &Value::Null), "{name}");
    }
    let summary = &report["summary"];
    assert_eq!(summary["not_assessed"], serde_json::json!({ "other-language": 2 }));
    assert_eq!(summary["unjudged"], serde_json::json!({ "not-an-agreement": 2 }));
    assert!(said.contains("2 som ingen regel prövade: är inget avtal (2)"), "{said}");
    for name in ["dansk.txt", "deutsch.txt"] {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    let (exit, _, said) = scan(&[path], &["--fail-on", "not-assessed"]);
    assert_eq!(exit, 0, "{said}");

    // In all outputs.
    put("dansk.txt", danish);
    let out = tempfile::tempdir().unwrap();
    let at = |name: &str| out.path().join(name).to_str().unwrap().to_owned();
    let names = ["r.html", "r.md", "r.sarif", "r.txt"].map(at);
    let outputs = names.iter().flat_map(|name| ["-o", name]);
    let arguments: Vec<&str> = ["scan", path, "-q", "--lang", "en"].into_iter().chain(outputs).collect();
    assert_eq!(code(&run(&root(), &arguments)), 0);
    for name in &names {
        let text = fs::read_to_string(name).unwrap();
        assert!(text.contains("neither in Swedish nor in English: have it reviewed"), "{name}");
        assert!(text.contains("no rule judged") || text.contains("judged by no rule"), "{name}");
    }
}

#[test]
fn mistakes_of_use_and_help_are_told_in_the_language_of_the_user() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "Avtal\n").unwrap();
    let say = |locale: &str, arguments: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pyspunka"));
        command.env("LC_ALL", locale).env("PYSPUNKA_CACHE", "").current_dir(folder.path());
        let output = command.args(arguments.split(' ')).stdin(Stdio::null()).output().unwrap();
        let said = [&output.stdout[..], &output.stderr].concat();
        (code(&output), String::from_utf8(said).unwrap())
    };
    for (arguments, swedish, english) in [
        ("scan a.txt --nope", "det finns ingen flagga ”--nope” här", "unexpected argument '--nope'"),
        ("scna a.txt", "inget kommando ”scna”\n  Menades schema, scan?", "unrecognized subcommand 'scna'"),
        ("check", "det här måste anges: <FILES>...\n\nSå här: pyspunka check <FILES>...", "<FILES>..."),
        (
            "scan a.txt --profile mild",
            "”mild” passar inte ”--profile <PROFILE>”\n  Det som går att ange: default, strict",
            "[possible values: default, strict]",
        ),
        (
            "scan a.txt --today i-dag",
            "i-dag: är ingen dag; det är 2026, 2026-05 och 2026-05-14",
            "i-dag: not a date; 2026,",
        ),
        ("scan a.txt --jobs två", "”två” passar inte ”--jobs <JOBS>”: ange ett tal", "invalid value 'två'"),
        ("scan a.txt -q -q", "”--quiet” får bara anges en gång", "cannot be used multiple times"),
        ("scan a.txt --redact-key k", "det här måste anges: --redact <WHAT>", "--redact <WHAT>"),
        ("scan a.txt --only", "”--only <RULE>” behöver ett värde", "a value is required for '--only <RULE>'"),
        (
            "scan a.txt --only singel-name",
            "ingen regel heter `singel-name`; menades `single-name`?",
            "did you mean `single-name`?",
        ),
        (
            "scan a.txt --limit second=1",
            "--limit second=1: det finns ingen sådan gräns; det finns",
            "no such limit; there are",
        ),
        ("scan b.txt", "det finns ingen sådan fil eller mapp", "there is no such file or folder"),
        ("check .", ".: är en mapp; pyspunka scan läser mappar", ".: a folder; pyspunka scan reads folders"),
        (
            "report nej.json -o r.html",
            "nej.json: det finns ingen sådan fil; ange findings.json",
            "there is no such file; give",
        ),
    ] {
        let (exit, said) = say("sv_SE.UTF-8", arguments);
        assert!(exit == 2 && said.contains(swedish), "{arguments}: {exit} {said}");
        let (exit, said) = say("C", arguments);
        assert!(exit == 2 && said.contains(english), "{arguments}: {exit} {said}");
    }
    assert!(say("C", "scan --lang sv a.txt --nope").1.contains("ingen flagga ”--nope”"));
    assert!(say("sv_SE.UTF-8", "scan --lang=en a.txt --nope").1.contains("unexpected argument"));
    let (exit, said) = say("sv_SE.UTF-8", "help scan");
    assert!(exit == 0 && said.contains("Flaggor:") && said.contains("- sv: Svenska"), "{said}");
    let (exit, said) = say("C", "scan --help");
    assert!(exit == 0 && said.contains("Options:") && said.contains("- sv: Swedish"), "{said}");
}
