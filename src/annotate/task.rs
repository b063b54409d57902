//! Tasks that a named person carries, and what stands behind that person.

use super::person::{column_head, owns, sentence};
use super::{Annotator, Draft, Shape, spans_of};
use crate::document::{CoreFunction, Holder, Mitigation, PersonZone, Span, Task, Zone};

/// Finds tasks of named persons.
pub const ANNOTATOR: Annotator =
    Annotator { name: "tasks", doc: "Finds what named persons carry, and what stands behind them.", run };

/// Tasks of one document, at most.
const MOST: usize = 5_000;

fn run(draft: &mut Draft<'_>) {
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
        if !matches!(zone, Zone::Body | Zone::Table | Zone::Annex | Zone::Contact | Zone::Parties) {
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

/// Words of tasks in a span, each once: where, which core function.
fn task_words(draft: &Draft<'_>, span: Span) -> Vec<(Span, Option<CoreFunction>)> {
    let mut words: Vec<(Span, Option<CoreFunction>)> = Vec::new();
    for word in draft.words_in("task-word", span) {
        if let Some((last, _)) = words.last()
            && word.span.start() < last.end()
        {
            continue;
        }
        words.push((word.span, core(word.value.as_deref())));
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
    let contact_word = draft.has_word("contact-word", around) || zone == Zone::Contact;
    let negated = draft.has_word("negation", around) && !draft.has_word("ends-with-person", around);
    let words = task_words(draft, around);
    let mut persons: Vec<u32> = Vec::new();
    // Who stands in a column of substitutes carries nothing, and stands behind the others of the row.
    let substitute =
        |span: Span| column_head(draft, span).is_some_and(|head| draft.has_word("deputy-column", head));
    let deputy = group.iter().find(|(span, _)| substitute(*span)).copied();
    for (span, person) in group {
        if persons.contains(person) || negated || substitute(*span) {
            continue;
        }
        let function = function(draft, functions, *span);
        // What the person does stands behind the name, or the name behind what is done or the title.
        let near: Vec<&(Span, Option<CoreFunction>)> = words
            .iter()
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
        let ends = draft.has_word("ends-with-person", around);
        // "Gatuingenjör Valter Hjerpe är kommunens ombud", "Arkivarie: Valter Hjerpe".
        let linked = function.is_some()
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
            .filter(|(_, other)| other != person)
            .map(|(span, _)| Mitigation { kind: "deputy", span })
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
            let what = words_from(draft, *word, around);
            tasks.push(Task { what, core: *core, ..task.clone() });
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
    let contact = draft.has_word("contact-word", around)
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
    let deputy = group.iter().find(|(span, _)| substitute(*span)).copied();
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
            .filter(|(_, other)| other != person)
            .map(|(span, _)| Mitigation { kind: "deputy", span })
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

/// At most twelve words, in lower case at the start.
fn shortened(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(12).collect();
    words.join(" ").to_lowercase()
}

/// A few words from a task word on.
fn words_from(draft: &Draft<'_>, word: Span, around: Span) -> String {
    let rest = Span::at(word.start(), around.end());
    let function = |span: Span| {
        ["function-sv", "function-en"]
            .iter()
            .any(|label| draft.words_in(label, span).any(|word| word.span == span))
    };
    let tokens: Vec<Span> = draft.tokens_in(rest).iter().take(4).map(|token| token.span).collect();
    // What is cut off does not end with a small word.
    let end = tokens.iter().rev().find(|span| !function(**span)).map_or(word.end(), |span| span.end());
    let text = draft.document.slice(Span::at(word.start(), end.max(word.end())));
    let cut = text.find([',', ';', '.', '\t', '\n', '(']).unwrap_or(text.len());
    text[..cut].trim().to_lowercase()
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
                what: words_from(draft, word, next.span),
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
        let joined = draft.tokens_in(gap).len() <= 3 && draft.has_word("party-join", gap);
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
    // The sentence after may say who steps in.
    let index = draft.annotations.sentence_at(around.end().saturating_sub(1))?;
    let here = draft.annotations.sentences.get(index)?;
    let next = draft.annotations.sentences.get(index + 1)?;
    let near = next.block == here.block || next.block == here.block + 1 && here.span.len() < 200;
    (near && next.span.len() <= 600 && goes_on(draft, next.span))
        .then(|| said_behind(draft, next.span))
        .flatten()
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
