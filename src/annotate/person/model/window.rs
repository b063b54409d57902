//! What the tagger sees of a word and its neighbours: its features, and the tags that it may have.

use super::{FEATURES, Listed, SLOTS, TAGS, Tag, Tagger, Words, hash, last};
use crate::annotate::token::Shape;

/// What stands between a word and the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
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

pub(super) fn gap(words: Words<'_>, at: usize) -> Gap {
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

/// A hash of a few bytes.
fn spread(bytes: u64) -> u64 {
    let hash = (bytes + 1).wrapping_mul(0x517c_c1b7_2722_0a95);
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
pub(super) struct Window<'t, 'w> {
    tagger: &'t Tagger,
    words: Words<'w>,
    seats: [Seat; 8],
}

impl<'t, 'w> Window<'t, 'w> {
    pub(super) fn new(tagger: &'t Tagger, words: Words<'w>) -> Self {
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

    pub(super) fn tag(&mut self, at: usize, before: Tag, last: Tag) -> (Tag, i32) {
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
    pub(super) fn allowed(&mut self, at: usize, last: Tag) -> Option<[bool; TAGS]> {
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
    pub(super) fn slips(&mut self, at: usize) -> bool {
        let places = self.around(at);
        let listed = |place: Option<usize>| place.map_or(Listed::default(), |at| self.seats[at & 7].listed);
        let given = |one: Listed| (1..=3).contains(&one.first) && !one.word;
        let family = |one: Listed| (one.surname > 0 || one.tail) && one.ordinary == 0;
        let (left, here, right) = (listed(places[1]), listed(places[2]), listed(places[3]));
        given(here) && family(right) || given(left) && family(here)
    }

    pub(super) fn features(&mut self, at: usize, before: Tag, last: Tag) -> [u32; FEATURES] {
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
