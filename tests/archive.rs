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

/// As many as are put aside.
#[test]
fn of_a_long_list_of_files_those_are_read_that_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let docs = folder.path().join("docs");
    fs::create_dir(&docs).unwrap();
    let name = |number: usize| format!("{:05}.txt", number * 7919 % 20_000);
    (0..20_000).for_each(|number| fs::write(docs.join(name(number)), "").unwrap());
    let report = scan(
        folder.path(),
        "out.json",
        &["--path-glob", "*77.txt", "--path-glob", "0000?.txt", "docs/00001.txt"],
    );
    let report: Value = serde_json::from_slice(&report).unwrap();
    let found: Vec<&str> =
        report["documents"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap()).collect();
    let asked = |name: &String| name.ends_with("77.txt") || name.starts_with("0000");
    let expected: Vec<String> = (0..20_000).map(|number| format!("{number:05}.txt")).filter(asked).collect();
    assert_eq!(found, expected);
    // What was put aside has left nothing.
    let mut left: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["docs", "out.json"]);
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
    // A share that is missing would look like documents that are not there.
    let refused = |parts: &[&str], told: &str| {
        let said = run(folder.path(), &[&["merge", "-o", "less.json"], parts].concat());
        assert_eq!(said.status.code(), Some(2), "{parts:?}");
        let said = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(said.contains(told) && !folder.path().join("less.json").exists(), "{said}");
    };
    refused(&["part-3-1.jsonl", "part-3-3.jsonl"], "parts are missing: 2/3;");
    refused(&["part-3-1.jsonl", "part-3-1.jsonl"], "parts are missing: 2/3, 3/3;");
    refused(&["part-1-1.jsonl", "part-5-2.jsonl"], "parts are missing: 1/5, 3/5, 4/5, 5/5;");
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

/// Documents of a scan: path, status, reason and package.
fn records(folder: &Path) -> Vec<(String, String, String, Value)> {
    let report = parsed(&scan(folder, "records.json", &[]));
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let documents = report["documents"].as_array().unwrap().iter();
    documents
        .map(|of| (text(&of["path"]), text(&of["status"]), text(&of["reason"]), of["package"].clone()))
        .collect()
}

const AGREEMENT: &str = "samples/agreements/02-laxrum-clean.docx";

#[test]
fn the_manifest_of_a_delivery_package_is_told_with_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let docs = folder.path().join("docs");
    fs::create_dir(&docs).unwrap();
    let agreement = fs::read(root().join(AGREEMENT)).unwrap();
    let manifest = "<mets xmlns='http://www.loc.gov/METS/' xmlns:xlink='http://www.w3.org/1999/xlink' OBJID='UUID:7' \
        LABEL='Avtal 2024'><metsHdr CREATEDATE='2025-01-31T08:00:00'><agent ROLE='ARCHIVIST' TYPE='ORGANIZATION'>\
        <name>Norrby kommun</name></agent></metsHdr><fileSec><fileGrp>\
        <file ID='f1'><FLocat xlink:href='file:content/avtal.docx' xlink:title='Läxrum i Norrby'/></file>\
        <file ID='f2'><FLocat xlink:href='file:content/borta.docx'/></file></fileGrp></fileSec></mets>";
    let mut zip = zip::ZipWriter::new(fs::File::create(docs.join("leverans.zip")).unwrap());
    for (name, bytes) in [
        ("SIP-7/sip.xml", manifest.as_bytes()),
        ("SIP-7/content/avtal.docx", &agreement[..]),
        ("SIP-7/content/extra.txt", b"En rad text."),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
    let found = records(folder.path());
    let paths: Vec<&str> = found.iter().map(|record| record.0.as_str()).collect();
    let at = |name: &str| format!("leverans.zip!/SIP-7/content/{name}");
    assert_eq!(paths, [at("avtal.docx"), at("borta.docx"), at("extra.txt")]);
    let of = |index: usize, field: &str| found[index].3[field].clone();
    assert_eq!((of(0, "title"), of(0, "listed")), ("Läxrum i Norrby".into(), true.into()));
    assert_eq!((of(0, "organisation"), of(0, "id")), ("Norrby kommun".into(), "UUID:7".into()));
    assert_eq!((&*found[0].1, &*found[1].1, &*found[1].2), ("assessed", "not-assessed", "damaged"));
    // Not in the manifest: the title is that of the package.
    assert_eq!((of(2, "title"), of(2, "listed")), ("Avtal 2024".into(), false.into()));
}

