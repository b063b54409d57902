//! A part's XML to paragraphs: one pass, a stack on the heap, no recursion.

mod counted;
mod field;
mod paragraph;
mod pictures;
mod table;
mod walk;
mod xml;

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::BytesStart;

use super::numbering::Numbering;
use super::styles::{Styles, is_ground, is_white, size};
use super::symbols::{self, Font};
use crate::extract::flow::{Item, Role};
use crate::extract::package::{LeftOut, Relation, attribute, is_on, number};
use crate::extract::{Failure, Limits};
use crate::finding::Reason;
use counted::Counted;
use field::{Field, Form};
use paragraph::{Paragraph, Run};
use table::{Merge, Table};
use walk::Walk;
use xml::Space;

/// What reading the parts has come to so far.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) left_out: LeftOut,
    pub(super) tables: u32,
    pub(super) breaks: (u32, u32),
    pub(super) text_bytes: usize,
    pub(super) cut: Option<Failure>,
    /// Sizes of the large pictures in the text, in pages of A4.
    pub(super) pictures: f64,
}

/// What stays the same for all parts of a file.
pub(super) struct Context<'c> {
    pub(super) styles: &'c Styles,
    pub(super) limits: &'c Limits,
    pub(super) notes: BTreeMap<(bool, String), Vec<Item>>,
    /// Words of diagrams and charts, by the part that shows them and their relationship.
    pub(super) drawings: BTreeMap<(u16, String), Vec<String>>,
}

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
    /// Size of the drawing that is open, in pages of A4.
    extent: f64,
    /// It lies behind the text.
    behind: bool,
    /// Text boxes that are open, and colours of the page: grounds on which white is seen.
    grounds: usize,
    carried: Option<Paragraph>,
    galleries: Vec<bool>,
    /// What numbers in the text have come to.
    counted: Counted,
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
    let reading = Reading {
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
        extent: 0.0,
        behind: false,
        grounds: 0,
        carried: None,
        galleries: Vec::new(),
        counted: Counted::default(),
        notes: Vec::new(),
        shown: BTreeSet::new(),
        out: Vec::new(),
    };
    Walk::through(text, reading)
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
        self.read.left_out.changes += 1;
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
            (Space::Drawing, b"br") => self.line_break(),
            (Space::Other, b"textpath") => {
                // Word art, and the word across a page that says it is a draft.
                if let Some(words) = attribute(element, b"string") {
                    self.paragraph_of(&words);
                }
            }
            (Space::Other, b"anchor") => {
                self.behind = attribute(element, b"behindDoc").as_deref() == Some("1");
            }
            (Space::Other, b"extent") => {
                self.extent = pictures::extent(element);
                // The picture of a cover: its title is seen, in white too.
                self.grounds +=
                    usize::from(std::mem::take(&mut self.behind) && self.extent >= pictures::LARGE);
            }
            (Space::Other, b"shape") => self.extent = pictures::of_shape(element),
            (Space::Drawing, b"blip") | (Space::Other, b"imagedata") => self.picture(),
            (Space::Other, b"OLEObject") if pictures::holds_text(element) => self.read.left_out.chunks += 1,
            (Space::Other, b"relIds" | b"chart") => {
                let id = attribute(element, b"dm").or_else(|| attribute(element, b"id"));
                let texts = id.and_then(|id| self.context.drawings.get(&(self.part, id)));
                for text in texts.into_iter().flatten() {
                    self.paragraph_of(text);
                }
            }
            (Space::Word, name) => self.start_word(element, name, parent),
            _ => {}
        }
    }

    /// A picture as large as a third of a page may be one of text; a small one is not.
    fn picture(&mut self) {
        if self.role.is_none() && self.extent >= pictures::LARGE {
            self.read.pictures += self.extent.min(1.0);
        }
        self.extent = 0.0;
    }

    fn start_word(&mut self, element: &BytesStart<'_>, name: &[u8], parent: Option<&[u8]>) {
        match name {
            b"p" => self.open_paragraph(true),
            b"ins" | b"moveTo" => self.read.left_out.changes += 1,
            b"altChunk" | b"subDoc" => self.read.left_out.chunks += 1,
            b"txbxContent" | b"background" => self.grounds += 1,
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
                let from = self.out.len();
                if let Some(table) = self.tables.last_mut() {
                    table.cell_out = from;
                    table.cell_deleted = false;
                    table.span = 1;
                    table.merge = Merge::None;
                    table.cell_from = table.own.len();
                }
            }
            b"cellDel" => {
                self.read.left_out.changes += 1;
                if let Some(table) = self.tables.last_mut() {
                    table.cell_deleted = true;
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
            b"caps" if paragraph.in_run && parent == Some(b"rPr") => {
                paragraph.run.caps = Some(is_on(element))
            }
            b"sz" if paragraph.in_run && parent == Some(b"rPr") => paragraph.run.size = size(element),
            b"color" if paragraph.in_run && parent == Some(b"rPr") => {
                paragraph.run.white = is_white(element).or(paragraph.run.white);
            }
            b"shd" if paragraph.in_run && parent == Some(b"rPr") => {
                paragraph.run.ground |= is_ground(element);
            }
            b"highlight" if paragraph.in_run && parent == Some(b"rPr") => {
                let colour = attribute(element, b"val").unwrap_or_default();
                paragraph.run.ground |= !matches!(colour.as_str(), "none" | "white");
            }
            b"shd" if paragraph.properties => paragraph.ground |= is_ground(element),
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
                paragraph.run.caps = paragraph.run.caps.or(looks.caps.then_some(true));
                paragraph.run.size = paragraph.run.size.or(looks.size);
                paragraph.run.white = paragraph.run.white.or(looks.white);
                paragraph.run.ground |= looks.ground;
            }
            b"t" => self.in_text = true,
            b"instrText" => self.instruction = true,
            b"tab" | b"ptab" if paragraph.in_run => self.text_of("\t"),
            b"cr" => self.line_break(),
            b"br" => {
                if attribute(element, b"type").as_deref() == Some("page") {
                    self.read.breaks.1 += 1;
                    paragraph.before_text(self.read.breaks);
                } else {
                    self.line_break();
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
            b"checked" | b"default" if parent == Some(b"checkBox") => {
                if let Some(field) = self.fields.last_mut() {
                    field.form = Form::Box(is_on(element));
                }
            }
            b"result" | b"default" | b"listEntry" if parent == Some(b"ddList") => {
                if let Some(field) = self.fields.last_mut() {
                    field.form.choice(name, element);
                }
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
            b"txbxContent" => {
                self.grounds = self.grounds.saturating_sub(1);
                self.settle();
            }
            b"footnote" | b"endnote" | b"comment" => self.settle(),
            b"sdt" => {
                let held_contents = self.galleries.pop().unwrap_or(false);
                self.contents = self.contents.saturating_sub(usize::from(held_contents));
            }
            _ => {}
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
