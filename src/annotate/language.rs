//! Language: Swedish, English, Danish, Norwegian or other, by function words; and how much of the text reads as words.

use super::lexicon::FUNCTIONS;
use super::{Annotator, Draft, Shape};
use crate::document::{BlockKind, Language};

/// Tells the language of the body and its readability.
pub const ANNOTATOR: Annotator =
    Annotator { name: "language", doc: "Tells the language and the readability.", run };

/// Tokens longer than this many bytes that mix letters and digits are encoded blobs, not words.
const BLOB: usize = 40;
/// Words of other languages than the four are rare in documents of these; below one function word in so many tokens the
/// text is none of them.
const SPARSE: u64 = 40;

/// Function words from which another language than those that rules read is told for sure.
const TOLD: u32 = 3;
/// Letters of other scripts than the Latin one that tell another language, where they are most of all letters.
const SCRIPT: u64 = 40;
/// Words of running text that are of another language, where function words of the four are sparse among them: a list of
/// names or prices has few in any language, and is no running text.
const RUNNING: u64 = 100;
/// Words of a paragraph that is running text.
const PARAGRAPH: u64 = 12;

/// Letters from which the share of vowels tells whether a text is of any language.
const TEXT: u64 = 200;
/// Share of vowels among the letters, in percent, that any language has: 30 was the least of 1,300 texts.
const VOWELS: u64 = 27;

fn run(draft: &mut Draft<'_>) {
    let document = draft.document;
    let lower = document.lower();
    let mut counts = [0u32; FUNCTIONS.len()];
    let (mut wordlike, mut blobs, mut letters) = (0u64, 0u64, 0u64);
    let (mut words, mut nordic, mut swedish) = (0u64, 0u32, 0u32);
    let (mut latin, mut vowels) = (0u64, 0u64);
    // Letters of other scripts, words of running text, and of these in the paragraph at hand.
    let (mut foreign_script, mut running, mut of_paragraph) = (0u64, 0u64, 0u64);
    let mut block = 0;
    for token in &draft.tokens {
        let word = &lower[token.span.range()];
        while document.blocks().get(block).is_some_and(|at| at.span.end() <= token.span.start()) {
            block += 1;
            running +=
                Some(std::mem::take(&mut of_paragraph)).filter(|words| *words >= PARAGRAPH).unwrap_or(0);
        }
        // Numbers say nothing of readability; long runs without vowels or with digits inside do.
        let length = word.len() as u64;
        if word.len() > BLOB && word.bytes().any(|byte| byte.is_ascii_digit()) {
            blobs += length;
            continue;
        }
        if token.shape == Shape::Number {
            continue;
        }
        letters += length;
        // Other letters than a to z are vowels in these languages, and count as such in all.
        for byte in word.bytes().filter(|byte| byte.is_ascii_lowercase() || *byte >= 0xc0) {
            latin += 1;
            vowels += u64::from(matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | 0xc0..));
        }
        if !word.is_ascii() {
            foreign_script += word.chars().filter(|c| is_of_other_script(*c)).count() as u64;
        }
        if draft.vocabulary.is_readable(token, word) {
            wordlike += length;
        }
        // The language is that of the body, whatever a running footer is written in.
        if word.len() > 12 || !document.blocks().get(block).is_none_or(|at| at.is_body()) {
            continue;
        }
        words += 1;
        let paragraph = document.blocks().get(block).is_none_or(|at| at.kind == BlockKind::Paragraph);
        of_paragraph += u64::from(paragraph);
        let functions = draft.lexicons.functions(&draft.vocabulary, token, word);
        counts.iter_mut().zip(functions).for_each(|(count, has)| *count += u32::from(has));
        if !word.is_ascii() {
            nordic += u32::from(word.contains(['ø', 'æ']));
            swedish += u32::from(word.contains(['ö', 'ä']));
        }
    }
    running += Some(of_paragraph).filter(|words| *words >= PARAGRAPH).unwrap_or(0);
    // A picture or signature pasted in as text does not make the agreement unreadable; a file of nothing else is.
    let unread = if blobs > letters { blobs } else { 0 };
    let undecoded = document.meta().undecoded.clamp(0.0, 1.0);
    let read = letters + unread;
    draft.annotations.readability =
        if read == 0 { 0.0 } else { (wordlike as f32 / read as f32) * (1.0 - undecoded) };
    // Letters that stand for others, as where a font's map is wrong, make words of no language.
    if latin >= TEXT && vowels * 100 < latin * VOWELS {
        draft.annotations.readability *= 0.5;
    }
    let [sv, en, da, no, foreign] = counts;
    let neighbour = da.max(no);
    let told = neighbour >= TOLD && neighbour > sv;
    let (sv, da, no) = (sv + swedish / 2, da + nordic, no + nordic);
    let best = sv.max(en).max(da).max(no);
    let language = if foreign > best || best == 0 || u64::from(best) * SPARSE < words {
        Language::Other
    } else if best == en && (swedish == 0 || en > sv.max(1)) {
        Language::En
    } else if nordic <= swedish && (sv >= da.max(no) || nordic == 0 && swedish > 0 && da.max(no) < 2 * sv) {
        Language::Sv
    } else if da >= no {
        Language::Da
    } else {
        Language::No
    };
    draft.annotations.language_unclear = match language {
        Language::Sv | Language::En => false,
        Language::Da | Language::No => !told,
        Language::Other => {
            let by_words = foreign >= TOLD && foreign > best;
            let by_script = foreign_script >= SCRIPT && foreign_script * 2 > latin;
            !by_words && !by_script && (running < RUNNING || u64::from(best) * SPARSE >= running)
        }
    };
    draft.annotations.language = language;
}

