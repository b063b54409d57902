//! What stands behind who carries a task: a second name, a substitute, a mailbox, a rule on replacement, the role itself.

use std::collections::{BTreeMap, BTreeSet};

use super::cover::{Cover, Known};
use super::post::below_table;
use crate::annotate::person::{column_head, ends_as_agent};
use crate::annotate::{Draft, Shape, Token};
use crate::document::{BlockKind, Holder, Language, Mitigation, PersonZone, Span, Task};

/// Sentences on substitutes, and tasks without any, that are held against each other, at most.
const ROLES: usize = 300;
/// Bytes of a field's value that are read, at most.
const VALUE: usize = 200;

/// Who stands behind a task, or shares it, has a task too: the second person, and the name beside the word for a deputy.
pub(super) fn stand_ins(draft: &mut Draft<'_>, tasks: &[Task]) {
    let mut places: Vec<(Span, PersonZone)> = Vec::new();
    for task in tasks {
        let zone = if task.contact { PersonZone::Contact } else { PersonZone::Task };
        match &task.mitigation {
            Some(Mitigation { kind: "second-person", span }) => places.push((*span, zone)),
            // "At present Anna Ek is leader, with Bo Alm and Eva Berg as deputies."
            Some(Mitigation { kind: "role-holder", .. })
                if task.span.len() <= 400 && draft.has_word("behind-deputy", task.span) =>
            {
                places.push((task.span, zone));
            }
            Some(Mitigation { kind: "deputy", span }) => {
                let around = draft.annotations.sentence_around(span.start());
                let near = around.map(|sentence| sentence.span).filter(|around| around.len() <= 400);
                places.extend(near.map(|around| (around, zone)));
            }
            _ => {}
        }
    }
    places.extend(steps_in_behind(draft, tasks));
    places.sort_unstable();
    let starts: Vec<usize> = places.iter().map(|(place, _)| place.start()).collect();
    for person in &mut draft.annotations.persons {
        for mention in person.mentions.iter_mut().filter(|mention| mention.zone == PersonZone::Other) {
            let at = starts.partition_point(|start| *start <= mention.span.start());
            if let Some((_, zone)) =
                at.checked_sub(1).map(|at| places[at]).filter(|(place, _)| place.contains(mention.span))
            {
                mention.zone = zone;
                person.zone = person.zone.min(zone);
            }
        }
    }
}

/// "The lead is at present Anna Ek. If she is absent, the deputy, Bo Alm, takes over.": sentences behind a task that go on about
/// who steps in, and the zone of who is named there.
fn steps_in_behind(draft: &Draft<'_>, tasks: &[Task]) -> Vec<(Span, PersonZone)> {
    let sentences = &draft.annotations.sentences;
    let mut found = Vec::new();
    for task in tasks.iter().filter(|task| task.mitigation.is_some()) {
        let zone = if task.contact { PersonZone::Contact } else { PersonZone::Task };
        let Some(at) = draft.annotations.sentence_at(task.span.end().saturating_sub(1)) else { continue };
        let Some(next) = sentences.get(at + 1).filter(|next| next.block == sentences[at].block) else {
            continue;
        };
        if next.span.len() <= 400
            && goes_on(draft, next.span)
            && draft.has_word("behind-deputy", next.span)
            && !draft.has_word("no-deputy", next.span)
        {
            found.push((next.span, zone));
        }
    }
    found
}

/// True for a name in a column of substitutes. "Namn och reserv" heads a column of both.
pub(super) fn substitutes(draft: &Draft<'_>, cell: Span) -> bool {
    let Some(head) = column_head(draft, cell) else { return false };
    let first = |label: &str| draft.words_in(label, head).next().map(|word| word.span.start());
    first("deputy-column")
        .is_some_and(|deputy| first("person-column").is_none_or(|person| person >= deputy || head.len() > 60))
        || again(draft, head)
}

/// "Namn | Namn": the head of a column of persons that one to the left has, too.
fn again(draft: &Draft<'_>, head: Span) -> bool {
    let blocks = draft.document.blocks();
    let text = |span: Span| draft.document.lower()[span.range()].trim();
    let Some(at) = draft.document.block_at(head.start()) else { return false };
    let table = |at: usize| blocks[at].cell().map(|cell| cell.table);
    let before = (0..at).rev().take(COLUMNS).take_while(|before| table(*before) == table(at));
    draft.has_word("person-column", head)
        && before.map(|before| blocks[before].content).any(|left| text(left) == text(head))
}

/// Columns to the left whose heads are looked at.
const COLUMNS: usize = 16;

/// The cell of a row that stands in a column of substitutes and names somebody or something.
pub(super) fn stand_in(draft: &Draft<'_>, around: Span) -> Option<Span> {
    let blocks = draft.document.blocks();
    let from = draft.document.block_at(around.start())?;
    let cells = blocks[from..].iter().take(32).take_while(|block| block.content.start() < around.end());
    let cells = cells.filter(|block| block.cell().is_some());
    cells.map(|block| block.content).find(|cell| names_somebody(draft, *cell) && substitutes(draft, *cell))
}

