//! Zip files that hold documents. Word, OpenDocument and Excel files are zips too, and are not containers.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::Refused;
use crate::finding::Reason;

/// How much of a container is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// Entries, at most.
    pub entries: u64,
    /// Inflated bytes of one entry, at most.
    pub entry_bytes: u64,
    /// Inflated bytes per stored byte, above 64 KiB, at most.
    pub ratio: u64,
}

/// True where the bytes are a zip that is not itself a document.
pub fn is_container(bytes: &[u8], caps: Caps) -> bool {
    bytes.starts_with(b"PK\x03\x04")
        && open(bytes).is_ok_and(|zip| {
            let document =
                |name: &str| name.eq_ignore_ascii_case("[content_types].xml") || name == "mimetype";
            !zip.file_names().take(usize::try_from(caps.entries).unwrap_or(usize::MAX)).any(document)
        })
}

/// Names of the files in a container, in its own order, with their index. Folders are left out.
pub fn list(bytes: &[u8], caps: Caps) -> Result<Vec<(u64, String)>, Refused> {
    let zip = open(bytes)?;
    if zip.len() as u64 > caps.entries {
        return Err(Refused::new(Reason::Limit, "entries").value(caps.entries));
    }
    let files =
        (0..zip.len()).filter_map(|index| Some((index as u64, zip.name_for_index(index)?.to_owned())));
    Ok(files.filter(|(_, name)| !name.ends_with('/')).collect())
}

/// The bytes of one file in a container.
pub fn get(bytes: &[u8], index: u64, caps: Caps) -> Result<Vec<u8>, Refused> {
    let mut zip = open(bytes)?;
    let entry = zip.by_index(usize::try_from(index).unwrap_or(usize::MAX));
    let entry = entry.map_err(|error| refused(&error))?;
    let cap = caps.entry_bytes.min(entry.compressed_size().saturating_mul(caps.ratio).max(64 << 10));
    let mut inflated = Vec::new();
    let read = entry.take(cap.saturating_add(1)).read_to_end(&mut inflated);
    read.map_err(|_| Refused::new(Reason::Damaged, "damaged"))?;
    if inflated.len() as u64 > cap {
        return Err(Refused::new(Reason::Limit, "part-bytes").value(cap));
    }
    Ok(inflated)
}

fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, Refused> {
    ZipArchive::new(Cursor::new(bytes)).map_err(|error| refused(&error))
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
