//! Sentences that point back at a plan which is named before them: "Policyn ska bidra till …", "Utkastet var på remiss".

use super::Marked;
use super::adoption::evidence;
use crate::annotate::{Draft, Shape};
use crate::document::{Adoption, AdoptionState, PlanRef, Span};

/// Places that name one plan, behind which is looked for the word that it is a draft, at most.
const MENTIONS: usize = 40;
/// Bytes before the word "draft" that opens a sentence, at most.
const HEAD_WORD: usize = 9;

/// What sentences say that point back at a plan: its goal may stand there, or that it is a draft.
pub(super) fn back_references(draft: &Draft<'_>, marked: &Marked, plans: &mut [PlanRef]) {
    for word in draft.words_of("plan-word") {
        let at =
            plans.iter().rposition(|plan| plan.mentions.iter().any(|span| span.end() <= word.span.start()));
        let Some(plan) = at.and_then(|at| plans.get_mut(at)) else { continue };
        let Some(sentence) = draft.annotations.sentence_around(word.span.start()) else {
            continue;
        };
        if plan.contribution.is_none() && draft.has_word("contribution-word", sentence.span) {
            plan.contribution = Some(sentence.span);
        }
        // "… Planen antogs av fullmäktige i april.": so a later sentence of the paragraph tells of the decision.
        let own = |span: &Span| draft.document.block_at(span.start()) == Some(sentence.block as usize);
        let told = || {
            draft.has_word("adoption-verb", sentence.span)
                && !["agreement-word", "adoption-future", "draft-word"]
                    .iter()
                    .any(|label| draft.has_word(label, sentence.span))
        };
        let first = draft.tokens_in(Span::at(sentence.span.start(), word.span.start())).is_empty();
        if plan.state == AdoptionState::Unproven
            && first
            && plan.mentions.iter().any(own)
            && told()
            && let Some((span, decision)) = evidence(draft, marked, sentence.span, sentence.span)
        {
            (plan.state, plan.evidence) = (AdoptionState::Proven, Some(span));
            plan.decision = Adoption { valid_to: plan.decision.valid_to, ..decision };
        }
        // "Programmet är på remiss …": the next sentence says that it is a draft.
        let opens = draft.tokens_in(Span::at(sentence.span.start(), word.span.start())).len() <= 1;
        let next = plan.mentions.iter().any(|span| {
            let at = draft.annotations.sentence_at(span.start());
            let next = at.and_then(|at| draft.annotations.sentences.get(at + 1));
            next.is_some_and(|next| next.span == sentence.span)
        });
        let not_yet =
            ["draft-word", "adoption-future"].iter().any(|label| draft.has_word(label, sentence.span));
        if opens && next && not_yet && plan.state == AdoptionState::Unproven {
            plan.state = AdoptionState::Draft;
        }
    }
}

/// "… Energiplan 2027–2035. Styrelsen tillstyrkte förslaget och ärendet avgörs av fullmäktige i december.": the sentence
/// behind tells that it is none yet.
pub(super) fn drafts_told_behind(draft: &Draft<'_>, plans: &mut [PlanRef]) {
    let sentences = &draft.annotations.sentences;
    let told = |mention: &Span| {
        let index = draft.annotations.sentence_at(mention.start())?;
        let (own, next) = (sentences.get(index)?, sentences.get(index + 1)?);
        let has = |label: &str| draft.has_word(label, next.span);
        let mut nouns = draft.words_in("governing-plan", next.span).peekable();
        let named = nouns.peek().is_some();
        let other = nouns.any(|noun| !is_plain(draft, noun.span)) || has("agreement-word");
        let first = draft.tokens_in(next.span).first();
        let points = named || has("plan-word") || first.is_some_and(|first| draft.is("plan-pronoun", first));
        let future = has("adoption-future");
        // "Utkastet var på remiss i våras", "A draft was sent out for comments"
        let opens = || {
            let mut tokens = draft.tokens_in(next.span).iter();
            let lead = ["article", "noun-article", "status-key"];
            let head = tokens.find(|token| !lead.iter().any(|label| draft.is(label, token)));
            head.is_some_and(|head| {
                draft.has_word("draft-word", head.span) && head.span.start() < next.span.start() + HEAD_WORD
            })
        };
        let said =
            future && (points || has("draft-word")) || has("draft-word") && (has("plan-word") || opens());
        Some(own.block == next.block && said && !other)
    };
    for plan in plans.iter_mut().filter(|plan| plan.state == AdoptionState::Unproven) {
        if plan.mentions.iter().take(MENTIONS).any(|mention| told(mention) == Some(true)) {
            plan.state = AdoptionState::Draft;
        }
    }
}

/// "the plan", "strategin": a noun that only points at a plan that is named elsewhere.
fn is_plain(draft: &Draft<'_>, noun: Span) -> bool {
    let from = draft.document.back(noun.start(), 4);
    let mut words = draft.words_in("plan-word", Span::at(from, noun.end()));
    words.any(|word| word.span.end() == noun.end())
        || draft.lexicons.contains("bare-plan", &draft.document.lower()[noun.range()])
}

/// The sentence behind the one that names a plan, where it goes on about it ("Strategin gällde …").
pub(super) fn sentence_behind(draft: &Draft<'_>, name: Span) -> Option<Span> {
    let index = draft.annotations.sentence_at(name.start())?;
    let next = draft.annotations.sentences.get(index + 1)?.span;
    let tokens = draft.tokens_in(next);
    // "Den upphörde 2023", but not "Den 3 maj"
    let dated = tokens.get(1).is_some_and(|second| second.shape == Shape::Number);
    let pronoun = draft.is("plan-pronoun", tokens.first()?) && !dated;
    (pronoun || draft.has_word("plan-word", tokens.first()?.span)).then_some(next)
}

/// The sentence before the one that names a plan.
pub(super) fn sentence_before(draft: &Draft<'_>, name: Span) -> Option<Span> {
    let before = draft.annotations.sentence_at(name.start())?.checked_sub(1)?;
    draft.annotations.sentences.get(before).map(|sentence| sentence.span)
}
