//! Files made by hand, page by page: what is drawn, and the blocks that a reader sees.

mod unread;

use proptest::prelude::*;

use super::super::Limits;
use super::{FAILURE_CODES, read};
use crate::document::{BlockKind, Document};
use crate::extract::Read;

/// A file with one page per content stream; strings are Latin-1.
fn file(pages: &[String], more: &str) -> Vec<u8> {
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</NeedAppearances true>>>>".to_owned(),
        String::new(),
        font("Helvetica", 500),
        font("Helvetica-Bold", 560),
    ];
    let mut kids = String::new();
    for content in pages {
        let number = objects.len() + 1;
        objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.chars().count()));
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {number} 0 R\
             /Resources<</Font<</F 3 0 R/B 4 0 R>>>>{more}>>"
        ));
        kids.push_str(&format!("{} 0 R ", number + 1));
    }
    objects[1] = format!("<</Type/Pages/Count {}/Kids[{kids}]>>", pages.len());
    let mut out = String::from("%PDF-1.5\n");
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(out.chars().count());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let start = out.chars().count();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    places.iter().for_each(|place| out.push_str(&format!("{place:010} 00000 n \n")));
    out.push_str(&format!("trailer<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF", objects.len() + 1));
    out.chars().map(|c| c as u8).collect()
}

/// A font whose characters are all equally wide.
fn font(name: &str, width: u32) -> String {
    let widths = format!("{width} ").repeat(224);
    format!(
        "<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding/FirstChar 32/LastChar 255/Widths[{widths}]>>"
    )
}

fn at(font: char, size: u32, x: u32, y: u32, text: &str) -> String {
    format!("BT /{font} {size} Tf {x} {y} Td ({}) Tj ET\n", text.replace('(', "\\(").replace(')', "\\)"))
}

fn line(x0: u32, y0: u32, x1: u32, y1: u32) -> String {
    format!("{x0} {y0} m {x1} {y1} l S\n")
}

/// Lines of running text from `y` downwards.
fn prose(x: u32, mut y: u32, lines: &[impl AsRef<str>]) -> String {
    let mut out = String::new();
    for text in lines {
        out.push_str(&at('F', 11, x, y, text.as_ref()));
        y -= 14;
    }
    out
}

fn kind(kind: BlockKind) -> String {
    match kind {
        BlockKind::Heading { level } => format!("h{level}"),
        BlockKind::TableCell(cell) => format!("{}.{}.{}", cell.table, cell.row, cell.column),
        other => format!("{other:?}").split([' ', '{']).next().unwrap_or_default().to_lowercase(),
    }
}

fn blocks(document: &Document) -> Vec<String> {
    let blocks = document.blocks().iter();
    blocks.map(|block| format!("{} {}", kind(block.kind), document.slice(block.content))).collect()
}

fn check(pages: &[String], more: &str, expected: &[&str]) {
    let read = read(&file(pages, more), &Limits::default());
    assert_eq!(read.read, Read::Whole);
    assert_eq!(blocks(&read.document), expected, "{}", pages.concat());
}

const TEXT: [&str; 4] = [
    "Kommunen ansvarar f\u{f6}r lokalen och f\u{f6}r den l\u{f6}pande driften av v\u{e4}xthuset i hamnen,",
    "f\u{f6}reningen f\u{f6}r odlingen och f\u{f6}r att allm\u{e4}nheten f\u{e5}r h\u{e4}mta sina sk\u{f6}rdar varje l\u{f6}rdag.",
    "Bolaget l\u{e4}mnar j\u{f6}rd, fr\u{f6}n och redskap till ett v\u{e4}rde som styrgruppen best\u{e4}mmer varje",
    "\u{e5}r i mars.",
];

fn joined() -> String {
    format!("paragraph {}", TEXT.join(" "))
}

#[test]
fn lines_make_paragraphs_and_headings_stand_out() {
    let page = at('B', 16, 70, 780, "Avtal om v\u{e4}xthuset")
        + &at('B', 12, 70, 750, "Ansvar")
        + &prose(70, 730, &TEXT);
    check(&[page], "", &["title Avtal om v\u{e4}xthuset", "h1 Ansvar", &joined()]);
}

#[test]
fn turned_pages_read_as_they_are_shown() {
    let page = format!("q 0 1 -1 0 595 0 cm\n{}Q\n", prose(70, 500, &TEXT));
    check(&[page], "/Rotate 90", &[&joined()]);
}

