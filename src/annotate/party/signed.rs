//! Parties by who signs for whom: "Anna Ek (Norrby kommun); Bo Alm (Viks Byalag)", "Norrby kommun, genom Anna Ek", "Viks Byalag –
//! Bo Alm", "Anna Ek, chair, Vik Rowing Club". What stands beside somebody's name there, and in the text as well, is a party,
//! whatever it is called. So is somebody who signs for himself and is told of near the top.

use memchr::memmem;

use super::introduce::introduce;
use super::names::{Name, names_in};
use super::sector::set_individual;
use super::{MOST, add};
use crate::annotate::{Draft, Shape, Token, person, zones};
use crate::document::{Block, Party, Sector, Span, Zone};

/// Blocks from the end in which a document is signed.
const TAIL: usize = 48;
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
/// Bytes from the start in which it is told that somebody is a party.
const TOP: usize = 2_000;
/// Bytes behind a name in which it is told what it is called.
const SAID: usize = 160;
/// Lines between a party and who signs for it, at most.
const BETWEEN: usize = 2;
/// Bytes behind a name in which it goes on, or in which words begin that say what it is called.
const NEAR: usize = 16;
/// Bytes before somebody's name in which it is told that he stands for another.
const STANDS: usize = 40;

/// What a piece of the lines of signatures says.
#[derive(Debug, Clone, Copy)]
enum Piece {
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
    between == ", " && !draft.has_sort(name)
        || between.rfind('(').is_some_and(|open| !between[open..].contains(')'))
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
    if let Some(party) = add(parties, Name { span: name }, draft).and_then(|number| parties.get_mut(number)) {
        introduce(draft, party, Span::at(name.start(), next));
    }
}

fn put_person(draft: &Draft<'_>, name: Span, parties: &mut Vec<Party>) {
    if let Some(party) = add(parties, Name { span: name }, draft).and_then(|number| parties.get_mut(number))
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
    for block in (from..blocks.len()).filter(open).map(|at| &blocks[at]) {
        let said = pieces_of(draft, block, start);
        pieces.extend(said.iter().copied().filter(alone(block)));
        all.extend(said);
    }
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

/// The pieces of a block, and what each of them says.
fn pieces_of(draft: &Draft<'_>, block: &Block, start: usize) -> Vec<Piece> {
    if !block.is_body() || block.content.len() > LIST {
        return vec![Piece::Text];
    }
    let reader = Reader { draft, until: start };
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
struct Reader<'a, 'd> {
    draft: &'a Draft<'d>,
    /// Where the text ends that tells of the parties.
    until: usize,
}

impl Reader<'_, '_> {
    fn text(&self, span: Span) -> &str {
        self.draft.document.slice(span)
    }

    /// What a piece says.
    fn piece(&self, piece: Span) -> Piece {
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
            let small = self.draft.tokens_in(last).iter().find(|token| token.shape != Shape::Lower);
            let suffix = small.map_or(last, |token| Span::at(token.span.start(), last.end()));
            let party = [last, suffix].into_iter().find(|name| self.is_party(*name) && !self.is_bare(*name));
            return Some(party.map_or(Piece::Person(first, false), |name| Piece::Both(self.name(name))));
        }
        (self.is_party(first) && self.person_before(rest).is_some()).then(|| Piece::Both(self.name(first)))
    }

    /// The name of somebody with which a span begins, up to a comma, a bracket or its end.
    fn person_before(&self, span: Span) -> Option<Span> {
        let span = trimmed(self.draft, span);
        let text = self.text(span);
        let text = text.strip_prefix("/s/ ").unwrap_or(text);
        let start = span.end() - text.len();
        let end = text.find([',', '(', ':']).unwrap_or(text.len());
        let name = trimmed(self.draft, Span::at(start, start + end));
        self.is_person(name).then_some(name)
    }

    /// Words that are written as the name of somebody is, of no organisation.
    fn written(&self, span: Span) -> Option<Span> {
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
            let none = annex || text.len() < LETTERS || titled || person;
            !none && in_text(draft, name, self.until).is_some()
        };
        !short && (known && !joined() || told())
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

/// "| Norrby kommun | Viks Byalag | Siv Alm |" over "| Anna Ek, kommunalråd | Bo Alm | egenhändigt |": a row of parties over one of
/// those who sign. True where these two rows are the whole of the only such table.
fn by_columns(draft: &Draft<'_>, from: usize, found: &mut Vec<Span>, persons: &mut Vec<Span>) -> bool {
    let blocks = draft.document.blocks();
    let reader = Reader { draft, until: blocks[from].content.start() };
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

/// Where a sign of some letters stands in a line.
fn place(text: &str, sign: &str) -> Option<usize> {
    memmem::find(text.as_bytes(), sign.as_bytes())
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
