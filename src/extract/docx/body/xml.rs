//! Open elements and their vocabularies, whatever the prefixes.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memchr_iter;
use quick_xml::events::BytesStart;

/// Which vocabulary an element belongs to, whatever its prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    Word,
    Math,
    Drawing,
    Other,
}

/// Prefixes in force. Undeclared ones stand for what they are used for by everyone.
#[derive(Debug, Default)]
pub(super) struct Spaces {
    pub(super) known: BTreeMap<Vec<u8>, Space>,
    /// Declarations to be undone: depth, prefix, what it stood for before.
    pub(super) undo: Vec<(usize, Vec<u8>, Option<Space>)>,
    /// Prefixes declared for vocabularies that Word does not know.
    pub(super) foreign: BTreeSet<Vec<u8>>,
    /// The prefix that was asked for last: nearly always the next one too.
    pub(super) last: Option<(Vec<u8>, Space)>,
}

/// What the names of vocabularies that Word knows begin with.
const VENDORS: [&[u8]; 4] = [
    b"http://schemas.openxmlformats.org/",
    b"http://schemas.microsoft.com/",
    b"http://purl.oclc.org/ooxml/",
    b"urn:schemas-microsoft-com:",
];

impl Spaces {
    /// The vocabulary of an element that is opened at `depth`.
    pub(super) fn of(&mut self, element: &BytesStart<'_>, depth: usize) -> Space {
        let raw = element.attributes_raw();
        if !raw.is_empty() && memchr_iter(b'x', raw).any(|at| raw[at..].starts_with(b"xmlns")) {
            for attribute in element.attributes().with_checks(false).flatten() {
                let prefix = match attribute.key.as_ref() {
                    b"xmlns" => Vec::new(),
                    name => match name.strip_prefix(b"xmlns:") {
                        Some(prefix) => prefix.to_vec(),
                        None => continue,
                    },
                };
                let space = match attribute.value.as_ref() {
                    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
                    | b"http://purl.oclc.org/ooxml/wordprocessingml/main" => Space::Word,
                    b"http://schemas.openxmlformats.org/officeDocument/2006/math"
                    | b"http://purl.oclc.org/ooxml/officeDocument/math" => Space::Math,
                    b"http://schemas.openxmlformats.org/drawingml/2006/main"
                    | b"http://purl.oclc.org/ooxml/drawingml/main" => Space::Drawing,
                    _ => Space::Other,
                };
                if VENDORS.iter().any(|vendor| attribute.value.starts_with(vendor)) {
                    self.foreign.remove(&prefix);
                } else {
                    self.foreign.insert(prefix.clone());
                }
                let before = self.known.insert(prefix.clone(), space);
                self.last = None;
                if before != Some(space) {
                    self.undo.push((depth, prefix, before));
                }
            }
        }
        let name = element.name();
        if let Some((last, space)) = &self.last
            && let Some([b':', ..]) = name.as_ref().strip_prefix(last.as_slice())
        {
            return *space;
        }
        let prefix = name.prefix().map_or(&b""[..], |prefix| prefix.into_inner());
        let space = self.known.get(prefix).copied().unwrap_or(match prefix {
            b"w" => Space::Word,
            b"m" => Space::Math,
            b"a" => Space::Drawing,
            _ => Space::Other,
        });
        self.last = Some((prefix.to_vec(), space));
        space
    }

    /// True where one of these prefixes stands for a vocabulary that Word does not know: it shows the fallback then.
    pub(super) fn any_foreign(&self, prefixes: &str) -> bool {
        prefixes.split_whitespace().any(|prefix| self.foreign.contains(prefix.as_bytes()))
    }

    /// The element that was opened at `depth` is closed.
    pub(super) fn close(&mut self, depth: usize) {
        if self.undo.last().is_some_and(|(at, ..)| *at >= depth) {
            self.last = None;
        }
        while self.undo.last().is_some_and(|(at, ..)| *at >= depth) {
            match self.undo.pop() {
                Some((_, prefix, Some(space))) => self.known.insert(prefix, space),
                Some((_, prefix, None)) => self.known.remove(&prefix),
                None => None,
            };
        }
    }
}

/// An open element; its name stands in `Open`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element {
    pub(super) name: usize,
    pub(super) space: Space,
}

/// The open elements, with their names in one buffer.
#[derive(Debug, Default)]
pub(super) struct Open {
    pub(super) names: Vec<u8>,
    pub(super) elements: Vec<Element>,
}

impl Open {
    pub(super) fn push(&mut self, name: &[u8], space: Space) {
        self.elements.push(Element { name: self.names.len(), space });
        self.names.extend_from_slice(name);
    }

    /// The innermost open element.
    pub(super) fn last(&self) -> Option<(&[u8], Space)> {
        let element = self.elements.last()?;
        Some((&self.names[element.name..], element.space))
    }

    pub(super) fn pop(&mut self) {
        if let Some(element) = self.elements.pop() {
            self.names.truncate(element.name);
        }
    }

    pub(super) fn name(&self, at: usize) -> &[u8] {
        let end = self.elements.get(at + 1).map_or(self.names.len(), |next| next.name);
        self.elements.get(at).map_or(&[], |element| &self.names[element.name..end])
    }

    pub(super) fn len(&self) -> usize {
        self.elements.len()
    }

    pub(super) fn parent(&self) -> Option<&[u8]> {
        self.len().checked_sub(1).map(|at| self.name(at))
    }

    /// The innermost open element of that name.
    pub(super) fn last_of(&self, name: &[u8]) -> Option<usize> {
        (0..self.len()).rev().find(|at| self.name(*at) == name)
    }
}
