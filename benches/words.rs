//! What more words cost: the shipped lexicons over a text of a megabyte, then with ten times as many words.
//! `cargo bench --bench words` prints the figures; nothing is asserted, as machines differ.

use std::time::{Duration, Instant};

use pyspunka::annotate::lexicon::{MatchKind, Spec, SpecLang, inflections, tables_of};
use pyspunka::annotate::token::tokenize;
use pyspunka::annotate::{Lexicons, Vocabulary};
use pyspunka::document::Language;
use pyspunka::rules::{lexicon_files, shipped};

const ROUNDS: usize = 9;

fn main() {
    let files = lexicon_files(&shipped());
    let tables = || files.iter().flat_map(|(path, text)| tables_of(path, text).unwrap_or_default());
    let words = |spec: &Spec| match spec.kind {
        MatchKind::Word | MatchKind::CompoundTail => {
            spec.words.iter().map(|word| inflections(word).len()).sum()
        }
        MatchKind::Phrase | MatchKind::Regex | MatchKind::Asked => spec.words.len(),
    };
    let (entries, forms): (usize, usize) = tables()
        .fold((0, 0), |(entries, forms), (_, spec)| (entries + spec.words.len(), forms + words(&spec)));
    let (text, lower) = text();
    let tokens = tokenize(&text);
    let (one, marks) = fastest(&files, &text, &lower, &tokens);
    println!("{entries} entries ({forms} forms): {one:?} for {} kB, {marks} marks", text.len() / 1000);
    // Nine more of each entry, as words that look like it and that the text does not hold.
    let mut ten = files.clone();
    for round in 1..10 {
        let mut more = String::new();
        for (label, spec) in
            tables().filter(|(_, spec)| !matches!(spec.kind, MatchKind::Regex | MatchKind::Asked))
        {
            more.push_str(&table(&label, &spec, round));
        }
        ten.push((format!("lexicon/more-{round}.toml"), more));
    }
    let (many, marks) = fastest(&ten, &text, &lower, &tokens);
    println!("{} entries ({} forms): {many:?}, {marks} marks", entries * 10, forms * 10);
    println!("ten times the words cost {:.2} times the time", many.as_secs_f64() / one.as_secs_f64());
}

fn table(label: &str, spec: &Spec, round: usize) -> String {
    let kind = match spec.kind {
        MatchKind::Word => "word",
        MatchKind::Phrase => "phrase",
        MatchKind::CompoundTail => "compound-tail",
        MatchKind::Regex => "regex",
        MatchKind::Asked => "asked",
    };
    let lang = match spec.lang {
        SpecLang::Sv => "sv",
        SpecLang::En => "en",
        SpecLang::No => "no",
        SpecLang::Da => "da",
        SpecLang::Any => "any",
    };
    let strange = |word: &String| {
        // Phrases keep their first word, so that they are looked for wherever it stands.
        let strange = match (spec.kind, word.split_once(' ')) {
            (MatchKind::Phrase, Some((first, rest))) => format!("{first} q{round}z{rest}"),
            _ => format!("q{round}z{word}"),
        };
        format!("{strange:?}")
    };
    let words: Vec<String> = spec.words.iter().map(strange).collect();
    format!("[[lexicon.{label}]]\nlang = \"{lang}\"\nmatch = \"{kind}\"\nwords = [{}]\n", words.join(", "))
}

/// A megabyte of Swedish: the examples of the shipped rules, over and over.
fn text() -> (String, String) {
    let rules: String = pyspunka::rules::SHIPPED
        .iter()
        .filter(|(path, ..)| !path.starts_with("lexicon/"))
        .flat_map(|(_, text, _)| text.lines())
        .filter(|line| {
            line.starts_with("ok = \"") || line.starts_with("bad = \"") || line.starts_with("message.sv")
        })
        .map(|line| {
            format!("{}\n", line.split_once('"').map_or(line, |(_, text)| text).trim_end_matches('"'))
        })
        .collect();
    let text = rules.repeat(1 + 1_000_000 / rules.len().max(1));
    let lower = text.to_lowercase();
    assert_eq!(text.len(), lower.len());
    (text, lower)
}

fn fastest(
    files: &[(String, String)],
    text: &str,
    lower: &str,
    tokens: &[pyspunka::annotate::Token],
) -> (Duration, usize) {
    let from = Instant::now();
    let lexicons = Lexicons::load(files).unwrap_or_else(|errors| panic!("{}", errors[0]));
    println!("compiled in {:?}", from.elapsed());
    let mut marks = 0;
    let round = |_| {
        // Each round as the first document: nothing is known of its words.
        let (mut tokens, mut vocabulary) = (tokens.to_vec(), Vocabulary::default());
        let from = Instant::now();
        lexicons.number(&mut vocabulary, lower, &mut tokens);
        marks = lexicons.scan(&vocabulary, text, lower, &tokens, Language::Sv).len();
        from.elapsed()
    };
    ((0..ROUNDS).map(round).min().unwrap_or_default(), marks)
}
