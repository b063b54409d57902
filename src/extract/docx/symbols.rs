//! Characters of symbol fonts, which Word keeps in the private use area, as the Unicode characters that they look like.

/// A font whose characters are not letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Font {
    /// Greek letters and mathematical signs.
    Symbol,
    /// Wingdings, Webdings and their kin.
    Pictures,
}

impl Font {
    /// The symbol font of that name; `None` for fonts with letters.
    pub(super) fn named(name: &str) -> Option<Font> {
        let name = name.to_ascii_lowercase();
        if name.contains("dings") || name == "marlett" {
            return Some(Font::Pictures);
        }
        (name == "symbol").then_some(Font::Symbol)
    }
}

/// Wingdings, by code.
const PICTURES: &[(u32, char)] = &[
    (0x21, '✏'),
    (0x22, '✂'),
    (0x28, '☎'),
    (0x29, '✆'),
    (0x2a, '✉'),
    (0x6c, '●'),
    (0x6e, '■'),
    (0x6f, '□'),
    (0x71, '❑'),
    (0x72, '❒'),
    (0x73, '⬧'),
    (0x75, '◆'),
    (0x76, '❖'),
    (0x77, '⬥'),
    (0x78, '☒'),
    (0x9f, '•'),
    (0xa7, '▪'),
    (0xa8, '□'),
    (0xd8, '➢'),
    (0xdf, '←'),
    (0xe0, '→'),
    (0xe8, '➔'),
    (0xf0, '⇨'),
    (0xfb, '✗'),
    (0xfc, '✓'),
    (0xfd, '☒'),
    (0xfe, '☑'),
];

/// Symbol, from code 0x41 on: capital and small Greek letters.
const GREEK: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";

/// Symbol, other signs.
const SIGNS: &[(u32, char)] = &[
    (0xa3, '≤'),
    (0xa5, '∞'),
    (0xab, '↔'),
    (0xac, '←'),
    (0xad, '↑'),
    (0xae, '→'),
    (0xaf, '↓'),
    (0xb0, '°'),
    (0xb1, '±'),
    (0xb3, '≥'),
    (0xb4, '×'),
    (0xb7, '•'),
    (0xb8, '÷'),
    (0xb9, '≠'),
    (0xbb, '≈'),
    (0xbc, '…'),
    (0xd2, '®'),
    (0xd3, '©'),
    (0xd4, '™'),
    (0xe5, '∑'),
];

/// The character of a `w:sym`: by its font where that is a symbol font, else by its code; a bullet where nothing is known.
pub(super) fn character(font: Option<Font>, code: u32) -> char {
    match (font, char::from_u32(code)) {
        (Some(font), _) => look_up(font, code & 0xff).unwrap_or('•'),
        (None, Some(character)) if !is_private(character) => character,
        _ => '•',
    }
}

/// A character typed in a run that is set in a symbol font.
pub(super) fn shown(font: Font, character: char) -> char {
    if is_private(character) { look_up(font, character as u32 & 0xff).unwrap_or('•') } else { character }
}

fn is_private(character: char) -> bool {
    ('\u{e000}'..='\u{f8ff}').contains(&character)
}

fn look_up(font: Font, code: u32) -> Option<char> {
    let by_code = |table: &[(u32, char)]| table.iter().find(|(at, _)| *at == code).map(|(_, shown)| *shown);
    match font {
        Font::Pictures => by_code(PICTURES),
        Font::Symbol => match code {
            0x41..=0x7e => GREEK.chars().nth(code as usize - 0x41),
            0x20..=0x40 => char::from_u32(code),
            _ => by_code(SIGNS),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_shown_as_what_they_look_like() {
        for (font, code, expected) in [
            ("Wingdings", 0xf0fe, '☑'),
            ("Wingdings", 0xf0a8, '□'),
            ("Symbol", 0xf0b7, '•'),
            ("Symbol", 0xf061, 'α'),
            ("Symbol", 0xf07a, 'ζ'),
            ("Arial", 0x2610, '☐'),
            ("Arial", 0xf123, '•'),
        ] {
            assert_eq!(character(Font::named(font), code), expected, "{font} {code:x}");
        }
    }
}
