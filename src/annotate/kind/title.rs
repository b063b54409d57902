//! The title of a document, and the word of it that says what the document is.

use super::{TITLE, TITLE_BLOCKS};
use crate::annotate::{Draft, Shape, duty, party, zones};
use crate::document::{BlockKind, DocumentKind, Language, Span, Zone};

/// Lexicons of title words and the kinds that they name.
const WORDS: &[(&str, DocumentKind)] = &[
    ("kind-amendment", DocumentKind::Amendment),
    ("kind-minutes", DocumentKind::Minutes),
    ("kind-form", DocumentKind::Form),
    ("kind-guidance", DocumentKind::Guidance),
    ("kind-annex", DocumentKind::Annex),
    ("kind-agreement", DocumentKind::Agreement),
    ("kind-plan", DocumentKind::Plan),
    ("kind-other", DocumentKind::Other),
];

/// Words before the one that says that a title is that of a report, an offer or the like, at most.
const OPENING: usize = 2;
/// Lines over a title that stands in the text, at most: who writes, when, its number, to whom.
const HEAD: usize = 7;
/// Number of the last line that can be a title.
const LAST: usize = 8;

/// A title that says what the document is.
#[derive(Debug)]
pub(super) struct Title {
    pub(super) kind: DocumentKind,
    /// A finer sort, where the lexicon has one.
    pub(super) value: Option<String>,
    /// The word.
    pub(super) word: Span,
    /// The line that holds it, and its number.
    pub(super) line: Span,
    pub(super) index: usize,
}

/// The first of the lines near the top that says what the document is.
pub(super) fn named(draft: &Draft<'_>, lines: &[Span]) -> Option<Title> {
    for (index, line) in lines.iter().enumerate() {
        let text = draft.document.slice(*line);
        // Only the first lines, and short ones, are a title; a sentence that names an agreement is none.
        if text.len() > TITLE || index > LAST {
            continue;
        }
        if index > 0 && text.ends_with('.') {
            if let Some(title) = between(draft, *line, index) {
                return Some(title);
            }
            continue;
        }
        if let Some((kind, value, word)) = title_word(draft, *line) {
            return Some(Title { kind, value, word, line: *line, index });
        }
        // A preamble between title and parties names the parties, not the document.
        if draft.words_in("party-lead", *line).next().is_some_and(|word| word.span.start() == line.start()) {
            return None;
        }
    }
    None
}

/// "Avtal mellan tre föreningar och ett företag. Alla är ideella.": a line that begins with the word for an agreement and
/// whose, and whose first sentence says nothing of it.
fn between(draft: &Draft<'_>, line: Span, index: usize) -> Option<Title> {
    let word =
        draft.words_in("kind-agreement", line).next().filter(|word| word.span.start() == line.start())?;
    let tokens = draft.tokens_in(Span::at(word.span.end(), line.end()));
    let lead = draft.has_word("party-lead", tokens.first()?.span);
    let end = draft.annotations.sentence_around(line.start()).map_or(line.end(), |first| first.span.end());
    let mut said = tokens.iter().take_while(|token| token.span.start() < end);
    let told = said.any(|token| duty::acts(draft, token) || draft.is("be-verb", token));
    let past = tokens.iter().any(|token| draft.is("past-deed", token));
    (lead && !told && !past && goes_on(draft, line)).then(|| Title {
        kind: DocumentKind::Agreement,
        value: draft.value(word).map(str::to_owned),
        word: word.span,
        line,
        index,
    })
}

/// True where a line names two organisations, or a list or table of them stands below.
fn goes_on(draft: &Draft<'_>, line: Span) -> bool {
    let below = draft.document.block_at(line.start()).and_then(|at| draft.document.blocks().get(at + 1));
    let listed = below.is_some_and(|below| {
        matches!(below.kind, BlockKind::ListItem { .. }) || below.label.is_some() || below.cell().is_some()
    });
    listed || party::organisations_in(draft, line).len() >= 2
}

