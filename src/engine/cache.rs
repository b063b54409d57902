//! The cache: facts by the bytes that they were made of, so that an unchanged archive is not read again.
//!
//! Facts stand in a few large files, a line each with its checksum, and are taken from where they stand. Each run writes a
//! file of its own: several may use the cache at once, and what is torn or altered is no answer. Only its owner may read
//! it, for it holds quotes.

use std::fs;
use std::io::{self, BufReader, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, SystemTime};

use serde::Deserialize;

use super::Written;
use super::again::Again;
use super::disk::{File, Passing, read_at, rename, replace_losable};
use super::journal::{self, BEFORE, END, Head, Lines, Passage, checked, line};
use super::keys::{self, Key, Line};
use super::run::{Of, Origin, lock};
use super::unchanged::Unchanged;
use crate::document::Date;
use crate::document::hash::take_up;
use crate::finding::{Reason, Status};

/// Answers of another version or of other rules are removed when they have not been asked for as long.
const UNUSED: Duration = Duration::from_secs(60 * 60 * 24 * 45);
/// Files with facts, at most, before they are joined.
const FILES: usize = 4;
/// Marks a folder as one that backup programs may leave out.
const TAG: &str =
    "Signature: 8a477f597d28d172789f06886806bc55\n# Made by pyspunka; may be removed at any time.\n";

/// A folder of facts.
#[derive(Debug)]
pub struct Cache {
    /// Of this version, these rules and these settings.
    folder: PathBuf,
    /// What facts are asked for, and on which day.
    head: Head,
    files: Vec<Facts>,
    /// Where facts stand, by key; of one key the last counts.
    known: Vec<Known>,
    own: Mutex<Own>,
    unchanged: Unchanged,
    hits: AtomicU64,
}

/// Where facts under a key stand: few bytes, for there may be millions.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Known {
    /// [`Key::short`].
    key: u64,
    file: u32,
    at: u64,
    length: u32,
}

/// A file with facts.
#[derive(Debug)]
struct Facts {
    path: PathBuf,
    file: OnceLock<Option<Arc<fs::File>>>,
}

/// The file that this run writes; made with its first facts.
#[derive(Debug, Default)]
struct Own {
    file: Option<(File, PathBuf)>,
    /// False where something could not be written: nothing more is.
    failed: bool,
    at: u64,
    /// What is in it, put aside until it is whole.
    index: Option<keys::Writer<Passing>>,
}

/// What a cache holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extent {
    /// Documents.
    pub documents: u64,
    /// Bytes.
    pub bytes: u64,
}

impl Cache {
    /// Opens the cache in a folder, which is made where it is not there. `build` tells builds of one version apart.
    pub fn open(folder: &Path, head: &Head, build: &str) -> io::Result<Cache> {
        make(folder)?;
        let tag = folder.join("CACHEDIR.TAG");
        if !tag.exists() {
            fs::write(&tag, TAG)?;
        }
        // Facts know until which day they hold.
        let common = Head { paths: String::new(), shard: None, today: Date::year(0), ..head.clone() };
        let id = journal::short_hash(format!("{}\n{build}", serde_json::to_string(&common)?).as_bytes());
        let own = folder.join(format!("facts-{id}"));
        make(&own)?;
        // Shows when it was last asked for.
        fs::write(own.join("used"), "")?;
        for other in fs::read_dir(folder)?.flatten() {
            let used = other.path().join("used").metadata().and_then(|meta| meta.modified());
            let age = used.ok().and_then(|used| SystemTime::now().duration_since(used).ok());
            if age.is_some_and(|age| age > UNUSED) {
                let _ = fs::remove_dir_all(other.path());
            }
        }
        let mut files = Vec::new();
        let mut known = Vec::new();
        for path in facts_in(&own) {
            let file = files.len() as u32;
            let mut take =
                |Line { key, at, length }| known.push(Known { key: key.short(), file, at, length });
            // What a run that was killed has left is read once, not each time.
            lines(&path, &mut take, || {
                let left = File::open(&path).and_then(|file| file.lock().map(|()| file));
                let found = scan(&path);
                if left.is_ok() {
                    let _ = write_index(&path, &found);
                }
                found
            });
            files.push(Facts { path, file: OnceLock::new() });
        }
        known.sort_unstable();
        let unchanged = Unchanged::open(own.join(format!("files-{}", head.paths)));
        let (own, head) = (Mutex::default(), head.clone());
        Ok(Cache {
            folder: folder.join(format!("facts-{id}")),
            head,
            files,
            known,
            own,
            unchanged,
            hits: AtomicU64::new(0),
        })
    }

