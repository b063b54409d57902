//! "We" and "you": whom they stand for, in letters and in agreements written in the first person.

use super::edges::{closed_at, closing_lines, leads_on};
use crate::annotate::{Draft, QUOTES, Token, WordMark, duty, zones};
use crate::document::{Block, BlockKind, Party, Span, Zone};

/// Parties of a document in which that is asked, at most.
const MOST: usize = 12;
/// Blocks from the start in which a letter names who writes to whom.
const HEAD: usize = 14;
/// Bytes of the words that end a letter, with who it is from.
const CLOSE: usize = 60;
/// Words between "we" and "means", at most.
const MEANS: usize = 4;
/// Words of a heading that tells whose part follows, at most.
const HEADING: usize = 8;

/// Where the parties are named.
struct Known {
    /// Span and party, by place.
    mentions: Vec<(Span, usize)>,
}

/// Who writes, and to whom.
#[derive(Default, Clone, Copy)]
struct Letter {
    writer: Option<usize>,
    reader: Option<usize>,
    /// Where the one answers the other.
    answer: Option<usize>,
}

impl Letter {
    fn answered(self, word: Span) -> bool {
        self.answer.is_some_and(|from| word.start() >= from)
    }

    /// Whom "we" stands for.
    fn we(self, word: Span) -> Option<usize> {
        if self.answered(word) { self.reader } else { self.writer }
    }

    /// Whom "you" stands for.
    fn you(self, word: Span) -> Option<usize> {
        if self.answered(word) { self.writer } else { self.reader }
    }
}

/// Adds to each party the places where "we" or "you" stands for it.
pub(super) fn find(draft: &Draft<'_>, parties: &mut [Party]) {
    let spoken = |label: &str| draft.words_of(label).next().is_some();
    let (we, you) = (spoken("we-word"), spoken("you-word"));
    if !(2..=MOST).contains(&parties.len()) || !we && !you {
        return;
    }
    let known = Known::new(parties);
    let letter = known.letter(draft, parties.len(), you);
    let scopes = known.scopes(draft);
    let mut found: Vec<(Span, usize)> = Vec::new();
    for word in draft.words_of("we-word") {
        let scope = scopes.partition_point(|(scope, _)| scope.start() <= word.span.start());
        let scoped = scope
            .checked_sub(1)
            .map(|at| scopes[at])
            .filter(|(scope, _)| word.span.start() < scope.end())
            .map(|(_, party)| party);
        let party = known.apposed(draft, word.span).or(scoped).or(letter.we(word.span));
        found.extend(party.filter(|_| !shared(draft, word)).map(|party| (word.span, party)));
    }
    for word in draft.words_of("you-word") {
        let party = known.apposed(draft, word.span).or(letter.you(word.span));
        found.extend(party.map(|party| (word.span, party)));
    }
    for (span, party) in found {
        if !known.holds(span) {
            parties[party].voice.push(span);
        }
    }
    for party in parties {
        party.voice.sort_unstable();
    }
}

/// Where the block begins in which a letter first says "we": one that has an end but no greeting.
fn over_we(draft: &Draft<'_>) -> Option<usize> {
    closed_at(draft)?;
    let first = draft.words_of("we-word").next()?;
    let block = draft.document.block_at(first.span.start()).filter(|block| *block < HEAD)?;
    draft.document.blocks().get(block).map(|block| block.content.start())
}

/// "Vi träffas", "vi har kommit överens": all of them.
fn shared(draft: &Draft<'_>, word: &WordMark) -> bool {
    let sentence = draft.annotations.sentence_around(word.span.start());
    sentence.is_some_and(|sentence| draft.has_word("shared-word", sentence.span))
}

/// A pronoun that is no subject ("oss"), by itself.
pub(in crate::annotate) fn is_object(draft: &Draft<'_>, span: Span) -> bool {
    voiced(draft, span) == Some("object")
}

/// "Vår", "your": whose.
pub(in crate::annotate) fn is_possessive(draft: &Draft<'_>, span: Span) -> bool {
    voiced(draft, span) == Some("possessive")
}

