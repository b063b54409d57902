//! Styles: what a paragraph or run is by its style, along `basedOn`.

use std::cell::OnceCell;
use std::ops::Range;

use memchr::memmem;
use quick_xml::events::{BytesStart, Event};

use crate::extract::package::{self, attribute, is_on, local, number, reader};
use crate::xml::attributes;

/// Names of heading styles in other languages than English, as data.
const HEADING_WORDS: &str = include_str!("heading_words.txt");
/// Steps along `basedOn`, at most: a cycle ends here.
const CHAIN: usize = 32;

/// All styles of a file. Programs write two hundred where a document uses ten, so each is read when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct Styles {
    text: String,
    /// In the order of their ids.
    styles: Vec<(String, Written)>,
    default_paragraph: Option<String>,
    /// What the default paragraph style says.
    plain: Looks,
    /// Size of text that says nothing of it, in half points.
    size: Option<u16>,
}

/// A style as it is written.
#[derive(Debug)]
struct Written {
    /// Where it begins, and the next one.
    place: Range<usize>,
    read: OnceCell<Style>,
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
    white: Option<bool>,
    ground: bool,
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
    /// Written in white, where the style tells the colour.
    pub(super) white: Option<bool>,
    /// On a ground of its own colour.
    pub(super) ground: bool,
    /// In half points, where the style says so.
    pub(super) size: Option<u16>,
    pub(super) num_id: Option<i64>,
    pub(super) level: Option<i64>,
}

impl Styles {
    pub(super) fn parse(text: String) -> Styles {
        let starts = starts(&text);
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        let mut styles = Styles::default();
        for place in starts.iter().zip(ends).map(|(start, end)| *start..end) {
            let Some(Ok(Event::Start(tag) | Event::Empty(tag))) =
                text.get(place.clone()).map(|text| reader(text).read_event())
            else {
                continue;
            };
            let [id, kind, default] = attributes(&tag, [b"styleId", b"type", b"default"]);
            let id = id.unwrap_or_default().into_owned();
            if kind.as_deref() == Some("paragraph") && default.as_deref() == Some("1") {
                styles.default_paragraph = Some(id.clone());
            }
            styles.styles.push((id, Written { place, read: OnceCell::new() }));
        }
        styles.styles.sort_by(|(one, _), (other, _)| one.cmp(other));
        styles.size = usual_size(&text[..starts.first().copied().unwrap_or(text.len())]);
        styles.text = text;
        styles.plain = styles.told(styles.default_paragraph.as_deref());
        styles
    }

    /// The style called `id`.
    fn style(&self, id: &str) -> Option<&Style> {
        // Of two with one id the last counts.
        let behind = self.styles.partition_point(|(other, _)| other.as_str() <= id);
        let (_, Written { place, read }) =
            self.styles[..behind].last().filter(|(other, _)| other.as_str() == id)?;
        Some(read.get_or_init(|| Style::read(self.text.get(place.clone()).unwrap_or_default())))
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
            let Some(style) = at.and_then(|id| self.style(id)) else { break };
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
            looks.white = looks.white.or(style.white);
            looks.ground |= style.ground;
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
        self.chain(Some(id)).iter().any(|id| self.style(id).is_some_and(|style| style.first_row))
    }

    /// The style `id` and those that it is based on, nearest first.
    pub(super) fn chain<'s>(&'s self, id: Option<&'s str>) -> Vec<&'s str> {
        let mut chain = Vec::new();
        let mut at = id.or(self.default_paragraph.as_deref());
        while let Some(id) = at
            && chain.len() < CHAIN
        {
            chain.push(id);
            at = self.style(id).and_then(|style| style.based_on.as_deref());
        }
        chain
    }
}

impl Style {
    /// Reads a style, from its opening tag on.
    fn read(text: &str) -> Style {
        let mut style = Style::default();
        let mut first_row = false;
        let mut reader = reader(text);
        loop {
            match reader.read_event() {
                Ok(Event::Eof) | Err(_) => break,
                Ok(Event::Start(element) | Event::Empty(element)) => match local(&element) {
                    b"tblStylePr" => first_row = attribute(&element, b"type").as_deref() == Some("firstRow"),
                    b"b" if first_row => style.first_row |= is_on(&element),
                    b"shd" if first_row => {
                        let fill = attribute(&element, b"fill");
                        style.first_row |= fill.is_some_and(|fill| fill != "auto" && fill != "FFFFFF");
                    }
                    b"name" => style.name = attribute(&element, b"val").unwrap_or_default().to_lowercase(),
                    b"basedOn" => style.based_on = attribute(&element, b"val"),
                    b"outlineLvl" => style.outline = number(&element, b"val"),
                    b"numId" => style.num_id = number(&element, b"val"),
                    b"ilvl" => style.level = number(&element, b"val"),
                    b"b" => style.bold = Some(is_on(&element)),
                    b"vanish" => style.vanish = Some(is_on(&element)),
                    b"shd" => style.ground |= is_ground(&element),
                    b"color" => style.white = is_white(&element),
                    b"caps" => style.caps = Some(is_on(&element)),
                    b"sz" => style.size = size(&element),
                    _ => {}
                },
                Ok(Event::End(end)) => match end.local_name().as_ref() {
                    b"tblStylePr" => first_row = false,
                    b"style" => break,
                    _ => {}
                },
                Ok(_) => {}
            }
        }
        style
    }
}

