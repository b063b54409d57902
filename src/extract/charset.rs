//! Bytes to text.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::Failure;
use crate::finding::Reason;

/// A text, and what was lost on the way.
#[derive(Debug)]
pub(super) struct Decoded {
    pub text: String,
    /// Characters that no encoding makes out; U+FFFD stands for each.
    pub lost: usize,
}

impl Decoded {
    /// What is told of a text that is not whole.
    pub fn failure(&self) -> Option<Failure> {
        (self.lost > 0).then(|| Failure::new(Reason::Damaged, "characters").value(self.lost))
    }
}

/// By its byte order mark, else UTF-8 where the bytes are, else as the file itself `declared`, a name of an encoding. Without
/// that it is what most characters beyond ASCII speak for: UTF-8 with faults, or Windows-1252, of which Latin-1 is a part.
pub(super) fn decode(bytes: Vec<u8>, declared: impl FnOnce(&[u8]) -> Option<String>) -> Decoded {
    let by = |encoding: &'static Encoding, bytes: &[u8]| {
        let (text, faults) = encoding.decode_without_bom_handling(bytes);
        let lost = if faults { text.matches('\u{fffd}').count() } else { 0 };
        Decoded { text: text.into_owned(), lost }
    };
    if let Some(decoded) = by_fours(&bytes) {
        return decoded;
    }
    if let Some((encoding, mark)) = Encoding::for_bom(&bytes) {
        return by(encoding, &bytes[mark..]);
    }
    if let Some(encoding) = wide(&bytes) {
        return by(encoding, &bytes);
    }
    // Parts are large: the bytes are not copied where they are text already.
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Decoded { text, lost: 0 },
        Err(why) => why.into_bytes(),
    };
    let declared = declared(&bytes).and_then(|name| Encoding::for_label(name.as_bytes()));
    match declared.filter(|encoding| *encoding != UTF_8) {
        Some(encoding) => by(encoding, &bytes),
        None => {
            let (mut good, mut faults) = (0, 0);
            for chunk in bytes.utf8_chunks() {
                good += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
                faults += usize::from(!chunk.invalid().is_empty());
            }
            by(if good >= faults { UTF_8 } else { WINDOWS_1252 }, &bytes)
        }
    }
}

/// A text that was taken for Windows-1252 and written as UTF-8 once more ("fÃ¶reningen") as it was before; any other as it
/// is. No text that was written once reads as UTF-8 throughout when its letters are bytes.
pub(super) fn undoubled(text: String) -> String {
    let first = text.chars().find(|character| !character.is_ascii());
    if !first.is_some_and(|first| matches!(first, 'Â'..='ô')) {
        return text;
    }
    let (bytes, _, unknown) = WINDOWS_1252.encode(&text);
    match std::str::from_utf8(&bytes) {
        Ok(once) if !unknown => once.to_owned(),
        _ => text,
    }
}

/// Bytes of a file by which two bytes per character are told.
const HEAD: usize = 512;

/// UTF-16 without a mark: nearly every other byte of its beginning is nought, as no text in bytes has it.
pub(super) fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs = &bytes[..bytes.len().min(HEAD)];
    let count =
        |low: usize| pairs.chunks_exact(2).filter(|pair| pair[low] != 0 && pair[1 - low] == 0).count();
    let most = pairs.len() / 2 * 7 / 10;
    let is = |low: usize| pairs.len() >= 4 && count(low) > most;
    is(0).then_some(UTF_16LE).or_else(|| is(1).then_some(UTF_16BE))
}

/// UTF-32 by its mark.
fn by_fours(bytes: &[u8]) -> Option<Decoded> {
    let from: fn([u8; 4]) -> u32 = match bytes {
        [0xff, 0xfe, 0, 0, ..] => u32::from_le_bytes,
        [0, 0, 0xfe, 0xff, ..] => u32::from_be_bytes,
        _ => return None,
    };
    let (fours, rest) = bytes[4..].as_chunks::<4>();
    let mut lost = usize::from(!rest.is_empty());
    let mut character = |four: &[u8; 4]| {
        char::from_u32(from(*four)).unwrap_or_else(|| {
            lost += 1;
            '\u{fffd}'
        })
    };
    let text = fours.iter().map(&mut character).collect();
    Some(Decoded { text, lost })
}

/// The word after `key` in the first bytes of a file, without quotes: `encoding="utf-8"`, `charset=utf-8`.
pub(super) fn named(bytes: &[u8], key: &str) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let (_, after) = head.split_once(key)?;
    let after = after.trim_start().strip_prefix('=')?.trim_start();
    let name: String = after
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|character| {
            character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | ':' | '.')
        })
        .collect();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_was_encoded_twice_is_decoded_twice() {
        for (text, expected) in [
            ("fÃ¶reningen â€“ vÃ¥r", "föreningen – vår"),
            ("föreningen – vår", "föreningen – vår"),
            ("São Paulo och vår", "São Paulo och vår"),
            ("Ãngström, fÃ¶r", "Ãngström, fÃ¶r"),
            ("plain", "plain"),
        ] {
            assert_eq!(undoubled(text.to_owned()), expected);
        }
    }

    #[test]
    fn bytes_are_read_by_their_mark_their_form_and_their_word() {
        let check = |bytes: &[u8], expected: &str, lost: usize| {
            let decoded = decode(bytes.to_vec(), |bytes| named(bytes, "encoding"));
            assert_eq!((decoded.text.as_str(), decoded.lost), (expected, lost), "{bytes:?}");
        };
        check("Föreningen".as_bytes(), "Föreningen", 0);
        check(b"\xef\xbb\xbfv\xc3\xa5r", "vår", 0);
        check(b"\xff\xfev\0\xe5\0r\0", "vår", 0);
        check(b"\xfe\xff\0v\0\xe5\0r", "vår", 0);
        check(b"v\0\xe5\0r\0", "vår", 0);
        check(b"\0v\0\xe5\0r", "vår", 0);
        check(b"\xff\xfe\0\0v\0\0\0\xe5\0\0\0r\0\0\0", "vår", 0);
        check(b"\0\0\xfe\xff\0\0\0v\0\0\0\xe5\0\x11\0\0r", "vå\u{fffd}", 2);
        check(b"v\xe5r \x96 h\xf6st", "vår – höst", 0);
        check(b"v\xc3\xa5r och h\xf6st", "vår och h\u{fffd}st", 1);
        check(
            b"<?xml version='1.0' encoding='iso-8859-1'?>v\xe5r",
            "<?xml version='1.0' encoding='iso-8859-1'?>vår",
            0,
        );
        check(
            b"<?xml encoding = \"utf-8\"?>v\xe5r h\xc3\xb6st",
            "<?xml encoding = \"utf-8\"?>v\u{fffd}r höst",
            1,
        );
        check(b"<?xml encoding=\"x-none\"?>\xc3\xa5", "<?xml encoding=\"x-none\"?>å", 0);
        check(b"", "", 0);
    }
}
