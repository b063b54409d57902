//! Whether a name is that of a certain plan: its form, its years and the words around it.

use super::beside::{apposed, quoted_around, quoted_behind};
use super::line::Line;
use super::tail::Tail;
use super::years::{last_of, period_of, year_of, years_in};
use super::{Name, QUOTES, begins};
use crate::annotate::plan::pointing::sentence_before;
use crate::annotate::plan::title::may_be_title;
use crate::annotate::{Draft, Shape, Token};
use crate::document::{Sector, Span};

/// Bytes before a name in which stands whose it is, or what the work does for it.
const SHOWN: usize = 140;
/// Bytes before a name in which stands the word that shows that it is in force.
const STANDING: usize = 40;
/// Words of a clause behind a name up to the verb of its decision, at most.
const CLAUSE: usize = 5;
/// Bytes behind the verb of a decision in which stands who decided.
const DECIDER: usize = 30;
/// Letters of a noun that does not say what its plan is about, at most.
const PLAIN: usize = 8;
/// Words of a title that an indefinite noun explains, at least, and of one before a dash.
const TITLE: usize = 3;
const TITLED: usize = 2;
/// Words of a title that is all that stands before a sign, at most.
const LEAD: usize = 6;

/// A name as it is read from a line, to be judged.
pub(super) struct Reading<'l> {
    line: &'l Line<'l>,
    /// The sentence, or the row.
    around: Span,
    /// Its words.
    first: usize,
    last: usize,
    span: Span,
    years: Option<(u16, u16)>,
    /// True where the word before tells whose it is.
    owned: bool,
    /// True where quotes hold it.
    quoted: bool,
    /// True where it opens a sentence.
    starts: bool,
    /// True where it says more than its noun.
    named: bool,
    /// True where the noun alone says nothing but "plan".
    bare: bool,
    /// True where the noun says what the plan is about.
    compound: bool,
    /// True where the capital is that of a name.
    title_case: bool,
}

