//! `duties`: each party must have an own, concrete duty.

use std::collections::BTreeMap;

use super::super::view::{Selector, View};
use super::{Check, CheckKind, Hit, Judged, Near, Verdict, found, missing, party};
use crate::document::{CoreFunction, Duty, DutyKind, DutySubject, Sector};
use crate::finding::Reason;

/// Name of the check kind in rule files.
pub const NAME: &str = "duties";

pub(super) const KIND: CheckKind = CheckKind {
    name: NAME,
    doc: "Asks of each party whether it has an own duty: one clause, list item or row with the party (or an organ or \
          role of it) as subject, a duty verb and a concrete object. With fewer than two parties it asks whether \
          anybody has. The slot `coordination` names labels that show that somebody coordinates.",
    outcomes: &[
        ("none", "no party has an own duty"),
        ("party-without", "some parties have, at least one has none"),
        ("skew", "one party has all duties, the others only take part"),
        ("annex-missing", "the duties are said to stand in an annex that is not in the file"),
        ("coordination-unnamed", "all have duties, but nobody is said to coordinate"),
    ],
    open: false,
    placeholders: &["parties", "carrier", "annexes", "count"],
    keys: &["slots"],
    slots: &["coordination"],
    archive: false,
    build: |parts| Box::new(Duties { coordination: parts.slot("coordination") }),
};

#[derive(Debug)]
struct Duties {
    coordination: Selector,
}

/// For each party, its own duties in the view's zones (indices into the annotations' duties).
pub fn own(view: &View<'_>) -> Vec<Vec<usize>> {
    let said = view.doc.annotations;
    let mut own: Vec<Vec<usize>> = vec![Vec::new(); said.parties.len()];
    let duties = said.duties.iter().enumerate();
    for (index, duty) in duties.filter(|(_, duty)| duty.kind == DutyKind::Own && view.reads(duty.span)) {
        for owner in owners(view, duty) {
            if let Some(list) = own.get_mut(owner) {
                list.push(index);
            }
        }
    }
    own
}

fn owners(view: &View<'_>, duty: &Duty) -> Vec<usize> {
    let parties = &view.doc.annotations.parties;
    match &duty.subject {
        DutySubject::Party(party) => vec![*party as usize],
        DutySubject::Parties(several) => several.iter().map(|party| *party as usize).collect(),
        DutySubject::EachParty => (0..parties.len()).collect(),
        DutySubject::Category(_) => equals(view),
        DutySubject::Joint | DutySubject::Role(_) | DutySubject::Person(_) | DutySubject::Nobody => {
            Vec::new()
        }
    }
}

/// Parties that a category ("hemkommunen", "respektive kommun") speaks of: those with the legal form that most
/// parties share, else the public ones.
fn equals(view: &View<'_>) -> Vec<usize> {
    let parties = &view.doc.annotations.parties;
    let mut forms: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, party) in parties.iter().enumerate() {
        if let Some(form) = &party.legal_form {
            forms.entry(form).or_default().push(index);
        }
    }
    let most = forms.into_values().filter(|list| list.len() > 1).max_by_key(Vec::len);
    most.unwrap_or_else(|| {
        (0..parties.len()).filter(|index| parties[*index].sector == Sector::Public).collect()
    })
}

impl Check for Duties {
    fn judge(&self, view: &View<'_>) -> Judged {
        let said = view.doc.annotations;
        let own = own(view);
        let names = |indices: &[usize]| -> Vec<String> {
            indices
                .iter()
                .filter_map(|index| said.parties.get(*index))
                .map(|party| party.name.clone())
                .collect()
        };
        let mut judged = Judged { closest: nearest(view), ..Judged::default() };
        if said.parties.len() < 2 {
            let mut concrete = said.duties.iter();
            let duty = concrete.find(|duty| duty.kind == DutyKind::Own && view.reads(duty.span));
            judged.told(view, || missing("two parties"));
            match duty {
                Some(duty) => judged.told(view, || found("duty of a role", view.short(duty.span, 160))),
                None => {
                    judged.told(view, || missing("duty of a role"));
                    // Where not one party can be made out, it is our reading that lacks something.
                    if said.parties.is_empty() {
                        judged.verdict = Some(Verdict::NotAssessed(Reason::PartiesUnclear));
                    } else {
                        judged.none(view);
                    }
                }
            }
            return judged;
        }
        for (party, duties) in said.parties.iter().zip(&own) {
            let slot = || format!("duty: {}", party.name);
            match duties.first().and_then(|index| said.duties.get(*index)) {
                Some(duty) => judged.told(view, || found(&slot(), view.short(duty.span, 160))),
                None => judged.told(view, || missing(&slot())),
            }
        }
        let with: Vec<usize> = (0..own.len()).filter(|index| !own[*index].is_empty()).collect();
        let without: Vec<usize> = (0..own.len()).filter(|index| own[*index].is_empty()).collect();
        if with.is_empty() {
            judged.none(view);
        } else if !without.is_empty() && judged.elsewhere(view) {
            // What the others do may stand in the annex that is not here.
        } else if !without.is_empty() {
            let takes_part: Vec<usize> = without
                .iter()
                .copied()
                .filter(|index| {
                    said.duties.iter().any(|duty| takes_part(duty, *index) && view.reads(duty.span))
                })
                .collect();
            let skew = with.len() == 1 && takes_part == without;
            let mut hit = Hit::absent(if skew { "skew" } else { "party-without" });
            if let Some(duty) = said.duties.iter().find(|duty| {
                view.reads(duty.span) && without.iter().any(|index| takes_part_alone(duty, *index))
            }) {
                hit.spans.push(duty.span);
            }
            hit.entities = without.iter().filter_map(|index| party(view, *index)).collect();
            hit.closest = judged.closest.clone();
            judged.hits.push(hit.value("parties", names(&without)).value("carrier", names(&with)));
        } else {
            judged.coordination(view, &self.coordination);
        }
        judged
    }
}

