//! `share`: how a count is spread.

use std::collections::BTreeMap;

use super::super::schema::Counted;
use super::super::view::View;
use super::{Check, CheckKind, Hit, Judged, duties, found, party, person};
use crate::document::Holder;

pub(super) const KIND: CheckKind = CheckKind {
    name: "share",
    doc: "Counts own duties over the parties (`of = \"duties\"`) or tasks over named persons (`of = \"tasks\"`). \
          Where there are at least `count` in all (4 where it is not given) and at least two to share them, nobody \
          may have more than `max_share` (0.75 where it is not given).",
    outcomes: &[("concentrated", "one has more than the share allowed")],
    open: false,
    placeholders: &["who", "share", "count"],
    keys: &["of", "max_share", "count"],
    slots: &[],
    archive: false,
    build: |parts| {
        Box::new(Share {
            of: parts.rule.of.unwrap_or(Counted::Duties),
            most: parts.rule.max_share.unwrap_or(0.75).clamp(0.0, 1.0),
            least: parts.rule.count.unwrap_or(4) as usize,
        })
    },
};

#[derive(Debug)]
struct Share {
    of: Counted,
    most: f64,
    least: usize,
}

impl Check for Share {
    fn judge(&self, view: &View<'_>) -> Judged {
        let said = view.doc.annotations;
        let mut judged = Judged::default();
        let counts: Vec<(usize, Vec<crate::document::Span>)> = match self.of {
            Counted::Duties => duties::own(view)
                .into_iter()
                .map(|own| {
                    own.into_iter().filter_map(|at| said.duties.get(at)).map(|duty| duty.span).collect()
                })
                .enumerate()
                .collect(),
            Counted::Tasks => {
                let mut by: BTreeMap<usize, Vec<_>> = BTreeMap::new();
                for task in said.tasks.iter().filter(|task| !task.contact && view.reads(task.span)) {
                    if let Holder::Person(index) = task.holder {
                        by.entry(index as usize).or_default().push(task.span);
                    }
                }
                // One sentence may name a task twice.
                by.values_mut().for_each(|spans| spans.dedup());
                by.into_iter().collect()
            }
        };
        let total: usize = counts.iter().map(|(_, spans)| spans.len()).sum();
        let Some((index, spans)) =
            counts.iter().max_by_key(|(index, spans)| (spans.len(), usize::MAX - index))
        else {
            return judged;
        };
        let entity = match self.of {
            Counted::Duties => party(view, *index),
            Counted::Tasks => person(view, *index),
        };
        let share = spans.len() as f64 / total.max(1) as f64;
        let percent = format!("{:.0}", share * 100.0);
        let name = entity.as_ref().map(|entity| entity.text.clone()).unwrap_or_default();
        judged.told(view, || found("share", format!("{name}: {percent} %")));
        if counts.len() >= 2 && total >= self.least && share > self.most {
            let mut hit = Hit::at("concentrated", spans.iter().copied().take(12).collect());
            hit.entities.extend(entity);
            let hit = hit.value("who", [name]).value("share", [percent]);
            judged.hits.push(hit.value("count", [total.to_string()]));
        }
        judged
    }
}
