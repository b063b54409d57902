//! Lists the files under `rules/` so that the binary carries them: dropping a file in needs no change of code. A
//! file of rules is carried as JSON too, which says the same and is read several times as fast; the words of all lexicons are
//! carried together, laid out so that they are read in place and nothing is compiled when the program runs.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use annotate::lexicon::Lexicons;
use annotate::person::model::Tagger;

// What lays out the words here and what reads them in the program is the same text.
#[allow(dead_code, unused_imports)]
#[path = "src/document/mod.rs"]
mod document;
#[allow(dead_code, unused_imports)]
#[path = "src/annotate"]
mod annotate {
    pub mod lexicon;
    pub mod person {
        pub mod model;
    }
    pub mod token;
}

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("rules");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut list = String::from("&[\n");
    let mut lexicons = Vec::new();
    for file in files {
        println!("cargo:rerun-if-changed={}", file.display());
        let name = file.strip_prefix(&root).map_err(io::Error::other)?;
        let name = name.to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&file)?;
        let is_lexicon = name.starts_with("lexicon/");
        // What is wrong with a file is told by those who read it: it is carried as it is.
        let value = (!is_lexicon).then(|| toml::from_str::<toml::Value>(&text).ok()).flatten();
        let json = value.and_then(|value| serde_json::to_string(&value).ok()).unwrap_or_default();
        let _ = writeln!(list, "    ({name:?}, include_str!({:?}), {json:?}),", file.display().to_string());
        if is_lexicon {
            lexicons.push((name, text));
        }
    }
    list.push_str("]\n");
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("rules.rs"), list)?;
    for used in ["src/document", "src/annotate/lexicon", "src/annotate/person", "src/annotate/token.rs"] {
        println!("cargo:rerun-if-changed={used}");
    }
    let words = Lexicons::load(&lexicons).ok().and_then(|lexicons| lexicons.laid_out().ok());
    fs::write(out.join("words.bin"), words.unwrap_or_default())?;
    let tagger = Tagger::parse(&fs::read("src/annotate/person/persons.model")?);
    let tagger = tagger.map_err(io::Error::other)?.laid_out().map_err(io::Error::other)?;
    fs::write(out.join("persons.bin"), tagger)
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
