//! Files that hold documents: zip, tar, gzip, and e-mail messages with attachments. Word, OpenDocument and Excel files are
//! zips too, and are not containers.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::ops::Range;

use flate2::read::MultiGzDecoder;
use tar::EntryType;
use zip::ZipArchive;
use zip::result::ZipError;

use super::manifest::{self, Manifest};
use super::walk::left_out;
use super::{Refused, outlook};
use crate::finding::Reason;

/// How much of a container is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// Entries, at most.
    pub entries: u64,
    /// Inflated bytes of one entry, at most.
    pub entry_bytes: u64,
    /// Inflated bytes of a compressed tar, at most.
    pub total_bytes: u64,
    /// Inflated bytes per stored byte, above 64 KiB, at most.
    pub ratio: u64,
}

/// Stands for files whose names others have too, and of which only one can be had.
const DOUBLED: u64 = u64::MAX;
/// From this index on files are missing.
const MISSING: u64 = 1 << 40;
/// Where entries of a tar begin that are no files, and what they are.
const NOT_FILES: [(usize, &str); 2] = [(usize::MAX - 1, "link"), (usize::MAX - 2, "not-a-file")];
/// Bytes that are inflated whatever the ratio.
const FREE: u64 = 64 << 10;

/// True where the bytes hold other files and are not themselves a document.
pub fn is_container(bytes: &[u8], caps: Caps) -> bool {
    if bytes.starts_with(b"PK\x03\x04") {
        let most = usize::try_from(caps.entries).unwrap_or(usize::MAX);
        let document = |name: &[u8]| {
            let rooted =
                name.iter().position(|byte| !matches!(byte, b'.' | b'/' | b'\\')).unwrap_or(name.len());
            let name = &name[rooted..];
            let is = |part: &str| name.eq_ignore_ascii_case(part.as_bytes());
            is("[content_types].xml") || is("word/document.xml") || name == b"mimetype"
        };
        // Most documents say so in their first entry.
        return !first_entry(bytes).is_some_and(document)
            && ZipArchive::new(Cursor::new(bytes)).is_ok_and(|zip| {
                let names = || zip.file_names().take(most);
                !names().any(|name| document(name.as_bytes())) && !is_package_in_folder(names)
            });
    }
    is_tar(bytes) || is_gzip(bytes) || !attachments(bytes, caps).is_empty()
}

/// True where all entries stand in one folder, and are the parts of a Word document: one that was unpacked and packed anew.
/// No program opens it, and its parts are no documents.
fn is_package_in_folder<'n, N: Iterator<Item = &'n str>>(names: impl Fn() -> N) -> bool {
    let Some(folder) = names().next().and_then(|name| name.split_once('/')).map(|(folder, _)| folder) else {
        return false;
    };
    let inside = |name: &'n str| name.strip_prefix(folder)?.strip_prefix('/');
    let has = |part: &str| names().filter_map(inside).any(|name| name.eq_ignore_ascii_case(part));
    names().all(|name| inside(name).is_some()) && has("[content_types].xml") && has("word/document.xml")
}

/// The name of the entry that a zip begins with.
fn first_entry(bytes: &[u8]) -> Option<&[u8]> {
    let length = u16::from_le_bytes(*bytes.get(26..28)?.first_chunk()?);
    bytes.get(30..30 + usize::from(length))
}

fn is_tar(bytes: &[u8]) -> bool {
    bytes.get(257..262).is_some_and(|magic| magic == b"ustar")
}

fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b, 0x08])
}

/// True where the bytes begin as the header of a message with several parts.
fn is_mail(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(32 << 10)];
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let name = first.split(|byte| *byte == b':').next().unwrap_or_default();
    let is_header = name.len() < first.len()
        && (2..=40).contains(&name.len())
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    let lower = || head.to_ascii_lowercase();
    let holds = |lower: &[u8], word: &[u8]| lower.windows(word.len()).any(|window| window == word);
    is_header && {
        let lower = lower();
        holds(&lower, b"content-type:") && holds(&lower, b"multipart/") && holds(&lower, b"from:")
    }
}

