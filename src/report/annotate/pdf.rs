//! Highlights into a PDF, as an incremental update: the original bytes stay in front, whole, so that a signature still
//! covers what it covered.

use lopdf::{
    Dictionary, Document, IncrementalDocument, LoadOptions, Object, ObjectId, Stream, StringFormat,
    dictionary,
};

use super::{AUTHOR, Annotated, COPY_MARK, Note};
use crate::finding::SourceRef;

/// Inflated bytes of one stream of the file's structure, at most.
const INFLATED: usize = 256 << 20;

pub(super) fn annotate(bytes: &[u8], notes: &[Note<'_>]) -> Result<Annotated, String> {
    if !is_anchored(bytes) {
        return Err("annotate-places".to_owned());
    }
    let options = LoadOptions { max_decompressed_size: Some(INFLATED), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, options).map_err(|error| error.to_string())?;
    // A file that opens without a password is decrypted by now, and what is added is encrypted as it is.
    if document.is_encrypted() {
        return Err("encrypted".to_owned());
    }
    let pages = document.get_pages();
    let first = pages.values().next().copied().ok_or("it has no pages")?;
    let mut update = IncrementalDocument::create_from(bytes.to_vec(), document);
    let (mut placed, mut at_top, mut pins) = (0, 0, 0);
    for note in notes {
        let quads = match note.source {
            Some(SourceRef::Pdf { page, quads }) if !quads.is_empty() => {
                pages.get(page).map(|id| (*id, quads))
            }
            _ => None,
        };
        let annotation = match quads {
            Some((page, quads)) => {
                placed += usize::from(!note.again);
                (page, highlight(&mut update, page, quads, note))
            }
            None => {
                let annotation = pinned(&update, first, pins, note);
                pins += 1;
                at_top += usize::from(!note.again);
                (first, annotation)
            }
        };
        let id = update.new_document.add_object(annotation.1);
        attach(&mut update, annotation.0, id).map_err(|error| error.to_string())?;
    }
    let mut out = Vec::new();
    update.save_to(&mut out).map_err(|error| error.to_string())?;
    out.extend(format!("\n%{COPY_MARK}\n").as_bytes());
    Ok(Annotated { bytes: out, placed, at_top })
}

/// True where the file's last table of places is where the file says that it is. Readers that find it elsewhere go by their
/// own search, and miss in a copy what only the original's table names.
fn is_anchored(bytes: &[u8]) -> bool {
    const MARK: &[u8] = b"startxref";
    let Some(mark) = bytes.windows(MARK.len()).rposition(|window| window == MARK) else { return false };
    let number = bytes[mark + MARK.len()..].trim_ascii_start();
    let digits = number.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let place = std::str::from_utf8(&number[..digits]).ok().and_then(|digits| digits.parse::<usize>().ok());
    // What stands before the head counts in some files and not in others.
    let head = bytes.windows(5).take(1024).position(|five| five == b"%PDF-").unwrap_or_default();
    let begins = |at: usize| {
        let there = bytes.get(at..).unwrap_or_default().trim_ascii_start();
        there.starts_with(b"xref") || there.first().is_some_and(u8::is_ascii_digit)
    };
    place.is_some_and(|place| begins(place) || begins(place.saturating_add(head)))
}

/// Words over the quads, in yellow, multiplied so that the text shows through.
fn highlight(
    update: &mut IncrementalDocument,
    page: ObjectId,
    quads: &[[f32; 8]],
    note: &Note<'_>,
) -> Dictionary {
    let xs = quads.iter().flat_map(|quad| [quad[0], quad[2], quad[4], quad[6]]);
    let ys = quads.iter().flat_map(|quad| [quad[1], quad[3], quad[5], quad[7]]);
    let low = |values: &mut dyn Iterator<Item = f32>| values.fold(f32::INFINITY, f32::min);
    let high = |values: &mut dyn Iterator<Item = f32>| values.fold(f32::NEG_INFINITY, f32::max);
    let rect = [low(&mut xs.clone()), low(&mut ys.clone()), high(&mut xs.clone()), high(&mut ys.clone())];
    let mut content = String::from("/G gs 1 0.85 0.2 rg\n");
    for [x1, y1, x2, y2, x3, y3, x4, y4] in quads {
        content.push_str(&format!("{x1} {y1} m {x2} {y2} l {x4} {y4} l {x3} {y3} l h f\n"));
    }
    let numbers = |values: &[f32]| Object::Array(values.iter().map(|value| Object::Real(*value)).collect());
    let appearance = Stream::new(
        dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "BBox" => numbers(&rect),
            "Resources" => dictionary! {
                "ExtGState" => dictionary! { "G" => dictionary! { "Type" => "ExtGState", "BM" => "Multiply" } },
            },
            "Group" => dictionary! { "S" => "Transparency" },
        },
        content.into_bytes(),
    );
    let appearance = update.new_document.add_object(appearance);
    let points: Vec<f32> = quads
        .iter()
        // As programs expect them: upper left, upper right, lower left, lower right.
        .flat_map(|[x1, y1, x2, y2, x3, y3, x4, y4]| [*x3, *y3, *x4, *y4, *x1, *y1, *x2, *y2])
        .collect();
    let mut annotation = base("Highlight", page, &rect, note, true);
    annotation.set("QuadPoints", numbers(&points));
    annotation.set("C", numbers(&[1.0, 0.85, 0.2]));
    annotation.set("AP", dictionary! { "N" => appearance });
    annotation
}