/// True where a cell of substitutes names somebody or something, and does not say that there is none.
pub(super) fn names_somebody(draft: &Draft<'_>, cell: Span) -> bool {
    // Not counted to the end: a paragraph may be as long as the document.
    draft.document.slice(cell).chars().filter(|c| c.is_alphabetic()).nth(1).is_some()
        && !["vacant", "negation", "no-deputy"].iter().any(|label| draft.has_word(label, cell))
        && !names_nobody(draft, cell)
}

/// True where a cell or the value of a field says no more than that there is nobody.
pub(super) fn names_nobody(draft: &Draft<'_>, value: Span) -> bool {
    let said = draft.document.lower()[value.range()].trim().trim_end_matches(['.', ';', ',']);
    // "None appointed", "Ingen utsedd än"
    let tokens = draft.tokens_in(value);
    let first = tokens.first().is_some_and(|first| draft.is("nobody", first));
    let plain = tokens.len() <= 3 && tokens.iter().skip(1).all(|token| token.shape == Shape::Lower);
    !said.chars().any(char::is_alphanumeric)
        || draft.lexicons.contains("nobody", said)
        || first && plain && !draft.has_word("role-title", value)
}

/// What follows a word up to the end of its line, where it is a field with a value ("Reserv: ingen").
fn value_of(draft: &Draft<'_>, word: Span) -> Option<Span> {
    let text = draft.document.text();
    let rest = text.get(word.end()..draft.document.ahead(word.end(), VALUE))?;
    let rest = rest.get(..rest.find(['\n', '\t', ';', ')']).unwrap_or(rest.len()))?;
    let value =
        rest.strip_prefix(':').or_else(|| rest.strip_prefix(" –")).or_else(|| rest.strip_prefix(" -"))?;
    let start = word.end() + rest.len() - value.len();
    Some(Span::at(start, start + value.len()))
}

/// True where the word for a substitute labels a name within a cell or line ("Anna Ek, reserv: Bo Alm").
pub(super) fn labelled_deputy(draft: &Draft<'_>, name: Span) -> bool {
    let text = draft.document.text();
    let before = text[..name.start()].trim_end_matches([' ', '\n']);
    let Some(label) = before.strip_suffix(':') else { return false };
    let near = Span::at(draft.document.back(label.len(), 24), label.len());
    draft.words_in("deputy-column", near).any(|word| word.span.end() == label.len())
}

/// True where a sentence or a row denies something, other than that there is a substitute; beside a name, where its own
/// clause does.
pub(super) fn denied(draft: &Draft<'_>, around: Span, name: Option<Span>) -> bool {
    let document = draft.document;
    draft.words_in("negation", around).any(|word| {
        // "Inga Ek" is a name.
        if draft.first_mark_in("person", word.span).is_some()
            || draft.words_in("sole-phrase", around).any(|sole| sole.span.contains(word.span))
            || conditional(draft, around, word.span)
            || name.is_some_and(|name| elsewhere(draft, name, word.span))
        {
            return false;
        }
        let block = document.block_at(word.span.start()).and_then(|at| document.blocks().get(at));
        let cell = block.filter(|block| block.cell().is_some()).map(|block| block.content);
        let text = document.text();
        let before = text.get(around.start()..word.span.start()).unwrap_or("");
        let behind = text.get(word.span.end()..around.end()).unwrap_or("");
        let opened = before.char_indices().rev().find(|(_, c)| matches!(c, '\n' | '\t' | ':' | '–'));
        let from = opened.map_or(around.start(), |(at, sign)| around.start() + at + sign.len_utf8());
        let to = word.span.end() + behind.find(['\n', '\t', ',', ')', '.']).unwrap_or(behind.len());
        let line = Span::at(from, to);
        !cell.is_some_and(|cell| names_nobody(draft, cell)) && !names_nobody(draft, line)
    })
}

/// True where a denial stands in a condition, right behind its subject ("… och, när han inte kan, av Bo Alm", "if she does not
/// answer"): it says when somebody else is asked.
fn conditional(draft: &Draft<'_>, around: Span, negation: Span) -> bool {
    let before = draft.tokens_in(Span::at(around.start(), negation.start().max(around.start())));
    let subject = before.iter().rev().take(4).position(|token| draft.is("condition-word", token));
    // "Då ansvarar inte Anna Ek" has its verb where the subject of a condition stands.
    subject.is_some_and(|at| {
        let clause = &before[before.len() - at - 1..];
        let gap = Span::at(clause[0].span.start(), negation.start());
        clause.len() > 1
            && !clause_verb(draft, &clause[1])
            && !draft.has_whole("role-link", clause[1].span)
            && !draft.document.slice(gap).contains([',', ';', ':', '\t', '\n'])
    })
}

