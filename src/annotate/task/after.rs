//! What the sentences behind a task say of who steps in.

use super::backed::who_is_away;
use super::behind::said_behind;
use super::cover::Cover;
use super::known::Known;
use super::words::task_words;
use crate::annotate::person::ends_as_agent;
use crate::annotate::{Draft, Shape, Token};
use crate::document::{BlockKind, Mitigation, Span};

/// Bytes of a role that the next sentence opens with, at least.
const ROLE: usize = 6;

/// What the sentences after say of who steps in, as long as they speak of nobody else.
pub(super) fn said_after(draft: &Draft<'_>, around: Span, person: u32, known: &Known) -> Option<Mitigation> {
    let index = draft.annotations.sentence_at(around.end().saturating_sub(1))?;
    let here = draft.annotations.sentences.get(index)?;
    if let Some(said) = said_of_all(draft, index) {
        return Some(said);
    }
    let cover = Cover { draft, known, person };
    let mut others_too = false;
    for next in draft.annotations.sentences.iter().skip(index + 1).take(3) {
        let near = next.block == here.block || next.block == here.block + 1 && here.span.len() < 200;
        // "Det är också hon som har nyckeln" goes on about the same person.
        // "Slutar hon upphör avtalet" puts nobody in her place.
        if cleft(draft, next.span) || draft.has_word("ends-with-person", next.span) {
            continue;
        }
        // Another line of a list speaks of somebody else.
        let listed = next.block != here.block
            && draft.document.blocks().get(next.block as usize).is_some_and(|block| {
                block.cell().is_some()
                    || matches!(block.kind, BlockKind::ListItem { .. })
                    || block.label.is_some()
            });
        if !near || next.span.len() > 600 {
            return None;
        }
        // "Kommunens ombud är Bo Alm, eller i hans frånvaro …" speaks of Bo Alm.
        let from = known.mentions.partition_point(|(span, _)| span.start() < next.span.start());
        let named = known.mentions[from..].iter().take_while(|(span, _)| span.start() < next.span.end());
        let first = named.clone().next().filter(|(_, other)| *other != person);
        // "They stand in for each other" is said of all before, "Anna Ek och Bo Alm ersätter varandra" of those two.
        let of_her = named.clone().next().is_none() || named.clone().any(|(_, other)| *other == person);
        if let Some(word) = draft.words_in("behind-mutual", next.span).next().filter(|_| of_her) {
            return Some(Mitigation { kind: "deputy", span: word.span });
        }
        // "Lönerna betalas ut av Anna Ek, och vid hennes frånvaro av kassören" tells of another task of hers.
        let again = named.clone().next().is_some_and(|(_, other)| *other == person);
        if again && !goes_on(draft, next.span) && !task_words(draft, next.span).is_empty() {
            continue;
        }
        others_too |= first.is_some_and(|(span, _)| given_a_role(draft, next.span, *span))
            // "Vid förhinder ersätts Anna Ek av …"
            || first.is_some() && who_is_away(draft, known, next.span).is_some_and(|away| away != person);
        if others_too {
            continue;
        }
        if others_absence(draft, here.span, next.span) && next.block != here.block {
            continue;
        }
        let named_so = || {
            first.is_some_and(|(span, _)| {
                named_deputy(draft, next.span, *span) || second_acts(draft, next.span, *span)
            })
        };
        // "12. Bokföringen sköts av kassören. Vid förfall träder …" speaks of the treasurer.
        if listed && !others_too && !goes_on(draft, next.span) && !named_so() {
            others_too = first.is_none() && !task_words(draft, next.span).is_empty();
        }
        if !others_too
            && (goes_on(draft, next.span) || named_so() || of_same_role(draft, here.span, next.span))
            && let Some(said) = said_behind(draft, next.span)
        {
            return Some(said);
        }
        let covered = if listed { None } else { cover.said(next.span, around) };
        if let Some(span) = covered.or_else(|| also(draft, next.span)) {
            return Some(Mitigation { kind: "deputy", span });
        }
        if named.into_iter().any(|(_, other)| *other != person) {
            others_too = true;
        }
    }
    None
}

/// "Alla i listan har en ersättare": what one of the next sentences of a section says of all who were named before.
fn said_of_all(draft: &Draft<'_>, index: usize) -> Option<Mitigation> {
    let heads =
        |block: u32| draft.document.blocks().get(block as usize).is_none_or(|block| block.is_heading());
    let after = draft.annotations.sentences.iter().skip(index + 1).take(8);
    for next in after.take_while(|next| !heads(next.block)) {
        if let Some(word) = draft.words_in("behind-all", next.span).next() {
            let named = draft.first_mark_in("person", next.span).is_some();
            return Some(Mitigation { kind: if named { "deputy" } else { "appointed-by" }, span: word.span });
        }
    }
    None
}

