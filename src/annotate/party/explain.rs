//! Parties whose short name stands first: "Kommunen (Norrby kommun) öppnar hallen", "the Meeting (Norrby Quaker Meeting)",
//! "KSF = Kommunstyrelsens förvaltning".

use super::introduce::{alias, introduce, recurs};
use super::names::{Name, names_in};
use super::{added, is_verb};
use crate::annotate::{Draft, Shape, Token, person};
use crate::document::{Party, Span};

/// Blocks from the start in which short names are explained.
const BLOCKS: usize = 24;
/// Bytes of such a block that are looked at.
const TOP: usize = 1_500;
/// Words of a short name and of the name that it stands for, at most.
const SHORT: usize = 3;
const WORDS: usize = 10;
/// Places where a short name stands that are looked at.
const AGAIN: usize = 8;
/// Bytes behind a name in which its number stands.
const SAID: usize = 60;

/// A short name and what it stands for.
struct Explained {
    short: Span,
    name: Span,
}

/// Adds those whose short names are explained, two or more, of which a word tells at least of one that it is an organisation.
pub(super) fn from_explained(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let mut found: Vec<Explained> = Vec::new();
    for block in draft.document.blocks().iter().filter(|block| block.is_body()).take(BLOCKS) {
        if block.cell().is_none() && !block.is_heading() {
            let top = draft.document.ahead(block.content.start(), TOP).min(block.content.end());
            let content = Span::at(block.content.start(), top);
            in_brackets(draft, content, &mut found);
            by_sign(draft, content, &mut found);
        }
    }
    if found.len() < 2 || !found.iter().any(|one| draft.has_sort(one.name)) {
        return;
    }
    for one in found {
        let Some(party) = added(parties, Name { span: one.name }, draft) else {
            continue;
        };
        let end = draft.document.ahead(one.name.end(), SAID);
        let block = draft.document.block_at(one.name.start()).and_then(|at| draft.document.blocks().get(at));
        let end = block.map_or(end, |block| end.min(block.content.end()));
        if draft.document.between(one.name.end(), end).trim_start().starts_with(',') {
            introduce(draft, party, Span::at(one.name.start(), end.max(one.name.end())));
        }
        alias(party, draft.document.slice(one.short));
    }
}

/// "Kommunen (Norrby kommun)", at the beginning of a sentence or behind a comma or joining word; "Viks Byalag (Byalaget) sköter",
/// where the bracket is behind who does something.
fn in_brackets(draft: &Draft<'_>, content: Span, found: &mut Vec<Explained>) {
    let text = draft.document.slice(content);
    for (open, _) in text.match_indices(" (") {
        let inside = content.start() + open + 2;
        let Some(close) = text[open..].find(')').map(|close| content.start() + open + close) else { break };
        let before = Span::at(content.start(), content.start() + open);
        let inside = Span::at(inside.min(close), close);
        if let Some(name) = acting_before(draft, before, inside) {
            found.push(Explained { short: inside, name });
        } else if let Some(name) = whole_name(draft, inside) {
            found.extend(short_before(draft, before).map(|short| Explained { short, name }));
        }
    }
}

/// The name of an organisation with which a sentence begins and a span ends, where a short name in a bracket and a verb follow.
fn acting_before(draft: &Draft<'_>, before: Span, short: Span) -> Option<Span> {
    let tokens = draft.tokens_in(short);
    let capital = tokens.first().is_some_and(|first| matches!(first.shape, Shape::Capital | Shape::Upper));
    let verb = draft.tokens_in(Span::at(short.end(), draft.document.ahead(short.end(), SAID))).first()?;
    if !capital || tokens.len() > SHORT || !is_verb(draft, verb) {
        return None;
    }
    let sentence = draft.annotations.sentence_around(short.start())?;
    let from = sentence.span.start().max(before.start()).min(before.end());
    let name = names_in(draft, Span::at(from, before.end())).last().map(|name| name.span)?;
    let ahead = draft.tokens_in(Span::at(from, name.start()));
    let opens = ahead.iter().all(|token| draft.has_whole("party-article", token.span));
    (opens && name.end() == before.end() && draft.has_sort(name)).then_some(name)
}

