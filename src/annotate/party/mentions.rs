//! Every place where a party is named: one pass over the tokens, whatever the number of parties.

use std::cell::LazyCell;
use std::collections::{BTreeMap, HashSet};

use crate::annotate::{Draft, Shape, Token, WordMark, token};
use crate::document::hash::WordMap;
use crate::document::{Language, Party, Sector, Span};

/// Mentions of one party, at most.
const MOST: usize = 20_000;

/// Parties of a document in which it is asked what the text calls them, at most.
const FEW: usize = 16;
/// A word of so many letters or more ("köparkommun") is taken for what several are called without a capital, too.
const LONG: usize = 9;
/// Words of a text in which that is looked for, at most.
const LOOKED: usize = 20_000;

#[derive(Debug, Clone)]
struct Form {
    /// Lower-case tokens.
    words: Vec<String>,
    party: usize,
    /// The others that it stands for, too ("Kunderna").
    others: Vec<usize>,
    /// True where the mention must begin with a capital.
    capital: bool,
    /// True for a place, which is none where it is part of a name ("Karin Berg").
    place: bool,
    /// True for its name and what the text says that it is called, not for what others shorten its name to.
    given: bool,
}

/// Fills in `mentions` of all parties.
pub(super) fn find(draft: &Draft<'_>, parties: &mut [Party]) {
    let forms = forms(draft, parties);
    let text = draft.document.text();
    let lower = draft.document.lower();
    let tokens = &draft.tokens;
    let nouns = nouns(draft, parties);
    let endings: Vec<&str> = std::iter::once("").chain(draft.lexicons.endings("name-ending")).collect();
    let mut noun = draft.words_of("party-noun").peekable();
    // Most words begin as no name does: told by two bytes, as no name that is found has fewer.
    let head = |word: &str| match word.as_bytes() {
        [a, b, ..] => usize::from(*a) << 4 ^ usize::from(*b),
        _ => 0,
    };
    let mut heads = [false; 1 << 12];
    for word in forms.keys() {
        heads[head(word)] = true;
    }
    let mut at = 0;
    while at < tokens.len() {
        let token = tokens[at];
        while noun.peek().is_some_and(|word| word.span.start() < token.span.start()) {
            noun.next();
        }
        let mut best: Option<(usize, &Form)> = None;
        let first = &lower[token.span.range()];
        let named = heads[head(first)];
        let last = first.as_bytes().last();
        let may_end = |ending: &&&str| ending.is_empty() || ending.as_bytes().last() == last;
        let inflected = if named { endings.as_slice() } else { &[] };
        for ending in inflected.iter().filter(may_end) {
            let Some(stem) = first.strip_suffix(*ending).filter(|stem| !stem.is_empty()) else { continue };
            for form in forms.get(stem).into_iter().flatten() {
                // "med i en förening": any of them. "levererar vätgas": the thing, not "Sydlöpa Vätgas AB".
                let small = !form.given && token.shape == Shape::Lower;
                let plain = || ending.is_empty() && form.words.len() == 1 && bare(draft, stem);
                if small && (indefinite(draft, at) || plain()) {
                    continue;
                }
                // Only the last word of a form is inflected.
                if form.words.len() > 1 && !ending.is_empty()
                    || form.capital && matches!(token.shape, Shape::Lower | Shape::Number)
                    || form.place && in_name(text, tokens, at)
                    || form.words.len() > 1 && !follows(text, lower, &tokens[at..], &form.words, &endings)
                {
                    continue;
                }
                if best.is_none_or(|(length, _)| form.words.len() > length) {
                    best = Some((form.words.len(), form));
                }
            }
        }
        if let Some((length, form)) = best {
            let end = tokens[at + length - 1].span.end();
            for party in std::iter::once(&form.party).chain(&form.others) {
                let mentions = &mut parties[*party].mentions;
                if mentions.len() < MOST {
                    mentions.push(Span::at(token.span.start(), end));
                }
            }
            at += length;
            continue;
        }
        // "the Trust" is the one that is called so, before it is the only trust.
        let called = |word: &&&WordMark| {
            let last = lower[word.span.range()].rsplit_once(' ').map(|(_, last)| last);
            last.is_some_and(|last| forms.get(last).into_iter().flatten().any(|form| form.words.len() == 1))
        };
        if let Some(word) =
            noun.peek().filter(|word| word.span.start() == token.span.start()).filter(|word| !called(word))
            && let Some(Some(party)) = draft.value(word).and_then(|value| nouns.get(value))
        {
            // "kommunen" is what it is called, though nobody says so.
            let noun = lower[word.span.range()].trim_end_matches('s');
            let english = noun.contains(' ');
            if !english && parties[*party].aliases.len() < 8 {
                let known = |name: &String| name.to_lowercase() == noun;
                if !parties[*party].aliases.iter().any(known) {
                    parties[*party].aliases.push(noun.to_owned());
                }
            }
            let mentions = &mut parties[*party].mentions;
            if mentions.len() < MOST {
                mentions.push(word.span);
            }
            // "the council" is one mention, with its article.
            at = tokens.partition_point(|token| token.span.start() < word.span.end()).max(at + 1);
            continue;
        }
        at += 1;
    }
    in_heads(draft, parties);
}