/// True where a denial stands in another clause than a name: behind a sign or a joining word ("… har Anna Ek och lämnas inte
/// ut"), or before the word that takes her out of it ("Inga inköp görs utan att Anna Ek sagt ja", "Utan Anna Ek går det inte").
fn elsewhere(draft: &Draft<'_>, name: Span, negation: Span) -> bool {
    let without = |tokens: &[Token]| tokens.iter().any(|token| draft.is("without-word", token));
    if negation.start() < name.start() {
        let gap = Span::at(negation.end(), name.start().max(negation.end()));
        // "… finns inte nedskrivet, det har Anna Ek i huvudet": another main clause has begun.
        let comma = draft.document.slice(gap).rfind(", ").map(|at| Span::at(gap.start() + at, gap.end()));
        let clause = comma.is_some_and(|clause| {
            let tokens = draft.tokens_in(clause);
            let small = ["subordinator", "condition-word", "relative-word"];
            let under = |first: &Token| small.iter().any(|label| draft.is(label, first));
            tokens.len() >= 2
                && !tokens.first().is_some_and(under)
                && tokens.iter().any(|token| clause_verb(draft, token))
        });
        return clause || without(draft.tokens_in(gap)) || draft.document.slice(gap).contains([';', ':']);
    }
    let before = draft.tokens.partition_point(|token| token.span.start() < name.start());
    if before.checked_sub(1).is_some_and(|at| without(&draft.tokens[at..before])) {
        return true;
    }
    let gap = Span::at(name.end(), negation.start().max(name.end()));
    let tokens = draft.tokens_in(gap);
    // "Anna Ek (ersättare ej utsedd)"
    if draft.document.slice(gap).rfind('(') > draft.document.slice(gap).rfind(')') {
        return true;
    }
    let parted = |at: usize| {
        let from = if at == 0 { name.end() } else { tokens[at - 1].span.end() };
        draft.document.slice(Span::at(from, tokens[at].span.start())).contains([',', ';', '–', '('])
            || draft.is("clause-join", &tokens[at])
    };
    (1..tokens.len().max(1)).any(|at| at < tokens.len() && parted(at) && verb_before(draft, &tokens[..at]))
        || tokens.first().is_some_and(|_| parted(0))
            && tokens.iter().skip(1).any(|token| clause_verb(draft, token))
}

fn clause_verb(draft: &Draft<'_>, token: &Token) -> bool {
    super::deed::verb(draft, token)
        || token.shape == Shape::Lower && draft.has_whole("has-verb", token.span)
        || token.shape == Shape::Lower && draft.is("passive-verb", token)
}

fn verb_before(draft: &Draft<'_>, tokens: &[Token]) -> bool {
    tokens.iter().any(|token| clause_verb(draft, token))
}

/// What the sentence, or the next one, says of a substitute.
pub(super) fn said_behind(draft: &Draft<'_>, around: Span) -> Option<Mitigation> {
    for (label, kind) in [
        ("behind-deputy", "deputy"),
        ("behind-mutual", "deputy"),
        ("behind-appointed", "appointed-by"),
        ("behind-role", "role-holder"),
    ] {
        let said = |word: &Span| match kind {
            "deputy" => backs(draft, around, *word),
            // "Incident record | Anna Ek | None at present"
            "role-holder" => !in_cell_of_nobody(draft, *word),
            _ => true,
        };
        if let Some(word) = draft.words_in(label, around).find(|word| said(&word.span)) {
            return Some(Mitigation { kind, span: word.span });
        }
    }
    // "Reserv: näringslivschefen"
    draft.words_in("deputy-column", around).find_map(|word| {
        let value = value_of(draft, word.span).filter(|value| !names_nobody(draft, *value))?;
        (!draft.has_word("vacant", value)).then_some(Mitigation { kind: "deputy", span: value })
    })
}

/// True for a word in a cell that says that there is nobody.
fn in_cell_of_nobody(draft: &Draft<'_>, word: Span) -> bool {
    let block = draft.document.block_at(word.start()).and_then(|at| draft.document.blocks().get(at));
    block.is_some_and(|block| block.cell().is_some() && names_nobody(draft, block.content))
}

/// "15 ledamöter och 15 ersättare", "barnets ställföreträdare" and "avtalet ersätter" put nobody behind anybody.
fn backs(draft: &Draft<'_>, around: Span, word: Span) -> bool {
    // "Hon byter pass när någon blir sjuk": somebody else is away, and she sees to it.
    if draft.tokens_in(word).iter().any(|token| draft.is("anybody-word", token)) {
        return false;
    }
    let before = draft.tokens.partition_point(|token| token.span.start() < word.start());
    let phrase = draft.document.slice(word).contains(' ');
    let counted = !phrase
        && before.checked_sub(1).is_some_and(|at| {
            let token = draft.tokens[at];
            token.span.start() >= around.start()
                && (token.shape == Shape::Number || draft.has_word("number-word", token.span))
        });
    let nobody = value_of(draft, word).is_some_and(|value| names_nobody(draft, value));
    // "… utan avlösning", "Vid sjukdom hos ett barn …", "Är han borta sker ingen besiktning"
    let without = before
        .checked_sub(1)
        .map(|at| draft.tokens[at])
        .is_some_and(|token| token.span.start() >= around.start() && draft.is("without-word", &token));
    let inside = draft.tokens_in(word);
    let after = draft.tokens_in(Span::at(word.end(), around.end().max(word.end())));
    let about = inside.iter().chain(after.iter().take(3));
    let absent = |token: &Token| {
        ["absence-noun", "away-word", "condition-word"].iter().any(|label| draft.is(label, token))
    };
    let condition = inside.iter().any(absent);
    let client = condition
        && about
            .take_while(|token| !inside.is_empty() && !clause_verb(draft, token))
            .any(|token| draft.has_word("client-noun", token.span));
    let stops = condition && after.iter().any(|token| draft.is("nobody-word", token));
    // "Ersättare saknas."
    let lacking = after.first().is_some_and(|token| draft.is("nobody", token));
    // "Ersättare utses senare."
    let later = !phrase && ["vacant", "later-word"].iter().any(|label| draft.has_word(label, around));
    !counted
        && !nobody
        && !without
        && !client
        && !stops
        && !lacking
        && !later
        && !draft.has_word("no-deputy", around)
}