/// The lines near the top that may be the title, in order.
pub(super) fn title_lines(draft: &Draft<'_>) -> Vec<Span> {
    let document = draft.document;
    let mut lines = Vec::new();
    let mut headed = false;
    for (block, zone) in document.blocks().iter().zip(&draft.annotations.zones).take(4 * TITLE_BLOCKS) {
        let text = document.slice(block.content);
        let body = block.is_body() && block.cell().is_none();
        if matches!(zone, Zone::Contents | Zone::Furniture | Zone::Certificate) || !body {
            continue;
        }
        // "Lindåsa kommun" over "PROTOKOLLSUTDRAG": the first heading is part of the title, whatever its level.
        let first_heading = lines.len() == 1 && block.is_heading();
        let titled =
            matches!(block.kind, BlockKind::Title | BlockKind::Heading { level: 1 }) || first_heading;
        // "Avtal mellan X och Y" under a title of another sort, and a bold line over a letter's text, say what it is.
        let says = text.len() <= TITLE
            && draft.words_in("kind-agreement", block.content).next().is_some_and(|word| {
                let lead = draft.words_in("party-lead", block.content).next();
                word.span.start() < block.content.start() + 40
                    && lead.map_or(draft.tokens_in(block.content).len() <= 3, |lead| {
                        word.span.start() < lead.span.start()
                    })
            });
        let bold = !headed && zones::reads_as_heading(draft, block);
        headed |= block.is_heading();
        let below = lines.len() <= HEAD
            && (matches!(zone, Zone::Parties | Zone::Body) && says || *zone == Zone::Body && bold);
        if *zone == Zone::HeaderBlock || titled || below || lines.is_empty() {
            lines.push(block.content);
        }
        if lines.len() >= TITLE_BLOCKS || *zone == Zone::Body && (text.len() > TITLE || lines.len() > 3) {
            break;
        }
    }
    lines
}

/// The title as a reader sees it.
pub(super) fn title(draft: &Draft<'_>, lines: &[Span]) -> Option<String> {
    let document = draft.document;
    let shown = document
        .blocks()
        .iter()
        .find(|block| block.kind == BlockKind::Title)
        .map(|block| block.content)
        .or_else(|| lines.iter().copied().find(|line| line.len() <= TITLE && line.len() > 2));
    let shown = shown.map(|span| {
        let text = document.slice(span);
        collapse(text).unwrap_or_else(|| text.to_owned())
    });
    shown.or_else(|| document.meta().title.clone().filter(|title| !title.trim().is_empty()))
}

/// A letter-spaced word ("A V T A L") as one; `None` where the text is not set so.
fn collapse(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(' ').collect();
    let single = parts.iter().filter(|part| part.chars().count() == 1).count();
    (parts.len() >= 4 && single * 10 >= parts.len() * 8).then(|| parts.concat())
}

/// "Storgatan 2, plan 2": where it is, behind a comma, and not what; "Transport Plan 4" is a plan.
fn is_floor(draft: &Draft<'_>, word: Span, line: Span) -> bool {
    let before = draft.document.between(line.start(), word.start()).trim_end();
    let behind = draft.tokens_in(Span::at(word.end(), line.end()));
    before.ends_with(',')
        && draft.lexicons.contains("floor-word", draft.document.slice(word))
        && behind.first().is_some_and(|next| next.shape == Shape::Number && next.span.len() <= 2)
}

/// The word of a title that says what the document is. In Swedish the head comes first; in English it is the last
/// such word before a preposition.
pub(super) fn title_word(draft: &Draft<'_>, line: Span) -> Option<(DocumentKind, Option<String>, Span)> {
    let document = draft.document;
    if let Some(word) = collapse(document.slice(line)) {
        let lower = word.to_lowercase();
        return WORDS.iter().find_map(|(label, kind)| {
            draft.lexicons.value_of(label, &lower).map(|value| (*kind, Some(value.to_owned()), line))
        });
    }
    let mut words: Vec<(Span, usize, DocumentKind, Option<String>)> = Vec::new();
    for (rank, (label, kind)) in WORDS.iter().enumerate() {
        for word in draft.words_in(label, line) {
            if is_floor(draft, word.span, line) {
                continue;
            }
            // What is no document of ours says so first: "Rapport om …", but not "Avtal om rapport …".
            let ahead = draft.tokens_in(Span::at(line.start(), word.span.start())).len();
            if *kind != DocumentKind::Other || ahead <= OPENING {
                words.push((word.span, rank, *kind, draft.value(word).map(str::to_owned)));
            }
        }
    }
    words.sort_by_key(|word| (word.0.start(), word.1));
    let english = draft.annotations.language == Language::En;
    let from = words.first()?.0.start();
    let stop = draft
        .words_in("title-preposition", line)
        .find(|word| word.span.start() > from)
        .map_or(line.end(), |word| word.span.start());
    let ahead = words.iter().filter(|word| word.0.start() < stop || word.0.start() == from);
    // "Guidance Note 11: Writing agreements …": what opens a title before its colon says what the whole is.
    let opener = words.first().filter(|word| {
        let behind = document.slice(Span::at(word.0.end(), line.end()));
        matches!(word.2, DocumentKind::Guidance | DocumentKind::Minutes | DocumentKind::Other)
            && draft.tokens_in(Span::at(line.start(), word.0.start())).is_empty()
            && [": ", " – ", " - "].iter().any(|mark| behind.contains(mark))
    });
    let best = if let Some(opener) = opener {
        opener
    } else if english {
        // A phrase that holds the last word says more than the word ("letter of intent").
        ahead.max_by_key(|word| (word.0.end(), std::cmp::Reverse(word.1), word.0.len()))?
    } else {
        words.first()?
    };
    Some((best.2, best.3.clone(), best.0))
}