/// A note at the top left of a page, beside those that are there.
fn pinned(update: &IncrementalDocument, page: ObjectId, before: usize, note: &Note<'_>) -> Dictionary {
    let document = update.get_prev_documents();
    let [left, bottom, right, top] = page_box(document, page);
    let along = 12.0 + 26.0 * (before % 20) as f32;
    let down = 12.0 + 26.0 * (before / 20) as f32;
    // The corner that is the upper left one as the page is shown.
    let [x, y] = match turned(document, page) {
        90 => [left + down, bottom + along],
        180 => [right - along - 22.0, bottom + down],
        270 => [right - down - 22.0, top - along - 22.0],
        _ => [left + along, top - down - 22.0],
    };
    let mut annotation = base("Text", page, &[x, y, x + 22.0, y + 22.0], note, false);
    // Printed, and upright at one size however the page is turned.
    annotation.set("F", 4 + 8 + 16);
    annotation.set("Name", "Comment");
    annotation.set("C", Object::Array([1.0, 0.85, 0.2].map(Object::Real).to_vec()));
    annotation
}

/// What is shown of the page; A4 where none can be read.
fn page_box(document: &Document, page: ObjectId) -> [f32; 4] {
    let read = |key: &[u8]| {
        let found = inherited(document, page, key)?;
        let number = |value| document.dereference(value).ok().and_then(|(_, value)| value.as_float().ok());
        let numbers: Vec<f32> = found.as_array().ok()?.iter().filter_map(number).collect();
        let [x1, y1, x2, y2] = <[f32; 4]>::try_from(numbers).ok()?;
        Some([x1.min(x2), y1.min(y2), x1.max(x2), y1.max(y2)])
    };
    read(b"CropBox").or_else(|| read(b"MediaBox")).unwrap_or([0.0, 0.0, 595.0, 842.0])
}

/// Degrees that the page is turned clockwise: 0, 90, 180 or 270.
fn turned(document: &Document, page: ObjectId) -> i64 {
    let degrees = inherited(document, page, b"Rotate").and_then(|found| found.as_float().ok());
    (degrees.unwrap_or_default() as i64).rem_euclid(360) / 90 * 90
}

/// An entry of the page, its own or inherited.
fn inherited<'d>(document: &'d Document, page: ObjectId, key: &[u8]) -> Option<&'d Object> {
    let mut at = page;
    // A tree of pages that is deeper, or goes round, is no tree.
    for _ in 0..64 {
        let dictionary = document.get_dictionary(at).ok()?;
        if let Ok(found) = dictionary.get(key) {
            return document.dereference(found).ok().map(|(_, found)| found);
        }
        at = dictionary.get(b"Parent").and_then(Object::as_reference).ok()?;
    }
    None
}

fn base(kind: &str, page: ObjectId, rect: &[f32; 4], note: &Note<'_>, stands: bool) -> Dictionary {
    dictionary! {
        "Type" => "Annot", "Subtype" => kind, "P" => page, "F" => 4,
        "Rect" => Object::Array(rect.iter().map(|value| Object::Real(*value)).collect()),
        "Contents" => words(&note.lines(stands).join("\n")),
        "T" => words(AUTHOR),
    }
}

/// A text string as PDF wants it: UTF-16, big end first, with its mark.
fn words(text: &str) -> Object {
    let bytes = [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    Object::String(bytes, StringFormat::Hexadecimal)
}

/// Adds to the page's annotations, which may stand in the page or apart from it.
fn attach(update: &mut IncrementalDocument, page: ObjectId, annotation: ObjectId) -> lopdf::Result<()> {
    update.opt_clone_object_to_new_document(page)?;
    let apart = {
        let dictionary = update.new_document.get_object(page)?.as_dict()?;
        dictionary.get(b"Annots").and_then(Object::as_reference).ok()
    };
    let list = match apart {
        Some(id) => {
            update.opt_clone_object_to_new_document(id)?;
            update.new_document.get_object_mut(id)?
        }
        None => {
            let dictionary = update.new_document.get_object_mut(page)?.as_dict_mut()?;
            if dictionary.get(b"Annots").and_then(Object::as_array).is_err() {
                dictionary.set("Annots", Object::Array(Vec::new()));
            }
            dictionary.get_mut(b"Annots")?
        }
    };
    list.as_array_mut()?.push(annotation.into());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_places_is_where_the_file_says() {
        let check = |bytes: &[u8], expected: bool| {
            assert_eq!(is_anchored(bytes), expected, "{}", String::from_utf8_lossy(bytes));
        };
        check(b"%PDF-1.4\nxref\n0 1\nstartxref\n9\n%%EOF", true);
        check(b"%PDF-1.5\n7 0 obj\nstartxref\r\n9\r\n%%EOF\n", true);
        check(b"junk\n%PDF-1.4\nxref\n0 1\nstartxref\n9\n%%EOF", true);
        check(b"%PDF-1.4\nxref\n0 1\nstartxref\n99999999\n%%EOF", false);
        check(b"%PDF-1.4\nxref\n0 1\nstartxref\n0\n%%EOF", false);
        check(b"%PDF-1.4\nxref\n0 1\n", false);
        check(b"startxref", false);
    }
}
