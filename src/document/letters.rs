//! What a character is, asked of every character of a text.

use serde::{Deserialize, Serialize};

/// As [`char::is_alphanumeric`], at once for the letters that Swedish words are made of.
pub fn is_alphanumeric(character: char) -> bool {
    match character {
        '\0'..='\x7f' => character.is_ascii_alphanumeric(),
        'à'..='ö' | 'ø'..='ÿ' | 'À'..='Ö' | 'Ø'..='ß' => true,
        _ => character.is_alphanumeric(),
    }
}

/// As [`char::is_alphabetic`], likewise.
pub fn is_alphabetic(character: char) -> bool {
    match character {
        '\0'..='\x7f' => character.is_ascii_alphabetic(),
        'à'..='ö' | 'ø'..='ÿ' | 'À'..='Ö' | 'Ø'..='ß' => true,
        _ => character.is_alphabetic(),
    }
}

/// As [`char::is_uppercase`], likewise.
pub fn is_uppercase(character: char) -> bool {
    match character {
        '\0'..='\x7f' => character.is_ascii_uppercase(),
        'À'..='Ö' | 'Ø'..='Þ' => true,
        'ß'..='ÿ' => false,
        _ => character.is_uppercase(),
    }
}

/// As [`char::is_numeric`], likewise.
pub fn is_numeric(character: char) -> bool {
    match character {
        '\0'..='\x7f' => character.is_ascii_digit(),
        'À'..='ÿ' => false,
        _ => character.is_numeric(),
    }
}

/// Bytes that are looked for in a text, told from all others in one step.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(from = "Vec<u8>", into = "Vec<u8>")]
pub struct Stops([bool; 256]);

impl From<Vec<u8>> for Stops {
    fn from(bytes: Vec<u8>) -> Stops {
        Stops::of(&bytes)
    }
}

impl From<Stops> for Vec<u8> {
    fn from(stops: Stops) -> Vec<u8> {
        (0..=u8::MAX).filter(|byte| stops.holds(*byte)).collect()
    }
}

impl Default for Stops {
    fn default() -> Stops {
        Stops::of(b"")
    }
}

impl Stops {
    /// These bytes.
    pub const fn of(bytes: &[u8]) -> Stops {
        let mut stops = [false; 256];
        let mut at = 0;
        while at < bytes.len() {
            stops[bytes[at] as usize] = true;
            at += 1;
        }
        Stops(stops)
    }

    /// True for one of them.
    pub fn holds(&self, byte: u8) -> bool {
        self.0[usize::from(byte)]
    }

    /// Where the next of them stands, from `from` on.
    pub fn next(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let found = bytes.get(from..)?.iter().position(|byte| self.holds(*byte))?;
        Some(from + found)
    }

    /// Where they stand, in order.
    pub fn places(&self, bytes: &[u8]) -> impl Iterator<Item = usize> {
        let mut from = 0;
        std::iter::from_fn(move || {
            let at = self.next(bytes, from)?;
            from = at + 1;
            Some(at)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Stops;

    #[test]
    fn the_short_way_says_the_same() {
        for character in '\0'..='\u{ffff}' {
            assert_eq!(super::is_alphanumeric(character), character.is_alphanumeric(), "{character:?}");
            assert_eq!(super::is_alphabetic(character), character.is_alphabetic(), "{character:?}");
            assert_eq!(super::is_numeric(character), character.is_numeric(), "{character:?}");
            assert_eq!(super::is_uppercase(character), character.is_uppercase(), "{character:?}");
        }
    }

    #[test]
    fn stops_are_found_wherever_they_stand() {
        let places: Vec<usize> = Stops::of(b"._").places(b"a.b__.").collect();
        assert_eq!(places, [1, 3, 4, 5]);
        assert_eq!(Stops::of(b".").next(b"a.", 2), None);
    }
}
