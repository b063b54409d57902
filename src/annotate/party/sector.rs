//! Legal form and sector of a party, by its name, its number and what is said of it.

use super::agree::individual_at;
use crate::annotate::{Draft, WordMark};
use crate::document::{Party, Sector, Span};

const SECTORS: &[(&str, Sector)] = &[
    ("known-organisation", Sector::Public),
    ("org-private", Sector::Private),
    ("org-nonprofit", Sector::Nonprofit),
    ("org-public", Sector::Public),
];
/// Bytes before a name in which it is told whose it is.
const BEFORE: usize = 48;
/// Bytes after a name in which its form may be told.
const BEHIND: usize = 160;
/// Bytes between a party's name and the word that tells that it is owned, at most.
const OWNED: usize = 100;
/// Bytes behind a name in which it is told that it is private.
const PRIVATE: usize = 40;
/// Mentions of a party behind which its form is looked for, at most.
const MENTIONS: usize = 40;

/// Sets legal form and sector; `next` is where the next party's name begins.
pub(super) fn judge(draft: &Draft<'_>, party: &mut Party, next: Option<usize>) {
    if party.sector != Sector::Unknown {
        return;
    }
    let behind = behind(draft, party.span);
    let end = next.map_or(behind.end(), |next| next.clamp(behind.start(), behind.end()));
    let behind = Span::at(behind.start(), end);
    // "föreningen Attention": the noun before it says so as well.
    let head = english_head(draft, party.span);
    let of_name = head.and_then(|head| by_words(draft, head)).or_else(|| by_words(draft, party.span));
    let of_name = of_name.or_else(|| {
        // What ends the line above says nothing of it.
        let before = draft.document.text()[..party.span.start()].strip_suffix(' ')?;
        let from = before.rfind([' ', '\n', '\t', ',']).map_or(0, |at| at + 1);
        by_words(draft, Span::at(from, party.span.start()))
    });
    // "…, ideell förening (Utvecklingsgruppen)": what it is called says less than what stands before.
    let open = draft.document.slice(behind).find('(').map_or(behind.end(), |open| behind.start() + open);
    let of_text = by_words(draft, Span::at(behind.start(), open)).or_else(|| by_words(draft, behind));
    // Congregations have numbers of their own among those of public bodies.
    let congregation = party.org_number.as_deref().is_some_and(|number| number.starts_with("252"));
    let by_number = party.org_number.as_deref().and_then(|number| match number.as_bytes().first()? {
        b'2' if congregation => Some(Sector::Nonprofit),
        b'2' => Some(Sector::Public),
        b'5' | b'9' => Some(Sector::Private),
        b'7' | b'8' => Some(Sector::Nonprofit),
        _ => None,
    });
    // "X Partnership CLG, a not-for-profit company limited by guarantee": said in so many words, whatever its form.
    let no_profit = draft.words_in("no-profit-company", Span::at(behind.start(), open)).next();
    let no_profit = no_profit.and_then(|word| Some((Sector::Nonprofit, draft.value(word)?.to_owned())));
    let said_so = no_profit.is_some();
    let of_text = no_profit.or(of_text);
    let private = |found: &Option<(Sector, String)>| !said_so && matches!(found, Some((Sector::Private, _)));
    // An association may be incorporated ("Mesa Rescue, Inc., a nonprofit corporation").
    let incorporated =
        |found: &Option<(Sector, String)>| matches!(found, Some((_, form)) if form == "company");
    let economic =
        |found: &Option<(Sector, String)>| matches!(found, Some((_, form)) if form == "economic-association");
    // A name that ends in its form ("Norrby kommun") says it itself.
    let public = |found: &Option<(Sector, String)>| matches!(found, Some((Sector::Public, _)));
    // "X Avfallsförbund (kommunalförbund)": said at once behind a name that might be an association's.
    let nonprofit = matches!(of_name, Some((Sector::Nonprofit, _)));
    let federation = if nonprofit { federation(draft, behind) } else { None };
    let (sector, form) = match (of_name, of_text) {
        _ if federation.is_some() => (Sector::Public, federation),
        // What is said in so many words behind the name outweighs a word inside it, but not a legal form.
        (name, Some((Sector::Nonprofit, form)))
            // "Viks Fiber ek. för. (fiberföreningen)"
            if !(economic(&name) && form != "economic-association"
                || private(&name) && !incorporated(&name)
                || public(&name) && ends_public(draft, head.unwrap_or(party.span)))
                && by_number != Some(Sector::Public) =>
        {
            (Sector::Nonprofit, Some(form))
        }
        // "Parish of Nether Vale (the Parish Council)"
        (Some((_, form)), Some((Sector::Public, council))) if form == "congregation" && council == "kommun" => {
            (Sector::Public, Some(council))
        }
        (Some((sector, form)), _) => (sector, Some(form)),
        (None, Some((sector, form))) => (sector, Some(form)),
        (None, None) => (by_number.unwrap_or_default(), None),
    };
    // "Lantern Housing Association Limited": one that is incorporated is an association still.
    let (sector, form) = match form.as_deref() {
        Some("company") if sector == Sector::Private => association(draft, party.span)
            .map_or((sector, form.clone()), |value| (Sector::Nonprofit, Some(value))),
        _ => (sector, form),
    };
    // An economic association does business for its members, unless it is said to seek no profit.
    let economic = form.as_deref() == Some("economic-association");
    let sector = match draft.has_word("seeks-no-profit", behind) {
        false if economic => Sector::Private,
        _ => sector,
    };
    let weak = form.is_none();
    party.legal_form = form;
    party.sector = match by_number {
        Some(number) if weak => number,
        Some(Sector::Nonprofit) if economic => sector,
        Some(Sector::Public) => Sector::Public,
        // "Fastighetsägarna Köpstad" is no city.
        Some(Sector::Nonprofit) if sector == Sector::Public => Sector::Nonprofit,
        _ => sector,
    };
    if party.sector == Sector::Private && is_owned(draft, party, behind, next) {
        party.sector = Sector::Public;
    }
}