/// True for a letter that Latin scripts lack.
fn is_of_other_script(c: char) -> bool {
    c > '\u{24f}' && !('\u{1e00}'..='\u{1eff}').contains(&c) && c.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use crate::annotate::{annotate, testing::lexicons};
    use crate::document::{BlockKind, DocumentBuilder, Language, Origin};

    fn of(text: &str) -> (Language, bool) {
        let mut builder = DocumentBuilder::new("txt");
        for paragraph in text.lines() {
            builder.open(BlockKind::Paragraph, None, Origin::default());
            builder.push(paragraph);
        }
        let annotations = annotate(&builder.finish(), lexicons());
        (annotations.language, annotations.language_unclear)
    }

    fn check(text: &str, expected: Language) {
        assert_eq!(of(text).0, expected, "{text}");
    }

    #[test]
    fn another_language_is_told_by_its_words_its_script_or_running_text() {
        let told = |text: &str| !of(text).1;
        let sure = [
            "Die Stadt stellt die Halle, und der Verein zahlt keine Miete.",
            "Sopimus on tehty kunnan ja yhdistyksen välillä, ja se on voimassa sekä ensi vuonna että sen jälkeen.",
            "La commune met la salle à disposition et l'association paie les charges.",
            "Муниципалитет предоставляет помещение, а объединение отвечает за уборку зала.",
            "البلدية توفر القاعة والجمعية مسؤولة عن التنظيف والصيانة كل أسبوع.",
            "Aftalen indgås mellem kommunen og foreningen, som ikke skal betale husleje til kommunen.",
            "Avtalen inngås mellom kommunen og foreningen, som ikke skal betale husleie av lokalene.",
        ];
        for text in sure {
            assert!(told(text) && !matches!(of(text).0, Language::Sv | Language::En), "{text}");
        }
        let hungarian = "A város ingyen biztosítja a termet, az egyesület pedig minden héten kitakarítja azt és fizeti \
                         az áramot meg a vizet.\n";
        assert_eq!(of(&hungarian.repeat(8)), (Language::Other, false));
        let unsure =
            ["", "AVTAL", "Ja Nej Ja Nej Ja", "Anna Berg, Bo Lund, Cia Ek", "Smørrebrød 45:-", hungarian];
        for text in unsure {
            assert!(!told(text), "{text}");
        }
        // A list has few function words in any language.
        assert!(!told(&"Anna Berg, tel. 070-123 45 67\nBo Lund, tel. 070-765 43 21\n".repeat(60)));
    }

    #[test]
    fn quotes_of_another_language_do_not_change_that_of_the_document() {
        let swedish =
            "Kommunen ansvarar för lokalen och föreningen ska bemanna den med två värdar. ".repeat(3);
        let english = "The Council shall provide the premises and the Trust shall staff them. ";
        let danish =
            "Kommunen stiller lokalet til rådighed, og foreningen skal ikke betale husleje for det. "
                .repeat(3);
        assert_eq!(of(&format!("{swedish}{english}")), (Language::Sv, false));
        assert_eq!(of(&format!("{danish}”Kommunen ansvarar för lokalen.”")), (Language::Da, false));
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
        check(
            "Kommunen ska svara för det. The Council shall not. Parterna är överens om att och när.",
            Language::Sv,
        );
        check(
            "Parterna ska med Ørsted och Søren Bæk se över avtalet, så att det är klart för påsken.",
            Language::Sv,
        );
        check("Parterna sköter sina mötesplatser under avtalets tid.", Language::Sv);
        check("Premises under lease.", Language::En);
        check("xq zzt 4411 kjd", Language::Other);
        check("", Language::Other);
    }

    #[test]
    fn an_encoded_blob_does_not_make_a_text_unreadable_unless_there_is_nothing_else() {
        let readable = |text: &str| {
            let mut builder = DocumentBuilder::new("txt");
            builder.open(BlockKind::Paragraph, None, Origin::default());
            builder.push(text);
            annotate(&builder.finish(), lexicons()).readability
        };
        let blob = "aGVq4f5s".repeat(9);
        let text = "Kommunen ansvarar för lokalen och föreningen ska bemanna den med två värdar varje vecka.";
        assert!(readable(&format!("{text} {blob}")) > 0.95);
        assert!(readable(&format!("avtal {blob} {blob}")) < 0.3);
        let long =
            "Kommunen och Föreningen Ljusglimten har ingått följande avtal om lokalen vid torget. ".repeat(4);
        let shifted: String =
            long.chars().map(|c| if c.is_ascii_alphabetic() { char::from(c as u8 + 2) } else { c }).collect();
        assert!(readable(&long) > 0.95 && readable(&shifted) < 0.6);
        assert!(readable("GDPR, SFS, KS/KF, HVB, LSS, SoL, HSL och BBIC gäller.") > 0.6);
        assert!(readable("Xqzrt bcdfghjklmnp wrtzpqsd kkjhgfds") < 0.4);
    }
}
