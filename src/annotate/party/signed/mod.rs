//! Parties by who signs for whom: "Anna Ek (Norrby kommun); Bo Alm (Viks Byalag)", "Norrby kommun, genom Anna Ek", "Viks Byalag –
//! Bo Alm", "Anna Ek, chair, Vik Rowing Club". What stands beside somebody's name there, and in the text as well, is a party,
//! whatever it is called. So is somebody who signs for himself and is told of near the top.

mod piece;

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;

use self::piece::{Piece, Reader, pieces_of};
use super::introduce::introduce;
use super::names::{Name, names_in};
use super::sector::set_individual;
use super::{MOST, added};
use crate::annotate::{Draft, Shape, ends_in_bracket, zones};
use crate::document::{Block, Party, Sector, Span, Zone};

/// Blocks from the end in which a document is signed.
const TAIL: usize = 48;
/// Bytes from the start in which it is told that somebody is a party.
const TOP: usize = 2_000;
/// Bytes behind a name in which it is told what it is called.
const SAID: usize = 160;
/// Lines between a party and who signs for it, at most.
const BETWEEN: usize = 2;
/// Paragraphs behind who signs from which on what follows is another text, such as an exhibit.
const BEHIND: usize = 3;
/// Times that a party may stand among those who sign.
const PAGES: usize = 2;
/// Bytes behind a name in which it goes on, or in which words begin that say what it is called.
const NEAR: usize = 16;
/// Bytes before somebody's name in which it is told that he stands for another.
const STANDS: usize = 40;

/// Who signs: the parties, and those who sign for themselves.
#[derive(Debug, Default)]
pub struct Signers {
    pub(super) parties: Vec<Span>,
    pub(super) persons: Vec<Span>,
    /// All who sign are told with the party for whom they do, one shape of line for each, and nothing else stands there.
    pub(super) complete: bool,
}

/// Adds those that sign, where two do or one beside the one that is known.
pub(super) fn from_signed(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let signers = signers(draft);
    if signers.parties.is_empty() || signers.parties.len() + signers.persons.len() + parties.len() < 2 {
        return;
    }
    for name in &signers.parties {
        put(draft, *name, parties);
    }
    for name in &signers.persons {
        put_person(draft, *name, parties);
    }
}

/// The others that sign, where some of those who do are known.
pub(super) fn from_others_signed(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    if !(1..=MOST).contains(&parties.len()) {
        return;
    }
    let signers = signers(draft);
    let signed = |party: &Party| signers.parties.iter().any(|name| is_called(draft, party, *name));
    if !parties.iter().any(signed) {
        return;
    }
    for name in &signers.parties {
        if !parties.iter().any(|party| is_called(draft, party, *name)) {
            put(draft, *name, parties);
        }
    }
    for name in &signers.persons {
        put_person(draft, *name, parties);
    }
}

/// True where a party is known by a name, or by a longer or shorter one.
pub(super) fn is_called(draft: &Draft<'_>, party: &Party, name: Span) -> bool {
    let said = bare(draft, before_form(draft, name));
    let mut names =
        std::iter::once(&party.name).chain(&party.aliases).map(|name| plain(&name.to_lowercase()));
    names.any(|name| name == said || holds(&name, &said) || holds(&said, &name))
        || stands_behind(draft, party, name)
}

/// "Folkhögskolan Björken (huvudman: Föreningen Björken)", "Hamnkontoret, Viks kommun": whoever signs is told in a bracket behind
/// the party, or is the one whose office it is.
fn stands_behind(draft: &Draft<'_>, party: &Party, name: Span) -> bool {
    let from = party.span.end();
    let block = |at: usize| draft.document.block_at(at);
    if name.start() < from || block(from.saturating_sub(1)) != block(name.start()) {
        return false;
    }
    let between = draft.document.between(from, name.start());
    // "Försvarsmakten, Militärregion Öst"
    between == ", " && !draft.has_sort(name) || ends_in_bracket(between)
}

