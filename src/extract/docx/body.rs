//! A part's XML to paragraphs: one pass, a stack on the heap, no recursion.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::numbering::Numbering;
use super::package::{Relation, attribute, is_on, local, number, reader, reference};
use super::styles::{Looks, Styles};
use crate::document::Cell;
use crate::extract::{Failure, Limits};
use crate::finding::Reason;

/// A paragraph as read.
#[derive(Debug, Clone, Default)]
pub(super) struct Item {
    pub(super) role: Role,
    pub(super) label: Option<String>,
    pub(super) depth: u8,
    /// Text by run: (ordinal of the run in its paragraph, text).
    pub(super) runs: Vec<(u32, String)>,
    pub(super) links: Vec<(usize, usize, String)>,
    pub(super) bold: bool,
    pub(super) cell: Option<Cell>,
    pub(super) part: u16,
    pub(super) paragraph: u32,
    /// Page breaks before it: (as last laid out, explicit).
    pub(super) breaks: (u32, u32),
}

/// What a paragraph is, as far as its own properties say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Role {
    #[default]
    Plain,
    Title,
    Heading(u8),
    List,
    Contents,
    Footnote,
    Header,
    Footer,
    Comment,
}

/// What reading the parts has come to so far.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) changes: u32,
    pub(super) hidden: u32,
    pub(super) chunks: u32,
    pub(super) tables: u32,
    pub(super) breaks: (u32, u32),
    pub(super) text_bytes: usize,
    pub(super) cut: Option<Failure>,
}

/// What stays the same for all parts of a file.
pub(super) struct Context<'c> {
    pub(super) styles: &'c Styles,
    pub(super) limits: &'c Limits,
    pub(super) notes: BTreeMap<(bool, String), Vec<Item>>,
}

#[derive(Debug, Default)]
struct Paragraph {
    item: Item,
    style: Option<String>,
    num_id: Option<i64>,
    level: Option<i64>,
    outline: Option<i64>,
    runs: u32,
    letters: usize,
    bold_letters: usize,
    mark_deleted: bool,
    section_only: bool,
    notes: Vec<(bool, String)>,
    /// Paragraphs of text boxes inside, which follow it.
    boxed: Vec<Item>,
    run: Run,
    in_run: bool,
    properties: bool,
}

#[derive(Debug, Default, Clone, Copy)]
struct Run {
    bold: Option<bool>,
    vanish: Option<bool>,
}

#[derive(Debug)]
struct Table {
    id: u32,
    row: i64,
    column: u32,
    span: u32,
    header_row: bool,
    items: Vec<Item>,
}

#[derive(Debug, Clone, Copy)]
struct Field {
    contents: bool,
    result: bool,
}

/// Elements whose whole content is left out.
const SKIPPED: &[&[u8]] = &[
    b"del",
    b"moveFrom",
    b"pPrChange",
    b"rPrChange",
    b"sectPrChange",
    b"tblPrChange",
    b"tcPrChange",
    b"trPrChange",
    b"numberingChange",
    b"tblGridChange",
    b"instrText",
    b"delText",
    b"delInstrText",
    b"fldData",
    b"ruby",
];

struct Reading<'r, 'c> {
    context: &'r Context<'c>,
    numbering: &'r mut Numbering,
    relations: &'r BTreeMap<String, Relation>,
    read: &'r mut Read,
    role: Option<Role>,
    part: u16,
    count: u32,
    paragraphs: Vec<Paragraph>,
    tables: Vec<Table>,
    fields: Vec<Field>,
    instruction: bool,
    in_text: bool,
    carried: Option<Paragraph>,
    link: Option<(usize, String)>,
    gallery: Vec<bool>,
    out: Vec<Item>,
}

