//! Facts on disk to a report: joined, reviewed, and written document by document. Memory holds what joins documents, not
//! the documents.

use std::io;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Engine;
use super::journal::{Kept, parse};
use super::written::unreadable;
use crate::archive::review::{Review, Reviewed};
use crate::archive::{Gathered, Mended, Seen, Tally};
use crate::finding::list::Spool;
use crate::finding::{
    ArchiveReport, Brief, DocumentFacts, DocumentRecord, Finding, Severity, Status, Summary,
};
use crate::report::stream::{Rendered, Stream};

/// Documents that are made ready at the same time; as many are being written.
const AT_ONCE: usize = 32;

/// What is told of a report without all of it.
#[derive(Debug, Default, Serialize, Deserialize)]
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
    /// Which findings count for how the program ends, reported or not.
    pub counted: &'a (dyn Fn(&Finding) -> bool + Sync),
    /// True where all documents and findings are kept in memory, for outputs that need them at once.
    pub whole: bool,
    /// How many of the worst findings, and of the documents that were not read, are kept otherwise.
    pub digest: usize,
    /// Gives room on disk for what is known of all documents; where the whole report is asked for, it stays in memory.
    pub aside: &'a (dyn Fn() -> io::Result<Box<dyn Spool>> + Sync),
    /// Called when all documents are joined, before the first is written.
    pub linked: &'a (dyn Fn() + Sync),
}

/// Reduces facts to a report, and hands each document to the streams in the order of paths. An error is one of reading
/// the facts or of writing a stream.
pub fn reduce(kept: &Kept, how: &Reduction<'_>, streams: &mut [Box<dyn Stream>]) -> io::Result<Reduced> {
    let rules = how.engine.rules();
    let setup = how.engine.setup();
    let room = || (how.aside)().map(Some);
    let list = || if how.whole { Ok(None) } else { room() };
    let paths = |at: u32| kept.name(at as usize);
    let mut gathered = Gathered::new(&room)?;
    let see = |at: usize, raw: &[u8]| {
        // What a worker has written is read here first: where it is no facts, that document crashed.
        let brief = match parse::<Brief>(raw) {
            Ok(brief) => brief,
            Err(_) => Brief::from(&unreadable(&kept.name(at)?, rules)),
        };
        Ok(Seen::of(&brief, rules))
    };
    in_turn(kept, see, |seen| seen.into_iter().try_for_each(|seen| gathered.add(seen)))?;
    let links = gathered.join(rules, &setup.register, (setup.today, setup.strict), &paths, (&room, &list))?;
    (how.linked)();
    let mut tally = Tally::new(&list)?;
    let mut reduced = Reduced::default();
    let mut digest = Digest::default();
    let mend = |at: usize, raw: &[u8]| {
        let mut facts = match parse::<DocumentFacts>(raw) {
            Ok(facts) => facts,
            Err(_) => unreadable(&kept.name(at)?, rules),
        };
        let mended = links.mend(u32::try_from(at).unwrap_or(u32::MAX), &mut facts, &paths)?;
        how.review.mark(&mut facts.findings);
        let (reported, rest): (Vec<Finding>, Vec<Finding>) =
            facts.findings.into_iter().partition(|finding| (how.wanted)(finding));
        Ok(Ready { record: facts.record, mended, reported, rest })
    };
    in_turn(kept, mend, |ready| {
        let render = |ready: &Ready| {
            let rendered = streams.iter().map(|stream| stream.render(&ready.record, &ready.reported));
            rendered.collect::<io::Result<Vec<Rendered>>>()
        };
        let rendered = ready.par_iter().map(render).collect::<io::Result<Vec<_>>>()?;
        for (Ready { record, mended, reported, rest }, rendered) in ready.into_iter().zip(rendered) {
            tally.add(&record, reported.iter().chain(&rest), mended)?;
            reduced.reviewed.add(how.review, &reported, true, how.counted);
            reduced.reviewed.add(how.review, &rest, false, how.counted);
            for (stream, rendered) in streams.iter_mut().zip(rendered) {
                stream.add(rendered)?;
            }
            reduced.summary.add(&record, &reported);
            if how.whole {
                reduced.documents.push(record);
                reduced.findings.extend(reported);
            } else {
                digest.add(record, reported, how.digest);
            }
        }
        Ok(())
    })?;
    if !how.whole {
        reduced.documents = digest.documents;
        reduced.findings = digest.findings.into_iter().rev().flatten().take(how.digest).collect();
    }
    reduced.archive = tally.report(links)?;
    reduced.archive.trend = reduced.reviewed.trend(how.review);
    reduced.stale = reduced.reviewed.stale(how.review);
    reduced.expired = reduced.reviewed.expired(how.review);
    Ok(reduced)
}

/// Makes something of each document, many at once, and hands it on in the order of paths; some documents are handed on
/// while the next are made.
fn in_turn<T: Send>(
    kept: &Kept,
    make: impl Fn(usize, &[u8]) -> io::Result<T> + Sync,
    mut take: impl FnMut(Vec<T>) -> io::Result<()> + Send,
) -> io::Result<()> {
    let some = |from: usize| {
        let places = from..kept.len().min(from + AT_ONCE);
        let made = places.into_par_iter().map(|at| make(at, &kept.raw(at)?));
        made.collect::<io::Result<Vec<T>>>()
    };
    let mut ready = some(0)?;
    for from in (AT_ONCE..kept.len()).step_by(AT_ONCE) {
        let (next, taken) = rayon::join(|| some(from), || take(ready));
        taken?;
        ready = next?;
    }
    take(ready)
}

