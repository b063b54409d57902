//! The names of plans: what stands around their noun, whose they are, and which of them are one.

use std::collections::BTreeSet;

use super::title::{is_capital, may_be_title, opening};
use crate::annotate::{Draft, Shape, Token, WordMark};
use crate::document::{Block, BlockKind, Language, Sector, Span};

/// Letters of a noun that says nothing but "plan", at most.
const SHORT: usize = 7;
/// Words of a name behind its noun, at most.
const TAIL: usize = 7;
/// Letters of a verb that ends in "s" inside a name's tail, more than.
const PASSIVE: usize = 4;
/// Words inside a name up to its years, at most.
const AHEAD: usize = 7;
/// Words of a table cell that is a name and nothing else, at most.
const CELL: usize = 12;
/// Words of a name that stands before what sort of plan it is, at most.
pub(super) const APPOSED: usize = 7;
/// Bytes before a name in which stands whose it is, or what the work does for it.
const SHOWN: usize = 140;
/// Words of a name before the one that follows a word that links them, at most.
pub(super) const LINKED: usize = 3;
pub(super) const QUOTES: [char; 6] = ['"', '“', '”', '«', '»', '„'];
/// Bytes of a quoted name, at most.
pub(super) const QUOTED: usize = 90;
/// Bytes behind a noun in which the form of a company stands, at most.
const COMPANY: usize = 16;
/// Letters of a noun that does not say what its plan is about, at most.
const PLAIN: usize = 8;
/// Words of a title that an indefinite noun explains, at least.
const TITLE: usize = 3;
/// Words of what explains a title, at most.
pub(super) const EXPLAINED: usize = 5;

/// Where a name in quotes closes that begins one space behind a noun.
fn quoted_behind(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix(' ')?.strip_prefix(QUOTES)?;
    let open = rest.len() - inside.len();
    let close = inside.find(QUOTES).filter(|close| *close <= QUOTED)?;
    let named = inside.starts_with(char::is_uppercase) && !inside[..close].contains(['\n', ';']);
    named.then_some(open + close)
}

/// The name in quotes that holds one: it opens with a capital and ends with that, or holds a year.
fn quoted_around(draft: &Draft<'_>, block: Span, name: Span) -> Option<Span> {
    let from = draft.document.back(name.start(), QUOTED).max(block.start());
    let to = draft.document.ahead(name.end(), QUOTED).min(block.end()).max(name.end());
    let before = draft.document.between(from, name.start());
    let open = before.rfind(QUOTES)?;
    let lead = &before[open..];
    let inside = name.start() - lead.len() + lead.chars().next()?.len_utf8();
    let close = name.end() + draft.document.between(name.end(), to).find(QUOTES)?;
    let quoted = Span::at(inside, close);
    let said = draft.document.slice(quoted);
    let opens = before[..open].chars().next_back().is_none_or(|c| c.is_whitespace() || c == '(');
    let named = said.starts_with(char::is_uppercase) && !said.contains([';', '\t']);
    let ends = close == name.end() || years_in(draft, quoted).is_some();
    (opens && named && ends && quoted.len() <= QUOTED && inside < name.start()).then_some(quoted)
}

pub(super) struct Name {
    pub(super) span: Span,
    pub(super) years: Option<(u16, u16)>,
    /// True where the form alone shows that a certain plan is meant.
    pub(super) sure: bool,
    /// True where the noun says what the plan is about ("trafikstrategi").
    pub(super) compound: bool,
}

