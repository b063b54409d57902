//! Patterns over text: regular expressions held against one line at a time, in linear time and without an automaton.
//!
//! An automaton for all patterns at once has more states than there is memory for, as gaps ("within sixty letters") of
//! many patterns overlap. So each pattern is a short program, tried only where one of the texts that it can begin with
//! stands. The program backtracks; it never comes to the same step at the same place twice.

use std::ops::Range;
use std::sync::OnceLock;

use regex_syntax::hir::{Class, Hir, HirKind, Look, literal};

use super::runs::{Need, Runs};

/// Bytes of the text that one attempt may see, so that a match has no more …
pub const WINDOW: usize = 2048;
/// … and sees at least, where the line is so long.
const LEAST: usize = 512;
/// Besides these, one match for so many bytes of text is kept.
const DENSITY: usize = 32;
/// Matches that every text may have.
const FREE: usize = 1_000;
/// Characters that a counted run may hold, at most.
const MAX_RUN: u32 = WINDOW as u32;
/// Bytes of one pattern as written, at most.
const MAX_WRITTEN: usize = 8 << 10;
/// Steps of one pattern, at most.
const MAX_STEPS: usize = 20_000;
/// From so many ways on, those that the next byte can begin are chosen at once.
const CHOICE: usize = 3;
/// Texts that a pattern may begin with, at most; with more it is tried at every place.
const MAX_BEGINNINGS: usize = 128;

/// A regular expression in the syntax of the crate `regex`, ready to be tried at a place.
#[derive(Debug, Clone)]
pub struct Pattern {
    written: Box<str>,
    /// Compiled when it is first tried, where it is known to be right.
    program: OnceLock<Program>,
    beginnings: Option<Vec<Box<[u8]>>>,
    /// True where every match begins at the beginning of a line.
    begins_line: bool,
    needs: Box<[Box<[Need]>]>,
}

