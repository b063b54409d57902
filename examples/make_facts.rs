//! Makes facts of an archive of any size, to measure `merge` with: the documents of a part, moved to other places.
//!
//! `make_facts PART COUNT OUT`: PART is written by `pyspunka scan samples --shard 1/1 -o part.jsonl`.
//!
//! Each municipality gets its own name in every party, plan and quote, one set of plans, and a hundred times the agreements,
//! with other people in most of them. So plan references resolve, names of plans stand in hundreds of municipalities, and
//! some people carry much.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use pyspunka::document::{Date, DocumentKind, Sector};
use pyspunka::engine::journal::{Head, Journal};
use pyspunka::engine::{Engine, Setup, Written};
use pyspunka::finding::DocumentFacts;
use serde_json::Value;

/// Agreements of one municipality that are made of one document.
const COPIES: usize = 100;
/// Names of people that are made of one.
const PEOPLE: usize = 5_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [part, count, out] = arguments.as_slice() else { return Err("make_facts PART COUNT OUT".into()) };
    let mut head = None;
    let mut templates = Vec::new();
    for line in BufReader::new(std::fs::File::open(part)?).lines() {
        let value: Value = serde_json::from_str(&line?)?;
        match value.get("head") {
            Some(said) => head = Some(serde_json::from_value::<Head>(said.clone())?),
            None => templates.push(serde_json::from_value::<DocumentFacts>(value["body"]["facts"].clone())?),
        }
    }
    let head: Head = head.unwrap_or_else(|| {
        let engine = Engine::new(Setup::shipped(Date::year(2026))).expect("the shipped rules compile");
        Head::new(&engine, "", None)
    });
    let places = places(&templates);
    let people = people(&templates);
    let (plans, others): (Vec<_>, Vec<_>) =
        templates.into_iter().partition(|facts| facts.record.kind == DocumentKind::Plan);
    let folder = Path::new(out).parent().unwrap_or(Path::new("."));
    let journal = Journal::passing(folder, &head)?;
    let count = count.parse::<usize>()?;
    let mut made = 0;
    for place in 0.. {
        let plans = plans.iter().map(|facts| (facts, 0));
        let all = plans.chain((0..COPIES).flat_map(|copy| others.iter().map(move |facts| (facts, copy))));
        for (facts, copy) in all.take(count - made) {
            let facts = moved(facts, &places, &people, place, copy)?;
            journal.keep(&Written::new(&facts)?, None)?;
            made += 1;
        }
        if made >= count {
            break;
        }
    }
    let mut to = BufWriter::new(std::fs::File::create(out)?);
    journal.facts()?.0.write_part(&head, &mut to)?;
    Ok(to.flush()?)
}

/// Proper words in names of public parties.
fn places(templates: &[DocumentFacts]) -> BTreeSet<String> {
    let parties = templates.iter().flat_map(|facts| &facts.record.parties);
    let names = parties.filter(|party| party.sector == Sector::Public).flat_map(|p| p.name.split(' '));
    let sorts = ["Region", "Municipality", "Länsstyrelsen", "Borough", "Council", "County"];
    let proper = names.filter(|word| word.chars().next().is_some_and(char::is_uppercase));
    let proper = proper.filter(|word| word.chars().count() > 5 && !sorts.contains(word));
    proper.map(|word| word.trim_end_matches('s').to_owned()).collect()
}

fn people(templates: &[DocumentFacts]) -> BTreeSet<String> {
    templates.iter().flat_map(|facts| facts.links.tasks.iter().map(|task| task.person.clone())).collect()
}

/// The document, of another place: a new word is put after each proper one, in capitals and in lower case.
fn moved(
    facts: &DocumentFacts,
    places: &BTreeSet<String>,
    people: &BTreeSet<String>,
    place: usize,
    copy: usize,
) -> Result<DocumentFacts, serde_json::Error> {
    let mut text = serde_json::to_string(facts)?;
    for word in places {
        let (lower, new) = (word.to_lowercase(), syllables(place));
        text = text.replace(word.as_str(), &format!("{word}{new}"));
        text = text.replace(&lower, &format!("{lower}{new}"));
    }
    let number = place * COPIES + copy;
    for person in people {
        let new = syllables(number * 7 % PEOPLE);
        text = text.replace(person.as_str(), &format!("{person}{new}"));
    }
    let mut facts: DocumentFacts = serde_json::from_str(&text)?;
    let record = &mut facts.record;
    record.path = format!("{}/{copy:03}/{}", syllables(place), record.path);
    record.blake3 = format!("{number:016x}{}", record.blake3.get(16..).unwrap_or_default());
    record.dnr = record.dnr.as_ref().map(|dnr| format!("{dnr}-{number}"));
    for finding in &mut facts.findings {
        let mixed = |h: u64, b: u8| h.wrapping_mul(31) ^ u64::from(b);
        finding.id = format!("fp1:{:016x}", finding.id.bytes().fold(number as u64, mixed));
        finding.document.path.clone_from(&record.path);
        finding.document.dnr.clone_from(&record.dnr);
    }
    let mix = |hash: &Option<String>| {
        let bits = u64::from_str_radix(hash.as_deref()?, 16).ok()?;
        Some(format!("{:016x}", (bits ^ number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    };
    facts.links.simhash = mix(&facts.links.simhash);
    facts.links.text_hash = mix(&facts.links.text_hash);
    Ok(facts)
}

/// A number that can be said.
fn syllables(number: usize) -> String {
    const ALL: [&str; 16] =
        ["ba", "du", "fi", "go", "ha", "jo", "ku", "la", "mi", "no", "pe", "ru", "sa", "te", "vo", "ty"];
    let mut text = String::new();
    let mut left = number + 16;
    while left > 0 {
        text.push_str(ALL[left % 16]);
        left /= 16;
    }
    text
}
