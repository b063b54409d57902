//! The journal: facts on disk as they are made, one line each with its checksum, so that memory does not grow with the
//! archive and a run that was killed goes on where it was. A part of a divided run is the same file.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::disk::{self, File, Passing};
use super::run::lock;
use super::written::Named;
use super::{Engine, Setup, Written};
use crate::document::Date;
use crate::finding::sorter::Sorter;
use crate::finding::{DocumentFacts, FACTS_SCHEMA, Reason};
use crate::ingest::Stamp;

/// Written to the disk for good after this many documents; a killed process loses nothing, a power cut at most these.
const SYNC: u32 = 256;
/// Shares that are missing in a division and are named, at most.
const NAMED: usize = 20;
/// Hex digits of a checksum.
const SUM: usize = 16;

/// What facts depend on besides the files: those of another head are not gone on with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// "pyspunka.facts/1".
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// Hash of rules and words.
    pub rules: String,
    /// Hash of all other settings of reading.
    pub settings: String,
    /// The day that periods are compared with.
    pub today: Date,
    /// True under the strict profile.
    pub strict: bool,
    /// Hash of the paths that were named; empty in a part.
    pub paths: String,
    /// "2/4" where only every fourth file is read.
    pub shard: Option<String>,
}

impl Head {
    /// The head of a run over `paths`.
    pub fn new(engine: &Engine, paths: &str, shard: Option<String>) -> Head {
        let Setup { today, strict, .. } = engine.setup();
        // The rules have a hash of their own; where the settings lie does not matter.
        let settings = engine.setup().settings.clone().map(|(_, bytes)| (String::new(), bytes));
        // The day stands in the head itself.
        let day = Date::year(0);
        let own = Vec::new();
        let bare = Setup { rules: None, own, settings, timings: false, today: day, ..engine.setup().clone() };
        let settings = serde_json::to_string(&bare).unwrap_or_default();
        Head {
            schema: FACTS_SCHEMA.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            rules: engine.rules().hash().to_owned(),
            settings: short_hash(settings.as_bytes()),
            today: *today,
            strict: *strict,
            paths: if paths.is_empty() { String::new() } else { short_hash(paths.as_bytes()) },
            shard,
        }
    }

    /// True where facts under both heads may be joined.
    pub fn joins(&self, other: &Head) -> bool {
        let bare = |head: &Head| Head { paths: String::new(), shard: None, ..head.clone() };
        bare(self) == bare(other)
    }
}

/// 16 hex digits.
pub(super) fn short_hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..SUM].to_owned()
}

/// Where the facts of a document stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Place {
    at: u64,
    length: u32,
    file: u32,
}

/// Where facts stand, by the names of the documents; many names are put aside in a folder.
#[derive(Debug)]
struct Index {
    entries: Sorter<Entry>,
    count: u64,
    folder: PathBuf,
}

/// By name, and of one name in the order in which they came.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Entry {
    name: String,
    number: u64,
    /// Written by an earlier run that was not finished.
    old: bool,
    place: Place,
}

impl Index {
    fn new(folder: &Path) -> Index {
        Index { entries: Sorter::default(), count: 0, folder: folder.to_owned() }
    }

    fn push(&mut self, name: &str, place: Place, old: bool) -> io::Result<()> {
        let entry = Entry { name: name.to_owned(), number: self.count, old, place };
        self.count += 1;
        self.entries.push(entry, &|| Ok(Some(Box::new(Passing::new(&self.folder)?))))
    }

    /// Takes the entries of one document after the other.
    fn documents(self, take: impl FnMut(&[Entry]) -> io::Result<()>) -> io::Result<()> {
        self.entries.sorted()?.each_group(|a, b| a.name == b.name, take)
    }
}

/// Facts that stand in another file than the journal.
#[derive(Debug, Clone)]
pub struct Passage {
    /// The file.
    pub file: Arc<fs::File>,
    /// Where their line begins to say what it holds.
    pub at: u64,
    /// How many bytes that is.
    pub length: u32,
}

/// A journal that is being written.
#[derive(Debug)]
pub struct Journal {
    path: Option<PathBuf>,
    inner: Mutex<Inner>,
    /// Of an earlier run: stamps, and whether this run found the same file again.
    known: HashMap<String, (Stamp, AtomicBool)>,
}

#[derive(Debug)]
struct Inner {
    file: File,
    at: u64,
    index: Index,
    unsynced: u32,
    /// Other files in which facts stand; their entries count from 1.
    others: Vec<Arc<fs::File>>,
}

impl Inner {
    fn new(file: File, at: u64, index: Index) -> Mutex<Inner> {
        Mutex::new(Inner { file, at, index, unsynced: 0, others: Vec::new() })
    }
}

