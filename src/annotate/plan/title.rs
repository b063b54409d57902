//! Plans that are called by a title which does not say that they are plans ("Leva nära 2023–2029"): what a body decided
//! on, and what the sentence before calls by it.

use super::name::{
    APPOSED, EXPLAINED, LINKED, Name, QUOTED, QUOTES, begins, last_of, owner_before, period_of, year_of,
    years_in,
};
use super::{Marked, around};
use crate::annotate::{Draft, Shape, Token, WordMark};
use crate::document::{Block, Cell, Party, Span};

/// Titles of one document, at most.
const MOST: usize = 200;
/// Words between a title and the word that tells of its decision, at most, and of a clause that does.
const NEAR: usize = 2;
const CLAUSE: usize = 7;
/// Rows of a table in which a plan is looked for that is called one, at most.
const ROWS: usize = 40;
/// Cells of one row that are looked at, at most.
const CELLS: usize = 16;
/// Bytes before a title in which the word before it stands, at most.
const LEAD: usize = 24;
/// Bytes behind a title in which stands what it is, at most.
const BESIDE: usize = 80;
/// Bytes of a title behind the name of a party with which it begins, more than.
const MORE: usize = 4;
/// Words of a title without years, at most.
const WORDS: usize = 8;

/// A title, and where the plan is spoken of that it belongs to.
pub(super) struct Titled {
    pub(super) name: Name,
    pub(super) of: Option<Span>,
}

/// The titles of plans, in order.
pub(super) fn titles(draft: &Draft<'_>, marked: &Marked) -> Vec<Titled> {
    let mut found: Vec<Titled> = called(draft);
    let mut parts: Vec<Span> = Vec::new();
    for label in ["adoption-verb", "deciding-body"] {
        for word in draft.words_of(label) {
            if parts.len() >= MOST || parts.last().is_some_and(|last| last.holds(word.span.start())) {
                continue;
            }
            let Some(index) = draft.document.block_at(word.span.start()) else { continue };
            parts.push(around(draft, word.span, index));
        }
    }
    parts.sort_unstable();
    parts.dedup();
    for part in parts {
        decided(draft, marked, part, &mut found);
    }
    found.retain(|titled| !dated(marked, titled.name.span) && !is_named(draft, titled.name.span));
    found.sort_by_key(|titled| (titled.name.span.start(), titled.of.is_none()));
    found.dedup_by(|next, kept| next.name.span.start() < kept.name.span.end());
    found
}

/// "November 2025": the year is that of a day or month.
fn dated(marked: &Marked, name: Span) -> bool {
    let at = marked.dates.partition_point(|(date, _)| date.end() <= name.start());
    marked.dates.get(at).is_some_and(|(date, _)| date.start() < name.end())
}

/// True where a noun of a plan stands beside a title, apart by a sign: "Mellansjö 2035, regional utvecklingsstrategi",
/// "the Municipal Plan, Social Element 2022–2034". It tells what the whole is.
fn is_named(draft: &Draft<'_>, name: Span) -> bool {
    let document = draft.document;
    let apart = |gap: &str| matches!(gap.trim_matches(QUOTES).trim(), "," | "–" | "-" | ":" | "(");
    let behind = draft.tokens_in(Span::at(name.end(), document.ahead(name.end(), BESIDE)));
    let mut end = name.end();
    for (at, token) in behind.iter().enumerate().take(EXPLAINED) {
        let gap = document.between(end, token.span.start());
        if !(if at == 0 { apart(gap) } else { gap == " " }) {
            break;
        }
        if draft.has_word("governing-plan", token.span) {
            return true;
        }
        end = token.span.end();
    }
    let before = draft.tokens_in(Span::at(document.back(name.start(), LEAD), name.start()));
    before.last().is_some_and(|last| {
        apart(document.between(last.span.end(), name.start())) && draft.has_word("governing-plan", last.span)
    })
}

