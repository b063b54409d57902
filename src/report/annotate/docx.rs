//! Comments into a Word file. The main part gets marks around the quoted words, runs being split where they must; the
//! comments part, the content types and the relationships get what belongs to them; every other entry is copied as it
//! is stored.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::{Annotated, Note};
use crate::finding::SourceRef;

/// Inflated bytes of one part that is changed, at most.
const PART: u64 = 256 << 20;
const AUTHOR: &str = "pyspunka";
const TYPES: &str = "[Content_Types].xml";
const COMMENTS_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";

pub(super) fn annotate(bytes: &[u8], notes: &[Note<'_>]) -> Result<Annotated, String> {
    let mut package = Package::open(bytes)?;
    let main = package.main()?;
    let text = package.text(&main)?;
    let rels = rels_of(&main);
    let relationships = package.text(&rels).unwrap_or_else(|_| EMPTY_RELATIONSHIPS.to_owned());
    let strict = text.contains("http://purl.oclc.org/ooxml/wordprocessingml/main");
    let existing = target_of(&relationships, "/comments").map(|target| resolve(&main, &target));
    let comments = existing.clone().unwrap_or_else(|| resolve(&main, "comments.xml"));
    let before = match &existing {
        Some(part) => package.text(part)?,
        None => empty_comments(strict),
    };
    let paragraphs = paragraphs(&text)?;
    let first = highest_id(&before).map_or(0, |highest| highest + 1);
    let mut edits = Edits::default();
    let (mut placed, mut at_top) = (0, 0);
    let mut written = Vec::new();
    for (note, id) in notes.iter().zip(first..) {
        let place = paragraphs.place(&main, note);
        let (paragraph, words) = match place {
            Some(place) => {
                placed += 1;
                place
            }
            None => {
                let Some(top) = paragraphs.top() else {
                    return Err("no paragraph to put a comment at".to_owned());
                };
                at_top += 1;
                (top, 0..usize::MAX)
            }
        };
        edits.mark(&text, paragraph, words, id);
        written.push((id, note));
    }
    let prefix = prefix_of_root(&before);
    let mut bodies = String::new();
    for (id, note) in written {
        bodies.push_str(&comment(&prefix, id, note));
    }
    let end = before.rfind("</").ok_or("the comments part has no end")?;
    let comments_text = format!("{}{bodies}{}", &before[..end], &before[end..]);
    let mut changed: BTreeMap<String, String> =
        [(main.clone(), edits.apply(&text)), (comments.clone(), comments_text)].into();
    if existing.is_none() {
        changed.insert(rels, with_relationship(&relationships, strict)?);
        let types = package.text(TYPES)?;
        changed.insert(TYPES.to_owned(), with_type(&types, &comments)?);
    }
    Ok(Annotated { bytes: package.write(changed)?, placed, at_top })
}

struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
}

impl<'b> Package<'b> {
    fn open(bytes: &'b [u8]) -> Result<Package<'b>, String> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| "not a whole Word file".to_owned())?;
        Ok(Package { archive })
    }

    /// A part as text. Word writes UTF-8.
    fn text(&mut self, name: &str) -> Result<String, String> {
        let part = self.archive.by_name(name).map_err(|_| format!("no part {name}"))?;
        let mut bytes = Vec::new();
        part.take(PART).read_to_end(&mut bytes).map_err(|_| format!("{name} is damaged"))?;
        if bytes.len() as u64 == PART {
            return Err(format!("{name} is larger than {PART} bytes"));
        }
        String::from_utf8(bytes).map_err(|_| format!("{name} is not UTF-8"))
    }

    fn main(&mut self) -> Result<String, String> {
        let relationships = self.text("_rels/.rels")?;
        let target = target_of(&relationships, "/officeDocument").ok_or("not a Word file")?;
        Ok(target.trim_start_matches('/').to_owned())
    }

    fn write(mut self, mut changed: BTreeMap<String, String>) -> Result<Vec<u8>, String> {
        let failed = |error: zip::result::ZipError| error.to_string();
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default();
        let write = |out: &mut ZipWriter<_>, name: &str, text: &str| -> Result<(), String> {
            out.start_file(name, options).map_err(failed)?;
            out.write_all(text.as_bytes()).map_err(|error| error.to_string())
        };
        for index in 0..self.archive.len() {
            let entry = self.archive.by_index_raw(index).map_err(failed)?;
            match changed.remove(entry.name()) {
                Some(text) => write(&mut out, entry.name(), &text)?,
                None => out.raw_copy_file(entry).map_err(failed)?,
            }
        }
        for (name, text) in changed {
            write(&mut out, &name, &text)?;
        }
        Ok(out.finish().map_err(failed)?.into_inner())
    }
}

