//! Plans: the governing documents that an agreement rests on, with evidence of their adoption; and, in a plan, what its
//! own head says of its adoption.

use std::collections::{BTreeMap, BTreeSet};

mod header;
mod issuer;
mod items;
mod name;
mod title;

use super::{Annotator, Draft, Shape, spans_of};
use crate::document::{
    Adoption, AdoptionState, Block, BlockKind, Date, DocumentKind, Issuer, PlanRef, Span, Zone,
};
use header::{header, place, whole_body};
use items::Items;
use name::{QUOTES, alike, last_of, name, other_owner, possessor, stem};
use title::{Titled, titles};

/// Finds references to plans, and the adoption of a plan.
pub const ANNOTATOR: Annotator =
    Annotator { name: "plans", doc: "Finds governing plans and the evidence that they are adopted.", run };

/// Plans of one document, at most.
const MOST: usize = 500;
/// Blocks at the start that are searched for a plan's adoption.
const HEAD: usize = 40;
/// Blocks below a plan's name that are searched for its note.
const NOTES: usize = 400;
/// Words and bytes between the names of two plans that are joined, at most.
const JOINED: usize = 6;
const JOINED_BYTES: usize = 100;
/// Bytes before a name in which the word that joins it and its preposition stand, at most.
const GOES_ON: usize = 16;
/// Bytes of a preposition or article that stands between them, at most.
const SMALL: usize = 4;
/// Places that name one plan, behind which is looked for the word that it is a draft, at most.
const MENTIONS: usize = 40;
/// Bytes before the word "draft" that opens a sentence, at most.
const HEAD_WORD: usize = 6;
/// Bytes and words behind the verb of a decision in which stands who decided, at most.
const DECIDER: usize = 60;
const WHO: usize = 5;
/// Bytes before a name in which the day of its decision stands, at most.
const DAY: usize = 32;
/// Words before the body with which a note opens: the sign of the note, a hyphenated first part.
const MARK: usize = 3;
/// Bytes before a word that a list of definitions tells the meaning of, at most.
const DEFINED: usize = 16;
/// Bytes between "until" and the day, at most.
const END_DATE: usize = 28;

fn run(draft: &mut Draft<'_>) {
    let marked = Marked::new(draft);
    if draft.annotations.kind.kind == DocumentKind::Plan {
        draft.annotations.adoption = Some(header(draft, &marked));
        draft.annotations.issuers = issuer::of_plan(draft);
    }
    let refs = references(draft, &marked);
    anchors(draft, &marked);
    for plan in &refs {
        draft.mark("plan-ref", plan.span, Some(plan.name.clone()), 0.85);
        if plan.state == AdoptionState::Proven {
            draft.mark("plan-proven", plan.span, Some(plan.name.clone()), 0.85);
        }
        if let Some(span) = plan.evidence {
            draft.mark("adoption", span, None, 0.85);
        }
        if let Some(span) = plan.contribution {
            draft.mark("contribution", span, None, 0.8);
        }
    }
    draft.annotations.plan_refs = refs;
}

/// Facts that decisions are made of, sorted by place.
#[derive(Debug)]
struct Marked {
    dates: Vec<(Span, Date)>,
    sections: Vec<Span>,
    numbers: Vec<Span>,
    urls: Vec<Span>,
}

impl Marked {
    fn new(draft: &Draft<'_>) -> Marked {
        let label = draft.lexicons.labels().get("date");
        let marks = draft.annotations.marks.iter().filter(|mark| Some(mark.label) == label);
        let mut dates: Vec<(Span, Date)> =
            marks.filter_map(|mark| Some((mark.span, mark.value.as_deref()?.parse().ok()?))).collect();
        dates.sort_unstable();
        Marked {
            dates,
            sections: spans_of(draft, "section-sign"),
            numbers: spans_of(draft, "dnr"),
            urls: spans_of(draft, "url"),
        }
    }

    fn dates_in(&self, span: Span) -> &[(Span, Date)] {
        let from = self.dates.partition_point(|(at, _)| at.start() < span.start());
        let to = self.dates.partition_point(|(at, _)| at.start() < span.end());
        &self.dates[from..to.max(from)]
    }
}

fn first_in(sorted: &[Span], span: Span) -> Option<Span> {
    let from = sorted.partition_point(|at| at.start() < span.start());
    sorted.get(from).copied().filter(|at| at.start() < span.end())
}

