//! What a title says, and what the rest of the document says against it.

use super::title::Title;
use super::untitled::confirms;
use super::{Clues, SELF, TITLE, detail, form, guess};
use crate::annotate::{Draft, party};
use crate::document::{DocumentKind, KindGuess, Span};

/// Words in brackets that say what is to be filled in, so many that they make a template.
const PROMPTS: usize = 4;
/// Words that only an agreement uses of itself, so many that they outweigh a title.
const WORDS: usize = 8;
/// Fewer of them in what one organisation declares.
const DECLARED: usize = 3;
/// Lines from the top among which one may say that the whole is guidance.
const SUBTITLES: usize = 4;

/// What the rest of a document makes of its title.
type Correction = fn(&Clues<'_>, &Title) -> Option<KindGuess>;

/// Corrections of what a title says, by the kind that it names, in the order in which they are tried.
const CORRECTIONS: &[(DocumentKind, Correction)] = &[
    (DocumentKind::Agreement, form_of_agreement),
    (DocumentKind::Agreement, template),
    (DocumentKind::Agreement, declaration),
    (DocumentKind::Plan, programme_between_parties),
    (DocumentKind::Annex, annex_in_full),
    (DocumentKind::Annex, routine_and_agreement),
    (DocumentKind::Other, signed_by_parties),
    (DocumentKind::Other, settled_by_mail),
    (DocumentKind::Guidance, signed_letter),
    (DocumentKind::Minutes, minutes_that_bind),
    (DocumentKind::Minutes, minutes_and_agreement),
];

/// The kind that the title names, corrected by what the document says and holds.
pub(super) fn titled(clues: &Clues<'_>) -> Option<KindGuess> {
    let title = clues.title.as_ref()?;
    let mut fitting = CORRECTIONS.iter().filter(|(kind, _)| *kind == title.kind);
    Some(fitting.find_map(|(_, correct)| correct(clues, title)).unwrap_or_else(|| as_named(title)))
}

/// What the title says, as it says it.
fn as_named(title: &Title) -> KindGuess {
    KindGuess {
        detail: title.value.as_deref().and_then(detail),
        ..guess(title.kind, Some(title.word), if title.index == 0 { 0.95 } else { 0.85 })
    }
}

/// Another kind than the title says, by the same words of it.
fn rather(title: &Title, kind: DocumentKind, confidence: f32) -> Option<KindGuess> {
    Some(KindGuess { kind, confidence, ..as_named(title) })
}

/// "Låneavtal" over rows that an individual fills in.
fn form_of_agreement(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    let (draft, found) = (clues.draft, clues.found);
    let asked = || found.blanks == 0 && (form::asks_individual(draft) || form::filled_in(draft));
    let form = !(found.introduced && found.signed) && (form::is_form(draft) || asked());
    form.then(|| KindGuess { detail: detail("form"), ..guess(DocumentKind::Form, Some(title.word), 0.8) })
}

/// "Mall för samverkansavtal", or blanks where the parties should stand.
fn template(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    let (draft, found) = (clues.draft, clues.found);
    let word = |line: Span| draft.words_in("kind-template", line).next().map(|word| word.span);
    // "Mall 2026:1 – Avtalsenheten" over the title says so as well.
    let above = || word(clues.first).filter(|word| word.start() == clues.first.start());
    let said = word(title.line).or_else(above);
    if said.is_none() && found.blanks == 0 && found.prompts < PROMPTS {
        return None;
    }
    let named = as_named(title);
    Some(KindGuess {
        kind: DocumentKind::Template,
        evidence: said.or(found.first_blank).or(named.evidence),
        confidence: if said.is_some() { 0.95 } else { 0.8 },
        ..named
    })
}

/// "Avsiktsförklaring": one organisation that declares its intent binds nobody else.
fn declaration(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    let (draft, found) = (clues.draft, clues.found);
    if !draft.has_word("kind-declaration", title.line) {
        return None;
    }
    let alone = !found.introduced && !found.signed && found.words < DECLARED && !clues.names_parties();
    let said = if alone { rather(title, DocumentKind::Other, 0.7)? } else { as_named(title) };
    Some(KindGuess { detail: detail("declaration"), ..said })
}

/// "Samverkansprogram" between parties who sign it is an agreement in all but name.
fn programme_between_parties(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    let found = clues.found;
    let signed = || found.signed && found.words >= WORDS && found.plan_words * 3 < found.words;
    (found.introduced && (clues.draft.has_word("kind-agreement", title.line) || signed()))
        .then(|| rather(title, DocumentKind::Agreement, 0.6))?
}

/// "Bilaga 1" typed over an agreement in full that two parties sign.
fn annex_in_full(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    let found = clues.found;
    (found.introduced && found.signed && found.words >= WORDS)
        .then(|| rather(title, DocumentKind::Agreement, 0.55))?
}

/// "Samverkansrutin och avtal" between parties who agree is both.
fn routine_and_agreement(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    let both = title.value.as_deref() == Some("routine")
        && clues.draft.has_word("kind-agreement", title.line)
        && (party::opens(clues.draft) || clues.names_parties());
    both.then(|| guess(DocumentKind::Agreement, Some(title.word), 0.6))
}

/// "Rapport", "Offert" over what parties who are introduced sign, or what confirms what they agreed on.
fn signed_by_parties(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    let found = clues.found;
    let agreed = || found.introduced && found.words >= WORDS || confirms(clues.draft) || clues.holds();
    (found.signed && agreed()).then(|| rather(title, DocumentKind::Agreement, 0.55))?
}

/// "SV: Ladan i sommar?" over a message by which all is settled between two who are told, and what each of them does.
fn settled_by_mail(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    let settled = || clues.draft.has_word("settled-phrase", Span::at(0, clues.draft.document.ahead(0, SELF)));
    (settled() && clues.names_parties() && party::promises(clues.draft))
        .then(|| rather(title, DocumentKind::Agreement, 0.5))?
}

/// "Så här gör vi med onsdagarna" over a letter that says that it is what they agreed on, and that they sign.
/// So is "Frågor och svar om lekparken" over what two who sign do.
fn signed_letter(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    let agreed = || confirms(clues.draft) || clues.holds() || party::promises(clues.draft);
    (clues.found.signed && agreed()).then(|| rather(title, DocumentKind::Agreement, 0.55))?
}

/// "Minnesanteckning" over what those who were there agreed to hold as an agreement, and sign.
fn minutes_that_bind(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    (clues.found.signed && clues.holds()).then(|| rather(title, DocumentKind::Agreement, 0.6))?
}

/// "Minnesanteckningar och överenskommelse" between parties who are told and sign is both.
fn minutes_and_agreement(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    let both = clues.found.signed
        && joins_agreement(clues.draft, title.word, title.line)
        && (clues.found.introduced || party::opens(clues.draft) || clues.names_parties());
    both.then(|| rather(title, DocumentKind::Agreement, 0.55))?
}

/// "Minnesanteckningar och överenskommelse": a word for an agreement joined right behind the word of a title.
fn joins_agreement(draft: &Draft<'_>, word: Span, line: Span) -> bool {
    draft.words_in("kind-agreement", Span::at(word.end().min(line.end()), line.end())).next().is_some_and(
        |agreement| {
            let between = draft.tokens_in(Span::at(word.end(), agreement.span.start()));
            matches!(between, [join] if draft.has_whole("party-join", join.span))
        },
    )
}

/// "Så skriver ni ett avtal / En vägledning för …": the line below, or what stands behind a dash, says what it is.
pub(super) fn guidance(clues: &Clues<'_>) -> Option<KindGuess> {
    let (draft, found) = (clues.draft, clues.found);
    let title = clues.title.as_ref().filter(|title| title.kind == DocumentKind::Agreement)?;
    if found.signed && found.introduced {
        return None;
    }
    let lines = clues.lines.iter().take(SUBTITLES);
    let lines = lines.filter(|line| line.len() <= TITLE && !draft.document.slice(**line).starts_with('['));
    let mut parts =
        lines.map(|line| if line.start() == title.line.start() { subtitle(draft, *line) } else { *line });
    let word = parts.find_map(|line| {
        let word = draft.words_in("kind-guidance", line).next()?;
        // Where somebody seems to sign, the line must begin with that word ("En vägledning för små föreningar").
        let begins = || draft.tokens_in(Span::at(line.start(), word.span.start())).len() <= 1;
        (!found.signed || begins()).then_some(word.span)
    })?;
    Some(guess(DocumentKind::Guidance, Some(word), 0.8))
}

/// "Teckna avtal – en handbok": what stands behind the dash.
fn subtitle(draft: &Draft<'_>, line: Span) -> Span {
    let text = draft.document.slice(line);
    let dash = [" – ", " - ", ": "].iter().filter_map(|dash| text.find(dash)).min();
    Span::at(dash.map_or(line.end(), |dash| line.start() + dash), line.end())
}
