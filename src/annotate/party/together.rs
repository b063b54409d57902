//! What several parties are called together: "(together the “Delivery Partners”)" before or behind them, "(each a Partner
//! Authority)", "(tillsammans kallade samarbetskommunerna)".

use super::introduce::{alias, defined, tidy};
use crate::annotate::Draft;
use crate::document::{Block, Party, Span};

/// Blocks from the start in which parties are given a name together.
const BLOCKS: usize = 40;
/// Tables from the start in which words are said to mean parties.
const TABLES: usize = 6;
/// Words of one block that may give such a name, at most.
const CUES: usize = 16;
/// Bytes from the start in which sentences say so.
const TOP: usize = 6_000;
/// Blocks behind such a name in which those stand that it is of.
const LIST: usize = 40;

/// Gives the parties that a bracket speaks of the name that it gives them, and takes it from the others.
pub(super) fn name_together(draft: &Draft<'_>, parties: &mut [Party]) {
    let blocks = draft.document.blocks();
    for (index, block) in blocks.iter().enumerate().filter(|(_, block)| block.is_body()).take(BLOCKS) {
        for cue in draft.words_in("group-cue", block.content).take(CUES) {
            let Some(bracket) = bracket(draft, block.content, cue.span) else { continue };
            let Some(called) = called(draft, Span::at(cue.span.end(), bracket.end())) else { continue };
            let of = match ends_in_colon(draft, block, bracket) {
                true => behind(parties, &blocks[index + 1..]),
                false => before(draft, parties, block.content, bracket),
            };
            if of.len() < 2 {
                continue;
            }
            for (at, party) in parties.iter_mut().enumerate() {
                party.aliases.retain(|known| known.to_lowercase() != called.to_lowercase());
                if of.contains(&at) {
                    alias(party, &called);
                }
            }
        }
    }
}

/// "X kommun och Y kommun kallas samarbetskommuner": what a sentence that names nobody else says that several are called.
pub(super) fn name_in_sentence(draft: &Draft<'_>, parties: &mut [Party]) {
    let top = Span::at(0, draft.document.ahead(0, TOP));
    for lead in draft.words_in("alias-lead", top).take(BLOCKS) {
        let Some(sentence) = draft.annotations.sentence_around(lead.span.start()) else { continue };
        let before = Span::at(sentence.span.start(), lead.span.start());
        let of = alone(draft, parties, before).or_else(|| by_short_names(draft, parties, before));
        let Some(of) = of.or_else(|| all_but(draft, parties, before)) else { continue };
        let rest = Span::at(lead.span.end(), sentence.span.end().max(lead.span.end()));
        for said in said_of_all(draft, rest) {
            // "… kallas Kommunen och Föreningen" tells of each.
            if draft.has_word("party-join", said) || draft.document.slice(said).contains(',') {
                continue;
            }
            let Some(called) = called(draft, said) else { continue };
            for (at, party) in parties.iter_mut().enumerate() {
                match of.contains(&at) {
                    true => alias(party, &called),
                    false => party.aliases.retain(|known| known.to_lowercase() != called.to_lowercase()),
                }
            }
        }
    }
}

/// "Länstrafiken i Norrmo AB, org.nr …, och Furusele kommun. Bolaget nämns nedan Länstrafiken.": what another party's name
/// begins with is what that one is called.
pub(super) fn give_back(parties: &mut [Party]) {
    let names: Vec<String> = parties.iter().map(|party| party.name.to_lowercase()).collect();
    let begins =
        |name: &str, called: &str| name.strip_prefix(called).is_some_and(|rest| rest.starts_with([' ', '-']));
    for at in 0..parties.len() {
        for called in parties[at].aliases.clone() {
            let lower = called.to_lowercase();
            let mut others = (0..parties.len()).filter(|other| begins(&names[*other], &lower));
            if let (false, Some(whose), None) = (names[at].contains(&lower), others.next(), others.next()) {
                parties[at].aliases.retain(|alias| *alias != called);
                alias(&mut parties[whose], &called);
            }
        }
    }
}

/// The parties whose names a span holds, two or more, where nothing else stands there.
fn alone(draft: &Draft<'_>, parties: &[Party], before: Span) -> Option<Vec<usize>> {
    let names = super::names::names_in(draft, before);
    let inside = |span: Span| names.iter().any(|name| name.span.contains(span));
    let joins = |span: Span| draft.has_whole("party-join", span) || draft.has_whole("party-article", span);
    // Where they are introduced, those of which no word tells a sort stand as they were read.
    let read: Vec<usize> = (0..parties.len()).filter(|at| before.contains(parties[*at].span)).collect();
    let known = |span: Span| read.iter().any(|at| parties[*at].span.contains(span));
    let tokens = draft.tokens_in(before);
    if read.len() >= 2 && tokens.iter().all(|token| known(token.span) || joins(token.span)) {
        return Some(read);
    }
    let alone = tokens.iter().all(|token| inside(token.span) || joins(token.span));
    let said = |party: &Party| {
        let name = party.name.to_lowercase();
        names.iter().any(|found| draft.document.slice(found.span).to_lowercase() == name)
    };
    let of: Vec<usize> = (0..parties.len()).filter(|at| said(&parties[*at])).collect();
    (names.len() >= 2 && of.len() == names.len() && alone).then_some(of)
}

