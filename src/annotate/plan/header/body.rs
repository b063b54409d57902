//! The name of a body that decides, with what belongs to it.

use crate::annotate::plan::adoption::{decider, decider_behind};
use crate::annotate::{Draft, Shape};
use crate::document::Span;

/// "Kultur- och fritidsnämnden": a body with what stands before a hyphen that it shares.
pub(in crate::annotate::plan) fn whole_body(draft: &Draft<'_>, body: Span) -> Span {
    let before = Span::at(draft.document.back(body.start(), 40), body.start());
    let [.., first, join] = draft.tokens_in(before) else { return body };
    let hyphen = draft.document.between(first.span.end(), join.span.start()) == "- ";
    let joined = hyphen && join.span.end() + 1 == body.start() && draft.has_whole("party-join", join.span);
    if joined { Span::at(first.span.start(), body.end()) } else { body }
}

/// A body with the place that follows ("kommunfullmäktige i Kalhamra").
pub(in crate::annotate::plan) fn place(draft: &Draft<'_>, body: Span) -> Span {
    let rest = Span::at(body.end(), draft.document.ahead(body.end(), 60));
    let tokens: Vec<_> = draft.tokens_in(rest).iter().take(2).collect();
    match tokens.as_slice() {
        [link, name]
            if draft.lexicons.contains("name-link", &draft.document.lower()[link.span.range()])
                && matches!(name.shape, Shape::Capital)
                && link.span.start() == body.end() + 1 =>
        {
            Span::at(body.start(), name.span.end())
        }
        _ => body,
    }
}

/// Who decided, in a part of a head: a body, or what a noun behind "by" tells.
pub(super) fn body(draft: &Draft<'_>, part: Span) -> Option<Span> {
    let body = draft.words_in("deciding-body", part).next().map(|word| word.span);
    body.or_else(|| decider(draft, draft.words_in("adoption-verb", part).next()?.span, part)).or_else(|| {
        // "By: Environment Committee"
        let key = draft.words_in("key-by", part).next().filter(|key| key.span.start() == part.start())?.span;
        decider_behind(draft, Span::at(key.end(), part.end().max(key.end())))
    })
}