/// The form of a federation of municipalities that is told at once behind a name, in a bracket or between commas.
fn federation(draft: &Draft<'_>, behind: Span) -> Option<String> {
    let text = draft.document.slice(behind);
    let said = [" (", ", "].iter().find_map(|start| text.strip_prefix(start))?;
    let start = behind.end() - said.len();
    let end = said.find([')', ',', ';', '.', '\n']).unwrap_or(said.len());
    let (_, form) = by_words(draft, Span::at(start, start + end))?;
    (form == "kommunalforbund").then_some(form)
}

/// "Ulvsjöbostäder AB", "Ulvsjö Energi AB" beside Ulvsjö kommun: named after a municipality that is a party and what such
/// companies do, it is the municipality's.
pub(super) fn judge_by_owners(draft: &Draft<'_>, parties: &mut [Party]) {
    let places: Vec<String> = parties
        .iter()
        .filter(|party| party.legal_form.as_deref() == Some("kommun"))
        .filter_map(|party| party.name.split_once(' ').map(|(place, _)| place.to_lowercase()))
        .map(|place| place.strip_suffix('s').unwrap_or(&place).to_owned())
        .filter(|place| place.chars().count() >= 3)
        .collect();
    let public = |party: &&Party| party.sector == Sector::Public;
    let owners: Vec<String> = parties
        .iter()
        .filter(public)
        .flat_map(|party| std::iter::once(&party.name).chain(&party.aliases).cloned())
        .collect();
    for party in parties.iter_mut().filter(|party| party.legal_form.as_deref() == Some("ab")) {
        // "…, ägs till lika delar av universitetet och HK"
        let rest = behind(draft, party.span);
        let end = draft.document.ahead(party.span.end(), BEHIND).max(rest.end());
        let said = draft
            .words_in("owned-word", rest)
            .next()
            .map(|word| draft.document.between(word.span.end(), end));
        let said = said.map(|said| said.split(['\n', ')', '(']).next().unwrap_or(said));
        let whole = |said: &str, owner: &str| {
            said.split(|c: char| !c.is_alphanumeric()).any(|word| word == owner)
                || owner.contains(' ') && said.contains(owner)
        };
        if party.sector == Sector::Private
            && said.is_some_and(|said| owners.iter().any(|owner| whole(said, owner)))
        {
            party.sector = Sector::Public;
        }
        let name = party.name.to_lowercase();
        let mut words = name.split_whitespace();
        let after = |word: &str| {
            places
                .iter()
                .find_map(|place| word.strip_prefix(place.as_str()))
                .map(|rest| rest.trim_start_matches('s').to_owned())
        };
        let service = |word: &str| draft.lexicons.contains("municipal-company", word);
        let rest = words.find_map(after);
        // "…, ägt av sina abonnenter"
        let others = said.is_some() && party.sector == Sector::Private;
        let own = !others
            && rest.is_some_and(|rest| match rest.is_empty() {
                true => words.next().is_some_and(service),
                false => service(&rest),
            });
        if own && party.sector == Sector::Private {
            party.sector = Sector::Public;
        }
    }
}

