//! Duties of tables: a column that names who, columns headed by parties, rows that begin with one, marks.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::carried::Carried;
use super::clause::{clauses, series, shaped};
use super::judge::{background, excluded, money_alone};
use super::{CONCRETE, MOST, Subjects, empty, heading_subject, left_open, push, sentences_of, takes_part};
use crate::annotate::{Draft, Shape, Token, WordMark};
use crate::document::{Duty, DutyKind, DutySource, DutySubject, Span, Zone};

/// Words behind a sum that still tell of it ("per år exklusive moms"), at most.
const SUM: usize = 4;
/// Cells of a row that is read, at most.
const COLUMNS: usize = 64;
/// Bytes before the word that says what a column holds, and before the party whose row it is, at most.
const HEAD: usize = 4;
const NEAR: usize = 6;

/// Rows with a column that names who, columns headed by a party, and rows that begin with one.
pub(super) fn tables(draft: &Draft<'_>, subjects: &Subjects, duties: &mut Vec<Duty>) {
    let mut plans: Vec<Span> =
        draft.annotations.plan_refs.iter().flat_map(|plan| plan.mentions.iter().copied()).collect();
    plans.sort_unstable();
    for table in draft.document.tables() {
        if duties.len() >= MOST {
            break;
        }
        let zone = draft.annotations.zones.get(table.start).copied();
        // "Inventarieförteckning": what somebody owns.
        let blocks = draft.document.blocks();
        let above = blocks.get(table.start).and_then(|first| draft.document.heading_over(first));
        if above.is_some_and(|heading| draft.has_word("inventory-heading", heading)) {
            continue;
        }
        if !matches!(zone, Some(Zone::Signature | Zone::Certificate | Zone::Revision | Zone::Contents)) {
            asked_rows(draft, subjects, table.clone(), duties);
        }
        let of_tasks = || zone == Some(Zone::Parties) && shares_out(draft, &table);
        let from = duties.len();
        if matches!(zone, Some(Zone::Body | Zone::Table | Zone::Annex)) || of_tasks() {
            table_duties(draft, subjects, &plans, table.clone(), duties);
        }
        if duties.len() == from {
            told_cells(draft, subjects, table, duties);
        }
    }
}

/// "Vad gör kommunen? | Öppnar källaren och köper in verktyg": rows that ask what a party does, with the answer beside.
fn asked_rows(draft: &Draft<'_>, subjects: &Subjects, table: Range<usize>, duties: &mut Vec<Duty>) {
    let blocks = draft.document.blocks();
    for at in table {
        let question = blocks[at].content;
        let (Some(cell), Some(next)) = (blocks[at].cell(), blocks.get(at + 1)) else { continue };
        let beside = next.cell().is_some_and(|other| other.row == cell.row);
        if cell.column > 0
            || !beside
            || !draft.document.slice(question).trim_end().ends_with('?')
            || !draft.has_word("duty-heading", question)
            || !begins_with_verb(draft, next.content)
            || money_alone(draft, next.content)
        {
            continue;
        }
        let asked = heading_subject(draft, subjects, question);
        if let Some((subject, who, true)) = asked.filter(|(subject, ..)| subject.of_parties()) {
            push(draft, duties, next.content, &subject, who, empty(&who), DutyKind::Own, DutySource::Cell);
        }
    }
}

/// "3. W&W's part | W&W fits out the loft and teaches …": cells of a table that no head explains, in whole sentences that each
/// begin with who does it.
fn told_cells(draft: &Draft<'_>, subjects: &Subjects, table: Range<usize>, duties: &mut Vec<Duty>) {
    for at in table {
        let zone = draft.annotations.zones.get(at);
        if !matches!(zone, Some(Zone::Body | Zone::Table | Zone::Annex)) {
            continue;
        }
        for sentence in sentences_of(draft, at) {
            if subjects.near(sentence.span) && !background(draft, sentence.span) {
                clauses(draft, subjects, sentence.span, &mut Carried::default(), duties);
            }
        }
    }
}

