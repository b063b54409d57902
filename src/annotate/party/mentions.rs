//! Every place where a party is named: one pass over the tokens, whatever the number of parties.

use std::collections::{BTreeMap, HashSet};

use super::forms::{FEW, Form, forms};
use crate::annotate::{Draft, Shape, Token, WordMark};
use crate::document::hash::WordMap;
use crate::document::{Language, Party, Span};

/// Mentions of one party, at most.
const MOST: usize = 20_000;
/// Other names of one party, at most, to which the word for its sort is added.
const ALIASES: usize = 8;

/// Fills in `mentions` of all parties.
pub(super) fn find(draft: &Draft<'_>, parties: &mut [Party]) {
    let names = Names::new(draft, forms(draft, parties));
    let sorts = nouns(parties);
    let tokens = &draft.tokens;
    let mut nouns = draft.words_of("party-noun").peekable();
    let mut at = 0;
    while at < tokens.len() {
        let start = tokens[at].span.start();
        while nouns.peek().is_some_and(|word| word.span.start() < start) {
            nouns.next();
        }
        if let Some((length, form)) = names.at(at) {
            let span = Span::at(start, tokens[at + length - 1].span.end());
            for party in std::iter::once(&form.party).chain(&form.others) {
                mention(&mut parties[*party], span);
            }
            at += length;
            continue;
        }
        let noun = nouns.peek().filter(|word| word.span.start() == start && !names.calls(word));
        let sort = noun.and_then(|word| Some((word, draft.value(word)?)));
        if let Some((word, Some(party))) = sort.and_then(|(word, sort)| Some((word, *sorts.get(sort)?))) {
            called_by_sort(draft, &mut parties[party], word);
            mention(&mut parties[party], word.span);
            // "the council" is one mention, with its article.
            at = tokens.partition_point(|token| token.span.start() < word.span.end()).max(at + 1);
            continue;
        }
        at += 1;
    }
    in_heads(draft, parties);
}

fn mention(party: &mut Party, span: Span) {
    if party.mentions.len() < MOST {
        party.mentions.push(span);
    }
}

/// "kommunen" is what it is called, though nobody says so.
fn called_by_sort(draft: &Draft<'_>, party: &mut Party, word: &WordMark) {
    let noun = draft.document.lower()[word.span.range()].trim_end_matches('s');
    let english = noun.contains(' ');
    if !english
        && party.aliases.len() < ALIASES
        && !party.aliases.iter().any(|name| name.to_lowercase() == noun)
    {
        party.aliases.push(noun.to_owned());
    }
}

/// Forms by their first word, with what tells quickly where none can stand.
struct Names<'a, 'd> {
    draft: &'a Draft<'d>,
    forms: WordMap<String, Vec<Form>>,
    /// The first two bytes with which a form begins: most words begin as none does, as none has fewer.
    heads: [bool; 1 << 12],
    /// What may stand behind the last word of a form ("s"), and nothing.
    endings: Vec<&'a str>,
}

/// The first two bytes of a word as a number.
fn head(word: &str) -> usize {
    match word.as_bytes() {
        [a, b, ..] => usize::from(*a) << 4 ^ usize::from(*b),
        _ => 0,
    }
}

impl<'a, 'd> Names<'a, 'd> {
    fn new(draft: &'a Draft<'d>, forms: WordMap<String, Vec<Form>>) -> Self {
        let mut heads = [false; 1 << 12];
        for word in forms.keys() {
            heads[head(word)] = true;
        }
        let endings = std::iter::once("").chain(draft.lexicons.endings("name-ending")).collect();
        Self { draft, forms, heads, endings }
    }

    /// The longest form that begins at a token, and its words.
    fn at(&self, at: usize) -> Option<(usize, &Form)> {
        let token = &self.draft.tokens[at];
        let first = self.draft.lower(token);
        if !self.heads[head(first)] {
            return None;
        }
        let last = first.as_bytes().last();
        let may_end = |ending: &&&str| ending.is_empty() || ending.as_bytes().last() == last;
        let mut best: Option<&Form> = None;
        for ending in self.endings.iter().filter(may_end) {
            let Some(stem) = first.strip_suffix(*ending).filter(|stem| !stem.is_empty()) else { continue };
            for form in self.forms.get(stem).into_iter().flatten() {
                let longer = || best.is_none_or(|best| form.words.len() > best.words.len());
                if self.stands(form, at, token, stem, ending) && longer() {
                    best = Some(form);
                }
            }
        }
        best.map(|form| (form.words.len(), form))
    }

    /// True where a form stands at a token, which is its first word with an ending.
    fn stands(&self, form: &Form, at: usize, token: &Token, stem: &str, ending: &str) -> bool {
        let (draft, tokens) = (self.draft, &self.draft.tokens);
        let (text, lower) = (draft.document.text(), draft.document.lower());
        // "med i en förening": any of them. "levererar vätgas": the thing, not "Sydlöpa Vätgas AB".
        let small = !form.given && token.shape == Shape::Lower;
        let plain = || ending.is_empty() && form.words.len() == 1 && bare(draft, stem);
        if small && (indefinite(draft, at) || plain()) {
            return false;
        }
        let written = !form.capital || !matches!(token.shape, Shape::Lower | Shape::Number);
        let alone =
            !form.place || !in_name(text, tokens, at, at + form.words.len() - 1) && !located(draft, at);
        // Only the last word of a form is inflected.
        let whole = || {
            form.words.len() == 1
                || ending.is_empty() && follows(text, lower, &tokens[at..], &form.words, &self.endings)
        };
        written && alone && whole()
    }

