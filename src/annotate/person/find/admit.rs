//! What stands around a name and says that it is something else: a party, a place, an organisation, a code.

use super::Gate;
use crate::annotate::{Shape, Token, duty};
use crate::document::{Block, BlockKind, Language, Sector, Span};

/// Blocks at the beginning among which a document's title stands.
const TITLES: usize = 6;
/// A stretch without white space of this length may be an address or an encoded blob.
const JUNK: usize = 40;

/// Words in a name that nobody is called by.
const INSIDE: [&str; 8] = [
    "signature-noun",
    "org-private",
    "org-nonprofit",
    "no-person",
    "governing-plan",
    "deciding-body",
    "no-person-before",
    "kind-agreement",
];

impl Gate<'_, '_> {
    /// Nothing around says that it is something else.
    pub(super) fn admits(&self, span: Span, first: usize, last: usize, confidence: f32) -> bool {
        let document = self.draft.document;
        let block = document.block_at(span.start()).and_then(|index| document.blocks().get(index));
        block.is_some_and(|block| {
            !heads(block, confidence)
                && !self.is_other_thing(span, first, last, confidence)
                && !self.says_other(span, first, last)
                && !self.goes_on_as_other(last)
                && !self.begins_as_other(block, span, first, last, confidence)
                && !self.is_property(span)
                && !self.has_sign(span)
        })
    }

    /// True for the place of a party, a plan or an address, a place in the name of one, the title, a code, and letters put for
    /// others.
    fn is_other_thing(&self, span: Span, first: usize, last: usize, confidence: f32) -> bool {
        let from = self.taken.partition_point(|other| other.end() <= span.start());
        // "Maria Vågspel" of Rederi Vågspel AB: the short name of a firm may be the surname of its owner.
        let owner =
            |other: &Span| confidence >= 0.8 && other.start() > span.start() && other.end() <= span.end();
        // "Xxxxxxx Xxxxxx" in an anonymised copy.
        let blank = |token: &Token| {
            let mut letters = self.lower(token).chars();
            letters.next().is_some_and(|one| token.span.len() > 2 && letters.all(|other| other == one))
        };
        self.taken.get(from).is_some_and(|other| other.start() < span.end() && !owner(other))
            || self.of_a_place(span)
            || confidence < 0.9 && self.in_title(span)
            || confidence < 0.85 && self.begins_party(span)
            || self.is_junk(span)
            || self.draft.tokens[first..=last].iter().any(blank)
    }

    /// True where a word in it says that it is no person; "Kaplan" is a surname behind a first name, whatever it ends in.
    fn says_other(&self, span: Span, first: usize, last: usize) -> bool {
        let (given, family) = (&self.draft.tokens[first], &self.draft.tokens[last]);
        let surname = self.listed(family).surname > 0 && self.listed(given).first > 0;
        let told = if surname { Span::at(span.start(), family.span.start()) } else { span };
        let inside = |label: &str| self.draft.words_in(label, told).any(|word| word.span.end() <= span.end());
        INSIDE.iter().any(|label| inside(label))
    }

    /// True where the word behind makes something else of it: a firm, a school, a road.
    fn goes_on_as_other(&self, last: usize) -> bool {
        let draft = self.draft;
        let end = &draft.tokens[last];
        let Some(next) = draft.tokens.get(last + 1).filter(|next| self.beside(end, next)) else {
            return false;
        };
        // "Barbro Wedholm-Saari Region Mellanlanden": somebody, and the party that begins there.
        if self.begins_other(next.span.start()) {
            return false;
        }
        let labels: &[&str] = match next.shape {
            Shape::Capital | Shape::Upper => &["no-person", "org-private", "org-nonprofit", "org-public"],
            _ => &["no-person", "org-private"],
        };
        let org =
            |label: &&str| draft.words_in(label, next.span).any(|word| word.span.end() <= next.span.end());
        // "Minna Kallio as stand-in", "Agnes Vestlund plans all visits": no suffix of a firm and no place.
        let said = next.shape == Shape::Lower
            && (self.everyday(next)
                || draft.annotations.language == Language::En && duty::finite(draft, next));
        let genitive = || self.lower(end).ends_with('s');
        !said && labels.iter().any(org) || ["org-nonprofit", "no-person-tail"].iter().any(org) && genitive()
    }

    /// True where the word before makes something else of it: a foundation, a ship, a street.
    fn begins_as_other(&self, block: &Block, span: Span, first: usize, last: usize, confidence: f32) -> bool {
        let draft = self.draft;
        let tokens = &draft.tokens;
        let before = first.checked_sub(1).map(|at| &tokens[at]);
        let Some(before) = before.filter(|before| self.beside(before, &tokens[first])) else { return false };
        // "m/s" is more than one word, and "m/s Kapten Elof Brahe" has a title before the name.
        let near = Span::at(tokens[first.saturating_sub(4)].span.start(), before.span.end());
        let title = first.checked_sub(2).map(|at| tokens[at].span.end());
        let title = title.filter(|_| draft.is("ship-title", before));
        let label = |label: &str| {
            let ends = |end: usize| end == before.span.end() || Some(end) == title;
            draft.words_in(label, near).any(|word| ends(word.span.end()))
        };
        // "för Bolaget Tommy Lind": a party by its name or a word for it, and somebody of it.
        let at = self.taken.partition_point(|other| other.end() < before.span.end());
        let of =
            confidence >= 0.7 && self.taken.get(at).is_some_and(|other| other.end() == before.span.end());
        let capital = matches!(before.shape, Shape::Capital | Shape::Upper) && !of;
        // "Stiftelsen Anna Ek, ordförande", where the foundation signs.
        let signs = confidence >= 0.85
            && draft.document.text().get(span.end()..).is_some_and(|rest| rest.starts_with(", "))
            && tokens.get(last + 1).is_some_and(|next| draft.has_word("role-title", next.span))
            && block.content.start() == before.span.start();
        !signs && label("no-person-before") || capital && (label("org-nonprofit") || label("org-private"))
    }

    fn beside(&self, a: &Token, b: &Token) -> bool {
        self.draft.document.text().get(a.span.end()..b.span.start()) == Some(" ")
    }

    /// "S:t Eriks", "& Co"
    fn has_sign(&self, span: Span) -> bool {
        let text = self.draft.document.text();
        let lead = text.get(..span.start()).unwrap_or("").trim_end_matches(' ');
        let behind = text.get(span.end()..).unwrap_or("");
        lead.ends_with('&') || behind.starts_with(" &") || lead.ends_with(":t")
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
}

/// True in a title or a table of contents, and in a heading where the name is not well known.
fn heads(block: &Block, confidence: f32) -> bool {
    match block.kind {
        BlockKind::Title | BlockKind::TocEntry => true,
        BlockKind::Heading { .. } => confidence < 0.9,
        _ => false,
    }
}
