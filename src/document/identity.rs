//! Personal identity numbers: found in all the ways that they are written in, and masked before anything else sees a text.
//!
//! A Swedish personal identity number is a day of birth (YYMMDD or YYYYMMDD; the day of a coordination number is 60 higher), three
//! digits and a check digit (Skatteverket, SKV 704). Organisation numbers have a third digit of 2 or more and are none.

/// Digits of a day of birth, with and without its century.
const BIRTH: [usize; 2] = [6, 8];
/// Digits behind the day of birth.
const SERIAL: usize = 4;
/// Characters between the two, at most: a sign with a blank on each side.
const GAP: usize = 3;

/// A text with every digit of personal identity numbers written `*` (a wide one `＊`), so that no later stage can keep one.
/// The same length in bytes. Parts of a number may stand apart, by a hyphen, dash, plus, slash, underscore or blank, on two
/// lines too; the day of birth may be written with hyphens, dots or blanks. A number with a hyphen or dash alone before its last
/// four digits is masked as it stands, others only with a right check digit. Linear time.
pub fn mask_identity_numbers(text: String) -> String {
    let mut masked: Option<String> = None;
    let mut done = 0;
    let mut at = 0;
    while let Some(next) =
        text.as_bytes()[at..].iter().position(|byte| byte.is_ascii_digit() || *byte == 0xEF)
    {
        at += next;
        let (digits, end) = number_at(&text, at);
        if digits == 0 {
            at = end;
            continue;
        }
        let Some(end) = identity_at(&text, at) else {
            at = end;
            continue;
        };
        let masked = masked.get_or_insert_with(|| String::with_capacity(text.len()));
        masked.push_str(&text[done..at]);
        masked.extend(text[at..end].chars().map(|sign| match digit(sign) {
            Some(_) if sign.is_ascii() => '*',
            Some(_) => '\u{ff0a}',
            None => sign,
        }));
        (done, at) = (end, end);
    }
    match masked {
        None => text,
        Some(mut masked) => {
            masked.push_str(&text[done..]);
            masked
        }
    }
}

/// The value of a digit, a wide one too.
fn digit(sign: char) -> Option<u8> {
    match sign {
        '0'..='9' => Some(sign as u8 - b'0'),
        '\u{ff10}'..='\u{ff19}' => Some((u32::from(sign) - 0xff10) as u8),
        _ => None,
    }
}

/// How many digits stand at a place, and where they end; where there are none, the end of the sign that stands there.
fn number_at(text: &str, at: usize) -> (usize, usize) {
    let rest = &text[at..];
    let mut digits = 0;
    for (place, sign) in rest.char_indices() {
        if digit(sign).is_none() {
            return (digits, at + if digits == 0 { sign.len_utf8() } else { place });
        }
        digits += 1;
    }
    (digits, text.len())
}

/// Where a personal identity number ends that begins at a place where digits begin.
fn identity_at(text: &str, at: usize) -> Option<usize> {
    let (digits, end) = number_at(text, at);
    if BIRTH.contains(&digits) {
        let (end, gap) = serial_behind(text, end)?;
        let sure = matches!(gap, "-" | "+" | "–" | "−" | "‑" | "‐");
        let broken = gap.chars().all(char::is_whitespace) && gap != " " && gap != "\u{a0}";
        return (!broken && is_identity(&text[at..end], sure)).then_some(end);
    }
    if BIRTH.contains(&digits.saturating_sub(SERIAL)) {
        return is_identity(&text[at..end], false).then_some(end);
    }
    if !matches!(digits, 2 | 4) {
        return None;
    }
    // "1985-04-12-1230", "85 04 12 1230"
    let (first, month) = separated(text, end)?;
    let (second, day) = separated(text, month)?;
    let (end, gap) = serial_behind(text, day)?;
    let serial = &text[day + gap.len()..end];
    let new = digits == 4 && text[at..].starts_with("20");
    let time = gap.trim().is_empty() && new && is_time(serial);
    // "2025-03-01–2029-12-31", "2025-03-01–2029"
    let until = serial.starts_with("20") || serial.starts_with("19") || separated(text, end).is_some();
    let one = first == second && !time && !until && !gap.contains('\n');
    (one && is_identity(&text[at..end], false)).then_some(end)
}

