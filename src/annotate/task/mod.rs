//! Tasks that a named person carries, and what stands behind that person.

use super::person::{
    contact_lead, contact_table, distributed, exemplified, reached, replaced, role_field, sentence, task_line,
};
use super::{Annotator, Draft, Token, spans_of};
use crate::document::{CoreFunction, DocumentKind, Holder, Mitigation, PersonZone, Span, Task, Zone};
use behind::{behind, both_ways, denied, labelled_deputy, role_backed, stand_in, stand_ins, substitutes};
use cover::Known;
use deed::deed;
use label::{
    agent_is, appointed, cited, gone, in_bracket, joined, label_of, own_area, own_line, present_holder,
    role_field_line, said_as, thanked, whole_sentence,
};
use words::{task_words, words_from};

mod apart;
mod behind;
mod card;
mod cover;
mod deed;
mod label;
mod post;
mod pronoun;
mod rota;
mod row;
mod seats;
#[cfg(test)]
mod tests;
mod told;
mod words;

/// Finds tasks of named persons.
pub const ANNOTATOR: Annotator =
    Annotator { name: "tasks", doc: "Finds what named persons carry, and what stands behind them.", run };

/// Tasks of one document, at most.
const MOST: usize = 5_000;

fn run(draft: &mut Draft<'_>) {
    // Who spoke and who wrote at a meeting carries nothing by that.
    if draft.annotations.kind.kind == DocumentKind::Minutes {
        return;
    }
    let mut mentions: Vec<(Span, u32)> = Vec::new();
    let mut functions: Vec<(Span, Option<Span>)> = Vec::new();
    for (index, person) in draft.annotations.persons.iter().enumerate() {
        mentions.extend(person.mentions.iter().map(|mention| (mention.span, index as u32)));
        functions.extend(person.mentions.iter().map(|mention| (mention.span, mention.function)));
    }
    mentions.sort_unstable();
    functions.sort_unstable();
    let all = draft.annotations.persons.iter().flat_map(|person| &person.mentions);
    let idle = |zone| matches!(zone, PersonZone::Signature | PersonZone::Metadata);
    let mut signing: Vec<Span> =
        all.filter(|mention| idle(mention.zone)).map(|mention| mention.span).collect();
    signing.sort_unstable();
    let said = draft.annotations.parties.iter().flat_map(|party| &party.mentions);
    let mut parties: Vec<Span> = said.copied().collect();
    parties.sort_unstable();
    let known = Known { emails: spans_of(draft, "email"), mentions, parties };
    let mentions = known.mentions.as_slice();
    let mut tasks: Vec<Task> = Vec::new();
    let mut handled = card::of_cards(draft, &known, &mut tasks);
    handled.extend(rota::of_rotas(draft, mentions, &mut tasks));
    handled.sort_unstable();
    let mut at = 0;
    while at < mentions.len() && tasks.len() < MOST {
        let around = sentence(draft, mentions[at].0);
        let end =
            at + mentions[at..].iter().take_while(|(span, _)| span.start() < around.end()).count().max(1);
        let group = &mentions[at..end];
        at = end;
        // Who is asked or told in a column of that sort carries nothing, nor does who signs; a row tells more than where it
        // stands.
        let aside = |span: Span| match cell_of(draft, span).is_some() {
            true => row::part(draft, span) == Some(row::Part::Aside),
            false => signing.binary_search(&span).is_ok(),
        };
        let carrying: Vec<(Span, u32)> = group
            .iter()
            .copied()
            .filter(|(span, _)| !aside(*span) && handled.binary_search(span).is_err())
            .collect();
        let group = carrying.as_slice();
        if group.is_empty() {
            continue;
        }
        let block = draft.document.block_at(around.start()).unwrap_or(0);
        let zone = draft.annotations.zones.get(block).copied().unwrap_or(Zone::Body);
        let held = draft.document.block_at(group[0].0.start()).unwrap_or(block);
        let read = matches!(zone, Zone::Body | Zone::Table | Zone::Annex | Zone::Contact | Zone::Parties);
        let field = || role_field(draft, held) || task_line(draft, held, group[0].0);
        if !read && (zone != Zone::HeaderBlock || !field()) {
            continue;
        }
        // "Exempel: Samordnare är Anna Ek": nobody carries that.
        let start = draft.document.blocks().get(block).map_or(around.start(), |at| at.content.start());
        let first = Span::at(start, (start + 2).min(around.end()));
        let lead = Span::at(around.start(), group[0].0.start().max(around.start()));
        if [first, lead].iter().any(|at| exemplified(draft, *at)) || distributed(draft, held, group[0].0) {
            continue;
        }
        let row = draft.document.blocks().get(block).is_some_and(|block| block.cell().is_some());
        if !(row
            && zone != Zone::Contact
            && row::of_row(draft, around, group, &known, &functions, &mut tasks))
        {
            of_sentence(draft, around, group, zone, &known, &functions, &mut tasks);
        }
        // "She calls the meetings …" goes on about the same person.
        if let Some((_, person)) = group.last().filter(|(span, _)| !gone(draft, around, *span)) {
            let alone = group.iter().all(|(_, other)| other == person);
            pronoun::goes_on(draft, around, *person, alone, &known, &mut tasks);
        }
    }
    row::of_marks(draft, mentions, &mut tasks);
    vacant(draft, &mut tasks);
    both_ways(&mut tasks, &known);
    post::of_posts(draft, &mut tasks);
    apart::of_tables(draft, &mut tasks);
    role_backed(draft, &known, &mut tasks);
    post::of_one_post(draft, &mut tasks);
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
    let columns = seats::columns(draft);
    for (index, person) in draft.annotations.persons.iter().enumerate() {
        for (at, mention) in person.mentions.iter().enumerate() {
            let row = rows.partition_point(|row| row.start() <= mention.span.start());
            let inside = row.checked_sub(1).is_some_and(|row| rows[row].contains(mention.span));
            let seated = || !columns.is_empty() && seats::seated(draft, &columns, mention.span);
            if inside && substitutes(draft, mention.span) || seated() {
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

/// "… kommun genom kommunalrådet Anna Ek och … AB genom vd Bo Alm": who speaks for a party carries nothing by that.
fn speaks_for(draft: &Draft<'_>, around: Span, word: Span) -> bool {
    let begins = |span: &Span| span.start() >= around.start() && span.start() < around.end();
    let here: Vec<Span> = draft.party_mentions().filter(begins).collect();
    let gap = |at: &&Span| draft.document.text().get(at.end()..word.start()) == Some(" ");
    here.len() >= 2 && here.iter().any(|at| at.end() < word.start() && gap(&at))
}

/// "till minne av Anna Ek", "på uppdrag av ordförande Anna Ek": true where a name, but for its title, stands behind a noun by
/// which nobody acts.
fn governed_apart(draft: &Draft<'_>, lead: &[Token]) -> bool {
    let title = |token: &&Token| draft.has_word("role-title", token.span);
    let titles = lead.iter().rev().take(2).take_while(title).count();
    matches!(&lead[..lead.len() - titles], [.., noun, by]
        if draft.has_whole("agent-by", by.span) && draft.is("by-noun", noun))
}

/// "Projektet leds av en styrgrupp: Anna Ek, Bo Alm": where the colon stands between a group that does something and its
/// members.
fn group_before(draft: &Draft<'_>, around: Span, name: Span) -> Option<usize> {
    let before = draft.document.slice(Span::at(around.start(), name.start().max(around.start())));
    let colon = around.start() + before.rfind(": ")?;
    let last = draft.tokens_in(Span::at(around.start(), colon)).last()?;
    draft.has_word("group-noun", last.span).then_some(colon)
}

/// The cell of a table that a name stands in.
fn cell_of(draft: &Draft<'_>, name: Span) -> Option<Span> {
    let block = draft.document.block_at(name.start()).and_then(|at| draft.document.blocks().get(at))?;
    block.cell().map(|_| block.content)
}

fn of_sentence(
    draft: &Draft<'_>,
    around: Span,
    group: &[(Span, u32)],
    zone: Zone,
    known: &Known,
    functions: &[(Span, Option<Span>)],
    tasks: &mut Vec<Task>,
) {
    let named = |word: Span| group.iter().any(|(span, _)| span.contains(word));
    let listed = zone == Zone::Contact
        || group.first().is_some_and(|(span, _)| {
            contact_lead(draft, *span) || contact_table(draft, *span) || reached(draft, *span)
        });
    let contact_word = listed
        || draft.words_in("contact-word", around).any(|word| !named(word.span))
        || group.iter().take(8).any(|(span, _)| contact_table(draft, *span) || reached(draft, *span));
    let ending = draft.has_word("ends-with-person", around);
    let mut words = task_words(draft, around);
    words.retain(|(word, _)| !speaks_for(draft, around, *word));
    // "Föreningen nås genom Anna Ek"
    let asking: Vec<Span> = draft.words_in("contact-word", around).map(|word| word.span).collect();
    // "Anyone who needs the key goes to Anna Ek": she has it.
    words.retain(|(word, core)| {
        *core == Some(CoreFunction::Access)
            || !asking.iter().any(|asks| asks.len() > word.len() && asks.contains(*word))
    });
    if listed {
        // In a list of contacts a title says who is asked, not what is done.
        let titles: Vec<Span> = draft.words_in("role-title", around).map(|word| word.span).collect();
        // But "Anna Ek är samordnare för labbet" and "Samordnare är Anna Ek" say so.
        let link = |token: Option<&Token>| token.is_some_and(|token| draft.has_word("role-link", token.span));
        let said = |word: Span| {
            let before = draft.tokens_in(Span::at(around.start(), word.start().max(around.start())));
            let after = draft.tokens_in(Span::at(word.end(), around.end().max(word.end())));
            link(after.first())
                || link(before.last()) && group.iter().any(|(span, _)| span.end() <= word.start())
        };
        words.retain(|(word, _)| {
            said(*word) || !titles.iter().any(|title| title.contains(*word) || word.contains(*title))
        });
    }
    // "The mural was painted by Anna Ek": what has been done.
    let past: Vec<Span> = draft.words_in("took-part", around).map(|word| word.span).collect();
    words.retain(|(word, _)| !past.iter().any(|past| past.end() == word.end()));
    // "I arbetet deltog Anna Ek, samordnare": a title beside a name tells who it is, not what is done.
    if draft.has_word("took-part", around) {
        let titles: Vec<Span> = draft.words_in("role-title", around).map(|word| word.span).collect();
        words.retain(|(word, _)| !titles.iter().any(|title| title.contains(*word) || word.contains(*title)));
    }
    let group_ends = group_before(draft, around, group[0].0);
    let mut persons: Vec<u32> = Vec::new();
    let mut linked_before: Option<Span> = None;
    // Who stands in a column of substitutes carries nothing, and stands behind the others of the row.
    let substitute = |span: Span| substitutes(draft, span) || labelled_deputy(draft, span);
    let deputy = stand_in(draft, around);
    // "Anna Ek udda veckor, Bo Alm jämna": those who take turns share a task.
    let several = group.iter().any(|(_, person)| *person != group[0].1);
    // "I rådet ingår vid avtalets början Anna Ek, Bo Alm och Eva Berg": those who sit on something.
    let crowd = group.len() > 2;
    let turns = draft.words_in("rota-word", around).next().map(|word| word.span);
    let turns = turns.or_else(|| rota::seasons(draft, around, group));
    // "Teamet består av Anna Ek och Bo Alm. De täcker upp för varandra."
    let next = draft.annotations.sentence_at(around.end().saturating_sub(1)).map(|at| at + 1);
    let next =
        next.and_then(|next| draft.annotations.sentences.get(next)).filter(|next| next.span.len() <= 300);
    let mutual = draft.words_in("behind-mutual", around).next().filter(|_| !contact_word);
    let mutual = mutual.or_else(|| draft.words_in("behind-mutual", next?.span).next());
    let turns = turns.or(mutual.map(|word| word.span)).filter(|turn| several && !named(*turn));
    for (span, person) in group {
        if persons.contains(person) || substitute(*span) || !ending && denied(draft, around, Some(*span)) {
            continue;
        }
        if gone(draft, around, *span)
            || cited(draft, *span)
            || thanked(draft, around, *span)
            || replaced(draft, around, *span)
        {
            continue;
        }
        let function = function(draft, functions, *span);
        let through = |word: Span| draft.has_whole("channel-word", word) || draft.has_whole("agent-by", word);
        // "Kommunen betalar ut stipendiet till minne av Anna Ek": somebody else does that.
        let lead = draft.tokens_in(Span::at(around.start(), span.start().max(around.start())));
        let aside = governed_apart(draft, lead);
        // What the person does stands behind the name, or the name behind what is done or the title.
        let mut near: Vec<(Span, Option<CoreFunction>)> = words
            .iter()
            .copied()
            .filter(|(word, _)| {
                // "Kontakten har Anna Ek hand om"
                if word.contains(*span) {
                    return true;
                }
                if group_ends.is_some_and(|colon| word.end() <= colon && span.start() > colon) {
                    return false;
                }
                if aside && word.end() <= span.start() && deed::opens_with_verb(draft, *word) {
                    return false;
                }
                let (from, to) = if word.start() >= span.end() {
                    (span.end(), word.start())
                } else {
                    (word.end(), span.start())
                };
                // "… genom en gåva av Anna Ek", "by the end of May": through whom stands right before the name and its title, or
                // before what a sign sets off ("… by the University, at present Anna Ek").
                let set_off = || draft.document.between(from, to).contains([',', '(', ':', '–']);
                // "… was kept by Anna Ek; today Bo Alm keeps it": what is done behind such a sign is of somebody else.
                let other = || group.iter().any(|(at, other)| other != person && at.start() > span.end());
                let most = match word.start() >= span.end() {
                    true if through(*word) => 0,
                    true if other() && draft.document.between(from, to).contains(';') => return false,
                    true => 30,
                    false if through(*word) && !set_off() => 3,
                    false => 12,
                };
                from <= to && draft.tokens_in(Span::at(from, to)).len() <= most
            })
            .collect();
        if near.is_empty() {
            // "Frågor besvaras av Anna Ek": who is asked has no deed by that.
            let asks = |verb: Span| {
                draft
                    .words_in("contact-word", around)
                    .any(|word| word.span.contains(verb) || verb.contains(word.span))
            };
            // "Anna Ek is deputised by Bo Alm": he has no task of his own by that.
            let steps =
                |verb: Span| draft.words_in("behind-deputy", around).any(|word| word.span.contains(verb));
            let done = deed(draft, *span, around).or_else(|| told::told(draft, *span, around));
            let of_group = |verb: Span| group_ends.is_some_and(|colon| verb.end() <= colon);
            let done = done.filter(|verb| !asks(*verb) && !steps(*verb) && !of_group(*verb));
            near.extend(done.map(|verb| (verb, words::money(draft, verb, around))));
        }
        // "Ingen annan än Anna Ek har koden": who alone has or knows something carries it.
        let alone = || draft.words_in("sole-phrase", around).next().map(|word| word.span);
        // "Endast Anna har nyckel"
        let only = || {
            let before = draft.tokens_in(Span::at(around.start(), span.start().max(around.start())));
            // "Utan Anna Ek …", "… utan att Anna Ek sagt ja"
            let without = before.iter().rev().take(4).find(|word| draft.is("without-word", word));
            let denied = without.filter(|_| {
                let mut said = draft.tokens_in(around).iter();
                draft.has_word("negation", around) || said.any(|token| draft.is("away-word", token))
            });
            let last = before.last().filter(|before| draft.is("only-word", before));
            last.or(denied).map(|word| word.span)
        };
        if near.is_empty() {
            let own = own_area(draft, around, *span).or_else(|| own_line(draft, *span));
            near.extend(own.map(|word| (word, None)));
        }
        if near.is_empty() {
            near.extend(turns.or_else(alone).or_else(only).map(|word| (word, None)));
        }
        let ends = draft.has_word("ends-with-person", around);
        // "Gatuingenjör Valter Hjerpe är kommunens ombud", "Arkivarie: Valter Hjerpe".
        let before = draft.tokens_in(Span::at(around.start(), span.start())).last();
        let governed = before.is_some_and(|before| draft.has_word("preposition", before.span));
        let linked = !governed
            && (function.is_some() && said_as(draft, around, *span)
                || !crowd && present_holder(draft, around, *span)
                || role_field_line(draft, *span, group)
                || agent_is(draft, around, *span)
                || appointed(draft, around, *span)
                || in_bracket(draft, around, *span)
                || whole_sentence(draft, around, *span)
                || linked_before.is_some_and(|before| joined(draft, before, *span)));
        if linked {
            linked_before = Some(*span);
        }
        let contact = near.is_empty() && contact_word;
        if near.is_empty() && !contact && !ends && !linked {
            continue;
        }
        persons.push(*person);
        let mitigation = deputy
            .filter(|cell| !cell.contains(*span))
            .map(|span| Mitigation { kind: "deputy", span })
            .or_else(|| {
                // "Anna Ek, kassör; Bo Alm, sekreterare": two who may be asked.
                let cell = cell_of(draft, *span).filter(|_| contact)?;
                let other = group.iter().find(|(at, other)| other != person && cell.contains(*at))?;
                Some(Mitigation { kind: "second-person", span: other.0 })
            })
            .or_else(|| behind(draft, around, *span, *person, group, known))
            .or_else(|| {
                let other = group.iter().find(|(_, other)| turns.is_some() && other != person)?;
                Some(Mitigation { kind: "second-person", span: other.0 })
            });
        let private_channel = draft.private_mail(around);
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
            task.what = task.function.clone().or_else(|| label_of(draft, *span)).unwrap_or_default();
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
            // What is said of all in the next sentence tells no task.
            let what = if around.contains(word) {
                words_from(draft, word, around, *span)
            } else {
                task.function.clone().unwrap_or_default()
            };
            tasks.push(Task { what, core, ..task.clone() });
        }
    }
}

fn function(draft: &Draft<'_>, functions: &[(Span, Option<Span>)], span: Span) -> Option<String> {
    let at = functions.partition_point(|(other, _)| *other < span);
    let (_, function) = functions.get(at).filter(|(other, _)| *other == span)?;
    function.map(|function| draft.document.slice(function).to_lowercase())
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
        // "Part | Ersättare": only who substitutes is missing.
        if cell_of(draft, word.span).is_some_and(|cell| substitutes(draft, cell)) {
            continue;
        }
        // "En tjänst som när den är obesatt täcks av …": what holds if it were.
        let lead = draft.tokens_in(Span::at(around.start(), word.span.start().max(around.start())));
        if lead.iter().rev().take(4).any(|token| draft.is("condition-word", token)) {
            continue;
        }
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