impl<'l> Reading<'l> {
    pub(super) fn new(
        line: &'l Line<'l>,
        around: Span,
        first: usize,
        owned: bool,
        tail: &Tail<'_>,
    ) -> Reading<'l> {
        let (at, last, years) = (line.at, tail.last, tail.years);
        let letters = line.letters();
        let bare = at == first && letters <= 10 && line.is("plan-word", at);
        let (first, years) = match years_before(line, first).filter(|_| years.is_none()) {
            Some((start, before)) => (start, Some(before)),
            None => (first, years),
        };
        let (first, years) = match title_before(line, first, owned, years.is_some(), last > at) {
            Some((title, until)) => {
                let title_span = Span::at(line.span(title).start(), line.span(until - 1).end());
                (title, years.or_else(|| years_in(line.draft, title_span)))
            }
            None => (first, years),
        };
        let starts = begins(line.draft, line.span(first));
        let named = last > at || first < at;
        // "VA-plan", but not "B-plan"
        let joined =
            line.draft.document.lower()[line.noun.range()].find('-').is_some_and(|hyphen| hyphen > 1);
        let compound = !line.english && letters > PLAIN || joined;
        // "Programmet för galan …": the capital is that of the sentence.
        let pointing = bare && last > at && line.draft.has_word("plan-word", line.noun) && years.is_none();
        let title_case = line.is_capital(first) && (!starts || named && !pointing);
        let span = Span::at(line.span(first).start(), line.span(last).end());
        let quoted = false;
        Reading {
            line,
            around,
            first,
            last,
            span,
            years,
            owned,
            quoted,
            starts,
            named,
            bare,
            compound,
            title_case,
        }
    }

    /// True where nothing shows that a plan is named at all: "programmet", "Kommunens plan heter …", a list of what to do.
    pub(super) fn says_nothing(&self, undated: bool) -> bool {
        self.bare && !self.named && !self.owned
            || !self.named && called_behind(self.line.draft, self.span)
            || undated && self.years.is_none() && !self.is_decided()
    }

    /// "its Regional Action Plan for Wetlands, decided by …": what decided it shows that it governs.
    fn is_decided(&self) -> bool {
        let line = self.line;
        let behind = Span::at(self.span.end(), line.block.end().max(self.span.end()));
        let near = || {
            let next = line.draft.tokens_in(behind);
            // "…, which the councillors passed in May"
            let clause = next.first().is_some_and(|first| line.draft.is("plan-relative", first));
            let mut words = next.iter().take(if clause { CLAUSE } else { 2 });
            let verb = words.find(|token| line.draft.has_word("adoption-verb", token.span));
            // "… approved by the Steering Group"
            verb.is_some_and(|verb| {
                let by = Span::at(verb.span.end(), line.draft.document.ahead(verb.span.end(), DECIDER));
                !line.draft.has_word("own-decider", by)
            })
        };
        self.first < line.at && line.is_capital(line.at) && near()
    }

    /// "”Läsa nära – biblioteksplan 2025–2029”": the noun stands inside a name in quotes.
    pub(super) fn with_quotes(mut self) -> Reading<'l> {
        let (draft, noun) = (self.line.draft, self.line.noun);
        let quoted = quoted_around(draft, self.line.block, self.span);
        if let Some(quoted) = quoted.filter(|quoted| quoted.len() > noun.len()) {
            self.years = years_in(draft, quoted).or(self.years);
            (self.span, self.quoted) = (quoted, true);
        }
        self
    }

    /// The name, by what sort of paper its noun tells of.
    pub(super) fn judged(&self) -> Option<Name> {
        let (line, at) = (self.line, self.line.at);
        if line.is("decided-plan", at) {
            return self.decided();
        }
        if line.is("weak-plan", at) {
            return self.weak();
        }
        if line.is("proven-plan", at) {
            return self.proven();
        }
        // In English a certain plan is written with capitals.
        if line.english && self.years.is_none() && !line.is_capital(at) {
            return None;
        }
        if line.english && self.years.is_none() && !self.owned && line.is("named-often", at) {
            return Some(self.named_often());
        }
        let sure = (self.is_certain() || self.quoted) && !self.is_being_made();
        Some(self.name(sure))
    }

    fn name(&self, sure: bool) -> Name {
        Name { span: self.span, years: self.years, sure, compound: self.compound }
    }

    /// "affärsplan": of many sorts of papers, those that were decided for a period govern.
    fn decided(&self) -> Option<Name> {
        self.years.is_some_and(|(from, to)| to > from).then(|| self.name(false))
    }

    /// A budget or vision is one of those that govern where years show which.
    fn weak(&self) -> Option<Name> {
        let (line, draft, at, first) = (self.line, self.line.draft, self.line.at, self.first);
        let governs = |at: usize| line.has("governing-plan", at);
        let joined = self.last + 2 < line.tokens.len()
            && line.has("party-join", self.last + 1)
            && governs(self.last + 2);
        // "Verksamhetsplan och budget 2026", "… med budget" is one document.
        let second = || {
            first >= 2
                && (line.has("party-join", first - 1) || line.is("name-link", first - 1))
                && governs(first - 2)
        };
        // "målbilden i Färdplan för nära vård": a part of another one.
        let part = || {
            self.years.is_none()
                && at + 2 < line.tokens.len()
                && line.has("name-link", at + 1)
                && governs(at + 2)
        };
        if joined || second() || part() {
            return None;
        }
        // "regionens Målbild för nära vård"
        let titled = || {
            draft.lexicons.value_of("weak-plan", line.word(at)) == Some("titled")
                && line.is_capital(at)
                && self.last > at
                && !self.starts
        };
        let behind = || quoted_behind(draft.document.between(line.noun.end(), line.block.end())).is_some();
        let name = self.name(self.years.is_some() || titled() || self.quoted || behind());
        // "Mål och budget 2026–2028"
        let pair = first >= 2
            && line.is("budget-pair", first - 2)
            && line.gap(first) == Some(" ")
            && line.has("party-join", first - 1);
        let start = if pair { line.span(first - 2).start() } else { name.span.start() };
        Some(Name { span: Span::at(start, name.span.end()), ..name })
    }

    /// Most guidelines and frameworks govern nothing; an agreement with all of civil society is named by its capital.
    fn proven(&self) -> Option<Name> {
        let (line, at) = (self.line, self.line.at);
        let called = || self.title_case && !self.starts;
        let named = self.named && (!line.is("kind-agreement", at) || called());
        // "the County's Fairer Futures Framework": whose it is shows which.
        let owned = line.english && self.first > 0 && line.is("plan-owner", self.first - 1);
        named.then(|| self.name(self.years.is_some() || owned && line.is_capital(at)))
    }

    /// Of programmes with a name most are those of colleges, funds and stages.
    fn named_often(&self) -> Name {
        let before = Span::at(self.around.start(), self.span.start().max(self.around.start()));
        let serves = || self.line.draft.has_word("contribution-word", before);
        // "Youth Policy Programme"
        let doubled = || self.first < self.line.at && self.line.has("governing-plan", self.line.at - 1);
        Name { compound: self.named, ..self.name(self.named && (doubled() || serves())) }
    }

    /// True where form, years or the words around show that a certain plan is meant.
    fn is_certain(&self) -> bool {
        let (line, draft) = (self.line, self.line.draft);
        let bare = line.is("bare-plan", line.at);
        // "Golfklubbens verksamhetsplan": what a club does in a year governs nothing.
        let owned = self.owned && !(bare && self.first > 0 && of_others(draft, line.span(self.first - 1)));
        // "skolplan", but not "strategi".
        let sort = line.letters() == PLAIN && !bare;
        let english = line.english && (self.named || !bare);
        draft.has_word("plan-abbreviation", line.noun)
            || self.title_case && (self.named || self.compound || english)
            || self.years.is_some()
            || owned && (self.compound || self.named || sort || self.title_case && !bare)
            || self.stands()
            || self.first < line.at && self.compound
    }

    /// "den antagna friluftsplanen", "I Ekby finns en lokal handlingsplan mot …"
    fn stands(&self) -> bool {
        let (line, draft) = (self.line, self.line.draft);
        let before = |label: &str| line.stands_before(label, self.span, STANDING);
        let described = || self.first < line.at && described(draft, &line.tokens[..line.at], line.noun);
        self.compound
            && (before("plan-standing")
                || self.last > line.at && before("plan-there")
                || shown(draft, line.noun, self.span, self.around))
            || described()
    }

    /// "… tar fram en strategi för …": the plan is none yet.
    fn is_being_made(&self) -> bool {
        self.years.is_none()
            && !self.title_case
            && !self.line.english
            && self.line.draft.has_word("plan-making", self.around)
    }
}

