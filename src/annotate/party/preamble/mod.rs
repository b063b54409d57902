//! English preambles: "… by and between X, Inc., a Delaware corporation (“X”), and Y (the “Buyer”) …", read from the
//! lead to the recitals, whatever the paragraphs.

mod aliases;
mod name;
mod separator;

use super::introduce::{alias, details};
use super::plural::{Sorts, legal_form, named, places_before, places_behind};
use super::series::inside_alias;
use crate::annotate::{Draft, QUOTES, Shape, Token};
use crate::document::{Party, Sector, Span};
use aliases::aliases;
use name::{Found, name};
use separator::{Separator, parted, separator};

/// Bytes from the start in which "between" may stand.
const TOP: usize = 8_000;
/// Bytes behind it in which the parties are named.
const REGION: usize = 4_000;
/// Bytes of running words between the lead and the first name, at most.
const WORDS: usize = 60;
/// Leads that are tried, at most.
const LEADS: usize = 12;
/// Parties of a preamble, at most.
const MOST: usize = 40;

/// The parties of the first preamble that names two or more, else of the one that names most.
pub(super) fn find(draft: &Draft<'_>) -> Vec<Party> {
    let top = Span::at(0, draft.document.ahead(0, TOP));
    let mut best: Vec<Party> = Vec::new();
    let blocks = draft.document.blocks().iter().take(24).filter(|block| block.is_body());
    let defining = blocks.filter_map(|block| super::opening::defines(draft, block.content));
    let leads = draft.words_in("party-lead", top).take(LEADS).map(|lead| lead.span.end());
    let leads = leads.filter(|from| !super::counts(draft, *from));
    for from in leads.chain(defining.take(2)) {
        let found = read(draft, from);
        if best.len() < 2 {
            if found.len() > best.len() {
                best = found;
            }
            continue;
        }
        // The cover names them, the preamble behind it what they are called.
        if found.iter().any(|party| best.iter().any(|known| same(known, party))) {
            merge(&mut best, found);
        }
    }
    best
}

fn same(a: &Party, b: &Party) -> bool {
    let letters =
        |name: &str| name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let bare = |party: &Party| letters(super::bare_name(&party.name.to_lowercase()));
    bare(a) == bare(b)
}

fn merge(best: &mut Vec<Party>, found: Vec<Party>) {
    for party in found {
        // "between the Region and the Society", further down: what they are called, not others.
        let bare = super::bare_name(&party.name.to_lowercase()).to_owned();
        let called = |known: &Party| known.aliases.iter().any(|alias| alias.to_lowercase() == bare);
        // "BÄRSELE PARISH" beside "BÄRSELE PARISH OF THE CHURCH OF SWEDEN"
        let shorter = |known: &Party| {
            super::bare_name(&known.name.to_lowercase())
                .strip_prefix(bare.as_str())
                .is_some_and(|rest| rest.starts_with(' '))
        };
        let at = best.iter().position(|known| same(known, &party) || called(known) || shorter(known));
        let room = best.len() < MOST;
        match at.and_then(|at| best.get_mut(at)) {
            Some(known) => {
                for name in &party.aliases {
                    alias(known, name);
                }
                known.org_number = known.org_number.take().or(party.org_number);
            }
            // A word alone at the head of a line is none ("Points of contact").
            None if room && (!party.aliases.is_empty() || party.name.contains(' ')) => best.push(party),
            None => {}
        }
    }
}

/// A name of a preamble, or a place of several that are told by one sort ("the Towns of A, B and C").
#[derive(Debug, Clone, Copy)]
struct Called<'a> {
    span: Span,
    singular: Option<&'a str>,
}

/// Names of a preamble while it is read, from its lead on.
struct Row<'a, 'd> {
    draft: &'a Draft<'d>,
    tokens: &'a [Token],
    /// Where the lead ends.
    from: usize,
    names: Vec<Called<'a>>,
    /// Numbered entries of which no word tells that they are names …
    entries: Vec<Span>,
    /// … and how many of those that are known are numbered.
    numbered: usize,
    /// Brackets that are open.
    depth: i32,
    /// Where what has been read ends.
    end: usize,
}

/// The parties of one preamble, read from where its lead ends.
fn read(draft: &Draft<'_>, from: usize) -> Vec<Party> {
    let tokens = draft.tokens_in(Span::at(from, draft.document.ahead(from, REGION)));
    let row =
        Row { draft, tokens, from, names: Vec::new(), entries: Vec::new(), numbered: 0, depth: 0, end: from };
    let (names, end) = row.names();
    introduced(draft, &names, end)
}

