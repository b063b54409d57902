//! What was recognised in a document. Plain data: annotators fill it in, rules read it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::date::Date;
use super::mark::Mark;
use super::span::Span;

/// Everything that annotators say of one document. Indices (`party`, `person`, `sentence`, `block`) point into the
/// lists here and into the document's blocks.
#[derive(Debug, Clone, Default)]
pub struct Annotations {
    /// Main language of the body.
    pub language: Language,
    /// True where the text has too few words to tell its language for sure.
    pub language_unclear: bool,
    /// Share of the body's tokens that read as words, 0 to 1.
    pub readability: f32,
    /// What sort of document it is.
    pub kind: KindGuess,
    /// The zone of each block; as long as the document's blocks.
    pub zones: Vec<Zone>,
    /// Sentences in order; none crosses a block. Headings, cells and list items hold at least one each.
    pub sentences: Vec<Sentence>,
    /// Marks sorted by start, then end, then label.
    pub marks: Vec<Mark>,
    /// How many were made, with those that nobody wanted and that are not kept.
    pub marked: usize,
    /// Parties in the order in which they are introduced.
    pub parties: Vec<Party>,
    /// Persons in the order in which they are first named.
    pub persons: Vec<Person>,
    /// Duties in order.
    pub duties: Vec<Duty>,
    /// Tasks that a named person carries, or that stand vacant, in order.
    pub tasks: Vec<Task>,
    /// Governing plans that the document refers to, in order.
    pub plan_refs: Vec<PlanRef>,
    /// For a plan: what its own header says of its adoption.
    pub adoption: Option<Adoption>,
    /// For a plan: whose it is.
    pub issuers: Vec<Issuer>,
    /// The document's own registry number (diarienummer).
    pub dnr: Option<String>,
    /// Title as shown, else the title property.
    pub title: Option<String>,
    /// Day of signing.
    pub signed: Option<Date>,
    /// First day of the term.
    pub valid_from: Option<Date>,
    /// Last day of the term.
    pub valid_to: Option<Date>,
    /// Annexes that the document cites.
    pub annexes: Vec<Annex>,
    /// Sentences that meet the parties' different conditions (C4).
    pub conditions: Vec<Condition>,
}

/// Language of a document.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Swedish.
    Sv,
    /// English.
    En,
    /// Danish.
    Da,
    /// Norwegian.
    No,
    /// Any other, or too little text to tell.
    #[default]
    Other,
}

/// What sort of document it is, and why we think so.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KindGuess {
    /// The kind.
    pub kind: DocumentKind,
    /// A stable code for a finer sort that rules may name ("termination", "declaration", "not-found-page" …).
    pub detail: Option<&'static str>,
    /// The words that decided it.
    pub evidence: Option<Span>,
    /// 0 to 1.
    pub confidence: f32,
}

/// Sort of document.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum DocumentKind {
    /// Two or more parties agree on something.
    Agreement,
    /// A governing document: plan, programme, strategy, policy.
    Plan,
    /// An annex or routine that belongs to another document.
    Annex,
    /// An agreement with blanks to fill in.
    Template,
    /// A form, often with an individual.
    Form,
    /// Minutes of a meeting.
    Minutes,
    /// Changes, prolongs or ends another agreement.
    Amendment,
    /// Tells how to do something.
    Guidance,
    /// None of these.
    #[default]
    Other,
}

/// What a block is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Zone {
    /// Title, registry number, author, decider: before the text proper.
    HeaderBlock,
    /// Table of contents.
    Contents,
    /// Who the parties are.
    Parties,
    /// Running text.
    Body,
    /// Tables in the body.
    Table,
    /// Contact persons and addresses.
    Contact,
    /// Signatures.
    Signature,
    /// E-sign certificate and e-sign footers.
    Certificate,
    /// Revision history.
    Revision,
    /// List of annexes.
    AnnexList,
    /// An annex inside the same file.
    Annex,
    /// References and sources.
    References,
    /// Running headers and footers, page numbers, comments.
    Furniture,
}

/// A sentence, or what stands for one in a heading, cell or list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Its text.
    pub span: Span,
    /// Index of its block.
    pub block: u32,
}

/// Sector of a party. An AB owned by a kommun is public.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Sector {
    /// State, region, kommun and what they own.
    Public,
    /// Companies.
    Private,
    /// Associations, foundations, congregations.
    Nonprofit,
    /// A natural person.
    Individual,
    /// Not told.
    #[default]
    Unknown,
}