/// "Tryggt hela vägen, kommunens brottsförebyggande program", "Nära till rörelse – program 2025–2029": where what a plan is
/// called begins and ends, before what it is.
fn title_before(
    line: &Line<'_>,
    first: usize,
    owned: bool,
    dated: bool,
    tailed: bool,
) -> Option<(usize, usize)> {
    let article = first > 0 && line.draft.is("noun-article", &line.tokens[first - 1]);
    let (until, least) = if owned || article { (first - 1, 1) } else { (first, TITLE) };
    let comma = || line.gap(until).is_some_and(|gap| gap.trim_start_matches(QUOTES) == ", ");
    if dated && line.gap(first).is_some_and(|gap| matches!(gap, " – " | " - " | " — ")) && first == line.at
    {
        return apposed(line.draft, line.tokens, first)
            .filter(|title| title + TITLED <= first)
            .map(|title| (title, first));
    }
    let from = if article && line.is_capital(first) { first - 1 } else { first };
    let sign = line.gap(from).map(|gap| gap.trim_start_matches(QUOTES));
    let parted = matches!(sign, Some(" – " | " - " | " — " | ": "));
    // "Vi vilar på två ben: Jämställdhetsplan …": behind a colon a capital begins another name, in English behind small words.
    let lead = || {
        let small = |at: usize| !line.is_capital(at) && !line.has("name-link", at);
        let words = || {
            (from.saturating_sub(LEAD)..from)
                .rev()
                .take_while(|at| line.gap(at + 1) == Some(" ") || at + 1 == from)
        };
        if line.english { !words().any(small) } else { sign != Some(": ") || !line.is_capital(from) }
    };
    if parted && (tailed || first < line.at) && !owned && lead() {
        let title = whole_lead(line, from).or_else(|| {
            let year = last_of(line.word(from - 1)).is_some() || line.english && article;
            apposed(line.draft, line.tokens, from).filter(|title| year && title + TITLED <= from)
        });
        return title.map(|title| (title, from));
    }
    let explains = least == 1 || first < line.at || line.letters() > PLAIN;
    if until == 0 || line.is_capital(first) || !comma() || !explains {
        return None;
    }
    let title = apposed(line.draft, line.tokens, until).filter(|title| title + least <= until)?;
    Some((title, until))
}

/// "2019–2024 Parks and Recreation Master Plan": where the years begin that stand before a name.
fn years_before(line: &Line<'_>, first: usize) -> Option<(usize, (u16, u16))> {
    let before = first.checked_sub(1).filter(|_| line.is_capital(first) && line.gap(first) == Some(" "))?;
    if let Some(period) = period_of(line.word(before)) {
        return Some((before, period));
    }
    let to = year_of(line.word(before))?;
    let from = before.checked_sub(1)?;
    let dash = matches!(line.gap(before), Some("–" | "-" | " – "));
    let years = year_of(line.word(from)).filter(|year| dash && *year < to)?;
    Some((from, (years, to)))
}

/// "Social hållbarhet – policy för Tallvik": where a title begins that is all of its sentence, item or cell up to a sign.
fn whole_lead(line: &Line<'_>, until: usize) -> Option<usize> {
    let draft = line.draft;
    let last = line.span(until.checked_sub(1)?);
    let start = draft.annotations.sentence_around(last.start())?.span.start();
    let title = line.tokens.partition_point(|token| token.span.start() < start);
    let plain = |at: usize| {
        let link = line.has("name-link", at) || line.is("title-join", at);
        let stops = ["plan-stop", "preposition"].iter().any(|label| draft.has_whole(label, line.span(at)));
        (at == title || line.gap(at) == Some(" ")) && (link || !stops)
    };
    let words = until.checked_sub(title).filter(|words| (TITLED..=LEAD).contains(words))?;
    let span = Span::at(line.span(title).start(), last.end());
    (words <= LEAD && (title..until).all(plain) && may_be_title(draft, span)).then_some(title)
}

