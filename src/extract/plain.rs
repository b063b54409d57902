//! Plain text and Markdown: headings by `#`, numbers and underlines, bullets, tables with `|`.

use std::borrow::Cow;

use super::charset::{decode, undoubled, wide};
use super::{Extracted, Failure, Limits, Read};
use crate::document::builder::label_len;
use crate::document::{BlockKind, Cell, DocumentBuilder, Origin};
use crate::finding::Reason;

/// Of so many bytes of a text, one may be a control character: a sign that ends the file, an escape, a stray nought.
const CONTROLS: usize = 100;

/// True where the bytes read as text: UTF-8 or Latin-1 with hardly a control character, or UTF-16 or UTF-32. What fills up
/// the end of a file is no part of it.
pub fn recognise(bytes: &[u8]) -> bool {
    let bytes = filled(bytes);
    let marked =
        [&[0xff, 0xfe][..], &[0xfe, 0xff], &[0, 0, 0xfe, 0xff]].iter().any(|mark| bytes.starts_with(mark));
    let controls = |bytes: &[u8]| {
        bytes.iter().filter(|byte| **byte < 9 || (14..32).contains(*byte) || **byte == 127).count()
    };
    let few = |bytes: &[u8]| controls(bytes) * CONTROLS <= bytes.len();
    marked || wide(bytes).is_some() || !bytes.is_empty() && few(&bytes[..bytes.len().min(8192)]) && few(bytes)
}

/// The bytes without noughts, and the sign that ends a DOS file, at their end.
fn filled(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| !matches!(byte, 0 | 0x1a)).map_or(0, |last| last + 1);
    // Of two bytes for a character the second may be nought.
    &bytes[..bytes.len().min(end.next_multiple_of(4))]
}

/// Lines longer than this are paragraphs of their own: nobody breaks them by hand.
const WRAPPED: usize = 140;

/// A text of fewer lines does not tell how its lines are broken.
const FEW: usize = 6;

/// How the lines of a text are broken.
enum Wrap {
    /// A blank line ends a paragraph.
    Blank,
    /// There are no blank lines, or one behind each line, so they say nothing: a line that ends before this many
    /// characters ends a paragraph; where there is no number, each line is one.
    Lines(Option<usize>),
}

impl Wrap {
    /// The longest of the lines in mid sentence tells the width; a text that has hardly any is not broken by hand.
    fn of(text: &str) -> Self {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let full: Vec<&str> = lines.iter().copied().filter(|line| !line.is_empty()).collect();
        let blank = lines.windows(2).filter(|pair| pair[0].is_empty() && !pair[1].is_empty()).count();
        let broken = full.windows(2).filter(|pair| goes_on(pair[0], pair[1]));
        let lens: Vec<usize> = broken.map(|pair| pair[0].chars().count()).collect();
        let dense = blank * 6 < full.len();
        let doubled = blank * 10 >= full.len() * 8 && lens.len() * 6 >= full.len();
        if full.len() < FEW || !dense && !doubled {
            return Self::Blank;
        }
        let wrapped = |width: &usize| {
            let longer = full.iter().filter(|line| line.chars().count() > *width + *width / 8).count();
            *width <= WRAPPED && lens.len() > 1 && lens.len() * 12 >= full.len() && longer * 10 <= full.len()
        };
        Self::Lines(lens.iter().max().copied().filter(wrapped))
    }

    /// True where a paragraph ends between two lines: the first word of the next would have had room in this one,
    /// and no sentence goes on in it.
    fn parts(&self, line: &str, next: &str) -> bool {
        let Self::Lines(width) = self else { return false };
        let word = next.split_whitespace().next().unwrap_or_default().chars().count();
        let room = width.is_none_or(|width| line.chars().count() + 1 + word + width / 8 <= width);
        room && !goes_on(line, next)
    }
}

/// A line shorter than this is rarely broken in mid sentence.
const LINE: usize = 24;

/// "ska under avtalstiden svara för⏎driften av hallen" is one sentence; "Norrby kommun⏎och⏎Åbyn AB" are lines of a
/// title, and "Kommunen gör⏎bokar bassäng" begins a list.
fn goes_on(line: &str, next: &str) -> bool {
    !line.ends_with(['.', ':', ';', '?', '!']) && next.starts_with(char::is_lowercase) && line.len() >= LINE
}

