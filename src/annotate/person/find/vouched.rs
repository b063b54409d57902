//! Names that a column, a label or a signature line vouches for, though no list knows them.

use std::collections::{BTreeMap, HashSet};

use super::{Gate, Name, RARE};
use crate::annotate::{Shape, Token};
use crate::document::{Span, Zone};

/// Bytes of a block of signatures whose lines are looked at, at most.
const LINES: usize = 400;
/// Bytes of the titles before a name in a cell, at most.
const HONOURS: usize = 24;

impl Gate<'_, '_> {
    /// Names that the tagger left, in lines and cells of their own where persons stand: "Lind, Anna", "B. Sjö", "Ronja".
    pub(super) fn vouched(&self, tagged: &[Name]) -> Vec<Name> {
        let document = self.draft.document;
        let mut names = Vec::new();
        let columns = self.columns_of_names(tagged);
        for (index, block) in document.blocks().iter().enumerate() {
            let span = block.content;
            if self.draft.annotations.zones.get(index) == Some(&Zone::Signature) && span.len() <= LINES {
                names.extend(self.on_lines(span, tagged));
            }
            if span.len() > 60 || !block.is_body() || block.is_heading() {
                continue;
            }
            let tokens = self.draft.tokens_in(span);
            if tokens.is_empty() || tokens.len() > 5 || tokens[0].span.start() != span.start() {
                continue;
            }
            let from = tagged.partition_point(|name| name.span.end() <= span.start());
            let free = tagged.get(from).is_none_or(|name| name.span.start() >= span.end());
            let first =
                self.draft.tokens.partition_point(|token| token.span.start() < tokens[0].span.start());
            if let Some(name) = self.turned(tokens, first) {
                names.push(name);
                continue;
            }
            if !free || self.draft.annotations.zones.get(index) == Some(&Zone::HeaderBlock) {
                continue;
            }
            let column = block.cell().map(|cell| (cell.table, cell.column));
            let among_names = column.is_some_and(|column| columns.contains(&column));
            names.extend(self.by_place(tokens, first, among_names));
        }
        names
    }

    /// Columns (by table) in which half of the cells or more are a name each: whoever else stands there is somebody too.
    fn columns_of_names(&self, tagged: &[Name]) -> HashSet<(u32, u32)> {
        let mut counts: BTreeMap<(u32, u32), (usize, usize)> = BTreeMap::new();
        for block in self.draft.document.blocks() {
            let Some(cell) = block.cell().filter(|cell| cell.row > 0 && !block.content.is_empty()) else {
                continue;
            };
            let from = tagged.partition_point(|name| name.span.start() < block.content.start());
            // "Professor Ingrid Vasseur"
            let whole = |name: &&Name| {
                let before = self.draft.document.between(block.content.start(), name.span.start());
                name.full && name.span.end() == block.content.end() && before.len() <= HONOURS
            };
            let named = tagged.get(from).filter(whole).is_some() || self.begins_as_name(block.content);
            let count = counts.entry((cell.table, cell.column)).or_default();
            count.0 += usize::from(named);
            count.1 += 1;
        }
        let mostly = |(_, (names, cells)): &(_, (usize, usize))| *names >= 2 && 2 * names >= *cells;
        counts.into_iter().filter(mostly).map(|(column, _)| column).collect()
    }

    /// "Lorcan Teale": a cell of two capitals, the first a first name.
    fn begins_as_name(&self, cell: Span) -> bool {
        let [head, tail] = self.draft.tokens_in(cell) else { return false };
        let given = self.listed(head);
        let capitals = head.shape == Shape::Capital && tail.shape == Shape::Capital;
        capitals && given.first > 0 && !given.place && !given.word && self.listed(tail).ordinary == 0
    }