#[test]
fn attachments_of_outlook_messages_are_judged_and_depth_is_limited() {
    let folder = tempfile::tempdir().unwrap();
    let docs = folder.path().join("docs");
    fs::create_dir(&docs).unwrap();
    let mut inner = fs::read(root().join(AGREEMENT)).unwrap();
    // An agreement in messages in messages.
    for depth in 0..5 {
        let mut message = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
        message.create_stream("/__properties_version1.0").unwrap();
        let at = "/__attach_version1.0_#00000000";
        message.create_storage(at).unwrap();
        let name = if depth == 0 { "avtal.docx" } else { "inre.msg" };
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (tag, bytes) in [("3707001F", &wide), ("37010102", &inner)] {
            let path = format!("{at}/__substg1.0_{tag}");
            message.create_stream(path).unwrap().write_all(bytes).unwrap();
        }
        inner = message.into_inner().into_inner();
        fs::write(docs.join(format!("{depth}.msg")), &inner).unwrap();
    }
    let found: Vec<(String, String, String)> =
        records(folder.path()).into_iter().map(|(path, status, reason, _)| (path, status, reason)).collect();
    let expected = [
        ("0.msg!/avtal.docx", "assessed", "-"),
        ("1.msg!/inre.msg!/avtal.docx", "assessed", "-"),
        ("2.msg!/inre.msg!/inre.msg!/avtal.docx", "assessed", "-"),
        ("3.msg!/inre.msg!/inre.msg!/inre.msg", "not-assessed", "limit"),
        ("4.msg!/inre.msg!/inre.msg!/inre.msg", "not-assessed", "limit"),
    ];
    let expected = expected.map(|(path, status, reason)| (path.into(), status.into(), reason.into()));
    assert_eq!(found, expected);
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
            } else if path.extension().is_some_and(|ending| ending == "facts") {
                let text = fs::read_to_string(&path).unwrap();
                damaged += text.lines().count();
                fs::write(&path, text.replace("met", "mot")).unwrap();
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
fn the_cache_serves_another_day_and_two_runs_at_once() {
    let folder = archive();
    let whole = scan(folder.path(), "whole.json", &[]);
    let run_of = |output: &'static str| {
        let arguments = [&["scan", "docs", "-o", output, "--cache", "cache"], FIXED].concat();
        command(folder.path(), &arguments).spawn().unwrap()
    };
    for mut run in ["one.json", "two.json", "three.json"].map(run_of) {
        assert!(run.wait().unwrap().success());
    }
    for output in ["one.json", "two.json", "three.json"] {
        assert!(fs::read(folder.path().join(output)).unwrap() == whole, "{output}");
    }
    let facts = || {
        let kept = fs::read_dir(folder.path().join("cache")).unwrap().map(|entry| entry.unwrap().path());
        let all = kept.filter(|path| path.is_dir()).flat_map(|path| fs::read_dir(path).unwrap());
        let all =
            all.map(|entry| entry.unwrap().path()).filter(|path| path.extension() == Some("facts".as_ref()));
        all.map(|path| path.metadata().unwrap().len()).sum::<u64>()
    };
    let before = facts();
    // No period ends in between: nothing is read anew.
    let other = ["scan", "docs", "--no-clock", "-q", "--today", "2026-05-15"];
    assert!(
        run(folder.path(), &[&other[..], &["--cache", "cache", "-o", "a.json"]].concat()).status.success()
    );
    assert_eq!(facts(), before);
    assert!(run(folder.path(), &[&other[..], &["-o", "b.json"]].concat()).status.success());
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert!(read("a.json") == read("b.json"));
}

