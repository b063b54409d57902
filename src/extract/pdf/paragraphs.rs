//! Lines to paragraphs, headings, list items and cells of a document.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::annotations::Link;
use super::headings::{
    header_rows, headings, headings_beside_tags, headings_by_number, join_titles, part_leads, title_in_table,
};
use super::hyphens::{Hyphened, Join, join, short, suspended};
use super::layout::{Piece, is_leader};
use super::lines::{Segment, Word, is_label};
use super::notes::Note;
use super::structure::Role;
use super::tables::{Cell, go_on};
use super::tagged::Element;
use crate::document::builder::label_len;
use crate::document::{Basis, BlockKind, Cell as Place, DocumentBuilder, Origin, Page, Span, WordBox};

/// A block before it is written.
pub(super) struct Draft {
    pub(super) kind: BlockKind,
    pub(super) lines: Vec<Segment>,
}

/// What blocks are written with.
pub(super) struct Writing<'a> {
    pub links: &'a BTreeMap<u32, Vec<Link>>,
    /// Pages whose text was recognised from pictures.
    pub recognised: &'a BTreeSet<u32>,
    /// Most blocks, most bytes of text.
    pub most: (u64, u64),
}

/// The blocks of pieces in order, by their looks.
pub(super) fn by_looks(pieces: Vec<Piece>, body: f32) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut tables = 0;
    let mut last: Option<(f32, f32)> = None;
    let pitches = Pitches::of(&pieces);
    let shown = lead_targets(&pieces);
    for piece in pieces {
        match piece {
            Piece::Line(line, right) => {
                let goes_on = match (drafts.last(), last) {
                    (Some(draft), Some((pitch, margin))) => {
                        let pitch = if pitch > 0.0 { pitch } else { pitches.at(line.size()) };
                        continues(draft, &line, pitch, margin)
                    }
                    _ => false,
                };
                let page_break = drafts.last().and_then(|d| d.lines.last()).map(|before| gap(before, &line));
                if goes_on && let Some(draft) = drafts.last_mut() {
                    let pitch =
                        page_break.filter(|gap| *gap > 0.0).unwrap_or(last.map_or(0.0, |(pitch, _)| pitch));
                    draft.lines.push(line);
                    last = Some((pitch, right));
                } else {
                    let leads = lead(&line).is_some_and(|text| shown.contains(&text));
                    let kind = if leads { BlockKind::TocEntry } else { kind_of(&line) };
                    drafts.push(Draft { kind, lines: vec![line] });
                    last = Some((0.0, right));
                }
            }
            Piece::Table(table) => {
                cell_drafts(table.cells, tables, &mut drafts);
                tables += 1;
                last = None;
            }
        }
    }
    join_titles(&mut drafts, body);
    title_in_table(&mut drafts, body);
    headings(&mut drafts, body);
    headings_by_number(&mut drafts);
    part_leads(&mut drafts);
    header_rows(&mut drafts, &BTreeSet::new());
    drafts
}

/// The blocks of a tagged file, by its tags.
pub(super) fn by_tags(elements: Vec<Element>, body: f32) -> Vec<Draft> {
    let mut marked = BTreeSet::new();
    let mut drafts: Vec<Draft> = Vec::with_capacity(elements.len());
    for Element { role, lines } in elements {
        let kind = match role {
            Role::Title => BlockKind::Title,
            Role::Heading(level) => BlockKind::Heading { level },
            Role::Paragraph => {
                lines.first().map_or(BlockKind::Paragraph, |line| kind_as_tagged(line, lines.len()))
            }
            Role::Item(depth) => BlockKind::ListItem { depth },
            Role::Contents => BlockKind::TocEntry,
            Role::Note => BlockKind::Footnote,
            Role::Cell(place) => {
                if place.header.is_some() {
                    marked.insert(place.table);
                }
                BlockKind::TableCell(Place {
                    table: place.table,
                    row: place.row,
                    column: place.column,
                    columns: place.columns,
                    rows: place.rows,
                    header: place.header.unwrap_or(false),
                })
            }
        };
        drafts.push(Draft { kind, lines });
    }
    title_in_table(&mut drafts, body);
    if drafts.iter().any(|draft| matches!(draft.kind, BlockKind::Heading { .. })) {
        headings_beside_tags(&mut drafts);
    } else {
        headings(&mut drafts, body);
        headings_by_number(&mut drafts);
    }
    part_leads(&mut drafts);
    header_rows(&mut drafts, &marked);
    drafts
}

