//! Patterns over text: regular expressions held against one line at a time, in linear time and without an automaton.
//!
//! An automaton for all patterns at once has more states than there is memory for, as gaps ("within sixty letters") of
//! many patterns overlap. So each pattern is a short program, tried only where one of the texts that it can begin with
//! stands. The program backtracks; it never comes to the same step at the same place twice.

use std::sync::OnceLock;

use regex_syntax::hir::{Hir, HirKind, Look, literal};
use serde::ser::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use self::program::Program;
pub use self::search::{Search, Stack};
use super::flat::{Bytes, Numbers, Text};
use super::runs::{Need, Runs};

mod program;
mod search;
#[cfg(test)]
mod tests;

/// Bytes of the text that one attempt may see, so that a match has no more; it sees 512 at least, where the line is so
/// long.
pub const WINDOW: usize = 2048;
/// Bytes of one pattern as written, at most.
const MAX_WRITTEN: usize = 8 << 10;
/// Texts that a pattern may begin with, at most; with more it is tried at every place.
const MAX_BEGINNINGS: usize = 128;

/// A regular expression in the syntax of the crate `regex`, ready to be tried at a place.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Pattern {
    written: Text,
    program: Laid,
    /// Each with its length before it.
    beginnings: Option<Bytes>,
    /// True where every match begins at the beginning of a line.
    begins_line: bool,
    /// For each place that every match comes by, how many texts it may have there, and the runs of
    /// each: numbers of 64 bits.
    needs: Numbers,
}

/// A program that is read when it is first asked for, where it was compiled before.
#[derive(Debug, Clone)]
struct Laid {
    bytes: Bytes,
    program: OnceLock<Program>,
}

impl Laid {
    fn get(&self) -> &Program {
        // What was laid out can be read.
        self.program.get_or_init(|| postcard::from_bytes(&self.bytes).unwrap_or_default())
    }
}

impl Serialize for Laid {
    fn serialize<S: Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        let laid = postcard::to_allocvec(self.get()).map_err(S::Error::custom)?;
        Bytes::from(laid).serialize(into)
    }
}

impl<'de: 'static> Deserialize<'de> for Laid {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Laid, D::Error> {
        Ok(Laid { bytes: Bytes::deserialize(from)?, program: OnceLock::new() })
    }
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// What is wrong with it, in one line: its syntax, its size, or that it matches the empty text.
    pub fn new(written: &str) -> Result<Pattern, String> {
        Pattern::compiled(written, |hir| hir)
    }

    /// Compiles a pattern whose matches end where a word ends: of "lead|leader" the second is found in "leader".
    ///
    /// # Errors
    /// Those of [`Pattern::new`].
    pub fn of_words(written: &str) -> Result<Pattern, String> {
        // No letter on one side at least.
        let ends = [Look::WordEndHalfUnicode, Look::WordUnicode].map(Hir::look);
        Pattern::compiled(written, |hir| Hir::concat(vec![hir, Hir::alternation(ends.into())]))
    }

    fn compiled(written: &str, ending: impl FnOnce(Hir) -> Hir) -> Result<Pattern, String> {
        let hir = parse(written)?;
        let mut places = needs(&hir);
        // What is seldom there is asked for first.
        places.sort_by_key(|any| any.iter().map(|text| chance(text)).sum::<u64>());
        let needs = places.into_iter().flat_map(|any| {
            let count = any.len() as u64;
            std::iter::once(count).chain(any.into_iter().map(|text| Need::of(&text).into()))
        });
        let pattern = Pattern {
            written: written.into(),
            beginnings: beginnings(&hir),
            begins_line: begins_line(&hir),
            needs: needs.collect(),
            program: Laid { bytes: Bytes::default(), program: Program::of(&ending(hir))?.into() },
        };
        if Search::over(0).at(&pattern, "", 0..0, 0, &mut Stack::new()).is_some() {
            return Err("matches the empty text; make a part of it required".to_owned());
        }
        Ok(pattern)
    }

    /// As it is written.
    pub fn written(&self) -> &str {
        &self.written
    }

    fn program(&self) -> &Program {
        self.program.get()
    }

    /// Texts one of which every match begins with, none of them longer than 16 bytes; `None` where they are too many to
    /// tell.
    pub fn beginnings(&self) -> Option<impl Iterator<Item = &[u8]>> {
        let mut rest: &[u8] = self.beginnings.as_ref()?;
        Some(std::iter::from_fn(move || {
            let (length, texts) = rest.split_first()?;
            let (text, others) = texts.split_at_checked(usize::from(*length))?;
            rest = others;
            Some(text)
        }))
    }

    /// True where every match begins at the beginning of a line.
    pub fn begins_line(&self) -> bool {
        self.begins_line
    }

    /// False where a line holds no match, as far as the runs of letters in it tell.
    pub fn may_match(&self, runs: &Runs) -> bool {
        let mut at = 0;
        while at < self.needs.len() / 2 {
            let texts = at + 1..at + 1 + self.needs.two_at(2 * at) as usize;
            at = texts.end;
            if !texts.into_iter().any(|text| runs.hold(self.needs.two_at(2 * text).into())) {
                return false;
            }
        }
        true
    }

    /// Bytes of memory, roughly.
    pub fn size(&self) -> usize {
        self.written.len() + self.program.program.get().map_or(0, Program::size)
    }
}

