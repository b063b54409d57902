//! Names as English preambles write them: words with capitals up to a legal form or a word for a body, and what it is of.

use super::{capital, legal, spaced_capital};
use crate::annotate::{Draft, Shape, Token};
use crate::document::Span;

/// Words of a name, at most.
const LONGEST: usize = 14;
/// Words of a name behind "trading as", at most.
const TRADE: usize = 6;

/// A name that was found.
pub(super) struct Found {
    pub(super) name: Span,
    /// Token behind it.
    pub(super) next: usize,
    /// True where a legal form is part of it.
    pub(super) legal: bool,
}

/// A name that begins at token `start`.
pub(super) fn name(draft: &Draft<'_>, tokens: &[Token], start: usize) -> Option<Found> {
    let first = tokens.get(start)?;
    if !begins(draft, tokens, start, first) || nobodys(draft, tokens, start, first) {
        return None;
    }
    Reading::new(draft, tokens, start, first).whole()
}

/// True for a word with which a name can begin.
fn begins(draft: &Draft<'_>, tokens: &[Token], start: usize, first: &Token) -> bool {
    let text = draft.document.text();
    let word = |at: usize| tokens.get(at).map_or("", |token| draft.lower(token));
    let small_start = first.shape == Shape::Lower
        && tokens
            .get(start + 1)
            .is_some_and(|next| text.get(first.span.end()..next.span.start()) == Some("."));
    // "the municipality of Torshälla Strand"
    let small_place = first.shape == Shape::Lower
        && draft.lexicons.contains("place-of", word(start))
        && word(start + 1) == "of"
        && tokens.get(start + 2).is_some_and(capital);
    let other = word(start) != "the" && draft.lexicons.contains("not-a-party", word(start));
    let letter = first.shape == Shape::Initial && text[first.span.end()..].starts_with(')');
    // "From the Lindqvist Memorial Fund"
    let lead = || draft.has_whole("preposition", first.span) && word(start + 1) == "the";
    (capital(first) || small_start || small_place) && !other && !letter && !lead()
}

/// True for words in capitals that name nobody in particular, tell what somebody is, or where.
fn nobodys(draft: &Draft<'_>, tokens: &[Token], start: usize, first: &Token) -> bool {
    let word = |at: usize| tokens.get(at).map_or("", |token| draft.lower(token));
    // "Local Authority Funding Partners" are nobody in particular, and "Annex 1" is a place in the text.
    let nobody = draft.lexicons.contains("nobodys-name", word(start)) && word(start + 1) != "of";
    // "a Norland Municipal Corporation"
    let described = || start.checked_sub(1).is_some_and(|before| draft.is("indefinite", &tokens[before]));
    // "NB30 2CD"
    let code = || {
        first.span.len() > 2
            && word(start).bytes().any(|byte| byte.is_ascii_digit())
            && word(start).len() <= 5
    };
    nobody || described() || code()
}

/// A name while it is read, from its first word on.
struct Reading<'a, 'd> {
    draft: &'a Draft<'d>,
    tokens: &'a [Token],
    start: usize,
    first: &'a Token,
    /// The last token that is known to belong to it.
    end: usize,
    /// True for a place behind what it is ("City of …").
    place_of: bool,
    /// True once a legal form, or a word for a body, is part of it.
    legal: bool,
    /// True once such a word may be its last.
    closed: bool,
}

impl<'a, 'd> Reading<'a, 'd> {
    fn new(draft: &'a Draft<'d>, tokens: &'a [Token], start: usize, first: &'a Token) -> Self {
        let mut name =
            Self { draft, tokens, start, first, end: start, place_of: false, legal: false, closed: false };
        // "Foundation for Living Fjords": the sort comes first.
        let noun = name.noun();
        name.place_of = name.has("place-of", noun) && name.word(noun + 1) == "of";
        // "City of The Harbour": the article is part of what it is called.
        if name.place_of && noun == start && name.word(start + 2) == "the" && name.goes_on(start + 2) {
            name.end = start + 2;
        }
        let sort = (legal(draft, first) || name.place_of)
            && name.links(start + 1)
            && (name.capital(start + 2) || name.word(start + 2) == "the" && name.capital(start + 3));
        name.legal = sort || begins_region(draft, tokens, start);
        name
    }

