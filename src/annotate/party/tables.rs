//! Parties in tables: a column of parties, beside what they are called, their numbers or their tasks.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::introduce::{alias, details, introduce};
use super::names::{Name, names_in};
use super::{PREAMBLE_BLOCKS, add, added, is_whole};
use crate::annotate::{Draft, Shape};
use crate::document::{Cell, Party, Span, Zone};

/// Cells of a table in which it is looked for what sort somebody is of, at most.
const CELLS: usize = 400;
/// Words of a label that asks who the parties are, at most.
const LABEL: usize = 6;
/// Bytes of a name in a cell, at most.
const NAME: usize = 120;
/// Letters of a code for a party, at most.
const CODE: usize = 5;

/// The tables of a document; where each row was set as a table of its own, right below the one before and of as many cells,
/// they are one.
fn grids(draft: &Draft<'_>) -> Vec<Range<usize>> {
    let blocks = draft.document.blocks();
    let one_row =
        |table: &Range<usize>| table.clone().all(|at| blocks[at].cell().is_none_or(|cell| cell.row == 0));
    let mut grids: Vec<Range<usize>> = Vec::new();
    // The cells of each row of the last one, where it is made of such rows.
    let mut wide = None;
    for table in draft.document.tables() {
        let cells = Some(table.len()).filter(|_| one_row(&table));
        match grids.last_mut() {
            Some(last) if last.end == table.start && cells.is_some() && cells == wide => last.end = table.end,
            _ => grids.push(table),
        }
        wide = cells;
    }
    grids
}

/// A cell of such a table, with its row counted from the first.
fn cell_in(draft: &Draft<'_>, grid: &Range<usize>, at: usize) -> Option<Cell> {
    let cell = |at: usize| draft.document.blocks().get(at)?.cell();
    let (first, own) = (cell(grid.start)?, cell(at)?);
    Some(Cell { row: own.row + (own.table - first.table.min(own.table)), ..own })
}

/// Rows of a table with a column of parties; `with_tasks` takes also one whose other column tells what each does.
pub(super) fn from_tables(draft: &Draft<'_>, parties: &mut Vec<Party>, with_tasks: bool) {
    for table in grids(draft) {
        let grid = Grid { draft, table: &table, with_tasks };
        if !grid.stands_early() {
            continue;
        }
        let Some(column) = grid.party_column().filter(|_| grid.names_parties()) else { continue };
        if parties.len() >= 2 && !grid.knows() {
            continue;
        }
        let rows = grid.add_names(column, parties);
        grid.tell(column, &rows, parties);
    }
}

/// A table that may have a column of parties.
struct Grid<'a, 'd> {
    draft: &'a Draft<'d>,
    table: &'a Range<usize>,
    /// True where a column may tell what each does.
    with_tasks: bool,
}

impl Grid<'_, '_> {
    fn zone(&self) -> Option<Zone> {
        self.draft.annotations.zones.get(self.table.start).copied()
    }

    fn content(&self, at: usize) -> Span {
        self.draft.document.blocks()[at].content
    }

    fn cell(&self, at: usize) -> Option<Cell> {
        cell_in(self.draft, self.table, at)
    }

    /// The cells below the heads.
    fn cells(&self) -> impl Iterator<Item = (usize, Cell)> {
        self.table.clone().filter_map(|at| Some((at, self.cell(at).filter(|cell| cell.row > 0)?)))
    }

    /// The head that says a word of a lexicon.
    fn headed(&self, label: &str) -> Option<usize> {
        let mut table = self.table.clone();
        table.find(|at| {
            self.cell(*at).is_some_and(|cell| cell.row == 0) && is_whole(self.draft, label, self.content(*at))
        })
    }

    /// True near the start or among the parties, where nobody signs or is only to be reached.
    fn stands_early(&self) -> bool {
        let zone = self.zone();
        let early = self.table.start < PREAMBLE_BLOCKS || zone == Some(Zone::Parties);
        early
            && !matches!(zone, Some(Zone::Signature | Zone::Certificate | Zone::Revision))
            && (zone != Some(Zone::Contact) || self.with_tasks)
    }

