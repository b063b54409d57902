//! Two names in one sentence: whether they share a task, or each has a part of their own.

use super::deed;
use crate::annotate::{Draft, Shape, Token, ends_in_bracket};
use crate::document::Span;

/// True where what stands between two names joins them: a word for it, numbers aside, or nothing but commas in a line that
/// gives a role to all ("Samordnare: Anna Ek, 50 %, Bo Alm, 50 %").
pub(super) fn shared(draft: &Draft<'_>, around: Span, gap: Span) -> bool {
    let addresses = spans_near(draft, gap);
    let plain = |token: &&Token| {
        token.shape != Shape::Number
            && !draft.has_word("contact-column", token.span)
            && !draft.has_word("role-title", token.span)
            && !addresses.iter().any(|address| address.contains(token.span))
    };
    let words = draft.tokens_in(gap).iter().filter(plain).take(24).count();
    let last =
        draft.tokens_in(gap).iter().rev().nth(2).map_or(gap, |token| Span::at(token.span.start(), gap.end()));
    if words <= 9 && draft.has_word("person-together", gap)
        || words <= 20 && draft.has_word("person-together", last)
    {
        return true;
    }
    if steps_in(draft, gap) {
        return true;
    }
    if parted(draft, around, gap) {
        return false;
    }
    let text = draft.document.slice(gap);
    // "Anna Ek (textil) och Bo Alm (trä)": each has a part of the task. A bracket may also say whom somebody is of.
    let part = text.strip_prefix(" (").and_then(|rest| rest.find(')')).map(|close| {
        let inside = Span::at(gap.start() + 2, gap.start() + 2 + close);
        let said =
            draft.annotations.parties.iter().take(64).flat_map(|party| party.mentions.iter().take(500));
        let of = [
            "org-public",
            "org-private",
            "org-nonprofit",
            "party-noun",
            "behind-deputy",
            "degree-word",
            "role-title",
            "abbreviation",
        ];
        let tokens = draft.tokens_in(inside);
        tokens.len() <= 2
            && tokens.iter().all(|token| token.shape == Shape::Lower)
            && !of.iter().any(|label| draft.has_word(label, inside))
            && !said.into_iter().any(|at| at.start() == inside.start())
    });
    if part == Some(true) {
        return false;
    }
    // Those inside one bracket behind a role.
    let opened = draft.document.slice(Span::at(around.start(), gap.start()));
    let bracketed = ends_in_bracket(opened) && !text.contains(['(', ')']);
    if bracketed && words == 0 && text.contains([',', '/']) {
        return true;
    }
    if words <= 4 && (draft.has_word("party-join", gap) || draft.has_word("person-join", gap)) {
        return true;
    }
    let before = draft.document.slice(Span::at(around.start(), gap.start()));
    let role = before.rfind(": ").is_some_and(|at| before.len() - at <= 120);
    words == 0 && role && (text.contains([',', '/', ';', '&', '+']) && !text.contains([':', '\n']))
}

/// Addresses between two names.
fn spans_near(draft: &Draft<'_>, gap: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut from = gap.start();
    while let Some(at) = draft.first_mark_in("email", Span::at(from, gap.end().max(from)))
        && found.len() < 8
    {
        from = at.end().max(from + 1);
        found.push(at);
    }
    found
}

/// "… körs av Anna Ek och, när han inte kan, av Bo Alm", "… Anna Ek, och är hon bortrest Bo Alm": between two names a condition
/// on the first, and nothing else that is done.
pub(super) fn steps_in(draft: &Draft<'_>, gap: Span) -> bool {
    let tokens = draft.tokens_in(gap);
    let pronoun = |token: &Token| draft.is("subject-pronoun", token);
    let opens = |token: &Token| draft.is("condition-word", token) || draft.is("away-opening", token);
    let at =
        (0..tokens.len().min(4)).find(|at| opens(&tokens[*at]) && tokens.get(at + 1).is_some_and(pronoun));
    at.is_some_and(|at| {
        let away = &tokens[at + 2..];
        tokens.len() <= 9
            && (draft.has_word("negation", gap) || away.iter().any(|token| draft.is("away-word", token)))
            && !draft.document.slice(gap).contains(['.', ';', '\n', '\t'])
    })
}

/// "Anna Ek skriver ansökan och Bo Alm bokar lokalen", "… utförs av Anna Ek och föreningens av Bo Alm", "Ordförande är Anna Ek
/// och sekreterare Bo Alm": each has a part of their own.
fn parted(draft: &Draft<'_>, around: Span, gap: Span) -> bool {
    let tokens = draft.tokens_in(gap);
    let Some(join) = tokens
        .iter()
        .rposition(|token| draft.has_word("party-join", token.span) || draft.is("clause-join", token))
    else {
        return false;
    };
    let (first, second) = (&tokens[..join], &tokens[join + 1..]);
    // "… är för kommunen Anna Ek, och för bolaget Bo Alm"
    let of = second.first().is_some_and(|first| draft.has_whole("signature-for", first.span));
    let agent = of || second.len() > 1 && draft.has_word("agent-by", second[second.len() - 1].span);
    let before = draft.tokens_in(Span::at(around.start(), gap.start()));
    let name = draft.first_mark_in(
        "person",
        Span::at(before.last().map_or(gap.start(), |last| last.span.start()), gap.start()),
    );
    let lead = name.map_or(gap.start(), |name| name.start());
    let linked = draft
        .tokens_in(Span::at(around.start(), lead))
        .last()
        .is_some_and(|token| draft.has_word("role-link", token.span));
    let titled = second.last().is_some_and(|token| draft.has_word("role-title", token.span));
    // A verb for each.
    let after = draft.tokens.partition_point(|token| token.span.start() < gap.end());
    let name_end = draft
        .first_mark_in("person", Span::at(gap.end(), gap.end() + 1))
        .map_or(gap.end(), |name| name.end());
    let next = draft.tokens[after..].iter().find(|token| token.span.start() >= name_end);
    let finite = |token: &Token| deed::verb(draft, token);
    let verbs = first.iter().any(finite)
        && second.is_empty()
        && next.is_some_and(|token| token.span.start() < around.end() && finite(token));
    agent || linked && titled || verbs
}