impl Judged {
    /// Says that the duties stand in an annex that is not in the file; `false` where they do not.
    fn elsewhere(&mut self, view: &View<'_>) -> bool {
        let annexes = view.doc.annotations.annexes.iter();
        let missing: Vec<_> = annexes.filter(|annex| annex.holds_duties && !annex.present).collect();
        let Some(first) = missing.first() else { return false };
        let hit = Hit::at("annex-missing", vec![view.sentence(first.span)]);
        self.hits.push(hit.value("annexes", missing.iter().map(|annex| annex.name.clone())));
        self.verdict = Some(Verdict::NotAssessed(Reason::AnnexMissing));
        true
    }

    fn none(&mut self, view: &View<'_>) {
        let said = view.doc.annotations;
        if self.elsewhere(view) {
            return;
        }
        let mut hit = Hit::absent("none");
        hit.closest = self.closest.clone();
        hit.entities = (0..said.parties.len()).filter_map(|index| party(view, index)).collect();
        let names = said.parties.iter().map(|party| party.name.clone());
        self.hits.push(hit.value("parties", names).value("count", [said.parties.len().to_string()]));
    }

    fn coordination(&mut self, view: &View<'_>, selector: &Selector) {
        let said = view.doc.annotations;
        let role = said.duties.iter().find(|duty| {
            matches!(duty.subject, DutySubject::Role(_))
                && duty.kind == DutyKind::Own
                && view.reads(duty.span)
        });
        let task = said.tasks.iter().find(|task| task.core == Some(CoreFunction::Coordination));
        let word = view.find(selector).into_iter().next();
        let span = role.map(|duty| duty.span).or(task.map(|task| task.span)).or(word.map(|word| word.span));
        match span {
            Some(span) => self.told(view, || found("coordination", view.short(view.sentence(span), 160))),
            None => {
                self.told(view, || missing("coordination"));
                self.hits.push(Hit::absent("coordination-unnamed"));
            }
        }
    }
}

fn takes_part(duty: &Duty, party: usize) -> bool {
    let joint = matches!(duty.subject, DutySubject::EachParty | DutySubject::Joint);
    duty.kind == DutyKind::Participation && (joint || takes_part_alone(duty, party))
}

fn takes_part_alone(duty: &Duty, index: usize) -> bool {
    duty.kind == DutyKind::Participation
        && match &duty.subject {
            DutySubject::Party(party) => *party as usize == index,
            DutySubject::Parties(parties) => parties.iter().any(|party| *party as usize == index),
            _ => false,
        }
}

/// What came nearest to a duty: joint wording first, then taking part, then the rest.
fn nearest(view: &View<'_>) -> Option<Near> {
    let order = |duty: &Duty| match duty.kind {
        DutyKind::Own => 4,
        DutyKind::Joint => 0,
        DutyKind::Participation => 1,
        DutyKind::Negated => 2,
        DutyKind::Excluded => 3,
    };
    let duties = view.doc.annotations.duties.iter();
    let near = duties
        .filter(|duty| duty.kind != DutyKind::Own && view.reads(duty.span))
        .min_by_key(|duty| order(duty))?;
    let mut slots = Near { span: near.span, met: Vec::new(), missing: Vec::new() };
    let own =
        matches!(near.subject, DutySubject::Party(_) | DutySubject::Parties(_) | DutySubject::EachParty);
    let parts = [
        ("own subject", own),
        ("duty verb", !near.verb.is_empty()),
        ("concrete object", !near.object.is_empty() && near.kind != DutyKind::Participation),
    ];
    for (slot, there) in parts {
        if there { slots.met.push(slot.into()) } else { slots.missing.push(slot.into()) }
    }
    match near.kind {
        DutyKind::Negated => slots.missing.push("affirmation".into()),
        DutyKind::Excluded => slots.missing.push("a duty of the collaboration".into()),
        _ => {}
    }
    Some(slots)
}
