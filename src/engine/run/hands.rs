//! What one thread does: takes a task, has the document judged, and keeps what comes of it.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::queue::{Container, File, Held, Listed, Shared, Task};
use super::{Input, Of, Origin, Recalled, Stopped, lock};
use crate::engine::frame::{Answer, Request};
use crate::engine::pool::{Died, Worker};
use crate::engine::{Written, ocr, worker};
use crate::extract::Recognised;
use crate::finding::{Package, Reason};
use crate::ingest::container::Opened;
use crate::ingest::{Refused, Source, read_file, stamp};

/// Containers inside containers are opened to this depth.
const DEPTH: usize = 3;

/// One thread: its worker, and the containers that it reads, innermost last.
pub(super) struct Hands<'a> {
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
    pub(super) fn new(shared: &'a Shared<'a>) -> Hands<'a> {
        Hands { shared, worker: None, open: None, inside: None, mine: Vec::new() }
    }

    /// The next file: from the container at hand, then from the queue, then from a container that another thread has
    /// opened. `None` where there is nothing left, or the run has ended.
    pub(super) fn next(&mut self) -> Option<Task> {
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
            match queue.files.next() {
                Some(Ok((name, input))) => {
                    queue.busy += 1;
                    return Some(Task::File(File { name, input: Arc::new(input) }));
                }
                Some(Err(error)) => {
                    self.shared.stop(Stopped::Store(error.to_string()));
                    return None;
                }
                None => {}
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

    pub(super) fn take(&mut self, task: Task) {
        let shared = self.shared;
        match task {
            Task::File(file) => {
                let origin = Origin::of(&file.name, &file.input);
                let known = |of: &Arc<Origin>| shared.store.has(&file.name, of) || shared.store.unchanged(of);
                if origin.as_ref().is_some_and(known) {
                    return;
                }
                match self.read(&file.name, &file.input) {
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

    fn read(&self, name: &str, input: &Input) -> Result<Vec<u8>, Refused> {
        match input {
            Input::File(place) => read_file(&place.path(name), self.shared.engine.setup().limits.file_bytes),
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
                    Input::File(place)
                        if stamp(&place.path(container.name()))
                            != container.origin.as_ref().map(|of| of.stamp) =>
                    {
                        Err(Refused::new(Reason::ChangedWhileRead, "changed-while-read"))
                    }
                    input => self.read(container.name(), input).map(Arc::new),
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
