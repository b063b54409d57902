//! Facts that stand in the text as such: dates, §, registry numbers, money, organisation numbers, addresses, blanks.

use std::collections::BTreeSet;

use super::{Annotator, Draft, Shape, Token};
use crate::document::letters::Stops;
use crate::document::{Date, Span};

/// Bytes before the label of a registry number in which a word for minutes stands, at most.
const MINUTE: usize = 12;

/// Marks facts.
pub const ANNOTATOR: Annotator = Annotator {
    name: "facts",
    doc: "Marks dates, §, registry and organisation numbers, money, e-mail, phone, addresses and blanks.",
    run,
};

fn run(draft: &mut Draft<'_>) {
    let mut found = Vec::new();
    dates(draft, &mut found);
    numbers(draft, &mut found);
    registry_numbers(draft, &mut found);
    money(draft, &mut found);
    signed_money(draft, &mut found);
    signs(draft, &mut found);
    placeholders(draft, &mut found);
    // An address written out that is a link too is told once.
    let told: BTreeSet<(&str, Span)> = found.iter().map(|(label, span, _)| (*label, *span)).collect();
    for block in draft.document.blocks() {
        for (span, target) in &block.links {
            let label = if target.starts_with("mailto:") { "email" } else { "url" };
            if told.contains(&(label, *span)) {
                continue;
            }
            found.push((label, *span, Some(target.trim_start_matches("mailto:").to_owned())));
        }
    }
    for (label, span, value) in found {
        draft.mark(label, span, value, 1.0);
    }
}

type Found = Vec<(&'static str, Span, Option<String>)>;

/// Years that a document can mean.
fn plausible(year: u16) -> bool {
    (1850..=2150).contains(&year)
}

fn digits(text: &str) -> Option<u32> {
    (!text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())?
}

fn year_of(text: &str) -> Option<u16> {
    let year = digits(text).filter(|_| text.len() == 4)? as u16;
    plausible(year).then_some(year)
}

/// "2025-03-01", "2025-0301", "20250301", and with a slip of the finger "2025-0502".
fn compact_date(text: &str) -> Option<Date> {
    if text.len() < "20250301".len() {
        return None;
    }
    let parts: Vec<&str> = text.split('-').collect();
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => (*year, *month, *day),
        [year, rest] if year.len() == 4 && rest.len() == 4 => (*year, rest.get(..2)?, rest.get(2..)?),
        [all] if all.len() == 8 => (all.get(..4)?, all.get(4..6)?, all.get(6..)?),
        _ => return None,
    };
    Date::ymd(year_of(year)?, digits(month)? as u8, digits(day)? as u8)
}

fn dates(draft: &Draft<'_>, found: &mut Found) {
    let text = draft.document.text();
    let tokens = &draft.tokens;
    let between = |a: Token, b: Token| text.get(a.span.end()..b.span.start()).unwrap_or("\n");
    for (at, token) in tokens.iter().enumerate() {
        if token.shape != Shape::Number {
            continue;
        }
        let word = draft.document.slice(token.span);
        if let Some(date) = compact_date(word) {
            found.push(("date", token.span, Some(date.to_string())));
        } else if word.len() == 21 && word.is_char_boundary(10) && word.as_bytes()[10] == b'-' {
            // Two dates with a hyphen between them are one token.
            for range in [0..10, 11..21] {
                if let Some(date) = word.get(range.clone()).and_then(compact_date) {
                    let start = token.span.start();
                    found.push((
                        "date",
                        Span::at(start + range.start, start + range.end),
                        Some(date.to_string()),
                    ));
                }
            }
        } else if let [second, third, ..] = tokens.get(at + 1..).unwrap_or(&[]) {
            // "1.3.2025", "12/3 2025", "12/3/2025"
            let (a, b) = (between(*token, *second), between(*second, *third));
            if matches!(a, "." | "/") && (a == b || a == "/" && b == " ") {
                let year = year_of(draft.document.slice(third.span));
                let month = digits(draft.document.slice(second.span));
                if let (Some(day), Some(month), Some(year)) = (digits(word), month, year)
                    && let Some(date) = Date::ymd(year, month.min(99) as u8, day.min(99) as u8)
                {
                    found.push(("date", token.span.cover(third.span), Some(date.to_string())));
                }
            }
        }
    }
    let months: Vec<(Span, u8)> = draft
        .words_of("month")
        .filter_map(|word| Some((word.span, draft.value(word)?.parse().ok()?)))
        .collect();
    for (span, month) in months {
        let at = tokens.partition_point(|token| token.span.start() < span.start());
        if let Some((whole, date)) = month_date(draft, at, month) {
            found.push(("date", whole, Some(date.to_string())));
        }
    }
}

