//! Versions and copies of the same document.
//!
//! Nothing is ever called superseded on likeness alone: a copy, the same document as DOCX and PDF, or another agreement
//! after the same template keeps its findings. Only a draft beside its signed version, and an agreement whose own term
//! ended before that of a later version began, give way.
//!
//! No document is compared with all others: what each says of itself is sorted, and neighbours are compared.

use std::collections::BTreeMap;
use std::io;

use serde::{Deserialize, Serialize};

use super::{Paths, hashed, twin};
use crate::document::{Date, DocumentKind};
use crate::finding::list::Aside;
use crate::finding::sorter::Sorter;
use crate::finding::{Brief, DocumentFacts, Family, List, OutcomeKind, Reason};

/// Bits of 64 in which near duplicates may differ.
const BITS: u32 = 6;
/// Bits in which the same document as DOCX and as PDF may differ: headers and footers are read differently.
const FORMATS: u32 = 16;
/// Bits in which versions of one agreement may differ; texts that have nothing to do with each other differ in 32 or so.
const VERSIONS: u32 = 24;
/// Documents with the same part of a similarity hash that are compared with each other, at most.
const COMPARED: usize = 200;

/// Why documents belong together; the first that holds is told.
const WHY: [&str; 6] = ["amendment", "version", "same-dnr", "near-duplicate", "same-text", "same-document"];

/// A document, as a member of families. What is only compared is a hash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Member {
    /// Of its path without ending.
    twin: u64,
    /// Of their names in lower case.
    parties: Vec<u64>,
    /// Of its words.
    title: Vec<u32>,
    /// Its number.
    dnr: Option<u64>,
    /// Numbers of other documents.
    refers: Vec<u64>,
    text: Option<u64>,
    like: Option<u64>,
    from: Option<Date>,
    to: Option<Date>,
    kind: DocumentKind,
    read: bool,
    draft: bool,
    ends: bool,
    /// A person carries something there.
    pub(super) carries: bool,
}

impl Member {
    /// `parties` are in lower case and sorted.
    pub(super) fn of(facts: &Brief, parties: &[String], carries: bool) -> Member {
        let record = &facts.record;
        let hex = |hash: &Option<String>| u64::from_str_radix(hash.as_deref()?, 16).ok();
        Member {
            twin: hashed(twin(&record.path)),
            parties: parties.iter().map(|party| hashed(party)).collect(),
            title: title(record.title.as_deref().unwrap_or_default()),
            dnr: record.dnr.as_deref().map(plain),
            refers: facts.links.dnr_cited.iter().map(|dnr| plain(dnr)).collect(),
            text: hex(&facts.links.text_hash),
            like: hex(&facts.links.simhash),
            from: record.dates.from,
            to: record.dates.to,
            kind: record.kind,
            read: record.status.is_read(record.reason.as_deref()),
            draft: facts.links.draft,
            ends: facts.links.ends,
            carries,
        }
    }

    /// What tells whether it is one with another document that is called alike.
    pub(super) fn twin(&self, at: u32) -> Twin {
        Twin { twin: self.twin, at, text: self.text, like: self.like }
    }
}

