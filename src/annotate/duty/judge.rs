//! Whether a duty counts: its object is concrete, its subject is not all together, its topic is a task.

use super::clause::{describes, finite, stays};
use crate::annotate::{Draft, Shape, Token};
use crate::document::{DutyKind, DutySubject, Language, Party, Span};

/// Bytes behind "called" in which the name stands.
const NAMED: usize = 48;
/// Words of what somebody does as far as time permits, where nothing more is said of it, and words for "called" that are
/// looked at in a sentence.
const FEW: usize = 14;

/// Words of "in consultation with", at least.
const WITH: usize = 3;

/// Sections of a document that tells who the parties are before it tells what they do, at least.
const SECTIONS: usize = 4;
/// Parties that are looked for in what one of them does, at most.
const PARTIES: usize = 24;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Modal,
    Plain,
    Participation,
    Pay,
}

/// Whether a duty counts.
pub(super) fn judge(
    draft: &Draft<'_>,
    sentence: Span,
    sort: Verb,
    subject: &DutySubject,
    object: Span,
) -> DutyKind {
    let behind: Vec<Span> = draft.tokens_in(object).iter().take(4).map(|token| token.span).collect();
    let first = behind.first().copied();
    let soon = |label: &str| behind.iter().take(3).any(|token| draft.has_word(label, *token));
    // "Ingen part ansvarar för …" denies it as well.
    let denied = draft
        .tokens_in(sentence)
        .first()
        .is_some_and(|token| token.span.end() <= object.start() && (draft.has_whole("negation", token.span) || draft.is("neither-word", token)))
        // "Ej kommunen utan teatern smörjer …"
        && !draft.tokens_in(Span::at(sentence.start(), object.start())).iter().any(|token| draft.is("but-word", token))
        // "Ingen part plogar allt: kommunen plogar vägen, …"
        && !draft.document.between(sentence.start(), object.start()).contains([';', ':']);
    if denied || soon("negation") && first.is_some() {
        return DutyKind::Negated;
    }
    if (sort == Verb::Participation
        || sort == Verb::Modal && (soon("participation") || takes_part_with(draft, object)))
        && !(matches!(subject, DutySubject::Party(_)) && by_means(draft, object))
    {
        return DutyKind::Participation;
    }
    // "Bolaget säljer gärna ved"
    let willing = |token: &Token| draft.is("willing-word", token);
    if draft.tokens_in(object).first().is_some_and(willing) {
        return DutyKind::Participation;
    }
    // "shall second a finance manager": only the verb itself pays.
    let pays_soon = behind.iter().take(2).any(|token| draft.has_word("pay-verb", *token));
    let pays = (sort == Verb::Pay || pays_soon) && !another_verb(draft, draft.tokens_in(object));
    // "WHEREAS the Club runs …; NOW, the Club shall …": the reasons, and what is agreed.
    let reason = sort != Verb::Modal && draft.has_word("recital-word", sentence);
    if excluded(draft, sentence, object) || pays || reason {
        return DutyKind::Excluded;
    }
    if sort == Verb::Modal && stays(draft, object) && !another_verb(draft, before_relative(draft, object)) {
        return DutyKind::Excluded;
    }
    // "Kassan avdelar två handläggare och går igenom läget tillsammans med teamet": the first of it is its own.
    let marked = match subject {
        DutySubject::Party(_) => Span::at(sentence.start(), first_thing(draft, object)),
        _ => sentence,
    };
    // "X och Y bildar härmed …": what all do by agreeing.
    let agrees = matches!(subject, DutySubject::Parties(_)) && draft.has_word("deed-phrase", sentence);
    // "Colne Churches Together opens its hall": the word is a part of the name.
    let named = |word: Span| match subject {
        DutySubject::Party(party) => draft.annotations.parties.get(*party as usize).is_some_and(|party| {
            let next = party.mentions.partition_point(|mention| mention.end() < word.end());
            party.mentions.get(next).is_some_and(|mention| mention.contains(word))
        }),
        _ => false,
    };
    let together = || {
        draft.words_in("joint-marker", marked).any(|word| !named(word.span) && !describes(draft, word.span))
    };
    if *subject == DutySubject::Joint || agrees || together() {
        return DutyKind::Joint;
    }
    if money_alone(draft, object) {
        return DutyKind::Excluded;
    }
    // "X AB äger och hyr ut teknik och kallas här teknikbolaget": who it is, not what it is to do.
    if sort == Verb::Plain
        && (introduces(draft, object, subject)
            || draft.has_word("describes-itself", sentence)
            || presents(draft, sentence, object, subject))
    {
        return DutyKind::Excluded;
    }
    // "Lantern keeps all income from tickets"
    if sort == Verb::Plain && keeps_income(draft, object) {
        return DutyKind::Excluded;
    }
    // "Scoutkåren hjälper till i mån av tid"
    if draft.has_word("as-able", sentence) && draft.tokens_in(object).len() <= FEW {
        return DutyKind::Participation;
    }
    // What somebody does already is no duty under "Background", what they are to do is.
    if sort == Verb::Plain && background(draft, sentence) {
        return DutyKind::Excluded;
    }
    if concrete(draft, object) { DutyKind::Own } else { DutyKind::Joint }
}

