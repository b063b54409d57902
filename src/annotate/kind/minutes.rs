//! Minutes of a meeting and cases for one, by lines that only they have.

use super::TITLE_BLOCKS;
use crate::annotate::Draft;
use crate::document::{DocumentKind, Span, Zone};

/// Running heads and feet that are looked at.
const FURNITURE: usize = 40;
/// Blocks from the start in which lines of a case are looked for.
const CASE_BLOCKS: usize = 40;

/// The first of two or more lines near the top that only minutes have: who decides, who checks the minutes.
pub(super) fn recorded(draft: &Draft<'_>) -> Option<Span> {
    let top = draft.document.blocks().iter().take(2 * TITLE_BLOCKS);
    let mut lines = top.filter_map(|block| {
        let word = draft.words_in("minutes-line", block.content).next()?;
        (word.span.start() == block.content.start()).then_some(word.span)
    });
    lines.next().filter(|_| lines.next().is_some())
}

/// A letter to a board, or the minutes of one, about what is put before it ("Förslag till beslut", "Beslutsunderlag",
/// "SAMMANTRÄDESPROTOKOLL" as lines of their own), with no signatures behind.
pub(super) fn case(draft: &Draft<'_>) -> Option<(DocumentKind, Span)> {
    let blocks = draft.document.blocks().iter().take(CASE_BLOCKS);
    let zones = &draft.annotations.zones;
    let whole = |label: &str, span: Span| {
        let bare = draft.document.slice(span).trim_end_matches([':', ' ']).len();
        draft.words_in(label, span).any(|word| {
            word.span.start() == span.start()
                && (word.span.len() >= bare || draft.document.slice(span)[word.span.len()..].starts_with(':'))
        })
    };
    let mut lines: Vec<Span> = Vec::new();
    let (mut minutes, mut last) = (None, 0);
    for (index, block) in blocks.enumerate().filter(|(_, block)| block.cell().is_none()) {
        if whole("running-minutes", block.content) {
            minutes = minutes.or(Some(block.content));
        } else if whole("case-line", block.content) {
            lines.push(block.content);
            last = index;
        }
    }
    // A date at the very end signs nothing.
    if zones.iter().skip(last).filter(|zone| **zone == Zone::Signature).nth(1).is_some() {
        return None;
    }
    match (minutes, lines.as_slice()) {
        (Some(line), [_, ..]) => Some((DocumentKind::Minutes, line)),
        (None, [first, _, ..]) => Some((DocumentKind::Other, *first)),
        _ => None,
    }
}

/// A running head or foot that only minutes have: the word itself, or two of the lines by which they are checked.
pub(super) fn runs_as_minutes(draft: &Draft<'_>) -> Option<Span> {
    let blocks = draft.document.blocks().iter().zip(&draft.annotations.zones);
    let running = blocks.filter(|(_, zone)| **zone == Zone::Furniture).map(|(block, _)| block.content);
    let spans: Vec<Span> = running.take(FURNITURE).collect();
    let named = spans.iter().find(|span| draft.has_word("running-minutes", **span));
    let checked = spans.iter().find(|span| {
        let mut words = draft.words_in("minutes-line", **span).map(|word| word.span.start());
        words.next().is_some() && words.next().is_some()
    });
    named.or(checked).copied()
}
