//! Web pages, read simply: headings, paragraphs, lists and tables; scripts, styles and menus are no text.

use std::collections::BTreeMap;

use super::charset::{decode, named, undoubled};
use super::flow::{Item, Role, build, settle, settle_table};
use super::numerals::formatted;
use super::{Extracted, Failure, Limits, Read};
use crate::document::{Cell, DocumentBuilder};
use crate::finding::{Problem, Reason};

/// True where the bytes begin as a web page does.
pub fn recognise(bytes: &[u8]) -> bool {
    let head = decode(bytes[..bytes.len().min(4096)].to_vec(), |_| None).text.to_ascii_lowercase();
    let head =
        head.trim_start_matches(|character: char| character == '\u{feff}' || character.is_whitespace());
    let page = |text: &str| text.starts_with("<!doctype html") || text.starts_with("<html");
    page(head)
        || (head.starts_with("<!--") || head.starts_with("<?xml"))
            && (head.contains("<!doctype html") || head.contains("<html"))
}

/// Reads a page.
pub fn read(bytes: &[u8], limits: &Limits) -> Extracted {
    let mut decoded = decode(bytes.to_vec(), |bytes| named(bytes, "charset"));
    decoded.text = undoubled(decoded.text);
    let mut page = Page::new(limits);
    page.read(&decoded.text);
    let mut builder = DocumentBuilder::new("html");
    let items = settle(std::mem::take(&mut page.out));
    builder.meta().title = page.title.take().filter(|title| !title.is_empty());
    builder.meta().hidden_chars = page.hidden;
    build(&mut builder, &items, (0, 0));
    let hidden = page.hidden;
    let read = match (builder.block_count(), page.cut.or_else(|| decoded.failure())) {
        (0, _) => Read::Failed(Failure::new(Reason::Empty, "no-text")),
        (_, Some(failure)) => Read::Partial(failure),
        _ => Read::Whole,
    };
    let told = (hidden > 0).then(|| {
        Problem::new("extract", "hidden-text", format!("{hidden} characters of hidden text left out"))
            .value(hidden)
    });
    Extracted { document: builder.finish(), problems: told.into_iter().collect(), read }
}

/// True for an element that a browser does not show, or shows as struck out.
fn is_hidden(name: &str, attributes: &str) -> bool {
    // Menus and boxes of a page's own machinery have no end that can be told.
    if matches!(name, "html" | "body" | "head") {
        return false;
    }
    let style: String = attribute(attributes, "style").unwrap_or_default();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    name == "del"
        || has_flag(attributes, "hidden")
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}

/// True where a tag has an attribute of that name, with a value or without.
fn has_flag(attributes: &str, name: &str) -> bool {
    let mut quote = None;
    let bare: String = attributes
        .chars()
        .map(|c| match (quote, c) {
            (None, '"' | '\'') => {
                quote = Some(c);
                '='
            }
            (Some(open), c) if open == c => {
                quote = None;
                ' '
            }
            (Some(_), _) => '=',
            (None, c) => c,
        })
        .collect();
    bare.split_whitespace()
        .any(|word| word.split('=').next().is_some_and(|word| word.eq_ignore_ascii_case(name)))
}

/// What follows the end of an element that begins before `text`; all of it where the end is missing.
fn after_element<'t>(text: &'t str, name: &str) -> &'t str {
    let mut depth = 1_u32;
    let mut at = 0;
    while let Some(found) = text[at..].find('<') {
        at += found + 1;
        let tag = &text[at..];
        let (closing, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        // A paragraph ends where the next begins.
        if name == "p"
            && !closing
            && tag.get(..1).is_some_and(|own| own.eq_ignore_ascii_case("p"))
            && !tag[1..].starts_with(|c: char| c.is_ascii_alphanumeric())
        {
            return &text[at - 1..];
        }
        let same = tag.get(..name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name))
            && !tag[name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
        if same && closing {
            depth -= 1;
            if depth == 0 {
                return tag.find('>').map_or("", |end| &tag[end + 1..]);
            }
        } else if same {
            depth += 1;
        }
    }
    text
}

