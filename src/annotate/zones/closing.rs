//! Signatures that neither a heading nor a set phrase tells: the lines in which a document, or its main part, ends.
//!
//! Each line says something for itself: a name, a party, a rule to write on, a place with a day, a field. A run of nothing
//! but such lines at an end is where the document is signed, when they say enough together.

use super::reads_as_heading;
use super::walk::Walk;
use crate::annotate::{Shape, Token};
use crate::document::{Block, BlockKind, Span, Zone};

/// Blocks of a run, at most.
const RUN: usize = 90;
/// Letters of a line among signatures, at most; a sentence that leads in to them may have more.
const LINE: usize = 150;
const LEAD: usize = 320;
/// Letters of a paragraph that is read line by line, at most, and the signs that part its lines.
const LINES: usize = 900;
const PARTED: [char; 2] = ['\n', '·'];
/// What the lines of a run have to say together.
const ENOUGH: u32 = 4;
/// What one kind of strong evidence says.
const STRONG: u32 = 4;

/// What one line says.
#[derive(Debug, Default, Clone, Copy)]
struct Line {
    name: bool,
    party: bool,
    /// "För Kommunen", "på Föreningens vägnar".
    behalf: bool,
    /// A rule to write on.
    rule: bool,
    /// A place with a day, or a word for that.
    place: bool,
    /// A day and little else.
    day: bool,
    /// Words that only stand where something is signed.
    phrase: bool,
    /// "Namn: …", "Titel: …".
    field: bool,
    /// "Samordnare: Anna Ek": a name with a task, where nothing else says that it signs.
    role: bool,
    listed: bool,
    /// Two parties side by side.
    wide: bool,
}

impl Line {
    fn opens(self) -> bool {
        self.behalf || self.rule || self.place || self.phrase
    }

    /// True for a line that says something for itself, or is short enough for a title; a heading has to name a party, a place or
    /// for whom, and no number.
    fn fits(self, block: &Block, text: &str, words: usize) -> bool {
        let whose = self.party || self.behalf || self.place;
        if matches!(block.kind, BlockKind::Heading { .. }) && (!whose || block.label.is_some()) {
            return false;
        }
        let bare = whose || self.rule || self.name || self.field || self.day;
        bare || !(words > 8 || text.ends_with('.') || text.ends_with(':') && words > 3)
    }

    /// What two lines of one paragraph say together.
    fn and(self, other: Line) -> Line {
        Line {
            name: self.name || other.name,
            party: self.party || other.party,
            behalf: self.behalf || other.behalf,
            rule: self.rule || other.rule,
            place: self.place || other.place,
            day: self.day || other.day,
            phrase: self.phrase || other.phrase,
            field: self.field || other.field,
            role: self.role || other.role,
            listed: self.listed || other.listed,
            wide: self.wide || other.wide,
        }
    }
}

impl Walk<'_, '_> {
    /// Gives the lines that parts of the document end in to the signatures, where they are such by their shape.
    pub(super) fn closing(&self, zones: &mut [Zone]) {
        let mut end = self.blocks.len();
        let mut after: Option<Zone> = None;
        // An agreement may be signed behind its annexes, where it is not before them.
        let signed = zones.contains(&Zone::Signature);
        while end > 0 {
            let last = zones[end - 1];
            if self.runs_along(end - 1) {
                end -= 1;
                continue;
            }
            let ends = matches!(
                after,
                None | Some(
                    Zone::Annex
                        | Zone::Certificate
                        | Zone::Signature
                        | Zone::AnnexList
                        | Zone::Revision
                        | Zone::Contact
                        | Zone::References
                )
            );
            let run = if ends && after != Some(last) && readable(last, signed) {
                self.run_before(end, zones, signed)
            } else {
                Vec::new()
            };
            let start = end - run.len();
            let weak = matches!(after, Some(Zone::Contact | Zone::References));
            if let Some(open) = self.opening(start, &run, zones, weak) {
                for at in (open..end).filter(|at| !self.runs_along(*at)) {
                    zones[at] = Zone::Signature;
                }
            }
            end = start.min(end - 1);
            after = Some(zones[end]).filter(|_| !self.runs_along(end)).or(after);
        }
    }

