//! Lines to paragraphs, headings, list items and cells of a document.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::layout::{Cell, Piece, is_leader};
use super::lines::{Segment, Word, is_label};
use crate::document::builder::label_len;
use crate::document::{Basis, BlockKind, Cell as Place, DocumentBuilder, Origin, Page, WordBox};

/// Words that keep a hyphen before them ("hälso-" "och").
fn suspended() -> &'static BTreeSet<String> {
    static WORDS: OnceLock<BTreeSet<String>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let table: toml::Table = include_str!("hyphenation.toml").parse().unwrap_or_default();
        let words = table.get("suspended").and_then(toml::Value::as_array);
        words.into_iter().flatten().filter_map(|word| word.as_str().map(str::to_owned)).collect()
    })
}

/// How a word at a line's end goes on with the next line's first.
#[derive(Debug, PartialEq, Eq)]
enum Join {
    /// Two words.
    Blank,
    /// One word, the hyphen is part of it.
    Keep,
    /// One word, the hyphen was only there for the line.
    Drop,
}

fn join(end: &str, next: &str) -> Join {
    if end.ends_with(['\u{ad}', '\u{fffe}']) {
        return Join::Drop;
    }
    let Some(stem) = end.strip_suffix('-') else { return Join::Blank };
    let plain = next.trim_matches(|c: char| !c.is_alphanumeric());
    if !stem.chars().next_back().is_some_and(char::is_alphanumeric)
        || suspended().contains(&plain.to_lowercase())
    {
        return Join::Blank;
    }
    let first = next.chars().next().unwrap_or(' ');
    let digits = stem.chars().chain(plain.chars()).any(|c| c.is_ascii_digit());
    let letters = stem.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or(stem);
    let capitals = letters.chars().all(char::is_uppercase);
    if !first.is_alphanumeric() {
        return Join::Blank;
    }
    if digits || capitals || first.is_uppercase() || letters.chars().count() == 1 {
        return Join::Keep;
    }
    Join::Drop
}

struct Draft {
    kind: BlockKind,
    lines: Vec<Segment>,
}

/// Writes a document's pieces, in order, to the builder. `tables` counts tables.
pub(super) fn write(pieces: Vec<Piece>, builder: &mut DocumentBuilder, blocks: u64, text: u64) -> bool {
    let body = body_size(&pieces);
    let mut drafts: Vec<Draft> = Vec::new();
    let mut tables = 0;
    let mut last: Option<(f32, f32)> = None;
    for piece in pieces {
        match piece {
            Piece::Line(line, right) => {
                let goes_on = match (drafts.last(), last) {
                    (Some(draft), Some((pitch, margin))) => continues(draft, &line, pitch, margin),
                    _ => false,
                };
                let page_break = drafts.last().and_then(|d| d.lines.last()).map(|before| gap(before, &line));
                if goes_on && let Some(draft) = drafts.last_mut() {
                    let pitch =
                        page_break.filter(|gap| *gap > 0.0).unwrap_or(last.map_or(0.0, |(pitch, _)| pitch));
                    draft.lines.push(line);
                    last = Some((pitch, right));
                } else {
                    drafts.push(Draft { kind: kind_of(&line), lines: vec![line] });
                    last = Some((0.0, right));
                }
            }
            Piece::Table(cells) => {
                cell_drafts(cells, tables, &mut drafts);
                tables += 1;
                last = None;
            }
        }
    }
    headings(&mut drafts, body);
    for draft in drafts {
        if builder.block_count() as u64 >= blocks || builder.text_len() as u64 >= text {
            return false;
        }
        emit(builder, draft.kind, &draft.lines);
    }
    true
}

fn body_size(pieces: &[Piece]) -> f32 {
    let mut sizes = std::collections::BTreeMap::<u32, usize>::new();
    let mut count = |line: &Segment| {
        for word in &line.words {
            *sizes.entry((word.size * 2.0).round().max(0.0) as u32).or_default() += word.text.len();
        }
    };
    for piece in pieces {
        match piece {
            Piece::Line(line, _) => count(line),
            Piece::Table(cells) => cells.iter().flat_map(|cell| &cell.lines).for_each(&mut count),
        }
    }
    sizes.into_iter().max_by_key(|(_, letters)| *letters).map_or(11.0, |(size, _)| size as f32 / 2.0)
}