/// A plan's name around its noun.
pub(super) fn name(draft: &Draft<'_>, noun: Span, around: Span) -> Option<Name> {
    let document = draft.document;
    let (text, lower) = (document.text(), document.lower());
    let block = document.blocks().get(document.block_at(noun.start())?)?.content;
    let tokens = draft.tokens_in(block);
    let at = tokens.partition_point(|token| token.span.start() < noun.start());
    if at >= tokens.len() {
        return None;
    }
    let word = |index: usize| tokens.get(index).map_or("", |token| &lower[token.span.range()]);
    let capital = |index: usize| {
        tokens.get(index).is_some_and(|token| matches!(token.shape, Shape::Capital | Shape::Upper))
    };
    let gap = |index: usize| {
        let before = tokens.get(index.checked_sub(1)?)?.span.end();
        text.get(before..tokens.get(index)?.span.start())
    };
    let whole = Span::at(around.start(), noun.end());
    let no = draft
        .words_in("no-plan", whole)
        .find(|no| no.span.end() == noun.end() || no.span.holds(noun.start()))
        .map(|no| draft.value(no));
    // "Action Plan": most are lists of what to do; years show one that governs.
    let dated_only = no == Some(Some("undated"));
    // "I Plan mot hemlöshet …": a floor is written small.
    let floor = no == Some(Some("floor")) && capital(at);
    if no.is_some() && !dated_only && !floor {
        return None;
    }
    let english = draft.annotations.language == Language::En;
    if is_single(draft, noun) || in_organisation(draft, noun) || english && qualifies(draft, noun) {
        return None;
    }
    // To the left: adjectives and capitals that belong to it.
    let mut first = at;
    while first > 0 && gap(first) == Some(" ") && at - first < 5 {
        let before = first - 1;
        // "Draft Forest Plan"
        if draft.has_whole("draft-word", tokens[before].span) {
            break;
        }
        let adjective = draft.words_in("plan-adjective", tokens[before].span).next().is_some();
        let joins = english
            && draft.lexicons.contains("plan-name-join", word(before))
            && before > 0
            && capital(before - 1);
        // "the Municipality's Climate Strategy": whose it is does not belong to the name.
        let possessive = !adjective && (word(before).ends_with("'s") || word(before).ends_with("’s"));
        // "kommunernas gemensamma Handlingsplan": its name begins with the capital.
        let outside = !english && first == at && capital(at) && !capital(before);
        // "Gröna strategin", "Grönblå planen": what it is called by.
        let called = !english
            && first == at
            && capital(before)
            && !word(before).ends_with('s')
            && !begins(draft, tokens[before].span)
            && draft.lexicons.contains("plan-word", word(at));
        // "den prehospitala strategi som regionen arbetar efter"
        let described = !english && first == at && described(draft, &tokens[..at], noun);
        if !possessive
            && !outside
            && (adjective
                || called
                || described
                || (english
                    && capital(before)
                    && (!begins(draft, tokens[before].span) || opens_item(draft, tokens[before].span)))
                || joins)
        {
            first = before;
        } else {
            break;
        }
    }
    // "Risk- och sårbarhetsprogram"
    if first >= 2
        && draft.words_in("party-join", tokens[first - 1].span).next().is_some()
        && gap(first) == Some(" ")
        && gap(first - 1) == Some("- ")
    {
        first -= 2;
    }
    if english && !capital(first) {
        let title = explained(draft, tokens, at).map(|title| (title, at));
        let (first, last) = title.or_else(|| Some((at, entitled(draft, tokens, at)?)))?;
        let span = Span::at(tokens[first].span.start(), tokens[last].span.end());
        let years = years_in(draft, span);
        return Some(Name { span, years, sure: years.is_some(), compound: true });
    }
    let bare = at == first
        && lower[noun.range()].chars().count() <= 10
        && draft.lexicons.contains("plan-word", word(at));
    // "EU:s strategi"
    let short_genitive = |s: usize| word(s) == "s" && gap(s) == Some(":");
    let own_genitive = first > 0
        && (short_genitive(first - 1)
            || !begins(draft, tokens[first - 1].span)
                && possessor(draft, Span::at(tokens[first].span.start(), noun.end())).is_some()
            || owner_before(draft, tokens[first - 1].span)
            || draft.lexicons.contains("plan-owner", word(first - 1)));
    // "mål och budget 2026 med plan för 2027–2028" is one document.
    // So is "… budget 2026 med flerårsplan 2027–2028".
    let part = |at: usize| {
        draft.lexicons.contains("budget-part", word(at))
            && (at.saturating_sub(4)..at).any(|before| draft.lexicons.contains("weak-plan", word(before)))
    };
    let second = at == first
        && (word(at).chars().count() <= SHORT && draft.lexicons.contains("bare-plan", word(at)) || part(at))
        && first >= 2
        && !draft.lexicons.contains("proven-plan", word(first - 2))
        && draft.words_in("name-link", tokens[first - 1].span).next().is_some()
        && draft.has_word(
            "governing-plan",
            Span::at(tokens[first.saturating_sub(3)].span.start(), tokens[first - 1].span.start()),
        );
    if second {
        return None;
    }
    // To the right: "för X", a name in capitals, years.
    let mut last = at;
    let mut years = None;
    let mut tail = 0;
    let mut next = at + 1;
    let mut opened = false;
    // "programmet ”Rörelse hela livet” 2022–2030": what is quoted right behind is its name.
    if let Some(close) = quoted_behind(&text[tokens[at].span.end()..block.end().max(tokens[at].span.end())]) {
        let until = tokens[at].span.end() + close;
        let behind = tokens.partition_point(|token| token.span.start() < until);
        if behind > next {
            (last, next, tail) = (behind - 1, behind, behind - next);
        }
    }
    // "länets kulturstrategi, Kultur i hela länet 2023–2033, antagen av …"
    if let Some(end) = entitled(draft, tokens, at) {
        years = years_in(draft, Span::at(noun.end(), tokens[end].span.end()));
        (last, next) = (end, tokens.len());
    }
    // "kommuneplanens samfunnsdel 2023–2035": a part of one that has its own years.
    if word(at).ends_with('s')
        && tokens.get(next).is_some_and(|part| part.shape == Shape::Lower)
        && gap(next) == Some(" ")
        && gap(next + 1) == Some(" ")
        && last_of(word(next + 1)).is_some()
    {
        (last, next, tail) = (next, next + 1, 1);
    }
    // "Agenda 2030-strategi": the years stand inside the noun.
    if gap(next) == Some(" ") && tokens.get(next).is_some_and(|token| dated_noun(draft, token.span)) {
        last = next;
        next += 1;
    }
    while let Some(token) = tokens.get(next) {
        let between = gap(next).unwrap_or("\n").trim_start_matches(QUOTES);
        let year = year_of(word(next));
        if let Some(year) = year.filter(|_| matches!(between, " " | "–" | "-" | " – " | " - ")) {
            years = Some(years.map_or((year, year), |(from, _)| (from, year)));
            last = next;
            next += 1;
            if years.is_some_and(|(from, to)| from != to) {
                break;
            }
            continue;
        }
        // "2019-2023" is one word.
        if let Some(period) = period_of(word(next)).filter(|_| years.is_none() && between == " ") {
            (years, last) = (Some(period), next);
            break;
        }
        // "Målbild 2030 för äldreomsorgen", but not "… 2030 för att"
        let goes_on = |ahead: &Token| {
            gap(next + 1) == Some(" ")
                && !draft.has_whole("plan-stop", ahead.span)
                && !draft.is("infinitive-mark", ahead)
        };
        if years.is_some_and(|(from, to)| from == to)
            && !english
            && (tail, between, last + 1) == (0, " ", next)
            && draft.has_whole("plan-by-year", token.span)
            && tokens.get(next + 1).is_some_and(goes_on)
        {
            last = next + 1;
            break;
        }
        // "2019–23", "2019 till 2023"
        if let Some((from, _)) = years {
            let to = match between {
                "–" | "-" => short_year(from, word(next)).map(|to| (to, next)),
                " " if draft.lexicons.contains("year-join", word(next)) => {
                    year_of(word(next + 1)).filter(|to| *to > from).map(|to| (to, next + 1))
                }
                _ => None,
            };
            if let Some((to, end)) = to {
                (years, last) = (Some((from, to)), end);
            }
            break;
        }
        if between != " " && !(between == " – " && capital(next)) || tail >= TAIL {
            break;
        }
        // "Local Transport Plan 4"
        if english && tail == 0 && first < at && token.shape == Shape::Number && token.span.len() <= 2 {
            (tail, last, next) = (1, next, next + 1);
            continue;
        }
        // "… strategi för Östersjöregionen ramen för …": of two definite nouns in a row the second is another thing.
        let definite = |at: usize| draft.lexicons.contains("definite-noun", word(at));
        if tail > 0 && definite(next) && definite(next - 1) {
            break;
        }
        // "Enligt strategi för landskapet krävs en samverkan", "… beskrivs den …": a genitive has its noun behind it.
        let passive = !english
            && tail > 1
            && token.shape == Shape::Lower
            && word(next).len() > PASSIVE
            && word(next).ends_with('s')
            && tokens.get(next + 1).is_some_and(|behind| {
                gap(next + 1) == Some(" ")
                    && ["indefinite", "party-article", "preposition"]
                        .iter()
                        .any(|label| draft.has_whole(label, behind.span) || draft.is(label, behind))
            });
        if passive {
            break;
        }
        // "Programme of Sundhaga", but not "Strategy of the Council"
        let whose = english && draft.lexicons.contains("plan-name-join", word(next)) && !capital(next + 1);
        let starts_tail = !whose && draft.words_in("plan-tail", token.span).next().is_some();
        let stop = draft.has_whole("plan-stop", token.span);
        if tail == 0 && !starts_tail && !capital(next)
            || stop && !(opened && capital(next + 1) && draft.lexicons.contains("relative-word", word(next)))
        {
            // "… mot våld i nära relationer": words that belong together.
            let phrase = draft.words_in("plan-phrase", token.span).find(|_| tail > 0);
            if let Some(phrase) = phrase.filter(|phrase| phrase.span.start() == token.span.start()) {
                let behind = tokens.partition_point(|token| token.span.start() < phrase.span.end());
                tail += behind - next;
                last = behind - 1;
                next = behind;
                continue;
            }
            // "Kust som håller": small words inside a name that capitals opened, up to the years.
            let year = |most: usize| {
                let mut ahead = next..tokens.len().min(next + most);
                ahead.find(|at| year_of(word(*at)).is_some() || period_of(word(*at)).is_some())
            };
            // "… för barns och ungas hälsa 2024–2027", "… enligt LSO 2024–2027": so are those that join its words, up to
            // a period.
            let joins = |label: &str| draft.lexicons.contains(label, word(next));
            let joined = |until: &usize| {
                let dash = || gap(until + 1).is_some_and(|gap| gap.trim().starts_with(['–', '-']));
                let period =
                    || period_of(word(*until)).is_some() || year_of(word(until + 1)).is_some() && dash();
                (opened || tail > 0 && joins("name-link") || joins("plan-by"))
                    && period()
                    && !["governing-plan", "adoption-verb", "deciding-body"].iter().any(|label| {
                        draft.has_word(label, Span::at(token.span.start(), tokens[*until].span.start()))
                    })
            };
            match year(4).filter(|_| opened).or_else(|| year(AHEAD).filter(joined)) {
                Some(until) => {
                    last = until - 1;
                    tail += until - next;
                    next = until;
                    continue;
                }
                // "Måldokument för kultur och fritid, antaget …"
                None if !english && tail > 0 && ends_pair(draft, tokens, next) => {
                    last = next + 1;
                    break;
                }
                None => break,
            }
        }
        opened |= capital(next);
        tail += 1;
        last = next;
        next += 1;
    }
    // "Handlingsprogram enligt LSO 2025–2028" alone in a cell is a name as it stands.
    let ends = tokens.len().checked_sub(1).and_then(|end| Some((end, last_of(word(end))?)));
    let alone = document.blocks().get(document.block_at(noun.start())?)?.cell().is_some();
    if let Some((end, year)) = ends.filter(|_| alone && years.is_none() && first <= 2 && tokens.len() <= CELL)
        && draft.words_in("governing-plan", block).nth(1).is_none()
        && !draft.has_word("adoption-verb", block)
        && !draft.has_word("deciding-body", block)
    {
        let before = end.checked_sub(1).and_then(|before| year_of(word(before)));
        let from = period_of(word(end)).map(|(from, _)| from).or(before).unwrap_or(year);
        (last, years) = (end, Some((from, year)));
    }
    // A name does not end with a linking word.
    while last > at && draft.has_whole("plan-tail", tokens[last].span) {
        last -= 1;
    }
    // "Tryggt hela vägen, kommunens brottsförebyggande program": what it is called stands before what it is.
    let comma = |at: usize| gap(at).is_some_and(|gap| gap.trim_start_matches(QUOTES) == ", ");
    let article = first > 0 && draft.is("noun-article", &tokens[first - 1]);
    let (until, least) = if own_genitive || article { (first - 1, 1) } else { (first, TITLE) };
    if until > 0
        && !capital(first)
        && comma(until)
        && (least == 1 || first < at || lower[noun.range()].chars().count() > PLAIN)
        && let Some(title) = apposed(draft, tokens, until).filter(|title| title + least <= until)
    {
        years = years
            .or_else(|| years_in(draft, Span::at(tokens[title].span.start(), tokens[until - 1].span.end())));
        first = title;
    }
    let span = Span::at(tokens[first].span.start(), tokens[last].span.end());
    let starts = begins(draft, tokens[first].span);
    let named = last > at || first < at;
    // "VA-plan", but not "B-plan"
    let joined_noun = lower[noun.range()].find('-').is_some_and(|hyphen| hyphen > 1);
    let compound = !english && lower[noun.range()].chars().count() > PLAIN || joined_noun;
    // "skolplan", but not "strategi".
    let sort = lower[noun.range()].chars().count() == 8 && !draft.lexicons.contains("bare-plan", word(at));
    // "Programmet för galan …": the capital is that of the sentence.
    let pointing = bare && last > at && draft.has_word("plan-word", noun) && years.is_none();
    let title_case = capital(first) && (!starts || named && !pointing);
    // "its Regional Action Plan for Wetlands, decided by …": so does what decided it.
    let decided = || {
        let behind = Span::at(span.end(), block.end().max(span.end()));
        let near =
            draft.tokens_in(behind).iter().take(2).any(|token| draft.has_word("adoption-verb", token.span));
        first < at && capital(at) && near
    };
    if bare && !named && !own_genitive
        || !named && called_behind(draft, span)
        || dated_only && years.is_none() && !decided()
    {
        return None;
    }
    // "”Läsa nära – biblioteksplan 2025–2029”": the noun stands inside a name in quotes.
    let quoted = quoted_around(draft, block, span).filter(|quoted| quoted.len() > noun.len());
    let span = quoted.unwrap_or(span);
    if quoted.is_some() {
        years = years_in(draft, span).or(years);
    }
    // "affärsplan": of many sorts of papers, those that were decided for a period govern.
    if draft.lexicons.contains("decided-plan", word(at)) {
        let period = years.is_some_and(|(from, to)| to > from);
        return period.then_some(Name { span, years, sure: false, compound });
    }
    // A budget or vision is one of those that govern where years show which.
    if draft.lexicons.contains("weak-plan", word(at)) {
        let joined = tokens.get(last + 2).is_some_and(|after| {
            draft.words_in("party-join", tokens[last + 1].span).next().is_some()
                && draft.words_in("governing-plan", after.span).next().is_some()
        });
        // "Verksamhetsplan och budget 2026", "… med budget" is one document.
        let second = first >= 2
            && (draft.words_in("party-join", tokens[first - 1].span).next().is_some()
                || draft.lexicons.contains("name-link", word(first - 1)))
            && draft.words_in("governing-plan", tokens[first - 2].span).next().is_some();
        // "målbilden i Färdplan för nära vård": a part of another one.
        let part = years.is_none()
            && tokens.get(at + 2).is_some_and(|after| {
                draft.words_in("name-link", tokens[at + 1].span).next().is_some()
                    && draft.words_in("governing-plan", after.span).next().is_some()
            });
        // "regionens Målbild för nära vård"
        let titled = draft.lexicons.value_of("weak-plan", word(at)) == Some("titled")
            && capital(at)
            && last > at
            && !begins(draft, tokens[first].span);
        let sure = years.is_some()
            || titled
            || quoted.is_some()
            || quoted_behind(&text[noun.end()..block.end()]).is_some();
        // "Mål och budget 2026–2028"
        let pair = first >= 2
            && draft.lexicons.contains("budget-pair", word(first - 2))
            && gap(first) == Some(" ")
            && draft.has_word("party-join", tokens[first - 1].span);
        let span = if pair { Span::at(tokens[first - 2].span.start(), span.end()) } else { span };
        return (!joined && !second && !part).then_some(Name { span, years, sure, compound });
    }
    // Most guidelines and frameworks govern nothing; an agreement with all of civil society is named by its capital.
    if draft.lexicons.contains("proven-plan", word(at)) {
        let named = named && (!draft.lexicons.contains("kind-agreement", word(at)) || title_case && !starts);
        // "the County's Fairer Futures Framework": whose it is shows which.
        let owned = english && first > 0 && draft.lexicons.contains("plan-owner", word(first - 1));
        let sure = years.is_some() || owned && capital(at);
        return named.then_some(Name { span, years, sure, compound });
    }
    // In English a certain plan is written with capitals.
    if english && years.is_none() && !capital(at) {
        return None;
    }
    // "den antagna friluftsplanen", "I Ekby finns en lokal handlingsplan mot …"
    let ahead = |label: &str| {
        let before = Span::at(document.back(span.start(), 40).max(block.start()), span.start());
        let gap = |word: &WordMark| Span::at(word.span.end(), span.start().max(word.span.end()));
        draft.words_in(label, before).any(|word| draft.tokens_in(gap(word)).len() <= 1)
    };
    let described = first < at && described(draft, &tokens[..at], noun);
    let stands = described
        || compound
            && (ahead("plan-standing")
                || last > at && ahead("plan-there")
                || shown(draft, noun, span, around));
    let making = years.is_none() && !title_case && draft.has_word("plan-making", around) && !english;
    let english = english && (named || !draft.lexicons.contains("bare-plan", word(at)));
    // Of programmes with a name most are those of colleges, funds and stages.
    let before = Span::at(around.start(), span.start().max(around.start()));
    let serves = || draft.has_word("contribution-word", before);
    if english && years.is_none() && !own_genitive && draft.lexicons.contains("named-often", word(at)) {
        return Some(Name { span, years, sure: named && serves(), compound: named });
    }
    // "Golfklubbens verksamhetsplan": what a club does in a year governs nothing.
    let bare_noun = draft.lexicons.contains("bare-plan", word(at));
    let own_genitive = own_genitive && !(bare_noun && first > 0 && of_others(draft, tokens[first - 1].span));
    let sure = draft.has_word("plan-abbreviation", noun)
        || title_case && (named || compound || english)
        || years.is_some()
        || own_genitive && (compound || named || sort)
        || stands
        || first < at && compound;
    let sure = (sure || quoted.is_some()) && !making;
    Some(Name { span, years, sure, compound })
}

