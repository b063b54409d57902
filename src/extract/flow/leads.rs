//! Paragraphs that open with their heading in bold: "**Syfte.** Avtalet reglerar …".

use super::lines::split;
use super::{Item, Role};
use crate::extract::sections::{LEADS, is_lead_in};

/// Parts headings from the paragraphs that they open, where a document has several.
pub(super) fn part(items: Vec<Item>) -> Vec<Item> {
    let cuts: Vec<Option<usize>> = items.iter().map(cut).collect();
    if cuts.iter().flatten().count() < LEADS {
        return items;
    }
    let level = |item: &Item| if let Role::Heading(level) = item.role { Some(level) } else { None };
    let level = items.iter().filter_map(level).max().map_or(2, |level| (level + 1).min(9));
    let mut out = Vec::with_capacity(items.len() + cuts.len());
    for (mut item, cut) in items.into_iter().zip(cuts) {
        let rest = cut.map(|cut| split(&mut item, cut));
        if rest.is_some() {
            item.role = Role::Heading(level);
            item.bold = true;
        }
        out.push(item);
        out.extend(rest);
    }
    out
}

/// Where the text after such a heading begins.
fn cut(item: &Item) -> Option<usize> {
    let (from, to) = *item.bolds.first()?;
    let plain = matches!(item.role, Role::Plain | Role::List) && item.cell.is_none() && !item.bold;
    if !plain || !item.text.get(..from)?.trim().is_empty() {
        return None;
    }
    let (bold, rest) = (item.text.get(..to)?, item.text.get(to..)?);
    let stop = if bold.trim_end().ends_with('.') { to } else { to + rest.find('.')? + 1 };
    let blanks = item.text.get(stop..)?;
    is_lead_in(bold, rest).then(|| stop + blanks.len() - blanks.trim_start().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_in_bold_are_parted_from_their_paragraphs() {
        let paragraph = |bold: &str, rest: &str| {
            let mut item = Item { text: bold.to_owned(), runs: vec![(0, 0)], ..Item::default() };
            item.embolden(0);
            item.runs.push((1, item.text.len()));
            item.text.push_str(rest);
            item
        };
        let texts = |items: Vec<Item>| -> Vec<(Role, String)> {
            items.into_iter().map(|item| (item.role, item.text.trim().to_owned())).collect()
        };
        let first = || paragraph("Syfte.", " Avtalet reglerar hur parterna samverkar.");
        let second = || paragraph("Tid", ". Avtalet gäller under tre år.");
        assert_eq!(part(vec![first()]).len(), 1);
        assert_eq!(
            texts(part(vec![first(), second()])),
            [
                (Role::Heading(2), "Syfte.".to_owned()),
                (Role::Plain, "Avtalet reglerar hur parterna samverkar.".to_owned()),
                (Role::Heading(2), "Tid.".to_owned()),
                (Role::Plain, "Avtalet gäller under tre år.".to_owned()),
            ]
        );
    }
}