fn kind_of(line: &Segment) -> BlockKind {
    let text = line.text();
    let number_at_end = line.words.last().is_some_and(|word| word.text.chars().all(|c| c.is_ascii_digit()));
    if number_at_end && line.words.iter().any(|word| is_leader(&word.text)) || dotted(line) {
        return BlockKind::TocEntry;
    }
    match label_len(&text, true, true) {
        Some(_) if !text.starts_with('§') => BlockKind::ListItem { depth: 0 },
        _ if line.words.len() == 1 && is_label(&text) => BlockKind::ListItem { depth: 0 },
        _ => BlockKind::Paragraph,
    }
}

/// "Parter . . . . . . 4", or dots run into the number.
fn dotted(line: &Segment) -> bool {
    let dots = line.words.iter().filter(|word| word.text == ".").count();
    let tail = line.words.last().is_some_and(|word| word.text.ends_with(|c: char| c.is_ascii_digit()));
    let run_in = line.words.iter().any(|word| word.text.contains(".....") || word.text.contains("……"));
    tail && (dots >= 4 || run_in)
}

fn gap(before: &Segment, line: &Segment) -> f32 {
    let same_page = before.words.first().map(|w| w.page) == line.words.first().map(|w| w.page);
    if same_page { line.y() - before.y() } else { -1.0 }
}

/// Whether `line` belongs to the paragraph above it.
fn continues(draft: &Draft, line: &Segment, pitch: f32, margin: f32) -> bool {
    let (Some(before), Some(first)) = (draft.lines.last(), line.words.first()) else { return false };
    let Some(end) = before.words.last() else { return false };
    if draft.kind == BlockKind::TocEntry || kind_of(line) == BlockKind::TocEntry {
        return false;
    }
    // A bullet alone on its line takes the next one.
    if let [only] = before.words.as_slice()
        && draft.lines.len() == 1
        && is_label(&only.text)
    {
        return kind_of(line) == BlockKind::Paragraph;
    }
    let text = line.text();
    if label_len(&text, true, true).is_some() || text.starts_with('§') {
        return false;
    }
    let size = before.size().max(1.0);
    if (line.size() - size).abs() > 0.08 * size
        || before.bold() != line.bold() && draft.lines.iter().all(|l| l.bold() == before.bold())
    {
        return false;
    }
    let hyphen = join(&end.text, &first.text) != Join::Blank;
    let sentence_end = end.text.ends_with(['.', '!', '?', ':']);
    let lower = first.text.chars().next().is_some_and(char::is_lowercase);
    let step = gap(before, line);
    if step <= 0.0 {
        // The next column or page.
        return hyphen || (lower && !sentence_end);
    }
    if step > 1.9 * size || (pitch > 0.0 && step > 1.25 * pitch) {
        return false;
    }
    if hyphen {
        return true;
    }
    // Where the next word would have fitted, the writer broke the line.
    let fits = end.x1 + 0.3 * size + (first.x1 - first.x0) < margin - 0.3 * size;
    if fits && !(lower && !sentence_end && end.x1 > margin * 0.6) {
        return false;
    }
    let indent = first.x0 - draft.lines.get(1).map_or(before.x0(), Segment::x0);
    !(draft.lines.len() > 1 && indent > 0.8 * size && sentence_end)
}

fn cell_drafts(cells: Vec<Cell>, table: u32, drafts: &mut Vec<Draft>) {
    let bold = |row: u32| {
        let mut cells = cells.iter().filter(|cell| cell.row == row).peekable();
        cells.peek().is_some() && cells.all(|cell| cell.lines.iter().all(Segment::bold))
    };
    let top = cells.iter().map(|cell| cell.row).min().unwrap_or(0);
    let more = cells.iter().any(|cell| cell.row > top);
    let header = more && bold(top);
    // Numbers without holes: rows that hold nothing are not rows.
    let mut number = 0;
    let mut seen = top;
    for cell in cells {
        if cell.row != seen {
            number += 1;
            seen = cell.row;
        }
        let place = Place {
            table,
            row: number,
            column: cell.column,
            columns: cell.columns.max(1),
            rows: 1,
            header: header && number == 0,
        };
        let from = drafts.len();
        for line in cell.lines {
            let goes_on = drafts.len() > from
                && drafts.last().is_some_and(|draft| continues(draft, &line, 0.0, cell.right));
            match drafts.last_mut() {
                Some(draft) if goes_on => draft.lines.push(line),
                _ => drafts.push(Draft { kind: BlockKind::TableCell(place), lines: vec![line] }),
            }
        }
    }
}