    /// "the Trust" is the one that is called so, before it is the only trust.
    fn calls(&self, word: &WordMark) -> bool {
        let noun = &self.draft.document.lower()[word.span.range()];
        let last = noun.rsplit_once(' ').map(|(_, last)| last);
        last.is_some_and(|last| self.forms.get(last).into_iter().flatten().any(|form| form.words.len() == 1))
    }
}

/// True for a Swedish word without the ending that tells that a certain one is meant.
fn bare(draft: &Draft<'_>, word: &str) -> bool {
    draft.annotations.language == Language::Sv
        && !draft.lexicons.endings("definite-ending").any(|ending| word.ends_with(ending))
        && !draft.lexicons.endings("plural-ending").any(|ending| word.ends_with(ending))
}

/// "In Dunmarrow the members decide", "neither Hyttvad nor Dunmarrow can …": in English a place there stands for no council.
fn located(draft: &Draft<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| draft.tokens.get(before));
    let other = |before: &Token| ["locative", "negation"].iter().any(|label| draft.is(label, before));
    draft.annotations.language == Language::En && before.is_some_and(other)
}

/// True behind "en", "ett", "a": any of them is meant.
fn indefinite(draft: &Draft<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| draft.tokens.get(before));
    before.is_some_and(|before| {
        draft.is("indefinite", before)
            && draft.document.between(before.span.end(), draft.tokens[at].span.start()) == " "
    })
}

/// "| Work item | Library | Transit |": a word of the name of one party alone, as head of a column beside another party's.
fn in_heads(draft: &Draft<'_>, parties: &mut [Party]) {
    if !(2..=FEW).contains(&parties.len()) {
        return;
    }
    let mut of: BTreeMap<String, Option<usize>> = BTreeMap::new();
    for (index, party) in parties.iter().enumerate() {
        let words: HashSet<String> = party.name.split_whitespace().map(str::to_lowercase).collect();
        for word in words.into_iter().filter(|word| word.chars().count() >= 4) {
            of.entry(word).and_modify(|only| *only = None).or_insert(Some(index));
        }
    }
    let blocks = draft.document.blocks();
    let known: HashSet<usize> =
        parties.iter().flat_map(|party| party.mentions.iter().map(|span| span.start())).collect();
    let mut found: Vec<(Span, usize)> = Vec::new();
    for table in draft.document.tables() {
        let heads = table.take_while(|at| blocks[*at].cell().is_some_and(|cell| cell.row == 0));
        let (mut named, mut short) = (0, Vec::new());
        for at in heads {
            let tokens = draft.tokens_in(blocks[at].content);
            named += usize::from(tokens.iter().any(|token| known.contains(&token.span.start())));
            if let [only] = tokens
                && only.shape != Shape::Lower
                && !known.contains(&only.span.start())
                && let Some(Some(party)) = of.get(draft.lower(only))
            {
                short.push((only.span, *party));
            }
        }
        let several = short.windows(2).any(|pair| pair[0].1 != pair[1].1);
        if several || named > 0 {
            found.append(&mut short);
        }
    }
    for (span, party) in found {
        parties[party].mentions.push(span);
        parties[party].mentions.sort_unstable();
    }
}

/// For each legal form the only party that has it, but for what another is called, which is found first; `None` where several have. Forms that share a noun share it out only
/// where one party is meant.
fn nouns(parties: &[Party]) -> BTreeMap<String, Option<usize>> {
    let mut nouns: BTreeMap<String, Option<usize>> = BTreeMap::new();
    for (index, party) in parties.iter().enumerate() {
        let Some(form) = &party.legal_form else { continue };
        // Companies of all forms are called "the company".
        let forms: &[&str] = match form.as_str() {
            "ab" | "company" | "partnership" | "sole-trader" => &["ab", "company"],
            "association" | "economic-association" => &["association", "economic-association"],
            form => &[form],
        };
        for form in forms {
            nouns
                .entry((*form).to_owned())
                .and_modify(|owner| {
                    if *owner != Some(index) {
                        *owner = None;
                    }
                })
                .or_insert(Some(index));
        }
    }
    nouns
}

/// True where a word with a capital stands right beside the tokens from `at` to `last`.
fn in_name(text: &str, tokens: &[Token], at: usize, last: usize) -> bool {
    let capital = |token: &Token| matches!(token.shape, Shape::Capital | Shape::Upper | Shape::Initial);
    let beside = |a: usize, b: usize| {
        let (Some(before), Some(after)) = (tokens.get(a), tokens.get(b)) else { return false };
        matches!(text.get(before.span.end()..after.span.start()), Some(" " | "\u{a0}" | ". "))
    };
    at.checked_sub(1).is_some_and(|before| capital(&tokens[before]) && beside(before, at))
        || tokens.get(last + 1).is_some_and(capital)
            && text.get(tokens[last].span.end()..tokens[last + 1].span.start()) == Some(" ")
}

/// True where the words of a form stand here in a row, the last one with any of the endings.
fn follows(text: &str, lower: &str, tokens: &[Token], words: &[String], endings: &[&str]) -> bool {
    if tokens.len() < words.len() {
        return false;
    }
    let last = words.len() - 1;
    words.iter().enumerate().all(|(index, word)| {
        let here = &lower[tokens[index].span.range()];
        let same = if index == last {
            endings.iter().any(|ending| here.strip_suffix(ending) == Some(word.as_str()))
        } else {
            here == word
        };
        let gap = index == 0
            || text
                .get(tokens[index - 1].span.end()..tokens[index].span.start())
                .is_some_and(|gap| gap.len() <= 3 && !gap.contains(['\n', '\t']));
        same && gap
    })
}
