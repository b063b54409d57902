//! The name tagger: a perceptron over hashed features of a word and its neighbours, and the lists that it looks into.
//!
//! The model is one file: a line with its version, lines of attribution, an empty line, and the sections `names`, `words`
//! and `tails`, each with its number of lines, then `weights` and their bytes. `examples/train_persons` writes it.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;
use std::sync::OnceLock;

use crate::annotate::token::{Shape, Token};
use crate::document::hash::WordHasher;

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

type Hasher = BuildHasherDefault<WordHasher>;

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

/// Lists and weights.
#[derive(Debug, Clone)]
pub struct Tagger<'a> {
    names: HashMap<&'a str, (u8, u8, u8), Hasher>,
    words: HashSet<&'a str, Hasher>,
    tails: HashSet<&'a str, Hasher>,
    /// Last five bytes of the words that a compound may end in, as a set that may say yes wrongly.
    endings: Vec<u64>,
    /// As in the file: the bytes of a slot are read when it is looked at.
    weights: &'a [u8],
}

impl<'a> Tagger<'a> {
    /// Reads a model file.
    ///
    /// # Errors
    /// Says what is missing where the bytes are no model of this version.
    pub fn parse(bytes: &'a [u8]) -> Result<Tagger<'a>, String> {
        let mut rest = bytes;
        if line(&mut rest)? != MAGIC {
            return Err(format!("not a model: the first line should be `{MAGIC}`"));
        }
        while !line(&mut rest)?.is_empty() {}
        let entries = section(&mut rest, "names")?;
        let mut names = HashMap::with_capacity_and_hasher(entries.len(), Hasher::default());
        for entry in entries {
            let (name, codes) = entry.rsplit_once(' ').ok_or("a name without codes")?;
            let [first, surname, flags] = codes.as_bytes() else { return Err("three codes per name".into()) };
            names.insert(name, (first - b'0', surname - b'0', flags - b'0'));
        }
        let words: HashSet<&str, Hasher> = section(&mut rest, "words")?.into_iter().collect();
        let mut endings = vec![0; ENDINGS / 64];
        for word in words.iter().filter(|word| word.len() >= 5) {
            let (slot, bit) = ending(word.as_bytes());
            endings[slot] |= bit;
        }
        let tails = section(&mut rest, "tails")?.into_iter().collect();
        if line(&mut rest)? != "weights" || rest.len() != SLOTS * TAGS * 2 {
            return Err(format!("{SLOTS} × {TAGS} weights should stand last"));
        }
        Ok(Tagger { names, words, tails, endings, weights: rest })
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
        listed.ordinary = if self.words.contains(lower) || seen.holds(lower) {
            2
        } else {
            u8::from(listed.first == 0 && listed.surname == 0 && self.is_compound(lower))
        };
        listed
    }

    /// True where the lists hold the word as it stands.
    pub fn knows(&self, lower: &str) -> bool {
        self.names.contains_key(lower)
    }

    fn by_name(&self, lower: &str) -> Listed {
        let (first, surname, flags) = self.names.get(lower).copied().unwrap_or_default();
        Listed { first, surname, word: flags & 1 != 0, place: flags & 2 != 0, ..Listed::default() }
    }

    fn has_tail(&self, lower: &str) -> bool {
        let longest = lower.len().saturating_sub(2).min(7);
        // "O'Sullivan", "McKenna"
        let irish = lower.starts_with("o'") || lower.starts_with("o’") || lower.starts_with("mc");
        irish && lower.len() > 5 && !lower.contains('-')
            || (3..=longest)
                .any(|length| lower.get(lower.len() - length..).is_some_and(|tail| self.tails.contains(tail)))
    }

    /// "samverkansavtal": something of three letters or more, and a listed word of five or more.
    fn is_compound(&self, lower: &str) -> bool {
        if lower.len() < 8 || lower.len() > 60 {
            return false;
        }
        let (slot, bit) = ending(lower.as_bytes());
        if self.endings[slot] & bit == 0 {
            return false;
        }
        (3..=lower.len() - 5).any(|at| lower.get(at..).is_some_and(|tail| self.words.contains(tail)))
    }

    /// Every run of words that is more likely a person than anything else. Linear in the number of tokens.
    pub fn candidates(&self, words: Words<'_>) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        let mut window = Window::new(self, words);
        let (mut before, mut last) = (Tag::Outside, Tag::Outside);
        for at in 0..words.tokens.len() {
            if gap(words, at) == Gap::Break {
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

/// Bits of the set of endings.
const ENDINGS: usize = 1 << 15;

/// Where the last five bytes of a word stand in the set of endings.
fn ending(word: &[u8]) -> (usize, u64) {
    let hash = (last(word) >> 24).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((hash >> 55) as usize, 1 << (hash >> 49 & 63))
}

/// A hash of a few bytes.
fn spread(bytes: u64) -> u64 {
    let hash = (bytes + 1).wrapping_mul(0x517c_c1b7_2722_0a95);
    hash ^ hash >> 31
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

/// The model that the program carries. An empty one, which finds nothing, where the file is broken: a test holds it whole.
pub fn shipped() -> &'static Tagger<'static> {
    static SHIPPED: OnceLock<Tagger<'static>> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        Tagger::parse(include_bytes!("persons.model")).unwrap_or_else(|_| Tagger {
            names: HashMap::default(),
            words: HashSet::default(),
            tails: HashSet::default(),
            endings: vec![0; ENDINGS / 64],
            weights: &[],
        })
    })
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
                let (slot, bit) = seen.place(word);
                seen.bits[slot] |= bit;
            }
        }
        seen
    }

    fn place(&self, word: &str) -> (usize, u64) {
        let hash = hash(word.as_bytes());
        ((hash >> 20) as usize & (self.bits.len() - 1), 1 << (hash >> 58))
    }

    /// True where the word stands in the text in lower case.
    pub fn holds(&self, lower: &str) -> bool {
        let (slot, bit) = self.place(lower);
        self.bits[slot] & bit != 0
    }
}

