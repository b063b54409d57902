//! Notes that tell what and who: "Mat: scoutkåren", "Resor – bussbolaget. Fika – klubben.", "Plogning (kommunen), eldning
//! (föreningen)", and questions with their answer: "Vem plogar vägen? Kommunen."

use super::clause::acts;
use super::judge::money_alone;
use super::{ARTICLE, Subjects, left_open, sentences_of};
use crate::annotate::{Draft, Shape, first_of};
use crate::document::{BlockKind, DutySubject, Span};

/// Bytes of a line that says what and who, at most.
const LINE: usize = 140;
/// Bytes of what leads such parts of a line in, and of these parts, at most.
const LEAD: usize = 48;
const MOST: usize = 1200;
/// Words of an answer beside the name ("det gör kommunen i så fall"), at most.
const ANSWER: usize = 4;
/// Bytes of "ansvarig" and its forms, at most: a longer word says for what ("nyckelansvarig").
const LONG: usize = 11;
/// Sentences of a block that are read, at most.
const SENTENCES: usize = 24;
/// What no line begins with that says what somebody does: roles in the agreement, contacts, who signs, money.
const NO_TASK: [&str; 9] = [
    "party-role",
    "contact-word",
    "metadata-label",
    "header-label",
    "signature-label",
    "signature-for",
    "distribution-label",
    "zone-parties",
    "pay-noun",
];

/// What is told to be done, with who does it.
pub(super) struct Beside {
    pub(super) subject: DutySubject,
    pub(super) who: Span,
    pub(super) what: Span,
}

/// What the notes, questions and answers of a block tell.
pub(super) fn told_beside(draft: &Draft<'_>, subjects: &Subjects, index: usize) -> Vec<Beside> {
    let Some(block) = draft.document.blocks().get(index) else { return Vec::new() };
    if !matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem { .. }) {
        return Vec::new();
    }
    let notes = Notes { draft, subjects };
    let mut found: Vec<Beside> = Vec::new();
    let units = notes.units(index);
    let told: Vec<Option<Beside>> = units.iter().map(|unit| notes.what_and_who(*unit)).collect();
    let neighbours = || {
        [index.checked_sub(1), Some(index + 1)]
            .into_iter()
            .flatten()
            .any(|at| notes.units(at).into_iter().any(|unit| notes.what_and_who(unit).is_some()))
    };
    let row = told.iter().flatten().count() > 1 || told.iter().flatten().next().is_some() && neighbours();
    for beside in told.into_iter().flatten() {
        if row || notes.deed(beside.what) {
            found.push(beside);
        }
    }
    found.extend(notes.answers(index));
    if let [only] = units.as_slice() {
        found.extend(notes.in_brackets(*only));
    }
    let beside = |at: usize| notes.units(at).into_iter().any(|unit| notes.whose_in_brackets(unit).is_some());
    for told in units.iter().filter_map(|unit| notes.whose_in_brackets(*unit)) {
        let row = || [index.checked_sub(1), Some(index + 1)].into_iter().flatten().any(beside);
        if notes.does(told.what) || row() {
            found.push(told);
        }
    }
    found
}

struct Notes<'a> {
    draft: &'a Draft<'a>,
    subjects: &'a Subjects,
}

