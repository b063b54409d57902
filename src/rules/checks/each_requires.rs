//! `each-requires`: every find must have beside it what belongs to it.

use super::super::view::{Selector, View};
use super::{Check, CheckKind, Hit, Judged, Near, found, missing, requires};
use crate::rules::compile::Beside;

pub(super) const KIND: CheckKind = CheckKind {
    name: "each-requires",
    doc: "Beside everything that `find` finds must stand what `near` names.",
    outcomes: &[("lacking", "a find stands without what belongs beside it")],
    open: true,
    placeholders: &["found", "value"],
    keys: &["find", "near", "except", "unless"],
    slots: &[],
    archive: false,
    build: |parts| {
        Box::new(EachRequires {
            find: parts.find.clone(),
            near: parts.near.clone(),
            except: parts.except.clone(),
            unless: parts.unless.clone(),
        })
    },
};

#[derive(Debug)]
struct EachRequires {
    find: Selector,
    near: Option<Beside>,
    except: Selector,
    unless: Selector,
}

impl Check for EachRequires {
    fn judge(&self, view: &View<'_>) -> Judged {
        let mut judged = Judged::default();
        let Some(near) = &self.near else { return judged };
        if let Some(instead) = view.find(&self.unless).first() {
            judged.why.push(found("unless", view.short(view.quote(instead.span), 160)));
            return judged;
        }
        let beside = near.index(view);
        for find in requires::allowed(view, &self.find, &self.except) {
            let quote = view.quote(find.span);
            if beside.holds(view, find.span) {
                judged.why.push(found("near", view.short(quote, 160)));
                continue;
            }
            judged.why.extend([found("find", view.short(quote, 160)), missing("near")]);
            judged.closest =
                Some(Near { span: quote, met: vec!["find".into()], missing: vec!["near".into()] });
            let mut hit = Hit::at(near.otherwise(), vec![quote]);
            hit.absence = true;
            let words = view.short(find.span, 80);
            judged.hits.push(
                hit.value("value", [find.value.unwrap_or_else(|| words.clone())]).value("found", [words]),
            );
        }
        judged
    }
}