/// What stands between a word and the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// One space.
    Space = 1,
    /// A full stop and a space: after an initial a name goes on.
    Stop = 2,
    /// A comma.
    Comma = 3,
    /// A colon.
    Colon = 4,
    /// An opening parenthesis or quotation mark.
    Open = 5,
    /// Anything else on the same line.
    Other = 6,
    /// A new line, a new cell, the beginning of the text.
    Break = 0,
}

fn gap(words: Words<'_>, at: usize) -> Gap {
    let Some(before) = at.checked_sub(1) else { return Gap::Break };
    let (Some(before), Some(here)) = (words.tokens.get(before), words.tokens.get(at)) else {
        return Gap::Break;
    };
    let between = words.text.get(before.span.end()..here.span.start()).unwrap_or("\n").as_bytes();
    match between {
        b" " | b"\xc2\xa0" => Gap::Space,
        b". " => Gap::Stop,
        [b',', ..] => Gap::Comma,
        [b':', ..] => Gap::Colon,
        _ if between.iter().any(|byte| matches!(byte, b'\n' | b'\t' | b'|' | b'\x0b' | b'\x0c')) => {
            Gap::Break
        }
        _ if between.len() > 12 => Gap::Break,
        _ if between.iter().any(|byte| matches!(byte, b'(' | b'"' | b'[')) => Gap::Open,
        _ => Gap::Other,
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

/// What is known of one word.
#[derive(Debug, Clone, Copy, Default)]
struct Seat {
    /// Index of its token, plus one; 0 for an empty place.
    of: usize,
    word: u64,
    tail2: u64,
    tail3: u64,
    tail4: u64,
    head3: u64,
    shape: u64,
    listed: Listed,
    gap: u64,
}

/// Words near the one that is looked at, so that each is looked up once.
struct Window<'t, 'a, 'w> {
    tagger: &'t Tagger<'a>,
    words: Words<'w>,
    seats: [Seat; 8],
}

impl<'t, 'a, 'w> Window<'t, 'a, 'w> {
    fn new(tagger: &'t Tagger<'a>, words: Words<'w>) -> Self {
        Window { tagger, words, seats: [Seat::default(); 8] }
    }

    /// Looks a word up, unless that is done.
    fn fill(&mut self, at: usize) -> &Seat {
        let place = at & 7;
        if self.seats[place].of != at + 1 {
            self.seats[place] = self.look(at);
        }
        &self.seats[place]
    }

    fn look(&self, at: usize) -> Seat {
        let Some(token) = self.words.tokens.get(at) else { return Seat::default() };
        let lower = self.words.lower.get(token.span.range()).unwrap_or("");
        let bytes = lower.as_bytes();
        let capital = matches!(token.shape, Shape::Capital | Shape::Upper);
        let listed = if capital && bytes.len() > 1 && bytes.len() <= 40 {
            self.tagger.listed(lower, self.words.seen)
        } else {
            Listed::default()
        };
        let end = last(bytes);
        let length = match bytes.len() {
            0..=2 => 0,
            3..=4 => 1,
            5..=12 => 2,
            _ => 3u64,
        };
        let digits = bytes.iter().any(u8::is_ascii_digit);
        let hyphen = bytes.contains(&b'-');
        Seat {
            of: at + 1,
            word: hash(bytes),
            tail2: spread(end >> 48),
            tail3: spread(end >> 40),
            tail4: spread(end >> 32),
            head3: spread(bytes.iter().take(3).fold(0, |head, byte| head << 8 | u64::from(*byte))),
            shape: token.shape as u64 | length << 3 | u64::from(digits) << 5 | u64::from(hyphen) << 6,
            listed,
            gap: gap(self.words, at) as u64,
        }
    }

    /// A word and its neighbours, two on each side, where they stand on its line: places in the window.
    fn around(&mut self, at: usize) -> [Option<usize>; 5] {
        let open = |seat: &Seat| seat.gap != Gap::Break as u64;
        let left = if open(self.fill(at)) { at.checked_sub(1) } else { None };
        let left2 = left.filter(|left| open(self.fill(*left))).and_then(|left| left.checked_sub(1));
        if let Some(left2) = left2 {
            self.fill(left2);
        }
        let length = self.words.tokens.len();
        let mut next = |at: usize| (at < length && open(self.fill(at))).then_some(at);
        let right = next(at + 1);
        let right2 = right.and_then(|right| next(right + 1));
        [left2, left, Some(at), right, right2]
    }

    fn tag(&mut self, at: usize, before: Tag, last: Tag) -> (Tag, i32) {
        let Some(allowed) = self.allowed(at, last) else { return (Tag::Outside, 0) };
        let features = self.features(at, before, last);
        let mut scores = [0i32; TAGS];
        for slot in features {
            for (score, weight) in scores.iter_mut().zip(self.tagger.weights(slot)) {
                *score += i32::from(weight);
            }
        }
        choose(scores, allowed)
    }

    /// Which tags a word may have; `None` where it can only be outside.
    fn allowed(&mut self, at: usize, last: Tag) -> Option<[bool; TAGS]> {
        let shape = self.words.tokens.get(at)?.shape;
        let joined = matches!(last, Tag::Begin | Tag::Inside) && self.joins(at);
        match shape {
            Shape::Capital | Shape::Upper | Shape::Initial => Some([true, true, joined, true]),
            // "von", "af", "de": inside a name only, before another capital.
            // "al-Assad"
            Shape::Lower if joined && self.hyphened(at) => Some([true, false, true, true]),
            Shape::Lower if joined && self.words.tokens[at].span.len() <= 3 => {
                // "van der Meulen", "von und zu Hardenberg": small words up to the next capital.
                let goes_on = (at + 1..at + 4).find_map(|next| {
                    let token = self.words.tokens.get(next).filter(|_| self.joins(next))?;
                    match token.shape {
                        Shape::Capital | Shape::Upper => Some(true),
                        Shape::Lower if token.span.len() <= 3 => None,
                        _ => Some(false),
                    }
                });
                let whole = (at + 1..at + 4).take_while(|next| {
                    self.joins(*next)
                        && self.words.tokens.get(*next).is_some_and(|token| token.shape == Shape::Lower)
                });
                let last = at + 1 + whole.count();
                (goes_on == Some(true) && self.joins(last)).then_some([true, false, true, false])
            }
            _ => None,
        }
    }

    /// True for a lower-case prefix with a capital behind its hyphen.
    fn hyphened(&self, at: usize) -> bool {
        let word = self.words.text.get(self.words.tokens[at].span.range()).unwrap_or("");
        word.split_once('-')
            .is_some_and(|(head, rest)| head.len() <= 3 && rest.starts_with(char::is_uppercase))
    }

    /// True where nothing but a space parts a word from the one before, or the full stop of an initial.
    fn joins(&self, at: usize) -> bool {
        match gap(self.words, at) {
            Gap::Space => true,
            Gap::Stop => {
                at.checked_sub(1).and_then(|before| self.words.tokens.get(before)).is_some_and(|before| {
                    before.shape == Shape::Initial || before.span.len() <= 2 && before.shape == Shape::Capital
                })
            }
            _ => false,
        }
    }

    /// True where the lists say so clearly that a full name stands that a text which says otherwise teaches nothing.
    fn slips(&mut self, at: usize) -> bool {
        let places = self.around(at);
        let listed = |place: Option<usize>| place.map_or(Listed::default(), |at| self.seats[at & 7].listed);
        let given = |one: Listed| (1..=3).contains(&one.first) && !one.word;
        let family = |one: Listed| (one.surname > 0 || one.tail) && one.ordinary == 0;
        let (left, here, right) = (listed(places[1]), listed(places[2]), listed(places[3]));
        given(here) && family(right) || given(left) && family(here)
    }

    fn features(&mut self, at: usize, before: Tag, last: Tag) -> [u32; FEATURES] {
        let places = self.around(at);
        let empty = Seat::default();
        let [left2, left, here, right, right2] =
            places.map(|place| place.map_or(&empty, |at| &self.seats[at & 7]));
        let (t1, t2) = (last as u64 + 1, before as u64 + 1);
        let starts = u64::from(left.of == 0 || here.gap == Gap::Stop as u64);
        let lists = here.listed.code();
        let mut features = [0; FEATURES];
        let values = [
            [starts, here.shape],
            [here.word, 0],
            [here.word, here.shape & 7],
            [here.tail2, here.shape & 7],
            [here.tail3, 0],
            [here.tail4, 0],
            [here.head3, here.shape & 7],
            [here.shape | left.shape << 8 | right.shape << 16, 0],
            [left.word, here.gap],
            [left.word, t1],
            [right.word, right.gap],
            [left2.word, left.word],
            [right.word, right2.word],
            [t1, t2],
            [t1, here.word],
            [t1 | here.gap << 3, right.gap << 3 | starts],
            [right.gap | right.shape << 3, here.shape],
            [lists, 0],
            [lists, right.listed.code()],
            [left.listed.code(), lists ^ t1 << 20],
            [lists, here.shape | here.gap << 8 | starts << 12],
            [
                here.listed.short() | right.listed.short() << 3 | left.listed.short() << 6,
                t1 | here.gap << 4 | right.gap << 8,
            ],
            [left.tail3, here.gap],
            [right.tail3, right.gap],
            [right.tail4, right.shape],
            [left.tail4, here.listed.short() | t1 << 4],
            [lists, right.shape | right.gap << 8],
            [t1 | t2 << 3, lists | here.shape << 16],
            [left2.word, left.gap],
            [right2.word, right2.gap | right2.shape << 4],
        ];
        for (number, (feature, [a, b])) in features.iter_mut().zip(values).enumerate() {
            let mixed = (a.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ b.rotate_left(23))
                .wrapping_add((number as u64 + 1).wrapping_mul(0xd6e8_feb8_6659_fd93));
            let mixed = (mixed ^ mixed >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93);
            *feature = (mixed >> 40) as u32 & (SLOTS as u32 - 1);
        }
        features
    }
}

/// The best of the allowed tags, and by how much it beats the best tag of the other side (person or none).
fn choose(scores: [i32; TAGS], allowed: [bool; TAGS]) -> (Tag, i32) {
    let mut best = Tag::Outside;
    for tag in Tag::ALL {
        if allowed[tag as usize] && scores[tag as usize] > scores[best as usize] {
            best = tag;
        }
    }
    let person = |tag: Tag| matches!(tag, Tag::Begin | Tag::Inside);
    let rival = Tag::ALL
        .iter()
        .filter(|tag| allowed[**tag as usize] && person(**tag) != person(best))
        .map(|tag| scores[*tag as usize])
        .max();
    (best, rival.map_or(0, |rival| scores[best as usize] - rival))
}

/// The tag that is right must beat the others by so much in training, before averaging: a narrow win teaches too.
const MARGIN: f32 = 40.0;
/// Trainings in different orders, whose weights are averaged.
const ORDERS: u64 = 3;

/// Learns weights from texts with the tag of every token. Averaged perceptrons with a margin: `epochs` times over all
/// texts, each time with the lists of the next tagger of `lists`, so that no feature of the lists is trusted blindly; the
/// mean over several orders of the texts. Deterministic.
pub fn train(lists: &[Tagger<'_>], texts: &[(Words<'_>, &[Tag])], epochs: usize) -> Vec<Weights> {
    let mut total = vec![[0f64; TAGS]; SLOTS];
    for order in 0..ORDERS {
        for (sum, mean) in total.iter_mut().zip(train_once(lists, texts, epochs, order)) {
            (0..TAGS).for_each(|tag| sum[tag] += mean[tag] / ORDERS as f64);
        }
    }
    let largest = total.iter().flatten().map(|weight| weight.abs()).fold(1e-9, f64::max);
    let scale = (f64::from(i16::MAX) / largest).min(256.0);
    total.iter().map(|slot| slot.map(|weight| (weight * scale).round() as i16)).collect()
}

