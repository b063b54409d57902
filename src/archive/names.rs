//! Names by their words: which of many names hold most of the words that somebody asks for. What is asked for is looked up
//! by its rarest word, so that the number of names hardly matters.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::same;

/// Share of the wanted words that a name must hold.
const OVERLAP: f64 = 0.6;
/// Names that are compared with what is asked for, at most; the first.
const COMPARED: usize = 20_000;
/// Names that are remembered by the words asked for, at most.
const REMEMBERED: usize = 4_000_000;

/// When two words count as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Alike {
    /// Forms of one word.
    Form,
    /// Forms of one word, or the first is a part of the second ("strategi", "utvecklingsstrategin").
    Part,
}

impl Alike {
    fn are(self, wanted: &str, own: &str) -> bool {
        same(wanted, own) || self == Alike::Part && is_part(wanted, own)
    }
}

/// True where a word begins or ends a compound.
fn is_part(word: &str, compound: &str) -> bool {
    let ends = |at: usize| compound[at + word.len()..].chars().count() <= 3;
    word.chars().count() >= 4 && compound.match_indices(word).any(|(at, _)| at == 0 || ends(at))
}

/// The names of all owners; an owner may have several.
#[derive(Debug, Default)]
pub(super) struct Names {
    words: Vec<String>,
    /// Words by their first letters.
    near: HashMap<String, Vec<u32>>,
    /// By word: the names that hold it, ascending.
    held: Vec<Vec<u32>>,
    /// By name: its words, and whose it is. Names of one owner follow each other.
    spelled: Vec<Vec<u32>>,
    of: Vec<u32>,
    /// By owner: the first name.
    first: Vec<u32>,
    known: Mutex<Known>,
}

/// Words that were asked for.
#[derive(Debug, Default)]
struct Known {
    holding: HashMap<(Alike, String), Arc<[u32]>>,
    names: usize,
}

fn letters(word: &str) -> String {
    word.chars().take(4).collect()
}

impl Names {
    /// Adds the names of the next owner, each as words with a space between them.
    pub(super) fn add(&mut self, names: &[String], ids: &mut HashMap<String, u32>) {
        let owner = self.first.len() as u32;
        self.first.push(self.of.len() as u32);
        for name in names {
            let number = self.of.len() as u32;
            let mut spelled = Vec::new();
            for word in name.split(' ').filter(|word| !word.is_empty()) {
                let id = *ids.entry(word.to_owned()).or_insert_with(|| {
                    let id = self.words.len() as u32;
                    self.near.entry(letters(word)).or_default().push(id);
                    self.words.push(word.to_owned());
                    self.held.push(Vec::new());
                    id
                });
                spelled.push(id);
                let held = &mut self.held[id as usize];
                if held.last() != Some(&number) {
                    held.push(number);
                }
            }
            self.spelled.push(spelled);
            self.of.push(owner);
        }
    }

    /// The names that hold a word, ascending.
    pub(super) fn holding(&self, word: &str, alike: Alike) -> Arc<[u32]> {
        let key = (alike, word.to_owned());
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(names) = known().holding.get(&key) {
            return names.clone();
        }
        let fits = |id: &u32| alike.are(word, &self.words[*id as usize]);
        let words: Vec<u32> = match alike {
            Alike::Form => {
                self.near.get(&letters(word)).into_iter().flatten().copied().filter(fits).collect()
            }
            Alike::Part => (0..self.words.len() as u32).filter(fits).collect(),
        };
        let mut names: Vec<u32> = words.iter().flat_map(|id| &self.held[*id as usize]).copied().collect();
        if words.len() > 1 {
            names.sort_unstable();
            names.dedup();
        }
        let names: Arc<[u32]> = names.into();
        let mut known = known();
        if known.names < REMEMBERED {
            known.names += names.len() + 10;
            known.holding.insert(key, names.clone());
        }
        names
    }

    /// True where some name of an owner holds a word.
    pub(super) fn has(&self, owner: u32, word: &str) -> bool {
        let names = self.holding(word, Alike::Form);
        let from = self.first[owner as usize];
        let at = names.partition_point(|name| *name < from);
        names.get(at).is_some_and(|name| self.of[*name as usize] == owner)
    }

    /// Owners with a name that holds so many of the words as no other name does, at least [`OVERLAP`] of them, and among
    /// these the longest: it tells which sort of thing is meant. With the share of the words.
    pub(super) fn most(&self, words: &[String], alike: Alike, fits: impl Fn(u32) -> bool) -> (f64, Vec<u32>) {
        let longest = (0..words.len()).max_by_key(|index| words[*index].chars().count());
        let Some(noun) = longest else { return (0.0, Vec::new()) };
        let held: Vec<Arc<[u32]>> = words.iter().map(|word| self.holding(word, alike)).collect();
        let least = (OVERLAP * words.len() as f64).ceil() as usize;
        for least in (least..=words.len()).rev() {
            let names = self.with(&held, noun, least);
            let mut owners: Vec<u32> =
                names.map(|name| self.of[name as usize]).filter(|owner| fits(*owner)).collect();
            owners.dedup();
            if !owners.is_empty() {
                return (least as f64 / words.len() as f64, owners);
            }
        }
        (0.0, Vec::new())
    }

