//! Duties that are told with a noun or by whom they rest on: "Föreningens uppgift är att …", "Ansvaret för larmet ligger
//! hos kommunen", "För maten svarar bolaget", "Keys are issued by the Society".

use super::clause::{governed, plain_name};
use super::judge::{Verb, judge};
use crate::annotate::{Draft, Token, party};
use crate::document::{Duty, DutyKind, DutySource, DutySubject, Language, Span};

/// Subjects of one sentence that are looked at.
const SUBJECTS: usize = 24;
/// Words between a name and the noun or verb that belongs to it, at most.
const NEAR: usize = 3;
/// Words before a participle that is joined to another, in which what makes them passive stands, at most.
const JOINED: usize = 9;
/// Words before a name among which it is refused that something is its task, at most.
const REFUSED: usize = 2;
/// Words of something concrete, at least.
const CONCRETE: usize = 2;

/// Adds the duties of a sentence that no verb beside its subject tells.
pub(super) fn nominal(
    draft: &Draft<'_>,
    here: &[(Span, DutySubject)],
    sentence: Span,
    duties: &mut Vec<Duty>,
) {
    let tokens = draft.tokens_in(sentence);
    for (who, subject) in here.iter().take(SUBJECTS) {
        if !subject.of_parties() {
            continue;
        }
        let clause = Clause { draft, sentence, tokens, who: *who };
        let Some((verb, object)) = clause.of_noun(subject).or_else(|| clause.rests_on()) else { continue };
        let kind = match judge(draft, sentence, Verb::Plain, subject, object) {
            DutyKind::Own if clause.refused() => DutyKind::Negated,
            kind => kind,
        };
        duties.push(Duty {
            span: sentence,
            subject: subject.clone(),
            who: *who,
            verb,
            object,
            kind,
            source: DutySource::Clause,
        });
    }
}

/// A sentence, seen from somebody whom it names.
struct Clause<'a> {
    draft: &'a Draft<'a>,
    sentence: Span,
    tokens: &'a [Token],
    who: Span,
}