fn train_once(
    lists: &[Tagger<'_>],
    texts: &[(Words<'_>, &[Tag])],
    epochs: usize,
    seed: u64,
) -> Vec<[f64; TAGS]> {
    let mut weights = vec![[0f32; TAGS]; SLOTS];
    let mut sums = vec![[0f64; TAGS]; SLOTS];
    let mut step = 1f64;
    let mut order: Vec<usize> = (0..texts.len()).collect();
    let mut random = 0x2545_f491_4f6c_dd1d_u64 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for epoch in 0..epochs {
        for at in (1..order.len()).rev() {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            order.swap(at, (random % (at as u64 + 1)) as usize);
        }
        let Some(tagger) = lists.get(epoch % lists.len().max(1)) else { break };
        for index in &order {
            let (words, gold) = texts[*index];
            let mut window = Window::new(tagger, words);
            let (mut before, mut last) = (Tag::Outside, Tag::Outside);
            for (at, right) in gold.iter().enumerate() {
                if gap(words, at) == Gap::Break {
                    (before, last) = (Tag::Outside, Tag::Outside);
                }
                let mut tag = Tag::Outside;
                if let Some(allowed) = window.allowed(at, last) {
                    let features = window.features(at, before, last);
                    let mut scores = [0f32; TAGS];
                    for slot in features {
                        for (score, weight) in scores.iter_mut().zip(weights[slot as usize]) {
                            *score += weight;
                        }
                    }
                    let best = |without: Option<Tag>| {
                        let open = Tag::ALL
                            .into_iter()
                            .filter(|tag| allowed[*tag as usize] && Some(*tag) != without);
                        open.rev().max_by(|a, b| scores[*a as usize].total_cmp(&scores[*b as usize]))
                    };
                    tag = best(None).unwrap_or(Tag::Outside);
                    let rival = best(Some(*right)).filter(|rival| {
                        allowed[*right as usize] && scores[*right as usize] - scores[*rival as usize] < MARGIN
                    });
                    if let Some(rival) = rival.filter(|_| !(*right == Tag::Outside && window.slips(at))) {
                        for slot in features {
                            let slot = slot as usize;
                            weights[slot][*right as usize] += 1.0;
                            sums[slot][*right as usize] += step;
                            weights[slot][rival as usize] -= 1.0;
                            sums[slot][rival as usize] -= step;
                        }
                    }
                    step += 1.0;
                }
                (before, last) = (last, tag);
            }
        }
    }
    let mean = |slot: usize, tag: usize| f64::from(weights[slot][tag]) - sums[slot][tag] / step;
    (0..SLOTS).map(|slot| std::array::from_fn(|tag| mean(slot, tag))).collect()
}
