//! Tasks of table rows: a role or a task in one cell and who in another, or a mark under a name.

use std::collections::BTreeMap;

use super::MOST;
use super::behind::Carrier;
use super::core;
use super::denial::denied;
use super::deputy::{labelled_deputy, stand_in, substitutes};
use super::known::Known;
use super::label::is_agent;
use super::words::task_words;
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

/// A row that names people, with its cells.
struct Row<'d, 'a> {
    draft: &'d Draft<'a>,
    known: &'d Known,
    around: Span,
    group: &'d [(Span, u32)],
    cells: Vec<Span>,
    /// In a section on those who do the work.
    roles: bool,
}

/// What a row is about.
#[derive(Debug, Clone, Copy)]
struct Matter {
    cell: Span,
    /// True for a role, false for a task.
    role: bool,
}

/// Adds the tasks of a row that tells what is to be done, or which role is held, and by whom. False where it tells neither.
pub(super) fn of_row(
    draft: &Draft<'_>,
    known: &Known,
    around: Span,
    group: &[(Span, u32)],
    tasks: &mut Vec<Task>,
) -> bool {
    let row = Row::of(draft, known, around, group);
    if row.tells_contacts() || denied(draft, around, None) {
        return false;
    }
    if row.asks() {
        return row.of_contacts(tasks);
    }
    row.matter().is_some_and(|matter| row.of_carriers(matter, tasks))
}

/// Cells of a row that are looked at, at most.
const CELLS: usize = 32;
/// Letters of a cell that names a role, at most, and of the head of a column of roles.
const ROLE: usize = 80;
const HEAD: usize = 60;
/// Letters of a head that is a word for who does something, at most.
const AGENT: usize = 30;

impl<'d, 'a> Row<'d, 'a> {
    fn of(draft: &'d Draft<'a>, known: &'d Known, around: Span, group: &'d [(Span, u32)]) -> Row<'d, 'a> {
        let from = draft.document.block_at(around.start()).unwrap_or(0);
        let here = draft.document.blocks()[from..].iter().take(CELLS);
        let cells = here.map(|block| block.content).take_while(|cell| cell.start() < around.end()).collect();
        Row { draft, known, around, group, cells, roles: under_roles(draft, from) }
    }

    /// True for a cell with one of the names.
    fn holds(&self, cell: Span) -> bool {
        self.group.iter().any(|(span, _)| cell.contains(*span))
    }

    /// True where the head of a cell's column has a word of a lexicon.
    fn head(&self, cell: Span, label: &str) -> bool {
        column_head(self.draft, cell).is_some_and(|head| self.draft.has_word(label, head))
    }

    /// True for a cell that is headed as one of tasks or of roles.
    fn headed(&self, cell: Span) -> bool {
        self.head(cell, "task-column") || self.head(cell, "role-column")
    }

    /// True for a short cell with a title. "Sockenrådet" is none where it is a party.
    fn titled(&self, cell: Span) -> bool {
        cell.len() <= ROLE && self.draft.has_word("role-title", cell) && !self.known.is_party(cell)
    }

    /// True for a row that tells whom to ask, in a cell or by the head of a column.
    fn tells_contacts(&self) -> bool {
        let asked = |word: Span| !self.group.iter().any(|(span, _)| span.contains(word)) && !self.done(word);
        let asks = |cell: &Span| self.head(*cell, "contact-word") && (self.holds(*cell) || !self.roles);
        self.draft.words_in("contact-word", self.around).any(|word| asked(word.span))
            || self.cells.iter().any(|cell| asks(cell) || self.head(*cell, "signature-line"))
    }

    /// "Matching of interns and contact with the supervisors": in a column of tasks, whom somebody else is asked.
    fn done(&self, word: Span) -> bool {
        let cell = self.cells.iter().find(|cell| cell.contains(word));
        let next = self.draft.tokens_in(Span::at(word.end(), self.around.end().max(word.end()))).first();
        next.is_some_and(|next| self.draft.is("with-word", next))
            && cell.is_some_and(|cell| self.headed(*cell))
    }

