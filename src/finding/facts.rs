//! What one document leaves behind (the map's output), and what all documents together say (the reduce's).

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::list::List;
use super::model::{Finding, Localized, OutcomeKind, OutcomeRecord, Severity};
use crate::document::{
    Adoption, AdoptionState, CoreFunction, Date, DocumentKind, Issuer, Language, PersonZone, Sector,
};

/// Everything kept of one file: its record, its findings, and what the archive step needs to join it with others.
/// Never holds the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentFacts {
    /// The file's record.
    pub record: DocumentRecord,
    /// Findings, ordered by place.
    pub findings: Vec<Finding>,
    /// What links need.
    pub links: LinkFacts,
}

/// One record per file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentRecord {
    /// Relative to the scanned root, with `/`; files in containers as `outer.zip!/inner.docx`.
    pub path: String,
    /// Hash of the bytes, hex; empty where they could not be read.
    pub blake3: String,
    /// "docx", "pdf" …; "unknown" where it is none that we know.
    pub format: String,
    /// Sort of document.
    pub kind: DocumentKind,
    /// Language.
    pub language: Language,
    /// Whether it was read.
    pub status: Status,
    /// Why not, or why only in part: a [`super::Reason`] code.
    pub reason: Option<String>,
    /// The same for a person, with what to do about it.
    pub reason_text: Option<Localized>,
    /// Share of word-like tokens, 0 to 1.
    pub readability: f64,
    /// Number of pages, where the file says.
    pub pages: Option<u32>,
    /// Title.
    pub title: Option<String>,
    /// Registry number.
    pub dnr: Option<String>,
    /// Dates of the agreement.
    pub dates: DocDates,
    /// Parties.
    pub parties: Vec<PartyRecord>,
    /// Persons.
    pub persons: Vec<PersonRecord>,
    /// Plans referred to.
    pub plan_refs: Vec<PlanRefRecord>,
    /// For a plan: its own adoption.
    pub adoption: Option<Adoption>,
    /// One per rule.
    pub outcomes: Vec<OutcomeRecord>,
    /// Smallest number of people whose absence leaves more than half of the named tasks uncovered; `None` where no
    /// named person carries a task.
    pub bus_factor: Option<u32>,
    /// What went wrong while reading it.
    pub problems: Vec<Problem>,
    /// The delivery package that it lies in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<Package>,
}

/// What the manifest of a delivery package (FGS, SIP) says of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Package {
    /// Title of the file, else of the package.
    pub title: Option<String>,
    /// Whose archive it is, else who made the package.
    pub organisation: Option<String>,
    /// When the package was made, as written.
    pub date: Option<String>,
    /// Its identifier.
    pub id: Option<String>,
    /// False where the package holds the file and its manifest does not name it.
    pub listed: bool,
}

/// Whether a file was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Read whole.
    Assessed,
    /// Read in part.
    Partial,
    /// Not read.
    NotAssessed,
}

impl Status {
    /// True where the text was read, though no rule could be asked in its language.
    pub fn is_read(self, reason: Option<&str>) -> bool {
        self != Status::NotAssessed || matches!(reason, Some("other-language" | "language-unclear"))
    }
}

impl DocumentRecord {
    /// See [`Status::is_read`].
    pub fn is_read(&self) -> bool {
        self.status.is_read(self.reason.as_deref())
    }

    /// Why no rule judged a document that was read; `None` where one did, and where it was not assessed.
    pub fn unjudged(&self) -> Option<&str> {
        let judged = |one: &OutcomeRecord| matches!(one.outcome, OutcomeKind::Met | OutcomeKind::NotMet);
        if self.status == Status::NotAssessed || self.outcomes.iter().any(judged) {
            return None;
        }
        let mut by_weight = self.outcomes.iter().filter(|one| one.outcome == OutcomeKind::NotAssessed);
        by_weight.next().or(self.outcomes.first()).map(|one| one.reason.as_deref().unwrap_or_default())
    }
}

/// Dates of an agreement.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocDates {
    /// Day of signing.
    pub signed: Option<Date>,
    /// First day of the term.
    pub from: Option<Date>,
    /// Last day of the term.
    pub to: Option<Date>,
}

