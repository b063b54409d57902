//! Who carries what over all documents, and how few must be away for most of it to stand still.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;

use serde::{Deserialize, Serialize};

use super::Paths;
use super::families::{Member, Superseded, Twin};
use super::load::{Burden, Burdens, Sole, Soles, persons};
use crate::finding::list::Aside;
use crate::finding::sorter::Sorter;
use crate::finding::{Brief, List, OrganisationLoad, PersonLoad, Severity};
use crate::rules::RuleSet;

/// Tasks that are listed for one person, at most.
const TASKS: usize = 20;

/// A person who carries something in one document.
#[derive(Debug, Serialize, Deserialize)]
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

/// A person, while documents are added.
#[derive(Debug, Default)]
struct Person {
    load: PersonLoad,
    /// Documents in which the person carries an unbacked task.
    documents: Vec<u32>,
    /// Spellings of the name, and how often each is used.
    names: BTreeMap<String, u32>,
    soles: Soles,
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
    let each = |take: &mut dyn FnMut(u32, &[String], &Carried)| {
        people.each(|(document, parties, carried)| {
            let counts = counted.get(*document as usize).is_some_and(|counts| *counts);
            carried.iter().filter(|_| counts).for_each(|carried| take(*document, parties, carried));
            Ok(())
        })
    };
    let mut spellings = Spellings::default();
    each(&mut |_, _, carried| spellings.add(carried))?;
    let mut of = spellings.identities().into_iter();
    let mut people: BTreeMap<u32, Person> = BTreeMap::new();
    let mut whole = Counts::default();
    // By party: in how many documents, and the last of them.
    let mut by_party: BTreeMap<String, (u32, Option<u32>, Counts)> = BTreeMap::new();
    each(&mut |document, parties, carried| {
        let Some(identity) = of.next() else { return };
        whole.add(identity, carried);
        for party in parties {
            let (documents, last, counts) = by_party.entry(party.clone()).or_default();
            *documents += u32::from(last.replace(document) != Some(document));
            counts.add(identity, carried);
        }
        let Person { load, documents, names, soles } = people.entry(identity).or_default();
        match names.get_mut(&carried.person) {
            Some(count) => *count += 1,
            None => drop(names.insert(carried.person.clone(), 1)),
        }
        load.touched += 1;
        load.carried += carried.tasks;
        load.alone += carried.alone.len() as u32;
        let Some(sole) = &carried.sole else { return };
        // Two spellings in one document are one document.
        if documents.last() != Some(&document) {
            documents.push(document);
            soles.add(sole);
        }
        for task in &carried.alone {
            if !task.is_empty() && load.tasks.len() < TASKS && !load.tasks.contains(task) {
                load.tasks.push(task.clone());
            }
        }
        for party in parties {
            if load.parties.len() < TASKS && !load.parties.contains(party) {
                load.parties.push(party.clone());
            }
        }
    })?;
    let mut burdens: Vec<Burden> = people
        .into_values()
        .filter(|person| !person.documents.is_empty())
        .map(|Person { mut load, documents, names, soles }| {
            // The fullest form of the name; of equally long ones the commonest, then the first.
            let fullest = names
                .iter()
                .max_by_key(|(name, count)| (name.chars().count(), **count, std::cmp::Reverse(*name)));
            load.person = fullest.map(|(name, _)| name.clone()).unwrap_or_default();
            load.parties.sort();
            let names = names.keys().map(|name| name.to_lowercase()).collect();
            Burden { load, documents, names, soles }
        })
        .collect();
    burdens.sort_by(|a, b| {
        b.documents.len().cmp(&a.documents.len()).then_with(|| a.load.person.cmp(&b.load.person))
    });
    let mut loads = List::new(list()?);
    for burden in &burdens {
        loads.push(burden.whole(paths)?)?;
    }
    let mut organisations: Vec<OrganisationLoad> = by_party
        .into_iter()
        .map(|(name, (documents, _, counts))| OrganisationLoad {
            name,
            documents,
            people: counts.alone.len() as u32,
            bus_factor: counts.bus_factor(),
        })
        .collect();
    organisations.sort_by(|a, b| b.documents.cmp(&a.documents).then_with(|| a.name.cmp(&b.name)));
    let burdens = Burdens::new(burdens, rules);
    Ok(Load { loads, organisations, bus_factor: whole.bus_factor(), burdens })
}

/// Tasks by who carries them alone.
#[derive(Debug, Default)]
struct Counts {
    alone: BTreeMap<u32, u64>,
    tasks: u64,
}

impl Counts {
    fn add(&mut self, identity: u32, carried: &Carried) {
        self.tasks += u64::from(carried.tasks);
        if !carried.alone.is_empty() {
            *self.alone.entry(identity).or_default() += carried.alone.len() as u64;
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
    names: BTreeMap<String, u32>,
    /// Of each who was added, the number of the name.
    of: Vec<u32>,
    /// An address belongs to a person where it holds the family name: the first name that it is of.
    addresses: HashMap<String, u32>,
    /// Names of one address.
    same: Vec<(u32, u32)>,
}

impl Spellings {
    fn add(&mut self, person: &Carried) {
        let next = self.names.len() as u32;
        let at = *self.names.entry(folded(&person.person)).or_insert(next);
        self.of.push(at);
        for email in &person.emails {
            // Most addresses are of one name, and known.
            if self.addresses.get(email) == Some(&at) {
                continue;
            }
            let family = folded(person.person.rsplit(' ').next().unwrap_or_default());
            let ascii = |text: &str| text.replace(['å', 'ä'], "a").replace('ö', "o");
            if family.chars().count() < 3 || !folded(email).contains(&ascii(&family)) {
                continue;
            }
            let first = *self.addresses.entry(email.clone()).or_insert(at);
            if first != at {
                self.same.push((first, at));
            }
        }
    }

    /// One number for each who is the same person: the same name in another spelling, the same address, or an initial
    /// that fits one person only.
    fn identities(self) -> Vec<u32> {
        let Spellings { names, mut of, addresses, same } = self;
        drop(addresses);
        let mut parent: Vec<u32> = (0..names.len() as u32).collect();
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
        let mut by_initial: BTreeMap<(char, &str), Vec<u32>> = BTreeMap::new();
        for (name, at) in &names {
            if let Some((given, family)) = name.rsplit_once(' ')
                && given.chars().count() > 1
                && let Some(initial) = given.chars().next()
            {
                by_initial.entry((initial, family)).or_default().push(*at);
            }
        }
        for (name, at) in &names {
            let Some((given, family)) = name.rsplit_once(' ') else { continue };
            if given.chars().count() != 1 {
                continue;
            }
            let Some(initial) = given.chars().next() else { continue };
            let all = by_initial.get(&(initial, family)).into_iter().flatten();
            let full: BTreeSet<u32> = all.map(|full| root(&mut parent, *full)).collect();
            if let (1, Some(full)) = (full.len(), full.first()) {
                unite(&mut parent, *full, *at);
            }
        }
        of.iter_mut().for_each(|at| *at = root(&mut parent, *at));
        of
    }
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
