//! Annexes: which the document cites, which of them stand in the same file, and which are said to tell who does what.

use std::collections::BTreeMap;

use super::{Annotator, Draft};
use crate::document::{Annex, Span, Zone};

/// Finds them.
pub const ANNOTATOR: Annotator = Annotator {
    name: "annexes",
    doc: "Finds annexes that are cited, and whether they are in the file.",
    run,
};

/// Annexes of one document, at most.
const MOST: usize = 200;
/// Bytes of a title, at most.
const TITLE: usize = 100;

fn run(draft: &mut Draft<'_>) {
    let document = draft.document;
    let mut found: BTreeMap<String, Annex> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    let mut present: Vec<String> = Vec::new();
    for word in draft.words_of("zone-annex") {
        let Some(index) = document.block_at(word.span.start()) else { continue };
        let Some(block) = document.blocks().get(index) else { continue };
        let zone = draft.annotations.zones.get(index).copied().unwrap_or(Zone::Body);
        let name = collapse(&document.lower()[word.span.range()]);
        let opens = word.span.start() <= block.content.start() + 2;
        if zone == Zone::Annex && opens && index > 0 {
            let first = draft.annotations.zones.get(index - 1) != Some(&Zone::Annex);
            if block.is_heading() || block.bold || first || block.content.len() < TITLE {
                present.push(name);
                continue;
            }
        }
        // "Bilaga" alone names none; a number or letter does, and so does a list of annexes.
        let numbered = name.contains(' ');
        if !(numbered || zone == Zone::AnnexList && opens)
            || matches!(
                zone,
                Zone::Furniture | Zone::Contents | Zone::Certificate | Zone::References | Zone::Revision
            )
            || !block.is_body()
        {
            continue;
        }
        let sentence =
            draft.annotations.sentence_around(word.span.start()).map_or(block.content, |at| at.span);
        // An annex of a law or of another document is none of this one.
        let follows = Span::at(word.span.end(), (word.span.end() + 2).min(sentence.end()));
        let elsewhere = |word: Span| follows.contains(Span::at(word.start(), word.start()));
        if draft.has_word("law-word", sentence)
            || draft.words_in("annex-elsewhere", sentence).any(|word| elsewhere(word.span))
        {
            continue;
        }
        let title = title(draft, word.span, block.content, zone);
        let told = draft.has_word("annex-duty-word", sentence);
        let annex = found.entry(name.clone()).or_insert_with(|| {
            order.push(name.clone());
            Annex { span: word.span, name, title: None, present: false, holds_duties: false }
        });
        annex.holds_duties |= told;
        if annex.title.is_none() {
            annex.title = title;
        }
        if order.len() >= MOST {
            break;
        }
    }
    let mut annexes: Vec<Annex> = order.iter().filter_map(|name| found.remove(name)).collect();
    for annex in &mut annexes {
        annex.present = present.contains(&annex.name);
    }
    for annex in &annexes {
        draft.mark("annex-ref", annex.span, Some(annex.name.clone()), 0.9);
    }
    draft.annotations.annexes = annexes;
}

fn collapse(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands behind the name in a list of annexes ("Bilaga 2 Arbetsordning"), or between brackets or commas.
fn title(draft: &Draft<'_>, name: Span, block: Span, zone: Zone) -> Option<String> {
    let rest = draft.document.text().get(name.end()..block.end())?;
    let listed = zone == Zone::AnnexList;
    let rest = match listed {
        true => rest,
        false => rest.strip_prefix(", ").or_else(|| rest.strip_prefix(" ("))?,
    };
    let trimmed = rest.trim_start_matches([' ', ':', '.', ',', '-', '\u{2013}', '\u{2014}', '\t']);
    let end = trimmed.find([',', '.', ')', ';', '\n']).unwrap_or(trimmed.len());
    let title = trimmed[..end].trim();
    let capital = title.starts_with(char::is_uppercase);
    (capital && (3..=TITLE).contains(&title.len())).then(|| title.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::annotate::{annotate, testing};

    fn check(text: &str, expected: &[&str]) {
        let document = testing::document(text);
        let annotations = annotate(&document, testing::lexicons());
        let got: Vec<String> = annotations
            .annexes
            .iter()
            .map(|annex| {
                format!(
                    "{} [{}]{}{}",
                    annex.name,
                    annex.title.as_deref().unwrap_or(""),
                    if annex.present { " present" } else { "" },
                    if annex.holds_duties { " duties" } else { "" }
                )
            })
            .collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn annexes_are_cited_listed_and_present() {
        let parties = "T Avtal\n# Parter\nNorrby kommun och Åbyn AB\n# Innehåll i samarbetet\nParterna vill hålla öppet i lokalen under hela året.";
        check(
            &format!(
                "{parties}\nAnsvarsfördelningen framgår av bilaga 2, Arbetsordning. Lokalerna visas i bilaga 1."
            ),
            &["bilaga 2 [Arbetsordning] duties", "bilaga 1 []"],
        );
        check(
            &format!(
                "{parties}\nVem som gör vad står i Bilaga 1.\n# Bilagor\nBilaga 1 Uppgifter\n# Bilaga 1 Uppgifter\nKommunen leder arbetet."
            ),
            &["bilaga 1 [Uppgifter] present duties"],
        );
        check(&format!("{parties}\nDetta bör bilaggas. Se bilagan."), &[]);
    }
}