/// What a table gives the parties to do.
fn table_duties(
    draft: &Draft<'_>,
    subjects: &Subjects,
    plans: &[Span],
    table: Range<usize>,
    duties: &mut Vec<Duty>,
) {
    // "About the two towns" over a table tells how they are, and not what they do.
    let about =
        draft.document.blocks().get(table.start).is_some_and(|first| background(draft, first.content));
    if about || led_rows(draft, subjects, &table, duties) {
        return;
    }
    if let Some(column) = headless(draft, subjects, &table) {
        rows_of(draft, subjects, &table, column, duties);
        return;
    }
    Headed::read(draft, subjects, plans, table).duties(duties);
}

/// A column that a party heads.
struct PartyColumn {
    column: u32,
    subject: DutySubject,
    who: Span,
}

/// A table with heads, and what they say of its columns.
struct Headed<'r> {
    draft: &'r Draft<'r>,
    subjects: &'r Subjects,
    /// Where plans are named, in order.
    plans: &'r [Span],
    table: Range<usize>,
    /// Numbers of the cells of each row.
    rows: BTreeMap<u32, Vec<usize>>,
    /// True where a head or the cells say that the rows tell what is done.
    what: bool,
    /// The columns whose heads say so.
    tasks: Vec<u32>,
    /// The column that says who does it.
    who: Option<u32>,
    parties: Vec<PartyColumn>,
    /// True where columns headed by parties stand beside one that tells what the row is about, or hold nothing but what is
    /// done.
    shared: bool,
    /// Who the heading above gives what stands in the table.
    above: Option<(DutySubject, Span)>,
}

/// A cell with words, its row, and what both take up.
struct Cell<'r> {
    at: usize,
    column: u32,
    content: Span,
    row: &'r [usize],
    row_span: Span,
}

