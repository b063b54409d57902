//! The steps of a pattern: compiled, laid out, and read again.

use regex_syntax::hir::{Class, Hir, HirKind, Look};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::WINDOW;
use crate::document::flat::bytes;

/// Characters that a counted run may hold, at most.
const MAX_RUN: u32 = WINDOW as u32;
/// Steps of one pattern, at most.
const MAX_STEPS: usize = 20_000;
/// From so many ways on, those that the next byte can begin are chosen at once.
const CHOICE: usize = 3;

/// The steps of a pattern.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Program {
    pub(super) steps: Vec<Step>,
    pub(super) sets: Vec<Set>,
    pub(super) joins: u32,
}

/// One step of a pattern.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) enum Step {
    /// These very bytes.
    Text(#[serde(with = "bytes")] Box<[u8]>),
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
    /// No character of a set may follow.
    Unless(u32),
    /// What must hold between two characters.
    Look(#[serde(with = "look")] Look),
    /// A step that several ways lead to, by its number: the second time it is given up.
    Join(u32),
    /// The end.
    Match,
}

/// A set of bytes.
#[derive(Debug, Clone, Default)]
struct ByteSet {
    bits: [u64; 4],
    /// True where the end of the text will do too.
    end: bool,
}

impl ByteSet {
    const ALL: ByteSet = ByteSet { bits: [u64::MAX; 4], end: true };

    fn add(&mut self, byte: u8) {
        self.bits[usize::from(byte / 64)] |= 1 << (byte % 64);
    }

    /// Those of both.
    fn or(&self, other: &ByteSet) -> ByteSet {
        let mut bits = self.bits;
        bits.iter_mut().zip(other.bits).for_each(|(mine, theirs)| *mine |= theirs);
        ByteSet { bits, end: self.end || other.end }
    }

    fn holds(&self, byte: Option<u8>) -> bool {
        byte.map_or(self.end, |byte| self.bits[usize::from(byte / 64)] >> (byte % 64) & 1 == 1)
    }
}

/// Ways to go on from a place, by the byte that stands there: of fifty words few begin with it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Ways {
    /// The number of a list, by byte; the last is for the end of the text.
    #[serde(with = "bytes")]
    of: [u8; 257],
    /// Steps, the first way last, as they are put on a stack.
    lists: Vec<Box<[u32]>>,
}

impl Ways {
    /// Of ways in order, and what each may begin with. `None` where there are too many different lists.
    fn new(ways: &[(u32, ByteSet)]) -> Option<Ways> {
        let mut found = Ways { of: [0; 257], lists: vec![Box::default()] };
        let mut list: Vec<u32> = Vec::new();
        let any = ways.iter().fold(ByteSet::default(), |any, (_, begin)| any.or(begin));
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
    pub(super) fn at(&self, byte: Option<u8>) -> &[u32] {
        let list = self.of[byte.map_or(256, usize::from)];
        &self.lists[usize::from(list)]
    }
}

/// What a match of the steps from some step on may begin with.
#[derive(Debug, Default)]
struct Ahead {
    /// Bytes, whatever follows them.
    bytes: ByteSet,
    /// Two bytes of a text.
    pairs: Vec<[u8; 2]>,
}

impl Ahead {
    fn add(&mut self, text: &[u8]) {
        match text {
            [first, second, ..] => self.pairs.push([*first, *second]),
            [byte] => self.bytes.add(*byte),
            [] => {}
        }
    }

    /// The first bytes.
    fn first(mut self) -> ByteSet {
        self.pairs.iter().for_each(|[first, _]| self.bytes.add(*first));
        self.bytes
    }
}

/// What a run does at each byte, and at the end of the text, all told in one step.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Table {
    #[serde(with = "bytes")]
    pub(super) of: [u8; 256],
    pub(super) end: u8,
    /// Bits for two bytes that what follows may begin with, as a set that may say yes wrongly.
    pairs: [u64; 4],
}

impl Table {
    /// The byte is a character of the run.
    pub(super) const IN: u8 = 1;
    /// The character that begins so has to be looked at.
    pub(super) const ASK: u8 = 2;
    /// What follows the run may begin here …
    pub(super) const NEXT: u8 = 4;
    /// … where the byte behind fits too.
    pub(super) const PAIR: u8 = 8;

