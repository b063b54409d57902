//! Plan references to the plan documents of the same archive.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Mutex;

use super::register::Row;
use super::{Mended, folder, same, twin, words};
use crate::document::{AdoptionState, Date, DocumentKind, PlanStatus};
use crate::finding::{DocumentFacts, OutcomeKind, PlanResolution, Severity, Status};
use crate::rules::RuleSet;
use crate::rules::render::Values;

/// Share of a reference's words that a plan's name must hold.
const OVERLAP: f64 = 0.6;
/// Plans that are compared with one reference, at most; the first by path.
const COMPARED: usize = 20_000;
/// Plans that are told apart where they fit equally well, at most.
const NARROWED: usize = 1_000;
/// Plans that are listed where several fit equally well, at most.
const CANDIDATES: usize = 8;

/// A plan document, as references look for it.
#[derive(Debug)]
pub(super) struct Plan {
    path: String,
    names: Vec<Vec<String>>,
    /// Upper-case abbreviations in its names ("RUS").
    short: BTreeSet<String>,
    years: BTreeSet<u16>,
    dnr: Vec<String>,
    state: AdoptionState,
    until_replaced: bool,
    valid_from: Option<Date>,
    valid_to: Option<Date>,
}

impl Plan {
    pub(super) fn of(facts: &DocumentFacts) -> Option<Plan> {
        let record = &facts.record;
        if record.kind != DocumentKind::Plan || record.status == Status::NotAssessed {
            return None;
        }
        let adoption = record.adoption.clone().unwrap_or_default();
        let state = match adoption.status {
            Some(PlanStatus::Adopted) => AdoptionState::Proven,
            Some(PlanStatus::Expired) if adoption.until_replaced => AdoptionState::Proven,
            Some(PlanStatus::Expired) => AdoptionState::Expired,
            Some(PlanStatus::Draft) => AdoptionState::Draft,
            None => AdoptionState::Unproven,
        };
        let names: Vec<&String> = facts.links.names.iter().take(4).collect();
        // A title may be set over two lines.
        let joined = names.iter().take(2).map(|name| name.as_str()).collect::<Vec<_>>().join(" ");
        let short = record.title.iter().flat_map(|title| abbreviations(title));
        Some(Plan {
            path: record.path.clone(),
            short: short.chain(facts.links.short.iter().cloned()).collect(),
            // A title's years are the plan's; those of the lines below may be those of the decision.
            years: names
                .iter()
                .map(|name| years(name))
                .find(|years| years.len() > 1)
                .unwrap_or_else(|| years(&joined)),
            names: names.into_iter().chain([&joined]).map(|name| words(name)).collect(),
            dnr: record.dnr.iter().chain(adoption.dnr.iter()).map(|dnr| number(dnr)).collect(),
            state,
            until_replaced: adoption.until_replaced,
            valid_from: adoption.valid_from.or(adoption.date),
            valid_to: adoption.valid_to,
        })
    }

    /// A row of the register, as a plan that lies where the row says.
    fn of_row(row: &Row, today: Date) -> Plan {
        let ended = row.valid_to.is_some_and(|day| day.latest() < today.earliest());
        let state = match (ended || row.replaced_by.is_some(), row.is_decided()) {
            (true, _) => AdoptionState::Expired,
            (false, true) => AdoptionState::Proven,
            (false, false) => AdoptionState::Unproven,
        };
        Plan {
            path: row.place(),
            names: vec![words(&row.name)],
            short: abbreviations(&row.name).collect(),
            years: years(&row.name),
            dnr: row.dnr.iter().map(|dnr| number(dnr)).collect(),
            state,
            until_replaced: false,
            valid_from: row.valid_from.or(row.date),
            valid_to: row.valid_to,
        }
    }

    /// How well a name fits, 0 to 1.
    fn fit(&self, wanted: &Wanted) -> f64 {
        if wanted.years.len() > 1 && self.years.len() > 1 && wanted.years != self.years {
            return 0.0;
        }
        if wanted.dnr.iter().any(|dnr| self.dnr.contains(dnr)) {
            return 1.0;
        }
        if wanted.short.iter().any(|short| self.short.contains(short)) {
            return 0.9;
        }
        let swedish = self.names.iter().map(|own| share(&wanted.words, own, same));
        let other = self.names.iter().filter(|_| !wanted.other.is_empty());
        // A name in another language must be told by its years or by the place as well.
        let placed = !wanted.years.is_empty() && wanted.years.is_subset(&self.years)
            || wanted.other.iter().any(|word| {
                wanted.words.contains(word) && self.names.iter().flatten().any(|own| same(own, word))
            });
        let other = other.map(|own| if placed { share(&wanted.other, own, part) * 0.95 } else { 0.0 });
        swedish.chain(other).fold(0.0, f64::max)
    }

