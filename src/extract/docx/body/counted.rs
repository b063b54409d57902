//! Numbers that fields count in the text: LISTNUM and AUTONUM. The file does not hold them; Word computes them.

use std::collections::BTreeMap;

use crate::extract::numerals::formatted;

const LEVELS: usize = 9;

/// Formats of the three lists that Word knows, level by level: number format, before, after.
const NUMBER: [(&str, &str, &str); LEVELS] = [
    ("decimal", "", ")"),
    ("lowerLetter", "", ")"),
    ("lowerRoman", "", ")"),
    ("decimal", "(", ")"),
    ("lowerLetter", "(", ")"),
    ("lowerRoman", "(", ")"),
    ("decimal", "", "."),
    ("lowerLetter", "", "."),
    ("lowerRoman", "", "."),
];
const OUTLINE: [(&str, &str, &str); LEVELS] = [
    ("upperRoman", "", "."),
    ("upperLetter", "", "."),
    ("decimal", "", "."),
    ("lowerLetter", "", ")"),
    ("decimal", "(", ")"),
    ("lowerLetter", "(", ")"),
    ("lowerRoman", "(", ")"),
    ("lowerLetter", "(", ")"),
    ("lowerRoman", "(", ")"),
];

/// What the fields of a file have come to, by list.
#[derive(Debug, Default)]
pub(super) struct Counted {
    lists: BTreeMap<String, List>,
}

/// Counters by level, and where the list was last used: paragraph and level.
#[derive(Debug, Default)]
struct List {
    counts: [i64; LEVELS],
    last: Option<(u32, usize)>,
}

/// Lists that are kept apart; more count as the last one.
const LISTS: usize = 100;

impl Counted {
    /// The number that a field of this instruction shows in this paragraph.
    pub(super) fn next(&mut self, instruction: &str, paragraph: u32) -> String {
        let words: Vec<&str> = instruction.split_whitespace().collect();
        let option = |name: &str| {
            let at = words.iter().position(|word| word.eq_ignore_ascii_case(name))?;
            words.get(at + 1)?.trim_matches('"').parse::<i64>().ok()
        };
        let kind = words.first().copied().unwrap_or_default();
        let named = words.get(1).map(|word| word.trim_matches('"')).filter(|word| !word.starts_with('\\'));
        let name = match kind {
            "LISTNUM" => named.unwrap_or("NumberDefault"),
            kind => kind,
        };
        if !self.lists.contains_key(name) && self.lists.len() >= LISTS {
            return String::new();
        }
        let List { counts, last } = self.lists.entry(name.to_owned()).or_default();
        // A second number in a paragraph counts one level deeper.
        let deeper = match *last {
            Some((before, level)) if before == paragraph => (level + 1).min(LEVELS - 1),
            _ => 0,
        };
        let level = option("\\l").and_then(|level| usize::try_from(level - 1).ok());
        let level = level.unwrap_or(deeper).min(LEVELS - 1);
        counts[level] = option("\\s").unwrap_or_else(|| counts[level].saturating_add(1));
        counts[level + 1..].fill(0);
        *last = Some((paragraph, level));
        let own = |(format, before, after): (&str, &str, &str)| {
            format!("{before}{}{after}", formatted(counts[level], format))
        };
        match name {
            "LegalDefault" | "AUTONUMLGL" => {
                let numbers: Vec<String> = counts[..=level].iter().map(i64::to_string).collect();
                format!("{}.", numbers.join("."))
            }
            "OutlineDefault" | "AUTONUMOUT" => own(OUTLINE[level]),
            "AUTONUM" => format!("{}.", counts[level]),
            _ => own(NUMBER[level]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_count_as_word_does() {
        let mut counted = Counted::default();
        for (paragraph, instruction, expected) in [
            (0, " LISTNUM ", "1)"),
            (0, " LISTNUM ", "a)"),
            (1, " LISTNUM ", "2)"),
            (1, " LISTNUM \\l 2 ", "a)"),
            (1, " LISTNUM \\l 2 ", "b)"),
            (2, " LISTNUM NumberDefault \\l 1 \\s 7", "7)"),
            (3, " LISTNUM LegalDefault \\l 1", "1."),
            (4, " LISTNUM \"LegalDefault\" \\l 2", "1.1."),
            (5, " AUTONUM ", "1."),
            (6, " AUTONUM \\* Arabic", "2."),
            (7, " AUTONUMOUT ", "I."),
        ] {
            assert_eq!(counted.next(instruction, paragraph), expected, "{paragraph} {instruction}");
        }
    }
}
