//! Plain data: findings, outcomes, problems and facts. What reports and the archive step see; nothing else.

pub mod brief;
pub mod facts;
pub mod list;
pub mod model;
pub mod sorter;

/// What reports bear where their format has nothing else that tells them from documents: web pages, Word and Excel files in
/// their properties, texts in their first line.
pub const REPORT_MARK: &str = "pyspunka-report";

/// What a report in JSON says that it is.
pub const REPORT_SCHEMA: &str = "pyspunka.report/1";
/// What a journal or part says that it is.
pub const FACTS_SCHEMA: &str = "pyspunka.facts/1";

pub use brief::{Brief, BriefEntity, BriefFinding};
pub use facts::{
    ArchiveReport, DocDates, DocumentFacts, DocumentRecord, Family, LinkFacts, OrganisationLoad, Package,
    PartyRecord, PersonLoad, PersonRecord, PersonTask, PlanLink, PlanRefRecord, PlanResolution, Problem,
    Report, RunInfo, Status, Summary, Tool, Trend,
};
pub use list::List;
pub use model::{
    DocumentRef, Entity, Evidence, Finding, FindingKind, Localized, NearMiss, OutcomeKind, OutcomeRecord,
    PageRef, Quote, Reason, SearchReceipt, Severity, Slot, SlotState, SourceRef, SpanRef,
};