/// All paragraphs of a part, as places to put marks into.
#[derive(Debug, Default)]
struct Paragraphs {
    list: Vec<Paragraph>,
}

#[derive(Debug, Default)]
struct Paragraph {
    runs: Vec<Run>,
    /// The words of its runs, one after the other.
    text: String,
    /// In a table of contents or another field, where no mark may stand.
    closed: bool,
}

#[derive(Debug)]
struct Run {
    /// In the part.
    span: Range<usize>,
    /// Its words in the paragraph's text.
    words: Range<usize>,
    /// Prefix of its name with the colon: "w:".
    prefix: String,
    /// Its properties in the part.
    properties: Range<usize>,
    /// The inside of its only text element, and the end of that element's name; `None` where it cannot be split.
    only: Option<Only>,
}

#[derive(Debug, Clone)]
struct Only {
    inside: Range<usize>,
    /// Where an attribute can be put into its start tag.
    attribute: usize,
    preserves: bool,
}

fn local(name: &[u8]) -> &[u8] {
    name.rsplit(|byte| *byte == b':').next().unwrap_or(name)
}

/// Reads the part once. Deleted words and a second reading of the same drawing are passed over.
fn paragraphs(text: &str) -> Result<Paragraphs, String> {
    let from = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut reader = Reader::from_str(&text[from..]);
    reader.config_mut().check_end_names = false;
    let mut out = Paragraphs::default();
    let mut open: Vec<Paragraph> = Vec::new();
    let mut run: Vec<(Run, usize)> = Vec::new();
    let mut skipping = 0usize;
    let mut fields = 0usize;
    let mut element: Option<(Range<usize>, usize, bool)> = None;
    loop {
        let start = from + reader.buffer_position() as usize;
        let event = reader.read_event().map_err(|error| format!("the text is damaged: {error}"))?;
        let end = from + reader.buffer_position() as usize;
        match event {
            Event::Eof => break,
            Event::Start(tag) => match local(tag.name().as_ref()) {
                b"del" | b"moveFrom" | b"Fallback" => skipping += 1,
                _ if skipping > 0 => {}
                b"p" => open.push(Paragraph { closed: fields > 0, ..Paragraph::default() }),
                b"r" => {
                    let words = open.last().map_or(0, |paragraph| paragraph.text.len());
                    let prefix = prefix(&tag);
                    let span = start..end;
                    run.push((Run { span, words: words..words, prefix, properties: 0..0, only: None }, 0));
                }
                b"rPr" => {
                    if let Some((run, _)) = run.last_mut().filter(|(run, _)| run.properties == (0..0)) {
                        run.properties = start..end;
                    }
                }
                b"t" => {
                    let preserves = tag.attributes().flatten().any(|a| a.key.as_ref() == b"xml:space");
                    element = Some((end..end, end - 1, preserves));
                    if let Some((_, parts)) = run.last_mut() {
                        *parts += 1;
                    }
                }
                _ => {}
            },
            Event::Empty(tag) if skipping == 0 => match local(tag.name().as_ref()) {
                b"tab" | b"br" | b"cr" | b"noBreakHyphen" => {
                    let shown = match local(tag.name().as_ref()) {
                        b"noBreakHyphen" => '\u{2011}',
                        b"tab" => '\t',
                        _ => '\n',
                    };
                    if let (Some(paragraph), Some((_, parts))) = (open.last_mut(), run.last_mut()) {
                        paragraph.text.push(shown);
                        *parts += 2;
                    }
                }
                b"fldChar" => {
                    let kind = tag.attributes().flatten().find(|a| local(a.key.as_ref()) == b"fldCharType");
                    match kind.as_ref().map(|kind| kind.value.as_ref()) {
                        Some(b"begin") => fields += 1,
                        Some(b"end") => fields = fields.saturating_sub(1),
                        _ => {}
                    }
                    if let Some((_, parts)) = run.last_mut() {
                        *parts += 2;
                    }
                }
                b"t" | b"rPr" => {}
                b"p" => out.list.push(Paragraph::default()),
                _ => {
                    if let Some((_, parts)) = run.last_mut().filter(|(run, _)| run.properties.end != start) {
                        *parts += usize::from(parts_matter(local(tag.name().as_ref())));
                    }
                }
            },
            Event::Text(words) if skipping == 0 && element.is_some() => {
                if let Some(paragraph) = open.last_mut() {
                    paragraph.text.push_str(&words.decode().unwrap_or_default());
                }
            }
            Event::GeneralRef(name) if skipping == 0 && element.is_some() => {
                if let Some(paragraph) = open.last_mut() {
                    paragraph.text.push(character(&name.decode().unwrap_or_default()));
                }
            }
            Event::CData(words) if skipping == 0 && element.is_some() => {
                if let (Some(paragraph), Some((_, parts))) = (open.last_mut(), run.last_mut()) {
                    paragraph.text.push_str(&String::from_utf8_lossy(&words));
                    *parts += 2;
                }
            }
            Event::End(tag) => match local(tag.name().as_ref()) {
                b"del" | b"moveFrom" | b"Fallback" => skipping = skipping.saturating_sub(1),
                _ if skipping > 0 => {}
                b"rPr" => {
                    if let Some((run, _)) = run.last_mut().filter(|(run, _)| run.properties.start > 0) {
                        run.properties.end = run.properties.end.max(end);
                    }
                }
                b"t" => {
                    if let (Some((inside, attribute, preserves)), Some((run, _))) =
                        (element.take(), run.last_mut())
                    {
                        run.only = Some(Only { inside: inside.start..start, attribute, preserves });
                    }
                }
                b"r" => {
                    if let (Some((mut done, parts)), Some(paragraph)) = (run.pop(), open.last_mut()) {
                        done.span.end = end;
                        done.words.end = paragraph.text.len();
                        done.only = done.only.filter(|_| parts == 1);
                        paragraph.runs.push(done);
                    }
                }
                b"p" => out.list.extend(open.pop()),
                _ => {}
            },
            _ => {}
        }
    }
    Ok(out)
}

