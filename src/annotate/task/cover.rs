//! Who else does, can or has what a person carries: told by who acts in a clause, not by set phrases.

use super::deed::verb;
use super::known::Known;
use crate::annotate::duty::adverb;
use crate::annotate::{Draft, Shape, Token};
use crate::document::Span;

/// Clauses of one sentence that are looked at, at most.
const CLAUSES: usize = 8;
/// Tokens of one clause that are looked at, at most.
const TOKENS: usize = 60;

/// One person's clause, with what is known.
pub(super) struct Cover<'d, 'a> {
    pub(super) draft: &'d Draft<'a>,
    pub(super) known: &'d Known,
    pub(super) person: u32,
}

/// Words of a condition that is set in, at most.
const SET_IN: usize = 12;

impl Cover<'_, '_> {
    fn asks(&self, label: &str, token: &Token) -> bool {
        self.draft.is(label, token)
    }

    fn gap(&self, from: usize, to: usize) -> &str {
        self.draft.document.text().get(from..to).unwrap_or("\n")
    }

    /// The person whom all this is about: a part of the name, or a pronoun as the subject of a clause.
    fn self_said(&self, token: &Token) -> bool {
        let name =
            self.draft.annotations.persons.get(self.person as usize).map_or("", |one| one.name.as_str());
        self.known.person(token) == Some(self.person)
            || token.shape == Shape::Lower && self.asks("subject-pronoun", token)
            || matches!(token.shape, Shape::Capital | Shape::Upper)
                && name.split([' ', '-']).any(|part| part == self.draft.document.slice(token.span))
    }

    /// True for a word for somebody else: another person, a party, who does something, a group, somebody unnamed.
    fn other(&self, token: &Token) -> bool {
        match self.known.person(token) {
            Some(person) => person != self.person,
            None => {
                self.known.party(token)
                    || self.draft.has_word("role-title", token.span)
                    || self.asks("someone", token)
                    || self.draft.has_word("stand-in-noun", token.span)
                    || token.shape == Shape::Lower && agent(self.draft, token)
                    || self.draft.has_sort(token.span)
            }
        }
    }

    /// "Anna Ek och en kollega", "… av Anna Ek eller av någon annan i laget", "Anna Ek med två medhjälpare": somebody joined to
    /// the name within its clause.
    pub(super) fn beside(&self, around: Span, name: Span) -> Option<Span> {
        let draft = self.draft;
        let block = draft.document.block_at(name.start()).and_then(|at| draft.document.blocks().get(at))?;
        let end = around.end().min(block.content.end()).max(name.end());
        let tokens = draft.tokens_in(Span::at(name.end(), end));
        let before = draft.tokens_in(Span::at(around.start().max(block.content.start()), name.start()));
        // Whoever stands behind a verb is done with: what follows with a verb of its own is another clause.
        let led = before.iter().rev().take(14).any(|token| predicate(draft, token));
        let mut at = 0;
        // What a comma or a bracket sets off behind the name ("Anna Ek, kanslist, eller …").
        let open = self.gap(name.end(), end).trim_start().starts_with([',', '(']);
        let reach = if open { 6 } else { 1 };
        while at < tokens.len().min(reach) && !self.joins(&tokens[at]) {
            let own = self.known.person(&tokens[at]).is_none_or(|person| person == self.person);
            // ", who is also the coordinator" goes on about herself.
            let herself = ["relative-word", "who-word"].iter().any(|label| self.asks(label, &tokens[at]));
            if verb(draft, &tokens[at]) || !own || herself {
                return None;
            }
            at += 1;
        }
        let join = tokens.get(at).filter(|token| self.joins(token))?;
        let rest = &tokens[at + 1..];
        // "… leds av Anna Ek eller, när hon reser, av Bo Alm"
        if self.set_in(join, rest.first()) {
            let within = rest.iter().take(SET_IN).take_while(|token| {
                !self.gap(join.span.end(), token.span.start()).contains(['.', ';', '\n'])
            });
            return within.skip(2).find(|token| self.other(token)).map(|token| token.span);
        }
        let with = self.asks("with-word", join);
        // "Ordförande är Anna Ek och sekreterare Bo Alm": each has a role of their own.
        let linked = before.last().is_some_and(|token| draft.has_word("role-link", token.span));
        let mut found = None;
        for (index, token) in rest.iter().take(9).enumerate() {
            let from = if index == 0 { join.span.end() } else { rest[index - 1].span.end() };
            let broken = self.gap(from, token.span.start()).contains([',', ';', '.', ':', '\n', '\t', '(']);
            if broken || found.is_none() && draft.has_word("negation", token.span) {
                break;
            }
            // "fyra chaufförer", "hans två söner" are no verbs.
            let counted = index > 0
                && (draft.has_word("number-word", rest[index - 1].span)
                    || rest[index - 1].shape == Shape::Number
                    || ["someone", "person-pronoun"].iter().any(|label| self.asks(label, &rest[index - 1])));
            // "föreningens kassör"
            let genitive = self.draft.lower(token).ends_with('s')
                && rest.get(index + 1).is_some_and(|next| draft.has_word("role-title", next.span));
            let whose = counted || genitive || self.asks("person-pronoun", token);
            if !whose && predicate(draft, token) {
                // "… sköts av Anna Ek och kommunen betalar": the next clause.
                let relative = index > 0 && self.asks("relative-word", &rest[index - 1]);
                return found.filter(|_| !led || relative);
            }
            let set = draft.has_word("preposition", token.span) && !self.asks("channel-word", token);
            let either = self.asks("either-word", join);
            if found.is_none() && (set && !either || with && index > 3 || with && self.asks("by-noun", token))
            {
                return None;
            }
            if found.is_none() && (self.other(token) || draft.has_word("number-word", token.span)) {
                let named = rest.get(index + 1).is_some_and(|next| self.known.person(next).is_some());
                if linked && named && !self.asks("either-word", join) {
                    return None;
                }
                found = Some(token.span);
            }
        }
        found
    }