/// A party.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartyRecord {
    /// Name as introduced.
    pub name: String,
    /// Other names for it.
    pub aliases: Vec<String>,
    /// NNNNNN-NNNN.
    pub org_number: Option<String>,
    /// Legal form code.
    pub legal_form: Option<String>,
    /// Sector.
    pub sector: Sector,
    /// True where it has an own, concrete duty; `None` where that was not assessed.
    pub own_duty: Option<bool>,
    /// Its own, concrete duties as written, shortened, in order; the first [`PartyRecord::DUTIES`].
    #[serde(default)]
    pub duties: Vec<String>,
}

impl PartyRecord {
    /// Duties of one party that are kept, at most.
    pub const DUTIES: usize = 12;
}

/// A person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PersonRecord {
    /// Name.
    pub name: String,
    /// Weightiest zone.
    pub zone: PersonZone,
    /// Functions.
    pub functions: Vec<String>,
    /// How often named.
    pub mentions: u32,
    /// That this is a person, 0 to 1.
    pub confidence: f64,
}

/// A plan that an agreement refers to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanRefRecord {
    /// Name as written.
    pub name: String,
    /// Whether its adoption is shown, in the text or by the archive.
    pub adoption: AdoptionState,
    /// Path of the plan document, or the register row, that it resolves to.
    pub resolves_to: Option<String>,
}

/// Something about our reading, never about the agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// "ingest", "extract", "annotate", "evaluate".
    pub stage: String,
    /// Stable code ("unaccepted-changes"); the catalogues hold the words.
    pub code: String,
    /// One sentence in English.
    pub message: String,
    /// A count or name that belongs to the code.
    pub value: Option<String>,
    /// Page, from 1.
    pub page: Option<u32>,
}

impl Problem {
    /// A problem of a stage.
    pub fn new(stage: &str, code: &str, message: impl Into<String>) -> Problem {
        Problem { stage: stage.into(), code: code.into(), message: message.into(), value: None, page: None }
    }

    /// With a count or name.
    pub fn value(mut self, value: impl ToString) -> Problem {
        self.value = Some(value.to_string());
        self
    }

    /// With a page.
    pub fn page(mut self, page: u32) -> Problem {
        self.page = Some(page);
        self
    }
}

/// What the archive step needs to join a document with others.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LinkFacts {
    /// Tasks that named persons carry, for the person load.
    pub tasks: Vec<PersonTask>,
    /// One per `record.plan_refs`, in the same order.
    pub plans: Vec<PlanLink>,
    /// Annexes cited but not in the file.
    pub annexes_missing: Vec<String>,
    /// Titles and headings that another document may cite this one by, lower case.
    pub names: Vec<String>,
    /// 64-bit similarity hash of the words (hex), for near duplicates.
    pub simhash: Option<String>,
    /// Hash of the normalised text (hex), for duplicates.
    pub text_hash: Option<String>,
    /// True where title or file name call it a draft.
    #[serde(default)]
    pub draft: bool,
    /// True where title or file name say that it ends another agreement.
    #[serde(default)]
    pub ends: bool,
    /// Registry numbers in the text that are not its own.
    #[serde(default)]
    pub dnr_cited: Vec<String>,
    /// Abbreviations in its title and first lines ("RUS").
    #[serde(default)]
    pub short: Vec<String>,
    /// Of an annex: who has an own duty there, lower case; "*" for each party.
    #[serde(default)]
    pub duty_subjects: Vec<String>,
    /// One per party: the words of its name that tell it from others of its sort, lower case.
    #[serde(default)]
    pub owners: Vec<Issuer>,
    /// Of a plan: whose it is; names without their sorts.
    #[serde(default)]
    pub issuers: Vec<Issuer>,
    /// Findings that other documents can make true: a plan that the text calls adopted has ended by its own text.
    #[serde(default)]
    pub latent: Vec<Finding>,
    /// Last days of periods. Seen from another day these facts are the same, unless one of them lies between.
    #[serde(default)]
    pub last_days: Vec<Date>,
}

