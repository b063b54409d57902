//! PDF files laid out here and written through lopdf: another producer than LibreOffice, in one or two columns.

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, Stream, StringFormat, dictionary};

use crate::source::{Block, Line, Mark, Source, plain};

const PAGE: (f32, f32) = (595.0, 842.0);
const MARGIN: f32 = 68.0;
const GAP: f32 = 24.0;

/// The bytes of the file; the same source gives the same bytes.
pub fn write(source: &Source) -> Vec<u8> {
    let columns = if source.has("columns", "2") { 2 } else { 1 };
    let mut layout =
        Layout { columns, column: 0, y: PAGE.1 - MARGIN, pages: vec![Vec::new()], top: PAGE.1 - MARGIN };
    let mut number = 0;
    let mut item = 0;
    for block in &source.blocks {
        if !matches!(block, Block::Numbered(_)) {
            item = 0;
        }
        match block {
            Block::Title(line) => layout.title(&plain(line)),
            Block::Heading(level, line) => {
                let mut text = plain(line);
                if source.has("styles", "numbered") && *level == 1 {
                    number += 1;
                    text = format!("{number}  {text}");
                }
                layout.space(7.0);
                layout.text(&text, Face::Bold, if *level == 1 { 11.5 } else { 10.5 }, 0.0, "", true);
            }
            Block::Bold(line) => layout.text(&plain(line), Face::Bold, 10.0, 0.0, "", true),
            Block::Paragraph(line) | Block::TextBox(line) => {
                for part in plain(line).split('\n') {
                    layout.text(part, Face::Plain, 10.0, 0.0, "", false);
                }
                layout.space(4.0);
            }
            Block::Bullet(line) => layout.text(&plain(line), Face::Plain, 10.0, 14.0, "•", false),
            Block::Numbered(line) => {
                item += 1;
                layout.text(&plain(line), Face::Plain, 10.0, 16.0, &format!("{item}."), false);
            }
            Block::Contents | Block::PageBreak => {}
            Block::Table { rows, borders } => layout.table(rows, *borders),
        }
        for (_, note) in notes(block) {
            layout.text(note, Face::Plain, 8.0, 0.0, "", false);
        }
    }
    layout.finish(source)
}

/// A PDF that holds a picture and no text, as a scanner writes it.
pub fn scan(jpeg: Vec<u8>, width: u32, height: u32) -> Vec<u8> {
    let mut document = Document::with_version("1.4");
    let picture = document.add_object(Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => i64::from(width), "Height" => i64::from(height),
            "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8, "Filter" => "DCTDecode",
        },
        jpeg,
    ));
    let content = Stream::new(dictionary! {}, b"q 595 0 0 842 0 0 cm /Im1 Do Q".to_vec());
    let content = document.add_object(content);
    let pages = document.new_object_id();
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => content,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "XObject" => dictionary! { "Im1" => picture } },
    });
    document.objects.insert(
        pages,
        Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }),
    );
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    bytes(document)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Face {
    Plain,
    Bold,
}

struct Layout {
    columns: usize,
    column: usize,
    y: f32,
    top: f32,
    pages: Vec<Vec<Operation>>,
}

impl Layout {
    fn width(&self) -> f32 {
        let whole = PAGE.0 - 2.0 * MARGIN;
        if self.columns == 2 { (whole - GAP) / 2.0 } else { whole }
    }

    fn left(&self) -> f32 {
        MARGIN + self.column as f32 * (self.width() + GAP)
    }

    fn space(&mut self, points: f32) {
        self.y -= points;
    }

    /// Over the whole width; the columns begin below.
    fn title(&mut self, text: &str) {
        let columns = std::mem::replace(&mut self.columns, 1);
        self.text(text, Face::Bold, 17.0, 0.0, "", false);
        self.space(8.0);
        self.columns = columns;
        self.top = self.y;
    }

    fn room(&mut self, points: f32) {
        if self.y - points >= MARGIN {
            return;
        }
        if self.column + 1 < self.columns {
            self.column += 1;
        } else {
            self.column = 0;
            self.pages.push(Vec::new());
            self.top = PAGE.1 - MARGIN;
        }
        self.y = self.top;
    }

    fn text(&mut self, text: &str, face: Face, size: f32, indent: f32, label: &str, keep: bool) {
        let lines = wrap(text, face, size, self.width() - indent);
        for (index, line) in lines.iter().enumerate() {
            // A heading does not stand alone at the foot of a column.
            self.room(if keep { size * 4.0 } else { size * 1.35 });
            self.y -= size * 1.35;
            if index == 0 && !label.is_empty() {
                self.show(label, face, size, self.left(), self.y);
            }
            self.show(line, face, size, self.left() + indent, self.y);
        }
        self.space(2.0);
    }