impl<'r> Headed<'r> {
    fn read(
        draft: &'r Draft<'r>,
        subjects: &'r Subjects,
        plans: &'r [Span],
        table: Range<usize>,
    ) -> Headed<'r> {
        let blocks = draft.document.blocks();
        let mut heads: Vec<(u32, Span)> = Vec::new();
        let mut rows: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for at in table.clone() {
            if let Some(cell) = blocks[at].cell() {
                rows.entry(cell.row).or_default().push(at);
                if cell.row == 0 {
                    heads.push((cell.column, blocks[at].content));
                }
            }
        }
        let told = heads
            .iter()
            .filter(|(_, span)| draft.has_word("task-column", *span) && !draft.has_word("pay-noun", *span));
        // "Roll" beside "Uppgift" tells as what they act.
        let mut tasks: Vec<u32> = told.map(|(column, _)| *column).collect();
        let role = |column: &u32| {
            heads.iter().any(|(at, head)| at == column && draft.has_word("capacity-column", *head))
        };
        if !tasks.iter().all(role) {
            tasks.retain(|column| !role(column));
        }
        let what = heads.iter().any(|(_, span)| draft.has_word("task-column", *span))
            || acts(draft, subjects, &table);
        let says_who = |(column, head): &&(u32, Span)| {
            who_sort(draft, *head).is_some_and(|sort| {
                what || match sort {
                    // "Part" over names says who does it only beside what is done: a list of numbers to call names
                    // parties too.
                    Some("weak") => false,
                    Some("lead") => tells_what(draft, subjects, &table, *column, 1),
                    _ => true,
                }
            })
        };
        let said = heads.iter().find(says_who).map(|(column, _)| *column);
        let who = said.or_else(|| party_column(draft, subjects, &table));
        let parties: Vec<PartyColumn> =
            heads.iter().filter_map(|(column, head)| headed_by(draft, subjects, *column, *head)).collect();
        let shared = parties.len() > 1 && share_rows(draft, &table, &parties);
        let above = headed(draft, subjects, table.start);
        Headed { draft, subjects, plans, table, rows, what, tasks, who, parties, shared, above }
    }

    /// Each cell below the heads is read by what its column is.
    fn duties(&self, duties: &mut Vec<Duty>) {
        for at in self.table.clone() {
            let Some(cell) = self.cell(at) else { continue };
            if Some(cell.column) == self.who {
                self.who_cell(&cell, duties);
            } else if let Some(party) = self.parties.iter().find(|party| party.column == cell.column) {
                self.party_cell(&cell, party, duties);
            } else if cell.column == 0 && self.what && self.parties.is_empty() {
                self.first_cell(&cell, duties);
            }
        }
    }

    fn content(&self, at: usize) -> Span {
        self.draft.document.blocks()[at].content
    }

    /// A cell below the heads that says something.
    fn cell(&self, at: usize) -> Option<Cell<'_>> {
        let blocks = self.draft.document.blocks();
        let place = blocks[at].cell().filter(|cell| cell.row > 0)?;
        let content = blocks[at].content;
        if self.draft.tokens_in(content).is_empty() {
            return None;
        }
        let row = self.rows.get(&place.row).filter(|row| row.len() <= COLUMNS)?;
        let row_span = row.iter().fold(content, |span, other| span.cover(blocks[*other].span));
        Some(Cell { at, column: place.column, content, row, row_span })
    }

    /// Under "Ansvarig": those who are named do what the rest of the row tells.
    fn who_cell(&self, cell: &Cell<'_>, duties: &mut Vec<Duty>) {
        let mut others = cell.row.iter().filter(|other| **other != cell.at);
        if !others.any(|other| tells_more(self.draft, self.content(*other))) {
            return;
        }
        // "Kommunen | växeln | " under "Part | Kontakt | Ansvar", and "Föreningen | Deltar vid behov".
        let tasks = self.tasks(cell);
        let asked = self.tasks.iter().any(|column| *column != cell.column);
        if asked && !tasks.iter().any(|task| tells_more(self.draft, *task)) {
            return;
        }
        let idle = !tasks.is_empty()
            && tasks.iter().all(|task| {
                takes_part(self.draft, *task)
                    || left_open(self.draft, *task)
                    || self.draft.tokens_in(*task).is_empty()
            });
        for (span, subject) in self.subjects.inside(cell.content) {
            if self.only_names(cell, subject) {
                continue;
            }
            push_row(duties, cell.row_span, subject, *span);
            if let Some(duty) = duties.last_mut().filter(|_| idle) {
                duty.kind = DutyKind::Participation;
            }
        }
    }

    /// The cells of a row that stand under a head for what is done, beside the one that says who.
    fn tasks(&self, cell: &Cell<'_>) -> Vec<Span> {
        let blocks = self.draft.document.blocks();
        let task = |at: &&usize| {
            let column = blocks[**at].cell().map(|cell| cell.column);
            column != Some(cell.column) && column.is_some_and(|column| self.tasks.contains(&column))
        };
        cell.row.iter().filter(task).map(|at| self.content(*at)).collect()
    }

    /// "Värd | Saluhallen AB" says what a party is called.
    fn only_names(&self, cell: &Cell<'_>, subject: &DutySubject) -> bool {
        let DutySubject::Party(party) = subject else { return false };
        let Some(party) = self.draft.annotations.parties.get(*party as usize) else { return false };
        cell.row.iter().filter(|other| **other != cell.at).all(|other| {
            let said = self.draft.document.slice(self.content(*other)).trim();
            said.is_empty() || party.aliases.iter().any(|alias| alias == said)
        })
    }

    /// Under "Kommunen": a mark, or what the party does.
    fn party_cell(&self, cell: &Cell<'_>, party: &PartyColumn, duties: &mut Vec<Duty>) {
        let PartyColumn { subject, who, .. } = party;
        // "Föreningens bidrag" under "Kommunens bidrag" tells nothing that the one above it does.
        if row_lead(self.draft, self.subjects, cell.content).is_some() {
            return;
        }
        // Parties side by side, and nothing else, sign.
        if !(self.what || self.shared || duty_section(self.draft, cell.at)) {
            return;
        }
        let (span, kind) = match mark_kind(self.draft, cell.content) {
            Some(kind) => (cell.row_span, kind),
            // "8 140", "25 000 kronor"
            None if !tells_more(self.draft, cell.content) => return,
            None => (cell.content, DutyKind::Own),
        };
        push(self.draft, duties, span, subject, *who, empty(who), kind, DutySource::Cell);
    }

    /// In the first column of a table of tasks: a party whose row it is, or a task of whom the heading above names.
    fn first_cell(&self, cell: &Cell<'_>, duties: &mut Vec<Duty>) {
        // A row whose own column says which party.
        if self.asked(cell).any(|who| !self.subjects.inside(who).is_empty()) {
            return;
        }
        let others = || cell.row.iter().filter(|other| **other != cell.at).map(|at| self.content(*at));
        // "Kornvik | Äldreplan 2024–2029 | Fullmäktige § 17" tells whose plan it is.
        if others().any(|other| is_plan(self.plans, other)) {
            return;
        }
        let tokens = |span: Span| self.draft.tokens_in(span).len();
        let named = self.subjects.inside(cell.content).first();
        let named = named.filter(|(span, _)| span.start() < cell.content.start() + NEAR);
        if let Some((span, subject)) = named.filter(|_| others().any(|other| tokens(other) >= CONCRETE)) {
            push_row(duties, cell.row_span, subject, *span);
        } else if let Some((subject, span)) = &self.above {
            // "Det här gör kommunen" over a table of tasks. A row that leaves open who does it gives nobody a duty.
            if tokens(cell.content) >= CONCRETE && self.asked(cell).all(|who| tokens(who) > 0) {
                let (kind, source) = (DutyKind::Own, DutySource::Heading);
                push(self.draft, duties, cell.row_span, subject, *span, empty(span), kind, source);
            }
        }
    }

    /// The cells of a row that stand in the column that says who.
    fn asked(&self, cell: &Cell<'_>) -> impl Iterator<Item = Span> {
        let blocks = self.draft.document.blocks();
        let here =
            |at: &&usize| self.who.is_some() && blocks[**at].cell().map(|cell| cell.column) == self.who;
        cell.row.iter().filter(here).map(|at| self.content(*at))
    }
}

