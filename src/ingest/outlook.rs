//! Messages as Outlook saves them (`.msg`): a compound file whose storages hold the attachments.

use std::io::{Cursor, Read};

use cfb::CompoundFile;

/// Messages inside messages are opened to this depth.
const DEPTH: usize = 3;

type File<'b> = CompoundFile<Cursor<&'b [u8]>>;

/// True where the bytes are such a message.
pub(super) fn is_message(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
        && CompoundFile::open(Cursor::new(bytes)).is_ok_and(|file| file.exists("/__properties_version1.0"))
}

/// What is attached, at most so many files of at most so many bytes in all; pictures that belong to the text are left
/// out. What an attached message holds is named after it.
pub(super) fn attachments(bytes: &[u8], most: usize, total: u64) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    if let Ok(mut file) = CompoundFile::open(Cursor::new(bytes)) {
        let mut left = total;
        collect(&mut file, "", "", DEPTH, most, &mut left, &mut found);
    }
    found
}

fn collect(
    file: &mut File<'_>,
    storage: &str,
    prefix: &str,
    depth: usize,
    most: usize,
    left: &mut u64,
    found: &mut Vec<(String, Vec<u8>)>,
) {
    let root = if storage.is_empty() { "/" } else { storage };
    let Ok(entries) = file.read_storage(root) else { return };
    let mut attached: Vec<String> = entries
        .filter(|entry| entry.is_storage() && entry.name().starts_with("__attach_version1.0_"))
        .map(|entry| format!("{storage}/{}", entry.name()))
        .collect();
    attached.sort();
    for at in attached {
        if found.len() >= most {
            return;
        }
        let mut text = |tags: &[&str]| tags.iter().find_map(|tag| string(file, &at, tag));
        // The long file name, else the short one, else what is shown.
        let name = text(&["3707", "3704", "3001"]).unwrap_or_else(|| "attachment".to_owned());
        let is_picture = text(&["370E"]).is_some_and(|kind| kind.starts_with("image/"));
        if is_picture && text(&["3712"]).is_some() {
            continue;
        }
        let name = format!("{prefix}{}", name.replace(['/', '\\'], "_"));
        let inner = format!("{at}/__substg1.0_3701000D");
        if file.is_storage(&inner) {
            if depth > 0 && file.exists(format!("{inner}/__properties_version1.0")) {
                collect(file, &inner, &format!("{name}/"), depth - 1, most, left, found);
            }
        } else if let Some(bytes) = stream(file, &format!("{at}/__substg1.0_37010102"), *left) {
            *left -= bytes.len() as u64;
            found.push((name, bytes));
        }
    }
}

/// A text of an attachment: in UTF-16, else in the code page of Western Europe.
fn string(file: &mut File<'_>, at: &str, tag: &str) -> Option<String> {
    const LONGEST: u64 = 4 << 10;
    let wide = stream(file, &format!("{at}/__substg1.0_{tag}001F"), LONGEST).map(|bytes| {
        let units = bytes.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    });
    let narrow = || {
        let bytes = stream(file, &format!("{at}/__substg1.0_{tag}001E"), LONGEST)?;
        Some(
            String::from_utf8(bytes)
                .unwrap_or_else(|error| error.into_bytes().into_iter().map(char::from).collect()),
        )
    };
    let text = wide.or_else(narrow)?;
    Some(text.trim_end_matches('\0').trim().to_owned()).filter(|text| !text.is_empty())
}

/// The bytes of a stream; `None` where there is none, or it is longer.
fn stream(file: &mut File<'_>, path: &str, longest: u64) -> Option<Vec<u8>> {
    if !file.is_stream(path) {
        return None;
    }
    let stream = file.open_stream(path).ok()?;
    let mut bytes = Vec::new();
    stream.take(longest.saturating_add(1)).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= longest).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn put(file: &mut CompoundFile<Cursor<Vec<u8>>>, path: &str, bytes: &[u8]) {
        file.create_stream(path).unwrap().write_all(bytes).unwrap();
    }

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn attachments_are_taken_out_of_messages_inside_messages_too() {
        let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        put(&mut file, "/__properties_version1.0", b"");
        let inner = "/__attach_version1.0_#00000001/__substg1.0_3701000D";
        for (at, name, bytes) in [
            ("/__attach_version1.0_#00000000".to_owned(), "Avtal å.txt", &b"ett"[..]),
            (format!("{inner}/__attach_version1.0_#00000000"), "b.txt", b"tv\xe5"),
        ] {
            file.create_storage_all(&at).unwrap();
            put(&mut file, &format!("{at}/__substg1.0_3707001F"), &wide(name));
            put(&mut file, &format!("{at}/__substg1.0_37010102"), bytes);
        }
        put(&mut file, &format!("{inner}/__properties_version1.0"), b"");
        put(&mut file, "/__attach_version1.0_#00000001/__substg1.0_3001001E", b"Vidare\0");
        let picture = "/__attach_version1.0_#00000002";
        file.create_storage(picture).unwrap();
        put(&mut file, &format!("{picture}/__substg1.0_370E001F"), &wide("image/png"));
        put(&mut file, &format!("{picture}/__substg1.0_3712001F"), &wide("logo@x"));
        put(&mut file, &format!("{picture}/__substg1.0_37010102"), b"png");
        let bytes = file.into_inner().into_inner();
        assert!(is_message(&bytes));
        let expected =
            [("Avtal å.txt".to_owned(), b"ett".to_vec()), ("Vidare/b.txt".into(), b"tv\xe5".to_vec())];
        assert_eq!(attachments(&bytes, 10, 1 << 20), expected);
        assert_eq!(attachments(&bytes, 1, 1 << 20).len(), 1);
        assert_eq!(attachments(&bytes, 10, 3).len(), 1);
        // Cut or altered anywhere, it holds fewer files or none.
        for cut in (0..bytes.len()).step_by(97) {
            let mut broken = bytes[..cut].to_vec();
            assert!(attachments(&broken, 10, 1 << 20).len() <= 2);
            broken = bytes.clone();
            broken[cut] ^= 0x5a;
            let _ = attachments(&broken, 10, 1 << 20);
        }
    }
}
