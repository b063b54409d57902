//! Words, phrases and compound tails in one table: a token costs one look-up, whatever the number of words.

use super::interner::Interner;
use crate::annotate::token::{Token, tokens};
use crate::document::builder::lower_aligned;

/// Slots of the table of endings; a power of two.
const ENDINGS: usize = 4096;
/// Lengths from here on share the last bit of a mask.
const LONG: usize = 63;

/// All words of all lexicons, by their text in lower case.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    entries: Interner,
    forms: Uses<Form>,
    tails: Uses<u32>,
    asked: Uses<u32>,
    onward: Uses<Onward>,
    /// Which lengths the tails have that end as a word does.
    endings: Vec<u64>,
    /// Lengths of tails of 63 bytes or more.
    long: Vec<usize>,
}

/// A form of one lexicon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Form {
    /// Number of the lexicon.
    pub(super) group: u32,
    /// As written, where capitals matter.
    pub(super) exact: Option<Box<str>>,
    /// True where an exception of its lexicon stands in its first word.
    pub(super) barred: bool,
}

/// How a form goes on that begins with a token: however many phrases begin with a word, those that cannot be meant
/// cost a comparison of three bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Onward {
    /// Length of the form; longest first.
    length: std::cmp::Reverse<u32>,
    /// The bytes behind the token, three at most …
    next: u32,
    /// … and which of them count.
    mask: u32,
}

/// The first three bytes as a number; zeros where there are fewer.
fn three(text: &[u8]) -> u32 {
    text.iter().take(3).rev().fold(0, |three, byte| three << 8 | u32::from(*byte))
}

/// What belongs to each entry: first as pairs, in the end sorted and found by range.
#[derive(Debug, Clone)]
struct Uses<T> {
    pairs: Vec<(u32, T)>,
    /// Where those of each entry begin; one more than there are entries.
    begins: Vec<u32>,
}

impl<T> Default for Uses<T> {
    fn default() -> Uses<T> {
        Uses { pairs: Vec::new(), begins: Vec::new() }
    }
}

impl<T: PartialEq> Uses<T> {
    fn seal(&mut self, entries: usize, order: impl Fn(&T, &T) -> std::cmp::Ordering) {
        // There are hardly more pairs than entries: counted into their places, and few are left to be sorted.
        let begins = self.count(entries);
        let mut next = begins.clone();
        let mut placed: Vec<Option<(u32, T)>> = self.pairs.iter().map(|_| None).collect();
        for pair in self.pairs.drain(..) {
            let at = &mut next[pair.0 as usize];
            placed[*at as usize] = Some(pair);
            *at += 1;
        }
        self.pairs.extend(placed.into_iter().flatten());
        for range in begins.windows(2).filter(|range| range[1] > range[0] + 1) {
            self.pairs[range[0] as usize..range[1] as usize].sort_by(|(_, a), (_, b)| order(a, b));
        }
        self.pairs.dedup();
        self.begins = self.count(entries);
    }

    /// Where the pairs of each entry begin once they are in order, and where the last end.
    fn count(&self, entries: usize) -> Vec<u32> {
        let mut begins = vec![0; entries + 1];
        for (entry, _) in &self.pairs {
            begins[*entry as usize + 1] += 1;
        }
        for at in 0..entries {
            begins[at + 1] += begins[at];
        }
        begins
    }

    fn of(&self, entry: u32) -> impl DoubleEndedIterator<Item = &T> {
        let at = |index: u32| self.begins.get(index as usize).map_or(0, |begin| *begin as usize);
        self.pairs[at(entry)..at(entry + 1)].iter().map(|(_, used)| used)
    }
}

impl Words {
    /// Adds a word or phrase. `except` are the exceptions of its lexicon.
    pub(super) fn add_form(&mut self, form: &str, case: bool, group: u32, except: &[String]) {
        let lower = lower_aligned(form);
        let Some(first) = tokens(&lower).next().map(|token| token.span) else { return };
        // A form is looked up by its first token, so it begins there.
        let (word, whole) = (&lower[first.range()], &lower[first.start()..]);
        let behind = &whole.as_bytes()[word.len()..];
        let onward = Onward {
            length: std::cmp::Reverse(whole.len() as u32),
            next: three(behind),
            mask: 0xff_ffff >> (24 - 8 * behind.len().min(3)),
        };
        let barred = super::excepted(except, word);
        let entry = self.entry(word);
        self.onward.pairs.push((entry, onward));
        let entry = if whole.len() == word.len() { entry } else { self.entry(whole) };
        let exact = case.then(|| form[first.start()..].into());
        self.forms.pairs.push((entry, Form { group, exact, barred }));
    }

