//! Scans many sources at once. What comes out does not depend on the number of threads or the order of the sources.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::frame::{Answer, Request};
use super::pool::{Died, Program, Worker};
use super::timings::Timings;
use super::written::unreadable;
use super::{Engine, Ocr, Written, ocr, refused, sandbox, worker};
use crate::extract::{Failure, Recognised};
use crate::finding::{DocumentFacts, Package, Reason};
use crate::ingest::container::Opened;
use crate::ingest::manifest::Manifest;
use crate::ingest::{Refused, Source, Stamp, read_file, stamp};

/// Containers inside containers are opened to this depth.
const DEPTH: usize = 3;
/// The breaker looks at this many documents …
const WINDOW: usize = 50;
/// … and stops the run when more of them were killed.
const KILLED: usize = 10;

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
    File(PathBuf),
    /// Bytes at hand (standard input).
    Bytes(Vec<u8>),
    /// Known to be unreadable.
    Refused(Box<Refused>),
}

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
        let Input::File(path) = input else { return None };
        stamp(path).map(|stamp| Arc::new(Origin { name: name.to_owned(), path: path.clone(), stamp }))
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
    let stopped = run_into(engine, inputs, options, &memory);
    Run { facts: memory.facts.into_inner().unwrap_or_else(PoisonError::into_inner), stopped }
}

