//! Words as data: lexicon files as written, compiled so that a document is scanned once whatever the number of words.
//!
//! A lexicon file is TOML:
//!
//! ```toml
//! [[lexicon.governing-plan]]           # the label of the marks; several tables may share it
//! lang = "sv"                          # "sv", "en", or "any"
//! match = "compound-tail"              # "word", "phrase", "compound-tail", "regex"
//! value = "plan"                       # optional: value of the marks
//! case = false                         # optional: true where capitals must be as written ("RUS")
//! words = ["plan -en -er -erna"]       # inflections; a genitive -s is added to each form of word and compound-tail
//! except = ["genomförandeplan"]        # a word that contains one of these is no match
//! ```
//!
//! A table may also take in the words of other lexicons (`include = ["governing-plan"]`), and a table with `except` alone
//! holds its exceptions against every table of that label and language.
//!
//! `word` matches whole words, `compound-tail` also words that end so ("trygghetsplan"), `phrase` several words in a
//! row, where `/` parts alternatives ("är/var ansvarig/ansvariga för"), `regex` a pattern over lower-case text whose
//! match must begin and end at word boundaries. `asked` marks nothing: annotators ask whether a word is one of them; a
//! word that begins with a hyphen ("-ar") stands for every longer word that ends so.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::patterns::Patterns;
use self::vocabulary::{How, Spare};
use self::words::Words;
use super::token::Token;
use crate::document::flat::Text;
use crate::document::letters::is_alphanumeric;
use crate::document::{Label, LabelTable, Span};

mod compile;
mod endings;
mod file;
mod forms;
mod patterns;
mod scan;
#[cfg(test)]
mod tests;
mod vocabulary;
mod words;

use endings::Endings;
pub use file::tables_of;
pub use forms::{inflections, phrase_forms};
pub use vocabulary::{Held, Vocabulary};

/// A lexicon file as written.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileSpec {
    /// Tables of words by the label of their marks.
    #[serde(default)]
    pub lexicon: BTreeMap<String, Vec<Spec>>,
}

/// One table of a lexicon file as written.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// Language of the words.
    pub lang: SpecLang,
    /// How they match.
    #[serde(rename = "match", default)]
    pub kind: MatchKind,
    /// The words, with their inflections: "plan -en -er -erna" (endings), "policy ~policyer" (whole forms), "ansvar/skyldighet -et".
    #[serde(default)]
    pub words: Vec<String>,
    /// Lexicons whose words belong to this one too.
    #[serde(default)]
    pub include: Vec<String>,
    /// Words that contain one of these do not match. In a table without words: for every table of the same label and
    /// language.
    #[serde(default)]
    pub except: Vec<String>,
    /// Value of the marks.
    #[serde(default)]
    pub value: Option<String>,
    /// Whether capitals must be as written.
    #[serde(default)]
    pub case: bool,
}

/// Language of a lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SpecLang {
    /// Swedish.
    Sv,
    /// English.
    En,
    /// Norwegian.
    No,
    /// Danish.
    Da,
    /// Every language.
    Any,
}

/// How the words of a lexicon match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MatchKind {
    /// Whole words, with inflections and genitive.
    #[default]
    Word,
    /// Several words in a row, as written.
    Phrase,
    /// Whole words and words that end so.
    CompoundTail,
    /// A regular expression over lower-case text.
    Regex,
    /// Whole words, or endings after a hyphen, that are never marked but can be asked for.
    Asked,
}

/// A lexicon file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}: {message}")]
pub struct LexiconError {
    /// File.
    pub path: String,
    /// Line, from 1; 0 where it is not known.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// Bytes of the offending text; `None` where the whole file is meant.
    pub place: Option<std::ops::Range<usize>>,
    /// Names that would have worked, where a name is wrong.
    pub names: Vec<String>,
    /// True where the file could not be read at all, false for a mistake in one table.
    pub unread: bool,
}

/// A word of a lexicon found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordMark {
    /// Where.
    pub span: Span,
    /// Which lexicon.
    pub label: Label,
    /// The lexicon's value: [`Lexicons::value`] knows it.
    pub value: ValueId,
}

