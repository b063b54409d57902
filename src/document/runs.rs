//! Which runs of bytes a line holds: tells in a few steps that a pattern cannot match there.

/// A text that a match needs, by the runs of letters that it begins and ends with and two between.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need([u16; 4]);

impl From<u64> for Need {
    fn from(number: u64) -> Need {
        Need([number as u16, (number >> 16) as u16, (number >> 32) as u16, (number >> 48) as u16])
    }
}

impl From<Need> for u64 {
    fn from(Need(runs): Need) -> u64 {
        runs.iter().rev().fold(0, |number, run| number << 16 | u64::from(*run))
    }
}

impl Need {
    /// Of a text that is not empty.
    pub(super) fn of(text: &[u8]) -> Need {
        let run = |part: &[u8]| match part {
            [a, b, c] => Runs::three(u32::from(*a) << 16 | u32::from(*b) << 8 | u32::from(*c)),
            // Of two bytes the last tells most: that of a letter beyond ASCII.
            _ => Runs::one(part.last().copied().unwrap_or(0)),
        };
        let length = text.len().min(3);
        let over = text.len() - length;
        Need([0, over / 3, over * 2 / 3, over].map(|from| run(&text[from..from + length])))
    }
}

/// Words of 64 bits for runs of three bytes …
const THREES: usize = 128;
/// … and, behind them, for single bytes.
const ALL: usize = THREES + 4;

/// Which bytes and runs of three bytes a line holds, as a set that may say yes wrongly.
#[derive(Debug, Clone)]
pub struct Runs {
    bits: Box<[u64; ALL]>,
}

impl Default for Runs {
    fn default() -> Runs {
        Runs { bits: Box::new([0; ALL]) }
    }
}

impl Runs {
    /// Takes up another line, or a stretch of one.
    pub fn of(&mut self, line: &[u8]) {
        self.bits.fill(0);
        // Zeros before the line: some runs too many, which do no harm.
        let mut last = 0;
        for byte in line {
            last = (last << 8 | u32::from(*byte)) & 0xff_ffff;
            self.add(Runs::one(*byte));
            self.add(Runs::three(last));
        }
    }

    fn one(byte: u8) -> u16 {
        (THREES * 64) as u16 | u16::from(byte)
    }

    fn three(bytes: u32) -> u16 {
        (bytes.wrapping_mul(0x85eb_ca6b) >> 19) as u16
    }

    fn add(&mut self, run: u16) {
        if let Some(bits) = self.bits.get_mut(usize::from(run >> 6)) {
            *bits |= 1 << (run & 63);
        }
    }

    /// False where the line does not hold the text.
    pub(super) fn hold(&self, Need(runs): Need) -> bool {
        let holds =
            |run: &u16| self.bits.get(usize::from(run >> 6)).is_some_and(|bits| bits >> (run & 63) & 1 == 1);
        runs.iter().all(holds)
    }
}