/// True for a Swedish word without the ending that tells that a certain one is meant.
fn bare(draft: &Draft<'_>, word: &str) -> bool {
    draft.annotations.language == Language::Sv
        && !draft.lexicons.endings("definite-ending").any(|ending| word.ends_with(ending))
        && !draft.lexicons.endings("plural-ending").any(|ending| word.ends_with(ending))
}

/// True behind "en", "ett", "a": any of them is meant.
fn indefinite(draft: &Draft<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| draft.tokens.get(before));
    before.is_some_and(|before| {
        draft.is("indefinite", before)
            && draft.document.between(before.span.end(), draft.tokens[at].span.start()) == " "
    })
}

/// "| Work item | Library | Transit |": a word of the name of one party alone, as head of a column beside another party's.
fn in_heads(draft: &Draft<'_>, parties: &mut [Party]) {
    if !(2..=FEW).contains(&parties.len()) {
        return;
    }
    let mut of: BTreeMap<String, Option<usize>> = BTreeMap::new();
    for (index, party) in parties.iter().enumerate() {
        let words: HashSet<String> = party.name.split_whitespace().map(str::to_lowercase).collect();
        for word in words.into_iter().filter(|word| word.chars().count() >= 4) {
            of.entry(word).and_modify(|only| *only = None).or_insert(Some(index));
        }
    }
    let blocks = draft.document.blocks();
    let known: HashSet<usize> =
        parties.iter().flat_map(|party| party.mentions.iter().map(|span| span.start())).collect();
    let mut found: Vec<(Span, usize)> = Vec::new();
    for table in draft.document.tables() {
        let heads = table.take_while(|at| blocks[*at].cell().is_some_and(|cell| cell.row == 0));
        let (mut named, mut short) = (0, Vec::new());
        for at in heads {
            let tokens = draft.tokens_in(blocks[at].content);
            named += usize::from(tokens.iter().any(|token| known.contains(&token.span.start())));
            if let [only] = tokens
                && only.shape != Shape::Lower
                && !known.contains(&only.span.start())
                && let Some(Some(party)) = of.get(draft.lower(only))
            {
                short.push((only.span, *party));
            }
        }
        let several = short.windows(2).any(|pair| pair[0].1 != pair[1].1);
        if several || named > 0 {
            found.append(&mut short);
        }
    }
    for (span, party) in found {
        parties[party].mentions.push(span);
        parties[party].mentions.sort_unstable();
    }
}

