//! A part's XML to paragraphs: one pass, a stack on the heap, no recursion.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::{BytesStart, Event};

use super::numbering::Numbering;
use super::styles::{Looks, Styles};
use super::symbols::{self, Font};
use crate::document::Cell;
use crate::extract::flow::{Item, Role, settle_table};
use crate::extract::package::{Relation, attribute, is_on, local, number, reader, reference};
use crate::extract::{Failure, Limits};
use crate::finding::Reason;

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
    /// Place in `Reading::out` that is kept for it: what stands in text boxes inside follows there.
    slot: usize,
    style: Option<String>,
    looks: Looks,
    num_id: Option<i64>,
    level: Option<i64>,
    outline: Option<i64>,
    /// Runs begun so far, left-out ones too.
    runs: u32,
    letters: usize,
    bold_letters: usize,
    mark_deleted: bool,
    section_only: bool,
    /// Some of its text stands in a table of contents.
    contents: bool,
    run: Run,
    in_run: bool,
    properties: bool,
    link: Option<(usize, String)>,
}

#[derive(Debug, Default, Clone)]
struct Run {
    ordinal: u32,
    bold: Option<bool>,
    vanish: Option<bool>,
    font: Option<Font>,
}

#[derive(Debug)]
struct Table {
    id: u32,
    row: i64,
    column: u32,
    span: u32,
    /// How the cell goes on in rows below or above: it begins a merged cell, or continues one.
    merge: Merge,
    header_row: bool,
    /// Its style makes the first row look like a header, and the table asks for that.
    styled_header: bool,
    first_row_asked: bool,
    row_deleted: bool,
    row_from: usize,
    /// Places in `Reading::out` of its own paragraphs.
    own: Vec<usize>,
    /// Where the open cell's paragraphs begin in `own`.
    cell_from: usize,
    /// Column of each open merged cell: the places of its paragraphs, and the rows that it covers.
    merged: BTreeMap<u32, (Vec<usize>, u32)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Merge {
    None,
    Begins,
    Continues,
}

#[derive(Debug, Default)]
struct Field {
    instruction: String,
    contents: bool,
    result: bool,
    /// Depth of the paragraph, place in its text and target, of a link.
    link: Option<(usize, usize, String)>,
}

/// Which vocabulary an element belongs to, whatever its prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Space {
    Word,
    Math,
    Drawing,
    Other,
}

/// Prefixes in force. Undeclared ones stand for what they are used for by everyone.
#[derive(Debug, Default)]
struct Spaces {
    known: BTreeMap<Vec<u8>, Space>,
    /// Declarations to be undone: depth, prefix, what it stood for before.
    undo: Vec<(usize, Vec<u8>, Option<Space>)>,
}

impl Spaces {
    /// The vocabulary of an element that is opened at `depth`.
    fn of(&mut self, element: &BytesStart<'_>, depth: usize) -> Space {
        if element.attributes_raw().windows(5).any(|window| window == b"xmlns") {
            for attribute in element.attributes().with_checks(false).flatten() {
                let prefix = match attribute.key.as_ref() {
                    b"xmlns" => Vec::new(),
                    name => match name.strip_prefix(b"xmlns:") {
                        Some(prefix) => prefix.to_vec(),
                        None => continue,
                    },
                };
                let space = match attribute.value.as_ref() {
                    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
                    | b"http://purl.oclc.org/ooxml/wordprocessingml/main" => Space::Word,
                    b"http://schemas.openxmlformats.org/officeDocument/2006/math"
                    | b"http://purl.oclc.org/ooxml/officeDocument/math" => Space::Math,
                    b"http://schemas.openxmlformats.org/drawingml/2006/main"
                    | b"http://purl.oclc.org/ooxml/drawingml/main" => Space::Drawing,
                    _ => Space::Other,
                };
                let before = self.known.insert(prefix.clone(), space);
                if before != Some(space) {
                    self.undo.push((depth, prefix, before));
                }
            }
        }
        let name = element.name();
        let prefix = name.prefix().map_or(&b""[..], |prefix| prefix.into_inner());
        self.known.get(prefix).copied().unwrap_or(match prefix {
            b"w" => Space::Word,
            b"m" => Space::Math,
            b"a" => Space::Drawing,
            _ => Space::Other,
        })
    }

