//! Fields: an instruction that is not shown, and a result that is.

use super::Reading;

#[derive(Debug, Default)]
pub(super) struct Field {
    pub(super) instruction: String,
    pub(super) contents: bool,
    pub(super) result: bool,
    /// Depth of the paragraph, place in its text and target, of a link.
    pub(super) link: Option<(usize, usize, String)>,
}

impl Reading<'_, '_> {
    /// What the innermost field shows begins here. What it is follows from its instruction.
    pub(super) fn result_begins(&mut self) {
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

    pub(super) fn field_ends(&mut self) {
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