    fn table(&mut self, rows: &[Vec<Line>], borders: bool) {
        let count = rows.iter().map(Vec::len).max().unwrap_or(1);
        let width = self.width() / count as f32;
        self.space(4.0);
        for (index, row) in rows.iter().enumerate() {
            let face = if borders && index == 0 && rows.len() > 1 { Face::Bold } else { Face::Plain };
            let cells: Vec<Vec<String>> = row
                .iter()
                .map(|cell| {
                    plain(cell).split('\n').flat_map(|part| wrap(part, face, 9.0, width - 8.0)).collect()
                })
                .collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or(1) as f32 * 12.0 + 5.0;
            self.room(height);
            let (left, top) = (self.left(), self.y);
            for (column, lines) in cells.iter().enumerate() {
                for (at, line) in lines.iter().enumerate() {
                    let x = left + column as f32 * width + 4.0;
                    self.show(line, face, 9.0, x, top - 11.0 - at as f32 * 12.0);
                }
                if borders {
                    let x = left + column as f32 * width;
                    self.push("re", vec![x.into(), (top - height).into(), width.into(), height.into()]);
                    self.push("S", vec![]);
                }
            }
            self.y -= height;
        }
        self.space(6.0);
    }

    fn show(&mut self, text: &str, face: Face, size: f32, x: f32, y: f32) {
        let font = if face == Face::Bold { "F2" } else { "F1" };
        self.push("BT", vec![]);
        self.push("Tf", vec![font.into(), size.into()]);
        self.push("Td", vec![x.into(), y.into()]);
        self.push("Tj", vec![Object::String(encode(text), StringFormat::Literal)]);
        self.push("ET", vec![]);
    }

    fn push(&mut self, operator: &str, operands: Vec<Object>) {
        if let Some(page) = self.pages.last_mut() {
            page.push(Operation::new(operator, operands));
        }
    }

    fn finish(mut self, source: &Source) -> Vec<u8> {
        let count = self.pages.len();
        let mut pages = std::mem::take(&mut self.pages);
        for (index, page) in pages.iter_mut().enumerate() {
            self.pages.push(std::mem::take(page));
            let fill = |text: &str| {
                text.replace("{page}", &(index + 1).to_string()).replace("{pages}", &count.to_string())
            };
            if let Some(text) = source.key("header") {
                self.show(&fill(text), Face::Plain, 8.0, MARGIN, PAGE.1 - 40.0);
            }
            if let Some(text) = source.key("footer") {
                self.show(&fill(text), Face::Plain, 8.0, MARGIN, 36.0);
            }
        }
        let mut document = Document::with_version("1.5");
        let font = |document: &mut Document, name: &str| {
            document.add_object(dictionary! {
                "Type" => "Font", "Subtype" => "Type1", "BaseFont" => name, "Encoding" => "WinAnsiEncoding",
            })
        };
        let plain = font(&mut document, "Helvetica");
        let bold = font(&mut document, "Helvetica-Bold");
        let tree = document.new_object_id();
        let mut kids = Vec::new();
        for operations in std::mem::take(&mut self.pages) {
            let content = Content { operations }.encode().expect("operations can be written");
            let content = document.add_object(Stream::new(dictionary! {}, content));
            kids.push(Object::Reference(document.add_object(dictionary! {
                "Type" => "Page", "Parent" => tree, "Contents" => content,
                "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
                "Resources" => dictionary! { "Font" => dictionary! { "F1" => plain, "F2" => bold } },
            })));
        }
        document.objects.insert(
            tree,
            Object::Dictionary(dictionary! { "Type" => "Pages", "Count" => count as i64, "Kids" => kids }),
        );
        let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
        document.trailer.set("Root", catalog);
        document.compress();
        bytes(document)
    }
}

fn bytes(mut document: Document) -> Vec<u8> {
    let mut out = Vec::new();
    document.save_to(&mut out).expect("a document can be written to memory");
    out
}

fn notes(block: &Block) -> impl Iterator<Item = &(Mark, String)> {
    let line = match block {
        Block::Paragraph(line) | Block::Bullet(line) => line.as_slice(),
        _ => &[],
    };
    line.iter().filter(|(mark, _)| *mark == Mark::Footnote)
}

fn wrap(text: &str, face: Face, size: f32, width: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0.0;
    for word in text.split(' ') {
        let needed = measure(word, face) * size / 1000.0;
        let space = 0.278 * size;
        let line = lines.last_mut().expect("never empty");
        if used > 0.0 && used + space + needed > width {
            lines.push(word.to_owned());
            used = needed;
        } else {
            if !line.is_empty() {
                line.push(' ');
                used += space;
            }
            line.push_str(word);
            used += needed;
        }
    }
    lines
}

/// Width in thousandths of the size, by the published widths of Helvetica; bold is a little wider.
fn measure(word: &str, face: Face) -> f32 {
    const WIDTHS: [u16; 95] = [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556,
        556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778,
        722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278,
        278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
        556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];
    let width: u32 = word
        .chars()
        .map(|c| match c {
            'Å' | 'Ä' => 667,
            'Ö' => 778,
            _ => (c as usize).checked_sub(32).and_then(|at| WIDTHS.get(at)).map_or(556, |w| u32::from(*w)),
        })
        .sum();
    width as f32 * if face == Face::Bold { 1.07 } else { 1.0 }
}

/// Windows-1252, as the fonts are declared.
fn encode(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| match c {
            '–' => 0x96,
            '—' => 0x97,
            '’' => 0x92,
            '”' => 0x94,
            '•' => 0x95,
            '…' => 0x85,
            c => u8::try_from(u32::from(c)).unwrap_or(b'?'),
        })
        .collect()
}