/// True where the sentence after speaks of the same task: it opens with a pronoun, a condition or the substitute.
fn goes_on(draft: &Draft<'_>, next: Span) -> bool {
    draft.tokens_in(next).first().is_some_and(|token| {
        ["behind-opening", "person-pronoun", "behind-deputy", "behind-appointed"]
            .iter()
            .any(|label| draft.has_word(label, token.span))
    })
}

pub(super) fn behind(
    draft: &Draft<'_>,
    around: Span,
    span: Span,
    person: u32,
    group: &[(Span, u32)],
    known: &Known,
) -> Option<Mitigation> {
    if let Some(said) = said_behind(draft, around) {
        return Some(said);
    }
    let cover = Cover { draft, known, person };
    if let Some(span) = cover.together(around, span) {
        return Some(Mitigation { kind: "deputy", span });
    }
    let cell = draft.document.block_at(span.start()).and_then(|at| draft.document.blocks().get(at));
    let cell = cell.is_some_and(|block| block.cell().is_some());
    let others = cover.beside(around, span).or_else(|| (!cell).then(|| cover.said(around, around)).flatten());
    if let Some(span) = others {
        return Some(Mitigation { kind: "deputy", span });
    }
    // Two names joined for the same task.
    if let Some(other) = group.iter().filter(|(_, other)| *other != person).find(|(other, _)| {
        let (a, b) = if *other < span { (*other, span) } else { (span, *other) };
        shared(draft, around, Span::at(a.end(), b.start().max(a.end())))
    }) {
        return Some(Mitigation { kind: "second-person", span: other.0 });
    }
    // An address that is not the person's own.
    let name = draft.annotations.persons.get(person as usize).map_or("", |person| person.name.as_str());
    let mailbox = known.mailbox(draft, around, name);
    if let Some(mailbox) = mailbox {
        return Some(Mitigation { kind: "function-mailbox", span: mailbox });
    }
    // A function that answers, or a row or a list that says who holds the roles for the time being.
    let own = |word: Span| {
        word.start() < span.end() || !labelled_apart(draft, around, Span::at(span.end(), word.start()))
    };
    if let Some(word) = draft.words_in("behind-function", around).find(|word| own(word.span)) {
        return Some(Mitigation { kind: "function-mailbox", span: word.span });
    }
    // "… vårdas av arkivarien, Anna Ek tills vidare"
    let next = draft.tokens_in(Span::at(span.end(), around.end().max(span.end()))).first();
    let tail = next.and_then(|next| draft.words_in("holder-tail", next.span).next());
    if let Some(tail) = tail.filter(|_| draft.document.text()[..span.start()].ends_with(", ")) {
        return Some(Mitigation { kind: "role-holder", span: tail.span });
    }
    if let Some(said) = below_table(draft, span) {
        return Some(said);
    }
    if let Some(held) = holder_head(draft, span) {
        return Some(Mitigation { kind: "role-holder", span: held });
    }
    said_after(draft, around, person, known)
}

/// "Hos sällskapet: Anna Ek, 070-555 21 Hos kommunen: kundtjänst": true where another label begins in between, as the name's
/// own does.
fn labelled_apart(draft: &Draft<'_>, around: Span, gap: Span) -> bool {
    let Some(first) = draft.tokens_in(around).first() else { return false };
    let own = draft.document.slice(Span::at(around.start(), gap.start())).contains(": ");
    let again = draft.tokens_in(gap).iter().find(|token| draft.lower(token) == draft.lower(first));
    own && again
        .is_some_and(|again| draft.document.slice(Span::at(again.span.end(), gap.end())).contains(':'))
}

