//! Words that texts hold, and what lexicons say of each by itself: asked once for each word, however often it stands and
//! in however many documents.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use super::endings::Endings;
use super::words::Words;
use super::{Functions, Group, excepted};
use crate::annotate::token::{Token, WordId, is_readable};
use crate::document::Label;
use crate::document::interner::Interner;

/// Words that are kept, at most; what a text holds beyond is looked up each time.
const MOST: usize = 1 << 17;
/// Words from which a new document begins with an empty vocabulary.
const FULL: usize = 1 << 16;

/// Distinct words, by number.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    words: Interner,
    known: Vec<Known>,
    singles: Vec<Single>,
}

/// What is known of a word by itself.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Its entry in the table of words.
    pub(super) entry: Option<u32>,
    /// True where a phrase of more words begins with it.
    pub(super) leads: bool,
    /// True where a person could have written it as a word.
    pub(super) readable: bool,
    /// Of the languages that function words tell apart, those of which it is one.
    pub(super) functions: Functions,
    /// The labels whose lexicons hold it by itself, to be marked or asked for.
    pub(super) held: Held,
    /// Those among them that may hold it by an ending that is only asked for.
    pub(super) ending: Held,
    singles: Range<u32>,
}

/// A set of labels, with a bit for those whose numbers leave the same rest: what is not in it is in none of its lexicons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Held(u128);

impl Held {
    /// The set of one label.
    #[inline]
    pub(in crate::annotate) fn of(label: Label) -> Held {
        Held(1 << (label.0 % 128))
    }

    /// Adds those of another set.
    pub(in crate::annotate) fn add(&mut self, other: Held) {
        self.0 |= other.0;
    }

    /// True where two sets may share a label.
    pub(super) fn meets(self, other: Held) -> bool {
        self.0 & other.0 != 0
    }
}

/// A lexicon that holds a word, as a whole or by its tail, and that no exception bars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Single {
    /// Number of the lexicon.
    pub(super) group: u32,
    /// How it holds it.
    pub(super) how: How,
}

/// How a lexicon holds a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// As one of its words.
    Whole,
    /// As one of its words, where it is written so: the number of the form among those of the entry.
    Written(u32),
    /// By its tail.
    Tail,
}

/// What lexicons hold words by.
#[derive(Debug, Clone, Copy)]
pub(super) struct Table<'l> {
    pub(super) words: &'l Words,
    pub(super) groups: &'l [Group],
    pub(super) endings: &'l Endings,
}

impl Vocabulary {
    /// Numbers the words of a text.
    pub(super) fn number(&mut self, lower: &str, tokens: &mut [Token], table: &Table<'_>) {
        if self.words.len() > FULL {
            *self = Vocabulary::default();
        }
        for token in tokens {
            token.word = self.of(&lower[token.span.range()], table);
        }
    }

    /// True where a person could have written a token, `word` in lower case, as a word.
    pub fn is_readable(&self, token: &Token, word: &str) -> bool {
        self.get(token.word).map_or_else(|| is_readable(word), |known| known.readable)
    }

    /// A word by its number.
    pub(super) fn get(&self, word: WordId) -> Option<&Known> {
        self.known.get(word.0 as usize)
    }

    /// The lexicons that hold a word: those that hold it as a whole first.
    pub(super) fn singles(&self, known: &Known) -> &[Single] {
        &self.singles[known.singles.start as usize..known.singles.end as usize]
    }

    fn of(&mut self, word: &str, all: &Table<'_>) -> WordId {
        if self.words.len() >= MOST {
            return self.words.find(word).map_or(WordId::NONE, WordId);
        }
        let next = self.words.len() as u32;
        if let Some(known) = self.words.add(word) {
            return WordId(known);
        }
        let Table { words: table, groups, endings } = *all;
        let first = self.singles.len() as u32;
        let entry = table.find(word);
        singles(word, entry, table, groups, &mut self.singles);
        let mut held = Held::default();
        let whole = self.singles[first as usize..].iter().map(|single| single.group);
        let asked = entry.into_iter().flat_map(|entry| table.asked_of(entry));
        whole.chain(asked).filter_map(|group| groups.get(group as usize)).for_each(|group| {
            held.add(Held::of(group.label));
        });
        let ending = endings.of(word, groups);
        held.add(ending);
        self.known.push(Known {
            held,
            ending,
            entry,
            leads: entry.is_some_and(|entry| table.leads(entry, word.len())),
            readable: is_readable(word),
            functions: functions(entry, table, groups),
            singles: first..self.singles.len() as u32,
        });
        WordId(next)
    }
}

/// Of which languages an entry is a function word, to be marked or asked for.
pub(super) fn functions(entry: Option<u32>, table: &Words, groups: &[Group]) -> Functions {
    let mut functions = Functions::default();
    let Some(entry) = entry else { return functions };
    let forms = table.forms_of(entry).map(|form| form.group);
    for group in forms.chain(table.asked_of(entry)).filter_map(|group| groups.get(group as usize)) {
        functions.iter_mut().zip(group.functions).for_each(|(has, more)| *has |= more);
    }
    functions
}

/// The lexicons that hold a word by itself.
pub(super) fn singles(
    word: &str,
    entry: Option<u32>,
    table: &Words,
    groups: &[Group],
    into: &mut Vec<Single>,
) {
    let forms = entry.into_iter().flat_map(|entry| table.forms_of(entry)).enumerate();
    into.extend(forms.filter(|(_, form)| !form.barred).map(|(at, form)| Single {
        group: form.group,
        how: if form.is_exact() { How::Written(at as u32) } else { How::Whole },
    }));
    let tails = table.tails(word).filter(|group| !excepted(&groups[*group as usize].except, word));
    into.extend(tails.map(|group| Single { group, how: How::Tail }));
}

/// Vocabularies that no document is using: one for each thread that has read a document.
#[derive(Debug, Default)]
pub(super) struct Spare(Mutex<Vec<Vocabulary>>);

impl Spare {
    pub(super) fn take(&self) -> Vocabulary {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    pub(super) fn put(&self, vocabulary: Vocabulary) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(vocabulary);
    }
}

impl Clone for Spare {
    fn clone(&self) -> Spare {
        Spare::default()
    }
}
