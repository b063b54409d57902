//! Paragraphs as read, before they become blocks: what Word, OpenDocument and HTML have in common.

mod leads;
mod letters;
mod lines;

use std::collections::BTreeMap;

use super::sections::{by_number, is_years};
use crate::document::builder::label_len;
use crate::document::{Basis, BlockKind, Cell, DocumentBuilder, Origin, Page, Span};

/// Words in a heading that is one only by its looks, at most.
const HEADING_WORDS: usize = 12;

/// And bytes: what is longer is not looked at, however few words it is.
const HEADING_BYTES: usize = 1000;

/// Bytes of a line that is too long for most headings.
const SENTENCE: usize = 80;

/// A paragraph as read. Without text it is no paragraph to a reader and is left out.
#[derive(Debug, Clone, Default)]
pub(super) struct Item {
    pub(super) role: Role,
    pub(super) label: Option<String>,
    pub(super) depth: u8,
    pub(super) text: String,
    /// Where each run's text begins: (ordinal of the run in its paragraph, byte in `text`).
    pub(super) runs: Vec<(u32, usize)>,
    /// Links: (first byte, one past the last, target). They may overlap.
    pub(super) links: Vec<(usize, usize, String)>,
    pub(super) bold: bool,
    /// Where its text is bold: (first byte, one past the last), in order.
    pub(super) bolds: Vec<(usize, usize)>,
    /// Shown in capitals throughout.
    pub(super) capitals: bool,
    /// Size of its smallest letters in half points; 0 where unknown.
    pub(super) size: u16,
    /// Words under a picture or table.
    pub(super) caption: bool,
    pub(super) cell: Option<Cell>,
    pub(super) part: u16,
    /// Ordinal of the paragraph in its part, left-out ones counted.
    pub(super) paragraph: u32,
    /// Page breaks before it: (as last laid out, explicit).
    pub(super) breaks: (u32, u32),
}

impl Item {
    /// Says that the text from `from` on is bold.
    pub(super) fn embolden(&mut self, from: usize) {
        let to = self.text.len();
        match self.bolds.last_mut() {
            Some((_, end)) if *end == from => *end = to,
            _ => self.bolds.push((from, to)),
        }
    }
}

/// What a paragraph is, as far as its own properties say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Role {
    #[default]
    Plain,
    Title,
    Heading(u8),
    List,
    Contents,
    Footnote,
    Header,
    Footer,
    Comment,
}

/// Ends a paragraph: what has text takes the place `slot` that was kept for it in `out`, and, where it stands in a cell,
/// `own` notes that place; what has none gives its place up.
pub(super) fn place(mut item: Item, slot: usize, cell: Option<(Cell, &mut Vec<usize>)>, out: &mut Vec<Item>) {
    if item.text.trim().is_empty() {
        if slot + 1 == out.len() {
            out.pop();
        }
        return;
    }
    if let Some((cell, own)) = cell {
        item.cell = Some(cell);
        own.push(slot);
    }
    if let Some(kept) = out.get_mut(slot) {
        *kept = item;
    }
}

/// The paragraphs of one table that has been read, by their places in the list of all.
pub(super) fn settle_table(own: &[usize], out: &mut [Item]) {
    // A title is one wherever it stands.
    for at in own {
        if let Some(item) = out.get_mut(*at).filter(|item| item.role == Role::Title) {
            item.cell = None;
        }
    }
    if is_layout(own, out) {
        for at in own {
            if let Some(item) = out.get_mut(*at) {
                item.cell = None;
            }
        }
    } else {
        mark_header(own, out);
    }
}

/// A frame around text rather than a table: one column, or cells with headings and text under them.
fn is_layout(own: &[usize], out: &[Item]) -> bool {
    let items: Vec<&Item> =
        own.iter().filter_map(|at| out.get(*at)).filter(|item| item.cell.is_some()).collect();
    let place = |item: &Item| item.cell.map(|cell| (cell.row, cell.column));
    let column = |item: &Item| item.cell.map(|cell| cell.column);
    let one_column = items.windows(2).all(|pair| column(pair[0]) == column(pair[1]));
    let marked = items.iter().any(|item| item.cell.is_some_and(|cell| cell.header));
    let headed =
        |pair: &[&Item]| matches!(pair[0].role, Role::Heading(_)) && place(pair[0]) == place(pair[1]);
    one_column || !marked && items.windows(2).any(headed)
}

