//! Glyphs to words, words to rows: along the baseline, whatever its direction.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::glyphs::{Glyph, PageGlyphs, Placement, Text};

/// A word, in a frame whose x runs along its baseline and whose y runs down the page.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub text: String,
    pub x0: f32,
    pub x1: f32,
    pub y: f32,
    pub size: f32,
    pub bold: bool,
    pub artifact: bool,
    pub page: u32,
    pub quad: [f32; 8],
    /// Number of the drawn table that this stands for; such a word has no text.
    pub table: Option<u32>,
    /// Marked content that it stands in.
    pub mark: Option<u32>,
    /// The next word goes on where this one ends, without a hyphen.
    pub glued: bool,
    /// Number of the footnote that is referred to after it.
    pub note: Option<u32>,
}

impl Word {
    /// Stands for a part of a drawn table in rows.
    pub fn of_table(table: u32, page: u32, (x0, x1): (f32, f32), y: f32) -> Word {
        let (text, size, quad) = (String::new(), 10.0, [0.0; 8]);
        Word {
            text,
            x0,
            x1,
            y,
            size,
            bold: false,
            artifact: false,
            page,
            quad,
            table: Some(table),
            mark: None,
            glued: false,
            note: None,
        }
    }
}

/// Words that stand close together on one baseline.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    pub words: Vec<Word>,
}

impl Segment {
    pub fn x0(&self) -> f32 {
        self.words.first().map_or(0.0, |word| word.x0)
    }

    pub fn x1(&self) -> f32 {
        self.words.last().map_or(0.0, |word| word.x1)
    }

    pub fn y(&self) -> f32 {
        self.main().map_or(0.0, |word| word.y)
    }

    pub fn size(&self) -> f32 {
        self.main().map_or(0.0, |word| word.size)
    }

    /// The word that speaks for the segment's size: the longest, so that a raised footnote sign does not.
    fn main(&self) -> Option<&Word> {
        self.words.iter().max_by_key(|word| word.text.len())
    }

    pub fn page(&self) -> Option<u32> {
        self.words.first().map(|word| word.page)
    }

    /// The drawn table that it stands for.
    pub fn table(&self) -> Option<u32> {
        self.words.first().and_then(|word| word.table)
    }

    pub fn bold(&self) -> bool {
        let letters = |word: &Word| word.text.chars().filter(|c| c.is_alphanumeric()).count();
        let all: usize = self.words.iter().map(letters).sum();
        let bold: usize = self.words.iter().filter(|word| word.bold).map(letters).sum();
        // A bold name in a sentence does not make its line bold.
        all > 0 && bold * 10 > all * 8
    }

    pub fn text(&self) -> String {
        let mut text = String::new();
        for word in &self.words {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&word.text);
        }
        text
    }
}

/// Segments on one baseline, left to right.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub segments: Vec<Segment>,
    pub y: f32,
    pub size: f32,
}