    /// What a stretch holds beside the names of parties: "Stadsnätet", "Rose-Marie Ödegård" of "Byanätet Rose-Marie Ödegård".
    fn beside_parties(&self, span: Span) -> Vec<Span> {
        let text = self.draft.document.text();
        let mut parts = Vec::new();
        let mut from = span.start();
        let first = self.taken.partition_point(|other| other.end() <= span.start());
        let inside = self.taken[first..].iter().take_while(|other| other.start() < span.end());
        for (start, end) in inside.map(|other| (other.start(), other.end())).chain([(span.end(), span.end())])
        {
            let piece = text.get(from..start.max(from)).unwrap_or("");
            let at = from + piece.len() - piece.trim_start().len();
            parts.push(Span::at(at, at + piece.trim().len()));
            from = end.max(from);
        }
        parts.retain(|part| !part.is_empty());
        parts
    }

    /// Names among what a block of signatures sets apart by lines, tabs, rules, colons and commas ("____ Anna Ek, ordförande").
    fn on_lines(&self, block: Span, tagged: &[Name]) -> Vec<Name> {
        let document = self.draft.document;
        let text = document.slice(block);
        let sets_apart = |c: char| matches!(c, '\n' | '\t' | '_' | '…' | ':' | '/' | '(' | ')' | ',' | ';');
        let mut names = Vec::new();
        let mut from = 0;
        for piece in text.split(sets_apart) {
            let start = block.start() + from;
            from += piece.len();
            from += text[from..].chars().next().map_or(0, char::len_utf8);
            let trimmed = piece.trim();
            let start = start + piece.len() - piece.trim_start().len();
            let span = Span::at(start, start + trimmed.len());
            // A block that is one name alone is read elsewhere.
            if span.len() < block.len() {
                let parts = self.beside_parties(span);
                names.extend(parts.into_iter().filter_map(|part| self.signing(part, tagged)));
            }
        }
        names
    }

    /// The name in a stretch of a block of signatures ("Anna Ek Kommunstyrelsens ordförande", "Dame Honor Castleton").
    fn signing(&self, span: Span, tagged: &[Name]) -> Option<Name> {
        let tokens = self.draft.tokens_in(span);
        let whole = tokens
            .first()
            .zip(tokens.last())
            .is_some_and(|(first, last)| first.span.start() == span.start() && last.span.end() == span.end());
        let from = tagged.partition_point(|name| name.span.end() <= span.start());
        let free = tagged.get(from).is_none_or(|name| name.span.start() >= span.end());
        let honours =
            tokens.iter().take_while(|token| self.draft.has_whole("name-title", token.span)).count();
        let tokens = &tokens[honours..];
        // "Anna Ek Kommunstyrelsens ordförande": what tells who she is.
        let label = |at: usize, label: &str| self.draft.has_word(label, tokens[at].span);
        let titled = |at: usize| {
            let small = tokens[at].shape == Shape::Lower && !self.particle(&tokens[at]);
            small || label(at, "deciding-body") || label(at, "role-title")
        };
        let end = (2..tokens.len()).find(|at| titled(*at)).unwrap_or(tokens.len());
        let genitive = end > 2
            && end < tokens.len()
            && tokens[end].shape == Shape::Lower
            && self.lower(&tokens[end - 1]).ends_with('s');
        let office = end < tokens.len() && label(end, "role-title");
        let tokens = &tokens[..end - usize::from(genitive)];
        if !(2..=4).contains(&tokens.len()) || !whole || !free {
            return None;
        }
        let first = self.draft.tokens.partition_point(|token| token.span.start() < tokens[0].span.start());
        let sure = honours > 0 || office || self.titled_behind(first + tokens.len() - 1);
        self.by_place(tokens, first, sure)
    }