    /// Whether it is adopted, seen from the day that an agreement starts.
    fn state_on(&self, start: Date) -> AdoptionState {
        let ended = self.valid_to.is_some_and(|end| end.latest() < start) && !self.until_replaced;
        if ended && self.state == AdoptionState::Proven { AdoptionState::Expired } else { self.state }
    }

    /// True where it was in force on a day.
    fn holds_on(&self, day: Date) -> bool {
        self.state_on(day) == AdoptionState::Proven
            && self.valid_from.is_none_or(|from| from.earliest() <= day)
    }
}

/// Share of the wanted words that stand in a name, where its noun does: the longest word tells which sort of plan it is.
fn share(wanted: &[String], own: &[String], alike: fn(&str, &str) -> bool) -> f64 {
    let there = |word: &String| own.iter().any(|other| alike(word, other));
    let noun = wanted.iter().max_by_key(|word| word.chars().count());
    if !noun.is_some_and(there) {
        return 0.0;
    }
    wanted.iter().filter(|word| there(word)).count() as f64 / wanted.len() as f64
}

/// A word that begins or ends a compound ("strategi", "utvecklingsstrategin").
fn part(word: &str, compound: &str) -> bool {
    same(word, compound)
        || word.chars().count() >= 4
            && compound
                .match_indices(word)
                .any(|(at, _)| at == 0 || compound[at + word.len()..].chars().count() <= 3)
}

/// Numbers of four digits that can be years.
pub(super) fn years(name: &str) -> BTreeSet<u16> {
    let numbers = name.split(|c: char| !c.is_ascii_digit()).filter(|number| number.len() == 4);
    numbers.filter_map(|number| number.parse().ok()).filter(|year| (1990..=2100).contains(year)).collect()
}

/// A registry number without its spelling: letters and digits, lower case, years in full.
fn number(dnr: &str) -> String {
    dnr.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Words of three to six capitals, where not the whole name is set in capitals.
fn abbreviations(name: &str) -> impl Iterator<Item = String> {
    let mixed = name.chars().any(char::is_lowercase) || !name.contains(' ');
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(move |_| mixed);
    words
        .filter(|word| (3..=6).contains(&word.chars().count()) && word.chars().all(char::is_uppercase))
        .map(str::to_owned)
}

/// What a reference asks for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Wanted {
    words: Vec<String>,
    /// The name in the plan's language.
    other: Vec<String>,
    years: BTreeSet<u16>,
    short: Vec<String>,
    dnr: Vec<String>,
}

/// All plans of the archive.
#[derive(Debug)]
pub(super) struct Index {
    plans: Vec<Plan>,
    /// Plans by the first letters of the words of their names, by abbreviation and by registry number.
    by: HashMap<String, Vec<u32>>,
    /// So many of them were scanned; the rest stand in the register only.
    scanned: usize,
    /// References that were asked before.
    seen: Mutex<Seen>,
}

/// What was found for a reference, and how many plans that are in all.
#[derive(Debug, Default)]
struct Seen {
    best: HashMap<Wanted, Vec<u32>>,
    plans: usize,
}

/// Plans and references that are remembered, at most.
const REMEMBERED: usize = 4_000_000;

fn letters(word: &str) -> String {
    word.chars().take(4).collect()
}

impl Index {
    /// Plans that were scanned, and those of the register.
    pub(super) fn new(mut plans: Vec<Plan>, register: &[Row], today: Date) -> Index {
        let scanned = plans.len();
        join(&mut plans, register, today);
        let mut by: HashMap<String, Vec<u32>> = HashMap::new();
        for (at, plan) in (0u32..).zip(&plans) {
            let words = plan.names.iter().flatten().map(|word| letters(word));
            let mut keys: BTreeSet<String> = words.collect();
            keys.extend(plan.short.iter().map(|short| format!("short {short}")));
            keys.extend(plan.dnr.iter().map(|dnr| format!("dnr {dnr}")));
            for key in keys {
                by.entry(key).or_default().push(at);
            }
        }
        Index { plans, by, scanned, seen: Mutex::new(Seen::default()) }
    }