/// The part of speech of a pronoun: the value of its entry. A word that is both is an object within a sentence ("ger er
/// …") and tells whose at its start ("Er chef …").
fn voiced<'d>(draft: &'d Draft<'_>, span: Span) -> Option<&'d str> {
    let mut words = draft.words_in("we-word", span).chain(draft.words_in("you-word", span));
    let word = words.find(|word| word.span == span)?;
    match draft.value(word) {
        Some("either") if draft.document.slice(span).starts_with(char::is_uppercase) => Some("possessive"),
        Some("either") => Some("object"),
        value => value,
    }
}

impl Known {
    fn new(parties: &[Party]) -> Known {
        let mut mentions: Vec<(Span, usize)> = parties
            .iter()
            .enumerate()
            .flat_map(|(at, party)| party.mentions.iter().map(move |span| (*span, at)))
            .collect();
        mentions.sort_unstable();
        Known { mentions }
    }

    fn inside(&self, span: Span) -> &[(Span, usize)] {
        let from = self.mentions.partition_point(|(at, _)| at.start() < span.start());
        let to = self.mentions.partition_point(|(at, _)| at.start() < span.end());
        &self.mentions[from..to.max(from)]
    }

    /// True where a place is inside a mention.
    fn holds(&self, span: Span) -> bool {
        let at = self.mentions.partition_point(|(mention, _)| mention.start() <= span.start());
        at.checked_sub(1).is_some_and(|at| self.mentions[at].0.end() > span.start())
    }

    /// The only party that is named in a span.
    fn only(&self, span: Span) -> Option<usize> {
        let mut here = self.inside(span).iter().map(|(_, party)| *party);
        let first = here.next()?;
        here.all(|other| other == first).then_some(first)
    }

    /// "Vi, Norrby kommun, …", "ni på kommunen", "we at the Trust": who is named right behind.
    fn apposed(&self, draft: &Draft<'_>, word: Span) -> Option<usize> {
        let near = Span::at(word.end(), draft.document.ahead(word.end(), 40));
        let (span, party) = self.inside(near).first()?;
        let tokens = draft.tokens_in(Span::at(word.end(), span.start()));
        let gap = draft.document.between(word.end(), span.start());
        let article = |token: &Token| draft.has_word("party-article", token.span);
        let preposition = |token: &Token| draft.has_word("preposition", token.span);
        match tokens {
            [] => gap == " " || gap == ", ",
            [one] if gap.starts_with(", ") => article(one),
            [one] => gap.starts_with(' ') && preposition(one),
            [one, two] => gap.starts_with(' ') && preposition(one) && article(two),
            _ => false,
        }
        .then_some(*party)
    }

    /// Places that speak with one party's voice: a section under a heading with its name, what stands behind its name and
    /// a colon, and a list under that.
    fn scopes(&self, draft: &Draft<'_>) -> Vec<(Span, usize)> {
        let blocks = draft.document.blocks();
        let mut scopes: Vec<(Span, usize)> = Vec::new();
        let mut heading: Option<(u8, usize)> = None;
        let mut list: Option<usize> = None;
        for (index, block) in blocks.iter().enumerate() {
            let zone = draft.annotations.zones.get(index).copied().unwrap_or(Zone::Body);
            if !matches!(zone, Zone::Body | Zone::Table | Zone::Annex) {
                (heading, list) = (None, None);
                continue;
            }
            let headed = zones::reads_as_heading(draft, block);
            if headed {
                let level = if let BlockKind::Heading { level } = block.kind { level } else { u8::MAX };
                list = None;
                if heading.is_some_and(|(above, _)| level <= above) {
                    heading = None;
                }
                // The title names parties too; so does "Samverkan med kommunen".
                let short = index > 1 && draft.tokens_in(block.content).len() <= HEADING;
                let about = self.inside(block.content).first();
                let about = about.is_some_and(|(span, _)| duty::governed(draft, block.content, *span));
                let named = self.only(block.content).filter(|_| short && !about);
                heading = named.map(|party| (level, party)).or(heading);
            }
            let item = matches!(block.kind, BlockKind::ListItem { .. }) || block.label.is_some();
            if !item {
                list = None;
            }
            let led = self.led(draft, block);
            if let Some((from, party)) = led {
                scopes.push((Span::at(from, block.content.end().max(from)), party));
                if draft.document.slice(block.content).trim_end().ends_with(':') {
                    list = Some(party);
                }
            } else if let Some(party) = list.or(heading.map(|(_, party)| party)) {
                scopes.push((block.content, party));
            }
        }
        scopes
    }