    /// "Function | Name | Telephone": true where the row tells whom to ask, and no column says who answers for what.
    fn asks(&self) -> bool {
        let draft = self.draft;
        if !["email", "phone"].iter().any(|label| draft.first_mark_in(label, self.around).is_some()) {
            return false;
        }
        // "Traffic | Engineer Anna Ek, 0950-555 10": a title that can be asked for.
        let titled = |span: Span| self.known.function(draft, span).is_some() && reached(draft, span);
        let reach = self.group.first().is_some_and(|(span, _)| contact_table(draft, *span))
            || self.group.iter().all(|(span, _)| titled(*span));
        let answers = |cell: &Span| {
            ["owner-column", "deputy-column", "task-column"].iter().any(|label| self.head(*cell, label))
                || part(draft, *cell).is_some()
                || done_by(draft, *cell, &["agent-by"])
        };
        reach && !self.roles && !self.cells.iter().any(answers)
    }

    /// What the row is about: a cell under a head for tasks or roles, a role, what stands beside those who answer for it, or
    /// the head over the names.
    fn matter(&self) -> Option<Matter> {
        let role = self.cells.iter().find(|cell| !self.holds(**cell) && self.titled(**cell)).copied();
        let cell =
            self.headed_cell().or(role).or_else(|| self.owned_cell()).or_else(|| self.head_of_names())?;
        Some(Matter { cell, role: Some(cell) == role || self.head(cell, "role-column") })
    }

    fn find(&self, says: impl Fn(Span) -> bool) -> Option<Span> {
        let letters = |cell: Span| {
            self.draft.document.slice(cell).chars().filter(|c| c.is_alphabetic()).nth(2).is_some()
        };
        self.cells.iter().copied().find(|cell| !self.holds(*cell) && letters(*cell) && says(*cell))
    }

    /// A cell under a head for tasks or roles.
    fn headed_cell(&self) -> Option<Span> {
        self.find(|cell| self.headed(cell))
    }

    /// What stands beside those who are responsible in some column, if it is no organisation.
    fn owned_cell(&self) -> Option<Span> {
        let draft = self.draft;
        let party = |cell: Span| {
            let parties = draft.annotations.parties.iter();
            parties.flat_map(|party| &party.mentions).take(5_000).any(|span| span.start() == cell.start())
        };
        self.cells.iter().any(|cell| self.owned(*cell)).then_some(())?;
        self.find(|cell| !party(cell) && !draft.has_sort(cell))
    }

    /// True for a name under a head that says that those below do something ("Ansvarig", "Interpreter", "Sköts av").
    fn owned(&self, cell: Span) -> bool {
        let heads = ["person-column", "owner-column", "role-title"];
        self.holds(cell)
            && (heads.iter().any(|label| self.head(cell, label))
                || self.under_agent(cell)
                || done_by(self.draft, cell, &["agent-by", "channel-word"]))
    }

    /// "Language | Interpreter"
    fn under_agent(&self, cell: Span) -> bool {
        let Some(head) = column_head(self.draft, cell).filter(|head| head.len() <= AGENT) else {
            return false;
        };
        self.draft.tokens_in(head).last().is_some_and(|last| is_agent(self.draft, last))
            && !self.draft.has_word("no-task-label", head)
    }

    /// "Party | Coordinator | Deputy": the role stands at the head of the column, and the row tells only whom it is of.
    fn head_of_names(&self) -> Option<Span> {
        let draft = self.draft;
        let under_role =
            |cell: Span| self.holds(cell) && self.head(cell, "role-title") && !substitutes(draft, cell);
        let cell = self.cells.iter().find(|cell| under_role(**cell))?;
        let head = column_head(draft, *cell).filter(|head| head.len() <= HEAD)?;
        // "Byalag | Snöansvarig | Ersättare": who has a substitute has something to do, but for members of a board.
        let backed = || self.cells.iter().any(|cell| self.head(*cell, "deputy-column"));
        let member = || draft.tokens_in(head).iter().any(|token| draft.is("member-title", token));
        (!task_words(draft, head).is_empty() || backed() && !member()).then_some(head)
    }

