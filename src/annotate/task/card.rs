//! Cards: a task told over several short lines, who has it in one of them, a number or a reserve below.

use super::MOST;
use super::behind::{Carrier, said_behind};
use super::deputy::names_nobody;
use super::known::Known;
use super::words::task_words;
use crate::annotate::{Draft, Shape, Token};
use crate::document::{Holder, Mitigation, Span, Task, Zone};

/// Lines below a name that belong to its card, at most.
const FIELDS: usize = 5;
/// A line longer than this belongs to no card.
const LINE: usize = 90;
/// A title longer than this is none.
const TITLE: usize = 60;

/// A line of a block, and the cell that it stands in.
#[derive(Debug, Clone, Copy)]
struct Line {
    span: Span,
    zone: Zone,
    heading: bool,
    /// Lines of different cells belong to no card together, nor do those of cells and of the running text.
    cell: Option<usize>,
}

/// What stands below a name.
#[derive(Debug, Default)]
struct Fields {
    end: usize,
    /// A line says who steps in, if only that nobody does.
    asked: bool,
    /// A number or an address is given.
    reached: bool,
    behind: Option<Mitigation>,
    /// A title that stands below the name ("Roll: …").
    title: Option<Span>,
}

/// What the cards of a document are read from.
struct Cards<'d, 'a> {
    draft: &'d Draft<'a>,
    known: &'d Known,
    mentions: &'d [(Span, u32)],
    lines: Vec<Line>,
}

/// Adds the tasks of all cards, and tells which names they hold.
pub(super) fn of_cards(draft: &Draft<'_>, known: &Known, tasks: &mut Vec<Task>) -> Vec<Span> {
    let mentions = known.mentions.as_slice();
    if mentions.is_empty() {
        return Vec::new();
    }
    let cards = Cards { draft, known, mentions, lines: lines(draft) };
    let found = cards.tasks();
    // A card may begin in the one before; none reaches further.
    let mut spans: Vec<Span> = found.iter().map(|task| task.span).collect();
    spans.sort_unstable();
    let held = |span: &Span| {
        let at = spans.partition_point(|card| card.start() <= span.start());
        spans[at.saturating_sub(2)..at].iter().any(|card| card.contains(*span))
    };
    let handled = mentions.iter().map(|(span, _)| *span).filter(held).collect();
    tasks.extend(found);
    handled
}

impl Cards<'_, '_> {
    fn behind(&self, around: Span, name: Span, person: u32, group: &[(Span, u32)]) -> Option<Mitigation> {
        Carrier { draft: self.draft, known: self.known, around, name, person, group }.behind()
    }

    fn tasks(&self) -> Vec<Task> {
        let Cards { draft, lines, .. } = self;
        let mut loose: Vec<(Task, usize)> = Vec::new();
        let mut cards: Vec<Task> = Vec::new();
        let mut names = 0;
        for (at, line) in lines.iter().enumerate() {
            let Some(held) = self.named(*line).filter(|_| cards.len() < MOST) else { continue };
            names += 1;
            let above = self.title(at);
            let fields = self.fields(at, held, above.is_some());
            let Some((what, labelled)) = above.or(fields.title.map(|title| (title, true))) else { continue };
            let text = draft.document.slice(what).to_lowercase();
            let role = draft.has_word("role-title", what);
            let asked = |label: &&str| draft.has_word(label, what);
            let contact = line.zone == Zone::Contact || ["contact-word", "contact-lead"].iter().any(asked);
            for (span, person) in held {
                let other = held.iter().find(|(_, other)| other != person).map(|(span, _)| *span);
                let task = Task {
                    span: what.cover(line.span).cover(Span::at(line.span.start(), fields.end)),
                    what: text.clone(),
                    function: role.then(|| text.clone()),
                    holder: Holder::Person(*person),
                    core: task_words(draft, what).first().and_then(|(_, core)| *core),
                    contact,
                    mitigation: other
                        .map(|span| Mitigation { kind: "second-person", span })
                        .or_else(|| fields.behind.clone())
                        .or_else(|| self.behind(line.span, *span, *person, held)),
                    private_channel: draft.private_mail(line.span),
                    ends_with_person: false,
                    confidence: 0.75,
                };
                if labelled || fields.asked || fields.reached || role {
                    cards.push(task);
                } else if !contact {
                    loose.push((task, names));
                }
            }
        }
        // A name alone below some words is a card where others are.
        let count = cards.len() + loose.len();
        let beside = |(_, number): &(Task, usize)| count >= 2 && *number <= 2 * count;
        cards.extend(loose.into_iter().filter(beside).map(|(task, _)| task));
        cards
    }