/// What was there when a journal was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Nothing.
    Nothing,
    /// An unfinished run with as many documents; they are not read again.
    Unfinished(usize),
    /// An unfinished run with other rules, options or paths, or of another version; it was thrown away.
    Other,
}

impl Journal {
    /// Opens or goes on with a journal. Only its owner may read it. An error says why it cannot be written, or that
    /// another run writes it.
    pub fn open(path: &Path, head: &Head) -> io::Result<(Journal, Before)> {
        let mut file = File::open(path)?;
        file.lock()?;
        let mut index = Index::new(disk::folder(path));
        let mut known = HashMap::new();
        let mut before = Before::Nothing;
        let mut at = 0;
        if file.plain().metadata()?.len() > 0 {
            let mut lines = Lines::new(BufReader::new(file.plain()));
            match lines.head()? {
                Some(found) if found == *head => {
                    while let Some((start, body)) = lines.next()? {
                        let Ok(line) = serde_json::from_slice::<Slim>(&body) else { break };
                        let name = line.facts.record.path.into_owned();
                        // What was not reached, or came from standard input, is read anew.
                        match line.stamp {
                            Some(stamp) => known.insert(name.clone(), (stamp, AtomicBool::new(false))),
                            None => known.remove(&name),
                        };
                        index.push(&name, Place { at: start, length: length(&body), file: 0 }, true)?;
                    }
                    at = lines.good;
                    before = Before::Unfinished(known.len());
                }
                _ => before = Before::Other,
            }
        }
        // What follows the last whole line was torn when the run was killed.
        file.cut(at)?;
        file.seek(SeekFrom::Start(at))?;
        let inner = Inner::new(file, at, index);
        let journal = Journal { path: Some(path.to_owned()), inner, known };
        if at == 0 {
            journal.write_head(head)?;
        }
        Ok((journal, before))
    }

    /// A journal that no later run can go on with: in a file without a name, where the system has such.
    pub fn passing(folder: &Path, head: &Head) -> io::Result<Journal> {
        let (file, path) = disk::passing(folder)?;
        let inner = Inner::new(file, 0, Index::new(folder));
        let journal = Journal { path, inner, known: HashMap::new() };
        journal.write_head(head)?;
        Ok(journal)
    }

    fn write_head(&self, head: &Head) -> io::Result<()> {
        let line = line("head", &serde_json::to_string(head)?);
        let mut inner = lock(&self.inner);
        inner.file.write_all(line.as_bytes())?;
        inner.at += line.len() as u64;
        Ok(())
    }

    /// True where facts of that file, unchanged since, are in the journal.
    pub fn has(&self, name: &str, stamp: Stamp) -> bool {
        match self.known.get(name) {
            Some((known, found)) if *known == stamp => {
                found.store(true, Ordering::Relaxed);
                true
            }
            _ => false,
        }
    }

    /// Appends facts.
    pub fn keep(&self, facts: &Written, stamp: Option<Stamp>) -> io::Result<()> {
        let not_reached = facts.reason.as_deref() == Some(&Reason::NotReached.code());
        let stamp = stamp.filter(|_| !not_reached);
        let body = format!("{{\"stamp\":{},\"facts\":{}}}", serde_json::to_string(&stamp)?, facts.json());
        let line = line("body", &body);
        let mut guard = lock(&self.inner);
        let inner = &mut *guard;
        inner.file.write_all(line.as_bytes())?;
        let length = u32::try_from(line.len() - BEFORE - END.len()).unwrap_or(u32::MAX);
        inner.index.push(&facts.path, Place { at: inner.at + BEFORE as u64, length, file: 0 }, false)?;
        inner.at += line.len() as u64;
        inner.unsynced += 1;
        if inner.unsynced < SYNC {
            return Ok(());
        }
        inner.unsynced = 0;
        let file = inner.file.again()?;
        // Other threads go on meanwhile.
        drop(guard);
        file.sync()
    }

    /// Takes the facts of the document `name` from where they stand.
    pub fn refer(&self, name: &str, to: Passage) -> io::Result<()> {
        let inner = &mut *lock(&self.inner);
        let known = inner.others.iter().rposition(|other| Arc::ptr_eq(other, &to.file));
        let file = known.unwrap_or_else(|| {
            inner.others.push(to.file);
            inner.others.len() - 1
        });
        let file = u32::try_from(file + 1).unwrap_or(u32::MAX);
        inner.index.push(name, Place { at: to.at, length: to.length, file }, false)
    }