/// "Kommunens plan heter …": the name comes behind.
pub(super) fn called_behind(draft: &Draft<'_>, noun: Span) -> bool {
    right_behind(draft, "plan-called", noun)
}

/// True where a word of a lexicon follows right upon a span.
fn right_behind(draft: &Draft<'_>, label: &str, span: Span) -> bool {
    draft.begins_with(label, Span::at(span.end() + 1, span.end() + 2))
}

/// True where the words around a noun tell that such a plan exists and whose it is, or that the work serves it.
fn shown(draft: &Draft<'_>, noun: Span, name: Span, around: Span) -> bool {
    let document = draft.document;
    let before = Span::at(document.back(name.start(), SHOWN).max(around.start()), name.start());
    // Whether one stands before the name with so many words between.
    let close = |label: &str, most: usize| {
        let word = draft.words_in(label, before).last();
        word.is_some_and(|word| {
            draft.tokens_in(Span::at(word.span.end(), name.start().max(word.span.end()))).len() <= most
        })
    };
    let public = |span: Span| draft.has_word("org-public", span) || of_public(draft, span);
    // "I Leråkers kommun finns en VA-plan", "Det finns också en avfallsplan"
    let there = close("plan-is-there", 1) && (public(before) || draft.has_word("plan-too", before));
    // "Förbundet har i sitt handlingsprogram angett …"
    let own = match draft.tokens_in(before) {
        [.., link, own] => {
            let small = draft.is("preposition", link) || draft.is("name-link", link);
            draft.is("plan-own", own) && small && public(before)
        }
        // "Kommunen är inte part. Dess besöksnäringsstrategi …"
        [own] => draft.is("plan-own", own) && sentence_before(draft, name).is_some_and(public),
        _ => false,
    };
    // "I den barnrättspolicy som finns i Tranhults kommun …"
    let behind = right_behind(draft, "plan-there-behind", name)
        && public(Span::at(name.end(), document.ahead(name.end(), SHOWN).min(around.end()).max(name.end())));
    let definite = draft.lexicons.value_of("plan-definite", &document.lower()[noun.range()]);
    // "… i linje med åtgärdsprogrammet för vattendistriktet"
    let served = definite.is_some() && close("plan-served", 0);
    // "ungdomsprogrammet i Ekarp", but not "isplanen i Ekarp"
    served || there || own || behind || definite == Some("") && placed(draft, name)
}

/// "den prehospitala strategi som regionen arbetar efter": an article and a definite adjective before a noun, and behind it
/// what a public party does with it.
pub(super) fn described(draft: &Draft<'_>, before: &[Token], noun: Span) -> bool {
    let [.., article, adjective] = before else { return false };
    let behind = draft.tokens_in(Span::at(noun.end(), draft.document.ahead(noun.end(), 60)));
    let [that, who, ..] = behind else { return false };
    let adjective = draft.document.slice(adjective.span);
    draft.is("noun-article", article)
        && adjective.ends_with(['a', 'e'])
        && that.span.start() == noun.end() + 1
        && draft.is("relative-word", that)
        && (of_public(draft, who.span) || draft.has_word("deciding-body", who.span))
}

/// "… i Ekarp" right behind a name.
fn placed(draft: &Draft<'_>, name: Span) -> bool {
    let behind = Span::at(name.end(), draft.document.ahead(name.end(), 60));
    let [link, place, ..] = draft.tokens_in(behind) else { return false };
    link.span.start() == name.end() + 1
        && place.span.start() == link.span.end() + 1
        && place.shape == Shape::Capital
        && draft.is("name-link", link)
}

/// True where a public party is named in a span.
fn of_public(draft: &Draft<'_>, span: Span) -> bool {
    draft.annotations.parties.iter().filter(|party| party.sector == Sector::Public).any(|party| {
        let at = party.mentions.partition_point(|mention| mention.start() < span.start());
        party.mentions.get(at).is_some_and(|mention| mention.start() < span.end())
    })
}

/// True where a word belongs to the name of a party that is not public.
fn of_others(draft: &Draft<'_>, word: Span) -> bool {
    draft.annotations.parties.iter().filter(|party| party.sector != Sector::Public).any(|party| {
        let at = party.mentions.partition_point(|mention| mention.end() <= word.start());
        party.mentions.get(at).is_some_and(|mention| mention.start() < word.end())
    })
}
