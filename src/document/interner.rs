//! Distinct words, numbered in the order in which they came.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::flat::{Bytes, Numbers};
use super::hash::word_hash;

/// Words by number, and their numbers by text. Open addressing, at most half full.
#[derive(Debug, Clone, Default)]
pub struct Interner {
    /// Their texts, one after the other.
    text: String,
    entries: Vec<Entry>,
    /// Numbers of words plus one, by hash; 0 where there is none.
    slots: Vec<u32>,
}

#[derive(Debug, Clone)]
struct Entry {
    hash: u64,
    text: Range<u32>,
}

impl Interner {
    /// How many words there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The same words, to be found and no more.
    pub fn seal(self) -> Interned {
        let words = self.entries.iter().flat_map(|entry| [(entry.hash >> 32) as u32, entry.text.start]);
        let words = words.chain([0, self.text.len() as u32]).collect();
        Interned { text: self.text.into_bytes().into(), words, slots: self.slots.into_iter().collect() }
    }

    /// The number of a word.
    pub fn find(&self, word: &str) -> Option<u32> {
        (!self.slots.is_empty()).then(|| self.probe(word_hash(word.as_bytes()), word).ok()).flatten()
    }

    /// The number of a word that is known, or `None` with the word added under the next number.
    pub fn add(&mut self, word: &str) -> Option<u32> {
        if self.slots.len() < (self.entries.len() + 1) * 2 {
            self.grow();
        }
        let hash = word_hash(word.as_bytes());
        match self.probe(hash, word) {
            Ok(known) => Some(known),
            Err(slot) => {
                let from = self.text.len() as u32;
                self.text.push_str(word);
                self.entries.push(Entry { hash, text: from..self.text.len() as u32 });
                self.slots[slot] = self.entries.len() as u32;
                None
            }
        }
    }

    fn grow(&mut self) {
        self.slots = vec![0; (self.slots.len() * 2).max(4096)];
        let last = self.slots.len() - 1;
        for (index, entry) in self.entries.iter().enumerate() {
            let mut slot = entry.hash as usize & last;
            while self.slots[slot] != 0 {
                slot = (slot + 1) & last;
            }
            self.slots[slot] = index as u32 + 1;
        }
    }

    /// The number, or the free slot where it would stand.
    fn probe(&self, hash: u64, word: &str) -> Result<u32, usize> {
        let last = self.slots.len() - 1;
        let mut slot = hash as usize & last;
        loop {
            let Some(index) = self.slots[slot].checked_sub(1) else { return Err(slot) };
            let entry = &self.entries[index as usize];
            if entry.hash == hash
                && self.text.as_bytes()[entry.text.start as usize..entry.text.end as usize]
                    == *word.as_bytes()
            {
                return Ok(index);
            }
            slot = (slot + 1) & last;
        }
    }
}

/// Words by number, and their numbers by text, laid out.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Interned {
    /// Their texts, one after the other.
    text: Bytes,
    /// Of each word the upper half of its hash and where its text begins; one more than there are.
    words: Numbers,
    /// Numbers of words plus one, by hash; 0 where there is none.
    slots: Numbers,
}

impl Interned {
    /// The text of a word.
    pub fn text(&self, number: u32) -> &[u8] {
        let begin = |number: usize| self.words.at(2 * number + 1) as usize;
        self.text.get(begin(number as usize)..begin(number as usize + 1)).unwrap_or_default()
    }

    /// The number of a word.
    pub fn find(&self, word: &str) -> Option<u32> {
        let last = self.slots.len().checked_sub(1)?;
        let hash = word_hash(word.as_bytes());
        let mut slot = hash as usize & last;
        loop {
            let number = self.slots.at(slot).checked_sub(1)?;
            let same = self.words.at(2 * number as usize) == (hash >> 32) as u32;
            if same && self.text(number) == word.as_bytes() {
                return Some(number);
            }
            slot = (slot + 1) & last;
        }
    }
}