/// "ska i samråd med klubben verka för …": with whom stands before what is only taking part.
fn takes_part_with(draft: &Draft<'_>, object: Span) -> bool {
    let idle = |token: &Token| {
        draft.begins_with("participation", Span::at(token.span.start(), object.end().max(token.span.start())))
    };
    let behind = draft.tokens_in(object).iter().take(FEW).skip(WITH);
    let mut deeds = behind.filter(|token| idle(token) || draft.is("infinitive-verb", token));
    let from = draft.tokens_in(object).first().map_or(object.start(), |first| first.span.start());
    draft.begins_with("with-whom-phrase", Span::at(from, object.end().max(from)))
        && deeds.next().is_some_and(idle)
}

/// "stöder arbetet genom att dela ut västar", "supports the shelter by providing wardens": support that is a task.
fn by_means(draft: &Draft<'_>, object: Span) -> bool {
    let english = draft.annotations.language == Language::En;
    draft.words_in("by-means", object).take(FEW).any(|by| {
        let rest = Span::at(by.span.end(), object.end());
        let mut tokens = draft.tokens_in(rest).iter();
        let Some(deed) = tokens.next() else { return false };
        let told = deed.shape == Shape::Lower && (!english || draft.lower(deed).ends_with("ing"));
        let idle = draft.is("no-means", deed)
            || draft.begins_with("participation", Span::at(deed.span.start(), object.end()));
        told && !idle && tokens.len() >= 1 && !money_alone(draft, rest)
    })
}

/// "keeps the fares", "keeps its background": right behind a verb of keeping stands what comes in, or what is its own.
fn keeps_income(draft: &Draft<'_>, object: Span) -> bool {
    let at = draft.tokens.partition_point(|token| token.span.end() <= object.start());
    let keeps = at
        .checked_sub(1)
        .is_some_and(|verb| draft.tokens.get(verb).is_some_and(|verb| draft.is("keep-verb", verb)));
    let kept = Span::at(object.start(), first_thing(draft, object));
    keeps && ["income-noun", "owned-noun"].iter().any(|label| draft.has_word(label, kept))
}

/// True where a sentence goes on to say what its subject is called in the text.
fn introduces(draft: &Draft<'_>, object: Span, subject: &DutySubject) -> bool {
    let DutySubject::Party(party) = subject else { return false };
    let Some(party) = draft.annotations.parties.get(*party as usize) else { return false };
    draft.words_in("alias-lead", object).take(FEW).any(|lead| {
        let near = Span::at(lead.span.end(), draft.document.ahead(lead.span.end(), NAMED));
        let from = party.mentions.partition_point(|mention| mention.start() < near.start());
        party.mentions.get(from).is_some_and(|mention| near.contains(*mention))
    })
}

