//! What looks like a name and is something else, and what tells the one from the other.

use std::collections::HashSet;

use super::{Gate, RARE};
use crate::annotate::person::model::Listed;
use crate::annotate::{Shape, Token};
use crate::document::{Language, Span};

/// Bytes behind a name in which it is said what it is.
const REACH: usize = 120;
/// Bytes of a surname before its ending, at least.
const STEM: usize = 3;
/// Bytes before a sentence in which it is told that it is an example.
const EXAMPLE: usize = 12;
/// Words of a title behind a name, at most.
const TITLE: usize = 4;

impl Gate<'_, '_> {
    /// "Harmaa Kuoro (ideell förening)", "Havnvik Røde Låve, en frivillig forening for friluftsliv": a sort of organisation,
    /// none in particular, right behind the name, or further on in the line that it opens.
    pub(super) fn told_as_organisation(&self, name: Span) -> bool {
        let document = self.draft.document;
        let end = document.ahead(name.end(), REACH);
        let Some(rest) = document.text().get(name.end()..end) else { return false };
        let line = rest.split('\n').next().unwrap_or(rest);
        if let Some(inside) = line.strip_prefix(" (").and_then(|inside| inside.split(')').next()) {
            return self.is_sort(Span::at(name.end() + 2, name.end() + 2 + inside.len()));
        }
        let far = if self.opens_with_capitals(name) { 4 } else { 2 };
        let mut from = name.end();
        for (index, piece) in line.split(", ").enumerate().take(far) {
            let bare = piece.split(" (").next().unwrap_or(piece).trim_end_matches(['.', ',', ';']);
            let at = Span::at(from, from + bare.len());
            from += piece.len() + 2;
            if index > 0 && self.is_sort(at) {
                return true;
            }
        }
        false
    }

    /// "The Key Person is …", "staffed with an On-call Specialist", "on the Otter Brook": behind an article, two words that are
    /// hardly anybody's first name are a role that the document defines, or a place.
    pub(super) fn told_as_role(&self, name: Span) -> bool {
        let (draft, text) = (self.draft, self.draft.document.text());
        let at = draft.tokens.partition_point(|token| token.span.start() < name.start());
        let Some(before) = at.checked_sub(1).and_then(|before| draft.tokens.get(before)) else {
            return false;
        };
        let next = draft.tokens.get(draft.tokens.partition_point(|token| token.span.start() < name.end()));
        let goes_on = next.is_some_and(|next| {
            next.shape != Shape::Lower && text.get(name.end()..next.span.start()) == Some(" ")
        });
        draft.annotations.language == Language::En
            && text.get(before.span.end()..name.start()) == Some(" ")
            && (draft.is("article", before) || draft.is("indefinite", before))
            && draft.tokens_in(name).iter().all(|part| {
                let listed = self.listed(part);
                listed.first == 0 || listed.first == RARE || listed.word
            })
            && !goes_on
    }

    /// True for a name that its block opens with, but for capitals that were not taken for part of it.
    fn opens_with_capitals(&self, name: Span) -> bool {
        let document = self.draft.document;
        let block = document.block_at(name.start()).and_then(|at| document.blocks().get(at));
        block.is_some_and(|block| {
            let before = Span::at(block.content.start(), name.start().max(block.content.start()));
            let tokens = self.draft.tokens_in(before);
            tokens.len() <= 3 && tokens.iter().all(|token| token.shape == Shape::Capital)
        })
    }

    /// True for a name that is told elsewhere to be an organisation's, whole or by its end.
    pub(super) fn is_told(name: &str, told: &HashSet<String>) -> bool {
        !told.is_empty()
            && std::iter::once(name)
                .chain(name.match_indices(' ').take(4).map(|(at, _)| &name[at + 1..]))
                .any(|end| told.contains(end))
    }

    /// "ideell förening", "a charity for young sailors": words for a sort of organisation and no name.
    fn is_sort(&self, piece: Span) -> bool {
        let tokens = self.draft.tokens_in(piece);
        let sorts = ["org-nonprofit", "org-private"];
        let whole = tokens.len() > 1 && sorts.iter().any(|label| self.draft.has_whole(label, piece));
        let article = tokens.first().is_some_and(|first| self.draft.is("indefinite", first));
        let near = tokens.get(..tokens.len().min(5)).and_then(|near| near.last());
        let near = near.map_or(piece, |last| Span::at(piece.start(), last.span.end()));
        let small = tokens.iter().all(|token| token.shape == Shape::Lower);
        small
            && (whole
                || article
                    && sorts.iter().any(|label| self.draft.has_word(label, near))
                    && !self.draft.has_word("role-title", near))
    }

    fn opens_block(&self, name: Span) -> bool {
        let document = self.draft.document;
        let block = document.block_at(name.start()).and_then(|at| document.blocks().get(at));
        block.is_some_and(|block| block.content.start() == name.start())
    }

    /// True for a token that begins its block, or a line of it.
    pub(super) fn opens_line(&self, at: usize) -> bool {
        let Some(token) = self.draft.tokens.get(at) else { return false };
        self.draft.document.text()[..token.span.start()].ends_with('\n') || self.opens_block(token.span)
    }

