//! Versions and copies of the same document.
//!
//! Nothing is ever called superseded on likeness alone: a copy, the same document as DOCX and PDF, or another agreement
//! after the same template keeps its findings. Only a draft beside its signed version, and an agreement whose own term
//! ended before that of a later version began, give way.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::num::NonZeroU64;
use std::sync::Arc;

use super::{Paths, hashed, twin};
use crate::document::{Date, DocumentKind};
use crate::finding::{Brief, DocumentFacts, Family, List, OutcomeKind, Reason, Status};

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

/// A document, as a member of families. There is one for each document of the archive, so it is small: what is only compared
/// is a hash.
#[derive(Debug)]
pub(super) struct Member {
    /// Of its path without ending.
    pub(super) twin: u64,
    /// Lower case; the same text is held once for all documents.
    pub(super) parties: Arc<Vec<Arc<str>>>,
    /// Hashes of its words.
    pub(super) title: Arc<Vec<u32>>,
    /// Its number.
    dnr: Option<NonZeroU64>,
    /// Numbers of other documents.
    refers: Box<[NonZeroU64]>,
    pub(super) text: Option<NonZeroU64>,
    like: u64,
    from: Option<Date>,
    to: Option<Date>,
    kind: DocumentKind,
    has_like: bool,
    assessed: bool,
    draft: bool,
    ends: bool,
    /// A person carries something there.
    pub(super) carries: bool,
}

impl Member {
    pub(super) fn of(facts: &Brief, carries: bool) -> Member {
        let record = &facts.record;
        let hex = |hash: &Option<String>| u64::from_str_radix(hash.as_deref()?, 16).ok();
        let mut parties: Vec<Arc<str>> =
            record.parties.iter().map(|party| party.name.to_lowercase().into()).collect();
        parties.sort();
        parties.dedup();
        let like = hex(&facts.links.simhash);
        Member {
            twin: hashed(twin(&record.path)),
            parties: parties.into(),
            title: title(record.title.as_deref().unwrap_or_default()),
            dnr: record.dnr.as_deref().map(plain),
            refers: facts.links.dnr_cited.iter().map(|dnr| plain(dnr)).collect(),
            text: hex(&facts.links.text_hash).and_then(NonZeroU64::new),
            like: like.unwrap_or_default(),
            from: record.dates.from,
            to: record.dates.to,
            kind: record.kind,
            has_like: like.is_some(),
            assessed: record.status != Status::NotAssessed,
            draft: facts.links.draft,
            ends: facts.links.ends,
            carries,
        }
    }

    fn like(&self) -> Option<u64> {
        self.has_like.then_some(self.like)
    }
}

