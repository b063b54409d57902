//! Copies with notes: the quoted words wherever they stand, and all else byte by byte as it was.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;

use super::{entries, kept, python, root, run, there_is};

/// A rule that quotes one word wherever it stands.
const RULE: &str = r#"
[[rule]]
id = "marked"
check = "forbids"
zones = ["header-block", "contents", "parties", "body", "table", "contact", "signature", "annex", "annex-list", "references", "furniture"]
find = { regex = ["[Mm]ärkord[a-z]* [a-z]+"] }
title.sv = "Märkt ord"

[rule.outcome.present]
severity = "warning"
message.sv = "Ordet står här."

[[rule.test]]
bad = "Kommunen har märkordet här."
[[rule.test]]
ok = "Kommunen ansvarar för lokalen."
"#;

/// Text, tables, a text box, a note, a header, a formula, and words over several runs, in the namespaces of `strict`.
fn word(strict: bool, comments: bool) -> Vec<u8> {
    let (w, r) = if strict {
        (
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
    } else {
        (
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        )
    };
    let package = "http://schemas.openxmlformats.org/package/2006";
    let content = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let kinds: &[&str] =
        if comments { &["footnotes", "header", "comments"] } else { &["footnotes", "header"] };
    let overrides: String = kinds
        .iter()
        .map(|kind| format!(r#"<Override PartName="/word/{kind}.xml" ContentType="{content}.{kind}+xml"/>"#))
        .collect();
    let relations: String = kinds
        .iter()
        .map(|kind| format!(r#"<Relationship Id="r-{kind}" Type="{r}/{kind}" Target="{kind}.xml"/>"#))
        .collect();
    let own = if comments { r#"<w:commentRangeStart w:id="4"/>"# } else { "" };
    let own_end = if comments {
        r#"<w:commentRangeEnd w:id="4"/><w:r><w:commentReference w:id="4"/></w:r>"#
    } else {
        ""
    };
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let document = format!(
        r#"<?xml version="1.0"?><w:document xmlns:w="{w}" xmlns:r="{r}" xmlns:v="urn:schemas-microsoft-com:vml"><w:body>
<w:p><w:r><w:t>Samverkansavtal</w:t></w:r></w:p>
<w:p><w:r><w:t>Avtalet har träffats mellan Norrby kommun och Föreningen Vågbrytaren.</w:t></w:r></w:p>
<w:p>{own}<w:r><w:t>Inget här. Ett märkord ett &amp; mer. Och Märkord två till. Slut.</w:t></w:r>{own_end}</w:p>
<w:p><w:r><w:t>Inget här. Över flera textdelar märk</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>ordet </w:t></w:r><w:r><w:t>tre nu. Slut.</w:t></w:r></w:p>
<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>
<w:p><w:r><w:t xml:space="preserve">Se noten </w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t> och rutan.</w:t></w:r><w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>I rutan står märkord sex.</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>
<w:sectPr><w:headerReference w:type="default" r:id="r-header"/></w:sectPr></w:body></w:document>"#,
        cell("Uppgift"),
        cell("Ansvarig"),
        cell("Städning av lokalen"),
        cell("Här står märkord fyra i en cell"),
    );
    let root = |name: &str, inside: &str| {
        format!(r#"<?xml version="1.0"?><w:{name} xmlns:w="{w}">{inside}</w:{name}>"#)
    };
    let footnotes = root(
        "footnotes",
        r#"<w:footnote w:id="2"><w:p><w:r><w:t>I noten står märkord fem.</w:t></w:r></w:p></w:footnote>"#,
    );
    let header = root("hdr", "<w:p><w:r><w:t>I huvudet står märkord sju.</w:t></w:r></w:p>");
    let own_comments = root(
        "comments",
        r#"<w:comment w:id="4" w:author="Anna"><w:p><w:r><w:t>Min egen.</w:t></w:r></w:p></w:comment>"#,
    );
    let mut parts = vec![
        (
            "[Content_Types].xml",
            format!(
                r#"<?xml version="1.0"?><Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{content}.document.main+xml"/>{overrides}</Types>"#
            ),
        ),
        (
            "_rels/.rels",
            format!(
                r#"<?xml version="1.0"?><Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{r}/officeDocument" Target="word/document.xml"/></Relationships>"#
            ),
        ),
        ("word/document.xml", document),
        (
            "word/_rels/document.xml.rels",
            format!(
                r#"<?xml version="1.0"?><Relationships xmlns="{package}/relationships">{relations}</Relationships>"#
            ),
        ),
        ("word/footnotes.xml", footnotes),
        ("word/header.xml", header),
        ("custom/odd name åäö.bin", "\u{0}\u{1} as it was".to_owned()),
    ];
    if comments {
        parts.push(("word/comments.xml", own_comments));
    }
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn rules(folder: &Path) -> String {
    let rules = folder.join("marked");
    fs::create_dir_all(&rules).unwrap();
    fs::write(rules.join("pack.toml"), "name = \"marked\"\n").unwrap();
    fs::write(rules.join("marked.toml"), RULE).unwrap();
    rules.to_str().unwrap().to_owned()
}

/// The words between the marks of a comment, elements left out.
fn between(text: &str, id: &str) -> String {
    let start = text.split(&format!("commentRangeStart w:id=\"{id}\"/>")).nth(1).unwrap();
    let inside = start.split(&format!("<w:commentRangeEnd w:id=\"{id}\"/>")).next().unwrap();
    let mut out = String::new();
    for part in inside.split('<') {
        out.push_str(part.split_once('>').map_or(part, |(_, words)| words));
    }
    out
}

#[test]
fn every_quote_of_a_word_file_has_a_comment_at_its_words() {
    let folder = kept("annotated");
    let rules = rules(&folder);
    for (strict, comments) in [(false, false), (false, true), (true, false), (true, true)] {
        let name =
            format!("{}{}.docx", if strict { "strict" } else { "plain" }, if comments { "-med" } else { "" });
        let (original, copy) = (folder.join(&name), folder.join(format!("kopia-{name}")));
        fs::write(&original, word(strict, comments)).unwrap();
        let (from, to) = (original.to_str().unwrap(), copy.to_str().unwrap());
        run(
            &root(),
            &["annotate", from, "-o", to, "--rules", &rules, "--severity", "warning", "--lang", "sv"],
        );
        let (before, after) = (entries(&original), entries(&copy));
        let touched =
            ["word/document.xml", "word/comments.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"];
        for (name, bytes) in &before {
            let same = after.iter().find(|(other, _)| other == name).unwrap();
            let may_change = if comments { &touched[..2] } else { &touched[..] };
            assert!(same.1 == *bytes || may_change.contains(&name.as_str()), "{name}");
        }
        let part = |name: &str| {
            let (_, bytes) = after.iter().find(|(other, _)| other == name).unwrap();
            String::from_utf8(bytes.clone()).unwrap()
        };
        let (text, notes) = (part("word/document.xml"), part("word/comments.xml"));
        let words: Vec<String> = notes
            .split("<w:comment ")
            .skip(1)
            .filter(|comment| comment.contains("marked/present"))
            .map(|comment| {
                let id = comment.split("w:id=\"").nth(1).unwrap().split('"').next().unwrap();
                between(&text, id)
            })
            .collect();
        for wanted in [
            "Ett märkord ett &amp; mer.",
            "Och Märkord två till.",
            "Över flera textdelar märkordet tre nu.",
            "Städning av lokalenHär står märkord fyra i en cell",
        ] {
            assert!(words.iter().any(|words| words == wanted), "{name}: {wanted} {words:?}");
        }
        // Notes at a footnote's number and at the run of a text box; words of a header are told at the top.
        assert!(notes.contains("“I huvudet står märkord sju.”"), "{name}");
        assert!(words.iter().any(|words| words.is_empty()), "{name}: {words:?}");
        assert!(words.iter().any(|words| words.contains("märkord sex")), "{name}: {words:?}");
        assert_eq!(notes.contains("Min egen."), comments, "{name}");
        let mut ids: Vec<&str> =
            notes.split("<w:comment ").skip(1).map(|one| one.split('"').nth(1).unwrap()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{name}");
        if there_is("python3", &["docx"]) && !strict {
            let said = python(
                "import docx, sys\nd = docx.Document(sys.argv[1])\nprint(len(list(d.comments)), len(d.paragraphs))\n",
                &[to],
            );
            assert_eq!(said.trim(), format!("{all} 5"), "{name}");
        }
    }
}

#[test]
fn a_folder_is_annotated_at_once_whatever_lies_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let (from, to) = (folder.path().join("in"), folder.path().join("ut"));
    fs::create_dir_all(from.join("under mapp")).unwrap();
    for name in ["02-laxrum-fault.docx", "02-laxrum-fault.pdf"] {
        fs::copy(root().join("samples/agreements").join(name), from.join("under mapp").join(name)).unwrap();
    }
    for name in ["truncated.docx", "encrypted.pdf", "empty.docx", "word-97.doc"] {
        fs::copy(root().join("samples/odd").join(name), from.join(name)).unwrap();
    }
    fs::write(from.join("läs mig.txt"), "Samverkansavtal mellan Norrby kommun och Föreningen Vågbrytaren.")
        .unwrap();
    let output =
        run(&root(), &["annotate", from.to_str().unwrap(), "-o", to.to_str().unwrap(), "--lang", "sv"]);
    let said = String::from_utf8(output.stderr).unwrap();
    for name in ["02-laxrum-fault.docx", "02-laxrum-fault.pdf"] {
        assert!(to.join("under mapp").join(name).exists(), "{said}");
    }
    for name in ["truncated.docx", "encrypted.pdf", "empty.docx", "word-97.doc", "läs mig.txt"] {
        assert!(!to.join(name).exists() && said.contains(name), "{name}: {said}");
    }
}

#[test]
fn pdf_files_of_all_kinds_get_highlights_and_keep_their_bytes() {
    if !there_is("qpdf", &[]) {
        return;
    }
    let folder = kept("annotated-pdf");
    let original = root().join("samples/agreements/02-laxrum-fault.pdf");
    let original = original.to_str().unwrap();
    for (name, made) in [
        ("object-streams", &["--object-streams=generate"][..]),
        ("linearized", &["--linearize"]),
        ("turned", &["--rotate=+90"]),
        ("upside-down", &["--rotate=+180"]),
        ("no-password", &["--encrypt", "", "owner", "256", "--"]),
        ("no-password-rc4", &["--allow-weak-crypto", "--encrypt", "", "owner", "128", "--"]),
    ] {
        let (file, copy) = (folder.join(format!("{name}.pdf")), folder.join(format!("kopia-{name}.pdf")));
        let (from, to) = (file.to_str().unwrap(), copy.to_str().unwrap());
        let mut command = std::process::Command::new("qpdf");
        assert!(command.args(made).args([original, from]).status().unwrap().success(), "{name}");
        run(&root(), &["annotate", from, "-o", to, "--lang", "sv"]);
        let (before, after) = (fs::read(&file).unwrap(), fs::read(&copy).unwrap());
        assert!(after.starts_with(&before) && after.len() > before.len(), "{name}");
        let checked = std::process::Command::new("qpdf").args(["--check", to]).output().unwrap();
        assert!(checked.status.success(), "{name}: {}", String::from_utf8_lossy(&checked.stderr));
        if there_is("python3", &["pypdf"]) {
            let said = python(
                "import pypdf, sys\nr = pypdf.PdfReader(sys.argv[1])\n\
                 if r.is_encrypted: r.decrypt('')\n\
                 notes = [a.get_object() for p in r.pages for a in p.get('/Annots', [])]\n\
                 print(sum(a['/Subtype'] == '/Highlight' for a in notes), all('fp1:' in a['/Contents'] for a in notes if '/Contents' in a))\n",
                &[to],
            );
            let (count, whole) = said.trim().split_once(' ').unwrap();
            assert!(count.parse::<u32>().unwrap() >= 1 && whole == "True", "{name}: {said}");
        }
    }
}
