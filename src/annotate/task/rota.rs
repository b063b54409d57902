//! Rotas: tables of weeks or shifts and who has them, where those of one column take turns at one task.

use std::collections::BTreeMap;

use super::MOST;
use super::deputy::names_nobody;
use super::words::task_words;
use crate::annotate::person::line;
use crate::annotate::{Draft, Shape};
use crate::document::{Block, Holder, Mitigation, Span, Task, Zone};

/// Tokens of a cell that tells no task of its own, at most.
const SMALL: usize = 2;

/// Adds the tasks of all rotas, and tells which names they hold.
pub(super) fn of_rotas(draft: &Draft<'_>, mentions: &[(Span, u32)], tasks: &mut Vec<Task>) -> Vec<Span> {
    let blocks = draft.document.blocks();
    let mut handled = Vec::new();
    if mentions.is_empty() {
        return handled;
    }
    for table in draft.document.tables() {
        if tasks.len() >= MOST {
            break;
        }
        let zone = draft.annotations.zones.get(table.start).copied();
        if matches!(zone, Some(Zone::Body | Zone::Table | Zone::Annex)) {
            let Some(rota) = Rota::of(draft, &blocks[table], mentions) else { continue };
            rota.columns.keys().for_each(|column| rota.of_column(draft, *column, tasks));
            handled.extend(rota.columns.values().flatten().map(|(span, _)| *span));
        }
    }
    handled.sort_unstable();
    handled
}

/// A table that tells when in its first column.
#[derive(Default)]
struct Rota {
    heads: BTreeMap<u32, Span>,
    /// Who is named below each head.
    columns: BTreeMap<u32, Vec<(Span, u32)>>,
}

impl Rota {
    /// None where a table names people in its heads, tells tasks, or tells more than who beside when.
    fn of(draft: &Draft<'_>, table: &[Block], mentions: &[(Span, u32)]) -> Option<Rota> {
        let held = |span: Span| {
            let at = mentions.partition_point(|(at, _)| at.start() < span.start());
            let to = mentions.partition_point(|(at, _)| at.start() < span.end());
            &mentions[at..to.max(at)]
        };
        let mut rota = Rota::default();
        let (mut rows, mut periods, mut long) = (0, 0, 0);
        for block in table {
            let Some(cell) = block.cell() else { continue };
            let names = held(block.content);
            if cell.row == 0 {
                if !names.is_empty() || draft.has_word("task-column", block.content) {
                    return None;
                }
                rota.heads.insert(cell.column, block.content);
                continue;
            }
            let tokens = draft.tokens_in(block.content);
            if cell.column == 0 {
                rows += 1;
                periods += usize::from(tells_when(draft, block.content));
                long += usize::from(tokens.len() > 3);
            } else if names.is_empty()
                && tokens.len() > SMALL
                && draft.first_mark_in("phone", block.content).is_none()
            {
                return None;
            }
            rota.columns.entry(cell.column).or_default().extend(names);
        }
        // The first column tells when: its head says so, or its cells do.
        let when = rota.has(draft, 0, &["period-column"]);
        (rows >= 2 && when && (periods * 2 >= rows || long == 0)).then_some(rota)
    }

    /// True where the head of a column has a word of one of these lexicons.
    fn has(&self, draft: &Draft<'_>, column: u32, labels: &[&str]) -> bool {
        let head = self.heads.get(&column);
        head.is_some_and(|head| labels.iter().any(|label| draft.has_word(label, *head)))
    }

    /// Adds what the names of a column have, where its head tells what: each with another one behind.
    fn of_column(&self, draft: &Draft<'_>, column: u32, tasks: &mut Vec<Task>) {
        let other = ["deputy-column", "contact-word", "aside-column", "signature-label"];
        let head = self.heads.get(&column).copied().filter(|head| !names_nobody(draft, *head));
        let Some(head) = head.filter(|_| column > 0 && !self.has(draft, column, &other)) else { return };
        let names = self.columns.get(&column).map_or(&[][..], Vec::as_slice);
        // "Förare 1", "Förare 2": columns of one task.
        let alike = self.heads.iter().filter(|(_, other)| bare(draft, **other) == bare(draft, head));
        let mut pool = alike.filter_map(|(column, _)| self.columns.get(column)).flatten().copied();
        // The first two who are not the same stand behind each other, and behind all others.
        let one = names.first().copied();
        let two = pool.find(|(_, person)| one.is_some_and(|(_, one)| one != *person));
        for (span, person) in names {
            let other = two.and(if one.is_some_and(|(_, one)| one == *person) { two } else { one });
            tasks.push(Task {
                span: line(draft, *span),
                what: draft.document.slice(head).trim().to_lowercase(),
                function: None,
                holder: Holder::Person(*person),
                core: task_words(draft, head).first().and_then(|(_, core)| *core),
                contact: false,
                mitigation: other.map(|(span, _)| Mitigation { kind: "second-person", span }),
                private_channel: None,
                ends_with_person: false,
                confidence: 0.75,
            });
        }
    }
}

/// True for a cell that is a date or a word for when, and little else.
fn tells_when(draft: &Draft<'_>, cell: Span) -> bool {
    let tokens = draft.tokens_in(cell);
    let number = tokens.first().is_some_and(|token| token.shape == Shape::Number);
    tokens.len() <= 6 && (number || draft.has_word("period-column", cell))
}

/// The head of a column without the number that tells it from the next one.
fn bare<'d>(draft: &'d Draft<'_>, head: Span) -> &'d str {
    draft.document.slice(head).trim_end_matches(|c: char| c.is_ascii_digit() || " .".contains(c))
}

/// "Anna Ek öppnar på dagtid och Bo Alm på kvällen": a word for when behind each of several names, none said twice.
fn parts(draft: &Draft<'_>, around: Span, group: &[(Span, u32)]) -> Option<Span> {
    let ends = group.iter().skip(1).map(|(next, _)| next.start()).chain([around.end()]);
    let mut said: Vec<Span> = Vec::new();
    for ((name, _), end) in group.iter().zip(ends).take(12) {
        let gap = Span::at(name.end(), end.max(name.end()));
        let when =
            ["part-of-day", "period-column"].iter().find_map(|label| draft.words_in(label, gap).next())?.span;
        let lower = |span: &Span| &draft.document.lower()[span.range()];
        if said.iter().any(|other| lower(other) == lower(&when)) {
            return None;
        }
        said.push(when);
    }
    said.first().copied().filter(|_| said.len() >= 2)
}

/// "Våren sköts av Anna Ek, sommaren av Bo Alm": a word for when before each of several names, none said twice; or behind.
pub(super) fn seasons(draft: &Draft<'_>, around: Span, group: &[(Span, u32)]) -> Option<Span> {
    before(draft, around, group).or_else(|| parts(draft, around, group))
}

fn before(draft: &Draft<'_>, around: Span, group: &[(Span, u32)]) -> Option<Span> {
    let mut from = around.start();
    let mut said: Vec<Span> = Vec::new();
    for (name, _) in group.iter().take(12) {
        let gap = Span::at(from.min(name.start()), name.start());
        let when = draft.words_in("period-column", gap).last()?.span;
        // "första veckan", "andra veckan"
        let which = draft.tokens_in(Span::at(gap.start(), when.start())).last();
        let when = which.map_or(when, |which| which.span.cover(when));
        let lower = |span: &Span| &draft.document.lower()[span.range()];
        if said.iter().any(|other| lower(other) == lower(&when)) {
            return None;
        }
        said.push(when);
        from = name.end();
    }
    said.first().copied().filter(|_| said.len() >= 2)
}