    /// True for headers and footers, which stand among the lines of a page.
    fn runs_along(&self, index: usize) -> bool {
        matches!(self.blocks[index].kind, BlockKind::Header | BlockKind::Footer)
    }

    /// The lines before `end` that can stand among signatures, in order.
    fn run_before(&self, end: usize, zones: &[Zone], signed: bool) -> Vec<Line> {
        let mut run = Vec::new();
        for at in (0..end).rev().take(RUN) {
            let line = match self.line(at) {
                _ if self.runs_along(at) => Line::default(),
                Some(line) if readable(zones[at], signed) => line,
                _ => break,
            };
            run.push(line);
        }
        run.reverse();
        run
    }

    /// The block from which on a run of lines is signatures.
    fn opening(&self, start: usize, run: &[Line], zones: &[Zone], weak: bool) -> Option<usize> {
        let (hint, against) = self.led_in(start);
        for (at, line) in run.iter().enumerate() {
            let index = start + at;
            let near = |says: fn(&Line) -> bool| run[at..].iter().take(4).any(says);
            let named = line.party && (line.name || near(|line| line.name || line.rule));
            let opens = match zones[index] {
                Zone::Contact => line.rule || line.place || line.phrase,
                Zone::AnnexList | Zone::References => line.opens(),
                _ => {
                    line.opens()
                        || named
                        || hint && at == 0
                        || line.day && line.name
                        || line.field && line.name
                }
            };
            if !opens || line.listed && !hint || line.role && !line.opens() {
                continue;
            }
            // A table is signed as a whole.
            let first = self.table_from(index);
            let Some(mut at) = first.checked_sub(start) else { continue };
            // "Anna Ek", and below it the rule that she writes on or the day.
            if line.rule && !line.name || line.field {
                while at > 0 && run[at - 1].name && !run[at - 1].role && !run[at - 1].listed {
                    at -= 1;
                }
            }
            // "Anna Ek, manager, for the hotel" over "Bo Alm, captain, for the club": lines of one shape.
            if line.name && line.party {
                while at > 0 && run[at - 1].name && self.alike(start + at - 1, start + at) {
                    at -= 1;
                }
            }
            // "For the Estate: Anna Ek" over "For the Trust: Bo Alm", where no list knows the first for a party.
            if line.behalf && line.name {
                while at > 0 && run[at - 1].name && self.opens("signature-for", &self.blocks[start + at - 1])
                {
                    at -= 1;
                }
            }
            let index = start + at;
            let rest = &run[at..];
            let names = rest.iter().filter(|line| line.name).count();
            let rules = rest.iter().filter(|line| line.rule).count();
            let early = index < 3
                || self.blocks[index].content.start() * 4
                    < self.blocks[..start + run.len()].last().map_or(0, |last| last.content.end());
            // "Approved by: Anna Ek" under an annex approves that alone.
            let alone = zones[index] == Zone::Annex && names < 2;
            if names == 0 && rules < 2 || early || alone {
                return None;
            }
            let (strong, said) = weigh(rest, hint && at == 0);
            if said >= ENOUGH && (strong || !against && !weak) {
                return Some(index);
            }
        }
        None
    }

    /// True for two lines that commas part into as many pieces, three or more.
    fn alike(&self, one: usize, other: usize) -> bool {
        let commas = |at: usize| self.draft.document.slice(self.blocks[at].content).matches(", ").count();
        commas(one) >= 2 && commas(one) == commas(other)
    }

    /// The first block of the table that a block stands in; itself where it stands in none.
    fn table_from(&self, index: usize) -> usize {
        let table = |at: usize| self.blocks[at].cell().map(|cell| cell.table);
        let Some(own) = table(index) else { return index };
        index - (0..index).rev().take_while(|at| table(*at) == Some(own)).count()
    }