impl<'a> Row<'a, '_> {
    /// All names in order, and where the preamble ends.
    fn names(mut self) -> (Vec<Called<'a>>, usize) {
        let text = self.draft.document.text();
        let mut at = 0;
        while let Some(token) = self.tokens.get(at) {
            let gap = text.get(self.end..token.span.start()).unwrap_or("");
            let brackets = gap.matches('(').count() as i32 - gap.matches(')').count() as i32;
            self.depth = (self.depth + brackets).max(0);
            if self.over(at, token, gap) {
                break;
            }
            self.end = token.span.end();
            if let Some(next) = self.several(at, token) {
                at = next;
            } else if let Some(found) = self.named(at, token, gap) {
                self.end = found.name.end();
                self.names.push(Called { span: found.name, singular: None });
                at = found.next;
            } else {
                at += 1;
            }
        }
        // "(1) Defra, Temple House, …" among "(2) North Asher Borough Council, …"
        if self.numbered > 0 {
            let entries = self.entries.iter().map(|span| Called { span: *span, singular: None });
            self.names.extend(entries);
            self.names.sort_unstable_by_key(|name| name.span);
        }
        (self.names, self.end)
    }

    /// True where the parties have been named: all are, or nobody is in the sentence ("Visitors travel between them.").
    fn over(&self, at: usize, token: &Token, gap: &str) -> bool {
        let here = Span::at(token.span.start(), token.span.start() + 1);
        let done = self.names.len() >= 2 || self.names.is_empty() && at > 0;
        self.names.len() >= MOST
            || self.draft.has_word("preamble-stop", here)
            || done && sentence_over(self.draft, self.tokens, at, gap)
    }

    /// "the Towns of Aldwyn, Brexley and Corrie", "Aldwyn, Brexley and Corrie Town Councils": places with one sort in the
    /// plural, and the token behind them.
    fn several(&mut self, at: usize, token: &Token) -> Option<usize> {
        let sort = Sorts::at(self.draft, token)?;
        let mut places = places_behind(self.draft, &self.tokens[at..], &sort);
        let mut end = places.last().map_or(sort.end, |last| last.end());
        if places.len() < 2 {
            let own = self.tokens[..at].iter().rposition(|token| token.shape != Shape::Capital);
            let own = &self.tokens[own.map_or(0, |before| before + 1)..at];
            let before = Span::at(self.from, own.first()?.span.start());
            places = places_before(self.draft, own, before);
            places.reverse();
            end = sort.end;
        }
        if places.len() < 2 {
            return None;
        }
        self.names.retain(|name| !places.iter().any(|place| place.overlaps(name.span)));
        let singular = Some(sort.singular);
        self.names.extend(places.into_iter().map(|span| Called { span, singular }));
        self.end = end;
        Some(self.tokens.partition_point(|token| token.span.start() < end))
    }

    /// "Corrie Town Councils" behind "Aldwyn, Brexley and": a name that ends in a sort in the plural, behind other places.
    fn is_several(&self, at: usize, found: &Found) -> bool {
        let ends = |sort: &Sorts<'_>| sort.end >= found.name.end();
        let mut inside = at + 1..found.next.min(self.tokens.len());
        let sort = inside.find(|at| Sorts::at(self.draft, &self.tokens[*at]).is_some_and(|sort| ends(&sort)));
        let before = Span::at(self.from, self.tokens[at].span.start());
        sort.is_some_and(|sort| places_before(self.draft, &self.tokens[at..sort], before).len() >= 2)
    }

    /// "By signing this page Corrie Town Council (“the Council”), …": a few words behind the lead, a name with its form that is
    /// called something at once.
    fn opens_behind_words(&self, found: &Found) -> bool {
        let text = self.draft.document.text();
        let words = text.get(self.from..found.name.start()).unwrap_or("\n");
        let rest = text.get(found.name.end()..).and_then(|rest| rest.strip_prefix(" ("));
        let quoted = rest.map(|rest| rest.strip_prefix("the ").unwrap_or(rest));
        found.legal
            && words.len() <= WORDS
            && !words.contains(['.', ':', ';', ',', '('])
            && quoted.is_some_and(|rest| rest.starts_with(QUOTES))
    }

    /// The name of a party that begins at a token: it stands apart from the words before, and its form, or what is said
    /// behind it, tells that it is one.
    fn named(&mut self, at: usize, token: &Token, gap: &str) -> Option<Found> {
        let (draft, tokens) = (self.draft, self.tokens);
        let text = draft.document.text();
        if self.depth != 0 || inside_alias(text, token.span) {
            return None;
        }
        let separator = separator(draft, tokens, at, gap, self.from);
        if separator.is_none() && !self.names.is_empty() {
            return None;
        }
        let found = name(draft, tokens, at)?;
        let first = || self.opens_behind_words(&found).then_some(Separator::First);
        let separator = separator.or_else(first)?;
        if self.is_several(at, &found) {
            return None;
        }
        // "in England and Wales": what is joined to running words is no party, unless its form says so.
        let apart = separator != Separator::And
            || self.names.is_empty()
            || parted(text, tokens, at, self.names.last().map(|last| &last.span));
        let proven = match separator {
            Separator::Comma => found.legal && !self.names.is_empty(),
            Separator::And if !apart => found.legal,
            _ => found.legal || defined(draft, tokens, &found),
        };
        let entry = separator != Separator::Comma && entry(draft, tokens, at, &found);
        if entry && !proven {
            self.entries.push(found.name);
        }
        self.numbered += usize::from(proven && entry);
        Some(found).filter(|_| proven)
    }
}