/// What is attached to a message; pictures that belong to its text are left out. Nothing where it is no message.
fn attachments(bytes: &[u8], caps: Caps) -> Vec<(String, Vec<u8>)> {
    use mail_parser::MimeHeaders;
    let most = usize::try_from(caps.entries).unwrap_or(usize::MAX);
    if outlook::is_message(bytes) {
        return outlook::attachments(bytes, most, caps.total_bytes);
    }
    if !is_mail(bytes) {
        return Vec::new();
    }
    let Some(message) = mail_parser::MessageParser::default().parse(bytes) else { return Vec::new() };
    let parts = message.attachments().filter(|part| {
        let is_picture = part.content_type().is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("image"));
        !(is_picture && part.content_id().is_some())
    });
    parts
        .take(most)
        .map(|part| {
            let otherwise = if part.is_message() { "message.eml" } else { "attachment" };
            let name = part.attachment_name().filter(|name| !name.is_empty()).unwrap_or(otherwise);
            (name.replace(['/', '\\'], "_"), part.contents().to_vec())
        })
        .collect()
}

/// A container whose list of files has been read. It is opened once, however many files are taken from it.
#[derive(Debug)]
pub struct Opened {
    inside: Inside,
    caps: Caps,
    manifest: Option<Manifest>,
    /// Files that the manifest names and that are not there, by the index they are asked for with.
    missing: Vec<(u64, String)>,
}

#[derive(Debug)]
enum Inside {
    Zip(Box<ZipArchive<Cursor<Vec<u8>>>>),
    /// Files by name, and where they stand in the bytes.
    Laid {
        bytes: Vec<u8>,
        files: Vec<(String, Range<usize>)>,
    },
}

impl Opened {
    /// Opens a container.
    pub fn new(bytes: Vec<u8>, caps: Caps) -> Result<Opened, Refused> {
        let mut hidden = 0;
        let inside = if is_gzip(&bytes) {
            let (name, inflated) = gunzip(&bytes, caps)?;
            if is_tar(&inflated) {
                tar(inflated, caps)?
            } else {
                let files = vec![(name, 0..inflated.len())];
                Inside::Laid { bytes: inflated, files }
            }
        } else if is_tar(&bytes) {
            tar(bytes, caps)?
        } else if !bytes.starts_with(b"PK") {
            let (mut laid, mut files) = (Vec::new(), Vec::new());
            for (name, attached) in attachments(&bytes, caps) {
                files.push((name, laid.len()..laid.len() + attached.len()));
                laid.extend(attached);
            }
            Inside::Laid { bytes: laid, files }
        } else {
            let start =
                ZipArchive::new(Cursor::new(&bytes[..])).map_or(0, |zip| zip.central_directory_start());
            let entries = listed(&bytes, start);
            let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| refused(&error))?;
            if zip.len() as u64 > caps.entries {
                return Err(Refused::new(Reason::Limit, "entries").value(caps.entries));
            }
            hidden = entries.saturating_sub(zip.len());
            Inside::Zip(Box::new(zip))
        };
        let mut opened = Opened { inside, caps, manifest: None, missing: Vec::new() };
        opened.read_manifest();
        if hidden > 0 {
            // Another of the same name: which of them is meant cannot be told.
            opened.missing.insert(0, (DOUBLED, "(files of the same name)".to_owned()));
        }
        Ok(opened)
    }

    /// Looks for the manifest of a delivery package.
    fn read_manifest(&mut self) {
        let files = self.files();
        let named = files.iter().filter(|(_, name)| manifest::is_named_so(name));
        let Some((index, name)) = named.min_by_key(|(_, name)| name.matches('/').count()).cloned() else {
            return;
        };
        let manifest = self.get(index).ok().and_then(|bytes| Manifest::parse(&name, &bytes));
        if let Some(manifest) = &manifest {
            let missing = manifest.missing(&files).take(usize::try_from(self.caps.entries).unwrap_or(0));
            self.missing = (MISSING..).zip(missing).collect();
            // It is told in the records of the other files.
            self.missing.push((index, String::new()));
        }
        self.manifest = manifest;
    }

    /// What the package says of its files; `None` where it is no delivery package.
    pub fn manifest(&self) -> Option<&Manifest> {
        self.manifest.as_ref()
    }

    /// Names of the files, in the container's own order, with their index; each name once. Folders and the manifest are
    /// left out; files that the manifest names and that are not there stand last, and cannot be had.
    pub fn list(&self) -> Vec<(u64, String)> {
        let own = self.missing.last().map(|(index, _)| *index);
        let mut files = self.files();
        files.retain(|(index, _)| Some(*index) != own);
        files.extend(self.missing.iter().filter(|(_, name)| !name.is_empty()).cloned());
        files
    }

    fn files(&self) -> Vec<(u64, String)> {
        let named: Vec<(u64, String)> = match &self.inside {
            Inside::Zip(zip) => (0..zip.len())
                .filter_map(|index| Some((index as u64, zip.name_for_index(index)?.to_owned())))
                .collect(),
            Inside::Laid { files, .. } => {
                files.iter().enumerate().map(|(index, (name, _))| (index as u64, name.clone())).collect()
            }
        };
        let mut taken = BTreeSet::new();
        let files = named.into_iter().filter(|(_, name)| !name.ends_with('/') && !left_out(name));
        files
            .map(|(index, name)| {
                let name = name.replace('\\', "/");
                let mut once = name.clone();
                let mut number = 2;
                while !taken.insert(once.clone()) {
                    once = format!("{name}#{number}");
                    number += 1;
                }
                (index, once)
            })
            .collect()
    }

    /// The bytes of one file.
    pub fn get(&mut self, index: u64) -> Result<Vec<u8>, Refused> {
        if index == DOUBLED {
            return Err(Refused::new(Reason::Damaged, "same-names"));
        }
        if index >= MISSING {
            return Err(Refused::new(Reason::Damaged, "not-in-package"));
        }
        let index = usize::try_from(index).unwrap_or(usize::MAX);
        let caps = self.caps;
        match &mut self.inside {
            Inside::Zip(zip) => {
                let entry = zip.by_index(index).map_err(|error| refused(&error))?;
                let packed = entry.compressed_size();
                inflate(entry, packed, caps.ratio, ("part-bytes", caps.entry_bytes))
            }
            Inside::Laid { bytes, files } => {
                let range = files.get(index).map(|(_, range)| range.clone());
                if let Some((_, why)) =
                    NOT_FILES.iter().find(|(at, _)| range.as_ref().is_some_and(|r| r.start == *at))
                {
                    return Err(Refused::new(Reason::Unsupported, why));
                }
                let file = range.and_then(|range| bytes.get(range));
                let file = file.ok_or_else(|| Refused::new(Reason::Damaged, "damaged"))?;
                if file.len() as u64 > caps.entry_bytes {
                    return Err(Refused::new(Reason::Limit, "part-bytes").value(caps.entry_bytes));
                }
                Ok(file.to_vec())
            }
        }
    }
}

