//! The patterns of all lexicons: looked for in one pass, each tried only where a text stands that it can begin with.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::document::flat::{Bytes, Numbers};
use crate::document::letters::{Stops, is_alphanumeric};
use crate::document::pattern::{Pattern, Search, Stack, WINDOW};
use crate::document::runs::Runs;

/// All patterns.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Patterns {
    patterns: Vec<(Pattern, u32)>,
    /// Texts of two bytes or more that patterns begin with, in order: where each begins in `texts`, where its patterns
    /// stand in `numbers`, the four bytes behind its head and a mask for those of them that count. One more than there are.
    beginnings: Numbers,
    texts: Bytes,
    numbers: Numbers,
    /// Where those stand that begin with five bytes, shorter ones as if zeros came behind: the five, then the first and
    /// behind the last. Open addressing, at most half full.
    by_head: Numbers,
    /// Bits for the five bytes that some pattern begins with, as a set that may say yes wrongly.
    heads: Vec<u64>,
    /// Bits for the first two bytes of beginnings shorter than five bytes.
    short_pairs: Vec<u64>,
    /// The patterns that begin with one byte and no more, by that byte.
    by_byte: Vec<Vec<u32>>,
    /// Bytes that patterns begin with, but those that may begin anywhere or begin a line.
    firsts: Stops,
    /// Patterns that may begin anywhere …
    loose: Vec<u32>,
    /// … and those that begin at the beginning of a line.
    of_lines: Vec<u32>,
}

/// Patterns that are being added; nothing is found before they are sealed.
#[derive(Debug, Default)]
pub(super) struct Adding {
    all: Patterns,
    /// Texts that patterns begin with and their numbers.
    texts: Vec<(Box<[u8]>, u32)>,
}

impl Adding {
    /// Adds a pattern of a lexicon, by the lexicon's number.
    pub(super) fn pattern(&mut self, pattern: Pattern, group: u32) {
        let all = &mut self.all;
        let number = all.patterns.len() as u32;
        all.by_byte.resize(256, Vec::new());
        match pattern.beginnings() {
            _ if pattern.begins_line() => all.of_lines.push(number),
            Some(texts) => {
                for text in texts {
                    match text {
                        [byte] => all.by_byte[usize::from(*byte)].push(number),
                        _ => self.texts.push((text.into(), number)),
                    }
                }
            }
            None => all.loose.push(number),
        }
        all.patterns.push((pattern, group));
    }

    /// Lays out what was added.
    pub(super) fn seal(mut self) -> Patterns {
        let mut all = self.all;
        self.texts.sort_unstable_by(|(one, a), (other, b)| (head(one), one, a).cmp(&(head(other), other, b)));
        let singles = (0..=u8::MAX).zip(&all.by_byte).filter(|(_, numbers)| !numbers.is_empty());
        let firsts = self.texts.iter().filter_map(|(text, _)| text.first().copied());
        all.firsts = Stops::of(&singles.map(|(byte, _)| byte).chain(firsts).collect::<Vec<u8>>());
        all.heads = vec![0; 1 << 10];
        all.short_pairs = vec![0; 1 << 10];
        let (mut texts, mut beginnings, mut numbers) = (Vec::new(), Vec::new(), 0);
        let mut of_heads: Vec<(u64, Range<u32>)> = Vec::new();
        for same in self.texts.chunk_by(|(one, _), (other, _)| one == other) {
            let (text, at) = (&same[0].0, beginnings.len() as u32 / 4);
            let behind = text.get(HEAD..).unwrap_or_default();
            let mask = u32::MAX.checked_shr(32 - 8 * behind.len().min(4) as u32).unwrap_or(0);
            beginnings.extend([texts.len() as u32, numbers, four(behind), mask]);
            texts.extend_from_slice(text);
            numbers += same.len() as u32;
            let head = head(text);
            set(&mut all.heads, spread(head));
            if text.len() < HEAD {
                set(&mut all.short_pairs, (head & PAIR) as u32);
            }
            match of_heads.last_mut() {
                Some((last, places)) if *last == head => places.end = at + 1,
                _ => of_heads.push((head, at..at + 1)),
            }
        }
        beginnings.extend([texts.len() as u32, numbers, 0, 0]);
        let mut slots = vec![[0; 4]; (of_heads.len() * 2).next_power_of_two()];
        let last = slots.len() - 1;
        for (head, Range { start, end }) in of_heads {
            let mut slot = slot(head) & last;
            while slots[slot][3] != 0 {
                slot = (slot + 1) & last;
            }
            slots[slot] = [head as u32, (head >> 32) as u32, start, end];
        }
        all.by_head = slots.into_iter().flatten().collect();
        all.beginnings = beginnings.into_iter().collect();
        all.texts = texts.into();
        all.numbers = self.texts.into_iter().map(|(_, number)| number).collect();
        all
    }
}

