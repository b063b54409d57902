//! XML of packages as files of every program write it: names without prefix, attributes, references, targets.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::BytesStart;
use quick_xml::events::attributes::Attribute;

/// A reader that bears with broken XML.
pub(crate) fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

/// An element's name without prefix.
pub(crate) fn local<'e>(element: &'e BytesStart<'_>) -> &'e [u8] {
    element.local_name().into_inner()
}

/// An attribute by its name without prefix, unescaped.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    value(element, name).map(Cow::into_owned)
}

/// The same, borrowed where nothing in it is escaped.
fn value<'e>(element: &'e BytesStart<'_>, name: &[u8]) -> Option<Cow<'e, str>> {
    let mut all = element.attributes();
    let mut all = all.with_checks(false).flatten();
    Some(unescaped(all.find(|attribute| attribute.key.local_name().as_ref() == name)?))
}

/// Attributes by their names without prefix, unescaped, in one pass; of several alike the first.
pub(crate) fn attributes<'e, const N: usize>(
    element: &'e BytesStart<'_>,
    names: [&[u8]; N],
) -> [Option<Cow<'e, str>>; N] {
    let mut values = [const { None }; N];
    for attribute in element.attributes().with_checks(false).flatten() {
        let name = attribute.key.local_name();
        let at = names.iter().position(|wanted| name.as_ref() == *wanted);
        if let Some(value) = at.and_then(|at| values.get_mut(at)).filter(|value| value.is_none()) {
            *value = Some(unescaped(attribute));
        }
    }
    values
}

/// What an attribute says, borrowed where nothing in it is escaped.
fn unescaped(attribute: Attribute<'_>) -> Cow<'_, str> {
    let raw = match attribute.value {
        Cow::Borrowed(raw) => String::from_utf8_lossy(raw),
        Cow::Owned(raw) => String::from_utf8_lossy(&raw).into_owned().into(),
    };
    if !raw.contains('&') {
        return raw;
    }
    quick_xml::escape::unescape(&raw).map(|text| text.into_owned().into()).unwrap_or(raw)
}

/// The value of an on/off property: present without a value is on.
pub(crate) fn is_on(element: &BytesStart<'_>) -> bool {
    !matches!(value(element, b"val").as_deref(), Some("0" | "false" | "off" | "none"))
}

/// A number in an attribute.
pub(crate) fn number(element: &BytesStart<'_>, name: &[u8]) -> Option<i64> {
    value(element, name)?.trim().parse().ok()
}

/// The character that a reference stands for (`&amp;`, `&#229;`).
pub(crate) fn reference(name: &str) -> Option<char> {
    if let Some(digits) = name.strip_prefix('#') {
        let code = match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => digits.parse().ok()?,
        };
        return char::from_u32(code);
    }
    quick_xml::escape::resolve_predefined_entity(name)?.chars().next()
}

/// The part that holds the relationships of a part; "" is the package.
pub(crate) fn relationships_of(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

/// A relative target as a part name, as seen from a folder; `..` never climbs out of the package.
pub(crate) fn resolve(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}
