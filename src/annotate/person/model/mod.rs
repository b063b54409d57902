//! The name tagger: a perceptron over hashed features of a word and its neighbours, and the lists that it looks into.
//!
//! The model is one file: a line with its version, lines of attribution, an empty line, and the sections `names`, `words`
//! and `tails`, each with its number of lines, then `weights` and their bytes. `examples/train_persons` writes it.

use serde::{Deserialize, Serialize};

use crate::annotate::token::{Shape, Token};
use crate::document::flat::{Bytes, Numbers};
use crate::document::interner::{Interned, Interner};

/// First line of a model file.
pub const MAGIC: &str = "pyspunka person model 1";
/// Slots of the weight table.
pub const SLOTS: usize = 1 << 17;
/// Features of a word.
pub const FEATURES: usize = 30;
/// Tags that a word may have.
pub const TAGS: usize = 4;
/// Weights of one slot, by tag.
pub type Weights = [i16; TAGS];

mod train;
mod window;

pub use train::train;

use window::{Gap, Window, gap};

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// No name.
    Outside = 0,
    /// Begins the name of a person.
    Begin = 1,
    /// Goes on with it.
    Inside = 2,
    /// Part of another name: a place, an organisation, a plan.
    Other = 3,
}

impl Tag {
    /// All tags, in the order of the weights.
    pub const ALL: [Tag; TAGS] = [Tag::Outside, Tag::Begin, Tag::Inside, Tag::Other];
}

/// What the lists say of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Listed {
    /// As a first name: 0 not at all, 1 very common … 4 rare.
    pub first: u8,
    /// As a surname, likewise.
    pub surname: u8,
    /// Ends as surnames do ("-qvist").
    pub tail: bool,
    /// The name is a word too ("Ask").
    pub word: bool,
    /// The name is a place too.
    pub place: bool,
    /// An ordinary word: 2 listed, or seen in lower case in the same text; 1 a compound that ends in one.
    pub ordinary: u8,
}

impl Listed {
    fn code(self) -> u64 {
        u64::from(self.first)
            | u64::from(self.surname) << 3
            | u64::from(self.tail) << 6
            | u64::from(self.word) << 7
            | u64::from(self.place) << 8
            | u64::from(self.ordinary) << 9
    }

    fn short(self) -> u64 {
        u64::from(self.first > 0)
            | u64::from(self.surname > 0 || self.tail) << 1
            | u64::from(self.ordinary > 0) << 2
    }
}

/// A text with its tokens, as the tagger sees it.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// The text.
    pub text: &'a str,
    /// Its lower case, aligned byte for byte.
    pub lower: &'a str,
    /// Its tokens.
    pub tokens: &'a [Token],
    /// Words that stand in it in lower case.
    pub seen: &'a Seen,
}

/// A run of tokens that the tagger takes for the name of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Index of the first token.
    pub first: usize,
    /// Index of the last token.
    pub last: usize,
    /// By how much the tags of a person beat the others, for the weakest word. Never negative.
    pub margin: i32,
}

/// Lists and weights. As bytes ([`Tagger::laid_out`]) the program carries those that it was built with.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Tagger {
    names: Interned,
    /// Of each name how common it is as a first name and as a surname, and what else it is.
    codes: Bytes,
    words: Interned,
    tails: Interned,
    /// Bits for the lengths of the tails, by their last three bytes: a set that may say yes wrongly.
    lengths: Bytes,
    /// Last five bytes of the words that a compound may end in, as a set that may say yes wrongly: masks of 64 bits.
    endings: Numbers,
    /// As in the file: the bytes of a slot are read when it is looked at.
    weights: Bytes,
}

impl Tagger {
    /// Reads a model file.
    ///
    /// # Errors
    /// Says what is missing where the bytes are no model of this version.
    pub fn parse(bytes: &[u8]) -> Result<Tagger, String> {
        let mut rest = bytes;
        if line(&mut rest)? != MAGIC {
            return Err(format!("not a model: the first line should be `{MAGIC}`"));
        }
        while !line(&mut rest)?.is_empty() {}
        let (mut names, mut codes) = (Interner::default(), Vec::new());
        for entry in section(&mut rest, "names")? {
            let (name, code) = entry.rsplit_once(' ').ok_or("a name without codes")?;
            let [first, surname, flags] = code.as_bytes() else { return Err("three codes per name".into()) };
            if names.add(name).is_none() {
                codes.extend([first - b'0', surname - b'0', flags - b'0']);
            }
        }
        let (mut words, mut endings) = (Interner::default(), vec![0u64; ENDINGS / 64]);
        for word in section(&mut rest, "words")? {
            words.add(word);
            if word.len() >= 5 {
                let (slot, bit) = ending(word.as_bytes());
                endings[slot] |= bit;
            }
        }
        let (mut tails, mut lengths) = (Interner::default(), vec![0; LENGTHS]);
        for tail in section(&mut rest, "tails")? {
            tails.add(tail);
            let three = tail.as_bytes().last_chunk().filter(|_| tail.len() <= LONGEST_TAIL);
            if let Some(three) = three {
                lengths[last_three(three)] |= 1 << tail.len();
            }
        }
        if line(&mut rest)? != "weights" || rest.len() != SLOTS * TAGS * 2 {
            return Err(format!("{SLOTS} × {TAGS} weights should stand last"));
        }
        Ok(Tagger {
            names: names.seal(),
            codes: codes.into(),
            words: words.seal(),
            tails: tails.seal(),
            lengths: lengths.into(),
            endings: endings.into_iter().collect(),
            weights: rest.to_vec().into(),
        })
    }