    fn whole(mut self) -> Option<Found> {
        while self.end - self.start < LONGEST {
            let Some(next) = self.tokens.get(self.end + 1) else { break };
            let gap = self.gap(self.end).unwrap_or("\n");
            let open = self.open(gap, next);
            if self.closed {
                if open && (self.longer_body(gap, next) || self.of_what(gap)) {
                    continue;
                }
                // "School District No. 7"
                if let Some(until) = numbered(self.draft, self.tokens, self.end) {
                    self.end = until;
                    break;
                }
            }
            let tail = || legal(self.draft, next) || self.word(self.end + 1) == "liability";
            if !open || self.closed && !tail() {
                break;
            }
            let Some(last) = self.takes(gap, next) else {
                self.nordic(gap, next);
                break;
            };
            self.end = last;
            if legal(self.draft, &self.tokens[last]) {
                self.legal = true;
                // "the City of College Station": what such a place is called has no word at its end.
                self.closed = !self.place_of || !self.goes_on(last);
            }
        }
        self.trade_name();
        self.found()
    }

    fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| self.draft.lower(token))
    }

    fn has(&self, label: &str, at: usize) -> bool {
        self.draft.lexicons.contains(label, self.word(at))
    }

    fn capital(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(capital)
    }

    /// What stands between a token and the next.
    fn gap(&self, at: usize) -> Option<&'a str> {
        let (here, next) = (self.tokens.get(at)?, self.tokens.get(at + 1)?);
        self.draft.document.text().get(here.span.end()..next.span.start())
    }

    /// True where a word with a capital stands a space behind a token.
    fn goes_on(&self, at: usize) -> bool {
        spaced_capital(self.draft.document.text(), self.tokens, at)
    }

    /// The word that may be a sort, behind an article.
    fn noun(&self) -> usize {
        self.start + usize::from(self.word(self.start) == "the")
    }

    /// True for a small word that stands in names and joins nothing.
    fn links(&self, at: usize) -> bool {
        self.has("name-link", at)
            && self.tokens.get(at).is_some_and(|link| !self.draft.has_whole("party-join", link.span))
    }

    /// True where a name can go on over what stands before the next word.
    fn open(&self, gap: &str, next: &Token) -> bool {
        let text = self.draft.document.text();
        let here = &self.tokens[self.end];
        let small_stop = || here.shape == Shape::Initial || legal(self.draft, here) || here.span.len() <= 3;
        match gap.trim() {
            "" => !gap.is_empty() && !gap.contains(['\n', '\t']),
            "." => gap.trim() == gap || small_stop(),
            // Over a line end it is the sign of the next item of a list.
            "&" | "-" | "’" | "'" | "/" | "™" | "®" => !gap.contains('\n'),
            // "Norrby County Council, County Offices, …": the word opens an address.
            "," | ".," => legal(self.draft, next) && !self.goes_on(self.end + 1),
            // "Bunker One (USA) Inc.", "CRO Consulting (Pty) Limited"
            "(" => {
                let behind = &text[next.span.end()..];
                (behind.starts_with(") ") || behind.starts_with("),"))
                    && self.capital(self.end + 2)
                    && capital(next)
                    && !text[next.span.start()..].starts_with(['"', '“'])
                    && next.span.len() <= 12
            }
            ")" | ")," => here.span.len() <= 12,
            _ => false,
        }
    }

    /// "Skerry County Fire Authority": the name goes on to another word that ends one.
    fn longer_body(&mut self, gap: &str, next: &Token) -> bool {
        if gap != " " || !capital(next) || legal(self.draft, next) {
            return false;
        }
        let from = self.end + 2;
        let ahead = (from..self.tokens.len().min(from + 2)).find(|at| legal(self.draft, &self.tokens[*at]));
        let Some(until) = ahead.filter(|until| (from..=*until).all(|at| self.goes_on(at - 1))) else {
            return false;
        };
        let body = !self.has("not-a-party", self.end + 1);
        if body {
            self.end = until;
        }
        body
    }

    /// "University of Applied Arts", "Trust for Open Shores": what it is of belongs to the name; "Norrby Council of Town
    /// Hall, Norrby" tells where it is.
    fn of_what(&mut self, gap: &str) -> bool {
        let of = self.end + 1;
        let named = || {
            let article = self.word(of + 1) == "the" && self.capital(of + 2);
            (self.capital(of + 1) || article) && self.gap(of) == Some(" ")
        };
        let found = gap == " "
            && self.has("institution-tail", self.end)
            && self.has("institution-of", of)
            && named()
            && !addressed(self.draft, self.tokens, of + 1);
        if !found {
            return false;
        }
        self.end += 2;
        while self.end - self.start < LONGEST {
            if self.goes_on(self.end) {
                self.end += 1;
            } else if self.word(self.end + 1) == "of" && self.goes_on(self.end + 1) {
                // "Institute of the Republic of Norland"
                self.end += 2;
            } else {
                break;
            }
        }
        // "University of Norrby 3"
        let number = self.tokens.get(self.end + 1).filter(|next| {
            next.shape == Shape::Number
                && next.span.len() <= 2
                && self.gap(self.end) == Some(" ")
                && self.draft.document.text()[next.span.end()..].starts_with([',', '\n', ';', '('])
        });
        self.end += usize::from(number.is_some());
        true
    }

    /// The last token to which the next word takes the name.
    fn takes(&self, gap: &str, next: &Token) -> Option<usize> {
        if capital(next) {
            return self.capital_word(next);
        }
        self.short_word(gap, next)
            .or_else(|| self.linked(gap))
            .or_else(|| self.one_article(gap, next))
            .or_else(|| self.both(gap, next))
    }

    fn capital_word(&self, next: &Token) -> Option<usize> {
        let other = !legal(self.draft, next) && self.has("not-a-party", self.end + 1);
        // "THE CITY OF NORRBY FOR HOUSING …"
        let about = || {
            self.place_of
                && self.end > self.noun() + 1
                && self.draft.has_whole("title-preposition", next.span)
        };
        (!other && !about()).then_some(self.end + 1)
    }

    /// A number inside a name, or "salesforce.com".
    fn short_word(&self, gap: &str, next: &Token) -> Option<usize> {
        let number = next.shape == Shape::Number && next.span.len() <= 3 && gap == " " && !self.legal;
        let domain = gap == "." && next.shape == Shape::Lower && next.span.len() <= 4;
        (number || domain).then_some(self.end + 1)
    }

    /// "Bank of Norland", "Friends of the Shore"
    fn linked(&self, gap: &str) -> Option<usize> {
        let link = self.end + 1;
        if gap != " " || !self.links(link) {
            return None;
        }
        if self.goes_on(link) {
            return Some(link + 1);
        }
        (self.has("name-link", link + 1) && self.capital(link + 2)).then_some(link + 2)
    }

    /// "the Anchor and Oars Foundation": one article for both.
    fn one_article(&self, gap: &str, next: &Token) -> Option<usize> {
        let article = || self.start.checked_sub(1).is_some_and(|before| self.word(before) == "the");
        if self.end != self.start
            || gap != " "
            || !article()
            || !self.draft.has_whole("party-join", next.span)
        {
            return None;
        }
        let behind = self.end + 2;
        let last =
            (behind..self.tokens.len().min(behind + 3)).find(|at| legal(self.draft, &self.tokens[*at]));
        last.filter(|last| (behind..=*last).all(|at| self.capital(at)))
    }

    /// "Women's and Girls' Shelter"
    fn both(&self, gap: &str, next: &Token) -> Option<usize> {
        let possessive = ["'s", "’s"].iter().any(|ending| self.word(self.end).ends_with(ending));
        let joined = possessive && gap == " " && self.draft.has_whole("party-join", next.span);
        (joined && self.capital(self.end + 2)).then_some(self.end + 2)
    }

    /// "Vestfjell kommune", "Norrviks bygdeförening": a small word ends the name.
    fn nordic(&mut self, gap: &str, next: &Token) {
        if gap == " "
            && next.shape == Shape::Lower
            && !self.legal
            && self.draft.lexicons.contains("nordic-sort", self.draft.lower(next))
        {
            self.end += 1;
            self.legal = true;
        }
    }

    /// "EWSD 1, LLC, d/b/a Shi Farms" is introduced by both names.
    fn trade_name(&mut self) {
        let trade =
            self.tokens.get(self.end + 1).filter(|next| self.draft.begins_with("trade-name", next.span));
        let Some(trade) = trade else { return };
        let from = self.draft.words_in("trade-name", trade.span).next().map_or(0, |word| word.span.end());
        let mut at = self.end + 2;
        while self.tokens.get(at).is_some_and(|token| token.span.start() < from) {
            at += 1;
        }
        if self.capital(at) {
            self.end = at;
            while self.goes_on(self.end) && self.end - at < TRADE {
                self.end += 1;
            }
        }
    }

    /// The name as it stands, where it is more than a word for its sort.
    fn found(self) -> Option<Found> {
        let text = self.draft.document.text();
        let last = &self.tokens[self.end];
        let mut stop = last.span.end();
        // The stop of "Ltd." where the sentence goes on.
        let rest = text[stop..].strip_prefix('.');
        let goes_on = rest.is_some_and(|rest| {
            let next = rest.trim_start_matches([' ', '\u{a0}']).chars().next();
            next.is_some_and(|next| next != '\n' && !next.is_uppercase())
        });
        if self.closed && goes_on && last.span.len() <= 4 {
            stop += 1;
        }
        // "The Museum keeps …": a word for its sort alone is no name.
        if self.word(self.start) == "the" && self.end == self.start + 1 && legal(self.draft, last) {
            return None;
        }
        let name = Span::at(self.first.span.start(), stop);
        let letters = text[name.range()].chars().filter(|c| c.is_alphabetic()).count();
        (letters >= 2).then_some(Found { name, next: self.end + 1, legal: self.legal })
    }
}

