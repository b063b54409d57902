//! The names of plans: what stands around their noun, whose they are, and which of them are one.

use std::collections::BTreeSet;

use crate::annotate::{Draft, Shape, WordMark};
use crate::document::{Language, Span};

/// Letters of a noun that says nothing but "plan", at most.
const SHORT: usize = 7;
/// Words of a name behind its noun, at most.
const TAIL: usize = 7;
/// Words inside a name up to its years, at most.
const AHEAD: usize = 7;
/// Words of a table cell that is a name and nothing else, at most.
const CELL: usize = 12;
/// Words of a name that stands before what sort of plan it is, at most.
const APPOSED: usize = 5;
const QUOTES: [char; 6] = ['"', '“', '”', '«', '»', '„'];
/// Bytes of a quoted name, at most.
const QUOTED: usize = 90;

/// Where a name in quotes closes that begins one space behind a noun.
fn quoted_behind(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix(' ')?.strip_prefix(QUOTES)?;
    let open = rest.len() - inside.len();
    let close = inside.find(QUOTES).filter(|close| *close <= QUOTED)?;
    let named = inside.starts_with(char::is_uppercase) && !inside[..close].contains(['\n', ';']);
    named.then_some(open + close)
}

pub(super) struct Name {
    pub(super) span: Span,
    pub(super) years: Option<(u16, u16)>,
    /// True where the form alone shows that a certain plan is meant.
    pub(super) sure: bool,
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
    // To the left: adjectives and capitals that belong to it.
    let mut first = at;
    while first > 0 && gap(first) == Some(" ") && at - first < 5 {
        let before = first - 1;
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
        if !possessive
            && !outside
            && (adjective
                || called
                || (english && capital(before) && !begins(draft, tokens[before].span))
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
        return None;
    }
    let bare = at == first
        && lower[noun.range()].chars().count() <= 10
        && draft.lexicons.contains("plan-word", word(at));
    let own_genitive = first > 0
        && (!begins(draft, tokens[first - 1].span)
            && possessor(draft, Span::at(tokens[first].span.start(), noun.end())).is_some()
            || owner_before(draft, tokens[first - 1].span)
            || draft.lexicons.contains("plan-owner", word(first - 1)));
    // "mål och budget 2026 med plan för 2027–2028" is one document.
    let second = at == first
        && word(at).chars().count() <= SHORT
        && draft.lexicons.contains("bare-plan", word(at))
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
        if years.is_some() || between != " " && !(between == " – " && capital(next)) || tail >= TAIL {
            break;
        }
        let starts_tail = draft.words_in("plan-tail", token.span).next().is_some();
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
                (next..tokens.len().min(next + most)).find(|index| year_of(word(*index)).is_some())
            };
            // "… för barns och ungas hälsa 2024–2027", "… enligt LSO 2024–2027": so are those that join its words, up to
            // a period.
            let joins = |label: &str| draft.lexicons.contains(label, word(next));
            let joined = |until: &usize| {
                (opened || tail > 0 && joins("name-link") || joins("plan-by"))
                    && year_of(word(until + 1)).is_some()
                    && gap(until + 1).is_some_and(|gap| gap.trim().starts_with(['–', '-']))
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
                None => break,
            }
        }
        opened |= capital(next);
        tail += 1;
        last = next;
        next += 1;
    }
    // "Handlingsprogram enligt LSO 2025–2028" alone in a cell is a name as it stands.
    let ends = tokens.len().checked_sub(1).and_then(|end| Some((end, year_of(word(end))?)));
    let alone = document.blocks().get(document.block_at(noun.start())?)?.cell().is_some();
    if let Some((end, year)) = ends.filter(|_| alone && years.is_none() && first <= 2 && tokens.len() <= CELL)
        && draft.words_in("governing-plan", block).nth(1).is_none()
        && !draft.has_word("adoption-verb", block)
        && !draft.has_word("deciding-body", block)
    {
        let from = end.checked_sub(1).and_then(|before| year_of(word(before))).unwrap_or(year);
        (last, years) = (end, Some((from, year)));
    }
    // A name does not end with a linking word.
    while last > at && draft.has_whole("plan-tail", tokens[last].span) {
        last -= 1;
    }
    // "Tryggt hela vägen, kommunens brottsförebyggande program": what it is called stands before what it is.
    if own_genitive
        && gap(first - 1) == Some(", ")
        && let Some(title) = (first.saturating_sub(1 + APPOSED)..first - 1).rev().find(|at| capital(*at))
        && title > 0
        && !begins(draft, tokens[title].span)
        && (title + 1..first - 1).all(|at| gap(at) == Some(" "))
    {
        first = title;
    }
    let span = Span::at(tokens[first].span.start(), tokens[last].span.end());
    let starts = begins(draft, tokens[first].span);
    let named = last > at || first < at;
    let compound = lower[noun.range()].chars().count() > 8;
    // "skolplan", but not "strategi".
    let sort = lower[noun.range()].chars().count() == 8 && !draft.lexicons.contains("bare-plan", word(at));
    let title_case = capital(first) && (!starts || named);
    // "its Regional Action Plan for Wetlands, decided by …": so does what decided it.
    let decided = || {
        let behind = Span::at(span.end(), block.end().max(span.end()));
        let near =
            draft.tokens_in(behind).iter().take(2).any(|token| draft.has_word("adoption-verb", token.span));
        first < at && capital(at) && near
    };
    if bare && !named && !own_genitive || dated_only && years.is_none() && !decided() {
        return None;
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
        return (!joined && !second && !part).then_some(Name { span, years, sure: years.is_some() });
    }
    // Most guidelines and frameworks govern nothing; an agreement with all of civil society is named by its capital.
    if draft.lexicons.contains("proven-plan", word(at)) {
        let named = named && (!draft.lexicons.contains("kind-agreement", word(at)) || title_case && !starts);
        return named.then_some(Name { span, years, sure: years.is_some() });
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
    let stands = compound && (ahead("plan-standing") || last > at && ahead("plan-there"));
    let making = years.is_none() && !title_case && draft.has_word("plan-making", around) && !english;
    let english = english && (named || !draft.lexicons.contains("bare-plan", word(at)));
    let sure = draft.has_word("plan-abbreviation", noun)
        || title_case && (named || compound || english)
        || years.is_some()
        || own_genitive && (compound || named || sort)
        || stands
        || first < at && compound;
    let sure = sure && !making;
    Some(Name { span, years, sure })
}