/// A party to an agreement.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Party {
    /// Full name as introduced.
    pub name: String,
    /// Other names that the text uses for it ("Kommunen", "Föreningen"), without inflection.
    pub aliases: Vec<String>,
    /// NNNNNN-NNNN with a right check digit. Never a personal identity number.
    pub org_number: Option<String>,
    /// "kommun", "region", "agency", "ab", "association" …; the codes are those of the legal-form lexicon.
    pub legal_form: Option<String>,
    /// Its sector.
    pub sector: Sector,
    /// Person or organ that represents it, as written.
    pub representative: Option<String>,
    /// Where it is introduced.
    pub span: Span,
    /// Every place where it is named, by name or alias, in order.
    pub mentions: Vec<Span>,
    /// Every place where "we" or "you" stands for it, in order.
    pub voice: Vec<Span>,
}

/// What a person is doing where the name stands. The weightiest zone wins, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PersonZone {
    /// Carries a task.
    Task,
    /// Is a contact.
    Contact,
    /// Signs.
    Signature,
    /// Author, decider, handler, revision history.
    Metadata,
    /// Anything else.
    Other,
}

/// A named person.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Fullest form of the name in the document.
    pub name: String,
    /// Every place, in order.
    pub mentions: Vec<PersonMention>,
    /// The weightiest zone of the mentions.
    pub zone: PersonZone,
    /// Functions bound to the person ("samordnare", "projektledare"), lower case, without repetition.
    pub functions: Vec<String>,
    /// E-mail addresses bound to the person.
    pub emails: Vec<String>,
    /// That this is a person, 0 to 1.
    pub confidence: f32,
}

/// One place where a person is named.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonMention {
    /// The name as written there.
    pub span: Span,
    /// What the person is doing there.
    pub zone: PersonZone,
    /// Function bound to this mention, as written.
    pub function: Option<Span>,
}

/// One clause, list item, row or heading that gives somebody something to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Duty {
    /// The clause.
    pub span: Span,
    /// Who.
    pub subject: DutySubject,
    /// The words that name who, where they stand in the text (the lead-in or heading for inherited subjects).
    pub who: Span,
    /// The verb ("ansvarar för", "ska tillhandahålla"); empty where there is none (role line + bullets).
    pub verb: Span,
    /// What; empty where nothing concrete is said.
    pub object: Span,
    /// Whether it counts.
    pub kind: DutyKind,
    /// What shape it has in the text.
    pub source: DutySource,
}

/// Who has a duty.
#[derive(Debug, Clone, PartialEq)]
pub enum DutySubject {
    /// A party (index in [`Annotations::parties`]), by name, alias, organ, function or defined role.
    Party(u32),
    /// Several named parties, each by itself.
    Parties(Vec<u32>),
    /// "respektive part", "varje part", "vardera parten".
    EachParty,
    /// "parterna gemensamt", "parterna", "tillsammans".
    Joint,
    /// A role or organ that no party owns, lower case ("styrgruppen", "projektledaren").
    Role(String),
    /// A category for many equal parties ("hemkommunen", "respektive kommun").
    Category(String),
    /// A named person (index in [`Annotations::persons`]).
    Person(u32),
    /// Passive, without an actor.
    Nobody,
}

impl DutySubject {
    /// True for one party, several, each, or all of a sort: whoever has a duty of their own.
    pub fn of_parties(&self) -> bool {
        matches!(
            self,
            DutySubject::Party(_)
                | DutySubject::Parties(_)
                | DutySubject::EachParty
                | DutySubject::Category(_)
        )
    }
}

/// Whether a duty counts as role allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DutyKind {
    /// An own, concrete duty.
    Own,
    /// Joint wording, or no concrete object.
    Joint,
    /// "deltar", "medverkar", "verkar för".
    Participation,
    /// "ansvarar inte för".
    Negated,
    /// Liability, insurance, data protection, payment terms, quoted law, purpose.
    Excluded,
}

/// What shape a duty has in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DutySource {
    /// A clause with subject, verb and object.
    Clause,
    /// A bullet under a lead-in.
    ListItem,
    /// Text under a heading that names who ("Kommunens ansvar").
    Heading,
    /// A table cell.
    Cell,
}

/// A task that a named person carries, or that is vacant.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// The sentence, cell or row that says so.
    pub span: Span,
    /// What is to be done, as short words for a reader ("samordnare", "godkänner fakturor").
    pub what: String,
    /// Function in which the person carries it, lower case; `None` where only the name stands.
    pub function: Option<String>,
    /// Who.
    pub holder: Holder,
    /// Coordination, finance, decision, access; `None` for other tasks.
    pub core: Option<CoreFunction>,
    /// True where the person is only named as a contact.
    pub contact: bool,
    /// What stands behind the person, where anything does.
    pub mitigation: Option<Mitigation>,
    /// A private address (gmail, hotmail) that is the only channel for the task.
    pub private_channel: Option<Span>,
    /// True where the agreement ends when the person leaves.
    pub ends_with_person: bool,
    /// 0 to 1.
    pub confidence: f32,
}

/// Who carries a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// Index in [`Annotations::persons`].
    Person(u32),
    /// "vakant", blank.
    Vacant,
}

