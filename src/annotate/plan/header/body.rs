//! The name of a body that decides, with what belongs to it.

use crate::annotate::plan::adoption::{decider, decider_ahead, decider_behind};
use crate::annotate::plan::{Marked, first_in};
use crate::annotate::{Draft, Shape, Token};
use crate::document::Span;

/// Words of what a key says of who decided, at most.
const NAME: usize = 8;
/// Bytes of the word beside a body, and of what it is for, at most.
const NEXT: usize = 40;
const FIELD: usize = 60;
/// Bytes of a line in which a noun alone tells who decided, at most.
const SHORT: usize = 80;

/// A body with what belongs to it before and behind, without its article and without the ending of the genitive
/// ("Kommunfullmäktiges beslut").
pub(super) fn whole_name(draft: &Draft<'_>, body: Span) -> Span {
    let lower = &draft.document.lower()[body.range()];
    let plain = lower.strip_suffix('s').filter(|plain| draft.lexicons.contains("deciding-body", plain));
    let end = plain.map_or(body.end(), |plain| body.start() + plain.len());
    let behind = Span::at(body.end(), draft.document.ahead(body.end(), NEXT));
    // "Kommunstyrelsens arbetsutskott"
    let organ =
        draft.tokens_in(behind).first().filter(|next| plain.is_some() && draft.is("body-organ", next));
    let body = match organ {
        Some(organ) => body.cover(organ.span),
        None => place(draft, whole_body(draft, Span::at(body.start(), end))),
    };
    let name = field(draft, adjective(draft, body));
    let first = draft.tokens_in(name).iter().find(|first| !draft.is("noun-article", first));
    first.map_or(name, |first| Span::at(first.span.start(), name.end()))
}

/// "Tekniska nämnden": a bare noun with what tells which one.
fn adjective(draft: &Draft<'_>, body: Span) -> Span {
    let before = Span::at(draft.document.back(body.start(), NEXT), body.start());
    let last = draft.tokens_in(before).last();
    last.filter(|last| last.span.end() + 1 == body.start() && draft.is("body-adjective", last))
        .map_or(body, |last| last.span.cover(body))
}

/// "Nämnden för arbete och välfärd": a bare noun with what it is for.
fn field(draft: &Draft<'_>, body: Span) -> Span {
    let bare = draft.tokens_in(body).last().is_some_and(|last| draft.is("body-bare", last));
    let rest = Span::at(body.end(), draft.document.ahead(body.end(), FIELD));
    let tokens = draft.tokens_in(rest);
    let Some((lead, tokens)) = tokens.split_first() else { return body };
    if !bare || !draft.is("body-for", lead) || lead.span.start() != body.end() + 1 {
        return body;
    }
    let mut end = lead.span.end();
    let field = tokens.iter().take_while(|token| {
        let joined = matches!(draft.document.between(end, token.span.start()), " " | "- " | ", ")
            && matches!(token.shape, Shape::Lower | Shape::Capital)
            && !["adoption-verb", "be-verb", "body-for"]
                .iter()
                .any(|label| draft.has_whole(label, token.span))
            && !draft.is("noun-article", token)
            && !draft.is("past-deed", token);
        end = token.span.end();
        joined
    });
    field.last().map_or(body, |last| body.cover(last.span))
}

