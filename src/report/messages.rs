//! The catalogue: what reasons and statuses are called for a reader, in Swedish and English.

use crate::finding::{DocumentRecord, Problem, Severity, Status, Summary};

mod usage;
mod words;

use words::{CODES, PHRASES, PROBLEMS};

/// Words for a code, and what to do about it.
#[derive(Debug, Clone, Copy)]
struct Entry {
    code: &'static str,
    sv: &'static str,
    en: &'static str,
}

/// An entry of a long table in one line.
const fn said(code: &'static str, sv: &'static str, en: &'static str) -> Entry {
    Entry { code, sv, en }
}

const REASONS: &[Entry] = &[
    Entry {
        code: "encrypted",
        sv: "kräver lösenord: spara en kopia utan lösenord",
        en: "needs a password: save a copy without one",
    },
    Entry {
        code: "scan",
        sv: "bara bilder av sidor: kör med --ocr (kräver programmet tesseract)",
        en: "pictures of pages only: run with --ocr (needs the program tesseract)",
    },
    Entry {
        code: "garbled",
        sv: "texten går inte att läsa ut: spara om filen ur originalet",
        en: "the text cannot be decoded: save the file anew from its source",
    },
    Entry {
        code: "unsupported",
        sv: "ett format som inte läses: spara som .docx eller PDF",
        en: "a format that is not read: save it as .docx or PDF",
    },
    Entry {
        code: "damaged",
        sv: "filen är trasig: hämta den på nytt",
        en: "the file is broken: fetch it again",
    },
    Entry {
        code: "limit",
        sv: "större än en gräns: höj den med --limit",
        en: "larger than a limit: raise it with --limit",
    },
    Entry {
        code: "crashed",
        sv: "läsaren stannade på filen: rapportera den gärna",
        en: "the reader stopped at the file: please report it",
    },
    Entry {
        code: "timeout",
        sv: "tog för lång tid: höj --limit seconds=",
        en: "took too long: raise --limit seconds=",
    },
    Entry {
        code: "memory",
        sv: "krävde för mycket minne: höj --limit memory_bytes=",
        en: "needed too much memory: raise --limit memory_bytes=",
    },
    Entry {
        code: "permission",
        sv: "får inte öppnas: ändra behörigheten",
        en: "may not be opened: change its permissions",
    },
    Entry {
        code: "changed-while-read",
        sv: "ändrades medan den lästes: kör igen",
        en: "changed while it was read: run again",
    },
    Entry {
        code: "not-reached",
        sv: "hann inte läsas innan körningen avbröts: kör samma kommando igen",
        en: "was not reached before the run ended: run the same command again",
    },
    Entry {
        code: "superseded",
        sv: "har ersatts av en senare version i samma arkiv",
        en: "has been replaced by a later version in the same archive",
    },
    Entry { code: "empty", sv: "har ingen text", en: "has no text" },
    Entry {
        code: "own-report",
        sv: "en rapport från pyspunka, inget dokument",
        en: "a report of pyspunka, not a document",
    },
    Entry { code: "not-a-document", sv: "är inget dokument", en: "is no document" },
    Entry {
        code: "partial",
        sv: "lästes bara delvis: det som saknas kan stå i resten",
        en: "was read in part only: what is missing may stand in the rest",
    },
    Entry { code: "agreement", sv: "är ett avtal", en: "is an agreement" },
    Entry { code: "plan", sv: "är en plan", en: "is a plan" },
    Entry { code: "template", sv: "är en mall", en: "is a template" },
    Entry { code: "form", sv: "är en blankett", en: "is a form" },
    Entry { code: "annex", sv: "är en bilaga", en: "is an annex" },
    Entry {
        code: "annex-missing",
        sv: "uppgifterna står i en bilaga som inte finns i filen",
        en: "the tasks stand in an annex that is not in the file",
    },
    Entry {
        code: "amendment",
        sv: "ändrar eller avslutar ett annat avtal",
        en: "changes or ends another agreement",
    },
    Entry { code: "minutes", sv: "är ett protokoll", en: "is minutes" },
    Entry { code: "declaration", sv: "är en ensidig förklaring", en: "is a declaration by one party" },
    Entry { code: "excerpt", sv: "är ett utdrag", en: "is an excerpt" },
    Entry { code: "guidance", sv: "är en vägledning", en: "is guidance" },
    Entry { code: "not-an-agreement", sv: "är inget avtal", en: "is no agreement" },
    Entry { code: "parties", sv: "har för få parter", en: "has too few parties" },
    Entry { code: "other", sv: "är inget avtal", en: "is no agreement" },
    Entry { code: "sector", sv: "har parter av andra slag", en: "has parties of other sectors" },
    Entry {
        code: "parties-unclear",
        sv: "färre än två parter har hittats",
        en: "fewer than two parties were found",
    },
    Entry { code: "one-sector", sv: "parterna är av samma slag", en: "the parties are of one kind" },
    Entry {
        code: "other-language",
        sv: "är varken på svenska eller engelska",
        en: "is neither in Swedish nor in English",
    },
    Entry {
        code: "language-unclear",
        sv: "har för få ord för att språket ska gå att avgöra",
        en: "has too few words to tell its language",
    },
    Entry {
        code: "rule-language",
        sv: "är på ett språk som regeln inte läser",
        en: "is in a language that the rule does not read",
    },
];

