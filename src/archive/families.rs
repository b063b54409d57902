//! Versions and copies of the same document.
//!
//! Nothing is ever called superseded on likeness alone: a copy, the same document as DOCX and PDF, or another agreement
//! after the same template keeps its findings. Only a draft beside its signed version, and an agreement whose own term
//! ended before that of a later version began, give way.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::twin;
use crate::document::{Date, DocumentKind};
use crate::finding::{Brief, DocumentFacts, Family, OutcomeKind, Reason, Status};

/// Bits of 64 in which near duplicates may differ.
const BITS: u32 = 6;
/// Bits in which the same document as DOCX and as PDF may differ: headers and footers are read differently.
const FORMATS: u32 = 16;
/// Bits in which versions of one agreement may differ; texts that have nothing to do with each other differ in 32 or so.
const VERSIONS: u32 = 24;
/// Documents with the same part of a similarity hash that are compared with each other, at most.
const COMPARED: usize = 200;

/// A document, as a member of families.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) path: Arc<str>,
    /// Lower case; the same text is held once for all documents.
    pub(super) parties: Arc<[Arc<str>]>,
    kind: DocumentKind,
    assessed: bool,
    draft: bool,
    ends: bool,
    dnr: Option<Box<str>>,
    /// Numbers of other documents.
    refers: Box<[Box<str>]>,
    pub(super) text: Option<u64>,
    like: Option<u64>,
    /// Hashes of its words.
    pub(super) title: Arc<[u32]>,
    signed: Option<Date>,
    from: Option<Date>,
    to: Option<Date>,
}

impl Member {
    pub(super) fn of(facts: &Brief) -> Member {
        let record = &facts.record;
        let hex = |hash: &Option<String>| u64::from_str_radix(hash.as_deref()?, 16).ok();
        let mut parties: Vec<Arc<str>> =
            record.parties.iter().map(|party| party.name.to_lowercase().into()).collect();
        parties.sort();
        parties.dedup();
        Member {
            path: record.path.clone(),
            parties: parties.into(),
            kind: record.kind,
            assessed: record.status != Status::NotAssessed,
            draft: facts.links.draft,
            ends: facts.links.ends,
            dnr: record.dnr.as_deref().map(plain),
            refers: facts.links.dnr_cited.iter().map(|dnr| plain(dnr)).collect(),
            text: hex(&facts.links.text_hash),
            like: hex(&facts.links.simhash),
            title: title(record.title.as_deref().unwrap_or_default()),
            signed: record.dates.signed,
            from: record.dates.from,
            to: record.dates.to,
        }
    }
}

/// Hashes of all words of a title, short ones too: "kör" and "orkester" tell two agreements apart.
fn title(title: &str) -> Arc<[u32]> {
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

fn plain(dnr: &str) -> Box<str> {
    dnr.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>().into()
}

/// All families.
#[derive(Debug, Default)]
pub(super) struct Families {
    pub(super) families: Vec<Family>,
    /// Path to the path of the version in force.
    pub(super) superseded: BTreeMap<Arc<str>, Arc<str>>,
}

/// Finds families among documents that are sorted by path.
pub(super) fn join(members: &[Member]) -> Families {
    let mut groups = Groups { of: (0..members.len() as u32).collect(), why: HashMap::new() };
    alike(members, |member| member.text, |first, at| groups.unite(first, at, "same-text"));
    alike(
        members,
        |member| Some(twin(&member.path)),
        |first, at| {
            if is_twin(&members[first], &members[at]) {
                groups.unite(first, at, "same-document");
            }
        },
    );
    let mut numbers: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, member) in members.iter().enumerate().filter(|(_, member)| member.assessed) {
        // A plan and the agreements of one matter may share a number: only the same kind is the same document.
        if let Some(dnr) = member.dnr.as_deref().filter(|_| member.kind == DocumentKind::Agreement) {
            // With every one of them, for several matters may share a number too.
            let others = numbers.entry(dnr).or_default();
            for other in others.iter().filter(|other| related(&members[**other], member)) {
                groups.unite(*other, at, "same-dnr");
            }
            if others.len() < COMPARED {
                others.push(at);
            }
        }
    }
    for (at, member) in members.iter().enumerate() {
        if member.assessed && member.kind == DocumentKind::Amendment {
            let cited = member.refers.iter().chain(&member.dnr).find_map(|dnr| numbers.get(&**dnr));
            let between = |main: &&usize| members[**main].parties == member.parties;
            let main = cited.and_then(|all| all.iter().find(between).or(all.first()));
            if let Some(main) = main {
                groups.unite(*main, at, "amendment");
            }
        }
    }
    near(members, &mut groups);
    renewals(members, &mut groups);
    collect(members, &mut groups)
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
    a.like.zip(b.like).is_none_or(|(a, b)| (a ^ b).count_ones() <= bits)
}

