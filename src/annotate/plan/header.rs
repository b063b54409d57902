//! What a plan's own head says: who decided, when, under which paragraph and number, and until when it holds.

use super::name::{stem, year_of};
use super::{HEAD, Marked, around, ends, first_in};
use crate::annotate::{Draft, Shape, WordMark, duty};
use crate::document::{Adoption, Block, Date, PlanStatus, Span, Zone};

/// Words of a line that tells of a decision without a word for the plan, at most.
const LINE: usize = 8;
/// Bytes of a line that is a decision and nothing else, at most.
const BARE: usize = 120;
/// Bytes of a cell that is a number of a case or of minutes, at most.
const NUMBER: usize = 24;
/// Keys that are looked at, at most.
const MOST_KEYS: usize = 20;
/// Bytes of a number with its year, at most.
const YEARLY: usize = 10;
/// Bytes of a line that is a key and a number, at most.
const KEY_LINE: usize = 32;

/// What a plan's head says of its adoption.
pub(super) fn header(draft: &Draft<'_>, marked: &Marked) -> Adoption {
    let blocks = draft.document.blocks();
    let mut said = Adoption { dnr: draft.annotations.dnr.clone(), ..Adoption::default() };
    // What the head says outright, and what running text says: a decision that is told outweighs the latter.
    let (mut not_yet, mut not_yet_told, mut repealed) = (false, false, false);
    let text = |span: Span| draft.document.slice(span).trim_end_matches([',', '.', ';']).to_owned();
    let own = draft.annotations.title.clone().unwrap_or_default().to_lowercase();
    let head: Vec<usize> = (0..blocks.len())
        .filter(|index| {
            let zone = draft.annotations.zones.get(*index);
            *index < HEAD || zone == Some(&Zone::Furniture) && *index < 400
        })
        .collect();
    // Parts in the order of their weight: those that say "adopted" outright come first.
    let mut parts: Vec<(u8, Span)> = Vec::new();
    for index in head {
        let Some(block) = blocks.get(index) else { continue };
        if matches!(draft.annotations.zones.get(index), Some(Zone::Revision | Zone::Contents)) {
            continue;
        }
        let span = around(draft, Span::at(block.content.start(), block.content.end()), index);
        let spans: Vec<Span> = if block.cell().is_some() {
            vec![span]
        } else {
            duty::sentences_of(draft, index).iter().map(|sentence| sentence.span).collect()
        };
        for span in spans {
            let running = draft.annotations.zones.get(index) == Some(&Zone::Body)
                && block.cell().is_none()
                && !is_key_line(draft, span);
            // "Bygdepengen beslutas av fullmäktige i höst" is not said of the plan.
            let of_plan = !running || draft.has_word("plan-word", span) || index < 12;
            if running && names_other(draft, span, &own) {
                continue;
            }
            if of_plan && draft.has_word("adoption-future", span)
                || index < 12 && draft.has_word("draft-word", span) && draft.tokens_in(span).len() <= 12
            {
                not_yet |= !running || block.is_heading();
                not_yet_told = true;
            }
            if is_repeal(draft, span) {
                repealed = true;
                continue;
            }
            let verb = draft.words_in("adoption-verb", span).next();
            let decided = !running && draft.has_word("key-decided-by", span) || verb.is_some();
            // "Styrelsen beslutade … att ge förvaltningen i uppdrag att ta fram ett program": the plan is none yet.
            let begun =
                |verb: &WordMark| draft.has_word("plan-making", Span::at(verb.span.end(), span.end()));
            if running && (verb.is_some_and(begun) || !speaks_of_plan(draft, span)) {
                continue;
            }
            // "Progress is reported to Cabinet": a body that is only spoken of decided nothing.
            let told = || !marked.dates_in(span).is_empty() || section(draft, marked, span).is_some();
            let body = draft.has_word("deciding-body", span) && (decided || !running || told());
            let revised = draft.begins_with("revised-word", span);
            let rank = match (decided, body) {
                // "Senast reviderad: 2024-02-26, kommunstyrelsen § 18"
                (_, true) if revised => 1,
                (true, true) => 0,
                (false, true) => 1,
                (true, false) => 2,
                _ => 3,
            };
            parts.push((rank, span));
        }
    }
    if !parts.iter().any(|(rank, _)| *rank == 0) {
        parts.extend(control_rows(draft, marked, &own));
    }
    // "Kommunstyrelsen 2023-11-07 § 190", "Kommunfullmäktige 2023-11-27 § 161": the last of the lines decided.
    let day = |part: &Span| marked.dates_in(*part).first().map(|(_, day)| *day);
    let bare = |part: &Span| {
        !draft.has_word("adoption-verb", *part)
            && !draft.has_word("key-decided-by", *part)
            && is_bare_decision(draft, marked, *part)
    };
    for at in (1..parts.len()).rev() {
        let (before, last) = (parts[at - 1].1, parts[at].1);
        let adjoin = draft.document.between(before.end(), last.start()).trim().is_empty();
        if adjoin
            && before.start() < last.start()
            && bare(&before)
            && bare(&last)
            && day(&before) < day(&last)
        {
            parts.remove(at - 1);
        }
    }
    // What was revised later outweighs no decision on the plan itself.
    if parts.iter().any(|(rank, _)| *rank == 0) {
        parts.retain(|(_, span)| !draft.begins_with("revised-word", *span));
    }
    parts.sort_by_key(|(rank, span)| (*rank, span.start()));
    parts.dedup();
    for (rank, span) in &parts {
        let validity = draft.has_word("key-valid", *span);
        if *rank <= 1
            && said.body.is_none()
            && let Some(word) = draft.words_in("deciding-body", *span).next()
        {
            said.body = Some(text(place(draft, whole_body(draft, word.span))));
        }
        if *rank <= 2 && said.date.is_none() {
            let lead = draft.words_in("key-valid", *span).next().map(|word| word.span.start());
            let date = marked
                .dates_in(*span)
                .iter()
                .find(|(at, date)| date.day > 0 && lead.is_none_or(|lead| at.start() < lead));
            said.date = date.map(|(_, date)| *date);
        }
        if *rank <= 2 && said.section.is_none() {
            said.section = section(draft, marked, *span);
        }
        if said.dnr.is_none() {
            said.dnr = first_in(&marked.numbers, *span).map(text);
        }
        said.until_replaced |= draft.has_word("until-replaced", *span);
        if validity {
            let (from, to) = term_in(draft, marked, *span, said.date);
            said.valid_from = said.valid_from.or(from);
            said.valid_to = match (said.valid_to, to) {
                (Some(known), Some(to)) => Some(known.max(to)),
                (known, to) => known.or(to),
            };
        }
        // "Förlängd till och med 2024-12-31 genom beslut 2021-12-13"
        if !validity && let Some(to) = ends(draft, marked, *span) {
            said.valid_to = Some(said.valid_to.map_or(to, |known| known.max(to)));
        }
    }
    let (from, to) = term_below(draft, marked);
    (said.valid_from, said.valid_to) = (said.valid_from.or(from), said.valid_to.or(to));
    // "Beslutad av: …", "Datum: …", "Paragraf: …" on lines of their own.
    if said.body.is_some() && (said.date.is_none() || said.section.is_none()) {
        for (index, block) in blocks.iter().enumerate().take(HEAD) {
            let head = matches!(
                draft.annotations.zones.get(index),
                Some(Zone::HeaderBlock | Zone::Table | Zone::Furniture)
            ) || is_key_line(draft, block.content);
            let span = around(draft, Span::at(block.content.start(), block.content.end()), index);
            if !head
                || span.len() > 160
                || draft.has_word("key-valid", span)
                || draft.has_word("revised-word", span)
            {
                continue;
            }
            if said.date.is_none() && draft.has_word("key-date", span) {
                said.date =
                    marked.dates_in(span).iter().find(|(_, date)| date.day > 0).map(|(_, date)| *date);
            }
            if said.section.is_none() {
                said.section = section(draft, marked, span);
            }
        }
    }
    said.dnr = said.dnr.or_else(|| registry_below(draft));
    // "Paragraf: 22": the number without its sign.
    if said.section.is_none() && said.body.is_some() {
        said.section = draft.words_of("key-section").take(20).find_map(|word| {
            let index = draft.document.block_at(word.span.start()).filter(|index| *index < HEAD)?;
            let zone = draft.annotations.zones.get(index);
            let key = draft.has_whole("key-section", word.span);
            let number = number_behind(draft, word.span.end())
                .or_else(|| number_below(draft, index).filter(|_| key))
                .or_else(|| number_beside(draft, index).filter(|_| key))?;
            // "Paragraf: § 55" is a line of its own in the head of a page.
            let block = draft.document.blocks().get(index)?.content;
            let line = block.start() == word.span.start() && block.len() <= KEY_LINE;
            (zone != Some(&Zone::Body) || line)
                .then(|| section(draft, marked, block).unwrap_or_else(|| text(number)))
        });
    }
    if said.valid_to.is_none() || said.valid_from.is_none() {
        let title = draft.annotations.title.clone().unwrap_or_default();
        let first: String = blocks
            .iter()
            .take(3)
            .filter(|block| {
                !draft.has_word("replaces-word", block.content) && !is_repeal(draft, block.content)
            })
            .map(|block| draft.document.slice(block.content))
            .collect::<Vec<_>>()
            .join(" ");
        if let Some((from, to)) = years_of(&title).or_else(|| years_of(&first)) {
            said.valid_from = said.valid_from.or(Some(Date::year(from)));
            said.valid_to = said.valid_to.or(Some(Date::year(to)));
        }
    }
    let not_yet = not_yet || not_yet_told && parts.first().is_none_or(|(rank, _)| *rank != 0);
    let decided = said.body.is_some() && (said.date.is_some() || said.section.is_some())
        || parts.first().is_some_and(|(rank, _)| *rank == 0);
    said.status = match (not_yet, decided) {
        (_, true) if repealed => Some(PlanStatus::Expired),
        (true, _) => Some(PlanStatus::Draft),
        (_, true) => Some(PlanStatus::Adopted),
        _ => None,
    };
    // "Gäller tills vidare": from the day of the decision where no other is told.
    if said.valid_from.is_none()
        && said.valid_to.is_none()
        && decided
        && parts.iter().any(|(_, span)| draft.has_word("until-further", *span))
    {
        said.valid_from = said.date;
    }
    // A body that only stands there decided nothing.
    if !decided && said.date.is_none() && parts.first().is_none_or(|(rank, _)| *rank > 0) {
        said.body = None;
    }
    if not_yet && !repealed {
        (said.body, said.date, said.section) = (None, None, None);
    }
    said
}

