//! What always holds of reading, whatever the bytes: nothing panics, blocks lie where they say, the same bytes read the
//! same.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proptest::prelude::*;
use pyspunka::extract::{Extracted, Read};

#[path = "../fuzz/inputs.rs"]
mod inputs;
#[path = "../fuzz/targets.rs"]
mod targets;

use inputs::inputs;
use targets::{TARGETS, read};

fn samples(ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|of| of == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn samples_read_twice_the_same() {
    for ending in ["docx", "pdf", "txt", "odt", "html"] {
        for path in samples(ending) {
            let bytes = std::fs::read(&path).unwrap();
            let (once, again) = (read(&bytes), read(&bytes));
            assert_eq!(once.document.text(), again.document.text(), "{}", path.display());
            assert_eq!(once.document.blocks(), again.document.blocks(), "{}", path.display());
            assert_eq!(once.read, again.read, "{}", path.display());
        }
    }
}

/// The smallest Word sample that reads whole.
fn word_file() -> Vec<u8> {
    let files = samples("docx").into_iter().map(|path| std::fs::read(path).unwrap());
    let whole = |read: Extracted| read.read == Read::Whole && read.document.meta().format == "docx";
    files.filter(|bytes| whole(read(bytes))).min_by_key(Vec::len).unwrap()
}

/// The same unpacked, so that damage reaches its XML and not only the zip around it.
fn parts(file: &[u8]) -> Vec<(String, Vec<u8>)> {
    use std::io::Read as _;
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut entry = zip.by_index(index).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().to_owned(), bytes)
        })
        .collect()
}

fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

static WORD_FILE: LazyLock<Vec<u8>> = LazyLock::new(word_file);

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        read(&bytes);
    }

    #[test]
    fn any_text(text in "\\PC{0,400}") {
        let (once, again) = (read(text.as_bytes()), read(text.as_bytes()));
        prop_assert_eq!(once.document.text(), again.document.text());
        prop_assert_eq!(once.document.blocks(), again.document.blocks());
    }

    #[test]
    fn any_page(tags in proptest::collection::vec("(<(/?)(p|h1|td|tr|table|ul|li|b|a href=\"x\"|script|th rowspan=3|nav|!--)>|&ouml;|&#x1F600;|å <|\\n){1,3}", 0..60)) {
        read(format!("<!doctype html>{}", tags.concat()).as_bytes());
    }

    #[test]
    fn damaged_word_files(at in any::<proptest::sample::Index>(), bit in 0u8..8, cut in any::<bool>()) {
        let mut bytes = WORD_FILE.clone();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] ^= 1 << bit }
        read(&bytes);
    }

    #[test]
    fn damaged_xml(part in any::<proptest::sample::Index>(), at in any::<proptest::sample::Index>(), bit in 0u8..8, cut in any::<bool>()) {
        let mut parts = parts(&WORD_FILE);
        let part = part.index(parts.len());
        let bytes = &mut parts[part].1;
        if !bytes.is_empty() {
            let at = at.index(bytes.len());
            if cut { bytes.truncate(at) } else { bytes[at] ^= 1 << bit }
        }
        let extracted = read(&packed(&parts));
        // A text that ends too early is never said to be whole.
        if cut && parts[part].0 == "word/document.xml" {
            prop_assert!(extracted.read != Read::Whole);
        }
    }

    #[test]
    fn any_word_text(pieces in proptest::collection::vec(
        "(<(/?)w:(p|r|b|tbl|tr|tc|hyperlink)>|<w:br/>|<w:tab/>|<w:t>(å|A V T A L|§ 4 X|- a|  )</w:t>){1,4}", 0..40)
    ) {
        let body = format!("<w:document><w:body><w:p><w:r>{}</w:r></w:p></w:body></w:document>", pieces.concat());
        let mut parts = parts(&WORD_FILE);
        for (_, bytes) in parts.iter_mut().filter(|(name, _)| name == "word/document.xml") {
            *bytes = body.clone().into_bytes();
        }
        let file = packed(&parts);
        let (once, again) = (read(&file), read(&file));
        prop_assert_eq!(once.document.text(), again.document.text());
    }

    #[test]
    fn any_open_document(pieces in proptest::collection::vec(
        "(<(/?)(text:(p|h|list|list-item|note|note-body|span|a)|table:(table|table-row|table-cell))>|<text:s text:c=\"3\"/>|<text:line-break/>|å|A B V D|§ 4 X){1,4}", 0..40)
    ) {
        let content = format!("<office:document-content><office:body><office:text><text:p>{}</text:p></office:text></office:body></office:document-content>", pieces.concat());
        let parts = [("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", content.as_str())];
        let file = packed(&parts.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())));
        let (once, again) = (read(&file), read(&file));
        prop_assert_eq!(once.document.text(), again.document.text());
    }
}

/// What fuzzing starts from, and what it once stumbled over.
#[test]
fn every_seed_and_every_crash_that_was_found_is_borne() {
    for (name, target) in TARGETS {
        inputs(name).iter().for_each(|input| target(input));
    }
}
