//! Zones: what each block is for, by its heading, its shape and its place in the document.

use super::{Annotator, Draft};
use crate::document::{Block, BlockKind, Span, Zone};

mod closing;
mod preamble;
mod signature;
mod tables;
#[cfg(test)]
mod tests;
mod walk;

/// Gives every block its zone.
pub const ANNOTATOR: Annotator = Annotator {
    name: "zones",
    doc: "Tells what each block is for: header, parties, body, signatures and so on.",
    run,
};

/// A heading is at most so long.
const HEADING: usize = 90;

fn run(draft: &mut Draft<'_>) {
    let zones = walk::Walk::new(draft).walk();
    draft.annotations.zones = zones;
    let signatures: Vec<Span> = draft
        .document
        .blocks()
        .iter()
        .zip(&draft.annotations.zones)
        .filter(|(_, zone)| **zone == Zone::Signature)
        .map(|(block, _)| block.span)
        .collect();
    for span in signatures {
        draft.mark("signature", span, None, 1.0);
    }
}

/// True for a title, heading, paragraph or item of a list: no cell, note or running head.
fn stands_in_text(block: &Block) -> bool {
    matches!(
        block.kind,
        BlockKind::Title | BlockKind::Heading { .. } | BlockKind::Paragraph | BlockKind::ListItem { .. }
    )
}

/// True for a block that reads as a heading: marked as one, or a short line in bold without a full stop.
pub(super) fn reads_as_heading(draft: &Draft<'_>, block: &Block) -> bool {
    let text = draft.document.slice(block.content);
    match block.kind {
        BlockKind::Title | BlockKind::Heading { .. } => true,
        BlockKind::Paragraph => {
            block.bold
                && text.len() <= HEADING
                && !text.ends_with(['.', ',', ';'])
                && text.contains(char::is_alphabetic)
        }
        _ => false,
    }
}