    /// The key of a document: its name and its package count, for they stand in the facts.
    pub fn key(of: &Of<'_>, bytes: &[u8]) -> String {
        let mut hasher = blake3::Hasher::new();
        let package = of.package.and_then(|package| serde_json::to_string(package).ok()).unwrap_or_default();
        take_up(&mut hasher, [of.name, &package]);
        hasher.update(blake3::hash(bytes).as_bytes());
        hasher.finalize().to_hex()[..40].to_owned()
    }

    /// Where facts under a key stand: those of another day too, unless some period has ended in between.
    pub fn get(&self, key: &str) -> Option<Passage> {
        #[derive(Deserialize)]
        struct Whole {
            facts: Ends,
        }
        #[derive(Deserialize)]
        struct Ends {
            links: EndsOf,
        }
        #[derive(Deserialize)]
        struct EndsOf {
            last_days: Vec<Date>,
        }
        let short = Key::read(key)?.short();
        let behind = self.known.partition_point(|known| known.key <= short);
        let Known { file, at, length, .. } =
            *self.known[..behind].last().filter(|known| known.key == short)?;
        let file = self.files.get(file as usize)?.open()?;
        let mut whole = vec![0; BEFORE + length as usize + END.len()];
        read_at(&file, at.checked_sub(BEFORE as u64)?, &mut whole).ok()?;
        let body = checked(&whole, "body")?;
        let rest = body.strip_prefix(before(key).as_bytes())?;
        let day = rest.get(..rest.iter().position(|byte| *byte == b'"')?)?;
        let then: Date = std::str::from_utf8(day).ok()?.parse().ok()?;
        if then != self.head.today {
            let ends = serde_json::from_slice::<Whole>(body).ok()?.facts.links.last_days;
            let ended = |end: &Date, on: Date| end.latest() < on.earliest();
            if ends.iter().any(|end| ended(end, then) != ended(end, self.head.today)) {
                return None;
            }
        }
        self.hits.fetch_add(1, Ordering::Relaxed);
        Some(Passage { file, at, length })
    }

    /// Names of the documents in a file that has not changed, and where their facts stand; `None` where any is missing.
    pub fn unchanged(&self, origin: &Origin) -> Option<Vec<(String, Passage)>> {
        let documents = self.unchanged.documents(origin)?;
        let found: Option<Vec<_>> =
            documents.iter().map(|(name, key)| Some((name.clone(), self.get(key)?))).collect();
        if found.is_some() {
            documents.iter().for_each(|(name, key)| self.unchanged.note(origin, name, Some(key)));
        }
        found
    }

    /// Notes that a document of a file has been seen, with its key where its facts are kept here.
    pub fn note(&self, origin: Option<&Origin>, name: &str, key: Option<&str>) {
        let nowhere = Origin::default();
        self.unchanged.note(origin.unwrap_or(&nowhere), name, key.filter(|_| origin.is_some()));
    }

    /// Keeps facts that the same bytes will always give, and says whether it did. What was too slow, took too much memory
    /// or crashed is tried again next time. That nothing can be written is no fault of the run.
    pub fn put(&self, key: &str, facts: &Written) -> bool {
        let passing = [
            Reason::Crashed,
            Reason::Timeout,
            Reason::Memory,
            Reason::Permission,
            Reason::ChangedWhileRead,
            Reason::NotReached,
        ];
        let reason = facts.reason.as_deref();
        let lasts = facts.status == Status::Assessed
            || !passing.iter().any(|passing| reason == Some(&passing.code()));
        let body = || format!("{}{}\",\"facts\":{}}}", before(key), self.head.today, facts.json());
        lasts && self.write(key, &body()).is_ok()
    }

