//! The parts of a plan that speak of the decision on it: lines of its head, rows of a table, sentences.

use super::body::body;
use super::number::section;
use super::{KEY_LINE, Part, place};
use crate::annotate::plan::name::stem;
use crate::annotate::plan::{Marked, around, first_in};
use crate::annotate::{Draft, Shape, WordMark, duty};
use crate::document::{Span, Zone};

/// Words of a line that tells of a decision without a word for the plan, at most.
const LINE: usize = 8;
/// Bytes of a line that is a decision and nothing else, at most.
const BARE: usize = 120;

/// How much a part tells of the decision: least where it says outright that a body decided. Nothing for a sentence of
/// running text that speaks of something else.
pub(super) fn rank(draft: &Draft<'_>, marked: &Marked, part: Span, running: bool) -> Option<u8> {
    let verb = draft.words_in("adoption-verb", part).next();
    // "Styrelsen beslutade … att ge förvaltningen i uppdrag att ta fram ett program": the plan is none yet.
    let begun = |verb: &WordMark| draft.has_word("plan-making", Span::at(verb.span.end(), part.end()));
    if running && (verb.is_some_and(begun) || !speaks_of_plan(draft, part)) {
        return None;
    }
    let keyed = || draft.has_word("key-decided-by", part) || draft.begins_with("key-by", part);
    let decided = verb.is_some() || !running && keyed();
    // "Progress is reported to Cabinet": a body that is only spoken of decided nothing.
    let told = || !marked.dates_in(part).is_empty() || section(draft, marked, part).is_some();
    let body = body(draft, part).is_some() && (decided || !running || told());
    Some(match (decided, body) {
        // "Senast reviderad: 2024-02-26, kommunstyrelsen § 18"
        (_, true) if draft.begins_with("revised-word", part) => 1,
        (true, true) => 0,
        (false, true) => 1,
        (true, false) => 2,
        _ => 3,
    })
}

/// "Beslutsinstans: Kommunfullmäktige": a line of a head that is a key and what it says, wherever it stands.
pub(super) fn is_key_line(draft: &Draft<'_>, line: Span) -> bool {
    let text = draft.document.slice(line);
    let key = text.find(':').filter(|colon| *colon <= KEY_LINE && line.len() <= BARE);
    key.is_some_and(|colon| {
        let key = Span::at(line.start(), line.start() + colon);
        let known = ["key-decided-by", "key-by", "key-date", "key-section", "key-valid", "dnr-label"];
        known.iter().any(|label| draft.begins_with(label, key))
    })
}

/// True for a sentence that can tell of the plan's own decision: it points at the plan, opens with the verb ("Antagen av
/// …") or is as short as a line of a head. "The Council approved the purchase of the mill in May 2024" is none.
fn speaks_of_plan(draft: &Draft<'_>, sentence: Span) -> bool {
    let tokens = draft.tokens_in(sentence);
    let points = tokens.first().is_some_and(|first| draft.is("plan-pronoun", first));
    points
        || tokens.len() <= LINE
        || draft.begins_with("adoption-verb", sentence)
        || ["plan-word", "governing-plan"].iter().any(|label| draft.has_word(label, sentence))
}

/// "Upphävt genom beslut av …", "Programmet upphävdes …": the plan is no longer in force.
pub(super) fn is_repeal(draft: &Draft<'_>, part: Span) -> bool {
    let lead = draft.tokens_in(part).first().map_or(part, |first| first.span);
    draft.begins_with("plan-repealed", part)
        || draft.begins_with("repealed-stamp", part)
        || draft.begins_with("plan-word", Span::at(lead.start(), part.end()))
            && draft.has_word("plan-repealed", part)
            && !draft.has_word("replaces-word", part)
}

/// "Antagen av kommunfullmäktige …", "Programmet antogs …"
fn opens_decision(draft: &Draft<'_>, sentence: Span) -> bool {
    let Some(first) = draft.tokens_in(sentence).first() else { return false };
    let of_plan = draft.begins_with("plan-word", Span::at(first.span.start(), sentence.end()));
    draft.begins_with("adoption-verb", sentence) || of_plan && draft.has_word("adoption-verb", sentence)
}

/// "Kultur- och fritidsnämnden 2024-12-04, § 96, dnr KFN 2024/77": a line that is a decision and nothing else.
pub(super) fn is_bare_decision(draft: &Draft<'_>, marked: &Marked, line: Span) -> bool {
    if line.len() > BARE || section(draft, marked, line).is_none() {
        return false;
    }
    let Some(body) = draft.words_in("deciding-body", line).next() else { return false };
    let lead = Span::at(line.start(), body.span.start());
    let rest = Span::at(place(draft, body.span).end(), line.end());
    let dated = |word: Span| marked.dates_in(line).iter().any(|(day, _)| day.holds(word.start()));
    let says = draft.tokens_in(rest).iter().any(|token| {
        token.shape == Shape::Lower
            && !dated(token.span)
            && token.span.len() > 3
            && !["dnr-label", "minute-word"].iter().any(|label| draft.has_whole(label, token.span))
    });
    !marked.dates_in(line).is_empty() && draft.tokens_in(lead).len() <= 2 && !says
}

