//! What a Word file's XML reads as, case by case.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::document::{BlockKind, Document};
use crate::extract::Read;

const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
                 xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
                 xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" \
                 xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\" \
                 xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"";

/// A package of the given parts; relationships of the main part by (kind, target).
fn package(parts: &[(&str, String)], relations: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, text: &str| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    add("[Content_Types].xml", "<Types/>");
    add(
        "_rels/.rels",
        "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"word/document.xml\"/></Relationships>",
    );
    let rows: String = relations
        .iter()
        .enumerate()
        .map(|(number, (kind, target))| {
            let mode = if target.contains("://") { " TargetMode=\"External\"" } else { "" };
            format!("<Relationship Id=\"r{number}\" Type=\"x/{kind}\" Target=\"{target}\"{mode}/>")
        })
        .collect();
    add("word/_rels/document.xml.rels", &format!("<Relationships>{rows}</Relationships>"));
    for (name, text) in parts {
        add(name, text);
    }
    zip.finish().unwrap().into_inner()
}

const STYLES: &str = r#"
<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="R1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="R2"><w:name w:val="Rubrik 2 Nr"/><w:basedOn w:val="X"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="X"><w:name w:val="Own"/><w:basedOn w:val="R2"/></w:style>
<w:style w:type="paragraph" w:styleId="B"><w:name w:val="Not one"/><w:basedOn w:val="R1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="I1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="table" w:styleId="G"><w:name w:val="Grid"/><w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>
<w:style w:type="character" w:styleId="H"><w:name w:val="Hid"/><w:rPr><w:vanish/></w:rPr></w:style>"#;

const NUMBERING: &str = r#"
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="§ %1"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="R2"/><w:lvlText w:val="%1.%2"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="L"/></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:styleLink w:val="L"/><w:lvl w:ilvl="0"><w:start w:val="4"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="3"/></w:num>"#;

fn document_of(body: &str) -> Extracted {
    document_with(body, "")
}

/// The same, with more styles.
fn document_with(body: &str, styles: &str) -> Extracted {
    let part = |root: &str, inside: &str| format!("<w:{root} {W}>{inside}</w:{root}>");
    let note = |id: u32, text: &str| format!("<w:footnote w:id=\"{id}\">{}</w:footnote>", p(text));
    let notes = format!(
        "<w:footnote w:id=\"0\" w:type=\"separator\">{}</w:footnote>{}{}",
        p("no text"),
        note(1, "en not"),
        note(2, "not utan hänvisning")
    );
    let comments = format!("<w:comment w:id=\"0\">{}</w:comment>", p("en kommentar"));
    let bytes = package(
        &[
            ("word/document.xml", part("document", &format!("<w:body>{body}</w:body>"))),
            ("word/styles.xml", part("styles", &format!("{STYLES}{styles}"))),
            ("word/numbering.xml", part("numbering", NUMBERING)),
            ("word/footnotes.xml", part("footnotes", &notes)),
            ("word/comments.xml", part("comments", &comments)),
            ("word/header1.xml", part("hdr", &p("sidhuvud"))),
        ],
        &[
            ("styles", "styles.xml"),
            ("numbering", "numbering.xml"),
            ("footnotes", "footnotes.xml"),
            ("comments", "comments.xml"),
            ("header", "header1.xml"),
            ("hyperlink", "https://a.se/"),
        ],
    );
    read(&bytes, &Limits::default(), &mut |_| ()).unwrap()
}

fn p(text: &str) -> String {
    format!("<w:p>{}</w:p>", r(text))
}

fn r(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn styled(style: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{}</w:p>", r(text))
}

fn numbered(id: u32, level: u32, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{id}\"/></w:numPr></w:pPr>{}</w:p>",
        r(text)
    )
}