/// True for a word with which a head begins, or nearly.
fn begins(span: Span, word: &WordMark) -> bool {
    word.span.start() < span.start() + HEAD
}

/// "Ansvarig", "Vem": the sort of a head that says who does it. "Ansvarig part" is no "part": the longest word that begins it
/// says which sort it is.
fn who_sort<'d>(draft: &'d Draft<'_>, head: Span) -> Option<Option<&'d str>> {
    let words = draft.words_in("responsible-column", head).take_while(|word| begins(head, word));
    let word = words.max_by_key(|word| word.span.len())?;
    // "Vem betalar" says who pays for it, not who does it.
    (!draft.has_word("pay-verb", head)).then(|| draft.value(word))
}

/// "Kommunen", "Almby kommun och Kvarnby kommun" over a column.
fn headed_by(draft: &Draft<'_>, subjects: &Subjects, column: u32, head: Span) -> Option<PartyColumn> {
    let (span, subject) = subjects.inside(head).first()?;
    let (subject, who) = series(draft, subjects.inside(head), *span, subject);
    let party = matches!(
        subject,
        DutySubject::Party(_) | DutySubject::Parties(_) | DutySubject::EachParty | DutySubject::Joint
    );
    let alone = draft.tokens_in(head).len() <= draft.tokens_in(who).len() + 2;
    (party && alone).then_some(PartyColumn { column, subject, who })
}

/// Under heads that are parties: a column that no party heads tells what the row is about, or every cell what is done
/// ("| The Council | The Club |" over "Mows the path | Prunes the trees").
fn share_rows(draft: &Draft<'_>, table: &Range<usize>, parties: &[PartyColumn]) -> bool {
    let blocks = draft.document.blocks();
    let under = || {
        table.clone().filter_map(|at| {
            let cell = blocks[at].cell().filter(|cell| cell.row > 0)?;
            Some((cell.column, blocks[at].content))
        })
    };
    let worded = || under().map(|(_, cell)| cell).filter(|cell| !draft.tokens_in(*cell).is_empty());
    under().any(|(column, _)| !parties.iter().any(|party| party.column == column))
        || worded().all(|cell| begins_with_verb(draft, cell))
        || names_work(draft, worded())
}

/// "städning av salongen", "inköp av kostymer": words without a number, most of which name work.
fn names_work(draft: &Draft<'_>, cells: impl Iterator<Item = Span>) -> bool {
    let (mut all, mut work) = (0, 0);
    for cell in cells {
        if draft.document.slice(cell).contains(|c: char| c.is_ascii_digit() || c == '@') {
            return false;
        }
        let first = draft.tokens_in(cell).first();
        all += 1;
        work += usize::from(first.is_some_and(|first| draft.is("action-noun", first)));
    }
    work > 1 && work * 2 > all
}