    /// The model as bytes, for a program of the same version.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn laid_out(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_allocvec(self)
    }

    /// What [`Tagger::laid_out`] gave, left where it lies.
    ///
    /// # Errors
    /// Where the bytes are not those of a model.
    pub fn carried(laid_out: &'static [u8]) -> Result<Tagger, postcard::Error> {
        postcard::from_bytes(laid_out)
    }

    fn weights(&self, slot: u32) -> Weights {
        let from = slot as usize * TAGS * 2;
        let bytes = self.weights.get(from..from + TAGS * 2).unwrap_or(&[0; TAGS * 2]);
        std::array::from_fn(|tag| i16::from_le_bytes([bytes[tag * 2], bytes[tag * 2 + 1]]))
    }

    /// What the lists say of a word, given in lower case and with its capitals.
    pub fn listed(&self, lower: &str, seen: &Seen) -> Listed {
        let mut listed = self.by_name(lower);
        if listed == Listed::default() && lower.len() > 3 {
            // The genitive ("Annas", "Lindqvists").
            if let Some(bare) = lower.strip_suffix('s') {
                listed = self.by_name(bare);
            }
        }
        if listed == Listed::default() && lower.contains('-') {
            let parts: Vec<&str> = lower.split('-').filter(|part| !part.is_empty()).collect();
            if let [first, .., last] = parts.as_slice() {
                let (first, last) = (self.by_name(first), self.by_name(last));
                listed = Listed { first: first.first, surname: last.surname, ..Listed::default() };
            }
        }
        listed.tail = self.has_tail(lower) || lower.strip_suffix('s').is_some_and(|bare| self.has_tail(bare));
        listed.ordinary = if self.words.find(lower).is_some() || seen.holds(lower) {
            2
        } else {
            u8::from(listed.first == 0 && listed.surname == 0 && self.is_compound(lower))
        };
        listed
    }

    /// True where the lists hold the word as it stands.
    pub fn knows(&self, lower: &str) -> bool {
        self.names.find(lower).is_some()
    }

    /// True where the lists hold the word as a first name.
    pub fn is_given_name(&self, lower: &str) -> bool {
        self.by_name(lower).first > 0
    }

    fn by_name(&self, lower: &str) -> Listed {
        let codes =
            self.names.find(lower).and_then(|name| self.codes.get(name as usize * 3..)?.first_chunk());
        let [first, surname, flags] = codes.copied().unwrap_or_default();
        Listed { first, surname, word: flags & 1 != 0, place: flags & 2 != 0, ..Listed::default() }
    }

    fn has_tail(&self, lower: &str) -> bool {
        let longest = lower.len().saturating_sub(2).min(LONGEST_TAIL);
        let lengths = lower.as_bytes().last_chunk().and_then(|three| self.lengths.get(last_three(three)));
        let lengths = lengths.copied().unwrap_or(0);
        // "O'Sullivan", "McKenna"
        let irish = lower.starts_with("o'") || lower.starts_with("o’") || lower.starts_with("mc");
        irish && lower.len() > 5 && !lower.contains('-')
            || (3..=longest).filter(|length| lengths >> length & 1 == 1).any(|length| {
                lower.get(lower.len() - length..).is_some_and(|tail| self.tails.find(tail).is_some())
            })
    }

    /// "samverkansavtal": something of three letters or more, and a listed word of five or more.
    fn is_compound(&self, lower: &str) -> bool {
        if lower.len() < 8 || lower.len() > 60 {
            return false;
        }
        let (slot, bit) = ending(lower.as_bytes());
        if self.endings.two_at(2 * slot) & bit == 0 {
            return false;
        }
        (3..=lower.len() - 5).any(|at| lower.get(at..).is_some_and(|tail| self.words.find(tail).is_some()))
    }

    /// Every run of words that is more likely a person than anything else. Linear in the number of tokens.
    pub fn candidates(&self, words: Words<'_>) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        let mut window = Window::new(self, words);
        let (mut before, mut last) = (Tag::Outside, Tag::Outside);
        for at in 0..words.tokens.len() {
            if (before, last) != (Tag::Outside, Tag::Outside) && gap(words, at) == Gap::Break {
                (before, last) = (Tag::Outside, Tag::Outside);
            }
            let (tag, margin) = window.tag(at, before, last);
            match tag {
                Tag::Begin => found.push(Candidate { first: at, last: at, margin }),
                Tag::Inside => {
                    if let Some(name) = found.last_mut() {
                        name.last = at;
                        name.margin = name.margin.min(margin);
                    }
                }
                Tag::Outside | Tag::Other => {}
            }
            (before, last) = (last, tag);
        }
        found
    }
}