    /// The names of a line that holds nothing else, but for a label before and numbers and addresses behind.
    fn named(&self, line: Line) -> Option<&[(Span, u32)]> {
        let draft = self.draft;
        let here = inside(line.span, self.mentions);
        let first = here.first().filter(|_| line.span.len() <= LINE && !line.heading)?.0;
        let signs = self.known.signs(first);
        let text = draft.document.text();
        let before = Span::at(line.span.start(), first.start());
        let label = text.get(before.range())?.trim_end();
        let labelled = label.is_empty()
            || label.ends_with(':')
                && draft.tokens_in(before).iter().all(|token| {
                    ["person-label", "person-column"].iter().any(|label| draft.has_word(label, token.span))
                })
                && !deputies(draft, line.span);
        let email = draft.first_mark_in("email", line.span);
        let rest = Span::at(first.end(), line.span.end());
        let mut open = false;
        let bare = draft.tokens_in(rest).iter().all(|token| {
            let gap = text.get(rest.start()..token.span.start()).unwrap_or("");
            open = gap.matches('(').count() > gap.matches(')').count();
            open || here.iter().any(|(span, _)| span.contains(token.span))
                || token.shape == Shape::Number
                || email.is_some_and(|email| email.contains(token.span))
                || ["contact-column", "party-join", "person-join"]
                    .iter()
                    .any(|label| draft.has_word(label, token.span))
        });
        (labelled && bare && !signs).then_some(here)
    }

    /// The title above a name: what stands behind "Roll:", or a short line that is no sentence and names nobody.
    fn title(&self, at: usize) -> Option<(Span, bool)> {
        let Cards { draft, lines, .. } = self;
        let cell = lines.get(at)?.cell;
        let above = |back: usize| {
            at.checked_sub(back).and_then(|index| lines.get(index)).filter(|line| line.cell == cell)
        };
        for back in 1..=2 {
            let line = above(back)?;
            if let Some(span) = value(draft, line.span, &["role-column", "task-column"]) {
                return Some((span, true));
            }
        }
        let line = above(1)?;
        let text = draft.document.slice(line.span).trim();
        let tokens = draft.tokens_in(line.span);
        let first = tokens.first()?;
        let party = || self.known.party_begins(first.span.start());
        let plain = line.span.len() <= TITLE
            && (1..=6).contains(&tokens.len())
            && matches!(first.shape, Shape::Capital | Shape::Upper)
            && !text.ends_with(['.', ',', ';', '?', '!'])
            && !text.trim_end_matches(':').contains([':', '@', '\t'])
            && inside(line.span, self.mentions).is_empty()
            && !tokens.iter().any(|token| token.shape == Shape::Number)
            && !["greeting", "signature-line", "signature-for", "signature-label", "metadata-label"]
                .iter()
                .any(|label| draft.has_word(label, Span::at(line.span.start(), line.span.start() + 2)))
            && !party();
        let end = line.span.start() + draft.document.slice(line.span).trim_end_matches([':', ' ']).len();
        plain.then(|| (Span::at(line.span.start(), end), false))
    }

