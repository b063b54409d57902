//! Tasks that a named person carries, and what stands behind that person.

use super::duty::{adverb, finite};
use super::person::{column_head, owns, role_field, sentence};
use super::{Annotator, Draft, Shape, Token, spans_of};
use crate::document::{
    BlockKind, CoreFunction, DocumentKind, Holder, Mitigation, PersonZone, Span, Task, Zone,
};

/// Finds tasks of named persons.
pub const ANNOTATOR: Annotator =
    Annotator { name: "tasks", doc: "Finds what named persons carry, and what stands behind them.", run };

/// Sentences on substitutes, and tasks without any, that are held against each other, at most.
const ROLES: usize = 300;
/// Tasks of one document, at most.
const MOST: usize = 5_000;

fn run(draft: &mut Draft<'_>) {
    // Who spoke and who wrote at a meeting carries nothing by that.
    if draft.annotations.kind.kind == DocumentKind::Minutes {
        return;
    }
    let emails = spans_of(draft, "email");
    let mut mentions: Vec<(Span, u32)> = Vec::new();
    let mut functions: Vec<(Span, Option<Span>)> = Vec::new();
    for (index, person) in draft.annotations.persons.iter().enumerate() {
        mentions.extend(person.mentions.iter().map(|mention| (mention.span, index as u32)));
        functions.extend(person.mentions.iter().map(|mention| (mention.span, mention.function)));
    }
    mentions.sort_unstable();
    functions.sort_unstable();
    let mut tasks: Vec<Task> = Vec::new();
    let mut at = 0;
    while at < mentions.len() && tasks.len() < MOST {
        let around = sentence(draft, mentions[at].0);
        let end =
            at + mentions[at..].iter().take_while(|(span, _)| span.start() < around.end()).count().max(1);
        let group = &mentions[at..end];
        at = end;
        let block = draft.document.block_at(around.start()).unwrap_or(0);
        let zone = draft.annotations.zones.get(block).copied().unwrap_or(Zone::Body);
        let held = draft.document.block_at(group[0].0.start()).unwrap_or(block);
        let read = matches!(zone, Zone::Body | Zone::Table | Zone::Annex | Zone::Contact | Zone::Parties);
        if !read && (zone != Zone::HeaderBlock || !role_field(draft, held)) {
            continue;
        }
        let row = draft.document.blocks().get(block).is_some_and(|block| block.cell().is_some());
        if !(row && zone != Zone::Contact && of_row(draft, around, group, &emails, &functions, &mut tasks)) {
            of_sentence(draft, around, group, zone, &emails, &functions, &mut tasks);
        }
        // "She calls the meetings …" goes on about the same person.
        if let Some((_, person)) = group.last() {
            pronoun(draft, around, *person, &mut tasks);
        }
    }
    vacant(draft, &mut tasks);
    role_backed(draft, &mut tasks);
    tasks.sort_by_key(|task| task.span);
    for task in &tasks {
        if let Holder::Person(index) = task.holder
            && let Some(person) = draft.annotations.persons.get_mut(index as usize)
        {
            let zone = if task.contact { PersonZone::Contact } else { PersonZone::Task };
            for mention in person.mentions.iter_mut().filter(|mention| task.span.holds(mention.span.start()))
            {
                mention.zone = mention.zone.min(zone);
            }
            person.zone = person.zone.min(zone);
        }
    }
    stand_ins(draft, &tasks);
    // Who stands in for somebody in a table of tasks has a task too.
    let rows: Vec<Span> = tasks.iter().filter(|task| !task.contact).map(|task| task.span).collect();
    let mut standing: Vec<(usize, usize)> = Vec::new();
    for (index, person) in draft.annotations.persons.iter().enumerate() {
        for (at, mention) in person.mentions.iter().enumerate() {
            let row = rows.partition_point(|row| row.start() <= mention.span.start());
            let inside = row.checked_sub(1).is_some_and(|row| rows[row].contains(mention.span));
            if inside
                && column_head(draft, mention.span).is_some_and(|head| draft.has_word("deputy-column", head))
            {
                standing.push((index, at));
            }
        }
    }
    for (index, at) in standing {
        let person = &mut draft.annotations.persons[index];
        person.mentions[at].zone = PersonZone::Task;
        person.zone = PersonZone::Task;
    }
    let spans: Vec<(Span, String)> = tasks.iter().map(|task| (task.span, task.what.clone())).collect();
    draft.annotations.tasks = tasks;
    for (span, what) in spans {
        draft.mark("task", span, Some(what), 0.75);
    }
}

