//! Whole archives: whatever way a scan is interrupted, divided, packed or repeated, the report is the same.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pyspunka"));
    command.env("PYSPUNKA_CACHE", "").current_dir(folder).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

const FIXED: &[&str] = &["--today", "2026-05-14", "--no-clock", "-q"];

/// A folder `docs` with a few agreements and plans, in subfolders.
fn archive() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let docs = folder.path().join("docs");
    for (from, to) in [("agreements", "2025/avtal"), ("plans", "planer")] {
        let to = docs.join(to);
        fs::create_dir_all(&to).unwrap();
        let mut files: Vec<PathBuf> = fs::read_dir(root().join("samples").join(from))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "docx"))
            .collect();
        files.sort();
        for file in files.into_iter().take(10) {
            fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
        }
    }
    fs::write(docs.join("tom.pdf"), "").unwrap();
    folder
}

fn scan(folder: &Path, output: &str, more: &[&str]) -> Vec<u8> {
    let arguments = [&["scan", "docs", "-o", output], FIXED, more].concat();
    let said = run(folder, &arguments);
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    fs::read(folder.join(output)).unwrap()
}

fn parsed(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

#[test]
fn a_killed_scan_goes_on_and_ends_with_the_same_bytes() {
    let folder = archive();
    let whole = scan(folder.path(), "whole.json", &[]);
    let arguments = [&["scan", "docs", "-o", "killed.json"], FIXED].concat();
    for after in [30, 300, 500, 700, 900] {
        let mut child = command(folder.path(), &arguments).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(after));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert_eq!(scan(folder.path(), "killed.json", &[]), whole);
    let left: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("killed"))
        .collect();
    assert_eq!(left, ["killed.json"]);
}

#[test]
fn a_file_that_changed_since_the_scan_was_killed_is_read_again() {
    let folder = archive();
    scan(folder.path(), "out.json", &[]);
    // A scan that wrote its journal and nothing else.
    let journal = folder.path().join("out.json.journal");
    let arguments = [&["scan", "docs", "-o", "out.json"], FIXED].concat();
    let mut child = command(folder.path(), &arguments).spawn().unwrap();
    while fs::metadata(&journal).map_or(0, |meta| meta.len()) < 20_000 && child.try_wait().unwrap().is_none()
    {
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    for name in ["docs/tom.pdf", "docs/planer"] {
        let path = folder.path().join(name);
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::write(path, "text nu").unwrap() }
    }
    let on = scan(folder.path(), "out.json", &[]);
    assert_eq!(on, scan(folder.path(), "new.json", &[]));
    // Another day is another scan: what was read is not used.
    assert_ne!(on, scan(folder.path(), "new.json", &["--profile", "strict"]));
}

#[test]
fn a_divided_scan_is_merged_to_the_same_bytes() {
    let folder = archive();
    let whole = scan(folder.path(), "whole.json", &[]);
    for of in [1, 3, 5] {
        let mut parts: Vec<String> = (1..=of).map(|index| format!("part-{of}-{index}.jsonl")).collect();
        for (index, part) in parts.iter().enumerate() {
            scan(folder.path(), part, &["--shard", &format!("{}/{of}", index + 1)]);
        }
        // In any order, and one of them twice.
        parts.reverse();
        parts.push(parts[0].clone());
        let mut arguments = vec!["merge", "-o", "merged.json", "--no-clock", "-q"];
        arguments.extend(parts.iter().map(String::as_str));
        let said = run(folder.path(), &arguments);
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        assert_eq!(fs::read(folder.path().join("merged.json")).unwrap(), whole, "{of}");
    }
    let other = run(folder.path(), &["merge", "whole.json", "-q"]);
    assert_eq!(other.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&other.stderr).contains("not a part"));
    scan(folder.path(), "strict.jsonl", &["--shard", "1/1", "--profile", "strict"]);
    let mixed = run(folder.path(), &["merge", "part-1-1.jsonl", "strict.jsonl", "-q"]);
    assert_eq!(mixed.status.code(), Some(2));
}

