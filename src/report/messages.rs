//! The catalogue: what reasons and statuses are called for a reader, in Swedish and English.

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
        sv: "bara bilder av sidor: kör textigenkänning (OCR) först",
        en: "pictures of pages only: run text recognition (OCR) first",
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
    Entry { code: "empty", sv: "har ingen text", en: "has no text" },
    Entry { code: "not-a-document", sv: "är inget dokument", en: "is no document" },
    Entry {
        code: "partial",
        sv: "lästes bara delvis: det som saknas kan stå i resten",
        en: "was read in part only: what is missing may stand in the rest",
    },
    Entry {
        code: "other-language",
        sv: "är varken på svenska eller engelska",
        en: "is neither in Swedish nor in English",
    },
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
    Entry { code: "unread", sv: "Kunde inte bedömas", en: "Could not be assessed" },
];

fn look_up(entries: &[Entry], code: &str, lang: &str) -> Option<&'static str> {
    let entry = entries.iter().find(|entry| entry.code == code)?;
    Some(if lang == "sv" { entry.sv } else { entry.en })
}

/// A [`crate::finding::Reason`] code in words, with what to do; the code itself where the catalogue lacks it.
pub fn reason(code: &str, lang: &str) -> String {
    look_up(REASONS, code, lang).map_or_else(|| code.to_owned(), str::to_owned)
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
        ];
        for code in of_files.map(Reason::code) {
            assert_ne!(reason(&code, "sv"), code);
            assert_ne!(reason(&code, "sv"), reason(&code, "en"));
        }
    }
}
