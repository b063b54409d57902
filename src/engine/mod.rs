//! The public map and reduce: [`Engine::scan`] one source, [`Engine::link`] all facts. [`run`] does both over many
//! sources, in parallel and apart from each other.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use self::timings::{Laps, Took};
use crate::annotate::{Lexicons, annotate_with};
use crate::archive;
use crate::document::{Date, DocumentKind, Label};
use crate::evaluate::{Context, evaluate};
use crate::extract::{Extracted, Failure, Limits, Read, Recognised, extract_with};
use crate::finding::{ArchiveReport, DocumentFacts, DocumentRef, Problem, Reason};
use crate::ingest::Source;
use crate::rules::{Mistake, RuleSet};

pub mod again;
pub mod cache;
pub mod disk;
pub mod examples;
mod facts;
pub mod frame;
pub mod journal;
mod keys;
pub mod load;
pub mod ocr;
mod page;
pub mod panics;
pub mod pool;
pub mod reduce;
pub mod run;
pub mod sandbox;
pub mod schema;
pub mod timings;
mod unchanged;
pub mod view;
pub mod worker;
mod written;

pub use facts::refused;
pub use ocr::Ocr;
pub use run::{Options, Run, Stopped};
pub use view::View;
pub use written::Written;

/// What an engine is made of. Plain data, so that it can be sent to a worker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    /// Rule and lexicon files as (path inside the rule folder, bytes); `None` for those that the program carries.
    pub rules: Option<Vec<(String, Vec<u8>)>>,
    /// The user's own rule and lexicon files, which join those.
    #[serde(default)]
    pub own: Vec<(String, Vec<u8>)>,
    /// `pyspunka.toml`, as (path, bytes).
    #[serde(default)]
    pub settings: Option<(String, Vec<u8>)>,
    /// Kind of all documents, where the user knows better than the recognition.
    #[serde(default)]
    pub kind: Option<DocumentKind>,
    /// Plans that are known to be adopted though they are not among the scanned files. Only the archive step needs them.
    #[serde(skip)]
    pub register: Vec<archive::register::Row>,
    /// How much of a file is read.
    pub limits: Limits,
    /// The day that periods are compared with.
    pub today: Date,
    /// True under the strict profile.
    pub strict: bool,
    /// True where the time of each stage is measured.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub timings: bool,
}

/// Compiled rules and words, ready to scan. Made once, shared by all threads.
#[derive(Debug)]
pub struct Engine {
    pub(crate) setup: Setup,
    pub(crate) rules: RuleSet,
    /// Those of the user are compiled at once, for their mistakes; the shipped ones when they are first needed, which in
    /// a process that reads no document is never.
    lexicons: OnceLock<Lexicons>,
    /// By the number of each label, whether its marks are read once a document is annotated.
    asked: OnceLock<Vec<bool>>,
}

/// Labels that are read though no rule names them: days and registry numbers are facts of the document.
const ALWAYS: [&str; 2] = ["date", "dnr"];

/// A document with fewer letters and digits has no text to judge.
const LEAST: usize = 2;
/// Below this share of word-like tokens, or above its complement of undecoded characters, a text is garbled.
const READABLE: f32 = 0.60;

impl Setup {
    /// The shipped rules, with the usual limits.
    pub fn shipped(today: Date) -> Setup {
        Setup {
            rules: None,
            own: Vec::new(),
            settings: None,
            kind: None,
            register: Vec::new(),
            limits: Limits::default(),
            today,
            strict: false,
            timings: false,
        }
    }
}

impl Engine {
    /// Compiles rules and lexicons. All mistakes are returned at once, each with file and line.
    pub fn new(setup: Setup) -> Result<Engine, Vec<String>> {
        let (rules, lexicons) = load::compile(&setup)
            .map_err(|mistakes| mistakes.iter().map(Mistake::render).collect::<Vec<String>>())?;
        let lexicons = lexicons.map(OnceLock::from).unwrap_or_default();
        Ok(Engine { setup, rules, lexicons, asked: OnceLock::new() })
    }

    /// The setup that it was made of.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The compiled rules.
    pub fn rules(&self) -> &RuleSet {
        &self.rules
    }

    /// The compiled words.
    pub fn lexicons(&self) -> &Lexicons {
        self.lexicons.get_or_init(|| load::shipped_words(&self.setup))
    }

    /// True where the marks of a label are read once a document is annotated.
    fn asks(&self, label: Label) -> bool {
        let asked = self.asked.get_or_init(|| {
            let names = self.lexicons().labels().names();
            names.map(|name| ALWAYS.contains(&name) || self.rules.asks(name)).collect()
        });
        asked.get(usize::from(label.0)) == Some(&true)
    }

    /// Reads one document and judges it. Pure and total: the same bytes give the same facts, and a file that cannot
    /// be read gives facts that say so.
    pub fn scan(&self, source: &Source) -> DocumentFacts {
        self.scan_with(source, &[])
    }

    /// The same, with what a text recogniser read on pages that are pictures.
    pub fn scan_with(&self, source: &Source, recognised: &[Recognised]) -> DocumentFacts {
        self.scan_timed(source, recognised).0
    }