#[test]
fn the_order_and_the_number_of_jobs_do_not_show() {
    let folder = archive();
    let whole = scan(folder.path(), "whole.json", &["--jobs", "1"]);
    assert_eq!(scan(folder.path(), "many.json", &["--jobs", "16"]), whole);
    let mut files: Vec<String> = Vec::new();
    for folder_of in ["docs/planer", "docs/2025/avtal"] {
        for entry in fs::read_dir(folder.path().join(folder_of)).unwrap() {
            files.push(format!("{folder_of}/{}", entry.unwrap().file_name().to_str().unwrap()));
        }
    }
    files.sort_by_key(|name| name.bytes().map(u32::from).sum::<u32>());
    files.push("docs/tom.pdf".to_owned());
    fs::write(folder.path().join("list"), files.join("\n")).unwrap();
    let arguments = [&["scan", "--files-from", "list", "-o", "list.json"], FIXED].concat();
    assert!(run(folder.path(), &arguments).status.success());
    assert_eq!(fs::read(folder.path().join("list.json")).unwrap(), whole);
}

#[cfg(target_os = "linux")]
#[test]
fn twenty_open_files_are_enough() {
    let folder = archive();
    let whole = scan(folder.path(), "whole.json", &[]);
    let program = env!("CARGO_BIN_EXE_pyspunka");
    let line = format!(
        "ulimit -n 20; PYSPUNKA_CACHE= '{program}' scan docs -o few.json --jobs 16 {}",
        FIXED.join(" ")
    );
    let said = Command::new("sh").current_dir(folder.path()).args(["-c", &line]).output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    assert_eq!(fs::read(folder.path().join("few.json")).unwrap(), whole);
}

#[test]
fn files_in_containers_are_judged_like_files() {
    let folder = archive();
    let plain = parsed(&scan(folder.path(), "plain.json", &[]));
    let docs = folder.path().join("docs");
    let mut zip = zip::ZipWriter::new(fs::File::create(folder.path().join("a.zip")).unwrap());
    let mut tar = tar::Builder::new(flate2::write::GzEncoder::new(
        fs::File::create(folder.path().join("b.tar.gz")).unwrap(),
        flate2::Compression::fast(),
    ));
    let files = ["2025/avtal", "planer"].into_iter().flat_map(|sub| fs::read_dir(docs.join(sub)).unwrap());
    for path in files.map(|entry| entry.unwrap().path()).chain([docs.join("tom.pdf")]) {
        let name = path.strip_prefix(&docs).unwrap().to_str().unwrap();
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&fs::read(&path).unwrap()).unwrap();
        tar.append_path_with_name(&path, name).unwrap();
    }
    zip.finish().unwrap();
    tar.into_inner().unwrap().finish().unwrap();
    fs::remove_dir_all(&docs).unwrap();
    let outcomes = |report: &Value, prefix: &str| -> Vec<(String, Value)> {
        let documents = report["documents"].as_array().unwrap().iter();
        documents
            .filter_map(|record| {
                let path = record["path"].as_str()?.strip_prefix(prefix)?;
                Some((path.to_owned(), record["outcomes"].clone()))
            })
            .collect()
    };
    for container in ["a.zip", "b.tar.gz"] {
        fs::create_dir(&docs).unwrap();
        fs::rename(folder.path().join(container), docs.join(container)).unwrap();
        let packed = scan(folder.path(), "packed.json", &[]);
        assert_eq!(
            outcomes(&parsed(&packed), &format!("{container}!/")),
            outcomes(&plain, ""),
            "{container}"
        );
        assert_eq!(scan(folder.path(), "packed.json", &["--jobs", "1"]), packed);
        fs::remove_dir_all(&docs).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn what_was_not_reached_is_listed_and_read_by_the_same_command() {
    let folder = archive();
    let whole = scan(folder.path(), "whole.json", &[]);
    let arguments = [&["scan", "docs", "-o", "cut.json"], FIXED].concat();
    let mut child = command(folder.path(), &arguments).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(400));
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let code = child.wait().unwrap().code();
    // The machine may be quick enough to be done.
    if code == Some(130) {
        let cut = parsed(&fs::read(folder.path().join("cut.json")).unwrap());
        assert_eq!(cut["run"]["interrupted"], true);
        let documents = |report: &Value| report["documents"].as_array().unwrap().len();
        assert_eq!(documents(&cut), documents(&parsed(&whole)));
        assert!(cut["summary"]["not_assessed"]["not-reached"].as_u64().unwrap() > 0);
    }
    assert_eq!(scan(folder.path(), "cut.json", &[]), whole);
}

