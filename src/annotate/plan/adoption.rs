//! What is said of a plan beside its name: that it was adopted, by whom and when, or that it is a draft.

use super::header::{self, whole_body};
use super::title::is_capital;
use super::{Marked, first_in};
use crate::annotate::{Draft, Shape, Token, WordMark, ends_in_bracket};
use crate::document::{Adoption, BlockKind, Date, Language, Span};

/// Blocks below a plan's name that are searched for its note.
const NOTES: usize = 400;
/// Bytes and words behind the verb of a decision in which stands who decided, at most.
const DECIDER: usize = 60;
const WHO: usize = 6;
/// Words behind a verb among which stands that the agreement is entered into, and what shall be done, at most.
const NEAR: usize = 6;
const MATTER: usize = 12;
/// Words between the verb of a decision and the plan that it is on, at most.
const OBJECT: usize = 6;
/// Words behind a verb with a day among which stands what was decided, and before one that opens a sentence with its
/// subject, at most.
const DATED: usize = 6;
const LEADING: usize = 3;
/// Words of a sentence that tells of a decision and names nothing, at most, and of those that say something else in one
/// without a verb.
const SHORT: usize = 9;
const ELSE: usize = 3;
/// Bytes behind a name in which stands who decided, told by a noun alone, at most.
const BESIDE: usize = 90;
/// What parts a name from what stands beside it.
const APART: [char; 7] = ['(', '[', ',', '–', '—', '-', ':'];
/// Words before the body with which a note opens: the sign of the note, a hyphenated first part.
const MARK: usize = 3;

/// The part of a sentence that speaks of this plan where it names several: up to the next one's name. What is said of
/// all of them at its end ("båda antagna av …") is said of each.
pub(super) fn mine(draft: &Draft<'_>, name: Span, around: Span, row: bool) -> Span {
    if row || draft.has_word("all-of-them", around) {
        return around;
    }
    let nouns = || draft.words_in("governing-plan", around);
    let next = nouns().find(|word| word.span.start() >= name.end() && can_be_other(draft, word.span));
    let next = next.map(|word| word.span.start());
    let first = nouns().next().is_none_or(|word| word.span.start() >= name.start());
    let nouns_before = || nouns().take_while(|word| word.span.start() < name.start()).last();
    let start = match first {
        true => said_before(draft, name, around),
        false => {
            nouns_before().and_then(|last| turn(draft, last.span.end(), name.start())).unwrap_or(name.start())
        }
    };
    // "A är utgången; nämnden antog B den 3 maj"
    let other = next.and_then(|next| turn(draft, name.end(), next));
    let end = other.or(next).unwrap_or(around.end());
    // "… programmet A och strategin B antogs av fullmäktige": nothing stands between but a word that joins.
    if next.is_some()
        && draft.tokens_in(Span::at(name.end(), end)).len() <= 2
        && !is_apart(draft, name, end, around)
    {
        return Span::at(start, around.end());
    }
    Span::at(start, end.max(name.end()))
}

/// Where a clause begins between two plans whose verb tells of the decision on the second: "A is spent; in its place the
/// Committee adopted B".
fn turn(draft: &Draft<'_>, from: usize, next: usize) -> Option<usize> {
    let between = Span::at(from, next.max(from));
    let verb = draft.words_in("adoption-verb", between).last()?.span;
    let object = draft.tokens_in(Span::at(verb.end(), next.max(verb.end())));
    let plain = |token: &Token| !draft.is("by-word", token) && !draft.has_whole("party-join", token.span);
    let near = object.len() <= OBJECT && object.iter().all(plain);
    let lead = draft.document.between(from, verb.start());
    let sign = lead.rfind([';', ',', ':']).filter(|_| near)?;
    // A verb right behind the sign is said of what stands before it: "A, antagen 2023, och B".
    let said = Span::at(from + sign + 1, verb.start());
    (!draft.tokens_in(said).is_empty()).then_some(said.start())
}