fn references(draft: &Draft<'_>, marked: &Marked) -> Vec<PlanRef> {
    let mut plans: Vec<PlanRef> = Vec::new();
    let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    // Whether a plan that is called by its letters is written out somewhere.
    let mut written: BTreeMap<&str, bool> = BTreeMap::new();
    // What plans are called from where they are first named on.
    let mut aliases: BTreeMap<String, usize> = BTreeMap::new();
    let blocks = draft.document.blocks();
    let own = draft.annotations.title.clone().unwrap_or_default().to_lowercase();
    let mut end = 0;
    // The sentence in which the plan before was shown to be adopted, where the verb stands that tells so before it, and
    // where its name ends.
    let mut proven_in: Option<(Span, usize, usize)> = None;
    // Where the title before ends.
    let mut last_title: Option<usize> = None;
    // Where the plan before ends.
    let mut last_sure: Option<usize> = None;
    let mut items = Items::default();
    let defined = defined_here(draft);
    for (noun, titled) in named(draft, marked) {
        if plans.len() >= MOST || noun.start() < end {
            continue;
        }
        let Some(index) = draft.document.block_at(noun.start()) else { continue };
        let Some(block) = blocks.get(index) else { continue };
        let zone = draft.annotations.zones.get(index).copied().unwrap_or(Zone::Body);
        // "Handlingsplan för god vård 2024–2026, antagen av socialnämnden 2024-02-13" tells a decision where it stands over
        // the text too.
        let told = || {
            draft.has_word("deciding-body", block.content)
                && !marked.dates_in(block.content).is_empty()
                && !draft.has_word("kind-agreement", block.content)
        };
        if (block.is_heading() && (index == 0 || !told()))
            || !matches!(
                zone,
                Zone::Body
                    | Zone::Table
                    | Zone::Annex
                    | Zone::AnnexList
                    | Zone::References
                    | Zone::Parties
                    | Zone::HeaderBlock
            )
        {
            continue;
        }
        // What stands before the text of a plan is about itself.
        if draft.annotations.kind.kind == DocumentKind::Plan && (zone == Zone::HeaderBlock || index < 6) {
            continue;
        }
        let around = around(draft, noun, index);
        // "RUS" beside a name that is written out says nothing more.
        let short = draft.words_in("plan-abbreviation", noun).next().and_then(|word| draft.value(word));
        let spelled = |long| *written.entry(long).or_insert_with(|| draft.document.lower().contains(long));
        if short.is_some_and(spelled) {
            continue;
        }
        let of = titled.as_ref().and_then(|titled| titled.of);
        let is_title = titled.is_some();
        let Some(name) = titled.map_or_else(|| name(draft, noun, around), |titled| Some(titled.name)) else {
            continue;
        };
        let text = draft.document.slice(name.span);
        let bare = name.years.is_none() && draft.lexicons.contains("bare-plan", &text.to_lowercase());
        // "Antagen policy: Grönplan", "Bilaga 3 Budget 2026": a label, and what an annex is called.
        let label = bare && draft.document.text()[name.span.end()..].starts_with(':');
        let annexed =
            name.span.start() <= block.content.start() + 16 && draft.begins_with("zone-annex", block.content);
        let annexed = annexed || zone == Zone::AnnexList;
        if label {
            continue;
        }
        if !defined.is_empty() && name.years.is_none() && defined.contains(&stem(draft, &text.to_lowercase()))
        {
            continue;
        }
        if own.contains(&text.to_lowercase()) && draft.annotations.kind.kind == DocumentKind::Plan {
            continue;
        }
        end = name.span.end();
        let mine =
            mine(draft, name.span, around, blocks.get(index).is_some_and(|block| block.cell().is_some()));
        // What is said before a title belongs to that.
        let mine = match last_title {
            Some(last) if last > mine.start() && last <= name.span.start() => {
                Span::at(name.span.start(), mine.end().max(name.span.end()))
            }
            _ => mine,
        };
        let evidence = evidence(draft, marked, name.span, mine)
            .or_else(|| behind(draft, marked, name.span, around))
            .or_else(|| before(draft, marked, name.span, around));
        let notes = notes(draft, index, Span::at(name.span.end(), mine.end().max(name.span.end())));
        let evidence = evidence.or_else(|| noted(draft, marked, &notes));
        // "A's plan was adopted on one day, B's plan on another": the verb is said once.
        let evidence = evidence.or_else(|| {
            let proven = proven_in.filter(|(part, ..)| *part == around);
            let behind = || marked.dates_in(mine).iter().find(|(at, _)| at.start() >= name.span.end());
            // "… antog den 3 maj A och den 5 juni B"
            let lead = Span::at(draft.document.back(name.span.start(), DAY), name.span.start());
            let right_before =
                || marked.dates_in(lead).iter().find(|(at, _)| at.end() + 1 == name.span.start());
            let date = proven.and_then(|_| behind().or_else(right_before)).map(|(_, date)| *date);
            // "Fullmäktige antog A och B": both.
            let both = proven.filter(|(_, verb, end)| *verb < *end && joins(draft, *end, name.span.start()));
            let date = date.map(Some).or_else(|| both.map(|_| None))?;
            Some((around, Adoption { date, ..Adoption::default() }))
        });
        if evidence.is_some() {
            // Whether the verb stands before the plan.
            let lead = Span::at(around.start(), name.span.start().max(around.start()));
            let verb =
                draft.words_in("adoption-verb", lead).next().map_or(usize::MAX, |verb| verb.span.start());
            proven_in = Some((around, verb, name.span.end()));
        }
        let not_yet = is_draft(draft, name.span, mine)
            || draft.has_word("adoption-future", mine)
            || notes.iter().any(|note| draft.has_word("draft-word", *note));
        // "upprättar förslag till budget" is work to be done; a budget or vision without years is none that governs.
        let lower = &draft.document.lower()[noun.range()];
        let is = |label: &str| draft.lexicons.contains(label, lower);
        let weak = is("weak-plan") || is("decided-plan");
        let plain = name.compound && !weak && !bare && !is("proven-plan");
        // "kommunens dagvattenplan, parkprogram och trafikstrategi"; "- Folkhälsopolicy"
        let listed = plain
            && (last_sure.is_some_and(|last| joins(draft, last, name.span.start()))
                || items.governs(draft, index, name.span)
                || goes_on(draft, last_sure, around, name.span));
        let spoken_of = of.and_then(|of| plans.iter().rposition(|plan| within(&plan.mentions, of)));
        if !name.sure
            && !listed
            && spoken_of.is_none()
            && evidence.is_none()
            && (weak || bare || is_title || !not_yet)
        {
            continue;
        }
        last_sure = Some(name.span.end());
        if is_title {
            last_title = last_sure;
        }
        let repealed = draft
            .has_word("plan-repealed", Span::at(name.span.end(), mine.end().max(name.span.end())))
            || sentence_of_it(draft, name.span).is_some_and(|next| draft.has_word("plan-repealed", next));
        let state = match (&evidence, not_yet) {
            _ if repealed => AdoptionState::Expired,
            (_, true) => AdoptionState::Draft,
            (Some(_), _) => AdoptionState::Proven,
            _ => AdoptionState::Unproven,
        };
        let contribution = draft.has_word("contribution-word", around).then_some(around);
        let url = first_in(&marked.urls, around).is_some() && draft.tokens_in(around).len() <= 14;
        let reference_only = zone == Zone::References || url && contribution.is_none();
        let until_replaced = draft.has_word("until-replaced", around);
        let party = owner(draft, name.span, around);
        let (evidence, decision) =
            evidence.map_or((None, Adoption::default()), |(span, said)| (Some(span), said));
        let valid_to = ends(draft, marked, Span::at(name.span.end(), mine.end().max(name.span.end())))
            .or_else(|| ends(draft, marked, sentence_of_it(draft, name.span)?))
            .or_else(|| ends_in_row(draft, marked, index));
        let decision = Adoption { valid_to: decision.valid_to.or(valid_to), ..decision };
        let key = if is_title { text.to_lowercase() } else { stem(draft, lower) };
        let same = |at: &&usize| {
            plans.get(**at).is_some_and(|plan| {
                (plan.years.is_none() || name.years.is_none() || plan.years == name.years)
                    && alike(draft, &key, &plan.name, text)
                    && !other_owner(possessor(draft, plan.span), possessor(draft, name.span))
            })
        };
        // "Program för kultur och hälsa … (nedan Kulturprogrammet)": from then on it is that one.
        let text_key = text.to_lowercase();
        if !is_title
            && renames(draft, name.span)
            && let Some(at) = plans.iter().rposition(|plan| within(&plan.mentions, around))
        {
            aliases.insert(text_key.clone(), at);
        }
        let alias = aliases.get(&text_key).copied();
        let known =
            alias.or(spoken_of).or_else(|| by_key.get(&key).and_then(|all| all.iter().find(same)).copied());
        // "Norrbys plan beslutades …" behind "båda kommunernas tillsynsplan": one that is known by its whole name.
        let known = known.or_else(|| {
            let noun =
                |plan: &PlanRef| plan.name.split(' ').next().map(|noun| stem(draft, &noun.to_lowercase()));
            plans.iter().rposition(|plan| bare && noun(plan).is_some_and(|noun| noun.ends_with(&key)))
        });
        // "Kommunen har ett landsbygdsprogram. Det heter Leva nära 2023–2029."
        let titled = spoken_of.filter(|_| alias.is_none());
        if let Some(at) = titled {
            aliases.insert(text_key, at);
        }
        if let Some(plan) = known.and_then(|at| plans.get_mut(at)) {
            if titled.is_some() && plan.years.is_none() {
                plan.name = text.to_owned();
            }
            plan.mentions.push(name.span);
            plan.contribution = plan.contribution.or(contribution);
            plan.reference_only &= reference_only;
            plan.until_replaced |= until_replaced;
            plan.party = plan.party.or(party);
            if text.len() > plan.name.len() && alias.is_none() && spoken_of.is_none() {
                plan.name = text.to_owned();
            }
            plan.years = plan.years.or(name.years);
            let better = |state: AdoptionState| match state {
                AdoptionState::Expired => 3,
                AdoptionState::Proven => 2,
                AdoptionState::Draft => 1,
                _ => 0,
            };
            if better(state) > better(plan.state) {
                (plan.state, plan.evidence, plan.decision, plan.span) =
                    (state, evidence, decision, name.span);
            }
            continue;
        }
        // A list of annexes only tells more of a plan that the text names.
        if annexed {
            continue;
        }
        by_key.entry(key).or_default().push(plans.len());
        plans.push(PlanRef {
            span: name.span,
            name: spelled_out(text),
            years: name.years,
            issuer: party
                .and_then(|party| draft.annotations.parties.get(party as usize))
                .map(|p| Issuer { sort: p.legal_form.clone(), name: p.name.to_lowercase() })
                .or_else(|| issuer::of_reference(draft, name.span)),
            party,
            state,
            evidence,
            decision,
            reference_only,
            contribution,
            until_replaced,
            mentions: vec![name.span],
        });
    }
    // "Policyn ska bidra till …": the goal may stand in a sentence that only points back.
    back_references(draft, &mut plans);
    drafts_told_behind(draft, &mut plans);
    plans
}

