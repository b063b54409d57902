//! Word files made to break readers.

use std::io::Write as _;

use super::Row;

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const HEAD: &str = r#"<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>"#;
const TAIL: &str = "</w:body></w:document>";
const SENTENCE: &str = "Kommunen ansvarar för lokalen. ";
const MAIN: &str = "word/document.xml";

/// An entry of a zip file, which may say of itself what is not true.
#[derive(Clone)]
pub struct Part {
    name: Vec<u8>,
    /// What the entry itself is called, where that is not what the directory says.
    inside: Option<Vec<u8>>,
    stored: Vec<u8>,
    method: u16,
    flags: u16,
    sum: u32,
    size: u32,
}

impl Part {
    pub fn new(name: &str, bytes: &[u8]) -> Part {
        let mut part = Part::of_chunks(name, std::iter::once(bytes), flate2::Compression::default());
        part.size = bytes.len() as u32;
        part
    }

    /// Deflated from pieces, so that what is huge is never in memory.
    fn of_chunks<'c>(name: &str, chunks: impl Iterator<Item = &'c [u8]>, level: flate2::Compression) -> Part {
        let mut sum = flate2::Crc::new();
        let mut to = flate2::write::DeflateEncoder::new(Vec::new(), level);
        for chunk in chunks {
            sum.update(chunk);
            to.write_all(chunk).unwrap();
        }
        let (name, stored) = (name.as_bytes().to_vec(), to.finish().unwrap());
        Part { name, inside: None, stored, method: 8, flags: 0, sum: sum.sum(), size: sum.amount() }
    }
}

pub fn zip(parts: &[Part]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for part in parts {
        let at = out.len() as u32;
        let common = |name: &[u8]| {
            let mut head = Vec::new();
            for number in [20, part.flags, part.method, 0, 0x21] {
                head.extend(number.to_le_bytes());
            }
            for number in [part.sum, part.stored.len() as u32, part.size] {
                head.extend(number.to_le_bytes());
            }
            head.extend((name.len() as u16).to_le_bytes());
            head.extend(0_u16.to_le_bytes());
            head
        };
        let inside = part.inside.as_ref().unwrap_or(&part.name);
        out.extend([b"PK\x03\x04", &common(inside)[..], inside, &part.stored].concat());
        directory.extend([&b"PK\x01\x02\x14\0"[..], &common(&part.name), &[0; 10]].concat());
        directory.extend([&at.to_le_bytes()[..], &part.name].concat());
    }
    let (at, count) = (out.len() as u32, parts.len() as u16);
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    out.extend([(directory.len() as u32).to_le_bytes(), at.to_le_bytes()].concat());
    out.extend([0, 0]);
    out
}

fn frame() -> Vec<Part> {
    vec![Part::new("[Content_Types].xml", TYPES.as_bytes()), Part::new("_rels/.rels", RELATIONS.as_bytes())]
}

fn package(main: Part, more: &[Part]) -> Vec<u8> {
    zip(&[&frame()[..], &[main], more].concat())
}

/// A Word file with this body.
pub fn word(body: &str) -> Vec<u8> {
    package(Part::new(MAIN, document(body).as_bytes()), &[])
}

fn document(body: &str) -> String {
    format!("{HEAD}{body}{TAIL}")
}

pub fn text(words: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r></w:p>")
}

/// Unpacks to `times` megabytes between two ends.
fn bomb(before: &str, unit: &[u8], times: usize, after: &str) -> Vec<u8> {
    let chunk = unit.repeat((1 << 20) / unit.len());
    let (before, after) = (format!("{HEAD}{before}"), format!("{after}{}{TAIL}", text(SENTENCE)));
    let chunks = std::iter::once(before.as_bytes());
    let chunks = chunks.chain(std::iter::repeat_n(&chunk[..], times)).chain([after.as_bytes()]);
    package(Part::of_chunks(MAIN, chunks, flate2::Compression::fast()), &[])
}

fn changed(change: impl Fn(&mut Part)) -> Vec<u8> {
    let mut part = Part::new(MAIN, document(&text(&SENTENCE.repeat(20))).as_bytes());
    change(&mut part);
    package(part, &[])
}

