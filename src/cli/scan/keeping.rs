//! Where facts go while a scan runs, and how far it has come.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use pyspunka::engine::Written;
use pyspunka::engine::cache::Cache;
use pyspunka::engine::disk::beside;
use pyspunka::engine::journal::{Before, Head, Journal};
use pyspunka::engine::run::{Of, Origin, Recalled, Store};
use pyspunka::finding::Reason;

use super::Arguments;
use crate::cli::{Exit, tell};

/// Where facts go as they are made.
pub(super) struct Keeping<'a> {
    pub(super) journal: &'a Journal,
    pub(super) cache: Option<&'a Cache>,
    /// True where every file is opened, whatever its size and times say.
    pub(super) rehash: bool,
    pub(super) progress: &'a Progress,
    /// Names of files that were named one by one: an own report among them is told.
    pub(super) named: HashSet<String>,
    /// Own reports that were found and are no documents.
    pub(super) left_out: AtomicU64,
}

impl Store for Keeping<'_> {
    fn has(&self, name: &str, origin: &Origin) -> bool {
        let has = self.journal.has(name, origin.stamp);
        if has {
            self.progress.step();
            if let Some(cache) = self.cache {
                cache.note(Some(origin), name, None);
            }
        }
        has
    }

    fn unchanged(&self, origin: &Origin) -> bool {
        let Some(cache) = self.cache.filter(|_| !self.rehash) else { return false };
        let Some(documents) = cache.unchanged(origin) else { return false };
        for (name, passage) in documents {
            // What cannot be noted is read anew, and that fails for the same reason.
            if self.journal.refer(&name, passage).is_err() {
                return false;
            }
            self.progress.step();
        }
        true
    }

    fn recall(&self, of: &Of<'_>, bytes: &[u8]) -> Recalled {
        let Some(cache) = self.cache else { return Recalled::New(None) };
        let key = Cache::key(of, bytes);
        let Some(passage) = cache.get(&key) else { return Recalled::New(Some(key)) };
        if self.journal.refer(of.name, passage).is_err() {
            return Recalled::New(None);
        }
        self.progress.step();
        cache.note(of.origin, of.name, Some(&key));
        Recalled::Kept
    }

    fn keep(&self, facts: Written, origin: Option<&Origin>, key: Option<String>) -> Result<(), String> {
        self.progress.step();
        if facts.reason == Some(Reason::OwnReport.code()) && !self.named.contains(&facts.path) {
            self.left_out.fetch_add(1, Ordering::Relaxed);
            return Ok(());
        }
        self.journal.keep(&facts, origin.map(|origin| origin.stamp)).map_err(|error| error.to_string())?;
        if let Some(cache) = self.cache {
            let key = key.filter(|key| cache.put(key, &facts));
            cache.note(origin, &facts.path, key.as_deref());
        }
        Ok(())
    }
}

/// A journal beside the first output that is a file, so that the same command goes on after whatever ended it; else one
/// that ends with the run.
pub(super) fn journal(arguments: &Arguments, head: &Head) -> Result<Journal, (Exit, String)> {
    let regular =
        |path: &&PathBuf| *path != Path::new("-") && fs::metadata(path).map_or(true, |meta| meta.is_file());
    let Some(output) = arguments.outputs.output.iter().find(regular) else {
        let folder = std::env::temp_dir();
        let failed = |error| (Exit::NotWritten, format!("{}: {error}", folder.display()));
        return Journal::passing(&folder, head).map_err(failed);
    };
    let path = beside(output, "journal");
    let failed = |error| (Exit::NotWritten, format!("{}: {error}", path.display()));
    let (journal, before) = Journal::open(&path, head).map_err(failed)?;
    match before {
        Before::Unfinished(count) if !arguments.quiet => {
            tell(&format!("pyspunka: going on with an unfinished scan: {count} documents are read already"));
        }
        Before::Other if !arguments.quiet => {
            tell(&format!(
                "pyspunka: beside {} lies an unfinished scan with other files, rules, options or another version; \
                 starting anew",
                output.display()
            ));
        }
        _ => {}
    }
    Ok(journal)
}

/// A bar on a terminal, a line per 30 seconds elsewhere.
pub(super) struct Progress {
    bar: indicatif::ProgressBar,
    done: AtomicU64,
    lines: bool,
    last: std::sync::Mutex<Instant>,
}

impl Progress {
    pub(super) fn new(total: u64, quiet: bool) -> Progress {
        use std::io::IsTerminal;
        let terminal = std::io::stderr().is_terminal();
        let hidden = quiet || !terminal;
        let bar = if hidden { indicatif::ProgressBar::hidden() } else { indicatif::ProgressBar::new(total) };
        let last = std::sync::Mutex::new(Instant::now());
        Progress { bar, done: AtomicU64::new(0), lines: !quiet && !terminal, last }
    }

    pub(super) fn step(&self) {
        self.bar.inc(1);
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if self.lines
            && let Ok(mut last) = self.last.try_lock()
            && last.elapsed() >= Duration::from_secs(30)
        {
            *last = Instant::now();
            tell(&format!("{done} documents read"));
        }
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