/// "Kornvik, Lindveden och Stavbro benämns …" of Kornviks, Lindvedens and Stavbro kommun: the same by their places or other names.
fn by_short_names(draft: &Draft<'_>, parties: &[Party], before: Span) -> Option<Vec<usize>> {
    let mut of: Vec<usize> = Vec::new();
    let mut open: Option<Span> = None;
    let known = |span: Span| {
        let said = draft.document.slice(span).to_lowercase();
        parties.iter().position(|party| {
            let name = party.name.to_lowercase();
            let mut names = party.aliases.iter().map(|name| name.to_lowercase());
            name == said || super::is_place_of(draft, &said, &name) || names.any(|name| name == said)
        })
    };
    for token in draft.tokens_in(before).iter().take(LIST) {
        let joins = draft.has_whole("party-join", token.span);
        let comma =
            open.is_some_and(|open| draft.document.between(open.end(), token.span.start()).contains(','));
        if joins || comma {
            of.push(known(open.take()?)?);
        }
        if !joins {
            open = Some(open.map_or(token.span, |open| open.cover(token.span)));
        }
    }
    of.push(known(open?)?);
    (of.len() >= 2).then_some(of)
}

/// "Parterna utom Norrby kommun kallas …", "the parties other than the Council": all but those that are named.
fn all_but(draft: &Draft<'_>, parties: &[Party], before: Span) -> Option<Vec<usize>> {
    let but = draft.words_in("except-word", before).next()?;
    let rest = Span::at(but.span.end(), before.end());
    let all = draft.words_in("joint", Span::at(before.start(), but.span.start())).next().is_some();
    let others = alone(draft, parties, rest).or_else(|| by_short_names(draft, parties, rest));
    let others = others.or_else(|| {
        let said = draft.document.slice(rest).trim().to_lowercase();
        let is = |party: &Party| {
            let mut names = std::iter::once(&party.name).chain(&party.aliases);
            names.any(|name| said.trim_start_matches("the ") == name.to_lowercase())
        };
        parties.iter().position(is).map(|at| vec![at])
    })?;
    let of: Vec<usize> = (0..parties.len()).filter(|at| !others.contains(at)).collect();
    (all && of.len() >= 2).then_some(of)
}

/// "| Värd | Region Norr, som äger plattformen |", "| Ansluten kommun | envar av A kommun, B kommun |" in a table of words and
/// what they mean: what one or several parties are called.
pub(super) fn name_in_table(draft: &Draft<'_>, parties: &mut [Party]) {
    let blocks = draft.document.blocks();
    for table in draft.document.tables().take(TABLES) {
        let head = |at: &usize| blocks[*at].cell().is_some_and(|cell| cell.row == 0);
        let heads = table.clone().take_while(head);
        if !heads.into_iter().any(|at| draft.has_whole("meaning-column", blocks[at].content)) {
            continue;
        }
        for at in table.clone().skip_while(head) {
            let (Some(cell), Some(next)) = (blocks[at].cell(), blocks.get(at + 1)) else { continue };
            let beside = next.cell().is_some_and(|other| other.row == cell.row);
            let Some(called) = tidy(draft.document.slice(blocks[at].content)) else { continue };
            if cell.column > 0 || !beside || !called.starts_with(char::is_uppercase) {
                continue;
            }
            for party in meant(draft, parties, next.content) {
                alias(&mut parties[party], &called);
            }
        }
    }
}

/// The party whose name a definition begins with, or those that it lists behind "each of".
fn meant(draft: &Draft<'_>, parties: &[Party], meaning: Span) -> Vec<usize> {
    let first = draft.document.slice(meaning).split([',', ';', '.', '(']).next().unwrap_or("").trim();
    let lower = first.trim_start_matches("the ").to_lowercase();
    if let Some(one) = parties.iter().position(|party| party.name.to_lowercase() == lower) {
        return vec![one];
    }
    let names = super::names::names_in(draft, meaning);
    let begins = names.first().is_some_and(|name| {
        draft.tokens_in(Span::at(meaning.start(), name.span.start())).iter().all(|token| {
            ["each-of", "party-article", "preposition"].iter().any(|label| draft.is(label, token))
                || draft.has_word("each-of", token.span)
        })
    });
    let named = |party: &Party| {
        let name = party.name.to_lowercase();
        names.iter().any(|found| draft.document.slice(found.span).to_lowercase() == name)
    };
    let of: Vec<usize> = (0..parties.len()).filter(|at| named(&parties[*at])).collect();
    if begins && of.len() >= 2 && of.len() == names.len() { of } else { Vec::new() }
}

