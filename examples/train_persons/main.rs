//! Trains the person tagger and writes its model file. Deterministic.
//!
//! ```sh
//! cargo run --release --example train_persons -- NAMES_DIR CONLL_FILE [--words DIR]… [--without names|templates|words]… -o FILE
//! ```
//!
//! Texts to train on are also made from `templates.txt`, which stands beside this file. Five times a fifth of the sentences
//! and of the templates is held out and scored; then the model is trained on all.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Parser, ValueEnum};
use pyspunka::annotate::person::model::{MAGIC, SLOTS, Seen, TAGS, Tag, Tagger, Words, train};
use pyspunka::annotate::token::{Shape, Token, tokenize};
use pyspunka::document::builder::lower_aligned;

mod made;

/// Sentences that are read as one text.
const TOGETHER: usize = 40;
/// Times that each template is filled.
const ROUNDS: usize = 8;
/// Times that a part is held out.
const FOLDS: usize = 5;
/// Times that the training goes over its texts.
const EPOCHS: usize = 12;
/// Every so many times it goes over them with parts of the lists left out.
const GAPS: usize = 4;

/// Trains the name tagger and scores it on what was held out.
#[derive(Parser)]
struct Arguments {
    /// Folder with `firstnames.tsv` and `surnames.tsv` (name, class A–E, flags `w` also a word, `p` also a place, sources).
    names: PathBuf,
    /// Sentences: a token and its tag per line, parted by white space, and an empty line after each sentence; `PER` marks
    /// persons, `0` or `O` nothing, anything else other names.
    conll: PathBuf,
    /// Folders of `.txt` files with ordinary words.
    #[arg(long)]
    words: Vec<PathBuf>,
    /// Leaves a source out.
    #[arg(long)]
    without: Vec<Without>,
    /// Where the model goes; not given, only the figures are printed.
    #[arg(short, long)]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Without {
    Names,
    Words,
    Templates,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let without = |what: Without| arguments.without.contains(&what);

    let sentences = sentences(&fs::read_to_string(&arguments.conll)?);
    let lists = Lists::read(&arguments.names)?;
    let templates = made::Templates::parse(include_str!("templates.txt"));
    let mut made = templates.texts(&lists, ROUNDS);
    if without(Without::Templates) {
        made.clear();
    }
    let read: Vec<Text> =
        sentences.chunks(TOGETHER).enumerate().map(|(at, chunk)| Text::joined(chunk, at)).collect();
    let mut more = Counts::default();
    for folder in &arguments.words {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "txt") {
                more.add(&String::from_utf8_lossy(&fs::read(path)?));
            }
        }
    }
    let more = more.words(12);
    let learn = |texts: &[&Text]| -> Result<Vec<u8>, String> {
        let mut common = Counts::default();
        texts.iter().for_each(|text| common.add(&text.text));
        let words = if without(Without::Words) { BTreeSet::new() } else { &common.words(2) | &more };
        let words = words.into_iter().filter(|word| !lists.holds(word)).collect();
        let tails = if without(Without::Names) { BTreeSet::new() } else { lists.tails(&words) };
        let names = if without(Without::Names) { BTreeMap::new() } else { lists.codes() };
        // Lists with parts left out: the tagger must do without a name that no list has.
        let empty = vec![[0i16; TAGS]; SLOTS];
        let part = |epoch: usize| if epoch.is_multiple_of(GAPS) { epoch as u64 } else { u64::MAX };
        let files: Vec<Vec<u8>> =
            (0..EPOCHS).map(|epoch| write(&names, &words, &tails, part(epoch), &empty)).collect();
        let taggers = files.iter().map(|bytes| Tagger::parse(bytes)).collect::<Result<Vec<_>, _>>()?;
        let seen: Vec<Seen> = texts.iter().map(|text| Seen::of(&text.lower, &text.tokens)).collect();
        let inputs: Vec<(Words<'_>, &[Tag])> =
            texts.iter().zip(&seen).map(|(text, seen)| (text.words(seen), text.tags.as_slice())).collect();
        Ok(write(&names, &words, &tails, u64::MAX, &train(&taggers, &inputs, EPOCHS)))
    };

    let (mut news, mut own) = (Score::default(), Score::default());
    for fold in 0..FOLDS {
        let learned: Vec<&Text> =
            read.iter().chain(&made).filter(|text| text.number % FOLDS != fold).collect();
        let bytes = learn(&learned)?;
        let tagger = Tagger::parse(&bytes)?;
        read.iter().filter(|text| text.number % FOLDS == fold).for_each(|text| news.add(&tagger, text));
        made.iter().filter(|text| text.number % FOLDS == fold).for_each(|text| own.add(&tagger, text));
    }
    news.print("sentences");
    own.print("templates");

    let bytes = learn(&read.iter().chain(&made).collect::<Vec<_>>())?;
    println!("{} bytes", bytes.len());
    if let Some(output) = &arguments.output {
        fs::write(output, &bytes)?;
    }
    Ok(())
}

