//! The search for a pattern: an attempt at a place, in linear time however often it is asked.

use std::ops::Range;

use regex_syntax::hir::Look;

use super::program::{Step, Table};
use super::{Pattern, WINDOW};

/// … and sees at least, where the line is so long.
const LEAST: usize = 512;
/// Besides these, one match for so many bytes of text is kept.
const DENSITY: usize = 32;
/// Matches that every text may have.
const FREE: usize = 1_000;

/// The search for one pattern through one document: where it goes on, and how many matches it may still have.
#[derive(Debug, Clone)]
pub struct Search {
    left: usize,
    /// End of the last match.
    until: usize,
    window: Range<usize>,
    /// Joins that have been come to, for each place of the window.
    been: Vec<u64>,
    /// True where `been` is of the window, false where it is of one before.
    fresh: bool,
}

/// Ways that are still to be tried: a step and the place where it is come to. What is left of one search is no matter to the
/// next, so that many share one.
pub type Stack = Vec<(u32, usize)>;

impl Search {
    /// For a text of `length` bytes: 1,000 matches and one more for every 32 bytes.
    pub fn over(length: usize) -> Search {
        let left = FREE + length / DENSITY;
        Search { left, until: 0, window: 0..0, been: Vec::new(), fresh: false }
    }

    /// The end of the match that begins at `start`, a place inside the line `line` of `text` that lies behind all
    /// earlier ones. None overlaps the one before it; a match is at most 2,048 bytes long, and found if it has 512.
    /// However often it is asked, the time is linear in the text.
    pub fn at(
        &mut self,
        pattern: &Pattern,
        text: &str,
        line: Range<usize>,
        start: usize,
        stack: &mut Stack,
    ) -> Option<usize> {
        if start < self.until || self.left == 0 {
            return None;
        }
        let seen = self.window.contains(&start) || start == self.window.start;
        let near = self.window.end < line.end && start + LEAST > self.window.end;
        if !seen || near {
            let mut end = (start + WINDOW).min(line.end);
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            self.window = start..end;
            // Most attempts end before the first join.
            self.fresh = false;
        }
        let end = self.attempt(pattern, text, &line, start, stack)?;
        self.left -= 1;
        self.until = end;
        Some(end)
    }

    fn attempt(
        &mut self,
        pattern: &Pattern,
        text: &str,
        line: &Range<usize>,
        start: usize,
        stack: &mut Stack,
    ) -> Option<usize> {
        let (from, end) = (self.window.start, self.window.end);
        // Words of 64 bits for the places of the window.
        let places = (end - from) / 64 + 1;
        let bytes = text.as_bytes().get(..end)?;
        let program = pattern.program();
        stack.clear();
        stack.push((0, start));
        while let Some((step, at)) = stack.pop() {
            let (mut step, mut at) = (step as usize, at);
            loop {
                match program.steps.get(step)? {
                    Step::Text(words) => {
                        // Most are told apart by the first byte.
                        if bytes.get(at) != words.first() || !bytes[at..].starts_with(words) {
                            break;
                        }
                        at += words.len();
                    }
                    Step::One(set) => {
                        let Some(next) = character(text, at, end) else { break };
                        if !program.sets[*set as usize].holds(next) {
                            break;
                        }
                        at += next.len_utf8();
                    }
                    Step::Run { set, least, most, lazy, table } => {
                        let set = &program.sets[*set as usize];
                        let pending = stack.len();
                        let mut count = 0;
                        loop {
                            let kind = bytes.get(at).map_or(table.end, |byte| table.of[usize::from(*byte)]);
                            if kind & (Table::NEXT | Table::PAIR) != 0
                                && count >= *least
                                && (kind & Table::NEXT != 0 || table.begins(&bytes[at..]))
                            {
                                stack.push((step as u32 + 1, at));
                            }
                            if count == *most {
                                break;
                            }
                            at += match kind & (Table::IN | Table::ASK) {
                                Table::IN => 1,
                                Table::ASK => match character(text, at, end) {
                                    Some(one) if set.holds(one) => one.len_utf8(),
                                    _ => break,
                                },
                                _ => break,
                            };
                            count += 1;
                        }
                        if *lazy {
                            stack[pending..].reverse();
                        }
                        break;
                    }
                    Step::Split(first, second) => {
                        stack.push((*second, at));
                        step = *first as usize;
                        continue;
                    }
                    Step::Choose(ways) => {
                        let Some((first, others)) = ways.at(bytes.get(at).copied()).split_last() else {
                            break;
                        };
                        stack.extend(others.iter().map(|other| (*other, at)));
                        step = *first as usize;
                        continue;
                    }
                    Step::Jump(to) => {
                        step = *to as usize;
                        continue;
                    }
                    Step::Unless(set) => {
                        if character(text, at, end)
                            .is_some_and(|next| program.sets[*set as usize].holds(next))
                        {
                            break;
                        }
                    }
                    Step::Look(look) => {
                        if !holds(*look, text, line, at) {
                            break;
                        }
                    }
                    Step::Join(number) => {
                        if !self.fresh {
                            self.been.clear();
                            self.been.resize(program.joins as usize * places, 0);
                            self.fresh = true;
                        }
                        let place = at - from;
                        let slot = &mut self.been[*number as usize * places + place / 64];
                        if *slot >> (place % 64) & 1 == 1 {
                            break;
                        }
                        *slot |= 1 << (place % 64);
                    }
                    Step::Match => return Some(at),
                }
                step += 1;
            }
        }
        None
    }
}

fn character(text: &str, at: usize, end: usize) -> Option<char> {
    if at >= end {
        return None;
    }
    match text.as_bytes()[at] {
        byte if byte < 0x80 => Some(byte as char),
        _ => text[at..].chars().next(),
    }
}

fn holds(look: Look, text: &str, line: &Range<usize>, at: usize) -> bool {
    let before = text[line.start..at].chars().next_back();
    let after = text[at..line.end].chars().next();
    let letter = |c: Option<char>| c.is_some_and(|c| c == '_' || c.is_alphanumeric() || is_mark(c));
    let ascii = |c: Option<char>| c.is_some_and(|c| c == '_' || c.is_ascii_alphanumeric());
    match look {
        Look::Start => before.is_none(),
        Look::End => after.is_none(),
        Look::StartLF => matches!(before, None | Some('\n')),
        Look::EndLF => matches!(after, None | Some('\n')),
        Look::StartCRLF => matches!(before, None | Some('\n')) || before == Some('\r') && after != Some('\n'),
        Look::EndCRLF => matches!(after, None | Some('\r')) || after == Some('\n') && before != Some('\r'),
        Look::WordAscii => ascii(before) != ascii(after),
        Look::WordAsciiNegate => ascii(before) == ascii(after),
        Look::WordUnicode => letter(before) != letter(after),
        Look::WordUnicodeNegate => letter(before) == letter(after),
        Look::WordStartAscii => !ascii(before) && ascii(after),
        Look::WordEndAscii => ascii(before) && !ascii(after),
        Look::WordStartUnicode => !letter(before) && letter(after),
        Look::WordEndUnicode => letter(before) && !letter(after),
        Look::WordStartHalfAscii => !ascii(before),
        Look::WordEndHalfAscii => !ascii(after),
        Look::WordStartHalfUnicode => !letter(before),
        Look::WordEndHalfUnicode => !letter(after),
    }
}

/// Marks that belong to the letter before them.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}
