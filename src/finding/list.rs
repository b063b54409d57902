//! Long lists that may be put aside, so that memory does not follow their length: one JSON value for each line, read again
//! as they are needed.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

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
    aside: Option<Arc<Mutex<Pile<T>>>>,
}

struct Pile<T> {
    spool: Box<dyn Spool>,
    count: usize,
    of: PhantomData<fn() -> T>,
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
        let mut pile = aside.lock().unwrap_or_else(PoisonError::into_inner);
        serde_json::to_writer(&mut pile.spool, &one)?;
        pile.spool.write_all(b"\n")?;
        pile.count += 1;
        Ok(())
    }

    /// Nothing is left to write when this returns.
    pub fn settle(&self) -> io::Result<()> {
        let Some(aside) = &self.aside else { return Ok(()) };
        aside.lock().unwrap_or_else(PoisonError::into_inner).spool.flush()
    }

    /// Takes one after the other, in the order in which they were added.
    pub fn each(&self, mut take: impl FnMut(&T) -> io::Result<()>) -> io::Result<()> {
        let Some(aside) = &self.aside else { return self.here.iter().try_for_each(take) };
        let mut pile = aside.lock().unwrap_or_else(PoisonError::into_inner);
        pile.spool.seek(SeekFrom::Start(0))?;
        let mut from = BufReader::with_capacity(1 << 16, &mut pile.spool);
        let mut line = Vec::new();
        while from.read_until(b'\n', &mut line)? > 0 {
            take(&serde_json::from_slice(&line)?)?;
            line.clear();
        }
        drop(from);
        pile.spool.seek(SeekFrom::End(0)).map(drop)
    }

    fn count(&self) -> usize {
        let aside = self.aside.as_ref();
        aside.map_or(self.here.len(), |aside| aside.lock().unwrap_or_else(PoisonError::into_inner).count)
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
        }
    }
}
