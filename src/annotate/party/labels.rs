//! Parties behind labels of any sort: "Anläggningsägare: X" over "Driftansvarig förening: Y", and labels that stand on a
//! line of their own over the name.

use std::collections::BTreeSet;

use super::introduce::{alias, defined, introduce};
use super::names::{Name, names_in};
use super::series::series;
use super::{added, zones};
use crate::annotate::{Draft, QUOTES, Shape, Token, first_of};
use crate::document::{Block, BlockKind, Cell, Party, Span, Zone};

/// Blocks from the start in which labels of parties stand.
const BLOCKS: usize = 24;
/// A label is at most so long, in bytes and words.
const LABEL: usize = 48;
const LABEL_WORDS: usize = 4;
/// A line that tells who a party is, at most.
const LINE: usize = 240;
/// Words between a name and what tells how it is called, at most ("is", "here").
const CALLED: usize = 2;
/// Bytes of a small word inside a name of another language ("í", "ry").
const SHORT: usize = 3;

/// Adds what stands behind labels, where two labels or more stand before names of organisations. `letters` takes also who
/// writes to whom.
pub(super) fn from_labels(draft: &Draft<'_>, parties: &mut Vec<Party>, letters: bool) {
    let mut found: Vec<(Span, Name, usize)> = Vec::new();
    let blocks = draft.document.blocks();
    for (index, block) in blocks.iter().enumerate().take(BLOCKS) {
        // "Underskrifter" over "För X kommun" is no label.
        let signs = |at: usize| draft.annotations.zones.get(at) == Some(&Zone::Signature);
        if !block.is_body() || block.content.len() > LINE || block.is_heading() && signs(index + 1) {
            continue;
        }
        let Some((label, rest)) = inline(draft, block)
            .or_else(|| over(draft, block, blocks.get(index + 1)))
            .or_else(|| beside(draft, block, blocks.get(index + 1)))
        else {
            continue;
        };
        // "From: the Clerk, X Council": somebody of the party writes.
        let office = || {
            let line = draft.document.slice(rest);
            let line = Span::at(rest.start(), rest.start() + line.find('\n').unwrap_or(line.len()));
            let writes = letters && draft.has_word("letter-label", label);
            names_in(draft, line).into_iter().last().filter(|_| writes)
        };
        let named = begins(draft, rest).or_else(office);
        if let Some(name) = named.filter(|_| is_label(draft, label, letters)) {
            found.push((label, name, rest.end()));
        }
    }
    // "Till: X" and "Godkännes: X" name one.
    let said = |name: &Name| draft.document.slice(name.span);
    if !found.iter().any(|(_, name, _)| said(name) != said(&found[0].1)) {
        return;
    }
    for (label, name, end) in found {
        let Some(party) = added(parties, name, draft) else {
            continue;
        };
        introduce(draft, party, Span::at(name.span.start(), end.max(name.span.end())));
        let said = draft.document.slice(label);
        if said.chars().count() >= 5 && !draft.has_word("letter-label", label) {
            alias(party, said);
        }
    }
}

