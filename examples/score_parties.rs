//! Scores the recognition of parties against contracts with known parties:
//!
//! ```sh
//! cargo run --release --example score_parties -- FOLDER [--half a|b] [--errors N] [--words FOLDER]
//! ```
//!
//! What is found (names and other names of each party) counts as right where it and a string of the label share half of their
//! words or more, or where the string stands inside it. A string is found where something that is found fits it so.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::{Parser, ValueEnum};
use pyspunka::annotate::{Lexicons, annotate};
use pyspunka::extract::{Limits, extract};

/// Scores the recognition of parties.
#[derive(Parser)]
struct Arguments {
    /// Holds `labels.csv` and one text file per contract, as CUAD (CC BY 4.0, The Atticus Project) publishes them: the
    /// column `Filename` names the contract, `Parties` holds a list of the strings by which its parties are named.
    folder: PathBuf,
    /// Only the contracts whose name hashes to an even (a) or odd (b) number, so that one half can be developed on and the
    /// other stay untouched.
    #[arg(long)]
    half: Option<Half>,
    /// Prints so many contracts with what was missed and found too much.
    #[arg(long, default_value_t = 0)]
    errors: usize,
    /// Reads lexicons from a folder instead of those that the program carries.
    #[arg(long)]
    words: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Half {
    A,
    B,
}

fn main() {
    let Arguments { folder, half, errors, words } = Arguments::parse();
    let lexicons = lexicons(words.as_deref());
    let labels = std::fs::read_to_string(folder.join("labels.csv")).unwrap_or_else(|error| {
        eprintln!("{}: {error}", folder.join("labels.csv").display());
        std::process::exit(2);
    });
    let rows = rows(&labels);
    let column = |name: &str| rows.first().and_then(|head| head.iter().position(|cell| cell == name));
    let (Some(file), Some(parties)) = (column("Filename"), column("Parties")) else {
        eprintln!("labels.csv: there must be columns called Filename and Parties");
        std::process::exit(2);
    };
    let texts = texts(&folder);
    let mut score = Score::default();
    for row in rows.iter().skip(1) {
        let (Some(name), Some(list)) = (row.get(file), row.get(parties)) else { continue };
        let stem = key(name);
        let even = hash(&stem).is_multiple_of(2);
        if half.is_some_and(|half| (half == Half::A) != even) {
            continue;
        }
        let Some(path) = texts.get(&stem) else { continue };
        let bytes = std::fs::read(path).unwrap_or_default();
        let extracted = extract(&bytes, &Limits::default());
        let found = annotate(&extracted.document, &lexicons);
        let got: BTreeSet<String> = found
            .parties
            .iter()
            .flat_map(|party| std::iter::once(&party.name).chain(&party.aliases))
            .cloned()
            .collect();
        let gold = strings(list);
        let missed: Vec<&String> =
            gold.iter().filter(|gold| !got.iter().any(|got| fits(got, gold))).collect();
        let extra: Vec<&String> = got.iter().filter(|got| !gold.iter().any(|gold| fits(got, gold))).collect();
        score.documents += 1;
        score.found += got.len() - extra.len();
        score.extra += extra.len();
        score.hit += gold.len() - missed.len();
        score.missed += missed.len();
        if score.shown < errors && (!missed.is_empty() || !extra.is_empty()) {
            score.shown += 1;
            println!("{stem} {:?}\n  missed {missed:?}\n  extra {extra:?}", found.kind.kind);
        }
    }
    let precision = score.found as f64 / (score.found + score.extra).max(1) as f64;
    let recall = score.hit as f64 / (score.hit + score.missed).max(1) as f64;
    let f1 = 2.0 * precision * recall / (precision + recall).max(f64::EPSILON);
    println!("{} contracts: P {precision:.3} R {recall:.3} F1 {f1:.3}", score.documents);
}

#[derive(Default)]
struct Score {
    documents: usize,
    found: usize,
    extra: usize,
    hit: usize,
    missed: usize,
    shown: usize,
}

fn lexicons(folder: Option<&Path>) -> Lexicons {
    let files = match folder {
        None => pyspunka::rules::lexicon_files(&pyspunka::rules::shipped()),
        Some(folder) => {
            let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
            let mut files: Vec<(String, String)> = entries
                .filter_map(|entry| {
                    Some((entry.path().display().to_string(), std::fs::read_to_string(entry.path()).ok()?))
                })
                .collect();
            files.sort();
            files
        }
    };
    Lexicons::load(&files).unwrap_or_else(|errors| {
        for error in errors {
            eprintln!("{error}");
        }
        std::process::exit(2);
    })
}

/// Texts of a folder by their name without ending.
fn texts(folder: &Path) -> BTreeMap<String, PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let texts = entries.filter(|path| path.extension().is_some_and(|ending| ending == "txt"));
    texts.filter_map(|path| Some((key(path.file_name()?.to_str()?), path.clone()))).collect()
}

/// A file's name without ending, and without what file systems change.
fn key(name: &str) -> String {
    let stem = name.trim_end_matches(".pdf").trim_end_matches(".PDF").trim_end_matches(".txt");
    stem.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase()
}

/// FNV-1a.
fn hash(name: &str) -> u64 {
    name.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

fn words(text: &str) -> BTreeSet<String> {
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Half of the words in common, or all of the gold's words inside.
fn fits(got: &str, gold: &str) -> bool {
    let (got, gold) = (words(got), words(gold));
    let common = got.intersection(&gold).count();
    let all = got.union(&gold).count();
    common > 0 && (2 * common >= all || gold.is_subset(&got))
}

/// Rows of a CSV file; quoted cells may hold commas, quotes and line breaks.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let Some(row) = rows.last_mut() else { break };
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                row.last_mut().into_iter().for_each(|cell| cell.push('"'));
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\n' if !quoted => rows.push(vec![String::new()]),
            '\r' if !quoted => {}
            other => row.last_mut().into_iter().for_each(|cell| cell.push(other)),
        }
    }
    rows
}

/// The strings of a list written as `['a', "b"]`.
fn strings(list: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut open: Option<char> = None;
    let mut text = String::new();
    let mut characters = list.chars();
    while let Some(character) = characters.next() {
        match (open, character) {
            (None, '\'' | '"') => open = Some(character),
            (Some(_), '\\') => text.extend(characters.next()),
            (Some(quote), character) if quote == character => {
                out.push(std::mem::take(&mut text));
                open = None;
            }
            (Some(_), character) => text.push(character),
            (None, _) => {}
        }
    }
    out.retain(|text| !words(text).is_empty());
    out
}
