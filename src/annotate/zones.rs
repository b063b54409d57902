//! Zones: what each block is for, by its heading, its shape and its place in the document.

use super::{Annotator, Draft};
use crate::document::{Block, BlockKind, Span, Zone};

/// Gives every block its zone.
pub const ANNOTATOR: Annotator = Annotator {
    name: "zones",
    doc: "Tells what each block is for: header, parties, body, signatures and so on.",
    run,
};

/// A heading is at most so long.
const HEADING: usize = 90;
/// So many paragraphs without a heading are no longer about who the parties are.
const RUNS_ON: usize = 3;
/// A document's head is at most so many blocks.
const HEAD: usize = 60;
/// Where this share of the blocks is left, a line with place and date opens the signatures.
const TAIL: f32 = 0.55;

/// Headings, in the order in which they are tried.
const HEADINGS: &[(&str, Zone)] = &[
    ("zone-contents", Zone::Contents),
    ("zone-certificate", Zone::Certificate),
    ("zone-revision", Zone::Revision),
    ("zone-annexes", Zone::AnnexList),
    ("zone-references", Zone::References),
    ("zone-signature", Zone::Signature),
    ("zone-contact", Zone::Contact),
    ("zone-parties", Zone::Parties),
];

fn run(draft: &mut Draft<'_>) {
    let zones = Walk::new(draft).walk();
    draft.annotations.zones = zones;
    let signatures: Vec<Span> = draft
        .document
        .blocks()
        .iter()
        .zip(&draft.annotations.zones)
        .filter(|(_, zone)| **zone == Zone::Signature)
        .map(|(block, _)| block.span)
        .collect();
    for span in signatures {
        draft.mark("signature", span, None, 1.0);
    }
}

/// True for a block that reads as a heading: marked as one, or a short line in bold without a full stop.
pub(super) fn reads_as_heading(draft: &Draft<'_>, block: &Block) -> bool {
    let text = draft.document.slice(block.content);
    match block.kind {
        BlockKind::Title | BlockKind::Heading { .. } => true,
        BlockKind::Paragraph => {
            block.bold
                && text.len() <= HEADING
                && !text.ends_with(['.', ',', ';'])
                && text.contains(char::is_alphabetic)
        }
        _ => false,
    }
}

/// The number that a line begins with, and whether a § stands before it ("§ 6. Kontakt").
fn number_of(text: &str) -> Option<(bool, u32)> {
    let bare = text.trim_start_matches(['§', ' ', '\u{a0}']);
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let number = bare.get(..digits).filter(|_| (1..=3).contains(&digits))?.parse().ok()?;
    let closed = bare[digits..].starts_with(['.', ' ', ')', '\u{a0}']);
    closed.then_some((text.starts_with('§'), number))
}

struct Walk<'a, 'b> {
    draft: &'a Draft<'b>,
    blocks: &'a [Block],
    /// For each table: the zone that its header row or first column gives it.
    tables: Vec<Option<Zone>>,
    /// Dates, in order.
    dates: Vec<Span>,
}

impl<'a, 'b> Walk<'a, 'b> {
    fn new(draft: &'a Draft<'b>) -> Walk<'a, 'b> {
        let blocks = draft.document.blocks();
        let dates = super::spans_of(draft, "date");
        let mut walk = Walk { draft, blocks, tables: Vec::new(), dates };
        walk.tables = walk.table_zones();
        walk
    }