    /// The column in which the parties are named.
    fn party_column(&self) -> Option<u32> {
        let (draft, table) = (self.draft, self.table);
        // "Kommun | Åtagande" over eight of them: what each is, where every row begins with a name.
        let sort = || {
            let head = self.headed("party-role").filter(|_| self.with_tasks);
            head.filter(|at| names_below(draft, table, *at))
        };
        // "| Part | Vilka vi är |" over "| 1 | X kommun |": the number of each stands under that head, its name beside.
        let column = self.headed("party-column").or_else(sort).or_else(|| self.first_of_all());
        let column = column.map(|at| if numbers_below(draft, table, at) { at + 1 } else { at });
        // "| Part | X kommun | Y förening |" over "| Org.nr | … | … |": the parties stand side by side.
        let column = column.filter(|at| !self.labels_below(*at));
        column.and_then(|at| self.cell(at)).map(|cell| cell.column)
    }

    /// True where a cell below a head says what its row tells of each party.
    fn labels_below(&self, head: usize) -> bool {
        let column = self.cell(head).map(|cell| cell.column);
        self.cells().filter(|(_, cell)| Some(cell.column) == column).any(|(at, _)| {
            ["org-column", "alias-column", "address-column"]
                .iter()
                .any(|label| is_whole(self.draft, label, self.content(at)))
        })
    }

    /// "Vem | Vad vi kallar oss": whatever the head says, where each row begins with a name and tells what it is called.
    fn first_of_all(&self) -> Option<usize> {
        let told = self.headed("alias-column").is_some() || self.headed("org-column").is_some();
        let sorted = |at: usize| {
            self.cell(at)
                .is_none_or(|cell| cell.row == 0 || cell.column > 0 || self.draft.has_sort(self.content(at)))
        };
        let all = told && self.table.clone().all(sorted);
        Some(self.table.start).filter(|at| all && names_below(self.draft, self.table, *at))
    }

    /// True where the other columns tell that those named are parties; "Uppdrag | Namn | Nås på" names persons.
    fn names_parties(&self) -> bool {
        let tasks = || ["address-column", "task-column"].iter().any(|label| self.headed(label).is_some());
        self.zone() == Some(Zone::Parties)
            || self.headed("org-column").is_some()
            || tells_sorts(self.draft, self.table)
            || self.headed("alias-column").is_some()
            || self.with_tasks && tasks()
    }

    /// True where a cell names an organisation or its number.
    fn knows(&self) -> bool {
        self.cells().any(|(at, _)| {
            let content = self.content(at);
            self.draft.has_organisation(content)
                || self.draft.has_word("known-organisation", content)
                || self.draft.first_mark_in("org-number", content).is_some()
        })
    }

    /// Adds the names of a column: the party of each row.
    fn add_names(&self, column: u32, parties: &mut Vec<Party>) -> BTreeMap<u32, usize> {
        let mut rows: BTreeMap<u32, usize> = BTreeMap::new();
        for (at, cell) in self.cells().filter(|(_, cell)| cell.column == column) {
            let content = self.content(at);
            let text = self.draft.document.slice(content).trim();
            let name = text.split(['(', ',', ';']).next().unwrap_or(text).trim();
            if rows.contains_key(&cell.row) || name.is_empty() || name.len() > NAME {
                continue;
            }
            let span = Span::at(content.start(), content.start() + name.len());
            let Some(number) = add(parties, Name { span }, self.draft) else { continue };
            if let Some(party) = parties.get_mut(number) {
                rows.insert(cell.row, number);
                introduce(self.draft, party, content);
            }
        }
        rows
    }

    /// What the other columns tell of the parties; it may stand before a name ("Short name"). "Roll i avtalet" is what
    /// several are called, too.
    fn tell(&self, column: u32, rows: &BTreeMap<u32, usize>, parties: &mut [Party]) {
        let called = self.headed("alias-column").or_else(|| self.headed("role-in-agreement"));
        let called = called.and_then(|at| self.cell(at)).map(|cell| cell.column);
        let codes = codes(self.draft, self.table);
        for (at, cell) in self.cells().filter(|(_, cell)| cell.column != column) {
            let Some(party) = rows.get(&cell.row).and_then(|number| parties.get_mut(*number)) else {
                continue;
            };
            if Some(cell.column) == called || Some(cell.column) == codes {
                alias(party, self.draft.document.slice(self.content(at)).trim());
            } else {
                details(self.draft, party, self.content(at));
            }
        }
    }
}