/// What in a run holds something that must not be torn apart. Properties of a run do not.
fn parts_matter(name: &[u8]) -> bool {
    matches!(
        name,
        b"sym"
            | b"drawing"
            | b"pict"
            | b"object"
            | b"footnoteReference"
            | b"endnoteReference"
            | b"annotationRef"
            | b"softHyphen"
            | b"ptab"
            | b"pgNum"
    )
}

fn prefix(tag: &BytesStart<'_>) -> String {
    let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
    name.rsplit_once(':').map_or_else(String::new, |(prefix, _)| format!("{prefix}:"))
}

fn character(name: &str) -> char {
    match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#').unwrap_or_default();
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => number.parse().ok(),
            };
            code.and_then(char::from_u32).unwrap_or('\u{fffd}')
        }
    }
}

impl Paragraphs {
    /// The paragraph that holds the quoted words, nearest to where they were read, and the words in its text.
    fn place(&self, main: &str, note: &Note<'_>) -> Option<(&Paragraph, Range<usize>)> {
        let Some(SourceRef::Docx { part, paragraph, .. }) = note.source else { return None };
        if part != main {
            return None;
        }
        let from = *paragraph as usize;
        let farthest = from.max(self.list.len().saturating_sub(from));
        for needle in needles(note.quote) {
            for step in 0..=farthest {
                for at in [from.checked_add(step), from.checked_sub(step)].into_iter().flatten() {
                    let Some(paragraph) = self.list.get(at).filter(|paragraph| !paragraph.closed) else {
                        continue;
                    };
                    if let Some(words) = find(&paragraph.text, &needle) {
                        return Some((paragraph, words));
                    }
                }
            }
        }
        None
    }

    /// The first paragraph with words in it.
    fn top(&self) -> Option<&Paragraph> {
        let free = || self.list.iter().filter(|paragraph| !paragraph.closed && !paragraph.runs.is_empty());
        free().find(|paragraph| !paragraph.text.trim().is_empty()).or_else(|| free().next())
    }
}