/// "1 mars 2025", "12th day of March, 2025", "March 12, 2025", "juni 2024"; `at` is the month's token.
fn month_date(draft: &Draft<'_>, at: usize, month: u8) -> Option<(Span, Date)> {
    let text = draft.document.text();
    let tokens = &draft.tokens;
    let here = *tokens.get(at)?;
    let word = |token: &Token| draft.document.slice(token.span);
    let gap = |a: &Token, b: &Token| text.get(a.span.end()..b.span.start()).unwrap_or("\n");
    // A day's number, with an ordinal ending where it has one.
    let day = |token: &Token| {
        let word = word(token).trim_end_matches(|c: char| c.is_ascii_alphabetic());
        digits(word).filter(|day| (1..=31).contains(day) && word.len() <= 2).map(|day| day as u8)
    };
    let near = |gap: &str| gap.len() <= 3 && !gap.contains(['\n', '\t', ';', ':']);
    let mut start = here;
    let mut before = None;
    let mut back = at;
    // Up to two small words stand between ("12:e", "12th day of March").
    for _ in 0..3 {
        let Some(previous) = back.checked_sub(1).and_then(|index| tokens.get(index)) else { break };
        let this = tokens.get(back)?;
        if !near(gap(previous, this)) && gap(previous, this) != ":" {
            break;
        }
        if previous.shape == Shape::Number {
            before = day(previous);
            if before.is_some() {
                start = *previous;
            }
            break;
        }
        if !matches!(previous.shape, Shape::Lower) || word(previous).len() > 3 {
            break;
        }
        back -= 1;
    }
    let next = tokens.get(at + 1).filter(|next| near(gap(&here, next)))?;
    if let Some(year) = year_of(word(next)) {
        let date = match before {
            Some(day) => Date::ymd(year, month, day)?,
            None => Date { year, month, day: 0 },
        };
        return Some((start.span.cover(next.span), date));
    }
    let day_after = day(next)?;
    let mut following = tokens.get(at + 2..)?.iter();
    let mut last = next;
    // "March 12, 2025", "March 12th of 2025"
    for _ in 0..2 {
        let token = following.next()?;
        if !near(gap(last, token)) {
            return None;
        }
        if let Some(year) = year_of(word(token)) {
            return Some((here.span.cover(token.span), Date::ymd(year, month, day_after)?));
        }
        last = token;
    }
    None
}

/// True for ten digits whose last is the check digit of the others.
pub(super) fn luhn(digits: &str) -> bool {
    let mut sum = 0;
    let mut count = 0;
    for (index, byte) in digits.bytes().filter(u8::is_ascii_digit).enumerate() {
        let doubled = u32::from(byte - b'0') * if index % 2 == 0 { 2 } else { 1 };
        sum += doubled / 10 + doubled % 10;
        count += 1;
    }
    count == 10 && sum % 10 == 0
}

/// NNNNNN-NNNN for the number of an organisation, `None` for anything else: a third digit below 2 is a month, so the
/// number is a person's.
pub(super) fn org_number(word: &str) -> Option<String> {
    let bytes = word.as_bytes();
    let dashed = bytes.len() == 11 && bytes[6] == b'-';
    if !dashed && bytes.len() != 10 {
        return None;
    }
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    let first = digits.as_bytes().first()?;
    let third = digits.as_bytes().get(2)?;
    let right = digits.len() == 10 && *third >= b'2' && matches!(first, b'2' | b'5'..=b'9') && luhn(&digits);
    right.then(|| format!("{}-{}", &digits[..6], &digits[6..]))
}