/// "… stands as Council policy by resolution of the Policy Committee": in English a noun in small letters, or one before
/// that of a body, names no other plan.
fn can_be_other(draft: &Draft<'_>, noun: Span) -> bool {
    if draft.annotations.language != Language::En {
        return true;
    }
    let small = draft.document.slice(noun).starts_with(char::is_lowercase);
    let bare = small && draft.lexicons.contains("bare-plan", &draft.document.lower()[noun.range()]);
    let next = draft.tokens_in(Span::at(noun.end(), draft.document.ahead(noun.end(), DECIDER)));
    !bare && !next.first().is_some_and(|next| draft.is("deciding-noun", next))
}

/// Where that begins which is said of a plan before its name. "Bolaget följer ägardirektivet, antaget av fullmäktige, och
/// kommunens bostadsprogram": a decision in commas is that of what stands before them.
fn said_before(draft: &Draft<'_>, name: Span, around: Span) -> usize {
    let lead = Span::at(around.start(), name.start().max(around.start()));
    let after_comma = |at: usize| draft.document.between(at.saturating_sub(2), at) == ", ";
    let told = draft.words_in("adoption-verb", lead).find(|verb| after_comma(verb.span.start()));
    let join = |verb: &WordMark| {
        let behind = Span::at(verb.span.end(), lead.end());
        draft.words_in("party-join", behind).map(|word| word.span.start()).find(|at| after_comma(*at))
    };
    told.and_then(join).unwrap_or(around.start())
}

/// "… på VA-planen och på strategin B, som fullmäktige antog": with a preposition of its own the second plan is another
/// thing, and what a clause tells of it is not said of the first.
fn is_apart(draft: &Draft<'_>, name: Span, next: usize, around: Span) -> bool {
    // "… A och kommunens B (antagen av fullmäktige)": so is what brackets behind the second tell.
    let rest = Span::at(next, around.end().max(next));
    if let Some(verb) = draft.words_in("adoption-verb", rest).next() {
        let lead = draft.document.between(next, verb.span.start());
        let inside = ends_in_bracket(lead);
        if inside && !draft.has_word("adopted-all", verb.span) {
            return true;
        }
    }
    let [_, small] = draft.tokens_in(Span::at(name.end(), next)) else { return false };
    let behind = draft.tokens_in(Span::at(next, around.end().max(next)));
    let relative = |pair: &[Token]| {
        draft.document.between(pair[0].span.end(), pair[1].span.start()) == ", "
            && draft.is("relative-word", &pair[1])
    };
    draft.is("preposition", small) && behind.windows(2).any(relative)
}