/// Bytes of a tail, at most.
const LONGEST_TAIL: usize = 7;
/// Places by last three bytes.
const LENGTHS: usize = 1 << 12;

/// The place of three bytes among so many.
fn last_three([a, b, c]: &[u8; 3]) -> usize {
    (usize::from(*c) ^ usize::from(*b) << 4 ^ usize::from(*a) << 7) & (LENGTHS - 1)
}

/// Bits of the set of endings.
const ENDINGS: usize = 1 << 15;

/// Where the last five bytes of a word stand in the set of endings.
fn ending(word: &[u8]) -> (usize, u64) {
    let hash = (last(word) >> 24).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((hash >> 55) as usize, 1 << (hash >> 49 & 63))
}

/// The last eight bytes of a word, the very last in the highest; zeros before a shorter one.
fn last(word: &[u8]) -> u64 {
    let mut bytes = [0u8; 8];
    match word.last_chunk::<8>() {
        Some(chunk) => bytes = *chunk,
        None => bytes[8 - word.len()..].copy_from_slice(word),
    }
    u64::from_le_bytes(bytes)
}

fn line<'a>(rest: &mut &'a [u8]) -> Result<&'a str, String> {
    let end = memchr::memchr(b'\n', rest).ok_or("the model ends too early")?;
    let (line, after) = rest.split_at(end);
    *rest = &after[1..];
    std::str::from_utf8(line).map_err(|error| error.to_string())
}

fn section<'a>(rest: &mut &'a [u8], name: &str) -> Result<Vec<&'a str>, String> {
    let head = line(rest)?;
    let count = head.strip_prefix(name).and_then(|count| count.trim().parse::<usize>().ok());
    let count = count.ok_or_else(|| format!("`{name}` and a number should stand where `{head}` stands"))?;
    let ends: Vec<usize> = memchr::memchr_iter(b'\n', rest).take(count).collect();
    let length = if ends.len() < count {
        Err("the model ends too early")
    } else {
        Ok(ends.last().map_or(0, |end| end + 1))
    };
    let (lines, after) = rest.split_at(length?);
    *rest = after;
    // Checked as text once, not line by line.
    let lines = std::str::from_utf8(lines).map_err(|error| error.to_string())?;
    let begins = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
    Ok(begins.zip(&ends).map(|(begin, end)| &lines[begin..*end]).collect())
}

/// Words that stand in a text in lower case, as a set that may say yes wrongly, seldom.
#[derive(Debug, Clone)]
pub struct Seen {
    bits: Vec<u64>,
}

impl Seen {
    /// Of all tokens of a text but those in addresses ("anna.lind@norrby.example" says nothing of Lind). Linear time.
    pub fn of(lower: &str, tokens: &[Token]) -> Seen {
        let size = (tokens.len() / 4).next_power_of_two().clamp(1 << 8, 1 << 17);
        let mut seen = Seen { bits: vec![0; size] };
        let bytes = lower.as_bytes();
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(b' ');
        for token in tokens.iter().filter(|token| token.shape == Shape::Lower) {
            let glued = |byte: u8| matches!(byte, b'@' | b'/' | b'_' | b'.');
            let (before, after) =
                (token.span.start().checked_sub(1).map_or(b' ', byte), byte(token.span.end()));
            let further = byte(token.span.end() + 1);
            if glued(before) || glued(after) && (after != b'.' || further.is_ascii_alphanumeric()) {
                continue;
            }
            if let Some(word) = lower.get(token.span.range()) {
                let (slot, two) = seen.place(word);
                seen.bits[slot] |= two;
            }
        }
        seen
    }

    /// Where a word is kept: two bits of one number, so that hardly any word is taken for another.
    fn place(&self, word: &str) -> (usize, u64) {
        let hash = hash(word.as_bytes());
        ((hash >> 20) as usize & (self.bits.len() - 1), 1 << (hash >> 58) | 1 << (hash >> 52 & 63))
    }

    /// True where the word stands in the text in lower case.
    pub fn holds(&self, lower: &str) -> bool {
        let (slot, two) = self.place(lower);
        self.bits[slot] & two == two
    }
}

/// A multiply-and-rotate hash, eight bytes at a time.
fn hash(bytes: &[u8]) -> u64 {
    let mut hash = 0u64;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let mut word = [0u8; 8];
        word.copy_from_slice(chunk);
        hash = (hash.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
    let mut word = [0u8; 8];
    let rest = chunks.remainder();
    word[..rest.len()].copy_from_slice(rest);
    hash = (hash.rotate_left(5) ^ u64::from_le_bytes(word) ^ (bytes.len() as u64) << 59)
        .wrapping_mul(0x517c_c1b7_2722_0a95);
    hash ^ hash >> 31
}
