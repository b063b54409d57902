//! Formats that are recognised so that a record can say what to do, but not read.

use std::io::{Cursor, Read};

use super::{Extracted, Failure};
use crate::finding::{FACTS_SCHEMA, REPORT_MARK, REPORT_SCHEMA, Reason};

/// Code of each failure, and what to do.
pub const FAILURE_CODES: &[(&str, &str)] = &[
    ("word97", "Word 97–2003 document: save it as .docx"),
    ("office97", "Office 97–2003 file: save it in a newer format, agreements as .docx or PDF"),
    ("outlook", "Outlook message: save the attached agreement by itself"),
    ("password", "the file is protected by a password: save it without one"),
    ("rtf", "Rich Text Format: save it as .docx"),
    ("email", "e-mail: save the attached agreement by itself"),
    ("xlsx", "Excel workbook: not an agreement; save the text as .docx or PDF"),
    ("pptx", "PowerPoint presentation: save it as PDF"),
    ("ods", "OpenDocument spreadsheet or presentation: save the text as .docx or PDF"),
    ("xps", "XPS document: print it to PDF"),
    ("apple-pages", "Apple Pages document: export it as Word or PDF"),
    ("epub", "electronic book: not an agreement"),
    ("wordperfect", "WordPerfect document: save it as .docx or PDF"),
    ("xml-document", "Word or OpenDocument text in a single XML file: save it as .docx or .odt"),
    ("image", "a picture: run character recognition and save it as PDF"),
    ("container", "an archive of files: unpack it"),
    ("broken-zip", "a package that cannot be opened: fetch the file again"),
    ("program", "a program, not a document"),
    ("json", "data for programs (JSON), not a document"),
    ("own-report", "a report of pyspunka, not a document"),
    ("no-bytes", "the file is empty"),
    ("not-a-document", "not a document"),
    ("file-bytes", "the file is larger than the limit"),
];

/// Says what the file is and what to do; `None` where it is nothing known.
pub fn read(bytes: &[u8]) -> Option<Extracted> {
    let (format, reason, code) = sniff(bytes)?;
    Some(Extracted::failed(format, Failure::new(reason, code)))
}

fn sniff(bytes: &[u8]) -> Option<(&'static str, Reason, &'static str)> {
    let head = &bytes[..bytes.len().min(4096)];
    let starts = |magic: &[u8]| head.starts_with(magic);
    if starts(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
        return Some(compound(bytes));
    }
    if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
        return Some(zipped(bytes));
    }
    let image = starts(b"\x89PNG")
        || starts(b"\xff\xd8\xff")
        || starts(b"GIF8")
        || starts(b"II*\0")
        || starts(b"MM\0*")
        || starts(b"BM") && bytes.len() > 54
        || head.get(4..8) == Some(b"ftyp");
    if image {
        return Some(("image", Reason::Unsupported, "image"));
    }
    if starts(b"{\\rtf") {
        return Some(("rtf", Reason::Unsupported, "rtf"));
    }
    if starts(b"\xffWPC") {
        return Some(("wpd", Reason::Unsupported, "wordperfect"));
    }
    if starts(b"MZ") || starts(b"\x7fELF") {
        return Some(("program", Reason::NotADocument, "program"));
    }
    if let Some(format) = own(head) {
        return Some((format, Reason::OwnReport, "own-report"));
    }
    if is_json(head) {
        return Some(("json", Reason::NotADocument, "json"));
    }
    if starts(b"\x1f\x8b") || starts(b"7z\xbc\xaf") || starts(b"Rar!") {
        return Some(("container", Reason::Unsupported, "container"));
    }
    if starts(b"<?xml") || starts(b"\xef\xbb\xbf<?xml") {
        let names: [&[u8]; 4] = [
            b"office/2006/xmlPackage",
            b"office/word/2003/wordml",
            b"names:tc:opendocument:xmlns:office",
            b"schemas.openxmlformats.org/",
        ];
        return names.iter().any(|name| find(head, name)).then_some((
            "xml",
            Reason::Unsupported,
            "xml-document",
        ));
    }
    let first_line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let mail = [b"From: ".as_slice(), b"Received: ", b"Return-Path:", b"MIME-Version:", b"Message-ID:"];
    if mail.iter().any(|header| first_line.starts_with(header)) && find(head, b"\nSubject:") {
        return Some(("eml", Reason::Unsupported, "email"));
    }
    None
}

/// True where a file that begins so is a report of this program, or what a scan that has not ended left beside one. Word
/// and Excel files do not tell in their first bytes.
pub fn is_own(bytes: &[u8]) -> bool {
    own(&bytes[..bytes.len().min(4096)]).is_some()
}

/// The format of an own report, by how it begins.
fn own(head: &[u8]) -> Option<&'static str> {
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}');
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let object = || bare(text.get(..text.floor_char_boundary(200)).unwrap_or(text));
    let journal = || {
        let sum = text.strip_prefix("{\"sum\":\"")?;
        sum.get(16..)?.strip_prefix(&format!("\",\"head\":{{\"schema\":\"{FACTS_SCHEMA}\""))
    };
    let line = |kind: &str, field: &str| {
        text.strip_prefix(&format!("{{\"type\":\"{kind}\",")).is_some_and(|rest| rest.contains(field))
    };
    let columns = |part: char| {
        text.starts_with(&["path", "kind", "dnr", "rule", "outcome", "severity"].join(&part.to_string()))
    };
    if text.starts_with('{') {
        let is_json = object().starts_with(&format!("{{\"schema\":\"{REPORT_SCHEMA}\""))
            || line("document", "\"blake3\":")
            || line("archive", "\"person_load\":")
            || journal().is_some();
        let is_sarif =
            || text.contains("\"$schema\"") && text.contains(&format!("\"generator\": \"{REPORT_MARK}\""));
        return if is_json { Some("json") } else { is_sarif().then_some("sarif") };
    }
    if text.starts_with("<!DOCTYPE html>") {
        return text.contains(&format!("name=\"generator\" content=\"{REPORT_MARK}\"")).then_some("html");
    }
    if columns(',') || columns(';') {
        return Some("csv");
    }
    let is_text = text.starts_with(&format!("{REPORT_MARK}\n\n"));
    (is_text || text.starts_with("# pyspunka\n\n| | |\n|---|---:|\n")).then_some("txt")
}

