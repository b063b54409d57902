//! `adopted`: a plan must show in its own header that it is adopted and in force.

use super::super::view::View;
use super::{Check, CheckKind, Hit, Judged, Parts, found, missing};
use crate::document::PlanStatus;
use crate::finding::Severity;

pub(super) const KIND: CheckKind = CheckKind {
    name: "adopted",
    doc: "Asks of a plan whether its own header shows that it is adopted, and whether its period has ended.",
    outcomes: &[
        ("unproven", "nothing in the plan says that it is adopted"),
        ("draft", "the plan says that it is a draft"),
        ("expired", "its period has ended"),
    ],
    open: false,
    placeholders: &["plan", "end", "body"],
    keys: &[],
    slots: &[],
    archive: false,
    build: |_: &Parts| Box::new(Adopted),
};

#[derive(Debug)]
struct Adopted;

impl Check for Adopted {
    fn judge(&self, view: &View<'_>) -> Judged {
        let said = view.doc.annotations;
        let mut judged = Judged::default();
        let title = said.title.clone().or_else(|| view.doc.document.meta().title.clone());
        let adoption = said.adoption.clone().unwrap_or_default();
        let decided = adoption.body.is_some() || adoption.date.is_some() || adoption.section.is_some();
        let end = adoption.valid_to;
        let ended = adoption.status == Some(PlanStatus::Expired)
            || end.is_some_and(|end| end.latest() < view.doc.today.earliest());
        judged.told(view, || match (&adoption.body, decided) {
            (Some(body), _) => found("adoption", body),
            (None, true) => found("adoption", adoption.date.map(|date| date.to_string()).unwrap_or_default()),
            (None, false) => missing("adoption"),
        });
        if let Some(end) = end {
            judged.told(view, || found("period", end.to_string()));
        }
        let mut hit = match adoption.status {
            Some(PlanStatus::Draft) => Hit::at("draft", view.title().into_iter().collect()),
            _ if ended => Hit::at("expired", view.title().into_iter().collect()),
            Some(PlanStatus::Adopted) => return judged,
            _ if decided => return judged,
            _ => Hit::absent("unproven"),
        };
        hit.at_most = (ended && adoption.until_replaced).then_some(Severity::Info);
        let hit = hit
            .value("plan", title)
            .value("end", end.map(|end| end.to_string()))
            .value("body", adoption.body);
        judged.hits.push(hit);
        judged
    }
}

impl View<'_> {
    /// The block that shows the title, else the first of the body.
    fn title(&self) -> Option<crate::document::Span> {
        let blocks = self.doc.document.blocks();
        let title = blocks.iter().find(|block| block.is_heading());
        title.or_else(|| blocks.iter().find(|block| block.is_body())).map(|block| block.content)
    }
}
