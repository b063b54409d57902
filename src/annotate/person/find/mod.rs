//! Full names: what the tagger proposes and what columns and signature lines vouch for, past a gate that knows streets,
//! schools, foundations and ordinary words.

use std::collections::HashSet;

mod candidates;
mod other;
mod slots;
mod vouched;

use super::model::{Candidate, Listed, Seen, Tagger, Words};
use super::{column_head, ends_as_agent};
use crate::annotate::{Draft, Shape, Token, duty};
use crate::document::{BlockKind, DocumentKind, Language, Sector, Span, Zone};

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
/// Margin from which a name counts that no list knows.
const VERY_SURE: i32 = 28_000;
/// The class of first names that few have.
const RARE: u8 = 4;
/// Blocks at the beginning among which a document's title stands.
const TITLES: usize = 6;
/// A stretch without white space of this length may be an address or an encoded blob.
const JUNK: usize = 40;

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
        let listed = self.tagger.listed(self.lower(token), &self.seen);
        let capital = token.shape != Shape::Lower;
        let rare = listed.first == 0 && listed.ordinary == 0 && capital && self.draft.is("given-name", token);
        let first = if rare { RARE } else { listed.first };
        // "al-Hakim" stands in lower case only by its article.
        let ordinary = if capital || self.small(token) { listed.ordinary } else { 0 };
        Listed { first, ordinary, tail: listed.tail || capital && self.ends_as_surname(token), ..listed }
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

    /// The gate.
    fn judge(&self, candidate: Candidate) -> Option<Name> {
        let tokens = &self.draft.tokens;
        let (mut first, mut last) = (candidate.first, candidate.last);
        // "Endast Anna Ek", "Samordnare Anna Ek": words before the name are none of it.
        while first < last && self.leads(&tokens[first], &tokens[first + 1]) {
            first += 1;
        }
        let given = |at: usize| (1..=3).contains(&self.listed(&tokens[at]).first);
        while first + 1 < last && given(first + 1) && self.unlisted_title(&tokens[first]) {
            first += 1;
        }
        // "13th May Phil Harding"
        if last > first + 1 && self.is_dated(first) {
            first += 1;
        }
        // "Anna Ek VD", "Anna Ek Telefon": nor are words behind it. "Evert Skarp" has a word for a surname.
        if let Some(title) = (first + 2..=last).find(|at| self.titled(&tokens[*at])) {
            last = title - 1;
        }
        // "June to August": a small word that no name has.
        let several = self.ends_in_joined_surname(first, last);
        if !several && tokens[first..=last].iter().any(|token| self.small(token) && !self.particle(token)) {
            return None;
        }
        let bynamed = self.bynamed(&candidate, first, last)
            || self.titled_behind(first + 1)
            || self.listed_beside(first, last);
        while last > first + usize::from(bynamed)
            && self.trails(&tokens[first], &tokens[last], last > first + 1)
        {
            last -= 1;
        }
        // "Thi Huong" behind "Le", "Carmen Ortega" behind "Maria del": the name begins earlier.
        while first < last
            && let Some(earlier) = self.earlier(first)
        {
            first = earlier;
        }
        // "Arthur Pym Way", "Maple Ridge Snowmobile Club": what was cut off says that the whole is no person; but
        // "Nils Rydbäck Polismyndigheten" among signatures is somebody and whom he is of.
        let (begin, end) = (self.listed(&tokens[first]), self.listed(&tokens[last]));
        let whole = last > first
            && (1..=3).contains(&begin.first)
            && (end.surname > 0 || end.tail)
            && self.vouching(tokens[first].span);
        if !whole && self.of_something(last, candidate.last) {
            return None;
        }
        let parts: Vec<&Token> = tokens[first..=last].iter().filter(|token| !self.small(token)).collect();
        if parts.len() < 2 {
            return None;
        }
        let (head, tail) = (*parts.first()?, *parts.last()?);
        let (given, family) = (self.listed(head), self.listed(tail));
        // "Head Librarian"
        let title = |token: &&Token| {
            self.listed(token).first == 0
                && self
                    .draft
                    .words_in("role-title", token.span)
                    .any(|word| word.span.start() <= token.span.start())
        };
        let office = self.listed(tail).surname == 0 && title(&tail);
        if office && given.first == 0 && self.draft.annotations.language == Language::En {
            return None;
        }
        // "Ring Olle" tells what to do.
        if given.first == 0 && family.first > 0 && self.draft.has_word("contact-word", head.span) {
            return None;
        }
        // "West Norfolk", "Hexley Shire"
        let place = given.first == 0 && self.draft.is("place-head", head)
            || parts.iter().any(|part| self.draft.is("place-tail", part));
        let initial = head.shape == Shape::Initial;
        if place
            || self.enumerates(first, tail)
            || self.is_month(first)
            || self.opens_with_preposition(first, given, family)
            || tail.shape == Shape::Upper && (self.particle(tail) || self.everyday(tail))
            || tail.shape == Shape::Initial && parts.len() < 3 && !self.shortened(first, last)
        {
            return None;
        }
        let known = (
            given.first > 0 && !(given.word && given.ordinary == 2 && family.ordinary > 0),
            family.surname > 0 || family.tail,
        );
        let ordinary = family.surname == 0
            && !family.tail
            && (family.ordinary == 2
                || family.ordinary == 1
                    && !self.cued(first)
                    && !self.acts(first, last)
                    && !self.goes_on(last));
        let sure = candidate.margin >= SURE;
        let confidence = match known {
            _ if several => 0.85,
            (true, true) => 0.95,
            (true, false) if family.first > 0 && !ordinary => 0.85,
            (true, false) if !ordinary => 0.85,
            (true, false) if bynamed && parts.len() == 2 => 0.7,
            (true, false) if parts.len() == 2 && self.listed_beside(first, last) => 0.7,
            (false, true) if initial => 0.8,
            (false, true) if given.ordinary == 0 && (sure || self.cued(first) || self.acts(first, last)) => {
                0.75
            }
            // "Kassan räknas av C. G. Lilliehöök"
            (false, false)
                if initial
                    && !ordinary
                    && family.first == 0
                    && (self.cued(first) || self.acts(first, last)) =>
            {
                0.6
            }
            // "Nguyen Thi Lan"
            (false, false)
                if given.surname > 0 && given.ordinary == 0 && !ordinary && candidate.margin > 0 =>
            {
                0.7
            }
            (false, false)
                if given.ordinary == 0 && !ordinary && !initial && self.unheard(&candidate, &parts) =>
            {
                0.65
            }
            // "/s/ Hyun-woo Park"
            _ if !initial && self.draft.document.text()[..head.span.start()].ends_with("/s/ ") => 0.7,
            _ => return None,
        };
        // "WHAT LANTERN WILL DO": among other capitals a surname must be known.
        let shouted = |at: Option<&Token>| at.is_some_and(|token| token.shape == Shape::Upper);
        let text = self.draft.document.text();
        let beside = first.checked_sub(1).is_some_and(|before| {
            shouted(tokens.get(before)) && text.get(tokens[before].span.end()..head.span.start()) == Some(" ")
        });
        if tail.shape == Shape::Upper && !known.1 && beside {
            return None;
        }
        let span = Span::at(head.span.start(), tail.span.end());
        self.admits(span, first, last, confidence).then(|| self.name(span, last, confidence))
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
            && (self.draft.annotations.language == Language::Sv || self.cued(first))
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
    fn unheard(&self, candidate: &Candidate, parts: &[&Token]) -> bool {
        let text = self.draft.document.text();
        let quoted =
            parts.first().is_some_and(|head| text[..head.span.start()].ends_with(['"', '“', '”', '»', '\'']));
        let shouted = parts.iter().any(|part| part.shape == Shape::Upper);
        self.cued(candidate.first)
            || !quoted && self.said_to_be(candidate.last)
            || !quoted && self.opens_line(candidate.first) && self.titled_behind(candidate.last)
            || !quoted && !shouted && self.held(candidate.first, candidate.last)
            || candidate.margin >= VERY_SURE && !quoted && !shouted
    }

    fn name(&self, span: Span, last: usize, confidence: f32) -> Name {
        let span = self.without_genitive(span, &self.draft.tokens[last]);
        let name = self.tidy(self.draft.document.slice(span));
        Name { span, full: true, name, confidence }
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
    fn unlisted_title(&self, token: &Token) -> bool {
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

    /// "Anna Ek Direktor Stiftelsen": a title, or whom it is of, which no list has as a name.
    fn titled(&self, token: &Token) -> bool {
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

    /// A label or a title stands right before the name, or its cell stands in a column of persons, or it signs.
    fn cued(&self, first: usize) -> bool {
        let tokens = &self.draft.tokens;
        let here = tokens[first].span;
        let text = self.draft.document.text();
        let near = first.checked_sub(1).is_some_and(|before| {
            let before = tokens[before].span;
            matches!(
                text.get(before.end()..here.start()),
                Some(" " | ": " | ". " | " – " | ":\t" | "\t" | ":\n")
            ) && (self.ends_label(before)
                || text.get(before.end()..here.start()) == Some(" ")
                    && self.unlisted_title(&tokens[first - 1]))
        });
        let linked = self.is_linked(first);
        // "/s/ Imogen Farthing"
        let signed = text[..here.start()].ends_with("/s/ ");
        near || signed || linked || self.short(here) && self.vouching(here)
    }

    /// "The Foundation's contact is Torbjørg Haukeland": a title and a verb right before the name.
    fn is_linked(&self, first: usize) -> bool {
        let tokens = &self.draft.tokens;
        let text = self.draft.document.text();
        first.checked_sub(2).is_some_and(|at| {
            let (role, link) = (tokens[at].span, tokens[at + 1].span);
            text.get(role.end()..link.start()) == Some(" ")
                && text.get(link.end()..tokens[first].span.start()) == Some(" ")
                && self.draft.has_whole("role-link", link)
                && self.ends_label(role)
        })
    }

    /// True where a title or a label of persons ends at the end of `token`.
    fn ends_label(&self, token: Span) -> bool {
        ["role-title", "name-title", "contact-word", "person-label", "metadata-label"].iter().any(|label| {
            let line = Span::at(self.draft.document.back(token.start(), 40), token.end());
            self.draft.words_in(label, line).any(|word| word.span.end() == token.end())
        })
    }

    /// True where the block of a name holds little more.
    fn short(&self, span: Span) -> bool {
        let index = self.draft.document.block_at(span.start());
        index
            .and_then(|index| self.draft.document.blocks().get(index))
            .is_some_and(|block| block.content.len() <= 80)
    }

    /// True where the zone or the column of a place says that persons stand there.
    fn vouching(&self, span: Span) -> bool {
        let zone =
            self.draft.document.block_at(span.start()).and_then(|at| self.draft.annotations.zones.get(at));
        matches!(zone, Some(Zone::Signature | Zone::Contact))
            || column_head(self.draft, span).is_some_and(|head| {
                ["person-column", "contact-word", "deputy-column"]
                    .iter()
                    .any(|label| self.draft.has_word(label, head))
            })
            || self.answers_who(span)
    }

    /// "Vem låser upp? | Anna Ek": the cell beside a question of who.
    fn answers_who(&self, span: Span) -> bool {
        let blocks = self.draft.document.blocks();
        let here = self.draft.document.block_at(span.start());
        let beside = here.and_then(|at| Some((blocks.get(at)?.cell()?, blocks.get(at.checked_sub(1)?)?)));
        beside.is_some_and(|(cell, left)| {
            let same = left.cell().is_some_and(|other| other.table == cell.table && other.row == cell.row);
            let first = self.draft.tokens_in(left.content).first();
            same && left.content.len() <= 160
                && first.is_some_and(|first| self.draft.is("who-question", first))
                && self.draft.document.slice(left.content).trim_end().ends_with('?')
        })
    }

    /// "Who does it", "Vem": a column that asks for persons.
    fn in_column_of_who(&self, span: Span) -> bool {
        let head = column_head(self.draft, span).and_then(|head| self.draft.tokens_in(head).first());
        head.is_some_and(|first| self.draft.is("who-question", first))
    }

    /// True in a column of contacts or of substitutes, where no list need know a name.
    fn asked_for(&self, span: Span) -> bool {
        column_head(self.draft, span).is_some_and(|head| {
            ["contact-word", "deputy-column"].iter().any(|label| self.draft.has_word(label, head))
        })
    }

    /// Nothing around says that it is something else.
    fn admits(&self, span: Span, first: usize, last: usize, confidence: f32) -> bool {
        let (draft, document) = (self.draft, self.draft.document);
        let text = document.text();
        let tokens = &draft.tokens;
        let block = document.block_at(span.start()).and_then(|index| document.blocks().get(index));
        let kind = block.map(|block| block.kind);
        if matches!(kind, None | Some(BlockKind::Title | BlockKind::TocEntry))
            || matches!(kind, Some(BlockKind::Heading { .. })) && confidence < 0.9
        {
            return false;
        }
        let from = self.taken.partition_point(|other| other.end() <= span.start());
        // "Xxxxxxx Xxxxxx" in an anonymised copy.
        let blank = |token: &Token| {
            let mut letters = self.lower(token).chars();
            letters.next().is_some_and(|one| token.span.len() > 2 && letters.all(|other| other == one))
        };
        // "Maria Vågspel" of Rederi Vågspel AB: the short name of a firm may be the surname of its owner.
        let owner =
            |other: &Span| confidence >= 0.8 && other.start() > span.start() && other.end() <= span.end();
        if self.taken.get(from).is_some_and(|other| other.start() < span.end() && !owner(other))
            || self.of_a_place(span)
            || confidence < 0.9 && self.in_title(span)
            || confidence < 0.85 && self.begins_party(span)
            || self.is_junk(span)
            || tokens[first..=last].iter().any(blank)
        {
            return false;
        }
        if [
            "org-private",
            "org-nonprofit",
            "no-person",
            "governing-plan",
            "deciding-body",
            "no-person-before",
            "kind-agreement",
        ]
        .iter()
        .any(|label| draft.words_in(label, span).any(|word| word.span.end() <= span.end()))
        {
            return false;
        }
        let joined = |a: &Token, b: &Token| text.get(a.span.end()..b.span.start()) == Some(" ");
        if let Some(next) = tokens.get(last + 1).filter(|next| joined(&tokens[last], next)) {
            let labels: &[&str] = match next.shape {
                Shape::Capital | Shape::Upper => &["no-person", "org-private", "org-nonprofit", "org-public"],
                _ => &["no-person", "org-private"],
            };
            let genitive = self.lower(&tokens[last]).ends_with('s');
            let org = |label: &&str| {
                draft.words_in(label, next.span).any(|word| word.span.end() <= next.span.end())
            };
            // "Minna Kallio as stand-in", "Agnes Vestlund plans all visits": no suffix of a firm and no place.
            let said = next.shape == Shape::Lower
                && (self.everyday(next)
                    || draft.annotations.language == Language::En && duty::finite(draft, next));
            if !said && labels.iter().any(org)
                || genitive && ["org-nonprofit", "no-person-tail"].iter().any(org)
            {
                return false;
            }
        }
        if let Some(before) =
            first.checked_sub(1).map(|at| &tokens[at]).filter(|before| joined(before, &tokens[first]))
        {
            // "m/s" is more than one word, and "m/s Kapten Elof Brahe" has a title before the name.
            let near = Span::at(tokens[first.saturating_sub(4)].span.start(), before.span.end());
            let title = first.checked_sub(2).map(|at| tokens[at].span.end());
            let title = title.filter(|_| draft.is("ship-title", before));
            let label = |label: &str| {
                draft
                    .words_in(label, near)
                    .any(|word| word.span.end() == before.span.end() || Some(word.span.end()) == title)
            };
            // "för Bolaget Tommy Lind": a party by its name or a word for it, and somebody of it.
            let at = self.taken.partition_point(|other| other.end() < before.span.end());
            let of =
                confidence >= 0.7 && self.taken.get(at).is_some_and(|other| other.end() == before.span.end());
            let capital = matches!(before.shape, Shape::Capital | Shape::Upper) && !of;
            // "Stiftelsen Anna Ek, ordförande", where the foundation signs.
            let signs = confidence >= 0.85
                && text.get(span.end()..).is_some_and(|rest| rest.starts_with(", "))
                && tokens.get(last + 1).is_some_and(|next| draft.has_word("role-title", next.span))
                && block.is_some_and(|block| block.content.start() == before.span.start());
            if label("no-person-before") && !signs
                || capital && (label("org-nonprofit") || label("org-private"))
            {
                return false;
            }
        }
        // "Ödevik Hamnen 1:6"
        if self.is_property(span) {
            return false;
        }
        // "S:t Eriks", "& Co"
        let lead = text.get(..span.start()).unwrap_or("").trim_end_matches(' ');
        let behind = text.get(span.end()..).unwrap_or("");
        !lead.ends_with('&') && !behind.starts_with(" &") && !lead.ends_with(":t")
    }

    /// "Åsele Sund" where the Municipality of Åsele Sund is a party.
    fn of_a_place(&self, span: Span) -> bool {
        let name = self.draft.document.slice(span);
        let parties = self.draft.annotations.parties.iter().take(64);
        parties.filter(|party| party.sector == Sector::Public).any(|party| party.name.contains(name))
    }

    /// "Winter Lakes" of a "Letter of Intent – Winter Lakes": what the document is about.
    fn in_title(&self, span: Span) -> bool {
        let document = self.draft.document;
        let name = document.slice(span);
        let opening = document.blocks().iter().take(TITLES);
        let titles = opening.filter(|block| block.is_heading() || block.kind == BlockKind::Title);
        titles.map(|block| document.slice(block.content)).any(|title| title.contains(name))
    }

    /// "Lantmans Livs" where Lantmans Livs i Tuna AB is a party.
    fn begins_party(&self, span: Span) -> bool {
        let name = self.draft.document.slice(span);
        let parties = self.draft.annotations.parties.iter().take(64);
        let mut firms = parties.filter(|party| party.sector != Sector::Individual);
        firms.any(|party| party.name.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ')))
    }

    /// Encoded blobs and web addresses: long, without white space, with small letters before capitals.
    fn is_junk(&self, span: Span) -> bool {
        let bytes = self.draft.document.text().as_bytes();
        let white = |byte: &u8| byte.is_ascii_whitespace();
        let long = |at: usize| {
            let from = bytes[..at].iter().rev().take(2 * JUNK).take_while(|byte| !white(byte)).count();
            let to = bytes[at..].iter().take(2 * JUNK).take_while(|byte| !white(byte)).count();
            let chunk = &bytes[at - from..at + to];
            let turns =
                chunk.windows(2).filter(|two| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase());
            chunk.len() >= JUNK && turns.count() >= 3
        };
        long(span.start()) || long(span.end())
    }

    /// "Anna Linds" is Anna Lind, where the lists know Lind and not Linds.
    /// "/s/ Lisbet Olanders Director": what stands behind a name that signs is not theirs.
    fn signs(&self, span: Span) -> bool {
        let block = self.draft.document.block_at(span.start());
        let zone = block.and_then(|at| self.draft.annotations.zones.get(at));
        zone == Some(&Zone::Signature) || self.draft.document.text()[..span.start()].ends_with("/s/ ")
    }

    fn without_genitive(&self, span: Span, last: &Token) -> Span {
        // "Colin Webber's job"
        let name = self.draft.document.slice(span);
        if let Some(bare) = name.strip_suffix("'s").or_else(|| name.strip_suffix("’s")) {
            return Span::at(span.start(), span.start() + bare.len());
        }
        let lower = self.lower(last);
        // "| Tilda Brook-Evans |"
        let block = self.draft.document.block_at(span.start());
        let block = block.and_then(|at| self.draft.document.blocks().get(at));
        if block.is_some_and(|block| block.content.end() == span.end()) {
            return span;
        }
        // Something follows that is theirs.
        let behind = self.draft.document.text().get(span.end()..).unwrap_or("");
        let mut behind = behind.chars();
        if behind.next().is_none_or(|gap| !gap.is_whitespace())
            || behind.next().is_none_or(|c| !c.is_alphanumeric() || c.is_uppercase() && self.signs(span))
        {
            return span;
        }
        let Some(bare) = lower.strip_suffix('s').filter(|bare| bare.len() > 2) else { return span };
        // No genitive: what ends in such a letter takes none ("Lass").
        if bare.ends_with(['s', 'x', 'z']) {
            return span;
        }
        let none = Seen::of("", &[]);
        let (whole, short) = (self.tagger.listed(lower, &none), self.tagger.listed(bare, &none));
        // What the genitive alone makes known is not known as it stands.
        let itself = |listed: Listed| listed.surname > 0 || listed.first > 0 || listed.tail;
        let exact = self.tagger.knows(lower);
        let ends = self.draft.lexicons.contains("no-genitive", lower);
        if !exact && itself(short) && (itself(whole) || !ends) {
            return Span::at(span.start(), span.end() - 1);
        }
        span
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

    /// One space between words; capitals only where something else tells them from small letters: "HJORT AF ORNÄS" is
    /// Hjort af Ornäs.
    fn tidy(&self, name: &str) -> String {
        let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count();
        let shouted = !name.contains(char::is_lowercase) && letters(name) > 4;
        let words = name.split_whitespace().map(|word| {
            if word.chars().any(char::is_lowercase) || letters(word) < if shouted { 2 } else { 3 } {
                return word.to_owned();
            }
            let lower = word.to_lowercase();
            if shouted && self.draft.lexicons.contains("name-particle", &lower) && !name.starts_with(word) {
                return lower;
            }
            let mut start = true;
            let mut tidied = String::new();
            for character in lower.chars() {
                if start {
                    tidied.extend(character.to_uppercase());
                } else {
                    tidied.push(character);
                }
                start = !character.is_alphabetic();
            }
            tidied
        });
        words.collect::<Vec<_>>().join(" ")
    }
}
