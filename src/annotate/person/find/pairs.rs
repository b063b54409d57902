//! Pairs of capitals that the tagger passed by, and that the lists or what stands around tell for a name.

use super::{Candidate, Gate, Listed, RARE};
use crate::annotate::{Shape, Token};
use crate::document::Span;

/// Two capitals side by side.
struct Pair<'g> {
    /// Index of the first.
    first: usize,
    head: &'g Token,
    tail: &'g Token,
    /// What the lists say of the first.
    given: Listed,
    /// No other capital follows.
    closed: bool,
}

impl Gate<'_, '_> {
    /// Pairs among the tokens that were not tagged as a name.
    pub(super) fn listed_pairs(&self, tagged: &[Candidate]) -> Vec<Candidate> {
        let readers: [fn(&Self, &Pair<'_>) -> bool; 3] =
            [Self::titled_pair, Self::placed_pair, Self::known_pair];
        let mut pairs = Vec::new();
        let mut next = 0;
        for last in 1..self.draft.tokens.len() {
            if !self.are_capitals(last) {
                continue;
            }
            while tagged.get(next).is_some_and(|candidate| candidate.last < last - 1) {
                next += 1;
            }
            // A single word that was tagged is no name yet ("Sundvall" behind "Per", which is a word too), nor is what begins with
            // the second, or goes on over a small word ("Joan Tibbs or Colin Webber").
            let whole = |other: &&Candidate| other.first < last && other.first < other.last;
            if tagged.get(next).filter(whole).is_some_and(|other| !self.joins_two(other)) {
                continue;
            }
            let pair = self.pair(last);
            if pair.closed && readers.iter().any(|read| read(self, &pair)) {
                pairs.push(Candidate { first: last - 1, last, margin: 0 });
            }
        }
        pairs
    }

    /// True for a run with a small word in it that joins two names.
    fn joins_two(&self, run: &Candidate) -> bool {
        let mut tokens = self.draft.tokens[run.first..=run.last].iter();
        tokens.any(|token| token.shape == Shape::Lower && self.draft.is("or-word", token))
    }

    /// True for a token with a capital right behind another.
    fn are_capitals(&self, last: usize) -> bool {
        let (head, tail) = (&self.draft.tokens[last - 1], &self.draft.tokens[last]);
        head.shape == Shape::Capital
            && tail.shape == Shape::Capital
            && self.draft.document.text().get(head.span.end()..tail.span.start()) == Some(" ")
    }

    fn pair(&self, last: usize) -> Pair<'_> {
        let tokens = &self.draft.tokens;
        let (head, tail) = (&tokens[last - 1], &tokens[last]);
        let closed = tokens.get(last + 1).is_none_or(|after| {
            after.shape == Shape::Lower
                // "Nils Rydbäck Polismyndigheten"
                || self.begins_other(after.span.start())
                || self.draft.document.text().get(tail.span.end()..after.span.start()) != Some(" ")
                // "Roland Bergenstråle Ordförande"
                || self.titled(after)
        });
        Pair { first: last - 1, head, tail, given: self.listed(head), closed }
    }

    /// "… läggs av producent Hampe Stjerne", "Jennet Roskilly, group leader, for the scouts", "Dr Chidi Eze": two words that no
    /// list has, beside a title.
    fn titled_pair(&self, pair: &Pair<'_>) -> bool {
        let Pair { first, head, tail, .. } = *pair;
        let strange = |letters: usize| {
            [head, tail].into_iter().all(|token| {
                let listed = self.listed(token);
                listed.ordinary == 0 && !listed.place && token.span.len() >= letters && !self.everyday(token)
            })
        };
        let titled = || {
            self.follows_role(first)
                || self.opens_line(first) && self.titled_behind(first + 1)
                || self.is_linked(first)
                || self.said_to_be(first + 1)
        };
        // "Lt Col Piers Wyldebank": behind the title of a person the first word may be another word too.
        let honoured = || {
            strange(2)
                || pair.given.ordinary == 1
                    && !pair.given.place
                    && !self.everyday(head)
                    && self.listed(tail).ordinary == 0
        };
        pair.given.first == 0 && (self.follows_title(first) && honoured() || titled() && strange(4))
    }

    /// "producent Hampe Stjerne": a title in small letters right before.
    fn follows_role(&self, first: usize) -> bool {
        let Some(role) = first.checked_sub(1).map(|at| &self.draft.tokens[at]) else { return false };
        let gap = self.draft.document.text().get(role.span.end()..self.draft.tokens[first].span.start());
        let mut titles = self.draft.words_in("role-title", role.span);
        role.shape == Shape::Lower
            && gap == Some(" ")
            && titles.any(|word| word.span.end() == role.span.end())
    }

    /// "Margery Holt has the keys", "Barry Ogden" under "Who": a first name where persons stand, and a word that no list has.
    fn placed_pair(&self, pair: &Pair<'_>) -> bool {
        let Pair { first, tail, given, .. } = *pair;
        let last = first + 1;
        (1..=4).contains(&given.first)
            && !given.place
            && tail.span.len() >= 3
            && !self.everyday(tail)
            && !self.listed(tail).place
            && (!given.word || self.agent(first) || self.through(first))
            && (self.listed(tail).ordinary < 2 || self.joined(first, last) || self.follows_title(first))
            && (self.acts(first, last)
                || self.listed(tail).ordinary == 0
                    && self.short(pair.head.span)
                    && self.vouching(pair.head.span)
                || self.follows_title(first)
                || self.goes_on(last)
                || self.said_to_be(last))
    }

    /// A listed first name before a known surname, or another first name: "Per Sundvall", "Karl Wijk, direktor".
    fn known_pair(&self, pair: &Pair<'_>) -> bool {
        let Pair { first, tail, given, .. } = *pair;
        let family = self.listed(tail);
        let surname = family.surname > 0 && !family.word || family.tail;
        // "Jocke Sandhammar": of a first name that few have, the surname must be known.
        if given.first == 0 || given.first == RARE && !surname || given.place {
            return false;
        }
        let forename = (1..=3).contains(&family.first) && !family.word && !family.place;
        // "Per Sundvall" where "per" is a word too, and no list has Sundvall.
        let strange = || {
            given.first == 1
                && given.word
                && family == Listed::default()
                && tail.span.len() >= 5
                && !self.everyday(tail)
        };
        // "Roland Bergenstråle Ordförande"
        let title_follows = || {
            let beside =
                |next: &&Token| self.draft.document.between(tail.span.end(), next.span.start()) == " ";
            let next = self.draft.tokens.get(first + 2).filter(beside);
            next.is_some_and(|next| next.shape == Shape::Capital && self.titled(next)) && !self.titled(tail)
        };
        // "Karl Wijk, direktor": a title behind says that nobody need know the surname.
        let titled = || {
            !given.word
                && given.first != RARE
                && family.first == 0
                && tail.span.len() >= 3
                && !self.everyday(tail)
                && (self.titled_behind(first + 1) || family.ordinary == 0 && title_follows())
        };
        family.ordinary == 0 && (surname || forename || strange()) || titled()
    }

    /// "… and Dr Chidi Eze": a title right before the name.
    pub(super) fn follows_title(&self, first: usize) -> bool {
        let tokens = &self.draft.tokens;
        first.checked_sub(1).is_some_and(|before| {
            let gap = self.draft.document.text().get(tokens[before].span.end()..tokens[first].span.start());
            matches!(gap, Some(" " | ". ")) && self.draft.has_whole("name-title", tokens[before].span)
        })
    }

    /// "Catriona Selwyn is River Manager": a title and no more than a word before it behind the verb.
    pub(super) fn said_to_be(&self, last: usize) -> bool {
        let tokens = &self.draft.tokens;
        let [name, link, role @ ..] = &tokens[last..tokens.len().min(last + 5)] else { return false };
        let beside = |a: Span, b: Span| self.draft.document.between(a.end(), b.start()) == " ";
        let title = |token: &Token| {
            self.draft.words_in("role-title", token.span).any(|word| word.span.end() == token.span.end())
        };
        beside(name.span, link.span)
            && self.draft.has_whole("role-link", link.span)
            && role.first().is_some_and(|first| beside(link.span, first.span))
            && role.iter().any(title)
    }
}