/// The column of a table of parties that holds another short code in each row ("LP", "P2") with which the text goes on.
fn codes(draft: &Draft<'_>, table: &Range<usize>) -> Option<u32> {
    let blocks = draft.document.blocks();
    let end = table.end.checked_sub(1).map_or(0, |last| blocks[last].content.end());
    let behind = draft.tokens.partition_point(|token| token.span.start() < end);
    let code = |said: &str| {
        (2..=CODE).contains(&said.len())
            && said.starts_with(|c: char| c.is_ascii_uppercase())
            && said.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
    };
    let mut columns: BTreeMap<u32, Option<BTreeSet<&str>>> = BTreeMap::new();
    for at in table.clone() {
        let Some(cell) = cell_in(draft, table, at).filter(|cell| cell.row > 0) else { continue };
        let said = draft.document.slice(blocks[at].content).trim();
        let column = columns.entry(cell.column).or_insert_with(|| Some(BTreeSet::new()));
        let fits = column.as_mut().is_some_and(|known| code(said) && known.insert(said));
        if !fits {
            *column = None;
        }
    }
    let (column, known) = columns.into_iter().find_map(|(column, known)| Some((column, known?)))?;
    let again = draft.tokens[behind..].iter().any(|token| known.contains(draft.document.slice(token.span)));
    (known.len() >= 2 && again).then_some(column)
}

/// "| Namn | Region Öst | Tjärnö kommun |" over "| Kallas | Regionen | Tjärnö |": parties side by side, with a label before
/// each row.
pub(super) fn from_labelled_rows(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks();
    for table in grids(draft).into_iter().take_while(|table| table.start < PREAMBLE_BLOCKS) {
        let zone = draft.annotations.zones.get(table.start);
        if !matches!(zone, Some(Zone::Parties | Zone::HeaderBlock | Zone::Body | Zone::Table)) {
            continue;
        }
        let mut rows: BTreeMap<u32, Vec<(u32, Span)>> = BTreeMap::new();
        for at in table.clone() {
            let Some(cell) = cell_in(draft, &table, at) else { continue };
            rows.entry(cell.row).or_default().push((cell.column, blocks[at].content));
        }
        let label =
            |row: &[(u32, Span)]| row.first().filter(|(column, _)| *column == 0).map(|(_, said)| *said);
        let named = rows.values().find_map(|row| {
            let names: Vec<(u32, Name)> = row
                .iter()
                .filter(|(column, _)| *column > 0)
                .filter_map(|(column, said)| Some((*column, name_at(draft, *said)?)))
                .collect();
            let labelled = label(row).is_some_and(|said| is_whole(draft, "party-column", said));
            (labelled && names.len() >= 2 && names.len() + 1 == row.len()).then_some(names)
        });
        let called =
            |row: &[(u32, Span)]| label(row).is_some_and(|said| is_whole(draft, "alias-column", said));
        let numbered =
            |row: &[(u32, Span)]| label(row).is_some_and(|said| is_whole(draft, "org-column", said));
        let Some(names) = named.filter(|_| rows.values().any(|row| called(row) || numbered(row))) else {
            continue;
        };
        for (column, name) in names {
            let Some(party) = added(parties, name, draft) else {
                continue;
            };
            introduce(draft, party, from_name(draft, name.span));
            for row in rows.values() {
                let Some((_, said)) = row.iter().find(|(other, _)| *other == column) else { continue };
                if called(row) {
                    alias(party, draft.document.slice(*said).trim());
                } else {
                    details(draft, party, *said);
                }
            }
        }
        return;
    }
}