/// What is known of a pattern without compiling it: itself, its beginnings, whether these are those of a line, and its needs.
pub type Known = (&'static str, Option<&'static [&'static [u8]]>, bool, &'static [&'static [[u16; 2]]]);

/// The steps of a pattern.
#[derive(Debug, Clone, Default)]
struct Program {
    steps: Vec<Step>,
    sets: Vec<Set>,
    joins: u32,
}

/// One step of a pattern.
#[derive(Debug, Clone)]
enum Step {
    /// These very bytes.
    Text(Box<[u8]>),
    /// One character of a set.
    One(u32),
    /// From `least` to `most` characters of a set, and then one of the bytes that the next step may begin with.
    Run { set: u32, least: u32, most: u32, lazy: bool, table: Box<Table> },
    /// The first way, else the second.
    Split(u32, u32),
    /// The ways that the next byte may begin, in order.
    Choose(Box<Ways>),
    /// On to another step.
    Jump(u32),
    /// What must hold between two characters.
    Look(Look),
    /// A step that several ways lead to, by its number: the second time it is given up.
    Join(u32),
    /// The end.
    Match,
}

/// A set of bytes.
#[derive(Debug, Clone, Default)]
struct Bytes {
    bits: [u64; 4],
    /// True where the end of the text will do too.
    end: bool,
}

impl Bytes {
    const ALL: Bytes = Bytes { bits: [u64::MAX; 4], end: true };

    fn add(&mut self, byte: u8) {
        self.bits[usize::from(byte / 64)] |= 1 << (byte % 64);
    }

    /// Those of both.
    fn or(&self, other: &Bytes) -> Bytes {
        let mut bits = self.bits;
        bits.iter_mut().zip(other.bits).for_each(|(mine, theirs)| *mine |= theirs);
        Bytes { bits, end: self.end || other.end }
    }

    fn holds(&self, byte: Option<u8>) -> bool {
        byte.map_or(self.end, |byte| self.bits[usize::from(byte / 64)] >> (byte % 64) & 1 == 1)
    }
}

/// Ways to go on from a place, by the byte that stands there: of fifty words few begin with it.
#[derive(Debug, Clone)]
struct Ways {
    /// The number of a list, by byte; the last is for the end of the text.
    of: Box<[u8; 257]>,
    /// Steps, the first way last, as they are put on a stack.
    lists: Vec<Box<[u32]>>,
}

impl Ways {
    /// Of ways in order, and what each may begin with. `None` where there are too many different lists.
    fn new(ways: &[(u32, Bytes)]) -> Option<Ways> {
        let mut found = Ways { of: Box::new([0; 257]), lists: vec![Box::default()] };
        let mut list: Vec<u32> = Vec::new();
        let any = ways.iter().fold(Bytes::default(), |any, (_, begin)| any.or(begin));
        for (byte, number) in found.of.iter_mut().enumerate() {
            let byte = u8::try_from(byte).ok();
            if !any.holds(byte) {
                continue;
            }
            list.clear();
            list.extend(ways.iter().rev().filter(|(_, begin)| begin.holds(byte)).map(|(step, _)| *step));
            // The byte before often has the same.
            let known = found.lists.iter().rposition(|known| **known == *list);
            let at = known.unwrap_or_else(|| {
                found.lists.push(list.as_slice().into());
                found.lists.len() - 1
            });
            *number = u8::try_from(at).ok()?;
        }
        Some(found)
    }

    /// All ways.
    fn all(&self) -> impl Iterator<Item = usize> {
        self.lists.iter().flatten().map(|step| *step as usize)
    }

    /// The ways on where `byte` stands, the first way last.
    fn at(&self, byte: Option<u8>) -> &[u32] {
        let list = self.of[byte.map_or(256, usize::from)];
        &self.lists[usize::from(list)]
    }
}

/// What a run does at each byte, and at the end of the text, all told in one step.
#[derive(Debug, Clone)]
struct Table {
    of: [u8; 256],
    end: u8,
}

impl Table {
    /// The byte is a character of the run.
    const IN: u8 = 1;
    /// The character that begins so has to be looked at.
    const ASK: u8 = 2;
    /// What follows the run may begin here.
    const NEXT: u8 = 4;

    fn new(set: &Set, next: &Bytes) -> Table {
        let follows = |byte: Option<u8>| if next.holds(byte) { Table::NEXT } else { 0 };
        let mut table = Table { of: [0; 256], end: follows(None) };
        for (byte, kind) in (0..=u8::MAX).zip(&mut table.of) {
            let inside = match byte {
                0x80.. if set.others.is_empty() => 0,
                0x80.. => Table::ASK,
                byte if set.holds_ascii(byte) => Table::IN,
                _ => 0,
            };
            *kind = inside | follows(Some(byte));
        }
        table
    }
}

/// A set of characters.
#[derive(Debug, Clone)]
struct Set {
    ascii: [u64; 2],
    others: Box<[(char, char)]>,
    /// True where it holds every character beyond ASCII.
    beyond: bool,
}

impl Set {
    /// For a byte below 128.
    fn holds_ascii(&self, byte: u8) -> bool {
        self.ascii[usize::from(byte >> 6 & 1)] >> (byte & 63) & 1 == 1
    }

    fn holds(&self, character: char) -> bool {
        if let Ok(byte) = u8::try_from(character)
            && byte.is_ascii()
        {
            return self.holds_ascii(byte);
        }
        if self.beyond {
            return true;
        }
        let at = self.others.partition_point(|(_, last)| *last < character);
        self.others.get(at).is_some_and(|(first, _)| *first <= character)
    }
}

impl Pattern {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// What is wrong with it, in one line: its syntax, its size, or that it matches the empty text.
    pub fn new(written: &str) -> Result<Pattern, String> {
        let hir = parse(written)?;
        let pattern = Pattern {
            written: written.into(),
            program: Program::of(&hir)?.into(),
            beginnings: beginnings(&hir),
            begins_line: begins_line(&hir),
            needs: needs(&hir)
                .into_iter()
                .map(|any| any.iter().map(|text| Need::of(text)).collect())
                .collect(),
        };
        if Search::over(0).at(&pattern, "", 0..0, 0, &mut Stack::new()).is_some() {
            return Err("matches the empty text; make a part of it required".to_owned());
        }
        Ok(pattern)
    }

    /// A pattern that [`Pattern::new`] has compiled before, in another run of the same program.
    pub fn known((written, beginnings, begins_line, needs): &Known) -> Pattern {
        Pattern {
            written: (*written).into(),
            program: OnceLock::new(),
            beginnings: beginnings.map(|texts| texts.iter().map(|text| (*text).into()).collect()),
            begins_line: *begins_line,
            needs: needs.iter().map(|any| any.iter().map(|need| Need(*need)).collect()).collect(),
        }
    }

    /// Numbers of what a match needs: of each list one.
    pub fn needs(&self) -> impl Iterator<Item = Vec<[u16; 2]>> {
        self.needs.iter().map(|any| any.iter().map(|need| need.0).collect())
    }

    fn program(&self) -> &Program {
        self.program.get_or_init(|| {
            let program = parse(&self.written).and_then(|hir| Program::of(&hir));
            // What has been compiled before can be compiled again.
            program.unwrap_or_default()
        })
    }

    /// Texts one of which every match begins with; `None` where they are too many to tell.
    pub fn beginnings(&self) -> Option<&[Box<[u8]>]> {
        self.beginnings.as_deref()
    }

    /// True where every match begins at the beginning of a line.
    pub fn begins_line(&self) -> bool {
        self.begins_line
    }

    /// False where a line holds no match, as far as the runs of letters in it tell.
    pub fn may_match(&self, runs: &Runs) -> bool {
        self.needs.iter().all(|any| any.iter().any(|need| runs.hold(*need)))
    }

    /// Bytes of memory, roughly.
    pub fn size(&self) -> usize {
        let Some(Program { steps, sets, .. }) = self.program.get() else { return self.written.len() };
        let choices = steps.iter().map(|step| match step {
            Step::Choose(ways) => size_of_val(&*ways.of) + ways.all().count() * size_of::<u32>(),
            Step::Run { .. } => size_of::<Table>(),
            _ => 0,
        });
        let sets = sets.iter().map(|set| 32 + 8 * set.others.len());
        sets.chain(choices).sum::<usize>() + steps.len() * size_of::<Step>()
    }
}

fn parse(written: &str) -> Result<Hir, String> {
    if written.len() > MAX_WRITTEN {
        return Err(format!("longer than {MAX_WRITTEN} bytes; list the words instead"));
    }
    let parsed = regex_syntax::ParserBuilder::new().nest_limit(64).build().parse(written);
    parsed.map_err(|error| {
        let why = error.to_string();
        why.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned()
    })
}

impl Program {
    fn of(hir: &Hir) -> Result<Program, String> {
        let mut program = Program::default();
        program.add(hir)?;
        program.step(Step::Match)?;
        // Splits that a choice before them has taken up.
        let mut taken = vec![false; program.steps.len()];
        for index in 0..program.steps.len() {
            match &program.steps[index] {
                Step::Run { .. } => {
                    let after = program.begin(index + 1);
                    if let Step::Run { set, table, .. } = &mut program.steps[index] {
                        **table = Table::new(&program.sets[*set as usize], &after);
                    }
                }
                Step::Split(..) if !taken[index] => {
                    let ways = program.ways(index, &mut taken);
                    if ways.len() >= CHOICE
                        && let Some(choice) = Ways::new(&ways)
                    {
                        program.steps[index] = Step::Choose(Box::new(choice));
                    }
                }
                _ => {}
            }
        }
        Ok(program)
    }

    fn step(&mut self, step: Step) -> Result<u32, String> {
        if self.steps.len() >= MAX_STEPS {
            return Err("too large: a part is repeated too many times".to_owned());
        }
        self.steps.push(step);
        Ok(self.steps.len() as u32 - 1)
    }

    /// Bytes that a match of the steps from `from` on may begin with.
    fn begin(&self, from: usize) -> Bytes {
        let mut found = Bytes::default();
        if let Step::Text(text) = &self.steps[from] {
            text.first().into_iter().for_each(|byte| found.add(*byte));
            return found;
        }
        let mut seen = vec![false; self.steps.len()];
        let mut next = vec![from];
        while let Some(at) = next.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            match &self.steps[at] {
                Step::Text(text) => text.first().into_iter().for_each(|byte| found.add(*byte)),
                Step::One(set) | Step::Run { set, .. } => {
                    let set = &self.sets[*set as usize];
                    found.bits[0] |= set.ascii[0];
                    found.bits[1] |= set.ascii[1];
                    if !set.others.is_empty() {
                        found.bits[2..].fill(u64::MAX);
                    }
                    if let Step::Run { least: 0, .. } = &self.steps[at] {
                        next.push(at + 1);
                    }
                }
                Step::Split(first, second) => next.extend([*first as usize, *second as usize]),
                Step::Choose(ways) => next.extend(ways.all()),
                Step::Jump(to) => next.push(*to as usize),
                Step::Look(_) | Step::Join(_) => next.push(at + 1),
                Step::Match => return Bytes::ALL,
            }
        }
        found
    }

    /// The ways of the split at `index` and of the splits that its last way is, with what each begins with; `taken` is
    /// told of these splits.
    fn ways(&self, index: usize, taken: &mut [bool]) -> Vec<(u32, Bytes)> {
        let mut ways = Vec::new();
        let mut last = index;
        while let Step::Split(first, second) = self.steps[last]
            && last < (first.min(second)) as usize
        {
            ways.push(first);
            taken[last] = true;
            last = second as usize;
        }
        ways.push(last as u32);
        ways.into_iter().map(|way| (way, self.begin(way as usize))).collect()
    }

    fn here(&self) -> u32 {
        self.steps.len() as u32
    }

    fn join(&mut self) -> Result<u32, String> {
        self.joins += 1;
        self.step(Step::Join(self.joins - 1))
    }

    fn set(&mut self, class: &Class) -> Result<u32, String> {
        let Class::Unicode(class) = class else { return Err("holds bytes that are no text".to_owned()) };
        let mut set = Set { ascii: [0; 2], others: Box::default(), beyond: false };
        for range in class.ranges() {
            for byte in range.start() as u32..=(range.end() as u32).min(127) {
                set.ascii[byte as usize / 64] |= 1 << (byte % 64);
            }
        }
        let others = class.ranges().iter().filter(|range| !range.end().is_ascii());
        set.others = others.map(|range| (range.start(), range.end())).collect();
        set.beyond = matches!(*set.others, [(first, char::MAX)] if first <= '\u{80}');
        self.sets.push(set);
        Ok(self.sets.len() as u32 - 1)
    }

    fn add(&mut self, hir: &Hir) -> Result<(), String> {
        match hir.kind() {
            HirKind::Empty => {}
            HirKind::Literal(literal) => {
                self.step(Step::Text(literal.0.clone()))?;
            }
            HirKind::Class(class) => {
                let set = self.set(class)?;
                self.step(Step::One(set))?;
            }
            HirKind::Look(look) => {
                self.step(Step::Look(*look))?;
            }
            HirKind::Capture(capture) => self.add(&capture.sub)?,
            HirKind::Concat(parts) => parts.iter().try_for_each(|part| self.add(part))?,
            HirKind::Alternation(ways) => {
                let mut ends = Vec::new();
                for (index, way) in ways.iter().enumerate() {
                    let split = self.here();
                    if index + 1 < ways.len() {
                        self.step(Step::Split(split + 1, 0))?;
                    }
                    self.add(way)?;
                    if index + 1 < ways.len() {
                        ends.push(self.step(Step::Jump(0))?);
                        self.steps[split as usize] = Step::Split(split + 1, self.here());
                    }
                }
                let end = self.join()?;
                for jump in ends {
                    self.steps[jump as usize] = Step::Jump(end);
                }
            }
            HirKind::Repetition(repeated) => {
                let (least, most, lazy) = (repeated.min, repeated.max, !repeated.greedy);
                match (repeated.sub.kind(), most) {
                    (HirKind::Class(class), Some(most)) if most > 1 => {
                        if most > MAX_RUN {
                            return Err(format!("too large: more than {MAX_RUN} repetitions"));
                        }
                        let set = self.set(class)?;
                        let table = Box::new(Table::new(&self.sets[set as usize], &Bytes::ALL));
                        self.step(Step::Run { set, least, most, lazy, table })?;
                        self.join()?;
                    }
                    (_, Some(most)) => {
                        (0..least).try_for_each(|_| self.add(&repeated.sub))?;
                        let mut splits = Vec::new();
                        for _ in least..most {
                            splits.push(self.step(Step::Split(0, 0))?);
                            self.add(&repeated.sub)?;
                        }
                        let end = self.join()?;
                        for split in splits {
                            self.steps[split as usize] = fork(split + 1, end, lazy);
                        }
                    }
                    (_, None) => {
                        (0..least).try_for_each(|_| self.add(&repeated.sub))?;
                        let top = self.join()?;
                        let split = self.step(Step::Split(0, 0))?;
                        self.add(&repeated.sub)?;
                        self.step(Step::Jump(top))?;
                        self.steps[split as usize] = fork(split + 1, self.here(), lazy);
                    }
                }
            }
        }
        Ok(())
    }
}

fn fork(on: u32, out: u32, lazy: bool) -> Step {
    if lazy { Step::Split(out, on) } else { Step::Split(on, out) }
}

fn beginnings(hir: &Hir) -> Option<Vec<Box<[u8]>>> {
    let mut extractor = literal::Extractor::new();
    extractor.limit_total(MAX_BEGINNINGS).limit_class(8).limit_literal_len(16);
    let found = extractor.extract(hir);
    let mut texts: Vec<Box<[u8]>> = found.literals()?.iter().map(|text| text.as_bytes().into()).collect();
    texts.sort();
    // What begins with another says nothing more.
    texts.dedup_by(|next, kept| next.starts_with(kept));
    texts.iter().all(|text| !text.is_empty()).then_some(texts)
}

fn begins_line(hir: &Hir) -> bool {
    let begins = hir.properties().look_set_prefix();
    begins.contains(Look::Start) || begins.contains(Look::StartLF)
}

/// Texts that a match may have to hold, of one place, at most.
const MAX_NEEDS: usize = 32;

/// For each place in a pattern that every match comes by: the texts of which it has one there.
fn needs(hir: &Hir) -> Vec<Vec<Box<[u8]>>> {
    match hir.kind() {
        HirKind::Literal(literal) if !literal.0.is_empty() => vec![vec![literal.0.clone()]],
        HirKind::Capture(capture) => needs(&capture.sub),
        HirKind::Repetition(repeated) if repeated.min > 0 => needs(&repeated.sub),
        HirKind::Concat(parts) => parts.iter().flat_map(needs).collect(),
        HirKind::Alternation(ways) => {
            let shortest = |any: &Vec<Box<[u8]>>| any.iter().map(|text| text.len()).min();
            let best = |way: &Hir| needs(way).into_iter().max_by_key(shortest);
            match ways.iter().map(best).collect::<Option<Vec<_>>>().map(|ways| ways.concat()) {
                Some(any) if any.len() <= MAX_NEEDS => vec![any],
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// The search for one pattern through one document: where it goes on, and how many matches it may still have.
#[derive(Debug, Clone)]
pub struct Search {
    left: usize,
    /// End of the last match.
    until: usize,
    window: Range<usize>,
    /// Joins that have been come to, for each place of the window.
    been: Vec<u64>,
    /// True where `been` is of the window, false where it is of one before.
    fresh: bool,
}

/// Ways that are still to be tried: a step and the place where it is come to. What is left of one search is no matter to the
/// next, so that many share one.
pub type Stack = Vec<(u32, usize)>;

impl Search {
    /// For a text of `length` bytes: 1,000 matches and one more for every 32 bytes.
    pub fn over(length: usize) -> Search {
        let left = FREE + length / DENSITY;
        Search { left, until: 0, window: 0..0, been: Vec::new(), fresh: false }
    }

    /// The end of the match that begins at `start`, a place inside the line `line` of `text` that lies behind all
    /// earlier ones. None overlaps the one before it; a match is at most 2,048 bytes long, and found if it has 512.
    /// However often it is asked, the time is linear in the text.
    pub fn at(
        &mut self,
        pattern: &Pattern,
        text: &str,
        line: Range<usize>,
        start: usize,
        stack: &mut Stack,
    ) -> Option<usize> {
        if start < self.until || self.left == 0 {
            return None;
        }
        let seen = self.window.contains(&start) || start == self.window.start;
        let near = self.window.end < line.end && start + LEAST > self.window.end;
        if !seen || near {
            let mut end = (start + WINDOW).min(line.end);
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            self.window = start..end;
            // Most attempts end before the first join.
            self.fresh = false;
        }
        let end = self.attempt(pattern, text, &line, start, stack)?;
        self.left -= 1;
        self.until = end;
        Some(end)
    }

    fn attempt(
        &mut self,
        pattern: &Pattern,
        text: &str,
        line: &Range<usize>,
        start: usize,
        stack: &mut Stack,
    ) -> Option<usize> {
        let (from, end) = (self.window.start, self.window.end);
        // Words of 64 bits for the places of the window.
        let places = (end - from) / 64 + 1;
        let bytes = text.as_bytes().get(..end)?;
        let program = pattern.program();
        stack.clear();
        stack.push((0, start));
        while let Some((step, at)) = stack.pop() {
            let (mut step, mut at) = (step as usize, at);
            loop {
                match program.steps.get(step)? {
                    Step::Text(words) => {
                        // Most are told apart by the first byte.
                        if bytes.get(at) != words.first() || !bytes[at..].starts_with(words) {
                            break;
                        }
                        at += words.len();
                    }
                    Step::One(set) => {
                        let Some(next) = character(text, at, end) else { break };
                        if !program.sets[*set as usize].holds(next) {
                            break;
                        }
                        at += next.len_utf8();
                    }
                    Step::Run { set, least, most, lazy, table } => {
                        let set = &program.sets[*set as usize];
                        let pending = stack.len();
                        let mut count = 0;
                        loop {
                            let kind = bytes.get(at).map_or(table.end, |byte| table.of[usize::from(*byte)]);
                            if kind & Table::NEXT != 0 && count >= *least {
                                stack.push((step as u32 + 1, at));
                            }
                            if count == *most {
                                break;
                            }
                            at += match kind & !Table::NEXT {
                                Table::IN => 1,
                                Table::ASK => match character(text, at, end) {
                                    Some(one) if set.holds(one) => one.len_utf8(),
                                    _ => break,
                                },
                                _ => break,
                            };
                            count += 1;
                        }
                        if *lazy {
                            stack[pending..].reverse();
                        }
                        break;
                    }
                    Step::Split(first, second) => {
                        stack.push((*second, at));
                        step = *first as usize;
                        continue;
                    }
                    Step::Choose(ways) => {
                        let Some((first, others)) = ways.at(bytes.get(at).copied()).split_last() else {
                            break;
                        };
                        stack.extend(others.iter().map(|other| (*other, at)));
                        step = *first as usize;
                        continue;
                    }
                    Step::Jump(to) => {
                        step = *to as usize;
                        continue;
                    }
                    Step::Look(look) => {
                        if !holds(*look, text, line, at) {
                            break;
                        }
                    }
                    Step::Join(number) => {
                        if !self.fresh {
                            self.been.clear();
                            self.been.resize(program.joins as usize * places, 0);
                            self.fresh = true;
                        }
                        let place = at - from;
                        let slot = &mut self.been[*number as usize * places + place / 64];
                        if *slot >> (place % 64) & 1 == 1 {
                            break;
                        }
                        *slot |= 1 << (place % 64);
                    }
                    Step::Match => return Some(at),
                }
                step += 1;
            }
        }
        None
    }
}

fn character(text: &str, at: usize, end: usize) -> Option<char> {
    if at >= end {
        return None;
    }
    match text.as_bytes()[at] {
        byte if byte < 0x80 => Some(byte as char),
        _ => text[at..].chars().next(),
    }
}

fn holds(look: Look, text: &str, line: &Range<usize>, at: usize) -> bool {
    let before = text[line.start..at].chars().next_back();
    let after = text[at..line.end].chars().next();
    let letter = |c: Option<char>| c.is_some_and(|c| c == '_' || c.is_alphanumeric() || is_mark(c));
    let ascii = |c: Option<char>| c.is_some_and(|c| c == '_' || c.is_ascii_alphanumeric());
    match look {
        Look::Start => before.is_none(),
        Look::End => after.is_none(),
        Look::StartLF => matches!(before, None | Some('\n')),
        Look::EndLF => matches!(after, None | Some('\n')),
        Look::StartCRLF => matches!(before, None | Some('\n')) || before == Some('\r') && after != Some('\n'),
        Look::EndCRLF => matches!(after, None | Some('\r')) || after == Some('\n') && before != Some('\r'),
        Look::WordAscii => ascii(before) != ascii(after),
        Look::WordAsciiNegate => ascii(before) == ascii(after),
        Look::WordUnicode => letter(before) != letter(after),
        Look::WordUnicodeNegate => letter(before) == letter(after),
        Look::WordStartAscii => !ascii(before) && ascii(after),
        Look::WordEndAscii => ascii(before) && !ascii(after),
        Look::WordStartUnicode => !letter(before) && letter(after),
        Look::WordEndUnicode => letter(before) && !letter(after),
        Look::WordStartHalfAscii => !ascii(before),
        Look::WordEndHalfAscii => !ascii(after),
        Look::WordStartHalfUnicode => !letter(before),
        Look::WordEndHalfUnicode => !letter(after),
    }
}

/// Marks that belong to the letter before them.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// All matches in a line, from the left; none overlaps another.
    fn ours(pattern: &Pattern, text: &str) -> Vec<Range<usize>> {
        let mut runs = Runs::default();
        runs.of(text.as_bytes());
        if !pattern.may_match(&runs) {
            return Vec::new();
        }
        let mut search = Search::over(text.len());
        let mut stack = Stack::new();
        let begins = |start: usize| {
            let rest = &text.as_bytes()[start..];
            pattern.beginnings().is_none_or(|texts| texts.iter().any(|text| rest.starts_with(text)))
        };
        let starts = text.char_indices().map(|(start, _)| start).filter(|start| begins(*start));
        starts
            .filter_map(|start| Some(start..search.at(pattern, text, 0..text.len(), start, &mut stack)?))
            .collect()
    }

    const WRITTEN: &[&str] = &[
        "(får|får ej) [^.]{0,12}(kr|kronor|krona)",
        r"(?:byt(er|e|s)?|ny)[^.,]{0,6}(?:namn|nam)\w*",
        r"[\w.+-]+@(a|b)\.(se|com)",
        r"(19|20)\d\d ?[-–] ?(19|20)?\d\d",
        r"\bav(tal)?\b",
        r"a.*b|a",
        r"(a|ab)(c|bcd)?(d*)",
        r"(a?){3}a{2,3}?b",
        r"(å|ä)+?n{1,4}",
        r"^en|två$",
        r"(?m:^[_ ]*_{3}[_ ]*$)",
        r"([ab]{1,3}c?)+d",
        r"(a*)*b",
        r"(a|b|åb|(c|d|n)?ä|kr)\b ?(kr|krona|kronor|n|)",
        r"(ab|a|)(b|n|ä|\b|d)+(en|två|av){0,2}c",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn it_finds_what_the_crate_regex_finds(
            which in 0..WRITTEN.len(),
            text in "(får|får ej|kr|kronor|byter|ny|namn|a|b|c|d|ab|å|ä|n|en|två|1998|20|_|___|@|\\.se|\\.|,| |-|–|avtal){0,24}",
        ) {
            let written = WRITTEN[which];
            let pattern = Pattern::new(written).unwrap();
            let theirs: Vec<Range<usize>> =
                regex::Regex::new(written).unwrap().find_iter(&text).map(|found| found.range()).collect();
            prop_assert_eq!(ours(&pattern, &text), theirs, "{} in {}", written, text);
        }

        #[test]
        fn every_match_is_found_once_wherever_windows_end(parts in prop::collection::vec("[åa ]{0,900}", 0..8)) {
            let text = parts.join("kär");
            let expected: Vec<_> = text.match_indices("kär").map(|(at, word)| at..at + word.len()).collect();
            prop_assert_eq!(ours(&Pattern::new("[k]är").unwrap(), &text), expected);
        }
    }

    #[test]
    fn mistakes_are_told() {
        let cases = [
            ("(", "unclosed group"),
            ("x*", "matches the empty text"),
            ("(a{1000}){1000}", "too large"),
            ("[xy]{5000}", "too large"),
        ];
        for (written, why) in cases {
            let told = Pattern::new(written).err().unwrap_or_default();
            assert!(told.contains(why), "{written}: {told}");
        }
    }

    #[test]
    fn a_pattern_that_matches_everywhere_is_stopped_and_takes_linear_time() {
        let text = "a".repeat(100_000);
        assert_eq!(ours(&Pattern::new("a").unwrap(), &text).len(), 1_000 + 100_000 / 32);
        for written in ["a.*b", "(a|aa)+b", "[a]{0,200}b", "(a*)*b"] {
            assert!(ours(&Pattern::new(written).unwrap(), &text).is_empty(), "{written}");
        }
    }
}
