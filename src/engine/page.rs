//! A document as a plain web page, to look at beside the original. Everything from the document is escaped.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::document::{Block, BlockKind, Cell, Document};

/// Columns of a table that are kept apart where they hold nothing.
const MOST_COLUMNS: u32 = 1000;

const HEAD: &str = "<!doctype html>\n<html><head><meta charset=\"utf-8\">\n\
    <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
    <style>\n\
    body { font: 11pt/1.4 sans-serif; max-width: 48em; margin: 2em auto; padding: 0 1em }\n\
    table { border-collapse: collapse; margin: .5em 0 } td, th { border: 1px solid #999; padding: .2em .5em; \
    vertical-align: top; text-align: left } td p, th p { margin: .1em 0 }\n\
    .label { color: #06c; margin-right: .4em } .item { margin: .2em 0 }\n\
    .page { color: #999; border-top: 1px dashed #ccc; font-size: 8pt; margin: 1.5em 0 .5em }\n\
    .note, .contents, .aside { color: #555; font-size: 9pt; margin: .2em 0 }\n\
    .note { border-left: 3px solid #ccc; padding-left: .5em }\n\
    </style>\n";

/// The page. Pure; the same document gives the same bytes.
pub(super) fn page(document: &Document) -> String {
    let title = document.meta().title.as_deref().unwrap_or("pyspunka");
    let mut page = Page::new(document);
    page.out = format!("{HEAD}<title>{}</title></head><body>\n", escape(title));
    for (name, value) in &document.meta().properties {
        let _ = writeln!(page.out, "<p class=\"aside\">{}: {}</p>", escape(name), escape(value));
    }
    for (index, block) in document.blocks().iter().enumerate() {
        page.block(index, block);
    }
    while !page.tables.is_empty() {
        page.close_table();
    }
    page.out.push_str("</body></html>\n");
    page.out
}

struct Page<'d> {
    document: &'d Document,
    out: String,
    number: u32,
    /// The last block of each table.
    last: BTreeMap<u32, usize>,
    tables: Vec<Table>,
}

/// A table that is being written.
struct Table {
    id: u32,
    cell: Option<Cell>,
    /// Next column to be written in the row.
    column: u32,
    /// Column → rows that a cell from above still covers there.
    covered: BTreeMap<u32, u32>,
}

impl<'d> Page<'d> {
    fn new(document: &'d Document) -> Page<'d> {
        let cells = document.blocks().iter().enumerate();
        let last = cells.filter_map(|(index, block)| Some((block.cell()?.table, index))).collect();
        Page { document, out: String::new(), number: 0, last, tables: Vec::new() }
    }

    fn block(&mut self, index: usize, block: &Block) {
        // A table that goes on further down holds what stands in between.
        let ended =
            |page: &Page<'_>, table: &Table| page.last.get(&table.id).is_none_or(|last| *last < index);
        while self.tables.last().is_some_and(|table| ended(self, table)) {
            self.close_table();
        }
        if let Some(page) = block.origin.page
            && page.number != self.number
            && block.is_body()
            && self.tables.is_empty()
        {
            self.number = page.number;
            let _ = writeln!(self.out, "<div class=\"page\">{}</div>", page.number);
        }
        if let Some(cell) = block.cell() {
            self.open_cell(cell);
        }
        let text = self.text(block);
        let _ = match block.kind {
            BlockKind::Title => writeln!(self.out, "<h1>{text}</h1>"),
            BlockKind::Heading { level } => {
                let level = level.clamp(1, 5) + 1;
                writeln!(self.out, "<h{level}>{text}</h{level}>")
            }
            BlockKind::Paragraph | BlockKind::TableCell(_) => writeln!(self.out, "<p>{text}</p>"),
            BlockKind::ListItem { depth } => {
                writeln!(self.out, "<p class=\"item\" style=\"margin-left:{}em\">{text}</p>", 1 + 2 * depth)
            }
            BlockKind::Footnote => writeln!(self.out, "<p class=\"note\">{text}</p>"),
            BlockKind::TocEntry => writeln!(self.out, "<p class=\"contents\">{text}</p>"),
            BlockKind::Header | BlockKind::Footer | BlockKind::Comment => {
                let kind = match block.kind {
                    BlockKind::Header => "header",
                    BlockKind::Footer => "footer",
                    _ => "comment",
                };
                writeln!(self.out, "<p class=\"aside\">[{kind}] {text}</p>")
            }
        };
    }

    fn text(&self, block: &Block) -> String {
        let mut out = String::new();
        // A label that is typed in the text stands there already.
        if let (Some(label), true) = (&block.label, block.content == block.span) {
            let _ = write!(out, "<span class=\"label\">{}</span>", escape(label));
        }
        let text = self.document.slice(block.span);
        let mut at = 0;
        let mut links: Vec<_> = block.links.iter().filter(|(span, _)| block.span.contains(*span)).collect();
        links.sort_by_key(|(span, _)| *span);
        for (span, target) in links {
            let (from, to) = (span.start() - block.span.start(), span.end() - block.span.start());
            let safe = ["http://", "https://", "mailto:"].iter().any(|scheme| target.starts_with(scheme));
            if from < at || from == to || !safe {
                continue;
            }
            out.push_str(&escape(&text[at..from]));
            let _ = write!(out, "<a href=\"{}\">{}</a>", escape(target), escape(&text[from..to]));
            at = to;
        }
        out.push_str(&escape(&text[at..]));
        if block.bold && !block.is_heading() { format!("<b>{out}</b>") } else { out }
    }

    fn open_cell(&mut self, cell: Cell) {
        if self.tables.iter().any(|table| table.id == cell.table) {
            while self.tables.last().is_some_and(|table| table.id != cell.table) {
                self.close_table();
            }
        } else {
            self.out.push_str("<table>\n");
            self.tables.push(Table { id: cell.table, cell: None, column: 0, covered: BTreeMap::new() });
        }
        let Some(table) = self.tables.last_mut() else { return };
        let before = table.cell;
        if before.is_some_and(|before| (before.row, before.column) == (cell.row, cell.column)) {
            return;
        }
        if let Some(before) = before {
            self.out.push_str(if before.header { "</th>" } else { "</td>" });
        }
        if before.is_none_or(|before| before.row != cell.row) {
            let rows = cell.row - before.map_or(0, |before| before.row).min(cell.row);
            // So do rows.
            if before.is_some() {
                let between = rows.saturating_sub(1).min(64) as usize;
                self.out.push_str(&"</tr>\n<tr>".repeat(between));
            }
            self.out.push_str(if before.is_some() { "</tr>\n<tr>" } else { "<tr>" });
            table.column = 0;
            table.covered.retain(|_, left| {
                *left = left.saturating_sub(rows);
                *left > 0
            });
        }
        // Cells without text are no blocks, but take their place.
        while table.column < cell.column.min(MOST_COLUMNS) {
            if !table.covered.contains_key(&table.column) {
                self.out.push_str("<td></td>");
            }
            table.column += 1;
        }
        let tag = if cell.header { "th" } else { "td" };
        let _ = write!(self.out, "<{tag} colspan=\"{}\" rowspan=\"{}\">", cell.columns, cell.rows);
        if cell.rows > 1 {
            table.covered.extend((cell.column..cell.column + cell.columns).map(|column| (column, cell.rows)));
        }
        table.column = cell.column + cell.columns;
        table.cell = Some(cell);
    }

    fn close_table(&mut self) {
        if let Some(table) = self.tables.pop() {
            let end = if table.cell.is_some_and(|cell| cell.header) { "</th>" } else { "</td>" };
            let _ = writeln!(self.out, "{end}</tr></table>");
        }
    }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Marks that turn the direction of writing would turn the page's own words.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            character => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{DocumentBuilder, Origin};

    #[test]
    fn nothing_from_a_document_is_markup() {
        let mut builder = DocumentBuilder::new("txt");
        builder.meta().title = Some("</title><script>".to_owned());
        builder.open(BlockKind::Paragraph, Some("<b>".to_owned()), Origin::default());
        let span = builder.push("<script>alert('x')</script>");
        builder.link(span, "https://x/\"onclick=\"y");
        builder.link(span, "javascript:alert(1)");
        let page = page(&builder.finish());
        for bad in ["<script", "<b>", "\"onclick", "javascript:"] {
            assert!(!page.contains(bad), "{bad}: {page}");
        }
        assert!(page.contains("&lt;script&gt;alert(&#39;x&#39;)"));
    }

    #[test]
    fn cells_without_text_take_their_place() {
        let mut builder = DocumentBuilder::new("txt");
        for (row, column, rows) in [(0, 0, 2), (0, 2, 1), (1, 2, 1)] {
            let cell = Cell { table: 0, row, column, columns: 1, rows, header: false };
            builder.open(BlockKind::TableCell(cell), None, Origin::default());
            builder.push("x");
        }
        let page = page(&builder.finish());
        let rows: Vec<usize> = page.split("<tr>").skip(1).map(|row| row.matches("<td").count()).collect();
        assert_eq!(rows, [3, 2]);
    }
}
