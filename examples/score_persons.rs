//! Scores persons on text in CoNLL format: `cargo run --release --example score_persons -- FILE…`
//!
//! A token and its tag per line, parted by a tab or a space, an empty line after each sentence; `PER`, `B-PER` and `I-PER`
//! mark persons. Two sets of figures, by exact match of whole names: the tagger alone, and the full pass (gate and
//! coreference), which leaves out single names that nothing vouches for.

use std::error::Error;
use std::fs;

use pyspunka::annotate::person::model::{Seen, Words, shipped};
use pyspunka::annotate::{Lexicons, annotate, token::tokenize};
use pyspunka::document::{BlockKind, DocumentBuilder, Origin, Span};
use pyspunka::rules::{lexicon_files, shipped as shipped_rules};

fn main() -> Result<(), Box<dyn Error>> {
    let lexicons =
        Lexicons::load(&lexicon_files(&shipped_rules())).map_err(|_| "the shipped lexicons do not load")?;
    for path in std::env::args().skip(1) {
        let (lines, gold) = read(&fs::read_to_string(&path)?);
        let mut builder = DocumentBuilder::new("txt");
        for line in &lines {
            builder.open(BlockKind::Paragraph, None, Origin::default());
            builder.push(line);
        }
        let document = builder.finish();
        let starts: Vec<usize> = document.blocks().iter().map(|block| block.content.start()).collect();
        let gold: Vec<Span> = gold
            .iter()
            .filter_map(|(line, from, to)| starts.get(*line).map(|start| Span::at(start + from, start + to)))
            .collect();
        let tokens = tokenize(document.text());
        let seen = Seen::of(document.lower(), &tokens);
        let words = Words { text: document.text(), lower: document.lower(), tokens: &tokens, seen: &seen };
        let begun = std::time::Instant::now();
        let tagged: Vec<Span> = shipped()
            .candidates(words)
            .iter()
            .map(|name| tokens[name.first].span.cover(tokens[name.last].span))
            .collect();
        let speed = document.text().len() as f64 / 1e6 / begun.elapsed().as_secs_f64();
        println!("{path}: {} lines, tagger {speed:.0} MB/s", lines.len());
        let annotations = annotate(&document, &lexicons);
        let mut passed: Vec<Span> = annotations
            .persons
            .iter()
            .flat_map(|person| person.mentions.iter().map(|mention| mention.span))
            .collect();
        passed.sort_unstable();
        let text = document.text();
        figures("tagger, all persons", &tagged, &gold, |_| true);
        figures("tagger, full names", &tagged, &gold, |span| text[span.range()].contains(' '));
        figures("full pass, full names", &passed, &gold, |span| text[span.range()].contains(' '));
    }
    Ok(())
}

fn figures(what: &str, got: &[Span], gold: &[Span], counts: impl Fn(&Span) -> bool) {
    let got: Vec<&Span> = got.iter().filter(|span| counts(span)).collect();
    let gold: Vec<&Span> = gold.iter().filter(|span| counts(span)).collect();
    let right = got.iter().filter(|span| gold.binary_search(span).is_ok()).count() as f64;
    let (p, r) = (right / got.len().max(1) as f64, right / gold.len().max(1) as f64);
    println!(
        "  {what}: P {p:.3} R {r:.3} F1 {:.3} ({} in the gold)",
        2.0 * p * r / (p + r).max(1e-9),
        gold.len()
    );
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