/// Scans everything into a store. Every file, and every file in a container, gets facts exactly once.
pub fn run_into(
    engine: &Engine,
    inputs: Vec<(String, Input)>,
    options: &Options,
    store: &dyn Store,
) -> Option<Stopped> {
    let shared = Shared {
        engine,
        options,
        store,
        queue: Mutex::new(Queue { files: inputs.into(), ..Queue::default() }),
        wake: Condvar::new(),
        stopped: Mutex::new(None),
        recent: Mutex::new(VecDeque::new()),
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

/// A file as it was named.
struct File {
    name: String,
    input: Arc<Input>,
}

/// A container whose files are being read. Each thread opens it for itself, once.
struct Container {
    id: usize,
    bytes: Held,
    origin: Option<Arc<Origin>>,
    depth: usize,
    /// Its own name, with `!/`.
    prefix: String,
    manifest: Option<Manifest>,
    members: Mutex<VecDeque<(u64, String)>>,
}

impl Container {
    /// The delivery package that a file of it lies in.
    fn package(&self, name: &str) -> Option<Package> {
        Some(self.manifest.as_ref()?.of(name.strip_prefix(&self.prefix)?))
    }
}

/// Where the bytes of a container are. Those of files are not kept.
enum Held {
    Input(Arc<Input>),
    Here(Arc<Vec<u8>>),
}

/// The files of a container, and its manifest where it is a delivery package.
type Listed = (Vec<(u64, String)>, Option<Manifest>);

enum Task {
    File(File),
    Member(Arc<Container>, u64, String),
}

#[derive(Default)]
struct Queue {
    files: VecDeque<(String, Input)>,
    containers: Vec<Arc<Container>>,
    /// Taken, and not read because the run has ended.
    dropped: Vec<String>,
    busy: usize,
}

struct Shared<'a> {
    engine: &'a Engine,
    options: &'a Options,
    store: &'a dyn Store,
    queue: Mutex<Queue>,
    wake: Condvar,
    stopped: Mutex<Option<Stopped>>,
    recent: Mutex<VecDeque<bool>>,
    opened: AtomicUsize,
}

impl Shared<'_> {
    fn is_over(&self) -> bool {
        self.options.stop.load(Ordering::SeqCst) || lock(&self.stopped).is_some()
    }

    fn finish(&self) {
        lock(&self.queue).busy -= 1;
        self.wake.notify_all();
    }

    /// Names of what was not read. What an earlier run has read is not among them.
    fn unread(&self) -> Vec<String> {
        let mut queue = lock(&self.queue);
        let mut names = std::mem::take(&mut queue.dropped);
        let has = |name: &str, origin: Option<&Origin>| origin.is_some_and(|of| self.store.has(name, of));
        for (name, input) in queue.files.drain(..) {
            if !has(&name, Origin::of(&name, &input).as_deref()) {
                names.push(name);
            }
        }
        for container in queue.containers.drain(..) {
            let members = std::mem::take(&mut *lock(&container.members));
            let origin = container.origin.as_deref();
            names.extend(members.into_iter().map(|(_, name)| name).filter(|name| !has(name, origin)));
        }
        names
    }

    fn keep(&self, facts: Written, origin: Option<&Origin>, key: Option<String>) {
        if let Err(why) = self.store.keep(facts, origin, key) {
            self.stop(Stopped::Store(why));
        }
    }

    /// Keeps facts that say why there are no others; under a key where the bytes are the reason.
    fn refuse(&self, name: &str, why: Refused, origin: Option<&Origin>, key: Option<String>) {
        let failure = Failure { reason: why.reason, detail: why.detail, value: why.value };
        match Written::new(&refused(name, &failure, self.engine.rules())) {
            Ok(facts) => self.keep(facts, origin, key),
            Err(error) => self.stop(Stopped::Store(error.to_string())),
        }
    }

    fn stop(&self, why: Stopped) {
        lock(&self.stopped).get_or_insert(why);
        self.wake.notify_all();
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

/// One thread: its worker, and the containers that it reads, innermost last.
struct Hands<'a> {
    shared: &'a Shared<'a>,
    worker: Option<Worker>,
    /// The container that the worker has open; without worker, the container itself.
    open: Option<usize>,
    inside: Option<Opened>,
    mine: Vec<Arc<Container>>,
}

/// Where a container comes from.
struct Opening {
    origin: Option<Arc<Origin>>,
    /// Where its bytes can be read again.
    input: Option<Arc<Input>>,
    depth: usize,
    key: Option<String>,
}

fn crashed() -> Refused {
    Refused::new(Reason::Crashed, "crashed")
}

impl<'a> Hands<'a> {
    fn new(shared: &'a Shared<'a>) -> Hands<'a> {
        Hands { shared, worker: None, open: None, inside: None, mine: Vec::new() }
    }

    /// The next file: from the container at hand, then from the queue, then from a container that another thread has
    /// opened. `None` where there is nothing left, or the run has ended.
    fn next(&mut self) -> Option<Task> {
        let mut queue = lock(&self.shared.queue);
        loop {
            if self.shared.is_over() {
                return None;
            }
            while let Some(container) = self.mine.last() {
                let member = lock(&container.members).pop_front();
                if let Some((index, name)) = member {
                    queue.busy += 1;
                    return Some(Task::Member(container.clone(), index, name));
                }
                self.mine.pop();
            }
            if let Some((name, input)) = queue.files.pop_front() {
                queue.busy += 1;
                return Some(Task::File(File { name, input: Arc::new(input) }));
            }
            queue.containers.retain(|container| !lock(&container.members).is_empty());
            if let Some(container) = queue.containers.last() {
                self.mine.push(container.clone());
                continue;
            }
            if queue.busy == 0 {
                self.shared.wake.notify_all();
                return None;
            }
            let waited = self.shared.wake.wait_timeout(queue, Duration::from_millis(100));
            queue = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn take(&mut self, task: Task) {
        let shared = self.shared;
        match task {
            Task::File(file) => {
                let origin = Origin::of(&file.name, &file.input);
                let known = |of: &Arc<Origin>| shared.store.has(&file.name, of) || shared.store.unchanged(of);
                if origin.as_ref().is_some_and(known) {
                    return;
                }
                match self.read(&file.input) {
                    Ok(bytes) => self.document(file.name, bytes, origin, Some(file.input), None),
                    Err(why) => shared.refuse(&file.name, why, origin.as_deref(), None),
                }
            }
            Task::Member(container, index, name) => {
                let origin = container.origin.as_deref();
                if origin.is_some_and(|origin| shared.store.has(&name, origin)) {
                    return;
                }
                match self.member(&container, index) {
                    Some(Ok(bytes)) => {
                        self.document(name, bytes, container.origin.clone(), None, Some(&container));
                    }
                    Some(Err(why)) => shared.refuse(&name, why, origin, None),
                    None => lock(&shared.queue).dropped.push(name),
                }
            }
        }
    }

    fn read(&self, input: &Input) -> Result<Vec<u8>, Refused> {
        match input {
            Input::File(path) => read_file(path, self.shared.engine.setup().limits.file_bytes),
            Input::Bytes(bytes) => Ok(bytes.clone()),
            Input::Refused(why) => Err(*why.clone()),
        }
    }

    /// Judges a document, or opens a container. `input` is where the bytes can be read again.
    fn document(
        &mut self,
        name: String,
        bytes: Vec<u8>,
        origin: Option<Arc<Origin>>,
        input: Option<Arc<Input>>,
        within: Option<&Container>,
    ) {
        let shared = self.shared;
        let depth = within.map_or(0, |within| within.depth + 1);
        let package = within.and_then(|within| within.package(&name));
        let of = Of { name: &name, origin: origin.as_deref(), package: package.as_ref() };
        let Recalled::New(key) = shared.store.recall(&of, &bytes) else { return };
        if bytes.is_empty() {
            return shared.refuse(&name, Refused::new(Reason::Empty, "empty"), origin.as_deref(), key);
        }
        let source = Source { name, bytes };
        let Some(answer) = self.judge(&source, Vec::new(), package.clone()) else {
            lock(&shared.queue).dropped.push(source.name);
            return;
        };
        shared.count(answer.is_err());
        match answer {
            Ok(Answer::Facts(facts, took)) => {
                if let Some(timings) = &shared.options.timings {
                    timings.add(&took);
                }
                let Some(facts) = self.recognise(&source, facts, package) else {
                    lock(&shared.queue).dropped.push(source.name);
                    return;
                };
                shared.keep(facts, origin.as_deref(), key);
            }
            Ok(Answer::Container) if depth < DEPTH => {
                let opening = Opening { origin, input, depth, key };
                self.expand(source.name, source.bytes, opening);
            }
            Ok(Answer::Container) => {
                let why = Refused::new(Reason::Limit, "container-depth").value(DEPTH);
                shared.refuse(&source.name, why, origin.as_deref(), key);
            }
            Ok(_) => shared.refuse(&source.name, crashed(), origin.as_deref(), None),
            Err(died) => {
                let why = died.refused(shared.engine.setup());
                shared.refuse(&source.name, why, origin.as_deref(), None);
            }
        }
    }

    /// Has a document judged; `None` where no worker can be had.
    fn judge(
        &mut self,
        source: &Source,
        recognised: Vec<Recognised>,
        package: Option<Package>,
    ) -> Option<Result<Answer, Died>> {
        if self.shared.options.worker.is_none() {
            return Some(Ok(worker::scan(self.shared.engine, source, &recognised, package)));
        }
        let request = Request::Scan { name: source.name.clone(), recognised, package };
        let answer = self.ask(&request, Some(&source.bytes))?;
        // A worker speaks of the document that it was given, and of no other.
        if let Ok(Answer::Facts(facts, _)) = &answer
            && facts.path != source.name
        {
            self.lose();
            return Some(Err(Died::Crashed));
        }
        Some(answer)
    }

    /// Makes what a container holds available to all threads; this one goes on with it.
    fn expand(&mut self, name: String, bytes: Vec<u8>, opening: Opening) {
        let Opening { origin, input, depth, key } = opening;
        let shared = self.shared;
        let id = shared.opened.fetch_add(1, Ordering::Relaxed);
        let bytes = Arc::new(bytes);
        let listed = match self.open(id, &bytes) {
            None => {
                lock(&shared.queue).dropped.push(name);
                return;
            }
            Some(listed) => listed,
        };
        match listed {
            Ok((files, _)) if files.is_empty() => {
                let why = Refused::new(Reason::Empty, "empty-container");
                shared.refuse(&name, why, origin.as_deref(), key);
            }
            Ok((files, manifest)) => {
                let members = files.into_iter().map(|(index, inner)| (index, format!("{name}!/{inner}")));
                let container = Arc::new(Container {
                    id,
                    bytes: input.map_or(Held::Here(bytes), Held::Input),
                    origin,
                    depth,
                    prefix: format!("{name}!/"),
                    manifest,
                    members: Mutex::new(members.collect()),
                });
                lock(&shared.queue).containers.push(container.clone());
                self.mine.push(container);
                shared.wake.notify_all();
            }
            Err(why) => shared.refuse(&name, why, origin.as_deref(), None),
        }
    }

    /// Opens a container and lists it; `None` where no worker can be had.
    fn open(&mut self, id: usize, bytes: &Arc<Vec<u8>>) -> Option<Result<Listed, Refused>> {
        let setup = self.shared.engine.setup();
        if self.shared.options.worker.is_none() {
            self.inside = None;
            let opened = worker::open(bytes.to_vec(), &setup.limits);
            self.open = opened.is_ok().then_some(id);
            return Some(opened.map(|opened| {
                let opened = self.inside.insert(opened);
                (opened.list(), opened.manifest().cloned())
            }));
        }
        Some(match self.ask(&Request::Open, Some(bytes))? {
            Ok(Answer::List(files, manifest)) => {
                self.open = Some(id);
                Ok((files, manifest))
            }
            Ok(Answer::Refused(why)) => Err(why),
            Ok(_) => Err(crashed()),
            Err(died) => Err(died.refused(setup)),
        })
    }

    /// The bytes of one file of a container, which is opened where it is not; `None` where no worker can be had.
    fn member(&mut self, container: &Container, index: u64) -> Option<Result<Vec<u8>, Refused>> {
        if self.open != Some(container.id) {
            let bytes = match &container.bytes {
                Held::Here(bytes) => Ok(bytes.clone()),
                Held::Input(input) => match &**input {
                    Input::File(path) if stamp(path) != container.origin.as_ref().map(|of| of.stamp) => {
                        Err(Refused::new(Reason::ChangedWhileRead, "changed-while-read"))
                    }
                    input => self.read(input).map(Arc::new),
                },
            };
            let opened = match bytes {
                Ok(bytes) => self.open(container.id, &bytes)?,
                Err(why) => Err(why),
            };
            if let Err(why) = opened {
                return Some(Err(why));
            }
        }
        if self.shared.options.worker.is_none() {
            return Some(worker::get(self.inside.as_mut(), index));
        }
        let setup = self.shared.engine.setup();
        let worker = self.worker.as_mut()?;
        let bytes = match worker.ask(&Request::Get { index }, None, setup.limits.seconds) {
            Ok(Answer::Bytes { bytes }) => Ok(bytes),
            Ok(Answer::Refused(why)) => return Some(Err(why)),
            Ok(_) => return Some(Err(crashed())),
            Err(died) => Err(died),
        };
        Some(bytes.map_err(|died| {
            self.lose();
            self.shared.count(true);
            died.refused(setup)
        }))
    }

    /// Reads a document again with the text of its scanned pages, where that was asked for and helps. `None` where the
    /// run was stopped meanwhile: what was recognised may be less than there is.
    fn recognise(&mut self, source: &Source, facts: Written, package: Option<Package>) -> Option<Written> {
        let Some(ocr) = &self.shared.options.ocr else { return Some(facts) };
        let stop = &self.shared.options.stop;
        let Ok(read) = facts.read() else { return Some(facts) };
        let recognised = ocr::recognise(ocr, &read, |page, first| {
            if stop.load(Ordering::SeqCst) { None } else { self.picture(source, page, first) }
        });
        if stop.load(Ordering::SeqCst) {
            return None;
        }
        if recognised.is_empty() {
            return Some(facts);
        }
        match self.judge(source, recognised, package) {
            Some(Ok(Answer::Facts(better, _))) => Some(better),
            _ => Some(facts),
        }
    }

    /// A page's pictures; `first` hands the document over.
    fn picture(&mut self, source: &Source, page: u32, first: bool) -> Option<Vec<u8>> {
        let setup = self.shared.engine.setup();
        if self.shared.options.worker.is_none() {
            return worker::picture(&source.bytes, page, &setup.limits);
        }
        // A worker that has died in between has forgotten the document.
        let follows = first || self.worker.is_none();
        let seconds = setup.limits.seconds;
        let worker = self.worker()?;
        let answer =
            worker.ask(&Request::Picture { page, follows }, follows.then_some(&source.bytes), seconds);
        match answer {
            Ok(Answer::Bytes { bytes }) => Some(bytes),
            Ok(_) => None,
            Err(_) => {
                self.lose();
                None
            }
        }
    }

    /// Asks the worker; where it dies, asks a fresh one once more. `None` where no worker can be had.
    fn ask(&mut self, request: &Request, bytes: Option<&[u8]>) -> Option<Result<Answer, Died>> {
        let mut last = Died::Crashed;
        for _ in 0..2 {
            let seconds = self.shared.engine.setup().limits.seconds;
            let worker = self.worker()?;
            match worker.ask(request, bytes, seconds) {
                Ok(answer) => {
                    if worker.is_worn() && !matches!(answer, Answer::List(..)) {
                        self.lose();
                    }
                    return Some(Ok(answer));
                }
                Err(died) => {
                    self.lose();
                    last = died;
                }
            }
        }
        Some(Err(last))
    }

    fn lose(&mut self) {
        self.worker = None;
        self.open = None;
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
}
