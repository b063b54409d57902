//! Verbs that no list knows, with who does what they say: the finite verb right behind a subject ("Föreningen rensar …"),
//! behind somebody of a party ("Kommunens tekniska kontor röjer …"), right before it ("I juli öppnar klubben …"), behind a
//! relative clause, or a passive before its agent ("fördelas av klubben").

use super::clause::{
    adverb, barred, before_word, finite, goes_on, has_done, hoped, of_case, plain_name, plain_subject,
    words_between,
};
use super::people::{of_party, several};
use crate::annotate::{Draft, Shape, Token, party};
use crate::document::{DutySubject, Language, Span};

/// Subjects of one sentence that are looked at.
const SUBJECTS: usize = 24;
/// Words that stand between commas behind who does something, at most ("for its part").
const ASIDE: usize = 4;
/// The same, where it tells by or as what they act ("acting by its Head of Parks").
const LONG_ASIDE: usize = 10;
/// Words of what is done between a passive and its agent, at most.
const NOUN: usize = 5;
/// Words of an office or of people behind whose they are, at most ("the Council's grounds and parks team").
const OFFICE: usize = 4;
/// Words between a party and the verb of its office, at most ("kommunens tekniska kontor").
const BUREAU: usize = 4;
/// Words up to a verb that is joined to one that is no duty, at most ("äger och underhåller").
const JOINED: usize = 24;
/// Adverbs between a subject and its verb, at most.
const ADVERBS: usize = 3;
/// Words between a passive and the word for an agent among which it is looked for ("körs bort av").
const PARTICLES: usize = 3;

/// A verb that no list knows, with its subject.
pub(super) struct Plain {
    pub(super) verb: Span,
    pub(super) subject: DutySubject,
    pub(super) who: Span,
    /// True where the subject is the agent behind a passive: what is done stands before the verb.
    pub(super) passive: bool,
}
/// Words between who does something and another who does not, at most ("and not the Rowers").
const CONTRAST: usize = 4;

/// Such verbs of a sentence, at most one for each of those who are named in it.
pub(super) fn plain_verbs(draft: &Draft<'_>, here: &[(Span, DutySubject)], sentence: Span) -> Vec<Plain> {
    let swedish = draft.annotations.language == Language::Sv;
    let clause = Clause { draft, here, sentence, tokens: draft.tokens_in(sentence), swedish };
    let parties = here.iter().take(SUBJECTS).filter(|(_, subject)| subject.of_parties());
    parties.filter_map(|(who, subject)| clause.read(&clause.actor(*who, subject))).collect()
}

/// The sentence that is read.
struct Clause<'r> {
    draft: &'r Draft<'r>,
    here: &'r [(Span, DutySubject)],
    sentence: Span,
    tokens: &'r [Token],
    swedish: bool,
}

/// One who is named in it and may do something.
struct Actor<'r> {
    who: Span,
    subject: &'r DutySubject,
    /// Number of the first token of the name, and of the first behind it.
    first: usize,
    next: usize,
}