fn core(value: Option<&str>) -> Option<CoreFunction> {
    match value? {
        "coordination" => Some(CoreFunction::Coordination),
        "finance" => Some(CoreFunction::Finance),
        "decision" => Some(CoreFunction::Decision),
        "access" => Some(CoreFunction::Access),
        _ => None,
    }
}

/// A verb that no list knows, of which a name is the subject ("Anna Ek transkriberar", "… katalogiseras av Anna Ek", "Anna
/// Ek shall convene"): where it stands, with its agent.
fn deed(draft: &Draft<'_>, name: Span, around: Span) -> Option<Span> {
    let text = draft.document.text();
    let tokens = draft.tokens_in(around);
    let asks = |label: &str, token: &Token| {
        draft.lexicons.contains(label, &draft.document.lower()[token.span.range()])
    };
    let is =
        |label: &str, token: &Token| draft.words_in(label, token.span).any(|word| word.span == token.span);
    let state = |token: &Token| {
        asks("person-state", token) || asks("stative-verb", token) || is("participation", token)
    };
    let gap = |a: &Token, b: &Token| text.get(a.span.end()..b.span.start()).unwrap_or("\n");
    let first = tokens.partition_point(|token| token.span.start() < name.start());
    let next = tokens.partition_point(|token| token.span.start() < name.end());
    // "… förs av sekreterare Anna Ek": at most two words of a title between.
    for at in (first.saturating_sub(3)..first).rev() {
        let token = tokens.get(at)?;
        if is("agent-by", token) {
            // "… leds gruppen av Anna Ek"
            let passive = |verb: &&Token| {
                verb.shape == Shape::Lower && asks("passive-verb", verb) && !asks("no-task-passive", verb)
            };
            let verb = tokens[..at].iter().rev().take(10).find(passive)?;
            return Some(verb.span.cover(token.span));
        }
        if !matches!(gap(token, tokens.get(at + 1).unwrap_or(token)), " " | "") {
            break;
        }
    }
    let clear = first.checked_sub(1).and_then(|at| tokens.get(at)).is_none_or(|before| {
        !asks("subordinator", before) && !is("preposition", before) && !is("agent-by", before)
    });
    // Behind the name, or behind what a comma sets off ("Anna Ek, samordnare vid museet, bokar").
    let mut at = next;
    if text[name.end()..around.end().max(name.end())].starts_with([',', '(']) {
        let close = tokens.iter().enumerate().skip(next).take(12).find(|(index, token)| {
            let before = if *index == next { name.end() } else { tokens[*index - 1].span.end() };
            *index > next && text.get(before..token.span.start()).is_some_and(|gap| gap.contains([',', ')']))
        });
        at = close.map_or(next, |(index, _)| index);
    } else if tokens.get(at).is_some_and(|after| text.get(name.end()..after.span.start()) != Some(" ")) {
        return None;
    }
    while at < next + 14 && tokens.get(at).is_some_and(|token| adverb(draft, token)) {
        at += 1;
    }
    let lower = |token: &&Token| token.shape == Shape::Lower;
    if let Some(verb) = tokens.get(at).filter(lower).filter(|_| clear) {
        if finite(draft, verb) && !state(verb) {
            return Some(verb.span);
        }
        if is("duty-modal", verb) {
            let mut behind = tokens.iter().skip(at + 1).take(3).filter(|token| !adverb(draft, token));
            return behind.next().filter(|token| !state(token)).map(|token| token.span);
        }
    }
    // "Artisterna bokar Anna Ek.", "I juli öppnar Anna Ek": the verb right before.
    let before = first.checked_sub(1).and_then(|at| tokens.get(at))?;
    let earlier = first.checked_sub(2).and_then(|at| tokens.get(at))?;
    (finite(draft, before)
        && !state(before)
        && gap(before, tokens.get(first)?) == " "
        && !asks("relative-word", earlier)
        && !asks("subordinator", earlier))
    .then_some(before.span)
}

