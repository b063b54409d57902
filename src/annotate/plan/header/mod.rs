//! What a plan's own head says: who decided, when, under which paragraph and number, and until when it holds.

use self::body::{body, whole_name};
use self::number::{number_below, number_beside, registry_below, unlabelled};
use self::parts::{control_rows, is_bare_decision, is_key_line, is_repeal, names_other, rank};
use self::term::{is_of_term, term_below, term_in, years_of};
use super::name::year_of;
use super::term::ends;
use super::{HEAD, Marked, around, first_in};
use crate::annotate::{Draft, duty};
use crate::document::{Adoption, Block, Date, PlanStatus, Span, Zone};

mod body;
mod keyed;
mod number;
mod pairs;
mod parts;
mod term;
mod versions;

pub(super) use self::body::{place, whole_body};
pub(super) use self::number::{number_behind, section};
pub(super) use self::parts::{opens_with_decision, tells_decision};

/// Bytes of a line that is a key and a number, at most.
const KEY_LINE: usize = 32;
/// Blocks among which running heads and feet are looked for.
const FURNITURE: usize = 400;
/// Blocks at the start in which a sentence speaks of the plan though it does not name it.
const OPENING: usize = 12;
/// Words of a line that says that it is a draft, at most.
const STAMP: usize = 12;
/// Bytes of a line that is a key and what it says, at most.
const KEYED: usize = 160;
/// Keys for a paragraph that are looked at, at most.
const SECTION_KEYS: usize = 20;
/// Blocks in which a plan's title stands.
const TITLE: usize = 3;

/// What a plan's head says of its adoption.
pub(super) fn header(draft: &Draft<'_>, marked: &Marked) -> Adoption {
    let mut head = Head {
        draft,
        marked,
        own: draft.annotations.title.clone().unwrap_or_default().to_lowercase(),
        parts: Vec::new(),
        not_yet: false,
        not_yet_told: false,
        repealed: false,
        said: Adoption { dnr: draft.annotations.dnr.clone(), ..Adoption::default() },
    };
    head.gather();
    head.weigh();
    head.read_columns();
    for at in 0..head.parts.len() {
        head.read(head.parts[at]);
    }
    head.read_versions();
    head.read_keys();
    head.read_pairs();
    head.read_title();
    head.settle();
    head.said
}

/// A plan's head, and what has been read of it.
struct Head<'d> {
    draft: &'d Draft<'d>,
    marked: &'d Marked,
    /// The plan's title in lower case.
    own: String,
    /// Parts that speak of a decision, with their weight: the lowest outweighs all others.
    parts: Vec<Part>,
    /// Whether it is a draft: what the head says outright, and what running text says; a decision that is told outweighs the
    /// latter.
    not_yet: bool,
    not_yet_told: bool,
    repealed: bool,
    said: Adoption,
}

/// How much a part tells, and where it stands.
type Part = (u8, Span);

