//! No output is obeyed by what shows it, whatever documents say and whatever files are called.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use pyspunka::report::REPORTS;
use serde_json::Value;

use super::{json, kept, made, python, root, run, sarif_is_valid, saved, there_is};

/// Whether the file can be shown: nothing in it that a terminal, a browser or a spreadsheet would act on.
fn check(format: &str, file: &Path) {
    let bytes = fs::read(file).unwrap();
    if matches!(format, "docx" | "xlsx") {
        return package(format, file);
    }
    let text = String::from_utf8(bytes).unwrap();
    let text = text.trim_start_matches('\u{feff}');
    for (at, c) in text.char_indices() {
        let ends = c == '\n' || (c == '\r' && format.starts_with("csv"));
        let acts = c.is_control() && !ends;
        let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert!(!acts && !turns, "{format}: {c:?} in {:?}", text.get(at.saturating_sub(40)..at));
    }
    match format {
        "json" => drop(serde_json::from_str::<Value>(text).unwrap()),
        "jsonl" => text.lines().for_each(|line| drop(serde_json::from_str::<Value>(line).unwrap())),
        "sarif" => sarif_is_valid(&serde_json::from_str(text).unwrap()),
        "html" => {
            assert_eq!(text.matches("<script").count(), 2);
            assert!(!text.contains("<img") && !text.contains("<svg onload"));
        }
        "markdown" => {
            let inside = ["<script", "<img", "<svg", "<b>", "](http", "](javascript", "\n# heading"];
            let text = text.replace("\\]", "");
            inside.iter().for_each(|words| assert!(!text.contains(words), "{words}"));
        }
        "csv" | "csv-excel" => {
            let separator = if format == "csv" { ',' } else { ';' };
            let rows = rows(text, separator);
            assert!(rows.iter().all(|row| row.len() == rows[0].len()));
            for cell in rows.iter().flatten() {
                assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '|']), "{format}: {cell}");
            }
        }
        _ => {}
    }
}

/// Rows of cells (RFC 4180).
fn rows(text: &str, separator: char) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            c if c == separator && !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    rows
}

/// No formulas, no fields but page numbers, no targets on the network; whole XML.
fn package(format: &str, file: &Path) {
    for (name, bytes) in super::entries(file) {
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains("<f>") && !text.contains("<f "), "{name}");
        assert!(!text.contains("Target=\"http"), "{name}");
        for field in text.split("<w:instrText").skip(1) {
            let field = field.split_once('>').unwrap().1;
            assert!(field.starts_with("PAGE") || field.starts_with("NUMPAGES"), "{name}: {field:.40}");
        }
        if name.ends_with(".xml") || name.ends_with(".rels") {
            assert!(text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\t' | '\r')), "{name}");
        }
    }
    let script = match format {
        "docx" => "import docx, sys\nassert len(docx.Document(sys.argv[1]).paragraphs) > 10\n",
        _ => {
            "import openpyxl, sys\nbook = openpyxl.load_workbook(sys.argv[1])\n\
             assert len(book.sheetnames) == 5\n\
             assert all(c.data_type != 'f' for s in book for r in s.iter_rows() for c in r)\n"
        }
    };
    let package = if format == "docx" { "docx" } else { "openpyxl" };
    if there_is("python3", &[package]) {
        python(script, &[file.to_str().unwrap()]);
    }
}

#[test]
fn hostile_words_are_inert_in_every_format() {
    let folder = kept("inert");
    let from = folder.join("hostile.json");
    fs::write(&from, made::hostile(json(&saved(&folder))).to_string()).unwrap();
    for format in REPORTS {
        let to = folder.join(format!("report.{}", format.name));
        let arguments = ["report", from.to_str().unwrap(), "--lang", "sv", "--format", format.name, "-o"];
        run(&root(), &[&arguments[..], &[to.to_str().unwrap()]].concat());
        check(format.name, &to);
    }
}

/// Names of files as they come.
fn names() -> Vec<Vec<u8>> {
    let mut names: Vec<Vec<u8>> = [
        "new\nline.docx",
        "esc\u{1b}[31m.docx",
        "bell\u{7}\u{9b}2J.docx",
        "=cmd|' !A1.docx",
        "<img src=x onerror=alert(1)>.docx",
        "--><script>alert(1)<.docx",
        "-rf.docx",
        "--help.docx",
        "CON.docx",
        "a'b\"c`d$e;f&g|h.docx",
        " blank .docx",
        "%41%00{0}.docx",
        "\u{202e}xcod.docx",
        "a\u{30a}.docx",
        "å.docx",
        "漢字.docx",
    ]
    .iter()
    .map(|name| name.as_bytes().to_vec())
    .collect();
    names.push([&[b'l'; 250][..], b".docx"].concat());
    names.push(b"avtal-\xff\xe5.docx".to_vec());
    names
}

#[test]
#[cfg(unix)]
fn odd_names_of_files_are_told_apart_and_inert_in_every_format() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let from = folder.path().join("in");
    fs::create_dir(&from).unwrap();
    let sample = root().join("samples/agreements/02-laxrum-fault.docx");
    for name in names() {
        fs::copy(&sample, from.join(OsStr::from_bytes(&name))).unwrap();
    }
    let mut arguments = vec!["scan".to_owned(), "in".to_owned(), "-q".to_owned(), "--no-cache".to_owned()];
    arguments.extend(["--today".to_owned(), "2026-05-14".to_owned()]);
    for format in REPORTS.iter().filter(|format| !format.endings.is_empty()) {
        arguments.extend(["-o".to_owned(), format!("report.{}", format.endings[0])]);
    }
    run(folder.path(), &arguments.iter().map(String::as_str).collect::<Vec<_>>());
    for format in REPORTS.iter().filter(|format| !format.endings.is_empty()) {
        check(format.name, &folder.path().join(format!("report.{}", format.endings[0])));
    }
    let report = json(&folder.path().join("report.json"));
    let paths = |list: &Value| -> BTreeSet<String> {
        let paths = list.as_array().unwrap().iter().map(|record| record["path"].as_str().unwrap().to_owned());
        paths.collect()
    };
    let records = report["documents"].as_array().unwrap().len();
    assert_eq!((records, paths(&report["documents"]).len()), (names().len(), names().len()));
    let log = json(&folder.path().join("report.sarif"));
    let results = log["runs"][0]["results"].as_array().unwrap();
    let addresses: BTreeSet<&str> = results
        .iter()
        .map(|result| result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap())
        .collect();
    assert_eq!(addresses.len(), names().len(), "{addresses:#?}");
    assert!(addresses.iter().all(|address| address.bytes().all(|byte| byte.is_ascii_graphic())));
    let output = run(folder.path(), &["annotate", "in", "-o", "ut", "--lang", "sv"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.chars().all(|c| !c.is_control() || c == '\n') && !told.contains('\u{202e}'), "{told:?}");
    assert_eq!(fs::read_dir(folder.path().join("ut")).unwrap().count(), names().len(), "{told}");
}