/// Entries that the central directory lists. The reader merges those of one name.
pub(crate) fn listed(bytes: &[u8], start: u64) -> usize {
    let mut rest = usize::try_from(start).ok().and_then(|start| bytes.get(start..)).unwrap_or_default();
    let mut count = 0;
    while rest.starts_with(b"PK\x01\x02") {
        let length = |at: usize| {
            rest.get(at..at + 2).map_or(0, |two| usize::from(u16::from_le_bytes([two[0], two[1]])))
        };
        count += 1;
        rest = rest.get(46 + length(28) + length(30) + length(32)..).unwrap_or_default();
    }
    count
}

/// Inflates `packed` bytes; what is more than the limit that is met first is refused by its name.
fn inflate(from: impl Read, packed: u64, ratio: u64, most: (&str, u64)) -> Result<Vec<u8>, Refused> {
    let by_ratio = packed.saturating_mul(ratio).max(FREE);
    let (limit, value) = if by_ratio < most.1 { ("ratio", ratio) } else { most };
    let cap = by_ratio.min(most.1);
    let mut inflated = Vec::new();
    let read = from.take(cap.saturating_add(1)).read_to_end(&mut inflated);
    read.map_err(|_| Refused::new(Reason::Damaged, "damaged"))?;
    if inflated.len() as u64 > cap {
        return Err(Refused::new(Reason::Limit, limit).value(value));
    }
    Ok(inflated)
}