    /// The element that was opened at `depth` is closed.
    fn close(&mut self, depth: usize) {
        while self.undo.last().is_some_and(|(at, ..)| *at >= depth) {
            match self.undo.pop() {
                Some((_, prefix, Some(space))) => self.known.insert(prefix, space),
                Some((_, prefix, None)) => self.known.remove(&prefix),
                None => None,
            };
        }
    }
}

/// An open element; its name stands in `Open`.
#[derive(Debug, Clone, Copy)]
struct Element {
    name: usize,
    space: Space,
}

/// The open elements, with their names in one buffer.
#[derive(Debug, Default)]
struct Open {
    names: Vec<u8>,
    elements: Vec<Element>,
}

impl Open {
    fn push(&mut self, name: &[u8], space: Space) {
        self.elements.push(Element { name: self.names.len(), space });
        self.names.extend_from_slice(name);
    }

    fn pop(&mut self) -> Option<(Vec<u8>, Space)> {
        let element = self.elements.pop()?;
        let name = self.names.split_off(element.name);
        Some((name, element.space))
    }

    fn name(&self, at: usize) -> &[u8] {
        let end = self.elements.get(at + 1).map_or(self.names.len(), |next| next.name);
        self.elements.get(at).map_or(&[], |element| &self.names[element.name..end])
    }

    fn len(&self) -> usize {
        self.elements.len()
    }

    fn parent(&self) -> Option<&[u8]> {
        self.len().checked_sub(1).map(|at| self.name(at))
    }

    /// The innermost open element of that name.
    fn last_of(&self, name: &[u8]) -> Option<usize> {
        (0..self.len()).rev().find(|at| self.name(*at) == name)
    }
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
    b"delText",
    b"delInstrText",
    b"fldData",
    b"rt",
];

struct Reading<'r, 'c> {
    context: &'r Context<'c>,
    numbering: &'r mut Numbering,
    relations: &'r BTreeMap<String, Relation>,
    read: &'r mut Read,
    role: Option<Role>,
    part: u16,
    /// Paragraphs begun so far, left-out ones too.
    count: u32,
    paragraphs: Vec<Paragraph>,
    tables: Vec<Table>,
    fields: Vec<Field>,
    /// Open fields of which the result has not begun: what stands there is not shown.
    instructing: usize,
    /// Open fields and content controls that hold a table of contents.
    contents: usize,
    instruction: bool,
    in_text: bool,
    carried: Option<Paragraph>,
    galleries: Vec<bool>,
    /// Notes referred to inside the open tables: they come after them.
    notes: Vec<(bool, String)>,
    shown: BTreeSet<(bool, String)>,
    out: Vec<Item>,
}