impl Draft {
    pub(super) fn text(&self) -> String {
        self.lines.iter().map(Segment::text).collect::<Vec<_>>().join(" ")
    }
}

/// Puts notes after the blocks that refer to them (after the table, where a cell does), the others at the end.
pub(super) fn place_notes(drafts: Vec<Draft>, notes: Vec<Note>) -> Vec<Draft> {
    let mut notes: Vec<Option<Note>> = notes.into_iter().map(Some).collect();
    let mut out: Vec<Draft> = Vec::with_capacity(drafts.len() + notes.len());
    let mut due: Vec<Note> = Vec::new();
    let mut table = None;
    let write = |due: &mut Vec<Note>, out: &mut Vec<Draft>| {
        out.extend(due.drain(..).map(|lines| Draft { kind: BlockKind::Footnote, lines }));
    };
    for draft in drafts {
        let here = match draft.kind {
            BlockKind::TableCell(place) => Some(place.table),
            _ => None,
        };
        if here != table {
            write(&mut due, &mut out);
        }
        table = here;
        let words = draft.lines.iter().flat_map(|line| &line.words);
        let cited: Vec<u32> = words.filter_map(|word| word.note).collect();
        due.extend(cited.into_iter().filter_map(|note| notes.get_mut(note as usize)?.take()));
        out.push(draft);
        if here.is_none() {
            write(&mut due, &mut out);
        }
    }
    due.extend(notes.into_iter().flatten());
    write(&mut due, &mut out);
    out
}

/// A text that lies on top of a page.
pub(super) fn on_top(page: u32, text: &str) -> Draft {
    let word = |text: &str| Word { text: text.to_owned(), ..Word::of_table(0, page, (0.0, 0.0), 0.0) };
    let words = text.split_whitespace().map(|text| Word { table: None, ..word(text) }).collect();
    Draft { kind: BlockKind::Paragraph, lines: vec![Segment { words }] }
}

/// Running headers and footers.
pub(super) fn edge(top: bool, segment: Segment) -> Draft {
    Draft { kind: if top { BlockKind::Header } else { BlockKind::Footer }, lines: vec![segment] }
}

/// Writes blocks, in order, to the builder. False where there was no room for all.
pub(super) fn write(drafts: &[Draft], builder: &mut DocumentBuilder, writing: &Writing<'_>) -> bool {
    let hyphened = Hyphened::of(drafts.iter().map(|draft| draft.lines.as_slice()));
    for draft in drafts {
        if builder.block_count() as u64 >= writing.most.0 || builder.text_len() as u64 >= writing.most.1 {
            return false;
        }
        emit(builder, draft, writing, &hyphened);
    }
    true
}

/// Joins tables that go on over pages and columns; header rows shown again are put into `again`.
pub(super) fn join_tables(pieces: Vec<Piece>, again: &mut Vec<Segment>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    for mut piece in pieces {
        if let (Some(Piece::Table(before)), Piece::Table(next)) = (out.last_mut(), &mut piece)
            && go_on(before, next, again)
        {
            continue;
        }
        out.push(piece);
    }
    out
}

/// The size that most letters of a document have, in points.
pub(super) fn body_size<'a>(words: impl Iterator<Item = &'a Word>) -> f32 {
    let mut sizes = BTreeMap::<u32, usize>::new();
    for word in words {
        *sizes.entry((word.size * 2.0).round().max(0.0) as u32).or_default() += word.text.len();
    }
    sizes.into_iter().max_by_key(|(_, letters)| *letters).map_or(11.0, |(size, _)| size as f32 / 2.0)
}

