//! Persons: names by a tagger and a gate, who is who, and what each is doing where the name stands.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::{Annotator, Draft, spans_of};
use crate::document::{Person, PersonZone, Sector, Span, Zone};

mod find;
mod identity;
pub mod model;
mod place;

pub(super) use place::{
    contact_lead, contact_table, distributed, ends_as_agent, exemplified, reached, replaced, role_field,
    sentence, task_line,
};
use place::{mention, tail};

/// Finds named persons.
pub const ANNOTATOR: Annotator =
    Annotator { name: "persons", doc: "Finds named persons, their functions and addresses.", run };

/// Persons of one document, at most.
const MOST: usize = 2_000;
/// Mentions of one document, at most.
const MENTIONS: usize = 100_000;
/// Persons named by their address alone, at most.
const ADDRESSED: usize = 100;
/// A sentence longer than this is cut to what stands near the name.
const NEAR: usize = 700;

/// By what means persons are found: all of them, but where the worth of one is measured.
#[derive(Debug, Clone, Copy)]
pub struct Means<'t> {
    /// Lists and weights.
    pub tagger: &'t model::Tagger,
    /// Lets through only what lists, labels, columns or a wide margin vouch for.
    pub gate: bool,
    /// Joins spellings and later mentions of one person.
    pub coreference: bool,
}

impl Default for Means<'static> {
    fn default() -> Means<'static> {
        Means { tagger: shipped(), gate: true, coreference: true }
    }
}

/// The model that the program carries, laid out when it was built.
fn shipped() -> &'static model::Tagger {
    static SHIPPED: OnceLock<model::Tagger> = OnceLock::new();
    let laid_out = include_bytes!(concat!(env!("OUT_DIR"), "/persons.bin"));
    // A test holds it whole; an empty one finds nothing.
    SHIPPED.get_or_init(|| model::Tagger::carried(laid_out).unwrap_or_default())
}

/// True for a word, in lower case, that the lists hold as a first name.
pub(super) fn is_given_name(lower: &str) -> bool {
    shipped().is_given_name(lower)
}

fn run(draft: &mut Draft<'_>) {
    find_by(draft, Means::default());
}

/// Finds persons by some means.
pub fn find_by(draft: &mut Draft<'_>, means: Means<'_>) {
    let gate = find::Gate::new(draft, means.tagger);
    let individuals = individuals(draft, &gate);
    let names = if means.gate { gate.names() } else { gate.proposed() };
    let mut identities = identity::identities(&names, MOST, means.coreference);
    let later = if means.coreference { identity::short_forms(draft, &gate, &identities) } else { Vec::new() };
    for (index, span) in later.into_iter().take(MENTIONS) {
        identities[index].spans.push(span);
    }
    let emails = spans_of(draft, "email");
    identities.extend(addressed(draft, &gate, &emails, &identities).into_iter().take(MOST));
    let tail = tail(draft);
    let mut parties: Vec<Span> =
        draft.annotations.parties.iter().flat_map(|party| &party.mentions).copied().collect();
    parties.sort_unstable();
    let mut persons: Vec<Person> = Vec::with_capacity(identities.len());
    for mut identity in identities {
        identity.spans.sort_unstable();
        let mut person = Person {
            zone: PersonZone::Other,
            functions: Vec::new(),
            emails: Vec::new(),
            confidence: identity.confidence,
            mentions: identity.spans.iter().map(|span| mention(draft, &parties, *span, tail)).collect(),
            name: identity.name,
        };
        person.zone = person.mentions.iter().map(|mention| mention.zone).min().unwrap_or(PersonZone::Other);
        for mention in &person.mentions {
            if let Some(function) = mention.function {
                let function = draft.document.slice(function).to_lowercase();
                if !person.functions.contains(&function) && person.functions.len() < 8 {
                    person.functions.push(function);
                }
            }
            for email in emails_near(draft, mention.span, &emails) {
                let email = draft.document.slice(email).to_owned();
                if owns(&person.name, &email) && !person.emails.contains(&email) && person.emails.len() < 8 {
                    person.emails.push(email);
                }
            }
        }
        // An address or a number beside the name makes it surer.
        if !person.emails.is_empty() {
            person.confidence = (person.confidence + 0.1).min(0.98);
        }
        persons.push(person);
    }
    let marks: Vec<(Span, String, f32)> = persons
        .iter()
        .flat_map(|person| {
            person.mentions.iter().map(|mention| (mention.span, person.name.clone(), person.confidence))
        })
        .collect();
    draft.annotations.persons = persons;
    for at in individuals {
        draft.annotations.parties[at].sector = Sector::Individual;
        draft.annotations.parties[at].legal_form = Some("individual".to_owned());
    }
    for (span, name, confidence) in marks {
        draft.mark("person", span, Some(name), confidence);
    }
}