/// "Skarven Bränslen AB (Skarven) utvecklar anläggningar": where a document of several sections says what a party is called
/// and names nobody for whom it does something, it tells who it is.
fn presents(draft: &Draft<'_>, sentence: Span, object: Span, subject: &DutySubject) -> bool {
    let DutySubject::Party(number) = subject else { return false };
    let parties = &draft.annotations.parties;
    let Some(party) = parties.get(*number as usize) else { return false };
    let inside = |party: &Party, span: Span| {
        let from = party.mentions.partition_point(|mention| mention.start() < span.start());
        party.mentions[from..]
            .iter()
            .take_while(|mention| mention.end() <= span.end())
            .copied()
            .collect::<Vec<_>>()
    };
    let called = inside(party, sentence).iter().any(|mention| {
        let near = draft.document.between(mention.end(), draft.document.ahead(mention.end(), NAMED));
        let bracket = near.strip_prefix(" (").and_then(|rest| rest.split_once(')'));
        // "ASF (Hagsjö Arbetsförening)" tells whom the text has called so before.
        bracket.is_some_and(|(said, _)| {
            !said.contains(|c: char| c.is_ascii_digit()) && said.len() < mention.len()
        })
    });
    let others =
        || parties.iter().enumerate().filter(|(at, _)| *at != *number as usize).map(|(_, party)| party);
    called
        && draft.document.sections().len() >= SECTIONS
        && others().take(PARTIES).all(|other| inside(other, object).is_empty())
}

/// True in a section that tells how things are and came to be ("Bakgrund", "Background").
pub(super) fn background(draft: &Draft<'_>, sentence: Span) -> bool {
    let document = draft.document;
    let blocks = document.blocks();
    let block = document.block_at(sentence.start()).and_then(|block| blocks.get(block));
    // "Recitals: (A) The Council runs …" says so in the paragraph itself.
    let opens = block.is_some_and(|block| {
        draft.words_in("background-heading", block.content).any(|word| {
            word.span.start() == block.content.start() && document.text()[word.span.end()..].starts_with(':')
        })
    });
    opens
        || block.and_then(|block| document.heading_over(block)).is_some_and(|heading| {
            draft.has_word("background-heading", heading) && !draft.has_word("duty-heading", heading)
        })
}

/// Where the first thing that a duty is about ends: at a comma or a joining word, at most some words in.
fn first_thing(draft: &Draft<'_>, object: Span) -> usize {
    let text = draft.document.text();
    let mut end = object.start();
    for (index, token) in draft.tokens_in(object).iter().enumerate().take(10) {
        let gap = text.get(end..token.span.start()).unwrap_or("");
        if index > 0
            && (gap.contains([',', ';']) || draft.words_in("party-join", token.span).next().is_some())
        {
            break;
        }
        end = token.span.end();
    }
    end
}

/// Something is named that is done; "leads the work" says nothing.
pub(super) fn concrete(draft: &Draft<'_>, object: Span) -> bool {
    match draft.tokens_in(object) {
        [] => false,
        [only] => {
            let word = &draft.document.lower()[only.span.range()];
            word.len() > 3 && !draft.lexicons.contains("vague-object", word)
        }
        _ => true,
    }
}

/// "bidrar med vardera 75 000 kronor per år": what is given is a sum.
pub(super) fn money_alone(draft: &Draft<'_>, object: Span) -> bool {
    let near = draft.document.ahead(object.start(), 48).min(object.end());
    match draft.first_mark_in("money", Span::at(object.start(), near)) {
        Some(sum) => {
            let words = draft.tokens_in(Span::at(object.start(), sum.start())).len();
            if words > 2 {
                return false;
            }
            let rest = draft.tokens_in(Span::at(sum.end().min(object.end()), object.end()));
            rest.len() <= 12 && !another_verb(draft, rest)
        }
        None => false,
    }
}

