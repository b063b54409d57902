//! `forbids`: what the rule looks for should not stand there.

use super::super::schema::GroupBy;
use super::super::view::{Selector, View};
use super::{Check, CheckKind, Hit, Judged, found, missing};

pub(super) const KIND: CheckKind = CheckKind {
    name: "forbids",
    doc: "Nothing that `find` finds may stand in the zones. `except` names labels that excuse it in the same sentence \
          or row, `unless` labels that excuse it anywhere, `group_by = \"document\"` makes one finding of all places.",
    outcomes: &[("present", "it stands there")],
    open: false,
    placeholders: &["found", "value", "count"],
    keys: &["find", "except", "unless", "group_by"],
    slots: &[],
    archive: false,
    build: |parts| {
        Box::new(Forbids {
            find: parts.find.clone(),
            except: parts.except.clone(),
            unless: parts.unless.clone(),
            together: parts.rule.group_by != Some(GroupBy::Mark),
        })
    },
};

#[derive(Debug)]
struct Forbids {
    find: Selector,
    except: Selector,
    unless: Selector,
    together: bool,
}

impl Check for Forbids {
    fn judge(&self, view: &View<'_>) -> Judged {
        let mut judged = Judged::default();
        if let Some(instead) = view.find(&self.unless).first() {
            judged.told(view, || found("unless", view.short(view.quote(instead.span), 160)));
            return judged;
        }
        let finds = view.find_except(&self.find, &self.except);
        let Some(first) = finds.first() else {
            judged.told(view, || missing("find"));
            return judged;
        };
        let words = |span| view.short(span, 80);
        judged.told(view, || found("find", words(first.span)));
        if self.together {
            let mut spans: Vec<_> = Vec::new();
            for quote in finds.iter().map(|find| view.quote(find.span)) {
                if !spans.contains(&quote) && spans.len() < 12 {
                    spans.push(quote);
                }
            }
            let mut distinct: Vec<String> = Vec::new();
            for text in finds.iter().take(64).map(|find| words(find.span)) {
                if !distinct.contains(&text) {
                    distinct.push(text);
                }
            }
            let value = first.value.clone().unwrap_or_else(|| words(first.span));
            let hit = Hit::at("present", spans).value("found", distinct).value("value", [value]);
            judged.hits.push(hit.value("count", [finds.len().to_string()]));
        } else {
            for find in &finds {
                let value = find.value.clone().unwrap_or_else(|| words(find.span));
                let hit = Hit::at("present", vec![view.quote(find.span)]).value("found", [words(find.span)]);
                judged.hits.push(hit.value("value", [value]).value("count", [finds.len().to_string()]));
            }
        }
        judged
    }
}
