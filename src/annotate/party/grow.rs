//! How the name of an organisation goes on from word to word, and where it ends.

use super::names::{SORTS, capital, definite, head, is_sort};
use crate::annotate::{Draft, Shape, Token, duty};
use crate::document::Span;

/// Bytes behind the word "Region" within which its number stands.
const REGION: usize = 40;
/// Words in small letters inside a name before its form, at most.
const SMALL: usize = 3;
/// The same of words for what a company does ("bygg och trä"), with what joins them.
const TRADE: usize = 4;
/// Digits of a number in a street, at most.
const STREET: usize = 3;
/// Words of a name, at most.
const LONGEST: usize = 14;

/// A name while it is read, from its first word on.
pub(super) struct Growing<'a, 'd> {
    pub(super) draft: &'a Draft<'d>,
    pub(super) tokens: &'a [Token],
    /// The token that it begins with.
    pub(super) start: usize,
    pub(super) first: &'a Token,
    /// The last token that is known to belong to it.
    pub(super) end: usize,
    /// True once a word tells what sort of organisation it is.
    pub(super) sorted: bool,
    /// True once nothing more can belong to it.
    pub(super) closed: bool,
    /// True where it may be the place of the name before.
    pub(super) place: bool,
    /// Where the known organisation ends that it begins with.
    pub(super) known_until: Option<usize>,
}

/// What one way of reading says of the next word.
enum Step {
    /// The name goes on (`end` has moved).
    On,
    /// It has ended before that word.
    Over,
    /// Nothing: the next way is asked.
    Pass,
}

