//! Matches of a pattern in bounded work: `find_iter` alone takes quadratic time where a pattern looks far ahead and
//! then settles for little (`.*x|y`).

use std::ops::Range;

/// A pattern sees so many bytes at a time …
const WINDOW: usize = 2048;
/// … and so many of them again in the next window, so that a match across the edge is whole.
const OVERLAP: usize = 512;
/// Besides these, one match for so many bytes of text is kept.
const DENSITY: usize = 32;
/// Matches that every text may have.
const FREE: usize = 1_000;

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

    /// Calls `visit` with the matches in a part of the text, from the left, none overlapping. `find` gives the first
    /// match that lies within a range. Matches are at most 2,048 bytes long; those that reach over the edge of a window
    /// are whole up to 512 bytes. Linear time: at most 64 bytes are looked at for each byte of the text.
    pub fn each(
        &mut self,
        text: &str,
        find: impl Fn(Range<usize>) -> Option<Range<usize>>,
        mut visit: impl FnMut(Range<usize>),
    ) {
        let floor = |mut at: usize| {
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let mut at = 0;
        while at < text.len() && self.left > 0 {
            let end = floor((at + WINDOW).min(text.len()));
            let last = end == text.len();
            match find(at..end) {
                Some(found) if last || found.start + OVERLAP < end => {
                    self.left -= 1;
                    at = if found.end > at { found.end } else { after(text, at) };
                    visit(found);
                }
                // Too near the edge to be sure that it is whole: seen again from its own start.
                Some(found) => at = found.start,
                None if last => break,
                None => at = floor(end - OVERLAP),
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
        let find = |range: Range<usize>| {
            let at = text[range.clone()].find("kär")?;
            Some(range.start + at..range.start + at + "kär".len())
        };
        let mut found = Vec::new();
        Bounded::over(text.len()).each(text, find, |range| found.push(range));
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
        Bounded::over(text.len()).each(&text, |range| Some(range.start..range.start + 1), |_| count += 1);
        assert_eq!(count, 1_000 + 100_000 / 32);
    }
}
