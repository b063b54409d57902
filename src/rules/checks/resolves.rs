//! `resolves`: an agreement must refer to an adopted plan. Here by what its own text says; the archive step mends the
//! findings where a plan document or the register shows more.

use super::super::view::{Selector, View};
use super::{Check, CheckKind, Hit, Judged, Near, found, missing, party, plan};
use crate::document::{AdoptionState, Date, PlanRef, Sector};
use crate::finding::Severity;

pub(super) const KIND: CheckKind = CheckKind {
    name: "resolves",
    doc: "Asks whether the agreement refers to an adopted governing plan: with evidence of adoption in the text, or \
          by a plan document or register row in the same archive. One adopted plan in force is enough. The slot \
          `anchor` names labels for other decisions that an agreement may rest on; `except` names labels that void \
          one in its sentence.",
    outcomes: &[
        ("missing", "no governing plan is named"),
        ("unproven", "a plan is named, without evidence of adoption"),
        ("reference-only", "a plan is only named in a list of references or as a web address"),
        ("draft", "the plan is a draft"),
        ("expired", "the plan's period has ended"),
        ("other-anchor", "only a commission, a law or another decision is named"),
        ("party-uncovered", "the plan is that of one public party, another has none"),
        ("no-contribution", "the plan is named, but not what the collaboration contributes to"),
    ],
    open: false,
    placeholders: &["plan", "parties", "end", "anchor", "link", "evidence"],
    keys: &["slots", "except"],
    slots: &["anchor"],
    archive: true,
    build: |parts| Box::new(Resolves { anchor: parts.slot("anchor"), except: parts.except.clone() }),
};

#[derive(Debug)]
struct Resolves {
    anchor: Selector,
    except: Selector,
}

impl Check for Resolves {
    fn judge(&self, view: &View<'_>) -> Judged {
        let said = view.doc.annotations;
        let mut judged = Judged::default();
        let refs: Vec<(usize, &PlanRef, State)> = said
            .plan_refs
            .iter()
            .enumerate()
            .filter(|(_, plan)| plan.state != AdoptionState::None)
            .map(|(index, plan)| (index, plan, state(view, plan)))
            .collect();
        if refs.is_empty() {
            self.nothing(view, &mut judged);
            return judged;
        }
        for (_, plan, state) in &refs {
            judged.told(view, || found("plan", &plan.name));
            match plan.evidence.filter(|span| !span.is_empty()) {
                Some(span) => judged.told(view, || found("adoption", view.short(span, 160))),
                None => judged.told(view, || missing("adoption")),
            }
            if *state != State::Good && *state != State::Unproven {
                judged.told(view, || found("state", state.outcome()));
            }
        }
        let good: Vec<(usize, &PlanRef)> = refs
            .iter()
            .filter(|(_, _, state)| matches!(state, State::Good | State::UntilReplaced))
            .map(|(index, plan, _)| (*index, *plan))
            .collect();
        for (index, plan, state) in &refs {
            // One adopted plan is enough: what else is named is history or background.
            if *state == State::Good || (!good.is_empty() && *state != State::UntilReplaced) {
                // What the plan itself says may be another thing.
                let state = if *state == State::Good { State::Expired } else { *state };
                judged.latent.push(hit(view, *index, plan, state));
                continue;
            }
            judged.hits.push(hit(view, *index, plan, *state));
        }
        if !good.is_empty() {
            uncovered(view, &good, &mut judged);
            contribution(view, &good, &mut judged);
        } else if let Some((_, plan, _)) = refs.first() {
            judged.closest = Some(Near {
                span: view.quote(plan.span),
                met: vec!["plan".into()],
                missing: vec!["adoption".into()],
            });
        }
        judged
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    /// Ended, but said to hold until a new one is adopted.
    UntilReplaced,
    Unproven,
    ReferenceOnly,
    Draft,
    Expired,
}

impl State {
    fn outcome(self) -> &'static str {
        match self {
            State::Good => "met",
            State::Unproven => "unproven",
            State::ReferenceOnly => "reference-only",
            State::Draft => "draft",
            State::Expired | State::UntilReplaced => "expired",
        }
    }
}

fn state(view: &View<'_>, plan: &PlanRef) -> State {
    if plan.state == AdoptionState::Draft {
        return State::Draft;
    }
    let starts = view.doc.starts().map(Date::earliest);
    let from = starts.map_or(view.doc.today, |start| start.max(view.doc.today));
    let ended = plan.state == AdoptionState::Expired || end(plan).is_some_and(|end| end.latest() < from);
    match plan.state {
        _ if ended && plan.until_replaced => State::UntilReplaced,
        _ if ended => State::Expired,
        AdoptionState::Proven => State::Good,
        _ if plan.reference_only => State::ReferenceOnly,
        _ => State::Unproven,
    }
}