/// Unites agreements with the same title and parties that follow each other: each begins when the one before has ended.
fn renewals(members: &[Member], groups: &mut Groups) {
    type Named<'m> = (&'m [u32], &'m [Arc<str>]);
    let mut by: BTreeMap<Named<'_>, Vec<usize>> = BTreeMap::new();
    for (at, member) in members.iter().enumerate() {
        let agreement = member.assessed && member.kind == DocumentKind::Agreement && !member.draft;
        if agreement && member.from.is_some() && !member.title.is_empty() && !member.parties.is_empty() {
            by.entry((&member.title, &member.parties)).or_default().push(at);
        }
    }
    for mut all in by.into_values() {
        all.sort_by_key(|at| (members[*at].from, *at));
        for (number, at) in all.iter().enumerate() {
            let later = all[number + 1..].iter().take(COMPARED);
            let mut later = later.filter(|later| replaces(&members[**later], &members[*at]));
            let Some(next) = later.next() else { continue };
            groups.unite(*at, *next, "version");
            // Several may begin on one day.
            for other in later.take_while(|other| members[**other].from == members[*next].from) {
                groups.unite(*at, *other, "version");
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
            let Some(like) = member.like else { continue };
            #[allow(clippy::cast_possible_truncation)]
            let others = by_bits.entry((like >> (16 * quarter)) as u16).or_default();
            for other in others.iter().map(|other| *other as usize) {
                let other_like = members[other].like.unwrap_or_default();
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
    /// Why, by the root of a group; the strongest reason.
    why: HashMap<usize, BTreeSet<&'static str>>,
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

    fn unite(&mut self, a: usize, b: usize, why: &'static str) {
        if a == b {
            return;
        }
        let (a, b) = (self.root(a), self.root(b));
        // The first by path is the root, so that the order of joining does not matter.
        let (root, other) = (a.min(b), a.max(b));
        self.of[other] = root as u32;
        let reasons = self.why.remove(&other).unwrap_or_default();
        let all = self.why.entry(root).or_default();
        all.extend(reasons);
        all.insert(why);
    }
}

fn collect(members: &[Member], groups: &mut Groups) -> Families {
    // Most documents are alone: of a family only the others than the first are listed.
    let mut by_root: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..members.len() {
        let root = groups.root(at);
        if root != at {
            by_root.entry(root).or_insert_with(|| vec![root]).push(at);
        }
    }
    let mut families = Families::default();
    for (root, all) in by_root {
        let why = groups.why.get(&root).cloned().unwrap_or_default();
        let order = ["amendment", "version", "same-dnr", "near-duplicate", "same-text", "same-document"];
        let mut reason = order.into_iter().find(|reason| why.contains(reason)).unwrap_or("same-text");
        let versions: Vec<&Member> = all.iter().map(|at| &members[*at]).collect();
        let before = families.superseded.len();
        families.superseded.extend(superseded(&versions));
        if versions.iter().all(|member| member.text.is_some() && member.text == versions[0].text) {
            reason = "same-text";
        }
        if versions.iter().all(|member| twin(&member.path) == twin(&versions[0].path)) {
            reason = "same-document";
        }
        if families.superseded.len() > before && reason != "amendment" {
            reason = "version";
        }
        families.families.push(Family {
            in_force: in_force(&versions, &families.superseded),
            documents: versions.iter().map(|member| member.path.clone()).collect(),
            reason: reason.to_owned(),
        });
    }
    families
}

/// What [`follows`] asks of an agreement: of a family of many copies there are few that differ.
type Profile<'m> =
    (bool, &'m [u32], &'m [Arc<str>], &'m Option<Box<str>>, Option<u64>, Option<Date>, Option<Date>);

/// The versions of a family that others have taken the place of, with the latest of these.
fn superseded(versions: &[&Member]) -> Vec<(Arc<str>, Arc<str>)> {
    let mut by: BTreeMap<Profile<'_>, Vec<&Member>> = BTreeMap::new();
    for member in versions.iter().filter(|member| member.kind == DocumentKind::Agreement) {
        let Member { draft, title, parties, dnr, like, from, to, .. } = member;
        by.entry((*draft, title, parties, dnr, *like, *from, *to)).or_default().push(member);
    }
    let age = |member: &&Member| (member.from, member.signed, member.path.clone());
    for alike in by.values_mut() {
        alike.sort_by_cached_key(age);
    }
    let mut found = Vec::new();
    for alike in by.values() {
        let follow =
            |later: &&Vec<&Member>| later.first().zip(alike.first()).is_some_and(|(a, b)| follows(a, b));
        let later: Vec<&Vec<&Member>> = by.values().filter(follow).collect();
        for member in alike.iter().filter(|_| !later.is_empty()) {
            let other = |other: &&&Member| twin(&other.path) != twin(&member.path);
            let latest = later.iter().filter_map(|later| later.iter().rev().find(other));
            if let Some(latest) = latest.max_by_key(|later| (later.from, later.signed, &later.path)) {
                found.push((member.path.clone(), latest.path.clone()));
            }
        }
    }
    found
}

/// True where `later` is a version that has taken the place of `earlier`.
fn replaces(later: &Member, earlier: &Member) -> bool {
    twin(&later.path) != twin(&earlier.path) && follows(later, earlier)
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
fn in_force(versions: &[&Member], superseded: &BTreeMap<Arc<str>, Arc<str>>) -> Option<Arc<str>> {
    if versions.iter().any(|member| member.kind == DocumentKind::Amendment && member.ends) {
        return None;
    }
    let mut left = versions
        .iter()
        .filter(|member| member.kind != DocumentKind::Amendment && !superseded.contains_key(&member.path))
        .filter(|member| !member.draft);
    let first = left.next()?;
    left.all(|member| twin(&member.path) == twin(&first.path)).then(|| first.path.clone())
}

impl Families {
    /// A superseded document keeps its record; its rules are not assessed, and the reason says so.
    pub(super) fn mend(&self, facts: &mut DocumentFacts) {
        if !self.superseded.contains_key(facts.record.path.as_str()) {
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
    use proptest::prelude::*;

    use super::*;

    fn member(path: &str) -> Member {
        Member {
            path: path.into(),
            parties: ["norrby kommun".into(), "vågen".into()].into(),
            kind: DocumentKind::Agreement,
            assessed: true,
            draft: false,
            ends: false,
            dnr: None,
            refers: Box::default(),
            text: None,
            like: None,
            title: [1].into(),
            signed: None,
            from: None,
            to: None,
        }
    }

    fn check(members: Vec<Member>, families: &[(&[&str], Option<&str>, &str)], superseded: &[&str]) {
        let found = join(&members);
        let said: Vec<(Vec<&str>, Option<&str>, &str)> = found
            .families
            .iter()
            .map(|f| {
                (f.documents.iter().map(|path| &**path).collect(), f.in_force.as_deref(), f.reason.as_str())
            })
            .collect();
        let expected: Vec<(Vec<&str>, Option<&str>, &str)> =
            families.iter().map(|(documents, force, why)| (documents.to_vec(), *force, *why)).collect();
        assert_eq!(said, expected);
        assert_eq!(found.superseded.keys().map(|path| &**path).collect::<Vec<_>>(), superseded);
    }

    /// What a member says but for its name: number, parties, title, text, likeness, first year, length of its term.
    type Said = (u8, u8, u8, u8, u8, u8, u8);

    /// Families as numbers of members, and the members that gave way, whatever they are called.
    fn told(said: &[Said], named: &[usize]) -> (BTreeSet<BTreeSet<usize>>, BTreeSet<usize>) {
        let mut members: Vec<(usize, Member)> = Vec::new();
        for (index, (dnr, parties, title, text, like, from, years)) in said.iter().enumerate() {
            let mut m = member(&format!("{:03}", named[index]));
            m.dnr = (*dnr > 0).then(|| format!("ks{dnr}").into());
            m.parties = [&["a", "b"][..], &["a", "c"], &["d"], &[]][*parties as usize]
                .iter()
                .map(|name| (*name).into())
                .collect();
            m.title = [&[1][..], &[1, 2], &[3], &[]][*title as usize].into();
            m.draft = *text == 5;
            m.text = (*text > 0).then_some(u64::from(*text));
            m.like = (*like > 0).then_some([0, 0xff, 0xffff_ffff, 0xffff_ffff_ffff][*like as usize]);
            let first = 2015 + u16::from(*from);
            m.from = (*from > 0).then_some(Date::year(first));
            m.to = (*years > 0).then_some(Date::year(first + u16::from(*years)));
            members.push((index, m));
        }
        members.sort_by(|a, b| a.1.path.cmp(&b.1.path));
        let (indexes, members): (Vec<usize>, Vec<Member>) = members.into_iter().unzip();
        // Many copies are judged as one; told pair by pair it is the same.
        let all: Vec<&Member> = members.iter().collect();
        let mut pairs = Vec::new();
        for earlier in &all {
            let later = all.iter().filter(|later| replaces(later, earlier));
            if let Some(later) = later.max_by_key(|later| (later.from, later.signed, &later.path)) {
                pairs.push((earlier.path.clone(), later.path.clone()));
            }
        }
        let mut ours = superseded(&all);
        ours.sort();
        assert_eq!(ours, pairs);
        let index = |path: &Arc<str>| indexes[members.iter().position(|m| m.path == *path).unwrap()];
        let found = join(&members);
        let families = found.families.iter().map(|family| family.documents.iter().map(index).collect());
        (families.collect(), found.superseded.keys().map(index).collect())
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
            let mut member = member(path);
            change(&mut member);
            member
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
            m.parties = ["norrby kommun".into(), "tallen".into()].into();
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
                m.dnr = Some("ks1".into());
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
                m.dnr = Some(path.into());
            })
        };
        check(
            vec![renewed("c", 2024), renewed("d", 2020), renewed("e", 2022)],
            &[(&["c", "d", "e"], Some("c"), "version")],
            &["d", "e"],
        );
        let other_title = with("f", &|m| {
            (m.from, m.title) = (Some(Date::year(2024)), [1, 2].into());
        });
        check(vec![renewed("d", 2020), other_title], &[], &[]);
        // Two matters under one number: the draft of the one is no draft of the other.
        let matter = |path: &str, title: &[u32], draft: bool| {
            with(path, &|m| {
                (m.title, m.draft, m.dnr) = (title.into(), draft, Some("ks1".into()));
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
            m.refers = ["ks1".into()].into();
        });
        check(vec![year("2023", 2023, 2025), end], &[(&["2023", "z"], None, "amendment")], &[]);
    }
}
