//! The object layer: decides whether the glyph reader may be let loose on a file, and on which bytes.

use lopdf::{Dictionary, Document as Objects, LoadOptions, Object};
use memchr::memmem;

use super::super::{Failure, Limits};
use super::annotations::{self, Annotations};
use super::fonts;
use super::glyphs::SimpleFont;
use super::guard;
use super::structure::{self, Tags};
use crate::finding::Reason;

/// What the object layer knows.
pub(super) struct Gate {
    /// Bytes for the glyph reader where the file's own would not do (decrypted, or with hostile parts cut out).
    pub bytes: Option<Vec<u8>>,
    pub title: Option<String>,
    pub author: Option<String>,
    pub embedded: Vec<String>,
    /// Streams left out because they inflate beyond the limits.
    pub cut: u32,
    /// False where no objects could be read.
    pub sound: bool,
    /// Pages that the object layer finds, and pages that the file says it has.
    pub pages: (u64, Option<u64>),
    /// The structure that the file marks.
    pub tags: Option<Tags>,
    pub annotations: Annotations,
    /// Why the text stands elsewhere than on the pages.
    pub elsewhere: Option<&'static str>,
    /// Fonts whose weight the glyph reader does not tell.
    pub fonts: Vec<SimpleFont>,
}

/// Most objects looked at when following names.
const NAME_NODES: usize = 10_000;

pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Gate, Failure> {
    let part = usize::try_from(limits.part_bytes).unwrap_or(usize::MAX);
    let mut gate = Gate {
        bytes: None,
        title: None,
        author: None,
        embedded: Vec::new(),
        cut: 0,
        sound: false,
        pages: (0, None),
        tags: None,
        annotations: Annotations::default(),
        elsewhere: None,
        fonts: Vec::new(),
    };
    let options = LoadOptions::with_max_decompressed_size(part);
    let objects = Objects::load_mem_with_options(bytes, options);
    if guard::hides_bomb(bytes, limits, objects.is_err()) {
        return Err(Failure::new(Reason::Limit, "part-bytes").value(limits.part_bytes));
    }
    let Ok(mut objects) = objects else { return Ok(gate) };
    let mut rewrite = false;
    if objects.is_encrypted() {
        if objects.decrypt("").is_err() {
            return Err(Failure::new(Reason::Encrypted, "password"));
        }
        rewrite = true;
    } else if objects.was_encrypted() {
        rewrite = true;
    }
    gate.sound = objects.catalog().is_ok();
    // Some pages more than are read are given up; many more are not worth opening.
    let most = limits.pages.saturating_mul(4);
    let pages =
        objects.page_iter().take(usize::try_from(most).unwrap_or(usize::MAX).saturating_add(1)).count();
    if pages as u64 > most {
        return Err(Failure::new(Reason::Limit, "pages").value(limits.pages));
    }
    gate.pages = (pages as u64, said_pages(&objects));
    gate.cut = guard::cut_bombs(&mut objects, limits);
    rewrite |= gate.cut > 0;
    rewrite |= guard::mend(&mut objects);
    rewrite |= fonts::mend(&mut objects);
    let info = objects
        .trailer
        .get(b"Info")
        .ok()
        .and_then(|info| objects.dereference(info).ok())
        .and_then(|(_, info)| info.as_dict().ok());
    if let Some(info) = info {
        gate.title = text_of(&objects, info, b"Title");
        gate.author = text_of(&objects, info, b"Author");
    }
    gate.embedded = embedded(&objects);
    gate.tags = structure::read(&objects);
    gate.fonts = simple_fonts(&objects);
    gate.elsewhere = elsewhere(&objects, &gate.embedded);
    gate.annotations = annotations::read(&objects, limits.pages);
    if rewrite {
        let mut out = Vec::new();
        if objects.save_to(&mut out).is_ok() {
            gate.bytes = Some(out);
        }
    }
    Ok(gate)
}

/// True where objects follow the last table of objects, or there is none: a download that was not finished. Readers put
/// the table together again and show what is left as if it were all.
pub(super) fn breaks_off(bytes: &[u8]) -> bool {
    let last = memmem::rfind(bytes, b"startxref").unwrap_or(0);
    memmem::find(&bytes[last..], b" obj").is_some()
}