/// Finds headings by size, weight, capitals and numbering; levels by rank of looks.
fn headings(drafts: &mut [Draft], body: f32) {
    let look = |draft: &Draft| -> Option<(u32, bool)> {
        if !matches!(draft.kind, BlockKind::Paragraph | BlockKind::ListItem { .. }) {
            return None;
        }
        let first = draft.lines.first()?;
        let words: usize = draft.lines.iter().map(|line| line.words.len()).sum();
        let size = first.size();
        let bold = draft.lines.iter().all(Segment::bold);
        let text: Vec<String> = draft.lines.iter().map(Segment::text).collect();
        let text = text.join(" ");
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        if letters < 2 || words > 14 || draft.lines.len() > 3 || text.ends_with(['.', ',', ';', ':']) {
            return None;
        }
        let bullet = label_len(&text, true, false).is_some();
        let capitals = letters >= 4 && text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        let section = text.starts_with('§') || text.split(' ').nth(1) == Some("§");
        let stands_out = size >= 1.12 * body || bold || capitals || (section && words <= 10);
        (!bullet && stands_out && size >= 0.9 * body)
            .then_some(((size * 2.0).round() as u32, bold || capitals))
    };
    let looks: Vec<Option<(u32, bool)>> = drafts.iter().map(look).collect();
    let bold_letters: usize =
        drafts.iter().flat_map(|d| &d.lines).filter(|l| l.bold()).map(|l| l.words.len()).sum();
    let all_letters: usize = drafts.iter().flat_map(|d| &d.lines).map(|l| l.words.len()).sum();
    // Where everything is bold, bold says nothing.
    let all_bold = bold_letters * 2 > all_letters;
    let mut ranks: Vec<(u32, bool)> = looks.iter().flatten().copied().collect();
    ranks.sort_by(|a, b| b.cmp(a));
    ranks.dedup();
    let uses = |rank: (u32, bool)| looks.iter().flatten().filter(|look| **look == rank).count();
    let title = ranks
        .first()
        .copied()
        .filter(|rank| uses(*rank) == 1 && ranks.len() > 1 && rank.0 as f32 / 2.0 > 1.2 * body);
    for (draft, look) in drafts.iter_mut().zip(looks.iter().copied()) {
        let Some(look) = look else { continue };
        if all_bold && (look.0 as f32 / 2.0) < 1.12 * body {
            continue;
        }
        if Some(look) == title
            && draft.lines.first().and_then(|l| l.words.first()).is_some_and(|w| w.page == 1)
        {
            draft.kind = BlockKind::Title;
            continue;
        }
        let rank = ranks.iter().position(|rank| *rank == look).unwrap_or(0);
        let rank = rank - usize::from(title.is_some() && rank > 0);
        draft.kind = BlockKind::Heading { level: (rank + 1).min(9) as u8 };
    }
}

/// Writes one block, joining its lines.
pub(super) fn emit(builder: &mut DocumentBuilder, kind: BlockKind, lines: &[Segment]) {
    let Some(first) = lines.first().and_then(|line| line.words.first()) else { return };
    let page = Some(Page { number: first.page, basis: Basis::Exact });
    builder.open(kind, None, Origin { page, ..Origin::default() });
    let words: Vec<&Word> = lines.iter().flat_map(|line| &line.words).collect();
    let ends: BTreeSet<usize> = lines
        .iter()
        .scan(0, |at, line| {
            *at += line.words.len();
            Some(*at)
        })
        .collect();
    for (index, word) in words.iter().enumerate() {
        let next = words.get(index + 1);
        let how = match next {
            Some(next) if ends.contains(&(index + 1)) => join(&word.text, &next.text),
            _ => Join::Blank,
        };
        let text = match how {
            Join::Drop => word.text.trim_end_matches(['-', '\u{ad}', '\u{fffe}']),
            _ => word.text.as_str(),
        };
        let span = builder.push(text);
        builder.word(WordBox { span, page: word.page, quad: word.quad });
        if how == Join::Blank && next.is_some() {
            builder.push(" ");
        }
    }
    let bold = lines.iter().filter(|line| line.bold()).count() * 2 > lines.len();
    if bold {
        builder.bold();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hyphens_at_line_ends() {
        for (end, next, expected) in [
            ("överens-", "kommelse", Join::Drop),
            ("hälso-", "och", Join::Blank),
            ("health-", "and", Join::Blank),
            ("HSL-", "uppdrag", Join::Keep),
            ("2024-", "2026", Join::Keep),
            ("Covid19-", "vård", Join::Keep),
            ("e-", "post", Join::Keep),
            ("Norr-", "Sverige", Join::Keep),
            ("samver\u{ad}", "kan", Join::Drop),
            ("parterna", "ska", Join::Blank),
            ("-", "ska", Join::Blank),
        ] {
            assert_eq!(join(end, next), expected, "{end} {next}");
        }
    }
}