/// Nouns of plans, and titles that have none, in order.
fn named(draft: &Draft<'_>, marked: &Marked) -> Vec<(Span, Option<Titled>)> {
    let nouns = draft.words_of("governing-plan").map(|word| (word.span, None));
    let titles = titles(draft, marked).into_iter().map(|titled| (titled.name.span, Some(titled)));
    let mut found: Vec<(Span, Option<Titled>)> = nouns.chain(titles).collect();
    found.sort_by_key(|(span, _)| span.start());
    found
}

/// "Förvaltningsplan: årsvis arbetsplan för ett objekt": names of papers that a list of definitions tells the meaning of
/// without years or who decided. They belong to the collaboration itself.
fn defined_here(draft: &Draft<'_>) -> BTreeSet<String> {
    let document = draft.document;
    let blocks = document.blocks();
    let mut found = BTreeSet::new();
    if draft.words_of("definitions-heading").next().is_none() {
        return found;
    }
    for word in draft.words_of("governing-plan").take(MOST) {
        let Some(block) = document.block_at(word.span.start()).and_then(|index| blocks.get(index)) else {
            continue;
        };
        if word.span.start() > block.content.start() + DEFINED
            || !document.heading_over(block).is_some_and(|over| draft.has_word("definitions-heading", over))
        {
            continue;
        }
        let index = document.block_at(word.span.start()).unwrap_or_default();
        let around = around(draft, word.span, index);
        let Some(name) = name(draft, word.span, around) else { continue };
        let rest = Span::at(name.span.end(), around.end().max(name.span.end()));
        let cell =
            block.cell().is_some_and(|cell| cell.column == 0) && name.span.end() == block.content.end();
        let colon =
            document.slice(rest).trim_start_matches(['"', '”', '»', ' ']).starts_with([':', '–', '=']);
        let told = cell
            || colon
            || draft.has_word("defines-word", Span::at(rest.start(), document.ahead(rest.start(), DEFINED)));
        let year = |token: &super::Token| last_of(document.slice(token.span)).is_some();
        let governs = draft.has_word("deciding-body", rest) || draft.tokens_in(rest).iter().any(year);
        if told && !governs && name.years.is_none() {
            found.insert(stem(draft, &document.lower()[name.span.range()]));
        }
    }
    found
}

