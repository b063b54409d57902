//! Whether a plan is called a draft, or still to be decided, where an agreement names it.

use super::name::years_in;
use crate::annotate::{Draft, Token, WordMark};
use crate::document::{Block, Span};

/// Cells behind a plan's name that are looked at, at most.
const CELLS: usize = 16;
/// Bytes before a name in which the word stands that it is a draft, at most, and words between them.
const BEFORE: usize = 40;
const BETWEEN: usize = 2;
/// Words between a name and the word behind it that tells of a proposal for the plan, at most.
const BESIDE: usize = 2;
/// Words between a proposal and the plan that it is for, at most.
const WHOSE: usize = 5;
/// Words before a draft among which stands that it is past ("efter en bred remissrunda"), at most.
const PAST: usize = 3;
/// Words before what is still to be decided among which stands that it is the agreement, and bytes behind it, at most.
const SUBJECT: usize = 3;
const OBJECT: usize = 8;
/// Bytes before a word in which stands what is said of it.
const LEAD: usize = 40;

/// "| Serviceplan 2027–2030 | Remiss till 15 mars |": another cell of the row says that the plan is none yet.
pub(super) fn is_draft_row(draft: &Draft<'_>, index: usize) -> bool {
    let blocks = draft.document.blocks();
    let Some(own) = blocks.get(index).and_then(|block| block.cell()) else { return false };
    let of_row =
        |block: &&Block| block.cell().is_some_and(|cell| (cell.table, cell.row) == (own.table, own.row));
    let behind = blocks[index + 1..].iter().take(CELLS).take_while(of_row);
    behind.into_iter().any(|cell| draft.begins_with("draft-status", cell.content))
}

/// True where a plan is called a draft in what is said of it; "… och utkast till kulturplan" is said of the next one. Of a
/// plan that was `adopted` in the same words it was one before.
pub(super) fn is_draft(draft: &Draft<'_>, name: Span, mine: Span, adopted: bool) -> bool {
    let past = |word: &WordMark| adopted && (is_past(draft, word) || passed(draft, word, mine));
    // "… samt på utkast till kulturplan": right before the name.
    let before = Span::at(draft.document.back(name.start(), BEFORE), name.start());
    let words = draft.words_in("draft-word", before).chain(draft.words_in("draft-adjective", before));
    let near = words.into_iter().any(|word| {
        let gap = Span::at(word.span.end(), name.start().max(word.span.end()));
        draft.tokens_in(gap).len() <= BETWEEN
            && !draft.document.slice(gap).contains(['.', ',', '\n', '\t'])
            && !is_of_other(draft, word, name)
            && !past(word)
    });
    if near {
        return true;
    }
    let next = draft.words_in("governing-plan", Span::at(mine.end(), mine.end() + 1)).next().is_some();
    draft.words_in("draft-word", mine).any(|word| {
        let behind = next && word.span.start() >= name.end();
        let joined = behind
            && draft.has_word("party-join", Span::at(name.end(), word.span.start()))
            && draft.tokens_in(Span::at(word.span.end(), mine.end().max(word.span.end()))).len() <= 4;
        // "En handlingsplan tas fram av parterna": years show that a certain one is meant.
        let certain = || draft.value(word) != Some("made") || years_in(draft, name).is_some();
        !joined && certain() && !is_of_other(draft, word, name) && !past(word)
    })
}

/// True where a plan is still to be decided. "Avtalet gäller under förutsättning att nämnden godkänner det" is said of the
/// agreement.
pub(super) fn is_to_come(draft: &Draft<'_>, mine: Span) -> bool {
    draft.words_in("adoption-future", mine).any(|word| {
        let lead =
            Span::at(draft.document.back(word.span.start(), LEAD).max(mine.start()), word.span.start());
        let before = draft.tokens_in(lead).iter().rev().take(SUBJECT);
        let behind = Span::at(word.span.end(), draft.document.ahead(word.span.end(), OBJECT));
        let of_agreement = |span: Span| draft.has_word("agreement-word", span);
        let said = before.into_iter().any(|token| of_agreement(token.span));
        !said && !of_agreement(word.span) && !of_agreement(behind)
    })
}

/// "förslag från ungdomar", "på förslag av nämnden", "förslag till aktiviteter enligt …": what somebody puts forward, and not
/// the plan. "… (förslag till fullmäktige)" right behind the name is that.
fn is_of_other(draft: &Draft<'_>, word: &WordMark, name: Span) -> bool {
    if draft.value(word) != Some("proposal") {
        return false;
    }
    let behind = draft.tokens_in(Span::at(word.span.end(), draft.document.ahead(word.span.end(), LEAD)));
    let linked = behind
        .first()
        .is_some_and(|first| first.span.start() == word.span.end() + 1 && draft.is("proposal-link", first));
    if word.span.start() >= name.end() {
        let gap = draft.tokens_in(Span::at(name.end(), word.span.start()));
        return linked && gap.len() > BESIDE;
    }
    // "Förslaget till kommunens nya kulturplan": nothing but whose it is and what it is like stands between.
    let gap = draft.tokens_in(Span::at(word.span.end(), name.start().max(word.span.end())));
    let link = |token: &Token| draft.is("proposal-link", token);
    let clause = |token: &Token| {
        draft.is("relative-word", token)
            || draft.is("infinitive-mark", token) && !link(token)
            || draft.has_whole("preposition", token.span) && !link(token)
            || draft.has_word("adoption-verb", token.span)
    };
    gap.iter().any(clause) || linked && gap.iter().skip(1).any(link) || gap.len() > WHOSE
}

/// "Efter remissrundan …", "… som hade varit på remiss": of a plan that was adopted since.
fn is_past(draft: &Draft<'_>, word: &WordMark) -> bool {
    let before = Span::at(draft.document.back(word.span.start(), LEAD), word.span.start());
    let mut words = draft.tokens_in(before).iter().rev().take(PAST);
    words.any(|token| draft.is("draft-past", token))
}

/// "Fullmäktige biföll nämndens förslag till kulturplan": what was adopted was a proposal until then.
fn passed(draft: &Draft<'_>, word: &WordMark, mine: Span) -> bool {
    draft.value(word) == Some("proposal")
        && draft.tokens_in(mine).iter().any(|token| draft.is("passes-proposal", token))
}
