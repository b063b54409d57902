//! What a document is whose title does not say it: an agreement by who signs, by what it says of itself and by who does
//! what; a plan by its words; a page whose lines have run together by how it opens.

use std::collections::BTreeSet;

use super::title::title_word;
use super::{Clues, SELF, TITLE, guess};
use crate::annotate::{Draft, Shape, Token, party, plan, zones};
use crate::document::{DocumentKind, KindGuess, Span, Zone};

/// Blocks from the start in which a page may have run together, and bytes of it in which it says what it is.
const RUN_ON: usize = 3;
const RUN_ON_TOP: usize = 800;
/// Words of the title of such a page, and words up to the one that says what it is, at most.
const RUN_ON_TITLE: usize = 14;
const RUN_ON_WORDS: usize = 8;
/// Lines that only minutes have, where they have run together.
const MINUTES: usize = 3;
/// Words in which it is looked for what somebody is told to have said.
const SPEECH: usize = 2_000;
/// Words that only an agreement uses of itself: so many where parties sign, so many where nobody does.
const SIGNED_WORDS: usize = 4;
const UNSIGNED_WORDS: usize = 10;
/// Signs that a text binds those whom it names, at least.
const SIGNS: usize = 3;
/// Words that a plan uses of itself, at least.
const PLAN_WORDS: usize = 4;

/// Ways in which a text without a title shows that two have agreed, in the order in which they are tried.
const AGREEMENTS: [fn(&Untitled<'_>) -> bool; 9] = [
    |text| text.between_parties(),
    |text| text.ends && confirms(text.clues.draft),
    |text| text.binds_itself(),
    |text| (text.weak || text.clues.found.words >= 1 && text.ends) && text.clues.names_parties(),
    |text| text.opens_with_parties(),
    |text| text.shares_out(),
    |text| text.is_bound(),
    |text| text.promises(),
    |text| text.signed_for(),
];

/// A text whose title says nothing, with what its ends and its first line tell.
struct Untitled<'r> {
    clues: &'r Clues<'r>,
    /// Somebody signs, or it is told how long the text is valid.
    ends: bool,
    /// The first line has a word that agreements share with other documents.
    weak: bool,
}

/// Two parties who sign, promise or confirm make an agreement, or a template of one.
pub(super) fn agreed(clues: &Clues<'_>) -> Option<KindGuess> {
    let draft = clues.draft;
    let valid = || draft.words_of("validity-phrase").next().is_some();
    let weak = draft.has_word("weak-agreement", clues.first);
    let text = Untitled { clues, ends: clues.found.signed || valid(), weak };
    let news = || !clues.found.signed && quotes_somebody(draft);
    if !AGREEMENTS.iter().any(|way| way(&text)) || news() {
        return None;
    }
    let kind = if clues.found.blanks > 0 { DocumentKind::Template } else { DocumentKind::Agreement };
    Some(guess(kind, clues.first_line(), 0.5))
}

impl Untitled<'_> {
    /// Parties who are introduced, and words that only agreements use.
    fn between_parties(&self) -> bool {
        let found = self.clues.found;
        let words = found.words >= SIGNED_WORDS && (found.signed || found.words >= UNSIGNED_WORDS);
        (words || self.ends && (found.words >= 1 || self.weak))
            && (found.introduced || self.ends && self.clues.names_parties())
    }

    /// "Skriver ni under räknas brevet som vårt avtal" in a letter, over signatures or between two who are named.
    fn binds_itself(&self) -> bool {
        let draft = self.clues.draft;
        self.clues.holds() && (self.ends || party::is_letter(draft) || names_two(draft))
    }

    /// "Det här har A och B kommit överens om" near the top, or a first line that tells whose it is.
    fn opens_with_parties(&self) -> bool {
        (self.ends && self.weak || deed(self.clues.draft))
            && (self.clues.names_parties() || party::opens(self.clues.draft))
    }

    /// Parties, and a part on who does what.
    fn shares_out(&self) -> bool {
        (self.ends || self.weak)
            && (self.clues.found.introduced || self.clues.names_parties())
            && divides(self.clues.draft)
    }

    /// Two who are named, and more than one sign that what they sign binds them ("åtar sig uppdraget", "undertecknas av båda").
    fn is_bound(&self) -> bool {
        let draft = self.clues.draft;
        let said = bindings(draft);
        let points = said + usize::from(self.ends) + usize::from(self.clues.found.introduced);
        // One who writes "vi åtar oss" in a letter binds nobody else.
        said >= 2
            && points >= SIGNS
            && !party::is_letter(draft)
            && (self.clues.found.introduced || self.clues.names_parties() || names_two(draft))
            && plan::own_decision(draft).is_none()
    }

    /// Signatures for two who are both named in the text, which has no lines of minutes.
    fn signed_for(&self) -> bool {
        let draft = self.clues.draft;
        self.clues.found.signed && !has_minutes(draft) && party::signed_by_two(draft)
    }

    /// Parties who are told and what each of them does, and no lines of minutes.
    fn promises(&self) -> bool {
        let draft = self.clues.draft;
        !has_minutes(draft) && party::promises(draft)
    }
}