/// Words of a page by the direction of their baselines: the page's main direction first.
pub(super) fn words(page: &PageGlyphs, number: u32) -> Vec<Vec<Word>> {
    let mut by_turn: BTreeMap<i32, Vec<Word>> = BTreeMap::new();
    let mut open: Option<(i32, Word)> = None;
    let mut last: Option<(f32, f32, char)> = None;
    for glyph in &page.glyphs {
        let turn = glyph.along.1.atan2(glyph.along.0).to_degrees().round() as i32;
        let turn = if turn == -180 { 180 } else { turn };
        let (sin, cos) = if turn == 0 { (0.0, 1.0) } else { (turn as f32).to_radians().sin_cos() };
        let x = glyph.x * cos + glyph.y * sin;
        let y = glyph.y * cos - glyph.x * sin;
        let first = match &glyph.text {
            Text::One(one) => Some(*one),
            Text::Many(many) => many.chars().next(),
        };
        let Some(first) = first else {
            if let Some((_, word)) = &mut open {
                word.x1 = word.x1.max(x + glyph.advance);
            }
            continue;
        };
        let blank =
            matches!(glyph.text, Text::One(c) if c.is_whitespace() || (c.is_control() && c != '\u{ad}'));
        // The same sign drawn twice a hair apart is a poor man's bold.
        let twice = last.is_some_and(|(lx, ly, c)| {
            c == first && !blank && (lx - x).abs() < 0.08 * glyph.size && (ly - y).abs() < 0.08 * glyph.size
        });
        if twice {
            continue;
        }
        last = Some((x, y, first));
        // Two texts that touch: "Kvarnsele kommun" and "Beslutat av" where a tab has no room.
        let touches =
            glyph.opens && first.is_uppercase() && open.as_ref().is_some_and(|(_, word)| begins_anew(word));
        let joins = !blank
            && !touches
            && open.as_ref().is_some_and(|(at, word)| {
                let size = word.size.max(glyph.size);
                *at == turn
                    && (word.y - y).abs() < 0.2 * size
                    && x - word.x1 < 0.15 * size
                    && x - word.x1 > -0.5 * size
                    && x > word.x0 - 0.1 * size
                    && (word.size - glyph.size).abs() < 0.35 * size
            });
        if !joins && let Some((at, word)) = open.take() {
            close(&mut by_turn, at, word, &page.place);
        }
        if blank {
            continue;
        }
        let (_, word) = open.get_or_insert_with(|| {
            let word = Word {
                text: String::new(),
                x0: x,
                x1: x,
                y,
                size: glyph.size,
                bold: glyph.bold,
                artifact: glyph.artifact,
                page: number,
                quad: [0.0; 8],
                table: None,
                mark: glyph.mark,
                glued: false,
                note: None,
            };
            (turn, word)
        });
        add(&mut word.text, glyph);
        word.x1 = word.x1.max(x + glyph.advance);
        word.size = word.size.max(glyph.size);
    }
    if let Some((at, word)) = open {
        close(&mut by_turn, at, word, &page.place);
    }
    let mut turns: Vec<Vec<Word>> = by_turn.into_values().collect();
    turns.sort_by_key(|words| std::cmp::Reverse(words.len()));
    turns
}

/// Letters of a word, the last ones small, that a capital does not go on from.
const WHOLE: usize = 3;

fn begins_anew(word: &Word) -> bool {
    let small = word.text.chars().rev().take_while(|c| c.is_lowercase()).count();
    small >= WHOLE
}

fn add(text: &mut String, glyph: &Glyph) {
    let mut one = |c: char| match c {
        'ﬀ' => text.push_str("ff"),
        'ﬁ' => text.push_str("fi"),
        'ﬂ' => text.push_str("fl"),
        'ﬃ' => text.push_str("ffi"),
        'ﬄ' => text.push_str("ffl"),
        'ﬅ' | 'ﬆ' => text.push_str("st"),
        '\u{2010}' => text.push('-'),
        // Bullets of symbol fonts.
        '\u{f0b7}' | '\u{f076}' | '\u{f0a8}' => text.push('•'),
        '\u{f0a7}' => text.push('▪'),
        '\u{f0d8}' => text.push('➢'),
        '\u{f0fc}' => text.push('✓'),
        '\u{f02d}' => text.push('–'),
        c if c.is_control() => {}
        c => text.push(c),
    };
    match &glyph.text {
        Text::One(c) => one(*c),
        Text::Many(many) => many.chars().for_each(one),
    }
}

fn close(by_turn: &mut BTreeMap<i32, Vec<Word>>, turn: i32, mut word: Word, place: &Placement) {
    let text = word.text.trim();
    if text.is_empty() {
        return;
    }
    if text.len() != word.text.len() {
        word.text = text.to_owned();
    }
    if word.text.chars().any(|c| ('\u{300}'..='\u{36f}').contains(&c)) {
        word.text = word.text.nfc().collect();
    }
    let (sin, cos) = if turn == 0 { (0.0, 1.0) } else { (turn as f32).to_radians().sin_cos() };
    let corner = |x: f32, y: f32| place.user(x * cos - y * sin, x * sin + y * cos);
    let (top, bottom) = (word.y - 0.8 * word.size, word.y + 0.2 * word.size);
    let corners =
        [corner(word.x0, bottom), corner(word.x1, bottom), corner(word.x0, top), corner(word.x1, top)];
    for (index, (x, y)) in corners.into_iter().enumerate() {
        word.quad[index * 2] = x;
        word.quad[index * 2 + 1] = y;
    }
    by_turn.entry(turn).or_default().push(word);
}

