//! Tasks of table rows: a role or a task in one cell and who in another, or a mark under a name.

use std::collections::BTreeMap;

use super::behind::{behind, denied, labelled_deputy, stand_in, substitutes};
use super::cover::Known;
use super::label::is_agent;
use super::words::task_words;
use super::{MOST, function};
use crate::annotate::Draft;
use crate::annotate::person::{column_head, contact_table, reached};
use crate::document::{CoreFunction, Holder, Mitigation, Span, Task};

/// A row, and who has which mark in it.
type Marked<'t> = (Span, Vec<(u32, &'t str)>);

/// What people in a column do with the task of the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// They do it.
    Does,
    /// They answer for it, or decide on it.
    Answers,
    /// They are asked or told.
    Aside,
}

/// The part that the head of a column gives to a name, where it tells: a word, or the letter of a matrix.
pub(super) fn part(draft: &Draft<'_>, name: Span) -> Option<Part> {
    let head = column_head(draft, name).filter(|head| head.len() <= 60)?;
    let tokens = draft.tokens_in(head);
    let lower = |at: usize| tokens.get(at).map_or("", |token| &draft.document.lower()[token.span.range()]);
    let asks = |label: &str| {
        let words = (0..tokens.len()).filter(|at| tokens.len() == 1 || tokens[*at].span.len() > 1);
        words.into_iter().any(|at| draft.lexicons.contains(label, lower(at)))
    };
    [("aside-column", Part::Aside), ("does-column", Part::Does), ("answers-column", Part::Answers)]
        .into_iter()
        .find(|(label, _)| asks(label))
        .map(|(_, part)| part)
}

/// True in a section on those who do the work ("Funktionärer", "Loppets organisation", "Roles"): the numbers in its tables say
/// where they are reached, not that they are only asked.
fn under_roles(draft: &Draft<'_>, block: usize) -> bool {
    let document = draft.document;
    let head = document.blocks().get(block).and_then(|block| document.heading_over(block));
    head.is_some_and(|head| {
        head.len() <= 80
            && draft.has_word("roles-heading", head)
            && !["contact-word", "contact-column", "zone-contact"]
                .iter()
                .any(|label| draft.has_word(label, head))
    })
}

/// "Key | Held by", "Teknik | Sköts av", "Finns hos": the head of a column ends in the word before who does it or has it.
fn done_by(draft: &Draft<'_>, cell: Span, ends: &[&str]) -> bool {
    let Some(head) = column_head(draft, cell).filter(|head| head.len() <= 30) else { return false };
    let [_, .., last] = draft.tokens_in(head) else { return false };
    let aside = ["signature-label", "metadata-label", "metadata-head", "contact-word"];
    ends.iter().any(|end| draft.has_whole(end, last.span))
        && !aside.iter().any(|label| draft.has_word(label, head))
}

