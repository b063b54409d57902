//! In which words a text can name a party: its name, what it is called, and what others shorten that to.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};

use super::shorter::{initials, shorter, sort_tail, without_form};
use super::usage::{called_inside, called_so};
use crate::annotate::{Draft, Shape, token};
use crate::document::hash::WordMap;
use crate::document::{Language, Party, Sector};

/// Parties of a document in which it is asked what the text calls them, at most.
pub(super) const FEW: usize = 16;
/// A word of so many letters or more ("köparkommun") is taken for what several are called without a capital, too.
const LONG: usize = 9;
/// Letters of words that stand for a name by themselves, at least: the last one, one with a word for a sort at its end, one
/// in its middle, and one that tells what a firm does.
const LAST: usize = 6;
const COMPOUND: usize = 8;
const MIDDLE: usize = 7;
const TRADE: usize = 5;
/// Words of the name of a place, at most.
const PLACE: usize = 3;
/// Letters of the end of a first word that stands for a name, at least.
const TAIL: usize = 5;

/// A form in which a text can name a party.
#[derive(Debug, Clone)]
pub(super) struct Form {
    /// Lower-case tokens.
    pub(super) words: Vec<String>,
    pub(super) party: usize,
    /// The others that it stands for, too ("Kunderna").
    pub(super) others: Vec<usize>,
    /// True where the mention must begin with a capital.
    pub(super) capital: bool,
    /// True for a place, which is none where it is part of a name ("Karin Berg").
    pub(super) place: bool,
    /// True for its name and what the text says that it is called, not for what others shorten its name to.
    pub(super) given: bool,
}

/// Names and aliases by their first word; a form that two parties share stands for neither.
pub(super) fn forms(draft: &Draft<'_>, parties: &[Party]) -> WordMap<String, Vec<Form>> {
    let mut all = Forms::new(draft, parties);
    for (number, party) in parties.iter().enumerate() {
        let words: Vec<&str> = party.name.split_whitespace().collect();
        let named = Named { number, party, words: &words, bare: without_form(draft, &words) };
        for way in WAYS {
            way(&mut all, &named);
        }
    }
    all.group();
    all.by_first_word()
}

/// A party, with the words of its name.
struct Named<'n> {
    number: usize,
    party: &'n Party,
    words: &'n [&'n str],
    /// The words without the legal form behind them.
    bare: &'n [&'n str],
}

/// The forms of all parties, by their words.
struct Forms<'a, 'd> {
    draft: &'a Draft<'d>,
    parties: &'a [Party],
    owners: BTreeMap<Vec<String>, Vec<Form>>,
    /// Words that the text writes with a capital, in lower case; seldom asked for.
    capitals: OnceCell<HashSet<&'a str>>,
    /// Words that it writes in capitals.
    uppers: HashSet<&'a str>,
}