/// True where all words of one stand in the other, side by side.
fn holds(long: &str, short: &str) -> bool {
    short.len() >= 4 && find_whole(long, short, 0).is_some()
}

/// What stands before the words for its form ("ek. för.", "ekonomisk förening").
fn before_form(draft: &Draft<'_>, name: Span) -> Span {
    let form = draft.words_in("form-phrase", name).next().filter(|form| form.span.start() > name.start());
    form.map_or(name, |form| Span::at(name.start(), form.span.start()))
}

/// A name in lower case without its article and its genitives ("Vik kommun" and "Viks kommun" are one).
fn bare(draft: &Draft<'_>, name: Span) -> String {
    plain(&draft.document.lower()[name.range()])
}

fn plain(name: &str) -> String {
    let name = name.trim().trim_end_matches('.').replace(',', "");
    let name = name.strip_prefix("the ").unwrap_or(&name);
    let stem = |word: &str| match word.strip_suffix('s').filter(|stem| stem.len() >= 3) {
        Some(stem) => stem.trim_end_matches(['\'', '’']).to_owned(),
        None => word.to_owned(),
    };
    name.split_whitespace().map(stem).collect::<Vec<_>>().join(" ")
}

fn put(draft: &Draft<'_>, name: Span, parties: &mut Vec<Party>) {
    let end = draft.document.ahead(name.end(), SAID);
    let block = draft.document.block_at(name.start()).and_then(|at| draft.document.blocks().get(at));
    let end = block.map_or(end, |block| end.min(block.content.end())).max(name.end());
    // What is said of the next one says nothing of this one.
    let next = names_in(draft, Span::at(name.end(), end)).first().map_or(end, |next| next.span.start());
    if let Some(party) = added(parties, Name { span: name }, draft) {
        introduce(draft, party, Span::at(name.start(), next));
    }
}

fn put_person(draft: &Draft<'_>, name: Span, parties: &mut Vec<Party>) {
    if let Some(party) = added(parties, Name { span: name }, draft)
        && party.sector == Sector::Unknown
    {
        set_individual(party);
    }
}

/// Who signs at the end of a document: settled once its zones are.
pub(super) fn signers<'d>(draft: &'d Draft<'_>) -> &'d Signers {
    draft.signers.get_or_init(|| read(draft))
}