impl Notes<'_> {
    /// The sentences of a block, or all of it.
    fn units(&self, index: usize) -> Vec<Span> {
        let Some(block) = self.draft.document.blocks().get(index) else { return Vec::new() };
        let listed = matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem { .. });
        let parts = self.parts(block.content);
        if parts.len() > 1 {
            return parts;
        }
        match sentences_of(self.draft, index) {
            _ if !listed => Vec::new(),
            [] | [_] => vec![block.content],
            several => several
                .iter()
                .take(SENTENCES)
                .filter(|sentence| sentence.span.end() > block.content.start())
                .map(|sentence| {
                    Span::at(sentence.span.start().max(block.content.start()), sentence.span.end())
                })
                .collect(),
        }
    }

    /// "Task leaders: soil mapping – the Region; seed trials – Kovalin": the parts of a line, behind what leads them in.
    fn parts(&self, line: Span) -> Vec<Span> {
        let text = self.draft.document.slice(line);
        let Some((lead, rest)) = text.split_once(": ").filter(|(_, rest)| rest.contains("; ")) else {
            return Vec::new();
        };
        let lead = Span::at(line.start(), line.start() + lead.len());
        if lead.len() > LEAD || rest.len() > MOST || !self.subjects.inside(lead).is_empty() {
            return Vec::new();
        }
        let mut from = lead.end() + 2;
        let parts = rest.split("; ").map(|part| {
            let span = Span::at(from, from + part.len());
            from = span.end() + 2;
            span
        });
        let parts: Vec<Span> = parts.take(SENTENCES).collect();
        match parts.iter().all(|part| self.what_and_who(*part).is_some()) {
            true => parts,
            false => Vec::new(),
        }
    }

    /// What, a colon or dash, and a party's name alone.
    fn what_and_who(&self, unit: Span) -> Option<Beside> {
        let draft = self.draft;
        let text = draft.document.slice(unit);
        if text.len() > LINE {
            return None;
        }
        let (at, sign) = first_of(text, &[": ", " – ", " - "], LINE)?;
        let what = Span::at(unit.start(), unit.start() + at);
        let rest = Span::at(what.end() + sign, unit.end());
        let (who, subject) = self.subjects.inside(rest).first()?;
        let alone = draft.tokens_in(rest).len() <= draft.tokens_in(*who).len() + 1
            && who.start() < rest.start() + ARTICLE
            || self.by_whom(rest, *who)
            || who.start() < rest.start() + ARTICLE && self.names_first(rest, *who) && self.deed(what);
        let of_text = NO_TASK.iter().any(|label| draft.begins_with(label, what));
        let named = !self.subjects.inside(what).is_empty() || draft.tokens_in(what).is_empty();
        (alone && !of_text && !named && matches!(subject, DutySubject::Party(_))).then(|| Beside {
            subject: subject.clone(),
            who: *who,
            what,
        })
    }

    /// "Rides: cleared by the Trust", "Stigen: röjs av föreningen".
    fn by_whom(&self, rest: Span, who: Span) -> bool {
        let draft = self.draft;
        let before = draft.tokens_in(Span::at(rest.start(), who.start().max(rest.start())));
        let plain: Vec<_> = before.iter().filter(|token| !draft.is("party-article", token)).collect();
        let [done, by] = plain.as_slice() else { return false };
        let passive = draft.is("participle", done) && !draft.is("no-duty-participle", done)
            || draft.is("passive-verb", done) && !draft.is("no-duty-passive", done);
        passive
            && draft.has_word("agent-by", by.span)
            && draft.tokens_in(Span::at(who.end(), rest.end())).is_empty()
    }

    /// True for words that name a deed or say that somebody answers for it, by which a note that stands alone is told from
    /// others.
    fn deed(&self, what: Span) -> bool {
        let tokens = self.draft.tokens_in(what);
        let duty = |label: &str| tokens.first().is_some_and(|first| self.draft.is(label, first));
        tokens.iter().any(|token| self.draft.is("action-noun", token))
            || tokens.first().is_some_and(|first| self.draft.lower(first).len() > LONG)
                && duty("responsible-word")
            || tokens.len() > 1 && (duty("responsible-word") || duty("duty-noun"))
    }

    /// "Plogning (kommunen), eldning i stugan (föreningen)": each behind what it does, and no verb.
    fn in_brackets(&self, unit: Span) -> Vec<Beside> {
        let draft = self.draft;
        let document = draft.document;
        let mut found: Vec<Beside> = Vec::new();
        let mut from = unit.start();
        for (who, subject) in self.subjects.inside(unit).iter().take(SENTENCES) {
            let ahead = &document.text()[..who.start()];
            let article = draft.tokens_in(Span::at(from, who.start())).last();
            let article = article.filter(|last| draft.is("party-article", last));
            let ahead = article.map_or(ahead, |last| &ahead[..last.span.start()]);
            let open = ahead.ends_with('(').then(|| ahead.len() - 1);
            let closed = document.text()[who.end()..].starts_with(')');
            let what = Span::at(from, open.unwrap_or(who.start()).max(from));
            let words = draft.tokens_in(what);
            let deed = words.iter().any(|token| draft.is("action-noun", token));
            if open.is_none() || !closed || !deed || !matches!(subject, DutySubject::Party(_)) {
                return Vec::new();
            }
            found.push(Beside { subject: subject.clone(), who: *who, what });
            from = who.end() + 1;
        }
        if found.len() > 1 { found } else { Vec::new() }
    }

    /// "Boende (kommunen): möblera lägenheter, teckna kontrakt": what it is about, whose it is, and what is done.
    fn whose_in_brackets(&self, unit: Span) -> Option<Beside> {
        let draft = self.draft;
        let text = draft.document.slice(unit);
        let open = text.get(..text.len().min(LINE)).unwrap_or(text).find(" (")?;
        let close = open + text[open..].find("):")?;
        let (about, inside) = (
            Span::at(unit.start(), unit.start() + open),
            Span::at(unit.start() + open + 2, unit.start() + close),
        );
        let what = Span::at((unit.start() + close + 2).min(unit.end()), unit.end());
        let (who, subject) = self.subjects.inside(inside).first()?;
        let alone = draft.tokens_in(inside).len() <= draft.tokens_in(*who).len() + 1;
        let plain = self.subjects.inside(about).is_empty()
            && !NO_TASK.iter().any(|label| draft.begins_with(label, about))
            && !draft.document.slice(what).contains('@')
            && !left_open(draft, what)
            && !money_alone(draft, what)
            && draft.tokens_in(what).first().is_some_and(|first| first.shape != Shape::Number);
        (alone && plain && matches!(subject, DutySubject::Party(_))).then(|| Beside {
            subject: subject.clone(),
            who: *who,
            what,
        })
    }

    /// True for words that name a deed or begin with a verb.
    fn does(&self, what: Span) -> bool {
        let draft = self.draft;
        let first = draft.tokens_in(what).first();
        self.deed(what)
            || first.is_some_and(|first| {
                draft.is("infinitive-verb", first) || draft.is("base-verb-en", first) || acts(draft, first)
            })
    }

    /// "Vem plogar vägen? Kommunen.", "Who mows the bank?" over "The Club does.": whoever the answer names does it.
    fn answers(&self, index: usize) -> Vec<Beside> {
        let units = self.units(index);
        let next = self.units(index + 1);
        let answers = units.iter().skip(1).chain(next.first());
        let pairs = units.iter().zip(answers);
        let found = pairs.filter_map(|(question, answer)| {
            let asks = self.draft.words_in("asks-who", *question).next().is_some_and(|word| {
                self.draft.tokens_in(Span::at(question.start(), word.span.start())).len() <= 1
            });
            let ends = self.draft.document.slice(*question).trim_end().ends_with('?');
            let pays = ["pay-verb", "pay-noun", "negation"]
                .iter()
                .any(|label| self.draft.has_word(label, *question));
            let words = self.draft.tokens_in(*question);
            // "Vem är med?", "Who takes part?"
            let idle = self.draft.has_word("participation", *question)
                || words.get(1).is_some_and(|verb| self.draft.is("be-verb", verb))
                    && !self.deed(*question)
                    && !words.iter().any(|word| self.draft.is("responsible-word", word));
            if !asks || !ends || pays || idle || !self.subjects.inside(*question).is_empty() {
                return None;
            }
            let (who, subject) = self.subjects.inside(*answer).first()?;
            let words = self.draft.tokens_in(*answer).len();
            let short = words <= self.draft.tokens_in(*who).len() + ANSWER
                && who.start() < answer.start() + LINE / 4
                && !self.draft.has_word("negation", *answer);
            let named = short || self.names_first(*answer, *who);
            (named && matches!(subject, DutySubject::Party(_))).then(|| Beside {
                subject: subject.clone(),
                who: *who,
                what: *question,
            })
        });
        found.take(SENTENCES).collect()
    }

    /// "Det gör klubben, tre kvällar i veckan.", "A. The Circle, by vote each January.", "The Club does, with twenty stewards.":
    /// an answer that names who first, and then tells more of it.
    fn names_first(&self, answer: Span, who: Span) -> bool {
        let draft = self.draft;
        let before = draft.tokens_in(Span::at(answer.start(), who.start().max(answer.start())));
        let opens = before.len() <= ANSWER
            && before.iter().all(|token| {
                ["answer-mark", "party-article", "be-verb", "cleft-word", "does-word"]
                    .iter()
                    .any(|label| draft.is(label, token))
            });
        let end = who.end().min(answer.end());
        let behind = draft.document.between(end, answer.end());
        let rest = draft.tokens_in(Span::at(end, answer.end()));
        let pause = |text: &str| text.starts_with([',', ';', '.']) || text.starts_with(" – ");
        let does = || {
            let first = rest.first().filter(|first| draft.is("does-word", first));
            first.is_some_and(|first| pause(draft.document.between(first.span.end(), answer.end())))
        };
        let end =
            draft.document.slice(answer).find([',', ';']).map_or(answer.end(), |at| answer.start() + at);
        let denied = draft.has_word("negation", Span::at(answer.start(), end));
        opens && !denied && (pause(behind) || does())
    }
}