/// Where no row is marked as header, the first is one if all its cells are bold and the next row's are not, or if all
/// are a few words without figures.
fn mark_header(own: &[usize], out: &mut [Item]) {
    let row = |item: &Item| item.cell.map(|cell| cell.row);
    let items = || own.iter().filter_map(|at| out.get(*at));
    if items().any(|item| item.cell.is_some_and(|cell| cell.header)) {
        return;
    }
    let first: Vec<&Item> = items().filter(|item| row(item) == Some(0)).collect();
    let second: Vec<&Item> = items().filter(|item| row(item) == Some(1)).collect();
    let words = |item: &Item| {
        let short = item.text.len() <= 40 && (1..=3).contains(&item.text.split_whitespace().count());
        short
            && !item.text.contains(|character: char| {
                character.is_numeric() || matches!(character, '.' | ',' | '@' | ':')
            })
    };
    let rows = items().filter_map(row).max().unwrap_or(0);
    let short = rows >= 2 && first.len() > 1 && first.iter().all(|item| words(item));
    let bold = short
        || first.len() > 1 && first.iter().all(|item| item.bold) && !second.iter().all(|item| item.bold);
    if !bold {
        return;
    }
    for at in own {
        if let Some(cell) = out.get_mut(*at).and_then(|item| item.cell.as_mut())
            && cell.row == 0
        {
            cell.header = true;
        }
    }
}

/// Paragraphs as a reader sees them: parted where a manual break begins something new and after a heading that they open
/// with, words of letters set apart put together, and headings found by their looks.
pub(super) fn settle(items: Vec<Item>) -> Vec<Item> {
    let mut out: Vec<Item> = items.into_iter().flat_map(lines::part).collect();
    out.iter_mut().for_each(letters::close_up);
    out = leads::part(out);
    title_in_table(&mut out);
    headings_by_look(&mut out);
    headings_by_number(&mut out);
    typed_items(&mut out);
    out
}

/// How much larger than the text the title in a table is, at least.
const TITLE: f32 = 1.4;

/// A document that begins with a table, as letterheads are laid out: its largest letters, used once, are the title.
fn title_in_table(items: &mut [Item]) {
    let table = items.first().and_then(|item| item.cell).map(|cell| cell.table);
    if table.is_none() || items.iter().any(|item| item.role == Role::Title) {
        return;
    }
    let head = items.iter().take_while(|item| item.cell.map(|cell| cell.table) == table).count();
    let largest = items.iter().map(|item| item.size).max().unwrap_or(0);
    let (body, _) = body_looks(&items[head..]);
    let mut alike = (0..items.len()).filter(|at| items[*at].size == largest);
    let (Some(at), None) = (alike.next(), alike.next()) else { return };
    let text = items[at].text.trim();
    let words = text.split_whitespace().take(HEADING_WORDS + 1).count();
    let letters = text.chars().filter(|character| character.is_alphabetic()).count();
    let large = body > 0 && f32::from(largest) >= TITLE * f32::from(body);
    if at < head && large && letters > 3 && words <= HEADING_WORDS {
        (items[at].role, items[at].cell) = (Role::Title, None);
    }
}

/// Paragraphs with a typed label are items of a list: "2. Kommunen ska …". A bare number is no label, nor is a section's.
fn typed_items(items: &mut [Item]) {
    for item in items.iter_mut().filter(|item| item.role == Role::Plain && item.label.is_none()) {
        let text = item.text.trim_start();
        let label = label_len(text, true, true).map(|len| &text[..len]);
        let section = text.starts_with('§');
        if !section && label.is_some_and(|label| !label.bytes().all(|byte| byte.is_ascii_digit())) {
            item.role = Role::List;
        }
    }
}

