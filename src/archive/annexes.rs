//! Annexes that an agreement cites and that lie beside it as files of their own.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::{folder, same, words};
use crate::document::DocumentKind;
use crate::finding::{Brief, DocumentFacts, OutcomeKind, Severity, Status};
use crate::rules::RuleSet;
use crate::rules::render::Values;

/// A document that can be another's annex.
#[derive(Debug)]
pub(super) struct Annex {
    folder: String,
    path: Arc<str>,
    names: Vec<Vec<String>>,
    /// Numbers and letters of its name ("1" of "Bilaga 1").
    number: Option<String>,
    dnr: Option<String>,
    /// Who has duties there, lower case.
    subjects: Vec<String>,
}

impl Annex {
    pub(super) fn of(facts: &Brief) -> Option<Annex> {
        let record = &facts.record;
        let kinds = [DocumentKind::Annex, DocumentKind::Other, DocumentKind::Guidance];
        if record.status != Status::Assessed
            || !kinds.contains(&record.kind)
            || facts.links.duty_subjects.is_empty()
        {
            return None;
        }
        let names: Vec<&String> = facts.links.names.iter().take(4).collect();
        Some(Annex {
            folder: folder(&record.path).to_owned(),
            path: record.path.clone(),
            number: names
                .iter()
                .find_map(|name| number(name))
                .or_else(|| number(&record.path.to_lowercase())),
            names: names.iter().map(|name| words(name)).collect(),
            dnr: record.dnr.clone(),
            subjects: facts.links.duty_subjects.clone(),
        })
    }

    /// True where a citation ("bilaga 1 ansvarsfördelning") means this document.
    fn is_meant(&self, cited: &str) -> bool {
        let wanted = words(cited);
        // The first word says that it is an annex, the rest what it is about.
        let about: Vec<&String> = wanted.iter().skip(1).collect();
        let held = |word: &&&String| self.names.iter().flatten().any(|own| same(own, word));
        if about.is_empty() {
            let number = number(cited);
            return number.is_some() && number == self.number;
        }
        about.iter().filter(held).count() * 2 > about.len()
    }
}

/// The number or letter after the first word.
fn number(name: &str) -> Option<String> {
    let file = name.rsplit('/').next().unwrap_or(name);
    let mut words = file.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.next()?;
    let second = words.next()?;
    let short = |word: &str| word.chars().count() <= 2 && !word.is_empty();
    (first.chars().count() > 3 && short(second)).then(|| second.to_lowercase())
}

/// All annexes, by folder.
#[derive(Debug, Default)]
pub(super) struct Annexes {
    by_folder: HashMap<String, Folder>,
}

/// Annexes of one folder, by path.
#[derive(Debug, Default)]
struct Folder {
    annexes: Vec<Annex>,
    /// By number, and by the first letters of the words of their names.
    by: HashMap<String, Vec<u32>>,
}

fn letters(word: &str) -> String {
    word.chars().take(4).collect()
}

impl Folder {
    fn push(&mut self, annex: Annex) {
        let at = self.annexes.len() as u32;
        let words: BTreeSet<String> = annex.names.iter().flatten().map(|word| letters(word)).collect();
        for key in words.into_iter().chain(annex.number.iter().map(|number| format!("no {number}"))) {
            self.by.entry(key).or_default().push(at);
        }
        self.annexes.push(annex);
    }

    /// The first that is meant by a citation and that fits.
    fn meant(&self, cited: &str, fits: impl Fn(&Annex) -> bool) -> Option<&Annex> {
        let words = words(cited).into_iter().skip(1).map(|word| letters(&word));
        let keys = words.chain(number(cited).map(|number| format!("no {number}")));
        let near: BTreeSet<u32> = keys.filter_map(|key| self.by.get(&key)).flatten().copied().collect();
        let near = near.into_iter().filter_map(|at| self.annexes.get(at as usize));
        near.into_iter().find(|annex| annex.is_meant(cited) && fits(annex))
    }
}

impl Annexes {
    pub(super) fn extend(&mut self, annex: Option<Annex>) {
        if let Some(annex) = annex {
            self.by_folder.entry(annex.folder.clone()).or_default().push(annex);
        }
    }

