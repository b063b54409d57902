//! What a piece of the lines of signatures says: somebody, a party, somebody and for whom, or nothing of that kind.

use memchr::memmem;

use super::super::names::names_in;
use super::in_text;
use crate::annotate::{Draft, Shape, Token, person};
use crate::document::{Block, Span};

/// Bytes of one who signs with all that is said of him, at most.
const PIECE: usize = 180;
/// Bytes of a paragraph that tells several of them, at most.
const LIST: usize = 900;
/// Words of the name of a party, at most, and letters of one that only the text tells to be one, at least.
const WORDS: usize = 12;
const LETTERS: usize = 5;
/// Words of a line that says nothing of anybody ("Underskrifter", a day), at most.
const SHORT: usize = 7;
/// Words of the name of somebody, with what joins the names of two.
const PERSON: std::ops::RangeInclusive<usize> = 2..=6;
/// Bytes from the start in which a party is named that signs and whose name does not tell what it is.
const NAMED: usize = 4_000;

/// What a piece of the lines of signatures says.
#[derive(Debug, Clone, Copy)]
pub(super) enum Piece {
    /// Somebody, and for whom.
    Both(Span),
    /// Somebody who is only said to be signed for.
    Behalf(Span),
    /// A party alone on its line, or in its cell.
    Party(Span),
    /// Somebody alone; true where it is said that he signs for himself.
    Person(Span, bool),
    /// Somebody who signs by another name of his party.
    Called,
    /// A day, a title, a heading.
    Other,
    /// A sentence.
    Text,
}

/// The pieces of a block, and what each of them says.
pub(super) fn pieces_of(draft: &Draft<'_>, block: &Block, start: usize) -> Vec<Piece> {
    if !block.is_body() || block.content.len() > LIST {
        return vec![Piece::Text];
    }
    let reader = Reader::new(draft, start);
    let mut pieces = Vec::new();
    for sentence in draft.annotations.sentences_in(block.content) {
        for part in split(draft, sentence.span, &["\n", "\t", ";", " / ", " · ", " | "]) {
            let whole = reader.piece(part);
            let several = match whole {
                Piece::Text | Piece::Other => reader.several(part),
                _ => Vec::new(),
            };
            match several.is_empty() {
                true => pieces.push(whole),
                false => pieces.extend(several),
            }
        }
    }
    pieces
}

/// The parts of a span between some signs, without what surrounds them.
fn split(draft: &Draft<'_>, span: Span, signs: &[&str]) -> Vec<Span> {
    let text = draft.document.slice(span).as_bytes();
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(byte) = text.get(at) {
        let begins =
            |sign: &&&str| sign.as_bytes().first() == Some(byte) && text[at..].starts_with(sign.as_bytes());
        match signs.iter().find(begins) {
            Some(sign) => {
                parts.push(trimmed(draft, Span::at(span.start() + from, span.start() + at)));
                at += sign.len();
                from = at;
            }
            None => at += 1,
        }
    }
    parts.push(trimmed(draft, Span::at(span.start() + from, span.end())));
    parts.retain(|part| !part.is_empty());
    parts
}

/// A span without blanks, dots and commas around it.
fn trimmed(draft: &Draft<'_>, span: Span) -> Span {
    let text = draft.document.slice(span);
    let begun = text.trim_start_matches([' ', '\u{a0}', ',', '–', '-', '•', '*', '_']);
    let start = span.start() + text.len() - begun.len();
    let kept = begun.trim_end_matches([' ', '\u{a0}', ',', '.', ':', '_']);
    Span::at(start, start + kept.len())
}

/// Reads the pieces of lines of signatures.
pub(super) struct Reader<'a, 'd> {
    draft: &'a Draft<'d>,
    /// Where the text ends that tells of the parties.
    until: usize,
}

impl<'a, 'd> Reader<'a, 'd> {
    /// A reader of the lines that follow the text that tells of the parties.
    pub(super) fn new(draft: &'a Draft<'d>, until: usize) -> Self {
        Self { draft, until }
    }

    fn text(&self, span: Span) -> &str {
        self.draft.document.slice(span)
    }

