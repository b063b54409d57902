//! Paragraphs that are being read: their text, what they are, their numbers.

use super::super::styles::Looks;
use super::super::symbols::{self, Font};
use super::Reading;
use crate::document::Cell;
use crate::document::letters::{Stops, is_alphanumeric};
use crate::extract::flow::{Item, Role, place};

/// How white space begins that is neither a blank nor a tab.
const BLANKS: Stops = Stops::of(b"\n\x0b\x0c\r\xc2\xe1\xe2\xe3");

#[derive(Debug, Default)]
pub(super) struct Paragraph {
    pub(super) item: Item,
    /// Place in `Reading::out` that is kept for it: what stands in text boxes inside follows there.
    pub(super) slot: usize,
    pub(super) style: Option<String>,
    pub(super) looks: Looks,
    pub(super) num_id: Option<i64>,
    pub(super) level: Option<i64>,
    pub(super) outline: Option<i64>,
    /// Runs begun so far, left-out ones too.
    pub(super) runs: u32,
    pub(super) letters: usize,
    pub(super) bold_letters: usize,
    pub(super) capital_letters: usize,
    pub(super) mark_deleted: bool,
    pub(super) section_only: bool,
    /// Some of its text stands in a table of contents.
    pub(super) contents: bool,
    pub(super) run: Run,
    pub(super) in_run: bool,
    pub(super) properties: bool,
    /// Stands on a ground of its own colour.
    pub(super) ground: bool,
    pub(super) link: Option<(usize, String)>,
}

#[derive(Debug, Default, Clone)]
pub(super) struct Run {
    pub(super) ordinal: u32,
    pub(super) bold: Option<bool>,
    pub(super) vanish: Option<bool>,
    pub(super) caps: Option<bool>,
    pub(super) size: Option<u16>,
    pub(super) font: Option<Font>,
    /// Written in white, where it or its style tells the colour.
    pub(super) white: Option<bool>,
    /// On a ground of its own colour.
    pub(super) ground: bool,
}

/// Half points up to which no reader sees text.
const TINY: u16 = 2;

impl Reading<'_, '_> {
    pub(super) fn text_of(&mut self, text: &str) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        if paragraph.properties || self.instructing > 0 {
            return;
        }
        // White may stand on the colour of a cell or box; there it is read.
        let plain = self.tables.is_empty() && self.grounds == 0 && !paragraph.ground && !paragraph.run.ground;
        let white = paragraph.run.white.or(paragraph.looks.white) == Some(true);
        let white = white && plain && !paragraph.looks.ground;
        let tiny = paragraph.run.size.or(paragraph.looks.size).is_some_and(|size| size <= TINY);
        if paragraph.run.vanish.unwrap_or(paragraph.looks.vanish) || white || tiny {
            self.read.left_out.hidden = self.read.left_out.hidden.saturating_add(text.chars().count() as u32);
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
        let from = item.text.len();
        let is_blank = |character: char| character.is_whitespace() && !matches!(character, '\t' | ' ');
        let may_be_blank = BLANKS.next(text.as_bytes(), 0).is_some();
        if paragraph.run.font.is_none() && !(may_be_blank && text.contains(is_blank)) {
            item.text.push_str(text);
        } else {
            for character in text.chars() {
                let character = match paragraph.run.font {
                    Some(font) => symbols::shown(font, character),
                    None => character,
                };
                item.text.push(if is_blank(character) { ' ' } else { character });
            }
        }
        let letters = item.text[from..].chars().filter(|character| is_alphanumeric(*character)).count();
        if letters == 0 {
            return;
        }
        paragraph.letters += letters;
        if paragraph.run.bold.unwrap_or(paragraph.looks.bold) {
            paragraph.bold_letters += letters;
            item.embolden(from);
        }
        if paragraph.run.caps.unwrap_or(paragraph.looks.caps) {
            paragraph.capital_letters += letters;
        }
        let size = paragraph.run.size.or(paragraph.looks.size);
        let size = size.unwrap_or_else(|| self.context.styles.usual_size());
        item.size = if item.size == 0 { size } else { item.size.min(size) };
    }