/// A name without a quote or bracket that stays open where it ends ("”Plats för barn”, kommunens barnstrategi", "plan
/// (Avfallsplan 2022–2030").
fn spelled_out(name: &str) -> String {
    let open = name.contains('(') && !name.contains(')');
    let name = if open { name.replace('(', "") } else { name.to_owned() };
    match name.matches(QUOTES).count() {
        1 => name.replace(QUOTES, ""),
        _ => name,
    }
}

/// True where a name is what something before it is called from here on ("nedan Kulturprogrammet").
fn renames(draft: &Draft<'_>, name: Span) -> bool {
    let before = Span::at(draft.document.back(name.start(), 24), name.start());
    let lead = draft.words_in("plan-alias-lead", before).last().map(|word| word.span.end());
    lead.is_some_and(|end| draft.document.between(end, name.start()).chars().all(|c| !c.is_alphanumeric()))
}

/// True where one of these stands in a span.
fn within(mentions: &[Span], span: Span) -> bool {
    mentions.iter().any(|mention| span.holds(mention.start()))
}

/// The sentence, or the table row.
fn around(draft: &Draft<'_>, span: Span, block: usize) -> Span {
    let blocks = draft.document.blocks();
    if let Some(cell) = blocks.get(block).and_then(|block| block.cell()) {
        let same = |b: &&Block| b.cell().is_some_and(|c| c.table == cell.table && c.row == cell.row);
        let before = blocks[..block].iter().rev().take(32).take_while(same).last().unwrap_or(&blocks[block]);
        let after = blocks[block..].iter().take(32).take_while(same).last().unwrap_or(&blocks[block]);
        return before.span.cover(after.span);
    }
    draft.annotations.sentence_around(span.start()).map_or(span, |sentence| sentence.span)
}