    fn new(set: &Set, next: &Ahead) -> Table {
        let mut table = Table { of: [0; 256], end: 0, pairs: [0; 4] };
        for pair @ [first, _] in &next.pairs {
            table.of[usize::from(*first)] = Table::PAIR;
            let place = Table::place(pair);
            table.pairs[usize::from(place / 64)] |= 1 << (place % 64);
        }
        for (byte, kind) in (0..=u8::MAX).zip(&mut table.of) {
            if next.bytes.holds(Some(byte)) {
                *kind = Table::NEXT;
            }
            *kind |= match byte {
                0x80.. if set.others.is_empty() => 0,
                0x80.. => Table::ASK,
                byte if set.holds_ascii(byte) => Table::IN,
                _ => 0,
            };
        }
        if next.bytes.holds(None) {
            table.end = Table::NEXT;
        }
        table
    }

    fn place([first, second]: &[u8; 2]) -> u8 {
        first.wrapping_mul(37).wrapping_add(*second)
    }

    /// True where what follows the run may begin with `rest`, which begins with a byte of the kind [`Table::PAIR`].
    pub(super) fn begins(&self, rest: &[u8]) -> bool {
        rest.first_chunk().is_some_and(|pair| {
            let place = Table::place(pair);
            self.pairs[usize::from(place / 64)] >> (place % 64) & 1 == 1
        })
    }
}

/// A set of characters.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Set {
    ascii: [u64; 2],
    #[serde(with = "ranges")]
    others: Box<[(char, char)]>,
    /// True where it holds every character beyond ASCII.
    beyond: bool,
}

impl Set {
    /// For a byte below 128.
    fn holds_ascii(&self, byte: u8) -> bool {
        self.ascii[usize::from(byte >> 6 & 1)] >> (byte & 63) & 1 == 1
    }