/// Decision verb + body, body + date, § + date, or a registry number, beside the name.
pub(super) fn evidence(
    draft: &Draft<'_>,
    marked: &Marked,
    name: Span,
    around: Span,
) -> Option<(Span, Adoption)> {
    let verbs: Vec<Span> = draft.words_in("adoption-verb", around).map(|word| word.span).collect();
    // "… beslutade att ta fram en policy": what was decided is that there shall be one.
    let of_making = |verb: &Span| {
        let between = Span::at(verb.end(), name.start().max(verb.end()));
        draft.has_word("plan-making", between)
    };
    if verbs.iter().any(|verb| of_making(verb) || is_denied(draft, *verb)) {
        return None;
    }
    let verb = verbs.iter().copied().find(|verb| !is_of_other(draft, name, *verb, around));
    let said = if verb.is_some() { around } else { beside_other(draft, name, around)? };
    let body = draft.words_in("deciding-body", said).next().map(|word| word.span);
    let told = |verb: Span| decider(draft, verb, said).or_else(|| named_by_verb(draft, verb));
    let body = body.or_else(|| told(verb?));
    // "… antogs av kommundirektören": who leads the staff decides on no plan.
    if body.is_none() && verb.is_some_and(|verb| by_officer(draft, verb)) {
        return None;
    }
    let body = body.or_else(|| body_beside(draft, name, said).filter(|_| verb.is_none()));
    // "… fastställd av styrgruppen den 4 maj": what the partners decide of their own work governs nothing.
    if body.is_none() && verb.is_some() && draft.has_word("own-decider", said) {
        return None;
    }
    let date = day_of_decision(draft, marked, name, said);
    let section = first_in(&marked.sections, said).map(|sign| draft.document.slice(sign).to_owned());
    // "Council Resolution No. 2023-118"
    let section = section.or_else(|| header::section(draft, marked, said).filter(|_| body.is_some()));
    let section = section.or_else(|| act(draft, said));
    let number = first_in(&marked.numbers, said).filter(|at| at.start() < name.end() + 80);
    let numbered = number.is_some() && number != Some(name);
    // "… presenterades för fullmäktige i mars 2025"
    if verb.is_none() && section.is_none() && !numbered && is_only_shown(draft, name, body, said) {
        return None;
    }
    // "Nämnden gav 2025-09-02 förvaltningen i uppdrag att ta fram en plan"
    if verb.is_none() && draft.has_word("plan-making", Span::at(said.start(), name.start().max(said.start())))
    {
        return None;
    }
    let act = section.is_some() && act(draft, said).is_some();
    let shown = verb.is_some() && (body.is_some() || date.is_some())
        || body.is_some() && date.is_some()
        || section.is_some() && (date.is_some() || body.is_some())
        || act
        || numbered;
    if !shown {
        return None;
    }
    let text = |span: Span| draft.document.slice(span).to_owned();
    let decision = Adoption {
        body: body.map(|body| text(whole_body(draft, body))),
        date,
        section,
        dnr: number.map(text),
        ..Adoption::default()
    };
    Some((around, decision))
}

/// "Nämnden följde den 3 maj upp planen", "… was noted by the Board": what a body did with a plan decided nothing. "Planen
/// (fullmäktige 2024-05-06), som trycktes i juni": a body that only stands beside the name did.
fn is_only_shown(draft: &Draft<'_>, name: Span, body: Option<Span>, said: Span) -> bool {
    let told = match body {
        Some(body) if body.start() >= name.end() => {
            let gap = Span::at(name.end(), body.start());
            let beside = draft.document.slice(gap).trim_start_matches([' ', '"', '”', '“', '»']);
            let next = draft.tokens_in(Span::at(body.end(), draft.document.ahead(body.end(), DECIDER)));
            let decided = next.first().is_some_and(|next| draft.is("adoption-noun", next));
            if decided || beside.starts_with(APART) && draft.tokens_in(gap).len() <= MARK {
                return false;
            }
            Span::at(name.end(), said.end().max(name.end()))
        }
        Some(body) if body.end() <= name.start() => Span::at(said.start().min(name.start()), name.start()),
        _ => said,
    };
    draft.has_word("plan-only-shown", told)
}

/// "(Environment Board, 12 February 2024)", ", Harbour and Coast Committee, minute 31/22": who decided stands behind a sign
/// right behind the name, told by a noun alone, before a day or the number of a minute.
fn body_beside(draft: &Draft<'_>, name: Span, said: Span) -> Option<Span> {
    let reach = draft.document.ahead(name.end(), BESIDE).min(said.end()).max(name.end());
    let rest = draft.document.between(name.end(), reach);
    let lead = rest.len() - rest.trim_start_matches([' ', '"', '”', '“', '»']).len();
    let sign = rest[lead..].chars().next().filter(|sign| APART.contains(sign))?;
    let inside = Span::at(name.end() + lead + sign.len_utf8(), reach);
    let tokens = draft.tokens_in(inside);
    let first = tokens.iter().position(|token| !draft.is("noun-article", token))?;
    let body = decider_behind(draft, inside).filter(|body| body.start() == tokens[first].span.start())?;
    let behind = Span::at(body.end(), reach);
    let next = draft.tokens_in(behind).first()?;
    let told = next.shape == Shape::Number
        || draft.first_mark_in("date", behind).is_some_and(|day| day.start() == next.span.start())
        || ["minute-word", "act-word"].iter().any(|label| draft.has_word(label, next.span));
    (is_capital(&tokens[first]) && told).then_some(body)
}

