//! Word files (DOCX, DOCM, DOTX): streamed from zip and XML, under limits, never by recursion.

mod body;
mod drawings;
mod numbering;
mod styles;
mod symbols;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::Event;

use self::body::{Context, Read as Reading, read_part};
use self::numbering::Numbering;
use self::styles::Styles;
use super::flow::{Item, Role, build, settle};
use super::package::{Package, attribute, finish, is_package, local, reader};
use super::{Ended, Extracted, Failure, Limits, Read as Ending};
use crate::document::DocumentBuilder;
use crate::finding::{REPORT_MARK, Reason};

/// Why a Word file, or a part of it, was not read: code and what to do.
pub const FAILURE_CODES: &[(&str, &str)] = &[
    ("zip-directory", "the file is broken: open it in Word and save it again"),
    ("entries", "the package has too many entries"),
    ("duplicate-entry", "the package holds two parts of one name: open it in Word and save it again"),
    ("password", "the file is protected by a password: save it without one"),
    ("part", "a part of the file is broken: open it in Word and save it again"),
    ("characters", "characters cannot be read: open the file in Word and save it again"),
    ("part-bytes", "a part of the file is too large"),
    ("total-bytes", "the parts of the file are too large together"),
    ("ratio", "a part of the file is packed beyond reason"),
    ("xml-cut", "the file ends too early: fetch it again"),
    ("xml", "the file's XML is broken: open it in Word and save it again"),
    ("doctype", "the file's XML holds a document type, which Word never writes"),
    ("depth", "the file's XML is nested too deep"),
    ("text-bytes", "the file holds too much text"),
    ("blocks", "the file has too many paragraphs"),
    ("pictures", "the text stands in pictures"),
    ("no-text", "the file holds no text"),
];

/// Reads a Word file; `None` where the bytes are none.
pub fn read(bytes: &[u8], limits: &Limits, ended: &mut Ended<'_>) -> Option<Extracted> {
    if !is_package(bytes) {
        return None;
    }
    let read = match Package::open(bytes, limits, ended) {
        Ok(mut package) => {
            let main = package.main_part()?;
            let lower = main.to_ascii_lowercase();
            let is_text = lower.starts_with("word/") || lower.ends_with("document.xml");
            if !is_text && !package.is_of_type(&main, &["wordprocessingml", "ms-word"]) {
                return None;
            }
            read_package(package, main, limits)
        }
        // What may not be opened is still told for what it is.
        Err(failure) => {
            let told = matches!(failure.reason, Reason::Limit | Reason::Encrypted);
            (told && bytes.windows(5).any(|name| name == b"word/")).then_some(())?;
            Err(failure)
        }
    };
    Some(read.unwrap_or_else(|failure| Extracted::failed("docx", failure)))
}

fn read_package(mut package: Package<'_>, main: String, limits: &Limits) -> Result<Extracted, Failure> {
    let relations = package.relations(&main);
    let part_of =
        |kind: &str| relations.values().find(|relation| relation.kind == kind).map(|r| r.target.clone());
    let mut reading = Reading { cut: package.flaw(), ..Reading::default() };
    let mut text_of = |package: &mut Package<'_>, name: Option<String>| -> Option<(String, String)> {
        let name = name?;
        let part = package.part(&name)?;
        if let Some(cut) = part.cut {
            reading.cut.get_or_insert(cut);
        }
        Some((name, part.text))
    };
    let styles =
        text_of(&mut package, part_of("styles")).map(|(_, text)| Styles::parse(text)).unwrap_or_default();
    let mut numbering = text_of(&mut package, part_of("numbering"))
        .map(|(_, text)| Numbering::parse(&text))
        .unwrap_or_default();
    let (main, main_text) =
        text_of(&mut package, Some(main)).ok_or_else(|| Failure::new(Reason::Damaged, "part"))?;
    let lost = |name: &Option<String>| name.clone().filter(|name| !package.has(name));
    let notes = [part_of("footnotes"), part_of("endnotes")];
    let lost = notes.iter().find_map(lost);
    let [footnotes, endnotes] = notes.map(|name| text_of(&mut package, name));
    let comments = text_of(&mut package, part_of("comments"));
    let mut furniture = Vec::new();
    let mut seen = BTreeSet::new();
    for relation in relations.values() {
        let role = match relation.kind.as_str() {
            "header" => Role::Header,
            "footer" => Role::Footer,
            _ => continue,
        };
        if seen.insert(relation.target.clone())
            && let Some((name, text)) = text_of(&mut package, Some(relation.target.clone()))
        {
            furniture.push((role, name, text));
        }
    }

    let mut drawn = Vec::new();
    for (id, relation) in &relations {
        if matches!(relation.kind.as_str(), "diagramData" | "chart")
            && let Some((_, text)) = text_of(&mut package, Some(relation.target.clone()))
        {
            drawn.push((id.clone(), drawings::texts(&text)));
        }
    }

    if let Some(name) = lost {
        reading.cut.get_or_insert_with(|| Failure::new(Reason::Damaged, "part").value(name));
    }
    let mut builder = DocumentBuilder::new("docx");
    let none = BTreeMap::new();
    let mut context = Context { styles: &styles, limits, notes: BTreeMap::new(), drawings: BTreeMap::new() };
    for (end, part) in [(false, footnotes), (true, endnotes)] {
        let Some((name, text)) = part else { continue };
        let part = builder.part(&name);
        let items =
            read_part(&text, part, Some(Role::Footnote), &context, &mut numbering, &none, &mut reading);
        for (id, item) in items {
            if let Some(id) = id {
                context.notes.entry((end, id)).or_default().push(item);
            }
        }
    }
    reading.breaks = (0, 0);
    let part = builder.part(&main);
    context.drawings = drawn.into_iter().map(|(id, texts)| ((part, id), texts)).collect();
    let body = read_part(&main_text, part, None, &context, &mut numbering, &relations, &mut reading);
    let mut items: Vec<Item> = body.into_iter().map(|(_, item)| item).collect();
    let pages = reading.breaks;
    if let Some((name, text)) = comments {
        let part = builder.part(&name);
        let read = read_part(&text, part, Some(Role::Comment), &context, &mut numbering, &none, &mut reading);
        items.extend(read.into_iter().map(|(_, item)| item));
    }
    furniture.sort_by_key(|(role, name, _)| (*role == Role::Footer, name.clone()));
    let mut shown = BTreeSet::new();
    for (role, name, text) in furniture {
        let part = builder.part(&name);
        let read = read_part(&text, part, Some(role), &context, &mut numbering, &none, &mut reading);
        // The same words on first, odd and even pages are one header to a reader.
        let words: Vec<&str> = read.iter().map(|(_, item)| item.text.as_str()).collect();
        if shown.insert((role == Role::Header, words.join(" "))) {
            items.extend(read.into_iter().map(|(_, item)| item));
        }
    }
    properties(&mut package, &mut builder);
    if builder.meta().properties.iter().any(|(name, _)| name == REPORT_MARK) {
        return Err(Failure::new(Reason::OwnReport, "own-report"));
    }
    package.ended("parse");
    let items = settle(items);
    build(&mut builder, &items, pages);
    let seen = pictured(letters_of(&items), reading.pictures);
    let mut read = finish(builder, reading.left_out, reading.cut);
    if let (Some(seen), Ending::Whole) = (seen, &read.read) {
        read.read = seen;
    }
    package.ended("layout");
    Ok(read)
}