/// Where a name begins that ends before token `until`: "Tryggt hela vägen", "Trygg i Tallhamn 2025–2028", "”Plats för barn”".
fn apposed(draft: &Draft<'_>, tokens: &[Token], until: usize) -> Option<usize> {
    let last = tokens.get(until.checked_sub(1)?)?.span;
    let quoted = || {
        let close = draft.document.between(last.end(), tokens.get(until)?.span.start());
        let from = draft.document.back(last.end(), QUOTED).max(tokens[0].span.start());
        let open =
            draft.document.between(from, last.end()).rfind(QUOTES).filter(|_| close.starts_with(QUOTES))?;
        Some(tokens.partition_point(|token| token.span.start() < from + open))
    };
    // What opens a sentence is a name where its years show it.
    let dated = last_of(draft.document.slice(last)).is_some();
    let opens = |title: &usize| dated || !begins(draft, tokens[*title].span);
    let title = quoted().or_else(|| opening(draft, tokens, until).filter(opens))?;
    may_be_title(draft, Span::at(tokens[title].span.start(), last.end())).then_some(title)
}

/// "Bergslandet 2035, the regional development strategy": where the title begins that a noun behind a comma explains.
fn explained(draft: &Draft<'_>, tokens: &[Token], at: usize) -> Option<usize> {
    let gap = |at: usize| draft.document.between(tokens[at - 1].span.end(), tokens[at].span.start());
    let small = |at: &usize| !matches!(gap(*at), " " | "-");
    let lead = (at.saturating_sub(EXPLAINED).max(1)..=at).rev().find(small)?;
    let opens = draft.is("noun-article", &tokens[lead])
        || draft.is("plan-owner", &tokens[lead])
        || draft.is("plan-own", &tokens[lead]);
    let comma = gap(lead).trim_start_matches(QUOTES) == ", ";
    (opens && comma).then(|| apposed(draft, tokens, lead)).flatten()
}

