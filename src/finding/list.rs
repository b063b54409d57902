//! Long lists that may be put aside, so that memory does not follow their length: one JSON value for each line, read again
//! as they are needed.

use std::fmt;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::marker::PhantomData;
use std::ops::{Deref, Range};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::vec;

use serde::de::DeserializeOwned;
use serde::ser::{Error, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Where something is put aside and read again.
pub trait Spool: Read + Write + Seek + Send + Sync {}

impl<T: Read + Write + Seek + Send + Sync> Spool for T {}

/// Gives an empty spool; `None` where lists stay in memory.
pub type Aside<'a> = &'a dyn Fn() -> io::Result<Option<Box<dyn Spool>>>;

/// A list in memory, or put aside. As a slice it is what is in memory.
pub struct List<T> {
    here: Vec<T>,
    aside: Option<Shared<T>>,
}

type Shared<T> = Arc<Mutex<Pile<T>>>;

struct Pile<T> {
    spool: Box<dyn Spool>,
    count: usize,
    of: PhantomData<fn() -> T>,
}

impl<T> Pile<T> {
    /// All that was added.
    fn lines(&mut self) -> io::Result<Lines<T>> {
        Ok(Lines::new(0..self.spool.seek(SeekFrom::End(0))?))
    }
}

fn lock<T>(pile: &Mutex<Pile<T>>) -> MutexGuard<'_, Pile<T>> {
    pile.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<T> List<T> {
    /// An empty list; it stays in memory where there is no spool.
    pub fn new(spool: Option<Box<dyn Spool>>) -> List<T> {
        let pile = |spool| Arc::new(Mutex::new(Pile { spool, count: 0, of: PhantomData }));
        List { here: Vec::new(), aside: spool.map(pile) }
    }
}

impl<T: Serialize + DeserializeOwned> List<T> {
    /// Adds one.
    pub fn push(&mut self, one: T) -> io::Result<()> {
        let Some(aside) = &self.aside else {
            self.here.push(one);
            return Ok(());
        };
        let mut pile = lock(aside);
        serde_json::to_writer(&mut pile.spool, &one)?;
        pile.spool.write_all(b"\n")?;
        pile.count += 1;
        Ok(())
    }

    /// Nothing is left to write when this returns.
    pub fn settle(&self) -> io::Result<()> {
        let Some(aside) = &self.aside else { return Ok(()) };
        lock(aside).spool.flush()
    }

    /// Takes one after the other, in the order in which they were added.
    pub fn each(&self, mut take: impl FnMut(&T) -> io::Result<()>) -> io::Result<()> {
        let Some(aside) = &self.aside else { return self.here.iter().try_for_each(take) };
        let mut pile = lock(aside);
        let mut lines = pile.lines()?;
        while let Some(one) = lines.next(&mut pile.spool)? {
            take(&one)?;
        }
        pile.spool.seek(SeekFrom::End(0)).map(drop)
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.aside.as_ref().map_or(self.here.len(), |aside| lock(aside).count)
    }

    /// One after the other, for whoever asks.
    pub fn read(self) -> io::Result<Reading<T>> {
        let lines = |aside: Shared<T>| lock(&aside).lines().map(|lines| (aside.clone(), lines));
        Ok(Reading { here: self.here.into_iter(), aside: self.aside.map(lines).transpose()? })
    }
}

/// What stands in a list, one after the other.
pub struct Reading<T> {
    here: vec::IntoIter<T>,
    aside: Option<(Shared<T>, Lines<T>)>,
}

impl<T: DeserializeOwned> Iterator for Reading<T> {
    type Item = io::Result<T>;

    fn next(&mut self) -> Option<io::Result<T>> {
        let Some((aside, lines)) = &mut self.aside else { return self.here.next().map(Ok) };
        lines.next(&mut lock(aside).spool).transpose()
    }
}

/// Bytes that are read at a time.
const CHUNK: u64 = if cfg!(test) { 16 } else { 1 << 13 };

/// One JSON value for each line, from byte to byte in a spool.
pub(super) struct Lines<T> {
    unread: Range<u64>,
    bytes: Vec<u8>,
    /// How many of the bytes were taken.
    taken: usize,
    of: PhantomData<fn() -> T>,
}

impl<T> Lines<T> {
    pub(super) fn new(unread: Range<u64>) -> Lines<T> {
        Lines { unread, bytes: Vec::new(), taken: 0, of: PhantomData }
    }
}

impl<T: DeserializeOwned> Lines<T> {
    /// The next value. Others may have read elsewhere in the spool meanwhile.
    pub(super) fn next(&mut self, spool: &mut dyn Spool) -> io::Result<Option<T>> {
        loop {
            let line = &self.bytes[self.taken..];
            if let Some(end) = line.iter().position(|byte| *byte == b'\n') {
                self.taken += end + 1;
                return Ok(Some(serde_json::from_slice(&line[..end])?));
            }
            if self.unread.is_empty() {
                return Ok(None);
            }
            self.bytes.drain(..self.taken);
            self.taken = 0;
            // As much again of a long line, so that it is not gone through time after time.
            let held = self.bytes.len();
            let more = (self.unread.end - self.unread.start).min(CHUNK.max(held as u64));
            self.bytes.resize(held + more as usize, 0);
            spool.seek(SeekFrom::Start(self.unread.start))?;
            spool.read_exact(&mut self.bytes[held..])?;
            self.unread.start += more;
        }
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.here
    }
}

impl<T> Default for List<T> {
    fn default() -> List<T> {
        List { here: Vec::new(), aside: None }
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(here: Vec<T>) -> List<T> {
        List { here, aside: None }
    }
}

impl<T: Clone> Clone for List<T> {
    fn clone(&self) -> List<T> {
        List { here: self.here.clone(), aside: self.aside.clone() }
    }
}

impl<T: PartialEq> PartialEq for List<T> {
    fn eq(&self, other: &List<T>) -> bool {
        let same = match (&self.aside, &other.aside) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        same && self.here == other.here
    }
}

impl<T: fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.aside {
            Some(_) => f.write_str("[put aside]"),
            None => self.here.fmt(f),
        }
    }
}