/// Where each style begins.
fn starts(text: &str) -> Vec<usize> {
    // In a comment may stand what looks like one.
    if memmem::find(text.as_bytes(), b"<!").is_some() {
        return starts_read(text);
    }
    let mut reader = reader(text);
    let prefix = loop {
        match reader.read_event() {
            Ok(Event::Start(root) | Event::Empty(root)) => {
                break root.name().prefix().map(|prefix| prefix.into_inner().to_owned());
            }
            Ok(Event::Eof) | Err(_) => return Vec::new(),
            Ok(_) => {}
        }
    };
    let tag = match prefix {
        Some(prefix) => [b"<", prefix.as_slice(), b":style"].concat(),
        None => b"<style".to_vec(),
    };
    let whole = |at: &usize| {
        matches!(text.as_bytes().get(at + tag.len()), Some(b' ' | b'\t' | b'\r' | b'\n' | b'>' | b'/'))
    };
    memmem::find_iter(text.as_bytes(), &tag).filter(whole).collect()
}

/// The same, read tag by tag.
fn starts_read(text: &str) -> Vec<usize> {
    let mut reader = reader(text);
    let mut starts = Vec::new();
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) if local(&tag) == b"style" => starts.push(at),
            Ok(Event::Eof) | Err(_) => return starts,
            Ok(_) => {}
        }
    }
}

/// The size of text that says nothing of it: what stands before the first style.
fn usual_size(head: &str) -> Option<u16> {
    let mut reader = reader(head);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) if local(&element) == b"sz" => {
                return size(&element);
            }
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// True for a shading on which white text is seen.
pub(super) fn is_ground(shading: &BytesStart<'_>) -> bool {
    let [pattern, fill, theme] = attributes(shading, [b"val", b"fill", b"themeFill"]);
    let plain = matches!(pattern.as_deref(), None | Some("clear" | "nil"));
    let pale = fill.is_none_or(|fill| fill == "auto" || package::is_white(&fill));
    !plain || !pale || theme.is_some_and(|theme| theme != "background1")
}

/// Whether a colour of text is that of white paper; `None` where it is told by other means than red, green and blue.
pub(super) fn is_white(colour: &BytesStart<'_>) -> Option<bool> {
    attribute(colour, b"val").map(|colour| package::is_white(&colour))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_style_says_what_it_and_those_it_is_based_on_say() {
        let check = |text: &str, expected: &[(&str, Option<u8>, bool, Option<u16>)]| {
            let styles = Styles::parse(text.to_owned());
            for (id, heading, bold, size) in expected {
                let looks = styles.looks(Some(id));
                assert_eq!(
                    (looks.heading, looks.bold, looks.size),
                    (*heading, *bold, *size),
                    "{id} in {text}"
                );
            }
        };
        let plain = r#"<w:styles xmlns:w="u"><w:style w:type="paragraph" w:default="1" w:styleId="N"><w:rPr><w:sz w:val="22"/></w:rPr></w:style>
            <w:style w:styleId="R"
            ><w:name w:val="Heading 2"/><w:basedOn w:val="N"/><w:rPr><w:b/></w:rPr></w:style></w:styles>"#;
        let all = [("N", None, false, Some(22)), ("R", Some(2), true, Some(22)), ("X", None, false, None)];
        check(plain, &all);
        check(&plain.replace("w:", ""), &all);
        check(&plain.replace("<w:styles", "<!-- <w:style w:styleId=\"R\"> --><w:styles"), &all);
        check(&plain.replace("</w:styles>", "<w:styleId/><w:style w:styleId=\"X\"/></w:styles>"), &all);
        check(&plain[..plain.len() - 25], &[("N", None, false, Some(22)), ("R", Some(2), true, Some(22))]);
        let again = "<w:style w:styleId=\"R\"><w:name w:val=\"heading 3\"/></w:style></w:styles>";
        check(&plain.replace("</w:styles>", again), &[("R", Some(3), false, None)]);
        check("", &[("N", None, false, None)]);
        check("<w:styles", &[("N", None, false, None)]);
    }

    const PIECES: &[&str] = &[
        "<w:style ",
        "<w:style>",
        "</w:style>",
        "<w:styles>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "w:styleId=\"a\" ",
        "w:styleId=\"b\" ",
        "<w:b/>",
        "<w:basedOn w:val=\"a\"/>",
        "<w:basedOn w:val=\"b\"/>",
        "/>",
        ">",
        "å",
        "&",
        "<",
    ];

    proptest! {
        /// However broken, a list of styles is read without panic.
        #[test]
        fn any_text_is_read(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..24)) {
            let styles = Styles::parse(pieces.concat());
            for id in ["a", "b", "c"] {
                styles.looks(Some(id));
                styles.first_row(id);
            }
        }
    }

    #[test]
    fn text_without_a_size_of_its_own_has_that_of_the_defaults() {
        let check = |head: &str, expected: u16| {
            let text = format!("<styles>{head}<style styleId=\"N\"><sz val=\"30\"/></style></styles>");
            assert_eq!(Styles::parse(text).usual_size(), expected, "{head}");
        };
        check("<docDefaults><sz val=\"24\"/></docDefaults><latentStyles/>", 24);
        check("<latentStyles><lsdException/></latentStyles><docDefaults><sz val=\"24\"/></docDefaults>", 24);
        check("<docDefaults/>", 20);
    }
}
