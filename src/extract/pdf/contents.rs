//! What a page draws, as bytes: inflated here, since the interpreter does not tell whether a stream broke off.

use std::borrow::Cow;

use flate2::{Decompress, FlushDecompress, Status};
use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Null, Object, Stream};
use hayro_interpret::hayro_syntax::page::Page;
use memchr::memmem;

use super::fonts::LOST;

/// The drawing of a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Contents {
    pub bytes: Vec<u8>,
    /// False where a part of it is missing or breaks off.
    pub whole: bool,
}

/// Joins the streams of a page, of which none gives more than `room` bytes.
pub(super) fn of(page: &Page<'_>, room: u64) -> Contents {
    let mut contents = Contents { bytes: Vec::new(), whole: true };
    let dict = page.raw();
    let key = b"Contents".as_slice();
    if let Some(stream) = dict.get::<Stream<'_>>(key) {
        contents.add(&stream, room);
    } else if let Some(streams) = dict.get::<Array<'_>>(key) {
        let mut all = streams.flex_iter();
        for _ in streams.raw_iter() {
            match all.next::<Stream<'_>>() {
                Some(stream) => contents.add(&stream, room),
                None => contents.whole = false,
            }
        }
    } else {
        contents.whole = !dict.contains_key(key) || dict.get::<Null>(key).is_some();
    }
    contents
}

