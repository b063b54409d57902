//! The names of plans: what stands around their noun, whose they are, and which of them are one.

use std::collections::BTreeSet;

use self::line::Line;
use self::noun::Noun;
use self::sure::Reading;
use self::tail::Tail;
use crate::annotate::{Draft, Shape, Token};
use crate::document::{Block, BlockKind, Span};

mod beside;
mod lead;
mod line;
mod noun;
mod sure;
mod tail;
mod years;

pub(super) use self::beside::{APPOSED, EXPLAINED};
pub(super) use self::years::{last_of, period_of, short_year, year_of, years_in};

/// Words of a name before the one that follows a word that links them, at most.
pub(super) const LINKED: usize = 3;
pub(super) const QUOTES: [char; 6] = ['"', '“', '”', '«', '»', '„'];
/// Bytes of a quoted name, at most.
pub(super) const QUOTED: usize = 90;

/// What a plan is called.
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
    let line = Line::of(draft, noun)?;
    let sort = noun::noun(&line, around);
    if sort == Noun::Other {
        return None;
    }
    let first = lead::first(&line);
    if line.english && !line.is_capital(first) {
        return titled_in_english(&line);
    }
    if lead::is_part(&line, first) {
        return None;
    }
    let owned = lead::is_owned(&line, first);
    let reading = Reading::new(&line, around, first, owned, &Tail::of(&line, first));
    if reading.says_nothing(sort == Noun::Undated) {
        return None;
    }
    reading.with_quotes().judged()
}

/// "Bergslandet 2035, the regional development strategy", "the county's transport strategy, Moving Together 2023–2033": in
/// English a plan without a capital has a title beside it, or whose it is before it and its decision behind.
fn titled_in_english(line: &Line<'_>) -> Option<Name> {
    let (draft, tokens, at) = (line.draft, line.tokens, line.at);
    let tail = Tail::of(line, at);
    // "”Nature Back – our biodiversity plan to 2035”"
    let whole = Span::at(line.noun.start(), line.span(tail.last).end());
    let quoted = beside::quoted_around(draft, line.block, whole);
    // "”Care plan” means …" only tells a word.
    let says = |span: &Span| {
        years_in(draft, *span).is_some() || draft.document.slice(*span).contains([':', '–', '—'])
    };
    if let Some(span) = quoted.filter(says) {
        return Some(Name { span, years: years_in(draft, span), sure: true, compound: true });
    }
    let dated = if tail.years.is_some() { tail.last } else { at };
    let explained = beside::explained(draft, tokens, at).map(|title| (title, dated));
    // "Active Coast 2030 is the Council's strategy for leisure": what it is said to be belongs to no name.
    let said = || {
        let title = beside::is_said_to_be(draft, tokens, at)?;
        let verb =
            (title..at).find(|at| ["copula", "plan-is"].iter().any(|is| draft.is(is, &tokens[*at])))?;
        Some((title, verb.checked_sub(1)?))
    };
    let explained = explained.or_else(said);
    let titled = explained.or_else(|| Some((at, beside::entitled(draft, tokens, at)?)));
    let named = |(first, last): (usize, usize), sure: bool| {
        let span = Span::at(line.span(first).start(), line.span(last).end());
        let years = years_in(draft, span).or(tail.years.filter(|_| last == dated));
        Name { span, years, sure: sure || years.is_some(), compound: true }
    };
    // "the Council's plan for the coast, Clean Sands 2030"
    let titled = titled.or_else(|| tail.titled.then_some((at, tail.last)));
    if let Some((first, last)) = titled {
        let last = if tail.titled { last.max(tail.last) } else { last };
        return Some(named((first, last), false));
    }
    if let Some(first) = lead::first_of_decided(line) {
        return Some(named((first, at), true));
    }
    // "the regional cultural plan for 2024–2027"
    let period = tail.years.is_some_and(|(from, to)| to > from);
    let last = if period { tail.last } else { at };
    // "the municipality's waste plan Avfallsplan 2022–2030", "the Council's climate plan is known as …"
    let own = !line.is_capital(at + 1) && !sure::called_behind(draft, line.noun);
    let level = lead::first_of_level(line).filter(|_| own).map(|first| named((first, last), false));
    // "The Council's coastal strategy says …": whose a strategy is shows that there is one.
    let strategy = line.is("plan-strategy", at) && lead::owner_of(line).is_some();
    level.map(|name| Name { sure: period || strategy, ..name })
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

/// True where a word opens its sentence.
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