    /// What was written, for reading. Of an earlier run only what [`Journal::has`] was asked for, and found, counts: the
    /// rest may be gone.
    pub fn facts(self) -> io::Result<(Kept, Option<PathBuf>)> {
        let known = self.known;
        let found = |name: &str| known.get(name).is_some_and(|(_, found)| found.load(Ordering::Relaxed));
        let inner = self.inner.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut places = Vec::new();
        inner.index.documents(|alike| {
            // The last word counts where a document was read again.
            let last = alike.last().filter(|entry| !entry.old || found(&entry.name));
            places.extend(last.map(|entry| entry.place));
            Ok(())
        })?;
        let mut files = vec![Arc::new(inner.file.into_plain())];
        files.extend(inner.others);
        Ok((Kept { files, places }, self.path))
    }
}

/// Facts on disk, in the order of their paths; read from there as they are needed.
#[derive(Debug)]
pub struct Kept {
    files: Vec<Arc<fs::File>>,
    places: Vec<Place>,
}

/// A part that cannot be joined with the others.
#[derive(Debug)]
pub enum PartError {
    /// It cannot be read.
    Io(PathBuf, io::Error),
    /// It is no part.
    Other(PathBuf),
    /// It was made with other rules, options or another version than the first.
    Differs(PathBuf),
    /// It is the journal of a scan that has not ended.
    Unfinished(PathBuf),
    /// Shares of a division that are missing, or given more seldom than others ("2/3").
    Missing(Vec<String>),
    /// It is damaged: the last line that can be read.
    Damaged(PathBuf, usize),
}

impl Kept {
    /// Opens the parts of a divided run; a long list of their documents is put aside in a folder. A document that stands in
    /// several parts counts once. Returns what they have in common too.
    pub fn of_parts(paths: &[PathBuf], aside: &Path) -> Result<(Kept, Head), PartError> {
        let mut common: Option<Head> = None;
        let mut shares = Shares::default();
        let (mut files, mut index) = (Vec::new(), Index::new(aside));
        for path in paths {
            let failed = |error| PartError::Io(path.clone(), error);
            let file = fs::File::open(path).map_err(failed)?;
            let mut lines = Lines::new(BufReader::new(&file));
            let head = lines.head().map_err(failed)?.ok_or_else(|| PartError::Other(path.clone()))?;
            if common.as_ref().is_some_and(|common| !common.joins(&head)) {
                return Err(PartError::Differs(path.clone()));
            }
            let share = head.shard.as_deref().and_then(share).filter(|_| head.paths.is_empty());
            let share = share.ok_or_else(|| PartError::Unfinished(path.clone()))?;
            common.get_or_insert(head);
            let (mut count, mut hasher) = (1, blake3::Hasher::new());
            while let Some((at, body)) = lines.next().map_err(failed)? {
                count += 1;
                hasher.update(&body);
                let slim = serde_json::from_slice::<Slim>(&body);
                let slim = slim.map_err(|_| PartError::Damaged(path.clone(), count))?;
                let file = u32::try_from(files.len()).unwrap_or(u32::MAX);
                let place = Place { at, length: length(&body), file };
                let full = |error| PartError::Io(aside.to_owned(), error);
                index.push(&slim.facts.record.path, place, false).map_err(full)?;
            }
            if lines.good != file.metadata().map_err(failed)?.len() {
                return Err(PartError::Damaged(path.clone(), count));
            }
            drop(lines);
            // Parts without documents are alike whatever they are of.
            let same = (count == 1).then(|| path.canonicalize().unwrap_or_else(|_| path.clone()));
            shares.add(share, (hasher.finalize(), same));
            files.push(Arc::new(file));
        }
        let first = paths.first().cloned().unwrap_or_default();
        let head = common.ok_or_else(|| PartError::Other(first.clone()))?;
        let missing = shares.missing();
        if !missing.is_empty() {
            return Err(PartError::Missing(missing));
        }
        let kept = Kept::new(files, index).map_err(|error| PartError::Io(first, error))?;
        Ok((kept, head))
    }

    fn new(files: Vec<Arc<fs::File>>, index: Index) -> io::Result<Kept> {
        let mut kept = Kept { files, places: Vec::new() };
        index.documents(|alike| {
            if let [one] = alike {
                kept.places.push(one.place);
                return Ok(());
            }
            // Different files with the same name, or the same file in several parts: by what they say.
            let mut said = Vec::new();
            for Entry { place, .. } in alike {
                let facts: DocumentFacts = kept.read(*place)?;
                said.push((facts.record.blake3.clone(), serde_json::to_string(&facts)?, *place));
            }
            said.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
            said.dedup_by(|a, b| a.1 == b.1);
            kept.places.extend(said.into_iter().map(|(_, _, place)| place));
            Ok(())
        })?;
        Ok(kept)
    }