/// "Antaget av kommunfullmäktige …", "Planen antogs den …" or "Fullmäktige antog den …" as a sentence or line of its own
/// behind the one that names the plan.
fn behind(draft: &Draft<'_>, marked: &Marked, name: Span, around: Span) -> Option<(Span, Adoption)> {
    let index = draft.annotations.sentence_at(name.start())?;
    let next = draft.annotations.sentences.get(index + 1)?.span;
    let block = draft.document.blocks().get(draft.document.block_at(next.start())?)?;
    let verb = draft.words_in("adoption-verb", next).next()?.span;
    let points = |token: &super::Token, behind: Option<&super::Token>| {
        // "Den 3 maj beslutade …" points at no plan.
        let dated = behind.is_some_and(|behind| behind.shape == Shape::Number);
        draft.is("plan-pronoun", token) && !dated || draft.has_word("plan-word", token.span)
    };
    let tokens = draft.tokens_in(next);
    let at = tokens.partition_point(|token| token.span.start() < verb.end());
    // "beslutade om programmet"
    let object =
        at + usize::from(tokens.get(at).is_some_and(|token| draft.has_whole("preposition", token.span)));
    let opens = verb.start() == next.start();
    let points_back = tokens.iter().take(2).any(|token| draft.has_word("plan-word", token.span))
        || draft.has_word("plan-word", verb)
        || points(tokens.first()?, tokens.get(1))
        || tokens.get(object).is_some_and(|token| points(token, tokens.get(object + 1)));
    let of_agreement = draft.has_word("agreement-word", next) || draft.has_word("adoption-future", next);
    let other = draft.words_in("governing-plan", next).any(|word| {
        // "The programme" holds its noun.
        let from = draft.document.back(word.span.start(), 4).max(next.start());
        let mut plain = draft.words_in("plan-word", Span::at(from, word.span.end()));
        !plain.any(|plain| plain.span.end() == word.span.end())
    });
    // The last plan of the sentence is the one that is meant.
    let last =
        draft.words_in("governing-plan", around).last().is_none_or(|word| word.span.start() < name.end());
    ((opens || points_back && !of_agreement)
        && !other
        && last
        && !block.is_heading()
        && block.cell().is_none())
    .then(|| evidence(draft, marked, next, next))?
}

/// "Fullmäktige beslutade om ett nytt styrdokument. Det heter Plan för …": the sentence before tells of the decision.
fn before(draft: &Draft<'_>, marked: &Marked, name: Span, around: Span) -> Option<(Span, Adoption)> {
    let index = draft.annotations.sentence_at(name.start())?;
    let previous = draft.annotations.sentences.get(index.checked_sub(1)?)?.span;
    let lead = Span::at(around.start(), name.start().max(around.start()));
    let called = draft.tokens_in(lead).len() <= 4 && draft.has_word("plan-called", lead);
    let other = ["agreement-word", "adoption-future", "governing-plan"];
    let told = draft.has_word("adoption-verb", previous)
        && !other.iter().any(|label| draft.has_word(label, previous));
    (called && told).then(|| evidence(draft, marked, previous, previous))?
}

/// True where nothing but a comma, a word that joins and whose the next one is stands between two names.
fn joins(draft: &Draft<'_>, end: usize, start: usize) -> bool {
    if start <= end || start - end > JOINED_BYTES {
        return false;
    }
    let between = Span::at(end, start);
    let words = draft.tokens_in(between);
    let plain = draft.document.slice(between).chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | ','));
    let joined = words.first().is_some_and(|word| draft.has_word("party-join", word.span));
    // "en VA-plan och i Moängs kommun ett naturvårdsprogram"
    let owned = words.len() <= JOINED && draft.has_word("org-public", between);
    // "its Tourism Strategy and to the Archipelago Programme"
    let small = |word: &super::Token| word.span.len() <= SMALL && word.shape == Shape::Lower;
    let owned = owned || words.len() <= 3 && words.iter().all(small);
    plain && (words.is_empty() || joined && (words.len() == 1 || owned))
}

