//! Document to marks: language, kind, zones, parties, persons, duties, plans and the rest.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};

use crate::document::{
    Annotations, BlockKind, ByLabel, Document, DocumentKind, KindGuess, Label, Language, Mark, Span, Zone,
};

pub mod annex;
pub mod condition;
pub mod duty;
pub mod facts;
pub mod kind;
pub mod language;
pub mod lexicon;
pub mod party;
pub mod person;
pub mod plan;
pub mod sentence;
pub mod task;
pub mod term;
#[cfg(test)]
pub mod testing;
pub mod token;
pub mod zones;

pub use lexicon::{Held, Lexicons, Vocabulary, WordMark};
pub use token::{Shape, Token};

/// One annotator. Run in the order of [`ANNOTATORS`]; each may read what those before it left.
/// Implementations look only at the draft: no files, no clock, no global state. Linear time.
#[derive(Debug, Clone, Copy)]
pub struct Annotator {
    /// Name, for timings and `marks`.
    pub name: &'static str,
    /// What it leaves, in one sentence.
    pub doc: &'static str,
    /// Does it.
    pub run: fn(&mut Draft<'_>),
}

/// All annotators, in order. Adding one is a module and a line here.
pub const ANNOTATORS: &[Annotator] = &[
    language::ANNOTATOR,
    WORDS,
    sentence::ANNOTATOR,
    facts::ANNOTATOR,
    zones::ANNOTATOR,
    kind::ANNOTATOR,
    annex::ANNOTATOR,
    term::ANNOTATOR,
    party::ANNOTATOR,
    plan::ANNOTATOR,
    person::ANNOTATOR,
    task::ANNOTATOR,
    duty::ANNOTATOR,
    condition::ANNOTATOR,
];

/// A document on its way to be annotated.
#[derive(Debug)]
pub struct Draft<'a> {
    /// The document.
    pub document: &'a Document,
    /// Words as data.
    pub lexicons: &'a Lexicons,
    /// Tokens of the whole text, numbered.
    pub tokens: Vec<Token>,
    /// What lexicons say of their words.
    pub vocabulary: Vocabulary,
    /// Words of lexicons that the text holds, sorted by start, end, label; there after [`WORDS`] has run.
    pub words: Vec<WordMark>,
    /// Indices into `words` by label number.
    by_label: ByLabel,
    /// Where the word at each place in `by_label` starts, so that looking for one stays in one piece of memory.
    starts: Vec<u32>,
    /// What annotators have marked, by label and place.
    marked: BTreeSet<(Label, Span)>,
    /// Who signs: read when it is first asked for, as kind, parties and denials all ask.
    signers: OnceCell<party::Signers>,
    /// Where each distinct word of a long text stands last: read when it is first asked for.
    lasts: OnceCell<Vec<Span>>,
    /// What has been recognised so far.
    pub annotations: Annotations,
}

/// Bytes from which a text is long: fewer are searched in less time than their words are gathered.
const LONG: usize = 1 << 16;

/// Lexicons that are asked for together, found by their names once.
#[derive(Debug, Default)]
pub struct OneOf {
    held: Held,
    labels: Vec<Label>,
}

/// Recognises everything in a document, running the annotators in order.
pub fn annotate(document: &Document, lexicons: &Lexicons) -> Annotations {
    annotate_as(document, lexicons, None, None)
}

/// The same, where language or kind of the document are known already: what comes later builds on them.
pub fn annotate_as(
    document: &Document,
    lexicons: &Lexicons,
    language: Option<Language>,
    kind: Option<DocumentKind>,
) -> Annotations {
    annotate_with(document, lexicons, language, kind, |_| true, |_| {})
}