/// What to look for, longest first: the quote; its first line or cell; the same without a number that Word makes.
fn needles(quote: &str) -> Vec<String> {
    let quote = quote.trim();
    let first = quote.split(['\t', '\n']).map(str::trim).find(|part| !part.is_empty()).unwrap_or(quote);
    let mut needles: Vec<String> = Vec::new();
    for text in [quote, first] {
        let unlabelled = text.split_once(char::is_whitespace).map(|(_, rest)| rest.trim());
        for text in [Some(text), unlabelled].into_iter().flatten() {
            let text: String = squeeze(text).map(|(_, c)| c).collect();
            if text.chars().count() > 2 && !needles.contains(&text) {
                needles.push(text);
            }
        }
    }
    needles
}

/// Characters with their places; white space as one blank, without soft hyphens, all hyphens alike.
fn squeeze(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let mut blank = true;
    text.char_indices().filter_map(move |(at, c)| match c {
        '\u{ad}' | '\u{200b}' | '\u{feff}' => None,
        c if c.is_whitespace() => (!std::mem::replace(&mut blank, true)).then_some((at, ' ')),
        '\u{2010}' | '\u{2011}' => {
            blank = false;
            Some((at, '-'))
        }
        c => {
            blank = false;
            Some((at, c))
        }
    })
}

fn find(text: &str, needle: &str) -> Option<Range<usize>> {
    let (places, squeezed): (Vec<usize>, String) = squeeze(text).unzip();
    let at = squeezed.find(needle)?;
    let first = squeezed[..at].chars().count();
    let last = first + needle.chars().count() - 1;
    let (start, end) = (*places.get(first)?, *places.get(last)?);
    Some(start..end + text.get(end..)?.chars().next()?.len_utf8())
}

/// Insertions into a part, by place.
#[derive(Debug, Default)]
struct Edits {
    list: Vec<(usize, u8, String)>,
    /// Text elements that keep their blanks from now on.
    kept: std::collections::BTreeSet<usize>,
}

impl Edits {
    /// Puts the marks of a comment around words of a paragraph.
    fn mark(&mut self, part: &str, paragraph: &Paragraph, words: Range<usize>, id: u64) {
        let holds = |run: &&Run| run.words.start < words.end && run.words.end > words.start;
        let inside: Vec<&Run> = paragraph.runs.iter().filter(holds).collect();
        let (Some(first), Some(last)) = (
            inside.first().copied().or_else(|| paragraph.runs.first()),
            inside.last().copied().or_else(|| paragraph.runs.last()),
        ) else {
            return;
        };
        let prefix = &first.prefix;
        let start = format!("<{prefix}commentRangeStart {prefix}id=\"{id}\"/>");
        let end = format!(
            "<{prefix}commentRangeEnd {prefix}id=\"{id}\"/><{prefix}r><{prefix}commentReference {prefix}id=\"{id}\"/></{prefix}r>"
        );
        match self.cut(part, first, words.start, paragraph) {
            Some(at) => self.split(part, first, at, &start),
            None => self.list.push((first.span.start, 2, start)),
        }
        match self.cut(part, last, words.end, paragraph) {
            Some(at) => self.split(part, last, at, &end),
            None => self.list.push((last.span.end, 0, end)),
        }
    }

    /// The place in the part where a run is cut before a word; `None` at its ends, and where it cannot be split.
    fn cut(&self, part: &str, run: &Run, word: usize, paragraph: &Paragraph) -> Option<usize> {
        if word <= run.words.start || word >= run.words.end {
            return None;
        }
        let only = run.only.as_ref()?;
        let count = paragraph.text.get(run.words.start..word)?.chars().count();
        let raw = part.get(only.inside.clone())?;
        let mut at = 0;
        for _ in 0..count {
            let rest = raw.get(at..)?;
            at += if rest.starts_with('&') { rest.find(';')? + 1 } else { rest.chars().next()?.len_utf8() };
        }
        Some(only.inside.start + at)
    }

