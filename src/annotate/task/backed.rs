//! What is said elsewhere in a document of a role or of a person, and stands behind the tasks that have nothing of their own.

use std::collections::{BTreeMap, BTreeSet};

use super::behind::said_behind;
use super::known::Known;
use crate::annotate::{Draft, Token};
use crate::document::{Holder, Language, Mitigation, Span, Task};

/// Sentences on substitutes, and tasks without any, that are held against each other, at most.
const ROLES: usize = 300;

/// What is said of somebody or of a role, wherever it stands, backs the tasks that have nothing of their own.
pub(super) fn role_backed(draft: &Draft<'_>, known: &Known, tasks: &mut [Task]) {
    let stepping = for_persons(draft, known);
    for task in tasks.iter_mut().filter(|task| open(task)) {
        if let Holder::Person(person) = task.holder {
            task.mitigation = stepping.get(&person).cloned();
        }
    }
    if tasks.iter().any(|task| open(task) && task.function.is_some()) {
        by_role(draft, known, tasks);
    }
}

/// True for a task of somebody with nothing behind.
fn open(task: &Task) -> bool {
    task.mitigation.is_none() && matches!(task.holder, Holder::Person(_))
}

/// "Vid frånvaro av Anna Ek låser vaktmästaren", "Anna Ek is deputised by Bo Alm": who steps in for whom, whatever the role.
fn for_persons(draft: &Draft<'_>, known: &Known) -> BTreeMap<u32, Mitigation> {
    let named = known.mentions.as_slice();
    let mut stepping: BTreeMap<u32, Mitigation> = BTreeMap::new();
    for (person, span) in each_for_another(draft, named) {
        stepping.entry(person).or_insert(Mitigation { kind: "deputy", span });
    }
    for word in draft.words_of("behind-deputy").take(ROLES).map(|word| word.span) {
        let whom = away(draft, named, word).or_else(|| deputised(draft, named, word));
        let none = || {
            let whole = draft.annotations.sentence_around(word.start());
            whole.is_some_and(|whole| draft.has_word("no-deputy", whole.span))
        };
        if let Some(person) = whom.filter(|_| !none()) {
            stepping.entry(person).or_insert(Mitigation { kind: "deputy", span: word });
        }
    }
    for (whose, person) in named {
        if !stepping.contains_key(person)
            && let Some(span) = in_absence_of(draft, known, *whose, *person)
        {
            stepping.insert(*person, Mitigation { kind: "deputy", span });
        }
    }
    stepping
}

/// "Vid Anna Eks förfall fullgörs hennes uppgifter av kansliet": who acts in a sentence that opens with somebody's absence.
fn in_absence_of(draft: &Draft<'_>, known: &Known, whose: Span, person: u32) -> Option<Span> {
    let next = draft.tokens.get(draft.tokens.partition_point(|token| token.span.start() < whose.end()))?;
    let beside = draft.document.text().get(whose.end()..next.span.start())?.len() <= 2;
    if !beside || !draft.is("absence-noun", next) {
        return None;
    }
    let sentence = draft.annotations.sentence_around(whose.start())?.span;
    let before = draft.tokens_in(Span::at(sentence.start(), whose.start().max(sentence.start())));
    let opens = before.len() == 1;
    let cover = super::cover::Cover { draft, known, person };
    opens.then(|| cover.said(sentence, Span::at(sentence.end(), sentence.end()))).flatten()
}

/// "Vid frånvaro av Anna Ek", "Vid förhinder ersätts Anna Ek": who is away, by name, in a sentence that tells who steps in.
pub(super) fn who_is_away(draft: &Draft<'_>, known: &Known, sentence: Span) -> Option<u32> {
    let named = known.mentions.as_slice();
    let mut words = draft.words_in("behind-deputy", sentence).map(|word| word.span);
    words.find_map(|word| behind_absence(draft, named, word)).map(|(_, person)| person)
}

/// "Vid frånvaro av Anna Ek": whose name stands in the words for a substitute, or behind them and one for of whom.
fn away(draft: &Draft<'_>, named: &[(Span, u32)], word: Span) -> Option<u32> {
    let at = named.partition_point(|(span, _)| span.end() <= word.start());
    let inside = named.get(at).filter(|(span, _)| span.start() < word.end()).copied();
    inside.or_else(|| behind_absence(draft, named, word)).map(|(_, person)| person)
}