/// What the sentences after say of who steps in, as long as they speak of nobody else.
pub(super) fn said_after(draft: &Draft<'_>, around: Span, person: u32, known: &Known) -> Option<Mitigation> {
    let cover = Cover { draft, known, person };
    let index = draft.annotations.sentence_at(around.end().saturating_sub(1))?;
    let here = draft.annotations.sentences.get(index)?;
    for next in draft.annotations.sentences.iter().skip(index + 1).take(8) {
        let block = draft.document.blocks().get(next.block as usize);
        if block.is_none_or(|block| block.is_heading()) {
            break;
        }
        if let Some(word) = draft.words_in("behind-all", next.span).next() {
            let named = draft.first_mark_in("person", next.span).is_some();
            return Some(Mitigation { kind: if named { "deputy" } else { "appointed-by" }, span: word.span });
        }
    }
    let mut others_too = false;
    for next in draft.annotations.sentences.iter().skip(index + 1).take(3) {
        let near = next.block == here.block || next.block == here.block + 1 && here.span.len() < 200;
        // "Det är också hon som har nyckeln" goes on about the same person.
        if cleft(draft, next.span) {
            continue;
        }
        // Another line of a list speaks of somebody else.
        let listed = next.block != here.block
            && draft.document.blocks().get(next.block as usize).is_some_and(|block| {
                block.cell().is_some()
                    || matches!(block.kind, BlockKind::ListItem { .. })
                    || block.label.is_some()
            });
        if !near || next.span.len() > 600 {
            return None;
        }
        // "Kommunens ombud är Bo Alm, eller i hans frånvaro …" speaks of Bo Alm.
        let from = known.mentions.partition_point(|(span, _)| span.start() < next.span.start());
        let named = known.mentions[from..].iter().take_while(|(span, _)| span.start() < next.span.end());
        let first = named.clone().next().filter(|(_, other)| *other != person);
        // "They stand in for each other" is said of all before, "Anna Ek och Bo Alm ersätter varandra" of those two.
        let of_her = named.clone().next().is_none() || named.clone().any(|(_, other)| *other == person);
        if let Some(word) = draft.words_in("behind-mutual", next.span).next().filter(|_| of_her) {
            return Some(Mitigation { kind: "deputy", span: word.span });
        }
        // "Lönerna betalas ut av Anna Ek, och vid hennes frånvaro av kassören" tells of another task of hers.
        let again = named.clone().next().is_some_and(|(_, other)| *other == person);
        if again && !goes_on(draft, next.span) && !super::task_words(draft, next.span).is_empty() {
            continue;
        }
        others_too |= first.is_some_and(|(span, _)| given_a_role(draft, next.span, *span));
        if others_too {
            continue;
        }
        if others_absence(draft, here.span, next.span) && next.block != here.block {
            continue;
        }
        let named_so = || first.is_some_and(|(span, _)| named_deputy(draft, next.span, *span));
        // "12. Bokföringen sköts av kassören. Vid förfall träder …" speaks of the treasurer.
        if listed && !others_too && !goes_on(draft, next.span) && !named_so() {
            others_too = first.is_none() && !super::task_words(draft, next.span).is_empty();
        }
        if !others_too
            && (goes_on(draft, next.span) || named_so())
            && let Some(said) = said_behind(draft, next.span)
        {
            return Some(said);
        }
        let covered = if listed { None } else { cover.said(next.span, around) };
        if let Some(span) = covered.or_else(|| also(draft, next.span)) {
            return Some(Mitigation { kind: "deputy", span });
        }
        if named.into_iter().any(|(_, other)| *other != person) {
            others_too = true;
        }
    }
    None
}

/// "Det är också hon som …", "It is he who …": a sentence on the person named before.
fn cleft(draft: &Draft<'_>, sentence: Span) -> bool {
    let tokens = draft.tokens_in(sentence);
    let near = &tokens[..tokens.len().min(5)];
    let at = near.iter().position(|token| draft.has_whole("person-pronoun", token.span));
    at.is_some_and(|at| {
        near[..at].iter().any(|token| draft.has_whole("role-link", token.span))
            && tokens.get(at + 1).is_some_and(|token| draft.is("relative-word", token))
    })
}

/// "Vid kvartersvärdens semester …": the absence of somebody in a role that the sentence before does not name.
fn others_absence(draft: &Draft<'_>, here: Span, next: Span) -> bool {
    let [opening, whose, what, ..] = draft.tokens_in(next) else { return false };
    let word = draft.lower(whose);
    let stem = word.char_indices().nth(7).and_then(|(at, _)| word.get(..at));
    draft.has_word("behind-opening", opening.span)
        && draft.is("absence-noun", what)
        && whose.shape == Shape::Lower
        && word.len() >= 8
        && !draft.has_word("person-pronoun", whose.span)
        && is_agent_of(draft, word)
        && stem.is_some_and(|stem| !draft.document.lower()[here.range()].contains(stem))
}

/// True for the genitive of a word for who does something ("kvartersvärdens").
fn is_agent_of(draft: &Draft<'_>, word: &str) -> bool {
    let Some(bare) = word.strip_suffix('s') else { return false };
    let ends = |word: &str| ends_as_agent(draft, word, 2..=7, 0);
    ends(bare)
        || draft.lexicons.endings("definite-ending").any(|ending| bare.strip_suffix(ending).is_some_and(ends))
}

/// "Bo Alm is designated as alternate", "Som ställföreträdare har utsetts Bo Alm": a sentence that does no more than to name
/// who stands in.
fn named_deputy(draft: &Draft<'_>, sentence: Span, name: Span) -> bool {
    let opens = draft.tokens_in(sentence).first().is_some_and(|first| {
        name.contains(first.span) || draft.is("as-word", first) && first.shape == Shape::Capital
    });
    let deputy = draft.words_in("behind-deputy", sentence).next();
    opens
        && deputy.is_some()
        && (draft.has_word("appointed-verb", sentence) || draft.has_word("role-link", sentence))
        && super::task_words(draft, sentence).is_empty()
}

/// "Kommunens ombud är Bo Alm": somebody else has a role of that sort.
fn given_a_role(draft: &Draft<'_>, sentence: Span, name: Span) -> bool {
    let before = draft.tokens_in(Span::at(sentence.start(), name.start().max(sentence.start())));
    let [.., role, link] = before else { return false };
    let is = |label: &str, token: &Token| draft.has_whole(label, token.span);
    is("role-link", link)
        && !draft.is("condition-word", &before[0])
        && (draft.has_word("role-title", role.span) || draft.has_word("contact-word", role.span))
}

