//! Lexicon files as written: read, and their tables placed.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{FileSpec, LexiconError, Spec, SpecLang};

/// Name of a file that holds lexicons beside other things.
const SETTINGS: &str = "pyspunka.toml";

/// The lexicons of a file that holds other things as well.
#[derive(Debug, Default, Deserialize)]
struct PartSpec {
    #[serde(default)]
    lexicon: BTreeMap<String, Vec<Spec>>,
}

fn count_lines(text: &str, offset: usize) -> usize {
    text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count()
}

/// One table of a lexicon file, and where it stands.
#[derive(Debug)]
pub(super) struct Table<'a> {
    path: &'a str,
    text: &'a str,
    pub(super) label: String,
    /// Where its header begins; the start of the file where that is written in another way.
    from: usize,
    pub(super) spec: Spec,
}

/// A mistake in a table, not yet placed.
#[derive(Debug, Default)]
pub(super) struct Wrong {
    pub(super) word: String,
    pub(super) message: String,
    pub(super) names: Vec<String>,
}

impl Wrong {
    pub(super) fn new(word: &str, message: String) -> Wrong {
        Wrong { word: word.to_owned(), message, names: Vec::new() }
    }
}

impl LexiconError {
    fn of(path: &str, message: String) -> LexiconError {
        LexiconError {
            path: path.to_owned(),
            line: 0,
            message,
            place: None,
            names: Vec::new(),
            unread: false,
        }
    }
}

impl Table<'_> {
    pub(super) fn error(&self, wrong: Wrong) -> LexiconError {
        let word: String = wrong.word.chars().take(60).collect();
        let rest = &self.text[self.from..];
        let place = rest
            .find(&word)
            .filter(|_| !word.is_empty())
            .map_or(self.from..self.from + rest.find('\n').unwrap_or(rest.len()), |at| {
                self.from + at..self.from + at + word.len()
            });
        LexiconError {
            line: 1 + count_lines(self.text, place.start),
            place: Some(place),
            names: wrong.names,
            ..LexiconError::of(self.path, wrong.message)
        }
    }
}

/// The lexicons of one file as written, by label.
pub fn tables_of(path: &str, text: &str) -> Result<Vec<(String, Spec)>, LexiconError> {
    let file = (path.to_owned(), text.to_owned());
    let tables = parse(&file)?;
    Ok(tables.into_iter().map(|table| (table.label, table.spec)).collect())
}

pub(super) fn parse((path, text): &(String, String)) -> Result<Vec<Table<'_>>, LexiconError> {
    let read = if path.rsplit('/').next() == Some(SETTINGS) {
        toml::from_str::<PartSpec>(text).map(|part| part.lexicon)
    } else {
        toml::from_str::<FileSpec>(text).map(|file| file.lexicon)
    };
    let read = read.map_err(|error| LexiconError {
        line: error.span().map_or(0, |span| 1 + count_lines(text, span.start)),
        place: error.span(),
        unread: true,
        ..LexiconError::of(path, error.message().to_owned())
    })?;
    let mut tables = Vec::new();
    for (label, specs) in read {
        let header = format!("[[lexicon.{label}]]");
        let mut from = 0;
        for spec in specs {
            let found = text.get(from..).and_then(|rest| rest.find(&header));
            let at = found.map_or(from, |at| from + at);
            tables.push(Table { path, text, label: label.clone(), from: at, spec });
            from = found.map_or(from, |found| from + found + header.len());
        }
    }
    Ok(tables)
}

pub(super) type ByLabel<'t> = BTreeMap<&'t str, Vec<usize>>;

pub(super) fn by_label<'t>(tables: &'t [Table<'_>]) -> ByLabel<'t> {
    let mut of_label: ByLabel<'t> = BTreeMap::new();
    for (index, table) in tables.iter().enumerate() {
        of_label.entry(table.label.as_str()).or_default().push(index);
    }
    of_label
}

/// Exceptions that other tables of the same label and language hold for all.
pub(super) fn shared(tables: &[Table<'_>], of: &Table<'_>) -> Vec<String> {
    let alone = |table: &&Table<'_>| table.spec.words.is_empty() && table.spec.include.is_empty();
    let same = |table: &&Table<'_>| {
        table.label == of.label && (table.spec.lang == of.spec.lang || table.spec.lang == SpecLang::Any)
    };
    let exceptions = tables.iter().filter(alone).filter(same);
    exceptions.flat_map(|table| table.spec.except.iter().cloned()).collect()
}

/// Tables that a table takes in, directly or not; the way round where lexicons include each other.
pub(super) fn included(
    at: usize,
    tables: &[Table<'_>],
    of_label: &ByLabel<'_>,
) -> Result<Vec<usize>, Vec<String>> {
    let mut found: Vec<usize> = Vec::new();
    let mut ways = vec![(at, vec![tables[at].label.clone()])];
    while let Some((index, way)) = ways.pop() {
        for name in &tables[index].spec.include {
            let mut further = way.clone();
            further.push(name.clone());
            if *name == tables[at].label {
                return Err(further);
            }
            for next in of_label.get(name.as_str()).into_iter().flatten() {
                if !found.contains(next) {
                    found.push(*next);
                    ways.push((*next, further.clone()));
                }
            }
        }
    }
    Ok(found)
}
