//! Who is who: spellings of one name, initials, and later mentions by first name or surname alone.

use std::collections::{BTreeMap, BTreeSet};

use super::find::{Gate, Name};
use crate::annotate::{Draft, Shape, Token};
use crate::document::Span;
use crate::document::hash::WordMap;

/// One person: the fullest form of the name, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Identity {
    /// Fullest form.
    pub name: String,
    /// Every place.
    pub spans: Vec<Span>,
    /// The best of its mentions.
    pub confidence: f32,
}

/// Groups names by person, at most `most`, in order of first mention. Near linear. Where nothing is `joined`, only the same
/// letters make the same person.
pub(super) fn identities(names: &[Name], most: usize, joined: bool) -> Vec<Identity> {
    if !joined {
        let mut apart: BTreeMap<&str, Identity> = BTreeMap::new();
        for Name { name, span, confidence, .. } in names {
            let new = Identity { name: name.clone(), spans: Vec::new(), confidence: *confidence };
            apart.entry(name).or_insert(new).spans.push(*span);
        }
        let mut kept: Vec<Identity> = apart.into_values().take(most).collect();
        kept.sort_by_key(|identity| identity.spans.first().copied());
        return kept;
    }
    let mut groups: Vec<Group> = Vec::new();
    let mut by_key: BTreeMap<String, usize> = BTreeMap::new();
    let known: BTreeSet<String> = names.iter().filter(|name| name.full).map(|name| key(&name.name)).collect();
    for name in names.iter().filter(|name| name.full) {
        // "Anna Linds" where Anna Lind stands too.
        let bare = name
            .name
            .strip_suffix('s')
            .filter(|bare| known.contains(&key(bare)) && key(bare) != key(&name.name));
        let name = &match bare {
            Some(bare) => Name {
                span: Span::at(name.span.start(), name.span.end() - 1),
                name: bare.to_owned(),
                ..name.clone()
            },
            None => name.clone(),
        };
        let key = key(&name.name);
        let at = *by_key.entry(key).or_insert_with(|| {
            groups.push(Group::new(&name.name));
            groups.len() - 1
        });
        groups[at].add(name);
    }
    merge(&mut groups);
    for name in names.iter().filter(|name| !name.full) {
        let folded = fold(&name.name);
        let mut owners =
            groups.iter_mut().filter(|group| group.into.is_none() && group.words.first() == Some(&folded));
        match (owners.next(), owners.next()) {
            (Some(owner), None) => owner.add(name),
            _ => {
                groups.push(Group::new(&name.name));
                if let Some(group) = groups.last_mut() {
                    group.add(name);
                }
            }
        }
    }
    let mut kept: Vec<Identity> =
        groups.into_iter().filter(|group| group.into.is_none()).map(Group::identity).collect();
    kept.sort_by_key(|identity| identity.spans.first().copied());
    kept.truncate(most);
    kept
}

#[derive(Debug)]
struct Group {
    name: String,
    words: Vec<String>,
    spans: Vec<Span>,
    confidence: f32,
    /// The group that this one turned out to be.
    into: Option<usize>,
}

impl Group {
    fn new(name: &str) -> Group {
        let words = name.split([' ', '-']).map(fold).filter(|word| !word.is_empty()).collect();
        Group { name: name.to_owned(), words, spans: Vec::new(), confidence: 0.0, into: None }
    }

    fn add(&mut self, name: &Name) {
        self.spans.push(name.span);
        self.confidence = self.confidence.max(name.confidence);
    }

    fn identity(mut self) -> Identity {
        self.spans.sort_unstable();
        Identity { name: self.name, spans: self.spans, confidence: self.confidence }
    }
}