/// "the county's transport strategy, Moving Together 2023–2033, …": where the title ends that stands with its years behind
/// the comma upon a noun.
fn entitled(draft: &Draft<'_>, tokens: &[Token], at: usize) -> Option<usize> {
    let gap = |at: usize| {
        Some(draft.document.between(tokens.get(at.checked_sub(1)?)?.span.end(), tokens.get(at)?.span.start()))
    };
    let year =
        |at: usize| tokens.get(at).is_some_and(|token| last_of(draft.document.slice(token.span)).is_some());
    let first = at + 1;
    let lead = gap(first).map(|gap| gap.trim_end_matches(QUOTES));
    let opens = matches!(lead, Some(", " | " (")) && tokens.get(first).is_some_and(is_capital);
    let end = (first + 1..first + APPOSED)
        .take_while(|at| gap(*at) == Some(" "))
        .find(|at| year(*at))
        .filter(|_| opens)?;
    let dash = gap(end + 1).is_some_and(|gap| matches!(gap.trim(), "–" | "-"));
    let end = if dash && year(end + 1) { end + 1 } else { end };
    // What the comma parts is one name where a sign parts it from what follows too, or the decision is told.
    let closed = gap(end + 1).is_none_or(|gap| {
        gap.trim_start_matches(QUOTES).starts_with([',', '.', ')', ' ']) && gap.trim() != "-"
    });
    let title = Span::at(tokens[first].span.start(), tokens[end].span.end());
    (closed && may_be_title(draft, title)).then_some(end)
}

