//! Plans that an agreement refers to: each place that names one, what is said of it there, and which of them are one.

use std::collections::{BTreeMap, BTreeSet};

use super::adoption::{before, behind, evidence, mine, noted, notes};
use super::items::Items;
use super::name::{Name, QUOTES, alike, last_of, name, other_owner, possessor, stem};
use super::named::{defined_here, named};
use super::not_yet::{is_draft, is_draft_row, is_to_come};
use super::over::told_over;
use super::pointing::{back_references, drafts_told_behind, sentence_behind};
use super::term::{beside, ends, ends_in_name, ends_in_row};
use super::title::Titled;
use super::{MOST, Marked, around, first_in, issuer};
use crate::annotate::{Draft, Shape, Token};
use crate::document::{Adoption, AdoptionState, Block, DocumentKind, Issuer, PlanRef, Span, Zone};

/// Words and bytes between the names of two plans that are joined, at most.
const JOINED: usize = 6;
const JOINED_BYTES: usize = 100;
/// Bytes before a name in which the word that joins it and its preposition stand, at most.
const GOES_ON: usize = 16;
/// Bytes of a preposition or article that stands between them, at most.
const SMALL: usize = 4;
/// Bytes before a name in which the day of its decision stands, at most.
const DAY: usize = 32;
/// Blocks at the start of a plan that are about itself.
const OPENING: usize = 6;
/// Bytes of a line before a name that tell which annex it is, at most.
const ANNEX: usize = 16;
/// Words of a cell that tells what is named beside it, at most.
const LABEL: usize = 3;
/// Bytes behind a name in which its address begins, at most.
const ADDRESSED: usize = 4;
/// Words of a line that is a name and its address, at most.
const ADDRESS: usize = 14;

/// The plans that a document refers to, in order.
pub(super) fn references(draft: &Draft<'_>, marked: &Marked) -> Vec<PlanRef> {
    let mut reader = Reader {
        draft,
        marked,
        own: draft.annotations.title.clone().unwrap_or_default().to_lowercase(),
        defined: defined_here(draft),
        items: Items::default(),
        plans: Vec::new(),
        by_key: BTreeMap::new(),
        aliases: BTreeMap::new(),
        written: BTreeMap::new(),
        end: 0,
        proven: None,
        last_title: None,
        last_sure: None,
    };
    for (noun, titled) in named(draft, marked) {
        reader.read(noun, titled);
    }
    let mut plans = reader.plans;
    back_references(draft, marked, &mut plans);
    drafts_told_behind(draft, &mut plans);
    plans
}

/// What is known of the plans of a document while its places are read in order.
struct Reader<'d> {
    draft: &'d Draft<'d>,
    marked: &'d Marked,
    /// The document's own title in lower case.
    own: String,
    /// What a list of definitions keeps to the collaboration itself.
    defined: BTreeSet<String>,
    items: Items,
    plans: Vec<PlanRef>,
    by_key: BTreeMap<String, Vec<usize>>,
    /// What plans are called from where they are first named on.
    aliases: BTreeMap<String, usize>,
    /// Whether a plan that is called by its letters is written out somewhere.
    written: BTreeMap<&'d str, bool>,
    /// Where the name before ends.
    end: usize,
    /// The plan before that was shown to be adopted.
    proven: Option<Proven>,
    /// Where the title before ends.
    last_title: Option<usize>,
    /// Where the plan before ends.
    last_sure: Option<usize>,
}

/// Where a plan was shown to be adopted: the sentence, where the verb stands that tells so before it, and where its name
/// ends.
#[derive(Debug, Clone, Copy)]
struct Proven {
    sentence: Span,
    verb: usize,
    end: usize,
}

/// A place that names a plan.
struct Mention<'d> {
    noun: Span,
    name: Name,
    text: &'d str,
    lower: String,
    /// The block and its zone.
    index: usize,
    zone: Zone,
    /// The sentence, or the row, and the part of it that speaks of this plan.
    around: Span,
    mine: Span,
    /// True for a title without a noun, and where the plan is spoken of that it belongs to.
    titled: bool,
    of: Option<Span>,
    /// True for a noun that says nothing but "plan".
    bare: bool,
    /// True in a list of annexes.
    annexed: bool,
}

impl Mention<'_> {
    fn span(&self) -> Span {
        self.name.span
    }

    /// What follows the name in its part of the sentence.
    fn rest(&self) -> Span {
        Span::at(self.span().end(), self.mine.end().max(self.span().end()))
    }
}

