//! Language: Swedish, English, Danish, Norwegian or other, by function words; and how much of the text reads as words.

use super::{Annotator, Draft, Shape};
use crate::document::Language;

/// Tells the language of the body and its readability.
pub const ANNOTATOR: Annotator =
    Annotator { name: "language", doc: "Tells the language and the readability.", run };

/// Function words that tell the languages apart; words shared by two of them count for neither.
/// Data about languages, not rules: they never need a change by a rule author.
const SV: &[&str] = &[
    "och", "att", "är", "som", "för", "på", "av", "med", "inte", "ett", "mellan", "ska", "från", "eller",
    "även", "när", "genom", "också", "deras", "samt", "enligt", "hur", "där", "efter",
];
const EN: &[&str] = &[
    "the", "and", "of", "to", "is", "shall", "with", "this", "that", "by", "be", "or", "which", "as", "any",
    "not", "between", "will", "from", "are", "its", "such", "each", "under",
];
const DA: &[&str] = &[
    "og",
    "af",
    "ikke",
    "til",
    "mellem",
    "skal",
    "fra",
    "hvor",
    "eller",
    "også",
    "være",
    "efter",
    "gennem",
    "aftalen",
    "aftale",
    "parterne",
    "nævnte",
    "mellemm",
    "hvis",
    "vedrørende",
    "ved",
];
const NO: &[&str] = &[
    "og",
    "av",
    "ikke",
    "til",
    "mellom",
    "skal",
    "fra",
    "hvor",
    "eller",
    "også",
    "være",
    "etter",
    "gjennom",
    "avtalen",
    "avtale",
    "partene",
    "nevnte",
    "dersom",
    "hvis",
    "vedrørende",
    "ved",
];

fn run(draft: &mut Draft<'_>) {
    let lower = draft.document.lower();
    let (mut sv, mut en, mut da, mut no) = (0u32, 0u32, 0u32, 0u32);
    let (mut wordlike, mut tokens, mut oslash, mut aring) = (0u64, 0u64, 0u32, 0u32);
    for token in &draft.tokens {
        let word = &lower[token.span.range()];
        // Numbers say nothing of readability; long runs without vowels or with digits inside do.
        if token.shape == Shape::Number {
            continue;
        }
        let length = word.len() as u64;
        tokens += length;
        if reads_as_word(word) {
            wordlike += length;
        }
        if word.len() > 12 {
            continue;
        }
        sv += u32::from(SV.contains(&word));
        en += u32::from(EN.contains(&word));
        da += u32::from(DA.contains(&word));
        no += u32::from(NO.contains(&word));
        oslash += u32::from(word.contains(['ø', 'æ']));
        aring += u32::from(word.contains(['ö', 'ä']));
    }
    let undecoded = draft.document.meta().undecoded;
    draft.annotations.readability =
        if tokens == 0 { 0.0 } else { (wordlike as f32 / tokens as f32) * (1.0 - undecoded.clamp(0.0, 1.0)) };
    let (sv, da, no) = (sv + aring / 2, da + oslash, no + oslash);
    let best = sv.max(en).max(da).max(no);
    draft.annotations.language = if best < 2 || u64::from(best) * 60 < draft.tokens.len() as u64 {
        Language::Other
    } else if best == sv && oslash <= aring {
        Language::Sv
    } else if best == en {
        Language::En
    } else if da >= no {
        Language::Da
    } else {
        Language::No
    };
}

/// True for a token that a person could have written as a word: short enough, letters only (and hyphens), with a vowel
/// where it is longer than an abbreviation, and capitals not scattered inside it.
fn reads_as_word(word: &str) -> bool {
    let mut letters = 0;
    let mut vowels = 0;
    let mut run = 0;
    for character in word.chars() {
        if matches!(character, '-' | '\'' | '’') {
            run = 0;
            continue;
        }
        if !character.is_alphabetic() || ('\u{e000}'..='\u{f8ff}').contains(&character) {
            return false;
        }
        letters += 1;
        if "aeiouyåäöéèüæøáàóíúëïôêâ".contains(character) {
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

#[cfg(test)]
mod tests {
    use crate::annotate::{Lexicons, annotate};
    use crate::document::{BlockKind, DocumentBuilder, Language, Origin};

    fn check(text: &str, expected: Language) {
        let mut builder = DocumentBuilder::new("txt");
        builder.open(BlockKind::Paragraph, None, Origin::default());
        builder.push(text);
        let annotations = annotate(&builder.finish(), &Lexicons::default());
        assert_eq!(annotations.language, expected, "{text}");
    }

    #[test]
    fn languages_are_told_apart() {
        check("Kommunen ansvarar för lokalen och föreningen ska bemanna den med två värdar.", Language::Sv);
        check("The Council shall provide the premises and the Trust shall staff them.", Language::En);
        check(
            "Aftalen indgås mellem kommunen og foreningen, som ikke skal betale husleje til kommunen.",
            Language::Da,
        );
        check(
            "Avtalen inngås mellom kommunen og foreningen, som ikke skal betale husleie av lokalene.",
            Language::No,
        );
        check("xq zzt 4411 kjd", Language::Other);
        check("", Language::Other);
    }
}
