//! Words, phrases and compound tails in one table: a token costs one look-up, whatever the number of words.

use std::cmp::Reverse;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::annotate::token::{Token, tokens};
use crate::document::builder::lower_aligned;
use crate::document::flat::{Numbers, Text};
use crate::document::interner::{Interned, Interner};

/// Slots of the table of endings; a power of two.
const ENDINGS: usize = 4096;
/// Lengths from here on share the last bit of a mask.
const LONG: usize = 63;

/// All words of all lexicons, by their text in lower case.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Words {
    entries: Interned,
    /// Forms as written, where capitals matter.
    exact: Vec<Text>,
    forms: Uses,
    tails: Uses,
    asked: Uses,
    onward: Uses,
    /// Which lengths the tails have that end as a word does: masks of 64 bits.
    endings: Numbers,
    /// Lengths of tails of 63 bytes or more.
    long: Vec<u32>,
}

/// A form of one lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Form {
    /// Number of the lexicon.
    pub(super) group: u32,
    /// True where an exception of its lexicon stands in its first word.
    pub(super) barred: bool,
    /// Number of the form as written, from 1, where capitals matter; else 0.
    exact: u32,
}

impl Form {
    /// True where capitals matter.
    pub(super) fn is_exact(self) -> bool {
        self.exact > 0
    }

    fn laid_out(self) -> [u32; 2] {
        [self.group << 1 | u32::from(self.barred), self.exact]
    }

    fn read([group, exact]: [u32; 2]) -> Form {
        Form { group: group >> 1, barred: group & 1 == 1, exact }
    }
}

/// How a form goes on that begins with a token: however many phrases begin with a word, only those are looked at whose
/// second word begins as the text goes on, and they cost a comparison of three bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Onward {
    /// The second byte behind the token, 0 where there is none: they are found by it.
    second: u32,
    /// Length of the form; longest first.
    length: Reverse<u32>,
    /// The bytes behind the token, three at most …
    next: u32,
    /// … and how many count.
    count: u32,
}

impl Onward {
    fn laid_out(self) -> [u32; 2] {
        [self.length.0, self.next | self.count << 24]
    }
}

/// Of three bytes as a number, the second.
fn second(three: u32) -> u32 {
    three >> 8 & 0xff
}

/// The first three bytes as a number; zeros where there are fewer.
fn three(text: &[u8]) -> u32 {
    text.iter().take(3).rev().fold(0, |three, byte| three << 8 | u32::from(*byte))
}

/// What belongs to each entry, as numbers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Uses {
    items: Numbers,
    /// Where those of each entry begin; one more than there are entries.
    begins: Numbers,
}

impl Uses {
    /// Of pairs of an entry and what belongs to it; that of one entry in order, then as it came.
    fn of<T: Copy + PartialEq, K: Ord, const N: usize>(
        mut pairs: Vec<(u32, T)>,
        entries: usize,
        order: impl Fn(T) -> K,
        laid_out: impl Fn(T) -> [u32; N],
    ) -> Uses {
        pairs.sort_by_key(|(entry, item)| (*entry, order(*item)));
        pairs.dedup();
        let mut begins = vec![0u32; entries + 1];
        pairs.iter().for_each(|(entry, _)| begins[*entry as usize + 1] += 1);
        (0..entries).for_each(|at| begins[at + 1] += begins[at]);
        let items = pairs.into_iter().flat_map(|(_, item)| laid_out(item));
        Uses { items: items.collect(), begins: begins.into_iter().collect() }
    }

    /// Places of what belongs to an entry.
    fn places(&self, entry: u32) -> Range<usize> {
        self.begins.at(entry as usize) as usize..self.begins.at(entry as usize + 1) as usize
    }

    fn pair(&self, place: usize) -> [u32; 2] {
        let pair = self.items.two_at(2 * place);
        [pair as u32, (pair >> 32) as u32]
    }
}

impl Words {
    /// The entry of a word or phrase.
    pub(super) fn find(&self, word: &str) -> Option<u32> {
        self.entries.find(word)
    }

    /// Forms that are an entry.
    pub(super) fn forms_of(&self, entry: u32) -> impl Iterator<Item = Form> {
        self.forms.places(entry).map(|place| Form::read(self.forms.pair(place)))
    }

    /// Lexicons that are asked for an entry.
    pub(super) fn asked_of(&self, entry: u32) -> impl Iterator<Item = u32> {
        self.asked.places(entry).map(|place| self.asked.items.at(place))
    }

    /// True where a phrase goes on from an entry, which is `length` bytes long.
    pub(super) fn leads(&self, entry: u32, length: usize) -> bool {
        self.onward.places(entry).any(|place| self.onward.pair(place)[0] as usize > length)
    }

    /// True where a form is written so, capitals and all; any form, where they do not matter.
    pub(super) fn is_written(&self, form: Form, text: &str) -> bool {
        let Some(number) = form.exact.checked_sub(1) else { return true };
        self.exact.get(number as usize).is_some_and(|exact| **exact == *text)
    }

    /// The form numbered `at` of an entry.
    pub(super) fn form(&self, entry: Option<u32>, at: u32) -> Option<Form> {
        entry.and_then(|entry| self.forms_of(entry).nth(at as usize))
    }