/// "“the Council” means X Borough Council.", "Med kommunen avses X kommun.", "Värdkommunen – X kommun", "Användarkommun – var
/// och en av X kommun och Y kommun": lines that say whom a word means.
pub(super) fn from_definitions(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let mut found: Vec<(Span, Vec<Name>, usize)> = Vec::new();
    let body = draft.document.blocks().iter().filter(|block| block.is_body() && block.cell().is_none());
    let body = body.take(2 * BLOCKS).filter(|block| block.content.len() <= 2 * LINE);
    for piece in body.flat_map(|block| definitions(draft, block)) {
        // "När vi skriver ”vi” menar vi X": what it says of "we" gives nobody a name.
        let voiced = |token: &Token| draft.is("we-word", token) || draft.is("you-word", token);
        let small = |token: &&Token| {
            draft.has_word("party-article", token.span)
                || draft.has_word("preposition", token.span)
                || voiced(token)
        };
        let Some((before, behind)) = parted(draft, piece) else { continue };
        let called: Vec<&Token> = draft.tokens_in(before).iter().filter(|token| !small(token)).collect();
        let spoken = draft.tokens_in(before).iter().any(voiced);
        let label = match (called.first(), called.last()) {
            _ if spoken => Span::default(),
            (Some(first), Some(last)) => first.span.cover(last.span),
            _ => continue,
        };
        if !spoken && (called.len() > LABEL_WORDS || !is_label(draft, before, false)) {
            continue;
        }
        // "… var och en av X kommun, Y kommun och Z kommun": what each of them is called.
        let each = draft.words_in("each-of", behind).next();
        if let Some(each) = each.filter(|each| each.span.start() == behind.start()) {
            let names = names_in(draft, Span::at(each.span.end(), behind.end()));
            if names.len() >= 2 {
                found.push((label, names, behind.end()));
            }
            continue;
        }
        let start = draft.tokens_in(behind).iter().find(|token| !small(token));
        let Some(start) = start.filter(|start| start.shape != Shape::Lower) else { continue };
        let rest = Span::at(start.span.start(), piece.end());
        let name =
            begins(draft, rest).filter(|name| draft.has_sort(name.span)).map(|name| whole(draft, name, rest));
        let by_place = || super::opening::lead_name(draft, rest).filter(|_| draft.has_sort(rest));
        if let Some(name) = name.or_else(by_place) {
            found.push((label, vec![name], rest.end()));
        }
    }
    if found.iter().map(|(_, names, _)| names.len()).sum::<usize>() < 2 {
        return;
    }
    // "Värdkommunen och Användarkommunerna är parter": those that are told of here.
    let said = |span: Span| draft.document.slice(span).to_lowercase();
    let labels = found.iter().filter(|(label, _, _)| !label.is_empty());
    let labels: Vec<String> = labels.map(|(label, _, _)| said(*label)).collect();
    parties.retain(|party| !labels.iter().any(|label| party.name.to_lowercase().starts_with(label)));
    for (called, names, end) in found {
        for (at, name) in names.iter().enumerate() {
            let until = names.get(at + 1).map_or(end, |next| next.span.start());
            if let Some(party) = added(parties, *name, draft) {
                alias(party, draft.document.slice(called));
                introduce(draft, party, Span::at(name.span.start(), until.max(name.span.end())));
            }
        }
    }
}

/// "Stiftelsen Greta och Allan Wenzels Dansfond": where a word means one, a name goes on behind "och" with other capitals.
fn whole(draft: &Draft<'_>, name: Name, rest: Span) -> Name {
    let behind = draft.document.between(name.span.end(), rest.end());
    let end = name.span.end() + behind.find([',', '(', '.', ';', '\n']).unwrap_or(behind.len());
    let [join, more @ ..] = draft.tokens_in(Span::at(name.span.end(), end)) else { return name };
    let (Some(first), Some(last)) = (more.first(), more.last()) else { return name };
    let goes_on = draft.has_whole("party-join", join.span)
        && more.len() <= 5
        && more.iter().all(|token| token.shape == Shape::Capital)
        && !draft.has_sort(first.span);
    if goes_on { Name { span: name.span.cover(last.span) } } else { name }
}

/// A block as a whole, or its sentences where two or more say whom a word means: "Med Staden menas X kommun. Med Klubben menas
/// …"
fn definitions(draft: &Draft<'_>, block: &Block) -> Vec<Span> {
    let means =
        |span: Span| draft.tokens_in(span).iter().filter(|token| draft.is("means-word", token)).count();
    if means(block.content) < 2 {
        return vec![block.content];
    }
    let inside = draft.annotations.sentences_in(block.content).iter().map(|sentence| sentence.span);
    let inside: Vec<Span> = inside.collect();
    match inside.iter().filter(|span| means(**span) == 1).count() {
        0 | 1 => vec![block.content],
        _ => inside,
    }
}