    /// "Kommunen: Vi …" and "Kommunen lovar:": where what a party says itself begins.
    fn led(&self, draft: &Draft<'_>, block: &Block) -> Option<(usize, usize)> {
        let text = draft.document.slice(block.content);
        let (span, party) = *self.inside(block.content).first()?;
        let opens = span.start() <= block.content.start() + 4;
        let behind = draft.document.between(span.end(), block.content.end());
        let colon = behind.starts_with([':', '.']) || behind.starts_with(" –") || behind.starts_with(" -");
        let lead = text.trim_end().ends_with(':') && self.only(block.content).is_some();
        (opens && (colon || lead)).then_some((span.end(), party))
    }

    fn letter(&self, draft: &Draft<'_>, parties: usize, you: bool) -> Letter {
        let mut letter = self.defined(draft);
        let blocks = draft.document.blocks();
        let top = || blocks.iter().take(HEAD).filter(|block| block.is_body());
        // "Från: X", "Till: Y"
        let mut labelled = false;
        for block in top() {
            for word in draft.words_in("letter-label", block.content) {
                let line = draft.document.between(word.span.end(), block.content.end());
                let end = word.span.end() + line.find('\n').unwrap_or(line.len());
                let starts = draft.document.text()[..word.span.start()].ends_with(['\n', '\t'])
                    || word.span.start() == block.content.start();
                let who = self.only(Span::at(word.span.end(), end)).filter(|_| starts);
                let place = match draft.value(word) {
                    Some("writer") => &mut letter.writer,
                    _ => &mut letter.reader,
                };
                labelled |= who.is_some();
                *place = place.or(who);
            }
        }
        // "Norrby kommun till Viks Båtklubb"
        for block in top() {
            if let [(writer, one), (reader, other)] = *self.inside(block.content)
                && (letter.writer, letter.reader) == (None, None)
                && leads_on(draft, writer, reader)
            {
                (letter.writer, letter.reader) = (Some(one), Some(other));
            }
        }
        let greeting = top().position(|block| draft.begins_with("salutation", block.content));
        if !you && !labelled && greeting.is_none() {
            return letter;
        }
        self.by_apposition(draft, &mut letter);
        // "Godkännes för Y": whoever answers did not write.
        let tail = draft.document.text().len() / 2;
        for word in draft.words_of("acceptance-word").filter(|word| word.span.start() > tail) {
            let Some(index) = draft.document.block_at(word.span.start()) else { continue };
            let Some(block) = blocks.get(index) else { continue };
            letter.reader = letter.reader.or_else(|| self.only(block.content));
        }
        // "Dear Ann and everyone at the Rowing Club,": who is greeted.
        let greeted = greeting.and_then(|at| top().nth(at));
        letter.reader = letter.reader.or_else(|| greeted.and_then(|block| self.only(block.content)));
        // Over a greeting stand the writer and then the reader.
        let head = greeting.and_then(|at| top().nth(at)).map(|block| block.content.start());
        // So they do over the first "we" of a letter that greets nobody.
        let head = head.or_else(|| over_we(draft));
        if let (Some(end), None, None) = (head, letter.writer, letter.reader) {
            let mut named: Vec<usize> = Vec::new();
            for (_, party) in self.inside(Span::at(0, end)) {
                if !named.contains(party) {
                    named.push(*party);
                }
            }
            if let [writer, reader] = named[..] {
                (letter.writer, letter.reader) = (Some(writer), Some(reader));
            }
        }
        // As a last resort who is named where the letter ends wrote it, else who is over the greeting.
        if letter.writer.is_none() {
            let other = |party: &usize| Some(*party) != letter.reader;
            let signs = || {
                let lines = closing_lines(draft).map(|block| block.content).reduce(Span::cover)?;
                let ends = Span::at(draft.document.back(lines.start(), CLOSE), lines.end());
                self.only(lines).or_else(|| self.only(ends)).filter(other)
            };
            let head = || {
                let end = top().nth(greeting?)?.content.start();
                self.only(Span::at(0, end)).filter(other)
            };
            letter.writer = signs().or_else(head);
        }
        // Of two the other is left.
        if parties == 2 {
            match (letter.writer, letter.reader) {
                (Some(writer), None) => letter.reader = Some(1 - writer.min(1)),
                (None, Some(reader)) => letter.writer = Some(1 - reader.min(1)),
                _ => {}
            }
        }
        letter.answer = closed_at(draft).filter(|_| letter.writer.is_some() && letter.reader.is_some());
        if letter.writer == letter.reader { Letter::default() } else { letter }
    }