    /// What a piece says.
    pub(super) fn piece(&self, piece: Span) -> Piece {
        let text = self.text(piece);
        if piece.len() > PIECE {
            return Piece::Text;
        }
        let ways = [Self::on_behalf, Self::bracketed, Self::through, Self::parted, Self::listed];
        if let Some(said) = ways.iter().find_map(|way| way(self, piece)) {
            return said;
        }
        // "Agreed: Anna Ek for Norrby Council"
        if let Some(colon) =
            place(text, ": ").filter(|colon| self.draft.tokens_in(piece).len() > 3 && *colon > 0)
        {
            let rest = trimmed(self.draft, Span::at(piece.start() + colon + 2, piece.end()));
            let said = self.piece(rest);
            if matches!(said, Piece::Both(_)) {
                return said;
            }
        }
        let short = self.draft.tokens_in(piece).len() <= SHORT;
        match () {
            () if self.is_person(piece) => Piece::Person(piece, false),
            () if self.is_party(piece) && !self.is_bare(piece) => Piece::Party(self.name(piece)),
            () if short => Piece::Other,
            () => Piece::Text,
        }
    }

    /// "Agreed: Anna Ek for the Council, Bo Alm for the Club": several in one row, each of them somebody and for whom.
    fn several(&self, piece: Span) -> Vec<Piece> {
        let text = self.text(piece);
        let lead = place(text, ": ").map_or(0, |colon| colon + 2);
        let rest = Span::at(piece.start() + lead, piece.end());
        let mut parts = Vec::new();
        for part in split(self.draft, rest, &[", "]) {
            let mut from = part.start();
            for join in self.draft.words_in("party-join", part) {
                parts.push(trimmed(self.draft, Span::at(from, join.span.start().max(from))));
                from = join.span.end();
            }
            parts.push(trimmed(self.draft, Span::at(from, part.end())));
        }
        parts.retain(|part| !part.is_empty());
        let said: Vec<Piece> = parts.iter().map(|part| self.piece(*part)).collect();
        let all = parts.len() >= 2 && said.iter().all(|piece| matches!(piece, Piece::Both(_)));
        if all { said } else { Vec::new() }
    }

    /// "För Norrby kommun: Anna Ek, kommunalråd".
    fn on_behalf(&self, piece: Span) -> Option<Piece> {
        let lead =
            self.draft.words_in("signature-for", piece).filter(|word| word.span.start() == piece.start());
        let lead = lead.max_by_key(|word| word.span.end())?;
        let rest = trimmed(self.draft, Span::at(lead.span.end(), piece.end()));
        let text = self.text(rest);
        let end = [": ", ", ", " ("].iter().filter_map(|sign| place(text, sign)).min();
        let end = end.map_or(rest.end(), |end| rest.start() + end);
        let through = self.draft.words_in("party-through", rest).next().map(|word| word.span.start());
        let end = through.map_or(end, |through| through.min(end)).max(rest.start());
        let name = trimmed(self.draft, Span::at(rest.start(), end));
        if self.is_party(name) {
            return Some(Piece::Both(self.name(name)));
        }
        // Nothing tells what that is, but for where it stands.
        let tokens = self.draft.tokens_in(self.name(name));
        let written = |token: &Token| token.shape != Shape::Lower || self.draft.is("name-link", token);
        let capital = tokens.first().is_some_and(|first| first.shape == Shape::Capital);
        let one =
            ["party-organ", "deciding-body", "party-role", "party-capacity", "party-noun", "not-a-party"];
        let named = (2..=WORDS).contains(&tokens.len())
            && capital
            && tokens.iter().all(written)
            && !one.iter().any(|label| self.draft.has_word(label, name));
        Some(if named { Piece::Behalf(self.name(name)) } else { Piece::Called })
    }

    /// "Anna Ek (Norrby kommun)", "Anna Ek (egen namnteckning)".
    fn bracketed(&self, piece: Span) -> Option<Piece> {
        let text = self.text(piece);
        let inside = text.strip_suffix(')')?;
        let open = inside.rfind('(')?;
        let before = Span::at(piece.start(), piece.start() + open);
        let inside = trimmed(self.draft, Span::at(piece.start() + open + 1, piece.end() - 1));
        if self.draft.has_word("signs-himself", inside) {
            return self.written(trimmed(self.draft, before)).map(|who| Piece::Person(who, true));
        }
        self.person_before(before)?;
        Some(if self.is_party(inside) { Piece::Both(self.name(inside)) } else { Piece::Called })
    }

    /// "Norrby kommun, genom Anna Ek".
    fn through(&self, piece: Span) -> Option<Piece> {
        let word = self.draft.words_in("party-through", piece).next()?;
        let name = trimmed(self.draft, Span::at(piece.start(), word.span.start().max(piece.start())));
        let who = Span::at(word.span.end(), piece.end());
        self.person_before(trimmed(self.draft, who))?;
        self.is_party(name).then(|| Piece::Both(self.name(name)))
    }