/// Sources and licences of what the model is made from, as the model file says them.
const ATTRIBUTION: &str = "\
Names: Statistics Sweden via evoling/barnnamn (CC0), Faker (MIT, copyright Daniele Faraglia and contributors),
Wikidata names (CC0), US Census Bureau (public domain), own (CC0).
Trained on news sentences annotated by A. Klintberg, from Webbnyheter 2012 via Spraakbanken (CC BY 4.0, weights derived),
and on text made from templates written for this project (CC0).
Ordinary words also from CUAD, The Atticus Project (CC BY 4.0).";

fn write(
    names: &BTreeMap<String, [u8; 3]>,
    words: &BTreeSet<String>,
    tails: &BTreeSet<String>,
    part: u64,
    weights: &[[i16; TAGS]],
) -> Vec<u8> {
    let kept = |word: &str, of: u64| {
        part == u64::MAX || !(mix(word.as_bytes()) >> 7).wrapping_add(part).is_multiple_of(of)
    };
    let names: Vec<String> = names
        .iter()
        .filter(|(name, _)| kept(name, 5))
        .map(|(name, codes)| format!("{name} {}{}{}", codes[0], codes[1], codes[2]))
        .collect();
    let words: Vec<&String> = words.iter().filter(|word| kept(word, 4)).collect();
    let mut text = format!("{MAGIC}\n{ATTRIBUTION}\n\nnames {}\n", names.len());
    for name in &names {
        text += &format!("{name}\n");
    }
    text += &format!("words {}\n", words.len());
    for word in words {
        text += &format!("{word}\n");
    }
    text += &format!("tails {}\n", tails.len());
    for tail in tails {
        text += &format!("{tail}\n");
    }
    text += "weights\n";
    let mut bytes = text.into_bytes();
    bytes.extend(weights.iter().flatten().flat_map(|weight| weight.to_le_bytes()));
    bytes
}