fn numbers(draft: &Draft<'_>, found: &mut Found) {
    let mut phone_from = 0;
    for (at, token) in draft.tokens.iter().enumerate() {
        if token.shape != Shape::Number || token.span.start() < phone_from {
            continue;
        }
        let word = draft.document.slice(token.span);
        if let Some(number) = org_number(word) {
            // Ten digits without a hyphen are only a number of this sort where the text says so.
            let start = token.span.start();
            let before = Span::at(draft.document.back(start, 24), start);
            if word.len() == 11 || draft.has_word("org-number-label", before) {
                found.push(("org-number", token.span, Some(number)));
                continue;
            }
        }
        if let Some(span) = phone(draft, at) {
            phone_from = span.end();
            let value: String =
                draft.document.slice(span).chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            found.push(("phone", span, Some(value)));
        }
    }
}

/// A phone number that begins at token `at`: digits in groups, with an area code or a plus sign in front.
fn phone(draft: &Draft<'_>, at: usize) -> Option<Span> {
    let text = draft.document.text();
    let first = draft.tokens.get(at)?;
    let plus = text[..first.span.start()].ends_with('+');
    let word = draft.document.slice(first.span);
    if !plus && !word.starts_with('0') || word.bytes().any(|byte| !byte.is_ascii_digit() && byte != b'-') {
        return None;
    }
    let mut span = first.span;
    let mut count = word.bytes().filter(u8::is_ascii_digit).count();
    let mut groups = word.split('-').count();
    for token in draft.tokens.get(at + 1..)?.iter().take(6) {
        let gap = text.get(span.end()..token.span.start()).unwrap_or("\n");
        let word = draft.document.slice(token.span);
        let number = word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') && word.len() <= 9;
        if token.shape != Shape::Number
            || !number
            || !matches!(gap, " " | " (" | ")" | ") " | "/" | " - " | "–" | "-" | " – ")
        {
            break;
        }
        let more = word.bytes().filter(u8::is_ascii_digit).count();
        if count + more > 13 {
            break;
        }
        count += more;
        groups += 1;
        span = span.cover(token.span);
    }
    let long = if plus { 8 } else { 7 };
    // Two groups at least, or the label says what it is.
    let labelled = || {
        let start = first.span.start();
        draft.has_word("phone-label", Span::at(draft.document.back(start, 20), start))
    };
    let start = span.start() - usize::from(plus);
    ((long..=13).contains(&count) && (groups > 1 || labelled())).then_some(Span::at(start, span.end()))
}