/// "| Vilka är parter? | X kommun (kommunen) och Y förening |": a row that asks or says who the parties are, and names them
/// all in one cell.
pub(super) fn from_told_rows(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks();
    for at in draft.document.tables().take_while(|table| table.start < PREAMBLE_BLOCKS).flatten() {
        let (Some(cell), Some(next)) = (blocks[at].cell(), blocks.get(at + 1)) else { continue };
        let (label, said) = (blocks[at].content, next.content);
        let beside = next.cell().is_some_and(|other| other.row == cell.row && other.column > 0);
        let zone = draft.annotations.zones.get(at);
        if cell.column > 0
            || !beside
            || matches!(zone, Some(Zone::Signature | Zone::Certificate | Zone::Revision))
            || draft.tokens_in(label).len() > LABEL
            || !draft.has_word("zone-parties", label)
        {
            continue;
        }
        let mut found: Vec<Party> = Vec::new();
        super::series::series(draft, said, &mut found);
        let opens = found
            .first()
            .is_some_and(|first| draft.tokens_in(Span::at(said.start(), first.span.start())).len() <= 1);
        if found.len() >= 2 && opens {
            *parties = found;
            return;
        }
    }
}

/// The name that a cell begins with.
fn name_at(draft: &Draft<'_>, cell: Span) -> Option<Name> {
    names_in(draft, cell).into_iter().next().filter(|name| name.span.start() == cell.start())
}

/// The block in which a name stands, from the name on.
fn from_name(draft: &Draft<'_>, name: Span) -> Span {
    let block = draft.document.block_at(name.start()).and_then(|at| draft.document.blocks().get(at));
    Span::at(name.start(), block.map_or(name.end(), |block| block.content.end().max(name.end())))
}

/// "| First party | X Agency, reg. no. … |" over "| Second party | Y Society, … |": tables of one row each, one below the
/// other, that name a party each with its number or what it is called.
pub(super) fn from_row_tables(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks();
    let mut found: Vec<(Name, Vec<Span>)> = Vec::new();
    let mut end = None;
    for table in draft.document.tables().take_while(|table| table.start < PREAMBLE_BLOCKS) {
        let zone = draft.annotations.zones.get(table.start);
        let fits = matches!(zone, Some(Zone::Parties | Zone::HeaderBlock | Zone::Body | Zone::Table));
        let one_row = table.clone().all(|at| blocks[at].cell().is_none_or(|cell| cell.row == 0));
        let cells: Vec<Span> = table.clone().map(|at| blocks[at].content).collect();
        if end != Some(table.start) {
            if found.len() >= 2 {
                break;
            }
            found.clear();
        }
        let named = row_name(draft, &cells).filter(|_| fits && one_row);
        end = named.as_ref().map(|_| table.end);
        found.extend(named.map(|name| (name, cells)));
    }
    let proven = found.iter().filter(|(name, _)| told(draft, name.span)).count();
    if found.len() < 2 || proven * 2 < found.len() {
        return;
    }
    parties.clear();
    for (name, cells) in found {
        let Some(party) = added(parties, name, draft) else {
            continue;
        };
        introduce(draft, party, from_name(draft, name.span));
        for cell in cells.iter().filter(|cell| cell.start() > name.span.start()) {
            introduce(draft, party, *cell);
        }
    }
}

/// The name with which the first cell of a row begins, or the second behind a label.
fn row_name(draft: &Draft<'_>, cells: &[Span]) -> Option<Name> {
    let row = cells.iter().copied().reduce(Span::cover)?;
    let numbered = draft.first_mark_in("org-number", row).is_some();
    cells.iter().take(2).find_map(|cell| {
        // "Present for X Club"
        let lead =
            draft.words_in("attendance-lead", *cell).next().filter(|lead| lead.span.start() == cell.start());
        let first = lead.and_then(|lead| draft.tokens_in(Span::at(lead.span.end(), cell.end())).first());
        let cell = &first.map_or(*cell, |first| Span::at(first.span.start(), cell.end()));
        let known = name_at(draft, *cell);
        // "Swedish Agency for Coastal Heritage, …": up to the comma it is one name.
        let whole = super::opening::lead_name(draft, *cell).filter(|name| {
            let written = |token: &crate::annotate::Token| {
                matches!(token.shape, Shape::Capital | Shape::Upper) || draft.is("name-link", token)
            };
            let tokens = draft.tokens_in(name.span);
            name.span.start() == cell.start() && tokens.len() > 1 && tokens.iter().all(written)
        });
        match (known, whole) {
            (Some(known), Some(whole)) if whole.span.end() > known.span.end() => Some(whole),
            (Some(known), _) => Some(known),
            (None, whole) => whole.filter(|_| numbered),
        }
    })
}