impl<'a> Growing<'a, '_> {
    /// Ways to read the word behind the end of a name, over a gap: asked in this order of every word, until one has an
    /// answer. Where none has, the name is over.
    const WAYS: [fn(&mut Self, &str, &'a Token) -> Step; 11] = [
        Self::suspended,
        Self::parted,
        Self::another,
        Self::capital_word,
        Self::county,
        Self::form,
        Self::described_form,
        Self::described_sort,
        Self::called,
        Self::small_sort,
        Self::linked,
    ];

    /// The last token of the whole name, and whether a word of it tells its sort.
    pub(super) fn whole(mut self) -> (usize, bool) {
        self.known();
        let ways = Self::WAYS;
        while !self.closed && self.end + 1 < self.tokens.len() && self.end - self.start + 1 < LONGEST {
            let next = &self.tokens[self.end + 1];
            let gap = plain(self.gap(self.end).unwrap_or("\n"));
            let mut steps = ways.iter().map(|way| way(&mut self, gap, next));
            match steps.find(|step| !matches!(step, Step::Pass)) {
                Some(Step::On) => {}
                _ => break,
            }
        }
        (self.end, self.sorted)
    }

    fn token(&self, at: usize) -> Option<&'a Token> {
        self.tokens.get(at)
    }

    /// A token in lower case; nothing behind the last.
    fn word(&self, at: usize) -> &'a str
    where
        Self: 'a,
    {
        self.tokens.get(at).map_or("", |token| self.draft.lower(token))
    }

    /// What stands between a token and the next.
    fn gap(&self, at: usize) -> Option<&'a str> {
        let (here, next) = (self.tokens.get(at)?, self.tokens.get(at + 1)?);
        self.draft.document.text().get(here.span.end()..next.span.start())
    }

    fn sort(&self, at: usize) -> bool {
        is_sort(self.draft, self.tokens, at)
    }

    fn has(&self, label: &str, at: usize) -> bool {
        self.draft.lexicons.contains(label, self.word(at))
    }

    fn capital(&self, at: usize) -> bool {
        self.token(at).is_some_and(capital)
    }

    fn small(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.shape == Shape::Lower)
    }

    /// True where a token stands a space behind the one before.
    fn spaced(&self, at: usize) -> bool {
        self.gap(at - 1) == Some(" ")
    }

    /// The same, whatever the space.
    fn apart(&self, at: usize) -> bool {
        self.gap(at - 1).map(plain) == Some(" ")
    }

    /// True where a word with a capital stands a space behind the one before.
    fn spaced_capital(&self, at: usize) -> bool {
        self.capital(at) && self.spaced(at)
    }

    /// The name goes on to a token.
    fn to(&mut self, end: usize) -> Step {
        self.end = end;
        Step::On
    }

    /// The name goes on to a token, which ends it and tells its sort.
    fn closes(&mut self, end: usize) -> Step {
        self.end = end;
        self.sorted = true;
        self.closed = true;
        Step::On
    }

    /// "Statens fastighetsverk": one that is known is named to its end.
    fn known(&mut self) {
        let Some(until) = self.known_until else { return };
        while self.token(self.end + 1).is_some_and(|next| next.span.end() <= until) {
            self.end += 1;
            self.closed = true;
        }
    }

    /// "Handels- och Hantverksförening", "Kvinno- och tjejjouren Linnéa"
    fn suspended(&mut self, gap: &str, next: &'a Token) -> Step {
        let after = self.end + 2;
        if gap == "- "
            && self.draft.has_whole("party-join", next.span)
            && after < self.tokens.len()
            && (self.capital(after) || self.sort(after))
        {
            self.sorted |= self.sort(after);
            return self.to(after);
        }
        // "Lerhults hembygds- och fornminnesförening"
        let sort = self.end + 3;
        if gap == " "
            && next.shape == Shape::Lower
            && self.gap(self.end + 1) == Some("- ")
            && self.token(self.end + 2).is_some_and(|join| self.draft.has_whole("party-join", join.span))
            && self.sort(sort)
            && self.small(sort)
            && self.spaced(sort)
        {
            return self.closes(sort);
        }
        Step::Pass
    }

    /// Signs between two words of which no name goes on, but for "ACME, Inc." and "St. Olof".
    fn parted(&mut self, gap: &str, next: &'a Token) -> Step {
        let legal = || self.draft.words_in("org-private", head(next)).next().is_some();
        let goes_on = match gap {
            " " | " & " | "&" | "’" | "'" | "’ " | "' " | "/" => true,
            // "ACME, Inc."
            ", " => capital(next) && sorted_tail(self.word(self.end + 1)) && legal(),
            // "St. Olof" goes on; "Timmer AB. I det följande" does not. Nor does "… kallad BK. Sportgräs Drift".
            ". " => {
                let last = &self.tokens[self.end];
                last.span.len() <= 2 && last.shape != Shape::Upper && !self.sort(self.end) || legal()
            }
            _ => false,
        };
        if goes_on { Step::Pass } else { Step::Over }
    }

    /// Words behind which somebody or something else begins.
    fn another(&mut self, gap: &str, next: &'a Token) -> Step {
        // "För Norrby kommun    För Föreningen": who signs beside.
        let signs = || self.draft.has_whole("signature-for", next.span) && capital(next);
        // "Arbetsförmedlingen Försäkringskassan": one that is known by itself is whole, and the next one is, too.
        let known = || {
            self.known_until == Some(self.tokens[self.end].span.end())
                && gap == " "
                && known_alone(self.draft, next)
        };
        // "Hamnmuseets Vänner i Grötvik Fyrvägen 3, 302 99 Grötvik": where it is.
        let street = || {
            let number = |at: usize| self.token(at).filter(|token| token.shape == Shape::Number);
            self.sorted
                && gap == " "
                && capital(next)
                && number(self.end + 2).is_some_and(|number| number.span.len() <= STREET)
                && self.spaced(self.end + 2)
                && number(self.end + 3).is_some()
        };
        if signs() || known() || street() { Step::Over } else { Step::Pass }
    }

    /// A word with a capital goes on with the name, and so does a number while nothing tells its sort.
    fn capital_word(&mut self, gap: &str, next: &'a Token) -> Step {
        if !(capital(next) || next.shape == Shape::Number && gap == " " && !self.sorted) {
            return Step::Pass;
        }
        if self.names_anew() {
            return Step::Over;
        }
        self.end += 1;
        self.sorted |= self.sort(self.end);
        // "Norrlund Chamber of Commerce": a sort of several words ends where its last word does.
        let until = sort_end(self.draft, &self.tokens[self.end]);
        while self.token(self.end + 1).is_some_and(|next| next.span.end() <= until) {
            self.end += 1;
        }
        // "Klangbron Friends of the Arts"
        let of = self.has("institution-of", self.end) && self.word(self.end + 1) == "the";
        if of && self.capital(self.end + 2) {
            self.end += 2;
        }
        // "Swedish Agency for Forest Fire Preparedness"
        let works_for = self.has("institution-for", self.end) && self.has("institution-of", self.end + 1);
        if works_for && self.spaced(self.end + 1) && self.spaced_capital(self.end + 2) {
            self.end += 2;
        }
        Step::On
    }

    /// "Norrby kommun Föreningen" is two names; "Föreningen Norrby" is one.
    fn names_anew(&self) -> bool {
        let next = self.end + 1;
        let form = || self.token(next + 1).is_some_and(|form| is_company_form(self.draft, form));
        // "Föreningen Andra Varvet": what it is called begins with such a word, and goes on for one word more.
        let called = || {
            self.end == self.start
                && self.sort(self.start)
                && definite(self.draft, self.first)
                && self.word(next).ends_with('a')
                && self.spaced_capital(next + 1)
                && !self.spaced_capital(next + 2)
        };
        self.has("not-a-party", next) && !self.sort(next) && !form() && !called()
    }

    /// "Region Norrviks län"
    fn county(&mut self, gap: &str, next: &'a Token) -> Step {
        let county = gap == " "
            && next.shape == Shape::Lower
            && self.has("county-word", self.end + 1)
            && self.draft.lexicons.value_of("org-public", self.word(self.start)) == Some("region");
        if !county {
            return Step::Pass;
        }
        self.closed = true;
        self.to(self.end + 1)
    }

    /// "Odlarna på Prästgärdet ekonomisk förening": the form is several words.
    fn form(&mut self, gap: &str, next: &'a Token) -> Step {
        let form = self.draft.words_in("form-phrase", head(next)).next().filter(|_| gap == " ");
        let Some(until) = form.map(|word| word.span.end()) else { return Step::Pass };
        let inside = self.tokens[self.end + 1..].iter().take_while(|token| token.span.start() < until);
        self.closes(self.end + inside.count())
    }

    /// "Lillåns samfällda vägar ideell förening", "Hedmans snickeri & bygg AB": what it does, between whose it is and its form.
    fn described_form(&mut self, gap: &str, _: &'a Token) -> Step {
        if gap != " " {
            return Step::Pass;
        }
        let whose = self.word(self.end).ends_with('s');
        let form = whose.then(|| form_ahead(self.draft, self.tokens, self.end + 1)).flatten();
        match form.or_else(|| trade_ahead(self.draft, self.tokens, self.end + 1)) {
            Some(last) => self.closes(last),
            None => Step::Pass,
        }
    }

    /// "Västra torgets handlarförening", "Mälviks tekniska högskola": a genitive stands before the sort, or an adjective
    /// between it and the place.
    fn described_sort(&mut self, gap: &str, next: &'a Token) -> Step {
        let (word, sort) = (self.word(self.end + 1), self.end + 2);
        let genitive = || word.ends_with('s') && next.span.len() > 3;
        let described = || {
            self.word(self.end).ends_with('s')
                && word.ends_with('a')
                && !self.draft.lexicons.contains("sort-adjective", word)
        };
        if gap == " "
            && next.shape == Shape::Lower
            && !self.sorted
            && (genitive() || described())
            && self.sort(sort)
            && self.small(sort)
            && self.spaced(sort)
        {
            return self.closes(sort);
        }
        Step::Pass
    }

    /// "Somaliska föreningen Hodan": an adjective and its noun before what it is called.
    fn called(&mut self, gap: &str, next: &'a Token) -> Step {
        let noun = self.word(self.end + 1);
        if gap == " "
            && self.end == self.start
            && next.shape == Shape::Lower
            && self.word(self.start).ends_with('a')
            && self.draft.lexicons.endings("definite-noun").any(|ending| noun.ends_with(ending))
            && self.sort(self.end + 1)
            && self.spaced_capital(self.end + 2)
        {
            self.sorted = true;
            return self.to(self.end + 2);
        }
        Step::Pass
    }

    /// "Norrby kommun": a small word of the sort ends the name.
    fn small_sort(&mut self, gap: &str, _: &'a Token) -> Step {
        if gap == " " && self.sort(self.end + 1) && !adjective(self.draft, self.tokens, self.end + 1) {
            return self.closes(self.end + 1);
        }
        Step::Pass
    }

    /// "Handel i Norrby AB", "Gnosta Energi och Vatten AB": what a small word joins to the name.
    fn linked(&mut self, gap: &str, _: &'a Token) -> Step {
        let link = Link {
            links: self.has("name-link", self.end + 1),
            joins: self.has("party-join", self.end + 1),
            spaced: gap == " ",
            follows: self.capital(self.end + 2) && self.apart(self.end + 2),
        };
        if !link.links && !link.joins {
            return Step::Over;
        }
        if link.joins && (self.place || represents(self.draft, self.tokens, self.start)) {
            return Step::Over;
        }
        if self.place_of(link)
            || self.part_of_agency(link)
            || self.agency_for(link)
            || self.friends_of(link)
            || self.both(link)
        {
            return Step::On;
        }
        if link.joins && self.joins_another() {
            return Step::Over;
        }
        if self.one_firm(link) || self.goes_on(link) { Step::On } else { Step::Over }
    }

    /// "Council of the City of Ravenport": behind what sort of place it is stands its name.
    fn place_of(&mut self, link: Link) -> bool {
        let found = link.plain()
            && link.follows
            && self.end > self.start
            && self.word(self.end + 1) == "of"
            && self.has("place-of", self.end);
        if found {
            self.end += 2;
        }
        found
    }

    /// "Polisen i lokalpolisområde Hallsta": the part of an agency, with its place.
    fn part_of_agency(&mut self, link: Link) -> bool {
        let part = self.end + 2;
        let found = link.plain()
            && self.end == self.start
            && self.sorted
            && self.sort(part)
            && self.small(part)
            && self.capital(part + 1);
        if found {
            self.end += 3;
        }
        found
    }

    /// "Myndigheten för kustvård", "… samhällsskydd och beredskap"
    fn agency_for(&mut self, link: Link) -> bool {
        let found = link.plain()
            && self.end == self.start
            && self.first.shape == Shape::Capital
            && self.draft.lexicons.value_of("org-public", self.word(self.start)) == Some("agency")
            && self.small(self.end + 2);
        if !found {
            return false;
        }
        self.closes(self.end + 2);
        let beside = |at: usize| self.small(at) && self.apart(at);
        if beside(self.end + 1)
            && beside(self.end + 2)
            && self.draft.has_word("party-join", self.tokens[self.end + 1].span)
        {
            self.end += 2;
        }
        true
    }

    /// "Friends of the Old Lighthouse"
    fn friends_of(&mut self, link: Link) -> bool {
        let found = link.plain()
            && self.sorted
            && self.has("institution-of", self.end + 1)
            && self.word(self.end + 2) == "the"
            && self.capital(self.end + 3);
        if found {
            self.end += 3;
        }
        found
    }

    /// "Women's and Girls' Shelter"
    fn both(&mut self, link: Link) -> bool {
        let possessive = || ["'s", "’s"].iter().any(|ending| self.word(self.end).ends_with(ending));
        let found = link.joins && link.follows && link.spaced && possessive();
        if found {
            self.end += 2;
        }
        found
    }

    /// True where a joining word leads to somebody else.
    fn joins_another(&self) -> bool {
        let (draft, tokens, next) = (self.draft, self.tokens, self.end + 2);
        // "Åns Räddningstjänst och Hotings kommun"
        let body = || self.token(next).is_some_and(|token| whole_body(draft, tokens, next, token));
        // "Hjälpande Händer och Dalmans Livs AB"
        let long = || {
            self.end > self.start
                || self
                    .start
                    .checked_sub(1)
                    .is_some_and(|before| self.capital(before) && self.spaced(self.start))
        };
        let firms = || {
            self.capital(next)
                && self.capital(next + 1)
                && next + 2 < tokens.len()
                && long()
                && !is_company_form(draft, &tokens[next + 1])
                && company_ahead(draft, tokens, next)
        };
        // "Jägarna i Vik och Naturskyddskretsen Vik": what is joined begins with a sort of its own.
        let begins_anew = || {
            self.word(next).ends_with(['n', 't'])
                && self.word(next).len() > 6
                && self.spaced_capital(next + 1)
                && self.sort(next)
        };
        body() || firms() || begins_anew()
    }

    /// "Gnosta Energi och Vatten AB": what is joined is no name by itself, and the form stands behind it.
    fn one_firm(&mut self, link: Link) -> bool {
        let own = &self.tokens[self.start..=self.end];
        let found = link.joins
            && link.spaced
            && link.follows
            && self.token(self.end + 3).is_some_and(|form| is_company_form(self.draft, form))
            && !own.iter().any(|token| formal(self.draft, token));
        if found {
            self.closes(self.end + 3);
        }
        found
    }

    /// "Handel i Norrby AB": a link, where a capital follows and the name is not already whole.
    fn goes_on(&mut self, link: Link) -> bool {
        let after = self.end + 2;
        let whole = self.sorted && self.end > self.start;
        // "Rise Research Institutes of Sweden AB"
        let company = || company_ahead(self.draft, self.tokens, after);
        let ahead = || (after..self.tokens.len().min(after + 4)).any(|at| self.sort(at));
        let found = link.links
            && link.follows
            && link.spaced
            && (!whole || !link.joins && company())
            && (!link.joins || !self.sorted && ahead());
        if !found {
            return false;
        }
        self.end = after;
        self.sorted |= self.sort(after);
        // "Länsstyrelsen i Kronobergs län"
        if after + 1 < self.tokens.len() && self.apart(after + 1) && self.has("county-word", after + 1) {
            self.end += 1;
            self.closed = true;
        }
        true
    }
}

