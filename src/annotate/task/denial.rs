//! Denials and conditions: whether what a sentence denies is that somebody carries a task.

use super::deed;
use super::deputy::names_nobody;
use crate::annotate::{Draft, Shape, Token};
use crate::document::Span;

/// True where a sentence or a row denies something, other than that there is a substitute; beside a name, where its own
/// clause does.
pub(super) fn denied(draft: &Draft<'_>, around: Span, name: Option<Span>) -> bool {
    let document = draft.document;
    draft.words_in("negation", around).any(|word| {
        // "Inga Ek" is a name.
        if draft.first_mark_in("person", word.span).is_some()
            || draft.words_in("sole-phrase", around).any(|sole| sole.span.contains(word.span))
            || conditional(draft, around, word.span)
            || name.is_some_and(|name| elsewhere(draft, name, word.span))
        {
            return false;
        }
        let block = document.block_at(word.span.start()).and_then(|at| document.blocks().get(at));
        let cell = block.filter(|block| block.cell().is_some()).map(|block| block.content);
        let text = document.text();
        let before = text.get(around.start()..word.span.start()).unwrap_or("");
        let behind = text.get(word.span.end()..around.end()).unwrap_or("");
        let opened = before.char_indices().rev().find(|(_, c)| matches!(c, '\n' | '\t' | ':' | '–'));
        let from = opened.map_or(around.start(), |(at, sign)| around.start() + at + sign.len_utf8());
        let to = word.span.end() + behind.find(['\n', '\t', ',', ')', '.']).unwrap_or(behind.len());
        let line = Span::at(from, to);
        !cell.is_some_and(|cell| names_nobody(draft, cell)) && !names_nobody(draft, line)
    })
}

/// True where a denial stands in a condition, right behind its subject ("… och, när han inte kan, av Bo Alm", "if she does not
/// answer"): it says when somebody else is asked.
fn conditional(draft: &Draft<'_>, around: Span, negation: Span) -> bool {
    let before = draft.tokens_in(Span::at(around.start(), negation.start().max(around.start())));
    let subject = before.iter().rev().take(4).position(|token| draft.is("condition-word", token));
    // "Då ansvarar inte Anna Ek" has its verb where the subject of a condition stands.
    subject.is_some_and(|at| {
        let clause = &before[before.len() - at - 1..];
        let gap = Span::at(clause[0].span.start(), negation.start());
        clause.len() > 1
            && !clause_verb(draft, &clause[1])
            && !draft.has_whole("role-link", clause[1].span)
            && !draft.document.slice(gap).contains([',', ';', ':', '\t', '\n'])
    })
}

/// True where a denial stands in another clause than a name: behind a sign or a joining word ("… har Anna Ek och lämnas inte
/// ut"), or before the word that takes her out of it ("Inga inköp görs utan att Anna Ek sagt ja", "Utan Anna Ek går det inte").
fn elsewhere(draft: &Draft<'_>, name: Span, negation: Span) -> bool {
    let without = |tokens: &[Token]| tokens.iter().any(|token| draft.is("without-word", token));
    if negation.start() < name.start() {
        let gap = Span::at(negation.end(), name.start().max(negation.end()));
        // "… finns inte nedskrivet, det har Anna Ek i huvudet": another main clause has begun.
        let comma = draft.document.slice(gap).rfind(", ").map(|at| Span::at(gap.start() + at, gap.end()));
        let clause = comma.is_some_and(|clause| {
            let tokens = draft.tokens_in(clause);
            let small = ["subordinator", "condition-word", "relative-word"];
            let under = |first: &Token| small.iter().any(|label| draft.is(label, first));
            tokens.len() >= 2
                && !tokens.first().is_some_and(under)
                && tokens.iter().any(|token| clause_verb(draft, token))
        });
        return clause || without(draft.tokens_in(gap)) || draft.document.slice(gap).contains([';', ':']);
    }
    let before = draft.tokens.partition_point(|token| token.span.start() < name.start());
    if before.checked_sub(1).is_some_and(|at| without(&draft.tokens[at..before])) {
        return true;
    }
    let gap = Span::at(name.end(), negation.start().max(name.end()));
    let tokens = draft.tokens_in(gap);
    // "Anna Ek (ersättare ej utsedd)"
    if draft.document.slice(gap).rfind('(') > draft.document.slice(gap).rfind(')') {
        return true;
    }
    let parted = |at: usize| {
        let from = if at == 0 { name.end() } else { tokens[at - 1].span.end() };
        draft.document.slice(Span::at(from, tokens[at].span.start())).contains([',', ';', '–', '('])
            || draft.is("clause-join", &tokens[at])
    };
    (1..tokens.len().max(1)).any(|at| at < tokens.len() && parted(at) && verb_before(draft, &tokens[..at]))
        || tokens.first().is_some_and(|_| parted(0))
            && tokens.iter().skip(1).any(|token| clause_verb(draft, token))
}

pub(super) fn clause_verb(draft: &Draft<'_>, token: &Token) -> bool {
    deed::verb(draft, token)
        || token.shape == Shape::Lower && draft.has_whole("has-verb", token.span)
        || token.shape == Shape::Lower && draft.is("passive-verb", token)
}

fn verb_before(draft: &Draft<'_>, tokens: &[Token]) -> bool {
    tokens.iter().any(|token| clause_verb(draft, token))
}