/// Parties side by side ("| Mellan | och |", "| Part 1 | Part 2 |" over their names): what each is called and its number stand below its name.
pub(super) fn from_columns(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks();
    for table in grids(draft).into_iter().take_while(|table| table.start < PREAMBLE_BLOCKS) {
        let heads =
            || table.clone().filter(|at| cell_in(draft, &table, *at).is_some_and(|cell| cell.row == 0));
        // "Part 1", "Party B"
        let counted = |head: Span| match draft.tokens_in(head) {
            [word, number] if matches!(number.shape, Shape::Number | Shape::Initial) => {
                is_whole(draft, "party-column", word.span)
            }
            _ => false,
        };
        let roles = heads().all(|at| {
            let head = blocks[at].content;
            counted(head)
                || ["party-role", "party-lead", "party-join"].iter().any(|label| is_whole(draft, label, head))
        });
        // "| Markägare | Skola | Förening |" over a name in each: what stands over one of them may be any word.
        let named = || {
            let told = heads().filter(|at| is_whole(draft, "party-role", blocks[*at].content)).count();
            let below = |at: usize| cell_in(draft, &table, at).is_some_and(|cell| cell.row == 1);
            let names: Vec<usize> = table.clone().filter(|at| below(*at)).collect();
            told * 2 > heads().count()
                && names.len() == heads().count()
                && names.iter().all(|at| name_at(draft, blocks[*at].content).is_some())
        };
        if heads().count() < 2 || !roles && !named() {
            continue;
        }
        let below = || {
            table.clone().filter_map(|at| Some((at, cell_in(draft, &table, at).filter(|cell| cell.row > 0)?)))
        };
        let mut columns: BTreeMap<u32, usize> = BTreeMap::new();
        for (at, cell) in below() {
            let content = blocks[at].content;
            let known = columns.get(&cell.column).copied();
            let number = known.or_else(|| add(parties, name_at(draft, content)?, draft));
            if let Some((number, party)) = number.and_then(|number| Some((number, parties.get_mut(number)?)))
            {
                columns.insert(cell.column, number);
                introduce(draft, party, content);
            }
        }
        // "| Markägare | Driftansvarig |": what each is, it is called.
        for (column, number) in &columns {
            let head =
                heads().find(|at| cell_in(draft, &table, *at).is_some_and(|cell| cell.column == *column));
            let joins = |head: Span| {
                ["party-lead", "party-join"].iter().any(|label| is_whole(draft, label, head)) || counted(head)
            };
            if let (Some(head), Some(party)) = (head.map(|at| blocks[at].content), parties.get_mut(*number))
                && !joins(head)
            {
                alias(party, draft.document.slice(head).trim());
            }
        }
        if columns.len() >= 2 {
            return;
        }
    }
}

/// "| | X kommun | Y förening |" over rows that tell what each does: parties side by side in the heads of a table near the
/// start.
pub(super) fn from_heads(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks();
    for table in draft.document.tables().take_while(|table| table.start < PREAMBLE_BLOCKS) {
        let zone = draft.annotations.zones.get(table.start);
        let rows = table.clone().filter_map(|at| blocks[at].cell()).map(|cell| cell.row).max().unwrap_or(0);
        if rows < 2 || !matches!(zone, Some(Zone::Body | Zone::Table | Zone::HeaderBlock)) {
            continue;
        }
        let heads = table.clone().take_while(|at| blocks[*at].cell().is_some_and(|cell| cell.row == 0));
        // Over the labels of the rows stands nothing, or any word.
        let labels = |at: &usize| blocks[*at].cell().is_some_and(|cell| cell.column == 0);
        let heads: Vec<Span> = heads.filter(|at| !labels(at)).map(|at| blocks[at].content).collect();
        let names: Vec<Name> =
            heads.iter().filter_map(|head| super::opening::lead_name(draft, *head)).collect();
        let known = names.iter().filter(|name| name_at(draft, name.span).is_some()).count();
        let single = heads.iter().all(|head| names_in(draft, *head).len() <= 1);
        if names.len() == heads.len() && known * 2 >= names.len() && known >= 2 && single {
            for name in names {
                add(parties, name, draft);
            }
            return;
        }
    }
}

