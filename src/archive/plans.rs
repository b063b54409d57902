//! Plan references to the plan documents of the same archive.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::issuers::{Meant, are_one};
use super::names::{Alike, Names};
use super::register::Row;
use super::{Mended, folder, same, twin, words};
use crate::document::hash::take_up;
use crate::document::{AdoptionState, Date, DocumentKind, Issuer, PlanStatus};
use crate::finding::{
    Brief, DocumentFacts, Entity, Finding, OutcomeKind, PlanLink, PlanResolution, Severity, Slot, SlotState,
};
use crate::rules::RuleSet;
use crate::rules::render::Values;

/// Plans that are told apart where they fit equally well, at most.
const NARROWED: usize = 1_000;
/// Plans that are listed where several fit equally well, at most.
const CANDIDATES: usize = 8;

/// A plan document, as references look for it.
#[derive(Debug)]
pub(super) struct Plan {
    path: Arc<str>,
    /// Words of its title.
    title: Vec<String>,
    /// Each as its words, lower case.
    names: Vec<String>,
    /// Upper-case abbreviations in its names ("RUS").
    short: BTreeSet<String>,
    years: BTreeSet<u16>,
    dnr: Vec<String>,
    /// Whose it is, where that is known.
    issuers: Vec<Issuer>,
    state: AdoptionState,
    until_replaced: bool,
    decided: Option<Date>,
    valid_from: Option<Date>,
    valid_to: Option<Date>,
}

