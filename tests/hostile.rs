//! Files made to break readers, beside good ones: each has its record, and the good ones say what they say alone.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use zip::write::SimpleFileOptions;

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

/// A Word file with this body, and these further entries.
fn word(body: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let types = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
    let rels = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
    let document = format!(
        r#"<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
    );
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", rels.as_bytes()),
        ("word/document.xml", document.as_bytes()),
    ];
    for (name, bytes) in parts.into_iter().chain(more.iter().copied()) {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn text(words: &str) -> String {
    format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>")
}

/// A PDF of these objects, the first being the catalogue.
fn pdf(objects: &[&str]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).bytes());
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    out.extend(format!("trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").bytes());
    out
}

/// Name, bytes, and the reasons that its record may give; none means that it may be read.
fn files() -> Vec<(&'static str, Vec<u8>, &'static [&'static str])> {
    let sentence = "Kommunen ansvarar för lokalen. ";
    let plain = text(sentence);
    let nest = |name: &str, depth: usize| {
        format!("{}{plain}{}", format!("<w:{name}>").repeat(depth), format!("</w:{name}>").repeat(depth))
    };
    let table = |depth: usize| {
        format!("{}{plain}{}", "<w:tbl><w:tr><w:tc>".repeat(depth), "</w:tc></w:tr></w:tbl>".repeat(depth))
    };
    let laughs = r#"<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"#;
    let laughing = {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let mut good = zip::ZipArchive::new(Cursor::new(word("", &[]))).unwrap();
        for index in 0..good.len() {
            let entry = good.by_index_raw(index).unwrap();
            if entry.name() != "word/document.xml" {
                archive.raw_copy_file(entry).unwrap();
            }
        }
        archive.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
        archive.write_all(laughs.as_bytes()).unwrap();
        archive.finish().unwrap().into_inner()
    };
    let whole = word(&text(&sentence.repeat(300)), &[]);
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>";
    vec![
        ("bomb.docx", word(&text(&"a".repeat(160 << 20)), &[]), &["limit", "garbled"]),
        ("tables.docx", word(&table(20_000), &[]), &["limit"]),
        ("controls.docx", word(&nest("sdt", 60_000), &[]), &["limit"]),
        ("unclosed.docx", word(&"<w:p><w:r>".repeat(60_000), &[]), &["limit", "damaged", "empty"]),
        ("entities.docx", laughing, &["damaged"]),
        ("cut.docx", whole[..whole.len() / 2].to_vec(), &["damaged"]),
        ("zeros.docx", vec![0; 100_000], &["not-a-document"]),
        ("one-byte.docx", vec![b'P'], &["empty", "not-a-document", "garbled"]),
        ("empty.pdf", Vec::new(), &["empty"]),
        ("header.pdf", b"%PDF-1.7\n".to_vec(), &["damaged", "empty"]),
        (
            "pages-loop.pdf",
            pdf(&["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R]/Count 1>>"]),
            &["damaged", "empty"],
        ),
        (
            "form-loop.pdf",
            pdf(&[
                "<</Type/Catalog/Pages 2 0 R>>",
                "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>",
                "<</Length 5>>stream\n/F Do\nendstream",
                "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 11/Resources<</XObject<</F 5 0 R>>>>>>stream\n/F Do /F Do\nendstream",
            ]),
            &["empty", "damaged", "limit"],
        ),
        (
            "huge-count.pdf",
            pdf(&[
                "<</Type/Catalog/Pages 2 0 R>>",
                "<</Type/Pages/Kids[3 0 R]/Count 2147483647>>",
                page,
                "<</Length 0>>stream\n\nendstream",
            ]),
            &["empty", "damaged", "limit", "partial"],
        ),
        ("deep.pdf", pdf(&[&"[".repeat(200_000)]), &["damaged", "empty"]),
        ("long-token.txt", format!("Avtal {}", "x".repeat(3 << 20)).into_bytes(), &["garbled"]),
        (
            "control.txt",
            b"\x1b]0;x\x07 =cmd|'x'!A1 <script>alert(1)</script>\n".to_vec(),
            &["not-a-document"],
        ),
    ]
}

#[test]
fn hostile_files_get_their_record_and_leave_good_ones_alone() {
    let good =
        ["agreements/02-laxrum-fault.docx", "agreements/06-energirad-clean.pdf", "plans/plan-folkhalsa.docx"];
    let [alone, beside] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    for folder in [&alone, &beside] {
        for path in good {
            let name = path.rsplit('/').next().unwrap();
            fs::copy(root().join("samples").join(path), folder.path().join(name)).unwrap();
        }
    }
    let hostile = files();
    for (name, bytes, _) in &hostile {
        fs::write(beside.path().join(name), bytes).unwrap();
    }
    let before = scan(alone.path(), &[]);
    let after = scan(beside.path(), &["--limit", "seconds=60"]);
    let records = after["documents"].as_array().unwrap();
    assert_eq!(records.len(), good.len() + hostile.len());
    for (name, _, reasons) in &hostile {
        let record = records.iter().find(|record| record["path"] == *name).unwrap();
        let reason = record["reason"].as_str();
        assert!(
            if reasons.is_empty() {
                reason.is_none()
            } else {
                reason.is_some_and(|reason| reasons.contains(&reason))
            },
            "{name}: {} {reason:?}",
            record["status"]
        );
    }
    for record in before["documents"].as_array().unwrap() {
        assert!(records.contains(record), "{}", record["path"]);
    }
    let findings = after["findings"].as_array().unwrap();
    for finding in before["findings"].as_array().unwrap() {
        assert!(findings.contains(finding), "{}", finding["id"]);
    }
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
        ("words.docx", word(&text(sentence).repeat(12), &[])),
        ("words.txt", format!("{sentence}\n\n").repeat(12).into_bytes()),
        (
            "long.docx",
            word(
                &format!(
                    "{}<!--{}-->{}",
                    text(sentence),
                    (0..700_000).map(|n| format!("{n} ")).collect::<String>(),
                    text(sentence)
                ),
                &[],
            ),
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
    let twice = word(&text("Kommunen ansvarar för lokalen."), &[("word/documenx.xml", b"<w:document/>")]);
    let mut bytes = twice;
    // The name stands in the entry and in the directory.
    for at in 0..bytes.len() - 17 {
        if &bytes[at..at + 17] == b"word/documenx.xml" {
            bytes[at + 12] = b't';
        }
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("twice.docx"), bytes).unwrap();
    let report = scan(folder.path(), &[]);
    let record = &report["documents"][0];
    assert!(
        record["reason"] == "damaged" && record["reason_text"].to_string().contains("two parts of one name"),
        "{record}"
    );
}
