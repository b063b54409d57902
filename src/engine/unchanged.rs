//! Which files are as they were when facts were last made of them, told by their size, times and number on the disk: what
//! is in them need not even be opened.
//!
//! A file whose last change is not clearly older than the scan that read it is left out: it may have changed once more
//! within the same tick of the clock.

use std::fs;
use std::io::{self, BufReader, BufWriter, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::disk::{Passing, folder, read_at, replace_losable};
use super::journal::{BEFORE, END, Lines, checked, line};
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
    /// What an earlier scan has left, where it stands: by the hash of its path.
    file: Option<fs::File>,
    known: Vec<Known>,
    seen: Mutex<Seen>,
}

/// Where a file is told of: few bytes, for there may be millions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Known {
    path: u64,
    at: u64,
    length: u32,
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
        #[derive(Deserialize)]
        struct Placed {
            path: PathText,
        }
        let (mut known, file) = (Vec::new(), fs::File::open(&path).ok());
        if let Some(file) = &file {
            let mut lines = Lines::new(BufReader::new(file));
            while let Ok(Some((at, body))) = lines.next() {
                if let (Ok(placed), Ok(length)) =
                    (serde_json::from_slice::<Placed>(&body), u32::try_from(body.len()))
                {
                    known.push(Known { path: hash(&placed.path), at, length });
                }
            }
        }
        known.sort_unstable();
        let began = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let began = u64::try_from(began.as_nanos()).unwrap_or(0);
        Unchanged { path, began, file, known, seen: Mutex::default() }
    }

    /// Names and keys of the documents in a file that has not changed; `None` where it has, or is not known.
    pub(super) fn documents(&self, origin: &Origin) -> Option<Vec<(String, String)>> {
        let (path, file) = (text(&origin.path), self.file.as_ref()?);
        let mut found = self.known[self.alike(&path)].iter().filter_map(|known| read(file, *known));
        let filed = found.rfind(|filed| filed.path == path)?;
        (filed.name == origin.name && filed.stamp == origin.stamp).then_some(filed.documents)
    }

    /// Places of what is known of a path, and of any path that is taken for it: none but by rare chance.
    fn alike(&self, path: &str) -> Range<usize> {
        let hash = hash(path);
        let from = self.known.partition_point(|known| known.path < hash);
        from..from + self.known[from..].iter().take_while(|known| known.path == hash).count()
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
        let Seen { notes, failed } =
            std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner));
        if failed {
            return None;
        }
        let Unchanged { path, began, file, known, .. } = &self;
        let mut told = vec![false; known.len()];
        let (mut hasher, mut count, mut are_kept) = (blake3::Hasher::new(), 0, true);
        let aside = path.with_extension(format!("{}.part", std::process::id()));
        let written = replace_losable(path, &aside, |into| {
            let mut to = BufWriter::new(into);
            let mut leave = |filed: &Filed| -> io::Result<()> {
                to.write_all(line("body", &serde_json::to_string(filed)?).as_bytes())
            };
            let of_one = |a: &Note, b: &Note| a.path == b.path;
            notes.sorted()?.each_group(of_one, |notes| {
                told[self.alike(&notes[0].path)].fill(true);
                let Some(filed) = filed(notes) else {
                    are_kept = false;
                    return Ok(());
                };
                count += filed.documents.len();
                take_up(&mut hasher, filed.documents.iter().flat_map(|(name, key)| [name, key]));
                let Stamp { modified, changed, .. } = filed.stamp;
                let is_settled = modified.max(changed).saturating_add(TICK) < *began;
                if is_settled { leave(&filed) } else { Ok(()) }
            })?;
            let same = |filed: &Filed| stamp(Path::new(&filed.path)) == Some(filed.stamp);
            let others = known.iter().zip(told).filter(|(_, told)| !told);
            let others = others.filter_map(|(known, _)| read(file.as_ref()?, *known)).filter(same);
            others.into_iter().try_for_each(|filed| leave(&filed))?;
            to.flush()
        });
        (written.is_ok() && are_kept).then(|| (count, hasher.finalize()))
    }
}

fn hash(path: &str) -> u64 {
    blake3::hash(path.as_bytes()).as_bytes().first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
}

/// What stands at a place; `None` where it is damaged.
fn read(file: &fs::File, Known { at, length, .. }: Known) -> Option<Filed> {
    let mut whole = vec![0; BEFORE + length as usize + END.len()];
    read_at(file, at.checked_sub(BEFORE as u64)?, &mut whole).ok()?;
    serde_json::from_slice(checked(&whole, "body")?).ok()
}

/// Bytes that are no text are written as escapes, and so is what might be taken for them.
fn text(path: &Path) -> PathText {
    path.to_str().filter(|text| !text.contains('\\')).map_or_else(|| format!("{path:?}"), str::to_owned)
}