/// Hashes of all words of a title, short ones too: "kör" and "orkester" tell two agreements apart.
fn title(title: &str) -> Vec<u32> {
    let lower = title.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut hashes: Vec<u32> = words.map(hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

fn hash(word: &str) -> u32 {
    word.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Hash of a number without its spelling.
fn plain(dnr: &str) -> u64 {
    let letters: String = dnr.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    hashed(&letters)
}

/// Documents that others have taken the place of, ascending.
#[derive(Debug, Default)]
pub(super) struct Superseded(Vec<u32>);

/// Finds families among documents that are sorted by path, and adds them to `families`.
pub(super) fn join(
    members: &List<Member>,
    paths: Paths<'_>,
    aside: Aside<'_>,
    families: &mut List<Family>,
) -> io::Result<Superseded> {
    let (mut said, mut groups) = (Said::default(), Groups::default());
    members.each(|member| {
        let at = groups.add();
        if member.read { said.add(at, member, aside) } else { Ok(()) }
    })?;
    let Said { texts, twins, numbers, likes, terms } = said;
    same_text(texts, &mut groups)?;
    same_document(twins, &mut groups)?;
    same_number(numbers, &mut groups, aside)?;
    near(likes, &mut groups)?;
    renewals(terms, &mut groups)?;
    collect(members, groups, paths, aside, families)
}

/// What documents that were read say of themselves, for those to come together that say the same. Each with its number in
/// the order of paths.
#[derive(Default)]
struct Said {
    texts: Sorter<(u64, u32)>,
    twins: Sorter<Twin>,
    numbers: Sorter<Numbered>,
    likes: Sorter<Like>,
    terms: Sorter<Term>,
}

impl Said {
    fn add(&mut self, at: u32, member: &Member, aside: Aside<'_>) -> io::Result<()> {
        let Member { parties, title, kind, .. } = member;
        if let Some(text) = member.text {
            self.texts.push((text, at), aside)?;
        }
        self.twins.push(member.twin(at), aside)?;
        let numbered = |cited, dnr: &u64| {
            let (parties, title) = (parties.clone(), title.clone());
            Numbered { dnr: *dnr, cited, at, parties, title }
        };
        // A plan and the agreements of one matter may share a number: only the same kind is the same document.
        if let (DocumentKind::Agreement, Some(dnr)) = (kind, &member.dnr) {
            self.numbers.push(numbered(None, dnr), aside)?;
        }
        if *kind == DocumentKind::Amendment {
            for (place, dnr) in (0..).zip(member.refers.iter().chain(&member.dnr)) {
                self.numbers.push(numbered(Some(place), dnr), aside)?;
            }
        }
        if let Some(like) = member.like {
            for quarter in 0..4 {
                let bits = like >> (16 * quarter) & 0xffff;
                let parties = parties.clone();
                self.likes.push(Like { quarter, bits, at, like, kind: *kind, parties }, aside)?;
            }
        }
        let agreement = *kind == DocumentKind::Agreement && !member.draft;
        if agreement && member.from.is_some() && !title.is_empty() && !parties.is_empty() {
            let (parties, title) = (parties.clone(), title.clone());
            let term = Term { title, parties, from: member.from, at, member: member.clone() };
            self.terms.push(term, aside)?;
        }
        Ok(())
    }
}

fn same_text(texts: Sorter<(u64, u32)>, groups: &mut Groups) -> io::Result<()> {
    let same = |a: &(u64, u32), b: &(u64, u32)| a.0 == b.0;
    texts.sorted()?.each_with_first(1, same, |(_, at), first| {
        first.iter().for_each(|(_, first)| groups.unite(*first, *at, "same-text"));
        Ok(())
    })
}

/// A document among those that are called the same but for the ending.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Twin {
    twin: u64,
    pub(super) at: u32,
    pub(super) text: Option<u64>,
    like: Option<u64>,
}

impl Twin {
    pub(super) fn are_called_alike(a: &Twin, b: &Twin) -> bool {
        a.twin == b.twin
    }

    /// True where two that are called alike can be one: their texts do not tell otherwise.
    pub(super) fn is_one_with(&self, other: &Twin) -> bool {
        self.text.is_some() && self.text == other.text || within(self.like, other.like, FORMATS)
    }
}

fn same_document(twins: Sorter<Twin>, groups: &mut Groups) -> io::Result<()> {
    twins.sorted()?.each_with_first(1, Twin::are_called_alike, |one, first| {
        for first in first.iter().filter(|first| one.is_one_with(first)) {
            groups.unite(first.at, one.at, "same-document");
        }
        Ok(())
    })
}

/// True where two texts differ in no more bits; also where one of them is too short to tell.
fn within(a: Option<u64>, b: Option<u64>, bits: u32) -> bool {
    a.zip(b).is_none_or(|(a, b)| (a ^ b).count_ones() <= bits)
}

/// An agreement by its number, or an amendment by one of the numbers that it cites.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Numbered {
    dnr: u64,
    /// Of an amendment, how many it cites before. Agreements come first.
    cited: Option<u32>,
    at: u32,
    parties: Vec<u64>,
    title: Vec<u32>,
}

impl Numbered {
    /// True where two agreements with the same number can be the same.
    fn is_related(&self, other: &Numbered) -> bool {
        fn share<T: PartialEq>(a: &[T], b: &[T]) -> bool {
            a.is_empty() || b.is_empty() || a.iter().any(|one| b.contains(one))
        }
        share(&self.parties, &other.parties) && share(&self.title, &other.title)
    }
}

/// Unites agreements of one number, and amendments with what they amend.
fn same_number(numbers: Sorter<Numbered>, groups: &mut Groups, aside: Aside<'_>) -> io::Result<()> {
    // An amendment, the place of a number among those it cites, and the agreement of that number.
    let mut amended: Sorter<(u32, Option<u32>, u32)> = Sorter::default();
    let same = |a: &Numbered, b: &Numbered| a.dnr == b.dnr;
    numbers.sorted()?.each_with_first(COMPARED, same, |one, first| {
        let agreements = || first.iter().filter(|first| first.cited.is_none());
        if one.cited.is_none() {
            // With every one of them, for several matters may share a number.
            let related = agreements().filter(|other| other.is_related(one));
            related.for_each(|other| groups.unite(other.at, one.at, "same-dnr"));
            return Ok(());
        }
        let between = agreements().find(|main| main.parties == one.parties);
        match between.or(agreements().next()) {
            Some(main) => amended.push((one.at, one.cited, main.at), aside),
            None => Ok(()),
        }
    })?;
    // The first number that an agreement has.
    let same = |a: &(u32, Option<u32>, u32), b: &(u32, Option<u32>, u32)| a.0 == b.0;
    amended.sorted()?.each_with_first(1, same, |(amendment, _, main), first| {
        if first.is_empty() {
            groups.unite(*main, *amendment, "amendment");
        }
        Ok(())
    })
}

/// A document by a quarter of its similarity hash.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Like {
    quarter: u32,
    bits: u64,
    at: u32,
    like: u64,
    kind: DocumentKind,
    parties: Vec<u64>,
}

