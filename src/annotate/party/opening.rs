//! Parties in the text that opens an agreement: under a heading of parties, behind "between", before a role.

use std::collections::BTreeSet;

use memchr::memmem;

use super::introduce::{alias, introduce};
use super::names::{Name, names_in};
use super::series::{last_of_row, named_behind, named_by_place, series};
use super::{HEAD_BLOCKS, PREAMBLE_BLOCKS, add, added, labels, plural};
use crate::annotate::{Draft, Shape, Token};
use crate::document::{Block, BlockKind, Party, Span, Zone};

/// Words of a name that only its place shows to be one, at most.
const NAME_WORDS: usize = 8;
/// Words for what somebody is, between its name and what it is called, at most.
const SORT: usize = 4;
/// Letters of a label that tells in what capacity somebody is a party, at least.
const LABEL: usize = 5;
/// Bytes in brackets in which the text says what somebody is called, at most.
const BRACKET: usize = 60;
/// Bytes between a name and the bracket that says what it is called, at most.
const SAID: usize = 80;
/// Bytes behind a name in which its number stands.
const NUMBER: usize = 24;
/// Blocks between two lines that tell who has which role.
const NEAR: usize = 2;
/// Bytes after "between" in which the parties are named.
const PREAMBLE_BYTES: usize = 4_000;

/// "Vi är X, Y och Z": words that introduce the parties only where a name stands right behind them.
pub(super) fn from_near_leads(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    for block in draft.document.blocks().iter().filter(|block| block.is_body()).take(PREAMBLE_BLOCKS) {
        let Some(lead) = draft.words_in("near-lead", block.content).next() else { continue };
        let end = block.content.end().min(draft.document.ahead(lead.span.end(), PREAMBLE_BYTES));
        let rest = Span::at(lead.span.end(), end.max(lead.span.end()));
        let near = names_in(draft, rest).first().is_some_and(|name| name.span.start() <= rest.start() + 5);
        if near {
            series(draft, rest, parties);
        }
        if parties.len() >= 2 {
            return;
        }
    }
}

/// Lines under "Parties": each begins with one, or names several after "between".
pub(super) fn from_party_blocks(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    for (index, block) in draft.document.blocks().iter().enumerate() {
        if draft.annotations.zones.get(index) != Some(&Zone::Parties)
            || block.is_heading()
            || block.cell().is_some() && !draft.has_word("alias-lead", block.content)
            || matches!(block.kind, BlockKind::Footnote)
        {
            continue;
        }
        // "…, nedan" at the end of the line before: this one tells what that party is called.
        let before = index.checked_sub(1).and_then(|before| draft.document.blocks().get(before));
        let called = before.is_some_and(|before| {
            draft.words_in("alias-lead", before.content).any(|lead| lead.span.end() == before.content.end())
        });
        if called && draft.tokens_in(block.content).len() <= 3 {
            let name = draft.document.slice(block.content).trim_matches(['.', ',', ' ']).to_owned();
            if let Some(party) = parties.last_mut() {
                alias(party, &name);
            }
            continue;
        }
        // "avseende" alone on the line before: this one tells what the agreement is about.
        let about = before.is_some_and(|before| {
            draft.has_whole("title-preposition", before.content)
                && !draft.has_whole("party-lead", before.content)
        });
        if about {
            continue;
        }
        // "X kommun, kulturförvaltningen" over "Stiftelsen Y, org.nr …" in one paragraph: a name on each line.
        let lines = super::stack::lines(draft, block);
        let begin = |line: &&Span| labels::begins(draft, **line).is_some();
        if lines.len() >= 2 && lines.iter().filter(begin).count() * 2 > lines.len() {
            for line in lines.iter().filter(begin) {
                series(draft, *line, parties);
            }
            continue;
        }
        if plural::begins(draft, block.content) {
            series(draft, block.content, parties);
            continue;
        }
        let names = names_in(draft, block.content);
        let Some(first) = names.first() else {
            by_place(draft, block, parties);
            continue;
        };
        let lead = draft.words_in("party-lead", block.content).next().map(|word| word.span);
        let before = Span::at(block.content.start(), first.span.start());
        let label =
            draft.document.slice(before).trim_end().ends_with(':') && draft.tokens_in(before).len() <= 3;
        let starts =
            before.len() < 12 || before.len() < 40 && (label || draft.has_word("party-noun", before));
        // "The County Administrative Board of X": an article before a name of several words.
        let named = || {
            let article = draft.tokens_in(before);
            article.len() == 1
                && draft.has_word("party-article", article[0].span)
                && draft.tokens_in(first.span).len() >= 2
        };
        let told = before.len() >= 12 || named() || !refers_only(draft, block.content);
        if let Some(lead) = lead.filter(|lead| lead.start() < first.span.start() || !starts) {
            series(draft, Span::at(lead.end(), block.content.end()), parties);
        } else if starts && told {
            series(draft, block.content, parties);
        }
    }
}

