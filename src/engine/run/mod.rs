//! Scans many sources at once. What comes out does not depend on the number of threads or the order of the sources.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use super::pool::Program;
use super::timings::Timings;
use super::written::unreadable;
use super::{Engine, Ocr, Written, refused, sandbox, worker};
use crate::extract::Failure;
use crate::finding::{DocumentFacts, Package, Reason};
use crate::ingest::{Place, Refused, Stamp, stamp};

mod hands;
mod queue;

use hands::Hands;
use queue::{Queue, Shared};

/// How to run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Documents in flight, at least 1. Fewer are taken where the system allows few open files.
    pub jobs: usize,
    /// What starts a worker; `None` reads documents in this process.
    pub worker: Option<Program>,
    /// What recognises text on pages that are pictures; `None` leaves them unread.
    pub ocr: Option<Ocr>,
    /// Where the time of each stage is added up, where [`Setup::timings`](super::Setup::timings) asks for it.
    pub timings: Option<Arc<Timings>>,
    /// Set from outside to stop after the documents in flight.
    pub stop: Arc<AtomicBool>,
}

/// Something to read.
#[derive(Debug, Clone)]
pub enum Input {
    /// A file.
    File(Place),
    /// Bytes at hand (standard input).
    Bytes(Vec<u8>),
    /// Known to be unreadable.
    Refused(Box<Refused>),
}

/// What is to be read, each with its name; taken as it is needed. An error ends the run.
pub type Inputs = Box<dyn Iterator<Item = io::Result<(String, Input)>> + Send>;

/// What came of a run.
#[derive(Debug, Default)]
pub struct Run {
    /// One per document, in no particular order; [`Engine::link`] sorts them.
    pub facts: Vec<DocumentFacts>,
    /// Why it ended early, where it did.
    pub stopped: Option<Stopped>,
}

/// Why a run ended early. What was not reached has facts that say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stopped {
    /// Asked to.
    Interrupted,
    /// Too many of the last documents killed their worker.
    Breaker,
    /// No worker can be had.
    NoWorker(String),
    /// Facts can no longer be kept (the disk is full).
    Store(String),
}

/// Where facts go as they are made, and where those made earlier come from.
pub trait Store: Sync {
    /// True where facts of that document are already kept: it is not read.
    fn has(&self, name: &str, origin: &Origin) -> bool;

    /// True where the file, and all that is in it, is as it was when facts were made of it, and these are now kept: it
    /// is not opened.
    fn unchanged(&self, origin: &Origin) -> bool;

    /// Keeps what was made earlier of the same bytes under the same name in the same package, where there is such. Else
    /// the key to keep new facts under.
    fn recall(&self, of: &Of<'_>, bytes: &[u8]) -> Recalled;

    /// Keeps facts, and under `key` for later runs too. An error ends the run.
    fn keep(&self, facts: Written, origin: Option<&Origin>, key: Option<String>) -> Result<(), String>;
}

/// The file on disk that a document comes from: its own, or the outermost container.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// Its name.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// As it was before it was opened.
    pub stamp: Stamp,
}

impl Origin {
    fn of(name: &str, input: &Input) -> Option<Arc<Origin>> {
        let Input::File(place) = input else { return None };
        let path = place.path(name);
        stamp(&path).map(|stamp| Arc::new(Origin { name: name.to_owned(), path, stamp }))
    }
}

/// Which document.
#[derive(Debug)]
pub struct Of<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where it comes from; `None` where that is no file.
    pub origin: Option<&'a Origin>,
    /// The delivery package that it lies in.
    pub package: Option<&'a Package>,
}

/// What a store remembers of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recalled {
    /// Its facts, which are kept.
    Kept,
    /// None; the key for new facts, where they may be kept.
    New(Option<String>),
}

/// Keeps everything in memory.
struct Memory<'a> {
    engine: &'a Engine,
    facts: Mutex<Vec<DocumentFacts>>,
    done: &'a (dyn Fn(&DocumentFacts) + Sync),
}

