//! What lies on pages and is not read: pictures, letters drawn as shapes, letters without a map to characters.

use super::*;
use crate::extract::Extracted;

/// A grey picture in a box of points.
fn picture((x, y): (f32, f32), (width, height): (f32, f32)) -> String {
    format!("q {width} 0 0 {height} {x} {y} cm BI /W 2 /H 2 /BPC 8 /CS /G ID aaaa EI Q\n")
}

/// A picture of a text: lines of strokes on white, one pixel a point.
fn text_picture(y: u32, width: u32, height: u32) -> String {
    let pixel = |column: u32, row: u32| row % 18 < 9 && (column + row / 3) % 4 < 2;
    let pixels = (0..height).flat_map(|row| (0..width).map(move |column| (column, row)));
    let data: String = pixels.map(|(column, row)| if pixel(column, row) { "00" } else { "ff" }).collect();
    format!(
        "q {width} 0 0 {height} 20 {y} cm BI /W {width} /H {height} /BPC 8 /CS /G /F /AHx ID {data}> EI Q\n"
    )
}

/// Letters drawn as curves, `count` on each line.
fn shapes(lines: u32, count: u32) -> String {
    let letter = |x: u32, y: u32| {
        format!(
            "{x} {y} m {} {} {} {} {} {y} c {} {y} l {} {} {} {} {} {y} c h f\n",
            x + 2,
            y + 6,
            x + 4,
            y + 6,
            x + 5,
            x + 4,
            x + 3,
            y + 4,
            x + 2,
            y + 4,
            x + 1
        )
    };
    let places = (0..lines).flat_map(|line| (0..count).map(move |at| (70 + 7 * at, 600 - 15 * line)));
    places.map(|(x, y)| letter(x, y)).collect()
}

fn read_pages(pages: &[String]) -> Extracted {
    read(&file(pages, ""), &Limits::default())
}

/// What stopped the reading, "failed" or "partial" and why; nothing where it was whole.
fn code(pages: &[String]) -> String {
    match read_pages(pages).read {
        Read::Whole => String::new(),
        Read::Partial(failure) => format!("partial {}", failure.detail),
        Read::Failed(failure) => format!("failed {}", failure.detail),
    }
}

#[test]
fn a_scanned_page_in_strips_or_tiles_is_a_scan() {
    let stamp = at('F', 9, 280, 20, "Sida 1 (1)");
    for (across, down) in [(1_u8, 1_u8), (1, 4), (1, 8), (1, 20), (4, 4), (3, 50)] {
        let size = (595.0 / f32::from(across), 842.0 / f32::from(down));
        let places = (0..across).flat_map(|column| (0..down).map(move |row| (column, row)));
        let tiles: String = places
            .map(|(column, row)| picture((f32::from(column) * size.0, f32::from(row) * size.1), size))
            .collect();
        for page in [tiles.clone(), tiles.clone() + &stamp] {
            assert_eq!(code(&[page]), "failed scan", "{across} {down}");
        }
        let text = prose(70, 700, &TEXT);
        assert_eq!(code(&[text.clone(), tiles.clone() + &stamp]), "partial scan-pages", "{across} {down}");
        assert_eq!(code(&[tiles + &text]), "", "{across} {down}");
    }
    let logos: String = (0_u8..9).map(|row| picture((20.0, 90.0 * f32::from(row)), (60.0, 40.0))).collect();
    assert_eq!(code(&[logos + &prose(100, 700, &TEXT)]), "");
}

#[test]
fn text_in_a_picture_beside_text_is_told() {
    let text = prose(70, 780, &[TEXT, TEXT].concat());
    for height in [150, 340, 500, 600] {
        assert_eq!(code(&[text_picture(20, 500, height) + &text]), "partial scan-part", "{height}");
    }
    assert_eq!(code(&[text_picture(20, 500, 34) + &text]), "", "a line in a logotype");
    assert_eq!(code(&[text_picture(20, 90, 90) + &text]), "", "a small picture");
    assert_eq!(code(&[picture((20.0, 20.0), (500.0, 600.0)) + &text]), "", "a grey surface");
    let note = at('F', 11, 70, 800, "Avtalet som bild nedan:");
    assert_eq!(code(&[text_picture(20, 500, 600) + &note]), "failed scan");
    // What a program recognised lies on the picture, and nobody sees it.
    let seen = format!("3 Tr\n{text}");
    assert_eq!(code(&[text_picture(20, 500, 600) + &seen]), "");
}

#[test]
fn letters_drawn_as_shapes_are_told() {
    let text = prose(70, 780, &TEXT);
    let stamp = at('F', 9, 280, 20, "Sida 1 av 1");
    assert_eq!(code(&[shapes(30, 60)]), "failed drawn");
    assert_eq!(code(&[shapes(30, 60) + &stamp]), "failed drawn");
    assert_eq!(code(&[text.clone(), shapes(30, 60) + &stamp]), "partial drawn-text");
    assert_eq!(code(&[shapes(20, 60) + &text]), "partial drawn-text");
    assert_eq!(code(&[shapes(2, 60) + &text]), "", "a title in its own letters");
    assert_eq!(code(&[shapes(20, 6) + &text]), "", "rows of a few signs");
    let written: Vec<String> = (0..30).map(|_| "bokstav ".repeat(8)).collect();
    let both: String =
        (0_u32..).zip(&written).map(|(row, text)| at('F', 11, 70, 600 - 15 * row, text)).collect();
    assert_eq!(code(&[shapes(30, 60) + &both]), "", "drawn and written");
}