#[test]
fn what_cannot_be_written_ends_with_4_and_leaves_the_old_report() {
    let folder = archive();
    let said = run(folder.path(), &[&["scan", "docs", "-o", "no/such/place.json"], FIXED].concat());
    assert_eq!(said.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&said.stderr).contains("no/such/place.json"));
    if cfg!(target_os = "linux") {
        let said = run(folder.path(), &[&["scan", "docs", "-o", "/dev/full"], FIXED].concat());
        assert_eq!(said.status.code(), Some(4));
    }
}

#[test]
fn known_and_accepted_findings_do_not_fail_a_scan() {
    let folder = archive();
    let before = parsed(&scan(folder.path(), "before.json", &[]));
    let findings = before["findings"].as_array().unwrap();
    let id = |finding: &Value| finding["id"].as_str().unwrap().to_owned();
    let error = findings.iter().find(|finding| finding["severity"] == "error").unwrap();
    let scan_code = |more: &[&str]| {
        let arguments = [&["scan", "docs", "-o", "after.json", "--fail-on", "error"], FIXED, more].concat();
        run(folder.path(), &arguments).status.code().unwrap()
    };
    assert_eq!(scan_code(&[]), 1);
    assert_eq!(scan_code(&["--baseline", "before.json"]), 0);
    let after = parsed(&fs::read(folder.path().join("after.json")).unwrap());
    assert!(after["findings"].as_array().unwrap().iter().all(|finding| finding["baseline"] == "known"));
    assert_eq!(after["archive"]["trend"]["new"], 0);
    let errors = findings.iter().filter(|finding| finding["severity"] == "error").map(id);
    let errors: Vec<String> = errors.collect();
    let mut arguments =
        vec!["accept", "--reason", "Upphör i juni", "--by", "enhetschef", "--until", "2026-12-31"];
    arguments.extend(errors.iter().map(String::as_str));
    assert!(run(folder.path(), &arguments).status.success());
    assert_eq!(scan_code(&[]), 0);
    let after = parsed(&fs::read(folder.path().join("after.json")).unwrap());
    let accepted = after["findings"].as_array().unwrap().iter().find(|finding| finding["id"] == error["id"]);
    assert_eq!(accepted.unwrap()["suppression"], "Upphör i juni (enhetschef)");
    // When its time is over it counts again.
    let late =
        [&["scan", "docs", "-o", "late.json", "--fail-on", "error"][..], &["--today", "2027-06-01"]].concat();
    let said = run(folder.path(), &late);
    assert_eq!(said.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&said.stderr).contains(&id(error)));
    assert_eq!(run(folder.path(), &["accept", "x", "--reason", "y"]).status.code(), Some(2));
}

