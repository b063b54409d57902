//! Lexicon files to lexicons: every word in all its forms, every pattern, numbered and laid out.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::endings::Endings;
use super::file::{Table, Wrong, by_label, included, parse, shared};
use super::patterns;
use super::{
    FUNCTIONS, Group, Kinds, LexiconError, Lexicons, MatchKind, Spec, ValueId, forms, inflections,
    phrase_forms, words,
};
use crate::document::LabelTable;
use crate::document::builder::lower_aligned;
use crate::document::flat::Text;
use crate::document::pattern::Pattern;

/// Bytes of one word or phrase, at most.
const MAX_WORD: usize = 200;
/// Bytes of all compiled patterns, at most.
const MAX_PATTERNS: usize = 80 << 20;
/// Forms of the words of all lexicons, at most; those that are taken in count again.
const MAX_FORMS: usize = 1_000_000;
/// Tables of all lexicons, at most.
const MAX_TABLES: usize = 5_000;

impl Lexicons {
    /// Compiles lexicon files, given as (path, text).
    ///
    /// # Errors
    /// All mistakes of all files.
    pub fn load(files: &[(String, String)]) -> Result<Lexicons, Vec<LexiconError>> {
        let (lexicons, errors) = Lexicons::read(files, None);
        if errors.is_empty() { Ok(lexicons) } else { Err(errors) }
    }

    /// The same, with what could be compiled beside the mistakes. Patterns that `known` has are not compiled again.
    pub fn read(files: &[(String, String)], known: Option<&Lexicons>) -> (Lexicons, Vec<LexiconError>) {
        let mut errors = Vec::new();
        let mut tables = Vec::new();
        for file in files {
            match parse(file) {
                Ok(read) => tables.extend(read),
                Err(error) => errors.push(error),
            }
        }
        let known = known.map(|known| known.patterns.by_text()).unwrap_or_default();
        let mut compiler = Compiler { known, ..Compiler::default() };
        compiler.all(&tables, &mut errors);
        (compiler.seal(), errors)
    }

    /// The lexicons as bytes, for a program of the same version.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn laid_out(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_allocvec(self)
    }

    /// What [`Lexicons::laid_out`] gave. Nothing is compiled, and most is left where it lies.
    ///
    /// # Errors
    /// Where the bytes are not those of lexicons.
    pub fn carried(laid_out: &'static [u8]) -> Result<Lexicons, postcard::Error> {
        postcard::from_bytes(laid_out)
    }
}

/// Lexicons that are being compiled.
#[derive(Default)]
struct Compiler<'k> {
    labels: LabelTable,
    groups: Vec<Group>,
    kinds: Vec<Kinds>,
    values: Vec<Text>,
    words: words::Adding,
    patterns: patterns::Adding,
    /// Patterns that have been compiled before, by their text.
    known: BTreeMap<&'k str, &'k Pattern>,
    /// Bytes of all patterns compiled so far.
    compiled: usize,
    /// Forms of words so far.
    forms: usize,
}

impl Compiler<'_> {
    fn seal(self) -> Lexicons {
        Lexicons {
            labels: self.labels,
            groups: self.groups,
            endings: Endings::new(self.kinds.iter().flat_map(|kinds| &kinds.endings)),
            kinds: self.kinds,
            values: self.values,
            table: self.words.seal(),
            patterns: self.patterns.seal(),
            ..Lexicons::default()
        }
    }

    /// Adds all tables, and mistakes in them to `errors`.
    fn all(&mut self, tables: &[Table<'_>], errors: &mut Vec<LexiconError>) {
        self.labels = LabelTable::new();
        if let Some(table) = tables.get(MAX_TABLES) {
            errors.push(
                table.error(Wrong::new(&table.label, format!("more than {MAX_TABLES} lexicons in all"))),
            );
            return;
        }
        let of_label = by_label(tables);
        for (at, table) in tables.iter().enumerate() {
            let wrong = |why: Wrong| table.error(why);
            // Exceptions without words are for the other tables of the label.
            let alone = table.spec.words.is_empty() && table.spec.include.is_empty();
            if !alone && let Err(why) = self.add(&table.label, &table.spec, &shared(tables, table)) {
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
                        let added = self.add(&table.label, &other.spec, &shared(tables, other));
                        if let Err(why) = added.as_ref().map_err(|why| &why.message)
                            && self.forms > MAX_FORMS
                        {
                            errors.push(wrong(Wrong::new(&table.label, why.clone())));
                            return;
                        }
                    }
                }
                Err(way) => {
                    let message = format!("lexicons include each other: {}", way.join(" → "));
                    errors.push(wrong(Wrong::new(way.get(1).map_or("", String::as_str), message)));
                }
            }
        }
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
        let except: Arc<[Text]> =
            spec.except.iter().chain(except).map(|word| lower_aligned(word).into()).collect();
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
                    None => self.words.asked(word, group),
                },
                MatchKind::Phrase => {
                    let forms = phrase_forms(word);
                    let wrong = |message| Wrong::new(word, format!("lexicon `{label}`: {message}"));
                    let forms = forms.map_err(wrong)?;
                    self.count(label, forms.len())?;
                    for form in forms {
                        self.words.form(&form, spec.case, group, &except);
                    }
                }
                MatchKind::Word | MatchKind::CompoundTail => {
                    let forms = inflections(word);
                    self.count(label, forms.len())?;
                    for form in forms {
                        self.words.form(&form, spec.case, group, &except);
                        if spec.kind == MatchKind::CompoundTail && !spec.case {
                            self.words.tail(&form, group);
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
        let pattern = match self.known.get(written) {
            Some(pattern) => (*pattern).clone(),
            None => Pattern::of_words(written).map_err(refused)?,
        };
        self.compiled += pattern.size();
        self.patterns.pattern(pattern, group);
        Ok(())
    }
}
