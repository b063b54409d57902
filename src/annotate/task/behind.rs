//! What stands behind who carries a task: a second name, a substitute, a mailbox, a rule on replacement, the role itself.

use super::after::said_after;
use super::cover::Cover;
use super::denial::clause_verb;
use super::deputy::{in_cell_of_nobody, names_nobody, value_of};
use super::known::Known;
use super::label::is_agent;
use super::post::below_table;
use super::shared::shared;
use crate::annotate::person::column_head;
use crate::annotate::{Draft, Shape, Token, WordMark};
use crate::document::{Block, BlockKind, Mitigation, Span};

/// Cells of a table before and behind a name that are looked at, at most.
const ROWS: usize = 400;

/// What the sentence, or the next one, says of a substitute.
pub(super) fn said_behind(draft: &Draft<'_>, around: Span) -> Option<Mitigation> {
    for (label, kind) in [
        ("behind-deputy", "deputy"),
        ("behind-mutual", "deputy"),
        ("behind-appointed", "appointed-by"),
        ("behind-role", "role-holder"),
    ] {
        let said = |word: &Span| match kind {
            "deputy" => backs(draft, around, *word),
            // "Incident record | Anna Ek | None at present"
            "role-holder" => !in_cell_of_nobody(draft, *word),
            _ => true,
        };
        // "I år är det Anna Ek som öppnar", "… även i år": when somebody does it, and no role that others have had.
        let season =
            |word: &WordMark| draft.value(word) == Some("season") && !of_a_role(draft, around, word.span);
        if let Some(word) = draft.words_in(label, around).find(|word| said(&word.span) && !season(word)) {
            return Some(Mitigation { kind, span: word.span });
        }
    }
    // "Reserv: näringslivschefen"
    draft.words_in("deputy-column", around).find_map(|word| {
        let value = value_of(draft, word.span).filter(|value| !names_nobody(draft, *value))?;
        (!draft.has_word("vacant", value)).then_some(Mitigation { kind: "deputy", span: value })
    })
}

/// "Kassör är i år Anna Ek": true for a word for when beside which a role stands, where it is not said that it is so again.
fn of_a_role(draft: &Draft<'_>, around: Span, word: Span) -> bool {
    let before = draft.tokens_in(Span::at(around.start(), word.start().max(around.start())));
    let again = before.last().is_some_and(|last| draft.is("also-word", last));
    let role = || {
        draft.has_word("role-title", around)
            || draft.tokens_in(around).iter().any(|token| is_agent(draft, token))
    };
    !again && role()
}

/// "15 ledamöter och 15 ersättare", "barnets ställföreträdare" and "avtalet ersätter" put nobody behind anybody.
fn backs(draft: &Draft<'_>, around: Span, word: Span) -> bool {
    // "Hon byter pass när någon blir sjuk": somebody else is away, and she sees to it.
    if draft.tokens_in(word).iter().any(|token| draft.is("anybody-word", token)) {
        return false;
    }
    let before = draft.tokens.partition_point(|token| token.span.start() < word.start());
    let phrase = draft.document.slice(word).contains(' ');
    let counted = !phrase
        && before.checked_sub(1).is_some_and(|at| {
            let token = draft.tokens[at];
            token.span.start() >= around.start()
                && (token.shape == Shape::Number || draft.has_word("number-word", token.span))
        });
    let nobody = value_of(draft, word).is_some_and(|value| names_nobody(draft, value));
    // "… utan avlösning", "Vid sjukdom hos ett barn …", "Är han borta sker ingen besiktning"
    let without = before
        .checked_sub(1)
        .map(|at| draft.tokens[at])
        .is_some_and(|token| token.span.start() >= around.start() && draft.is("without-word", &token));
    let inside = draft.tokens_in(word);
    let after = draft.tokens_in(Span::at(word.end(), around.end().max(word.end())));
    let about = inside.iter().chain(after.iter().take(3));
    let absent = |token: &Token| {
        ["absence-noun", "away-word", "condition-word"].iter().any(|label| draft.is(label, token))
    };
    let condition = inside.iter().any(absent);
    let client = condition
        && about
            .take_while(|token| !inside.is_empty() && !clause_verb(draft, token))
            .any(|token| draft.has_word("client-noun", token.span));
    let off = || draft.has_word("stops-phrase", Span::at(word.end(), around.end().max(word.end())));
    let stops = condition && (after.iter().any(|token| draft.is("nobody-word", token)) || off());
    // "Ersättare saknas."
    let lacking = after.first().is_some_and(|token| draft.is("nobody", token));
    // "Ersättare utses senare."
    let later = !phrase && ["vacant", "later-word"].iter().any(|label| draft.has_word(label, around));
    !counted
        && !nobody
        && !without
        && !client
        && !stops
        && !lacking
        && !later
        && !draft.has_word("no-deputy", around)
}

