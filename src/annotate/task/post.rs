//! Two who hold one post, or a post and its second: they stand behind each other; and what stands below a table of posts.

use std::collections::BTreeMap;

use super::MOST;
use super::backed::opens_with;
use crate::annotate::Draft;
use crate::annotate::person::column_head;
use crate::document::{Block, Holder, Mitigation, Span, Task};

/// Holders of one post that are held against each other, at most.
const HOLDERS: usize = 300;

/// "Båtchef Anna Ek", "Båtchef Bo Alm" in lines near each other: two of one post stand behind each other.
pub(super) fn of_one_post(draft: &Draft<'_>, tasks: &mut [Task]) {
    let document = draft.document;
    let mut posts: BTreeMap<&str, Vec<(usize, u32, Span, usize)>> = BTreeMap::new();
    for (index, task) in tasks.iter().enumerate() {
        let Holder::Person(person) = task.holder else { continue };
        let mentions = draft.annotations.persons.get(person as usize).map(|person| &person.mentions);
        let name =
            mentions.into_iter().flatten().map(|mention| mention.span).find(|at| task.span.contains(*at));
        let Some(name) = name else { continue };
        let Some(at) = document.block_at(name.start()) else { continue };
        let Some(block) = document.blocks().get(at).filter(|block| block.cell().is_none()) else { continue };
        let lead = document.lower().get(block.content.start()..name.start()).unwrap_or("");
        // What numbers or marks the line is none of the post.
        let marked = lead.find([')', '.']).filter(|close| *close <= 3).map_or(0, |close| close + 1);
        let post = lead[marked..].trim();
        let role = Span::at(block.content.start(), name.start());
        if (4..=60).contains(&post.len())
            && draft.has_word("role-title", role)
            && !draft.has_word("contact-word", role)
        {
            posts.entry(post).or_default().push((index, person, name, at));
        }
    }
    let mut shared: Vec<(usize, Span)> = Vec::new();
    for holders in posts.values() {
        for (index, person, _, at) in holders.iter().take(HOLDERS) {
            let other =
                holders.iter().take(HOLDERS).find(|other| other.1 != *person && other.3.abs_diff(*at) <= 8);
            shared.extend(other.map(|(_, _, name, _)| (*index, *name)));
        }
    }
    for (index, span) in shared {
        tasks[index].mitigation.get_or_insert(Mitigation { kind: "second-person", span });
    }
}

/// A post in a row of a table.
#[derive(Debug)]
struct Post {
    /// "Biträdande …", "Assistant …".
    second: bool,
    /// Whom it is of.
    of: String,
    /// The task that it gives.
    task: usize,
}

/// Two rows of one table that give the same post, or a post and its second: those who have them stand behind each other.
pub(super) fn of_posts(draft: &Draft<'_>, tasks: &mut [Task]) {
    let blocks = draft.document.blocks();
    // By table and post, without what says that it is a second one.
    let mut posts: BTreeMap<(u32, String), Vec<Post>> = BTreeMap::new();
    for (index, task) in tasks.iter().enumerate() {
        let Holder::Person(_) = task.holder else { continue };
        let Some(first) = draft.document.block_at(task.span.start()) else { continue };
        let Some(cell) = blocks.get(first).and_then(|block| block.cell()) else { continue };
        let row = blocks[first..].iter().take(32).take_while(|block| block.content.start() < task.span.end());
        let text = |span: Span| draft.document.lower().get(span.range()).unwrap_or("").trim();
        let of = row
            .clone()
            .find(|block| draft.has_organisation(block.content))
            .map_or("", |block| text(block.content));
        let post = row.clone().find(|block| {
            let head = column_head(draft, block.content);
            head.is_some_and(|head| draft.has_word("role-column", head))
                && draft.first_mark_in("person", block.content).is_none()
        });
        let Some(post) = post.map(|block| text(block.content)).filter(|post| (3..=80).contains(&post.len()))
        else {
            continue;
        };
        // "Biträdande projektledare", "Styrgruppens vice ordförande"
        let mut words: Vec<&str> = post.split_whitespace().collect();
        let title = words.iter().position(|word| draft.lexicons.contains("second-title", word));
        let second = title.filter(|at| at + 1 < words.len());
        if let Some(at) = second {
            words.remove(at);
        }
        let (second, bare) = (second.is_some(), words.join(" "));
        posts.entry((cell.table, bare)).or_default().push(Post { second, of: of.to_owned(), task: index });
    }
    for ((_, post), holders) in &posts {
        let member =
            post.split_whitespace().next().is_some_and(|post| draft.lexicons.contains("member-title", post));
        for own in holders.iter().take(MOST) {
            let other = holders.iter().take(64).find(|other| {
                tasks[other.task].holder != tasks[own.task].holder
                    && (member || other.of == own.of || other.second != own.second)
            });
            if let Some(other) = other {
                let span = tasks[other.task].span;
                tasks[own.task].mitigation.get_or_insert(Mitigation { kind: "second-person", span });
            }
        }
    }
}

/// What the line below a table says of all in a column ("Kontaktlärare utses av rektor inför varje läsår").
pub(super) fn below_table(draft: &Draft<'_>, span: Span) -> Option<Mitigation> {
    let blocks = draft.document.blocks();
    let here = draft.document.block_at(span.start())?;
    let table = blocks.get(here)?.cell()?.table;
    let mut rest = blocks[here..]
        .iter()
        .take(600)
        .skip_while(|block| block.cell().is_some_and(|cell| cell.table == table));
    let below = rest
        .next()
        .filter(|below| below.cell().is_none() && !below.is_heading() && below.content.len() <= 400)?;
    if let Some(word) = draft.words_in("behind-all", below.content).next() {
        return Some(Mitigation { kind: "appointed-by", span: word.span });
    }
    // "Coacherna ersätter varandra vid frånvaro." below "Coach 1", "Coach 2"
    let row = blocks[here].cell()?.row;
    let mut cells = blocks[..=here]
        .iter()
        .rev()
        .take_while(|block| block.cell().is_some_and(|cell| cell.table == table && cell.row == row));
    let lower = draft.document.lower();
    let of_post = |cell: &Block| opens_with(&lower[below.content.range()], &lower[cell.content.range()]);
    let mutual = draft.words_in("behind-mutual", below.content).next();
    if let Some(word) = mutual.filter(|_| cells.any(of_post)) {
        return Some(Mitigation { kind: "deputy", span: word.span });
    }
    let head = column_head(draft, span).filter(|head| head.len() >= 4)?;
    let about = draft.document.lower()[below.content.range()].contains(&draft.document.lower()[head.range()]);
    let word = draft.words_in("behind-appointed", below.content).next().filter(|_| about)?;
    Some(Mitigation { kind: "appointed-by", span: word.span })
}
