//! Rule files as written. The doc comment of a field is its reference and its text in the JSON Schema.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::{DocumentKind, Language, Zone};
use crate::finding::{Localized, Severity};

/// A rule file: rules in any number.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// The rules.
    #[serde(default)]
    pub rule: Vec<RuleSpec>,
}

/// A rule: what it is about, what it demands, what comes of it, in which words, and its own tests.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleSpec {
    /// Kebab-case ASCII; names the subject; stable for ever.
    pub id: String,
    /// A check kind (`pyspunka rules list --checks`).
    #[schemars(schema_with = "check_names")]
    pub check: String,
    /// True where it takes the place of a rule with the same id from an earlier pack.
    #[serde(default)]
    pub replaces: bool,
    /// Which documents it is for.
    #[serde(default)]
    pub applies_to: AppliesSpec,
    /// Zones that it reads; empty means body, table and annex.
    #[serde(default)]
    pub zones: Vec<Zone>,
    /// What to look for.
    #[serde(default)]
    pub find: Option<SlotSpec>,
    /// What must stand beside it.
    #[serde(default)]
    pub near: Option<NearSpec>,
    /// Labels that void a find in the same sentence or row.
    #[serde(default)]
    pub except: Vec<String>,
    /// Labels that satisfy the rule wherever they stand in its zones.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Whether places are reported one by one or together.
    #[serde(default)]
    pub group_by: Option<GroupBy>,
    /// Further named slots, as the check kind has them.
    #[serde(default)]
    pub slots: BTreeMap<String, SlotSpec>,
    /// What a scope is.
    #[serde(default)]
    pub scope: Option<Scope>,
    /// How many different finds are needed (`requires`), or from how many on something is reported (`share`, `load`).
    #[serde(default)]
    pub count: Option<u32>,
    /// Share above which something is concentrated, 0 to 1 (`share`).
    #[serde(default)]
    pub max_share: Option<f64>,
    /// What is counted (`share`).
    #[serde(default)]
    pub of: Option<Counted>,
    /// Names of functions that tell nothing of a function ("kontaktperson"), lower case (`sole-carrier`).
    #[serde(default)]
    pub generic_roles: Vec<String>,
    /// Names the fault, not the cure.
    pub title: Localized,
    /// Why it matters.
    #[serde(default)]
    pub why: Localized,
    /// Where the demand comes from.
    #[serde(default)]
    pub source: Option<String>,
    /// Known false positives and limits.
    #[serde(default)]
    pub limits: Localized,
    /// What comes of it, by outcome.
    #[serde(default)]
    pub outcome: BTreeMap<String, OutcomeSpec>,
    /// Examples that the rule must judge rightly.
    #[serde(default)]
    pub test: Vec<Example>,
}

/// The check kinds, each with what it does.
fn check_names(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let kinds = super::checks::CHECKS.iter();
    let kinds: Vec<serde_json::Value> = kinds
        .map(|kind| serde_json::json!({"type": "string", "const": kind.name, "description": squeezed(kind.doc)}))
        .collect();
    schemars::json_schema!({ "oneOf": kinds })
}

/// Which documents a rule is for.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppliesSpec {
    /// Kinds of document; empty means agreements.
    #[serde(default)]
    pub kind: Vec<DocumentKind>,
    /// Kinds to which it does not apply, as opposed to not being assessed.
    #[serde(default)]
    pub never: Vec<DocumentKind>,
    /// Languages; empty means Swedish and English.
    #[serde(default)]
    pub language: Vec<Language>,
    /// How many parties of a sector: "public>=1".
    #[serde(default)]
    pub sector: Option<String>,
    /// At least so many different sectors.
    #[serde(default)]
    pub sectors: Option<u32>,
    /// At least so many parties.
    #[serde(default)]
    pub parties: Option<u32>,
}

/// A slot: marks of any of these labels, or matches of any of these patterns.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SlotSpec {
    /// Labels (lexicons, annotators or facts), one of which is enough.
    #[serde(default)]
    pub any: Vec<String>,
    /// Regular expressions over the text in lower case, one of which is enough. At most 8 KB each.
    #[serde(default)]
    pub regex: Vec<String>,
    /// Only under a heading that holds one of these labels.
    #[serde(default)]
    pub under: Vec<String>,
    /// Only in headings.
    #[serde(default)]
    pub heading: bool,
}

/// What must stand beside a find.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NearSpec {
    /// Where: clause, sentence, row, block, next-line, section, document; several are joined with `|`.
    #[serde(rename = "in")]
    pub within: String,
    /// Labels, one of which is enough.
    #[serde(default)]
    pub any: Vec<String>,
    /// Labels, all of which are needed.
    #[serde(default)]
    pub all: Vec<String>,
    /// Outcome where a find stands without it ("lacking" where it is not given).
    #[serde(default, rename = "else")]
    pub otherwise: Option<String>,
}

/// How places are reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum GroupBy {
    /// One finding for each place.
    Mark,
    /// One finding for all.
    Document,
}

/// What must hold the marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// The document.
    Document,
    /// Each party's introduction.
    Party,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Counted {
    /// Own duties, over the parties.
    Duties,
    /// Tasks, over named persons.
    Tasks,
}

/// What comes of a rule.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomeSpec {
    /// How much it matters.
    pub severity: Severity,
    /// The same under `--profile strict`.
    #[serde(default)]
    pub severity_strict: Option<Severity>,
    /// One plain sentence per language; `{name}` is filled in by the check kind.
    pub message: Localized,
    /// Words to paste in.
    #[serde(default)]
    pub advice: Localized,
}

/// An example with the answer. One of `bad` and `ok` holds the text: lines are paragraphs, `# ` begins a heading,
/// `- ` a bullet, `| a | b |` a table row.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Text that the rule must find fault with.
    #[serde(default)]
    pub bad: Option<String>,
    /// Text that it must not find fault with (infos that `outcome` does not name are let pass).
    #[serde(default)]
    pub ok: Option<String>,
    /// The outcome that must be among the findings of a bad text, or must not be among those of a good one.
    #[serde(default)]
    pub outcome: Option<String>,
    /// Words that the nearest near miss must hold.
    #[serde(default)]
    pub near_miss: Option<String>,
    /// Kind of document, where the text is too short to tell; "agreement" or "plan".
    #[serde(default)]
    pub kind: Option<DocumentKind>,
    /// Parties with their aliases, as an agreement's first sentence would name them ("Norrby kommun (nedan kallad
    /// kommunen)"). They are put before the text in the words of `pack.toml`.
    #[serde(default)]
    pub parties: Vec<String>,
    /// Language of the example; Swedish where it is not given.
    #[serde(default)]
    pub lang: Option<String>,
    /// Unaccepted changes that the file is said to have.
    #[serde(default)]
    pub tracked_changes: u32,
}

/// `pack.toml`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Name: that of its folder.
    pub name: String,
    /// For a reader.
    #[serde(default)]
    pub title: Localized,
    /// Packs that it builds on; they are loaded with it.
    #[serde(default)]
    pub include: Vec<String>,
    /// True where it takes the place of a shipped pack with the same name.
    #[serde(default)]
    pub replaces: bool,
    /// Words that introduce the parties of an example; `{parties}` is replaced.
    #[serde(default)]
    pub preamble: Localized,
    /// The word before the last of several parties in an example.
    #[serde(default)]
    pub and: Localized,
}