/// A small word behind a name, and what it does there.
#[derive(Clone, Copy)]
struct Link {
    /// It stands in names ("i", "of").
    links: bool,
    /// It joins ("och").
    joins: bool,
    /// A space stands before it.
    spaced: bool,
    /// A word with a capital stands behind it.
    follows: bool,
}

impl Link {
    /// True for one that stands in names and joins nothing.
    fn plain(self) -> bool {
        self.links && !self.joins && self.spaced
    }
}

/// "Försäkringskassan": a word by which one body alone is known.
fn known_alone(draft: &Draft<'_>, token: &Token) -> bool {
    let region = || {
        // "Region Slättlandet, 232100-0000"
        let behind = Span::at(token.span.end(), draft.document.ahead(token.span.end(), REGION));
        let number = draft.first_mark_in("org-number", behind);
        draft.lexicons.value_of("org-public", draft.lower(token)) == Some("region")
            && number.is_some_and(|number| draft.document.slice(number).starts_with("2321"))
    };
    draft.has_whole("known-organisation", token.span) || region()
}

/// "genom kommunalrådet Stig Palm och …", "genom Stig Palm och …": who begins at `start`, or some words in capitals before,
/// represents somebody.
fn represents(draft: &Draft<'_>, tokens: &[Token], start: usize) -> bool {
    let capitals = tokens[..start].iter().rev().take_while(|token| token.shape == Shape::Capital).take(SMALL);
    let before = tokens[..start - capitals.count()].iter().rev();
    let mut near = before.take(2).take_while(|token| token.shape == Shape::Lower);
    near.any(|token| draft.begins_with("party-through", token.span))
}