fn registry_numbers(draft: &Draft<'_>, found: &mut Found) {
    let text = draft.document.text();
    let mut last_end = 0;
    let mut push = |span: Span, found: &mut Found| {
        if span.start() >= last_end {
            last_end = span.end();
            let value = draft.document.slice(span).to_owned();
            found.push(("dnr", span, Some(value)));
        }
    };
    // Labels and prefixes in order of place, so that "dnr KS 2025/1" is taken whole.
    // "Minute reference C/24/031" tells where in the minutes.
    let of_minutes = |label: Span| {
        let lead = Span::at(draft.document.back(label.start(), MINUTE), label.start());
        draft
            .words_in("minute-word", lead)
            .any(|word| !draft.document.between(word.span.start(), label.end()).contains(['\t', '\n', ',']))
    };
    let mut starts: Vec<(usize, usize, bool)> = draft
        .words_of("dnr-label")
        .filter(|word| !of_minutes(word.span))
        .map(|word| (word.span.end(), word.span.end(), true))
        .chain(draft.words_of("dnr-prefix").map(|word| (word.span.start(), word.span.start(), false)))
        .chain(joined_prefixes(draft).map(|start| (start, start, false)))
        .collect();
    starts.sort_unstable_by_key(|start| (start.0, !start.2));
    for (_, from, labelled) in starts {
        let rest = ahead(text, from, 64);
        // "Diarienummer" in one cell, the number in the next.
        let cell = rest.trim_start_matches(['.', ':']).strip_prefix('\t');
        let rest = cell.filter(|_| labelled).unwrap_or(rest);
        let rest = rest.split(['\n', '\t']).next().unwrap_or("");
        let skipped = rest.trim_start_matches([' ', '.', ':', '-']);
        let Some(length) = registry_length(skipped, labelled) else { continue };
        let start = skipped.as_ptr() as usize - text.as_ptr() as usize;
        let head = skipped.split(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or("");
        if !draft.lexicons.contains("dnr-stop", &head.to_lowercase()) || labelled {
            push(Span::at(start, start + length), found);
        }
    }
}

/// Where "KS-2024-00412" and "KS2024/311" begin: a prefix that is one word with what follows it.
fn joined_prefixes(draft: &Draft<'_>) -> impl Iterator<Item = usize> {
    draft.tokens.iter().filter_map(|token| {
        let word = draft.document.slice(token.span);
        let digit = word.find(|c: char| c.is_ascii_digit())?;
        let prefix = word[..digit].trim_end_matches('-');
        let capitals = !prefix.is_empty() && prefix.chars().all(char::is_uppercase);
        (capitals && draft.lexicons.contains("dnr-prefix", &prefix.to_lowercase()))
            .then_some(token.span.start())
    })
}

/// Length of a registry number at the start of `text`: an optional prefix of letters, then a year and a running number
/// in either order, parted by a slash, colon, hyphen or dot.
pub(super) fn registry_length(text: &str, labelled: bool) -> Option<usize> {
    let letters = |at: usize| -> usize {
        text[at..].chars().take_while(|c| c.is_uppercase()).take(8).map(char::len_utf8).sum()
    };
    let mut prefix = letters(0);
    // "SDN-EK 2024/209": a board of a part of the body.
    if prefix > 0 && text[prefix..].starts_with(['-', '/']) {
        let more = letters(prefix + 1);
        prefix += if more > 0 { 1 + more } else { 0 };
    }
    let mut at = prefix;
    let skip = |at: usize, set: &[char]| {
        text.get(at..)
            .and_then(|rest| rest.chars().next())
            .filter(|c| set.contains(c))
            .map_or(0, char::len_utf8)
    };
    at += skip(at, &['-', ' ', '/', '.']);
    let number =
        |at: usize| text.get(at..).map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    let first = number(at);
    if first == 0 || first > 6 {
        return None;
    }
    let year = |at: usize, len: usize| text.get(at..at + len).and_then(year_of).is_some();
    let first_is_year = first == 4 && year(at, 4);
    at += first;
    // "2024KS0391"
    let inside = letters(at);
    let run = number(at + inside);
    if labelled && prefix == 0 && first_is_year && inside > 0 && (1..=6).contains(&run) {
        return Some(at + inside + run);
    }
    let separator = skip(at, &['/', ':', '-', '.']);
    if separator == 0 {
        return None;
    }
    at += separator;
    let second = number(at);
    // "23/4711": the year without its century.
    let short = labelled && first == 2 && second >= 3;
    // "420-1123-2024": the registers of county boards.
    let third = at + second + skip(at + second, &['-']);
    let last_is_year = labelled && third > at + second && number(third) == 4 && year(third, 4);
    if second == 0
        || second > 6
        || !(last_is_year || first_is_year || second == 4 && year(at, 4) || labelled && prefix > 0 || short)
    {
        return None;
    }
    // A date is none; "2025/88-3" tells of the third paper in a case.
    let dashed = text[..at].ends_with('-');
    if dashed && text.get(at + second..).is_some_and(|rest| rest.starts_with('-')) && second == 2 {
        return None;
    }
    at += second;
    let more = skip(at, &['-', ':', '.']);
    let third = number(at + more);
    if more > 0 && third > 0 && third <= 4 {
        at += more + third;
    }
    Some(at)
}

fn money(draft: &Draft<'_>, found: &mut Found) {
    let text = draft.document.text();
    let words: Vec<Span> = draft.words_of("currency").map(|word| word.span).collect();
    let mut last_end = 0;
    for span in words {
        if span.start() < last_end {
            continue;
        }
        let at = draft.tokens.partition_point(|token| token.span.start() < span.start());
        let is_number = |token: &Token| token.shape == Shape::Number;
        let mut whole = span;
        let mut amount = false;
        // "96 000 kronor": groups of digits before.
        let mut back = at;
        for _ in 0..4 {
            let Some(previous) = back.checked_sub(1).and_then(|index| draft.tokens.get(index)) else { break };
            let gap = text.get(previous.span.end()..whole.start()).unwrap_or("\n");
            if !is_number(previous) || !matches!(gap, " " | "," | "." | "\u{a0}" | ":- " | "-") {
                break;
            }
            whole = previous.span.cover(whole);
            amount = true;
            back -= 1;
        }
        // "SEK 100,000"
        for next in draft.tokens.iter().skip(at + draft.tokens_in(span).len()).take(4) {
            if amount && whole.start() < span.start() {
                break;
            }
            let gap = text.get(whole.end()..next.span.start()).unwrap_or("\n");
            if !is_number(next) || !matches!(gap, " " | "," | "." | "\u{a0}" | "") {
                break;
            }
            whole = whole.cover(next.span);
            amount = true;
        }
        if amount {
            last_end = whole.end();
            found.push(("money", whole, None));
        }
    }
}

/// "£41", "€ 1,200": a number behind the sign of a currency.
fn signed_money(draft: &Draft<'_>, found: &mut Found) {
    let text = draft.document.text();
    let mut last_end = 0;
    for (at, token) in draft.tokens.iter().enumerate() {
        let start = token.span.start();
        if token.shape != Shape::Number || start < last_end {
            continue;
        }
        let before = text[..start].trim_end_matches([' ', '\u{a0}']);
        let Some(sign) = before.chars().next_back().filter(|sign| matches!(sign, '£' | '$' | '€')) else {
            continue;
        };
        if start - before.len() > 2 {
            continue;
        }
        let mut whole = Span::at(before.len() - sign.len_utf8(), token.span.end());
        for next in draft.tokens[at + 1..].iter().take(4) {
            let gap = text.get(whole.end()..next.span.start()).unwrap_or("\n");
            if next.shape != Shape::Number || !matches!(gap, "," | ".") {
                break;
            }
            whole = whole.cover(next.span);
        }
        last_end = whole.end();
        found.push(("money", whole, None));
    }
}

/// How signs of sections and addresses begin.
const SIGNS: Stops = Stops::of(b"\xc2@hwHW");

fn signs(draft: &Draft<'_>, found: &mut Found) {
    let text = draft.document.text();
    let (mut address_end, mut sign_end) = (0, 0);
    for at in SIGNS.places(text.as_bytes()) {
        match text.as_bytes()[at] {
            0xc2 if at >= sign_end => {
                let Some((span, number)) = section_sign(text, at) else { continue };
                sign_end = span.end();
                found.push(("section-sign", span, number.map(|number| format!("§ {number}"))));
            }
            b'@' if at >= address_end => {
                let Some(span) = email(text, address_end, at) else { continue };
                address_end = span.end();
                found.push(("email", span, Some(draft.document.lower()[span.range()].to_owned())));
            }
            b'h' | b'w' | b'H' | b'W' if at >= address_end => {
                let Some(span) = url(text, draft.document.lower(), at) else { continue };
                address_end = span.end();
                found.push(("url", span, Some(text[span.range()].to_owned())));
            }
            _ => {}
        }
    }
}

/// "§ 85", "§§ 12", "85 §": the sign with its number, which stands behind or before it. '§' is 0xC2 0xA7.
fn section_sign(text: &str, at: usize) -> Option<(Span, Option<&str>)> {
    let bytes = text.as_bytes();
    let signs = bytes[at..].chunks_exact(2).take_while(|pair| *pair == [0xc2, 0xa7]).count();
    if signs == 0 {
        return None;
    }
    let end = at + 2 * signs;
    let number = end + usize::from(bytes.get(end) == Some(&b' '));
    let digits = bytes[number..].iter().take_while(|byte| byte.is_ascii_digit()).take(6).count();
    if digits > 0 {
        return Some((Span::at(at, number + digits), text.get(number..number + digits)));
    }
    let head = text[..at].trim_end_matches(' ');
    let digits = head.bytes().rev().take_while(u8::is_ascii_digit).take(6).count();
    let start = head.len() - digits;
    Some(match digits {
        0 => (Span::at(at, end), None),
        _ => (Span::at(start, end), head.get(start..)),
    })
}

/// The address around an at sign, behind the address before it.
fn email(text: &str, from: usize, at: usize) -> Option<Span> {
    let bytes = text.as_bytes();
    let part = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+') || *byte >= 0x80
    };
    let before = bytes[from..at].iter().rev().take(64).take_while(|byte| part(byte)).count();
    let after = bytes[at + 1..].iter().take(120).take_while(|byte| part(byte)).count();
    let (mut start, mut end) = (at - before, at + 1 + after);
    while start < at && (!text.is_char_boundary(start) || !starts_alphanumeric(text, start)) {
        start += 1;
    }
    while end > at + 1
        && (!text.is_char_boundary(end) || !text[..end].ends_with(|c: char| c.is_alphanumeric()))
    {
        end -= 1;
    }
    (start < at && text.get(at..end).is_some_and(|host| host.contains('.'))).then(|| Span::at(start, end))
}

