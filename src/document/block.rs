//! A document as read: one text, cut into blocks, each with its place in the file.

use std::ops::Range;

use super::span::Span;

/// One document as read. Made only by [`super::DocumentBuilder`], which answers for the invariants: blocks are in
/// reading order, do not overlap, lie on character boundaries, and the text between two blocks is one separator
/// (`\n`, or `\t` between two cells of the same table row).
#[derive(Debug, Clone, Default)]
pub struct Document {
    pub(super) text: String,
    pub(super) lower: String,
    pub(super) blocks: Vec<Block>,
    pub(super) sections: Vec<Section>,
    pub(super) runs: Vec<RunOrigin>,
    pub(super) words: Vec<WordBox>,
    pub(super) parts: Vec<String>,
    pub(super) meta: Meta,
}

/// A paragraph-like unit: what a person sees as one paragraph, heading, list item or cell paragraph.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// All its text, with a numbering label that is typed in the text ("§ 4", "•" in a PDF).
    pub span: Span,
    /// The text after such a label: the same for the same agreement as DOCX and as PDF. Rules look here.
    pub content: Span,
    /// What it is.
    pub kind: BlockKind,
    /// Its numbering label as shown ("3.1", "§ 4", "b)", "•"), computed or typed; `None` where it has none.
    pub label: Option<String>,
    /// Index in [`Document::sections`] of the section that it stands in; `None` before the first heading.
    /// A heading belongs to the section that it opens.
    pub section: Option<u32>,
    /// Where it was read.
    pub origin: Origin,
    /// A web address or file that the block's text links to, as (span of the link text, target).
    pub links: Vec<(Span, String)>,
    /// True where most letters are set in bold (for headings by look and role lines).
    pub bold: bool,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// The document's title.
    Title,
    /// A heading; `level` 1 is the topmost.
    Heading {
        /// 1 to 9.
        level: u8,
    },
    /// Running text.
    Paragraph,
    /// An item of a list; `depth` 0 is the outermost.
    ListItem {
        /// 0 to 8.
        depth: u8,
    },
    /// A paragraph in a table's cell. Several blocks may share a cell.
    TableCell(Cell),
    /// A running header; never part of the body.
    Header,
    /// A running footer, or a page number; never part of the body.
    Footer,
    /// A footnote or endnote; stands after the block that refers to it or at the end.
    Footnote,
    /// A reviewer's comment; never part of the body.
    Comment,
    /// An entry of a table of contents; never part of the body.
    TocEntry,
}

/// A place in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Number of the table in the document, from 0. A nested table has a number of its own.
    pub table: u32,
    /// From 0.
    pub row: u32,
    /// First grid column that it covers, from 0.
    pub column: u32,
    /// Grid columns that it covers, at least 1.
    pub columns: u32,
    /// Rows that it covers, at least 1: the text of a cell merged with those below stands in the topmost.
    pub rows: u32,
    /// True in a header row (as marked, or the first row where it reads as one).
    pub header: bool,
}

/// Where a block was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Origin {
    /// The page, where it is known.
    pub page: Option<Page>,
    /// Index in [`Document::parts`] (DOCX: the XML part), where the format has parts.
    pub part: Option<u16>,
    /// DOCX: ordinal of the `w:p` element in its part, from 0, counting every one in document order.
    pub paragraph: Option<u32>,
    /// True where the text comes from character recognition.
    pub ocr: bool,
}

/// A page number and how it is known. DOCX has no pages: there it is a hint of the last program that saved it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub number: u32,
    /// How it is known.
    pub basis: Basis,
}

/// How a page number is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// From the file itself (PDF).
    Exact,
    /// From page-break hints (DOCX).
    Estimated,
}

/// The text from `start` to the next entry comes from this run (DOCX). Sorted by `start`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunOrigin {
    /// Byte offset in the document's text.
    pub start: u32,
    /// Ordinal of the `w:r` element inside its paragraph, from 0, counting every one in document order.
    pub run: u32,
}

/// A word on a PDF page. Sorted by `span`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WordBox {
    /// Its text.
    pub span: Span,
    /// From 1.
    pub page: u32,
    /// Corners in PDF user space (points, before page rotation): lower left, lower right, upper left, upper right.
    pub quad: [f32; 8],
}

/// A heading and what lies under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Index of the heading's block.
    pub heading: u32,
    /// 1 is topmost.
    pub level: u8,
    /// Index of the enclosing section.
    pub parent: Option<u32>,
}

/// What a file says of itself, and what was noticed while reading it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Meta {
    /// "docx", "pdf", "odt", "txt" …
    pub format: &'static str,
    /// Title property.
    pub title: Option<String>,
    /// Author property.
    pub author: Option<String>,
    /// Further properties by name, in order: subject, keywords, status …, and those that somebody added.
    pub properties: Vec<(String, String)>,
    /// Number of pages; for DOCX as last saved, where the file says.
    pub pages: Option<u32>,
    /// Tracked changes that nobody has accepted or refused.
    pub tracked_changes: u32,
    /// Hidden text left out, in characters.
    pub hidden_chars: u32,
    /// Share of pages that carry text, 0 to 1; `None` for formats without pages.
    pub pages_with_text: Option<f32>,
    /// Names of files embedded or attached.
    pub embedded: Vec<String>,
    /// Share of the characters that could not be decoded (U+FFFD and private use), 0 to 1.
    pub undecoded: f32,
}

