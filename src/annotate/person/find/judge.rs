//! The gate: whether what the tagger proposes is a name, which of its words are the name, and how sure that is.

use super::{Candidate, Gate, Listed, Name, SURE};
use crate::annotate::person::ends_as_agent;
use crate::annotate::{Shape, Token};
use crate::document::{Language, Span};

/// Margin from which a name counts that no list knows.
const VERY_SURE: i32 = 28_000;

/// What was proposed, without the words around that are none of the name.
struct Run<'g> {
    candidate: &'g Candidate,
    first: usize,
    last: usize,
    /// It ends in a surname of several words.
    several: bool,
    /// What stands around says that the word behind the first name is a surname, whatever it is else.
    bynamed: bool,
    /// How many of its words are not small ones of names.
    parts: usize,
    head: &'g Token,
    tail: &'g Token,
    /// What the lists say of the two.
    given: Listed,
    family: Listed,
}

impl Gate<'_, '_> {
    /// The name that a candidate holds, if it holds one: the words around are cut off, what is no name by its words is left,
    /// and what remains has to be known, or vouched for by what stands around.
    pub(super) fn judge(&self, candidate: Candidate) -> Option<Name> {
        let run = self.trimmed(&candidate)?;
        if self.is_office(&run) || self.is_other(&run) {
            return None;
        }
        let confidence = self.confidence(&run)?;
        if self.is_among_capitals(&run) {
            return None;
        }
        let span = Span::at(run.head.span.start(), run.tail.span.end());
        self.admits(span, run.first, run.last, confidence).then(|| self.name(span, run.last, confidence))
    }

    /// A candidate without the words before and behind that are none of the name; none where a word in it is one that no
    /// name has, or what was cut off says that the whole is something else.
    fn trimmed<'g>(&'g self, candidate: &'g Candidate) -> Option<Run<'g>> {
        let tokens = &self.draft.tokens;
        let first = self.without_lead(candidate.first, candidate.last);
        let mut last = self.without_titles(first, candidate.last);
        // "June to August": a small word that no name has.
        let several = self.ends_in_joined_surname(first, last);
        if !several && tokens[first..=last].iter().any(|token| self.small(token) && !self.particle(token)) {
            return None;
        }
        let bynamed = self.bynamed(candidate, first, last)
            || self.titled_behind(first + 1)
            || last > first && self.follows_title(first) && self.listed(&tokens[first]).first > 0
            || self.listed_beside(first, last);
        while last > first + usize::from(bynamed)
            && self.trails(&tokens[first], &tokens[last], last > first + 1)
        {
            last -= 1;
        }
        let first = self.with_earlier(first, last);
        let party = || tokens.get(last + 1).is_some_and(|next| self.begins_other(next.span.start()));
        if !self.is_whole(first, last) && self.of_something(last, candidate.last) && !party() {
            return None;
        }
        let mut parts = tokens[first..=last].iter().filter(|token| !self.small(token));
        let (head, tail) = (parts.next()?, parts.next_back()?);
        let parts = parts.count() + 2;
        let (given, family) = (self.listed(head), self.listed(tail));
        Some(Run { candidate, first, last, several, bynamed, parts, head, tail, given, family })
    }

    /// Where a name begins: "Endast Anna Ek", "Samordnare Anna Ek" have words before it that are none of it.
    fn without_lead(&self, first: usize, last: usize) -> usize {
        let tokens = &self.draft.tokens;
        let mut first = first;
        while first < last && self.leads(&tokens[first], &tokens[first + 1]) {
            first += 1;
        }
        let given = |at: usize| (1..=3).contains(&self.listed(&tokens[at]).first);
        while first + 1 < last && given(first + 1) && self.unlisted_title(&tokens[first]) {
            first += 1;
        }
        // "13th May Phil Harding"
        first + usize::from(last > first + 1 && self.is_dated(first))
    }

    /// Where a name ends: "Anna Ek VD", "Anna Ek Telefon" have words behind it. "Evert Skarp" has a word for a surname.
    fn without_titles(&self, first: usize, last: usize) -> usize {
        let tokens = &self.draft.tokens;
        let title = (first + 2..=last).find(|at| {
            // "Örjan Quist Fjällbondens Grossist AB": whom the person is of begins there.
            self.titled(&tokens[*at]) || self.begins_other(tokens[*at].span.start())
        });
        title.map_or(last, |title| title - 1)
    }

