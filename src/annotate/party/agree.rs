//! Parties by what sentences near the top say that they do: "Härmed sluter Norrby kommun avtal med Viks Byalag", "Viks Byalag lånar
//! härmed ut ladan till Norrby kommun", "Driften sköts av Viks Byalag på uppdrag av Norrby kommun"; and by what they are in the
//! agreement: "Licensgivare: X. Licenstagare: Y."

use std::collections::BTreeSet;

use super::introduce::{alias, introduce};
use super::names::{Name, names_in};
use super::sector::set_individual;
use super::series::{individuals, inside_alias};
use super::{PREAMBLE_BLOCKS, acts, added, does};
use crate::annotate::{Draft, Shape, Token, person};
use crate::document::{Block, Party, Span, Zone};

/// Blocks of text from the start in which a sentence tells who agrees.
const SENTENCES: usize = 6;
/// Blocks from the start in which it is told who is what.
const BLOCKS: usize = 24;
/// Blocks between two of these, at most.
const NEAR: usize = 3;
/// Bytes of such a label, at most, and its words.
const LABEL: usize = 48;
const LABEL_WORDS: usize = 5;
/// Words before the first name of a sentence that opens with it, at most.
const OPENING: usize = 3;
/// Words of the name of a person or of two, at most.
const PERSON: usize = 5;
/// Words of a name that only its place tells, at most.
const WORDS: usize = 8;
/// Parties that act in a text in which nothing else tells them, at most.
const ACTING: usize = 6;

/// Sentences of a block.
fn sentences<'d>(draft: &'d Draft<'_>, block: &Block) -> impl Iterator<Item = Span> + 'd {
    draft.annotations.sentences_in(block.content).iter().map(|sentence| sentence.span)
}

/// Blocks of running text near the start.
fn text_blocks<'d>(draft: &'d Draft<'_>) -> impl Iterator<Item = &'d Block> + 'd {
    let blocks = draft.document.blocks().iter().zip(&draft.annotations.zones);
    blocks
        .filter(|(block, zone)| {
            block.is_body()
                && !block.is_heading()
                && block.cell().is_none()
                && !matches!(zone, Zone::Signature | Zone::Contents | Zone::Annex)
        })
        .map(|(block, _)| block)
}

/// Adds those of whom the first such sentence says that they agree, or that one binds itself to the other.
pub(super) fn from_agreeing(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    for block in text_blocks(draft).take(SENTENCES) {
        for sentence in sentences(draft, block) {
            let Some(verb) = agreeing(draft, sentence) else { continue };
            let named = beside_verb(draft, sentence, verb);
            // "… upplåter härmed till arrendatorn Sven Tall"
            let mut persons: Vec<Party> = Vec::new();
            if named.len() == 1 {
                individuals(draft, sentence, &mut persons);
            }
            if named.len() + persons.len() < 2 {
                continue;
            }
            for (at, name) in named.iter().enumerate() {
                let until = named.get(at + 1).map_or(sentence.end(), |next| next.span.start());
                if let Some(party) = added(parties, *name, draft) {
                    introduce(draft, party, Span::at(name.span.start(), until.max(name.span.end())));
                }
            }
            parties.append(&mut persons);
            return;
        }
    }
}

/// The verb of a sentence in which somebody agrees or binds himself, where nothing denies it.
fn agreeing(draft: &Draft<'_>, sentence: Span) -> Option<Span> {
    let labels = ["agree-verb", "promise-verb", "deed-phrase"];
    let verb = labels.iter().filter_map(|label| draft.words_in(label, sentence).next()).map(|word| word.span);
    let verb = verb.min_by_key(|span| span.start())?;
    (!draft.has_word("negation", sentence)).then_some(verb)
}

/// The names of a sentence that stand as who does and to whom: at its start, right behind the verb, behind a joining word or
/// "med", "åt", "to".
fn beside_verb(draft: &Draft<'_>, sentence: Span, verb: Span) -> Vec<Name> {
    let names = names_in(draft, sentence);
    let mut taken: Vec<Name> = Vec::new();
    let mut from = sentence.start();
    for name in names {
        let gap = Span::at(from.min(name.span.start()), name.span.start());
        from = name.span.end();
        if inside_alias(draft.document.text(), name.span) || draft.has_word("owned-word", gap) {
            continue;
        }
        let tokens = draft.tokens_in(gap);
        let own = tokens.len()
            - usize::from(tokens.last().is_some_and(|last| draft.has_whole("party-article", last.span)));
        let before = &tokens[..own];
        let opens = gap.start() == sentence.start()
            && before.len() <= OPENING
            && before.iter().all(|token| leads(draft, token));
        let behind = verb.end() >= gap.start()
            && verb.end() <= gap.end()
            && draft.tokens_in(Span::at(verb.end(), gap.end())).len() <= OPENING;
        let joined = before.last().is_some_and(|last| {
            draft.has_whole("party-join", last.span) && !taken.is_empty() || draft.is("agree-link", last)
        });
        let text = draft.document.slice(gap).trim_end();
        let listed = !taken.is_empty() && text.ends_with(',') && tokens.len() <= 1;
        if opens || behind || joined || listed {
            taken.push(name);
        }
    }
    taken
}

