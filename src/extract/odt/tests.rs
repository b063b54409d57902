use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::document::Document;

const STYLES: &str = r#"<office:document-styles><office:styles>
<style:style style:name="Title" style:family="paragraph"/>
<style:style style:name="Contents_20_1" style:display-name="Contents 1" style:family="paragraph"/>
<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="1" style:num-prefix="§ "/>
<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/></text:outline-style>
<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="a" style:num-suffix=")"/>
<text:list-level-style-bullet text:level="2"/></text:list-style>
</office:styles><office:master-styles><style:master-page><style:header><text:p>huvud</text:p></style:header></style:master-page>
</office:master-styles></office:document-styles>"#;

fn document_of(body: &str) -> Document {
    let content = format!(
        "<office:document-content><office:automatic-styles>\
         <style:style style:name=\"B\"><style:text-properties fo:font-weight=\"bold\"/></style:style>\
         <style:style style:name=\"H\"><style:text-properties text:display=\"none\"/></style:style>\
         <style:style style:name=\"W\"><style:text-properties fo:color=\"#ffffff\"/></style:style>\
         <style:style style:name=\"WC\" style:parent-style-name=\"W\"/>\
         <style:style style:name=\"WG\" style:parent-style-name=\"W\"><style:paragraph-properties fo:background-color=\"#1f3864\"/></style:style>\
         <style:style style:name=\"WM\" style:parent-style-name=\"W\"><style:text-properties fo:background-color=\"#000000\"/></style:style>\
         <style:style style:name=\"WT\" style:parent-style-name=\"W\"><style:paragraph-properties fo:background-color=\"transparent\"/></style:style>\
         <style:style style:name=\"D\"><style:text-properties fo:color=\"#333333\"/></style:style>\
         <style:style style:name=\"S\"><style:text-properties fo:font-size=\"1pt\"/></style:style>\
         </office:automatic-styles><office:body><office:text>{body}</office:text></office:body>\
         </office:document-content>"
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_str()),
        ("styles.xml", STYLES),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    read(&bytes, &Limits::default(), &mut |_| ()).unwrap().document
}

fn check(body: &str, expected: &[&str]) {
    let document = document_of(body);
    let line = |block: &crate::document::Block| {
        let kind = format!("{:?}", block.kind);
        let kind = kind.split([' ', '(']).next().unwrap_or_default().to_owned();
        let label = block.label.as_ref().map(|label| format!("[{label}] ")).unwrap_or_default();
        format!("{kind} {label}{}", document.slice(block.content))
    };
    let lines: Vec<String> = document.blocks().iter().map(line).collect();
    assert_eq!(lines.last().map(String::as_str), Some("Header huvud"), "{body}");
    assert_eq!(&lines[..lines.len() - 1], expected, "{body}");
}

#[test]
fn what_open_document_text_reads_as() {
    check(
        "<text:h text:outline-level=\"1\">Syfte</text:h><text:h text:outline-level=\"2\">Mål</text:h>\
         <text:h text:outline-level=\"1\">Parter</text:h>",
        &["Heading [§ 1] Syfte", "Heading [1.1] Mål", "Heading [§ 2] Parter"],
    );
    check(
        "<text:list text:style-name=\"L\"><text:list-item><text:p>x</text:p><text:list><text:list-item>\
         <text:p>y</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>z</text:p>\
         <text:p>mer</text:p></text:list-item></text:list>",
        &["ListItem [a)] x", "ListItem [•] y", "ListItem [b)] z", "Paragraph mer"],
    );
    check(
        "<text:p>a<text:s text:c=\"2\"/>b<text:tab/>c<text:line-break/>d&amp;<text:span text:style-name=\"H\">dold\
         </text:span></text:p>",
        &["Paragraph a b c d&"],
    );
    check(
        "<text:p>a<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>not</text:p>\
         </text:note-body></text:note> b</text:p><text:p>c</text:p>",
        &["Paragraph a b", "Footnote not", "Paragraph c"],
    );
    check(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>bort</text:p></text:deletion>\
         </text:changed-region></text:tracked-changes><text:p>kvar</text:p>",
        &["Paragraph kvar"],
    );
    check("<text:p text:style-name=\"Contents_20_1\">Syfte 2</text:p>", &["TocEntry Syfte 2"]);
}

#[test]
fn tables_keep_their_grid() {
    let document = document_of(
        "<table:table><table:table-row><table:table-cell table:number-rows-spanned=\"2\"><text:p>1</text:p>\
         </table:table-cell><table:table-cell><text:p>2</text:p></table:table-cell></table:table-row>\
         <table:table-row><table:covered-table-cell/><table:table-cell><text:p>3</text:p></table:table-cell>\
         </table:table-row></table:table>",
    );
    let cells = document.blocks().iter().filter_map(|block| block.cell());
    let places: Vec<_> = cells.map(|cell| (cell.row, cell.column, cell.rows)).collect();
    assert_eq!(places, [(0, 0, 2), (0, 1, 1), (1, 1, 1)]);
    assert_eq!(document_of("<text:tracked-changes><text:changed-region></text:changed-region></text:tracked-changes><text:p>a</text:p>").meta().tracked_changes, 1);
}

#[test]
fn text_that_no_reader_sees_is_left_out() {
    let hidden = |body: &str| {
        let document = document_of(body);
        let seen = document.text().contains("dold");
        assert_eq!(seen, document.meta().hidden_chars == 0, "{body}");
        !seen
    };
    let p = |style: &str| format!("<text:p text:style-name=\"{style}\">dold</text:p>");
    let span = |outer: &str, inner: &str| {
        format!(
            "<text:p text:style-name=\"{outer}\">a <text:span text:style-name=\"{inner}\">dold</text:span></text:p>"
        )
    };
    for style in ["W", "WC", "WT", "S"] {
        assert!(hidden(&p(style)) && hidden(&span("D", style)), "{style}");
    }
    for style in ["D", "WG", "WM"] {
        assert!(!hidden(&p(style)), "{style}");
    }
    assert!(
        !hidden(&span("B", "WM"))
            && !hidden(
                "<text:p text:style-name=\"WG\">a <text:span text:style-name=\"W\">dold</text:span></text:p>"
            )
    );
    let document = document_of(&span("W", "D"));
    assert!(document.text().contains("dold") && document.meta().hidden_chars > 0);
    let cell = format!(
        "<table:table><table:table-row><table:table-cell>{}</table:table-cell></table:table-row></table:table>",
        p("W")
    );
    assert!(!hidden(&cell));
    let frame =
        format!("<text:p>a <draw:frame><draw:text-box>{}</draw:text-box></draw:frame></text:p>", p("W"));
    assert!(!hidden(&frame));
}