/// What a place says of the decision on a plan.
struct Said {
    evidence: Option<(Span, Adoption)>,
    /// True where it is called a draft, or is still to be decided.
    not_yet: bool,
}

impl<'d> Reader<'d> {
    /// Reads the place of a noun or title.
    fn read(&mut self, noun: Span, titled: Option<Titled>) {
        let Some(mention) = self.mention(noun, titled) else { return };
        self.end = mention.span().end();
        let said = self.said_of(&mention);
        let spoken_of = mention.of.and_then(|of| self.spoken_of(of));
        if !self.names_plan(&mention, &said, spoken_of) {
            return;
        }
        self.last_sure = Some(self.end);
        if mention.titled {
            self.last_title = self.last_sure;
        }
        let key =
            if mention.titled { mention.lower.clone() } else { stem(self.draft, self.noun_of(&mention)) };
        let proven = said.evidence.is_some();
        let place = self.place(&mention, said);
        match self.known(&mention, &key, spoken_of) {
            Some(known) => known.merge(&mention, place),
            // A list of annexes only tells more of a plan that the text names, or of one that was decided.
            None if mention.annexed && !proven => {}
            None => self.push(&mention, place, key),
        }
    }

    /// The name that stands at a noun or title, where it can be that of a governing plan.
    fn mention(&mut self, noun: Span, titled: Option<Titled>) -> Option<Mention<'d>> {
        let draft = self.draft;
        if self.plans.len() >= MOST || noun.start() < self.end {
            return None;
        }
        let index = draft.document.block_at(noun.start())?;
        let block = draft.document.blocks().get(index)?;
        let zone = draft.annotations.zones.get(index).copied().unwrap_or(Zone::Body);
        if !self.is_read(index, block, zone) || self.is_written_out(noun) {
            return None;
        }
        let around = around(draft, noun, index);
        let (is_title, of) = (titled.is_some(), titled.as_ref().and_then(|titled| titled.of));
        let name = match titled {
            Some(titled) => titled.name,
            None => name(draft, noun, around)?,
        };
        let text = draft.document.slice(name.span);
        let lower = text.to_lowercase();
        let bare = name.years.is_none() && draft.lexicons.contains("bare-plan", &lower);
        // "Plan antagen av kommunfullmäktige" over a column, "dessa planer"
        let of_many = draft.lexicons.contains("plan-plural", &lower)
            || bare
                && block
                    .cell()
                    .is_some_and(|cell| cell.row == 0 && name.span.start() == block.content.start());
        if bare && is_label(draft, block, name.span) || of_many || self.is_own(&name, &lower) {
            return None;
        }
        // "Bilaga 3 Budget 2026": what an annex is called.
        let annexed = zone == Zone::AnnexList
            || name.span.start() <= block.content.start() + ANNEX
                && draft.begins_with("zone-annex", block.content);
        let mine = self.mine(name.span, around, block.cell().is_some());
        let titled = is_title;
        Some(Mention { noun, name, text, lower, index, zone, around, mine, titled, of, bare, annexed })
    }

    /// True for blocks in which plans are named that an agreement rests on.
    fn is_read(&self, index: usize, block: &Block, zone: Zone) -> bool {
        let draft = self.draft;
        // "Handlingsplan för god vård 2024–2026, antagen av socialnämnden 2024-02-13" tells a decision where it stands over
        // the text too.
        let told = || {
            draft.has_word("deciding-body", block.content)
                && !self.marked.dates_in(block.content).is_empty()
                && !draft.has_word("kind-agreement", block.content)
        };
        // A heading that is a plan's name, with its adoption on the line below.
        let told_below = || {
            let below = draft.document.blocks().get(index + 1).map(|below| below.content);
            let dated = draft.tokens_in(block.content).iter();
            let mut dated = dated.filter(|token| last_of(draft.document.slice(token.span)).is_some());
            dated.next().is_some()
                && below.is_some_and(|below| {
                    draft.begins_with("adoption-verb", below) && draft.has_word("deciding-body", below)
                })
        };
        let read = matches!(
            zone,
            Zone::Body
                | Zone::Table
                | Zone::Annex
                | Zone::AnnexList
                | Zone::References
                | Zone::Parties
                | Zone::HeaderBlock
        );
        // What stands before the text of a plan is about itself.
        let own = draft.annotations.kind.kind == DocumentKind::Plan
            && (zone == Zone::HeaderBlock || index < OPENING);
        read && !own && (!block.is_heading() || index > 0 && (told() || told_below()))
    }

    /// "RUS" beside a name that is written out says nothing more.
    fn is_written_out(&mut self, noun: Span) -> bool {
        let draft = self.draft;
        let short = draft.words_in("plan-abbreviation", noun).next();
        short.and_then(|word| draft.value(word)).is_some_and(|long| {
            *self.written.entry(long).or_insert_with(|| draft.document.lower().contains(long))
        })
    }

    /// True for a paper of the collaboration itself, which a list of definitions tells of, and for a plan's own name.
    fn is_own(&self, name: &Name, lower: &str) -> bool {
        !self.defined.is_empty() && name.years.is_none() && self.defined.contains(&stem(self.draft, lower))
            || self.draft.annotations.kind.kind == DocumentKind::Plan && self.own.contains(lower)
    }

    /// The part of a sentence that speaks of this plan; what is said before a title belongs to that.
    fn mine(&self, name: Span, around: Span, row: bool) -> Span {
        let mine = mine(self.draft, name, around, row);
        match self.last_title {
            Some(last) if last > mine.start() && last <= name.start() => {
                Span::at(name.start(), mine.end().max(name.end()))
            }
            _ => mine,
        }
    }

    /// Reads what the place says of the decision on the plan, and keeps it for the plans that follow.
    fn said_of(&mut self, mention: &Mention<'_>) -> Said {
        let (draft, marked) = (self.draft, self.marked);
        let (name, around, mine) = (mention.span(), mention.around, mention.mine);
        let notes = notes(draft, mention.index, mention.rest());
        let evidence = evidence(draft, marked, name, mine)
            .or_else(|| behind(draft, marked, name, around))
            .or_else(|| before(draft, marked, name, around))
            .or_else(|| noted(draft, marked, &notes))
            .or_else(|| self.of_verb_before(mention))
            .or_else(|| told_over(draft, marked, mention.index));
        if evidence.is_some() {
            let lead = Span::at(around.start(), name.start().max(around.start()));
            let verb = draft.words_in("adoption-verb", lead).next();
            let verb = verb.map_or(usize::MAX, |verb| verb.span.start());
            self.proven = Some(Proven { sentence: around, verb, end: name.end() });
        }
        let not_yet = is_draft(draft, name, mine, evidence.is_some())
            || is_to_come(draft, mine)
            || is_draft_row(draft, mention.index)
            || notes.iter().any(|note| draft.has_word("draft-word", *note));
        // "… är under revidering, men den version som nämnden antog 2023-11-22 gäller"
        let holds = evidence.is_some() && draft.has_word("plan-still-holds", around);
        Said { evidence, not_yet: not_yet && !holds }
    }

    /// "A's plan was adopted on one day, B's plan on another", "Fullmäktige antog A och B": the verb is said once.
    fn of_verb_before(&self, mention: &Mention<'_>) -> Option<(Span, Adoption)> {
        let (draft, name) = (self.draft, mention.span());
        let proven = self.proven.filter(|proven| proven.sentence == mention.around)?;
        let behind = || self.marked.dates_in(mention.mine).iter().find(|(at, _)| at.start() >= name.end());
        // "… antog den 3 maj A och den 5 juni B"
        let lead = Span::at(draft.document.back(name.start(), DAY), name.start());
        let right_before = || self.marked.dates_in(lead).iter().find(|(at, _)| at.end() + 1 == name.start());
        let date = behind().or_else(right_before).map(|(_, date)| *date);
        let both = || proven.verb < proven.end && joins(draft, proven.end, name.start());
        (date.is_some() || both()).then(|| (mention.around, Adoption { date, ..Adoption::default() }))
    }

    /// The plan that is spoken of in a span.
    fn spoken_of(&self, span: Span) -> Option<usize> {
        self.plans.iter().rposition(|plan| within(&plan.mentions, span))
    }

    fn noun_of(&self, mention: &Mention<'_>) -> &'d str {
        &self.draft.document.lower()[mention.noun.range()]
    }

    /// True where a place names a certain plan: by its form, among others, or by what is said of it.
    fn names_plan(&mut self, mention: &Mention<'_>, said: &Said, spoken_of: Option<usize>) -> bool {
        let draft = self.draft;
        let noun = self.noun_of(mention);
        let is = |label: &str| draft.lexicons.contains(label, noun);
        // "upprättar förslag till budget" is work to be done; a budget or vision without years is none that governs.
        let weak = is("weak-plan") || is("decided-plan");
        let of_sort = mention.name.compound && !weak && !mention.bare && !is("proven-plan");
        mention.name.sure
            || spoken_of.is_some()
            || said.evidence.is_some()
            || said.not_yet && !weak && !mention.bare && !mention.titled
            || of_sort && (self.is_listed(mention) || ends(draft, self.marked, mention.rest()).is_some())
    }

    /// "kommunens dagvattenplan, parkprogram och trafikstrategi"; "- Folkhälsopolicy"
    fn is_listed(&mut self, mention: &Mention<'_>) -> bool {
        let (draft, name) = (self.draft, mention.span());
        self.last_sure.is_some_and(|last| joins(draft, last, name.start()))
            || self.items.governs(draft, mention.index, name)
            || goes_on(draft, self.last_sure, mention.around, name)
    }

    /// What a place adds to what is known of its plan.
    fn place(&self, mention: &Mention<'_>, said: Said) -> Place {
        let (draft, marked, around) = (self.draft, self.marked, mention.around);
        let behind = || sentence_behind(draft, mention.span());
        let repealed = draft.has_word("plan-repealed", mention.rest())
            || behind().is_some_and(|next| draft.has_word("plan-repealed", next));
        let state = match (&said.evidence, said.not_yet) {
            _ if repealed => AdoptionState::Expired,
            (_, true) => AdoptionState::Draft,
            (Some(_), _) => AdoptionState::Proven,
            _ => AdoptionState::Unproven,
        };
        let contribution = draft.has_word("contribution-word", around).then_some(around);
        let address = first_in(&marked.urls, around).is_some() && draft.tokens_in(around).len() <= ADDRESS;
        let (evidence, decision) =
            said.evidence.map_or((None, Adoption::default()), |(span, said)| (Some(span), said));
        let valid_to = ends_in_name(draft, mention.span(), self.noun_of(mention))
            .or_else(|| beside(draft, marked, mention.span()))
            .or_else(|| ends(draft, marked, mention.rest()))
            .or_else(|| ends(draft, marked, behind()?))
            .or_else(|| ends_in_row(draft, marked, mention.index));
        Place {
            state,
            evidence,
            decision: Adoption { valid_to: decision.valid_to.or(valid_to), ..decision },
            contribution,
            reference_only: mention.zone == Zone::References || address && contribution.is_none(),
            until_replaced: draft.has_word("until-replaced", around),
            party: owner(draft, mention.span(), around),
        }
    }

    /// The plan that was named before and is meant here too.
    fn known(&mut self, mention: &Mention<'_>, key: &str, spoken_of: Option<usize>) -> Option<Known<'_>> {
        let draft = self.draft;
        // "Program för kultur och hälsa … (nedan Kulturprogrammet)": from then on it is that one.
        if !mention.titled
            && renames(draft, mention.span())
            && let Some(at) = self.spoken_of(mention.around)
        {
            self.aliases.insert(mention.lower.clone(), at);
        }
        let alias = self.aliases.get(&mention.lower).copied();
        // "Kommunen har ett landsbygdsprogram. Det heter Leva nära 2023–2029."
        let titled = spoken_of.filter(|_| alias.is_none());
        if let Some(at) = titled {
            self.aliases.insert(mention.lower.clone(), at);
        }
        let at = alias
            .or(spoken_of)
            .or_else(|| self.of_name(mention, key))
            .or_else(|| mention.bare.then(|| self.of_whole_name(key)).flatten())?;
        let plan = self.plans.get_mut(at)?;
        Some(Known { plan, titled: titled.is_some(), renamed: alias.is_some() || spoken_of.is_some() })
    }

    /// One by the same noun, years and owner.
    fn of_name(&self, mention: &Mention<'_>, key: &str) -> Option<usize> {
        let (draft, years) = (self.draft, mention.name.years);
        let same = |plan: &PlanRef| {
            (plan.years.is_none() || years.is_none() || plan.years == years)
                && alike(draft, key, &plan.name, mention.text)
                && !other_owner(possessor(draft, plan.span), possessor(draft, mention.span()))
        };
        let all = self.by_key.get(key)?;
        all.iter().find(|at| self.plans.get(**at).is_some_and(same)).copied()
    }

    /// "Norrbys plan beslutades …" behind "båda kommunernas tillsynsplan": one that is known by its whole name.
    fn of_whole_name(&self, key: &str) -> Option<usize> {
        let noun = |plan: &PlanRef| {
            let noun = plan.name.split(' ').next()?;
            Some(stem(self.draft, &noun.to_lowercase()))
        };
        self.plans.iter().rposition(|plan| noun(plan).is_some_and(|noun| noun.ends_with(key)))
    }

    /// Adds a plan that is named for the first time.
    fn push(&mut self, mention: &Mention<'_>, place: Place, key: String) {
        let parties = &self.draft.annotations.parties;
        let party = place.party.and_then(|party| parties.get(party as usize));
        let issuer = party
            .map(|party| Issuer { sort: party.legal_form.clone(), name: party.name.to_lowercase() })
            .or_else(|| issuer::of_reference(self.draft, mention.span()))
            .or_else(|| issuer::of_level(self.draft, mention.span()));
        self.by_key.entry(key).or_default().push(self.plans.len());
        self.plans.push(PlanRef {
            span: mention.span(),
            name: spelled_out(mention.text),
            years: mention.name.years,
            issuer,
            party: place.party,
            state: place.state,
            evidence: place.evidence,
            decision: place.decision,
            reference_only: place.reference_only,
            contribution: place.contribution,
            until_replaced: place.until_replaced,
            mentions: vec![mention.span()],
        });
    }
}

/// What a place adds to what is known of its plan.
struct Place {
    state: AdoptionState,
    evidence: Option<Span>,
    decision: Adoption,
    contribution: Option<Span>,
    reference_only: bool,
    until_replaced: bool,
    party: Option<u32>,
}

/// A plan that was named before.
struct Known<'p> {
    plan: &'p mut PlanRef,
    /// True where the place gives a title to what only had a noun.
    titled: bool,
    /// True where the place calls it by another name than that noun.
    renamed: bool,
}

