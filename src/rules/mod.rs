//! Rule files: as written ([`schema`]), as meant ([`compile`]), and the check kinds that they name ([`checks`]).

pub mod checks;
pub mod compile;
pub mod load;
pub mod mistake;
pub mod render;
pub mod schema;
pub mod view;

pub use checks::CHECKS;
pub use load::{Rule, RuleSet};
pub use mistake::Mistake;
pub use schema::{Example, Pack};
pub use view::View;

/// A file of a rule folder: its path inside the folder, with `/`, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFile {
    /// "samverkan/roles.toml".
    pub path: String,
    /// What it holds.
    pub bytes: std::borrow::Cow<'static, [u8]>,
}

/// The files that the binary carries, as (path, text), sorted by path. Those under `lexicon/` are lexicons, every
/// other folder is a pack.
pub const SHIPPED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// The shipped packs and lexicons as files.
pub fn shipped() -> Vec<RuleFile> {
    SHIPPED
        .iter()
        .map(|(path, text)| RuleFile { path: (*path).into(), bytes: text.as_bytes().into() })
        .collect()
}

impl RuleFile {
    /// True for a lexicon, false for a pack's file.
    pub fn is_lexicon(&self) -> bool {
        self.path.split('/').rev().nth(1) == Some("lexicon")
    }
}

/// The lexicons among `files` as (path, text); bytes that are not UTF-8 become U+FFFD and are refused by the loader
/// of rules, which sees every file.
pub fn lexicon_files(files: &[RuleFile]) -> Vec<(String, String)> {
    let lexicons = files.iter().filter(|file| file.is_lexicon());
    lexicons.map(|file| (file.path.clone(), String::from_utf8_lossy(&file.bytes).into_owned())).collect()
}