#[test]
fn pages_that_lie_on_their_side_or_head_read_as_if_they_were_turned() {
    let upright = prose(70, 500, &TEXT);
    for (turn, more) in [
        ("-1 0 0 -1 595 842", ""),
        ("0 1 -1 0 595 0", ""),
        ("0 -1 1 0 0 842", ""),
        ("1 0 0 1 0 0", "/Rotate 180"),
    ] {
        check(&[format!("q {turn} cm\n{upright}Q\n")], more, &[&joined()]);
    }
}

#[test]
fn lines_that_are_printed_twice_are_read_once() {
    let again: String = TEXT
        .iter()
        .zip([500, 486, 472, 458])
        .map(|(text, y)| format!("BT /F 11 Tf 70.4 {y} Td ({text}) Tj ET\n"))
        .collect();
    check(&[prose(70, 500, &TEXT) + &again], "", &[&joined()]);
}

#[test]
fn what_cannot_be_read_to_its_end_is_never_whole() {
    let check = |drawing: &str, expected: &str| {
        let found = read(&file(&[drawing.to_owned()], ""), &Limits::default());
        assert!(matches!(found.read, Read::Partial(_)), "{drawing}: {:?}", found.read);
        assert_eq!(found.document.text(), expected, "{drawing}");
    };
    let first = at('F', 11, 70, 500, "Kommunen ansvarar.");
    let second = at('F', 11, 70, 480, "De ordnar larm.");
    let both = "Kommunen ansvarar. De ordnar larm.";
    check(&format!("{first}]] >> )\n{second}"), both);
    check(&format!("{first}BI /W 2\n{second}"), both);
    check(&format!("{first}(utan slut\n{second}"), both);
    check(&format!("{first}{}", second.replace("/F ", "/X ")), both);
}

#[test]
fn a_scanned_page_with_a_stamp_is_a_scan_and_a_cover_with_a_title_is_not() {
    let picture = "q 595 0 0 842 0 0 cm BI /W 2 /H 2 /BPC 8 /CS /G ID aaaa EI Q\n";
    let stamp = format!("{picture}{}", at('F', 9, 70, 20, "Dnr KS 2025/123 inkom 2025-03-04"));
    let found = read(&file(&[stamp], ""), &Limits::default());
    assert!(matches!(&found.read, Read::Failed(failure) if failure.detail == "scan"), "{:?}", found.read);
    let cover = format!("{picture}{}", at('F', 30, 70, 500, "Avtal om hamnen och parken"));
    assert_eq!(read(&file(&[cover], ""), &Limits::default()).read, Read::Whole);
}

#[test]
fn covers_of_portfolios_and_forms_that_are_not_drawn_yet_are_told() {
    let page = [at('F', 11, 70, 500, "Vänligen vänta")];
    let plain = file(&page, "");
    let text = |bytes: &[u8]| bytes.iter().map(|byte| char::from(*byte)).collect::<String>();
    for (catalog, expected) in [
        ("/NeedsRendering true/AcroForm<</XFA()/NeedAppearances true>>", Some("xfa")),
        ("/AcroForm<</XFA()/Fields[]>>", Some("xfa")),
        ("/AcroForm<</XFA()/Fields[3 0 R]>>", None),
        ("/AcroForm<</Fields[]>>", None),
        ("/Collection<<>>/EF<<>>/F(avtal.pdf)", Some("portfolio")),
        ("/EF<<>>/F(avtal.PDF)", Some("portfolio")),
        ("/EF<<>>/F(logga.png)", None),
    ] {
        let changed = text(&plain).replace("/AcroForm<</NeedAppearances true>>", catalog);
        let changed: Vec<u8> = changed.chars().map(|c| c as u8).collect();
        let found = read(&changed, &Limits::default());
        let code = match &found.read {
            Read::Partial(failure) => Some(failure.detail.as_str()),
            _ => None,
        };
        assert_eq!(code, expected, "{catalog}: {:?}", found.read);
    }
    // A whole text that carries a file is not its cover.
    let whole = file(&[prose(70, 700, &[TEXT; 4].concat())], "");
    let carries = text(&whole).replace("/AcroForm<<", "/EF<<>>/F(avtal.pdf)/AcroForm<<");
    let carries: Vec<u8> = carries.chars().map(|c| c as u8).collect();
    assert_eq!(read(&carries, &Limits::default()).read, Read::Whole);
}

