//! Kind, parties, duties, plans, adoption and conditions in short documents, as they come out of a scan.
//!
//! `tests/entities/*.txt` hold cases: a line `=== name`, the text in the words of Markdown (every line is a paragraph of
//! its own), and lines `-> key value` that say what must come out of it. `-> party name | aliases | sector | duty` and
//! `-> plan name | adoption` are complete lists; a case without them does not ask for them, `-> party none` asks for an
//! empty one; `-> adoption body | day | section | number | status` and `-> valid from | to` are those of a plan. An alias list is a minimum; `?` asks nothing. `\n` breaks a line inside a paragraph. `-> person name | zone`
//! and `-> single name | severity` are complete lists too. `-> roles` is `met`, `partial`, `missing` or `annex-missing`.
//! `-> conditions` lists those that are met of those that are asked of parties of these sectors, `none` where none is.
//! A case whose name begins with `~ ` is one that is read wrongly so far; once it is read rightly, the mark must go.
//!
//! `CASES=FOLDER` takes the cases from another folder, where names need only hold each other; `CASE=TEXT` takes those whose
//! name holds a text.
//!
//! `traps.txt` holds the 32 traps that real texts set, each in both directions: what looks like the thing and is none, and
//! the thing itself beside it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pyspunka::document::{Adoption, Date, Sector};
use pyspunka::engine::{Engine, Setup};
use pyspunka::finding::{DocumentFacts, Finding, OutcomeKind, PersonRecord};
use pyspunka::ingest::Source;

#[derive(Default)]
struct Case {
    name: String,
    text: String,
    expected: Vec<(String, String)>,
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut row = false;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(name) = line.strip_prefix("=== ") {
            cases.push(Case { name: name.to_owned(), ..Case::default() });
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        if let Some(rest) = line.strip_prefix("-> ") {
            let (key, value) = rest.split_once(' ').unwrap_or((rest, ""));
            case.expected.push((key.to_owned(), value.trim().to_owned()));
            continue;
        }
        if !(row && line.starts_with('|')) {
            case.text.push('\n');
        }
        row = line.starts_with('|');
        case.text.push_str(&line.replace("\\n", "\n"));
        case.text.push('\n');
    }
    cases
}

fn code(value: impl serde::Serialize) -> String {
    serde_json::json!(value).as_str().unwrap_or("-").to_owned()
}

/// The conditions that are asked of parties of these sectors and met, on one line.
fn conditions(facts: &DocumentFacts) -> Vec<String> {
    let has = |sector: Sector| facts.record.parties.iter().any(|party| party.sector == sector);
    let lacks = |outcome: &str| {
        let mut findings = facts.findings.iter().filter(|finding| finding.rule == "conditions");
        findings.any(|finding| finding.outcome == outcome || finding.outcome == "none")
    };
    let asked = [("pace", Sector::Public), ("benefit", Sector::Private), ("resources", Sector::Nonprofit)];
    let met = asked.into_iter().filter(|(kind, sector)| has(*sector) && !lacks(kind));
    let met = met.map(|(kind, _)| kind).collect::<Vec<_>>().join(" ");
    if met.is_empty() { Vec::new() } else { vec![met] }
}

/// What the scan says, in the form in which the cases ask.
fn said(facts: &DocumentFacts, key: &str) -> Vec<String> {
    let record = &facts.record;
    let date = |date: Option<Date>| date.map_or("-".to_owned(), |date| date.to_string());
    let word = |word: &Option<String>| word.clone().unwrap_or("-".to_owned());
    match key {
        "kind" => vec![code(record.kind)],
        "language" => vec![code(record.language)],
        "dnr" => vec![word(&record.dnr)],
        "dates" => vec![format!(
            "{} {} {}",
            date(record.dates.signed),
            date(record.dates.from),
            date(record.dates.to)
        )],
        "party" => record
            .parties
            .iter()
            .map(|party| {
                let duty = party.own_duty.map_or("-", |duty| if duty { "duty" } else { "none" });
                format!("{} | {} | {} | {duty}", party.name, party.aliases.join(", "), code(party.sector))
            })
            .collect(),
        "plan" => {
            record.plan_refs.iter().map(|plan| format!("{} | {}", plan.name, code(plan.adoption))).collect()
        }
        "adoption" => record
            .adoption
            .iter()
            .map(|said| {
                let status = said.status.map_or("-".to_owned(), code);
                format!(
                    "{} | {} | {} | {} | {status}",
                    word(&said.body),
                    date(said.date),
                    word(&said.section),
                    word(&said.dnr)
                )
            })
            .collect(),
        "valid" => {
            let said =
                |adoption: &Adoption| format!("{} | {}", date(adoption.valid_from), date(adoption.valid_to));
            record.adoption.iter().map(said).collect()
        }
        "conditions" => {
            let judged = record.outcomes.iter().find(|outcome| outcome.rule == "conditions");
            match judged.map(|judged| judged.outcome) {
                Some(OutcomeKind::Met | OutcomeKind::NotMet) => conditions(facts),
                other => vec![code(other)],
            }
        }
        "person" => {
            let said = |person: &PersonRecord| format!("{} | {}", person.name, code(person.zone));
            record.persons.iter().map(said).collect()
        }
        "single" => {
            let who = |finding: &Finding| {
                let person = finding.entities.iter().find(|entity| entity.kind == "person");
                person.map_or("-".to_owned(), |person| person.text.clone())
            };
            let findings = facts.findings.iter().filter(|finding| finding.rule == "single-name");
            let named = findings.filter(|finding| finding.outcome != "vacant");
            named.map(|finding| format!("{} | {}", who(finding), code(finding.severity))).collect()
        }
        "roles" => {
            let findings = facts.findings.iter().filter(|finding| finding.rule == "role-allocation");
            let outcomes: Vec<&str> = findings.map(|finding| finding.outcome.as_str()).collect();
            let has = |outcome: &str| outcomes.contains(&outcome);
            let said = if has("none") {
                "missing"
            } else if has("annex-missing") {
                "annex-missing"
            } else if has("party-without") || has("skew") {
                "partial"
            } else {
                "met"
            };
            vec![said.to_owned()]
        }
        other => panic!("no key is called {other}"),
    }
}