/// A sign and two digits: which sign, and where they end.
fn separated(text: &str, at: usize) -> Option<(char, usize)> {
    let sign =
        text[at..].chars().next().filter(|sign| matches!(sign, '-' | '.' | '/' | ' ' | '\u{a0}' | '–'))?;
    let (digits, end) = number_at(text, at + sign.len_utf8());
    (digits == 2).then_some((sign, end))
}

/// Where the last four digits end that follow a day of birth, and what stands between.
fn serial_behind(text: &str, at: usize) -> Option<(usize, &str)> {
    let mut signs = 0;
    for (place, sign) in text[at..].char_indices().take(GAP + 1) {
        if digit(sign).is_some() {
            let (digits, end) = number_at(text, at + place);
            return (digits == SERIAL && place > 0).then(|| (end, &text[at..at + place]));
        }
        let joins = matches!(sign, '-' | '+' | '–' | '−' | '‑' | '‐' | '－' | '/' | '_');
        signs += usize::from(joins);
        if !(joins || sign.is_whitespace()) || signs > 1 {
            return None;
        }
    }
    None
}

/// "1830": an hour and a minute, as behind the day of a meeting ("2026-03-17 1830").
fn is_time(serial: &str) -> bool {
    let number = serial.chars().filter_map(digit).fold(0, |number, digit| 10 * number + u32::from(digit));
    number / 100 < 24 && number % 100 < 60
}

/// True where the digits of a text are a day of birth and four digits; unless it is `sure`, with a right check digit.
fn is_identity(text: &str, sure: bool) -> bool {
    let mut digits: Vec<u8> = text.chars().filter_map(digit).collect();
    if digits.len() == 12 {
        let century = 10 * digits[0] + digits[1];
        if !(18..=20).contains(&century) {
            return false;
        }
        digits.drain(..2);
    }
    let [_, _, a, b, c, d, ..] = digits[..] else { return false };
    let (month, day) = (10 * a + b, 10 * c + d);
    let dated = (1..=12).contains(&month) && matches!(day, 1..=31 | 61..=91);
    digits.len() == 10 && dated && (sure || checks(&digits))
}

/// True where the last digit is the check digit of those before it (Luhn).
fn checks(digits: &[u8]) -> bool {
    let weighed = digits.iter().enumerate().map(|(place, digit)| {
        let value = u32::from(*digit) * if place % 2 == 0 { 2 } else { 1 };
        value / 10 + value % 10
    });
    weighed.sum::<u32>() % 10 == 0
}

#[cfg(test)]
mod tests {
    use super::mask_identity_numbers;

    #[test]
    fn identity_numbers_are_masked_and_nothing_else() {
        let check = |text: &str, expected: &str| {
            let masked = mask_identity_numbers(text.to_owned());
            assert_eq!(masked, expected);
            assert_eq!(masked.len(), text.len());
        };
        check("Ek, 811228-9874, 19811228-9874", "Ek, ******-****, ********-****");
        check("8112289874 198112289874 811228+9874", "********** ************ ******+****");
        check("811228 9874, 19811228 9874, 811288-9874", "****** ****, ******** ****, ******-****");
        check("811228–9875, 811228−9875", "******–****, ******−****");
        check("811228 - 9874; 811228 – 9874; 811228-\n9874", "****** - ****; ****** – ****; ******-\n****");
        check("811228/9874 811228_9874", "******/**** ******_****");
        check(
            "1981-12-28-9874, 1981-12-28 9874, 1981.12.28-9874",
            "****-**-**-****, ****-**-** ****, ****.**.**-****",
        );
        check("81 12 28 9874, 81-12-28-9874", "** ** ** ****, **-**-**-****");
        check("８１１２２８－９８７４ ８１１２２８-９８７４", "＊＊＊＊＊＊－＊＊＊＊ ＊＊＊＊＊＊-＊＊＊＊");
        let others = "212000-9010, 559481-2033, 070-123 45 67, 2025-03-01, 8112289875, 20250114081245, dnr 2025/811228, \
                      811228/9875, 811228 - 9875, 2026-03-17 1830, 1981-12-28 9875, 811228\n9874, 81-12-28, 811228, 811228-987, \
                      811228-98745, 1981-12.28-9874, 2025-03-01–2029-12-31, 2025-03-01 - 2029, 2025.03.01-2029.12.31, § 12 2025-03-01, 08-12 28 98 74, ＡＢ １２, ﬁn";
        check(others, others);
    }
}