/// What was wrong with a file, more closely than its reason, and what to do.
const DETAILS: &[Entry] = &[
    Entry {
        code: "scan-pages",
        sv: "sidor som bara är bilder lästes inte: kör med --ocr (kräver programmet tesseract)",
        en: "pages that are pictures only were not read: run with --ocr (needs the program tesseract)",
    },
    Entry {
        code: "garbled-page",
        sv: "sidor vars text inte går att läsa ut: spara om filen ur originalet",
        en: "pages whose text cannot be decoded: save the file anew from its source",
    },
    Entry {
        code: "word97",
        sv: "Word 97–2003-dokument: spara det som .docx",
        en: "Word 97–2003 document: save it as .docx",
    },
    Entry {
        code: "office97",
        sv: "fil från Office 97–2003: spara i ett nyare format, avtal som .docx eller PDF",
        en: "Office 97–2003 file: save it in a newer format, agreements as .docx or PDF",
    },
    Entry {
        code: "outlook",
        sv: "Outlook-meddelande: spara det bifogade avtalet för sig",
        en: "Outlook message: save the attached agreement by itself",
    },
    Entry {
        code: "password",
        sv: "kräver lösenord: spara en kopia utan lösenord",
        en: "needs a password: save a copy without one",
    },
    Entry { code: "rtf", sv: "RTF-fil: spara den som .docx", en: "Rich Text Format: save it as .docx" },
    Entry {
        code: "email",
        sv: "e-postmeddelande: spara det bifogade avtalet för sig",
        en: "e-mail: save the attached agreement by itself",
    },
    Entry {
        code: "xlsx",
        sv: "Excel-arbetsbok: inget avtal; spara texten som .docx eller PDF",
        en: "Excel workbook: no agreement; save the text as .docx or PDF",
    },
    Entry {
        code: "pptx",
        sv: "PowerPoint-presentation: spara den som PDF",
        en: "PowerPoint presentation: save it as PDF",
    },
    Entry {
        code: "ods",
        sv: "kalkylark eller presentation i OpenDocument: spara texten som .odt, .docx eller PDF",
        en: "OpenDocument spreadsheet or presentation: save the text as .odt, .docx or PDF",
    },
    Entry {
        code: "apple-pages",
        sv: "Pages-dokument: exportera det som .docx eller PDF",
        en: "Pages document: export it as .docx or PDF",
    },
    Entry { code: "xps", sv: "XPS-dokument: spara det som PDF", en: "XPS document: save it as PDF" },
    Entry {
        code: "image",
        sv: "en bild: kör textigenkänning och spara som PDF",
        en: "a picture: run character recognition and save it as PDF",
    },
    Entry {
        code: "xml-document",
        sv: "ett textdokument i en enda XML-fil: spara det som .docx eller .odt",
        en: "a text document in a single XML file: save it as .docx or .odt",
    },
    Entry {
        code: "container",
        sv: "ett arkiv av ett slag som inte öppnas: packa upp det",
        en: "an archive of a kind that is not opened: unpack it",
    },
    Entry {
        code: "zip-method",
        sv: "ett zip-arkiv packat på ett sätt som inte läses: packa om det",
        en: "a zip file packed in a way that is not read: pack it anew",
    },
    Entry { code: "epub", sv: "en e-bok: inget avtal", en: "an electronic book: no agreement" },
    Entry {
        code: "wordperfect",
        sv: "ett WordPerfect-dokument: spara det som .docx eller PDF",
        en: "a WordPerfect document: save it as .docx or PDF",
    },
    Entry {
        code: "broken-zip",
        sv: "paketet går inte att öppna: hämta filen på nytt",
        en: "the package cannot be opened: fetch the file again",
    },
    Entry { code: "program", sv: "ett program, inget dokument", en: "a program, not a document" },
    Entry {
        code: "json",
        sv: "data för program (JSON), inget dokument",
        en: "data for programs (JSON), not a document",
    },
    Entry {
        code: "own-report",
        sv: "en rapport från pyspunka, inget dokument",
        en: "a report of pyspunka, not a document",
    },
    Entry {
        code: "link",
        sv: "en länk, som inte följs: ange målet i stället",
        en: "a link, which is not followed: name its target instead",
    },
    Entry {
        code: "not-a-file",
        sv: "ingen vanlig fil (kö, enhet eller uttag)",
        en: "not a regular file (pipe, device or socket)",
    },
    Entry {
        code: "cannot-be-read", sv: "går inte att läsa från disken", en: "cannot be read from the disk"
    },
    Entry {
        code: "path-length",
        sv: "sökvägen är längre än systemet tillåter: flytta mappen närmare roten",
        en: "the path is longer than the system allows: move the folder nearer to the root",
    },
    Entry {
        code: "duplicate-entry",
        sv: "paketet har två delar med samma namn: öppna filen i Word och spara om den",
        en: "the package holds two parts of one name: open the file in Word and save it again",
    },
    Entry {
        code: "same-names",
        sv: "arkivet har flera filer med samma namn, varav bara en läses: packa om det",
        en: "the archive holds several files of one name, of which one is read: pack it anew",
    },
    Entry {
        code: "vanished",
        sv: "försvann innan den lästes: kör igen",
        en: "vanished before it was read: run again",
    },
    Entry {
        code: "not-in-package",
        sv: "nämns i leveranspaketets förteckning men finns inte i paketet: begär en ny leverans",
        en: "named in the manifest of the delivery package but not in it: ask for a new delivery",
    },
    Entry { code: "empty-container", sv: "arkivet är tomt", en: "the archive is empty" },
    Entry {
        code: "container-depth",
        sv: "arkiv i arkiv i för många led: packa upp det",
        en: "archives inside archives too deep: unpack it",
    },
    Entry {
        code: "not-reached",
        sv: "körningen avbröts innan filen lästes: kör samma kommando igen",
        en: "the run ended before the file was read: run the same command again",
    },
    Entry {
        code: "doctype",
        sv: "innehåller en DTD, som inte läses: spara om filen i Word",
        en: "holds a DTD, which is not read: save the file anew in Word",
    },
    Entry {
        code: "characters",
        sv: "har tecken som inte går att läsa: spara om filen i det program den kommer från",
        en: "has characters that cannot be read: save the file anew in the program it comes from",
    },
    Entry {
        code: "pictures",
        sv: "text i bilder är inte läst: spara filen som PDF och kör med --ocr",
        en: "text in pictures was not read: save the file as PDF and run with --ocr",
    },
    Entry {
        code: "drawn",
        sv: "bokstäverna är ritade som former: spara om filen ur originalet",
        en: "the letters are drawn as shapes: save the file anew from its source",
    },
    Entry {
        code: "drawn-text",
        sv: "en del bokstäver är ritade som former: spara om filen ur originalet",
        en: "some letters are drawn as shapes: save the file anew from its source",
    },
    Entry {
        code: "lost-letters",
        sv: "ord saknar bokstäver som inte går att läsa ut: spara om filen ur originalet",
        en: "words lack letters that cannot be decoded: save the file anew from its source",
    },
    Entry {
        code: "scan-part",
        sv: "text i bilder är inte läst: kör med --ocr (kräver programmet tesseract)",
        en: "text in pictures was not read: run with --ocr (needs the program tesseract)",
    },
    Entry {
        code: "portfolio",
        sv: "omslaget till en PDF-portfölj: spara filerna i den för sig",
        en: "the cover of a PDF portfolio: save the files in it by themselves",
    },
    Entry {
        code: "xfa",
        sv: "ett formulär som ritas när det öppnas (XFA): skriv ut det till PDF",
        en: "a form that is drawn when it is opened (XFA): print it to PDF",
    },
    Entry {
        code: "other-language",
        sv: "är varken på svenska eller engelska: låt någon som kan språket granska det",
        en: "is neither in Swedish nor in English: have it reviewed by somebody who knows the language",
    },
    Entry { code: "no-text", sv: "har ingen text", en: "has no text" },
    Entry { code: "no-bytes", sv: "filen är tom", en: "the file is empty" },
];