#[test]
fn a_file_without_head_or_with_much_before_it_is_read() {
    let whole = file(&[prose(70, 500, &TEXT)], "");
    for bytes in [[&[b' '; 3000], &whole[..]].concat(), whole[9..].to_vec()] {
        assert_eq!(blocks(&read(&bytes, &Limits::default()).document), [joined()]);
        assert!(super::recognise(&bytes));
    }
    assert!(!super::recognise(b"Ordet startxref st\xc3\xa5r i slutet av varje fil.\nstartxref"));
}

#[test]
fn hyphens_at_line_ends_follow_swedish_rules() {
    let lines = [
        "Parterna tr\u{e4}ffar denna \u{f6}verens-",
        "kommelse om h\u{e4}lso-",
        "och sjukv\u{e5}rd samt HSL-",
        "uppdrag i hela l\u{e4}net.",
    ];
    let expected = "paragraph Parterna tr\u{e4}ffar denna \u{f6}verenskommelse om h\u{e4}lso- och sjukv\u{e5}rd samt HSL-uppdrag i hela l\u{e4}net.";
    check(&[prose(70, 700, &lines)], "", &[expected]);
}

#[test]
fn columns_are_read_one_after_the_other() {
    let left: Vec<String> =
        (1..=12).map(|n| format!("v\u{e4}nster spalt rad nummer {n} som fyller")).collect();
    let right: Vec<String> =
        (1..=12).map(|n| format!("h\u{f6}ger spalt rad nummer {n} som fyller sin")).collect();
    let page = prose(70, 700, &left) + &prose(310, 700, &right);
    let read = read(&file(&[page], ""), &Limits::default());
    let text = read.document.text().split_whitespace().collect::<Vec<&str>>().join(" ");
    assert_eq!(text, left.join(" ") + " " + &right.join(" "));
}

#[test]
fn fields_that_a_program_filled_in_are_read() {
    let page = prose(70, 700, &["Kontaktperson hos kommunen och telefon dit:"]);
    let drawn = "/AP<</N 5 0 R>>/F 4";
    let fields = [
        // The drawing is the one of the empty form; the page itself stands in for one that shows the value.
        "<</Subtype/Widget/FT/Tx/Rect[70 600 300 620]/V(Anna Lind\\rBo Ek)/AP<</N 3 0 R>>/F 4>>".to_owned(),
        format!("<</Subtype/Widget/FT/Tx/Rect[70 580 300 600]/V(Kontaktperson){drawn}>>"),
        "<</Subtype/Widget/FT/Tx/Rect[70 560 300 580]/V(hemligt)/F 2>>".to_owned(),
        "<</Subtype/Widget/FT/Ch/Rect[70 540 300 560]/Opt[(ja)[(n)(nej)]]>>".to_owned(),
        "<</Subtype/Widget/FT/Ch/Ff 131072/Rect[70 520 300 540]/Opt[(l\u{e5}ng)(kort)]>>".to_owned(),
        "<</Subtype/Widget/FT/Ch/Rect[70 500 300 520]/Opt[(v\u{e5}r)(h\u{f6}st)]/V(h\u{f6}st)>>".to_owned(),
    ];
    let expected = [
        "paragraph Kontaktperson hos kommunen och telefon dit:",
        "paragraph Anna Lind Bo Ek",
        "paragraph ja",
        "paragraph nej",
        "paragraph h\u{f6}st",
    ];
    check(&[page], &format!("/Annots[{}]", fields.concat()), &expected);
}

#[test]
fn footnotes_leave_the_text_and_stand_after_it() {
    let page = prose(70, 700, &["F\u{f6}reningen f\u{f6}ljer kommunens program"])
        + &at('F', 6, 250, 705, "1")
        + &prose(262, 700, &["och dess m\u{e5}l."])
        + &line(70, 120, 200, 120)
        + &at('F', 6, 70, 110, "1")
        + &at('F', 9, 76, 106, "Antaget av fullm\u{e4}ktige 2024-03-12.");
    let text = "paragraph F\u{f6}reningen f\u{f6}ljer kommunens program och dess m\u{e5}l.";
    check(&[page], "", &[text, "footnote Antaget av fullm\u{e4}ktige 2024-03-12."]);
}

