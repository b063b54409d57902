//! Texts made from templates: slots filled with names and other words, with the places of the names.

use std::collections::BTreeMap;

use super::{Entry, FOLDS, Lists, Text};

/// Templates and the fillers of their slots.
pub struct Templates {
    fillers: BTreeMap<String, Vec<String>>,
    lines: Vec<(bool, String)>,
}

impl Templates {
    /// Reads the format that the head of `templates.txt` describes.
    pub fn parse(text: &str) -> Templates {
        let mut templates = Templates { fillers: BTreeMap::new(), lines: Vec::new() };
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some((slot, words)) = line.strip_prefix('@').and_then(|rest| rest.split_once(' ')) {
                templates.fillers.insert(slot.to_owned(), words.split(" | ").map(str::to_owned).collect());
            } else {
                let (english, line) = match line.strip_prefix("en ") {
                    Some(line) => (true, line),
                    None => (false, line),
                };
                templates.lines.push((english, line.replace("\\n", "\n").replace("\\t", "\t")));
            }
        }
        templates
    }

    /// Texts of about ten templates each, `rounds` times over all templates, each time with other fillers. A template
    /// stands only in texts whose number leaves the same rest by [`FOLDS`]. Deterministic.
    pub fn texts(&self, lists: &Lists, rounds: usize) -> Vec<Text> {
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        let mut texts = Vec::new();
        for _ in 0..rounds {
            for fold in 0..FOLDS {
                let mut order: Vec<usize> = (fold..self.lines.len()).step_by(FOLDS).collect();
                for at in (1..order.len()).rev() {
                    order.swap(at, random.below(at + 1));
                }
                for (number, chunk) in order.chunks(10).enumerate() {
                    let (mut text, mut names) = (String::new(), Vec::new());
                    for index in chunk {
                        let (english, line) = &self.lines[*index];
                        self.fill(line, *english, lists, &mut random, &mut text, &mut names);
                        text.push('\n');
                    }
                    texts.push(Text::new(number * FOLDS + fold, text, &names));
                }
            }
        }
        texts
    }

    fn fill(
        &self,
        line: &str,
        english: bool,
        lists: &Lists,
        random: &mut Random,
        text: &mut String,
        names: &mut Vec<(usize, usize, bool)>,
    ) {
        let mut rest = line;
        while let Some(open) = rest.find('{') {
            text.push_str(&rest[..open]);
            let close = rest[open..].find('}').map_or(rest.len() - 1, |at| open + at);
            let slot = &rest[open + 1..close];
            let start = text.len();
            match slot {
                "P" | "F" | "L" | "I" | "C" => {
                    text.push_str(&name(slot, english, lists, random));
                    names.push((start, text.len(), true));
                }
                _ => {
                    let filler =
                        self.fillers.get(slot).map_or("", |words| words[random.below(words.len())].as_str());
                    text.push_str(filler);
                    if matches!(slot, "ORG" | "PLACE" | "STREET" | "PLAN" | "ORG_en") {
                        names.push((start, text.len(), false));
                    }
                }
            }
            rest = &rest[close + 1..];
        }
        text.push_str(rest);
    }
}

fn name(slot: &str, english: bool, lists: &Lists, random: &mut Random) -> String {
    let first = first(lists, random);
    let last = surname(lists, random);
    match slot {
        "F" => first,
        "L" => last,
        "I" => format!("{}. {last}", first.chars().next().unwrap_or('A')),
        _ => {
            let middle = match random.below(24) {
                0 | 1 => format!(" {}", self::first(lists, random)),
                2 if english => format!(" {}.", self::first(lists, random).chars().next().unwrap_or('J')),
                3 => [" von", " af", " de", " van", " el", " al", " bin", " del", " dos", " der"]
                    [random.below(10)]
                .to_owned(),
                4 => format!(" {}", surname(lists, random)),
                _ => String::new(),
            };
            // Names that begin with the surname, as in much of Asia.
            let full = match random.below(40) {
                0 => format!("{} {first}", pick(random, &lists.surnames)),
                1 => format!("{} {} {first}", pick(random, &lists.surnames), pick(random, &lists.first)),
                _ => format!("{first}{middle} {last}"),
            };
            if slot == "C" { full.to_uppercase() } else { full }
        }
    }
}

fn pick(random: &mut Random, names: &[Entry]) -> String {
    names[random.below(names.len())].0.clone()
}

fn first(lists: &Lists, random: &mut Random) -> String {
    let common = lists.first.len().min(1500);
    match random.below(20) {
        0 | 1 => {
            let (a, b) = (pick(random, &lists.first[..200]), pick(random, &lists.first[..300]));
            format!("{a}-{b}")
        }
        2..=6 => pick(random, &lists.first),
        _ => pick(random, &lists.first[..common]),
    }
}

/// A surname of the list, or one put together as surnames are.
fn surname(lists: &Lists, random: &mut Random) -> String {
    const HEADS: &[&str] = &[
        "Al", "Ask", "Berg", "Björk", "Blom", "Bo", "Brand", "Dal", "Ek", "Fager", "Fors", "Gran", "Grön",
        "Hag", "Hall", "Hed", "Holm", "Hög", "Kvarn", "Käll", "Lager", "Lind", "Ljung", "Lund", "Löv", "Mo",
        "Norr", "Ny", "Näs", "Ros", "Sand", "Sjö", "Skog", "Sten", "Strand", "Ström", "Sund", "Söder",
        "Tall", "Tjäder", "Vall", "Väster", "Wester", "Win", "Åker", "Åk", "Älv", "Ö", "Öst", "Öster",
        "Troll", "Stål",
    ];
    const TAILS: &[&str] = &[
        "berg", "blad", "blom", "borg", "bäck", "dahl", "ell", "én", "er", "fors", "gren", "grund", "hammar",
        "haga", "hed", "holm", "in", "ing", "kvist", "lind", "ling", "löf", "lund", "man", "mark", "ner",
        "ius", "qvist", "rot", "sjö", "skog", "stam", "sten", "strand", "ström", "vall", "vik", "ås", "gård",
        "lid", "näs", "bo", "sved", "tun",
    ];
    const FOREIGN: &[&str] = &["k", "r", "s", "t", "m", "b", "d", "z", "h", "l", "j", "v"];
    const VOWELS: &[&str] = &["a", "o", "i", "u", "e", "ou", "ia"];
    match random.below(20) {
        0..=4 => format!("{}{}", HEADS[random.below(HEADS.len())], TAILS[random.below(TAILS.len())]),
        5 => {
            let (a, b) = (pick(random, &lists.surnames), pick(random, &lists.surnames));
            format!("{a}-{b}")
        }
        // A short word ("Ask", "Berg"), or a foreign name.
        6 => HEADS[random.below(HEADS.len())].to_owned(),
        7 | 8 => {
            let parts = 2 + random.below(2);
            let name: String = (0..parts)
                .map(|_| {
                    format!("{}{}", FOREIGN[random.below(FOREIGN.len())], VOWELS[random.below(VOWELS.len())])
                })
                .collect();
            let ending = [
                "", "n", "r", "wi", "ni", "dze", "vic", "ski", "nen", "poulos", "ian", "oğlu", "dottir",
                "sen",
            ][random.below(14)];
            let mut letters = name.chars();
            let head: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            format!("{head}{}{ending}", letters.as_str())
        }
        9 => format!("{}sson", lists.first[random.below(300)].0),
        _ => pick(random, &lists.surnames),
    }
}

/// xorshift: the same texts in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % most.max(1) as u64) as usize
    }
}
