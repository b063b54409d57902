//! Reports that may be handed out: names of persons give way to pseudonyms, and quotes may be left out. Ids stay, so
//! that baselines and accepted findings keep working.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};
use serde_json::Value;

use crate::finding::Report;

/// What is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redaction {
    /// Names of persons and e-mail addresses.
    Names,
    /// These, and all words quoted from documents.
    Quotes,
}

/// Fields that hold words of a document.
const QUOTED: &[&str] =
    &["exact", "prefix", "suffix", "quote", "duties", "value", "tasks", "functions", "anchor"];
/// Fields that hold file names, which readers need to find the file, and codes.
const KEPT: &[&str] = &["path", "id", "blake3", "schema", "rule", "outcome", "source"];
/// What stands for words that were taken out.
const GONE: &str = "…";
/// Letters of a part of a name that is looked for by itself, at least.
const PART: usize = 3;

/// The report without names, and without quotes where that is asked for. With a key a person has the same pseudonym in
/// every report; without one, persons are numbered anew in each. Paths of files are kept: a name in a file's name stays.
///
/// # Errors
/// A report that cannot be taken apart; none that a scan has made.
pub fn redact(report: &Report, redaction: Redaction, key: Option<&[u8]>) -> Result<Report, String> {
    let names = names(report);
    let pseudonyms = pseudonyms(&names, key);
    let mut patterns: BTreeMap<String, String> = BTreeMap::new();
    for (name, pseudonym) in &pseudonyms {
        patterns.insert(name.clone(), pseudonym.clone());
        for part in name.split([' ', '-']).filter(|part| part.chars().count() >= PART) {
            if part.chars().next().is_some_and(char::is_uppercase) {
                patterns.entry(part.to_owned()).or_insert_with(|| pseudonym.clone());
            }
        }
    }
    let failed = |error: serde_json::Error| error.to_string();
    let automaton = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(patterns.keys().flat_map(|name| [name.clone(), name.to_lowercase(), name.to_uppercase()]))
        .map_err(|error| error.to_string())?;
    let with: Vec<&String> = patterns.values().flat_map(|pseudonym| [pseudonym; 3]).collect();
    let mut value = serde_json::to_value(report).map_err(failed)?;
    let tool = value["tool"].take();
    walk(&mut value, redaction, &|text| addresses(&replaced(text, &automaton, &with)));
    value["tool"] = tool;
    serde_json::from_value(value).map_err(failed)
}

/// Full names of all persons, in order.
fn names(report: &Report) -> Vec<String> {
    let recorded = report.documents.iter().flat_map(|record| &record.persons).map(|person| &person.name);
    let found = report.findings.iter().flat_map(|finding| &finding.entities);
    let found = found.filter(|entity| entity.kind == "person").map(|entity| &entity.text);
    let load = report.archive.person_load.iter().map(|load| &load.person);
    let mut names: Vec<String> =
        recorded.chain(found).chain(load).filter(|name| !name.trim().is_empty()).cloned().collect();
    names.sort();
    names.dedup();
    names
}

fn pseudonyms(names: &[String], key: Option<&[u8]>) -> BTreeMap<String, String> {
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let mut out = BTreeMap::new();
    for name in names {
        let plain = name.to_lowercase();
        let pseudonym = match key {
            Some(key) => {
                let key = blake3::derive_key("pyspunka 2026 pseudonyms of persons", key);
                format!("p{}", &blake3::keyed_hash(&key, plain.as_bytes()).to_hex()[..8])
            }
            None => {
                let next = numbers.len() + 1;
                format!("p{}", numbers.entry(plain).or_insert(next))
            }
        };
        out.insert(name.clone(), pseudonym);
    }
    out
}