/// Characters of a piece of a page that are no tags and no white space.
fn shown_letters(text: &str) -> u32 {
    let mut tag = false;
    let letters = text.chars().filter(|c| {
        match c {
            '<' => tag = true,
            '>' => {
                tag = false;
                return false;
            }
            _ => {}
        }
        !tag && !c.is_whitespace()
    });
    u32::try_from(letters.count()).unwrap_or(u32::MAX)
}

/// Elements whose inside is not markup: all up to their end tag is passed over, the rest of the page without one.
const RAW: &[&str] = &["script", "style", "textarea"];
/// Elements that are no text: all up to their end tag is passed over, where they have one.
const NO_TEXT: &[&str] = &["noscript", "template", "svg", "iframe", "object", "select"];
/// Elements without an end tag, which nothing stands in.
const EMPTY: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
/// Elements that end a paragraph where they begin and where they end.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "section",
    "article",
    "main",
    "aside",
    "header",
    "footer",
    "nav",
    "address",
    "blockquote",
    "pre",
    "figure",
    "figcaption",
    "form",
    "fieldset",
    "dl",
    "dt",
    "dd",
    "hr",
    "body",
    "table",
    "tbody",
    "thead",
    "tfoot",
    "tr",
    "caption",
    "details",
    "summary",
    "center",
];

#[derive(Debug)]
struct List {
    ordered: bool,
    next: i64,
    format: &'static str,
}

#[derive(Debug)]
struct Table {
    id: u32,
    row: i64,
    column: u32,
    columns: u32,
    rows: u32,
    header: bool,
    /// Column → rows that a cell from above still covers there.
    covered: BTreeMap<u32, u32>,
    own: Vec<usize>,
}

impl Table {
    fn next_row(&mut self) {
        self.row += 1;
        (self.column, self.columns) = (0, 0);
        for rows in self.covered.values_mut() {
            *rows = rows.saturating_sub(1);
        }
        self.covered.retain(|_, rows| *rows > 0);
    }

    /// The next cell stands behind the one before it, in the first column that no cell from above covers.
    fn next_cell(&mut self, columns: u32, rows: u32, header: bool) {
        self.row = self.row.max(0);
        self.column += self.columns;
        while self.covered.contains_key(&self.column) {
            self.column += 1;
        }
        (self.columns, self.rows, self.header) = (columns, rows, header);
        if rows > 1 {
            let from = self.column;
            self.covered.extend((from..from + columns).map(|column| (column, rows)));
        }
    }
}

struct Page<'l> {
    limits: &'l Limits,
    title: Option<String>,
    in_title: bool,
    item: Item,
    letters: usize,
    bold_letters: usize,
    bold: usize,
    head_cell: bool,
    /// Elements without text that have no end tag further on.
    endless: Vec<String>,
    /// What was left out as it is not shown, in characters.
    hidden: u32,
    link: Option<(usize, String)>,
    heading: Option<u8>,
    /// Menus, page headers and page footers that are open.
    aside: Vec<&'static str>,
    lists: Vec<List>,
    label: Option<String>,
    tables: Vec<Table>,
    table_count: u32,
    count: u32,
    text_bytes: u64,
    out: Vec<Item>,
    cut: Option<Failure>,
}