#[test]
fn files_that_look_unchanged_are_not_opened_and_a_report_of_the_same_is_the_same() {
    let folder = archive();
    let docs = folder.path().join("docs");
    let path = docs.join("2025/avtal/02-laxrum-clean.docx");
    let long_ago = std::time::SystemTime::now() - Duration::from_secs(10_000);
    let age =
        |path: &Path| fs::File::options().append(true).open(path).unwrap().set_modified(long_ago).unwrap();
    let mut zip = zip::ZipWriter::new(fs::File::create(docs.join("a.zip")).unwrap());
    for name in ["inre.docx", "andra.docx"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(&fs::read(&path).unwrap()).unwrap();
    }
    zip.finish().unwrap();
    // Files that have changed just now are opened each time.
    std::thread::sleep(Duration::from_millis(3100));
    let cached = ["--cache", "cache"];
    let whole = scan(folder.path(), "whole.json", &[]);
    assert!(scan(folder.path(), "first.json", &cached) == whole);
    let kept = |name: &str| {
        let entries = fs::read_dir(folder.path().join("cache")).unwrap().map(|entry| entry.unwrap().path());
        let own = entries.filter(|path| path.is_dir()).flat_map(|path| fs::read_dir(path).unwrap());
        own.map(|entry| entry.unwrap().path())
            .find(|path| path.file_name().unwrap().to_str().unwrap().starts_with(name))
            .unwrap()
    };
    assert!(fs::read_to_string(kept("files-")).unwrap().contains("a.zip!/inre.docx"));
    for more in [&["--jobs", "1"][..], &["--rehash"]] {
        assert!(scan(folder.path(), "again.json", &[&cached[..], more].concat()) == whole, "{more:?}");
    }
    // With the time of this run, where that is wanted.
    let timed = ["scan", "docs", "-o", "timed.json", "--today", "2026-05-14", "--cache", "cache"];
    let said = run(folder.path(), &timed);
    assert!(String::from_utf8_lossy(&said.stderr).contains("unchanged"), "{said:?}");
    let mut timed = parsed(&fs::read(folder.path().join("timed.json")).unwrap());
    assert!(timed["run"]["seconds"].as_str().is_some());
    timed["run"] = parsed(&whole)["run"].clone();
    assert!(timed == parsed(&whole));
    // Other findings are wanted, or there is something to compare them with.
    for more in [&["--severity", "error"][..], &["--only", "plan-link"], &["--baseline", "whole.json"]] {
        let with = scan(folder.path(), "other.json", &[&cached[..], more].concat());
        assert!(with != whole && with == scan(folder.path(), "fresh.json", more), "{more:?}");
    }
    assert!(scan(folder.path(), "again.json", &cached) == whole);
    // A report that was altered is made anew.
    let report = kept("report-");
    fs::write(&report, fs::read_to_string(&report).unwrap().replace("met", "mot")).unwrap();
    assert!(scan(folder.path(), "again.json", &cached) == whole);
    // Other bytes of the same length and with the same time; a file that is gone; one that has moved.
    let mut other = fs::read(docs.join("2025/avtal/01-cykelstrak-fault.docx")).unwrap();
    other.resize(fs::metadata(&path).unwrap().len() as usize, 0);
    fs::write(&path, other).unwrap();
    age(&path);
    fs::remove_file(docs.join("planer/plan-folkhalsa.docx")).unwrap();
    fs::rename(docs.join("2025/avtal/01-cykelstrak-clean.docx"), docs.join("flyttad.docx")).unwrap();
    let changed = scan(folder.path(), "changed.json", &[]);
    assert!(changed != whole && scan(folder.path(), "again.json", &cached) == changed);
    assert!(scan(folder.path(), "again.json", &[&cached[..], &["--rehash"]].concat()) == changed);
    // Many changes leave few files.
    for number in 0..8 {
        fs::write(
            docs.join(format!("{number}.txt")),
            format!("Samverkansavtal {number}\n\nKommunen ansvarar.\n"),
        )
        .unwrap();
        scan(folder.path(), "again.json", &cached);
    }
    let files = fs::read_dir(kept("files-").parent().unwrap()).unwrap();
    let facts =
        files.filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|e| e == "facts"));
    assert!(facts.count() <= 5);
    assert!(scan(folder.path(), "again.json", &cached) == scan(folder.path(), "fresh.json", &[]));
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

/// What each agreement's reference means, what is found of it, and what has taken the plan's place.
const LINKED: &[(&str, &str, &str, &str)] = &[
    ("2021/byskola", "brannmo/landsbygdsprogram-2024-2029", "", ""),
    // Told by the day of the decision: the newer programme has the same name.
    (
        "2023/lanthandel",
        "brannmo/landsbygdsprogram-2019-2023",
        "expired",
        "brannmo/landsbygdsprogram-2024-2029",
    ),
    ("2023/orkester/orkester", "harnas/kulturstrategi", "", ""),
    ("2024/bygdebuss", "brannmo/landsbygdsprogram-2024-2029", "", ""),
    (
        "2024/bygdehus",
        "brannmo/landsbygdsprogram-2019-2023",
        "expired",
        "brannmo/landsbygdsprogram-2024-2029",
    ),
    ("2024/foretagslots", "brannmo/naringslivsstrategi", "unproven", ""),
    ("2024/halsa", "brannmo/folkhalsoplan", "draft", ""),
    ("2024/makers", "region/regional-utvecklingsstrategi", "", ""),
    ("2024/simskola/avtal", "brannmo/landsbygdsprogram-2024-2029", "", ""),
    ("2025/energi", "-", "unproven", ""),
    ("2025/filmrum", "region/kulturstrategi", "", ""),
    // Two of the parties have a strategy by that name: nothing is decided.
    ("2025/konstresidens", "-", "unproven", ""),
];