/// Parties of which nothing tells what sort of organisation they are, called as a person is ("Karin Lindahl").
fn individuals(draft: &Draft<'_>, gate: &find::Gate<'_, '_>) -> Vec<usize> {
    let parties = draft.annotations.parties.iter().enumerate();
    let unknown = parties.filter(|(_, party)| party.sector == Sector::Unknown);
    let called_so = unknown.filter(|(_, party)| {
        let name = party.name.to_lowercase();
        name.split_once(' ')
            .is_some_and(|(given, family)| !family.contains(' ') && gate.are_names(given, family))
    });
    called_so.map(|(at, _)| at).collect()
}

/// Addresses in the line of a name, not far from it.
fn emails_near(draft: &Draft<'_>, span: Span, emails: &[Span]) -> Vec<Span> {
    let around = line(draft, span);
    let from = around.start().max(draft.document.back(span.start(), NEAR));
    let to = around.end().min(draft.document.ahead(span.end(), NEAR));
    let first = emails.partition_point(|at| at.start() < from);
    emails[first..].iter().copied().take_while(|at| at.start() < to).take(16).collect()
}

/// Persons who are named by their address alone ("anna.ek@…"): a listed first name and a surname, of nobody named elsewhere.
fn addressed(
    draft: &Draft<'_>,
    gate: &find::Gate<'_, '_>,
    emails: &[Span],
    named: &[identity::Identity],
) -> Vec<identity::Identity> {
    let words = named.iter().flat_map(|one| one.name.split([' ', '-']));
    let taken: BTreeSet<String> = words.map(plain).collect();
    let mut found: Vec<identity::Identity> = Vec::new();
    for email in emails {
        let zone =
            draft.document.block_at(email.start()).and_then(|block| draft.annotations.zones.get(block));
        if !matches!(zone, Some(Zone::Body | Zone::Table | Zone::Annex | Zone::Contact | Zone::Parties)) {
            continue;
        }
        let Some(local) = draft.document.lower()[email.range()].split('@').next() else { continue };
        let Some((given, family)) = local.split_once('.') else { continue };
        let letters =
            |part: &str| part.chars().count() > 1 && part.chars().all(|c| c.is_alphabetic() || c == '-');
        if !letters(given) || !letters(family) || !gate.are_names(given, family) {
            continue;
        }
        if taken.contains(&plain(given)) || taken.contains(&plain(family)) {
            continue;
        }
        let span = Span::at(email.start(), email.start() + local.len());
        let name = format!("{} {}", capital(given), capital(family));
        match found.iter_mut().find(|one| one.name == name) {
            Some(one) => one.spans.push(span),
            None => found.push(identity::Identity { name, spans: vec![span], confidence: 0.6 }),
        }
        if found.len() >= ADDRESSED {
            break;
        }
    }
    found
}

fn capital(word: &str) -> String {
    let parts = word.split('-').map(|part| {
        let mut letters = part.chars();
        letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
    });
    parts.collect::<Vec<String>>().join("-")
}

/// True where the local part of an address holds a part of the name.
pub(super) fn owns(name: &str, email: &str) -> bool {
    let local = plain(email.split('@').next().unwrap_or(""));
    plain(name).split([' ', '-']).any(|part| part.len() > 2 && local.contains(part))
}

/// In lower case and without accents, as names stand in addresses.
fn plain(text: &str) -> String {
    let folded = text.chars().flat_map(char::to_lowercase).map(|c| match c {
        'å' | 'ä' | 'á' | 'à' | 'æ' => 'a',
        'ö' | 'ø' | 'ó' => 'o',
        'é' | 'è' | 'ë' => 'e',
        'ü' => 'u',
        other => other,
    });
    folded.collect()
}

