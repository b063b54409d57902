//! Clauses that leave out the verb of the one before: "Kommunen svarar för vattnet och föreningen för elen", "På måndagar
//! öppnar klubben, på tisdagar bolaget", "Keys are kept by the Council, the register by the Club".

use super::clause::{acts, governed, words_between};
use super::judge::{Verb, judge};
use crate::annotate::{Draft, Token, party};
use crate::document::{Duty, DutyKind, DutySource, DutySubject, Span};

/// Subjects of one sentence that are looked at.
const SUBJECTS: usize = 24;
/// Words of such a clause, at most.
const WORDS: usize = 9;
/// Words behind a verb among which what is to be done begins ("åligger kommunen att …"), at most.
const MARK: usize = 4;

/// Adds what a sentence says of those whose clause has no verb of its own; `from` is where its duties begin.
pub(super) fn gapped(
    draft: &Draft<'_>,
    here: &[(Span, DutySubject)],
    sentence: Span,
    from: usize,
    duties: &mut Vec<Duty>,
) {
    for (who, subject) in here.iter().take(SUBJECTS) {
        let spoken =
            duties[from..].iter().any(|duty| duty.who.start() < who.end() && who.start() < duty.who.end());
        if spoken || !matches!(subject, DutySubject::Party(_)) || party::is_possessive(draft, *who) {
            continue;
        }
        let ahead = duties[from..].iter().rev().find(|duty| {
            let whole = duty.span == sentence && !duty.verb.is_empty() && duty.kind == DutyKind::Own;
            whole && duty.who.end() <= who.start() && duty.verb.end() <= who.start()
        });
        let Some(ahead) = ahead.filter(|ahead| ahead.subject != *subject) else { continue };
        let clause = Clause { draft, here, sentence, who: *who, verb: ahead.verb, first: ahead.who };
        let Some(object) = clause.object() else { continue };
        let kind = judge(draft, sentence, Verb::Plain, subject, object);
        let (subject, verb, source) = (subject.clone(), ahead.verb, DutySource::Clause);
        duties.push(Duty { span: sentence, subject, who: *who, verb, object, kind, source });
    }
}

/// Somebody whose clause may lack its verb, and the clause before.
struct Clause<'a> {
    draft: &'a Draft<'a>,
    here: &'a [(Span, DutySubject)],
    sentence: Span,
    who: Span,
    verb: Span,
    first: Span,
}

