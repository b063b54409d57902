//! Who gets something and who gives it, by the grammar of a sentence: "Kommunen betalar föreningen 5 000 kronor", "The
//! Company keeps the fares".

mod goods;

use std::collections::HashSet;

use crate::annotate::{Draft, OneOf, Token, duty, party};
use crate::document::{DutySubject, Language, Party, Sector, Span};

/// Actors of one sentence that are looked at.
const MENTIONS: usize = 12;
/// Words between what is given and to whom, at most.
const GIVEN: usize = 14;
/// Words between what something costs and that it is met, at most.
const MET: usize = 6;
/// Words of a person behind whose it is, at most ("föreningens ideella ledare får …").
const PERSON: usize = 3;
/// Words between a verb of showing and whose name it is, at most.
const SHOWN: usize = 4;
/// Words between who does something and a verb that is joined to its first, at most.
const REACH: usize = 24;

/// Words by which somebody gets or gives something: a sentence without any says nothing of it.
const VERBS: &[&str] = &[
    "gain-verb",
    "keep-verb",
    "give-verb",
    "goes-verb",
    "belong-verb",
    "stay-verb",
    "given-verb",
    "own-verb",
    "right-noun",
    "buy-verb",
    "charge-verb",
    "fame-noun",
    "show-deed",
    "gain-infinitive",
    "use-verb",
    "sell-verb",
    "seen-verb",
    "put-verb",
    "draw-verb",
    "met-verb",
    "phrase-verb",
    "have-verb",
    "bear-verb",
];

/// A place where a party is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Actor {
    pub(super) span: Span,
    pub(super) sector: Sector,
    /// Which of the parties.
    party: u32,
}

/// True where nobody is known to be non-profit: a party without a legal form is most often an association.
pub(super) fn guessed(parties: &[Party]) -> bool {
    parties.iter().all(|party| party.sector != Sector::Nonprofit)
        && parties.iter().any(|party| party.sector == Sector::Public)
}

/// The sector of a party as conditions ask for it.
pub(super) fn sector(party: &Party, guessed: bool) -> Sector {
    match party.sector {
        Sector::Unknown if guessed => Sector::Nonprofit,
        known => known,
    }
}

/// All places where parties are named, in order.
#[derive(Debug)]
pub(super) struct Actors {
    places: Vec<Actor>,
    /// [`VERBS`].
    verbs: OneOf,
}

impl Actors {
    pub(super) fn new(draft: &Draft<'_>) -> Actors {
        let parties = &draft.annotations.parties;
        let guessed = guessed(parties);
        let of = |(at, party): (usize, &Party)| -> Vec<Actor> {
            let spans = party.mentions.iter().chain(&party.voice);
            let sector = sector(party, guessed);
            spans.map(|span| Actor { span: *span, sector, party: at as u32 }).collect()
        };
        let mut places: Vec<Actor> = parties.iter().enumerate().flat_map(of).collect();
        places.extend(by_trade(draft, parties, &places));
        places.extend(by_sort(draft, parties, &places));
        places.sort_unstable_by_key(|actor| (actor.span, actor.party));
        Actors { places, verbs: draft.one_of(VERBS) }
    }

    /// Those named in a span.
    pub(super) fn inside(&self, span: Span) -> &[Actor] {
        let from = self.places.partition_point(|actor| actor.span.start() < span.start());
        let to = self.places.partition_point(|actor| actor.span.start() < span.end());
        &self.places[from..to.max(from)]
    }

    /// True where one of a sector is named in a span.
    pub(super) fn names(&self, sector: Sector, span: Span) -> bool {
        self.inside(span).iter().any(|actor| actor.sector == sector)
    }
}

