//! Which files are as they were when facts were last made of them, told by their size, times and number on the disk: what
//! is in them need not even be opened.
//!
//! A file whose last change is not clearly older than the scan that read it is left out: it may have changed once more
//! within the same tick of the clock.

use std::collections::HashMap;
use std::fs;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::disk::{Passing, folder, replace_losable};
use super::journal::{Lines, line};
use super::run::{Origin, lock};
use crate::document::hash::take_up;
use crate::finding::sorter::Sorter;
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
    seen: Mutex<Seen>,
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

/// What this scan has seen; much of it is put aside in the folder of the cache.
#[derive(Debug, Default)]
struct Seen {
    notes: Sorter<Note>,
    /// True where something could not be noted: then nothing is known.
    failed: bool,
}

/// A document of a file.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Note {
    path: PathText,
    name: String,
    stamp: Stamp,
    document: String,
    /// `None` where its facts were not kept.
    key: Option<String>,
}

/// The documents of one file; `None` where facts of some were not kept, or it was seen to change.
fn filed(notes: &[Note]) -> Option<Filed> {
    let Note { path, name, stamp, .. } = notes.first()?;
    let document = |note: &Note| {
        let key = note.key.clone().filter(|_| note.stamp == *stamp)?;
        Some((note.document.clone(), key))
    };
    let documents = notes.iter().map(document).collect::<Option<Vec<_>>>()?;
    Some(Filed { path: path.clone(), name: name.clone(), stamp: *stamp, documents })
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
        let (document, key) = (name.to_owned(), key.map(str::to_owned));
        let note = Note { path: text(path), name: file.clone(), stamp: *stamp, document, key };
        let seen = &mut *lock(&self.seen);
        let room = || -> io::Result<_> { Ok(Some(Box::new(Passing::new(folder(&self.path))?) as _)) };
        seen.failed |= seen.notes.push(note, &room).is_err();
    }

    /// Leaves what is known now for the next scan; files that this one has not asked for stay known as long as they have not
    /// changed. Returns how many documents were seen and a hash of them all; `None` where facts of some were not kept, or
    /// nothing can be left.
    pub(super) fn finish(self) -> Option<(usize, blake3::Hash)> {
        let Unchanged { path, began, mut known, seen } = self;
        let Seen { notes, failed } = seen.into_inner().unwrap_or_else(PoisonError::into_inner);
        if failed {
            return None;
        }
        let (mut hasher, mut count, mut are_kept) = (blake3::Hasher::new(), 0, true);
        let aside = path.with_extension(format!("{}.part", std::process::id()));
        let written = replace_losable(&path, &aside, |file| {
            let mut to = BufWriter::new(file);
            let mut leave = |filed: &Filed| -> io::Result<()> {
                to.write_all(line("body", &serde_json::to_string(filed)?).as_bytes())
            };
            let of_one = |a: &Note, b: &Note| a.path == b.path;
            notes.sorted()?.each_group(of_one, |notes| {
                known.remove(&notes[0].path);
                let Some(filed) = filed(notes) else {
                    are_kept = false;
                    return Ok(());
                };
                count += filed.documents.len();
                take_up(&mut hasher, filed.documents.iter().flat_map(|(name, key)| [name, key]));
                let Stamp { modified, changed, .. } = filed.stamp;
                let is_settled = modified.max(changed).saturating_add(TICK) < began;
                if is_settled { leave(&filed) } else { Ok(()) }
            })?;
            let same = |filed: &&Filed| stamp(Path::new(&filed.path)) == Some(filed.stamp);
            known.values().filter(same).try_for_each(leave)?;
            to.flush()
        });
        (written.is_ok() && are_kept).then(|| (count, hasher.finalize()))
    }
}

/// Bytes that are no text are written as escapes, and so is what might be taken for them.
fn text(path: &Path) -> PathText {
    path.to_str().filter(|text| !text.contains('\\')).map_or_else(|| format!("{path:?}"), str::to_owned)
}
