//! Verbs that no list knows, of which a name is the subject.

use crate::annotate::duty::{self, adverb};
use crate::annotate::{Draft, Shape, Token};
use crate::document::{Language, Span};

/// True for a finite verb; "kamrer" and "ingenjör" only end like one.
fn finite(draft: &Draft<'_>, token: &Token) -> bool {
    duty::finite(draft, token) && !draft.has_word("role-title", token.span)
}

/// True for a word that can be the verb of a clause.
pub(super) fn verb(draft: &Draft<'_>, token: &Token) -> bool {
    finite(draft, token) || draft.has_word("duty-modal", token.span)
}

/// True for a finite verb by which somebody does something.
pub(super) fn does(draft: &Draft<'_>, token: &Token) -> bool {
    finite(draft, token) && !stative(draft, token)
}

/// True for a verb by which nobody carries a task ("deltar", "sitter"); who pays does.
fn stative(draft: &Draft<'_>, token: &Token) -> bool {
    let state = draft.is("stative-verb", token) && !draft.has_word("pay-verb", token.span);
    state || draft.is("person-state", token) || draft.has_whole("participation", token.span)
}

/// True for words that begin with a finite verb in the active voice ("betalar ut").
pub(super) fn opens_with_verb(draft: &Draft<'_>, words: Span) -> bool {
    draft
        .tokens_in(words)
        .first()
        .is_some_and(|first| finite(draft, first) && !draft.is("passive-verb", first))
}

/// A verb that no list knows, of which a name is the subject ("Anna Ek transkriberar", "… katalogiseras av Anna Ek", "Anna
/// Ek shall convene"): where it stands, with its agent.
pub(super) fn deed(draft: &Draft<'_>, name: Span, around: Span) -> Option<Span> {
    match Clause::of(draft, name, around).said() {
        Said::Done(verb) => Some(verb),
        Said::Nobody | Said::Nothing => None,
    }
}

/// What one way to tell a deed says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// The one named does it: where the verb stands, with its agent.
    Done(Span),
    /// That the one named does nothing by it: nothing else is asked.
    Nobody,
    /// Nothing.
    Nothing,
}

impl From<Option<Span>> for Said {
    fn from(verb: Option<Span>) -> Said {
        verb.map_or(Said::Nothing, Said::Done)
    }
}

/// Words before a name among which its title stands.
const TITLE: usize = 3;
/// Words before "av" among which the verb stands, right before a name or before an apposition; words of that apposition.
const PASSIVE: usize = 10;
const NEAR: usize = 3;
const APPOSITION: usize = 14;
/// Words that a comma sets off behind a name, and adverbs behind it.
const SET_OFF: usize = 12;
const ADVERBS: usize = 14;
/// Words behind "is" among which another verb stands.
const JOINED: usize = 16;
/// Words behind a verb of going on among which "to" or "att" stands.
const ONWARD: usize = 6;

/// A name in its sentence or row.
struct Clause<'d, 'a> {
    draft: &'d Draft<'a>,
    name: Span,
    around: Span,
    tokens: &'d [Token],
    /// The first token of the name, and the first one behind it.
    first: usize,
    next: usize,
}

impl<'d, 'a> Clause<'d, 'a> {
    fn of(draft: &'d Draft<'a>, name: Span, around: Span) -> Clause<'d, 'a> {
        let tokens = draft.tokens_in(around);
        let first = tokens.partition_point(|token| token.span.start() < name.start());
        let next = tokens.partition_point(|token| token.span.start() < name.end());
        Clause { draft, name, around, tokens, first, next }
    }

    /// What the first of the ways to tell a deed says that says anything.
    fn said(&self) -> Said {
        let readers: [fn(&Self) -> Said; 5] = [
            Self::by_agent,
            |clause| clause.beside_agent().into(),
            |clause| clause.relative().into(),
            Self::behind,
            |clause| clause.inverted().into(),
        ];
        readers.iter().map(|read| read(self)).find(|said| *said != Said::Nothing).unwrap_or(Said::Nothing)
    }