/// True for a cell that says something in words: "0", "5,200" and "40 000 kronor per år" tell of money.
fn tells_more(draft: &Draft<'_>, cell: Span) -> bool {
    let worded = |tokens: &[Token]| tokens.iter().any(|token| token.shape != Shape::Number);
    match draft.first_mark_in("money", cell) {
        Some(sum) if draft.tokens_in(Span::at(cell.start(), sum.start().max(cell.start()))).is_empty() => {
            let rest = draft.tokens_in(Span::at(sum.end().min(cell.end()), cell.end()));
            let more = rest.iter().any(|token| draft.has_whole("party-join", token.span));
            worded(rest) && (more || rest.len() > SUM)
        }
        _ => worded(draft.tokens_in(cell)),
    }
}

/// "Aktivitet | När | Ansvarig": the heads of a table say what is done and who does it.
fn shares_out(draft: &Draft<'_>, table: &Range<usize>) -> bool {
    let blocks = draft.document.blocks();
    let heads = table.clone().filter(|at| blocks[*at].cell().is_some_and(|cell| cell.row == 0));
    let heads: Vec<Span> = heads.map(|at| blocks[at].content).collect();
    let who = |head: &Span| {
        draft
            .words_in("responsible-column", *head)
            .any(|word| word.span == *head && draft.value(word).is_none())
    };
    heads.iter().any(who) && heads.iter().any(|head| !who(head) && draft.has_word("task-column", *head))
}

/// "Kommunen ska | spola isen och sköta belysningen", "Klubben | Sköter rinken varje kväll": adds what the rows of a table
/// without heads tell, where each begins with who does what stands beside. `false` where not all of them do.
fn led_rows(draft: &Draft<'_>, subjects: &Subjects, table: &Range<usize>, duties: &mut Vec<Duty>) -> bool {
    let blocks = draft.document.blocks();
    let mut found: Vec<(DutySubject, Span, Span)> = Vec::new();
    let mut lead: Option<(u32, DutySubject, Span, bool)> = None;
    for at in table.clone() {
        let Some(cell) = blocks[at].cell() else { return false };
        let content = blocks[at].content;
        if draft.tokens_in(content).is_empty() {
            continue;
        }
        if cell.column == 0 {
            let Some((subject, who, open)) = row_lead(draft, subjects, content) else { return false };
            lead = Some((cell.row, subject, who, open));
            continue;
        }
        let Some((row, subject, who, open)) = &lead else { return false };
        let told = *row == cell.row
            && (*open || begins_with_verb(draft, content))
            && row_lead(draft, subjects, content).is_none()
            && !money_alone(draft, content);
        if !told {
            return false;
        }
        found.push((subject.clone(), *who, content));
    }
    for (subject, who, what) in &found {
        push(draft, duties, *what, subject, *who, empty(who), DutyKind::Own, DutySource::Cell);
    }
    !found.is_empty()
}

/// Who a cell names, and whether it goes on to say that something is to be done ("Kommunen ska", "The Club's tasks").
fn row_lead(draft: &Draft<'_>, subjects: &Subjects, cell: Span) -> Option<(DutySubject, Span, bool)> {
    let (subject, who, told) = heading_subject(draft, subjects, cell)?;
    let last = |label: &str| draft.words_in(label, cell).any(|word| word.span.end() == cell.end());
    let open = ["duty-modal", "open-modal", "duty-verb", "duty-heading"].into_iter().any(last);
    let alone = draft.tokens_in(cell).len() <= draft.tokens_in(who).len() + 1;
    (told && subject.of_parties() && (open || alone)).then_some((subject, who, open))
}

