//! Kind: what sort of document it is, by its title first and by its structure where the title does not say.

mod about;
mod form;
mod holds;
mod minutes;
mod structure;
mod title;
mod titled;
mod untitled;

use std::cell::OnceCell;

use super::{Annotator, Draft, party};
use crate::document::{DocumentKind, KindGuess, Span};
use structure::Structure;
use title::{Title, named, title, title_lines};

/// Tells the kind and the title.
pub const ANNOTATOR: Annotator = Annotator { name: "kind", doc: "Tells what sort of document it is.", run };

/// Finer sorts, as values of the lexicons.
const DETAILS: &[&str] =
    &["termination", "prolongation", "form", "consent", "routine", "declaration", "not-found-page"];

/// A title is looked for in so many blocks.
const TITLE_BLOCKS: usize = 14;
/// A title is at most so long.
const TITLE: usize = 200;
/// Bytes from the start in which a text says what it is.
const SELF: usize = 3_000;
/// Words of a page that only says that another is missing, at most.
const NOT_FOUND: usize = 400;

/// What tells the kind, in the order in which it is asked: the first that knows decides.
const READERS: [fn(&Clues<'_>) -> Option<KindGuess>; 15] = [
    not_found,
    running_minutes,
    recorded_minutes,
    case,
    titled::guidance,
    about::about,
    titled::titled,
    slots,
    untitled::decided,
    untitled::agreed,
    untitled::governs,
    untitled::names_itself,
    untitled::runs_on,
    template,
    to_fill_in,
];

fn run(draft: &mut Draft<'_>) {
    let lines = title_lines(draft);
    draft.annotations.title = title(draft, &lines);
    let clues = Clues::new(draft, &lines);
    let known = READERS.iter().find_map(|reader| reader(&clues));
    draft.annotations.kind = known.unwrap_or_else(|| guess(DocumentKind::Other, clues.first_line(), 0.3));
}

/// What is known of a document before its kind is.
struct Clues<'r> {
    draft: &'r Draft<'r>,
    /// The lines near the top that may be the title.
    lines: &'r [Span],
    /// The first of them, empty where there is none.
    first: Span,
    /// The title, where it says what the document is.
    title: Option<Title>,
    found: Structure,
    holds: OnceCell<bool>,
    names_parties: OnceCell<bool>,
}

impl<'r> Clues<'r> {
    fn new(draft: &'r Draft<'r>, lines: &'r [Span]) -> Clues<'r> {
        Clues {
            draft,
            lines,
            first: lines.first().copied().unwrap_or_default(),
            title: named(draft, lines),
            found: Structure::of(draft),
            holds: OnceCell::new(),
            names_parties: OnceCell::new(),
        }
    }

    /// True for a text that says of itself that it holds as an agreement.
    fn holds(&self) -> bool {
        *self.holds.get_or_init(|| holds::as_agreement(self.draft).is_some())
    }

    /// True where the parties are introduced in so many words.
    fn names_parties(&self) -> bool {
        *self.names_parties.get_or_init(|| party::introduced(self.draft))
    }

    /// The first line as evidence.
    fn first_line(&self) -> Option<Span> {
        (!self.first.is_empty()).then_some(self.first)
    }
}

fn guess(kind: DocumentKind, evidence: Option<Span>, confidence: f32) -> KindGuess {
    KindGuess { kind, detail: None, evidence, confidence }
}

fn detail(value: &str) -> Option<&'static str> {
    DETAILS.iter().find(|detail| **detail == value).copied()
}

/// "Sidan kunde inte hittas": a page of a web site that was saved as a document.
fn not_found(clues: &Clues<'_>) -> Option<KindGuess> {
    if clues.draft.tokens.len() >= NOT_FOUND {
        return None;
    }
    let end = clues.lines.iter().map(|line| line.end()).max().unwrap_or(0);
    let word = clues.draft.words_in("not-found-page", Span::at(clues.first.start(), end)).next()?;
    Some(KindGuess { detail: detail("not-found-page"), ..guess(DocumentKind::Other, Some(word.span), 0.9) })
}

/// What runs over or under every page says it of the whole.
fn running_minutes(clues: &Clues<'_>) -> Option<KindGuess> {
    let line = minutes::runs_as_minutes(clues.draft)?;
    Some(guess(DocumentKind::Minutes, Some(line), 0.9))
}

/// Lines that only minutes have, under a title that does not say what the document is.
fn recorded_minutes(clues: &Clues<'_>) -> Option<KindGuess> {
    let said = clues.title.as_ref().map(|title| title.kind);
    let agreed = || clues.found.signed && (clues.found.introduced || clues.holds());
    if matches!(said, Some(DocumentKind::Agreement | DocumentKind::Minutes)) || agreed() {
        return None;
    }
    Some(guess(DocumentKind::Minutes, Some(minutes::recorded(clues.draft)?), 0.85))
}

/// The case that an agreement is decided in begins as the agreement is called.
fn case(clues: &Clues<'_>) -> Option<KindGuess> {
    let (kind, line) = minutes::case(clues.draft)?;
    Some(guess(kind, Some(line), 0.8))
}

/// "Brevmall – överenskommelse" over what is to be filled in, though the title says no more of what it is.
fn template(clues: &Clues<'_>) -> Option<KindGuess> {
    let word = clues.draft.words_in("kind-template", clues.first).next()?;
    // "Protokollsmall"
    let whole = word.span == clues.first;
    (whole || clues.found.prompts > 0 || form::to_fill_in(clues.draft))
        .then(|| guess(DocumentKind::Template, Some(word.span), 0.8))
}