    fn asks(&self, label: &str, token: &Token) -> bool {
        self.draft.is(label, token)
    }

    fn is(&self, label: &str, token: &Token) -> bool {
        self.draft.has_whole(label, token.span)
    }

    /// The token so many before the name.
    fn before(&self, back: usize) -> Option<&'d Token> {
        self.first.checked_sub(back).and_then(|at| self.tokens.get(at))
    }

    fn gap(&self, from: usize, to: usize) -> &'d str {
        self.draft.document.text().get(from..to).unwrap_or("\n")
    }

    /// A finite verb by which somebody does something.
    fn acts(&self, token: &Token) -> bool {
        does(self.draft, token)
    }

    /// A verb in the passive voice by which somebody has a task.
    fn passive(&self, token: &Token) -> bool {
        token.shape == Shape::Lower && self.asks("passive-verb", token) && self.gives_task(token)
    }

    /// False for a passive by which nobody has a task ("ägs av"); true where something else than the agreement is signed
    /// ("Fakturorna signeras av", "The timesheets are signed by").
    fn gives_task(&self, verb: &Token) -> bool {
        !self.asks("no-task-passive", verb) || self.asks("signs-passive", verb) && self.signs_other(verb)
    }

    fn signs_other(&self, verb: &Token) -> bool {
        let draft = self.draft;
        let subject = Span::at(self.around.start(), verb.span.start().max(self.around.start()));
        let tokens = draft.tokens_in(subject);
        let now = draft.annotations.language != Language::En
            || tokens.last().is_some_and(|be| self.asks("being-verb", be) || self.is("role-link", be));
        let agreement = ["agreement-word", "kind-agreement", "document-word", "signature-noun", "party-noun"];
        let noun = |token: &Token| token.span.len() > 4 && !self.asks("matter-pronoun", token);
        now && tokens.iter().any(noun) && !agreement.iter().any(|label| draft.has_word(label, subject))
    }

    /// "Arbetet har letts av Anna Ek": what has been.
    fn past(&self, verb: &Token) -> bool {
        self.draft.words_in("took-part", self.around).any(|past| past.span.contains(verb.span))
    }

    /// "… förs av sekreterare Anna Ek", "… kvitteras ut hos Anna Ek": by whom or through whom, at most two words of a title
    /// before the name.
    fn by_agent(&self) -> Said {
        for at in (self.first.saturating_sub(TITLE)..self.first).rev() {
            let token = &self.tokens[at];
            if self.is("channel-word", token)
                && let Some(verb) = self.goes_through(at)
            {
                return Said::Done(verb.span.cover(token.span));
            }
            if self.is("agent-by", token) {
                let verb = self.done_by(at).filter(|verb| !self.past(verb));
                return verb.map_or(Said::Nobody, |verb| Said::Done(verb.span.cover(token.span)));
            }
            let next = self.tokens.get(at + 1).unwrap_or(token);
            if !matches!(self.gap(token.span.end(), next.span.start()), " " | "") {
                break;
            }
        }
        Said::Nothing
    }

    /// "… kvitteras ut hos": the verb right before the word for through whom.
    fn goes_through(&self, at: usize) -> Option<&'d Token> {
        let passive = |verb: &&Token| {
            let passive = self.asks("passive-verb", verb) || self.asks("agent-verb", verb);
            verb.shape == Shape::Lower && passive && self.gives_task(verb)
        };
        self.tokens[..at].iter().rev().take(NEAR).find(passive)
    }

    /// "… leds gruppen av": the verb before the word for by whom.
    fn done_by(&self, at: usize) -> Option<&'d Token> {
        let last = at.checked_sub(1).and_then(|at| self.tokens.get(at));
        // "Arbetet genomförs på uppdrag av Anna Ek" makes somebody else the agent.
        if last.is_some_and(|noun| self.asks("by-noun", noun)) {
            return None;
        }
        // "följs upp av" is another verb than "följs av".
        let up = last.is_some_and(|word| self.asks("verb-particle", word));
        let passive = |verb: &&Token| {
            verb.shape == Shape::Lower && self.asks("passive-verb", verb) && (up || self.gives_task(verb))
        };
        self.tokens[..at].iter().rev().take(PASSIVE).find(passive)
    }

    /// "… inventeras av två sjuksköterskor, i höst Anna Ek": an apposition to the agent, with no other verb between.
    fn beside_agent(&self) -> Option<Span> {
        let tail = self.tokens.get(self.first.saturating_sub(APPOSITION)..self.first).unwrap_or(&[]);
        for agent in (0..tail.len()).rev().filter(|at| self.is("agent-by", &tail[*at])) {
            if tail[agent + 1..].iter().any(|token| finite(self.draft, token)) {
                break;
            }
            let gap = self.draft.document.text().get(tail[agent].span.end()..self.name.start());
            let set_off = gap.is_some_and(|gap| gap.contains([',', '(', ':']));
            let verb = tail[..agent].iter().rev().take(NEAR).find(|verb| self.passive(verb));
            if let Some(verb) = verb.filter(|verb| set_off && !self.past(verb)) {
                return Some(verb.span.cover(tail[agent].span));
            }
        }
        None
    }

    /// "Det är Anna Ek som bokar", "… till Anna Ek, som avgör"
    fn relative(&self) -> Option<Span> {
        let word = self.tokens.get(self.next)?;
        if !self.asks("relative-word", word) && !self.asks("who-word", word) {
            return None;
        }
        let cleft = || (1..=2).any(|back| self.before(back).is_some_and(|link| self.is("role-link", link)));
        let gap = self.gap(self.name.end(), word.span.start());
        if gap != ", " && (gap != " " || !cleft()) {
            return None;
        }
        let verb = self.skip_adverbs(self.next + 1)?;
        self.acts(verb).then_some(verb.span)
    }

    /// The first of three tokens that is no adverb.
    fn skip_adverbs(&self, from: usize) -> Option<&'d Token> {
        self.tokens.iter().skip(from).take(3).find(|token| !adverb(self.draft, token))
    }

    /// "Anna Ek skriver …", "Anna Ek, samordnare vid museet, bokar", "Joan Tibbs and Colin Webber lead": a verb behind the name,
    /// or none where a sign or an address stands there.
    fn behind(&self) -> Said {
        let Some(at) = self.predicate() else { return Said::Nobody };
        let governed = self.before(1).is_some_and(|before| {
            self.asks("subordinator", before)
                || self.is("preposition", before)
                || self.is("agent-by", before)
                || self.asks("delivered-from", before)
        });
        if governed {
            return Said::Nothing;
        }
        if let Some(verb) = of_two(self.draft, self.tokens, self.first, self.next) {
            return Said::Done(verb.span);
        }
        match self.tokens.get(at).filter(|verb| verb.shape == Shape::Lower) {
            Some(verb) => self.verb_at(verb, at),
            None => Said::Nothing,
        }
    }

    /// Where the predicate begins behind the name, behind what a comma sets off, adverbs, and where the subject is.
    fn predicate(&self) -> Option<usize> {
        let Clause { draft, name, around, tokens, next, .. } = *self;
        let mut at = next;
        if draft.document.between(name.end(), around.end()).trim_start_matches(' ').starts_with([',', '(']) {
            let close = tokens.iter().enumerate().skip(next).take(SET_OFF).find(|(index, token)| {
                let before = if *index == next { name.end() } else { tokens[*index - 1].span.end() };
                *index > next && self.gap(before, token.span.start()).contains([',', ')'])
            });
            at = close.map_or(next, |(index, _)| index);
        } else if tokens.get(at).is_some_and(|after| self.gap(name.end(), after.span.start()) != " ") {
            return None;
        }
        // No verb stands in an address.
        let behind = tokens.get(at).map_or(name.end(), |token| token.span.end());
        if draft.first_mark_in("email", Span::at(name.end(), behind.max(name.end()))).is_some() {
            return None;
        }
        while at < next + ADVERBS && tokens.get(at).is_some_and(|token| adverb(draft, token)) {
            at += 1;
        }
        Some(behind_place(draft, tokens, at).unwrap_or(at))
    }

    /// What the verb at a place says that the subject does.
    fn verb_at(&self, verb: &Token, at: usize) -> Said {
        // "Anna Ek skriver i sin rapport att …"
        let says = || {
            let matter = self.tokens.get(at + 1);
            self.asks("say-verb", verb)
                && matter.is_none_or(|word| self.is("preposition", word) || word.shape != Shape::Lower)
        };
        if self.acts(verb) && !says() {
            return Said::Done(verb.span);
        }
        // "Anna Ek är kommunens man på plats och löser det mesta"
        if self.asks("being-verb", verb) {
            let mut pairs = self.tokens.windows(2).skip(at).take(JOINED);
            let joined = pairs.find(|pair| self.asks("clause-join", &pair[0]) && self.acts(&pair[1]));
            if let Some(pair) = joined {
                return Said::Done(pair[1].span);
            }
        }
        // "Anna Ek fortsätter att spola isen", "Anna Ek is tasked with running the bar"
        if let Some(done) = self.goes_on_to(at) {
            return Said::Done(done);
        }
        if self.is("duty-modal", verb) {
            let done = self.skip_adverbs(at + 1).filter(|token| !stative(self.draft, token));
            return done.map_or(Said::Nobody, |verb| Said::Done(verb.span));
        }
        Said::Nothing
    }

    /// What somebody goes on to do, is about to do or has been set to do: a verb for that, right at the place or behind "is", and
    /// what is done behind "to", "att" or "with".
    fn goes_on_to(&self, at: usize) -> Option<Span> {
        let be = self.tokens.get(at).is_some_and(|token| {
            self.asks("being-verb", token) || self.is("role-link", token) || self.is("has-verb", token)
        });
        let onward = at + usize::from(be);
        let verb = self.tokens.get(onward).filter(|token| self.asks("onward-verb", token))?;
        let mark =
            |token: &&Token| self.asks("infinitive-mark", token) || be && self.asks("with-word", token);
        let mut behind = self.tokens.iter().enumerate().skip(onward + 1).take(ONWARD);
        let (to, _) = behind.find(|(_, token)| mark(token))?;
        let done = self.skip_adverbs(to + 1)?;
        let state = stative(self.draft, done) || self.is("role-link", done);
        (done.shape == Shape::Lower && !state).then(|| verb.span.cover(done.span))
    }

    /// "Artisterna bokar Anna Ek.", "I juli öppnar Anna Ek", "Taggen har Anna Ek.": the verb right before the name.
    fn inverted(&self) -> Option<Span> {
        // "Tänder gör vaktmästare Anna Ek"
        let title =
            |token: &Token| token.shape == Shape::Lower && self.draft.has_word("role-title", token.span);
        let back = usize::from(self.before(1).is_some_and(title));
        let (verb, earlier) = (self.before(1 + back)?, self.before(2 + back)?);
        if self.asks("relative-word", earlier) {
            return None;
        }
        // What somebody has stands first, and nothing more is said.
        if self.first <= 4 + back && self.is("has-verb", verb) && self.says_no_more() {
            return Some(verb.span);
        }
        // "I planen skriver kommunalrådet Anna Ek att …"; but "Protokollet skriver Anna Ek".
        let says = self.asks("say-verb", verb) && self.is("preposition", &self.tokens[0]);
        // "Till gruppen knyts Anna Ek": she does nothing by that.
        let passive = self.asks("passive-verb", verb) && !self.asks("finite-verb", verb);
        (self.acts(verb)
            && !passive
            && !says
            && self.gap(verb.span.end(), self.tokens.get(self.first - back)?.span.start()) == " "
            && !self.asks("subordinator", earlier))
        .then_some(verb.span)
    }

    /// True where a sentence is over behind the name, goes on with another clause or party, or tells no more than where.
    fn says_no_more(&self) -> bool {
        let (draft, end) = (self.draft, self.around.end());
        let rest = draft.document.between(self.name.end(), end).trim_start();
        let first = |text: &str| draft.tokens_in(Span::at(end - text.len(), end)).first();
        let joins = |token: &Token| self.asks("clause-join", token);
        let listed = |token: &Token| draft.has_word("party-join", token.span) || joins(token);
        rest.is_empty()
            || rest.starts_with('.')
            || first(rest).is_some_and(joins)
            || rest.strip_prefix(',').is_some_and(|more| first(more).is_some_and(listed))
            || kept_where(draft, Span::at(end - rest.len(), end))
    }
}

