//! Whom a sentence goes on to speak of: "Den ska även …", "Therefore it mends …", "den förra … den senare …".

use super::clause::{acts, adverb, finite};
use crate::annotate::{Draft, Token};
use crate::document::{Duty, DutySubject, Language, Span};

/// Words up to the pronoun behind as what it acts ("As Accountable Body it …") or behind a verb ("I gengäld städar den …").
const ROLE: usize = 6;

/// What a sentence leaves for the one behind it.
#[derive(Debug, Default, Clone)]
pub(super) struct Carried {
    /// Whom it spoke of.
    subject: Option<DutySubject>,
    /// True where it brought in a thing ("har en stuga"), which a pronoun can stand for as well.
    thing: bool,
    /// The first and the last of those whom it names.
    two: Option<(DutySubject, DutySubject)>,
}

impl Carried {
    pub(super) fn of(
        draft: &Draft<'_>,
        here: &[(Span, DutySubject)],
        sentence: Span,
        duties: &[Duty],
    ) -> Carried {
        let party = |subject: &DutySubject| matches!(subject, DutySubject::Party(_) | DutySubject::Role(_));
        let said = duties.iter().map(|duty| &duty.subject).find(|subject| party(subject));
        let named = here.first().map(|(_, subject)| subject).filter(|subject| party(subject));
        let thing = draft
            .tokens_in(sentence)
            .windows(2)
            .any(|pair| draft.is("owning-verb", &pair[0]) && draft.is("indefinite-article", &pair[1]));
        let two = match (here.first(), here.last()) {
            (Some((_, one)), Some((_, two))) if one != two && party(one) && party(two) => {
                Some((one.clone(), two.clone()))
            }
            _ => None,
        };
        Carried { subject: said.or(named).cloned(), thing, two }
    }

    /// A pronoun that begins the sentence right before its verb, or stands right behind a verb before which nobody is named,
    /// as the subject that the sentence before spoke of.
    pub(super) fn pronoun(
        &self,
        draft: &Draft<'_>,
        sentence: Span,
        named: &[(Span, DutySubject)],
    ) -> Option<(Span, DutySubject)> {
        let carried = self.subject.as_ref()?;
        let tokens = draft.tokens_in(sentence);
        let is_pronoun = |token: &Token| draft.is("pronoun-subject", token);
        // "As Accountable Body it draws down the grant"
        let at = match draft.is("as-word", tokens.first()?) {
            true => tokens.iter().take(ROLE).position(is_pronoun)?,
            false => match is_pronoun(&tokens[0]) {
                true => 0,
                false => inverted(draft, tokens, named)?,
            },
        };
        let first = tokens.get(at).filter(|first| is_pronoun(first))?;
        if at > 0 && draft.annotations.language == Language::Sv && !draft.is("as-word", &tokens[0]) {
            return (!self.thing).then(|| (first.span, carried.clone()));
        }
        let next = tokens.iter().skip(at + 1).find(|token| !adverb(draft, token))?;
        let modal = draft.begins_with("duty-modal", next.span);
        let verb = finite(draft, next)
            || ["duty-verb", "participation", "pay-verb"]
                .iter()
                .any(|label| draft.begins_with(label, next.span));
        (modal || verb && !self.thing).then(|| (first.span, carried.clone()))
    }

    /// "Klubben finansierar inte bara; den tillsätter även …": the pronoun right behind a semicolon, as the first who is named
    /// before it.
    pub(super) fn behind_semicolon(
        draft: &Draft<'_>,
        sentence: Span,
        named: &[(Span, DutySubject)],
    ) -> Option<(Span, DutySubject)> {
        let at = sentence.start() + draft.document.slice(sentence).find("; ")?;
        let tokens = draft.tokens_in(Span::at(at, sentence.end()));
        let first = tokens.first().filter(|first| draft.is("pronoun-subject", first))?;
        let next = tokens.iter().skip(1).find(|token| !adverb(draft, token))?;
        let told = acts(draft, next);
        let who = named.iter().take_while(|(span, _)| span.end() <= at).map(|(_, who)| who);
        let mut who = who.filter(|who| matches!(who, DutySubject::Party(_)));
        let only = who.next()?;
        (told && who.all(|other| other == only)).then(|| (first.span, only.clone()))
    }

    /// "Den förra eldar, den senare städar": the first and the last that were named, in the sentence or the one before.
    pub(super) fn one_of_two(
        &self,
        draft: &Draft<'_>,
        sentence: Span,
        named: &[(Span, DutySubject)],
    ) -> Vec<(Span, DutySubject)> {
        let words = draft.words_in("one-of-two", sentence);
        let party = |subject: &&DutySubject| matches!(subject, DutySubject::Party(_));
        words
            .filter_map(|word| {
                let mut here = named
                    .iter()
                    .filter(|(span, _)| span.end() <= word.span.start())
                    .map(|(_, who)| who)
                    .filter(party);
                let (one, two) = match (here.next(), here.next_back(), &self.two) {
                    (Some(one), Some(two), _) if one != two => (one.clone(), two.clone()),
                    (None, None, Some((one, two))) => (one.clone(), two.clone()),
                    _ => return None,
                };
                Some((word.span, if draft.value(word) == Some("first") { one } else { two }))
            })
            .collect()
    }
}

/// "I gengäld städar den trappan", "In return it cleans the stairs": the pronoun beside the first verb, where nobody is named
/// before.
fn inverted(draft: &Draft<'_>, tokens: &[Token], named: &[(Span, DutySubject)]) -> Option<usize> {
    let swedish = draft.annotations.language == Language::Sv;
    let at = (1..tokens.len().min(ROLE)).find(|at| draft.is("pronoun-subject", &tokens[*at]))?;
    let free = named.iter().all(|(span, _)| span.start() > tokens[at].span.start())
        && !tokens[..at].iter().any(|token| draft.is("case-word", token) || draft.is("that-word", token));
    let before = &tokens[at - 1];
    let fits = match swedish {
        // "städar den trappan", and not "städar den gamla trappan"
        true => {
            at > 1
                && (finite(draft, before) || draft.has_whole("duty-modal", before.span))
                && !draft.is("stative-verb", before)
                && tokens.get(at + 1).is_some_and(|next| !draft.lower(next).ends_with('a'))
        }
        false => tokens.get(at + 1).is_some_and(|next| acts(draft, next)) && !acts(draft, before),
    };
    (free && fits).then_some(at)
}
