//! What others shorten the name of an organisation to.

use crate::annotate::Draft;

/// A name without its legal form ("Bergsälen Event"), without the word for its sort ("Kvarnhjälpen" of "Stiftelsen
/// Kvarnhjälpen"), and the word for its sort alone where that is a name ("Handlarföreningen" of "Handlarföreningen i
/// Vik").
pub(super) fn shorter(draft: &Draft<'_>, words: &[&str]) -> Vec<String> {
    let [first, next, ..] = words else { return Vec::new() };
    let mut name = Shortened { draft, words, first, next, last: words[words.len() - 1], found: Vec::new() };
    name.without_form();
    name.behind_sort();
    name.before_hyphen();
    name.without_tail();
    name.first_word();
    name.in_capitals();
    name.movement();
    name.before_place();
    let acronym = name.acronym();
    name.found.retain(|short| short.chars().count() >= 3 || acronym && short == first);
    name.found
}

/// The words of a name, and what it is shortened to.
struct Shortened<'a, 'd> {
    draft: &'a Draft<'d>,
    words: &'a [&'a str],
    first: &'a str,
    /// The second word.
    next: &'a str,
    last: &'a str,
    found: Vec<String>,
}

fn lower(word: &str) -> String {
    word.trim_end_matches('.').to_lowercase()
}

