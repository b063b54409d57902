//! Many who are one side of an agreement and whom it does not list: "Region Norrvik och kommunerna i Norrviks län".

use super::PREAMBLE_BLOCKS;
use super::introduce::alias;
use crate::annotate::{Draft, Shape, Token};
use crate::document::{Party, Sector, Span, Zone};

/// Words between "i" and the word for the county, at most.
const PLACE: usize = 3;
/// Bytes beside them in which the other side is named.
const BESIDE: usize = 60;

/// Adds the municipalities of a county as one party, where one other is known and nobody else.
pub(super) fn from_counties(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks().iter().zip(&draft.annotations.zones);
    let body = blocks.filter(|(block, zone)| block.is_body() && **zone != Zone::Contents);
    for (block, _) in body.take(PREAMBLE_BLOCKS) {
        let tokens = draft.tokens_in(block.content);
        let found = (0..tokens.len()).find_map(|at| Some((at, of_county(draft, tokens, at)?)));
        let Some((at, span)) = found.filter(|(_, span)| joined(draft, *span)) else { continue };
        let singular = draft.lexicons.value_of("plural-sort", draft.lower(&tokens[at])).unwrap_or("");
        let name = draft.document.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
        let legal_form = draft.lexicons.value_of("org-public", singular).map(str::to_owned);
        let mut party = Party { name, span, sector: Sector::Public, legal_form, ..Party::default() };
        // "Kommunerna ska …" further down
        if tokens[at].span.start() == span.start() {
            alias(&mut party, draft.document.slice(tokens[at].span));
        }
        parties.push(party);
        return;
    }
}

/// "kommunerna i Norrviks län", "länets 15 kommuner", "kommunerna i länet": the sort in the plural at token `at`, with the
/// county that tells which they are.
fn of_county(draft: &Draft<'_>, tokens: &[Token], at: usize) -> Option<Span> {
    let text = draft.document.text();
    let sort = tokens.get(at)?;
    draft.lexicons.value_of("plural-sort", draft.lower(sort))?;
    // A space alone parts the token from the next.
    let beside = |at: usize| {
        let next = tokens.get(at + 1).map(|next| next.span.start());
        next.is_some_and(|next| text.get(tokens[at].span.end()..next) == Some(" "))
    };
    let county = |token: &Token| draft.begins_with("county-of", token.span);
    // "länets 15 kommuner"
    let mut before = (0..at).rev().take(2).take_while(|index| beside(*index));
    if let Some(first) = before.find(|index| county(&tokens[*index])) {
        return Some(tokens[first].span.cover(sort.span));
    }
    // "kommunerna i Norrviks län", "kommunerna i länet"
    let link = tokens.get(at + 1).filter(|link| beside(at) && draft.is("name-link", link))?;
    let mut behind = (at + 2..tokens.len().min(at + 3 + PLACE)).take_while(|index| beside(index - 1));
    let last = behind.find(|index| {
        let token = &tokens[*index];
        let named = || *index > at + 2 && tokens[at + 2].shape == Shape::Capital;
        county(token) || draft.is("county-word", token) && named()
    })?;
    (link.shape == Shape::Lower).then(|| sort.span.cover(tokens[last].span))
}

/// "Region Norrvik och kommunerna …", "kommunerna … och Region Norrvik": a joining word stands beside them, and a public
/// body on its other side.
fn joined(draft: &Draft<'_>, span: Span) -> bool {
    let before = Span::at(draft.document.back(span.start(), BESIDE), span.start());
    let behind = Span::at(span.end(), draft.document.ahead(span.end(), BESIDE));
    let joins = |token: Option<&Token>| token.is_some_and(|token| draft.has_whole("party-join", token.span));
    joins(draft.tokens_in(before).last()) && draft.has_word("org-public", before)
        || joins(draft.tokens_in(behind).first()) && draft.has_word("org-public", behind)
}
