//! OpenDocument text (ODT, OTT): streamed from zip and XML like Word files, with the same limits.

mod body;
mod styles;
#[cfg(test)]
mod tests;

use quick_xml::events::Event;

use self::body::Reading;
use self::styles::Styles;
use super::flow::{Item, Role, build, settle};
use super::package::{LeftOut, Package, finish, local, number, reader};
use super::{Ended, Extracted, Failure, Limits};
use crate::document::DocumentBuilder;
use crate::finding::Reason;

/// Reads OpenDocument text; `None` where the bytes are none.
pub fn read(bytes: &[u8], limits: &Limits, ended: &mut Ended<'_>) -> Option<Extracted> {
    if !bytes.starts_with(b"PK") {
        return None;
    }
    let mut package = Package::open(bytes, limits, ended).ok()?;
    let kind = package.part("mimetype").map(|part| part.text).unwrap_or_default();
    let is_text = kind.trim().starts_with("application/vnd.oasis.opendocument.text");
    (is_text && package.has("content.xml")).then_some(())?;
    Some(read_package(package, limits).unwrap_or_else(|failure| Extracted::failed("odt", failure)))
}

fn read_package(mut package: Package<'_>, limits: &Limits) -> Result<Extracted, Failure> {
    let manifest = package.part("META-INF/manifest.xml").map(|part| part.text).unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(Failure::new(Reason::Encrypted, "password"));
    }
    let content = package.part("content.xml").ok_or_else(|| Failure::new(Reason::Damaged, "part"))?;
    let common = package.part("styles.xml");
    let mut styles = Styles::default();
    if let Some(part) = &common {
        styles.parse(&part.text);
    }
    styles.parse(&content.text);
    let mut builder = DocumentBuilder::new("odt");
    let mut reading = Reading::new(&styles, limits);
    reading.cut = content.cut;
    reading.part = builder.part("content.xml");
    reading.read(&content.text, b"body");
    let pages = reading.breaks;
    if let Some(part) = common {
        reading.begin_part(builder.part("styles.xml"));
        reading.read(&part.text, b"master-styles");
        reading.cut = reading.cut.take().or(part.cut);
    }
    properties(&mut package, &mut builder);
    let (comments, body): (Vec<Item>, Vec<Item>) =
        reading.out.drain(..).filter(|item| !item.text.is_empty()).partition(|item| is_aside(item.role));
    package.ended("parse");
    let mut items = settle(body);
    items.extend(comments);
    build(&mut builder, &items, (pages, 0));
    let left_out = LeftOut { changes: reading.changes, hidden: reading.hidden, chunks: 0 };
    let read = finish(builder, left_out, reading.cut);
    package.ended("layout");
    Ok(read)
}

/// What stands beside the text: it comes after it.
fn is_aside(role: Role) -> bool {
    matches!(role, Role::Comment | Role::Header | Role::Footer)
}

fn properties(package: &mut Package<'_>, builder: &mut DocumentBuilder) {
    let Some(part) = package.part("meta.xml") else { return };
    let mut reader = reader(&part.text);
    let mut open: Vec<u8> = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                open = local(&element).to_vec();
                if open == b"document-statistic" {
                    builder.meta().pages = number(&element, b"page-count").and_then(|n| n.try_into().ok());
                }
            }
            Ok(Event::Text(text)) => {
                let text = text.decode().unwrap_or_default().trim().to_owned();
                let meta = builder.meta();
                match open.as_slice() {
                    _ if text.is_empty() => {}
                    b"title" => meta.title = Some(text),
                    b"initial-creator" => meta.author = Some(text),
                    b"creator" => meta.author = meta.author.take().or(Some(text)),
                    _ => {}
                }
            }
            Ok(Event::End(_)) => open.clear(),
            Ok(Event::Eof) | Err(_) => break,
            _ => {}
        }
    }
}