/// The same; of what was marked only that is kept whose label is `wanted`, and `done` is told the name of each step as it
/// ends.
pub fn annotate_with(
    document: &Document,
    lexicons: &Lexicons,
    language: Option<Language>,
    kind: Option<DocumentKind>,
    wanted: impl Fn(Label) -> bool,
    mut done: impl FnMut(&'static str),
) -> Annotations {
    let mut draft = Draft::new(document, lexicons);
    done("tokens");
    for annotator in ANNOTATORS {
        (annotator.run)(&mut draft);
        if let Some(language) = language.filter(|_| annotator.name == language::ANNOTATOR.name) {
            draft.annotations.language = language;
            draft.annotations.language_unclear = false;
        }
        if let Some(kind) = kind.filter(|_| annotator.name == kind::ANNOTATOR.name) {
            draft.annotations.kind = KindGuess { kind, detail: None, evidence: None, confidence: 1.0 };
        }
        done(annotator.name);
    }
    let annotations = draft.finish(wanted);
    done("marks");
    annotations
}

const WORDS: Annotator =
    Annotator { name: "words", doc: "Marks every word of every lexicon.", run: |draft| draft.scan_words() };

/// True where a text ends inside a bracket that it opens.
fn ends_in_bracket(text: &str) -> bool {
    text.rfind('(').is_some_and(|open| !text[open..].contains(')'))
}

/// Marks that open or close a quotation.
const QUOTES: [char; 5] = ['"', '”', '“', '»', '«'];

impl<'a> Draft<'a> {
    /// A draft with tokens, and with every block in the body.
    pub fn new(document: &'a Document, lexicons: &'a Lexicons) -> Draft<'a> {
        let zones = vec![Zone::Body; document.blocks().len()];
        let mut tokens = token::tokenize(document.text());
        let mut vocabulary = lexicons.vocabulary();
        lexicons.number(&mut vocabulary, document.lower(), &mut tokens);
        Draft {
            document,
            lexicons,
            tokens,
            vocabulary,
            words: Vec::new(),
            by_label: ByLabel::default(),
            starts: Vec::new(),
            marked: BTreeSet::new(),
            signers: OnceCell::new(),
            lasts: OnceCell::new(),
            annotations: Annotations { zones, ..Annotations::default() },
        }
    }

    fn scan_words(&mut self) {
        let (text, lower) = (self.document.text(), self.document.lower());
        self.words =
            self.lexicons.scan(&self.vocabulary, text, lower, &self.tokens, self.annotations.language);
        self.leave_out_comments();
        let labels = self.lexicons.labels().names().count();
        self.by_label = ByLabel::new(labels, self.words.iter().map(|word| word.label));
        let start = |at: &u32| self.words[*at as usize].span.start() as u32;
        self.starts = self.by_label.all().iter().map(start).collect();
    }

    /// What somebody notes in the margin is no part of the text: it proves nothing and promises nothing.
    fn leave_out_comments(&mut self) {
        let blocks = self.document.blocks().iter();
        let comments: Vec<Span> =
            blocks.filter(|block| block.kind == BlockKind::Comment).map(|block| block.content).collect();
        if !comments.is_empty() {
            self.words.retain(|word| {
                let at = comments.partition_point(|comment| comment.end() <= word.span.start());
                comments.get(at).is_none_or(|comment| comment.start() > word.span.start())
            });
        }
    }

    /// True where words, in lower case, stand in the text behind a place, inside longer words too. However many are asked
    /// for, a long text is gone through once for them all.
    pub fn recurs(&self, words: &str, behind: usize) -> bool {
        let lower = self.document.lower();
        let search = || lower.get(behind..).is_some_and(|rest| rest.contains(words));
        if lower.len().saturating_sub(behind) < LONG {
            return search();
        }
        let lasts = self.lasts.get_or_init(|| {
            let all = self.tokens.iter().map(|token| (self.lower(token), token.span));
            all.collect::<HashMap<&str, Span>>().into_values().collect()
        });
        // What is parted by other signs than letters may stand in several words, each of which must be there.
        let mut pieces = words.split(|c: char| !c.is_alphabetic()).filter(|piece| !piece.is_empty());
        let there = |piece: &str| {
            let holds = |last: &&Span| lower[last.range()].contains(piece);
            lasts.iter().filter(|last| last.end() >= behind + piece.len()).any(|last| holds(&last))
        };
        let is_one = !words.is_empty() && words.chars().all(char::is_alphabetic);
        pieces.all(there) && (is_one || search())
    }

    /// A token's text in lower case.
    pub fn lower(&self, token: &Token) -> &str {
        &self.document.lower()[token.span.range()]
    }

    /// True where the lexicon called `label` has a token by itself, as [`Lexicons::contains`] tells.
    #[inline(always)]
    pub fn is(&self, label: &str, token: &Token) -> bool {
        self.label(label).is_some_and(|label| self.is_labelled_word(label, token))
    }

    /// The lexicons called `labels`, to ask with [`Draft::is_one_of`] of many tokens.
    pub fn one_of(&self, labels: &[&str]) -> OneOf {
        let labels: Vec<Label> = labels.iter().filter_map(|label| self.label(label)).collect();
        let mut held = Held::default();
        labels.iter().for_each(|label| held.add(Held::of(*label)));
        OneOf { held, labels }
    }

    /// True where one of several lexicons has a token by itself.
    pub fn is_one_of(&self, several: &OneOf, token: &Token) -> bool {
        self.lexicons.may_hold(&self.vocabulary, several.held, token)
            && several.labels.iter().any(|label| self.is_labelled_word(*label, token))
    }

    #[inline]
    fn is_labelled_word(&self, label: Label, token: &Token) -> bool {
        // That most words are in none of the lexicons asked for is told where it is asked, without a call.
        let value = || {
            let word = self.lower(token);
            self.lexicons.value_of_token(&self.vocabulary, Some(label), token, word)
        };
        self.lexicons.may_hold(&self.vocabulary, Held::of(label), token) && value().is_some()
    }

    /// The value of the entry of the lexicon called `label` that has a token by itself ("" where it has none).
    #[inline]
    pub fn value_of(&self, label: &str, token: &Token) -> Option<&str> {
        self.lexicons.value_of_token(&self.vocabulary, self.label(label), token, self.lower(token))
    }

    /// The value of a word's entry, where it has one.
    pub fn value(&self, word: &WordMark) -> Option<&str> {
        self.lexicons.value(word.value)
    }

    /// Where in `words` the words of the lexicon called `name` stand.
    fn places_of(&self, name: &str) -> &[u32] {
        self.label(name).map_or(&[], |label| self.by_label.of(label))
    }

    /// Words of the lexicon called `name`, in order. Empty where there is no such lexicon.
    pub fn words_of(&self, name: &str) -> impl Iterator<Item = &WordMark> + '_ {
        self.places_of(name).iter().filter_map(|index| self.words.get(*index as usize))
    }

    /// The label called `name`. Inlined, as what asks for words by name is: of a name that stands in the code the place in
    /// the table is known then.
    #[inline]
    fn label(&self, name: &str) -> Option<Label> {
        self.lexicons.labels().get(name)
    }

    /// Where the words with a label that start at `from` or later stand in `words`, with where each starts.
    fn places_from(&self, label: Option<Label>, from: usize) -> (&[u32], &[u32]) {
        let range = label.map_or(0..0, |label| self.by_label.range(label));
        if range.is_empty() {
            return (&[], &[]);
        }
        let starts = &self.starts[range.clone()];
        let before = starts.partition_point(|start| (*start as usize) < from);
        (&starts[before..], &self.by_label.all()[range][before..])
    }

    /// Words of the lexicon called `name` that start inside `span`, in order. Logarithmic in the number of its words.
    #[inline]
    pub fn words_in(&self, name: &str, span: Span) -> impl Iterator<Item = &WordMark> + '_ {
        let (starts, places) = self.places_from(self.label(name), span.start());
        let inside = starts.iter().take_while(move |start| (**start as usize) < span.end());
        places.iter().zip(inside).filter_map(|(at, _)| self.words.get(*at as usize))
    }

    /// True where a word of the lexicon called `name` starts inside `span`.
    #[inline]
    pub fn has_word(&self, name: &str, span: Span) -> bool {
        self.has_labelled(self.label(name), span)
    }

    /// The same, of a label.
    fn has_labelled(&self, label: Option<Label>, span: Span) -> bool {
        let (starts, _) = self.places_from(label, span.start());
        starts.first().is_some_and(|start| (*start as usize) < span.end())
    }

    /// True where a word of the lexicon called `name` begins where `span` does.
    pub fn begins_with(&self, name: &str, span: Span) -> bool {
        self.words_in(name, span).next().is_some_and(|word| word.span.start() == span.start())
    }

    /// True where a word of the lexicon called `name` is the whole of `span`.
    #[inline]
    pub fn has_whole(&self, name: &str, span: Span) -> bool {
        self.is_labelled(self.label(name), span)
    }

    /// The same, of a label.
    fn is_labelled(&self, label: Option<Label>, span: Span) -> bool {
        let (starts, places) = self.places_from(label, span.start());
        let here = starts.iter().take_while(|start| **start as usize == span.start());
        here.zip(places).any(|(_, at)| self.words.get(*at as usize).is_some_and(|word| word.span == span))
    }

    /// True where a word for a sort of organisation (public, private, non-profit) starts inside `span`.
    pub fn has_sort(&self, span: Span) -> bool {
        ["org-public", "org-private", "org-nonprofit"].iter().any(|label| self.has_word(label, span))
    }

    /// The same, or a word that stands in names of organisations.
    pub fn has_organisation(&self, span: Span) -> bool {
        self.has_sort(span) || self.has_word("org-name", span)
    }

    /// Where parties are named: of the first 64 of them the first 200 places of each.
    pub fn party_mentions(&self) -> impl Iterator<Item = Span> {
        let parties = self.annotations.parties.iter().take(64);
        parties.flat_map(|party| party.mentions.iter().take(200).copied())
    }

    /// Tokens that start inside `span`, in order.
    pub fn tokens_in(&self, span: Span) -> &[Token] {
        let from = self.tokens.partition_point(|token| token.span.start() < span.start());
        let to = self.tokens.partition_point(|token| token.span.start() < span.end());
        &self.tokens[from..to.max(from)]
    }

    /// Leaves a mark with a label, normally one of [`crate::document::LabelTable::BUILT_IN`].
    pub fn mark(&mut self, label: &str, span: Span, value: Option<String>, confidence: f32) {
        if let Some(label) = self.label(label)
            && !span.is_empty()
        {
            self.annotations.marks.push(Mark { span, label, value, confidence });
            self.marked.insert((label, span));
        }
    }

    /// The first mark with a label, left by an annotator, that starts inside `span`. Logarithmic in the number of marks.
    pub fn first_mark_in(&self, label: &str, span: Span) -> Option<Span> {
        let label = self.label(label)?;
        let starts = |at: usize| (label, Span::at(at, at));
        let (_, found) = self.marked.range(starts(span.start())..starts(span.end())).next()?;
        Some(*found)
    }

    /// The first address in `around` at a service for private persons.
    pub(crate) fn private_mail(&self, around: Span) -> Option<Span> {
        if !self.has_word("private-mail", around) {
            return None;
        }
        let mut from = around.start();
        while let Some(address) = self.first_mark_in("email", Span::at(from, around.end().max(from))) {
            if self.has_word("private-mail", address) {
                return Some(address);
            }
            from = address.end().max(address.start() + 1);
        }
        None
    }

    /// What was recognised, with the lexicon words among the marks, as far as their labels are wanted.
    pub fn finish(self, wanted: impl Fn(Label) -> bool) -> Annotations {
        let mut annotations = self.annotations;
        self.lexicons.give_back(self.vocabulary);
        annotations.marked = annotations.marks.len() + self.words.len();
        annotations.marks.retain(|mark| wanted(mark.label));
        annotations.marks.extend(self.words.iter().filter(|word| wanted(word.label)).map(|word| Mark {
            span: word.span,
            label: word.label,
            value: self.lexicons.value(word.value).map(str::to_owned),
            confidence: 1.0,
        }));
        annotations.marks.sort_by(|a, b| (a.span, a.label, &a.value).cmp(&(b.span, b.label, &b.value)));
        annotations
    }
}

