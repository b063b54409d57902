//! The zones of sections, as headings open and end them.

use super::preamble::{awaits_or_tail, ends_with_lead};
use super::{HEADING, reads_as_heading, stands_in_text};
use crate::annotate::{Draft, Shape, Token, duty, spans_of};
use crate::document::{Block, BlockKind, Span, Zone};

/// Cells in whole sentences by which a table tells terms, and cells that are looked at for them.
const TERMS: usize = 5;
const TERM_CELLS: usize = 40;
/// A document's head is at most so many blocks.
const HEAD: usize = 60;

/// The sentence that opens a certificate of signatures is at most so long.
const OPENING: usize = 400;

/// Headings, in the order in which they are tried.
const HEADINGS: &[(&str, Zone)] = &[
    ("zone-contents", Zone::Contents),
    ("zone-certificate", Zone::Certificate),
    ("zone-revision", Zone::Revision),
    ("zone-annexes", Zone::AnnexList),
    ("zone-references", Zone::References),
    ("zone-distribution", Zone::References),
    ("zone-signature", Zone::Signature),
    ("zone-contact", Zone::Contact),
    ("zone-parties", Zone::Parties),
];

/// The number that a line begins with, and whether a § stands before it ("§ 6. Kontakt").
fn number_of(text: &str) -> Option<(bool, u32)> {
    let bare = text.trim_start_matches(['§', ' ', '\u{a0}']);
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let number = bare.get(..digits).filter(|_| (1..=3).contains(&digits))?.parse().ok()?;
    let closed = bare[digits..].starts_with(['.', ' ', ')', '\u{a0}']);
    closed.then_some((text.starts_with('§'), number))
}

pub(super) struct Walk<'a, 'b> {
    pub(super) draft: &'a Draft<'b>,
    pub(super) blocks: &'a [Block],
    /// For each table: the zone that its header row or first column gives it.
    tables: Vec<Option<Zone>>,
    /// Dates, in order.
    pub(super) dates: Vec<Span>,
}

/// A block on the way, and what is asked of it more than once.
struct Here<'a> {
    index: usize,
    block: &'a Block,
    text: &'a str,
    /// It reads as a heading.
    heading: bool,
    /// Of a marked heading; 9 of anything else.
    level: u8,
}

/// The section that is open.
struct Section<'a> {
    zone: Zone,
    /// Of the heading that opened it, and the number of that.
    level: u8,
    number: Option<(bool, u32)>,
    /// The first entry of a table of contents.
    entry: Option<&'a str>,
}

/// What the blocks before leave to the next.
struct State<'a> {
    zones: Vec<Zone>,
    open: Option<Section<'a>>,
    /// The document's head is not over.
    head: bool,
    only_headings: bool,
    /// The parties are still to be told.
    awaits_parties: bool,
}

impl<'a, 'b> Walk<'a, 'b> {
    pub(super) fn new(draft: &'a Draft<'b>) -> Walk<'a, 'b> {
        let blocks = draft.document.blocks();
        let dates = spans_of(draft, "date");
        let mut walk = Walk { draft, blocks, tables: Vec::new(), dates };
        walk.tables = walk.table_zones();
        walk
    }

    pub(super) fn walk(&self) -> Vec<Zone> {
        let mut state = State {
            zones: Vec::with_capacity(self.blocks.len()),
            open: None,
            head: true,
            only_headings: true,
            awaits_parties: false,
        };
        for (index, block) in self.blocks.iter().enumerate() {
            let zone = self.outside(block).unwrap_or_else(|| self.step(&self.here(index, block), &mut state));
            state.zones.push(zone);
        }
        let mut zones = state.zones;
        self.signatures(&mut zones);
        self.closing(&mut zones);
        self.rows_of_signers(&mut zones);
        zones
    }

