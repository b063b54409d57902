//! `conditions`: where different sectors meet, the agreement must say how they can work at their own terms.

use super::super::view::View;
use super::{Check, CheckKind, Hit, Judged, Parts, Verdict, found, missing};
use crate::document::{ConditionKind, Sector};
use crate::finding::{Reason, Severity};

pub(super) const KIND: CheckKind = CheckKind {
    name: "conditions",
    doc: "Asks, where at least two sectors meet, for one concrete sentence per condition: pace (public and other), \
          benefit (a private party), resources (a non-profit party). Where a party's sector is not known, or another \
          condition that applies is met, findings are infos; a party of unknown sector beside a public one is asked for \
          what it is given, as an association is.",
    outcomes: &[
        ("none", "all three conditions apply and none is met"),
        ("pace", "nothing on decision order, mandate or reply times"),
        ("benefit", "nothing on what the private party gains"),
        ("resources", "nothing on what the non-profit party is given"),
    ],
    open: false,
    placeholders: &["parties", "conditions"],
    keys: &[],
    slots: &[],
    archive: false,
    build: |_: &Parts| Box::new(Conditions),
};

/// How many conditions there are.
const ALL: usize = 3;

#[derive(Debug)]
struct Conditions;

impl Check for Conditions {
    fn judge(&self, view: &View<'_>) -> Judged {
        let said = view.doc.annotations;
        let has = |sector: Sector| said.parties.iter().any(|party| party.sector == sector);
        let known =
            [Sector::Public, Sector::Private, Sector::Nonprofit].into_iter().filter(|sector| has(*sector));
        let sectors = known.count();
        let sure = sectors >= 2;
        let mut judged = Judged::default();
        // A party without a legal form is most often an association.
        let unpaid = match has(Sector::Nonprofit) {
            true => Some(Sector::Nonprofit),
            false => (has(Sector::Unknown) && has(Sector::Public)).then_some(Sector::Unknown),
        };
        let other = has(Sector::Private) || has(Sector::Nonprofit) || (!sure && has(Sector::Unknown));
        let asked: Vec<(ConditionKind, &str, Option<Sector>)> = [
            (ConditionKind::Pace, "pace", has(Sector::Public) && other, None),
            (ConditionKind::Benefit, "benefit", has(Sector::Private), Some(Sector::Private)),
            (ConditionKind::Resources, "resources", unpaid.is_some(), unpaid),
        ]
        .into_iter()
        .filter(|(_, _, applies, _)| *applies)
        .map(|(kind, name, _, sector)| (kind, name, sector))
        .collect();
        if said.parties.len() < 2 {
            judged.told(view, || missing("two parties"));
            judged.verdict = Some(Verdict::NotAssessed(Reason::PartiesUnclear));
            return judged;
        }
        if asked.is_empty() || (!sure && !has(Sector::Unknown)) {
            judged.verdict = Some(Verdict::NotApplicable("one-sector"));
            return judged;
        }
        let mut lacking = Vec::new();
        for (kind, name, sector) in &asked {
            let condition = said
                .conditions
                .iter()
                .find(|condition| condition.kind == *kind && view.reads(condition.span));
            match condition {
                Some(condition) => judged.told(view, || found(name, view.short(condition.span, 160))),
                None => {
                    judged.told(view, || missing(name));
                    lacking.push((*name, *sector));
                }
            }
        }
        let parties = |sector: Option<Sector>| -> Vec<String> {
            let of = said.parties.iter().filter(|party| sector.is_none_or(|sector| party.sector == sector));
            of.map(|party| party.name.clone()).collect()
        };
        // One sentence on how they can work together is a beginning.
        let begun = lacking.len() < asked.len();
        let guessed = |sector: &Option<Sector>| *sector == Some(Sector::Unknown);
        let at_most = (!sure || begun).then_some(Severity::Info);
        // What does not apply is not called missing.
        if lacking.len() == ALL {
            let hit = Hit {
                at_most,
                why: lacking.iter().map(|(name, _)| missing(name)).collect(),
                ..Hit::absent("none")
            };
            let names = lacking.iter().map(|(name, _)| (*name).to_owned());
            judged.hits.push(hit.value("parties", parties(None)).value("conditions", names));
        } else {
            for (name, sector) in lacking {
                let at_most = if guessed(&sector) { Some(Severity::Info) } else { at_most };
                let hit = Hit { at_most, why: vec![missing(name)], ..Hit::absent(name) };
                judged.hits.push(hit.value("parties", parties(sector)));
            }
        }
        judged
    }
}