    /// Owners whose first name has the same words as the first name of this one.
    pub(super) fn namesakes(&self, owner: u32) -> Vec<u32> {
        let first = |owner: u32| {
            let name = self.first[owner as usize];
            let words = self.spelled.get(name as usize).into_iter().flatten();
            words.map(|id| self.words[*id as usize].clone()).collect::<Vec<_>>()
        };
        let own = first(owner);
        let held: Vec<Arc<[u32]>> = own.iter().map(|word| self.holding(word, Alike::Form)).collect();
        if held.is_empty() {
            return Vec::new();
        }
        let names = self.with(&held, 0, held.len());
        let owners = names.map(|name| (name, self.of[name as usize]));
        let is_first = owners.filter(|(name, of)| self.first[*of as usize] == *name).map(|(_, of)| of);
        let back = |other: &u32| first(*other).iter().all(|word| own.iter().any(|own| same(own, word)));
        is_first.filter(|other| *other != owner).filter(back).collect()
    }

    /// Names that hold at least so many of the words, among them `must`. Such a name holds one of the rarest.
    fn with(&self, held: &[Arc<[u32]>], must: usize, least: usize) -> impl Iterator<Item = u32> {
        let mut lists: Vec<&Arc<[u32]>> = held.iter().collect();
        lists.sort_by_key(|names| names.len());
        let rarest = &lists[..lists.len() + 1 - least.max(1)];
        let total: usize = rarest.iter().map(|names| names.len()).sum();
        let from: Vec<u32> = if total < held[must].len() {
            let union: BTreeSet<u32> = rarest.iter().flat_map(|names| names.iter()).copied().collect();
            union.into_iter().take(COMPARED).collect()
        } else {
            held[must].iter().take(COMPARED).copied().collect()
        };
        let holds = |names: &[u32], name: u32| names.binary_search(&name).is_ok();
        let many = |name: u32| held.iter().filter(|names| holds(names, name)).count() >= least;
        let found: Vec<u32> =
            from.into_iter().filter(|name| holds(&held[must], *name) && many(*name)).collect();
        found.into_iter()
    }

    /// Of these owners, those whose names hold the most words of a single one of the lists, and at least one.
    pub(super) fn of_any(&self, owners: &[u32], lists: &[Vec<String>]) -> Vec<u32> {
        let mut most = 0;
        let mut left: BTreeSet<u32> = BTreeSet::new();
        for words in lists {
            let mut counts: HashMap<u32, usize> = HashMap::new();
            for word in words {
                let names = self.holding(word, Alike::Form);
                if names.len() > owners.len() {
                    let held = owners.iter().filter(|owner| self.has(**owner, word));
                    held.for_each(|owner| *counts.entry(*owner).or_default() += 1);
                    continue;
                }
                let mut held: Vec<u32> = names.iter().map(|name| self.of[*name as usize]).collect();
                held.dedup();
                held.retain(|owner| owners.binary_search(owner).is_ok());
                held.into_iter().for_each(|owner| *counts.entry(owner).or_default() += 1);
            }
            for (owner, count) in counts {
                if count > most {
                    most = count;
                    left.clear();
                }
                if count == most {
                    left.insert(owner);
                }
            }
        }
        left.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &[&str], wanted: &str, expected: &[u32]) {
        let mut index = Names::default();
        let mut ids = HashMap::new();
        names.iter().for_each(|name| index.add(&[(*name).to_owned()], &mut ids));
        let words: Vec<String> = wanted.split(' ').map(str::to_owned).collect();
        assert_eq!(index.most(&words, Alike::Form, |_| true).1, expected, "{wanted}");
    }

    #[test]
    fn the_names_with_most_of_the_words_are_found() {
        let names = ["kulturplan norrby kommun", "kulturplan sunnanö kommun", "norrby kommun", "kulturplan"];
        check(&names, "kulturplanen", &[0, 1, 3]);
        check(&names, "kulturplanen sunnanö", &[1]);
        check(&names, "kulturplanen sunnanö kommun", &[1]);
        // The longest word tells what it is; the place alone does not.
        check(&names, "kulturplan tallbacken", &[]);
        check(&names, "kulturplan kommun storvik", &[0, 1]);
        check(&names, "idrottsprogram norrby kommun", &[]);
    }
}