/// "Beslutsinstans: Kommunfullmäktige": a line of a head that is a key and what it says, wherever it stands.
fn is_key_line(draft: &Draft<'_>, line: Span) -> bool {
    let text = draft.document.slice(line);
    let key = text.find(':').filter(|colon| *colon <= KEY_LINE && line.len() <= BARE);
    key.is_some_and(|colon| {
        let key = Span::at(line.start(), line.start() + colon);
        let known = ["key-decided-by", "key-date", "key-section", "key-valid", "dnr-label"];
        known.iter().any(|label| draft.begins_with(label, key))
    })
}

/// True for a sentence that can tell of the plan's own decision: it points at the plan, opens with the verb ("Antagen av
/// …") or is as short as a line of a head. "The Council approved the purchase of the mill in May 2024" is none.
fn speaks_of_plan(draft: &Draft<'_>, sentence: Span) -> bool {
    let tokens = draft.tokens_in(sentence);
    let points = tokens.first().is_some_and(|first| draft.is("plan-pronoun", first));
    points
        || tokens.len() <= LINE
        || draft.begins_with("adoption-verb", sentence)
        || ["plan-word", "governing-plan"].iter().any(|label| draft.has_word(label, sentence))
}

/// "Upphävt genom beslut av …", "Programmet upphävdes …": the plan is no longer in force.
fn is_repeal(draft: &Draft<'_>, part: Span) -> bool {
    let lead = draft.tokens_in(part).first().map_or(part, |first| first.span);
    draft.begins_with("plan-repealed", part)
        || draft.begins_with("repealed-stamp", part)
        || draft.begins_with("plan-word", Span::at(lead.start(), part.end()))
            && draft.has_word("plan-repealed", part)
            && !draft.has_word("replaces-word", part)
}

