//! What is still to be read, and what all threads know of it.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use super::{Input, Inputs, Options, Origin, Stopped, Store, lock};
use crate::engine::{Engine, Written, refused};
use crate::extract::Failure;
use crate::finding::Package;
use crate::ingest::Refused;
use crate::ingest::manifest::Manifest;

/// The breaker looks at this many documents …
const WINDOW: usize = 50;
/// … and stops the run when more of them were killed.
const KILLED: usize = 10;

/// A file as it was named.
pub(super) struct File {
    pub(super) name: String,
    pub(super) input: Arc<Input>,
}

/// A container whose files are being read. Each thread opens it for itself, once.
pub(super) struct Container {
    pub(super) id: usize,
    pub(super) bytes: Held,
    pub(super) origin: Option<Arc<Origin>>,
    pub(super) depth: usize,
    /// Its own name, with `!/`.
    pub(super) prefix: String,
    pub(super) manifest: Option<Manifest>,
    pub(super) members: Mutex<VecDeque<(u64, String)>>,
}

impl Container {
    /// Its own name.
    pub(super) fn name(&self) -> &str {
        self.prefix.strip_suffix("!/").unwrap_or(&self.prefix)
    }

    /// The delivery package that a file of it lies in.
    pub(super) fn package(&self, name: &str) -> Option<Package> {
        Some(self.manifest.as_ref()?.of(name.strip_prefix(&self.prefix)?))
    }
}

/// Where the bytes of a container are. Those of files are not kept.
pub(super) enum Held {
    Input(Arc<Input>),
    Here(Arc<Vec<u8>>),
}

/// The files of a container, and its manifest where it is a delivery package.
pub(super) type Listed = (Vec<(u64, String)>, Option<Manifest>);

pub(super) enum Task {
    File(File),
    Member(Arc<Container>, u64, String),
}

pub(super) struct Queue {
    pub(super) files: Inputs,
    pub(super) containers: Vec<Arc<Container>>,
    /// Taken, and not read because the run has ended.
    pub(super) dropped: Vec<String>,
    pub(super) busy: usize,
}

impl Queue {
    pub(super) fn new(files: Inputs) -> Queue {
        Queue { files: Box::new(files.fuse()), containers: Vec::new(), dropped: Vec::new(), busy: 0 }
    }
}

pub(super) struct Shared<'a> {
    pub(super) engine: &'a Engine,
    pub(super) options: &'a Options,
    pub(super) store: &'a dyn Store,
    pub(super) queue: Mutex<Queue>,
    pub(super) wake: Condvar,
    pub(super) stopped: Mutex<Option<Stopped>>,
    pub(super) recent: Mutex<VecDeque<bool>>,
    pub(super) opened: AtomicUsize,
}

impl Shared<'_> {
    pub(super) fn is_over(&self) -> bool {
        self.options.stop.load(Ordering::SeqCst) || lock(&self.stopped).is_some()
    }

    pub(super) fn finish(&self) {
        lock(&self.queue).busy -= 1;
        self.wake.notify_all();
    }

    /// Names of what was not read. What an earlier run has read is not among them.
    pub(super) fn unread(&self) -> Vec<String> {
        let mut queue = lock(&self.queue);
        let mut names = std::mem::take(&mut queue.dropped);
        let has = |name: &str, origin: Option<&Origin>| origin.is_some_and(|of| self.store.has(name, of));
        // Where the list can be read no further, the run has ended for that reason.
        for (name, input) in queue.files.by_ref().map_while(Result::ok) {
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

    pub(super) fn keep(&self, facts: Written, origin: Option<&Origin>, key: Option<String>) {
        if let Err(why) = self.store.keep(facts, origin, key) {
            self.stop(Stopped::Store(why));
        }
    }

    /// Keeps facts that say why there are no others; under a key where the bytes are the reason.
    pub(super) fn refuse(&self, name: &str, why: Refused, origin: Option<&Origin>, key: Option<String>) {
        let failure = Failure { reason: why.reason, detail: why.detail, value: why.value };
        match Written::new(&refused(name, &failure, self.engine.rules())) {
            Ok(facts) => self.keep(facts, origin, key),
            Err(error) => self.stop(Stopped::Store(error.to_string())),
        }
    }

    pub(super) fn stop(&self, why: Stopped) {
        lock(&self.stopped).get_or_insert(why);
        self.wake.notify_all();
    }

    pub(super) fn count(&self, killed: bool) {
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
