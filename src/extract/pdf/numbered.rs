//! Numbers of lines, which a program puts in the margin: 1, 2, 3 … or every fifth, beside the lines of a text.

use super::lines::Word;

/// Points between the numbers and the text at least.
const GAP: f32 = 4.0;
/// Points within which edges or lines are the same.
const SAME: f32 = 2.0;
/// Numbers that show a column of them, where each line has one and where some have.
const LEAST: (usize, usize) = (6, 3);
/// How many lines apart numbers stand.
const STEPS: [u32; 5] = [1, 2, 3, 5, 10];

/// The column that was found on the pages before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    left: f32,
    right: f32,
    step: u32,
}

/// Takes the numbers of lines out of a page's words. What an earlier page shows of them holds for a later one.
pub(super) fn take(words: &mut Vec<Word>, known: &mut Option<Column>) {
    let text =
        words.iter().filter(|word| number(word).is_none()).map(|word| word.x0).fold(f32::MAX, f32::min);
    let mut numbers: Vec<(f32, u32)> = words
        .iter()
        .filter(|word| word.x1 < text - GAP)
        .filter_map(|word| Some((word.y, number(word)?)))
        .collect();
    numbers.sort_by(|a, b| a.0.total_cmp(&b.0));
    let edges = || words.iter().filter(|word| word.x1 < text - GAP);
    let span = |side: fn(&Word) -> f32| {
        edges().map(side).fold((f32::MAX, f32::MIN), |(least, most), x| (least.min(x), most.max(x)))
    };
    let (left, right) = (span(|word| word.x0), span(|word| word.x1));
    let one_edge = left.1 - left.0 < SAME || right.1 - right.0 < SAME;
    if numbers.is_empty() || !one_edge {
        return;
    }
    let found = match *known {
        Some(column) => {
            let same = (column.left - left.0).abs() < SAME || (column.right - right.1).abs() < SAME;
            (same && is_count(&numbers, column.step)).then_some(column)
        }
        None => step(&numbers, words, text).map(|step| Column { left: left.0, right: right.1, step }),
    };
    if found.is_some() {
        *known = found;
        words.retain(|word| word.x1 >= text - GAP);
    }
}

fn number(word: &Word) -> Option<u32> {
    let digits = (1..=4).contains(&word.text.len()) && word.text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| word.text.parse().ok()).flatten()
}

/// True where numbers go on by one step.
fn is_count(numbers: &[(f32, u32)], step: u32) -> bool {
    numbers.windows(2).all(|pair| pair[1].1.checked_sub(pair[0].1) == Some(step))
}

/// How many lines apart the numbers stand; `None` where they number something else: the items of a list, rows of a table.
fn step(numbers: &[(f32, u32)], words: &[Word], text: f32) -> Option<u32> {
    let step = numbers.get(1)?.1.checked_sub(numbers[0].1)?;
    let enough = numbers.len() >= if step == 1 { LEAST.0 } else { LEAST.1 };
    if !enough || !STEPS.contains(&step) || !is_count(numbers, step) {
        return None;
    }
    let mut lines: Vec<&Word> = words.iter().filter(|word| word.x1 >= text - GAP).collect();
    lines.sort_by(|a, b| a.y.total_cmp(&b.y).then(a.x0.total_cmp(&b.x0)));
    lines.dedup_by(|later, first| (later.y - first.y).abs() < SAME);
    // No more lines between two numbers than are counted.
    let between = |pair: &[(f32, u32)]| {
        lines.iter().filter(|line| line.y > pair[0].0 + SAME && line.y < pair[1].0 + SAME).count()
    };
    if numbers.windows(2).any(|pair| between(pair) > step as usize) {
        return None;
    }
    // Items begin with a capital; lines go on amid sentences, and some are empty.
    let at = |y: f32| lines.iter().find(|line| (line.y - y).abs() < SAME);
    let goes_on = |y: f32| at(y).is_none_or(|line| line.text.starts_with(char::is_lowercase));
    let running = lines.iter().filter(|line| line.text.starts_with(char::is_lowercase)).count();
    let amid = numbers.iter().filter(|(y, _)| goes_on(*y)).count();
    (if step == 1 { amid >= 2 } else { running >= 2 }).then_some(step)
}
