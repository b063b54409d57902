//! Persons: names by shape and gazetteer, with what each is doing where the name stands.

use std::collections::BTreeMap;

use super::{Annotator, Draft, Shape, Token, spans_of};
use crate::document::{BlockKind, Person, PersonMention, PersonZone, Span, Zone};

/// Finds named persons.
pub const ANNOTATOR: Annotator =
    Annotator { name: "persons", doc: "Finds named persons, their functions and addresses.", run };

/// Persons of one document, at most.
const MOST: usize = 2_000;
/// Words of a name, at most.
const LONGEST: usize = 5;

fn run(draft: &mut Draft<'_>) {
    let names = names(draft);
    let mut persons: Vec<Person> = Vec::new();
    let mut by_name: BTreeMap<String, usize> = BTreeMap::new();
    for (span, confidence) in &names {
        let name = clean(draft.document.slice(*span));
        let key = name.to_lowercase();
        let at = *by_name.entry(key).or_insert_with(|| {
            persons.push(Person {
                name,
                mentions: Vec::new(),
                zone: PersonZone::Other,
                functions: Vec::new(),
                emails: Vec::new(),
                confidence: *confidence,
            });
            persons.len() - 1
        });
        if let Some(person) = persons.get_mut(at).filter(|_| at < MOST) {
            person.confidence = person.confidence.max(*confidence);
            person.mentions.push(mention(draft, *span));
        }
    }
    persons.truncate(MOST);
    short_forms(draft, &names, &mut persons);
    let emails = spans_of(draft, "email");
    for person in &mut persons {
        person.mentions.sort_by_key(|mention| mention.span);
        person.zone = person.mentions.iter().map(|mention| mention.zone).min().unwrap_or(PersonZone::Other);
        for mention in &person.mentions {
            if let Some(function) = mention.function {
                let function = draft.document.slice(function).to_lowercase();
                if !person.functions.contains(&function) && person.functions.len() < 8 {
                    person.functions.push(function);
                }
            }
            let around = line(draft, mention.span);
            let from = emails.partition_point(|at| at.start() < around.start());
            for email in emails[from..].iter().take_while(|at| at.start() < around.end()) {
                let email = draft.document.slice(*email).to_owned();
                if owns(&person.name, &email) && !person.emails.contains(&email) && person.emails.len() < 8 {
                    person.emails.push(email);
                }
            }
        }
    }
    draft.annotations.persons = persons;
    let marks: Vec<(Span, String)> = draft
        .annotations
        .persons
        .iter()
        .flat_map(|person| person.mentions.iter().map(|mention| (mention.span, person.name.clone())))
        .collect();
    for (span, name) in marks {
        draft.mark("person", span, Some(name), 0.85);
    }
}

/// True where the local part of an address holds a part of the name.
pub(super) fn owns(name: &str, email: &str) -> bool {
    let plain = |text: &str| -> String {
        let lower = text.to_lowercase();
        let folded = lower.chars().map(|c| match c {
            'å' | 'ä' | 'á' | 'à' | 'æ' => 'a',
            'ö' | 'ø' | 'ó' => 'o',
            'é' | 'è' | 'ë' => 'e',
            'ü' => 'u',
            other => other,
        });
        folded.collect()
    };
    let local = plain(email.split('@').next().unwrap_or(""));
    plain(name).split([' ', '-']).any(|part| part.len() > 2 && local.contains(part))
}