#[test]
fn drawn_tables_go_on_over_pages() {
    let table = |top: u32, rows: &[[&str; 2]]| {
        let bottom = top - 20 * rows.len() as u32;
        let mut out: String = [70, 250, 430].map(|x| line(x, top, x, bottom)).concat();
        for (row, cells) in (0_u32..).zip(rows) {
            out.push_str(&line(70, top - 20 * row, 430, top - 20 * row));
            for (x, cell) in [75, 255].into_iter().zip(cells) {
                out.push_str(&at('F', 11, x, top - 20 * row - 14, cell));
            }
        }
        out + &line(70, bottom, 430, bottom)
    };
    let head = ["Uppgift", "Ansvarig"];
    let first = prose(70, 780, &["Uppgifter"]) + &table(140, &[head, ["Lokal", "Kommunen"]]);
    let second = table(780, &[head, ["Odling", "F\u{f6}reningen"]]);
    check(
        &[first, second],
        "",
        &[
            "paragraph Uppgifter",
            "0.0.0 Uppgift",
            "0.0.1 Ansvarig",
            "0.1.0 Lokal",
            "0.1.1 Kommunen",
            "0.2.0 Odling",
            "0.2.1 F\u{f6}reningen",
            "header Uppgift",
            "header Ansvarig",
        ],
    );
}

/// A line in red.
fn red(x0: u32, y: u32, x1: u32) -> String {
    format!("1 0 0 RG\n{}0 G\n", line(x0, y, x1, y))
}

#[test]
fn changes_that_are_printed_are_read_as_accepted() {
    // Letters are 5.5 wide. "ska b\u{f6}r ansvara": the first word is struck out, the second underlined, in one colour.
    let page =
        prose(70, 700, &["Kommunen ska b\u{f6}r ansvara."]) + &red(119, 703, 136) + &red(141, 698, 158);
    let file = file(&[page], "");
    let read = read(&file, &Limits::default());
    assert_eq!(read.document.text(), "Kommunen b\u{f6}r ansvara.");
    assert_eq!(read.document.meta().tracked_changes, 2);
    // A link is underlined and nothing is struck out; black lines through text belong to it.
    let link = prose(70, 700, &["Se kommunens plan."]) + &red(86, 698, 136) + &line(86, 703, 136, 703);
    let read = super::read(&self::file(&[link], ""), &Limits::default());
    assert_eq!((read.document.text(), read.document.meta().tracked_changes), ("Se kommunens plan.", 0));
}

#[test]
fn titles_take_several_lines_and_what_stands_apart_is_under_them() {
    let text = prose(70, 660, &TEXT);
    let close = at('B', 20, 70, 780, "Avtal om v\u{e4}xthuset") + &at('B', 20, 70, 756, "i hamnen") + &text;
    check(&[close], "", &["title Avtal om v\u{e4}xthuset i hamnen", &joined()]);
    let apart = at('B', 20, 70, 780, "Samverkansavtal") + &at('B', 20, 70, 740, "V\u{e4}xthuset") + &text;
    check(&[apart], "", &["title Samverkansavtal", "h1 V\u{e4}xthuset", &joined()]);
    let column: Vec<String> =
        ["\u{d6}verenskommelse", "om partnerskap", "kring l\u{e4}xrummet", "i Silverhyttan"]
            .map(str::to_owned)
            .to_vec();
    let large: String =
        (0_u32..).zip(&column).map(|(step, text)| at('B', 20, 70, 780 - 24 * step, text)).collect();
    check(&[large + &prose(70, 640, &TEXT)], "", &[&format!("title {}", column.join(" ")), &joined()]);
    // The head of a letter, laid out as a table with lines.
    let grid: String = [70, 250, 500].map(|x| line(x, 800, x, 750)).concat()
        + &line(70, 800, 500, 800)
        + &line(70, 750, 500, 750);
    let head = at('F', 11, 75, 770, "kommun") + &at('B', 20, 255, 770, "Avtal");
    check(&[grid + &head + &text], "", &["0.0.0 kommun", "title Avtal", &joined()]);
}