fn line(document: &Document, at: usize) -> String {
    let block = &document.blocks()[at];
    let kind = match block.kind {
        BlockKind::Title => "T".to_owned(),
        BlockKind::Heading { level } => format!("H{level}"),
        BlockKind::Paragraph => "P".to_owned(),
        BlockKind::ListItem { depth } => format!("L{depth}"),
        BlockKind::TableCell(cell) => {
            let head = if cell.header { "h" } else { "" };
            format!("{}:{}.{}x{}x{}{head}", cell.table, cell.row, cell.column, cell.columns, cell.rows)
        }
        BlockKind::Header => "header".to_owned(),
        BlockKind::Footer => "footer".to_owned(),
        BlockKind::Footnote => "note".to_owned(),
        BlockKind::Comment => "comment".to_owned(),
        BlockKind::TocEntry => "toc".to_owned(),
    };
    let label = block.label.as_ref().map(|label| format!("[{label}] ")).unwrap_or_default();
    format!("{kind} {label}{}", document.slice(block.content))
}

/// The body reads as these lines; what stands beside every body is left away.
fn check(body: &str, expected: &[&str]) {
    let document = document_of(body).document;
    let lines: Vec<String> = (0..document.blocks().len()).map(|at| line(&document, at)).collect();
    let aside = ["comment en kommentar", "header sidhuvud"];
    assert_eq!(&lines[lines.len() - 2..], aside, "{body}");
    assert_eq!(&lines[..lines.len() - 2], expected, "{body}");
}

#[test]
fn headings_come_from_styles_levels_and_looks() {
    check(&styled("R1", "Avtal"), &["H1 Avtal"]);
    check(&styled("T", "Avtal"), &["T Avtal"]);
    // A chain of styles that bites its tail ends; the name counts, not the id.
    check(&styled("R2", "Syfte"), &["H2 [1.1] Syfte"]);
    check(&styled("X", "Syfte"), &["H2 [1.1] Syfte"]);
    check(&styled("B", "Text"), &["P Text"]);
    let level = "<w:p><w:pPr><w:outlineLvl w:val=\"2\"/></w:pPr><w:r><w:t>Nivå</w:t></w:r></w:p>";
    check(level, &["H3 Nivå"]);
    let bold = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Ekonomi</w:t></w:r></w:p>";
    check(&format!("{}{bold}{}", styled("R1", "A"), p("Text.")), &["H1 A", "H2 Ekonomi", "P Text."]);
}

#[test]
fn numbering_is_computed_as_word_shows_it() {
    let body = [
        numbered(1, 0, "a"),
        numbered(1, 1, "b"),
        numbered(1, 2, "c"),
        numbered(1, 2, "d"),
        numbered(1, 0, "e"),
        numbered(1, 2, "f"),
        numbered(3, 0, "g"),
        numbered(1, 0, "h"),
        numbered(0, 0, "i"),
        numbered(2, 0, "j"),
        numbered(2, 1, "k"),
        numbered(4, 0, "l"),
    ];
    let expected = [
        "L0 [§ 1] a",
        "L1 [1.1] b",
        "L2 [a)] c",
        "L2 [b)] d",
        "L0 [§ 2] e",
        "L2 [a)] f",
        "L0 [§ 7] g",
        "L0 [§ 8] h",
        "P i",
        "L0 [IV.] j",
        "L1 [4.1] k",
        "L0 [•] l",
    ];
    check(&body.concat(), &expected);
}