impl Contents {
    fn add(&mut self, stream: &Stream<'_>, room: u64) {
        let dict = stream.dict();
        let plain = ["DecodeParms", "DP", "F"].iter().all(|key| !dict.contains_key(key));
        let deflated = plain && is_deflated(&dict.get::<Object<'_>>(b"Filter".as_slice()));
        let most = usize::try_from(room).unwrap_or(usize::MAX);
        if let Some((bytes, whole)) = deflated.then(|| inflated(&stream.raw_data(), most)).flatten() {
            self.bytes.extend_from_slice(&bytes);
            self.whole &= whole;
        } else {
            match stream.decoded_data() {
                Ok(bytes) => self.bytes.extend_from_slice(&bytes),
                Err(_) => self.whole = false,
            }
        }
        self.bytes.push(b'\n');
    }

    /// True where words are shown in a font that the file does not have.
    pub fn lacks_font(&self, page: &Page<'_>) -> bool {
        let fonts = &page.resources().fonts;
        let mut known: Vec<&[u8]> = Vec::new();
        let mut places = memmem::find_iter(&self.bytes, b" Tf").peekable();
        while let Some(at) = places.next() {
            let Some(name) = set_in(&self.bytes[..at]) else { continue };
            if known.contains(&name) {
                continue;
            }
            let until = places.peek().map_or(self.bytes.len(), |next| *next);
            let shown = &self.bytes[at..until];
            let lost = fonts.get::<Dict<'_>>(name).is_none_or(|font| font.contains_key(LOST));
            if !lost {
                if known.len() < FONTS {
                    known.push(name);
                }
            } else if !name.contains(&b'#')
                && [b"Tj", b"TJ"].iter().any(|show| memmem::find(shown, *show).is_some())
            {
                return true;
            }
        }
        false
    }

    /// An operator that stands nowhere in the drawing, put at its end: who is not told of it did not come that far.
    pub fn with_end(&self) -> (Cow<'static, str>, Vec<u8>) {
        let mut end = Cow::Borrowed("EndOfPage");
        while memmem::find(&self.bytes, end.as_bytes()).is_some() {
            end.to_mut().push('s');
        }
        (end.clone(), [&self.bytes, b"\n/".as_slice(), end.as_bytes(), b" BMC\n"].concat())
    }
}

/// Names of fonts that are kept to save looking them up.
const FONTS: usize = 32;

/// The font's name in `/F1 12 Tf`, of which `before` is what stands before `Tf`.
fn set_in(before: &[u8]) -> Option<&[u8]> {
    let before = &before[before.len().saturating_sub(200)..];
    let size =
        before.trim_ascii_end().iter().rposition(|byte| byte.is_ascii_whitespace() || *byte == b'/')?;
    let name = before[..size].trim_ascii_end();
    let slash = name.iter().rposition(|byte| *byte == b'/')?;
    let name = &name[slash + 1..];
    (!name.is_empty() && name.iter().all(|byte| byte.is_ascii_graphic())).then_some(name)
}

/// True where deflate is the only filter.
fn is_deflated(filter: &Option<Object<'_>>) -> bool {
    let is_flate = |name: &Name<'_>| matches!(name.as_ref(), b"FlateDecode" | b"Fl");
    match filter {
        Some(Object::Name(name)) => is_flate(name),
        Some(Object::Array(names)) => {
            let mut names = names.iter::<Name<'_>>();
            names.next().is_some_and(|name| is_flate(&name)) && names.next().is_none()
        }
        _ => false,
    }
}

/// What a zlib stream holds, and whether it comes to its end with the right sum. Blanks before it are left out, and a stream
/// without head or sum is borne with, as other readers do. `None` where it is none, or more than `most`.
fn inflated(packed: &[u8], most: usize) -> Option<(Vec<u8>, bool)> {
    let (first, _, ended) = run(packed, true, most)?;
    if ended {
        return Some((first, true));
    }
    let trimmed = packed.trim_ascii_start();
    if trimmed.len() < packed.len()
        && let Some((bytes, _, true)) = run(trimmed, true, most)
    {
        return Some((bytes, true));
    }
    // The sum may be missing; a wrong one says that something is not as it was written.
    if let Some((bytes, read, true)) = packed.get(2..).and_then(|packed| run(packed, false, most)) {
        return Some((bytes, packed.len() - 2 - read < 4));
    }
    match run(packed, false, most) {
        Some((bytes, _, true)) if !bytes.is_empty() => Some((bytes, true)),
        _ if first.is_empty() => None,
        _ => Some((first, false)),
    }
}

/// Inflates as far as it goes: the bytes, how many were read for them, and whether the stream ended.
fn run(packed: &[u8], headed: bool, most: usize) -> Option<(Vec<u8>, usize, bool)> {
    let mut inflater = Decompress::new(headed);
    let mut bytes = Vec::with_capacity(packed.len().saturating_mul(4).clamp(1 << 10, 1 << 20));
    loop {
        let (read, had) = (inflater.total_in(), bytes.len());
        let rest = packed.get(usize::try_from(read).ok()?..).unwrap_or_default();
        let status = inflater.decompress_vec(rest, &mut bytes, FlushDecompress::None);
        let read_now = usize::try_from(inflater.total_in()).ok()?;
        if bytes.len() > most {
            return None;
        }
        match status {
            Ok(Status::StreamEnd) => return Some((bytes, read_now, true)),
            Err(_) => return Some((bytes, read_now, false)),
            Ok(_) if bytes.len() == had && inflater.total_in() == read && had < bytes.capacity() => {
                return Some((bytes, read_now, false));
            }
            Ok(_) if bytes.len() == bytes.capacity() => bytes.reserve(bytes.len()),
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut to = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        to.write_all(bytes).unwrap();
        to.finish().unwrap()
    }

    #[test]
    fn the_font_that_text_is_set_in_is_told_from_its_size() {
        for (before, expected) in [
            ("BT /F1 12", Some("F1")),
            ("/TT0 1 Tf 0 Tc /C2_0 -11.04 ", Some("C2_0")),
            ("12", None),
            ("", None),
            ("(x)Tj 12", None),
        ] {
            assert_eq!(set_in(before.as_bytes()), expected.map(str::as_bytes), "{before}");
        }
    }

    #[test]
    fn a_stream_that_breaks_off_is_told_from_one_that_is_only_odd() {
        let text: Vec<u8> = (0..4000).flat_map(|n: u32| format!("{} Tj ", n * n).into_bytes()).collect();
        let good = packed(&text);
        let ended = good.len() - 4;
        let check = |packed: &[u8], expected: Option<(bool, bool)>| {
            let told = inflated(packed, 1 << 20).map(|(bytes, whole)| (bytes == text, whole));
            assert_eq!(told, expected);
        };
        check(&good, Some((true, true)));
        check(&[b" \r\n", &good[..]].concat(), Some((true, true)));
        check(&[&good[..], b"more"].concat(), Some((true, true)));
        check(&good[..ended], Some((true, true)));
        check(&good[2..ended], Some((true, true)));
        check(&[&good[..ended], b"sums"].concat(), Some((true, false)));
        check(&good[..good.len() / 2], Some((false, false)));
        check(b"not packed at all", None);
        check(b"", None);
        assert!(inflated(&good, 100).is_none());
    }
}