fn clean(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Runs of capitals that begin with a first name, or that a title or a column of persons vouches for.
fn names(draft: &Draft<'_>) -> Vec<(Span, f32)> {
    let text = draft.document.text();
    let lower = draft.document.lower();
    let tokens = &draft.tokens;
    let taken: Vec<Span> = taken(draft);
    let mut out = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let token = &tokens[at];
        let capital = |token: &Token| matches!(token.shape, Shape::Capital | Shape::Upper | Shape::Initial);
        if !matches!(token.shape, Shape::Capital | Shape::Upper)
            || lower[token.span.range()].chars().count() < 2
        {
            at += 1;
            continue;
        }
        let word = everyday(draft, token);
        let is_first = !word && first_name(draft, token) || before_surname(draft, tokens, at);
        let vouched = !word && vouched(draft, tokens, at);
        if !is_first && !vouched {
            at += 1;
            continue;
        }
        let mut end = at;
        while end + 1 < tokens.len() && end - at + 1 < LONGEST {
            let next = &tokens[end + 1];
            let gap = text.get(tokens[end].span.end()..next.span.start()).unwrap_or("\n");
            let initial = tokens[end].span.len() == 1 && gap == ". ";
            if gap != " " && !initial {
                break;
            }
            let particle = draft.words_in("name-particle", next.span).any(|word| word.span == next.span)
                && tokens.get(end + 2).is_some_and(capital);
            if !(capital(next) || particle) {
                break;
            }
            // A new name begins ("Rut Abrahamsson Solveig Tapper").
            if end > at && first_name(draft, next) && surname(draft, &tokens[end]) {
                break;
            }
            end += 1;
        }
        while end > at
            && draft.words_in("name-particle", tokens[end].span).any(|word| word.span == tokens[end].span)
        {
            end -= 1;
        }
        let span = Span::at(token.span.start(), tokens[end].span.end());
        let span = genitive(draft, span, &tokens[end]);
        let block =
            draft.document.block_at(span.start()).and_then(|index| draft.document.blocks().get(index));
        let heading = block.is_none_or(|block| matches!(block.kind, BlockKind::Title));
        let overlaps = {
            let from = taken.partition_point(|other| other.end() <= span.start());
            taken.get(from).is_some_and(|other| other.start() < span.end())
        };
        let forms =
            ["org-public", "org-private", "org-nonprofit", "no-person", "governing-plan", "deciding-body"];
        let wider =
            Span::at(span.start(), tokens.get(end + 1).map_or(span.end(), |next| next.span.start() + 1));
        let other = forms
            .iter()
            .any(|label| draft.words_in(label, wider).any(|word| word.span.end() > span.start() + 1))
            && !is_first
            || draft.has_word("no-person", wider)
            || ["org-private", "org-nonprofit"].iter().any(|label| draft.has_word(label, wider));
        if end == at || heading || overlaps || other {
            at += 1;
            continue;
        }
        let known = surname(draft, &tokens[end]);
        let confidence = match (is_first, vouched, known) {
            (true, _, true) => 0.95,
            (true, true, _) => 0.9,
            (true, ..) => 0.8,
            _ => 0.7,
        };
        out.push((span, confidence));
        at = end + 1;
    }
    out
}

/// Where parties and other organisations stand.
fn taken(draft: &Draft<'_>) -> Vec<Span> {
    let mut spans: Vec<Span> = draft
        .annotations
        .parties
        .iter()
        .flat_map(|party| party.mentions.iter().copied().chain([party.span]))
        .collect();
    spans.extend(draft.annotations.plan_refs.iter().flat_map(|plan| plan.mentions.iter().copied()));
    spans.sort_unstable();
    // Nested spans would hide each other from the search.
    let mut flat: Vec<Span> = Vec::new();
    for span in spans {
        match flat.last_mut() {
            Some(last) if span.start() < last.end() => *last = last.cover(span),
            _ => flat.push(span),
        }
    }
    flat
}

fn first_name(draft: &Draft<'_>, token: &Token) -> bool {
    let text = draft.document.slice(token.span);
    draft.words_in("first-name", token.span).any(|word| word.span == token.span)
        || text.split('-').next().is_some_and(|head| {
            head.len() < text.len() && draft.lexicons.contains("first-name", &head.to_lowercase())
        })
}

