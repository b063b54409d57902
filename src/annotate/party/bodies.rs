//! Boards and offices that stand where a party should: the body that they are of, named right behind, is the party; and
//! those of whom the text says that they are none.

use super::names::{definite, names_in};
use super::signed;
use crate::annotate::{Draft, Shape};
use crate::document::{Party, Sector, Span, Zone};

/// Bytes behind the name of an office in which the body that it is of is named.
const BEHIND: usize = 80;
/// Words of the name of an office, at most.
const OFFICE: usize = 5;
/// Letters of a name by which a sentence begins, at least.
const NAME: usize = 4;
/// Words with which a name goes on that was written for short, at most.
const JOINED: usize = 2;
/// Sentences that deny that somebody is a party, at most.
const DENIALS: usize = 40;

/// "Äldrenämnden, Valla stad", "Flood Team, Severn County Council": the body takes the place of its office, which represents
/// it.
pub(super) fn of_offices(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    // "Kulturnämnden, Viks kommun" and "Socialnämnden, Viks kommun": two boards of one body agree with each other.
    let bodies: Vec<Option<Span>> = parties.iter().map(|party| body_of(draft, party)).collect();
    let said = |body: &Option<Span>| body.map(|body| draft.document.slice(body).to_lowercase());
    let alike = |at: usize| bodies.iter().filter(|body| said(body) == said(&bodies[at])).count() > 1;
    if (0..bodies.len()).any(|at| bodies[at].is_some() && alike(at)) {
        return;
    }
    raise(draft, parties, body_of);
}

/// "Polisregion Öst i Polismyndigheten (Polisen)": a part of an authority and the authority, side by side, are that one.
pub(super) fn of_authorities(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    raise(draft, parties, |draft, part| authority_behind(draft, part.span));
}

/// Puts a body in the place of each party that is a part of it, by where the body is named; the part represents it. Where the
/// body was known as a party of its own, the two are one.
fn raise(draft: &Draft<'_>, parties: &mut Vec<Party>, body: impl Fn(&Draft<'_>, &Party) -> Option<Span>) {
    let mut at = 0;
    while at < parties.len() {
        let Some(body) = body(draft, &parties[at]) else {
            at += 1;
            continue;
        };
        let name = draft.document.slice(body).to_owned();
        let known = parties.iter().position(|party| party.name == name || party.span.overlaps(body));
        let part = std::mem::replace(&mut parties[at].name, name);
        parties[at].span = body;
        parties[at].sector = Sector::Unknown;
        parties[at].representative.get_or_insert(part);
        if let Some(known) = known.filter(|known| *known != at) {
            let other = parties.remove(known);
            at -= usize::from(known < at);
            call(&mut parties[at], other.aliases);
            parties[at].org_number = parties[at].org_number.take().or(other.org_number);
        }
        at += 1;
    }
}

/// Gives a party the names that another was called by, who is the same.
fn call(party: &mut Party, names: Vec<String>) {
    names.iter().for_each(|called| super::introduce::alias(party, called));
}

/// "Överenskommelse mellan … och Studieförbundet Vidsyn" over "Studieförbundet Vidsyn Mellansverige, org.nr …": a name that
/// goes on with a word or two in another one, which tell no sort of their own, is that one for short.
pub(super) fn join_short_names(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let whole = |short: &Party, long: &Party| {
        let rest = long.name.strip_prefix(short.name.as_str()).and_then(|rest| rest.strip_prefix(' '));
        let Some(rest) = rest.filter(|_| short.span.end() <= long.span.start()) else { return false };
        let start = long.span.end().saturating_sub(rest.len());
        let said = draft.document.text().get(start..long.span.end()) == Some(rest);
        let words = rest.split(' ');
        said && words.clone().count() <= JOINED
            && words.clone().all(|word| word.starts_with(char::is_uppercase))
            && !draft.has_organisation(Span::at(start, long.span.end()))
    };
    let mut at = 0;
    while at < parties.len() {
        let mut longer = (0..parties.len()).filter(|other| whole(&parties[at], &parties[*other]));
        match (longer.next(), longer.next()) {
            (Some(long), None) => {
                let short = parties.remove(at);
                let long = &mut parties[long - usize::from(long > at)];
                super::introduce::alias(long, &short.name);
                call(long, short.aliases);
            }
            _ => at += 1,
        }
    }
}