/// Names and aliases by their first word; a form that two parties share stands for neither.
fn forms(draft: &Draft<'_>, parties: &[Party]) -> WordMap<String, Vec<Form>> {
    let mut owners: BTreeMap<Vec<String>, Vec<Form>> = BTreeMap::new();
    // Seldom asked for.
    let capitals = LazyCell::new(|| -> HashSet<&str> {
        let capitals = draft.tokens.iter().filter(|token| token.shape == Shape::Capital);
        capitals.map(|token| draft.lower(token)).collect()
    });
    let uppers: HashSet<&str> = {
        let uppers = draft.tokens.iter().filter(|token| token.shape == Shape::Upper);
        uppers.map(|token| draft.document.slice(token.span)).collect()
    };
    for (party, entry) in parties.iter().enumerate() {
        let mut add_form = |text: &str, capital: bool, place: bool, given: bool| {
            let lower = text.to_lowercase();
            let words: Vec<String> =
                token::tokenize(&lower).iter().map(|token| lower[token.span.range()].to_owned()).collect();
            // "F&F" is two letters, and a name.
            if words.len() > 1 || words.iter().any(|word| word.len() > 1) {
                owners.entry(words.clone()).or_default().push(Form {
                    words,
                    party,
                    others: Vec::new(),
                    capital,
                    place,
                    given,
                });
            }
        };
        let words: Vec<&str> = entry.name.split_whitespace().collect();
        add_form(&entry.name, true, false, true);
        for alias in &entry.aliases {
            let lower = alias.to_lowercase();
            // "The lead partner shall": what it is needs no capital.
            let noun = ["party-noun", "party-role", "party-function"]
                .iter()
                .any(|label| draft.lexicons.contains(label, &lower));
            let capital = !noun && alias.chars().next().is_some_and(char::is_uppercase);
            add_form(alias, capital, false, !of_another(draft, parties, entry, &lower));
        }
        let mut add = |text: &str, capital: bool| add_form(text, capital, false, false);
        // "Kustens Företagarförening" is "Företagarföreningen" further on.
        let bare = without_form(draft, &words);
        if let (Some(last), true) = (bare.last(), words.len() > 1)
            && last.chars().count() >= 6
            && last.chars().all(char::is_alphabetic)
        {
            add(last, false);
            // "Bergvalla länsmuseum" is "länsmuseet".
            let swapped = last.char_indices().skip(3).find_map(|(at, _)| {
                let definite = draft.lexicons.value_of("definite-swap", &last[at..])?;
                Some(format!("{}{definite}", &last[..at]))
            });
            if let Some(swapped) = swapped {
                add(&swapped, false);
                if let Some(tail) =
                    sort_tail(draft, &swapped.to_lowercase(), &["org-private", "org-nonprofit", "org-name"])
                {
                    add(&tail, false);
                }
            }
        }
        // "Hamnkrogen Skär" is "krogen" further on.
        for word in words.iter().filter(|word| word.chars().count() >= 8) {
            if let Some(tail) = sort_tail(draft, &word.to_lowercase(), &["org-private", "org-nonprofit"]) {
                add(&tail, false);
            }
        }
        // "Ugglebo Friskola" is "skolan", "Viks Blåsorkester" is "orkestern", "Sågverket i Vik AB" is "sågverket".
        if entry.sector != Sector::Public {
            for word in words.iter().map(|word| word.to_lowercase()) {
                let tail = |word: &str| sort_tail(draft, word, &["tail-noun"]);
                let whole = tail(&word);
                for ending in draft.lexicons.endings("definite-ending") {
                    if let Some(tail) = &whole {
                        add(&format!("{tail}{ending}"), false);
                    } else if word.strip_suffix(ending).and_then(tail).is_some() {
                        add(&word, false);
                    }
                }
            }
        }
        // "Röda Korsets Hjälpgrupp Vik" is "Hjälpgruppen" further on.
        let middle = words.len().saturating_sub(1);
        let nouns = words
            .iter()
            .take(middle)
            .skip(1)
            .filter(|word| word.chars().count() >= 7 && !word.ends_with('s'));
        for word in nouns.filter(|_| parties.len() <= FEW) {
            for ending in draft.lexicons.endings("definite-ending") {
                let definite = format!("{word}{ending}");
                if capitals.contains(definite.to_lowercase().as_str()) {
                    add(&definite, true);
                }
            }
        }
        // "Åkeri Nyhem AB" is "åkeriet" further on.
        for word in words.iter().filter(|word| word.chars().count() >= 5) {
            let lower = word.to_lowercase();
            if draft.lexicons.value_of("org-private", &lower) == Some("company") {
                add(&lower, false);
            }
        }
        // "Viks Camping & Stugor AB" is "campingen" further on.
        for pair in words.windows(2).skip(1) {
            let joined = pair[1] == "&" || draft.lexicons.contains("party-join", pair[1]);
            if joined && pair[0].chars().count() >= 6 && !pair[0].ends_with('s') {
                add(pair[0], true);
            }
        }
        // "Hexley Cricket Club" is "the Cricket Club" further on.
        if parties.len() <= FEW && words.len() >= 3 {
            let tail = words[1..].join(" ");
            let said = format!("the {}", tail.to_lowercase());
            if draft.document.lower().contains(&said) {
                // "the food bank" of "Lundviken Food Bank" needs no capital where the text writes none.
                add(&tail, !draft.document.text().contains(&said));
            }
        }
        for short in shorter(draft, &words) {
            add(&short, true);
        }
        for letters in initials(draft, &words) {
            if uppers.contains(letters.as_str()) {
                add(&letters, true);
            }
        }
        if entry.sector != Sector::Public && parties.len() <= FEW {
            let places = parties.iter().filter(|other| other.name != entry.name);
            let taken = |word: &str| places.clone().any(|other| other.name.to_lowercase().starts_with(word));
            if let Some(called) = called_so(draft, &words, &taken) {
                add(&called, true);
            }
            let elsewhere = |word: &str| {
                places
                    .clone()
                    .any(|other| other.name.to_lowercase().split(' ').any(|part| part.starts_with(word)))
            };
            if let Some(called) = called_inside(draft, &words, &elsewhere) {
                add(called, true);
            }
        }
        // "Stationskaféet i Åsen HB" is "Kaféet" further on.
        let first = words.first().map_or(String::new(), |first| first.to_lowercase());
        let tails = first.char_indices().skip(3).map(|(at, _)| &first[at..]);
        if words.len() > 1 && first.ends_with(['n', 't']) {
            let called = |tail: &&str| tail.chars().count() >= 5 && capitals.contains(*tail);
            tails.filter(called).take(1).for_each(|tail| add(tail, true));
        }
        // "Nyby Farm HB" is "the farm" further on.
        if let (Some(last), Language::En) = (bare.last(), draft.annotations.language)
            && entry.sector != Sector::Public
            && words.len() > 1
            && (3..6).contains(&last.chars().count())
            && !bare.iter().any(|word| matches!(*word, "of" | "&" | "and"))
        {
            add(&format!("the {last}"), false);
        }
        // "Fjällvik antar elever": the place stands for its kommun.
        if let [place, sort] = words.as_slice()
            && draft.lexicons.contains("plain-sort", &sort.to_lowercase())
            && entry.sector == Sector::Public
            && place.chars().count() >= 4
        {
            add_form(place, true, true, false);
            add_form(place.strip_suffix('s').unwrap_or(place), true, true, false);
        }
    }
    group(draft, parties, &mut owners);
    let mut forms: WordMap<String, Vec<Form>> = WordMap::default();
    for (words, mut owners) in owners {
        // "LINDÅSA", as the text calls one of them, is not the last word of "Rörelse för Alla i Lindåsa".
        if owners.iter().any(|form| form.given) {
            owners.retain(|form| form.given);
        }
        let same = owners.windows(2).all(|pair| pair[0].party == pair[1].party);
        if let (true, Some(first), Some(form)) = (same, words.first(), owners.first()) {
            forms.entry(first.clone()).or_default().push(form.clone());
        }
    }
    forms
}

