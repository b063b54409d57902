//! PDF files made to break readers.

use std::io::Write as _;

use super::Row;

/// A PDF of these objects, the first being the catalogue, with more words in its trailer.
fn file(objects: &[Vec<u8>], trailer: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(out.len());
        out.extend([format!("{number} 0 obj\n").as_bytes(), object, b"\nendobj\n"].concat());
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    out.extend(places.iter().flat_map(|place| format!("{place:010} 00000 n \n").into_bytes()));
    let size = objects.len() + 1;
    out.extend(format!("trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF\n").bytes());
    out
}

pub fn pdf(objects: &[&str]) -> Vec<u8> {
    file(&objects.iter().map(|object| object.as_bytes().to_vec()).collect::<Vec<_>>(), "")
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut to = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    to.write_all(bytes).unwrap();
    to.finish().unwrap()
}

fn stream(dict: &str, data: &[u8]) -> Vec<u8> {
    [format!("<<{dict}/Length {}>>\nstream\n", data.len()).as_bytes(), data, b"\nendstream"].concat()
}

fn packed(dict: &str, data: &[u8]) -> Vec<u8> {
    stream(&format!("{dict}/Filter/FlateDecode"), &deflated(data))
}

const TEXT: &str = "BT /F 12 Tf 72 700 Td (Kommunen ansvarar for lokalen och larmet.) Tj ET\n";
const FONT: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";
const RESOURCES: &str = "/Font<</F 5 0 R/G 6 0 R>>/XObject<</X 6 0 R/Y 7 0 R>>/Pattern<</P 6 0 R>>";

/// One page: its content is object 4, its font 5, what follows has further numbers.
fn page(content: Vec<u8>, font: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let page =
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<{RESOURCES}>>>>");
    let objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", &page];
    let objects = objects.map(|object| object.as_bytes().to_vec()).into_iter();
    file(
        &objects.chain([content, font.as_bytes().to_vec()]).chain(more.iter().cloned()).collect::<Vec<_>>(),
        "",
    )
}

fn shows(content: &str) -> Vec<u8> {
    page(packed("", content.as_bytes()), FONT, &[])
}

/// Text in a font whose characters are told by this map.
fn mapped(map: &str, shown: &str) -> Vec<u8> {
    let font = "<</Type/Font/Subtype/Type0/BaseFont/H/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/H/DW 500/W[0 2147483647 500]/FontDescriptor<</Type/FontDescriptor/FontName/H/Flags 4>>>>]>>";
    let map = format!(
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange {map} endcmap end"
    );
    page(
        stream("", format!("BT /F 12 Tf 72 700 Td {shown} ET").as_bytes()),
        font,
        &[packed("", map.as_bytes())],
    )
}

/// Pages whose node in the tree is this, with a page 3.
fn pages(tree: &str, more: &[&str]) -> Vec<u8> {
    let page =
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>";
    let text = format!("<</Length {}>>\nstream\n{TEXT}endstream", TEXT.len());
    pdf(&[&["<</Type/Catalog/Pages 2 0 R>>", tree, page, &text, FONT], more].concat())
}

/// Changes some words of a file that is right, leaving all places as they are.
fn replaced(from: &str, to: &str) -> Vec<u8> {
    let good = pages("<</Type/Pages/Kids[3 0 R]/Count 1>>", &[]);
    let at = good.windows(from.len()).rposition(|window| window == from.as_bytes()).unwrap();
    [&good[..at], to.as_bytes(), &good[at + from.len()..]].concat()
}

const READ: &[&str] = &[];
/// Whatever comes of it: it is told, or read.
const ANY: &[&str] = &["*"];
const DAMAGED: &[&str] = &["damaged"];
const LIMIT: &[&str] = &["limit"];

