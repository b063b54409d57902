//! What must not reach the glyph reader, which has no limits of its own: streams that inflate beyond reason, and numbers
//! that make it allocate or panic.

use std::io::{self, Read, Write};

use flate2::read::ZlibDecoder;
use lopdf::{Dictionary, Document as Objects, Object, Stream};
use memchr::memmem;

use super::super::Limits;

/// Most bytes that deflate or LZW make of one.
const WORST_RATIO: u64 = 1_400;
/// Nesting of objects that is looked into; fonts need three.
const NESTED: u8 = 32;
/// Bytes before a stream in which its dictionary is looked for.
const DICTIONARY: usize = 2_048;
/// Widths that all ranges of a font may stand for: there are 65,536 characters in one.
const WIDTHS: i64 = 1 << 20;

/// Empties every stream that inflates beyond the limits; returns how many. Pictures are never inflated by the glyph reader.
pub(super) fn cut_bombs(objects: &mut Objects, limits: &Limits) -> u32 {
    let picture =
        |dict: &Dictionary| dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image");
    let mut worst = 0_u64;
    for object in objects.objects.values() {
        if let Object::Stream(stream) = object {
            let chain = stream.filters().map_or(0, |filters| filters.len());
            if chain > 1 {
                worst = u64::MAX;
            } else if chain == 1 && !picture(&stream.dict) {
                worst = worst.saturating_add((stream.content.len() as u64).saturating_mul(WORST_RATIO));
            }
        }
    }
    if worst <= limits.part_bytes / 2 {
        return 0;
    }
    let mut total = 0_u64;
    let mut cut = 0;
    for object in objects.objects.values_mut() {
        let Object::Stream(stream) = object else { continue };
        let stored = stream.content.len() as u64;
        if picture(&stream.dict) || stream.filters().map_or(0, |filters| filters.len()) == 0 {
            continue;
        }
        let room = limits
            .part_bytes
            .min(limits.total_bytes.saturating_sub(total))
            .min(stored.saturating_mul(limits.ratio).max(1 << 20));
        let inflated = inflated(stream, room);
        total = total.saturating_add(inflated);
        if inflated >= room {
            stream.set_plain_content(Vec::new());
            stream.dict.remove(b"Filter");
            stream.dict.remove(b"DecodeParms");
            cut += 1;
        }
    }
    cut
}