    fn here(&self, index: usize, block: &'a Block) -> Here<'a> {
        let level = match block.kind {
            BlockKind::Title => 1,
            BlockKind::Heading { level } => level,
            _ => 9,
        };
        let heading = reads_as_heading(self.draft, block);
        Here { index, block, text: self.draft.document.slice(block.content), heading, level }
    }

    /// The zone of a block of the text proper: of the section that is open, else by whether it tells parties, stands in the
    /// head or is a cell.
    fn step(&self, here: &Here<'a>, state: &mut State<'a>) -> Zone {
        self.open_or_end_section(here, state);
        self.end_head(here, state);
        state.only_headings &= here.heading;
        let preamble = self.is_preamble(here.index, here.block, here.text);
        state.awaits_parties = self.awaits_parties(here, state, preamble);
        let zone = self.zone_of(here, state, preamble);
        if zone == Zone::Parties && state.open.is_none() && here.block.cell().is_none() && here.index > 0 {
            state.head = false;
        }
        zone
    }

    /// A heading opens the section that it names, if the one that is open lets it; what does not belong to a section ends it.
    fn open_or_end_section(&self, here: &Here<'a>, state: &mut State<'a>) {
        let whole = self.draft.document.slice(here.block.span);
        // A first heading on the parties is the title.
        let titled = state.head && state.only_headings && here.heading && here.index == 0;
        let named = self.named(here.block, here.heading, here.index);
        if let Some(zone) = named.filter(|zone| !(titled && *zone == Zone::Parties)) {
            if !self.keeps(here, zone, state) {
                let number = number_of(whole);
                state.open = Some(Section { zone, level: here.level, number, entry: None });
                state.head = false;
            }
            return;
        }
        let Some(section) = &mut state.open else { return };
        let entry = (section.zone == Zone::Contents).then(|| bare_entry(whole));
        // The first entry again: the text begins.
        let repeated = entry.is_some() && section.entry == entry;
        section.entry = section.entry.or(entry);
        if repeated || self.ends(here, whole, section) {
            state.open = None;
        }
    }

    /// True where the section that is open goes on over a heading: inside an annex or a certificate only one of the same weight
    /// opens something else.
    fn keeps(&self, here: &Here<'_>, zone: Zone, state: &State<'_>) -> bool {
        let Some(open) = &state.open else { return false };
        match open.zone {
            // An agreement is signed behind its annexes where it has not been signed before.
            Zone::Annex if zone == Zone::Signature && here.level <= open.level => {
                state.zones.contains(&Zone::Signature)
            }
            Zone::Annex => zone != Zone::Annex && zone != Zone::Certificate && here.level >= open.level,
            Zone::Certificate => zone != Zone::Annex,
            // "11 Underskrifter", with its page or without: an entry, where headings are marked as such.
            Zone::Contents => {
                let marked = matches!(here.block.kind, BlockKind::Heading { .. });
                !marked && (open.level < 9 || here.text.ends_with(|last: char| last.is_ascii_digit()))
            }
            Zone::AnnexList => zone == Zone::Annex && !matches!(here.block.kind, BlockKind::Heading { .. }),
            _ => false,
        }
    }

    /// True where a section is over by what a block is that opens none.
    fn ends(&self, here: &Here<'_>, whole: &str, open: &Section<'_>) -> bool {
        let (heading, level, kind) = (here.heading, here.level, here.block.kind);
        // "§ 7. Bidrag: …" ends what "§ 6. Kontakt" opened.
        let next = || {
            let numbers = open.number.zip(number_of(whole));
            numbers.is_some_and(|((sign, at), (other, number))| sign == other && number == at + 1)
        };
        match open.zone {
            Zone::Contact | Zone::References | Zone::AnnexList if !heading && next() => true,
            Zone::Annex => matches!(kind, BlockKind::Heading { level } if level < open.level),
            Zone::Certificate => false,
            Zone::Contents => {
                heading || here.text.len() > 2 * HEADING || matches!(kind, BlockKind::TableCell(_))
            }
            Zone::Signature => {
                let numbered = here.block.label.is_some();
                matches!(kind, BlockKind::Heading { .. }) && (level <= open.level || numbered)
            }
            // A subheading stays inside; a bold line inside a section with a marked heading does too. Running text under
            // "Parter" that goes on without headings tells what follows, not who.
            Zone::Parties if !heading => self.runs_on(here.index, here.text),
            // "Roller och ansvar" under "Parter" tells what they do.
            Zone::Parties
                if matches!(kind, BlockKind::Heading { .. })
                    && ["duty-heading", "duty-modal", "open-modal"]
                        .iter()
                        .any(|label| self.draft.has_word(label, here.block.content)) =>
            {
                true
            }
            _ => heading && level <= open.level && !(level == 9 && open.level < 9),
        }
    }

    /// Ends the document's head, where it is over.
    fn end_head(&self, here: &Here<'_>, state: &mut State<'_>) {
        if !state.head || state.open.is_some() {
            return;
        }
        if self.ends_head(here.index, here.block, here.text, here.heading, state.only_headings) {
            state.head = false;
            // "Inledning" as a plain line just before the first real paragraph belongs to the text.
            if !here.heading && here.index >= 2 {
                self.give_back(here.index, &mut state.zones);
            }
        }
    }

    /// True where more parties stand in the next block.
    fn awaits_parties(&self, here: &Here<'_>, state: &State<'_>, preamble: bool) -> bool {
        let awaits = state.awaits_parties;
        (preamble || awaits && !here.heading && state.open.is_none())
            && (here.text.ends_with(':')
                || ends_with_lead(self.draft, here.block)
                || awaits && here.text.ends_with([',', ';'])
                || awaits && self.ends_with_join(here.block))
    }

    fn zone_of(&self, here: &Here<'_>, state: &State<'_>, preamble: bool) -> Zone {
        let Here { index, block, text, heading, .. } = *here;
        let open = state.open.as_ref().map(|open| open.zone);
        if self.is_certificate(block, text) {
            return Zone::Certificate;
        }
        let cell = self.cell_zone(block).filter(|_| matches!(open, None | Some(Zone::Parties)));
        if let Some(zone) = cell.or(open) {
            return zone;
        }
        let tail = || {
            self.follows_preamble(index, &state.zones, text, heading)
                && awaits_or_tail(self.blocks, self.draft, index)
        };
        match () {
            () if preamble || tail() => Zone::Parties,
            () if state.head => Zone::HeaderBlock,
            () if block.cell().is_some() => Zone::Table,
            () => Zone::Body,
        }
    }

    /// Blocks that are not part of the text proper.
    fn outside(&self, block: &Block) -> Option<Zone> {
        match block.kind {
            BlockKind::Header | BlockKind::Footer => {
                let text = self.draft.document.slice(block.content);
                Some(if self.is_certificate(block, text) { Zone::Certificate } else { Zone::Furniture })
            }
            BlockKind::Comment => Some(Zone::Furniture),
            BlockKind::TocEntry => Some(Zone::Contents),
            _ => None,
        }
    }

    /// The zone that a heading opens.
    fn named(&self, block: &Block, heading: bool, index: usize) -> Option<Zone> {
        let document = self.draft.document;
        let text = document.slice(block.content);
        // A service that signs says so in a sentence, and all behind it is its own.
        if text.len() <= OPENING
            && index * 3 > self.blocks.len()
            && self.draft.has_word("certificate-opening", block.content)
        {
            return Some(Zone::Certificate);
        }
        if text.len() > HEADING || !stands_in_text(block) {
            return None;
        }
        // A heading that nobody marked: a line of few words that ends as no sentence does.
        let plain = !heading && !text.ends_with(['.', ',', ';']);
        if !heading && !plain {
            return None;
        }
        let tokens = self.draft.tokens_in(block.content);
        // A number typed before the heading ("5. Kontaktpersoner", "Article 5 – Contacts").
        let numbered = |token: &&Token| {
            token.shape == Shape::Number || self.draft.is("heading-number", token) && tokens.len() > 2
        };
        let lead = tokens.iter().take_while(numbered).count().min(3);
        let start = tokens.get(lead)?.span;
        let words = tokens.len() - lead;
        for (label, zone) in HEADINGS {
            let Some(word) = self.draft.words_in(label, start).next() else { continue };
            let rest = document
                .slice(Span::at(word.span.end(), block.content.end()))
                .trim_end_matches([':', '?', ' ']);
            let limit = match zone {
                // "Närvarande vid mötet"
                Zone::References if *label == "zone-distribution" && heading => words <= 9,
                // "Innehåll" opens a table of contents, "Innehåll i tjänsten" does not.
                Zone::Contents | Zone::References | Zone::AnnexList | Zone::Certificate | Zone::Revision => {
                    rest.is_empty()
                }
                // "Signatur ____" is a line, "Parter i överenskommelsen" a heading.
                Zone::Signature => words <= if heading { 6 } else { 3 },
                _ if heading => words <= 7,
                // "Parter / Parties": the same in another language.
                _ => rest.is_empty() || words == 2 && rest.starts_with(" /"),
            };
            // "Kontakt: Anna Ek" is a line with a contact, not a heading.
            let value_follows = text.contains(": ");
            if limit && !value_follows {
                return Some(*zone);
            }
        }
        // "Parternas underskrifter": the word at the end tells as well as at the beginning.
        let noun = self.draft.words_in("signature-noun", block.content).last().map(|word| word.span.end());
        let joined = self.draft.has_word("party-join", block.content) || text.contains(',');
        if heading && !joined && words <= 6 && noun == Some(block.content.end()) {
            return Some(Zone::Signature);
        }
        let annex = self.draft.words_in("zone-annex", start).next()?;
        // "6. Annex B" is a clause on an annex, as the clauses around it are numbered.
        let clause = lead > 0
            || block.label.as_deref().is_some_and(|label| label.starts_with(|c: char| c.is_ascii_digit()));
        let rest = document.slice(Span::at(annex.span.end(), block.content.end()));
        // "Bilaga 1 – Rollfördelning" as a heading, or alone on its line late in the document.
        let late = index * 3 > self.blocks.len();
        let sets_off = rest.is_empty() || rest.starts_with([':', ' ', '.', ',', '\u{2013}', '-']);
        let marked = matches!(block.kind, BlockKind::Title | BlockKind::Heading { .. });
        (sets_off
            && !clause
            && index > 0
            && (marked || late && (heading || rest.is_empty()))
            && !text.ends_with('.'))
        .then_some(Zone::Annex)
    }

    /// True where the document's head is over.
    fn ends_head(&self, index: usize, block: &Block, text: &str, heading: bool, only_headings: bool) -> bool {
        if index >= HEAD {
            return true;
        }
        match block.kind {
            BlockKind::Heading { .. } => !only_headings,
            BlockKind::TableCell(_) => self.tells_tasks(index) || self.tells_terms(index),
            BlockKind::ListItem { .. } => true,
            _ if heading => !only_headings && index > 0 && self.next_is_long(index),
            _ => {
                let labels = self.draft.has_word("header-label", block.content);
                text.len() > 280 || self.is_sentence(block, text) && !labels
            }
        }
    }

    /// True for nine words and a full stop, or for fewer behind a capital with a verb among them ("Klubben grusar spåret.").
    fn is_sentence(&self, block: &Block, text: &str) -> bool {
        let tokens = self.draft.tokens_in(block.content);
        text.ends_with('.')
            && (text.split_whitespace().count() >= 9
                || tokens.len() >= 4 && tokens[0].shape == Shape::Capital && self.has_verb(block))
    }

    /// True where a verb stands behind the first word.
    pub(super) fn has_verb(&self, block: &Block) -> bool {
        let tokens = self.draft.tokens_in(block.content);
        tokens.iter().skip(1).any(|token| duty::finite(self.draft, token))
    }

    /// True where a table begins whose cells are whole sentences, as those of a term sheet are and those of a head are not.
    fn tells_terms(&self, index: usize) -> bool {
        let Some(first) = self.blocks[index].cell().filter(|cell| (cell.row, cell.column) == (0, 0)) else {
            return false;
        };
        let cells = self.blocks[index..].iter().take(TERM_CELLS);
        cells
            .take_while(|block| block.cell().is_some_and(|cell| cell.table == first.table))
            .filter(|block| self.is_sentence(block, self.draft.document.slice(block.content)))
            .nth(TERMS - 1)
            .is_some()
    }

    /// True where a table begins whose heads tell who does what: of three columns or more, or a task and who has it.
    fn tells_tasks(&self, index: usize) -> bool {
        let Some(first) = self.blocks[index].cell().filter(|cell| cell.row == 0) else {
            return false;
        };
        let heads = self.blocks[index..]
            .iter()
            .take_while(|block| block.cell().is_some_and(|cell| cell.table == first.table && cell.row == 0));
        let says = |label: &str| heads.clone().any(|head| self.draft.has_word(label, head.content));
        let wide = heads.clone().count() >= 3
            && (says("deputy-column") || says("task-column") || says("role-column") && says("person-column"));
        // "Uppgift | Utförs av", "System | Administratör": whole heads, and at least two rows below.
        let whole = |at: usize, label: &str| {
            heads.clone().nth(at).is_some_and(|head| self.draft.has_whole(label, head.content))
        };
        let begins = first.column == 0;
        let pair = begins
            && heads.clone().count() == 2
            && ["owner-column", "person-column", "role-title", "task-word"]
                .iter()
                .any(|label| whole(1, label))
            && (whole(0, "task-column") || !whole(0, "role-title") && self.rows(index) >= 3);
        // "Kommun | Åtagande"
        let tasks = begins && heads.clone().count() == 2 && whole(1, "task-column") && self.rows(index) >= 3;
        // "Åsle kommun | Åsle församling | Vandrarna"
        // Over the labels of the rows may stand nothing.
        let parties = first.column <= 1
            && heads.clone().filter(|head| self.draft.has_sort(head.content)).nth(1).is_some();
        (wide || pair || tasks || parties)
            && !says("header-label")
            && !says("metadata-label")
            && !says("metadata-head")
    }

    /// Rows of the table that begins at `index`, counted no further than a few.
    fn rows(&self, index: usize) -> u32 {
        let table = self.blocks[index].cell().map(|cell| cell.table);
        let cells = self.blocks[index..].iter().take(16).filter_map(|block| block.cell());
        cells.filter(|cell| Some(cell.table) == table).map(|cell| cell.row + 1).max().unwrap_or(0)
    }

    fn next_is_long(&self, index: usize) -> bool {
        self.blocks.get(index + 1).is_some_and(|next| {
            next.content.len() > 2 * HEADING || matches!(next.kind, BlockKind::ListItem { .. })
        })
    }

    /// Gives a plain heading back to the text that it stands over.
    fn give_back(&self, index: usize, zones: &mut [Zone]) {
        let Some(before) = index.checked_sub(1) else { return };
        let Some(block) = self.blocks.get(before) else { return };
        let text = self.draft.document.slice(block.content);
        let short = text.len() < 60 && !text.contains(|c: char| c.is_ascii_digit()) && block.cell().is_none();
        if short
            && !self.draft.has_word("header-label", block.content)
            && let Some(zone) = zones.get_mut(before)
            && *zone == Zone::HeaderBlock
        {
            *zone = Zone::Body;
        }
    }

    fn follows_preamble(&self, index: usize, zones: &[Zone], text: &str, heading: bool) -> bool {
        let before = index.checked_sub(1).and_then(|before| zones.get(before));
        before == Some(&Zone::Parties) && !heading && text.len() < 500
    }

    fn is_certificate(&self, block: &Block, text: &str) -> bool {
        text.len() < 260 && self.draft.has_word("certificate-line", block.content)
    }

    fn cell_zone(&self, block: &Block) -> Option<Zone> {
        let cell = block.cell()?;
        self.tables.get(cell.table as usize).copied().flatten()
    }
}

/// An entry of a table of contents without number, leaders and page.
fn bare_entry(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' ' | '\t' | '…'))
}
