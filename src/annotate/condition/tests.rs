//! Conditions by wordings: one sentence each, in an agreement between a public, a private and a non-profit party.

use crate::annotate::{annotate, testing};
use crate::document::ConditionKind;

const WORDINGS: &str = include_str!("wordings.txt");

/// The agreement around a sentence.
fn frame(section: &str) -> &'static str {
    match section {
        "[sv]" => {
            "T Samverkansavtal om huset\nMellan Norrby kommun (kommunen), Norrby Åkeri AB (bolaget) och Norrby hembygdsförening (föreningen).\n## Samarbetet\n"
        }
        _ => {
            "T Co-operation agreement on the harbour\nBetween Norrby Town Council (\"the Council\"), Harbour Ferries Ltd (\"the Company\") and Norrby Rowing Club, a registered charity (\"the Club\").\n## What we do\n"
        }
    }
}

/// The conditions that a sentence meets, by name and in order.
fn met(section: &str, sentence: &str) -> String {
    let document = testing::document(&format!("{}{sentence}\n", frame(section)));
    let found = annotate(&document, testing::lexicons()).conditions;
    let kinds = [
        (ConditionKind::Pace, "pace"),
        (ConditionKind::Benefit, "benefit"),
        (ConditionKind::Resources, "resources"),
    ];
    let told = kinds.into_iter().filter(|(kind, _)| found.iter().any(|condition| condition.kind == *kind));
    let told: Vec<&str> = told.map(|(_, name)| name).collect();
    if told.is_empty() { "none".to_owned() } else { told.join(" ") }
}

#[test]
fn wordings_of_what_conditions_a_sentence_meets() {
    let mut section = "";
    let mut wrong = Vec::new();
    for line in WORDINGS.lines().filter(|line| !line.starts_with('#')) {
        if line.starts_with('[') {
            section = line;
            continue;
        }
        let (expected, sentence) = line.split_once(" | ").unwrap();
        let got = met(section, sentence);
        if got != expected {
            wrong.push(format!("{got}, not {expected}: {sentence}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