fn read(draft: &Draft<'_>) -> Signers {
    let blocks = draft.document.blocks();
    let from = region(draft);
    let Some(start) = blocks.get(from).map(|block| block.content.start()) else { return Signers::default() };
    // Who signs in cells is told by rows and columns.
    let alone = |block: &Block| {
        let cell = block.cell().is_some();
        let head = block.is_heading() || zones::reads_as_heading(draft, block);
        let sorted = |name: Span| draft.has_sort(name);
        move |piece: &Piece| match *piece {
            Piece::Person(..) => !cell,
            // "Avtalstid och ändringar" as a heading names nobody, whatever a table of contents holds.
            Piece::Party(name) => !head || sorted(name),
            _ => true,
        }
    };
    // Behind the signatures an annex may stand.
    let zones = &draft.annotations.zones;
    let open = |at: &usize| {
        matches!(
            zones.get(*at),
            Some(Zone::Signature | Zone::Body | Zone::Table | Zone::Parties | Zone::Contact)
        )
    };
    let (mut all, mut pieces) = (Vec::new(), Vec::new());
    let mut behind = 0;
    for at in (from..blocks.len()).filter(open) {
        let block = &blocks[at];
        let said = pieces_of(draft, block, start);
        let signs = zones[at] == Zone::Signature || said.iter().any(|piece| matches!(piece, Piece::Both(_)));
        let tells = said.iter().any(|piece| matches!(piece, Piece::Text));
        behind = if signs { 0 } else { behind + usize::from(tells) };
        if behind > BEHIND {
            break;
        }
        pieces.extend(said.iter().copied().filter(alone(block)));
        all.extend(said);
    }
    let furniture = furniture(draft, &pieces);
    let again = |piece: &Piece| matches!(*piece, Piece::Party(name) if furniture.contains(draft.document.slice(name)));
    let pieces: Vec<Piece> = pieces.iter().copied().filter(|piece| !again(piece)).collect();
    let mut found = Signers::default();
    let mut persons: Vec<Span> = Vec::new();
    let (mut alone, mut open, mut last): (Vec<Span>, Option<(Span, usize)>, Option<usize>) =
        (Vec::new(), None, None);
    for (at, piece) in pieces.iter().enumerate() {
        match *piece {
            Piece::Both(name) => push(draft, &mut found.parties, name),
            Piece::Behalf(name) => alone.push(name),
            // Over or below who signs for it.
            Piece::Party(name) if open.is_none() && last.is_some_and(|person| at - person <= BETWEEN) => {
                push(draft, &mut found.parties, name);
                persons.pop();
                last = None;
            }
            Piece::Party(name) => {
                alone.extend(open.take().map(|(name, _)| name));
                open = Some((name, at));
            }
            Piece::Person(_, false) if open.is_some_and(|(_, party)| at - party <= BETWEEN + 1) => {
                found.parties.extend(open.take().map(|(name, _)| name));
            }
            Piece::Person(name, himself) => {
                persons.push(name);
                last = Some(at).filter(|_| !himself);
            }
            Piece::Called | Piece::Other => {}
            Piece::Text => {
                alone.extend(open.take().map(|(name, _)| name));
                last = None;
            }
        }
    }
    alone.extend(open.map(|(name, _)| name));
    let columns = by_columns(draft, from, &mut found.parties, &mut persons);
    let lines = pieces.iter().filter(|piece| matches!(piece, Piece::Both(_))).count();
    found.complete = lines >= 2 && all_told(&all) || lines == 0 && columns;
    // Beside one for whom somebody signs the others may stand by themselves.
    if !found.parties.is_empty() || alone.len() >= 2 {
        alone.into_iter().for_each(|name| push(draft, &mut found.parties, name));
    }
    found.persons = persons.into_iter().filter_map(|name| told_as_party(draft, name, start)).collect();
    found.parties = found.parties.iter().map(|name| where_told(draft, *name, start)).collect();
    found
}

/// "Execution version": lines that tell no sort and stand on page after page.
fn furniture<'d>(draft: &'d Draft<'_>, pieces: &[Piece]) -> BTreeSet<&'d str> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for piece in pieces {
        if let Piece::Party(name) = *piece
            && !draft.has_sort(name)
        {
            *times.entry(draft.document.slice(name)).or_default() += 1;
        }
    }
    times.into_iter().filter(|(_, count)| *count > PAGES).map(|(said, _)| said).collect()
}

/// True where from the first who signs on all pieces tell somebody and for whom, or somebody who signs for himself.
fn all_told(pieces: &[Piece]) -> bool {
    let mut signing = pieces.iter().skip_while(|piece| matches!(piece, Piece::Other | Piece::Text));
    signing.all(|piece| matches!(piece, Piece::Both(_) | Piece::Person(_, true)))
}

/// Where the text tells near its top that somebody who signs is a party: in a paragraph that introduces parties, and not as one
/// who stands for another.
fn told_as_party(draft: &Draft<'_>, name: Span, until: usize) -> Option<Span> {
    let told = in_text(draft, name, until.min(draft.document.ahead(0, TOP)))?;
    let block = draft.document.block_at(told.start())?;
    let content = draft.document.blocks().get(block)?.content;
    let here = Span::at(content.start(), told.start());
    let introduces = draft.annotations.zones.get(block) == Some(&Zone::Parties)
        || ["party-lead", "near-lead", "party-role", "party-capacity", "signs-alone"]
            .iter()
            .any(|label| draft.has_word(label, here));
    let before = Span::at(draft.document.back(told.start(), STANDS).max(content.start()), told.start());
    let stands =
        ["party-through", "role-title", "contact-word"].iter().any(|label| draft.has_word(label, before));
    // Right behind a sign, a joining word, a lead or a title ("… och Siv Alm", "– Siv Alm", "Undertecknad, Siv Alm").
    let led = draft.document.slice(before).trim_end().ends_with([',', ';', ':', '–', '(']);
    let last = draft.tokens_in(before).last();
    let led =
        led || before.is_empty()
            || last.is_some_and(|last| {
                ["party-join", "party-lead", "signs-alone"].iter().any(|label| {
                    draft.words_in(label, last.span).any(|word| word.span.end() == last.span.end())
                }) || draft.is("person-title", last)
            });
    (introduces && led && !stands).then_some(told)
}