/// Name, bytes, and the reasons that the record may give; none where the file is assessed, `*` where anything may come of it.
pub fn rows() -> Vec<Row> {
    let form = |inner: &str| {
        stream(
            "/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R/Y 7 0 R>>>>",
            inner.as_bytes(),
        )
    };
    let chain: Vec<Vec<u8>> = (0..31).map(|number| {
        let next = 7 + number;
        let dict = format!("/Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</Font<</F 5 0 R>>/XObject<</A {next} 0 R>>>>");
        packed(&dict, if number == 30 { TEXT.as_bytes() } else { b"/A Do /A Do\n" })
    }).collect();
    let pattern = stream(
        "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.01/YStep 0.01/Resources<</Pattern<</P 6 0 R>>>>",
        b"/Pattern cs /P scn 0 0 1 1 re f",
    );
    let glyph = stream("", b"1000 0 d0 BT /G 10 Tf (a) Tj ET");
    let drawn = b"<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[0.001 0 0 0.001 0 0]/CharProcs<</a 7 0 R>>/Encoding<</Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[1000]/Resources<</Font<</G 6 0 R>>>>>>".to_vec();
    let good = shows(&TEXT.repeat(3));
    let part = |share: usize| good[..good.len() * share / 100].to_vec();
    let lines = TEXT.repeat(9) + &(0..900).map(|n| format!("{} 0 m ", n * n)).collect::<String>();
    let lines = lines.as_bytes();
    let parms = |parms: &str| page(packed(&format!("/DecodeParms<<{parms}>>"), TEXT.as_bytes()), FONT, &[]);
    let zeros = deflated(&vec![0; 40 << 20]);
    let flood = |word: &str| [b"%PDF-1.7\n", word.repeat(60_000).as_bytes()].concat();
    let dag: Vec<String> = (6..30)
        .map(|number| {
            format!(
                "<</Type/Pages/Kids[{0} 0 R {0} 0 R]/Count 2>>",
                if number == 29 { 3 } else { number + 1 }
            )
        })
        .collect();
    let dag: Vec<&str> = dag.iter().map(String::as_str).collect();
    let prev = file(
        &[b"<</Type/Catalog/Pages 2 0 R>>".to_vec(), b"<</Type/Pages/Kids[]/Count 0>>".to_vec()],
        "/Prev 9",
    );
    let rows: Vec<Row> = vec![
        ("control.pdf", shows(TEXT), READ),
        ("none.pdf", Vec::new(), &["empty"]),
        ("header.pdf", b"%PDF-1.7\n".to_vec(), DAMAGED),
        ("cut-20.pdf", part(20), &["damaged", "empty"]),
        ("cut-90.pdf", part(90), &["damaged"]),
        ("prev.pdf", prev, &["damaged", "empty"]),
        ("startxref.pdf", replaced("startxref\n", "startxref\n99"), ANY),
        ("no-xref.pdf", replaced("xref\n0 6", "xxxx\n0 6"), ANY),
        ("many-places.pdf", replaced("xref\n0 6", "xref\n0 4294967295"), ANY),
        ("size.pdf", replaced("/Size 6", "/Size 2147483647"), ANY),
        ("root.pdf", replaced("/Root 1 0 R", "/Root 9 0 R"), ANY),
        (
            "encrypt.pdf",
            replaced(
                "/Root 1 0 R",
                "/Root 1 0 R/Encrypt<</Filter/Standard/V 5/R 6/O()/U()/Length 2147483647>>",
            ),
            ANY,
        ),
        ("tree-loop.pdf", pages("<</Type/Pages/Kids[3 0 R 2 0 R]/Count 2>>", &[]), &["damaged", "*"]),
        (
            "tree-of-itself.pdf",
            pdf(&["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R]/Count 1>>"]),
            &["damaged", "empty"],
        ),
        (
            "tree-doubling.pdf",
            pages("<</Type/Pages/Kids[6 0 R]/Count 16777216>>", &dag),
            &["damaged", "limit"],
        ),
        (
            "tree-wide.pdf",
            pages(&format!("<</Type/Pages/Kids[{}]/Count 100000>>", "3 0 R ".repeat(100_000)), &[]),
            &["limit", "damaged"],
        ),
        ("count-huge.pdf", pages("<</Type/Pages/Kids[3 0 R]/Count 2147483647>>", &[]), &["damaged", "*"]),
        ("count-negative.pdf", pages("<</Type/Pages/Kids[3 0 R]/Count -1>>", &[]), READ),
        ("length-long.pdf", replaced(&format!("/Length {}", TEXT.len()), "/Length 999999"), ANY),
        ("length-negative.pdf", replaced(&format!("/Length {}", TEXT.len()), "/Length -1"), ANY),
        ("length-itself.pdf", replaced(&format!("/Length {}", TEXT.len()), "/Length 4 0 R"), ANY),
        ("predictor-wide.pdf", parms("/Predictor 15/Columns 2147483647"), ANY),
        ("predictor-none.pdf", parms("/Predictor 2/Columns 0/Colors 0"), ANY),
        ("predictor-negative.pdf", parms("/Predictor 12/Columns -5"), ANY),
        (
            "bomb.pdf",
            page(stream("/Filter/FlateDecode", &deflated(&vec![b' '; 200 << 20])), FONT, &[]),
            LIMIT,
        ),
        (
            "bomb-twice.pdf",
            page(
                stream("/Filter[/FlateDecode/FlateDecode]", &deflated(&deflated(&vec![b' '; 400 << 20]))),
                FONT,
                &[],
            ),
            LIMIT,
        ),
        (
            "bomb-lengths.pdf",
            page(
                stream("/Filter[/FlateDecode/RunLengthDecode]", &deflated(&b"\x81a".repeat(3 << 20))),
                FONT,
                &[],
            ),
            LIMIT,
        ),
        (
            "bomb-85.pdf",
            page(stream("/Filter[/FlateDecode/ASCII85Decode]", &deflated(&vec![b'z'; 40 << 20])), FONT, &[]),
            LIMIT,
        ),
        (
            "filters.pdf",
            page(stream(&format!("/Filter[{}]", "/ASCIIHexDecode".repeat(20_000)), b"00>"), FONT, &[]),
            ANY,
        ),
        (
            "bomb-aside.pdf",
            page(
                packed("", TEXT.as_bytes()),
                FONT,
                &[stream(
                    "/Type/ObjStm/N 2147483647/First -9/Filter/FlateDecode",
                    &deflated(&vec![0; 300 << 20]),
                )],
            ),
            ANY,
        ),
        (
            "bomb-map.pdf",
            page(
                stream("", b"BT /F 12 Tf 72 700 Td <0041> Tj ET"),
                "<</Type/Font/Subtype/Type0/BaseFont/H/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts[]>>",
                &[stream("/Filter/FlateDecode", &zeros)],
            ),
            ANY,
        ),
        (
            "picture.pdf",
            page(
                format!("<</Length {}>>\nstream\n/X Do {TEXT}\nendstream", TEXT.len() + 6).into_bytes(),
                FONT,
                &[stream(
                    "/Type/XObject/Subtype/Image/Width 2147483647/Height 2147483647/ColorSpace/DeviceRGB/BitsPerComponent 16/Filter/FlateDecode",
                    &zeros,
                )],
            ),
            &["*"],
        ),
        (
            "form-of-itself.pdf",
            page(stream("", format!("/X Do {TEXT}").as_bytes()), FONT, &[form("/X Do /X Do")]),
            READ,
        ),
        (
            "forms-of-each-other.pdf",
            page(stream("", format!("/X Do {TEXT}").as_bytes()), FONT, &[form("/Y Do"), form("/X Do")]),
            READ,
        ),
        ("forms-doubling.pdf", page(stream("", b"/X Do"), FONT, &chain), LIMIT),
        (
            "pattern.pdf",
            page(
                stream("", format!("{TEXT} /Pattern cs /P scn 0 0 600 700 re f").as_bytes()),
                FONT,
                &[pattern],
            ),
            READ,
        ),
        (
            "letter-of-itself.pdf",
            page(stream("", format!("{TEXT} BT /G 10 Tf (a) Tj ET").as_bytes()), FONT, &[drawn, glyph]),
            ANY,
        ),
        ("states.pdf", shows(&format!("{}{TEXT}", "q ".repeat(200_000))), ANY),
        ("marks.pdf", shows(&format!("{}{TEXT}", "/P BDC ".repeat(100_000))), ANY),
        ("lines.pdf", shows(&format!("{TEXT}{}", "0 0 m 600 0 l S\n".repeat(300_000))), READ),
        (
            "words.pdf",
            shows(&format!("BT /F 12 Tf 72 700 Td {} ET", "(Kommunen ansvarar )Tj ".repeat(60_000))),
            ANY,
        ),
        ("arrays.pdf", shows(&format!("{TEXT}{}{} TJ", "[".repeat(200_000), "]".repeat(200_000))), ANY),
        ("strings.pdf", shows(&format!("{TEXT} BT ({}", "(".repeat(200_000))), ANY),
        (
            "far.pdf",
            shows(&format!(
                "{TEXT} BT /F 1e38 Tf 1e38 1e38 Td (bort) Tj 0 0 0 0 0 0 Tm (platt) Tj 1e30 0 0 1e-30 0 0 Tm (snett) Tj ET"
            )),
            READ,
        ),
        (
            "digits.pdf",
            shows(&format!("{TEXT} {} 0 m 1e999 --5 l 0.{} 1 l S", "9".repeat(100_000), "1".repeat(100_000))),
            ANY,
        ),
        ("objects-deep.pdf", pdf(&[&"[".repeat(200_000)]), &["damaged", "empty"]),
        ("objects-deep-too.pdf", pdf(&[&"<</A".repeat(100_000)]), &["damaged", "empty"]),
        ("reference-of-itself.pdf", pdf(&["1 0 R"]), &["damaged", "empty"]),
        (
            "map-whole.pdf",
            mapped("1 beginbfrange <00000000> <ffffffff> <0041> endbfrange", "<00410042>Tj"),
            ANY,
        ),
        (
            "map-ranges.pdf",
            mapped(
                &format!("{} beginbfrange {} endbfrange", 5_000, "<0000> <ffff> <0041> ".repeat(5_000)),
                "<00410042>Tj",
            ),
            ANY,
        ),
        (
            "map-long.pdf",
            mapped(
                &format!("1 beginbfchar <0041> <{}> endbfchar", "0061".repeat(100_000)),
                &"<0041>Tj ".repeat(400),
            ),
            &["limit", "garbled"],
        ),
        (
            "map-odd.pdf",
            mapped(
                "3 beginbfchar <0041> <D800> <0042> <001B005B0032004A> <0043> <0000> endbfchar",
                "<004100420043>Tj",
            ),
            ANY,
        ),
        ("map-of-itself.pdf", mapped("/UseCMap 6 0 R def", "<0041>Tj"), ANY),
        ("flood-obj.pdf", flood("1 0 obj\n"), &["damaged", "empty"]),
        ("flood-endobj.pdf", flood("endobj\n"), &["damaged", "empty"]),
        ("flood-startxref.pdf", flood("startxref\n"), &["damaged", "empty"]),
        ("flood-trailer.pdf", flood("trailer<<"), &["damaged", "empty"]),
        ("flood-stream.pdf", flood("<<>>stream\n"), &["damaged", "empty"]),
        (
            "content-cut.pdf",
            page(stream("/Filter/FlateDecode", &deflated(lines)[..1_000]), FONT, &[]),
            DAMAGED,
        ),
        (
            "content-missing.pdf",
            page(b"[8 0 R 9 0 R]".to_vec(), FONT, &[vec![b'0'], vec![b'0'], stream("", TEXT.as_bytes())]),
            DAMAGED,
        ),
        ("stray-signs.pdf", shows(&format!("{TEXT}]] >> ) }}\n{TEXT}")), DAMAGED),
        ("picture-in-place.pdf", shows(&format!("{TEXT}BI /W 2\n{TEXT}")), DAMAGED),
        ("endless-strings.pdf", shows(&format!("{TEXT}{}", "(\n".repeat(200_000))), DAMAGED),
        ("font-unknown.pdf", shows(&TEXT.replace("/F ", "/Q ")), DAMAGED),
        ("font-missing.pdf", shows(&TEXT.replace("/F ", "/G ")), DAMAGED),
        (
            "font-without-sort.pdf",
            page(packed("", TEXT.as_bytes()), "<</Type/Font/BaseFont/Helvetica>>", &[]),
            READ,
        ),
        (
            "stamped.pdf",
            shows(&format!(
                "q 612 0 0 792 0 0 cm BI /W 2 /H 2 /BPC 8 /CS /G ID aaaa EI Q {}",
                TEXT.replace("72 700 Td", "72 20 Td")
            )),
            &["scan"],
        ),
        ("much-before.pdf", [&[b' '; 5_000], &good[..]].concat(), READ),
        ("headless.pdf", good[9..].to_vec(), READ),
        ("zip.pdf", b"PK\x03\x04zip".to_vec(), &["damaged"]),
    ];
    rows
}