/// Initials, left-out middle names and slips of the pen: only among names that share a surname.
fn merge(groups: &mut [Group]) {
    let mut by_last: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, group) in groups.iter().enumerate() {
        let Some(last) = group.words.last() else { continue };
        by_last.entry(last.clone()).or_default().push(index);
        // "Anna Lind" is Anna Lind Berg where no other Anna Berg stands.
        if group.words.len() > 2 {
            by_last.entry(group.words[group.words.len() - 2].clone()).or_default().push(index);
        }
    }
    for family in by_last.values().filter(|family| family.len() > 1 && family.len() <= 64) {
        for small in family {
            let mut owners: BTreeSet<usize> = BTreeSet::new();
            for large in family {
                if small != large
                    && groups[*large].into.is_none()
                    && shortens(&groups[*small].words, &groups[*large].words)
                {
                    owners.insert(*large);
                }
            }
            if let (Some(owner), 1) = (owners.first(), owners.len())
                && groups[*small].into.is_none()
            {
                join(groups, *small, *owner);
            }
        }
    }
    // Slips: the same first name, surnames one letter apart.
    let mut by_first: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, group) in groups.iter().enumerate().filter(|(_, group)| group.into.is_none()) {
        if let (Some(first), true) =
            (group.words.first().filter(|word| word.chars().count() > 2), group.words.len() > 1)
        {
            by_first.entry(first.clone()).or_default().push(index);
        }
    }
    for namesakes in by_first.values().filter(|namesakes| namesakes.len() > 1 && namesakes.len() <= 64) {
        // "Kettil B." is the only Kettil whose surname begins so.
        for small in namesakes {
            let initial = match groups[*small].words.as_slice() {
                [_, last] if last.chars().count() == 1 => last.clone(),
                _ => continue,
            };
            let fits = |large: &&usize| {
                let group = &groups[**large];
                let last = group.words.last().filter(|last| last.starts_with(&initial) && **last != initial);
                group.into.is_none() && last.is_some()
            };
            let mut owners = namesakes.iter().filter(fits);
            if let (Some(owner), None) = (owners.next().copied(), owners.next()) {
                join(groups, *small, owner);
            }
        }
        for (at, one) in namesakes.iter().enumerate() {
            for other in &namesakes[at + 1..] {
                if groups[*one].into.is_some() || groups[*other].into.is_some() {
                    continue;
                }
                let (a, b) = (groups[*one].words.last(), groups[*other].words.last());
                let near = a.zip(b).is_some_and(|(a, b)| {
                    a.chars().count().min(b.chars().count()) >= 7 && strsim::levenshtein(a, b) == 1
                });
                if near && groups[*one].words.len() == groups[*other].words.len() {
                    let (small, large) = if groups[*other].spans.len() > groups[*one].spans.len() {
                        (*one, *other)
                    } else {
                        (*other, *one)
                    };
                    join(groups, small, large);
                }
            }
        }
    }
}

fn join(groups: &mut [Group], small: usize, large: usize) {
    let spans = std::mem::take(&mut groups[small].spans);
    let confidence = groups[small].confidence;
    groups[small].into = Some(large);
    let owner = &mut groups[large];
    owner.spans.extend(spans);
    owner.confidence = owner.confidence.max(confidence);
}

/// "A. Lind", "Anna Lind" and "Maria Lind" shorten "Anna Maria Lind": the first word the same or its initial and the others
/// in order, or the last two words and more.
fn shortens(small: &[String], large: &[String]) -> bool {
    if small.len() >= 2 && small.len() < large.len() && large.ends_with(small) {
        return true;
    }
    let ([first, rest @ ..], [whole, more @ ..]) = (small, large) else { return false };
    let initial =
        first.chars().count() == 1 && whole.starts_with(first.as_str()) && whole.len() > first.len();
    if !(first == whole && small.len() < large.len() || initial) {
        return false;
    }
    let mut more = more.iter();
    !rest.is_empty()
        && rest.iter().all(|word| {
            more.any(|other| other == word || word.chars().count() == 1 && other.starts_with(word.as_str()))
        })
}

