//! `load`: one person with unbacked tasks in many documents. The archive step emits the findings.

use super::super::view::View;
use super::{Check, CheckKind, Judged, Parts};

pub(super) const KIND: CheckKind = CheckKind {
    name: "load",
    doc: "Asks over the whole archive whether one person carries tasks without anybody behind in `count` documents or \
          more (3 where it is not given).",
    outcomes: &[("overloaded", "the person carries tasks alone in that many documents")],
    open: false,
    placeholders: &["person", "count", "documents", "tasks"],
    keys: &["count"],
    slots: &[],
    archive: true,
    build: |_: &Parts| Box::new(Load),
};

#[derive(Debug)]
struct Load;

impl Check for Load {
    fn judge(&self, _view: &View<'_>) -> Judged {
        Judged::default()
    }
}
