//! What a character is, asked of every character of a text.

/// As [`char::is_alphanumeric`], at once for the letters that Swedish words are made of.
pub fn is_alphanumeric(character: char) -> bool {
    match character {
        '\0'..='\x7f' => character.is_ascii_alphanumeric(),
        'à'..='ö' | 'ø'..='ÿ' | 'À'..='Ö' | 'Ø'..='ß' => true,
        _ => character.is_alphanumeric(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_short_way_says_the_same() {
        for character in '\0'..='\u{ffff}' {
            assert_eq!(super::is_alphanumeric(character), character.is_alphanumeric(), "{character:?}");
        }
    }
}
