//! Kind: what sort of document it is, by its title first and by its structure where the title does not say.

mod holds;

use std::cell::LazyCell;

use super::{Annotator, Draft, Shape, Token, party, spans_of, zones};
use crate::document::{BlockKind, DocumentKind, KindGuess, Span, Zone};

/// Tells the kind and the title.
pub const ANNOTATOR: Annotator = Annotator { name: "kind", doc: "Tells what sort of document it is.", run };

/// Lexicons of title words and the kinds that they name.
const TITLE_WORDS: &[(&str, DocumentKind)] = &[
    ("kind-amendment", DocumentKind::Amendment),
    ("kind-minutes", DocumentKind::Minutes),
    ("kind-form", DocumentKind::Form),
    ("kind-guidance", DocumentKind::Guidance),
    ("kind-annex", DocumentKind::Annex),
    ("kind-agreement", DocumentKind::Agreement),
    ("kind-plan", DocumentKind::Plan),
    ("kind-other", DocumentKind::Other),
];

/// Finer sorts, as values of the lexicons.
const DETAILS: &[&str] =
    &["termination", "prolongation", "form", "consent", "routine", "declaration", "not-found-page"];

/// A title is looked for in so many blocks.
const TITLE_BLOCKS: usize = 14;
/// A title is at most so long.
const TITLE: usize = 200;
/// So many words that say what is to be filled in make a template.
const PROMPTS: usize = 4;
/// Running heads and feet that are looked at.
const FURNITURE: usize = 40;
/// So many rows that nobody has filled in make a form.
const FORM_ROWS: usize = 4;
/// Words before the one that says that a title is that of a report, an offer or the like, at most.
const OPENING: usize = 2;
/// So many blanks behind their labels make a form of what no party introduces.
const BLANKS: usize = 3;
/// Words of a line that holds a label and its blank, at most.
const LABEL_LINE: usize = 12;
/// Blocks from the start in which lines of a case are looked for.
const CASE_BLOCKS: usize = 40;
/// Blocks from the start in which a page may have run together, and bytes of it in which it says what it is.
const RUN_ON: usize = 3;
const RUN_ON_TOP: usize = 800;
/// Words of the title of such a page, and words up to the one that says what it is, at most.
const RUN_ON_TITLE: usize = 14;
const RUN_ON_WORDS: usize = 8;
/// Lines that only minutes have, where they have run together.
const MINUTES: usize = 3;
/// Words in which it is looked for what somebody is told to have said.
const SPEECH: usize = 2_000;
/// Bytes from the start in which a text says what it is.
const SELF: usize = 3_000;

fn run(draft: &mut Draft<'_>) {
    let lines = title_lines(draft);
    draft.annotations.title = title(draft, &lines);
    draft.annotations.kind = guess(draft, &lines);
}