/// Reads one part. `role` overrides what its paragraphs are (notes, headers …). Gives them with the id of the note or
/// comment that they stand in.
pub(super) fn read_part(
    text: &str,
    part: u16,
    role: Option<Role>,
    context: &Context<'_>,
    numbering: &mut Numbering,
    relations: &BTreeMap<String, Relation>,
    read: &mut Read,
) -> Vec<(Option<String>, Item)> {
    numbering.begin_part();
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
        instructing: 0,
        contents: 0,
        instruction: false,
        in_text: false,
        carried: None,
        galleries: Vec::new(),
        notes: Vec::new(),
        shown: BTreeSet::new(),
        out: Vec::new(),
    };
    let mut reader = reader(text);
    let mut spaces = Spaces::default();
    let mut open = Open::default();
    // Depth of the outermost element that is being left out, and paragraphs open inside it.
    let mut skipping: Option<usize> = None;
    let mut skipped_paragraphs = 0usize;
    // For each open AlternateContent: whether a choice has been taken.
    let mut choices: Vec<bool> = Vec::new();
    let mut holder: Option<String> = None;
    let mut out = Vec::new();
    loop {
        let event = match reader.read_event() {
            Ok(Event::Eof) => {
                if open.len() > 0 && reading.read.cut.is_none() {
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
                let depth = open.len();
                if depth as u64 >= reading.context.limits.depth {
                    reading.read.cut =
                        Some(Failure::new(Reason::Limit, "depth").value(reading.context.limits.depth));
                    break;
                }
                let space = spaces.of(&element, depth);
                let name = local(&element);
                let skip = match name {
                    b"Choice" => choices.last_mut().is_some_and(|taken| std::mem::replace(taken, true)),
                    b"Fallback" => choices.last().copied().unwrap_or(false),
                    name => space == Space::Word && SKIPPED.contains(&name),
                };
                if name == b"AlternateContent" {
                    choices.push(false);
                }
                if skipping.is_some() {
                    reading.pass_over(name, space, &mut skipped_paragraphs);
                } else if skip {
                    if matches!(name, b"del" | b"moveFrom") {
                        reading.changed(open.parent());
                    }
                    skipping = Some(depth);
                    skipped_paragraphs = 0;
                } else {
                    let note = matches!(name, b"footnote" | b"endnote" | b"comment");
                    if note && space == Space::Word {
                        holder = attribute(&element, b"id");
                        let kind = attribute(&element, b"type");
                        if matches!(kind.as_deref(), Some(kind) if kind != "normal") {
                            skipping = Some(depth);
                            skipped_paragraphs = 0;
                        }
                    }
                    if skipping.is_none() {
                        reading.start(&element, name, space, open.parent());
                    }
                }
                open.push(name, space);
            }
            Event::Empty(element) => {
                let depth = open.len();
                let space = spaces.of(&element, depth);
                let name = local(&element);
                let skip = space == Space::Word && SKIPPED.contains(&name);
                if skipping.is_some() {
                    reading.pass_over(name, space, &mut skipped_paragraphs);
                    if name == b"p" && space == Space::Word {
                        skipped_paragraphs = skipped_paragraphs.saturating_sub(1);
                    }
                } else if !skip {
                    reading.start(&element, name, space, open.parent());
                    reading.end(name, space);
                } else if matches!(name, b"del" | b"moveFrom") {
                    reading.changed(open.parent());
                }
                spaces.close(depth);
            }
            Event::End(end) => {
                // Ends without a beginning are passed over; beginnings without an end are closed with their parent.
                let Some(at) = open.last_of(end.local_name().as_ref()) else { continue };
                while open.len() > at {
                    let Some((name, space)) = open.pop() else { break };
                    spaces.close(open.len());
                    if name == b"AlternateContent" {
                        choices.pop();
                    }
                    match skipping {
                        Some(depth) if open.len() <= depth => skipping = None,
                        Some(_) => {
                            if name == b"p" && space == Space::Word {
                                skipped_paragraphs = skipped_paragraphs.saturating_sub(1);
                            }
                        }
                        None => {
                            reading.end(&name, space);
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
    out.retain(|(_, item)| !item.text.is_empty());
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

    /// A deletion or move: counted where it stands among runs, or marks a paragraph's end or a row as deleted.
    fn changed(&mut self, parent: Option<&[u8]>) {
        self.read.changes += 1;
        match parent {
            Some(b"rPr") => {
                if let Some(paragraph) = self.paragraphs.last_mut().filter(|paragraph| paragraph.properties) {
                    paragraph.mark_deleted = true;
                }
            }
            Some(b"trPr") => {
                if let Some(table) = self.tables.last_mut() {
                    table.row_deleted = true;
                }
            }
            _ => {}
        }
    }

    /// Paragraphs and runs that are left out keep their ordinals, so that places in the file stay right.
    fn pass_over(&mut self, name: &[u8], space: Space, paragraphs: &mut usize) {
        match name {
            b"p" if space == Space::Word => {
                self.count = self.count.saturating_add(1);
                *paragraphs += 1;
            }
            b"r" if space == Space::Word && *paragraphs == 0 => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.runs = paragraph.runs.saturating_add(1);
                }
            }
            _ => {}
        }
    }

    fn start(&mut self, element: &BytesStart<'_>, name: &[u8], space: Space, parent: Option<&[u8]>) {
        match (space, name) {
            (Space::Drawing, b"p") => self.open_paragraph(false),
            (Space::Drawing | Space::Math, b"t") => self.in_text = true,
            (Space::Drawing, b"br") => self.text_of("\n"),
            (Space::Word, name) => self.start_word(element, name, parent),
            _ => {}
        }
    }

    fn start_word(&mut self, element: &BytesStart<'_>, name: &[u8], parent: Option<&[u8]>) {
        match name {
            b"p" => self.open_paragraph(true),
            b"ins" | b"moveTo" => self.read.changes += 1,
            b"altChunk" => self.read.chunks += 1,
            b"tbl" => self.open_table(),
            b"tr" => {
                let from = self.out.len();
                if let Some(table) = self.tables.last_mut() {
                    table.row += 1;
                    table.column = 0;
                    table.span = 0;
                    table.header_row = false;
                    table.row_deleted = false;
                    table.row_from = from;
                }
            }
            b"gridBefore" => {
                if let (Some(table), Some(count)) = (self.tables.last_mut(), number(element, b"val")) {
                    table.column += count.clamp(0, 64) as u32;
                }
            }
            b"tblStyle" => {
                let styled = attribute(element, b"val").is_some_and(|id| self.context.styles.first_row(&id));
                if let Some(table) = self.tables.last_mut() {
                    table.styled_header = styled;
                }
            }
            b"tblLook" => {
                let asked = match attribute(element, b"firstRow") {
                    Some(value) => matches!(value.as_str(), "1" | "true" | "on"),
                    None => attribute(element, b"val")
                        .and_then(|bits| u32::from_str_radix(&bits, 16).ok())
                        .is_some_and(|bits| bits & 0x20 != 0),
                };
                if let Some(table) = self.tables.last_mut() {
                    table.first_row_asked = asked;
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
                    table.merge = Merge::None;
                    table.cell_from = table.own.len();
                }
            }
            b"gridSpan" => {
                if let (Some(table), Some(count)) = (self.tables.last_mut(), number(element, b"val")) {
                    table.span = count.clamp(1, 64) as u32;
                }
            }
            b"vMerge" => {
                let begins = attribute(element, b"val").as_deref() == Some("restart");
                if let Some(table) = self.tables.last_mut() {
                    table.merge = if begins { Merge::Begins } else { Merge::Continues };
                }
            }
            b"sdt" => self.galleries.push(false),
            b"docPartGallery" => {
                let contents = attribute(element, b"val").is_some_and(|name| name == "Table of Contents");
                if let (true, Some(last)) = (contents, self.galleries.last_mut())
                    && !*last
                {
                    *last = true;
                    self.contents += 1;
                }
            }
            b"fldSimple" => {
                let instruction = attribute(element, b"instr").unwrap_or_default();
                self.fields.push(Field { instruction, ..Field::default() });
                self.instructing += 1;
                self.result_begins();
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
            b"pStyle" => {
                paragraph.style = attribute(element, b"val");
                paragraph.looks = self.context.styles.looks(paragraph.style.as_deref());
            }
            b"numId" if paragraph.properties => paragraph.num_id = number(element, b"val"),
            b"ilvl" if paragraph.properties => paragraph.level = number(element, b"val"),
            b"outlineLvl" if paragraph.properties => paragraph.outline = number(element, b"val"),
            b"r" => {
                paragraph.run = Run { ordinal: paragraph.runs, ..Run::default() };
                paragraph.runs = paragraph.runs.saturating_add(1);
                paragraph.in_run = true;
            }
            b"b" if paragraph.in_run && parent == Some(b"rPr") => paragraph.run.bold = Some(is_on(element)),
            b"vanish" if paragraph.in_run && parent == Some(b"rPr") => {
                paragraph.run.vanish = Some(is_on(element))
            }
            b"rFonts" if paragraph.in_run => {
                let name = attribute(element, b"ascii").or_else(|| attribute(element, b"hAnsi"));
                paragraph.run.font = name.as_deref().and_then(Font::named);
            }
            b"rStyle" if paragraph.in_run => {
                let looks = self.context.styles.looks(attribute(element, b"val").as_deref());
                paragraph.run.bold = paragraph.run.bold.or(looks.bold.then_some(true));
                paragraph.run.vanish = paragraph.run.vanish.or(looks.vanish.then_some(true));
            }
            b"t" => self.in_text = true,
            b"instrText" => self.instruction = true,
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
                let font = attribute(element, b"font").as_deref().and_then(Font::named);
                let code = attribute(element, b"char").and_then(|code| u32::from_str_radix(&code, 16).ok());
                if let Some(code) = code {
                    let character = symbols::character(font, code);
                    self.text_of(character.encode_utf8(&mut [0; 4]));
                }
            }
            b"footnoteReference" | b"endnoteReference" => {
                if let Some(id) = attribute(element, b"id") {
                    self.notes.push((name == b"endnoteReference", id));
                }
            }
            b"hyperlink" => {
                let target = attribute(element, b"id")
                    .and_then(|id| self.relations.get(&id))
                    .filter(|relation| relation.external)
                    .map(|relation| relation.target.clone());
                paragraph.link = target.map(|target| (paragraph.item.text.len(), target));
            }
            b"fldChar" => match attribute(element, b"fldCharType").as_deref() {
                Some("begin") => {
                    self.fields.push(Field::default());
                    self.instructing += 1;
                }
                Some("separate") => self.result_begins(),
                Some("end") => self.field_ends(),
                _ => {}
            },
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8], space: Space) {
        match (space, name) {
            (Space::Drawing, b"p") => self.close_paragraph(),
            (Space::Drawing | Space::Math, b"t") => self.in_text = false,
            (Space::Word, name) => self.end_word(name),
            _ => {}
        }
    }

    fn end_word(&mut self, name: &[u8]) {
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
                }
            }
            b"t" => self.in_text = false,
            b"instrText" => self.instruction = false,
            b"fldSimple" => self.field_ends(),
            b"hyperlink" => {
                if let Some(paragraph) = self.paragraphs.last_mut()
                    && let Some((from, target)) = paragraph.link.take()
                {
                    let to = paragraph.item.text.len();
                    paragraph.item.links.push((from, to, target));
                }
            }
            b"tc" => {
                self.settle();
                if let Some(table) = self.tables.last_mut() {
                    table.close_cell(&mut self.out);
                }
            }
            b"tr" => {
                if let Some(table) = self.tables.last_mut().filter(|table| table.row_deleted) {
                    let from = table.row_from;
                    table.own.retain(|at| *at < from);
                    table.row -= 1;
                    table.row_deleted = false;
                    self.out.truncate(from);
                }
            }
            b"tbl" => self.close_table(),
            b"txbxContent" | b"footnote" | b"endnote" | b"comment" => self.settle(),
            b"sdt" => {
                let held_contents = self.galleries.pop().unwrap_or(false);
                self.contents = self.contents.saturating_sub(usize::from(held_contents));
            }
            _ => {}
        }
    }

    /// What the innermost field shows begins here. What it is follows from its instruction.
    fn result_begins(&mut self) {
        let Some(field) = self.fields.last_mut().filter(|field| !field.result) else { return };
        field.result = true;
        self.instructing = self.instructing.saturating_sub(1);
        let mut words = field.instruction.split_whitespace();
        match words.next() {
            Some("TOC") => {
                field.contents = true;
                self.contents += 1;
            }
            Some("HYPERLINK") => {
                let target = words.next().map(|word| word.trim_matches('"')).unwrap_or_default();
                if let (Some(paragraph), false) =
                    (self.paragraphs.last(), target.is_empty() || target.starts_with('\\'))
                {
                    field.link = Some((self.paragraphs.len(), paragraph.item.text.len(), target.to_owned()));
                }
            }
            _ => {}
        }
    }

    fn field_ends(&mut self) {
        let Some(field) = self.fields.pop() else { return };
        if !field.result {
            self.instructing = self.instructing.saturating_sub(1);
            // A button is shown by the words in its instruction, as in "[click here]" of a template.
            let mut words = field.instruction.split_whitespace();
            if words.next() == Some("MACROBUTTON") && words.next().is_some() {
                let shown: Vec<&str> = words.collect();
                self.text_of(&shown.join(" "));
            }
        }
        if field.contents {
            self.contents = self.contents.saturating_sub(1);
        }
        if let Some((depth, from, target)) = field.link
            && depth == self.paragraphs.len()
            && let Some(paragraph) = self.paragraphs.last_mut()
            && from < paragraph.item.text.len()
        {
            let to = paragraph.item.text.len();
            paragraph.item.links.push((from, to, target));
        }
    }

    fn text(&mut self, text: &str) {
        if self.instruction {
            if let Some(field) = self.fields.last_mut().filter(|field| field.instruction.len() < 4096) {
                field.instruction.push_str(text);
            }
        } else if self.in_text {
            self.text_of(text);
        }
    }

    fn text_of(&mut self, text: &str) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        if paragraph.properties || self.instructing > 0 {
            return;
        }
        if paragraph.run.vanish.unwrap_or(paragraph.looks.vanish) {
            self.read.hidden = self.read.hidden.saturating_add(text.chars().count() as u32);
            return;
        }
        // What comes after the limit is not worth its time; `over` says so.
        let room = (self.context.limits.text_bytes as usize + 1).saturating_sub(self.read.text_bytes);
        let text = text.get(..text.floor_char_boundary(room)).unwrap_or(text);
        self.read.text_bytes += text.len().max(usize::from(room == 0));
        paragraph.contents |= self.contents > 0;
        let item = &mut paragraph.item;
        if item.runs.last().is_none_or(|(run, _)| *run != paragraph.run.ordinal) {
            item.runs.push((paragraph.run.ordinal, item.text.len()));
        }
        let mut letters = 0;
        for character in text.chars() {
            let character = match paragraph.run.font {
                Some(font) => symbols::shown(font, character),
                None => character,
            };
            letters += usize::from(character.is_alphanumeric());
            let blank = character.is_whitespace();
            if !blank || !item.text.ends_with(' ') {
                item.text.push(if blank && character != '\t' { ' ' } else { character });
            }
        }
        paragraph.letters += letters;
        if paragraph.run.bold.unwrap_or(paragraph.looks.bold) {
            paragraph.bold_letters += letters;
        }
    }

    /// `counted`: it is a `w:p`, which has an ordinal in its part.
    fn open_paragraph(&mut self, counted: bool) {
        let ordinal = self.count;
        if counted {
            self.count = self.count.saturating_add(1);
            // A paragraph whose mark is deleted goes on in the next one, which then takes the first one's place and
            // gives it its own properties.
            if let Some(mut carried) = self.carried.take() {
                carried.mark_deleted = false;
                carried.section_only = false;
                carried.in_run = false;
                (carried.num_id, carried.level, carried.outline) = (None, None, None);
                carried.style = None;
                carried.looks = self.context.styles.looks(None);
                self.paragraphs.push(carried);
                return;
            }
        }
        let mut paragraph = Paragraph { slot: self.out.len(), ..Paragraph::default() };
        paragraph.looks = self.context.styles.looks(None);
        paragraph.item.part = self.part;
        paragraph.item.paragraph = ordinal;
        paragraph.item.breaks = self.read.breaks;
        self.paragraphs.push(paragraph);
        self.out.push(Item::default());
    }

    fn close_paragraph(&mut self) {
        self.unfinished_fields();
        let Some(mut paragraph) = self.paragraphs.pop() else { return };
        if paragraph.mark_deleted {
            self.settle();
            self.carried = Some(paragraph);
            return;
        }
        let empty = paragraph.item.text.trim().is_empty();
        let looks = paragraph.looks;
        self.number(&mut paragraph, looks, empty);
        let heading = match paragraph.outline {
            Some(level @ 0..=8) => Some(level as u8 + 1),
            Some(_) => None,
            None => looks.heading,
        };
        // No entry of a table of contents is a heading: a field that did not end ends here.
        if heading.is_some() && !looks.contents && !empty && !self.galleries.contains(&true) {
            self.fields.iter_mut().for_each(|field| field.contents = false);
            self.contents = 0;
            paragraph.contents = false;
        }
        let item = &mut paragraph.item;
        item.role = match (self.role, heading) {
            (Some(role), _) => role,
            _ if looks.contents || paragraph.contents => Role::Contents,
            _ if looks.title => Role::Title,
            (None, Some(level)) => Role::Heading(level),
            (None, None) if item.label.is_some() => Role::List,
            (None, None) => Role::Plain,
        };
        item.bold = paragraph.letters > 0 && paragraph.bold_letters * 10 >= paragraph.letters * 9;
        if let Some(table) = self.tables.last_mut().filter(|table| table.row >= 0) {
            item.cell = Some(Cell {
                table: table.id,
                row: table.row as u32,
                column: table.column,
                columns: table.span.max(1),
                rows: 1,
                header: table.header_row,
            });
            if !empty {
                table.own.push(paragraph.slot);
            }
        }
        if empty {
            if paragraph.slot + 1 == self.out.len() {
                self.out.pop();
            }
        } else if let Some(slot) = self.out.get_mut(paragraph.slot) {
            *slot = paragraph.item;
        }
        if self.paragraphs.is_empty() && self.tables.is_empty() {
            self.emit_notes();
        }
    }

    /// Notes come after the paragraph or the table that refers to them, each once.
    fn emit_notes(&mut self) {
        for key in std::mem::take(&mut self.notes) {
            if let Some(items) = self.context.notes.get(&key)
                && self.shown.insert(key)
            {
                self.out.extend(items.iter().cloned());
            }
        }
    }

    /// A paragraph whose mark is deleted has none to go on in.
    fn settle(&mut self) {
        if let Some(mut carried) = self.carried.take() {
            carried.mark_deleted = false;
            self.paragraphs.push(carried);
            self.close_paragraph();
        }
    }

    /// A field without a result would hide all that follows: at the end of a paragraph its instruction is over.
    fn unfinished_fields(&mut self) {
        for field in self.fields.iter_mut().rev() {
            if self.instructing == 0 {
                break;
            }
            if !field.result {
                field.result = true;
                self.instructing -= 1;
            }
        }
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
        self.settle();
        let id = self.read.tables;
        self.read.tables += 1;
        self.tables.push(Table {
            id,
            row: -1,
            column: 0,
            span: 0,
            merge: Merge::None,
            header_row: false,
            styled_header: false,
            first_row_asked: false,
            row_deleted: false,
            row_from: self.out.len(),
            own: Vec::new(),
            cell_from: 0,
            merged: BTreeMap::new(),
        });
    }

    fn close_table(&mut self) {
        self.settle();
        let Some(mut table) = self.tables.pop() else { return };
        let columns: Vec<u32> = table.merged.keys().copied().collect();
        for column in columns {
            table.end_merge(column, &mut self.out);
        }
        if table.styled_header && table.first_row_asked && table.row > 0 {
            table.head_first_row(&mut self.out);
        }
        settle_table(&table.own, &mut self.out);
        if self.paragraphs.is_empty() && self.tables.is_empty() {
            self.emit_notes();
        }
    }

    fn finish(&mut self) {
        while !self.paragraphs.is_empty() {
            self.close_paragraph();
        }
        self.settle();
        while !self.tables.is_empty() {
            self.close_table();
        }
        self.emit_notes();
    }
}