/// "#{dokumenttitel}#" over lines that are to be filled in too: a title that nobody has written yet.
fn slots(clues: &Clues<'_>) -> Option<KindGuess> {
    let blank = clues.draft.first_mark_in("placeholder", clues.first);
    let whole = blank.is_some_and(|blank| blank.len() + 1 >= clues.first.len());
    (whole && clues.found.slots > 1).then(|| guess(DocumentKind::Template, clues.first_line(), 0.8))
}

/// Labels with blanks behind them, and no parties: a form that does not say so.
fn to_fill_in(clues: &Clues<'_>) -> Option<KindGuess> {
    let form = !clues.found.introduced && form::to_fill_in(clues.draft);
    form.then(|| KindGuess { detail: detail("form"), ..guess(DocumentKind::Form, clues.first_line(), 0.6) })
}

#[cfg(test)]
mod tests {
    use crate::annotate::{annotate, testing};

    fn check(text: &str, expected: &str) {
        let document = testing::document(text);
        let guess = annotate(&document, testing::lexicons()).kind;
        let detail = guess.detail.map_or(String::new(), |detail| format!(" {detail}"));
        assert_eq!(format!("{:?}{detail}", guess.kind).to_lowercase(), expected, "{text}");
    }

    #[test]
    fn titles_tell_the_kind() {
        let sv = "Kommunen och föreningen ska tillsammans se till att det finns en lokal och att den är öppen för alla.";
        let en = "The Council and the Trust shall together see to it that there is a hall and that it is open to all.";
        for (title, expected) in [
            ("Samverkansavtal om servicepunkt", "agreement"),
            ("Överenskommelse om genomförande av regional handlingsplan", "agreement"),
            ("Idéburet offentligt partnerskap (IOP) 2025", "agreement"),
            ("A V T A L", "agreement"),
            ("Gästhamnar i samverkan – överenskommelse säsongerna 2025–2027", "agreement"),
            ("Policy för samverkan och avtal med civilsamhället", "plan"),
            ("Handlingsplan för överenskommelsen med idrotten", "plan"),
            ("Trygghetsplan 2024–2028", "plan"),
            ("Sammanträdesprotokoll, samverkansavtal", "minutes"),
            ("Tilläggsavtal till samverkansavtal", "amendment"),
            ("Uppsägning av samverkansavtal", "amendment termination"),
            ("Samtycke till bild och intervju", "form consent"),
            ("Bilaga 2 till samverkansavtal", "annex"),
            ("Mall för samverkansavtal", "agreement"),
            ("Vägledning om avtal", "guidance"),
        ] {
            if title.starts_with("Mall") {
                check(&format!("T {title}\n# Syfte\n{sv}"), "template");
            } else {
                check(&format!("T {title}\n# Syfte\n{sv}"), expected);
            }
        }
        for (title, expected) in [
            ("Memorandum of Understanding", "agreement"),
            ("Strategic Plan Partnership Agreement", "agreement"),
            ("Side Letter on Joint Communication", "agreement"),
            ("Amendment No. 2 to the Consortium Agreement", "amendment"),
            ("Regional Development Strategy for the North 2023–2030", "plan"),
        ] {
            check(&format!("T {title}\n# Purpose\n{en}"), expected);
        }
        // "plan 2" is a floor; lines that only minutes have tell.
        check(
            &format!(
                "T Direktionen\nPlats och tid: Brandstationen, plan 2\nBeslutande: Gun Berg, Bo Alm\n# § 6\n{sv}"
            ),
            "minutes",
        );
        check(&format!("T Trygghetsplan\nPlats och tid: Brandstationen\n# Syfte\n{sv}"), "plan");
        check(
            "T Samarbejdsaftale om kystturisme\nmellem Fjordbo Kommune og Foreningen\n# Formål\nParterne ønsker at udveksle erfaringer.",
            "agreement",
        );
    }

    #[test]
    fn blanks_among_the_parties_make_a_template_but_filled_brackets_do_not() {
        let text =
            "# Syfte\nParterna ska tillsammans hålla lokalen öppen för alla som vill komma dit under året.";
        check(
            &format!(
                "T Samverkansavtal\n# Parter\n[Kommunens namn], nedan kallad Kommunen, och ____\n{text}"
            ),
            "template",
        );
        check(
            &format!(
                "T Samverkansavtal\n# Parter\nNorrby kommun [Verksamhetschef Hemtjänst] och Åbyn AB\n{text}"
            ),
            "agreement",
        );
        check(
            &format!(
                "T Samverkansavtal\n# Parter\nNorrby kommun och Åbyn AB\n{text}\n# Underskrifter\n____________"
            ),
            "agreement",
        );
    }

    #[test]
    fn pages_that_are_no_documents() {
        check("404\nSidan kunde inte hittas\nGå till startsidan", "other not-found-page");
        check(
            "T Avsiktsförklaring\n# Mål\nFöretaget vill att ungdomar ska få praktik och lovar att ta emot tio om året.",
            "other declaration",
        );
        check("Lunchmeny vecka 12\nSoppa och bröd för den som vill.", "other");
        check("", "other");
    }
}
