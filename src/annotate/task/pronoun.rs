//! Sentences that go on about the person named before: "She calls the meetings …", "The card is hers; she codes the tags".

use super::after::said_after;
use super::behind::said_behind;
use super::deed;
use super::known::Known;
use super::words::{money, task_words, words_from};
use crate::annotate::duty::adverb;
use crate::annotate::{Draft, Token};
use crate::document::{CoreFunction, Holder, Span, Task};

/// Sentences behind that are looked at.
const SENTENCES: usize = 2;
/// Tokens of such a sentence among which the pronoun stands, at most.
const TOKENS: usize = 40;

/// What a sentence says of the person named before it.
struct Said {
    /// The pronoun, or the role in its place, stands first.
    first: bool,
    /// From there on.
    from: usize,
    /// The role that stands in its place.
    role: Option<String>,
}

/// Adds what the sentences behind `around` say of `person`; `alone` where nobody else is named in it.
pub(super) fn goes_on(
    draft: &Draft<'_>,
    around: Span,
    person: u32,
    alone: bool,
    known: &Known,
    tasks: &mut Vec<Task>,
) {
    let sentences = &draft.annotations.sentences;
    let Some(index) = draft.annotations.sentence_at(around.start()) else { return };
    let Some(block) = sentences.get(index).map(|sentence| sentence.block) else { return };
    let next = sentences.iter().skip(index + 1).take(SENTENCES);
    for next in next.take_while(|next| next.block == block).map(|next| next.span) {
        ends(draft, next, person, around, tasks);
        let Some(said) = about(draft, next, person, around, alone, known, tasks) else { break };
        let ends = draft.has_word("ends-with-person", next);
        let mitigation = said_behind(draft, next).or_else(|| said_after(draft, next, person, known));
        for (word, core) in deeds(draft, next, said.from) {
            tasks.push(Task {
                span: next,
                what: words_from(draft, word, next, Span::at(next.start(), next.start())),
                function: said.role.clone(),
                holder: Holder::Person(person),
                core,
                contact: false,
                mitigation: mitigation.clone(),
                private_channel: None,
                ends_with_person: ends,
                confidence: 0.75,
            });
        }
        if !said.first {
            break;
        }
    }
}

fn pronoun(draft: &Draft<'_>, token: &Token) -> bool {
    draft.has_whole("person-pronoun", token.span)
}

/// The role that a task of a sentence gave somebody.
fn role_of(person: u32, around: Span, tasks: &[Task]) -> Option<String> {
    tasks.iter().rev().take(8).find_map(|task| {
        let own = task.holder == Holder::Person(person) && task.span == around;
        task.function.clone().filter(|_| own)
    })
}

/// "Om hon slutar ska avtalet omförhandlas.", "Avtalet gäller så länge hon är anställd."
fn ends(draft: &Draft<'_>, next: Span, person: u32, around: Span, tasks: &mut [Task]) {
    if !draft.has_word("ends-with-person", next) {
        return;
    }
    let role = role_of(person, around, tasks);
    let about = |token: &Token| {
        pronoun(draft, token) || role.as_deref().is_some_and(|role| names_role(draft, token, role))
    };
    let tokens = draft.tokens_in(next);
    let condition = tokens.first().is_some_and(|first| draft.is("condition-word", first))
        && tokens.get(1).is_some_and(about);
    if (condition || tokens.iter().take(TOKENS).any(|token| pronoun(draft, token)))
        && let Some(task) = tasks.iter_mut().rev().find(|task| task.holder == Holder::Person(person))
    {
        task.ends_with_person = true;
        task.mitigation = None;
    }
}

