//! Automatic numbering, computed as Word shows it.

use std::collections::{BTreeMap, BTreeSet};

/// Characters of the pattern that a label is made by, at most: no one writes longer ones.
const LABEL: usize = 200;

use quick_xml::events::Event;

use crate::extract::numerals::formatted;
use crate::extract::package::{attribute, is_on, local, number, reader};

const LEVELS: usize = 9;

/// Numbering definitions and the counters that they drive.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    abstracts: BTreeMap<i64, Abstract>,
    nums: BTreeMap<i64, Num>,
    /// Numbering styles: the abstract definition that each stands for.
    linked: BTreeMap<String, i64>,
    counters: BTreeMap<i64, [Option<i64>; LEVELS]>,
    used: BTreeSet<(i64, usize)>,
}

#[derive(Debug, Default, Clone)]
struct Abstract {
    levels: BTreeMap<usize, Level>,
    style_link: Option<String>,
    num_style_link: Option<String>,
}

#[derive(Debug, Default, Clone)]
struct Level {
    start: i64,
    format: String,
    text: String,
    legal: bool,
    restart: Option<i64>,
    style: Option<String>,
}

#[derive(Debug, Default, Clone)]
struct Num {
    abstract_id: i64,
    starts: BTreeMap<usize, i64>,
    levels: BTreeMap<usize, Level>,
}