/// The first line of a cell that seems to break a word without a hyphen; `right` is where text ends at the latest.
pub(super) fn broken(lines: &[Segment], right: f32) -> Option<usize> {
    lines.windows(2).position(|pair| matches!(pair, [a, b] if may_break(a, b, right)))
}

/// Letters of a word that is hardly a whole one where it exactly fills its cell.
const LONG: usize = 12;

/// Joins the words that a narrow cell breaks without a hyphen.
pub(super) fn mend(lines: &mut [Segment], right: f32, known: &Known) {
    for line in 0..lines.len().saturating_sub(1) {
        let [a, b] = &mut lines[line..line + 2] else { break };
        if !may_break(a, b, right) {
            continue;
        }
        let (Some(end), Some(next)) = (a.words.last_mut(), b.words.first()) else { continue };
        // Either the whole is known, or neither part is and no letter more would have fitted.
        let strange =
            known.count(&next.text) <= 1 && known.count(&end.text) <= 1 && next.text.chars().count() <= 7;
        // No letter more did fit; no word begins with one twice ("mmelse").
        let mut letters = next.text.chars();
        let twice = letters.next() == letters.next();
        let letter = if twice { 0.95 } else { 0.62 };
        let tight = end.x1 + letter * end.size > right;
        let whole =
            known.count(&format!("{}{}", end.text, next.text)) > 0 && (tight || known.count(&end.text) <= 1);
        // An ending that stands nowhere else by itself, or one of a long word that does not.
        let (long, rest) = (end.text.chars().count(), next.text.chars().count());
        let word = short().contains(&Known::key(&next.text));
        let ending = !word
            && (rest <= 3 && known.count(&next.text) <= 1
                || rest <= 4 && long >= LONG && known.count(&end.text) <= 1);
        let strange = strange && !word;
        end.glued = whole || tight && (end.text.contains('@') || strange || ending);
    }
}

/// Joins the words that a narrow column breaks without a hyphen.
pub(super) fn mend_lines(pieces: &mut [Piece], known: &mut Option<Known>) {
    for at in 1..pieces.len() {
        let [Piece::Line(above, right), Piece::Line(line, _)] = &pieces[at - 1..=at] else { continue };
        let (right, step) = (*right, gap(above, line));
        let one = step > 0.0 && step < 1.5 * line.size() && (above.size() - line.size()).abs() < 0.5;
        if !one || !may_break(above, line, right) {
            continue;
        }
        let (above, line) = (above.clone(), line.clone());
        let known = known.get_or_insert_with(|| Known::of_pieces(pieces));
        let mut pair = [above, line];
        mend(&mut pair, right, known);
        let [mended, _] = pair;
        if let Some(Piece::Line(above, _)) = pieces.get_mut(at - 1) {
            *above = mended;
        }
    }
}

/// How often each word of a document stands in it.
pub(super) struct Known(HashMap<String, usize>);

impl Known {
    pub(super) fn of<'w>(words: impl Iterator<Item = &'w Word>) -> Known {
        let mut known = HashMap::new();
        for word in words {
            *known.entry(Known::key(&word.text)).or_insert(0) += 1;
        }
        Known(known)
    }

    pub(super) fn of_pieces(pieces: &[Piece]) -> Known {
        Known::of(pieces.iter().flat_map(Piece::lines).flat_map(|line| &line.words))
    }

    fn key(text: &str) -> String {
        text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
    }

    fn count(&self, text: &str) -> usize {
        self.0.get(&Known::key(text)).copied().unwrap_or(0)
    }
}

/// Whether a line is one long word that fills its cell, and the next may be its rest.
fn may_break(line: &Segment, next: &Segment, right: f32) -> bool {
    let ([word], Some(rest)) = (line.words.as_slice(), next.words.first()) else { return false };
    let first = rest.text.chars().next();
    let goes_on = first.is_some_and(|c| c.is_lowercase() || word.text.contains('@') && c.is_alphanumeric());
    let address = word.text.contains('@') && word.text.ends_with(['.', '@', '_']);
    let ends = address || word.text.ends_with(char::is_alphanumeric);
    goes_on
        && ends
        && word.text.chars().count() + rest.text.chars().count() >= 9
        && word.x1 + 1.3 * word.size > right
        && !suspended().contains(&rest.text.to_lowercase())
}

