//! Which files are as they were when facts were last made of them, told by their size, times and number on the disk: what
//! is in them need not even be opened.
//!
//! A file whose last change is not clearly older than the scan that read it is left out: it may have changed once more
//! within the same tick of the clock.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::disk::replace_losable;
use super::journal::{Lines, line};
use super::run::{Origin, lock};
use crate::document::hash::take_up;
use crate::ingest::{Stamp, stamp};

/// Nanoseconds within which two changes may bear the same time: file systems of memory sticks count in two seconds.
const TICK: u64 = 3_000_000_000;

/// What is known of the files of one archive.
#[derive(Debug)]
pub(super) struct Unchanged {
    path: PathBuf,
    /// When this scan began, in nanoseconds since 1970.
    began: u64,
    known: HashMap<String, Filed>,
    seen: Mutex<BTreeMap<String, Seen>>,
}

/// A file, and the keys of the documents in it by their names; of a file that is no container one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Filed {
    path: PathText,
    name: String,
    stamp: Stamp,
    documents: Vec<(String, String)>,
}

/// A path as text, whatever its bytes.
type PathText = String;

#[derive(Debug)]
struct Seen {
    filed: Filed,
    /// False where facts of some document in it were not kept.
    is_whole: bool,
}

impl Unchanged {
    /// Reads what an earlier scan has left; what is damaged there is not known.
    pub(super) fn open(path: PathBuf) -> Unchanged {
        let mut known = HashMap::new();
        if let Ok(file) = fs::File::open(&path) {
            let mut lines = Lines::new(BufReader::new(file));
            while let Ok(Some((_, body))) = lines.next() {
                if let Ok(filed) = serde_json::from_slice::<Filed>(&body) {
                    known.insert(filed.path.clone(), filed);
                }
            }
        }
        let began = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let began = u64::try_from(began.as_nanos()).unwrap_or(0);
        Unchanged { path, began, known, seen: Mutex::default() }
    }

    /// Names and keys of the documents in a file that has not changed; `None` where it has, or is not known.
    pub(super) fn documents(&self, origin: &Origin) -> Option<&[(String, String)]> {
        let filed = self.known.get(&text(&origin.path))?;
        (filed.name == origin.name && filed.stamp == origin.stamp).then_some(&*filed.documents)
    }

    /// Notes a document of a file, with the key of its facts where these are kept.
    pub(super) fn note(&self, origin: &Origin, name: &str, key: Option<&str>) {
        let Origin { name: file, path, stamp } = origin;
        let path = text(path);
        let new = || {
            let filed =
                Filed { path: path.clone(), name: file.clone(), stamp: *stamp, documents: Vec::new() };
            Seen { filed, is_whole: true }
        };
        let mut seen = lock(&self.seen);
        let seen = seen.entry(path.clone()).or_insert_with(new);
        seen.is_whole &= key.is_some() && seen.filed.stamp == *stamp;
        seen.filed.documents.push((name.to_owned(), key.unwrap_or_default().to_owned()));
    }

    /// How many documents were seen and a hash of them all; `None` where facts of some were not kept.
    pub(super) fn all(&self) -> Option<(usize, blake3::Hash)> {
        let seen = lock(&self.seen);
        let files = seen.values().map(|seen| seen.is_whole.then_some(&seen.filed.documents));
        let mut documents = files.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect::<Vec<_>>();
        documents.sort();
        let mut hasher = blake3::Hasher::new();
        take_up(&mut hasher, documents.iter().flat_map(|(name, key)| [name, key]));
        Some((documents.len(), hasher.finalize()))
    }

    /// Leaves what is known now for the next scan, where that is anything new. Files that this scan has not asked for
    /// stay known as long as they have not changed.
    pub(super) fn write(self) -> io::Result<()> {
        let Unchanged { path, began, mut known, seen } = self;
        let mut changed = false;
        let mut files: BTreeMap<String, Filed> = BTreeMap::new();
        for (at, Seen { mut filed, is_whole }) in seen.into_inner().unwrap_or_default() {
            let Stamp { modified, changed: touched, .. } = filed.stamp;
            let settled = modified.max(touched).saturating_add(TICK) < began;
            filed.documents.sort();
            let before = known.remove(&at);
            if is_whole && settled {
                changed |= before.as_ref() != Some(&filed);
                files.insert(at, filed);
            } else {
                changed |= before.is_some();
            }
        }
        if !changed {
            return Ok(());
        }
        let same = |filed: &Filed| stamp(Path::new(&filed.path)) == Some(filed.stamp);
        files.extend(known.into_iter().filter(|(_, filed)| same(filed)));
        let aside = path.with_extension(format!("{}.part", std::process::id()));
        replace_losable(&path, &aside, |file| {
            let mut to = BufWriter::new(file);
            for filed in files.values() {
                to.write_all(line("body", &serde_json::to_string(filed)?).as_bytes())?;
            }
            to.flush()
        })
    }
}

/// Bytes that are no text are written as escapes, and so is what might be taken for them.
fn text(path: &Path) -> PathText {
    path.to_str().filter(|text| !text.contains('\\')).map_or_else(|| format!("{path:?}"), str::to_owned)
}