/// The last token of a legal form of two words behind one to three words in small letters.
fn form_ahead(draft: &Draft<'_>, tokens: &[Token], from: usize) -> Option<usize> {
    let spaced = |at: usize| {
        draft.document.text().get(tokens[at].span.end()..tokens[at + 1].span.start()) == Some(" ")
    };
    for at in from..tokens.len().min(from + SMALL + 1) {
        let here = Span::at(tokens[at].span.start(), tokens[at].span.start() + 1);
        if let Some(form) = draft.words_in("form-phrase", here).next().filter(|_| at > from) {
            return (at..tokens.len()).find(|last| tokens[*last].span.end() >= form.span.end());
        }
        let word = tokens[at].shape == Shape::Lower && at + 1 < tokens.len() && spaced(at);
        if !word || draft.has_whole("party-join", tokens[at].span) {
            return None;
        }
    }
    None
}

/// The form of a company behind one to four words in small letters, joined or not, of which none is a verb or leads on.
fn trade_ahead(draft: &Draft<'_>, tokens: &[Token], from: usize) -> Option<usize> {
    let between = |at: usize| {
        let (here, next) = (tokens.get(at)?, tokens.get(at + 1)?);
        draft.document.text().get(here.span.end()..next.span.start())
    };
    let other = ["preposition", "duty-modal", "party-article", "that-word"];
    for (at, token) in tokens.iter().enumerate().skip(from).take(TRADE + 1) {
        if at > from && token.shape != Shape::Lower && is_company_form(draft, token) {
            return Some(at);
        }
        let word = token.shape == Shape::Lower
            && matches!(between(at).map(plain), Some(" " | " & "))
            && !duty::finite(draft, token)
            && !other.iter().any(|label| draft.has_whole(label, token.span));
        if !word {
            return None;
        }
    }
    None
}