fn push(draft: &Draft<'_>, names: &mut Vec<Span>, name: Span) {
    if !names.iter().any(|known| bare(draft, *known) == bare(draft, name)) {
        names.push(name);
    }
}

/// The block from which on a document is signed: where lines of signatures begin that others have told, or the last lines,
/// as far as they are such.
fn region(draft: &Draft<'_>) -> usize {
    let blocks = draft.document.blocks();
    let zones = &draft.annotations.zones;
    let first = zones.iter().position(|zone| *zone == Zone::Signature);
    let mut from = blocks.len();
    let third = draft.document.text().len() / 3;
    for at in (0..blocks.len()).rev().take(TAIL) {
        let block = &blocks[at];
        let zone = zones.get(at).copied().unwrap_or(Zone::Body);
        if !block.is_body() || matches!(zone, Zone::Furniture | Zone::Certificate) {
            continue;
        }
        let open = matches!(zone, Zone::Signature | Zone::Body | Zone::Table | Zone::Parties);
        let start = block.content.start();
        let of_signers = || {
            let pieces = pieces_of(draft, block, start);
            pieces.iter().any(|piece| matches!(piece, Piece::Both(_)))
                || pieces.iter().all(|piece| !matches!(piece, Piece::Text))
        };
        let signs = open && start > third && (zone == Zone::Signature || of_signers());
        if !signs {
            break;
        }
        from = at;
    }
    // "Underskriftssida" as the second line heads the whole document.
    let first = first.filter(|first| blocks[*first].content.start() > third);
    first.map_or(from, |first| first.min(from))
}

/// "| Norrby kommun | Viks Byalag | Siv Alm |" over "| Anna Ek, kommunalråd | Bo Alm | egenhändigt |": a row of parties over one of
/// those who sign. True where these two rows are the whole of the only such table.
fn by_columns(draft: &Draft<'_>, from: usize, found: &mut Vec<Span>, persons: &mut Vec<Span>) -> bool {
    let blocks = draft.document.blocks();
    let reader = Reader::new(draft, blocks[from].content.start());
    let (mut tables, mut whole) = (0, false);
    let zones = &draft.annotations.zones;
    let annexed = |at: usize| zones.get(at) == Some(&Zone::Annex);
    for table in draft.document.tables().filter(|table| table.start >= from && !annexed(table.start)) {
        let cells: Vec<_> = table.filter_map(|at| Some((blocks[at].content, blocks[at].cell()?))).collect();
        let row = |number: u32| cells.iter().filter(move |(_, cell)| cell.row == number);
        let last = cells.iter().map(|(_, cell)| cell.row).max().unwrap_or(0);
        whole = last == 1 && cells.len() == row(0).count() * 2;
        let himself = |column: u32| {
            cells.iter().any(|(said, cell)| cell.column == column && draft.has_word("signs-himself", *said))
        };
        let below = |number: u32| {
            row(number).any(|(cell, _)| {
                reader.person_before(*cell).is_some() || draft.has_word("signs-himself", *cell)
            })
        };
        let (mut number, mut pairs) = (0, 0);
        while number < last {
            let filled = row(number).filter(|(content, _)| !content.is_empty());
            let over: Vec<Piece> = filled
                .map(|(content, cell)| match reader.written(*content) {
                    Some(who) if himself(cell.column) => Piece::Person(who, true),
                    _ => reader.piece(*content),
                })
                .collect();
            let told = |piece: &Piece| {
                matches!(piece, Piece::Both(_) | Piece::Behalf(_) | Piece::Party(_) | Piece::Person(_, true))
            };
            let least = if pairs == 0 { 2 } else { 1 };
            let signed = (number + 1..=last.min(number + 3)).find(|number| below(*number));
            let Some(signed) = signed.filter(|_| over.len() >= least && over.iter().all(told)) else {
                number += 1;
                continue;
            };
            for piece in over {
                match piece {
                    Piece::Person(name, _) => persons.push(name),
                    Piece::Party(name) | Piece::Both(name) | Piece::Behalf(name) => push(draft, found, name),
                    Piece::Called | Piece::Other | Piece::Text => {}
                }
            }
            pairs += 1;
            number = signed + 1;
        }
        tables += usize::from(pairs > 0);
    }
    tables == 1 && whole
}

