//! Words of diagrams (SmartArt) and charts, which stand in parts of their own.

use std::collections::BTreeSet;

use quick_xml::events::Event;

use crate::extract::package::{local, reader, reference};

/// Texts kept of one drawing.
const TEXTS: usize = 200;

/// The texts of a drawing, in the order of its part, each once: paragraphs, and names of a chart's series and groups.
/// Figures of charts are left out.
pub(super) fn texts(part: &str) -> Vec<String> {
    let mut reader = reader(part);
    let mut out: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut text = String::new();
    // Inside a text; inside names, not figures.
    let (mut open, mut names) = (false, false);
    while out.len() < TEXTS {
        let (name, ended) = match reader.read_event() {
            Ok(Event::Start(element)) => (local(&element).to_vec(), false),
            Ok(Event::End(element)) => (element.local_name().as_ref().to_vec(), true),
            Ok(Event::Text(part)) if open => {
                text.push_str(&part.decode().unwrap_or_default());
                continue;
            }
            Ok(Event::GeneralRef(name)) if open => {
                text.extend(reference(&name.decode().unwrap_or_default()));
                continue;
            }
            Ok(Event::Eof) | Err(_) => break,
            _ => continue,
        };
        match name.as_slice() {
            b"t" => open = !ended,
            b"strCache" => names = !ended,
            b"v" if names => open = !ended,
            _ => {}
        }
        let over = ended && (name == b"p" || name == b"v" && names);
        let words = text.trim();
        if over && !words.is_empty() {
            if seen.insert(words.to_owned()) {
                out.push(words.to_owned());
            }
            text.clear();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_diagrams_and_charts() {
        let check = |part: &str, expected: &[&str]| assert_eq!(texts(part), expected, "{part}");
        check(
            "<d:m><d:pt><d:t><a:p><a:r><a:t>Styr</a:t></a:r><a:r><a:t>grupp</a:t></a:r></a:p></d:t></d:pt>\
             <d:pt><d:t><a:p/></d:t></d:pt></d:m>",
            &["Styrgrupp"],
        );
        check(
            "<c:ser><c:tx><c:strRef><c:strCache><c:pt><c:v>Hav &amp; land</c:v></c:pt></c:strCache></c:strRef></c:tx>\
             <c:val><c:numCache><c:pt><c:v>4.3</c:v></c:pt></c:numCache></c:val></c:ser>",
            &["Hav & land"],
        );
    }
}