/// The first day in what is said of a plan that is neither in its name nor one end of a period.
fn day_of_decision(draft: &Draft<'_>, marked: &Marked, name: Span, said: Span) -> Option<Date> {
    let days = marked.dates_in(said);
    let dash = |from: usize, to: usize| matches!(draft.document.between(from, to).trim(), "–" | "-");
    let joined = |at: usize| {
        let near = |one: usize, two: usize| {
            days.get(one).zip(days.get(two)).is_some_and(|(a, b)| dash(a.0.end(), b.0.start()))
        };
        near(at, at + 1) || at > 0 && near(at - 1, at)
    };
    let mut own = days.iter().enumerate().filter(|(at, (day, _))| {
        let inside = name != said && name.contains(*day);
        !inside && !joined(*at)
    });
    own.next().map(|(_, (_, date))| *date)
}

/// "Bylaw No. 1482": an act of a body that is told by its number alone.
fn act(draft: &Draft<'_>, said: Span) -> Option<String> {
    let told = |word: &WordMark| {
        let number = header::number_behind(draft, word.span.end())?;
        Some(draft.document.slice(word.span.cover(number)).to_owned())
    };
    draft.words_in("act-word", said).find_map(told)
}

/// "beslutad av förvaltningschefen den 3 maj"
fn by_officer(draft: &Draft<'_>, verb: Span) -> bool {
    let behind = draft.tokens_in(Span::at(verb.end(), draft.document.ahead(verb.end(), DECIDER)));
    let [by, who, ..] = behind else { return false };
    draft.is("by-word", by) && draft.has_word("plan-officer", who.span)
}

/// "Members voted through …": the words for the decision name who made it.
fn named_by_verb(draft: &Draft<'_>, verb: Span) -> Option<Span> {
    let first = draft.tokens_in(verb).first()?;
    draft.is("deciding-noun", first).then_some(first.span)
}

/// What is left of a sentence that tells of no decision on the plan once what was decided on the agreement, or on
/// something else, is put aside: "Kommunstyrelsen godkände avtalet den 10 november och hänvisar till programmet X".
fn beside_other(draft: &Draft<'_>, name: Span, around: Span) -> Option<Span> {
    let verbs = draft.words_in("adoption-verb", around);
    let mut told = verbs.chain(draft.words_in("decision-noun", around)).map(|word| word.span);
    let Some(other) = told.find(|word| is_of_other(draft, name, *word, around)) else { return Some(around) };
    if name.contains(other) {
        return None;
    }
    Some(if other.start() < name.start() {
        Span::at(name.end(), around.end().max(name.end()))
    } else {
        Span::at(around.start().min(name.start()), name.end())
    })
}