/// True where two lines say the same; `loose` tells that names need only hold each other.
fn agrees(expected: &str, got: &str, loose: bool) -> bool {
    let (expected, got): (Vec<&str>, Vec<&str>) =
        (expected.split('|').map(str::trim).collect(), got.split('|').map(str::trim).collect());
    let holds = |index: usize| {
        let (one, other) = (expected[index].to_lowercase(), got[index].to_lowercase());
        index == 0 && loose && expected.len() > 1 && (one.contains(&other) || other.contains(&one))
    };
    expected.len() == got.len()
        && expected.iter().zip(&got).enumerate().all(|(index, (expected, got))| {
            let is_list = expected.len() > 1 && index == 1 && got.contains(", ");
            *expected == "?"
                || expected == got
                || holds(index)
                || index == 1
                    && (expected.is_empty() && !matches!(*got, "proven" | "unproven" | "draft" | "expired")
                        || is_list
                            && expected.split(", ").all(|one| got.split(", ").any(|other| one == other)))
        })
}

#[test]
fn short_documents_are_read_as_a_reviewer_reads_them() {
    let setup = Setup::shipped(Date { year: 2026, month: 3, day: 1 });
    let engine = Engine::new(setup).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/entities");
    let others = std::env::var("CASES").ok();
    let agrees = |expected: &str, got: &str| agrees(expected, got, others.is_some());
    let folder = others.as_ref().map_or(own, PathBuf::from);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let only = std::env::var("CASE").unwrap_or_default();
    let (mut wrong, mut count, mut of) = (String::new(), 0, 0);
    for file in files {
        for case in cases(&std::fs::read_to_string(&file).unwrap()) {
            if !case.name.contains(&only) {
                continue;
            }
            let source = Source { name: format!("{}.txt", case.name), bytes: case.text.clone().into_bytes() };
            let facts = engine.scan(&source);
            of += 1;
            let mut read_wrongly = String::new();
            let mut keys: Vec<&String> = case.expected.iter().map(|(key, _)| key).collect();
            keys.dedup();
            for key in keys {
                let expected: Vec<&String> = case
                    .expected
                    .iter()
                    .filter(|(other, value)| other == key && value != "none")
                    .map(|(_, value)| value)
                    .collect();
                let got = said(&facts, key);
                let right = expected.len() == got.len()
                    && expected.iter().all(|expected| got.iter().any(|got| agrees(expected, got)));
                if !right {
                    let _ = writeln!(read_wrongly, "{}: {key}", case.name);
                    for line in expected.iter().filter(|line| !got.iter().any(|got| agrees(line, got))) {
                        let _ = writeln!(read_wrongly, "    expected {line}");
                    }
                    for line in
                        got.iter().filter(|line| !expected.iter().any(|expected| agrees(expected, line)))
                    {
                        let _ = writeln!(read_wrongly, "    got      {line}");
                    }
                }
            }
            match (case.name.starts_with("~ "), read_wrongly.is_empty()) {
                (true, true) => wrong.push_str(&format!("{}: is read rightly now\n", case.name)),
                (false, false) => wrong.push_str(&read_wrongly),
                _ => continue,
            }
            count += 1;
        }
    }
    assert!(wrong.is_empty(), "{count} of {of} cases are not read as they say\n{wrong}");
}

#[test]
fn every_trap_has_a_case_in_both_directions() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/entities");
    let cases = cases(&std::fs::read_to_string(folder.join("traps.txt")).unwrap());
    let mut lacking = Vec::new();
    for number in 1..=32 {
        for head in [format!("trap {number}: "), format!("trap {number}, the other way: ")] {
            let asks = cases.iter().filter(|case| case.name.starts_with(&head));
            if !asks.into_iter().any(|case| !case.expected.is_empty()) {
                lacking.push(head);
            }
        }
    }
    assert!(lacking.is_empty(), "no case for: {}", lacking.join("; "));
}
