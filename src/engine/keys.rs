//! Where facts stand in a file, by key: a record of 32 bytes for each, however many, read and written one after the other.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

/// Bytes of a record: key, place, length.
const RECORD: usize = 32;
/// Records that are read or written at once.
const BATCH: usize = 2048;
/// Begins the file; a checksum of the records ends it.
const HEAD: &[u8; 16] = b"pyspunka index 2";
/// Bytes of the checksum.
const SUM: usize = 32;

/// The key of a document's facts: 40 hex digits as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key([u8; 20]);

impl Key {
    /// Of 40 hex digits.
    pub(super) fn read(hex: &str) -> Option<Key> {
        let digits = hex.as_bytes().as_chunks::<2>().0;
        let mut key = Key([0; 20]);
        if hex.len() != 2 * key.0.len() {
            return None;
        }
        for (byte, [high, low]) in key.0.iter_mut().zip(digits) {
            let digit = |digit: u8| char::from(digit).to_digit(16);
            *byte = u8::try_from(digit(*high)? << 4 | digit(*low)?).ok()?;
        }
        Some(key)
    }

    /// Its first 16 digits, by which it is looked up: what is found says whose it is.
    pub(super) fn short(self) -> u64 {
        self.0.first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
    }
}

/// A line with facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) key: Key,
    /// Where what it holds begins.
    pub(super) at: u64,
    /// How long that is.
    pub(super) length: u32,
}

impl Line {
    fn bytes(self) -> [u8; RECORD] {
        let mut record = [0; RECORD];
        record[..20].copy_from_slice(&self.key.0);
        record[20..28].copy_from_slice(&self.at.to_le_bytes());
        record[28..].copy_from_slice(&self.length.to_le_bytes());
        record
    }

    fn of(record: &[u8; RECORD]) -> Line {
        let mut line = Line { key: Key([0; 20]), at: 0, length: 0 };
        line.key.0.copy_from_slice(&record[..20]);
        let (mut at, mut length) = ([0; 8], [0; 4]);
        at.copy_from_slice(&record[20..28]);
        length.copy_from_slice(&record[28..]);
        (line.at, line.length) = (u64::from_le_bytes(at), u32::from_le_bytes(length));
        line
    }
}

/// Writes an index.
#[derive(Debug)]
pub(super) struct Writer<W> {
    to: W,
    hasher: blake3::Hasher,
    batch: Vec<u8>,
}

impl<W: Write> Writer<W> {
    pub(super) fn new(mut to: W) -> io::Result<Writer<W>> {
        to.write_all(HEAD)?;
        Ok(Writer { to, hasher: blake3::Hasher::new(), batch: Vec::new() })
    }

    /// Adds a line.
    pub(super) fn push(&mut self, line: Line) -> io::Result<()> {
        self.batch.extend(line.bytes());
        if self.batch.len() < BATCH * RECORD { Ok(()) } else { self.write() }
    }

    fn write(&mut self) -> io::Result<()> {
        self.hasher.update(&self.batch);
        self.to.write_all(&self.batch)?;
        self.batch.clear();
        Ok(())
    }

    /// Ends the index; before that it is not whole.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.write()?;
        self.to.write_all(self.hasher.finalize().as_bytes())?;
        self.to.flush()?;
        Ok(self.to)
    }
}

/// Takes each line of an index, in order. `None` where it is not whole or something else: then what was taken counts for
/// nothing.
pub(super) fn each(path: &Path, mut take: impl FnMut(Line)) -> Option<()> {
    let mut file = fs::File::open(path).ok()?;
    let length = usize::try_from(file.metadata().ok()?.len()).ok()?.checked_sub(HEAD.len() + SUM)?;
    let mut head = [0; HEAD.len()];
    file.read_exact(&mut head).ok()?;
    if head != *HEAD || length % RECORD != 0 {
        return None;
    }
    let (mut left, mut hasher) = (length, blake3::Hasher::new());
    let mut batch = vec![0; length.min(BATCH * RECORD)];
    while left > 0 {
        let batch = &mut batch[..left.min(BATCH * RECORD)];
        file.read_exact(batch).ok()?;
        hasher.update(batch);
        batch.as_chunks().0.iter().for_each(|record| take(Line::of(record)));
        left -= batch.len();
    }
    let mut sum = [0; SUM];
    file.read_exact(&mut sum).ok()?;
    (hasher.finalize() == sum).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_is_read_as_it_was_written_and_not_where_it_is_damaged() {
        let key = |number: usize| Key::read(&format!("{number:040x}")).unwrap();
        let line = |number: usize| Line { key: key(number), at: number as u64 * 7, length: number as u32 };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("one.index");
        for count in [0, 1, BATCH, BATCH * 2 + 3] {
            let mut writer = Writer::new(Vec::new()).unwrap();
            (0..count).for_each(|number| writer.push(line(number)).unwrap());
            let bytes = writer.finish().unwrap();
            fs::write(&path, &bytes).unwrap();
            let mut found = Vec::new();
            each(&path, |line| found.push(line)).unwrap();
            assert_eq!(found, (0..count).map(line).collect::<Vec<Line>>());
            for at in [0, bytes.len() / 2, bytes.len() - 1] {
                let mut damaged = bytes.clone();
                damaged[at] ^= 1;
                fs::write(&path, &damaged).unwrap();
                assert_eq!(each(&path, drop), None, "byte {at} of {count} records");
                fs::write(&path, &bytes[..at]).unwrap();
                assert_eq!(each(&path, drop), None, "{count} records cut at byte {at}");
            }
        }
        assert_eq!(Key::read("12"), None);
        assert_eq!(Key::read(&"å".repeat(20)), None);
        assert!(key(1 << 60) < key(usize::MAX));
    }
}