/// A name that carries a task, and where it stands: what is asked for what stands behind it.
pub(super) struct Carrier<'d, 'a> {
    pub(super) draft: &'d Draft<'a>,
    pub(super) known: &'d Known,
    /// The sentence or the row.
    pub(super) around: Span,
    pub(super) name: Span,
    pub(super) person: u32,
    /// All who are named in it.
    pub(super) group: &'d [(Span, u32)],
}

impl<'d, 'a> Carrier<'d, 'a> {
    /// What stands behind the carrier: the first of what can, in the order in which it is looked for.
    pub(super) fn behind(&self) -> Option<Mitigation> {
        let readers: [fn(&Self) -> Option<Mitigation>; 13] = [
            |carrier| said_behind(carrier.draft, carrier.around),
            Self::together,
            Self::others,
            Self::second,
            Self::mailbox,
            Self::function,
            Self::for_now,
            Self::second_hand,
            Self::ranked,
            |carrier| below_table(carrier.draft, carrier.name),
            |carrier| holder_head(carrier.draft, carrier.name),
            |carrier| said_after(carrier.draft, carrier.around, carrier.person, carrier.known),
            Self::below,
        ];
        readers.iter().find_map(|read| read(self))
    }

    /// What the sentences right below a table say, where nobody else is named in it.
    fn below(&self) -> Option<Mitigation> {
        let blocks = self.draft.document.blocks();
        let here = self.draft.document.block_at(self.name.start())?;
        let number = blocks.get(here)?.cell()?.table;
        let inside = |block: &&Block| block.cell().is_some_and(|cell| cell.table == number);
        let first = blocks[..here].iter().rev().take(ROWS).take_while(inside).last().unwrap_or(&blocks[here]);
        let last = blocks[here..].iter().take(ROWS).take_while(inside).last()?;
        let mentions = self.known.mentions.as_slice();
        let from = mentions.partition_point(|(span, _)| span.start() < first.content.start());
        let mut named = mentions[from..].iter().take_while(|(span, _)| span.start() < last.content.end());
        let alone = named.all(|(_, person)| *person == self.person);
        alone.then(|| said_after(self.draft, last.content, self.person, self.known)).flatten()
    }

    fn cover(&self) -> Cover<'d, 'a> {
        Cover { draft: self.draft, known: self.known, person: self.person }
    }

    /// What stands in the sentence behind the name.
    fn rest(&self) -> Span {
        Span::at(self.name.end(), self.around.end().max(self.name.end()))
    }

    /// "Anna Ek tillsammans med kansliet": others who do it with her.
    fn together(&self) -> Option<Mitigation> {
        let span = self.cover().together(self.around, self.name)?;
        Some(Mitigation { kind: "deputy", span })
    }

    /// "Anna Ek och en kollega", "… kan också öppnas av vaktmästaren": others joined to her, or who can do the same.
    fn others(&self) -> Option<Mitigation> {
        let blocks = self.draft.document.blocks();
        let block = self.draft.document.block_at(self.name.start()).and_then(|at| blocks.get(at));
        let cell = block.is_some_and(|block| block.cell().is_some());
        let said = || (!cell).then(|| self.cover().said(self.around, self.around)).flatten();
        let span = self.cover().beside(self.around, self.name).or_else(said)?;
        Some(Mitigation { kind: "deputy", span })
    }

    /// Two names joined for the same task.
    fn second(&self) -> Option<Mitigation> {
        let joined = |other: Span| {
            let (a, b) = if other < self.name { (other, self.name) } else { (self.name, other) };
            shared(self.draft, self.around, Span::at(a.end(), b.start().max(a.end())))
        };
        let mut others = self.group.iter().filter(|(_, other)| *other != self.person);
        let (span, _) = others.find(|(other, _)| joined(*other))?;
        Some(Mitigation { kind: "second-person", span: *span })
    }

    /// An address that is not the person's own.
    fn mailbox(&self) -> Option<Mitigation> {
        let persons = &self.draft.annotations.persons;
        let name = persons.get(self.person as usize).map_or("", |person| person.name.as_str());
        let span = self.known.mailbox(self.draft, self.around, name)?;
        Some(Mitigation { kind: "function-mailbox", span })
    }

    /// A function that answers, where it is not of another label.
    fn function(&self) -> Option<Mitigation> {
        let own = |word: Span| {
            let gap = || Span::at(self.name.end(), word.start());
            word.start() < self.name.end() || !labelled_apart(self.draft, self.around, gap())
        };
        let word = self.draft.words_in("behind-function", self.around).find(|word| own(word.span))?;
        Some(Mitigation { kind: "function-mailbox", span: word.span })
    }