    /// True for "eller, när …": a condition that is set in before somebody else.
    fn set_in(&self, join: &Token, next: Option<&Token>) -> bool {
        self.asks("either-word", join)
            && next.is_some_and(|next| {
                self.gap(join.span.end(), next.span.start()).contains(',')
                    && self.asks("condition-word", next)
            })
    }

    /// "Anna Ek tecknar firman tillsammans med kassören": somebody joined to her behind what she does.
    pub(super) fn together(&self, around: Span, name: Span) -> Option<Span> {
        let before = self.draft.tokens_in(Span::at(around.start(), name.start().max(around.start())));
        // "… av Bo Alm eller, när han reser, av Anna Ek"
        let last = &before[before.len().saturating_sub(SET_IN)..];
        if let Some(at) = (1..last.len()).rev().find(|at| self.set_in(&last[*at - 1], Some(&last[*at])))
            && let Some(other) = last[..at - 1].last().filter(|token| self.other(token))
        {
            return Some(other.span);
        }
        let behind = Span::at(name.end(), around.end().max(name.end()));
        // "… slöjdläraren eller Anna Ek"
        if let [.., who, join] =
            self.draft.tokens_in(Span::at(around.start(), name.start().max(around.start())))
            && self.asks("either-word", join)
            && self.gap(who.span.end(), name.start()).trim() == self.draft.document.slice(join.span)
            && self.other(who)
            && !self.known.party(who)
        {
            return Some(who.span);
        }
        let word = self.draft.words_in("person-together", behind).next()?.span;
        let between = Span::at(name.end(), word.start());
        let text = self.draft.document.slice(between);
        if self.draft.tokens_in(between).len() > 12 || text.contains([';', ':', '\t', '\n', '.']) {
            return None;
        }
        let after = self.draft.tokens_in(Span::at(word.end(), around.end().max(word.end())));
        // A party is no substitute for one of its own.
        let who = after.iter().take(2).find(|token| !self.known.party(token) && self.other(token))?;
        let org = ["org-public", "org-private", "org-nonprofit", "client-noun"];
        (!org.iter().any(|label| self.draft.has_word(label, who.span))).then_some(who.span)
    }

    fn joins(&self, token: &Token) -> bool {
        ["or-word", "with-word"].iter().any(|label| self.asks(label, token))
    }

