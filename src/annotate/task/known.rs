//! What is known of a document before its tasks are read: who is named where, in what function, and which names sign.

use crate::annotate::person::owns;
use crate::annotate::{Draft, Token, spans_of};
use crate::document::{PersonZone, Span};

/// What all questions about tasks and who stands behind them rest on: found once for a document.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Addresses, in order.
    pub(super) emails: Vec<Span>,
    /// Mentions of persons, in order.
    pub(super) mentions: Vec<(Span, u32)>,
    /// Mentions of parties, in order.
    pub(super) parties: Vec<Span>,
    /// The same mentions of persons, each with the function that stands at the name.
    functions: Vec<(Span, Option<Span>)>,
    /// Names that sign, or that are of those who wrote or decided, in order.
    signing: Vec<Span>,
}

impl Known {
    pub(super) fn of(draft: &Draft<'_>) -> Known {
        let mut known = Known { emails: spans_of(draft, "email"), ..Known::default() };
        for (index, person) in draft.annotations.persons.iter().enumerate() {
            for mention in &person.mentions {
                known.mentions.push((mention.span, index as u32));
                known.functions.push((mention.span, mention.function));
                if matches!(mention.zone, PersonZone::Signature | PersonZone::Metadata) {
                    known.signing.push(mention.span);
                }
            }
        }
        known.parties.extend(draft.annotations.parties.iter().flat_map(|party| &party.mentions));
        known.mentions.sort_unstable();
        known.functions.sort_unstable();
        known.signing.sort_unstable();
        known.parties.sort_unstable();
        known
    }

    /// The person whose name a token is part of.
    pub(super) fn person(&self, token: &Token) -> Option<u32> {
        self.person_at(token.span.start())
    }

    /// The person whose name stands at a place.
    pub(super) fn person_at(&self, place: usize) -> Option<u32> {
        let at = self.mentions.partition_point(|(span, _)| span.start() <= place);
        let (span, person) = self.mentions.get(at.checked_sub(1)?)?;
        span.holds(place).then_some(*person)
    }

    /// The function that stands at a name, in lower case.
    pub(super) fn function(&self, draft: &Draft<'_>, name: Span) -> Option<String> {
        let at = self.functions.partition_point(|(other, _)| *other < name);
        let (_, function) = self.functions.get(at).filter(|(other, _)| *other == name)?;
        function.map(|function| draft.document.slice(function).to_lowercase())
    }

    /// True for a name that signs, or that is of those who wrote or decided.
    pub(super) fn signs(&self, name: Span) -> bool {
        self.signing.binary_search(&name).is_ok()
    }

    /// True for a token in the name of a party.
    pub(super) fn party(&self, token: &Token) -> bool {
        let at = self.parties.partition_point(|span| span.start() <= token.span.start());
        at.checked_sub(1).is_some_and(|at| self.parties[at].contains(token.span))
    }

    /// True for a stretch that is the name of a party and no more.
    pub(super) fn is_party(&self, span: Span) -> bool {
        self.parties.binary_search(&span).is_ok()
    }

    /// True where the name of a party begins.
    pub(super) fn party_begins(&self, place: usize) -> bool {
        self.parties.binary_search_by_key(&place, |span| span.start()).is_ok()
    }

    /// An address in a span that is neither of the person called `name` nor a private one.
    pub(super) fn mailbox(&self, draft: &Draft<'_>, around: Span, name: &str) -> Option<Span> {
        let from = self.emails.partition_point(|at| at.start() < around.start());
        let here = self.emails[from..].iter().take_while(|at| at.start() < around.end());
        let shared =
            |at: &&Span| !owns(name, draft.document.slice(**at)) && !draft.has_word("private-mail", **at);
        here.copied().find(|at| shared(&at))
    }
}