    /// The same, with the time that each stage took where [`Setup::timings`] asks for it.
    pub fn scan_timed(&self, source: &Source, recognised: &[Recognised]) -> (DocumentFacts, Took) {
        let mut laps = Laps::begin(self.setup.timings);
        let blake3 = blake3::hash(&source.bytes).to_hex().to_string();
        laps.lap("hash");
        let facts = match guarded(|| self.scan_unguarded(source, recognised, &blake3, &mut laps)) {
            Ok(facts) => facts,
            Err(place) => {
                let mut facts = refused(&source.name, &Failure::new(Reason::Crashed, "crashed"), &self.rules);
                facts.record.blake3 = blake3;
                facts.record.problems.push(
                    Problem::new("extract", "crashed", "the reader stopped at a mistake of its own")
                        .value(place),
                );
                facts
            }
        };
        (facts, laps.end())
    }

    fn scan_unguarded(
        &self,
        source: &Source,
        recognised: &[Recognised],
        blake3: &str,
        laps: &mut Laps,
    ) -> DocumentFacts {
        let extracted =
            extract_with(&source.bytes, &self.setup.limits, recognised, &mut |stage| laps.lap(stage));
        let format = extracted.document.meta().format;
        let failed = |failure: &Failure| {
            let mut facts = refused(&source.name, failure, &self.rules);
            facts.record.blake3 = blake3.to_owned();
            facts.record.format = if format.is_empty() { "unknown".to_owned() } else { format.to_owned() };
            facts.record.pages = extracted.document.meta().pages;
            facts.record.problems.extend(extracted.problems.iter().cloned());
            facts
        };
        if let Read::Failed(failure) = &extracted.read {
            return failed(failure);
        }
        if extracted.document.text().chars().filter(|c| c.is_alphanumeric()).take(LEAST).count() < LEAST {
            return failed(&limit(&extracted.read).unwrap_or_else(|| Failure::new(Reason::Empty, "no-text")));
        }
        let lexicons = self.lexicons();
        laps.lap("load words");
        let (wanted, done) = (|label| self.asks(label), |stage| laps.lap(stage));
        let mut annotations =
            annotate_with(&extracted.document, lexicons, None, self.setup.kind, wanted, done);
        let mut read = extracted.read.clone();
        if annotations.marked as u64 > self.setup.limits.marks {
            annotations.marks.truncate(usize::try_from(self.setup.limits.marks).unwrap_or(usize::MAX));
            read = Read::Partial(Failure::new(Reason::Limit, "marks").value(self.setup.limits.marks));
        }
        let garbled =
            annotations.readability < READABLE || extracted.document.meta().undecoded > 1.0 - READABLE;
        if garbled {
            let mut facts = failed(&limit(&read).unwrap_or_else(|| Failure::new(Reason::Garbled, "garbled")));
            facts.record.readability = facts::rounded(annotations.readability);
            return facts;
        }
        let context = Context {
            today: self.setup.today,
            strict: self.setup.strict,
            whole: read == Read::Whole,
            document: DocumentRef {
                path: source.name.clone(),
                blake3: blake3.to_owned(),
                kind: annotations.kind.kind,
                dnr: annotations.dnr.clone(),
                language: annotations.language,
            },
            findings_per_rule: usize::try_from(self.setup.limits.findings_per_rule).unwrap_or(usize::MAX),
        };
        let evaluation =
            evaluate(&extracted.document, &annotations, lexicons.labels(), &self.rules, &context);
        laps.lap("rules");
        let Context { document, today, .. } = context;
        let extracted = Extracted { read, ..extracted };
        let facts = facts::assemble(extracted, &annotations, evaluation, document, today, lexicons);
        laps.lap("facts");
        facts
    }

    /// Joins documents: plan references, person load, families, totals. Does not depend on the order of `facts`;
    /// they come back sorted by path.
    pub fn link(&self, mut facts: Vec<DocumentFacts>) -> (Vec<DocumentFacts>, ArchiveReport) {
        let (register, today, strict) = (&self.setup.register, self.setup.today, self.setup.strict);
        // Nothing is put aside, so nothing can fail.
        let report = archive::link(&mut facts, &self.rules, register, today, strict).unwrap_or_default();
        (facts, report)
    }
}

/// The limit that cut a reading short: what was read before it may look empty or garbled for that reason alone.
fn limit(read: &Read) -> Option<Failure> {
    match read {
        Read::Partial(failure) if failure.reason == Reason::Limit => Some(failure.clone()),
        _ => None,
    }
}

/// Runs `work`; a panic comes back as the place where it happened ("src/x.rs:12"), never with its message.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| panics::last_place())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_gives_a_place_and_no_text() {
        panics::keep_quiet();
        let place = guarded(|| panic!("Anna Lind, 070-000 00 00")).unwrap_err();
        assert!(place.contains("engine") && !place.contains("Anna"), "{place}");
        assert_eq!(guarded(|| 7), Ok(7));
    }
}