/// "Party A: X", "Beställare: X", "Seller:" with the name on the next line.
pub(super) fn from_role_lines(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let text = draft.document.text();
    let mut found: Vec<RoleLine> = Vec::new();
    let mut proven: Option<usize> = None;
    for word in draft.words_of("party-role").take(400) {
        let Some(index) = draft.document.block_at(word.span.start()) else { continue };
        let Some(block) = draft.document.blocks().get(index).filter(|block| block.is_body()) else {
            continue;
        };
        let behind = &text[word.span.end()..];
        // "Party A (the buyer): X"
        let bracket = behind.strip_prefix(" (").and_then(|rest| rest.find(')')).filter(|close| *close <= 30);
        let noted = bracket.map_or(0, |close| close + 3);
        let behind = &behind[noted..];
        let skipped = behind.len() - behind.trim_start_matches([' ', '\n', '\t']).len();
        let colon = behind[skipped..].starts_with([':', '\u{ff1a}']);
        let cell = block.cell().is_some() && behind.starts_with('\t');
        let starts = word.span.start() <= block.content.start() + 4 || behind[skipped..].starts_with(':');
        let is = copula(draft, word.span, block.content);
        if !(starts && (colon || cell)) && is.is_none() || index > 4 * PREAMBLE_BLOCKS {
            continue;
        }
        let from =
            word.span.end() + noted + skipped + usize::from(colon && behind[skipped..].starts_with(':'));
        let from = is.unwrap_or(from);
        let until = draft.document.ahead(from, 160);
        let names = names_in(draft, Span::at(from, until));
        let name = names.first().filter(|name| name.span.start() <= from + 4).copied();
        if name.is_some() {
            proven = Some(index);
        }
        let near =
            proven.is_some_and(|proven| index <= proven + NEAR) || proven.is_none() && index < HEAD_BLOCKS;
        // "Utförare: Blåbergets friluftsfrämjande": beside one that is known, its place shows what it is.
        let line = draft.document.between(from, until);
        let line = Span::at(from, from + line.find('\n').unwrap_or(line.len()));
        // "Uppdragsgivare är alla som …" names nobody.
        // "Part 1: Key terms" as a heading names nobody.
        let heading = matches!(block.kind, BlockKind::Title | BlockKind::Heading { .. });
        let by_place = || lead_name(draft, line).filter(|_| colon && near && is.is_none() && !heading);
        let Some(name) = name.or_else(by_place) else { continue };
        // "Nyttjare är X och Y.": the sentence may name several, and so may the line behind a colon.
        let sentence = is.and_then(|from| draft.annotations.sentence_around(from));
        let end = sentence.map_or(line.end(), |said| said.span.end()).max(name.span.end());
        // "Driftansvarig förening: X": the whole label says it.
        let label = labels::inline(draft, block).map(|(label, _)| label);
        let role = label.filter(|label| label.contains(word.span)).unwrap_or(word.span);
        found.push(RoleLine { name, role, end, index });
    }
    if proven.is_none() {
        return;
    }
    beside_roles(draft, &mut found);
    if found.len() < 2 {
        return;
    }
    // "Upplåtare: X Nyttjare: Y" in one line.
    let roles: BTreeSet<usize> = found.iter().map(|line| line.role.start()).collect();
    for line in &mut found {
        line.end = roles.range(line.name.span.end()..).next().map_or(line.end, |next| line.end.min(*next));
    }
    for line in found {
        let said = Span::at(line.name.span.start(), line.end);
        let before = parties.len();
        let Some(number) = add(parties, line.name, draft) else { continue };
        series(draft, said, parties);
        let several = parties.len() > before + 1;
        let Some(party) = parties.get_mut(number) else { continue };
        if !several {
            introduce(draft, party, said);
            alias(party, draft.document.slice(line.role));
        }
    }
}

