//! Who acts for a party: its people and offices, told with whose they are ("kommunens fältsekreterare", "the Club's
//! volunteers", "Council staff"), with where they are ("handläggaren på kommunen", "two members of the Club") or with the party
//! in brackets ("fältgruppen (kommunen)"). The name grows by these words and is a subject as the party itself is.

use super::clause::{finite, plain_name};
use crate::annotate::{Draft, Token, party};
use crate::document::{DutySubject, Language, Span};

/// Words between whose they are and the word for people, at most ("kommunens tekniska drift- och parkenhet").
const BEHIND: usize = 4;
/// Words that tell more of them before that word, at most ("the duty engineer of").
const BEFORE: usize = 3;

/// Makes every mention of a party as long as what is said of its people.
pub(super) fn grow(draft: &Draft<'_>, all: &mut [(Span, DutySubject)]) {
    for (span, subject) in all.iter_mut().filter(|(_, subject)| matches!(subject, DutySubject::Party(_))) {
        let grown = Mention { draft, who: *span, subject }.grown();
        if let Some(grown) = grown {
            *span = grown;
        }
    }
}

/// True for a mention that ends in a word for people or offices, behind or before whose they are.
pub(super) fn of_party(draft: &Draft<'_>, who: Span) -> bool {
    let tokens = draft.tokens_in(who);
    tokens.len() > 1 && tokens.last().is_some_and(|last| people(draft, last))
}

/// True where several act for a party: "two members of the Club", "Council staff".
pub(super) fn several(draft: &Draft<'_>, who: Span) -> bool {
    draft.tokens_in(who).iter().any(|token| {
        let text = draft.lower(token);
        people(draft, token) && (text.ends_with('s') || draft.is("people-collective", token))
    })
}

fn people(draft: &Draft<'_>, token: &Token) -> bool {
    match draft.annotations.language {
        Language::En => draft.is("office-noun-en", token),
        _ => draft.is("office-noun", token) && !draft.is("no-office-noun", token),
    }
}

struct Mention<'a> {
    draft: &'a Draft<'a>,
    who: Span,
    subject: &'a DutySubject,
}