    /// Calls `visit` with each form of more words that begins with a token, whose entry is `first`, longest first, and
    /// where it ends.
    pub(super) fn phrases_at(
        &self,
        lower: &str,
        token: Token,
        first: u32,
        mut visit: impl FnMut(usize, Form),
    ) {
        let (from, end) = (token.span.start(), token.span.end());
        let behind = three(&lower.as_bytes()[end..]);
        let places = self.onward.places(first);
        let key = |place: usize| second(self.onward.pair(place)[1]);
        // Forms that end before a second byte come first, and are the shortest.
        let cut = |key_at: u32, from: usize| {
            let (mut from, mut to) = (from, places.end);
            while from < to {
                let middle = from.midpoint(to);
                match key(middle) < key_at {
                    true => from = middle + 1,
                    false => to = middle,
                }
            }
            from
        };
        let short = cut(1, places.start);
        let long = match second(behind) {
            0 => short..short,
            byte => {
                let from = cut(byte, short);
                from..cut(byte + 1, from)
            }
        };
        let mut last = 0;
        for place in long.chain(places.start..short) {
            let [length, next] = self.onward.pair(place);
            let length = length as usize;
            if from + length <= end {
                break;
            }
            let mask = 0xff_ffff >> (24 - 8 * (next >> 24));
            if length == last || behind & mask != next & 0xff_ffff {
                continue;
            }
            last = length;
            let entry = lower.get(from..from + length).and_then(|words| self.find(words));
            for form in entry.into_iter().flat_map(|entry| self.forms_of(entry)) {
                visit(from + length, form);
            }
        }
    }

    /// Lexicons of the compound tails of a word, shortest tail first. Two letters at least stand before a tail ("uplan"
    /// is no plan).
    pub(super) fn tails(&self, word: &str) -> impl DoubleEndedIterator<Item = u32> {
        let mask = slot(word.as_bytes()).map_or(0, |slot| self.endings.two_at(2 * slot));
        let most = word.len().saturating_sub(2);
        let short = (1..LONG.min(most + 1)).filter(move |length| mask >> length & 1 == 1);
        let long: &[u32] = if mask >> LONG & 1 == 1 { &self.long } else { &[] };
        let long = long.iter().map(|length| *length as usize).filter(move |length| *length <= most);
        let tail = move |length: usize| word.get(word.len() - length..).and_then(|tail| self.find(tail));
        let places = short.chain(long).filter_map(tail).flat_map(|entry| self.tails.places(entry));
        places.map(|place| self.tails.items.at(place))
    }
}

/// By the last three bytes; `None` for a shorter word.
fn slot(word: &[u8]) -> Option<usize> {
    let [a, b, c] = word.last_chunk::<3>()?;
    Some((*c as usize ^ (*b as usize) << 4 ^ (*a as usize) << 7) & (ENDINGS - 1))
}

/// Words that are being added; nothing is found before they are sealed.
#[derive(Debug, Default)]
pub(super) struct Adding {
    entries: Interner,
    exact: Vec<Text>,
    forms: Vec<(u32, Form)>,
    tails: Vec<(u32, u32)>,
    asked: Vec<(u32, u32)>,
    onward: Vec<(u32, Onward)>,
}

impl Adding {
    /// Adds a word or phrase. `except` are the exceptions of its lexicon.
    pub(super) fn form(&mut self, form: &str, case: bool, group: u32, except: &[Text]) {
        let lower = lower_aligned(form);
        let Some(first) = tokens(&lower).next().map(|token| token.span) else { return };
        // A form is looked up by its first token, so it begins there.
        let (word, whole) = (&lower[first.range()], &lower[first.start()..]);
        let behind = &whole.as_bytes()[word.len()..];
        let next = three(behind);
        let onward = Onward {
            second: second(next),
            length: Reverse(whole.len() as u32),
            next,
            count: behind.len().min(3) as u32,
        };
        let barred = super::excepted(except, word);
        let entry = self.entry(word);
        self.onward.push((entry, onward));
        let entry = if whole.len() == word.len() { entry } else { self.entry(whole) };
        if case {
            self.exact.push(form[first.start()..].into());
        }
        let exact = if case { self.exact.len() as u32 } else { 0 };
        self.forms.push((entry, Form { group, barred, exact }));
    }

    /// Adds a compound tail.
    pub(super) fn tail(&mut self, tail: &str, group: u32) {
        let entry = self.entry(&lower_aligned(tail));
        self.tails.push((entry, group));
    }

    /// Adds a word that is only asked for.
    pub(super) fn asked(&mut self, word: &str, group: u32) {
        let entry = self.entry(&lower_aligned(word));
        self.asked.push((entry, group));
    }

    fn entry(&mut self, word: &str) -> u32 {
        let next = self.entries.len() as u32;
        self.entries.add(word).unwrap_or(next)
    }

    /// Lays out what was added.
    pub(super) fn seal(self) -> Words {
        let count = self.entries.len();
        let entries = self.entries.seal();
        let mut endings = vec![0u64; ENDINGS];
        let mut long = Vec::new();
        for (entry, _) in &self.tails {
            let tail = entries.text(*entry);
            let bit = 1 << tail.len().min(LONG);
            match slot(tail) {
                Some(slot) => endings[slot] |= bit,
                None => endings.iter_mut().for_each(|mask| *mask |= bit),
            }
            if tail.len() >= LONG {
                long.push(tail.len() as u32);
            }
        }
        long.sort_unstable();
        long.dedup();
        Words {
            exact: self.exact,
            forms: Uses::of(self.forms, count, |form| form.group, Form::laid_out),
            tails: Uses::of(self.tails, count, |_| (), |group| [group]),
            asked: Uses::of(self.asked, count, |_| (), |group| [group]),
            onward: Uses::of(self.onward, count, |onward| onward, Onward::laid_out),
            endings: endings.into_iter().collect(),
            long,
            entries,
        }
    }
}