/// Short bold, large or capital lines, and typed "§ 3", that stand alone before text are headings though no style says so.
fn headings_by_look(items: &mut [Item]) {
    let body = body_looks(items);
    let candidates: Vec<Option<u8>> = items.iter().map(|item| looks(item, body)).collect();
    let titled = items.iter().any(|item| matches!(item.role, Role::Title | Role::Heading(1)));
    let first = items.iter().position(|item| !matches!(item.role, Role::Contents));
    for index in 0..items.len() {
        let Some(level) = candidates[index] else { continue };
        if Some(index) == first && !titled {
            items[index].role = Role::Title;
            continue;
        }
        // Two in a row are an address or a signature rather than headings, unless both are numbered.
        let alike = |at: Option<usize>| at.and_then(|at| candidates.get(at)).is_some_and(Option::is_some);
        let numbered =
            |item: &Item| item.label.is_some() || label_len(item.text.trim(), false, true).is_some();
        let next_is_text = items.get(index + 1).is_some_and(|next| {
            matches!(next.role, Role::Plain | Role::List | Role::Heading(_)) || next.cell.is_some()
        });
        // A larger line is the heading of a smaller one.
        let over = items.get(index + 1).is_some_and(|next| items[index].size > next.size && next.size > 0);
        if next_is_text && (!alike(Some(index + 1)) || over || numbered(&items[index])) {
            items[index].role = Role::Heading(level);
        }
    }
}

/// Headings with nothing but their numbers to tell them.
fn headings_by_number(items: &mut [Item]) {
    let line = |item: &Item| {
        let plain = matches!(item.role, Role::Plain | Role::List) && item.cell.is_none();
        let label = item.label.as_ref().map(|label| format!("{label} ")).unwrap_or_default();
        plain.then(|| label + item.text.trim())
    };
    let lines: Vec<Option<String>> = items.iter().map(line).collect();
    for (at, level) in by_number(&lines) {
        items[at].role = Role::Heading(level + 1);
    }
}

/// What running text looks like: its size in half points, 0 where unknown, and whether most of it is bold.
fn body_looks(items: &[Item]) -> (u16, bool) {
    let plain = || items.iter().filter(|item| matches!(item.role, Role::Plain | Role::List));
    // Short lines are what is to be told apart.
    let long = |item: &&Item| item.text.len() > SENTENCE;
    let some = plain().any(|item| long(&item));
    let bytes = |item: &Item| item.text.len();
    let mut sizes: BTreeMap<u16, usize> = BTreeMap::new();
    for item in plain().filter(|item| !some || long(item)) {
        *sizes.entry(item.size).or_default() += bytes(item);
    }
    let all: usize = sizes.values().sum();
    let bold: usize = plain().filter(long).filter(|item| item.bold).map(bytes).sum();
    // The largest in which much is written: code or small print may be longer than the text.
    let size = sizes.into_iter().rev().find(|(_, bytes)| bytes * 4 >= all).map_or(0, |(size, _)| size);
    (size, bold * 2 > all)
}

/// The level that a paragraph has as a heading by its looks, if it looks like one.
fn looks(item: &Item, (body, all_bold): (u16, bool)) -> Option<u8> {
    let plain = matches!(item.role, Role::Plain | Role::List) && item.cell.is_none();
    if !plain || item.caption || item.text.len() > HEADING_BYTES {
        return None;
    }
    let text = item.text.trim();
    let words = text.split_whitespace().take(HEADING_WORDS + 1).count();
    if words == 0 || words > HEADING_WORDS || text.ends_with(['.', ',', ';', ':']) {
        return None;
    }
    // What is to be filled in, and what is written for machines.
    if text.starts_with(['[', '<', '{']) {
        return None;
    }
    let letters = text.chars().filter(|character| character.is_alphabetic()).count();
    let upper = item.capitals || !text.chars().any(char::is_lowercase);
    let capitals = letters > 3 && upper && !text.contains(['_', '…']);
    let large = body > 0 && f32::from(item.size) >= 1.2 * f32::from(body);
    let label = label_len(text, false, true).map(|len| &text[..len]);
    let section = label.is_some_and(|label| label.contains('§'));
    let stands_out = item.bold && !all_bold || large || capitals || section;
    let years = large && is_years(text);
    if letters < 2 && !years || !stands_out || item.label.as_deref() == Some("•") {
        return None;
    }
    // A tab parts two columns; after a label it only keeps a distance.
    if text[label.map_or(0, str::len)..].trim_start().contains('\t') {
        return None;
    }
    let dots = label.map_or(0, |label| label.trim_end_matches('.').matches('.').count());
    Some(2 + dots.min(3) as u8)
}