/// "Upplåtare: X": what a party is in the agreement, and who it is.
struct RoleLine {
    name: Name,
    role: Span,
    /// Where what is said of it ends.
    end: usize,
    /// Its block.
    index: usize,
}

/// "Samverkande part: Z kommun" right above or below such lines: whatever the label says, who stands there is one, too.
fn beside_roles(draft: &Draft<'_>, found: &mut Vec<RoleLine>) {
    let blocks = draft.document.blocks();
    let line = |index: usize| {
        let block = blocks.get(index).filter(|block| block.is_body() && !block.is_heading())?;
        let (label, rest) = labels::inline(draft, block)?;
        let name = labels::begins(draft, rest).filter(|name| draft.has_sort(name.span))?;
        let label = label.len() >= LABEL && labels::is_label(draft, label, false);
        let role = Span::at(block.content.start(), draft.document.back(rest.start(), 1));
        label.then_some(RoleLine { name, role, end: rest.end(), index })
    };
    let known: BTreeSet<usize> = found.iter().map(|line| line.index).collect();
    let mut more: Vec<RoleLine> = Vec::new();
    for index in &known {
        more.extend((index + 1..).take_while(|at| !known.contains(at)).map_while(line));
        more.extend((0..*index).rev().take_while(|at| !known.contains(at)).map_while(line));
    }
    // Between two that are known a line is found from both.
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    more.retain(|line| taken.insert(line.index));
    found.extend(more);
    found.sort_by_key(|line| line.index);
}

/// "Uppdragsgivare är X. Uppdragstagare är Y.": where the name begins behind a role that opens a sentence and "is".
fn copula(draft: &Draft<'_>, role: Span, block: Span) -> Option<usize> {
    let sentence = draft.annotations.sentence_around(role.start())?.span;
    let before = draft.tokens_in(Span::at(sentence.start(), role.start().max(sentence.start())));
    let opens = before.iter().all(|token| token.shape == Shape::Number || draft.is("party-article", token));
    let behind = draft.tokens_in(Span::at(role.end(), block.end()));
    let [is, name, ..] = behind else { return None };
    let beside = draft.document.between(role.end(), is.span.start()) == " ";
    (opens && beside && draft.is("copula", is)).then_some(name.span.start())
}

/// "The Quay Hotel Ltd – the hotel, …" over "Norby Rowing Club – the club": lines under "Who we are" that tell what each is
/// behind a dash, and so what the text calls it.
pub(super) fn from_described(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks().iter().zip(&draft.annotations.zones);
    let lines = blocks
        .filter(|(block, zone)| **zone == Zone::Parties && !block.is_heading() && block.cell().is_none());
    let mut found: Vec<(Name, Span)> = Vec::new();
    for (block, _) in lines {
        let text = draft.document.slice(block.content);
        let dash = [" – ", " — ", " - "].iter().filter_map(|dash| Some((text.find(dash)?, dash.len()))).min();
        let Some((at, length)) = dash else { return };
        let said = Span::at(block.content.start() + at + length, block.content.end());
        // "X AB (556000-0000) – företaget"
        let bracket = text[..at].find(" (").filter(|_| text[..at].ends_with(')')).unwrap_or(at);
        let name = Span::at(block.content.start(), block.content.start() + bracket);
        let tokens = draft.tokens_in(name);
        let small = |token: &&Token| {
            token.shape == Shape::Lower && !draft.is("name-link", token) && !draft.has_sort(token.span)
        };
        let plain = tokens.iter().filter(small).count() == 0 && (1..=NAME_WORDS).contains(&tokens.len());
        let described = draft.tokens_in(said).first().is_some_and(|token| token.shape == Shape::Lower);
        if !plain || !described {
            return;
        }
        found.push((Name { span: name }, said));
    }
    let known = found
        .iter()
        .filter(|(name, said)| draft.has_organisation(name.span) || draft.has_sort(*said))
        .count();
    if found.len() < 2 || known * 2 < found.len() {
        return;
    }
    for (name, said) in found {
        let Some(party) = added(parties, name, draft) else {
            continue;
        };
        introduce(draft, party, Span::at(name.span.start(), said.end()));
        let rest = draft.document.slice(said);
        let called = rest.split([',', '.', ';', '(']).next().unwrap_or(rest).trim();
        let bare = called.strip_prefix("the ").unwrap_or(called);
        let words = bare.split(' ').count();
        let again = super::introduce::recurs(draft, bare, said);
        if again && bare.chars().count() >= 4 && (words == 1 || words <= 3 && bare != called) {
            alias(party, bare);
        }
    }
}

