//! Parties on lines of their own, one below the other, with no word that introduces them: "Norrby kommun" over "Viks Byalag,
//! ideell förening" over "Bygg i Vik AB, helägt av kommunen".

use super::introduce::introduce;
use super::labels::written;
use super::names::{Name, names_in};
use super::{HEAD_BLOCKS, added, edges, zones};
use crate::annotate::{Draft, QUOTES, Shape};
use crate::document::{Block, BlockKind, Party, Span, Zone};

/// Bytes of a line that names a party, at most.
const LINE: usize = 160;
/// Words of a name of which no word tells that it is one, at least and at most.
const UNTOLD: std::ops::RangeInclusive<usize> = 2..=5;

/// Words behind a name within which it is told what it is.
const SORT_WORDS: usize = 3;
/// Words of a line that says more of the name above it, at most.
const MORE: usize = 6;
/// Words of one that gives its number or what it is called, at most, and before the number.
const LONG: usize = 10;
const LABEL: usize = 3;
/// Words of one that tells where it is, at most.
const ADDRESS: usize = 8;

/// A line that may name a party.
struct Line {
    /// The line, with those below that say more of it.
    span: Span,
    name: Name,
    /// A word of it, or behind it, tells that it is an organisation.
    told: bool,
}

/// What a line below a name says of it.
enum More {
    /// Its number, or what it is called: so it is a party.
    Tells,
    /// Where it is, or which office of it.
    Adds,
    /// A word that joins the next one.
    Joins,
}

/// Adds the parties of the first stack of lines near the top that holds two or more who are known. A letter's head names the
/// writer and the reader in stacks of their own, and is read as such.
pub(super) fn from_stacks(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks();
    if edges::is_letter(draft) {
        return;
    }
    let mut stack: Vec<Line> = Vec::new();
    for (block, zone) in blocks.iter().zip(&draft.annotations.zones).take(2 * HEAD_BLOCKS) {
        if matches!(block.kind, BlockKind::Header | BlockKind::Footer | BlockKind::Comment) {
            continue;
        }
        let open = matches!(zone, Zone::HeaderBlock | Zone::Parties | Zone::Body);
        for line in lines(draft, block) {
            let more = stack.last_mut().and_then(|last| Some((more(draft, line)?, last)));
            if let Some((more, last)) = more {
                last.told |= matches!(more, More::Tells);
                last.span = if matches!(more, More::Joins) { last.span } else { last.span.cover(line) };
                continue;
            }
            match party_line(draft, block, line).filter(|_| open) {
                Some(line) => stack.push(line),
                None if !stack.is_empty() && goes_on(draft, line) => {}
                None if is_stack(&stack) => return take(draft, &stack, parties),
                None => stack.clear(),
            }
        }
    }
    if is_stack(&stack) {
        take(draft, &stack, parties);
    }
}

/// The lines of a block, as manual breaks part them.
pub(super) fn lines(draft: &Draft<'_>, block: &Block) -> Vec<Span> {
    let mut from = block.content.start();
    let text = draft.document.slice(block.content);
    text.split('\n')
        .map(|line| {
            let span = Span::at(from, from + line.len());
            from = span.end() + 1;
            span
        })
        .collect()
}

/// "Viks Byalag, ideell förening": a line that begins with what is written as a name, and goes on at most with what it is.
fn party_line(draft: &Draft<'_>, block: &Block, line: Span) -> Option<Line> {
    let plain = block.cell().is_none()
        && !matches!(block.kind, BlockKind::Title | BlockKind::Heading { .. } | BlockKind::ListItem { .. })
        && !zones::reads_as_heading(draft, block);
    let text = draft.document.slice(line).trim_end();
    if !plain || text.len() > LINE || text.ends_with(['?', '!']) {
        return None;
    }
    // "og Region Havsbygden" goes on with the last of them.
    let joins = |name: &Name| {
        draft.tokens_in(Span::at(line.start(), name.span.start())).iter().all(|token| {
            draft.has_whole("party-join", token.span) || draft.has_whole("party-article", token.span)
        })
    };
    let name = written(draft, line).filter(joins)?;
    let tokens = draft.tokens_in(name.span);
    let organ = tokens.len() == 1 && draft.has_word("party-organ", name.span);
    if tokens.first().is_none_or(|first| draft.is("not-a-party", first) || draft.is("letter-label", first))
        || draft.has_word("header-label", name.span)
        || organ
    {
        return None;
    }
    let begins =
        names_in(draft, name.span).first().is_some_and(|known| known.span.start() == name.span.start());
    let told = begins && draft.has_sort(name.span) || described(draft, Span::at(name.span.end(), line.end()));
    let whole = name.span.end() >= line.start() + text.len();
    let untold = UNTOLD.contains(&tokens.len())
        && whole
        && tokens.iter().all(|token| token.shape == Shape::Capital || draft.is("name-link", token));
    (told || untold).then_some(Line { span: line, name, told })
}

