//! Tasks of sentences: what is said of each who is named in one, or what a title, a label or a line gives them.

use super::behind::Carrier;
use super::core;
use super::deed::{self, deed};
use super::denial::denied;
use super::deputy::{labelled_deputy, stand_in, substitutes};
use super::known::Known;
use super::label::{
    agent_is, answers, appointed, cited, gone, in_bracket, joined, label_of, lent, own_area, own_line,
    present_holder, role_field_line, said_as, thanked, told_in_bracket, whole_sentence,
};
use super::words::{money, task_words, words_from};
use super::{cell_of, rota, told};
use crate::annotate::duty::adverb;
use crate::annotate::person::{contact_lead, contact_table, reached, replaced};
use crate::annotate::{Draft, Token, ends_in_bracket};
use crate::document::{CoreFunction, Holder, Mitigation, Span, Task, Zone};

/// Words that tell what somebody does, and the core function they are of.
type Told = (Span, Option<CoreFunction>);

/// Names of a sentence that are asked whether they stand where contacts do, at most.
const ASKED: usize = 8;
/// Names from which on a sentence tells who sits on something.
const CROWD: usize = 3;
/// A sentence longer than this says nothing of the one before.
const NEXT: usize = 300;
/// Words between what is done and who does it, at most: before the name, behind it, and where a word for through whom stands
/// between.
const BEFORE: usize = 12;
const BEHIND: usize = 30;
const THROUGH: usize = 3;
/// Words behind a name among which a pronoun begins another clause, at most.
const PRONOUN: usize = 40;

/// A sentence that names people, with what is found in it once for all of them.
struct Sentence<'d, 'a> {
    draft: &'d Draft<'a>,
    known: &'d Known,
    around: Span,
    group: &'d [(Span, u32)],
    /// Words that tell a task.
    words: Vec<Told>,
    /// True where it tells whom to ask, and where it stands among those who are asked.
    contact: bool,
    listed: bool,
    /// True where the agreement ends as somebody leaves.
    ends: bool,
    /// The colon between a group that does something and its members.
    members: Option<usize>,
    /// A cell of the same row that names who substitutes.
    deputy: Option<Span>,
    /// Words by which those who are named take turns.
    turns: Option<Span>,
}

/// Adds what a sentence gives to those who are named in it.
pub(super) fn of_sentence(
    draft: &Draft<'_>,
    known: &Known,
    around: Span,
    group: &[(Span, u32)],
    zone: Zone,
    tasks: &mut Vec<Task>,
) {
    let sentence = Sentence::of(draft, known, around, group, zone);
    let mut persons: Vec<u32> = Vec::new();
    let mut linked_before: Option<Span> = None;
    for (name, person) in group {
        if persons.contains(person) || sentence.passes_by(*name) {
            continue;
        }
        let function = known.function(draft, *name);
        let told = sentence.told_of(*name, *person);
        let linked = sentence.gives_role(*name, function.is_some(), linked_before);
        if linked {
            linked_before = Some(*name);
        }
        let told = sentence.with_other_functions(*name, told);
        let question = answers(draft, around, *name);
        let linked = linked || question.is_some();
        let asked = question.is_some_and(|question| draft.has_word("contact-word", question));
        let contact =
            told.is_empty() && (asked || sentence.contact && !(linked && sentence.asked_behind(*name)));
        if told.is_empty() && !contact && !sentence.ends && !linked {
            continue;
        }
        persons.push(*person);
        let task = Task {
            span: around,
            what: String::new(),
            function,
            holder: Holder::Person(*person),
            core: None,
            contact,
            mitigation: sentence.behind(*name, *person, contact),
            private_channel: draft.private_mail(around),
            ends_with_person: sentence.ends,
            confidence: 0.8,
        };
        match told.is_empty() {
            true => tasks.extend(sentence.untold(task, *name, linked)),
            false => tasks.extend(told.into_iter().map(|told| sentence.as_told(&task, *name, told))),
        }
    }
}

