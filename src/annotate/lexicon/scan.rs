//! Every word of every lexicon that a text holds, in one pass over its tokens.

use super::vocabulary::{self, How, Single, Vocabulary};
use super::{Lexicons, SpecLang, WordMark, excepted};
use crate::annotate::token::Token;
use crate::document::{Label, Language, Span};

impl Lexicons {
    /// Every word of every lexicon that a text holds, sorted by start, then end, then label. `lower` is the aligned
    /// lower case of `text`, `tokens` its tokens, numbered by `vocabulary`. Of one label at one start only the longest
    /// match is kept.
    pub fn scan(
        &self,
        vocabulary: &Vocabulary,
        text: &str,
        lower: &str,
        tokens: &[Token],
        language: Language,
    ) -> Vec<WordMark> {
        let wanted = self.groups.iter().map(|group| speaks(group.lang, language)).collect();
        let mut scan = Scan { text, lower, wanted, marks: Vec::with_capacity(tokens.len() / 2), from: 0 };
        let mut unknown = Vec::new();
        for token in tokens {
            let word = &lower[token.span.range()];
            let (entry, leads, singles) = match vocabulary.get(token.word) {
                Some(known) => (known.entry, known.leads, vocabulary.singles(known)),
                None => {
                    unknown.clear();
                    let entry = self.table.find(word);
                    vocabulary::singles(word, entry, &self.table, &self.groups, &mut unknown);
                    (entry, entry.is_some_and(|entry| self.table.leads(entry, word.len())), &unknown[..])
                }
            };
            scan.from = scan.marks.len();
            if leads && let Some(entry) = entry {
                self.scan_phrases(*token, entry, &mut scan);
            }
            self.scan_singles(*token, entry, singles, &mut scan);
            // Sorted token by token, all is sorted in the end.
            if scan.marks.len() > scan.from + 1 {
                scan.marks[scan.from..].sort_by_key(order);
            }
        }
        let Scan { wanted, marks, .. } = scan;
        let mut of_patterns = Vec::new();
        for (found, group) in self.patterns.scan(lower, &wanted) {
            let group = &self.groups[group as usize];
            if ends_word(lower, found.end) && !excepted(&group.except, &lower[found.clone()]) {
                of_patterns.push(group.mark(Span::at(found.start, found.end)));
            }
        }
        of_patterns.sort_by_key(order);
        let mut marks = merged(&marks, &of_patterns);
        marks.dedup();
        marks
    }

    /// Phrases that begin with a token, longest first.
    fn scan_phrases(&self, token: Token, entry: u32, scan: &mut Scan<'_>) {
        let start = token.span.start();
        self.table.phrases_at(scan.lower, token, entry, |end, form| {
            let group = &self.groups[form.group as usize];
            let written = || scan.text.get(start..end).is_some_and(|text| self.table.is_written(form, text));
            if scan.wanted[form.group as usize] && !form.barred && written() && ends_word(scan.lower, end) {
                scan.put(group.mark(Span::at(start, end)));
            }
        });
    }

    /// The lexicons that hold a token by itself.
    fn scan_singles(&self, token: Token, entry: Option<u32>, singles: &[Single], scan: &mut Scan<'_>) {
        for single in singles {
            if !scan.wanted[single.group as usize] {
                continue;
            }
            let mark = self.groups[single.group as usize].mark(token.span);
            match single.how {
                How::Tail if scan.marks.last() != Some(&mark) => scan.marks.push(mark),
                How::Whole => scan.put(mark),
                How::Written(at) => {
                    let text = &scan.text[token.span.range()];
                    if self.table.form(entry, at).is_some_and(|form| self.table.is_written(form, text)) {
                        scan.put(mark);
                    }
                }
                How::Tail => {}
            }
        }
    }
}

fn order(mark: &WordMark) -> (Span, Label) {
    (mark.span, mark.label)
}

/// Two sorted lists as one; `some` is short beside `many`, whose marks come first where they are alike.
fn merged(many: &[WordMark], some: &[WordMark]) -> Vec<WordMark> {
    let mut all = Vec::with_capacity(many.len() + some.len());
    let mut rest = many;
    for mark in some {
        // The next is near: look a few places ahead, then twice as many.
        let mut near = 8;
        while near < rest.len() && order(&rest[near]) <= order(mark) {
            near *= 2;
        }
        let before = rest[..near.min(rest.len())].partition_point(|other| order(other) <= order(mark));
        all.extend_from_slice(&rest[..before]);
        all.push(*mark);
        rest = &rest[before..];
    }
    all.extend_from_slice(rest);
    all
}

/// A text that is being scanned.
struct Scan<'a> {
    text: &'a str,
    lower: &'a str,
    /// Which lexicons count in its language.
    wanted: Vec<bool>,
    marks: Vec<WordMark>,
    /// Where the marks of the token at hand begin.
    from: usize,
}

impl Scan<'_> {
    /// Adds a mark: a shorter form of the same lexicon at the same place says nothing more.
    fn put(&mut self, mark: WordMark) {
        let said = |said: &WordMark| said.label == mark.label && said.value == mark.value;
        if !self.marks[self.from..].iter().any(said) {
            self.marks.push(mark);
        }
    }
}

pub(super) fn speaks(lang: SpecLang, language: Language) -> bool {
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
