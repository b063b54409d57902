//! Conditions: sentences that meet the parties' different terms of work: decision pace, what a private party gains, what
//! a non-profit party is given.

mod flow;
mod pace;
mod terms;

use super::duty::sentences_of;
use super::{Annotator, Draft, Shape, Token, first_of};
use crate::document::{AdoptionState, Block, BlockKind, Condition, ConditionKind, Sector, Span, Zone};
use flow::{Actor, Actors, Flow};
use terms::Terms;

/// Finds sentences that meet the parties' different conditions.
pub const ANNOTATOR: Annotator =
    Annotator { name: "conditions", doc: "Finds sentences on decision pace, benefit and resources.", run };

/// Conditions of one document, at most.
const MOST: usize = 2_000;

/// Bytes before the colon of a paragraph that says for whom it tells terms, at most.
const LEAD: usize = 60;

/// The parties, as conditions ask for them.
struct Parties {
    actors: Actors,
    private: bool,
    nonprofit: bool,
    /// Where a non-profit party has one other beside it, what the one gives the other receives.
    only_pair: bool,
    /// True where a private party has one other beside it.
    private_pair: bool,
    /// The sector of all that are not public, where it is one.
    others: Option<Sector>,
}

impl Parties {
    fn new(draft: &Draft<'_>) -> Parties {
        let parties = &draft.annotations.parties;
        let guessed = flow::guessed(parties);
        let count =
            |sector: Sector| parties.iter().filter(|party| flow::sector(party, guessed) == sector).count();
        let (private, nonprofit) = (count(Sector::Private), count(Sector::Nonprofit));
        let others = match (private, nonprofit) {
            (0, 1..) => Some(Sector::Nonprofit),
            (1.., 0) => Some(Sector::Private),
            _ => None,
        };
        Parties {
            actors: Actors::new(draft),
            private: private > 0,
            nonprofit: nonprofit > 0,
            private_pair: private == 1 && parties.len() == 2,
            only_pair: count(Sector::Public) + private == 1 && nonprofit == 1 && parties.len() == 2,
            others,
        }
    }

    /// True where one is a party for whom a kind of condition is asked.
    fn has(&self, kind: ConditionKind) -> bool {
        match kind {
            ConditionKind::Benefit => self.private,
            ConditionKind::Resources => self.nonprofit,
            ConditionKind::Pace => true,
        }
    }
}

/// "Tack till klubben", "Grant to the Club": a cell of a few words that ends in "to" and who.
fn addressed(draft: &Draft<'_>, parties: &Parties, cell: Span) -> bool {
    parties.actors.inside(cell).last().is_some_and(|actor| {
        let before = draft.tokens_in(Span::at(cell.start(), actor.span.start().max(cell.start())));
        before.last().is_some_and(|last| draft.has_word("to-whom", last.span))
            && draft.tokens_in(Span::at(actor.span.end(), cell.end().max(actor.span.end()))).is_empty()
    })
}

/// "Vem beslutar:" without its colon.
fn without_colon(draft: &Draft<'_>, line: Span) -> Span {
    let text = draft.document.slice(line);
    Span::at(line.start(), line.start() + text.trim_end_matches([':', ' ']).len())
}

/// What is said above a sentence, and before it.
#[derive(Default)]
struct Around {
    /// "Ersättning till klubben" over the text: its terms are told there, though no sentence names it.
    for_private: bool,
    unpaid: bool,
    /// Who gets each item of the list, by its heading or the line that leads in to it ("Vad ni får", "Klubben får:").
    listed: Vec<Sector>,
    /// Those whom the sentence before named.
    earlier: Vec<Actor>,
    /// The sentence before spoke of those who work unpaid.
    helpers: bool,
    /// Whom the row or the column of a table is about.
    row: Option<Sector>,
    /// The sentence before told how long before the end notice is given.
    notice: bool,
    /// A plan that is not decided yet is named in the paragraph: its own decision is spoken of.
    of_plan: bool,
    /// It stands under a line or heading that says that it tells who decides.
    decisions: bool,
}