/// "| X kommun | Y förening |" over "| nedan Kommunen | nedan Föreningen |": parties side by side, and under each what it is
/// called or its number; and where there are more, others below them in the same way.
pub(super) fn from_called_columns(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks();
    for table in grids(draft).into_iter().take_while(|table| table.start < PREAMBLE_BLOCKS) {
        let mut rows: BTreeMap<u32, Vec<(u32, Span)>> = BTreeMap::new();
        for at in table.clone().filter(|at| !draft.tokens_in(blocks[*at].content).is_empty()) {
            let Some(cell) = cell_in(draft, &table, at) else { continue };
            rows.entry(cell.row).or_default().push((cell.column, blocks[at].content));
        }
        let bands = bands(draft, &rows);
        let told = |band: &Band| {
            band.below.iter().any(|cells| {
                cells.len() == band.names.len() && cells.iter().all(|(_, said)| tells(draft, *said))
            })
        };
        if !bands.iter().any(told) {
            continue;
        }
        for band in bands {
            for (column, name) in band.names {
                let Some(party) = added(parties, name, draft) else {
                    continue;
                };
                introduce(draft, party, from_name(draft, name.span));
                for (_, said) in band.below.iter().flatten().filter(|(other, _)| *other == column) {
                    introduce(draft, party, *said);
                }
            }
        }
        return;
    }
}

/// Names side by side in one row of a table, and the rows below them up to the next such row.
struct Band {
    names: Vec<(u32, Name)>,
    below: Vec<Vec<(u32, Span)>>,
}

/// The rows of a table that hold a name in every cell, most of them known, each with what stands below; none where the
/// first row of two cells is no such row.
fn bands(draft: &Draft<'_>, rows: &BTreeMap<u32, Vec<(u32, Span)>>) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    for cells in rows.values() {
        let names: Vec<(u32, Name)> = cells
            .iter()
            .filter(|(_, said)| !tells(draft, *said))
            .filter_map(|(column, said)| Some((*column, super::opening::lead_name(draft, *said)?)))
            .collect();
        let known = names.iter().filter(|(_, name)| name_at(draft, name.span).is_some()).count();
        let labelled = names.iter().any(|(_, name)| is_whole(draft, "party-column", name.span));
        if names.len() >= 2 && names.len() == cells.len() && known * 2 >= names.len() && !labelled {
            bands.push(Band { names, below: Vec::new() });
        } else if let Some(band) = bands.last_mut() {
            band.below.push(cells.clone());
        }
    }
    bands
}

/// True for what stands below a name in its column: what it is called ("nedan Kommunen", "“REGION”") or its number.
fn tells(draft: &Draft<'_>, said: Span) -> bool {
    let text = draft.document.slice(said).trim();
    let quoted = text.starts_with(['"', '“', '”', '»']) && text.ends_with(['"', '”', '“', '«', '»']);
    let numbered = draft.first_mark_in("org-number", said).is_some() || draft.begins_with("org-column", said);
    quoted || numbered || name_at(draft, said).is_none() && draft.has_word("alias-lead", said)
}

/// "Finansiär | Samordningsförbundet X (222000-0000)" over "Övriga parter | …": in a table with labels in which parties stand,
/// another row with one's part and its name names one, too.
pub(super) fn from_same_table(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks();
    let known: BTreeSet<usize> = parties.iter().map(|party| party.span.start()).collect();
    for table in draft.document.tables().take_while(|table| table.start < PREAMBLE_BLOCKS) {
        let labelled = |at: &usize| {
            let (label, value) = (blocks[*at].cell()?, blocks.get(at + 1)?.cell()?);
            let row = label.table == value.table && label.row == value.row && label.column == 0;
            row.then_some((blocks[*at].content, blocks[at + 1].content))
        };
        let rows: Vec<(Span, Span)> = table.clone().filter_map(|at| labelled(&at)).collect();
        let holds = |said: Span| known.range(said.start()..said.end()).next().is_some();
        let named = |said: Span| name_at(draft, said).filter(|name| told(draft, name.span));
        if rows.len() * 2 != table.len() || !rows.iter().any(|(_, said)| holds(*said)) {
            continue;
        }
        for (label, said) in
            rows.iter().filter(|(label, said)| is_whole(draft, "party-role", *label) && !holds(*said))
        {
            let Some(name) = named(*said) else { continue };
            if let Some(party) = added(parties, name, draft) {
                introduce(draft, party, *said);
                alias(party, draft.document.slice(*label).trim());
            }
        }
    }
}