/// "2030-strategi": a year that is joined to the noun of a plan.
fn dated_noun(draft: &Draft<'_>, token: Span) -> bool {
    let text = draft.document.slice(token);
    let year = text.split_once('-').is_some_and(|(year, _)| year_of(year).is_some());
    year && draft.has_word("governing-plan", token)
}

fn begins(draft: &Draft<'_>, span: Span) -> bool {
    draft
        .annotations
        .sentence_around(span.start())
        .is_some_and(|sentence| sentence.span.start() + 2 > span.start())
}

/// "kommunens": a party's name in the genitive right before.
fn owner_before(draft: &Draft<'_>, token: Span) -> bool {
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

/// The noun without its endings, so that "Landsbygdsprogram" and "landsbygdsprogrammet" are one.
pub(super) fn stem(draft: &Draft<'_>, noun: &str) -> String {
    draft.lexicons.stem("plan-ending", noun.trim_end_matches('s'))
}

/// True where one of two names of plans with the same noun holds all that the other says behind it.
pub(super) fn alike(a: &str, b: &str) -> bool {
    let tail = |name: &str| -> BTreeSet<String> {
        let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.skip(1).map(str::to_lowercase).filter(|word| year_of(word).is_none()).collect()
    };
    let (a, b) = (tail(a), tail(b));
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