    /// Plans that fit best, all equally well, by path.
    fn best(&self, wanted: &Wanted) -> Vec<u32> {
        if let Ok(seen) = self.seen.lock()
            && let Some(best) = seen.best.get(wanted)
        {
            return best.clone();
        }
        let noun = wanted.words.iter().max_by_key(|word| word.chars().count());
        let keys = noun.map(|noun| letters(noun)).into_iter();
        let keys = keys.chain(wanted.other.iter().map(|word| letters(word)));
        let keys = keys.chain(wanted.short.iter().map(|short| format!("short {short}")));
        let keys = keys.chain(wanted.dnr.iter().map(|dnr| format!("dnr {dnr}")));
        let near: BTreeSet<u32> = keys
            .filter_map(|key| self.by.get(&key))
            .flat_map(|plans| plans.iter().take(COMPARED))
            .copied()
            .collect();
        let fit = |at: &u32| (*at, self.plans.get(*at as usize).map_or(0.0, |plan| plan.fit(wanted)));
        let fits: Vec<(u32, f64)> = near.iter().map(fit).filter(|(_, fit)| *fit >= OVERLAP).collect();
        let highest = fits.iter().map(|(_, fit)| *fit).fold(0.0, f64::max);
        let best: Vec<u32> = fits.into_iter().filter(|(_, fit)| *fit >= highest).map(|(at, _)| at).collect();
        if let Ok(mut seen) = self.seen.lock()
            && seen.plans + best.len() < REMEMBERED
        {
            seen.plans += best.len() + 10;
            seen.best.insert(wanted.clone(), best.clone());
        }
        best
    }

    /// Plans that nothing refers to. A plan as DOCX and as PDF is referred to where one of them is.
    pub(super) fn unreferenced(&self, referred: &BTreeSet<u32>) -> Vec<String> {
        let referred: BTreeSet<&str> = referred
            .iter()
            .filter_map(|at| self.plans.get(*at as usize))
            .map(|plan| twin(&plan.path))
            .collect();
        let plans = self.plans.iter().take(self.scanned).filter(|plan| !referred.contains(twin(&plan.path)));
        plans.map(|plan| plan.path.clone()).collect()
    }

    /// Of plans that fit equally well, those that the document can mean: of one of its parties, of the same place, in
    /// force when it starts, in the same folder. Each is asked only as long as several are left.
    fn narrow(&self, mut fits: Vec<u32>, facts: &DocumentFacts, index: usize, start: Date) -> Vec<u32> {
        // So many plans by one name are told apart by nothing that an agreement says.
        if fits.len() > NARROWED {
            return fits;
        }
        let record = &facts.record;
        let distinct = |fits: &[u32]| {
            fits.iter().map(|at| twin(&self.plans[*at as usize].path)).collect::<BTreeSet<_>>().len()
        };
        let issuer = facts.links.plans.get(index).and_then(|link| link.issuer.clone());
        let owners: Vec<Vec<String>> =
            [issuer.into_iter().collect::<Vec<_>>(), record.parties.iter().map(|p| p.name.clone()).collect()]
                .into_iter()
                .map(|names| names.iter().flat_map(|name| words(name)).collect())
                .collect();
        let of = |plan: &Plan, owner: &[String]| {
            let own = plan.names.iter().flatten();
            own.clone().any(|word| owner.iter().any(|name| same(word, name)))
        };
        let tests: [&dyn Fn(&Plan) -> bool; 5] = [
            &|plan| of(plan, &owners[0]),
            &|plan| of(plan, &owners[1]),
            &|plan| plan.holds_on(start),
            &|plan| plan.state == AdoptionState::Proven,
            &|plan| folder(&plan.path) == folder(&record.path),
        ];
        for test in tests {
            if distinct(&fits) < 2 {
                break;
            }
            let left: Vec<u32> = fits.iter().copied().filter(|at| test(&self.plans[*at as usize])).collect();
            if !left.is_empty() {
                fits = left;
            }
        }
        fits
    }

