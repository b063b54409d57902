//! Comments into a Word file. The main part gets marks around the quoted words, runs being split where they must; the
//! comments part, the content types and the relationships get what belongs to them; every other entry is copied as it
//! is stored.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use quick_xml::events::{BytesStart, Event};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::{AUTHOR, Annotated, COPY_MARK, Note};
use crate::finding::SourceRef;
use crate::xml::{attribute, local, reader, relationships_of, resolve};

mod edits;
mod paragraphs;

use edits::{Edits, Names};
use paragraphs::{Paragraphs, Place, paragraphs};

/// Inflated bytes of one part that is changed, at most.
const PART: u64 = 256 << 20;
const TYPES: &str = "[Content_Types].xml";
const COMMENTS_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml";
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const WORD_STRICT: &str = "http://purl.oclc.org/ooxml/wordprocessingml/main";

pub(super) fn annotate(bytes: &[u8], notes: &[Note<'_>]) -> Result<Annotated, String> {
    let mut package = Package::open(bytes)?;
    let main = package.main()?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let text = package.text(&main)?;
    let rels = relationships_of(&main);
    let relationships = package.text(&rels).unwrap_or_else(|_| EMPTY_RELATIONSHIPS.to_owned());
    let space = if text.contains(WORD_STRICT) { WORD_STRICT } else { WORD };
    let existing = target_of(&relationships, "/comments").map(|target| resolve(&folder, &target));
    let comments = existing.clone().unwrap_or_else(|| resolve(&folder, "comments.xml"));
    let before = match &existing {
        Some(part) => package.text(part)?,
        None => empty_comments(space),
    };
    let mut places = Places { paragraphs: paragraphs(&text)?, main: main.clone(), others: BTreeMap::new() };
    let used = ["comment", "commentRangeStart", "commentReference"];
    let used =
        used.iter().zip([&before, &text, &text]).filter_map(|(name, text)| highest_id(text, name)).max();
    let mut id = used.map_or(0, |highest| highest + 1);
    let names = names(&places.paragraphs.prefix, space);
    let of_comments = names_of_root(&before, space);
    let mut edits = Edits::default();
    let (mut placed, mut at_top) = (0, 0);
    let mut bodies = String::new();
    for note in notes {
        let found = places.find(&mut package, note);
        let stands = found.is_some();
        let place = match found {
            Some(place) => place,
            None => places.paragraphs.top().ok_or("no paragraph to put a comment at")?,
        };
        if !edits.mark(&text, &places.paragraphs, &place, &names, id) {
            continue;
        }
        bodies.push_str(&comment(&of_comments, id, &note.lines(stands)));
        id += 1;
        placed += usize::from(stands && !note.again);
        at_top += usize::from(!stands && !note.again);
    }
    let comments_text = before_end(&before, &bodies)?;
    let mut changed: BTreeMap<String, String> =
        [(main.clone(), edits.apply(&text)), (comments.clone(), comments_text)].into();
    if existing.is_none() {
        changed.insert(rels, with_relationship(&relationships, space == WORD_STRICT)?);
        let types = package.text(TYPES)?;
        changed.insert(TYPES.to_owned(), with_type(&types, &comments)?);
    }
    Ok(Annotated { bytes: package.write(changed)?, placed, at_top })
}

/// Where notes go.
struct Places {
    paragraphs: Paragraphs,
    main: String,
    /// Parts of notes; `None` where one cannot be read.
    others: BTreeMap<String, Option<Paragraphs>>,
}

impl Places {
    /// At the quoted words. Words of a footnote have their comment at the reference to it, words of a text box at what
    /// carries it; those of a header, where no comment may stand, have no place.
    fn find(&mut self, package: &mut Package<'_>, note: &Note<'_>) -> Option<Place> {
        let Some(SourceRef::Docx { part, paragraph, run_from, .. }) = note.source else { return None };
        let (paragraph, run) = (*paragraph as usize, *run_from as usize);
        if *part == self.main {
            let place = self.paragraphs.find(note.quote, paragraph, run)?;
            return self.paragraphs.outside(place);
        }
        let read = || paragraphs(&package.text(part).ok()?).ok();
        let other = self.others.entry(part.clone()).or_insert_with(read).as_mut()?;
        let place = other.find(note.quote, paragraph, run)?;
        self.paragraphs.reference(other.note(&place)?)
    }
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
            return Err("annotate-large".to_owned());
        }
        String::from_utf8(bytes).map_err(|_| "annotate-encoding".to_owned())
    }

    fn main(&mut self) -> Result<String, String> {
        let relationships = self.text("_rels/.rels")?;
        let target = target_of(&relationships, "/officeDocument").ok_or("not a Word file")?;
        Ok(resolve("", &target))
    }

    fn write(mut self, mut changed: BTreeMap<String, String>) -> Result<Vec<u8>, String> {
        let failed = |error: zip::result::ZipError| error.to_string();
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        out.set_comment(COPY_MARK).map_err(failed)?;
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

/// Names with a prefix for attributes: a part whose elements have none gets one declared.
fn names(prefix: &str, space: &str) -> Names {
    if prefix.is_empty() {
        Names { prefix: "w:".to_owned(), declared: format!(" xmlns:w=\"{space}\"") }
    } else {
        Names { prefix: prefix.to_owned(), declared: String::new() }
    }
}

fn comment(names: &Names, id: u64, lines: &[String]) -> String {
    let Names { prefix: w, declared } = names;
    let mut out = format!("<{w}comment{declared} {w}id=\"{id}\" {w}author=\"{AUTHOR}\" {w}initials=\"ps\">");
    for line in lines {
        let line = escape(line);
        out.push_str(&format!("<{w}p><{w}r><{w}t xml:space=\"preserve\">{line}</{w}t></{w}r></{w}p>"));
    }
    out.push_str(&format!("</{w}comment>"));
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

fn empty_comments(space: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:comments xmlns:w=\"{space}\"></w:comments>"
    )
}

const EMPTY_RELATIONSHIPS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";

/// What `of` makes of every element called `name`.
fn elements<T>(text: &str, name: &str, of: impl Fn(&BytesStart<'_>) -> T) -> Vec<T> {
    let mut reader = reader(text.trim_start_matches('\u{feff}'));
    let mut found = Vec::new();
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(tag) | Event::Empty(tag) if local(&tag) == name.as_bytes() => found.push(of(&tag)),
            _ => {}
        }
    }
    found
}