/// True for a word that tells of a decision on the agreement itself ("Avtalet antogs", "godkände avtalet", "beslut om
/// samarbetet"), or that something be done ("beslutade att lämna bidrag").
fn is_of_other(draft: &Draft<'_>, name: Span, verb: Span, around: Span) -> bool {
    let agreement =
        |token: Span| draft.has_word("agreement-word", token) || draft.has_word("kind-agreement", token);
    let before = draft.tokens_in(Span::at(around.start(), verb.start()));
    // "… det antagna programmet": the word belongs to what stands behind it.
    let noun = draft.has_whole("decision-noun", verb);
    let attribute = before.last().filter(|_| !noun).is_some_and(|last| {
        let labels = ["noun-article", "plan-own", "plan-owner"];
        labels.iter().any(|label| draft.is(label, last)) || draft.has_whole("preposition", last.span)
    });
    let same_side =
        |token: Span| token.start() > name.end() || token.end() <= name.start() && verb.end() <= name.start();
    let subject = before.iter().rev().take(3).any(|token| same_side(token.span) && agreement(token.span));
    // "Projektet beslutades av nämnden och stöder …", "Taxan i programmet antogs …": what opens the sentence was decided on.
    let first = before.iter().find(|token| !draft.is("noun-article", token));
    let opens =
        || before.len() <= LEADING || first.is_some_and(|first| is_part_of(draft, *first, name, verb));
    let thing = first.is_some_and(|first| draft.is("decided-other", first)) && opens();
    if !attribute && (subject || thing) {
        return true;
    }
    let end = if name.start() >= verb.end() { name.start() } else { around.end().max(verb.end()) };
    let behind = draft.tokens_in(Span::at(verb.end(), end));
    let mut from = verb.end();
    // "godkände den 12 februari 2024 uppföljningen av programmet"
    let reach = if name.start() >= verb.end() { DATED } else { 3 };
    let near = behind.iter().take(reach).take_while(|token| {
        let plain = !draft.document.between(from, token.span.start()).contains([',', ';', '(']);
        from = token.span.end();
        plain && !draft.has_word("governing-plan", token.span)
    });
    if !attribute && near.into_iter().any(|token| agreement(token.span) || draft.is("decided-other", token)) {
        return true;
    }
    // "Efter beslut i kommunstyrelsen 2025-11-10 tecknas detta avtal …"
    if behind.iter().take(NEAR).any(|token| draft.has_word("agreement-made", token.span)) {
        return true;
    }
    let mut from = verb.end();
    // "… decided upon by the Assembly on 30 May, and shall lead to …": up to a comma with a word behind it.
    let matter = behind.iter().take(MATTER).take_while(|token| {
        let gap = draft.document.between(from, token.span.start());
        let comma = gap.contains([',', ';', '(']);
        from = token.span.end();
        !gap.contains(')') && (!comma || token.shape == Shape::Number || draft.is("infinitive-mark", token))
    });
    let matter = matter.count();
    let resolves = draft.tokens_in(verb).last().is_some_and(|last| draft.is("resolving-word", last));
    resolves
        && behind.iter().take(matter).zip(behind.iter().skip(1)).any(|(mark, next)| {
            draft.is("infinitive-mark", mark)
                && next.shape == Shape::Lower
                && !["adopting-word", "noun-article", "plan-owner"].iter().any(|label| draft.is(label, next))
        })
}

/// "Taxan i programmet antogs": a thing that is told of by the plan to which it belongs, and the verb right behind that.
fn is_part_of(draft: &Draft<'_>, thing: Token, name: Span, verb: Span) -> bool {
    if thing.span.end() > name.start() || name.end() > verb.start() {
        return false;
    }
    let lead = draft.tokens_in(Span::at(thing.span.end(), name.start()));
    let link = lead.first().is_some_and(|link| draft.has_whole("preposition", link.span));
    let gap = draft.document.between(name.end(), verb.start());
    link && lead.len() < LEADING && !gap.contains([',', ';', '(', ')', '\t'])
}

/// "adopted by the Harbour Commission", "endorsed by the Mayor and Council", "Approved by | Peverdale Council": who decides is
/// told by a noun behind "by", with the capitals that stand before it.
pub(super) fn decider(draft: &Draft<'_>, verb: Span, around: Span) -> Option<Span> {
    let behind =
        Span::at(verb.end(), draft.document.ahead(verb.end(), DECIDER).min(around.end()).max(verb.end()));
    // "agreed by the Trustees": the word is part of the verb.
    if draft.tokens_in(verb).last().is_some_and(|last| draft.is("by-word", last)) {
        return decider_behind(draft, behind);
    }
    // "adopted 6 May 2024 by …"
    let tokens = draft.tokens_in(behind);
    let dated = draft.first_mark_in("date", behind).filter(|day| day.start() <= verb.end() + 5);
    let by = tokens.iter().find(|token| dated.is_none_or(|day| token.span.start() >= day.end()))?;
    let start = dated.map_or(verb.end(), |day| day.end());
    let near = by.span.start() == start + 1 && draft.is("by-word", by);
    decider_behind(draft, Span::at(by.span.end(), behind.end())).filter(|_| near)
}