fn capital(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// Words as they stand, without a comma behind them.
fn joined(words: &[&str]) -> String {
    words.join(" ").trim_end_matches(',').to_owned()
}

impl Shortened<'_, '_> {
    fn has(&self, label: &str, word: &str) -> bool {
        self.draft.lexicons.contains(label, &lower(word))
    }

    /// The form of the company that its last word tells.
    fn form(&self) -> Option<&str> {
        self.draft.lexicons.value_of("org-private", &lower(self.last))
    }

    /// True where the first word tells its sort.
    fn sort(&self) -> bool {
        ["org-nonprofit", "org-private"].iter().any(|label| self.has(label, self.first))
    }

    /// "Bergsälen Event AB", "Odlarna ekonomisk förening": without the form behind it.
    fn without_form(&mut self) {
        let count = self.words.len();
        let company = matches!(self.form(), Some("ab" | "partnership" | "company"));
        if company && self.last.chars().count() <= 5 {
            self.found.push(joined(&self.words[..count - 1]));
        }
        let pair = format!("{} {}", lower(self.words[count - 2]), lower(self.last));
        if count >= 3 && self.draft.lexicons.contains("form-phrase", &pair) {
            self.found.push(joined(&self.words[..count - 2]));
        }
    }

    /// "Stiftelsen Kvarnhjälpen" is "Kvarnhjälpen"; "Thailändska kvinnoföreningen Dok Bua" is "Dok Bua", and
    /// "Kvinnoföreningen Dok Bua".
    fn behind_sort(&mut self) {
        if self.sort() && capital(self.next) && self.next.chars().count() >= 4 {
            self.found.push(self.words[1..].join(" "));
        }
        let noun = |word: &&str| {
            let word = lower(word);
            word.ends_with(['n', 't'])
                && word.chars().count() >= 8
                && self.draft.lexicons.contains("org-nonprofit", &word)
        };
        let inner = self.words.iter().skip(1).position(noun).map(|at| at + 1);
        if let Some(at) = inner.filter(|at| self.words.get(at + 1).is_some_and(|next| capital(next))) {
            self.found.push(self.words[at..].join(" "));
            self.found.push(self.words[at + 1..].join(" "));
        }
    }

    /// "Starta Själv-föreningen Vik" is "Starta Själv".
    fn before_hyphen(&mut self) {
        let hyphen = self.words.iter().enumerate().find_map(|(at, word)| {
            let (head, sort) = word.split_once('-')?;
            let sort = at > 0 && self.has("org-nonprofit", sort);
            sort.then(|| [&self.words[..at], &[head]].concat().join(" "))
        });
        self.found.extend(hyphen);
    }

    /// "Quayside Arts CIC" is "Quayside Arts".
    fn without_tail(&mut self) {
        if self.words.len() >= 3 && self.has("company-tail", self.last) {
            self.found.push(joined(&self.words[..self.words.len() - 1]));
        }
    }

    /// "Varvet i Rönnskär AB" is "Varvet", "Kvinnojouren Måna" is "Kvinnojouren", "ABF Rödbygden" is "ABF" further on.
    fn first_word(&mut self) {
        let letters = self.first.chars().count();
        let sort = self.sort();
        let definite = sort || self.has("party-noun", self.first);
        let linked = self.draft.lexicons.contains("name-link", self.next);
        let certain = self.first.ends_with(['n', 't']);
        let firm = linked && self.form().is_some() && letters >= 5 && certain;
        if firm || (definite || linked && letters >= 9) && letters >= 8 && !capital(self.next) {
            self.found.push(self.first.to_owned());
        }
        let body = self.draft.lexicons.value_of("org-public", &lower(self.first));
        let said = letters >= 8 && (sort || body.is_some_and(|form| form != "kommun")) && certain;
        if said && capital(self.next) || self.acronym() {
            self.found.push(self.first.to_owned());
        }
    }

    /// True where the first word is written in capitals and is no legal form.
    fn acronym(&self) -> bool {
        self.first.chars().count() >= 2
            && self.first.chars().all(char::is_uppercase)
            && self.draft.lexicons.value_of("org-private", &lower(self.first)).is_none()
    }

    /// "Larkfield Primary School PTA" is "the PTA" further on.
    fn in_capitals(&mut self) {
        if self.last.chars().count() >= 3
            && self.last.chars().all(char::is_uppercase)
            && self.form().is_none()
        {
            self.found.push(self.last.to_owned());
        }
    }

    /// "Röda Korset Åbrink" is "Röda Korset": what it is called in the whole country.
    fn movement(&mut self) {
        for end in 2..self.words.len().min(4) {
            let phrase: Vec<String> = self.words[..end].iter().map(|word| lower(word)).collect();
            if self.draft.lexicons.contains("org-nonprofit", &phrase.join(" "))
                && capital(self.words[end - 1])
            {
                let whole = self.words[..end].join(" ");
                // "Rädda Barnens lokalförening" is "Rädda Barnen".
                let bare = whole.strip_suffix('s').map(str::to_owned);
                self.found.push(whole);
                self.found.extend(bare);
            }
        }
    }

    /// "Plåt & Svets i Hallinge AB" is "Plåt & Svets".
    fn before_place(&mut self) {
        let link = |word: &&str| {
            let joins = self.draft.lexicons.contains("party-join", word) || *word == "&";
            !joins && self.draft.lexicons.contains("name-link", word)
        };
        let at = self.words.iter().position(link);
        if let Some(at) = at.filter(|at| *at >= 2 && self.form().is_some() && capital(self.words[at - 1])) {
            self.found.push(self.words[..at].join(" "));
        }
    }
}

/// "BID" of "Stonebeck Business Improvement District", "NB" of "Nordiska Byalaget": the first letters of a name, and of its
/// last three words or more.
pub(super) fn initials(draft: &Draft<'_>, words: &[&str]) -> Vec<String> {
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

/// The word for a sort that a compound ends with ("krogen" of "hamnkrogen").
pub(super) fn sort_tail(draft: &Draft<'_>, word: &str, sorts: &[&str]) -> Option<String> {
    // Of four letters at least, with three before them or none.
    let letters = word.chars().count();
    let ends = word.char_indices().rev().enumerate().skip(3);
    let fits = |behind: usize| !matches!(letters - 1 - behind, 1 | 2);
    let mut tails = ends.filter(|(behind, _)| fits(*behind)).map(|(_, (at, _))| &word[at..]);
    let sort = |tail: &&str| sorts.iter().any(|label| draft.lexicons.contains(label, tail));
    tails.find(sort).map(str::to_owned)
}

/// A name's words without the legal form behind them ("ek. för.", "AB").
pub(super) fn without_form<'w>(draft: &Draft<'_>, words: &'w [&'w str]) -> &'w [&'w str] {
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