    /// "(“we”)" behind a name; "vi är X och ni är Y".
    fn defined(&self, draft: &Draft<'_>) -> Letter {
        let text = draft.document.text();
        let top = Span::at(0, draft.document.ahead(0, 4_000));
        let mut letter = Letter::default();
        for (label, writes) in [("we-word", true), ("you-word", false)] {
            let who = draft.words_in(label, top).find_map(|word| self.meant(draft, word.span));
            let who = who.or_else(|| {
                draft.words_in(label, top).find_map(|word| {
                    let quoted = text[..word.span.start()].ends_with(['"', '“', '”', '‘', '«', '»', '(']);
                    let before = self.mentions.partition_point(|(span, _)| span.end() <= word.span.start());
                    let (span, party) = self.mentions.get(before.checked_sub(1)?)?;
                    let gap = draft.document.between(span.end(), word.span.start());
                    (quoted && gap.len() <= 80 && gap.contains('(') && !gap.contains(". ")).then_some(*party)
                })
            });
            let who = who.or_else(|| {
                draft.words_in(label, top).find_map(|word| {
                    let near = Span::at(word.span.end(), draft.document.ahead(word.span.end(), 12));
                    let (span, party) = *self.inside(near).first()?;
                    let tokens = draft.tokens_in(Span::at(word.span.end(), span.start()));
                    let copula = tokens.iter().all(|token| draft.is("copula", token)) && tokens.len() <= 1;
                    let sentence = draft.annotations.sentence_around(word.span.start())?.span;
                    let both = draft.has_word("we-word", sentence) && draft.has_word("you-word", sentence);
                    (copula && both).then_some(party)
                })
            });
            match writes {
                true => letter.writer = who,
                false => letter.reader = who,
            }
        }
        letter
    }

    /// "När vi skriver ”vi” menar vi X", "by “you” we mean Y": who is named behind the word for "means", in a sentence that
    /// names nobody else.
    fn meant(&self, draft: &Draft<'_>, word: Span) -> Option<usize> {
        let quoted = draft.document.text()[..word.start()].ends_with(QUOTES);
        let sentence = draft.annotations.sentence_around(word.start()).filter(|_| quoted)?.span;
        let behind = draft.tokens_in(Span::at(word.end(), sentence.end().max(word.end())));
        let means = behind.iter().take(MEANS).find(|token| draft.is("means-word", token))?;
        let rest = Span::at(means.span.end(), sentence.end());
        let another = draft.tokens_in(rest).iter().any(|token| draft.is("means-word", token));
        self.only(rest).filter(|_| !another)
    }

    /// "Vi på X … Ni på Y …": where every such phrase means the same party.
    fn by_apposition(&self, draft: &Draft<'_>, letter: &mut Letter) {
        let one = |label: &str| {
            let mut all = draft.words_of(label).filter_map(|word| self.apposed(draft, word.span));
            let first = all.next()?;
            all.all(|other| other == first).then_some(first)
        };
        letter.writer = letter.writer.or_else(|| one("we-word"));
        letter.reader = letter.reader.or_else(|| one("you-word"));
    }
}