fn run(draft: &mut Draft<'_>) {
    let parties = Parties::new(draft);
    let mut found: Vec<Condition> = Vec::new();
    let mut lead: Vec<Sector> = Vec::new();
    let mut table = Table::default();
    let undecided = undecided_plans(draft);
    let mut decisions = false;
    for (index, block) in draft.document.blocks().iter().enumerate() {
        let zone = draft.annotations.zones.get(index).copied().unwrap_or(Zone::Body);
        if found.len() >= MOST
            || block.is_heading()
            || !matches!(zone, Zone::Body | Zone::Table | Zone::Annex | Zone::Contact)
        {
            lead.clear();
            decisions = block.is_heading() && draft.has_whole("decision-heading", block.content);
            continue;
        }
        decisions |= draft.has_whole("decision-heading", without_colon(draft, block.content));
        let item = matches!(block.kind, BlockKind::ListItem { .. }) || block.label.is_some();
        let mut around = around(draft, &parties, index);
        around.row = table.about(&parties, block);
        found.extend(table.told(draft, &parties, block).into_iter().filter(|said| parties.has(said.kind)));
        if !item {
            lead = led(draft, &parties, block.content);
            around.listed.clear();
        }
        around.listed.extend(&lead);
        around.of_plan = stands_in(&undecided, block.content);
        around.decisions = decisions;
        // "For the food bank: …" says for whom, and not who does it.
        let from = run_in_lead(draft, index).map_or(0, |lead| lead.end());
        for sentence in sentences_of(draft, index) {
            let span = Span::at(from.clamp(sentence.span.start(), sentence.span.end()), sentence.span.end());
            conditions(draft, &parties, &around, span, &mut found);
            around.earlier = parties.actors.inside(sentence.span).to_vec();
            around.notice = Terms { draft, actors: &parties.actors, span }.tells_notice();
            around.helpers = around.earlier.is_empty() && draft.has_word("volunteer", sentence.span);
        }
    }
    draft.annotations.conditions = found;
}

/// What stands over a block.
fn around(draft: &Draft<'_>, parties: &Parties, block: usize) -> Around {
    if let Some(lead) = run_in_lead(draft, block) {
        let of = |sector: Sector| parties.actors.names(sector, lead);
        let (for_private, unpaid) = (of(Sector::Private), of(Sector::Nonprofit));
        return Around { for_private, unpaid, ..Around::default() };
    }
    let Some(heading) = terms_heading(draft, block) else { return Around::default() };
    let named = |sector: Sector| parties.actors.names(sector, heading);
    let (private, nonprofit) = (named(Sector::Private), named(Sector::Nonprofit));
    let mut listed = Vec::new();
    if draft.tokens_in(heading).iter().any(|token| draft.is("gain-verb", token)) {
        listed.extend(private.then_some(Sector::Private));
        listed.extend(nonprofit.then_some(Sector::Nonprofit));
        // "Vad ni får", in a letter to several.
        if listed.is_empty() && draft.has_word("you-word", heading) {
            listed.extend(parties.others);
        }
    }
    Around {
        for_private: private,
        unpaid: nonprofit || draft.has_word("unpaid-heading", heading) && parties.nonprofit,
        listed,
        ..Around::default()
    }
}

/// Where plans are named that are not decided yet.
fn undecided_plans(draft: &Draft<'_>) -> Vec<usize> {
    let drafts = draft.annotations.plan_refs.iter().filter(|plan| plan.state == AdoptionState::Draft);
    let mut starts: Vec<usize> =
        drafts.flat_map(|plan| plan.mentions.iter().map(|mention| mention.start())).collect();
    starts.sort_unstable();
    starts
}

/// True where one of some places, in order, stands in a span.
fn stands_in(places: &[usize], span: Span) -> bool {
    let next = places.partition_point(|place| *place < span.start());
    places.get(next).is_some_and(|place| *place < span.end())
}