    /// Whether what stands over a run leads in to signatures, and whether it leads in to something else.
    pub(super) fn led_in(&self, start: usize) -> (bool, bool) {
        let mut hint = false;
        for before in self.blocks[..start].iter().rev().take(3) {
            let heading = reads_as_heading(self.draft, before);
            let lead = self.draft.document.slice(before.content).ends_with(':');
            let says = |label: &str| self.draft.has_word(label, before.content);
            hint |= says("signing-lead") || heading && says("signing-heading");
            if heading || lead {
                let other = ["no-signing-heading", "contact-word", "duty-heading"];
                return (hint, !hint && other.iter().any(|label| says(label)));
            }
        }
        (hint, false)
    }

    /// What a block says, where it can stand among signatures: as one line, or as several.
    fn line(&self, index: usize) -> Option<Line> {
        let block = self.blocks.get(index)?;
        self.said(block).or_else(|| self.said_in_lines(block))
    }

    /// "Anna Ek, ordförande" over "Bo Alm, vd", or the two with a dot between: a paragraph of which each line can stand among
    /// signatures.
    fn said_in_lines(&self, block: &Block) -> Option<Line> {
        let text = self.draft.document.slice(block.content);
        if text.len() > LINES || !matches!(block.kind, BlockKind::Paragraph) || !text.contains(PARTED) {
            return None;
        }
        let mut all = Line::default();
        let mut from = 0;
        for (end, sign) in text.match_indices(PARTED).chain([(text.len(), "")]) {
            let piece = &text[from..end];
            let start = block.content.start() + from + piece.len() - piece.trim_start().len();
            from = end + sign.len();
            let content = Span::at(start, start + piece.trim().len());
            if !content.is_empty() {
                all = all.and(self.said(&Block { content, ..block.clone() })?);
            }
        }
        (all.name || all.rule).then_some(all)
    }

    /// What a line says, where it can stand among signatures.
    fn said(&self, block: &Block) -> Option<Line> {
        let text = self.draft.document.slice(block.content);
        let says = |label: &str| self.draft.has_word(label, block.content);
        if is_long(text, LEAD) || matches!(block.kind, BlockKind::Footnote | BlockKind::Title) {
            return None;
        }
        let phrase = says("signature-line") || says("signing-lead") || text.contains("/s/");
        if phrase && !reads_as_heading(self.draft, block) && !self.signs_other(block, text) {
            let name = self.name_in(block).is_some() && text.len() <= LINE;
            return Some(Line { phrase, name, rule: has_rule(text), ..Line::default() });
        }
        let words = text.split_whitespace().count();
        if is_long(text, LINE) || self.is_sentence_or_reach(block, text, words) || self.tells_other(block) {
            return None;
        }
        let name = self.name_in(block);
        let party = self.draft.has_organisation(block.content);
        let behalf = words <= 14 && self.is_behalf(block, party) || says("signing-behalf");
        if self.opens("revision-column", block) {
            return None;
        }
        // Who gets a copy stands below those who sign.
        if self.opens("distribution-label", block) {
            return Some(Line::default());
        }
        // A verb makes it a sentence: "Samordnare är Anna Ek".
        if name.is_some() && !behalf && self.is_linked(block) {
            return None;
        }
        let place = block.cell().is_none_or(|_| text.len() <= 60) && self.is_place_and_date(block, text)
            || says("place-and-day");
        let line = Line {
            name: name.is_some(),
            party,
            behalf,
            rule: has_rule(text),
            place,
            day: self.is_dated(block, name.is_some()),
            phrase,
            field: self.is_field(block),
            role: !party && name.is_some_and(|name| self.has_role(block, text, name)),
            listed: matches!(block.kind, BlockKind::ListItem { .. }),
            wide: self.two_parties(block.content),
        };
        line.fits(block, text, words).then_some(line)
    }

    /// True where a word of a lexicon opens a line.
    fn opens(&self, label: &str, block: &Block) -> bool {
        self.draft.begins_with(label, block.content)
    }

    /// "Kommunen upplåter marken.": a sentence; or where somebody is reached.
    fn is_sentence_or_reach(&self, block: &Block, text: &str, words: usize) -> bool {
        let rules = text.split_whitespace().filter(|word| has_rule(word)).count();
        words > 16 * (rules + 1)
            || text.ends_with('.') && (words > 5 || self.has_verb(block)) && !has_rule(text)
            || ["email", "phone"].iter().any(|label| self.draft.first_mark_in(label, block.content).is_some())
    }