fn kind_of(line: &Segment) -> BlockKind {
    let text = line.text();
    let number_at_end = line.words.last().is_some_and(|word| word.text.chars().all(|c| c.is_ascii_digit()));
    if number_at_end && line.words.iter().any(|word| is_leader(&word.text)) || dotted(line) {
        return BlockKind::TocEntry;
    }
    match list_label(&text) {
        Some(_) if !text.starts_with('§') => BlockKind::ListItem { depth: 0 },
        _ if line.words.len() == 1 && is_label(&text) => BlockKind::ListItem { depth: 0 },
        _ => BlockKind::Paragraph,
    }
}

/// What a paragraph is by its tag: a line of a table of contents is tagged as any other, and so is a typed number.
fn kind_as_tagged(line: &Segment, lines: usize) -> BlockKind {
    match kind_of(line) {
        BlockKind::TocEntry if lines > 1 => BlockKind::Paragraph,
        kind => kind,
    }
}

/// Length of a label that opens an item. A bare number does not: a line may begin with "30 april".
fn list_label(text: &str) -> Option<usize> {
    label_len(text, true, true).filter(|len| !text.bytes().take(*len).all(|byte| byte.is_ascii_digit()))
}

/// "Parter . . . . . . 4", or dots run into the number.
fn dotted(line: &Segment) -> bool {
    let dots = line.words.iter().filter(|word| word.text == ".").count();
    let tail = line.words.last().is_some_and(|word| word.text.ends_with(|c: char| c.is_ascii_digit()));
    let run_in = line.words.iter().any(|word| word.text.contains(".....") || word.text.contains("……"));
    tail && (dots >= 4 || run_in)
}

/// A line of nothing but a room to write in.
fn is_blank(line: &Segment) -> bool {
    let signs = line.words.iter().flat_map(|word| word.text.chars());
    signs.clone().all(|c| matches!(c, '_' | '.' | '…' | '–' | '-')) && signs.count() >= 8
}

pub(super) fn gap(before: &Segment, line: &Segment) -> f32 {
    let same_page = before.words.first().map(|w| w.page) == line.words.first().map(|w| w.page);
    if same_page { line.y() - before.y() } else { -1.0 }
}

/// The distance between the lines of a paragraph that is usual in a document, by size of letters in half points.
struct Pitches(BTreeMap<u32, f32>);

/// Pairs of lines that make a distance usual.
const USUAL: usize = 5;
/// Pairs of a smaller distance, and the share of the most common one's that they are, before it is the usual one.
const SOME: usize = 3;
const SHARE: usize = 8;

impl Pitches {
    fn of(pieces: &[Piece]) -> Pitches {
        let mut tally: BTreeMap<(u32, u32), usize> = BTreeMap::new();
        for pair in pieces.windows(2) {
            let [Piece::Line(above, _), Piece::Line(line, _)] = pair else { continue };
            let (size, step) = (line.size(), gap(above, line));
            if step > 0.9 * size && step < 2.2 * size && (above.size() - size).abs() < 0.08 * size {
                *tally.entry((Pitches::key(size), (step * 4.0).round() as u32)).or_default() += 1;
            }
        }
        let mut most: BTreeMap<u32, usize> = BTreeMap::new();
        for ((size, _), pairs) in &tally {
            let most = most.entry(*size).or_default();
            *most = (*most).max(*pairs);
        }
        // The smallest of the usual ones: between paragraphs of one line there is more room, however many they are.
        let mut usual: BTreeMap<u32, f32> = BTreeMap::new();
        for ((size, step), pairs) in tally {
            let most = most.get(&size).copied().unwrap_or(0);
            if most >= USUAL && pairs >= SOME && pairs * SHARE >= most {
                usual.entry(size).or_insert(step as f32 / 4.0);
            }
        }
        Pitches(usual)
    }