    fn write(&self, key: &str, body: &str) -> io::Result<()> {
        let own = &mut *lock(&self.own);
        if own.failed {
            return Err(io::ErrorKind::Other.into());
        }
        let line = line("body", body);
        let (file, _) = match &mut own.file {
            Some(file) => file,
            none => {
                own.index = Passing::new(&self.folder).and_then(keys::Writer::new).ok();
                none.insert(self.new_file().inspect_err(|_| own.failed = true)?)
            }
        };
        file.write_all(line.as_bytes()).inspect_err(|_| own.failed = true)?;
        let length = u32::try_from(body.len()).map_err(io::Error::other)?;
        let key = Key::read(key).ok_or(io::ErrorKind::InvalidInput)?;
        let place = Line { key, at: own.at + BEFORE as u64, length };
        own.at += line.len() as u64;
        // Without an index the file itself is read the next time.
        own.index = own.index.take().and_then(|mut index| index.push(place).ok().map(|()| index));
        Ok(())
    }

    /// A file that no other run writes.
    fn new_file(&self) -> io::Result<(File, PathBuf)> {
        for number in 0..1000 {
            let path = self.folder.join(format!("{}-{number}.facts", std::process::id()));
            match File::new(&path).and_then(|file| file.lock().map(|()| file)) {
                Ok(file) => return Ok((file, path)),
                Err(error)
                    if matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::WouldBlock) => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Leaves things in order for the next run. `is_whole` where every file was seen. That something cannot be written is
    /// no fault of this run: the next will have more to read. Returns where a report of these documents may be kept; not
    /// where facts of some of them were not.
    pub fn finish(self, is_whole: bool) -> Option<Again> {
        let Cache { folder, head, own, unchanged, .. } = self;
        let all = is_whole.then(|| unchanged.finish()).flatten();
        let again = all.and_then(|(count, documents)| {
            let path = folder.join(format!("report-{}", head.paths));
            let documents = format!("{} {documents}", serde_json::to_string(&head).ok()?);
            Some(Again { path, documents, count })
        });
        let Own { file, index, .. } = own.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let (Some((_file, path)), Some(index)) = (&file, index) {
            let _ = index.finish().and_then(|mut index| {
                index.rewind()?;
                replace_index(path, |to| io::copy(&mut index, to).map(drop))
            });
        }
        drop(file);
        let _ = join(&folder);
        again
    }

    /// Documents that did not have to be read.
    pub fn hits(&self) -> u64 {
        self.hits.load(Ordering::Relaxed)
    }

    /// What the cache in a folder holds.
    pub fn stat(folder: &Path) -> io::Result<Extent> {
        let mut extent = Extent::default();
        if !folder.exists() {
            return Ok(extent);
        }
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if !entry.file_type()?.is_dir() {
                extent.bytes += entry.metadata()?.len();
                continue;
            }
            let mut keys = Vec::new();
            for path in facts_in(&entry.path()) {
                lines(&path, &mut |line| keys.push(line.key), || scan(&path));
            }
            keys.sort_unstable();
            keys.dedup();
            extent.documents += keys.len() as u64;
            for file in fs::read_dir(entry.path())? {
                extent.bytes += file?.metadata()?.len();
            }
        }
        Ok(extent)
    }

    /// Removes what a cache holds; other files in the folder stay. An error where the folder is no cache.
    pub fn clear(folder: &Path) -> io::Result<Extent> {
        if !folder.exists() {
            return Ok(Extent::default());
        }
        if fs::read_to_string(folder.join("CACHEDIR.TAG")).ok().as_deref() != Some(TAG) {
            return Err(io::Error::other("not a cache of pyspunka: it has no CACHEDIR.TAG of ours"));
        }
        let extent = Cache::stat(folder)?;
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with("facts-") {
                fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(extent)
    }
}

impl Facts {
    /// The file; `None` where it is gone.
    fn open(&self) -> Option<Arc<fs::File>> {
        self.file.get_or_init(|| fs::File::open(&self.path).ok().map(Arc::new)).clone()
    }
}

/// How what a line holds begins, up to the day.
fn before(key: &str) -> String {
    format!("{{\"key\":\"{key}\",\"today\":\"")
}

/// Files with facts in a folder, the oldest first.
fn facts_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let facts = entries.filter(|entry| entry.path().extension().is_some_and(|ending| ending == "facts"));
    let mut found: Vec<(Option<SystemTime>, PathBuf)> =
        facts.map(|entry| (entry.metadata().and_then(|meta| meta.modified()).ok(), entry.path())).collect();
    found.sort();
    found.into_iter().map(|(_, path)| path).collect()
}

/// Takes what a finished run has said of its file, else what is found in another way.
fn lines(path: &Path, take: &mut dyn FnMut(Line), otherwise: impl FnOnce() -> Vec<Line>) {
    let mut found = Vec::new();
    let told = keys::each(&path.with_extension("index"), |line| found.push(line));
    let found = if told.is_some() { found } else { otherwise() };
    found.into_iter().for_each(take);
}

fn write_index(path: &Path, lines: &[Line]) -> io::Result<()> {
    replace_index(path, |to| {
        let mut index = keys::Writer::new(io::BufWriter::new(to))?;
        lines.iter().try_for_each(|line| index.push(*line))?;
        index.finish().map(drop)
    })
}

fn replace_index(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    replace_losable(&path.with_extension("index"), &path.with_extension("part"), write)
}

/// The whole lines of a file, up to the first that is not.
fn scan(path: &Path) -> Vec<Line> {
    #[derive(Deserialize)]
    struct Keyed {
        key: String,
    }
    let mut found = Vec::new();
    let Ok(file) = fs::File::open(path) else { return found };
    let mut lines = Lines::new(BufReader::new(file));
    while let Ok(Some((at, body))) = lines.next() {
        let key = serde_json::from_slice::<Keyed>(&body).ok().and_then(|keyed| Key::read(&keyed.key));
        let (Some(key), Ok(length)) = (key, u32::try_from(body.len())) else { break };
        found.push(Line { key, at, length });
    }
    found
}

/// Joins files where there are too many: all, or all but one that is larger than the others together. A run that reads
/// one of them meanwhile keeps it open.
fn join(folder: &Path) -> io::Result<()> {
    let mut paths = facts_in(folder);
    if paths.len() <= FILES {
        return Ok(());
    }
    let alone = File::open(&folder.join("joining"))?;
    alone.lock()?;
    let size = |path: &PathBuf| path.metadata().map_or(0, |meta| meta.len());
    let total: u64 = paths.iter().map(size).sum();
    paths.retain(|path| size(path) <= total / 2);
    // Those that other runs are writing stay.
    let mut files = Vec::new();
    let mut kept: Vec<(Key, usize, u64, u32)> = Vec::new();
    for path in paths {
        let mut found = Vec::new();
        if keys::each(&path.with_extension("index"), |line| found.push(line)).is_none() {
            continue;
        }
        let file = File::open(&path)?;
        if file.lock().is_ok() {
            kept.extend(found.into_iter().map(|Line { key, at, length }| (key, files.len(), at, length)));
            files.push((file, path));
        }
    }
    // Of one key the last.
    kept.sort_unstable_by(|a, b| b.cmp(a));
    kept.dedup_by_key(|(key, ..)| *key);
    kept.sort_unstable_by_key(|(_, number, at, _)| (*number, *at));
    let name = format!("{}-joined", std::process::id());
    let aside = folder.join(format!("{name}.part"));
    let made = (|| {
        let mut to = io::BufWriter::new(File::new(&aside)?);
        let (mut at, mut index) = (0, Vec::new());
        for (key, number, from, length) in kept {
            let mut whole = vec![0; BEFORE + length as usize + END.len()];
            read_at(files[number].0.plain(), from - BEFORE as u64, &mut whole)?;
            to.write_all(&whole)?;
            index.push(Line { key, at: at + BEFORE as u64, length });
            at += whole.len() as u64;
        }
        to.flush()?;
        let path = unused(folder, &name);
        write_index(&path, &index)?;
        rename(&aside, &path)
    })();
    if made.is_err() {
        let _ = fs::remove_file(&aside);
        return made;
    }
    for (_file, path) in files {
        let _ = fs::remove_file(path.with_extension("index"));
        let _ = fs::remove_file(path);
    }
    Ok(())
}

/// A name for a file with facts that no other has.
fn unused(folder: &Path, name: &str) -> PathBuf {
    let named = |number: u32| folder.join(format!("{name}-{number}.facts"));
    (0..u32::MAX).map(named).find(|path| !path.exists()).unwrap_or_else(|| named(u32::MAX))
}

fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