/// "§ 31", and "minute 47" or "resolution no. 12" where it is told so.
pub(super) fn section(draft: &Draft<'_>, marked: &Marked, part: Span) -> Option<String> {
    if let Some(sign) = first_in(&marked.sections, part) {
        let said = draft.document.slice(sign);
        // "(§" at the end of a line, "67)" at the beginning of the next.
        let next = || {
            number_behind(draft, sign.end()).map(|number| format!("{said} {}", draft.document.slice(number)))
        };
        let bare = !said.contains(|c: char| c.is_ascii_digit());
        return bare.then(next).flatten().or_else(|| Some(said.to_owned()));
    }
    let word = draft.words_in("minute-word", part).next()?;
    let number = number_behind(draft, word.span.end())?;
    // "Minute | 54": a key and what it says.
    let key = draft.document.between(word.span.end(), number.start()).contains(['\t', '\n', ':']);
    Some(draft.document.slice(if key { number } else { word.span.cover(number) }).to_owned())
}

/// A number of at most four digits right behind a place, or one with its year ("31/24", "2023-118").
fn number_behind(draft: &Draft<'_>, from: usize) -> Option<Span> {
    let next = draft.tokens_in(Span::at(from, draft.document.ahead(from, 8)));
    let [number, rest @ ..] = next else { return None };
    let yearly = |c: char| matches!(c, '-' | '/' | ':');
    let text = draft.document.slice(number.span);
    let number = Some(number.span).filter(|span| {
        number.shape == Shape::Number && (span.len() <= 4 || span.len() <= YEARLY && text.contains(yearly))
    })?;
    let [second, ..] = rest else { return Some(number) };
    let slash = draft.document.between(number.end(), second.span.start()) == "/";
    Some(if slash && second.shape == Shape::Number { number.cover(second.span) } else { number })
}

