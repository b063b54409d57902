//! A part's XML to paragraphs: one pass, without recursion.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::styles::{LEVELS, Looks, Styles, count};
use crate::document::Cell;
use crate::extract::flow::{Item, Role, place, settle_table};
use crate::extract::package::{attribute, local, number, reader, reference};
use crate::extract::{Failure, Limits};
use crate::finding::Reason;

/// Elements whose whole content is left out.
pub(super) const SKIPPED: &[&[u8]] = &[
    b"note-citation",
    b"ruby-text",
    b"hidden-text",
    b"hidden-paragraph",
    b"script",
    b"forms",
    b"sequence-decls",
    b"variable-decls",
    b"user-field-decls",
    b"index-entry-template",
    b"table-of-content-source",
    b"alphabetical-index-source",
    b"title",
    b"desc",
    b"binary-data",
    b"object",
    b"event-listeners",
];

#[derive(Debug, Default)]
pub(super) struct Paragraph {
    pub(super) item: Item,
    pub(super) slot: usize,
    pub(super) looks: Looks,
    pub(super) heading: Option<u8>,
    pub(super) letters: usize,
    pub(super) bold_letters: usize,
    pub(super) runs: u32,
    pub(super) spans: Vec<Looks>,
    pub(super) link: Option<(usize, String)>,
    /// The label as the program that saved the file computed it.
    pub(super) number: Option<String>,
}

#[derive(Debug)]
pub(super) struct List {
    pub(super) style: Option<String>,
    /// An item has begun whose first paragraph has not come.
    pub(super) fresh: bool,
    pub(super) header: bool,
    pub(super) start: Option<i64>,
}

#[derive(Debug)]
pub(super) struct Table {
    pub(super) id: u32,
    pub(super) row: i64,
    pub(super) column: u32,
    /// Columns and rows that the open cell covers, and columns that it is repeated for.
    pub(super) cell: (u32, u32, u32),
    pub(super) header: bool,
    pub(super) own: Vec<usize>,
}

pub(super) struct Reading<'r> {
    pub(super) styles: &'r Styles,
    pub(super) limits: &'r Limits,
    pub(super) part: u16,
    pub(super) count: u32,
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) lists: Vec<List>,
    pub(super) counters: BTreeMap<String, [i64; LEVELS]>,
    pub(super) outline: [i64; LEVELS],
    pub(super) tables: Vec<Table>,
    /// Frames and shapes that are open.
    pub(super) boxes: usize,
    pub(super) table_count: u32,
    pub(super) roles: Vec<Role>,
    pub(super) contents: usize,
    pub(super) number: bool,
    /// Footnotes inside the open tables.
    pub(super) out: Vec<Item>,
    pub(super) notes: Vec<Item>,
    pub(super) note_from: Vec<usize>,
    pub(super) breaks: u32,
    pub(super) changes: u32,
    pub(super) hidden: u32,
    pub(super) text_bytes: u64,
    pub(super) cut: Option<Failure>,
}