fn walk(value: &mut Value, redaction: Redaction, clean: &dyn Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = clean(text),
        Value::Array(list) => list.iter_mut().for_each(|value| walk(value, redaction, clean)),
        Value::Object(map) => {
            let renamed: Vec<(String, Value)> = std::mem::take(map)
                .into_iter()
                .map(|(key, mut value)| {
                    if redaction == Redaction::Quotes && QUOTED.contains(&key.as_str()) {
                        hide(&mut value);
                    } else if !KEPT.contains(&key.as_str()) {
                        walk(&mut value, redaction, clean);
                    }
                    (clean(&key), value)
                })
                .collect();
            map.extend(renamed);
        }
        _ => {}
    }
}

/// Words give way; what is a list stays one, and what is nothing stays so.
fn hide(value: &mut Value) {
    match value {
        Value::String(text) if !text.is_empty() => *text = GONE.to_owned(),
        Value::Array(list) => list.clear(),
        Value::Object(map) => map.values_mut().for_each(hide),
        _ => {}
    }
}

/// The text with pseudonyms for names that stand as words, also in the genitive.
fn replaced(text: &str, automaton: &AhoCorasick, with: &[&String]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for hit in automaton.find_iter(text) {
        let before = text[..hit.start()].chars().next_back();
        let rest = &text[hit.end()..];
        let rest = rest.strip_prefix(['s', 'S']).filter(|rest| !begins_with_letter(rest)).unwrap_or(rest);
        if hit.start() < done || before.is_some_and(char::is_alphanumeric) || begins_with_letter(rest) {
            continue;
        }
        out.push_str(&text[done..hit.start()]);
        out.push_str(with.get(hit.pattern().as_usize()).map_or(GONE, |name| name.as_str()));
        done = hit.end();
    }
    out.push_str(&text[done..]);
    out
}

fn begins_with_letter(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_alphanumeric)
}

/// The text with e-mail addresses taken out.
fn addresses(text: &str) -> String {
    if !text.contains('@') {
        return text.to_owned();
    }
    let parts = text.split_inclusive(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '(' | ')' | '"' | '|')
    });
    parts
        .map(|part| {
            let word = part.trim_end_matches(|c: char| !c.is_alphanumeric());
            match word.find('@') {
                Some(at) if at > 0 && at + 1 < word.len() => format!("{GONE}@{GONE}{}", &part[word.len()..]),
                _ => part.to_owned(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;

    fn text(report: &Report) -> String {
        serde_json::to_string(report).unwrap()
    }

    #[test]
    fn names_give_way_and_ids_stay() {
        let mut report = testing::report();
        report.findings[0].evidence[0].quote.exact =
            "Annas mejl är anna.lindqvist@norrby.example; Lindqvist leder.".into();
        for key in [None, Some(&b"hemlig"[..])] {
            for redaction in [Redaction::Names, Redaction::Quotes] {
                let clean = redact(&report, redaction, key).unwrap();
                let said = text(&clean);
                assert!(
                    !said.contains("Lindqvist") && !said.contains("lindqvist") && !said.contains("Anna"),
                    "{said}"
                );
                assert!(said.contains("Norrby kommun"));
                let ids = |report: &Report| report.findings.iter().map(|f| f.id.clone()).collect::<Vec<_>>();
                assert_eq!(ids(&clean), ids(&report));
                assert_eq!(clean.documents[0].path, report.documents[0].path);
                assert_eq!(said.contains("mejl"), redaction == Redaction::Names);
            }
        }
        let one = redact(&report, Redaction::Names, Some(b"a")).unwrap();
        assert_eq!(one, redact(&report, Redaction::Names, Some(b"a")).unwrap());
        assert_ne!(one, redact(&report, Redaction::Names, Some(b"b")).unwrap());
    }

    #[test]
    fn words_that_hold_a_name_are_left_alone() {
        let names: Vec<String> = ["Bo", "Lind"].map(str::to_owned).to_vec();
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&names).unwrap();
        let pseudonyms = ["p1".to_owned(), "p2".to_owned()];
        let with: Vec<&String> = pseudonyms.iter().collect();
        let check = |text: &str, expected: &str| assert_eq!(replaced(text, &automaton, &with), expected);
        check("Bo Linds bostad i Lindome", "p1 p2s bostad i Lindome");
        check("Bolaget Lind", "Bolaget p2");
    }
}