/// A row that tells what is to be done, or which role is held, and by whom. False where it tells neither.
pub(super) fn of_row(
    draft: &Draft<'_>,
    around: Span,
    group: &[(Span, u32)],
    known: &Known,
    functions: &[(Span, Option<Span>)],
    tasks: &mut Vec<Task>,
) -> bool {
    let blocks = draft.document.blocks();
    let from = draft.document.block_at(around.start()).unwrap_or(0);
    let cells: Vec<Span> = blocks[from..]
        .iter()
        .take(32)
        .take_while(|block| block.content.start() < around.end())
        .map(|block| block.content)
        .collect();
    let held = |cell: &Span| group.iter().any(|(span, _)| cell.contains(*span));
    let org = |cell: &Span| {
        let parties = draft.annotations.parties.iter();
        parties.flat_map(|party| &party.mentions).take(5_000).any(|span| span.start() == cell.start())
            || draft.has_sort(*cell)
    };
    let letters = |cell: &Span| draft.document.slice(*cell).chars().filter(|c| c.is_alphabetic()).count() > 2;
    let head =
        |cell: &Span, label: &str| column_head(draft, *cell).is_some_and(|head| draft.has_word(label, head));
    let named = |word: Span| group.iter().any(|(span, _)| span.contains(word));
    // "Matching of interns and contact with the supervisors": in a column of tasks, whom somebody else is asked.
    let done = |word: Span| {
        let cell = cells.iter().find(|cell| cell.contains(word));
        let next = draft.tokens_in(Span::at(word.end(), around.end().max(word.end()))).first();
        next.is_some_and(|next| draft.is("with-word", next))
            && cell.is_some_and(|cell| head(cell, "task-column") || head(cell, "role-column"))
    };
    let roles = under_roles(draft, from);
    let asks = |cell: &Span| head(cell, "contact-word") && (held(cell) || !roles);
    let contact = draft.words_in("contact-word", around).any(|word| !named(word.span) && !done(word.span))
        || cells.iter().any(|cell| asks(cell) || head(cell, "signature-line"));
    if contact || denied(draft, around, None) {
        return false;
    }
    // "Function | Name | Telephone": whom to ask, unless some column says who answers for what.
    let answers = |cell: &Span| {
        ["owner-column", "deputy-column", "task-column"].iter().any(|label| head(cell, label))
            || part(draft, *cell).is_some()
            || done_by(draft, *cell, &["agent-by"])
    };
    let reach = ["email", "phone"].iter().any(|label| draft.first_mark_in(label, around).is_some());
    // "Traffic | Engineer Anna Ek, 0950-555 10": a title that can be asked for.
    let titled = |span: Span| function(draft, functions, span).is_some() && reached(draft, span);
    let asked = reach
        && (group.first().is_some_and(|(span, _)| contact_table(draft, *span))
            || group.iter().all(|(span, _)| titled(*span)));
    if asked && !roles && !cells.iter().any(answers) {
        return of_contacts(draft, around, &cells, group, known, functions, tasks);
    }
    // "Language | Interpreter"
    let agent_head = |cell: &Span| {
        let head = column_head(draft, *cell).filter(|head| head.len() <= 30);
        let last = head.and_then(|head| draft.tokens_in(head).last());
        last.is_some_and(|last| is_agent(draft, last))
            && !head.is_some_and(|head| draft.has_word("no-task-label", head))
    };
    // Who is responsible in some column, or which role a name stands beside.
    let owned = cells.iter().any(|cell| {
        held(cell)
            && (["person-column", "owner-column", "role-title"].iter().any(|label| head(cell, label))
                || agent_head(cell)
                || done_by(draft, *cell, &["agent-by", "channel-word"]))
    });
    let role =
        cells.iter().find(|cell| !held(cell) && cell.len() <= 80 && draft.has_word("role-title", **cell));
    let titled = |cell: &Span| head(cell, "task-column") || head(cell, "role-column");
    let what = cells
        .iter()
        .find(|cell| !held(cell) && letters(cell) && titled(cell))
        .or(role)
        .or_else(|| cells.iter().find(|cell| owned && !held(cell) && letters(cell) && !org(cell)));
    // "Party | Coordinator | Deputy": the role stands at the head of the column, and the row tells only whom it is of.
    let headed = || {
        let cell = cells
            .iter()
            .find(|cell| held(cell) && head(cell, "role-title") && !substitutes(draft, **cell))?;
        // "Byalag | Snöansvarig | Ersättare": who has a substitute has something to do, but for members of a board.
        let backed = || cells.iter().any(|cell| head(cell, "deputy-column"));
        let member = |head: Span| draft.tokens_in(head).iter().any(|token| draft.is("member-title", token));
        let told = |head: &Span| !task_words(draft, *head).is_empty() || backed() && !member(*head);
        column_head(draft, *cell).filter(|head| head.len() <= 60).filter(told)
    };
    let Some(what) = what.copied().or_else(headed) else { return false };
    let named_role = Some(&what) == role || head(&what, "role-column");
    let substitute = |span: Span| substitutes(draft, span) || labelled_deputy(draft, span);
    let deputy = stand_in(draft, around);
    let mut core_of: Vec<Option<CoreFunction>> =
        task_words(draft, what).into_iter().map(|(_, core)| core).collect();
    core_of.dedup();
    if core_of.is_empty() {
        core_of.push(None);
    }
    let mut persons: Vec<u32> = Vec::new();
    for (span, person) in group {
        if persons.contains(person) || substitute(*span) {
            continue;
        }
        persons.push(*person);
        // Who does it and who answers for it are two parts, and neither is done by the other.
        let mine = part(draft, *span);
        let other = group
            .iter()
            .find(|(at, other)| {
                other != person && (mine.is_none() || part(draft, *at).is_none_or(|part| Some(part) == mine))
            })
            .map(|(span, _)| *span);
        let mitigation = deputy
            .filter(|cell| !cell.contains(*span))
            .map(|span| Mitigation { kind: "deputy", span })
            .or_else(|| other.map(|span| Mitigation { kind: "second-person", span }))
            .or_else(|| behind(draft, around, *span, *person, group, known));
        let text = draft.document.slice(what);
        // "Process leader" says more than the "leader" in it.
        let cell = named_role.then(|| text.to_lowercase());
        let function = match (function(draft, functions, *span), cell) {
            (Some(near), Some(cell)) if cell.contains(&near) && cell.len() <= 60 => Some(cell),
            (near, cell) => near.or(cell),
        };
        for core in &core_of {
            tasks.push(Task {
                span: around,
                what: shortened(text),
                function: function.clone(),
                holder: Holder::Person(*person),
                core: *core,
                contact: false,
                mitigation: mitigation.clone(),
                private_channel: draft.private_mail(around),
                ends_with_person: draft.has_word("ends-with-person", around),
                confidence: 0.8,
            });
        }
    }
    !persons.is_empty()
}