    /// What a sentence says of others who step in, do the same, can, have or know it, or come after the person. `task` is
    /// where the task is told; in its own sentence only what follows the name counts.
    pub(super) fn said(&self, sentence: Span, task: Span) -> Option<Span> {
        if self.draft.has_word("ends-with-person", sentence) {
            return None;
        }
        let own = sentence == task;
        let clauses = self.clauses(sentence);
        clauses.iter().enumerate().find_map(|(index, clause)| {
            let tokens = self.draft.tokens_in(*clause);
            let tokens = &tokens[..tokens.len().min(TOKENS)];
            // Of the clause that tells the task, what follows the name.
            let behind = tokens.iter().rposition(|token| self.known.person(token) == Some(self.person));
            let first = own && (index == 0 || behind.is_some());
            let tokens = if first { &tokens[behind.map_or(0, |at| at + 1)..] } else { tokens };
            let rest = Span::at(clause.start(), sentence.end());
            let whole = self.draft.tokens_in(rest);
            let condition = self.away(&whole[..whole.len().min(TOKENS)], rest);
            condition.or_else(|| {
                let denied = self.draft.has_word("negation", *clause)
                    || self.draft.has_word("no-deputy", *clause)
                    || tokens.iter().any(|token| self.asks("nobody-word", token));
                if denied {
                    return None;
                }
                let absent = self.absence(tokens);
                if first {
                    return absent.or_else(|| self.ready(tokens));
                }
                absent
                    .or_else(|| self.stepping(tokens, *clause))
                    .or_else(|| self.alike(tokens, *clause))
                    .or_else(|| self.same(tokens))
                    .or_else(|| self.able(tokens, task))
                    .or_else(|| self.next(tokens, *clause))
            })
        })
    }

    /// The clauses of a sentence, as far as signs and joining words with a verb after them part them.
    fn clauses(&self, sentence: Span) -> Vec<Span> {
        let tokens = self.draft.tokens_in(sentence);
        let mut starts = vec![sentence.start()];
        for (index, token) in tokens.iter().enumerate().skip(1) {
            let gap = self.gap(tokens[index - 1].span.end(), token.span.start());
            let sign = gap.contains([';', '–', '(', ':']);
            let joined = self.asks("clause-join", &tokens[index - 1])
                && index >= 2
                && (self.gap(tokens[index - 2].span.end(), tokens[index - 1].span.start()).contains(',')
                    || tokens[index..].iter().take(5).any(|token| predicate(self.draft, token)));
            if (sign || joined) && starts.len() < CLAUSES {
                starts.push(token.span.start());
            }
        }
        let ends = starts.iter().skip(1).copied().chain([sentence.end()]);
        starts.iter().copied().zip(ends).map(|(start, end)| Span::at(start, end.max(start))).collect()
    }

    /// "Är hon upptagen svarar kanslisten", "Om inte Olle hinner gör en granne det", "Skulle tjänsten bli ledig tillsätter …":
    /// what others do while the person is not there.
    fn away(&self, tokens: &[Token], clause: Span) -> Option<Span> {
        let draft = self.draft;
        let first = tokens.first()?;
        let condition = self.asks("condition-word", first);
        if !condition && (self.known.person(first).is_some() || !self.leads(first)) {
            return None;
        }
        let negation = |token: &Token| draft.has_word("negation", token.span);
        let mut at = 1;
        let mut negated = false;
        while tokens.get(at).is_some_and(|token| negation(token) || adverb(draft, token)) {
            negated |= negation(&tokens[at]);
            at += 1;
        }
        let from = at;
        while tokens.get(at).is_some_and(|token| self.self_said(token)) {
            at += 1;
        }
        let person = at > from;
        let subject = tokens.get(from)?;
        let post = self.asks("post-noun", subject) || draft.has_word("role-title", subject.span);
        let works = |token: &Token| self.asks("work-verb", token);
        let task = self.asks("matter-pronoun", subject)
            && (works(first) || tokens.iter().skip(from + 1).take(3).any(works));
        if !person {
            if !(post || task) {
                return None;
            }
            at += 1;
        }
        let said = &tokens[at.min(tokens.len())..];
        negated |= said.iter().take(4).any(negation);
        let gone =
            self.asks("away-word", first) || said.iter().take(8).any(|token| self.asks("away-word", token));
        // "När Anna är i fjällen": where somebody is, but for what makes her ready.
        let elsewhere =
            person && condition && said.first().is_some_and(|token| self.asks("being-verb", token))
                || person && self.asks("being-verb", first);
        let ready = said.iter().take(2).any(|token| self.asks("ready-word", token));
        let absent = negated || gone || elsewhere && !ready;
        if !absent || task && !negated && !gone || post && !gone && !negated {
            return None;
        }
        let denied =
            draft.has_word("no-deputy", clause) || said.iter().any(|token| self.asks("nobody-word", token));
        let skip = usize::from(!said.is_empty());
        let rest = said.get(skip..).unwrap_or(&[]);
        let herself = rest.iter().any(|token| self.self_said(token));
        let other = rest.iter().find(|token| self.other(token))?;
        (!denied && !herself).then_some(other.span)
    }

