//! Parties at the edges of a document, where no words introduce them: numbers, a letter's head, signatures.

use super::names::{Name, names_in};
use super::series::series;
use super::{HEAD_BLOCKS, PREAMBLE_BLOCKS, add};
use crate::annotate::{Draft, Shape};
use crate::document::{Party, Span, Zone};

/// Lines near the start that give an organisation's name and number.
pub(super) fn from_numbers(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let numbers = crate::annotate::spans_of(draft, "org-number");
    for block in draft.document.blocks().iter().take(2 * PREAMBLE_BLOCKS) {
        let at = numbers.partition_point(|span| span.start() < block.content.start());
        let numbered = numbers.get(at).is_some_and(|span| span.start() < block.content.end());
        if numbered && block.is_body() && !block.is_heading() && block.cell().is_none() {
            series(draft, block.content, parties);
        }
    }
}

/// "For X" in the signature block.
pub(super) fn from_signatures(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    for (index, block) in draft.document.blocks().iter().enumerate() {
        if draft.annotations.zones.get(index) != Some(&Zone::Signature) {
            continue;
        }
        let from = draft
            .words_in("signature-for", block.content)
            .next()
            .filter(|word| word.span.start() < block.content.start() + 4)
            .map_or(block.content.start(), |word| word.span.end());
        let rest = Span::at(from.min(block.content.end()), block.content.end());
        if let Some(name) =
            names_in(draft, rest).into_iter().next().filter(|name| name.span.start() < from + 4)
        {
            add(parties, name, draft);
        }
    }
}

/// Lines of their own near the start that say nothing but a name: who writes to whom in a letter.
pub(super) fn from_head(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks().iter().zip(&draft.annotations.zones);
    for (block, zone) in blocks.take(HEAD_BLOCKS) {
        if !block.is_body() || block.is_heading() || !matches!(zone, Zone::HeaderBlock | Zone::Parties) {
            continue;
        }
        let mut from = block.content.start();
        for line in draft.document.slice(block.content).split(['\n', '\t']) {
            let span = Span::at(from, from + line.len());
            from = span.end() + 1;
            let name = names_in(draft, span).into_iter().next();
            // "Tallsjö stad Stationsgatan 4, 561 20 Tallsjö": a name over an address.
            let address =
                || draft.tokens_in(span).iter().filter(|token| token.shape == Shape::Number).count() >= 2;
            let whole = |name: &Name| {
                name.span.start() == span.start()
                    && (name.span.len() + 2 >= line.trim_end().len() || line.len() <= 160 && address())
            };
            if let Some(name) = name.filter(whole) {
                add(parties, name, draft);
            }
        }
    }
}

/// The first line that joins two names ("Krisstöd i Alviks församling och Alviks kommun"), where nothing else tells who.
pub(super) fn from_pair(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let join = |gap: Span| {
        let tokens = draft.tokens_in(gap);
        tokens.len() <= 4
            && tokens.last().is_some_and(|token| {
                draft.words_in("party-join", token.span).any(|word| word.span == token.span)
            })
    };
    for block in draft.document.blocks().iter().filter(|block| block.is_body()).take(HEAD_BLOCKS) {
        let names = names_in(draft, block.content);
        let pair = names.windows(2).find(|pair| join(Span::at(pair[0].span.end(), pair[1].span.start())));
        if let Some(pair) = pair {
            for name in pair {
                add(parties, *name, draft);
            }
            return;
        }
    }
}

/// "NORTH BANK LTD. By: …": the name just before who signs for it.
pub(super) fn from_signers(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let text = draft.document.text();
    for word in draft.words_of("signed-by").filter(|word| word.span.start() * 2 > text.len()).take(40) {
        if !text[word.span.end()..].starts_with(':') {
            continue;
        }
        let before = Span::at(draft.document.back(word.span.start(), 160), word.span.start());
        let near = names_in(draft, before).into_iter().next_back();
        if let Some(name) = near.filter(|name| text[name.span.end()..word.span.start()].trim().len() <= 3) {
            add(parties, name, draft);
        }
    }
}
