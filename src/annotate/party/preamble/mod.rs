//! English preambles: "… by and between X, Inc., a Delaware corporation (“X”), and Y (the “Buyer”) …", read from the
//! lead to the recitals, whatever the paragraphs.

mod aliases;
mod name;
mod separator;

use super::introduce::{alias, details};
use super::series::inside_alias;
use crate::annotate::{Draft, Shape, Token};
use crate::document::{Party, Span};
use aliases::aliases;
use name::{Found, name};
use separator::{Separator, parted, separator};

/// Bytes from the start in which "between" may stand.
const TOP: usize = 8_000;
/// Bytes behind it in which the parties are named.
const REGION: usize = 4_000;
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

/// Names of a preamble while it is read, from its lead on.
struct Row<'a, 'd> {
    draft: &'a Draft<'d>,
    tokens: &'a [Token],
    /// Where the lead ends.
    from: usize,
    names: Vec<Span>,
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

impl Row<'_, '_> {
    /// All names in order, and where the preamble ends.
    fn names(mut self) -> (Vec<Span>, usize) {
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
            match self.named(at, token, gap) {
                Some(found) => {
                    self.end = found.name.end();
                    self.names.push(found.name);
                    at = found.next;
                }
                None => at += 1,
            }
        }
        // "(1) Defra, Temple House, …" among "(2) North Asher Borough Council, …"
        if self.numbered > 0 {
            self.names.append(&mut self.entries);
            self.names.sort_unstable();
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

    /// The name of a party that begins at a token: it stands apart from the words before, and its form, or what is said
    /// behind it, tells that it is one.
    fn named(&mut self, at: usize, token: &Token, gap: &str) -> Option<Found> {
        let (draft, tokens) = (self.draft, self.tokens);
        let text = draft.document.text();
        let separator = separator(draft, tokens, at, gap, self.from)?;
        if self.depth != 0 || inside_alias(text, token.span) {
            return None;
        }
        let found = name(draft, tokens, at)?;
        // "in England and Wales": what is joined to running words is no party, unless its form says so.
        let apart = separator != Separator::And
            || self.names.is_empty()
            || parted(text, tokens, at, self.names.last());
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
fn introduced(draft: &Draft<'_>, names: &[Span], end: usize) -> Vec<Party> {
    let mut parties: Vec<Party> = Vec::new();
    let over = names.last().and_then(|last| heading_behind(draft, *last)).unwrap_or(usize::MAX);
    for (index, name) in names.iter().enumerate() {
        let until = names.get(index + 1).map_or(draft.document.ahead(end, 40).min(over), |next| next.start());
        let number = known_as(draft, &mut parties, *name);
        if let Some(party) = parties.get_mut(number) {
            let tail = Span::at(name.end(), until.max(name.end()));
            aliases(draft, party, tail);
            details(draft, party, tail);
        }
    }
    parties
}

/// The number of the party that a name stands for, which is added where it is new.
fn known_as(draft: &Draft<'_>, parties: &mut Vec<Party>, name: Span) -> usize {
    let written = draft.document.slice(name).split_whitespace().collect::<Vec<_>>().join(" ");
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
        parties.push(Party { name: written, span: name, ..Party::default() });
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
    capital && gap[stop..].len() > 1 && !short
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

/// True for a word that ends the name of a company.
fn legal(draft: &Draft<'_>, token: &Token) -> bool {
    token.shape != Shape::Lower
        && draft.words_in("legal-tail", Span::at(token.span.start(), token.span.start() + 1)).next().is_some()
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