/// Whom the columns of the table at hand and its row are about.
#[derive(Default)]
struct Table {
    number: Option<u32>,
    columns: Vec<(u32, Sector)>,
    row: Option<(u32, Sector)>,
    /// The column of those who pay ("Betalas av").
    payer: Option<u32>,
    /// The column of those to whom money goes ("Till").
    receiver: Option<u32>,
    /// The row whose first cell says to whom ("Tack till klubben").
    addressed: Option<u32>,
    /// The column of what somebody gets ("Får i gengäld").
    received: Option<u32>,
    /// A column of matters to be settled ("Ärende").
    matters: bool,
    /// The row whose first cell is about what comes in ("Biljettintäkter").
    income: Option<u32>,
    /// The row in which a cell holds a number.
    sum: Option<u32>,
    /// Who bears a share of the cost that the row tells, and whose share is nothing.
    shares: (u32, Vec<Sector>, Vec<Sector>),
    /// Columns that tell who decides or how soon ("Beslutas av", "Svar inom").
    deciders: Vec<u32>,
}

impl Table {
    /// What a cell tells by the heads of its row and its column.
    fn told(&mut self, draft: &Draft<'_>, parties: &Parties, block: &Block) -> Vec<Condition> {
        let Some(cell) = block.cell() else { return Vec::new() };
        if cell.row == 0 {
            self.heads(draft, cell.column, block.content);
            return Vec::new();
        }
        if cell.column == 0 {
            self.addressed = addressed(draft, parties, block.content).then_some(cell.row);
            self.income = draft.has_word("income-noun", block.content).then_some(cell.row);
            self.sum = None;
        }
        if has_number(draft, block.content) {
            self.sum = Some(cell.row);
        }
        let said = |kind: ConditionKind| Condition { kind, span: block.content };
        let decides = self.deciders.contains(&cell.column) && !draft.tokens_in(block.content).is_empty();
        let gets = self.row.filter(|(row, _)| *row == cell.row).map(|(_, sector)| sector).filter(|sector| {
            self.payer == Some(cell.column) && paid_by_another(parties, block.content, *sector)
                || (self.receiver == Some(0) || self.addressed == Some(cell.row))
                    && cell.column > 0
                    && has_money(draft, block.content)
                || self.received == Some(cell.column) && gives_something(draft, block.content)
        });
        let gets =
            gets.or_else(|| self.named_or_shared(draft, parties, block.content, cell.row, cell.column));
        let gets = gets.or_else(|| self.share(draft, block.content, cell.row, cell.column));
        let kind = gets.and_then(|sector| match sector {
            Sector::Private => Some(ConditionKind::Benefit),
            Sector::Nonprofit => Some(ConditionKind::Resources),
            _ => None,
        });
        decides.then_some(ConditionKind::Pace).into_iter().chain(kind).map(said).collect()
    }

    /// Who a cell names in a column of those to whom the money of the row goes; or whose column it is, where the row is about
    /// what comes in and the cell tells a share.
    fn named_or_shared(
        &self,
        draft: &Draft<'_>,
        parties: &Parties,
        cell: Span,
        row: u32,
        column: u32,
    ) -> Option<Sector> {
        if self.receiver == Some(column) && self.sum == Some(row) {
            let [first, rest @ ..] = parties.actors.inside(cell) else { return None };
            let alone = first.span.start() == cell.start() || draft.tokens_in(cell).len() <= 3;
            return (alone && rest.iter().all(|other| other.sector == first.sector)).then_some(first.sector);
        }
        let whose =
            self.columns.iter().find(|(of, _)| *of == column && column > 0).map(|(_, sector)| *sector);
        whose.filter(|_| self.income == Some(row) && has_number(draft, cell))
    }

