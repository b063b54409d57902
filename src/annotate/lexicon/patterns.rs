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
    /// Texts that patterns begin with, in order of their first four bytes, and the pattern's number.
    beginnings: Vec<(Box<[u8]>, u32)>,
    /// Where those stand that begin with four bytes; shorter ones as if zeros came behind.
    by_head: WordMap<u32, Range<usize>>,
    /// Bits for the pairs of bytes that some pattern begins with.
    pairs: Vec<u64>,
    /// The same for those that begin with a text shorter than four bytes.
    short_pairs: Vec<u64>,
    /// The patterns that begin with one byte and no more, by that byte.
    by_byte: Vec<Vec<u32>>,
    /// Patterns that may begin anywhere.
    loose: Vec<u32>,
}

impl Patterns {
    /// Adds a pattern of a lexicon, by the lexicon's number.
    pub(super) fn add(&mut self, pattern: Pattern, group: u32) {
        let number = self.patterns.len() as u32;
        self.by_byte.resize(256, Vec::new());
        match pattern.beginnings() {
            Some(texts) => {
                for text in texts {
                    match **text {
                        [byte] => self.by_byte[usize::from(byte)].push(number),
                        _ => self.beginnings.push((text.clone(), number)),
                    }
                }
            }
            None => self.loose.push(number),
        }
        self.patterns.push((pattern, group));
    }

    /// Sorts what was added; nothing is found before.
    pub(super) fn seal(&mut self) {
        // Only what shares its first four bytes must stand together.
        self.beginnings.sort_unstable_by_key(|(text, _)| head(text));
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
        let mut searches = vec![Search::over(lower.len()); self.patterns.len()];
        let mut found: Vec<(usize, u32, usize)> = Vec::new();
        let mut from = 0;
        let wants = |number: u32| wanted.get(self.patterns[number as usize].1 as usize) == Some(&true);
        let may =
            |number: u32, runs: &Runs| wants(number) && self.patterns[number as usize].0.may_match(runs);
        let mut loose: Vec<u32> = Vec::new();
        let mut runs = Runs::default();
        for line in lower.split('\n') {
            let range = from..from + line.len();
            from = range.end + 1;
            // Of a long line only what a match can reach tells what a stretch of it may hold.
            let mut until = 0;
            for start in beginnings(line) {
                if start >= until {
                    until = start + STRETCH;
                    runs.of(&line.as_bytes()[start..line.len().min(until + WINDOW)]);
                    loose.clear();
                    loose.extend(self.loose.iter().copied().filter(|number| may(*number, &runs)));
                }
                let mut attempt = |number: u32| {
                    let (pattern, _) = &self.patterns[number as usize];
                    let start = range.start + start;
                    if let Some(end) = searches[number as usize].at(pattern, lower, range.clone(), start) {
                        found.push((start, number, end));
                    }
                };
                let rest = &line.as_bytes()[start..];
                let head = head(rest);
                if has(&self.pairs, head & PAIR) {
                    // Four bytes, and where there are shorter beginnings the first three and two of them.
                    let heads = [head, head & THREE, head & PAIR];
                    let heads = if has(&self.short_pairs, head & PAIR) { &heads[..] } else { &heads[..1] };
                    for (at, head) in
                        heads.iter().enumerate().filter(|(at, head)| !heads[..*at].contains(head))
                    {
                        let texts = self.by_head.get(head).map_or(&[][..], |at| &self.beginnings[at.clone()]);
                        for (text, number) in texts {
                            if (at == 0 || text.len() < 4) && rest.starts_with(text) && may(*number, &runs) {
                                attempt(*number);
                            }
                        }
                    }
                }
                let single = rest.first().map_or(&[][..], |byte| &self.by_byte[usize::from(*byte)]);
                for number in single.iter().filter(|number| may(**number, &runs)).chain(&loose) {
                    attempt(*number);
                }
            }
        }
        found.sort_unstable();
        found.into_iter().map(|(start, number, end)| (start..end, self.patterns[number as usize].1)).collect()
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
