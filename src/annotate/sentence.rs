//! Sentences: a full stop ends one unless an abbreviation, an initial or a number says otherwise.

use memchr::memchr3_iter;

use super::{Annotator, Draft};
use crate::document::{Sentence, Span};

/// Splits every block into sentences.
pub const ANNOTATOR: Annotator =
    Annotator { name: "sentences", doc: "Splits blocks into sentences; none crosses a block.", run };

/// Bytes of a sentence, at most: what is longer is none, and whoever looks at each of its words from each of its verbs
/// would look for ever.
const LONGEST: usize = 8 << 10;
/// Bytes before the last word of an abbreviation in which its first one begins.
const LEAD: usize = 16;

fn run(draft: &mut Draft<'_>) {
    let mut sentences = Vec::new();
    for (index, block) in draft.document.blocks().iter().enumerate() {
        let text = draft.document.slice(block.content);
        let offset = block.content.start();
        let mut from = 0;
        for end in ends(text, |abbreviation| {
            // Abbreviations are data; the lexicon marks them without their last full stop.
            let span = Span::at(offset + abbreviation.start, offset + abbreviation.end);
            // "Resolution No.": of several words the last one stands before the stop.
            let several = || {
                let from = draft.document.back(span.start(), LEAD).max(offset);
                let mut words = draft.words_in("abbreviation", Span::at(from, span.start().max(from)));
                words.any(|word| word.span.end() == span.end())
            };
            draft.has_word("abbreviation", span) || several()
        }) {
            push(&mut sentences, text, offset, from, end, index);
            from = end;
        }
        push(&mut sentences, text, offset, from, text.len(), index);
    }
    draft.annotations.sentences = sentences;
}

fn push(sentences: &mut Vec<Sentence>, text: &str, offset: usize, mut from: usize, end: usize, block: usize) {
    while end - from > LONGEST {
        let most = text.floor_char_boundary(from + LONGEST);
        let part = &text[from..most];
        let cut = part.rfind([',', ';']).map(|at| at + 1).or_else(|| part.rfind(' '));
        let cut = cut.filter(|at| *at > 0).map_or(most, |at| from + at);
        push(sentences, text, offset, from, cut, block);
        from = cut;
    }
    let part = &text[from..end];
    let lead = part.len() - part.trim_start().len();
    let trail = part.len() - part.trim_end().len();
    if from + lead < end - trail {
        let span = Span::at(offset + from + lead, offset + end - trail);
        sentences.push(Sentence { span, block: block as u32 });
    }
}

/// Offsets just after the mark that ends each sentence but the last.
fn ends(text: &str, is_abbreviation: impl Fn(std::ops::Range<usize>) -> bool) -> Vec<usize> {
    let mut ends = Vec::new();
    let bytes = text.as_bytes();
    for at in memchr3_iter(b'.', b'!', b'?', bytes) {
        let mut end = at + 1;
        while end < bytes.len() && matches!(bytes[end], b'"' | b'\'' | b')' | b']') {
            end += 1;
        }
        for quote in ["”", "’", "»"] {
            if text[end..].starts_with(quote) {
                end += quote.len();
            }
        }
        if !text[end..].starts_with(' ') {
            continue;
        }
        let Some(next) = text[end..].trim_start().chars().next() else { continue };
        if next.is_lowercase() || matches!(next, ',' | ';' | ')' | ':') {
            continue;
        }
        if bytes[at] == b'.' {
            let word_start = text[..at]
                .rfind(|c: char| c.is_whitespace() || c == '(')
                .map_or(0, |space| space + text[space..].chars().next().map_or(1, char::len_utf8));
            let word = &text[word_start..at];
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            // "A. Lind", "t.ex. Kommunen", "3. Parter" at the start of a line.
            let initial = letters == 1 && word.chars().count() == 1 && word.chars().all(char::is_uppercase);
            let inner_stop = word.trim_end_matches('.').contains('.') && letters <= 6 && letters > 0;
            let list_number = word_start == 0 && word.bytes().all(|b| b.is_ascii_digit() || b == b'.');
            if initial || inner_stop || list_number || (letters > 0 && is_abbreviation(word_start..at)) {
                continue;
            }
        }
        ends.push(end);
    }
    ends
}

#[cfg(test)]
mod tests {

    use crate::annotate::{Lexicons, annotate};
    use crate::document::{BlockKind, DocumentBuilder, Origin};

    fn check(text: &str, expected: &[&str]) {
        let file = "[[lexicon.abbreviation]]\nlang = \"any\"\nmatch = \"phrase\"\nwords = [\"dnr\", \"kl\", \"ca\", \"item no\"]";
        let lexicons = Lexicons::load(&[("a.toml".into(), file.into())]).unwrap();
        let mut builder = DocumentBuilder::new("txt");
        builder.open(BlockKind::Paragraph, None, Origin::default());
        builder.push(text);
        let document = builder.finish();
        let annotations = annotate(&document, &lexicons);
        let got: Vec<&str> =
            annotations.sentences.iter().map(|sentence| document.slice(sentence.span)).collect();
        assert_eq!(got, expected);
    }

    #[test]
    fn sentences_end_where_a_reader_ends_them() {
        check("Ett. Två.", &["Ett.", "Två."]);
        check("Se dnr. KS 2025/1. Klart!  Ja", &["Se dnr. KS 2025/1.", "Klart!", "Ja"]);
        check("A. Lind leder t.o.m. 2026. Sedan", &["A. Lind leder t.o.m. 2026.", "Sedan"]);
        check("See item no. 4. I say no. Next", &["See item no. 4.", "I say no.", "Next"]);
        check("(Så.) Nästa", &["(Så.)", "Nästa"]);
        check("kl. 17.30 varje dag", &["kl. 17.30 varje dag"]);
        let (long, word) = ("ett två, ".repeat(1_500), "å".repeat(6_000));
        let first = &long[..long[..8192].rfind(',').unwrap() + 1];
        check(&long, &[first, long[first.len()..].trim()]);
        check(&word, &[&word[..8192], &word[8192..]]);
    }
}