/// Reads one part. `role` overrides what its paragraphs are (notes, headers …). The paragraphs are returned, not added
/// to `read.items`.
pub(super) fn read_part(
    text: &str,
    part: u16,
    role: Option<Role>,
    context: &Context<'_>,
    numbering: &mut Numbering,
    relations: &BTreeMap<String, Relation>,
    read: &mut Read,
) -> Vec<(Option<String>, Item)> {
    let mut reading = Reading {
        context,
        numbering,
        relations,
        read,
        role,
        part,
        count: 0,
        paragraphs: Vec::new(),
        tables: Vec::new(),
        fields: Vec::new(),
        instruction: false,
        in_text: false,
        carried: None,
        link: None,
        gallery: Vec::new(),
        out: Vec::new(),
    };
    let mut reader = reader(text);
    let mut stack: Vec<(Vec<u8>, bool)> = Vec::new();
    // Depth of the outermost element that is being left out.
    let mut skipping: Option<usize> = None;
    // For each open AlternateContent: whether a choice has been taken.
    let mut choices: Vec<bool> = Vec::new();
    let mut holder: Option<String> = None;
    let mut out = Vec::new();
    loop {
        let event = match reader.read_event() {
            Ok(Event::Eof) => {
                if !stack.is_empty() && reading.read.cut.is_none() {
                    reading.read.cut = Some(Failure::new(Reason::Damaged, "xml-cut"));
                }
                break;
            }
            Err(_) => {
                reading.read.cut.get_or_insert_with(|| Failure::new(Reason::Damaged, "xml"));
                break;
            }
            Ok(Event::DocType(_)) => {
                reading.read.cut = Some(Failure::new(Reason::Damaged, "doctype"));
                break;
            }
            Ok(event) => event,
        };
        match event {
            Event::Start(element) => {
                let name = local(&element).to_vec();
                if stack.len() as u64 >= reading.context.limits.depth {
                    reading.read.cut =
                        Some(Failure::new(Reason::Limit, "depth").value(reading.context.limits.depth));
                    break;
                }
                let skip = match name.as_slice() {
                    b"Choice" => choices.last_mut().is_some_and(|taken| std::mem::replace(taken, true)),
                    b"Fallback" => choices.last().copied().unwrap_or(false),
                    name => SKIPPED.contains(&name),
                };
                if name == b"AlternateContent" {
                    choices.push(false);
                }
                if skipping.is_none() {
                    if skip {
                        if matches!(name.as_slice(), b"del" | b"moveFrom") {
                            reading.changed(stack.last().map(|(parent, _)| parent.as_slice()));
                        }
                        if name == b"instrText" {
                            reading.instruction = true;
                        }
                        if name != b"instrText" {
                            skipping = Some(stack.len());
                        }
                    } else {
                        if matches!(name.as_slice(), b"footnote" | b"endnote" | b"comment") {
                            holder = attribute(&element, b"id");
                            let kind = attribute(&element, b"type");
                            if matches!(kind.as_deref(), Some("separator" | "continuationSeparator")) {
                                skipping = Some(stack.len());
                            }
                        }
                        reading.start(&element, &name, stack.last().map(|(parent, _)| parent.as_slice()));
                    }
                }
                stack.push((name, skip));
            }
            Event::Empty(element) if skipping.is_none() => {
                let name = local(&element).to_vec();
                let parent = stack.last().map(|(parent, _)| parent.as_slice());
                if matches!(name.as_slice(), b"del" | b"moveFrom") {
                    reading.changed(parent);
                } else if !SKIPPED.contains(&name.as_slice()) {
                    reading.start(&element, &name, parent);
                    reading.end(&name);
                }
            }
            Event::End(end) => {
                let name = end.local_name().as_ref().to_vec();
                // Ends without a beginning are passed over; beginnings without an end are closed with their parent.
                let Some(at) = stack.iter().rposition(|(open, _)| *open == name) else { continue };
                while stack.len() > at {
                    let Some((name, _)) = stack.pop() else { break };
                    if name == b"AlternateContent" {
                        choices.pop();
                    }
                    match skipping {
                        Some(depth) if stack.len() <= depth => skipping = None,
                        Some(_) => {}
                        None => {
                            reading.end(&name);
                            if matches!(name.as_slice(), b"footnote" | b"endnote" | b"comment") {
                                out.extend(reading.out.drain(..).map(|item| (holder.clone(), item)));
                                holder = None;
                            }
                        }
                    }
                }
            }
            Event::Text(text) if skipping.is_none() => reading.text(&text.decode().unwrap_or_default()),
            Event::CData(text) if skipping.is_none() => reading.text(&String::from_utf8_lossy(&text)),
            Event::GeneralRef(name) => {
                if skipping.is_none()
                    && let Some(character) = reference(&name.decode().unwrap_or_default())
                {
                    reading.text(character.encode_utf8(&mut [0; 4]));
                }
            }
            _ => {}
        }
        if reading.over() {
            break;
        }
    }
    reading.finish();
    out.extend(reading.out.into_iter().map(|item| (holder.clone(), item)));
    out
}

