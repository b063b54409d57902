//! The patterns of all lexicons: looked for in one pass, each tried only where a text stands that it can begin with.

use std::ops::Range;

use crate::document::hash::WordMap;
use crate::document::letters::is_alphanumeric;
use crate::document::pattern::{Known, Pattern, Search, WINDOW};
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
    /// Where those stand that begin with four bytes; shorter ones as if zeros came behind.
    by_head: WordMap<u32, Range<usize>>,
    /// Bits for the pairs of bytes that some pattern begins with.
    pairs: Vec<u64>,
    /// The same for those that begin with a text shorter than four bytes.
    short_pairs: Vec<u64>,
    /// The patterns that begin with one byte and no more, by that byte.
    by_byte: Vec<Vec<u32>>,
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
        self.pairs = vec![0; 1 << 10];
        self.short_pairs = vec![0; 1 << 10];
        for (index, (text, _)) in self.beginnings.iter().enumerate() {
            let head = head(text);
            set(&mut self.pairs, head & PAIR);
            if text.len() < 4 {
                set(&mut self.short_pairs, head & PAIR);
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
                let head = head(rest);
                if has(&self.pairs, head & PAIR) {
                    self.begun(head, rest, |number| tries.at(number, &range, place));
                }
                let single = rest.first().map_or(&[][..], |byte| &self.by_byte[usize::from(*byte)]);
                single.iter().for_each(|number| tries.at(*number, &range, place));
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
    fn begun(&self, head: u32, rest: &[u8], mut attempt: impl FnMut(u32)) {
        let mut of = |head: u32, longest: usize| {
            let texts = self.by_head.get(&head).map_or(&[][..], |at| &self.beginnings[at.clone()]);
            for (text, numbers) in texts {
                // Four bytes are alike; the fifth tells most apart.
                let near = text.get(4).is_none_or(|byte| rest.get(4) == Some(byte));
                if near && text.len() <= longest && rest.starts_with(text) {
                    self.numbers[numbers.start as usize..numbers.end as usize]
                        .iter()
                        .for_each(|at| attempt(*at));
                }
            }
        };
        of(head, usize::MAX);
        // Where there are shorter beginnings, three bytes and two of them.
        if has(&self.short_pairs, head & PAIR) {
            if head & THREE != head {
                of(head & THREE, 3);
            }
            if head & PAIR != head & THREE {
                of(head & PAIR, 3);
            }
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
        if let Some(end) = search.at(pattern, self.lower, line.clone(), start) {
            self.found.push((start, number, end));
        }
    }
}

/// Bytes of a line whose runs are taken together.
const STRETCH: usize = 2 * WINDOW;
/// Of a head, the first two bytes …
const PAIR: u32 = 0xffff;
/// … and the first three.
const THREE: u32 = 0xff_ffff;

/// The first four bytes as a number; zeros where there are fewer.
fn head(text: &[u8]) -> u32 {
    match text.first_chunk::<4>() {
        Some(four) => u32::from_le_bytes(*four),
        None => text.iter().rev().fold(0, |head, byte| head << 8 | u32::from(*byte)),
    }
}

fn set(bits: &mut [u64], pair: u32) {
    bits[pair as usize / 64] |= 1 << (pair % 64);
}

fn has(bits: &[u64], pair: u32) -> bool {
    bits[pair as usize / 64] >> (pair % 64) & 1 == 1
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
