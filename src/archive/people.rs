//! Who carries what over all documents, and how few must be away for most of it to stand still.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use serde::{Deserialize, Serialize};

use super::Paths;
use super::families::{Member, Superseded, Twin};
use super::load::{Burden, Burdens, Sole, Soles, persons};
use crate::document::interner::Interner;
use crate::finding::list::Aside;
use crate::finding::sorter::Sorter;
use crate::finding::{Brief, List, OrganisationLoad, PersonLoad, Severity};
use crate::rules::RuleSet;

/// Tasks that are listed for one person, at most.
const TASKS: usize = 20;

/// A person who carries something in one document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Carried {
    person: String,
    emails: Vec<String>,
    /// What nobody else carries.
    alone: Vec<String>,
    /// How many tasks, with those that somebody stands behind.
    tasks: u32,
    /// What the finding says that the person is alone with something.
    sole: Option<Sole>,
}

/// Persons of a document who carry something; those who only sign are not among them.
pub(super) fn carried(facts: &Brief, rules: &RuleSet) -> Vec<Carried> {
    let mut people: BTreeMap<&str, Carried> = BTreeMap::new();
    let new = |person: &str| Carried {
        person: person.to_owned(),
        emails: Vec::new(),
        alone: Vec::new(),
        tasks: 0,
        sole: None,
    };
    for task in &facts.links.tasks {
        let carried = people.entry(&task.person).or_insert_with(|| new(&task.person));
        carried.tasks += 1;
        carried.emails.extend_from_slice(&task.emails);
        if !task.backed && !carried.alone.contains(&task.what) {
            carried.alone.push(task.what.clone());
        }
    }
    for finding in &facts.findings {
        let sole = rules.get(&finding.rule).is_some_and(|rule| rule.kind.name == "sole-carrier");
        if !sole || finding.severity < Severity::Warning {
            continue;
        }
        for person in persons(finding) {
            let carried = people.entry(&person.text).or_insert_with(|| new(&person.text));
            carried.sole.get_or_insert_with(|| Sole::of(finding, person));
        }
    }
    people.into_values().collect()
}

/// All who carry something: for each document that has such, in order, its number, its parties in lower case, and they.
pub(super) type People = List<(u32, Vec<String>, Vec<Carried>)>;

/// Who carries what, over all documents.
#[derive(Debug, Default)]
pub(super) struct Load {
    pub(super) loads: List<PersonLoad>,
    pub(super) organisations: Vec<OrganisationLoad>,
    pub(super) bus_factor: Option<u32>,
    pub(super) burdens: Burdens,
}

/// What one document says of a person, by the number of who it is.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Part {
    identity: u32,
    document: u32,
    carried: Carried,
    parties: Vec<String>,
}

/// How much of a party's tasks a person carries in one document.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Share {
    party: String,
    document: u32,
    identity: u32,
    tasks: u32,
    alone: usize,
}

/// An organisation, while its shares are added.
#[derive(Debug, Default)]
struct Organisation {
    name: String,
    documents: u32,
    /// The last of them.
    last: Option<u32>,
    counts: Counts,
}

/// A person, while documents are added.
#[derive(Debug, Default)]
struct Person {
    identity: u32,
    load: PersonLoad,
    /// Documents in which the person carries an unbacked task.
    documents: Vec<u32>,
    /// Spellings of the name, and how often each is used.
    names: BTreeMap<String, u32>,
    soles: Soles,
}

impl Person {
    /// Adds what the next document says.
    fn add(&mut self, part: Part) {
        let Part { document, carried, parties, .. } = part;
        let Person { load, documents, names, soles, .. } = self;
        *names.entry(carried.person).or_default() += 1;
        load.touched += 1;
        load.carried += carried.tasks;
        load.alone += carried.alone.len() as u32;
        let Some(sole) = &carried.sole else { return };
        // Two spellings in one document are one document.
        if documents.last() != Some(&document) {
            documents.push(document);
            soles.add(sole);
        }
        for task in carried.alone {
            if !task.is_empty() && load.tasks.len() < TASKS && !load.tasks.contains(&task) {
                load.tasks.push(task);
            }
        }
        for party in parties {
            if load.parties.len() < TASKS && !load.parties.contains(&party) {
                load.parties.push(party);
            }
        }
    }

