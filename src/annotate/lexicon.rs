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

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use regex_automata::{Input, meta};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::token::Token;
use crate::document::{Bounded, Label, LabelTable, Language, Span};

/// Forms that one entry of a phrase may expand to, at most.
const MAX_FORMS: usize = 256;
/// Bytes of one word or phrase, at most.
const MAX_WORD: usize = 200;
/// Bytes of one regex pattern, at most.
const MAX_PATTERN: usize = 8 << 10;
/// From so many patterns on, one automaton for all sorts out the lines that hold none.
const MANY_PATTERNS: usize = 4;
/// Bytes of one compiled regex, at most.
const MAX_REGEX: usize = 2 << 20;
/// Bytes of all compiled regexes, at most: more would take seconds to compile.
const MAX_ALL_REGEX: usize = 80 << 20;
/// Words of all lexicons, at most; those that are taken in count again.
const MAX_WORDS: usize = 500_000;
/// Tables of all lexicons, at most.
const MAX_TABLES: usize = 5_000;
/// Name of a file that holds lexicons beside other things.
const SETTINGS: &str = "pyspunka.toml";

/// A lexicon file as written.
#[derive(Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileSpec {
    /// Tables of words by the label of their marks.
    #[serde(default)]
    pub lexicon: BTreeMap<String, Vec<Spec>>,
}

/// The lexicons of a file that holds other things as well.
#[derive(Debug, Default, Deserialize)]
struct PartSpec {
    #[serde(default)]
    lexicon: BTreeMap<String, Vec<Spec>>,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordMark {
    /// Where.
    pub span: Span,
    /// Which lexicon.
    pub label: Label,
    /// The lexicon's value.
    pub value: Option<Arc<str>>,
}

/// All lexicons of the loaded packs, compiled.
#[derive(Debug, Clone, Default)]
pub struct Lexicons {
    labels: LabelTable,
    groups: Vec<Group>,
    /// Lengths of the forms that begin with a token, longest first: however many phrases begin with a word, looking for
    /// them costs one look-up for each length.
    firsts: HashMap<Box<str>, Vec<usize>, BuildHasherDefault<WordHasher>>,
    /// Forms by their text.
    forms: HashMap<Box<str>, Vec<Form>, BuildHasherDefault<WordHasher>>,
    /// Compound tails by their text.
    tails: HashMap<Box<str>, Vec<u32>, BuildHasherDefault<WordHasher>>,
    /// Words that are only asked for.
    asked: HashMap<Box<str>, Vec<u32>, BuildHasherDefault<WordHasher>>,
    /// Endings that are only asked for.
    asked_endings: Vec<(Box<str>, u32)>,
    tail_lengths: Vec<usize>,
    tail_ends: TailEnds,
    patterns: Vec<Pattern>,
    /// Patterns as one automaton, which tells in one pass which of them a line holds; `None` where there are few.
    which: Option<meta::Regex>,
    /// Bytes of all patterns compiled so far.
    compiled: usize,
    /// Words so far.
    words: usize,
}

#[derive(Debug, Clone)]
struct Group {
    label: Label,
    lang: SpecLang,
    value: Option<Arc<str>>,
    except: Vec<String>,
}

#[derive(Debug, Clone)]
struct Pattern {
    regex: meta::Regex,
    group: u32,
    written: Box<str>,
    /// Its number in the automaton of all; `None` where it is looked for by itself.
    number: Option<regex_automata::PatternID>,
}

#[derive(Debug, Clone)]
struct Form {
    /// As written, where capitals matter.
    exact: Option<Box<str>>,
    group: u32,
}

impl Lexicons {
    /// Compiles lexicon files, given as (path, text). All mistakes of all files are returned at once.
    pub fn load(files: &[(String, String)]) -> Result<Lexicons, Vec<LexiconError>> {
        let (lexicons, errors) = Lexicons::read(files);
        if errors.is_empty() { Ok(lexicons) } else { Err(errors) }
    }

