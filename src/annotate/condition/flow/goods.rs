//! What is got: results, sums, shares, rights, and what is nothing.

use super::Clause;
use crate::annotate::duty;
use crate::document::Span;

impl Clause<'_, '_> {
    /// "Improvements to the algorithm belong to …": what comes out of the work stands before the verb.
    pub(super) fn results_before(&self, verb: usize) -> bool {
        let before = Span::at(self.sentence.start(), self.tokens[verb].span.start());
        self.draft.has_word("result-noun", before)
    }

    /// A sum of money right behind a verb.
    pub(super) fn is_sum(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        let before = at.checked_sub(1).map_or(token.span.start(), |verb| self.tokens[verb].span.end());
        let rest = Span::at(before, self.sentence.end());
        self.draft.first_mark_in("money", rest).is_some_and(|sum| sum.start() <= token.span.end())
    }

    /// "kvitterar ut 25 000 kronor", "lyfter en ersättning om 14 000 kronor"
    pub(super) fn draws(&self, verb: usize) -> bool {
        let behind = Span::at(self.tokens[verb].span.end(), self.sentence.end());
        let paid = ["pay-noun", "income-noun"].iter().any(|label| self.draft.has_word(label, behind));
        self.is_sum(verb + 1 + usize::from(self.is("out-particle", verb + 1))) || paid && self.priced(verb)
    }

    /// "takes 12 per cent of turnover", "tar ut en avgift"
    pub(super) fn is_share(&self, verb: usize) -> bool {
        let out = usize::from(self.is("out-particle", verb + 1));
        let mut behind = verb + 1 + out..self.tokens.len().min(verb + 5 + out);
        let of_income = || {
            let rest = Span::at(self.tokens[verb].span.end(), self.sentence.end());
            self.draft.has_word("income-noun", rest)
        };
        behind.clone().any(|at| self.is("percent-word", at)) && of_income()
            || out == 1 && (self.is_sum(verb + 2) || behind.any(|at| self.word("income-noun", at)))
    }

    /// "lånar ut", "hyr ut till": handed to others.
    pub(super) fn hands_out(&self, at: usize) -> bool {
        let rest = at + 1..self.tokens.len().min(at + 7);
        rest.clone().any(|at| self.is("out-particle", at))
            || rest.clone().any(|at| {
                self.word("to-whom", at)
                    && self.here.iter().any(|actor| self.token(actor.span.start()) == at + 1)
            })
    }

    /// What is got is something: no duty, no notice, nothing that anybody may do.
    pub(super) fn thing(&self, from: usize) -> bool {
        let rest = from..self.tokens.len();
        let Some(thing) = rest.clone().find(|at| !duty::adverb(self.draft, &self.tokens[*at])) else {
            return false;
        };
        // "ges möjlighet att delta"
        let noun = thing + usize::from(self.is("noun-article", thing));
        let chance = self.is("chance-noun", noun) && self.is("infinitive-mark", noun + 1);
        let nothing = self.is("no-gain", if chance { noun + 2 } else { thing });
        self.begins("gain-deed", thing) || !nothing && !rest.take(3).any(|at| self.is("no-gain-thing", at))
    }

    /// "ensamrätt", "rätt att sälja", "the sole right to use": a right that is worth something.
    pub(super) fn right(&self, at: usize) -> bool {
        // "har fri tillgång till salen"
        let free = at.checked_sub(1).is_some_and(|before| self.is("may-verb", before));
        if free || !self.is("plain-right", at) {
            return true;
        }
        let rest = &self.tokens[at + 1..self.tokens.len().min(at + 4)];
        // "rätt att utan avgift köra på vägen"
        rest.iter().any(|token| {
            ["gain-deed", "free-word"].iter().any(|label| self.draft.begins_with(label, token.span))
        })
    }

    /// "har intäkterna av serveringen", "has the takings of the bar": what comes in from something named.
    pub(super) fn has_income(&self, at: usize) -> bool {
        let noun = at + 1 + usize::from(self.is("noun-article", at + 1));
        self.is("have-verb", at)
            && self.word("income-noun", noun)
            && (self.is("source-word", noun + 1)
                || ["agent-by", "preposition"].iter().any(|label| self.word(label, noun + 1)))
            && !self.word("debt-noun", noun)
    }

    /// "tar betalt av besökarna", "charges the public": of those who are no party.
    pub(super) fn takes_payment(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        let rest = Span::at(token.span.start(), self.sentence.end());
        let of_party =
            || (at + 2..at + 5).any(|by| self.here.iter().any(|actor| self.token(actor.span.start()) == by));
        self.draft.begins_with("paid-phrase", rest) && !of_party()
    }
}