impl<'d, 'a> Sentence<'d, 'a> {
    fn of(
        draft: &'d Draft<'a>,
        known: &'d Known,
        around: Span,
        group: &'d [(Span, u32)],
        zone: Zone,
    ) -> Sentence<'d, 'a> {
        let mut sentence = Sentence {
            draft,
            known,
            around,
            group,
            words: Vec::new(),
            contact: false,
            listed: false,
            ends: draft.has_word("ends-with-person", around),
            members: group_before(draft, around, group[0].0),
            deputy: stand_in(draft, around),
            turns: None,
        };
        let reaches = |name: Span| contact_table(draft, name) || reached(draft, name);
        let first = group[0].0;
        let listed = zone == Zone::Contact || contact_lead(draft, first) || reaches(first);
        sentence.listed = listed;
        sentence.contact = listed
            || draft.words_in("contact-word", around).any(|word| !sentence.named(word.span))
            || group.iter().take(ASKED).any(|(span, _)| reaches(*span));
        sentence.words = sentence.task_words(listed);
        sentence.turns = sentence.turns();
        sentence
    }

    /// True for a word in one of the names.
    fn named(&self, word: Span) -> bool {
        self.group.iter().any(|(span, _)| span.contains(word))
    }

    /// Tokens before a place and behind one.
    fn before(&self, place: usize) -> &'d [Token] {
        self.draft.tokens_in(Span::at(self.around.start(), place.max(self.around.start())))
    }

    fn after(&self, place: usize) -> &'d [Token] {
        self.draft.tokens_in(Span::at(place, self.around.end().max(place)))
    }

    /// Places of the words of a lexicon.
    fn places(&self, label: &str) -> Vec<Span> {
        self.draft.words_in(label, self.around).map(|word| word.span).collect()
    }

    /// Words that tell a task, without those that only say who speaks for whom, whom to ask, what has been or who somebody is.
    fn task_words(&self, listed: bool) -> Vec<Told> {
        let draft = self.draft;
        let mut words = task_words(draft, self.around);
        words.retain(|(word, _)| !speaks_for(draft, self.around, *word));
        // "Föreningen nås genom Anna Ek"; but "Anyone who needs the key goes to Anna Ek": she has it.
        let asking = self.places("contact-word");
        words.retain(|(word, core)| {
            *core == Some(CoreFunction::Access)
                || !asking.iter().any(|asks| asks.len() > word.len() && asks.contains(*word))
        });
        let titles = || self.places("role-title");
        let title = |titles: &[Span], word: Span| {
            titles.iter().any(|title| title.contains(word) || word.contains(*title))
        };
        if listed {
            // In a list of contacts a title says who is asked, not what is done.
            let titles = titles();
            words.retain(|(word, _)| self.linked(*word) || !title(&titles, *word));
        }
        let past = self.places("took-part");
        if !past.is_empty() {
            // "The mural was painted by Anna Ek": what has been done. "I arbetet deltog Anna Ek, samordnare": a title beside a
            // name tells who it is, not what is done.
            let titles = titles();
            words.retain(|(word, _)| {
                !past.iter().any(|past| past.end() == word.end()) && !title(&titles, *word)
            });
        }
        words
    }

    /// "Anna Ek är samordnare för labbet", "Samordnare är Anna Ek": true for a title that the sentence says that somebody has.
    fn linked(&self, word: Span) -> bool {
        let link =
            |token: Option<&Token>| token.is_some_and(|token| self.draft.has_word("role-link", token.span));
        link(self.after(word.end()).first())
            || link(self.before(word.start()).last())
                && self.group.iter().any(|(span, _)| span.end() <= word.start())
    }

    /// "Anna Ek udda veckor, Bo Alm jämna", "Teamet består av Anna Ek och Bo Alm. De täcker upp för varandra.": the words by which
    /// those who are named share a task.
    fn turns(&self) -> Option<Span> {
        let (draft, group) = (self.draft, self.group);
        let first = |label: &str, span: Span| draft.words_in(label, span).next().map(|word| word.span);
        let mutual = || {
            let next = draft.annotations.sentence_at(self.around.end().saturating_sub(1)).map(|at| at + 1);
            let next = next.and_then(|next| draft.annotations.sentences.get(next));
            let here = first("behind-mutual", self.around).filter(|_| !self.contact);
            here.or_else(|| first("behind-mutual", next.filter(|next| next.span.len() <= NEXT)?.span))
        };
        group.iter().any(|(_, person)| *person != group[0].1).then_some(())?;
        first("rota-word", self.around)
            .or_else(|| rota::seasons(draft, self.around, group))
            .or_else(mutual)
            .filter(|turn| !self.named(*turn))
    }

    /// True for a name that carries nothing by this sentence: who substitutes, who is denied to do something, who has left, is
    /// cited, thanked or replaced.
    fn passes_by(&self, name: Span) -> bool {
        let (draft, around) = (self.draft, self.around);
        // Who stands in a column of substitutes stands behind the others of the row.
        substitutes(draft, name)
            || labelled_deputy(draft, name)
            || !self.ends && denied(draft, around, Some(name))
            || gone(draft, around, name)
            || cited(draft, name)
            || thanked(draft, around, name)
            || replaced(draft, around, name)
            || self.is_place(name)
    }

    /// "flyttas till Nils Hanssons lada", "in Joan Holt's barn": whose a place is.
    fn is_place(&self, name: Span) -> bool {
        let draft = self.draft;
        let led = self.before(name.start()).last().is_some_and(|before| draft.is("preposition", before));
        let owned = || {
            let rest = draft.document.between(name.end(), self.around.end());
            ["s ", "'s ", "’s ", " ", "' ", "’ "]
                .iter()
                .find_map(|mark| rest.strip_prefix(mark))
                .map(str::len)
        };
        led && owned().is_some_and(|left| {
            let behind = Span::at(self.around.end() - left, self.around.end());
            let next = draft.tokens_in(behind).first();
            next.is_some_and(|next| draft.has_word("own-place", next.span))
        })
    }

    /// What the sentence tells that somebody does: by words for tasks, else by the first of the other ways to say it.
    fn told_of(&self, name: Span, person: u32) -> Vec<Told> {
        let near = self.words_near(name, person);
        if !near.is_empty() {
            return near;
        }
        let other: [fn(&Self, Span) -> Option<Told>; 4] =
            [Self::done, Self::own, Self::in_turn_or_alone, Self::done_by_pronoun];
        other.iter().find_map(|read| read(self, name)).into_iter().collect()
    }

    /// The words for tasks that are said of a name: it stands behind them, or they behind it.
    fn words_near(&self, name: Span, person: u32) -> Vec<Told> {
        // "Kommunen betalar ut stipendiet till minne av Anna Ek": somebody else does that.
        let aside = governed_apart(self.draft, self.before(name.start()));
        let near = |word: Span| {
            let other = self.of_members(word, name)
                || aside
                    && word.end() <= name.start()
                    && (deed::opens_with_verb(self.draft, word) || self.draft.has_whole("agent-by", word));
            // "Kontakten har Anna Ek hand om"
            word.contains(name) || !other && self.near(word, name, person)
        };
        self.words.iter().copied().filter(|(word, _)| near(*word)).collect()
    }

    /// True for what a group does whose members a colon tells.
    fn of_members(&self, word: Span, name: Span) -> bool {
        self.members.is_some_and(|colon| word.end() <= colon && name.start() > colon)
    }

    /// True where few enough words stand between a word for a task and a name.
    fn near(&self, word: Span, name: Span, person: u32) -> bool {
        let draft = self.draft;
        let follows = word.start() >= name.end();
        let (from, to) = if follows { (name.end(), word.start()) } else { (word.end(), name.start()) };
        let between = || draft.document.between(from, to);
        let through = draft.has_whole("channel-word", word) || draft.has_whole("agent-by", word);
        // "… was kept by Anna Ek; today Bo Alm keeps it": what is done behind such a sign is of somebody else.
        let other = || self.group.iter().any(|(at, other)| *other != person && at.start() > name.end());
        // "… genom en gåva av Anna Ek", "by the end of May": through whom stands right before the name and its title, or before
        // what a sign sets off ("… by the University, at present Anna Ek").
        let set_off = || between().contains([',', '(', ':', '–']);
        let most = match follows {
            true if through => 0,
            true if other() && between().contains(';') => return false,
            true => BEHIND,
            false if through && !set_off() => THROUGH,
            false => BEFORE,
        };
        let tokens = draft.tokens_in(Span::at(from.min(to), to));
        from <= to && (tokens.len() <= most || follows && self.is_alone() && self.goes_on(tokens))
    }

    /// True where nobody else is named.
    fn is_alone(&self) -> bool {
        self.group.iter().all(|(_, person)| *person == self.group[0].1)
    }

    /// "Anna Ek has run the ground for twenty years …: he keeps …": true where a pronoun stands near the end of what is between.
    fn goes_on(&self, between: &[Token]) -> bool {
        between.iter().rev().take(BEFORE).any(|token| self.draft.is("subject-pronoun", token))
    }

    /// What a verb that no list knows says that somebody does, or what is said to lie with them.
    fn done(&self, name: Span) -> Option<Told> {
        let (draft, around) = (self.draft, self.around);
        let verb = deed(draft, name, around).or_else(|| told::told(draft, name, around))?;
        // "Frågor besvaras av Anna Ek": who is asked has no deed by that.
        let asks = draft
            .words_in("contact-word", around)
            .any(|word| word.span.contains(verb) || verb.contains(word.span));
        // "Anna Ek is deputised by Bo Alm": he has no task of his own by that.
        let steps = || draft.words_in("behind-deputy", around).any(|word| word.span.contains(verb));
        let of_group = self.members.is_some_and(|colon| verb.end() <= colon);
        (!asks && !of_group && !steps()).then(|| (verb, money(draft, verb, around)))
    }

    /// "Anna Ek has run the ground for years …: she draws up the rota": what is said of a pronoun further on, where nobody else is
    /// named.
    fn done_by_pronoun(&self, name: Span) -> Option<Told> {
        let draft = self.draft;
        let tokens = self.after(name.end());
        let opens = |pair: &&[Token]| {
            let gap = draft.document.between(pair[0].span.end(), pair[1].span.start());
            draft.is("subject-pronoun", &pair[1])
                && (gap.contains([';', ':', ',']) || draft.is("clause-join", &pair[0]))
        };
        let at = tokens.windows(2).take(PRONOUN).position(|pair| opens(&pair)).filter(|_| self.is_alone())?;
        let verb = tokens[at + 2..].iter().take(3).find(|token| !adverb(draft, token))?;
        deed::does(draft, verb).then(|| (verb.span, money(draft, verb.span, self.around)))
    }

    /// "Notarkivet är Anna Eks område", "- Anna Ek: bokningar"
    fn own(&self, name: Span) -> Option<Told> {
        let own = own_area(self.draft, self.around, name).or_else(|| own_line(self.draft, name));
        own.map(|word| (word, None))
    }

    /// Whoever takes turns with others at something, or alone has or knows something, carries it.
    fn in_turn_or_alone(&self, name: Span) -> Option<Told> {
        // "Ingen annan än Anna Ek har koden"
        let alone = || self.draft.words_in("sole-phrase", self.around).next().map(|word| word.span);
        self.turns.or_else(alone).or_else(|| self.only(name)).map(|word| (word, None))
    }

    /// "Endast Anna har nyckel", "Utan Anna Ek går det inte", "… utan att Anna Ek sagt ja"
    fn only(&self, name: Span) -> Option<Span> {
        let draft = self.draft;
        let before = self.before(name.start());
        let only = before.last().filter(|before| draft.is("only-word", before));
        let without = || before.iter().rev().take(4).find(|word| draft.is("without-word", word));
        let denied = || {
            draft.has_word("negation", self.around)
                || draft.tokens_in(self.around).iter().any(|token| draft.is("away-word", token))
        };
        only.or_else(|| without().filter(|_| denied())).map(|word| word.span)
    }

    /// True where a title, a label or a line gives a name a role. `before` is the last name that has one so.
    fn gives_role(&self, name: Span, function: bool, before: Option<Span>) -> bool {
        let (draft, around) = (self.draft, self.around);
        let governed = self.before(name.start()).last();
        if governed.is_some_and(|before| draft.has_word("preposition", before.span)) {
            return false;
        }
        // "I rådet ingår vid avtalets början Anna Ek, Bo Alm och Eva Berg": those who sit on something.
        let crowd = self.group.len() >= CROWD;
        // "Gatuingenjör Valter Hjerpe är kommunens ombud", "Arkivarie: Valter Hjerpe".
        function && said_as(draft, around, name)
            || !crowd && present_holder(draft, around, name)
            || role_field_line(draft, name, self.group)
            || agent_is(draft, around, name)
            || appointed(draft, around, name)
            || in_bracket(draft, around, name)
            || told_in_bracket(draft, around, name)
            || lent(draft, around, name)
            || whole_sentence(draft, around, name)
            || before.is_some_and(|before| joined(draft, before, name))
    }

    /// What stands behind a name: a substitute in the row, another who may be asked, what is said of it, those it takes turns with.
    fn behind(&self, name: Span, person: u32, contact: bool) -> Option<Mitigation> {
        let Sentence { draft, known, around, group, .. } = *self;
        let others = || group.iter().filter(|(_, other)| *other != person).map(|(at, _)| *at);
        let second = |span: Span| Mitigation { kind: "second-person", span };
        let deputy = self.deputy.filter(|cell| !cell.contains(name));
        // "Anna Ek, kassör; Bo Alm, sekreterare": two who may be asked.
        let asked = || {
            let cell = cell_of(draft, name).filter(|_| contact)?;
            others().find(|other| cell.contains(*other))
        };
        let turns = || others().next().filter(|_| self.turns.is_some());
        deputy
            .map(|span| Mitigation { kind: "deputy", span })
            .or_else(|| asked().map(second))
            .or_else(|| Carrier { draft, known, around, name, person, group }.behind())
            .or_else(|| turns().map(second))
            .filter(|said| !(self.ends && said.kind == "deputy" && around.contains(said.span)))
    }

    /// A task that no words tell: a role that somebody has, or whom to ask.
    fn untold(&self, mut task: Task, name: Span, linked: bool) -> Vec<Task> {
        let function = task.function.clone();
        let asked = || {
            let word = self.draft.words_in("contact-word", self.around).next()?;
            Some(self.draft.document.slice(word.span).to_lowercase())
        };
        let what = match linked && !task.contact {
            true => function.or_else(|| label_of(self.draft, name)),
            false => asked().or(function),
        };
        task.what = what.unwrap_or_default();
        // "Treasurer, chair and bookings: Anna Ek"
        let titles = || core::of_titles(self.draft, Span::at(self.around.start(), name.start()));
        let cores = if linked && !task.contact { titles() } else { Vec::new() };
        match cores.is_empty() {
            true => vec![task],
            false => cores.into_iter().map(|core| Task { core: Some(core), ..task.clone() }).collect(),
        }
    }

    /// What is told with the other core functions of the sentence, where it names nobody else: "… leder arbetet, för kassan och
    /// fattar besluten".
    fn with_other_functions(&self, name: Span, mut told: Vec<Told>) -> Vec<Told> {
        if told.is_empty() || !self.is_alone() {
            return told;
        }
        let titles = self.titles_had().into_iter().chain(self.titles_before(name));
        for (word, core) in core::functions(self.draft, self.around).into_iter().chain(titles) {
            if told.iter().all(|(_, other)| *other != Some(core)) {
                told.push((word, Some(core)));
            }
        }
        told
    }

    /// "Anna Ek är ordförande i styrgruppen och …": titles of core functions that the sentence says that somebody has.
    fn titles_had(&self) -> Vec<(Span, CoreFunction)> {
        let words = self.draft.words_in("core-title", self.around);
        let had = words.filter(|word| self.linked(word.span) && !self.named(word.span));
        had.filter_map(|word| Some((word.span, core::of(self.draft.value(word))?))).collect()
    }

    /// "Treasurer, chair and bookings: Anna Ek": titles of core functions in the label before a name.
    fn titles_before(&self, name: Span) -> Vec<(Span, CoreFunction)> {
        let lead = Span::at(self.around.start(), name.start().max(self.around.start()));
        let label = self.draft.document.slice(lead).ends_with(": ");
        let cores = if label { core::of_titles(self.draft, lead) } else { Vec::new() };
        cores.into_iter().map(|core| (lead, core)).collect()
    }

    /// "Handledare: Anna Ek (ring på eftermiddagen)": words for whom to ask stand behind the name, and none before.
    fn asked_behind(&self, name: Span) -> bool {
        let mut words = self.draft.words_in("contact-word", self.around).peekable();
        let bracket = |word: Span| {
            let gap = self.draft.document.between(name.end(), word.start());
            ends_in_bracket(gap)
        };
        !self.listed
            && words.peek().is_some()
            && words.all(|word| word.span.start() > name.end() && bracket(word.span))
            && !reached(self.draft, name)
    }

    /// A task that words tell. What is said of all in the next sentence tells none.
    fn as_told(&self, task: &Task, name: Span, (word, core): Told) -> Task {
        let what = match self.around.contains(word) {
            true => words_from(self.draft, word, self.around, name),
            false => task.function.clone().unwrap_or_default(),
        };
        Task { what, core, ..task.clone() }
    }
}