#[test]
fn an_archive_of_several_municipalities_is_joined_as_a_reader_would() {
    let folder = tempfile::tempdir().unwrap();
    let linked = root().join("tests/linked");
    let arguments = ["scan", linked.to_str().unwrap(), "-o", "findings.json", "--today", "2026-11-24", "-q"];
    assert!(run(folder.path(), &arguments).status.success());
    let report = parsed(&fs::read(folder.path().join("findings.json")).unwrap());
    let archive = &report["archive"];
    let list = |value: &Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect()
    };
    let faults = ["missing", "unproven", "reference-only", "draft", "expired"];
    for (agreement, plan, fault, later) in LINKED {
        let path = format!("avtal/{agreement}.md");
        let mut links = archive["plan_resolution"].as_array().unwrap().iter();
        let link = links.rfind(|link| link["agreement"] == path.as_str()).unwrap();
        let place =
            |plan: &str| if plan.len() > 1 { format!("planer/{plan}.md").into() } else { Value::Null };
        assert_eq!((&link["resolves_to"], &link["replaced_by"]), (&place(plan), &place(later)), "{path}");
        let findings = report["findings"].as_array().unwrap().iter();
        let of = findings.filter(|f| f["document"]["path"] == path.as_str() && f["rule"] == "plan-link");
        let told: Vec<&Value> = of.filter(|f| faults.contains(&f["outcome"].as_str().unwrap())).collect();
        let outcomes: Vec<&str> = told.iter().map(|finding| finding["outcome"].as_str().unwrap()).collect();
        assert_eq!(outcomes, if fault.is_empty() { vec![] } else { vec![*fault] }, "{path}");
        // What the archive has found is told with its place, and with the words of the agreement.
        if *fault == "expired" {
            let why = told[0]["why"].to_string();
            assert!(why.contains(&format!("planer/{later}.md")) || *agreement == "2024/bygdehus", "{why}");
            assert!(!told[0]["evidence"][0]["quote"]["exact"].as_str().unwrap().is_empty());
        }
    }
    let all = archive["plan_resolution"].as_array().unwrap().iter();
    let unsure: Vec<String> = all.flat_map(|link| list(&link["candidates"])).collect();
    assert_eq!(unsure, ["planer/harnas/kulturstrategi.md", "planer/region/kulturstrategi.md"]);
    assert_eq!(list(&archive["unreferenced_plans"]), ["planer/brannmo/biblioteksplan.md"]);
    let families: Vec<(usize, &str, Option<&str>)> = archive["families"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (list(&f["documents"]).len(), f["reason"].as_str().unwrap(), f["in_force"].as_str()))
        .collect();
    // A renewal under a new number; draft, agreement, amendment and termination; a copy. Agreements with others after the
    // same template belong to no family.
    let expected =
        [(2, "version", Some("avtal/2023/fritidsgard.md")), (4, "amendment", None), (2, "same-text", None)];
    assert_eq!(families, expected);
    let superseded: Vec<&str> = report["documents"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|record| record["outcomes"].to_string().contains("superseded"))
        .map(|record| record["path"].as_str().unwrap())
        .collect();
    assert_eq!(superseded, ["avtal/2020/fritidsgard.md", "avtal/2023/orkester/orkester-utkast.md"]);
    // Three spellings of one name, and a copy that counts once; who only signs does not count.
    let loads: Vec<(&str, usize)> = archive["person_load"]
        .as_array()
        .unwrap()
        .iter()
        .map(|load| (load["person"].as_str().unwrap(), list(&load["documents"]).len()))
        .collect();
    let expected = [("Carin Wedholm", 3), ("Hugo Lindestam", 3), ("Alma Fridlund", 1), ("Joel Rydmark", 1)];
    assert_eq!(loads, expected);
}
