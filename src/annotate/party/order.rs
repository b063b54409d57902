//! What the parties are called, told of all at once in the order in which they were named: "nedan kallade bolaget,
//! högskolan respektive kåren".

use super::introduce::{alias, tidy};
use crate::annotate::{Draft, QUOTES};
use crate::document::{Language, Party, Span};

/// Blocks from the start in which parties are given other names.
const BLOCKS: usize = 30;
/// Words of one name, at most.
const WORDS: usize = 3;
/// Parties that are told of so, at most.
const MOST: usize = 12;

/// Gives each party the name that stands at its place in such a row, and takes it from the others.
pub(super) fn name_in_order(draft: &Draft<'_>, parties: &mut [Party]) {
    if !(2..=MOST).contains(&parties.len()) {
        return;
    }
    for block in draft.document.blocks().iter().filter(|block| block.is_body()).take(BLOCKS) {
        let leads =
            draft.words_in("alias-row", block.content).chain(draft.words_in("alias-lead", block.content));
        for lead in leads {
            let rest = Span::at(lead.span.end(), block.content.end().max(lead.span.end()));
            // "kallas i fortsättningen …": the row begins behind the second of them.
            let near = draft.tokens_in(rest).iter().take(2);
            if near.into_iter().any(|token| draft.words_in("alias-lead", token.span).next().is_some()) {
                continue;
            }
            let Some(names) = row(draft, rest, parties.len()) else { continue };
            // They stand in the order of the text, whatever order they were found in.
            let mut order: Vec<usize> = (0..parties.len()).collect();
            order.sort_by_key(|at| parties[*at].span.start());
            let before = order.iter().all(|at| parties[*at].span.start() < lead.span.start());
            if !before {
                continue;
            }
            for party in parties.iter_mut() {
                party
                    .aliases
                    .retain(|known| !names.iter().any(|name| name.to_lowercase() == known.to_lowercase()));
            }
            for (at, name) in order.into_iter().zip(&names) {
                alias(&mut parties[at], name);
            }
            return;
        }
    }
}

/// So many names, parted by commas and a joining word, up to the end of the clause.
fn row(draft: &Draft<'_>, rest: Span, count: usize) -> Option<Vec<String>> {
    let tokens = draft.tokens_in(rest);
    let text = draft.document.text();
    let mut names: Vec<Span> = Vec::new();
    let mut open: Option<Span> = None;
    let mut last = rest.start();
    // A joining word stands before the last of them.
    let mut closed = false;
    for token in tokens.iter().take(count * (WORDS + 1) + 2) {
        let gap = text.get(last..token.span.start()).unwrap_or("");
        let joins = ["party-join", "row-join"].iter().any(|label| draft.has_whole(label, token.span));
        let parted = gap.contains(',');
        if (parted || joins) && open.is_some() {
            names.extend(open.take());
            closed |= joins && names.len() + 1 == count;
        }
        if names.len() == count || gap.contains(['.', ';', '\n', ')']) {
            break;
        }
        if !joins {
            open = Some(open.map_or(token.span, |open| open.cover(token.span)));
        }
        last = token.span.end();
    }
    names.extend(open.filter(|_| names.len() < count));
    let short = |name: &Span| draft.tokens_in(*name).len() <= WORDS;
    let known = |name: &Span| {
        let word = draft.document.slice(*name).to_lowercase();
        !draft.lexicons.contains("not-a-party", &word)
    };
    // "hereinafter set forth and for other good and valuable consideration" names nobody, nor does "jointly the Parties".
    let english = draft.annotations.language == Language::En;
    let written = |name: &Span| {
        let said = draft.document.slice(*name);
        let bare = said.strip_prefix("the ").unwrap_or(said);
        let capital = bare.starts_with(char::is_uppercase) || bare.starts_with(QUOTES);
        !draft.has_word("group-cue", *name)
            && (!english || capital || draft.lexicons.contains("party-noun", &said.to_lowercase()))
    };
    let tidied: Vec<String> = names.iter().filter_map(|name| tidy(draft.document.slice(*name))).collect();
    (closed
        && names.len() == count
        && tidied.len() == count
        && names.iter().all(|name| short(name) && known(name) && written(name)))
    .then_some(tidied)
}