#[test]
fn tables_keep_rows_columns_and_merged_cells() {
    let cell = |properties: &str, inside: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>");
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let table = |rows: &[String]| format!("<w:tbl>{}</w:tbl>", rows.concat());
    let begins = "<w:vMerge w:val=\"restart\"/>";
    let goes_on = "<w:vMerge/>";
    let body = table(&[
        row(&[cell("", &p("1 a")), cell("<w:gridSpan w:val=\"2\"/>", &p("2 b"))]),
        row(&[cell(begins, &p("3 c")), cell("", &p("4 d")), cell("", &p("5 e"))]),
        row(&[cell(goes_on, "<w:p/>"), cell("", "<w:p/>"), cell("", &p("6 f"))]),
    ]);
    check(
        &body,
        &[
            "0:0.0x1x1 1 a",
            "0:0.1x2x1 2 b",
            "0:1.0x1x2 3 c",
            "0:1.1x1x1 4 d",
            "0:1.2x1x1 5 e",
            "0:2.2x1x1 6 f",
        ],
    );
    // One column is a frame around text; a heading with text under it makes the table a layout.
    check(&table(&[row(&[cell("", &p("a"))]), row(&[cell("", &p("b"))])]), &["P a", "P b"]);
    let headed = format!("{}{}", styled("R1", "H"), p("text"));
    check(&table(&[row(&[cell("", &headed), cell("", &p("b"))])]), &["H1 H", "P text", "P b"]);
    // A nested table has a number of its own, and the outer one goes on after it.
    let inner = table(&[row(&[cell("", &p("x")), cell("", &p("y"))])]);
    let nested = table(&[row(&[cell("", &format!("{}{inner}{}", p("1"), p("2"))), cell("", &p("3"))])]);
    check(&nested, &["0:0.0x1x1 1", "1:0.0x1x1 x", "1:0.1x1x1 y", "0:0.0x1x1 2", "0:0.1x1x1 3"]);
    let look = "<w:tblPr><w:tblStyle w:val=\"G\"/><w:tblLook w:firstRow=\"1\"/></w:tblPr>";
    let two = |text: &str| row(&[cell("", &p(text)), cell("", &p("9"))]);
    check(
        &table(&[look.to_owned(), two("1"), two("2")]),
        &["0:0.0x1x1h 1", "0:0.1x1x1h 9", "0:1.0x1x1 2", "0:1.1x1x1 9"],
    );
    let gone = "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>bort</w:t></w:r></w:p></w:tc></w:tr>";
    check(
        &table(&[row(&[cell("", &p("a")), cell("", &p("b"))]), gone.to_owned()]),
        &["0:0.0x1x1 a", "0:0.1x1x1 b"],
    );
    // A cell that is deleted as a tracked change takes its text with it, and the cells after it move up.
    check(
        &table(&[row(&[cell("", &p("a")), cell("<w:cellDel w:id=\"1\"/>", &p("bort")), cell("", &p("b"))])]),
        &["0:0.0x1x1 a", "0:0.1x1x1 b"],
    );
    // The title of a page's head that is laid out as a table is the title.
    let title = cell("", &styled("T", "Avtal"));
    check(&table(&[row(&[cell("", &p("kommun")), title])]), &["P kommun", "T Avtal"]);
    let large = "<w:p><w:r><w:rPr><w:sz w:val=\"40\"/></w:rPr><w:t>Avtal</w:t></w:r></w:p>";
    let head = table(&[
        row(&[cell("", &p("kommun")), cell("", large)]),
        row(&[cell("", &p("1")), cell("", &p("2"))]),
    ]);
    let text =
        p("Kommunen svarar för lokalen och för att den hålls öppen alla dagar i veckan, även sommartid.");
    let lines = document_of(&(head.clone() + &text)).document;
    assert_eq!(line(&lines, 1), "T Avtal");
    let below = document_of(&(text + &head)).document;
    assert_eq!(line(&below, 2), "0:0.1x1x1 Avtal");
}

#[test]
fn changes_are_read_as_accepted() {
    let deleted = "<w:del w:id=\"1\"><w:r><w:delText>bort</w:delText></w:r></w:del>";
    let inserted = format!("<w:ins w:id=\"2\">{}</w:ins>", r("in"));
    check(&format!("<w:p>{}{deleted}{inserted}</w:p>", r("a ")), &["P a in"]);
    let moved =
        format!("<w:p><w:moveFrom>{}</w:moveFrom></w:p><w:p><w:moveTo>{}</w:moveTo></w:p>", r("x"), r("x"));
    check(&moved, &["P x"]);
    // A paragraph whose mark is deleted goes on in the next one and takes its properties.
    let mark = format!("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p>{}", r("a "), styled("R1", "b"));
    check(&mark, &["H1 a b"]);
    assert_eq!(document_of(&mark).document.meta().tracked_changes, 1);
}