fn named(sort: &str, code: &str, lang: &str) -> &'static str {
    look_up(CODES, &format!("{sort}:{code}"), lang).unwrap_or("–")
}

/// What a rule's slot is called; the rule author's own name where the catalogue lacks it.
pub fn slot<'c>(code: &'c str, lang: &str) -> &'c str {
    look_up(CODES, &format!("slot:{code}"), lang).unwrap_or(code)
}

/// The status of one document in words.
pub fn status(code: &str, lang: &str) -> &'static str {
    named("status", code, lang)
}

/// The status of a document in words: one that no rule judged is not called assessed.
pub fn status_of(record: &DocumentRecord, lang: &str) -> &'static str {
    let unjudged = record.status == Status::Assessed && record.unjudged().is_some();
    status(if unjudged { "unjudged" } else { super::words::status(record.status) }, lang)
}

/// How many documents no rule judged, and why; `None` where there are none.
pub fn unjudged(summary: &Summary, lang: &str) -> Option<String> {
    let count: u64 = summary.unjudged.values().sum();
    let mut by_count: Vec<(&String, &u64)> = summary.unjudged.iter().collect();
    by_count.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let why: Vec<String> =
        by_count.into_iter().map(|(code, count)| format!("{} ({count})", reason(code, lang))).collect();
    (count > 0).then(|| format!("{count} {}: {}", phrase("unjudged", lang), why.join(", ")))
}

