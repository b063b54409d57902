//! Headings that are told by nothing but their numbers: "1 Parter", "2 Syfte", "3 Ekonomi", each before text.

use crate::document::builder::label_len;

/// Words of such a heading after its number, at most.
const WORDS: usize = 6;
/// Bytes of one, at most.
const BYTES: usize = 90;
/// Numbers in a row before they count.
const LEAST: usize = 3;

/// Which of `lines` are such headings, each with its level from 1. `None` stands for what is no running text (a table, a
/// heading known otherwise).
pub(super) fn by_number(lines: &[Option<String>]) -> Vec<(usize, u8)> {
    let numbers: Vec<Option<Vec<u32>>> = lines.iter().map(|line| line.as_deref().and_then(numbers)).collect();
    let mut found: Vec<(usize, u8)> = Vec::new();
    let (mut top, mut tops) = (0, 0);
    for (at, line) in lines.iter().enumerate() {
        let (Some(text), Some(own)) = (line, &numbers[at]) else { continue };
        // What comes next is said under it: neither the next number of a list, nor nothing.
        let next =
            numbers.get(at + 1).is_some_and(|next| next.as_ref().is_none_or(|next| next.len() > own.len()));
        let first = own.first().copied().unwrap_or(0);
        let in_turn = first == top + 1 && own.len() == 1 || first == top && own.len() > 1;
        if next && in_turn && is_short(text) {
            found.push((at, own.len().min(9) as u8));
            tops += usize::from(own.len() == 1);
            top = first;
        }
    }
    if tops < LEAST {
        found.clear();
    }
    found
}

/// The numbers that a line begins with: "4.1 …" → 4, 1.
fn numbers(text: &str) -> Option<Vec<u32>> {
    let label = text.get(..label_len(text, false, true)?)?;
    let numbers = label.trim_end_matches(['.', ')', ':']).split('.').map(|digits| digits.parse().ok());
    numbers.collect()
}

fn is_short(text: &str) -> bool {
    let rest = text[label_len(text, false, true).unwrap_or(0)..].trim();
    let words = rest.split_whitespace().take(WORDS + 1).count();
    text.len() <= BYTES
        && (1..=WORDS).contains(&words)
        && rest.starts_with(char::is_uppercase)
        && !rest.ends_with(['.', ',', ';', ':', '?', '!'])
}

/// "2025", "2025–2028": the period that a title ends with, on a line of its own.
pub(super) fn is_years(text: &str) -> bool {
    let year = |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split(['–', '-']).all(year)
}

/// Words of a lead-in after its number, at most, and of what it leads in to, at least.
const LEAD: (usize, usize) = (6, 4);
/// Paragraphs with one before they count.
pub(super) const LEADS: usize = 2;

/// Whether words in bold at the start of a paragraph are its heading: "**Syfte.** Avtalet reglerar hur …".
pub(super) fn is_lead_in(bold: &str, rest: &str) -> bool {
    let bold = bold.trim();
    let Some(words) = bold.get(label_len(bold, false, true).unwrap_or(0)..) else { return false };
    let (words, rest) = match (words.trim().strip_suffix('.'), rest.trim_start().strip_prefix('.')) {
        (Some(words), _) => (words, rest.trim_start()),
        (None, Some(rest)) => (words.trim(), rest.trim_start()),
        (None, None) => return false,
    };
    let last = words.split_whitespace().next_back().unwrap_or_default();
    bold.len() <= BYTES
        && (1..=LEAD.0).contains(&words.split_whitespace().take(LEAD.0 + 1).count())
        && words.starts_with(char::is_uppercase)
        && !words.contains(['.', '@', ';', '\t'])
        && last.chars().count() > 2
        && last.chars().all(|c| c.is_lowercase() || c == '-' || words == last)
        && rest.starts_with(char::is_uppercase)
        && rest.split_whitespace().take(LEAD.1).count() == LEAD.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_turn_before_text_are_headings() {
        let check = |text: &str, expected: &[(usize, u8)]| {
            let lines: Vec<Option<String>> = text.split('|').map(|line| Some(line.to_owned())).collect();
            assert_eq!(by_number(&lines), expected, "{text}");
        };
        check(
            "1 Parter|Kommunen och laget.|2 Syfte|Att bada.|2.1 Mål|Mer bad.|3. Tid|Ett år.",
            &[(0, 1), (2, 1), (4, 2), (6, 1)],
        );
        // A table of contents, and a list.
        check("1 Parter|2 Syfte|3 Tid|4 Tvist|Text.", &[]);
        check("1. Kommunen ska städa.|Varje dag.|2. Laget ska bada.|Varje dag.|3. Alla ska låsa.|Ja.", &[]);
        check("30 april|Text.|31 maj|Text.|1 juni|Text.", &[]);
    }

    #[test]
    fn bold_words_and_a_full_stop_lead_in() {
        for (bold, rest, expected) in [
            ("Syfte.", " Avtalet reglerar hur parterna samverkar.", true),
            ("3. Parternas åtaganden.", "Kommunen upplåter en lokal.", true),
            ("Syfte", ". Avtalet reglerar hur parterna samverkar.", true),
            ("Kommunen", " ska upplåta en lokal.", false),
            ("Anna Ek.", " Hon ansvarar för lokalen.", false),
            ("Kl.", " Tio på morgonen börjar mötet.", false),
            ("Kontaktperson:", " Anna Ek ansvarar för detta.", false),
            ("Syfte.", " Att bada.", false),
        ] {
            assert_eq!(is_lead_in(bold, rest), expected, "{bold}{rest}");
        }
    }
}