/// "3. Forsens Orienterare (nedan FO)" among lines that name parties: numbered, or with what it is called, it is one too,
/// though no word of its name says so.
fn by_place(draft: &Draft<'_>, block: &Block, parties: &mut Vec<Party>) {
    let text = draft.document.slice(block.content);
    let called = draft.has_word("alias-lead", block.content) || text.contains(['(', '"', '“', '”']);
    let numbered = block.label.is_some();
    let Some(name) = lead_name(draft, block.content) else { return };
    let plain = !draft.document.slice(name.span).contains(|c: char| c.is_ascii_digit() || c == ':');
    let begins = name.span.start() <= block.content.start() + 6;
    let tokens = draft.tokens_in(name.span);
    let known = tokens.first().is_none_or(|token| draft.is("not-a-party", token))
        || draft.has_word("alias-lead", name.span)
        // "2. Omfattning", where lists go on over headings.
        || matches!(tokens, [only] if draft.is("part-heading", only))
        || block.cell().is_some();
    let small = |token: &&Token| token.shape == Shape::Lower && !draft.is("name-link", token);
    let words = tokens.len() + NAME_WORDS * usize::from(tokens.iter().filter(small).count() > 2);
    if (called || numbered && !text.trim_end().ends_with('.'))
        && plain
        && begins
        && !known
        && words <= NAME_WORDS
        && let Some(party) = added(parties, name, draft)
    {
        introduce(draft, party, Span::at(name.span.start(), block.content.end()));
    }
}

/// A block that only talks about parties already named ("Kommunen och Föreningen kallas …").
fn refers_only(draft: &Draft<'_>, span: Span) -> bool {
    draft.tokens_in(span).first().is_none_or(|token| {
        let word = &draft.document.lower()[token.span.range()];
        draft.lexicons.contains("not-a-party", word)
    })
}

/// "… between X (“A”) and Y (“B”) …" in the title or in the first blocks.
pub(super) fn from_preamble(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks();
    let mut seen = 0;
    for (index, block) in blocks.iter().enumerate() {
        if !block.is_body() || block.cell().is_some() {
            continue;
        }
        seen += 1;
        if seen > PREAMBLE_BLOCKS || parties.len() >= 2 {
            break;
        }
        let lead = draft.words_in("party-lead", block.content).next();
        // "I höst kom X och Y överens om följande"
        if let Some(deed) = draft.words_in("deed-around", block.content).next() {
            let rest = Span::at(deed.span.start(), deed.span.end());
            series(draft, rest, parties);
            if parties.len() == 1 {
                named_behind(draft, rest, parties);
            }
            continue;
        }
        // "X (nedan A) och Y (nedan B) har träffat följande avtal"
        let deed = draft.words_in("deed-phrase", block.content).next().map(|word| word.span.start());
        if let (None, Some(until)) = (lead, deed)
            && (names_in(draft, block.content)
                .first()
                .is_some_and(|name| name.span.start() < block.content.start() + 12)
                || plural::begins(draft, block.content))
        {
            let before = Span::at(block.content.start(), until);
            series(draft, before, parties);
            if parties.len() == 1 {
                named_behind(draft, before, parties);
            }
            if !parties.is_empty() {
                last_of_row(draft, before, parties);
            }
            continue;
        }
        // "X (the “Council”), Y AB (“Y”) and Z": several definitions say the same as "between".
        let lead = lead.filter(|lead| !super::counts(draft, lead.span.end()));
        let Some(from) = lead.map(|lead| lead.span.end()).or_else(|| defines(draft, block.content)) else {
            continue;
        };
        let rest = Span::at(from, block.content.end().min(draft.document.ahead(from, PREAMBLE_BYTES)));
        if lead.is_some() {
            named_by_place(draft, rest, parties);
        }
        series(draft, rest, parties);
        // Each party may stand in a paragraph of its own, with "and" between.
        let rest = block.content.end().saturating_sub(from);
        let told = rest > 60 && parties.len() >= 2;
        for next in blocks.iter().skip(index + 1).take(12) {
            // Behind the second only lines that say what somebody is called.
            let called = || draft.has_word("alias-lead", next.content);
            if told || rest > 60 && parties.len() >= 2 && !called() || next.is_heading() || !next.is_body() {
                break;
            }
            let names = names_in(draft, next.content);
            let begins = names.first().is_some_and(|name| name.span.start() < next.content.start() + 10);
            let joins = draft.tokens_in(next.content).len() <= 2;
            if begins {
                series(draft, next.content, parties);
            } else if !joins {
                break;
            }
        }
    }
}