/// Where a text stands in another as whole words, from a place on.
pub(super) fn find_whole(text: &str, said: &str, from: usize) -> Option<usize> {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let rest = text.get(from..).filter(|_| !said.is_empty())?;
    let places = memmem::find_iter(rest.as_bytes(), said);
    places.map(|at| from + at).find(|at| {
        !letter(text[..*at].chars().next_back()) && !letter(text[at + said.len()..].chars().next())
    })
}

/// Where the text holds a name before it is signed.
fn in_text(draft: &Draft<'_>, name: Span, until: usize) -> Option<Span> {
    let said = &draft.document.lower()[name.range()];
    let mut from = 0;
    loop {
        let at = find_whole(&draft.document.lower()[..until], said, from)?;
        let span = Span::at(at, at + said.len());
        if written(draft, span) {
            return Some(span);
        }
        from = span.end();
    }
}

/// True where a name is written as one: with a capital.
fn written(draft: &Draft<'_>, name: Span) -> bool {
    draft.document.slice(name).starts_with(|first: char| first.is_uppercase() || !first.is_alphabetic())
}

/// Where the text tells of a party that signs: the first place where it is said what it is called, else the first of all, else
/// where it signs.
fn where_told(draft: &Draft<'_>, name: Span, until: usize) -> Span {
    let lower = draft.document.lower();
    let said = &lower[name.range()];
    let (mut from, mut first, mut titled) = (0, None, None);
    while let Some(at) = find_whole(&lower[..until], said, from) {
        let span = Span::at(at, at + said.len());
        from = span.end();
        if !written(draft, span) {
            continue;
        }
        let behind = Span::at(span.end(), draft.document.ahead(span.end(), NEAR));
        let called = draft.document.slice(behind).starts_with(" (") || draft.has_word("alias-lead", behind);
        let block = draft.document.block_at(at).and_then(|at| draft.document.blocks().get(at));
        if block.is_some_and(Block::is_heading) {
            titled = titled.or(Some(span));
        } else if called {
            return goes_on(draft, span);
        } else {
            first = first.or(Some(span));
        }
    }
    first.or(titled).map_or(name, |span| goes_on(draft, span))
}

/// "Cykelköket" goes on in "Cykelköket i Vik".
fn goes_on(draft: &Draft<'_>, name: Span) -> Span {
    let behind = Span::at(name.end(), draft.document.ahead(name.end(), NEAR * 2));
    let text = draft.document.text();
    let [link, place, ..] = draft.tokens_in(behind) else { return name };
    let beside = text.get(name.end()..link.span.start()) == Some(" ")
        && text.get(link.span.end()..place.span.start()) == Some(" ");
    let linked = draft.has_whole("preposition", link.span) && draft.is("name-link", link);
    let placed = beside && linked && place.shape == Shape::Capital;
    // "Norrby kommun i Norrland": of what tells its sort the name is whole.
    let whole = draft.tokens_in(name).len() > 1 && draft.has_sort(name);
    if placed && !whole { name.cover(place.span) } else { name }
}