    fn walk(&self) -> Vec<Zone> {
        let mut zones = Vec::with_capacity(self.blocks.len());
        // The zone of the section that is open, and the level of the heading that opened it.
        let mut open: Option<(Zone, u8)> = None;
        let mut head = true;
        let mut only_headings = true;
        let mut first_entry: Option<&str> = None;
        let mut awaits_parties = false;
        let mut opened_at: Option<(bool, u32)> = None;
        for (index, block) in self.blocks.iter().enumerate() {
            if let Some(zone) = self.outside(block) {
                zones.push(zone);
                continue;
            }
            let text = self.draft.document.slice(block.content);
            let heading = reads_as_heading(self.draft, block);
            let level = match block.kind {
                BlockKind::Title => 1,
                BlockKind::Heading { level } => level,
                _ => 9,
            };
            let named = self.named(block, heading, index);
            let contents_repeat = open.is_some_and(|(zone, _)| zone == Zone::Contents)
                && first_entry
                    .is_some_and(|entry| entry == bare_entry(self.draft.document.slice(block.span)));
            if let Some(zone) = named
                .filter(|zone| !(head && only_headings && heading && *zone == Zone::Parties && index == 0))
            {
                // Inside an annex or a certificate only a heading of the same weight opens something else.
                let kept = match open {
                    // An agreement is signed behind its annexes where it has not been signed before.
                    Some((Zone::Annex, at)) if zone == Zone::Signature && level <= at => {
                        zones.contains(&Zone::Signature)
                    }
                    Some((Zone::Annex, at)) => {
                        zone != Zone::Annex && zone != Zone::Certificate && level >= at
                    }
                    Some((Zone::Certificate, _)) => zone != Zone::Annex,
                    Some((Zone::AnnexList, _)) => {
                        zone == Zone::Annex && !matches!(block.kind, BlockKind::Heading { .. })
                    }
                    _ => false,
                };
                if !kept {
                    open = Some((zone, level));
                    opened_at = number_of(self.draft.document.slice(block.span));
                    head = false;
                    first_entry = None;
                }
            } else if contents_repeat {
                open = None;
            } else if let Some((zone, at)) = open {
                let numbered = block.label.is_some();
                // "§ 7. Bidrag: …" ends what "§ 6. Kontakt" opened.
                let next = opened_at
                    .zip(number_of(self.draft.document.slice(block.span)))
                    .is_some_and(|((sign, at), (other, number))| sign == other && number == at + 1);
                let ends = match zone {
                    Zone::Contact | Zone::References | Zone::AnnexList if next && !heading => true,
                    Zone::Annex => matches!(block.kind, BlockKind::Heading { level } if level < at),
                    Zone::Certificate => false,
                    Zone::Contents => {
                        heading || text.len() > 2 * HEADING || matches!(block.kind, BlockKind::TableCell(_))
                    }
                    Zone::Signature => {
                        matches!(block.kind, BlockKind::Heading { .. }) && (level <= at || numbered)
                    }
                    // A subheading stays inside; a bold line inside a section with a marked heading does too.
                    // Running text under "Parter" that goes on without headings tells what follows, not who.
                    Zone::Parties if !heading => self.runs_on(index, text),
                    _ => heading && level <= at && !(level == 9 && at < 9),
                };
                if ends {
                    open = None;
                }
                if zone == Zone::Contents && first_entry.is_none() {
                    first_entry = Some(bare_entry(self.draft.document.slice(block.span)));
                }
            }
            if head && open.is_none() && self.ends_head(index, block, text, heading, only_headings) {
                head = false;
                // "Inledning" as a plain line just before the first real paragraph belongs to the text.
                if !heading && index >= 2 {
                    self.give_back(index, &mut zones);
                }
            }
            only_headings &= heading;
            let preamble = self.is_preamble(index, block, text);
            if preamble || awaits_parties && !heading && open.is_none() {
                awaits_parties = text.ends_with(':')
                    || ends_with_lead(self.draft, block)
                    || awaits_parties && text.ends_with([',', ';'])
                    || awaits_parties && self.ends_with_join(block);
            } else {
                awaits_parties = false;
            }
            let zone = match open {
                _ if self.is_certificate(block, text) => Zone::Certificate,
                Some((Zone::Parties, _)) | None if self.cell_zone(block).is_some() => {
                    self.cell_zone(block).unwrap_or(Zone::Table)
                }
                Some((zone, _)) => zone,
                None if preamble
                    || self.follows_preamble(index, &zones, text, heading)
                        && awaits_or_tail(self.blocks, self.draft, index) =>
                {
                    Zone::Parties
                }
                None if head => Zone::HeaderBlock,
                None if block.cell().is_some() => Zone::Table,
                None => Zone::Body,
            };
            if zone == Zone::Parties && open.is_none() && block.cell().is_none() && index > 0 {
                head = false;
            }
            zones.push(zone);
        }
        self.signatures(&mut zones);
        zones
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
        if text.len() > HEADING
            || !matches!(
                block.kind,
                BlockKind::Title
                    | BlockKind::Heading { .. }
                    | BlockKind::Paragraph
                    | BlockKind::ListItem { .. }
            )
        {
            return None;
        }
        // A heading that nobody marked: a line of few words that ends as no sentence does.
        let plain = !heading && !text.ends_with(['.', ',', ';']);
        if !heading && !plain {
            return None;
        }
        let tokens = self.draft.tokens_in(block.content);
        // A number typed before the heading ("5. Kontaktpersoner").
        let lead = tokens.iter().take_while(|token| token.shape == super::Shape::Number).count().min(3);
        let start = tokens.get(lead)?.span;
        let words = tokens.len() - lead;
        for (label, zone) in HEADINGS {
            let Some(word) = self.draft.words_in(label, start).next() else { continue };
            let rest =
                document.slice(Span::at(word.span.end(), block.content.end())).trim_end_matches([':', ' ']);
            let limit = match zone {
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
        let annex = self.draft.words_in("zone-annex", start).next()?;
        let rest = document.slice(Span::at(annex.span.end(), block.content.end()));
        // "Bilaga 1 – Rollfördelning" as a heading, or alone on its line late in the document.
        let late = index * 3 > self.blocks.len();
        let sets_off = rest.is_empty() || rest.starts_with([':', ' ', '.', ',', '\u{2013}', '-']);
        let marked = matches!(block.kind, BlockKind::Title | BlockKind::Heading { .. });
        (sets_off && index > 0 && (marked || late && (heading || rest.is_empty())) && !text.ends_with('.'))
            .then_some(Zone::Annex)
    }

    /// True where the document's head is over.
    fn ends_head(&self, index: usize, block: &Block, text: &str, heading: bool, only_headings: bool) -> bool {
        if index >= HEAD {
            return true;
        }
        match block.kind {
            BlockKind::Heading { .. } => !only_headings,
            BlockKind::TableCell(_) => self.tells_tasks(index),
            BlockKind::ListItem { .. } => true,
            _ if heading => !only_headings && index > 0 && self.next_is_long(index),
            _ => {
                let labels = self.draft.has_word("header-label", block.content);
                let sentence = text.ends_with('.') && text.split_whitespace().count() >= 9;
                text.len() > 280 || sentence && !labels
            }
        }
    }

    /// True where a table of three columns or more begins whose heads tell who does what.
    fn tells_tasks(&self, index: usize) -> bool {
        let Some(first) = self.blocks[index].cell().filter(|cell| cell.row == 0) else {
            return false;
        };
        let heads = self.blocks[index..]
            .iter()
            .take_while(|block| block.cell().is_some_and(|cell| cell.table == first.table && cell.row == 0));
        let says = |label: &str| heads.clone().any(|head| self.draft.has_word(label, head.content));
        heads.clone().count() >= 3
            && (says("deputy-column") || says("task-column") || says("role-column") && says("person-column"))
            && !says("header-label")
            && !says("metadata-label")
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

    /// "mellan Region X och Y", "This Agreement is made between …", near the top.
    fn is_preamble(&self, index: usize, block: &Block, text: &str) -> bool {
        if index > 40
            || !matches!(
                block.kind,
                BlockKind::Title
                    | BlockKind::Heading { .. }
                    | BlockKind::Paragraph
                    | BlockKind::ListItem { .. }
            )
        {
            return false;
        }
        let Some(word) = self.draft.words_in("party-lead", block.content).next() else { return false };
        let at = word.span.start() - block.content.start();
        // A title may name the parties; it stays the title.
        let title = index == 0 && self.blocks.len() > 1 && at > 0;
        let rest = text.get(word.span.end() - block.content.start()..).unwrap_or("");
        let capital =
            self.draft.tokens_in(Span::at(word.span.end(), block.content.end())).iter().take(4).any(
                |token| {
                    matches!(token.shape, super::Shape::Capital | super::Shape::Upper | super::Shape::Initial)
                },
            );
        let opening = at < 8
            || self.draft.has_word("agreement-word", block.content)
            || self.draft.has_word("kind-agreement", block.content);
        // Where nothing but a colon or the end follows, the parties stand in the next blocks.
        !title
            && opening
            && at < 400
            && (capital && self.names_an_organisation(block) || rest.trim_matches([':', ' ']).is_empty())
    }

    /// A paragraph of sentences that introduces nobody.
    fn runs_on(&self, index: usize, text: &str) -> bool {
        let Some(block) = self.blocks.get(index) else { return false };
        let introduces =
            ["alias-lead", "org-number-label", "party-through", "party-lead", "owned-word", "form-phrase"]
                .iter()
                .any(|label| self.draft.has_word(label, block.content))
                || self.draft.has_word("org-number", block.content);
        let headed =
            self.blocks.iter().skip(index + 1).take(RUNS_ON).any(|block| reads_as_heading(self.draft, block));
        !headed
            && text.ends_with('.')
            && text.split_whitespace().count() >= 8
            && !introduces
            && block.cell().is_none()
    }

    fn names_an_organisation(&self, block: &Block) -> bool {
        ["org-public", "org-private", "org-nonprofit", "org-name"]
            .iter()
            .any(|label| self.draft.has_word(label, block.content))
            || self.draft.document.slice(block.content).contains(['(', '"', '“', '”'])
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

    /// Tables of parties and of revisions are known by their header row, signature tables by "För X".
    fn table_zones(&self) -> Vec<Option<Zone>> {
        let count =
            self.blocks.iter().filter_map(Block::cell).map(|cell| cell.table as usize + 1).max().unwrap_or(0);
        let mut tables = vec![Columns::default(); count.min(self.blocks.len())];
        for index in self.draft.document.tables().flatten() {
            let block = &self.blocks[index];
            let Some(cell) = block.cell() else { continue };
            let Some(table) = tables.get_mut(cell.table as usize) else { continue };
            let has = |label: &str| {
                let words = self.draft.tokens_in(block.content).len();
                words <= 4 && self.draft.has_word(label, block.content)
            };
            let starts = |label: &str| {
                self.draft
                    .words_in(label, block.content)
                    .next()
                    .is_some_and(|word| word.span.start() == block.content.start())
            };
            if cell.row == 0 {
                table.party |= has("party-column");
                table.alias |= has("alias-column") || has("org-column") || has("form-column");
                table.task |= has("task-column");
                table.version |= has("revision-column");
                table.change |= has("revision-column-two");
                table.sign_for |= starts("signature-for") && index * 2 > self.blocks.len();
            }
            table.sign_line |=
                has("signature-line") || self.draft.document.slice(block.content).starts_with("/s/");
        }
        tables
            .into_iter()
            .map(|table| {
                if table.party && table.alias {
                    Some(Zone::Parties)
                } else if table.party && table.task {
                    Some(Zone::Table)
                } else if table.version && table.change {
                    Some(Zone::Revision)
                } else if table.sign_for || table.sign_line {
                    Some(Zone::Signature)
                } else {
                    None
                }
            })
            .collect()
    }

    /// Signatures that no heading opens: a line with place and date, or a phrase, near the end.
    fn signatures(&self, zones: &mut [Zone]) {
        let from = (self.blocks.len() as f32 * TAIL) as usize;
        // A short agreement may have more cells under its signatures than paragraphs above them.
        let from_byte = (self.draft.document.text().len() as f32 * TAIL) as usize;
        let mut open = false;
        for (index, block) in self.blocks.iter().enumerate() {
            let Some(zone) = zones.get(index).copied() else { continue };
            let late = index >= from || block.content.start() >= from_byte;
            if !matches!(zone, Zone::Body | Zone::Table | Zone::Signature) {
                if matches!(zone, Zone::Annex | Zone::AnnexList | Zone::Contact | Zone::References) {
                    open = false;
                }
                continue;
            }
            let text = self.draft.document.slice(block.content);
            let phrase = text.len() < 200
                && (self.draft.has_word("signature-line", block.content) || text.contains("/s/"));
            let heading = matches!(block.kind, BlockKind::Heading { .. })
                || reads_as_heading(self.draft, block) && block.label.is_some();
            if heading && zone != Zone::Signature {
                open = false;
            }
            if zone == Zone::Signature {
                open = true;
                continue;
            }
            let long = text.len() > 300;
            if phrase || late && !heading && self.is_place_and_date(block, text) {
                open = late || phrase && !long && zone == Zone::Body && index * 3 > self.blocks.len();
                if open || text.contains("/s/") {
                    self.set(zones, index, Zone::Signature);
                }
                continue;
            }
            if open && !long {
                self.set(zones, index, Zone::Signature);
            } else {
                open = false;
            }
        }
    }

    fn ends_with_join(&self, block: &Block) -> bool {
        let mut joins = self.draft.words_in("party-join", block.content);
        joins.any(|join| join.span.end() == block.content.end())
    }

    fn set(&self, zones: &mut [Zone], index: usize, zone: Zone) {
        if let Some(at) = zones.get_mut(index) {
            *at = zone;
        }
    }

    /// "Tärnvik 2024-12-05", "Storån den 9 mars 2023", "Hedeby i juni 2024".
    fn is_place_and_date(&self, block: &Block, text: &str) -> bool {
        if text.len() > 100 || block.cell().is_some() && text.len() > 40 || text.ends_with(['.', ':']) {
            return false;
        }
        let at = self.dates.partition_point(|date| date.start() < block.content.start());
        let inside = self.dates[at..].iter().take_while(|date| block.content.contains(**date)).take(4);
        // "Tärnvik 2024-12-05   Storån 2024-12-09": one for each who signs.
        let mut from = block.content.start();
        let mut dated = 0;
        for date in inside {
            if !self.is_place(Span::at(from.min(date.start()), date.start())) {
                return false;
            }
            from = date.end();
            dated += 1;
        }
        // Nothing follows the date.
        dated > 0 && text.len() <= 60 * dated && from + 2 >= block.content.end()
    }

    /// A place and nothing but small words: what stands before the date on a line of signatures.
    fn is_place(&self, span: Span) -> bool {
        let place = self.draft.document.slice(span);
        let words: Vec<&str> = place.split([' ', ',', '\t']).filter(|word| !word.is_empty()).collect();
        let capital = words.first().is_some_and(|word| word.starts_with(char::is_uppercase));
        capital
            && words.len() <= 4
            && words.iter().skip(1).all(|word| word.len() <= 3 || word.starts_with(char::is_uppercase))
            && ["header-label", "deciding-body", "governing-plan", "adoption-verb"]
                .iter()
                .all(|label| !self.draft.has_word(label, span))
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Columns {
    party: bool,
    alias: bool,
    task: bool,
    version: bool,
    change: bool,
    sign_for: bool,
    sign_line: bool,
}

/// An entry of a table of contents without number, leaders and page.
fn bare_entry(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' ' | '\t' | '…'))
}

fn ends_with_lead(draft: &Draft<'_>, block: &Block) -> bool {
    draft.words_in("party-lead", block.content).any(|word| word.span.end() == block.content.end())
}

/// Whether the block before says that more parties follow.
fn awaits_or_tail(blocks: &[Block], draft: &Draft<'_>, index: usize) -> bool {
    let Some(before) = index.checked_sub(1).and_then(|before| blocks.get(before)) else { return false };
    let text = draft.document.slice(before.content);
    text.ends_with([':', ',', ';'])
        || ends_with_lead(draft, before)
        || draft.words_in("party-join", before.content).any(|word| word.span.end() == before.content.end())
}

#[cfg(test)]
mod tests {
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
}