/// Where a sentence speaks of the person named before it, if it does.
fn about(
    draft: &Draft<'_>,
    next: Span,
    person: u32,
    around: Span,
    alone: bool,
    known: &Known,
    tasks: &[Task],
) -> Option<Said> {
    let tokens = draft.tokens_in(next);
    let first = tokens.first()?;
    // "Endast hon har inloggning"
    let lead = usize::from(draft.is("only-word", first) && tokens.len() > 1);
    let opening = &tokens[lead];
    // "Det är han som lägger upp arbetet."
    let cleft = matches!(tokens, [_, link, who, ..]
        if draft.has_whole("role-link", link.span) && pronoun(draft, who));
    if pronoun(draft, opening) || cleft {
        return Some(Said { first: true, from: next.start(), role: None });
    }
    // "Projektledare är Anna Ek. Projektledaren attesterar …" goes on about the role that she has.
    let role = role_of(person, around, tasks);
    let holds = |token: &Token| role.as_deref().is_some_and(|role| names_role(draft, token, role));
    let titled = holds(first) || first.span.len() == 3 && tokens.get(1).is_some_and(holds);
    if titled {
        return Some(Said { first: true, from: next.start(), role });
    }
    // "It is incumbent on her to …", "Det ankommer på denne att …"
    let falls = draft.is("matter-pronoun", first)
        && tokens
            .windows(2)
            .take(6)
            .any(|pair| draft.is("object-pronoun", &pair[0]) && draft.is("infinitive-mark", &pair[1]));
    if falls {
        return Some(Said { first: true, from: next.start(), role: None });
    }
    // "The master card is hers; she codes the tags": a clause of its own within a sentence that names nobody.
    let named = known.mentions.partition_point(|(span, _)| span.start() < next.start());
    let nobody = known.mentions.get(named).is_none_or(|(span, _)| span.start() >= next.end());
    let text = draft.document.text();
    let later = tokens.windows(2).take(TOKENS).find(|pair| {
        let gap = text.get(pair[0].span.end()..pair[1].span.start()).unwrap_or("");
        let opens = gap.contains([';', ':']) || draft.is("clause-join", &pair[0]);
        opens && draft.is("subject-pronoun", &pair[1])
    });
    let from = later.filter(|_| alone && nobody).map(|pair| pair[1].span.start())?;
    Some(Said { first: false, from, role: None })
}

/// What is done in a sentence, from a pronoun on: words that tell a task, else what any verb says of the pronoun.
fn deeds(draft: &Draft<'_>, next: Span, from: usize) -> Vec<(Span, Option<CoreFunction>)> {
    let rest = Span::at(from, next.end().max(from));
    let words = task_words(draft, rest);
    if !words.is_empty() {
        return words;
    }
    let tokens = draft.tokens_in(rest);
    let lead = tokens.iter().position(|token| pronoun(draft, token)).filter(|at| *at <= 5);
    let Some(at) = lead else { return Vec::new() };
    let falls = draft.is("object-pronoun", &tokens[at])
        && tokens.get(at + 1).is_some_and(|to| draft.is("infinitive-mark", to));
    if falls {
        return vec![(Span::at(tokens[at + 1].span.start(), next.end()), None)];
    }
    let sole = at.checked_sub(1).is_some_and(|before| draft.is("only-word", &tokens[before]));
    let relative = tokens.get(at + 1).is_some_and(|word| draft.is("relative-word", word));
    let mut behind = tokens.iter().skip(at + 1 + usize::from(relative)).take(4);
    let verb = behind.find(|token| !adverb(draft, token));
    let subject = draft.is("subject-pronoun", &tokens[at]);
    let done = verb.filter(|verb| {
        subject
            && (deed::does(draft, verb) || sole && draft.has_whole("has-verb", verb.span))
            && !draft.is("passive-verb", verb)
    });
    done.map(|verb| (verb.span, money(draft, verb.span, next))).into_iter().collect()
}

/// True for a role in the definite form ("projektledaren" of "projektledare"), or as it is behind an English article.
fn names_role(draft: &Draft<'_>, token: &Token, role: &str) -> bool {
    let word = draft.lower(token);
    role.chars().count() >= 5
        && word.strip_prefix(role).is_some_and(|ending| {
            ending.is_empty() || draft.lexicons.endings("role-ending").any(|known| known == ending)
        })
}