/// "X kommun, här kallad kommunen, Y förening, här kallad föreningen, och Z byalag, här kallat byalaget.": a line of names, each
/// with what the text calls it, whatever leads over to it.
pub(super) fn from_called(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    for block in draft.document.blocks().iter().take(BLOCKS).filter(|block| block.is_body()) {
        let Some((block, calls)) = calls(draft, block.content) else { continue };
        let mut from = block.start();
        let mut found: Vec<(Name, Span)> = Vec::new();
        for (at, call) in calls.iter().enumerate() {
            let until = calls.get(at + 1).map_or(block.end(), |next| next.start());
            // "X AB, som ägs av Y stad, här kallat …": the first is meant.
            let name = names_in(draft, Span::at(from, call.start().max(from))).into_iter().next();
            found.extend(name.map(|name| (name, Span::at(name.span.start(), until))));
            from = call.end();
        }
        if found.len() != calls.len() {
            continue;
        }
        for (at, (name, until)) in found.iter().enumerate() {
            let end = found.get(at + 1).map_or(until.end(), |(next, _)| next.span.start());
            if let Some(party) = added(parties, *name, draft) {
                introduce(draft, party, Span::at(name.span.start(), end.max(name.span.end())));
            }
        }
        return;
    }
}

/// The words that tell what each is called, two or more, in a line that begins with a name; else in a sentence of it that names
/// somebody right before each ("In this letter the X Agency is called the Agency and Y Ltd is called the Company.").
fn calls(draft: &Draft<'_>, block: Span) -> Option<(Span, Vec<Span>)> {
    let inside = |span: Span| {
        let mut calls: Vec<Span> = draft.words_in("alias-lead", span).map(|word| word.span).collect();
        // "här kallad" holds "kallad".
        calls.dedup_by(|next, last| next.start() < last.end());
        calls
    };
    let all = inside(block);
    if all.len() < 2 {
        return None;
    }
    if block.len() <= 4 * LINE && begins(draft, block).is_some() {
        return Some((block, all));
    }
    let sentence = draft.annotations.sentence_around(all[0].start())?.span;
    let calls = inside(sentence);
    let starts = std::iter::once(sentence.start()).chain(calls.iter().map(|call| call.end()));
    let named = starts.zip(&calls).all(|(from, call)| {
        let name = names_in(draft, Span::at(from, call.start().max(from))).into_iter().next();
        name.is_some_and(|name| draft.tokens_in(Span::at(name.span.end(), call.start())).len() <= CALLED)
    });
    (calls.len() >= 2 && named && block.contains(sentence)).then_some((sentence, calls))
}

/// What stands before and behind a word for "means", or a dash behind some words.
fn parted(draft: &Draft<'_>, block: Span) -> Option<(Span, Span)> {
    let tokens = draft.tokens_in(block);
    let split = |at: usize, next: usize| {
        let behind = tokens.get(tokens.partition_point(|token| token.span.start() < next))?;
        let first = tokens.first()?;
        Some((Span::at(first.span.start(), at), Span::at(behind.span.start(), block.end())))
    };
    if let Some(means) = tokens.iter().take(8).find(|token| draft.is("means-word", token)) {
        return split(means.span.start(), means.span.end());
    }
    let (at, dash) = first_of(draft.document.slice(block), &[" – ", " — ", " - "], LABEL)?;
    split(block.start() + at, block.start() + at + dash)
}

