//! Scans many sources at once. What comes out does not depend on the number of threads or the order of the sources.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::frame::{Answer, Request};
use super::pool::{Died, Program, Worker};
use super::{Engine, refused, worker};
use crate::extract::Failure;
use crate::finding::{DocumentFacts, Reason};
use crate::ingest::{Refused, Source, read_file};

/// Containers inside containers are opened to this depth.
const DEPTH: usize = 3;
/// The breaker looks at this many documents …
const WINDOW: usize = 50;
/// … and stops the run when more of them were killed.
const KILLED: usize = 10;

/// How to run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Documents in flight, at least 1.
    pub jobs: usize,
    /// What starts a worker; `None` reads documents in this process.
    pub worker: Option<Program>,
    /// Set from outside to stop after the documents in flight.
    pub stop: Arc<AtomicBool>,
}

/// Something to read.
#[derive(Debug, Clone)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// Bytes at hand (standard input).
    Bytes(Vec<u8>),
    /// Known to be unreadable.
    Refused(Refused),
}

/// What came of a run.
#[derive(Debug, Default)]
pub struct Run {
    /// One per document, in no particular order; [`Engine::link`] sorts them.
    pub facts: Vec<DocumentFacts>,
    /// Why it ended early, where it did.
    pub stopped: Option<Stopped>,
}

/// Why a run ended early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stopped {
    /// Asked to.
    Interrupted,
    /// Too many of the last documents killed their worker.
    Breaker,
    /// No worker can be had.
    NoWorker(String),
}

/// A document, by its file and the way through containers.
#[derive(Debug, Clone)]
struct Item {
    name: String,
    input: Arc<Input>,
    /// Index in each container on the way, outermost first.
    way: Vec<u64>,
}

struct Shared<'a> {
    engine: &'a Engine,
    options: &'a Options,
    queue: Mutex<VecDeque<Item>>,
    containers: Mutex<Vec<Item>>,
    facts: Mutex<Vec<DocumentFacts>>,
    stopped: Mutex<Option<Stopped>>,
    recent: Mutex<VecDeque<bool>>,
    done: &'a (dyn Fn(&DocumentFacts) + Sync),
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Scans everything; `done` is called for each document as it finishes, in no particular order.
pub fn run(
    engine: &Engine,
    inputs: Vec<(String, Input)>,
    options: &Options,
    done: &(dyn Fn(&DocumentFacts) + Sync),
) -> Run {
    let items = inputs.into_iter();
    let items = items.map(|(name, input)| Item { name, input: Arc::new(input), way: Vec::new() });
    let shared = Shared {
        engine,
        options,
        queue: Mutex::new(items.collect()),
        containers: Mutex::new(Vec::new()),
        facts: Mutex::new(Vec::new()),
        stopped: Mutex::new(None),
        recent: Mutex::new(VecDeque::new()),
        done,
    };
    // Containers are opened level by level: what they hold joins the queue of the next round.
    for _ in 0..=DEPTH {
        shared.drain();
        let mut containers = std::mem::take(&mut *lock(&shared.containers));
        if containers.is_empty() || lock(&shared.stopped).is_some() {
            break;
        }
        containers.sort_by(|a, b| a.name.cmp(&b.name));
        let mut hands = Hands::new(&shared);
        for container in containers {
            hands.expand(&container);
        }
    }
    let mut stopped = shared.stopped.into_inner().unwrap_or_else(PoisonError::into_inner);
    if stopped.is_none() && options.stop.load(Ordering::SeqCst) {
        stopped = Some(Stopped::Interrupted);
    }
    Run { facts: shared.facts.into_inner().unwrap_or_else(PoisonError::into_inner), stopped }
}

impl Shared<'_> {
    fn drain(&self) {
        let threads = self.options.jobs.max(1).min(lock(&self.queue).len());
        if threads == 0 {
            return;
        }
        let work = || {
            let mut hands = Hands::new(self);
            while let Some(item) = self.next() {
                hands.take(&item);
            }
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(worker::STACK).build();
        match pool {
            Ok(pool) => {
                pool.broadcast(|_| work());
            }
            Err(_) => work(),
        }
    }

    fn next(&self) -> Option<Item> {
        if self.options.stop.load(Ordering::SeqCst) || lock(&self.stopped).is_some() {
            return None;
        }
        lock(&self.queue).pop_front()
    }

    fn keep(&self, facts: DocumentFacts) {
        (self.done)(&facts);
        lock(&self.facts).push(facts);
    }

    fn refuse(&self, name: &str, why: Refused) {
        let failure = Failure { reason: why.reason, detail: why.detail, value: why.value };
        self.keep(refused(name, &failure, self.engine.rules()));
    }

    fn stop(&self, why: Stopped) {
        lock(&self.stopped).get_or_insert(why);
    }

    fn count(&self, killed: bool) {
        let mut recent = lock(&self.recent);
        recent.push_back(killed);
        if recent.len() > WINDOW {
            recent.pop_front();
        }
        if recent.len() == WINDOW && recent.iter().filter(|killed| **killed).count() > KILLED {
            self.stop(Stopped::Breaker);
        }
    }
}

/// One thread's worker, and the container that it has open.
struct Hands<'a> {
    shared: &'a Shared<'a>,
    worker: Option<Worker>,
}

