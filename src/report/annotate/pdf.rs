//! Highlights into a PDF, as an incremental update: the original bytes stay in front, whole, so that a signature still
//! covers what it covered.

use lopdf::{
    Dictionary, Document, IncrementalDocument, LoadOptions, Object, ObjectId, Stream, StringFormat,
    dictionary,
};

use super::{Annotated, Note};
use crate::finding::SourceRef;

/// Inflated bytes of one stream of the file's structure, at most.
const INFLATED: usize = 256 << 20;
const AUTHOR: &str = "pyspunka";

pub(super) fn annotate(bytes: &[u8], notes: &[Note<'_>]) -> Result<Annotated, String> {
    let options = LoadOptions { max_decompressed_size: Some(INFLATED), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, options).map_err(|error| error.to_string())?;
    if document.trailer.has(b"Encrypt") {
        return Err("it is encrypted: save a copy without a password".to_owned());
    }
    let pages = document.get_pages();
    let first = pages.values().next().copied().ok_or("it has no pages")?;
    let mut update = IncrementalDocument::create_from(bytes.to_vec(), document);
    let (mut placed, mut at_top) = (0, 0);
    for note in notes {
        let quads = match note.source {
            Some(SourceRef::Pdf { page, quads }) if !quads.is_empty() => {
                pages.get(page).map(|id| (*id, quads))
            }
            _ => None,
        };
        let annotation = match quads {
            Some((page, quads)) => {
                placed += 1;
                (page, highlight(&mut update, page, quads, note))
            }
            None => {
                let annotation = pinned(&update, first, at_top, note);
                at_top += 1;
                (first, annotation)
            }
        };
        let id = update.new_document.add_object(annotation.1);
        attach(&mut update, annotation.0, id).map_err(|error| error.to_string())?;
    }
    let mut out = Vec::new();
    update.save_to(&mut out).map_err(|error| error.to_string())?;
    Ok(Annotated { bytes: out, placed, at_top })
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
    let mut annotation = base("Highlight", page, &rect, note);
    annotation.set("QuadPoints", numbers(&points));
    annotation.set("C", numbers(&[1.0, 0.85, 0.2]));
    annotation.set("AP", dictionary! { "N" => appearance });
    annotation
}

/// A note at the top left of a page, beside those that are there.
fn pinned(update: &IncrementalDocument, page: ObjectId, before: usize, note: &Note<'_>) -> Dictionary {
    let [left, _, _, top] = media_box(update.get_prev_documents(), page);
    let x = left + 12.0 + 26.0 * (before % 20) as f32;
    let y = top - 34.0 - 26.0 * (before / 20) as f32;
    let mut annotation = base("Text", page, &[x, y, x + 22.0, y + 22.0], note);
    annotation.set("Name", "Comment");
    annotation.set("C", Object::Array([1.0, 0.85, 0.2].map(Object::Real).to_vec()));
    annotation
}

/// The page's box, its own or inherited; A4 where none can be read.
fn media_box(document: &Document, page: ObjectId) -> [f32; 4] {
    let mut at = page;
    for _ in 0..64 {
        let Ok(dictionary) = document.get_dictionary(at) else { break };
        let found = dictionary.get(b"MediaBox").ok().and_then(|found| document.dereference(found).ok());
        if let Some(Ok(values)) = found.map(|(_, found)| found.as_array()) {
            let numbers: Vec<f32> = values.iter().filter_map(|value| value.as_float().ok()).collect();
            if let Ok(numbers) = <[f32; 4]>::try_from(numbers) {
                return numbers;
            }
        }
        match dictionary.get(b"Parent").and_then(Object::as_reference) {
            Ok(parent) => at = parent,
            Err(_) => break,
        }
    }
    [0.0, 0.0, 595.0, 842.0]
}

fn base(kind: &str, page: ObjectId, rect: &[f32; 4], note: &Note<'_>) -> Dictionary {
    dictionary! {
        "Type" => "Annot", "Subtype" => kind, "P" => page, "F" => 4,
        "Rect" => Object::Array(rect.iter().map(|value| Object::Real(*value)).collect()),
        "Contents" => words(&note.lines.join("\n")),
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