/// "Härmed", "Vi,", a verb: what may stand before the name that opens a sentence.
fn leads(draft: &Draft<'_>, token: &Token) -> bool {
    token.span.len() <= 12
        && ["agree-verb", "agree-lead", "we-word", "role-before"].iter().any(|label| draft.is(label, token))
}

/// Adds those who do something in the text, where nothing else tells who agrees: each as the subject with which a sentence
/// begins.
pub(super) fn from_actors(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let mut found: Vec<Name> = Vec::new();
    let mut said: BTreeSet<String> = BTreeSet::new();
    for block in text_blocks(draft).take(PREAMBLE_BLOCKS) {
        for sentence in sentences(draft, block) {
            let Some(name) = names_in(draft, sentence).into_iter().next() else { continue };
            let before = draft.tokens_in(Span::at(sentence.start(), name.span.start()));
            let opens = before.iter().all(|token| draft.has_whole("party-article", token.span));
            let denied = draft.has_word("negation", sentence) || draft.has_word("no-party-phrase", sentence);
            if opens
                && !denied
                && (acts(draft, name.span, does) || binds(draft, name.span))
                && said.insert(draft.document.slice(name.span).to_lowercase())
            {
                found.push(name);
            }
        }
    }
    if !(2..=ACTING).contains(&(found.len() + parties.len())) {
        return;
    }
    for name in found {
        let end = draft.document.ahead(name.span.end(), LABEL);
        if let Some(party) = added(parties, name, draft) {
            introduce(draft, party, Span::at(name.span.start(), end));
        }
    }
}

/// True where a verb of agreeing stands right behind a name ("Furuby kommun säger ja till att …").
fn binds(draft: &Draft<'_>, name: Span) -> bool {
    let next = Span::at(name.end(), draft.document.ahead(name.end(), 2));
    ["agree-verb", "promise-verb"].iter().any(|label| {
        draft.words_in(label, next).any(|word| draft.document.between(name.end(), word.span.start()) == " ")
    })
}

/// "Licensgivare: Kartverket": what somebody is in the agreement, and who it is.
struct Capacity {
    label: Span,
    name: Span,
    /// A word of the name tells that it is an organisation, or it is somebody's.
    known: bool,
    individual: bool,
    end: usize,
    block: usize,
}

/// Adds those of whom lines or sentences near one another say what they are in the agreement, two or more.
pub(super) fn from_capacities(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let mut found: Vec<Capacity> = Vec::new();
    for (index, block) in draft.document.blocks().iter().enumerate().take(BLOCKS) {
        let signs = draft.annotations.zones.get(index) == Some(&Zone::Signature);
        if !block.is_body() || block.is_heading() || block.cell().is_some() || signs {
            continue;
        }
        let far = found.last().is_some_and(|last| index > last.block + NEAR);
        if far && found.len() >= 2 {
            break;
        }
        if far {
            found.clear();
        }
        found.extend(sentences(draft, block).filter_map(|sentence| capacity(draft, sentence, index)));
    }
    let labels: BTreeSet<&str> = found.iter().map(|one| draft.document.slice(one.label)).collect();
    if labels.len() < 2 || !found.iter().any(|one| one.known) {
        return;
    }
    for one in found {
        let Some(party) = added(parties, Name { span: one.name }, draft) else {
            continue;
        };
        if one.individual {
            set_individual(party);
        }
        introduce(draft, party, Span::at(one.name.start(), one.end.max(one.name.end())));
        alias(party, draft.document.slice(one.label));
    }
}

