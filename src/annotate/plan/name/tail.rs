//! Words behind the noun of a plan that belong to its name: "för X", a name in capitals, years.

use std::ops::ControlFlow;

use super::beside::{entitled, quoted_behind};
use super::line::Line;
use super::years::{last_of, period_of, short_year, year_of, years_in};
use super::{QUOTES, dated_noun, ends_pair};
use crate::annotate::Shape;
use crate::document::Span;

/// Words of a name behind its noun, at most.
const MOST: usize = 7;
/// Letters of a verb that ends in "s" inside a name, more than.
const PASSIVE: usize = 4;
/// Words inside a name up to its years, at most.
const AHEAD: usize = 7;
/// The same, where all that goes before has capitals.
const NEAR: usize = 4;
/// Words behind a sign that say more of a name, at most.
const SUBTITLE: usize = 7;
/// Words of a table cell that is a name and nothing else, at most.
const CELL: usize = 12;

/// What has been read behind a noun.
pub(super) struct Tail<'l> {
    line: &'l Line<'l>,
    /// The first word of the name.
    first: usize,
    /// The last word of the name, so far.
    pub(super) last: usize,
    pub(super) years: Option<(u16, u16)>,
    /// The word that is read next.
    next: usize,
    /// Words that were read and are no years.
    words: usize,
    /// True once one of them had a capital.
    opened: bool,
    /// True where a title stands behind a sign.
    pub(super) titled: bool,
    /// Where a name in quotes was read: its last word.
    closed: Option<usize>,
}

/// What a reader says of the next word: the name goes on behind it, or ends; nothing where it is no word for that reader.
type Read = Option<ControlFlow<()>>;

const GOES_ON: Read = Some(ControlFlow::Continue(()));
const ENDS: Read = Some(ControlFlow::Break(()));

