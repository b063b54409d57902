//! Whose a plan is: of one that is referred to, and of a plan document by its own head.

use super::header::place;
use super::name::possessor;
use crate::annotate::{Draft, Shape, duty, party};
use crate::document::{Issuer, Span, Zone};

/// Blocks at the start that say whose a plan is.
const HEAD: usize = 8;
/// Legal forms of bodies whose plans are told apart by their names.
const SORTS: [&str; 4] = ["kommun", "region", "kommunalforbund", "lansstyrelse"];
/// Blocks of furniture that are looked at.
const FURNITURE: usize = 400;
/// Issuers of one plan, at most.
const MOST: usize = 4;

/// The public bodies that a plan's title, first lines and running heads name, and those whose board adopted it.
pub(super) fn of_plan(draft: &Draft<'_>) -> Vec<Issuer> {
    let mut found: Vec<Issuer> = Vec::new();
    let blocks = draft.document.blocks();
    let zone = |index: usize| draft.annotations.zones.get(index).copied().unwrap_or(Zone::Body);
    // A table of facts may stand over the title.
    let mut lines = 0;
    for (index, block) in blocks.iter().enumerate().take(FURNITURE) {
        lines += usize::from(block.is_body() && block.cell().is_none());
        let head = zone(index) == Zone::Furniture
            || lines <= HEAD
                && index < super::HEAD
                && (zone(index) != Zone::Body || block.is_heading() || block.cell().is_some());
        if head {
            found.extend(
                party::organisations_in(draft, block.content)
                    .into_iter()
                    .filter_map(|span| issuer(draft, span)),
            );
        }
        if index < super::HEAD {
            let decided = duty::sentences_of(draft, index).iter().filter(|sentence| {
                draft.has_word("adoption-verb", sentence.span)
                    || draft.has_word("key-decided-by", sentence.span)
            });
            found.extend(decided.flat_map(|sentence| of_boards(draft, sentence.span)));
        }
    }
    let mut issuers: Vec<Issuer> = Vec::new();
    for issuer in found {
        if !issuers.contains(&issuer) && issuers.len() < MOST {
            issuers.push(issuer);
        }
    }
    issuers
}

/// "Kulturplan för Norrby kommun", "Norrby kommuns kulturplan", "Norrbys kulturplan": who is named in a plan's name or
/// right before it.
pub(super) fn of_reference(draft: &Draft<'_>, name: Span) -> Option<Issuer> {
    let before = Span::at(draft.document.back(name.start(), 60), name.end());
    let near = |span: &Span| span.end() + 2 >= name.start();
    let organisation = party::organisations_in(draft, before).into_iter().find(near);
    organisation.and_then(|span| issuer(draft, span)).or_else(|| {
        let owner = possessor(draft, name).or_else(|| of_others(draft, name))?;
        Some(Issuer { sort: None, name: owner.to_owned() })
    })
}

/// "Regional Culture Strategy" beside one region: whose plan it is by the level at which it is made.
pub(super) fn of_level(draft: &Draft<'_>, name: Span) -> Option<Issuer> {
    let mut levels = draft.tokens_in(name).iter().filter_map(|token| draft.value_of("plan-level", token));
    let sort = levels.find(|sort| !sort.is_empty())?;
    let mut own = draft.annotations.parties.iter().filter(|party| party.legal_form.as_deref() == Some(sort));
    let party = own.next()?;
    own.next().is_none().then(|| Issuer { sort: Some(sort.to_owned()), name: party.name.to_lowercase() })
}

/// "ägarnas" of "ägarnas avfallsplan": of several who are none of the parties, and whose plan is not one that any body has.
fn of_others<'d>(draft: &'d Draft<'_>, name: Span) -> Option<&'d str> {
    let before = Span::at(draft.document.back(name.start(), 30), name.start());
    let token = draft.tokens_in(before).last().filter(|token| token.span.end() + 1 == name.start())?;
    let word = draft.lower(token);
    let plural = word.strip_suffix('s').filter(|word| {
        draft.lexicons.endings("plural-ending").any(|ending| word.ends_with(ending))
            && !draft.lexicons.contains("not-a-party", word)
    });
    let known = draft
        .annotations
        .parties
        .iter()
        .flat_map(|party| &party.mentions)
        .any(|span| span.contains(token.span));
    (plural.is_some() && token.shape == Shape::Lower && !known && !draft.has_sort(token.span)).then_some(word)
}

/// A public body by its name.
fn issuer(draft: &Draft<'_>, name: Span) -> Option<Issuer> {
    let sorts = draft.words_in("org-public", name).filter_map(|word| draft.value(word));
    let sort = sorts.last().filter(|sort| SORTS.contains(sort))?;
    Some(Issuer { sort: Some(sort.to_owned()), name: draft.document.slice(name).to_lowercase() })
}

/// "kommunfullmäktige i Norrby", "Norrbys kommunfullmäktige": a board with its place.
fn of_boards(draft: &Draft<'_>, sentence: Span) -> Vec<Issuer> {
    let mut found = Vec::new();
    for word in draft.words_in("deciding-body", sentence) {
        let sort = draft.value(word).filter(|sort| SORTS.contains(sort));
        let place = place(draft, word.span);
        let name = if place.end() > word.span.end() {
            draft.tokens_in(Span::at(word.span.end(), place.end())).last().map(|token| token.span)
        } else {
            let before = Span::at(sentence.start(), word.span.start());
            draft
                .tokens_in(before)
                .last()
                .filter(|token| token.shape == Shape::Capital)
                .map(|token| token.span)
        };
        // "… i Norrby kommun" names the body itself.
        let genitive =
            |name: &Span| place.end() > word.span.end() || draft.document.slice(*name).ends_with('s');
        if let (Some(sort), Some(name)) = (sort, name.filter(genitive)) {
            let name = draft.document.slice(name).to_lowercase();
            found.push(Issuer { sort: Some(sort.to_owned()), name });
        }
    }
    found
}