/// The number in the cell below: keys stand in one row and what they say in the next.
fn number_below(draft: &Draft<'_>, index: usize) -> Option<Span> {
    let below = cell_below(draft, index)?;
    number_behind(draft, below.start()).filter(|number| number.len() == below.len())
}

/// "Minute reference | C/24/031": a number with letters in the cell beside its key.
fn number_beside(draft: &Draft<'_>, index: usize) -> Option<Span> {
    let [key, beside] = draft.document.blocks().get(index..index + 2)? else { return None };
    let (cell, other) = (key.cell()?, beside.cell()?);
    let text = draft.document.slice(beside.content);
    let number = text.len() <= NUMBER && text.contains(|c: char| c.is_ascii_digit());
    ((cell.table, cell.row) == (other.table, other.row) && number).then_some(beside.content)
}

/// The registry number in the cell below its key.
fn registry_below(draft: &Draft<'_>) -> Option<String> {
    let keys = draft.words_of("dnr-label").take(MOST_KEYS);
    let below = keys.filter_map(|word| {
        let index = draft.document.block_at(word.span.start()).filter(|index| *index < HEAD)?;
        let key = draft.document.blocks().get(index)?.content;
        let whole = key.start() == word.span.start() && key.len() <= word.span.len() + 1;
        cell_below(draft, index).filter(|_| whole)
    });
    let mut numbers = below.map(|below| draft.document.slice(below));
    let number = numbers.find(|text| text.len() <= NUMBER && text.contains(|c: char| c.is_ascii_digit()));
    number.map(str::to_owned)
}

/// What the cell below a cell says.
fn cell_below(draft: &Draft<'_>, index: usize) -> Option<Span> {
    let blocks = draft.document.blocks();
    let key = blocks.get(index)?.cell()?;
    let below = |block: &&Block| {
        block.cell().is_some_and(|cell| {
            cell.table == key.table && cell.row == key.row + 1 && cell.column == key.column
        })
    };
    blocks.get(index + 1..)?.iter().take(24).find(below).map(|block| block.content)
}

