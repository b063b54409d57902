//! Passages: a part of an agreement, or a short document, each labelled for one area. `tests/gold/passages/AREA.jsonl` has one
//! for each line:
//!
//! `{"id", "language", "parties": [{"name", "alias", "sector"}], "body", "gold", "note"}`. The body is Markdown and is set into a
//! frame of title, parties, term and signatures; where `raw` is true it is a document of its own.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use pyspunka::engine::{Engine, Setup};
use pyspunka::ingest::Source;
use rayon::prelude::*;
use serde_json::Value;

use super::score::{list, text};

/// The areas, as the files are called.
pub const AREAS: [&str; 6] = ["conditions", "duties", "kinds", "parties", "plans", "single-names"];

/// One passage, and what the program says of it.
pub struct Read {
    /// One of [`AREAS`].
    pub area: &'static str,
    /// As in the file.
    pub passage: Value,
    /// The document's record.
    pub record: Value,
    pub findings: Vec<Value>,
}

/// Reads all passages. The labels hold on 24 November 2026.
pub fn read(root: &Path) -> Vec<Read> {
    let engine = Engine::new(Setup::shipped("2026-11-24".parse().unwrap())).unwrap();
    let of = |area: &'static str| {
        let path = root.join(format!("tests/gold/passages/{area}.jsonl"));
        let lines = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let passage = |line: &str| serde_json::from_str::<Value>(line).unwrap();
        lines.lines().map(|line| (area, passage(line))).collect::<Vec<_>>()
    };
    let all: Vec<(&str, Value)> = AREAS.into_iter().flat_map(of).collect();
    all.into_par_iter()
        .map(|(area, passage)| {
            let name = format!("{}.md", text(&passage["id"]));
            let facts = engine.scan(&Source { name, bytes: document(area, &passage).into_bytes() });
            let (facts, _) = engine.link(vec![facts]);
            let value = |finding| serde_json::to_value(finding).unwrap();
            let findings = facts[0].findings.iter().map(value).collect();
            Read { area, passage, record: serde_json::to_value(&facts[0].record).unwrap(), findings }
        })
        .collect()
}

/// Words of a frame.
struct Frame {
    title: &'static str,
    parties: &'static str,
    undertakings: &'static str,
    content: &'static str,
    /// Something that each party does, and that says nothing of conditions.
    does: [&'static str; 4],
    end: &'static str,
    signatories: [&'static str; 4],
}

const SWEDISH: Frame = Frame {
    title: "Samverkansavtal",
    parties: "Parter",
    undertakings: "Åtaganden",
    content: "Avtalets innehåll",
    does: [
        "röjer stigen varje vår",
        "målar skyltarna före den 1 juni",
        "bygger grindarna vid sjön",
        "mäter vattnet i bäcken varje månad",
    ],
    end: "## Avtalstid\nAvtalet gäller från den 1 januari 2026 till den 31 december 2027.\n## Underskrifter\n",
    signatories: ["Kim Ekdal", "Robin Sjövall", "Love Tornberg", "Sam Granlid"],
};

const ENGLISH: Frame = Frame {
    title: "Collaboration agreement",
    parties: "Parties",
    undertakings: "Undertakings",
    content: "Terms",
    does: [
        "clears the footpath each spring",
        "paints the signs before 1 June",
        "builds the gates by the lake",
        "samples the water of the brook each month",
    ],
    end: "## Term\nThis agreement runs from 1 January 2026 to 31 December 2027.\n## Signatures\n",
    signatories: ["Kim Eckdale", "Robin Seawell", "Lowell Thornby", "Sam Granlow"],
};

/// The document that a passage stands in.
fn document(area: &str, passage: &Value) -> String {
    let body = text(&passage["body"]).trim_matches('\n');
    if passage["raw"] == true {
        return format!("{body}\n");
    }
    let swedish = passage["language"] != "en";
    let frame = if swedish { SWEDISH } else { ENGLISH };
    let parties: Vec<(&str, &str)> =
        list(&passage["parties"]).iter().map(|party| (text(&party["name"]), text(&party["alias"]))).collect();
    let mut document = format!("# {}\n## {}\n", frame.title, frame.parties);
    for (name, alias) in &parties {
        let _ = match alias.is_empty() {
            true => writeln!(document, "- {name}"),
            false if swedish => writeln!(document, "- {name}, nedan kallad {alias}"),
            false => writeln!(document, "- {name} (\"{alias}\")"),
        };
    }
    if area == "conditions" {
        let _ = writeln!(document, "## {}", frame.undertakings);
        for ((name, alias), does) in parties.iter().zip(frame.does) {
            let who = if alias.is_empty() { name } else { alias };
            let mut letters = who.chars();
            let first = letters.next().into_iter().flat_map(char::to_uppercase);
            let _ = writeln!(document, "{} {does}.", first.chain(letters).collect::<String>());
        }
    }
    if !body.starts_with('#') {
        let _ = writeln!(document, "## {}", frame.content);
    }
    let row = |cells: &mut dyn Iterator<Item = &str>| cells.collect::<Vec<_>>().join(" | ");
    let signed = row(&mut frame.signatories.into_iter().take(parties.len()));
    let names = row(&mut parties.iter().map(|(name, _)| *name).take(4));
    document + body + "\n" + frame.end + &format!("| {signed} |\n| {names} |\n")
}
