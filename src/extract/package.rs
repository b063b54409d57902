//! The zip package of a Word or OpenDocument file: parts by name and their XML, read under limits.

use std::collections::BTreeMap;
use std::io::Cursor;

use flate2::{Crc, Decompress, FlushDecompress, Status};
use memchr::memmem;
use quick_xml::events::Event;
use zip::{CompressionMethod, ZipArchive};

use super::charset::{decode, named};
use crate::document::DocumentBuilder;
use crate::extract::{Ended, Extracted, Failure, Limits, Read};
use crate::finding::{Problem, Reason};
use crate::ingest::container::listed;
pub(super) use crate::xml::{attribute, is_on, local, number, reader, reference};
use crate::xml::{attributes, relationships_of, resolve};

/// Bytes of a part that are made room for before it is read, at most.
const BELIEVED: u64 = 1 << 19;

/// An open package.
pub(super) struct Package<'a> {
    bytes: &'a [u8],
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Serves one part after the other.
    inflater: Decompress,
    names: BTreeMap<String, usize>,
    limits: &'a Limits,
    inflated: u64,
    /// Two entries of one name: what is read here may not be what another program shows.
    doubled: bool,
    /// Told of each stage that has ended.
    ended: &'a mut Ended<'a>,
}

/// A part's text, and whether all of it could be read.
pub(super) struct Part {
    pub(super) text: String,
    pub(super) cut: Option<Failure>,
}

/// A relationship of a part.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    /// Last word of its type ("footnotes", "header").
    pub(super) kind: String,
    /// Target as written, or as a part name where it lies in the package.
    pub(super) target: String,
    pub(super) external: bool,
}

/// What was seen and is no text of the document.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LeftOut {
    /// Changes that nobody has accepted or refused.
    pub(super) changes: u32,
    /// Characters of hidden text.
    pub(super) hidden: u32,
    /// Documents embedded in the text, which are not read.
    pub(super) chunks: u32,
}

/// The end of reading: notes what was left out, and says how far it came.
pub(super) fn finish(mut builder: DocumentBuilder, left_out: LeftOut, cut: Option<Failure>) -> Extracted {
    builder.meta().tracked_changes = left_out.changes;
    builder.meta().hidden_chars = left_out.hidden;
    let notes = [
        ("unaccepted-changes", left_out.changes, "unaccepted changes"),
        ("hidden-text", left_out.hidden, "characters of hidden text left out"),
        ("alt-chunk", left_out.chunks, "embedded documents (altChunk) left out"),
    ];
    let noted = notes.into_iter().filter(|(_, count, _)| *count > 0);
    let problem = |(code, count, words): (&str, u32, &str)| {
        Problem::new("extract", code, format!("{count} {words}")).value(count)
    };
    let read = match (cut, builder.block_count() == 0) {
        (Some(failure), true) => Read::Failed(failure),
        (None, true) => Read::Failed(Failure::new(Reason::Empty, "no-text")),
        (Some(failure), false) => Read::Partial(failure),
        (None, false) if left_out.chunks > 0 => Read::Partial(Failure::new(Reason::Partial, "alt-chunk")),
        (None, false) => Read::Whole,
    };
    Extracted { document: builder.finish(), problems: noted.map(problem).collect(), read }
}

/// Bytes at the end of a zip in which its last record begins.
const LAST_RECORD: usize = (1 << 16) + 22;

/// The least of red, green and blue of a colour that no reader tells from white paper.
const PALE: u8 = 250;

/// True for "FFFFFF", "#fefefe": text that no reader sees on white paper, and no ground for white text.
pub(super) fn is_white(colour: &str) -> bool {
    let digits = colour.trim_start_matches('#');
    let channel = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    digits.len() == 6 && [0, 2, 4].into_iter().all(|at| channel(at).is_some_and(|value| value >= PALE))
}

/// True where the bytes are a zip, though something may stand before it.
pub(super) fn is_package(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(LAST_RECORD)..];
    bytes.starts_with(b"PK") || memmem::rfind(tail, b"PK\x05\x06").is_some()
}

