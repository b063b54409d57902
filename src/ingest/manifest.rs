//! Delivery packages for archives (FGS, E-ARK SIP): the METS manifest names the files, and says what they belong to.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde::{Deserialize, Serialize};

use crate::finding::Package;

/// Names of a manifest, lower case: FGS 1, and E-ARK (FGS 2).
const NAMES: &[&str] = &["sip.xml", "mets.xml", "aip.xml", "dip.xml"];
/// Files of a package that a manifest is asked for, at most.
const FILES: usize = 100_000;

/// What a manifest says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Of the whole package.
    package: Package,
    /// Titles by path, for the files that it names.
    files: BTreeMap<String, Option<String>>,
    /// The folder in which it stands, with `/` at its end; empty at the root.
    folder: String,
}

/// True where a file of a container can be its manifest: at the root, or in the only folder there.
pub(super) fn is_named_so(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    name.matches('/').count() <= 1 && NAMES.contains(&file.as_str())
}

impl Manifest {
    /// Reads a manifest; `None` where the bytes are none.
    pub(super) fn parse(name: &str, bytes: &[u8]) -> Option<Manifest> {
        let text = String::from_utf8_lossy(bytes);
        let mut reader = Reader::from_str(&text);
        let folder = name.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
        let mut manifest = Manifest { folder, ..Manifest::default() };
        let mut is_mets = false;
        // Agents have a role and a type; the first of the best role counts.
        let (mut rank, mut agent, mut in_name) = (usize::MAX, usize::MAX, false);
        let mut label = None;
        loop {
            let event = reader.read_event().ok()?;
            match &event {
                Event::DocType(_) => return None,
                Event::Eof => break,
                Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                    b"mets" => {
                        is_mets = true;
                        manifest.package.title = value(element, b"LABEL");
                        manifest.package.id = value(element, b"OBJID");
                    }
                    b"metsHdr" => manifest.package.date = value(element, b"CREATEDATE"),
                    b"agent" => agent = role(element),
                    b"name" => in_name = agent < rank,
                    // A file's name stands in the locator inside; its title in either.
                    b"file" => label = title(element),
                    b"FLocat" => {
                        let title = title(element).or_else(|| label.take());
                        if let Some(path) = value(element, b"href").map(|href| path(&href))
                            && manifest.files.len() < FILES
                        {
                            manifest.files.insert(path, title);
                        }
                    }
                    _ if !is_mets => return None,
                    _ => {}
                },
                Event::Text(text) if in_name => {
                    let name = text.decode().ok().map(|name| name.trim().to_owned());
                    if let Some(name) = name.filter(|name| !name.is_empty()) {
                        manifest.package.organisation = Some(name);
                        (rank, in_name) = (agent, false);
                    }
                }
                Event::End(element) if element.local_name().as_ref() == b"name" => in_name = false,
                _ => {}
            }
        }
        is_mets.then_some(manifest)
    }

    /// What it says of a file of the container.
    pub fn of(&self, name: &str) -> Package {
        let inside = name.strip_prefix(&self.folder).unwrap_or(name);
        let named = self.files.get(inside);
        let title = named.cloned().flatten().or_else(|| self.package.title.clone());
        Package { title, listed: named.is_some(), ..self.package.clone() }
    }

    /// Files that it names and the container does not hold, with the names that they would have there.
    pub(super) fn missing<'m>(&'m self, held: &'m [(u64, String)]) -> impl Iterator<Item = String> + 'm {
        let held: std::collections::BTreeSet<&str> = held.iter().map(|(_, name)| name.as_str()).collect();
        let named = self.files.keys().map(|path| format!("{}{path}", self.folder));
        named.filter(move |name| !held.contains(name.as_str()))
    }
}

/// The organisation whose archive it is comes first, then who made the package; programs do not count.
fn role(agent: &BytesStart<'_>) -> usize {
    let is = |name: &[u8], wanted: &str| value(agent, name).is_some_and(|value| value == wanted);
    if !is(b"TYPE", "ORGANIZATION") {
        return usize::MAX;
    }
    let roles = ["ARCHIVIST", "CREATOR", "CUSTODIAN", "IPOWNER"];
    roles.iter().position(|role| is(b"ROLE", role)).unwrap_or(roles.len())
}

fn title(element: &BytesStart<'_>) -> Option<String> {
    value(element, b"LABEL").or_else(|| value(element, b"title"))
}

/// An attribute by its name without prefix; `None` where it is empty.
fn value(element: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    let mut attributes = element.attributes();
    let attributes = attributes.with_checks(false).flatten();
    let found = attributes.into_iter().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let raw = String::from_utf8_lossy(&found.value).into_owned();
    let value = quick_xml::escape::unescape(&raw).map(|text| text.into_owned()).unwrap_or(raw);
    Some(value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// The path in a locator: "file:///content/a%20b.docx", "file:content/a.docx", "./content/a.docx".
fn path(href: &str) -> String {
    let path = href.strip_prefix("file:").unwrap_or(href).trim_start_matches("./").trim_start_matches('/');
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match hex.filter(|_| *first == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).replace('\\', "/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, file: &str, expected: Option<(&str, &str, &str, bool)>) {
        let said = Manifest::parse("sip.xml", text.as_bytes()).map(|manifest| manifest.of(file));
        let said = said.as_ref().map(|package| {
            let or = |text: &Option<String>| text.clone().unwrap_or_default();
            (or(&package.title), or(&package.organisation), or(&package.date), package.listed)
        });
        let expected = expected.map(|(a, b, c, listed)| (a.to_owned(), b.to_owned(), c.to_owned(), listed));
        assert_eq!(said, expected, "{text}");
    }

    #[test]
    fn manifests_tell_title_organisation_and_date() {
        let mets = r#"<?xml version="1.0" encoding="UTF-8"?><mets:mets xmlns:mets="http://www.loc.gov/METS/"
            xmlns:xlink="http://www.w3.org/1999/xlink" OBJID="UUID:1" LABEL="Avtal 2024 &amp; 2025">
            <mets:metsHdr CREATEDATE="2025-02-03T10:00:00"><mets:agent ROLE="OTHER" TYPE="OTHER">
            <mets:name>Exportör 2</mets:name></mets:agent><mets:agent ROLE="CREATOR" TYPE="ORGANIZATION">
            <mets:name>Arkivkonsult AB</mets:name></mets:agent><mets:agent ROLE="ARCHIVIST" TYPE="ORGANIZATION">
            <mets:name>Norrby kommun</mets:name></mets:agent></mets:metsHdr><mets:fileSec><mets:fileGrp>
            <mets:file ID="a"><mets:FLocat xlink:href="file:///content/avtal%20ett.docx" LOCTYPE="URL"
            xlink:title="Avtal ett"/></mets:file></mets:fileGrp></mets:fileSec></mets:mets>"#;
        let said = |title, listed| Some((title, "Norrby kommun", "2025-02-03T10:00:00", listed));
        check(mets, "content/avtal ett.docx", said("Avtal ett", true));
        check(mets, "content/annat.docx", said("Avtal 2024 & 2025", false));
        check("<html><p>mets</p></html>", "a", None);
        check("<mets", "a", None);
        check("<!DOCTYPE mets [<!ENTITY a \"a\">]><mets/>", "a", None);
        check("", "a", None);
        assert_eq!(path("file:./content/%C3%A5.pdf"), "content/å.pdf".replace("./", ""));
    }
}