    /// "Stellan Gräns, ordförande", "Jennet Roskilly, group leader": a title and no more behind a comma, up to the next sign.
    pub(super) fn titled_behind(&self, last: usize) -> bool {
        let (draft, document) = (self.draft, self.draft.document);
        let Some(end) = draft.tokens.get(last).map(|token| token.span.end()) else { return false };
        let rest =
            document.text().get(end..document.ahead(end, REACH)).and_then(|rest| rest.strip_prefix(", "));
        let Some(rest) = rest else { return false };
        let piece = rest.split([',', ';', '.', '\n', '\t', '(']).next().unwrap_or(rest);
        let at = Span::at(end + 2, end + 2 + piece.len());
        let tokens = draft.tokens_in(at);
        let Some(first) = tokens.first().filter(|_| tokens.len() <= TITLE) else { return false };
        let plain = tokens.iter().skip(1).all(|token| token.shape == Shape::Lower);
        let title = |token: &&Token| {
            draft.words_in("role-title", token.span).any(|word| word.span.end() >= token.span.end())
        };
        plain && (title(&first) || tokens.last().as_ref().is_some_and(title))
    }

    /// "A. Bakgrund", "D. Kommunen": a letter that counts, and a word that no list has as a surname.
    pub(super) fn enumerates(&self, at: usize, tail: &Token) -> bool {
        let head = &self.draft.tokens[at];
        let before = self.draft.document.text()[..head.span.start()].trim_end();
        let opens = self.opens_line(at) || before.ends_with(['.', ':']);
        let listed = self.listed(tail);
        let surname = listed.surname > 0 && listed.ordinary == 0;
        head.shape == Shape::Initial && opens && !surname && !self.vouching(head.span)
    }

    /// "… registrerade på Tindra Wallgård, som är ensam administratör": a clause on whoever is named follows.
    pub(super) fn goes_on(&self, last: usize) -> bool {
        let tokens = &self.draft.tokens;
        let Some((name, next)) = tokens.get(last).zip(tokens.get(last + 1)) else { return false };
        self.draft.document.text().get(name.span.end()..next.span.start()) == Some(", ")
            && self.draft.is("relative-word", next)
    }

    /// "Every May Halden gives …", "On 28 August I am …": a month, and who does something in it.
    pub(super) fn is_month(&self, first: usize) -> bool {
        let (tokens, text) = (&self.draft.tokens, self.draft.document.text());
        let before = first.checked_sub(1).and_then(|before| tokens.get(before));
        before.is_some_and(|before| {
            self.draft.is("month-name", &tokens[first])
                && (self.draft.is("before-month", before) || before.shape == Shape::Number)
                && text.get(before.span.end()..tokens[first].span.start()) == Some(" ")
        })
    }

    /// "13th May", "13 May": a month behind its day.
    pub(super) fn is_dated(&self, first: usize) -> bool {
        let tokens = &self.draft.tokens;
        let before = first.checked_sub(1).and_then(|before| tokens.get(before));
        let day = before.is_some_and(|day| {
            let text = self.draft.document.slice(day.span);
            day.span.len() <= 4 && text.starts_with(|c: char| c.is_ascii_digit())
        });
        day && self.draft.is("month-name", &tokens[first])
    }

    /// "Mindre bra: ”Anna Ek sköter bokningen.”", "Exempel: Anna Ek": in what tells how to write, somebody who is made up.
    pub(super) fn is_example(&self, span: Span) -> bool {
        let (draft, document) = (self.draft, self.draft.document);
        let block = document.block_at(span.start()).and_then(|at| document.blocks().get(at));
        let Some(block) = block else { return false };
        let before = document.between(block.content.start(), span.start());
        let quoted = before.matches(['"', '“', '”', '»', '«', '„']).count() % 2 == 1;
        let sentence =
            draft.annotations.sentence_around(span.start()).map_or(block.content, |said| said.span);
        // "Exempel: …" is a sentence of its own in some texts; "info@vik.example" tells of no example.
        let from = document.back(sentence.start(), EXAMPLE).max(block.content.start());
        let told = draft.words_in("example-word", Span::at(from, span.start())).any(|word| {
            let before = document.between(block.content.start(), word.span.start());
            before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || matches!(c, '(' | '–'))
        });
        quoted || told
    }

    /// "In Karsdal the lab …": a preposition that few have as a name, and a place.
    pub(super) fn opens_with_preposition(&self, first: usize, given: Listed, family: Listed) -> bool {
        let head = &self.draft.tokens[first];
        given.word
            && given.first != 1
            && family.surname == 0
            && self.draft.is("preposition", head)
            && !self.cued(first)
    }

    /// "Kettil B.", and not "Klass A", "Pier C": a common first name, or a full stop behind the letter, or a place of persons.
    pub(super) fn shortened(&self, first: usize, last: usize) -> bool {
        let (head, tail) = (&self.draft.tokens[first], &self.draft.tokens[last]);
        let given = self.listed(head);
        let stopped = self.draft.document.text()[tail.span.end()..].starts_with('.');
        (1..=4).contains(&given.first)
            && !self.draft.has_word("no-person", head.span)
            && (given.first == 1 || stopped || self.vouching(head.span) || self.cued(first))
            && self.tagger.knows(self.lower(head))
    }

    /// "Gyllensvärd", "Ulfsparre": something before an ending that surnames have and hardly anything else.
    pub(super) fn ends_as_surname(&self, token: &Token) -> bool {
        let word = self.lower(token);
        (4..=8).any(|length| {
            let at = word.len().checked_sub(length).filter(|at| *at >= STEM);
            at.and_then(|at| word.get(at..))
                .is_some_and(|tail| self.draft.lexicons.contains("surname-tail", tail))
        })
    }

    /// "Ödevik Hamnen 1:6": the number of a property behind its name.
    pub(super) fn is_property(&self, span: Span) -> bool {
        let rest = self.draft.document.text().get(span.end()..).unwrap_or("");
        let Some(rest) = rest.strip_prefix(' ') else { return false };
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let block = digits(rest);
        let unit = rest.get(block..).and_then(|rest| rest.strip_prefix(':')).map_or(0, digits);
        (1..=3).contains(&block) && (1..=4).contains(&unit)
    }
}
