//! Plain data: findings, outcomes, problems and facts. What reports and the archive step see; nothing else.

pub mod brief;
pub mod facts;
pub mod list;
pub mod model;
pub mod sorter;

/// What reports as web page or Word file bear in their properties, so that a later scan of their folder tells them from
/// documents.
pub const REPORT_MARK: &str = "pyspunka-report";

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