/// "Riksteatern Söderåsen (ideell förening)", wherever that stands: legal form and sector where nothing else told them.
pub(super) fn judge_by_brackets(draft: &Draft<'_>, party: &mut Party) {
    let text = draft.document.text();
    // "Norrby Hamn AB (privatägt)", though it is named after a municipality
    let private = |span: &Span| privately(draft, span.end());
    if party.sector == Sector::Public
        && party.legal_form.as_deref() == Some("ab")
        && party.mentions.iter().take(MENTIONS).any(private)
    {
        party.sector = Sector::Private;
    }
    for span in party.mentions.iter().take(MENTIONS) {
        let near = text.get(span.end()..draft.document.ahead(span.end(), BEHIND)).unwrap_or("");
        let Some(close) = near.starts_with(" (").then(|| near.find(')')).flatten() else { continue };
        let bracket = Span::at(span.end() + 2, span.end() + close);
        // "Besöksgruppen Handslaget (ideell förening)": a word of the name that companies have, too, says less.
        let weak = party.sector == Sector::Private && party.legal_form.as_deref() == Some("company");
        if let Some((sector, form)) = by_words(draft, bracket)
            && (party.sector == Sector::Unknown || weak && sector == Sector::Nonprofit)
        {
            party.sector = sector;
            party.legal_form = Some(form);
        }
    }
    // "The Cold Process Cluster (“the Cluster”) is a non-profit association": so may a sentence on it.
    for span in party.mentions.iter().take(MENTIONS).filter(|_| party.sector == Sector::Unknown) {
        if let Some((sector, form)) = by_predicate(draft, *span) {
            party.sector = sector;
            party.legal_form = Some(form);
            break;
        }
    }
    // "… den ideella föreningen X": so may the word right before any mention.
    for span in party.mentions.iter().take(MENTIONS).filter(|_| party.sector == Sector::Unknown) {
        let before = Span::at(draft.document.back(span.start(), 24), span.start());
        let beside =
            |token: &&crate::annotate::Token| draft.document.between(token.span.end(), span.start()) == " ";
        let last = draft.tokens_in(before).last().filter(beside);
        if let Some((sector, form)) = last.and_then(|token| by_words(draft, token.span)) {
            party.sector = sector;
            party.legal_form = Some(form);
            break;
        }
    }
    if party.sector == Sector::Unknown {
        party.sector = by_name(draft, party.span);
    }
    // "Saarela Wellbeing Services County", "Silverlode Town"
    let last = draft.tokens_in(party.span).last();
    let public = |last: &crate::annotate::Token| {
        draft.is("county-word", last)
            || draft.annotations.language == crate::document::Language::En && draft.is("public-place", last)
    };
    if party.sector == Sector::Unknown && last.is_some_and(public) {
        party.sector = Sector::Public;
    }
    // "Mrs Hannah Orme"
    let words = draft.tokens_in(party.span);
    let title = words.first().is_some_and(|first| draft.is("person-title", first));
    let somebody = || individual_at(draft, party.span).is_some_and(|name| name.end() == party.span.end());
    if party.sector == Sector::Unknown && (title || words.len() == 2) && somebody() {
        set_individual(party);
    }
    // Where the text speaks of "föreningarna", one that is neither a company nor a public body is one of them.
    if party.sector == Sector::Unknown && draft.words_of("associations-word").next().is_some() {
        party.sector = Sector::Nonprofit;
    }
}

/// Makes somebody a party for himself.
pub(super) fn set_individual(party: &mut Party) {
    party.sector = Sector::Individual;
    party.legal_form = Some("individual".into());
}

/// "Dunmouth Carnival Committee", "Viks Nattvandrare", "Hultets Sågverk": what a name without a legal form tells of whose it
/// is. The last word that tells decides; a word for a public body only where it ends the name or begins it ("City Divers").
fn by_name(draft: &Draft<'_>, name: Span) -> Sector {
    let tokens = draft.tokens_in(english_head(draft, name).unwrap_or(name));
    let told = tokens.iter().enumerate().rev().find_map(|(at, token)| match () {
        () if draft.is("trade-name", token) => Some(Sector::Private),
        () if draft.is("group-name", token) => Some(Sector::Nonprofit),
        () if (at == 0 || at + 1 == tokens.len()) && draft.is("office-name", token) => Some(Sector::Public),
        () => None,
    });
    told.unwrap_or_default()
}