/// An address of the web, up to a space or what closes a quotation or bracket, without the stop behind it.
fn url(text: &str, lower: &str, at: usize) -> Option<Span> {
    let opens = matches!(text.as_bytes().get(at + 1), Some(b't' | b'T' | b'w' | b'W'))
        && is_url_start(&lower[at..])
        && !text[..at].ends_with(|c: char| c.is_alphanumeric());
    if !opens {
        return None;
    }
    let within = |c: &char| !c.is_whitespace() && !matches!(c, '"' | '<' | '>' | ')' | '”' | '»' | ']');
    let length: usize = text[at..].chars().take(2000).take_while(within).map(char::len_utf8).sum();
    let address = text[at..at + length].trim_end_matches(['.', ',', ';', ':', '!', '?']);
    Some(Span::at(at, at + address.len()))
}

/// At most `length` bytes of the text from `from`: looking ahead costs the same however long a line is.
fn ahead(text: &str, from: usize, length: usize) -> &str {
    text.get(from..text.floor_char_boundary(from + length)).unwrap_or("")
}

fn starts_alphanumeric(text: &str, at: usize) -> bool {
    text.get(at..).is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric()))
}

fn is_url_start(lower: &str) -> bool {
    lower.starts_with("http://") || lower.starts_with("https://") || lower.starts_with("www.")
}