/// Unites near duplicates with the same parties: those that differ in few bits agree in one of four quarters. The same
/// text with other parties is another agreement after the same template.
fn near(likes: Sorter<Like>, groups: &mut Groups) -> io::Result<()> {
    let same = |a: &Like, b: &Like| (a.quarter, a.bits) == (b.quarter, b.bits);
    likes.sorted()?.each_with_first(COMPARED, same, |one, first| {
        let near = |other: &&Like| (one.like ^ other.like).count_ones() <= BITS;
        for other in first.iter().filter(near) {
            if other.kind == one.kind && other.parties == one.parties {
                groups.unite(other.at, one.at, "near-duplicate");
            }
        }
        Ok(())
    })
}

/// An agreement by title and parties, in the order in which such begin.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Term {
    title: Vec<u32>,
    parties: Vec<u64>,
    from: Option<Date>,
    at: u32,
    member: Member,
}

/// Unites agreements with the same title and parties that follow each other: each begins when the one before has ended.
fn renewals(terms: Sorter<Term>, groups: &mut Groups) -> io::Result<()> {
    terms.sorted()?.each_group(
        |a, b| (&a.title, &a.parties) == (&b.title, &b.parties),
        |all| {
            for (number, one) in (1..).zip(all) {
                let later = all[number..].iter().take(COMPARED);
                let mut later = later.filter(|later| replaces(&later.member, &one.member));
                let Some(next) = later.next() else { continue };
                groups.unite(one.at, next.at, "version");
                // Several may begin on one day.
                for other in later.take_while(|other| other.from == next.from) {
                    groups.unite(one.at, other.at, "version");
                }
            }
            Ok(())
        },
    )
}