/// "Region Sjöarna": the sort stands before what it is called.
fn begins_region(draft: &Draft<'_>, tokens: &[Token], start: usize) -> bool {
    let [first, next, ..] = &tokens[start..] else { return false };
    let sort = draft.words_in("org-public", first.span).next();
    sort.is_some_and(|sort| sort.span == first.span && draft.value(sort) == Some("region"))
        && capital(next)
        && draft.document.between(first.span.end(), next.span.start()) == " "
}

/// The last token of "No. 7", "No 7" or "#7" behind token `end`.
fn numbered(draft: &Draft<'_>, tokens: &[Token], end: usize) -> Option<usize> {
    let text = draft.document.text();
    let gap = |at: usize| text.get(tokens.get(at)?.span.end()..tokens.get(at + 1)?.span.start());
    let number =
        |at: usize| tokens.get(at).is_some_and(|token| token.shape == Shape::Number && token.span.len() <= 4);
    if gap(end) == Some(" #") && number(end + 1) {
        return Some(end + 1);
    }
    let labelled = tokens.get(end + 1).is_some_and(|label| matches!(draft.lower(label), "no" | "nr"));
    (labelled && gap(end) == Some(" ") && matches!(gap(end + 1), Some(" " | ". ")) && number(end + 2))
        .then_some(end + 2)
}

/// "of Town Hall, Norrby NB1 2CD": an address begins at token `at`, which goes on to the next joining word.
fn addressed(draft: &Draft<'_>, tokens: &[Token], at: usize) -> bool {
    let behind = tokens.iter().skip(at).take(LONGEST);
    behind.take_while(|token| !draft.has_whole("party-join", token.span)).any(|token| {
        let word = draft.lower(token);
        let code = word.bytes().any(|byte| byte.is_ascii_digit());
        code || draft.lexicons.contains("address-word", word)
    })
}