/// "… kommun genom kommunalrådet Anna Ek och … AB genom vd Bo Alm": who speaks for a party carries nothing by that.
fn speaks_for(draft: &Draft<'_>, around: Span, word: Span) -> bool {
    let begins = |span: &Span| span.start() >= around.start() && span.start() < around.end();
    let here: Vec<Span> = draft.party_mentions().filter(begins).collect();
    let gap = |at: &&Span| draft.document.text().get(at.end()..word.start()) == Some(" ");
    here.len() >= 2 && here.iter().any(|at| at.end() < word.start() && gap(&at))
}

/// "till minne av Anna Ek", "på uppdrag av ordförande Anna Ek": true where a name, but for its title, stands behind a noun by
/// which nobody acts.
fn governed_apart(draft: &Draft<'_>, lead: &[Token]) -> bool {
    let title = |token: &&Token| draft.has_word("role-title", token.span) || draft.is("article", token);
    let titles = lead.iter().rev().take(3).take_while(title).count();
    matches!(&lead[..lead.len() - titles], [.., noun, by]
        if draft.has_whole("agent-by", by.span) && draft.is("by-noun", noun))
}

/// "Projektet leds av en styrgrupp: Anna Ek, Bo Alm": where the colon stands between a group that does something and its
/// members.
fn group_before(draft: &Draft<'_>, around: Span, name: Span) -> Option<usize> {
    let before = draft.document.slice(Span::at(around.start(), name.start().max(around.start())));
    let colon = around.start() + before.rfind(": ")?;
    let last = draft.tokens_in(Span::at(around.start(), colon)).last()?;
    draft.has_word("group-noun", last.span).then_some(colon)
}