impl Head<'_> {
    /// Gathers the parts that speak of a decision.
    fn gather(&mut self) {
        let blocks = self.draft.document.blocks();
        for (index, block) in blocks.iter().enumerate().take(FURNITURE) {
            let zone = self.draft.annotations.zones.get(index);
            let head = index < HEAD || zone == Some(&Zone::Furniture);
            if !head || matches!(zone, Some(Zone::Revision | Zone::Contents)) {
                continue;
            }
            if block.cell().is_some() {
                self.gather_part(index, block, around(self.draft, block.content, index));
                continue;
            }
            for sentence in duty::sentences_of(self.draft, index) {
                self.gather_part(index, block, sentence.span);
            }
        }
        if !self.is_decided() {
            self.parts.extend(control_rows(self.draft, self.marked, &self.own));
        }
    }

    /// True where a part tells of the decision outright.
    fn is_decided(&self) -> bool {
        self.parts.iter().any(|(rank, _)| *rank == 0)
    }

    /// Takes up a sentence or row, where it is said of this plan.
    fn gather_part(&mut self, index: usize, block: &Block, part: Span) {
        let draft = self.draft;
        let running = draft.annotations.zones.get(index) == Some(&Zone::Body)
            && block.cell().is_none()
            && !is_key_line(draft, part);
        if running && names_other(draft, part, &self.own) {
            return;
        }
        // "Årsstämman ställde sig bakom följande inriktning."
        let running = running && !(index < OPENING && tells_decision(draft, part));
        // "Bygdepengen beslutas av fullmäktige i höst" is not said of the plan.
        let opening = index < OPENING;
        let of_plan = !running || opening || draft.has_word("plan-word", part);
        let stamped = || {
            opening
                && draft.tokens_in(part).len() <= STAMP
                && (draft.has_word("draft-word", part) || draft.begins_with("draft-stamp", part))
                && !draft.has_word("replaces-word", part)
        };
        if of_plan && draft.has_word("adoption-future", part) || stamped() {
            // "Planförslaget var utställt under våren": of a plan that was decided on since.
            let past = draft.tokens_in(part).iter().any(|token| draft.is("draft-was", token));
            self.not_yet |= (!running || block.is_heading()) && !past;
            self.not_yet_told = true;
        }
        if is_repeal(draft, part) {
            self.repealed = true;
        } else if let Some(rank) = rank(draft, self.marked, part, running) {
            self.parts.push((rank, part));
        }
    }

    /// Puts the parts in the order of their weight.
    fn weigh(&mut self) {
        self.keep_last_of_lines();
        // What was revised later outweighs no decision on the plan itself.
        if self.is_decided() {
            let draft = self.draft;
            self.parts.retain(|(_, part)| !draft.begins_with("revised-word", *part));
        }
        self.parts.sort_by_key(|(rank, part)| (*rank, part.start()));
        self.parts.dedup();
    }

    /// "Kommunstyrelsen 2023-11-07 § 190", "Kommunfullmäktige 2023-11-27 § 161": the last of the lines decided.
    fn keep_last_of_lines(&mut self) {
        let (draft, marked) = (self.draft, self.marked);
        let day = |part: Span| marked.dates_in(part).first().map(|(_, day)| *day);
        let bare = |part: Span| {
            !draft.has_word("adoption-verb", part)
                && !draft.has_word("key-decided-by", part)
                && is_bare_decision(draft, marked, part)
        };
        for at in (1..self.parts.len()).rev() {
            let (before, last) = (self.parts[at - 1].1, self.parts[at].1);
            let adjoin = draft.document.between(before.end(), last.start()).trim().is_empty();
            let follows = adjoin && before.start() < last.start();
            if follows && bare(before) && bare(last) && day(before) < day(last) {
                self.parts.remove(at - 1);
            }
        }
    }

    /// Reads what a part says that is not known yet.
    fn read(&mut self, (rank, part): Part) {
        let (draft, marked) = (self.draft, self.marked);
        if rank <= 1 && self.said.body.is_none() {
            let body = body(draft, part);
            self.said.body = body.map(|body| self.text(whole_name(draft, body)));
        }
        if rank <= 2 && self.said.date.is_none() {
            self.said.date = self.day_of_decision(part);
        }
        if rank <= 2 && self.said.section.is_none() {
            self.said.section = section(draft, marked, part);
        }
        if self.said.dnr.is_none() {
            let told = || unlabelled(draft, part).filter(|_| rank <= 1);
            self.said.dnr = first_in(&marked.numbers, part).or_else(told).map(|number| self.text(number));
        }
        self.said.until_replaced |= draft.has_word("until-replaced", part);
        if draft.has_word("key-valid", part) {
            let (from, to) = term_in(draft, marked, part, self.said.date);
            self.said.valid_from = self.said.valid_from.or(from);
            // "… och ska då gälla till och med 2034"
            self.extend_to(to.or_else(|| ends(draft, marked, part)));
        } else {
            // "Förlängd till och med 2024-12-31 genom beslut 2021-12-13"
            self.extend_to(ends(draft, marked, part));
        }
    }

    /// The last of the days until which it holds.
    fn extend_to(&mut self, to: Option<Date>) {
        self.said.valid_to = match (self.said.valid_to, to) {
            (Some(known), Some(to)) => Some(known.max(to)),
            (known, to) => known.or(to),
        };
    }

    fn text(&self, span: Span) -> String {
        self.draft.document.slice(span).trim_end_matches([',', '.', ';']).to_owned()
    }

    /// The first day in a part that no word before it makes one of those from or until which the plan holds.
    fn day_of_decision(&self, part: Span) -> Option<Date> {
        let mut days = self.marked.dates_in(part).iter();
        let of_decision = |(at, day): &&(Span, Date)| day.day > 0 && !is_of_term(self.draft, part, *at);
        days.find(of_decision).map(|(_, day)| *day)
    }

    /// Reads keys and what stands beside or below them: "Datum: …", "Paragraf: 22", "Giltig t.o.m.".
    fn read_keys(&mut self) {
        let (from, to) = term_below(self.draft, self.marked);
        self.said.valid_from = self.said.valid_from.or(from);
        self.said.valid_to = self.said.valid_to.or(to);
        if self.said.body.is_some() && (self.said.date.is_none() || self.said.section.is_none()) {
            self.read_lines();
        }
        if self.said.dnr.is_none() {
            self.said.dnr = registry_below(self.draft);
        }
        if self.said.section.is_none() && self.said.body.is_some() {
            self.said.section = self.keyed_section();
        }
    }

    /// "Beslutad av: …", "Datum: …", "Paragraf: …" on lines of their own.
    fn read_lines(&mut self) {
        let (draft, marked) = (self.draft, self.marked);
        for (index, block) in draft.document.blocks().iter().enumerate().take(HEAD) {
            let zone = draft.annotations.zones.get(index);
            let head = matches!(zone, Some(Zone::HeaderBlock | Zone::Table | Zone::Furniture))
                || is_key_line(draft, block.content);
            let line = around(draft, block.content, index);
            let other = ["key-valid", "revised-word"].iter().any(|label| draft.has_word(label, line));
            if !head || line.len() > KEYED || other {
                continue;
            }
            let dated = || draft.has_word("key-date", line) || draft.begins_with("key-when", line);
            if self.said.date.is_none() && dated() {
                let day = marked.dates_in(line).iter().find(|(_, day)| day.day > 0);
                self.said.date = day.map(|(_, day)| *day);
            }
            if self.said.section.is_none() {
                self.said.section = section(draft, marked, line);
            }
        }
    }

    /// "Paragraf: 22": the number without its sign.
    fn keyed_section(&self) -> Option<String> {
        let draft = self.draft;
        draft.words_of("key-section").take(SECTION_KEYS).find_map(|word| {
            let index = draft.document.block_at(word.span.start()).filter(|index| *index < HEAD)?;
            let key = draft.has_whole("key-section", word.span);
            let number = number_behind(draft, word.span.end())
                .or_else(|| number_below(draft, index).filter(|_| key))
                .or_else(|| number_beside(draft, index).filter(|_| key))?;
            // "Paragraf: § 55" is a line of its own in the head of a page.
            let block = draft.document.blocks().get(index)?.content;
            let line = block.start() == word.span.start() && block.len() <= KEY_LINE;
            let running = draft.annotations.zones.get(index) == Some(&Zone::Body) && !line;
            (!running).then(|| section(draft, self.marked, block).unwrap_or_else(|| self.text(number)))
        })
    }

    /// "Kulturplan 2024–2027": the years of the title are those of the plan where nothing else is said.
    fn read_title(&mut self) {
        if self.said.valid_to.is_some() && self.said.valid_from.is_some() {
            return;
        }
        let draft = self.draft;
        let title = draft.annotations.title.as_deref().unwrap_or_default();
        let of_lines = || {
            let first = draft.document.blocks().iter().take(TITLE).map(|block| block.content);
            let own =
                first.filter(|line| !draft.has_word("replaces-word", *line) && !is_repeal(draft, *line));
            let lines: Vec<&str> = own.map(|line| draft.document.slice(line)).collect();
            years_of(&lines.join(" "))
        };
        let period = years_of(title).or_else(of_lines).map(|(from, to)| (self.first_year(from), to));
        if let Some((from, to)) = period.or_else(|| self.one_year()) {
            self.said.valid_from = self.said.valid_from.or(Some(Date::year(from)));
            self.said.valid_to = self.said.valid_to.or(Some(Date::year(to)));
        }
    }

    /// The lines among which the title stands.
    fn title_lines(&self) -> impl Iterator<Item = Span> + '_ {
        self.draft.document.blocks().iter().take(TITLE).map(|block| block.content)
    }

    /// "Budget 2023 med plan för 2024–2025": the year before the period, where the title has it too.
    fn first_year(&self, from: u16) -> u16 {
        let draft = self.draft;
        let before = (from - 1).to_string();
        let has = |line: &Span| {
            let mut tokens = draft.tokens_in(*line).iter();
            draft.has_word("yearly-plan", *line)
                && tokens.any(|token| draft.document.slice(token.span) == before)
        };
        if self.title_lines().take(1).any(|line| has(&line)) { from - 1 } else { from }
    }

    /// "Verksamhetsplan 2026": the only year in the title of a plan of such a sort, decided on in that year or the one before.
    fn one_year(&self) -> Option<(u16, u16)> {
        let draft = self.draft;
        let line = self.title_lines().find(|line| draft.has_word("yearly-plan", *line))?;
        let words = draft.tokens_in(line).iter().map(|token| draft.document.slice(token.span));
        let years: Vec<u16> = words.filter_map(year_of).collect();
        let [year] = years.as_slice() else { return None };
        let near = self.said.date.is_none_or(|day| day.year == *year || day.year + 1 == *year);
        near.then_some((*year, *year))
    }

    /// Tells adopted, draft and expired apart, and drops what a plan without a decision only seems to say.
    fn settle(&mut self) {
        let draft = self.draft;
        let outright = self.parts.first().is_some_and(|(rank, _)| *rank == 0);
        let not_yet = self.not_yet || self.not_yet_told && !outright;
        let told = self.said.body.is_some() && (self.said.date.is_some() || self.said.section.is_some());
        let decided = told || outright;
        self.said.status = match (not_yet, decided) {
            (_, true) if self.repealed => Some(PlanStatus::Expired),
            (true, _) => Some(PlanStatus::Draft),
            (_, true) => Some(PlanStatus::Adopted),
            _ => None,
        };
        // "Gäller tills vidare": from the day of the decision where no other is told.
        let ever = || self.parts.iter().any(|(_, part)| draft.has_word("until-further", *part));
        if decided && self.said.valid_from.is_none() && self.said.valid_to.is_none() && ever() {
            self.said.valid_from = self.said.date;
        }
        // What holds until a certain day, or from its decision, holds from then on.
        let at_once = || self.parts.iter().any(|(_, part)| draft.has_word("from-decision", *part));
        if decided && self.said.valid_from.is_none() && (self.said.valid_to.is_some() || at_once()) {
            self.said.valid_from =
                self.said.date.filter(|day| self.said.valid_to.is_none_or(|to| *day <= to));
        }
        // A body that only stands there decided nothing.
        if !decided && self.said.date.is_none() {
            self.said.body = None;
        }
        if not_yet && !self.repealed {
            (self.said.body, self.said.date, self.said.section) = (None, None, None);
        }
    }
}
