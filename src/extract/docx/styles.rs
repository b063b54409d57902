//! Styles: what a paragraph or run is by its style, along `basedOn`.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use crate::extract::package::{attribute, is_on, local, number, reader};

/// Names of heading styles in other languages than English, as data.
const HEADING_WORDS: &str = include_str!("heading_words.txt");
/// Steps along `basedOn`, at most: a cycle ends here.
const CHAIN: usize = 32;

/// All styles of a file.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<String, Style>,
    default_paragraph: Option<String>,
    /// What the default paragraph style says.
    plain: Looks,
    /// Size of text that says nothing of it, in half points.
    size: Option<u16>,
}

#[derive(Debug, Default, Clone)]
struct Style {
    name: String,
    based_on: Option<String>,
    outline: Option<i64>,
    num_id: Option<i64>,
    level: Option<i64>,
    bold: Option<bool>,
    vanish: Option<bool>,
    caps: Option<bool>,
    size: Option<u16>,
    /// A table style that sets its first row in bold or on a ground of its own.
    first_row: bool,
}

/// What a paragraph style says, its ancestors included.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Looks {
    pub(super) heading: Option<u8>,
    pub(super) title: bool,
    pub(super) contents: bool,
    /// Words under a picture or table: no heading, whatever they look like.
    pub(super) caption: bool,
    pub(super) bold: bool,
    pub(super) vanish: bool,
    /// Shown in capitals, however it is written.
    pub(super) caps: bool,
    /// In half points, where the style says so.
    pub(super) size: Option<u16>,
    pub(super) num_id: Option<i64>,
    pub(super) level: Option<i64>,
}

impl Styles {
    pub(super) fn parse(text: &str) -> Styles {
        let mut styles = Styles::default();
        let mut open: Option<(String, Style)> = None;
        let mut first_row = false;
        let mut reader = reader(text);
        loop {
            let event = match reader.read_event() {
                Ok(Event::Eof) | Err(_) => break,
                Ok(event) => event,
            };
            match &event {
                Event::Start(element) | Event::Empty(element) => match (local(element), &mut open) {
                    (b"style", _) => {
                        let id = attribute(element, b"styleId").unwrap_or_default();
                        let paragraph = attribute(element, b"type").as_deref() == Some("paragraph");
                        if paragraph && attribute(element, b"default").as_deref() == Some("1") {
                            styles.default_paragraph = Some(id.clone());
                        }
                        open = Some((id, Style::default()));
                    }
                    (b"tblStylePr", _) => {
                        first_row = attribute(element, b"type").as_deref() == Some("firstRow");
                    }
                    (b"b", Some((_, style))) if first_row => style.first_row |= is_on(element),
                    (b"shd", Some((_, style))) if first_row => {
                        let fill = attribute(element, b"fill");
                        style.first_row |= fill.is_some_and(|fill| fill != "auto" && fill != "FFFFFF");
                    }
                    (b"name", Some((_, style))) => {
                        style.name = attribute(element, b"val").unwrap_or_default().to_lowercase();
                    }
                    (b"basedOn", Some((_, style))) => style.based_on = attribute(element, b"val"),
                    (b"outlineLvl", Some((_, style))) => style.outline = number(element, b"val"),
                    (b"numId", Some((_, style))) => style.num_id = number(element, b"val"),
                    (b"ilvl", Some((_, style))) => style.level = number(element, b"val"),
                    (b"b", Some((_, style))) => style.bold = Some(is_on(element)),
                    (b"vanish", Some((_, style))) => style.vanish = Some(is_on(element)),
                    (b"caps", Some((_, style))) => style.caps = Some(is_on(element)),
                    (b"sz", Some((_, style))) => style.size = size(element),
                    (b"sz", None) => styles.size = size(element),
                    _ => {}
                },
                Event::End(end) if end.local_name().as_ref() == b"tblStylePr" => first_row = false,
                Event::End(end) if end.local_name().as_ref() == b"style" => {
                    if let Some((id, style)) = open.take() {
                        styles.styles.insert(id, style);
                    }
                }
                _ => {}
            }
        }
        styles.plain = styles.told(styles.default_paragraph.as_deref());
        styles
    }

    /// What the style called `id` says; the default paragraph style where `id` is `None`.
    pub(super) fn looks(&self, id: Option<&str>) -> Looks {
        id.map_or(self.plain, |id| self.told(Some(id)))
    }

    /// What a style says with those that it is based on.
    fn told<'s>(&'s self, mut at: Option<&'s str>) -> Looks {
        let mut looks = Looks::default();
        let (mut bold, mut vanish, mut caps) = (None, None, None);
        // Level 9 is "body text": a style with it is no heading, whatever it is based on.
        let mut body_text = false;
        for _ in 0..CHAIN {
            let Some(style) = at.and_then(|id| self.styles.get(id)) else { break };
            if looks.heading.is_none() && !looks.title && !looks.contents && !body_text {
                looks.contents = is_contents(&style.name);
                looks.title = style.name == "title";
                body_text = style.outline.is_some_and(|level| level > 8);
                looks.heading = heading_level(&style.name).or_else(|| {
                    style.outline.filter(|level| (0..9).contains(level)).map(|level| level as u8 + 1)
                });
            }
            looks.num_id = looks.num_id.or(style.num_id);
            looks.level = looks.level.or(style.level);
            looks.caption |= style.name == "caption";
            looks.size = looks.size.or(style.size);
            bold = bold.or(style.bold);
            vanish = vanish.or(style.vanish);
            caps = caps.or(style.caps);
            at = style.based_on.as_deref();
        }
        looks.bold = bold.unwrap_or(false);
        looks.vanish = vanish.unwrap_or(false);
        looks.caps = caps.unwrap_or(false);
        looks
    }

    /// The size of text of which neither run nor style says it, in half points. Word's own is 10 points.
    pub(super) fn usual_size(&self) -> u16 {
        self.size.unwrap_or(20)
    }

    /// True for a table style that makes the first row look like a header.
    pub(super) fn first_row(&self, id: &str) -> bool {
        self.chain(Some(id)).iter().any(|id| self.styles.get(*id).is_some_and(|style| style.first_row))
    }

    /// The style `id` and those that it is based on, nearest first.
    pub(super) fn chain<'s>(&'s self, id: Option<&'s str>) -> Vec<&'s str> {
        let mut chain = Vec::new();
        let mut at = id.or(self.default_paragraph.as_deref());
        while let Some(id) = at
            && chain.len() < CHAIN
        {
            chain.push(id);
            at = self.styles.get(id).and_then(|style| style.based_on.as_deref());
        }
        chain
    }
}

/// A font size in half points.
pub(super) fn size(element: &BytesStart<'_>) -> Option<u16> {
    number(element, b"val").and_then(|size| u16::try_from(size).ok()).filter(|size| *size > 0)
}

/// "heading 2" → 2, also in other languages and with words after ("… 1 Nr").
fn heading_level(name: &str) -> Option<u8> {
    let mut words = name.split_whitespace();
    let first = words.next()?;
    if !HEADING_WORDS.lines().any(|word| word == first) {
        return None;
    }
    let level: u8 = words.next()?.parse().ok()?;
    (1..=9).contains(&level).then_some(level)
}

fn is_contents(name: &str) -> bool {
    let digits = name.strip_prefix("toc ");
    digits.is_some_and(|rest| rest.parse::<u8>().is_ok()) || name == "toc heading"
}
