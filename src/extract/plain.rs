//! Plain text and Markdown: headings by `#`, numbers and underlines, bullets, tables with `|`.

use super::charset::decode;
use super::{Extracted, Failure, Limits, Read};
use crate::document::builder::label_len;
use crate::document::{BlockKind, Cell, DocumentBuilder, Origin};
use crate::finding::Reason;

/// True where the bytes read as text: UTF-8 or Latin-1 without control characters.
pub fn recognise(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(8192)];
    let wide = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
    let control = head.iter().filter(|byte| **byte < 9 || (14..32).contains(*byte) || **byte == 127).count();
    wide || (!head.is_empty() && control == 0)
}

/// Reads text. A blank line ends a paragraph; so does a line that begins a heading, an item or a row.
pub fn read(bytes: &[u8], limits: &Limits) -> Extracted {
    let decoded = decode(bytes.to_vec(), |_| None);
    let mut builder = DocumentBuilder::new("txt");
    let mut open = false;
    let (mut table, mut row) = (0u32, None::<u32>);
    let mut cut = None;
    // The only line of the open block: where it is short, an underline makes it a heading.
    let mut alone: Option<&str> = None;
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
            open = false;
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
        alone = (!open).then_some(line);
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

#[cfg(test)]
mod tests {
    use super::*;

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
    }
}
