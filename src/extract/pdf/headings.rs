//! Which paragraphs are headings or titles, by size, weight, capitals and numbers, and which rows head their tables.

use std::collections::BTreeSet;

use super::lines::Segment;
use super::paragraphs::{Draft, gap};
use crate::document::BlockKind;
use crate::document::builder::label_len;
use crate::extract::sections::{LEADS, by_number, is_lead_in, is_years};

/// Sizes between the lines of one title; wider steps part a title from what stands under it.
const TITLE_STEP: f32 = 1.5;

/// Lines of a title, at most, and how much larger than the text its letters are.
const TITLE: (usize, f32) = (3, 1.2);

/// A title set in several lines, each of which its writer ended: the largest letters of the first page, used nowhere else.
pub(super) fn join_titles(drafts: &mut Vec<Draft>, body: f32) {
    let plain = |draft: &Draft| matches!(draft.kind, BlockKind::Paragraph | BlockKind::ListItem { .. });
    let size = |draft: &Draft| draft.lines.first().map_or(0.0, Segment::size);
    let largest = drafts.iter().filter(|draft| plain(draft)).map(size).fold(0.0, f32::max);
    if largest <= TITLE.1 * body {
        return;
    }
    // Recognised letters differ a little from line to line.
    let alike: Vec<usize> =
        (0..drafts.len()).filter(|at| plain(&drafts[*at]) && size(&drafts[*at]) > 0.88 * largest).collect();
    let (Some(first), Some(last)) = (alike.first().copied(), alike.last().copied()) else { return };
    let close = |pair: &[Draft]| match (pair[0].lines.last(), pair[1].lines.first()) {
        (Some(above), Some(line)) => {
            let step = gap(above, line);
            step > 0.0 && step < TITLE_STEP * largest && label_len(&line.text(), true, true).is_none()
        }
        _ => false,
    };
    let run = &drafts[first..=last];
    let begins = run[0].lines.first().and_then(Segment::page) == Some(1);
    let lines: usize = run.iter().map(|draft| draft.lines.len()).sum();
    let words: usize = run.iter().flat_map(|draft| &draft.lines).map(|line| line.words.len()).sum();
    if alike.len() < 2
        || alike.len() != last + 1 - first
        || !begins
        || lines > TITLE.0 + 1
        || words > 20
        || !run.windows(2).all(close)
    {
        return;
    }
    let rest: Vec<Segment> = drafts.drain(first + 1..=last).flat_map(|draft| draft.lines).collect();
    if let Some(title) = drafts.get_mut(first) {
        title.lines.extend(rest);
        title.kind = BlockKind::Title;
    }
}

/// Paragraphs that open with their heading in bold ("Syfte. Avtalet reglerar …") as a heading and a paragraph, where a
/// document has several.
pub(super) fn part_leads(drafts: &mut Vec<Draft>) {
    let cuts: Vec<Option<usize>> = drafts.iter().map(lead_in).collect();
    if cuts.iter().flatten().count() < LEADS {
        return;
    }
    let level = |draft: &Draft| match draft.kind {
        BlockKind::Heading { level } => Some(level),
        _ => None,
    };
    let level = drafts.iter().filter_map(level).max().map_or(2, |level| (level + 1).min(9));
    for (mut draft, cut) in std::mem::take(drafts).into_iter().zip(cuts) {
        if let (Some(cut), Some(line)) = (cut, draft.lines.first_mut()) {
            let rest = line.words.split_off(cut);
            let bold = std::mem::replace(line, Segment { words: rest });
            drafts.push(Draft { kind: BlockKind::Heading { level }, lines: vec![bold] });
            draft.kind = BlockKind::Paragraph;
            draft.lines.retain(|line| !line.words.is_empty());
        }
        if !draft.lines.is_empty() {
            drafts.push(draft);
        }
    }
}