/// "Joan Tibbs and Colin Webber lead the walks": an English verb of two, which no ending tells.
fn of_two(draft: &Draft<'_>, tokens: &[Token], first: usize, next: usize) -> Option<Token> {
    if draft.annotations.language != Language::En {
        return None;
    }
    let beside =
        |at: usize| draft.document.between(tokens[at - 1].span.end(), tokens[at].span.start()) == " ";
    let person = |at: usize| tokens.get(at).and_then(|token| draft.first_mark_in("person", token.span));
    let joins = |at: usize| tokens.get(at).is_some_and(|token| draft.is("clause-join", token)) && beside(at);
    // The last of the two, and the word behind.
    let before = first >= 2 && joins(first - 1) && person(first - 2).is_some();
    let last = match joins(next).then(|| person(next + 1)).flatten() {
        Some(other) => other.end(),
        None if before => tokens[next - 1].span.end(),
        None => return None,
    };
    let at = tokens.partition_point(|token| token.span.start() < last);
    let verb = tokens.get(at).filter(|verb| verb.shape == Shape::Lower && beside(at))?;
    let small =
        ["function-en", "preposition", "role-link"].iter().any(|label| draft.has_whole(label, verb.span));
    let state = ["person-state", "stative-verb", "clause-join", "agent-verb"]
        .iter()
        .any(|label| draft.is(label, verb));
    (!small && !state && !adverb(draft, verb)).then_some(*verb)
}

