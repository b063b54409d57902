//! Patterns of rules in bounded work: `Regex::find_iter` alone takes quadratic time where a pattern looks far ahead and
//! then settles for little (`.*x|y`).

use std::ops::Range;

use regex::{Regex, RegexBuilder};

/// Bytes of one pattern as written, at most.
const MAX_WRITTEN: usize = 8 << 10;
/// Bytes that a compiled pattern may take: the first that is enough tells how large it is.
const SIZES: [usize; 4] = [8 << 10, 32 << 10, 128 << 10, MAX_COMPILED];
/// Bytes of one compiled pattern, at most.
pub const MAX_COMPILED: usize = 512 << 10;
/// Bytes of memory that one search may keep.
const MAX_CACHE: usize = 1 << 20;

/// A pattern sees so many bytes at a time …
const WINDOW: usize = 2048;
/// … and so many of them again in the next window, so that a match across the edge is whole.
const OVERLAP: usize = 512;
/// Besides these, one match for so many bytes of text is kept.
const DENSITY: usize = 32;
/// Matches that every text may have.
const FREE: usize = 1_000;

/// Compiles a pattern in the syntax of the crate `regex`; with it, roughly, how many bytes it takes.
///
/// # Errors
/// What is wrong with it, in one line: its syntax, its size, or that it matches the empty text.
pub fn compile(written: &str) -> Result<(Regex, usize), String> {
    if written.len() > MAX_WRITTEN {
        return Err(format!("longer than {MAX_WRITTEN} bytes; list the words in a lexicon instead"));
    }
    for size in SIZES {
        let mut builder = RegexBuilder::new(written);
        match builder.size_limit(size).dfa_size_limit(MAX_CACHE).nest_limit(64).build() {
            Err(regex::Error::CompiledTooBig(_)) => {}
            Err(error) => {
                let why = error.to_string();
                return Err(why.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned());
            }
            Ok(regex) if regex.is_match("") => {
                return Err("matches the empty text; make a part of it required".to_owned());
            }
            Ok(regex) => return Ok((regex, size)),
        }
    }
    Err("too large: a part is repeated too many times".to_owned())
}

/// The search for one pattern through one document: how many matches it may still have.
#[derive(Debug, Clone)]
pub struct Bounded {
    left: usize,
}

impl Bounded {
    /// For a text of `length` bytes: 1,000 matches and one more for every 32 bytes.
    pub fn over(length: usize) -> Bounded {
        Bounded { left: FREE + length / DENSITY }
    }

    /// Calls `visit` with the matches within a line of the text, from the left, none overlapping. Matches are at most
    /// 2,048 bytes long; those that reach over the edge of a window are whole up to 512 bytes. Linear time: at most 64
    /// bytes are looked at for each byte of the line.
    pub fn each(
        &mut self,
        pattern: &Regex,
        text: &str,
        line: Range<usize>,
        mut visit: impl FnMut(Range<usize>),
    ) {
        let mut at = line.start;
        while at < line.end && self.left > 0 {
            let end = text.floor_char_boundary((at + WINDOW).min(line.end));
            let last = end == line.end;
            match pattern.find_at(&text[..end], at) {
                Some(found) if last || found.start() + OVERLAP < end => {
                    self.left -= 1;
                    at = if found.end() > at { found.end() } else { after(text, at) };
                    visit(found.range());
                }
                // Too near the edge to be sure that it is whole: seen again from its own start.
                Some(found) => at = found.start(),
                None if last => break,
                None => at = text.floor_char_boundary(end - OVERLAP),
            }
        }
    }
}

fn after(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let pattern = compile("kär").unwrap().0;
        Bounded::over(text.len()).each(&pattern, text, 0..text.len(), |range| found.push(range));
        found
    }

    proptest! {
        #[test]
        fn every_match_is_found_once_wherever_windows_end(parts in prop::collection::vec("[åa ]{0,900}", 0..8)) {
            let text = parts.join("kär");
            let expected: Vec<_> = text.match_indices("kär").map(|(at, word)| at..at + word.len()).collect();
            prop_assert_eq!(words(&text), expected);
        }
    }

    #[test]
    fn a_pattern_that_matches_everywhere_is_stopped() {
        let text = "a".repeat(100_000);
        let mut count = 0;
        let pattern = compile("a").unwrap().0;
        Bounded::over(text.len()).each(&pattern, &text, 0..text.len(), |_| count += 1);
        assert_eq!(count, 1_000 + 100_000 / 32);
    }
}
