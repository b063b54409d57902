//! Fonts that a file names and does not describe: other readers show their text all the same.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document as Objects, Object, ObjectId, Stream};

use super::guard::each;

/// Nesting of objects in which resources are looked for.
const NESTED: u8 = 8;
/// Sorts of fonts that there are.
const SORTS: [&[u8]; 7] =
    [b"Type0", b"Type1", b"MMType1", b"TrueType", b"Type3", b"CIDFontType0", b"CIDFontType2"];
/// Characters by their own numbers: what `/ToUnicode /Identity-H` means.
const IDENTITY: &[u8] =
    b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> \
endcodespacerange 1 beginbfrange <0000> <ffff> <0000> endbfrange endcmap end";

/// Stands in the description of a font that is not in the file: what is shown in it may be read wrongly.
pub(super) const LOST: &str = "NotInTheFile";

/// Gives every font that pages and forms name a description that the glyph reader takes. True where one had none.
pub(super) fn mend(objects: &mut Objects) -> bool {
    let (mut lost, mut unsorted, mut identity) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for id in named(objects) {
        match objects.objects.get(&id) {
            Some(Object::Dictionary(font)) => {
                let sort = font.get_deref(b"Subtype", objects).and_then(Object::as_name);
                if !sort.is_ok_and(|sort| SORTS.contains(&sort)) {
                    unsorted.insert(id);
                }
                let map = font.get_deref(b"ToUnicode", objects).and_then(Object::as_name);
                if map.is_ok_and(|map| map.starts_with(b"Identity")) {
                    identity.insert(id);
                }
            }
            None | Some(Object::Null) => {
                lost.insert(id);
            }
            // Something else is meant by that number too.
            Some(_) => {}
        }
    }
    let mended = [&lost, &unsorted, &identity].iter().any(|ids| !ids.is_empty());
    for id in lost {
        let mut font = plain();
        font.set(LOST, true);
        objects.objects.insert(id, Object::Dictionary(font));
    }
    let dictionary = |objects: &mut Objects, id: ObjectId, set: &mut dyn FnMut(&mut Dictionary)| {
        if let Some(Object::Dictionary(font)) = objects.objects.get_mut(&id) {
            set(font);
        }
    };
    for id in unsorted {
        dictionary(objects, id, &mut |font| {
            for (key, value) in plain() {
                if key == b"Subtype" || !font.has(&key) {
                    font.set(key, value);
                }
            }
        });
    }
    if !identity.is_empty() {
        let map = objects.add_object(Stream::new(Dictionary::new(), IDENTITY.to_vec()));
        for id in identity {
            dictionary(objects, id, &mut |font| font.set("ToUnicode", Object::Reference(map)));
        }
    }
    mended
}

/// Fonts that resources refer to.
fn named(objects: &Objects) -> BTreeSet<ObjectId> {
    let mut named = BTreeSet::new();
    for object in objects.objects.values() {
        each(object, NESTED, &mut |dict| {
            let Ok(Object::Dictionary(fonts)) = dict.get_deref(b"Font", objects) else { return };
            for (_, font) in fonts.iter() {
                if let Object::Reference(id) = font {
                    named.insert(*id);
                }
            }
        });
    }
    named
}

fn plain() -> Dictionary {
    let mut font = Dictionary::new();
    for (key, value) in
        [("Type", "Font"), ("Subtype", "Type1"), ("BaseFont", "Helvetica"), ("Encoding", "WinAnsiEncoding")]
    {
        font.set(key, Object::Name(value.into()));
    }
    font
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_that_are_missing_or_say_nothing_of_themselves_are_mended() {
        let name = |name: &str| Object::Name(name.into());
        let check = |font: &[(&str, Object)], expected: bool, key: &[u8], value: &str| {
            let mut objects = Objects::new();
            let mut fonts = Dictionary::new();
            fonts.set("F", Object::Reference((9, 0)));
            let mut resources = Dictionary::new();
            resources.set("Font", Object::Dictionary(fonts));
            objects.objects.insert((1, 0), Object::Dictionary(resources));
            if !font.is_empty() {
                let font: Dictionary = font.iter().cloned().collect();
                objects.objects.insert((9, 0), Object::Dictionary(font));
            }
            assert_eq!(mend(&mut objects), expected, "{font:?}");
            let font = objects.get_dictionary((9, 0)).unwrap();
            assert_eq!(font.get(key).and_then(Object::as_name).unwrap(), value.as_bytes(), "{font:?}");
        };
        check(&[], true, b"Subtype", "Type1");
        check(&[("Subtype", name("TrueType"))], false, b"Subtype", "TrueType");
        check(&[("BaseFont", name("Arial"))], true, b"BaseFont", "Arial");
        check(&[("Subtype", name("Type9"))], true, b"Subtype", "Type1");
        check(
            &[
                ("Subtype", name("Type0")),
                ("ToUnicode", name("Identity-H")),
                ("Encoding", name("Identity-H")),
            ],
            true,
            b"Encoding",
            "Identity-H",
        );
    }
}