impl Plan {
    pub(super) fn of(facts: &Brief) -> Option<Plan> {
        let record = &facts.record;
        if record.kind != DocumentKind::Plan || !record.status.is_read(record.reason.as_deref()) {
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
        // "Kontaktperson: strateg …" near the top is no name.
        let named = |(at, name): &(usize, &String)| *at == 0 || !name.contains(':') && !name.ends_with('.');
        let names = facts.links.names.iter().enumerate().filter(named);
        let names: Vec<&String> = names.map(|(_, name)| name).take(4).collect();
        // A title may be set over two lines.
        let joined = names.iter().take(2).map(|name| name.as_str()).collect::<Vec<_>>().join(" ");
        let short = record.title.iter().flat_map(|title| abbreviations(title));
        Some(Plan {
            path: record.path.clone(),
            title: names.first().map(|name| words(name)).unwrap_or_default(),
            short: short.chain(facts.links.short.iter().cloned()).collect(),
            // A title's years are the plan's; those of the lines below may be those of the decision.
            years: names
                .iter()
                .map(|name| years(name))
                .find(|years| years.len() > 1)
                .unwrap_or_else(|| years(&joined)),
            names: names.into_iter().chain([&joined]).map(|name| words(name).join(" ")).collect(),
            dnr: record.dnr.iter().chain(adoption.dnr.iter()).map(|dnr| number(dnr)).collect(),
            issuers: facts.links.issuers.clone(),
            state,
            decided: adoption.date,
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
            path: row.place().into(),
            title: words(&row.name),
            names: vec![words(&row.name).join(" ")],
            short: abbreviations(&row.name).collect(),
            years: years(&row.name),
            dnr: row.dnr.iter().map(|dnr| number(dnr)).collect(),
            issuers: row.issuer.iter().map(|name| Issuer { sort: None, name: name.to_lowercase() }).collect(),
            state,
            decided: row.date,
            until_replaced: false,
            valid_from: row.valid_from.or(row.date),
            valid_to: row.valid_to,
        }
    }

    /// Whether it is adopted, seen from the day that an agreement starts.
    fn state_on(&self, start: Date) -> AdoptionState {
        let ended = self.valid_to.is_some_and(|end| end.latest() < start) && !self.until_replaced;
        if ended && self.state == AdoptionState::Proven { AdoptionState::Expired } else { self.state }
    }

    /// True where its title says nothing but these words and whose it is.
    fn is_called(&self, wanted: &[String]) -> bool {
        let whose = |word: &str| {
            self.issuers.iter().any(|issuer| {
                let sort = issuer.sort.iter().any(|sort| same(sort, word) || sort == word);
                sort || words(&issuer.name).iter().any(|name| same(name, word))
            })
        };
        self.title.iter().all(|word| wanted.iter().any(|wanted| same(wanted, word)) || whose(word))
    }

    /// False where its number or the day of its decision are known and not the ones that are told.
    fn can_be(&self, dnr: &[String], decided: Option<Date>) -> bool {
        let other_number =
            !dnr.is_empty() && !self.dnr.is_empty() && !self.dnr.iter().any(|own| dnr.contains(own));
        let other_day = decided.is_some_and(|day| self.decided.is_some_and(|own| own.day > 0 && own != day));
        let same_number = self.dnr.iter().any(|own| dnr.contains(own));
        same_number || !(other_day || other_number && decided.is_none())
    }

    /// True where it was in force on a day.
    fn holds_on(&self, day: Date) -> bool {
        self.state_on(day) == AdoptionState::Proven
            && self.valid_from.is_none_or(|from| from.earliest() <= day)
    }
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
#[derive(Debug)]
struct Wanted {
    words: Vec<String>,
    /// The name in the plan's language.
    other: Vec<String>,
    years: BTreeSet<u16>,
    short: Vec<String>,
    dnr: Vec<String>,
}

impl Wanted {
    /// What a name asks for, and what its document says beside it.
    fn of(name: &str, link: Option<&PlanLink>) -> Wanted {
        Wanted {
            words: words(name),
            other: link.map(|link| words(&link.other_name)).unwrap_or_default(),
            years: years(name),
            short: abbreviations(name).collect(),
            dnr: link.and_then(|link| link.decision.dnr.as_deref()).map(number).into_iter().collect(),
        }
    }

    /// A name for all that is asked for.
    fn hashed(&self) -> [u8; 16] {
        let mut hasher = blake3::Hasher::new();
        for list in [&self.words, &self.other, &self.short, &self.dnr] {
            hasher.update(&(list.len() as u64).to_le_bytes());
            take_up(&mut hasher, list);
        }
        take_up(&mut hasher, self.years.iter().map(|year| year.to_le_bytes()));
        let mut key = [0; 16];
        hasher.finalize_xof().fill(&mut key);
        key
    }
}

/// All plans of the archive.
#[derive(Debug)]
pub(super) struct Index {
    plans: Vec<Plan>,
    names: Names,
    /// Plans by abbreviation and by registry number.
    short: HashMap<String, Vec<u32>>,
    dnr: HashMap<String, Vec<u32>>,
    /// By plan: the first that is the same but for its format.
    twins: Vec<u32>,
    /// So many of them were scanned; the rest stand in the register only.
    scanned: usize,
    /// References that were asked before.
    seen: Mutex<Seen>,
}

/// What was found for references, by their hash, and how many plans that are in all.
#[derive(Debug, Default)]
struct Seen {
    best: HashMap<[u8; 16], Arc<[u32]>>,
    plans: usize,
}

/// Plans and references that are remembered, at most.
const REMEMBERED: usize = 4_000_000;
/// How well a plan fits that is told by its abbreviation alone, and how much a name in another language counts.
const SHORT: f64 = 0.9;
const OTHER: f64 = 0.95;

impl Index {
    /// Plans that were scanned, and those of the register.
    pub(super) fn new(mut plans: Vec<Plan>, register: &[Row], today: Date) -> Index {
        let scanned = plans.len();
        join(&mut plans, register, today);
        let (mut names, mut ids) = (Names::default(), HashMap::new());
        let mut short: HashMap<String, Vec<u32>> = HashMap::new();
        let mut dnr: HashMap<String, Vec<u32>> = HashMap::new();
        let mut first: HashMap<&str, u32> = HashMap::new();
        let mut twins = Vec::with_capacity(plans.len());
        for (at, plan) in (0u32..).zip(&plans) {
            names.add(&plan.names, &mut ids);
            plan.short.iter().for_each(|word| short.entry(word.clone()).or_default().push(at));
            plan.dnr.iter().for_each(|number| dnr.entry(number.clone()).or_default().push(at));
            twins.push(*first.entry(twin(&plan.path)).or_insert(at));
        }
        plans.iter_mut().for_each(|plan| plan.names = Vec::new());
        Index { plans, names, short, dnr, twins, scanned, seen: Mutex::new(Seen::default()) }
    }

    /// Plans that fit best, all equally well, by path.
    fn best(&self, wanted: &Wanted) -> Arc<[u32]> {
        let seen = || self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let key = wanted.hashed();
        if let Some(best) = seen().best.get(&key) {
            return best.clone();
        }
        let best: Arc<[u32]> = self.fit(wanted).into();
        let mut seen = seen();
        if seen.plans < REMEMBERED {
            seen.plans += best.len() + 10;
            seen.best.insert(key, best.clone());
        }
        best
    }

    fn fit(&self, wanted: &Wanted) -> Vec<u32> {
        let plan = |at: u32| &self.plans[at as usize];
        let of_years =
            |at: u32| wanted.years.len() < 2 || plan(at).years.len() < 2 || wanted.years == plan(at).years;
        let told = |by: &HashMap<String, Vec<u32>>, keys: &[String]| {
            let found: BTreeSet<u32> = keys.iter().filter_map(|key| by.get(key)).flatten().copied().collect();
            found.into_iter().filter(|at| of_years(*at)).collect::<Vec<u32>>()
        };
        let numbered = told(&self.dnr, &wanted.dnr);
        if !numbered.is_empty() {
            return numbered;
        }
        let short = told(&self.short, &wanted.short);
        let share = if short.is_empty() { 0.0 } else { SHORT };
        let named = self.names.most(&wanted.words, Alike::Form, of_years);
        // A name in another language must be told by its years or by the place as well.
        let places: Vec<&String> = wanted.other.iter().filter(|word| wanted.words.contains(word)).collect();
        let placed = |at: u32| {
            !wanted.years.is_empty() && wanted.years.is_subset(&plan(at).years)
                || places.iter().any(|word| self.names.has(at, word))
        };
        let (other, translated) =
            self.names.most(&wanted.other, Alike::Part, |at| of_years(at) && placed(at));
        let all = [named, (share, short), (other * OTHER, translated)];
        let highest = all.iter().map(|(share, _)| *share).fold(0.0, f64::max);
        let best = all.into_iter().filter(|(share, _)| *share >= highest).flat_map(|(_, plans)| plans);
        best.collect::<BTreeSet<u32>>().into_iter().collect()
    }

    /// True where these are one plan, in one or several formats.
    fn is_one(&self, plans: &[u32]) -> bool {
        let first = plans.first().map(|at| self.twins[*at as usize]);
        first.is_some() && plans.iter().all(|at| Some(self.twins[*at as usize]) == first)
    }

    /// Plans that nothing refers to. A plan as DOCX and as PDF is referred to where one of them is.
    pub(super) fn unreferenced(&self, referred: &BTreeSet<u32>) -> Vec<Arc<str>> {
        let referred: BTreeSet<u32> =
            referred.iter().filter_map(|at| self.twins.get(*at as usize)).copied().collect();
        let plans = self.plans.iter().zip(&self.twins).take(self.scanned);
        plans.filter(|(_, twin)| !referred.contains(twin)).map(|(plan, _)| plan.path.clone()).collect()
    }

    /// Of plans that fit equally well, those that the document can mean: of the issuer that it names, of one of its
    /// parties, decided on the day that it tells, in force when it starts, in the same folder. Each is asked only as long as several are left.
    fn narrow(&self, mut fits: Vec<u32>, facts: &DocumentFacts, index: usize, start: Date) -> Vec<u32> {
        let links = &facts.links;
        let said = links.plans.get(index).and_then(|link| link.owner.as_ref());
        let meant = Meant { said, parties: &links.owners };
        fits.retain(|at| meant.can_be(&self.plans[*at as usize].issuers));
        let issuer: Vec<Vec<String>> = said.map(|issuer| words(&issuer.name)).into_iter().collect();
        let parties: Vec<Vec<String>> = links.owners.iter().map(|owner| words(&owner.name)).collect();
        for owners in [issuer, parties] {
            if self.is_one(&fits) {
                return fits;
            }
            let left = self.names.of_any(&fits, &owners);
            if !left.is_empty() {
                fits = left;
            }
        }
        // So many plans by one name are told apart by nothing else that an agreement says.
        if fits.len() > NARROWED {
            return fits;
        }
        let own = folder(&facts.record.path);
        let decided = links.plans.get(index).and_then(|link| link.decision.date).filter(|day| day.day > 0);
        // That one is in force tells nothing of which is meant where they are those of several bodies.
        let known: Vec<&Plan> =
            fits.iter().map(|at| &self.plans[*at as usize]).filter(|plan| !plan.issuers.is_empty()).collect();
        let of_one = known
            .windows(2)
            .all(|pair| pair[0].issuers.iter().any(|a| pair[1].issuers.iter().any(|b| are_one(a, b))));
        let tests: [&dyn Fn(&Plan) -> bool; 4] = [
            &|plan| decided.is_some() && plan.decided == decided,
            &|plan| of_one && plan.holds_on(start),
            &|plan| of_one && plan.state == AdoptionState::Proven,
            &|plan| folder(&plan.path) == own,
        ];
        for test in tests {
            if self.is_one(&fits) {
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
        let path: Arc<str> = document.record.path.as_str().into();
        let dates = &document.record.dates;
        let start = dates.from.or(dates.signed).map_or(today, |from| from.earliest().max(today));
        let mut proven = false;
        let mut changed: BTreeMap<usize, Changed> = BTreeMap::new();
        for index in 0..document.record.plan_refs.len() {
            let fits = self.narrow(self.fitting(document, index), document, index, start);
            let one = self.is_one(&fits);
            let found = fits.first().copied().filter(|_| one);
            let place = |at: &u32| self.plans[*at as usize].path.clone();
            let candidates =
                if one { Arc::default() } else { fits.iter().take(CANDIDATES).map(place).collect() };
            let later = found.and_then(|at| self.later(at, start));
            let reference = &mut document.record.plan_refs[index];
            mended.resolutions.push(PlanResolution {
                agreement: path.clone(),
                plan_ref: reference.name.as_str().into(),
                resolves_to: found.as_ref().map(place),
                candidates,
                replaced_by: later.clone(),
            });
            if let Some(at) = found {
                mended.referred.push(at);
                reference.resolves_to = Some(place(&at).to_string());
                if let Some(change) = self.changed(at, reference.adoption, start, later) {
                    reference.adoption = change.state;
                    changed.insert(index, change);
                }
            }
            proven |= reference.adoption == AdoptionState::Proven;
        }
        if !changed.is_empty() {
            mend(document, rules, strict, proven, &changed);
        }
        mended
    }

    /// Plans that a document's reference can mean, all that fit equally well.
    fn fitting(&self, document: &DocumentFacts, index: usize) -> Vec<u32> {
        let link = document.links.plans.get(index);
        let wanted = Wanted::of(&document.record.plan_refs[index].name, link);
        if wanted.words.is_empty() && wanted.short.is_empty() {
            return Vec::new();
        }
        let mut fits = self.best(&wanted).to_vec();
        let plan = |at: &u32| &self.plans[*at as usize];
        // A plan that names itself is no reference to itself.
        if document.record.kind == DocumentKind::Plan {
            let own = twin(&document.record.path);
            fits.retain(|at| twin(&plan(at).path) != own);
        }
        // A number, or the day of another decision, tells that another plan is meant.
        let decided = link.and_then(|link| link.decision.date).filter(|day| day.day > 0);
        fits.retain(|at| plan(at).can_be(&wanted.dnr, decided));
        // "Strategi 2030" can be anybody's: of those only one that is called so itself.
        if link.is_some_and(|link| link.bare) {
            let numbered = |at: &u32| plan(at).dnr.iter().any(|dnr| wanted.dnr.contains(dnr));
            fits.retain(|at| numbered(at) || plan(at).is_called(&wanted.words));
        }
        fits
    }

    /// What a plan of the archive says of a reference that the agreement does not.
    fn changed(&self, at: u32, told: AdoptionState, start: Date, later: Option<Arc<str>>) -> Option<Changed> {
        let plan = &self.plans[at as usize];
        let state = plan.state_on(start);
        // A draft in the archive does not disprove an adoption that the agreement tells of.
        let weaker = state == AdoptionState::Draft && told == AdoptionState::Proven;
        (state != AdoptionState::Unproven && told != state && !weaker).then(|| Changed {
            state,
            end: plan.valid_to,
            path: plan.path.clone(),
            later,
        })
    }

    /// The plan that has taken the place of one that is no longer in force: the same name, other years.
    fn later(&self, at: u32, start: Date) -> Option<Arc<str>> {
        let plan = |at: u32| &self.plans[at as usize];
        if plan(at).state_on(start) != AdoptionState::Expired {
            return None;
        }
        let others = self.names.namesakes(at).into_iter().filter(|other| plan(*other).holds_on(start));
        others.max_by_key(|other| plan(*other).valid_from).map(|other| plan(other).path.clone())
    }
}

/// Which of a document's plan references an entity is.
fn plan_of(entity: &Entity) -> Option<usize> {
    entity.reference.strip_prefix("plan")?.parse().ok()
}

/// Adds the rows of the register. A row that means a scanned plan, by its address or its whole name, only says what that
/// plan's own text does not: whether it is in force.
fn join(plans: &mut Vec<Plan>, register: &[Row], today: Date) {
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for (index, plan) in plans.iter().enumerate().filter(|_| !register.is_empty()) {
        known.insert(twin(&plan.path).to_owned(), index);
        for name in plan.names.iter().filter(|name| !name.is_empty()) {
            known.entry(format!("{name} {:?}", plan.years)).or_insert(index);
        }
    }
    for row in register {
        let of_row = Plan::of_row(row, today);
        let address = row.address.as_deref().and_then(|address| known.get(twin(address)));
        let name = || known.get(&format!("{} {:?}", of_row.names[0], of_row.years));
        match address.or_else(name).and_then(|index| plans.get_mut(*index)) {
            Some(plan) if of_row.state == AdoptionState::Expired || plan.state == AdoptionState::Unproven => {
                plan.state = of_row.state;
            }
            Some(_) => {}
            None => plans.push(of_row),
        }
    }
}

/// What the archive changed of a reference: its state, the end of the plan, and the plan's place.
struct Changed {
    state: AdoptionState,
    end: Option<Date>,
    path: Arc<str>,
    later: Option<Arc<str>>,
}

fn mend(
    document: &mut DocumentFacts,
    rules: &RuleSet,
    strict: bool,
    proven: bool,
    changed: &BTreeMap<usize, Changed>,
) {
    let archive_rule = |id: &str| rules.get(id).is_some_and(|rule| rule.kind.name == "resolves");
    let mut findings = std::mem::take(&mut document.findings);
    if proven {
        // One adopted plan is enough: what the text alone could not show is shown by the archive.
        let shown = ["unproven", "reference-only", "draft", "expired", "missing"];
        findings.retain(|finding| !archive_rule(&finding.rule) || !shown.contains(&finding.outcome.as_str()));
    } else {
        // The text alone was content: now what it says of each plan counts.
        let shown = ["unproven", "reference-only", "draft", "expired", "missing"];
        let told =
            |finding: &Finding| archive_rule(&finding.rule) && shown.contains(&finding.outcome.as_str());
        if !findings.iter().any(told) {
            let index = |finding: &Finding| finding.entities.iter().find_map(plan_of);
            let still = |finding: &Finding| {
                index(finding).is_some_and(|at| changed.contains_key(&at) || finding.outcome != "expired")
            };
            findings.extend(document.links.latent.iter().filter(|latent| still(latent)).cloned());
        }
        for finding in findings.iter_mut().filter(|finding| archive_rule(&finding.rule)) {
            let of = finding.entities.iter().find_map(plan_of);
            let Some(Changed { state, end, path, later }) = of.and_then(|at| changed.get(&at)) else {
                continue;
            };
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
                let slot = |slot: &str, value: &str| Slot {
                    slot: slot.to_owned(),
                    state: SlotState::Found,
                    value: Some(value.to_owned()),
                };
                finding.why.push(slot("archive", path));
                finding.why.extend(later.as_ref().map(|later| slot("replaced-by", later)));
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
            title: Vec::new(),
            names: names.iter().map(|name| words(name).join(" ")).collect(),
            short: abbreviations(&joined).collect(),
            years: years(&joined),
            dnr: Vec::new(),
            issuers: Vec::new(),
            state,
            decided: None,
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
        let best: Vec<&str> = index.best(&wanted).iter().map(|at| &*index.plans[*at as usize].path).collect();
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
