//! Every fuzz target over its seeds, what was kept of earlier fuzzing, and mutations of them: blind mutations, told apart by
//! their number alone, so that the same command runs the same bytes everywhere. What libFuzzer does better (it follows
//! what the program does) is `run.sh`; this needs nothing but cargo.
//!
//! `cargo --config profile.dev.opt-level=2 run --example mutate -- [RUNS] [TARGET…]`, 100000 runs of every target where not
//! given, `FROM..TO` for those of these numbers, so that long runs can be parted: optimised, with the dependencies of `cargo test`, and checked for overflow. Input that breaks a promise, or takes
//! longer than 20 seconds, is kept in `fuzz/regressions/`, from where the test suite runs it for ever.

use std::cell::Cell;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::exit;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use pyspunka::engine::worker::STACK;

#[path = "inputs.rs"]
mod inputs;
#[path = "targets.rs"]
mod targets;

use inputs::inputs;
use targets::{TARGETS, Target};

/// Input longer than this is mutated only where a seed is.
const LONGEST: usize = 2048;
/// Milliseconds for one input.
const SLOW: u64 = 20_000;

thread_local! {
    /// What this thread runs.
    static NOW: Cell<Option<(&'static Material, u64)>> = const { Cell::new(None) };
}

fn main() {
    let mut given = std::env::args().skip(1).peekable();
    let runs = given.peek().and_then(|runs| numbers(runs));
    let runs = runs.inspect(|_| drop(given.next())).unwrap_or(0..100_000);
    let chosen: Vec<String> = given.collect();
    std::panic::set_hook(Box::new(|info| {
        // What panics inside the glyph reader is caught there and told of the page; everywhere else it is a mistake.
        if info.location().is_some_and(|at| at.file().contains("/registry/src/")) {
            return;
        }
        eprintln!("{info}");
        if let Some((material, number)) = NOW.get() {
            material.stop(number);
        }
    }));
    for (name, target) in
        TARGETS.iter().filter(|(name, _)| chosen.is_empty() || chosen.iter().any(|of| of == name))
    {
        let material: &'static Material = Box::leak(Box::new(Material::of(name, *target)));
        let began = Instant::now();
        let kept = material.inputs.len();
        let total = material.run(runs.start..runs.end.max(kept as u64));
        let seconds = began.elapsed().as_secs_f64();
        println!("{name}: {total} runs, made of {kept} kept inputs, {seconds:.0} s, no crash");
    }
}

/// `10000000`, or `2000000..10000000`.
fn numbers(given: &str) -> Option<Range<u64>> {
    match given.split_once("..") {
        Some((from, to)) => Some(from.parse().ok()?..to.parse().ok()?),
        None => Some(0..given.parse().ok()?),
    }
}

/// What a target starts from.
struct Material {
    name: &'static str,
    target: Target,
    inputs: Vec<Vec<u8>>,
    words: Vec<Vec<u8>>,
}

impl Material {
    fn of(name: &'static str, target: Target) -> Material {
        let inputs = inputs(name);
        let dictionary = here("dictionaries").join(format!("{name}.dict"));
        let dictionary = std::fs::read_to_string(dictionary).unwrap_or_default();
        let mut words: Vec<Vec<u8>> = dictionary.lines().filter_map(word).collect();
        words.extend(
            [&b"0"[..], b"-1", b"4294967296", b"1e400", b"\xff", b"\0", "\u{202e}".as_bytes()]
                .map(<[u8]>::to_vec),
        );
        Material { name, target, inputs, words }
    }

    /// The kept inputs come first, as they are.
    fn input(&self, number: u64) -> Vec<u8> {
        match usize::try_from(number).ok().and_then(|number| self.inputs.get(number)) {
            Some(input) => input.clone(),
            None => self.mutated(number),
        }
    }

    fn mutated(&self, number: u64) -> Vec<u8> {
        let mut dice = Dice(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5eed);
        let mut bytes = self.inputs[dice.below(self.inputs.len())].clone();
        let longest = bytes.len().max(LONGEST);
        // Small changes to a package break its checksums; most of its inputs are the XML inside.
        for _ in 0..=dice.below(6) {
            let at = dice.below(bytes.len() + 1);
            let end = (at + 1 + dice.below(32)).min(bytes.len());
            match dice.below(10) {
                0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
                1 if at < bytes.len() => bytes[at] = dice.below(256) as u8,
                2 => drop(bytes.drain(at..end.max(at))),
                3 => {
                    let part = bytes[at..end.max(at)].to_vec();
                    let to = dice.below(bytes.len() + 1);
                    bytes.splice(to..to, part);
                }
                4 => {
                    let part = bytes[at..end.max(at)].repeat(1 + dice.below(64));
                    bytes.splice(at..at, part);
                }
                5 | 6 => {
                    let word = self.words[dice.below(self.words.len())].clone();
                    bytes.splice(at..at, word);
                }
                7 => {
                    let word = self.words[dice.below(self.words.len())].clone();
                    bytes.splice(at..(at + word.len()).min(bytes.len()), word);
                }
                8 => {
                    let other = &self.inputs[dice.below(self.inputs.len())];
                    let from = dice.below(other.len() + 1);
                    let to = (from + dice.below(LONGEST)).min(other.len());
                    bytes.splice(at..end.max(at), other[from..to].iter().copied());
                }
                _ => {
                    let digits = bytes[at..].iter().position(u8::is_ascii_digit).map(|from| at + from);
                    if let Some(from) = digits {
                        let length = bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                        let extreme =
                            ["0", "1", "255", "65536", "2147483647", "4294967295", "99999999999999999999"];
                        let number = extreme[dice.below(extreme.len())].bytes();
                        bytes.splice(from..from + length, number);
                    }
                }
            }
        }
        bytes.truncate(longest);
        bytes
    }

    /// Runs the inputs of these numbers on all cores; says how many.
    fn run(&'static self, runs: Range<u64>) -> u64 {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let next = AtomicU64::new(runs.start);
        let began = Instant::now();
        // Of each thread: its input, and the millisecond when it began.
        let busy: Vec<[AtomicU64; 2]> = (0..cores).map(|_| [AtomicU64::new(0), AtomicU64::new(0)]).collect();
        let since = || u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        std::thread::scope(|scope| {
            let mut threads = Vec::new();
            for [now, from] in &busy {
                let work = || {
                    loop {
                        let number = next.fetch_add(1, Ordering::SeqCst);
                        if number >= runs.end {
                            from.store(u64::MAX, Ordering::SeqCst);
                            return;
                        }
                        now.store(number, Ordering::SeqCst);
                        from.store(since(), Ordering::SeqCst);
                        NOW.set(Some((self, number)));
                        (self.target)(&self.input(number));
                    }
                };
                match std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work) {
                    Ok(thread) => threads.push(thread),
                    Err(why) => panic!("{why}"),
                }
            }
            while !threads.iter().all(|thread| thread.is_finished()) {
                std::thread::sleep(Duration::from_millis(50));
                for [now, from] in &busy {
                    if since().saturating_sub(from.load(Ordering::SeqCst)) > SLOW {
                        eprintln!("{}: slower than {SLOW} ms", self.name);
                        self.stop(now.load(Ordering::SeqCst));
                    }
                }
            }
        });
        runs.end.saturating_sub(runs.start)
    }

    /// Keeps an input, says which it is, and ends everything.
    fn stop(&self, number: u64) -> ! {
        let path = here("regressions").join(self.name);
        let path = path.join(format!("mutated-{number}"));
        let kept = std::fs::create_dir_all(path.parent().unwrap_or(&path))
            .and_then(|()| std::fs::write(&path, self.input(number)));
        eprintln!("{}: run {number}: {} {kept:?}", self.name, path.display());
        exit(1);
    }
}

fn here(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(folder)
}

/// A line of a dictionary as libFuzzer has it: `"word"`, with `\xNN`, `\"` and `\\`.
fn word(line: &str) -> Option<Vec<u8>> {
    let quoted = line.trim().split_once('"')?.1.strip_suffix('"')?;
    let mut bytes = Vec::new();
    let mut rest = quoted.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match (byte, byte == b'\\') {
            (_, true) => match rest.next()? {
                b'x' => {
                    let digits = [rest.next()?, rest.next()?];
                    u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
                }
                other => other,
            },
            (byte, false) => byte,
        });
    }
    Some(bytes)
}

/// Numbers that look random and are the same everywhere (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % (end.max(1) as u64)).unwrap_or(0)
    }
}
