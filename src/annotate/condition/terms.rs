//! Terms that are not the same for all: shares of a cost, what one party is spared, whom another employs, a shorter notice.

use super::flow::{Actor, Actors};
use crate::annotate::{Draft, Shape, Token};
use crate::document::{Sector, Span};

/// Words between whom something is said of and the word that says it, at most.
const NEAR: usize = 4;
/// Words behind a notice or what is spared up to what belongs to it, at most.
const BEHIND: usize = 3;

/// A sentence that is asked for terms of one party alone.
pub(super) struct Terms<'r, 'd> {
    pub(super) draft: &'r Draft<'d>,
    pub(super) actors: &'r Actors,
    pub(super) span: Span,
}

impl Terms<'_, '_> {
    fn tokens(&self) -> &[Token] {
        self.draft.tokens_in(self.span)
    }

    fn word(&self, label: &str) -> bool {
        self.draft.has_word(label, self.span)
    }

    fn here(&self) -> &[Actor] {
        self.actors.inside(self.span)
    }

    fn names(&self, sector: Sector) -> bool {
        self.actors.names(sector, self.span)
    }

    /// True where two of different sectors are named, one of them this.
    fn with_others(&self, sector: Sector) -> bool {
        self.names(sector) && self.here().iter().any(|actor| actor.sector != sector)
    }

    /// "… bekostas till fyra femtedelar av kommunen och i övrigt av butiken": a cost, or what comes in, of which two have told
    /// shares.
    pub(super) fn shares_cost(&self, sector: Sector) -> bool {
        let tokens = self.tokens();
        let cost = || {
            self.word("cost-noun")
                || self.word("split-noun")
                || tokens.iter().any(|token| self.draft.is("cost-verb", token))
        };
        let signs = self.draft.document.slice(self.span).matches('%').count();
        let told = tokens.iter().filter(|token| self.draft.is("share-noun", token)).count();
        // "45 procent av kostnaden och hotellet för 55"
        let bare = tokens
            .windows(2)
            .filter(|pair| pair[1].shape == Shape::Number && self.draft.is("share-lead", &pair[0]));
        let told = signs + told;
        (told >= 2 || told == 1 && bare.count() >= 2) && self.with_others(sector) && cost()
    }

    /// "Kostnaderna fördelas efter bärkraft": whoever can bear less pays less.
    pub(super) fn by_strength(&self, sector: Sector) -> bool {
        let cost = self.word("cost-noun") || self.word("fee-noun");
        cost && self.word("strength-share") && (self.names(sector) || self.here().is_empty())
    }

    /// "Föreningen är befriad från …", "de ideella undantas från …", "the Club need not file reports".
    pub(super) fn spared(&self) -> bool {
        let tokens = self.tokens();
        tokens.iter().enumerate().any(|(at, token)| {
            let refused = || self.refused_before(at);
            let spared = self.draft.is("exempt-word", token) && !refused()
                || self.draft.is("need-verb", token) && self.need_not(at);
            spared && self.of_unpaid(at)
        })
    }

    /// "Hyra tas inte ut", "avstår från avgift": of nobody who only comes to visit.
    pub(super) fn without_rent(&self) -> bool {
        self.word("no-rent") && !self.word("outsider")
    }

    /// A word of refusal right before a token, or at the head of the sentence.
    fn refused_before(&self, at: usize) -> bool {
        let tokens = self.tokens();
        let from = at.saturating_sub(2);
        tokens[from..at].iter().chain(tokens.first()).any(|token| self.draft.has_word("negation", token.span))
    }

    /// "behöver inte redovisa", "need not insure": nothing is to be done; to ask nobody is a mandate and not that.
    fn need_not(&self, at: usize) -> bool {
        let behind = &self.tokens()[at + 1..];
        let Some(no) =
            behind.iter().take(BEHIND).position(|token| self.draft.has_word("negation", token.span))
        else {
            return false;
        };
        behind[no + 1..].iter().take(BEHIND).any(|token| self.draft.is("spared-deed", token))
    }

    /// Those who work unpaid, or their organisation, stand right before or, turned round, behind a token.
    fn of_unpaid(&self, at: usize) -> bool {
        let tokens = self.tokens();
        let from = tokens[at.saturating_sub(NEAR)].span.start();
        let before = Span::at(from, tokens[at].span.start().max(from));
        let last = self.actors.inside(before).last().map(|actor| actor.sector);
        match last {
            Some(sector) => sector == Sector::Nonprofit,
            None if self.draft.has_word("unpaid-person", before) => true,
            None => {
                let to = tokens.get(at + 2).map_or(self.span.end(), |token| token.span.start());
                let behind = Span::at(tokens[at].span.end(), to.max(tokens[at].span.end()));
                self.actors.inside(behind).first().is_some_and(|actor| actor.sector == Sector::Nonprofit)
            }
        }
    }

    /// "Föreningens samordnare är anställd av kommunen", "Tolk vid jourens möten bekostas av kommunen": another does it.
    pub(super) fn by_another(&self, alone: bool) -> bool {
        let tokens = self.tokens();
        tokens.iter().enumerate().any(|(at, token)| {
            let labels = ["employed-word", "paid-word"];
            if !labels.iter().any(|label| self.draft.is(label, token)) || self.refused_before(at) {
                return false;
            }
            let Some(agent) = self.agent(at) else { return false };
            let before = Span::at(self.span.start(), token.span.start().max(self.span.start()));
            let whose = self.actors.inside(before).iter().any(|actor| actor.sector == Sector::Nonprofit)
                || self.draft.has_word("unpaid-person", before);
            let paid = self.draft.is("paid-word", token);
            agent.sector != Sector::Nonprofit && (whose || alone && paid)
        })
    }