/// Functions without which a collaboration stops (DOMAIN: C3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CoreFunction {
    /// Coordinates or leads.
    Coordination,
    /// Handles money.
    Finance,
    /// Decides or approves.
    Decision,
    /// Holds keys, accounts, access.
    Access,
}

/// What stands behind a person who carries a task.
#[derive(Debug, Clone, PartialEq)]
pub struct Mitigation {
    /// "second-person", "deputy", "function-mailbox", "appointed-by", "replacement", "role-holder".
    pub kind: &'static str,
    /// The words.
    pub span: Span,
}

/// A governing plan that an agreement refers to. One entry per plan, not per mention.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanRef {
    /// Where it is best named (the mention with the best evidence).
    pub span: Span,
    /// Name as written, with years and without surrounding words ("Trygghetsplan 2024–2028").
    pub name: String,
    /// First and last year in the name or beside it.
    pub years: Option<(u16, u16)>,
    /// Whose it is, where the text tells.
    pub issuer: Option<Issuer>,
    /// The party whose plan it is (index in [`Annotations::parties`]).
    pub party: Option<u32>,
    /// Whether the text says that it is adopted.
    pub state: AdoptionState,
    /// The words that say so.
    pub evidence: Option<Span>,
    /// Decision body, date, § and dnr beside the name.
    pub decision: Adoption,
    /// True where it is only named in a reference list or as a web address.
    pub reference_only: bool,
    /// A sentence that says what the collaboration contributes to.
    pub contribution: Option<Span>,
    /// True where the text says that it holds until a new one is adopted.
    pub until_replaced: bool,
    /// Every mention.
    pub mentions: Vec<Span>,
}

/// A public body whose plan something is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Issuer {
    /// The code of its legal form, where it is known.
    pub sort: Option<String>,
    /// Its name in lower case, or only the place that tells it from others.
    pub name: String,
}

/// Whether the text says that a plan is adopted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum AdoptionState {
    /// Evidence stands beside the name, or in the archive or register.
    Proven,
    /// Named without evidence.
    #[default]
    Unproven,
    /// Draft, out for consultation, being written.
    Draft,
    /// Its period has ended.
    Expired,
    /// Not a plan that is adopted.
    None,
}

/// What is said of a decision: by whom, when, where in the minutes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Adoption {
    /// Deciding body ("kommunfullmäktige").
    pub body: Option<String>,
    /// Day of the decision.
    pub date: Option<Date>,
    /// Paragraph in the minutes ("§ 214").
    pub section: Option<String>,
    /// Registry number.
    pub dnr: Option<String>,
    /// First day.
    pub valid_from: Option<Date>,
    /// Last day.
    pub valid_to: Option<Date>,
    /// Where the plan stands.
    pub status: Option<PlanStatus>,
    /// True where it holds until a new one is adopted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub until_replaced: bool,
}

/// Where a plan document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PlanStatus {
    /// Decided and in force, or without an end.
    Adopted,
    /// Not decided yet.
    Draft,
    /// Its period has ended.
    Expired,
}

/// An annex that a document cites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annex {
    /// First place where it is cited.
    pub span: Span,
    /// "bilaga 1".
    pub name: String,
    /// Its title, where the list of annexes gives one.
    pub title: Option<String>,
    /// True where its text stands in the same file.
    pub present: bool,
    /// True where the document says that duties or roles are set out there.
    pub holds_duties: bool,
}

/// One of the three conditions of C4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ConditionKind {
    /// Decision order, mandate, reply deadlines.
    Pace,
    /// What a private party gains.
    Benefit,
    /// What a non-profit party is given.
    Resources,
}

/// A sentence that meets a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Which.
    pub kind: ConditionKind,
    /// The sentence.
    pub span: Span,
}

impl Annotations {
    /// Index of the sentence that holds `offset`.
    pub fn sentence_at(&self, offset: usize) -> Option<usize> {
        let after = self.sentences.partition_point(|sentence| sentence.span.start() <= offset);
        let index = after.checked_sub(1)?;
        (offset <= self.sentences[index].span.end()).then_some(index)
    }

    /// The sentence that holds `offset`.
    pub fn sentence_around(&self, offset: usize) -> Option<&Sentence> {
        self.sentences.get(self.sentence_at(offset)?)
    }

    /// Sentences that have something of `span`, in order.
    pub fn sentences_in(&self, span: Span) -> &[Sentence] {
        let from = self.sentences.partition_point(|sentence| sentence.span.end() <= span.start());
        let to = self.sentences.partition_point(|sentence| sentence.span.start() < span.end());
        &self.sentences[from..to.max(from)]
    }

    /// Marks that start inside `span`, in order.
    pub fn marks_in(&self, span: Span) -> &[Mark] {
        let from = self.marks.partition_point(|mark| mark.span.start() < span.start());
        let to = self.marks.partition_point(|mark| mark.span.start() < span.end());
        &self.marks[from..to.max(from)]
    }
}