impl<'r> Clause<'r> {
    fn actor(&self, who: Span, subject: &'r DutySubject) -> Actor<'r> {
        let place = |at: usize| self.tokens.partition_point(|token| token.span.start() < at);
        Actor { who, subject, first: place(who.start()), next: place(who.end()) }
    }

    /// The verb of one who is named, where the sentence says that it does something.
    fn read(&self, actor: &Actor<'_>) -> Option<Plain> {
        let before = actor.first.checked_sub(1).and_then(|at| self.tokens.get(at));
        if before.is_some_and(|token| self.draft.has_word("agent-by", token.span)) {
            return self.agent(actor);
        }
        if let Some(verb) = self.behind_whom_it_sends(actor) {
            return Some(self.told(actor, verb, false));
        }
        if let Some(verb) = self.goes_on(actor) {
            return Some(self.told(actor, self.deed(actor, verb)?, false));
        }
        if before.is_some_and(|token| self.draft.is("subordinator", token))
            || of_case(self.draft, self.sentence, actor.who)
            || hoped(self.draft, self.sentence, actor.who)
        {
            return None;
        }
        let after = self.tokens.get(actor.next)?;
        if self.is_given(actor) {
            return None;
        }
        let inverted = || before.and_then(|before| self.inverted(actor, before));
        // "Till städdagen bakar klubben bullar": the verb stands second, and what ends the clause is a noun.
        let ends = || {
            actor.next + 1 >= self.tokens.len()
                || self.draft.has_whole("preposition", self.tokens[actor.next + 1].span)
        };
        let second = if self.swedish && ends() { inverted() } else { None };
        let verb = second.or_else(|| self.behind(actor)).or_else(inverted)?;
        if let Some(split) = self.split(actor, verb, after) {
            return Some(split);
        }
        Some(self.told(actor, self.deed(actor, verb)?, false))
    }

    fn told(&self, actor: &Actor<'_>, verb: usize, passive: bool) -> Plain {
        Plain { verb: self.tokens[verb].span, subject: actor.subject.clone(), who: actor.who, passive }
    }

    fn is(&self, label: &str, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| self.draft.is(label, token))
    }