/// Who stands behind a task, or shares it, has a task too: the second person, and the name beside the word for a deputy.
fn stand_ins(draft: &mut Draft<'_>, tasks: &[Task]) {
    let mut places: Vec<Span> = Vec::new();
    for task in tasks.iter().filter(|task| !task.contact) {
        match &task.mitigation {
            Some(Mitigation { kind: "second-person", span }) => places.push(*span),
            Some(Mitigation { kind: "deputy", span }) => {
                let sentences = &draft.annotations.sentences;
                let around =
                    draft.annotations.sentence_at(span.start()).and_then(|index| sentences.get(index));
                places.extend(around.map(|sentence| sentence.span).filter(|around| around.len() <= 400));
            }
            _ => {}
        }
    }
    places.sort_unstable();
    let starts: Vec<usize> = places.iter().map(|place| place.start()).collect();
    for person in &mut draft.annotations.persons {
        for mention in person.mentions.iter_mut().filter(|mention| mention.zone == PersonZone::Other) {
            let at = starts.partition_point(|start| *start <= mention.span.start());
            if at.checked_sub(1).is_some_and(|at| places[at].contains(mention.span)) {
                mention.zone = PersonZone::Task;
                person.zone = PersonZone::Task;
            }
        }
    }
}

/// Words of tasks in a span, each once: where, which core function.
fn task_words(draft: &Draft<'_>, span: Span) -> Vec<(Span, Option<CoreFunction>)> {
    let mut words: Vec<(Span, Option<CoreFunction>)> = Vec::new();
    for word in draft.words_in("task-word", span) {
        if let Some((last, _)) = words.last()
            && word.span.start() < last.end()
        {
            continue;
        }
        words.push((word.span, core(draft.value(word))));
    }
    words
}

fn of_sentence(
    draft: &Draft<'_>,
    around: Span,
    group: &[(Span, u32)],
    zone: Zone,
    emails: &[Span],
    functions: &[(Span, Option<Span>)],
    tasks: &mut Vec<Task>,
) {
    let named = |word: Span| group.iter().any(|(span, _)| span.contains(word));
    let contact_word =
        zone == Zone::Contact || draft.words_in("contact-word", around).any(|word| !named(word.span));
    let negated = draft.has_word("negation", around) && !draft.has_word("ends-with-person", around);
    let words = task_words(draft, around);
    let mut persons: Vec<u32> = Vec::new();
    // Who stands in a column of substitutes carries nothing, and stands behind the others of the row.
    let substitute =
        |span: Span| column_head(draft, span).is_some_and(|head| draft.has_word("deputy-column", head));
    let deputy = stand_in(draft, around);
    for (span, person) in group {
        if persons.contains(person) || negated || substitute(*span) {
            continue;
        }
        let function = function(draft, functions, *span);
        // What the person does stands behind the name, or the name behind what is done or the title.
        let mut near: Vec<(Span, Option<CoreFunction>)> = words
            .iter()
            .copied()
            .filter(|(word, _)| {
                let (from, to) = if word.start() >= span.end() {
                    (span.end(), word.start())
                } else {
                    (word.end(), span.start())
                };
                from <= to
                    && draft.tokens_in(Span::at(from, to)).len()
                        <= if word.start() >= span.end() { 30 } else { 12 }
            })
            .collect();
        if near.is_empty() && zone != Zone::Contact {
            near.extend(deed(draft, *span, around).map(|verb| (verb, None)));
        }
        let ends = draft.has_word("ends-with-person", around);
        // "Gatuingenjör Valter Hjerpe är kommunens ombud", "Arkivarie: Valter Hjerpe".
        let before = draft.tokens_in(Span::at(around.start(), span.start())).last();
        let governed = before.is_some_and(|before| draft.has_word("preposition", before.span));
        let linked = function.is_some()
            && !governed
            && (draft.words_in("role-link", around).any(|word| {
                let gap = if word.span.start() >= span.end() {
                    Span::at(span.end(), word.span.start())
                } else {
                    Span::at(word.span.end(), span.start().max(word.span.end()))
                };
                draft.tokens_in(gap).len() <= 4
            }) || draft.document.text()[..span.start()].ends_with(": "));
        let contact = near.is_empty() && contact_word;
        if near.is_empty() && !contact && !ends && !linked {
            continue;
        }
        persons.push(*person);
        let mitigation = deputy
            .filter(|cell| !cell.contains(*span))
            .map(|span| Mitigation { kind: "deputy", span })
            .or_else(|| behind(draft, around, *span, *person, group, emails));
        let private_channel = draft
            .words_in("private-mail", around)
            .next()
            .map(|word| word.span)
            .filter(|_| first(emails, around).is_some());
        let mut task = Task {
            span: around,
            what: String::new(),
            function,
            holder: Holder::Person(*person),
            core: None,
            contact,
            mitigation,
            private_channel,
            ends_with_person: ends,
            confidence: 0.8,
        };
        if near.is_empty() && linked && !contact {
            task.what = task.function.clone().unwrap_or_default();
            tasks.push(task);
            continue;
        }
        if near.is_empty() {
            let word = draft.words_in("contact-word", around).next();
            let what = word.map(|word| draft.document.slice(word.span).to_lowercase());
            task.what = what.or_else(|| task.function.clone()).unwrap_or_default();
            tasks.push(task);
            continue;
        }
        for (word, core) in near {
            let what = words_from(draft, word, around, *span);
            tasks.push(Task { what, core, ..task.clone() });
        }
    }
}

