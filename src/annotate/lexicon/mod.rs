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

use self::file::{Table, Wrong, by_label, included, parse, parse_json, shared};
use self::patterns::Patterns;
use self::vocabulary::{How, Spare};
use self::words::Words;
use super::token::Token;
use crate::document::builder::lower_aligned;
use crate::document::letters::is_alphanumeric;
use crate::document::{Label, LabelTable, Span};

mod file;
mod forms;
mod interner;
mod patterns;
mod scan;
#[cfg(test)]
mod tests;
mod vocabulary;
mod words;

pub use file::tables_of;
pub use forms::{inflections, phrase_forms};
pub use vocabulary::Vocabulary;

/// Bytes of one word or phrase, at most.
const MAX_WORD: usize = 200;
/// Bytes of all compiled patterns, at most.
const MAX_PATTERNS: usize = 80 << 20;
/// Forms of the words of all lexicons, at most; those that are taken in count again.
const MAX_FORMS: usize = 1_000_000;
/// Tables of all lexicons, at most.
const MAX_TABLES: usize = 5_000;
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValueId(u32);

/// All lexicons of the loaded packs, compiled.
#[derive(Debug, Clone, Default)]
pub struct Lexicons {
    labels: LabelTable,
    groups: Vec<Group>,
    /// How the words of each label match.
    kinds: Vec<Kinds>,
    /// Values that tables give.
    values: Vec<Box<str>>,
    table: Words,
    patterns: Patterns,
    /// Vocabularies of documents that have been read.
    spare: Spare,
    /// Bytes of all patterns compiled so far.
    compiled: usize,
    /// Forms of words so far.
    forms: usize,
}

/// How the words of one label match: what need not be asked for.
#[derive(Debug, Clone, Default)]
struct Kinds {
    forms: bool,
    tails: bool,
    asked: bool,
    /// Endings that are only asked for.
    endings: Vec<(Box<str>, u32)>,
}

#[derive(Debug, Clone)]
struct Group {
    label: Label,
    lang: SpecLang,
    value: ValueId,
    except: Arc<[String]>,
    /// Of which languages its words are function words.
    functions: Functions,
}

/// Lexicons of function words, by which languages are told apart; one for all other languages comes last.
pub const FUNCTIONS: [&str; 5] =
    ["function-sv", "function-en", "function-da", "function-no", "function-other"];

/// Yes or no for each of [`FUNCTIONS`].
pub type Functions = [bool; FUNCTIONS.len()];

impl Lexicons {
    /// Compiles lexicon files, given as (path, text). All mistakes of all files are returned at once.
    pub fn load(files: &[(String, String)]) -> Result<Lexicons, Vec<LexiconError>> {
        let (lexicons, errors) = Lexicons::read(files);
        if errors.is_empty() { Ok(lexicons) } else { Err(errors) }
    }

    /// The same, with what could be compiled beside the mistakes.
    pub fn read(files: &[(String, String)]) -> (Lexicons, Vec<LexiconError>) {
        let mut errors = Vec::new();
        let mut tables = Vec::new();
        for file in files {
            match parse(file) {
                Ok(read) => tables.extend(read),
                Err(error) => errors.push(error),
            }
        }
        Lexicons::of(&tables, errors)
    }

    /// Compiles lexicon files as JSON; `None` where there is a mistake in one of them.
    pub fn of_json(files: &[&str]) -> Option<Lexicons> {
        let mut tables = Vec::new();
        for file in files {
            tables.extend(parse_json(file)?);
        }
        let (lexicons, errors) = Lexicons::of(&tables, Vec::new());
        errors.is_empty().then_some(lexicons)
    }