impl Mention<'_> {
    fn grown(&self) -> Option<Span> {
        let tokens = &self.draft.tokens;
        let first = tokens.partition_point(|token| token.span.start() < self.who.start());
        let next = tokens.partition_point(|token| token.span.start() < self.who.end());
        let ahead = self.ahead(first).or_else(|| self.bracketed(first, next));
        // "Wardens from the Council patrol …": who they are is told before.
        let behind = self.behind(next).filter(|_| ahead.is_none() || self.own(next));
        let ahead = ahead.or_else(|| behind.and_then(|_| self.some_of(first)));
        match (ahead, behind) {
            (None, None) => None,
            (ahead, behind) => Some(ahead.unwrap_or(self.who).cover(behind.unwrap_or(self.who))),
        }
    }

    fn gap(&self, at: usize) -> &str {
        let tokens = &self.draft.tokens;
        match (tokens.get(at), tokens.get(at + 1)) {
            (Some(one), Some(two)) => self.draft.document.between(one.span.end(), two.span.start()),
            _ => "\n",
        }
    }

    /// True for a mention that tells whose something is: "kommunens", "the Council's", "vår".
    fn own(&self, next: usize) -> bool {
        let last = next.checked_sub(1).and_then(|last| self.draft.tokens.get(last));
        let Some(text) = last.map(|last| self.draft.lower(last)) else { return false };
        party::is_possessive(self.draft, self.who)
            || match self.draft.annotations.language == Language::Sv {
                true => text.ends_with('s') && !plain_name(self.draft, self.who, self.subject),
                false => text.ends_with("'s") || text.ends_with("’s") || self.gap(next - 1) == "’ ",
            }
    }

    /// "kommunens tekniska kontor", "the Council's duty engineer", "Club volunteers".
    fn behind(&self, next: usize) -> Option<Span> {
        let swedish = self.draft.annotations.language == Language::Sv;
        let own = self.own(next);
        let reach = match (own, swedish) {
            (true, _) => BEHIND,
            // "Council staff"
            (false, false) => 2,
            (false, true) => return None,
        };
        let end = (next + reach).min(self.draft.tokens.len());
        let mut found = None;
        for at in next..end {
            let token = &self.draft.tokens[at];
            let gap = self.gap(at - 1);
            let runs_on = gap == " " || gap == "- " || at == next && own && gap == "’ ";
            if !runs_on || self.ends(token) {
                break;
            }
            if people(self.draft, token) {
                found = Some(self.who.cover(token.span));
                break;
            }
            if !self.tells_more(token, swedish) {
                break;
            }
        }
        found
    }

    /// A word between whose they are and the word for people: "tekniska", "barn-", "duty", and no verb ("The Friends recruit
    /// volunteers") or noun ("från föreningens sida").
    fn tells_more(&self, token: &Token, swedish: bool) -> bool {
        let verb = finite(self.draft, token) || self.draft.has_word("duty-modal", token.span);
        match swedish {
            true => {
                let hyphen = self.draft.document.text()[token.span.end()..].starts_with('-');
                let adjective =
                    self.draft.is("people-adjective", token) && !self.draft.is("by-way-noun", token);
                hyphen || adjective && !verb || self.draft.has_whole("party-join", token.span)
            }
            false => !verb && !self.draft.is("base-verb-en", token),
        }
    }

    /// What ends the words that tell of people.
    fn ends(&self, token: &Token) -> bool {
        let hyphen = self.draft.document.text()[..token.span.start()].trim_end().ends_with('-');
        self.draft.has_whole("preposition", token.span)
            || ["that-word", "relative-word", "subordinator"].iter().any(|label| self.draft.is(label, token))
            || self.draft.has_whole("party-join", token.span) && !hyphen
    }

    /// "handläggaren på kommunen", "two members of the Club", "a driver employed by the Company".
    fn ahead(&self, first: usize) -> Option<Span> {
        let tokens = &self.draft.tokens;
        let article = |at: &usize| self.draft.is("party-article", &tokens[*at]);
        let of = first.checked_sub(1).map(|at| if article(&at) { at.saturating_sub(1) } else { at })?;
        if !self.draft.is("people-of", &tokens[of]) {
            return None;
        }
        let mut noun = of.checked_sub(1)?;
        if self.draft.is("sent-word", &tokens[noun]) {
            noun = noun.checked_sub(1)?;
        }
        let whole = (noun..self.first_behind()).all(|at| self.gap(at) == " ");
        (whole && people(self.draft, &tokens[noun])).then(|| self.from(noun).cover(self.who))
    }

    /// "Två av kommunens badvakter", "one of the Council's lifeguards": how many of its people.
    fn some_of(&self, first: usize) -> Option<Span> {
        let tokens = &self.draft.tokens;
        let article = |at: &usize| self.draft.is("party-article", &tokens[*at]) && self.gap(*at) == " ";
        let of = first.checked_sub(1).map(|at| if article(&at) { at.saturating_sub(1) } else { at })?;
        let count = of.checked_sub(1)?;
        let some = self.draft.is("part-of", &tokens[of])
            && self.draft.is("people-count", &tokens[count])
            && (count..first).all(|at| self.gap(at) == " ");
        some.then(|| tokens[count].span.cover(self.who))
    }

    /// "fältgruppen (kommunen)": the party in brackets behind.
    fn bracketed(&self, first: usize, next: usize) -> Option<Span> {
        let article = first
            .checked_sub(1)
            .filter(|at| self.draft.is("party-article", &self.draft.tokens[*at]) && self.gap(*at) == " ");
        let noun = article.unwrap_or(first).checked_sub(1)?;
        let close = self.draft.document.text()[self.who.end()..].starts_with(')');
        let inside = self.gap(noun) == " (" && close && next > first;
        let token = &self.draft.tokens[noun];
        (inside && (people(self.draft, token) || self.draft.is("person-of-letter", token)))
            .then(|| self.from(noun).cover(Span::at(self.who.start(), self.who.end() + 1)))
    }

    fn first_behind(&self) -> usize {
        self.draft.tokens.partition_point(|token| token.span.start() < self.who.start())
    }

    /// The word for people with its article, number and what else tells of it ("den jourhavande mekanikern").
    fn from(&self, noun: usize) -> Span {
        let tokens = &self.draft.tokens;
        let counts = |at: usize| self.draft.is("people-count", &tokens[at]);
        for back in 1..=BEFORE {
            let Some(at) = noun.checked_sub(back) else { break };
            if self.gap(at) != " " || self.ends(&tokens[at]) {
                break;
            }
            if counts(at) {
                return tokens[at].span.cover(tokens[noun].span);
            }
        }
        tokens[noun].span
    }
}
