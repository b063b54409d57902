//! Bus factor: how few people must be away for more than half of the named tasks to stand still.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::PersonTask;

/// Up to this many people every subset is tried; above it, the greedy answer is given.
const EXACT: usize = 12;

/// The smallest number of people whose absence leaves more than half of the named tasks uncovered. Tasks with the
/// same words are one task, which anyone of its holders covers; a backed task is always covered. `None` where no
/// named person carries a task, or where more than half of the tasks stay covered whoever is away.
pub fn bus_factor(tasks: &[PersonTask]) -> Option<u32> {
    let mut people: BTreeMap<&str, usize> = BTreeMap::new();
    for task in tasks {
        let next = people.len();
        people.entry(&task.person).or_insert(next);
    }
    let mut holders: BTreeMap<String, (BTreeSet<usize>, bool)> = BTreeMap::new();
    for task in tasks {
        let entry = holders.entry(task.what.trim().to_lowercase()).or_default();
        entry.0.extend(people.get(task.person.as_str()));
        entry.1 |= task.backed;
    }
    let total = holders.len();
    let open: Vec<BTreeSet<usize>> =
        holders.into_values().filter(|(_, backed)| !backed).map(|(holders, _)| holders).collect();
    if open.len() * 2 <= total || total == 0 {
        return None;
    }
    if people.len() <= EXACT { exact(&open, people.len(), total) } else { greedy(open, total) }
}

fn exact(open: &[BTreeSet<usize>], people: usize, total: usize) -> Option<u32> {
    let masks: Vec<u32> =
        open.iter().map(|holders| holders.iter().fold(0, |mask, person| mask | 1 << person)).collect();
    (1u32..1 << people)
        .filter(|away| masks.iter().filter(|mask| *mask & !away == 0).count() * 2 > total)
        .map(u32::count_ones)
        .min()
}

/// Takes away whoever leaves most tasks uncovered; where nobody alone does, the holders of the task that is nearest
/// to being uncovered.
fn greedy(mut open: Vec<BTreeSet<usize>>, total: usize) -> Option<u32> {
    let (mut away, mut uncovered) = (0, 0);
    while uncovered * 2 <= total {
        let mut alone: BTreeMap<usize, usize> = BTreeMap::new();
        for holders in open.iter().filter(|holders| holders.len() == 1) {
            *alone.entry(*holders.first()?).or_default() += 1;
        }
        let best = alone.iter().max_by_key(|(person, count)| (**count, std::cmp::Reverse(**person)));
        let person = match best {
            Some((person, _)) => *person,
            None => *open.iter().min_by_key(|holders| holders.len())?.first()?,
        };
        away += 1;
        open.retain_mut(|holders| {
            holders.remove(&person);
            uncovered += usize::from(holders.is_empty());
            !holders.is_empty()
        });
    }
    Some(away)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(tasks: &[(&str, &str, bool)], expected: Option<u32>) {
        let tasks: Vec<PersonTask> = tasks
            .iter()
            .map(|(person, what, backed)| PersonTask {
                person: (*person).into(),
                what: (*what).into(),
                core: None,
                backed: *backed,
                contact: false,
                emails: Vec::new(),
            })
            .collect();
        assert_eq!(bus_factor(&tasks), expected, "{tasks:?}");
    }

    #[test]
    fn few_people_are_counted_exactly() {
        check(&[], None);
        check(&[("A", "x", false)], Some(1));
        check(&[("A", "x", true)], None);
        check(&[("A", "x", false), ("A", "y", false), ("B", "z", false)], Some(1));
        check(&[("A", "x", false), ("B", "y", false)], Some(2));
        check(&[("A", "x", false), ("B", "x", false)], Some(2));
        check(&[("A", "x", false), ("B", "y", true)], None);
        check(&[("A", "X ", false), ("B", "x", true), ("A", "y", false), ("A", "z", false)], Some(1));
        check(&[("A", "x", false), ("B", "y", false), ("C", "z", false)], Some(2));
    }

    #[test]
    fn many_people_are_counted_greedily() {
        let names: Vec<String> = (0..40).map(|n| format!("P{n}")).collect();
        let each: Vec<(&str, &str, bool)> = names.iter().map(|n| (n.as_str(), n.as_str(), false)).collect();
        check(&each, Some(21));
        let one: Vec<(&str, &str, bool)> =
            names.iter().map(|n| (if n.len() == 2 { n.as_str() } else { "A" }, n.as_str(), false)).collect();
        check(&one, Some(1));
    }
}