    /// Resolves a document's references, and mends the findings that rest on them.
    pub(super) fn resolve(
        &self,
        document: &mut DocumentFacts,
        rules: &RuleSet,
        today: Date,
        strict: bool,
    ) -> Mended {
        let mut mended = Mended::default();
        let own = twin(&document.record.path).to_owned();
        let dates = &document.record.dates;
        let start = dates.from.or(dates.signed).map_or(today, |from| from.earliest().max(today));
        let mut proven = false;
        let mut changed: BTreeMap<usize, (AdoptionState, Option<Date>)> = BTreeMap::new();
        for index in 0..document.record.plan_refs.len() {
            let name = document.record.plan_refs[index].name.clone();
            let link = document.links.plans.get(index);
            let wanted = Wanted {
                words: words(&name),
                other: link.map(|link| words(&link.other_name)).unwrap_or_default(),
                years: years(&name),
                short: abbreviations(&name).collect(),
                dnr: link.and_then(|link| link.decision.dnr.as_deref()).map(number).into_iter().collect(),
            };
            let mut fits = if wanted.words.is_empty() && wanted.short.is_empty() {
                Vec::new()
            } else {
                self.best(&wanted)
            };
            fits.retain(|at| twin(&self.plans[*at as usize].path) != own);
            let fits = self.narrow(fits, document, index, start);
            let plans: Vec<&Plan> = fits.iter().map(|at| &self.plans[*at as usize]).collect();
            let one = plans.iter().map(|plan| twin(&plan.path)).collect::<BTreeSet<_>>().len() == 1;
            let found = plans.first().filter(|_| one);
            mended.resolutions.push(PlanResolution {
                agreement: document.record.path.clone(),
                plan_ref: name,
                resolves_to: found.map(|plan| plan.path.clone()),
                candidates: if one {
                    Vec::new()
                } else {
                    plans.iter().take(CANDIDATES).map(|plan| plan.path.clone()).collect()
                },
                replaced_by: found.and_then(|plan| self.later(plan, start)),
            });
            let reference = &mut document.record.plan_refs[index];
            if let Some(plan) = found {
                mended.referred.extend(fits.first());
                reference.resolves_to = Some(plan.path.clone());
                let state = plan.state_on(start);
                // A draft in the archive does not disprove an adoption that the agreement tells of.
                let weaker = state == AdoptionState::Draft && reference.adoption == AdoptionState::Proven;
                if state != AdoptionState::Unproven && reference.adoption != state && !weaker {
                    reference.adoption = state;
                    changed.insert(index, (state, plan.valid_to));
                }
            }
            proven |= reference.adoption == AdoptionState::Proven;
        }
        if !changed.is_empty() {
            mend(document, rules, strict, proven, &changed);
        }
        mended
    }

    /// The plan that has taken the place of one that is no longer in force: the same name, other years.
    fn later(&self, plan: &Plan, start: Date) -> Option<String> {
        if plan.state_on(start) != AdoptionState::Expired {
            return None;
        }
        let name = plan.names.first().filter(|name| !name.is_empty())?;
        let near = self.by.get(&letters(name.iter().max_by_key(|word| word.chars().count())?))?;
        let plans = near.iter().take(COMPARED).filter_map(|at| self.plans.get(*at as usize));
        plans
            .filter(|other| {
                let alike =
                    |a: &[String], b: &[String]| a.iter().all(|word| b.iter().any(|own| same(word, own)));
                other.holds_on(start)
                    && other.names.first().is_some_and(|own| alike(own, name) && alike(name, own))
            })
            .max_by_key(|other| other.valid_from)
            .map(|other| other.path.clone())
    }
}

/// Adds the rows of the register. A row that means a scanned plan, by its address or its whole name, only says what that
/// plan's own text does not: whether it is in force.
fn join(plans: &mut Vec<Plan>, register: &[Row], today: Date) {
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (index, plan) in plans.iter().enumerate().filter(|_| !register.is_empty()) {
        known.insert(twin(&plan.path).to_owned(), index);
        for name in plan.names.iter().filter(|name| !name.is_empty()) {
            known.entry(format!("{} {:?}", name.join(" "), plan.years)).or_insert(index);
        }
    }
    for row in register {
        let of_row = Plan::of_row(row, today);
        let address = row.address.as_deref().and_then(|address| known.get(twin(address)));
        let name = || known.get(&format!("{} {:?}", of_row.names[0].join(" "), of_row.years));
        match address.or_else(name).and_then(|index| plans.get_mut(*index)) {
            Some(plan) if of_row.state == AdoptionState::Expired || plan.state == AdoptionState::Unproven => {
                plan.state = of_row.state;
            }
            Some(_) => {}
            None => plans.push(of_row),
        }
    }
}

