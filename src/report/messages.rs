//! The catalogue: what reasons and statuses are called for a reader, in Swedish and English.

use crate::finding::DocumentRecord;

/// Words for a code, and what to do about it.
#[derive(Debug, Clone, Copy)]
struct Entry {
    code: &'static str,
    sv: &'static str,
    en: &'static str,
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
    Entry {
        code: "parties-unclear",
        sv: "färre än två parter har hittats",
        en: "fewer than two parties were found",
    },
    Entry {
        code: "superseded",
        sv: "har ersatts av en senare version i arkivet",
        en: "has been replaced by a later version in the archive",
    },
    Entry { code: "one-sector", sv: "parterna är av samma slag", en: "the parties are of one kind" },
    Entry {
        code: "other-language",
        sv: "är varken på svenska eller engelska",
        en: "is neither in Swedish nor in English",
    },
];

/// What was wrong with a file, more closely than its reason, and what to do.
const DETAILS: &[Entry] = &[
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
        code: "pages",
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
        code: "vanished",
        sv: "försvann innan den lästes: kör igen",
        en: "vanished before it was read: run again",
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
    Entry { code: "no-text", sv: "har ingen text", en: "has no text" },
    Entry { code: "no-bytes", sv: "filen är tom", en: "the file is empty" },
];