/// Who is named behind the words for a substitute and one word for of whom.
fn behind_absence(draft: &Draft<'_>, named: &[(Span, u32)], word: Span) -> Option<(Span, u32)> {
    let at = named.partition_point(|(span, _)| span.start() < word.end());
    let (span, _) = named.get(at)?;
    let gap = draft.document.text().get(word.end()..span.start())?;
    let gap = Span::at(word.end(), word.end() + gap.len());
    // "Vid förhinder ersätts Anna Ek av …"
    let replaced = |word: &Token| draft.is("replaced-verb", word);
    matches!(draft.tokens_in(gap), [word] if draft.has_word("absence-of", gap) || replaced(word))
        .then_some(named[at])
}

/// "Anna Ek is deputised by": whose name stands right before.
fn deputised(draft: &Draft<'_>, named: &[(Span, u32)], word: Span) -> Option<u32> {
    let before = named.partition_point(|(span, _)| span.end() <= word.start()).checked_sub(1);
    let (span, person) = named.get(before?)?;
    let by = || draft.tokens_in(word).last().is_some_and(|last| draft.has_word("agent-by", last.span));
    (draft.document.text().get(span.end()..word.start()) == Some(" ") && by()).then_some(*person)
}

/// What is said of a role is said of its holder: "In the absence of the Project Manager …", "Byte av projektledare …".
fn by_role(draft: &Draft<'_>, known: &Known, tasks: &mut [Task]) {
    let said = said_of_roles(draft, known);
    let mut holders: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for task in tasks.iter().take(ROLES) {
        if let (Some(role), Holder::Person(person)) = (&task.function, &task.holder) {
            holders.entry(title(role).to_owned()).or_default().insert(*person);
        }
    }
    for task in tasks.iter_mut().filter(|task| open(task)).take(ROLES) {
        let role = task.function.as_deref();
        let Some(role) = role.filter(|role| !draft.lexicons.contains("contact-word", role)) else { continue };
        let only = holders.get(title(role)).is_some_and(|holders| holders.len() == 1);
        let long = role.chars().count() >= LETTERS;
        let other = said.iter().find(|(text, behind)| {
            let told = || speaks_of(draft, text, role, only || behind.kind == "appointed-by");
            let mutual = || !only && draft.has_word("behind-mutual", behind.span) && opens_with(text, role);
            (long && told() || mutual()) && !task.span.contains(behind.span)
        });
        task.mitigation = other.map(|(_, mitigation)| mitigation.clone());
    }
}

/// Letters of a title that a sentence begins with, at least.
const SHORT: usize = 4;
/// Bytes of the ending of a plural, at most.
const ENDING: usize = 5;
/// Letters of a role that a text is searched for, at least.
const LETTERS: usize = 8;
/// A sentence longer than this tells of too much.
const SENTENCE: usize = 600;

/// Sentences on substitutes and replacement, and what each tells.
fn said_of_roles<'d>(draft: &'d Draft<'_>, known: &Known) -> Vec<(&'d str, Mitigation)> {
    let lower = draft.document.lower();
    let mut said: Vec<(&str, Mitigation)> = Vec::new();
    for label in ["behind-deputy", "behind-mutual", "behind-appointed"] {
        for word in draft.words_of(label).take(ROLES) {
            let around = draft.annotations.sentence_around(word.span.start()).map(|sentence| sentence.span);
            let Some(around) = around.filter(|around| around.len() <= SENTENCE) else { continue };
            if let Some(mitigation) = said_behind(draft, around) {
                said.push((&lower[begin(draft, around)..around.end()], mitigation));
            }
        }
    }
    let away = super::apart::of_roles(draft, known).into_iter();
    said.extend(away.map(|(sentence, mitigation)| (&lower[sentence.range()], mitigation)));
    said
}

/// Where what a sentence is about begins: the one before names the role that "in her absence" is about.
fn begin(draft: &Draft<'_>, around: Span) -> usize {
    let first = draft.tokens_in(around).first();
    let back = first.is_some_and(|first| draft.has_word("behind-opening", first.span))
        && draft.has_word("person-pronoun", around);
    let before = draft.annotations.sentence_at(around.start()).and_then(|at| at.checked_sub(1));
    let before = before.filter(|_| back).and_then(|at| draft.annotations.sentences.get(at));
    before.map_or(around.start(), |at| at.span.start())
}