/// What "is a …" behind a mention says, a bracket between them or none.
fn by_predicate(draft: &Draft<'_>, mention: Span) -> Option<(Sector, String)> {
    let rest = draft.document.between(mention.end(), draft.document.ahead(mention.end(), BEHIND));
    let bracket = if rest.starts_with(" (") { rest.find(')')? + 1 } else { 0 };
    let end = bracket + rest[bracket..].find([',', '.', ';', '(', '\n']).unwrap_or(rest.len() - bracket);
    let said = Span::at(mention.end() + bracket, mention.end() + end);
    let [is, any, ..] = draft.tokens_in(said) else { return None };
    let told = draft.is("copula", is) && draft.is("indefinite", any);
    by_words(draft, said).filter(|_| told)
}

/// "Student Union" of "Student Union of Halmby University": in English what stands before "of" says what it is.
fn english_head(draft: &Draft<'_>, name: Span) -> Option<Span> {
    let english = draft.annotations.language == crate::document::Language::En;
    let tokens = draft.tokens_in(name);
    let of = tokens.iter().skip(1).position(|token| draft.is("institution-of", token)).filter(|_| english)?;
    Some(Span::at(name.start(), tokens[of].span.end()))
}

/// The form of the association of which a name ends in the form of a company ("… Association Limited", "… Trust Ltd").
fn association(draft: &Draft<'_>, name: Span) -> Option<String> {
    let [.., before, last] = draft.tokens_in(name) else { return None };
    let tail = draft.is("company-tail", last);
    // "Norwell Youth Orchestra, Inc."
    if draft.is("association-name", if tail { before } else { last }) {
        return Some("association".to_owned());
    }
    let sort =
        draft.words_in("org-nonprofit", name).find(|word| tail && word.span.end() == before.span.end())?;
    draft.value(sort).map(str::to_owned)
}

/// True where the last word of a name says that it is a public body ("Norrby kommun").
fn ends_public(draft: &Draft<'_>, name: Span) -> bool {
    draft.words_in("org-public", name).any(|word| word.span.end() == name.end())
        || draft.words_in("known-organisation", name).next().is_some()
        || draft.tokens_in(name).first().is_some_and(|token| draft.has_word("org-public", token.span))
}

/// The rest of the sentence or cell behind a name.
fn behind(draft: &Draft<'_>, name: Span) -> Span {
    let end = draft.document.ahead(name.end(), BEHIND);
    let rest = draft.document.between(name.end(), end);
    // "reg. no. 556…" ends no sentence.
    let full_stop = rest
        .match_indices(". ")
        .map(|(at, _)| at)
        .find(|at| rest[at + 2..].starts_with(|c: char| c.is_uppercase()));
    let stop = ["\n", ";"].iter().filter_map(|stop| rest.find(stop)).chain(full_stop).min();
    let end = name.end() + stop.unwrap_or(rest.len());
    let join = draft.words_in("party-join", Span::at(name.end(), end)).next();
    Span::at(name.end(), join.map_or(end, |join| join.span.start()))
}

/// The last word that tells a sort, as it ends a name in both languages; of equals the legal form of a company wins.
fn by_words(draft: &Draft<'_>, span: Span) -> Option<(Sector, String)> {
    let mut best: Option<((usize, usize, usize), Sector, String)> = None;
    for (label, sector) in SECTORS {
        for word in draft.words_in(label, span) {
            // "agree as follows" names no company.
            let small = *label == "org-private" && word.span.len() <= 2;
            // "Företagargrupp (gruppen)": what any group is called for short.
            // "Teater Klockan, genom styrelsen": any organisation has one.
            let any = |name: &str| draft.lexicons.contains(name, &draft.document.lower()[word.span.range()]);
            if *label == "org-private" && any("group-name") || *label == "org-public" && any("own-board") {
                continue;
            }
            if small && draft.document.slice(word.span).chars().all(char::is_lowercase) {
                continue;
            }
            let value = draft.value(word).unwrap_or_default().to_owned();
            // A university may be run as a limited company.
            let company = match value.as_str() {
                "ab" | "partnership" | "sole-trader" => 2,
                "university" => 1,
                _ => 0,
            };
            // Of two that end at the same place the longer says more.
            let rank = (company, word.span.end(), word.span.len());
            if best.as_ref().is_none_or(|(known, _, _)| rank >= *known) {
                best = Some((rank, *sector, value));
            }
        }
    }
    best.map(|(_, sector, value)| (sector, value))
}