/// Hashes of all words of a title, short ones too: "kör" and "orkester" tell two agreements apart.
fn title(title: &str) -> Arc<Vec<u32>> {
    let lower = title.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut hashes: Vec<u32> = words.map(hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.into()
}

fn hash(word: &str) -> u32 {
    word.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Hash of a number without its spelling.
fn plain(dnr: &str) -> NonZeroU64 {
    let letters: String = dnr.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    NonZeroU64::new(hashed(&letters)).unwrap_or(NonZeroU64::MAX)
}

/// Documents that others have taken the place of, ascending.
#[derive(Debug, Default)]
pub(super) struct Superseded(Vec<u32>);

/// Finds families among documents that are sorted by path, and adds them to `families`.
pub(super) fn join(
    members: &[Member],
    paths: Paths<'_>,
    families: &mut List<Family>,
) -> io::Result<Superseded> {
    let mut groups = Groups { of: (0..members.len() as u32).collect(), why: vec![0; members.len()] };
    alike(members, |member| member.text, |first, at| groups.unite(first, at, "same-text"));
    alike(
        members,
        |member| Some(member.twin),
        |first, at| {
            if is_twin(&members[first], &members[at]) {
                groups.unite(first, at, "same-document");
            }
        },
    );
    let mut numbers: HashMap<NonZeroU64, Vec<u32>> = HashMap::new();
    for (at, member) in members.iter().enumerate().filter(|(_, member)| member.assessed) {
        // A plan and the agreements of one matter may share a number: only the same kind is the same document.
        if let Some(dnr) = member.dnr.filter(|_| member.kind == DocumentKind::Agreement) {
            // With every one of them, for several matters may share a number too.
            let others = numbers.entry(dnr).or_default();
            for other in others.iter().filter(|other| related(&members[**other as usize], member)) {
                groups.unite(*other as usize, at, "same-dnr");
            }
            if others.len() < COMPARED {
                others.push(at as u32);
            }
        }
    }
    for (at, member) in members.iter().enumerate() {
        if member.assessed && member.kind == DocumentKind::Amendment {
            let cited = member.refers.iter().chain(&member.dnr).find_map(|dnr| numbers.get(dnr));
            let between = |main: &&u32| members[**main as usize].parties == member.parties;
            let main = cited.and_then(|all| all.iter().find(between).or(all.first()));
            if let Some(main) = main {
                groups.unite(*main as usize, at, "amendment");
            }
        }
    }
    near(members, &mut groups);
    renewals(members, &mut groups);
    drop(numbers);
    collect(members, groups, paths, families)
}

/// Calls `unite` with the first of the documents that were read and say the same, and each of the others.
fn alike<'m, K: Ord>(
    members: &'m [Member],
    said: impl Fn(&'m Member) -> Option<K>,
    mut unite: impl FnMut(usize, usize),
) {
    let said = |at: &u32| said(&members[*at as usize]);
    let read = (0..).zip(members).filter(|(_, member)| member.assessed).map(|(at, _)| at);
    let mut order: Vec<u32> = read.filter(|at| said(at).is_some()).collect();
    order.sort_by_key(said);
    for same in order.chunk_by(|a, b| said(a) == said(b)) {
        same[1..].iter().for_each(|at| unite(same[0] as usize, *at as usize));
    }
}

/// True where two documents that are called the same but for the ending can be one: their texts do not tell otherwise.
pub(super) fn is_twin(a: &Member, b: &Member) -> bool {
    a.text.is_some() && a.text == b.text || within(a, b, FORMATS)
}

/// True where the texts of two documents differ in no more bits; also where one of them is too short to tell.
fn within(a: &Member, b: &Member, bits: u32) -> bool {
    a.like().zip(b.like()).is_none_or(|(a, b)| (a ^ b).count_ones() <= bits)
}

/// Unites agreements with the same title and parties that follow each other: each begins when the one before has ended.
fn renewals(members: &[Member], groups: &mut Groups) {
    type Named<'m> = (&'m [u32], &'m [Arc<str>]);
    let mut by: BTreeMap<Named<'_>, Vec<u32>> = BTreeMap::new();
    let member = |at: &u32| &members[*at as usize];
    for (at, member) in (0..).zip(members) {
        let agreement = member.assessed && member.kind == DocumentKind::Agreement && !member.draft;
        if agreement && member.from.is_some() && !member.title.is_empty() && !member.parties.is_empty() {
            by.entry((&member.title, &member.parties)).or_default().push(at);
        }
    }
    for mut all in by.into_values() {
        all.sort_by_key(|at| (member(at).from, *at));
        for (number, at) in all.iter().enumerate() {
            let later = all[number + 1..].iter().take(COMPARED);
            let mut later = later.filter(|later| replaces(member(later), member(at)));
            let Some(next) = later.next() else { continue };
            groups.unite(*at as usize, *next as usize, "version");
            // Several may begin on one day.
            for other in later.take_while(|other| member(other).from == member(next).from) {
                groups.unite(*at as usize, *other as usize, "version");
            }
        }
    }
}

/// True where two documents with the same number can be the same agreement.
fn related(a: &Member, b: &Member) -> bool {
    let parties =
        a.parties.is_empty() || b.parties.is_empty() || a.parties.iter().any(|p| b.parties.contains(p));
    parties && (a.title.is_empty() || b.title.is_empty() || a.title.iter().any(|word| b.title.contains(word)))
}

/// Unites near duplicates with the same parties: those that differ in few bits agree in one of four quarters. The same
/// text with other parties is another agreement after the same template.
fn near(members: &[Member], groups: &mut Groups) {
    for quarter in 0..4 {
        let mut by_bits: HashMap<u16, Vec<u32>> = HashMap::new();
        for (at, member) in (0u32..).zip(members).filter(|(_, member)| member.assessed) {
            let Some(like) = member.like() else { continue };
            #[allow(clippy::cast_possible_truncation)]
            let others = by_bits.entry((like >> (16 * quarter)) as u16).or_default();
            for other in others.iter().map(|other| *other as usize) {
                let other_like = members[other].like;
                let near = (like ^ other_like).count_ones() <= BITS;
                if near && members[other].kind == member.kind && members[other].parties == member.parties {
                    groups.unite(other, at as usize, "near-duplicate");
                }
            }
            if others.len() < COMPARED {
                others.push(at);
            }
        }
    }
}

struct Groups {
    of: Vec<u32>,
    /// Why, by the root of a group: a bit for each of [`WHY`].
    why: Vec<u8>,
}

impl Groups {
    fn root(&mut self, at: usize) -> usize {
        let mut root = at as u32;
        while self.of[root as usize] != root {
            root = self.of[root as usize];
        }
        let mut on = at;
        while self.of[on] != root {
            on = std::mem::replace(&mut self.of[on], root) as usize;
        }
        root as usize
    }

    fn unite(&mut self, a: usize, b: usize, why: &str) {
        if a == b {
            return;
        }
        let (a, b) = (self.root(a), self.root(b));
        // The first by path is the root, so that the order of joining does not matter.
        let (root, other) = (a.min(b), a.max(b));
        self.of[other] = root as u32;
        let reason = WHY.iter().position(|reason| *reason == why).map_or(0, |at| 1 << at);
        self.why[root] |= self.why[other] | reason;
    }
}

fn collect(
    members: &[Member],
    mut groups: Groups,
    paths: Paths<'_>,
    families: &mut List<Family>,
) -> io::Result<Superseded> {
    // Most documents are alone: of a family only the others than the first are listed.
    let mut kin: Vec<(u32, u32)> = Vec::new();
    for at in 0..members.len() {
        let root = groups.root(at);
        if root != at {
            kin.push((root as u32, at as u32));
        }
    }
    kin.sort_unstable();
    let mut all_superseded = Vec::new();
    for kin in kin.chunk_by(|a, b| a.0 == b.0) {
        let root = kin[0].0;
        let versions: Vec<u32> = [root].into_iter().chain(kin.iter().map(|(_, at)| *at)).collect();
        let member = |at: &u32| &members[*at as usize];
        let first = member(&root);
        let why = groups.why[root as usize];
        let mut reason =
            (0..).zip(WHY).find(|(at, _)| why & (1 << at) != 0).map_or("same-text", |(_, why)| why);
        let mut superseded = superseded(members, &versions);
        superseded.sort_unstable();
        superseded.dedup();
        if versions.iter().all(|at| member(at).text.is_some() && member(at).text == first.text) {
            reason = "same-text";
        }
        if versions.iter().all(|at| member(at).twin == first.twin) {
            reason = "same-document";
        }
        if !superseded.is_empty() && reason != "amendment" {
            reason = "version";
        }
        families.push(Family {
            in_force: in_force(members, &versions, &superseded).map(paths).transpose()?,
            documents: versions.iter().map(|at| paths(*at)).collect::<io::Result<_>>()?,
            reason: reason.to_owned(),
        })?;
        all_superseded.extend(superseded);
    }
    all_superseded.sort_unstable();
    Ok(Superseded(all_superseded))
}

/// What [`follows`] asks of an agreement: of a family of many copies there are few that differ.
type Profile<'m> =
    (bool, &'m [u32], &'m [Arc<str>], Option<NonZeroU64>, Option<u64>, Option<Date>, Option<Date>);

/// The versions of a family that others have taken the place of.
fn superseded(members: &[Member], versions: &[u32]) -> Vec<u32> {
    let member = |at: &u32| &members[*at as usize];
    let mut by: BTreeMap<Profile<'_>, Vec<u32>> = BTreeMap::new();
    for at in versions.iter().filter(|at| member(at).kind == DocumentKind::Agreement) {
        let Member { draft, title, parties, dnr, from, to, .. } = member(at);
        by.entry((*draft, title, parties, *dnr, member(at).like(), *from, *to)).or_default().push(*at);
    }
    let mut found = Vec::new();
    for alike in by.values() {
        let follow = |later: &&Vec<u32>| {
            later.first().zip(alike.first()).is_some_and(|(a, b)| follows(member(a), member(b)))
        };
        let later: Vec<&Vec<u32>> = by.values().filter(follow).collect();
        let gives_way =
            |at: &&u32| later.iter().copied().flatten().any(|other| member(other).twin != member(at).twin);
        found.extend(alike.iter().filter(gives_way));
    }
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
    if !within(later, earlier, VERSIONS) {
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
fn in_force(members: &[Member], versions: &[u32], superseded: &[u32]) -> Option<u32> {
    let member = |at: &u32| &members[*at as usize];
    if versions.iter().any(|at| member(at).kind == DocumentKind::Amendment && member(at).ends) {
        return None;
    }
    let mut left = versions
        .iter()
        .filter(|at| member(at).kind != DocumentKind::Amendment && superseded.binary_search(at).is_err())
        .filter(|at| !member(at).draft);
    let first = left.next()?;
    left.all(|at| member(at).twin == member(first).twin).then_some(*first)
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

    use proptest::prelude::*;

    use super::*;

    /// A path, and what lies there.
    type Named = (Arc<str>, Member);

    fn member(path: &str) -> Named {
        let member = Member {
            twin: hashed(twin(path)),
            parties: parties(&["norrby kommun", "vågen"]),
            title: vec![1].into(),
            dnr: None,
            refers: Box::default(),
            text: None,
            like: 0,
            from: None,
            to: None,
            kind: DocumentKind::Agreement,
            has_like: false,
            assessed: true,
            draft: false,
            ends: false,
            carries: false,
        };
        (path.into(), member)
    }

    fn parties(names: &[&str]) -> Arc<Vec<Arc<str>>> {
        names.iter().map(|name| (*name).into()).collect::<Vec<Arc<str>>>().into()
    }

    fn joined(members: Vec<Named>) -> (List<Family>, Vec<Arc<str>>) {
        let (paths, members): (Vec<Arc<str>>, Vec<Member>) = members.into_iter().unzip();
        let mut families = List::default();
        let path = |at: u32| Ok(paths[at as usize].clone());
        let superseded = join(&members, &path, &mut families).unwrap();
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
            m.title = [&[1][..], &[1, 2], &[3], &[]][*title as usize].to_vec().into();
            m.draft = *text == 5;
            m.text = NonZeroU64::new(u64::from(*text));
            m.has_like = *like > 0;
            m.like = [0, 0xff, 0xffff_ffff, 0xffff_ffff_ffff][*like as usize];
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
        let all: Vec<u32> = (0..members.len() as u32).collect();
        let mut ours = superseded(&members, &all);
        ours.sort_unstable();
        assert_eq!(ours, all.into_iter().filter(|at| gives_way(&members[*at as usize])).collect::<Vec<_>>());
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
        let copy = |path: &str| with(path, &|m| m.text = NonZeroU64::new(7));
        check(vec![copy("a.docx"), copy("b.docx")], &[(&["a.docx", "b.docx"], None, "same-text")], &[]);
        let like = |path: &str, bits: u64| with(path, &|m| (m.like, m.has_like) = (bits, true));
        check(
            vec![like("a", 0xffff_0000), like("b", 0xffff_0003), like("c", 0x0000_ffff_0000_1234)],
            &[(&["a", "b"], None, "near-duplicate")],
            &[],
        );
        // The same text with other parties is another agreement after the same template.
        let template = with("b", &|m| {
            (m.like, m.has_like) = (0xffff_0000, true);
            m.parties = parties(&["norrby kommun", "tallen"]);
        });
        check(vec![like("a", 0xffff_0000), template], &[], &[]);
        // One path but for the ending, and nothing else in common.
        check(vec![like("a.docx", 0), like("a.pdf", 0xffff_ffff_ffff)], &[], &[]);
        let draft = with("a-utkast.docx", &|m| {
            m.draft = true;
            m.has_like = true;
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
            (m.from, m.title) = (Some(Date::year(2024)), vec![1, 2].into());
        });
        check(vec![renewed("d", 2020), other_title], &[], &[]);
        // Two matters under one number: the draft of the one is no draft of the other.
        let matter = |path: &str, title: &[u32], draft: bool| {
            with(path, &|m| {
                (m.title, m.draft, m.dnr) = (title.to_vec().into(), draft, Some(plain("ks1")));
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
            m.refers = [plain("ks1")].into();
        });
        check(vec![year("2023", 2023, 2025), end], &[(&["2023", "z"], None, "amendment")], &[]);
    }
}