/// How many bytes a stream inflates to, at most `room`; what cannot be decoded counts nothing.
fn inflated(stream: &Stream, room: u64) -> u64 {
    let mut count = Counter { bytes: 0, room };
    let most = usize::try_from(room).unwrap_or(usize::MAX);
    match stream.decompress_to_writer(&mut count, most) {
        Err(lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => room,
        _ => count.bytes.min(room),
    }
}

struct Counter {
    bytes: u64,
    room: u64,
}

impl Write for Counter {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.bytes = self.bytes.saturating_add(buffer.len() as u64);
        if self.bytes > self.room {
            return Err(io::Error::other("limit"));
        }
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// True where a stream that the object layer does not show inflates beyond the limits: those that hold objects or their
/// places, and where no objects could be read (`blind`), any but pictures. Found by their words, as the glyph reader finds
/// them when it mends a file.
pub(super) fn hides_bomb(bytes: &[u8], limits: &Limits, blind: bool) -> bool {
    let word = b"stream";
    let (mut from, mut total) = (0, 0_u64);
    while let Some(at) = memmem::find(&bytes[from..], word).map(|at| from + at) {
        let dictionary = &bytes[from.max(at.saturating_sub(DICTIONARY))..at];
        from = at + word.len();
        if dictionary.ends_with(b"end") {
            continue;
        }
        let has = |name: &[u8]| memmem::find(dictionary, name).is_some();
        let wanted = has(b"/ObjStm") || has(b"/XRef") || blind && !has(b"/Image");
        if !wanted {
            continue;
        }
        let content = &bytes[from..];
        let content = content.strip_prefix(b"\r").unwrap_or(content);
        let content = content.strip_prefix(b"\n").unwrap_or(content);
        let room = limits.part_bytes.min(limits.total_bytes.saturating_sub(total));
        let size = by_words(dictionary, content, room);
        total = total.saturating_add(size);
        if size >= room {
            return true;
        }
    }
    false
}

/// How many bytes a stream inflates to, at most `room`, by the filters that stand in the words before it.
fn by_words(dictionary: &[u8], content: &[u8], room: u64) -> u64 {
    const FILTERS: [(&[u8], &[u8]); 8] = [
        (b"/FlateDecode", b"FlateDecode"),
        (b"/Fl", b"FlateDecode"),
        (b"/LZWDecode", b"LZWDecode"),
        (b"/LZW", b"LZWDecode"),
        (b"/RunLengthDecode", b"RunLengthDecode"),
        (b"/ASCII85Decode", b"ASCII85Decode"),
        (b"/A85", b"ASCII85Decode"),
        (b"/ASCIIHexDecode", b"ASCIIHexDecode"),
    ];
    let after = memmem::find(dictionary, b"/Filter").map_or(0, |at| at + b"/Filter".len());
    let mut rest = &dictionary[after..];
    let mut names = Vec::new();
    while let Some(at) = rest.iter().position(|byte| *byte == b'/') {
        rest = &rest[at..];
        let known = FILTERS.iter().find(|(written, _)| rest.starts_with(written));
        names.extend(known.map(|(_, name)| *name));
        rest = &rest[known.map_or(1, |(written, _)| written.len())..];
    }
    let mut names = names.into_iter();
    let Some(first) = names.next() else { return 0 };
    let mut data = Vec::new();
    if first == b"FlateDecode" {
        // What has no such head is not inflated by anyone, and there may be a million of them.
        let [a, b, ..] = content else { return 0 };
        if a & 15 != 8 || !(u16::from(*a) << 8 | u16::from(*b)).is_multiple_of(31) {
            return 0;
        }
        let mut decoder = ZlibDecoder::new(content).take(room);
        let next = names.len() > 0;
        let read = if next {
            decoder.read_to_end(&mut data).map(|read| read as u64)
        } else {
            io::copy(&mut decoder, &mut io::sink())
        };
        // A stream that is cut short has still given what it had.
        let size = read.unwrap_or(room - decoder.limit());
        if !next || size >= room {
            return size;
        }
    } else {
        let end = memmem::find(content, b"endstream").unwrap_or(content.len());
        data.extend_from_slice(&content[..end]);
        names = vec![first].into_iter().chain(names).collect::<Vec<_>>().into_iter();
    }
    let filters = names.map(|name| Object::Name(name.to_vec())).collect();
    let mut dict = Dictionary::new();
    dict.set("Filter", Object::Array(filters));
    inflated(&Stream::new(dict, data), room)
}

/// Takes out what makes the glyph reader allocate or panic: width ranges over more characters than a font has, and
/// predictors without columns. True where there was any.
pub(super) fn mend(objects: &mut Objects) -> bool {
    let is_bad = |object: &Object| {
        let mut bad = false;
        each(object, NESTED, &mut |dict| {
            bad |= bad_predictor(dict);
            bad |= [(b"W".as_slice(), 1), (b"W2", 3)]
                .iter()
                .any(|(key, numbers)| dict.get(key).is_ok_and(|widths| !are_sane(objects, widths, *numbers)));
        });
        bad
    };
    let bad: Vec<_> =
        objects.objects.iter().filter(|(_, object)| is_bad(object)).map(|(id, _)| *id).collect();
    for id in &bad {
        let Some(object) = objects.objects.get_mut(id) else { continue };
        each_mut(object, NESTED, &mut |dict| {
            dict.remove(b"W");
            dict.remove(b"W2");
            if bad_predictor(dict) {
                dict.remove(b"DecodeParms");
            }
        });
    }
    !bad.is_empty()
}

fn bad_predictor(dict: &Dictionary) -> bool {
    let bad = |parms: &Object| {
        parms.as_dict().is_ok_and(|parms| {
            [b"Columns".as_slice(), b"Colors", b"BitsPerComponent"].iter().any(|key| {
                parms.get(key).and_then(Object::as_i64).is_ok_and(|value| !(1..=1_000_000).contains(&value))
            })
        })
    };
    match dict.get(b"DecodeParms") {
        Ok(Object::Array(list)) => list.iter().any(bad),
        Ok(one) => bad(one),
        Err(_) => false,
    }
}

/// Widths are `first [w w …]` and `first last w`, the latter with as many `numbers`.
fn are_sane(objects: &Objects, widths: &Object, numbers: usize) -> bool {
    let Ok(Object::Array(widths)) = follow(objects, widths) else { return true };
    // The glyph reader takes "9.0" for a place too.
    let number =
        |value: Option<&Object>| follow(objects, value?).ok()?.as_float().ok().map(|value| value as i64);
    let (mut at, mut all) = (0, 0_i64);
    while at < widths.len() {
        let first = number(widths.get(at)).unwrap_or(0);
        let next = widths.get(at + 1).map(|value| follow(objects, value));
        if let Some(Ok(Object::Array(list))) = next {
            all = all.saturating_add(list.len() as i64);
            at += 2;
        } else {
            let last = number(widths.get(at + 1)).unwrap_or(first);
            all = all.saturating_add(last.saturating_sub(first).saturating_abs());
            at += 2 + numbers;
        }
        if !(0..=0xffff).contains(&first) || all > WIDTHS {
            return false;
        }
    }
    true
}

fn follow<'o>(objects: &'o Objects, object: &'o Object) -> lopdf::Result<&'o Object> {
    objects.dereference(object).map(|(_, object)| object)
}

/// Every dictionary in an object.
pub(super) fn each<'o>(object: &'o Object, depth: u8, with: &mut dyn FnMut(&'o Dictionary)) {
    let dict = match object {
        Object::Array(list) if depth > 0 => {
            return list.iter().for_each(|object| each(object, depth - 1, with));
        }
        Object::Dictionary(dict) => dict,
        Object::Stream(stream) => &stream.dict,
        _ => return,
    };
    with(dict);
    if depth > 0 {
        dict.iter().for_each(|(_, object)| each(object, depth - 1, with));
    }
}

fn each_mut(object: &mut Object, depth: u8, with: &mut dyn FnMut(&mut Dictionary)) {
    let dict = match object {
        Object::Array(list) if depth > 0 => {
            return list.iter_mut().for_each(|object| each_mut(object, depth - 1, with));
        }
        Object::Dictionary(dict) => dict,
        Object::Stream(stream) => &mut stream.dict,
        _ => return,
    };
    with(dict);
    if depth > 0 {
        dict.iter_mut().for_each(|(_, object)| each_mut(object, depth - 1, with));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zipped(bytes: &[u8]) -> Vec<u8> {
        let mut to = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        to.write_all(bytes).unwrap();
        to.finish().unwrap()
    }

    #[test]
    fn bombs_are_found_by_their_words() {
        let limits = Limits { part_bytes: 1 << 20, ..Limits::default() };
        let (small, large) = (zipped(&[0; 1000]), zipped(&vec![0; 2 << 20]));
        let twice = zipped(&large);
        let file = |dict: &str, data: &[u8]| [dict.as_bytes(), b" stream\r\n", data, b"\nendstream"].concat();
        for (dict, data, blind, expected) in [
            ("/Type/XRef/Filter/FlateDecode", &small, false, false),
            ("/Type/XRef/Filter/FlateDecode", &large, false, true),
            ("/Type/XRef/Filter[/FlateDecode/FlateDecode]", &twice, false, true),
            ("/Type/ObjStm/Filter/FlateDecode", &large, false, true),
            ("/Type/XRef/Filter/FlateDecode", &large[..large.len() - 9].to_vec(), false, true),
            ("/Filter/FlateDecode", &large, false, false),
            ("/Filter/FlateDecode", &large, true, true),
            ("/Subtype/Image/Filter/FlateDecode", &large, true, false),
            ("/Filter/RunLengthDecode", &b"\x81a".repeat(20_000), true, true),
        ] {
            assert_eq!(hides_bomb(&file(dict, data), &limits, blind), expected, "{dict}");
        }
        assert!(!hides_bomb(&b"stream\n".repeat(100_000), &limits, true));
    }

    #[test]
    fn ranges_beyond_a_font_are_taken_out_wherever_they_stand() {
        let array = |numbers: &[i64]| Object::Array(numbers.iter().map(|n| Object::Integer(*n)).collect());
        let font = |widths: Object| {
            let mut font = Dictionary::new();
            font.set("W", widths);
            let mut outer = Dictionary::new();
            outer.set("DescendantFonts", Object::Array(vec![Object::Dictionary(font)]));
            outer
        };
        let by_reference = Object::Array(vec![1.into(), Object::Reference((9, 0)), 500.into()]);
        for (widths, expected) in [
            (array(&[1, 4, 500]), false),
            (array(&[0, i64::from(i32::MAX), 500]), true),
            (array(&[0, 65_535, 500].repeat(100)), true),
            (array(&[-5, 4, 500]), true),
            (Object::Array(vec![0.into(), Object::Real(4_294_967_295.0), 500.into()]), true),
            (Object::Array(vec![Object::Real(1.0), Object::Real(4.0), 500.into()]), false),
            (Object::Array(vec![1.into(), array(&[500, 2_000_000])]), false),
            (by_reference, true),
        ] {
            let mut objects = Objects::new();
            objects.objects.insert((9, 0), Object::Integer(i64::from(i32::MAX)));
            objects.objects.insert((5, 0), Object::Dictionary(font(widths.clone())));
            assert_eq!(mend(&mut objects), expected, "{widths:?}");
        }
    }
}