/// How many words of the first line are such a heading.
fn lead_in(draft: &Draft) -> Option<usize> {
    if !matches!(draft.kind, BlockKind::Paragraph | BlockKind::ListItem { .. }) {
        return None;
    }
    let line = draft.lines.first()?;
    let number = line.words.first().filter(|word| label_len(&word.text, false, true).is_some()).is_some();
    let bold = line.words.iter().skip(usize::from(number)).take_while(|word| word.bold).count();
    let bold = bold + usize::from(number && bold > 0);
    if bold == 0 || bold > 12 {
        return None;
    }
    let said = |words: &[super::lines::Word]| {
        words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    };
    let mut rest = said(&line.words[bold..]);
    for line in draft.lines.iter().skip(1).take(2) {
        rest.push(' ');
        rest.push_str(&line.text());
    }
    is_lead_in(&said(&line.words[..bold]), &rest).then_some(bold)
}

/// Finds headings by size, weight, capitals and numbering; levels by rank of looks.
pub(super) fn headings(drafts: &mut [Draft], body: f32) {
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
        // Large letters in a narrow column take many lines.
        let (most_words, most_lines) = if size > 1.35 * body { (24, 7) } else { (14, 3) };
        let years = size >= 1.12 * body && is_years(&text);
        if letters < 2 && !years
            || words > most_words
            || draft.lines.len() > most_lines
            || text.ends_with(['.', ',', ';', ':'])
        {
            return None;
        }
        let bullet = label_len(&text, true, false).is_some();
        let capitals = letters >= 4 && text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        let section = text.starts_with('§') || text.split(' ').nth(1) == Some("§");
        let stands_out = size >= 1.12 * body || bold || capitals || (section && words <= 10);
        // Small letters may head a section of the lowest rank, where they are bold and have a number.
        let numbered = bold && label_len(&text, false, true).is_some();
        (!bullet && stands_out && size >= if numbered { 0.75 } else { 0.9 } * body)
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
    // Once, or in lines that follow one another: a title, and what stands under it.
    let once = |rank: (u32, bool)| {
        let mut uses = (0..looks.len()).filter(|at| looks[*at] == Some(rank));
        let first = uses.next().unwrap_or(0);
        uses.enumerate().all(|(step, at)| at == first + step + 1 && step + 2 <= TITLE.0)
    };
    let mut title = ranks.first().copied().filter(|rank| {
        once(*rank)
            && (ranks.len() > 1 || looks.first() == Some(&Some(*rank)))
            && rank.0 as f32 / 2.0 > TITLE.1 * body
    });
    let titled = title.is_some();
    for (draft, look) in drafts.iter_mut().zip(looks.iter().copied()) {
        let Some(look) = look else { continue };
        if all_bold && (look.0 as f32 / 2.0) < 1.12 * body {
            continue;
        }
        if Some(look) == title
            && draft.lines.first().and_then(|l| l.words.first()).is_some_and(|w| w.page == 1)
        {
            draft.kind = BlockKind::Title;
            title = None;
            continue;
        }
        let rank = ranks.iter().position(|rank| *rank == look).unwrap_or(0);
        let rank = rank - usize::from(titled && rank > 0);
        draft.kind = BlockKind::Heading { level: (rank + 1).min(9) as u8 };
    }
}

/// How much larger than the text the title in a table is, at least.
const TITLE_IN_TABLE: f32 = 1.4;

/// A document that begins with a table, as letterheads are laid out: its largest letters, used once, are the title.
pub(super) fn title_in_table(drafts: &mut [Draft], body: f32) {
    let table = |draft: &Draft| match draft.kind {
        BlockKind::TableCell(place) => Some(place.table),
        _ => None,
    };
    let Some(first) = drafts.first().and_then(table) else { return };
    if drafts.iter().any(|draft| draft.kind == BlockKind::Title) {
        return;
    }
    let size = |draft: &Draft| draft.lines.first().map_or(0.0, Segment::size);
    let largest = drafts.iter().map(size).fold(0.0, f32::max);
    let mut alike = (0..drafts.len()).filter(|at| size(&drafts[*at]) > 0.95 * largest);
    let (Some(at), None) = (alike.next(), alike.next()) else { return };
    let text = drafts[at].text();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let words = text.split(' ').count();
    if table(&drafts[at]) == Some(first)
        && largest >= TITLE_IN_TABLE * body
        && letters > 3
        && words <= 12
        && drafts[at].lines.first().and_then(Segment::page) == Some(1)
    {
        drafts[at].kind = BlockKind::Title;
    }
}