impl<'l> Page<'l> {
    fn new(limits: &'l Limits) -> Page<'l> {
        Page {
            limits,
            title: None,
            in_title: false,
            item: Item::default(),
            letters: 0,
            bold_letters: 0,
            bold: 0,
            head_cell: false,
            endless: Vec::new(),
            hidden: 0,
            link: None,
            heading: None,
            aside: Vec::new(),
            lists: Vec::new(),
            label: None,
            tables: Vec::new(),
            table_count: 0,
            count: 0,
            text_bytes: 0,
            out: Vec::new(),
            cut: None,
        }
    }

    fn read(&mut self, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find('<') {
            let (before, tag) = rest.split_at(at);
            self.text(before);
            if self.over() {
                return;
            }
            rest = if let Some(comment) = tag.strip_prefix("<!--") {
                comment.find("-->").map_or("", |end| &comment[end + 3..])
            } else if tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
            {
                let (tag, after) = split_tag(&tag[1..]);
                self.tag(tag, after)
            } else {
                self.text("<");
                &tag[1..]
            };
        }
        self.text(rest);
        self.flush();
        while !self.tables.is_empty() {
            self.close_table();
        }
    }

    fn over(&mut self) -> bool {
        let limits = self.limits;
        if self.text_bytes > limits.text_bytes {
            self.cut = Some(Failure::new(Reason::Limit, "text-bytes").value(limits.text_bytes));
        } else if self.out.len() as u64 > limits.blocks {
            self.cut = Some(Failure::new(Reason::Limit, "blocks").value(limits.blocks));
        } else {
            return false;
        }
        self.flush();
        true
    }

    /// Takes one tag; gives what is left to read.
    fn tag<'t>(&mut self, tag: &str, after: &'t str) -> &'t str {
        let closing = tag.starts_with('/');
        let body = tag.trim_start_matches('/');
        let end = body.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(body.len());
        let name = body[..end].to_ascii_lowercase();
        let attributes = &body[end..];
        if closing || tag.ends_with('/') {
        } else if RAW.contains(&name.as_str()) {
            return after_end(after, &name).unwrap_or("");
        } else if NO_TEXT.contains(&name.as_str()) && !self.endless.contains(&name) {
            match after_end(after, &name) {
                Some(after) => return after,
                None => self.endless.push(name.clone()),
            }
        }
        if !closing
            && !tag.ends_with('/')
            && !EMPTY.contains(&name.as_str())
            && !self.endless.contains(&name)
            && is_hidden(&name, attributes)
        {
            let rest = after_element(after, &name);
            if rest.len() == after.len() {
                self.endless.push(name.clone());
            }
            self.hidden = self.hidden.saturating_add(shown_letters(&after[..after.len() - rest.len()]));
            return rest;
        }
        match name.as_str() {
            "ul" | "ol" | "menu" | "li" => self.list_tag(&name, closing, attributes),
            "table" | "tr" | "td" | "th" => self.table_tag(&name, closing, attributes),
            block if BLOCKS.contains(&block) => self.block_tag(block, closing),
            _ => self.inline_tag(&name, closing, attributes),
        }
        after
    }

    /// Titles, headings, line breaks, bold type and links.
    fn inline_tag(&mut self, name: &str, closing: bool, attributes: &str) {
        match (name, closing) {
            ("title", closing) => {
                self.in_title = !closing && self.title.is_none();
                if self.in_title {
                    self.title = Some(String::new());
                }
            }
            ("br", _) if !self.in_title => self.item.text.push('\n'),
            ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", closing) => {
                self.flush();
                let level = name.as_bytes()[1] - b'0';
                self.heading = (!closing).then_some(level);
            }
            ("b" | "strong", false) => self.bold += 1,
            ("b" | "strong", true) => self.bold = self.bold.saturating_sub(1),
            ("a", false) => {
                let target = attribute(attributes, "href")
                    .filter(|target| !target.starts_with('#') && !target.starts_with("javascript:"));
                self.link = target.map(|target| (self.item.text.len(), target));
            }
            ("a", true) => {
                if let Some((from, target)) = self.link.take()
                    && from < self.item.text.len()
                {
                    self.item.links.push((from, self.item.text.len(), target));
                }
            }
            _ => {}
        }
    }

    /// Lists and their items, with the number or sign that a browser shows.
    fn list_tag(&mut self, name: &str, closing: bool, attributes: &str) {
        match (name, closing) {
            ("ul" | "ol" | "menu", false) => {
                self.flush();
                let start = attribute(attributes, "start").and_then(|start| start.trim().parse().ok());
                let format = match attribute(attributes, "type").as_deref() {
                    Some("a") => "lowerLetter",
                    Some("A") => "upperLetter",
                    Some("i") => "lowerRoman",
                    Some("I") => "upperRoman",
                    _ => "decimal",
                };
                if self.lists.len() < 64 {
                    self.lists.push(List { ordered: name == "ol", next: start.unwrap_or(1), format });
                }
            }
            ("ul" | "ol" | "menu", true) => {
                self.flush();
                self.lists.pop();
            }
            ("li", false) => {
                self.flush();
                let value = attribute(attributes, "value").and_then(|value| value.trim().parse().ok());
                self.label = self.lists.last_mut().map(|list| {
                    let count = value.unwrap_or(list.next);
                    list.next = count.saturating_add(1);
                    match list.ordered {
                        true => format!("{}.", formatted(count, list.format)),
                        false => "•".to_owned(),
                    }
                });
            }
            ("li", true) => {
                self.flush();
                self.label = None;
            }
            _ => {}
        }
    }

    /// Tables: a cell stands behind those before it and beside those that reach down from rows above.
    fn table_tag(&mut self, name: &str, closing: bool, attributes: &str) {
        self.flush();
        match (name, closing) {
            ("table", false) => {
                let id = self.table_count;
                self.table_count += 1;
                if self.tables.len() < 64 {
                    self.tables.push(Table {
                        id,
                        row: -1,
                        column: 0,
                        columns: 1,
                        rows: 1,
                        header: false,
                        covered: BTreeMap::new(),
                        own: Vec::new(),
                    });
                }
            }
            ("table", true) => {
                self.head_cell = false;
                self.close_table();
            }
            ("tr", false) => {
                if let Some(table) = self.tables.last_mut() {
                    table.next_row();
                }
            }
            ("td" | "th", false) => {
                let span = |name: &str| {
                    let span = attribute(attributes, name).and_then(|span| span.trim().parse().ok());
                    span.unwrap_or(1u32).clamp(1, 1000)
                };
                self.head_cell = name == "th";
                if let Some(table) = self.tables.last_mut() {
                    table.next_cell(span("colspan").min(64), span("rowspan"), name == "th");
                }
            }
            ("td" | "th", true) => self.head_cell = false,
            _ => {}
        }
    }

    /// Any other element that is a paragraph of its own; some hold what stands beside the text.
    fn block_tag(&mut self, name: &str, closing: bool) {
        self.flush();
        let aside = match name {
            "nav" => "nav",
            "header" => "header",
            "footer" => "footer",
            _ => return,
        };
        if !closing && self.aside.len() < 64 {
            self.aside.push(aside);
        } else if self.aside.last() == Some(&aside) {
            self.aside.pop();
        }
    }

    fn text(&mut self, text: &str) {
        if !text.contains('&') {
            return self.push(text);
        }
        let mut rest = text;
        while let Some(at) = rest.find('&') {
            self.push(&rest[..at]);
            let (character, after) = entity(&rest[at..], true);
            self.push(character.encode_utf8(&mut [0; 4]));
            rest = after;
        }
        self.push(rest);
    }

    fn push(&mut self, text: &str) {
        self.text_bytes += text.len() as u64;
        let out = match (&mut self.title, self.in_title) {
            (Some(title), true) => title,
            _ => &mut self.item.text,
        };
        let (from, mut letters) = (out.len(), 0);
        for character in text.chars() {
            if character.is_whitespace() {
                if !out.is_empty() && !out.ends_with([' ', '\n']) {
                    out.push(' ');
                }
            } else {
                letters += usize::from(character.is_alphanumeric());
                out.push(character);
            }
        }
        self.letters += letters;
        if self.bold > 0 || self.head_cell {
            self.bold_letters += letters;
            if !self.in_title {
                self.item.embolden(from);
            }
        }
    }

    /// Ends the paragraph.
    fn flush(&mut self) {
        let mut item = std::mem::take(&mut self.item);
        let bold = self.letters > 0 && self.bold_letters * 10 >= self.letters * 9;
        (self.letters, self.bold_letters) = (0, 0);
        if let Some((_, target)) = self.link.take() {
            self.link = Some((0, target));
        }
        if item.text.trim().is_empty() {
            return;
        }
        item.bold = bold;
        item.paragraph = self.count;
        self.count = self.count.saturating_add(1);
        item.depth = self.lists.len().saturating_sub(1).min(8) as u8;
        item.role = match (self.aside.first(), self.heading) {
            (Some(&"footer"), _) => Role::Footer,
            (Some(&"nav"), _) => Role::Contents,
            // The header of a page or an article holds its title.
            (_, Some(level)) => Role::Heading(level),
            (Some(_), None) => Role::Header,
            (None, None) if !self.lists.is_empty() => Role::List,
            (None, None) => Role::Plain,
        };
        if item.role == Role::List {
            item.label = self.label.take();
        }
        if let Some(table) = self.tables.last_mut().filter(|table| table.row >= 0) {
            item.cell = Some(Cell {
                table: table.id,
                row: table.row as u32,
                column: table.column,
                columns: table.columns.max(1),
                rows: table.rows,
                header: table.header && table.row == 0,
            });
            table.own.push(self.out.len());
        }
        self.out.push(item);
    }

    fn close_table(&mut self) {
        if let Some(table) = self.tables.pop() {
            settle_table(&table.own, &mut self.out);
        }
    }
}

