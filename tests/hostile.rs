//! Files made to break readers, beside good ones: each has its record, and the good ones say what they say alone.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use pyspunka::extract::Limits;
use serde_json::Value;

#[path = "hostile/pages.rs"]
mod pages;
#[path = "hostile/words.rs"]
mod words;

use pages::pdf;
use words::{text, word};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn scan(folder: &Path, more: &[&str]) -> Value {
    let out = tempfile::tempdir().unwrap();
    let file = out.path().join("findings.json");
    let output = Command::new(env!("CARGO_BIN_EXE_pyspunka"))
        .args(["scan", folder.to_str().unwrap(), "-q", "--no-cache", "--no-clock", "--today", "2026-05-14"])
        .args(["-o", file.to_str().unwrap()])
        .args(more)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
}

/// Name, bytes, and the reasons that the record may give: none means that it is assessed, `*` that anything may come of it.
type Row = (&'static str, Vec<u8>, &'static [&'static str]);

/// What a scan printed of files whose name begins like this, line by line.
fn lines(folder: &Path, out: &Path, prefix: &str) -> (Vec<String>, Costs) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pyspunka"));
    command.args([
        "scan",
        folder.to_str().unwrap(),
        "-q",
        "--no-cache",
        "--no-clock",
        "--today",
        "2026-05-14",
    ]);
    let mut child = command.arg("-o").arg(out).stdin(Stdio::null()).spawn().unwrap();
    let mut costs = Costs::default();
    let status = loop {
        costs.look(child.id());
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(10)),
        }
    };
    assert!(status.success(), "{status}");
    let text = fs::read_to_string(out).unwrap();
    let of = |line: &&str| {
        let value: Value = serde_json::from_str(line).unwrap();
        let path = if value["type"] == "finding" { &value["document"]["path"] } else { &value["path"] };
        path.as_str().is_some_and(|path| path.starts_with(prefix))
    };
    (text.lines().filter(of).map(str::to_owned).collect(), costs)
}

/// Most memory that a scan and its workers had, in kilobytes; nothing where the system does not tell.
#[derive(Debug, Default)]
struct Costs {
    parent: u64,
    worker: u64,
}

impl Costs {
    fn look(&mut self, parent: u32) {
        let peak = |pid: &str| -> u64 {
            let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
        };
        self.parent = self.parent.max(peak(&parent.to_string()));
        for task in fs::read_dir(format!("/proc/{parent}/task")).into_iter().flatten().flatten() {
            let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
            let most = children.split_whitespace().map(peak).max();
            self.worker = self.worker.max(most.unwrap_or(0));
        }
    }
}

/// A thousand documents: those of the samples that are agreements or plans, and short texts, no two alike.
fn good(folder: &Path) {
    fs::create_dir(folder).unwrap();
    let mut samples = Vec::new();
    for of in ["agreements", "plans"] {
        let entries = fs::read_dir(root().join("samples").join(of)).unwrap();
        samples.extend(entries.map(|entry| entry.unwrap().path()));
    }
    samples.sort();
    for path in samples.iter().take(40) {
        fs::copy(path, folder.join(path.file_name().unwrap())).unwrap();
    }
    for number in 0..1000 - samples.len().min(40) {
        let text = format!(
            "Samverkansavtal\n\nMellan Norrby kommun (nedan kallad Kommunen) och Föreningen Vågbrytaren {number} (nedan \
             kallad Föreningen).\n\nKommunen ansvarar för lokal {number}. Parterna ska ordna larm och städning. Anna Lind \
             är samordnare. Samverkan följer planen Trygga torg {number}.\n"
        );
        fs::write(folder.join(format!("{number:04}.txt")), text).unwrap();
    }
}