/// A line that ends in a colon, or a heading, over a list whose every item begins with a name ("Vi som skakar hand: …").
pub(super) fn from_lists(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks();
    let item = |block: &&Block| {
        !block.is_heading() && (matches!(block.kind, BlockKind::ListItem { .. }) || block.label.is_some())
            || block.is_body()
                && !zones::reads_as_heading(draft, block)
                && numbered(draft.document.slice(block.content)) > 0
    };
    let content = |block: &Block| {
        let from = block.content.start() + numbered(draft.document.slice(block.content));
        Span::at(from, block.content.end())
    };
    for (index, block) in blocks.iter().enumerate().take(BLOCKS) {
        let text = draft.document.slice(block.content).trim_end();
        // "The following organisations have agreed on the measures set out below."
        let agreed = || draft.has_word("deed-phrase", block.content);
        // "Members" on a line of its own
        let members = || match draft.tokens_in(block.content) {
            [only] => draft.is("members-word", only) || super::is_whole(draft, "zone-parties", block.content),
            _ => false,
        };
        // "Parterna i denna överenskommelse är följande."
        let led = || draft.begins_with("party-lead", block.content);
        let opens =
            text.ends_with(':') || zones::reads_as_heading(draft, block) || agreed() || members() || led();
        if !opens
            || text.len() > LINE
            || block.cell().is_some()
            || draft.has_word("no-party-label", block.content)
        {
            continue;
        }
        let items: Vec<Span> =
            blocks[index + 1..].iter().take_while(item).map(content).take(BLOCKS).collect();
        let names: Vec<Name> = items
            .iter()
            .filter(|item| item.len() <= LABEL * 3 && !draft.document.slice(**item).trim_end().ends_with('.'))
            .filter_map(|item| super::opening::lead_name(draft, *item))
            .collect();
        // "Silverklang i Haga, Sweden, non-profit association": its name says no sort, what stands behind does.
        let sorted = |(name, item): (&Name, &Span)| {
            begins(draft, name.span).is_some() || draft.has_sort(Span::at(name.span.end(), item.end()))
        };
        let proven = names.iter().zip(&items).filter(|pair| sorted(*pair)).count();
        if names.len() >= 2 && names.len() == items.len() && proven * 2 >= names.len() {
            for (name, item) in names.iter().zip(&items) {
                if let Some(party) = added(parties, *name, draft) {
                    introduce(draft, party, *item);
                }
            }
            return;
        }
    }
}

/// "- Silverklang i Haga, Sweden, non-profit association" in a list in which other items begin with parties: whatever its
/// sort, it is one too.
pub(super) fn from_same_list(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks();
    let known: BTreeSet<usize> = parties.iter().map(|party| party.span.start()).collect();
    let item = |block: &&Block| matches!(block.kind, BlockKind::ListItem { .. }) && block.is_body();
    let mut from = 0;
    while from < blocks.len().min(2 * BLOCKS) {
        let items: Vec<Span> =
            blocks[from..].iter().take_while(item).map(|block| block.content).take(2 * BLOCKS).collect();
        from += items.len().max(1);
        let names: Vec<(Name, Span)> =
            items.iter().filter_map(|item| Some((written(draft, *item)?, *item))).collect();
        let begins = |name: &Name| known.range(name.span.start()..name.span.end()).next().is_some();
        // "… and the following (together the “Partners”):" over the list: all of them stand there.
        let before = from.checked_sub(items.len().max(1) + 1).and_then(|before| blocks.get(before));
        let announced = before.is_some_and(|before| {
            draft.document.slice(before.content).trim_end().ends_with(':')
                && ["party-lead", "group-cue"].iter().any(|label| draft.has_word(label, before.content))
        });
        let told = names.iter().filter(|(name, _)| begins(name)).count();
        if let Some(before) = before.filter(|_| told >= 2) {
            over_list(draft, before, &items, parties);
        }
        if told < if announced { 1 } else { 2 } || names.len() != items.len() {
            continue;
        }
        for (name, item) in names.into_iter().filter(|(name, _)| !begins(name)) {
            if let Some(party) = added(parties, name, draft) {
                introduce(draft, party, item);
            }
        }
        return;
    }
}

/// "X kommun, nedan kallad kommunen, och följande föreningar:" over a list of parties: who stands before is one, too.
fn over_list(draft: &Draft<'_>, block: &Block, items: &[Span], parties: &mut Vec<Party>) {
    let leads = block.is_body()
        && block.cell().is_none()
        && draft.document.slice(block.content).trim_end().ends_with(':')
        && begins(draft, block.content).is_some_and(|name| draft.has_sort(name.span));
    // What stands behind the last joining word is told of those in the list.
    let join = draft.words_in("party-join", block.content).last().filter(|_| leads);
    let Some(join) = join else { return };
    series(draft, Span::at(block.content.start(), join.span.start()), parties);
    // "… och följande föreningar, härefter benämnda byalagen:"
    let rest = Span::at(join.span.end(), block.content.end());
    let lead = draft.words_in("alias-lead", rest).last();
    let called = lead.and_then(|lead| defined(draft.document.between(lead.span.end(), rest.end())));
    let listed = |party: &&mut Party| items.iter().any(|item| item.contains(party.span));
    for party in parties.iter_mut().filter(listed) {
        called.iter().for_each(|called| alias(party, called));
    }
}

