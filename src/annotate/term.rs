//! The agreement's own registry number and dates: day of signing, first and last day of the term.

use super::{Annotator, Draft, spans_of};
use crate::document::{Date, Span, Zone};

/// Finds them.
pub const ANNOTATOR: Annotator =
    Annotator { name: "term", doc: "Finds the document's registry number, day of signing and term.", run };

fn run(draft: &mut Draft<'_>) {
    let dates = dated(draft);
    draft.annotations.dnr = own_number(draft);
    draft.annotations.signed = signed(draft, &dates);
    let (from, to) = term(draft, &dates);
    draft.annotations.valid_from = from;
    draft.annotations.valid_to = to;
}

fn dated(draft: &Draft<'_>) -> Vec<(Span, Date)> {
    let label = draft.lexicons.labels().get("date");
    let marks = draft.annotations.marks.iter().filter(|mark| Some(mark.label) == label);
    let mut dates: Vec<(Span, Date)> =
        marks.filter_map(|mark| Some((mark.span, mark.value.as_deref()?.parse().ok()?))).collect();
    dates.sort_unstable();
    dates
}

fn zone_at(draft: &Draft<'_>, span: Span) -> Zone {
    let block = draft.document.block_at(span.start());
    block.and_then(|block| draft.annotations.zones.get(block)).copied().unwrap_or(Zone::Body)
}

/// A number in the document's head or its running header, else one that a label of its own line gives before the body.
fn own_number(draft: &Draft<'_>) -> Option<String> {
    let numbers = spans_of(draft, "dnr");
    let in_zone =
        |zones: &[Zone]| numbers.iter().find(|span| zones.contains(&zone_at(draft, **span))).copied();
    let span = in_zone(&[Zone::HeaderBlock]).or_else(|| in_zone(&[Zone::Furniture]))?;
    Some(draft.document.slice(span).trim_end_matches(['.', '-']).to_owned())
}

/// The latest day among the signatures; else the day on which the preamble says that it was made.
fn signed(draft: &Draft<'_>, dates: &[(Span, Date)]) -> Option<Date> {
    let in_zone = |zone: Zone| {
        dates.iter().filter(move |(span, _)| zone_at(draft, *span) == zone).map(|(_, date)| *date)
    };
    in_zone(Zone::Signature)
        .max()
        .or_else(|| in_zone(Zone::Certificate).max())
        .or_else(|| in_zone(Zone::Parties).next())
}

/// First and last day, from the sentence that speaks of the term; else from years in the title.
fn term(draft: &Draft<'_>, dates: &[(Span, Date)]) -> (Option<Date>, Option<Date>) {
    let mut best: Option<(u32, Option<Date>, Option<Date>)> = None;
    let mut at = 0;
    for sentence in &draft.annotations.sentences {
        while dates.get(at).is_some_and(|(span, _)| span.start() < sentence.span.start()) {
            at += 1;
        }
        let here: Vec<(Span, Date)> = dates
            .iter()
            .skip(at)
            .take_while(|(span, _)| span.start() < sentence.span.end())
            .take(8)
            .copied()
            .collect();
        let open_ended = draft.has_word("until-further-notice", sentence.span);
        if here.is_empty() && !open_ended {
            continue;
        }
        let zone = zone_at(draft, sentence.span);
        if matches!(
            zone,
            Zone::Signature
                | Zone::Certificate
                | Zone::Revision
                | Zone::Furniture
                | Zone::References
                | Zone::Contents
        ) {
            continue;
        }
        let words = draft.words_in("term-word", sentence.span).count() as u32;
        let heading = heading_speaks_of_term(draft, sentence.block as usize);
        let whole = here.first().zip(here.get(1)).is_some_and(|(a, b)| range_between(draft, a.0, b.0));
        let of_itself = draft.has_word("agreement-word", sentence.span) || zone == Zone::HeaderBlock;
        if words == 0 && !heading {
            continue;
        }
        let (mut from, mut to) = (None, None);
        if whole {
            (from, to) = (here.first().map(|date| date.1), here.get(1).map(|date| date.1));
        } else {
            for (span, date) in &here {
                let before = before(draft, sentence.span, *span);
                if ends_in(draft, "term-end", before) && to.is_none() {
                    to = Some(*date);
                } else if ends_in(draft, "term-start", before) && from.is_none() {
                    from = Some(*date);
                }
            }
        }
        if from.is_none() && to.is_none() {
            continue;
        }
        let score = words.min(3)
            + 4 * u32::from(heading)
            + 3 * u32::from(of_itself)
            + 2 * u32::from(from.is_some() && to.is_some());
        if score >= 3 && best.is_none_or(|best| score > best.0) {
            best = Some((score, from, to));
        }
    }
    match best {
        Some((_, from, to)) => (from, to),
        None => title_years(draft),
    }
}

