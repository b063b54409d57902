//! OpenDocument text (ODT, OTT): streamed from zip and XML like Word files, with the same limits.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::flow::{Item, Role, build, headings_by_look, settle_table};
use super::numerals::formatted;
use super::package::{Package, attribute, local, number, reader, reference};
use super::{Extracted, Failure, Limits, Read};
use crate::document::{Cell, DocumentBuilder};
use crate::finding::{Problem, Reason};

/// Steps along parent styles, at most: a cycle ends here.
const CHAIN: usize = 32;
/// Levels of a list.
const LEVELS: usize = 10;

/// True for a zip package of OpenDocument text, whatever the file is called.
pub fn recognise(bytes: &[u8], limits: &Limits) -> bool {
    bytes.starts_with(b"PK")
        && Package::open(bytes, limits).ok().is_some_and(|mut package| {
            let kind = package.part("mimetype").map(|part| part.text).unwrap_or_default();
            kind.trim().starts_with("application/vnd.oasis.opendocument.text") && package.has("content.xml")
        })
}

/// Reads OpenDocument text.
pub fn read(bytes: &[u8], limits: &Limits) -> Extracted {
    match read_package(bytes, limits) {
        Ok(extracted) => extracted,
        Err(failure) => Extracted::failed("odt", failure),
    }
}

fn read_package(bytes: &[u8], limits: &Limits) -> Result<Extracted, Failure> {
    let mut package = Package::open(bytes, limits)?;
    let manifest = package.part("META-INF/manifest.xml").map(|part| part.text).unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(Failure::new(Reason::Encrypted, "password"));
    }
    let content = package.part("content.xml").ok_or_else(|| Failure::new(Reason::Damaged, "part"))?;
    let common = package.part("styles.xml");
    let mut styles = Styles::default();
    if let Some(part) = &common {
        styles.parse(&part.text);
    }
    styles.parse(&content.text);
    let mut builder = DocumentBuilder::new("odt");
    let mut reading = Reading::new(&styles, limits);
    reading.cut = content.cut;
    reading.part = builder.part("content.xml");
    reading.read(&content.text, b"body");
    let pages = reading.breaks;
    if let Some(part) = common {
        reading.begin_part(builder.part("styles.xml"));
        reading.read(&part.text, b"master-styles");
        reading.cut = reading.cut.take().or(part.cut);
    }
    properties(&mut package, &mut builder);
    let (comments, body): (Vec<Item>, Vec<Item>) =
        reading.out.drain(..).filter(|item| !item.text.is_empty()).partition(|item| is_aside(item.role));
    let mut items = body;
    headings_by_look(&mut items);
    items.extend(comments);
    build(&mut builder, &items, (pages, 0));

    let mut problems = Vec::new();
    builder.meta().tracked_changes = reading.changes;
    builder.meta().hidden_chars = reading.hidden;
    if reading.changes > 0 {
        let message = format!("{} unaccepted changes", reading.changes);
        problems.push(Problem::new("extract", "unaccepted-changes", message).value(reading.changes));
    }
    if reading.hidden > 0 {
        let message = format!("{} characters of hidden text left out", reading.hidden);
        problems.push(Problem::new("extract", "hidden-text", message).value(reading.hidden));
    }
    let read = match (reading.cut, builder.block_count() == 0) {
        (Some(failure), true) => Read::Failed(failure),
        (None, true) => Read::Failed(Failure::new(Reason::Empty, "no-text")),
        (Some(failure), false) => Read::Partial(failure),
        (None, false) => Read::Whole,
    };
    Ok(Extracted { document: builder.finish(), problems, read })
}

/// What stands beside the text: it comes after it.
fn is_aside(role: Role) -> bool {
    matches!(role, Role::Comment | Role::Header | Role::Footer)
}

fn properties(package: &mut Package<'_>, builder: &mut DocumentBuilder) {
    let Some(part) = package.part("meta.xml") else { return };
    let mut reader = reader(&part.text);
    let mut open: Vec<u8> = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                open = local(&element).to_vec();
                if open == b"document-statistic" {
                    builder.meta().pages = number(&element, b"page-count").and_then(|n| n.try_into().ok());
                }
            }
            Ok(Event::Text(text)) => {
                let text = text.decode().unwrap_or_default().trim().to_owned();
                let meta = builder.meta();
                match open.as_slice() {
                    _ if text.is_empty() => {}
                    b"title" => meta.title = Some(text),
                    b"initial-creator" => meta.author = Some(text),
                    b"creator" => meta.author = meta.author.take().or(Some(text)),
                    _ => {}
                }
            }
            Ok(Event::End(_)) => open.clear(),
            Ok(Event::Eof) | Err(_) => break,
            _ => {}
        }
    }
}