/// Phrases of the summary.
const PHRASES: &[Entry] = &[
    Entry { code: "documents", sv: "dokument", en: "documents" },
    Entry { code: "assessed", sv: "bedömda", en: "assessed" },
    Entry { code: "partial", sv: "delvis lästa", en: "read in part" },
    Entry { code: "not-assessed", sv: "ej bedömda", en: "not assessed" },
    Entry { code: "left-out", sv: "utelämnade", en: "left out" },
    Entry { code: "findings", sv: "iakttagelser", en: "findings" },
    Entry { code: "error", sv: "fel", en: "error" },
    Entry { code: "warning", sv: "varning", en: "warning" },
    Entry { code: "info", sv: "upplysning", en: "info" },
    Entry { code: "written", sv: "skrivet till", en: "written to" },
    Entry { code: "worst", sv: "Allvarligast", en: "Worst" },
    Entry { code: "page", sv: "sida", en: "page" },
    Entry { code: "more", sv: "till", en: "more" },
    Entry { code: "do", sv: "Gör så här", en: "What to do" },
    Entry { code: "findings-title", sv: "Iakttagelser", en: "Findings" },
    Entry { code: "documents-title", sv: "Dokument", en: "Documents" },
    Entry { code: "report-title", sv: "Granskning av samverkan", en: "Review of collaborations" },
    Entry { code: "contents", sv: "Innehåll", en: "Contents" },
    Entry { code: "summary", sv: "Sammanfattning", en: "Summary" },
    Entry { code: "interrupted", sv: "körningen avbröts", en: "the run was interrupted" },
    Entry { code: "all-read", sv: "Alla dokument lästes.", en: "All documents were read." },
    Entry { code: "document", sv: "Dokument", en: "Document" },
    Entry { code: "status", sv: "Läge", en: "Status" },
    Entry { code: "reason", sv: "Orsak", en: "Reason" },
    Entry {
        code: "annotate-format",
        sv: "bara DOCX och PDF kan bära kommentarer",
        en: "only DOCX and PDF can carry notes",
    },
    Entry { code: "notes-placed", sv: "vid sina ord", en: "at their words" },
    Entry { code: "notes-top", sv: "överst", en: "at the top" },
    Entry { code: "errors", sv: "fel", en: "errors" },
    Entry { code: "warnings", sv: "varningar", en: "warnings" },
    Entry { code: "infos", sv: "upplysningar", en: "notes" },
    Entry { code: "suppressed", sv: "godtagna", en: "accepted" },
    Entry { code: "by-rule", sv: "Iakttagelser per regel", en: "Findings by rule" },
    Entry { code: "leaves", sv: "Om personen slutar", en: "If the person leaves" },
    Entry {
        code: "leaves-why",
        sv: "Personer som ensamma bär en uppgift, och i hur många dokument.",
        en: "Persons who carry a task alone, and in how many documents.",
    },
    Entry { code: "person", sv: "Person", en: "Person" },
    Entry { code: "persons", sv: "Personer", en: "Persons" },
    Entry { code: "tasks", sv: "Uppgifter", en: "Tasks" },
    Entry { code: "plan", sv: "Plan", en: "Plan" },
    Entry { code: "plans", sv: "Planer", en: "Plans" },
    Entry { code: "plans-unproven", sv: "Planer utan visat beslut", en: "Plans without a shown decision" },
    Entry { code: "chart-rules", sv: "Per regel", en: "By rule" },
    Entry { code: "chart-years", sv: "Per avtalsår", en: "By year of agreement" },
    Entry { code: "chart-parties", sv: "Per organisation", en: "By organisation" },
    Entry { code: "chart-persons", sv: "Dokument per person", en: "Documents per person" },
    Entry { code: "search", sv: "Sök", en: "Search" },
    Entry { code: "severity", sv: "Allvar", en: "Severity" },
    Entry { code: "all", sv: "alla", en: "all" },
    Entry { code: "rule", sv: "Regel", en: "Rule" },
    Entry { code: "sort", sv: "Ordna efter", en: "Sort by" },
    Entry { code: "show-accepted", sv: "Visa godtagna", en: "Show accepted" },
    Entry { code: "previous", sv: "Föregående", en: "Previous" },
    Entry { code: "next", sv: "Nästa", en: "Next" },
    Entry { code: "show-more", sv: "Visa fler", en: "Show more" },
    Entry { code: "shown", sv: "{from}–{to} av {all}", en: "{from}–{to} of {all}" },
    Entry { code: "none", sv: "Inget att visa", en: "Nothing to show" },
    Entry { code: "why", sv: "Därför", en: "Why" },
    Entry { code: "accepted", sv: "Godtagen", en: "Accepted" },
    Entry { code: "outcome", sv: "Utfall", en: "Outcome" },
    Entry { code: "outcomes", sv: "Utfall per regel", en: "Outcome of each rule" },
    Entry { code: "met", sv: "uppfylld", en: "met" },
    Entry { code: "not-met", sv: "ej uppfylld", en: "not met" },
    Entry { code: "not-applicable", sv: "ej tillämplig", en: "not applicable" },
    Entry { code: "party", sv: "Part", en: "Party" },
    Entry { code: "parties", sv: "Parter", en: "Parties" },
    Entry { code: "sector", sv: "Sektor", en: "Sector" },
    Entry { code: "duties", sv: "Egna uppgifter", en: "Own tasks" },
    Entry { code: "matrix", sv: "Parter och deras uppgifter", en: "Parties and their tasks" },
    Entry { code: "no-duty", sv: "ingen egen uppgift", en: "no task of its own" },
    Entry { code: "bus-factor", sv: "Bussfaktor", en: "Bus factor" },
    Entry { code: "confidence", sv: "säkerhet", en: "confidence" },
    Entry { code: "quote", sv: "Citat", en: "Quote" },
    Entry { code: "place", sv: "Plats", en: "Place" },
    Entry { code: "message", sv: "Iakttagelse", en: "Finding" },
    Entry { code: "advice", sv: "Förslag", en: "Suggestion" },
    Entry { code: "made", sv: "Upprättad", en: "Made" },
    Entry { code: "clean", sv: "Inga iakttagelser.", en: "No findings." },
    Entry {
        code: "noscript",
        sv: "Listorna behöver JavaScript; sammanfattningen ovan gör det inte.",
        en: "The lists need JavaScript; the summary above does not.",
    },
    Entry {
        code: "offline",
        sv: "Sidan hämtar inget och skickar inget.",
        en: "This page fetches nothing and sends nothing.",
    },
    Entry { code: "searched", sv: "Genomsökt", en: "Searched" },
    Entry { code: "sentences", sv: "meningar", en: "sentences" },
    Entry { code: "rows", sv: "tabellrader", en: "table rows" },
    Entry { code: "closest", sv: "Närmast", en: "Closest" },
    Entry { code: "new", sv: "nya", en: "new" },
    Entry { code: "known", sv: "kända", en: "known" },
    Entry { code: "gone", sv: "borta", en: "gone" },
    Entry {
        code: "since-baseline",
        sv: "Jämfört med den tidigare rapporten",
        en: "Compared with the earlier report",
    },
    Entry {
        code: "from-cache",
        sv: "dokument är oförändrade och hämtades från",
        en: "documents are unchanged and were taken from",
    },
    Entry {
        code: "accepted-stale",
        sv: "Godtagna men finns inte längre",
        en: "Accepted, but no longer there",
    },
    Entry {
        code: "accepted-expired",
        sv: "Godtagandet har gått ut",
        en: "Accepted until a day that has passed",
    },
    Entry { code: "unread", sv: "Kunde inte bedömas", en: "Could not be assessed" },
];