    /// "Thi Huong" behind "Le", "Carmen Ortega" behind "Maria del": where a name begins earlier than was proposed.
    fn with_earlier(&self, first: usize, last: usize) -> usize {
        let mut first = first;
        while first < last
            && let Some(earlier) = self.earlier(first)
        {
            first = earlier;
        }
        first
    }

    /// "Nils Rydbäck Polismyndigheten" among signatures is somebody and whom he is of; but "Arthur Pym Way", "Maple Ridge
    /// Snowmobile Club" are no persons by what was cut off.
    fn is_whole(&self, first: usize, last: usize) -> bool {
        let tokens = &self.draft.tokens;
        let (begin, end) = (self.listed(&tokens[first]), self.listed(&tokens[last]));
        last > first
            && (1..=3).contains(&begin.first)
            && (end.surname > 0 || end.tail)
            && self.vouching(tokens[first].span)
    }

    /// "Head Librarian"
    fn is_office(&self, run: &Run<'_>) -> bool {
        let tail = run.tail.span;
        let title = || {
            let mut words = self.draft.words_in("role-title", tail);
            words.any(|word| word.span.start() <= tail.start())
        };
        self.draft.annotations.language == Language::En
            && run.given.first == 0
            && run.family.surname == 0
            && run.family.first == 0
            && title()
    }

    /// True for what is something else by its words: what is to be done, a place, an enumeration, a month, a preposition and
    /// a word, capitals that are a small word.
    fn is_other(&self, run: &Run<'_>) -> bool {
        let Run { first, last, head, tail, given, family, .. } = *run;
        let mut parts = self.draft.tokens[first..=last].iter().filter(|token| !self.small(token));
        // "Ring Olle" tells what to do.
        given.first == 0 && family.first > 0 && self.draft.has_word("contact-word", head.span)
            // "West Norfolk", "Hexley Shire"
            || given.first == 0 && self.draft.is("place-head", head)
            || parts.any(|part| self.draft.is("place-tail", part))
            || self.enumerates(first, tail)
            || self.is_month(first)
            || self.opens_with_preposition(first, given, family)
            || tail.shape == Shape::Upper && (self.particle(tail) || self.everyday(tail))
            || tail.shape == Shape::Initial && run.parts < 3 && !self.shortened(first, last)
    }

    /// How sure it is that a run is somebody's name, by what the lists know and what stands around; none where that is not
    /// enough.
    fn confidence(&self, run: &Run<'_>) -> Option<f32> {
        let Run { candidate, first, last, given, family, .. } = *run;
        let initial = run.head.shape == Shape::Initial;
        let known = (
            given.first > 0 && !(given.word && given.ordinary == 2 && family.ordinary > 0),
            // "Lilla Scenen" ends as surnames do, and is two words.
            family.surname > 0 || family.tail && !(family.ordinary == 2 && (given.first == 0 || given.word)),
        );
        let ordinary = self.ends_in_word(run);
        let placed = || self.cued(first) || self.acts(first, last);
        let confidence = match known {
            _ if run.several => 0.85,
            (true, true) => 0.95,
            (true, false) if !ordinary || self.is_common(run) => 0.85,
            (true, false) if run.parts == 2 && (run.bynamed || self.listed_beside(first, last)) => 0.7,
            (false, true) if initial => 0.8,
            // "Key Person": a word that some are called by says little behind one that nobody is.
            (false, true)
                if given.ordinary == 0
                    && (candidate.margin >= SURE && !(family.word && family.ordinary == 2) || placed()) =>
            {
                0.75
            }
            // "Kassan räknas av C. G. Lilliehöök"
            (false, false) if initial && !ordinary && family.first == 0 && placed() => 0.6,
            // "Nguyen Thi Lan"
            (false, false)
                if given.surname > 0 && given.ordinary == 0 && !ordinary && candidate.margin > 0 =>
            {
                0.7
            }
            (false, false) if given.ordinary == 0 && !ordinary && !initial && self.unheard(run) => 0.65,
            // "Lt Col Piers Wyldebank"
            (false, false) if given.ordinary == 1 && family.ordinary == 0 && self.follows_title(first) => {
                0.65
            }
            // "/s/ Hyun-woo Park"
            _ if !initial && self.draft.document.text()[..run.head.span.start()].ends_with("/s/ ") => 0.7,
            _ => return None,
        };
        Some(confidence)
    }

