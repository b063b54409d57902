//! The parent's side of one worker process: started, asked, watched, replaced.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Setup;
use super::frame::{Answer, Request, receive, receive_bytes, send, send_bytes};
use crate::finding::Reason;
use crate::ingest::Refused;

/// A worker is replaced after this many documents.
const DOCUMENTS: u32 = 10_000;
/// A worker is replaced above this many resident bytes.
const RESIDENT: u64 = 512 << 20;
/// How often the watchdog looks.
const LOOK: Duration = Duration::from_millis(25);
/// Time to compile rules, beside the time for one document.
const START: Duration = Duration::from_secs(20);

/// What runs a worker: the same program with a hidden subcommand.
#[derive(Debug, Clone)]
pub struct Program {
    /// The program.
    pub path: std::path::PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
}

/// Why a worker gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Died {
    /// It took too long.
    Timeout,
    /// It took too much memory.
    Memory,
    /// It crashed.
    Crashed,
}

impl Died {
    /// The same as a refusal of the document that it had.
    pub fn refused(self, setup: &Setup) -> Refused {
        match self {
            Died::Timeout => Refused::new(Reason::Timeout, "timeout").value(setup.limits.seconds),
            Died::Memory => Refused::new(Reason::Memory, "memory").value(setup.limits.memory_bytes),
            Died::Crashed => Refused::new(Reason::Crashed, "crashed"),
        }
    }
}

/// One running worker process; it ends when this is dropped.
#[derive(Debug)]
pub struct Worker {
    watch: Arc<Watch>,
    to: BufWriter<ChildStdin>,
    from: BufReader<ChildStdout>,
    documents: u32,
}

#[derive(Debug)]
struct Watch {
    child: Mutex<Child>,
    deadline: Mutex<Option<Instant>>,
    killed: AtomicBool,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Worker {
    /// Starts a worker and hands it its rules. An error says why no worker can be had at all.
    pub fn start(program: &Program, setup: &Setup) -> Result<Worker, String> {
        let failed = |error: io::Error| format!("worker process: {error}");
        let mut child = Command::new(&program.path)
            .args(&program.arguments)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("worker process: no pipes".to_owned());
        };
        let watch = Arc::new(Watch {
            child: Mutex::new(child),
            deadline: Mutex::new(None),
            killed: AtomicBool::new(false),
        });
        let weak = Arc::downgrade(&watch);
        let watchdog = std::thread::Builder::new().name("watchdog".to_owned()).stack_size(64 << 10);
        watchdog
            .spawn(move || {
                while let Some(watch) = weak.upgrade() {
                    watch.look();
                    drop(watch);
                    std::thread::sleep(LOOK);
                }
            })
            .map_err(failed)?;
        let mut worker = Worker { watch, to: BufWriter::new(to), from: BufReader::new(from), documents: 0 };
        *lock(&worker.watch.deadline) = Some(Instant::now() + START);
        let ready = send(&mut worker.to, setup).and_then(|()| worker.to.flush());
        let answer = ready.and_then(|()| receive::<Answer>(&mut worker.from));
        *lock(&worker.watch.deadline) = None;
        match answer {
            Ok(Answer::Ready) => Ok(worker),
            Ok(Answer::Mistakes(mistakes)) => Err(mistakes.join("\n")),
            _ => Err(match worker.died() {
                Died::Memory => "worker process: too little memory to start; raise memory_bytes".to_owned(),
                _ => "worker process: ended before it began".to_owned(),
            }),
        }
    }

    /// Asks, and waits for the answer; after `seconds` the worker is killed. After `Err` it is of no more use.
    pub fn ask(&mut self, request: &Request, bytes: Option<&[u8]>, seconds: u64) -> Result<Answer, Died> {
        self.documents += 1;
        *lock(&self.watch.deadline) = Instant::now().checked_add(Duration::from_secs(seconds));
        if seconds == 0 {
            self.watch.look();
        }
        let answer = self.exchange(request, bytes);
        *lock(&self.watch.deadline) = None;
        answer.map_err(|_| self.died())
    }

    /// The bytes that follow [`Answer::Bytes`].
    pub fn bytes(&mut self) -> Result<Vec<u8>, Died> {
        receive_bytes(&mut self.from).map_err(|_| self.died())
    }

    fn exchange(&mut self, request: &Request, bytes: Option<&[u8]>) -> io::Result<Answer> {
        send(&mut self.to, request)?;
        if let Some(bytes) = bytes {
            send_bytes(&mut self.to, bytes)?;
        }
        self.to.flush()?;
        receive(&mut self.from)
    }

    /// True where it has served long enough, or has grown too large.
    pub fn is_worn(&self) -> bool {
        self.documents >= DOCUMENTS
            || (self.documents.is_multiple_of(32) && resident(lock(&self.watch.child).id()) > RESIDENT)
    }

    fn died(&mut self) -> Died {
        let mut child = lock(&self.watch.child);
        let by_watchdog = self.watch.killed.load(Ordering::SeqCst);
        // A worker that answers nonsense is still alive.
        std::thread::sleep(Duration::from_millis(5));
        let _ = child.kill();
        let status = child.wait();
        let mut last_words = Vec::new();
        if let Some(stderr) = child.stderr.as_mut() {
            let _ = stderr.take(4096).read_to_end(&mut last_words);
        }
        let out_of_memory = String::from_utf8_lossy(&last_words).contains("memory allocation of");
        if by_watchdog {
            Died::Timeout
        } else if out_of_memory || killed_from_outside(status.ok()) {
            Died::Memory
        } else {
            Died::Crashed
        }
    }
}

/// SIGKILL that we did not send comes from the kernel, for want of memory.
#[cfg(unix)]
fn killed_from_outside(status: Option<std::process::ExitStatus>) -> bool {
    use std::os::unix::process::ExitStatusExt;
    status.and_then(|status| status.signal()) == Some(9)
}

#[cfg(not(unix))]
fn killed_from_outside(_status: Option<std::process::ExitStatus>) -> bool {
    false
}

fn resident(pid: u32) -> u64 {
    let statm = std::fs::read_to_string(format!("/proc/{pid}/statm")).unwrap_or_default();
    statm.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or(0) * 4096
}

impl Watch {
    fn look(&self) {
        if lock(&self.deadline).is_some_and(|deadline| Instant::now() >= deadline) {
            self.killed.store(true, Ordering::SeqCst);
            let _ = lock(&self.child).kill();
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let mut child = lock(&self.watch.child);
        let _ = child.kill();
        let _ = child.wait();
    }
}
