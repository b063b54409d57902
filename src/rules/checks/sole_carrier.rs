//! `sole-carrier`: a named person who carries a task must have somebody or something behind.

use std::collections::{BTreeMap, BTreeSet};

use super::super::view::View;
use super::{Check, CheckKind, Hit, Judged, found, missing, person};
use crate::document::{CoreFunction, Holder, Span, Task};

pub(super) const KIND: CheckKind = CheckKind {
    name: "sole-carrier",
    doc: "Asks of each named person with a task whether anything stands behind: a second name for the same task, a \
          deputy, a function mailbox, a rule on replacement, or the role as duty holder. One finding per person, with \
          all places. `generic_roles` lists names of functions that tell nothing.",
    outcomes: &[
        ("sole", "carries a task alone"),
        ("sole-core", "holds two core functions alone, or the agreement ends with the person"),
        ("sole-contact", "is the only contact, without function or substitute"),
        ("contact-with-function", "is the only contact, with a function that can be asked for"),
        ("many-roles", "has three roles or more"),
        ("vacant", "a role stands vacant"),
        ("private-channel", "a private address is the only channel for a task"),
    ],
    open: false,
    placeholders: &["person", "roles", "tasks", "function", "count", "role"],
    keys: &["generic_roles", "count"],
    slots: &[],
    archive: false,
    build: |parts| {
        let generic = parts.rule.generic_roles.iter().map(|role| role.to_lowercase()).collect();
        Box::new(SoleCarrier { generic, many: parts.rule.count.unwrap_or(3).max(2) as usize })
    },
};

/// Places and tasks of one person that a finding shows, at most.
const SHOWN: usize = 12;

#[derive(Debug)]
struct SoleCarrier {
    generic: BTreeSet<String>,
    many: usize,
}

impl Check for SoleCarrier {
    fn judge(&self, view: &View<'_>) -> Judged {
        let said = view.doc.annotations;
        let mut judged = Judged::default();
        let mut by_person: BTreeMap<u32, Vec<&Task>> = BTreeMap::new();
        let mentions = said.persons.iter().flat_map(|person| &person.mentions);
        let mut names: Vec<usize> = mentions.map(|mention| mention.span.start()).collect();
        names.sort_unstable();
        let named = |span: Span| {
            let from = names.partition_point(|start| *start < span.start());
            names.get(from).is_some_and(|start| *start < span.end())
        };
        for task in said.tasks.iter().filter(|task| view.reads(task.span)) {
            match task.holder {
                Holder::Person(person) => by_person.entry(person).or_default().push(task),
                // Beside a name, only the substitute is vacant.
                Holder::Vacant if named(view.quote(task.span)) => {}
                Holder::Vacant => judged.hits.push(vacant(view, task)),
            }
        }
        for (index, tasks) in &by_person {
            let name = said.persons.get(*index as usize).map_or("", |person| person.name.as_str());
            match self.hit(view, *index as usize, tasks) {
                Some(hit) => judged.hits.push(hit),
                None => judged.told(view, || found(&format!("behind {name}"), behind(view, tasks))),
            }
        }
        if by_person.is_empty() {
            judged.told(view, || missing("named person with a task"));
        }
        if view.doc.explains {
            judged.why.extend(judged.hits.iter().flat_map(|hit| hit.why.iter().cloned()));
        }
        judged
    }
}

fn behind(view: &View<'_>, tasks: &[&Task]) -> String {
    let mitigation = tasks.iter().find_map(|task| task.mitigation.as_ref());
    mitigation
        .map_or_else(|| "-".into(), |behind| format!("{}: {}", behind.kind, view.short(behind.span, 120)))
}