/// True where the properties of an Excel file say that it is a report of this program.
fn is_own_workbook(bytes: &[u8]) -> bool {
    const MOST: u64 = 64 << 10;
    let read = || -> Option<bool> {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut properties = Vec::new();
        zip.by_name("docProps/custom.xml").ok()?.take(MOST).read_to_end(&mut properties).ok()?;
        Some(find(&properties, format!("name=\"{REPORT_MARK}\"").as_bytes()))
    };
    find(bytes, b"docProps/custom.xml") && read() == Some(true)
}

/// `{"schema": …`, `[{"id": …`: an object that begins with a name, as reports of findings do.
fn is_json(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let object = text.strip_prefix('[').unwrap_or(text).trim_start().strip_prefix('{');
    let name =
        object.and_then(|rest| rest.trim_start().strip_prefix('"')).and_then(|rest| rest.split_once('"'));
    name.is_some_and(|(name, rest)| !name.contains('\n') && rest.trim_start().starts_with(':'))
}

/// A compound file (OLE): its streams have names in UTF-16, in directory sectors that may lie anywhere.
fn compound(bytes: &[u8]) -> (&'static str, Reason, &'static str) {
    let named = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        find(bytes, &wide)
    };
    if named("EncryptedPackage") {
        ("docx", Reason::Encrypted, "password")
    } else if named("__substg1.0_") || named("__properties_version") {
        ("msg", Reason::Unsupported, "outlook")
    } else if named("WordDocument") {
        ("doc", Reason::Unsupported, "word97")
    } else {
        ("ole", Reason::Unsupported, "office97")
    }
}

/// A zip without a Word document: by the names of its entries, which stand in the clear.
fn zipped(bytes: &[u8]) -> (&'static str, Reason, &'static str) {
    if find(bytes, b"mimetypeapplication/vnd.oasis.opendocument.text") {
        ("odt", Reason::Damaged, "broken-zip")
    } else if find(bytes, b"mimetypeapplication/epub+zip") {
        ("epub", Reason::Unsupported, "epub")
    } else if find(bytes, b"FixedDocumentSequence.fdseq") || find(bytes, b"FixedDocSeq.fdseq") {
        ("xps", Reason::Unsupported, "xps")
    } else if find(bytes, b"Index/Document.iwa") || find(bytes, b"buildVersionHistory.plist") {
        ("pages", Reason::Unsupported, "apple-pages")
    } else if find(bytes, b"mimetypeapplication/vnd.oasis.opendocument") {
        ("ods", Reason::Unsupported, "ods")
    } else if find(bytes, b"xl/workbook") && is_own_workbook(bytes) {
        ("xlsx", Reason::OwnReport, "own-report")
    } else if find(bytes, b"xl/workbook") {
        ("xlsx", Reason::Unsupported, "xlsx")
    } else if find(bytes, b"ppt/presentation") {
        ("pptx", Reason::Unsupported, "pptx")
    } else if find(bytes, b"word/") || find(bytes, b"[Content_Types].xml") {
        ("docx", Reason::Damaged, "broken-zip")
    } else if find(bytes, b"PK\x05\x06") {
        ("zip", Reason::Unsupported, "container")
    } else {
        ("zip", Reason::Damaged, "broken-zip")
    }
}

/// True where `needle` stands in `bytes`. Linear.
fn find(bytes: &[u8], needle: &[u8]) -> bool {
    aho_corasick::AhoCorasick::new([needle]).is_ok_and(|automaton| automaton.is_match(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: Option<&str>) {
        assert_eq!(sniff(bytes).map(|(_, _, code)| code), expected, "{}", String::from_utf8_lossy(bytes));
    }

    #[test]
    fn what_is_no_text_to_judge_is_named() {
        check(b"{\"schema\": \"pyspunka.report/1\", \"documents\": []}", Some("own-report"));
        check(b"{\"schema\": \"other.report/1\", \"documents\": []}", Some("json"));
        check(b"{\"type\":\"document\",\"path\":\"a\"}", Some("json"));
        check("\u{feff}path;kind;dnr;rule;outcome;severity;confidence\r\n".as_bytes(), Some("own-report"));
        check(b"path;kind;dnr;comment\n", None);
        check(b"# pyspunka\n\nAvtal mellan Norrby kommun och Hamnen", None);
        check(b"pyspunka-report: avtal mellan Norrby kommun och Hamnen", None);
        check("\u{feff}[\n  { \"id\" : 1 }\n]".as_bytes(), Some("json"));
        check("{\"å".as_bytes(), None);
        check(b"{ \"Avtal\" mellan Norrby kommun och Hamnen }", None);
        check(b"[x] Avtal \"A\": Norrby kommun", None);
        check(b"{\\rtf1 Avtal}", Some("rtf"));
        let part = b"<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">";
        check(part, Some("xml-document"));
        check(b"<?xml version=\"1.0\"?><avtal>", None);
        check(b"Avtal mellan Norrby kommun och Hamnen", None);
    }
}
