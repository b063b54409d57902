//! The walk through a part's XML: which elements are open, what is left out and which alternative is taken.

use quick_xml::events::{BytesStart, Event};

use super::Reading;
use super::xml::{Open, Space, Spaces};
use crate::extract::Failure;
use crate::extract::flow::Item;
use crate::extract::package::{attribute, local, reader, reference};
use crate::finding::Reason;

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

/// Elements whose items are given with their id.
const NOTES: &[&[u8]] = &[b"footnote", b"endnote", b"comment"];

/// What is being passed over.
struct Skipped {
    /// Depth of the outermost element that is left out.
    depth: usize,
    /// Paragraphs open inside it.
    paragraphs: usize,
}

/// Where the walk stands.
pub(super) struct Walk<'r, 'c> {
    reading: Reading<'r, 'c>,
    spaces: Spaces,
    open: Open,
    skipped: Option<Skipped>,
    /// For each open AlternateContent: whether a choice has been taken.
    choices: Vec<bool>,
    /// Id of the note or comment that is open.
    holder: Option<String>,
    out: Vec<(Option<String>, Item)>,
}

impl<'r, 'c> Walk<'r, 'c> {
    /// Walks through the whole part. Gives its items with the id of the note or comment that they stand in.
    pub(super) fn through(text: &str, reading: Reading<'r, 'c>) -> Vec<(Option<String>, Item)> {
        let mut walk = Walk {
            reading,
            spaces: Spaces::default(),
            open: Open::default(),
            skipped: None,
            choices: Vec::new(),
            holder: None,
            out: Vec::new(),
        };
        let mut reader = reader(text);
        loop {
            let more = match reader.read_event() {
                Ok(Event::Eof) => walk.ended(),
                Ok(event) => walk.step(event),
                Err(_) => walk.broken("xml"),
            };
            if !more || walk.reading.over() {
                break;
            }
        }
        walk.finish()
    }

    fn finish(mut self) -> Vec<(Option<String>, Item)> {
        self.reading.finish();
        let holder = self.holder;
        self.out.extend(self.reading.out.into_iter().map(|item| (holder.clone(), item)));
        self.out.retain(|(_, item)| !item.text.is_empty());
        self.out
    }

    /// Takes one event; false where the walk ends here.
    fn step(&mut self, event: Event<'_>) -> bool {
        match event {
            Event::Start(element) => return self.start(&element),
            Event::Empty(element) => self.empty(&element),
            Event::End(end) => self.end(end.local_name().as_ref()),
            Event::Text(text) if self.skipped.is_none() => {
                self.reading.text(&text.decode().unwrap_or_default());
            }
            Event::CData(text) if self.skipped.is_none() => {
                self.reading.text(&String::from_utf8_lossy(&text))
            }
            Event::GeneralRef(name) if self.skipped.is_none() => {
                if let Some(character) = reference(&name.decode().unwrap_or_default()) {
                    self.reading.text(character.encode_utf8(&mut [0; 4]));
                }
            }
            // Entities that a part declares are never read.
            Event::DocType(_) => {
                self.reading.read.cut = Some(Failure::new(Reason::Damaged, "doctype"));
                return false;
            }
            _ => {}
        }
        true
    }

    /// The part is over; elements that are still open say that it was cut.
    fn ended(&mut self) -> bool {
        if self.open.len() > 0 { self.broken("xml-cut") } else { false }
    }

    fn broken(&mut self, code: &str) -> bool {
        self.reading.read.cut.get_or_insert_with(|| Failure::new(Reason::Damaged, code));
        false
    }

    /// False where elements are nested deeper than is allowed.
    fn start(&mut self, element: &BytesStart<'_>) -> bool {
        let depth = self.open.len();
        let limit = self.reading.context.limits.depth;
        if depth as u64 >= limit {
            self.reading.read.cut = Some(Failure::new(Reason::Limit, "depth").value(limit));
            return false;
        }
        let space = self.spaces.of(element, depth);
        let name = local(element);
        let leave_out = self.is_left_out(element, name, space);
        if name == b"AlternateContent" {
            self.choices.push(false);
        }
        if let Some(skipped) = &mut self.skipped {
            self.reading.pass_over(name, space, &mut skipped.paragraphs);
        } else if leave_out {
            self.tell_change(name);
            self.skipped = Some(Skipped { depth, paragraphs: 0 });
        } else if space == Space::Word && NOTES.contains(&name) && self.opens_separator(element) {
            self.skipped = Some(Skipped { depth, paragraphs: 0 });
        } else {
            self.reading.start(element, name, space, self.open.parent());
        }
        self.open.push(name, space);
        true
    }

    /// An element without content.
    fn empty(&mut self, element: &BytesStart<'_>) {
        let depth = self.open.len();
        let space = self.spaces.of(element, depth);
        let name = local(element);
        if let Some(skipped) = &mut self.skipped {
            self.reading.pass_over(name, space, &mut skipped.paragraphs);
            skipped.close(name, space);
        } else if space == Space::Word && SKIPPED.contains(&name) {
            self.tell_change(name);
        } else {
            self.reading.start(element, name, space, self.open.parent());
            self.reading.end(name, space);
        }
        self.spaces.close(depth);
    }

    /// Ends without a beginning are passed over; beginnings without an end are closed with their parent.
    fn end(&mut self, name: &[u8]) {
        let Some(at) = self.open.last_of(name) else { return };
        while self.open.len() > at {
            let Some((name, space)) = self.open.last() else { break };
            let own = self.open.len() - 1;
            self.spaces.close(own);
            if name == b"AlternateContent" {
                self.choices.pop();
            }
            match &mut self.skipped {
                Some(skipped) if own <= skipped.depth => self.skipped = None,
                Some(skipped) => skipped.close(name, space),
                None => {
                    self.reading.end(name, space);
                    if NOTES.contains(&name) {
                        let holder = self.holder.take();
                        self.out.extend(self.reading.out.drain(..).map(|item| (holder.clone(), item)));
                    }
                }
            }
            self.open.pop();
        }
    }

    /// What is deleted or an older state; of alternatives, all but the first that is understood.
    fn is_left_out(&mut self, element: &BytesStart<'_>, name: &[u8], space: Space) -> bool {
        match name {
            b"Choice" => {
                let foreign =
                    attribute(element, b"Requires").is_some_and(|all| self.spaces.any_foreign(&all));
                foreign || self.choices.last_mut().is_some_and(|taken| std::mem::replace(taken, true))
            }
            b"Fallback" => self.choices.last().copied().unwrap_or(false),
            name => space == Space::Word && SKIPPED.contains(&name),
        }
    }

    fn tell_change(&mut self, name: &[u8]) {
        if matches!(name, b"del" | b"moveFrom") {
            self.reading.changed(self.open.parent());
        }
    }

    /// Opens a note or comment; true where it is only the line between text and notes.
    fn opens_separator(&mut self, element: &BytesStart<'_>) -> bool {
        self.holder = attribute(element, b"id");
        attribute(element, b"type").is_some_and(|kind| kind != "normal")
    }
}

impl Skipped {
    fn close(&mut self, name: &[u8], space: Space) {
        if name == b"p" && space == Space::Word {
            self.paragraphs = self.paragraphs.saturating_sub(1);
        }
    }
}