/// A text with values in the places of its `{}`, in order.
pub fn with_values(text: &str, values: &[&str]) -> String {
    let mut values = values.iter();
    let mut pieces = text.split("{}");
    let mut told = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        told.extend([values.next().copied().unwrap_or_default(), piece]);
    }
    told
}

/// What the program says of its use, in another language than the English that stands in the code; `None` where the
/// catalogue lacks it.
pub fn usage(english: &str, lang: &str) -> Option<String> {
    if lang == "sv" { usage::in_swedish(english) } else { None }
}

/// A kind of document in words.
pub fn kind(code: &str, lang: &str) -> &'static str {
    named("kind", code, lang)
}

/// A sector in words.
pub fn sector(code: &str, lang: &str) -> &'static str {
    named("sector", code, lang)
}

/// The state of a plan's adoption in words.
pub fn adoption(code: &str, lang: &str) -> &'static str {
    named("adoption", code, lang)
}

/// The head of a column in a workbook.
pub fn column(code: &str, lang: &str) -> &'static str {
    named("column", code, lang)
}

/// Whether a party has a task of its own, in words; empty where that is unknown.
pub fn own_duty(own: Option<bool>, lang: &str) -> &'static str {
    own.map_or("", |own| named("own-duty", if own { "yes" } else { "no" }, lang))
}

/// Where a person is named, in words.
pub fn zone(code: &str, lang: &str) -> &'static str {
    named("zone", code, lang)
}

/// Whether a finding is new, in words.
pub fn baseline(code: &str, lang: &str) -> &'static str {
    named("baseline", code, lang)
}

fn look_up(entries: &[Entry], code: &str, lang: &str) -> Option<&'static str> {
    let entry = entries.iter().find(|entry| entry.code == code)?;
    Some(if lang == "sv" { entry.sv } else { entry.en })
}

/// A [`crate::finding::Reason`] code in words, with what to do; the code itself where the catalogue lacks it.
pub fn reason(code: &str, lang: &str) -> String {
    look_up(REASONS, code, lang).map_or_else(|| code.to_owned(), str::to_owned)
}

/// Why a file was not read, or not whole: what was wrong more closely where the catalogue knows it, else its reason.
/// For a limit, which one and how high it is.
pub fn failure(reason_code: &str, detail: &str, value: Option<&str>, lang: &str) -> String {
    let told = look_up(DETAILS, detail, lang).map_or_else(|| reason(reason_code, lang), str::to_owned);
    match value {
        Some(value) if reason_code == "limit" => format!("{told} ({}={value})", detail.replace('-', "_")),
        Some(value) => format!("{told} ({value})"),
        None => told,
    }
}

/// Why a document was not read, or not whole.
pub fn of_record(record: &DocumentRecord, lang: &str) -> String {
    match &record.reason_text {
        Some(text) if text.contains_key(lang) => text.get(lang).cloned().unwrap_or_default(),
        _ => reason(record.reason.as_deref().unwrap_or_default(), lang),
    }
}

/// Why no rule judged a document, whether it was read or not; empty where one did.
pub fn why_unjudged(record: &DocumentRecord, lang: &str) -> String {
    match (&record.reason, record.unjudged()) {
        (None, None) => String::new(),
        (None, Some(code)) => reason(code, lang),
        _ => of_record(record, lang),
    }
}

/// Problems of one document that are told, at most.
const SHOWN: usize = 8;

/// What came up while a document was read: the first problems, in order.
pub fn problems(record: &DocumentRecord, lang: &str) -> impl Iterator<Item = String> {
    record.problems.iter().take(SHOWN).map(move |one| problem(one, lang))
}

