//! Plain data: a document as read, and what was recognised in it. Knows nothing of files, rules or findings.

pub mod annotation;
pub mod block;
pub mod builder;
pub mod date;
pub mod flat;
pub mod hash;
pub mod identity;
pub mod interner;
pub mod letters;
pub mod mark;
pub mod pattern;
pub mod runs;
pub mod span;

pub use annotation::{
    Adoption, AdoptionState, Annex, Annotations, Condition, ConditionKind, CoreFunction, DocumentKind, Duty,
    DutyKind, DutySource, DutySubject, Holder, Issuer, KindGuess, Language, Mitigation, Party, Person,
    PersonMention, PersonZone, PlanRef, PlanStatus, Sector, Sentence, Task, Zone,
};
pub use block::{Basis, Block, BlockKind, Cell, Document, Meta, Origin, Page, RunOrigin, Section, WordBox};
pub use builder::DocumentBuilder;
pub use date::Date;
pub use mark::{ByLabel, Label, LabelTable, Mark};
pub use span::Span;
