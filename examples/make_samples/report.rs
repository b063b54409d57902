//! Word files through docx-rs: English style names, automatic numbering, headers and footers.

use std::io::Cursor;

use docx_rs::{
    AbstractNumbering, BreakType, Delete, Docx, Footer, Header, IndentLevel, Insert, Level, LevelJc,
    LevelText, LineSpacing, NumPages, NumberFormat, Numbering, NumberingId, PageNum, Paragraph, Run,
    RunFonts, SpecialIndentType, Start, Style, StyleType, Table, TableCell, TableLayoutType, TableRow,
    WidthType,
};

use crate::source::{Block, Line, Mark, Source};

const BULLETS: usize = 2;
const NUMBERS: usize = 3;
const HEADINGS: usize = 4;

/// The bytes of the file; the same source gives the same bytes.
pub fn write(source: &Source) -> Vec<u8> {
    let numbered = source.has("styles", "numbered");
    let mut docx = Docx::new()
        .default_fonts(RunFonts::new().ascii("Liberation Sans").hi_ansi("Liberation Sans"))
        .default_size(21)
        .default_line_spacing(LineSpacing::new().after(120))
        .add_style(Style::new("Normal", StyleType::Paragraph).name("Normal"))
        .add_style(heading("Title", "Title", 36))
        .add_style(heading("Heading1", "heading 1", 27).outline_lvl(0))
        .add_style(heading("Heading2", "heading 2", 23).outline_lvl(1));
    for (id, format, text) in
        [(BULLETS, "bullet", "•"), (NUMBERS, "decimal", "%1."), (HEADINGS, "decimal", "%1.")]
    {
        let level = Level::new(
            0,
            Start::new(1),
            NumberFormat::new(format),
            LevelText::new(text),
            LevelJc::new("left"),
        )
        .indent(Some(425), Some(SpecialIndentType::Hanging(425)), None, None);
        docx = docx
            .add_abstract_numbering(AbstractNumbering::new(id).add_level(level))
            .add_numbering(Numbering::new(id, id));
    }
    if let Some(text) = source.key("header") {
        docx = docx.header(Header::new().add_paragraph(fields(text)));
    }
    if let Some(text) = source.key("footer") {
        docx = docx.footer(Footer::new().add_paragraph(fields(text)));
    }
    for block in &source.blocks {
        docx = match block {
            Block::Title(line) => docx.add_paragraph(paragraph(line, false).style("Title")),
            Block::Heading(level, line) => {
                let paragraph = paragraph(line, false).style(&format!("Heading{level}"));
                docx.add_paragraph(if numbered && *level == 1 {
                    paragraph.numbering(NumberingId::new(HEADINGS), IndentLevel::new(0))
                } else {
                    paragraph
                })
            }
            Block::Bold(line) => docx.add_paragraph(paragraph(line, true)),
            Block::Paragraph(line) | Block::TextBox(line) => docx.add_paragraph(paragraph(line, false)),
            Block::Bullet(line) => docx.add_paragraph(
                paragraph(line, false).numbering(NumberingId::new(BULLETS), IndentLevel::new(0)),
            ),
            Block::Numbered(line) => docx.add_paragraph(
                paragraph(line, false).numbering(NumberingId::new(NUMBERS), IndentLevel::new(0)),
            ),
            Block::Contents => source.headings().enumerate().fold(docx, |docx, (index, (_, heading))| {
                let text = format!("{heading}\t{}", 1 + index / 6);
                docx.add_paragraph(Paragraph::new().add_run(Run::new().add_text(text)))
            }),
            Block::PageBreak => {
                docx.add_paragraph(Paragraph::new().add_run(Run::new().add_break(BreakType::Page)))
            }
            Block::Table { rows, borders } => {
                docx.add_table(table(rows, *borders)).add_paragraph(Paragraph::new())
            }
        };
    }
    let mut out = Cursor::new(Vec::new());
    docx.build().pack(&mut out).expect("an archive can be written to memory");
    out.into_inner()
}

fn heading(id: &str, name: &str, size: usize) -> Style {
    Style::new(id, StyleType::Paragraph).name(name).based_on("Normal").bold().size(size)
}

fn table(rows: &[Vec<Line>], borders: bool) -> Table {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(1);
    let width = 9070 / columns;
    let head = borders && rows.len() > 1;
    let rows = rows
        .iter()
        .enumerate()
        .map(|(index, row)| {
            let cells = row
                .iter()
                .map(|cell| {
                    TableCell::new()
                        .width(width, WidthType::Dxa)
                        .add_paragraph(paragraph(cell, head && index == 0))
                })
                .collect();
            TableRow::new(cells).cant_split()
        })
        .collect();
    let table = if borders { Table::new(rows) } else { Table::without_borders(rows) };
    table.set_grid(vec![width; columns]).layout(TableLayoutType::Fixed).width(9070, WidthType::Dxa)
}

fn paragraph(line: &Line, bold: bool) -> Paragraph {
    let mut paragraph = Paragraph::new();
    let run = |text: &str| {
        let run = Run::new().add_text(text);
        if bold { run.bold() } else { run }
    };
    for (mark, text) in line {
        paragraph = match mark {
            Mark::Plain | Mark::Control => paragraph.add_run(run(text)),
            Mark::Break => paragraph.add_run(Run::new().add_break(BreakType::TextWrapping)),
            Mark::Inserted => paragraph
                .add_insert(Insert::new(run(text)).author("Vendela Rask").date("2025-03-03T08:00:00Z")),
            Mark::Deleted => paragraph.add_delete(
                Delete::new()
                    .add_run(Run::new().add_delete_text(text))
                    .author("Vendela Rask")
                    .date("2025-03-03T08:00:00Z"),
            ),
            Mark::Footnote => paragraph.add_run(Run::new().add_footnote_reference(
                docx_rs::Footnote::new().add_content(Paragraph::new().add_run(Run::new().add_text(text))),
            )),
        };
    }
    paragraph
}

/// Text with `{page}` and `{pages}` as fields.
fn fields(text: &str) -> Paragraph {
    let mut paragraph = Paragraph::new();
    for (index, part) in text.split('{').enumerate() {
        let rest = match (index, part.split_once('}')) {
            (1.., Some(("page", rest))) => {
                paragraph = paragraph.add_page_num(PageNum::new());
                rest
            }
            (1.., Some(("pages", rest))) => {
                paragraph = paragraph.add_num_pages(NumPages::new());
                rest
            }
            _ => part,
        };
        if !rest.is_empty() {
            paragraph = paragraph.add_run(Run::new().add_text(rest).size(17));
        }
    }
    paragraph
}