    fn split(&mut self, part: &str, run: &Run, at: usize, between: &str) {
        let Some(only) = &run.only else { return };
        if !only.preserves && self.kept.insert(only.attribute) {
            self.list.push((only.attribute, 1, " xml:space=\"preserve\"".to_owned()));
        }
        let prefix = &run.prefix;
        let properties = part.get(run.properties.clone()).unwrap_or_default();
        self.list.push((
            at,
            1,
            format!(
                "</{prefix}t></{prefix}r>{between}<{prefix}r>{properties}<{prefix}t xml:space=\"preserve\">"
            ),
        ));
    }

    fn apply(mut self, part: &str) -> String {
        self.list.sort_by_key(|(at, rank, _)| (*at, *rank));
        let mut out = String::with_capacity(
            part.len() + self.list.iter().map(|(_, _, text)| text.len()).sum::<usize>(),
        );
        let mut done = 0;
        for (at, _, text) in &self.list {
            out.push_str(part.get(done..*at).unwrap_or_default());
            out.push_str(text);
            done = *at;
        }
        out.push_str(part.get(done..).unwrap_or_default());
        out
    }
}

fn comment(prefix: &str, id: u64, note: &Note<'_>) -> String {
    let mut out =
        format!("<{prefix}comment {prefix}id=\"{id}\" {prefix}author=\"{AUTHOR}\" {prefix}initials=\"ps\">");
    for line in &note.lines {
        let line = escape(line);
        out.push_str(&format!("<{prefix}p><{prefix}r><{prefix}t xml:space=\"preserve\">{line}</{prefix}t></{prefix}r></{prefix}p>"));
    }
    out.push_str(&format!("</{prefix}comment>"));
    out
}

fn escape(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '&' => "&amp;".to_owned(),
            '<' => "&lt;".to_owned(),
            '>' => "&gt;".to_owned(),
            '\u{fffe}' | '\u{ffff}' => "?".to_owned(),
            c => c.to_string(),
        })
        .collect()
}

fn empty_comments(strict: bool) -> String {
    let namespace = if strict {
        "http://purl.oclc.org/ooxml/wordprocessingml/main"
    } else {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:comments xmlns:w=\"{namespace}\"></w:comments>"
    )
}

const EMPTY_RELATIONSHIPS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";

/// Attributes of every element called `name`, by local name.
fn elements(text: &str, name: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    reader.config_mut().check_end_names = false;
    let mut found = Vec::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) if local(tag.name().as_ref()) == name.as_bytes() => {
                let attributes = tag.attributes().flatten().map(|attribute| {
                    let key = String::from_utf8_lossy(local(attribute.key.as_ref())).into_owned();
                    (key, String::from_utf8_lossy(&attribute.value).into_owned())
                });
                found.push(attributes.collect());
            }
            _ => {}
        }
    }
    found
}

/// The target of the first relationship whose type ends so, inside the package.
fn target_of(relationships: &str, ending: &str) -> Option<String> {
    let mut all = elements(relationships, "Relationship").into_iter();
    let found = all.find(|relationship| {
        relationship.get("Type").is_some_and(|kind| kind.ends_with(ending))
            && relationship.get("TargetMode").is_none_or(|mode| mode != "External")
    })?;
    found.get("Target").cloned()
}

fn rels_of(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

/// A target as seen from a part.
fn resolve(part: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut folders: Vec<&str> = part.split('/').collect();
    folders.pop();
    for step in target.split('/') {
        match step {
            ".." => {
                folders.pop();
            }
            "." | "" => {}
            step => folders.push(step),
        }
    }
    folders.join("/")
}

fn highest_id(comments: &str) -> Option<u64> {
    elements(comments, "comment").iter().filter_map(|comment| comment.get("id")?.parse().ok()).max()
}

fn prefix_of_root(text: &str) -> String {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) | Event::Empty(tag) => return prefix(&tag),
            Event::Eof => break,
            _ => {}
        }
    }
    "w:".to_owned()
}

fn with_relationship(relationships: &str, strict: bool) -> Result<String, String> {
    let ids: Vec<Option<String>> = elements(relationships, "Relationship")
        .iter()
        .map(|relationship| relationship.get("Id").cloned())
        .collect();
    let id = (1..).map(|number| format!("rIdPyspunka{number}")).find(|id| !ids.contains(&Some(id.clone())));
    let id = id.ok_or("no relationship id left")?;
    let base = if strict {
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    } else {
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    };
    let prefix = prefix_of_root(relationships);
    before_end(
        relationships,
        &format!("<{prefix}Relationship Id=\"{id}\" Type=\"{base}/comments\" Target=\"comments.xml\"/>"),
    )
}