/// A row that tells what is to be done, or which role is held, and by whom. False where it tells neither.
fn of_row(
    draft: &Draft<'_>,
    around: Span,
    group: &[(Span, u32)],
    emails: &[Span],
    functions: &[(Span, Option<Span>)],
    tasks: &mut Vec<Task>,
) -> bool {
    let blocks = draft.document.blocks();
    let from = draft.document.block_at(around.start()).unwrap_or(0);
    let cells: Vec<Span> = blocks[from..]
        .iter()
        .take(32)
        .take_while(|block| block.content.start() < around.end())
        .map(|block| block.content)
        .collect();
    let held = |cell: &Span| group.iter().any(|(span, _)| cell.contains(*span));
    let org = |cell: &Span| {
        let parties = draft.annotations.parties.iter();
        parties.flat_map(|party| &party.mentions).take(5_000).any(|span| span.start() == cell.start())
            || ["org-public", "org-private", "org-nonprofit"].iter().any(|label| draft.has_word(label, *cell))
    };
    let letters = |cell: &Span| draft.document.slice(*cell).chars().filter(|c| c.is_alphabetic()).count() > 2;
    let head =
        |cell: &Span, label: &str| column_head(draft, *cell).is_some_and(|head| draft.has_word(label, head));
    let named = |word: Span| group.iter().any(|(span, _)| span.contains(word));
    let contact = draft.words_in("contact-word", around).any(|word| !named(word.span))
        || cells.iter().any(|cell| head(cell, "contact-word") || head(cell, "signature-line"));
    if contact || draft.has_word("negation", around) {
        return false;
    }
    // Who is responsible in some column, or which role a name stands beside.
    let owned =
        cells.iter().any(|cell| held(cell) && (head(cell, "person-column") || head(cell, "owner-column")));
    let role =
        cells.iter().find(|cell| !held(cell) && cell.len() <= 80 && draft.has_word("role-title", **cell));
    let titled = |cell: &Span| head(cell, "task-column") || head(cell, "role-column");
    let what = cells
        .iter()
        .find(|cell| !held(cell) && letters(cell) && titled(cell))
        .or(role)
        .or_else(|| cells.iter().find(|cell| owned && !held(cell) && letters(cell) && !org(cell)));
    let Some(what) = what.copied() else { return false };
    let substitute =
        |span: Span| column_head(draft, span).is_some_and(|head| draft.has_word("deputy-column", head));
    let deputy = stand_in(draft, around);
    let mut core_of: Vec<Option<CoreFunction>> =
        task_words(draft, what).into_iter().map(|(_, core)| core).collect();
    core_of.dedup();
    if core_of.is_empty() {
        core_of.push(None);
    }
    let mut persons: Vec<u32> = Vec::new();
    for (span, person) in group {
        if persons.contains(person) || substitute(*span) {
            continue;
        }
        persons.push(*person);
        let other = group.iter().find(|(_, other)| other != person).map(|(span, _)| *span);
        let mitigation = deputy
            .filter(|cell| !cell.contains(*span))
            .map(|span| Mitigation { kind: "deputy", span })
            .or_else(|| other.map(|span| Mitigation { kind: "second-person", span }))
            .or_else(|| behind(draft, around, *span, *person, group, emails));
        let text = draft.document.slice(what);
        let function =
            function(draft, functions, *span).or_else(|| (Some(&what) == role).then(|| text.to_lowercase()));
        for core in &core_of {
            tasks.push(Task {
                span: around,
                what: shortened(text),
                function: function.clone(),
                holder: Holder::Person(*person),
                core: *core,
                contact: false,
                mitigation: mitigation.clone(),
                private_channel: draft.words_in("private-mail", around).next().map(|word| word.span),
                ends_with_person: draft.has_word("ends-with-person", around),
                confidence: 0.8,
            });
        }
    }
    !persons.is_empty()
}