    /// The same, with what could be compiled beside the mistakes.
    pub fn read(files: &[(String, String)]) -> (Lexicons, Vec<LexiconError>) {
        let mut lexicons = Lexicons { labels: LabelTable::new(), ..Lexicons::default() };
        let mut errors = Vec::new();
        let mut tables: Vec<Table<'_>> = Vec::new();
        for file in files {
            match parse(file) {
                Ok(read) => tables.extend(read),
                Err(error) => errors.push(error),
            }
        }
        if let Some(table) = tables.get(MAX_TABLES) {
            errors.push(
                table.error(Wrong::new(&table.label, format!("more than {MAX_TABLES} lexicons in all"))),
            );
            return (lexicons, errors);
        }
        let of_label = by_label(&tables);
        for (at, table) in tables.iter().enumerate() {
            let wrong = |why: Wrong| table.error(why);
            // Exceptions without words are for the other tables of the label.
            let alone = table.spec.words.is_empty() && table.spec.include.is_empty();
            if !alone && let Err(why) = lexicons.add(&table.label, &table.spec, &shared(&tables, table)) {
                errors.push(wrong(why));
            }
            for name in &table.spec.include {
                if !of_label.contains_key(name.as_str()) {
                    let names = of_label.keys().map(|name| (*name).to_owned()).collect();
                    let message = format!("no lexicon is called `{name}`");
                    errors.push(wrong(Wrong { names, ..Wrong::new(name, message) }));
                }
            }
            match included(at, &tables, &of_label) {
                Ok(others) => {
                    for other in others.iter().map(|index| &tables[*index]) {
                        // Mistakes in its words are told where they stand; too many words are told here.
                        let added = lexicons.add(&table.label, &other.spec, &shared(&tables, other));
                        if let Err(why) = added.as_ref().map_err(|why| &why.message)
                            && lexicons.words > MAX_WORDS
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
        lexicons.seal();
        (lexicons, errors)
    }

    /// The labels of all lexicons, after the built-in ones.
    pub fn labels(&self) -> &LabelTable {
        &self.labels
    }

    /// True where `word`, one token in lower case, is by itself a word of the lexicon numbered `label`.
    pub fn has_form(&self, label: Label, word: &str) -> bool {
        let of_label =
            |form: &Form| self.groups.get(form.group as usize).is_some_and(|group| group.label == label);
        self.forms.get(word).is_some_and(|forms| forms.iter().any(of_label))
    }

    /// True where `word`, in lower case, is itself a word of the lexicon called `label`, or ends as one of its compound
    /// tails. For words that do not stand in the text as they are (letter-spaced titles, parts of a name).
    pub fn contains(&self, label: &str, word: &str) -> bool {
        self.value_of(label, word).is_some()
    }

    /// The same, with the value of the entry that matches ("" where it has none).
    pub fn value_of(&self, label: &str, word: &str) -> Option<&str> {
        let label = self.labels.get(label)?;
        let fits = |group: &u32| {
            let group = self.groups.get(*group as usize)?;
            let fits = group.label == label && !excepted(&group.except, word);
            fits.then(|| group.value.as_deref().unwrap_or(""))
        };
        if let Some(value) = self.asked.get(word).and_then(|groups| groups.iter().find_map(fits)) {
            return Some(value);
        }
        let ends =
            |(ending, _): &&(Box<str>, u32)| word.len() >= ending.len() + 2 && word.ends_with(&**ending);
        let mut endings = self.asked_endings.iter().filter(ends);
        if let Some(value) = endings.find_map(|(_, group)| fits(group)) {
            return Some(value);
        }
        let first = super::token::tokenize(word).first().map(|token| token.span)?;
        let rest = word.get(first.start()..)?;
        let forms = self.forms.get(rest).map_or(&[][..], Vec::as_slice);
        let whole = forms.iter().find_map(|form| fits(&form.group));
        whole.or_else(|| {
            // Longest tail first: it says most.
            self.tail_lengths.iter().rev().filter(|length| **length + 2 <= word.len()).find_map(|length| {
                let tail = word.get(word.len() - length..)?;
                self.tails.get(tail)?.iter().find_map(fits)
            })
        })
    }

    fn add(&mut self, label: &str, spec: &Spec, except: &[String]) -> Result<(), Wrong> {
        if label.is_empty()
            || !label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        {
            let message = format!("lexicon `{label}`: names are kebab-case ASCII, such as `duty-verb`");
            return Err(Wrong::new(label, message));
        }
        self.words += spec.words.len();
        if self.words > MAX_WORDS {
            return Err(Wrong::new(label, format!("more than {MAX_WORDS} words in all lexicons together")));
        }
        let group = self.groups.len() as u32;
        self.groups.push(Group {
            label: self.labels.add(label),
            lang: spec.lang,
            value: spec.value.as_deref().map(Arc::from),
            except: spec.except.iter().chain(except).map(|word| lower(word)).collect(),
        });
        for word in &spec.words {
            if word.len() > MAX_WORD && spec.kind != MatchKind::Regex {
                let message =
                    format!("lexicon `{label}`: `{}` is longer than {MAX_WORD} bytes", shorten(word));
                return Err(Wrong::new(word, message));
            }
            match spec.kind {
                MatchKind::Regex => self.add_pattern(label, word, group)?,
                MatchKind::Asked => match word.strip_prefix('-') {
                    Some(ending) => self.asked_endings.push((lower(ending).into(), group)),
                    None => self.asked.entry(lower(word).into()).or_default().push(group),
                },
                MatchKind::Phrase => {
                    let forms = phrase_forms(word);
                    let wrong = |message| Wrong::new(word, format!("lexicon `{label}`: {message}"));
                    for form in forms.map_err(wrong)? {
                        self.add_form(&form, spec.case, group);
                    }
                }
                MatchKind::Word => {
                    for form in inflections(word) {
                        self.add_form(&form, spec.case, group);
                    }
                }
                MatchKind::CompoundTail => {
                    for form in inflections(word) {
                        self.add_form(&form, spec.case, group);
                        if !spec.case {
                            self.tails.entry(lower(&form).into()).or_default().push(group);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn add_form(&mut self, form: &str, case: bool, group: u32) {
        let lower = lower(form);
        let Some(first) = super::token::tokenize(&lower).first().map(|token| token.span) else { return };
        // A form is looked up by its first token, so it begins there.
        let text: Box<str> = lower[first.start()..].into();
        let exact = case.then(|| form[first.start()..].into());
        let lengths = self.firsts.entry(lower[first.range()].into()).or_default();
        if let Err(at) = lengths.binary_search_by(|length| text.len().cmp(length)) {
            lengths.insert(at, text.len());
        }
        let forms = self.forms.entry(text).or_default();
        if forms.last().is_none_or(|last| last.group != group || last.exact != exact) {
            forms.push(Form { exact, group });
        }
    }

    fn add_pattern(&mut self, label: &str, pattern: &str, group: u32) -> Result<(), Wrong> {
        let refuse = |why: String| {
            Err(Wrong::new(pattern, format!("lexicon `{label}`: pattern `{}`: {why}", shorten(pattern))))
        };
        if pattern.len() > MAX_PATTERN {
            return refuse(format!("longer than {MAX_PATTERN} bytes; list the words instead"));
        }
        if self.compiled > MAX_ALL_REGEX {
            return refuse("the patterns of all lexicons are too large together; list the words".into());
        }
        let config = meta::Config::new()
            .nfa_size_limit(Some(MAX_REGEX))
            .onepass_size_limit(Some(MAX_REGEX))
            .hybrid_cache_capacity(1 << 20);
        let syntax = regex_automata::util::syntax::Config::new().nest_limit(64);
        let built = meta::Builder::new().configure(config).syntax(syntax).build(pattern);
        // A pattern that is refused has cost as much as one of the largest.
        self.compiled += built.as_ref().map_or(MAX_REGEX, meta::Regex::memory_usage);
        match built {
            Err(error) => {
                let why = error.syntax_error().map_or_else(|| error.to_string(), ToString::to_string);
                refuse(why.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned())
            }
            Ok(regex) if regex.is_match("") => {
                refuse("matches the empty text; make a part of it required".into())
            }
            Ok(regex) => {
                self.patterns.push(Pattern { regex, group, written: pattern.into(), number: None });
                Ok(())
            }
        }
    }

    fn seal(&mut self) {
        for forms in self.forms.values_mut() {
            forms.sort_by_key(|form| form.group);
        }
        self.join_patterns();
        let mut lengths: Vec<usize> = self.tails.keys().map(|tail| tail.len()).collect();
        lengths.sort_unstable();
        lengths.dedup();
        self.tail_lengths = lengths;
        self.tail_ends = TailEnds::of(self.tails.keys());
    }

    /// Joins the patterns that can be joined. Those with word boundaries cannot: an automaton that knows them takes its
    /// slow way at every letter outside ASCII.
    fn join_patterns(&mut self) {
        let joined =
            |pattern: &&mut Pattern| !pattern.written.contains("\\b") && !pattern.written.contains("\\B");
        let mut written: Vec<Box<str>> = Vec::new();
        for pattern in self.patterns.iter_mut().filter(joined) {
            pattern.number = regex_automata::PatternID::new(written.len()).ok();
            written.push(pattern.written.clone());
        }
        if written.len() >= MANY_PATTERNS {
            let config = meta::Config::new()
                .match_kind(regex_automata::MatchKind::All)
                .nfa_size_limit(Some(MAX_ALL_REGEX))
                .onepass(false)
                .dfa(false)
                .hybrid_cache_capacity(16 << 20);
            self.which = meta::Builder::new().configure(config).build_many(&written).ok();
        }
        // Where it grows too large, each pattern is looked for by itself.
        if self.which.is_none() {
            self.patterns.iter_mut().for_each(|pattern| pattern.number = None);
        }
    }

    /// Every word of every lexicon that a text holds, sorted by start, then end, then label. `lower` is the aligned
    /// lower case of `text`, `tokens` its tokens. Of one label at one start only the longest match is kept.
    pub fn scan(&self, text: &str, lower: &str, tokens: &[Token], language: Language) -> Vec<WordMark> {
        let mut marks = Vec::new();
        let wanted: Vec<bool> = self.groups.iter().map(|group| speaks(group.lang, language)).collect();
        for token in tokens {
            let word = &lower[token.span.range()];
            if let Some(lengths) = self.firsts.get(word) {
                self.scan_forms(text, lower, *token, lengths, &wanted, &mut marks);
            }
            if self.tail_ends.may_end(word) {
                self.scan_tails(word, *token, &wanted, &mut marks);
            }
        }
        self.scan_patterns(lower, &wanted, &mut marks);
        marks.sort_by_key(|a| (a.span, a.label));
        marks.dedup_by(|a, b| a.span == b.span && a.label == b.label && a.value == b.value);
        marks
    }

    fn scan_forms(
        &self,
        text: &str,
        lower: &str,
        token: Token,
        lengths: &[usize],
        wanted: &[bool],
        marks: &mut Vec<WordMark>,
    ) {
        let start = token.span.start();
        let from = marks.len();
        for length in lengths {
            let end = start + length;
            let forms = lower.get(start..end).and_then(|words| self.forms.get(words));
            if forms.is_none() || !ends_word(lower, end) {
                continue;
            }
            for form in forms.into_iter().flatten() {
                let group = &self.groups[form.group as usize];
                if !wanted[form.group as usize]
                    || form.exact.as_deref().is_some_and(|exact| text.get(start..end) != Some(exact))
                    || excepted(&group.except, &lower[token.span.range()])
                {
                    continue;
                }
                // Longest first: a shorter form of the same lexicon at the same place says nothing more.
                if marks[from..].iter().any(|mark| mark.label == group.label && mark.value == group.value) {
                    continue;
                }
                marks.push(WordMark {
                    span: Span::at(start, end),
                    label: group.label,
                    value: group.value.clone(),
                });
            }
        }
    }

    fn scan_tails(&self, word: &str, token: Token, wanted: &[bool], marks: &mut Vec<WordMark>) {
        for length in &self.tail_lengths {
            // Two letters at least stand before the tail ("uplan" is no plan).
            if *length + 2 > word.len() {
                break;
            }
            let Some(tail) = word.get(word.len() - length..) else { continue };
            let Some(groups) = self.tails.get(tail) else { continue };
            for index in groups {
                let group = &self.groups[*index as usize];
                if !wanted[*index as usize] || excepted(&group.except, word) {
                    continue;
                }
                let mark = WordMark { span: token.span, label: group.label, value: group.value.clone() };
                if marks.last() != Some(&mark) {
                    marks.push(mark);
                }
            }
        }
    }

    /// Line by line: a pattern never crosses a block.
    fn scan_patterns(&self, lower: &str, wanted: &[bool], marks: &mut Vec<WordMark>) {
        if self.patterns.is_empty() {
            return;
        }
        let mut bounded = vec![Bounded::over(lower.len()); self.patterns.len()];
        let mut held = regex_automata::PatternSet::new(self.patterns.len());
        let mut line_start = 0;
        for line in lower.split('\n') {
            if let Some(which) = &self.which {
                held.clear();
                which.which_overlapping_matches(&Input::new(line), &mut held);
            }
            for (pattern, bounded) in self.patterns.iter().zip(&mut bounded) {
                let here = pattern.number.is_none_or(|number| held.contains(number));
                if here && wanted[pattern.group as usize] {
                    self.scan_pattern(lower, (line_start, line), pattern, bounded, marks);
                }
            }
            line_start += line.len() + 1;
        }
    }

    fn scan_pattern(
        &self,
        lower: &str,
        (line_start, line): (usize, &str),
        pattern: &Pattern,
        bounded: &mut Bounded,
        marks: &mut Vec<WordMark>,
    ) {
        let group = &self.groups[pattern.group as usize];
        let find = |range| pattern.regex.find(Input::new(line).span(range)).map(|found| found.range());
        bounded.each(line, find, |found| {
            let (start, end) = (line_start + found.start, line_start + found.end);
            if !found.is_empty()
                && begins_word(lower, start)
                && ends_word(lower, end)
                && !excepted(&group.except, &lower[start..end])
            {
                let value = group.value.clone();
                marks.push(WordMark { span: Span::at(start, end), label: group.label, value });
            }
        });
    }
}

fn speaks(lang: SpecLang, language: Language) -> bool {
    matches!(
        (lang, language),
        (SpecLang::Any, _)
            | (_, Language::Other)
            | (SpecLang::Sv, Language::Sv)
            | (SpecLang::En, Language::En)
            | (SpecLang::No, Language::No)
            | (SpecLang::Da, Language::Da)
    )
}

fn excepted(except: &[String], word: &str) -> bool {
    except.iter().any(|exception| word.contains(exception.as_str()))
}

/// True where a word ends at `end`: no letter or digit follows, nor a hyphen with one behind it.
fn ends_word(text: &str, end: usize) -> bool {
    let Some(rest) = text.get(end..) else { return false };
    let mut following = rest.chars();
    match following.next() {
        Some(next) if next.is_alphanumeric() => !text[..end].ends_with(|c: char| c.is_alphanumeric()),
        Some('-') => !following.next().is_some_and(char::is_alphanumeric),
        _ => true,
    }
}

fn begins_word(text: &str, start: usize) -> bool {
    let Some(before) = text.get(..start) else { return false };
    let inside = before.ends_with(|c: char| c.is_alphanumeric());
    !inside || !text[start..].starts_with(|c: char| c.is_alphanumeric())
}

fn lower(text: &str) -> String {
    crate::document::builder::lower_aligned(text)
}

fn shorten(text: &str) -> String {
    text.chars().take(60).collect()
}

/// "plan -en -er" → plan, planen, planer, and each with a genitive -s. A form that ends in s, x or z takes none.
/// "strategi -n" and "policy ~policyer": `~` gives a whole form. "a/b -en" is two stems.
pub fn inflections(entry: &str) -> Vec<String> {
    let mut forms = Vec::new();
    let mut parts = entry.split_whitespace().peekable();
    let mut stems: Vec<String> = Vec::new();
    // Words before the first ending belong together only in phrases; here the first is the stem.
    while let Some(part) = parts.peek() {
        if part.starts_with('-') || part.starts_with('~') {
            break;
        }
        stems.push((*part).to_owned());
        parts.next();
    }
    let stem = stems.join(" ");
    let alternatives: Vec<&str> = stem.split('/').filter(|stem| !stem.is_empty()).collect();
    let endings: Vec<&str> = parts.collect();
    for stem in alternatives {
        forms.push(stem.to_owned());
        for ending in &endings {
            match ending.strip_prefix('~') {
                Some(whole) => forms.push(whole.to_owned()),
                None => forms.push(format!("{stem}{}", ending.trim_start_matches('-'))),
            }
        }
    }
    let genitives: Vec<String> = forms
        .iter()
        .filter(|form| !form.ends_with(['s', 'x', 'z', 'S']))
        .map(|form| format!("{form}s"))
        .collect();
    forms.extend(genitives);
    forms
}

/// "är/var ansvarig/ansvariga för" → all four phrases.
pub fn phrase_forms(entry: &str) -> Result<Vec<String>, String> {
    let mut forms = vec![String::new()];
    for word in entry.split_whitespace() {
        let alternatives: Vec<&str> = match word {
            "/" => vec!["/"],
            word => word.split('/').collect(),
        };
        if forms.len() * alternatives.len() > MAX_FORMS {
            return Err(format!(
                "phrase `{}` has more than {MAX_FORMS} forms; write two entries",
                shorten(entry)
            ));
        }
        forms = forms
            .iter()
            .flat_map(|form| {
                alternatives.iter().map(move |alternative| match form.is_empty() || alternative.is_empty() {
                    true => format!("{form}{alternative}"),
                    false => format!("{form} {alternative}"),
                })
            })
            .collect();
    }
    forms.retain(|form| !form.is_empty());
    Ok(forms)
}

fn count_lines(text: &str, offset: usize) -> usize {
    text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count()
}

/// One table of a lexicon file, and where it stands.
#[derive(Debug)]
struct Table<'a> {
    path: &'a str,
    text: &'a str,
    label: String,
    /// Where its header begins; the start of the file where that is written in another way.
    from: usize,
    spec: Spec,
}

/// A mistake in a table, not yet placed.
#[derive(Debug, Default)]
struct Wrong {
    word: String,
    message: String,
    names: Vec<String>,
}

impl Wrong {
    fn new(word: &str, message: String) -> Wrong {
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
    fn error(&self, wrong: Wrong) -> LexiconError {
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

fn parse((path, text): &(String, String)) -> Result<Vec<Table<'_>>, LexiconError> {
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

type ByLabel<'t> = BTreeMap<&'t str, Vec<usize>>;

fn by_label<'t>(tables: &'t [Table<'_>]) -> ByLabel<'t> {
    let mut of_label: ByLabel<'t> = BTreeMap::new();
    for (index, table) in tables.iter().enumerate() {
        of_label.entry(table.label.as_str()).or_default().push(index);
    }
    of_label
}

/// Exceptions that other tables of the same label and language hold for all.
fn shared(tables: &[Table<'_>], of: &Table<'_>) -> Vec<String> {
    let alone = |table: &&Table<'_>| table.spec.words.is_empty() && table.spec.include.is_empty();
    let same = |table: &&Table<'_>| {
        table.label == of.label && (table.spec.lang == of.spec.lang || table.spec.lang == SpecLang::Any)
    };
    let exceptions = tables.iter().filter(alone).filter(same);
    exceptions.flat_map(|table| table.spec.except.iter().cloned()).collect()
}

/// Tables that a table takes in, directly or not; the way round where lexicons include each other.
fn included(at: usize, tables: &[Table<'_>], of_label: &ByLabel<'_>) -> Result<Vec<usize>, Vec<String>> {
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

/// Which last three bytes some tail ends with: most words are sorted out here.
#[derive(Debug, Clone, Default)]
struct TailEnds {
    bits: Vec<u64>,
}

impl TailEnds {
    fn of<'a>(tails: impl Iterator<Item = &'a Box<str>>) -> TailEnds {
        let mut bits = vec![0u64; 1024];
        let mut any = false;
        for tail in tails {
            any = true;
            let slot = Self::slot(tail.as_bytes());
            bits[slot / 64] |= 1 << (slot % 64);
        }
        TailEnds { bits: if any { bits } else { Vec::new() } }
    }

    fn slot(word: &[u8]) -> usize {
        let last = |back: usize| word.len().checked_sub(back).map_or(0, |at| word[at] as usize);
        (last(1) ^ (last(2) << 5) ^ (last(3) << 9)) & 0xffff
    }

    fn may_end(&self, word: &str) -> bool {
        let slot = Self::slot(word.as_bytes());
        self.bits.get(slot / 64).is_some_and(|bits| bits & (1 << (slot % 64)) != 0)
    }
}

/// Multiply-and-rotate over eight bytes at a time. Not for untrusted keys: the keys here are those of the lexicons, and
/// a text that collides costs one comparison more.
#[derive(Debug, Clone, Copy, Default)]
pub struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0u8; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }

    fn finish(&self) -> u64 {
        // The table takes the high and the low bits: mix once more.
        self.0 ^ (self.0 >> 29)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::token::tokenize;

    const FILE: &str = r#"
[[lexicon.plan]]
lang = "sv"
match = "compound-tail"
words = ["plan -en -er -erna", "strategi -n -er -erna"]
except = ["genomförandeplan"]

[[lexicon.plan]]
lang = "any"
match = "word"
case = true
words = ["RUS"]

[[lexicon.duty]]
lang = "sv"
match = "phrase"
words = ["ansvarar för", "ansvarar för att", "är/var ansvarig/ansvariga för"]

[[lexicon.number]]
lang = "any"
match = "regex"
words = ['dnr [a-z]+ \d+']
value = "n"
"#;

    fn check(text: &str, expected: &[&str]) {
        let lexicons = Lexicons::load(&[("test.toml".into(), FILE.into())]).unwrap();
        let lower = lower(text);
        let marks = lexicons.scan(text, &lower, &tokenize(text), Language::Sv);
        let got: Vec<String> = marks
            .iter()
            .map(|mark| format!("{}:{}", lexicons.labels().name(mark.label), &text[mark.span.range()]))
            .collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn words_tails_phrases_and_patterns_are_found() {
        check(
            "Trygghetsplanen och planens strategi",
            &["plan:Trygghetsplanen", "plan:planens", "plan:strategi"],
        );
        check("Genomförandeplanen, strategigrupp, planera, uplan", &[]);
        check("RUS, rus", &["plan:RUS"]);
        check("Hon ansvarar för att städa", &["duty:ansvarar för att"]);
        check("De var ansvariga för, ansvarar förstås", &["duty:var ansvariga för"]);
        check("Dnr ks 17x, dnr ks 17", &["number:dnr ks 17"]);
        check("IT-strategi", &["plan:IT-strategi"]);
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let broken = [
            ("x = 1", "unknown field"),
            ("[[lexicon.a]]\nlang = \"sv\"\nmatch = \"regex\"\nwords = [\"(\"]", "unclosed group"),
            ("[[lexicon.a]]\nlang = \"sv\"\nmatch = \"regex\"\nwords = [\"x*\"]", "matches the empty text"),
            ("[[lexicon.a]]\nlang = \"xx\"\nmatch = \"word\"\nwords = []", "unknown variant"),
        ];
        for (text, message) in broken {
            let errors = Lexicons::load(&[("a.toml".into(), text.into())]).unwrap_err();
            assert!(errors[0].to_string().contains(message), "{text}: {}", errors[0]);
        }
    }

    fn found(file: &str, text: &str) -> Vec<String> {
        let lexicons = Lexicons::load(&[("test.toml".into(), file.into())]).unwrap();
        let marks = lexicons.scan(text, &lower(text), &tokenize(text), Language::Sv);
        let name = |mark: &WordMark| lexicons.labels().name(mark.label).to_owned();
        marks.iter().map(|mark| format!("{}:{}", name(mark), &text[mark.span.range()])).collect()
    }

    #[test]
    fn lexicons_take_in_others_and_hold_exceptions_against_all_their_tables() {
        let file = r#"
[[lexicon.a]]
lang = "sv"
words = ["plan -en"]
[[lexicon.b]]
lang = "sv"
include = ["a"]
words = ["strategi"]
[[lexicon.c]]
lang = "any"
include = ["b"]
[[lexicon.a]]
lang = "any"
match = "compound-tail"
words = ["program"]
[[lexicon.a]]
lang = "any"
except = ["vårdprogram"]
"#;
        assert_eq!(found(file, "planen"), ["a:planen", "b:planen", "c:planen"]);
        assert_eq!(found(file, "strategi"), ["b:strategi", "c:strategi"]);
        assert_eq!(found(file, "vårdprogram"), Vec::<String>::new());
        assert_eq!(found(file, "kulturprogram").len(), 3);
        let loops = "[[lexicon.a]]\nlang = \"sv\"\ninclude = [\"b\"]\n[[lexicon.b]]\nlang = \"sv\"\ninclude = [\"a\"]";
        let errors = Lexicons::load(&[("a.toml".into(), loops.into())]).unwrap_err();
        assert!(errors[0].message.contains("a → b → a") && errors[0].line == 3, "{errors:?}");
        let unknown = "[[lexicon.a]]\nlang = \"sv\"\ninclude = [\"bb\"]";
        let errors = Lexicons::load(&[("a.toml".into(), unknown.into())]).unwrap_err();
        assert!(errors[0].message.contains("`bb`") && errors[0].line == 3, "{errors:?}");
    }

    #[test]
    fn a_pattern_over_one_long_line_takes_linear_time() {
        let file = "[[lexicon.a]]\nlang = \"sv\"\nmatch = \"regex\"\nwords = [\"det.*ska|e\"]";
        let text = "en del e ".repeat(20_000);
        assert!(!found(file, &text).is_empty());
    }
}
