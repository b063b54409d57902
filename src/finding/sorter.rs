//! Long lists in order: what comes in any order is sorted in runs, which may be put aside, and merged as it is read.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt;
use std::io::{self, SeekFrom};
use std::ops::Range;
use std::vec;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::list::{Aside, Lines, Spool};

/// So many are sorted in memory; more are put aside.
const RUN: usize = if cfg!(test) { 4 } else { 1 << 13 };
/// What comes in any order, until it is read in one.
pub struct Sorter<T> {
    here: Vec<T>,
    spool: Option<Box<dyn Spool>>,
    /// From byte to byte in the spool.
    runs: Vec<Range<u64>>,
}

impl<T: Ord + Serialize + DeserializeOwned> Sorter<T> {
    /// Adds one. Where there are many, those before may be put aside.
    pub fn push(&mut self, one: T, room: Aside<'_>) -> io::Result<()> {
        if self.here.len() >= RUN {
            if self.spool.is_none() {
                self.spool = room()?;
            }
            self.put_aside()?;
        }
        self.here.push(one);
        Ok(())
    }

    /// Writes what is in memory as a run, where there is room.
    fn put_aside(&mut self) -> io::Result<()> {
        let Some(spool) = &mut self.spool else { return Ok(()) };
        self.here.sort_unstable();
        let from = spool.seek(SeekFrom::End(0))?;
        for one in self.here.drain(..) {
            serde_json::to_writer(&mut *spool, &one)?;
            spool.write_all(b"\n")?;
        }
        self.runs.push(from..spool.stream_position()?);
        Ok(())
    }

    /// All in order. Of equals any may come first.
    pub fn sorted(mut self) -> io::Result<Sorted<T>> {
        self.put_aside()?;
        self.here.sort_unstable();
        let runs = self.runs.into_iter().map(Lines::new).collect();
        let mut sorted =
            Sorted { here: self.here.into_iter(), heads: BinaryHeap::new(), spool: self.spool, runs };
        (0..sorted.runs.len()).try_for_each(|run| sorted.draw(run))?;
        Ok(sorted)
    }
}

impl<T> Default for Sorter<T> {
    fn default() -> Sorter<T> {
        Sorter { here: Vec::new(), spool: None, runs: Vec::new() }
    }
}

impl<T> fmt::Debug for Sorter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} and {} runs]", self.here.len(), self.runs.len())
    }
}

/// All in order: read from memory, or merged from runs.
pub struct Sorted<T> {
    here: vec::IntoIter<T>,
    /// The first of each run that was not taken yet.
    heads: BinaryHeap<Reverse<(T, usize)>>,
    spool: Option<Box<dyn Spool>>,
    runs: Vec<Lines<T>>,
}

impl<T: Ord + DeserializeOwned> Sorted<T> {
    /// Takes the next of a run to the heads.
    fn draw(&mut self, run: usize) -> io::Result<()> {
        if let (Some(spool), Some(lines)) = (&mut self.spool, self.runs.get_mut(run))
            && let Some(one) = lines.next(spool)?
        {
            self.heads.push(Reverse((one, run)));
        }
        Ok(())
    }

    /// True where some of them were put aside.
    pub fn is_aside(&self) -> bool {
        !self.runs.is_empty()
    }

    /// Takes each with the first of those before it that belong together with it, so many at most.
    pub fn each_with_first(
        self,
        most: usize,
        together: impl Fn(&T, &T) -> bool,
        mut take: impl FnMut(&T, &[T]) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut first: Vec<T> = Vec::new();
        for one in self {
            let one = one?;
            if first.first().is_some_and(|first| !together(first, &one)) {
                first.clear();
            }
            take(&one, &first)?;
            if first.len() < most {
                first.push(one);
            }
        }
        Ok(())
    }

    /// Takes those that belong together, group by group.
    pub fn each_group(
        self,
        together: impl Fn(&T, &T) -> bool,
        mut take: impl FnMut(&[T]) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut group: Vec<T> = Vec::new();
        for one in self {
            let one = one?;
            if group.first().is_some_and(|first| !together(first, &one)) {
                take(&group)?;
                group.clear();
            }
            group.push(one);
        }
        if group.is_empty() { Ok(()) } else { take(&group) }
    }
}

impl<T: Ord + DeserializeOwned> Iterator for Sorted<T> {
    type Item = io::Result<T>;

    fn next(&mut self) -> Option<io::Result<T>> {
        let Some(Reverse((one, run))) = self.heads.pop() else { return self.here.next().map(Ok) };
        Some(self.draw(run).map(|()| one))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn check(all: &[u32], room: Aside<'_>) {
        let sorter = || {
            let mut sorter = Sorter::default();
            all.iter().for_each(|one| sorter.push(*one, room).unwrap());
            sorter.sorted().unwrap()
        };
        let mut expected = all.to_vec();
        expected.sort_unstable();
        assert_eq!(sorter().collect::<io::Result<Vec<u32>>>().unwrap(), expected);
        let mut tens: Vec<Vec<u32>> = Vec::new();
        let take = |group: &[u32]| {
            tens.push(group.to_vec());
            Ok(())
        };
        let ten = |a: &u32, b: &u32| a / 10 == b / 10;
        sorter().each_group(ten, take).unwrap();
        assert_eq!(tens, expected.chunk_by(ten).collect::<Vec<_>>());
        let mut each =
            tens.iter().flat_map(|ten| (0..).zip(ten).map(move |(at, one)| (one, &ten[..2.min(at)])));
        let take = |one: &u32, first: &[u32]| {
            assert_eq!(each.next(), Some((one, first)));
            Ok(())
        };
        sorter().each_with_first(2, ten, take).unwrap();
        assert_eq!(each.next(), None);
    }

    #[test]
    fn what_is_put_aside_in_runs_comes_back_in_order() {
        for count in [0, 1, RUN, RUN + 1, 7 * RUN, 7 * RUN + 2] {
            let all: Vec<u32> = (0..count as u32).map(|one| one * 7919 % 31).collect();
            check(&all, &|| Ok(None));
            check(&all, &|| Ok(Some(Box::new(Cursor::new(Vec::new())))));
        }
    }

    #[test]
    fn where_no_room_can_be_had_it_is_said() {
        let mut sorter = Sorter::default();
        let full = || Err(io::ErrorKind::StorageFull.into());
        let pushed = (0..RUN).map(|one| sorter.push(one, &full)).collect::<io::Result<Vec<()>>>();
        assert!(pushed.is_ok() && sorter.push(RUN, &full).is_err());
    }
}