/// A value that lexicons give, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueId(u32);

/// All lexicons of the loaded packs, compiled. As bytes ([`Lexicons::laid_out`]) the program carries those that are
/// shipped with it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Lexicons {
    labels: LabelTable,
    groups: Vec<Group>,
    /// How the words of each label match.
    kinds: Vec<Kinds>,
    /// The endings of all kinds, by how they end.
    endings: Endings,
    /// Values that tables give.
    values: Vec<Text>,
    table: Words,
    patterns: Patterns,
    /// Vocabularies of documents that have been read.
    #[serde(skip)]
    spare: Spare,
}

/// How the words of one label match: what need not be asked for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Kinds {
    forms: bool,
    tails: bool,
    asked: bool,
    /// Endings that are only asked for.
    endings: Vec<(Text, u32)>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Group {
    label: Label,
    lang: SpecLang,
    value: ValueId,
    except: Arc<[Text]>,
    /// Of which languages its words are function words.
    functions: Functions,
}

/// Lexicons of function words, by which languages are told apart; one for all other languages comes last.
pub const FUNCTIONS: [&str; 5] =
    ["function-sv", "function-en", "function-da", "function-no", "function-other"];

/// Yes or no for each of [`FUNCTIONS`].
pub type Functions = [bool; FUNCTIONS.len()];

impl Lexicons {
    /// The labels of all lexicons, after the built-in ones.
    pub fn labels(&self) -> &LabelTable {
        &self.labels
    }

    /// A lexicon's value.
    pub fn value(&self, value: ValueId) -> Option<&str> {
        self.values.get(value.0.checked_sub(1)? as usize).map(|value| &**value)
    }

    /// A vocabulary that knows the words of earlier documents, for the next; [`Lexicons::give_back`] takes it back.
    pub fn vocabulary(&self) -> Vocabulary {
        self.spare.take()
    }

    /// Keeps a vocabulary for the next document.
    pub fn give_back(&self, vocabulary: Vocabulary) {
        self.spare.put(vocabulary);
    }

    /// Numbers the words of a text. `lower` is its aligned lower case.
    pub fn number(&self, vocabulary: &mut Vocabulary, lower: &str, tokens: &mut [Token]) {
        let (words, groups, endings) = (&self.table, &self.groups[..], &self.endings);
        vocabulary.number(lower, tokens, &vocabulary::Table { words, groups, endings });
    }

    /// Of the languages of [`FUNCTIONS`], those of which a token is a function word. `word` is its text in lower case.
    pub fn functions(&self, vocabulary: &Vocabulary, token: &Token, word: &str) -> Functions {
        match vocabulary.get(token.word) {
            Some(known) => known.functions,
            None => vocabulary::functions(self.table.find(word), &self.table, &self.groups),
        }
    }

    /// As [`Lexicons::value_of`], for a token of the text whose words `vocabulary` has numbered.
    pub fn value_of_token(
        &self,
        vocabulary: &Vocabulary,
        label: Option<Label>,
        token: &Token,
        word: &str,
    ) -> Option<&str> {
        let Some(known) = vocabulary.get(token.word) else { return self.value_of_labelled(label, word) };
        let label = label?;
        let kinds = self.kinds.get(label.0 as usize)?;
        if !known.held.meets(Held::of(label)) {
            return None;
        }
        let of_label = |group: u32| self.groups.get(group as usize).filter(|group| group.label == label);
        if kinds.asked
            && let Some(entry) = known.entry
        {
            let free = |group: &&Group| !excepted(&group.except, word);
            if let Some(group) = self.table.asked_of(entry).find_map(|group| of_label(group).filter(free)) {
                return Some(self.value(group.value).unwrap_or(""));
            }
        }
        if known.ending.meets(Held::of(label))
            && let Some(value) = self.value_of_ending(kinds, label, word)
        {
            return Some(value);
        }
        if !kinds.forms {
            return None;
        }
        let singles = vocabulary.singles(known);
        let whole = singles.iter().take_while(|single| single.how != How::Tail);
        let tails = singles.iter().rev().take_while(|single| single.how == How::Tail);
        let group = whole.chain(tails).find_map(|single| of_label(single.group))?;
        Some(self.value(group.value).unwrap_or(""))
    }