/// Makes blocks. `pages`: all page breaks of the file, (as last laid out, explicit).
pub(super) fn build(builder: &mut DocumentBuilder, items: &[Item], pages: (u32, u32)) {
    for item in items {
        let kind = match (item.role, item.cell) {
            (Role::Header, _) => BlockKind::Header,
            (Role::Footer, _) => BlockKind::Footer,
            (Role::Comment, _) => BlockKind::Comment,
            (Role::Footnote, _) => BlockKind::Footnote,
            (Role::Contents, _) => BlockKind::TocEntry,
            (_, Some(cell)) => BlockKind::TableCell(cell),
            (Role::Title, None) => BlockKind::Title,
            (Role::Heading(level), None) => BlockKind::Heading { level },
            (Role::List, None) => BlockKind::ListItem { depth: item.depth },
            (Role::Plain, None) => BlockKind::Paragraph,
        };
        let body = !matches!(item.role, Role::Header | Role::Footer | Role::Comment);
        // Hints of the last layout are exact for that layout; explicit breaks alone are only a lower bound.
        let number = if pages.0 > 0 { item.breaks.0 } else { item.breaks.1 };
        let page = (body && pages != (0, 0)).then_some(Page { number: number + 1, basis: Basis::Estimated });
        let origin = Origin { page, part: Some(item.part), paragraph: Some(item.paragraph), ocr: false };
        builder.open(kind, item.label.clone(), origin);
        if item.bold {
            builder.bold();
        }
        push_text(builder, item);
    }
    builder.close();
}

/// A paragraph's text, cut where runs and links begin and end, so that each keeps its place.
fn push_text(builder: &mut DocumentBuilder, item: &Item) {
    let links = item.links.iter().flat_map(|(from, to, _)| [*from, *to]);
    let runs = item.runs.iter().map(|(_, at)| *at);
    let mut cuts: Vec<usize> = Vec::with_capacity(item.runs.len() + 2 * item.links.len() + 1);
    cuts.extend(runs.chain(links).chain([item.text.len()]));
    cuts.sort_unstable();
    cuts.dedup();
    let mut runs = item.runs.iter().peekable();
    // Where each cut came to lie in the document's text, for links.
    let mut places = BTreeMap::new();
    let mut at = 0;
    for cut in cuts {
        let piece = item.text.get(at..cut).unwrap_or_default();
        let span = builder.push(piece);
        if !item.links.is_empty() {
            places.entry(at).or_insert(span.start());
            places.insert(cut, span.end());
        }
        at = cut;
        while let Some((run, _)) = runs.next_if(|(_, from)| *from == cut) {
            builder.run(*run);
        }
    }
    for (from, to, target) in &item.links {
        if let (Some(from), Some(to)) = (places.get(from), places.get(to)) {
            builder.link(Span::at(*from, *to), target);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bold_lines_before_text_are_headings() {
        let line = |text: &str, bold: bool| Item { text: text.to_owned(), bold, ..Item::default() };
        let check = |lines: &[(&str, bool)], expected: &[Role]| {
            let mut items: Vec<Item> = lines.iter().map(|(text, bold)| line(text, *bold)).collect();
            headings_by_look(&mut items);
            let roles: Vec<Role> = items.iter().map(|item| item.role).collect();
            assert_eq!(roles, expected, "{lines:?}");
        };
        let text = ("Kommunen svarar för lokalen.", false);
        check(
            &[("Avtal", true), text, ("Ekonomi", true), text],
            &[Role::Title, Role::Plain, Role::Heading(2), Role::Plain],
        );
        check(
            &[text, ("§ 3 Ekonomi", false), text, ("EKONOMI", false), text],
            &[Role::Plain, Role::Heading(2), Role::Plain, Role::Heading(2), Role::Plain],
        );
        check(&[text, ("Anna Ek", true), ("Chef", true)], &[Role::Plain; 3]);
        check(&[text, ("Anna Ek\tChef", true), text], &[Role::Plain; 3]);
    }
}