/// The head of the column that a cell stands in.
pub(super) fn column_head(draft: &Draft<'_>, span: Span) -> Option<Span> {
    let blocks = draft.document.blocks();
    let index = draft.document.block_at(span.start())?;
    let cell = blocks.get(index)?.cell().filter(|cell| cell.row > 0)?;
    let table = (0..index)
        .rev()
        .take(600)
        .take_while(|other| blocks[*other].cell().is_some_and(|c| c.table == cell.table));
    let mut heads =
        table.filter(|other| blocks[*other].cell().is_some_and(|c| c.row == 0 && c.column == cell.column));
    heads.next().map(|head| blocks[head].content)
}

/// The line that a name stands in: its table row, else its block.
pub(super) fn line(draft: &Draft<'_>, span: Span) -> Span {
    let blocks = draft.document.blocks();
    let Some(index) = draft.document.block_at(span.start()) else { return span };
    let Some(block) = blocks.get(index) else { return span };
    let Some(cell) = block.cell() else { return block.span };
    let same =
        |b: &&crate::document::Block| b.cell().is_some_and(|c| c.table == cell.table && c.row == cell.row);
    let before = blocks[..index].iter().rev().take(32).take_while(same).last().unwrap_or(block);
    let after = blocks[index..].iter().take(32).take_while(same).last().unwrap_or(block);
    before.span.cover(after.span)
}

#[cfg(test)]
mod tests {
    use crate::annotate::{annotate, testing};
    use crate::document::PersonZone;

    /// Persons as "Name" or "Name/zone", in order, parted by "; ".
    fn check(text: &str, expected: &str) {
        let document = testing::document(text);
        let annotations = annotate(&document, testing::lexicons());
        let zones = expected.contains('/');
        let got: Vec<String> = annotations
            .persons
            .iter()
            .map(|person| {
                let zone = match person.zone {
                    PersonZone::Task => "task",
                    PersonZone::Contact => "contact",
                    PersonZone::Signature => "signature",
                    PersonZone::Metadata => "metadata",
                    PersonZone::Other => "other",
                };
                if zones { format!("{}/{zone}", person.name) } else { person.name.clone() }
            })
            .collect();
        assert_eq!(got.join("; "), expected, "{text}");
    }

    const LONG: &str = "Parterna samverkar om lokala mötesplatser i hela området under avtalets tid, med stöd av de medel som årligen avsätts i budget.";

    #[test]
    fn names_of_many_sorts() {
        check("Arbetet leds av Görel Tjäderstam från Norrby kommun.", "Görel Tjäderstam");
        check(
            "Kontakta Anna-Karin Öberg-Ek eller Fredrika von Essner.",
            "Anna-Karin Öberg-Ek; Fredrika von Essner",
        );
        check(
            "Abdirahman Warsame Nur och Nguyen Thi Lan svarar för lägret.",
            "Abdirahman Warsame Nur; Nguyen Thi Lan",
        );
        check("The budget is kept by Ms Imogen Farthing.", "Imogen Farthing");
        check("Repairs are Colin Webber's job.", "Colin Webber");
        check(
            "Kassan räknas av C. G. Lilliehöök. Porten öppnas av Ebba Natt och Dag.",
            "C. G. Lilliehöök; Ebba Natt och Dag",
        );
        check("Fåren vallas av Mohammed al-Hakim.", "Mohammed al-Hakim");
        check("Entrén tar Stig-Björn Kallin hand om.", "Stig-Björn Kallin");
        check(
            "Rådet består av Tara Yousef, Gunvor Bylund och Daniel Skarp.",
            "Tara Yousef; Gunvor Bylund; Daniel Skarp",
        );
        check("The Region is reached through Chief Podiatrist Malena Hjortsäter.", "Malena Hjortsäter");
        check(
            "| Fråga | Svar |\n| Vem bokar? | Linnea Forsgård |\n| Vad? | Linnea Forsgård |",
            "Linnea Forsgård",
        );
        check("Nycklar kvitteras ut hos Evert Skarp. Maria Skolan är stängd.", "Evert Skarp");
        check("Ring Olle om du undrar. Olle Lindgren svarar.", "Olle Lindgren");
        check("Anna Lindblom  Bo Karlsson", "Anna Lindblom; Bo Karlsson");
        check("Jenny Lindblom Berg Karin Karlsson skrev under.", "Jenny Lindblom Berg; Karin Karlsson");
        check("Avgiften är 40 kr per elev, säger Per Sundvall.", "Per Sundvall");
        let address = format!("{LONG}\nKontakt hos kommunen: karin.blomstedt@norrby.example");
        check(&address, "Karin Blomstedt/contact");
        check("Kontakt: info.skolan@norrby.example, stora.torget@norrby.example", "");
        check("Samordnare är Kettil Broström. Schemat görs av Kettil B. varje vecka.", "Kettil Broström");
        check("| Namn | Roll |\n| LENA HOLMQVIST | Samordnare |", "Lena Holmqvist");
        check(
            "| Namn | Telefon |\n| Holmqvist, Lena | 0950-555 10 |\n| Ek, Per | 0950-555 11 |",
            "Lena Holmqvist; Per Ek",
        );
    }

