//! Lists the files under `rules/` so that the binary carries them: dropping a file in needs no change of code. Each is
//! carried as JSON too, which says the same and is read several times as fast; and of the patterns of lexicons what is
//! known once they are compiled, so that only those that a text may hold are compiled when the program runs.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[allow(dead_code)]
#[path = "src/document/pattern.rs"]
mod pattern;
#[allow(dead_code)]
#[path = "src/document/runs.rs"]
mod runs;

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("rules");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut list = String::from("&[\n");
    let mut patterns = BTreeSet::new();
    for file in files {
        println!("cargo:rerun-if-changed={}", file.display());
        let name = file.strip_prefix(&root).map_err(io::Error::other)?;
        let name = name.to_string_lossy().replace('\\', "/");
        // What is wrong with a file is told by those who read it: it is carried as it is.
        let value = toml::from_str::<toml::Value>(&fs::read_to_string(&file)?).ok();
        patterns.extend(value.iter().flat_map(written));
        let json = value.and_then(|value| serde_json::to_string(&value).ok()).unwrap_or_default();
        let _ = writeln!(list, "    ({name:?}, include_str!({:?}), {json:?}),", file.display().to_string());
    }
    list.push_str("]\n");
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("rules.rs"), list)?;
    for module in ["pattern", "runs"] {
        println!("cargo:rerun-if-changed=src/document/{module}.rs");
    }
    let known: Vec<String> = patterns.iter().filter_map(|written| known(written)).collect();
    fs::write(out.join("patterns.rs"), format!("&[\n{}]\n", known.concat()))
}

/// The patterns of a lexicon file as written.
fn written(file: &toml::Value) -> Vec<String> {
    let lexicons =
        file.get("lexicon").and_then(toml::Value::as_table).into_iter().flat_map(|all| all.values());
    let tables = lexicons.filter_map(toml::Value::as_array).flatten();
    let patterns = tables.filter(|table| table.get("match").and_then(toml::Value::as_str) == Some("regex"));
    let words = patterns.filter_map(|table| table.get("words")?.as_array()).flatten();
    words.filter_map(|word| word.as_str().map(str::to_owned)).collect()
}

/// One element of a list of `pattern::Known`; `None` for a pattern that makes no sense.
fn known(written: &str) -> Option<String> {
    let pattern = pattern::Pattern::new(written).ok()?;
    let beginnings = pattern.beginnings().map(|texts| texts.iter().map(|text| format!("&{text:?}, ")));
    let beginnings =
        beginnings.map_or("None".to_owned(), |texts| format!("Some(&[{}])", texts.collect::<String>()));
    let needs: String = pattern.needs().map(|any| format!("&{any:?}, ")).collect();
    Some(format!("    ({written:?}, {beginnings}, {}, &[{needs}]),\n", pattern.begins_line()))
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo:rerun-if-changed={}", folder.display());
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            files.push(path);
        }
    }
    Ok(())
}