    /// "Är enhetschefen ledig svarar …": who acts while somebody in a role is not there, whoever has it.
    pub(super) fn post_away(&self, sentence: Span) -> Option<Span> {
        let tokens = self.draft.tokens_in(sentence);
        self.away(&tokens[..tokens.len().min(TOKENS)], sentence)
    }

    /// True for a verb that can open a condition ("Är", "Kan", "Kommer", "Skulle").
    fn leads(&self, token: &Token) -> bool {
        let draft = self.draft;
        ["being-verb", "away-opening"].iter().any(|label| self.asks(label, token))
            || draft.has_word("duty-modal", token.span)
            || self.asks("finite-verb", token) && !self.asks("no-finite-verb", token)
    }

    /// "Frånvaro täcks av kommunens pool", "Vid hinder skottar Bo Alm", "annan personal vid sjukdom".
    fn absence(&self, tokens: &[Token]) -> Option<Span> {
        let at = tokens.iter().position(|token| self.asks("absence-noun", token))?;
        // Somebody else's absence: "sjukdom hos ett barn", "elevens frånvaro", "en deltagares ledighet".
        let client = |token: &Token| self.draft.has_word("client-noun", token.span);
        let near = |token: &&Token| !predicate(self.draft, token);
        let whose = tokens[at + 1..].iter().take(4).take_while(near).any(client)
            || tokens[..at].iter().rev().take(1).any(client);
        if whose {
            return None;
        }
        tokens.iter().find(|token| self.other(token) && !self.self_said(token)).map(|token| token.span)
    }

    /// "Bo Alm kliver in om det krisar": a set phrase for stepping in, said of somebody else.
    fn stepping(&self, tokens: &[Token], clause: Span) -> Option<Span> {
        let who = tokens.iter().take(4).find(|token| self.other(token))?;
        let said = |label: &str| {
            self.draft.words_in(label, clause).next().is_some_and(|word| word.span.start() > who.span.start())
        };
        let named = self.known.person(who).is_some();
        (said("steps-in") || named && said("need-word")).then_some(who.span)
    }

    /// "Samma uppgift har Bo Alm", "Kansliet kan också öppna": a set phrase for having or doing the same.
    fn alike(&self, tokens: &[Token], clause: Span) -> Option<Span> {
        let other = tokens.iter().find(|token| self.other(token))?;
        let herself = tokens.first().is_some_and(|token| self.self_said(token));
        let said = self.draft.has_word("behind-also", clause);
        (said && !herself).then_some(other.span)
    }

    /// "Sommartid gör Bo Alm det", "Hamnlaget kan ta hela jobbet", "… kan Bo Alm göra detsamma".
    fn same(&self, tokens: &[Token]) -> Option<Span> {
        let other = tokens.iter().find(|token| self.other(token))?;
        let at = tokens.iter().position(|token| self.asks("pro-verb", token))?;
        let rest = &tokens[at + 1..];
        // "gör det möjligt" tells of something else.
        let ends = |index: usize| {
            rest.get(index + 1).is_none_or(|next| {
                self.draft.has_word("preposition", next.span)
                    || ["condition-word", "or-word", "clause-adverb", "pro-object", "someone"]
                        .iter()
                        .any(|label| self.asks(label, next))
                    || self.gap(rest[index].span.end(), next.span.start()).contains([',', ';', '.'])
            })
        };
        let object = (0..rest.len().min(6)).any(|at| self.asks("pro-object", &rest[at]) && ends(at));
        let herself = tokens.iter().any(|token| self.self_said(token));
        (object && !herself).then_some(other.span)
    }

    /// "… med Bo Alm i beredskap", "uppbackad av Bo Alm".
    fn ready(&self, tokens: &[Token]) -> Option<Span> {
        let other = tokens.iter().find(|token| self.other(token))?;
        tokens.iter().any(|token| self.asks("ready-verb", token)).then_some(other.span)
    }