/// The parties of these names, each with what is said of it up to the next.
fn introduced(draft: &Draft<'_>, names: &[Called<'_>], end: usize) -> Vec<Party> {
    let mut parties: Vec<Party> = Vec::new();
    let over = names.last().and_then(|last| heading_behind(draft, last.span)).unwrap_or(usize::MAX);
    for (index, name) in names.iter().enumerate() {
        let until =
            names.get(index + 1).map_or(draft.document.ahead(end, 40).min(over), |next| next.span.start());
        let number = known_as(draft, &mut parties, *name);
        if let Some(party) = parties.get_mut(number) {
            let tail = Span::at(name.span.end(), until.max(name.span.end()));
            aliases(draft, party, tail);
            details(draft, party, tail);
        }
        // "the Towns of A, B and C (the “Towns”)": all of them are called so.
        let next = names.get(index + 1).and_then(|next| next.singular);
        if name.singular.is_some() && next != name.singular {
            share(&mut parties, number, name.singular);
        }
    }
    parties
}

/// Gives all places that were told by one sort what the last of them is called.
fn share(parties: &mut [Party], last: usize, singular: Option<&str>) {
    let (Some(singular), Some(called)) = (singular, parties.get(last).map(|party| party.aliases.clone()))
    else {
        return;
    };
    let of = |party: &Party| party.name.starts_with(singular) || party.name.ends_with(singular);
    for party in parties.iter_mut().filter(|party| of(party)) {
        called.iter().for_each(|name| alias(party, name));
    }
}

/// The number of the party that a name stands for, which is added where it is new.
fn known_as(draft: &Draft<'_>, parties: &mut Vec<Party>, called: Called<'_>) -> usize {
    let name = called.span;
    let written = match called.singular {
        Some(singular) => named(draft, name, singular),
        None => draft.document.slice(name).split_whitespace().collect::<Vec<_>>().join(" "),
    };
    let bare = |name: &str| super::bare_name(&name.to_lowercase()).to_owned();
    // "The Town Council" of "Corrie Town Council", and so "Council" alone
    let short = format!(" {}", bare(&written));
    let sort = !written.contains(' ') && draft.has_whole("org-public", name);
    let article = short.len() <= written.len() || sort;
    let same = |party: &Party| {
        let known = bare(&party.name);
        let begins = known.strip_prefix(&short[1..]);
        begins.is_some_and(|rest| matches!(rest, "" | ".") || rest.starts_with(' '))
            || article && known.ends_with(&short)
    };
    parties.iter().position(same).unwrap_or_else(|| {
        let public = called.singular.is_some();
        let sector = if public { Sector::Public } else { Sector::Unknown };
        let legal_form = called.singular.and_then(|singular| legal_form(draft, singular));
        parties.push(Party { name: written, span: name, sector, legal_form, ..Party::default() });
        parties.len() - 1
    })
}

/// Where the next heading begins: what it stands over is not said of the last name before it.
fn heading_behind(draft: &Draft<'_>, name: Span) -> Option<usize> {
    let blocks = draft.document.blocks();
    let next = draft.document.block_at(name.start())? + 1;
    let heading =
        blocks.get(next..)?.iter().take(LEADS).find(|block| super::zones::reads_as_heading(draft, block));
    heading.map(|block| block.content.start())
}