/// "Kansliet kan också öppna", "Hans granne har en extranyckel": what a sentence says of others who can or have the same.
fn also(draft: &Draft<'_>, sentence: Span) -> Option<Span> {
    let first = draft.tokens_in(sentence).first()?;
    let herself = first.span.len() <= 3 && draft.lexicons.contains("person-pronoun", draft.lower(first));
    let none = draft.has_word("negation", sentence) || draft.has_word("no-deputy", sentence);
    let said = draft.words_in("behind-also", sentence).next()?;
    (!herself && !none).then_some(said.span)
}

/// Addresses between two names.
fn spans_near(draft: &Draft<'_>, gap: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let mut from = gap.start();
    while let Some(at) = draft.first_mark_in("email", Span::at(from, gap.end().max(from)))
        && found.len() < 8
    {
        from = at.end().max(from + 1);
        found.push(at);
    }
    found
}

/// True where what stands between two names joins them: a word for it, numbers aside, or nothing but commas in a line that
/// gives a role to all ("Samordnare: Anna Ek, 50 %, Bo Alm, 50 %").
fn shared(draft: &Draft<'_>, around: Span, gap: Span) -> bool {
    let addresses = spans_near(draft, gap);
    let plain = |token: &&Token| {
        token.shape != Shape::Number
            && !draft.has_word("contact-column", token.span)
            && !draft.has_word("role-title", token.span)
            && !addresses.iter().any(|address| address.contains(token.span))
    };
    let words = draft.tokens_in(gap).iter().filter(plain).take(24).count();
    let last =
        draft.tokens_in(gap).iter().rev().nth(2).map_or(gap, |token| Span::at(token.span.start(), gap.end()));
    if words <= 9 && draft.has_word("person-together", gap)
        || words <= 20 && draft.has_word("person-together", last)
    {
        return true;
    }
    if steps_in(draft, gap) {
        return true;
    }
    if parted(draft, around, gap) {
        return false;
    }
    let text = draft.document.slice(gap);
    // "Anna Ek (textil) och Bo Alm (trä)": each has a part of the task. A bracket may also say whom somebody is of.
    let part = text.strip_prefix(" (").and_then(|rest| rest.find(')')).map(|close| {
        let inside = Span::at(gap.start() + 2, gap.start() + 2 + close);
        let said =
            draft.annotations.parties.iter().take(64).flat_map(|party| party.mentions.iter().take(500));
        let of = [
            "org-public",
            "org-private",
            "org-nonprofit",
            "party-noun",
            "behind-deputy",
            "degree-word",
            "role-title",
            "abbreviation",
        ];
        let tokens = draft.tokens_in(inside);
        tokens.len() <= 2
            && tokens.iter().all(|token| token.shape == Shape::Lower)
            && !of.iter().any(|label| draft.has_word(label, inside))
            && !said.into_iter().any(|at| at.start() == inside.start())
    });
    if part == Some(true) {
        return false;
    }
    // Those inside one bracket behind a role.
    let opened = draft.document.slice(Span::at(around.start(), gap.start()));
    let bracketed =
        opened.rfind('(').is_some_and(|at| !opened[at..].contains(')')) && !text.contains(['(', ')']);
    if bracketed && words == 0 && text.contains([',', '/']) {
        return true;
    }
    if words <= 4 && (draft.has_word("party-join", gap) || draft.has_word("person-join", gap)) {
        return true;
    }
    let before = draft.document.slice(Span::at(around.start(), gap.start()));
    let role = before.rfind(": ").is_some_and(|at| before.len() - at <= 120);
    words == 0 && role && (text.contains([',', '/', ';', '&', '+']) && !text.contains([':', '\n']))
}

/// "… körs av Anna Ek och, när han inte kan, av Bo Alm", "… Anna Ek, och är hon bortrest Bo Alm": between two names a condition
/// on the first, and nothing else that is done.
fn steps_in(draft: &Draft<'_>, gap: Span) -> bool {
    let tokens = draft.tokens_in(gap);
    let pronoun = |token: &Token| draft.is("subject-pronoun", token);
    let opens = |token: &Token| draft.is("condition-word", token) || draft.is("away-opening", token);
    let at =
        (0..tokens.len().min(4)).find(|at| opens(&tokens[*at]) && tokens.get(at + 1).is_some_and(pronoun));
    at.is_some_and(|at| {
        let away = &tokens[at + 2..];
        tokens.len() <= 9
            && (draft.has_word("negation", gap) || away.iter().any(|token| draft.is("away-word", token)))
            && !draft.document.slice(gap).contains(['.', ';', '\n', '\t'])
    })
}