    /// "| Bryggor | 60 % | 40 % | 0 % |" under the names of parties: for whom it counts that a cost is shared so.
    fn share(&mut self, draft: &Draft<'_>, cell: Span, row: u32, column: u32) -> Option<Sector> {
        let whose = self.columns.iter().find(|(of, _)| *of == column && column > 0)?.1;
        if self.shares.0 != row {
            self.shares = (row, Vec::new(), Vec::new());
        }
        let text = draft.document.slice(cell);
        if has_number(draft, cell) && text.contains('%') {
            self.shares.1.push(whose);
        } else if text.contains(['0', '–', '-', '—']) && draft.tokens_in(cell).len() <= 2 {
            self.shares.2.push(whose);
        }
        let (_, bear, spared) = &self.shares;
        let others = |sector: Sector| bear.iter().any(|other| *other != sector);
        if self.income == Some(row) {
            return None;
        }
        if bear.contains(&Sector::Private) && others(Sector::Private) && whose != Sector::Nonprofit {
            return Some(Sector::Private);
        }
        let nonprofit = bear.contains(&Sector::Nonprofit) || spared.contains(&Sector::Nonprofit);
        (nonprofit && others(Sector::Nonprofit)).then_some(Sector::Nonprofit)
    }

    /// Remembers what the head of a column says of the cells below.
    fn heads(&mut self, draft: &Draft<'_>, column: u32, head: Span) {
        if draft.has_word("payer-column", head) {
            self.payer = Some(column);
        }
        if draft.has_whole("receiver-column", head) {
            self.receiver = Some(column);
        }
        if draft.has_whole("received-column", head) {
            self.received = Some(column);
        }
        self.matters |= draft.has_whole("matter-column", head);
        if draft.has_whole("decider-column", head) || self.matters && draft.has_whole("deadline-column", head)
        {
            self.deciders.push(column);
        }
    }

    /// The sector of the party that heads the row or the column of a cell; remembers the heads that it passes.
    fn about(&mut self, parties: &Parties, block: &Block) -> Option<Sector> {
        let cell = block.cell()?;
        if self.number != Some(cell.table) {
            *self = Table { number: Some(cell.table), ..Table::default() };
        }
        let mut named = parties.actors.inside(block.content).iter().map(|actor| actor.sector);
        let first = named.next();
        let only = first.filter(|first| named.all(|other| other == *first));
        if cell.row == 0 {
            self.columns.extend(only.map(|sector| (cell.column, sector)));
        } else if cell.column == 0 {
            self.row = only.map(|sector| (cell.row, sector));
        }
        let row = self.row.filter(|(row, _)| *row == cell.row && cell.column > 0).map(|(_, sector)| sector);
        let mut columns = self.columns.iter();
        row.or_else(|| {
            columns.find(|(column, _)| *column == cell.column && cell.row > 0).map(|(_, sector)| *sector)
        })
    }
}

/// "| Föreningens lokal | 40 000 | kommunen |" under "Betalas av": another pays for one of a sector.
fn paid_by_another(parties: &Parties, cell: Span, sector: Sector) -> bool {
    let payers = parties.actors.inside(cell);
    !payers.is_empty() && payers.iter().all(|payer| payer.sector != sector)
}

/// "55 000 kr per år": a sum, and more than nothing.
fn has_money(draft: &Draft<'_>, cell: Span) -> bool {
    draft
        .first_mark_in("money", cell)
        .is_some_and(|sum| draft.document.slice(sum).contains(|c: char| c.is_ascii_digit() && c != '0'))
}

/// "88 %", "1,400": a number, and more than nothing.
fn has_number(draft: &Draft<'_>, cell: Span) -> bool {
    let digits = draft.document.slice(cell);
    draft.tokens_in(cell).len() <= 3 && digits.contains(|c: char| c.is_ascii_digit() && c != '0')
}

/// A cell that says in words or figures what is got, and not that it is nothing.
fn gives_something(draft: &Draft<'_>, cell: Span) -> bool {
    let tokens = draft.tokens_in(cell);
    let nothing = ["negation", "left-open", "no-gain"].iter().any(|label| draft.begins_with(label, cell));
    !nothing
        && (has_money(draft, cell) || tokens.iter().filter(|token| token.shape != Shape::Number).count() >= 2)
}

/// The heading that a block stands under, where it says that terms are told.
fn terms_heading(draft: &Draft<'_>, block: usize) -> Option<Span> {
    let heading = draft.document.heading_over(draft.document.blocks().get(block)?)?;
    draft.has_word("terms-heading", heading).then_some(heading)
}

