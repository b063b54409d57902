//! Automatic numbering, computed as Word shows it.

use std::collections::{BTreeMap, BTreeSet};

/// Characters of the pattern that a label is made by, at most: no one writes longer ones.
const LABEL: usize = 200;

use quick_xml::events::{BytesStart, Event};

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

/// What is open while the part is read.
#[derive(Default)]
struct Parsing {
    found: Numbering,
    definition: Option<(i64, Abstract)>,
    num: Option<(i64, Num)>,
    level: Option<(usize, Level)>,
    overriding: Option<usize>,
}

impl Parsing {
    fn start(&mut self, element: &BytesStart<'_>) {
        let level_of = |name: &[u8]| {
            number(element, name).and_then(|at| usize::try_from(at).ok()).filter(|at| *at < LEVELS)
        };
        match local(element) {
            b"abstractNum" => {
                self.definition = number(element, b"abstractNumId").map(|id| (id, Abstract::default()));
            }
            b"num" => self.num = number(element, b"numId").map(|id| (id, Num::default())),
            b"lvlOverride" => self.overriding = level_of(b"ilvl"),
            b"lvl" => {
                let start = Level { start: 1, ..Level::default() };
                self.level = level_of(b"ilvl").map(|at| (at, start));
            }
            b"abstractNumId" => {
                if let Some((_, num)) = &mut self.num {
                    num.abstract_id = number(element, b"val").unwrap_or(-1);
                }
            }
            b"startOverride" => {
                if let (Some((_, num)), Some(at)) = (&mut self.num, self.overriding) {
                    num.starts.insert(at, number(element, b"val").unwrap_or(1));
                }
            }
            b"styleLink" => {
                if let Some((_, open)) = &mut self.definition {
                    open.style_link = attribute(element, b"val");
                }
            }
            b"numStyleLink" => {
                if let Some((_, open)) = &mut self.definition {
                    open.num_style_link = attribute(element, b"val");
                }
            }
            name => {
                if let Some((_, level)) = &mut self.level {
                    level.set(name, element);
                }
            }
        }
    }

    fn end(&mut self, name: &[u8]) {
        match name {
            b"lvl" => {
                if let Some((at, level)) = self.level.take() {
                    if let Some((_, num)) = &mut self.num {
                        num.levels.insert(at, level);
                    } else if let Some((_, open)) = &mut self.definition {
                        open.levels.insert(at, level);
                    }
                }
            }
            b"lvlOverride" => self.overriding = None,
            b"abstractNum" => self.found.abstracts.extend(self.definition.take()),
            b"num" => self.found.nums.extend(self.num.take()),
            _ => {}
        }
    }

    fn finish(self) -> Numbering {
        let mut found = self.found;
        for (id, definition) in &found.abstracts {
            if let Some(style) = &definition.style_link {
                found.linked.entry(style.clone()).or_insert(*id);
            }
        }
        found
    }
}

impl Level {
    fn set(&mut self, name: &[u8], element: &BytesStart<'_>) {
        match name {
            b"start" => self.start = number(element, b"val").unwrap_or(1),
            // A format of its own comes with a stand-in for older programs.
            b"numFmt" if !self.format.starts_with('0') => {
                self.format = attribute(element, b"format")
                    .filter(|format| format.starts_with("00"))
                    .or_else(|| attribute(element, b"val"))
                    .unwrap_or_default();
            }
            b"lvlText" => {
                let text = attribute(element, b"val").unwrap_or_default();
                self.text = text.chars().take(LABEL).collect();
            }
            b"isLgl" => self.legal = is_on(element),
            b"lvlRestart" => self.restart = number(element, b"val"),
            b"pStyle" => self.style = attribute(element, b"val"),
            _ => {}
        }
    }
}

impl Numbering {
    pub(super) fn parse(text: &str) -> Numbering {
        let mut parsing = Parsing::default();
        let mut reader = reader(text);
        loop {
            match reader.read_event() {
                Ok(Event::Eof) | Err(_) => break,
                Ok(Event::Start(element) | Event::Empty(element)) => parsing.start(&element),
                Ok(Event::End(end)) => parsing.end(end.local_name().as_ref()),
                Ok(_) => {}
            }
        }
        parsing.finish()
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