    /// "Norrby kommun – Anna Ek", "Norrby kommun: Anna Ek", "Anna Ek – Norrby kommun".
    fn parted(&self, piece: Span) -> Option<Piece> {
        let text = self.text(piece);
        let signs = [" – ", " — ", " - ", ": "];
        let (at, sign) = signs.iter().filter_map(|sign| Some((place(text, sign)?, sign.len()))).min()?;
        let left = trimmed(self.draft, Span::at(piece.start(), piece.start() + at));
        let right = trimmed(self.draft, Span::at(piece.start() + at + sign, piece.end()));
        if self.is_party(left) && self.person_before(right).is_some() {
            return Some(Piece::Both(self.name(left)));
        }
        // "Kulturnämnden: Anna Ek"
        if self.person_before(right).is_some() && !self.is_person(left) {
            return Some(Piece::Called);
        }
        let dash = !text[at..].starts_with(':');
        (dash && self.is_party(right) && self.person_before(left).is_some())
            .then(|| Piece::Both(self.name(right)))
    }

    /// "Anna Ek, ordförande, Viks Byalag", "Anna Ek, ordförande i Viks Byalag", "Anna Ek for the Council", "Norrby kommun, Anna Ek".
    fn listed(&self, piece: Span) -> Option<Piece> {
        let text = self.text(piece);
        let after = |word: usize| trimmed(self.draft, Span::at(word, piece.end()));
        // "Anna Ek, for the Council"
        for word in
            self.draft.words_in("signature-for", piece).filter(|word| word.span.start() > piece.start())
        {
            let who = self.person_before(Span::at(piece.start(), word.span.start()));
            let name = after(word.span.end());
            if who.is_some() && self.is_party(name) && !self.is_bare(name) {
                return Some(Piece::Both(self.name(name)));
            }
        }
        let comma = place(text, ", ")?;
        let first = Span::at(piece.start(), piece.start() + comma);
        let rest = after(piece.start() + comma + 2);
        if self.is_person(first) {
            let last = text.rfind(", ").map_or(comma, |at| at);
            let last = after(piece.start() + last + 2);
            // "ordförande i Viks Byalag": behind small words.
            let tokens = self.draft.tokens_in(last);
            // "X, a Delaware corporation"
            if tokens.first().is_some_and(|first| self.draft.is("indefinite", first)) {
                return Some(Piece::Called);
            }
            let small = tokens.iter().find(|token| token.shape != Shape::Lower);
            let suffix = small.map_or(last, |token| Span::at(token.span.start(), last.end()));
            let party = [last, suffix].into_iter().find(|name| self.is_party(*name) && !self.is_bare(*name));
            return Some(party.map_or(Piece::Person(first, false), |name| Piece::Both(self.name(name))));
        }
        (self.is_party(first) && self.person_before(rest).is_some()).then(|| Piece::Both(self.name(first)))
    }

    /// The name of somebody with which a span begins, up to a comma, a bracket or its end.
    pub(super) fn person_before(&self, span: Span) -> Option<Span> {
        let span = trimmed(self.draft, span);
        let text = self.text(span);
        let text = text.strip_prefix("/s/ ").unwrap_or(text);
        let start = span.end() - text.len();
        let end = text.find([',', '(', ':']).unwrap_or(text.len());
        let name = trimmed(self.draft, Span::at(start, start + end));
        self.is_person(name).then_some(name)
    }

    /// Words that are written as the name of somebody is, of no organisation.
    pub(super) fn written(&self, span: Span) -> Option<Span> {
        let tokens = self.draft.tokens_in(span);
        let (first, last) = (tokens.first()?, tokens.last()?);
        let written = |token: &Token| matches!(token.shape, Shape::Capital | Shape::Initial | Shape::Upper);
        let small = |token: &Token| {
            token.shape == Shape::Lower
                && (token.span.len() <= 3 || self.draft.has_whole("party-join", token.span))
        };
        let text = self.text(span);
        let other = ["role-title", "party-role", "not-a-party", "month"];
        (PERSON.contains(&tokens.len())
            && written(first)
            && written(last)
            && tokens.iter().all(|token| written(token) || small(token))
            && !text.contains(|c: char| c.is_ascii_digit() || matches!(c, ',' | '(' | ':' | '/' | '&' | ';'))
            && !self.draft.has_organisation(span)
            && !other.iter().any(|label| self.draft.has_word(label, span)))
        .then_some(span)
    }