    /// Adds what the row is about for each of those who carry it. False where all of them only substitute.
    fn of_carriers(&self, matter: Matter, tasks: &mut Vec<Task>) -> bool {
        let Row { draft, around, .. } = *self;
        let deputy = stand_in(draft, around);
        let cores = cores(draft, matter.cell);
        let text = draft.document.slice(matter.cell);
        let mut persons: Vec<u32> = Vec::new();
        for (name, person) in self.group {
            if persons.contains(person) || substitutes(draft, *name) || labelled_deputy(draft, *name) {
                continue;
            }
            persons.push(*person);
            let task = Task {
                span: around,
                what: shortened(text),
                function: self.function(*name, matter),
                holder: Holder::Person(*person),
                core: None,
                contact: false,
                mitigation: self.behind(*name, *person, deputy),
                private_channel: draft.private_mail(around),
                ends_with_person: draft.has_word("ends-with-person", around),
                confidence: 0.8,
            };
            tasks.extend(cores.iter().map(|core| Task { core: *core, ..task.clone() }));
        }
        !persons.is_empty()
    }

    /// The function of who carries the row. "Process leader" says more than the "leader" in it.
    fn function(&self, name: Span, matter: Matter) -> Option<String> {
        let near = self.known.function(self.draft, name);
        let cell = matter.role.then(|| self.draft.document.slice(matter.cell).to_lowercase());
        match (near, cell) {
            (Some(near), Some(cell)) if cell.contains(&near) && cell.len() <= HEAD => Some(cell),
            (near, cell) => near.or(cell),
        }
    }

    /// What stands behind who carries the row: a substitute in it, somebody else who does the same part, what is said of it.
    fn behind(&self, name: Span, person: u32, deputy: Option<Span>) -> Option<Mitigation> {
        let draft = self.draft;
        let deputy = deputy.filter(|cell| !cell.contains(name));
        // Who does it and who answers for it are two parts, and neither is done by the other.
        let mine = part(draft, name);
        let same = |at: Span| mine.is_none() || part(draft, at).is_none_or(|part| Some(part) == mine);
        let second = || self.group.iter().find(|(at, other)| *other != person && same(*at));
        deputy
            .map(|span| Mitigation { kind: "deputy", span })
            .or_else(|| second().map(|(span, _)| Mitigation { kind: "second-person", span: *span }))
            .or_else(|| self.said_behind(name, person))
    }

    fn said_behind(&self, name: Span, person: u32) -> Option<Mitigation> {
        let Row { draft, known, around, group, .. } = *self;
        Carrier { draft, known, around, name, person, group }.behind()
    }

    /// Adds a row of a table of contacts: each may be asked, in the function that the row names.
    fn of_contacts(&self, tasks: &mut Vec<Task>) -> bool {
        let Row { draft, around, group, .. } = *self;
        let role = self.cells.iter().find(|cell| {
            !self.holds(**cell)
                && cell.len() <= ROLE
                && (self.head(**cell, "role-column") || self.titled(**cell))
        });
        let role = role.map(|cell| draft.document.slice(*cell).to_lowercase());
        let ordered = role.is_none() && self.numbered();
        for (at, (name, person)) in group.iter().enumerate() {
            if group[..at].iter().any(|(_, other)| other == person) {
                continue;
            }
            let other = group.iter().find(|(_, other)| other != person);
            let next = || neighbour(draft, around, self.known, *person).filter(|_| ordered);
            let mitigation = other
                .map(|(span, _)| Mitigation { kind: "second-person", span: *span })
                .or_else(next)
                .or_else(|| self.said_behind(*name, *person));
            tasks.push(Task {
                span: around,
                what: role.clone().unwrap_or_default(),
                function: role.clone().or_else(|| self.known.function(draft, *name)),
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

    /// "1 | Anna Ek | 0950-555 10": one after the other for the same.
    fn numbered(&self) -> bool {
        self.cells.first().is_some_and(|cell| {
            let text = self.draft.document.slice(*cell);
            text.len() <= 4 && text.starts_with(|c: char| c.is_ascii_digit())
        })
    }
}

/// The core functions of a cell, each once, or none.
fn cores(draft: &Draft<'_>, cell: Span) -> Vec<Option<CoreFunction>> {
    let mut cores: Vec<Option<CoreFunction>> =
        task_words(draft, cell).into_iter().map(|(_, core)| core).collect();
    cores.dedup();
    for core in core::of_titles(draft, cell) {
        if !cores.contains(&Some(core)) {
            cores.push(Some(core));
        }
    }
    if cores.is_empty() {
        cores.push(None);
    }
    cores
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
