//! Words whose letters are set apart by blanks ("A V T A L") read as words.

use super::Item;

/// Letters that must follow one another.
const LEAST: usize = 4;

/// Puts such words together. Single blanks part letters and wider gaps part words, where there are both.
pub(super) fn close_up(item: &mut Item) {
    // Bytes of blanks to be taken out, in order.
    let drop = if may_be_apart(&item.text) { blanks(&item.text) } else { Vec::new() };
    if drop.is_empty() {
        return;
    }
    let mut text = String::with_capacity(item.text.len());
    let mut at = 0;
    for (from, to) in &drop {
        text.push_str(&item.text[at..*from]);
        at = *to;
    }
    text.push_str(&item.text[at..]);
    let moved = |place: usize| {
        let before = drop.partition_point(|(from, _)| *from < place);
        let gone: usize = drop[..before].iter().map(|(from, to)| (*to).min(place) - from).sum();
        place - gone
    };
    item.runs.iter_mut().for_each(|(_, at)| *at = moved(*at));
    item.links.iter_mut().for_each(|(from, to, _)| (*from, *to) = (moved(*from), moved(*to)));
    item.bolds.iter_mut().for_each(|(from, to)| (*from, *to) = (moved(*from), moved(*to)));
    item.text = text;
}

/// False where fewer than [`LEAST`] characters stand alone, as nearly everywhere.
fn may_be_apart(text: &str) -> bool {
    let (mut alone, mut letters) = (0, 0);
    for byte in text.bytes().chain([b' ']) {
        match byte {
            b' ' => alone += usize::from(std::mem::take(&mut letters) == 1),
            // Blanks that are not ASCII begin so, and some letters.
            0xc2 | 0xe2 => alone += usize::from(std::mem::take(&mut letters) <= 1),
            0x80..=0xbf => {}
            _ => letters += 1,
        }
    }
    alone >= LEAST
}

/// Blanks between the letters of one word: (first byte, one past the last).
fn blanks(text: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    // Letters that stand alone, each with its byte and the blanks before it.
    let mut run: Vec<(usize, usize, char)> = Vec::new();
    let mut end = 0;
    for word in text.split([' ', '\u{a0}', '\u{2009}', '\u{202f}']) {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        if word.is_empty() {
            continue;
        }
        let mut characters = word.chars();
        match (characters.next(), characters.next()) {
            (Some(one), None) if one.is_alphabetic() || one.is_ascii_digit() => run.push((at, at - end, one)),
            _ => close_run(std::mem::take(&mut run), &mut out),
        }
        end = at + word.len();
    }
    close_run(run, &mut out);
    out
}

fn close_run(run: Vec<(usize, usize, char)>, out: &mut Vec<(usize, usize)>) {
    let letters = run.iter().filter(|(.., letter)| letter.is_alphabetic()).count();
    if letters < LEAST || letters * 10 < run.len() * 6 {
        return;
    }
    // "A B C D" names four things, and "x x x x" is to be filled in.
    let step = |pair: &[(usize, usize, char)]| pair[1].2 as i64 - pair[0].2 as i64;
    let listed = run.windows(2).all(|pair| step(pair) == 1) || run.windows(2).all(|pair| step(pair) == 0);
    if listed {
        return;
    }
    let least = run.iter().skip(1).map(|(_, gap, _)| *gap).min().unwrap_or(1);
    out.extend(run.iter().skip(1).filter(|(_, gap, _)| *gap <= least).map(|(at, gap, _)| (at - gap, *at)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_set_apart_are_words() {
        let check = |text: &str, expected: &str| {
            let mut item =
                Item { text: text.to_owned(), runs: vec![(0, 0), (1, text.len())], ..Item::default() };
            close_up(&mut item);
            assert_eq!(item.text, expected);
            assert_eq!(item.runs[1].1, expected.len(), "{text}");
        };
        check("A V T A L", "AVTAL");
        check("A V T A L   O M   V Å R D", "AVTAL   OM   VÅRD");
        check("§ 1  P A R T E R", "§ 1  PARTER");
        check("S a m v e r k a n  2 0 2 6", "Samverkan  2026");
        check("Alternativ A B C D", "Alternativ A B C D");
        check("i å ö", "i å ö");
        check("x x x x x", "x x x x x");
        check("µ\u{a0}A\u{a0}V\u{a0}T", "µAVT");
        check("Kommunen ska städa.", "Kommunen ska städa.");
    }
}