impl Document {
    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text in lower case, **byte for byte aligned** with [`Document::text`]: a character whose lower case has
    /// another length is left as it is.
    pub fn lower(&self) -> &str {
        &self.lower
    }

    /// The text of a span. Empty where the span does not lie in this document.
    pub fn slice(&self, span: Span) -> &str {
        let slice = self.text.get(span.range());
        debug_assert!(slice.is_some(), "span {span:?} outside the text or inside a character");
        slice.unwrap_or("")
    }

    /// The text between two places that follow from what stands there; empty where the second is not behind the first.
    pub fn between(&self, from: usize, to: usize) -> &str {
        self.text.get(from..to).unwrap_or("")
    }

    /// The place `bytes` behind `from`, no further than the text goes, and before a character that would be split.
    pub fn ahead(&self, from: usize, bytes: usize) -> usize {
        self.text.floor_char_boundary(from.saturating_add(bytes))
    }

    /// The place `bytes` before `to`, no further than the text goes, and behind a character that would be split.
    pub fn back(&self, to: usize, bytes: usize) -> usize {
        self.text.ceil_char_boundary(to.saturating_sub(bytes))
    }

    /// Blocks in reading order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Sections in reading order.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// What the heading says under which a block stands; `None` where it stands under none.
    pub fn heading_over(&self, block: &Block) -> Option<Span> {
        let section = self.sections.get(block.section? as usize)?;
        Some(self.blocks.get(section.heading as usize)?.content)
    }

    /// Names of the file's parts that blocks come from.
    pub fn parts(&self) -> &[String] {
        &self.parts
    }

    /// Words with their places (PDF).
    pub fn words(&self) -> &[WordBox] {
        &self.words
    }

    /// What the file says of itself.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// Sets how many unaccepted changes the file is said to have, for examples of rules.
    pub fn note_tracked_changes(&mut self, count: u32) {
        self.meta.tracked_changes = count;
    }

    /// Index of the block that holds `offset`; between two blocks, the one before.
    pub fn block_at(&self, offset: usize) -> Option<usize> {
        let after = self.blocks.partition_point(|block| block.span.start() <= offset);
        after.checked_sub(1)
    }

    /// Headings from the topmost to the nearest above `block`, each as "label text".
    pub fn section_path(&self, block: usize) -> Vec<String> {
        let mut path = Vec::new();
        let mut at = self.blocks.get(block).and_then(|block| block.section);
        while let Some(section) = at.and_then(|at| self.sections.get(at as usize)) {
            path.push(self.heading_text(section));
            at = section.parent;
        }
        path.reverse();
        path
    }

    /// A section's heading as "label text" ("4 Samordning och kontakt").
    pub fn heading_text(&self, section: &Section) -> String {
        let Some(block) = self.blocks.get(section.heading as usize) else { return String::new() };
        let content = self.slice(block.content).split_whitespace().collect::<Vec<_>>().join(" ");
        match &block.label {
            Some(label) => format!("{label} {content}").trim().to_owned(),
            None => content,
        }
    }

    /// First and last run (DOCX) that a span touches inside its first block.
    pub fn runs_of(&self, span: Span) -> Option<(u32, u32)> {
        let block = self.blocks.get(self.block_at(span.start())?)?;
        let end = span.end().min(block.span.end());
        let first = self.runs.partition_point(|run| run.start as usize <= span.start()).checked_sub(1)?;
        let last = self.runs.partition_point(|run| (run.start as usize) < end).checked_sub(1)?;
        let (first, last) = (self.runs.get(first)?, self.runs.get(last)?);
        (first.start as usize >= block.span.start()).then_some((first.run, last.run))
    }

    /// Tables in reading order, each as the blocks that follow one another in it: a table that another stands inside
    /// comes in parts.
    pub fn tables(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let table = |at: usize| self.blocks.get(at).and_then(Block::cell).map(|cell| cell.table);
        let mut next = 0;
        std::iter::from_fn(move || {
            let start = (next..self.blocks.len()).find(|at| table(*at).is_some())?;
            next =
                (start..self.blocks.len()).find(|at| table(*at) != table(start)).unwrap_or(self.blocks.len());
            Some(start..next)
        })
    }
}

impl Block {
    /// The cell, for a block in a table.
    pub fn cell(&self) -> Option<Cell> {
        match self.kind {
            BlockKind::TableCell(cell) => Some(cell),
            _ => None,
        }
    }

    /// True for what a reader takes as the text of the agreement: not running headers and footers, comments or
    /// entries of a table of contents.
    pub fn is_body(&self) -> bool {
        !matches!(self.kind, BlockKind::Header | BlockKind::Footer | BlockKind::Comment | BlockKind::TocEntry)
    }

    /// True for titles and headings.
    pub fn is_heading(&self) -> bool {
        matches!(self.kind, BlockKind::Title | BlockKind::Heading { .. })
    }
}