/// "For the food bank: the municipality pays …": for whom a paragraph tells terms, before its colon.
fn run_in_lead(draft: &Draft<'_>, block: usize) -> Option<Span> {
    let content = draft.document.blocks().get(block)?.content;
    let (colon, _) = first_of(draft.document.slice(content), &[": "], LEAD)?;
    let lead = Span::at(content.start(), content.start() + colon);
    draft.begins_with("signature-for", lead).then_some(lead)
}

/// "Föreningen får:" – who gets what the items behind a line name.
fn led(draft: &Draft<'_>, parties: &Parties, line: Span) -> Vec<Sector> {
    let text = draft.document.slice(line).trim_end();
    let tokens = draft.tokens_in(line);
    let leads = text.ends_with(':') && tokens.last().is_some_and(|last| draft.is("gain-verb", last));
    let actors = parties.actors.inside(line);
    let mut sectors: Vec<Sector> = actors.iter().map(|actor| actor.sector).collect();
    sectors.dedup();
    if leads && sectors.len() == 1 { sectors } else { Vec::new() }
}

/// Adds the conditions that one sentence meets.
fn conditions(draft: &Draft<'_>, parties: &Parties, around: &Around, span: Span, found: &mut Vec<Condition>) {
    // "Det som inte hämtats inom ett år får kommunen slänga": nobody is given that.
    if draft.has_word("left-thing", span) {
        return;
    }
    let off = draft.has_word("condition-off", span);
    let paced =
        || around.decisions && pace::assigned(draft, span) || pace::meets(draft, &parties.actors, span);
    if !off && !around.of_plan && paced() {
        found.push(Condition { kind: ConditionKind::Pace, span });
    }
    let said = Read {
        draft,
        parties,
        around,
        span,
        flow: flow::read(draft, span, &parties.actors, &around.earlier, around.row),
    };
    if parties.private && said.benefit(off) {
        found.push(Condition { kind: ConditionKind::Benefit, span });
    }
    if parties.nonprofit && said.resources(off) {
        found.push(Condition { kind: ConditionKind::Resources, span });
    }
}

/// A sentence that is asked for what a private or a non-profit party gets.
struct Read<'r, 'd> {
    draft: &'r Draft<'d>,
    parties: &'r Parties,
    around: &'r Around,
    span: Span,
    flow: Flow,
}

impl Read<'_, '_> {
    fn word(&self, label: &str) -> bool {
        self.draft.has_word(label, self.span)
    }

    /// One of a sector is named, or was in the sentence before one without a name ("De får …").
    fn near(&self, sector: Sector) -> bool {
        let actors = &self.parties.actors;
        let before = |actor: &Actor| actor.sector == sector;
        // "Projektet har beviljats bidrag": it is the work that gets it.
        let of_work = || self.draft.begins_with("common-work", self.span);
        actors.names(sector, self.span)
            || actors.inside(self.span).is_empty()
                && !of_work()
                && (self.around.earlier.iter().any(before) || self.around.row == Some(sector))
    }

    fn money(&self) -> bool {
        self.draft.first_mark_in("money", self.span).is_some()
    }

    /// A word for giving in more than a scrap.
    fn gives(&self) -> bool {
        self.word("gives-word") && !self.word("negation") && self.draft.tokens_in(self.span).len() >= 4
    }

    /// An item of a list of what those of a sector get.
    fn listed(&self, sector: Sector) -> bool {
        self.around.listed.contains(&sector)
            && self.draft.tokens_in(self.span).len() >= 2
            && !self.word("negation")
    }

    /// "Scoutkåren erlägger en årlig avgift om 14 000 kronor": of two parties the other is the one that is paid.
    fn paid_by_the_other(&self) -> bool {
        let Parties { private_pair, .. } = *self.parties;
        let gives = || self.draft.tokens_in(self.span).iter().any(|token| self.draft.is("pay-deed", token));
        private_pair
            && self.money()
            && gives()
            && !self.word("negation")
            && self
                .parties
                .actors
                .inside(self.span)
                .first()
                .is_some_and(|actor| actor.sector != Sector::Private)
            && !self.flow.gets(Sector::Nonprofit)
    }

