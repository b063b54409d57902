//! The zones that tasks give to those who are named in them.

use super::after::goes_on;
use super::deputy::substitutes;
use super::seats;
use crate::annotate::Draft;
use crate::document::{Holder, Mitigation, PersonZone, Span, Task};

/// Gives their zones to those who carry tasks, who stand behind them, and who have seats.
pub(super) fn give(draft: &mut Draft<'_>, tasks: &[Task]) {
    carriers(draft, tasks);
    stand_ins(draft, tasks);
    seated(draft, tasks);
}

fn of_task(task: &Task) -> PersonZone {
    if task.contact { PersonZone::Contact } else { PersonZone::Task }
}

/// Who carries a task.
fn carriers(draft: &mut Draft<'_>, tasks: &[Task]) {
    for task in tasks {
        if let Holder::Person(index) = task.holder
            && let Some(person) = draft.annotations.persons.get_mut(index as usize)
        {
            let zone = of_task(task);
            let held = |span: Span| task.span.holds(span.start());
            for mention in person.mentions.iter_mut().filter(|mention| held(mention.span)) {
                mention.zone = mention.zone.min(zone);
            }
            person.zone = person.zone.min(zone);
        }
    }
}

/// Who stands in for somebody in a table of tasks has a task too, and so has who sits in a group.
fn seated(draft: &mut Draft<'_>, tasks: &[Task]) {
    let rows: Vec<Span> = tasks.iter().filter(|task| !task.contact).map(|task| task.span).collect();
    let columns = seats::columns(draft);
    let inside = |name: Span| {
        let row = rows.partition_point(|row| row.start() <= name.start());
        row.checked_sub(1).is_some_and(|row| rows[row].contains(name))
    };
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (index, person) in draft.annotations.persons.iter().enumerate() {
        for (at, mention) in person.mentions.iter().enumerate() {
            let seated = || !columns.is_empty() && seats::seated(draft, &columns, mention.span);
            if inside(mention.span) && substitutes(draft, mention.span) || seated() {
                found.push((index, at));
            }
        }
    }
    for (index, at) in found {
        let person = &mut draft.annotations.persons[index];
        person.mentions[at].zone = PersonZone::Task;
        person.zone = PersonZone::Task;
    }
}

/// Who stands behind a task, or shares it, has a task too: the second person, and the name beside the word for a deputy.
fn stand_ins(draft: &mut Draft<'_>, tasks: &[Task]) {
    let mut places: Vec<(Span, PersonZone)> = Vec::new();
    for task in tasks {
        let zone = of_task(task);
        match &task.mitigation {
            Some(Mitigation { kind: "second-person", span }) => places.push((*span, zone)),
            // "At present Anna Ek is leader, with Bo Alm and Eva Berg as deputies."
            Some(Mitigation { kind: "role-holder", .. })
                if task.span.len() <= 400 && draft.has_word("behind-deputy", task.span) =>
            {
                places.push((task.span, zone));
            }
            Some(Mitigation { kind: "deputy", span }) => {
                let around = draft.annotations.sentence_around(span.start());
                let near = around.map(|sentence| sentence.span).filter(|around| around.len() <= 400);
                places.extend(near.map(|around| (around, zone)));
            }
            _ => {}
        }
    }
    places.extend(steps_in_behind(draft, tasks));
    places.sort_unstable();
    let starts: Vec<usize> = places.iter().map(|(place, _)| place.start()).collect();
    for person in &mut draft.annotations.persons {
        for mention in person.mentions.iter_mut().filter(|mention| mention.zone == PersonZone::Other) {
            let at = starts.partition_point(|start| *start <= mention.span.start());
            if let Some((_, zone)) =
                at.checked_sub(1).map(|at| places[at]).filter(|(place, _)| place.contains(mention.span))
            {
                mention.zone = zone;
                person.zone = person.zone.min(zone);
            }
        }
    }
}

/// "The lead is at present Anna Ek. If she is absent, the deputy, Bo Alm, takes over.": sentences behind a task that go on about
/// who steps in, and the zone of who is named there.
fn steps_in_behind(draft: &Draft<'_>, tasks: &[Task]) -> Vec<(Span, PersonZone)> {
    let sentences = &draft.annotations.sentences;
    let mut found = Vec::new();
    for task in tasks.iter().filter(|task| task.mitigation.is_some()) {
        let zone = of_task(task);
        let Some(at) = draft.annotations.sentence_at(task.span.end().saturating_sub(1)) else { continue };
        let Some(next) = sentences.get(at + 1).filter(|next| next.block == sentences[at].block) else {
            continue;
        };
        if next.span.len() <= 400
            && goes_on(draft, next.span)
            && draft.has_word("behind-deputy", next.span)
            && !draft.has_word("no-deputy", next.span)
        {
            found.push((next.span, zone));
        }
    }
    found
}