/// The target of the first relationship whose type ends so, inside the package.
fn target_of(relationships: &str, ending: &str) -> Option<String> {
    let targets = elements(relationships, "Relationship", |tag| {
        let fits = attribute(tag, b"Type").is_some_and(|kind| kind.ends_with(ending))
            && attribute(tag, b"TargetMode").as_deref() != Some("External");
        attribute(tag, b"Target").filter(|_| fits)
    });
    targets.into_iter().flatten().next()
}

fn highest_id(part: &str, name: &str) -> Option<u64> {
    elements(part, name, |tag| attribute(tag, b"id")?.parse().ok()).into_iter().flatten().max()
}

/// Prefix of the root with the colon.
fn prefix_of_root(text: &str) -> String {
    let mut reader = reader(text.trim_start_matches('\u{feff}'));
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
                return name.rsplit_once(':').map_or_else(String::new, |(prefix, _)| format!("{prefix}:"));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    String::new()
}

fn names_of_root(text: &str, space: &str) -> Names {
    names(&prefix_of_root(text), space)
}

fn with_relationship(relationships: &str, strict: bool) -> Result<String, String> {
    let ids = elements(relationships, "Relationship", |tag| attribute(tag, b"Id"));
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
    let named = elements(types, "Override", |tag| attribute(tag, b"PartName"));
    if named.contains(&Some(format!("/{part}"))) {
        return Ok(types.to_owned());
    }
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

    fn marked(xml: &str, quotes: &[&str]) -> String {
        let mut paragraphs = paragraphs(xml).unwrap();
        let names = names(&paragraphs.prefix, "n");
        let mut edits = Edits::default();
        for (id, quote) in (7..).zip(quotes) {
            let place = paragraphs.find(quote, 0, 0).and_then(|place| paragraphs.outside(place)).unwrap();
            assert!(edits.mark(xml, &paragraphs, &place, &names, id));
        }
        let mut shown = edits.apply(xml).replace(" xmlns:w=\"n\"", "").replace(" xml:space=\"preserve\"", "");
        for id in 7..7 + quotes.len() {
            shown = shown
                .replace(&format!("<w:commentRangeStart w:id=\"{id}\"/>"), "[")
                .replace(&format!("<w:commentRangeEnd w:id=\"{id}\"/>"), "]")
                .replace(&format!("<w:r><w:commentReference w:id=\"{id}\"/></w:r>"), "");
        }
        shown
    }

    #[test]
    fn marks_stand_around_exactly_the_quoted_words() {
        let check = |body: &str, quotes: &[&str], expected: &str| {
            let whole = |body: &str| format!("<w:d>{body}</w:d>");
            assert_eq!(marked(&whole(body), quotes), whole(expected));
        };
        check(
            "<w:p><w:r><w:t>Anna leder.</w:t></w:r></w:p>",
            &["Anna leder."],
            "<w:p>[<w:r><w:t>Anna leder.</w:t></w:r>]</w:p>",
        );
        check(
            "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Se: Anna &amp; Bo leder. Slut.</w:t></w:r></w:p>",
            &["Anna & Bo leder."],
            "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Se: </w:t></w:r>[<w:r><w:rPr><w:b/></w:rPr><w:t>Anna &amp; Bo leder.</w:t></w:r>]<w:r><w:rPr><w:b/></w:rPr><w:t> Slut.</w:t></w:r></w:p>",
        );
        check(
            "<w:p><w:r><w:t>Före. An</w:t></w:r><w:del><w:r><w:delText>x</w:delText></w:r></w:del><w:r><w:t>na leder nu.</w:t></w:r></w:p>",
            &["Anna leder"],
            "<w:p><w:r><w:t>Före. </w:t></w:r>[<w:r><w:t>An</w:t></w:r><w:del><w:r><w:delText>x</w:delText></w:r></w:del><w:r><w:t>na leder</w:t></w:r>]<w:r><w:t> nu.</w:t></w:r></w:p>",
        );
        // A number that Word makes is not in the file; a run is cut between what stands in it.
        check(
            "<w:p/><w:p><w:r><w:t>1 x</w:t></w:r></w:p><w:p><w:r><w:t>Mål</w:t><w:tab/><w:t>Bo leder</w:t><w:tab/></w:r></w:p>",
            &["3.1 Mål Bo leder"],
            "<w:p/><w:p><w:r><w:t>1 x</w:t></w:r></w:p><w:p>[<w:r><w:t>Mål</w:t><w:tab/><w:t>Bo leder</w:t></w:r>]<w:r><w:tab/></w:r></w:p>",
        );
        // Several quotes in one run, one inside the other.
        check(
            "<w:p><w:r><w:t>Anna leder, Bo skriver.</w:t></w:r></w:p>",
            &["Anna leder", "Bo skriver", "leder, Bo"],
            "<w:p>[<w:r><w:t>Anna </w:t></w:r>[<w:r><w:t>leder</w:t></w:r>]<w:r><w:t>, </w:t></w:r>[<w:r><w:t>Bo</w:t></w:r>]<w:r><w:t> skriver</w:t></w:r>]<w:r><w:t>.</w:t></w:r></w:p>",
        );
        // Cells of a row.
        check(
            "<w:tr><w:tc><w:p><w:r><w:t>Ekonomi</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Anna L</w:t></w:r></w:p></w:tc></w:tr>",
            &["Ekonomi\tAnna L"],
            "<w:tr><w:tc><w:p>[<w:r><w:t>Ekonomi</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Anna L</w:t></w:r>]</w:p></w:tc></w:tr>",
        );
        // In a text box no comment may stand: it stands at the run that carries the box.
        check(
            "<w:p><w:r><w:t>Se rutan</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Bo leder</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>",
            &["Bo leder"],
            "<w:p><w:r><w:t>Se rutan</w:t></w:r>[<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Bo leder</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>]</w:p>",
        );
        // A formula is never cut, and its parts are no runs of Word's.
        check(
            "<w:p><w:r><w:t>Då </w:t></w:r><m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath><w:r><w:t> gäller</w:t></w:r></w:p>",
            &["a=b gäller"],
            "<w:p><w:r><w:t>Då </w:t></w:r>[<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath><w:r><w:t> gäller</w:t></w:r>]</w:p>",
        );
        // Nothing is put into a table of contents.
        check(
            "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r></w:p><w:p><w:r><w:t>Bo leder</w:t></w:r></w:p><w:p><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p><w:p><w:r><w:t>Bo leder</w:t></w:r></w:p>",
            &["Bo leder"],
            "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r></w:p><w:p><w:r><w:t>Bo leder</w:t></w:r></w:p><w:p><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p><w:p>[<w:r><w:t>Bo leder</w:t></w:r>]</w:p>",
        );
    }

    #[test]
    fn a_part_without_prefix_gets_one_for_the_marks() {
        let shown = marked("<d><p><r><t>Se Bo leder</t></r></p></d>", &["Bo leder"]);
        assert_eq!(shown, "<d><p><r><t>Se </t></r>[<r><t>Bo leder</t></r>]</p></d>");
    }

    #[test]
    fn words_are_found_in_a_paragraph_of_any_length() {
        let filler = "Ord  och\u{ad} mera ord. ".repeat(20_000);
        let xml = format!("<w:d><w:p><w:r><w:t>{filler}Bo leder.{filler}</w:t></w:r></w:p></w:d>");
        let shown = marked(&xml, &["Bo leder."]);
        assert!(shown.contains("[<w:r><w:t>Bo leder.</w:t></w:r>]"));
    }

    #[test]
    fn roots_that_close_themselves_are_opened() {
        assert_eq!(before_end("<a x=\"1\"/>", "<b/>").unwrap(), "<a x=\"1\"><b/></a>");
        assert_eq!(before_end("<a></a>\n", "<b/>").unwrap(), "<a><b/></a>");
    }
}