/// "… i planen A, antagen av X, och i bostadsförsörjningsprogrammet": one more of those that a sentence rests on, in the
/// definite form behind the word that joins.
fn goes_on(draft: &Draft<'_>, last_sure: Option<usize>, around: Span, name: Span) -> bool {
    let definite = || {
        let noun = draft.tokens_in(name).first();
        noun.is_some_and(|noun| draft.value_of("plan-definite", noun) == Some(""))
    };
    let before = draft.tokens_in(Span::at(draft.document.back(name.start(), GOES_ON), name.start()));
    let joined = match before {
        [.., join, small] => draft.has_whole("party-join", join.span) && draft.is("preposition", small),
        _ => false,
    };
    last_sure.is_some_and(|last| last > around.start()) && joined && definite()
}

/// The notes to a block, and the lines below that open with the mark that stands behind a plan's name ("… [1]").
fn notes(draft: &Draft<'_>, block: usize, behind: Span) -> Vec<Span> {
    let below = draft.document.blocks().get(block + 1..).unwrap_or_default();
    let footnotes = below.iter().take_while(|note| note.kind == BlockKind::Footnote).map(|note| note.content);
    let mut notes: Vec<Span> = footnotes.collect();
    if let Some(mark) = note_mark(draft.document.slice(behind)) {
        let opens = |span: &Span| draft.document.slice(*span).starts_with(mark);
        notes.extend(below.iter().take(NOTES).map(|block| block.content).find(opens));
    }
    notes
}

/// The mark of a note in what stands behind a name: "[1]", "*" or a raised number.
fn note_mark(behind: &str) -> Option<&str> {
    let at = behind.find(['[', '*', '¹', '²', '³'])?;
    let rest = &behind[at..];
    let Some(inside) = rest.strip_prefix('[') else {
        return rest.chars().next().map(|mark| &rest[..mark.len_utf8()]);
    };
    let digits = inside.find(|c: char| !c.is_ascii_digit()).filter(|digits| (1..=3).contains(digits))?;
    inside[digits..].starts_with(']').then(|| &rest[..digits + 2])
}

/// A note that says who decided and names no plan itself.
fn noted(draft: &Draft<'_>, marked: &Marked, notes: &[Span]) -> Option<(Span, Adoption)> {
    notes.iter().find_map(|note| {
        // "¹ Kommunfullmäktige den 29 januari 2024, § 4."
        let bare = || {
            let body = draft.words_in("deciding-body", *note).next();
            body.is_some_and(|body| draft.tokens_in(Span::at(note.start(), body.span.start())).len() <= MARK)
        };
        let said =
            (draft.has_word("adoption-verb", *note) || bare()) && !draft.has_word("adoption-future", *note);
        (said && !draft.has_word("governing-plan", *note)).then(|| evidence(draft, marked, *note, *note))?
    })
}

/// The day or year until which a plan holds or held: "giltig till och med 2025-12-31", "… which expired in 2023".
fn ends(draft: &Draft<'_>, marked: &Marked, said: Span) -> Option<Date> {
    draft.words_in("plan-end", said).find_map(|word| {
        // "Avtalet vilar på policyn och gäller till …" is said of the agreement.
        let before = Span::at(draft.document.back(word.span.start(), 5), word.span.start());
        if draft.has_word("party-join", before) {
            return None;
        }
        let rest = Span::at(word.span.end(), draft.document.ahead(word.span.end(), END_DATE).min(said.end()));
        // "giltighetstid 2022-07-01–2026-06-30"
        if draft.value(word) == Some("period") {
            return period_end(draft, marked, rest);
        }
        let day = marked.dates_in(rest).first().map(|(_, date)| *date);
        let year = || {
            let mut words = draft.tokens_in(rest).iter().map(|token| draft.document.slice(token.span));
            words.find_map(last_of).map(Date::year)
        };
        day.or_else(year)
    })
}

/// "Gäller | 2014–2020": the same, in the cell of a plan's row under a head that says so.
fn ends_in_row(draft: &Draft<'_>, marked: &Marked, index: usize) -> Option<Date> {
    let blocks = draft.document.blocks();
    let own = blocks.get(index)?.cell()?;
    let of_table = |block: &&Block| block.cell().is_some_and(|cell| cell.table == own.table);
    let of_row = |block: &&Block| block.cell().is_some_and(|cell| cell.row == own.row);
    let above = blocks[..index].iter().rev().take(NOTES).take_while(of_table);
    let mut heads = above.filter(|block| block.cell().is_some_and(|cell| cell.row == 0));
    let head = heads.find(|block| {
        ["plan-end", "key-valid"].iter().any(|label| draft.begins_with(label, block.content))
    })?;
    let column = head.cell()?.column;
    let mut row = blocks[index..].iter().take_while(of_table).take_while(of_row);
    let said = row.find(|block| block.cell().is_some_and(|cell| cell.column == column))?.content;
    let day = marked.dates_in(said).last().map(|(_, day)| *day).filter(|day| day.day > 0);
    day.or_else(|| period_end(draft, marked, said))
}