/// "Det heter Leva nära 2023–2029", "a strategy called Our Turn": names of plans that are spoken of just before.
fn called(draft: &Draft<'_>) -> Vec<Titled> {
    let title = |word: &WordMark| {
        let sentence = draft.annotations.sentence_at(word.span.start())?;
        let own = draft.annotations.sentences.get(sentence)?.span;
        let lead = Span::at(own.start(), word.span.start());
        let noun = draft.words_in("governing-plan", lead).last().map(|noun| noun.span);
        let subject = draft.tokens_in(lead);
        let near = noun.filter(|noun| draft.tokens_in(Span::at(noun.end(), lead.end())).len() <= 1);
        let points = match subject {
            [one] => draft.is("plan-pronoun", one) || near.is_some(),
            _ => noun.is_some_and(|noun| draft.has_whole("plan-word", noun)) && subject.len() <= 2,
        };
        let before = sentence.checked_sub(1).and_then(|before| draft.annotations.sentences.get(before));
        let before = before.filter(|_| points).map(|before| before.span);
        let told = before.filter(|before| draft.has_word("governing-plan", *before));
        let of = match (told, near) {
            (Some(before), _) => before.cover(lead),
            (None, Some(noun)) => noun,
            _ => return None,
        };
        let name = title_behind(draft, Span::at(word.span.end(), own.end()))?;
        // "Kommunens landsbygdsprogram heter …": whose it is shows that there is one.
        let before = near.and_then(|noun| draft.tokens_in(Span::at(lead.start(), noun.start())).last());
        let sure =
            before.is_some_and(|owner| draft.is("plan-owner", owner) || owner_before(draft, owner.span));
        Some(Titled { name: Name { sure, ..name }, of: Some(of) })
    };
    let told = draft.words_of("plan-called").take(MOST).filter_map(title);
    // "en strategi kallad Kultur i hela länet": one word may be short for the name.
    let several = |titled: &Titled| draft.tokens_in(titled.name.span).len() > 1;
    let named = draft.words_of("plan-entitled").take(MOST).filter_map(title).filter(several);
    let named = named.map(|titled| Titled { name: Name { sure: true, ..titled.name }, ..titled });
    told.chain(named).collect()
}

/// The title with which what stands behind "called" opens: up to its years, in quotes, or up to a word that ends a name.
fn title_behind(draft: &Draft<'_>, rest: Span) -> Option<Name> {
    let said = draft.document.slice(rest);
    let lead = said.len() - said.trim_start().len();
    if let Some(inside) = said.trim_start().strip_prefix(QUOTES) {
        let open = rest.start() + said.len() - inside.len();
        let close = inside.find(QUOTES).filter(|close| *close <= QUOTED)?;
        return of_span(draft, Span::at(open, open + close));
    }
    let tokens = draft.tokens_in(rest);
    let first = tokens.first().filter(|first| first.span.start() == rest.start() + lead)?;
    if !is_capital(first) {
        return None;
    }
    if let Some(end) = years_end(draft, tokens) {
        return of_span(draft, Span::at(first.span.start(), tokens[end].span.end()));
    }
    let mut end = 0;
    for (at, token) in tokens.iter().enumerate().take(WORDS).skip(1) {
        let gap = draft.document.between(tokens[at - 1].span.end(), token.span.start());
        let stops = draft.has_whole("plan-stop", token.span) && !tokens.get(at + 1).is_some_and(is_capital)
            || draft.has_word("adoption-verb", token.span);
        if gap != " " || stops {
            break;
        }
        end = at;
    }
    of_span(draft, Span::at(first.span.start(), tokens[end].span.end()))
}

/// Where the years end with which a title closes ("Kultur i hela länet 2023–2033").
fn years_end(draft: &Draft<'_>, tokens: &[Token]) -> Option<usize> {
    let gap = |at: usize| draft.document.between(tokens[at - 1].span.end(), tokens[at].span.start());
    let year =
        |at: usize| tokens.get(at).is_some_and(|token| last_of(draft.document.slice(token.span)).is_some());
    let goes_on = |at: &usize| {
        let word = &tokens[*at];
        gap(*at) == " " && (!draft.has_whole("plan-stop", word.span) || draft.is("name-link", word))
    };
    let end = (1..tokens.len().min(WORDS)).take_while(goes_on).find(|at| year(*at))?;
    let dash = year(end + 1) && matches!(gap(end + 1).trim(), "–" | "-");
    Some(if dash { end + 1 } else { end })
}

