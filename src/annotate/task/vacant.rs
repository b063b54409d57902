//! Roles that nobody has.

use super::cell_of;
use super::deputy::substitutes;
use crate::annotate::Draft;
use crate::annotate::person::sentence;
use crate::document::{Holder, Span, Task, Zone};

/// Letters of a role, at most.
const ROLE: usize = 80;

/// "Kassör: vakant".
pub(super) fn of_vacancies(draft: &Draft<'_>, tasks: &mut Vec<Task>) {
    let mut last: Option<Span> = None;
    for word in draft.words_of("vacant").map(|word| word.span) {
        let around = sentence(draft, word);
        if !is_read(draft, word) || last == Some(around) {
            continue;
        }
        last = Some(around);
        if of_substitute(draft, word) || supposed(draft, around, word) {
            continue;
        }
        let text = draft.document.slice(around);
        let role = text.split([':', '\t']).next().unwrap_or(text).trim();
        if role.chars().count() > ROLE || role.is_empty() {
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

fn is_read(draft: &Draft<'_>, word: Span) -> bool {
    let block = draft.document.block_at(word.start()).unwrap_or(0);
    let zone = draft.annotations.zones.get(block).copied().unwrap_or(Zone::Body);
    matches!(zone, Zone::Body | Zone::Table | Zone::Annex | Zone::Contact)
}

/// "Part | Ersättare": only who substitutes is missing.
fn of_substitute(draft: &Draft<'_>, word: Span) -> bool {
    cell_of(draft, word).is_some_and(|cell| substitutes(draft, cell))
}

/// "En tjänst som när den är obesatt täcks av …": what holds if it were vacant; "What is to be decided": what is spoken of.
fn supposed(draft: &Draft<'_>, around: Span, word: Span) -> bool {
    let lead = draft.tokens_in(Span::at(around.start(), word.start().max(around.start())));
    lead.iter().rev().take(4).any(|token| draft.is("condition-word", token) || draft.is("about-what", token))
}
