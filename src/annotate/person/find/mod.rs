//! Full names: what the tagger proposes and what columns and signature lines vouch for, past a gate that knows streets,
//! schools, foundations and ordinary words.

use std::collections::HashSet;

mod admit;
mod candidates;
mod cues;
mod judge;
mod other;
mod pairs;
mod slots;
mod spelling;
mod vouched;

use super::model::{Candidate, Listed, Seen, Tagger, Words};
use crate::annotate::{Draft, Shape, Token};
use crate::document::{DocumentKind, Sector, Span};

/// A name in the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Name {
    /// Where, without titles and without the genitive.
    pub span: Span,
    /// First name first, in one spelling of white space.
    pub name: String,
    /// True where it has more than one word.
    pub full: bool,
    /// That it is a person, 0 to 1.
    pub confidence: f32,
}

/// Margin of the tagger from which a name counts whose surname alone is known.
const SURE: i32 = 9_000;
/// Bytes of the second of two surnames, at least.
const STEM: usize = 3;
/// The class of first names that few have.
const RARE: u8 = 4;

pub(super) struct Gate<'d, 'a> {
    draft: &'d Draft<'a>,
    tagger: &'d Tagger,
    seen: Seen,
    taken: Vec<Span>,
}

impl<'d, 'a> Gate<'d, 'a> {
    pub(super) fn new(draft: &'d Draft<'a>, tagger: &'d Tagger) -> Gate<'d, 'a> {
        let seen = Seen::of(draft.document.lower(), &draft.tokens);
        let mut gate = Gate { draft, tagger, seen, taken: Vec::new() };
        gate.taken = gate.others();
        gate
    }

    /// Names in order, not overlapping: the full ones, and single ones that a label or a column vouches for.
    pub(super) fn names(&self) -> Vec<Name> {
        let mut names = self.tagged();
        names.extend(self.vouched(&names));
        names.sort_by_key(|name| (name.span.start(), std::cmp::Reverse(name.span.end())));
        let names = self.parted(names);
        // "Harmaa Kuoro, a non-profit association", and further down "Harmaa Kuoro" alone.
        let told: HashSet<String> = names
            .iter()
            .filter(|name| self.told_as_organisation(name.span) || self.told_as_role(name.span))
            .map(|name| name.name.clone())
            .collect();
        let mut kept: Vec<Name> = Vec::new();
        let models =
            matches!(self.draft.annotations.kind.kind, DocumentKind::Guidance | DocumentKind::Template);
        let names = names.into_iter().filter(|name| !models || !self.is_example(name.span));
        for name in names.filter(|name| !Self::is_told(&name.name, &told)) {
            if kept.last().is_none_or(|last| last.span.end() <= name.span.start()) {
                kept.push(name);
            }
        }
        kept
    }

    /// "Carola Ringdahl Roffe Sandgren" is two people where one of them stands alone elsewhere.
    fn parted(&self, names: Vec<Name>) -> Vec<Name> {
        let alone: HashSet<String> = names
            .iter()
            .filter(|name| name.name.matches(' ').count() == 1)
            .map(|name| name.name.clone())
            .collect();
        let mut parted = Vec::with_capacity(names.len());
        for name in names {
            let words: Vec<&str> = name.name.split(' ').collect();
            let text = self.draft.document.slice(name.span);
            let [a, b, c, d] = words.as_slice() else {
                parted.push(name);
                continue;
            };
            let (first, second) = (format!("{a} {b}"), format!("{c} {d}"));
            let at = text.find(c).filter(|_| alone.contains(&first) || alone.contains(&second));
            let Some(at) = at else {
                parted.push(name);
                continue;
            };
            let (start, end) = (name.span.start(), name.span.end());
            let before = text[..at].trim_end().len();
            parted.push(Name { span: Span::at(start, start + before), name: first, ..name.clone() });
            parted.push(Name { span: Span::at(start + at, end), name: second, ..name });
        }
        parted
    }

    /// What the tagger proposes, past no gate.
    pub(super) fn proposed(&self) -> Vec<Name> {
        let tokens = &self.draft.tokens;
        let name = |one: &Candidate| {
            let span = tokens[one.first].span.cover(tokens[one.last].span);
            let name = self.tidy(self.draft.document.slice(span));
            Name { span, name, full: one.first < one.last, confidence: 0.5 }
        };
        self.candidates().iter().map(name).collect()
    }

    fn candidates(&self) -> Vec<Candidate> {
        let document = self.draft.document;
        self.tagger.candidates(Words {
            text: document.text(),
            lower: document.lower(),
            tokens: &self.draft.tokens,
            seen: &self.seen,
        })
    }

