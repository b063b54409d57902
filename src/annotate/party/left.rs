//! What a party is called by a word that is no part of its name, told by who is left: "Sågverket levererar flis" where every
//! other party is named by its own names, and "Hedströms Såg & Hyvleri AB" by none.

use std::collections::BTreeMap;

use super::{acts, does, heads_acts};
use crate::annotate::{Draft, Shape, Token};
use crate::document::{Party, Span, Zone};

/// Parties of a document in which somebody can be left, at most.
const FEW: usize = 6;
/// Letters of a word of a name that another word begins with ("Såg", "Sågverket"), at least …
const STEM: usize = 3;
/// … and of one that it ends with ("Bruksmuseet", "Museet").
const TAIL: usize = 5;
/// Words of a text that are looked at, at most.
const LOOKED: usize = 20_000;

/// The party that is left, if just one is, and what the text calls it.
pub(super) fn find(draft: &Draft<'_>, parties: &[Party]) -> Option<(usize, String)> {
    if !(2..=FEW).contains(&parties.len()) {
        return None;
    }
    let mut silent = (0..parties.len()).filter(|at| is_silent(draft, &parties[*at]));
    let left = silent.next().filter(|_| silent.next().is_none())?;
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    let named = |span: Span| {
        parties
            .iter()
            .any(|party| party.mentions.binary_search_by_key(&span.start(), |at| at.start()).is_ok())
    };
    for (word, name) in candidates(draft, parties, left) {
        if in_body(draft, word) && !named(word) && (acts(draft, word, does) || heads_acts(draft, word)) {
            *uses.entry(name).or_default() += 1;
        }
    }
    let mut often: Vec<(usize, &str)> = uses.into_iter().map(|(name, count)| (count, name)).collect();
    often.sort_unstable_by(|one, other| other.cmp(one));
    match often[..] {
        [(_, name)] => Some((left, name.to_owned())),
        // One word is what it is called, the other what it has.
        [(most, name), (next, _), ..] if most >= 2 * next => Some((left, name.to_owned())),
        _ => None,
    }
}

/// True for an organisation that the text introduces and never names again, by no name that it was told to have.
fn is_silent(draft: &Draft<'_>, party: &Party) -> bool {
    party.aliases.is_empty()
        && party.voice.is_empty()
        && party.legal_form.as_deref() != Some("individual")
        && !party.mentions.iter().any(|span| in_body(draft, *span) && !party.span.overlaps(*span))
}

/// Words that may stand for the one that is left, with the word as a name in lower case: those that the lexicon has for
/// undertakings, and those akin to a word of its name and to none of another's.
fn candidates<'d>(draft: &'d Draft<'_>, parties: &[Party], left: usize) -> Vec<(Span, &'d str)> {
    let lower = |span: Span| &draft.document.lower()[span.range()];
    let words = |party: &Party| party.name.to_lowercase().split([' ', '-', '&']).map(str::to_owned).collect();
    let of_others: Vec<String> = (0..parties.len())
        .filter(|at| *at != left)
        .flat_map(|at| -> Vec<String> { words(&parties[at]) })
        .collect();
    let mut own: Vec<String> = words(&parties[left]);
    own.retain(|word| {
        word.chars().count() >= STEM && !of_others.contains(word) && word.chars().all(char::is_alphabetic)
    });
    let told = draft.words_of("undertaking-noun").map(|word| (word.span, bare(lower(word.span))));
    let akin = |token: &&Token| {
        let word = lower(token.span);
        token.shape == Shape::Capital
            && is_definite(draft, word)
            && own.iter().any(|own| is_akin(draft, word, own))
    };
    let akin = draft.tokens.iter().take(LOOKED).filter(akin).map(|token| (token.span, lower(token.span)));
    told.chain(akin).collect()
}

/// "sågverket" beside "såg", "tvätten" beside "tvätt", "museet" beside "bruksmuseet".
fn is_akin(draft: &Draft<'_>, word: &str, own: &str) -> bool {
    let longer = |rest: &str| {
        rest.chars().count() >= STEM || draft.lexicons.endings("definite-ending").any(|ending| rest == ending)
    };
    word != own
        && (word.strip_prefix(own).is_some_and(longer) || word.chars().count() >= TAIL && own.ends_with(word))
}

/// True for a word that tells that a certain one is meant.
fn is_definite(draft: &Draft<'_>, word: &str) -> bool {
    draft.lexicons.endings("definite-ending").any(|ending| word.ends_with(ending))
}

/// "sawmill" of "the sawmill".
fn bare(word: &str) -> &str {
    word.rsplit_once(' ').map_or(word, |(_, noun)| noun)
}

/// True where the text tells what is agreed.
fn in_body(draft: &Draft<'_>, span: Span) -> bool {
    let zone = draft.document.block_at(span.start()).and_then(|at| draft.annotations.zones.get(at));
    matches!(zone, Some(Zone::Body | Zone::Table | Zone::Annex | Zone::Contact))
}