    /// True where the last word is an ordinary one that no list has as a surname, and nothing around says that it is one.
    fn ends_in_word(&self, run: &Run<'_>) -> bool {
        let Run { first, last, family, .. } = *run;
        let placed = || self.cued(first) || self.acts(first, last) || self.goes_on(last);
        let worded = run.given.first == 0 || run.given.word;
        family.surname == 0
            && (!family.tail || worded && family.ordinary == 2)
            && (family.ordinary == 2 || family.ordinary == 1 && !placed())
    }

    /// "Linnéa Hjortsäter": a common first name that is nothing else, and a surname put together of two words, where the
    /// tagger is sure.
    fn is_common(&self, run: &Run<'_>) -> bool {
        let Run { given, family, tail, .. } = *run;
        (1..=2).contains(&given.first)
            && !given.word
            && !given.place
            && given.ordinary == 0
            && family.ordinary == 1
            && tail.shape == Shape::Capital
            && run.parts == 2
            && run.candidate.margin >= SURE
    }

    /// "WHAT LANTERN WILL DO": among other capitals a surname must be known.
    fn is_among_capitals(&self, run: &Run<'_>) -> bool {
        let tokens = &self.draft.tokens;
        let before = run.first.checked_sub(1).map(|at| &tokens[at]);
        let known = run.family.surname > 0 || run.family.tail;
        let shouted = |before: &Token| {
            let gap = self.draft.document.text().get(before.span.end()..run.head.span.start());
            before.shape == Shape::Upper && gap == Some(" ")
        };
        run.tail.shape == Shape::Upper && !known && before.is_some_and(shouted)
    }

    /// True for a common first name before a capital that is a word too, as the surnames of soldiers are, where the tagger
    /// takes both for a name and the word is no label or title.
    fn bynamed(&self, candidate: &Candidate, first: usize, last: usize) -> bool {
        let tokens = &self.draft.tokens;
        let (head, tail) = (&tokens[first], &tokens[(first + 1).min(last)]);
        let given = self.listed(head);
        let word = self.lower(tail);
        let says = |label: &&str| {
            self.draft.lexicons.contains(label, word) || self.draft.begins_with(label, tail.span)
        };
        last > first
            && candidate.margin > 0
            && (self.draft.annotations.language == Language::Sv || self.cued(first) || self.through(first))
            && (1..=3).contains(&given.first)
            && !given.word
            && !given.place
            && given.ordinary == 0
            && tail.shape == Shape::Capital
            && (3..=9).contains(&word.chars().count())
            && !self.everyday(tail)
            && ![
                "name-lead",
                "role-title",
                "person-label",
                "contact-word",
                "no-person",
                "task-word",
                "kind-agreement",
                "governing-plan",
            ]
            .iter()
            .any(says)
    }

    /// "Gunvor Bylund och Daniel Skarp": a common first name and a word, beside another name.
    fn listed_beside(&self, first: usize, last: usize) -> bool {
        let tokens = &self.draft.tokens;
        let given = self.listed(&tokens[first]);
        last == first + 1
            && (given.first == 1 || (2..=3).contains(&given.first) && !given.word)
            && !given.place
            && tokens[last].shape == Shape::Capital
            && !self.everyday(&tokens[last])
            && self.joined(first, last)
    }

    /// True where a name that no list knows is one: by what stands around, or as the tagger is very sure.
    fn unheard(&self, run: &Run<'_>) -> bool {
        let Candidate { first, last, margin } = *run.candidate;
        let text = self.draft.document.text();
        let quoted = text[..run.head.span.start()].ends_with(['"', '“', '”', '»', '\'']);
        let mut parts = self.draft.tokens[run.first..=run.last].iter().filter(|token| !self.small(token));
        let shouted = parts.any(|part| part.shape == Shape::Upper);
        self.cued(first)
            || !quoted && self.said_to_be(last)
            || !quoted && self.opens_line(first) && self.titled_behind(last)
            || !quoted && !shouted && self.held(first, last)
            || margin >= VERY_SURE && !quoted && !shouted
    }