    /// "… av Anna Ek, och i andra hand av kansliet": who comes after her.
    fn second_hand(&self) -> Option<Mitigation> {
        let word = self.draft.words_in("second-hand", self.rest()).next()?;
        Some(Mitigation { kind: "deputy", span: word.span })
    }

    /// "Eskalering steg 1: Anna Ek. Steg 2: trafikchefen.": a number in the label of the name, or of the one beside it, that tells
    /// who is turned to before or after.
    fn ranked(&self) -> Option<Mitigation> {
        let draft = self.draft;
        let sentences = &draft.annotations.sentences;
        let at = draft.annotations.sentence_at(self.name.start())?;
        let own = rank(draft, sentences.get(at)?.span)?;
        let near = [at.checked_sub(1), Some(at + 1)];
        let mut others =
            near.into_iter().flatten().filter_map(|other| rank(draft, sentences.get(other)?.span));
        let other = others.find(|other| {
            other.number != own.number
                && (other.number.is_some() || own.number.is_some())
                && draft.lower(&other.word) == draft.lower(&own.word)
        })?;
        Some(Mitigation { kind: "deputy", span: other.word.span })
    }

    /// "… vårdas av arkivarien, Anna Ek tills vidare"
    fn for_now(&self) -> Option<Mitigation> {
        let next = self.draft.tokens_in(self.rest()).first()?;
        let tail = self.draft.words_in("holder-tail", next.span).next()?;
        self.draft.document.text()[..self.name.start()]
            .ends_with(", ")
            .then_some(Mitigation { kind: "role-holder", span: tail.span })
    }
}

/// "Hos sällskapet: Anna Ek, 070-555 21 Hos kommunen: kundtjänst": true where another label begins in between, as the name's
/// own does.
fn labelled_apart(draft: &Draft<'_>, around: Span, gap: Span) -> bool {
    let Some(first) = draft.tokens_in(around).first() else { return false };
    let own = draft.document.slice(Span::at(around.start(), gap.start())).contains(": ");
    let again = draft.tokens_in(gap).iter().find(|token| draft.lower(token) == draft.lower(first));
    own && again
        .is_some_and(|again| draft.document.slice(Span::at(again.span.end(), gap.end())).contains(':'))
}

/// Words that say that the names below are today's holders of the roles, or who comes next: in the head of the column, or in
/// the line that leads in a list, a table or labelled lines.
fn holder_head(draft: &Draft<'_>, span: Span) -> Option<Mitigation> {
    let first = |label: &str, at: Span| draft.words_in(label, at).next().map(|word| word.span);
    let held = |at: Span| {
        let said = first("behind-role", at).or_else(|| first("behind-appointed", at))?;
        Some(Mitigation { kind: "role-holder", span: said })
    };
    if let Some(head) = column_head(draft, span).and_then(held) {
        return Some(head);
    }
    let blocks = draft.document.blocks();
    let here = draft.document.block_at(span.start())?;
    let listed = |at: usize| {
        blocks.get(at).is_some_and(|block| {
            block.cell().is_some()
                || matches!(block.kind, BlockKind::ListItem { .. })
                || block.content.len() <= 120 && draft.document.slice(block.content).contains(": ")
        })
    };
    if !listed(here) {
        return None;
    }
    let lead = (here.saturating_sub(60)..here).rev().find(|at| !listed(*at))?;
    let lead = blocks.get(lead)?.content;
    // What is said of somebody is said of that one alone.
    if draft.first_mark_in("person", lead).is_some() {
        return None;
    }
    (lead.len() <= 300).then(|| held(lead)).flatten()
}

/// A label that may stand in a chain: the word that is counted, and its number.
struct Rank {
    word: Token,
    number: Option<usize>,
}

/// Words of a label with a number, at most.
const LABEL: usize = 8;

/// "Eskalering steg 1: …", "Kontaktperson 2 hos klubben: …"
fn rank(draft: &Draft<'_>, sentence: Span) -> Option<Rank> {
    let end = sentence.start() + draft.document.slice(sentence).find(": ")?;
    let label = draft.tokens_in(Span::at(sentence.start(), end));
    let at = label.iter().take(LABEL).position(|token| draft.has_word("rank-word", token.span))?;
    let number = label.get(at + 1).filter(|next| next.shape == Shape::Number);
    let number = number.and_then(|next| draft.document.slice(next.span).parse().ok());
    (label.len() <= LABEL).then_some(Rank { word: label[at], number })
}