/// The column of a table about who does what in which every cell names a party and nothing else, whatever stands above it.
fn party_column(draft: &Draft<'_>, subjects: &Subjects, table: &Range<usize>) -> Option<u32> {
    if !duty_section(draft, table.start) {
        return None;
    }
    let blocks = draft.document.blocks();
    let mut columns: BTreeMap<u32, Option<Vec<&DutySubject>>> = BTreeMap::new();
    for at in table.clone() {
        let content = blocks[at].content;
        let Some(cell) = blocks[at].cell().filter(|cell| cell.row > 0) else { continue };
        let named = columns.entry(cell.column).or_insert_with(|| Some(Vec::new()));
        if draft.tokens_in(content).is_empty() {
            continue;
        }
        match (party_alone(draft, subjects, content), &mut *named) {
            (Some(subject), Some(named)) => named.push(subject),
            _ => *named = None,
        }
    }
    let several = |named: &Vec<&DutySubject>| named.windows(2).any(|pair| pair[0] != pair[1]);
    let column =
        columns.iter().find(|(_, named)| named.as_ref().is_some_and(several)).map(|(column, _)| *column)?;
    tells_what(draft, subjects, table, column, 1).then_some(column)
}

/// The party that a cell names, where it says nothing else.
fn party_alone<'s>(draft: &Draft<'_>, subjects: &'s Subjects, cell: Span) -> Option<&'s DutySubject> {
    let (span, subject) = subjects.inside(cell).first()?;
    let only = draft.tokens_in(cell).len() <= draft.tokens_in(*span).len() + 1;
    (only && matches!(subject, DutySubject::Party(_))).then_some(subject)
}

/// True for a cell that begins with the name of a plan.
fn is_plan(plans: &[Span], cell: Span) -> bool {
    plans.binary_search_by_key(&cell.start(), |plan| plan.start()).is_ok()
}

/// "Röjning av leden | Föreningen", "Skyltar | Kommunen": the last column of a table without heads, where each cell names a
/// party and nothing else, and the cells beside it tell what.
fn headless(draft: &Draft<'_>, subjects: &Subjects, table: &Range<usize>) -> Option<u32> {
    let blocks = draft.document.blocks();
    let last = table.clone().filter_map(|at| blocks[at].cell()).map(|cell| cell.column).max()?;
    let mut named: Vec<&DutySubject> = Vec::new();
    for at in table.clone() {
        let content = blocks[at].content;
        let cell = blocks[at].cell()?;
        if cell.column == last {
            named.push(party_alone(draft, subjects, content)?);
        } else if cell.row == 0 && !subjects.inside(content).is_empty() {
            return None;
        }
    }
    let several = named.windows(2).any(|pair| pair[0] != pair[1]);
    (last > 0 && several && tells_what(draft, subjects, table, last, 0)).then_some(last)
}

/// A duty for each row, of whom a column names.
fn rows_of(
    draft: &Draft<'_>,
    subjects: &Subjects,
    table: &Range<usize>,
    column: u32,
    duties: &mut Vec<Duty>,
) {
    let blocks = draft.document.blocks();
    let mut row: Option<(u32, Span)> = None;
    for at in table.clone() {
        let Some(cell) = blocks[at].cell() else { continue };
        let span = row
            .filter(|(number, _)| *number == cell.row)
            .map_or(blocks[at].span, |(_, span)| span.cover(blocks[at].span));
        row = Some((cell.row, span));
        if cell.column == column
            && let Some((who, subject)) = subjects.inside(blocks[at].content).first()
        {
            let kind = if excluded(draft, span, span) { DutyKind::Excluded } else { DutyKind::Own };
            let (verb, source) = (empty(who), DutySource::Cell);
            duties.push(Duty { span, subject: subject.clone(), who: *who, verb, object: span, kind, source });
        }
    }
}

/// True where most rows of a table, from one on, tell something in words beside a column: no person, number or address.
fn tells_what(draft: &Draft<'_>, subjects: &Subjects, table: &Range<usize>, who: u32, from: u32) -> bool {
    let blocks = draft.document.blocks();
    let (mut rows, mut told) = (0u32, BTreeSet::new());
    for at in table.clone() {
        let Some(cell) = blocks[at].cell().filter(|cell| cell.row >= from) else { continue };
        rows = rows.max(cell.row + 1 - from);
        let content = blocks[at].content;
        let words = draft.tokens_in(content).iter().filter(|token| token.shape != Shape::Number).count();
        let next = subjects.persons.partition_point(|start| *start < content.start());
        let named = || subjects.persons.get(next).is_some_and(|start| *start < content.end());
        let deed = || draft.tokens_in(content).iter().any(|token| draft.is("action-noun", token));
        if cell.column != who
            && (words >= CONCRETE || deed())
            && !draft.document.slice(content).contains('@')
            && !named()
        {
            told.insert(cell.row);
        }
    }
    rows > 0 && told.len() * 2 > rows as usize
}