/// Words of one direction as rows, from top to bottom.
pub(super) fn rows(words: Vec<Word>) -> Vec<Row> {
    let mut rows = rows_by_gaps(words);
    split_at_gutters(&mut rows);
    split_aligned(&mut rows);
    rows
}

/// A gap that may part columns, in points and in sizes; between the words of a line it is mostly narrower.
const GUTTER: (f32, f32) = (4.0, 0.62);
fn gutter(word: &Word) -> f32 {
    GUTTER.0.max(GUTTER.1 * word.size)
}

/// Rows that must leave a strip free before it counts as a gutter.
const GUTTER_ROWS: i32 = 8;

/// Parts segments at strips that most rows leave free, where columns stand closer than words of wide lines may.
fn split_at_gutters(rows: &mut [Row]) {
    if rows.len() < GUTTER_ROWS as usize {
        return;
    }
    // By point across the page: rows with a gap there, and rows with text there.
    let mut tally = vec![(0_i32, 0_i32); 4_000];
    let most = tally.len() - 1;
    let at = |x: f32| (x.max(0.0) as usize).min(most);
    let mut step = |x: f32, gap: i32, ink: i32| {
        let (gaps, inks) = tally[at(x)];
        tally[at(x)] = (gaps + gap, inks + ink);
    };
    for row in rows.iter() {
        let mut end: Option<f32> = None;
        for word in row.segments.iter().flat_map(|segment| &segment.words) {
            match end {
                None => step(word.x0, 0, 1),
                Some(end) if word.x0 - end >= gutter(word) => {
                    step(end.ceil(), 1, -1);
                    step(word.x0, -1, 1);
                }
                Some(_) => {}
            }
            end = Some(end.map_or(word.x1, |end| end.max(word.x1)));
        }
        if let Some(end) = end {
            step(end.ceil(), 0, -1);
        }
    }
    let (mut gaps, mut inks) = (0, 0);
    let mut free = Vec::with_capacity(tally.len());
    for (gap, ink) in tally {
        gaps += gap;
        inks += ink;
        free.push(gaps >= GUTTER_ROWS && gaps >= 2 * inks);
    }
    if !free.contains(&true) {
        return;
    }
    for row in rows {
        let mut out: Vec<Segment> = Vec::with_capacity(row.segments.len());
        for segment in std::mem::take(&mut row.segments) {
            let mut open = Segment { words: Vec::with_capacity(segment.words.len()) };
            for word in segment.words {
                let apart = open.words.last().is_some_and(|last: &Word| {
                    let labels = open.words.len() == 1 && (is_label(&last.text) || is_digits(&last.text));
                    word.x0 - last.x1 >= gutter(&word)
                        && !labels
                        && free[at(last.x1.ceil())..=at(word.x0)].contains(&true)
                });
                if apart {
                    out.push(std::mem::replace(&mut open, Segment { words: Vec::new() }));
                }
                open.words.push(word);
            }
            out.push(open);
        }
        row.segments = out;
    }
}

/// Rows looked at above and below for an edge that they share.
const NEIGHBOURS: usize = 4;