/// "Butiken får 600 kronor", "The shop is paid …": the only private party, by what it keeps; not "i butiken", a place.
fn by_trade(draft: &Draft<'_>, parties: &[Party], named: &[Actor]) -> Vec<Actor> {
    let mut firms = (0u32..).zip(parties).filter(|(_, party)| party.sector == Sector::Private);
    let (Some((party, _)), None) = (firms.next(), firms.next()) else { return Vec::new() };
    let taken: HashSet<usize> = named.iter().map(|actor| actor.span.end()).collect();
    let whole = Span::at(0, draft.document.text().len());
    let words = draft.words_in("trade-noun", whole).map(|word| word.span);
    let stands = |span: &Span| {
        let before = draft.tokens.partition_point(|token| token.span.start() < span.start()).checked_sub(1);
        let place = before.map(|at| draft.tokens[at]).is_some_and(|before| {
            draft.document.between(before.span.end(), span.start()) == " "
                && (draft.has_word("preposition", before.span) || draft.is("preposition", &before))
        });
        !place && !taken.contains(&span.end())
    };
    words.filter(stands).map(|span| Actor { span, sector: Sector::Private, party }).collect()
}

/// "Klubbarna betalar ingen hyra", "varje företag får …": all parties of a sector by what they are.
fn by_sort(draft: &Draft<'_>, parties: &[Party], named: &[Actor]) -> Vec<Actor> {
    let taken: HashSet<usize> = named.iter().map(|actor| actor.span.end()).collect();
    let whole = Span::at(0, draft.document.text().len());
    let public_firm = || {
        parties
            .iter()
            .any(|party| party.sector == Sector::Public && party.legal_form.as_deref() == Some("ab"))
    };
    let mut found = Vec::new();
    for (label, sector) in [("clubs-noun", Sector::Nonprofit), ("firms-noun", Sector::Private)] {
        let Some(party) = parties.iter().position(|party| party.sector == sector) else { continue };
        // "Bolagen" can be those that a municipality owns.
        if sector == Sector::Private && public_firm() {
            continue;
        }
        let words = draft.words_in(label, whole).map(|word| word.span);
        let free = words.filter(|span| !taken.contains(&span.end()));
        found.extend(free.map(|span| Actor { span, sector, party: party as u32 }));
    }
    found
}

/// Who gets something in a sentence, and who gives it or is refused it, by sector.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Flow {
    gets: Vec<Sector>,
    gives: Vec<Sector>,
    /// Those who gain what only a firm gains by: to be seen ("may show its logo"), to be paid for its goods.
    trades: Vec<Sector>,
}

impl Flow {
    /// True where somebody of a sector gets something.
    pub(super) fn gets(&self, sector: Sector) -> bool {
        self.gets.contains(&sector)
    }

    /// True where those of a sector are seen by what the parties do, or paid for what they sell.
    pub(super) fn trades(&self, sector: Sector) -> bool {
        self.trades.contains(&sector)
    }

    /// True where the sentence says the contrary: those of a sector give, or others get.
    pub(super) fn speaks_against(&self, sector: Sector) -> bool {
        !self.gets(sector) && (self.gives.contains(&sector) || !self.gets.is_empty())
    }

    fn add(&mut self, sector: Sector, said: Said) {
        let list = match said {
            Said::Gets => &mut self.gets,
            Said::Gives => &mut self.gives,
            Said::Trades => &mut self.trades,
        };
        if !list.contains(&sector) {
            list.push(sector);
        }
    }
}

/// What a verb says of its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Gets,
    Gives,
    Trades,
}

/// Reads a sentence; `earlier` are the actors of the one before, for whom a pronoun may stand.
///
/// `row` is whom a table's row or column is about: what a cell says without a subject is said of it.
pub(super) fn read(
    draft: &Draft<'_>,
    sentence: Span,
    actors: &Actors,
    earlier: &[Actor],
    row: Option<Sector>,
) -> Flow {
    let tokens = draft.tokens_in(sentence);
    let mut flow = Flow::default();
    let verb = |token: &Token| draft.is_one_of(&actors.verbs, token);
    let deed = || ["gain-deed", "fame-deed", "pay-noun"].iter().any(|label| draft.has_word(label, sentence));
    let here: Vec<Actor> = actors.inside(sentence).iter().take(MENTIONS).copied().collect();
    if here.is_empty() && earlier.is_empty() && row.is_none() {
        return flow;
    }
    let clause = Clause { draft, sentence, tokens, here: &here };
    let of_its = |actor: &Actor| {
        let (first, next) = (clause.token(actor.span.start()), clause.token(actor.span.end()));
        clause.becomes_its(first, next) && clause.whose(*actor)
    };
    if !tokens.iter().any(verb) && !deed() && !here.iter().any(of_its) {
        return flow;
    }
    for actor in &here {
        for said in clause.said_of(*actor) {
            flow.add(actor.sector, said);
        }
    }
    clause.pronouns(earlier, &mut flow);
    // "| Bolaget | Behåller biljettintäkterna |"
    if let Some(sector) = row {
        for said in clause.subject(0) {
            flow.add(sector, said);
        }
    }
    flow
}