    #[test]
    fn titles_columns_and_signature_lines_vouch_for_rare_names() {
        check("The work is led by Professor Ylva Kihlman and Dr Chidi Eze.", "Ylva Kihlman; Chidi Eze");
        check(
            "B1. Catriona Stelwyn is Project Manager and marks out the logs for the parties.",
            "Catriona Stelwyn",
        );
        check(
            "| Position | Holder |\n| Works Manager | Anna Lindblom |\n| Licensing Lead | Owain Prideaux |\n| Volunteer Lead | Karin Karlsson |",
            "Anna Lindblom; Owain Prideaux; Karin Karlsson",
        );
        check(
            "| Position | Holder |\n| Works Manager | Lorcan Teale |\n| Licensing Lead | Owain Prideaux |\n| Volunteer Lead | Tilda Brook-Evans |",
            "Lorcan Teale; Owain Prideaux; Tilda Brook-Evans",
        );
        check("| Del | Område |\n| 1 | Norra Skogen |\n| 2 | Gamla Hamnen |\n| 3 | Prideaux Owain |", "");
        let parties =
            "T Avtal om skötsel\nMellan Ekby kommun och Ekby Friluftsvänner, ideell förening.\n# Syfte";
        check(
            &format!(
                "{parties}\n{LONG}\n# Underskrifter\nEkby kommun Hanna Lindblom, nämndens ordförande\nEkby Friluftsvänner Stellan Gräns, ordförande"
            ),
            "Hanna Lindblom; Stellan Gräns",
        );
        check(
            &format!(
                "{parties}\n{LONG}\n# Underskrifter\nEkby den 3 maj 2026\nEkby kommun Ekby Friluftsvänner"
            ),
            "",
        );
    }

    #[test]
    fn what_is_no_person() {
        for text in [
            "Händelsen anmäls enligt Lex Sarah och Lex Maria av verksamhetschefen.",
            "Vården ges på Sankt Görans sjukhus och Astrid Lindgrens barnsjukhus.",
            "Lokalen ligger på Hans Ståhles väg 3 och vid Olof Palmes gata.",
            "Nils Ferdinand Utbildning AB och Stiftelsen Lisa Sass stödjer arbetet.",
            "Medel söks ur Eva Bonniers donationsnämnd och Anna Lindhs minnesfond.",
            "Mötet hålls i Maj 2025 på Erik Dahlbergsgymnasiet.",
            "## Roller och Ansvar",
            "## Offentlig Upphandling",
            "Following our talk on 28 August I am glad. The mill stands on the Otter Brook.",
            "Teater Kvarnhjulet spelar på Café Maria.",
            "Svaret QmVydGEgTGluZEFubmEgQmVyZw/Anna Lind/QmVydGEgTGluZEFubmEgQmVyZwQmVydGEgTGluZEFubmE= sparas.",
        ] {
            check(text, "");
        }
        // And what is one beside.
        check("Vården ges på Sankt Görans sjukhus av Göran Sandell.", "Göran Sandell");
        check("Händelsen anmäls enligt Lex Sarah av Sarah Lindblom.", "Sarah Lindblom");
        check("Mötet hålls på Hans Ståhles väg 3 av Hans Ståhlberg.", "Hans Ståhlberg");
        check("Endast Anna Berggren har nyckel.", "Anna Berggren");
        check("Koordinator Jenny Berglund finns på plan 4.", "Jenny Berglund");
    }