/// "Förbundet" said behind the name of a kommun, where another party is the one with such a form.
fn of_another(draft: &Draft<'_>, parties: &[Party], party: &Party, alias: &str) -> bool {
    let Some(form) = draft.lexicons.value_of("party-noun", alias) else { return false };
    let is = |party: &Party| party.legal_form.as_deref() == Some(form);
    form == "kommunalforbund" && !is(party) && parties.len() <= FEW && parties.iter().any(is)
}

/// "Kunderna", "varje Kund", "each Partner Authority": what several parties are called stands for all of them, in the
/// singular and the plural.
fn group(draft: &Draft<'_>, parties: &[Party], owners: &mut BTreeMap<Vec<String>, Vec<Form>>) {
    let mut of: BTreeMap<String, (Vec<usize>, bool)> = BTreeMap::new();
    for (index, party) in parties.iter().enumerate() {
        for alias in &party.aliases {
            let (of, capital) = of.entry(alias.to_lowercase()).or_default();
            of.push(index);
            *capital |= alias.contains(' ') && alias.starts_with(char::is_uppercase);
        }
    }
    let noun = |alias: &str| {
        let noun = |noun: &str| draft.lexicons.contains("party-noun", noun);
        noun(alias) || noun(&format!("the {alias}"))
    };
    let together: HashSet<Vec<usize>> =
        of.iter().filter(|(alias, _)| !noun(alias)).map(|(_, (of, _))| of.clone()).collect();
    for (alias, (of, capital)) in of {
        let [party, others @ ..] = of.as_slice() else { continue };
        // "Kommunen" that two are called tells which of them only where it stands, unless they are so "each by itself", and
        // "Kommunerna" together.
        if others.is_empty() || noun(&alias) && !together.contains(&of) {
            continue;
        }
        let (head, last) = alias.rsplit_once(' ').map_or(("", alias.as_str()), |(head, last)| (head, last));
        for (word, stem) in numbers(draft, last) {
            let whole = format!("{head} {word}");
            let words: Vec<String> = whole.split_whitespace().map(str::to_owned).collect();
            let form = Form {
                words: words.clone(),
                party: *party,
                others: others.to_vec(),
                capital: capital || stem && word.chars().count() < LONG,
                place: false,
                given: true,
            };
            owners.insert(words, vec![form]);
        }
    }
}