/// "KSF = Kommunstyrelsens förvaltning", "KC: Kirkbrae Council, Harbour House", "Nämnden. Äldrenämnden i Vik": a block of its own.
fn by_sign(draft: &Draft<'_>, content: Span, found: &mut Vec<Explained>) {
    let text = draft.document.slice(content);
    let signs = [" = ", ": ", ". "];
    let Some((sign, len)) = signs.iter().filter_map(|sign| Some((text.find(sign)?, sign.len()))).min() else {
        return;
    };
    let Some(short) = short_before(draft, Span::at(content.start(), content.start() + sign)) else { return };
    if draft.tokens_in(Span::at(content.start(), short.start())).len() > 1
        || draft.has_word("no-party-label", short)
        || draft.has_word("role-title", short)
        || !does_something(draft, short)
    {
        return;
    }
    let rest = Span::at(content.start() + sign + len, content.end());
    let said = draft.document.slice(rest);
    let whole = said.trim_end_matches([' ', '.', ';', ',']).len();
    let ends = [whole, said.find([',', '(']).map_or(whole, |end| said[..end].trim_end().len())];
    let name = ends.iter().find_map(|end| whole_name(draft, Span::at(rest.start(), rest.start() + end)));
    found.extend(name.map(|name| Explained { short, name }));
}

/// True where a short name stands further on before a verb.
fn does_something(draft: &Draft<'_>, short: Span) -> bool {
    let said = draft.document.slice(short);
    let behind = &draft.document.text()[short.end()..];
    behind.match_indices(said).take(AGAIN).any(|(at, _)| {
        let end = short.end() + at + said.len();
        let next = draft.tokens_in(Span::at(end, draft.document.ahead(end, SAID))).first();
        next.is_some_and(|next| draft.document.between(end, next.span.start()) == " " && is_verb(draft, next))
    })
}

/// The short name with which a span ends, where it opens a sentence or follows a comma or a joining word.
fn short_before(draft: &Draft<'_>, before: Span) -> Option<Span> {
    let tokens = draft.tokens_in(before);
    let end = tokens.last()?.span.end();
    if end != before.end() {
        return None;
    }
    let capital = |token: &&Token| matches!(token.shape, Shape::Capital | Shape::Upper);
    let count = tokens.iter().rev().take(SHORT + 1).take_while(capital).count();
    let first = tokens.len() - count;
    // "The Meeting"
    let article = tokens.get(first).filter(|first| draft.has_whole("party-article", first.span));
    let named = &tokens[first + usize::from(article.is_some())..];
    let short = named.first()?.span.cover(named.last()?.span);
    let led = first.checked_sub(1).map(|at| tokens[at]);
    let led = led
        .filter(|led| !draft.has_whole("party-article", led.span))
        .or_else(|| first.checked_sub(2).map(|at| tokens[at]));
    let sentence = draft.annotations.sentence_around(short.start());
    let opens = sentence
        .is_some_and(|sentence| draft.tokens_in(Span::at(sentence.span.start(), short.start())).len() <= 1);
    let comma = draft
        .document
        .slice(before)
        .get(..short.start() - before.start())
        .is_some_and(|text| text.ends_with(", "));
    let joined = led.is_some_and(|led| draft.has_whole("party-join", led.span));
    let plain = count <= SHORT
        && !draft.document.slice(short).contains([',', '(', ')', ':', ';', '/', '"', '”', '“'])
        && names_in(draft, short).is_empty()
        && !draft.is("not-a-party", &named[0])
        && !person::is_given_name(draft.lower(&named[0]))
        && recurs(draft, draft.document.slice(short), short);
    (plain && (opens || comma || joined)).then_some(short)
}

/// A span that is a name from end to end: a word of it tells, or capitals do.
fn whole_name(draft: &Draft<'_>, span: Span) -> Option<Span> {
    // "Skolan: Viks kommun genom utbildningsnämnden"
    let through = draft.words_in("party-through", span).next().map(|word| word.span.start());
    let until = through.filter(|at| *at > span.start()).unwrap_or(span.end());
    let said = draft.document.between(span.start(), until).trim_end_matches([' ', ',']).len();
    let span = Span::at(span.start(), span.start() + said);
    let tokens = draft.tokens_in(span);
    let article = tokens.first().filter(|first| draft.has_whole("party-article", first.span));
    let named = &tokens[usize::from(article.is_some())..];
    let (first, last) = (named.first()?, named.last()?);
    let name = first.span.cover(last.span);
    let whole = last.span.end() == span.end()
        && (2..=WORDS).contains(&named.len())
        && matches!(first.shape, Shape::Capital | Shape::Upper)
        && !draft.document.slice(name).contains(['"', '”', '“', ':', ';', '(', '@'])
        && !named.iter().any(|token| token.shape == Shape::Number)
        && !["alias-lead", "month", "role-title"].iter().any(|label| draft.has_word(label, name));
    whole.then_some(name)
}
