//! Fields: an instruction that is not shown, and a result that is.

use quick_xml::events::BytesStart;

use super::super::symbols::{self, Font};
use super::Reading;
use crate::extract::package::{attribute, number};

#[derive(Debug, Default)]
pub(super) struct Field {
    pub(super) instruction: String,
    pub(super) contents: bool,
    pub(super) result: bool,
    /// Where its result begins in the paragraph's text.
    pub(super) from: usize,
    pub(super) form: Form,
    /// Depth of the paragraph, place in its text and target, of a link.
    pub(super) link: Option<(usize, usize, String)>,
}

/// What a field of a form holds, where no text shows it.
#[derive(Debug, Default)]
pub(super) enum Form {
    #[default]
    None,
    /// A box that is ticked or not.
    Box(bool),
    /// A list, and the place of what has been chosen.
    List(Vec<String>, usize),
}

/// Entries of a list in a form that are kept; Word allows 25.
const ENTRIES: usize = 100;

impl Form {
    /// An element of a list: an entry, or which has been chosen.
    pub(super) fn choice(&mut self, name: &[u8], element: &BytesStart<'_>) {
        if !matches!(self, Form::List(..)) {
            *self = Form::List(Vec::new(), 0);
        }
        let Form::List(entries, chosen) = self else { return };
        match name {
            b"listEntry" if entries.len() < ENTRIES => {
                entries.push(attribute(element, b"val").unwrap_or_default());
            }
            b"listEntry" => {}
            _ => *chosen = number(element, b"val").and_then(|at| usize::try_from(at).ok()).unwrap_or(0),
        }
    }

    fn shown(&self) -> Option<String> {
        match self {
            Form::None => None,
            Form::Box(ticked) => Some(if *ticked { "☒" } else { "☐" }.to_owned()),
            Form::List(entries, chosen) => entries.get(*chosen).cloned(),
        }
    }
}

impl Reading<'_, '_> {
    /// What the innermost field shows begins here. What it is follows from its instruction.
    pub(super) fn result_begins(&mut self) {
        let Some(field) = self.fields.last_mut().filter(|field| !field.result) else { return };
        field.result = true;
        field.from = self.paragraphs.last().map_or(0, |paragraph| paragraph.item.text.len());
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

    pub(super) fn field_ends(&mut self) {
        let Some(field) = self.fields.pop() else { return };
        if !field.result {
            self.instructing = self.instructing.saturating_sub(1);
        }
        // What a field shows that has no text of its own: none was written, or it has no place for one.
        let written = self.paragraphs.last().map(|paragraph| paragraph.item.text.len());
        if !field.result || written == Some(field.from) {
            let mut words = field.instruction.split_whitespace();
            match (words.next(), words.next()) {
                // A button is shown by the words in its instruction, as in "[click here]" of a template.
                (Some("MACROBUTTON"), Some(_)) => {
                    let shown: Vec<&str> = words.collect();
                    self.text_of(&shown.join(" "));
                }
                (Some("SYMBOL"), Some(code)) => {
                    let font = field.instruction.split('"').nth(1).and_then(Font::named);
                    let hex = code.strip_prefix("0x").map(|code| u32::from_str_radix(code, 16).ok());
                    if let Some(code) = hex.unwrap_or_else(|| code.parse().ok()) {
                        self.text_of(symbols::character(font, code).encode_utf8(&mut [0; 4]));
                    }
                }
                (Some("LISTNUM" | "AUTONUM" | "AUTONUMLGL" | "AUTONUMOUT"), _) => {
                    let paragraph = self.paragraphs.last().map_or(0, |paragraph| paragraph.item.paragraph);
                    let number = self.counted.next(&field.instruction, paragraph);
                    self.text_of(&number);
                }
                _ => {}
            }
            // A box or list of a form.
            if let Some(shown) = field.form.shown() {
                self.text_of(&shown);
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

    /// A field without a result would hide all that follows: at the end of a paragraph its instruction is over.
    pub(super) fn unfinished_fields(&mut self) {
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
}