/// Behind the head: rows of a table that say who decided ("Approved by | Full Council, 12 March 2025"), of a list of
/// versions, and sentences that open with it ("Antagen av kommunfullmäktige …", "Programmet antogs …").
fn control_rows(draft: &Draft<'_>, marked: &Marked, own: &str) -> Vec<(u8, Span)> {
    let blocks = draft.document.blocks();
    let mut found = Vec::new();
    let mut row_end = 0;
    // A table of versions that tells who decided on each, and the last of its decisions.
    let (mut versions, mut last) = (None, None);
    for (index, block) in blocks.iter().enumerate() {
        let zone = draft.annotations.zones.get(index).copied().unwrap_or(Zone::Body);
        let start = block.content.start();
        if start < row_end || matches!(zone, Zone::Contents | Zone::References) || block.is_heading() {
            continue;
        }
        if block.cell().is_none() {
            let sentences = duty::sentences_of(draft, index);
            let told = sentences.iter().map(|sentence| sentence.span);
            let told =
                told.filter(|span| opens_decision(draft, *span) || is_bare_decision(draft, marked, *span));
            found.extend(told.filter(|span| is_decision(draft, marked, *span, own)).map(|span| (0, span)));
            if draft.begins_with("key-valid", block.content) {
                found.push((3, block.content));
            }
            continue;
        }
        let row = around(draft, block.content, index);
        row_end = row.end();
        let key = draft.document.slice(block.content).trim_end_matches([':', ' ']).len();
        let key = Span::at(start, start + key);
        let Some(cell) = block.cell() else { continue };
        if zone == Zone::Revision && cell.row == 0 && draft.has_word("key-decided-by", row) {
            versions = Some(cell.table);
        }
        if versions == Some(cell.table) && cell.row > 0 && is_decision(draft, marked, row, own) {
            last = Some((0, row));
            continue;
        }
        let decided = draft.has_whole("key-decided-by", key)
            || zone == Zone::Revision && draft.has_word("adoption-verb", row);
        if decided && is_decision(draft, marked, row, own) {
            found.push((0, row));
        } else if draft.has_whole("dnr-label", key) && first_in(&marked.numbers, row).is_some()
            || draft.has_whole("key-valid", key)
        {
            found.push((3, row));
        }
    }
    found.extend(last);
    let decided = found.iter().any(|(rank, _)| *rank == 0);
    found.retain(|_| decided);
    found
}

/// "Antagen av kommunfullmäktige …", "Programmet antogs …"
fn opens_decision(draft: &Draft<'_>, sentence: Span) -> bool {
    let Some(first) = draft.tokens_in(sentence).first() else { return false };
    let of_plan = draft.begins_with("plan-word", Span::at(first.span.start(), sentence.end()));
    draft.begins_with("adoption-verb", sentence) || of_plan && draft.has_word("adoption-verb", sentence)
}

/// "Kultur- och fritidsnämnden 2024-12-04, § 96, dnr KFN 2024/77": a line that is a decision and nothing else.
fn is_bare_decision(draft: &Draft<'_>, marked: &Marked, line: Span) -> bool {
    if line.len() > BARE || section(draft, marked, line).is_none() {
        return false;
    }
    let Some(body) = draft.words_in("deciding-body", line).next() else { return false };
    let lead = Span::at(line.start(), body.span.start());
    let rest = Span::at(place(draft, body.span).end(), line.end());
    let dated = |word: Span| marked.dates_in(line).iter().any(|(day, _)| day.holds(word.start()));
    let says = draft.tokens_in(rest).iter().any(|token| {
        token.shape == Shape::Lower
            && !dated(token.span)
            && token.span.len() > 3
            && !["dnr-label", "minute-word"].iter().any(|label| draft.has_whole(label, token.span))
    });
    !marked.dates_in(line).is_empty() && draft.tokens_in(lead).len() <= 2 && !says
}

/// A body, and a day or section, of this plan, that is no hope.
fn is_decision(draft: &Draft<'_>, marked: &Marked, said: Span, own: &str) -> bool {
    draft.has_word("deciding-body", said)
        && (!marked.dates_in(said).is_empty() || section(draft, marked, said).is_some())
        && !draft.has_word("adoption-future", said)
        && !names_other(draft, said, own)
}

/// "… gäller från den 1 april 2025": a day on which something begins.
fn opens_term(draft: &Draft<'_>, span: Span, date: Span) -> bool {
    let before = Span::at(draft.document.back(date.start(), 24).max(span.start()), date.start());
    let last = |label: &str| draft.words_in(label, before).last().map_or(0, |word| word.span.end());
    last("term-start") > last("term-end")
}

/// "… bygger på den regionala utvecklingsstrategin, antagen …": a sentence of a plan that speaks of another one.
fn names_other(draft: &Draft<'_>, sentence: Span, own: &str) -> bool {
    draft.words_in("governing-plan", sentence).any(|word| {
        let plain = draft.has_whole("plan-word", word.span);
        !plain && !own.contains(&stem(draft, &draft.document.lower()[word.span.range()]))
    })
}