/// True where it is said at once behind a name that private persons own it.
fn privately(draft: &Draft<'_>, end: usize) -> bool {
    let behind = Span::at(end, draft.document.ahead(end, PRIVATE));
    let said = draft.words_in("private-owned", behind).next();
    said.is_some_and(|said| !draft.document.between(end, said.span.start()).contains(char::is_alphanumeric))
}

/// "det kommunägda bostadsbolaget X AB": said right before the name.
fn owned_before(draft: &Draft<'_>, name: Span) -> bool {
    let from = draft.document.back(name.start(), BEFORE);
    let before = draft.document.between(from, name.start());
    let from = before.rfind([',', ';', '\n', '(', '.']).map_or(from, |at| from + at + 1);
    let before = Span::at(from, name.start());
    let adjective = draft.words_in("owned-word", before).find(|word| draft.value(word) == Some("public"));
    adjective.is_some_and(|word| {
        let rest = draft.tokens_in(Span::at(word.span.end(), name.start()));
        rest.len() == 1 && !draft.has_word("agent-by", before)
    })
}

/// Owned by the public: said so behind the name, or anywhere in the sentence that names it.
fn is_owned(draft: &Draft<'_>, party: &Party, behind: Span, next: Option<usize>) -> bool {
    let said = |span: Span| {
        draft.has_word("owned-word", span)
            && (draft.has_word("org-public", span)
                || draft.tokens_in(span).iter().any(|token| draft.is("public-owners", token))
                || draft
                    .words_in("party-noun", span)
                    .any(|word| matches!(draft.value(word), Some("kommun" | "region")))
                || draft.words_in("owned-word", span).any(|word| draft.value(word) == Some("public")))
    };
    if said(behind) || owned_before(draft, party.span) || said_next(draft, party.span, next).is_some_and(said)
    {
        return true;
    }
    let names: Vec<String> =
        std::iter::once(&party.name).chain(&party.aliases).map(|name| name.to_lowercase()).collect();
    // Only sentences that speak of ownership are looked at.
    draft.words_of("owned-word").any(|word| {
        let Some(index) = draft.annotations.sentence_at(word.span.start()) else { return false };
        let sentence = draft.annotations.sentences[index].span;
        let lower = &draft.document.lower()[sentence.range()];
        // "Orbis and Cloudberry shall have an option … to results owned by the University" speaks of other things.
        let near = |end: usize| word.span.start().saturating_sub(sentence.start() + end) <= OWNED;
        let found = names
            .iter()
            .filter(|name| name.len() >= 5)
            .find_map(|name| Some(lower.find(name.as_str())? + name.len()).filter(|end| near(*end)));
        let Some(end) = found else { return false };
        // Where the parties are listed, what is said behind the next one is not said of this one.
        let until = next
            .filter(|next| sentence.contains(party.span) && sentence.start() + end <= *next)
            .map_or(sentence.end(), |next| next.min(sentence.end()));
        let owner = Span::at((sentence.start() + end).min(until), until);
        said(owner) && owner.start() <= word.span.start()
    })
}

/// "X AB, ”Y”. Bolaget ägs till hundra procent av Kommunen.": the sentence behind that of a name, in its block and before the
/// next party, where it begins with a word for the company, its shares or who owns it.
fn said_next(draft: &Draft<'_>, name: Span, next: Option<usize>) -> Option<Span> {
    let sentences = &draft.annotations.sentences;
    let here = draft.annotations.sentence_at(name.start())?;
    let block = draft.document.block_at(name.start())?;
    let said = sentences.get(here + 1)?.span;
    let near = draft.document.block_at(said.start()) == Some(block);
    let before = next.is_none_or(|next| said.start() < next);
    let opens = |word: &WordMark| word.span.start() == said.start();
    let owner = |word: &WordMark| opens(word) && draft.value(word) == Some("public");
    let told =
        || draft.words_in("owned-opening", said).any(opens) || draft.words_in("owned-word", said).any(owner);
    (near && before && told()).then_some(said)
}