/// The name that the file had, and its bytes.
fn gunzip(bytes: &[u8], caps: Caps) -> Result<(String, Vec<u8>), Refused> {
    let decoder = MultiGzDecoder::new(bytes);
    let name = decoder.header().and_then(|header| header.filename());
    let name = name.map(|name| String::from_utf8_lossy(name).into_owned());
    let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| "content".to_owned());
    let inflated = inflate(decoder, bytes.len() as u64, caps.ratio, ("total-bytes", caps.total_bytes))?;
    Ok((name, inflated))
}

fn tar(bytes: Vec<u8>, caps: Caps) -> Result<Inside, Refused> {
    let damaged = |_| Refused::new(Reason::Damaged, "damaged");
    let mut files: Vec<(String, Range<usize>)> = Vec::new();
    let mut archive = tar::Archive::new(bytes.as_slice());
    for entry in archive.entries().map_err(damaged)? {
        let Ok(entry) = entry else {
            // What stands before the damage can be read; without any of it the whole is refused.
            if files.is_empty() {
                return Err(Refused::new(Reason::Damaged, "damaged"));
            }
            files.push(("(the rest)".to_owned(), usize::MAX..usize::MAX));
            break;
        };
        let kind = entry.header().entry_type();
        if kind.is_dir() || kind.is_pax_global_extensions() {
            continue;
        }
        if files.len() as u64 >= caps.entries {
            return Err(Refused::new(Reason::Limit, "entries").value(caps.entries));
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let start = usize::try_from(entry.raw_file_position()).unwrap_or(usize::MAX);
        let length = usize::try_from(entry.size()).unwrap_or(usize::MAX);
        let not_a_file = |at: usize| NOT_FILES[at].0..NOT_FILES[at].0;
        let range = match kind {
            EntryType::Regular | EntryType::Continuous => start..start.saturating_add(length),
            // A second name of a file that came before.
            EntryType::Link => {
                let target = entry.link_name_bytes().map(|to| String::from_utf8_lossy(&to).into_owned());
                let found = files.iter().rev().find(|(name, _)| Some(name) == target.as_ref());
                found.map_or_else(|| not_a_file(0), |(_, range)| range.clone())
            }
            EntryType::Symlink => not_a_file(0),
            _ => not_a_file(1),
        };
        files.push((name, range));
    }
    Ok(Inside::Laid { bytes, files })
}

fn refused(error: &ZipError) -> Refused {
    match error {
        ZipError::UnsupportedArchive(text) if *text == ZipError::PASSWORD_REQUIRED => {
            Refused::new(Reason::Encrypted, "password")
        }
        ZipError::UnsupportedArchive(_) => Refused::new(Reason::Unsupported, "zip-method"),
        _ => Refused::new(Reason::Damaged, "damaged"),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const CAPS: Caps = Caps { entries: 10, entry_bytes: 1 << 20, total_bytes: 1 << 20, ratio: 200 };

    fn check(bytes: Vec<u8>, expected: &[(&str, &str)]) {
        assert!(is_container(&bytes, CAPS));
        let mut opened = Opened::new(bytes, CAPS).unwrap();
        let names = opened.list();
        let files: Vec<(String, String)> = names
            .into_iter()
            .map(|(index, name)| {
                (name, opened.get(index).map_or_else(|why| why.detail, |b| String::from_utf8(b).unwrap()))
            })
            .collect();
        let expected: Vec<(String, String)> =
            expected.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect();
        assert_eq!(files, expected);
    }

    #[test]
    fn a_word_document_in_a_folder_is_no_folder_of_documents() {
        let zip = |names: &[&str]| {
            let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
            for name in names {
                zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            }
            is_container(&zip.finish().unwrap().into_inner(), CAPS)
        };
        assert!(!zip(&["a/word/document.xml", "a/[Content_Types].xml", "a/_rels/.rels"]));
        assert!(zip(&["a/word/document.xml", "a/[Content_Types].xml", "b.docx"]));
        assert!(zip(&["a/b.docx", "a/c.docx"]));
        assert!(zip(&["b.docx"]));
    }

    fn tar_of(files: &[(&str, &str)]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, text) in files {
            let mut header = tar::Header::new_ustar();
            header.set_size(text.len() as u64);
            header.set_cksum();
            builder.append_data(&mut header, name, text.as_bytes()).unwrap();
        }
        builder.into_inner().unwrap()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn tar_and_gzip_are_opened() {
        let files = [("a.txt", "ett"), ("b/c.txt", "två"), ("a.txt", "tre")];
        let expected = [("a.txt", "ett"), ("b/c.txt", "två"), ("a.txt#2", "tre")];
        check(tar_of(&files), &expected);
        check(gzip(&tar_of(&files)), &expected);
        check(gzip(b"text"), &[("content", "text")]);
        let cut = tar_of(&files)[..1200].to_vec();
        check(cut, &[("a.txt", "ett"), ("(the rest)", "damaged")]);
    }

    #[test]
    fn files_of_one_name_in_a_zip_are_told() {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["a.txt", "b.txt"] {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(name.as_bytes()).unwrap();
        }
        let bytes = zip.finish().unwrap().into_inner();
        check(bytes.clone(), &[("a.txt", "a.txt"), ("b.txt", "b.txt")]);
        let at = bytes.windows(5).rposition(|window| window == b"b.txt").unwrap();
        let twice = [&bytes[..at], b"a.txt", &bytes[at + 5..]].concat();
        check(twice, &[("a.txt", "b.txt"), ("(files of the same name)", "same-names")]);
    }

    #[test]
    fn attachments_of_messages_are_taken_out() {
        let mail = "From: a@x.example\r\nSubject: Avtal\r\nMIME-Version: 1.0\r\n\
            Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHej\r\n\
            --b\r\nContent-Type: text/plain; name=\"avtal.txt\"\r\n\
            Content-Disposition: attachment; filename=\"avtal.txt\"\r\n\
            Content-Transfer-Encoding: base64\r\n\r\ndGV4dA==\r\n--b--\r\n";
        check(mail.as_bytes().to_vec(), &[("avtal.txt", "text")]);
        let alone = "From: a@x.example\r\nSubject: Hej\r\nContent-Type: text/plain\r\n\r\nHej\r\n";
        assert!(!is_container(alone.as_bytes(), CAPS));
    }

    #[test]
    fn links_of_a_tar_are_told_and_what_programs_leave_is_not() {
        let mut builder = tar::Builder::new(Vec::new());
        let mut add = |kind: EntryType, name: &str, target: &str, text: &str| {
            let mut header = tar::Header::new_ustar();
            header.set_size(text.len() as u64);
            header.set_entry_type(kind);
            if !target.is_empty() {
                header.set_link_name(target).unwrap();
            }
            header.set_cksum();
            builder.append_data(&mut header, name, text.as_bytes()).unwrap();
        };
        add(EntryType::Directory, "b", "", "");
        add(EntryType::Regular, "a.txt", "", "ett");
        add(EntryType::Regular, "b/.DS_Store", "", "x");
        add(EntryType::Regular, "b/~$a.docx", "", "x");
        add(EntryType::Regular, "__MACOSX/b/._a.txt", "", "x");
        add(EntryType::Regular, "b/._a.txt", "", "två");
        add(EntryType::Link, "b/hard.txt", "a.txt", "");
        add(EntryType::Link, "b/gone.txt", "none.txt", "");
        add(EntryType::Symlink, "b/soft.txt", "../a.txt", "");
        add(EntryType::Fifo, "b/pipe", "", "");
        let expected = [
            ("a.txt", "ett"),
            ("b/._a.txt", "två"),
            ("b/hard.txt", "ett"),
            ("b/gone.txt", "link"),
            ("b/soft.txt", "link"),
            ("b/pipe", "not-a-file"),
        ];
        check(builder.into_inner().unwrap(), &expected);
    }

    #[test]
    fn bombs_are_refused_by_the_limit_that_they_meet() {
        let refused = |bytes: Vec<u8>, caps: Caps| {
            let why = Opened::new(bytes, caps).unwrap_err();
            (why.reason, why.detail, why.value.unwrap_or_default())
        };
        let bomb = gzip(&vec![0; 8 << 20]);
        let limit = |name: &str, value: &str| (Reason::Limit, name.to_owned(), value.to_owned());
        assert_eq!(refused(bomb.clone(), CAPS), limit("total-bytes", "1048576"));
        let loose = Caps { total_bytes: 1 << 30, ..CAPS };
        assert_eq!(refused(bomb, loose), limit("ratio", "200"));
        assert_eq!(Opened::new(gzip(b"x")[..12].to_vec(), CAPS).unwrap_err().reason, Reason::Damaged);
    }
}