fn parse(written: &str) -> Result<Hir, String> {
    if written.len() > MAX_WRITTEN {
        return Err(format!("longer than {MAX_WRITTEN} bytes; list the words instead"));
    }
    let parsed = regex_syntax::ParserBuilder::new().nest_limit(64).build().parse(written);
    parsed.map_err(|error| {
        let why = error.to_string();
        why.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
    })
}

fn beginnings(hir: &Hir) -> Option<Bytes> {
    let mut extractor = literal::Extractor::new();
    extractor.limit_total(MAX_BEGINNINGS).limit_class(8).limit_literal_len(16);
    let found = extractor.extract(hir);
    let mut texts: Vec<Box<[u8]>> = found.literals()?.iter().map(|text| text.as_bytes().into()).collect();
    texts.sort();
    // What begins with another says nothing more.
    texts.dedup_by(|next, kept| next.starts_with(kept));
    if texts.iter().any(|text| text.is_empty()) {
        return None;
    }
    let lengths = texts.iter().map(|text| u8::try_from(text.len())).collect::<Result<Vec<u8>, _>>().ok()?;
    let texts = lengths.into_iter().zip(&texts).flat_map(|(length, text)| [&[length], &**text].concat());
    Some(texts.collect::<Vec<u8>>().into())
}

fn begins_line(hir: &Hir) -> bool {
    let begins = hir.properties().look_set_prefix();
    begins.contains(Look::Start) || begins.contains(Look::StartLF)
}

/// Texts that a match may have to hold, of one place, at most.
const MAX_NEEDS: usize = 32;

/// How likely a text stands in a line, roughly: an eighth for each byte more, in parts of 2²⁴.
fn chance(text: &[u8]) -> u64 {
    (1 << 24) >> (3 * text.len().min(8))
}

/// For each place in a pattern that every match comes by: the texts of which it has one there.
fn needs(hir: &Hir) -> Vec<Vec<Box<[u8]>>> {
    match hir.kind() {
        HirKind::Literal(literal) if !literal.0.is_empty() => vec![vec![literal.0.clone()]],
        HirKind::Capture(capture) => needs(&capture.sub),
        HirKind::Repetition(repeated) if repeated.min > 0 => needs(&repeated.sub),
        HirKind::Concat(parts) => parts.iter().flat_map(needs).collect(),
        HirKind::Alternation(ways) => {
            let shortest = |any: &Vec<Box<[u8]>>| any.iter().map(|text| text.len()).min();
            let best = |way: &Hir| needs(way).into_iter().max_by_key(shortest);
            match ways.iter().map(best).collect::<Option<Vec<_>>>().map(|ways| ways.concat()) {
                Some(any) if any.len() <= MAX_NEEDS => vec![any],
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}