/// A table near the start with a column in which every row begins with an organisation, under a word for parties ("Mellan")
/// or with what each is called or its number.
pub(super) fn from_name_column(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks();
    for table in grids(draft).into_iter().take_while(|table| table.start < PREAMBLE_BLOCKS) {
        let zone = draft.annotations.zones.get(table.start);
        let tells_tasks = table.clone().any(|at| {
            cell_in(draft, &table, at).is_some_and(|cell| cell.row == 0)
                && draft.has_word("task-column", blocks[at].content)
        });
        let other =
            matches!(zone, Some(Zone::Signature | Zone::Certificate | Zone::Revision | Zone::Furniture));
        if tells_tasks || other {
            continue;
        }
        let cells = || table.clone().filter_map(|at| Some((at, cell_in(draft, &table, at)?)));
        let mut columns: BTreeMap<u32, Vec<Name>> = BTreeMap::new();
        let mut loose: BTreeMap<u32, Vec<Name>> = BTreeMap::new();
        for (at, cell) in cells() {
            let content = blocks[at].content;
            if let Some(name) = name_at(draft, content) {
                columns.entry(cell.column).or_default().push(name);
                continue;
            }
            // "Storfjälls Frivilliga Eftersökare | a non-profit association": the cell beside says that it is one.
            let beside =
                blocks.get(at + 1).filter(|next| next.cell().is_some_and(|next| next.row == cell.row));
            let sort = beside.is_some_and(|next| draft.has_sort(next.content));
            if let Some(name) = super::opening::lead_name(draft, content).filter(|_| sort) {
                loose.entry(cell.column).or_default().push(name);
            }
        }
        for (column, mut names) in columns {
            let others = loose.remove(&column).unwrap_or_default();
            if names.len() >= others.len() {
                names.extend(others);
                names.sort_unstable_by_key(|name| name.span);
            }
            let mut rows = cells().filter(|(_, cell)| cell.column == column);
            let head = rows.next().map(|(at, _)| blocks[at].content).unwrap_or_default();
            let led =
                ["party-lead", "party-role", "party-column"].iter().any(|label| is_whole(draft, label, head));
            let known = names.iter().filter(|name| told(draft, name.span)).count();
            // "| Vi som ingår partnerskapet |" over one party in each row.
            let titled = known == names.len() && cells().all(|(_, cell)| cell.column == 0);
            let count = rows.count() + usize::from(!led && !titled);
            let proven = led || known * 2 >= names.len() || column == 1 && beside_roles(draft, &table);
            if names.len() < 2 || names.len() < count || !proven {
                continue;
            }
            for name in &names {
                let cell = draft.document.block_at(name.span.start()).and_then(|at| blocks.get(at));
                let rest = cell.map_or(name.span, |cell| cell.content);
                let row = cell.and_then(|cell| cell.cell()).map(|cell| cell.row);
                let Some(party) = added(parties, *name, draft) else {
                    continue;
                };
                introduce(draft, party, rest);
                for (at, _) in cells().filter(|(_, cell)| Some(cell.row) == row && cell.column != column) {
                    if ["party-role", "party-noun"]
                        .iter()
                        .any(|label| is_whole(draft, label, blocks[at].content))
                    {
                        alias(party, draft.document.slice(blocks[at].content).trim());
                    } else {
                        introduce(draft, party, blocks[at].content);
                    }
                }
            }
            return;
        }
    }
}

/// True where every cell below a head begins with the name of an organisation, and several are.
fn names_below(draft: &Draft<'_>, table: &Range<usize>, head: usize) -> bool {
    let blocks = draft.document.blocks();
    let Some(column) = cell_in(draft, table, head).map(|cell| cell.column) else { return false };
    let below =
        |at: &usize| cell_in(draft, table, *at).is_some_and(|cell| cell.row > 0 && cell.column == column);
    let cells: Vec<Span> = table.clone().filter(below).map(|at| blocks[at].content).collect();
    cells.len() >= 2 && cells.iter().all(|cell| name_at(draft, *cell).is_some())
}

