//! What lies on top of pages: links, and the values of form fields that the file does not draw.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document as Objects, Object};

/// By page, from 1.
#[derive(Debug, Default)]
pub(super) struct Annotations {
    pub links: BTreeMap<u32, Vec<Link>>,
    /// Texts without an appearance of their own, from top to bottom.
    pub texts: BTreeMap<u32, Vec<String>>,
}

/// A link to an address.
#[derive(Debug)]
pub(super) struct Link {
    /// Left, bottom, right, top in user space.
    rect: [f32; 4],
    pub target: String,
}

impl Link {
    /// True where the middle of a word lies in it.
    pub fn holds(&self, quad: &[f32; 8]) -> bool {
        let x = (quad[0] + quad[2] + quad[4] + quad[6]) / 4.0;
        let y = (quad[1] + quad[3] + quad[5] + quad[7]) / 4.0;
        x >= self.rect[0] && x <= self.rect[2] && y >= self.rect[1] && y <= self.rect[3]
    }
}

/// Annotations looked at on one page, and choices in one list.
const MOST: usize = 2_000;
/// Bytes of the drawing of one field.
const DRAWING: usize = 1 << 20;
/// The flag of a choice field that shows one line until it is opened.
const FOLDED: i64 = 1 << 17;

pub(super) fn read(objects: &Objects, pages: u64) -> Annotations {
    let mut found = Annotations::default();
    let most = usize::try_from(pages).unwrap_or(usize::MAX);
    let anew = is_drawn_anew(objects);
    for (id, page) in objects.page_iter().take(most).zip(1_u32..) {
        let annotations = objects
            .get_dictionary(id)
            .ok()
            .and_then(|page| page.get_deref(b"Annots", objects).ok())
            .and_then(|list| list.as_array().ok());
        let mut texts: Vec<(f32, String)> = Vec::new();
        for annotation in annotations.into_iter().flatten().take(MOST) {
            let Some(annotation) =
                objects.dereference(annotation).ok().and_then(|(_, object)| object.as_dict().ok())
            else {
                continue;
            };
            let Some(rect) = rect(objects, annotation) else { continue };
            match annotation.get(b"Subtype").and_then(Object::as_name) {
                Ok(b"Link") => {
                    if let Some(target) = target(objects, annotation) {
                        found.links.entry(page).or_default().push(Link { rect, target });
                    }
                }
                Ok(b"Widget") if !is_hidden(annotation) => {
                    let shown =
                        if anew { shows_text(objects, annotation) } else { is_drawn(objects, annotation) };
                    if !shown {
                        texts.extend(values(objects, annotation).into_iter().map(|text| (rect[3], text)));
                    }
                }
                Ok(b"FreeText") if !is_drawn(objects, annotation) && !is_hidden(annotation) => {
                    let text = super::gate::text_of(objects, annotation, b"Contents");
                    texts.extend(text.map(|text| (rect[3], text)));
                }
                _ => {}
            }
        }
        if !texts.is_empty() {
            texts.sort_by(|a, b| b.0.total_cmp(&a.0));
            found.texts.insert(page, texts.into_iter().map(|(_, text)| text).collect());
        }
    }
    found
}

fn rect(objects: &Objects, annotation: &Dictionary) -> Option<[f32; 4]> {
    let numbers = annotation.get_deref(b"Rect", objects).ok()?.as_array().ok()?;
    let numbers: Vec<f32> = numbers
        .iter()
        .filter_map(|number| objects.dereference(number).ok()?.1.as_float().ok())
        .filter(|number| number.is_finite())
        .collect();
    let [a, b, c, d] = numbers[..] else { return None };
    Some([a.min(c), b.min(d), a.max(c), b.max(d)])
}

/// A web or mail address, or a file.
fn target(objects: &Objects, annotation: &Dictionary) -> Option<String> {
    let action = annotation.get_deref(b"A", objects).ok()?.as_dict().ok()?;
    match action.get(b"S").and_then(Object::as_name).ok()? {
        b"URI" => super::gate::text_of(objects, action, b"URI"),
        b"GoToR" | b"Launch" => super::gate::text_of(objects, action, b"F"),
        _ => None,
    }
}

fn is_drawn(objects: &Objects, annotation: &Dictionary) -> bool {
    let looks = annotation.get_deref(b"AP", objects).and_then(Object::as_dict);
    looks.is_ok_and(|looks| looks.has(b"N"))
}

/// Invisible, hidden or not shown on the screen.
fn is_hidden(annotation: &Dictionary) -> bool {
    annotation.get(b"F").and_then(Object::as_i64).is_ok_and(|flags| flags & 0b10_0011 != 0)
}

/// True where the form asks its reader to draw all fields from their values (ISO 32000-2, 12.7.3): programs that fill in
/// forms do, and leave the drawings of the empty form in the file.
fn is_drawn_anew(objects: &Objects) -> bool {
    let form = objects.catalog().and_then(|root| root.get_deref(b"AcroForm", objects));
    let asks = form.and_then(Object::as_dict).and_then(|form| form.get_deref(b"NeedAppearances", objects));
    asks.and_then(Object::as_bool).unwrap_or(false)
}

/// True where the drawing of a field shows words.
fn shows_text(objects: &Objects, annotation: &Dictionary) -> bool {
    let looks = annotation.get_deref(b"AP", objects).and_then(Object::as_dict);
    let normal = looks.and_then(|looks| looks.get_deref(b"N", objects)).and_then(Object::as_stream);
    let Ok(normal) = normal else { return false };
    let drawn = normal.decompressed_content_with_limit(DRAWING);
    let drawn = drawn.as_deref().unwrap_or(&normal.content);
    drawn.windows(2).any(|operator| matches!(operator, b"Tj" | b"TJ"))
}

/// The value of a text or choice field, its own or its parent's. Where nothing is chosen in a list that stands open, a
/// reader sees everything that it offers.
fn values(objects: &Objects, annotation: &Dictionary) -> Vec<String> {
    let mut node = annotation;
    let (mut text, mut sort, mut flags, mut offers) = (None, None, None, None);
    for _ in 0..16 {
        text = text.or_else(|| super::gate::text_of(objects, node, b"V"));
        sort = sort.or_else(|| node.get_deref(b"FT", objects).and_then(Object::as_name).ok());
        flags = flags.or_else(|| node.get_deref(b"Ff", objects).and_then(Object::as_i64).ok());
        offers = offers.or_else(|| node.get_deref(b"Opt", objects).and_then(Object::as_array).ok());
        match node.get_deref(b"Parent", objects).and_then(Object::as_dict) {
            Ok(parent) => node = parent,
            Err(_) => break,
        }
    }
    match (sort, text) {
        (Some(b"Tx" | b"Ch"), Some(text)) => vec![text],
        (Some(b"Ch"), None) if flags.unwrap_or(0) & FOLDED == 0 => {
            let offered = offers.into_iter().flatten().take(MOST);
            offered.filter_map(|offer| offered_text(objects, offer)).collect()
        }
        _ => Vec::new(),
    }
}

/// A choice: its text, or what it exports and its text.
fn offered_text(objects: &Objects, offer: &Object) -> Option<String> {
    let (_, offer) = objects.dereference(offer).ok()?;
    let shown = offer.as_array().ok().and_then(|pair| pair.get(1)).unwrap_or(offer);
    super::gate::string_of(objects.dereference(shown).ok()?.1)
}
