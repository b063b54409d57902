//! Scores persons, to repeat the figures and to measure what each means is worth.
//!
//! ```sh
//! cargo run --release --example score_persons -- FILE… [--model MODEL] [--without gate|coreference]…
//! cargo run --release --example score_persons -- --labels tests/gold/gold.jsonl tests/gold/docs [--model …] [--without …]
//! ```
//!
//! Two sets of figures for sentences, by exact match of whole names: the tagger alone, and the full pass (gate and
//! coreference), which leaves out single names that nothing vouches for. Persons of whole documents are found where half of
//! the words are the same or one name holds the other.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Parser, ValueEnum};
use pyspunka::annotate::person::model::{Seen, Tagger, Words};
use pyspunka::annotate::person::{self, Means, find_by};
use pyspunka::annotate::{ANNOTATORS, Draft, Lexicons, token::tokenize};
use pyspunka::document::{Annotations, BlockKind, Document, DocumentBuilder, Origin, Span};
use pyspunka::extract::{Limits, extract};
use pyspunka::rules::{lexicon_files, shipped as shipped_rules};
use serde_json::Value;

/// Scores the recognition of persons.
#[derive(Parser)]
struct Arguments {
    /// Texts in CoNLL format: a token and its tag per line, parted by a tab or a space, an empty line after each sentence;
    /// `PER`, `B-PER` and `I-PER` mark persons. With `--labels`, one folder of documents.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Labels of whole documents, as `tests/gold/gold.jsonl` has them.
    #[arg(long)]
    labels: Option<PathBuf>,
    /// What `train_persons` writes; not given, the model that the program carries.
    #[arg(long)]
    model: Option<PathBuf>,
    /// Leaves a means out.
    #[arg(long)]
    without: Vec<Without>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Without {
    Gate,
    Coreference,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let model = arguments.model.map(fs::read).transpose()?;
    let tagger = model.as_deref().map(Tagger::parse).transpose()?;
    let means = Means::default();
    let means = Means {
        tagger: tagger.as_ref().unwrap_or(means.tagger),
        gate: !arguments.without.contains(&Without::Gate),
        coreference: !arguments.without.contains(&Without::Coreference),
    };
    let lexicons =
        Lexicons::load(&lexicon_files(&shipped_rules())).map_err(|_| "the shipped lexicons do not load")?;
    match (&arguments.labels, arguments.paths.as_slice()) {
        (Some(labels), [folder]) => documents(&fs::read_to_string(labels)?, folder, &lexicons, means),
        (None, files) => files.iter().try_for_each(|path| sentences(path, &lexicons, means)),
        _ => Err("--labels takes a file of labels and a folder of documents".into()),
    }
}

fn annotated(document: &Document, lexicons: &Lexicons, means: Means<'_>) -> Annotations {
    let mut draft = Draft::new(document, lexicons);
    for annotator in ANNOTATORS {
        if annotator.name == person::ANNOTATOR.name {
            find_by(&mut draft, means);
        } else {
            (annotator.run)(&mut draft);
        }
    }
    draft.finish(|_| true)
}

fn documents(
    labels: &str,
    folder: &Path,
    lexicons: &Lexicons,
    means: Means<'_>,
) -> Result<(), Box<dyn Error>> {
    let (mut right, mut got, mut gold) = (0, 0, 0);
    for line in labels.lines() {
        let label: Value = serde_json::from_str(line)?;
        let list = |key: &str| label[key].as_array().cloned().unwrap_or_default();
        for file in list("files").iter().filter_map(Value::as_str) {
            let read = extract(&fs::read(folder.join(file))?, &Limits::default());
            let annotations = annotated(&read.document, lexicons, means);
            let mut found: Vec<&str> = annotations.persons.iter().map(|one| one.name.as_str()).collect();
            got += found.len();
            for person in list("persons") {
                gold += 1;
                let name = person["name"].as_str().unwrap_or_default();
                if let Some(at) = found.iter().position(|other| same(name, other)) {
                    found.remove(at);
                    right += 1;
                }
            }
        }
    }
    print("persons of documents", right, got, gold);
    Ok(())
}

/// True where half of the words are the same, or one name holds the other.
fn same(a: &str, b: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        let lower = name.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    let shared = a.iter().filter(|word| b.contains(word)).count();
    shared > 0 && (2 * shared >= a.len() + b.len() - shared || shared == a.len().min(b.len()))
}

fn sentences(path: &Path, lexicons: &Lexicons, means: Means<'_>) -> Result<(), Box<dyn Error>> {
    let (lines, gold) = read(&fs::read_to_string(path)?);
    let mut builder = DocumentBuilder::new("txt");
    for line in &lines {
        builder.open(BlockKind::Paragraph, None, Origin::default());
        builder.push(line);
    }
    let document = builder.finish();
    let starts: Vec<usize> = document.blocks().iter().map(|block| block.span.start()).collect();
    let gold: Vec<Span> = gold
        .iter()
        .filter_map(|(line, from, to)| starts.get(*line).map(|start| Span::at(start + from, start + to)))
        .collect();
    let tokens = tokenize(document.text());
    let seen = Seen::of(document.lower(), &tokens);
    let words = Words { text: document.text(), lower: document.lower(), tokens: &tokens, seen: &seen };
    let begun = std::time::Instant::now();
    let candidates = means.tagger.candidates(words);
    let speed = document.text().len() as f64 / 1e6 / begun.elapsed().as_secs_f64();
    let tagged: Vec<Span> =
        candidates.iter().map(|name| tokens[name.first].span.cover(tokens[name.last].span)).collect();
    println!("{}: {} lines, tagger {speed:.0} MB/s", path.display(), lines.len());
    let annotations = annotated(&document, lexicons, means);
    let mentions = annotations.persons.iter().flat_map(|person| &person.mentions);
    let mut passed: Vec<Span> = mentions.map(|mention| mention.span).collect();
    passed.sort_unstable();
    let text = document.text();
    // "Mo Yans Nobelpris" names Mo Yan; the sentences count the genitive in.
    for span in &mut passed {
        let whole = Span::at(span.start(), span.end() + 1);
        if text[span.end()..].starts_with('s') && gold.binary_search(&whole).is_ok() {
            *span = whole;
        }
    }
    figures("tagger, all persons", &tagged, &gold, |_| true);
    figures("tagger, full names", &tagged, &gold, |span| text[span.range()].contains(' '));
    figures("full pass, full names", &passed, &gold, |span| text[span.range()].contains(' '));
    Ok(())
}

fn figures(what: &str, got: &[Span], gold: &[Span], counts: impl Fn(&Span) -> bool) {
    let got: Vec<&Span> = got.iter().filter(|span| counts(span)).collect();
    let gold: Vec<&Span> = gold.iter().filter(|span| counts(span)).collect();
    let right = got.iter().filter(|span| gold.binary_search(span).is_ok()).count();
    print(what, right, got.len(), gold.len());
}

fn print(what: &str, right: usize, got: usize, gold: usize) {
    let (p, r) = (right as f64 / got.max(1) as f64, right as f64 / gold.max(1) as f64);
    println!("  {what}: P {p:.3} R {r:.3} F1 {:.3} ({gold} in the gold)", 2.0 * p * r / (p + r).max(1e-9));
}

/// Sentences as lines, and persons as (line, from, to).
fn read(text: &str) -> (Vec<String>, Vec<(usize, usize, usize)>) {
    let (mut lines, mut persons) = (vec![String::new()], Vec::new());
    let mut inside = false;
    for row in text.lines() {
        let Some((word, tag)) =
            row.trim_end().rsplit_once(['\t', ' ']).filter(|(word, _)| !word.trim().is_empty())
        else {
            if lines.last().is_some_and(|line| !line.is_empty()) {
                lines.push(String::new());
            }
            inside = false;
            continue;
        };
        let word = word.trim().replace('\u{ad}', "");
        let at = lines.len() - 1;
        let line = &mut lines[at];
        if !line.is_empty()
            && !line.ends_with('(')
            && !word.starts_with(['.', ',', ':', ';', '!', '?', ')', '”'])
        {
            line.push(' ');
        }
        let from = line.len();
        line.push_str(&word);
        let person = tag.ends_with("PER");
        match persons.last_mut() {
            Some((_, _, to)) if person && inside && !tag.starts_with("B-") => *to = line.len(),
            _ if person => persons.push((at, from, line.len())),
            _ => {}
        }
        inside = person;
    }
    lines.retain(|line| !line.is_empty());
    (lines, persons)
}