/// Why the pages are not the text: they are the cover of a portfolio ("open this in a newer reader"), or what stands in the
/// place of a form that the program which opens it makes ("please wait").
fn elsewhere(objects: &Objects, embedded: &[String]) -> Option<&'static str> {
    let catalog = objects.catalog().ok()?;
    let dict =
        |of: &'_ Dictionary, key: &[u8]| of.get_deref(key, objects).and_then(Object::as_dict).cloned().ok();
    if !embedded.is_empty() && dict(catalog, b"Collection").is_some() {
        return Some("portfolio");
    }
    let anew = catalog.get_deref(b"NeedsRendering", objects).and_then(Object::as_bool).unwrap_or(false);
    let form = dict(catalog, b"AcroForm").filter(|form| form.has(b"XFA"))?;
    let fields = form.get_deref(b"Fields", objects).and_then(Object::as_array);
    (anew || fields.is_ok_and(Vec::is_empty)).then_some("xfa")
}

/// Fonts of one file that are looked at.
const FONTS: usize = 64;

/// Type 1 fonts with the widths of their characters; none where no one is bold.
fn simple_fonts(objects: &Objects) -> Vec<SimpleFont> {
    let mut fonts = Vec::new();
    for object in objects.objects.values() {
        let Ok(dict) = object.as_dict() else { continue };
        let sort = dict.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
        if !matches!(sort, b"Type1" | b"MMType1") || fonts.len() >= FONTS {
            continue;
        }
        let name = dict.get_deref(b"BaseFont", objects).and_then(Object::as_name).unwrap_or_default();
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        let first = dict.get_deref(b"FirstChar", objects).and_then(Object::as_i64).unwrap_or(0);
        let widths = dict.get_deref(b"Widths", objects).and_then(Object::as_array);
        let (Ok(first), Ok(widths)) = (u32::try_from(first), widths) else { continue };
        let number = |width| Some(objects.dereference(width).ok()?.1.as_float().unwrap_or(0.0));
        fonts.push(SimpleFont {
            bold: ["bold", "black", "heavy", "-semibold", "-demi"].iter().any(|word| name.contains(word)),
            first,
            widths: widths.iter().take(256).filter_map(number).collect(),
        });
    }
    if fonts.iter().any(|font| font.bold) { fonts } else { Vec::new() }
}

/// What the root of the page tree says.
fn said_pages(objects: &Objects) -> Option<u64> {
    let root = objects.catalog().ok()?.get_deref(b"Pages", objects).ok()?.as_dict().ok()?;
    u64::try_from(root.get_deref(b"Count", objects).ok()?.as_i64().ok()?).ok()
}

/// A text string: UTF-16 with its mark, UTF-8 with its mark, else Latin-1.
pub(super) fn text(bytes: &[u8]) -> String {
    let wide = |low: usize, high: usize| {
        let units = bytes.get(2..).unwrap_or_default().chunks_exact(2);
        let units = units.map(|pair| u16::from(pair[high]) << 8 | u16::from(pair[low]));
        char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect()
    };
    match bytes {
        [0xfe, 0xff, ..] => wide(1, 0),
        [0xff, 0xfe, ..] => wide(0, 1),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

pub(super) fn text_of(objects: &Objects, dict: &Dictionary, key: &[u8]) -> Option<String> {
    string_of(dict.get_deref(key, objects).ok()?)
}

/// A string of the file as one line; none where it is empty.
pub(super) fn string_of(value: &Object) -> Option<String> {
    let value: String = text(value.as_str().ok()?).chars().take(1_000).collect();
    // Lines of a field stay apart.
    let value = value.replace(char::is_control, " ");
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

fn embedded(objects: &Objects) -> Vec<String> {
    let mut names = Vec::new();
    for object in objects.objects.values().take(NAME_NODES * 100) {
        let Ok(dict) = object.as_dict() else { continue };
        if dict.has(b"EF")
            && let Some(name) = text_of(objects, dict, b"UF").or_else(|| text_of(objects, dict, b"F"))
            && names.len() < NAME_NODES
        {
            names.push(name);
        }
    }
    names.sort();
    names.dedup();
    names
}