/// True where a line near the top is one of minutes.
fn has_minutes(draft: &Draft<'_>) -> bool {
    draft.has_word("minutes-line", Span::at(0, draft.document.ahead(0, SELF)))
}

/// How many different words tell that a text binds those who sign it ("åtar sig uppdraget", "undertecknas av båda").
pub(super) fn bindings(draft: &Draft<'_>) -> usize {
    let said = draft.words_of("binding-phrase").map(|word| &draft.document.lower()[word.span.range()]);
    said.collect::<BTreeSet<&str>>().len()
}

/// A text that speaks of itself as a plan.
pub(super) fn governs(clues: &Clues<'_>) -> Option<KindGuess> {
    let (draft, found) = (clues.draft, clues.found);
    let headed = || {
        let head = draft.document.blocks().first().map_or(clues.first, |_| head(draft));
        draft.has_word("header-label", head)
    };
    (found.plan_words >= PLAN_WORDS && found.plan_words * 2 > found.words && headed())
        .then(|| guess(DocumentKind::Plan, clues.first_line(), 0.5))
}

/// "Regler och mål för …" over "Antagna av kommunfullmäktige den 6 maj 2024, § 12": what a board has decided on and nobody
/// has signed.
pub(super) fn decided(clues: &Clues<'_>) -> Option<KindGuess> {
    let found = clues.found;
    if found.introduced || found.signed {
        return None;
    }
    let said = plan::own_decision(clues.draft)?;
    Some(guess(DocumentKind::Plan, Some(said), 0.5))
}

/// "This Supply Agreement is made between …" near the top.
pub(super) fn names_itself(clues: &Clues<'_>) -> Option<KindGuess> {
    let span = own_name(clues.draft)?;
    let template = clues.draft.has_word("kind-template", span);
    let kind = if template { DocumentKind::Template } else { DocumentKind::Agreement };
    Some(guess(kind, Some(span), 0.6))
}

/// "1 SAMVERKANSAVTAL för Norrby kommun 1. VÅRA GEMENSAMMA MÅL Med detta avtal …", "RIKTLINJER Antagna av
/// kommunfullmäktige Dnr …": a page whose lines have run together opens with its title.
pub(super) fn runs_on(clues: &Clues<'_>) -> Option<KindGuess> {
    let draft = clues.draft;
    let document = draft.document;
    let words = |span: Span| draft.tokens_in(span).iter().filter(|token| token.shape != Shape::Number);
    let body =
        document.blocks().iter().filter(|block| block.is_body() && words(block.content).next().is_some());
    let page = body.take(RUN_ON).map(|block| block.content).find(|page| page.len() > TITLE)?;
    let top = Span::at(page.start(), document.ahead(page.start(), RUN_ON_TOP).min(page.end()));
    // Who decides, who takes part and who checks: only minutes begin so.
    if let Some(line) = draft.words_in("minutes-line", top).next()
        && draft.words_in("minutes-line", top).count() >= MINUTES
    {
        return Some(guess(DocumentKind::Minutes, Some(line.span), 0.5));
    }
    let opening = Span::at(page.start(), run_on_end(draft, top));
    let (kind, _, span) = title_word(draft, opening)?;
    // "Denna överenskommelse gäller …" is a sentence.
    let ahead = Span::at(opening.start(), span.start());
    let near = words(ahead).count() <= RUN_ON_WORDS && !draft.has_word("this-word", ahead);
    let holds = match kind {
        DocumentKind::Agreement => {
            clues.found.words > 0 || draft.has_word("party-lead", opening) || deed(draft)
        }
        DocumentKind::Plan => draft.words_in("header-label", top).next().is_some(),
        DocumentKind::Minutes => true,
        _ => false,
    };
    (near && holds).then(|| guess(kind, Some(span), 0.5))
}