fn mend(
    document: &mut DocumentFacts,
    rules: &RuleSet,
    strict: bool,
    proven: bool,
    changed: &BTreeMap<usize, (AdoptionState, Option<Date>)>,
) {
    let archive_rule = |id: &str| rules.get(id).is_some_and(|rule| rule.kind.name == "resolves");
    let mut findings = std::mem::take(&mut document.findings);
    if proven {
        // One adopted plan is enough: what the text alone could not show is shown by the archive.
        let shown = ["unproven", "reference-only", "draft", "expired", "missing"];
        findings.retain(|finding| !archive_rule(&finding.rule) || !shown.contains(&finding.outcome.as_str()));
    } else {
        for finding in findings.iter_mut().filter(|finding| archive_rule(&finding.rule)) {
            let of = |entity: &crate::finding::Entity| {
                let index: usize = entity.reference.strip_prefix("plan")?.parse().ok()?;
                changed.get(&index).copied()
            };
            let Some((state, end)) = finding.entities.iter().find_map(of) else { continue };
            let outcome = match state {
                AdoptionState::Draft => "draft",
                AdoptionState::Expired => "expired",
                _ => continue,
            };
            let names = finding.entities.iter().filter(|entity| entity.kind == "plan");
            let name: Vec<String> = names.map(|entity| entity.text.clone()).take(1).collect();
            let end: Vec<String> = end.map(|end| end.to_string()).into_iter().collect();
            let values: Values = [("plan".to_owned(), name), ("end".to_owned(), end)].into();
            if let Some(restated) = rules.restate(finding, outcome, &values, strict) {
                *finding = restated;
            }
        }
    }
    document.findings = findings;
    for outcome in document.record.outcomes.iter_mut().filter(|outcome| archive_rule(&outcome.rule)) {
        if matches!(outcome.outcome, OutcomeKind::Met | OutcomeKind::NotMet) {
            let bad = document.findings.iter().any(|f| f.rule == outcome.rule && f.severity > Severity::Info);
            outcome.outcome = if bad { OutcomeKind::NotMet } else { OutcomeKind::Met };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(path: &str, names: &[&str], state: AdoptionState) -> Plan {
        let joined = names.join(" ");
        Plan {
            path: path.into(),
            names: names.iter().map(|name| words(name)).collect(),
            short: abbreviations(&joined).collect(),
            years: years(&joined),
            dnr: Vec::new(),
            state,
            until_replaced: false,
            valid_from: None,
            valid_to: None,
        }
    }

    fn check(name: &str, other: &str, expected: &[&str]) {
        let plans = vec![
            plan("kultur-1", &["kulturplan för norrstranden 2018–2021"], AdoptionState::Expired),
            plan("kultur-2", &["kulturplan för norrstranden 2022–2028"], AdoptionState::Proven),
            plan(
                "rus",
                &["Regional utvecklingsstrategi (RUS) för Norrstranden 2023–2030"],
                AdoptionState::Proven,
            ),
            plan("mat", &["livsmedelsstrategi för norrstranden"], AdoptionState::Proven),
        ];
        let index = Index::new(plans, &[], Date::year(2026));
        let wanted = Wanted {
            words: words(name),
            other: words(other),
            years: years(name),
            short: abbreviations(name).collect(),
            dnr: Vec::new(),
        };
        let best: Vec<&str> =
            index.best(&wanted).iter().map(|at| index.plans[*at as usize].path.as_str()).collect();
        assert_eq!(best, expected, "{name}");
    }

    #[test]
    fn names_are_found_by_years_abbreviations_and_in_english() {
        check("Kulturplan för Norrstranden 2022–2028", "", &["kultur-2"]);
        check("kulturplanen", "", &["kultur-1", "kultur-2"]);
        check("kulturplanen 2010–2014", "", &[]);
        check("RUS", "", &["rus"]);
        check("regionala utvecklingsstrategin", "", &["rus"]);
        check(
            "Regional Development Strategy for Norrstranden 2023–2030",
            "regional utveckling strategi norrstranden",
            &["rus"],
        );
        check("Food Strategy for Norrstranden", "livsmedel strategi norrstranden", &["mat"]);
        check("Food Strategy for Sunnanö", "livsmedel strategi sunnanö", &[]);
        check("Idrottsprogram", "", &[]);
    }
}