    /// True for a line that tells of tasks, contacts, substitutes or the document, or heads a table that does.
    fn tells_other(&self, block: &Block) -> bool {
        let says = |label: &str| self.draft.has_word(label, block.content);
        let top = block.cell().is_some_and(|cell| cell.row == 0);
        let heads = ["task-column", "role-column", "deputy-column", "contact-column", "revision-column"];
        let deputies = ["behind-deputy", "deputy-column"];
        top && heads.iter().any(|label| says(label)) && !says("signature-field")
            || ["contact-word", "duty-modal", "vacant"].iter().any(|label| says(label))
            || says("metadata-label") && !top
            || deputies.iter().any(|label| says(label) && !self.is_second(label, block))
    }

    /// "kommunstyrelsens vice ordförande": a word for a deputy right before a title is part of it.
    fn is_second(&self, label: &str, block: &Block) -> bool {
        let titles: Vec<Span> =
            self.draft.words_in("role-title", block.content).map(|word| word.span).take(8).collect();
        self.draft.words_in(label, block.content).all(|word| {
            titles.iter().any(|title| title.overlaps(word.span) || title.start() == word.span.end() + 1)
        })
    }

    /// "För Norrby kommun": a word for whom, before a party or a capital.
    fn is_behalf(&self, block: &Block, party: bool) -> bool {
        let lead = self.draft.words_in("signature-for", block.content).next();
        lead.filter(|lead| lead.span.start() == block.content.start()).is_some_and(|lead| {
            let mut tokens = self.draft.tokens_in(block.content).iter();
            let next = tokens.find(|token| token.span.start() >= lead.span.end());
            next.is_some_and(|next| {
                next.shape != Shape::Lower || party || self.draft.has_word("org-public", next.span)
            })
        })
    }

    /// "Namn: …", "Titel ____": the name of a field, and nothing or a sign behind.
    fn is_field(&self, block: &Block) -> bool {
        let word = self.draft.words_in("signature-field", block.content).next();
        word.filter(|word| word.span.start() == block.content.start()).is_some_and(|word| {
            let rest = self.draft.document.slice(Span::at(word.span.end(), block.content.end())).trim_start();
            rest.is_empty() || rest.starts_with([':', '_', '.', '…'])
        })
    }

    /// True where "is" says something of somebody.
    fn is_linked(&self, block: &Block) -> bool {
        let link = |token: &Token| self.draft.has_whole("role-link", token.span);
        self.draft.tokens_in(block.content).iter().any(|token| token.shape == Shape::Lower && link(token))
    }

    /// True for a day beside a name, or with little else.
    fn is_dated(&self, block: &Block, name: bool) -> bool {
        self.dates_in(block.content)
            && (name || letters_outside_dates(self.draft.tokens_in(block.content)) <= 3)
    }

    /// "Samordnare: Anna Ek": a title before a colon and a name.
    fn has_role(&self, block: &Block, text: &str, name: Span) -> bool {
        text.find(':').is_some_and(|colon| {
            let label = Span::at(block.content.start(), block.content.start() + colon);
            self.draft.has_word("role-title", label) && name.start() > label.end()
        })
    }

    /// "Motiv godkänns av Anna Ek.": a sentence in which somebody approves something else than the document.
    fn signs_other(&self, block: &Block, text: &str) -> bool {
        let Some(word) = self.draft.words_in("signature-line", block.content).next() else { return false };
        let subject = Span::at(block.content.start(), word.span.start());
        let about = ["agreement-word", "kind-agreement", "document-word", "signature-noun", "party-noun"];
        (1..=3).contains(&self.draft.tokens_in(subject).len())
            && text.ends_with('.')
            && !about.iter().any(|label| self.draft.has_word(label, subject))
            && self.name_in(block).is_some()
    }