/// "var för sig Kommunen och tillsammans Kommunerna", "gemensamt Företagen": what all of them are called, each time.
fn said_of_all(draft: &Draft<'_>, rest: Span) -> Vec<Span> {
    let cues: Vec<Span> = draft.words_in("group-cue", rest).map(|word| word.span).take(CUES).collect();
    let last = |at: usize| cues.get(at + 1).map_or(rest.end(), |next| next.start());
    let piece = |(at, cue): (usize, &Span)| {
        let piece = Span::at(cue.end(), last(at).max(cue.end()));
        // "… nedan gemensamt kallade kommunerna, samt Y": the next one stands behind the comma.
        let comma = draft.document.slice(piece).find(',').map_or(piece.end(), |comma| piece.start() + comma);
        let piece = Span::at(piece.start(), comma);
        let join = draft.tokens_in(piece).last().filter(|token| draft.has_whole("party-join", token.span));
        Span::at(piece.start(), join.map_or(piece.end(), |join| join.span.start()))
    };
    if cues.is_empty() { vec![rest] } else { cues.iter().enumerate().map(piece).collect() }
}

/// The inside of the bracket that a word stands in.
fn bracket(draft: &Draft<'_>, block: Span, word: Span) -> Option<Span> {
    let before = draft.document.between(block.start(), word.start());
    let open = before.rfind('(').filter(|open| !before[*open..].contains(')'))?;
    let close = draft.document.between(word.end(), block.end()).find(')')?;
    Some(Span::at(block.start() + open + 1, word.end() + close))
}

/// "a Partner Authority", "the “Delivery Partners”", "kallade samarbetskommunerna": the name behind the cue, where every
/// contract does not define it.
fn called(draft: &Draft<'_>, rest: Span) -> Option<String> {
    let lead = draft.words_in("alias-lead", rest).last().map_or(rest.start(), |lead| lead.span.end());
    let tokens = draft.tokens_in(Span::at(lead, rest.end()));
    let small = |label: &str, at: usize| tokens.get(at).is_some_and(|token| draft.is(label, token));
    let first = (0..tokens.len())
        .find(|at| !["party-article", "indefinite", "called-as"].iter().any(|label| small(label, *at)))?;
    let quoted = draft.document.between(lead, tokens[first].span.start()).contains(['"', '“', '”', '«']);
    let from = if quoted { lead } else { tokens[first].span.start() };
    let name = defined(draft.document.between(from, rest.end()))?;
    let generic = |word: &str| {
        let word = word.to_lowercase();
        ["generic-alias", "not-a-party", "agreement-word"]
            .iter()
            .any(|label| draft.lexicons.contains(label, &word))
    };
    (!name.split(' ').any(generic)).then_some(name)
}

/// "… and the following (together the “Partners”):" over a list.
fn ends_in_colon(draft: &Draft<'_>, block: &Block, bracket: Span) -> bool {
    let rest = draft.document.between(bracket.end(), block.content.end());
    rest.trim_start_matches(')').trim() == ":"
}

/// The parties of the items behind a block.
fn behind(parties: &[Party], blocks: &[Block]) -> Vec<usize> {
    let list = blocks.iter().take(LIST).take_while(|block| !block.is_heading());
    let list = list.map(|block| block.content).reduce(Span::cover).unwrap_or_default();
    (0..parties.len()).filter(|at| list.contains(parties[*at].span)).collect()
}

/// The parties of a block before a bracket: all of them where each has a bracket of its own, else those behind the last
/// that has one.
fn before(draft: &Draft<'_>, parties: &[Party], block: Span, bracket: Span) -> Vec<usize> {
    let inside = Span::at(block.start(), bracket.start());
    let mut all: Vec<usize> = (0..parties.len()).filter(|at| inside.contains(parties[*at].span)).collect();
    all.sort_unstable_by_key(|at| parties[*at].span);
    // "… mail order (the Catalogs and Websites are collectively the “Business”)", further on, is said of other things.
    let sentence = |span: Span| draft.annotations.sentence_at(span.start());
    if all.last().is_some_and(|last| sentence(parties[*last].span) != sentence(bracket)) {
        return Vec::new();
    }
    // The bracket that gives the name itself is not closed yet.
    let own = |place: usize| {
        let until = all.get(place + 1).map_or(bracket.start() - 1, |next| parties[*next].span.start());
        draft.document.between(parties[all[place]].span.end().min(until), until).contains('(')
    };
    if all.is_empty() || own(all.len() - 1) {
        return all;
    }
    let first = (0..all.len()).rev().find(|place| own(*place)).map_or(0, |place| place + 1);
    all.split_off(first)
}