/// A row of a table of contacts: each may be asked, in the function that the row names.
fn of_contacts(
    draft: &Draft<'_>,
    around: Span,
    cells: &[Span],
    group: &[(Span, u32)],
    known: &Known,
    functions: &[(Span, Option<Span>)],
    tasks: &mut Vec<Task>,
) -> bool {
    let held = |cell: &Span| group.iter().any(|(span, _)| cell.contains(*span));
    let head =
        |cell: &Span, label: &str| column_head(draft, *cell).is_some_and(|head| draft.has_word(label, head));
    let role = cells.iter().find(|cell| {
        !held(cell) && cell.len() <= 80 && (head(cell, "role-column") || draft.has_word("role-title", **cell))
    });
    for (at, (span, person)) in group.iter().enumerate() {
        let first = group[..at].iter().all(|(_, other)| other != person);
        let other = group.iter().find(|(_, other)| other != person);
        if !first {
            continue;
        }
        // "1 | Anna Ek | 0950-555 10": one after the other for the same.
        let ordered = role.is_none()
            && cells.first().is_some_and(|cell| {
                let text = draft.document.slice(*cell);
                text.len() <= 4 && text.starts_with(|c: char| c.is_ascii_digit())
            });
        let behind_all = if ordered { neighbour(draft, around, known, *person) } else { None };
        let role = role.map(|cell| draft.document.slice(*cell).to_lowercase());
        let mitigation = other
            .map(|(span, _)| Mitigation { kind: "second-person", span: *span })
            .or(behind_all)
            .or_else(|| behind(draft, around, *span, *person, group, known));
        tasks.push(Task {
            span: around,
            what: role.clone().unwrap_or_default(),
            function: role.or_else(|| function(draft, functions, *span)),
            holder: Holder::Person(*person),
            core: None,
            contact: true,
            mitigation,
            private_channel: draft.private_mail(around),
            ends_with_person: draft.has_word("ends-with-person", around),
            confidence: 0.8,
        });
    }
    true
}

/// Somebody else in a row right before or behind.
fn neighbour(draft: &Draft<'_>, around: Span, known: &Known, person: u32) -> Option<Mitigation> {
    let blocks = draft.document.blocks();
    let here = draft.document.block_at(around.start())?;
    let own = blocks.get(here)?.cell()?;
    let near = blocks[here.saturating_sub(32)..(here + 32).min(blocks.len())].iter().filter(|block| {
        block.cell().is_some_and(|cell| cell.table == own.table && cell.row.abs_diff(own.row) == 1)
    });
    let mut near = near.filter_map(|block| {
        let at = known.mentions.partition_point(|(span, _)| span.start() < block.content.start());
        known.mentions.get(at).filter(|(span, other)| block.content.contains(*span) && *other != person)
    });
    near.next().map(|(span, _)| Mitigation { kind: "second-person", span: *span })
}

/// At most twelve words, in lower case at the start.
fn shortened(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(12).collect();
    words.join(" ").to_lowercase()
}

/// Tables with names as heads of columns and marks in their rows: who has the mark of whoever does it carries the row.
pub(super) fn of_marks(draft: &Draft<'_>, mentions: &[(Span, u32)], tasks: &mut Vec<Task>) {
    let blocks = draft.document.blocks();
    let owner = |cell: Span| {
        let at = mentions.partition_point(|(span, _)| span.start() < cell.start());
        mentions.get(at).filter(|(span, _)| cell.contains(*span)).map(|(_, person)| *person)
    };
    for table in draft.document.tables() {
        if tasks.len() >= MOST {
            break;
        }
        let table = &blocks[table];
        let heads: BTreeMap<u32, u32> = table
            .iter()
            .filter_map(|block| {
                let cell = block.cell().filter(|cell| cell.row == 0 && cell.column > 0)?;
                Some((cell.column, owner(block.content)?))
            })
            .collect();
        if heads.is_empty() {
            continue;
        }
        let mut rows: BTreeMap<u32, Marked<'_>> = BTreeMap::new();
        for block in table {
            let Some(cell) = block.cell().filter(|cell| cell.row > 0) else { continue };
            let row = rows.entry(cell.row).or_insert((block.content, Vec::new()));
            row.0 = row.0.cover(block.content);
            let mark = draft.document.lower().get(block.content.range()).unwrap_or("").trim();
            if let Some(person) =
                heads.get(&cell.column).filter(|_| draft.lexicons.contains("mark-own", mark))
            {
                row.1.push((*person, mark));
            }
        }
        for (around, marks) in rows.into_values() {
            let text = draft.document.slice(around);
            let what = text.split(['\t', '\n']).next().unwrap_or(text).trim();
            if what.chars().filter(|c| c.is_alphabetic()).count() < 3 || tasks.len() >= MOST {
                continue;
            }
            for (person, mark) in &marks {
                let other = marks.iter().any(|(other, same)| other != person && same == mark);
                tasks.push(Task {
                    span: around,
                    what: shortened(what),
                    function: None,
                    holder: Holder::Person(*person),
                    core: task_words(draft, Span::at(around.start(), around.start() + what.len()))
                        .first()
                        .and_then(|(_, core)| *core),
                    contact: false,
                    mitigation: other.then_some(Mitigation { kind: "second-person", span: around }),
                    private_channel: None,
                    ends_with_person: false,
                    confidence: 0.75,
                });
            }
        }
    }
}