/// "Anna Ek skriver ansökan och Bo Alm bokar lokalen", "… utförs av Anna Ek och föreningens av Bo Alm", "Ordförande är Anna Ek
/// och sekreterare Bo Alm": each has a part of their own.
fn parted(draft: &Draft<'_>, around: Span, gap: Span) -> bool {
    let tokens = draft.tokens_in(gap);
    let Some(join) = tokens
        .iter()
        .rposition(|token| draft.has_word("party-join", token.span) || draft.is("clause-join", token))
    else {
        return false;
    };
    let (first, second) = (&tokens[..join], &tokens[join + 1..]);
    // "… är för kommunen Anna Ek, och för bolaget Bo Alm"
    let of = second.first().is_some_and(|first| draft.has_whole("signature-for", first.span));
    let agent = of || second.len() > 1 && draft.has_word("agent-by", second[second.len() - 1].span);
    let before = draft.tokens_in(Span::at(around.start(), gap.start()));
    let name = draft.first_mark_in(
        "person",
        Span::at(before.last().map_or(gap.start(), |last| last.span.start()), gap.start()),
    );
    let lead = name.map_or(gap.start(), |name| name.start());
    let linked = draft
        .tokens_in(Span::at(around.start(), lead))
        .last()
        .is_some_and(|token| draft.has_word("role-link", token.span));
    let titled = second.last().is_some_and(|token| draft.has_word("role-title", token.span));
    // A verb for each.
    let after = draft.tokens.partition_point(|token| token.span.start() < gap.end());
    let name_end = draft
        .first_mark_in("person", Span::at(gap.end(), gap.end() + 1))
        .map_or(gap.end(), |name| name.end());
    let next = draft.tokens[after..].iter().find(|token| token.span.start() >= name_end);
    let finite = |token: &Token| super::deed::verb(draft, token);
    let verbs = first.iter().any(finite)
        && second.is_empty()
        && next.is_some_and(|token| token.span.start() < around.end() && finite(token));
    agent || linked && titled || verbs
}

/// What is said of a role is said of its holder: "In the absence of the Project Manager …", "Byte av projektledare …",
/// wherever it stands.
pub(super) fn role_backed(draft: &Draft<'_>, known: &Known, tasks: &mut [Task]) {
    let lower = draft.document.lower();
    let mut said: Vec<(&str, Mitigation)> = Vec::new();
    for label in ["behind-deputy", "behind-mutual", "behind-appointed"] {
        for word in draft.words_of(label).take(ROLES) {
            let sentences = &draft.annotations.sentences;
            let around = draft.annotations.sentence_around(word.span.start());
            let Some(around) = around.map(|sentence| sentence.span).filter(|around| around.len() <= 600)
            else {
                continue;
            };
            if let Some(mitigation) = said_behind(draft, around) {
                // The sentence before names the role that "in her absence" is about.
                let from = draft.tokens_in(around).first().filter(|token| {
                    draft.has_word("behind-opening", token.span) && draft.has_word("person-pronoun", around)
                });
                let before = from.and_then(|_| draft.annotations.sentence_at(around.start())?.checked_sub(1));
                let start =
                    before.and_then(|at| sentences.get(at)).map_or(around.start(), |at| at.span.start());
                said.push((&draft.document.lower()[start..around.end()], mitigation));
            }
        }
    }
    // "Vid frånvaro av Anna Ek låser vaktmästaren": of one person, whatever the role.
    let mut stepping: BTreeMap<u32, Mitigation> = BTreeMap::new();
    let mut named: Vec<(Span, u32)> = Vec::new();
    for (index, person) in draft.annotations.persons.iter().enumerate() {
        named.extend(person.mentions.iter().map(|mention| (mention.span, index as u32)));
    }
    named.sort_unstable();
    for (person, span) in each_for_another(draft, &named) {
        stepping.entry(person).or_insert(Mitigation { kind: "deputy", span });
    }
    for word in draft.words_of("behind-deputy").take(ROLES) {
        let at = named.partition_point(|(span, _)| span.end() <= word.span.start());
        let near = named.get(at).filter(|(span, _)| {
            span.start() < word.span.end()
                || draft.document.text().get(word.span.end()..span.start()).is_some_and(|gap| {
                    let gap = Span::at(word.span.end(), word.span.end() + gap.len());
                    draft.tokens_in(gap).len() == 1 && draft.has_word("absence-of", gap)
                })
        });
        // "Anna Ek is deputised by Bo Alm"
        let before = named.partition_point(|(span, _)| span.end() <= word.span.start()).checked_sub(1);
        let subject = before.map(|at| &named[at]).filter(|(span, _)| {
            draft.document.text().get(span.end()..word.span.start()) == Some(" ")
                && draft.tokens_in(word.span).last().is_some_and(|last| draft.has_word("agent-by", last.span))
        });
        let near = near.or(subject);
        let whole = draft.annotations.sentence_around(word.span.start()).map(|at| at.span);
        let none = whole.is_some_and(|whole| draft.has_word("no-deputy", whole));
        if let Some((_, person)) = near.filter(|_| !none) {
            let mitigation = Mitigation { kind: "deputy", span: word.span };
            stepping.entry(*person).or_insert(mitigation);
        }
    }
    let carried = |task: &&mut Task| task.mitigation.is_none() && matches!(task.holder, Holder::Person(_));
    for task in tasks.iter_mut().filter(carried) {
        if let Holder::Person(person) = task.holder {
            task.mitigation = stepping.get(&person).cloned();
        }
    }
    if !tasks.iter_mut().filter(carried).any(|task| task.function.is_some()) {
        return;
    }
    let away = super::apart::of_roles(draft, known).into_iter();
    said.extend(away.map(|(sentence, mitigation)| (&lower[sentence.range()], mitigation)));
    let mut holders: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for task in tasks.iter().take(ROLES) {
        if let (Some(role), Holder::Person(person)) = (&task.function, &task.holder) {
            holders.entry(title(role).to_owned()).or_default().insert(*person);
        }
    }
    let open = tasks.iter_mut().filter(carried);
    for task in open.take(ROLES) {
        let Some(role) = task.function.as_deref().filter(|role| role.chars().count() >= 8) else { continue };
        let telling = draft.lexicons.contains("contact-word", role);
        // "Objektledarna ersätter varandra" speaks of an "objektledare".
        let whole = role.trim_end_matches(['e', 'a']);
        // "Enhetschef öppenvården" is the "enhetschefen" of a clause, where there is no other.
        let title = title(role);
        let only = holders.get(title).is_some_and(|holders| holders.len() == 1);
        let short = title.trim_end_matches(['e', 'a']);
        // "Vid frånvaro gör projektledaren det": who steps in is not backed by that.
        let steps = |text: &str, role: &str| {
            text.match_indices(role).all(|(at, _)| {
                let before = text[..at].trim_end().rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
                draft.lexicons.contains("finite-verb", before)
                    && !draft.lexicons.contains("no-finite-verb", before)
                    && draft.annotations.language == Language::Sv
            })
        };
        let told_of = |text: &str, role: &str| text.contains(role) && !steps(text, role);
        let other = said.iter().find(|(text, mitigation)| {
            let all = only || mitigation.kind == "appointed-by";
            let short = all && title.chars().count() >= 8 && begins_word(text, short) && told_of(text, short);
            !telling && (told_of(text, whole) || short) && !task.span.contains(mitigation.span)
        });
        task.mitigation = other.map(|(_, mitigation)| mitigation.clone());
    }
}