#[test]
fn hostile_files_get_their_record_and_leave_a_thousand_good_ones_alone() {
    let place = tempfile::tempdir().unwrap();
    let [alone, beside] = ["alone", "beside"].map(|name| place.path().join(name));
    for folder in [&alone, &beside] {
        fs::create_dir(folder).unwrap();
        good(&folder.join("good"));
        // The names of good files are the same in both: their root is where something else lies too.
        fs::write(folder.join("x.txt"), "Kommunen ansvarar för lokalen.").unwrap();
    }
    let hostile: Vec<Row> = words::rows().into_iter().chain(pages::rows()).collect();
    for (number, (name, bytes, _)) in hostile.iter().enumerate() {
        // Among the good ones, before and after them.
        let folder = beside.join(["a", "good/m", "z"][number % 3]);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(name), bytes).unwrap();
    }
    let (before, _) = lines(&alone, &place.path().join("alone.jsonl"), "good/");
    let (after, costs) = lines(&beside, &place.path().join("beside.jsonl"), "");
    let is_good = |line: &&String| before.contains(line);
    assert_eq!(after.iter().filter(is_good).count(), before.len());
    let told: HashMap<String, Value> = after
        .iter()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|line| line["type"] == "document")
        .map(|line| (line["path"].as_str().unwrap().to_owned(), line))
        .collect();
    assert_eq!(told.len(), 1000 + hostile.len() + 1);
    assert_eq!(before.iter().filter(|line| line.contains("\"type\":\"document\"")).count(), 1000);
    let mut mistakes = Vec::new();
    for (number, (name, _, may)) in hostile.iter().enumerate() {
        let record = &told[&format!("{}/{name}", ["a", "good/m", "z"][number % 3])];
        let reason = record["reason"].as_str();
        let right = reason.map_or(may.is_empty(), |reason| may.contains(&reason)) || may.contains(&"*");
        // None takes so long, or so much, that it kills its worker.
        if !right || matches!(reason, Some("crashed" | "timeout" | "memory")) {
            mistakes.push(format!("{name}: {} {reason:?}, not {may:?}", record["status"]));
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
    assert!(costs.parent < 200 << 10 && costs.worker < 512 << 10, "{costs:?}");
}

#[cfg(unix)]
#[test]
fn odd_names_and_what_is_no_file_have_a_record_too() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let bytes = fs::read(root().join("samples/plans/plan-folkhalsa.docx")).unwrap();
    let long = format!("{}.docx", "n".repeat(245));
    let names: Vec<&[u8]> = vec![
        b"\xff\xfe.docx",
        b"new\nline.docx",
        b"esc\x1b[2J.docx",
        b"=cmd.docx",
        b"<img src=x>.docx",
        b"-rf.docx",
        b"CON.docx",
        "e\u{301}.docx".as_bytes(),
        "\u{e9}.docx".as_bytes(),
        "\u{202e}xcod.docx".as_bytes(),
        long.as_bytes(),
    ];
    for name in &names {
        fs::write(folder.path().join(std::ffi::OsStr::from_bytes(name)), &bytes).unwrap();
    }
    std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
    std::os::unix::fs::symlink("/nowhere", folder.path().join("dangling.pdf")).unwrap();
    assert!(Command::new("mkfifo").arg(folder.path().join("queue.docx")).status().unwrap().success());
    let report = scan(folder.path(), &[]);
    let records = report["documents"].as_array().unwrap();
    assert_eq!(records.len(), names.len() + 3);
    let read = records.iter().filter(|record| record["status"] == "assessed").count();
    assert_eq!(read, names.len());
    let mut paths: Vec<&str> = records.iter().map(|record| record["path"].as_str().unwrap()).collect();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), records.len());
}

/// Every limit, a value that a small file hits, and the file.
const LIMITS: &[(&str, &str, &str)] = &[
    ("file_bytes", "100", "words.docx"),
    ("part_bytes", "300", "words.docx"),
    ("total_bytes", "1500", "words.docx"),
    ("ratio", "2", "long.docx"),
    ("entries", "2", "words.docx"),
    ("depth", "4", "words.docx"),
    ("pages", "1", "pages.pdf"),
    ("operators", "3", "pages.pdf"),
    ("glyphs", "20", "pages.pdf"),
    ("text_bytes", "100", "words.docx"),
    ("text_bytes", "100", "words.txt"),
    ("text_bytes", "40", "pages.pdf"),
    ("blocks", "3", "words.docx"),
    ("blocks", "3", "words.txt"),
    ("blocks", "1", "pages.pdf"),
    ("marks", "3", "words.txt"),
    ("seconds", "0", "words.txt"),
];

