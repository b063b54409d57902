//! What is written about an agreement though its title names one: news, an answer to a referral, an evaluation, an
//! invitation.

use super::titled::after_dash;
use super::untitled::quotes_somebody;
use super::{Clues, TITLE, guess};
use crate::annotate::{Draft, Token};
use crate::document::{DocumentKind, KindGuess, Span};

/// Lines from the top among which one may say that the whole is news, an evaluation or the like.
const LINES: usize = 4;
/// Words of what stands behind a comma and says what the whole is ("…, remiss"), at most.
const SHORT: usize = 2;

/// "Samverkansavtalet 2021–2024 – en utvärdering", "Avtal klart med brandkåren!", a line "Pressmeddelande 2026-05-04": what
/// tells of an agreement that parties who are introduced do not sign here.
pub(super) fn about(clues: &Clues<'_>) -> Option<KindGuess> {
    let title = clues.title.as_ref();
    let named = title.is_some_and(|title| title.kind == DocumentKind::Agreement);
    if !(named || title.is_none()) || clues.found.signed && clues.found.introduced {
        return None;
    }
    let line = title.map_or(clues.first, |title| title.line);
    let said = part(clues.draft, line).or_else(|| line_on(clues, line)).or_else(|| {
        let tells = named && !clues.found.signed;
        (tells && (quotes_somebody(clues.draft) || headline(clues.draft, line))).then_some(line)
    })?;
    (!clues.holds()).then(|| guess(DocumentKind::Other, Some(said), 0.75))
}

/// What stands behind a dash, colon or comma of a title and says what the whole is ("– yttrande från Norrby kommun").
fn part(draft: &Draft<'_>, line: Span) -> Option<Span> {
    let said = |part: Span| {
        let first = ["about-word", "kind-other"]
            .iter()
            .filter_map(|label| draft.words_in(label, part).next())
            .min_by_key(|word| word.span.start())?;
        // "– en utvärdering"
        let ahead = draft.tokens_in(Span::at(part.start(), first.span.start()));
        let opens = match ahead {
            [] => true,
            [article] => draft.is("indefinite", article),
            _ => false,
        };
        opens.then_some(first.span)
    };
    let behind = after_dash(draft, line);
    said(behind).or_else(|| {
        let comma = draft.document.slice(line).rfind(", ")?;
        let last = Span::at(line.start() + comma + 2, line.end());
        said(last).filter(|_| draft.tokens_in(last).len() <= SHORT)
    })
}

/// "Pressmeddelande från Norrby kommun", "Rapport av Utblick AB", "Publicerad 2026-05-04": another line near the top that says
/// so, and goes on.
fn line_on(clues: &Clues<'_>, title: Span) -> Option<Span> {
    let draft = clues.draft;
    let lines = draft.document.blocks().iter().filter(|block| block.is_body() && block.cell().is_none());
    lines.take(LINES).map(|block| block.content).find_map(|line| {
        let word = draft.words_in("about-word", line).next()?;
        let opens = word.span.start() == line.start() && draft.value(word) == Some("line");
        (opens && line != title && line.len() <= TITLE).then_some(word.span)
    })
}

/// "Nu är avtalet klart", "Nytt samverkansavtal ska ge fler simkunniga barn", "Tack för avtalet!": a title that tells of an
/// agreement in a sentence or a call.
fn headline(draft: &Draft<'_>, line: Span) -> bool {
    let tells = |token: &Token| draft.is("be-verb", token) || draft.has_whole("duty-modal", token.span);
    let sentence = || {
        let word = draft.words_in("kind-agreement", line).next()?.span;
        let before = draft.tokens_in(Span::at(line.start(), word.start())).last();
        let behind = draft.tokens_in(Span::at(word.end(), line.end())).first();
        Some(before.is_some_and(tells) || behind.is_some_and(tells))
    };
    // "Detta avtal är träffat mellan" leads to the parties.
    let leads = || draft.has_word("party-lead", line) || draft.begins_with("this-word", line);
    draft.document.slice(line).trim_end().ends_with('!') || sentence() == Some(true) && !leads()
}