#[test]
fn an_unchanged_archive_comes_from_the_cache() {
    let folder = archive();
    let whole = scan(folder.path(), "whole.json", &[]);
    for _ in 0..2 {
        assert_eq!(scan(folder.path(), "cached.json", &["--cache", "cache"]), whole);
    }
    let stat = run(folder.path(), &["cache", "stat", "--cache", "cache"]);
    let said = String::from_utf8_lossy(&stat.stdout).into_owned();
    assert!(!said.contains(": 0 documents"), "{said}");
    // What was altered is no answer.
    let mut damaged = 0;
    let mut folders = vec![folder.path().join("cache")];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().unwrap().len() == 40 {
                let text = fs::read_to_string(&path).unwrap();
                fs::write(&path, text.replace("met", "mot")).unwrap();
                damaged += 1;
            }
        }
    }
    assert!(damaged > 5);
    assert_eq!(scan(folder.path(), "cached.json", &["--cache", "cache"]), whole);
    assert!(run(folder.path(), &["cache", "clear", "--cache", "cache"]).status.success());
    // Only a cache is cleared.
    assert_eq!(run(folder.path(), &["cache", "clear", "--cache", "docs"]).status.code(), Some(4));
    assert!(folder.path().join("docs/planer").exists());
}

#[test]
fn files_are_chosen_by_path_and_by_day() {
    let folder = archive();
    let paths = |more: &[&str]| -> Vec<String> {
        let report = parsed(&scan(folder.path(), "some.json", more));
        let documents = report["documents"].as_array().unwrap().iter();
        documents.map(|record| record["path"].as_str().unwrap().to_owned()).collect()
    };
    assert!(paths(&["--path-glob", "planer/**"]).iter().all(|path| path.starts_with("planer/")));
    assert_eq!(paths(&["--path-glob", "*.pdf"]), ["tom.pdf"]);
    assert!(!paths(&["--since", "2020-01-01"]).is_empty());
    fs::write(folder.path().join("docs/.pyspunkaignore"), "planer/\n*.pdf\n").unwrap();
    assert!(paths(&[]).iter().all(|path| path.starts_with("2025/")));
}

#[test]
fn the_sample_archive_is_joined_as_a_reader_would() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("findings.json");
    let samples = root().join("samples/archive");
    let arguments = [&["scan", samples.to_str().unwrap(), "-o", "findings.json"], FIXED].concat();
    assert!(run(folder.path(), &arguments).status.success());
    let report = parsed(&fs::read(file).unwrap());
    let archive = &report["archive"];
    let links: Vec<String> = archive["plan_resolution"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| {
            let field =
                |name: &str| link[name].as_str().unwrap_or("-").rsplit('/').next().unwrap().to_owned();
            format!("{} {} {}", field("agreement"), field("resolves_to"), field("replaced_by"))
        })
        .collect();
    for expected in [
        "bokbuss.docx kulturplan-2018-2021.docx kulturplan-2022-2028.docx",
        "lovskola.docx regional-utvecklingsstrategi.docx -",
        "dansscen.docx kulturplan-2022-2028.docx -",
        "skills-centre.docx regional-utvecklingsstrategi.docx -",
    ] {
        assert!(links.iter().any(|link| link == expected), "{expected}: {links:?}");
    }
    assert_eq!(archive["unreferenced_plans"], serde_json::json!(["planer/cykelplan.docx"]));
    let load = &archive["person_load"][0];
    assert_eq!(load["person"], "Maria Lindqvist");
    assert_eq!(load["documents"].as_array().unwrap().len(), 3);
    assert_eq!(archive["bus_factor"], 1);
    let families: Vec<(&str, &str)> = archive["families"]
        .as_array()
        .unwrap()
        .iter()
        .map(|family| (family["reason"].as_str().unwrap(), family["in_force"].as_str().unwrap_or("-")))
        .collect();
    assert_eq!(families, [("version", "avtal/2022/bokbuss.docx"), ("amendment", "avtal/2023/lovskola.docx")]);
    let findings = report["findings"].as_array().unwrap();
    let of = |path: &str, rule: &str| {
        let mut of = findings.iter();
        of.any(|f| f["document"]["path"].as_str().unwrap().ends_with(path) && f["rule"] == rule)
    };
    assert!(!of("bokbuss-utkast.docx", "single-name"));
    assert!(of("bokbuss.docx", "person-load"));
    assert!(!of("dansscen.docx", "plan-link") || !of("skills-centre.docx", "plan-link"));
}