/// A tag's inside and what comes after it. A `>` in quotes does not end it.
fn split_tag(text: &str) -> (&str, &str) {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return (&text[..at], &text[at + 1..]),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            // A quote that is not closed on a reasonable length was none.
            (Some(_), _) if at > 1 << 16 => break,
            _ => {}
        }
    }
    match text.find('>') {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    }
}

/// What comes after the end tag of `name`.
fn after_end<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = &rest[at + 2..];
        let same = rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        if same {
            return Some(rest.find('>').map_or("", |end| &rest[end + 1..]));
        }
    }
    None
}

/// The value of an attribute.
fn attribute(attributes: &str, name: &str) -> Option<String> {
    let mut rest = attributes;
    while let Some(at) = rest.find('=') {
        let key =
            rest[..at].trim().rsplit(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        let value = rest[at + 1..].trim_start();
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            _ => value.split_once(char::is_whitespace).unwrap_or((value, "")),
        };
        if key.eq_ignore_ascii_case(name) {
            let mut text = String::new();
            let mut value = value;
            while let Some(at) = value.find('&') {
                text.push_str(&value[..at]);
                let (character, after) = entity(&value[at..], false);
                text.push(character);
                value = after;
            }
            text.push_str(value);
            return Some(text);
        }
        rest = after;
    }
    None
}