#[derive(Default)]
struct Groups {
    of: Vec<u32>,
    /// Why, by the root of a group: a bit for each of [`WHY`].
    why: Vec<u8>,
}

impl Groups {
    /// Adds a group of one.
    fn add(&mut self) -> u32 {
        let at = self.of.len() as u32;
        self.of.push(at);
        self.why.push(0);
        at
    }

    fn root(&mut self, at: u32) -> u32 {
        let mut root = at;
        while self.of[root as usize] != root {
            root = self.of[root as usize];
        }
        let mut on = at;
        while self.of[on as usize] != root {
            on = std::mem::replace(&mut self.of[on as usize], root);
        }
        root
    }

    fn unite(&mut self, a: u32, b: u32, why: &str) {
        if a == b {
            return;
        }
        let (a, b) = (self.root(a), self.root(b));
        // The first by path is the root, so that the order of joining does not matter.
        let (root, other) = (a.min(b), a.max(b));
        self.of[other as usize] = root;
        let reason = WHY.iter().position(|reason| *reason == why).map_or(0, |at| 1 << at);
        self.why[root as usize] |= self.why[other as usize] | reason;
    }
}

/// A member of a family.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Version {
    /// The first of the family.
    root: u32,
    at: u32,
    member: Member,
}

fn collect(
    members: &List<Member>,
    mut groups: Groups,
    paths: Paths<'_>,
    aside: Aside<'_>,
    families: &mut List<Family>,
) -> io::Result<Superseded> {
    // Most documents are alone.
    let mut has_kin = vec![false; groups.of.len()];
    for at in 0..groups.of.len() as u32 {
        let root = groups.root(at);
        has_kin[root as usize] |= root != at;
    }
    let mut versions: Sorter<Version> = Sorter::default();
    let mut at = 0;
    members.each(|member| {
        let root = groups.root(at);
        if has_kin[root as usize] {
            versions.push(Version { root, at, member: member.clone() }, aside)?;
        }
        at += 1;
        Ok(())
    })?;
    drop(has_kin);
    let mut all_superseded = Vec::new();
    versions.sorted()?.each_group(
        |a, b| a.root == b.root,
        |versions| {
            let first = &versions[0].member;
            let why = groups.why[versions[0].root as usize];
            let mut reason =
                (0..).zip(WHY).find(|(at, _)| why & (1 << at) != 0).map_or("same-text", |(_, why)| why);
            let superseded = superseded(versions);
            if versions.iter().all(|one| one.member.text.is_some() && one.member.text == first.text) {
                reason = "same-text";
            }
            if versions.iter().all(|one| one.member.twin == first.twin) {
                reason = "same-document";
            }
            if !superseded.is_empty() && reason != "amendment" {
                reason = "version";
            }
            families.push(Family {
                in_force: in_force(versions, &superseded).map(paths).transpose()?,
                documents: versions.iter().map(|one| paths(one.at)).collect::<io::Result<_>>()?,
                reason: reason.to_owned(),
            })?;
            all_superseded.extend(superseded);
            Ok(())
        },
    )?;
    all_superseded.sort_unstable();
    Ok(Superseded(all_superseded))
}

/// What [`follows`] asks of an agreement: of a family of many copies there are few that differ.
type Profile<'m> = (bool, &'m [u32], &'m [u64], Option<u64>, Option<u64>, Option<Date>, Option<Date>);

/// The versions of a family that others have taken the place of, ascending.
fn superseded(versions: &[Version]) -> Vec<u32> {
    let mut by: BTreeMap<Profile<'_>, Vec<&Version>> = BTreeMap::new();
    for one in versions.iter().filter(|one| one.member.kind == DocumentKind::Agreement) {
        let Member { draft, title, parties, dnr, like, from, to, .. } = &one.member;
        by.entry((*draft, title, parties, *dnr, *like, *from, *to)).or_default().push(one);
    }
    let mut found = Vec::new();
    for alike in by.values() {
        let follow = |later: &&Vec<&Version>| {
            later.first().zip(alike.first()).is_some_and(|(a, b)| follows(&a.member, &b.member))
        };
        let later: Vec<&Vec<&Version>> = by.values().filter(follow).collect();
        let gives_way = |one: &&&Version| {
            later.iter().copied().flatten().any(|other| other.member.twin != one.member.twin)
        };
        found.extend(alike.iter().filter(gives_way).map(|one| one.at));
    }
    found.sort_unstable();
    found
}