/// What a body decided on in a sentence or row, where it has no noun of a plan but years: "Fullmäktige antog Leva nära
/// 2023–2029", a cell under "Styrande dokument".
fn decided(draft: &Draft<'_>, marked: &Marked, part: Span, found: &mut Vec<Titled>) {
    if !draft.has_word("deciding-body", part) {
        return;
    }
    let Some(index) = draft.document.block_at(part.start()) else { return };
    let Some(block) = draft.document.blocks().get(index) else { return };
    if block.cell().is_some() {
        let cells = draft.document.blocks()[index..].iter().take(CELLS);
        let cells = cells.take_while(|cell| cell.content.start() < part.end());
        let named = cells.filter_map(|cell| of_cell(draft, cell, cell.cell()?));
        found.extend(named.map(|name| Titled { name, of: None }));
        return;
    }
    let tokens = draft.tokens_in(part);
    let told = quoted(draft, marked, part).or_else(|| adopted(draft, marked, part));
    found.extend(told.map(|name| Titled { name, of: None }));
    for (at, token) in tokens.iter().enumerate() {
        let word = draft.document.slice(token.span);
        if token.shape != Shape::Number && period_of(word).is_none() || last_of(word).is_none() {
            continue;
        }
        let Some(first) = opening(draft, tokens, at + 1) else { continue };
        let name = Span::at(tokens[first].span.start(), token.span.end());
        let behind = Span::at(name.end(), part.end());
        let goes_on = tokens.get(at + 1).is_some_and(|next| joins_years(draft, token, next));
        if goes_on || !is_told(draft, marked, &tokens[..first], behind) {
            continue;
        }
        found.extend(of_span(draft, name).map(|name| Titled { name, of: None }));
    }
}

/// "av Ren luft i hela Tallvik (antagen av kommunfullmäktige …)": a title without years, from its capital behind a
/// preposition up to the sign before its adoption.
fn adopted(draft: &Draft<'_>, marked: &Marked, part: Span) -> Option<Name> {
    let verb = draft.words_in("adopts-plan", part).next()?.span;
    let lead = Span::at(part.start(), verb.start());
    // "Handlingsplanen för grön infrastruktur i Norra län, fastställd …": the noun says what was adopted.
    if draft.has_word("governing-plan", lead) {
        return None;
    }
    let before = draft.tokens_in(lead);
    let last = before.last()?;
    if !matches!(draft.document.between(last.span.end(), verb.start()), ", " | " (") {
        return None;
    }
    let gap = |at: usize| draft.document.between(before[at - 1].span.end(), before[at].span.start());
    let link = |token: &Token| {
        draft.has_whole("preposition", token.span) || draft.has_whole("name-link", token.span)
    };
    let least = before.len().saturating_sub(WORDS).max(1);
    let opens = |at: &usize| is_capital(&before[*at]) && link(&before[at - 1]) && gap(*at) == " ";
    let whole = |at: &usize| *at + 1 == before.len() || gap(at + 1) == " ";
    let first = (least..before.len() - 1).rev().take_while(whole).find(opens)?;
    let span = Span::at(before[first].span.start(), last.span.end());
    let plain = |token: &Token| link(token) || !draft.has_whole("plan-stop", token.span);
    let other = |token: &Token| {
        draft.has_word("kind-agreement", token.span) || draft.has_word("no-title", token.span)
    };
    let told = is_told(draft, marked, &before[..first], Span::at(span.end(), part.end()));
    let named =
        draft.tokens_in(span).iter().all(plain) && !before[..first].iter().rev().take(NEAR).any(other);
    (told && named && may_be_title(draft, span)).then(|| of_span(draft, span))?
}