    /// Where the duties stand in an annex that lies in the same folder, the finding that it is missing gives way to
    /// what the annex says: all parties have duties there, or some have none.
    pub(super) fn mend(&self, facts: &mut DocumentFacts, rules: &RuleSet, strict: bool) {
        let missing = |outcome: &str| matches!(outcome, "annex-missing" | "none");
        let at = facts.findings.iter().position(|finding| {
            missing(&finding.outcome)
                && rules.get(&finding.rule).is_some_and(|rule| rule.kind.name == "duties")
        });
        let Some(at) = at else { return };
        let record = &facts.record;
        let Some(beside) = self.by_folder.get(folder(&record.path)) else { return };
        let cited = &facts.links.annexes_missing;
        let fits = |annex: &Annex| {
            let same_matter = annex.dnr.is_none() || record.dnr.is_none() || annex.dnr == record.dnr;
            same_matter && *annex.path != *record.path
        };
        let annex = cited.iter().find_map(|cited| beside.meant(cited, fits));
        let Some(annex) = annex else { return };
        let each = annex.subjects.iter().any(|subject| subject == "*");
        let has: Vec<bool> = record
            .parties
            .iter()
            .map(|party| {
                let called = party.aliases.iter().chain([&party.name]);
                let called: Vec<String> = called.map(|name| name.to_lowercase()).collect();
                each || annex.subjects.iter().any(|subject| {
                    called.iter().any(|name| name == subject || same(name, subject))
                        || words(subject).iter().any(|word| called.iter().any(|name| same(name, word)))
                })
            })
            .collect();
        if !has.iter().any(|has| *has) {
            return;
        }
        let without: Vec<String> =
            record.parties.iter().zip(&has).filter(|(_, has)| !**has).map(|(p, _)| p.name.clone()).collect();
        let rule = facts.findings[at].rule.clone();
        if without.is_empty() {
            facts.findings.remove(at);
        } else {
            let finding = &mut facts.findings[at];
            let values: Values = [("parties".to_owned(), without)].into();
            let Some(restated) = rules.restate(finding, "party-without", &values, strict) else { return };
            *finding = restated;
        }
        for (party, has) in facts.record.parties.iter_mut().zip(has) {
            party.own_duty = Some(has);
        }
        let bad = facts.findings.iter().any(|f| f.rule == rule && f.severity > Severity::Info);
        for outcome in facts.record.outcomes.iter_mut().filter(|outcome| outcome.rule == rule) {
            outcome.outcome = if bad { OutcomeKind::NotMet } else { OutcomeKind::Met };
            outcome.reason = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::archive::link;
    use crate::document::{Date, DocumentKind};
    use crate::engine::{Engine, Setup};
    use crate::finding::OutcomeKind;
    use crate::ingest::Source;

    const HEAD: &str = "Mellan Granviks kommun, nedan kallad Kommunen, och Stiftelsen Tallgården, nedan kallad \
        Stiftelsen, träffas följande avtal.\n\n";

    fn check(subjects: &[&str], folder: &str, expected: OutcomeKind) {
        let today = Date::ymd(2026, 5, 14).unwrap();
        let engine = Engine::new(Setup::shipped(today)).unwrap();
        let scan =
            |name: &str, text: String| engine.scan(&Source { name: name.into(), bytes: text.into_bytes() });
        let main = "# Samverkansavtal om lovskola\n\nVem som gör vad står i bilaga 1.\n\nAvtalet gäller från \
            2023-06-01 till 2027-05-31.\n";
        let mut agreement = scan("a/avtal.txt", format!("{HEAD}{main}"));
        agreement.links.annexes_missing = vec!["bilaga 1".to_owned()];
        let text = "# Bilaga 1 Ansvarsfördelning\n\nAnsvaret är fördelat så här.\n".to_owned();
        let mut annex = scan(&format!("{folder}/bilaga.txt"), text);
        annex.record.kind = DocumentKind::Annex;
        annex.links.duty_subjects = subjects.iter().map(|subject| (*subject).to_owned()).collect();
        let mut facts = [agreement, annex];
        link(&mut facts, engine.rules(), &[], today, false).unwrap();
        let outcomes =
            &facts.iter().find(|facts| facts.record.path == "a/avtal.txt").unwrap().record.outcomes;
        let roles = outcomes.iter().find(|outcome| outcome.rule == "role-allocation").unwrap();
        assert_eq!(roles.outcome, expected, "{subjects:?} in {folder}");
    }

    #[test]
    fn duties_in_an_annex_beside_the_agreement_count() {
        check(&["kommunen", "stiftelsen"], "a", OutcomeKind::Met);
        check(&["*"], "a", OutcomeKind::Met);
        check(&["kommunen", "stiftelsen"], "b", OutcomeKind::NotAssessed);
        check(&["kommunen"], "a", OutcomeKind::NotMet);
    }
}