#[test]
fn headings_in_bold_are_parted_from_their_paragraphs() {
    // The heading is drawn in bold (6.16 a letter), the text after it is not.
    let lead = |y: u32, bold: &str, rest: &str| {
        at('B', 11, 70, y, bold) + &at('F', 11, 75 + 7 * bold.len() as u32, y, rest)
    };
    let page = lead(700, "Syfte.", "Avtalet reglerar hur parterna samverkar.")
        + &lead(660, "Tid.", "Avtalet g\u{e4}ller under tre \u{e5}r fr\u{e5}n dagen.");
    let expected = [
        "h2 Syfte.",
        "paragraph Avtalet reglerar hur parterna samverkar.",
        "h2 Tid.",
        "paragraph Avtalet g\u{e4}ller under tre \u{e5}r fr\u{e5}n dagen.",
    ];
    check(&[page], "", &expected);
}

#[test]
fn labels_amid_sentences_and_words_broken_by_narrow_columns() {
    let lines = [
        "Kommunen f\u{f6}ljer livsmedelsstrategin, som fullm\u{e4}ktige beslutade om den 20 juni 2022",
        "\u{2013} den s\u{e4}ger att fler ska odla \u{2013} och verkar i linje med denna och folkh\u{e4}lsoplanen",
        "\u{a7} 77 i hela kommunen.",
    ];
    let page = |lines: &[&str]| {
        prose(70, 700, &lines.iter().map(|line| line.replace('\u{2013}', "\u{96}")).collect::<Vec<_>>())
    };
    check(&[page(&lines)], "", &[&format!("paragraph {}", lines.join(" "))]);
    // Drawn in two, and touching: a tab without room.
    let touching = at('F', 11, 70, 700, "Kvarnsele kommun") + &at('F', 11, 158, 700, "Beslutat av");
    check(&[touching], "", &["paragraph Kvarnsele kommun Beslutat av"]);
    let address = [
        "Stadens digitaliseringsprogram: https://www.rodsunda.example/programmet.pdf",
        "Bibliotekslag (2013:801)",
    ];
    check(
        &[prose(70, 700, &address)],
        "",
        &[&format!("paragraph {}", address[0]), &format!("paragraph {}", address[1])],
    );
}

#[test]
fn columns_without_rows_in_common_are_columns() {
    // Steps of 14 on the left and of 15 on the right: no row is shared, as none of a table would be.
    let left: Vec<String> = (1..=14).map(|n| format!("v\u{e4}nster rad nummer {n} som fyller ut")).collect();
    let right: Vec<String> = (1..=9).map(|n| format!("h\u{f6}ger rad {n} som fyller ut")).collect();
    let text = |page: String| {
        let read = read(&file(&[page], ""), &Limits::default());
        read.document.text().split_whitespace().collect::<Vec<&str>>().join(" ")
    };
    let lines = |x: u32, step: u32, lines: &[String]| -> String {
        (0_u32..).zip(lines).map(|(row, text)| at('F', 11, x, 700 - row * step, text)).collect()
    };
    let expected = left.join(" ") + " " + &right.join(" ");
    assert_eq!(text(lines(70, 14, &left) + &lines(310, 15, &right)), expected);
    // A right column that ends early.
    let short = [right[0].clone(), right[1].clone()];
    let expected = left.join(" ") + " " + &short.join(" ");
    assert_eq!(
        text(lines(70, 14, &left) + &at('F', 11, 310, 693, &short[0]) + &at('F', 11, 310, 679, &short[1])),
        expected
    );
}

#[test]
fn rows_of_tables_with_upright_lines_only() {
    let uprights: String = [70, 250, 340, 430].map(|x| line(x, 700, x, 600)).concat();
    let rows = [("Int\u{e4}kter", "120", "90"), ("Kostnader", "80", "70"), ("Resultat", "40", "20")];
    let text: String = (0_u32..)
        .zip(rows)
        .map(|(row, (name, a, b))| {
            let y = 685 - 20 * row;
            at('F', 11, 75, y, name) + &at('F', 11, 255, y, a) + &at('F', 11, 345, y, b)
        })
        .collect();
    let expected = [
        "0.0.0 Int\u{e4}kter",
        "0.0.1 120",
        "0.0.2 90",
        "0.1.0 Kostnader",
        "0.1.1 80",
        "0.1.2 70",
        "0.2.0 Resultat",
        "0.2.1 40",
        "0.2.2 20",
    ];
    check(&[uprights + &text], "", &expected);
}

