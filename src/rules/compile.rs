//! Rules as meant: what checks are built of.

use std::collections::BTreeMap;

use super::schema::RuleSpec;
use super::view::{Found, REACHES, Reach, Selector, View};
use crate::document::Span;

/// What a check is built of: the rule as written and its slots as meant.
#[derive(Debug)]
pub struct Parts {
    /// The rule.
    pub rule: RuleSpec,
    /// Further slots, by name.
    pub slots: BTreeMap<String, Selector>,
    /// What to look for.
    pub find: Selector,
    /// What must stand beside it.
    pub near: Option<Beside>,
    /// What voids a find.
    pub except: Selector,
    /// What satisfies the rule anyway.
    pub unless: Selector,
}

impl Parts {
    /// A further slot by its name; one that the rule does not have finds nothing.
    pub fn slot(&self, name: &str) -> Selector {
        self.slots.get(name).cloned().unwrap_or_default()
    }
}

/// What must stand beside a find, and how far "beside" reaches.
#[derive(Debug, Clone)]
pub struct Beside {
    reaches: Vec<Reach>,
    any: Vec<String>,
    all: Vec<String>,
    otherwise: String,
}

/// What [`Beside`] looks for, found once per document.
#[derive(Debug)]
pub struct BesideIndex<'b> {
    beside: &'b Beside,
    any: Vec<Found>,
    all: Vec<Vec<Found>>,
}

impl Beside {
    /// As written; `None` where a reach is not known.
    pub fn new(spec: &super::schema::NearSpec) -> Option<Beside> {
        let reach =
            |name: &str| REACHES.iter().find(|(known, _)| *known == name.trim()).map(|(_, reach)| *reach);
        Some(Beside {
            reaches: spec.within.split('|').map(reach).collect::<Option<_>>()?,
            any: spec.any.clone(),
            all: spec.all.clone(),
            otherwise: spec.otherwise.clone().unwrap_or_else(|| "lacking".into()),
        })
    }

    /// The outcome where a find stands without it.
    pub fn otherwise(&self) -> &str {
        &self.otherwise
    }

    /// Looks for it in the whole view.
    pub fn index<'b>(&'b self, view: &View<'_>) -> BesideIndex<'b> {
        let one = |label: &String| view.find(&Selector::labels(std::slice::from_ref(label)));
        let any = if self.any.is_empty() { Vec::new() } else { view.find(&Selector::labels(&self.any)) };
        BesideIndex { beside: self, any, all: self.all.iter().map(one).collect() }
    }

    /// The first place where any of it stands.
    pub fn first(&self, view: &View<'_>) -> Option<Span> {
        let labels: Vec<String> = self.any.iter().chain(&self.all).cloned().collect();
        view.find(&Selector::labels(&labels)).first().map(|found| found.span)
    }
}

impl BesideIndex<'_> {
    /// True where it stands beside `span`.
    pub fn holds(&self, view: &View<'_>, span: Span) -> bool {
        self.beside.reaches.iter().any(|reach| {
            let around = view.around(span, *reach);
            let inside = |list: &[Found]| {
                let from = list.partition_point(|found| found.span.start() < around.start());
                list.get(from).is_some_and(|found| found.span.start() < around.end())
            };
            (self.beside.any.is_empty() || inside(&self.any)) && self.all.iter().all(|list| inside(list))
        })
    }
}
