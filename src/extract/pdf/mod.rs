//! PDF: objects through a gate, glyphs through an interpreter, and from there on geometry.

mod furniture;
mod gate;
mod glyphs;
mod layout;
mod lines;
mod paragraphs;

use super::{Extracted, Failure, Limits, Read};
use crate::document::{BlockKind, DocumentBuilder};
use crate::finding::{Problem, Reason};
use furniture::PageRows;
use glyphs::{Interpreter, Source};

/// Failure and problem codes of this format, each with a sentence.
pub const FAILURE_CODES: &[(&str, &str)] = &[
    ("password", "the file needs a password"),
    ("scan", "every page is a picture without text"),
    ("scan-pages", "some pages are pictures without text"),
    ("garbled", "the text cannot be decoded"),
    ("garbled-page", "the text of a page cannot be decoded"),
    ("pages", "the file has more pages than are read"),
    ("glyphs", "the file has more glyphs or drawing operators than are read"),
    ("part-size", "parts of the file inflate beyond the limit and were left out"),
    ("text-size", "the file has more text or blocks than are read"),
    ("damaged", "the file is broken"),
    ("page-damaged", "a page could not be read to its end"),
    ("empty-page", "a page has no text"),
    ("scan-page", "a page is a picture without text"),
    ("no-text", "the file has no text"),
];

/// True where the bytes are a PDF file: its sign stands within the first 1,024 bytes.
pub fn recognise(bytes: &[u8]) -> bool {
    let head = bytes.get(..1_024).unwrap_or(bytes);
    head.windows(5).any(|window| window == b"%PDF-")
}

/// Reads a PDF file. Never fails: what could not be read is told in the result.
pub fn read(bytes: &[u8], limits: &Limits) -> Extracted {
    let mut gate = match gate::open(bytes, limits) {
        Ok(gate) => gate,
        Err(failure) => return Extracted::failed("pdf", failure),
    };
    let sound = gate.sound;
    let data = gate.bytes.take().unwrap_or_else(|| bytes.to_vec());
    let Some(source) = Interpreter::new(data) else {
        return Extracted::failed("pdf", Failure::new(Reason::Damaged, "damaged"));
    };
    let mut builder = DocumentBuilder::new("pdf");
    builder.meta().title = gate.title;
    builder.meta().author = gate.author;
    builder.meta().embedded = gate.embedded;
    let tell = |code: &str| {
        let words = FAILURE_CODES.iter().find(|(known, _)| *known == code).map_or(code, |(_, words)| words);
        Problem::new("extract", code, words)
    };
    let mut problems = Vec::new();
    let mut failure: Option<Failure> = None;
    if gate.cut > 0 {
        problems.push(tell("part-size").value(gate.cut));
        failure = Some(Failure::new(Reason::Limit, "part-size").value(limits.part_bytes));
    }
    let count = source.pages();
    let mut pages: Vec<PageRows> = Vec::new();
    let mut extras = Vec::new();
    let (mut texts, mut scans, mut broken, mut letters, mut undecoded, mut garbled) =
        (0_u32, 0_u32, 0_u32, 0, 0, 0_u32);
    source.each(limits, &mut |index, page| {
        if index as u64 >= limits.pages {
            failure.get_or_insert(Failure::new(Reason::Limit, "pages").value(limits.pages));
            return false;
        }
        let number = index as u32 + 1;
        let mut turns = lines::words(&page, number).into_iter();
        let mut main = turns.next().unwrap_or_default();
        let (mut all, mut bad) = (0_usize, 0_usize);
        for c in main.iter().flat_map(|word| word.text.chars()) {
            all += 1;
            bad += usize::from(c == '\u{fffd}' || (('\u{e000}'..='\u{f8ff}').contains(&c) && !is_bullet(c)));
        }
        letters += all;
        undecoded += bad;
        if page.broken {
            broken += 1;
            problems.push(tell("page-damaged").page(number));
        }
        if all > 0 && bad * 3 > all {
            garbled += 1;
            problems.push(tell("garbled-page").page(number));
        }
        if all >= 20 || (all > 0 && page.picture < 0.3) {
            texts += 1;
        } else if page.picture >= 0.3 {
            scans += 1;
            problems.push(tell("scan-page").page(number));
        } else {
            problems.push(tell("empty-page").page(number));
        }
        let tables = layout::ruled(&mut main, &page.strokes);
        // Words in other directions (margins, stamps) come after the page's own text.
        let more: Vec<_> = turns.flat_map(lines::rows).collect();
        pages.push(PageRows { rows: lines::rows(main), height: page.height });
        extras.push((tables, more));
        if page.limited {
            failure = Some(Failure::new(Reason::Limit, "glyphs").value(limits.glyphs));
            problems.push(tell("glyphs").page(number));
            return false;
        }
        true
    });
    let furniture = furniture::take(&mut pages);
    let whole = pages.len() as u32;
    let edges = |builder: &mut DocumentBuilder, top: bool| {
        for (_, _, segment) in furniture.iter().filter(|(_, is_top, _)| *is_top == top) {
            let kind = if top { BlockKind::Header } else { BlockKind::Footer };
            paragraphs::emit(builder, kind, std::slice::from_ref(segment));
        }
    };
    edges(&mut builder, true);
    let mut pieces = Vec::new();
    for (page, (tables, more)) in pages.into_iter().zip(extras) {
        pieces.extend(layout::order(page.rows, tables));
        pieces.extend(layout::order(more, Vec::new()));
    }
    if !paragraphs::write(pieces, &mut builder, limits.blocks, limits.text_bytes) {
        problems.push(tell("text-size"));
        failure = Some(Failure::new(Reason::Limit, "text-size").value(limits.text_bytes));
    }
    edges(&mut builder, false);
    let meta = builder.meta();
    meta.pages = Some(count as u32);
    meta.pages_with_text = (whole > 0).then(|| texts as f32 / whole as f32);
    meta.undecoded = if letters > 0 { undecoded as f32 / letters as f32 } else { 0.0 };
    let document = builder.finish();
    let read = if letters == 0 && failure.is_none() {
        if scans > 0 {
            Read::Failed(Failure::new(Reason::Scan, "scan"))
        } else if broken > 0 || !sound {
            Read::Failed(Failure::new(Reason::Damaged, "damaged"))
        } else {
            Read::Failed(Failure::new(Reason::Empty, "no-text"))
        }
    } else if texts == 0 && scans > 0 {
        Read::Failed(Failure::new(Reason::Scan, "scan"))
    } else if undecoded * 3 > letters && letters > 0 {
        Read::Failed(Failure::new(Reason::Garbled, "garbled"))
    } else if let Some(failure) = failure {
        Read::Partial(failure)
    } else if broken > 0 {
        Read::Partial(Failure::new(Reason::Damaged, "page-damaged").value(broken))
    } else if scans > 0 {
        Read::Partial(Failure::new(Reason::Scan, "scan-pages").value(scans))
    } else if garbled > 0 {
        Read::Partial(Failure::new(Reason::Garbled, "garbled-page").value(garbled))
    } else {
        Read::Whole
    };
    Extracted { document, problems, read }
}

/// Signs of the private area that stand for bullets in common fonts.
fn is_bullet(c: char) -> bool {
    ('\u{f020}'..='\u{f0ff}').contains(&c)
}