/// Reads text. A blank line ends a paragraph; so does a line that begins a heading, an item or a row, and one that
/// ends where there was room for more.
pub fn read(bytes: &[u8], limits: &Limits) -> Extracted {
    let mut decoded = decode(filled(bytes).to_vec(), |_| None);
    decoded.text = undoubled(decoded.text);
    let mut builder = DocumentBuilder::new("txt");
    let mut open = false;
    let (mut table, mut row) = (0u32, None::<u32>);
    let mut cut = None;
    // The only line of the open block: where it is short, an underline makes it a heading.
    let mut alone: Option<&str> = None;
    let wrap = Wrap::of(&decoded.text);
    let mut before = "";
    let short = |line: &str| line.split_whitespace().take(13).count() <= 12;
    for line in decoded.text.lines() {
        if builder.text_len() as u64 > limits.text_bytes {
            cut = Some(Failure::new(Reason::Limit, "text-bytes").value(limits.text_bytes));
            break;
        }
        if builder.block_count() as u64 > limits.blocks {
            cut = Some(Failure::new(Reason::Limit, "blocks").value(limits.blocks));
            break;
        }
        let line = line.trim();
        if row.is_some() && !line.starts_with('|') {
            row = None;
            table += 1;
        }
        if line.is_empty() {
            open = open && matches!(wrap, Wrap::Lines(_));
            continue;
        }
        let underline = |sign: u8| line.len() >= 3 && line.bytes().all(|byte| byte == sign);
        if underline(b'=') || underline(b'-') {
            if open && alone.is_some_and(short) {
                builder.kind(BlockKind::Heading { level: if underline(b'=') { 1 } else { 2 } });
            }
            open = false;
            continue;
        }
        let bold = line.len() > 4 && line.starts_with("**") && line.ends_with("**");
        let line = if bold { line[2..line.len() - 2].trim() } else { line };
        open = open && !wrap.parts(before, line);
        before = line;
        alone = (!open).then_some(line);
        let line = &*without_emphasis(line);
        let origin = Origin::default();
        if let Some(cells) = line.strip_prefix('|') {
            open = false;
            if cells.chars().all(|character| matches!(character, '|' | '-' | ':' | ' ')) {
                continue;
            }
            let number = row.map_or(0, |row| row + 1);
            row = Some(number);
            for (column, cell) in cells.trim_end_matches('|').split('|').enumerate() {
                let cell_at = Cell {
                    table,
                    row: number,
                    column: column as u32,
                    columns: 1,
                    rows: 1,
                    header: number == 0,
                };
                builder.open(BlockKind::TableCell(cell_at), None, origin.clone());
                builder.push(cell);
            }
            continue;
        }
        let hashes = line.bytes().take_while(|byte| *byte == b'#').count();
        let label = label_len(line, true, true);
        let bullet = label_len(line, true, false).is_some();
        let section = label.is_some_and(|len| line[..len].contains('§'));
        if (1..=6).contains(&hashes) && line[hashes..].starts_with(' ') {
            builder.open(BlockKind::Heading { level: hashes as u8 }, None, origin);
            builder.push(line[hashes..].trim());
            open = false;
        } else if (section || bold) && short(line) && !line.ends_with(['.', ',', ';', ':']) {
            builder.open(BlockKind::Heading { level: 2 }, None, origin);
            builder.push(line);
            open = false;
        } else if bullet || (label.is_some() && !open) {
            builder.open(BlockKind::ListItem { depth: 0 }, None, origin);
            builder.push(line);
            open = true;
        } else if open {
            builder.push(" ");
            builder.push(line);
        } else {
            builder.open(BlockKind::Paragraph, None, origin);
            builder.push(line);
            if bold {
                builder.bold();
            }
            open = true;
        }
    }
    builder.close();
    let read = match (builder.block_count(), cut.or_else(|| decoded.failure())) {
        (0, _) => Read::Failed(Failure::new(Reason::Empty, "no-text")),
        (_, Some(failure)) => Read::Partial(failure),
        _ => Read::Whole,
    };
    Extracted { document: builder.finish(), problems: Vec::new(), read }
}

/// Signs of Markdown around words in bold or italics.
const EMPHASIS: [&str; 5] = ["***", "**", "__", "*", "_"];

/// A line without the signs of emphasis around words ("**Kommunen** sköter", "*Bilaga*"); other stars and lines stay.
fn without_emphasis(line: &str) -> Cow<'_, str> {
    if !line.bytes().any(|byte| matches!(byte, b'*' | b'_')) {
        return Cow::Borrowed(line);
    }
    let mut line = Cow::Borrowed(line);
    for sign in EMPHASIS {
        let (mut plain, mut from) = (String::new(), 0);
        while let Some((open, close)) = emphasised(&line, sign, from) {
            plain.push_str(&line[from..open]);
            plain.push_str(&line[open + sign.len()..close]);
            from = close + sign.len();
        }
        if from > 0 {
            plain.push_str(&line[from..]);
            line = Cow::Owned(plain);
        }
    }
    line
}