    /// What stands between a token and the next.
    fn gap(&self, at: usize) -> &'r str {
        let (from, to) = (self.tokens[at].span.end(), self.tokens[at + 1].span.start());
        match self.draft.document.text().get(from..to).unwrap_or("\n") {
            "\u{a0}" => " ",
            gap => gap,
        }
    }

    /// What stands between a name and the word behind it.
    fn gap_behind(&self, actor: &Actor<'_>) -> &'r str {
        // A party in brackets ends behind its last word ("handläggaren (kommunen)").
        match self.tokens.get(actor.next) {
            Some(next) if actor.who.end() <= next.span.start() => {
                match self.draft.document.between(actor.who.end(), next.span.start()) {
                    "\u{a0}" => " ",
                    gap => gap,
                }
            }
            _ => "\n",
        }
    }

    /// "… utförs av kommunens gatukontor": the passive before the word for an agent.
    fn agent(&self, actor: &Actor<'_>) -> Option<Plain> {
        let by = actor.first - 1;
        // "… på uppdrag av kommunen": for whom, and not who.
        if self.gap(by) != " " || by.checked_sub(1).is_some_and(|noun| self.is("behalf-noun", noun)) {
            return None;
        }
        let before = &self.tokens[..by];
        // "Av klubben ordnas städdag i maj"
        if by == 0 && self.gap_behind(actor) == " " && self.is_done(actor.next) {
            return Some(self.told(actor, actor.next, false));
        }
        if let Some(verb) = self.passive(before) {
            return Some(self.told(actor, verb, true));
        }
        let verb = self.inverted_passive(before).filter(|_| self.swedish)?;
        Some(self.told(actor, verb, false))
    }

    /// The passive that ends what stands before the word for an agent; particles may follow it ("körs bort av", "tas om hand
    /// av").
    fn passive(&self, before: &[Token]) -> Option<usize> {
        let small = |token: &Token| adverb(self.draft, token) || self.draft.is("verb-particle", token);
        let verb = (0..before.len()).rev().take(PARTICLES).find(|at| !small(&before[*at]))?;
        // "Ställningstaganden görs av kommunstyrelsen": who decides.
        let decided =
            || self.is("light-verb", verb) && self.draft.has_word("decide-word", self.tokens[0].span);
        (self.is_done(verb) && !decided()).then_some(verb)
    }

    /// True for a passive that tells of work: "Avtalet kan sägas upp av kommunen" tells of none.
    fn is_done(&self, verb: usize) -> bool {
        let may = || (verb.saturating_sub(PARTICLES)..verb).any(|at| self.is("right-verb", at));
        self.is("passive-verb", verb) && !self.is("no-duty-passive", verb) && !may()
    }

    /// "I maj rensas den övre dammen av …": the passive behind an adverbial, with what is done between it and the agent.
    fn inverted_passive(&self, before: &[Token]) -> Option<usize> {
        let draft = self.draft;
        let at = before.iter().rposition(|token| finite(draft, token) || draft.is("passive-verb", token))?;
        let verb = &before[at];
        let opens =
            before[..at].iter().all(|token| !finite(draft, token) && !draft.is("relative-word", token));
        let plain = || {
            let done = before.last().map_or(verb.span.end(), |last| last.span.end());
            !draft.document.between(verb.span.end(), done).contains([',', ';', ':'])
        };
        (at > 0
            && (at + 2..=at + NOUN).contains(&before.len())
            && opens
            && verb.shape == Shape::Lower
            && self.is_done(at)
            && plain())
        .then_some(at)
    }

    /// The verb behind a subject that no preposition governs.
    fn behind(&self, actor: &Actor<'_>) -> Option<usize> {
        if barred(self.draft, self.sentence, actor.who) && !self.of_office(actor) && !self.of_people(actor) {
            return None;
        }
        let ways: [fn(&Self, &Actor<'_>) -> Option<usize>; 7] = [
            Self::behind_whom_it_acts_by,
            Self::right_behind,
            Self::behind_a_contrast,
            Self::behind_its_office,
            Self::behind_its_people,
            Self::behind_an_aside,
            Self::behind_a_cleft,
        ];
        ways.iter().find_map(|way| way(self, actor))
    }

    /// "Socialtjänsten i Norrby kommun har …": an office with whose it is.
    fn of_office(&self, actor: &Actor<'_>) -> bool {
        let ahead = self.here.iter().rev().find(|(span, _)| span.end() < actor.who.start());
        ahead.is_some_and(|(span, other)| {
            other == actor.subject && words_between(self.draft, span.end(), actor.who.start()) == 1
        })
    }

    /// "Members of the Club take …": people of a party, who open the sentence.
    fn of_people(&self, actor: &Actor<'_>) -> bool {
        let preposition = self.before_article(actor);
        preposition.and_then(|at| at.checked_sub(1)).is_some_and(|at| at <= 1 && self.is("people-noun", at))
    }

    /// Number of the token before a name and its article.
    fn before_article(&self, actor: &Actor<'_>) -> Option<usize> {
        let before = actor.first.checked_sub(1)?;
        if self.is("party-article", before) { before.checked_sub(1) } else { Some(before) }
    }

    /// "Föreningens", "the Club's", "vår": whose something is.
    fn genitive(&self, actor: &Actor<'_>) -> bool {
        let ending = self.draft.lower(&self.tokens[actor.next.saturating_sub(1)]);
        party::is_possessive(self.draft, actor.who)
            || match self.swedish {
                true => ending.ends_with('s') && !plain_name(self.draft, actor.who, actor.subject),
                false => ending.ends_with("'s") || ending.ends_with("’s"),
            }
    }

    /// True for a word that can be the verb of a subject: finite, without ending behind a name in the plural ("The Growers
    /// erect", "Friends of the Coast walk"), or a verb of having or being with somebody at work.
    fn acts(&self, actor: &Actor<'_>, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        let many = || {
            let last = self.draft.lower(&self.tokens[actor.next.saturating_sub(1)]);
            let named = || self.draft.lower(&self.tokens[actor.first]).ends_with('s');
            last.ends_with('s')
                || self.draft.lexicons.contains("person-of-letter", last)
                || self.is("person-of-letter", actor.first)
                || several(self.draft, actor.who)
                || named()
                || self.of_people(actor)
                || self.of_letter(actor)
        };
        finite(self.draft, token)
            || !self.swedish && self.draft.is("base-verb-en", token) && many()
            || !self.swedish && self.draft.is("base-verb-en", token) && self.resolved(actor)
            || !self.swedish
                && (several(self.draft, actor.who)
                    || self.of_people(actor)
                    || at.checked_sub(1).is_some_and(|before| self.is("each-word", before)))
                && self.base_verb(at)
            || self.has_at_work(token)
            || self.is_concrete(token)
            || self.draft.is("being-verb", token)
    }

    /// "It was resolved that the Club mow …": what is laid down needs no ending.
    fn resolved(&self, actor: &Actor<'_>) -> bool {
        let that = self.before_article(actor).filter(|at| self.is("that-word", *at));
        that.is_some_and(|that| (0..that).any(|at| self.is("resolve-word", at)))
    }

    /// "We at the Club": who speaks.
    fn of_letter(&self, actor: &Actor<'_>) -> bool {
        let preposition = self
            .before_article(actor)
            .filter(|at| self.draft.has_whole("preposition", self.tokens[*at].span));
        preposition.and_then(|at| at.checked_sub(1)).is_some_and(|at| self.is("person-of-letter", at))
    }

    /// A verb without ending: right behind people any word that no list knows as something else ("Crews of the Authority fit
    /// smoke alarms").
    fn base_verb(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        let word = self.draft.lower(token);
        token.shape == Shape::Lower
            && word.len() > 2
            && !["s", "ed", "ing", "ly"].iter().any(|ending| word.ends_with(ending))
            && !self.draft.is("no-base-verb-en", token)
            && !self.draft.has_whole("preposition", token.span)
            && !adverb(self.draft, token)
            && at + 1 < self.tokens.len()
            && self.gap(at) == " "
    }

    /// "kallar in personal", "går igenom listan", "sees to the stove": a verb that is no task by itself, and is with what
    /// follows.
    fn is_concrete(&self, verb: &Token) -> bool {
        self.draft.begins_with("concrete-phrase", Span::at(verb.span.start(), self.sentence.end()))
    }

    /// "har två handläggare på plats", "är ute varje fredag": whoever has somebody at work does it.
    fn has_at_work(&self, verb: &Token) -> bool {
        let rest = Span::at(verb.span.end(), self.sentence.end());
        if self.draft.is("having-verb", verb)
            && (self.draft.has_word("at-work", rest) || has_done(self.draft, rest))
        {
            return true;
        }
        let next = || self.draft.tokens_in(rest).first().map(|next| next.span.start());
        self.draft.is("being-verb", verb)
            && next()
                .is_some_and(|start| self.draft.begins_with("at-work", Span::at(start, self.sentence.end())))
    }

    /// "Föreningen rensar", "The Club also mends": right behind, but for adverbs.
    fn right_behind(&self, actor: &Actor<'_>) -> Option<usize> {
        let first = match self.gap_behind(actor) {
            " " => actor.next,
            " (" => self.behind_a_bracket(actor)?,
            _ => return None,
        };
        let adverbs = self.tokens[first..].iter().take(ADVERBS);
        let at = first + adverbs.take_while(|token| adverb(self.draft, token)).count();
        (self.acts(actor, at) && !self.genitive(actor)).then_some(at)
    }

    /// "The Council (leisure services) books": the word behind the bracket.
    fn behind_a_bracket(&self, actor: &Actor<'_>) -> Option<usize> {
        let rest = self.draft.document.between(actor.who.end(), self.sentence.end());
        let close = actor.who.end() + rest.find(") ")?;
        let at = self.tokens.partition_point(|token| token.span.start() < close);
        (at < self.tokens.len() && at - actor.next <= ASIDE).then_some(at)
    }

    /// "Kommunens tekniska kontor röjer": at least one word stands between.
    fn behind_its_office(&self, actor: &Actor<'_>) -> Option<usize> {
        if !self.swedish || self.gap_behind(actor) != " " || !self.genitive(actor) {
            return None;
        }
        for at in actor.next + 1..self.tokens.len().min(actor.next + 1 + BUREAU) {
            let ends = || {
                ["that-word", "relative-word", "subordinator"].iter().any(|label| self.is(label, at))
                    || self.draft.has_word("preposition", self.tokens[at].span)
            };
            if self.gap(at - 1) != " " || ends() {
                return None;
            }
            if finite(self.draft, &self.tokens[at]) {
                // "Kommunens kulturplan lyfter fram …" tells what stands in it.
                return (!self.is("said-noun", at - 1)).then_some(at);
            }
        }
        None
    }

    /// "The Council's parks team prunes", "The council office clears".
    fn behind_its_people(&self, actor: &Actor<'_>) -> Option<usize> {
        if self.swedish || self.gap_behind(actor) != " " {
            return None;
        }
        let end = self.tokens.len().min(actor.next + OFFICE);
        let plain = |at: &usize| *at == actor.next || self.gap(at - 1) == " ";
        // "The Club's juniors take the stage down": a verb without ending behind a plural.
        let many = self.genitive(actor)
            && self.draft.lower(&self.tokens[actor.next]).ends_with('s')
            && self.is("base-verb-en", actor.next + 1)
            && self.gap(actor.next) == " "
            && ["noun-article", "people-count"].iter().any(|label| self.is(label, actor.next + 2));
        if many {
            return Some(actor.next + 1);
        }
        let people = (actor.next..end).take_while(plain).find(|at| self.is("people-noun", *at))?;
        let verb = self.tokens.get(people + 1)?;
        let many =
            || self.draft.lower(&self.tokens[people]).ends_with('s') && self.draft.is("base-verb-en", verb);
        (finite(self.draft, verb) || many()).then_some(people + 1)
    }

    /// "Kommunen, som äger huset, röjer …", "The Council, for its part, mends …": behind what stands between commas.
    fn behind_an_aside(&self, actor: &Actor<'_>) -> Option<usize> {
        if self.gap_behind(actor) != ", " || self.genitive(actor) {
            return None;
        }
        let after = &self.tokens[actor.next];
        let rest = Span::at(after.span.end(), self.sentence.end());
        let close = rest.start() + self.draft.document.slice(rest).find(", ")?;
        let at = self.tokens.partition_point(|token| token.span.start() < close);
        let others = || {
            let behind = |span: &Span| actor.who.end() <= span.start();
            self.here.iter().any(|(span, subject)| {
                behind(span) && span.start() < self.tokens[at].span.start() && subject != actor.subject
            })
        };
        let long = || at - actor.next <= LONG_ASIDE && self.draft.is("aside-word", after);
        // "Kommunen, men inte föreningen, röjer …"
        let unlike = || at - actor.next <= ASIDE && self.draft.has_word("negation", self.tokens[at - 2].span);
        let aside =
            || (at - actor.next <= ASIDE || long()) && after.shape == Shape::Lower && !others() || unlike();
        (self.acts(actor, at) && (self.draft.is("relative-word", after) || aside())).then_some(at)
    }

    /// "The Club through its bosun inspects …", "The Council in its capacity as harbour authority dredges …".
    fn behind_whom_it_acts_by(&self, actor: &Actor<'_>) -> Option<usize> {
        let own = (actor.next..actor.next + 2).find(|at| self.is("own-word", *at))?;
        let opens = self.is("aside-word", actor.next) || self.is("capacity-preposition", actor.next);
        if own == actor.next || !opens || self.gap_behind(actor) != " " || self.genitive(actor) {
            return None;
        }
        let end = self.tokens.len().min(actor.next + LONG_ASIDE);
        let plain = |at: &usize| self.gap(at - 1) == " ";
        (own + 2..end).take_while(plain).find(|at| {
            finite(self.draft, &self.tokens[*at])
                && (self.swedish
                    || ["noun-article", "people-count"].iter().any(|label| self.is(label, at + 1)))
        })
    }

    /// "The Museum rather than the Parish winds …", "The Council, and not the Rowers, dredges …".
    fn behind_a_contrast(&self, actor: &Actor<'_>) -> Option<usize> {
        let verb = self.contrast_end(actor)?;
        (self.acts(actor, verb) && !self.genitive(actor)).then_some(verb)
    }

    /// Number of the first token behind another who is named only to say that it is not that one.
    fn contrast_end(&self, actor: &Actor<'_>) -> Option<usize> {
        let contrast = Span::at(self.tokens.get(actor.next)?.span.start(), self.sentence.end());
        if !matches!(self.gap_behind(actor), " " | ", " | " – ")
            || !self.draft.begins_with("contrast-phrase", contrast)
        {
            return None;
        }
        let other = self.here.iter().map(|(span, _)| *span).find(|span| span.start() >= actor.who.end())?;
        let near = words_between(self.draft, actor.who.end(), other.start()) <= CONTRAST;
        near.then(|| self.tokens.partition_point(|token| token.span.start() < other.end()))
    }

    /// "Det är föreningen som klipper", "It is the Club that mends", "Det är klubben och inte kommunen som …".
    fn behind_a_cleft(&self, actor: &Actor<'_>) -> Option<usize> {
        let be = self.before_article(actor)?;
        let it = be.checked_sub(1)?;
        let contrast = self.contrast_end(actor);
        let relative = contrast.unwrap_or(actor.next);
        let verb = relative + 1;
        (self.is("be-verb", be)
            && self.is("cleft-word", it)
            && (self.is("relative-word", relative) || self.is("relative-who", relative))
            && (contrast.is_some() || self.gap_behind(actor) == " ")
            && self.acts(actor, verb))
        .then_some(verb)
    }

    /// "… till kommunen, som lagar dem inom två dygn": the sentence goes on with what the one does who was named last.
    fn goes_on(&self, actor: &Actor<'_>) -> Option<usize> {
        if self.gap_behind(actor) != ", " || self.genitive(actor) {
            return None;
        }
        let adverbs = self.tokens[actor.next + 1..].iter().take(ADVERBS);
        let verb = actor.next + 1 + adverbs.take_while(|token| adverb(self.draft, token)).count();
        let span = self.tokens.get(verb)?.span;
        let named = goes_on(self.draft, self.here, self.sentence, span)?;
        (named.0 == actor.who && self.acts(actor, verb)).then_some(verb)
    }

    /// "Skolskötaren som kommunen har anställt vaccinerar eleverna": somebody whom a party sends, and what they do.
    fn behind_whom_it_sends(&self, actor: &Actor<'_>) -> Option<usize> {
        let before = self.before_article(actor)?;
        let noun = before.checked_sub(1)?;
        let office = if self.swedish { "office-noun" } else { "office-noun-en" };
        let relative = self.is("relative-word", before) || self.is("relative-who", before);
        let noun = self.is(office, noun) || self.is("person-noun", noun);
        if !relative || !noun || self.gap_behind(actor) != " " {
            return None;
        }
        let has = usize::from(self.is("owning-verb", actor.next));
        let sends = actor.next + has;
        let verb = sends + 1;
        if verb >= self.tokens.len() {
            return None;
        }
        let ends = matches!(self.gap(sends), " " | ", ");
        (self.is("sends-verb", sends) && self.acts(actor, verb) && ends).then_some(verb)
    }

    /// "I juli öppnar klubben": the verb right before, where it is nobody else's ("Kommunen besvarar klubbens frågor").
    fn inverted(&self, actor: &Actor<'_>, verb: &Token) -> Option<usize> {
        let at = actor.first - 1;
        let ahead = self.tokens.get(at.checked_sub(1)?)?;
        // "… gör hembesök och handleder kommunens personal": whose, not who.
        let joined = || {
            self.draft.has_word("party-join", ahead.span)
                && (self.genitive(actor) || of_party(self.draft, actor.who))
        };
        (self.swedish
            && finite(self.draft, verb)
            && self.gap(at) == " "
            && !self.draft.is("relative-word", ahead)
            && !self.draft.is("subordinator", ahead)
            && !self.taken(ahead)
            && !joined())
        .then_some(at)
    }

    /// "Kommunen ger klubben instruktioner", "The Council gives the Club lessons": to whom it is given, right behind the verb
    /// of somebody else, and what is given behind.
    fn is_given(&self, actor: &Actor<'_>) -> bool {
        let Some(verb) = self.before_article(actor) else { return false };
        let Some(ahead) = verb.checked_sub(1).map(|at| &self.tokens[at]) else { return false };
        let beside = self.gap(verb) == " ";
        let verb = &self.tokens[verb];
        let gives = beside && (finite(self.draft, verb) || self.draft.has_word("duty-verb", verb.span));
        let other = || {
            self.here.iter().any(|(span, subject)| {
                span.contains(ahead.span) && span.end() < actor.who.start() && subject != actor.subject
            })
        };
        gives && !self.genitive(actor) && self.taken(ahead) && other()
    }

    /// True where somebody's name ends in the word before a verb: it is the subject of that verb.
    fn taken(&self, before: &Token) -> bool {
        self.here.iter().any(|(span, subject)| {
            span.contains(before.span)
                && plain_subject(self.draft, *span, subject)
                && !barred(self.draft, self.sentence, *span)
        })
    }

    /// "I höst kommer församlingen att servera frukost": what is done follows behind the subject.
    fn split(&self, actor: &Actor<'_>, verb: usize, after: &Token) -> Option<Plain> {
        let split =
            verb < actor.first && self.is("split-modal", verb) && self.draft.is("infinitive-mark", after);
        split.then(|| self.told(actor, actor.next, false))
    }

    /// "äger och underhåller": the verb itself, or the one that is joined to a verb that is no duty.
    fn deed(&self, actor: &Actor<'_>, verb: usize) -> Option<usize> {
        let token = &self.tokens[verb];
        let idle = self.is("stative-verb", verb) || self.draft.is("being-verb", token);
        if !idle || self.has_at_work(token) || self.is_concrete(token) {
            return Some(verb);
        }
        if verb < actor.first {
            return None;
        }
        (verb + 1..self.tokens.len().min(verb + JOINED)).find(|at| self.joined_verb(verb, *at))
    }

    fn joined_verb(&self, verb: usize, at: usize) -> bool {
        let joins = |token: &Token| self.draft.words_in("party-join", token.span).next().is_some();
        // "is landowner and mows the bank": nouns in the plural end so too.
        let told =
            || self.swedish || ["noun-article", "people-count"].iter().any(|label| self.is(label, at + 1));
        (finite(self.draft, &self.tokens[at]) && told() || self.is_concrete(&self.tokens[at]))
            && (!self.is("stative-verb", at) || self.is_concrete(&self.tokens[at]))
            && !self.joined_noun(verb, at)
            // "… skärmar och dräkter samt kort": what is joined further is a noun.
            && self.tokens.get(at + 1).is_some_and(|next| self.gap(at) == " " && !joins(next))
            && joins(&self.tokens[at - 1])
    }

    /// "deltar i utbildningar och insatser i den mån …": behind a preposition, between a word of the same ending and another
    /// preposition, a word that ends as verbs do is a noun.
    fn joined_noun(&self, verb: usize, word: usize) -> bool {
        let preposition = |at: usize| {
            self.tokens.get(at).is_some_and(|token| self.draft.has_whole("preposition", token.span))
        };
        preposition(verb + 1)
            && preposition(word + 1)
            && word >= verb + 4
            && finite(self.draft, &self.tokens[word - 2])
    }
}

/// "… av kommunen": who stands behind the word for an agent.
pub(super) fn by_agent(draft: &Draft<'_>, sentence: Span, who: Span) -> bool {
    before_word(draft, sentence, who).is_some_and(|token| draft.has_word("agent-by", token.span))
}
