//! Zones of whole documents, and of names in the shapes that agreements end in.

use crate::annotate::{annotate, testing};

/// The zones of the blocks, each as its first letters.
fn check(text: &str, expected: &str) {
    let document = testing::document(text);
    let annotations = annotate(&document, testing::lexicons());
    let zones: Vec<String> = annotations.zones.iter().map(|zone| format!("{zone:?}")).collect();
    assert_eq!(zones.join(" "), expected, "{text}");
}

const LONG: &str = "Parterna har sedan länge arbetat tillsammans med frågor om bygdens utveckling och vill nu ge arbetet en fastare form.";

#[test]
fn head_parties_and_body() {
    check(
        &format!(
            "T Samverkansavtal\nDnr KS 2025/1\n# Parter\nNorrby kommun och Åbyn AB\n# Syfte\n{LONG}\n| Vad | Vem |\n| Lokal | Kommunen |"
        ),
        "HeaderBlock HeaderBlock Parties Parties Body Body Table Table Table Table",
    );
    check(
        &format!("* Avtal om lokal\nmellan Norrby kommun och Åbyns Byalag\n* Bakgrund\n{LONG}"),
        "HeaderBlock Parties Body Body",
    );
    check(
        &format!(
            "T Plan\nNorrby kommun\nAntagen av kommunfullmäktige den 13 december 2021, § 164\nInledning\n{LONG}"
        ),
        "HeaderBlock HeaderBlock HeaderBlock Body Body",
    );
    check(
        &format!(
            "* Avtal\nAvtal har denna dag slutits mellan\nRegion Norr (\"Regionen\"),\nNorrby kommun (\"Kommunen\"), och\nÅbyn AB\n* Syfte\n{LONG}"
        ),
        "HeaderBlock Parties Parties Parties Parties Body Body",
    );
}

#[test]
fn contents_contacts_and_signatures() {
    check(
        &format!(
            "T Avtal\n# Innehåll\n1 Syfte ..... 2\n2 Tid ..... 3\n# Syfte\n{LONG}\n# Kontaktpersoner\nAnna Ek, samordnare\n# Underskrifter\nNorrby 2025-01-01\nAnna Ek"
        ),
        "HeaderBlock Contents Contents Contents Body Body Contact Contact Signature Signature Signature",
    );
    check(
        &format!("T Avtal\n# Syfte\n{LONG}\n{LONG}\nNorrby den 9 mars 2023\nAnna Ek, Norrby kommun"),
        "HeaderBlock Body Body Body Signature Signature",
    );
    // A date in running text opens nothing.
    check(
        &format!(
            "T Avtal\n# Syfte\n{LONG}\n{LONG}\nNorrby kommun beslutade om detta den 9 mars 2023 efter samråd.\nSlut på detta."
        ),
        "HeaderBlock Body Body Body Body Body",
    );
    check(
        &format!(
            "T Avtal\n# Syfte\n{LONG}\n{LONG}\n| För Norrby kommun | För Åbyn AB |\n| Anna Ek | Bo By |"
        ),
        "HeaderBlock Body Body Body Signature Signature Signature Signature",
    );
}

#[test]
fn certificates_revisions_annexes_and_furniture() {
    check(
        &format!(
            "^ Avtal 2025\nT Avtal\n# Syfte\n{LONG}\n_ Transaktion 09222115557513440921 Signerat AF, PS\n_ Sida 1\n# Verifikat\nSignerande parter\nAnna Ek"
        ),
        "Furniture HeaderBlock Body Body Certificate Furniture Certificate Certificate Certificate",
    );
    check(
        &format!(
            "T Avtal\n# Revisionshistorik\n| Version | Datum | Författare |\n| 1 | 2025-01-01 | Anna Ek |\n# Syfte\n{LONG}\n# Bilagor\nBilaga 1 Projektplan\nBilaga 2 Budget\n# Bilaga 1 Projektplan\nRegionen leder."
        ),
        "HeaderBlock Revision Revision Revision Revision Revision Revision Revision Body Body AnnexList AnnexList AnnexList Annex Annex",
    );
    // Signed behind the annex, and by a service whose page has another name.
    check(
        &format!(
            "T Avtal\n# Syfte\n{LONG}\n# Bilaga 1 Budget\nRegionen betalar.\n# Underskrifter\nFör regionen: Anna Ek, direktör\n# Signeringsbevis\nAnna Ek"
        ),
        "HeaderBlock Body Body Annex Annex Signature Signature Certificate Certificate",
    );
    check(
        &format!("T Avtal\n# Syfte\n{LONG}\nSe bilaga 1 om ansvar.\n# Referenser\nNorrby kommun, Plan"),
        "HeaderBlock Body Body Body References References",
    );
}

/// See the file's head.
const SHAPES: &str = include_str!("shapes.txt");

const SWEDISH: &str = "T Samverkansavtal om mötesplatser\nmellan Norrby kommun (nedan kallad Kommunen) och Föreningen Vågbrytaren (nedan kallad Föreningen)\n# Syfte\nParterna har sedan länge arbetat tillsammans med frågor om bygdens utveckling och vill nu ge arbetet en fastare form.\n# Uppgifter\nKommunen upplåter lokalen och betalar värme och el. Föreningen håller lokalen öppen tre kvällar i veckan.\n# Avtalstid\nAvtalet gäller från den 1 januari 2025 till den 31 december 2027 och kan sägas upp med sex månaders varsel.\n";

const ENGLISH: &str = "T Collaboration agreement on meeting places\nThis agreement is made between Norrby Municipality (the “Council”) and the Harbour Trust (the “Trust”).\n# Purpose\nThe parties work together on local meeting places in the area for as long as the agreement is valid.\n# Tasks\nThe Council provides the premises and pays for heating. The Trust keeps the premises open three evenings a week.\n# Term\nThis agreement is valid from 1 January 2025 until 31 December 2027 and may be terminated with six months' notice.\n";

#[test]
fn names_in_the_shapes_that_agreements_end_in() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in SHAPES.split("\n=== ").skip(1) {
        let (name, rest) = case.split_once('\n').unwrap();
        let (said, expected) = rest.split_once("-> ").unwrap();
        let known = said.strip_suffix("~ ");
        let head = if name.starts_with("English") { ENGLISH } else { SWEDISH };
        let document = testing::document(&format!("{head}{}", known.unwrap_or(said)));
        let annotations = annotate(&document, testing::lexicons());
        let zoned = annotations
            .persons
            .iter()
            .map(|person| format!("{}/{}", person.name, format!("{:?}", person.zone).to_lowercase()));
        let found = zoned.collect::<Vec<_>>().join("; ");
        count += 1;
        if (found == expected.trim()) == known.is_some() {
            wrong.push(format!("{name}: {found}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {count} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