    /// "Lind, Anna" or "LIND, Anna Maria", alone in its block.
    pub(super) fn turned(&self, tokens: &[Token], first: usize) -> Option<Name> {
        let text = self.draft.document.text();
        let [family, given @ ..] = tokens else { return None };
        let (next, last) = (given.first()?, given.last()?);
        let capitals = tokens.iter().all(|token| matches!(token.shape, Shape::Capital | Shape::Upper));
        if given.len() > 2 || !capitals || text.get(family.span.end()..next.span.start()) != Some(", ") {
            return None;
        }
        let (surname, forename) = (self.listed(family), self.listed(next));
        let known = surname.surname > 0 || surname.tail;
        let place = self.vouching(family.span);
        let strange = forename.first == 0
            && !(place && known && forename.ordinary == 0 && !forename.place && !self.everyday(next));
        if strange
            || forename.first == 4 && !known && !place
            || !known && (surname.ordinary > 0 || !place && surname.first > 0)
        {
            return None;
        }
        let span = Span::at(family.span.start(), last.span.end());
        let forenames = Span::at(next.span.start(), last.span.end());
        let document = self.draft.document;
        let name = self.tidy(&format!("{} {}", document.slice(forenames), document.slice(family.span)));
        self.admits(span, first, first + tokens.len() - 1, 0.8).then_some(Name {
            span,
            name,
            full: true,
            confidence: 0.8,
        })
    }

    /// A whole cell in a column of persons, or a whole line among signatures; `sure` where a title or the rest of the
    /// column says that it is somebody, so that no list need know the name.
    pub(super) fn by_place(&self, tokens: &[Token], first: usize, sure: bool) -> Option<Name> {
        let span = Span::at(tokens.first()?.span.start(), tokens.last()?.span.end());
        if !sure && !self.vouching(span) {
            return None;
        }
        let text = self.draft.document.text();
        let mut end = 0;
        while end + 1 < tokens.len() {
            let gap = text.get(tokens[end].span.end()..tokens[end + 1].span.start());
            let initial = tokens[end].shape == Shape::Initial && gap == Some(". ");
            if gap != Some(" ") && !initial || tokens[end + 1].shape == Shape::Number {
                break;
            }
            end += 1;
        }
        let tokens = &tokens[..=end];
        let capital = |token: &Token| matches!(token.shape, Shape::Capital | Shape::Upper | Shape::Initial);
        let particle = |token: &Token| token.shape == Shape::Lower && self.particle(token);
        let [head, .., tail] = tokens else {
            // A first name alone, in a column of persons.
            let [only] = tokens else { return None };
            let listed = self.listed(only);
            let zone = self
                .draft
                .document
                .block_at(only.span.start())
                .and_then(|at| self.draft.annotations.zones.get(at));
            let given =
                (1..=3).contains(&listed.first) && listed.ordinary == 0 && only.shape == Shape::Capital;
            return (given
                && self.vouching(span)
                && !listed.place
                && zone != Some(&Zone::Signature)
                && self.admits(only.span, first, first, 0.6))
            .then(|| Name {
                span: only.span,
                name: self.tidy(self.draft.document.slice(only.span)),
                full: false,
                confidence: 0.6,
            });
        };
        let ordinary = |token: &Token| {
            let listed = self.listed(token);
            listed.ordinary > 0
                && !listed.tail
                && (listed.surname == 0 || listed.ordinary == 2 && listed.word)
                && listed.first == 0
                || self.everyday(token) && listed.first == 0
        };
        let (given, family) = (self.listed(head), self.listed(tail));
        // "Stellan Gräns, ordförande", "Dame Honor Castleton": ordinary words too.
        let called = (sure || self.in_column_of_who(span))
            && tokens.len() == 2
            && ((1..=if sure { 3 } else { RARE }).contains(&given.first) && !given.word
                || self.follows_title(first))
            && !self.everyday(head)
            && !self.everyday(tail);
        let fits = tokens.iter().all(|token| capital(token) || particle(token))
            && capital(head)
            && capital(tail)
            && (called || !tokens.iter().any(ordinary))
            && (given.first > 0
                || family.surname > 0
                || family.tail
                || head.shape == Shape::Initial
                || called
                || tokens.len() == 2 && !given.place && !family.place && (sure || self.asked_for(head.span)))
            && tail.shape != Shape::Initial
            && !(given.place && given.first == 0)
            && !self.ends_label(head.span);
        let span = Span::at(head.span.start(), tail.span.end());
        (fits && self.admits(span, first, first + tokens.len() - 1, 0.7))
            .then(|| self.name(span, first + tokens.len() - 1, 0.7))
    }
}