/// Two lines or more near the start that begin with a name and end in what the text calls it: "Mendwell Community Trust,
/// registered charity (“the Trust”)". They may stand in the cells of a column.
pub(super) fn from_defining_lines(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks();
    let mut found: Vec<(Name, usize)> = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        // Behind a long list of contents the lines may begin near and end farther down.
        if index >= BLOCKS && found.is_empty() || found.len() >= BLOCKS {
            break;
        }
        let text = draft.document.between(block.content.start(), line_end(draft, block));
        let text = text.trim_end_matches(['.', ',', ';', ' ']);
        let bracket = text.strip_suffix(')').unwrap_or(text);
        let quoted = || bracket.strip_suffix(QUOTES).is_some_and(|rest| rest.contains(QUOTES));
        // "Samordningsförbundet Vik, 222000-0000 (förbundet)"
        let called =
            || text.strip_suffix(')').and_then(|text| text.rsplit_once(" (")).map(|(_, called)| called);
        let plainly =
            || !text.contains(':') && called().is_some_and(|called| called_so(draft, called, block.content));
        let defines = bracket.len() <= LINE && block.is_body() && (quoted() || plainly());
        match super::opening::lead_name(draft, block.content).filter(|_| defines) {
            // "X County Council of County Hall (Commissioner)": as far as it is known to be a name.
            Some(name) if !quoted() => found.push((begins(draft, block.content).unwrap_or(name), index)),
            Some(name) => found.push((name, index)),
            // "and" on a line of its own.
            None if !block.is_heading() && line_end(draft, block) == block.content.start() => {}
            // The other cells of the row.
            None if block.cell().is_some_and(|cell| last_row(blocks, &found, cell)) => {}
            // A line that defines somebody too, and goes on: these are read as a preamble.
            None if !found.is_empty() && text.contains(QUOTES) => return,
            None if found.len() >= 2 => break,
            None => found.clear(),
        }
    }
    let known = found.iter().filter(|(name, _)| begins(draft, name.span).is_some()).count();
    if found.len() < 2 || known * 2 < found.len() {
        return;
    }
    beside_defined(draft, &mut found);
    for (name, line) in found {
        if let Some(party) = added(parties, name, draft) {
            introduce(draft, party, blocks[line].content);
        }
    }
}

/// True for a single word in a bracket by which the text goes on to call somebody.
fn called_so(draft: &Draft<'_>, called: &str, line: Span) -> bool {
    called.chars().count() >= 4
        && called.chars().all(char::is_alphabetic)
        && super::introduce::recurs(draft, called, line)
}

/// The end of a line without the word that leads over to the next ("…; and").
fn line_end(draft: &Draft<'_>, block: &Block) -> usize {
    let last = draft.tokens_in(block.content).last();
    let join = last.filter(|token| draft.has_whole("party-join", token.span));
    join.map_or(block.content.end(), |token| token.span.start())
}

/// True for a cell in the row of the last line that was found, or of the next.
fn last_row(blocks: &[Block], found: &[(Name, usize)], cell: Cell) -> bool {
    let last = found.last().and_then(|(_, at)| blocks[*at].cell());
    last.is_some_and(|last| {
        last.table == cell.table && cell.row <= last.row + 1 && cell.column != last.column
    })
}

/// "X Municipality, Sweden," over the first of such lines, or behind the last where that leads over: it belongs to them,
/// though nobody calls it anything.
fn beside_defined(draft: &Draft<'_>, found: &mut Vec<(Name, usize)>) {
    let blocks = draft.document.blocks();
    let leads_over = |block: &Block| {
        let said = draft.document.slice(block.content).trim_end();
        said.ends_with([',', ';']) || line_end(draft, block) < block.content.end()
    };
    let line = |at: usize| {
        let block = blocks.get(at).filter(|block| block.is_body() && block.cell().is_none())?;
        let name = super::opening::lead_name(draft, block.content)?;
        begins(draft, name.span).filter(|_| block.content.len() <= LINE)?;
        Some((name, at))
    };
    while let Some(above) = found[0].1.checked_sub(1).filter(|above| leads_over(&blocks[*above]))
        && let Some(name) = line(above)
    {
        found.insert(0, name);
    }
    while let Some((_, last)) = found.last().copied().filter(|(_, last)| leads_over(&blocks[*last]))
        && let Some(name) = line(last + 1)
    {
        found.push(name);
    }
}