/// Last day of a plan, where it is told. A single year in a name says when it was made, not when it ends.
fn end(plan: &PlanRef) -> Option<Date> {
    let years = plan.years.filter(|(first, last)| last > first);
    plan.decision.valid_to.or(years.map(|(_, last)| Date::year(last)))
}

fn hit(view: &View<'_>, index: usize, reference: &PlanRef, state: State) -> Hit {
    let mut hit = Hit::at(state.outcome(), vec![view.quote(reference.span)]);
    hit.absence = matches!(state, State::Unproven | State::ReferenceOnly);
    hit.spans.extend(reference.evidence.map(|span| view.quote(span)).filter(|span| *span != hit.spans[0]));
    hit.at_most = (state == State::UntilReplaced).then_some(Severity::Info);
    hit.entities.extend(plan(view, index));
    hit.why.push(found("plan", &reference.name));
    match reference.evidence.filter(|span| !span.is_empty()) {
        Some(span) => hit.why.push(found("adoption", view.short(span, 160))),
        None => hit.why.push(missing("adoption")),
    }
    let document = view.doc.document;
    let block = document.block_at(reference.span.start()).and_then(|index| document.blocks().get(index));
    let link = block.and_then(|block| block.links.first()).map(|(_, target)| target.clone());
    let end = end(reference).map(|end| end.to_string());
    hit.value("plan", [reference.name.clone()])
        .value("end", end)
        .value("link", [link.unwrap_or_else(|| view.short(reference.span, 120))])
        .value("evidence", reference.evidence.map(|span| view.short(span, 120)))
}

fn uncovered(view: &View<'_>, good: &[(usize, &PlanRef)], judged: &mut Judged) {
    let parties = &view.doc.annotations.parties;
    let public: Vec<usize> = (0..parties.len()).filter(|at| parties[*at].sector == Sector::Public).collect();
    let owned: Vec<usize> =
        good.iter().filter_map(|(_, plan)| plan.party).map(|party| party as usize).collect();
    // A plan whose owner is not told may be anybody's.
    if public.len() < 2 || owned.len() < good.len() || !owned.iter().any(|owner| public.contains(owner)) {
        return;
    }
    for index in public.into_iter().filter(|index| !owned.contains(index)) {
        let mut hit = Hit::absent("party-uncovered").value("parties", [parties[index].name.clone()]);
        hit.entities.extend(party(view, index));
        hit.values.insert("plan".into(), good.iter().map(|(_, plan)| plan.name.clone()).collect());
        judged.hits.push(hit);
    }
}

fn contribution(view: &View<'_>, good: &[(usize, &PlanRef)], judged: &mut Judged) {
    if let Some(span) = good.iter().find_map(|(_, plan)| plan.contribution) {
        judged.told(view, || found("contribution", view.short(span, 160)));
        return;
    }
    judged.told(view, || missing("contribution"));
    let Some((index, reference)) = good.first() else { return };
    let mut hit = Hit::at("no-contribution", vec![view.quote(reference.span)]);
    hit.absence = true;
    hit.entities.extend(plan(view, *index));
    judged.hits.push(hit.value("plan", [reference.name.clone()]));
}

impl Resolves {
    fn nothing(&self, view: &View<'_>, judged: &mut Judged) {
        judged.told(view, || missing("plan"));
        let anchor = view.find_except(&self.anchor, &self.except).into_iter().next();
        let mut hit = Hit::absent("missing");
        if let Some(anchor) = anchor {
            let quote = view.quote(anchor.span);
            judged.told(view, || found("anchor", view.short(quote, 160)));
            let near = Near { span: quote, met: vec!["anchor".into()], missing: vec!["plan".into()] };
            hit.at_most = Some(Severity::Info);
            hit.closest = Some(near.clone());
            judged.closest = Some(near);
            let other = Hit::at("other-anchor", vec![quote]);
            judged.hits.push(other.value("anchor", [view.short(quote, 160)]));
        } else {
            let none = view.doc.annotations.plan_refs.first();
            let near = none.map(|plan| Near {
                span: view.quote(plan.span),
                met: Vec::new(),
                missing: vec!["governing plan".into(), "adoption".into()],
            });
            hit.closest = near.clone();
            judged.closest = near;
        }
        judged.hits.push(hit);
    }
}