/// "… on which Region X (the “Region”) and Y AB (the “Company”) will carry out …", "Leverantör är X (”Förbundet”). Mottagare är
/// Y (”Medlemmen”).": a paragraph near the start that defines two names or more, wherever they stand in it.
pub(super) fn from_defining_text(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let quotes = ['"', '“', '”', '»', '«', '„'];
    let text = draft.document.text();
    let body = draft.document.blocks().iter().filter(|block| block.is_body() && !block.is_heading());
    for block in body.take(PREAMBLE_BLOCKS) {
        let content = draft.document.slice(block.content);
        if !content.contains('(') || !content.contains(quotes) {
            continue;
        }
        let names = names_in(draft, block.content);
        let mut closed = block.content.start();
        let mut found: Vec<&Name> = Vec::new();
        for name in names.iter().filter(|name| draft.has_sort(name.span)) {
            // "X genom Y (“skolan”)": of two before one bracket the first is called so.
            let bracket = defined_at(draft, *name, block.content);
            if let Some(bracket) = bracket.filter(|bracket| *bracket >= closed && name.span.start() >= closed)
            {
                closed = bracket;
                found.push(name);
            }
        }
        if found.len() < 2 {
            continue;
        }
        for (at, name) in found.iter().enumerate() {
            let end = found.get(at + 1).map_or(block.content.end(), |next| next.span.start());
            let close = text[name.span.end()..end].find(')').map_or(end, |close| name.span.end() + close + 1);
            if let Some(party) = added(parties, **name, draft) {
                introduce(draft, party, Span::at(name.span.start(), close));
            }
        }
        return;
    }
}

/// Where the bracket ends that says what a name is called: right behind it, its number or a few words on what it is.
fn defined_at(draft: &Draft<'_>, name: Name, block: Span) -> Option<usize> {
    let rest = &draft.document.text()[name.span.end()..block.end()];
    let numbered = rest.starts_with(", ") && draft.first_mark_in("org-number", near(&name)).is_some();
    let open = rest.find('(')?;
    let between = &rest[..open];
    // "X i egenskap av huvudman (“regionen”)"
    let told = (2..=SAID).contains(&between.len())
        && between.starts_with(' ')
        && between[1..].starts_with(char::is_lowercase)
        && !between.contains([',', ';', '·', '.', '\n', ')', ':']);
    // "X, ideell förening (“förbundet”)"
    let sorted = || {
        let sort = Span::at(name.span.end(), name.span.end() + open);
        let words = draft.tokens_in(sort);
        between.starts_with(", ")
            && words.len() <= SORT
            && words.iter().all(|word| word.shape == Shape::Lower)
            && words.last().is_some_and(|word| draft.has_sort(word.span))
    };
    if !(open <= 1 || numbered || told || sorted()) {
        return None;
    }
    let inside = rest[open..].split(')').next()?;
    let quoted = inside.len() <= BRACKET && inside.ends_with(['"', '“', '”', '»', '«', '„']);
    quoted.then_some(name.span.end() + open + inside.len())
}