/// True where `later` is a version that has taken the place of `earlier`.
fn replaces(later: &Member, earlier: &Member) -> bool {
    later.twin != earlier.twin && follows(later, earlier)
}

/// The same, if it is another document and not the same one in another format.
fn follows(later: &Member, earlier: &Member) -> bool {
    let both = |kind| later.kind == kind && earlier.kind == kind;
    if !both(DocumentKind::Agreement) || later.draft {
        return false;
    }
    let same_parties = !later.parties.is_empty() && later.parties == earlier.parties;
    let same_title = later.title == earlier.title;
    if !within(later.like, earlier.like, VERSIONS) {
        return false;
    }
    if earlier.draft {
        // A draft's title says that it is one, or says less; another matter has words of its own on both sides.
        let held = |a: &[u32], b: &[u32]| !a.is_empty() && a.iter().all(|word| b.contains(word));
        let titled = held(&later.title, &earlier.title) || held(&earlier.title, &later.title);
        let numbered = later.dnr.is_some() && later.dnr == earlier.dnr;
        return titled && (same_parties || numbered);
    }
    let ended = earlier.to.zip(later.from).is_some_and(|(to, from)| to.latest() < from.earliest());
    same_parties && same_title && ended
}

/// The only version that is left, where nothing in the family ends it.
fn in_force(versions: &[Version], superseded: &[u32]) -> Option<u32> {
    let amends = |one: &Version| one.member.kind == DocumentKind::Amendment;
    if versions.iter().any(|one| amends(one) && one.member.ends) {
        return None;
    }
    let mut left = versions
        .iter()
        .filter(|one| !amends(one) && !one.member.draft && superseded.binary_search(&one.at).is_err());
    let first = left.next()?;
    left.all(|one| one.member.twin == first.member.twin).then_some(first.at)
}

impl Superseded {
    /// True where another document has taken the place of this one.
    pub(super) fn has(&self, document: u32) -> bool {
        self.0.binary_search(&document).is_ok()
    }