#[test]
fn words_that_lack_letters_are_told() {
    let lines = |text: &str| {
        let lost = ") Tj /Span <</ActualText <FEFFFFFD>>> BDC (x) Tj EMC (";
        [format!("BT /F 11 Tf 70 700 Td ({}) Tj ET\n", text.replace('?', lost))]
    };
    let found = read_pages(&lines("Ers?ttare f?r Anna Lindqvist ?r Eva Str?m, och kommunen betalar hyran."));
    assert!(found.document.text().contains('\u{fffd}'), "{}", found.document.text());
    assert!(matches!(&found.read, Read::Partial(failure) if failure.detail == "lost-letters"));
    assert!(found.problems.iter().any(|problem| problem.code == "lost-letters" && problem.page == Some(1)));
    assert_eq!(
        code(&lines("? Kommunen betalar hyran ? och f\u{f6}reningen st\u{e4}dar lokalen ? varje vecka.")),
        ""
    );
}

/// Lines with their numbers in the margin.
fn numbered(lines: &[&str], from: u32, each: u32) -> String {
    let mut out = prose(90, 700, lines);
    for (row, number) in
        (0_u32..lines.len() as u32).zip(from..).filter(|(_, number)| number.is_multiple_of(each))
    {
        out.push_str(&at('F', 7, 50, 700 - 14 * row, &number.to_string()));
    }
    out
}

#[test]
fn numbers_of_lines_are_no_text() {
    let lines = [TEXT; 5].concat();
    let text = |pages: &[String]| read_pages(pages).document.text().to_owned();
    let plain = text(&[prose(90, 700, &lines)]);
    for each in [1, 2, 5] {
        assert_eq!(text(&[numbered(&lines, 1, each)]), plain, "{each}");
    }
    let next = text(&[prose(90, 700, &lines), prose(90, 700, &lines[..3])]);
    let from = lines.len() as u32 + 1;
    assert_eq!(text(&[numbered(&lines, 1, 1), numbered(&lines[..3], from, 1)]), next);
    // The items of a list, and the rows of a table.
    let items = ["Lokal", "Hyra", "Tider", "Städning", "Nycklar", "Larm", "Avgift", "Kontakt"];
    for column in [numbered(&items, 1, 1), at('F', 11, 50, 714, "Nr") + &numbered(&lines, 1, 1)] {
        assert!(text(&[column]).contains('7'));
    }
}

#[test]
fn text_that_no_reader_sees_is_left_out_and_told() {
    let hidden = |more: &str| {
        let found = read_pages(&[prose(70, 700, &TEXT) + more]);
        let told = found.problems.iter().any(|problem| problem.code == "hidden-text");
        (found.document.text().contains("dold"), found.document.meta().hidden_chars, told)
    };
    let white = format!("1 1 1 rg\n{}0 g\n", at('F', 11, 70, 300, "dold"));
    assert_eq!(hidden(&white), (false, 4, true));
    assert_eq!(hidden(&at('F', 11, 700, 300, "dold")), (false, 4, true));
    assert_eq!(hidden(&format!("1 0 0 1 0 -400 cm\n{}", at('F', 11, 70, 300, "dold"))), (false, 4, true));
    assert_eq!(hidden(&at('F', 11, 70, 300, "dold")), (true, 0, false));
    assert_eq!(hidden(&format!("0 0 0.4 rg 60 295 300 20 re f\n{white}")), (true, 0, false));
    assert_eq!(hidden(&format!("0 0 0.4 RG 20 w 60 305 m 300 305 l S\n{white}")), (true, 0, false));
    assert_eq!(hidden(&format!("{}{white}", picture((60.0, 280.0), (300.0, 60.0)))), (true, 0, false));
    // Most of the text stands beside the page: a sheet of another size.
    let off = prose(70, 700, &[TEXT, TEXT].concat());
    assert_eq!(code(&[at('F', 11, 70, 30, "Avtal") + "1 0 0 1 600 0 cm\n" + &off]), "partial hidden-text");
}

#[test]
fn two_pages_on_one_sheet_are_read_one_after_the_other() {
    let left: Vec<String> = (1..=14).map(|n| format!("v\u{e4}nster rad {n} som fyller ut")).collect();
    let right = ["h\u{f6}ger rad ett", "h\u{f6}ger rad tv\u{e5}"];
    // Half the sheet is 297.5 wide, and its text begins 30 from the left.
    let found = read_pages(&[prose(30, 700, &left) + &prose(328, 700, &right)]);
    let text = found.document.text().split_whitespace().collect::<Vec<&str>>().join(" ");
    assert_eq!(text, left.join(" ") + " " + &right.join(" "));
}
