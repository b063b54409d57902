//! What is fuzzed, and what must hold whatever the bytes. The same functions run over what is kept
//! of inputs (`inputs.rs`) in the test suite (`tests/extraction.rs`).

use std::io::{Cursor, Write};
use std::sync::LazyLock;

use pyspunka::annotate::{Lexicons, annotate_as};
use pyspunka::document::{Date, Document};
use pyspunka::engine::frame::{Answer, Request, receive, receive_answer};
use pyspunka::engine::journal::{Head, Journal, Kept};
use pyspunka::engine::{Engine, Setup, Written, refused};
use pyspunka::evaluate::{Context, evaluate};
use pyspunka::extract::{Extracted, Failure, Limits, docx, extract, pdf};
use pyspunka::finding::{DocumentRef, Reason};
use pyspunka::ingest::{Source, Stamp};
use pyspunka::report::redact::{Redaction, redact};
use pyspunka::report::{REPORTS, Settings, json};
use pyspunka::rules::{RuleFile, RuleSet, SettingsFile};
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

/// What is fuzzed: it takes any bytes and panics where a promise is broken.
pub type Target = fn(&[u8]);

/// Every target by name. A new one is a function, a line here, and a folder in `seeds/`.
pub const TARGETS: &[(&str, Target)] = &[
    ("docx", word),
    ("findings", findings),
    ("frame", frame),
    ("journal", journal),
    ("lexicon", lexicon),
    ("pdf", page),
    ("rules", rules),
    ("text", text),
];

/// A package where the bytes are one, else the XML of a document's body in a package.
fn word(bytes: &[u8]) {
    if bytes.starts_with(b"PK") {
        docx::read(bytes, &limits(), &mut |_| ()).inspect(|read| holds(&read.document));
        return;
    }
    let types = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
    let body = [br#"<w:document xmlns:w="w"><w:body>"#, bytes, b"</w:body></w:document>"].concat();
    let parts = [
        ("[Content_Types].xml", types.as_bytes()),
        ("word/document.xml", &body),
        ("word/numbering.xml", bytes),
    ];
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        let written = zip.start_file(name, stored).map(|()| zip.write_all(bytes));
        assert!(matches!(written, Ok(Ok(()))));
    }
    let package = zip.finish().map(Cursor::into_inner).unwrap_or_default();
    holds(&read(&package).document);
}

/// A PDF where the bytes are one, else what stands on a page of one, with a font that has a ToUnicode map made of the same
/// bytes.
fn page(bytes: &[u8]) {
    if pdf::recognise(bytes) {
        holds(&pdf::read(bytes, &limits()).document);
        return;
    }
    let stream = |more: &str| {
        [format!("<<{more}/Length {}>>stream\n", bytes.len()).as_bytes(), bytes, b"\nendstream"].concat()
    };
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R/G 7 0 R>>/XObject<</X 6 0 R>>>>>>".to_vec(),
        stream(""),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
        stream("/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>"),
        b"<</Type/Font/Subtype/Type0/BaseFont/H/Encoding/Identity-H/ToUnicode 4 0 R/DescendantFonts[8 0 R]>>".to_vec(),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/H/DW 500/FontDescriptor<</Type/FontDescriptor/FontName/H/Flags 4>>>>".to_vec(),
    ];
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        places.push(file.len());
        file.extend([format!("{number} 0 obj\n").as_bytes(), object, b"\nendobj\n"].concat());
    }
    let start = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    file.extend(places.iter().flat_map(|place| format!("{place:010} 00000 n \n").into_bytes()));
    file.extend(format!("trailer<</Size 9/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").bytes());
    holds(&read(&file).document);
}

/// Any file, read, annotated and judged.
fn text(bytes: &[u8]) {
    let source = Source { name: "x.txt".to_owned(), bytes: bytes.to_vec() };
    let facts = ENGINE.scan(&source);
    assert_ne!(
        facts.record.reason.as_deref(),
        Some(Reason::Crashed.code().as_str()),
        "{:?}",
        facts.record.problems
    );
    let document = extract(bytes, &limits()).document;
    let characters: Vec<char> = document.text().chars().collect();
    for evidence in facts.findings.iter().flat_map(|finding| &finding.evidence) {
        let there = characters.get(evidence.span.start..evidence.span.end);
        let there: String = there.unwrap_or_default().iter().collect();
        assert!(there.starts_with(evidence.quote.exact.trim_end_matches('…')), "{:?}", evidence.quote);
    }
}

/// A rule file, and settings; what compiles is put to work.
fn rules(bytes: &[u8]) {
    let file =
        RuleFile { path: "own/x.toml".to_owned(), bytes: bytes.to_vec().into(), json: None, own: true };
    if let Err(mistakes) = SettingsFile::read("pyspunka.toml", bytes) {
        assert!(!mistakes.is_empty());
        mistakes.iter().for_each(|mistake| assert!(!mistake.render().is_empty()));
    }
    match RuleSet::load(&[file], LEXICONS.labels()) {
        Ok(rules) => judge(&LEXICONS, &rules),
        Err(mistakes) => mistakes.iter().for_each(|mistake| assert!(mistake.render().contains("own/x.toml"))),
    }
}

/// A lexicon; what compiles is put to work.
fn lexicon(bytes: &[u8]) {
    let files = [("lexicon/x.toml".to_owned(), String::from_utf8_lossy(bytes).into_owned())];
    let (lexicons, errors) = Lexicons::read(&files, None);
    assert!(errors.iter().all(|error| error.path == files[0].0 && !error.message.is_empty()));
    if errors.is_empty() {
        annotate_as(&SAMPLE, &lexicons, None, None);
    }
}