    /// "Kommunen förbinder sig att köpa …": of two parties the other is the one that sells.
    fn bought_by_the_other(&self) -> bool {
        let first = self.parties.actors.inside(self.span).first();
        self.parties.private_pair
            && self.word("buys-phrase")
            && !self.word("negation")
            && first.is_some_and(|actor| actor.sector != Sector::Private)
    }

    /// What a private party gains. A price is one, whatever else is said ("… får 310 kronor per flyttad MWh samt rätt att
    /// avstå vid risk för skada").
    fn benefit(&self, off: bool) -> bool {
        let gets = self.flow.gets(Sector::Private);
        if gets && (!self.word("loss-word") || self.money()) || self.flow.trades(Sector::Private) {
            return true;
        }
        let terms = self.terms();
        if self.leaves() || terms.notice_of_its_own(Sector::Private, self.around.notice) {
            return true;
        }
        if off {
            return false;
        }
        if terms.shares_cost(Sector::Private) || terms.by_strength(Sector::Private) {
            return true;
        }
        let headed = self.around.for_private;
        let cue =
            self.word("benefit-cue") && (self.near(Sector::Private) || headed) || headed && self.gives();
        let own_cost = self.word("own-cost") && !self.word("cost-cut");
        let told = cue && !self.flow.speaks_against(Sector::Private) && !own_cost;
        // "Intäkterna tillfaller föreningen": to one who is named, and no private party.
        let to_other = self.flow.speaks_against(Sector::Private) && !self.near(Sector::Private);
        told || self.priced()
            || self.bought_by_the_other()
            || self.paid_by_the_other()
            || self.listed(Sector::Private)
            || self.word("shared-benefit")
            || self.word("income-falls") && !to_other
    }

    fn terms(&self) -> Terms<'_, '_> {
        Terms { draft: self.draft, actors: &self.parties.actors, span: self.span }
    }

    /// "Blir det färre än tio resor i veckan får bolaget kliva av": a private party steps out of what does not pay.
    fn leaves(&self) -> bool {
        let named = self.parties.actors.inside(self.span);
        self.word("exit-cue")
            && !named.is_empty()
            && named.iter().all(|actor| actor.sector == Sector::Private)
            && !self.word("negation")
    }

    /// What a non-profit party is given.
    fn resources(&self, off: bool) -> bool {
        let Parties { only_pair, .. } = *self.parties;
        // "Stiftelsen får använda kursmaterialet": what comes out of the work does not carry it.
        let results = self.word("result-use") && !self.money();
        let gets = self.flow.gets(Sector::Nonprofit) && !self.word("loss-word") && !results;
        if gets || !off && self.listed(Sector::Nonprofit) {
            return true;
        }
        let terms = self.terms();
        let own = || {
            terms.by_another(only_pair)
                || terms.without_rent()
                || terms.lent()
                || terms.trained()
                || terms.at_home()
                || terms.shares_cost(Sector::Nonprofit)
                || terms.by_strength(Sector::Nonprofit)
        };
        // "Polisen lämnar ersättning …": one who is no party.
        let of_third = self.draft.begins_with("known-organisation", self.span)
            && self.parties.actors.inside(self.span).is_empty();
        if of_third {
            return false;
        }
        if terms.independent() || terms.spared() || !off && (self.word("resource-alone") || own()) {
            return true;
        }
        let theirs =
            self.near(Sector::Nonprofit) && !self.begins_with(Sector::Nonprofit) || self.for_unpaid();
        // "The Council mows the Club's field at its own expense"
        let own_cost = self.word("own-cost") && !(theirs && self.word("supplied"));
        if off || results || self.flow.speaks_against(Sector::Nonprofit) || own_cost {
            return false;
        }
        let give =
            |draft: &Draft<'_>| draft.tokens_in(self.span).iter().any(|token| draft.is("give-verb", token));
        let paid = only_pair && self.money() && give(self.draft) && !self.opens_with(Sector::Nonprofit);
        let free = self.word("free-word") || self.word("staff-time");
        let named = self.parties.actors.names(Sector::Nonprofit, self.span);
        let told_of = |label: &str| {
            self.draft.words_in(label, self.span).next().is_some_and(|word| {
                !self.draft.has_word("negation", Span::at(self.span.start(), word.span.end()))
            })
        };
        // "The Council provides a room" says not for whom; "… står för hyran" does, where there are two.
        let supplied = theirs && told_of("supplied") || (theirs || only_pair && !named) && told_of("borne");
        let lent = free && theirs || supplied;
        let headed = self.around.unpaid;
        let public = || self.parties.actors.names(Sector::Public, self.span);
        let told = self.word("resource-cue")
            && (self.near(Sector::Nonprofit)
                || self.word("resource-sure")
                || headed
                || only_pair
                || self.word("grant-word") && !public()
                || self.word("volunteer")
                || self.of_helpers());
        // "Avgiften för klubben är 300 kronor": what it pays itself.
        let fee = self.word("rent-noun") && self.parties.actors.names(Sector::Nonprofit, self.span);
        let priced = !self.parties.private && !fee && self.priced();
        // "Besökare får mat av föreningen"
        let to_others = self
            .draft
            .tokens_in(self.span)
            .first()
            .is_some_and(|first| self.draft.has_word("outsider", first.span));
        headed && self.gives() || paid || (told || lent) && !to_others || priced
    }