impl Reading<'_, '_> {
    fn over(&mut self) -> bool {
        let limits = self.context.limits;
        if self.read.text_bytes as u64 > limits.text_bytes {
            self.read.cut = Some(Failure::new(Reason::Limit, "text-bytes").value(limits.text_bytes));
            return true;
        }
        if self.out.len() as u64 > limits.blocks {
            self.read.cut = Some(Failure::new(Reason::Limit, "blocks").value(limits.blocks));
            return true;
        }
        false
    }

    /// A deletion or move: counted where it stands among runs or marks a paragraph's end as deleted.
    fn changed(&mut self, parent: Option<&[u8]>) {
        self.read.changes += 1;
        if parent == Some(b"rPr")
            && let Some(paragraph) = self.paragraphs.last_mut()
            && paragraph.properties
        {
            paragraph.mark_deleted = true;
        }
    }

    fn start(&mut self, element: &BytesStart<'_>, name: &[u8], parent: Option<&[u8]>) {
        match name {
            b"p" => self.open_paragraph(),
            b"ins" | b"moveTo" => self.read.changes += 1,
            b"altChunk" => self.read.chunks += 1,
            b"tbl" => self.open_table(),
            b"tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.row += 1;
                    table.column = 0;
                    table.span = 0;
                    table.header_row = false;
                }
            }
            b"gridBefore" => {
                if let (Some(table), Some(count)) = (self.tables.last_mut(), number(element, b"val")) {
                    table.column += count.clamp(0, 64) as u32;
                }
            }
            b"tblHeader" => {
                if let Some(table) = self.tables.last_mut() {
                    table.header_row = is_on(element);
                }
            }
            b"tc" => {
                if let Some(table) = self.tables.last_mut() {
                    table.span = 1;
                }
            }
            b"gridSpan" => {
                if let (Some(table), Some(count)) = (self.tables.last_mut(), number(element, b"val")) {
                    table.span = count.clamp(1, 64) as u32;
                }
            }
            b"sdt" => self.gallery.push(false),
            b"docPartGallery" => {
                let contents = attribute(element, b"val").is_some_and(|name| name == "Table of Contents");
                if let (true, Some(last)) = (contents, self.gallery.last_mut()) {
                    *last = true;
                }
            }
            _ => self.inside(element, name, parent),
        }
    }

    /// Elements inside a paragraph.
    fn inside(&mut self, element: &BytesStart<'_>, name: &[u8], parent: Option<&[u8]>) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        match name {
            b"pPr" => paragraph.properties = true,
            b"sectPr" if paragraph.properties => paragraph.section_only = true,
            b"pStyle" => paragraph.style = attribute(element, b"val"),
            b"numId" if paragraph.properties => paragraph.num_id = number(element, b"val"),
            b"ilvl" if paragraph.properties => paragraph.level = number(element, b"val"),
            b"outlineLvl" if paragraph.properties => paragraph.outline = number(element, b"val"),
            b"r" => {
                paragraph.run = Run::default();
                paragraph.in_run = true;
            }
            b"b" if paragraph.in_run && parent == Some(b"rPr") => paragraph.run.bold = Some(is_on(element)),
            b"vanish" if paragraph.in_run && parent == Some(b"rPr") => {
                paragraph.run.vanish = Some(is_on(element))
            }
            b"rStyle" if paragraph.in_run => {
                let looks = self.context.styles.looks(attribute(element, b"val").as_deref());
                paragraph.run.bold = paragraph.run.bold.or(looks.bold.then_some(true));
                paragraph.run.vanish = paragraph.run.vanish.or(looks.vanish.then_some(true));
            }
            b"t" => self.in_text = true,
            b"tab" | b"ptab" if paragraph.in_run => self.text_of("\t"),
            b"cr" => self.text_of("\n"),
            b"br" => {
                if attribute(element, b"type").as_deref() == Some("page") {
                    self.read.breaks.1 += 1;
                    paragraph.before_text(self.read.breaks);
                } else {
                    self.text_of("\n");
                }
            }
            b"lastRenderedPageBreak" => {
                self.read.breaks.0 += 1;
                paragraph.before_text(self.read.breaks);
            }
            b"pageBreakBefore" if is_on(element) => {
                self.read.breaks.1 += 1;
                paragraph.before_text(self.read.breaks);
            }
            b"noBreakHyphen" => self.text_of("-"),
            b"sym" => {
                let symbol_font = attribute(element, b"font").is_some_and(|font| {
                    let font = font.to_ascii_lowercase();
                    font.contains("wingdings") || font.contains("symbol")
                });
                let code = attribute(element, b"char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                match code.and_then(char::from_u32) {
                    Some(character) if !symbol_font && !('\u{e000}'..='\u{f8ff}').contains(&character) => {
                        self.text_of(character.encode_utf8(&mut [0; 4]));
                    }
                    _ => self.text_of("•"),
                }
            }
            b"footnoteReference" | b"endnoteReference" => {
                if let Some(id) = attribute(element, b"id") {
                    paragraph.notes.push((name == b"endnoteReference", id));
                }
            }
            b"hyperlink" => {
                let target = attribute(element, b"id")
                    .and_then(|id| self.relations.get(&id))
                    .filter(|relation| relation.external)
                    .map(|relation| relation.target.clone());
                self.link = target.map(|target| (paragraph.len(), target));
            }
            b"fldChar" => match attribute(element, b"fldCharType").as_deref() {
                Some("begin") if self.fields.len() < 64 => {
                    self.fields.push(Field { contents: false, result: false });
                }
                Some("separate") => {
                    if let Some(field) = self.fields.last_mut() {
                        field.result = true;
                    }
                }
                Some("end") => {
                    self.fields.pop();
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        match name {
            b"p" => self.close_paragraph(),
            b"pPr" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.properties = false;
                }
            }
            b"r" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.in_run = false;
                    paragraph.runs += 1;
                }
            }
            b"t" => self.in_text = false,
            b"instrText" => self.instruction = false,
            b"hyperlink" => {
                if let (Some(paragraph), Some((from, target))) =
                    (self.paragraphs.last_mut(), self.link.take())
                {
                    let to = paragraph.len();
                    paragraph.item.links.push((from, to, target));
                }
            }
            b"tc" => {
                if let Some(table) = self.tables.last_mut() {
                    table.column += table.span.max(1);
                    table.span = 0;
                }
            }
            b"tbl" => self.close_table(),
            b"sdt" => {
                self.gallery.pop();
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.instruction {
            if text.trim_start().starts_with("TOC")
                && let Some(field) = self.fields.last_mut()
            {
                field.contents = true;
            }
            return;
        }
        if self.in_text {
            self.text_of(text);
        }
    }

    fn text_of(&mut self, text: &str) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        if paragraph.properties {
            return;
        }
        if self.fields.last().is_some_and(|field| !field.result) {
            return;
        }
        let looks = self.context.styles.looks(paragraph.style.as_deref());
        if paragraph.run.vanish.unwrap_or(looks.vanish) {
            self.read.hidden += text.chars().count() as u32;
            return;
        }
        let letters = text.chars().filter(|character| character.is_alphanumeric()).count();
        paragraph.letters += letters;
        if paragraph.run.bold.unwrap_or(looks.bold) {
            paragraph.bold_letters += letters;
        }
        self.read.text_bytes += text.len();
        let run = paragraph.runs;
        match paragraph.item.runs.last_mut() {
            Some((last, so_far)) if *last == run => so_far.push_str(text),
            _ => paragraph.item.runs.push((run, text.to_owned())),
        }
    }

    fn open_paragraph(&mut self) {
        let ordinal = self.count;
        self.count = self.count.saturating_add(1);
        // A paragraph whose mark is deleted goes on in the next one, which then takes the first one's place.
        if let Some(mut carried) = self.carried.take() {
            carried.mark_deleted = false;
            carried.section_only = false;
            carried.in_run = false;
            self.paragraphs.push(carried);
            return;
        }
        let mut paragraph = Paragraph::default();
        paragraph.item.part = self.part;
        paragraph.item.paragraph = ordinal;
        paragraph.item.breaks = self.read.breaks;
        self.paragraphs.push(paragraph);
    }

    fn close_paragraph(&mut self) {
        let Some(mut paragraph) = self.paragraphs.pop() else { return };
        if paragraph.mark_deleted {
            self.carried = Some(paragraph);
            return;
        }
        let empty = paragraph.item.runs.iter().all(|(_, text)| text.trim().is_empty());
        let looks = self.context.styles.looks(paragraph.style.as_deref());
        self.number(&mut paragraph, looks, empty);
        let contents =
            looks.contents || self.gallery.contains(&true) || self.fields.iter().any(|field| field.contents);
        let heading = match paragraph.outline {
            Some(level @ 0..=8) => Some(level as u8 + 1),
            Some(_) => None,
            None => looks.heading,
        };
        let item = &mut paragraph.item;
        item.role = match (self.role, heading) {
            (Some(role), _) => role,
            _ if contents => Role::Contents,
            _ if looks.title => Role::Title,
            (None, Some(level)) => Role::Heading(level),
            (None, None) if item.label.is_some() => Role::List,
            (None, None) => Role::Plain,
        };
        item.bold = paragraph.letters > 0 && paragraph.bold_letters * 10 >= paragraph.letters * 9;
        item.cell = self.tables.last().filter(|table| table.row >= 0).map(|table| Cell {
            table: table.id,
            row: table.row as u32,
            column: table.column,
            columns: table.span.max(1),
            header: table.header_row,
        });
        let boxed = std::mem::take(&mut paragraph.boxed);
        let notes = paragraph.notes.iter().filter_map(|key| self.context.notes.get(key)).flatten().cloned();
        let mut items: Vec<Item> = Vec::new();
        if !empty {
            items.push(paragraph.item);
        }
        items.extend(boxed);
        items.extend(notes);
        self.emit(items);
    }

    fn number(&mut self, paragraph: &mut Paragraph, looks: Looks, empty: bool) {
        let Some(num_id) = paragraph.num_id.or(looks.num_id).filter(|id| *id != 0) else { return };
        if empty && paragraph.section_only {
            return;
        }
        let direct = paragraph.level.filter(|_| paragraph.num_id.is_some());
        let by_style = || {
            let chain = self.context.styles.chain(paragraph.style.as_deref());
            self.numbering.level_of_style(num_id, &chain)
        };
        let level = match direct {
            Some(level) => usize::try_from(level).unwrap_or(0),
            None => by_style().unwrap_or_else(|| {
                usize::try_from(paragraph.level.or(looks.level).unwrap_or(0)).unwrap_or(0)
            }),
        };
        if let Some(label) = self.numbering.next(num_id, level) {
            paragraph.item.depth = level.min(8) as u8;
            paragraph.item.label = Some(label).filter(|label| !label.is_empty());
        }
    }

    fn open_table(&mut self) {
        let id = self.read.tables;
        self.read.tables += 1;
        self.tables.push(Table { id, row: -1, column: 0, span: 0, header_row: false, items: Vec::new() });
    }

    fn close_table(&mut self) {
        let Some(mut table) = self.tables.pop() else { return };
        let own = |item: &Item| item.cell.is_some_and(|cell| cell.table == table.id);
        let columns: std::collections::BTreeSet<u32> = table
            .items
            .iter()
            .filter(|item| own(item))
            .filter_map(|item| item.cell)
            .map(|cell| cell.column)
            .collect();
        // One column is a frame around text, not a table.
        if columns.len() <= 1 {
            for item in &mut table.items {
                if item.cell.is_some_and(|cell| cell.table == table.id) {
                    item.cell = None;
                }
            }
        } else {
            mark_header(&mut table);
        }
        let items = std::mem::take(&mut table.items);
        self.emit(items);
    }

    fn emit(&mut self, items: Vec<Item>) {
        // A text box stands inside a paragraph: what is in it follows that paragraph.
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.boxed.extend(items);
        } else if let Some(table) = self.tables.last_mut() {
            table.items.extend(items);
        } else {
            self.out.extend(items);
        }
    }

    fn finish(&mut self) {
        while !self.paragraphs.is_empty() {
            self.close_paragraph();
        }
        if let Some(mut carried) = self.carried.take() {
            carried.mark_deleted = false;
            self.paragraphs.push(carried);
            self.close_paragraph();
        }
        while !self.tables.is_empty() {
            self.close_table();
        }
    }
}