fn key(name: &str) -> String {
    name.split([' ', '-']).map(fold).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A letter as it sounds, of one in lower case.
fn plain(letter: char) -> char {
    match letter {
        'é' | 'è' | 'ë' | 'ê' => 'e',
        'á' | 'à' | 'â' => 'a',
        'ó' | 'ò' => 'o',
        'ü' => 'y',
        'ø' => 'ö',
        'æ' => 'ä',
        'q' | 'c' => 'k',
        'w' => 'v',
        'z' => 's',
        other => other,
    }
}

/// Spellings that sound the same fold to the same: Lindqvist and Lindkvist, Christina and Kristina, André and Andre.
fn fold(word: &str) -> String {
    let lower = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let mut folded = String::with_capacity(lower.len());
    for character in lower.chars() {
        let plain = plain(character);
        // Doubled letters, and an h after a consonant ("Bertha", "Joseph").
        let last = folded.chars().last();
        if last == Some(plain)
            || plain == 'h' && last.is_some_and(|last| matches!(last, 't' | 'k' | 'p' | 'd'))
        {
            continue;
        }
        folded.push(plain);
    }
    folded
}

/// Later mentions by surname or first name alone, where only one person has it: (person, place), in order.
pub(super) fn short_forms(
    draft: &Draft<'_>,
    gate: &Gate<'_, '_>,
    identities: &[Identity],
) -> Vec<(usize, Span)> {
    let forms = Forms::of(draft, identities);
    if forms.owners.is_empty() {
        return Vec::new();
    }
    let mut inside: Vec<Span> = identities.iter().flat_map(|identity| &identity.spans).copied().collect();
    inside.sort_unstable();
    let text = draft.document.text();
    let mut known: WordMap<&str, Option<(usize, usize)>> = WordMap::default();
    let mut found = Vec::new();
    let mut next = 0;
    for (at, token) in draft.tokens.iter().enumerate() {
        if token.shape != Shape::Capital {
            continue;
        }
        while inside.get(next).is_some_and(|span| span.end() <= token.span.start()) {
            next += 1;
        }
        if inside.get(next).is_some_and(|span| span.start() <= token.span.start()) {
            continue;
        }
        let word = &text[token.span.range()];
        if !forms.may_be(word) {
            continue;
        }
        let Some((owner, length)) = *known.entry(word).or_insert_with(|| forms.owner(word)) else { continue };
        if forms.is_firm(word) || part_of_other(draft, gate, at) {
            continue;
        }
        let start = initial_before(draft, at, &identities[owner].name);
        let start = start.unwrap_or(token.span.start());
        found.push((owner, Span::at(start, token.span.start() + length)));
    }
    found
}

/// First names and surnames, each with the one person who has it.
struct Forms<'d> {
    owners: BTreeMap<String, Option<usize>>,
    /// The letters that they begin with.
    begins: BTreeSet<char>,
    /// The first words of parties.
    firms: BTreeSet<&'d str>,
}

impl<'d> Forms<'d> {
    fn of(draft: &'d Draft<'_>, identities: &[Identity]) -> Forms<'d> {
        let mut owners: BTreeMap<String, Option<usize>> = BTreeMap::new();
        for (index, identity) in identities.iter().enumerate() {
            let words: Vec<&str> = identity.name.split(' ').collect();
            let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
            for form in if words.len() > 1 { vec![first, last] } else { vec![first] } {
                owners
                    .entry(fold(form))
                    .and_modify(|owner| *owner = owner.filter(|owner| *owner == index))
                    .or_insert(Some(index));
            }
        }
        let begins = owners.keys().filter_map(|form| form.chars().next()).collect();
        let parties = draft.annotations.parties.iter().take(64);
        let firms = parties.filter_map(|party| party.name.split(' ').next()).collect();
        Forms { owners, begins, firms }
    }

    /// False for most words: they begin with another letter.
    fn may_be(&self, word: &str) -> bool {
        let begin = word.chars().next().and_then(|first| first.to_lowercase().next()).map(plain);
        begin.is_some_and(|begin| self.begins.contains(&begin))
    }

    /// Whose form a word is, and how long it is without the genitive.
    fn owner(&self, word: &str) -> Option<(usize, usize)> {
        if let Some(owner) = self.owners.get(&fold(word)) {
            return owner.map(|owner| (owner, word.len()));
        }
        let owner = word.strip_suffix('s').and_then(|bare| self.owners.get(&fold(bare))).copied().flatten();
        owner.map(|owner| (owner, word.len() - 1))
    }

    /// "Dalmans" is the firm where Dalmans Livs AB is a party, and so is "Tolland's".
    fn is_firm(&self, word: &str) -> bool {
        let bare = word.trim_end_matches(['s', '\'', '’']);
        self.firms.contains(word) || bare.len() < word.len() && self.firms.contains(bare)
    }
}