fn vacant(view: &View<'_>, task: &Task) -> Hit {
    let span = view.quote(task.span);
    // In a numbered table the first cell with words names the role.
    let written = task.function.clone().unwrap_or_else(|| task.what.clone());
    let cells = view.doc.document.slice(span).split('\t').map(str::trim);
    let named = cells.into_iter().find(|cell| cell.chars().filter(|c| c.is_alphabetic()).count() >= 3);
    let role = match named {
        Some(cell) if !written.chars().any(char::is_alphabetic) => cell.to_lowercase(),
        _ => written,
    };
    let mut hit = Hit::at("vacant", vec![span]);
    hit.confidence = task.confidence;
    hit.why.extend([found("role", role.clone()), missing("holder")]);
    hit.value("role", [role])
}

/// What one person carries, sorted by how it is carried.
struct Carried<'t> {
    tasks: &'t [&'t Task],
    /// Tasks with nothing behind.
    alone: Vec<&'t Task>,
    /// Whom to ask.
    contacts: Vec<&'t Task>,
    /// The functions that all of it is carried in.
    roles: BTreeSet<&'t str>,
    /// The agreement ends as the person leaves.
    ends: bool,
}

impl SoleCarrier {
    fn carried<'t>(&self, tasks: &'t [&'t Task]) -> Carried<'t> {
        let alone = tasks.iter().copied().filter(|task| task.mitigation.is_none() && !task.contact).collect();
        let contacts = tasks.iter().copied().filter(|task| task.contact).collect();
        let roles = tasks.iter().filter_map(|task| self.role(task).or_else(|| self.matter(task))).collect();
        Carried { tasks, alone, contacts, roles, ends: tasks.iter().any(|task| task.ends_with_person) }
    }

    /// The outcome for one person: the gravest that holds.
    fn outcome(&self, carried: &Carried<'_>) -> Option<&'static str> {
        let mut open = carried.contacts.iter().filter(|task| task.mitigation.is_none()).peekable();
        let asked = open.peek().is_some();
        let functions = open.any(|task| self.role(task).is_some());
        let mailbox =
            |task: &&Task| task.mitigation.as_ref().is_some_and(|behind| behind.kind == "function-mailbox");
        let alone = !carried.alone.is_empty();
        let outcomes = [
            ("sole-core", carried.ends || alone && core_functions(&carried.alone) >= 2),
            ("many-roles", carried.roles.len() >= self.many),
            ("sole", alone),
            ("sole-contact", asked && !functions),
            ("contact-with-function", asked || carried.contacts.iter().any(mailbox)),
            ("private-channel", carried.tasks.iter().any(|task| task.private_channel.is_some())),
        ];
        outcomes.into_iter().find(|(_, holds)| *holds).map(|(outcome, _)| outcome)
    }

    fn hit(&self, view: &View<'_>, index: usize, tasks: &[&Task]) -> Option<Hit> {
        let carried = self.carried(tasks);
        let outcome = self.outcome(&carried)?;
        let shown = shown(&carried, outcome);
        let mut hit = Hit::at(outcome, places(&shown, tasks));
        hit.confidence = tasks.iter().map(|task| task.confidence).fold(1.0, f32::min);
        hit.entities.extend(person(view, index));
        hit.why.extend(shown.iter().map(|task| found("task", &task.what)));
        if let Some(channel) = tasks.iter().find_map(|task| task.private_channel) {
            hit.why.push(found("private channel", view.short(channel, 80)));
        }
        if carried.ends {
            hit.why.push(found("ends with the person", view.short(shown.first()?.span, 160)));
        }
        hit.why.push(match outcome {
            "contact-with-function" | "many-roles" | "private-channel" => {
                found("behind", behind(view, tasks))
            }
            _ => missing("behind"),
        });
        let name = view.doc.annotations.persons.get(index).map(|person| person.name.clone());
        let function = tasks.iter().find_map(|task| self.role(task)).map(str::to_owned);
        Some(
            hit.value("person", name)
                .value("roles", carried.roles.iter().map(|role| (*role).to_owned()))
                .value("count", [carried.roles.len().to_string()])
                .value("function", function)
                .value("tasks", told(&shown, outcome == "many-roles")),
        )
    }

    /// "Responsible for statistics": a function that tells nothing, together with its matter.
    fn matter<'t>(&self, task: &'t Task) -> Option<&'t str> {
        let function = task.function.as_deref()?.trim().to_lowercase();
        let more = task.what.to_lowercase().strip_prefix(&function)?.trim().chars().count();
        (!task.contact && self.generic.contains(&function) && more > 3).then_some(task.what.as_str())
    }

