//! The cache: facts by the bytes that they were made of, so that an unchanged archive is not read again.
//!
//! One small file per document, each with its checksum: several runs may use it at once, and what is torn or altered is
//! no answer. Only its owner may read it, for it holds quotes.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use super::disk::{File, rename};
use super::journal::{Head, checked, line};
use super::run::Of;
use crate::document::Date;
use crate::finding::{DocumentFacts, Reason, Status};

/// Answers of another version or of other rules are removed when they have not been asked for as long.
const UNUSED: Duration = Duration::from_secs(60 * 60 * 24 * 45);
/// Marks a folder as one that backup programs may leave out.
const TAG: &str =
    "Signature: 8a477f597d28d172789f06886806bc55\n# Made by pyspunka; may be removed at any time.\n";

/// A folder of facts.
#[derive(Debug)]
pub struct Cache {
    /// Of this version, these rules and these settings.
    folder: PathBuf,
    /// The day that facts are asked for.
    today: Date,
    hits: AtomicU64,
    written: AtomicU64,
}

/// How a line begins, up to the day; and what stands between the day and the facts.
const BEFORE: &str = "{\"today\":\"";
const BETWEEN: &str = "\",\"facts\":";

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
        let id =
            super::journal::short_hash(format!("{}\n{build}", serde_json::to_string(&common)?).as_bytes());
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
        Ok(Cache { folder: own, today: head.today, hits: AtomicU64::new(0), written: AtomicU64::new(0) })
    }

    /// The key of a document: its name and its package count, for they stand in the facts.
    pub fn key(of: &Of<'_>, bytes: &[u8]) -> String {
        let mut hasher = blake3::Hasher::new();
        let package = of.package.and_then(|package| serde_json::to_string(package).ok()).unwrap_or_default();
        for part in [of.name, &package] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.update(blake3::hash(bytes).as_bytes());
        hasher.finalize().to_hex()[..40].to_owned()
    }

    /// Facts kept under a key, as they were written: those of another day, unless some period has ended in between.
    pub fn get(&self, key: &str) -> Option<String> {
        #[derive(serde::Deserialize)]
        struct Ends {
            links: EndsOf,
        }
        #[derive(serde::Deserialize)]
        struct EndsOf {
            last_days: Vec<Date>,
        }
        let bytes = fs::read(self.path(key)).ok()?;
        let body = std::str::from_utf8(checked(&bytes, "body")?).ok()?;
        let (day, facts) = body.strip_prefix(BEFORE)?.strip_suffix('}')?.split_once(BETWEEN)?;
        let then: Date = day.parse().ok()?;
        if then != self.today {
            let ends = serde_json::from_str::<Ends>(facts).ok()?.links.last_days;
            let ended = |end: &Date, on: Date| end.latest() < on.earliest();
            if ends.iter().any(|end| ended(end, then) != ended(end, self.today)) {
                return None;
            }
        }
        self.hits.fetch_add(1, Ordering::Relaxed);
        Some(facts.to_owned())
    }

    /// Keeps facts that the same bytes will always give. What was damaged, too large, too slow or crashed is tried again
    /// next time. That nothing can be written is no fault of the run.
    pub fn put(&self, key: &str, facts: &DocumentFacts) {
        let lasting = [
            Reason::Encrypted,
            Reason::Scan,
            Reason::Garbled,
            Reason::Unsupported,
            Reason::NotADocument,
            Reason::Empty,
        ];
        let reason = facts.record.reason.as_deref();
        let lasts = match facts.record.status {
            Status::Assessed => true,
            Status::Partial => false,
            Status::NotAssessed => lasting.iter().any(|lasting| reason == Some(&lasting.code())),
        };
        let Ok(facts) = serde_json::to_string(facts) else { return };
        if lasts && self.write(key, &self.line(&facts)).is_ok() {
            self.written.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn line(&self, facts: &str) -> String {
        line("body", &format!("{BEFORE}{}{BETWEEN}{facts}}}", self.today))
    }

    fn write(&self, key: &str, line: &str) -> io::Result<()> {
        let path = self.path(key);
        if let Some(folder) = path.parent() {
            make(folder)?;
        }
        let number = self.written.load(Ordering::Relaxed);
        let aside = path.with_extension(format!("{}-{number}.part", std::process::id()));
        let written = File::new(&aside)
            .and_then(|mut file| file.write_all(line.as_bytes()))
            .and_then(|()| rename(&aside, &path));
        if written.is_err() {
            let _ = fs::remove_file(&aside);
        }
        written
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(key.get(..2).unwrap_or("00")).join(key)
    }

    /// Documents that did not have to be read.
    pub fn hits(&self) -> u64 {
        self.hits.load(Ordering::Relaxed)
    }

    /// What the cache in a folder holds.
    pub fn stat(folder: &Path) -> io::Result<Extent> {
        let mut extent = Extent::default();
        each(folder, &mut |meta, path| {
            if path.file_name().is_some_and(|name| name.len() == 40) {
                extent.documents += 1;
            }
            extent.bytes += meta.len();
            Ok(())
        })?;
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

fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn each(folder: &Path, with: &mut dyn FnMut(&fs::Metadata, &Path) -> io::Result<()>) -> io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let meta = entry.metadata()?;
        if meta.is_dir() {
            each(&entry.path(), with)?;
        } else if meta.is_file() {
            with(&meta, &entry.path())?;
        }
    }
    Ok(())
}