impl Paragraph {
    fn len(&self) -> usize {
        self.item.runs.iter().map(|(_, text)| text.len()).sum()
    }

    /// A break before any text puts the whole paragraph on the new page.
    fn before_text(&mut self, breaks: (u32, u32)) {
        if self.item.runs.is_empty() {
            self.item.breaks = breaks;
        }
    }
}

/// Where no row is marked as header, the first is one if all its cells are bold and the next row's are not, or if all
/// are a few words without figures.
fn mark_header(table: &mut Table) {
    let of = |item: &Item, row: u32| item.cell.is_some_and(|cell| cell.table == table.id && cell.row == row);
    if table.items.iter().any(|item| item.cell.is_some_and(|cell| cell.table == table.id && cell.header)) {
        return;
    }
    let first: Vec<&Item> = table.items.iter().filter(|item| of(item, 0)).collect();
    let second: Vec<&Item> = table.items.iter().filter(|item| of(item, 1)).collect();
    let words = |item: &Item| {
        let text: String = item.runs.iter().map(|(_, text)| text.as_str()).collect();
        let short = (1..=3).contains(&text.split_whitespace().count()) && text.len() <= 40;
        short
            && !text.contains(|character: char| {
                character.is_numeric() || matches!(character, '.' | ',' | '@' | ':')
            })
    };
    let rows = table.items.iter().filter_map(|item| item.cell).map(|cell| cell.row).max().unwrap_or(0);
    let short = rows >= 2 && first.len() > 1 && first.iter().all(|item| words(item));
    let bold = short
        || first.len() > 1 && first.iter().all(|item| item.bold) && !second.iter().all(|item| item.bold);
    if bold {
        let id = table.id;
        for item in &mut table.items {
            if let Some(cell) = &mut item.cell
                && cell.table == id
                && cell.row == 0
            {
                cell.header = true;
            }
        }
    }
}