/// How blanks begin.
const BLANKS: Stops = Stops::of(b"_[<{.#\xe2");

fn placeholders(draft: &Draft<'_>, found: &mut Found) {
    let text = draft.document.text();
    let mut done = 0;
    for at in BLANKS.places(text.as_bytes()) {
        if at < done {
            continue;
        }
        let blank = match text.as_bytes()[at] {
            b'_' => line_of(text, at, b'_').filter(|line| line.len() >= 3),
            b'.' => line_of(text, at, b'.').filter(|line| line.len() >= 8),
            0xe2 if text[at..].starts_with("……") => {
                let dots = text[at..].chars().take_while(|c| *c == '…');
                Some(Span::at(at, at + dots.map(char::len_utf8).sum::<usize>()))
            }
            0xe2 => None,
            b'#' => hashed(text, at),
            open => bracket(draft, at, open),
        };
        let Some(blank) = blank else { continue };
        done = blank.end();
        // Leaders of a table of contents end in a page number.
        let leads = || digits(ahead(text, done, 12).split('\n').next().unwrap_or("").trim()).is_some();
        if text.as_bytes()[at] != b'.' || !leads() {
            found.push(("placeholder", blank, None));
        }
    }
    for (at, token) in draft.tokens.iter().enumerate() {
        if !matches!(token.shape, Shape::Lower | Shape::Capital) && stands_for_blank(draft, at, token) {
            found.push(("placeholder", token.span, None));
        }
    }
}