impl<'l> Tail<'l> {
    /// What reads the next word, in order; the first that knows it decides.
    const READERS: [fn(&mut Tail<'l>) -> Read; 9] = [
        Tail::year,
        Tail::last_year,
        Tail::period,
        Tail::subject_of_year,
        Tail::end_of_period,
        Tail::apart,
        Tail::number,
        Tail::other_thing,
        Tail::verb,
    ];
    /// What reads a word that belongs to no name by itself, in the same way; where none knows it, the name ends before it.
    const SMALL_WORDS: [fn(&mut Tail<'l>) -> Read; 3] = [Tail::phrase, Tail::words_up_to_years, Tail::pair];

    /// Reads what stands behind the noun of a line, whose name begins with word `first`.
    pub(super) fn of(line: &'l Line<'l>, first: usize) -> Tail<'l> {
        let (last, next) = (line.at, line.at + 1);
        let mut tail = Tail {
            line,
            first,
            last,
            years: None,
            next,
            words: 0,
            opened: false,
            titled: false,
            closed: None,
        };
        tail.quoted();
        tail.title();
        tail.part_of_plan();
        tail.dated_noun();
        tail.second_noun();
        while tail.next < line.tokens.len() && tail.goes_on() {}
        tail.whole_cell();
        if tail.years.is_none() {
            tail.title();
        }
        tail.period_in_brackets();
        tail.subtitle();
        // A name does not end with a linking word.
        while tail.last > line.at && line.draft.has_whole("plan-tail", line.span(tail.last)) {
            tail.last -= 1;
        }
        tail
    }

    /// Reads the next word; false where the name ends before or with it.
    fn goes_on(&mut self) -> bool {
        if let Some(flow) = Self::READERS.iter().find_map(|read| read(self)) {
            return flow.is_continue();
        }
        if self.is_of_name() {
            self.opened |= self.line.is_capital(self.next);
            return self.take(1).is_continue();
        }
        Self::SMALL_WORDS.iter().find_map(|read| read(self)).is_some_and(|flow| flow.is_continue())
    }

    /// Takes so many words.
    fn take(&mut self, words: usize) -> ControlFlow<()> {
        self.words += words;
        self.next += words;
        self.last = self.next - 1;
        ControlFlow::Continue(())
    }

    /// What stands before the next word.
    fn gap(&self) -> &'l str {
        self.line.gap(self.next).unwrap_or("\n").trim_start_matches(QUOTES)
    }

    fn year_at(&self, at: usize) -> Option<u16> {
        year_of(self.line.word(at))
    }

    /// "programmet ”Rörelse hela livet” 2022–2030": what is quoted right behind is its name.
    fn quoted(&mut self) {
        let (line, from) = (self.line, self.line.span(self.last).end());
        let rest = line.draft.document.between(from, line.block.end().max(from));
        let Some(close) = quoted_behind(rest) else { return };
        let behind = line.tokens.partition_point(|token| token.span.start() < from + close);
        if behind > self.next {
            (self.words, self.last, self.next) = (behind - self.next, behind - 1, behind);
            self.closed = Some(self.last);
        }
    }

    /// "länets kulturstrategi, Kultur i hela länet 2023–2033, antagen av …"
    fn title(&mut self) {
        let line = self.line;
        let Some(end) = entitled(line.draft, line.tokens, self.last) else { return };
        self.years = years_in(line.draft, Span::at(line.noun.end(), line.span(end).end()));
        self.titled = true;
        (self.last, self.next) = (end, line.tokens.len());
    }

    /// "kommuneplanens samfunnsdel 2023–2035": a part of one that has its own years.
    fn part_of_plan(&mut self) {
        let (line, next) = (self.line, self.next);
        if line.word(line.at).ends_with('s')
            && line.tokens.get(next).is_some_and(|part| part.shape == Shape::Lower)
            && line.gap(next) == Some(" ")
            && line.gap(next + 1) == Some(" ")
            && last_of(line.word(next + 1)).is_some()
        {
            (self.last, self.next, self.words) = (next, next + 1, 1);
        }
    }

    /// "Agenda 2030-strategi": the years stand inside the noun.
    fn dated_noun(&mut self) {
        let (line, next) = (self.line, self.next);
        let dated = |at: usize| line.tokens.get(at).is_some_and(|token| dated_noun(line.draft, token.span));
        if line.gap(next) == Some(" ") && dated(next) {
            (self.last, self.next) = (next, next + 1);
            self.quoted();
        }
    }

    /// "Riktlinjer och mål för nationella minoriteter", "Strategi och handlingsplan för klimatet": of two nouns with one
    /// subject, where the first alone does not say what the plan is about.
    fn second_noun(&mut self) {
        let (line, next) = (self.line, self.next);
        let plain = ["bare-plan", "proven-plan"].iter().any(|label| line.is(label, line.at));
        if plain
            && self.words == 0
            && line.is_capital(self.first)
            && line.tokens.len() > next + 2
            && line.draft.has_whole("party-join", line.span(next))
            && !line.is_capital(next + 1)
            && (line.is("plan-second", next + 1) || line.has("governing-plan", next + 1))
            && line.draft.has_whole("plan-tail", line.span(next + 2))
            && (next..=next + 2).all(|at| line.gap(at) == Some(" "))
        {
            (self.last, self.next, self.words) = (next + 1, next + 2, 2);
        }
    }

    /// "Vision 2035 – rum att växa", "Måldokumentet Tallvik 2040: Nära till allt": what stands behind a sign upon the year of
    /// a name, where it opens with a capital or a sign closes it.
    fn subtitle(&mut self) {
        let (line, first) = (self.line, self.last + 1);
        let sign = line.gap(first).map(|gap| gap.trim_start_matches(QUOTES));
        let single = self.years.is_some_and(|(from, to)| from == to) && self.year_at(self.last).is_some();
        if !single || !matches!(sign, Some(" – " | " - " | " — " | ": ")) {
            return;
        }
        let ends = |at: usize| {
            let span = line.span(at);
            let stops = ["adoption-verb", "deciding-body", "governing-plan", "agreement-word"];
            let link = line.has("name-link", at);
            stops.iter().any(|label| line.draft.has_word(label, span))
                || line.is("relative-word", at)
                || !link && line.draft.has_whole("plan-stop", span)
        };
        let count = line.tokens.len().min(first + SUBTITLE);
        let end = (first..count).find(|at| ends(*at) || *at > first && line.gap(*at) != Some(" "));
        let end = end.unwrap_or(count);
        let closed = line.gap(end).is_none_or(|gap| {
            gap.trim_start().starts_with([',', '.', ';', ')', '(']) || gap.starts_with(['\n', '\t'])
        }) && end < first + SUBTITLE;
        let named = line.is_capital(first) && !line.has("org-public", first);
        if end > first + 1 && (closed || named) && !line.has("name-link", end - 1) {
            (self.last, self.next) = (end - 1, end);
        }
    }

    /// "Restoration Plan (2012–2022)": the period is told in brackets behind the name.
    fn period_in_brackets(&mut self) {
        let (line, at) = (self.line, self.last + 1);
        if self.years.is_some() || line.gap(at) != Some(" (") {
            return;
        }
        let dash = || line.gap(at + 1).is_some_and(|gap| matches!(gap, "–" | "-" | " – " | " - " | "/"));
        let to = || self.year_at(at + 1).or_else(|| short_year(self.year_at(at)?, line.word(at + 1)));
        let years = || Some((self.year_at(at)?, to().filter(|_| dash())?));
        self.years = period_of(line.word(at)).or_else(years);
    }

    /// "2022", "2022–2030"
    fn year(&mut self) -> Read {
        let year = self.year_at(self.next)?;
        if !matches!(self.gap(), " " | "–" | "-" | " – " | " - ") {
            return None;
        }
        let years = self.years.map_or((year, year), |(from, _)| (from, year));
        (self.years, self.last, self.next) = (Some(years), self.next, self.next + 1);
        if years.0 == years.1 { GOES_ON } else { ENDS }
    }

    /// "strategi till och med 2030", "Local Plan to 2036": the year in which it ends.
    fn last_year(&mut self) -> Read {
        let (line, next) = (self.line, self.next);
        if self.years.is_some() || self.gap() != " " || line.tokens[next].shape == Shape::Number {
            return None;
        }
        let until = line.draft.words_in("plan-until", line.span(next)).map(|word| word.span.end()).max()?;
        let at = line.tokens.partition_point(|token| token.span.start() < until);
        let year = self.year_at(at).filter(|_| line.gap(at) == Some(" "))?;
        (self.years, self.last) = (Some((year, year)), at);
        ENDS
    }

    /// "2019-2023" is one word.
    fn period(&mut self) -> Read {
        let period = period_of(self.line.word(self.next)).filter(|_| self.years.is_none())?;
        if self.gap() != " " {
            return None;
        }
        (self.years, self.last) = (Some(period), self.next);
        ENDS
    }

    /// "Målbild 2030 för äldreomsorgen", but not "… 2030 för att"
    fn subject_of_year(&mut self) -> Read {
        let (line, next) = (self.line, self.next);
        let one_year = self.years.is_some_and(|(from, to)| from == to);
        if !one_year
            || line.english
            || (self.words, self.gap(), self.last + 1) != (0, " ", next)
            || !line.draft.has_whole("plan-by-year", line.span(next))
        {
            return None;
        }
        let subject = line.tokens.get(next + 1)?;
        let whole = line.gap(next + 1) == Some(" ")
            && !line.draft.has_whole("plan-stop", subject.span)
            && !line.draft.is("infinitive-mark", subject);
        if !whole {
            return None;
        }
        self.last = next + 1;
        ENDS
    }

    /// "2019–23", "2019 till 2023": with its years a name ends.
    fn end_of_period(&mut self) -> Read {
        let (from, _) = self.years?;
        let (line, next) = (self.line, self.next);
        let to = match self.gap() {
            "–" | "-" | "/" => short_year(from, line.word(next)).map(|to| (to, next)),
            " " if line.is("year-join", next) => {
                self.year_at(next + 1).filter(|to| *to > from).map(|to| (to, next + 1))
            }
            _ => None,
        };
        if let Some((to, end)) = to {
            (self.years, self.last) = (Some((from, to)), end);
        }
        ENDS
    }

    /// A word behind a sign, and one too many, belong to no name.
    fn apart(&mut self) -> Read {
        let gap = self.gap();
        // "… ”Levande gator” antogs": what quotes close goes on with years only.
        if self.closed == Some(self.last) && self.closed.is_some() {
            return ENDS;
        }
        let joined = gap == " " || gap == " – " && self.line.is_capital(self.next);
        if !joined || self.words >= MOST { ENDS } else { None }
    }

    /// "Local Transport Plan 4"
    fn number(&mut self) -> Read {
        let token = &self.line.tokens[self.next];
        let numbered = self.line.english
            && (self.words == 0 || self.words == 1 && self.line.is_capital(self.next - 1))
            && self.first < self.line.at
            && token.shape == Shape::Number
            && token.span.len() <= 2;
        numbered.then(|| self.take(1))
    }

    /// "… strategi för Östersjöregionen ramen för …": of two definite nouns in a row the second is another thing.
    fn other_thing(&mut self) -> Read {
        let definite = |at: usize| self.line.is("definite-noun", at);
        if self.words > 0 && definite(self.next) && definite(self.next - 1) { ENDS } else { None }
    }

    /// "Enligt strategi för landskapet krävs en samverkan", "… beskrivs den …": a genitive has its noun behind it.
    fn verb(&mut self) -> Read {
        let (line, next) = (self.line, self.next);
        let word = line.word(next);
        if line.english
            || self.words <= 1
            || line.tokens[next].shape != Shape::Lower
            || word.len() <= PASSIVE
            || !word.ends_with('s')
            || line.gap(next + 1) != Some(" ")
        {
            return None;
        }
        let behind = line.tokens.get(next + 1)?;
        let passive = ["indefinite", "party-article", "preposition"]
            .iter()
            .any(|label| line.draft.has_whole(label, behind.span) || line.draft.is(label, behind));
        if passive { ENDS } else { None }
    }

    /// True for a word that belongs to a name where nothing else tells that it does: "för", a capital, what follows them.
    fn is_of_name(&self) -> bool {
        let (line, next) = (self.line, self.next);
        // "Programme of Sundhaga", but not "Strategy of the Council"
        let whose = line.english && line.is("plan-name-join", next) && !line.is_capital(next + 1);
        let starts = || line.is_capital(next) || !whose && line.has("plan-tail", next);
        if self.words == 0 && !starts() {
            return false;
        }
        let goes_on = || self.opened && line.is_capital(next + 1) && line.is("relative-word", next);
        !line.draft.has_whole("plan-stop", line.span(next)) || goes_on()
    }

    /// "… mot våld i nära relationer": words that belong together.
    fn phrase(&mut self) -> Read {
        let (line, from) = (self.line, self.line.span(self.next));
        let phrase = line.draft.words_in("plan-phrase", from).next()?.span;
        let behind = line.tokens.partition_point(|token| token.span.start() < phrase.end());
        (self.words > 0 && phrase.start() == from.start()).then(|| self.take(behind - self.next))
    }

    /// "Kust som håller 2024": small words inside a name that capitals opened, up to the years. "… för barns och ungas
    /// hälsa 2024–2027", "… enligt LSO 2024–2027": so are those that join its words, up to a period.
    fn words_up_to_years(&mut self) -> Read {
        let near = self.years_ahead(NEAR).filter(|_| self.opened);
        let until = near.or_else(|| self.years_ahead(AHEAD).filter(|until| self.leads_to(*until)))?;
        Some(self.take(until - self.next))
    }

    /// Where the first of the next words stands that is a year or a period.
    fn years_ahead(&self, most: usize) -> Option<usize> {
        let dated = |at: &usize| self.year_at(*at).is_some() || period_of(self.line.word(*at)).is_some();
        (self.next..self.line.tokens.len().min(self.next + most)).find(dated)
    }

    /// True where the words up to a period belong to the name that it dates.
    fn leads_to(&self, until: usize) -> bool {
        let (line, next) = (self.line, self.next);
        let dash = || line.gap(until + 1).is_some_and(|gap| gap.trim().starts_with(['–', '-']));
        let period = || period_of(line.word(until)).is_some() || self.year_at(until + 1).is_some() && dash();
        let between = Span::at(line.span(next).start(), line.span(until).start());
        let other = ["governing-plan", "adoption-verb", "deciding-body"];
        (self.opened || self.words > 0 && line.is("name-link", next) || line.is("plan-by", next))
            && period()
            && !other.iter().any(|label| line.draft.has_word(label, between))
    }

    /// "Måldokument för kultur och fritid, antaget …"
    fn pair(&mut self) -> Read {
        let (line, next) = (self.line, self.next);
        if line.english || self.words == 0 || !ends_pair(line.draft, line.tokens, next) {
            return None;
        }
        self.last = next + 1;
        ENDS
    }

    /// "Handlingsprogram enligt LSO 2025–2028" alone in a cell is a name as it stands.
    fn whole_cell(&mut self) {
        let (line, draft) = (self.line, self.line.draft);
        if self.years.is_some() || !line.cell || self.first > 2 || line.tokens.len() > CELL {
            return;
        }
        let end = line.tokens.len() - 1;
        let Some(year) = last_of(line.word(end)) else { return };
        if draft.words_in("governing-plan", line.block).nth(1).is_some()
            || draft.has_word("adoption-verb", line.block)
            || draft.has_word("deciding-body", line.block)
        {
            return;
        }
        let before = end.checked_sub(1).and_then(|before| self.year_at(before));
        let from = period_of(line.word(end)).map(|(from, _)| from).or(before).unwrap_or(year);
        (self.last, self.years) = (end, Some((from, year)));
    }
}