/// Where a title at the head of a run-on page ends at the latest: at the end of a sentence, at the number of a section, or
/// after some words.
fn run_on_end(draft: &Draft<'_>, page: Span) -> usize {
    let text = draft.document.text();
    let tokens = draft.tokens_in(page);
    let mut words = 0;
    for (at, token) in tokens.iter().enumerate() {
        let number = token.shape == Shape::Number && token.span.len() <= 2;
        words += usize::from(token.shape != Shape::Number);
        let next = tokens.get(at + 1);
        let headed = || next.is_some_and(|next| matches!(next.shape, Shape::Capital | Shape::Upper));
        let ended = next.is_some_and(|next| {
            text.get(token.span.end()..next.span.start()).is_some_and(|gap| gap.starts_with(". "))
        });
        if words > 2 && (number && headed() || !number && ended && headed()) || words >= RUN_ON_TITLE {
            return token.span.end();
        }
    }
    page.end()
}

/// "– Det känns bra, säger Anna Ek.": what somebody says is told of, as in a newspaper.
pub(super) fn quotes_somebody(draft: &Draft<'_>) -> bool {
    let text = draft.document.text();
    // "– Det känns bra, säger nämndens ordförande Anna Ek."
    let spoken = |at: usize| {
        let block = draft.document.block_at(at).and_then(|at| draft.document.blocks().get(at));
        block.is_some_and(|block| text[block.content.start()..].starts_with(['–', '—', '”', '“', '"']))
    };
    let said = |pair: &[Token]| {
        draft.is("speech-verb", &pair[0])
            && text[..pair[0].span.start()].trim_end().ends_with([',', '”', '"', '’'])
            && (pair[1].shape == Shape::Capital || spoken(pair[0].span.start()))
    };
    draft.tokens.windows(2).take(SPEECH).any(said)
}

/// True where two organisations or more are named near the top.
pub(super) fn names_two(draft: &Draft<'_>) -> bool {
    let names = party::organisations_in(draft, Span::at(0, draft.document.ahead(0, SELF)));
    let said: BTreeSet<&str> = names.iter().map(|name| &draft.document.lower()[name.range()]).collect();
    said.len() >= 2
}

/// "Vem gör vad?" as a heading or before a row: the text goes on to tell who does what.
fn divides(draft: &Draft<'_>) -> bool {
    draft.words_of("division-question").any(|word| {
        let block = draft.document.block_at(word.span.start()).and_then(|at| draft.document.blocks().get(at));
        block.is_some_and(|block| {
            let line = block.content;
            word.span.start() == line.start()
                && draft.tokens_in(line).len() == draft.tokens_in(word.span).len()
                && (block.is_heading() || block.cell().is_some() || zones::reads_as_heading(draft, block))
        })
    })
}

/// The text says near its top that somebody agrees.
fn deed(draft: &Draft<'_>) -> bool {
    draft.words_of("deed-phrase").next().is_some_and(|word| word.span.start() < SELF)
}

/// A letter that says near its top that it is what two have agreed on ("Vi bekräftar vad vi kom överens om").
pub(super) fn confirms(draft: &Draft<'_>) -> bool {
    draft.words_of("letter-agreement").next().is_some_and(|word| word.span.start() < SELF)
}

/// "This Supply Agreement is made between …", "Detta avtal har slutits mellan …" near the top: the text says itself
/// what it is.
fn own_name(draft: &Draft<'_>) -> Option<Span> {
    let end = draft.document.ahead(0, SELF);
    let here = draft.words_in("this-word", Span::at(0, end)).find_map(|this| {
        let near = draft
            .tokens_in(Span::at(this.span.end(), end))
            .iter()
            .take(9)
            .map(|token| token.span.end())
            .next_back()?;
        let named = Span::at(this.span.end(), near);
        let kind = draft.words_in("kind-agreement", named).next()?;
        let rest = Span::at(kind.span.end(), draft.document.ahead(kind.span.end(), 500));
        let binds = draft.has_word("party-lead", rest) || draft.has_word("agreement-word", rest);
        binds.then(|| Span::at(this.span.start(), kind.span.end()))
    });
    here.filter(|_| draft.words_of("agreement-word").nth(2).is_some())
}

fn head(draft: &Draft<'_>) -> Span {
    let blocks = draft.document.blocks().iter().zip(&draft.annotations.zones);
    blocks
        .take_while(|(_, zone)| matches!(zone, Zone::HeaderBlock | Zone::Furniture))
        .map(|(block, _)| block.span)
        .reduce(Span::cover)
        .unwrap_or_default()
}