    /// "Kommunen håller funktionärerna med västar": one that is paid does it for those who are not.
    fn for_unpaid(&self) -> bool {
        let first = self.parties.actors.inside(self.span).first();
        first.is_some_and(|first| {
            let behind = Span::at(first.span.end(), self.span.end().max(first.span.end()));
            first.sector != Sector::Nonprofit && self.draft.has_word("unpaid-person", behind)
        })
    }

    /// "Handledarna är frivilliga. De får busskort …": a pronoun for those who work unpaid.
    fn of_helpers(&self) -> bool {
        let first = self.draft.tokens_in(self.span).first();
        self.around.helpers
            && self.parties.actors.inside(self.span).is_empty()
            && first.is_some_and(|first| self.draft.is("stands-for-party", first))
    }

    /// "Priset är 94 kronor per timme": a price between the parties, of one who is named or of nobody.
    fn priced(&self) -> bool {
        let price = self.draft.words_in("price-noun", self.span).next();
        price.is_some_and(|price| {
            let behind = Span::at(price.span.end(), self.span.end());
            // "Timpriset för grävning är …", "Ersättning utgår med …"
            let told = |token: &Token| {
                self.draft.is("be-verb", token)
                    || self.draft.is("falls-due", token) && self.draft.has_word("pay-noun", price.span)
            };
            let is = self.draft.tokens_in(behind).iter().take(4).any(told);
            let before = Span::at(self.span.start(), price.span.start());
            let public =
                self.parties.actors.inside(before).iter().any(|actor| actor.sector == Sector::Public);
            is && self.money() && !public && self.draft.tokens_in(before).len() <= 3
        })
    }

    /// True where one of a sector begins the sentence, with an article before it or without.
    fn begins_with(&self, sector: Sector) -> bool {
        let first = self.parties.actors.inside(self.span).first();
        first.is_some_and(|actor| {
            let before = Span::at(self.span.start(), actor.span.start().max(self.span.start()));
            let before = self.draft.tokens_in(before);
            // "Klubbens blad trycks på kommunens tryckeri …": what is done to a thing of its own.
            if flow::whose_thing(self.draft, self.span, actor) {
                return false;
            }
            // "För föreningens räkning ställer kommunen …"
            let governed = before.last().is_some_and(|last| self.draft.has_word("preposition", last.span));
            actor.sector == sector && before.len() <= 1 && !governed
        })
    }

    /// True where one of a sector is the first that the sentence names.
    fn opens_with(&self, sector: Sector) -> bool {
        self.parties.actors.inside(self.span).first().is_some_and(|actor| actor.sector == sector)
    }
}

#[cfg(test)]
mod tests;