/// A body, and a day or section, of this plan, that is no hope.
fn is_decision(draft: &Draft<'_>, marked: &Marked, said: Span, own: &str) -> bool {
    body(draft, said).is_some()
        && (!marked.dates_in(said).is_empty() || section(draft, marked, said).is_some())
        && !draft.has_word("adoption-future", said)
        && !names_other(draft, said, own)
}

/// "… bygger på den regionala utvecklingsstrategin, antagen …": a sentence of a plan that speaks of another one.
pub(super) fn names_other(draft: &Draft<'_>, sentence: Span, own: &str) -> bool {
    draft.words_in("governing-plan", sentence).any(|word| {
        let plain = draft.has_whole("plan-word", word.span);
        !plain && !own.contains(&stem(draft, &draft.document.lower()[word.span.range()]))
    })
}

/// "Antagna av kommunfullmäktige den 6 maj 2024", "Fullmäktige har 2024-05-06 fastställt denna plan": a part that opens with a
/// decision or points at what was decided, names who decided and tells the day or paragraph. What it says of an agreement
/// is said of that.
pub(in crate::annotate::plan) fn tells_decision(draft: &Draft<'_>, part: Span) -> bool {
    opens_with_decision(draft, part) || points_at_own(draft, part) && is_told(draft, part)
}

/// The same, where the decision opens the part.
pub(in crate::annotate::plan) fn opens_with_decision(draft: &Draft<'_>, part: Span) -> bool {
    ["adoption-verb", "key-decided-by"].iter().any(|label| draft.begins_with(label, part))
        && is_told(draft, part)
}

/// True for who decided and the day or paragraph, of nothing else and not of what will be.
fn is_told(draft: &Draft<'_>, part: Span) -> bool {
    let dated = ["date", "section-sign"].iter().any(|mark| draft.first_mark_in(mark, part).is_some());
    let decided = ["adoption-verb", "key-decided-by"].iter().any(|label| draft.has_word(label, part));
    let other =
        ["kind-agreement", "agreement-word", "adoption-future", "draft-word", "kind-minutes", "plan-making"];
    dated && decided && !other.iter().any(|label| draft.has_word(label, part)) && body(draft, part).is_some()
}

/// "… följande inriktning", "… this Strategy", "… antaget måldokument": what was decided is the paper itself.
fn points_at_own(draft: &Draft<'_>, part: Span) -> bool {
    let tokens = draft.tokens_in(part);
    draft.words_in("kind-plan", part).any(|plan| {
        let at = tokens.partition_point(|token| token.span.start() < plan.span.start());
        let before = &tokens[at.saturating_sub(2)..at];
        let verb = draft.words_in("adoption-verb", part).any(|verb| verb.span.end() + 1 == plan.span.start());
        verb || before.iter().any(|token| draft.is("points-at-own", token))
    })
}

/// Behind the head: rows of a table that say who decided ("Approved by | Full Council, 12 March 2025"), of a list of
/// versions, and sentences that open with it ("Antagen av kommunfullmäktige …", "Programmet antogs …").
pub(super) fn control_rows(draft: &Draft<'_>, marked: &Marked, own: &str) -> Vec<Part> {
    let blocks = draft.document.blocks();
    let mut found = Vec::new();
    let mut row_end = 0;
    // A table of versions that tells who decided on each, and the last of its decisions.
    let (mut versions, mut last) = (None, None);
    for (index, block) in blocks.iter().enumerate() {
        let zone = draft.annotations.zones.get(index).copied().unwrap_or(Zone::Body);
        let start = block.content.start();
        if start < row_end || matches!(zone, Zone::Contents | Zone::References) || block.is_heading() {
            continue;
        }
        if block.cell().is_none() {
            let sentences = duty::sentences_of(draft, index);
            let told = sentences.iter().map(|sentence| sentence.span);
            let told =
                told.filter(|span| opens_decision(draft, *span) || is_bare_decision(draft, marked, *span));
            found.extend(told.filter(|span| is_decision(draft, marked, *span, own)).map(|span| (0, span)));
            if draft.begins_with("key-valid", block.content) {
                found.push((3, block.content));
            }
            continue;
        }
        let row = around(draft, block.content, index);
        row_end = row.end();
        let key = draft.document.slice(block.content).trim_end_matches([':', ' ']).len();
        let key = Span::at(start, start + key);
        let Some(cell) = block.cell() else { continue };
        if zone == Zone::Revision && cell.row == 0 && draft.has_word("key-decided-by", row) {
            versions = Some(cell.table);
        }
        if versions == Some(cell.table) && cell.row > 0 && is_decision(draft, marked, row, own) {
            last = Some((0, row));
            continue;
        }
        let decided = draft.has_whole("key-decided-by", key)
            || zone == Zone::Revision && draft.has_word("adoption-verb", row);
        if decided && is_decision(draft, marked, row, own) {
            found.push((0, row));
        } else if draft.has_whole("dnr-label", key) && first_in(&marked.numbers, row).is_some()
            || draft.has_whole("key-valid", key)
        {
            found.push((3, row));
        }
    }
    found.extend(last);
    let decided = found.iter().any(|(rank, _)| *rank == 0);
    found.retain(|_| decided);
    found
}
