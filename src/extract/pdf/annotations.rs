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

/// Annotations looked at on one page.
const MOST: usize = 2_000;

pub(super) fn read(objects: &Objects, pages: u64) -> Annotations {
    let mut found = Annotations::default();
    let most = usize::try_from(pages).unwrap_or(usize::MAX);
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
                Ok(b"Widget") if !is_drawn(objects, annotation) && !is_hidden(annotation) => {
                    texts.extend(value(objects, annotation).map(|text| (rect[3], text)));
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

/// The value of a text or choice field, its own or its parent's.
fn value(objects: &Objects, annotation: &Dictionary) -> Option<String> {
    let mut node = annotation;
    let (mut text, mut sort) = (None, None);
    for _ in 0..16 {
        text = text.or_else(|| super::gate::text_of(objects, node, b"V"));
        sort = sort.or_else(|| node.get_deref(b"FT", objects).and_then(Object::as_name).ok());
        match node.get_deref(b"Parent", objects).and_then(Object::as_dict) {
            Ok(parent) => node = parent,
            Err(_) => break,
        }
    }
    text.filter(|_| matches!(sort, Some(b"Tx" | b"Ch")))
}