fn with_type(types: &str, part: &str) -> Result<String, String> {
    let prefix = prefix_of_root(types);
    before_end(types, &format!("<{prefix}Override PartName=\"/{part}\" ContentType=\"{COMMENTS_TYPE}\"/>"))
}

/// Puts text before the last end tag; a root that closes itself is opened.
fn before_end(text: &str, more: &str) -> Result<String, String> {
    let trimmed = text.trim_end();
    if let Some(open) = trimmed.strip_suffix("/>") {
        let from = open.rfind('<').ok_or("a part is damaged")?;
        let name = open[from + 1..].split_whitespace().next().unwrap_or_default().to_owned();
        return Ok(format!("{open}>{more}</{name}>"));
    }
    let at = trimmed.rfind("</").ok_or("a part is damaged")?;
    Ok(format!("{}{more}{}", &trimmed[..at], &trimmed[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(xml: &str, quote: &str) -> String {
        let paragraphs = paragraphs(xml).unwrap();
        let source = SourceRef::Docx { part: "d".into(), paragraph: 0, run_from: 0, run_to: 0 };
        let note = Note { lines: Vec::new(), source: Some(&source), quote };
        let (paragraph, words) = paragraphs.place("d", &note).unwrap();
        let mut edits = Edits::default();
        edits.mark(xml, paragraph, words, 7);
        let shown = edits.apply(xml);
        let reference = "<w:r><w:commentReference w:id=\"7\"/></w:r>";
        shown
            .replace("<w:commentRangeStart w:id=\"7\"/>", "[")
            .replace("<w:commentRangeEnd w:id=\"7\"/>", "]")
            .replace(reference, "")
            .replace(" xml:space=\"preserve\"", "")
    }

    #[test]
    fn marks_stand_around_exactly_the_quoted_words() {
        let check = |xml: &str, quote: &str, expected: &str| assert_eq!(marked(xml, quote), expected);
        check(
            "<w:p><w:r><w:t>Anna leder.</w:t></w:r></w:p>",
            "Anna leder.",
            "<w:p>[<w:r><w:t>Anna leder.</w:t></w:r>]</w:p>",
        );
        check(
            "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Se: Anna &amp; Bo leder. Slut.</w:t></w:r></w:p>",
            "Anna & Bo leder.",
            "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Se: </w:t></w:r>[<w:r><w:rPr><w:b/></w:rPr><w:t>Anna &amp; Bo leder.</w:t></w:r>]<w:r><w:rPr><w:b/></w:rPr><w:t> Slut.</w:t></w:r></w:p>",
        );
        check(
            "<w:p><w:r><w:t>Före. An</w:t></w:r><w:del><w:r><w:delText>x</w:delText></w:r></w:del><w:r><w:t>na leder nu.</w:t></w:r></w:p>",
            "Anna leder",
            "<w:p><w:r><w:t>Före. </w:t></w:r>[<w:r><w:t>An</w:t></w:r><w:del><w:r><w:delText>x</w:delText></w:r></w:del><w:r><w:t>na leder</w:t></w:r>]<w:r><w:t> nu.</w:t></w:r></w:p>",
        );
        check(
            "<w:p/><w:p><w:r><w:t>1 x</w:t></w:r></w:p><w:p><w:r><w:t>Mål</w:t><w:tab/><w:t>Bo leder</w:t></w:r></w:p>",
            "3.1 Mål Bo leder",
            "<w:p/><w:p><w:r><w:t>1 x</w:t></w:r></w:p><w:p>[<w:r><w:t>Mål</w:t><w:tab/><w:t>Bo leder</w:t></w:r>]</w:p>",
        );
    }

    #[test]
    fn roots_that_close_themselves_are_opened() {
        assert_eq!(before_end("<a x=\"1\"/>", "<b/>").unwrap(), "<a x=\"1\"><b/></a>");
        assert_eq!(before_end("<a></a>\n", "<b/>").unwrap(), "<a><b/></a>");
    }
}
