//! Pictures and embedded documents: what of a text may stand where no letters are.

use quick_xml::events::BytesStart;

use crate::extract::package::attribute;

/// Pages of A4 that a picture takes before it may be one of text.
pub(super) const LARGE: f64 = 0.3;
/// A page of A4 in units of drawings, 914,400 to the inch.
const PAGE: f64 = 7_560_310.0 * 10_692_130.0;
/// A page of A4 in square points.
const POINTS: f64 = 595.3 * 841.9;

/// Size of a drawing, in pages of A4.
pub(super) fn extent(element: &BytesStart<'_>) -> f64 {
    let side = |name: &[u8]| attribute(element, name).and_then(|side| side.parse::<f64>().ok());
    side(b"cx").zip(side(b"cy")).map_or(0.0, |(width, height)| (width * height / PAGE).max(0.0))
}

/// Size of an older drawing (`style="width:453pt;height:640pt"`), in pages of A4.
pub(super) fn of_shape(element: &BytesStart<'_>) -> f64 {
    let style = attribute(element, b"style").unwrap_or_default();
    let side = |name: &str| {
        let rule = style.split(';').find_map(|rule| rule.trim().strip_prefix(name)?.strip_prefix(':'))?;
        let rule = rule.trim();
        let (number, scale) = [("pt", 1.0), ("in", 72.0), ("cm", 28.35), ("mm", 2.835), ("px", 0.75)]
            .iter()
            .find_map(|(unit, scale)| Some((rule.strip_suffix(unit)?, *scale)))?;
        Some(number.trim().parse::<f64>().ok()? * scale)
    };
    side("width").zip(side("height")).map_or(0.0, |(width, height)| (width * height / POINTS).max(0.0))
}

/// True where an embedded object is a document of text, by the program that opens it: not a sheet, chart or formula.
pub(super) fn holds_text(element: &BytesStart<'_>) -> bool {
    let program = attribute(element, b"ProgID").unwrap_or_default();
    let texts = ["Word.", "AcroExch", "Acrobat", "Package", "opendocument.Writer", "WordPad"];
    texts.iter().any(|text| program.starts_with(text))
}