/// Headings with nothing but their numbers to tell them, as on recognised pages, where no letter is bold.
pub(super) fn headings_by_number(drafts: &mut [Draft]) {
    let plain = |draft: &Draft| matches!(draft.kind, BlockKind::Paragraph | BlockKind::ListItem { .. });
    let lines: Vec<Option<String>> = drafts.iter().map(|draft| plain(draft).then(|| draft.text())).collect();
    for (at, level) in by_number(&lines) {
        drafts[at].kind = BlockKind::Heading { level };
    }
}

/// Short bold lines, lines in capitals and sections by number that are tagged as plain text, as writers leave them.
pub(super) fn headings_beside_tags(drafts: &mut [Draft]) {
    let look = |draft: &Draft| -> Option<(u8, bool)> {
        if !matches!(draft.kind, BlockKind::Paragraph | BlockKind::ListItem { .. }) {
            return None;
        }
        let text = draft.text();
        let words = text.split(' ').count();
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        if words > 12 || letters < 2 || text.ends_with(['.', ',', ';', ':']) {
            return None;
        }
        let capitals = letters > 3 && !text.chars().any(char::is_lowercase) && !text.contains(['_', '…']);
        let label = label_len(&text, false, true).map(|len| &text[..len]);
        let section = label.is_some_and(|label| label.contains('§'));
        let bullet = label.is_none() && label_len(&text, true, false).is_some();
        let dots = label.map_or(0, |label| label.trim_end_matches('.').matches('.').count());
        let bold = draft.lines.iter().all(Segment::bold);
        (!bullet && (bold || capitals || section)).then_some((2 + dots.min(3) as u8, label.is_some()))
    };
    let looks: Vec<Option<(u8, bool)>> = drafts.iter().map(look).collect();
    for at in 0..drafts.len() {
        let Some((level, numbered)) = looks[at] else { continue };
        // Two in a row are an address or a signature rather than headings.
        let next = looks.get(at + 1);
        let size =
            |at: usize| drafts.get(at).and_then(|draft| draft.lines.first()).map_or(0.0, Segment::size);
        let over = size(at) > size(at + 1) + 0.4;
        if next.is_some() && (numbered || over || next.is_some_and(Option::is_none)) {
            drafts[at].kind = BlockKind::Heading { level };
        }
    }
}

/// Where a table marks no header row, its first is one if all its cells are bold and the next row's are not, or if all
/// are a few words without figures.
pub(super) fn header_rows(drafts: &mut [Draft], marked: &BTreeSet<u32>) {
    let place = |draft: &Draft| match draft.kind {
        BlockKind::TableCell(place) => Some(place),
        _ => None,
    };
    let mut from = 0;
    while from < drafts.len() {
        let Some(first) = place(&drafts[from]) else {
            from += 1;
            continue;
        };
        let mine = |draft: &Draft| place(draft).is_some_and(|place| place.table == first.table);
        let end = from + drafts[from..].iter().take_while(|draft| mine(draft)).count();
        let table = &mut drafts[from..end];
        from = end;
        if marked.contains(&first.table) {
            continue;
        }
        let row = |row: u32| {
            let at = move |draft: &&Draft| place(draft).is_some_and(|place| place.row == row);
            table.iter().filter(at)
        };
        let rows = table.iter().filter_map(place).map(|place| place.row).max().unwrap_or(0);
        let few = |draft: &Draft| {
            let text = draft.text();
            (1..=3).contains(&text.split(' ').count())
                && text.len() <= 40
                && !text.contains(|c: char| c.is_numeric() || matches!(c, '.' | ',' | '@' | ':'))
        };
        let bold = |draft: &Draft| draft.lines.iter().all(Segment::bold);
        let short = rows >= 2 && row(0).all(few);
        let head = row(0).count() > 1 && (short || row(0).all(bold) && !row(1).all(bold));
        if head {
            for draft in table {
                if let BlockKind::TableCell(place) = &mut draft.kind {
                    place.header = place.row == 0;
                }
            }
        }
    }
}