/// True where every cell below a head holds a number or a letter and nothing else.
fn numbers_below(draft: &Draft<'_>, table: &Range<usize>, head: usize) -> bool {
    let blocks = draft.document.blocks();
    let Some(column) = cell_in(draft, table, head).map(|cell| cell.column) else { return false };
    let below =
        |at: &usize| cell_in(draft, table, *at).is_some_and(|cell| cell.row > 0 && cell.column == column);
    let counts = |at: usize| match draft.tokens_in(blocks[at].content) {
        [only] => only.shape == Shape::Number || only.span.len() == 1,
        _ => false,
    };
    table.clone().filter(below).take(2).count() == 2 && table.clone().filter(below).all(counts)
}

/// "| Kommunen | Vikbo kommun |" over "| Föreningen | Vikbo Hembygdsförening |": the first cell of every row says what the
/// text calls the one beside it, or its role.
fn beside_roles(draft: &Draft<'_>, table: &Range<usize>) -> bool {
    let blocks = draft.document.blocks();
    let end = table.end.checked_sub(1).and_then(|last| blocks.get(last)).map_or(0, |last| last.content.end());
    let mut cells = table.clone().filter_map(|at| Some((blocks[at].content, blocks[at].cell()?)));
    let two = cells.clone().all(|(_, cell)| cell.column < 2);
    two && cells.all(|(content, cell)| {
        let said = draft.document.slice(content).trim_end_matches([':', ' ']);
        let role = ["party-role", "party-noun"].iter().any(|label| is_whole(draft, label, content));
        let again = || {
            said.chars().count() >= 5
                && draft.tokens_in(content).len() <= 2
                && super::introduce::recurs(draft, said, Span::at(end, end))
        };
        // "| Kör | X Taxi AB |": what it does.
        let does = || draft.tokens_in(content).first().is_some_and(|first| super::does(draft, first));
        cell.column > 0 || role || again() || does()
    })
}

/// A number or another name stands behind a name in its cell.
fn told(draft: &Draft<'_>, name: Span) -> bool {
    let Some(cell) = draft.document.block_at(name.start()).and_then(|at| draft.document.blocks().get(at))
    else {
        return false;
    };
    let same = |next: &&crate::document::Block| {
        next.cell().zip(cell.cell()).is_some_and(|(next, own)| (next.table, next.row) == (own.table, own.row))
    };
    let last = draft.document.block_at(name.start()).map_or(0, |at| at + 1);
    let row = draft.document.blocks().get(last..).unwrap_or(&[]).iter().take(8).take_while(same).last();
    let end = row.map_or(cell.content.end(), |last| last.content.end());
    let rest = Span::at(name.end(), end.max(name.end()));
    draft.first_mark_in("org-number", rest).is_some()
        || draft.has_word("alias-lead", rest)
        || draft.document.slice(rest).contains('(')
}

/// True where every row of a table has a cell, in one column, that says of what sort somebody is and names nobody ("local
/// authority", "ideell förening"), and there are two rows or more.
fn tells_sorts(draft: &Draft<'_>, table: &Range<usize>) -> bool {
    let blocks = draft.document.blocks();
    let plain = |span: Span| {
        let tokens = draft.tokens_in(span);
        // "Ideell förening" begins with the sort, "Leråkers kommun" is one of them.
        let begins = tokens.first().is_some_and(|first| draft.has_sort(first.span));
        let small = tokens.iter().skip(usize::from(begins)).all(|token| token.shape == Shape::Lower);
        // "Kommunen" is one that is known.
        let known = begins && tokens.len() == 1 && tokens[0].shape != Shape::Lower;
        (1..=6).contains(&tokens.len()) && small && !known && draft.has_sort(span)
    };
    let mut columns: BTreeMap<u32, (u32, bool)> = BTreeMap::new();
    for at in table.clone().take(CELLS) {
        let Some(cell) = cell_in(draft, table, at).filter(|cell| cell.row > 0 && cell.column > 0) else {
            continue;
        };
        let (rows, all) = columns.entry(cell.column).or_insert((0, true));
        *rows += 1;
        *all &= plain(blocks[at].content);
    }
    columns.values().any(|(rows, all)| *rows >= 2 && *all)
}