/// A first name that is a word too ("Inga"), before a surname.
fn before_surname(draft: &Draft<'_>, tokens: &[Token], at: usize) -> bool {
    let here = tokens[at].span;
    draft.words_in("first-name-word", here).any(|word| word.span == here)
        && tokens.get(at + 1).is_some_and(|next| {
            matches!(next.shape, Shape::Capital)
                && draft.document.text().get(here.end()..next.span.start()) == Some(" ")
                && surname(draft, next)
        })
}

/// "This Agreement": a word of everyday language begins no name.
fn everyday(draft: &Draft<'_>, token: &Token) -> bool {
    ["function-sv", "function-en", "function-da", "function-no", "agreement-word"]
        .iter()
        .any(|label| draft.words_in(label, token.span).any(|word| word.span == token.span))
}

fn surname(draft: &Draft<'_>, token: &Token) -> bool {
    draft.words_in("surname", token.span).any(|word| word.span.end() == token.span.end())
}

/// A title stands right before, or the cell stands under a heading of persons, or the line is one of a signature.
fn vouched(draft: &Draft<'_>, tokens: &[Token], at: usize) -> bool {
    let text = draft.document.text();
    let before = at.checked_sub(1).map(|before| tokens[before].span);
    let near = before.is_some_and(|before| {
        let gap = text.get(before.end()..tokens[at].span.start()).unwrap_or("\n");
        matches!(gap, " " | ": " | ". ")
            && ["role-title", "name-title", "contact-word"]
                .iter()
                .any(|label| draft.words_in(label, before).any(|word| word.span.end() == before.end()))
    });
    if near {
        return true;
    }
    let Some(index) = draft.document.block_at(tokens[at].span.start()) else { return false };
    let Some(block) = draft.document.blocks().get(index) else { return false };
    let starts = tokens[at].span.start() == block.content.start();
    let whole = draft.tokens_in(block.content);
    if !starts || !(2..=4).contains(&whole.len()) {
        return false;
    }
    if draft.annotations.zones.get(index) == Some(&Zone::Signature) {
        return true;
    }
    column_head(draft, tokens[at].span).is_some_and(|head| draft.has_word("person-column", head))
}

/// The head of the column that a cell stands in.
pub(super) fn column_head(draft: &Draft<'_>, span: Span) -> Option<Span> {
    let blocks = draft.document.blocks();
    let index = draft.document.block_at(span.start())?;
    let cell = blocks.get(index)?.cell().filter(|cell| cell.row > 0)?;
    let table = (0..index)
        .rev()
        .take(600)
        .take_while(|other| blocks[*other].cell().is_some_and(|c| c.table == cell.table));
    let mut heads =
        table.filter(|other| blocks[*other].cell().is_some_and(|c| c.row == 0 && c.column == cell.column));
    heads.next().map(|head| blocks[head].content)
}

/// Without the genitive: "Anna Linds" where Lind is known, or where the same name stands elsewhere without it.
fn genitive(draft: &Draft<'_>, span: Span, last: &Token) -> Span {
    let text = draft.document.slice(span);
    let Some(bare) = text.strip_suffix('s') else { return span };
    let word = draft.document.slice(last.span);
    let known = word
        .strip_suffix('s')
        .is_some_and(|bare| bare.len() > 2 && draft.lexicons.contains("surname", &bare.to_lowercase()));
    let elsewhere = || {
        draft.document.text().match_indices(bare).take(16).any(|(at, _)| {
            draft.document.text()[at + bare.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric())
        })
    };
    if known || elsewhere() { Span::at(span.start(), span.end() - 1) } else { span }
}

/// The line that a name stands in: its table row, else its block.
pub(super) fn line(draft: &Draft<'_>, span: Span) -> Span {
    let blocks = draft.document.blocks();
    let Some(index) = draft.document.block_at(span.start()) else { return span };
    let Some(block) = blocks.get(index) else { return span };
    let Some(cell) = block.cell() else { return block.span };
    let same =
        |b: &&crate::document::Block| b.cell().is_some_and(|c| c.table == cell.table && c.row == cell.row);
    let before = blocks[..index].iter().rev().take(32).take_while(same).last().unwrap_or(block);
    let after = blocks[index..].iter().take(32).take_while(same).last().unwrap_or(block);
    before.span.cover(after.span)
}

