//! Words that lines break: where the hyphen goes, and where it stays.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::lines::{Segment, Word};

/// Words that keep a hyphen before them ("hälso-" "och").
pub(super) fn suspended() -> &'static BTreeSet<String> {
    static WORDS: OnceLock<BTreeSet<String>> = OnceLock::new();
    WORDS.get_or_init(|| words("suspended"))
}

/// Short words that are never the rest of a broken one.
pub(super) fn short() -> &'static BTreeSet<String> {
    static WORDS: OnceLock<BTreeSet<String>> = OnceLock::new();
    WORDS.get_or_init(|| words("short"))
}

fn words(list: &str) -> BTreeSet<String> {
    let table: toml::Table = include_str!("hyphenation.toml").parse().unwrap_or_default();
    let words = table.get(list).and_then(toml::Value::as_array);
    words.into_iter().flatten().filter_map(|word| word.as_str().map(str::to_owned)).collect()
}

/// How a word at a line's end goes on with the next line's first.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Join {
    /// Two words.
    Blank,
    /// One word, the hyphen is part of it.
    Keep,
    /// One word, the hyphen was only there for the line.
    Drop,
}

pub(super) fn join(end: &str, next: &str) -> Join {
    if end.ends_with(['\u{ad}', '\u{fffe}']) {
        return Join::Drop;
    }
    // No line begins with a comma but where something before it was taken out.
    if matches!(next, "," | "." | ";" | ":") {
        return Join::Keep;
    }
    // A span of years goes on.
    if end.ends_with('–') && end.chars().next().is_some_and(|c| c.is_ascii_digit()) {
        return if next.starts_with(|c: char| c.is_ascii_digit()) { Join::Keep } else { Join::Blank };
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

/// Words that a document writes with a hyphen inside lines ("co-operation"): at a line's end their hyphen stays.
pub(super) struct Hyphened {
    kept: BTreeSet<String>,
    /// Words that stand inside lines, where they go on without a hyphen.
    whole: BTreeSet<String>,
    /// Hardly a line ends with a hyphen: nothing breaks words here, and those that stand are the writer's.
    rare: bool,
}

/// Lines of a document in which one hyphen at an end or less is rare.
const RARE: usize = 100;

/// Letters of a beginning that keeps its hyphen before other words too.
const PREFIX: usize = 4;

impl Hyphened {
    /// What the lines of paragraphs show.
    pub fn of<'w>(paragraphs: impl Iterator<Item = &'w [Segment]> + Clone) -> Hyphened {
        let mut kept = BTreeSet::new();
        let (mut lines, mut broken, mut ends) = (0_usize, 0_usize, BTreeSet::new());
        for pair in paragraphs.clone().flat_map(|lines| lines.windows(2)) {
            let [Some(end), Some(next)] = [pair[0].words.last(), pair[1].words.first()] else { continue };
            lines += 1;
            if join(&end.text, &next.text) == Join::Drop && !end.text.ends_with(['\u{ad}', '\u{fffe}']) {
                broken += 1;
                ends.insert(joined(&end.text, &next.text));
            }
        }
        let words = || paragraphs.clone().flatten().flat_map(|line| &line.words);
        let whole =
            words().map(|word: &Word| trimmed(&word.text)).filter(|word| ends.contains(word)).collect();
        for word in words().filter(|word| word.text.contains('-')) {
            let text = word.text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
            if let Some((prefix, rest)) = text.split_once('-').filter(|(_, rest)| !rest.is_empty()) {
                if prefix.chars().count() <= PREFIX && rest.starts_with(char::is_alphabetic) {
                    kept.insert(format!("{prefix}-"));
                }
                kept.insert(text);
            }
        }
        Hyphened { kept, whole, rare: lines >= RARE && broken * RARE <= lines }
    }

    pub fn holds(&self, end: &str, next: &str) -> bool {
        let prefix = trimmed(end);
        end.ends_with('-')
            && (self.kept.contains(&format!("{prefix}-"))
                || self.kept.contains(&format!("{prefix}-{}", trimmed(next)))
                || self.rare && !self.whole.contains(&joined(end, next)))
    }
}

fn trimmed(text: &str) -> String {
    text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

fn joined(end: &str, next: &str) -> String {
    trimmed(end) + &trimmed(next)
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
            ("2026–", "2029", Join::Keep),
            ("Norr-", "Sverige", Join::Keep),
            ("samver\u{ad}", "kan", Join::Drop),
            ("parterna", "ska", Join::Blank),
            ("parterna", ",", Join::Keep),
            ("-", "ska", Join::Blank),
        ] {
            assert_eq!(join(end, next), expected, "{end} {next}");
        }
    }
}