/// Where the first of some signs stands in a text, `most` bytes from its start or less, and its length: ": " in "Mat: klubben".
pub(crate) fn first_of(text: &str, signs: &[&str], most: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut firsts = [false; 256];
    signs.iter().filter_map(|sign| sign.bytes().next()).for_each(|first| firsts[usize::from(first)] = true);
    let here = |at: usize| signs.iter().find(|sign| bytes[at..].starts_with(sign.as_bytes()));
    let mut places = bytes.iter().take(most + 1).enumerate().filter(|(_, byte)| firsts[usize::from(**byte)]);
    places.find_map(|(at, _)| Some((at, here(at)?.len())))
}

/// Places of what annotators have marked with one of the built-in labels so far, in order.
pub(crate) fn spans_of(draft: &Draft<'_>, name: &str) -> Vec<Span> {
    let label = draft.label(name);
    let marks = draft.annotations.marks.iter().filter(|mark| Some(mark.label) == label);
    let mut spans: Vec<Span> = marks.map(|mark| mark.span).collect();
    spans.sort_unstable();
    spans
}

/// The label numbers of a list of names, for tests and checks.
pub fn label(lexicons: &Lexicons, name: &str) -> Option<Label> {
    lexicons.labels().get(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_come_back_in_a_long_text_are_those_that_a_search_finds() {
        let head = "Fastighetsköparen AB (Köparen), e-post Lead Member, 2 kap. Grönalund och Vågen-Bryt\n";
        let body =
            "Kommunen ska hålla lokalen öppen varje dag, och fastighetsköparens folk städar.\n".repeat(900);
        let text = format!("{head}{body}Lead Member kommer.\nVågen-Bryt kap. 3 d'Arc\n");
        let document = testing::document(&text);
        let draft = Draft::new(&document, testing::lexicons());
        let lower = document.lower();
        assert!(lower.len() > LONG);
        let words = [
            "köparen",
            "fastighetsköparen",
            "lead member",
            "member lead",
            "grönalund",
            "vågen-bryt",
            "kommunen",
            "kap. 3",
            "kap. 2",
            "e-post",
            "d'arc",
            "hållalokalen",
            "en",
            "",
            "öppen varje",
            "folk städar.",
        ];
        for behind in [0, 20, head.len(), lower.len() - LONG - 1, lower.len() - 10] {
            for word in words {
                let found = lower.get(behind..).is_some_and(|rest| rest.contains(word));
                assert_eq!(draft.recurs(word, behind), found, "{word} behind {behind}");
            }
        }
    }
}