    fn of(tables: &[Table<'_>], mut errors: Vec<LexiconError>) -> (Lexicons, Vec<LexiconError>) {
        let mut lexicons = Lexicons { labels: LabelTable::new(), ..Lexicons::default() };
        if let Some(table) = tables.get(MAX_TABLES) {
            errors.push(
                table.error(Wrong::new(&table.label, format!("more than {MAX_TABLES} lexicons in all"))),
            );
            return (lexicons, errors);
        }
        let of_label = by_label(tables);
        for (at, table) in tables.iter().enumerate() {
            let wrong = |why: Wrong| table.error(why);
            // Exceptions without words are for the other tables of the label.
            let alone = table.spec.words.is_empty() && table.spec.include.is_empty();
            if !alone && let Err(why) = lexicons.add(&table.label, &table.spec, &shared(tables, table)) {
                errors.push(wrong(why));
            }
            for name in &table.spec.include {
                if !of_label.contains_key(name.as_str()) {
                    let names = of_label.keys().map(|name| (*name).to_owned()).collect();
                    let message = format!("no lexicon is called `{name}`");
                    errors.push(wrong(Wrong { names, ..Wrong::new(name, message) }));
                }
            }
            match included(at, tables, &of_label) {
                Ok(others) => {
                    for other in others.iter().map(|index| &tables[*index]) {
                        // Mistakes in its words are told where they stand; too many words are told here.
                        let added = lexicons.add(&table.label, &other.spec, &shared(tables, other));
                        if let Err(why) = added.as_ref().map_err(|why| &why.message)
                            && lexicons.forms > MAX_FORMS
                        {
                            errors.push(wrong(Wrong::new(&table.label, why.clone())));
                            return (lexicons, errors);
                        }
                    }
                }
                Err(way) => {
                    let message = format!("lexicons include each other: {}", way.join(" → "));
                    errors.push(wrong(Wrong::new(way.get(1).map_or("", String::as_str), message)));
                }
            }
        }
        lexicons.table.seal();
        lexicons.patterns.seal();
        (lexicons, errors)
    }

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
        vocabulary.number(lower, tokens, &self.table, &self.groups);
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
        let of_label = |group: u32| self.groups.get(group as usize).filter(|group| group.label == label);
        if kinds.asked
            && let Some(entry) = known.entry
        {
            let free = |group: &&Group| !excepted(&group.except, word);
            if let Some(group) = self.table.asked_of(entry).find_map(|group| of_label(group).filter(free)) {
                return Some(self.value(group.value).unwrap_or(""));
            }
        }
        if let Some(value) = self.value_of_ending(kinds, label, word) {
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

    fn value_of_ending(&self, kinds: &Kinds, label: Label, word: &str) -> Option<&str> {
        let ends =
            |(ending, _): &&(Box<str>, u32)| word.len() >= ending.len() + 2 && word.ends_with(&**ending);
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

    fn add(&mut self, label: &str, spec: &Spec, except: &[String]) -> Result<(), Wrong> {
        if label.is_empty()
            || !label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        {
            let message = format!("lexicon `{label}`: names are kebab-case ASCII, such as `duty-verb`");
            return Err(Wrong::new(label, message));
        }
        self.count(label, spec.words.len())?;
        let group = self.groups.len() as u32;
        let numbered = self.labels.add(label);
        let except: Arc<[String]> =
            spec.except.iter().chain(except).map(|word| lower_aligned(word)).collect();
        let value = self.number_value(spec.value.as_deref());
        let functions = FUNCTIONS.map(|name| name == label);
        self.groups.push(Group {
            label: numbered,
            lang: spec.lang,
            value,
            except: except.clone(),
            functions,
        });
        let at = numbered.0 as usize;
        if self.kinds.len() <= at {
            self.kinds.resize_with(at + 1, Kinds::default);
        }
        let kinds = &mut self.kinds[at];
        kinds.tails |= spec.kind == MatchKind::CompoundTail;
        kinds.asked |= spec.kind == MatchKind::Asked;
        kinds.forms |= !matches!(spec.kind, MatchKind::Asked | MatchKind::Regex);
        for word in &spec.words {
            if word.len() > MAX_WORD && spec.kind != MatchKind::Regex {
                let message =
                    format!("lexicon `{label}`: `{}` is longer than {MAX_WORD} bytes", forms::shorten(word));
                return Err(Wrong::new(word, message));
            }
            match spec.kind {
                MatchKind::Regex => self.add_pattern(label, word, group)?,
                MatchKind::Asked => match word.strip_prefix('-') {
                    Some(ending) => self.kinds[at].endings.push((lower_aligned(ending).into(), group)),
                    None => self.table.add_asked(word, group),
                },
                MatchKind::Phrase => {
                    let forms = phrase_forms(word);
                    let wrong = |message| Wrong::new(word, format!("lexicon `{label}`: {message}"));
                    let forms = forms.map_err(wrong)?;
                    self.count(label, forms.len())?;
                    for form in forms {
                        self.table.add_form(&form, spec.case, group, &except);
                    }
                }
                MatchKind::Word | MatchKind::CompoundTail => {
                    let forms = inflections(word);
                    self.count(label, forms.len())?;
                    for form in forms {
                        self.table.add_form(&form, spec.case, group, &except);
                        if spec.kind == MatchKind::CompoundTail && !spec.case {
                            self.table.add_tail(&form, group);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn number_value(&mut self, value: Option<&str>) -> ValueId {
        let Some(value) = value else { return ValueId(0) };
        let known = self.values.iter().position(|known| **known == *value);
        let at = known.unwrap_or_else(|| {
            self.values.push(value.into());
            self.values.len() - 1
        });
        ValueId(at as u32 + 1)
    }

    fn count(&mut self, label: &str, more: usize) -> Result<(), Wrong> {
        self.forms += more;
        if self.forms > MAX_FORMS {
            let message = format!("more than {MAX_FORMS} forms of words in all lexicons together");
            return Err(Wrong::new(label, message));
        }
        Ok(())
    }

    fn add_pattern(&mut self, label: &str, written: &str, group: u32) -> Result<(), Wrong> {
        let refused = |why: String| {
            let shown = forms::shorten(written);
            Wrong::new(written, format!("lexicon `{label}`: pattern `{shown}`: {why}"))
        };
        if self.compiled > MAX_PATTERNS {
            return Err(refused(
                "the patterns of all lexicons are too large together; list the words".into(),
            ));
        }
        let pattern = patterns::compile(written).map_err(refused)?;
        self.compiled += pattern.size();
        self.patterns.add(pattern, group);
        Ok(())
    }
}

impl Group {
    fn mark(&self, span: Span) -> WordMark {
        WordMark { span, label: self.label, value: self.value }
    }
}

fn excepted(except: &[String], word: &str) -> bool {
    except.iter().any(|exception| exception.len() <= word.len() && word.contains(exception.as_str()))
}