/// "Anna Ek at the Agency keeps …", "Anna Ek på kansliet bokar …": the verb behind where or of whom the subject is.
fn behind_place(draft: &Draft<'_>, tokens: &[Token], at: usize) -> Option<usize> {
    tokens.get(at).filter(|first| draft.has_whole("preposition", first.span))?;
    let plain = |at: usize| draft.document.between(tokens[at - 1].span.end(), tokens[at].span.start()) == " ";
    let noun = |at: usize| {
        let word = draft.lower(&tokens[at]);
        let definite = || draft.lexicons.endings("definite-ending").any(|ending| word.ends_with(ending));
        matches!(tokens[at].shape, Shape::Capital | Shape::Upper)
            || draft.is("article", &tokens[at - 1])
            || draft.annotations.language == Language::Sv && definite()
    };
    let verb =
        (at + 2..tokens.len().min(at + PLACE)).take_while(|at| plain(*at) && plain(*at - 1)).find(|at| {
            let between = &tokens[at - 1];
            does(draft, &tokens[*at]) && noun(*at - 1) && !draft.is("clause-join", between)
        })?;
    // Nobody else is named in between, and no clause begins.
    let between = Span::at(tokens[at].span.start(), tokens[verb].span.start());
    let other = tokens[at..verb].iter().any(|token| {
        ["clause-join", "relative-word", "subordinator"].iter().any(|label| draft.is(label, token))
    });
    (!other && draft.first_mark_in("person", between).is_none()).then_some(verb)
}

/// "… har Anna Ek hemma hos sig, och …", "… har Anna Ek i huvudet": no more than where somebody has it, up to the next sign.
fn kept_where(draft: &Draft<'_>, rest: Span) -> bool {
    let text = draft.document.slice(rest);
    let end = text.find([',', ';', '.']).map_or(rest.end(), |end| rest.start() + end);
    let tokens = draft.tokens_in(Span::at(rest.start(), end));
    let place = |token: &Token| draft.has_whole("preposition", token.span) || draft.is("at-hand", token);
    tokens.len() <= PLACE
        && tokens.first().is_some_and(place)
        && !tokens.iter().any(|token| verb(draft, token))
}

/// Words on where somebody has something, at most.
const PLACE: usize = 6;