    /// Adds a compound tail.
    pub(super) fn add_tail(&mut self, tail: &str, group: u32) {
        let entry = self.entry(&lower_aligned(tail));
        self.tails.pairs.push((entry, group));
    }

    /// Adds a word that is only asked for.
    pub(super) fn add_asked(&mut self, word: &str, group: u32) {
        let entry = self.entry(&lower_aligned(word));
        self.asked.pairs.push((entry, group));
    }

    /// Sorts what was added; nothing is found before.
    pub(super) fn seal(&mut self) {
        let entries = self.entries.len();
        self.forms.seal(entries, |a, b| a.group.cmp(&b.group));
        self.tails.seal(entries, |_, _| std::cmp::Ordering::Equal);
        self.asked.seal(entries, |_, _| std::cmp::Ordering::Equal);
        self.onward.seal(entries, Ord::cmp);
        self.endings = vec![0; ENDINGS];
        for (entry, _) in &self.tails.pairs {
            let tail = self.entries.text(*entry).as_bytes();
            let bit = 1 << tail.len().min(LONG);
            match slot(tail) {
                Some(slot) => self.endings[slot] |= bit,
                None => self.endings.iter_mut().for_each(|mask| *mask |= bit),
            }
            if tail.len() >= LONG {
                self.long.push(tail.len());
            }
        }
        self.long.sort_unstable();
        self.long.dedup();
    }

    fn entry(&mut self, word: &str) -> u32 {
        let next = self.entries.len() as u32;
        self.entries.add(word).unwrap_or(next)
    }

    /// The entry of a word or phrase.
    pub(super) fn find(&self, word: &str) -> Option<u32> {
        self.entries.find(word)
    }

    /// Forms that are an entry.
    pub(super) fn forms_of(&self, entry: u32) -> impl Iterator<Item = &Form> {
        self.forms.of(entry)
    }

    /// Lexicons that are asked for an entry.
    pub(super) fn asked_of(&self, entry: u32) -> impl Iterator<Item = u32> {
        self.asked.of(entry).copied()
    }

    /// True where a phrase goes on from an entry, which is `length` bytes long.
    pub(super) fn leads(&self, entry: u32, length: usize) -> bool {
        self.onward.of(entry).any(|onward| onward.length.0 as usize > length)
    }

    /// True where the form numbered `at` of an entry is written so, capitals and all.
    pub(super) fn is_written(&self, entry: Option<u32>, at: u32, text: &str) -> bool {
        let form = entry.and_then(|entry| self.forms.of(entry).nth(at as usize));
        form.is_some_and(|form| form.exact.as_deref() == Some(text))
    }

    /// Calls `visit` with each form of more words that begins with a token, whose entry is `first`, longest first, and
    /// where it ends.
    pub(super) fn phrases_at(
        &self,
        lower: &str,
        token: Token,
        first: u32,
        mut visit: impl FnMut(usize, &Form),
    ) {
        let (from, end) = (token.span.start(), token.span.end());
        let behind = three(&lower.as_bytes()[end..]);
        let mut last = 0;
        for onward in self.onward.of(first) {
            let length = onward.length.0 as usize;
            if from + length <= end {
                break;
            }
            if length == last || behind & onward.mask != onward.next {
                continue;
            }
            last = length;
            let entry = lower.get(from..from + length).and_then(|words| self.find(words));
            for form in entry.into_iter().flat_map(|entry| self.forms.of(entry)) {
                visit(from + length, form);
            }
        }
    }

    /// Lexicons of the compound tails of a word, shortest tail first. Two letters at least stand before a tail ("uplan"
    /// is no plan).
    pub(super) fn tails(&self, word: &str) -> impl DoubleEndedIterator<Item = u32> {
        let mask = slot(word.as_bytes()).and_then(|slot| self.endings.get(slot)).copied().unwrap_or(0);
        let most = word.len().saturating_sub(2);
        let short = (1..LONG.min(most + 1)).filter(move |length| mask >> length & 1 == 1);
        let long: &[usize] = if mask >> LONG & 1 == 1 { &self.long } else { &[] };
        let long = long.iter().copied().filter(move |length| *length <= most);
        let tail = move |length: usize| word.get(word.len() - length..).and_then(|tail| self.find(tail));
        short.chain(long).filter_map(tail).flat_map(|entry| self.tails.of(entry).copied())
    }
}

/// By the last three bytes; `None` for a shorter word.
fn slot(word: &[u8]) -> Option<usize> {
    let [a, b, c] = word.last_chunk::<3>()?;
    Some((*c as usize ^ (*b as usize) << 4 ^ (*a as usize) << 7) & (ENDINGS - 1))
}