/// "”Grön mobilitet”, som kommunfullmäktige antog …": what quotes hold, beside its decision.
fn quoted(draft: &Draft<'_>, marked: &Marked, part: Span) -> Option<Name> {
    let text = draft.document.slice(part);
    let mut from = 0;
    while let Some(open) = text[from..].find(QUOTES).map(|at| from + at) {
        let inside = open + text[open..].chars().next()?.len_utf8();
        let close = inside + text[inside..].find(QUOTES)?;
        from = close + text[close..].chars().next()?.len_utf8();
        let span = Span::at(part.start() + inside, part.start() + close);
        let said = &text[inside..close];
        let before = draft.tokens_in(Span::at(part.start(), span.start()));
        // "Energiplan 2023–2030 (”EKP”)": what a plan with a name of its own is called.
        let lead = Span::at(part.start(), span.start());
        let own = draft.has_word("governing-plan", lead)
            || before.iter().rev().take(NEAR).any(|token| {
                draft.has_word("kind-agreement", token.span) || draft.has_word("agreement-word", token.span)
            });
        let named = said.starts_with(char::is_uppercase)
            && !said.contains(['.', ';', '?', '!', '\n', '\t'])
            && (1..=WORDS).contains(&draft.tokens_in(span).len());
        let behind = Span::at(part.start() + from, part.end());
        if named && !own && is_told(draft, marked, before, behind) && may_be_title(draft, span) {
            return of_span(draft, span);
        }
    }
    None
}

/// "2025" of "2025–2028" or "2025/117": a number goes on.
fn joins_years(draft: &Draft<'_>, token: &Token, next: &Token) -> bool {
    let gap = draft.document.between(token.span.end(), next.span.start());
    gap == "/" || matches!(gap.trim(), "–" | "-") && year_of(draft.document.slice(next.span)).is_some()
}

/// A cell that is a title with years, in a column of plans.
fn of_cell(draft: &Draft<'_>, block: &Block, cell: Cell) -> Option<Name> {
    let last = draft.tokens_in(block.content).last()?;
    last_of(draft.document.slice(last.span))?;
    let name = of_span(draft, Span::at(block.content.start(), last.span.end()))?;
    (cell.row > 0 && last.span.end() == block.content.end() && is_column_of_plans(draft, block, cell))
        .then_some(name)
}

/// True for a column whose head or first other cells name plans.
fn is_column_of_plans(draft: &Draft<'_>, block: &Block, cell: Cell) -> bool {
    let blocks = draft.document.blocks();
    let Some(index) = draft.document.block_at(block.content.start()) else { return false };
    let same = |other: &&Block| other.cell().is_some_and(|other| other.table == cell.table);
    let column = |other: &&Block| other.cell().is_some_and(|other| other.column == cell.column);
    let names = |other: &Block| {
        ["governing-plan", "plan-list-lead", "plan-word"]
            .iter()
            .any(|label| draft.has_word(label, other.content))
    };
    let above = blocks[..index].iter().rev().take(ROWS * CELLS).take_while(same).filter(column).take(ROWS);
    let below = blocks[index..].iter().skip(1).take(ROWS * CELLS).take_while(same).filter(column).take(ROWS);
    above.chain(below).any(names)
}

/// Where the title begins that ends before token `until`: at the nearest capital, or further to the left where capitals and
/// small words lead on ("Trygg i Tallhamn 2025–2028", "Less is Enough").
pub(super) fn opening(draft: &Draft<'_>, tokens: &[Token], until: usize) -> Option<usize> {
    let gap = |at: usize| draft.document.between(tokens[at - 1].span.end(), tokens[at].span.start());
    let year = |at: usize| year_of(draft.document.slice(tokens[at].span)).is_some();
    let most = until.saturating_sub(APPOSED);
    let mut first = (most..until).rev().find(|at| is_capital(&tokens[*at]))?;
    while first > most && gap(first) == " " {
        let mut ahead = first - 1;
        let small = |at: usize| draft.is("name-link", &tokens[at]) || draft.is("title-join", &tokens[at]);
        if small(ahead) {
            let reach = most.max(ahead.saturating_sub(LINKED));
            ahead = (reach..ahead).rev().find(|at| is_capital(&tokens[*at])).unwrap_or(0);
        }
        // "Enligt Leva nära …", "Kommunen i Ekby …": what opens a sentence belongs to no name that goes on behind it.
        let leads = ahead > 0
            && is_capital(&tokens[ahead])
            && !begins(draft, tokens[ahead].span)
            && (ahead + 1..first).all(|at| gap(at) == " ");
        if !leads {
            break;
        }
        first = ahead;
    }
    (first + 1..until).all(|at| gap(at) == " " || year(at) && year(at - 1)).then_some(first)
}