/// The first word of a role ("enhetschef" of "enhetschef öppenvården, kommunen").
fn title(role: &str) -> &str {
    role.split([' ', ',', '(', '/']).next().unwrap_or(role)
}

/// True where a word of a text begins so.
fn begins_word(text: &str, start: &str) -> bool {
    text.match_indices(start).any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
}

/// "Avbytare är Hibo Ali för Farzana, Kajsa Nord för Stina": for whom somebody steps in, and the name of who does, in sentences
/// on substitutes.
fn each_for_another(draft: &Draft<'_>, named: &[(Span, u32)]) -> Vec<(u32, Span)> {
    let mut found = Vec::new();
    for pair in named.windows(2) {
        let ((one, by), (other, whom)) = (pair[0], pair[1]);
        let [between] = draft.tokens_in(Span::at(one.end(), other.start().max(one.end()))) else { continue };
        if by == whom || !draft.has_whole("signature-for", between.span) || found.len() >= ROLES {
            continue;
        }
        let sentence = draft.annotations.sentence_around(one.start()).map(|at| at.span);
        let substitutes = |sentence: &Span| {
            ["behind-deputy", "deputy-column"].iter().any(|label| draft.has_word(label, *sentence))
        };
        if sentence.filter(|sentence| sentence.len() <= 600).is_some_and(|sentence| substitutes(&sentence)) {
            found.push((whom, one));
        }
    }
    found
}

/// Who steps in for somebody does so with that one behind: "När Anna är på resa gör Bo Alm det" leaves neither alone.
pub(super) fn both_ways(tasks: &mut [Task], known: &Known) {
    let mut stepping: Vec<(Span, u32)> = Vec::new();
    for task in tasks.iter() {
        if let Some(Mitigation { kind: "deputy", span }) = &task.mitigation
            && let Some(person) = known.person_at(span.start())
        {
            stepping.push((*span, person));
        }
    }
    stepping.sort_unstable();
    for task in tasks.iter_mut().filter(|task| task.mitigation.is_none()) {
        let from = stepping.partition_point(|(span, _)| span.start() < task.span.start());
        let mut here = stepping[from..].iter().take_while(|(span, _)| span.start() < task.span.end());
        if let Some((span, _)) = here.find(|(_, person)| task.holder == Holder::Person(*person)) {
            task.mitigation = Some(Mitigation { kind: "second-person", span: *span });
        }
    }
}

/// Words that say that the names below are today's holders of the roles, or who comes next: in the head of the column, or in
/// the line that leads in a list, a table or labelled lines.
fn holder_head(draft: &Draft<'_>, span: Span) -> Option<Span> {
    let first = |label: &str, at: Span| draft.words_in(label, at).next().map(|word| word.span);
    let held = |at: Span| first("behind-role", at).or_else(|| first("behind-appointed", at));
    if let Some(head) = column_head(draft, span).and_then(held) {
        return Some(head);
    }
    let blocks = draft.document.blocks();
    let here = draft.document.block_at(span.start())?;
    let listed = |at: usize| {
        blocks.get(at).is_some_and(|block| {
            block.cell().is_some()
                || matches!(block.kind, BlockKind::ListItem { .. })
                || block.content.len() <= 120 && draft.document.slice(block.content).contains(": ")
        })
    };
    if !listed(here) {
        return None;
    }
    let lead = (here.saturating_sub(60)..here).rev().find(|at| !listed(*at))?;
    let lead = blocks.get(lead)?.content;
    // What is said of somebody is said of that one alone.
    if draft.first_mark_in("person", lead).is_some() {
        return None;
    }
    (lead.len() <= 300).then(|| held(lead)).flatten()
}
