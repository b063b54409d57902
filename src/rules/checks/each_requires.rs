//! `each-requires`: every find must have beside it what belongs to it.

use super::super::schema::GroupBy;
use super::super::view::{Selector, View};
use super::{Check, CheckKind, Hit, Judged, Near, found, missing};
use crate::rules::compile::Beside;

pub(super) const KIND: CheckKind = CheckKind {
    name: "each-requires",
    doc: "Beside everything that `find` finds must stand what `near` names. `except` names labels that void a find in \
          its sentence or row, `unless` labels that satisfy the rule anywhere, `group_by = \"document\"` makes one \
          finding of all places.",
    outcomes: &[("lacking", "a find stands without what belongs beside it")],
    open: true,
    placeholders: &["found", "value", "count"],
    keys: &["find", "near", "except", "unless", "group_by"],
    slots: &[],
    archive: false,
    build: |parts| {
        Box::new(EachRequires {
            find: parts.find.clone(),
            near: parts.near.clone(),
            except: parts.except.clone(),
            unless: parts.unless.clone(),
            together: parts.rule.group_by == Some(GroupBy::Document),
        })
    },
};

#[derive(Debug)]
struct EachRequires {
    find: Selector,
    near: Option<Beside>,
    except: Selector,
    unless: Selector,
    together: bool,
}

/// Places and words of one finding for all places, at most.
const SHOWN: usize = 12;

impl Check for EachRequires {
    fn judge(&self, view: &View<'_>) -> Judged {
        let mut judged = Judged::default();
        let Some(near) = &self.near else { return judged };
        if let Some(instead) = view.find(&self.unless).first() {
            judged.told(view, || found("unless", view.short(view.quote(instead.span), 160)));
            return judged;
        }
        let beside = near.index(view);
        let mut lacking = Vec::new();
        for find in view.find_except(&self.find, &self.except) {
            let quote = view.quote(find.span);
            if beside.holds(view, find.span) {
                judged.told(view, || found("near", view.short(quote, 160)));
                continue;
            }
            judged.told(view, || found("find", view.short(quote, 160)));
            judged.told(view, || missing("near"));
            judged.closest =
                Some(Near { span: quote, met: vec!["find".into()], missing: vec!["near".into()] });
            let words = view.short(find.span, 80);
            lacking.push((quote, find.value.unwrap_or_else(|| words.clone()), words));
        }
        let count = lacking.len().to_string();
        let hit = |spans| Hit { absence: true, ..Hit::at(near.otherwise(), spans) };
        if self.together && !lacking.is_empty() {
            let mut hit = hit(Vec::new());
            let (mut values, mut found) = (Vec::new(), Vec::new());
            for (quote, value, words) in lacking {
                if hit.spans.len() < SHOWN && !hit.spans.contains(&quote) {
                    hit.spans.push(quote);
                }
                if values.len() < SHOWN && !values.contains(&value) {
                    values.push(value);
                    found.push(words);
                }
            }
            judged.hits.push(hit.value("value", values).value("found", found).value("count", [count]));
        } else {
            judged.hits.extend(lacking.into_iter().map(|(quote, value, words)| {
                let hit = hit(vec![quote]).value("value", [value]).value("found", [words]);
                hit.value("count", [count.clone()])
            }));
        }
        judged
    }
}
