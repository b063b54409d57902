//! Runs of words that may be a name beside what the tagger proposes: two people on a line, small words inside a name, bynames.

use super::{Candidate, Gate, SURE};
use crate::annotate::{Shape, Token};

impl Gate<'_, '_> {
    /// "Ingela Stråth Pekka Virtanen" on one line is two people: a first name behind a surname begins another name.
    pub(super) fn two_people(&self, candidate: Candidate) -> Vec<Candidate> {
        if self.ends_in_joined_surname(candidate.first, candidate.last) {
            return vec![candidate];
        }
        let mut found = Vec::new();
        let mut from = candidate.first;
        for at in candidate.first + 1..=candidate.last {
            let tokens = &self.draft.tokens;
            let gap = self.draft.document.text().get(tokens[at - 1].span.end()..tokens[at].span.start());
            // "Luis Ferreira or Candace Blum", "Entrén tar Stig-Björn Kallin": a word that no name has.
            let joins = tokens[at].shape == Shape::Lower
                && (self.draft.is("or-word", &tokens[at])
                    || self.small(&tokens[at]) && !self.particle(&tokens[at]));
            if joins && at < candidate.last {
                if from < at {
                    found.extend(self.side_by_side(Candidate { first: from, last: at - 1, ..candidate }));
                }
                from = at + 1;
                continue;
            }
            // Names side by side are set apart by more than a space, and what they are of stands in lines above or below.
            let apart = gap.is_some_and(|gap| gap.len() > 1 && gap.chars().all(char::is_whitespace));
            if from < at && (apart || gap == Some("\n") && self.ends_with_line(from, at, candidate.last)) {
                found.extend(self.side_by_side(Candidate { first: from, last: at - 1, ..candidate }));
                from = at;
            }
        }
        found.extend(self.side_by_side(Candidate { first: from, ..candidate }));
        found
    }

    /// "Malin Östberg\nÄngsbro kommun", "For the Mall\nFredric Åkerström": true where a name is whole before a new line, or
    /// begins with it.
    fn ends_with_line(&self, from: usize, at: usize, last: usize) -> bool {
        let tokens = &self.draft.tokens;
        let given = |at: usize| self.listed(&tokens[at]).first > 0;
        at >= from + 2 && given(from) || at == from + 1 && given(at) && at < last
    }

    fn side_by_side(&self, candidate: Candidate) -> Vec<Candidate> {
        let tokens = &self.draft.tokens[candidate.first..=candidate.last];
        if tokens.len() < 4 {
            return vec![candidate];
        }
        // Three side by side, or two: pairs of a first name and a surname, one of which no list need know.
        let pairs = tokens.len() / 2;
        let given = |pair: &usize| {
            let listed = self.listed(&tokens[2 * pair]);
            listed.first > 0 && !listed.place
        };
        let family = |pair: &usize| {
            let listed = self.listed(&tokens[2 * pair + 1]);
            listed.surname > 0 || listed.tail || listed.first == 0 && listed.ordinary < 2
        };
        let capital = tokens.iter().all(|token| token.shape == Shape::Capital);
        if tokens.len() == 2 * pairs
            && (2..=4).contains(&pairs)
            && capital
            && (pairs == 2 || self.vouching(tokens[0].span))
            && (0..pairs).filter(given).count() + usize::from(pairs > 2) >= pairs
            && (0..pairs).all(|pair| family(&pair))
        {
            let pair = |at| Candidate {
                first: candidate.first + 2 * at,
                last: candidate.first + 2 * at + 1,
                ..candidate
            };
            return (0..pairs).map(pair).collect();
        }
        let begins = |at: usize| {
            let (before, here) = (self.listed(&tokens[at - 1]), self.listed(&tokens[at]));
            let signs = self.vouching(tokens[at].span);
            // Few are called by a surname that is a common first name too, where a name has gone before.
            let given = (1..=3).contains(&here.first) && here.surname == 0
                || (1..=2).contains(&here.first) && at + 2 == tokens.len();
            given && (before.surname > 0 || before.tail || signs && before.first == 0)
        };
        match (2..tokens.len() - 1).find(|at| begins(*at)) {
            Some(at) => vec![
                Candidate { last: candidate.first + at - 1, ..candidate },
                Candidate { first: candidate.first + at, ..candidate },
            ],
            None => vec![candidate],
        }
    }