fn mention(draft: &Draft<'_>, span: Span) -> PersonMention {
    let block = draft.document.block_at(span.start()).unwrap_or(0);
    let zone = draft.annotations.zones.get(block).copied().unwrap_or(Zone::Body);
    let sentence = sentence(draft, span);
    let zone = match zone {
        Zone::Contact => PersonZone::Contact,
        Zone::Signature => PersonZone::Signature,
        Zone::HeaderBlock | Zone::Furniture | Zone::Revision => PersonZone::Metadata,
        Zone::Certificate | Zone::Contents | Zone::AnnexList | Zone::References => PersonZone::Other,
        Zone::Body | Zone::Table | Zone::Annex | Zone::Parties
            if draft.has_word("contact-word", sentence) =>
        {
            PersonZone::Contact
        }
        _ => PersonZone::Other,
    };
    PersonMention { span, zone, function: function(draft, span, sentence) }
}

/// The sentence, or the table row.
pub(super) fn sentence(draft: &Draft<'_>, span: Span) -> Span {
    let cell = draft
        .document
        .block_at(span.start())
        .and_then(|index| draft.document.blocks().get(index))
        .is_some_and(|block| block.cell().is_some());
    if cell {
        return line(draft, span);
    }
    let index = draft.annotations.sentence_at(span.start());
    index.and_then(|index| draft.annotations.sentences.get(index)).map_or(span, |sentence| sentence.span)
}

/// The title right before the name, or after a comma behind it, or in the same row.
fn function(draft: &Draft<'_>, span: Span, sentence: Span) -> Option<Span> {
    let text = draft.document.text();
    let words: Vec<Span> = draft.words_in("role-title", sentence).map(|word| word.span).collect();
    let near = |word: &&Span| {
        let (from, to) = if word.end() <= span.start() {
            (word.end(), span.start())
        } else if word.start() >= span.end() {
            (span.end(), word.start())
        } else {
            return false;
        };
        text.get(from..to)
            .is_some_and(|gap| gap.len() <= 40 && draft.tokens_in(Span::at(from, to)).len() <= 3)
    };
    words.iter().filter(near).min_by_key(|word| word.start().abs_diff(span.start())).copied()
}

/// Later mentions by surname or first name alone, where only one person has it.
fn short_forms(draft: &Draft<'_>, names: &[(Span, f32)], persons: &mut [Person]) {
    let mut forms: BTreeMap<String, Option<usize>> = BTreeMap::new();
    for (index, person) in persons.iter().enumerate() {
        let words: Vec<&str> = person.name.split(' ').collect();
        let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
        for form in [first, last] {
            forms
                .entry(form.to_lowercase())
                .and_modify(|owner| {
                    if *owner != Some(index) {
                        *owner = None;
                    }
                })
                .or_insert(Some(index));
        }
    }
    let lower = draft.document.lower();
    let mut inside = names.iter().map(|(span, _)| *span).peekable();
    let taken = taken(draft);
    for token in &draft.tokens {
        while inside.peek().is_some_and(|span| span.end() <= token.span.start()) {
            inside.next();
        }
        if inside.peek().is_some_and(|span| span.start() <= token.span.start())
            || token.shape != Shape::Capital
        {
            continue;
        }
        let from = taken.partition_point(|other| other.end() <= token.span.start());
        if taken.get(from).is_some_and(|other| other.start() < token.span.end()) {
            continue;
        }
        let word = &lower[token.span.range()];
        let owner = forms.get(word).or_else(|| forms.get(word.strip_suffix('s')?));
        if let Some(person) = owner.copied().flatten().and_then(|index| persons.get_mut(index)) {
            person.mentions.push(mention(draft, token.span));
        }
    }
}
