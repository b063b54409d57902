//! Styles of paragraphs, text and lists, and the labels that list styles give.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use crate::extract::numerals::formatted;
use crate::extract::package::{attribute, is_white, local, number, reader};

/// Steps along parent styles, at most: a cycle ends here.
const CHAIN: usize = 32;
/// Points up to which no reader sees text.
const TINY: f32 = 1.0;
/// Levels of a list.
pub(super) const LEVELS: usize = 10;

/// Styles of paragraphs and text, and list styles.
#[derive(Debug, Default)]
pub(super) struct Styles {
    pub(super) styles: BTreeMap<String, Style>,
    pub(super) lists: BTreeMap<String, BTreeMap<usize, Level>>,
    pub(super) outline: BTreeMap<usize, Level>,
    /// A page, section, header or footer has a colour of its own: white text is seen there.
    pub(super) ground: bool,
}

#[derive(Debug, Default, Clone)]
pub(super) struct Style {
    pub(super) name: String,
    pub(super) parent: Option<String>,
    pub(super) outline: Option<u8>,
    pub(super) bold: Option<bool>,
    pub(super) hidden: Option<bool>,
    pub(super) white: Option<bool>,
    pub(super) tiny: Option<bool>,
    pub(super) ground: bool,
    pub(super) list: Option<String>,
    pub(super) page_before: bool,
}

#[derive(Debug, Default, Clone)]
pub(super) struct Level {
    pub(super) bullet: bool,
    pub(super) format: &'static str,
    pub(super) prefix: String,
    pub(super) suffix: String,
    /// "%1%.%2%.": as later versions write it.
    pub(super) pattern: Option<String>,
    pub(super) start: i64,
    pub(super) shown: usize,
}

#[derive(Debug, Default, Clone)]
pub(super) struct Looks {
    pub(super) title: bool,
    pub(super) contents: bool,
    pub(super) outline: Option<u8>,
    pub(super) bold: bool,
    pub(super) hidden: bool,
    /// Written in white, where the style tells the colour.
    pub(super) white: Option<bool>,
    /// So small that no reader sees it, where the style tells the size.
    pub(super) tiny: Option<bool>,
    /// On a ground of its own colour.
    pub(super) ground: bool,
    pub(super) list: Option<String>,
    pub(super) page_before: bool,
}

impl Styles {
    pub(super) fn parse(&mut self, text: &str) {
        let mut reader = reader(text);
        let mut open: Option<(String, Style)> = None;
        let mut list: Option<String> = None;
        loop {
            let event = match reader.read_event() {
                Ok(Event::Eof) | Err(_) => break,
                Ok(event) => event,
            };
            match &event {
                Event::Start(element) | Event::Empty(element) => match local(element) {
                    b"style" => {
                        let name = attribute(element, b"name").unwrap_or_default();
                        let display = attribute(element, b"display-name").unwrap_or_else(|| name.clone());
                        let style = Style {
                            name: display.to_lowercase(),
                            parent: attribute(element, b"parent-style-name"),
                            outline: number(element, b"default-outline-level")
                                .and_then(|level| u8::try_from(level).ok())
                                .filter(|level| (1..=10).contains(level)),
                            list: attribute(element, b"list-style-name").filter(|name| !name.is_empty()),
                            ..Style::default()
                        };
                        if matches!(&event, Event::Empty(_)) {
                            self.styles.insert(name, style);
                        } else {
                            open = Some((name, style));
                        }
                    }
                    b"text-properties" => {
                        if let Some((_, style)) = &mut open {
                            let weight = attribute(element, b"font-weight");
                            style.bold = weight.map(|weight| {
                                weight == "bold" || weight.parse().is_ok_and(|w: u32| w >= 600)
                            });
                            style.hidden = attribute(element, b"display").map(|shown| shown == "none");
                            style.ground |= has_ground(element);
                            let automatic = attribute(element, b"use-window-font-color");
                            style.white = match automatic.as_deref() {
                                Some("true") => Some(false),
                                _ => attribute(element, b"color").map(|colour| is_white(&colour)),
                            };
                            let points = |size: String| size.strip_suffix("pt")?.parse::<f32>().ok();
                            let size = attribute(element, b"font-size").and_then(points);
                            style.tiny = size.map(|size| size <= TINY);
                        }
                    }
                    b"paragraph-properties" => {
                        if let Some((_, style)) = &mut open {
                            style.ground |= has_ground(element);
                            style.page_before =
                                attribute(element, b"break-before").as_deref() == Some("page");
                        }
                    }
                    b"page-layout-properties" | b"header-footer-properties" | b"section-properties" => {
                        self.ground |= has_ground(element);
                    }
                    b"list-style" => list = attribute(element, b"name"),
                    b"outline-style" => list = None,
                    name @ (b"list-level-style-number"
                    | b"list-level-style-bullet"
                    | b"list-level-style-image"
                    | b"outline-level-style") => {
                        let Some(at) = number(element, b"level")
                            .and_then(|at| usize::try_from(at).ok())
                            .filter(|at| (1..=LEVELS).contains(at))
                        else {
                            continue;
                        };
                        let level = level(element, name);
                        match (name, &list) {
                            (b"outline-level-style", _) => {
                                self.outline.insert(at - 1, level);
                            }
                            (_, Some(list)) => {
                                self.lists.entry(list.clone()).or_default().insert(at - 1, level);
                            }
                            _ => {}
                        }
                    }
                    _ => {}
                },
                Event::End(end) => match end.local_name().as_ref() {
                    b"style" => {
                        if let Some((name, style)) = open.take() {
                            self.styles.insert(name, style);
                        }
                    }
                    b"list-style" => list = None,
                    _ => {}
                },
                _ => {}
            }
        }
    }