/// A task that a named person carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonTask {
    /// Name.
    pub person: String,
    /// What.
    pub what: String,
    /// Core function.
    pub core: Option<CoreFunction>,
    /// True where somebody or something stands behind.
    pub backed: bool,
    /// True where only a contact.
    pub contact: bool,
    /// E-mail addresses of the person, lower case.
    pub emails: Vec<String>,
}

/// What is known of a plan reference, for its resolution.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanLink {
    /// Years in the name or beside it.
    pub years: Option<(u16, u16)>,
    /// Decision as cited.
    pub decision: Adoption,
    /// Only named in a list of references or as an address.
    pub reference_only: bool,
    /// A sentence says what is contributed.
    pub contribution: bool,
    /// Whose, where the text tells; the name without its sort.
    #[serde(default)]
    pub owner: Option<Issuer>,
    /// True where the name is a noun that many plans have for a name.
    #[serde(default)]
    pub bare: bool,
    /// The name in Swedish words, where it is in English; else empty.
    #[serde(default)]
    pub other_name: String,
}

/// What all documents together say. Paths and names that many places hold are in memory once.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ArchiveReport {
    /// Everyone with an unbacked task, most documents first.
    #[schemars(with = "Vec<PersonLoad>")]
    pub person_load: List<PersonLoad>,
    /// How each plan reference was resolved.
    #[schemars(with = "Vec<PlanResolution>")]
    pub plan_resolution: List<PlanResolution>,
    /// Plans that nothing refers to.
    pub unreferenced_plans: Vec<Arc<str>>,
    /// Versions and duplicates of the same document.
    #[schemars(with = "Vec<Family>")]
    pub families: List<Family>,
    /// Counts per rule, outcome, kind, organisation and folder.
    pub totals: BTreeMap<String, BTreeMap<String, u64>>,
    /// Bus factor over all documents.
    pub bus_factor: Option<u32>,
    /// Parties over all documents, most documents first.
    #[serde(default)]
    pub organisations: Vec<OrganisationLoad>,
    /// What has changed since the baseline; `None` without one.
    #[serde(default)]
    pub trend: Option<Trend>,
}

/// A party over all documents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrganisationLoad {
    /// Name, lower case.
    pub name: String,
    /// Documents in which it is a party and a named person carries something.
    pub documents: u32,
    /// Named persons who carry something alone there.
    pub people: u32,
    /// Smallest number of people whose absence leaves more than half of the named tasks uncovered.
    pub bus_factor: Option<u32>,
}

/// What has changed since an earlier report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Trend {
    /// Findings that the earlier report does not have.
    pub new: u64,
    /// Findings that both have.
    pub known: u64,
    /// Findings of the earlier report that are no longer there.
    pub gone: u64,
    /// More or fewer than before, by `rule/outcome`.
    pub by_rule: BTreeMap<String, i64>,
}

/// One person over all documents.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct PersonLoad {
    /// Fullest form of the name.
    pub person: String,
    /// Paths of the documents in which the person carries an unbacked task.
    pub documents: Vec<Arc<str>>,
    /// What.
    pub tasks: Vec<String>,
    /// Parties of these documents, lower case.
    #[serde(default)]
    pub parties: Vec<String>,
    /// Documents in which the person carries anything.
    #[serde(default)]
    pub touched: u32,
    /// Tasks that the person carries in them.
    #[serde(default)]
    pub carried: u32,
    /// Of these, tasks that nobody stands behind.
    #[serde(default)]
    pub alone: u32,
}

/// How a plan reference was resolved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanResolution {
    /// Path of the agreement.
    pub agreement: Arc<str>,
    /// Name as written.
    pub plan_ref: Arc<str>,
    /// Path of the plan.
    pub resolves_to: Option<Arc<str>>,
    /// Paths of the plans that fit equally well.
    pub candidates: Arc<[Arc<str>]>,
    /// Path of the plan that has taken its place, where it is no longer in force.
    #[serde(default)]
    pub replaced_by: Option<Arc<str>>,
}