/// ", förmedla ensembler och utvärdera": more is to be done than to pay.
pub(super) fn another_verb(draft: &Draft<'_>, tokens: &[Token]) -> bool {
    let (text, lower) = (draft.document.text(), draft.document.lower());
    tokens.windows(2).any(|pair| {
        let gap = text.get(pair[0].span.end()..pair[1].span.start()).unwrap_or("");
        let joins =
            gap.trim_start().starts_with(',') || draft.words_in("party-join", pair[0].span).next().is_some();
        let word = &lower[pair[1].span.range()];
        joins
            && pair[1].shape == Shape::Lower
            && (draft.lexicons.contains("infinitive-verb", word)
                || draft.is("base-verb-en", &pair[1]) && thing_follows(draft, &pair[1])
                || finite(draft, &pair[1]) && !draft.is("stative-verb", &pair[1]))
    }) || tokens.first().is_some_and(|first| {
        let before = text[..first.span.start()].trim_end();
        before.ends_with(',') && draft.lexicons.contains("infinitive-verb", &lower[first.span.range()])
    })
}

/// "receive the runners", "lock the gates": an article stands behind.
fn thing_follows(draft: &Draft<'_>, verb: &Token) -> bool {
    let at = draft.tokens.partition_point(|token| token.span.start() <= verb.span.start());
    draft.tokens.get(at).is_some_and(|next| draft.is("noun-article", next))
}

/// Words of an object up to a relative clause: what "den som vill lära sig och utveckla" does is nobody's duty.
fn before_relative<'d>(draft: &'d Draft<'_>, object: Span) -> &'d [Token] {
    let tokens = draft.tokens_in(object);
    let end = tokens.iter().position(|token| draft.is("relative-word", token)).unwrap_or(tokens.len());
    &tokens[..end]
}

/// True where the first thing that a duty is about, what stands before it, or the heading above it, is liability,
/// insurance, personal data, payment, the law or the end.
pub(super) fn excluded(draft: &Draft<'_>, sentence: Span, object: Span) -> bool {
    if draft.has_word("law-word", sentence) {
        return true;
    }
    // "spelar en stor roll", "planerar att bygga": the verb with what follows is no task.
    let first = draft.tokens_in(object).first().map_or(object.start(), |first| first.span.end());
    let near =
        Span::at(draft.document.back(object.start(), 60).max(sentence.start()), first.max(sentence.start()));
    if draft.words_in("no-duty-phrase", near).any(|word| word.span.end() > object.start()) {
        return true;
    }
    // Of "larm, försäkring och städning" the first says what it is about.
    let end = first_thing(draft, object);
    let before = Span::at(sentence.start(), object.start().max(sentence.start()));
    // "lagar skador på vägen" is work, and no liability.
    let mends = draft
        .words_in("repair-phrase", Span::at(near.start(), end))
        .any(|word| word.span.end() > object.start());
    // "röjer sly i syfte att …" is work, with why it is done.
    let topic = |span: Span| {
        draft.words_in("excluded-topic", span).any(|word| {
            draft.value(word) != Some("aim") || {
                let at = draft.tokens.partition_point(|token| token.span.start() < word.span.start());
                let before = at.checked_sub(1).and_then(|at| draft.tokens.get(at));
                !before.is_some_and(|before| {
                    before.span.start() > object.start()
                        && (draft.has_whole("preposition", before.span) || draft.is("article", before))
                })
            }
        })
    };
    if topic(Span::at(object.start(), end)) && !mends || topic(before) {
        return true;
    }
    let document = draft.document;
    let block = document.block_at(sentence.start()).and_then(|index| document.blocks().get(index));
    let heading = block.and_then(|block| document.heading_over(block));
    heading.is_some_and(|heading| draft.has_word("excluded-topic", heading))
}