/// "Klubbens blad trycks …": somebody's thing, and a verb that says what is done to it.
pub(super) fn whose_thing(draft: &Draft<'_>, sentence: Span, actor: &Actor) -> bool {
    let behind = draft.tokens_in(Span::at(actor.span.end(), sentence.end().max(actor.span.end())));
    let done = behind.iter().skip(1).take(PERSON).any(|token| draft.is("passive-verb", token));
    draft.annotations.language != Language::En
        && done
        && Clause { draft, sentence, tokens: &[], here: &[] }.whose(*actor)
}

/// A sentence that is being read.
struct Clause<'r, 'd> {
    draft: &'r Draft<'d>,
    sentence: Span,
    tokens: &'r [Token],
    here: &'r [Actor],
}

impl Clause<'_, '_> {
    fn is(&self, label: &str, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| self.draft.is(label, token))
    }

    fn word(&self, label: &str, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| self.draft.has_word(label, token.span))
    }

    /// Number of the first token that starts at or behind a place.
    fn token(&self, place: usize) -> usize {
        self.tokens.partition_point(|token| token.span.start() < place)
    }

    /// What the sentence says of one who is named in it.
    fn said_of(&self, actor: Actor) -> Vec<Said> {
        let (first, next) = (self.token(actor.span.start()), self.token(actor.span.end()));
        let before = first.checked_sub(1);
        // "… to the Scouts and receives nothing"
        let behind_article =
            |at: usize| self.is("noun-article", at) && at > 0 && self.word("preposition", at - 1);
        let governed = duty::governed(self.draft, self.sentence, actor.span)
            || before.is_some_and(|at| self.word("agent-by", at) || behind_article(at));
        let whose = self.whose(actor);
        // "Members of the Crew are paid …"
        let article = usize::from(before.is_some_and(|at| self.is("noun-article", at)));
        let people = (governed || self.relative_end(next).is_some())
            && first.checked_sub(2 + article).is_some_and(|at| self.word("volunteer", at));
        // "Club leaders get a fee"
        let leaders = !self.swedish() && !governed && self.word("volunteer", next);
        // "Kommunen utbetalar ett startbidrag, så att föreningen kan betala projekteringen": what the gift makes possible.
        if !governed && !whose && self.enabled(actor, first) {
            return vec![Said::Gets];
        }
        let mut said = Vec::new();
        if whose && !governed {
            // "… är bolagets att sälja"
            said.extend(self.becomes_its(first, next).then_some(Said::Gets));
            let is_its = before.is_some_and(|at| self.is("be-verb", at) || self.is("noun-article", at));
            let to_sell = is_its && self.is("verb-helper", next) && self.begins("gain-deed", next + 1);
            said.extend(to_sell.then_some(Said::Gets));
            said.extend(self.name_is_shown(next).then_some(Said::Trades));
            said.extend(self.shows_name(first, next));
            said.extend(self.people(actor, next).or_else(|| self.cost_is_met(next)));
            if said.is_empty() && actor.sector == Sector::Private {
                said.extend(self.is_paid(next));
            }
        } else if leaders && let Some(told) = self.people(actor, next) {
            said.push(told);
        } else if governed && !people && self.is("relative-word", next) {
            // "ägs av bolaget, som säljer elen till kommunen"
            said.extend(self.chain(next + 1));
        } else if (!governed || people) && !self.is_object(first) {
            said.extend(self.subject(next));
            if said.is_empty() && people {
                said.extend(self.relative_end(next).and_then(|verb| self.chain(verb)));
            }
            if said.is_empty() && !people {
                said.extend(before.and_then(|at| self.inverted(at, next)));
            }
        }
        if said.is_empty() && self.receives(actor, first, next) {
            said.push(Said::Gets);
        }
        said
    }

    /// "Skrotet blir bolagets när det lastas", "the timber is the Company's": what is somebody's is got, unless it is a burden.
    fn becomes_its(&self, first: usize, next: usize) -> bool {
        let article = first.checked_sub(1).is_some_and(|at| self.is("noun-article", at));
        let Some(verb) = first.checked_sub(1 + usize::from(article)) else { return false };
        let behind = next >= self.tokens.len()
            || self.word("preposition", next)
            || ["clause-adverb", "subordinator"].iter().any(|label| self.is(label, next))
            || self.is("property-noun", next)
            || self.is("relative-word", next);
        let before = Span::at(self.sentence.start(), self.tokens[verb].span.start());
        // "som är pastoratets": whose a house is anyway.
        let gained = self.is("becomes-verb", verb)
            || self.is("property-noun", next)
            || self.draft.has_word("income-noun", before);
        verb > 0
            && self.is("become-verb", verb)
            && gained
            && behind
            && !self.draft.has_word("burden-noun", before)
            && !self.draft.has_word("negation", before)
            && !self.word("negation", first.saturating_sub(1))
    }

    /// True for who stands right behind "so that", where another gives money for it.
    fn enabled(&self, actor: Actor, first: usize) -> bool {
        let article = first.checked_sub(1).is_some_and(|at| self.is("noun-article", at));
        let start = self
            .tokens
            .get(first - usize::from(article))
            .map_or(actor.span.start(), |token| token.span.start());
        let before = Span::at(self.sentence.start(), start);
        let lead = self.draft.words_in("purpose-lead", before).last();
        let Some(lead) = lead.filter(|lead| lead.span.end() + 1 == start) else { return false };
        let ahead = Span::at(self.sentence.start(), lead.span.start());
        let gives = self.draft.tokens_in(ahead).iter().any(|token| self.draft.is("give-verb", token));
        let other = self
            .here
            .first()
            .is_some_and(|giver| giver.party != actor.party && giver.span.start() < lead.span.start());
        gives
            && other
            && self.draft.first_mark_in("money", ahead).is_some()
            && !self.draft.has_word("negation", ahead)
    }

    /// "pays the Trust": right behind a verb of giving that has a subject of its own.
    fn is_object(&self, first: usize) -> bool {
        let article = first.checked_sub(1).is_some_and(|at| self.is("noun-article", at));
        let Some(verb) = first.checked_sub(1 + usize::from(article)) else { return false };
        let subject = || verb.checked_sub(1).is_some_and(|before| self.ends_actor(before) || article);
        self.is("give-verb", verb) && subject()
    }

    /// "Föreningens", "our": whose something is.
    fn whose(&self, actor: Actor) -> bool {
        let text = self.draft.document.slice(actor.span);
        let ends = |ending: &str| text.ends_with(ending);
        party::is_possessive(self.draft, actor.span)
            || ends("'s")
            || ends("’s")
            || ends("s'")
            || ends("s’")
            || self.draft.annotations.language != Language::En
                && ends("s")
                && !duty::plain_name(self.draft, actor.span, &DutySubject::Party(actor.party))
    }

    /// "Föreningens ledare får milersättning": what is said of people of a non-profit party is said of it; of people of
    /// others, that they get something and not it.
    fn people(&self, actor: Actor, next: usize) -> Option<Said> {
        let verb = (next + 1..self.tokens.len().min(next + 1 + PERSON))
            .take_while(|at| !self.word("preposition", at - 1))
            .find(|at| self.is("gain-verb", *at))?;
        (actor.sector != Sector::Private).then(|| self.sense(verb, Chain::default())).flatten()
    }

    /// "The Forum's post is paid in two instalments", "Föreningens utlägg ersätts": what somebody's work costs is met, and
    /// not by itself or to others.
    fn cost_is_met(&self, next: usize) -> Option<Said> {
        let cost = (next..self.tokens.len().min(next + PERSON)).find(|at| self.word("cost-noun", *at))?;
        let verb = (cost + 1..self.tokens.len().min(cost + 1 + MET)).find(|at| self.is("met-verb", *at))?;
        let negated = (cost..self.tokens.len().min(verb + 2)).any(|at| self.word("negation", at));
        let away = (verb + 1..self.tokens.len().min(verb + 4)).any(|at| self.word("to-whom", at));
        let agent = (verb + 1..self.tokens.len()).find(|at| self.word("agent-by", *at));
        let itself = agent.is_some_and(|by| {
            let of = |other: &&Actor| self.token(other.span.start()).abs_diff(by + 1) <= 1;
            let whose = self.here.iter().find(|actor| self.token(actor.span.end()) == next);
            self.word("itself-word", by + 1)
                || self.here.iter().find(of).map(|other| other.party) == whose.map(|actor| actor.party)
        });
        match () {
            () if negated || itself => Some(Said::Gives),
            () if away => None,
            () => Some(Said::Gets),
        }
    }

    /// "Bolagets ersättning räknas upp med index", and not what it pays to others.
    fn is_paid(&self, next: usize) -> Option<Said> {
        let verb = next + 1;
        let away = (verb..self.tokens.len().min(verb + 3)).any(|at| self.word("to-whom", at));
        let told = self.word("pay-noun", next)
            && (self.tokens.get(verb).is_some_and(|token| duty::finite(self.draft, token))
                || ["be-verb", "passive-verb"].iter().any(|label| self.is(label, verb)))
            && !self.word("negation", verb + 1);
        (told && !away).then_some(Said::Trades)
    }

    /// "Varvets namn målas på gaveln", "The Yard's logo is printed on the map": who is seen.
    fn name_is_shown(&self, next: usize) -> bool {
        let noun = (next..self.tokens.len().min(next + PERSON)).any(|at| self.is("fame-noun", at));
        let mut behind = next..self.tokens.len();
        noun && behind.clone().any(|at| self.is("show-verb", at))
            && !behind.any(|at| self.word("negation", at))
    }

    /// "We paint your name on the screens", "Klubben trycker bolagets logotyp på tröjorna": who is seen by what others do.
    fn shows_name(&self, first: usize, next: usize) -> Option<Said> {
        let mut behind = next..self.tokens.len().min(next + PERSON);
        let ahead = first.saturating_sub(SHOWN)..first;
        let shown =
            behind.any(|at| self.is("fame-noun", at)) && ahead.clone().any(|at| self.is("show-deed", at));
        let refused = || ahead.clone().any(|at| self.word("negation", at));
        shown.then(|| if refused() { Said::Gives } else { Said::Trades })
    }

    /// "Members of the Forum who speak at clinics are given …": where the clause behind "who" ends and the verb stands.
    fn relative_end(&self, next: usize) -> Option<usize> {
        let given = |at: &usize| {
            self.is("gain-verb", *at) || self.is("be-verb", *at) && self.is("given-verb", at + 1)
        };
        (next + 1..self.tokens.len().min(next + GIVEN))
            .find(given)
            .filter(|_| ["who-word", "relative-word"].iter().any(|label| self.is(label, next)))
    }

    /// What the verbs behind a subject say of it: the first, and those that are joined to it.
    fn subject(&self, next: usize) -> Vec<Said> {
        let mut said: Vec<Said> = self.chain(next).into_iter().collect();
        let subject = |at: usize| {
            let place = self.tokens[at].span.start();
            self.here.iter().any(|actor| actor.span.start() == place)
        };
        for at in next + 1..self.tokens.len().min(next + REACH) {
            let comma =
                self.draft.document.between(self.tokens[at - 1].span.end(), self.tokens[at].span.start());
            let joined = comma == ", " || self.word("party-join", at - 1);
            // "… mot en avgift, vilken tillfaller bolaget": said of what stands before.
            if joined && (subject(at) || comma == ", " && self.is("relative-word", at)) {
                break;
            }
            said.extend(joined.then(|| self.chain(at)).flatten());
        }
        said
    }

    /// The first verb from a token on, behind adverbs and the verbs that help it.
    fn chain(&self, from: usize) -> Option<Said> {
        let mut chain = Chain::default();
        let mut at = from;
        while at < self.tokens.len().min(from + 8) {
            // "har under tio år rätt att …"
            if self.is("during-word", at) && self.is("span-noun", at + 2) {
                at += 3;
                continue;
            }
            if let Some(said) = self.sense(at, chain) {
                return Some(said);
            }
            match () {
                () if self.word("negation", at) => chain.negated = true,
                () if self.is("be-verb", at) => chain.passive = true,
                // "äger nyttja köket"
                () if self.is("may-verb", at) || self.is("own-verb", at) => chain.may = true,
                () if self.is("noun-article", at) => chain.noun = true,
                () if self.is("verb-helper", at) || duty::adverb(self.draft, &self.tokens[at]) => {}
                () => return None,
            }
            at += 1;
        }
        None
    }

    /// What one verb says of its subject.
    fn sense(&self, at: usize, chain: Chain) -> Option<Said> {
        let refused = chain.negated || self.word("negation", at + 1);
        let or_refused = |said: Said| Some(if refused { Said::Gives } else { said });
        // "has the sole right to sell"; what else stands behind an article is a noun ("a grant").
        if self.is("right-noun", at) {
            return self.right(at).then_some(Said::Gets).and_then(or_refused);
        }
        if chain.noun {
            return None;
        }
        if self.gains(at) {
            if self.is("give-verb", at) && self.hands_out(at) {
                return Some(Said::Gives);
            }
            if refused {
                return Some(Said::Gives);
            }
            // "får visa sin logotyp"
            if self.begins("fame-deed", at + 1) {
                return Some(Said::Trades);
            }
            return (self.is("spared-verb", at) || self.thing(at + 1)).then_some(Said::Gets);
        }
        // "nämns i alla pressmeddelanden", "is named in every press release"
        if self.is("seen-verb", at) && (chain.passive || self.is("passive-verb", at) || self.swedish()) {
            return (!refused).then_some(Said::Trades);
        }
        // "säljer elen till kommunen för 74 öre"
        if self.is("sell-verb", at) && self.priced(at) {
            return (!refused).then_some(Said::Trades);
        }
        // "ställer salen till kommunens förfogande"
        if self.is("put-verb", at) && self.draft.has_word("disposal-word", self.sentence) {
            return Some(if refused { Said::Gets } else { Said::Gives });
        }
        // "The Yard charges £40 an hour"
        if self.is("charge-verb", at) && (self.is_sum(at + 1) || self.is_share(at) || self.takes_payment(at))
        {
            return (!refused).then_some(Said::Trades);
        }
        if self.has_income(at) {
            return (!refused).then_some(Said::Trades);
        }
        // "kvitterar ut 25 000 kronor"
        if self.is("draw-verb", at) && self.draws(at) {
            return (!refused).then_some(Said::Gets);
        }
        // "Föreningen står för fikat"
        if self.begins("bears-phrase", at) {
            return Some(Said::Gives);
        }
        // "keeps the fares", not "keeps the lights on"
        if self.is("keep-verb", at) {
            let kept = Span::at(self.tokens[at].span.end(), self.sentence.end());
            return self.draft.has_word("income-noun", kept).then_some(Said::Gets).and_then(or_refused);
        }
        if chain.may && self.begins("gain-deed", at) {
            return or_refused(Said::Gets);
        }
        if chain.may && self.begins("fame-deed", at) {
            return (!refused).then_some(Said::Trades);
        }
        if self.is("given-verb", at) {
            return (chain.passive && self.thing(at + 1)).then_some(Said::Gets).and_then(or_refused);
        }
        if self.is("own-verb", at) {
            let rest = Span::at(self.tokens[at].span.end(), self.sentence.end());
            return self.draft.has_word("result-noun", rest).then_some(Said::Gets);
        }
        // "använder lokalen utan hyra"
        if self.is("use-verb", at) {
            let rest = Span::at(self.tokens[at].span.end(), self.sentence.end());
            // "nyttjar kommunens gräsklippare": what is another's.
            let others = || {
                self.here.iter().any(|other| {
                    (1..3).any(|by| self.token(other.span.start()) == at + by) && self.whose(*other)
                })
            };
            let free = self.draft.has_word("free-word", rest) || !self.is("buy-verb", at) && others();
            return free.then_some(Said::Gets).and_then(or_refused);
        }
        // "… pays no rent", "… behöver inte lägga ut pengar": what is spared is got.
        // "betalar halv hyra"
        let spared = refused || self.begins("discount", at + 1) || self.begins("discount", at + 2);
        self.is("give-verb", at).then_some(if spared { Said::Gets } else { Said::Gives })
    }

    fn swedish(&self) -> bool {
        self.draft.annotations.language != Language::En
    }

    /// A price behind a verb, and not what something is worth that is given.
    fn priced(&self, at: usize) -> bool {
        let behind = Span::at(self.tokens[at].span.end(), self.sentence.end());
        let price =
            self.draft.first_mark_in("money", behind).is_some() || self.draft.has_word("price-unit", behind);
        price && !self.draft.has_word("worth-word", self.sentence)
    }

    /// "får", and "ska få", which alone can be an adjective ("få anställda").
    fn gains(&self, at: usize) -> bool {
        let led = || {
            at.checked_sub(1).is_some_and(|at| self.word("duty-modal", at) || self.is("infinitive-mark", at))
        };
        self.is("gain-verb", at) || self.is("gain-infinitive", at) && led()
    }

    /// "får bolaget", "betalar kommunen": the verb right before its subject.
    fn inverted(&self, at: usize, next: usize) -> Option<Said> {
        if self.is("gain-verb", at) {
            let refused = self.word("negation", next);
            return match refused {
                true => Some(Said::Gives),
                false => self.thing(next).then_some(Said::Gets),
            };
        }
        // Behind an adverbial stands the verb and then who ("Varje år betalar kommunen …"); else it is to whom.
        let thing = self.is("each-opener", 0) && !(1..4).any(|at| self.is("time-noun", at));
        let opens = !thing && (self.word("preposition", 0) || self.is("clause-adverb", 0));
        let swedish = self.draft.annotations.language != Language::En;
        let subject = at.checked_sub(1).is_some_and(|before| self.ends_actor(before));
        (swedish && opens && !subject && self.is("give-verb", at)).then_some(Said::Gives)
    }

    fn ends_actor(&self, at: usize) -> bool {
        let end = self.tokens[at].span.end();
        self.here.iter().any(|actor| actor.span.end() == end)
    }

    /// Another pays, lends or gives it something: "Kommunen betalar föreningen …", "… lånas ut till föreningen".
    fn receives(&self, actor: Actor, first: usize, next: usize) -> bool {
        let before = first.checked_sub(1 + usize::from(first > 1 && self.is("noun-article", first - 1)));
        let from_whom = before.is_some_and(|at| self.word("from-whom", at));
        let to_whom = || before.is_some_and(|at| self.word("to-whom", at));
        let english = self.draft.annotations.language == Language::En;
        let passive = |at: usize| !english && self.is("passive-verb", at);
        let by_agent = || before.is_some_and(|at| self.is("buyer-by", at));
        let with_whom = || before.is_some_and(|at| self.word("with-whom", at));
        // "köps in från bolaget"
        let bought_from = before.is_some_and(|at| self.is("source-word", at));
        let paid = || {
            self.draft.first_mark_in("money", self.sentence).is_some()
                || self.draft.has_word("price-unit", self.sentence)
        };
        let income = || self.draft.has_word("income-noun", self.sentence);
        let from = first.saturating_sub(GIVEN);
        // "hyr bussen av bolaget", "hyr bolagets buss för 900 kronor", "30 procent går till bolaget"
        let gave = |at: &usize| match from_whom {
            // "hyrs av föreningen", "bought by the Club": by whom, and not from whom.
            true => self.is("buy-verb", *at) && (!passive(*at) || bought_from) && !by_agent(),
            false => {
                self.is("give-verb", *at)
                    || self.begins("give-phrase", *at) && paid()
                    || self.is("put-verb", *at) && self.draft.has_word("disposal-word", self.sentence)
                    || self.is("buy-verb", *at) && self.whose(actor) && paid()
                    || self.is("goes-verb", *at) && to_whom() && (paid() || income())
                    || self.is("stay-verb", *at)
                        && (with_whom() || before.is_some_and(|at| self.is("stay-in", at)))
                        && (income() || self.results_before(*at))
                    || self.is("belong-verb", *at)
                        && (to_whom() || before.is_some_and(|at| self.is("vest-in", at)))
                        && (income() || self.results_before(*at))
            }
        };
        let Some(verb) = (from..first).rev().find(gave) else { return false };
        // "Bolaget hyr ut teknik och kallas teknikbolaget": nobody gives to itself.
        let ahead = self.here.iter().rev().find(|other| other.span.end() <= self.tokens[verb].span.start());
        if ahead.is_some_and(|giver| giver.party == actor.party) && !self.is("accrue-verb", verb) {
            return false;
        }
        // "ges möjlighet att delta vid besök som bolaget kallar till": it is the subject of a clause of its own.
        let article = first.checked_sub(1).is_some_and(|at| self.is("noun-article", at));
        if first.checked_sub(1 + usize::from(article)).is_some_and(|at| self.is("relative-word", at)) {
            return false;
        }
        // "Neither party pays the Company", "Ingen av dem ersätter bolaget"
        let free = !(verb..first).any(|at| self.word("negation", at))
            && !self.word("negation", 0)
            && (verb == 0 || !self.word("negation", verb - 1));
        // "… och föreningen leder turerna": the subject of a clause of its own.
        let own = || {
            let opens = first.checked_sub(1).is_some_and(|at| self.word("party-join", at))
                || self.draft.document.slice(self.sentence)[..actor.span.start() - self.sentence.start()]
                    .ends_with(", ");
            let mut rest =
                (next..self.tokens.len()).filter(|at| !duty::adverb(self.draft, &self.tokens[*at]));
            opens && rest.next().is_some_and(|at| duty::acts(self.draft, &self.tokens[at]))
        };
        free && !own()
    }

    fn begins(&self, label: &str, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        self.draft.begins_with(label, token.span)
    }

    /// "De får …", "… pays it SEK 45,000": a pronoun for somebody who was named.
    fn pronouns(&self, earlier: &[Actor], flow: &mut Flow) {
        let stands = |at: usize| self.is("stands-for-party", at);
        if stands(0)
            && let Some(actor) = earlier.first()
        {
            for said in self.subject(1) {
                flow.add(actor.sector, said);
            }
        }
        for at in 1..self.tokens.len() {
            // "För det debiterar den kommunen 46 kronor": the one who was named before.
            if stands(at)
                && self.is("charge-verb", at - 1)
                && self.priced(at)
                && let Some(actor) = earlier.first()
            {
                flow.add(actor.sector, Said::Trades);
            }
            if !stands(at) || !self.is("give-verb", at - 1) {
                continue;
            }
            let giver =
                self.here.iter().rev().find(|actor| actor.span.start() < self.tokens[at].span.start());
            let others = earlier.iter().rev().map(|actor| actor.sector);
            let receiver =
                others.into_iter().find(|sector| giver.is_none_or(|giver| giver.sector != *sector));
            if let Some(sector) = receiver {
                flow.add(sector, Said::Gets);
            }
        }
    }
}

/// What stands between a subject and its verb.
#[derive(Debug, Default, Clone, Copy)]
struct Chain {
    negated: bool,
    passive: bool,
    may: bool,
    noun: bool,
}