/// The heading of the block's section, or the plain line above it, names the term.
fn heading_speaks_of_term(draft: &Draft<'_>, block: usize) -> bool {
    let document = draft.document;
    let heading = document.blocks().get(block).and_then(|block| document.heading_over(block));
    let above =
        block.checked_sub(1).and_then(|above| document.blocks().get(above)).map(|block| block.content);
    [heading, above].into_iter().flatten().any(|span| span.len() < 60 && draft.has_word("term-word", span))
}

/// Only a dash or "till" stands between two dates.
fn range_between(draft: &Draft<'_>, a: Span, b: Span) -> bool {
    let gap = draft.document.text().get(a.end()..b.start()).unwrap_or("\n");
    gap.len() <= 24
        && !gap.contains(['\n', '.', ';'])
        && (gap.contains(['–', '-', '—']) || draft.has_word("term-end", Span::at(a.end(), b.start())))
}

/// The words just before a date, at most four tokens.
fn before(draft: &Draft<'_>, sentence: Span, date: Span) -> Span {
    let tokens = draft.tokens_in(Span::at(sentence.start(), date.start()));
    let start = tokens
        .len()
        .checked_sub(5)
        .and_then(|at| tokens.get(at))
        .map_or(sentence.start(), |token| token.span.start());
    Span::at(start, date.start())
}

/// True where a word of the lexicon ends within a few bytes before the end of `span` ("till den 1 maj").
fn ends_in(draft: &Draft<'_>, label: &str, span: Span) -> bool {
    draft.words_in(label, span).any(|word| word.span.end() <= span.end() && span.end() - word.span.end() <= 6)
}

/// "2025–2027" in the title.
fn title_years(draft: &Draft<'_>) -> (Option<Date>, Option<Date>) {
    let title = draft.annotations.title.as_deref().unwrap_or("");
    let mut years = title
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| part.len() == 4)
        .filter_map(|part| part.parse::<u16>().ok())
        .filter(|year| (1950..=2100).contains(year));
    match (years.next(), years.next()) {
        (Some(from), Some(to)) if from <= to => (Some(Date::year(from)), Some(Date::year(to))),
        _ => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use crate::annotate::{annotate, testing};

    fn check(text: &str, expected: &str) {
        let document = testing::document(text);
        let found = annotate(&document, testing::lexicons());
        let show = |date: Option<crate::document::Date>| date.map_or("-".to_owned(), |date| date.to_string());
        let got = format!(
            "{} | {} | {} | {}",
            found.dnr.as_deref().unwrap_or("-"),
            show(found.signed),
            show(found.valid_from),
            show(found.valid_to)
        );
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn numbers_and_days_of_the_agreement() {
        let parts = "# Parter\nNorrby kommun och Åbyn AB\n# Syfte\nParterna vill hålla öppet i lokalen under hela året för alla som bor i byn.";
        check(
            &format!(
                "T Avtal\nDnr KS 2025/311\n{parts}\n# Avtalstid\nAvtalet gäller från den 1 januari 2025 till den 31 december 2028.\n# Underskrifter\nNorrby 2024-12-05"
            ),
            "KS 2025/311 | 2024-12-05 | 2025-01-01 | 2028-12-31",
        );
        check(
            &format!(
                "T Avtal\n{parts}\n# Giltighet\nÖverenskommelsen gäller 2025-01-01–2027-12-31. Den ersätter avtal från 2016."
            ),
            "- | - | 2025-01-01 | 2027-12-31",
        );
        check(
            &format!(
                "T Avtal 2025–2027\n{parts}\nEnligt plan antagen 2020-01-01, dnr KS 2019/7, ska mer göras."
            ),
            "- | - | 2025 | 2027",
        );
        check(
            &format!("T Avtal\n{parts}\n# Tid\nAvtalet gäller från den 1 februari 2025 och tills vidare."),
            "- | - | 2025-02-01 | -",
        );
        check(
            "T Memorandum of Understanding\nbetween the Town of Norrby (\"the Town\") and the Shore Trust (\"the Trust\")\n# Term\nThis Memorandum takes effect on 1 February 2025 and ends on 31 January 2028.",
            "- | - | 2025-02-01 | 2028-01-31",
        );
    }
}
