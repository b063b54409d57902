//! What a title says, and what the rest of the document says against it.

use super::title::Title;
use super::untitled::{bindings, confirms, names_two};
use super::{Clues, SELF, TITLE, detail, form, guess, holds};
use crate::annotate::{Draft, Shape, Token, party, plan};
use crate::document::{DocumentKind, KindGuess, Span};

/// Words in brackets that say what is to be filled in, so many that they make a template.
const PROMPTS: usize = 4;
/// Words that only an agreement uses of itself, so many that they outweigh a title.
const WORDS: usize = 8;
/// Fewer of them in what one organisation declares.
const DECLARED: usize = 3;
/// Lines from the top among which one may say that the whole is guidance.
const SUBTITLES: usize = 4;
/// Lines with something to be filled in, so many that they make a template of a plan.
const SLOTS: usize = 3;
/// Lines from the top among which one may say that the whole is an annex, and bytes of it, at most.
const ANNEX_LINES: usize = 6;
const ANNEX_LINE: usize = 80;
/// Signs that a plan binds those who share it, so many that they make an agreement of it.
const BOUND: usize = 3;

/// What the rest of a document makes of its title.
type Correction = fn(&Clues<'_>, &Title) -> Option<KindGuess>;

/// Corrections of what a title says, by the kind that it names, in the order in which they are tried.
const CORRECTIONS: &[(DocumentKind, Correction)] = &[
    (DocumentKind::Agreement, form_of_agreement),
    (DocumentKind::Agreement, template),
    (DocumentKind::Agreement, declaration),
    (DocumentKind::Agreement, decided_charter),
    (DocumentKind::Plan, event),
    (DocumentKind::Plan, to_be_filled_in),
    (DocumentKind::Plan, annex_of_agreement),
    (DocumentKind::Plan, programme_between_parties),
    (DocumentKind::Plan, plan_that_binds),
    (DocumentKind::Plan, plan_that_holds),
    (DocumentKind::Annex, decided_instruction),
    (DocumentKind::Annex, annex_in_full),
    (DocumentKind::Annex, routine_and_agreement),
    (DocumentKind::Other, signed_by_parties),
    (DocumentKind::Other, settled_by_mail),
    (DocumentKind::Other, joint_statement),
    (DocumentKind::Guidance, annex_by_line),
    (DocumentKind::Guidance, signed_letter),
    (DocumentKind::Guidance, own_agreement),
    (DocumentKind::Minutes, minutes_that_bind),
    (DocumentKind::Minutes, minutes_and_agreement),
];

/// The kind that the title names, corrected by what the document says and holds.
pub(super) fn titled(clues: &Clues<'_>) -> Option<KindGuess> {
    let title = clues.title.as_ref()?;
    if let Some(word) = called_template(clues, title) {
        return Some(KindGuess { detail: None, ..guess(DocumentKind::Template, Some(word), 0.9) });
    }
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
    let said = word(title.line).or_else(above).or_else(|| example(draft, title.line)).or_else(|| bids(clues));
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

/// "Exempel på IOP-avtal", "Överenskommelse (exempel)", "Samverkansavtal – exempeltext": such a word where it opens a part of
/// the title.
fn example(draft: &Draft<'_>, line: Span) -> Option<Span> {
    let opens = |token: &Token| {
        let before = draft.document.between(line.start(), token.span.start()).trim_end();
        before.is_empty() || before.ends_with(['(', '[', '–', '—', '-', ':'])
    };
    let tokens = draft.tokens_in(line).iter();
    tokens.filter(|token| draft.is("example-word", token) && opens(token)).map(|token| token.span).next()
}

/// "Byt ut XX mot era egna uppgifter", "Adapt this text": a sentence under the title bids whoever uses a text with blanks.
fn bids(clues: &Clues<'_>) -> Option<Span> {
    let draft = clues.draft;
    if clues.found.slots + clues.found.prompts + clues.found.blanks == 0 {
        return None;
    }
    let top = Span::at(0, draft.document.ahead(0, SELF));
    let order = draft.words_in("template-order", top).find(|word| {
        let sentence = draft.annotations.sentence_around(word.span.start());
        sentence.is_some_and(|sentence| sentence.span.start() == word.span.start())
    })?;
    Some(order.span)
}

/// "Mall för handlingsplan", "Template: Corporate Policy", "Reserapport (mall)": the word opens or ends the title of a
/// document of any kind. What is to be filled in must be there in guidance.
fn called_template(clues: &Clues<'_>, title: &Title) -> Option<Span> {
    let (draft, line) = (clues.draft, title.line);
    if title.kind == DocumentKind::Agreement
        || title.kind == DocumentKind::Guidance && clues.found.slots + clues.found.prompts == 0
    {
        return None;
    }
    let text = draft.document.slice(line);
    let end = line.start() + text.trim_end_matches([')', ']', '.', ' ']).len();
    let words = draft.words_in("kind-template", line).map(|word| word.span);
    words.into_iter().find(|word| word.start() == line.start() || word.end() == end).or_else(|| {
        let above = draft.words_in("kind-template", clues.first).next()?.span;
        (title.index == 1 && above.start() == clues.first.start()).then_some(above)
    })
}

/// "Handlingsplan" over lines with "<nämnd>", "DD/MM/YYYY": nobody has filled them in.
fn to_be_filled_in(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    (clues.found.slots >= SLOTS).then(|| rather(title, DocumentKind::Template, 0.75))?
}

/// "Program för invigningen", "Agenda": what happens when on a day, and nothing that anybody has decided on.
fn event(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    let (draft, line) = (clues.draft, title.line);
    let word = draft.document.slice(title.word).to_lowercase();
    let rest = Span::at(title.word.end(), line.end().max(title.word.end()));
    let alone = draft.tokens_in(rest).is_empty() && title.word.start() == line.start();
    let of_day = alone || draft.has_word("event-word", rest);
    (draft.lexicons.contains("event-programme", &word)
        && of_day
        && !draft.has_word("header-label", Span::at(line.end(), draft.document.ahead(line.end(), SELF)))
        && plan::own_decision(draft).is_none())
    .then(|| guess(DocumentKind::Other, Some(title.word), 0.6))
}

/// A line near the top that says that the whole is an annex ("Bilaga 1 till biträdesavtalet").
fn annex_line(clues: &Clues<'_>, title: &Title) -> Option<Span> {
    let draft = clues.draft;
    let lines = draft.document.blocks().iter().filter(|block| block.is_body() && block.cell().is_none());
    lines.take(ANNEX_LINES).map(|block| block.content).find_map(|line| {
        let word = draft.words_in("kind-annex", line).next()?;
        let behind = draft.tokens_in(Span::at(word.span.end(), line.end()));
        let numbered = behind.first().is_none_or(|next| {
            matches!(next.shape, Shape::Number | Shape::Initial)
                || draft.has_whole("title-preposition", next.span)
        });
        (line != title.line
            && line.len() <= ANNEX_LINE
            && word.span.start() == line.start()
            && draft.value(word).is_none()
            && numbered
            && !draft.document.slice(line).ends_with('.'))
        .then_some(line)
    })
}

/// "Instruktion till biträdet" over "Bilaga 1".
fn annex_by_line(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    annex_line(clues, title).map(|line| guess(DocumentKind::Annex, Some(line), 0.75))
}

/// "Kommunikationsplan" over "Bilaga 5 till samverkansavtalet"; a plan that fullmäktige decided on in an annex to its
/// minutes is none.
fn annex_of_agreement(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    let line = annex_line(clues, title).filter(|line| clues.draft.has_word("kind-agreement", *line))?;
    Some(guess(DocumentKind::Annex, Some(line), 0.75))
}

/// "Instruktion för kommundirektören" with the decision of a board over its text governs.
fn decided_instruction(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    let decided = || plan::own_decision(clues.draft).is_some() && annex_line(clues, title).is_none();
    (title.value.as_deref() == Some("instruction") && decided())
        .then(|| guess(DocumentKind::Plan, Some(title.word), 0.7))
}

/// "Klimatkontrakt 2030", "Customer Charter" that a board has decided on, with no parties: a plan by another name.
fn decided_charter(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    let found = clues.found;
    let alone = !found.introduced && !found.signed && found.words < DECLARED;
    (alone && !clues.names_parties() && !names_two(clues.draft) && plan::decided_below_title(clues.draft))
        .then(|| rather(title, DocumentKind::Plan, 0.6))?
}

/// "Handlingsplan" that those who share it sign, are bound by and can give notice of, and that no board has decided on.
fn plan_that_binds(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    let (draft, found) = (clues.draft, clues.found);
    let said = bindings(draft);
    let pair = party::organisations_in(draft, title.line).len() >= 2;
    let told = found.introduced || pair;
    let points = said + usize::from(told) + usize::from(found.signed);
    // Of so much that binds no more than a sign of parties is asked.
    let named = || told || clues.names_parties() || names_two(draft);
    (said > 0 && (points > BOUND || points == BOUND && named()) && plan::own_decision(draft).is_none())
        .then(|| rather(title, DocumentKind::Agreement, 0.6))?
}

/// "Barn- och ungdomsplan" over "Trots namnet är detta ett avtal mellan X och Y": it says itself what it is, and no board has
/// decided on it.
fn plan_that_holds(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    let draft = clues.draft;
    let top = Span::at(title.line.end(), draft.document.ahead(title.line.end(), SELF));
    let told = || clues.found.introduced || clues.found.signed || clues.names_parties() || names_two(draft);
    let said =
        holds::plan_as_agreement(draft, top).filter(|_| told() && plan::own_decision(draft).is_none())?;
    Some(guess(DocumentKind::Agreement, Some(said), 0.6))
}

/// "Joint statement on the night bus" of parties who tell what each of them does, and sign or say how long it is valid.
fn joint_statement(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    let draft = clues.draft;
    let joint = draft.tokens_in(title.line).iter().any(|token| draft.is("joint-word", token));
    let ends = || clues.found.signed || draft.words_of("validity-phrase").next().is_some();
    (joint && ends() && party::promises(draft)).then(|| rather(title, DocumentKind::Agreement, 0.55))?
}

/// "Frågor och svar – vårt avtal om nattvandring" that tells its parties.
fn own_agreement(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    let draft = clues.draft;
    let ours = draft.words_in("kind-agreement", title.line).any(|word| {
        let before = draft.tokens_in(Span::at(title.line.start(), word.span.start()));
        before.iter().rev().take(2).any(|token| draft.is("own-possessive", token))
    });
    let bound =
        || draft.words_of("binding-phrase").next().is_some() || asks_who(draft) || party::promises(draft);
    (ours && (clues.found.introduced || clues.names_parties() || bound()))
        .then(|| rather(title, DocumentKind::Agreement, 0.55))?
}

/// "Vilka är parterna?" as a question that is answered.
fn asks_who(draft: &Draft<'_>) -> bool {
    let sentences = draft.annotations.sentences.iter().map(|sentence| sentence.span);
    let mut questions = sentences.filter(|span| draft.document.slice(*span).ends_with('?'));
    questions.any(|question| draft.begins_with("zone-parties", question))
}

/// "Avsiktsförklaring": one organisation that declares its intent binds nobody else.
fn declaration(clues: &Clues<'_>, title: &Title) -> Option<KindGuess> {
    let (draft, found) = (clues.draft, clues.found);
    if !draft.has_word("kind-declaration", title.line) {
        return None;
    }
    let alone = !found.introduced
        && !found.signed
        && found.words < DECLARED
        && !clues.names_parties()
        && !party::promises(draft);
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
        lines.map(|line| if line.start() == title.line.start() { after_dash(draft, *line) } else { *line });
    let word = parts.find_map(|line| {
        let word = draft.words_in("kind-guidance", line).next()?;
        // Where somebody seems to sign, the line must begin with that word ("En vägledning för små föreningar").
        let begins = || draft.tokens_in(Span::at(line.start(), word.span.start())).len() <= 1;
        (!found.signed || begins()).then_some(word.span)
    })?;
    Some(guess(DocumentKind::Guidance, Some(word), 0.8))
}

/// "Teckna avtal – en handbok": what stands behind the dash or colon; empty where there is none.
pub(super) fn after_dash(draft: &Draft<'_>, line: Span) -> Span {
    let text = draft.document.slice(line);
    let dash = [" – ", " - ", ": "].iter().filter_map(|dash| text.find(dash)).min();
    Span::at(dash.map_or(line.end(), |dash| line.start() + dash), line.end())
}
