//! Paragraphs that writers part by manual line breaks: an empty line, a heading on a line of its own, lines with labels.

use super::{HEADING_BYTES, HEADING_WORDS, Item, Role};
use crate::document::builder::label_len;

/// Bytes of a line that is something of its own, at most.
const LINE: usize = 110;
/// Bytes of a word in lower case behind which a line goes on ("och", "mellan", "between"), at most.
const SMALL_WORD: usize = 7;

/// The paragraphs that `item` is for a reader; mostly one. Time is linear in its length.
pub(super) fn part(item: Item) -> Vec<Item> {
    let whole = matches!(item.role, Role::Plain | Role::List) && item.cell.is_none() && !item.bold;
    let cuts = if whole && item.text.contains('\n') { cuts(&item) } else { Vec::new() };
    if cuts.is_empty() {
        return vec![item];
    }
    let mut rest = item;
    // From the last on: what is cut off is not touched again.
    let mut out: Vec<Item> = cuts.into_iter().rev().map(|cut| split(&mut rest, cut)).collect();
    rest.bold = is_bold(&rest);
    out.push(rest);
    out.reverse();
    out
}

/// Where lines begin that begin something new.
fn cuts(item: &Item) -> Vec<usize> {
    let mut cuts = Vec::new();
    let apart = are_apart(&item.text);
    let mut bolds = item.bolds.iter().peekable();
    let mut at = 0;
    // Whether something has been said, and whether the line above ends what was said.
    let (mut said, mut ended) = (false, false);
    for line in item.text.split_inclusive('\n') {
        let from = at;
        at += line.len();
        let text = line.trim();
        if text.is_empty() {
            ended = true;
            continue;
        }
        let start = from + line.len() - line.trim_start().len();
        while bolds.next_if(|(_, to)| *to <= start).is_some() {}
        let bold = bolds.peek().is_some_and(|(a, b)| *a <= start && start + text.len() <= *b);
        let heading = is_heading(text, bold);
        if said && (ended || heading || has_label(text) || apart && text.starts_with(char::is_uppercase)) {
            cuts.push(from);
        }
        (said, ended) = (true, heading);
    }
    cuts
}

/// "Antaget av fullmäktige den 16 juni 2025, § 74 / Dnr KS 2024/288 / Ersätter Folkhälsoplan 2019–2024": true for short lines
/// that all begin with a capital or a number and end with a whole word of their own, as no line of running text does.
fn are_apart(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
    let mut count = 0;
    while let Some(line) = lines.next() {
        let opens = line.starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit());
        let last = line.rsplit(' ').next().unwrap_or(line);
        let small = last.len() <= SMALL_WORD && last.chars().all(char::is_lowercase);
        let goes_on = line.ends_with([',', '-', '–', '(', '&', '/']) || small;
        // "A kommun, nedan kommunen. / B förening, nedan föreningen."
        let sentence = line.ends_with(['.', ';']);
        if !opens || sentence || line.len() > LINE || lines.peek().is_some() && goes_on {
            return false;
        }
        count += 1;
    }
    count >= 2
}

/// A short line with a section's number, or in bold where the rest is not.
fn is_heading(text: &str, bold: bool) -> bool {
    let short = text.len() <= HEADING_BYTES
        && text.split_whitespace().take(HEADING_WORDS + 1).count() <= HEADING_WORDS
        && !text.ends_with(['.', ',', ';', ':']);
    short && (bold || text.starts_with('§') && label_len(text, false, true).is_some())
}

/// "a)", "–", "1.": a bare number is none, as in an address.
fn has_label(text: &str) -> bool {
    label_len(text, true, true).is_some_and(|len| !text.bytes().take(len).all(|byte| byte.is_ascii_digit()))
}

/// Cuts the end off a paragraph; both keep their places in the file, and the first keeps the number.
pub(super) fn split(item: &mut Item, cut: usize) -> Item {
    let mut rest = Item {
        role: Role::Plain,
        text: item.text.split_off(cut),
        part: item.part,
        paragraph: item.paragraph,
        breaks: item.breaks,
        capitals: item.capitals,
        size: item.size,
        ..Item::default()
    };
    let shift = |at: usize| at.saturating_sub(cut);
    // A run that goes on over the cut stands in both.
    let first = item.runs.partition_point(|(_, at)| *at <= cut).saturating_sub(1);
    rest.runs = item.runs.iter().skip(first).map(|(run, at)| (*run, shift(*at))).collect();
    item.runs.truncate(item.runs.partition_point(|(_, at)| *at < cut));
    while let Some((from, to)) = item.bolds.pop_if(|(_, to)| *to > cut) {
        rest.bolds.push((shift(from), shift(to)));
        if from < cut {
            item.bolds.push((from, cut));
            break;
        }
    }
    rest.bolds.reverse();
    while let Some((from, to, target)) = item.links.pop_if(|(_, to, _)| *to > cut) {
        if from < cut {
            item.links.push((from, cut, target.clone()));
            rest.links.push((0, shift(to), target));
            break;
        }
        rest.links.push((shift(from), shift(to), target));
    }
    rest.links.reverse();
    rest.bold = is_bold(&rest);
    rest
}

fn is_bold(item: &Item) -> bool {
    let letters = |text: &str| text.chars().filter(|character| character.is_alphanumeric()).count();
    let bold: usize = item.bolds.iter().filter_map(|(from, to)| item.text.get(*from..*to)).map(letters).sum();
    bold > 0 && bold * 10 >= letters(&item.text) * 9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manual_breaks_part_what_is_not_one_paragraph() {
        // Stars stand around what is bold.
        let check = |marked: &str, expected: &[&str]| {
            let mut item = Item { runs: vec![(0, 0)], ..Item::default() };
            for (number, piece) in marked.split('*').enumerate() {
                let from = item.text.len();
                item.text.push_str(piece);
                if number % 2 == 1 {
                    item.embolden(from);
                }
            }
            let out = part(item);
            let texts: Vec<String> = out.iter().map(|item| item.text.trim().replace('\n', "|")).collect();
            assert_eq!(texts, expected, "{marked}");
            assert!(out.iter().all(|item| item.runs == [(0, 0)]), "{marked}");
        };
        check("*Ekonomi*\nParterna bär sina kostnader.", &["Ekonomi", "Parterna bär sina kostnader."]);
        check("Text.\n\n*Ekonomi*\nMer text.", &["Text.", "Ekonomi", "Mer text."]);
        check("§ 4 Ansvar\nKommunen ska", &["§ 4 Ansvar", "Kommunen ska"]);
        check("Kommunen ska:\n- städa\n- låsa", &["Kommunen ska:", "- städa", "- låsa"]);
        check("Storgatan 1\n123 45 Orten", &["Storgatan 1|123 45 Orten"]);
        check(
            "Antagen av nämnden 2025-01-01\nDnr 1\nErsätter plan",
            &["Antagen av nämnden 2025-01-01", "Dnr 1", "Ersätter plan"],
        );
        check("Avtal mellan\nNorrby kommun\nNorrby IF", &["Avtal mellan|Norrby kommun|Norrby IF"]);
        check("Avtal med Norrby\noch Norrby IF", &["Avtal med Norrby|och Norrby IF"]);
        check("en rad som\nbryts för hand", &["en rad som|bryts för hand"]);
        check("\n*Mål*\n\nText", &["Mål", "Text"]);
    }
}