/// The years inside a name.
pub(super) fn years_in(draft: &Draft<'_>, name: Span) -> Option<(u16, u16)> {
    let words = || draft.tokens_in(name).iter().map(|token| draft.document.slice(token.span));
    let mut years = words().filter_map(year_of);
    let Some(first) = years.next() else { return words().find_map(period_of) };
    Some((first, years.next_back().unwrap_or(first)))
}

/// "handlingsplan för den enskilde", "… för varje deltagare": a plan for one person.
fn is_single(draft: &Draft<'_>, noun: Span) -> bool {
    let behind = draft.tokens_in(Span::at(noun.end(), draft.document.ahead(noun.end(), 60)));
    let [link, one, rest @ ..] = behind else { return false };
    let person = |token: &Token| draft.is("plan-single", token);
    link.span.start() == noun.end() + 1
        && draft.has_word("plan-tail", link.span)
        && draft.is("plan-one", one)
        && rest.first().is_some_and(person)
}

/// "Visionera Program AB": the noun stands in the name of a company.
fn in_organisation(draft: &Draft<'_>, noun: Span) -> bool {
    let behind = draft.tokens_in(Span::at(noun.end(), draft.document.ahead(noun.end(), COMPANY)));
    let company = |next: &Token| {
        next.span.start() == noun.end() + 1 && is_capital(next) && draft.has_whole("org-private", next.span)
    };
    behind.first().is_some_and(company)
}