#[test]
fn short_lines_of_a_last_page_are_lines() {
    let names = ["Sandby 2025-03-17", "Greta Fr\u{e4}nnfors", "Patrik Ullman"];
    let text = joined();
    check(
        &[prose(70, 700, &TEXT), prose(70, 780, &names)],
        "",
        &[&text, "paragraph Sandby 2025-03-17", "paragraph Greta Fr\u{e4}nnfors", "paragraph Patrik Ullman"],
    );
    // A heading wholly in bold below a line in which its first word would have had no room.
    let list = at(
        'F',
        11,
        70,
        700,
        "g\u{f6}r scheman, skickar p\u{e5}minnelser varje vecka och h\u{e5}ller listan i ordning",
    ) + &at('B', 11, 70, 686, "Hyresg\u{e4}stf\u{f6}reningen");
    check(
        &[list + &prose(70, 672, &TEXT)],
        "",
        &[
            "paragraph g\u{f6}r scheman, skickar p\u{e5}minnelser varje vecka och h\u{e5}ller listan i ordning",
            "h1 Hyresg\u{e4}stf\u{f6}reningen",
            &text,
        ],
    );
}

#[test]
fn running_headers_and_page_numbers_are_kept_apart() {
    let page = |number: u32| {
        at('F', 9, 70, 800, "Avtal om v\u{e4}xthuset")
            + &prose(70, 700, &TEXT)
            + &at('F', 9, 290, 30, &number.to_string())
    };
    check(
        &[page(1), page(2)],
        "",
        &[
            "header Avtal om v\u{e4}xthuset",
            &joined(),
            &joined(),
            "footer 1",
            "header Avtal om v\u{e4}xthuset",
            "footer 2",
        ],
    );
}

#[test]
fn pages_that_the_file_promises_and_lacks_are_told() {
    let bytes = file(&[prose(70, 700, &TEXT)], "");
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let bytes: Vec<u8> = text.replace("/Count 1", "/Count 3").chars().map(|c| c as u8).collect();
    let read = read(&bytes, &Limits::default());
    assert!(
        matches!(&read.read, Read::Partial(failure) if failure.detail == "lost-pages"),
        "{:?}",
        read.read
    );
}

#[test]
fn every_code_has_a_sentence() {
    assert!(FAILURE_CODES.iter().all(|(code, words)| !code.is_empty() && !words.is_empty()));
}

/// Spans lie in the text on character boundaries, in order, and each word's text is the text at its place.
fn is_sound(document: &Document) -> bool {
    let text = document.text();
    let mut end = 0;
    document.blocks().iter().all(|block| {
        let fine = block.span.start() >= end && text.get(block.span.range()).is_some();
        end = block.span.end();
        fine && block.span.contains(block.content) && text.get(block.content.range()).is_some()
    }) && document.words().iter().all(|word| {
        let quad = word.quad.iter().all(|corner| corner.is_finite());
        quad && text.get(word.span.range()).is_some_and(|word| !word.contains(char::is_whitespace))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn broken_files_are_read_without_panic_and_alike(
        cut in 0.0_f64..1.0,
        flips in prop::collection::vec((0.0_f64..1.0, any::<u8>()), 0..12),
    ) {
        let page = at('B', 16, 70, 780, "Avtal") + &prose(70, 730, &TEXT) + &line(70, 100, 400, 100);
        let mut bytes = file(&[page.clone(), page], "");
        let length = bytes.len() as f64;
        for (place, value) in flips {
            bytes[(place * length) as usize] = value;
        }
        if cut > 0.4 {
            bytes.truncate((cut * length) as usize);
        }
        let (first, second) = (read(&bytes, &Limits::default()), read(&bytes, &Limits::default()));
        prop_assert!(is_sound(&first.document));
        prop_assert_eq!(first.document.text(), second.document.text());
        prop_assert_eq!(first.read, second.read);
    }
}

#[test]
fn files_that_break_off_are_told() {
    let whole = file(&[prose(70, 700, &TEXT), prose(70, 700, &TEXT)], "");
    let end = whole.windows(4).rposition(|window| window == b"xref").unwrap();
    let read = read(
        &whole[..whole[..end].windows(4).rposition(|window| window == b"xref").unwrap()],
        &Limits::default(),
    );
    assert!(matches!(&read.read, Read::Partial(failure) if failure.detail == "cut-short"), "{:?}", read.read);
}
