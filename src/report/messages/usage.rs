//! Usage errors and help in Swedish, by what the code says in English. `{}` is any text, which stays as it is or is itself
//! in the catalogue.

use super::with_values;

/// The text in Swedish, where the catalogue has it.
pub(super) fn in_swedish(english: &str) -> Option<String> {
    [HELP, ERRORS].into_iter().flatten().find_map(|entry| filled(entry, english))
}

/// An entry's Swedish words with what stands in the places of the English ones.
fn filled((en, sv): &(&str, &str), english: &str) -> Option<String> {
    if !en.contains("{}") {
        return (*en == english).then(|| (*sv).to_owned());
    }
    let mut pieces = en.split("{}");
    let mut rest = english.strip_prefix(pieces.next()?)?;
    let mut values = Vec::new();
    let pieces: Vec<&str> = pieces.collect();
    for (at, piece) in pieces.iter().enumerate() {
        let end = match at + 1 == pieces.len() {
            true => rest.ends_with(piece).then(|| rest.len() - piece.len())?,
            false => rest.find(piece)?,
        };
        values.push(&rest[..end]);
        rest = &rest[end + piece.len()..];
    }
    Some(with_values(sv, &values))
}

/// What is told of commands, arguments and values.
const HELP: &[(&str, &str)] = &[
    ("A plain HTML page", "En ren webbsida"),
    ("A rule, a check kind, or a label", "En regel, ett slag av kontroll eller en etikett"),
    ("Accept findings, with a reason", "Godta iakttagelser, med skäl"),
    (
        "Accepted findings (see `accept`); pyspunka-accepted.toml where not given",
        "Godtagna iakttagelser (se `accept`); annars pyspunka-accepted.toml",
    ),
    (
        "Accepted findings (see `accept`); those of the settings, else pyspunka-accepted.toml, where not given",
        "Godtagna iakttagelser (se `accept`); annars inställningarnas, annars pyspunka-accepted.toml",
    ),
    (
        "Accepted findings; pyspunka-accepted.toml where not given",
        "Godtagna iakttagelser; annars pyspunka-accepted.toml",
    ),
    ("Agreements or plans (DOCX, PDF)", "Avtal eller planer (DOCX, PDF)"),
    ("An agreement, or a folder of them", "Ett avtal, eller en mapp med avtal"),
    (
        "An earlier report: only findings that it does not have count for --fail-on",
        "En tidigare rapport: bara iakttagelser som den saknar räknas för --fail-on",
    ),
    ("As JSON", "Som JSON"),
    (
        "Check kind: `requires` (must hold the words) or `forbids` (must not)",
        "Slag av kontroll: `requires` (orden ska finnas) eller `forbids` (de ska inte finnas)",
    ),
    (
        "Compare two sets of rules over documents: findings gained and lost",
        "Jämför två uppsättningar regler på dokument: vilka iakttagelser som kommer till och försvinner",
    ),
    (
        "Copy a rule under the new name instead, with its examples",
        "Kopiera i stället en regel under det nya namnet, med dess exempel",
    ),
    ("DOCX or PDF", "DOCX eller PDF"),
    ("Documents read at the same time", "Dokument som läses samtidigt"),
    (
        "Documents: word forms that stand there and that lexicons lack are told",
        "Dokument: ordformer som står där och som ordlistorna saknar anges",
    ),
    ("English", "Engelska"),
    (
        "Excel: findings, documents, parties, persons, plans",
        "Excel: iakttagelser, dokument, parter, personer, planer",
    ),
    (
        "Exit with 1 (findings) or 3 (not assessed) where there are any",
        "Avsluta med 1 (iakttagelser) eller 3 (ej bedömda) om det finns några",
    ),
    ("Exit with 1 where anything differs", "Avsluta med 1 om något skiljer"),
    ("Explain a rule, a check kind or a label", "Förklara en regel, ett slag av kontroll eller en etikett"),
    (
        "File with a secret: with the same one, a person has the same pseudonym in every report",
        "Fil med en hemlighet: med samma hemlighet får en person samma pseudonym i alla rapporter",
    ),
    ("Files and folders", "Filer och mappar"),
    ("Files and folders to judge", "Filer och mappar som ska bedömas"),
    (
        "Files, folders and zip files; `-` reads one document from standard input",
        "Filer, mappar och zip-filer; `-` läser ett dokument från standard in",
    ),
    (
        "Finds slow punctures in collaboration agreements: missing role allocation, missing links to adopted plans, single-name dependencies",
        "Hittar pyspunkor i samverkansavtal: uppgifter som ingen har fått, mål utan stöd i antagna planer, sådant som hänger på en enda person",
    ),
    ("Finds slow punctures in collaboration agreements", "Hittar pyspunkor i samverkansavtal"),
    (
        "Folder of own rules; it is made where it is not there",
        "Mapp för egna regler; den skapas om den saknas",
    ),
    ("Folder of rules as they are now, or `shipped`", "Mapp med reglerna som de är nu, eller `shipped`"),
    ("Folder of rules as they were, or `shipped`", "Mapp med reglerna som de var, eller `shipped`"),
    ("Folder of the cache; that of the user where not given", "Cachens mapp; annars användarens"),
    (
        "Folder that keeps what was read, for the next scan; that of the user where not given",
        "Mapp som sparar det lästa till nästa körning; annars användarens",
    ),
    (
        "Folder with own packs and words, beside the shipped ones. May be given several times",
        "Mapp med egna paket och ord, vid sidan av de medföljande. Får anges flera gånger",
    ),
    (
        "Folders of rules, packs or rules; all where none is named",
        "Mappar med regler, paket eller regler; annars alla",
    ),
    (
        "Format of the output, whatever its ending says. Of several outputs, it is for the first with no ending that tells, or with one that fits; a second `--format` for the next, and so on",
        "Utdatas format, vad ändelsen än säger. Av flera -o gäller det den första vars ändelse inte säger något, eller passar; ett andra `--format` gäller nästa, och så vidare",
    ),
    ("Format of the output, whatever its ending says", "Utdatas format, vad ändelsen än säger"),
    ("Forms told of one lexicon, at most", "Så många ordformer anges som mest per ordlista"),
    ("How much it matters: error, warning, info", "Hur allvarligt det är: error, warning, info"),
    (
        "How strictly to judge; as the settings say where not given",
        "Hur strängt det bedöms; annars som inställningarna säger",
    ),
    (
        "Id of a finding (fp1:…), as in the report. Several may be given",
        "En iakttagelses id (fp1:…), som i rapporten. Flera får anges",
    ),
    ("Join parts of a divided scan to one report", "Foga samman delar av en delad körning till en rapport"),
    (
        "Judge one agreement before it is signed, rule by rule; the exit code is a gate",
        "Bedöm ett avtal innan det skrivs under, regel för regel; slutkoden är en grind",
    ),
    ("Judge rules on their own examples", "Pröva regler på deras egna exempel"),
    (
        "Kind of all documents, where it is recognised wrongly (agreement, plan, annex …)",
        "Alla dokuments slag, om det tolkas fel (agreement, plan, annex …)",
    ),
    ("Kind of the document, where it is recognised wrongly", "Dokumentets slag, om det tolkas fel"),
    (
        "Kind of the documents, where it is recognised wrongly (agreement, plan, annex …)",
        "Dokumentens slag, om det tolkas fel (agreement, plan, annex …)",
    ),
    (
        "Label to look for instead of words (pyspunka rules list --labels)",
        "Etikett att söka i stället för ord (pyspunka rules list --labels)",
    ),
    ("Language of messages; that of the system where not given", "Meddelandenas språk; annars systemets"),
    ("Language of the answer; that of the system where not given", "Svarets språk; annars systemets"),
    ("Language of the notes; that of the system where not given", "Kommentarernas språk; annars systemets"),
    ("Language of the report; that of the system where not given", "Rapportens språk; annars systemets"),
    (
        "Language of the rule's words; that of the system where not given",
        "Språket på regelns ord; annars systemets",
    ),
    ("Language of the words: sv, en, no, da", "Ordens språk: sv, en, no, da"),
    ("Language of titles; that of the system where not given", "Titlarnas språk; annars systemets"),
    ("List rules, check kinds or labels", "Lista regler, slag av kontroller eller etiketter"),
    (
        "Look for what is allowed but unwise in rules and words, and for words that documents hold and lexicons lack",
        "Leta efter sådant i regler och ord som är tillåtet men oklokt, och efter ord i dokument som ordlistorna saknar",
    ),
    (
        "Make a report of saved findings: HTML, Word, Excel, CSV, Markdown, SARIF",
        "Gör en rapport av sparade iakttagelser: HTML, Word, Excel, CSV, Markdown, SARIF",
    ),
    (
        "Name of the rule: kebab-case ASCII, such as `parking`",
        "Regelns namn: små bokstäver a–z, siffror och bindestreck, till exempel `parking`",
    ),
    ("Names of persons and e-mail addresses", "Personers namn och e-postadresser"),
    ("No progress", "Visa inte hur långt körningen har kommit"),
    ("No summary", "Ingen sammanfattning"),
    ("No summary and no progress", "Ingen sammanfattning, och visa inte hur långt körningen har kommit"),
    (
        "No time in the report, so that it can be compared byte by byte",
        "Ingen tid i rapporten, så att den går att jämföra byte för byte",
    ),
    ("One block per line, with page, kind and label", "Ett block per rad, med sida, slag och etikett"),
    (
        "Only files changed on this day or later (2026-01-01)",
        "Bara filer som har ändrats den dagen eller senare (2026-01-01)",
    ),
    (
        "Only files whose path fits, as in .gitignore (\"2025/**\", \"*.pdf\", \"!utkast*\"). May be given several times",
        "Bara filer vars sökväg passar, som i .gitignore (\"2025/**\", \"*.pdf\", \"!utkast*\"). Får anges flera gånger",
    ),
    ("Only findings of at least this severity", "Bara iakttagelser som är minst så allvarliga"),
    ("Only findings of these rules", "Bara iakttagelser av de här reglerna"),
    ("Only these rules", "Bara de här reglerna"),
    (
        "Open every file to see whether it has changed, also where its size and times are as they were",
        "Öppna varje fil för att se om den har ändrats, även om storlek och tider är desamma",
    ),
    (
        "Parts, as `scan --shard` writes them; in any order",
        "Delar, som `scan --shard` skriver dem; i vilken ordning som helst",
    ),
    ("Paths in --files-from end with NUL", "Sökvägarna i --files-from slutar med NUL"),
    ("Print a document's text as the rules see it", "Skriv ut ett dokuments text som reglerna ser den"),
    ("Print completions for a shell", "Skriv ut kompletteringar för ett skal"),
    ("Print help", "Visa hjälp"),
    ("Print help (see a summary with '-h')", "Visa hjälp (kortare med '-h')"),
    ("Print help (see more with '--help')", "Visa hjälp (mer med '--help')"),
    ("Print the JSON schema of an output", "Skriv ut JSON-schemat för ett slag av utdata"),
    ("Print the manual page", "Skriv ut manualsidan"),
    (
        "Print this message or the help of the given subcommand(s)",
        "Visa den här texten, eller hjälpen för ett kommando",
    ),
    ("Print version", "Visa version"),
    ("Read documents in this process", "Läs dokument i den här processen"),
    (
        "Read documents in this process: easier to debug, not protected from hostile files",
        "Läs dokument i den här processen: lättare att felsöka, inget skydd mot fientliga filer",
    ),
    (
        "Read every document anew, and keep nothing for the next scan",
        "Läs alla dokument på nytt, och spara inget till nästa körning",
    ),
    (
        "Read only every N-th file, from the I-th on, and write a part for `merge`",
        "Läs bara var N:te fil, från den I:te, och skriv en del för `merge`",
    ),
    (
        "Read paths from a file, one a line; `-` is standard input",
        "Läs sökvägar ur en fil, en per rad; `-` är standard in",
    ),
    (
        "Recognise the text of scanned pages with the program tesseract; slow",
        "Känn igen texten på inskannade sidor med programmet tesseract; långsamt",
    ),
    ("Remove everything in it", "Ta bort allt i den"),
    (
        "Remove what was kept of documents: the cache, and what unfinished scans have left beside reports",
        "Ta bort det som har sparats av dokument: cachen, och det som avbrutna körningar har lämnat vid rapporter",
    ),
    (
        "Reports whose unfinished scans are removed, and folders that hold such reports. The reports stay",
        "Rapporter vars avbrutna körningar tas bort, och mappar med sådana rapporter. Rapporterna blir kvar",
    ),
    ("Rule (pyspunka rules list)", "Regel (pyspunka rules list)"),
    (
        "Rule files, lexicons, pack.toml and pyspunka.toml, for editors",
        "Regelfiler, ordlistor, pack.toml och pyspunka.toml, för textredigerare",
    ),
    ("SARIF 2.1.0, for code scanning and its viewers", "SARIF 2.1.0, för kodgranskning och dess visare"),
    (
        "Say why a rule found fault with a document, or did not",
        "Säg varför en regel fann fel i ett dokument, eller inte",
    ),
    (
        "Scan files, folders and zip files, and write findings",
        "Läs filer, mappar och zip-filer, och skriv iakttagelser",
    ),
    ("Set a limit (seconds=60, pages=10000)", "Sätt en gräns (seconds=60, pages=10000)"),
    (
        "Set a limit (seconds=60, pages=10000); `pyspunka doctor` shows what protects you",
        "Sätt en gräns (seconds=60, pages=10000); `pyspunka doctor` visar vad som skyddar dig",
    ),
    (
        "Settings; where not given, the nearest pyspunka.toml upwards from the first path",
        "Inställningar; annars närmaste pyspunka.toml uppåt från den första sökvägen",
    ),
    ("Show or empty the cache", "Visa eller töm cachen"),
    (
        "Show what protects this machine from hostile documents",
        "Visa vad som skyddar datorn mot fientliga dokument",
    ),
    ("Show what was recognised in a document", "Visa vad som har känts igen i ett dokument"),
    ("Show where it is and how large", "Visa var den finns och hur stor den är"),
    ("Swedish", "Svenska"),
    (
        "Take names of persons, or all words quoted from documents too, out of what is written",
        "Ta bort personers namn, eller även alla citat ur dokument, ur det som skrivs",
    ),
    (
        "Tell on standard error how long each stage took; documents from the cache are not read and take none",
        "Säg på standard fel hur lång tid varje steg tog; dokument ur cachen läses inte och tar ingen",
    ),
    ("Text at fault", "Text med felet"),
    ("Text not at fault", "Text utan felet"),
    ("The check kinds instead", "I stället slagen av kontroller"),
    (
        "The copy to write; for a folder, the folder to write copies into. Never the file itself",
        "Kopian som skrivs; för en mapp, mappen som kopiorna skrivs i. Aldrig filen själv",
    ),
    (
        "The copy to write; for a folder, the folder to write copies into",
        "Kopian som skrivs; för en mapp, mappen som kopiorna skrivs i",
    ),
    ("The day that periods are compared with", "Dagen som tider jämförs med"),
    (
        "The day that periods are compared with (2026-05-14); today where not given",
        "Dagen som tider jämförs med (2026-05-14); annars i dag",
    ),
    ("The labels that rules may name instead", "I stället etiketterna som regler får nämna"),
    (
        "The last day (2027-01-01); for good where not given",
        "Den sista dagen (2027-01-01); annars för alltid",
    ),
    ("These, and all quotes", "De, och alla citat"),
    ("Title: names the fault", "Titel: namnger felet"),
    ("Use no settings", "Använd inga inställningar"),
    ("What a reader is told; the title where not given", "Det som läsaren får veta; annars titeln"),
    ("What is kept of one document", "Det som sparas av ett dokument"),
    (
        "What makes the check fail; errors and what could not be assessed where not given",
        "Det som fäller; annars fel och sådant som inte kunde bedömas",
    ),
    ("What to write instead", "Vad som bör stå i stället"),
    ("Where accepted findings are kept", "Var godtagna iakttagelser sparas"),
    (
        "Where to write; standard output where not given. An existing file is kept",
        "Vart det skrivs; annars standard ut. En fil som finns får vara kvar",
    ),
    (
        "Where to write; the ending tells the format. May be given several times; `-` is standard output",
        "Vart det skrivs; ändelsen säger formatet. Får anges flera gånger; `-` är standard ut",
    ),
    ("Which", "Vilket"),
    ("Which shell", "Vilket skal"),
    ("Who says so", "Vem som säger det"),
    ("Why it may stay", "Varför den får vara kvar"),
    (
        "Word to look for, with its endings (\"parkering -en -ar\"), or several words in a row. May be given several times",
        "Ord att söka, med ändelser (\"parkering -en -ar\"), eller flera ord i rad. Får anges flera gånger",
    ),
    (
        "Write a new rule that passes its own examples, from flags or questions",
        "Skriv en ny regel som klarar sina egna exempel, av flaggor eller frågor",
    ),
    (
        "Write a starter for a plan register from what a scan finds",
        "Skriv en början till ett planregister av det som en körning hittar",
    ),
    (
        "Write findings into copies of agreements, as Word comments or PDF highlights",
        "Skriv iakttagelser i kopior av avtal, som kommentarer i Word eller markeringar i PDF",
    ),
    ("Write, test and compare rules", "Skriv, pröva och jämför regler"),
    (
        "`findings.json` or `findings.jsonl` of an earlier scan",
        "`findings.json` eller `findings.jsonl` från en tidigare körning",
    ),
    (
        "a Word report: summary, table, a section per document",
        "en Word-rapport: sammanfattning, tabell, ett avsnitt per dokument",
    ),
    (
        "a record a line: documents, findings, archive, run",
        "en post per rad: dokument, iakttagelser, arkiv, körning",
    ),
    ("a row per finding, comma-separated (RFC 4180)", "en rad per iakttagelse, med komman (RFC 4180)"),
    ("everything, in one document with a published schema", "allt, i ett dokument med ett publicerat schema"),
    ("findings.json", "findings.json"),
    (
        "for a terminal: every finding with its quote, place and advice",
        "för en terminal: varje iakttagelse med citat, plats och råd",
    ),
    ("for pull requests and wikis", "för ändringsförslag och wikier"),
    (
        "one page to read, search, filter and print, without network",
        "en sida att läsa, söka, filtrera och skriva ut, utan nät",
    ),
    (
        "the same for Swedish Excel: semicolons and a byte order mark",
        "detsamma för svensk Excel: semikolon och byteordningsmärke",
    ),
    ("Examples:", "Exempel:"),
    (
        "A set of rules is a folder of own packs beside the shipped rules, or the word `shipped`.",
        "En uppsättning regler är en mapp med egna paket vid sidan av de medföljande reglerna, eller ordet `shipped`.",
    ),
    ("Example:", "Exempel:"),
    (
        "Exit codes: 0 all examples hold, 1 some do not, 2 a mistake in a rule file.",
        "Slutkoder: 0 alla exempel stämmer, 1 några stämmer inte, 2 ett fel i en regelfil.",
    ),
    (
        "Exit codes: 0 nothing to mend, 1 warnings, 2 a mistake in a rule file.",
        "Slutkoder: 0 inget att rätta, 1 varningar, 2 ett fel i en regelfil.",
    ),
    (
        "Look the rows through, fill in what is missing, and name the file in pyspunka.toml:",
        "Gå igenom raderna, fyll i det som saknas, och ange filen i pyspunka.toml:",
    ),
    (
        "With own rules, only they are looked at; otherwise the shipped ones.",
        "Finns egna regler granskas bara de; annars de medföljande.",
    ),
    (
        "Without flags it asks. Nothing is written unless the new rule passes its own examples.",
        "Utan flaggor frågar den. Inget skrivs om inte den nya regeln klarar sina egna exempel.",
    ),
    (
        "Exit codes: 0 nothing that --fail-on names, 1 findings, 2 wrong use, 3 something could not be assessed.",
        "Slutkoder: 0 inget av det som --fail-on nämner, 1 iakttagelser, 2 fel i kommandot, 3 något kunde inte bedömas.",
    ),
];