    /// A superseded document keeps its record; its rules are not assessed, and the reason says so.
    pub(super) fn mend(&self, document: u32, facts: &mut DocumentFacts) {
        if !self.has(document) {
            return;
        }
        facts.findings.clear();
        for outcome in &mut facts.record.outcomes {
            if matches!(outcome.outcome, OutcomeKind::Met | OutcomeKind::NotMet) {
                outcome.outcome = OutcomeKind::NotAssessed;
                outcome.reason = Some(Reason::Superseded.code());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;

    /// A path, and what lies there.
    type Named = (Arc<str>, Member);

    fn member(path: &str) -> Named {
        let member = Member {
            twin: hashed(twin(path)),
            parties: parties(&["norrby kommun", "vågen"]),
            title: vec![1],
            dnr: None,
            refers: Vec::new(),
            text: None,
            like: None,
            from: None,
            to: None,
            kind: DocumentKind::Agreement,
            read: true,
            draft: false,
            ends: false,
            carries: false,
        };
        (path.into(), member)
    }

    fn parties(names: &[&str]) -> Vec<u64> {
        names.iter().map(|name| hashed(name)).collect()
    }

    fn joined(members: Vec<Named>) -> (List<Family>, Vec<Arc<str>>) {
        let (paths, members): (Vec<Arc<str>>, Vec<Member>) = members.into_iter().unzip();
        let mut families = List::default();
        let path = |at: u32| Ok(paths[at as usize].clone());
        let superseded = join(&members.into(), &path, &|| Ok(None), &mut families).unwrap();
        let superseded = superseded.0.iter().map(|at| paths[*at as usize].clone());
        (families, superseded.collect())
    }

    fn check(members: Vec<Named>, families: &[(&[&str], Option<&str>, &str)], superseded: &[&str]) {
        let (found, gone) = joined(members);
        let said: Vec<(Vec<&str>, Option<&str>, &str)> = found
            .iter()
            .map(|f| {
                (f.documents.iter().map(|path| &**path).collect(), f.in_force.as_deref(), f.reason.as_str())
            })
            .collect();
        let expected: Vec<(Vec<&str>, Option<&str>, &str)> =
            families.iter().map(|(documents, force, why)| (documents.to_vec(), *force, *why)).collect();
        assert_eq!(said, expected);
        assert_eq!(gone.iter().map(|path| &**path).collect::<Vec<_>>(), superseded);
    }

    /// What a member says but for its name: number, parties, title, text, likeness, first year, length of its term.
    type Said = (u8, u8, u8, u8, u8, u8, u8);

    /// Families as numbers of members, and the members that gave way, whatever they are called.
    fn told(said: &[Said], named: &[usize]) -> (BTreeSet<BTreeSet<usize>>, BTreeSet<usize>) {
        let mut members: Vec<(usize, Named)> = Vec::new();
        for (index, (dnr, parties, title, text, like, from, years)) in said.iter().enumerate() {
            let (path, mut m) = member(&format!("{:03}", named[index]));
            m.dnr = (*dnr > 0).then(|| plain(&format!("ks{dnr}")));
            m.parties = self::parties([&["a", "b"][..], &["a", "c"], &["d"], &[]][*parties as usize]);
            m.title = [&[1][..], &[1, 2], &[3], &[]][*title as usize].to_vec();
            m.draft = *text == 5;
            m.text = (*text > 0).then_some(u64::from(*text));
            m.like = [None, Some(0xff), Some(0xffff_ffff), Some(0xffff_ffff_ffff)][*like as usize];
            let first = 2015 + u16::from(*from);
            m.from = (*from > 0).then_some(Date::year(first));
            m.to = (*years > 0).then_some(Date::year(first + u16::from(*years)));
            members.push((index, (path, m)));
        }
        members.sort_by(|a, b| a.1.0.cmp(&b.1.0));
        let (indexes, members): (Vec<usize>, Vec<Named>) = members.into_iter().unzip();
        // Many copies are judged as one; told pair by pair it is the same.
        let (paths, members): (Vec<Arc<str>>, Vec<Member>) = members.into_iter().unzip();
        let gives_way = |earlier: &Member| members.iter().any(|later| replaces(later, earlier));
        let version = |(at, member): (u32, &Member)| Version { root: 0, at, member: member.clone() };
        let all: Vec<Version> = (0..).zip(&members).map(version).collect();
        let expected: Vec<u32> = all.iter().filter(|one| gives_way(&one.member)).map(|one| one.at).collect();
        assert_eq!(superseded(&all), expected);
        let index = |path: &Arc<str>| indexes[paths.iter().position(|other| other == path).unwrap()];
        let (families, gone) = joined(paths.iter().cloned().zip(members).collect());
        let families = families.iter().map(|family| family.documents.iter().map(index).collect());
        (families.collect(), gone.iter().map(index).collect())
    }

    #[test]
    fn families_do_not_hang_on_names_or_on_the_order_of_files() {
        let one = (0..4u8, 0..4u8, 0..4u8, 0..6u8, 0..4u8, 0..6u8, 0..3u8);
        let all = prop::collection::vec(one, 2..14).prop_flat_map(|said| {
            let names: Vec<usize> = (0..said.len()).collect();
            (Just(said), Just(names.clone()).prop_shuffle())
        });
        let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) };
        proptest::test_runner::TestRunner::new(config)
            .run(&all, |(said, names)| {
                let in_order: Vec<usize> = (0..said.len()).collect();
                let (families, superseded) = told(&said, &in_order);
                prop_assert_eq!(&(families.clone(), superseded.clone()), &told(&said, &names));
                // Each is in one family at most, and gives way only there.
                let members: Vec<usize> = families.iter().flatten().copied().collect();
                let once: BTreeSet<usize> = members.iter().copied().collect();
                prop_assert_eq!(members.len(), once.len());
                prop_assert!(superseded.is_subset(&once));
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn copies_and_formats_stay_and_versions_give_way() {
        let with = |path: &str, change: &dyn Fn(&mut Member)| {
            let (path, mut member) = member(path);
            change(&mut member);
            (path, member)
        };
        check(
            vec![member("a.docx"), member("a.pdf")],
            &[(&["a.docx", "a.pdf"], Some("a.docx"), "same-document")],
            &[],
        );
        check(vec![member("a.docx"), member("b.docx")], &[], &[]);
        let copy = |path: &str| with(path, &|m| m.text = Some(7));
        check(vec![copy("a.docx"), copy("b.docx")], &[(&["a.docx", "b.docx"], None, "same-text")], &[]);
        let like = |path: &str, bits: u64| with(path, &|m| m.like = Some(bits));
        check(
            vec![like("a", 0xffff_0000), like("b", 0xffff_0003), like("c", 0x0000_ffff_0000_1234)],
            &[(&["a", "b"], None, "near-duplicate")],
            &[],
        );
        // The same text with other parties is another agreement after the same template.
        let template = with("b", &|m| {
            m.like = Some(0xffff_0000);
            m.parties = parties(&["norrby kommun", "tallen"]);
        });
        check(vec![like("a", 0xffff_0000), template], &[], &[]);
        // One path but for the ending, and nothing else in common.
        check(vec![like("a.docx", 0), like("a.pdf", 0xffff_ffff_ffff)], &[], &[]);
        let draft = with("a-utkast.docx", &|m| {
            m.draft = true;
            m.like = Some(0);
        });
        check(
            vec![draft, like("a.docx", 1)],
            &[(&["a-utkast.docx", "a.docx"], Some("a.docx"), "version")],
            &["a-utkast.docx"],
        );
        let year = |path: &str, year: u16, to: u16| {
            with(path, &|m| {
                m.dnr = Some(plain("ks1"));
                m.from = Some(Date::year(year));
                m.to = Some(Date::year(to));
            })
        };
        check(
            vec![year("2020", 2020, 2022), year("2023", 2023, 2025)],
            &[(&["2020", "2023"], Some("2023"), "version")],
            &["2020"],
        );
        // Both in force at the same time: two agreements.
        check(
            vec![year("2020", 2020, 2024), year("2023", 2023, 2025)],
            &[(&["2020", "2023"], None, "same-dnr")],
            &[],
        );
        // A renewal under a new number is told by title, parties and term.
        let renewed = |path: &str, from: u16| {
            with(path, &|m| {
                (m.from, m.to) = (Some(Date::year(from)), Some(Date::year(from + 1)));
                m.dnr = Some(plain(path));
            })
        };
        check(
            vec![renewed("c", 2024), renewed("d", 2020), renewed("e", 2022)],
            &[(&["c", "d", "e"], Some("c"), "version")],
            &["d", "e"],
        );
        let other_title = with("f", &|m| {
            (m.from, m.title) = (Some(Date::year(2024)), vec![1, 2]);
        });
        check(vec![renewed("d", 2020), other_title], &[], &[]);
        // Two matters under one number: the draft of the one is no draft of the other.
        let matter = |path: &str, title: &[u32], draft: bool| {
            with(path, &|m| {
                (m.title, m.draft, m.dnr) = (title.to_vec(), draft, Some(plain("ks1")));
            })
        };
        check(
            vec![matter("g", &[1, 5, 6], true), matter("h", &[1, 7], false)],
            &[(&["g", "h"], Some("h"), "same-dnr")],
            &[],
        );
        let end = with("z", &|m| {
            m.kind = DocumentKind::Amendment;
            m.ends = true;
            m.refers = vec![plain("ks1")];
        });
        check(vec![year("2023", 2023, 2025), end], &[(&["2023", "z"], None, "amendment")], &[]);
    }
}