impl Paragraph {
    /// A break before any text puts the whole paragraph on the new page.
    fn before_text(&mut self, breaks: (u32, u32)) {
        if self.item.text.is_empty() {
            self.item.breaks = breaks;
        }
    }
}

impl Table {
    fn close_cell(&mut self, out: &mut [Item]) {
        match self.merge {
            Merge::Continues if self.merged.contains_key(&self.column) => {
                if let Some((_, rows)) = self.merged.get_mut(&self.column) {
                    *rows = rows.saturating_add(1);
                }
            }
            merge => {
                self.end_merge(self.column, out);
                if merge == Merge::Begins {
                    let places = self.own.get(self.cell_from..).unwrap_or_default().to_vec();
                    self.merged.insert(self.column, (places, 1));
                }
            }
        }
        self.column = self.column.saturating_add(self.span.max(1));
        self.span = 0;
        self.merge = Merge::None;
    }

    fn head_first_row(&self, out: &mut [Item]) {
        for at in &self.own {
            if let Some(cell) = out.get_mut(*at).and_then(|item| item.cell.as_mut()) {
                cell.header |= cell.row == 0;
            }
        }
    }

    fn end_merge(&mut self, column: u32, out: &mut [Item]) {
        let Some((places, rows)) = self.merged.remove(&column) else { return };
        for at in places {
            if let Some(cell) = out.get_mut(at).and_then(|item| item.cell.as_mut()) {
                cell.rows = rows;
            }
        }
    }
}