/// Who decided, in what a key says of it ("Kommunstyrelsen § 116", "Styrgruppen för Samverkan Norrådal"); where the key asks
/// for nobody (`by`), only a word for a body tells.
pub(super) fn decider_told(draft: &Draft<'_>, marked: &Marked, said: Span, by: bool) -> Option<Span> {
    if let Some(word) = body_in(draft, said) {
        return Some(word);
    }
    let text = draft.document.slice(said);
    let sign = text.find([',', ';', '(', '§', ':', '\n', '\t']).map_or(said.end(), |at| said.start() + at);
    let day = marked.dates_in(said).first().map_or(said.end(), |(day, _)| day.start());
    let number = first_in(&marked.numbers, said).map_or(said.end(), |number| number.start());
    let article = draft.tokens_in(said).first().is_some_and(|first| draft.is("noun-article", first));
    let start = draft.tokens_in(said).get(usize::from(article))?.span.start();
    let end = sign.min(day).min(number);
    let tokens = draft.tokens_in(Span::at(start, end.max(start)));
    // "… on 4 May": a small word leads to what was cut off.
    let small = |at: usize| ["preposition", "noun-article"].iter().any(|label| draft.is(label, &tokens[at]));
    let count = (0..tokens.len()).rev().find(|at| !small(*at)).map_or(0, |at| at + 1);
    let tokens = &tokens[..count];
    let (first, last) = (tokens.first()?, tokens.last()?);
    let name = first.span.cover(last.span);
    let noun = || {
        tokens.iter().any(|token| draft.is("deciding-noun", token))
            || ["own-decider", "role-title"].iter().any(|label| draft.has_word(label, name))
            || draft.has_sort(name)
    };
    // "Anna Berg" is a person.
    let person = || !article && tokens.get(1).is_some_and(|second| second.shape == Shape::Capital);
    if !by {
        let noun = tokens.iter().rposition(|token| draft.is("deciding-noun", token))?;
        let named = |token: &&Token| token.shape == Shape::Capital || draft.lower(token).ends_with('s');
        let lead = tokens[..noun].iter().rev().take_while(named).last().unwrap_or(&tokens[noun]);
        return Some(lead.span.cover(tokens[noun].span));
    }
    let capital = || matches!(first.shape, Shape::Capital | Shape::Upper) && !person();
    (tokens.len() <= NAME && first.shape != Shape::Number && (noun() || capital())).then_some(name)
}

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
    let tokens: Vec<_> = draft.tokens_in(rest).iter().take(6).collect();
    match tokens.as_slice() {
        // "Annual Meeting of the Parish Council"
        [link, article, name, rest @ ..]
            if draft.is("name-owner", link)
                && draft.is("noun-article", article)
                && name.shape == Shape::Capital
                && link.span.start() == body.end() + 1 =>
        {
            let more = rest.iter().scan(name.span.end(), |end, next| {
                let joined = next.shape == Shape::Capital && next.span.start() == *end + 1;
                *end = next.span.end();
                joined.then_some(*end)
            });
            let owner = Span::at(name.span.start(), more.last().unwrap_or(name.span.end()));
            // Who met decided.
            let board = draft.tokens_in(owner).iter().any(|token| draft.is("deciding-noun", token));
            if board { owner } else { body.cover(owner) }
        }
        [link, name, ..]
            if draft.lexicons.contains("name-link", &draft.document.lower()[link.span.range()])
                && matches!(name.shape, Shape::Capital)
                && link.span.start() == body.end() + 1 =>
        {
            Span::at(body.start(), end_of_owner(draft, name.span))
        }
        _ => body,
    }
}

/// "direktionen för Räddningstjänsten Mellan", "Council of the Borough of Ness": where the name ends that opens with a capital
/// behind a body.
fn end_of_owner(draft: &Draft<'_>, name: Span) -> usize {
    let behind = draft.tokens_in(Span::at(name.end(), draft.document.ahead(name.end(), NEXT)));
    let mut end = name.end();
    for next in behind {
        let joined = next.span.start() == end + 1 && draft.document.between(end, next.span.start()) == " ";
        if !joined || next.shape != Shape::Capital || draft.is("month", next) {
            break;
        }
        end = next.span.end();
    }
    end
}

/// The first body of a part; "KS" of "dnr KS 2024/12" is none.
fn body_in(draft: &Draft<'_>, part: Span) -> Option<Span> {
    let of_number = |body: Span| {
        let number = draft.first_mark_in("dnr", Span::at(draft.document.back(body.start(), 4), body.end()));
        number.is_some_and(|number| number.contains(body))
    };
    draft.words_in("deciding-body", part).map(|word| word.span).find(|body| !of_number(*body))
}

/// "Samebyns årsstämma den 6 maj 2024": a noun for a body in a short line with a day.
fn noun_in(draft: &Draft<'_>, part: Span) -> Option<Span> {
    let dated = part.len() <= SHORT && draft.first_mark_in("date", part).is_some();
    decider_behind(draft, part).filter(|_| dated)
}

/// "Resolved at the Annual Council Meeting": who met ends what tells of the decision.
fn inside(draft: &Draft<'_>, verb: Span) -> Option<Span> {
    let tokens = draft.tokens_in(verb);
    let last = tokens.last().filter(|last| draft.is("deciding-noun", last))?;
    let capital = |token: &&Token| {
        matches!(token.shape, Shape::Capital | Shape::Upper) && token.span.start() > verb.start()
    };
    let first = tokens.iter().rev().take_while(capital).last()?;
    Some(first.span.cover(last.span))
}

/// "Rektor beslutade om planen …": a post by itself before the verb.
fn head_of_school(draft: &Draft<'_>, verb: Span, part: Span) -> Option<Span> {
    let before = draft.tokens_in(Span::at(part.start(), verb.start().max(part.start())));
    let [post] = before else { return None };
    (draft.has_whole("role-title", post.span) && post.span.end() + 1 == verb.start()).then_some(post.span)
}

/// Who decided, in a part of a head: a body, or what a noun behind "by" tells.
pub(super) fn body(draft: &Draft<'_>, part: Span) -> Option<Span> {
    let body = body_in(draft, part);
    let told = || {
        let verb = draft.words_in("adoption-verb", part).next()?.span;
        let ahead = || decider_ahead(draft, verb, part);
        decider(draft, verb, part)
            .or_else(ahead)
            .or_else(|| inside(draft, verb))
            .or_else(|| head_of_school(draft, verb, part))
    };
    body.or_else(told)
        .or_else(|| {
            // "By: Environment Committee"
            let key =
                draft.words_in("key-by", part).next().filter(|key| key.span.start() == part.start())?.span;
            decider_behind(draft, Span::at(key.end(), part.end().max(key.end())))
        })
        .or_else(|| noun_in(draft, part))
}