/// The days or years from and until which a plan holds, in what says so: "2025-03-01–2029-12-31", "från den 1 maj 2024",
/// "till och med 2029". The day of the decision is neither.
fn term_in(
    draft: &Draft<'_>,
    marked: &Marked,
    said: Span,
    decided: Option<Date>,
) -> (Option<Date>, Option<Date>) {
    let days = marked.dates_in(said).iter().filter(|(_, date)| Some(*date) != decided);
    let days: Vec<(Span, Date)> = days.copied().collect();
    match days.as_slice() {
        [] if draft.has_word("replaces-word", said) => (None, None),
        [] => {
            let years = years_of(draft.document.slice(said));
            (years.map(|(from, _)| Date::year(from)), years.map(|(_, to)| Date::year(to)))
        }
        [(at, day)] if opens_term(draft, said, *at) => (Some(*day), None),
        [(_, day)] => (None, Some(*day)),
        [(_, first), rest @ ..] => {
            let last = rest.iter().map(|(_, day)| *day).max();
            (Some(*first).filter(|first| last.is_some_and(|last| last > *first)), last)
        }
    }
}

/// The same, where the keys stand in one row of a table ("Giltig t.o.m.") and what they say in the next.
fn term_below(draft: &Draft<'_>, marked: &Marked) -> (Option<Date>, Option<Date>) {
    let mut term = (None, None);
    for word in draft.words_of("key-valid").take(20) {
        let Some(index) = draft.document.block_at(word.span.start()).filter(|index| *index < HEAD) else {
            continue;
        };
        let Some(key) = draft.document.blocks().get(index).map(|block| block.content) else { continue };
        let below =
            cell_below(draft, index).filter(|_| key.start() == word.span.start() && key.len() <= KEY_LINE);
        let Some((_, day)) = below.and_then(|below| marked.dates_in(below).first()) else { continue };
        let starts = draft.words_in("term-start", key).last().map_or(0, |word| word.span.end());
        let ends = draft.words_in("term-end", key).last().map_or(0, |word| word.span.end());
        match starts > ends {
            true => term.0 = term.0.or(Some(*day)),
            false => term.1 = term.1.or(Some(*day)),
        }
    }
    term
}

/// The first and last year of a period ("2018–2022", "åren 2018, 2019 och 2020"); one year alone, and the year of a
/// decision beside it, say when a plan was made.
fn years_of(name: &str) -> Option<(u16, u16)> {
    let digits = |c: char| c.is_ascii_digit();
    let mut last: Option<(usize, u16)> = None;
    let mut period: Option<(u16, u16)> = None;
    let mut at = 0;
    while let Some(start) = name[at..].find(digits).map(|offset| at + offset) {
        let end = name[start..].find(|c: char| !digits(c)).map_or(name.len(), |offset| start + offset);
        let year = year_of(&name[start..end]);
        if let (Some((before, first)), Some(year)) = (last, year)
            && year > first
            && start - before <= 8
        {
            period = Some((period.map_or(first, |(from, _)| from), year));
        }
        last = year.map(|year| (end, year));
        at = end;
    }
    period
}

/// "Kultur- och fritidsnämnden": a body with what stands before a hyphen that it shares.
pub(super) fn whole_body(draft: &Draft<'_>, body: Span) -> Span {
    let before = Span::at(draft.document.back(body.start(), 40), body.start());
    let [.., first, join] = draft.tokens_in(before) else { return body };
    let hyphen = draft.document.between(first.span.end(), join.span.start()) == "- ";
    let joined = hyphen && join.span.end() + 1 == body.start() && draft.has_whole("party-join", join.span);
    if joined { Span::at(first.span.start(), body.end()) } else { body }
}

/// A body with the place that follows ("kommunfullmäktige i Kalhamra").
pub(super) fn place(draft: &Draft<'_>, body: Span) -> Span {
    let rest = Span::at(body.end(), draft.document.ahead(body.end(), 60));
    let tokens: Vec<_> = draft.tokens_in(rest).iter().take(2).collect();
    match tokens.as_slice() {
        [link, name]
            if draft.lexicons.contains("name-link", &draft.document.lower()[link.span.range()])
                && matches!(name.shape, Shape::Capital)
                && link.span.start() == body.end() + 1 =>
        {
            Span::at(body.start(), name.span.end())
        }
        _ => body,
    }
}
