//! The layers of ARCHITECTURE.md hold in the code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use pyspunka::annotate::lexicon::{MatchKind, tables_of};
use pyspunka::document::pattern::Pattern;
use pyspunka::rules::{lexicon_files, shipped};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Layer to the layers that it may use.
fn layers() -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let list = text.split("## Layers").nth(1).unwrap().split("\n## ").next().unwrap();
    let lines = list.lines().filter_map(|line| line.strip_prefix("- `")?.split_once("`: "));
    lines
        .map(|(layer, uses)| {
            let uses = uses.split_whitespace().filter(|name| *name != "nothing").map(str::to_owned);
            (layer.to_owned(), uses.collect())
        })
        .collect()
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            out.push(path);
        }
    }
}

/// Layer of a file under `src/`, and its code without tests and comments.
fn code() -> Vec<(String, PathBuf, String)> {
    let src = root().join("src");
    let mut paths = Vec::new();
    files(&src, &mut paths);
    paths.sort();
    let layered = paths.into_iter().filter_map(|path| {
        let inside = path.strip_prefix(&src).unwrap();
        let first = inside.components().next()?.as_os_str().to_str()?.trim_end_matches(".rs").to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        Some((first, path.clone(), lines.collect::<Vec<_>>().join("\n")))
    });
    layered.filter(|(layer, _, _)| !matches!(layer.as_str(), "lib" | "main" | "cli")).collect()
}

#[test]
fn every_folder_is_a_layer_and_uses_only_what_it_may() {
    let layers = layers();
    assert!(layers.len() >= 10, "{layers:?}");
    for (layer, path, text) in code() {
        if path.ends_with("annotate/testing.rs") {
            continue;
        }
        let may = layers.get(&layer).unwrap_or_else(|| panic!("{layer} is not in ARCHITECTURE.md"));
        for used in text.match_indices("crate::").filter_map(|(at, _)| {
            let rest = &text[at + "crate::".len()..];
            let end = rest.find(|c: char| !c.is_ascii_lowercase() && c != '_')?;
            Some(rest[..end].to_owned())
        }) {
            if layers.contains_key(&used) {
                assert!(used == layer || may.contains(&used), "{}: {layer} uses {used}", path.display());
            }
        }
    }
}

#[test]
fn below_the_engine_nothing_touches_the_world() {
    let world = ["std::fs", "std::env", "std::thread", "println!", "SystemTime", "std::net", "std::process"];
    for (layer, path, text) in code() {
        if matches!(layer.as_str(), "engine" | "ingest") || path.ends_with("annotate/testing.rs") {
            continue;
        }
        for word in world {
            assert!(!text.contains(word), "{} names {word}", path.display());
        }
    }
}

/// A pattern that may begin anywhere is tried at every place of every text: one alone took a sixth of all time.
#[test]
fn every_shipped_pattern_begins_with_letters_that_can_be_told() {
    for (path, text) in lexicon_files(&shipped()) {
        for (label, spec) in tables_of(&path, &text).unwrap() {
            for word in spec.words.iter().filter(|_| spec.kind == MatchKind::Regex) {
                let pattern = Pattern::new(word).unwrap();
                let told = pattern.begins_line() || pattern.beginnings().is_some();
                assert!(told, "{path}, {label}: begin {word} with letters, or list the words");
            }
        }
    }
}