/// True for a table whose rows begin with a party each and go on with a verb ("Kommunen | Plogar vägen"), whatever stands
/// above the columns.
fn acts(draft: &Draft<'_>, subjects: &Subjects, table: &Range<usize>) -> bool {
    let blocks = draft.document.blocks();
    let verb = |at: usize| begins_with_verb(draft, blocks[at].content);
    let (mut rows, mut told) = (0, 0);
    for at in table.clone() {
        let Some(cell) = blocks[at].cell().filter(|cell| cell.column == 0 && cell.row > 0) else { continue };
        rows += 1;
        let content = blocks[at].content;
        let party = subjects.inside(content).first().is_some_and(|(span, subject)| {
            matches!(subject, DutySubject::Party(_))
                && draft.tokens_in(content).len() <= draft.tokens_in(*span).len() + 1
        });
        let beside = blocks.get(at + 1).and_then(|next| next.cell());
        told += usize::from(party && beside.is_some_and(|next| next.row == cell.row) && verb(at + 1));
    }
    told > 1 && told * 2 > rows
}

/// "Plogar vägen varje vecka": a cell that goes on with what somebody does.
fn begins_with_verb(draft: &Draft<'_>, content: Span) -> bool {
    let tokens = draft.tokens_in(content);
    // "ser över ljuset", "håller vakt": tasks though the verb alone is none.
    let told = ["duty-verb", "concrete-phrase"].iter().any(|label| draft.begins_with(label, content));
    tokens.len() >= CONCRETE && told
        || tokens.len() >= CONCRETE
            && tokens.first().is_some_and(|token| {
                shaped(draft, token)
                    && !draft.is("stative-verb", token)
                    && !["pay-verb", "participation"].iter().any(|label| draft.has_word(label, token.span))
            })
}

/// Who the heading right above a table gives what stands in it to do.
fn headed(draft: &Draft<'_>, subjects: &Subjects, block: usize) -> Option<(DutySubject, Span)> {
    let document = draft.document;
    let heading = document.heading_over(document.blocks().get(block)?)?;
    let (subject, who, told) = heading_subject(draft, subjects, heading)?;
    (told && subject != DutySubject::Joint).then_some((subject, who))
}

/// What a mark in the column of a party says of the row: "A", "X" and "R" that it does it, "M" and "I" that it takes part.
/// `None` for a cell with words.
pub(super) fn mark_kind(draft: &Draft<'_>, cell: Span) -> Option<DutyKind> {
    let text = draft.document.slice(cell).trim();
    if text.chars().count() > 5 {
        return None;
    }
    let lower = text.to_lowercase();
    let mut marks = lower.split(['/', ',', ' ', '(', ')']).filter(|mark| !mark.is_empty()).peekable();
    marks.peek()?;
    if marks.clone().any(|mark| mark.chars().count() > 2 && !draft.lexicons.contains("mark-own", mark)) {
        return None;
    }
    Some(match marks.any(|mark| draft.lexicons.contains("mark-own", mark)) {
        true => DutyKind::Own,
        false => DutyKind::Participation,
    })
}

/// True where the heading above speaks of duties.
pub(super) fn duty_section(draft: &Draft<'_>, block: usize) -> bool {
    let document = draft.document;
    let heading = document.blocks().get(block).and_then(|block| document.heading_over(block));
    heading.is_some_and(|heading| draft.has_word("duty-heading", heading))
}

pub(super) fn push_row(duties: &mut Vec<Duty>, row: Span, subject: &DutySubject, who: Span) {
    let kind = match subject {
        DutySubject::Joint => DutyKind::Joint,
        _ => DutyKind::Own,
    };
    duties.push(Duty {
        span: row,
        subject: subject.clone(),
        who,
        verb: empty(&who),
        object: row,
        kind,
        source: DutySource::Cell,
    });
}