/// What a sentence says of that kind: a word for it, a colon or "is", and a name.
fn capacity(draft: &Draft<'_>, sentence: Span, block: usize) -> Option<Capacity> {
    let text = draft.document.slice(sentence);
    let colon = text.find(':').filter(|colon| (1..=LABEL).contains(colon));
    let tokens = draft.tokens_in(sentence);
    let copula =
        || tokens.iter().take(LABEL_WORDS).find(|token| draft.is("copula", token)).map(|token| token.span);
    let (label, rest) = match colon {
        Some(colon) => (sentence.start() + colon, sentence.start() + colon + 1),
        None => copula().map(|is| (is.start(), is.end()))?,
    };
    let label = Span::at(sentence.start(), label);
    let article = tokens.first().filter(|first| draft.has_whole("party-article", first.span));
    let behind = article.and(tokens.get(1)).map_or(label.start(), |next| next.span.start().min(label.end()));
    let label = Span::at(behind, label.end());
    let label = Span::at(label.start(), label.start() + draft.document.slice(label).trim_end().len());
    let said = draft.tokens_in(label);
    let word = ["party-capacity", "party-role"]
        .iter()
        .flat_map(|name| draft.words_in(name, label))
        .map(|word| word.span.end())
        .max()?;
    // "Beställare (1):"
    let counted = draft.tokens_in(Span::at(word, label.end())).iter().all(|token| token.span.len() <= 2);
    let other = |token: &Token| draft.is("no-party-label", token);
    let opens = said.first().is_some_and(|first| draft.has_whole("preposition", first.span));
    let denied = draft.has_word("no-party-phrase", label) || draft.has_word("negation", label);
    if said.len() > LABEL_WORDS || !counted || opens || denied || said.iter().any(other) {
        return None;
    }
    let rest = Span::at(rest, sentence.end());
    let first = draft.tokens_in(rest).iter().find(|token| !draft.has_whole("party-article", token.span))?;
    let named =
        names_in(draft, rest).into_iter().next().filter(|name| name.span.start() == first.span.start());
    let individual = individual_at(draft, rest);
    let by_place = || {
        let name = super::opening::lead_name(draft, rest)?;
        let tokens = draft.tokens_in(name.span);
        let written = tokens.iter().all(|token| token.shape != Shape::Lower || draft.is("name-link", token));
        (colon.is_some() && written && tokens.len() <= WORDS).then_some(name.span)
    };
    // "Part 1: Omsorgsenheten, Region Västmon": the body of an office.
    let body = |name: Span| super::bodies::body_behind(draft, name).is_some();
    let (name, known, individual) = match (named, individual) {
        (Some(name), _) => (name.span, true, false),
        (None, Some(name)) => (name, true, true),
        (None, None) => by_place().map(|name| (name, body(name), false))?,
    };
    Some(Capacity { label, name, known, individual, end: sentence.end(), block })
}

/// "Fru Ebba Silver", "Mr and Mrs Ahmadi", "makarna Bo och Siv Alm", "Siv Alm": the name of a person or of two with which a span
/// begins, behind what tells that it is one, or with a first name.
pub(super) fn individual_at(draft: &Draft<'_>, rest: Span) -> Option<Span> {
    let tokens = draft.tokens_in(rest);
    let title = |at: usize| tokens.get(at).is_some_and(|token| draft.is("person-title", token));
    let join = |at: usize| tokens.get(at).is_some_and(|token| draft.has_whole("party-join", token.span));
    let mut first = 0;
    while first < PERSON && (title(first) || first > 0 && join(first) && title(first + 1)) {
        first += 1;
    }
    let text = draft.document.text();
    let spaced = |at: usize| {
        let gap = text.get(tokens[at - 1].span.end()..tokens[at].span.start());
        matches!(gap, Some(" ")) || gap == Some(". ") && tokens[at - 1].span.len() <= 3
    };
    let capital = |at: usize| {
        tokens.get(at).is_some_and(|token| matches!(token.shape, Shape::Capital | Shape::Initial))
            && (at == first || spaced(at))
    };
    let mut end = first;
    while end < tokens.len() && end - first < PERSON {
        let pair = end > first && join(end) && spaced(end) && capital(end + 1) && capital(end + 2);
        let small = end > first
            && tokens[end].shape == Shape::Lower
            && tokens[end].span.len() <= 3
            && spaced(end)
            && capital(end + 1)
            && !join(end)
            && !draft.has_whole("preposition", tokens[end].span);
        if !capital(end) && !pair && !small {
            break;
        }
        end += 1;
    }
    let count = end - first;
    let name = tokens[first..end].first()?.span.cover(tokens[end - 1].span);
    let told = first > 0 && count >= 1 || count >= 2 && person::is_given_name(draft.lower(&tokens[first]));
    // "Mr and Mrs Ahmadi"
    let name = if first > 0 && count == 1 { tokens[0].span.cover(name) } else { name };
    (told && !draft.has_organisation(name)).then_some(name)
}