impl Clause<'_> {
    /// What the clause gives its subject to do.
    fn object(&self) -> Option<Span> {
        // "Det åligger kommunen att … och klubben att …"
        let bound = self.first.start() == self.verb.end() + 1 && self.marked();
        if self.first.end() <= self.verb.start() || bound {
            return self.behind();
        }
        let by =
            |who: Span| self.before(who).is_some_and(|token| self.draft.has_word("agent-by", token.span));
        match (by(self.first), by(self.who)) {
            (true, true) => self.of_agent(),
            (false, false) => self.ahead(),
            _ => None,
        }
    }

    /// "… och föreningen för elen", "…, kommunen det södra": what stands behind who.
    fn behind(&self) -> Option<Span> {
        let before = self.start();
        // "… till klubben och föreningen": who is joined to another.
        let joined = self.here.iter().any(|(span, _)| span.end() == before.end());
        let tokens = self.tail(self.who.end())?;
        let next = tokens.first().filter(|next| next.span.start() == self.who.end() + 1)?;
        let preposition = |token: &Token| self.draft.has_whole("preposition", token.span);
        let said = Span::at(self.verb.end(), before.end());
        // "svarar för vattnet … för elen"
        let last = self.draft.tokens_in(self.verb).last().filter(|last| preposition(last));
        let alike = last.is_some_and(|last| self.draft.lower(last) == self.draft.lower(next));
        let thing =
            ["noun-article", "definite-noun", "article"].iter().any(|label| self.draft.is(label, next))
                && !self.draft.tokens_in(said).iter().any(preposition)
                && !preposition(next)
                && last.is_none();
        // "åtar sig drift av toaletterna och hamnen drift av kranen"
        let same = self
            .draft
            .tokens_in(said)
            .first()
            .is_some_and(|first| self.draft.lower(first) == self.draft.lower(next));
        let told = words_between(self.draft, self.verb.end(), before.end()) > 0;
        (told && !joined && (alike || thing || same || self.goes_on(next)))
            .then(|| next.span.cover(tokens[tokens.len() - 1].span))
    }

    /// "Kommunen ska gräva och föreningen plantera", "… har lovat att gräva, föreningen att plantera": the modal is left out.
    fn goes_on(&self, next: &Token) -> bool {
        if self.marked() && self.draft.is("infinitive-mark", next) {
            return true;
        }
        self.draft.has_word("duty-modal", self.verb)
            && ["infinitive-verb", "infinitive-mark", "base-verb-en"]
                .iter()
                .any(|label| self.draft.is(label, next))
    }

    /// True where what is to be done before is told behind "att" or "to", not far from the verb.
    fn marked(&self) -> bool {
        let before = self.draft.tokens_in(Span::at(self.verb.end(), self.who.start().max(self.verb.end())));
        before.iter().take(MARK).any(|token| self.draft.is("infinitive-mark", token))
    }

    /// "…, på tisdagar bolaget": who stands at the end, behind when or where.
    fn ahead(&self) -> Option<Span> {
        let before = Span::at(self.first.end(), self.who.start());
        let comma = self.draft.document.slice(before).rfind(", ").map(|at| before.start() + at + 1)?;
        let tokens = self.draft.tokens_in(Span::at(comma, self.who.start()));
        let ends = self.draft.tokens_in(Span::at(self.who.end(), self.sentence.end())).is_empty();
        let opens = self
            .draft
            .tokens_in(self.sentence)
            .first()
            .is_some_and(|token| token.span.end() <= self.verb.start());
        let plain = !governed(self.draft, self.sentence, self.who)
            && !self.has_verb(tokens)
            && !tokens.iter().any(|token| self.draft.has_whole("party-join", token.span));
        let (first, last) = (tokens.first()?, tokens.last()?);
        (ends && opens && plain && tokens.len() <= WORDS).then(|| first.span.cover(last.span))
    }

    /// "…, jord av kommunen": what stands before who does it.
    fn of_agent(&self) -> Option<Span> {
        let before = Span::at(self.first.end(), self.who.start());
        let tokens = self.draft.tokens_in(before);
        // The last of them are "by" and an article.
        let by = tokens.iter().rposition(|token| self.draft.has_word("agent-by", token.span))?;
        let tokens = tokens.get(..by)?;
        let opens = tokens.iter().position(|token| !self.draft.has_whole("party-join", token.span))?;
        let tokens = &tokens[opens..];
        let (first, last) = (tokens.first()?, tokens.last()?);
        // "På måndagar … av kommunen, på fredagar av bolaget"
        let alike = self
            .draft
            .tokens_in(self.sentence)
            .first()
            .is_some_and(|opens| self.draft.lower(opens) == self.draft.lower(first));
        let plain = (alike || !self.draft.has_whole("preposition", first.span))
            && tokens.len() <= WORDS
            && !self.has_verb(tokens)
            && !tokens.iter().any(|token| self.draft.is("participle", token));
        plain.then(|| first.span.cover(last.span))
    }

    /// The joining word or comma before who, as a place that ends where the clause before does.
    fn start(&self) -> Span {
        let tokens = self.draft.tokens_in(Span::at(self.verb.end(), self.who.start()));
        let small = |token: &&Token| {
            self.draft.is("noun-article", token) || self.draft.has_whole("party-join", token.span)
        };
        let end =
            tokens.iter().rev().find(|token| !small(token)).map_or(self.verb.end(), |token| token.span.end());
        let between = self.draft.document.between(end, self.who.start());
        let joins = tokens
            .iter()
            .any(|token| token.span.start() >= end && self.draft.has_whole("party-join", token.span));
        match joins || between.starts_with(", ") {
            true => Span::at(end, end),
            false => Span::at(self.verb.end(), self.verb.end()),
        }
    }

    /// The words from a place to the end of the clause, where none of them is a verb.
    fn tail(&self, from: usize) -> Option<&[Token]> {
        let rest = Span::at(from, self.sentence.end());
        let end =
            self.draft.document.slice(rest).find([',', ';', ':']).map_or(rest.end(), |at| rest.start() + at);
        let tokens = self.draft.tokens_in(Span::at(from, end));
        // "… teatern byta trasiga bojar": what begins so is no clause of its own, and a noun may end as verbs do.
        let led = |first: &Token| {
            ["infinitive-verb", "infinitive-mark"].iter().any(|label| self.draft.is(label, first))
        };
        let verb = !tokens.first().is_some_and(led) && self.has_verb(tokens);
        let plain = !tokens.is_empty()
            && tokens.len() <= WORDS
            && !verb
            && !self.draft.has_whole("party-join", tokens[0].span);
        plain.then_some(tokens)
    }

    /// True where one of the words can be the verb of a clause; behind an article stands none ("the hedges").
    fn has_verb(&self, tokens: &[Token]) -> bool {
        tokens.iter().enumerate().any(|(at, token)| {
            let noun = at.checked_sub(1).is_some_and(|before| self.draft.is("noun-article", &tokens[before]));
            !noun && acts(self.draft, token)
        })
    }

    fn before(&self, who: Span) -> Option<&Token> {
        let tokens =
            self.draft.tokens_in(Span::at(self.sentence.start(), who.start().max(self.sentence.start())));
        tokens
            .iter()
            .rev()
            .find(|token| !self.draft.is("noun-article", token) && !self.draft.is("article", token))
    }
}
