//! What stands between two names of an English preamble.

use crate::annotate::{Draft, Shape, Token};
use crate::document::Span;

/// What parts a name from the words before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    First,
    And,
    Comma,
}

/// What parts this token from what stands before; `None` inside running words.
pub(super) fn separator(
    draft: &Draft<'_>,
    tokens: &[Token],
    at: usize,
    gap: &str,
    from: usize,
) -> Option<Separator> {
    let text = draft.document.text();
    let before = |back: usize| at.checked_sub(back).and_then(|before| tokens.get(before));
    let Some(last) = before(1) else { return Some(Separator::First) };
    let word = draft.lower(last);
    if behind_sort(draft, last, before(2), gap) {
        return separator(draft, tokens, at - 1, " ", from);
    }
    if let Some(found) = behind_article(draft, last, before(2), gap) {
        return Some(found);
    }
    let joined = draft.has_whole("party-join", last.span);
    let led = draft.has_whole("party-lead", last.span);
    // "Attention: …" and "Source: …" open no party; "AND:" does, and so does "entered into by:" over a list.
    let over_list = gap.contains('\n') && last.shape == Shape::Lower;
    if gap.contains(':') && !(joined || led || over_list) {
        return None;
    }
    // "for the⏎Local Transport Fund": a line of its own that tells what it is about.
    let about = |token: &Token| {
        token.shape == Shape::Lower && !joined && !led && draft.has_whole("title-preposition", token.span)
    };
    if gap.contains('\n') && (about(last) || word == "the" && before(2).is_some_and(about)) {
        return None;
    }
    // "(1) X", "A. X", "(i) X" at the start of an entry, "1) X".
    let short =
        last.shape == Shape::Number && last.span.len() <= 2 || last.span.len() <= 3 && gap.starts_with(')');
    let numbered = short && matches!(gap.trim(), ")" | "." | ".)");
    if gap.contains([';', '\n', '\t']) || numbered {
        return Some(Separator::And);
    }
    let article = || {
        at > 1
            && word.len() > 2
            && draft.has_whole("party-article", last.span)
            && draft.has_word("party-join", tokens[at - 2].span)
    };
    if joined || article() {
        return Some(Separator::And);
    }
    let opens = text.get(from..last.span.start()).is_some_and(|so_far| so_far.trim().is_empty());
    if led || opens && last.shape == Shape::Lower && word.len() <= 3 {
        return Some(Separator::First);
    }
    // "X (the “Region”), Y …": a definition has closed the one before.
    if gap.trim_end().ends_with(',') && gap.contains(')') {
        return Some(Separator::And);
    }
    (gap.trim() == ",").then_some(Separator::Comma)
}

/// "and the association Kindred Shore": what sort it is stands before the name.
fn behind_sort(draft: &Draft<'_>, last: &Token, article: Option<&Token>, gap: &str) -> bool {
    let sort = || ["org-nonprofit", "org-private"].iter().any(|label| draft.has_word(label, last.span));
    let the = |article: &Token| {
        draft.lower(article) == "the"
            && draft.document.text().get(article.span.end()..last.span.start()) == Some(" ")
    };
    gap == " " && last.shape == Shape::Lower && article.is_some_and(the) && sort()
}

/// "(3) the Foundation for …", "X, the Y Association, Z": the article stands between.
fn behind_article(draft: &Draft<'_>, last: &Token, previous: Option<&Token>, gap: &str) -> Option<Separator> {
    let previous = previous.filter(|_| gap == " " && draft.lower(last) == "the")?;
    let between = draft.document.text().get(previous.span.end()..last.span.start())?;
    if between.trim() == ")" || between.contains(['\n', ';']) {
        return Some(Separator::And);
    }
    between.trim_end().ends_with(',').then_some(Separator::Comma)
}

/// A comma, bracket or quote stands before the joining word, or the name of the party before.
pub(super) fn parted(text: &str, tokens: &[Token], at: usize, last: Option<&Span>) -> bool {
    let Some(here) = tokens.get(at) else { return false };
    // "…, a corporation of Norland; Hexley, a corporation of Norland"
    let direct = at.checked_sub(1).and_then(|before| tokens.get(before));
    if direct.is_some_and(|before| {
        text.get(before.span.end()..here.span.start()).is_some_and(|gap| gap.contains(';'))
    }) {
        return true;
    }
    // Back over the joining word and an article.
    for back in 1..=3 {
        let (Some(before), Some(after)) = (
            at.checked_sub(back + 1).and_then(|index| tokens.get(index)),
            at.checked_sub(back).and_then(|index| tokens.get(index)),
        ) else {
            return true;
        };
        let gap = text.get(before.span.end()..after.span.start()).unwrap_or("");
        if gap.contains([',', ')', ';', '"', '”', '\n', '.'])
            || last.is_some_and(|last| {
                last.end() + 1 >= before.span.end() && last.start() <= before.span.start()
            })
        {
            return true;
        }
        if before.shape != Shape::Lower {
            return false;
        }
    }
    false
}