impl<'a> Hands<'a> {
    fn new(shared: &'a Shared<'a>) -> Hands<'a> {
        Hands { shared, worker: None }
    }

    fn take(&mut self, item: &Item) {
        let bytes = match self.bytes(item) {
            Ok(bytes) => bytes,
            Err(why) => return self.shared.refuse(&item.name, why),
        };
        if bytes.is_empty() {
            return self.shared.refuse(&item.name, Refused::new(Reason::Empty, "empty"));
        }
        let mut source = Source { name: item.name.clone(), bytes };
        let answer = match &self.shared.options.worker {
            None => Some(Ok(worker::scan(self.shared.engine, &source))),
            Some(_) => {
                let request = Request::Scan { name: source.name.clone() };
                self.ask(&request, Some(&source.bytes))
            }
        };
        // `None`: no worker can be had; the run has been stopped and the document has no record.
        let Some(answer) = answer else { return };
        self.shared.count(answer.is_err());
        match answer {
            Ok(Answer::Facts(facts)) => self.shared.keep(*facts),
            Ok(Answer::Container) if item.way.len() < DEPTH => {
                lock(&self.shared.containers).push(item.clone());
            }
            Ok(Answer::Container) => {
                self.shared.refuse(&item.name, Refused::new(Reason::Limit, "container-depth").value(DEPTH));
            }
            Ok(_) => self.shared.refuse(&item.name, Refused::new(Reason::Crashed, "crashed")),
            Err(died) => {
                let why = died.refused(self.shared.engine.setup());
                source.bytes.clear();
                self.shared.refuse(&item.name, why);
            }
        }
    }

    /// Asks the worker; where it dies, asks a fresh one once more.
    fn ask(&mut self, request: &Request, bytes: Option<&[u8]>) -> Option<Result<Answer, Died>> {
        let mut last = Died::Crashed;
        for _ in 0..2 {
            let seconds = self.shared.engine.setup().limits.seconds;
            let worker = self.worker()?;
            match worker.ask(request, bytes, seconds) {
                Ok(answer) => {
                    if worker.is_worn() {
                        self.worker = None;
                    }
                    return Some(Ok(answer));
                }
                Err(died) => {
                    self.worker = None;
                    last = died;
                }
            }
        }
        Some(Err(last))
    }

    fn worker(&mut self) -> Option<&mut Worker> {
        if self.worker.is_none() {
            let program = self.shared.options.worker.as_ref()?;
            match Worker::start(program, self.shared.engine.setup()) {
                Ok(worker) => self.worker = Some(worker),
                Err(why) => {
                    self.shared.stop(Stopped::NoWorker(why));
                    return None;
                }
            }
        }
        self.worker.as_mut()
    }

    /// Puts what a container holds into the queue.
    fn expand(&mut self, container: &Item) {
        let bytes = match self.bytes(container) {
            Ok(bytes) => bytes,
            Err(why) => return self.shared.refuse(&container.name, why),
        };
        let answer = match &self.shared.options.worker {
            None => worker::list(&bytes, &self.shared.engine.setup().limits),
            Some(_) => match self.ask(&Request::Open, Some(&bytes)) {
                None => return,
                Some(Ok(answer)) => answer,
                Some(Err(died)) => Answer::Refused(died.refused(self.shared.engine.setup())),
            },
        };
        match answer {
            Answer::List(files) if files.is_empty() => {
                self.shared.refuse(&container.name, Refused::new(Reason::Empty, "empty-container"));
            }
            Answer::List(files) => {
                let mut queue = lock(&self.shared.queue);
                for (index, inner) in files {
                    let mut way = container.way.clone();
                    way.push(index);
                    let name = format!("{}!/{}", container.name, inner.replace('\\', "/"));
                    queue.push_back(Item { name, input: container.input.clone(), way });
                }
            }
            Answer::Refused(why) => self.shared.refuse(&container.name, why),
            _ => self.shared.refuse(&container.name, Refused::new(Reason::Crashed, "crashed")),
        }
    }

    /// The bytes of an item: from its file, then through each container on the way.
    fn bytes(&mut self, item: &Item) -> Result<Vec<u8>, Refused> {
        let limits = self.shared.engine.setup().limits.clone();
        let mut bytes = match &*item.input {
            Input::File(path) => read_file(path, limits.file_bytes)?,
            Input::Bytes(bytes) => bytes.clone(),
            Input::Refused(why) => return Err(why.clone()),
        };
        for index in &item.way {
            bytes = self.member(&bytes, *index)?;
        }
        Ok(bytes)
    }

    fn member(&mut self, bytes: &[u8], index: u64) -> Result<Vec<u8>, Refused> {
        let setup = self.shared.engine.setup();
        if self.shared.options.worker.is_none() {
            return worker::get(bytes, index, &setup.limits);
        }
        let crashed = || Refused::new(Reason::Crashed, "crashed");
        match self.ask(&Request::Open, Some(bytes)).ok_or_else(crashed)? {
            Ok(Answer::List(_)) => {}
            Ok(Answer::Refused(why)) => return Err(why),
            Ok(_) => return Err(crashed()),
            Err(died) => return Err(died.refused(setup)),
        }
        let seconds = setup.limits.seconds;
        let Some(worker) = self.worker.as_mut() else { return Err(crashed()) };
        let answer = worker.ask(&Request::Get { index }, None, seconds);
        let bytes = match answer {
            Ok(Answer::Bytes) => worker.bytes(),
            Ok(Answer::Refused(why)) => return Err(why),
            Ok(_) => return Err(crashed()),
            Err(died) => Err(died),
        };
        bytes.map_err(|died| {
            self.worker = None;
            died.refused(setup)
        })
    }
}
