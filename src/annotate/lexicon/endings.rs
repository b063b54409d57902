//! Endings that are only asked for ("-en" of an `asked` table), of all lexicons at once: which of them a word has is settled
//! when it is first seen, and not for each lexicon that asks.

use serde::{Deserialize, Serialize};

use super::vocabulary::Held;
use super::{Group, Text, excepted};

/// Bytes of a word before its ending, at least.
const STEM: usize = 2;

/// Endings, each with the number of its lexicon, sorted by their last two bytes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Endings {
    sorted: Vec<(Text, u32)>,
    /// The last two bytes of each.
    lasts: Vec<u16>,
}

impl Endings {
    /// Of endings with the numbers of their lexicons.
    pub(super) fn new<'e>(endings: impl Iterator<Item = &'e (Text, u32)>) -> Endings {
        let mut sorted: Vec<(Text, u32)> = endings.cloned().collect();
        sorted.sort_by_key(|(ending, _)| last_two(ending));
        Endings { lasts: sorted.iter().map(|(ending, _)| last_two(ending)).collect(), sorted }
    }

    /// The labels whose lexicons hold a word by its ending.
    pub(super) fn of(&self, word: &str, groups: &[Group]) -> Held {
        let two = last_two(word);
        let mut held = Held::default();
        // An ending of one byte has nothing before it, and one of none has nothing at all.
        for lasts in [two, two & 0xff, 0] {
            let from = self.lasts.partition_point(|last| *last < lasts);
            let near = self.lasts[from..].iter().take_while(|last| **last == lasts).count();
            let has = self.sorted[from..from + near].iter().filter(|(ending, _)| ends(word, ending));
            has.filter_map(|(_, group)| groups.get(*group as usize))
                .filter(|group| !excepted(&group.except, word))
                .for_each(|group| held.add(Held::of(group.label)));
        }
        held
    }
}

/// True where a word has an ending, and letters before it.
pub(super) fn ends(word: &str, ending: &str) -> bool {
    word.len() >= ending.len() + STEM && word.ends_with(ending)
}

/// The last two bytes, the last one being the lower half.
fn last_two(text: &str) -> u16 {
    text.bytes().rev().take(2).zip([0, 8]).map(|(byte, shift)| u16::from(byte) << shift).sum()
}