impl<T: Serialize + DeserializeOwned> Serialize for List<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all = serializer.serialize_seq(Some(self.count()))?;
        let mut refused = None;
        let read = self.each(|one| {
            all.serialize_element(one).map_err(|error| {
                refused = Some(error);
                io::ErrorKind::Other.into()
            })
        });
        match (refused, read) {
            (Some(error), _) => Err(error),
            (None, Err(error)) => Err(S::Error::custom(error)),
            (None, Ok(())) => all.end(),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<List<T>, D::Error> {
        Vec::deserialize(deserializer).map(List::from)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn a_list_put_aside_is_written_as_one_in_memory() {
        for all in [vec![], vec!["a\n".to_owned()], vec!["a".to_owned(), "å".to_owned()]] {
            let mut aside = List::new(Some(Box::new(Cursor::new(Vec::new()))));
            all.iter().for_each(|one| aside.push(one.clone()).unwrap());
            let whole = serde_json::to_string_pretty(&all).unwrap();
            assert!(aside.is_empty());
            // Read as often as it is asked for, and gone on with after that.
            assert_eq!(serde_json::to_string_pretty(&aside).unwrap(), whole);
            assert_eq!(serde_json::to_string_pretty(&List::from(all.clone())).unwrap(), whole);
            aside.push("b".to_owned()).unwrap();
            let mut read = Vec::new();
            let keep = |one: &String| {
                read.push(one.clone());
                Ok(())
            };
            aside.each(keep).unwrap();
            assert_eq!(read, [all, vec!["b".to_owned()]].concat());
            assert_eq!(aside.read().unwrap().collect::<io::Result<Vec<String>>>().unwrap(), read);
        }
    }
}
