//! Names in a list, each in a line of its own, under a line that says what those below have or do ("Ansvariga för kiosken:").

use super::behind::Carrier;
use super::core;
use super::deed::verb;
use super::known::Known;
use super::words::task_words;
use super::{MOST, read_in};
use crate::annotate::Draft;
use crate::document::{Holder, Mitigation, Span, Task};

/// Lines of such a list that are looked at, at most, and bytes of one.
const LINES: usize = 40;
const LINE: usize = 160;

/// A line that begins with a name.
struct Item {
    block: usize,
    name: Span,
    person: u32,
    /// Nothing but a title or whom somebody is of stands behind the name.
    bare: bool,
}

/// Adds the tasks of all such lists, and tells which names they hold.
pub(super) fn of_lists(draft: &Draft<'_>, known: &Known, tasks: &mut Vec<Task>) -> Vec<Span> {
    let mut handled = Vec::new();
    let mut at = 0;
    let mentions = known.mentions.as_slice();
    while at < mentions.len() && tasks.len() < MOST {
        let items: Vec<Item> = items(draft, &mentions[at..]);
        let lead = items.first().and_then(|first| lead(draft, first.block));
        if let Some(lead) = lead {
            handled.extend(items.iter().map(|item| item.name));
            of_list(draft, known, lead, &items, tasks);
        }
        at += items.len().max(1);
    }
    handled
}

/// Lines one below the other that begin with a name each, from the first mention on.
fn items(draft: &Draft<'_>, mentions: &[(Span, u32)]) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for (name, person) in mentions.iter().take(LINES) {
        let next = |block: usize| items.last().is_none_or(|last| last.block + 1 == block);
        match item(draft, *name, *person).filter(|item| next(item.block)) {
            Some(item) => items.push(item),
            None => break,
        }
    }
    items
}

fn item(draft: &Draft<'_>, name: Span, person: u32) -> Option<Item> {
    let block = draft.document.block_at(name.start())?;
    let here = &draft.document.blocks()[block];
    let line = here.cell().is_none() && !here.is_heading() && here.content.len() <= LINE;
    if !line || here.content.start() != name.start() {
        return None;
    }
    let rest = draft.document.slice(Span::at(name.end(), here.content.end().max(name.end()))).trim();
    let rest = rest.trim_end_matches(['.', ';', ',']);
    let said = draft.tokens_in(Span::at(name.end(), here.content.end().max(name.end())));
    let plain =
        (rest.is_empty() || rest.starts_with(['(', ','])) && !said.iter().any(|token| verb(draft, token));
    let bare = rest.is_empty() || rest.starts_with(',') || draft.has_organisation(here.content);
    plain.then_some(Item { block, name, person, bare })
}

/// The line above a list, where it says that those below have or do something, and not that they are asked or were there.
fn lead(draft: &Draft<'_>, first: usize) -> Option<Span> {
    let block = draft.document.blocks().get(first.checked_sub(1)?)?;
    let content = block.content;
    let text = draft.document.slice(content).trim_end();
    if block.cell().is_some() || content.len() > LINE || !text.ends_with(':') {
        return None;
    }
    let aside = [
        "no-carrier-lead",
        "contact-word",
        "contact-lead",
        "group-noun",
        "distribution-label",
        "signature-label",
    ];
    let leads = draft.has_word("carrier-lead", content);
    (leads
        && !aside.iter().any(|label| draft.has_word(label, content))
        && !draft.has_word("negation", content)
        && draft.first_mark_in("person", content).is_none())
    .then_some(content)
}

/// Adds a task for each who stands in the list; whoever stands there too is behind the others.
fn of_list(draft: &Draft<'_>, known: &Known, lead: Span, items: &[Item], tasks: &mut Vec<Task>) {
    let group: Vec<(Span, u32)> = items.iter().map(|item| (item.name, item.person)).collect();
    let what = draft.document.slice(lead).trim_end_matches([':', ' ']).to_lowercase();
    let core = task_words(draft, lead).into_iter().find_map(|(_, core)| core);
    let core = core.or_else(|| core::functions(draft, lead).first().map(|(_, core)| *core));
    for item in items.iter().filter(|item| !known.signs(item.name)) {
        let around = draft.document.blocks()[item.block].content;
        if read_in(draft, around, &[(item.name, item.person)]).is_none() {
            continue;
        }
        let other = items.iter().find(|other| other.person != item.person && other.bare && item.bare);
        let carrier = Carrier { draft, known, around, name: item.name, person: item.person, group: &group };
        let mitigation = other
            .map(|other| Mitigation { kind: "second-person", span: other.name })
            .or_else(|| carrier.behind());
        tasks.push(Task {
            span: around,
            what: what.clone(),
            function: known.function(draft, item.name),
            holder: Holder::Person(item.person),
            core,
            contact: false,
            mitigation,
            private_channel: draft.private_mail(around),
            ends_with_person: false,
            confidence: 0.75,
        });
    }
}