    /// The person with all documents, where there is one in which nobody else carries what the person does.
    fn burden(self) -> Option<Burden> {
        let Person { mut load, documents, names, soles, .. } = self;
        if documents.is_empty() {
            return None;
        }
        // The fullest form of the name; of equally long ones the commonest, then the first.
        let fullest =
            names.iter().max_by_key(|(name, count)| (name.chars().count(), **count, Reverse(*name)));
        load.person = fullest.map(|(name, _)| name.clone()).unwrap_or_default();
        load.parties.sort();
        let names = names.keys().map(|name| name.to_lowercase()).collect();
        Some(Burden { load, documents, names, soles })
    }
}

/// Of documents that are the same, only the first by path counts: the same document as DOCX and as PDF, or a copy of the
/// same text. What is no longer in force counts neither.
fn counted(members: &List<Member>, superseded: &Superseded, aside: Aside<'_>) -> io::Result<Vec<bool>> {
    let mut counted = Vec::new();
    let mut twins: Sorter<Twin> = Sorter::default();
    members.each(|member| {
        if member.carries {
            twins.push(member.twin(counted.len() as u32), aside)?;
        }
        counted.push(member.carries);
        Ok(())
    })?;
    let mut texts: Sorter<(u64, u32)> = Sorter::default();
    twins.sorted()?.each_with_first(1, Twin::are_called_alike, |one, first| {
        let counts = !first.iter().any(|first| one.is_one_with(first));
        counted[one.at as usize] = counts;
        match one.text.filter(|_| counts) {
            Some(text) => texts.push((text, one.at), aside),
            None => Ok(()),
        }
    })?;
    let same = |a: &(u64, u32), b: &(u64, u32)| a.0 == b.0;
    texts.sorted()?.each_with_first(1, same, |(_, at), first| {
        counted[*at as usize] = first.is_empty();
        Ok(())
    })?;
    for (at, counts) in (0..).zip(&mut counted) {
        *counts &= !superseded.has(at);
    }
    Ok(counted)
}

/// Takes each who carries something in a document that counts.
fn each(
    people: &People,
    counted: &[bool],
    mut take: impl FnMut(u32, &[String], &Carried) -> io::Result<()>,
) -> io::Result<()> {
    people.each(|(document, parties, carried)| {
        let counts = counted.get(*document as usize).is_some_and(|counts| *counts);
        carried.iter().filter(|_| counts).try_for_each(|carried| take(*document, parties, carried))
    })
}

/// Joins who carries something; they are read twice.
pub(super) fn join(
    people: &People,
    members: &List<Member>,
    superseded: &Superseded,
    rules: &RuleSet,
    paths: Paths<'_>,
    (aside, list): (Aside<'_>, Aside<'_>),
) -> io::Result<Load> {
    let counted = counted(members, superseded, aside)?;
    let mut spellings = Spellings::default();
    each(people, &counted, |_, _, carried| {
        spellings.add(carried);
        Ok(())
    })?;
    let mut of = spellings.identities().into_iter();
    let mut whole = Counts::default();
    let (mut parts, mut shares): (Sorter<Part>, Sorter<Share>) = Default::default();
    each(people, &counted, |document, parties, carried| {
        let Some(identity) = of.next() else { return Ok(()) };
        whole.add(identity, (carried.tasks, carried.alone.len()));
        for party in parties {
            let (party, tasks, alone) = (party.clone(), carried.tasks, carried.alone.len());
            shares.push(Share { party, document, identity, tasks, alone }, aside)?;
        }
        let (parties, carried) = (parties.to_vec(), carried.clone());
        parts.push(Part { identity, document, carried, parties }, aside)
    })?;
    let mut loads = List::new(list()?);
    let mut burdens = Burdens::new(rules);
    for burden in burdened(parts, aside)?.sorted()? {
        let (.., burden) = burden?;
        loads.push(burden.whole(paths)?)?;
        burdens.keep(burden);
    }
    burdens.settle();
    let organisations = organisations(shares)?;
    Ok(Load { loads, organisations, bus_factor: whole.bus_factor(), burdens })
}

/// Each who is alone with something: the most burdened first, then by name.
type Ranked = Sorter<(Reverse<usize>, String, u32, Burden)>;