/// True for a text that speaks of a role: as it is written, or `by_title` where its title says enough.
fn speaks_of(draft: &Draft<'_>, text: &str, role: &str, by_title: bool) -> bool {
    let told = |role: &str| text.contains(role) && !steps_in(draft, text, role);
    // "Objektledarna ersätter varandra" speaks of an "objektledare".
    let whole = role.trim_end_matches(['e', 'a']);
    // "Enhetschef öppenvården" is the "enhetschefen" of a clause, where there is no other.
    let title = title(role);
    let short = title.trim_end_matches(['e', 'a']);
    told(whole) || by_title && title.chars().count() >= LETTERS && begins_word(text, short) && told(short)
}

/// "Coacherna ersätter varandra" speaks of "coach 1" and "coach 2": what begins with a title, however short, in the plural.
pub(super) fn opens_with(text: &str, role: &str) -> bool {
    let first = text.split(' ').next().unwrap_or(text);
    let stem = title(role).trim_end_matches(['e', 'a']);
    let ending = first.strip_prefix(stem).map_or(0, str::len);
    stem.chars().count() >= SHORT && (1..=ENDING).contains(&ending)
}

/// "Vid frånvaro gör projektledaren det": who steps in is not backed by that.
fn steps_in(draft: &Draft<'_>, text: &str, role: &str) -> bool {
    draft.annotations.language == Language::Sv
        && text.match_indices(role).all(|(at, _)| {
            let before = text[..at].trim_end().rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
            draft.lexicons.contains("finite-verb", before)
                && !draft.lexicons.contains("no-finite-verb", before)
        })
}

/// The first word of a role ("enhetschef" of "enhetschef öppenvården, kommunen").
fn title(role: &str) -> &str {
    role.split([' ', ',', '(', '/']).next().unwrap_or(role)
}

/// True where a word of a text begins so.
fn begins_word(text: &str, start: &str) -> bool {
    text.match_indices(start).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
}

/// "Avbytare är Hibo Ali för Farzana, Kajsa Nord för Stina": for whom somebody steps in, and the name of who does, in sentences
/// on substitutes.
fn each_for_another(draft: &Draft<'_>, named: &[(Span, u32)]) -> Vec<(u32, Span)> {
    let mut found = Vec::new();
    for pair in named.windows(2) {
        let ((one, by), (other, whom)) = (pair[0], pair[1]);
        let [between] = draft.tokens_in(Span::at(one.end(), other.start().max(one.end()))) else { continue };
        if by == whom || !draft.has_whole("signature-for", between.span) || found.len() >= ROLES {
            continue;
        }
        let sentence = draft.annotations.sentence_around(one.start()).map(|at| at.span);
        let substitutes = |sentence: &Span| {
            ["behind-deputy", "deputy-column"].iter().any(|label| draft.has_word(label, *sentence))
        };
        if sentence.filter(|sentence| sentence.len() <= 600).is_some_and(|sentence| substitutes(&sentence)) {
            found.push((whom, one));
        }
    }
    found
}

/// Who steps in for somebody does so with that one behind: "När Anna är på resa gör Bo Alm det" leaves neither alone.
pub(super) fn both_ways(tasks: &mut [Task], known: &Known) {
    let mut stepping: Vec<(Span, u32)> = Vec::new();
    for task in tasks.iter() {
        if let Some(Mitigation { kind: "deputy", span }) = &task.mitigation
            && let Some(person) = known.person_at(span.start())
        {
            stepping.push((*span, person));
        }
    }
    stepping.sort_unstable();
    for task in tasks.iter_mut().filter(|task| task.mitigation.is_none()) {
        let from = stepping.partition_point(|(span, _)| span.start() < task.span.start());
        let mut here = stepping[from..].iter().take_while(|(span, _)| span.start() < task.span.end());
        if let Some((span, _)) = here.find(|(_, person)| task.holder == Holder::Person(*person)) {
            task.mitigation = Some(Mitigation { kind: "second-person", span: *span });
        }
    }
}