    /// A word before a name: a title, or an ordinary word before a listed first name.
    fn leads(&self, token: &Token, next: &Token) -> bool {
        let title = ["role-title", "name-title", "person-label"].iter().any(|label| {
            self.draft.words_in(label, token.span).any(|word| word.span.end() >= token.span.end())
        });
        let listed = self.listed(token);
        if title && listed.first == 0 || self.draft.is("name-lead", token) {
            return true;
        }
        // "Ring Anna Ek om pumpen stannar"
        let opens = || self.draft.has_whole("contact-word", token.span);
        if listed.first == 0 && self.listed(next).first > 0 && opens() {
            return true;
        }
        // "för Bolaget Tommy Hägg": a word for a party.
        let party = || {
            let said = self.draft.annotations.parties.iter().take(64);
            let mut said = said.flat_map(|party| party.mentions.iter().take(500));
            self.draft.has_word("party-noun", token.span)
                || said.any(|at| at.end() == token.span.end() && at.contains(token.span))
        };
        if listed.first == 0 && !listed.tail && self.listed(next).first > 0 && party() {
            return true;
        }
        let next = self.listed(next);
        listed.first == 0 && listed.ordinary > 0 && !listed.tail
            || self.everyday(token) && (next.first > 0 && listed.first != 1 || listed.first == 0)
    }

    /// "Podiatrist Malena Hjortsäter": a word for who does something that no list of titles has, and nobody's name.
    pub(super) fn unlisted_title(&self, token: &Token) -> bool {
        let listed = self.listed(token);
        listed.first == 0
            && listed.surname == 0
            && ends_as_agent(self.draft, self.lower(token), 3..=7, 3)
            && !self.draft.is("no-agent", token)
    }

    /// Where a name that begins at `first` begins really, if a listed name stands right before, at the beginning of a line.
    fn earlier(&self, first: usize) -> Option<usize> {
        let tokens = &self.draft.tokens;
        let joined = |at: usize| {
            let (a, b) = (tokens[at - 1].span, tokens[at].span);
            self.draft.document.text().get(a.end()..b.start()) == Some(" ")
        };
        let mut at = first.checked_sub(1).filter(|_| joined(first))?;
        let particle = tokens[at].shape == Shape::Lower
            && self.particle(&tokens[at])
            && !self.draft.has_word("agent-by", tokens[at].span);
        if particle {
            at = at.checked_sub(1).filter(|at| joined(at + 1))?;
        }
        let token = &tokens[at];
        let listed = self.listed(token);
        let known = if particle { listed.first > 0 } else { listed.first > 0 || listed.surname > 0 };
        let opens = particle || at == 0 || !joined(at);
        (token.shape == Shape::Capital
            && known
            && opens
            && listed.ordinary == 0
            && !listed.place
            && !self.everyday(token)
            && !self.ends_label(token.span))
        .then_some(at)
    }

    /// "Anna Ek Direktor Stiftelsen": a title, or whom it is of, which no list has as a name.
    pub(super) fn titled(&self, token: &Token) -> bool {
        let listed = self.listed(token);
        listed.surname == 0
            && listed.first == 0
            && !listed.tail
            && (["role-title", "org-nonprofit", "org-private", "org-public"]
                .iter()
                .any(|label| self.draft.has_whole(label, token.span))
                || self.draft.has_word("deciding-body", token.span))
    }

    fn trails(&self, head: &Token, token: &Token, enough: bool) -> bool {
        let listed = self.listed(token);
        let name = listed.first > 0 || listed.surname > 0 || listed.tail;
        let shouted = token.shape == Shape::Upper && head.shape != Shape::Upper;
        self.small(token)
            || shouted && token.span.len() <= 5
            || !name && (listed.ordinary == 2 || listed.ordinary == 1 && enough)
    }
}
