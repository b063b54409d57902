//! Facts on disk to a report: joined, reviewed, and written document by document. Memory holds what joins documents, not
//! the documents.

use std::io;

use rayon::prelude::*;

use super::Engine;
use super::journal::{Kept, parse};
use crate::archive::review::{Review, Reviewed};
use crate::archive::{Gathered, Seen, Tally};
use crate::finding::{ArchiveReport, DocumentFacts, DocumentRecord, Finding, Severity, Status, Summary};
use crate::report::stream::{Rendered, Stream};

/// Documents that are in memory at the same time.
const AT_ONCE: usize = 256;

/// What is told of a report without all of it.
#[derive(Debug, Default)]
pub struct Reduced {
    /// Counts.
    pub summary: Summary,
    /// All documents together.
    pub archive: ArchiveReport,
    /// Documents that were not read whole; the first of them, or all documents where the whole report was asked for.
    pub documents: Vec<DocumentRecord>,
    /// The worst findings, or all of them.
    pub findings: Vec<Finding>,
    /// What is new, accepted or no longer found.
    pub reviewed: Reviewed,
    /// Accepted ids that no finding has.
    pub stale: Vec<String>,
    /// Ids whose acceptance has ended and that are still found.
    pub expired: Vec<String>,
}

/// How facts become a report.
pub struct Reduction<'a> {
    /// The engine that made the facts.
    pub engine: &'a Engine,
    /// What findings are compared with.
    pub review: &'a Review,
    /// Which findings are reported.
    pub wanted: &'a (dyn Fn(&Finding) -> bool + Sync),
    /// True where all documents and findings are kept in memory, for outputs that need them at once.
    pub whole: bool,
    /// How many of the worst findings, and of the documents that were not read, are kept otherwise.
    pub digest: usize,
}

/// Reduces facts to a report, and hands each document to the streams in the order of paths. An error is one of reading
/// the facts or of writing a stream.
pub fn reduce(kept: &Kept, how: &Reduction<'_>, streams: &mut [Box<dyn Stream>]) -> io::Result<Reduced> {
    let rules = how.engine.rules();
    let setup = how.engine.setup();
    let mut gathered = Gathered::default();
    for from in (0..kept.len()).step_by(AT_ONCE) {
        let raw = kept.raw(from, AT_ONCE)?;
        let seen = raw.par_iter().map(|raw| Ok(Seen::of(&parse(raw)?, rules)));
        for seen in seen.collect::<io::Result<Vec<Seen>>>()? {
            gathered.add(seen);
        }
    }
    let links = gathered.join(rules, &setup.register, setup.today, setup.strict);
    let mut tally = Tally::default();
    let mut reduced = Reduced::default();
    let mut digest = Digest::default();
    for from in (0..kept.len()).step_by(AT_ONCE) {
        let raw = kept.raw(from, AT_ONCE)?;
        let ready = |raw: &Vec<u8>| {
            let mut facts = parse(raw)?;
            let mended = links.mend(&mut facts);
            how.review.mark(&mut facts.findings);
            let reported = facts.findings.iter().filter(|finding| (how.wanted)(finding));
            let reported: Vec<Finding> = reported.cloned().collect();
            let rendered: Vec<Rendered> = streams
                .iter()
                .map(|stream| stream.render(&facts.record, &reported))
                .collect::<io::Result<_>>()?;
            Ok((facts, mended, reported, rendered))
        };
        let ready = raw.par_iter().map(ready).collect::<io::Result<Vec<_>>>()?;
        for (facts, mended, reported, rendered) in ready {
            tally.add(&facts, mended);
            reduced.reviewed.add(how.review, &reported);
            for (stream, rendered) in streams.iter_mut().zip(rendered) {
                stream.add(rendered)?;
            }
            let DocumentFacts { record, .. } = facts;
            reduced.summary.add(&record, &reported);
            if how.whole {
                reduced.documents.push(record);
                reduced.findings.extend(reported);
            } else {
                digest.add(record, reported, how.digest);
            }
        }
    }
    if !how.whole {
        reduced.documents = digest.documents;
        reduced.findings = digest.findings.into_iter().rev().flatten().take(how.digest).collect();
    }
    reduced.archive = tally.report(&links);
    reduced.archive.trend = reduced.reviewed.trend(how.review);
    reduced.stale = reduced.reviewed.stale(how.review);
    reduced.expired = reduced.reviewed.expired(how.review);
    Ok(reduced)
}

/// The first documents that were not read, and the first findings of each severity.
#[derive(Default)]
struct Digest {
    documents: Vec<DocumentRecord>,
    findings: [Vec<Finding>; 3],
}

impl Digest {
    fn add(&mut self, record: DocumentRecord, findings: Vec<Finding>, most: usize) {
        if record.status != Status::Assessed && self.documents.len() < most {
            self.documents.push(record);
        }
        for finding in findings.into_iter().filter(|finding| finding.suppression.is_none()) {
            let of = match finding.severity {
                Severity::Info => &mut self.findings[0],
                Severity::Warning => &mut self.findings[1],
                Severity::Error => &mut self.findings[2],
            };
            if of.len() < most {
                of.push(finding);
            }
        }
    }
}