/// A word as it is, and in the other number ("kunderna", "kunder" and "kund"); true for what needs a capital.
fn numbers(draft: &Draft<'_>, word: &str) -> Vec<(String, bool)> {
    let mut found = vec![(word.to_owned(), false)];
    let definite = draft.lexicons.endings("plural-ending").find_map(|ending| word.strip_suffix(ending));
    let plural = || draft.lexicons.endings("plain-plural").find_map(|ending| word.strip_suffix(ending));
    match definite.or_else(plural).filter(|stem| stem.chars().count() >= 3) {
        Some(stem) => {
            found.push((stem.to_owned(), true));
            found.extend(draft.lexicons.endings("plural-ending").map(|end| (format!("{stem}{end}"), false)));
            found.extend(draft.lexicons.endings("plain-plural").map(|end| (format!("{stem}{end}"), false)));
        }
        None => {
            found.extend(draft.lexicons.endings("plural-ending").map(|end| (format!("{word}{end}"), false)));
            found.extend(draft.lexicons.endings("plain-plural").map(|end| (format!("{word}{end}"), false)));
            // "Authority", "Authorities"
            found.extend(word.strip_suffix('y').map(|stem| (format!("{stem}ies"), false)));
        }
    }
    found
}

/// "BID" of "Stonebeck Business Improvement District", "NB" of "Nordiska Byalaget": the first letters of a name, and of its
/// last three words or more.
fn initials(draft: &Draft<'_>, words: &[&str]) -> Vec<String> {
    let capital = |word: &&&str| word.starts_with(char::is_uppercase);
    let bare = without_form(draft, words);
    let letters: Vec<char> = bare.iter().filter(capital).filter_map(|word| word.chars().next()).collect();
    let from = |at: usize| letters[at..].iter().collect::<String>();
    let mut found: Vec<String> = (1..letters.len().saturating_sub(2)).map(from).collect();
    if letters.len() >= 2 {
        found.push(from(0));
    }
    found.retain(|name| draft.lexicons.value_of("org-private", &name.to_lowercase()).is_none());
    found
}

/// A word that can be the verb of a clause, or a modal ("Timberlane will …").
fn can_act(draft: &Draft<'_>, token: &Token) -> bool {
    crate::annotate::duty::finite(draft, token) || draft.begins_with("duty-modal", token.span)
}