/// The cell of a row that stands in a column of substitutes and names somebody or something.
fn stand_in(draft: &Draft<'_>, around: Span) -> Option<Span> {
    let blocks = draft.document.blocks();
    let from = draft.document.block_at(around.start())?;
    let cells = blocks[from..].iter().take(32).take_while(|block| block.content.start() < around.end());
    // Not counted to the end: a paragraph may be as long as the document.
    let filled =
        |span: Span| draft.document.slice(span).chars().filter(|c| c.is_alphabetic()).nth(1).is_some();
    let cells = cells.filter(|block| block.cell().is_some());
    cells.map(|block| block.content).find(|cell| {
        filled(*cell)
            && !draft.has_word("vacant", *cell)
            && !draft.has_word("negation", *cell)
            && column_head(draft, *cell).is_some_and(|head| draft.has_word("deputy-column", head))
    })
}

/// At most twelve words, in lower case at the start.
fn shortened(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(12).collect();
    words.join(" ").to_lowercase()
}

/// A few words from a task word on, in lower case; the name in them is left out. Where the name follows ("protokollet förs
/// av Anna Ek"), what stands before is what is done.
fn words_from(draft: &Draft<'_>, word: Span, around: Span, name: Span) -> String {
    let text = draft.document.text();
    let small = |span: Span| {
        ["function-sv", "function-en", "agent-by"]
            .iter()
            .any(|label| draft.words_in(label, span).any(|word| word.span == span))
    };
    let stops = |text: &str| text.contains([',', ';', '.', ':', '\t', '\n', '(', ')']);
    let tokens = draft.tokens_in(around);
    let mut first = tokens.partition_point(|token| token.span.start() < word.start());
    let inside = tokens.partition_point(|token| token.span.start() < word.end()).max(first + 1);
    let mut end = inside;
    let breaks = |at: usize| text.get(tokens[at - 1].span.end()..tokens[at].span.start()).is_none_or(stops);
    // Up to the end of the clause, six words at most.
    while end < tokens.len() && end < inside + 6 && !breaks(end) && tokens[end].span.start() != name.start() {
        end += 1;
    }
    let follows = word.end() <= name.start() && !text.get(word.end()..name.start()).is_none_or(stops);
    if follows {
        end = inside;
        let most = first.saturating_sub(8);
        while first > most && !breaks(first) {
            first -= 1;
        }
    }
    let cut = end < tokens.len() && !breaks(end);
    // What is cut off does not end with a small word, nor with one word of what is joined ("tar emot och lämnar").
    if cut && !follows && end >= first + 3 && small(tokens[end - 2].span) {
        end -= 2;
    }
    while end > first + 1 && small(tokens[end - 1].span) {
        end -= 1;
    }
    let (Some(from), Some(to)) = (tokens.get(first), tokens.get(end - 1)) else { return String::new() };
    let what = draft.document.slice(Span::at(from.span.start(), to.span.end().max(from.span.end())));
    what.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn pronoun(draft: &Draft<'_>, around: Span, person: u32, tasks: &mut Vec<Task>) {
    let sentences = &draft.annotations.sentences;
    let Some(index) = draft.annotations.sentence_at(around.start()) else { return };
    let Some(block) = sentences.get(index).map(|sentence| sentence.block) else { return };
    for next in sentences.iter().skip(index + 1).take(2).take_while(|next| next.block == block) {
        let first = draft.tokens_in(next.span).first();
        if !first
            .is_some_and(|token| draft.words_in("person-pronoun", token.span).any(|w| w.span == token.span))
        {
            break;
        }
        let ends = draft.has_word("ends-with-person", next.span);
        let mitigation = said_behind(draft, next.span);
        for (word, core) in task_words(draft, next.span) {
            tasks.push(Task {
                span: next.span,
                what: words_from(draft, word, next.span, Span::at(next.span.start(), next.span.start())),
                function: None,
                holder: Holder::Person(person),
                core,
                contact: false,
                mitigation: mitigation.clone(),
                private_channel: None,
                ends_with_person: ends,
                confidence: 0.75,
            });
        }
    }
}

fn function(draft: &Draft<'_>, functions: &[(Span, Option<Span>)], span: Span) -> Option<String> {
    let at = functions.partition_point(|(other, _)| *other < span);
    let (_, function) = functions.get(at).filter(|(other, _)| *other == span)?;
    function.map(|function| draft.document.slice(function).to_lowercase())
}

fn first(sorted: &[Span], span: Span) -> Option<Span> {
    let from = sorted.partition_point(|at| at.start() < span.start());
    sorted.get(from).copied().filter(|at| at.start() < span.end())
}

/// What the sentence, or the next one, says of a substitute.
fn said_behind(draft: &Draft<'_>, around: Span) -> Option<Mitigation> {
    for (label, kind) in
        [("behind-deputy", "deputy"), ("behind-appointed", "appointed-by"), ("behind-role", "role-holder")]
    {
        if let Some(word) =
            draft.words_in(label, around).find(|word| kind != "deputy" || backs(draft, around, word.span))
        {
            return Some(Mitigation { kind, span: word.span });
        }
    }
    None
}

/// "15 ledamöter och 15 ersättare", "barnets ställföreträdare" and "avtalet ersätter" put nobody behind anybody.
fn backs(draft: &Draft<'_>, around: Span, word: Span) -> bool {
    let before = draft.tokens.partition_point(|token| token.span.start() < word.start());
    let counted = before.checked_sub(1).is_some_and(|at| {
        let token = draft.tokens[at];
        token.span.start() >= around.start()
            && (token.shape == Shape::Number || draft.has_word("number-word", token.span))
    });
    !counted && !draft.has_word("no-deputy", around)
}

/// True where the sentence after speaks of the same task: it opens with a pronoun, a condition or the substitute.
fn goes_on(draft: &Draft<'_>, next: Span) -> bool {
    draft.tokens_in(next).first().is_some_and(|token| {
        ["behind-opening", "person-pronoun", "behind-deputy", "behind-appointed"]
            .iter()
            .any(|label| draft.has_word(label, token.span))
    })
}

fn behind(
    draft: &Draft<'_>,
    around: Span,
    span: Span,
    person: u32,
    group: &[(Span, u32)],
    emails: &[Span],
) -> Option<Mitigation> {
    if let Some(said) = said_behind(draft, around) {
        return Some(said);
    }
    // Two names joined for the same task.
    if let Some((other, _)) = group.iter().find(|(_, other)| *other != person) {
        let (a, b) = if *other < span { (*other, span) } else { (span, *other) };
        let gap = Span::at(a.end(), b.start().max(a.end()));
        let joined = draft.tokens_in(gap).len() <= 4
            && (draft.has_word("party-join", gap) || draft.has_word("person-join", gap));
        if joined {
            return Some(Mitigation { kind: "second-person", span: *other });
        }
    }
    // An address that is not the person's own.
    let name = draft.annotations.persons.get(person as usize).map_or("", |person| person.name.as_str());
    let private = |span: Span| draft.has_word("private-mail", span);
    let from = emails.partition_point(|at| at.start() < around.start());
    let mailbox = emails[from..]
        .iter()
        .take_while(|at| at.start() < around.end())
        .find(|at| !owns(name, draft.document.slice(**at)) && !private(**at));
    if let Some(mailbox) = mailbox {
        return Some(Mitigation { kind: "function-mailbox", span: *mailbox });
    }
    // A function that answers, or a row or a list that says who holds the roles for the time being.
    if let Some(word) = draft.words_in("behind-function", around).next() {
        return Some(Mitigation { kind: "function-mailbox", span: word.span });
    }
    if let Some(held) = holder_head(draft, span) {
        return Some(Mitigation { kind: "role-holder", span: held });
    }
    // The sentences after may say who steps in, as long as they speak of nobody else.
    let index = draft.annotations.sentence_at(around.end().saturating_sub(1))?;
    let here = draft.annotations.sentences.get(index)?;
    for next in draft.annotations.sentences.iter().skip(index + 1).take(3) {
        let near = next.block == here.block || next.block == here.block + 1 && here.span.len() < 200;
        if !near || next.span.len() > 600 {
            return None;
        }
        if goes_on(draft, next.span)
            && let Some(said) = said_behind(draft, next.span)
        {
            return Some(said);
        }
        let marks = draft.annotations.persons.iter().enumerate();
        let others = marks.filter(|(index, _)| *index as u32 != person).take(64);
        if others
            .into_iter()
            .any(|(_, other)| other.mentions.iter().take(64).any(|at| next.span.contains(at.span)))
        {
            return None;
        }
    }
    None
}

/// What is said of a role is said of its holder: "In the absence of the Project Manager …", "Byte av projektledare …",
/// wherever it stands.
fn role_backed(draft: &Draft<'_>, tasks: &mut [Task]) {
    let mut said: Vec<(&str, Mitigation)> = Vec::new();
    for label in ["behind-deputy", "behind-appointed"] {
        for word in draft.words_of(label).take(ROLES) {
            let sentences = &draft.annotations.sentences;
            let around =
                draft.annotations.sentence_at(word.span.start()).and_then(|index| sentences.get(index));
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
    let open =
        tasks.iter_mut().filter(|task| task.mitigation.is_none() && matches!(task.holder, Holder::Person(_)));
    for task in open.take(ROLES) {
        let Some(role) = task.function.as_deref().filter(|role| role.chars().count() >= 8) else { continue };
        let telling = draft.lexicons.contains("contact-word", role);
        let other = said.iter().find(|(text, mitigation)| {
            !telling && text.contains(role) && !task.span.contains(mitigation.span)
        });
        task.mitigation = other.map(|(_, mitigation)| mitigation.clone());
    }
}

/// Words that say that the names below are today's holders of the roles: in the head of the column, or in the line that
/// leads in a list or a table.
fn holder_head(draft: &Draft<'_>, span: Span) -> Option<Span> {
    let held = |at: Span| draft.words_in("behind-role", at).next().map(|word| word.span);
    if let Some(head) = column_head(draft, span).and_then(held) {
        return Some(head);
    }
    let blocks = draft.document.blocks();
    let here = draft.document.block_at(span.start())?;
    let listed = |at: usize| {
        blocks
            .get(at)
            .is_some_and(|block| block.cell().is_some() || matches!(block.kind, BlockKind::ListItem { .. }))
    };
    if !listed(here) {
        return None;
    }
    let lead = (here.saturating_sub(60)..here).rev().find(|at| !listed(*at))?;
    let lead = blocks.get(lead)?.content;
    (lead.len() <= 300).then(|| held(lead)).flatten()
}

/// "Kassör: vakant".
fn vacant(draft: &Draft<'_>, tasks: &mut Vec<Task>) {
    let mut last: Option<Span> = None;
    for word in draft.words_of("vacant") {
        let block = draft.document.block_at(word.span.start()).unwrap_or(0);
        let zone = draft.annotations.zones.get(block).copied().unwrap_or(Zone::Body);
        let around = sentence(draft, word.span);
        if !matches!(zone, Zone::Body | Zone::Table | Zone::Annex | Zone::Contact) || last == Some(around) {
            continue;
        }
        last = Some(around);
        // A role beside a name is not vacant: only its substitute is.
        let text = draft.document.slice(around);
        let role = text.split([':', '\t']).next().unwrap_or(text).trim();
        if role.chars().count() > 80 || role.is_empty() {
            continue;
        }
        tasks.push(Task {
            span: around,
            what: role.to_lowercase(),
            function: Some(role.to_lowercase()),
            holder: Holder::Vacant,
            core: None,
            contact: false,
            mitigation: None,
            private_channel: None,
            ends_with_person: false,
            confidence: 0.8,
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::annotate::{annotate, testing};
    use crate::document::Holder;

    /// Names of those who carry a task with nobody behind, parted by "; ".
    fn check(case: &str, text: &str, expected: &str) {
        let document = testing::document(text);
        let annotations = annotate(&document, testing::lexicons());
        let mut names: Vec<&str> = Vec::new();
        for task in annotations.tasks.iter().filter(|task| task.mitigation.is_none() && !task.contact) {
            if let Holder::Person(index) = task.holder {
                let name = annotations.persons[index as usize].name.as_str();
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        assert_eq!(names.join("; "), expected, "{case}: {text}");
    }

    const HEAD: &str = "T Avtal om mötesplatser\n# Syfte\nParterna samverkar om lokala mötesplatser i hela området under avtalets tid.\n# Uppgifter\n";

    /// What looks like a carrier or a substitute and is none, and the real thing beside.
    #[test]
    fn traps_in_both_directions() {
        for (case, text, expected) in [
            ("floor", "Koordinator Jenny Berglund på plan 4 ansvarar för bokningen.", "Jenny Berglund"),
            ("e-sign footer", "_ Transaktion 09222115557513440921 Signerat AE, BN", ""),
            (
                "e-sign footer, beside",
                "Anna Ekdahl sköter nycklarna.\n_ Transaktion 0922 Signerat AE",
                "Anna Ekdahl",
            ),
            ("who signed", "Avtalet har signerats digitalt av Anna Ekdahl.", ""),
            (
                "revision history",
                "# Revisionshistorik\n| Version | Datum | Författare |\n| 1 | 2025-01-01 | Anna Ekdahl |",
                "",
            ),
            ("anonymised", "Xxxxxxx Xxxxxxxx ansvarar för nycklarna.", ""),
            (
                "board alternates",
                "Anna Ekdahl ansvarar för nycklarna. Nämnden har 15 ledamöter och 15 ersättare.",
                "Anna Ekdahl",
            ),
            (
                "board alternates, alone",
                "Anna Ekdahl ansvarar för nycklarna. I styrelsen ingår femton ersättare.",
                "Anna Ekdahl",
            ),
            (
                "real backup",
                "Anna Ekdahl ansvarar för nycklarna. Vid hennes frånvaro ansvarar vaktmästaren.",
                "",
            ),
            ("whom she names", "Nycklarna delas ut av Anna Ekdahl eller den hon utser.", ""),
            (
                "ersätter a document",
                "Anna Ekdahl ansvarar för nycklarna. Avtalet ersätter tidigare avtal.",
                "Anna Ekdahl",
            ),
            ("the good pattern", "Parterna ska utse varsin kontaktperson.", ""),
            ("firm", "Nils Ferdinand Utbildning AB ansvarar för kursen.", ""),
            ("firm, beside", "Nils Ferdinandsson ansvarar för kursen.", "Nils Ferdinandsson"),
            ("law and street", "Lex Sarah anmäls av enheten på Hans Ståhles väg.", ""),
            ("a state", "Anna Ekdahl deltar i mötena.", ""),
            ("the role holds", "Kommundirektören, för närvarande Anna Ekdahl, sköter nycklarna.", ""),
        ] {
            check(case, &format!("{HEAD}{text}"), expected);
        }
    }
}
