//! Opens one regular file and reads it whole, or says why not.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Refused;
use crate::finding::Reason;

/// Reads a regular file of at most `limit` bytes. Never follows a link, never blocks on a pipe. A file that changes
/// while it is read is read once more.
pub fn read_file(path: &Path, limit: u64) -> Result<Vec<u8>, Refused> {
    for _ in 0..2 {
        let mut file = open(path).map_err(|error| refused(&error))?;
        let before = file.metadata().map_err(|error| refused(&error))?;
        if !before.is_file() {
            return Err(Refused::new(Reason::Unsupported, "not-a-file"));
        }
        if before.len() > limit {
            return Err(Refused::new(Reason::Limit, "file-bytes").value(limit));
        }
        let bytes = read_limited(&mut file, limit)?;
        let after = file.metadata().map_err(|error| refused(&error))?;
        if same(&before, &after) && bytes.len() as u64 == after.len() {
            return Ok(bytes);
        }
    }
    Err(Refused::new(Reason::ChangedWhileRead, "changed-while-read"))
}

/// Reads to the end, at most `limit` bytes.
pub fn read_limited(from: &mut impl Read, limit: u64) -> Result<Vec<u8>, Refused> {
    let mut bytes = Vec::new();
    from.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| refused(&error))?;
    if bytes.len() as u64 > limit {
        return Err(Refused::new(Reason::Limit, "file-bytes").value(limit));
    }
    Ok(bytes)
}

/// What tells that a file is still the same without reading it. Times are nanoseconds since 1970.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stamp {
    /// Its length.
    pub bytes: u64,
    /// When its bytes were last changed, as it says itself: a program may set that back.
    pub modified: u64,
    /// When it was last changed in any way, which no program sets; 0 where the system does not tell.
    pub changed: u64,
    /// Its number on the disk; 0 where the system does not tell.
    pub number: u64,
}

/// The stamp of a regular file; `None` where it is none, or cannot be looked at.
pub fn stamp(path: &Path) -> Option<Stamp> {
    let meta = std::fs::symlink_metadata(path).ok().filter(Metadata::is_file)?;
    let modified = meta.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    let modified = u64::try_from(modified.as_nanos()).ok()?;
    let (changed, number) = told(&meta);
    Some(Stamp { bytes: meta.len(), modified, changed, number })
}

#[cfg(unix)]
fn told(meta: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    let changed = i128::from(meta.ctime()) * 1_000_000_000 + i128::from(meta.ctime_nsec());
    (u64::try_from(changed).unwrap_or(0), meta.ino())
}

#[cfg(not(unix))]
fn told(_: &Metadata) -> (u64, u64) {
    (0, 0)
}

fn same(before: &Metadata, after: &Metadata) -> bool {
    before.len() == after.len() && before.modified().ok() == after.modified().ok()
}

#[cfg(target_os = "linux")]
fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    OpenOptions::new().read(true).custom_flags(flags.bits() as i32).open(path)
}

#[cfg(not(target_os = "linux"))]
fn open(path: &Path) -> io::Result<File> {
    if std::fs::symlink_metadata(path)?.is_file() {
        return OpenOptions::new().read(true).open(path);
    }
    Err(io::Error::new(ErrorKind::InvalidInput, "not a regular file"))
}

pub(super) fn refused(error: &io::Error) -> Refused {
    // A link where a file was a moment ago (ELOOP has no stable kind).
    if error.raw_os_error() == Some(40) {
        return Refused::new(Reason::Unsupported, "link");
    }
    match error.kind() {
        ErrorKind::PermissionDenied => Refused::new(Reason::Permission, "permission"),
        ErrorKind::NotFound => Refused::new(Reason::ChangedWhileRead, "vanished"),
        ErrorKind::InvalidFilename => Refused::new(Reason::Limit, "path-length"),
        ErrorKind::InvalidInput => Refused::new(Reason::Unsupported, "not-a-file"),
        _ => Refused::new(Reason::Damaged, "cannot-be-read"),
    }
}