/// Parts segments where a word begins exactly below or above one that stands clearly apart: full cells of a narrow table.
fn split_aligned(rows: &mut [Row]) {
    let edges: Vec<Vec<f32>> =
        rows.iter().map(|row| row.segments.iter().skip(1).map(Segment::x0).collect()).collect();
    let starts: Vec<f32> = rows.iter().map(|row| row.segments.first().map_or(0.0, Segment::x0)).collect();
    if edges.iter().all(Vec::is_empty) {
        return;
    }
    for (at, row) in rows.iter_mut().enumerate() {
        let near = at.saturating_sub(NEIGHBOURS)..(at + NEIGHBOURS + 1).min(edges.len());
        let holds = |row: usize, x: f32| edges[row].iter().any(|edge| (edge - x).abs() < 0.8);
        let shared = |x: f32| near.clone().filter(|row| holds(*row, x)).count() >= 2;
        // One neighbour is enough where its other cells stand over or under those of this row too.
        let own = edges[at].clone();
        let alike = |x: f32| {
            near.clone().any(|row| {
                row != at
                    && holds(row, x)
                    && (starts[row] - starts[at]).abs() < 0.8
                    && own.iter().all(|edge| holds(row, *edge))
            })
        };
        let mut out: Vec<Segment> = Vec::with_capacity(row.segments.len());
        for segment in std::mem::take(&mut row.segments) {
            let mut open = Segment { words: Vec::with_capacity(segment.words.len()) };
            let widest = widest_gap(&segment);
            for word in segment.words {
                let apart = open.words.last().is_some_and(|last: &Word| {
                    word.x0 - last.x1 > 0.4 * last.size && !(open.words.len() == 1 && is_label(&last.text))
                });
                let widest = widest.is_some_and(|x| x == word.x0);
                if apart && (shared(word.x0) || widest && alike(word.x0)) {
                    out.push(std::mem::replace(&mut open, Segment { words: Vec::new() }));
                }
                open.words.push(word);
            }
            out.push(open);
        }
        row.segments = out;
    }
}

/// Where the word after the widest gap of a segment begins, if that gap is clearly wider than all others.
fn widest_gap(segment: &Segment) -> Option<f32> {
    let gaps = segment.words.windows(2).map(|pair| (pair[1].x0 - pair[0].x1, pair[1].x0));
    let (mut widest, mut second, mut at) = (0.0_f32, 0.0_f32, None);
    for (gap, x) in gaps {
        if gap > widest {
            (second, widest, at) = (widest, gap, Some(x));
        } else {
            second = second.max(gap);
        }
    }
    at.filter(|_| widest > 1.3 * second)
}

fn rows_by_gaps(mut words: Vec<Word>) -> Vec<Row> {
    words.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x0.total_cmp(&b.x0)));
    let mut groups: Vec<(f32, f32, Vec<Word>)> = Vec::new();
    for word in words {
        match groups.last_mut() {
            Some((y, size, group)) if word.y - *y < 0.4 * size.max(word.size) => {
                if word.size > *size {
                    (*y, *size) = (word.y, word.size);
                }
                group.push(word);
            }
            _ => groups.push((word.y, word.size, vec![word])),
        }
    }
    raised_into_rows(groups)
        .into_iter()
        .map(|(y, size, mut group)| {
            group.sort_by(|a, b| a.x0.total_cmp(&b.x0));
            group.dedup_by(|word, before| {
                is_same(word, before) && std::mem::replace(&mut before.bold, true) | true
            });
            let mut segments: Vec<Segment> = Vec::new();
            for word in spaced_letters(group) {
                match segments.last_mut() {
                    Some(segment) if near(segment, &word) => segment.words.push(word),
                    _ => segments.push(Segment { words: vec![word] }),
                }
            }
            Row { segments, y, size }
        })
        .collect()
}

/// True where a word is drawn over itself, a hair apart: lines that are printed twice to look bold.
fn is_same(a: &Word, b: &Word) -> bool {
    let near = |a: f32, b: f32, size: f32| (a - b).abs() < 0.12 * size;
    a.text == b.text && !a.text.is_empty() && near(a.x0, b.x0, a.size) && near(a.y, b.y, a.size)
}

type Group = (f32, f32, Vec<Word>);

/// Small signs that stand above a line by themselves (of footnotes, of powers) belong to the line.
fn raised_into_rows(groups: Vec<Group>) -> Vec<Group> {
    let mut out: Vec<Group> = Vec::with_capacity(groups.len());
    for (y, size, mut group) in groups {
        let raised = out.last().is_some_and(|(above, _, signs)| {
            let ends =
                group.iter().fold((f32::MAX, f32::MIN), |(a, b), word| (a.min(word.x0), b.max(word.x1)));
            y - above < 0.65 * size
                && signs.iter().all(|sign| {
                    sign.size <= 0.75 * size
                        && sign.text.chars().count() <= 3
                        && sign.x0 > ends.0
                        && sign.x0 < ends.1 + size
                })
        });
        if raised && let Some((_, _, signs)) = out.pop() {
            group.extend(signs);
        }
        out.push((y, size, group));
    }
    out
}