    pub(super) fn holds(&self, character: char) -> bool {
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

impl Program {
    /// Compiles an expression.
    pub(super) fn of(hir: &Hir) -> Result<Program, String> {
        let mut program = Program::default();
        program.add(hir)?;
        program.step(Step::Match)?;
        // Splits that a choice before them has taken up.
        let mut taken = vec![false; program.steps.len()];
        for index in 0..program.steps.len() {
            match &program.steps[index] {
                Step::Run { .. } => {
                    let after = program.ahead(index + 1);
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

    /// Bytes of memory, roughly.
    pub(super) fn size(&self) -> usize {
        let choices = self.steps.iter().map(|step| match step {
            Step::Choose(ways) => size_of_val(&ways.of) + ways.all().count() * size_of::<u32>(),
            Step::Run { .. } => size_of::<Table>(),
            _ => 0,
        });
        let sets = self.sets.iter().map(|set| 32 + 8 * set.others.len());
        sets.chain(choices).sum::<usize>() + self.steps.len() * size_of::<Step>()
    }

    fn step(&mut self, step: Step) -> Result<u32, String> {
        if self.steps.len() >= MAX_STEPS {
            return Err("too large: a part is repeated too many times".to_owned());
        }
        self.steps.push(step);
        Ok(self.steps.len() as u32 - 1)
    }

    /// Bytes that a match of the steps from `from` on may begin with.
    fn begin(&self, from: usize) -> ByteSet {
        let mut begin = self.ahead(from).first();
        if let Step::Unless(set) = &self.steps[from] {
            let barred = self.sets[*set as usize].ascii;
            begin.bits.iter_mut().zip(barred).for_each(|(bits, barred)| *bits &= !barred);
        }
        begin
    }

    /// What a match of the steps from `from` on may begin with.
    fn ahead(&self, from: usize) -> Ahead {
        let mut found = Ahead::default();
        if let Step::Text(text) = &self.steps[from] {
            found.add(text);
            return found;
        }
        let mut seen = vec![false; self.steps.len()];
        let mut next = vec![from];
        while let Some(at) = next.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            match &self.steps[at] {
                Step::Text(text) => found.add(text),
                Step::One(set) | Step::Run { set, .. } => {
                    let set = &self.sets[*set as usize];
                    found.bytes.bits[0] |= set.ascii[0];
                    found.bytes.bits[1] |= set.ascii[1];
                    if !set.others.is_empty() {
                        found.bytes.bits[2..].fill(u64::MAX);
                    }
                    if let Step::Run { least: 0, .. } = &self.steps[at] {
                        next.push(at + 1);
                    }
                }
                Step::Split(first, second) => next.extend([*first as usize, *second as usize]),
                Step::Choose(ways) => next.extend(ways.all()),
                Step::Jump(to) => next.push(*to as usize),
                Step::Unless(_) | Step::Look(_) | Step::Join(_) => next.push(at + 1),
                Step::Match => return Ahead { bytes: ByteSet::ALL, pairs: Vec::new() },
            }
        }
        found
    }

    /// The ways of the split at `index` and of the splits that its last way is, with what each begins with; `taken` is
    /// told of these splits.
    fn ways(&self, index: usize, taken: &mut [bool]) -> Vec<(u32, ByteSet)> {
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

    /// A gap behind a run without end of some of its characters. Where the run could go on, the gap has nothing to begin
    /// with: what it would pass over there, the run does.
    fn add_gap(&mut self, class: &Class, gap: &Hir) -> Result<(), String> {
        let set = self.set(class)?;
        let split = self.step(Step::Split(0, 0))?;
        self.step(Step::Unless(set))?;
        self.add(gap)?;
        let end = self.join()?;
        self.steps[split as usize] = Step::Split(split + 1, end);
        Ok(())
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
            HirKind::Concat(parts) => {
                let mut rest = parts.as_slice();
                while let Some((part, others)) = rest.split_first() {
                    self.add(part)?;
                    rest = others;
                    if let Some((gap, others)) = others.split_first()
                        && let Some(class) = taken_up(part, gap)
                    {
                        self.add_gap(class, gap)?;
                        rest = others;
                    }
                }
            }
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
                        let table = Box::new(Table::new(&self.sets[set as usize], &Ahead::default()));
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

/// The characters of a run without end that stands before a gap which may hold them too: `\w*` before `[^.]{0,80}`.
fn taken_up<'h>(run: &'h Hir, gap: &Hir) -> Option<&'h Class> {
    let (HirKind::Repetition(run), HirKind::Repetition(gap)) = (run.kind(), gap.kind()) else { return None };
    let (HirKind::Class(class), HirKind::Class(wider)) = (run.sub.kind(), gap.sub.kind()) else {
        return None;
    };
    let (Class::Unicode(few), Class::Unicode(many)) = (class, wider) else { return None };
    let mut both = few.clone();
    both.intersect(many);
    let endless = run.max.is_none() && run.greedy && gap.min == 0 && gap.max.is_some() && gap.greedy;
    (endless && both == *few).then_some(class)
}

fn fork(on: u32, out: u32, lazy: bool) -> Step {
    if lazy { Step::Split(out, on) } else { Step::Split(on, out) }
}

/// What must hold between two characters, by its number.
mod look {
    use super::*;

    pub(super) fn serialize<S: Serializer>(look: &Look, into: S) -> Result<S::Ok, S::Error> {
        look.as_repr().serialize(into)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Look, D::Error> {
        Look::from_repr(u32::deserialize(from)?).ok_or_else(|| D::Error::custom("no such look-around"))
    }
}

/// Ranges of characters, as bytes.
mod ranges {
    use super::*;

    pub(super) fn serialize<S: Serializer>(ranges: &[(char, char)], into: S) -> Result<S::Ok, S::Error> {
        let ends = ranges.iter().flat_map(|(first, last)| [*first, *last]);
        into.serialize_bytes(&ends.flat_map(|end| u32::from(end).to_le_bytes()).collect::<Vec<u8>>())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Box<[(char, char)]>, D::Error> {
        let ends = <&[u8]>::deserialize(from)?.as_chunks::<4>().0.as_chunks::<2>().0;
        let character = |bytes: [u8; 4]| char::from_u32(u32::from_le_bytes(bytes));
        let ranges = ends.iter().map(|[first, last]| character(*first).zip(character(*last)));
        ranges.collect::<Option<_>>().ok_or_else(|| D::Error::custom("no character"))
    }
}