/// Versions and duplicates of the same document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Family {
    /// Paths.
    pub documents: Vec<Arc<str>>,
    /// The one in force, where that can be told.
    pub in_force: Option<Arc<str>>,
    /// Why they belong together: "version", "amendment", "same-dnr", "near-duplicate", "same-text", "same-document"
    /// (one as DOCX and PDF).
    pub reason: String,
}

/// The whole of `findings.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// "pyspunka.report/1".
    pub schema: String,
    /// Who made it.
    pub tool: Tool,
    /// The run. The only part that holds a clock.
    pub run: RunInfo,
    /// Counts.
    pub summary: Summary,
    /// One record per file, by path.
    pub documents: Vec<DocumentRecord>,
    /// Findings, by path and place.
    pub findings: Vec<Finding>,
    /// All documents together.
    pub archive: ArchiveReport,
}

/// The program and the rules.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// "pyspunka".
    pub name: String,
    /// Semantic version.
    pub version: String,
    /// Hash of the rules and lexicons, hex.
    pub rules: String,
    /// Packs in use.
    pub packs: Vec<String>,
    /// Titles of the rules per language, so that reports can name them.
    pub rule_titles: BTreeMap<String, Localized>,
    /// Why each rule is there, per language.
    #[serde(default)]
    pub rule_help: BTreeMap<String, Localized>,
}

/// One run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RunInfo {
    /// RFC 3339, UTC; `None` where a clock was not wanted.
    pub started: Option<String>,
    /// Seconds, rounded to milliseconds.
    pub seconds: Option<String>,
    /// The day that periods were compared with.
    pub today: Option<Date>,
    /// "default" or "strict".
    pub profile: String,
    /// True where the run was interrupted: documents after the last one are not in the report.
    pub interrupted: bool,
}

/// Counts over the report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Files.
    pub documents: u64,
    /// By status.
    pub by_status: BTreeMap<String, u64>,
    /// Not assessed, by reason.
    pub not_assessed: BTreeMap<String, u64>,
    /// Documents that were read and that no rule judged, by reason. Without findings, and yet not found clean.
    #[serde(default)]
    pub unjudged: BTreeMap<String, u64>,
    /// By document kind.
    pub by_kind: BTreeMap<String, u64>,
    /// Findings.
    pub findings: u64,
    /// By severity.
    pub by_severity: BTreeMap<String, u64>,
    /// By `rule/outcome`.
    pub by_rule: BTreeMap<String, u64>,
    /// Suppressed findings (counted nowhere else).
    pub suppressed: u64,
}

impl Summary {
    /// Counts records and findings.
    pub fn count(documents: &[DocumentRecord], findings: &[Finding]) -> Summary {
        let mut summary = Summary::default();
        for record in documents {
            summary.add(record, &[]);
        }
        summary.add_findings(findings);
        summary
    }

    /// Counts a record and its findings.
    pub fn add(&mut self, record: &DocumentRecord, findings: &[Finding]) {
        self.documents += 1;
        *self.by_status.entry(code(&record.status)).or_default() += 1;
        *self.by_kind.entry(code(&record.kind)).or_default() += 1;
        if record.status == Status::NotAssessed {
            *self.not_assessed.entry(record.reason.clone().unwrap_or_default()).or_default() += 1;
        }
        if let Some(reason) = record.unjudged() {
            *self.unjudged.entry(reason.to_owned()).or_default() += 1;
        }
        self.add_findings(findings);
    }

    fn add_findings(&mut self, findings: &[Finding]) {
        for finding in findings {
            if finding.suppression.is_some() {
                self.suppressed += 1;
                continue;
            }
            self.findings += 1;
            *self.by_severity.entry(code(&finding.severity)).or_default() += 1;
            *self.by_rule.entry(format!("{}/{}", finding.rule, finding.outcome)).or_default() += 1;
        }
    }

    /// Findings of a severity.
    pub fn severity(&self, severity: Severity) -> u64 {
        let code = serde_json::json!(severity);
        self.by_severity.get(code.as_str().unwrap_or_default()).copied().unwrap_or_default()
    }
}

fn code(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