fn with_head(head: &str, body: &str) -> Vec<u8> {
    let main = document(body).replace("<?xml version=\"1.0\"?>", head);
    package(Part::new(MAIN, main.as_bytes()), &[])
}

const LIMIT: &[&str] = &["limit"];
const READ: &[&str] = &[];
const DAMAGED: &[&str] = &["damaged"];
/// Mended, or told: both are right.
const ANY: &[&str] = &["*"];

/// Name, bytes, and the reasons that the record may give; none where the file is assessed.
pub fn rows() -> Vec<Row> {
    let plain = text(SENTENCE);
    let good = word(&text(&SENTENCE.repeat(300)));
    let cut = |share: usize| good[..good.len() * share / 100].to_vec();
    let doctype = |entity: &str| {
        with_head(
            &format!("<?xml version=\"1.0\"?><!DOCTYPE d [{entity}]>"),
            &text("&a; Kommunen ansvarar för lokalen."),
        )
    };
    let other_main = RELATIONS.replace("word/document.xml", "/word/other.xml");
    let types = Part::new("[Content_Types].xml", TYPES.as_bytes());
    let decoy = |main: &str| {
        let other = Part::new("word/other.xml", document(main).as_bytes());
        let relations = Part::new("_rels/.rels", other_main.as_bytes());
        zip(&[types.clone(), relations, other, Part::new(MAIN, document(&text("Fel del.")).as_bytes())])
    };
    let loops = r#"<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/><w:link w:val="A"/></w:style><w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>"#;
    let outside = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="b" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="document.xml"/><Relationship Id="c" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="../../../../etc/passwd"/><Relationship Id="d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" TargetMode="External" Target="http://127.0.0.1:9/x.dotm"/></Relationships>"#;
    let looping = package(
        Part::new(
            MAIN,
            document(&format!(
                "<w:p><w:pPr><w:pStyle w:val=\"A\"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>{plain}"
            ))
            .as_bytes(),
        ),
        &[
            Part::new("word/styles.xml", loops.as_bytes()),
            Part::new("word/_rels/document.xml.rels", outside.as_bytes()),
        ],
    );
    let names = ["../../../outside", "/outside", "C:\\outside", "word/../../outside", "a\0b"]
        .map(|name| Part::new(name, b"x"));
    let many: Vec<Part> = (0..12_000).map(|number| Part::new(&format!("word/m/{number}"), b"")).collect();
    let wide: String = document(&plain).chars().collect();
    let wide: Vec<u8> =
        std::iter::once(0xfeff).chain(wide.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let typed =
        |main: &str| Part::new("[Content_Types].xml", TYPES.replace("/word/document.xml", main).as_bytes());
    let relations =
        |main: &str| Part::new("_rels/.rels", RELATIONS.replace("word/document.xml", main).as_bytes());
    let numbered = outside.replace(
        "relationships/styles\" Target=\"styles.xml",
        "relationships/numbering\" Target=\"numbering.xml",
    );
    let labels = format!(
        "<w:numbering xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:lvlText w:val=\"{}\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"1\"/></w:num></w:numbering>",
        "%1.".repeat(20_000)
    );
    let mut rows: Vec<Row> = vec![
        ("control.docx", word(&plain), READ),
        ("elsewhere.docx", decoy(&plain), READ),
        ("missing.docx", zip(&[types.clone(), Part::new("_rels/.rels", other_main.as_bytes())]), DAMAGED),
        ("spaces.docx", bomb("<w:p><w:r><w:t>", b" ", 200, "</w:t></w:r></w:p>"), LIMIT),
        ("letters.docx", bomb("<w:p><w:r><w:t>", b"a", 160, "</w:t></w:r></w:p>"), &["limit", "garbled"]),
        ("paragraphs.docx", bomb("", b"<w:p><w:r><w:t>a</w:t></w:r></w:p>", 140, ""), LIMIT),
        ("attribute.docx", bomb("<w:p w:x=\"", b"A", 140, "\"/>"), LIMIT),
        ("comment.docx", bomb("<!--", b"A", 140, "-->"), LIMIT),
        (
            "lying-small.docx",
            changed(|part| {
                *part = Part::of_chunks(
                    MAIN,
                    std::iter::repeat_n(&[b' '; 1 << 20][..], 200),
                    flate2::Compression::fast(),
                );
                part.size = 100;
            }),
            &["limit", "damaged"],
        ),
        ("lying-large.docx", changed(|part| part.size = 0xffff_fffe), ANY),
        ("sum.docx", changed(|part| part.sum ^= 1), DAMAGED),
        ("secret.docx", changed(|part| part.flags = 1), &["encrypted"]),
        ("method.docx", changed(|part| part.method = 12), &["damaged", "unsupported"]),
        ("inside.docx", changed(|part| part.inside = Some(b"word/documenx.xml".to_vec())), ANY),
        (
            "twice.docx",
            package(
                Part::new(MAIN, document(&plain).as_bytes()),
                &[Part::new(MAIN, document(&text("Nej.")).as_bytes())],
            ),
            DAMAGED,
        ),
        ("names.docx", package(Part::new(MAIN, document(&plain).as_bytes()), &names), READ),
        ("entries.docx", package(Part::new(MAIN, document(&plain).as_bytes()), &many), LIMIT),
        ("prefix.docx", [&[0x90; 50_000][..], &good].concat(), ANY),
        ("cut-30.docx", cut(30), DAMAGED),
        ("cut-95.docx", cut(95), DAMAGED),
        ("ends.docx", [&good[..], b"PK\x05\x06", &[0; 18], &good[good.len() - 22..]].concat(), ANY),
        ("laughs.docx", doctype("<!ENTITY b \"ha\"><!ENTITY a \"&b;&b;&b;&b;&b;&b;&b;&b;\">"), DAMAGED),
        ("local.docx", doctype("<!ENTITY a SYSTEM \"file:///etc/passwd\">"), DAMAGED),
        ("remote.docx", doctype("<!ENTITY % p SYSTEM \"http://127.0.0.1:9/x\"> %p;"), DAMAGED),
        ("unclosed.docx", word(&"<w:p><w:r>".repeat(60_000)), &["limit", "damaged"]),
        (
            "attributes.docx",
            word(&format!(
                "<w:p {}/>{plain}",
                (0..60_000).map(|n| format!("w:a{n}=\"\" ")).collect::<String>()
            )),
            READ,
        ),
        (
            "spaces-of-names.docx",
            word(&format!(
                "{}{plain}{}",
                (0..20_000).map(|n| format!("<w:p xmlns:n{n}=\"urn:{n}\">")).collect::<String>(),
                "</w:p>".repeat(20_000)
            )),
            LIMIT,
        ),
        (
            "cells.docx",
            word(&format!("<w:tbl><w:tr>{}</w:tr></w:tbl>{plain}", "<w:tc><w:p/></w:tc>".repeat(30_000))),
            READ,
        ),
        (
            "spans.docx",
            word(&format!(
                "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2147483647\"/><w:vMerge w:val=\"?\"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>{plain}"
            )),
            READ,
        ),
        (
            "numbers.docx",
            word(&format!(
                "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"-1\"/><w:numId w:val=\"99999999999999999999\"/></w:numPr><w:outlineLvl w:val=\"-7\"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>{plain}"
            )),
            READ,
        ),
        (
            "fields.docx",
            word(&format!(
                "<w:p>{}</w:p>{plain}",
                "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>IF</w:instrText></w:r>"
                    .repeat(20_000)
            )),
            ANY,
        ),
        ("loops.docx", looping, READ),
        ("wide.docx", package(Part::new(MAIN, &wide), &[]), READ),
        ("wide-unmarked.docx", package(Part::new(MAIN, &wide[2..]), &[]), READ),
        ("rooted.docx", zip(&[typed("/word/document.xml"), relations("/word/document.xml"), Part::new("word/document.xml", document(&plain).as_bytes())].map(|mut part| {
            part.name = [&b"/"[..], &part.name].concat();
            part
        })), READ),
        ("by-its-type.docx", zip(&[typed("/content/text"), relations("content/text"), Part::new("content/text", document(&plain).as_bytes())]), READ),
        ("behind-words.docx", [&b"Hej, avtalet kommer efter denna rad.\n"[..], &good].concat(), READ),
        (
            "fallback.docx",
            word(&format!("<w:p><mc:AlternateContent><mc:Choice Requires=\"z\" xmlns:z=\"urn:z\"><w:r><w:t>Nej.</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>{SENTENCE}</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>")),
            READ,
        ),
        ("master.docx", word(&format!("{plain}<w:p><w:subDoc r:id=\"a\"/></w:p>")), &["partial"]),
        (
            "long-labels.docx",
            package(
                Part::new(MAIN, document(&"<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>Kommunen ansvarar.</w:t></w:r></w:p>".repeat(2_000)).as_bytes()),
                &[
                    Part::new("word/_rels/document.xml.rels", numbered.as_bytes()),
                    Part::new("word/numbering.xml", labels.as_bytes()),
                ],
            ),
            READ,
        ),
        ("flat.docx", b"<?xml version=\"1.0\"?><?mso-application progid=\"Word.Document\"?><pkg:package xmlns:pkg=\"http://schemas.microsoft.com/office/2006/xmlPackage\"/>".to_vec(), &["unsupported"]),
        (
            "not-utf-8.docx",
            package(
                Part::new(
                    MAIN,
                    &document(&plain)
                        .into_bytes()
                        .into_iter()
                        .map(|byte| if byte == b'K' { 0xff } else { byte })
                        .collect::<Vec<u8>>(),
                ),
                &[],
            ),
            DAMAGED,
        ),
        (
            "references.docx",
            word(&text("Kommunen &#xD800; &#0; &#27;[2J &#xFFFE; &#x110000; ansvarar för lokalen.")),
            ANY,
        ),
        ("bytes.docx", word(&text("Kommunen \u{1}\u{1b}[2J\u{8} ansvarar för lokalen.")), ANY),
        ("token.docx", word(&text(&"A".repeat(3_000_000))), &["garbled"]),
        (
            "marks.docx",
            word(&text(&format!("Kommunen a{} ansvarar.", "\u{301}".repeat(200_000)))),
            &["garbled"],
        ),
        ("flood.docx", word(&text(&SENTENCE.repeat(20_000))), READ),
        ("page.docx", b"<html><body>Kommunen ansvarar f\xc3\xb6r lokalen.</body></html>".to_vec(), READ),
        ("rich.docx", b"{\\rtf1 Kommunen ansvarar}".to_vec(), &["unsupported"]),
        ("nothing.docx", b"PK\x05\x06".iter().chain(&[0; 18]).copied().collect(), &["unsupported", "empty"]),
        ("head.docx", b"PK\x03\x04".to_vec(), DAMAGED),
        ("zeros.docx", vec![0; 100_000], &["not-a-document"]),
        ("one-byte.docx", vec![b'P'], &["empty"]),
        ("none.docx", Vec::new(), &["empty"]),
    ];
    for (name, file) in [
        ("tbl", "nested-tables.docx"),
        ("sdt", "nested-controls.docx"),
        ("ins", "nested-changes.docx"),
        ("smartTag", "nested-tags.docx"),
        ("hyperlink", "nested-links.docx"),
        ("fldSimple", "nested-fields.docx"),
        ("txbxContent", "nested-boxes.docx"),
        ("unknown", "nested-unknown.docx"),
    ] {
        let (open, close) = match name {
            "tbl" => ("<w:tbl><w:tr><w:tc>".to_owned(), "</w:tc></w:tr></w:tbl>".to_owned()),
            name => (format!("<w:{name}>"), format!("</w:{name}>")),
        };
        let body = format!("{}{plain}{}", open.repeat(20_000), close.repeat(20_000));
        rows.push((file, word(&body), LIMIT));
    }
    rows
}