    /// "Christoffer von und zu Hardenberg", "P. J. van der Meulen": small words of names between a first name or an initial
    /// and a capital.
    pub(super) fn with_particles(&self, candidates: Vec<Candidate>) -> Vec<Candidate> {
        let mut made: Vec<Candidate> = Vec::new();
        let tokens = &self.draft.tokens;
        let gap =
            |at: usize| self.draft.document.text().get(tokens[at - 1].span.end()..tokens[at].span.start());
        let small = |at: usize| {
            tokens[at].shape == Shape::Lower
                && gap(at) == Some(" ")
                && self.particle(&tokens[at])
                && !self.draft.has_word("agent-by", tokens[at].span)
        };
        let given = |head: &Token| {
            let listed = self.listed(head);
            head.shape == Shape::Capital && listed.first > 0 && !listed.place
        };
        // "Mohammed al-Hakim"
        let hyphened = |at: usize| {
            let token = &tokens[at];
            token.shape == Shape::Lower && gap(at) == Some(" ") && !self.small(token)
        };
        let mut at = 1;
        while at < tokens.len() {
            let (begin, head) = (at, &tokens[at - 1]);
            if !matches!(head.shape, Shape::Capital | Shape::Initial) {
                at += 1;
                continue;
            }
            if hyphened(at) && given(head) {
                made.push(Candidate { first: at - 1, last: at, margin: SURE });
                at += 1;
                continue;
            }
            while at + 1 < tokens.len() && at < begin + 3 && small(at) {
                at += 1;
            }
            if at == begin {
                at += 1;
                continue;
            }
            let initial = |token: &Token| token.shape == Shape::Initial;
            if tokens[at].shape != Shape::Capital || gap(at) != Some(" ") || !initial(head) && !given(head) {
                continue;
            }
            let mut first = begin - 1;
            while first > 0
                && initial(&tokens[first])
                && initial(&tokens[first - 1])
                && gap(first) == Some(". ")
            {
                first -= 1;
            }
            made.push(Candidate { first, last: at, margin: SURE });
        }
        instead(candidates, made)
    }

    /// "Ebba Natt och Dag", "C. G. Natt och Dag": what stands with capitals before a surname of several words.
    pub(super) fn with_joined_surnames(&self, candidates: Vec<Candidate>) -> Vec<Candidate> {
        let tokens = &self.draft.tokens;
        let text = self.draft.document.text();
        let mut made: Vec<Candidate> = Vec::new();
        for surname in self.draft.words_of("joined-surname") {
            let family = tokens.partition_point(|token| token.span.start() < surname.span.start());
            let last = tokens.partition_point(|token| token.span.start() < surname.span.end()) - 1;
            let capital = tokens[family].shape == Shape::Capital && tokens[last].shape == Shape::Capital;
            let mut first = family;
            while first > 0
                && family - first < 3
                && matches!(tokens[first - 1].shape, Shape::Capital | Shape::Initial)
                && matches!(
                    text.get(tokens[first - 1].span.end()..tokens[first].span.start()),
                    Some(" " | ". ")
                )
            {
                first -= 1;
            }
            if capital && first < family {
                made.push(Candidate { first, last, margin: SURE });
            }
        }
        instead(candidates, made)
    }

    /// True for a name that ends in a surname of several words.
    pub(super) fn ends_in_joined_surname(&self, first: usize, last: usize) -> bool {
        let span = self.draft.tokens[first].span.cover(self.draft.tokens[last].span);
        self.draft.words_in("joined-surname", span).any(|surname| surname.span.end() == span.end())
    }

    /// `Kent "Kenta" Boman`: a name in quotation marks between two others joins them.
    pub(super) fn with_nicknames(&self, candidates: Vec<Candidate>) -> Vec<Candidate> {
        let mut made: Vec<Candidate> = Vec::new();
        let tokens = &self.draft.tokens;
        let text = self.draft.document.text();
        let gap = |at: usize| text.get(tokens[at - 1].span.end()..tokens[at].span.start()).unwrap_or("");
        let opens = |gap: &str| matches!(gap, " \"" | " ”" | " “" | " »" | " '" | " ’" | " ‘");
        let closes = |gap: &str| matches!(gap, "\" " | "” " | "“ " | "« " | "» " | "' " | "’ ");
        for at in 2..tokens.len() {
            let three = &tokens[at - 2..=at];
            let capitals = three.iter().all(|token| matches!(token.shape, Shape::Capital | Shape::Upper));
            if !capitals || !opens(gap(at - 1)) || !closes(gap(at)) {
                continue;
            }
            let (given, family) = (self.listed(&three[0]), self.listed(&three[2]));
            if given.first == 0 || family.ordinary == 2 && family.surname == 0 && !family.tail {
                continue;
            }
            made.push(Candidate { first: at - 2, last: at, margin: SURE });
        }
        instead(candidates, made)
    }
}

/// Candidates in order, with those that `made` overlaps left out for it. Linear but for the sorting.
fn instead(mut candidates: Vec<Candidate>, made: Vec<Candidate>) -> Vec<Candidate> {
    let mut next = 0;
    candidates.sort_by_key(|candidate| candidate.first);
    candidates.retain(|candidate| {
        while made.get(next).is_some_and(|other| other.last < candidate.first) {
            next += 1;
        }
        made.get(next).is_none_or(|other| other.first > candidate.last)
    });
    candidates.extend(made);
    candidates.sort_by_key(|candidate| candidate.first);
    candidates
}