/// Joins what documents say of each person.
fn burdened(parts: Sorter<Part>, aside: Aside<'_>) -> io::Result<Ranked> {
    let mut ranked = Sorter::default();
    let mut add = |person: Option<Person>| {
        let Some(person) = person else { return Ok(()) };
        let identity = person.identity;
        let Some(burden) = person.burden() else { return Ok(()) };
        let rank = Reverse(burden.documents.len());
        ranked.push((rank, burden.load.person.clone(), identity, burden), aside)
    };
    let mut person: Option<Person> = None;
    for part in parts.sorted()? {
        let part = part?;
        if let Some(other) = person.take_if(|person| person.identity != part.identity) {
            add(Some(other))?;
        }
        let new = || Person { identity: part.identity, ..Person::default() };
        person.get_or_insert_with(new).add(part);
    }
    add(person)?;
    Ok(ranked)
}

/// Organisations by how many documents they have.
fn organisations(shares: Sorter<Share>) -> io::Result<Vec<OrganisationLoad>> {
    let mut organisations = Vec::new();
    let mut add = |organisation: Option<Organisation>| {
        organisations.extend(organisation.map(|Organisation { name, documents, counts, .. }| {
            let (people, bus_factor) = (counts.alone.len() as u32, counts.bus_factor());
            OrganisationLoad { name, documents, people, bus_factor }
        }));
    };
    let mut organisation: Option<Organisation> = None;
    for share in shares.sorted()? {
        let share = share?;
        if organisation.as_ref().is_some_and(|organisation| organisation.name != share.party) {
            add(organisation.take());
        }
        let new = || Organisation { name: share.party.clone(), ..Organisation::default() };
        let organisation = organisation.get_or_insert_with(new);
        organisation.documents +=
            u32::from(organisation.last.replace(share.document) != Some(share.document));
        organisation.counts.add(share.identity, (share.tasks, share.alone));
    }
    add(organisation);
    organisations.sort_by(|a, b| b.documents.cmp(&a.documents).then_with(|| a.name.cmp(&b.name)));
    Ok(organisations)
}

/// Tasks by who carries them alone.
#[derive(Debug, Default)]
struct Counts {
    alone: BTreeMap<u32, u64>,
    tasks: u64,
}

impl Counts {
    /// Adds how many tasks somebody carries, and how many of these alone.
    fn add(&mut self, identity: u32, (tasks, alone): (u32, usize)) {
        self.tasks += u64::from(tasks);
        if alone > 0 {
            *self.alone.entry(identity).or_default() += alone as u64;
        }
    }

    /// The fewest people whose absence leaves more than half of the tasks uncovered. Over many documents every task
    /// that a name carries alone is its own, so the most burdened come first.
    fn bus_factor(&self) -> Option<u32> {
        let mut alone: Vec<u64> = self.alone.values().copied().collect();
        alone.sort_unstable_by(|a, b| b.cmp(a));
        let mut uncovered = 0;
        for (away, count) in (1..).zip(alone) {
            uncovered += count;
            if uncovered * 2 > self.tasks {
                return Some(away);
            }
        }
        None
    }
}

/// Names and addresses, to tell who is the same person.
#[derive(Debug, Default)]
struct Spellings {
    names: Interner,
    /// Of each who was added, the number of the name.
    of: Vec<u32>,
    /// An address belongs to a person where it holds the family name.
    addresses: Interner,
    /// By the number of an address, the first name that it is of.
    first: Vec<u32>,
    /// Names of one address.
    same: Vec<(u32, u32)>,
}

impl Spellings {
    fn add(&mut self, person: &Carried) {
        let next = self.names.len() as u32;
        let at = self.names.add(&folded(&person.person)).unwrap_or(next);
        self.of.push(at);
        for email in &person.emails {
            let known = self.addresses.find(email).map(|address| self.first[address as usize]);
            // Most addresses are of one name, and known.
            if known == Some(at) {
                continue;
            }
            let family = folded(person.person.rsplit(' ').next().unwrap_or_default());
            let ascii = |text: &str| text.replace(['å', 'ä'], "a").replace('ö', "o");
            if family.chars().count() < 3 || !folded(email).contains(&ascii(&family)) {
                continue;
            }
            match known {
                Some(first) => self.same.push((first, at)),
                None => {
                    self.addresses.add(email);
                    self.first.push(at);
                }
            }
        }
    }