/// What is told where something cannot be done. The first entry that fits is taken: those with more words stand first.
const ERRORS: &[(&str, &str)] = &[
    ("no rule is called `{}`; did you mean `{}`?", "ingen regel heter `{}`; menades `{}`?"),
    (
        "no rule is called `{}`; pyspunka rules list names them",
        "ingen regel heter `{}`; pyspunka rules list räknar upp dem",
    ),
    (
        "no rule, check kind or label is called `{}`; did you mean `{}`?",
        "ingen regel, inget slag av kontroll och ingen etikett heter `{}`; menades `{}`?",
    ),
    (
        "no rule, check kind or label is called `{}`; pyspunka rules list names the rules",
        "ingen regel, inget slag av kontroll och ingen etikett heter `{}`; pyspunka rules list räknar upp reglerna",
    ),
    (
        "no folder, pack or rule is called `{}`; did you mean `{}`?",
        "ingen mapp, inget paket och ingen regel heter `{}`; menades `{}`?",
    ),
    (
        "no folder, pack or rule is called `{}`; pyspunka rules list names them",
        "ingen mapp, inget paket och ingen regel heter `{}`; pyspunka rules list räknar upp dem",
    ),
    ("no rules in {}", "inga regler i {}"),
    (
        "nothing to scan; name a file or a folder: pyspunka scan agreements",
        "inget att läsa; ange en fil eller en mapp: pyspunka scan avtal",
    ),
    (
        "no files there; name a folder that holds DOCX or PDF files",
        "det finns inga filer där; ange en mapp med DOCX- eller PDF-filer",
    ),
    (
        "no files there; name a DOCX or PDF file, or a folder that holds some",
        "det finns inga filer där; ange en DOCX- eller PDF-fil, eller en mapp med sådana",
    ),
    (
        "none of {} files fits {}; one of them is {}; folders are parted by /, not \\",
        "ingen av {} filer passar {}; en av dem är {}; mappar skiljs åt med /, inte \\",
    ),
    (
        "none of {} files fits {}; one of them is {}; the day is that of the last change",
        "ingen av {} filer passar {}; en av dem är {}; dagen är den senaste ändringens",
    ),
    ("none of {} files fits {}; one of them is {}", "ingen av {} filer passar {}; en av dem är {}"),
    (
        "standard input is either a document (-) or a list (--files-from -)",
        "standard in är antingen ett dokument (-) eller en lista (--files-from -)",
    ),
    (
        "--path-glob {}: {}; \"*.pdf\", \"2025/**\", \"a[bc].docx\" and \"!utkast*\" are patterns, and \\[ is the sign itself",
        "--path-glob {}: {}; \"*.pdf\", \"2025/**\", \"a[bc].docx\" och \"!utkast*\" är mönster, och \\[ är tecknet självt",
    ),
    ("--limit {}: not a limit; seconds=60 is", "--limit {}: är ingen gräns; det är seconds=60"),
    ("--limit {}: no such limit; there are {}", "--limit {}: det finns ingen sådan gräns; det finns {}"),
    ("--format {}: no -o has an ending for it", "--format {}: inget -o har en ändelse som passar"),
    ("no clock; give --today 2026-05-14", "datorn har ingen klocka; ange --today 2026-05-14"),
    ("no folder for a cache; give --cache DIR", "det finns ingen mapp för en cache; ange --cache MAPP"),
    (
        "--ocr needs the program tesseract; install it (Debian: apt install tesseract-ocr tesseract-ocr-swe)",
        "--ocr kräver programmet tesseract; installera det (Debian: apt install tesseract-ocr tesseract-ocr-swe)",
    ),
    (
        "--ocr needs Swedish for tesseract (Debian: apt install tesseract-ocr-swe)",
        "--ocr kräver svenska för tesseract (Debian: apt install tesseract-ocr-swe)",
    ),
    (
        "--reason is empty; say why the finding may stay",
        "--reason är tom; säg varför iakttagelsen får vara kvar",
    ),
    (
        "{}: no finding has such an id; fp1:fabd8233a835ddcb is one",
        "{}: ingen iakttagelse har ett sådant id; fp1:fabd8233a835ddcb är ett",
    ),
    (
        "{}: not a date; 2026, 2026-05 and 2026-05-14 are",
        "{}: är ingen dag; det är 2026, 2026-05 och 2026-05-14",
    ),
    ("{}: not a share; 1/4, 2/4, 3/4 and 4/4 are", "{}: är ingen del; det är 1/4, 2/4, 3/4 och 4/4"),
    (
        "there are agreement, plan, annex, template, form, minutes, amendment, guidance, other",
        "det finns agreement, plan, annex, template, form, minutes, amendment, guidance, other",
    ),
    ("invalid digit found in string", "ange ett tal"),
    ("cannot parse integer from empty string", "ange ett tal"),
    ("number too large to fit in target type", "talet är för stort"),
    (
        "--rules {}: not a folder; name the folder that holds pack.toml",
        "--rules {}: är ingen mapp; ange mappen med pack.toml",
    ),
    (
        "--rules {}: no rule files (*.toml) there; pyspunka rules new makes one",
        "--rules {}: där finns inga regelfiler (*.toml); pyspunka rules new gör en",
    ),
    ("--rules {}: No such file or directory", "--rules {}: det finns ingen sådan mapp"),
    ("--dir is missing", "--dir saknas"),
    ("--id is missing", "--id saknas"),
    (
        "--id {}: names are kebab-case ASCII, such as `parking`",
        "--id {}: namn har små bokstäver a–z, siffror och bindestreck, till exempel `parking`",
    ),
    (
        "--id {}: there is a rule of that name already; choose another",
        "--id {}: det finns redan en regel med det namnet; välj ett annat",
    ),
    (
        "--check {}: copy a rule of that kind: --like {}",
        "--check {}: kopiera en regel av det slaget: --like {}",
    ),
    (
        "--check {}: there are requires and forbids; copy another rule with --like",
        "--check {}: det finns requires och forbids; kopiera en annan regel med --like",
    ),
    ("give {}; pyspunka rules new --help has examples", "ange {}; pyspunka rules new --help har exempel"),
    (
        "{}: is there already; name another file, so that nothing filled in by hand is lost",
        "{}: finns redan; ange en annan fil, så att inget som har fyllts i för hand går förlorat",
    ),
    ("{}: is there already", "{}: finns redan"),
    (
        "{}: the report would take the place of a file that is read; give another -o",
        "{}: rapporten skulle ersätta en fil som läses; ange ett annat -o",
    ),
    (
        "{}: the copy would take the place of the original; give another -o",
        "{}: kopian skulle ersätta originalet; ange ett annat -o",
    ),
    (
        "{}: there lies a document already, which the output would take the place of; give another -o",
        "{}: där ligger redan ett dokument, som skulle ersättas; ange ett annat -o",
    ),
    (
        "{}: the copy is {}, as the original is; name it .{}",
        "{}: kopian är {}, som originalet; låt den sluta på .{}",
    ),
    ("{}: no report is written as .{}; there are {}", "{}: ingen rapport skrivs som .{}; det finns {}"),
    (
        "{}: too short for a secret; use at least 16 random bytes",
        "{}: för kort för en hemlighet; använd minst 16 slumpade byte",
    ),
    (
        "{}: not a report; give findings.json or findings.jsonl of an earlier scan",
        "{}: är ingen rapport; ange findings.json eller findings.jsonl från en tidigare körning",
    ),
    (
        "{}: not findings of pyspunka (line {}, column {}); give findings.json or findings.jsonl of a scan",
        "{}: är inga iakttagelser av pyspunka (rad {}, kolumn {}); ange findings.json eller findings.jsonl från en körning",
    ),
    (
        "{}: there is no such file; give findings.json of a scan",
        "{}: det finns ingen sådan fil; ange findings.json från en körning",
    ),
    ("{}: there is no such file or folder", "{}: det finns ingen sådan fil eller mapp"),
    ("{}: there is no such file", "{}: det finns ingen sådan fil"),
    ("{}: a folder; pyspunka scan reads folders", "{}: är en mapp; pyspunka scan läser mappar"),
    (
        "{}: not a part; scan --shard 1/2 -o part-1.jsonl writes one",
        "{}: är ingen del; scan --shard 1/2 -o del-1.jsonl skriver en",
    ),
    (
        "{}: made with other rules, options, date or another version than {}; scan both alike",
        "{}: gjord med andra regler, flaggor, en annan dag eller version än {}; läs båda på samma sätt",
    ),
    (
        "{}: made with other rules or another version ({}); merge with the program, --rules and --config that made it",
        "{}: gjord med andra regler eller en annan version ({}); foga samman med det program och de --rules och --config som gjorde den",
    ),
    (
        "{}: the journal of a scan that has not ended; run that scan again, and merge the part that it writes",
        "{}: journalen från en körning som inte är klar; kör den igen, och foga samman delen som den skriver",
    ),
    (
        "parts are missing: {}; every share must be given, each as often as the others: what is missing would look like documents that are not there",
        "delar saknas: {}; alla delar ska anges, var och en lika många gånger: det som saknas skulle se ut som dokument som inte finns",
    ),
    (
        "{}:{}: damaged after this line; scan that part again",
        "{}:{}: skadad efter den här raden; läs den delen igen",
    ),
    (
        "{}; --in-process reads documents without worker processes",
        "{}; --in-process läser dokument utan arbetsprocesser",
    ),
    (
        "the worker gave no answer; scan with --in-process",
        "arbetsprocessen svarade inte; kör med --in-process",
    ),
    (
        "stopped: too many documents killed their worker",
        "avbrutet: för många dokument fällde sin arbetsprocess",
    ),
    ("{}: No such file or directory", "{}: det finns ingen sådan fil eller mapp"),
    ("{}: Permission denied", "{}: får inte öppnas eller skrivas; ändra behörigheten"),
    ("{}: No space left on device", "{}: disken är full"),
    ("{}: Is a directory", "{}: är en mapp, ingen fil"),
    ("{}: Not a directory", "{}: är ingen mapp"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_and_more_words_win() {
        let told = |text: &str| in_swedish(text).unwrap_or_default();
        assert_eq!(
            told("no rule is called `sngle`; did you mean `single-name`?"),
            "ingen regel heter `sngle`; menades `single-name`?"
        );
        assert_eq!(told("a {} b.docx: there is no such file"), "a {} b.docx: det finns ingen sådan fil");
        assert_eq!(told("a: there is no such file or folder"), "a: det finns ingen sådan fil eller mapp");
        assert_eq!(in_swedish("rules/a.toml:3:1: unknown key"), None);
    }

    /// All code, with strings that go on over lines in one piece.
    fn code(folder: &std::path::Path, out: &mut String) {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                code(&path, out);
            } else if path.extension().is_some_and(|ending| ending == "rs")
                && !path.ends_with("messages/usage.rs")
            {
                let text = std::fs::read_to_string(&path).unwrap();
                let mut lines = text.split("\\\n");
                out.push_str(lines.next().unwrap_or_default());
                lines.for_each(|line| out.push_str(line.trim_start()));
            }
        }
    }

    /// What the code no longer says would be told in English, unnoticed.
    #[test]
    fn the_code_says_what_is_translated() {
        // These come from the system and from what reads numbers.
        let others = [
            "No such",
            "Permission",
            "No space",
            "Is a directory",
            "Not a directory",
            "invalid digit",
            "cannot parse",
            "number too",
        ];
        let mut all = String::new();
        code(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
        for (en, sv) in ERRORS {
            assert_eq!(en.matches("{}").count(), sv.matches("{}").count(), "{en}");
            let own = !others.iter().any(|other| en.contains(other));
            for piece in en.split("{}").filter(|piece| own && piece.len() > 12) {
                let piece = piece.replace('\\', "\\\\").replace('"', "\\\"");
                let piece =
                    piece.trim_start_matches(['`', ';', ':', ' ']).trim_end_matches([' ', '`', '?', ':']);
                assert!(all.contains(piece), "no code says {piece:?}");
            }
        }
    }
}
