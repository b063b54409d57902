//! Counts as letters and numerals: how numbering is written out.

/// A count in a number format; formats that we do not know are shown as decimal.
pub(super) fn formatted(count: i64, format: &str) -> String {
    match format {
        "none" => String::new(),
        "decimalZero" if (0..10).contains(&count) => format!("0{count}"),
        "lowerLetter" => letters(count, b'a'),
        "upperLetter" => letters(count, b'A'),
        "lowerRoman" => roman(count).to_lowercase(),
        "upperRoman" => roman(count),
        "numberInDash" => format!("- {count} -"),
        "decimalFullWidth" | "decimalFullWidth2" => count.to_string().chars().map(full_width).collect(),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => {
            enclosed(count, 0x2460).unwrap_or_else(|| count.to_string())
        }
        "decimalEnclosedParen" => enclosed(count, 0x2474).unwrap_or_else(|| count.to_string()),
        "decimalEnclosedFullstop" => enclosed(count, 0x2488).unwrap_or_else(|| count.to_string()),
        // "001, 002, 003, …"
        format if format.starts_with("00") => {
            let width = format.bytes().take_while(u8::is_ascii_digit).count().min(9);
            format!("{count:0width$}")
        }
        _ => count.to_string(),
    }
}

/// "①", "⑴", "⒈": twenty of each, from a first character on.
fn enclosed(count: i64, first: u32) -> Option<String> {
    let offset = u32::try_from(count).ok().filter(|count| (1..=20).contains(count))? - 1;
    char::from_u32(first + offset).map(String::from)
}

fn full_width(digit: char) -> char {
    digit.to_digit(10).and_then(|value| char::from_u32(0xff10 + value)).unwrap_or(digit)
}

/// 1 → a, 26 → z, 27 → aa, 53 → aaa, as Word counts.
fn letters(count: i64, first: u8) -> String {
    if !(1..=780).contains(&count) {
        return count.to_string();
    }
    let (repeat, letter) = ((count - 1) / 26 + 1, first + ((count - 1) % 26) as u8);
    (0..repeat).map(|_| letter as char).collect()
}

fn roman(count: i64) -> String {
    const DIGITS: &[(i64, &str)] = &[
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..4000).contains(&count) {
        return count.to_string();
    }
    let mut rest = count;
    let mut text = String::new();
    for (value, digit) in DIGITS {
        while rest >= *value {
            text.push_str(digit);
            rest -= value;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats() {
        assert_eq!(formatted(4, "lowerRoman"), "iv");
        assert_eq!(formatted(28, "lowerLetter"), "bb");
        assert_eq!(formatted(7, "decimalZero"), "07");
        assert_eq!(formatted(-3, "upperRoman"), "-3");
        assert_eq!(formatted(7, "001, 002, 003, ..."), "007");
        assert_eq!(formatted(2, "decimalFullWidth"), "２");
        assert_eq!(formatted(3, "decimalEnclosedCircle"), "③");
    }
}
