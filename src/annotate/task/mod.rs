//! Tasks that a named person carries, and what stands behind that person.

use super::person::{distributed, exemplified, role_field, sentence, task_line};
use super::{Annotator, Draft};
use crate::document::{DocumentKind, Span, Task, Zone};
use known::Known;

mod after;
mod apart;
mod backed;
mod behind;
mod card;
mod core;
mod cover;
mod deed;
mod denial;
mod deputy;
mod known;
mod label;
mod listed;
mod post;
mod pronoun;
mod rota;
mod row;
mod said;
mod seats;
mod shared;
#[cfg(test)]
mod tests;
mod told;
mod vacant;
mod words;
mod zones;

/// Finds tasks of named persons.
pub const ANNOTATOR: Annotator =
    Annotator { name: "tasks", doc: "Finds what named persons carry, and what stands behind them.", run };

/// Tasks of one document, at most.
const MOST: usize = 5_000;

fn run(draft: &mut Draft<'_>) {
    // Who spoke and who wrote at a meeting carries nothing by that.
    if draft.annotations.kind.kind == DocumentKind::Minutes {
        return;
    }
    let known = Known::of(draft);
    let mut tasks = carried(draft, &known);
    find_behind(draft, &known, &mut tasks);
    tasks.sort_by_key(|task| task.span);
    zones::give(draft, &tasks);
    let spans: Vec<(Span, String)> = tasks.iter().map(|task| (task.span, task.what.clone())).collect();
    draft.annotations.tasks = tasks;
    for (span, what) in spans {
        draft.mark("task", span, Some(what), 0.75);
    }
}

/// What people carry: by cards and rotas first, then by each sentence and row that names somebody, by marks under names; and
/// what nobody does.
fn carried(draft: &Draft<'_>, known: &Known) -> Vec<Task> {
    let mentions = known.mentions.as_slice();
    let mut tasks: Vec<Task> = Vec::new();
    let mut listed: Vec<Task> = Vec::new();
    let in_lists = listed::of_lists(draft, known, &mut listed);
    let mut handled = card::of_cards(draft, known, &mut tasks);
    // A name in such a list is no card.
    let in_list = |span: Span| {
        let at = in_lists.partition_point(|name| name.start() < span.start());
        in_lists.get(at).is_some_and(|name| span.contains(*name))
    };
    tasks.retain(|card| !in_list(card.span));
    tasks.extend(listed);
    handled.extend(&in_lists);
    handled.extend(rota::of_rotas(draft, mentions, &mut tasks));
    handled.sort_unstable();
    let mut at = 0;
    while at < mentions.len() && tasks.len() < MOST {
        let around = sentence(draft, mentions[at].0);
        let named = mentions[at..].iter().take_while(|(span, _)| span.start() < around.end()).count().max(1);
        let open = |span: Span| handled.binary_search(&span).is_err() && !stands_aside(draft, known, span);
        let group: Vec<(Span, u32)> =
            mentions[at..at + named].iter().copied().filter(|(span, _)| open(*span)).collect();
        at += named;
        if let Some(zone) = read_in(draft, around, &group) {
            of_group(draft, known, around, &group, zone, &mut tasks);
        }
    }
    row::of_marks(draft, mentions, &mut tasks);
    vacant::of_vacancies(draft, &mut tasks);
    tasks
}

/// What stands behind tasks that their own sentence leaves alone: each other, other tables, what is said elsewhere.
fn find_behind(draft: &Draft<'_>, known: &Known, tasks: &mut [Task]) {
    backed::both_ways(tasks, known);
    post::of_posts(draft, tasks);
    apart::of_tables(draft, tasks);
    backed::role_backed(draft, known, tasks);
    post::of_one_post(draft, tasks);
}

/// Who is asked or told in a column of that sort carries nothing, nor does who signs; a row tells more than where it stands.
fn stands_aside(draft: &Draft<'_>, known: &Known, name: Span) -> bool {
    match cell_of(draft, name).is_some() {
        true => row::part(draft, name) == Some(row::Part::Aside),
        false => known.signs(name),
    }
}

/// The zone of a sentence or a row that is read for what those who are named in it carry.
fn read_in(draft: &Draft<'_>, around: Span, group: &[(Span, u32)]) -> Option<Zone> {
    let name = group.first()?.0;
    let block = draft.document.block_at(around.start()).unwrap_or(0);
    let zone = draft.annotations.zones.get(block).copied().unwrap_or(Zone::Body);
    let held = draft.document.block_at(name.start()).unwrap_or(block);
    let read = match zone {
        Zone::Body | Zone::Table | Zone::Annex | Zone::Contact | Zone::Parties => true,
        Zone::HeaderBlock => role_field(draft, held) || task_line(draft, held, name),
        _ => false,
    };
    if !read {
        return None;
    }
    // "Exempel: Samordnare är Anna Ek": nobody carries that.
    let start = draft.document.blocks().get(block).map_or(around.start(), |at| at.content.start());
    let first = Span::at(start, (start + 2).min(around.end()));
    let lead = Span::at(around.start(), name.start().max(around.start()));
    let model = [first, lead].iter().any(|at| exemplified(draft, *at));
    (!model && !distributed(draft, held, name)).then_some(zone)
}

/// Adds what a sentence or a row gives to those who are named in it, and what the sentences behind go on to say.
fn of_group(
    draft: &Draft<'_>,
    known: &Known,
    around: Span,
    group: &[(Span, u32)],
    zone: Zone,
    tasks: &mut Vec<Task>,
) {
    let block = draft.document.block_at(around.start()).and_then(|at| draft.document.blocks().get(at));
    let row = block.is_some_and(|block| block.cell().is_some()) && zone != Zone::Contact;
    if !(row && row::of_row(draft, known, around, group, tasks)) {
        said::of_sentence(draft, known, around, group, zone, tasks);
    }
    // "She calls the meetings …" goes on about the same person.
    if let Some((_, person)) = group.last().filter(|(span, _)| !label::gone(draft, around, *span)) {
        let alone = group.iter().all(|(_, other)| other == person);
        pronoun::goes_on(draft, around, *person, alone, known, tasks);
    }
}

/// The cell of a table that a name stands in.
fn cell_of(draft: &Draft<'_>, name: Span) -> Option<Span> {
    let block = draft.document.block_at(name.start()).and_then(|at| draft.document.blocks().get(at))?;
    block.cell().map(|_| block.content)
}