/// The last day or year of a period that is written with its first ("2022–2026").
fn period_end(draft: &Draft<'_>, marked: &Marked, rest: Span) -> Option<Date> {
    let dash = |from: usize, to: usize| matches!(draft.document.between(from, to).trim(), "–" | "-" | "—");
    let days: Vec<(Span, Date)> = marked.dates_in(rest).iter().take(2).copied().collect();
    if let [(first, _), (second, day)] = days.as_slice() {
        return (dash(first.end(), second.start()) || first.end() + 1 == second.start()).then_some(*day);
    }
    let years: Vec<(Span, u16)> = draft
        .tokens_in(rest)
        .iter()
        .filter_map(|token| Some((token.span, last_of(draft.document.slice(token.span))?)))
        .take(2)
        .collect();
    match years.as_slice() {
        // "2022-2026" is one word.
        [(first, year), ..] if first.len() > 4 => Some(Date::year(*year)),
        [(first, _), (second, year)] => dash(first.end(), second.start()).then(|| Date::year(*year)),
        _ => None,
    }
}

/// The sentence behind the one that names a plan, where it goes on about it ("Strategin gällde …").
fn sentence_of_it(draft: &Draft<'_>, name: Span) -> Option<Span> {
    let index = draft.annotations.sentence_at(name.start())?;
    let next = draft.annotations.sentences.get(index + 1)?.span;
    draft.has_word("plan-word", draft.tokens_in(next).first()?.span).then_some(next)
}

/// The part of a sentence that speaks of this plan where it names several: up to the next one's name. What is said of
/// all of them at its end ("båda antagna av …") is said of each.
fn mine(draft: &Draft<'_>, name: Span, around: Span, row: bool) -> Span {
    if row || draft.has_word("all-of-them", around) {
        return around;
    }
    let nouns = || draft.words_in("governing-plan", around);
    let next = nouns().find(|word| word.span.start() >= name.end()).map(|word| word.span.start());
    let first = nouns().next().is_none_or(|word| word.span.start() >= name.start());
    let start = if first { around.start() } else { name.start() };
    let end = next.unwrap_or(around.end());
    // "… programmet A och strategin B antogs av fullmäktige": nothing stands between but a word that joins.
    if next.is_some() && draft.tokens_in(Span::at(name.end(), end)).len() <= 2 {
        return Span::at(start, around.end());
    }
    Span::at(start, end.max(name.end()))
}

/// True where a plan is called a draft in what is said of it; "… och utkast till kulturplan" is said of the next one.
fn is_draft(draft: &Draft<'_>, name: Span, mine: Span) -> bool {
    // "… samt på utkast till kulturplan": right before the name.
    let before = Span::at(draft.document.back(name.start(), 40), name.start());
    let words = draft.words_in("draft-word", before).chain(draft.words_in("draft-adjective", before));
    let near = words.into_iter().any(|word| {
        let gap = Span::at(word.span.end(), name.start().max(word.span.end()));
        draft.tokens_in(gap).len() <= 2 && !draft.document.slice(gap).contains(['.', ',', '\n', '\t'])
    });
    if near {
        return true;
    }
    let next = draft.words_in("governing-plan", Span::at(mine.end(), mine.end() + 1)).next().is_some();
    draft.words_in("draft-word", mine).any(|word| {
        let behind = next && word.span.start() >= name.end();
        let joined = behind
            && draft.has_word("party-join", Span::at(name.end(), word.span.start()))
            && draft.tokens_in(Span::at(word.span.end(), mine.end().max(word.span.end()))).len() <= 4;
        !joined
    })
}

/// Decision verb + body, body + date, § + date, or a registry number, beside the name.
fn evidence(draft: &Draft<'_>, marked: &Marked, name: Span, around: Span) -> Option<(Span, Adoption)> {
    let verbs: Vec<Span> = draft.words_in("adoption-verb", around).map(|word| word.span).collect();
    // "Avtalet antogs": the agreement's own adoption.
    let of_agreement = |verb: &Span| {
        let before = Span::at(around.start(), verb.start());
        let last = draft.tokens_in(before).iter().rev().take(3).map(|token| token.span);
        last.into_iter().any(|token| draft.has_word("agreement-word", token) && token.start() > name.end())
    };
    // "… beslutade att ta fram en policy": what was decided is that there shall be one.
    let of_making = |verb: &Span| {
        let between = Span::at(verb.end(), name.start().max(verb.end()));
        draft.has_word("plan-making", between)
    };
    if verbs.iter().any(|verb| of_making(verb) || is_denied(draft, *verb)) {
        return None;
    }
    let verb = verbs.iter().copied().find(|verb| !of_agreement(verb));
    let body = draft.words_in("deciding-body", around).next().map(|word| word.span);
    let body = body.or_else(|| decider(draft, verb?, around));
    let date = marked.dates_in(around).first().copied();
    let section = first_in(&marked.sections, around).map(|sign| draft.document.slice(sign).to_owned());
    // "Council Resolution No. 2023-118"
    let section = section.or_else(|| header::section(draft, marked, around).filter(|_| body.is_some()));
    let number = first_in(&marked.numbers, around).filter(|at| at.start() < name.end() + 80);
    let shown = verb.is_some() && (body.is_some() || date.is_some())
        || body.is_some() && date.is_some()
        || section.is_some() && (date.is_some() || body.is_some())
        || number.is_some() && number != Some(name);
    if !shown {
        return None;
    }
    let text = |span: Span| draft.document.slice(span).to_owned();
    let decision = Adoption {
        body: body.map(|body| text(whole_body(draft, body))),
        date: date.map(|(_, date)| date),
        section,
        dnr: number.map(text),
        ..Adoption::default()
    };
    Some((around, decision))
}