    pub(super) fn line_break(&mut self) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        let hidden = paragraph.run.vanish.unwrap_or(paragraph.looks.vanish);
        if !paragraph.properties && self.instructing == 0 && !hidden {
            paragraph.item.text.push('\n');
            self.read.text_bytes += 1;
        }
    }

    /// A paragraph of a drawing, of these words.
    pub(super) fn paragraph_of(&mut self, words: &str) {
        if self.paragraphs.last().is_some_and(|paragraph| paragraph.properties) {
            return;
        }
        self.open_paragraph(false);
        self.text_of(words);
        self.close_paragraph();
    }

    /// `counted`: it is a `w:p`, which has an ordinal in its part.
    pub(super) fn open_paragraph(&mut self, counted: bool) {
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
        // What stands in a drawing has its place in the paragraph that holds the drawing.
        let holder = self.paragraphs.last().filter(|_| !counted);
        paragraph.item.paragraph = holder.map_or(ordinal, |holder| holder.item.paragraph);
        paragraph.item.breaks = self.read.breaks;
        self.paragraphs.push(paragraph);
        self.out.push(Item::default());
    }

    pub(super) fn close_paragraph(&mut self) {
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
        item.caption = looks.caption;
        item.capitals = paragraph.letters > 0 && paragraph.capital_letters == paragraph.letters;
        item.bold = paragraph.letters > 0 && paragraph.bold_letters * 10 >= paragraph.letters * 9;
        let cell = self.tables.last_mut().filter(|table| table.row >= 0).map(|table| {
            let place = Cell {
                table: table.id,
                row: table.row as u32,
                column: table.column,
                columns: table.span.max(1),
                rows: 1,
                header: table.header_row,
            };
            (place, &mut table.own)
        });
        place(paragraph.item, paragraph.slot, cell, &mut self.out);
        if self.paragraphs.is_empty() && self.tables.is_empty() {
            self.emit_notes();
        }
    }

    /// Notes come after the paragraph or the table that refers to them, each once.
    pub(super) fn emit_notes(&mut self) {
        for key in std::mem::take(&mut self.notes) {
            if let Some(items) = self.context.notes.get(&key)
                && self.shown.insert(key)
            {
                self.out.extend(items.iter().cloned());
            }
        }
    }

    /// A paragraph whose mark is deleted has none to go on in.
    pub(super) fn settle(&mut self) {
        if let Some(mut carried) = self.carried.take() {
            carried.mark_deleted = false;
            self.paragraphs.push(carried);
            self.close_paragraph();
        }
    }

    pub(super) fn number(&mut self, paragraph: &mut Paragraph, looks: Looks, empty: bool) {
        let Some(num_id) = paragraph.num_id.or(looks.num_id).filter(|id| *id != 0) else { return };
        if empty && paragraph.section_only {
            return;
        }
        let by_style = || {
            let chain = self.context.styles.chain(paragraph.style.as_deref());
            self.numbering.level_of_style(num_id, &chain)
        };
        let level = match paragraph.level {
            Some(level) => usize::try_from(level).unwrap_or(0),
            None => by_style().unwrap_or_else(|| usize::try_from(looks.level.unwrap_or(0)).unwrap_or(0)),
        };
        if let Some(label) = self.numbering.next(num_id, level) {
            paragraph.item.depth = level.min(8) as u8;
            paragraph.item.label = Some(label).filter(|label| !label.is_empty());
        }
    }
}

impl Paragraph {
    /// A break before any text puts the whole paragraph on the new page.
    pub(super) fn before_text(&mut self, breaks: (u32, u32)) {
        if self.item.text.is_empty() {
            self.item.breaks = breaks;
        }
    }
}