/// Where the longest sort of several words ends that begins with a token.
fn sort_end(draft: &Draft<'_>, token: &Token) -> usize {
    let here = Span::at(token.span.start(), token.span.start() + 1);
    let words = SORTS.iter().flat_map(|label| draft.words_in(label, here).map(|word| word.span.end()));
    words.max().unwrap_or(0)
}

/// A space that does not break is a space.
fn plain(gap: &str) -> &str {
    if matches!(gap, "\u{a0}" | "\u{202f}" | "  ") { " " } else { gap }
}

/// A place with "kommun" or "stad" behind it begins here: a name of its own.
fn whole_body(draft: &Draft<'_>, tokens: &[Token], at: usize, first: &Token) -> bool {
    let lower = draft.document.lower();
    let next = tokens.get(at + 1).filter(|next| next.shape == Shape::Lower);
    let beside = next.is_some_and(|next| {
        draft.document.text().get(first.span.end()..next.span.start()).map(plain) == Some(" ")
    });
    beside && next.is_some_and(|next| draft.lexicons.contains("plain-sort", &lower[next.span.range()]))
}

/// A word that makes a whole name of what stands before it: a legal form, or a public body.
fn formal(draft: &Draft<'_>, token: &Token) -> bool {
    let here = Span::at(token.span.start(), token.span.start() + 1);
    draft.has_sort(here)
}