    /// By whom: "av kommunen", "by the Council", right behind a verb.
    fn agent(&self, at: usize) -> Option<Actor> {
        let tokens = self.tokens();
        let by = (at + 1..tokens.len().min(at + 1 + BEHIND)).find(|by| {
            ["agent-by", "with-whom"].iter().any(|label| self.draft.has_word(label, tokens[*by].span))
        })?;
        let to = tokens.get(by + 3).map_or(self.span.end(), |token| token.span.start());
        let behind = Span::at(tokens[by].span.end(), to.max(tokens[by].span.end()));
        self.actors.inside(behind).first().copied()
    }

    /// "Uppsägningstiden är ett år för kommunen men två månader för bolaget": each has a notice of its own; or it follows one
    /// that was told for all ("För bolaget räcker en månad").
    pub(super) fn notice_of_its_own(&self, sector: Sector, told_before: bool) -> bool {
        let notices = self.notices();
        let both = self.word("notice-word") && notices >= 2 && self.with_others(sector);
        let here = self.here();
        let alone = !here.is_empty() && here.iter().all(|actor| actor.sector == sector);
        both || told_before && notices == 1 && alone && self.word("short-word")
    }

    /// True where a sentence tells how long before the end notice is given.
    pub(super) fn tells_notice(&self) -> bool {
        self.word("notice-word") && self.notices() > 0
    }

    /// How many lengths of time are told, with their unit or without it where one has it ("… with six months' notice, the
    /// Company with two"); not those within which something is to be done.
    fn notices(&self) -> usize {
        let tokens = self.tokens();
        let number = |token: &Token| {
            token.shape == Shape::Number
                || self.draft.has_word("number-word", token.span)
                || self.draft.is("one-word", token)
        };
        let unit = |at: usize| tokens.get(at).is_some_and(|token| self.draft.is("notice-unit", token));
        let before =
            |at: usize, label: &str| at.checked_sub(1).is_some_and(|at| self.draft.is(label, &tokens[at]));
        let told = |at: &usize| number(&tokens[*at]) && !before(*at, "deadline-lead");
        let with_unit = (0..tokens.len()).filter(told).filter(|at| unit(at + 1)).count();
        let without = (0..tokens.len()).filter(told).filter(|at| !unit(at + 1) && before(*at, "notice-lead"));
        with_unit + if with_unit > 0 { without.count() } else { 0 }
    }

    /// "Mot föreningens vilja får inget beslutas", "har full frihet att kritisera": its own word counts, and stays its own.
    pub(super) fn independent(&self) -> bool {
        let named = self.names(Sector::Nonprofit) || self.here().is_empty() && self.word("unpaid-person");
        named && (self.word("own-word") || self.asked_first()) || self.decides_itself()
    }

    /// "Ingen ändring sker utan att föreningen har sagt ja": nothing without its consent.
    fn asked_first(&self) -> bool {
        self.word("negation")
            && self.draft.words_in("consent-phrase", self.span).any(|consent| {
                let asked = self.actors.inside(consent.span);
                !asked.is_empty() && asked.iter().all(|actor| actor.sector == Sector::Nonprofit)
            })
    }

    /// "Föreningen bestämmer själv vilka som …": over its own affairs.
    fn decides_itself(&self) -> bool {
        self.draft.words_in("itself-decides", self.span).any(|word| {
            let before = Span::at(self.span.start(), word.span.start().max(self.span.start()));
            self.actors.inside(before).last().is_some_and(|actor| {
                actor.sector == Sector::Nonprofit && actor.span.end() + 1 == word.span.start()
            })
        })
    }

    /// "Släpet får lånas av föreningen", "the van may be borrowed by the Club": what it may use, and no fee is told.
    pub(super) fn lent(&self) -> bool {
        let tokens = self.tokens();
        self.draft.first_mark_in("money", self.span).is_none()
            && !self.word("fee-noun")
            && (0..tokens.len()).any(|at| {
                self.draft.is("lent-word", &tokens[at])
                    && tokens[at.saturating_sub(BEHIND)..at]
                        .iter()
                        .any(|token| self.draft.is("lend-modal", token))
                    && !self.refused_before(at)
                    && self.agent(at).is_some_and(|actor| actor.sector == Sector::Nonprofit)
            })
    }

    /// "Kommunen utbildar klubbens ledare", "The Council insures the volunteers of the Club".
    pub(super) fn trained(&self) -> bool {
        let tokens = self.tokens();
        (0..tokens.len()).filter(|at| self.draft.is("trains-verb", &tokens[*at])).any(|at| {
            let before = Span::at(self.span.start(), tokens[at].span.start().max(self.span.start()));
            let to = tokens.get(at + 1 + NEAR).map_or(self.span.end(), |token| token.span.start());
            let behind = Span::at(tokens[at].span.end(), to.max(tokens[at].span.end()));
            let by = self.actors.inside(before).last();
            by.is_some_and(|actor| actor.sector != Sector::Nonprofit)
                && self.actors.inside(behind).first().is_some_and(|actor| actor.sector == Sector::Nonprofit)
        })
    }

    /// "Föreningen har nyckel till salen och ett skåp där": what it has in the house of another.
    pub(super) fn at_home(&self) -> bool {
        let first = self.here().first();
        self.word("key-phrase") && first.is_some_and(|actor| actor.sector == Sector::Nonprofit)
    }
}