impl Patterns {
    /// The patterns by their text.
    pub(super) fn by_text(&self) -> BTreeMap<&str, &Pattern> {
        self.patterns.iter().map(|(pattern, _)| (pattern.written(), pattern)).collect()
    }

    /// Every match in a text that begins at the beginning of a word, with the number of its lexicon: by place, then as
    /// the patterns are written. Line by line: a pattern never crosses a block. `wanted` tells which lexicons count.
    pub(super) fn scan(&self, lower: &str, wanted: &[bool]) -> Vec<(Range<usize>, u32)> {
        if self.patterns.is_empty() {
            return Vec::new();
        }
        let mut tries = Tries::new(self, lower, wanted);
        let mut from = 0;
        for line in lower.split('\n') {
            let range = from..from + line.len();
            from = range.end + 1;
            // Of a long line only what a match can reach tells what a stretch of it may hold.
            let mut until = 0;
            for start in beginnings(line) {
                if start >= until {
                    until = start + STRETCH;
                    tries.come_to(&line.as_bytes()[start..line.len().min(until + WINDOW)]);
                }
                let place = range.start + start;
                let rest = &line.as_bytes()[start..];
                if let Some(first) = rest.first().filter(|first| self.firsts.holds(**first)) {
                    self.begun(rest, |number| tries.at(number, &range, place));
                    self.by_byte[usize::from(*first)]
                        .iter()
                        .for_each(|number| tries.at(*number, &range, place));
                }
                if start == 0 {
                    self.of_lines.iter().for_each(|number| tries.at(*number, &range, place));
                }
                tries.loose(&range, place);
            }
        }
        tries.found.sort_unstable();
        let group = |number: u32| self.patterns[number as usize].1;
        tries.found.into_iter().map(|(start, number, end)| (start..end, group(number))).collect()
    }

    /// The patterns one of whose beginnings of two bytes or more stands at the start of `rest`.
    fn begun(&self, rest: &[u8], mut attempt: impl FnMut(u32)) {
        let head = head(rest);
        self.headed(head, rest, &mut attempt);
        if has(&self.short_pairs, (head & PAIR) as u32) {
            let mut last = head;
            for shorter in [FOUR, THREE, PAIR].map(|mask| head & mask) {
                if shorter != last {
                    self.headed(shorter, rest, &mut attempt);
                }
                last = shorter;
            }
        }
    }

    /// Of the patterns with a beginning of this head those that `rest` begins with.
    fn headed(&self, head: u64, rest: &[u8], attempt: &mut impl FnMut(u32)) {
        if !has(&self.heads, spread(head)) {
            return;
        }
        let behind = four(rest.get(HEAD..).unwrap_or_default());
        for at in self.beginnings_of(head) {
            // Most are told apart by the next bytes.
            let next = self.beginnings.two_at(4 * at + 2);
            if behind & (next >> 32) as u32 != next as u32 {
                continue;
            }
            let pair = |at: usize| (self.beginnings.at(4 * at) as usize, self.beginnings.at(4 * at + 1));
            let ((text, numbers), (end, last)) = (pair(at), pair(at + 1));
            if self.texts.get(text..end).is_some_and(|text| rest.starts_with(text)) {
                (numbers..last).for_each(|place| attempt(self.numbers.at(place as usize)));
            }
        }
    }

    /// Places of the beginnings of a head.
    fn beginnings_of(&self, head: u64) -> Range<usize> {
        let Some(last) = (self.by_head.len() / 4).checked_sub(1) else { return 0..0 };
        let mut slot = slot(head) & last;
        loop {
            let places = self.by_head.two_at(4 * slot + 2);
            if places == 0 || self.by_head.two_at(4 * slot) == head {
                return places as u32 as usize..(places >> 32) as usize;
            }
            slot = (slot + 1) & last;
        }
    }
}

/// What is known of each pattern while a text is looked through.
struct Tries<'a> {
    all: &'a Patterns,
    lower: &'a str,
    wanted: &'a [bool],
    runs: Runs,
    /// Number of the stretch at hand, doubled.
    stretch: u32,
    /// For each pattern the stretch for which it was asked last, and one more where it may match there.
    asked: Vec<u32>,
    /// The search of each pattern that has been tried, by its place in `searches` plus one.
    of: Vec<u32>,
    searches: Vec<Search>,
    /// Room that all searches share.
    stack: Stack,
    /// Of the patterns that may begin anywhere, those that the stretch at hand may hold.
    loose: Vec<u32>,
    found: Vec<(usize, u32, usize)>,
}