/// Styles of paragraphs and text, and list styles.
#[derive(Debug, Default)]
struct Styles {
    styles: BTreeMap<String, Style>,
    lists: BTreeMap<String, BTreeMap<usize, Level>>,
    outline: BTreeMap<usize, Level>,
}

#[derive(Debug, Default, Clone)]
struct Style {
    name: String,
    parent: Option<String>,
    outline: Option<u8>,
    bold: Option<bool>,
    hidden: Option<bool>,
    list: Option<String>,
    page_before: bool,
}

#[derive(Debug, Default, Clone)]
struct Level {
    bullet: bool,
    format: &'static str,
    prefix: String,
    suffix: String,
    /// "%1%.%2%.": as later versions write it.
    pattern: Option<String>,
    start: i64,
    shown: usize,
}

#[derive(Debug, Default, Clone)]
struct Looks {
    title: bool,
    contents: bool,
    outline: Option<u8>,
    bold: bool,
    hidden: bool,
    list: Option<String>,
    page_before: bool,
}

impl Styles {
    fn parse(&mut self, text: &str) {
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
                        }
                    }
                    b"paragraph-properties" => {
                        if let Some((_, style)) = &mut open {
                            style.page_before =
                                attribute(element, b"break-before").as_deref() == Some("page");
                        }
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

    fn looks(&self, name: Option<&str>) -> Looks {
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
            at = style.parent.as_deref();
        }
        looks.bold = bold.unwrap_or(false);
        looks.hidden = hidden.unwrap_or(false);
        looks
    }
}