    #[test]
    fn a_line_a_stroke_and_a_cell_end_a_name() {
        check(
            "Anna Lindblom/Bo Karlsson och Eva Holm | Per Nyman",
            "Anna Lindblom; Bo Karlsson; Eva Holm; Per Nyman",
        );
        check("| Namn | Namn |\n| Anna Lindblom | Bo Karlsson |", "Anna Lindblom; Bo Karlsson");
        check("T Avtal\n# Underskrifter\nAnna Lindblom\nBo Karlsson", "Anna Lindblom; Bo Karlsson");
    }

    #[test]
    fn later_mentions_belong_to_the_same_person() {
        let document = testing::document(
            "Samordnare är Anna Lindqvist. Lindqvist kallar till möten. Annas ersättare är Bo Ekdahl. A. Lindkvist attesterar.",
        );
        let annotations = annotate(&document, testing::lexicons());
        let mentions: Vec<(&str, usize)> =
            annotations.persons.iter().map(|person| (person.name.as_str(), person.mentions.len())).collect();
        assert_eq!(mentions, [("Anna Lindqvist", 4), ("Bo Ekdahl", 1)]);
    }

    #[test]
    fn zones_of_persons() {
        check(
            &format!(
                "T Avtal om mötesplatser\nBeslutat av: omsorgschef Anna Ekdahl\nHandläggare: Bo Nyman\n# Syfte\n{LONG}"
            ),
            "Anna Ekdahl/metadata; Bo Nyman/metadata",
        );
        check(
            &format!(
                "T Avtal\n# Syfte\n{LONG}\n# Kontaktpersoner\nAnna Ekdahl, Norrby kommun\n# Underskrifter\nNorrby 2025-01-01\nBo Nyman"
            ),
            "Anna Ekdahl/contact; Bo Nyman/signature",
        );
        check(
            &format!("T Avtal\n# Syfte\n{LONG}\nSkriv till exempel så här: Samordnare är Anna Ekdahl."),
            "Anna Ekdahl/other",
        );
        check(
            &format!("T Avtal\n# Syfte\n{LONG}\nReviderad 2025-03-10 av ekonom Anna Ekdahl.\n# Tid\n{LONG}"),
            "Anna Ekdahl/metadata",
        );
        check(
            &format!(
                "T Avtal\n# Syfte\n{LONG}\n# Kontaktpersoner\nKommunen: samordnare Anna Ekdahl, ersättare projektledare Bo Nyman\n# Tid\n{LONG}"
            ),
            "Anna Ekdahl/contact; Bo Nyman/contact",
        );
        check(
            &format!("T Avtal\n# Syfte\n{LONG}\nSamordnare för samverkan är Anna Ekdahl."),
            "Anna Ekdahl/task",
        );
        check(
            &format!(
                "T Avtal\n# Syfte\n{LONG}\n# Revisionshistorik\n| Version | Datum | Författare |\n| 1 | 2025-01-01 | Anna Ekdahl |\n| 2 | 2025-03-01 | Anna Ekdahl |"
            ),
            "Anna Ekdahl/metadata",
        );
        check(
            &format!(
                "T Avtal\n# Syfte\n{LONG}\n_ Transaktion 09222115557513440921 Signerat AE\n# Verifikat\nSignerande parter\nAnna Ekdahl"
            ),
            "Anna Ekdahl/other",
        );
    }

    #[test]
    fn identity_numbers_are_not_kept() {
        let text = "Kontaktperson: Anna Ekdahl, 19810101-9017. Även 810101-9017, 8101019017, 810101+9017 och 19810101 9017.";
        let document = testing::document(text);
        let annotations = annotate(&document, testing::lexicons());
        let kept = format!(
            "{:?}",
            annotations
                .persons
                .iter()
                .map(|person| (&person.name, &person.functions, &person.emails))
                .collect::<Vec<_>>()
        );
        assert!(!kept.contains("9017"), "{kept}");
    }
}