impl<'r> Reading<'r> {
    pub(super) fn new(styles: &'r Styles, limits: &'r Limits) -> Reading<'r> {
        Reading {
            styles,
            limits,
            part: 0,
            count: 0,
            paragraphs: Vec::new(),
            lists: Vec::new(),
            counters: BTreeMap::new(),
            outline: [0; LEVELS],
            tables: Vec::new(),
            boxes: 0,
            table_count: 0,
            roles: Vec::new(),
            contents: 0,
            number: false,
            out: Vec::new(),
            notes: Vec::new(),
            note_from: Vec::new(),
            breaks: 0,
            changes: 0,
            hidden: 0,
            text_bytes: 0,
            cut: None,
        }
    }

    pub(super) fn begin_part(&mut self, part: u16) {
        self.part = part;
        self.count = 0;
        self.lists.clear();
        self.counters.clear();
    }

    /// Reads what stands inside the element called `inside`.
    pub(super) fn read(&mut self, text: &str, inside: &[u8]) {
        let mut reader = reader(text);
        let mut open: Vec<Vec<u8>> = Vec::new();
        let mut begun: Option<usize> = None;
        let mut skipping: Option<usize> = None;
        loop {
            let event = match reader.read_event() {
                Ok(Event::Eof) => {
                    if !open.is_empty() {
                        self.cut.get_or_insert_with(|| Failure::new(Reason::Damaged, "xml-cut"));
                    }
                    break;
                }
                Err(_) => {
                    self.cut.get_or_insert_with(|| Failure::new(Reason::Damaged, "xml"));
                    break;
                }
                Ok(Event::DocType(_)) => {
                    self.cut = Some(Failure::new(Reason::Damaged, "doctype"));
                    break;
                }
                Ok(event) => event,
            };
            let reads = begun.is_some() && skipping.is_none();
            match event {
                Event::Start(element) => {
                    if open.len() as u64 >= self.limits.depth {
                        self.cut = Some(Failure::new(Reason::Limit, "depth").value(self.limits.depth));
                        break;
                    }
                    let name = local(&element).to_vec();
                    if begun.is_none() && name == inside {
                        begun = Some(open.len());
                    } else if reads {
                        if name == b"tracked-changes" || SKIPPED.contains(&name.as_slice()) {
                            skipping = Some(open.len());
                        } else {
                            self.start(&element, &name);
                        }
                    } else if name == b"changed-region" {
                        self.changes += 1;
                    }
                    open.push(name);
                }
                Event::Empty(element) if reads => {
                    let name = local(&element).to_vec();
                    if !SKIPPED.contains(&name.as_slice()) {
                        self.start(&element, &name);
                        self.end(&name);
                    }
                }
                Event::End(end) => {
                    let name = end.local_name().as_ref().to_vec();
                    let Some(at) = open.iter().rposition(|open| *open == name) else { continue };
                    while open.len() > at {
                        let Some(name) = open.pop() else { break };
                        if begun == Some(open.len()) {
                            begun = None;
                        } else if skipping == Some(open.len()) {
                            skipping = None;
                        } else if begun.is_some() && skipping.is_none() {
                            self.end(&name);
                        }
                    }
                }
                Event::Text(text) if reads => self.text(&text.decode().unwrap_or_default()),
                Event::CData(text) if reads => self.text(&String::from_utf8_lossy(&text)),
                Event::GeneralRef(name) if reads => {
                    if let Some(character) = reference(&name.decode().unwrap_or_default()) {
                        self.text(character.encode_utf8(&mut [0; 4]));
                    }
                }
                _ => {}
            }
            if self.text_bytes > self.limits.text_bytes {
                self.cut = Some(Failure::new(Reason::Limit, "text-bytes").value(self.limits.text_bytes));
                break;
            }
            if self.out.len() as u64 > self.limits.blocks {
                self.cut = Some(Failure::new(Reason::Limit, "blocks").value(self.limits.blocks));
                break;
            }
        }
        while !self.paragraphs.is_empty() {
            self.close_paragraph();
        }
        while !self.tables.is_empty() {
            self.close_table();
        }
        self.roles.clear();
    }

    pub(super) fn start(&mut self, element: &BytesStart<'_>, name: &[u8]) {
        match name {
            b"p" => self.open_paragraph(element, None),
            b"h" => {
                let level = number(element, b"outline-level").unwrap_or(1).clamp(1, 9) as u8;
                self.open_paragraph(element, Some(level));
            }
            b"span" => {
                let looks = self.styles.looks(attribute(element, b"style-name").as_deref());
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.runs = paragraph.runs.saturating_add(1);
                    paragraph.spans.push(looks);
                }
            }
            b"a" => {
                let target = attribute(element, b"href").filter(|target| !target.starts_with('#'));
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.link = target.map(|target| (paragraph.item.text.len(), target));
                }
            }
            b"s" => {
                let count = number(element, b"c").unwrap_or(1).clamp(1, 64) as usize;
                self.blanks(count);
            }
            b"tab" => self.push("\t"),
            b"line-break" => self.line_break(),
            b"soft-page-break" => {
                self.breaks = self.breaks.saturating_add(1);
                let breaks = self.breaks;
                if let Some(paragraph) = self.paragraphs.last_mut().filter(|p| p.item.text.is_empty()) {
                    paragraph.item.breaks = (breaks, 0);
                }
            }
            b"number" => self.number = true,
            b"list" => {
                let parent = self.lists.last().and_then(|list| list.style.clone());
                let style = attribute(element, b"style-name").or(parent);
                let goes_on = attribute(element, b"continue-numbering").as_deref() == Some("true")
                    || attribute(element, b"continue-list").is_some();
                if let (Some(style), true, false) = (&style, self.lists.is_empty(), goes_on) {
                    self.counters.remove(style);
                }
                self.lists.push(List { style, fresh: false, header: false, start: None });
            }
            b"list-item" | b"list-header" => {
                if let Some(list) = self.lists.last_mut() {
                    list.fresh = true;
                    list.header = name == b"list-header";
                    list.start = number(element, b"start-value");
                }
            }
            b"table" => {
                let id = self.table_count;
                self.table_count += 1;
                let table = Table { id, row: -1, column: 0, cell: (1, 1, 1), header: false, own: Vec::new() };
                self.tables.push(table);
            }
            b"table-header-rows" => {
                if let Some(table) = self.tables.last_mut() {
                    table.header = true;
                }
            }
            b"table-row" => {
                if let Some(table) = self.tables.last_mut() {
                    table.row += 1;
                    table.column = 0;
                }
            }
            b"table-cell" => {
                let span = |name: &[u8]| number(element, name).unwrap_or(1).clamp(1, 10_000) as u32;
                let repeated = span(b"number-columns-repeated").min(1024);
                let cell = (span(b"number-columns-spanned"), span(b"number-rows-spanned"), repeated);
                if let Some(table) = self.tables.last_mut() {
                    table.cell = cell;
                }
            }
            b"covered-table-cell" => {
                let count = number(element, b"number-columns-repeated").unwrap_or(1).clamp(1, 1024) as u32;
                if let Some(table) = self.tables.last_mut() {
                    table.column = table.column.saturating_add(count);
                }
            }
            b"note" => {
                self.roles.push(Role::Footnote);
                self.note_from.push(self.out.len());
            }
            b"frame" | b"custom-shape" | b"rect" | b"ellipse" => self.boxes += 1,
            b"annotation" => self.roles.push(Role::Comment),
            b"header" | b"header-left" | b"header-first" => self.roles.push(Role::Header),
            b"footer" | b"footer-left" | b"footer-first" => self.roles.push(Role::Footer),
            b"table-of-content" | b"alphabetical-index" | b"illustration-index" | b"table-index" => {
                self.contents += 1;
            }
            _ => {}
        }
    }

    pub(super) fn end(&mut self, name: &[u8]) {
        match name {
            b"p" | b"h" => self.close_paragraph(),
            b"frame" | b"custom-shape" | b"rect" | b"ellipse" => self.boxes = self.boxes.saturating_sub(1),
            b"span" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.spans.pop();
                    paragraph.runs = paragraph.runs.saturating_add(1);
                }
            }
            b"a" => {
                if let Some(paragraph) = self.paragraphs.last_mut()
                    && let Some((from, target)) = paragraph.link.take()
                {
                    let to = paragraph.item.text.len();
                    paragraph.item.links.push((from, to, target));
                }
            }
            b"number" => self.number = false,
            b"list" => {
                self.lists.pop();
            }
            b"table" => self.close_table(),
            b"table-header-rows" => {
                if let Some(table) = self.tables.last_mut() {
                    table.header = false;
                }
            }
            b"table-cell" => {
                if let Some(table) = self.tables.last_mut() {
                    table.column = table.column.saturating_add(table.cell.2);
                    table.cell = (1, 1, 1);
                }
            }
            b"note" => {
                self.roles.pop();
                // Notes come after the paragraph or the table that refers to them.
                if let Some(from) = self.note_from.pop() {
                    let notes: Vec<Item> = self.out.drain(from.min(self.out.len())..).collect();
                    self.notes.extend(notes);
                }
            }
            b"annotation" | b"header" | b"header-left" | b"header-first" | b"footer" | b"footer-left"
            | b"footer-first" => {
                self.roles.pop();
            }
            b"table-of-content" | b"alphabetical-index" | b"illustration-index" | b"table-index" => {
                self.contents = self.contents.saturating_sub(1);
            }
            _ => {}
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        if self.number {
            if let Some(paragraph) = self.paragraphs.last_mut() {
                let number = paragraph.number.get_or_insert_default();
                if number.len() < 64 {
                    number.push_str(text);
                }
            }
        } else {
            self.push(text);
        }
    }

    pub(super) fn push(&mut self, text: &str) {
        // Dates and names of comments stand outside paragraphs.
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        let looks = paragraph.spans.last();
        let hidden = paragraph.looks.hidden || paragraph.spans.iter().any(|looks| looks.hidden);
        // The innermost span that tells it counts.
        let told = |of: fn(&Looks) -> Option<bool>| {
            paragraph.spans.iter().rev().chain([&paragraph.looks]).find_map(of) == Some(true)
        };
        // White may stand on the colour of a cell, a box or a page; there it is read.
        let grounds = self.styles.ground || !self.tables.is_empty() || self.boxes > 0;
        let ground = grounds || paragraph.looks.ground || paragraph.spans.iter().any(|looks| looks.ground);
        if hidden || !ground && told(|looks| looks.white) || told(|looks| looks.tiny) {
            self.hidden = self.hidden.saturating_add(text.chars().count() as u32);
            return;
        }
        let bold = paragraph.looks.bold || looks.is_some_and(|looks| looks.bold);
        self.text_bytes += text.len() as u64;
        let item = &mut paragraph.item;
        if item.runs.last().is_none_or(|(run, _)| *run != paragraph.runs) {
            item.runs.push((paragraph.runs, item.text.len()));
        }
        let (from, mut letters) = (item.text.len(), 0);
        for character in text.chars() {
            letters += usize::from(character.is_alphanumeric());
            let blank = character.is_whitespace();
            if !blank || !item.text.ends_with([' ', '\n']) {
                item.text.push(if blank && character != '\t' { ' ' } else { character });
            }
        }
        paragraph.letters += letters;
        if bold {
            item.embolden(from);
            paragraph.bold_letters += letters;
        }
    }

    /// What a blank that is written as an element stands for: it is not folded.
    pub(super) fn blanks(&mut self, count: usize) {
        if let Some(paragraph) =
            self.paragraphs.last_mut().filter(|paragraph| !paragraph.item.text.is_empty())
        {
            paragraph.item.text.extend(std::iter::repeat_n(' ', count.min(8)));
        }
    }

    pub(super) fn line_break(&mut self) {
        if let Some(paragraph) = self.paragraphs.last_mut().filter(|paragraph| !paragraph.looks.hidden) {
            paragraph.item.text.push('\n');
        }
    }

    pub(super) fn open_paragraph(&mut self, element: &BytesStart<'_>, heading: Option<u8>) {
        let looks = self.styles.looks(attribute(element, b"style-name").as_deref());
        if looks.page_before {
            self.breaks = self.breaks.saturating_add(1);
        }
        let mut paragraph = Paragraph { slot: self.out.len(), heading, looks, ..Paragraph::default() };
        paragraph.item.part = self.part;
        paragraph.item.paragraph = self.count;
        paragraph.item.breaks = (self.breaks, 0);
        self.count = self.count.saturating_add(1);
        self.paragraphs.push(paragraph);
        self.out.push(Item::default());
    }

    pub(super) fn close_paragraph(&mut self) {
        let Some(mut paragraph) = self.paragraphs.pop() else { return };
        let empty = paragraph.item.text.trim().is_empty();
        let role = self.roles.last().copied();
        self.number_of(&mut paragraph, empty);
        let item = &mut paragraph.item;
        item.role = match (role, paragraph.heading) {
            (Some(role), _) => role,
            _ if self.contents > 0 || paragraph.looks.contents => Role::Contents,
            _ if paragraph.looks.title => Role::Title,
            (None, Some(level)) => Role::Heading(level),
            (None, None) if item.label.is_some() => Role::List,
            (None, None) => Role::Plain,
        };
        item.bold = paragraph.letters > 0 && paragraph.bold_letters * 10 >= paragraph.letters * 9;
        let table = self.tables.last_mut().filter(|table| role.is_none() && table.row >= 0);
        let cell = table.map(|table| {
            let (columns, rows, _) = table.cell;
            let (row, column) = (table.row as u32, table.column);
            (Cell { table: table.id, row, column, columns, rows, header: table.header }, &mut table.own)
        });
        place(paragraph.item, paragraph.slot, cell, &mut self.out);
        if self.paragraphs.is_empty() && self.tables.is_empty() {
            self.out.append(&mut self.notes);
        }
    }

    /// Counts a heading or the first paragraph of a list's item.
    pub(super) fn number_of(&mut self, paragraph: &mut Paragraph, empty: bool) {
        let typed = paragraph.number.take().map(|number| number.trim().to_owned());
        let depth = self.lists.len();
        let Some(list) = self.lists.last_mut() else {
            if let Some(level) = paragraph.heading.filter(|_| !empty) {
                let at = usize::from(level - 1).min(LEVELS - 1);
                let computed = count(&self.styles.outline, &mut self.outline, at, None);
                paragraph.item.label = typed.or(computed).filter(|label| !label.is_empty());
            }
            return;
        };
        let at = (depth - 1).min(LEVELS - 1);
        paragraph.item.depth = at.min(8) as u8;
        if !std::mem::take(&mut list.fresh) || list.header {
            return;
        }
        let start = list.start.take();
        let style = list.style.clone().or_else(|| paragraph.looks.list.clone());
        let computed = style.and_then(|style| {
            let counters = self.counters.entry(style.clone()).or_default();
            count(self.styles.lists.get(&style)?, counters, at, start)
        });
        paragraph.item.label = typed.or(computed).filter(|label| !label.is_empty());
    }

    pub(super) fn close_table(&mut self) {
        let Some(table) = self.tables.pop() else { return };
        settle_table(&table.own, &mut self.out);
        if self.paragraphs.is_empty() && self.tables.is_empty() {
            self.out.append(&mut self.notes);
        }
    }
}