/// "Dalmans skänker mat": the first words of "Dalmans Livs AB" where the text goes on to call it so, at least twice and at
/// least once with a verb behind. What another party's name begins with too is a place.
fn called_so(draft: &Draft<'_>, words: &[&str], taken: &dyn Fn(&str) -> bool) -> Option<String> {
    let letters = words.first().map_or(0, |word| word.chars().count());
    let first = words.first().filter(|_| letters >= 4 || words.len() > 2 && letters > 1)?.to_lowercase();
    let stem = first.strip_suffix('s').unwrap_or(&first);
    if taken(stem) || words.len() < 2 || draft.lexicons.contains("not-a-party", &first) {
        return None;
    }
    let tokens = &draft.tokens[..draft.tokens.len().min(LOOKED)];
    let text = draft.document.text();
    let beside = |at: usize| {
        let (Some(here), Some(next)) = (tokens.get(at), tokens.get(at + 1)) else { return false };
        text.get(here.span.end()..next.span.start()) == Some(" ")
    };
    let mut counts = vec![(0, 0); words.len()];
    let mut place = false;
    for (at, token) in tokens.iter().enumerate() {
        if token.shape != Shape::Capital || draft.lower(token) != first {
            continue;
        }
        let same = |length: usize| {
            tokens.get(at + length).is_some_and(|other| {
                beside(at + length - 1) && draft.document.slice(other.span) == words[length]
            })
        };
        let length = 1 + (1..words.len()).take_while(|length| same(*length)).count();
        // "barn i Haga": where something is, whatever "Haga Fritidsforum" is called.
        place |= length == 1 && at > 0 && beside(at - 1) && draft.is("locative", &tokens[at - 1]);
        // The name goes on with another word in capitals: somebody else.
        let other = beside(at + length - 1)
            && tokens.get(at + length).is_some_and(|next| next.shape == Shape::Capital);
        if length < words.len() && !other {
            let verb =
                beside(at + length - 1) && tokens.get(at + length).is_some_and(|next| can_act(draft, next));
            // Alone in a cell or on a line it is a name too.
            let last = tokens[at + length - 1].span.end();
            let block = draft.document.block_at(token.span.start());
            let alone = block.and_then(|at| draft.document.blocks().get(at)).is_some_and(|block| {
                block.content.start() == token.span.start() && block.content.end() <= last + 1
            });
            counts[length].0 += 1 + usize::from(alone);
            counts[length].1 += usize::from(verb || alone);
        }
    }
    // Several words in a row are no chance.
    let plain = words.len() > 2 && words[0].chars().count() >= 5 && !words[0].ends_with('s');
    let often = |length: &usize| if *length > 1 || plain { 1 } else { 2 };
    // "St Brannoc's": a short word needs another.
    let least = if letters >= 4 && !place { 1 } else { 2 };
    let length =
        (least..words.len()).find(|length| counts[*length].0 >= often(length) && counts[*length].1 >= 1)?;
    let last = words[length - 1].to_lowercase();
    (!draft.lexicons.contains("name-link", &last)).then(|| words[..length].join(" "))
}

/// "Resursgruppen bemannar": a word inside "Frivilliga Resursgruppen Vik" that the text goes on to use alone, as above.
fn called_inside<'w>(draft: &Draft<'_>, words: &[&'w str], taken: &dyn Fn(&str) -> bool) -> Option<&'w str> {
    let tokens = &draft.tokens[..draft.tokens.len().min(LOOKED)];
    let text = draft.document.text();
    let blocks = draft.document.blocks();
    let beside = |at: usize| {
        let (Some(here), Some(next)) = (tokens.get(at), tokens.get(at + 1)) else { return false };
        text.get(here.span.end()..next.span.start()) == Some(" ")
    };
    // What stands behind a small word is a place ("Företagarna i Vik").
    let inside = words.windows(2).filter(|pair| pair[0].starts_with(char::is_uppercase));
    // "The Ramblers" of "Marlow Ramblers' Association"
    let inside = inside.map(|pair| pair[1].trim_end_matches(['\'', '’']));
    let fits = |word: &&str| {
        let lower = word.to_lowercase();
        word.chars().count() >= 7
            && word.starts_with(char::is_uppercase)
            && word.chars().all(char::is_alphabetic)
            && !taken(&lower)
            && !draft.lexicons.contains("not-a-party", &lower)
    };
    inside.filter(fits).find(|word| {
        let (mut count, mut acts) = (0, 0);
        for (at, token) in tokens.iter().enumerate() {
            if token.shape != Shape::Capital || draft.document.slice(token.span) != *word {
                continue;
            }
            let capital = |at: usize| tokens.get(at).is_some_and(|token| token.shape == Shape::Capital);
            // Among other capitals it is the whole name, or another's.
            let article = at > 0 && draft.is("party-article", &tokens[at - 1]);
            if at > 0 && !article && beside(at - 1) && capital(at - 1) || beside(at) && capital(at + 1) {
                continue;
            }
            let block = draft.document.block_at(token.span.start()).and_then(|at| blocks.get(at));
            let from = if article { tokens[at - 1].span.start() } else { token.span.start() };
            let alone = block.is_some_and(|block| {
                block.content.start() == from && block.content.end() <= token.span.end() + 1
            });
            let verb = beside(at) && tokens.get(at + 1).is_some_and(|next| can_act(draft, next));
            count += 1 + usize::from(alone);
            acts += usize::from(verb || alone);
        }
        count >= 2 && acts >= 1
    })
}

/// The word for a sort that a compound ends with ("krogen" of "hamnkrogen").
fn sort_tail(draft: &Draft<'_>, word: &str, sorts: &[&str]) -> Option<String> {
    // Of four letters at least, with three before them or none.
    let letters = word.chars().count();
    let ends = word.char_indices().rev().enumerate().skip(3);
    let fits = |behind: usize| !matches!(letters - 1 - behind, 1 | 2);
    let mut tails = ends.filter(|(behind, _)| fits(*behind)).map(|(_, (at, _))| &word[at..]);
    let sort = |tail: &&str| sorts.iter().any(|label| draft.lexicons.contains(label, tail));
    tails.find(sort).map(str::to_owned)
}

/// A name's words without the legal form behind them ("ek. för.", "AB").
fn without_form<'w>(draft: &Draft<'_>, words: &'w [&'w str]) -> &'w [&'w str] {
    let lower = |word: &str| word.trim_matches(['.', ',']).to_lowercase();
    if let [rest @ .., before, last] = words
        && rest.len() >= 2
        && draft.lexicons.contains("form-phrase", &format!("{} {}", before.to_lowercase(), lower(last)))
    {
        return rest;
    }
    match words {
        [rest @ .., last]
            if rest.len() >= 2
                && last.chars().count() <= 4
                && draft.lexicons.contains("org-private", &lower(last)) =>
        {
            rest
        }
        _ => words,
    }
}