    fn key(size: f32) -> u32 {
        (size * 2.0).round().max(0.0) as u32
    }

    /// 0 where none is known.
    fn at(&self, size: f32) -> f32 {
        self.0.get(&Pitches::key(size)).copied().unwrap_or(0.0)
    }
}

/// Dots that lead to a page number, at least.
const DOTS: usize = 10;

/// What stands before dots that run to the line's end, their page number left out or cut off.
fn lead(line: &Segment) -> Option<String> {
    let text = line.text();
    let bare = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
    let before = bare.trim_end_matches(['.', ' ']);
    (bare.len() >= before.len() + DOTS && !before.is_empty()).then(|| before.to_lowercase())
}

/// The lines of a document that lines with dots may lead to; empty where there are no such dots.
fn lead_targets(pieces: &[Piece]) -> BTreeSet<String> {
    let lines =
        || pieces.iter().filter_map(|piece| if let Piece::Line(line, _) = piece { Some(line) } else { None });
    let leads: BTreeSet<String> = lines().filter_map(lead).collect();
    if leads.is_empty() {
        return leads;
    }
    lines().map(|line| line.text().to_lowercase()).filter(|text| leads.contains(text)).collect()
}

/// Whether `line` belongs to the paragraph above it.
fn continues(draft: &Draft, line: &Segment, pitch: f32, margin: f32) -> bool {
    let (Some(before), Some(first)) = (draft.lines.last(), line.words.first()) else { return false };
    let Some(end) = before.words.last() else { return false };
    if draft.kind == BlockKind::TocEntry || kind_of(line) == BlockKind::TocEntry {
        return false;
    }
    if end.glued {
        return true;
    }
    // "Beställare: …" under "Leverantör: …".
    if draft.lines.first().is_some_and(is_field) && is_field(line) {
        return false;
    }
    // A line to write on stands alone.
    if is_blank(before) || is_blank(line) {
        return false;
    }
    // A bullet alone on its line takes the next one.
    if let [only] = before.words.as_slice()
        && draft.lines.len() == 1
        && is_label(&only.text)
    {
        return kind_of(line) == BlockKind::Paragraph;
    }
    let size = before.size().max(1.0);
    let sentence_end = end.text.ends_with(['.', '!', '?', ':']);
    let step = gap(before, line);
    // Where the next word would have fitted, the writer broke the line.
    let fits = end.x1 + 0.3 * size + (first.x1 - first.x0) < margin - 0.3 * size;
    let close = step > 0.0 && if pitch > 0.0 { step < 1.1 * pitch } else { step < 1.45 * size };
    // A full line that ends no sentence goes on, with a name in bold or a number that looks like a label too.
    // What is wholly in bold, or ends to be, begins something there where it has a capital.
    let whole = |line: &Segment| line.words.iter().all(|word| word.bold);
    let begins = whole(before) != whole(line) && first.text.starts_with(char::is_uppercase);
    let surely = close && !fits && !sentence_end && before.words.len() >= 3 && !begins;
    let text = line.text();
    let hyphen = join(&end.text, &first.text) != Join::Blank;
    // An address ends what is said of it.
    if is_address(&end.text) && first.text.starts_with(char::is_uppercase) {
        return false;
    }
    let number = first.text.strip_suffix('.').is_some_and(|digits| {
        digits != "1" && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    // A dash amid a sentence, and a section that a decision is cited by, open a line as a label does.
    let cited = matches!(first.text.as_str(), "–" | "—" | "§") && before.bold() == line.bold();
    let amid = draft.kind == BlockKind::Paragraph && (surely && (number || cited) || hyphen && close);
    if (list_label(&text).is_some() || text.starts_with('§')) && !amid {
        return false;
    }
    if (line.size() - size).abs() > 0.08 * size
        || !surely && before.bold() != line.bold() && draft.lines.iter().all(|l| l.bold() == before.bold())
    {
        return false;
    }
    let lower = first.text.chars().next().is_some_and(char::is_lowercase);
    if step <= 0.0 {
        // The next column or page: a full line that ends no sentence goes on.
        return hyphen || !sentence_end && (lower || !fits && before.words.len() >= 4);
    }
    let wide = if sentence_end { 1.12 } else { 1.25 };
    if step > 1.9 * size || (pitch > 0.0 && step > wide * pitch) {
        return false;
    }
    if hyphen {
        return true;
    }
    if fits && !(lower && !sentence_end && end.x1 > margin * 0.6) {
        return false;
    }
    let indent = first.x0 - draft.lines.get(1).map_or(before.x0(), Segment::x0);
    !(draft.lines.len() > 1 && indent > 0.8 * size && sentence_end)
}

/// A line that says what follows: a few words, the first with a capital, and a colon.
fn is_field(line: &Segment) -> bool {
    let capital = line.words.first().is_some_and(|word| word.text.starts_with(char::is_uppercase));
    let field = line.words.iter().take(3).position(|word| word.text.ends_with(':') && word.text.len() > 2);
    // "Ek. Klubben: …" ends the sentence of the line above.
    capital && field.is_some_and(|at| !line.words[..at].iter().any(|word| word.text.ends_with('.')))
}

/// "https://a.example/b", "www.a.example".
fn is_address(word: &str) -> bool {
    word.contains("://") || word.starts_with("www.")
}

fn cell_drafts(cells: Vec<Cell>, table: u32, drafts: &mut Vec<Draft>) {
    // Numbers without holes: rows that hold nothing are not rows.
    let mut number = 0;
    let mut seen = cells.first().map_or(0, |cell| cell.row);
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
            rows: cell.rows.max(1),
            header: false,
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

/// Writes one block, joining its lines.
fn emit(builder: &mut DocumentBuilder, draft: &Draft, writing: &Writing<'_>, hyphened: &Hyphened) {
    let Draft { kind, lines } = draft;
    let Some(first) = lines.first().and_then(|line| line.words.first()) else { return };
    let page = Some(Page { number: first.page, basis: Basis::Exact });
    let ocr = writing.recognised.contains(&first.page);
    builder.open(*kind, None, Origin { page, ocr, ..Origin::default() });
    let mut link: Option<(Span, &str)> = None;
    let mut words =
        lines.iter().enumerate().flat_map(|(number, line)| line.words.iter().map(move |w| (number, w)));
    let mut now = words.next();
    let mut at_start = true;
    while let Some((line, word)) = now {
        let next = words.next();
        let how = match next {
            Some(_) if word.glued => Join::Keep,
            Some((after, next)) if after != line => match join(&word.text, &next.text) {
                Join::Drop if hyphened.holds(&word.text, &next.text) => Join::Keep,
                how => how,
            },
            _ => Join::Blank,
        };
        let text = match how {
            Join::Drop => word.text.trim_end_matches(['-', '\u{ad}', '\u{fffe}']),
            _ => word.text.as_str(),
        };
        let span = builder.push(text);
        builder.word(WordBox { span, page: word.page, quad: word.quad });
        let target = writing.links.get(&word.page).and_then(|links| {
            links.iter().find(|link| link.holds(&word.quad)).map(|link| link.target.as_str())
        });
        link = match (link, target) {
            (Some((from, before)), Some(target)) if before == target => Some((from.cover(span), target)),
            (before, target) => {
                if let Some((from, target)) = before {
                    builder.link(from, target);
                }
                target.map(|target| (span, target))
            }
        };
        if at_start && *kind == BlockKind::Footnote && super::notes::sign(word).is_some() && next.is_some() {
            builder.typed_label();
        }
        at_start = false;
        if how == Join::Blank && next.is_some() {
            builder.push(" ");
        }
        now = next;
    }
    if let Some((from, target)) = link {
        builder.link(from, target);
    }
    let bold = lines.iter().filter(|line| line.bold()).count() * 2 > lines.len();
    if bold {
        builder.bold();
    }
}