    /// "Bo Alm vet också hur", "Hela laget kan handgreppen", "En kopia finns även hos sekreteraren".
    fn able(&self, tokens: &[Token], task: Span) -> Option<Span> {
        let draft = self.draft;
        let other = tokens.iter().find(|token| self.other(token))?;
        if tokens.iter().take(3).any(|token| self.self_said(token)) {
            return None;
        }
        if let Some(ready) = self.ready(tokens) {
            return Some(ready);
        }
        let at = tokens.iter().position(|token| self.asks("able-verb", token))?;
        let also = tokens.iter().any(|token| self.asks("also-word", token));
        let mut object = tokens[at + 1..].iter().filter(|token| !adverb(draft, token) && !self.other(token));
        if also && self.asks("know-verb", &tokens[at]) {
            return Some(other.span);
        }
        // "kan handgreppen": what somebody can, not what somebody can do.
        let masters = self.asks("can-verb", &tokens[at])
            && object
                .next()
                .is_some_and(|token| !draft.document.slice(token.span).ends_with(['a', 'å', 'e', 'i']));
        let matter = || {
            tokens.iter().any(|token| self.asks("pro-object", token) || self.asks("access-noun", token))
                || self.shares_matter(tokens, task)
        };
        (masters && self.shares_or_known(tokens, task) || also && matter()).then_some(other.span)
    }

    /// True where a clause speaks of the same things as the task, by the first letters of its longer words, or of skills.
    fn shares_or_known(&self, tokens: &[Token], task: Span) -> bool {
        self.shares_matter(tokens, task) || tokens.iter().any(|token| self.asks("skill-noun", token))
    }

    fn shares_matter(&self, tokens: &[Token], task: Span) -> bool {
        let stem = |token: &Token| {
            let word = self.draft.lower(token);
            (token.shape == Shape::Lower && word.chars().count() >= 5)
                .then(|| word.char_indices().nth(5).map_or(word, |(end, _)| &word[..end]))
        };
        let said = self.draft.tokens_in(task);
        let said: Vec<&str> = said.iter().take(TOKENS).filter_map(stem).collect();
        tokens.iter().filter_map(stem).any(|word| said.contains(&word))
    }

    /// "Kommunen får byta person", "… anställer kommunen en efterträdare": whoever comes next is seen to.
    fn next(&self, tokens: &[Token], clause: Span) -> Option<Span> {
        // What is said of somebody else's post is not said of this one's.
        if tokens.iter().any(|token| self.known.person(token).is_some_and(|one| one != self.person)) {
            return None;
        }
        // "… att tjänsten alltid är bemannad"
        if tokens.iter().any(|token| self.asks("post-noun", token))
            && let Some(word) = ["behind-role", "behind-appointed"]
                .iter()
                .find_map(|label| self.draft.words_in(label, clause).next())
        {
            return Some(word.span);
        }
        let at = tokens.iter().position(|token| self.asks("appoint-verb", token))?;
        // "Kommunen utser en ersättare om hon slutar"; that one is to be appointed helps nobody yet.
        let on_condition = tokens.iter().any(|token| self.asks("condition-word", token));
        // "en ny lokal" is nobody.
        let near = |index: usize| {
            let token = &tokens[index];
            self.asks("successor-word", token)
                || on_condition && self.asks("substitute-word", token)
                || index == at + 1 && self.asks("object-pronoun", token)
                || self.asks("new-word", token)
                    && tokens.get(index + 1).is_none_or(|next| {
                        holds(self.draft, next) || self.asks("someone", next) || self.asks("post-noun", next)
                    })
        };
        let mut places = at.saturating_sub(4)..(at + 9).min(tokens.len());
        places.any(|index| index != at && near(index)).then_some(tokens[at].span)
    }
}

fn holds(draft: &Draft<'_>, token: &Token) -> bool {
    draft.has_word("role-title", token.span) || agent(draft, token) || token.shape == Shape::Number
}

/// True for a word for who does something ("snickare", "driver").
fn agent(draft: &Draft<'_>, token: &Token) -> bool {
    !draft.is("no-agent", token) && super::label::is_agent(draft, token)
}

/// True for the verb of a clause, active or passive.
fn predicate(draft: &Draft<'_>, token: &Token) -> bool {
    let passive =
        token.shape == Shape::Lower && draft.is("passive-verb", token) && !draft.is("no-task-passive", token);
    passive || verb(draft, token)
}