/// "Kommunens plan heter …": the name comes behind.
fn called_behind(draft: &Draft<'_>, noun: Span) -> bool {
    right_behind(draft, "plan-called", noun)
}

/// True where a word of a lexicon follows right upon a span.
fn right_behind(draft: &Draft<'_>, label: &str, span: Span) -> bool {
    draft.begins_with(label, Span::at(span.end() + 1, span.end() + 2))
}

/// "Programme Manual", "Strategy Lead": in English the noun before another one only tells of what sort that is.
fn qualifies(draft: &Draft<'_>, noun: Span) -> bool {
    let behind = Span::at(noun.end(), draft.document.ahead(noun.end(), 60));
    let mut tokens = draft.tokens_in(behind).iter();
    let (Some(next), after) = (tokens.next(), tokens.next()) else { return false };
    let year = |token: &Token| year_of(draft.document.slice(token.span)).is_some();
    next.span.start() == noun.end() + 1
        && next.shape == Shape::Capital
        && draft.document.text()[noun.end()..].starts_with(' ')
        && !after.is_some_and(year)
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
fn described(draft: &Draft<'_>, before: &[Token], noun: Span) -> bool {
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

/// "- Mental Health Strategy": a list item or cell is no sentence; its first word belongs to the name.
fn opens_item(draft: &Draft<'_>, first: Span) -> bool {
    let block = draft.document.block_at(first.start()).and_then(|index| draft.document.blocks().get(index));
    let item = |block: &Block| {
        matches!(block.kind, BlockKind::ListItem { .. } | BlockKind::TableCell(_))
            && block.content.start() == first.start()
    };
    block.is_some_and(item) && !draft.lexicons.contains("name-opener", &draft.document.lower()[first.range()])
}

/// "2030-strategi": a year that is joined to the noun of a plan.
fn dated_noun(draft: &Draft<'_>, token: Span) -> bool {
    let text = draft.document.slice(token);
    let year = text.split_once('-').is_some_and(|(year, _)| year_of(year).is_some());
    year && draft.has_word("governing-plan", token)
}

pub(super) fn begins(draft: &Draft<'_>, span: Span) -> bool {
    draft
        .annotations
        .sentence_around(span.start())
        .is_some_and(|sentence| sentence.span.start() + 2 > span.start())
}

/// "kommunens": a party's name in the genitive right before.
pub(super) fn owner_before(draft: &Draft<'_>, token: Span) -> bool {
    let word = &draft.document.lower()[token.range()];
    word.ends_with('s')
        && draft.annotations.parties.iter().any(|party| {
            let at = party.mentions.partition_point(|span| span.end() < token.end());
            party.mentions.get(at).is_some_and(|span| span.end() == token.end())
        })
}

pub(super) fn year_of(word: &str) -> Option<u16> {
    let year: u16 = word.parse().ok().filter(|_| word.len() == 4)?;
    (1990..=2100).contains(&year).then_some(year)
}

/// "2019-2023", "2019-23": a period that is written as one word.
pub(super) fn period_of(word: &str) -> Option<(u16, u16)> {
    let (from, to) = word.split_once('-')?;
    let from = year_of(from)?;
    let to = year_of(to).or_else(|| short_year(from, to)).filter(|to| *to > from)?;
    Some((from, to))
}

/// "23" behind "2019": a year without its century.
fn short_year(from: u16, word: &str) -> Option<u16> {
    let short: u16 = word.parse().ok().filter(|_| word.len() == 2)?;
    Some(from / 100 * 100 + short).filter(|to| *to > from)
}

/// The last year of a word that is a year or a period.
pub(super) fn last_of(word: &str) -> Option<u16> {
    year_of(word).or_else(|| period_of(word).map(|(_, to)| to))
}

/// "… kultur och fritid,": a word that joins and one more, with which the name and its part of the sentence end.
fn ends_pair(draft: &Draft<'_>, tokens: &[Token], join: usize) -> bool {
    let (Some(word), Some(second)) = (tokens.get(join), tokens.get(join + 1)) else { return false };
    let between = |from: usize, to: usize| draft.document.between(from, to);
    let ends = tokens
        .get(join + 2)
        .is_none_or(|next| !between(second.span.end(), next.span.start()).starts_with(' '));
    let other = ["agreement-word", "governing-plan", "plan-word", "org-public"];
    draft.has_whole("party-join", word.span)
        && second.shape == Shape::Lower
        && between(word.span.end(), second.span.start()) == " "
        && ends
        && !other.iter().any(|label| draft.has_word(label, second.span))
}

/// The noun without its endings, so that "Landsbygdsprogram" and "landsbygdsprogrammet" are one.
pub(super) fn stem(draft: &Draft<'_>, noun: &str) -> String {
    draft.lexicons.stem("plan-ending", noun.trim_end_matches('s'))
}

/// True where one of two names of plans with one noun holds all that the other says beside it, endings aside.
pub(super) fn alike(draft: &Draft<'_>, noun: &str, a: &str, b: &str) -> bool {
    let beside = |name: &str| -> BTreeSet<String> {
        let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let words =
            words.map(str::to_lowercase).filter(|word| year_of(word).is_none() && stem(draft, word) != noun);
        words.map(|word| word.trim_end_matches(['a', 'e', 'n', 's', 't']).to_owned()).collect()
    };
    let (a, b) = (beside(a), beside(b));
    a.is_subset(&b) || b.is_subset(&a)
}

/// The name in the genitive right before a plan's name ("Ekdalas" energiplan), in lower case.
pub(super) fn possessor<'d>(draft: &'d Draft<'_>, name: Span) -> Option<&'d str> {
    let from = draft.tokens.partition_point(|token| token.span.start() < name.start());
    let before = from.checked_sub(1).and_then(|before| draft.tokens.get(before))?;
    let word = &draft.document.lower()[before.span.range()];
    let near = before.span.end() + 1 == name.start();
    (near && before.shape == Shape::Capital && word.ends_with('s')).then_some(word)
}

/// True where two plans of one sort belong to two that are named.
pub(super) fn other_owner(a: Option<&str>, b: Option<&str>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a != b)
}