    /// How many documents.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Writes them as a part of a divided run: in order, and without what only the next run on this machine needs.
    pub fn write_part(&self, head: &Head, to: &mut impl Write) -> io::Result<()> {
        to.write_all(line("head", &serde_json::to_string(head)?).as_bytes())?;
        for place in &self.places {
            let facts = self.read(*place)?;
            let body = serde_json::to_string(&Body { stamp: None, facts: &facts })?;
            to.write_all(line("body", &body).as_bytes())?;
        }
        Ok(())
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The facts of a document as they were written. `at` is its place in the order of paths.
    pub(super) fn raw(&self, at: usize) -> io::Result<Vec<u8>> {
        let place = self.place(at)?;
        self.bytes(place, place.length as usize)
    }

    /// The name of a document: read where it stands, as a million of them are not held in memory.
    pub(super) fn name(&self, at: usize) -> io::Result<Arc<str>> {
        let place = self.place(at)?;
        let start = self.bytes(place, (place.length as usize).min(START))?;
        // Our own facts begin with it.
        let path = start.windows(PATH.len()).position(|found| found == PATH.as_bytes());
        let path = path.and_then(|path| start.get(path + PATH.len()..));
        let mut path = path.map(|path| serde_json::Deserializer::from_slice(path).into_iter::<Arc<str>>());
        if let Some(Ok(name)) = path.as_mut().and_then(Iterator::next) {
            return Ok(name);
        }
        let raw = self.raw(at)?;
        let slim: Slim<'_> = serde_json::from_slice(&raw)?;
        Ok(slim.facts.record.path.into())
    }

    fn place(&self, at: usize) -> io::Result<Place> {
        Ok(*self.places.get(at).ok_or(io::ErrorKind::NotFound)?)
    }

    fn bytes(&self, place: Place, length: usize) -> io::Result<Vec<u8>> {
        let file = self.files.get(place.file as usize).ok_or(io::ErrorKind::NotFound)?;
        let mut bytes = vec![0; length];
        disk::read_at(file, place.at, &mut bytes)?;
        Ok(bytes)
    }

    fn read(&self, place: Place) -> io::Result<DocumentFacts> {
        parse(&self.bytes(place, place.length as usize)?)
    }
}

/// The numbers of a share ("2/4").
fn share(shard: &str) -> Option<(u64, u64)> {
    let (index, of) = shard.split_once('/')?;
    Some((index.parse().ok()?, of.parse().ok()?))
}

/// What tells a part from others: a hash of its documents, and its path where it has none.
type Told = (blake3::Hash, Option<PathBuf>);

/// How often each share of each division was given, by its numbers in turn.
#[derive(Debug, Default)]
struct Shares {
    given: BTreeMap<u64, BTreeMap<u64, usize>>,
    seen: HashSet<((u64, u64), Told)>,
}

impl Shares {
    /// Counts a share; one that was given twice counts once.
    fn add(&mut self, (index, of): (u64, u64), told: Told) {
        if self.seen.insert(((index, of), told)) {
            *self.given.entry(of).or_default().entry(index).or_default() += 1;
        }
    }

    /// Shares that were given more seldom than another of the same division: without them documents are missing. Several
    /// archives may be divided alike, so that each share comes several times.
    fn missing(&self) -> Vec<String> {
        let mut missing = Vec::new();
        for (of, given) in &self.given {
            let most = given.values().max().copied().unwrap_or_default();
            let seldom = (1..=*of).filter(|index| given.get(index).copied().unwrap_or_default() < most);
            missing.extend(seldom.take(NAMED).map(|index| format!("{index}/{of}")));
        }
        missing
    }
}

/// How facts begin, after the stamp; and within how many bytes of the line the path that follows nearly always ends.
const PATH: &str = "\"facts\":{\"record\":{\"path\":";
const START: usize = 512;

/// Facts as they were written, or a part of them.
pub(super) fn parse<F: DeserializeOwned>(bytes: &[u8]) -> io::Result<F> {
    #[derive(Deserialize)]
    struct Whole<F> {
        facts: F,
    }
    // Checked as text once, not string by string.
    let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
    Ok(serde_json::from_str::<Whole<F>>(text)?.facts)
}

#[derive(Serialize)]
struct Body<'a> {
    stamp: Option<Stamp>,
    facts: &'a DocumentFacts,
}

/// Of a line, what the index needs.
#[derive(Deserialize)]
struct Slim<'l> {
    stamp: Option<Stamp>,
    #[serde(borrow)]
    facts: Named<'l>,
}