    /// The function that a task is carried in, where it tells something.
    fn role<'t>(&self, task: &'t Task) -> Option<&'t str> {
        let function = task.function.as_deref().map(str::trim).filter(|function| !function.is_empty())?;
        (!self.generic.contains(&function.to_lowercase())).then_some(function)
    }
}

/// Core functions among tasks; who can open a door is none by that.
fn core_functions(tasks: &[&Task]) -> usize {
    let cores = tasks.iter().filter_map(|task| task.core).filter(|core| *core != CoreFunction::Access);
    cores.collect::<BTreeSet<CoreFunction>>().len()
}

/// The tasks that a finding is about, those that are its reason first.
fn shown<'t>(carried: &Carried<'t>, outcome: &str) -> Vec<&'t Task> {
    let (alone, all) = (carried.alone.iter().copied(), carried.tasks.iter().copied());
    match outcome {
        "sole-core" if carried.ends => all.filter(|task| task.ends_with_person).chain(alone).collect(),
        "sole-core" => {
            let mut shown: Vec<&Task> = alone.collect();
            shown.sort_by_key(|task| task.core.is_none());
            shown
        }
        "sole" => alone.collect(),
        "many-roles" | "private-channel" => all.collect(),
        _ => carried.contacts.clone(),
    }
}

/// Where tasks stand, each place once: those that are shown first.
fn places(shown: &[&Task], tasks: &[&Task]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for span in shown.iter().chain(tasks).map(|task| task.span) {
        if spans.len() < SHOWN && !spans.contains(&span) {
            spans.push(span);
        }
    }
    spans
}

/// What is carried, in words, each thing once; or in what functions.
fn told(shown: &[&Task], functions: bool) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for task in shown {
        let function = task.function.as_ref().filter(|function| functions && !function.is_empty());
        let what = function.unwrap_or(&task.what);
        // "leads and coordinates the work" says "coordinates the work" too.
        let said = list.iter().any(|longer| longer.contains(what));
        // "handles the accounts" goes on as "accounts to the council": one task, cut off after so many words.
        if let Some(longer) = list.last_mut().filter(|_| !said)
            && let Some(rest) = goes_on(longer, what)
        {
            longer.push_str(rest);
            continue;
        }
        if !what.is_empty() && list.len() < SHOWN && !said {
            list.retain(|shorter| !what.contains(shorter.as_str()));
            list.push(what.clone());
        }
    }
    list
}

/// What stands behind the words that `text` ends with and `next` begins with, where there are such.
fn goes_on<'n>(text: &str, next: &'n str) -> Option<&'n str> {
    let ends = next.match_indices(' ').map(|(at, _)| at).take(12);
    let shared = |at: &usize| {
        let before = text.strip_suffix(&next[..*at]);
        before.is_some_and(|before| before.ends_with(' '))
    };
    ends.filter(shared).last().map(|at| &next[at..])
}

#[cfg(test)]
mod tests {
    use super::goes_on;

    #[test]
    fn a_task_that_was_cut_off_goes_on() {
        let check = |text, next, expected| assert_eq!(goes_on(text, next), expected, "{text} + {next}");
        check("approves bills and hands in the accounts", "accounts to the council", Some(" to the council"));
        check("hands in the yearly accounts", "yearly accounts to the council", Some(" to the council"));
        check(
            "has the only key to the pump house and sets up",
            "key to the pump house and sets up the program",
            Some(" the program"),
        );
        check("hands in the accounts", "counts the votes", None);
        check("hands in the accounts", "accounts", None);
        check("accounts", "accounts to the council", None);
    }
}