impl<'a> Tries<'a> {
    fn new(all: &'a Patterns, lower: &'a str, wanted: &'a [bool]) -> Tries<'a> {
        let count = all.patterns.len();
        Tries {
            all,
            lower,
            wanted,
            runs: Runs::default(),
            stretch: 0,
            asked: vec![0; count],
            of: vec![0; count],
            searches: Vec::new(),
            stack: Stack::new(),
            loose: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Goes on to another stretch of the text, with what a match that begins there can reach.
    fn come_to(&mut self, stretch: &[u8]) {
        self.runs.of(stretch);
        self.stretch += 2;
        let mut loose = std::mem::take(&mut self.loose);
        loose.clear();
        loose.extend(self.all.loose.iter().copied().filter(|number| self.may(*number)));
        self.loose = loose;
    }

    /// True where the stretch at hand may hold a match of a pattern that counts.
    fn may(&mut self, number: u32) -> bool {
        let asked = &mut self.asked[number as usize];
        if *asked & !1 != self.stretch {
            let (pattern, group) = &self.all.patterns[number as usize];
            let may = self.wanted.get(*group as usize) == Some(&true) && pattern.may_match(&self.runs);
            *asked = self.stretch | u32::from(may);
        }
        *asked & 1 == 1
    }

    /// Tries a pattern at a place of a line.
    fn at(&mut self, number: u32, line: &Range<usize>, start: usize) {
        if self.may(number) {
            self.attempt(number, line, start);
        }
    }

    /// Tries those that may begin anywhere.
    fn loose(&mut self, line: &Range<usize>, start: usize) {
        for at in 0..self.loose.len() {
            self.attempt(self.loose[at], line, start);
        }
    }

    fn attempt(&mut self, number: u32, line: &Range<usize>, start: usize) {
        let place = &mut self.of[number as usize];
        if *place == 0 {
            self.searches.push(Search::over(self.lower.len()));
            *place = self.searches.len() as u32;
        }
        let search = &mut self.searches[*place as usize - 1];
        let (pattern, _) = &self.all.patterns[number as usize];
        if let Some(end) = search.at(pattern, self.lower, line.clone(), start, &mut self.stack) {
            self.found.push((start, number, end));
        }
    }
}

/// Bytes of a line whose runs are taken together.
const STRETCH: usize = 2 * WINDOW;
/// Of a head, the first two bytes …
const PAIR: u64 = 0xffff;
/// … the first three …
const THREE: u64 = 0xff_ffff;
/// … and the first four.
const FOUR: u64 = 0xffff_ffff;

/// Bytes of a head.
const HEAD: usize = 5;

/// The first four bytes as a number; zeros where there are fewer.
fn four(text: &[u8]) -> u32 {
    match text.first_chunk() {
        Some(four) => u32::from_le_bytes(*four),
        None => text.iter().rev().fold(0, |four, byte| four << 8 | u32::from(*byte)),
    }
}

/// The first five bytes as a number; zeros where there are fewer.
fn head(text: &[u8]) -> u64 {
    match text.first_chunk() {
        Some([a, b, c, d, e]) => u64::from_le_bytes([*a, *b, *c, *d, *e, 0, 0, 0]),
        None => text.iter().rev().fold(0, |head, byte| head << 8 | u64::from(*byte)),
    }
}

/// Where a head would stand, in a table of any size.
fn slot(head: u64) -> usize {
    (head.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize
}

/// A head as one of 65,536 numbers.
fn spread(head: u64) -> u32 {
    (head.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48) as u32
}

fn set(bits: &mut [u64], at: u32) {
    bits[at as usize / 64] |= 1 << (at % 64);
}

fn has(bits: &[u64], at: u32) -> bool {
    bits[at as usize / 64] >> (at % 64) & 1 == 1
}

/// Where words begin, and everything that is no letter or digit.
fn beginnings(line: &str) -> impl Iterator<Item = usize> {
    let (mut inside, mut at) = (false, 0);
    std::iter::from_fn(move || {
        loop {
            // Most of a word is plain letters.
            while inside && line.as_bytes().get(at).is_some_and(u8::is_ascii_alphanumeric) {
                at += 1;
            }
            let start = at;
            let character = line.get(at..)?.chars().next()?;
            at += character.len_utf8();
            let before = std::mem::replace(&mut inside, is_alphanumeric(character));
            if !(before && inside) {
                return Some(start);
            }
        }
    })
}
