//! Verbs that no list knows, of which a name is the subject.

use crate::annotate::duty::{self, adverb};
use crate::annotate::{Draft, Shape, Token};
use crate::document::{Language, Span};

/// True for a finite verb; "kamrer" and "ingenjör" only end like one.
fn finite(draft: &Draft<'_>, token: &Token) -> bool {
    duty::finite(draft, token) && !draft.has_word("role-title", token.span)
}

/// True for a word that can be the verb of a clause.
pub(super) fn verb(draft: &Draft<'_>, token: &Token) -> bool {
    finite(draft, token) || draft.has_word("duty-modal", token.span)
}

/// True for a finite verb by which somebody does something.
pub(super) fn does(draft: &Draft<'_>, token: &Token) -> bool {
    finite(draft, token) && !stative(draft, token)
}

/// True for a verb by which nobody carries a task ("deltar", "sitter"); who pays does.
fn stative(draft: &Draft<'_>, token: &Token) -> bool {
    let state = draft.is("stative-verb", token) && !draft.has_word("pay-verb", token.span);
    state || draft.is("person-state", token) || draft.has_whole("participation", token.span)
}

/// True for words that begin with a finite verb in the active voice ("betalar ut").
pub(super) fn opens_with_verb(draft: &Draft<'_>, words: Span) -> bool {
    draft
        .tokens_in(words)
        .first()
        .is_some_and(|first| finite(draft, first) && !draft.is("passive-verb", first))
}