fn near(segment: &Segment, word: &Word) -> bool {
    let Some(last) = segment.words.last() else { return true };
    if last.table.is_some() || word.table.is_some() {
        return false;
    }
    let gap = (word.x0 - last.x1) / last.size.max(word.size).max(1.0);
    // A label stands apart from what it labels and still belongs to it.
    let number = last.bold && word.bold && (1..=2).contains(&last.text.len()) && is_digits(&last.text);
    let label = segment.words.len() == 1 && (is_label(&last.text) || number) && gap < 5.0;
    gap < 1.3 || label
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A bullet, or a number or letter as lists have them.
pub(super) fn is_label(word: &str) -> bool {
    word.chars().count() <= 8
        && word.chars().any(|c| !c.is_ascii_digit())
        && crate::document::builder::label_len(&format!("{word} x"), true, true) == Some(word.len())
}

/// Letters set apart ("D L T H") make one word; a clearly wider gap parts two.
pub(super) fn spaced_letters(words: Vec<Word>) -> Vec<Word> {
    let single = |word: &Word| {
        let mut chars = word.text.chars();
        chars.next().is_some_and(char::is_alphanumeric) && chars.next().is_none() && word.table.is_none()
    };
    let gap = |a: &Word, b: &Word| (b.x0 - a.x1) / a.size.max(1.0);
    let mut out: Vec<Word> = Vec::with_capacity(words.len());
    let mut words = words.into_iter().peekable();
    while let Some(first) = words.next() {
        let mut run = vec![first];
        if single(&run[0]) {
            while let Some(word) = words
                .next_if(|word| run.last().is_some_and(|last| single(word) && gap(last, word) < SPACED_WORDS))
            {
                run.push(word);
            }
        }
        let letters = run.iter().filter(|word| word.text.chars().all(char::is_alphabetic)).count();
        let mut gaps: Vec<f32> = run.windows(2).map(|pair| gap(&pair[0], &pair[1])).collect();
        gaps.sort_by(f32::total_cmp);
        // Most gaps stand between letters; those between words are wider.
        let usual = gaps.get((gaps.len().saturating_sub(1)) / 2).copied().unwrap_or(0.0);
        if letters < 4 || letters * 10 < run.len() * 6 || usual > SPACED_LETTERS {
            out.extend(run);
            continue;
        }
        let from = out.len();
        for word in run {
            match out.get_mut(from..).and_then(<[Word]>::last_mut) {
                Some(last) if gap(last, &word) <= usual.max(0.1) * 1.6 => {
                    last.text.push_str(&word.text);
                    last.x1 = word.x1;
                    for corner in [2, 3, 6, 7] {
                        last.quad[corner] = word.quad[corner];
                    }
                }
                _ => out.push(word),
            }
        }
    }
    out
}

/// The widest gap between letters of one word that are set apart, in sizes.
const SPACED_LETTERS: f32 = 1.1;
/// And between two such words.
const SPACED_WORDS: f32 = 2.5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_set_apart_are_words() {
        // Letters 6 points wide in size 10, each with the gap before it.
        let check = |letters: &[(&str, f32)], expected: &str| {
            let mut x = 0.0;
            let words = letters.iter().map(|(text, gap)| {
                let from = x + gap;
                x = from + 6.0 * text.chars().count() as f32;
                let word = Word::of_table(0, 1, (from, x), 100.0);
                Word { text: (*text).to_owned(), table: None, ..word }
            });
            let joined = spaced_letters(words.collect());
            let texts: Vec<&str> = joined.iter().map(|word| word.text.as_str()).collect();
            assert_eq!(texts.join(" "), expected);
        };
        check(&[("A", 0.0), ("V", 1.0), ("T", 3.0), ("A", 3.0), ("L", 3.0)], "AVTAL");
        let title =
            [("A", 0.0), ("V", 2.0), ("T", 3.0), ("A", 3.0), ("L", 3.0), ("O", 15.0), ("M", 3.0), ("1", 9.0)];
        check(&title, "AVTAL OM 1");
        check(&[("A", 0.0), ("B", 30.0), ("C", 30.0), ("D", 30.0)], "A B C D");
        check(&[("i", 0.0), ("ett", 3.0), ("å", 3.0), ("i", 3.0)], "i ett å i");
    }
}