    pub(super) fn looks(&self, name: Option<&str>) -> Looks {
        let mut looks = Looks::default();
        let (mut bold, mut hidden) = (None, None);
        let mut at = name;
        for step in 0..CHAIN {
            let Some((id, style)) = at.and_then(|name| Some((name, self.styles.get(name)?))) else { break };
            looks.title |= id == "Title" || style.name == "title";
            looks.contents |= id.starts_with("Contents_20_") || style.name.starts_with("contents ");
            looks.outline = looks.outline.or(style.outline);
            looks.list = looks.list.or_else(|| style.list.clone());
            looks.page_before |= step == 0 && style.page_before;
            bold = bold.or(style.bold);
            hidden = hidden.or(style.hidden);
            looks.white = looks.white.or(style.white);
            looks.tiny = looks.tiny.or(style.tiny);
            looks.ground |= style.ground;
            at = style.parent.as_deref();
        }
        looks.bold = bold.unwrap_or(false);
        looks.hidden = hidden.unwrap_or(false);
        looks
    }
}

/// True for properties that set a ground on which white text is seen.
fn has_ground(properties: &BytesStart<'_>) -> bool {
    let colours = [attribute(properties, b"background-color"), attribute(properties, b"fill-color")];
    colours.into_iter().flatten().any(|colour| colour != "transparent" && !is_white(&colour))
}

pub(super) fn level(element: &BytesStart<'_>, name: &[u8]) -> Level {
    let format = attribute(element, b"num-format").unwrap_or_default();
    Level {
        bullet: matches!(name, b"list-level-style-bullet" | b"list-level-style-image"),
        format: match format.as_str() {
            "1" => "decimal",
            "a" => "lowerLetter",
            "A" => "upperLetter",
            "i" => "lowerRoman",
            "I" => "upperRoman",
            "" => "none",
            _ => "decimal",
        },
        prefix: attribute(element, b"num-prefix").unwrap_or_default(),
        suffix: attribute(element, b"num-suffix").unwrap_or_default(),
        pattern: attribute(element, b"num-list-format"),
        start: number(element, b"start-value").unwrap_or(1),
        shown: number(element, b"display-levels").and_then(|n| usize::try_from(n).ok()).unwrap_or(1),
    }
}

/// The label of a list's item or a heading, from the counters of its level and those above.
pub(super) fn label(levels: &BTreeMap<usize, Level>, at: usize, counters: &[i64; LEVELS]) -> Option<String> {
    let own = levels.get(&at)?;
    if own.bullet {
        return Some("•".to_owned());
    }
    let count = |at: usize| {
        levels
            .get(&at)
            .map_or_else(String::new, |level| formatted(counters[at.min(LEVELS - 1)], level.format))
    };
    if own.format == "none" {
        return None;
    }
    let text = match &own.pattern {
        Some(pattern) => {
            let mut text = pattern.clone();
            for at in (0..LEVELS).rev() {
                text = text.replace(&format!("%{}%", at + 1), &count(at));
            }
            text
        }
        None => {
            let first = (at + 1).saturating_sub(own.shown.max(1));
            let counts: Vec<String> = (first..=at).map(count).filter(|count| !count.is_empty()).collect();
            format!("{}{}{}", own.prefix, counts.join("."), own.suffix)
        }
    };
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Counts one on a level, starts the levels below anew, and gives the label.
pub(super) fn count(
    levels: &BTreeMap<usize, Level>,
    counters: &mut [i64; LEVELS],
    at: usize,
    start: Option<i64>,
) -> Option<String> {
    let first = |at: usize| levels.get(&at).map_or(1, |level| level.start);
    for (above, counter) in counters.iter_mut().enumerate().take(at) {
        if *counter == 0 {
            *counter = first(above);
        }
    }
    counters[at] = match (start, counters[at]) {
        (Some(start), _) => start,
        (None, 0) => first(at),
        (None, count) => count.saturating_add(1),
    };
    counters[at + 1..].fill(0);
    label(levels, at, counters)
}