/// True where the sentence after speaks of the same task: it opens with a pronoun, a condition or the substitute.
pub(super) fn goes_on(draft: &Draft<'_>, next: Span) -> bool {
    draft.tokens_in(next).first().is_some_and(|token| {
        ["behind-opening", "person-pronoun", "behind-deputy", "behind-appointed"]
            .iter()
            .any(|label| draft.has_word(label, token.span))
    })
}

/// "Projektledare är Anna Ek. Projektledaren har en biträdande projektledare": the sentence opens with the role that the one
/// before gives.
fn of_same_role(draft: &Draft<'_>, here: Span, next: Span) -> bool {
    let Some(first) = draft.tokens_in(next).first() else { return false };
    let word = draft.lower(first);
    let given = draft.words_in("role-title", here).find(|title| {
        word.strip_prefix(&draft.document.lower()[title.span.range()])
            .is_some_and(|ending| (1..=4).contains(&ending.len()))
    });
    given.is_some_and(|title| title.span.len() >= ROLE)
}

/// "Det är också hon som …", "It is he who …": a sentence on the person named before.
fn cleft(draft: &Draft<'_>, sentence: Span) -> bool {
    let tokens = draft.tokens_in(sentence);
    let near = &tokens[..tokens.len().min(5)];
    let at = near.iter().position(|token| draft.has_whole("person-pronoun", token.span));
    at.is_some_and(|at| {
        near[..at].iter().any(|token| draft.has_whole("role-link", token.span))
            && tokens.get(at + 1).is_some_and(|token| draft.is("relative-word", token))
    })
}

/// "Vid kvartersvärdens semester …": the absence of somebody in a role that the sentence before does not name.
fn others_absence(draft: &Draft<'_>, here: Span, next: Span) -> bool {
    let [opening, whose, what, ..] = draft.tokens_in(next) else { return false };
    let word = draft.lower(whose);
    let stem = word.char_indices().nth(7).and_then(|(at, _)| word.get(..at));
    draft.has_word("behind-opening", opening.span)
        && draft.is("absence-noun", what)
        && whose.shape == Shape::Lower
        && word.len() >= 8
        && !draft.has_word("person-pronoun", whose.span)
        && is_agent_of(draft, word)
        && stem.is_some_and(|stem| !draft.document.lower()[here.range()].contains(stem))
}

/// True for the genitive of a word for who does something ("kvartersvärdens").
fn is_agent_of(draft: &Draft<'_>, word: &str) -> bool {
    let Some(bare) = word.strip_suffix('s') else { return false };
    let ends = |word: &str| ends_as_agent(draft, word, 2..=7, 0);
    ends(bare)
        || draft.lexicons.endings("definite-ending").any(|ending| bare.strip_suffix(ending).is_some_and(ends))
}

/// "Bo Alm is designated as alternate", "Som ställföreträdare har utsetts Bo Alm": a sentence that does no more than to name
/// who stands in.
fn named_deputy(draft: &Draft<'_>, sentence: Span, name: Span) -> bool {
    let opens = draft.tokens_in(sentence).first().is_some_and(|first| {
        name.contains(first.span) || draft.is("as-word", first) && first.shape == Shape::Capital
    });
    let deputy = draft.words_in("behind-deputy", sentence).next();
    opens
        && deputy.is_some()
        && (draft.has_word("appointed-verb", sentence) || draft.has_word("role-link", sentence))
        && task_words(draft, sentence).is_empty()
}

/// "The deputy manager, Bo Alm, acts in her place …", "Biträdande ledaren Bo Alm gör det när hon är borta": a second by title, and
/// what is said of the one before.
fn second_acts(draft: &Draft<'_>, sentence: Span, name: Span) -> bool {
    let lead = draft.tokens_in(Span::at(sentence.start(), name.start().max(sentence.start())));
    let second = lead.iter().take(2).any(|token| draft.is("second-title", token));
    let rest = Span::at(name.end(), sentence.end().max(name.end()));
    lead.len() <= 5 && second && draft.has_word("person-pronoun", rest)
}

/// "Kommunens ombud är Bo Alm": somebody else has a role of that sort.
fn given_a_role(draft: &Draft<'_>, sentence: Span, name: Span) -> bool {
    let before = draft.tokens_in(Span::at(sentence.start(), name.start().max(sentence.start())));
    let [.., role, link] = before else { return false };
    let is = |label: &str, token: &Token| draft.has_whole(label, token.span);
    is("role-link", link)
        && !draft.is("condition-word", &before[0])
        && (draft.has_word("role-title", role.span) || draft.has_word("contact-word", role.span))
}

/// "Kansliet kan också öppna", "Hans granne har en extranyckel": what a sentence says of others who can or have the same.
fn also(draft: &Draft<'_>, sentence: Span) -> Option<Span> {
    let first = draft.tokens_in(sentence).first()?;
    let herself = first.span.len() <= 3 && draft.lexicons.contains("person-pronoun", draft.lower(first));
    let none = draft.has_word("negation", sentence) || draft.has_word("no-deputy", sentence);
    let said = draft.words_in("behind-also", sentence).next()?;
    (!herself && !none).then_some(said.span)
}
