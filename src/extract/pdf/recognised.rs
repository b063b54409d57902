//! What a text recogniser read on a page's picture, as words of that page.

use super::glyphs::Placement;
use super::lines::Word;
use super::pictures::scale;

/// What was recognised on one page, in the recogniser's own table (TSV of tesseract: one line per word, with box).
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Recognised {
    /// From 1.
    pub page: u32,
    /// The table.
    pub table: String,
}

/// Words of a page whose picture was painted at `scale` of its size. Lines that make no sense are passed over.
pub(super) fn words(recognised: &Recognised, place: &Placement) -> Vec<Word> {
    let (width, height) = place.size();
    let scale = scale(width, height);
    let mut lines: Vec<(f32, f32)> = Vec::new();
    let mut found: Vec<(usize, f32, f32, &str)> = Vec::new();
    for row in recognised.table.lines() {
        let cells: Vec<&str> = row.splitn(12, '\t').collect();
        let number = |at: usize| cells.get(at).and_then(|cell| cell.trim().parse::<f32>().ok());
        let (Some(level), Some(left), Some(top), Some(wide), Some(high)) =
            (number(0), number(6), number(7), number(8), number(9))
        else {
            continue;
        };
        let text = cells.get(11).map_or("", |text| text.trim());
        if level == 4.0 {
            lines.push((top / scale, high / scale));
        } else if level == 5.0 && !text.is_empty() && number(10).is_some_and(|sure| sure >= 0.0) {
            found.push((lines.len().saturating_sub(1), left / scale, (left + wide) / scale, text));
        }
    }
    // Lines differ in height by their letters; those near the usual height have the usual size.
    let mut heights: Vec<f32> = lines.iter().map(|line| line.1).collect();
    heights.sort_by(f32::total_cmp);
    let usual = heights.get(heights.len() / 2).copied().unwrap_or(12.0);
    let word = |(line, x0, x1, text): (usize, f32, f32, &str)| {
        let (top, high) = lines.get(line).copied().unwrap_or((0.0, usual));
        let size = if (0.7..1.45).contains(&(high / usual)) { usual } else { high };
        let y = top + 0.8 * high;
        let mut word = Word::of_table(0, recognised.page, (x0, x1), y);
        word.table = None;
        word.text = match text {
            // What round bullets are taken for.
            "«" | "»" | "°" | "¢" | "©" | "®" | "*" => "•".to_owned(),
            text => text.to_owned(),
        };
        word.size = size * 0.85;
        let corners = [(x0, top + high), (x1, top + high), (x0, top), (x1, top)];
        for (corner, (x, y)) in word.quad.chunks_exact_mut(2).zip(corners) {
            let (x, y) = place.user(x, y);
            corner.copy_from_slice(&[x, y]);
        }
        word
    };
    found.into_iter().map(word).collect()
}

/// True where the middle of a recognised word lies on one that the page itself holds.
pub(super) fn is_written(word: &Word, turns: &[Vec<Word>]) -> bool {
    let (x, y) = ((word.x0 + word.x1) / 2.0, word.y);
    turns.iter().flatten().any(|own| own.x0 < x && x < own.x1 && (own.y - y).abs() < 0.7 * own.size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_becomes_words_with_places() {
        let place = Placement::upright(595.0, 842.0);
        let table = "level\tpage\tblock\tpar\tline\tword\tleft\ttop\twidth\theight\tconf\ttext\n\
                     4\t1\t1\t1\t1\t0\t300\t400\t900\t50\t-1\t\n\
                     5\t1\t1\t1\t1\t1\t300\t400\t400\t50\t96.1\tKommunen\n\
                     5\t1\t1\t1\t1\t2\t750\t410\t200\t30\t91\tska\n\
                     5\t1\t1\t1\t1\t3\t980\t410\t20\t30\t-1\tx\nnonsense\n";
        let recognised = Recognised { page: 3, table: table.to_owned() };
        let words = words(&recognised, &place);
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(texts, ["Kommunen", "ska"]);
        assert!(words.iter().all(|word| word.page == 3 && (word.x0 < word.x1)));
        assert!((words[0].x0 - 72.0).abs() < 0.5 && (words[0].quad[1] - (842.0 - 108.0)).abs() < 0.5);
    }
}