    /// One number for each who is the same person: the same name in another spelling, the same address, or an initial
    /// that fits one person only.
    fn identities(self) -> Vec<u32> {
        let Spellings { names, mut of, addresses, same, .. } = self;
        drop(addresses);
        let count = names.len() as u32;
        let names = names.seal();
        let mut parent: Vec<u32> = (0..count).collect();
        fn root(parent: &mut [u32], mut at: u32) -> u32 {
            while parent[at as usize] != at {
                parent[at as usize] = parent[parent[at as usize] as usize];
                at = parent[at as usize];
            }
            at
        }
        let unite = |parent: &mut [u32], a: u32, b: u32| {
            let (a, b) = (root(parent, a), root(parent, b));
            parent[a.max(b) as usize] = a.min(b);
        };
        same.into_iter().for_each(|(a, b)| unite(&mut parent, a, b));
        // "a lind" is whoever is called so, where there is only one.
        let short: Vec<_> =
            (0..count).filter_map(|at| Some((at, called(names.text(at))?.short()?))).collect();
        let mut full: BTreeMap<Initial<'_>, Vec<u32>> =
            short.iter().map(|(_, initial)| (*initial, Vec::new())).collect();
        for at in (0..count).filter(|_| !short.is_empty()) {
            let initial = called(names.text(at)).filter(|called| called.short().is_none());
            if let Some(all) = initial.and_then(|called| full.get_mut(&called.initial)) {
                all.push(at);
            }
        }
        for (at, initial) in &short {
            let all = full.get(initial).into_iter().flatten();
            let all: BTreeSet<u32> = all.map(|full| root(&mut parent, *full)).collect();
            if let (1, Some(full)) = (all.len(), all.first()) {
                unite(&mut parent, *full, *at);
            }
        }
        of.iter_mut().for_each(|at| *at = root(&mut parent, *at));
        of
    }
}

/// The first letter of a name, and the family name.
type Initial<'a> = (char, &'a str);

/// What initials tell of a name.
struct Called<'a> {
    initial: Initial<'a>,
    /// True where there is nothing but a letter before the family name.
    is_short: bool,
}

impl<'a> Called<'a> {
    fn short(&self) -> Option<Initial<'a>> {
        self.is_short.then_some(self.initial)
    }
}

/// The initial of a folded name with a family name.
fn called(name: &[u8]) -> Option<Called<'_>> {
    let (given, family) = std::str::from_utf8(name).ok()?.rsplit_once(' ')?;
    let mut letters = given.chars();
    let initial = (letters.next()?, family);
    Some(Called { initial, is_short: letters.next().is_none() })
}

/// A name so that its usual spellings fall together: Kristina and Christina, Lindqvist and Lindkvist, Eriksson and
/// Ericsson.
fn folded(name: &str) -> String {
    let lower = name.to_lowercase();
    let mut folded = String::with_capacity(lower.len());
    for c in lower.chars() {
        match c {
            'é' | 'è' => folded.push('e'),
            'á' | 'à' => folded.push('a'),
            'ü' => folded.push('y'),
            'w' => folded.push('v'),
            'q' | 'c' => folded.push('k'),
            'z' => folded.push('s'),
            '.' => {}
            '-' => folded.push(' '),
            c => folded.push(c),
        }
    }
    let folded = folded.replace("kh", "k").replace("th", "t").replace("ph", "f").replace("kk", "k");
    folded.replace("ks", "x").replace("ss", "s").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(people: &[(&str, &str)], expected: &[u32]) {
        let mut spellings = Spellings::default();
        for (person, email) in people {
            let emails = if email.is_empty() { Vec::new() } else { vec![(*email).to_owned()] };
            let person = (*person).to_owned();
            spellings.add(&Carried { person, emails, alone: Vec::new(), tasks: 1, sole: None });
        }
        assert_eq!(spellings.identities(), expected, "{people:?}");
    }

    #[test]
    fn spellings_initials_and_addresses_are_one_person() {
        check(&[("Anna Lindqvist", ""), ("Anna Lindkvist", ""), ("Anna Lind", "")], &[0, 0, 1]);
        check(&[("Eva Ericsson", ""), ("Eva Eriksson", ""), ("Per Eriksson", "")], &[0, 0, 1]);
        check(&[("A. Lind", ""), ("Anna Lind", "")], &[0, 0]);
        check(&[("A. Lind", ""), ("Anna Lind", ""), ("Alva Lind", "")], &[0, 1, 2]);
        let address = "anna.ostlund@x.example";
        check(&[("Anna Östlund", address), ("Anna Maria Östlund", address)], &[0, 0]);
        let box_of = "samverkan@x.example";
        check(&[("Anna Lind", box_of), ("Per Holm", box_of)], &[0, 1]);
    }
}