fn is_company_form(draft: &Draft<'_>, token: &Token) -> bool {
    if token.shape != Shape::Lower && draft.is("company-tail", token) {
        return true;
    }
    let mut forms = draft.words_in("org-private", Span::at(token.span.start(), token.span.start() + 1));
    forms.any(|word| matches!(draft.value(word), Some("ab" | "partnership")) && word.span == token.span)
}

/// A run of words in capitals from token `at` that ends in the form of a company.
fn company_ahead(draft: &Draft<'_>, tokens: &[Token], at: usize) -> bool {
    let text = draft.document.text();
    for index in at..tokens.len().min(at + 4) {
        let token = &tokens[index];
        if !matches!(token.shape, Shape::Capital | Shape::Upper | Shape::Initial)
            || index > at && text.get(tokens[index - 1].span.end()..token.span.start()) != Some(" ")
        {
            return false;
        }
        let forms = draft.words_in("org-private", Span::at(token.span.start(), token.span.start() + 1));
        if index > at && forms.into_iter().any(|word| draft.value(word) == Some("ab")) {
            return true;
        }
    }
    false
}

/// "Inc", "Ltd", "AB": what may follow a comma inside a name.
fn sorted_tail(word: &str) -> bool {
    word.len() <= 12
}

/// "ideell förening", "kommunala bolag": the word before tells that no name ends here.
fn adjective(draft: &Draft<'_>, tokens: &[Token], at: usize) -> bool {
    let lower = draft.document.lower();
    let previous = at.checked_sub(1).and_then(|before| tokens.get(before));
    previous.is_some_and(|token| {
        let word = &lower[token.span.range()];
        token.shape == Shape::Lower || draft.lexicons.contains("not-a-party", word)
    })
}