/// Letters of a text beside pictures, below which these are the text.
const NOTE: usize = 100;
/// Letters for each page of pictures, below which these may be the rest of it.
const BESIDE: f64 = 1_000.0;

/// How far the reading came where large pictures stand beside few letters: scans that were pasted in.
fn pictured(letters: usize, pictures: f64) -> Option<Ending> {
    let failure = || Failure::new(Reason::Scan, "pictures");
    let pictures = (pictures > 0.0).then_some(pictures)?;
    match letters {
        letters if letters < NOTE => Some(Ending::Failed(failure())),
        letters if (letters as f64) < BESIDE * pictures => Some(Ending::Partial(failure())),
        _ => None,
    }
}

/// Letters and digits of the text itself.
fn letters_of(items: &[Item]) -> usize {
    let body = items.iter().filter(|item| !matches!(item.role, Role::Header | Role::Footer | Role::Comment));
    body.flat_map(|item| item.text.chars()).filter(|character| character.is_alphanumeric()).count()
}

/// Properties kept of a file, at most, and characters of each.
const PROPERTIES: (usize, usize) = (100, 500);

/// Title, author, number of pages and other properties, as the file says; and the names of embedded files.
fn properties(package: &mut Package<'_>, builder: &mut DocumentBuilder) {
    for name in ["docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"] {
        let Some(part) = package.part(name) else { continue };
        let mut reader = reader(&part.text);
        let mut open: Vec<u8> = Vec::new();
        let mut custom: Option<String> = None;
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => {
                    open = local(&element).to_vec();
                    if open == b"property" {
                        custom = attribute(&element, b"name");
                    }
                }
                Ok(Event::Text(text)) => {
                    let text: String =
                        text.decode().unwrap_or_default().trim().chars().take(PROPERTIES.1).collect();
                    let meta = builder.meta();
                    let other = match open.as_slice() {
                        _ if text.is_empty() => None,
                        b"title" => {
                            meta.title = Some(text.clone());
                            None
                        }
                        b"creator" => {
                            meta.author = Some(text.clone());
                            None
                        }
                        b"Pages" => {
                            meta.pages = text.parse().ok();
                            None
                        }
                        b"subject" | b"keywords" | b"category" | b"contentStatus" | b"description"
                        | b"lastModifiedBy" | b"Company" => Some(String::from_utf8_lossy(&open).into_owned()),
                        _ => custom.take(),
                    };
                    if let Some(name) = other.filter(|_| meta.properties.len() < PROPERTIES.0) {
                        meta.properties.push((name, text));
                    }
                }
                Ok(Event::End(_)) => open.clear(),
                Ok(Event::Eof) | Err(_) => break,
                _ => {}
            }
        }
    }
    builder.meta().embedded = package.names_under("word/embeddings/");
}