impl Store for Memory<'_> {
    fn has(&self, _: &str, _: &Origin) -> bool {
        false
    }

    fn unchanged(&self, _: &Origin) -> bool {
        false
    }

    fn recall(&self, _: &Of<'_>, _: &[u8]) -> Recalled {
        Recalled::New(None)
    }

    fn keep(&self, facts: Written, _: Option<&Origin>, _: Option<String>) -> Result<(), String> {
        let facts = facts.read().unwrap_or_else(|_| unreadable(&facts.path, self.engine.rules()));
        (self.done)(&facts);
        lock(&self.facts).push(facts);
        Ok(())
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Scans everything and keeps all facts in memory; `done` is called for each document as it finishes, in no particular
/// order.
pub fn run(
    engine: &Engine,
    inputs: Vec<(String, Input)>,
    options: &Options,
    done: &(dyn Fn(&DocumentFacts) + Sync),
) -> Run {
    let memory = Memory { engine, facts: Mutex::new(Vec::new()), done };
    let stopped = run_into(engine, Box::new(inputs.into_iter().map(Ok)), options, &memory);
    Run { facts: memory.facts.into_inner().unwrap_or_else(PoisonError::into_inner), stopped }
}

/// Scans everything into a store. Every file, and every file in a container, gets facts exactly once.
pub fn run_into(engine: &Engine, inputs: Inputs, options: &Options, store: &dyn Store) -> Option<Stopped> {
    let shared = Shared {
        engine,
        options,
        store,
        queue: Mutex::new(Queue::new(inputs)),
        wake: Condvar::new(),
        stopped: Mutex::default(),
        recent: Mutex::default(),
        opened: AtomicUsize::new(1),
    };
    // A worker holds three pipes, and a file is open while it is read; the rest is for starting workers, output and the
    // cache.
    let affordable = match options.worker {
        Some(_) => sandbox::descriptors().saturating_sub(18) / 4,
        None => sandbox::descriptors().saturating_sub(14),
    };
    let threads = options.jobs.min(affordable).max(1);
    let work = || {
        let mut hands = Hands::new(&shared);
        while let Some(task) = hands.next() {
            hands.take(task);
            shared.finish();
        }
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(worker::STACK).build();
    match pool {
        Ok(pool) => {
            pool.broadcast(|_| work());
        }
        Err(_) => work(),
    }
    let mut stopped = std::mem::take(&mut *lock(&shared.stopped));
    let unread = shared.unread();
    if stopped.is_none() && options.stop.load(Ordering::SeqCst) && !unread.is_empty() {
        stopped = Some(Stopped::Interrupted);
    }
    for name in unread {
        let facts = refused(&name, &Failure::new(Reason::NotReached, "not-reached"), engine.rules());
        // Where the store is full, the run has ended for that reason already.
        let _ = Written::new(&facts).map(|facts| store.keep(facts, None, None));
    }
    stopped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Date;
    use crate::engine::Setup;

    #[test]
    fn a_list_that_can_be_read_no_further_ends_the_run() {
        let engine = Engine::new(Setup::shipped(Date::ymd(2026, 5, 14).unwrap())).unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let options = Options { jobs: 2, worker: None, ocr: None, timings: None, stop };
        let memory = Memory { engine: &engine, facts: Mutex::default(), done: &|_| () };
        let named = |name: &str| Ok((name.to_owned(), Input::Bytes(b"text".to_vec())));
        let inputs = [named("a.txt"), Err(io::ErrorKind::StorageFull.into()), named("b.txt")];
        let stopped = run_into(&engine, Box::new(inputs.into_iter()), &options, &memory);
        assert!(matches!(stopped, Some(Stopped::Store(_))), "{stopped:?}");
        assert!(lock(&memory.facts).iter().any(|facts| facts.record.path == "a.txt"));
    }
}