/// "…, ideell förening", "… (802000-0000)", "… (a registered charity)": what it is, within a few words, none of them a name.
fn described(draft: &Draft<'_>, behind: Span) -> bool {
    if draft.first_mark_in("org-number", behind).is_some() {
        return true;
    }
    let near =
        draft.tokens_in(behind).iter().take(SORT_WORDS).take_while(|token| token.shape == Shape::Lower);
    near.into_iter().any(|token| draft.has_sort(token.span))
}

/// "212000-0000", "Storgatan 2", "123 45 Norrby", "nedan kallad Kommunen", "“the Council”", "och": what a short line below a
/// name says of it.
fn more(draft: &Draft<'_>, line: Span) -> Option<More> {
    let text = draft.document.slice(line).trim_end();
    let tokens = draft.tokens_in(line);
    let first = tokens.first().filter(|_| tokens.len() <= LONG && !text.ends_with(['.', ':', '?', '!']))?;
    if draft.has_whole("party-join", line) {
        return Some(More::Joins);
    }
    let called = || {
        let lead = draft.words_in("alias-lead", line).next();
        lead.is_some_and(|lead| lead.span.start() <= line.start() + 1) || text.starts_with(QUOTES)
    };
    let number = draft.first_mark_in("org-number", line);
    let numbered = number.is_some_and(|number| {
        let before = draft.tokens_in(Span::at(line.start(), number.start()));
        before.is_empty() || before.len() <= LABEL && draft.begins_with("org-number-label", line)
    });
    if numbered || called() {
        return Some(More::Tells);
    }
    // "Storgatan 2", "Box 14, 123 45 Norrby", "c/o Margit Alm"; "2 Syfte" is a heading.
    let digits = tokens.iter().any(|token| token.shape == Shape::Number);
    let ends = tokens.last().is_some_and(|last| last.shape == Shape::Number);
    let post =
        first.shape == Shape::Number && (first.span.len() >= 3 || draft.is("address-word", tokens.last()?));
    let place = digits && (ends || post || text.contains(',')) && tokens.len() <= ADDRESS;
    let care = text.starts_with("c/o ") || text.starts_with("C/o ");
    // "Town Hall, Mill Lane"
    let street = || text.contains(',') && tokens.iter().any(|token| draft.is("address-word", token));
    ((place || street()) && !draft.has_sort(line) || care).then_some(More::Adds)
}

/// "Socialnämnden", "genom rektor" and "och" below a name say more of it.
fn goes_on(draft: &Draft<'_>, line: Span) -> bool {
    let tokens = draft.tokens_in(line);
    let small = tokens.first().is_some_and(|token| token.shape == Shape::Lower);
    let organ = || draft.has_word("party-organ", line);
    // "avseende" alone: below it stands what it is about.
    let about = draft.has_whole("title-preposition", line);
    !about && (1..=MORE).contains(&tokens.len()) && (small || organ())
}

/// Two or more that are known, and twice as many as those that only stand among them.
fn is_stack(stack: &[Line]) -> bool {
    let told = stack.iter().filter(|line| line.told).count();
    told >= 2 && told >= 2 * (stack.len() - told)
}

fn take(draft: &Draft<'_>, stack: &[Line], parties: &mut Vec<Party>) {
    for line in stack {
        if let Some(party) = added(parties, line.name, draft) {
            introduce(draft, party, line.span);
        }
    }
}
