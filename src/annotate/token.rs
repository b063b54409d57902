//! Words of a text: where each begins and ends, and how it is written.

use crate::document::Span;
use crate::document::letters::{is_alphabetic, is_alphanumeric, is_numeric, is_uppercase};

/// A word or number. Letters and digits, with hyphens and apostrophes inside ("e-post", "2025-03-01"); a colon ends it
/// ("AB:s" is two), as does the raised mark of a note. Never crosses a block, as blocks are parted by white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Its text.
    pub span: Span,
    /// How it is written.
    pub shape: Shape,
    /// Its number in the vocabulary of the draft, where it has one.
    pub word: WordId,
}

/// A distinct word, in lower case, by its number in a vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordId(pub u32);

impl WordId {
    /// No number.
    pub const NONE: WordId = WordId(u32::MAX);
}

/// How a token is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Lower case ("avtal").
    Lower,
    /// First letter capital, another small ("Avtal", "McDonald").
    Capital,
    /// Letters, all capital, at least two ("AVTAL", "SIP").
    Upper,
    /// One capital letter ("A").
    Initial,
    /// Begins with a digit.
    Number,
}

/// All tokens of a text, in order. Linear time. Tokens over 40 bytes that mix digits and letters (encoded blobs) are
/// kept as one token.
pub fn tokenize(text: &str) -> Vec<Token> {
    let mut found = Vec::with_capacity(text.len() / 6);
    found.extend(tokens(text));
    found
}

/// The same, one by one.
pub fn tokens(text: &str) -> impl Iterator<Item = Token> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let token = token_from(text, at)?;
        at = token.span.end();
        Some(token)
    })
}

/// The first token that begins at `at` or later.
fn token_from(text: &str, mut at: usize) -> Option<Token> {
    let bytes = text.as_bytes();
    let (first, mut len) = loop {
        let (character, len) = char_at(text, at)?;
        if is_alphanumeric(character) && !is_raised(character) {
            break (character, len);
        }
        at += len;
    };
    let start = at;
    let (mut letters, mut upper) = (0u32, 0u32);
    let mut current = first;
    loop {
        if is_alphabetic(current) {
            letters += 1;
            upper += u32::from(is_uppercase(current));
        }
        at += len;
        // Most of a word is plain small letters.
        let plain = bytes[at..].iter().take_while(|byte| byte.is_ascii_lowercase()).count();
        letters += plain as u32;
        at += plain;
        let Some((next, next_len)) = char_at(text, at) else { break };
        if is_alphanumeric(next) && !is_raised(next) || is_combining(next) {
            (current, len) = (next, next_len);
            continue;
        }
        // A hyphen or apostrophe belongs to the word where a letter or digit follows.
        if matches!(next, '-' | '\'' | '’')
            && let Some((after, after_len)) = char_at(text, at + next_len)
            && is_alphanumeric(after)
        {
            at += next_len;
            (current, len) = (after, after_len);
            continue;
        }
        break;
    }
    let shape = if is_numeric(first) {
        Shape::Number
    } else if upper == letters && letters > 1 {
        Shape::Upper
    } else if upper == letters && letters == 1 && at - start == first.len_utf8() {
        Shape::Initial
    } else if is_uppercase(first) {
        Shape::Capital
    } else {
        Shape::Lower
    };
    Some(Token { span: Span::at(start, at), shape, word: WordId::NONE })
}

/// True for a token that a person could have written as a word: short enough, letters only (and hyphens), with a vowel
/// where it is longer than an abbreviation, and capitals not scattered inside it.
pub fn is_readable(word: &str) -> bool {
    let mut letters = 0;
    let mut vowels = 0;
    let mut run = 0;
    for character in word.chars() {
        if matches!(character, '-' | '\'' | '’') {
            run = 0;
            continue;
        }
        let letter = character.is_ascii_lowercase() || character.is_alphabetic();
        if !letter || ('\u{e000}'..='\u{f8ff}').contains(&character) {
            return false;
        }
        letters += 1;
        if is_vowel(character) {
            vowels += 1;
            run = 0;
        } else {
            run += 1;
            if run > 7 {
                return false;
            }
        }
    }
    letters <= 45 && (letters <= 5 || vowels * 8 >= letters)
}

fn is_vowel(character: char) -> bool {
    match character {
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' => true,
        _ => !character.is_ascii() && "åäöéèüæøáàóíúëïôêâ".contains(character),
    }
}

/// Digits that stand raised as the mark of a note ("2032¹") belong to no word.
fn is_raised(character: char) -> bool {
    matches!(character, '²' | '³' | '¹' | '\u{2070}'..='\u{2079}')
}

fn is_combining(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

/// The character at a byte offset, which must be a boundary, and its length; `None` at the end of the text.
fn char_at(text: &str, at: usize) -> Option<(char, usize)> {
    let byte = *text.as_bytes().get(at)?;
    if byte < 0x80 {
        return Some((byte as char, 1));
    }
    text.get(at..)?.chars().next().map(|character| (character, character.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let tokens: Vec<&str> = tokenize(text).iter().map(|token| &text[token.span.range()]).collect();
        assert_eq!(tokens, expected, "{text}");
    }

    #[test]
    fn words_and_numbers() {
        check("Åsa Öberg-Ek, AB:s e-post!", &["Åsa", "Öberg-Ek", "AB", "s", "e-post"]);
        check("hälso- och sjukvård", &["hälso", "och", "sjukvård"]);
        check("2025-03-01–2027 § 4", &["2025-03-01", "2027", "4"]);
        check(
            "Plan 2026–2032¹ och vägen², 5 m² ¹⁰ Antagen",
            &["Plan", "2026", "2032", "och", "vägen", "5", "m", "Antagen"],
        );
        check("-- ' x", &["x"]);
        check("", &[]);
    }

    #[test]
    fn shapes() {
        let shapes: Vec<Shape> =
            tokenize("Avtal AVTAL avtal A 4b McX").iter().map(|token| token.shape).collect();
        assert_eq!(
            shapes,
            [Shape::Capital, Shape::Upper, Shape::Lower, Shape::Initial, Shape::Number, Shape::Capital]
        );
    }
}