/// "Lind Konsult", "Sankt Anna": part of another name. "Per år": an ordinary word.
fn part_of_other(draft: &Draft<'_>, gate: &Gate<'_, '_>, at: usize) -> bool {
    let token = &draft.tokens[at];
    let beside = |a: &Token, b: &Token| draft.document.text().get(a.span.end()..b.span.start()) == Some(" ");
    let followed = draft
        .tokens
        .get(at + 1)
        .is_some_and(|next| matches!(next.shape, Shape::Capital | Shape::Upper) && beside(token, next));
    let before = || {
        let previous = at.checked_sub(1).map(|at| &draft.tokens[at]);
        previous.is_some_and(|previous| {
            beside(previous, token) && draft.has_whole("no-person-before", previous.span)
        })
    };
    followed
        || before()
        || followed_by(draft, at, &["no-person", "org-private", "no-person-tail"])
        || gate.listed(token).ordinary == 2
        || gate.is_taken(token.span)
}

/// "A. Lind": where the initial of a name stands right before its surname.
fn initial_before(draft: &Draft<'_>, at: usize, name: &str) -> Option<usize> {
    let (text, here) = (draft.document.text(), draft.tokens[at].span.start());
    let before = at.checked_sub(1).map(|before| draft.tokens[before].span)?;
    (draft.tokens[at - 1].shape == Shape::Initial
        && text.get(before.end()..here) == Some(". ")
        && name.starts_with(&text[before.range()]))
    .then(|| before.start())
}

fn followed_by(draft: &Draft<'_>, at: usize, labels: &[&str]) -> bool {
    let Some(next) = draft.tokens.get(at + 1) else { return false };
    let gap = draft.document.text().get(draft.tokens[at].span.end()..next.span.start());
    gap == Some(" ") && labels.iter().any(|label| draft.has_word(label, next.span))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &[&str], expected: &[&str]) {
        let names: Vec<Name> = names
            .iter()
            .enumerate()
            .map(|(at, name)| Name {
                span: Span::at(at * 100, at * 100 + name.len()),
                name: (*name).to_owned(),
                full: name.contains(' '),
                confidence: 0.9,
            })
            .collect();
        let got: Vec<String> = identities(&names, 100, true)
            .into_iter()
            .map(|identity| format!("{} {}", identity.name, identity.spans.len()))
            .collect();
        assert_eq!(got, expected, "{names:?}");
    }

    #[test]
    fn one_person_under_many_spellings() {
        check(&["Anna Lindqvist", "Anna Lindkvist"], &["Anna Lindqvist 2"]);
        check(&["Anna Lind", "A. Lind", "Bo Ek"], &["Anna Lind 2", "Bo Ek 1"]);
        check(&["A. Lind", "Anna Maria Lind"], &["Anna Maria Lind 2"]);
        check(&["Christina Öhman", "Kristina Öhman"], &["Christina Öhman 2"]);
        check(&["Marit Hallström", "Marit Hallstöm"], &["Marit Hallström 2"]);
        check(&["Tomas Ekboms", "Tomas Ekbom"], &["Tomas Ekbom 2"]);
        check(&["Anna Berg", "Anna Berg Holm", "Anna"], &["Anna Berg Holm 3"]);
        check(&["Kettil Broström", "Kettil B"], &["Kettil Broström 2"]);
    }

    #[test]
    fn namesakes_stay_apart() {
        check(&["Anna Lind", "Arne Lind", "A. Lind"], &["Anna Lind 1", "Arne Lind 1", "A. Lind 1"]);
        check(&["Anna Berg", "Anna Borg", "Anna B"], &["Anna Berg 1", "Anna Borg 1", "Anna B 1"]);
        check(&["Anna Berg", "Anna Borg"], &["Anna Berg 1", "Anna Borg 1"]);
        check(&["Per Ek", "Pär Ek"], &["Per Ek 1", "Pär Ek 1"]);
    }
}
