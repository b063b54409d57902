//! `pyspunka.toml`: what a municipality or a project changes without touching the shipped rules.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::mistake::Mistake;
use super::shape;
use crate::finding::Severity;

/// Name of the file; it is looked for upwards from what is scanned.
pub const FILE: &str = "pyspunka.toml";
/// Bytes of the file, at most.
const MOST: usize = 1 << 20;

/// The settings as written. Paths are relative to the file's folder.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Folders with own packs and words, loaded beside the shipped ones.
    #[serde(default)]
    pub rules: Vec<String>,
    /// Packs in use, with those that they include; all where none is named.
    #[serde(default)]
    pub packs: Vec<String>,
    /// How strictly to judge, where the command line does not say.
    #[serde(default)]
    pub profile: Option<Profile>,
    /// Rules that are turned off.
    #[serde(default)]
    pub off: Vec<String>,
    /// Severities by rule ("conditions") or by rule and outcome ("plan-link/missing").
    #[serde(default)]
    pub severity: BTreeMap<String, Severity>,
    /// Plan register (.csv or .toml): plans that are adopted though they are not among the scanned files.
    #[serde(default)]
    pub register: Option<String>,
    /// File that holds the findings which have been accepted.
    #[serde(default)]
    pub accepted: Option<String>,
    /// Words that are added to lexicons, written as in a lexicon file.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Vec<serde_json::Map<String, serde_json::Value>>>")]
    pub lexicon: BTreeMap<String, toml::Value>,
}

/// How strictly to judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// As the rules say.
    Default,
    /// With `severity_strict` where a rule has one.
    Strict,
}

/// The settings with the file that they come from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SettingsFile {
    /// Path as the user knows it.
    pub path: String,
    /// The file's text.
    pub text: String,
    /// What it says.
    pub settings: Settings,
}

impl SettingsFile {
    /// Reads the file.
    ///
    /// # Errors
    /// All its mistakes.
    pub fn read(path: &str, bytes: &[u8]) -> Result<SettingsFile, Vec<Mistake>> {
        match SettingsFile::read_right(path, bytes) {
            (Some(file), mistakes) if mistakes.is_empty() => Ok(file),
            (_, mistakes) => Err(mistakes),
        }
    }

    /// Reads what is right in the file, so that this can be held against rules and packs too, and tells what is wrong.
    pub fn read_right(path: &str, bytes: &[u8]) -> (Option<SettingsFile>, Vec<Mistake>) {
        let whole = |mistake: Mistake, help: &str| (None, vec![mistake.help(help)]);
        if bytes.len() > MOST {
            return whole(Mistake::of_file(path, "longer than 1 MB"), "put the words into a lexicon file");
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            return whole(Mistake::of_file(path, "not UTF-8 text"), "save the file as UTF-8");
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let file = |settings| SettingsFile { path: path.to_owned(), text: text.to_owned(), settings };
        match toml::from_str::<Settings>(text) {
            Ok(settings) => (Some(file(settings)), Vec::new()),
            Err(error) => {
                let right = toml::from_str::<toml::Table>(text).ok().and_then(right);
                (right.map(file), shape::mistakes(path, text, &schema(), Some(&error)))
            }
        }
    }

    /// A mistake at a word of the file.
    pub fn at(&self, word: &str, message: impl Into<String>) -> Mistake {
        let quoted = format!("\"{word}\"");
        let found = [quoted.as_str(), word]
            .into_iter()
            .find_map(|word| self.text.find(word).filter(|_| !word.is_empty()).map(|at| at..at + word.len()));
        match found {
            Some(place) => Mistake::at(&self.path, &self.text, place, message),
            None => Mistake::of_file(&self.path, message),
        }
    }

    /// Names of rules that are no rules, outcomes that are none, and rules that are both off and given a severity.
    /// `rules` holds the outcomes of each rule.
    pub fn against(&self, rules: &BTreeMap<String, BTreeSet<String>>) -> Vec<Mistake> {
        let mut mistakes = Vec::new();
        let ids = || rules.keys().map(String::as_str);
        for name in self.settings.off.iter().filter(|name| !rules.contains_key(*name)) {
            mistakes.push(self.at(name, format!("no rule is called `{name}`")).nearest(name, ids()));
        }
        for key in self.settings.severity.keys() {
            let (rule, outcome) = key.split_once('/').map_or((key.as_str(), None), |(r, o)| (r, Some(o)));
            match rules.get(rule) {
                None => {
                    mistakes.push(self.at(key, format!("no rule is called `{rule}`")).nearest(rule, ids()))
                }
                Some(_) if self.settings.off.iter().any(|off| off == rule) => {
                    let mistake =
                        self.at(key, format!("`{rule}` is turned off and given a severity as well"));
                    mistakes.push(mistake.help("take it out of `off`, or leave its severity out"));
                }
                Some(outcomes) => {
                    if let Some(outcome) = outcome.filter(|outcome| !outcomes.contains(*outcome)) {
                        let mistake = self.at(key, format!("`{rule}` has no outcome `{outcome}`"));
                        mistakes.push(mistake.nearest(outcome, outcomes.iter().map(String::as_str)));
                    }
                }
            }
        }
        mistakes
    }
}

/// The settings without those that make no sense.
fn right(mut table: toml::Table) -> Option<Settings> {
    let makes_sense = |key: &str, value: &toml::Value| {
        let alone: toml::Table = [(key.to_owned(), value.clone())].into_iter().collect();
        alone.try_into::<Settings>().is_ok()
    };
    if let Some(toml::Value::Table(severity)) = table.get_mut("severity") {
        severity.retain(|_, value| value.clone().try_into::<Severity>().is_ok());
    }
    table.retain(|key, value| makes_sense(key, value));
    table.try_into().ok()
}

/// The file's JSON schema.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Settings).to_value()
}