/// The lines near the top that may be the title, in order.
fn title_lines(draft: &Draft<'_>) -> Vec<Span> {
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
        let below = lines.len() <= 4
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

fn title(draft: &Draft<'_>, lines: &[Span]) -> Option<String> {
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

fn guess(draft: &Draft<'_>, lines: &[Span]) -> KindGuess {
    let document = draft.document;
    let first = lines.first().copied().unwrap_or_default();
    let top = Span::at(first.start(), lines.iter().map(|line| line.end()).max().unwrap_or(0));
    let detail = |value: &str| DETAILS.iter().find(|detail| **detail == value).copied();
    if draft.tokens.len() < 400
        && let Some(word) = draft.words_in("not-found-page", top).next()
    {
        let evidence = Some(word.span);
        return KindGuess {
            kind: DocumentKind::Other,
            detail: detail("not-found-page"),
            evidence,
            confidence: 0.9,
        };
    }
    let mut named = None;
    for (index, line) in lines.iter().enumerate() {
        let text = document.slice(*line);
        // Only the first lines, and short ones, are a title; a sentence that names an agreement is none.
        if text.len() > TITLE || index > 0 && (text.ends_with('.') || index > 8) {
            continue;
        }
        // A preamble between title and parties names the parties, not the document.
        let lead =
            draft.words_in("party-lead", *line).next().is_some_and(|word| word.span.start() == line.start());
        if let Some(found) = title_word(draft, *line) {
            named = Some((found, index));
            break;
        }
        if lead {
            break;
        }
    }
    let parties = structure(draft);
    let said = matches!(named, Some(((DocumentKind::Agreement | DocumentKind::Minutes, ..), _)));
    let holds = LazyCell::new(|| holds::as_agreement(draft).is_some());
    let agreed = parties.signed && (parties.introduced || *holds);
    // What runs over or under every page says it of the whole.
    if let Some(evidence) = runs_as_minutes(draft) {
        return KindGuess {
            kind: DocumentKind::Minutes,
            detail: None,
            evidence: Some(evidence),
            confidence: 0.9,
        };
    }
    if !said
        && !agreed
        && let Some(evidence) = recorded(draft)
    {
        return KindGuess {
            kind: DocumentKind::Minutes,
            detail: None,
            evidence: Some(evidence),
            confidence: 0.85,
        };
    }
    // The case that an agreement is decided in begins as the agreement is called.
    if let Some((kind, span)) = case(draft) {
        return KindGuess { kind, detail: None, evidence: Some(span), confidence: 0.8 };
    }
    // "Så skriver ni ett avtal / En vägledning för …": the line below says what it is.
    if let Some(((DocumentKind::Agreement, _, _), index)) = &named
        && !(parties.signed && parties.introduced)
    {
        // "Teckna avtal – en handbok" says so behind a dash.
        let subtitle = |line: &Span| {
            let dash = [" – ", " - ", ": "].iter().filter_map(|dash| document.slice(*line).find(dash)).min();
            dash.map_or(Span::at(line.end(), line.end()), |dash| Span::at(line.start() + dash, line.end()))
        };
        let below = lines
            .iter()
            .take(4)
            .filter(|line| line.len() <= TITLE && !document.slice(**line).starts_with('['))
            .map(|line| if line.start() == lines[*index].start() { subtitle(line) } else { *line });
        // Where somebody seems to sign, the line must begin with that word.
        let told = |line: Span| {
            let word = draft.words_in("kind-guidance", line).next()?;
            // "En vägledning för små föreningar"
            let begins = draft.tokens_in(Span::at(line.start(), word.span.start())).len() <= 1;
            (!parties.signed || begins).then_some(word)
        };
        if let Some(word) = below.filter_map(told).next() {
            return KindGuess {
                kind: DocumentKind::Guidance,
                detail: None,
                evidence: Some(word.span),
                confidence: 0.8,
            };
        }
    }
    let Some(((kind, value, span), index)) = named else {
        return untitled(draft, parties, first, *holds);
    };
    let mut guess = KindGuess {
        kind,
        detail: detail(value.as_deref().unwrap_or("")),
        evidence: Some(span),
        confidence: if index == 0 { 0.95 } else { 0.85 },
    };
    match kind {
        DocumentKind::Agreement
            if !(parties.introduced && parties.signed)
                && (is_form(draft)
                    || parties.blanks == 0 && (asks_individual(draft) || filled_in(draft))) =>
        {
            guess.kind = DocumentKind::Form;
            guess.detail = detail("form");
            guess.confidence = 0.8;
        }
        DocumentKind::Agreement => {
            let line = lines.get(index).copied().unwrap_or(first);
            // "Mall 2026:1 – Avtalsenheten" over the title says so as well.
            let template = draft.words_in("kind-template", line).next().map(|word| word.span).or_else(|| {
                let mut words = draft.words_in("kind-template", first);
                words.next().map(|word| word.span).filter(|word| word.start() == first.start())
            });
            if template.is_some() || parties.blanks > 0 || parties.prompts >= PROMPTS {
                guess.kind = DocumentKind::Template;
                guess.evidence = template.or(parties.first_blank).or(guess.evidence);
                guess.confidence = if template.is_some() { 0.95 } else { 0.8 };
            } else if draft.has_word("kind-declaration", line) {
                guess.detail = detail("declaration");
                // One organisation that declares its intent binds nobody else.
                if !parties.introduced && !parties.signed && parties.words < 3 && !party::introduced(draft) {
                    guess.kind = DocumentKind::Other;
                    guess.confidence = 0.7;
                }
            }
        }
        // "Samverkansprogram" between parties who sign it is an agreement in all but name.
        DocumentKind::Plan
            if parties.introduced
                && (draft.has_word("kind-agreement", lines.get(index).copied().unwrap_or(first))
                    || parties.signed && parties.words >= 8 && parties.plan_words * 3 < parties.words) =>
        {
            guess.kind = DocumentKind::Agreement;
            guess.confidence = 0.6;
        }
        // "Bilaga 1" typed over an agreement in full that two parties sign.
        DocumentKind::Annex if parties.introduced && parties.signed && parties.words >= 8 => {
            guess.kind = DocumentKind::Agreement;
            guess.confidence = 0.55;
        }
        DocumentKind::Other
            if parties.signed && (parties.introduced && parties.words >= 8 || confirms(draft) || *holds) =>
        {
            guess.kind = DocumentKind::Agreement;
            guess.confidence = 0.55;
        }
        // "Så här gör vi med onsdagarna" over a letter that says that it is what they agreed on, and that they sign.
        // So is "Frågor och svar om lekparken" over what two who sign do.
        DocumentKind::Guidance if parties.signed && (confirms(draft) || *holds || party::promises(draft)) => {
            guess.kind = DocumentKind::Agreement;
            guess.confidence = 0.55;
        }
        // "Minnesanteckning" over what those who were there agreed to hold as an agreement, and sign.
        DocumentKind::Minutes if parties.signed && *holds => {
            guess.kind = DocumentKind::Agreement;
            guess.confidence = 0.6;
        }
        // "Minnesanteckningar och överenskommelse" between parties who are told and sign is both.
        DocumentKind::Minutes
            if parties.signed
                && joins_agreement(draft, span, lines.get(index).copied().unwrap_or(first))
                && (parties.introduced || party::opens(draft) || party::introduced(draft)) =>
        {
            guess.kind = DocumentKind::Agreement;
            guess.confidence = 0.55;
        }
        // "Samverkansrutin och avtal" between parties who agree is both.
        DocumentKind::Annex
            if value.as_deref() == Some("routine")
                && draft.has_word("kind-agreement", lines.get(index).copied().unwrap_or(first))
                && (party::opens(draft) || party::introduced(draft)) =>
        {
            guess.kind = DocumentKind::Agreement;
            guess.detail = None;
            guess.confidence = 0.6;
        }
        _ => {}
    }
    guess
}

/// "Minnesanteckningar och överenskommelse": a word for an agreement joined right behind the word of a title.
fn joins_agreement(draft: &Draft<'_>, word: Span, line: Span) -> bool {
    draft.words_in("kind-agreement", Span::at(word.end().min(line.end()), line.end())).next().is_some_and(
        |agreement| {
            let between = draft.tokens_in(Span::at(word.end(), agreement.span.start()));
            matches!(between, [join] if draft.has_whole("party-join", join.span))
        },
    )
}

/// The first of two or more lines near the top that only minutes have: who decides, who checks the minutes.
fn recorded(draft: &Draft<'_>) -> Option<Span> {
    let top = draft.document.blocks().iter().take(2 * TITLE_BLOCKS);
    let mut lines = top.filter_map(|block| {
        let word = draft.words_in("minutes-line", block.content).next()?;
        (word.span.start() == block.content.start()).then_some(word.span)
    });
    lines.next().filter(|_| lines.next().is_some())
}

/// A letter to a board, or the minutes of one, about what is put before it ("Förslag till beslut", "Beslutsunderlag",
/// "SAMMANTRÄDESPROTOKOLL" as lines of their own), with no signatures behind.
fn case(draft: &Draft<'_>) -> Option<(DocumentKind, Span)> {
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
fn runs_as_minutes(draft: &Draft<'_>) -> Option<Span> {
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

/// The word of a title that says what the document is. In Swedish the head comes first; in English it is the last
/// such word before a preposition.
fn title_word(draft: &Draft<'_>, line: Span) -> Option<(DocumentKind, Option<String>, Span)> {
    let document = draft.document;
    if let Some(word) = collapse(document.slice(line)) {
        let lower = word.to_lowercase();
        return TITLE_WORDS.iter().find_map(|(label, kind)| {
            draft.lexicons.value_of(label, &lower).map(|value| (*kind, Some(value.to_owned()), line))
        });
    }
    let mut words: Vec<(Span, usize, DocumentKind, Option<String>)> = Vec::new();
    for (rank, (label, kind)) in TITLE_WORDS.iter().enumerate() {
        for word in draft.words_in(label, line) {
            // What is no document of ours says so first: "Rapport om …", but not "Avtal om rapport …".
            let ahead = draft.tokens_in(Span::at(line.start(), word.span.start())).len();
            if *kind != DocumentKind::Other || ahead <= OPENING {
                words.push((word.span, rank, *kind, draft.value(word).map(str::to_owned)));
            }
        }
    }
    words.sort_by_key(|word| (word.0.start(), word.1));
    let english = draft.annotations.language == crate::document::Language::En;
    let from = words.first()?.0.start();
    let stop = draft
        .words_in("title-preposition", line)
        .find(|word| word.span.start() > from)
        .map_or(line.end(), |word| word.span.start());
    let ahead = words.iter().filter(|word| word.0.start() < stop || word.0.start() == from);
    // "Guidance Note 11: Writing agreements …": what opens a title before its colon says what the whole is.
    let opener = words.first().filter(|word| {
        let behind = document.slice(Span::at(word.0.end(), line.end()));
        word.2 == DocumentKind::Guidance
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

#[derive(Debug, Clone, Copy, Default)]
struct Structure {
    /// Parties are introduced in a place of their own.
    introduced: bool,
    /// There are signatures.
    signed: bool,
    /// Words that only an agreement uses of itself.
    words: usize,
    /// Words that a plan uses of itself.
    plan_words: usize,
    /// Blanks where the parties should stand.
    blanks: usize,
    /// Words in brackets that say what is to be filled in, anywhere.
    prompts: usize,
    first_blank: Option<Span>,
}

fn structure(draft: &Draft<'_>) -> Structure {
    let blanks = spans_of(draft, "placeholder");
    let zones = &draft.annotations.zones;
    let in_parties = |span: &Span| {
        let Some(index) = draft.document.block_at(span.start()) else { return false };
        let led = || {
            draft
                .document
                .blocks()
                .get(index)
                .is_some_and(|block| draft.has_word("party-lead", block.content))
        };
        zones.get(index) == Some(&Zone::Parties) || index < TITLE_BLOCKS && led()
    };
    let top = Span::at(0, draft.document.ahead(0, SELF));
    let blanks: Vec<Span> = blanks.into_iter().filter(in_parties).collect();
    Structure {
        introduced: zones.contains(&Zone::Parties)
            || draft.has_word("deed-phrase", top)
            || draft.has_word("deed-around", top),
        signed: zones.contains(&Zone::Signature),
        words: draft.words_of("agreement-word").count(),
        plan_words: draft.words_of("plan-word").count(),
        blanks: blanks.len(),
        prompts: prompts(draft),
        first_blank: blanks.first().copied(),
    }
}

/// Rows that wait for what an individual fills in, with a word for what only individuals have.
fn is_form(draft: &Draft<'_>) -> bool {
    let blocks = draft.document.blocks();
    let empty = |at: usize| draft.tokens_in(blocks[at].content).is_empty();
    // In files that keep no empty cells only the labels are left.
    let label = |at: usize| {
        let span = blocks[at].content;
        draft.words_in("form-label", span).any(|word| word.span.len() + 1 >= span.len())
    };
    let mut rows = 0;
    for table in draft.document.tables() {
        let mut cells = table.filter_map(|at| Some((at, blocks[at].cell()?.row))).peekable();
        while let Some((first, row)) = cells.next() {
            let (mut others, mut filled) = (0, 0);
            while let Some((at, _)) = cells.next_if(|(_, next)| *next == row) {
                others += 1;
                filled += usize::from(!empty(at));
            }
            rows += usize::from(!empty(first) && filled == 0 && (others > 0 || label(first)));
        }
    }
    let lines = (0..blocks.len()).filter(|at| blocks[*at].is_body() && blocks[*at].cell().is_none());
    rows += lines.filter(|at| label(*at)).count();
    rows >= FORM_ROWS && draft.words_of("individual-label").next().is_some()
}

/// Bytes of what stands in brackets to be filled in, at most.
const PROMPT: usize = 2_000;

/// "[beskriv kort …]", "[antal]": words in square brackets that begin with a small letter, outside signatures.
fn prompts(draft: &Draft<'_>) -> usize {
    let blocks = draft.document.blocks().iter().zip(&draft.annotations.zones);
    let texts = blocks.filter(|(_, zone)| **zone != Zone::Signature);
    texts
        .map(|(block, _)| {
            let text = draft.document.slice(block.content);
            text.match_indices('[').filter(|(at, _)| {
                let rest = &text[at + 1..];
                let close = rest.bytes().take(PROMPT).position(|byte| matches!(byte, b']' | b'\n'));
                let close = close.filter(|close| rest.as_bytes()[*close] == b']');
                close.is_some_and(|close| close >= 3) && rest.starts_with(char::is_lowercase)
            })
        })
        .map(Iterator::count)
        .sum()
}

/// Without a title that says it: two parties who sign make an agreement; a text that speaks of itself as a plan is one.
fn untitled(draft: &Draft<'_>, found: Structure, first: Span, holds: bool) -> KindGuess {
    let mut guess =
        KindGuess { evidence: (!first.is_empty()).then_some(first), confidence: 0.5, ..KindGuess::default() };
    let valid = draft.words_of("validity-phrase").next().is_some();
    let ends = found.signed || valid;
    let introduced = LazyCell::new(|| party::introduced(draft));
    let news = || !found.signed && quotes_somebody(draft);
    guess.kind = if ((found.introduced || ends && *introduced)
        && (found.words >= 4 && (found.signed || found.words >= 10)
            || found.words >= 1 && ends
            || ends && draft.has_word("weak-agreement", first))
        || ends && confirms(draft)
        || holds && (ends || party::is_letter(draft) || names_two(draft))
        || (draft.has_word("weak-agreement", first) || found.words >= 1 && ends) && *introduced
        || (ends && draft.has_word("weak-agreement", first) || deed(draft))
            && (*introduced || party::opens(draft))
        || (ends || draft.has_word("weak-agreement", first))
            && (found.introduced || *introduced)
            && divides(draft)
        || !draft.has_word("minutes-line", Span::at(0, draft.document.ahead(0, SELF)))
            && party::promises(draft))
        && !news()
    {
        if found.blanks > 0 { DocumentKind::Template } else { DocumentKind::Agreement }
    } else if found.plan_words >= 4
        && found.plan_words * 2 > found.words
        && draft.has_word("header-label", draft.document.blocks().first().map_or(first, |_| head(draft)))
    {
        DocumentKind::Plan
    } else if let Some(span) = names_itself(draft) {
        guess.evidence = Some(span);
        guess.confidence = 0.6;
        if draft.has_word("kind-template", span) { DocumentKind::Template } else { DocumentKind::Agreement }
    } else if let Some((kind, span)) = opens(draft, found) {
        guess.evidence = Some(span);
        guess.confidence = 0.5;
        kind
    } else if !found.introduced && to_fill_in(draft) {
        guess.confidence = 0.6;
        guess.detail = Some("form");
        DocumentKind::Form
    } else {
        guess.confidence = 0.3;
        DocumentKind::Other
    };
    guess
}

/// "1 SAMVERKANSAVTAL för Norrby kommun 1. VÅRA GEMENSAMMA MÅL Med detta avtal …", "RIKTLINJER Antagna av
/// kommunfullmäktige Dnr …": a page whose lines have run together opens with its title.
fn opens(draft: &Draft<'_>, found: Structure) -> Option<(DocumentKind, Span)> {
    let document = draft.document;
    let words = |span: Span| draft.tokens_in(span).iter().filter(|token| token.shape != Shape::Number);
    let body =
        document.blocks().iter().filter(|block| block.is_body() && words(block.content).next().is_some());
    let page = body.take(RUN_ON).map(|block| block.content).find(|page| page.len() > TITLE)?;
    let top = Span::at(page.start(), document.ahead(page.start(), RUN_ON_TOP).min(page.end()));
    // Who decides, who takes part and who checks: only minutes begin so.
    if let Some(line) = draft.words_in("minutes-line", top).next()
        && draft.words_in("minutes-line", top).count() >= MINUTES
    {
        return Some((DocumentKind::Minutes, line.span));
    }
    let opening = Span::at(page.start(), run_on_end(draft, top));
    let (kind, _, span) = title_word(draft, opening)?;
    // "Denna överenskommelse gäller …" is a sentence.
    let ahead = Span::at(opening.start(), span.start());
    let near = words(ahead).count() <= RUN_ON_WORDS && !draft.has_word("this-word", ahead);
    let holds = match kind {
        DocumentKind::Agreement => found.words > 0 || draft.has_word("party-lead", opening) || deed(draft),
        DocumentKind::Plan => draft.words_in("header-label", top).next().is_some(),
        DocumentKind::Minutes => true,
        _ => false,
    };
    (near && holds).then_some((kind, span))
}

/// Where a title at the head of a run-on page ends at the latest: at the end of a sentence, at the number of a section, or
/// after some words.
fn run_on_end(draft: &Draft<'_>, page: Span) -> usize {
    let text = draft.document.text();
    let tokens = draft.tokens_in(page);
    let mut words = 0;
    for (at, token) in tokens.iter().enumerate() {
        let number = token.shape == Shape::Number && token.span.len() <= 2;
        words += usize::from(token.shape != Shape::Number);
        let next = tokens.get(at + 1);
        let headed = || next.is_some_and(|next| matches!(next.shape, Shape::Capital | Shape::Upper));
        let ended = next.is_some_and(|next| {
            text.get(token.span.end()..next.span.start()).is_some_and(|gap| gap.starts_with(". "))
        });
        if words > 2 && (number && headed() || !number && ended && headed()) || words >= RUN_ON_TITLE {
            return token.span.end();
        }
    }
    page.end()
}

/// "– Det känns bra, säger Anna Ek.": what somebody says is told of, as in a newspaper.
fn quotes_somebody(draft: &Draft<'_>) -> bool {
    let said = |pair: &[Token]| {
        draft.is("speech-verb", &pair[0])
            && pair[1].shape == Shape::Capital
            && draft.document.text()[..pair[0].span.start()].trim_end().ends_with([',', '”', '"', '’'])
    };
    draft.tokens.windows(2).take(SPEECH).any(said)
}

/// True where two organisations or more are named near the top.
fn names_two(draft: &Draft<'_>) -> bool {
    let names = party::organisations_in(draft, Span::at(0, draft.document.ahead(0, SELF)));
    let said: std::collections::BTreeSet<&str> =
        names.iter().map(|name| &draft.document.lower()[name.range()]).collect();
    said.len() >= 2
}

/// "Vem gör vad?" as a heading or before a row: the text goes on to tell who does what.
fn divides(draft: &Draft<'_>) -> bool {
    draft.words_of("division-question").any(|word| {
        let block = draft.document.block_at(word.span.start()).and_then(|at| draft.document.blocks().get(at));
        block.is_some_and(|block| {
            let line = block.content;
            word.span.start() == line.start()
                && draft.tokens_in(line).len() == draft.tokens_in(word.span).len()
                && (block.is_heading() || block.cell().is_some() || zones::reads_as_heading(draft, block))
        })
    })
}

/// Short lines with a label and a blank behind it ("Lånad den: ______").
fn to_fill_in(draft: &Draft<'_>) -> bool {
    let blanks = spans_of(draft, "placeholder");
    let behind_label = blanks.into_iter().filter(|blank| {
        let block = draft.document.block_at(blank.start()).and_then(|at| draft.document.blocks().get(at));
        block.is_some_and(|block| {
            let tokens = draft.tokens_in(block.content).len();
            blank.start() > block.content.start() && tokens <= LABEL_LINE
        })
    });
    behind_label.take(BLANKS).count() == BLANKS
}

/// "Personnummer: ______" among lines to fill in that stand before any signature: an individual is asked.
fn asks_individual(draft: &Draft<'_>) -> bool {
    let blocks = draft.document.blocks();
    let blanks = spans_of(draft, "placeholder");
    let asked = blanks.into_iter().filter_map(|blank| {
        let at = draft.document.block_at(blank.start())?;
        let line = blocks.get(at)?.content;
        let short = blank.start() > line.start() && draft.tokens_in(line).len() <= LABEL_LINE;
        (short && draft.annotations.zones.get(at) != Some(&Zone::Signature)).then_some(line)
    });
    let lines: Vec<Span> = asked.collect();
    lines.len() >= BLANKS && lines.iter().any(|line| draft.has_word("individual-label", *line))
}

/// "Namn: Karin Berg" over "Personnummer: …" and "Adress: …": what an individual was asked and has filled in.
fn filled_in(draft: &Draft<'_>) -> bool {
    let lines = draft.document.blocks().iter().filter(|block| block.is_body()).take(FURNITURE);
    let labels = lines.filter_map(|block| {
        let starts = |label: &str| {
            draft.words_in(label, block.content).next().filter(|word| {
                word.span.start() == block.content.start()
                    && draft.document.text()[word.span.end()..].starts_with(':')
            })
        };
        let individual = starts("individual-label").is_some();
        (individual || starts("form-label").is_some()).then_some(individual)
    });
    let labels: Vec<bool> = labels.collect();
    labels.len() >= BLANKS && labels.contains(&true)
}

/// The text says near its top that somebody agrees.
fn deed(draft: &Draft<'_>) -> bool {
    draft.words_of("deed-phrase").next().is_some_and(|word| word.span.start() < SELF)
}

/// A letter that says near its top that it is what two have agreed on ("Vi bekräftar vad vi kom överens om").
fn confirms(draft: &Draft<'_>) -> bool {
    draft.words_of("letter-agreement").next().is_some_and(|word| word.span.start() < SELF)
}

/// "This Supply Agreement is made between …", "Detta avtal har slutits mellan …" near the top: the text says itself
/// what it is.
fn names_itself(draft: &Draft<'_>) -> Option<Span> {
    let end = draft.document.ahead(0, SELF);
    let here = draft.words_in("this-word", Span::at(0, end)).find_map(|this| {
        let near = draft
            .tokens_in(Span::at(this.span.end(), end))
            .iter()
            .take(9)
            .map(|token| token.span.end())
            .next_back()?;
        let named = Span::at(this.span.end(), near);
        let kind = draft.words_in("kind-agreement", named).next()?;
        let rest = Span::at(kind.span.end(), draft.document.ahead(kind.span.end(), 500));
        let binds = draft.has_word("party-lead", rest) || draft.has_word("agreement-word", rest);
        binds.then(|| Span::at(this.span.start(), kind.span.end()))
    });
    here.filter(|_| draft.words_of("agreement-word").nth(2).is_some())
}

fn head(draft: &Draft<'_>) -> Span {
    let blocks = draft.document.blocks().iter().zip(&draft.annotations.zones);
    blocks
        .take_while(|(_, zone)| matches!(zone, Zone::HeaderBlock | Zone::Furniture))
        .map(|(block, _)| block.span)
        .reduce(Span::cover)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::annotate::{annotate, testing};

    fn check(text: &str, expected: &str) {
        let document = testing::document(text);
        let guess = annotate(&document, testing::lexicons()).kind;
        let detail = guess.detail.map_or(String::new(), |detail| format!(" {detail}"));
        assert_eq!(format!("{:?}{detail}", guess.kind).to_lowercase(), expected, "{text}");
    }

    #[test]
    fn titles_tell_the_kind() {
        let sv = "Kommunen och föreningen ska tillsammans se till att det finns en lokal och att den är öppen för alla.";
        let en = "The Council and the Trust shall together see to it that there is a hall and that it is open to all.";
        for (title, expected) in [
            ("Samverkansavtal om servicepunkt", "agreement"),
            ("Överenskommelse om genomförande av regional handlingsplan", "agreement"),
            ("Idéburet offentligt partnerskap (IOP) 2025", "agreement"),
            ("A V T A L", "agreement"),
            ("Gästhamnar i samverkan – överenskommelse säsongerna 2025–2027", "agreement"),
            ("Policy för samverkan och avtal med civilsamhället", "plan"),
            ("Handlingsplan för överenskommelsen med idrotten", "plan"),
            ("Trygghetsplan 2024–2028", "plan"),
            ("Sammanträdesprotokoll, samverkansavtal", "minutes"),
            ("Tilläggsavtal till samverkansavtal", "amendment"),
            ("Uppsägning av samverkansavtal", "amendment termination"),
            ("Samtycke till bild och intervju", "form consent"),
            ("Bilaga 2 till samverkansavtal", "annex"),
            ("Mall för samverkansavtal", "agreement"),
            ("Vägledning om avtal", "guidance"),
        ] {
            if title.starts_with("Mall") {
                check(&format!("T {title}\n# Syfte\n{sv}"), "template");
            } else {
                check(&format!("T {title}\n# Syfte\n{sv}"), expected);
            }
        }
        for (title, expected) in [
            ("Memorandum of Understanding", "agreement"),
            ("Strategic Plan Partnership Agreement", "agreement"),
            ("Side Letter on Joint Communication", "agreement"),
            ("Amendment No. 2 to the Consortium Agreement", "amendment"),
            ("Regional Development Strategy for the North 2023–2030", "plan"),
        ] {
            check(&format!("T {title}\n# Purpose\n{en}"), expected);
        }
        // "plan 2" is a floor; lines that only minutes have tell.
        check(
            &format!(
                "T Direktionen\nPlats och tid: Brandstationen, plan 2\nBeslutande: Gun Berg, Bo Alm\n# § 6\n{sv}"
            ),
            "minutes",
        );
        check(&format!("T Trygghetsplan\nPlats och tid: Brandstationen\n# Syfte\n{sv}"), "plan");
        check(
            "T Samarbejdsaftale om kystturisme\nmellem Fjordbo Kommune og Foreningen\n# Formål\nParterne ønsker at udveksle erfaringer.",
            "agreement",
        );
    }

    #[test]
    fn blanks_among_the_parties_make_a_template_but_filled_brackets_do_not() {
        let text =
            "# Syfte\nParterna ska tillsammans hålla lokalen öppen för alla som vill komma dit under året.";
        check(
            &format!(
                "T Samverkansavtal\n# Parter\n[Kommunens namn], nedan kallad Kommunen, och ____\n{text}"
            ),
            "template",
        );
        check(
            &format!(
                "T Samverkansavtal\n# Parter\nNorrby kommun [Verksamhetschef Hemtjänst] och Åbyn AB\n{text}"
            ),
            "agreement",
        );
        check(
            &format!(
                "T Samverkansavtal\n# Parter\nNorrby kommun och Åbyn AB\n{text}\n# Underskrifter\n____________"
            ),
            "agreement",
        );
    }

    #[test]
    fn pages_that_are_no_documents() {
        check("404\nSidan kunde inte hittas\nGå till startsidan", "other not-found-page");
        check(
            "T Avsiktsförklaring\n# Mål\nFöretaget vill att ungdomar ska få praktik och lovar att ta emot tio om året.",
            "other declaration",
        );
        check("Lunchmeny vecka 12\nSoppa och bröd för den som vill.", "other");
        check("", "other");
    }
}