/// "(1) Defra, …": a name right behind a number in brackets, with a comma or an address behind it.
fn entry(draft: &Draft<'_>, tokens: &[Token], at: usize, found: &Found) -> bool {
    let text = draft.document.text();
    let Some(before) = at.checked_sub(1).and_then(|before| tokens.get(before)) else { return false };
    let number = before.shape == Shape::Number && before.span.len() <= 2;
    number
        && text[..before.span.start()].ends_with('(')
        && text.get(before.span.end()..tokens[at].span.start()) == Some(") ")
        && text[found.name.end()..].starts_with([',', ' ', '.', '\n'])
}

/// A full stop that ends a sentence stands in the gap before token `at`.
fn sentence_over(draft: &Draft<'_>, tokens: &[Token], at: usize, gap: &str) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|before| tokens.get(before)) else { return false };
    let Some(stop) = gap.find('.') else { return false };
    let capital = tokens.get(at).is_some_and(|token| token.shape != Shape::Lower);
    let short = stop == 0
        && (before.span.len() <= 3
            || before.shape == Shape::Initial
            || legal(draft, before)
            || before.shape != Shape::Lower);
    // "… Hexley Swimming Club.⏎The following guests …": a line that goes on in small letters tells of something else.
    let anew = || {
        let article = tokens.get(at).is_some_and(|token| draft.has_whole("party-article", token.span));
        let small = tokens.get(at + 1).is_some_and(|next| next.shape == Shape::Lower);
        gap[stop..].contains('\n') && article && small && !draft.has_sort(tokens[at + 1].span)
    };
    capital && gap[stop..].len() > 1 && (!short || anew())
}

/// What follows the name shows that it is one: a definition, or a description.
fn defined(draft: &Draft<'_>, tokens: &[Token], found: &Found) -> bool {
    let text = draft.document.text();
    let Some(next) = tokens.get(found.next) else { return false };
    let gap = text.get(found.name.end()..next.span.start()).unwrap_or("");
    // "Region Norr, Sweden (hereinafter …": the place stands before the bracket.
    let placed = gap.trim() == "," && capital(next) && text[next.span.end()..].starts_with(" (");
    if placed || gap.contains('(') || gap.trim_start_matches([',', ' ']).starts_with(['"', '“']) {
        let rest = draft.document.between(found.name.end(), draft.document.ahead(found.name.end(), 90));
        let open = if placed { rest.find('(').unwrap_or(0) } else { 0 };
        let bracket = rest[open..].split(')').next().map_or("", |inside| &rest[..open + inside.len()]);
        let inside = Span::at(found.name.end(), found.name.end() + bracket.len());
        let sort = draft.has_sort(inside);
        return sort || bracket.contains(['"', '“', '”', '?', '‘']) || draft.has_word("alias-lead", inside);
    }
    // "TOWN OF VINTON, VIRGINIA, a municipal corporation": the place stands between.
    let behind = tokens.get(found.next + 1);
    let next = match behind {
        Some(behind) if gap.trim() == "," && capital(next) && text[next.span.end()..].starts_with(", ") => {
            behind
        }
        _ => next,
    };
    let described = draft.begins_with("name-end", next.span);
    // "Opens a meeting place" describes nobody.
    let one = !draft.document.slice(found.name).contains(' ');
    matches!(gap.trim(), "" | ",")
        && described
        && !(one && gap.trim().is_empty() && draft.is("indefinite", next))
}

/// True for a word that ends the name of a company; among words in capitals "AS" is none.
fn legal(draft: &Draft<'_>, token: &Token) -> bool {
    let here = Span::at(token.span.start(), token.span.start() + 1);
    token.shape != Shape::Lower
        && draft
            .words_in("legal-tail", here)
            .next()
            .is_some_and(|word| draft.value(word) != Some("mixed") || mixed(draft, token))
}

/// True behind a word that is not in capitals.
fn mixed(draft: &Draft<'_>, token: &Token) -> bool {
    let at = draft.tokens.partition_point(|other| other.span.start() < token.span.start());
    let before = at.checked_sub(1).and_then(|before| draft.tokens.get(before));
    token.shape == Shape::Upper && before.is_some_and(|before| before.shape == Shape::Capital)
}

fn capital(token: &Token) -> bool {
    matches!(token.shape, Shape::Capital | Shape::Upper | Shape::Initial)
}

/// The token behind `at` is a word with a capital, a space apart.
fn spaced_capital(text: &str, tokens: &[Token], at: usize) -> bool {
    tokens
        .get(at + 1)
        .is_some_and(|next| capital(next) && text.get(tokens[at].span.end()..next.span.start()) == Some(" "))
}
