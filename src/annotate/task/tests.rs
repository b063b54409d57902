//! Who carries a task alone, and who does not, by wordings.

use crate::annotate::{annotate, testing};
use crate::document::Holder;

/// Names of those who carry a task with nobody behind, in order, parted by "; ".
fn alone(text: &str) -> String {
    let document = testing::document(text);
    let annotations = annotate(&document, testing::lexicons());
    let mut names: Vec<&str> = Vec::new();
    for task in annotations.tasks.iter().filter(|task| task.mitigation.is_none() && !task.contact) {
        if let Holder::Person(index) = task.holder {
            let name = annotations.persons[index as usize].name.as_str();
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names.sort_unstable();
    names.join("; ")
}

fn check(case: &str, text: &str, expected: &str) {
    assert_eq!(alone(text), expected, "{case}: {text}");
}

const SWEDISH: &str = "T Avtal om mötesplatser\nAvtalet sluts mellan Norrby kommun (nedan kallad Kommunen) och Föreningen Vågbrytaren (nedan kallad Föreningen).\n# Syfte\nParterna samverkar om lokala mötesplatser i hela området under avtalets tid.\n# Uppgifter\n";

const ENGLISH: &str = "T Collaboration agreement on meeting places\nThis agreement is made between Norrby Municipality (the “Council”) and the Harbour Trust (the “Trust”).\n# Purpose\nThe parties work together on local meeting places in the area for as long as the agreement is valid.\n# Tasks\n";

const HEAD: &str = "T Avtal om mötesplatser\n# Syfte\nParterna samverkar om lokala mötesplatser i hela området under avtalets tid.\n# Uppgifter\n";

/// What looks like a carrier or a substitute and is none, and the real thing beside.
#[test]
fn traps_in_both_directions() {
    for (case, text, expected) in [
        ("floor", "Koordinator Jenny Berglund på plan 4 ansvarar för bokningen.", "Jenny Berglund"),
        ("e-sign footer", "_ Transaktion 09222115557513440921 Signerat AE, BN", ""),
        (
            "e-sign footer, beside",
            "Anna Ekdahl sköter nycklarna.\n_ Transaktion 0922 Signerat AE",
            "Anna Ekdahl",
        ),
        ("who signed", "Avtalet har signerats digitalt av Anna Ekdahl.", ""),
        (
            "revision history",
            "# Revisionshistorik\n| Version | Datum | Författare |\n| 1 | 2025-01-01 | Anna Ekdahl |",
            "",
        ),
        ("anonymised", "Xxxxxxx Xxxxxxxx ansvarar för nycklarna.", ""),
        (
            "board alternates",
            "Anna Ekdahl ansvarar för nycklarna. Nämnden har 15 ledamöter och 15 ersättare.",
            "Anna Ekdahl",
        ),
        (
            "board alternates, alone",
            "Anna Ekdahl ansvarar för nycklarna. I styrelsen ingår femton ersättare.",
            "Anna Ekdahl",
        ),
        ("real backup", "Anna Ekdahl ansvarar för nycklarna. Vid hennes frånvaro ansvarar vaktmästaren.", ""),
        ("whom she names", "Nycklarna delas ut av Anna Ekdahl eller den hon utser.", ""),
        (
            "ersätter a document",
            "Anna Ekdahl ansvarar för nycklarna. Avtalet ersätter tidigare avtal.",
            "Anna Ekdahl",
        ),
        ("the good pattern", "Parterna ska utse varsin kontaktperson.", ""),
        ("firm", "Nils Ferdinand Utbildning AB ansvarar för kursen.", ""),
        ("firm, beside", "Nils Ferdinandsson ansvarar för kursen.", "Nils Ferdinandsson"),
        ("law and street", "Lex Sarah anmäls av enheten på Hans Ståhles väg.", ""),
        ("a state", "Anna Ekdahl deltar i mötena.", ""),
        ("absence of one named", "Vid frånvaro av Anna Ekdahl låser Bo. Anna Ekdahl låser huset.", ""),
        ("who steps in", "Anna Ekdahl matchar paren. Blir Anna sjuk rycker Per Lindqvist in.", ""),
        ("two of a post", "Kommunens samordnare: Anna Ekdahl, 50 %, Per Lindqvist, 50 %.", ""),
        (
            "asked and told",
            "| Uppgift | Utför | Konsulteras | Informeras |\n| Inköp | Anna Ekdahl | Per Lindqvist | Eva Sundell |",
            "Anna Ekdahl",
        ),
        (
            "who does and who answers",
            "| Uppgift | R | A |\n| Inköp | Anna Ekdahl | Per Lindqvist |",
            "Anna Ekdahl; Per Lindqvist",
        ),
        ("two who do", "| Uppgift | R | I |\n| Inköp | Anna Ekdahl och Per Lindqvist | Eva Sundell |", ""),
        (
            "marks under names",
            "| Uppgift | Anna Ekdahl | Per Lindqvist |\n| Städning | R | R |\n| Inköp | R | I |",
            "Anna Ekdahl",
        ),
        (
            "dash",
            "Lägerchef – Anna Ekdahl\nKommunen städar lägret varje vecka under hela avtalets tid och betalar maten.",
            "Anna Ekdahl",
        ),
        ("a party's name", "Norrby kommun: Anna Ekdahl", ""),
        (
            "cards",
            "Brygga\nAnna Ekdahl\n070-555 00 71\nReserv: Per Lindqvist\nSimskola\nEva Sundell\nReserv: ingen\nKiosk\nkiosk@norrby.example",
            "Eva Sundell",
        ),
        (
            "cards with labels",
            "Roll: Värd\nNamn: Anna Ekdahl\nStf: Per Lindqvist\nRoll: Kock\nNamn: Eva Sundell\nStf: –",
            "Eva Sundell",
        ),
        ("a card's name among words", "Bakgrund\nAnna Ekdahl har skrivit en bok om detta.", ""),
        ("rota", "| Vecka | Jour |\n| 36 | Anna Ekdahl |\n| 37 | Per Lindqvist", ""),
        ("rota of one", "| Vecka | Jour |\n| 36 | Anna Ekdahl |\n| 37 | Anna Ekdahl", "Anna Ekdahl"),
        ("turns", "Bilen: Anna Ekdahl udda veckor, Per Lindqvist jämna veckor.", ""),
        (
            "reserve in the cell",
            "| Moment | Namn och reserv |\n| Inköp | Anna Ekdahl, reserv: Per Lindqvist",
            "",
        ),
        (
            "no reserve in the cell",
            "| Moment | Namn och reserv |\n| Inköp | Anna Ekdahl, reserv: ingen",
            "Anna Ekdahl",
        ),
        (
            "nobody in the column",
            "| Uppgift | Ansvarig | Ersättare |\n| Inköp | Anna Ekdahl | Ingen",
            "Anna Ekdahl",
        ),
        (
            "any label",
            "Norra delen: Anna Ekdahl. Södra delen: Per Lindqvist med Eva Sundell som avlösare.",
            "Anna Ekdahl",
        ),
        ("a label that gives no task", "Foto: Anna Ekdahl", ""),
        ("a team", "I laget ingår Anna Ekdahl och Per Lindqvist. De täcker upp för varandra.", ""),
        ("nobody steps in", "Anna Ekdahl leder kursen. Blir hon sjuk ställs kursen in.", "Anna Ekdahl"),
        (
            "two of one post",
            "a) båtchef Anna Ekdahl, 070-555 00 71\nb) båtchef Per Lindqvist, 070-555 00 72",
            "",
        ),
        ("through whom", "Nycklar kvitteras ut hos Anna Ekdahl.", "Anna Ekdahl"),
        ("nobody but", "Ingen annan än Anna Ekdahl har larmkoden.", "Anna Ekdahl"),
        ("an address is no verb", "Frågor till:\nAnna Ekdahl, anna.ekdahl@norrby.example", ""),
        ("the role holds", "Kommundirektören, för närvarande Anna Ekdahl, sköter nycklarna.", ""),
        (
            "elsewhere",
            "Anna Ekdahl stänger leden. När Anna är i fjällen stänger den av förarna som står överst.",
            "",
        ),
        (
            "elsewhere, herself",
            "Anna Ekdahl stänger leden. När hon är klar meddelar hon kommunen.",
            "Anna Ekdahl",
        ),
        ("not at home", "Anna Ekdahl låser huset. Är hon inte hemma låser någon annan.", ""),
        ("ill, and nobody", "Anna Ekdahl lämnar ut nycklar. Om Anna är sjuk får man vänta.", "Anna Ekdahl"),
        ("seasons", "Våren sköts av Anna Ekdahl, sommaren av Per Lindqvist och hösten av Eva Sundell.", ""),
        ("a colleague who knows", "Registret förs av Anna Ekdahl. Även Per är insatt i arbetet.", ""),
        ("others can too", "Anna Ekdahl öppnar huset. Kansliet kan också öppna.", ""),
        ("she can too", "Anna Ekdahl öppnar huset. Hon kan också öppna boden.", "Anna Ekdahl"),
        ("somebody's own", "Notarkivet är Anna Ekdahls område.", "Anna Ekdahl"),
        ("on behalf of", "Arbetet genomförs på uppdrag av Anna Ekdahl.", ""),
        ("who owns", "Markägare: Anna Ekdahl", ""),
        ("hangs on", "Allt arbete med hemsidan vilar på Anna Ekdahl.", "Anna Ekdahl"),
        ("elected each year", "Posten som värd innehas av Anna Ekdahl och tillsätts varje år.", ""),
    ] {
        check(case, &format!("{HEAD}{text}"), expected);
    }
}

/// Wordings, one a line: what it says, a bar, who is alone by it ("; " between two). A line with `~` in front is one that is
/// read wrongly so far.
const WORDINGS: &str = include_str!("wordings.txt");

#[test]
fn wordings_of_who_is_alone_and_who_is_not() {
    let mut wrong = Vec::new();
    for line in WORDINGS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let known = line.strip_prefix("~ ");
        let Some((text, expected)) = known.unwrap_or(line).split_once(" | ").or(Some((line, ""))) else {
            continue;
        };
        let said = text.trim_end_matches(" |");
        let english =
            said.is_ascii() && [" the ", " is ", "The ", " by "].iter().any(|word| said.contains(word));
        let (head, tail) = if english {
            (ENGLISH, "# Term\nThis agreement is valid from 1 January 2026.")
        } else {
            (SWEDISH, "# Avtalstid\nAvtalet gäller från den 1 januari 2026.")
        };
        let found = alone(&format!("{head}{said}\n{tail}"));
        if (found == expected) == known.is_some() {
            wrong.push(format!("{line}: {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// See the file's head.
const BLOCKS: &str = include_str!("blocks.txt");

#[test]
fn tables_and_lists_that_leave_somebody_alone() {
    let mut wrong = Vec::new();
    for case in BLOCKS.split("\n=== ").skip(1) {
        let (name, rest) = case.split_once('\n').unwrap();
        let (said, expected) = rest.split_once("->").unwrap();
        let known = said.strip_suffix("~ ");
        let (head, tail) = if name.starts_with("English") {
            (ENGLISH, "# Term\nThis agreement is valid from 1 January 2026.")
        } else {
            (SWEDISH, "# Avtalstid\nAvtalet gäller från den 1 januari 2026.")
        };
        let found = alone(&format!("{head}{}\n{tail}", known.unwrap_or(said)));
        if (found == expected.trim()) == known.is_some() {
            wrong.push(format!("{name}: {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a task says, parted by " | ".
#[test]
fn what_a_task_says_ends_where_it_makes_sense() {
    for (said, expected) in [
        (
            "Anna Ekdahl approves all payments and keeps the accounts of the Harbour Trust.",
            "approves all payments | keeps the accounts of the harbour trust",
        ),
        ("Anna Ekdahl samordnar arbetet med stugor, broar och vindskydd.", "samordnar arbetet med stugor"),
    ] {
        let english = said.contains(" the ");
        let document = testing::document(&format!("{}{said}", if english { ENGLISH } else { SWEDISH }));
        let annotations = annotate(&document, testing::lexicons());
        let told: Vec<&str> = annotations.tasks.iter().map(|task| task.what.as_str()).collect();
        assert_eq!(told.join(" | "), expected, "{said}");
    }
}