/// What an item begins with, where that is written as a name and what stands behind describes it.
pub(super) fn written(draft: &Draft<'_>, item: Span) -> Option<Name> {
    let text = draft.document.slice(item).trim_end();
    let name = super::opening::lead_name(draft, item)?;
    let tokens = draft.tokens_in(name.span);
    let fits = |token: &Token| {
        token.shape != Shape::Lower
            || token.span.len() <= SHORT
            || draft.is("name-link", token)
            || draft.has_organisation(token.span)
    };
    (!text.contains(':') && !text.ends_with('.') && text.len() <= LINE && tokens.iter().all(fits))
        .then_some(name)
}

/// Bytes of a number typed at the start of a line ("2. ", "b) ").
fn numbered(text: &str) -> usize {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    let sign = text.len() - rest.len();
    let typed = (1..=2).contains(&sign) && (rest.starts_with(". ") || rest.starts_with(") "));
    if typed { sign + 2 } else { 0 }
}

/// "Label: name …" in one paragraph.
pub(super) fn inline(draft: &Draft<'_>, block: &Block) -> Option<(Span, Span)> {
    let text = draft.document.slice(block.content);
    let colon = text.find(':').filter(|at| block.cell().is_none() && (1..=LABEL).contains(at))?;
    let start = block.content.start();
    Some((Span::at(start, start + colon), Span::at(start + colon + 1, block.content.end())))
}

/// A label in bold over the line with the name.
fn over(draft: &Draft<'_>, block: &Block, next: Option<&Block>) -> Option<(Span, Span)> {
    let next = next.filter(|next| next.is_body() && !next.is_heading() && next.content.len() <= LINE)?;
    let label = block.cell().is_none() && next.cell().is_none() && zones::reads_as_heading(draft, block);
    let text = draft.document.slice(block.content).trim_end().trim_end_matches(':');
    let end = block.content.start() + text.len();
    // A sentence tells what somebody does; who a party is needs no full stop.
    let line = !draft.document.slice(next.content).trim_end().ends_with('.');
    (label && line && text.len() <= LABEL).then(|| (Span::at(block.content.start(), end), next.content))
}

/// A label in the first cell of a row, with a colon, and the name in the cell beside it.
fn beside(draft: &Draft<'_>, block: &Block, next: Option<&Block>) -> Option<(Span, Span)> {
    let (cell, other) = (block.cell()?, next?.cell()?);
    let text = draft.document.slice(block.content).trim_end();
    // "Kommunen | Vikbo kommun": what it is called needs no colon.
    let noun = || super::is_whole(draft, "party-noun", block.content).then_some(text);
    let label = text.strip_suffix(':').or_else(noun).filter(|label| label.len() <= LABEL)?;
    let row = cell.table == other.table && cell.row == other.row && cell.column == 0;
    row.then_some((Span::at(block.content.start(), block.content.start() + label.len()), next?.content))
}

/// The name that a line begins with.
pub(super) fn begins(draft: &Draft<'_>, rest: Span) -> Option<Name> {
    let first = draft.tokens_in(rest).first()?.span.start();
    names_in(draft, rest).into_iter().next().filter(|name| name.span.start() == first)
}

/// Words that may say in what capacity somebody is a party: no key of a document's head, no contact, no name.
pub(super) fn is_label(draft: &Draft<'_>, label: Span, letters: bool) -> bool {
    let tokens = draft.tokens_in(label);
    let lower = draft.document.lower();
    (1..=LABEL_WORDS).contains(&tokens.len())
        && !draft.has_word("header-label", label)
        && !draft.has_word("acceptance-word", label)
        && (letters || !draft.has_word("letter-label", label))
        && !tokens.iter().any(|token| draft.lexicons.contains("no-party-label", &lower[token.span.range()]))
}