/// "The Combined Authority adopted …": the noun right before the verb, with the capitals that stand before it.
pub(super) fn decider_ahead(draft: &Draft<'_>, verb: Span, around: Span) -> Option<Span> {
    let before = draft.tokens_in(Span::at(around.start(), verb.start().max(around.start())));
    let lead = &before[before.len().saturating_sub(WHO)..];
    let noun = lead.iter().rposition(|token| draft.is("deciding-noun", token) && is_capital(token))?;
    // "… has formally adopted", no other clause between.
    let gap = draft.document.between(lead[noun].span.end(), verb.start());
    if lead.len() - noun > 3 || gap.contains([',', ';', '(', '\n', '\t']) {
        return None;
    }
    let first = with_capitals(draft, lead, noun);
    Some(lead[first].span.cover(lead[noun].span))
}

/// The first of the capitals that lead to a noun ("Policy & Resources Committee", "Health and Wellbeing Board").
fn with_capitals(draft: &Draft<'_>, tokens: &[Token], noun: usize) -> usize {
    let capital = |at: usize| is_capital(&tokens[at]) && !draft.is("noun-article", &tokens[at]);
    let gap = |at: usize| draft.document.between(tokens[at].span.end(), tokens[at + 1].span.start());
    let mut first = noun;
    while let Some(before) = first.checked_sub(1) {
        let join = draft.has_whole("party-join", tokens[before].span) && gap(before) == " ";
        first = match before.checked_sub(1) {
            _ if capital(before) && matches!(gap(before), " " | " & ") => before,
            Some(two) if join && capital(two) && gap(two) == " " => two,
            _ => break,
        };
    }
    first
}

/// The noun that tells of a body close behind a place, with the capitals that stand before it ("Environment Committee").
pub(super) fn decider_behind(draft: &Draft<'_>, said: Span) -> Option<Span> {
    let rest = draft.tokens_in(said);
    let noun = rest.iter().take(WHO).position(|token| draft.is("deciding-noun", token))?;
    let between = |from: usize, to: usize| draft.document.between(from, to);
    let lead = between(said.start(), rest[noun].span.start()).trim_start_matches([':', '\t', ' ']);
    let first = with_capitals(draft, rest, noun);
    (!lead.contains([',', ';', '(', '\n', '\t'])).then(|| rest[first].span.cover(rest[noun].span))
}

/// "antogs inte", "was not adopted": a negation right beside the verb.
fn is_denied(draft: &Draft<'_>, verb: Span) -> bool {
    let behind = Span::at(verb.end(), draft.document.ahead(verb.end(), 16));
    let next = draft.tokens_in(behind).first().map(|token| token.span);
    let before = Span::at(draft.document.back(verb.start(), 16), verb.start());
    let last = draft.tokens_in(before).last().map(|token| token.span);
    [next, last].into_iter().flatten().any(|token| draft.has_whole("negation", token))
}