const ENTITIES: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("shy", '\u{ad}'),
    ("aring", 'å'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("Aring", 'Å'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("eacute", 'é'),
    ("Eacute", 'É'),
    ("egrave", 'è'),
    ("uuml", 'ü'),
    ("Uuml", 'Ü'),
    ("oslash", 'ø'),
    ("Oslash", 'Ø'),
    ("aelig", 'æ'),
    ("AElig", 'Æ'),
    ("szlig", 'ß'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("bull", '•'),
    ("middot", '·'),
    ("sect", '§'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("euro", '€'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("bdquo", '„'),
    ("times", '×'),
    ("frac12", '½'),
    ("deg", '°'),
];

/// The character that a text beginning with `&` stands for, and what follows. In running text the sign at its end may be
/// missing ("f&ouml reningen"), as browsers bear with; in addresses it may not.
fn entity(text: &str, running: bool) -> (char, &str) {
    let rest = text.get(1..).unwrap_or("");
    let none = ('&', rest);
    if let Some(number) = rest.strip_prefix('#') {
        let (digits, radix) = match number.strip_prefix(['x', 'X']) {
            Some(digits) => (digits, 16),
            None => (number, 10),
        };
        let length = digits.bytes().take(8).take_while(|byte| char::from(*byte).is_digit(radix)).count();
        let after = &digits[length..];
        let (ended, after) = after.strip_prefix(';').map_or((false, after), |after| (true, after));
        let character = u32::from_str_radix(&digits[..length], radix).ok().and_then(numbered);
        return character.filter(|_| ended || running).map_or(none, |character| (character, after));
    }
    let end = rest.bytes().take(12).position(|byte| byte == b';');
    let named =
        end.and_then(|end| Some((ENTITIES.iter().find(|(known, _)| *known == &rest[..end])?.1, end + 1)));
    // Those of Latin-1 are older than the sign.
    let old = |(name, character): &&(&str, char)| running && *character <= 'ÿ' && rest.starts_with(name);
    let unended =
        || ENTITIES.iter().filter(old).max_by_key(|(name, _)| name.len()).map(|(name, c)| (*c, name.len()));
    named.or_else(unended).map_or(none, |(character, length)| (character, &rest[length..]))
}

/// A character by its number; those between 128 and 159 mean what Windows-1252 has there.
fn numbered(code: u32) -> Option<char> {
    match u8::try_from(code) {
        Ok(byte @ 128..=159) => {
            encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next()
        }
        _ => char::from_u32(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_read_as_a_person_reads_them() {
        let check = |html: &str, expected: &str| {
            assert!(recognise(html.as_bytes()), "{html}");
            let document = read(html.as_bytes(), &Limits::default()).document;
            assert_eq!(document.text(), expected, "{html}");
        };
        check(
            "<html><p>Kommunen &amp; f&ouml;reningen<script>var a = '<p>'</script></html>",
            "Kommunen & föreningen",
        );
        check("<!doctype html><h1>Avtal</h1><p>Ett\n stycke<br>till</p>", "Avtal\nEtt stycke till");
        check(
            "<html>f&ouml reningen f&ouml;r sk&aring;ne&#33 1 &#150; 2 &ndash x &x",
            "fö reningen för skåne! 1 – 2 &ndash x &x",
        );
        check("<html><ul><li>ett<li>två</ul>", "ett\ntvå");
        check(
            "<html><table><tr><th>Uppgift<th>Ansvarig<tr><td>Hus<td>Anna</table>",
            "Uppgift\tAnsvarig\nHus\tAnna",
        );
        check("<html><a href=\"x>y\">länk</a> 1 < 2 & 3", "länk 1 < 2 & 3");
        check("<html>a<!-- <p>dold</p> -->b<style>p{}</style>", "ab");
    }

    #[test]
    fn what_a_browser_does_not_show_is_left_out_and_told() {
        let check = |html: &str, expected: &str, hidden: u32| {
            let found = read(format!("<html>{html}").as_bytes(), &Limits::default());
            assert_eq!(found.document.text(), expected, "{html}");
            assert_eq!(found.document.meta().hidden_chars, hidden, "{html}");
            assert_eq!(found.problems.len(), usize::from(hidden > 0), "{html}");
        };
        check("<p>A</p><div style='color:red; Display: none'><div>dold</div>x</div><p>B", "A\nB", 5);
        check("<p>A<span hidden>dold</span> B</p>", "A B", 4);
        check("<p>A <del>dold</del>B</p>", "A B", 4);
        check("<p hidden>dold<p>B", "B", 4);
        check("<p class=\"hidden x\" aria-hidden=true>A</p><p style='display:block'>B", "A\nB", 0);
        check("<div hidden>A", "A", 0);
        check("<delta>A</delta><img hidden src=x>B", "AB", 0);
    }

    #[test]
    fn lists_and_merged_cells_keep_their_places() {
        let html = "<html><ol start=3 type=a><li>x</ol><table><tr><td rowspan=2>A<td>b<tr><td>c</table>";
        let document = read(html.as_bytes(), &Limits::default()).document;
        assert_eq!(document.blocks()[0].label.as_deref(), Some("c."));
        let cells: Vec<_> = document.blocks().iter().filter_map(|block| block.cell()).collect();
        assert_eq!(
            cells.iter().map(|cell| (cell.row, cell.column, cell.rows)).collect::<Vec<_>>(),
            [(0, 0, 2), (0, 1, 1), (1, 1, 1)]
        );
    }
}