    fn tagged(&self) -> Vec<Name> {
        let mut candidates = self.candidates();
        candidates.extend(self.listed_pairs(&candidates));
        candidates = self.with_particles(self.with_nicknames(candidates));
        candidates = self.with_joined_surnames(candidates);
        candidates.sort_by_key(|candidate| candidate.first);
        candidates
            .into_iter()
            .flat_map(|one| self.two_people(one))
            .filter_map(|one| self.judge(one))
            .collect()
    }

    /// What the lists say of a token.
    pub(super) fn listed(&self, token: &Token) -> Listed {
        let word = self.lower(token);
        // "Party's Background": whose it is, is an ordinary word or not without its ending.
        let owner = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s"));
        let listed = self.tagger.listed(owner.unwrap_or(word), &self.seen);
        let capital = token.shape != Shape::Lower;
        let rare = listed.first == 0 && listed.ordinary == 0 && capital && self.draft.is("given-name", token);
        let first = if rare { RARE } else { listed.first };
        // "al-Hakim" stands in lower case only by its article.
        let ordinary = if capital || self.small(token) { listed.ordinary } else { 0 };
        let tail = listed.tail || capital && (self.ends_as_surname(token) || self.is_double(word, listed));
        Listed { first, ordinary, tail, ..listed }
    }

    /// "Öberg-Diop": of two surnames the first is known, where the second and the whole are not.
    fn is_double(&self, word: &str, listed: Listed) -> bool {
        let none = Listed { tail: listed.tail, ..Listed::default() };
        listed == none
            && word.split_once('-').is_some_and(|(first, second)| {
                let first = self.tagger.listed(first, &self.seen);
                second.len() >= STEM
                    && (first.surname > 0 && !first.word || first.tail)
                    && first.ordinary == 0
            })
    }

    /// True for a first name and a surname in lower case, where neither is an ordinary word.
    pub(super) fn are_names(&self, given: &str, family: &str) -> bool {
        let none = Seen::of("", &[]);
        let (given, family) = (self.tagger.listed(given, &none), self.tagger.listed(family, &none));
        (1..=3).contains(&given.first) && given.ordinary == 0 && (family.ordinary == 0 || family.surname > 0)
    }

    fn lower(&self, token: &Token) -> &str {
        self.draft.document.lower().get(token.span.range()).unwrap_or("")
    }

    fn particle(&self, token: &Token) -> bool {
        self.draft.is("name-particle", token)
    }

    /// A word without a capital; "al-Rashid" has one.
    fn small(&self, token: &Token) -> bool {
        token.shape == Shape::Lower
            && !self
                .draft
                .document
                .slice(token.span)
                .split('-')
                .skip(1)
                .any(|part| part.starts_with(char::is_uppercase))
    }

    /// "This", "Och": a word of everyday language.
    fn everyday(&self, token: &Token) -> bool {
        ["function-sv", "function-en", "function-da", "function-no", "agreement-word"]
            .iter()
            .any(|label| self.draft.has_whole(label, token.span))
            || ["subordinator", "preposition", "behind-opening", "no-finite-verb"]
                .iter()
                .any(|label| self.draft.is(label, token))
    }

    /// Where parties, plans and addresses stand.
    fn others(&self) -> Vec<Span> {
        let said = &self.draft.annotations;
        let parties = said.parties.iter().filter(|party| party.sector != Sector::Individual);
        let mut spans: Vec<Span> =
            parties.flat_map(|party| party.mentions.iter().copied().chain([party.span])).collect();
        spans.extend(said.plan_refs.iter().flat_map(|plan| plan.mentions.iter().copied()));
        spans.extend(crate::annotate::spans_of(self.draft, "email"));
        spans.extend(crate::annotate::spans_of(self.draft, "url"));
        spans.sort_unstable();
        // Nested spans would hide each other from the search.
        let mut flat: Vec<Span> = Vec::new();
        for span in spans {
            match flat.last_mut() {
                Some(last) if span.start() < last.end() => *last = last.cover(span),
                _ => flat.push(span),
            }
        }
        flat
    }

    /// True where something else than a person stands.
    pub(super) fn is_taken(&self, span: Span) -> bool {
        let from = self.taken.partition_point(|other| other.end() <= span.start());
        // "Rederi Vågspel AB", owned by Maria Vågspel: a firm's short name may be a surname.
        let named = |other: &Span| other.start() > span.start() && other.end() == span.end();
        self.taken.get(from).is_some_and(|other| other.start() < span.end() && !named(other))
    }

    /// True where a party, a plan or an address begins.
    pub(super) fn begins_other(&self, start: usize) -> bool {
        let at = self.taken.partition_point(|other| other.start() < start);
        self.taken.get(at).is_some_and(|other| other.start() == start)
    }
}