/// A document, mended.
struct Ready {
    record: DocumentRecord,
    mended: Mended,
    reported: Vec<Finding>,
    /// Findings that are counted and not reported.
    rest: Vec<Finding>,
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

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::io::Cursor;
    use std::path::{Path, PathBuf};
    use std::sync::{Arc, Mutex};

    use proptest::prelude::*;

    use super::*;
    use crate::document::Date;
    use crate::engine::journal::{Head, Journal};
    use crate::engine::{Setup, Written, refused};
    use crate::extract::Failure;
    use crate::finding::{Reason, RunInfo, Tool};
    use crate::ingest::Source;
    use crate::report::stream::{Frame, Json};

    /// What is written, for whoever wants to look at it afterwards.
    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// The documents of `tests/linked`, and a file that cannot be read.
    fn facts(engine: &Engine) -> Vec<DocumentFacts> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/linked");
        let mut folders = vec![root.clone()];
        let mut paths: Vec<PathBuf> = Vec::new();
        while let Some(folder) = folders.pop() {
            for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() { folders.push(path) } else { paths.push(path) }
            }
        }
        paths.sort();
        let scan = |path: &PathBuf| {
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            engine.scan(&Source { name, bytes: fs::read(path).unwrap() })
        };
        let empty = refused("avtal/tom.pdf", &Failure::new(Reason::Empty, "empty"), engine.rules());
        paths.iter().map(scan).chain([empty]).collect()
    }

    /// The report of parts, each with some of the facts.
    fn merged(engine: &Engine, parts: &[Vec<&DocumentFacts>]) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let mut paths = Vec::new();
        for (number, part) in parts.iter().enumerate() {
            let head = Head::new(engine, "", Some(format!("{}/{}", number + 1, parts.len())));
            let journal = Journal::passing(folder.path(), &head).unwrap();
            part.iter().for_each(|facts| journal.keep(&Written::new(facts).unwrap(), None).unwrap());
            let path = folder.path().join(format!("part-{number}"));
            journal.facts().unwrap().0.write_part(&head, &mut File::create(&path).unwrap()).unwrap();
            paths.push(path);
        }
        let (kept, _) = Kept::of_parts(&paths, folder.path()).unwrap();
        let paper = Paper::default();
        let spool = || -> Box<dyn Spool> { Box::new(Cursor::new(Vec::new())) };
        let mut streams: Vec<Box<dyn Stream>> = vec![Box::new(Json::new(paper.clone(), spool(), spool()))];
        let review = Review::default();
        let how = Reduction {
            counted: &|_| true,
            engine,
            review: &review,
            wanted: &|_| true,
            whole: false,
            digest: 3,
            aside: &|| Ok(spool()),
            linked: &|| (),
        };
        let reduced = reduce(&kept, &how, &mut streams).unwrap();
        let (tool, run) = (Tool::default(), RunInfo::default());
        let frame = Frame { tool: &tool, run: &run, summary: &reduced.summary, archive: &reduced.archive };
        streams.pop().unwrap().finish(frame).unwrap();
        paper.0.lock().unwrap().clone()
    }

    #[test]
    fn parts_in_any_split_and_order_give_the_same_report() {
        let engine = Engine::new(Setup::shipped(Date::ymd(2026, 11, 24).unwrap())).unwrap();
        let facts = facts(&engine);
        let whole = merged(&engine, &[facts.iter().collect()]);
        let linked = engine.link(facts.clone());
        let count = facts.len();
        let order = Just((0..count).collect::<Vec<usize>>()).prop_shuffle();
        // Where each document goes, and which documents stand in another part as well.
        let places = (order, prop::collection::vec(0..5usize, count), prop::collection::vec(0..count, 0..6));
        let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) };
        proptest::test_runner::TestRunner::new(config)
            .run(&places, |(order, places, twice)| {
                let mut parts: Vec<Vec<&DocumentFacts>> = vec![Vec::new(); 5];
                order.iter().for_each(|at| parts[places[*at]].push(&facts[*at]));
                twice.iter().for_each(|at| parts[(places[*at] + 1) % 5].push(&facts[*at]));
                prop_assert!(merged(&engine, &parts) == whole);
                prop_assert!(engine.link(order.iter().map(|at| facts[*at].clone()).collect()) == linked);
                Ok(())
            })
            .unwrap();
    }

    /// What the cache rests on.
    #[test]
    fn facts_are_those_of_another_day_where_no_period_ends_in_between() {
        let on = |year, month| Date::ymd(year, month, 15).unwrap();
        let days = [on(2019, 6), on(2023, 12), on(2026, 11), on(2026, 12), on(2028, 2), on(2036, 1)];
        let scanned: Vec<Vec<DocumentFacts>> =
            days.iter().map(|day| facts(&Engine::new(Setup::shipped(*day)).unwrap())).collect();
        let (mut same, mut changed) = (0, 0);
        for (before, after) in (0..days.len()).zip(1..days.len()) {
            for (old, new) in scanned[before].iter().zip(&scanned[after]) {
                let between = |end: &Date| {
                    (end.latest() < days[before].earliest()) != (end.latest() < days[after].earliest())
                };
                if old.links.last_days.iter().any(between) {
                    changed += usize::from(old != new);
                } else {
                    assert_eq!(old, new, "{} {} {}", old.record.path, days[before], days[after]);
                    same += 1;
                }
            }
        }
        assert!(same > 50 && changed > 5, "{same} {changed}");
    }
}