/// A journal as it is, and one whose lines have right checksums: found, gone on with, read as a part.
fn journal(bytes: &[u8]) {
    let checked = bytes.split(|byte| *byte == b'\n').enumerate().flat_map(|(number, body)| {
        let sum = blake3::hash(body).to_hex();
        let field = if number == 0 { "head" } else { "body" };
        [format!("{{\"sum\":\"{}\",\"{field}\":", &sum[..16]).as_bytes(), body, b"}\n"].concat()
    });
    let path = FOLDER.path().join("journal");
    for content in [bytes.to_vec(), checked.collect()] {
        assert!(std::fs::write(&path, &content).is_ok());
        if let Ok((kept, head)) = Kept::of_parts(std::slice::from_ref(&path), FOLDER.path()) {
            let _ = kept.write_part(&head, &mut std::io::sink());
        }
        let Ok((journal, _)) = Journal::open(&path, &HEAD) else { continue };
        let stamp = Stamp { bytes: 1, ..Stamp::default() };
        journal.has("a.docx", stamp);
        let facts = refused("a.docx", &Failure::new(Reason::Empty, "empty"), ENGINE.rules());
        assert!(Written::new(&facts).and_then(|facts| journal.keep(&facts, Some(stamp))).is_ok());
        assert!(journal.facts().is_ok_and(|(kept, _)| !kept.is_empty()));
    }
}

/// Saved findings, and every report that is made of them.
fn findings(bytes: &[u8]) {
    let Ok(report) = json::read(bytes) else { return };
    let redacted = redact(&report, Redaction::Names, Some(&[7; 16]));
    for report in [Some(&report), redacted.as_ref().ok()].into_iter().flatten() {
        for format in REPORTS {
            let mut out = Vec::new();
            let written = (format.write)(report, &Settings { lang: "sv" }, &mut out);
            assert!(written.is_ok(), "{}: {written:?}", format.name);
            // The others are compressed.
            if !matches!(format.name, "docx" | "xlsx") {
                assert!(!out.contains(&0x1b), "{}", format.name);
            }
        }
    }
}

/// What a worker that somebody else has taken over might answer.
fn frame(bytes: &[u8]) {
    let _ = receive::<Request>(&mut &bytes[..]);
    let framed = [&(bytes.len() as u32).to_le_bytes()[..], bytes].concat();
    if let Ok(Answer::Facts(facts, _)) = receive_answer(&mut &framed.repeat(2)[..]) {
        let _ = facts.read();
    }
}

fn limits() -> Limits {
    Limits {
        part_bytes: 1 << 20,
        total_bytes: 4 << 20,
        text_bytes: 1 << 20,
        pages: 20,
        operators: 50_000,
        glyphs: 50_000,
        blocks: 20_000,
        ..Limits::default()
    }
}

/// Reads, and says what must hold of any document.
pub fn read(bytes: &[u8]) -> Extracted {
    let extracted = extract(bytes, &limits());
    holds(&extracted.document);
    extracted
}

/// Blocks are in order, on character boundaries, and one separator lies between two.
pub fn holds(document: &Document) {
    let text = document.text();
    assert_eq!(document.lower().len(), text.len());
    let mut at = 0;
    for (index, block) in document.blocks().iter().enumerate() {
        let (start, end) = (block.span.start(), block.span.end());
        if index > 0 {
            assert!(matches!(&text[at..start], "\n" | "\t"), "{:?}", &text[at..start]);
        } else {
            assert_eq!(start, 0);
        }
        assert!(start < end && text.is_char_boundary(start) && text.is_char_boundary(end));
        assert!(block.span.contains(block.content));
        assert_eq!(&text[block.span.range()], document.slice(block.span));
        assert!(!document.slice(block.span).contains(['\n', '\t']));
        assert!(block.links.iter().all(|(span, _)| block.span.contains(*span)));
        assert_eq!(document.block_at(start), Some(index));
        let _ = (document.runs_of(block.span), document.section_path(index));
        at = end;
    }
    assert_eq!(at, text.len());
    assert!(document.words().iter().all(|word| text.is_char_boundary(word.span.start())));
}

/// Judges the sample by some rules.
fn judge(lexicons: &Lexicons, rules: &RuleSet) {
    let annotations = annotate_as(&SAMPLE, lexicons, None, None);
    let document = DocumentRef {
        path: "x.txt".to_owned(),
        blake3: String::new(),
        kind: annotations.kind.kind,
        dnr: None,
        language: annotations.language,
    };
    let context = Context { today: DAY, strict: false, whole: true, document, findings_per_rule: 20 };
    evaluate(&SAMPLE, &annotations, lexicons.labels(), rules, &context);
}

const DAY: Date = Date { year: 2026, month: 5, day: 14 };

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let setup = Setup { limits: limits(), ..Setup::shipped(DAY) };
    Engine::new(setup).unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
});

static LEXICONS: LazyLock<Lexicons> = LazyLock::new(|| ENGINE.lexicons().clone());

static HEAD: LazyLock<Head> = LazyLock::new(|| Head::new(&ENGINE, "x", None));

static FOLDER: LazyLock<tempfile::TempDir> =
    LazyLock::new(|| tempfile::tempdir().unwrap_or_else(|why| panic!("{why}")));

static SAMPLE: LazyLock<Document> = LazyLock::new(|| {
    let text = "Samverkansavtal\n\nMellan Norrby kommun (nedan kallad Kommunen) och Föreningen Vågbrytaren (nedan kallad \
        Föreningen).\n\nKommunen ansvarar för lokalen. Anna Lind är samordnare. Se bilaga 1 och Trygghetsplan 2024–2028.\n";
    extract(text.as_bytes(), &limits()).document
});
