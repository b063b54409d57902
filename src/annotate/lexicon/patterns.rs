//! The patterns of all lexicons: looked for in one pass, each tried only where a text stands that it can begin with.

use std::ops::Range;

use crate::document::hash::WordMap;
use crate::document::letters::{Stops, is_alphanumeric};
use crate::document::pattern::{Known, Pattern, Search, Stack, WINDOW};
use crate::document::runs::Runs;

/// What is known of the patterns that the program carries, by their text.
const KNOWN: &[Known] = include!(concat!(env!("OUT_DIR"), "/patterns.rs"));

/// Compiles a pattern; one that the program carries when it is first tried.
///
/// # Errors
/// As those of [`Pattern::new`].
pub(super) fn compile(written: &str) -> Result<Pattern, String> {
    match KNOWN.binary_search_by(|(known, ..)| (*known).cmp(written)) {
        Ok(at) => Ok(Pattern::known(&KNOWN[at])),
        Err(_) => Pattern::new(written),
    }
}

/// All patterns.
#[derive(Debug, Clone, Default)]
pub(super) struct Patterns {
    patterns: Vec<(Pattern, u32)>,
    /// Texts that patterns begin with and their numbers, until [`Patterns::seal`].
    added: Vec<(Box<[u8]>, u32)>,
    /// The same in order, each text once, with where its patterns stand in `numbers`.
    beginnings: Vec<(Box<[u8]>, Range<u32>)>,
    numbers: Vec<u32>,
    /// Where those stand that begin with five bytes; shorter ones as if zeros came behind.
    by_head: WordMap<u64, Range<usize>>,
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

impl Patterns {
    /// Adds a pattern of a lexicon, by the lexicon's number.
    pub(super) fn add(&mut self, pattern: Pattern, group: u32) {
        let number = self.patterns.len() as u32;
        self.by_byte.resize(256, Vec::new());
        match pattern.beginnings() {
            _ if pattern.begins_line() => self.of_lines.push(number),
            Some(texts) => {
                for text in texts {
                    match **text {
                        [byte] => self.by_byte[usize::from(byte)].push(number),
                        _ => self.added.push((text.clone(), number)),
                    }
                }
            }
            None => self.loose.push(number),
        }
        self.patterns.push((pattern, group));
    }

    /// Sorts what was added; nothing is found before.
    pub(super) fn seal(&mut self) {
        self.added.sort_unstable_by(|(one, a), (other, b)| (head(one), one, a).cmp(&(head(other), other, b)));
        for (text, number) in std::mem::take(&mut self.added) {
            let at = self.numbers.len() as u32;
            self.numbers.push(number);
            match self.beginnings.last_mut() {
                Some((last, numbers)) if *last == text => numbers.end = at + 1,
                _ => self.beginnings.push((text, at..at + 1)),
            }
        }
        let singles = (0..=u8::MAX).zip(&self.by_byte).filter(|(_, numbers)| !numbers.is_empty());
        let texts = self.beginnings.iter().filter_map(|(text, _)| text.first().copied());
        let firsts: Vec<u8> = singles.map(|(byte, _)| byte).chain(texts).collect();
        self.firsts = Stops::of(&firsts);
        self.heads = vec![0; 1 << 10];
        self.short_pairs = vec![0; 1 << 10];
        for (index, (text, _)) in self.beginnings.iter().enumerate() {
            let head = head(text);
            set(&mut self.heads, spread(head));
            if text.len() < 5 {
                set(&mut self.short_pairs, (head & PAIR) as u32);
            }
            self.by_head.entry(head).or_insert(index..index).end = index + 1;
        }
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
        let texts = self.by_head.get(&head).map_or(&[][..], |at| &self.beginnings[at.clone()]);
        for (_, numbers) in texts.iter().filter(|(text, _)| rest.starts_with(text)) {
            self.numbers[numbers.start as usize..numbers.end as usize].iter().for_each(|at| attempt(*at));
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

/// The first five bytes as a number; zeros where there are fewer.
fn head(text: &[u8]) -> u64 {
    match text.first_chunk() {
        Some([a, b, c, d, e]) => u64::from_le_bytes([*a, *b, *c, *d, *e, 0, 0, 0]),
        None => text.iter().rev().fold(0, |head, byte| head << 8 | u64::from(*byte)),
    }
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