/// "______", "........": one sign over and over.
fn line_of(text: &str, at: usize, sign: u8) -> Option<Span> {
    let length = text.as_bytes()[at..].iter().take_while(|byte| **byte == sign).count();
    Some(Span::at(at, at + length))
}

/// "[namn]", "<datum>", "#{enhet}#", "{{enhet}}": brackets with what is to be filled in.
fn bracket(draft: &Draft<'_>, at: usize, open: u8) -> Option<Span> {
    let text = draft.document.text();
    let bytes = text.as_bytes();
    let close = match open {
        b'[' => b']',
        b'<' => b'>',
        _ => b'}',
    };
    let length = bytes[at..].iter().take(90).position(|byte| *byte == close || *byte == b'\n')?;
    let inside = text.get(at + 1..at + length).unwrap_or("");
    let sign = text[..at].chars().next_back().filter(|sign| open == b'{' && matches!(sign, '#' | '$' | '{'));
    let asked = open == b'<' && asks(inside);
    if bytes[at + length] != close || !(sign.is_some() || asked || open != b'{' && unfilled(draft, inside)) {
        return None;
    }
    let end = at + length + 1;
    let twice =
        bytes.get(end).is_some_and(|next| matches!((sign, next), (Some('#'), b'#') | (Some('{'), b'}')));
    Some(Span::at(at - usize::from(sign.is_some()), end + usize::from(twice)))
}

/// "#enhet#": a name between two signs.
fn hashed(text: &str, at: usize) -> Option<Span> {
    let inside = text[at + 1..].find(|c: char| !c.is_alphanumeric() && c != '_' && c != ' ')?;
    let named = inside > 2 && text[at + 1..].starts_with(char::is_alphabetic);
    (named && inside <= 40 && text[at + 1 + inside..].starts_with('#')).then(|| Span::at(at, at + inside + 2))
}

/// "committee", "nämnd eller styrelse": words that nobody puts between angle brackets but for somebody to fill in.
fn asks(inside: &str) -> bool {
    inside.len() > 2
        && inside.starts_with(char::is_alphabetic)
        && inside.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | ',' | '-' | '.' | '\''))
        && !inside.contains("..")
}

/// "XXX", "NN", "20XX", "2021-XX-XX", "DD/MM/YYYY", "X kommun": letters that stand for what is not known yet.
fn stands_for_blank(draft: &Draft<'_>, at: usize, token: &Token) -> bool {
    let word = draft.document.slice(token.span);
    match token.shape {
        Shape::Upper => {
            (2..=6).contains(&word.len()) && (word.bytes().all(|byte| byte == b'X') || word == "NN")
                || draft.is("placeholder-date", token)
        }
        Shape::Number => {
            word.len() <= 10
                && word.contains("XX")
                && word.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'X' | b'-'))
        }
        Shape::Initial => {
            matches!(word, "X" | "Y" | "Z")
                && draft.tokens.get(at + 1).is_some_and(|next| {
                    draft.document.between(token.span.end(), next.span.start()) == " "
                        && next.shape == Shape::Lower
                        && draft.lexicons.contains("org-public", draft.lower(next))
                })
        }
        _ => false,
    }
}