fn mix(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

/// One text with the tag of every token.
struct Text {
    number: usize,
    text: String,
    lower: String,
    tokens: Vec<Token>,
    tags: Vec<Tag>,
    /// Byte ranges of persons.
    persons: Vec<(usize, usize)>,
}

impl Text {
    /// From a text with the byte ranges of names: true for persons.
    fn new(number: usize, text: String, names: &[(usize, usize, bool)]) -> Text {
        let lower = lower_aligned(&text);
        let tokens = tokenize(&text);
        let tag = |token: &Token| {
            let inside =
                |name: &&(usize, usize, bool)| name.0 <= token.span.start() && token.span.start() < name.1;
            match names.iter().find(inside) {
                Some((start, _, true)) if *start == token.span.start() => Tag::Begin,
                Some((_, _, true)) => Tag::Inside,
                Some(_) => Tag::Other,
                None => Tag::Outside,
            }
        };
        let tags = tokens.iter().map(tag).collect();
        let persons = names.iter().filter(|name| name.2).map(|name| (name.0, name.1)).collect();
        Text { number, text, lower, tokens, tags, persons }
    }

    fn joined(sentences: &[Vec<(String, String)>], number: usize) -> Text {
        let mut text = String::new();
        let mut names: Vec<(usize, usize, bool)> = Vec::new();
        for sentence in sentences {
            let mut last = "";
            for (word, tag) in sentence {
                let closes = word.starts_with(['.', ',', ':', ';', '!', '?', ')', '”']);
                if !text.is_empty() && !text.ends_with(['\n', '(']) && !closes {
                    text.push(' ');
                }
                let start = text.len();
                text += word;
                let end = text.len();
                if !matches!(tag.as_str(), "0" | "O") {
                    match names.last_mut() {
                        Some(name) if last == tag => name.1 = end,
                        _ => names.push((start, end, tag.ends_with("PER"))),
                    }
                }
                last = tag;
            }
            text.push('\n');
        }
        Text::new(number, text, &names)
    }

    fn words<'a>(&'a self, seen: &'a Seen) -> Words<'a> {
        Words { text: &self.text, lower: &self.lower, tokens: &self.tokens, seen }
    }
}

fn sentences(text: &str) -> Vec<Vec<(String, String)>> {
    let mut all = vec![Vec::new()];
    for line in text.lines() {
        match line.trim_end().rsplit_once(['\t', ' ']) {
            Some((word, tag)) if !word.trim().is_empty() => {
                if let Some(sentence) = all.last_mut() {
                    sentence.push((word.trim().replace('\u{ad}', ""), tag.trim().to_owned()));
                }
            }
            _ => all.push(Vec::new()),
        }
    }
    all.retain(|sentence| !sentence.is_empty());
    all
}

/// How many persons were found, were right and stand in the gold: single names, full names.
#[derive(Default)]
struct Score {
    right: [usize; 2],
    got: [usize; 2],
    gold: [usize; 2],
}

impl Score {
    fn add(&mut self, tagger: &Tagger, text: &Text) {
        let seen = Seen::of(&text.lower, &text.tokens);
        let found: Vec<(usize, usize)> = tagger
            .candidates(text.words(&seen))
            .iter()
            .map(|name| (text.tokens[name.first].span.start(), text.tokens[name.last].span.end()))
            .collect();
        let full = |range: &(usize, usize)| usize::from(text.text[range.0..range.1].contains(' '));
        let show = |what: &str, range: &(usize, usize)| {
            if std::env::var_os("ERRORS").is_some() {
                let from = text.text[..range.0].rfind('\n').map_or(0, |at| at + 1);
                let to = text.text[range.1..].find('\n').map_or(text.text.len(), |at| at + range.1);
                println!("  {what} {:?}: {}", &text.text[range.0..range.1], &text.text[from..to]);
            }
        };
        for range in &found {
            self.got[full(range)] += 1;
            let hit = text.persons.contains(range);
            self.right[full(range)] += usize::from(hit);
            if !hit {
                show("extra", range);
            }
        }
        for range in &text.persons {
            self.gold[full(range)] += 1;
            if !found.contains(range) {
                show("missed", range);
            }
        }
    }

    fn print(&self, what: &str) {
        let line = |name: &str, right: usize, got: usize, gold: usize| {
            let share = |of: usize| if of == 0 { 0.0 } else { right as f64 / of as f64 };
            let (p, r) = (share(got), share(gold));
            let f1 = if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
            println!("{what}, {name}: P {p:.3} R {r:.3} F1 {f1:.3} ({gold})");
        };
        line("all persons", self.right.iter().sum(), self.got.iter().sum(), self.gold.iter().sum());
        line("full names", self.right[1], self.got[1], self.gold[1]);
    }
}

/// Words in lower case, with how often.
#[derive(Default)]
struct Counts(BTreeMap<String, usize>);

impl Counts {
    fn add(&mut self, text: &str) {
        for token in tokenize(text) {
            let word = &text[token.span.range()];
            if token.shape == Shape::Lower
                && (3..=24).contains(&word.len())
                && word.chars().all(char::is_alphabetic)
            {
                *self.0.entry(word.to_owned()).or_default() += 1;
            }
        }
    }

    fn words(&self, least: usize) -> BTreeSet<String> {
        self.0.iter().filter(|(_, count)| **count >= least).map(|(word, _)| word.clone()).collect()
    }
}

/// A name, its class and its flags (1 also a word, 2 also a place).
type Entry = (String, u8, u8);

/// Lists of names with their class (1 common … 4 rare) and flags.
pub struct Lists {
    first: Vec<Entry>,
    surnames: Vec<Entry>,
}

impl Lists {
    fn read(folder: &Path) -> Result<Lists, Box<dyn Error>> {
        let read = |file: &str| -> Result<Vec<Entry>, Box<dyn Error>> {
            let text = fs::read_to_string(folder.join(file))?;
            let mut names = Vec::new();
            for line in text.lines().skip(1) {
                let mut columns = line.split('\t');
                let (Some(name), Some(class), Some(flags)) = (columns.next(), columns.next(), columns.next())
                else {
                    continue;
                };
                let class = match class {
                    "A" => 1,
                    "B" => 2,
                    "C" => 3,
                    _ => 4,
                };
                names.push((
                    name.to_owned(),
                    class,
                    u8::from(flags.contains('w')) | u8::from(flags.contains('p')) << 1,
                ));
            }
            Ok(names)
        };
        Ok(Lists { first: read("firstnames.tsv")?, surnames: read("surnames.tsv")? })
    }

    fn codes(&self) -> BTreeMap<String, [u8; 3]> {
        let mut codes: BTreeMap<String, [u8; 3]> = BTreeMap::new();
        for (at, list) in [&self.first, &self.surnames].into_iter().enumerate() {
            for (name, class, flags) in list {
                let entry = codes.entry(lower_aligned(name)).or_default();
                entry[at] = *class;
                entry[2] |= flags;
            }
        }
        codes
    }

    fn holds(&self, lower: &str) -> bool {
        let same = |entry: &Entry| lower_aligned(&entry.0) == lower;
        self.first.iter().any(same) || self.surnames.iter().any(same)
    }

    /// Endings that many surnames and few words have.
    fn tails(&self, words: &BTreeSet<String>) -> BTreeSet<String> {
        let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        let mut add = |word: &str, surname: bool| {
            let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
            for length in 3..=6 {
                let Some(at) = starts.len().checked_sub(length).filter(|at| *at >= 2) else { continue };
                let entry = counts.entry(word[starts[at]..].to_owned()).or_default();
                if surname { entry.0 += 1 } else { entry.1 += 1 }
            }
        };
        for (name, ..) in &self.surnames {
            add(&lower_aligned(name), true);
        }
        for word in words {
            add(word, false);
        }
        let good = counts
            .into_iter()
            .filter(|(tail, (names, words))| tail.len() <= 7 && *names >= 5 && *names >= 2 * *words);
        good.map(|(tail, _)| tail).collect()
    }
}