/// "adopted by the Harbour Commission", "endorsed by the Mayor and Council": who decides is told by a noun behind "by".
fn decider(draft: &Draft<'_>, verb: Span, around: Span) -> Option<Span> {
    let behind =
        Span::at(verb.end(), draft.document.ahead(verb.end(), DECIDER).min(around.end()).max(verb.end()));
    let [by, rest @ ..] = draft.tokens_in(behind) else { return None };
    let near = by.span.start() == verb.end() + 1 && draft.is("by-word", by);
    let noun = rest.iter().take(WHO).find(|token| draft.is("deciding-noun", token)).filter(|_| near)?;
    let plain = draft.document.between(by.span.end(), noun.span.start());
    (!plain.contains([',', ';', '(', '\n', '\t'])).then_some(noun.span)
}

/// "antogs inte", "was not adopted": a negation right beside the verb.
fn is_denied(draft: &Draft<'_>, verb: Span) -> bool {
    let behind = Span::at(verb.end(), draft.document.ahead(verb.end(), 16));
    let next = draft.tokens_in(behind).first().map(|token| token.span);
    let before = Span::at(draft.document.back(verb.start(), 16), verb.start());
    let last = draft.tokens_in(before).last().map(|token| token.span);
    [next, last].into_iter().flatten().any(|token| draft.has_whole("negation", token))
}

/// The party whose plan it is: named before it in the genitive, inside its name, or by the body that decided.
fn owner(draft: &Draft<'_>, name: Span, around: Span) -> Option<u32> {
    let parties = &draft.annotations.parties;
    // "the Council's Climate Strategy": the ending of the genitive stands between.
    let gap = |span: &Span| draft.document.between(span.end(), name.start()).trim_end();
    let touches = |party: &crate::document::Party| {
        let from = party.mentions.partition_point(|span| span.end() + 4 < name.start());
        party.mentions[from..]
            .iter()
            .take_while(|span| span.start() < name.end())
            .any(|span| span.end() + 1 >= name.start() || matches!(gap(span), "'s" | "’s" | "'" | "’"))
    };
    if let Some(index) = parties.iter().position(touches) {
        return u32::try_from(index).ok();
    }
    // A body whose word does not tell may be any party's organ.
    let form = draft.words_in("deciding-body", around).find_map(|word| draft.value(word))?;
    let mut fit = parties.iter().enumerate().filter(|(_, party)| party.legal_form.as_deref() == Some(form));
    let (index, _) = fit.next()?;
    fit.next().is_none().then_some(index as u32)
}

fn back_references(draft: &Draft<'_>, plans: &mut [PlanRef]) {
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
        // "Programmet är på remiss …": the next sentence says that it is a draft. Its adoption must stand beside its name.
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
fn drafts_told_behind(draft: &Draft<'_>, plans: &mut [PlanRef]) {
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
            let head = tokens.find(|token| !draft.is("article", token) && !draft.is("noun-article", token));
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

/// Commissions, legal duties and decisions with a number.
fn anchors(draft: &mut Draft<'_>, marked: &Marked) {
    let mut found = Vec::new();
    for word in draft.words_of("anchor-word").chain(draft.words_of("anchor-decision")) {
        let Some(sentence) = draft.annotations.sentence_around(word.span.start()) else {
            continue;
        };
        let index = sentence.block as usize;
        let body =
            draft.document.blocks().get(index).is_some_and(|block| block.is_body() && !block.is_heading());
        let span = sentence.span;
        let decided = draft.has_word("deciding-body", span)
            && (first_in(&marked.numbers, span).is_some() || first_in(&marked.sections, span).is_some());
        let law = draft.value(word) == Some("law");
        // What was decided of the agreement itself anchors nothing.
        let commission = draft.has_whole("anchor-word", word.span);
        let (decided, law) = match commission {
            true => (decided, law),
            false => (decided && !draft.has_word("kind-agreement", span), false),
        };
        if body && (decided || law) && !found.contains(&span) {
            found.push(span);
        }
    }
    for span in found {
        draft.mark("other-anchor", span, None, 0.7);
    }
}