/// A verb that no list knows, of which a name is the subject ("Anna Ek transkriberar", "… katalogiseras av Anna Ek", "Anna
/// Ek shall convene"): where it stands, with its agent.
pub(super) fn deed(draft: &Draft<'_>, name: Span, around: Span) -> Option<Span> {
    let text = draft.document.text();
    let tokens = draft.tokens_in(around);
    let asks = |label: &str, token: &Token| {
        draft.lexicons.contains(label, &draft.document.lower()[token.span.range()])
    };
    let is = |label: &str, token: &Token| draft.has_whole(label, token.span);
    let state = |token: &Token| stative(draft, token);
    let gap = |a: &Token, b: &Token| text.get(a.span.end()..b.span.start()).unwrap_or("\n");
    let first = tokens.partition_point(|token| token.span.start() < name.start());
    let next = tokens.partition_point(|token| token.span.start() < name.end());
    // "… förs av sekreterare Anna Ek": at most two words of a title between.
    for at in (first.saturating_sub(3)..first).rev() {
        let token = tokens.get(at)?;
        // "… kvitteras ut hos Anna Ek": whom it goes through, with the verb right before.
        if is("channel-word", token) {
            let passive = |verb: &&Token| {
                let passive = asks("passive-verb", verb) || asks("agent-verb", verb);
                verb.shape == Shape::Lower && passive && !asks("no-task-passive", verb)
            };
            if let Some(verb) = tokens[..at].iter().rev().take(3).find(passive) {
                return Some(verb.span.cover(token.span));
            }
        }
        if is("agent-by", token) {
            // "Arbetet genomförs på uppdrag av Anna Ek" makes somebody else the agent.
            if at.checked_sub(1).and_then(|at| tokens.get(at)).is_some_and(|noun| asks("by-noun", noun)) {
                return None;
            }
            // "… leds gruppen av Anna Ek"
            // "följs upp av" is another verb than "följs av".
            let last = at.checked_sub(1).and_then(|at| tokens.get(at));
            let up = last.is_some_and(|word| asks("verb-particle", word));
            let passive = |verb: &&Token| {
                verb.shape == Shape::Lower
                    && asks("passive-verb", verb)
                    && (up || !asks("no-task-passive", verb))
            };
            let verb = tokens[..at].iter().rev().take(10).find(passive)?;
            // "Arbetet har letts av Anna Ek": what has been.
            if draft.words_in("took-part", around).any(|past| past.span.contains(verb.span)) {
                return None;
            }
            return Some(verb.span.cover(token.span));
        }
        if !matches!(gap(token, tokens.get(at + 1).unwrap_or(token)), " " | "") {
            break;
        }
    }
    // "… inventeras av två sjuksköterskor, i höst Anna Ek": an apposition to the agent, with no other verb between.
    let tail = tokens.get(first.saturating_sub(14)..first).unwrap_or(&[]);
    for agent in (0..tail.len()).rev().filter(|at| is("agent-by", &tail[*at])) {
        if tail[agent + 1..].iter().any(|token| finite(draft, token)) {
            break;
        }
        let set_off =
            text.get(tail[agent].span.end()..name.start()).is_some_and(|gap| gap.contains([',', '(', ':']));
        let verb = tail[..agent].iter().rev().take(3).find(|verb| {
            verb.shape == Shape::Lower && asks("passive-verb", verb) && !asks("no-task-passive", verb)
        });
        let past =
            |verb: &&Token| draft.words_in("took-part", around).any(|past| past.span.contains(verb.span));
        if let Some(verb) = verb.filter(|verb| set_off && !past(verb)) {
            return Some(verb.span.cover(tail[agent].span));
        }
    }
    let clear = first.checked_sub(1).and_then(|at| tokens.get(at)).is_none_or(|before| {
        !asks("subordinator", before) && !is("preposition", before) && !is("agent-by", before)
    });
    // Behind the name, or behind what a comma sets off ("Anna Ek, samordnare vid museet, bokar").
    let mut at = next;
    if draft.document.between(name.end(), around.end()).starts_with([',', '(']) {
        let close = tokens.iter().enumerate().skip(next).take(12).find(|(index, token)| {
            let before = if *index == next { name.end() } else { tokens[*index - 1].span.end() };
            *index > next && text.get(before..token.span.start()).is_some_and(|gap| gap.contains([',', ')']))
        });
        at = close.map_or(next, |(index, _)| index);
    } else if tokens.get(at).is_some_and(|after| text.get(name.end()..after.span.start()) != Some(" ")) {
        return None;
    }
    // "Det är Anna Ek som bokar", "… till Anna Ek, som avgör"
    let relative = tokens.get(next).filter(|word| asks("relative-word", word) || asks("who-word", word));
    if let Some(after) = relative {
        let text = text.get(name.end()..after.span.start()).unwrap_or("\n");
        let cleft = (1..=2).any(|back| {
            first.checked_sub(back).and_then(|at| tokens.get(at)).is_some_and(|word| is("role-link", word))
        });
        let mut behind = tokens.iter().skip(next + 1).take(3).filter(|token| !adverb(draft, token));
        if (text == ", " || text == " " && cleft)
            && let Some(verb) = behind.next().filter(|verb| finite(draft, verb) && !state(verb))
        {
            return Some(verb.span);
        }
    }
    // No verb stands in an address.
    let behind = tokens.get(at).map_or(name.end(), |token| token.span.end());
    if draft.first_mark_in("email", Span::at(name.end(), behind.max(name.end()))).is_some() {
        return None;
    }
    while at < next + 14 && tokens.get(at).is_some_and(|token| adverb(draft, token)) {
        at += 1;
    }
    at = behind_place(draft, tokens, at).unwrap_or(at);
    if clear && let Some(verb) = of_two(draft, tokens, first, next) {
        return Some(verb.span);
    }
    let lower = |token: &&Token| token.shape == Shape::Lower;
    if let Some(verb) = tokens.get(at).filter(lower).filter(|_| clear) {
        // "Anna Ek skriver i sin rapport att …"
        let says = asks("say-verb", verb)
            && tokens.get(at + 1).is_none_or(|after| is("preposition", after) || after.shape != Shape::Lower);
        if finite(draft, verb) && !state(verb) && !says {
            return Some(verb.span);
        }
        // "Anna Ek är kommunens man på plats och löser det mesta"
        let joined = tokens
            .windows(2)
            .skip(at)
            .take(16)
            .find(|pair| asks("clause-join", &pair[0]) && finite(draft, &pair[1]) && !state(&pair[1]));
        if let Some(pair) = joined.filter(|_| asks("being-verb", verb)) {
            return Some(pair[1].span);
        }
        if is("duty-modal", verb) {
            let mut behind = tokens.iter().skip(at + 1).take(3).filter(|token| !adverb(draft, token));
            return behind.next().filter(|token| !state(token)).map(|token| token.span);
        }
    }
    // "Artisterna bokar Anna Ek.", "I juli öppnar Anna Ek": the verb right before.
    let before = first.checked_sub(1).and_then(|at| tokens.get(at))?;
    let earlier = first.checked_sub(2).and_then(|at| tokens.get(at))?;
    // "Taggen har Anna Ek.": what somebody has stands first, and nothing more is said.
    let rest = draft.document.between(name.end(), around.end()).trim_start();
    let whole = rest.is_empty()
        || rest.starts_with('.')
        || draft
            .tokens_in(Span::at(around.end() - rest.len(), around.end()))
            .first()
            .is_some_and(|token| asks("clause-join", token))
        || rest.strip_prefix(',').is_some_and(|more| {
            let joins =
                |token: &Token| draft.has_word("party-join", token.span) || asks("clause-join", token);
            draft.tokens_in(Span::at(around.end() - more.len(), around.end())).first().is_some_and(joins)
        })
        || kept_where(draft, Span::at(around.end() - rest.len(), around.end()));
    if is("has-verb", before) && first <= 4 && whole && !asks("relative-word", earlier) {
        return Some(before.span);
    }
    // "Till gruppen knyts Anna Ek": she does nothing by that.
    let passive = asks("passive-verb", before) && !asks("finite-verb", before);
    (finite(draft, before)
        && !passive
        && !state(before)
        && gap(before, tokens.get(first)?) == " "
        && !asks("relative-word", earlier)
        && !asks("subordinator", earlier))
    .then_some(before.span)
}

