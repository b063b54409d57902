//! What a party is called by a word that is no part of its name, told by who is left: "Sågverket levererar flis" where every
//! other party is named by its own names, and "Hedströms Såg & Hyvleri AB" by none.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{acts, does, heads_acts, is_verb};
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

/// The parties that are left, each with what the text calls it: first by words akin to its name, then the only one that none
/// is akin to by a word for an undertaking.
pub(super) fn find(draft: &Draft<'_>, parties: &[Party]) -> Vec<(usize, String)> {
    if !(2..=FEW).contains(&parties.len()) {
        return Vec::new();
    }
    let mut idle: Vec<usize> = (0..parties.len()).filter(|at| is_idle(draft, &parties[*at])).collect();
    let mut found: Vec<(usize, String)> = Vec::new();
    idle.retain(|left| {
        let akin = used(draft, parties, akin_to(draft, parties, *left), is_verb);
        found.extend(akin.iter().map(|(name, _)| (*left, (*name).to_owned())));
        akin.is_empty()
    });
    if let [left] = idle[..] {
        let form = parties[left].legal_form.as_deref();
        let told = draft.words_of("undertaking-noun").filter(|_| is_silent(draft, &parties[left]));
        // "Skidklubben" of several associations: the one that is left.
        let noun = draft.words_of("party-noun").filter(|word| form.is_some() && draft.value(word) == form);
        let told = told.chain(noun).map(|word| word.span).collect();
        let mut often = used(draft, parties, told, does);
        often.retain(|(name, _)| !found.iter().any(|(_, known)| known == name));
        often.sort_unstable_by_key(|(name, count)| (Reverse(*count), *name));
        match often[..] {
            [(name, _)] => found.push((left, name.to_owned())),
            // One word is what it is called, the other what it has.
            [(name, most), (_, next), ..] if most >= 2 * next => found.push((left, name.to_owned())),
            _ => {}
        }
    }
    found
}

/// How often each of some words acts as a party does, by the word as a name in lower case; where it is no name of another.
fn used<'d>(
    draft: &'d Draft<'_>,
    parties: &[Party],
    words: Vec<Span>,
    verb: fn(&Draft<'_>, &Token) -> bool,
) -> Vec<(&'d str, usize)> {
    let named = |span: Span| {
        parties
            .iter()
            .any(|party| party.mentions.binary_search_by_key(&span.start(), |at| at.start()).is_ok())
    };
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for word in words {
        if in_body(draft, word) && !named(word) && (acts(draft, word, verb) || heads_acts(draft, word)) {
            *uses.entry(bare(&draft.document.lower()[word.range()])).or_default() += 1;
        }
    }
    uses.into_iter().collect()
}

/// True for an organisation that does nothing by any name that it was told to have.
fn is_idle(draft: &Draft<'_>, party: &Party) -> bool {
    let named = |span: &Span| in_body(draft, *span) && !party.span.overlaps(*span);
    party.aliases.is_empty()
        && party.voice.is_empty()
        && party.legal_form.as_deref() != Some("individual")
        && !party
            .mentions
            .iter()
            .any(|span| named(span) && (acts(draft, *span, does) || heads_acts(draft, *span)))
}

/// True for one that the text introduces and never names again.
fn is_silent(draft: &Draft<'_>, party: &Party) -> bool {
    !party.mentions.iter().any(|span| in_body(draft, *span) && !party.span.overlaps(*span))
}

/// Words with a capital that are akin to a word of a party's name, and to none of another's.
fn akin_to(draft: &Draft<'_>, parties: &[Party], left: usize) -> Vec<Span> {
    let words = |party: &Party| -> Vec<String> {
        party.name.to_lowercase().split([' ', '-', '&']).map(str::to_owned).collect()
    };
    let others: Vec<String> =
        (0..parties.len()).filter(|at| *at != left).flat_map(|at| words(&parties[at])).collect();
    let mut own = words(&parties[left]);
    // Whose it is and where tells of others, too ("Lerbäcksåsen").
    if own.len() > 1 && own[0].ends_with('s') {
        own.remove(0);
    }
    own.retain(|word| {
        word.chars().count() >= STEM && !others.contains(word) && word.chars().all(char::is_alphabetic)
    });
    let akin = |token: &&Token| {
        let word = draft.lower(token);
        // "Ö-rådet"
        let last = word.rsplit_once('-').map_or(word, |(_, last)| last);
        token.shape != Shape::Lower
            && is_definite(draft, word)
            && own.iter().any(|own| is_akin(draft, token, last, own))
    };
    draft.tokens.iter().take(LOOKED).filter(akin).map(|token| token.span).collect()
}

/// "sågverket" beside "såg", "tvätten" beside "tvätt", "museet" beside "bruksmuseet", "skidklubben" beside "skidor",
/// "vägsamfälligheten" beside "vägsamfällighetsförening".
fn is_akin(draft: &Draft<'_>, token: &Token, word: &str, own: &str) -> bool {
    let endings = || draft.lexicons.endings("definite-ending");
    let longer = |rest: &str| rest.chars().count() >= STEM || endings().any(|ending| rest == ending);
    let stem = |stem: &str| stem.chars().count() >= TAIL && own.starts_with(stem);
    let begins_alike = || {
        let same = word.chars().zip(own.chars()).take_while(|(one, other)| one == other).count();
        same >= STEM && word.chars().count() >= same + TAIL && draft.has_word("party-noun", token.span)
    };
    word != own
        && (word.strip_prefix(own).is_some_and(longer)
            || word.chars().count() >= TAIL && own.ends_with(word)
            || endings().filter_map(|ending| word.strip_suffix(ending)).any(stem)
            || begins_alike())
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