/// What a party can be named by, in this order.
const WAYS: [for<'a, 'd, 'n, 'x> fn(&'x mut Forms<'a, 'd>, &'x Named<'n>); 15] = [
    |forms, named| forms.given(named),
    |forms, named| forms.last_word(named),
    |forms, named| forms.last_with_form(named),
    |forms, named| forms.ends_of_compounds(named),
    |forms, named| forms.tails(named),
    |forms, named| forms.middle(named),
    |forms, named| forms.trade(named),
    |forms, named| forms.joined(named),
    |forms, named| forms.without_place(named),
    |forms, named| forms.shorter(named),
    |forms, named| forms.initials(named),
    |forms, named| forms.used(named),
    |forms, named| forms.end_of_first(named),
    |forms, named| forms.short_english(named),
    |forms, named| forms.place(named),
];

impl<'a, 'd> Forms<'a, 'd> {
    fn new(draft: &'a Draft<'d>, parties: &'a [Party]) -> Self {
        let uppers = draft.tokens.iter().filter(|token| token.shape == Shape::Upper);
        let uppers = uppers.map(|token| draft.document.slice(token.span)).collect();
        Self { draft, parties, owners: BTreeMap::new(), capitals: OnceCell::new(), uppers }
    }

    /// Adds a form: what it stands for, whether it needs a capital, is a place, and is given by the text.
    fn put(&mut self, text: &str, party: usize, capital: bool, place: bool, given: bool) {
        let lower = text.to_lowercase();
        let words: Vec<String> =
            token::tokenize(&lower).iter().map(|token| lower[token.span.range()].to_owned()).collect();
        // "F&F" is two letters, and a name.
        if words.len() > 1 || words.iter().any(|word| word.len() > 1) {
            let form = Form { words: words.clone(), party, others: Vec::new(), capital, place, given };
            self.owners.entry(words).or_default().push(form);
        }
    }

    /// Adds what others shorten a name to.
    fn add(&mut self, named: &Named<'_>, text: &str, capital: bool) {
        self.put(text, named.number, capital, false, false);
    }

    fn written(&self, word: &str) -> bool {
        let capitals = self.capitals.get_or_init(|| {
            let capitals = self.draft.tokens.iter().filter(|token| token.shape == Shape::Capital);
            capitals.map(|token| self.draft.lower(token)).collect()
        });
        capitals.contains(word)
    }

    fn few(&self) -> bool {
        self.parties.len() <= FEW
    }

    /// The name, and what the text says that it is called.
    fn given(&mut self, named: &Named<'_>) {
        self.put(&named.party.name, named.number, true, false, true);
        for alias in &named.party.aliases {
            let lower = alias.to_lowercase();
            // "The lead partner shall": what it is needs no capital.
            let noun = ["party-noun", "party-role", "party-function"]
                .iter()
                .any(|label| self.draft.lexicons.contains(label, &lower));
            let capital = !noun && alias.chars().next().is_some_and(char::is_uppercase);
            let own = !of_another(self.draft, self.parties, named.party, &lower);
            self.put(alias, named.number, capital, false, own);
        }
    }

    /// "Kustens Företagarförening" is "Företagarföreningen" further on, "Bergvalla länsmuseum" is "länsmuseet".
    fn last_word(&mut self, named: &Named<'_>) {
        let Some(last) = named.bare.last().filter(|_| named.words.len() > 1) else { return };
        if last.chars().count() < LAST || !last.chars().all(char::is_alphabetic) {
            return;
        }
        self.add(named, last, false);
        let swapped = last.char_indices().skip(3).find_map(|(at, _)| {
            let definite = self.draft.lexicons.value_of("definite-swap", &last[at..])?;
            Some(format!("{}{definite}", &last[..at]))
        });
        let Some(swapped) = swapped else { return };
        self.add(named, &swapped, false);
        let sorts = ["org-private", "org-nonprofit", "org-name"];
        if let Some(tail) = sort_tail(self.draft, &swapped.to_lowercase(), &sorts) {
            self.add(named, &tail, false);
        }
    }

    /// "Skärtrafik Bröderna Mård HB" is "Mård HB" further on.
    fn last_with_form(&mut self, named: &Named<'_>) {
        let Some(last) = named.bare.len().checked_sub(1).filter(|last| *last >= 1) else { return };
        let tail = &named.words[last..];
        if tail.len() == 2 && tail[0].starts_with(char::is_uppercase) {
            self.add(named, &tail.join(" "), true);
        }
    }

    /// "Hamnkrogen Skär" is "krogen" further on.
    fn ends_of_compounds(&mut self, named: &Named<'_>) {
        for word in named.words.iter().filter(|word| word.chars().count() >= COMPOUND) {
            let tail = sort_tail(self.draft, &word.to_lowercase(), &["org-private", "org-nonprofit"]);
            if let Some(tail) = tail {
                self.add(named, &tail, false);
            }
        }
    }

    /// "Ugglebo Friskola" is "skolan", "Viks Blåsorkester" is "orkestern", "Sågverket i Vik AB" is "sågverket".
    fn tails(&mut self, named: &Named<'_>) {
        if named.party.sector == Sector::Public {
            return;
        }
        let draft = self.draft;
        let tail = |word: &str| sort_tail(draft, word, &["tail-noun"]);
        for word in named.words.iter().map(|word| word.to_lowercase()) {
            let whole = tail(&word);
            for ending in draft.lexicons.endings("definite-ending") {
                if let Some(tail) = &whole {
                    self.add(named, &format!("{tail}{ending}"), false);
                } else if word.strip_suffix(ending).and_then(tail).is_some() {
                    self.add(named, &word, false);
                }
            }
        }
    }

    /// "Röda Korsets Hjälpgrupp Vik" is "Hjälpgruppen" further on.
    fn middle(&mut self, named: &Named<'_>) {
        if !self.few() {
            return;
        }
        let inner = named.words.iter().take(named.words.len().saturating_sub(1)).skip(1);
        for word in inner.filter(|word| word.chars().count() >= MIDDLE && !word.ends_with('s')) {
            for ending in self.draft.lexicons.endings("definite-ending") {
                let definite = format!("{word}{ending}");
                if self.written(&definite.to_lowercase()) {
                    self.add(named, &definite, true);
                }
            }
        }
    }

    /// "Åkeri Nyhem AB" is "åkeriet" further on.
    fn trade(&mut self, named: &Named<'_>) {
        for word in named.words.iter().filter(|word| word.chars().count() >= TRADE) {
            let lower = word.to_lowercase();
            if self.draft.lexicons.value_of("org-private", &lower) == Some("company") {
                self.add(named, &lower, false);
            }
        }
    }

    /// "Viks Camping & Stugor AB" is "campingen" further on.
    fn joined(&mut self, named: &Named<'_>) {
        for pair in named.words.windows(2).skip(1) {
            let joined = pair[1] == "&" || self.draft.lexicons.contains("party-join", pair[1]);
            if joined && pair[0].chars().count() >= LAST && !pair[0].ends_with('s') {
                self.add(named, pair[0], true);
            }
        }
    }

    /// "Hexley Cricket Club" is "the Cricket Club" further on.
    fn without_place(&mut self, named: &Named<'_>) {
        if !self.few() || named.words.len() < 3 {
            return;
        }
        let tail = named.words[1..].join(" ");
        let said = format!("the {}", tail.to_lowercase());
        if self.draft.document.lower().contains(&said) {
            // "the food bank" of "Lundviken Food Bank" needs no capital where the text writes none.
            self.add(named, &tail, !self.draft.document.text().contains(&said));
        }
    }

    fn shorter(&mut self, named: &Named<'_>) {
        for short in shorter(self.draft, named.words) {
            self.add(named, &short, true);
        }
    }

    fn initials(&mut self, named: &Named<'_>) {
        for letters in initials(self.draft, named.words) {
            if self.uppers.contains(letters.as_str()) {
                self.add(named, &letters, true);
            }
        }
    }

    /// What the text goes on to call it: its first words ("Dalmans"), or one inside ("Resursgruppen").
    fn used(&mut self, named: &Named<'_>) {
        if named.party.sector == Sector::Public || !self.few() {
            return;
        }
        let others = self.parties.iter().filter(|other| other.name != named.party.name);
        let taken = |word: &str| others.clone().any(|other| other.name.to_lowercase().starts_with(word));
        let first = called_so(self.draft, named.words, &taken);
        let elsewhere = |word: &str| {
            others
                .clone()
                .any(|other| other.name.to_lowercase().split(' ').any(|part| part.starts_with(word)))
        };
        let inside = called_inside(self.draft, named.words, &elsewhere);
        for called in first.as_deref().into_iter().chain(inside) {
            self.add(named, called, true);
        }
    }

    /// "Stationskaféet i Åsen HB" is "Kaféet" further on.
    fn end_of_first(&mut self, named: &Named<'_>) {
        let first = named.words.first().map_or(String::new(), |first| first.to_lowercase());
        if named.words.len() < 2 || !first.ends_with(['n', 't']) {
            return;
        }
        let mut tails = first.char_indices().skip(3).map(|(at, _)| &first[at..]);
        if let Some(tail) = tails.find(|tail| tail.chars().count() >= TAIL && self.written(tail)) {
            self.add(named, tail, true);
        }
    }

    /// "Nyby Farm HB" is "the farm" further on.
    fn short_english(&mut self, named: &Named<'_>) {
        if let (Some(last), Language::En) = (named.bare.last(), self.draft.annotations.language)
            && named.party.sector != Sector::Public
            && named.words.len() > 1
            && (3..LAST).contains(&last.chars().count())
            && !named.bare.iter().any(|word| matches!(*word, "of" | "&" | "and"))
        {
            self.add(named, &format!("the {last}"), false);
        }
    }

    /// "Fjällvik antar elever": the place stands for its kommun.
    fn place(&mut self, named: &Named<'_>) {
        if let [place, sort] = named.words
            && named.party.sector == Sector::Public
            && place.chars().count() >= 4
            && self.draft.lexicons.contains("plain-sort", &sort.to_lowercase())
        {
            for place in [place, place.strip_suffix('s').unwrap_or(place)] {
                self.put(place, named.number, true, true, false);
            }
        }
        if let Some(place) = english_place(self.draft, named) {
            self.put(&place, named.number, true, true, false);
        }
    }

    /// Those that stand for one party, or for all of several, by their first word.
    fn by_first_word(self) -> WordMap<String, Vec<Form>> {
        let mut forms: WordMap<String, Vec<Form>> = WordMap::default();
        for (words, mut owners) in self.owners {
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

    /// "Kunderna", "varje Kund", "each Partner Authority": what several parties are called stands for all of them, in the
    /// singular and the plural.
    fn group(&mut self) {
        let draft = self.draft;
        let mut of: BTreeMap<String, (Vec<usize>, bool)> = BTreeMap::new();
        for (index, party) in self.parties.iter().enumerate() {
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
            let (head, last) =
                alias.rsplit_once(' ').map_or(("", alias.as_str()), |(head, last)| (head, last));
            // "The Signatories", as all of them are called, says no more than "the parties".
            let all = of.len() == self.parties.len();
            let english = draft.annotations.language == Language::En;
            let spoken = numbers(draft, last);
            let plural = spoken.first().is_some_and(|(_, _, plural)| *plural);
            // With its "s" the singular would be read there, too.
            let spoken = if all && english && plural { Vec::new() } else { spoken };
            for (word, stem, plural) in spoken {
                if all && plural {
                    continue;
                }
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
                self.owners.insert(words, vec![form]);
            }
        }
    }
}

/// "Aldwyn" of "Aldwyn Town Council", "Ravenport" of "City of Ravenport".
fn english_place(draft: &Draft<'_>, named: &Named<'_>) -> Option<String> {
    if draft.annotations.language != Language::En || named.party.sector != Sector::Public {
        return None;
    }
    let contains = |label: &str, word: &str| draft.lexicons.contains(label, &word.to_lowercase());
    let place = match named.words {
        [sort, of, place @ ..] if *of == "of" && contains("place-of", sort) => place,
        [place @ .., a, b] if contains("council-of-place", &format!("{a} {b}")) => place,
        [place @ .., sort] if contains("council-of-place", sort) => place,
        _ => return None,
    };
    let capital = |word: &&str| word.starts_with(char::is_uppercase);
    let plain = (1..=PLACE).contains(&place.len()) && place.iter().all(capital);
    let letters = place.iter().map(|word| word.chars().count()).sum::<usize>();
    (plain && letters >= 4).then(|| place.join(" "))
}

/// "Förbundet" said behind the name of a kommun, where another party is the one with such a form.
fn of_another(draft: &Draft<'_>, parties: &[Party], party: &Party, alias: &str) -> bool {
    let Some(form) = draft.lexicons.value_of("party-noun", alias) else { return false };
    let is = |party: &Party| party.legal_form.as_deref() == Some(form);
    form == "kommunalforbund" && !is(party) && parties.len() <= FEW && parties.iter().any(is)
}

/// A word as it is, and in the other number ("kunderna", "kunder" and "kund"); whether it needs a capital, and is in the plural.
fn numbers(draft: &Draft<'_>, word: &str) -> Vec<(String, bool, bool)> {
    let definite = draft.lexicons.endings("plural-ending").find_map(|ending| word.strip_suffix(ending));
    let plural = || draft.lexicons.endings("plain-plural").find_map(|ending| word.strip_suffix(ending));
    let stem = definite.or_else(plural).filter(|stem| stem.chars().count() >= 3);
    let mut found = vec![(word.to_owned(), false, stem.is_some())];
    let bare = stem.unwrap_or(word);
    found.extend(stem.map(|stem| (stem.to_owned(), true, false)));
    let endings = draft.lexicons.endings("plural-ending").chain(draft.lexicons.endings("plain-plural"));
    found.extend(endings.map(|end| (format!("{bare}{end}"), false, true)));
    // "Authority", "Authorities"
    let several = stem.is_none().then(|| word.strip_suffix('y')).flatten();
    found.extend(several.map(|stem| (format!("{stem}ies"), false, true)));
    found
}
