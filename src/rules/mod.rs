//! Rule files: as written ([`schema`]), as meant ([`compile`]), and the check kinds that they name ([`checks`]).

mod bounded;
pub mod checks;
pub mod compile;
pub mod load;
pub mod mistake;
pub mod packs;
pub mod reference;
pub mod render;
pub mod schema;
pub mod settings;
pub mod shape;
pub mod view;

use serde::de::DeserializeOwned;

pub use checks::CHECKS;
pub use load::{Rule, RuleSet};
pub use mistake::Mistake;
pub use schema::{Example, Pack};
pub use settings::{Settings, SettingsFile};
pub use view::View;

/// A file of a rule folder: its path inside the folder, with `/`, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFile {
    /// "samverkan/roles.toml".
    pub path: String,
    /// What it holds.
    pub bytes: std::borrow::Cow<'static, [u8]>,
    /// The same as JSON, of a file that the program carries; empty for a lexicon.
    pub json: Option<&'static str>,
    /// True for a file of the user's, false for one that the program carries.
    pub own: bool,
}

/// The files that the binary carries, as (path, text, the same as JSON), sorted by path. Those under `lexicon/` are
/// lexicons, whose words stand in [`WORDS`] and whose JSON is empty; every other folder is a pack.
pub const SHIPPED: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// All words of the shipped lexicons, laid out for [`crate::annotate::Lexicons::carried`] when the program was built; empty
/// where they hold a mistake.
pub const WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/words.bin"));

/// The shipped packs and lexicons as files.
pub fn shipped() -> Vec<RuleFile> {
    let file = |(path, text, json): &(&str, &'static str, &'static str)| RuleFile {
        path: (*path).into(),
        bytes: text.as_bytes().into(),
        json: Some(*json),
        own: false,
    };
    SHIPPED.iter().map(file).collect()
}

impl RuleFile {
    /// True for a lexicon, false for a pack's file.
    pub fn is_lexicon(&self) -> bool {
        self.pack() == "lexicon"
    }

    /// Name of the folder that it lies in: for a pack's file, the pack's name.
    pub fn pack(&self) -> &str {
        self.path.rsplit('/').nth(1).unwrap_or_default()
    }

    /// Path of the folder that it lies in.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Its name without folders.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// Its text without byte order mark; `None` where it is not UTF-8.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok().map(|text| text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    /// What it says.
    ///
    /// # Errors
    /// What is wrong with `text`, which is its own.
    pub fn read<T: DeserializeOwned>(&self, text: &str) -> Result<T, toml::de::Error> {
        match self.json.and_then(|json| serde_json::from_str(json).ok()) {
            Some(read) => Ok(read),
            None => toml::from_str(text),
        }
    }

    /// A mistake at words of the file, else about the file.
    pub fn at(&self, words: &str, message: impl Into<String>) -> Mistake {
        let text = self.text().unwrap_or_default();
        match text.find(words).filter(|_| !words.is_empty()) {
            Some(at) => Mistake::at(&self.path, text, at..at + words.len(), message),
            None => Mistake::of_file(&self.path, message),
        }
    }
}

/// The lexicons among `files` as (path, text); bytes that are not UTF-8 become U+FFFD and are refused by the loader
/// of rules, which sees every file.
pub fn lexicon_files(files: &[RuleFile]) -> Vec<(String, String)> {
    let lexicons = files.iter().filter(|file| file.is_lexicon());
    let text = |file: &RuleFile| {
        file.text().map_or_else(|| String::from_utf8_lossy(&file.bytes).into_owned(), str::to_owned)
    };
    lexicons.map(|file| (file.path.clone(), text(file))).collect()
}