#[test]
fn every_limit_is_told_with_its_name_and_value_and_nothing_passes_for_clean() {
    let page =
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Contents 5 0 R/Resources<</Font<</F 6 0 R>>>>>>";
    let lines = (0..8)
        .map(|line| format!("BT /F 10 Tf 20 {} Td (Kommunen ansvarar. {line}) Tj ET\n", 380 - line * 40))
        .collect::<String>();
    let pages = pdf(&[
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
        page,
        page,
        &format!("<</Length {}>>stream\n{lines}endstream", lines.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]);
    let sentence = "Norrby kommun ansvarar för lokalen och Föreningen Vågbrytaren för verksamheten.";
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("words.docx", word(&text(sentence).repeat(12))),
        ("words.txt", format!("{sentence}\n\n").repeat(12).into_bytes()),
        (
            "long.docx",
            word(&format!(
                "{}<!--{}-->{}",
                text(sentence),
                (0..700_000).map(|n| format!("{n} ")).collect::<String>(),
                text(sentence)
            )),
        ),
        ("pages.pdf", pages),
    ];
    for (name, bytes) in &files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let whole = scan(folder.path(), &[]);
    for record in whole["documents"].as_array().unwrap() {
        assert_eq!(record["status"], "assessed", "{}: {}", record["path"], record["reason_text"]);
    }
    let fault = root().join("samples/agreements/03-avsikt-aterbruk-fault.docx");
    let report = scan(&fault, &["--limit", "findings_per_rule=0"]);
    assert!(
        report["findings"].as_array().unwrap().is_empty() && report.to_string().contains("findings-per-rule")
    );
    let roles = report["documents"][0]["outcomes"].as_array().unwrap();
    assert!(
        roles.iter().any(|one| one["rule"] == "role-allocation" && one["outcome"] == "not-met"),
        "{roles:?}"
    );
    for (limit, value, file) in LIMITS {
        let report = scan(&folder.path().join(file), &["--limit", &format!("{limit}={value}")]);
        let record = &report["documents"][0];
        let told = record["reason_text"]["en"].as_str().unwrap_or_default();
        let (reason, which) = match *limit {
            "seconds" => ("timeout", format!("({value})")),
            limit => ("limit", format!("({limit}={value})")),
        };
        assert!(
            record["status"] != "assessed" && record["reason"] == reason && told.contains(&which),
            "{limit}={value} {file}: {} {} {told}",
            record["status"],
            record["reason"]
        );
        for outcome in record["outcomes"].as_array().unwrap() {
            assert_ne!(outcome["outcome"], "met", "{limit}={value} {file}: {outcome}");
        }
    }
}

#[test]
fn two_parts_of_one_name_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let twice = words::rows().into_iter().find(|(name, ..)| *name == "twice.docx").unwrap().1;
    fs::write(folder.path().join("twice.docx"), twice).unwrap();
    let report = scan(folder.path(), &[]);
    let record = &report["documents"][0];
    assert!(
        record["reason"] == "damaged" && record["reason_text"].to_string().contains("two parts of one name"),
        "{record}"
    );
}

/// A worker that may have hardly more than it needs to start: a large document is more, and a small one after it is read.
#[test]
fn a_document_that_needs_more_memory_than_a_worker_may_have_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let sentence = "Norrby kommun ansvarar för lokalen och Föreningen Vågbrytaren för verksamheten. ";
    fs::write(folder.path().join("large.docx"), word(&text(&sentence.repeat(40)).repeat(3_000))).unwrap();
    fs::write(folder.path().join("small.txt"), sentence).unwrap();
    for megabytes in (64..1024).step_by(32) {
        let out = folder.path().join("out/findings.json");
        fs::create_dir_all(out.parent().unwrap()).unwrap();
        let limit = format!("memory_bytes={}", megabytes << 20);
        let mut command = Command::new(env!("CARGO_BIN_EXE_pyspunka"));
        command.args(["scan", "large.docx", "small.txt", "-q", "--no-cache", "--limit", &limit, "-o"]);
        let output = command.arg(&out).current_dir(folder.path()).stdin(Stdio::null()).output().unwrap();
        let Ok(bytes) = fs::read(&out) else {
            // Too little to start with is a mistake of use.
            assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
            continue;
        };
        let report: Value = serde_json::from_slice(&bytes).unwrap();
        let [large, small] = [&report["documents"][0], &report["documents"][1]];
        if small["reason"] == "memory" {
            continue;
        }
        assert_eq!((&large["reason"], &small["status"]), (&"memory".into(), &"assessed".into()), "{limit}");
        let told = large["reason_text"]["en"].as_str().unwrap();
        assert!(
            told.contains(&format!("({limit})")) || told.contains(&format!("({})", megabytes << 20)),
            "{told}"
        );
        return;
    }
    panic!("no worker starts");
}

#[test]
fn every_limit_has_a_row() {
    let all = serde_json::to_value(Limits::default()).unwrap();
    // Tried by tests of their own.
    let others = ["memory_bytes", "findings_per_rule"];
    for limit in all.as_object().unwrap().keys() {
        assert!(LIMITS.iter().any(|(name, ..)| name == limit) || others.contains(&limit.as_str()), "{limit}");
    }
}