    /// Two to four words in a row that are written as the names of people are, in a line; no name of an organisation.
    pub(super) fn name_in(&self, block: &Block) -> Option<Span> {
        let draft = self.draft;
        let tokens = draft.tokens_in(block.content);
        let text = draft.document.text();
        let org = |span: Span| {
            [
                "org-public",
                "org-private",
                "org-nonprofit",
                "month",
                "signature-field",
                "role-title",
                "deciding-body",
            ]
            .iter()
            .any(|label| draft.has_word(label, span))
        };
        let part = |token: &Token| {
            matches!(token.shape, Shape::Capital | Shape::Upper | Shape::Initial)
                && token.span.len() <= 40
                && !draft.is("function-sv", token)
        };
        let mut at = 0;
        while at < tokens.len() {
            let run = (at + 1..tokens.len())
                .take_while(|next| {
                    let gap = text.get(tokens[next - 1].span.end()..tokens[*next].span.start());
                    gap.is_some_and(|gap| matches!(gap, " " | ". "))
                        && (part(&tokens[*next]) || tokens[*next].span.len() <= 3 && next - at > 0)
                })
                .count();
            let last = at + run;
            let capitals = tokens[at..=last].iter().filter(|token| part(token)).count();
            let span = Span::at(tokens[at].span.start(), tokens[last].span.end());
            if part(&tokens[at]) && part(&tokens[last]) && (2..=4).contains(&capitals) && !org(span) {
                return Some(span);
            }
            // A title in front ("Kommundirektör Anna Ek").
            at += 1;
        }
        None
    }

    /// "Norrby kommun    Föreningen Vågbrytaren", and nothing else.
    fn two_parties(&self, span: Span) -> bool {
        let labels = ["org-public", "org-private", "org-nonprofit"];
        let words =
            labels.iter().map(|label| self.draft.words_in(label, span).take(3).count()).sum::<usize>();
        words == 2 && self.draft.tokens_in(span).len() <= 8
    }

    fn dates_in(&self, span: Span) -> bool {
        let at = self.dates.partition_point(|date| date.start() < span.start());
        self.dates.get(at).is_some_and(|date| span.contains(*date))
    }
}

/// Zones that a run may take its lines from; of annexes only where nothing is `signed` yet.
fn readable(zone: Zone, signed: bool) -> bool {
    zone == Zone::Annex && !signed
        || matches!(
            zone,
            Zone::Body | Zone::Table | Zone::Parties | Zone::Contact | Zone::AnnexList | Zone::References
        )
}

/// Whether a run holds strong evidence, and what all of it says.
fn weigh(run: &[Line], hint: bool) -> (bool, u32) {
    let any = |says: fn(&Line) -> bool| run.iter().any(says);
    let count = |says: fn(&Line) -> bool| run.iter().filter(|line| says(line)).count() as u32;
    let strong = [any(|line| line.rule), any(|line| line.place), any(|line| line.phrase), hint];
    let kinds = strong.iter().filter(|kind| **kind).count() as u32;
    let named = |at: &usize| run[*at].party && run[*at..].iter().take(4).any(|line| line.name);
    let parties = (0..run.len()).filter(named).count() as u32;
    let said = kinds * STRONG
        + 2 * count(|line| line.behalf).min(2)
        + 2 * parties.min(2)
        + 2 * count(|line| line.wide).min(1)
        + count(|line| line.field).min(4)
        + count(|line| line.day).min(2);
    let role = count(|line| line.role);
    (kinds > 0 || count(|line| line.behalf) > 1, said.saturating_sub(role))
}

/// True for a line to write on: five low lines or more, or dots for as long.
fn has_rule(text: &str) -> bool {
    let mut run = 0;
    for character in text.chars() {
        run += match character {
            '_' | '.' => 1,
            '…' => 3,
            ' ' if run > 0 => 0,
            _ => {
                run = 0;
                0
            }
        };
        if run >= 5 {
            return true;
        }
    }
    false
}

/// True for more letters than `most`, without the rules of a line.
fn is_long(text: &str, most: usize) -> bool {
    text.len() > most && (!has_rule(text) || written(text) > most)
}

/// Letters of a line without the rules in it.
fn written(text: &str) -> usize {
    text.chars().filter(|c| !matches!(c, '_' | '.' | '…')).map(char::len_utf8).sum()
}

fn letters_outside_dates(tokens: &[Token]) -> usize {
    tokens.iter().filter(|token| token.shape != Shape::Number).count()
}