/// What codes of data are called.
const CODES: &[Entry] = &[
    Entry { code: "status:assessed", sv: "bedömt", en: "assessed" },
    Entry { code: "status:partial", sv: "delvis läst", en: "read in part" },
    Entry { code: "status:not-assessed", sv: "ej bedömt", en: "not assessed" },
    Entry { code: "slot:task", sv: "uppgift", en: "task" },
    Entry { code: "slot:behind", sv: "ersättare eller funktion", en: "substitute or function" },
    Entry { code: "slot:deputy", sv: "ersättare", en: "substitute" },
    Entry { code: "slot:plan", sv: "plan", en: "plan" },
    Entry { code: "slot:adoption", sv: "beslut", en: "decision" },
    Entry { code: "slot:party", sv: "part", en: "party" },
    Entry { code: "slot:person", sv: "person", en: "person" },
    Entry { code: "slot:duty", sv: "egen uppgift", en: "own task" },
    Entry { code: "slot:anchor", sv: "annat stöd", en: "other support" },
    Entry { code: "slot:coordination", sv: "samordning", en: "coordination" },
    Entry { code: "slot:contribution", sv: "bidrag till mål", en: "contribution to a goal" },
    Entry { code: "slot:find", sv: "det som söks", en: "what is looked for" },
    Entry { code: "slot:near", sv: "det som ska stå intill", en: "what must stand beside it" },
    Entry { code: "slot:row", sv: "rad", en: "row" },
    Entry { code: "kind:agreement", sv: "avtal", en: "agreement" },
    Entry { code: "kind:plan", sv: "plan", en: "plan" },
    Entry { code: "kind:annex", sv: "bilaga", en: "annex" },
    Entry { code: "kind:template", sv: "mall", en: "template" },
    Entry { code: "kind:form", sv: "blankett", en: "form" },
    Entry { code: "kind:minutes", sv: "protokoll", en: "minutes" },
    Entry { code: "kind:amendment", sv: "ändring eller uppsägning", en: "amendment or termination" },
    Entry { code: "kind:guidance", sv: "vägledning", en: "guidance" },
    Entry { code: "kind:other", sv: "annat", en: "other" },
    Entry { code: "sector:public", sv: "offentlig", en: "public" },
    Entry { code: "sector:private", sv: "privat", en: "private" },
    Entry { code: "sector:nonprofit", sv: "idéburen", en: "non-profit" },
    Entry { code: "sector:individual", sv: "enskild", en: "individual" },
    Entry { code: "sector:unknown", sv: "okänd", en: "unknown" },
    Entry { code: "adoption:proven", sv: "beslut visat", en: "decision shown" },
    Entry { code: "adoption:unproven", sv: "beslut ej visat", en: "decision not shown" },
    Entry { code: "adoption:draft", sv: "utkast", en: "draft" },
    Entry { code: "adoption:expired", sv: "har upphört", en: "expired" },
    Entry { code: "adoption:none", sv: "ingen", en: "none" },
    Entry { code: "baseline:new", sv: "ny", en: "new" },
    Entry { code: "baseline:known", sv: "känd", en: "known" },
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
        Some(value) if reason_code == "limit" => format!("{told} ({detail}: {value})"),
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

/// A phrase of the summary.
pub fn phrase(code: &'static str, lang: &str) -> &'static str {
    look_up(PHRASES, code, lang).unwrap_or(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Reason;

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
    }
}