impl<'a> Package<'a> {
    pub(super) fn open(
        bytes: &'a [u8],
        limits: &'a Limits,
        ended: &'a mut Ended<'a>,
    ) -> Result<Package<'a>, Failure> {
        let mut zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|_| Failure::new(Reason::Damaged, "zip-directory"))?;
        if zip.len() as u64 > limits.entries {
            return Err(Failure::new(Reason::Limit, "entries").value(limits.entries));
        }
        let mut doubled = listed(bytes, zip.central_directory_start()) > zip.len();
        let mut names = BTreeMap::new();
        for index in 0..zip.len() {
            let Ok(entry) = zip.by_index_raw(index) else { continue };
            if entry.encrypted() {
                return Err(Failure::new(Reason::Encrypted, "password"));
            }
            let mut name = entry.name().replace('\\', "/");
            name.make_ascii_lowercase();
            let rooted = name.trim_start_matches("./").trim_start_matches('/').len();
            let name = name.split_off(name.len() - rooted);
            doubled |= names.contains_key(&name);
            names.entry(name).or_insert(index);
        }
        let inflater = Decompress::new(false);
        Ok(Package { bytes, zip, inflater, names, limits, inflated: 0, doubled, ended })
    }

    /// Tells that a stage has ended.
    pub(super) fn ended(&mut self, stage: &'static str) {
        (self.ended)(stage);
    }

    /// What is wrong with the package as a whole.
    pub(super) fn flaw(&self) -> Option<Failure> {
        self.doubled.then(|| Failure::new(Reason::Damaged, "duplicate-entry"))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&name.to_ascii_lowercase())
    }

    /// True where the package's list of types says that a part is of one of these.
    pub(super) fn is_of_type(&mut self, part: &str, types: &[&str]) -> bool {
        let Some(list) = self.part("[Content_Types].xml") else { return false };
        let mut reader = reader(&list.text);
        loop {
            match reader.read_event() {
                Ok(Event::Start(element) | Event::Empty(element)) if local(&element) == b"Override" => {
                    let [name, of] = attributes(&element, [b"PartName".as_slice(), b"ContentType"]);
                    let (name, of) = (name.unwrap_or_default(), of.unwrap_or_default());
                    if name.trim_start_matches('/').eq_ignore_ascii_case(part) {
                        return types.iter().any(|kind| of.contains(kind));
                    }
                }
                Ok(Event::Eof) | Err(_) => return false,
                _ => {}
            }
        }
    }

    /// Names of the files in a folder of the package, without the folder.
    pub(super) fn names_under(&self, folder: &str) -> Vec<String> {
        let inside = self.names.range(folder.to_owned()..).map_while(|(name, _)| name.strip_prefix(folder));
        inside.filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    /// A part as text; `None` where there is none of that name. Never allocates by what a header claims.
    pub(super) fn part(&mut self, name: &str) -> Option<Part> {
        let index = *self.names.get(&name.to_ascii_lowercase())?;
        (self.ended)("parse");
        let room = self.limits.total_bytes.saturating_sub(self.inflated).min(self.limits.part_bytes);
        let damaged = || Failure::new(Reason::Damaged, "part").value(name);
        let Some(packed) = self.packed(index) else {
            return Some(Part { text: String::new(), cut: Some(damaged()) });
        };
        let by_ratio = packed.size.max(1).saturating_mul(self.limits.ratio).max(4 << 20);
        let cap = room.min(by_ratio);
        // What the header claims only saves growing step by step; no more than this is believed.
        let claimed = packed.claimed.min(cap).min(BELIEVED);
        let mut bytes = Vec::with_capacity(claimed as usize + 1);
        let whole = match packed.deflated {
            true => inflate(&mut self.inflater, packed.bytes, cap, &mut bytes),
            false => {
                bytes.extend(
                    packed.bytes.iter().take(usize::try_from(cap).unwrap_or(usize::MAX).saturating_add(1)),
                );
                true
            }
        };
        let mut cut = None;
        if bytes.len() as u64 > cap {
            bytes.truncate(cap as usize);
            let (which, value) = match cap {
                cap if cap < room => ("ratio", self.limits.ratio),
                cap if cap < self.limits.part_bytes => ("total-bytes", self.limits.total_bytes),
                _ => ("part-bytes", self.limits.part_bytes),
            };
            cut = Some(Failure::new(Reason::Limit, which).value(value));
        } else if !whole || sum(&bytes) != packed.sum {
            cut = Some(damaged());
        }
        self.inflated += bytes.len() as u64;
        (self.ended)("inflate");
        let decoded = decode(bytes, |bytes| named(bytes, "encoding"));
        let cut = cut.or_else(|| decoded.failure());
        Some(Part { text: decoded.text, cut })
    }

    /// Where a part stands in the file; `None` where it does not, or is packed in another way than is usual.
    fn packed(&mut self, index: usize) -> Option<Packed<'a>> {
        let entry = self.zip.by_index_raw(index).ok()?;
        let deflated = match entry.compression() {
            CompressionMethod::Stored => false,
            CompressionMethod::Deflated => true,
            _ => return None,
        };
        let start = usize::try_from(entry.data_start()?).ok()?;
        let rest = self.bytes.get(start..)?;
        let size = entry.compressed_size();
        let bytes = &rest[..rest.len().min(usize::try_from(size).unwrap_or(usize::MAX))];
        Some(Packed { bytes, size, claimed: entry.size(), sum: entry.crc32(), deflated })
    }

    /// Relationships of a part by id. A file without them has none.
    pub(super) fn relations(&mut self, part: &str) -> BTreeMap<String, Relation> {
        let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
        let name = relationships_of(part);
        let mut relations = BTreeMap::new();
        let Some(part) = self.part(&name) else { return relations };
        let mut reader = reader(&part.text);
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(element) | Event::Empty(element) if local(&element) == b"Relationship" => {
                    let names = [b"Type".as_slice(), b"Target", b"TargetMode", b"Id"];
                    let [kind, target, mode, id] = attributes(&element, names);
                    let kind = kind.unwrap_or_default();
                    let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                    let target = target.unwrap_or_default();
                    let external = mode.as_deref() == Some("External");
                    let target = if external { target.into_owned() } else { resolve(folder, &target) };
                    if let Some(id) = id {
                        relations.insert(id.into_owned(), Relation { kind, target, external });
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        relations
    }

    /// Name of the main document part.
    pub(super) fn main_part(&mut self) -> Option<String> {
        let by_relation = self
            .relations("")
            .into_values()
            .find(|relation| relation.kind == "officeDocument" && !relation.external)
            .map(|relation| relation.target)
            .filter(|target| self.has(target));
        by_relation.or_else(|| self.has("word/document.xml").then(|| "word/document.xml".to_owned()))
    }
}

/// A part as it stands in the file.
struct Packed<'a> {
    bytes: &'a [u8],
    /// As the directory says.
    size: u64,
    claimed: u64,
    sum: u32,
    deflated: bool,
}

/// Inflates until the end, or until there are more than `cap` bytes. False where the bytes are no such stream.
fn inflate(inflater: &mut Decompress, packed: &[u8], cap: u64, into: &mut Vec<u8>) -> bool {
    inflater.reset(false);
    let mut rest = packed;
    while into.len() as u64 <= cap {
        if into.len() == into.capacity() {
            into.reserve(into.len().max(1 << 10));
        }
        let (read, had) = (inflater.total_in(), into.len());
        let status = inflater.decompress_vec(rest, into, FlushDecompress::None);
        let read = usize::try_from(inflater.total_in() - read).unwrap_or(usize::MAX);
        rest = rest.get(read..).unwrap_or_default();
        match status {
            Err(_) => return false,
            Ok(Status::StreamEnd) => return true,
            // It ends before its end: the sum tells.
            Ok(_) if read == 0 && into.len() == had && had < into.capacity() => return true,
            Ok(_) => {}
        }
    }
    true
}

fn sum(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}
