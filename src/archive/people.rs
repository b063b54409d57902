//! Who carries what over all documents, and how few must be away for most of it to stand still.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use super::families::{Families, Member, is_twin};
use super::load::{Burden, Burdens, Sole, Soles, persons};
use super::twin;
use crate::finding::{Brief, OrganisationLoad, PersonLoad, Severity};
use crate::rules::RuleSet;

/// Tasks that are listed for one person, at most.
const TASKS: usize = 20;

/// A person who carries something in one document.
#[derive(Debug)]
pub(super) struct Carried {
    person: Arc<str>,
    emails: Vec<Arc<str>>,
    /// What nobody else carries.
    alone: Vec<Arc<str>>,
    /// How many tasks, with those that somebody stands behind.
    tasks: u32,
    /// What the finding says that the person is alone with something.
    sole: Option<Sole>,
}

impl Carried {
    /// All texts, to be held once for all documents.
    pub(super) fn texts(&mut self) -> impl Iterator<Item = &mut Arc<str>> {
        let quote = self.sole.iter_mut().map(|sole| &mut sole.quote);
        [&mut self.person].into_iter().chain(&mut self.emails).chain(&mut self.alone).chain(quote)
    }
}

/// Persons of a document who carry something; those who only sign are not among them.
pub(super) fn carried(facts: &Brief, rules: &RuleSet) -> Vec<Carried> {
    let mut people: BTreeMap<&str, Carried> = BTreeMap::new();
    let new = |person: &str| Carried {
        person: person.into(),
        emails: Vec::new(),
        alone: Vec::new(),
        tasks: 0,
        sole: None,
    };
    for task in &facts.links.tasks {
        let carried = people.entry(&task.person).or_insert_with(|| new(&task.person));
        carried.tasks += 1;
        carried.emails.extend(task.emails.iter().map(|email| email.as_str().into()));
        if !task.backed && !carried.alone.iter().any(|known| **known == *task.what) {
            carried.alone.push(task.what.as_str().into());
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
    let mut carried: Vec<Carried> = people.into_values().collect();
    for one in &mut carried {
        one.emails.shrink_to_fit();
        one.alone.shrink_to_fit();
    }
    carried
}

/// All who carry something.
#[derive(Debug, Default)]
pub(super) struct People {
    carried: Vec<(u32, Carried)>,
    /// Documents as DOCX and as PDF, by a hash of their path without ending.
    twins: HashMap<u64, u32>,
}

/// Who carries what, over all documents.
#[derive(Debug, Default)]
pub(super) struct Load {
    pub(super) loads: Vec<PersonLoad>,
    pub(super) organisations: Vec<OrganisationLoad>,
    pub(super) bus_factor: Option<u32>,
    pub(super) burdens: Burdens,
}

/// A person, while documents are added.
#[derive(Debug, Default)]
struct Person<'a> {
    load: PersonLoad,
    /// Spellings of the name, and how often each is used.
    names: BTreeMap<&'a str, u32>,
    soles: Soles,
}

impl People {
    /// Adds a document's persons. A document as DOCX and as PDF counts once: the first by path of all that came `before`.
    pub(super) fn add(&mut self, document: u32, member: &Member, carried: Vec<Carried>, before: &[Member]) {
        if carried.is_empty() {
            return;
        }
        let mut hasher = DefaultHasher::new();
        twin(&member.path).hash(&mut hasher);
        let first = *self.twins.entry(hasher.finish()).or_insert(document);
        let same = |first: &&Member| twin(&first.path) == twin(&member.path) && is_twin(first, member);
        let is_copy = before.get(first as usize).filter(same).is_some();
        if first == document || !is_copy {
            self.carried.extend(carried.into_iter().map(|carried| (document, carried)));
        }
    }

    pub(super) fn join(self, members: &[Member], families: &Families, rules: &RuleSet) -> Load {
        let mut carried = self.carried;
        // A copy of the same text counts once: the first by path.
        let mut texts: HashMap<u64, u32> = HashMap::new();
        carried.retain(|(document, _)| {
            let member = &members[*document as usize];
            let first = member.text.is_none_or(|text| *texts.entry(text).or_insert(*document) == *document);
            first && !families.superseded.contains_key(&member.path)
        });
        let of = identities(&carried);
        let mut people: BTreeMap<usize, Person<'_>> = BTreeMap::new();
        let mut whole = Counts::default();
        let mut by_party: BTreeMap<&str, (BTreeSet<u32>, Counts)> = BTreeMap::new();
        for ((document, carried), identity) in carried.iter().zip(&of) {
            let member = &members[*document as usize];
            whole.add(*identity, carried);
            for party in member.parties.iter() {
                let (documents, counts) = by_party.entry(party).or_default();
                documents.insert(*document);
                counts.add(*identity, carried);
            }
            let Person { load, names, soles } = people.entry(*identity).or_default();
            *names.entry(&carried.person).or_default() += 1;
            load.touched += 1;
            load.carried += carried.tasks;
            load.alone += carried.alone.len() as u32;
            let Some(sole) = &carried.sole else { continue };
            // Two spellings in one document are one document.
            if load.documents.last() != Some(&member.path) {
                load.documents.push(member.path.clone());
                soles.add(sole);
            }
            for task in &carried.alone {
                let known = load.tasks.iter().any(|known| **known == **task);
                if !task.is_empty() && !known && load.tasks.len() < TASKS {
                    load.tasks.push(task.to_string());
                }
            }
            for party in member.parties.iter() {
                if load.parties.len() < TASKS && !load.parties.iter().any(|known| **known == **party) {
                    load.parties.push(party.to_string());
                }
            }
        }
        let mut burdens: Vec<Burden> = people
            .into_values()
            .filter(|person| !person.load.documents.is_empty())
            .map(|Person { mut load, names, soles }| {
                // The fullest form of the name; of equally long ones the commonest, then the first.
                let fullest = names
                    .iter()
                    .max_by_key(|(name, count)| (name.chars().count(), **count, std::cmp::Reverse(**name)));
                load.person = fullest.map(|(name, _)| (*name).to_owned()).unwrap_or_default();
                Burden { load, names: names.keys().map(|name| name.to_lowercase()).collect(), soles }
            })
            .collect();
        for burden in &mut burdens {
            burden.load.parties.sort();
        }
        burdens.sort_by(|a, b| {
            let (a, b) = (&a.load, &b.load);
            b.documents.len().cmp(&a.documents.len()).then_with(|| a.person.cmp(&b.person))
        });
        let loads: Vec<PersonLoad> = burdens.iter().map(|burden| burden.load.clone()).collect();
        let mut organisations: Vec<OrganisationLoad> = by_party
            .into_iter()
            .map(|(name, (documents, counts))| OrganisationLoad {
                name: name.to_owned(),
                documents: documents.len() as u32,
                people: counts.alone.len() as u32,
                bus_factor: counts.bus_factor(),
            })
            .collect();
        organisations.sort_by(|a, b| b.documents.cmp(&a.documents).then_with(|| a.name.cmp(&b.name)));
        let burdens = Burdens::new(burdens, rules);
        Load { loads, organisations, bus_factor: whole.bus_factor(), burdens }
    }
}

/// Tasks by who carries them alone.
#[derive(Debug, Default)]
struct Counts {
    alone: BTreeMap<usize, u64>,
    tasks: u64,
}

impl Counts {
    fn add(&mut self, identity: usize, carried: &Carried) {
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

/// One number for each who is the same person: the same name in another spelling, the same address, or an initial that
/// fits one person only.
fn identities(carried: &[(u32, Carried)]) -> Vec<usize> {
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let mut of: Vec<usize> = Vec::with_capacity(carried.len());
    for (_, person) in carried {
        let next = names.len();
        of.push(*names.entry(folded(&person.person)).or_insert(next));
    }
    let mut parent: Vec<usize> = (0..names.len()).collect();
    fn root(parent: &mut [usize], mut at: usize) -> usize {
        while parent[at] != at {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        at
    }
    // An address belongs to a person where it holds the family name.
    let mut addresses: HashMap<&str, usize> = HashMap::new();
    for ((_, person), at) in carried.iter().zip(&of) {
        let family = folded(person.person.rsplit(' ').next().unwrap_or_default());
        for email in &person.emails {
            let ascii = |text: &str| text.replace(['å', 'ä'], "a").replace('ö', "o");
            if family.chars().count() < 3 || !folded(email).contains(&ascii(&family)) {
                continue;
            }
            let first = *addresses.entry(email).or_insert(*at);
            let (a, b) = (root(&mut parent, first), root(&mut parent, *at));
            parent[a.max(b)] = a.min(b);
        }
    }
    // "a lind" is whoever is called so, where there is only one.
    let mut by_initial: BTreeMap<(char, &str), Vec<usize>> = BTreeMap::new();
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
        let full: BTreeSet<usize> = by_initial
            .get(&(initial, family))
            .into_iter()
            .flatten()
            .map(|full| root(&mut parent, *full))
            .collect();
        if let (1, Some(full)) = (full.len(), full.first()) {
            let (a, b) = (root(&mut parent, *full), root(&mut parent, *at));
            parent[a.max(b)] = a.min(b);
        }
    }
    of.into_iter().map(|at| root(&mut parent, at)).collect()
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

    fn check(people: &[(&str, &str)], expected: &[usize]) {
        let carried: Vec<(u32, Carried)> = people
            .iter()
            .map(|(person, email)| {
                let emails = if email.is_empty() { Vec::new() } else { vec![(*email).into()] };
                (0, Carried { person: (*person).into(), emails, alone: Vec::new(), tasks: 1, sole: None })
            })
            .collect();
        assert_eq!(identities(&carried), expected, "{people:?}");
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