/// A name without its legal form ("Bergsälen Event"), without the word for its sort ("Kvarnhjälpen" of "Stiftelsen
/// Kvarnhjälpen"), and the word for its sort alone where that is a name ("Handlarföreningen" of "Handlarföreningen i
/// Vik").
fn shorter(draft: &Draft<'_>, words: &[&str]) -> Vec<String> {
    let mut short = Vec::new();
    let lower = |word: &str| word.trim_end_matches('.').to_lowercase();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return short };
    let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    if words.len() < 2 {
        return short;
    }
    let form = draft.lexicons.value_of("org-private", &lower(last));
    if matches!(form, Some("ab" | "partnership" | "company")) && last.chars().count() <= 5 {
        short.push(words[..words.len() - 1].join(" ").trim_end_matches(',').to_owned());
    }
    let pair = words.get(words.len() - 2).map(|word| format!("{} {}", lower(word), lower(last)));
    if words.len() >= 3 && pair.is_some_and(|pair| draft.lexicons.contains("form-phrase", &pair)) {
        short.push(words[..words.len() - 2].join(" ").trim_end_matches(',').to_owned());
    }
    let sort =
        ["org-nonprofit", "org-private"].iter().any(|label| draft.lexicons.contains(label, &lower(first)));
    if sort && capital(words[1]) && words[1].chars().count() >= 4 {
        short.push(words[1..].join(" "));
    }
    // "Thailändska kvinnoföreningen Dok Bua" is "Dok Bua", and "Kvinnoföreningen Dok Bua".
    let noun = |word: &&str| {
        let word = lower(word);
        word.ends_with(['n', 't'])
            && word.chars().count() >= 8
            && draft.lexicons.contains("org-nonprofit", &word)
    };
    let inner = words.iter().skip(1).position(noun).map(|at| at + 1);
    if let Some(at) = inner.filter(|at| words.get(at + 1).is_some_and(|next| capital(next))) {
        short.push(words[at..].join(" "));
        short.push(words[at + 1..].join(" "));
    }
    // "Starta Själv-föreningen Vik" is "Starta Själv".
    let hyphen = words.iter().enumerate().find_map(|(at, word)| {
        let (head, sort) = word.split_once('-')?;
        let sort = at > 0 && draft.lexicons.contains("org-nonprofit", &lower(sort));
        sort.then(|| [&words[..at], &[head]].concat().join(" "))
    });
    short.extend(hyphen);
    // "Quayside Arts CIC" is "Quayside Arts".
    if words.len() >= 3 && draft.lexicons.contains("company-tail", &lower(last)) {
        short.push(words[..words.len() - 1].join(" ").trim_end_matches(',').to_owned());
    }
    let definite = sort || draft.lexicons.contains("party-noun", &lower(first));
    let located = draft.lexicons.contains("name-link", words[1]) && first.chars().count() >= 9;
    // "Varvet i Rönnskär AB" is "Varvet".
    let firm = draft.lexicons.contains("name-link", words[1])
        && form.is_some()
        && first.chars().count() >= 5
        && first.ends_with(['n', 't']);
    if firm || (definite || located) && first.chars().count() >= 8 && !capital(words[1]) {
        short.push((*first).to_owned());
    }
    // "Kvinnojouren Måna" is "Kvinnojouren", "ABF Rödbygden" is "ABF" further on.
    let acronym = first.chars().count() >= 2
        && first.chars().all(char::is_uppercase)
        && draft.lexicons.value_of("org-private", &lower(first)).is_none();
    let body = draft.lexicons.value_of("org-public", &lower(first)).is_some_and(|form| form != "kommun");
    let said = first.chars().count() >= 8 && (sort || body) && first.ends_with(['n', 't']);
    if (said && capital(words[1])) || acronym {
        short.push((*first).to_owned());
    }
    // "Larkfield Primary School PTA" is "the PTA" further on.
    if last.chars().count() >= 3 && last.chars().all(char::is_uppercase) && form.is_none() {
        short.push((*last).to_owned());
    }
    // "Röda Korset Åbrink" is "Röda Korset": what it is called in the whole country.
    for end in 2..words.len().min(4) {
        let phrase: Vec<String> = words[..end].iter().map(|word| lower(word)).collect();
        if draft.lexicons.contains("org-nonprofit", &phrase.join(" ")) && capital(words[end - 1]) {
            short.push(words[..end].join(" "));
            // "Rädda Barnens lokalförening" is "Rädda Barnen".
            short.extend(words[..end].join(" ").strip_suffix('s').map(str::to_owned));
        }
    }
    // "Plåt & Svets i Hallinge AB" is "Plåt & Svets".
    let link = |word: &&str| {
        let joins = draft.lexicons.contains("party-join", word) || *word == "&";
        !joins && draft.lexicons.contains("name-link", word)
    };
    let at = words.iter().position(link);
    if let Some(at) = at.filter(|at| *at >= 2 && form.is_some() && capital(words[at - 1])) {
        short.push(words[..at].join(" "));
    }
    short.retain(|name| name.chars().count() >= 3 || acronym && name == first);
    short
}