/// "Antaget av kommunfullmäktige …", "Planen antogs den …" or "Fullmäktige antog den …" as a sentence or line of its own
/// behind the one that names the plan.
pub(super) fn behind(
    draft: &Draft<'_>,
    marked: &Marked,
    name: Span,
    around: Span,
) -> Option<(Span, Adoption)> {
    let index = draft.annotations.sentence_at(name.start())?;
    let next = draft.annotations.sentences.get(index + 1)?.span;
    let block = draft.document.blocks().get(draft.document.block_at(next.start())?)?;
    if draft.document.slice(next).trim_end().ends_with('?') {
        return answered(draft, marked, index + 1);
    }
    let Some(verb) = draft.words_in("adoption-verb", next).next().map(|word| word.span) else {
        return is_bare(draft, marked, next)
            .then(|| evidence(draft, marked, next, next))?
            .or_else(|| keyed(draft, next));
    };
    let points = |token: &Token, behind: Option<&Token>| {
        // "Den 3 maj beslutade …" points at no plan.
        let dated = behind.is_some_and(|behind| behind.shape == Shape::Number);
        draft.is("plan-pronoun", token) && !dated || draft.has_word("plan-word", token.span)
    };
    let tokens = draft.tokens_in(next);
    let at = tokens.partition_point(|token| token.span.start() < verb.end());
    // "beslutade om programmet"
    // "I april 2024 antog fullmäktige den."
    let at =
        at + usize::from(tokens.get(at).is_some_and(|token| draft.has_word("deciding-body", token.span)));
    let object =
        at + usize::from(tokens.get(at).is_some_and(|token| draft.has_whole("preposition", token.span)));
    // "Fullmäktige sa ja i mars 2025."
    let short = || {
        let body = draft.words_in("deciding-body", next).next().map(|word| word.span);
        // "Reglementet för kulturnämnden antogs …"
        let owned = |body: Span| {
            let before = draft.tokens_in(Span::at(next.start(), body.start()));
            before.last().is_some_and(|last| draft.has_whole("preposition", last.span))
        };
        let subject = |body: Span| body.end() + 1 == verb.start() && !owned(body);
        tokens.len() <= SHORT && body.is_some_and(subject)
    };
    // "Protokollet från fullmäktige 2025-02-11 visar att den är antagen."
    let minutes = || {
        tokens.first().is_some_and(|first| draft.is("decision-noun", first))
            && draft.has_word("deciding-body", next)
            && !draft.has_word("agreement-word", next)
    };
    let opens =
        verb.start() == next.start() || (short() || minutes()) && !draft.has_word("kind-agreement", next);
    let points_back = tokens.iter().take(2).any(|token| draft.has_word("plan-word", token.span))
        || draft.has_word("plan-word", verb)
        || points(tokens.first()?, tokens.get(1))
        || tokens.get(object).is_some_and(|token| points(token, tokens.get(object + 1)));
    let of_agreement = draft.has_word("agreement-word", next) || draft.has_word("adoption-future", next);
    let other = draft.words_in("governing-plan", next).any(|word| {
        // "The programme" holds its noun.
        let from = draft.document.back(word.span.start(), 4).max(next.start());
        let mut plain = draft.words_in("plan-word", Span::at(from, word.span.end()));
        !plain.any(|plain| plain.span.end() == word.span.end())
    });
    // The last plan of the sentence is the one that is meant.
    let last =
        draft.words_in("governing-plan", around).last().is_none_or(|word| word.span.start() < name.end());
    ((opens || points_back && !of_agreement)
        && !other
        && last
        && !block.is_heading()
        && block.cell().is_none())
    .then(|| evidence(draft, marked, next, next))?
}

/// "Vem har antagit den? Kommunfullmäktige, den 12 februari 2024.": a question for the decision, and the sentence that
/// answers it.
fn answered(draft: &Draft<'_>, marked: &Marked, question: usize) -> Option<(Span, Adoption)> {
    let sentences = &draft.annotations.sentences;
    let (asked, answer) = (sentences.get(question)?.span, sentences.get(question + 1)?.span);
    let asks = draft.words_in("plan-question", asked).any(|word| draft.value(word) == Some("by"));
    let other = ["agreement-word", "kind-agreement", "adoption-future", "draft-word"];
    let named = draft.has_word("deciding-body", answer) || decider_behind(draft, answer).is_some();
    let both = asked.cover(answer);
    (asks && named && !other.iter().any(|label| draft.has_word(label, both)))
        .then(|| evidence(draft, marked, both, both))?
}

/// "Beslutsfattare: kommunfullmäktige.": a key and who decided.
fn keyed(draft: &Draft<'_>, sentence: Span) -> Option<(Span, Adoption)> {
    let body = draft.words_in("deciding-body", sentence).next()?.span;
    let key = draft.words_in("key-decided-by", sentence).next()?.span;
    let colon = draft.document.between(key.end(), body.start()).trim() == ":";
    let body = draft.document.slice(whole_body(draft, body)).to_owned();
    let said = Adoption { body: Some(body), ..Adoption::default() };
    (key.start() == sentence.start() && colon).then_some((sentence, said))
}