/// What stands right behind a name.
fn near(name: &Name) -> Span {
    Span::at(name.span.end(), name.span.end() + NUMBER)
}

/// "X, a department of …; Y; and Z, a non-profit association.": a paragraph near the start that is a list of names.
pub(super) fn from_semicolons(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let text = draft.document.text();
    let top = draft.document.blocks().iter().filter(|block| block.is_body() && block.cell().is_none());
    for block in top.take(HEAD_BLOCKS) {
        let mut from = block.content.start();
        let parts: Vec<Span> = draft
            .document
            .slice(block.content)
            .split(';')
            .map(|part| {
                let span = Span::at(from, from + part.len());
                from = span.end() + 1;
                span
            })
            .collect();
        // "X (org.nr 802000-0000; “A”) och Y": a sign in brackets parts nothing.
        let open = |part: &Span| {
            let said = draft.document.slice(*part);
            said.matches('(').count() != said.matches(')').count()
        };
        if parts.len() < 2 || parts.iter().any(|part| part.len() > 200 || open(part)) {
            continue;
        }
        if parts.iter().any(|part| plural::begins(draft, *part)) {
            series(draft, block.content, parties);
            continue;
        }
        let names: Vec<Name> = parts.iter().filter_map(|part| lead_name(draft, *part)).collect();
        if names.len() < parts.len() || !names.iter().any(|name| !names_in(draft, name.span).is_empty()) {
            continue;
        }
        for (name, part) in names.iter().zip(&parts) {
            if let Some(party) = added(parties, *name, draft) {
                introduce(draft, party, Span::at(name.span.start(), part.end().min(text.len())));
            }
        }
    }
}

/// What a part of a list begins with, up to its first comma or bracket, where that is written as a name.
pub(super) fn lead_name(draft: &Draft<'_>, part: Span) -> Option<Name> {
    // "Parter är: X kommun; Y förening"
    let lead = draft.words_in("party-lead", part).filter(|lead| lead.span.start() == part.start());
    let lead = lead.map(|lead| lead.span.end()).max();
    let colon = lead.filter(|end| draft.document.text()[*end..].starts_with(':'));
    let part = colon.map_or(part, |end| Span::at((end + 1).min(part.end()), part.end()));
    let mut tokens = draft.tokens_in(part).iter();
    let small = |token: &&Token| {
        ["party-join", "party-article", "party-lead"].iter().any(|label| draft.has_whole(label, token.span))
    };
    let first = tokens.find(|token| !small(token))?;
    let rest = draft.document.slice(Span::at(first.span.start(), part.end()));
    let end = rest.find([',', '(', '.']).unwrap_or(rest.len());
    // "X kommun – Ulf Sand, kulturchef": who comes from it.
    let end = [" – ", " — "]
        .iter()
        .filter_map(|dash| memmem::find(&rest.as_bytes()[..end], dash.as_bytes()))
        .min()
        .unwrap_or(end);
    // "X kommun genom nämnden": who represents it is no part of the name.
    let whole = Span::at(first.span.start(), first.span.start() + end);
    let through = draft.words_in("party-through", whole).next();
    let end = through.map_or(end, |word| word.span.start() - first.span.start());
    let name = rest[..end].trim_end();
    let fits = (3..=90).contains(&name.len()) && matches!(first.shape, Shape::Capital | Shape::Upper);
    fits.then(|| Name { span: Span::at(first.span.start(), first.span.start() + name.len()) })
}

/// Where a block begins that defines two names or more in quotes or brackets.
pub(super) fn defines(draft: &Draft<'_>, block: Span) -> Option<usize> {
    let text = draft.document.slice(block);
    let opens = ["(\"", "(“", "(the \"", "(the “", "(”", "(«"];
    let definitions: usize = opens.iter().map(|open| text.matches(open).count()).sum();
    let definitions = definitions.max(draft.words_in("alias-lead", block).count());
    let first = names_in(draft, block).first().map(|name| name.span.start())?;
    (definitions >= 2 && first < block.start() + 6).then_some(block.start())
}