const PREFIX: &str = "{\"sum\":\"";
const MIDDLE: &str = "\",\"body\":";
pub(super) const END: &str = "}\n";

/// Bytes of a line before what it holds.
pub(super) const BEFORE: usize = PREFIX.len() + SUM + MIDDLE.len();

/// A line is JSON; what follows `body` (or `head`, as long) is what the checksum is of.
pub(super) fn line(field: &str, body: &str) -> String {
    let sum = short_hash(body.as_bytes());
    format!("{PREFIX}{sum}\",\"{field}\":{body}{END}")
}

/// What a line holds, where it is whole and its checksum is right.
pub(super) fn checked<'l>(line: &'l [u8], field: &str) -> Option<&'l [u8]> {
    let line = line.strip_suffix(END.as_bytes()).filter(|line| line.len() > BEFORE)?;
    let (start, body) = line.split_at(BEFORE);
    let sum = start.strip_prefix(PREFIX.as_bytes())?.strip_suffix(format!("\",\"{field}\":").as_bytes())?;
    (short_hash(body).as_bytes() == sum).then_some(body)
}

/// True where the first line of a file is that of a journal.
pub fn is_journal(first: &[u8]) -> bool {
    checked(first, "head").is_some_and(|head| serde_json::from_slice::<Head>(head).is_ok())
}

fn length(body: &[u8]) -> u32 {
    u32::try_from(body.len()).unwrap_or(u32::MAX)
}

/// Reads lines as long as they are whole.
pub(super) struct Lines<R> {
    from: R,
    /// Bytes up to the end of the last whole line.
    good: u64,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(from: R) -> Lines<R> {
        Lines { from, good: 0 }
    }

    fn head(&mut self) -> io::Result<Option<Head>> {
        Ok(self.line("head")?.and_then(|(_, body)| serde_json::from_slice(&body).ok()))
    }

    /// Where the next body starts, and itself.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, Vec<u8>)>> {
        self.line("body")
    }

    fn line(&mut self, field: &str) -> io::Result<Option<(u64, Vec<u8>)>> {
        let mut line = Vec::new();
        // A line longer than any of ours is not read into memory as a whole.
        (&mut self.from).take(1 << 30).read_until(b'\n', &mut line)?;
        let Some(body) = checked(&line, field) else { return Ok(None) };
        let body = body.to_vec();
        let at = self.good + BEFORE as u64;
        self.good += line.len() as u64;
        Ok(Some((at, body)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::refused;
    use crate::extract::Failure;

    fn engine() -> Engine {
        let today = Date::ymd(2026, 5, 14).unwrap();
        Engine::new(Setup::shipped(today)).unwrap()
    }

    #[test]
    fn a_torn_line_is_dropped_and_the_rest_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("j");
        let engine = engine();
        let head = Head::new(&engine, "x", None);
        let facts = |name: &str| {
            Written::new(&refused(name, &Failure::new(Reason::Empty, "empty"), engine.rules())).unwrap()
        };
        let stamp = |bytes| Stamp { bytes, ..Stamp::default() };
        let (journal, before) = Journal::open(&path, &head).unwrap();
        assert_eq!(before, Before::Nothing);
        assert!(Journal::open(&path, &head).is_err());
        for (number, name) in ["b", "a", "c"].into_iter().enumerate() {
            journal.keep(&facts(name), Some(stamp(number as u64))).unwrap();
        }
        drop(journal);
        let whole = fs::read(&path).unwrap();
        for cut in [whole.len() - 1, whole.len() - 40] {
            fs::write(&path, &whole[..cut]).unwrap();
            let (journal, before) = Journal::open(&path, &head).unwrap();
            assert_eq!(before, Before::Unfinished(2));
            assert!(journal.has("a", stamp(1)) && !journal.has("a", stamp(2)) && !journal.has("c", stamp(2)));
            journal.keep(&facts("c"), Some(stamp(2))).unwrap();
            drop(journal);
            assert_eq!(fs::read(&path).unwrap(), whole);
        }
        let (journal, _) = Journal::open(&path, &head).unwrap();
        assert!(journal.has("a", stamp(1)) && journal.has("c", stamp(2)));
        let (kept, _) = journal.facts().unwrap();
        let name = |at| kept.name(at).unwrap().to_string();
        let names: Vec<String> = (0..kept.len()).map(name).collect();
        assert_eq!(names, ["a", "c"]);
        drop(kept);
        let other = Head::new(&engine, "y", None);
        assert_eq!(Journal::open(&path, &other).unwrap().1, Before::Other);
    }
}