/// "Kommunstyrelsens beslut 2025-03-03, § 77.": a sentence that is who decided and when, and hardly more.
fn is_bare(draft: &Draft<'_>, marked: &Marked, sentence: Span) -> bool {
    let other = ["agreement-word", "kind-agreement", "adoption-future", "governing-plan"];
    let Some(body) = draft.words_in("deciding-body", sentence).next().map(|word| word.span) else {
        return false;
    };
    let told = |token: &&Token| {
        let inside = |spans: &[Span]| spans.iter().any(|span| span.contains(token.span));
        body.contains(token.span)
            || draft.is("decision-noun", token)
            || token.shape == Shape::Number
            || marked.dates_in(sentence).iter().any(|(day, _)| day.contains(token.span))
            || inside(&marked.sections)
            || inside(&marked.numbers)
    };
    let tokens = draft.tokens_in(sentence);
    let lead = draft.tokens_in(Span::at(sentence.start(), body.start())).len();
    lead <= MARK
        && tokens.len() - tokens.iter().filter(told).count() <= ELSE
        && !other.iter().any(|label| draft.has_word(label, sentence))
}

/// "Fullmäktige beslutade om ett nytt styrdokument. Det heter Plan för …": the sentence before tells of the decision.
pub(super) fn before(
    draft: &Draft<'_>,
    marked: &Marked,
    name: Span,
    around: Span,
) -> Option<(Span, Adoption)> {
    let index = draft.annotations.sentence_at(name.start())?;
    let previous = draft.annotations.sentences.get(index.checked_sub(1)?)?.span;
    let lead = Span::at(around.start(), name.start().max(around.start()));
    let called = draft.tokens_in(lead).len() <= 4 && draft.has_word("plan-called", lead);
    let other = ["agreement-word", "adoption-future", "governing-plan"];
    let told = draft.has_word("adoption-verb", previous)
        && !other.iter().any(|label| draft.has_word(label, previous));
    (called && told).then(|| evidence(draft, marked, previous, previous))?
}

/// The notes to a block, and the lines below that open with the mark that stands behind a plan's name ("… [1]").
pub(super) fn notes(draft: &Draft<'_>, block: usize, behind: Span) -> Vec<Span> {
    let below = draft.document.blocks().get(block + 1..).unwrap_or_default();
    let footnotes = below.iter().take_while(|note| note.kind == BlockKind::Footnote).map(|note| note.content);
    let mut notes: Vec<Span> = footnotes.collect();
    if let Some(mark) = note_mark(draft.document.slice(behind)) {
        let opens = |span: &Span| draft.document.slice(*span).starts_with(mark);
        notes.extend(below.iter().take(NOTES).map(|block| block.content).find(opens));
    }
    notes
}

/// The mark of a note in what stands behind a name: "[1]", "*" or a raised number.
fn note_mark(behind: &str) -> Option<&str> {
    let at = behind.find(['[', '*', '¹', '²', '³'])?;
    let rest = &behind[at..];
    let Some(inside) = rest.strip_prefix('[') else {
        return rest.chars().next().map(|mark| &rest[..mark.len_utf8()]);
    };
    let digits = inside.find(|c: char| !c.is_ascii_digit()).filter(|digits| (1..=3).contains(digits))?;
    inside[digits..].starts_with(']').then(|| &rest[..digits + 2])
}

/// A note that says who decided and names no plan itself.
pub(super) fn noted(draft: &Draft<'_>, marked: &Marked, notes: &[Span]) -> Option<(Span, Adoption)> {
    notes.iter().find_map(|note| {
        // "¹ Kommunfullmäktige den 29 januari 2024, § 4."
        let bare = || {
            let body = draft.words_in("deciding-body", *note).next();
            body.is_some_and(|body| draft.tokens_in(Span::at(note.start(), body.span.start())).len() <= MARK)
        };
        let said =
            (draft.has_word("adoption-verb", *note) || bare()) && !draft.has_word("adoption-future", *note);
        (said && !draft.has_word("governing-plan", *note)).then(|| evidence(draft, marked, *note, *note))?
    })
}