/// One problem with its page; as the problem says itself where the catalogue lacks it.
fn problem(problem: &Problem, lang: &str) -> String {
    let value = problem.value.as_deref().unwrap_or_default();
    let told = match look_up(PROBLEMS, &problem.code, lang) {
        Some(words) if words.contains("{}") => words.replace("{}", value),
        found => {
            let words = found.unwrap_or(&problem.message);
            if value.is_empty() { words.to_owned() } else { format!("{words} ({value})") }
        }
    };
    match problem.page {
        Some(page) => format!("{} {page}: {told}", phrase("page", lang)),
        None => told,
    }
}

/// A phrase of the summary.
pub fn phrase(code: &'static str, lang: &str) -> &'static str {
    look_up(PHRASES, code, lang).unwrap_or(code)
}

/// "1 error", "2 notes": how many findings of a severity.
pub fn counted(severity: Severity, count: u64, lang: &str) -> String {
    let [one, more] = match severity {
        Severity::Error => ["error", "errors"],
        Severity::Warning => ["warning", "warnings"],
        Severity::Info => ["note", "infos"],
    };
    format!("{count} {}", phrase(if count == 1 { one } else { more }, lang))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Reason;

    #[test]
    fn one_and_many_are_counted() {
        assert_eq!(counted(Severity::Info, 1, "en"), "1 note");
        assert_eq!(counted(Severity::Warning, 2, "sv"), "2 varningar");
    }

    #[test]
    fn every_reason_for_a_file_has_words() {
        let of_files = [
            Reason::Encrypted,
            Reason::Scan,
            Reason::Garbled,
            Reason::Unsupported,
            Reason::Damaged,
            Reason::Limit,
            Reason::Crashed,
            Reason::Timeout,
            Reason::Memory,
            Reason::Permission,
            Reason::ChangedWhileRead,
            Reason::Empty,
            Reason::NotADocument,
            Reason::OwnReport,
            Reason::Partial,
            Reason::NotReached,
            Reason::Superseded,
        ];
        for code in of_files.map(Reason::code) {
            assert_ne!(reason(&code, "sv"), code);
            assert_ne!(reason(&code, "sv"), reason(&code, "en"));
        }
        for entry in DETAILS {
            assert_ne!(entry.sv, entry.en);
            assert_eq!(failure("unsupported", entry.code, None, "sv"), entry.sv);
        }
        assert_eq!(reason("something-new", "en"), "something-new");
    }

    #[test]
    fn problems_are_told_with_count_and_page_in_both_languages() {
        let check = |problem: Problem, sv: &str, en: &str| {
            assert_eq!([super::problem(&problem, "sv"), super::problem(&problem, "en")], [sv, en]);
        };
        check(
            Problem::new("extract", "lost-pages", "pages").value(3),
            "3 sidor som filen säger sig ha finns inte",
            "3 pages that the file says it has were not found",
        );
        check(
            Problem::new("extract", "scan-page", "a picture").page(2),
            "sida 2: sidan är en bild utan text",
            "page 2: the page is a picture without text",
        );
        check(
            Problem::new("rules", "newer", "of a newer program").value(7),
            "of a newer program (7)",
            "of a newer program (7)",
        );
        for (code, _) in crate::extract::pdf::FAILURE_CODES {
            assert!(
                [PROBLEMS, DETAILS, REASONS].iter().any(|table| look_up(table, code, "sv").is_some())
                    || code.starts_with("scan"),
                "{code}"
            );
        }
    }

    #[test]
    fn no_code_stands_twice() {
        for table in [REASONS, DETAILS, PHRASES, CODES, PROBLEMS] {
            let codes: std::collections::BTreeSet<&str> = table.iter().map(|entry| entry.code).collect();
            assert_eq!(codes.len(), table.len());
        }
    }

    #[test]
    fn every_kind_sector_and_state_has_words() {
        use crate::document::{AdoptionState::*, DocumentKind::*, Sector};
        let code = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        for of in [Agreement, Plan, Annex, Template, Form, Minutes, Amendment, Guidance, Other] {
            assert_ne!(kind(&code(serde_json::json!(of)), "sv"), "–");
        }
        for of in [Sector::Public, Sector::Private, Sector::Nonprofit, Sector::Individual, Sector::Unknown] {
            assert_ne!(sector(&code(serde_json::json!(of)), "sv"), "–");
        }
        for of in [Proven, Unproven, Draft, Expired, None] {
            assert_ne!(adoption(&code(serde_json::json!(of)), "en"), "–");
        }
    }
}