    /// What the lines below a name say, up to the next card.
    fn fields(&self, at: usize, held: &[(Span, u32)], titled: bool) -> Fields {
        let Cards { draft, lines, .. } = self;
        let contact =
            |span: Span| ["email", "phone"].iter().any(|label| draft.first_mark_in(label, span).is_some());
        let mut found =
            Fields { end: lines[at].span.end(), reached: contact(lines[at].span), ..Fields::default() };
        let names = |token: &Token| inside(token.span, self.mentions).is_empty();
        for (index, line) in lines.iter().enumerate().skip(at + 1).take(FIELDS) {
            let next = self.title(index + 1).is_some_and(|(span, _)| line.span.contains(span))
                && lines.get(index + 1).is_some_and(|line| self.named(*line).is_some());
            if line.heading || line.cell != lines[at].cell || line.span.len() > LINE || next {
                break;
            }
            let stands_in = deputies(draft, line.span);
            if !stands_in && draft.tokens_in(line.span).iter().any(|token| !names(token)) {
                break;
            }
            if let Some(title) = value(draft, line.span, &["role-column", "task-column"]) {
                // Without a title above, this one is of the name; else of the next.
                if found.title.is_some() || titled {
                    break;
                }
                found.title = Some(title);
            } else if stands_in {
                found.asked = true;
                let someone = value(draft, line.span, &["deputy-column"])
                    .filter(|value| !names_nobody(draft, *value) && !draft.has_word("vacant", *value));
                found.behind = found.behind.or(someone.map(|span| Mitigation { kind: "deputy", span }));
            } else if contact(line.span) {
                found.reached = true;
                if found.behind.is_none()
                    && let Some((span, person)) = held.first()
                {
                    found.behind = self.behind(line.span, *span, *person, &[]);
                }
            } else if let Some(said) = said_behind(draft, line.span) {
                found.behind = found.behind.or(Some(said));
            } else if draft.document.slice(line.span).trim_end().ends_with('.')
                || self.title(index + 1).is_some()
            {
                break;
            }
            found.end = line.span.end();
        }
        found
    }
}

/// The lines of what is read, in order.
fn lines(draft: &Draft<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    for (index, (block, zone)) in draft.document.blocks().iter().zip(&draft.annotations.zones).enumerate() {
        if !matches!(zone, Zone::Body | Zone::Table | Zone::Annex | Zone::Contact) || !block.is_body() {
            continue;
        }
        let cell = block.cell().map(|_| index);
        let mut from = block.content.start();
        for line in draft.document.slice(block.content).split('\n') {
            let span = Span::at(from, from + line.len());
            from = span.end() + 1;
            if !line.trim().is_empty() {
                lines.push(Line { span, zone: *zone, heading: block.is_heading(), cell });
            }
        }
    }
    lines
}

fn inside(span: Span, mentions: &[(Span, u32)]) -> &[(Span, u32)] {
    let from = mentions.partition_point(|(at, _)| at.start() < span.start());
    let to = mentions.partition_point(|(at, _)| at.start() < span.end());
    &mentions[from..to.max(from)]
}

/// What follows a label at the start of a line, up to its end ("Roll: Utrustningsvärd").
fn value(draft: &Draft<'_>, line: Span, labels: &[&str]) -> Option<Span> {
    let word = labels.iter().find_map(|label| {
        draft.words_in(label, Span::at(line.start(), (line.start() + 2).min(line.end()))).next()
    })?;
    let rest = draft.document.text().get(word.span.end()..line.end())?;
    let colon = rest.strip_prefix(':').or_else(|| rest.strip_prefix(" –"))?;
    let value = colon.trim();
    let start = line.end() - colon.trim_start().len();
    (value.chars().filter(|c| c.is_alphanumeric()).nth(1).is_some())
        .then(|| Span::at(start, start + value.len()))
}

/// True where a line begins with a word for who steps in.
fn deputies(draft: &Draft<'_>, line: Span) -> bool {
    let start = Span::at(line.start(), (line.start() + 2).min(line.end()));
    draft.has_word("deputy-column", start)
}