    /// The same, where a list knows the first of them or the text tells of no party that is called so.
    fn is_person(&self, span: Span) -> bool {
        let first = self.draft.tokens_in(span).first();
        self.written(span).is_some()
            && first.is_some_and(|first| {
                person::is_given_name(self.draft.lower(first))
                    || first.shape == Shape::Initial
                    || in_text(self.draft, span, self.until).is_none()
            })
    }

    /// The name of a party: a word of it tells, or the text holds it as it stands.
    fn is_party(&self, span: Span) -> bool {
        let draft = self.draft;
        let tokens = draft.tokens_in(span);
        let article = tokens.first().is_some_and(|first| draft.has_whole("party-article", first.span));
        let own = &tokens[usize::from(article)..];
        let (Some(first), Some(last)) = (own.first(), own.last()) else { return false };
        // "Director of Services", "Hospital Director"
        let title = draft.begins_with("role-title", Span::at(first.span.start(), span.end()))
            || draft.has_whole("role-title", last.span);
        let text = self.text(span);
        let plain = own.len() <= WORDS
            && !title
            && matches!(first.shape, Shape::Capital | Shape::Upper)
            && !text.contains([':', '(', '_', '?', '!', ';'])
            && !draft.is("not-a-party", first)
            && !["party-organ", "deciding-body", "month", "signature-field"]
                .iter()
                .any(|label| draft.has_word(label, span) && !draft.has_sort(span));
        if !plain {
            return false;
        }
        let name = Span::at(first.span.start(), span.end());
        // "Annex 1"
        let annex = draft.has_word("zone-annex", span) && !draft.has_sort(span);
        let known = !annex
            && names_in(draft, name)
                .first()
                .is_some_and(|known| known.span.start() == name.start() && known.span.end() >= name.end());
        // "Föreningen Siv Alm": lines that have become one.
        let joined = || {
            let inner = own.iter().skip(1).zip(own.iter().skip(2));
            let mut inner = inner.filter(|(given, next)| {
                person::is_given_name(draft.lower(given))
                    && next.shape == Shape::Capital
                    && !draft.has_sort(next.span)
            });
            inner.next().is_some() && in_text(draft, name, self.until).is_none()
        };
        // "Kommunen", "MKV": what a party is called is no name of one.
        let short = own.len() == 1 && (draft.is("party-noun", first) || first.shape == Shape::Upper);
        let told = || {
            let titled = draft.has_word("role-title", span) && !draft.has_sort(span);
            let capitals = own.len() <= 3 && own.iter().all(|token| token.shape == Shape::Capital);
            let person = capitals && person::is_given_name(draft.lower(first));
            let none = annex || text.len() < LETTERS || titled || person || self.is_heading(span);
            // Whose name tells nothing of its sort is named where the parties are, not only under a heading further on.
            let top = self.until.min(draft.document.ahead(0, NAMED));
            !none && in_text(draft, name, top).is_some()
        };
        !short && (known && !joined() || told())
    }

    /// "Ansökan om medlemskap", "Schedule of charges": words that tell no sort and are a title, most of them small, or a line that
    /// comes back on page after page.
    fn is_heading(&self, span: Span) -> bool {
        let tokens = self.draft.tokens_in(span);
        let small =
            tokens.iter().filter(|token| token.shape == Shape::Lower && !self.draft.is("name-link", token));
        !self.draft.has_sort(span)
            && (small.count() * 2 > tokens.len()
                || ["kind-agreement", "document-word"].iter().any(|label| self.draft.has_word(label, span)))
    }

    /// "director, Environment", "Underskrifter": one word that tells no sort is an office or a heading.
    fn is_bare(&self, name: Span) -> bool {
        self.draft.tokens_in(name).len() == 1 && !self.draft.has_sort(name)
    }

    /// A name without its article.
    fn name(&self, span: Span) -> Span {
        let first = self.draft.tokens_in(span).first();
        let article = first.filter(|first| self.draft.has_whole("party-article", first.span));
        article.map_or(span, |article| trimmed(self.draft, Span::at(article.span.end(), span.end())))
    }
}

/// Where a sign of some letters stands in a line.
fn place(text: &str, sign: &str) -> Option<usize> {
    memmem::find(text.as_bytes(), sign.as_bytes())
}