/// Where the next pair of a sign stands: against words on the inside, against none on the outside.
fn emphasised(line: &str, sign: &str, from: usize) -> Option<(usize, usize)> {
    let outside =
        |next: Option<char>| next.is_none_or(|next| !next.is_alphanumeric() && !sign.contains(next));
    let inside = |next: Option<char>| next.is_some_and(|next| !next.is_whitespace() && !sign.contains(next));
    let before = |at: usize| line[..at].chars().next_back();
    let behind = |at: usize| line[at + sign.len()..].chars().next();
    let places = || line[from..].match_indices(sign).map(|(at, _)| from + at);
    let open = places().find(|at| outside(before(*at)) && inside(behind(*at)))?;
    let close = places().find(|at| *at > open && inside(before(*at)) && outside(behind(*at)))?;
    Some((open, close))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_emphasis_are_no_part_of_the_text() {
        let check = |line: &str, expected: &str| assert_eq!(without_emphasis(line), expected);
        check(
            "**Kommunen** sköter *hallen*, _ängen_ och __bryggan__.",
            "Kommunen sköter hallen, ängen och bryggan.",
        );
        check("**Nämnden.** Äldrenämnden", "Nämnden. Äldrenämnden");
        check("***Viktigt***", "Viktigt");
        let others = "5 * 3 * 2, se not*, anna_maria_ek@vik.se, 2*3*4, * punkt, ____ den ____, **";
        check(others, others);
    }

    #[test]
    fn text_is_told_from_other_bytes() {
        let text = "Kommunen ansvarar för lokalen. ".repeat(10);
        let check = |bytes: &[u8], expected: bool| assert_eq!(recognise(bytes), expected, "{bytes:?}");
        check(text.as_bytes(), true);
        check(&[text.as_bytes(), b"\x1a"].concat(), true);
        check(&[text.as_bytes(), &[0; 5000]].concat(), true);
        check(&[b"\x1b[1m", text.as_bytes()].concat(), true);
        check(&text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>(), true);
        check(&[0; 5000], false);
        check(b"", false);
        check(b"PK\x03\x04\x14\0\0\0", false);
        let packed: Vec<u8> = (0..20_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        check(&[text.repeat(30).as_bytes(), &packed].concat(), false);
        let read = read(&[text.as_bytes(), b"\0\0\0\0\0"].concat(), &Limits::default());
        assert_eq!((read.document.text(), read.read), (text.trim(), Read::Whole));
    }

    #[test]
    fn lines_become_blocks() {
        let check = |text: &str, expected: &[(&str, &str)]| {
            let document = read(text.as_bytes(), &Limits::default()).document;
            let kind = |kind: BlockKind| match kind {
                BlockKind::Heading { level: 1 } => "h1",
                BlockKind::Heading { .. } => "h2",
                BlockKind::ListItem { .. } => "item",
                BlockKind::TableCell(_) => "cell",
                _ => "p",
            };
            let blocks = document.blocks().iter();
            let found: Vec<(&str, &str)> =
                blocks.map(|block| (kind(block.kind), document.slice(block.content))).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("# Avtal\n\nEtt\nstycke", &[("h1", "Avtal"), ("p", "Ett stycke")]);
        check("Avtal\n=====\nText.\n\n---\nMer", &[("h1", "Avtal"), ("p", "Text."), ("p", "Mer")]);
        check("Parter\n------\n- a\n- b", &[("h2", "Parter"), ("item", "a"), ("item", "b")]);
        check("§ 3 Ekonomi\nText", &[("h2", "Ekonomi"), ("p", "Text")]);
        check(
            "| A | B |\n|---|---|\n| c | d |",
            &[("cell", "A"), ("cell", "B"), ("cell", "c"), ("cell", "d")],
        );
        check("**Syfte**\n\nText", &[("h2", "Syfte"), ("p", "Text")]);
        // As a word processor saves it: a line for each paragraph.
        check(
            "AVTAL\nmellan\nNorrby kommun\noch\nÅbyn AB\nKommunen svarar för driften av hallen.\nBolaget svarar för skötseln.",
            &[
                ("p", "AVTAL"),
                ("p", "mellan"),
                ("p", "Norrby kommun"),
                ("p", "och"),
                ("p", "Åbyn AB"),
                ("p", "Kommunen svarar för driften av hallen."),
                ("p", "Bolaget svarar för skötseln."),
            ],
        );
        // Broken by hand: lines go on where the next word had no room.
        check(
            "Kommunen ska under avtalstiden svara för driften\nav hallen och\nBolaget ska under samma tid svara för\nskötseln av planerna runt den.\nÅbyn\nDen 1 juni",
            &[
                ("p", "Kommunen ska under avtalstiden svara för driften av hallen och"),
                ("p", "Bolaget ska under samma tid svara för skötseln av planerna runt den."),
                ("p", "Åbyn"),
                ("p", "Den 1 juni"),
            ],
        );
    }
}