fn level(element: &BytesStart<'_>, name: &[u8]) -> Level {
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
fn label(levels: &BTreeMap<usize, Level>, at: usize, counters: &[i64; LEVELS]) -> Option<String> {
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

/// Elements whose whole content is left out.
const SKIPPED: &[&[u8]] = &[
    b"note-citation",
    b"ruby-text",
    b"hidden-text",
    b"hidden-paragraph",
    b"script",
    b"forms",
    b"sequence-decls",
    b"variable-decls",
    b"user-field-decls",
    b"index-entry-template",
    b"table-of-content-source",
    b"alphabetical-index-source",
    b"title",
    b"desc",
    b"binary-data",
    b"object",
    b"event-listeners",
];

#[derive(Debug, Default)]
struct Paragraph {
    item: Item,
    slot: usize,
    looks: Looks,
    heading: Option<u8>,
    letters: usize,
    bold_letters: usize,
    runs: u32,
    spans: Vec<Looks>,
    link: Option<(usize, String)>,
    /// The label as the program that saved the file computed it.
    number: Option<String>,
}

#[derive(Debug)]
struct List {
    style: Option<String>,
    /// An item has begun whose first paragraph has not come.
    fresh: bool,
    header: bool,
    start: Option<i64>,
}

#[derive(Debug)]
struct Table {
    id: u32,
    row: i64,
    column: u32,
    /// Columns and rows that the open cell covers, and columns that it is repeated for.
    cell: (u32, u32, u32),
    header: bool,
    own: Vec<usize>,
}

struct Reading<'r> {
    styles: &'r Styles,
    limits: &'r Limits,
    part: u16,
    count: u32,
    paragraphs: Vec<Paragraph>,
    lists: Vec<List>,
    counters: BTreeMap<String, [i64; LEVELS]>,
    outline: [i64; LEVELS],
    tables: Vec<Table>,
    table_count: u32,
    roles: Vec<Role>,
    contents: usize,
    number: bool,
    /// Footnotes inside the open tables.
    out: Vec<Item>,
    notes: Vec<Item>,
    note_from: Vec<usize>,
    breaks: u32,
    changes: u32,
    hidden: u32,
    text_bytes: u64,
    cut: Option<Failure>,
}

impl<'r> Reading<'r> {
    fn new(styles: &'r Styles, limits: &'r Limits) -> Reading<'r> {
        Reading {
            styles,
            limits,
            part: 0,
            count: 0,
            paragraphs: Vec::new(),
            lists: Vec::new(),
            counters: BTreeMap::new(),
            outline: [0; LEVELS],
            tables: Vec::new(),
            table_count: 0,
            roles: Vec::new(),
            contents: 0,
            number: false,
            out: Vec::new(),
            notes: Vec::new(),
            note_from: Vec::new(),
            breaks: 0,
            changes: 0,
            hidden: 0,
            text_bytes: 0,
            cut: None,
        }
    }

    fn begin_part(&mut self, part: u16) {
        self.part = part;
        self.count = 0;
        self.lists.clear();
        self.counters.clear();
    }

    /// Reads what stands inside the element called `inside`.
    fn read(&mut self, text: &str, inside: &[u8]) {
        let mut reader = reader(text);
        let mut open: Vec<Vec<u8>> = Vec::new();
        let mut begun: Option<usize> = None;
        let mut skipping: Option<usize> = None;
        loop {
            let event = match reader.read_event() {
                Ok(Event::Eof) => {
                    if !open.is_empty() {
                        self.cut.get_or_insert_with(|| Failure::new(Reason::Damaged, "xml-cut"));
                    }
                    break;
                }
                Err(_) => {
                    self.cut.get_or_insert_with(|| Failure::new(Reason::Damaged, "xml"));
                    break;
                }
                Ok(Event::DocType(_)) => {
                    self.cut = Some(Failure::new(Reason::Damaged, "doctype"));
                    break;
                }
                Ok(event) => event,
            };
            let reads = begun.is_some() && skipping.is_none();
            match event {
                Event::Start(element) => {
                    if open.len() as u64 >= self.limits.depth {
                        self.cut = Some(Failure::new(Reason::Limit, "depth").value(self.limits.depth));
                        break;
                    }
                    let name = local(&element).to_vec();
                    if begun.is_none() && name == inside {
                        begun = Some(open.len());
                    } else if reads {
                        if name == b"tracked-changes" || SKIPPED.contains(&name.as_slice()) {
                            skipping = Some(open.len());
                        } else {
                            self.start(&element, &name);
                        }
                    } else if name == b"changed-region" {
                        self.changes += 1;
                    }
                    open.push(name);
                }
                Event::Empty(element) if reads => {
                    let name = local(&element).to_vec();
                    if !SKIPPED.contains(&name.as_slice()) {
                        self.start(&element, &name);
                        self.end(&name);
                    }
                }
                Event::End(end) => {
                    let name = end.local_name().as_ref().to_vec();
                    let Some(at) = open.iter().rposition(|open| *open == name) else { continue };
                    while open.len() > at {
                        let Some(name) = open.pop() else { break };
                        if begun == Some(open.len()) {
                            begun = None;
                        } else if skipping == Some(open.len()) {
                            skipping = None;
                        } else if begun.is_some() && skipping.is_none() {
                            self.end(&name);
                        }
                    }
                }
                Event::Text(text) if reads => self.text(&text.decode().unwrap_or_default()),
                Event::CData(text) if reads => self.text(&String::from_utf8_lossy(&text)),
                Event::GeneralRef(name) if reads => {
                    if let Some(character) = reference(&name.decode().unwrap_or_default()) {
                        self.text(character.encode_utf8(&mut [0; 4]));
                    }
                }
                _ => {}
            }
            if self.text_bytes > self.limits.text_bytes {
                self.cut = Some(Failure::new(Reason::Limit, "text-bytes").value(self.limits.text_bytes));
                break;
            }
            if self.out.len() as u64 > self.limits.blocks {
                self.cut = Some(Failure::new(Reason::Limit, "blocks").value(self.limits.blocks));
                break;
            }
        }
        while !self.paragraphs.is_empty() {
            self.close_paragraph();
        }
        while !self.tables.is_empty() {
            self.close_table();
        }
        self.roles.clear();
    }

    fn start(&mut self, element: &BytesStart<'_>, name: &[u8]) {
        match name {
            b"p" => self.open_paragraph(element, None),
            b"h" => {
                let level = number(element, b"outline-level").unwrap_or(1).clamp(1, 9) as u8;
                self.open_paragraph(element, Some(level));
            }
            b"span" => {
                let looks = self.styles.looks(attribute(element, b"style-name").as_deref());
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.runs = paragraph.runs.saturating_add(1);
                    paragraph.spans.push(looks);
                }
            }
            b"a" => {
                let target = attribute(element, b"href").filter(|target| !target.starts_with('#'));
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.link = target.map(|target| (paragraph.item.text.len(), target));
                }
            }
            b"s" => {
                let count = number(element, b"c").unwrap_or(1).clamp(1, 64) as usize;
                self.push(&" ".repeat(count));
            }
            b"tab" => self.push("\t"),
            b"line-break" => self.push("\n"),
            b"soft-page-break" => {
                self.breaks = self.breaks.saturating_add(1);
                let breaks = self.breaks;
                if let Some(paragraph) = self.paragraphs.last_mut().filter(|p| p.item.text.is_empty()) {
                    paragraph.item.breaks = (breaks, 0);
                }
            }
            b"number" => self.number = true,
            b"list" => {
                let parent = self.lists.last().and_then(|list| list.style.clone());
                let style = attribute(element, b"style-name").or(parent);
                let goes_on = attribute(element, b"continue-numbering").as_deref() == Some("true")
                    || attribute(element, b"continue-list").is_some();
                if let (Some(style), true, false) = (&style, self.lists.is_empty(), goes_on) {
                    self.counters.remove(style);
                }
                self.lists.push(List { style, fresh: false, header: false, start: None });
            }
            b"list-item" | b"list-header" => {
                if let Some(list) = self.lists.last_mut() {
                    list.fresh = true;
                    list.header = name == b"list-header";
                    list.start = number(element, b"start-value");
                }
            }
            b"table" => {
                let id = self.table_count;
                self.table_count += 1;
                let table = Table { id, row: -1, column: 0, cell: (1, 1, 1), header: false, own: Vec::new() };
                self.tables.push(table);
            }
            b"table-header-rows" => {
                if let Some(table) = self.tables.last_mut() {
                    table.header = true;
                }
            }
            b"table-row" => {
                if let Some(table) = self.tables.last_mut() {
                    table.row += 1;
                    table.column = 0;
                }
            }
            b"table-cell" => {
                let span = |name: &[u8]| number(element, name).unwrap_or(1).clamp(1, 10_000) as u32;
                let repeated = span(b"number-columns-repeated").min(1024);
                let cell = (span(b"number-columns-spanned"), span(b"number-rows-spanned"), repeated);
                if let Some(table) = self.tables.last_mut() {
                    table.cell = cell;
                }
            }
            b"covered-table-cell" => {
                let count = number(element, b"number-columns-repeated").unwrap_or(1).clamp(1, 1024) as u32;
                if let Some(table) = self.tables.last_mut() {
                    table.column = table.column.saturating_add(count);
                }
            }
            b"note" => {
                self.roles.push(Role::Footnote);
                self.note_from.push(self.out.len());
            }
            b"annotation" => self.roles.push(Role::Comment),
            b"header" | b"header-left" | b"header-first" => self.roles.push(Role::Header),
            b"footer" | b"footer-left" | b"footer-first" => self.roles.push(Role::Footer),
            b"table-of-content" | b"alphabetical-index" | b"illustration-index" | b"table-index" => {
                self.contents += 1;
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        match name {
            b"p" | b"h" => self.close_paragraph(),
            b"span" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.spans.pop();
                    paragraph.runs = paragraph.runs.saturating_add(1);
                }
            }
            b"a" => {
                if let Some(paragraph) = self.paragraphs.last_mut()
                    && let Some((from, target)) = paragraph.link.take()
                {
                    let to = paragraph.item.text.len();
                    paragraph.item.links.push((from, to, target));
                }
            }
            b"number" => self.number = false,
            b"list" => {
                self.lists.pop();
            }
            b"table" => self.close_table(),
            b"table-header-rows" => {
                if let Some(table) = self.tables.last_mut() {
                    table.header = false;
                }
            }
            b"table-cell" => {
                if let Some(table) = self.tables.last_mut() {
                    table.column = table.column.saturating_add(table.cell.2);
                    table.cell = (1, 1, 1);
                }
            }
            b"note" => {
                self.roles.pop();
                // Notes come after the paragraph or the table that refers to them.
                if let Some(from) = self.note_from.pop() {
                    let notes: Vec<Item> = self.out.drain(from.min(self.out.len())..).collect();
                    self.notes.extend(notes);
                }
            }
            b"annotation" | b"header" | b"header-left" | b"header-first" | b"footer" | b"footer-left"
            | b"footer-first" => {
                self.roles.pop();
            }
            b"table-of-content" | b"alphabetical-index" | b"illustration-index" | b"table-index" => {
                self.contents = self.contents.saturating_sub(1);
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.number {
            if let Some(paragraph) = self.paragraphs.last_mut() {
                let number = paragraph.number.get_or_insert_default();
                if number.len() < 64 {
                    number.push_str(text);
                }
            }
        } else {
            self.push(text);
        }
    }

    fn push(&mut self, text: &str) {
        // Dates and names of comments stand outside paragraphs.
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        let looks = paragraph.spans.last();
        let hidden = paragraph.looks.hidden || paragraph.spans.iter().any(|looks| looks.hidden);
        if hidden {
            self.hidden = self.hidden.saturating_add(text.chars().count() as u32);
            return;
        }
        let bold = paragraph.looks.bold || looks.is_some_and(|looks| looks.bold);
        self.text_bytes += text.len() as u64;
        let item = &mut paragraph.item;
        if item.runs.last().is_none_or(|(run, _)| *run != paragraph.runs) {
            item.runs.push((paragraph.runs, item.text.len()));
        }
        let mut letters = 0;
        for character in text.chars() {
            letters += usize::from(character.is_alphanumeric());
            let blank = character.is_whitespace();
            if !blank || !item.text.ends_with(' ') {
                item.text.push(if blank && character != '\t' { ' ' } else { character });
            }
        }
        paragraph.letters += letters;
        paragraph.bold_letters += if bold { letters } else { 0 };
    }

    fn open_paragraph(&mut self, element: &BytesStart<'_>, heading: Option<u8>) {
        let looks = self.styles.looks(attribute(element, b"style-name").as_deref());
        if looks.page_before {
            self.breaks = self.breaks.saturating_add(1);
        }
        let mut paragraph = Paragraph { slot: self.out.len(), heading, looks, ..Paragraph::default() };
        paragraph.item.part = self.part;
        paragraph.item.paragraph = self.count;
        paragraph.item.breaks = (self.breaks, 0);
        self.count = self.count.saturating_add(1);
        self.paragraphs.push(paragraph);
        self.out.push(Item::default());
    }

    fn close_paragraph(&mut self) {
        let Some(mut paragraph) = self.paragraphs.pop() else { return };
        let empty = paragraph.item.text.trim().is_empty();
        let role = self.roles.last().copied();
        self.number_of(&mut paragraph, empty);
        let item = &mut paragraph.item;
        item.role = match (role, paragraph.heading) {
            (Some(role), _) => role,
            _ if self.contents > 0 || paragraph.looks.contents => Role::Contents,
            _ if paragraph.looks.title => Role::Title,
            (None, Some(level)) => Role::Heading(level),
            (None, None) if item.label.is_some() => Role::List,
            (None, None) => Role::Plain,
        };
        item.bold = paragraph.letters > 0 && paragraph.bold_letters * 10 >= paragraph.letters * 9;
        if role.is_none()
            && let Some(table) = self.tables.last_mut().filter(|table| table.row >= 0)
        {
            let (columns, rows, _) = table.cell;
            item.cell = Some(Cell {
                table: table.id,
                row: table.row as u32,
                column: table.column,
                columns,
                rows,
                header: table.header,
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
            self.out.append(&mut self.notes);
        }
    }

    /// Counts a heading or the first paragraph of a list's item.
    fn number_of(&mut self, paragraph: &mut Paragraph, empty: bool) {
        let typed = paragraph.number.take().map(|number| number.trim().to_owned());
        let depth = self.lists.len();
        let Some(list) = self.lists.last_mut() else {
            if let Some(level) = paragraph.heading.filter(|_| !empty) {
                let at = usize::from(level - 1).min(LEVELS - 1);
                let computed = count(&self.styles.outline, &mut self.outline, at, None);
                paragraph.item.label = typed.or(computed).filter(|label| !label.is_empty());
            }
            return;
        };
        let at = (depth - 1).min(LEVELS - 1);
        paragraph.item.depth = at.min(8) as u8;
        if !std::mem::take(&mut list.fresh) || list.header {
            return;
        }
        let start = list.start.take();
        let style = list.style.clone().or_else(|| paragraph.looks.list.clone());
        let computed = style.and_then(|style| {
            let counters = self.counters.entry(style.clone()).or_default();
            count(self.styles.lists.get(&style)?, counters, at, start)
        });
        paragraph.item.label = typed.or(computed).filter(|label| !label.is_empty());
    }

    fn close_table(&mut self) {
        let Some(table) = self.tables.pop() else { return };
        settle_table(&table.own, &mut self.out);
        if self.paragraphs.is_empty() && self.tables.is_empty() {
            self.out.append(&mut self.notes);
        }
    }
}

/// Counts one on a level, starts the levels below anew, and gives the label.
fn count(
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

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;
    use crate::document::Document;

    const STYLES: &str = r#"<office:document-styles><office:styles>
<style:style style:name="Title" style:family="paragraph"/>
<style:style style:name="Contents_20_1" style:display-name="Contents 1" style:family="paragraph"/>
<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="1" style:num-prefix="§ "/>
<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/></text:outline-style>
<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="a" style:num-suffix=")"/>
<text:list-level-style-bullet text:level="2"/></text:list-style>
</office:styles><office:master-styles><style:master-page><style:header><text:p>huvud</text:p></style:header></style:master-page>
</office:master-styles></office:document-styles>"#;

    fn document_of(body: &str) -> Document {
        let content = format!(
            "<office:document-content><office:automatic-styles>\
             <style:style style:name=\"B\"><style:text-properties fo:font-weight=\"bold\"/></style:style>\
             <style:style style:name=\"H\"><style:text-properties text:display=\"none\"/></style:style>\
             </office:automatic-styles><office:body><office:text>{body}</office:text></office:body>\
             </office:document-content>"
        );
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("content.xml", content.as_str()),
            ("styles.xml", STYLES),
        ] {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        let bytes = zip.finish().unwrap().into_inner();
        assert!(recognise(&bytes, &Limits::default()));
        read(&bytes, &Limits::default()).document
    }

    fn check(body: &str, expected: &[&str]) {
        let document = document_of(body);
        let line = |block: &crate::document::Block| {
            let kind = format!("{:?}", block.kind);
            let kind = kind.split([' ', '(']).next().unwrap_or_default().to_owned();
            let label = block.label.as_ref().map(|label| format!("[{label}] ")).unwrap_or_default();
            format!("{kind} {label}{}", document.slice(block.content))
        };
        let lines: Vec<String> = document.blocks().iter().map(line).collect();
        assert_eq!(lines.last().map(String::as_str), Some("Header huvud"), "{body}");
        assert_eq!(&lines[..lines.len() - 1], expected, "{body}");
    }

    #[test]
    fn what_open_document_text_reads_as() {
        check(
            "<text:h text:outline-level=\"1\">Syfte</text:h><text:h text:outline-level=\"2\">Mål</text:h>\
             <text:h text:outline-level=\"1\">Parter</text:h>",
            &["Heading [§ 1] Syfte", "Heading [1.1] Mål", "Heading [§ 2] Parter"],
        );
        check(
            "<text:list text:style-name=\"L\"><text:list-item><text:p>x</text:p><text:list><text:list-item>\
             <text:p>y</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>z</text:p>\
             <text:p>mer</text:p></text:list-item></text:list>",
            &["ListItem [a)] x", "ListItem [•] y", "ListItem [b)] z", "Paragraph mer"],
        );
        check(
            "<text:p>a<text:s text:c=\"2\"/>b<text:tab/>c<text:line-break/>d&amp;<text:span text:style-name=\"H\">dold\
             </text:span></text:p>",
            &["Paragraph a b c d&"],
        );
        check(
            "<text:p>a<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>not</text:p>\
             </text:note-body></text:note> b</text:p><text:p>c</text:p>",
            &["Paragraph a b", "Footnote not", "Paragraph c"],
        );
        check(
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>bort</text:p></text:deletion>\
             </text:changed-region></text:tracked-changes><text:p>kvar</text:p>",
            &["Paragraph kvar"],
        );
        check("<text:p text:style-name=\"Contents_20_1\">Syfte 2</text:p>", &["TocEntry Syfte 2"]);
    }

    #[test]
    fn tables_keep_their_grid() {
        let document = document_of(
            "<table:table><table:table-row><table:table-cell table:number-rows-spanned=\"2\"><text:p>1</text:p>\
             </table:table-cell><table:table-cell><text:p>2</text:p></table:table-cell></table:table-row>\
             <table:table-row><table:covered-table-cell/><table:table-cell><text:p>3</text:p></table:table-cell>\
             </table:table-row></table:table>",
        );
        let cells = document.blocks().iter().filter_map(|block| block.cell());
        let places: Vec<_> = cells.map(|cell| (cell.row, cell.column, cell.rows)).collect();
        assert_eq!(places, [(0, 0, 2), (0, 1, 1), (1, 1, 1)]);
        assert_eq!(document_of("<text:tracked-changes><text:changed-region></text:changed-region></text:tracked-changes><text:p>a</text:p>").meta().tracked_changes, 1);
    }
}