    /// False only where none of the labels of `held` has the token by itself.
    #[inline]
    pub fn may_hold(&self, vocabulary: &Vocabulary, held: Held, token: &Token) -> bool {
        vocabulary.get(token.word).is_none_or(|known| known.held.meets(held))
    }

    fn value_of_ending(&self, kinds: &Kinds, label: Label, word: &str) -> Option<&str> {
        let ends = |(ending, _): &&(Text, u32)| endings::ends(word, ending);
        kinds.endings.iter().filter(ends).find_map(|(_, group)| {
            let group = self.groups.get(*group as usize)?;
            let fits = group.label == label && !excepted(&group.except, word);
            fits.then(|| self.value(group.value).unwrap_or(""))
        })
    }

    /// The endings that the lexicon called `label` lists to be asked for ("-en" of an `asked` table), as they are written.
    pub fn endings<'s>(&'s self, label: &str) -> impl Iterator<Item = &'s str> {
        let label = self.labels.get(label);
        let kinds = label.and_then(|label| self.kinds.get(label.0 as usize));
        kinds.into_iter().flat_map(|kinds| kinds.endings.iter().map(|(ending, _)| &**ending))
    }

    /// A word with the ending that the lexicon called `label` lists first replaced by that entry's value.
    pub fn stem(&self, label: &str, word: &str) -> String {
        let label = self.labels.get(label);
        let kinds = label.and_then(|label| self.kinds.get(label.0 as usize));
        let endings = kinds.into_iter().flat_map(|kinds| &kinds.endings);
        let mut stems = endings.filter_map(|(ending, group)| Some((word.strip_suffix(&**ending)?, *group)));
        stems.next().map_or_else(
            || word.to_owned(),
            |(stem, group)| {
                let group = self.groups.get(group as usize);
                stem.to_owned() + group.and_then(|group| self.value(group.value)).unwrap_or("")
            },
        )
    }

    /// True where `word`, in lower case, is itself a word of the lexicon called `label`, or ends as one of its compound
    /// tails. For words that do not stand in the text as they are (letter-spaced titles, parts of a name).
    #[inline]
    pub fn contains(&self, label: &str, word: &str) -> bool {
        self.value_of(label, word).is_some()
    }

    /// The same, with the value of the entry that matches ("" where it has none).
    #[inline]
    pub fn value_of(&self, label: &str, word: &str) -> Option<&str> {
        self.value_of_labelled(self.labels.get(label), word)
    }

    /// The same, of a label.
    fn value_of_labelled(&self, label: Option<Label>, word: &str) -> Option<&str> {
        let label = label?;
        let kinds = self.kinds.get(label.0 as usize)?;
        let fits = |group: u32| {
            let group = self.groups.get(group as usize)?;
            let fits = group.label == label && !excepted(&group.except, word);
            fits.then(|| self.value(group.value).unwrap_or(""))
        };
        let entry = self.table.find(word);
        let asked = |entry| self.table.asked_of(entry).find_map(fits);
        if let Some(value) = entry.filter(|_| kinds.asked).and_then(asked) {
            return Some(value);
        }
        if let Some(value) = self.value_of_ending(kinds, label, word) {
            return Some(value);
        }
        if !kinds.forms {
            return None;
        }
        // A form is looked up from its first letter on.
        let entry = match word.find(is_alphanumeric)? {
            0 => entry,
            first => self.table.find(&word[first..]),
        };
        let whole = entry.and_then(|entry| self.table.forms_of(entry).find_map(|form| fits(form.group)));
        // Longest tail first: it says most.
        let tail = || self.table.tails(word).rev().find_map(fits);
        whole.or_else(|| kinds.tails.then(tail).flatten())
    }
}

impl Group {
    fn mark(&self, span: Span) -> WordMark {
        WordMark { span, label: self.label, value: self.value }
    }
}

fn excepted(except: &[Text], word: &str) -> bool {
    except.iter().any(|exception| exception.len() <= word.len() && word.contains(&**exception))
}
