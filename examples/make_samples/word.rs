//! Word files as a Swedish Word writes them: localised style ids, content controls, text boxes, footnotes.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;

use crate::source::{Block, Line, Mark, Source};

const NAMESPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:v="urn:schemas-microsoft-com:vml""#;
const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const AUTHOR: &str = r#"w:author="Vendela Rask" w:date="2025-03-03T08:00:00Z""#;

/// The bytes of the file; the same source gives the same bytes.
pub fn write(source: &Source) -> Vec<u8> {
    let mut writer = Writer::default();
    let mut body = String::new();
    for block in &source.blocks {
        writer.block(source, block, &mut body);
    }
    let mut references = String::new();
    let mut relations = String::new();
    let mut types = String::new();
    let mut parts: Vec<(&str, String)> = Vec::new();
    for (kind, part, content) in [
        ("header", "word/header1.xml", source.key("header")),
        ("footer", "word/footer1.xml", source.key("footer")),
    ] {
        let Some(content) = content else { continue };
        let tag = if kind == "header" { "hdr" } else { "ftr" };
        let style = if kind == "header" { "Sidhuvud" } else { "Sidfot" };
        let text = paragraph(&format!(r#"<w:pStyle w:val="{style}"/>"#), &fields(content));
        parts.push((part, format!("{HEAD}<w:{tag} {NAMESPACES}>{text}</w:{tag}>")));
        let _ = write!(references, r#"<w:{kind}Reference w:type="default" r:id="{kind}"/>"#);
        let _ = write!(
            relations,
            r#"<Relationship Id="{kind}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{kind}1.xml"/>"#
        );
        types.push_str(&part_type(part, kind));
    }
    if !writer.footnotes.is_empty() {
        let notes = &writer.footnotes;
        parts.push((
            "word/footnotes.xml",
            format!(
                r#"{HEAD}<w:footnotes {NAMESPACES}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>{notes}</w:footnotes>"#
            ),
        ));
        relations.push_str(r#"<Relationship Id="notes" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/>"#);
        types.push_str(&part_type("word/footnotes.xml", "footnotes"));
    }
    let columns = match source.key("columns") {
        Some(count) => format!(r#"<w:cols w:num="{count}" w:space="567"/>"#),
        None => String::new(),
    };
    // The title runs over the page; the columns begin below it.
    let section = format!(
        r#"<w:sectPr>{references}<w:type w:val="continuous"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="1417" w:header="708" w:footer="708" w:gutter="0"/>{columns}</w:sectPr>"#
    );
    let document = format!("{HEAD}<w:document {NAMESPACES}><w:body>{body}{section}</w:body></w:document>");
    let language = source.key("language").map_or("sv-SE", |l| if l == "en" { "en-GB" } else { "sv-SE" });
    let title = escape(source.key("title").unwrap_or_default());
    parts.extend([
        ("word/document.xml", document),
        ("word/styles.xml", styles(language)),
        ("word/numbering.xml", numbering(source)),
        (
            "word/_rels/document.xml.rels",
            format!(
                r#"{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="styles" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="numbering" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/>{relations}</Relationships>"#
            ),
        ),
        (
            "docProps/core.xml",
            format!(
                r#"{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>"#
            ),
        ),
        (
            "_rels/.rels",
            format!(
                r#"{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#
            ),
        ),
    ]);
    parts.insert(
        0,
        (
            "[Content_Types].xml",
            format!(
                r#"{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>{}{}{types}</Types>"#,
                part_type("word/styles.xml", "styles"),
                part_type("word/numbering.xml", "numbering"),
            ),
        ),
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, text) in parts {
        zip.start_file(name, options).expect("a part can be started in memory");
        zip.write_all(text.as_bytes()).expect("a part can be written to memory");
    }
    zip.finish().expect("an archive can be finished in memory").into_inner()
}

#[derive(Default)]
struct Writer {
    footnotes: String,
    notes: usize,
    changes: usize,
}

impl Writer {
    fn block(&mut self, source: &Source, block: &Block, out: &mut String) {
        let styled = |style: &str| format!(r#"<w:pStyle w:val="{style}"/>"#);
        match block {
            Block::Title(line) => out.push_str(&paragraph(&styled("Rubrik"), &self.line(line))),
            Block::Heading(level, line) => {
                out.push_str(&paragraph(&styled(&format!("Rubrik{level}")), &self.line(line)));
            }
            Block::Bold(line) => {
                let text = self.line(line).replace("<w:r><w:t", "<w:r><w:rPr><w:b/></w:rPr><w:t");
                out.push_str(&paragraph("<w:keepNext/>", &text));
            }
            Block::Paragraph(line) => out.push_str(&paragraph("", &self.line(line))),
            Block::Bullet(line) => out.push_str(&paragraph(&styled("Punktlista"), &self.line(line))),
            Block::Numbered(line) => out.push_str(&paragraph(&styled("Numreradlista"), &self.line(line))),
            Block::TextBox(line) => {
                let inner = paragraph("", &self.line(line));
                let _ = write!(
                    out,
                    r#"<w:p><w:r><w:pict><v:rect style="width:440pt;height:64pt" strokecolor="black"><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:rect></w:pict></w:r></w:p>"#
                );
            }
            Block::Contents => {
                let numbered = source.has("styles", "numbered");
                let mut number = 0;
                for (level, heading) in source.headings().filter(|(level, _)| *level == 1) {
                    number += 1;
                    let heading = if numbered { format!("{number} {heading}") } else { heading };
                    let text =
                        format!("{}<w:r><w:tab/></w:r>{}", run(&heading), run(&(1 + number / 6).to_string()));
                    out.push_str(&paragraph(&styled(&format!("Innehll{level}")), &text));
                }
            }
            Block::PageBreak => out.push_str(r#"<w:p><w:r><w:br w:type="page"/></w:r></w:p>"#),
            Block::Table { rows, borders } => {
                let across = if source.key("columns").is_some() { (9070 - 567) / 2 } else { 9070 };
                self.table(rows, *borders, across, out);
            }
        }
    }

    /// `across`: how wide the text may run, in twentieths of a point.
    fn table(&mut self, rows: &[Vec<Line>], borders: bool, across: usize, out: &mut String) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(1);
        let width = across / columns;
        out.push_str("<w:tbl><w:tblPr>");
        if borders {
            out.push_str(r#"<w:tblStyle w:val="Tabellrutnt"/>"#);
        }
        let _ = write!(out, r#"<w:tblW w:w="{across}" w:type="dxa"/></w:tblPr><w:tblGrid>"#);
        for _ in 0..columns {
            let _ = write!(out, r#"<w:gridCol w:w="{width}"/>"#);
        }
        out.push_str("</w:tblGrid>");
        for (index, row) in rows.iter().enumerate() {
            let head = borders && index == 0 && rows.len() > 1;
            out.push_str(if head {
                "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
            } else {
                "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            });
            for cell in row {
                let mut text = self.line(cell);
                if head {
                    text = text.replace("<w:r><w:t", "<w:r><w:rPr><w:b/></w:rPr><w:t");
                }
                let _ = write!(
                    out,
                    r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{}</w:tc>"#,
                    paragraph(r#"<w:spacing w:after="40"/>"#, &text)
                );
            }
            out.push_str("</w:tr>");
        }
        out.push_str("</w:tbl>");
        out.push_str(&paragraph(r#"<w:spacing w:after="0"/>"#, ""));
    }

    fn line(&mut self, line: &Line) -> String {
        let mut out = String::new();
        for (mark, text) in line {
            match mark {
                Mark::Plain => out.push_str(&run(text)),
                Mark::Break => out.push_str("<w:r><w:br/></w:r>"),
                Mark::Inserted => {
                    self.changes += 1;
                    let _ = write!(out, r#"<w:ins w:id="{}" {AUTHOR}>{}</w:ins>"#, self.changes, run(text));
                }
                Mark::Deleted => {
                    self.changes += 1;
                    let _ = write!(
                        out,
                        r#"<w:del w:id="{}" {AUTHOR}><w:r><w:delText xml:space="preserve">{}</w:delText></w:r></w:del>"#,
                        self.changes,
                        escape(text)
                    );
                }
                Mark::Control => {
                    let _ = write!(
                        out,
                        r#"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"#,
                        run(text)
                    );
                }
                Mark::Footnote => {
                    self.notes += 1;
                    let id = self.notes;
                    let _ = write!(
                        out,
                        r#"<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{id}"/></w:r>"#
                    );
                    let _ = write!(
                        self.footnotes,
                        r#"<w:footnote w:id="{id}"><w:p><w:pPr><w:pStyle w:val="Fotnotstext"/></w:pPr><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>{}</w:p></w:footnote>"#,
                        run(&format!(" {text}"))
                    );
                }
            }
        }
        out
    }
}

/// Text with `{page}` and `{pages}` as fields.
fn fields(text: &str) -> String {
    let field =
        |name: &str| format!(r#"<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>"#);
    let mut out = String::new();
    for (index, part) in text.split('{').enumerate() {
        let rest = match (index, part.split_once('}')) {
            (1.., Some(("page", rest))) => {
                out.push_str(&field("PAGE"));
                rest
            }
            (1.., Some(("pages", rest))) => {
                out.push_str(&field("NUMPAGES"));
                rest
            }
            _ => part,
        };
        if !rest.is_empty() {
            out.push_str(&run(rest));
        }
    }
    out
}

fn paragraph(properties: &str, runs: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>")
}

fn run(text: &str) -> String {
    format!(r#"<w:r><w:t xml:space="preserve">{}</w:t></w:r>"#, escape(text))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn part_type(part: &str, kind: &str) -> String {
    format!(
        r#"<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>"#
    )
}

/// The ids are those of a Swedish Word, the names the built-in English ones, as Word stores them.
fn styles(language: &str) -> String {
    let mut out = format!(
        r#"{HEAD}<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Liberation Serif" w:hAnsi="Liberation Serif" w:cs="Liberation Serif"/><w:sz w:val="22"/><w:lang w:val="{language}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="table" w:default="1" w:styleId="Normaltabell"><w:name w:val="Normal Table"/><w:tblPr><w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>"#
    );
    for (id, name, paragraph, run) in [
        (
            "Rubrik",
            "Title",
            r#"<w:keepNext/><w:spacing w:after="240"/>"#,
            r#"<w:rFonts w:ascii="Liberation Sans" w:hAnsi="Liberation Sans"/><w:b/><w:sz w:val="36"/>"#,
        ),
        (
            "Rubrik1",
            "heading 1",
            r#"<w:keepNext/><w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:before="280" w:after="80"/><w:outlineLvl w:val="0"/>"#,
            r#"<w:rFonts w:ascii="Liberation Sans" w:hAnsi="Liberation Sans"/><w:b/><w:sz w:val="26"/>"#,
        ),
        (
            "Rubrik2",
            "heading 2",
            r#"<w:keepNext/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr><w:spacing w:before="200" w:after="60"/><w:outlineLvl w:val="1"/>"#,
            r#"<w:rFonts w:ascii="Liberation Sans" w:hAnsi="Liberation Sans"/><w:b/><w:i/><w:sz w:val="23"/>"#,
        ),
        (
            "Punktlista",
            "List Bullet",
            r#"<w:numPr><w:numId w:val="2"/></w:numPr><w:spacing w:after="60"/><w:ind w:left="567" w:hanging="283"/>"#,
            "",
        ),
        (
            "Numreradlista",
            "List Number",
            r#"<w:numPr><w:numId w:val="3"/></w:numPr><w:spacing w:after="60"/><w:ind w:left="567" w:hanging="283"/>"#,
            "",
        ),
        (
            "Innehll1",
            "toc 1",
            r#"<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9060"/></w:tabs><w:spacing w:after="60"/>"#,
            "",
        ),
        ("Sidhuvud", "header", "", r#"<w:sz w:val="18"/>"#),
        ("Sidfot", "footer", "", r#"<w:sz w:val="18"/>"#),
        ("Fotnotstext", "footnote text", r#"<w:spacing w:after="0"/>"#, r#"<w:sz w:val="18"/>"#),
    ] {
        let _ = write!(
            out,
            r#"<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"#
        );
    }
    let _ = write!(
        out,
        r#"<w:style w:type="table" w:styleId="Tabellrutnt"><w:name w:val="Table Grid"/><w:basedOn w:val="Normaltabell"/><w:tblPr><w:tblBorders>{}</w:tblBorders></w:tblPr></w:style></w:styles>"#,
        ["top", "left", "bottom", "right", "insideH", "insideV"]
            .map(|side| format!(r#"<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>"#))
            .concat()
    );
    out
}

/// Headings take their number from the list where the source asks for it ("numbered": 1, 1.1; "sections": § 1).
fn numbering(source: &Source) -> String {
    let (first, second, format) = if source.has("styles", "numbered") {
        ("%1", "%1.%2", "decimal")
    } else if source.has("styles", "sections") {
        ("§ %1", "%1.%2", "decimal")
    } else {
        ("", "", "none")
    };
    let level = |level: u8, format: &str, text: &str, style: &str, indent: &str| {
        let style = if style.is_empty() { String::new() } else { format!(r#"<w:pStyle w:val="{style}"/>"#) };
        format!(
            r#"<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>{style}<w:suff w:val="space"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>{indent}</w:lvl>"#
        )
    };
    let list = r#"<w:pPr><w:ind w:left="567" w:hanging="283"/></w:pPr>"#;
    format!(
        r#"{HEAD}<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="multilevel"/>{}{}</w:abstractNum><w:abstractNum w:abstractNumId="2"><w:multiLevelType w:val="hybridMultilevel"/>{}</w:abstractNum><w:abstractNum w:abstractNumId="3"><w:multiLevelType w:val="hybridMultilevel"/>{}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num></w:numbering>"#,
        level(0, format, first, "Rubrik1", ""),
        level(1, format, second, "Rubrik2", ""),
        level(0, "bullet", "•", "", list),
        level(0, "decimal", "%1.", "", list),
    )
}