/// For each legal form the only party that has it; `None` where several have. Forms that share a noun share it out only
/// where one party is meant.
fn nouns(draft: &Draft<'_>, parties: &[Party]) -> BTreeMap<String, Option<usize>> {
    let mut nouns: BTreeMap<String, Option<usize>> = BTreeMap::new();
    for (index, party) in parties.iter().enumerate() {
        let Some(form) = &party.legal_form else { continue };
        // Companies of all forms are called "the company".
        let forms: &[&str] = match form.as_str() {
            "ab" | "company" | "partnership" | "sole-trader" => &["ab", "company"],
            "association" | "economic-association" => &["association", "economic-association"],
            form => &[form],
        };
        for form in forms {
            nouns
                .entry((*form).to_owned())
                .and_modify(|owner| {
                    if *owner != Some(index) {
                        *owner = None;
                    }
                })
                .or_insert(Some(index));
        }
    }
    // A noun that another party has taken as its alias stands for that one (the form is found first).
    let _ = draft;
    nouns
}

/// True where a word with a capital stands right beside token `at`.
fn in_name(text: &str, tokens: &[Token], at: usize) -> bool {
    let capital = |token: &Token| matches!(token.shape, Shape::Capital | Shape::Upper | Shape::Initial);
    let beside = |a: usize, b: usize| {
        let (Some(before), Some(after)) = (tokens.get(a), tokens.get(b)) else { return false };
        matches!(text.get(before.span.end()..after.span.start()), Some(" " | "\u{a0}" | ". "))
    };
    at.checked_sub(1).is_some_and(|before| capital(&tokens[before]) && beside(before, at))
        || tokens.get(at + 1).is_some_and(capital)
            && text.get(tokens[at].span.end()..tokens[at + 1].span.start()) == Some(" ")
}

/// True where the words of a form stand here in a row, the last one with any of the endings.
fn follows(text: &str, lower: &str, tokens: &[Token], words: &[String], endings: &[&str]) -> bool {
    if tokens.len() < words.len() {
        return false;
    }
    let last = words.len() - 1;
    words.iter().enumerate().all(|(index, word)| {
        let here = &lower[tokens[index].span.range()];
        let same = if index == last {
            endings.iter().any(|ending| here.strip_suffix(ending) == Some(word.as_str()))
        } else {
            here == word
        };
        let gap = index == 0
            || text
                .get(tokens[index - 1].span.end()..tokens[index].span.start())
                .is_some_and(|gap| gap.len() <= 3 && !gap.contains(['\n', '\t']));
        same && gap
    })
}
