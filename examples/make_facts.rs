//! Makes facts of an archive of any size, to measure `merge` with: documents of a part, varied.
//!
//! `make_facts PART COUNT OUT`: PART is written by `pyspunka scan samples --shard 1/1 -o part.jsonl`.

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use pyspunka::document::Date;
use pyspunka::engine::journal::{Head, Journal};
use pyspunka::engine::{Engine, Setup};
use pyspunka::finding::DocumentFacts;
use serde_json::Value;

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
    let journal = Journal::passing(Path::new(out).parent().unwrap_or(Path::new(".")), &head)?;
    for number in 0..count.parse::<usize>()? {
        let mut facts = templates[number % templates.len()].clone();
        vary(&mut facts, number / templates.len());
        journal.keep(&facts, None)?;
    }
    let mut to = BufWriter::new(std::fs::File::create(out)?);
    journal.facts()?.0.write_part(&head, &mut to)?;
    Ok(to.flush()?)
}

/// Another municipality in each hundredth copy, another matter and other people in each.
fn vary(facts: &mut DocumentFacts, copy: usize) {
    let place = copy / 100;
    let record = &mut facts.record;
    record.path = format!("kommun-{place:05}/{:03}/{}", copy % 100, record.path);
    record.blake3 = format!("{copy:016x}{}", record.blake3.get(16..).unwrap_or_default());
    record.dnr = record.dnr.as_ref().map(|dnr| format!("{dnr}-{copy}"));
    for party in &mut record.parties {
        party.name = format!("{} {place}", party.name);
    }
    for finding in &mut facts.findings {
        finding.id = format!(
            "fp1:{:016x}",
            finding.id.bytes().fold(copy as u64, |h, b| h.wrapping_mul(31) ^ u64::from(b))
        );
        finding.document.path.clone_from(&record.path);
        finding.document.dnr.clone_from(&record.dnr);
        for entity in finding.entities.iter_mut().filter(|entity| entity.kind == "person") {
            entity.text = format!("{} {}", entity.text, copy % 5_000);
        }
    }
    for task in &mut facts.links.tasks {
        task.person = format!("{} {}", task.person, copy % 5_000);
    }
    for name in &mut facts.links.names {
        *name = format!("{name} kommun{place}");
    }
    let mix = |hash: &Option<String>| {
        let bits = u64::from_str_radix(hash.as_deref()?, 16).ok()?;
        Some(format!("{:016x}", (bits ^ copy as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    };
    facts.links.simhash = mix(&facts.links.simhash);
    facts.links.text_hash = mix(&facts.links.text_hash);
}