impl Clause<'_> {
    fn first(&self) -> usize {
        self.tokens.partition_point(|token| token.span.start() < self.who.start())
    }

    fn next(&self) -> usize {
        self.tokens.partition_point(|token| token.span.start() < self.who.end())
    }

    fn is(&self, label: &str, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| self.draft.is(label, token))
    }

    /// "Det är inte kommunens sak att …", and not "inte bara kommunens sak".
    fn refused(&self) -> bool {
        let first = self.first();
        let before = &self.tokens[first.saturating_sub(REFUSED)..first];
        before.iter().any(|token| self.draft.has_word("negation", token.span))
            && !before.iter().any(|token| self.draft.is("only-word", token))
    }

    /// The words from one token to another, as a span.
    fn words(&self, from: usize, to: usize) -> Option<Span> {
        let (first, last) = (self.tokens.get(from)?, self.tokens.get(to.checked_sub(1)?)?);
        (to >= from + CONCRETE).then(|| first.span.cover(last.span))
    }

    fn behind(&self, from: usize) -> Option<Span> {
        self.words(from, self.tokens.len())
    }

    /// "Föreningens uppgift är att …", "Till bolagets uppgifter hör att …", "Städningen är föreningens ansvar", "Genom
    /// föreningens försorg …": a noun that belongs to somebody.
    fn of_noun(&self, subject: &DutySubject) -> Option<(Span, Span)> {
        let (first, next) = (self.first(), self.next());
        let swedish = self.draft.annotations.language == Language::Sv;
        let text = self.draft.document.slice(self.who);
        let own = party::is_possessive(self.draft, self.who)
            || match swedish {
                true => text.ends_with('s') && !plain_name(self.draft, self.who, subject),
                false => text.ends_with("'s") || text.ends_with("’s") || self.apostrophe(next),
            };
        let noun = match own {
            true => (next..next + NEAR).find(|at| self.is("duty-noun", *at) || self.is("by-way-noun", *at)),
            // "The role of the Council is to …"
            false => self.noun_of(first),
        }?;
        let after = noun.max(next.saturating_sub(1)) + 1;
        let by = first.checked_sub(1).filter(|at| self.is("by-way", *at));
        if let Some(by) = by.filter(|_| own && self.is("by-way-noun", noun)) {
            // "Genom bolagets försorg körs risen bort", "Risen körs bort genom bolagets försorg"
            let rest = self.behind(after).or_else(|| self.words(0, by))?;
            let told = !self.is("for-its-part", noun) || self.tells_duty(after);
            return told.then_some((self.tokens[noun].span, rest));
        }
        // "… uppgift är att", "… åtagande omfattar"
        if let Some(verb) = (after..after + NEAR).find(|at| self.is("carry-verb", *at)) {
            // "Er del är bidraget" gives nothing to do, "er del är att hälsa nya välkomna" does.
            let said = self.draft.value_of("duty-noun", &self.tokens[noun]) != Some("clause")
                || self.is("infinitive-mark", verb + 1);
            // "Klubbens insats är ovärderlig"
            let said = said && !(verb + 1..verb + 3).any(|at| self.is("praise-word", at));
            return Some((self.tokens[verb].span, self.behind(verb + 1).filter(|_| said)?));
        }
        let start = noun.min(first);
        let verb = (start.saturating_sub(2 * NEAR)..start).rev().find(|at| self.is("carry-verb", *at))?;
        let opens = verb <= 1;
        // "Det är föreningens ansvar att …" tells it behind, "Städningen är föreningens ansvar" before.
        let object = match self.behind(after).filter(|_| opens) {
            Some(behind) => behind,
            None => self.words(0, verb).or_else(|| self.behind(after)).or_else(|| self.one(0, verb))?,
        };
        Some((self.tokens[verb].span, object))
    }

    /// "För klubbens del innebär det en plikt att …": a word for a duty stands behind, with what it is.
    fn tells_duty(&self, from: usize) -> bool {
        let to = self.tokens.len().min(from + 2 * NEAR);
        (from..to).any(|at| self.is("duty-noun", at) || self.is("means-duty", at))
            && (from..self.tokens.len()).any(|at| self.is("infinitive-mark", at))
    }

    /// "the Growers' duty": the sign of the genitive stands behind the name.
    fn apostrophe(&self, next: usize) -> bool {
        let end = self.tokens.get(next).map_or(self.who.end(), |token| token.span.start());
        matches!(self.draft.document.between(self.who.end(), end).trim_end(), "'" | "’" | "'s" | "’s")
    }

    /// "the role of the Council": the noun before "of" and an article.
    fn noun_of(&self, first: usize) -> Option<usize> {
        let of = (first.saturating_sub(2)..first).rev().find(|at| self.is("noun-of", *at))?;
        of.checked_sub(1).filter(|at| self.is("duty-noun", *at))
    }

    /// "Ansvaret för larmet ligger hos kommunen", "Skötseln åvilar föreningen", "För maten svarar bolaget", "Ansvarig för
    /// nycklarna är föreningen", "It falls to the Council to …", "The keys are issued by the Society".
    fn rests_on(&self) -> Option<(Span, Span)> {
        let (first, next) = (self.first(), self.next());
        let text = self.draft.document.slice(self.who);
        if text.ends_with("'s") || text.ends_with("’s") || self.apostrophe(next) {
            // "are shifted by the Club's tractor gang"
            let plain = (next..next + NEAR).all(|at| !self.is("instrument-noun", at));
            return plain.then(|| self.done_by(first)).flatten();
        }
        // "Den som sköter belysningen är kommunen"
        if let Some(found) = self.whoever(first, next) {
            return Some(found);
        }
        let article =
            |at: usize| self.is("party-article", at) || self.tokens[at].span.start() >= self.who.start();
        let before = (0..first).rev().find(|at| !article(*at))?;
        // "This arrangement is between X and Y" gives nobody anything to do.
        if self.draft.words_in("party-lead", self.tokens[before].span).next().is_some() {
            return None;
        }
        let span = |at: usize| self.tokens[at].span;
        if let Some(found) = self.left_to(before, next) {
            return Some(found);
        }
        if governed(self.draft, self.sentence, self.who) || self.is("rest-preposition", before) {
            if let Some(found) = self.matter_for(before, next) {
                return Some(found);
            }
            // "läggs ut på föreningen"
            let near = before
                .checked_sub(1)
                .map(|at| if self.is("verb-particle", at) { at.saturating_sub(1) } else { at });
            let verb = near.filter(|at| self.is("rest-verb", *at) && self.handed(*at));
            // "På kommunen ankommer att …"
            let behind = || (next..next + 2).find(|at| self.is("rest-verb", *at)).filter(|_| before == 0);
            let verb = verb.or_else(behind)?;
            // "It is then incumbent on the Council to bolt …"
            let told = verb <= 1 || verb >= next || self.is("infinitive-mark", next);
            let rest = self.behind(next.max(verb + 1)).filter(|_| told);
            // "Spårningen ligger på klubben"
            let before =
                || self.words(0, verb).or_else(|| self.one(0, verb).filter(|_| !self.is("duty-noun", 0)));
            return Some((span(verb), rest.or_else(before)?));
        }
        if self.is("rest-verb", before) && self.is("bears-on", before) && self.handed(before) {
            let rest = self.behind(next).filter(|_| before <= 1);
            return Some((
                span(before),
                rest.or_else(|| self.words(0, before)).or_else(|| self.one(0, before))?,
            ));
        }
        // "Ansvaret för nycklarna har föreningen"
        if self.is("duty-noun", 0) && self.is("answering-verb", before) && next >= self.tokens.len() {
            return Some((span(before), self.words(0, before)?));
        }
        let opens = |label: &str| self.is(label, 0);
        if opens("for-word") && self.is("answer-verb", before) {
            return Some((span(before), self.words(1, before).or_else(|| self.one(1, before))?));
        }
        if opens("responsible-word") && self.is("carry-verb", before) {
            return Some((span(before), self.words(1, before)?));
        }
        self.done_by(first)
    }

    /// "The bookings are handled by the Company": what is done stands before.
    fn done_by(&self, first: usize) -> Option<(Span, Span)> {
        let span = |at: usize| self.tokens[at].span;
        let article =
            |at: usize| self.is("party-article", at) || self.tokens[at].span.start() >= self.who.start();
        let before = (0..first).rev().find(|at| !article(*at))?;
        let by =
            self.draft.annotations.language == Language::En && self.draft.has_word("agent-by", span(before));
        // "are handed out by the Company"
        let small = before.checked_sub(1).filter(|at| self.is("verb-particle-en", *at));
        let done = |at: &usize| self.participle(*at) || small.is_some() && self.is("participle", *at);
        let done = small.unwrap_or(before).checked_sub(1).filter(|at| by && done(at))?;
        let near = |from: usize| (from..done).any(|at| self.is("be-form", at));
        // "… are found by the College and looked after by the Hotel"
        let joined = done.checked_sub(1).is_some_and(|at| self.draft.has_whole("party-join", span(at)));
        let be = near(done.saturating_sub(2)) || joined && near(done.saturating_sub(JOINED));
        // "Decisions are taken by the Board": who decides.
        let decided = self.is("light-verb", done) && self.draft.has_word("decide-word", span(0));
        // "may be ended by the Council"
        let may = (done.saturating_sub(NEAR)..done).any(|at| self.is("right-verb", at));
        (be && !decided && !may).then_some((span(done), self.words(0, done)?))
    }

    /// "Matningen är en uppgift för föreningen", "The lighting is a matter for the Council".
    fn matter_for(&self, before: usize, next: usize) -> Option<(Span, Span)> {
        let noun =
            before.checked_sub(1).filter(|at| self.is("duty-noun", *at) && self.is("matter-for", before))?;
        let be = (noun.saturating_sub(NEAR)..noun).rev().find(|at| self.is("carry-verb", *at))?;
        let object = self.behind(next).filter(|_| be <= 1);
        let object = object.or_else(|| self.words(0, be)).or_else(|| self.one(0, be))?;
        Some((self.tokens[be].span, object))
    }

    /// "Skötseln överlåts på föreningen" hands over work, "Nycklarna överlämnas till föreningen" a thing.
    fn handed(&self, verb: usize) -> bool {
        self.draft.value_of("rest-verb", &self.tokens[verb]) != Some("work")
            || (0..verb).any(|at| self.is("action-noun", at) || self.is("duty-noun", at))
            || self.draft.annotations.language == Language::Sv
                && (0..self.tokens.len()).any(|at| self.is("infinitive-mark", at))
    }

    /// "Den som sköter belysningen är kommunen", "The one who mows is the Club".
    fn whoever(&self, first: usize, next: usize) -> Option<(Span, Span)> {
        let that =
            (1..first.min(NEAR)).find(|at| self.is("relative-word", *at) || self.is("relative-who", *at))?;
        let be = (that + 1..first).rev().take(2).find(|at| self.is("carry-verb", *at))?;
        let opens = self.is("noun-article", 0) && next >= self.tokens.len();
        let object = self.words(that + 1, be).filter(|_| opens)?;
        Some((self.tokens[be].span, object))
    }

    /// "It is for the Trust to keep …", "Det är upp till klubben att spola …".
    fn left_to(&self, before: usize, next: usize) -> Option<(Span, Span)> {
        let ways = (0..=before).rev().take_while(|at| self.is("left-to", *at)).count();
        let is = (before + 1).checked_sub(ways + 1).filter(|at| ways > 0 && self.is("carry-verb", *at))?;
        let object = self.behind(next + 1).or_else(|| self.words(0, is));
        let object = object.filter(|_| self.is("infinitive-mark", next))?;
        Some((self.tokens[is].span, object))
    }

    /// One word that is long enough to say something.
    fn one(&self, from: usize, to: usize) -> Option<Span> {
        let token = self.tokens.get(from).filter(|token| to == from + 1 && token.span.len() > 3)?;
        Some(token.span)
    }

    fn participle(&self, at: usize) -> bool {
        self.is("participle", at) && !self.is("no-duty-participle", at)
    }
}