impl Numbering {
    pub(super) fn parse(text: &str) -> Numbering {
        let mut numbering = Numbering::default();
        let mut abstract_open: Option<(i64, Abstract)> = None;
        let mut num_open: Option<(i64, Num)> = None;
        let mut level_open: Option<(usize, Level)> = None;
        let mut overriding: Option<usize> = None;
        let mut reader = reader(text);
        loop {
            let event = match reader.read_event() {
                Ok(Event::Eof) | Err(_) => break,
                Ok(event) => event,
            };
            match &event {
                Event::Start(element) | Event::Empty(element) => {
                    let level_of = |name: &[u8]| {
                        number(element, name)
                            .and_then(|at| usize::try_from(at).ok())
                            .filter(|at| *at < LEVELS)
                    };
                    match local(element) {
                        b"abstractNum" => {
                            abstract_open =
                                number(element, b"abstractNumId").map(|id| (id, Abstract::default()));
                        }
                        b"num" => num_open = number(element, b"numId").map(|id| (id, Num::default())),
                        b"lvlOverride" => overriding = level_of(b"ilvl"),
                        b"lvl" => {
                            let start = Level { start: 1, ..Level::default() };
                            level_open = level_of(b"ilvl").map(|at| (at, start));
                        }
                        b"abstractNumId" => {
                            if let Some((_, num)) = &mut num_open {
                                num.abstract_id = number(element, b"val").unwrap_or(-1);
                            }
                        }
                        b"startOverride" => {
                            if let (Some((_, num)), Some(at)) = (&mut num_open, overriding) {
                                num.starts.insert(at, number(element, b"val").unwrap_or(1));
                            }
                        }
                        b"styleLink" => {
                            if let Some((_, open)) = &mut abstract_open {
                                open.style_link = attribute(element, b"val");
                            }
                        }
                        b"numStyleLink" => {
                            if let Some((_, open)) = &mut abstract_open {
                                open.num_style_link = attribute(element, b"val");
                            }
                        }
                        name => {
                            if let Some((_, level)) = &mut level_open {
                                match name {
                                    b"start" => level.start = number(element, b"val").unwrap_or(1),
                                    // A format of its own comes with a stand-in for older programs.
                                    b"numFmt" if !level.format.starts_with('0') => {
                                        level.format = attribute(element, b"format")
                                            .filter(|format| format.starts_with("00"))
                                            .or_else(|| attribute(element, b"val"))
                                            .unwrap_or_default()
                                    }
                                    b"lvlText" => {
                                        let text = attribute(element, b"val").unwrap_or_default();
                                        level.text = text.chars().take(LABEL).collect();
                                    }
                                    b"isLgl" => level.legal = is_on(element),
                                    b"lvlRestart" => level.restart = number(element, b"val"),
                                    b"pStyle" => level.style = attribute(element, b"val"),
                                    _ => {}
                                }
                            }
                        }
                    }
                }
                Event::End(end) => match end.local_name().as_ref() {
                    b"lvl" => {
                        if let Some((at, level)) = level_open.take() {
                            if let Some((_, num)) = &mut num_open {
                                num.levels.insert(at, level);
                            } else if let Some((_, open)) = &mut abstract_open {
                                open.levels.insert(at, level);
                            }
                        }
                    }
                    b"lvlOverride" => overriding = None,
                    b"abstractNum" => {
                        if let Some((id, open)) = abstract_open.take() {
                            numbering.abstracts.insert(id, open);
                        }
                    }
                    b"num" => {
                        if let Some((id, num)) = num_open.take() {
                            numbering.nums.insert(id, num);
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        for (id, found) in &numbering.abstracts {
            if let Some(style) = &found.style_link {
                numbering.linked.entry(style.clone()).or_insert(*id);
            }
        }
        numbering
    }

    /// Each part of a file counts for itself.
    pub(super) fn begin_part(&mut self) {
        self.counters.clear();
        self.used.clear();
    }

    /// The abstract definition behind a `numId`, through a numbering style where it links to one.
    fn definition(&self, num_id: i64) -> Option<(i64, &Num, &Abstract)> {
        let num = self.nums.get(&num_id)?;
        let found = self.abstracts.get(&num.abstract_id)?;
        let linked = found.num_style_link.as_ref().and_then(|style| self.linked.get(style));
        match linked.and_then(|id| Some((*id, self.abstracts.get(id)?))) {
            Some((id, linked)) => Some((id, num, linked)),
            None => Some((num.abstract_id, num, found)),
        }
    }

    /// The level whose paragraph style is one of `styles` (nearest first).
    pub(super) fn level_of_style(&self, num_id: i64, styles: &[&str]) -> Option<usize> {
        let (_, num, found) = self.definition(num_id)?;
        styles.iter().find_map(|style| {
            let owns = |level: &Level| level.style.as_deref() == Some(*style);
            let own = num.levels.iter().chain(&found.levels).find(|(_, level)| owns(level));
            own.map(|(at, _)| *at)
        })
    }

    /// Counts one paragraph and gives its label ("3.1", "§ 4", "b)", "•"); `None` where numbering is off. An empty
    /// label means a list without numbers.
    pub(super) fn next(&mut self, num_id: i64, at: usize) -> Option<String> {
        if num_id == 0 || at >= LEVELS {
            return None;
        }
        let (id, ..) = self.definition(num_id)?;
        let mut counters = self.counters.get(&id).copied().unwrap_or_default();
        let first_use = !self.used.contains(&(num_id, at));
        let label = self.count(num_id, at, &mut counters, first_use)?;
        self.used.insert((num_id, at));
        self.counters.insert(id, counters);
        Some(label)
    }

    fn count(
        &self,
        num_id: i64,
        at: usize,
        counters: &mut [Option<i64>; LEVELS],
        first_use: bool,
    ) -> Option<String> {
        let (_, num, found) = self.definition(num_id)?;
        let level = |at: usize| num.levels.get(&at).or_else(|| found.levels.get(&at));
        let own = level(at)?;
        let start = |at: usize| level(at).map_or(1, |level| level.start);
        // A level that is skipped has begun: after "1.1.1" under "1" comes "1.2".
        for (above, counter) in counters.iter_mut().enumerate().take(at) {
            counter.get_or_insert_with(|| num.starts.get(&above).copied().unwrap_or_else(|| start(above)));
        }
        counters[at] = match (num.starts.get(&at), counters[at]) {
            (Some(restart), _) if first_use => Some(*restart),
            (_, None) => Some(start(at)),
            (_, Some(count)) => Some(count.saturating_add(1)),
        };
        for (deeper, counter) in counters.iter_mut().enumerate().skip(at + 1) {
            let restarts = match level(deeper).and_then(|level| level.restart) {
                Some(0) => false,
                Some(after) => (at as i64) < after,
                None => true,
            };
            if restarts {
                *counter = None;
            }
        }
        if own.format == "bullet" {
            return Some("•".to_owned());
        }
        let mut label = String::new();
        let mut characters = own.text.chars().peekable();
        while let Some(character) = characters.next() {
            match (character, characters.peek().and_then(|next| next.to_digit(10))) {
                ('%', Some(digit @ 1..=9)) => {
                    characters.next();
                    let which = digit as usize - 1;
                    let count = counters[which].unwrap_or_else(|| start(which));
                    let format = level(which).map_or("decimal", |level| level.format.as_str());
                    let format = if own.legal && format != "decimalZero" { "decimal" } else { format };
                    label.push_str(&formatted(count, format));
                }
                _ => label.push(character),
            }
        }
        Some(label.trim().to_owned())
    }
}