/// The authority that a name of its part goes on with ("Polisregion Öst i Polismyndigheten").
fn authority_behind(draft: &Draft<'_>, part: Span) -> Option<Span> {
    let behind = Span::at(part.end(), draft.document.ahead(part.end(), BEHIND));
    let [link, whole, ..] = draft.tokens_in(behind) else { return None };
    let beside = |a: usize, b: usize| draft.document.between(a, b) == " ";
    let agency =
        |span: Span| draft.words_in("org-public", span).any(|word| draft.value(word) == Some("agency"));
    let joined = draft.is("preposition", link)
        && beside(part.end(), link.span.start())
        && beside(link.span.end(), whole.span.start());
    // "Lokalpolisområde Norr, Polismyndigheten": behind a comma only one that stands for itself.
    let apart = draft.document.between(part.end(), link.span.start()) == ", ";
    let known = |span: Span| draft.has_whole("known-organisation", span);
    if apart && link.shape == Shape::Capital && known(link.span) {
        return (agency(link.span) && agency(part) && !known(part)).then_some(link.span);
    }
    (joined && whole.shape == Shape::Capital && agency(whole.span) && agency(part)).then_some(whole.span)
}

fn body_of(draft: &Draft<'_>, party: &Party) -> Option<Span> {
    body_behind(draft, party.span)
}

/// The body behind the comma of an office that says no sort of its own. One that is told by its place ("Viks hamnförvaltning")
/// stands for itself.
pub(super) fn body_behind(draft: &Draft<'_>, span: Span) -> Option<Span> {
    let tokens = draft.tokens_in(span);
    let office = ["party-organ", "deciding-body", "office-name"]
        .iter()
        .any(|label| draft.words_in(label, span).any(|word| word.span.end() == span.end()));
    let placed = tokens.len() > 1 && draft.document.lower()[tokens.first()?.span.range()].ends_with('s');
    if !office || placed || tokens.len() > OFFICE || draft.has_sort(span) {
        return None;
    }
    let behind = Span::at(span.end(), draft.document.ahead(span.end(), BEHIND));
    let name = names_in(draft, behind).into_iter().next().filter(|name| draft.has_sort(name.span))?;
    let between = draft.document.between(span.end(), name.span.start());
    let article = draft.tokens_in(Span::at(span.end(), name.span.start()));
    let bare = between.starts_with(", ")
        && article.len() <= 1
        && article.iter().all(|token| draft.has_whole("party-article", token.span));
    let whole = draft.tokens_in(name.span).len() >= 2
        || !draft.tokens_in(name.span).iter().any(|token| definite(draft, token));
    (bare && whole).then(|| super::without_genitive(draft, name).span)
}

/// Takes out those of whom a sentence, a row or a label says that they are no party, where others are left and they do not sign.
pub(super) fn drop_others(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let denied: Vec<Span> =
        draft.words_of("no-party-phrase").take(DENIALS).map(|word| line_before(draft, word.span)).collect();
    if parties.len() < if denied.is_empty() { 3 } else { 2 } {
        return;
    }
    let signers = signed::signers(draft);
    // Where everybody signs for somebody who is named, whoever is not among them is none.
    let all = signers.complete && signers.parties.len() >= 2;
    let signs = |party: &Party| {
        signers.parties.iter().chain(&signers.persons).any(|name| signed::is_called(draft, party, *name))
    };
    let dropped =
        |party: &Party| (all || denied.iter().any(|line| tells_first(draft, *line, party))) && !signs(party);
    let left = parties.iter().filter(|party| !dropped(party)).count();
    if left >= 2 && left * 2 > parties.len() {
        parties.retain(|party| !dropped(party));
    }
}

/// What stands before words that deny it: the sentence, or the cells of the row.
fn line_before(draft: &Draft<'_>, word: Span) -> Span {
    let blocks = draft.document.blocks();
    let at = draft.document.block_at(word.start());
    let row = at.and_then(|at| {
        let cell = blocks[at].cell()?;
        let same = |other: &usize| {
            blocks[*other].cell().is_some_and(|other| other.table == cell.table && other.row == cell.row)
        };
        (0..=at).rev().take_while(same).last()
    });
    let sentence = draft.annotations.sentence_around(word.start()).map_or(word, |sentence| sentence.span);
    let from = row.map_or(sentence.start(), |first| blocks[first].content.start());
    // "Associated partner without signature: X"
    let label = draft.document.between(word.end(), sentence.end().max(word.end())).starts_with(':');
    Span::at(from, if label { sentence.end() } else { word.end() })
}

/// True where a line begins with the name of a party, behind a few words in small letters.
fn tells_first(draft: &Draft<'_>, line: Span, party: &Party) -> bool {
    let signing = draft.document.block_at(line.start()).and_then(|at| draft.annotations.zones.get(at));
    if signing == Some(&Zone::Signature) {
        return false;
    }
    let lower = &draft.document.lower()[line.range()];
    let name = party.name.to_lowercase();
    let mut names = std::iter::once(name).chain(party.aliases.iter().map(|name| name.to_lowercase()));
    let at = names.find_map(|name| signed::find_whole(lower, &name, 0).filter(|_| name.len() >= NAME));
    at.is_some_and(|at| {
        let before = draft.tokens_in(Span::at(line.start(), line.start() + at));
        before.iter().skip(1).all(|token| token.shape == Shape::Lower) && before.len() <= OFFICE
    })
}
