//! `requires`: a scope must hold what the rule looks for, and beside it what belongs to it.

use std::collections::BTreeSet;

use super::super::schema::Scope;
use super::super::view::{Found, Selector, View};
use super::{Check, CheckKind, Hit, Judged, Near, found, missing, party};
use crate::rules::compile::Beside;

pub(super) const KIND: CheckKind = CheckKind {
    name: "requires",
    doc: "The document (or, with `scope = \"party\"`, each party's introduction) must hold what `find` looks for, \
          `count` different ones where that is given; beside one of them must stand what `near` names. `unless` names \
          labels that satisfy it too, `except` labels that void a find.",
    outcomes: &[
        ("missing", "nothing is found"),
        ("lacking", "something is found, but nothing with what belongs beside it"),
    ],
    open: true,
    placeholders: &["found", "parties", "count"],
    keys: &["find", "near", "except", "unless", "count", "scope"],
    slots: &[],
    archive: false,
    build: |parts| {
        Box::new(Requires {
            find: parts.find.clone(),
            near: parts.near.clone(),
            except: parts.except.clone(),
            unless: parts.unless.clone(),
            count: parts.rule.count.unwrap_or(1).max(1) as usize,
            scope: parts.rule.scope.unwrap_or(Scope::Document),
        })
    },
};

#[derive(Debug)]
struct Requires {
    find: Selector,
    near: Option<Beside>,
    except: Selector,
    unless: Selector,
    count: usize,
    scope: Scope,
}

impl Check for Requires {
    fn judge(&self, view: &View<'_>) -> Judged {
        let mut judged = Judged::default();
        if let Some(instead) = view.find(&self.unless).first() {
            judged.told(view, || found("unless", view.short(view.quote(instead.span), 160)));
            return judged;
        }
        let finds = view.find_except(&self.find, &self.except);
        if self.scope == Scope::Party {
            return self.each_party(view, &finds);
        }
        let different = || {
            let words =
                finds.iter().map(|found| found.value.as_deref().unwrap_or_else(|| view.lower(found.span)));
            words.collect::<BTreeSet<&str>>().len()
        };
        if finds.is_empty() || (self.count > 1 && different() < self.count) {
            judged.told(view, || missing("find"));
            let mut hit = Hit::absent("missing");
            hit.spans.extend(finds.first().map(|found| view.quote(found.span)));
            hit.closest = self.near_alone(view);
            judged.closest = hit.closest.clone();
            judged.hits.push(hit.value("count", [different().to_string()]));
            return judged;
        }
        let Some(near) = &self.near else {
            judged.told(view, || found("find", view.short(view.quote(finds[0].span), 160)));
            return judged;
        };
        let beside = near.index(view);
        if let Some(whole) = finds.iter().find(|found| beside.holds(view, found.span)) {
            judged.told(view, || found("find", view.short(view.quote(whole.span), 160)));
            judged.told(view, || found("near", view.short(view.quote(whole.span), 160)));
            return judged;
        }
        let first = &finds[0];
        judged.told(view, || found("find", view.short(view.quote(first.span), 160)));
        judged.told(view, || missing("near"));
        let span = view.quote(first.span);
        judged.closest = Some(Near { span, met: vec!["find".into()], missing: vec!["near".into()] });
        let mut hit = Hit::at(near.otherwise(), vec![span]);
        hit.absence = true;
        hit.closest = judged.closest.clone();
        judged.hits.push(hit.value("found", [view.short(first.span, 80)]));
        judged
    }
}

impl Requires {
    /// Where what belongs beside stands alone: the nearest near miss of something that is not there.
    fn near_alone(&self, view: &View<'_>) -> Option<Near> {
        let span = self.near.as_ref()?.first(view)?;
        Some(Near { span: view.quote(span), met: vec!["near".into()], missing: vec!["find".into()] })
    }

    fn each_party(&self, view: &View<'_>, finds: &[Found]) -> Judged {
        let said = view.doc.annotations;
        let mut judged = Judged::default();
        let mut without = Vec::new();
        let mut starts: Vec<usize> = said.parties.iter().map(|party| party.span.start()).collect();
        starts.sort_unstable();
        for (index, party) in said.parties.iter().enumerate() {
            let block = view.row(party.span).unwrap_or_else(|| view.block(party.span));
            // Several parties may be introduced in one sentence: each reaches to the next.
            let next = starts.get(starts.partition_point(|start| *start <= party.span.start()));
            let end = next.copied().unwrap_or(usize::MAX).min(block.end() + 240);
            let slot = || format!("find: {}", party.name);
            let from = finds.partition_point(|found| found.span.start() < party.span.start());
            match finds.get(from).filter(|found| found.span.start() < end) {
                Some(hit) => judged.told(view, || found(&slot(), view.short(hit.span, 80))),
                None => {
                    judged.told(view, || missing(&slot()));
                    without.push(index);
                }
            }
        }
        if !without.is_empty() {
            let mut hit = Hit::absent("missing");
            hit.spans = without
                .iter()
                .take(8)
                .map(|index| said.parties[*index].span)
                .filter(|s| !s.is_empty())
                .collect();
            hit.entities = without.iter().filter_map(|index| party(view, *index)).collect();
            let names = without.iter().map(|index| said.parties[*index].name.clone());
            judged.hits.push(hit.value("parties", names));
        }
        judged
    }
}