#[test]
fn fields_show_their_results() {
    let field = |instruction: &str, result: &str| {
        format!(
            "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>{instruction}</w:instrText></w:r>\
             <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>{result}<w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        )
    };
    check(&format!("<w:p>{}</w:p>", field("REF a", &r("avsnitt 3"))), &["P avsnitt 3"]);
    check(
        &format!("<w:p>{}</w:p>{}", field("TOC \\o", &r("Syfte 2")), p("efter")),
        &["toc Syfte 2", "P efter"],
    );
    check(&styled("I1", "Syfte 2"), &["toc Syfte 2"]);
    check("<w:p><w:fldSimple w:instr=\"PAGE\"><w:r><w:t>4</w:t></w:r></w:fldSimple></w:p>", &["P 4"]);
    let counted = format!("<w:p><w:fldSimple w:instr=\"LISTNUM\"/>{}</w:p>", r(" a"));
    check(&counted.repeat(2), &["L0 [1)] a", "L0 [2)] a"]);
    // A field that never ends hides nothing.
    let endless = "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r></w:p>";
    check(&format!("{endless}{}", p("text")), &["P text"]);
    let button = "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>MACROBUTTON x [namn]</w:instrText></w:r>\
                  <w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>";
    check(button, &["P [namn]"]);
    let link =
        document_of(&format!("<w:p>{}</w:p>", field("HYPERLINK \"https://b.se\"", &r("här")))).document;
    assert_eq!(link.blocks()[0].links[0].1, "https://b.se");
    let link =
        document_of(&format!("<w:p>{}<w:hyperlink r:id=\"r5\">{}</w:hyperlink></w:p>", r("se "), r("här")))
            .document;
    let (span, target) = &link.blocks()[0].links[0];
    assert_eq!((link.slice(*span), target.as_str()), ("här", "https://a.se/"));
}

#[test]
fn characters_that_are_elements() {
    check("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r></w:p>", &["P a b c"]);
    check("<w:p><w:r><w:t>e</w:t><w:noBreakHyphen/><w:t>post</w:t></w:r></w:p>", &["P e-post"]);
    check(
        "<w:p><w:r><w:t>över</w:t><w:softHyphen/><w:t>ens\u{ad}kommelse</w:t></w:r></w:p>",
        &["P överenskommelse"],
    );
    check("<w:p><w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/><w:t> ja</w:t></w:r></w:p>", &["P ☑ ja"]);
    check(&format!("<w:p>{}<m:oMath><m:r><m:t>x+y</m:t></m:r></m:oMath></w:p>", r("a ")), &["P a x+y"]);
}

#[test]
fn hidden_text_is_left_out_and_counted() {
    let hidden = "<w:p><w:r><w:t>a</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>dold</w:t></w:r>\
                  <w:r><w:rPr><w:rStyle w:val=\"H\"/></w:rPr><w:t>b</w:t></w:r></w:p>";
    check(hidden, &["P a"]);
    assert_eq!(document_of(hidden).document.meta().hidden_chars, 5);
}

#[test]
fn boxes_choices_controls_and_notes() {
    let text_box = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", p(text));
    let both = format!(
        "<w:p>{}<w:r><mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:r>{}</w:p>",
        r("a"),
        text_box("ruta"),
        text_box("ruta"),
        r("b")
    );
    check(&both, &["P ab", "P ruta"]);
    let control = format!("<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>", p("fält"));
    check(&control, &["P fält"]);
    let noted = format!("<w:p>{}<w:r><w:footnoteReference w:id=\"1\"/></w:r></w:p>", r("a"));
    check(&format!("{noted}{noted}{}", p("b")), &["P a", "note en not", "P a", "P b"]);
    let table = format!("<w:tbl><w:tr><w:tc>{noted}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>", p("c"));
    check(&table, &["0:0.0x1x1 a", "0:0.1x1x1 c", "note en not"]);
    check(
        &format!("<w:p><w:r><a:p><a:r><a:t>figur</a:t></a:r></a:p></w:r></w:p>{}", p("x")),
        &["P figur", "P x"],
    );
}

#[test]
fn places_in_the_file_count_what_is_left_out() {
    // Fourth paragraph of the part: two stand in choices. Second run: the first is deleted.
    let boxes = "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p/></w:txbxContent></mc:Choice>\
                 <mc:Fallback><w:txbxContent><w:p/></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>";
    let body = format!("{boxes}<w:p><w:del><w:r><w:delText>x</w:delText></w:r></w:del>{}</w:p>", r("ord"));
    let document = document_of(&body).document;
    let block = &document.blocks()[0];
    assert_eq!(block.origin.paragraph, Some(3));
    assert_eq!(document.runs_of(block.span), Some((1, 1)));
    assert_eq!(document.parts()[block.origin.part.unwrap() as usize], "word/document.xml");
}

#[test]
fn strict_files_and_other_prefixes_are_read() {
    for (space, prefix) in [
        ("http://purl.oclc.org/ooxml/wordprocessingml/main", "w:"),
        ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", "ns0:"),
        ("http://schemas.openxmlformats.org/wordprocessingml/2006/main", ""),
    ] {
        let name = prefix.trim_end_matches(':');
        let declared = if name.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{name}") };
        let xml = "<?document D=\"S\"><?body><?p><?r><?t>Avtal å</?t></?r></?p></?body></?document>"
            .replace("D=\"S\"", &format!("{declared}=\"{space}\""))
            .replace("</?", &format!("</{prefix}"))
            .replace("<?", &format!("<{prefix}"));
        let bytes = package(&[("word/document.xml", xml)], &[]);
        assert_eq!(
            read(&bytes, &Limits::default(), &mut |_| ()).unwrap().document.text(),
            "Avtal å",
            "{space} {prefix}"
        );
    }
}

#[test]
fn what_is_not_read_is_said() {
    let chunk = document_of(&format!("{}<w:altChunk r:id=\"x\"/>", p("a")));
    assert!(matches!(&chunk.read, Read::Partial(failure) if failure.detail == "alt-chunk"));
    let cut = package(&[("word/document.xml", format!("<w:document {W}><w:body>{}<w:p>", p("a")))], &[]);
    let cut = read(&cut, &Limits::default(), &mut |_| ()).unwrap();
    assert!(matches!(&cut.read, Read::Partial(failure) if failure.detail == "xml-cut"));
    assert_eq!(cut.document.text(), "a");
    let doctype =
        package(&[("word/document.xml", "<!DOCTYPE x [<!ENTITY a \"b\">]><w:document/>".to_owned())], &[]);
    assert!(matches!(read(&doctype, &Limits::default(), &mut |_| ()).unwrap().read, Read::Failed(_)));
}

#[test]
fn pages_are_estimated_from_the_last_layout() {
    let hint = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>b</w:t></w:r></w:p>";
    let document = document_of(&format!("{}{hint}", p("a"))).document;
    let pages: Vec<_> =
        document.blocks().iter().map(|block| block.origin.page.map(|page| page.number)).collect();
    assert_eq!(&pages[..2], [Some(1), Some(2)]);
}

#[test]
fn forms_drawings_and_manual_breaks_read_as_they_are_shown() {
    let field = |data: &str, instruction: &str| {
        format!(
            "<w:p>{}<w:r><w:fldChar w:fldCharType=\"begin\"><w:ffData>{data}</w:ffData></w:fldChar></w:r>\
             <w:r><w:instrText>{instruction}</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>",
            r("val ")
        )
    };
    check(&field("<w:checkBox><w:default w:val=\"0\"/></w:checkBox>", "FORMCHECKBOX"), &["P val ☐"]);
    check(
        &field("<w:checkBox><w:default w:val=\"0\"/><w:checked/></w:checkBox>", "FORMCHECKBOX"),
        &["P val ☒"],
    );
    let list =
        "<w:ddList><w:result w:val=\"1\"/><w:listEntry w:val=\"Ja\"/><w:listEntry w:val=\"Nej\"/></w:ddList>";
    check(&field(list, "FORMDROPDOWN"), &["P val Nej"]);
    check(&field("", "SYMBOL 254 \\f \"Wingdings\""), &["P val ☑"]);
    check(
        "<w:p><w:r><w:pict><v:shape><v:textpath string=\"UTKAST\"/></v:shape></w:pict></w:r></w:p>",
        &["T UTKAST"],
    );
    let bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>Ekonomi</w:t><w:br/></w:r>";
    let text = "Parterna bär sina egna kostnader.";
    check(
        &format!("{}<w:p>{bold}{}</w:p>", styled("R1", "A"), r(text)),
        &["H1 A", "H2 Ekonomi", &format!("P {text}")],
    );
    check(&p("A V T A L   O M   V Å R D"), &["T AVTAL OM VÅRD"]);
    let large = "<w:p><w:r><w:rPr><w:sz w:val=\"32\"/></w:rPr><w:t>Ekonomi</w:t></w:r></w:p>";
    check(&format!("{}{large}{}", styled("R1", "A"), p(text)), &["H1 A", "H2 Ekonomi", &format!("P {text}")]);
}

#[test]
fn text_in_pictures_and_embedded_documents_is_told() {
    let picture = |cx: u32, cy: u32| {
        format!(
            "<w:p><w:r><w:drawing><wp:inline><wp:extent cx=\"{cx}\" cy=\"{cy}\"/><a:blip r:embed=\"r5\"/></wp:inline></w:drawing></w:r></w:p>"
        )
    };
    let code = |body: String| match document_of(&body).read {
        Read::Whole => String::new(),
        Read::Partial(failure) => format!("partial {}", failure.detail),
        Read::Failed(failure) => format!("failed {}", failure.detail),
    };
    let sentence =
        p("Norrby kommun och Föreningen Ljusglimten, nedan kallad föreningen, ingår följande avtal.");
    let (page, logo) = (picture(5_760_000, 8_100_000), picture(1_800_000, 1_800_000));
    assert_eq!(code(page.clone()), "failed pictures");
    assert_eq!(code(page.clone() + &p("Avtalet som bild:")), "failed pictures");
    assert_eq!(code(sentence.repeat(3) + &page), "partial pictures");
    assert_eq!(code(sentence.repeat(20) + &page), "", "a photograph in a text");
    assert_eq!(code(sentence.repeat(3) + &logo), "", "a logotype");
    let old = "<w:p><w:r><w:pict><v:shape style=\"width:453.5pt;height:640pt\"><v:imagedata r:id=\"r5\"/></v:shape></w:pict></w:r></w:p>";
    assert_eq!(code(sentence.repeat(3) + old), "partial pictures");
    let object = |program: &str| {
        format!("<w:p><w:r><w:object><o:OLEObject ProgID=\"{program}\" r:id=\"r5\"/></w:object></w:r></w:p>")
    };
    assert_eq!(code(sentence.repeat(3) + &object("Word.Document.12")), "partial alt-chunk");
    assert_eq!(code(sentence.repeat(3) + &object("Excel.Sheet.12")), "");
}

#[test]
fn notes_that_the_package_lacks_are_told() {
    let body = format!("<w:document {W}><w:body>{}</w:body></w:document>", p("Avtal"));
    let bytes = package(&[("word/document.xml", body)], &[("footnotes", "footnotes.xml")]);
    let found = read(&bytes, &Limits::default(), &mut |_| ()).unwrap();
    assert!(matches!(&found.read, Read::Partial(failure) if failure.detail == "part"), "{:?}", found.read);
}

#[test]
fn text_that_no_reader_sees_is_left_out() {
    let run = |looks: &str| format!("<w:r><w:rPr>{looks}</w:rPr><w:t>dold</w:t></w:r>");
    let text = |body: &str| {
        let document = document_of(body).document;
        let seen = document.blocks().iter().any(|block| document.text()[block.span.range()].contains("dold"));
        (seen, document.meta().hidden_chars)
    };
    let alone = |looks: &str| text(&format!("<w:p>{}{}</w:p>", r("synlig "), run(looks)));
    assert_eq!(alone("<w:color w:val=\"FFFFFF\"/>"), (false, 4));
    assert_eq!(alone("<w:sz w:val=\"1\"/>"), (false, 4));
    assert_eq!(alone("<w:color w:val=\"FF0000\"/>"), (true, 0));
    assert_eq!(alone("<w:sz w:val=\"8\"/>"), (true, 0));
    assert_eq!(alone("<w:color w:val=\"FFFFFF\"/><w:shd w:fill=\"000000\"/>"), (true, 0));
    let white = run("<w:color w:val=\"FFFFFF\"/>");
    let cell = format!("<w:tbl><w:tr><w:tc><w:p>{white}</w:p></w:tc></w:tr></w:tbl>");
    assert_eq!(text(&cell), (true, 0));
    let shaded = format!("<w:p><w:pPr><w:shd w:fill=\"1F3864\"/></w:pPr>{white}</w:p>");
    assert_eq!(text(&shaded), (true, 0));
    assert_eq!(alone("<w:color w:val=\"FDFDFD\"/>"), (false, 4));
    assert_eq!(alone("<w:color w:val=\"D9D9D9\"/>"), (true, 0));
    assert_eq!(alone("<w:color w:val=\"FFFFFF\"/><w:shd w:val=\"clear\" w:fill=\"auto\"/>"), (false, 4));
    assert_eq!(alone("<w:color w:val=\"FFFFFF\"/><w:highlight w:val=\"darkBlue\"/>"), (true, 0));
    // A large picture behind the text of a cover.
    let cover = "<w:p><w:r><w:drawing><wp:anchor behindDoc=\"1\" xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\"><wp:extent cx=\"7560000\" cy=\"9000000\"/></wp:anchor></w:drawing></w:r></w:p>";
    assert_eq!(text(&format!("{cover}<w:p>{white}</w:p>")), (true, 0));
    assert_eq!(text(&format!("{}<w:p>{white}</w:p>", cover.replace("\"1\"", "\"0\""))), (false, 4));
}

#[test]
fn text_that_a_style_makes_white_or_tiny_is_left_out_where_no_ground_lies_under_it() {
    let styles = r#"
<w:style w:type="paragraph" w:styleId="Vit"><w:name w:val="Vit"/><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Barn"><w:name w:val="Barn"/><w:basedOn w:val="Vit"/></w:style>
<w:style w:type="paragraph" w:styleId="Svart"><w:name w:val="Svart"/><w:basedOn w:val="Vit"/><w:rPr><w:color w:val="auto"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Band"><w:name w:val="Band"/><w:basedOn w:val="Vit"/><w:pPr><w:shd w:val="clear" w:fill="1F3864"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Liten"><w:name w:val="Liten"/><w:rPr><w:sz w:val="2"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Tecken"><w:name w:val="Tecken"/><w:rPr><w:color w:val="FEFEFE"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Knapp"><w:name w:val="Knapp"/><w:rPr><w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="000000"/></w:rPr></w:style>"#;
    let hidden = |body: &str| {
        let document = document_with(body, styles).document;
        let seen = document.blocks().iter().any(|block| document.text()[block.span.range()].contains("dold"));
        assert_eq!(seen, document.meta().hidden_chars == 0, "{body}");
        !seen
    };
    let paragraph = |style: &str, looks: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:rPr>{looks}</w:rPr><w:t>dold</w:t></w:r></w:p>"
        )
    };
    for (style, looks, expected) in [
        ("Vit", "", true),
        ("Barn", "", true),
        ("Svart", "", false),
        ("Band", "", false),
        ("Liten", "", true),
        ("Liten", "<w:sz w:val=\"20\"/>", false),
        ("Vit", "<w:color w:val=\"000000\"/>", false),
        ("N", "<w:rStyle w:val=\"Tecken\"/>", true),
        ("N", "<w:rStyle w:val=\"Tecken\"/><w:color w:val=\"333333\"/>", false),
        ("N", "<w:rStyle w:val=\"Knapp\"/>", false),
    ] {
        assert_eq!(hidden(&paragraph(style, looks)), expected, "{style} {looks}");
    }
    let cell = format!("<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>", paragraph("Vit", ""));
    assert!(!hidden(&cell));
}