/// "Joan Tibbs and Colin Webber lead the walks": an English verb of two, which no ending tells.
fn of_two(draft: &Draft<'_>, tokens: &[Token], first: usize, next: usize) -> Option<Token> {
    if draft.annotations.language != Language::En {
        return None;
    }
    let beside =
        |at: usize| draft.document.between(tokens[at - 1].span.end(), tokens[at].span.start()) == " ";
    let person = |at: usize| tokens.get(at).and_then(|token| draft.first_mark_in("person", token.span));
    let joins = |at: usize| tokens.get(at).is_some_and(|token| draft.is("clause-join", token)) && beside(at);
    // The last of the two, and the word behind.
    let before = first >= 2 && joins(first - 1) && person(first - 2).is_some();
    let last = match joins(next).then(|| person(next + 1)).flatten() {
        Some(other) => other.end(),
        None if before => tokens[next - 1].span.end(),
        None => return None,
    };
    let at = tokens.partition_point(|token| token.span.start() < last);
    let verb = tokens.get(at).filter(|verb| verb.shape == Shape::Lower && beside(at))?;
    let small =
        ["function-en", "preposition", "role-link"].iter().any(|label| draft.has_whole(label, verb.span));
    let state = ["person-state", "stative-verb", "clause-join", "agent-verb"]
        .iter()
        .any(|label| draft.is(label, verb));
    (!small && !state && !adverb(draft, verb)).then_some(*verb)
}

/// "Anna Ek at the Agency keeps …", "Anna Ek på kansliet bokar …": the verb behind where or of whom the subject is.
fn behind_place(draft: &Draft<'_>, tokens: &[Token], at: usize) -> Option<usize> {
    tokens.get(at).filter(|first| draft.has_whole("preposition", first.span))?;
    let plain = |at: usize| draft.document.between(tokens[at - 1].span.end(), tokens[at].span.start()) == " ";
    let noun = |at: usize| {
        let word = draft.lower(&tokens[at]);
        let definite = || draft.lexicons.endings("definite-ending").any(|ending| word.ends_with(ending));
        matches!(tokens[at].shape, Shape::Capital | Shape::Upper)
            || draft.is("article", &tokens[at - 1])
            || draft.annotations.language == Language::Sv && definite()
    };
    let verb =
        (at + 2..tokens.len().min(at + PLACE)).take_while(|at| plain(*at) && plain(*at - 1)).find(|at| {
            let between = &tokens[at - 1];
            does(draft, &tokens[*at]) && noun(*at - 1) && !draft.is("clause-join", between)
        })?;
    // Nobody else is named in between, and no clause begins.
    let between = Span::at(tokens[at].span.start(), tokens[verb].span.start());
    let other = tokens[at..verb].iter().any(|token| {
        ["clause-join", "relative-word", "subordinator"].iter().any(|label| draft.is(label, token))
    });
    (!other && draft.first_mark_in("person", between).is_none()).then_some(verb)
}

/// "… har Anna Ek hemma hos sig, och …", "… har Anna Ek i huvudet": no more than where somebody has it, up to the next sign.
fn kept_where(draft: &Draft<'_>, rest: Span) -> bool {
    let text = draft.document.slice(rest);
    let end = text.find([',', ';', '.']).map_or(rest.end(), |end| rest.start() + end);
    let tokens = draft.tokens_in(Span::at(rest.start(), end));
    let place = |token: &Token| draft.has_whole("preposition", token.span) || draft.is("at-hand", token);
    tokens.len() <= PLACE
        && tokens.first().is_some_and(place)
        && !tokens.iter().any(|token| verb(draft, token))
}

/// Words on where somebody has something, at most.
const PLACE: usize = 6;