impl Known<'_> {
    /// Takes up what one more place says of the plan.
    fn merge(self, mention: &Mention<'_>, place: Place) {
        let Known { plan, titled, renamed } = self;
        if titled && plan.years.is_none() || !renamed && mention.text.len() > plan.name.len() {
            plan.name = mention.text.to_owned();
        }
        plan.mentions.push(mention.span());
        plan.contribution = plan.contribution.or(place.contribution);
        plan.reference_only &= place.reference_only;
        plan.until_replaced |= place.until_replaced;
        plan.party = plan.party.or(place.party);
        plan.years = plan.years.or(mention.name.years);
        if weight(place.state) > weight(plan.state) {
            (plan.state, plan.evidence, plan.decision, plan.span) =
                (place.state, place.evidence, place.decision, mention.span());
        }
    }
}

/// "Antagen policy: Grönplan", "Policy basis | … the Housing Strategy 2024–2029": a noun that only tells what is named beside
/// it.
fn is_label(draft: &Draft<'_>, block: &Block, name: Span) -> bool {
    if draft.document.text()[name.end()..].starts_with(':') {
        // "Friluftsplan: https://…"
        let behind = Span::at(name.end(), draft.document.ahead(name.end(), ADDRESSED));
        return draft.first_mark_in("url", behind).is_none();
    }
    let (Some(cell), lead) = (block.cell(), Span::at(block.content.start(), name.start())) else {
        return false;
    };
    let beside = || {
        let index = draft.document.block_at(block.content.start())?;
        let next = draft.document.blocks().get(index + 1)?;
        let row = next.cell().is_some_and(|next| (next.table, next.row) == (cell.table, cell.row));
        Some(row && draft.has_word("governing-plan", next.content))
    };
    let short = draft.tokens_in(block.content).len() <= LABEL && draft.tokens_in(lead).len() < LABEL;
    short && beside() == Some(true)
}

/// How much a state tells: of several places that which tells most.
fn weight(state: AdoptionState) -> u8 {
    match state {
        AdoptionState::Expired => 3,
        AdoptionState::Proven => 2,
        AdoptionState::Draft => 1,
        _ => 0,
    }
}

/// True where nothing but a comma, a word that joins and whose the next one is stands between two names.
fn joins(draft: &Draft<'_>, end: usize, start: usize) -> bool {
    if start <= end || start - end > JOINED_BYTES {
        return false;
    }
    let between = Span::at(end, start);
    let words = draft.tokens_in(between);
    let plain = draft.document.slice(between).chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | ','));
    let joined = words
        .first()
        .is_some_and(|word| draft.has_word("party-join", word.span) || draft.is("plan-join", word));
    // "en VA-plan och i Moängs kommun ett naturvårdsprogram"
    let owned = words.len() <= JOINED && draft.has_word("org-public", between);
    // "its Tourism Strategy and to the Archipelago Programme"
    let small = |word: &Token| word.span.len() <= SMALL && word.shape == Shape::Lower;
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