/// True for what a template writes inside brackets; brackets that somebody has filled in say something else.
fn unfilled(draft: &Draft<'_>, inside: &str) -> bool {
    let inside = inside.trim().to_lowercase();
    if inside.is_empty()
        || inside.chars().all(|c| matches!(c, '.' | '_' | 'x' | ' ' | '…' | '●' | '•' | '*' | '-'))
    {
        return true;
    }
    let first: String =
        inside.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '.')).collect();
    draft.lexicons.contains("placeholder-word", &inside)
        || draft.lexicons.contains("placeholder-word", first.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use crate::annotate::{annotate, testing};

    fn check(text: &str, label: &str, expected: &[&str]) {
        let lexicons = testing::lexicons();
        let document = testing::document(text);
        let annotations = annotate(&document, lexicons);
        let wanted = lexicons.labels().get(label);
        let got: Vec<String> = annotations
            .marks
            .iter()
            .filter(|mark| Some(mark.label) == wanted)
            .map(|mark| match &mark.value {
                Some(value) => value.clone(),
                None => document.slice(mark.span).to_owned(),
            })
            .collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn dates_in_all_forms() {
        check(
            "den 20 november 2018 och 2021-05-14 uppdaterad 2023-06-09",
            "date",
            &["2018-11-20", "2021-05-14", "2023-06-09"],
        );
        check(
            "2025-0502, 20250301, 1.3.2025, 12/3 2025",
            "date",
            &["2025-05-02", "2025-03-01", "2025-03-01", "2025-03-12"],
        );
        check(
            "2025-01-15–2027-12-31 eller 2025-01-15-2027-12-31",
            "date",
            &["2025-01-15", "2027-12-31", "2025-01-15", "2027-12-31"],
        );
        check(
            "on 12 March 2025, March 12, 2025 and the 12th day of March, 2025",
            "date",
            &["2025-03-12", "2025-03-12", "2025-03-12"],
        );
        check("Hedeby i juni 2024, den 6:e maj 2025", "date", &["2024-06", "2025-05-06"]);
        check("May the parties agree, 2025-13-01, 31 februari 2025, sommaren 2024", "date", &[]);
    }

    #[test]
    fn sections_and_registry_numbers() {
        check("§ 214, §§ 4–5, 31 §, antogs , § av", "section-sign", &["§ 214", "§ 4", "§ 31", "§"]);
        check(
            "Dnr KS 2025/311. Ärende KS 2020-1190 och dnr: 2024-00871",
            "dnr",
            &["KS 2025/311", "KS 2020-1190", "2024-00871"],
        );
        check("Se SFS 2020:12, SOU 2019/5, HSLF-FS 2017:3, prop. 2016/17:43 och SOSFS 2011:9", "dnr", &[]);
        check("Beslutet KSN 2019/77 gäller. RUS 2030 också.", "dnr", &["KSN 2019/77"]);
    }

    #[test]
    fn numbers_of_organisations_but_never_of_persons() {
        check("Kommunen 212000-9010 och bolaget 559481-2033", "org-number", &["212000-9010", "559481-2033"]);
        check("organisationsnummer 5594812033, ring 5594812033", "org-number", &["559481-2033"]);
        check("810101-9017, 212000-9011, 19810101-9017", "org-number", &[]);
        check("810101-9017 är ett personnummer", "phone", &[]);
    }

    #[test]
    fn addresses_and_money() {
        check("Anna.Ek@norrby.example, se www.norrby.example/avtal.", "email", &["anna.ek@norrby.example"]);
        check("Anna.Ek@norrby.example, se www.norrby.example/avtal.", "url", &["www.norrby.example/avtal"]);
        check(
            "tel. 0950-555 00, +46 70 555 01 11, 070-555 43 21",
            "phone",
            &["0950-55500", "+46705550111", "0705554321"]
                .map(|n| n.replace('-', ""))
                .each_ref()
                .map(String::as_str),
        );
        check(
            "96 000 kronor, SEK 100,000 och 1,2 miljoner kronor till 25 kr",
            "money",
            &["96 000 kronor", "SEK 100,000", "1,2 miljoner kronor", "25 kr"],
        );
        check("£41 an hour, € 1,200 or $3.50", "money", &["£41", "€ 1,200", "$3.50"]);
        check("kronor och ören", "money", &[]);
    }

    #[test]
    fn blanks_but_not_filled_brackets() {
        check(
            "____, XX, [namn], #{enhet}#, 2021-XX-XX, [ange belopp], 20XX",
            "placeholder",
            &["____", "XX", "[namn]", "#{enhet}#", "2021-XX-XX", "[ange belopp]", "20XX"],
        );
        check("[Verksamhetschef Hemtjänst], XXI, Max, a_b, [1], MAXX", "placeholder", &[]);
        check("mellan X kommun och föreningen", "placeholder", &["X"]);
    }
}