/// True where the decision is told right beside a title: "antog (den 3 maj) X", "X, antagen av …", "X (kommunfullmäktige
/// …)". "Under X beslutade styrelsen …" tells when.
fn is_told(draft: &Draft<'_>, marked: &Marked, before: &[Token], behind: Span) -> bool {
    let near = |label: &str, most: usize| {
        let word = draft.words_in(label, behind).next();
        word.is_some_and(|word| draft.tokens_in(Span::at(behind.start(), word.span.start())).len() <= most)
    };
    let of_day = |token: &&Token| dated(marked, token.span);
    let verb = |token: &Token| draft.has_word("adoption-verb", token.span);
    let last = before.iter().rev().filter(|token| !of_day(token)).take(NEAR).any(verb);
    let rest = draft.document.slice(behind);
    let apart = rest.starts_with(',') || rest.trim_start().starts_with('(');
    let when =
        before.last().is_some_and(|last| draft.is("preposition", last)) && near("adoption-verb", 0) && !apart;
    // "…, vilken tekniska nämnden fastställde"
    let clause = || {
        let first = draft.tokens_in(behind).first();
        apart && first.is_some_and(|first| draft.is("relative-word", first)) && near("adoption-verb", CLAUSE)
    };
    last || near("adoption-verb", NEAR) && !when || apart && near("deciding-body", 1) || clause()
}

/// The name that a span is, where nothing in it tells that it is something else.
fn of_span(draft: &Draft<'_>, span: Span) -> Option<Name> {
    let years = years_in(draft, span);
    let mut words = draft.tokens_in(span).iter().rev();
    let last = words.find(|token| last_of(draft.document.slice(token.span)).is_none())?;
    // "Thornby 2040", but not "Ekby har sedan 2023"
    let single =
        years.is_some_and(|(from, to)| from == to) && !is_capital(last) && !stands_as_name(draft, span);
    let whole = !single && !draft.has_whole("plan-stop", last.span) && may_be_title(draft, span);
    whole.then_some(Name { span, years, sure: false, compound: false })
}

/// "av Grön mobilitet 2035": behind a preposition, and no word in it ends a name.
fn stands_as_name(draft: &Draft<'_>, span: Span) -> bool {
    let before = draft.tokens_in(Span::at(draft.document.back(span.start(), LEAD), span.start()));
    let link = |token: &Token| {
        draft.has_whole("preposition", token.span) || draft.has_whole("name-link", token.span)
    };
    let plain = |token: &Token| link(token) || !draft.has_whole("plan-stop", token.span);
    (before.last().is_some_and(link) || begins(draft, span)) && draft.tokens_in(span).iter().all(plain)
}

/// True for words that can be what a plan is called: they open with a capital, and name no party, body, agreement,
/// project or other plan.
pub(super) fn may_be_title(draft: &Draft<'_>, span: Span) -> bool {
    let other =
        ["governing-plan", "deciding-body", "adoption-verb", "kind-agreement", "agreement-word", "no-title"];
    let of_party = |party: &Party| {
        let at = party.mentions.partition_point(|mention| mention.end() <= span.start());
        // "Ness Forward" is more than whom it is for.
        let of_span = |mention: &Span| mention.start() <= span.start() && mention.end() + MORE >= span.end();
        party.mentions.get(at).is_some_and(of_span)
    };
    let before = Span::at(draft.document.back(span.start(), LEAD), span.start());
    let lead = draft.tokens_in(before).last();
    // "Diakonipastoral för Bollebygds pastorat": whom it is for may be a body.
    let mut words = draft.tokens_in(span).iter().skip(1);
    let link = words.find(|token| draft.has_whole("plan-tail", token.span)).map(|token| token.span.start());
    draft.tokens_in(span).first().is_some_and(is_capital)
        && !other.iter().any(|label| draft.has_word(label, span))
        && !lead.is_some_and(|lead| draft.has_word("no-title", lead.span))
        && !draft.has_sort(Span::at(span.start(), link.unwrap_or(span.end())))
        && (years_in(draft, span).is_some() || !draft.annotations.parties.iter().any(of_party))
}

pub(super) fn is_capital(token: &Token) -> bool {
    matches!(token.shape, Shape::Capital | Shape::Upper)
}
