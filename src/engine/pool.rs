//! The parent's side of one worker process: started, asked, watched, replaced.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::Setup;
use super::frame::{Answer, Request, receive_answer, send, send_bytes};
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
/// What else the machine does is no fault of a document: where the system tells how long a worker has computed, that is
/// what counts, and the clock only after so many times as long.
const PATIENCE: u32 = 5;

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
    turn: Mutex<Option<Turn>>,
    killed: AtomicBool,
}

/// What a worker is about, and how long it may take.
#[derive(Debug)]
struct Turn {
    began: Instant,
    most: Duration,
    /// How long the worker had computed when the watchdog first saw it at this.
    computed: Option<Duration>,
}

impl Turn {
    fn new(most: Duration) -> Turn {
        Turn { began: Instant::now(), most, computed: None }
    }

    /// True where it is time to end it; `computed` tells how long the worker has computed so far.
    fn is_over(&mut self, computed: impl FnOnce() -> Option<Duration>) -> bool {
        let passed = self.began.elapsed();
        // Documents that are done before are never asked about.
        if self.most > Duration::ZERO && passed < self.most && self.computed.is_some() {
            return false;
        }
        let now = computed();
        let since = self.computed.or(now);
        self.computed = since;
        passed >= self.most
            && match (now, since) {
                (Some(now), Some(since)) => {
                    now.saturating_sub(since) + LOOK >= self.most
                        || passed >= self.most.saturating_mul(PATIENCE)
                }
                _ => true,
            }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Worker {
    /// Starts a worker and hands it its rules. An error says why no worker can be had at all.
    pub fn start(program: &Program, setup: &Setup) -> Result<Worker, String> {
        let failed = |error: io::Error| format!("worker process: {error}");
        let mut command = Command::new(&program.path);
        // What a terminal sends to this program is not for its workers: the documents in flight are finished.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command
            .args(&program.arguments)
            .env_clear()
            // Address space is what is limited, and glibc sets a tenth of it aside for each further thread that allocates.
            .env("MALLOC_ARENA_MAX", "1")
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
            turn: Mutex::new(None),
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
        *lock(&worker.watch.turn) = Some(Turn::new(START));
        let ready = send(&mut worker.to, setup).and_then(|()| worker.to.flush());
        let answer = ready.and_then(|()| receive_answer(&mut worker.from));
        *lock(&worker.watch.turn) = None;
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
        *lock(&self.watch.turn) = Some(Turn::new(Duration::from_secs(seconds)));
        if seconds == 0 {
            self.watch.look();
        }
        let answer = self.exchange(request, bytes);
        *lock(&self.watch.turn) = None;
        answer.map_err(|_| self.died())
    }

    fn exchange(&mut self, request: &Request, bytes: Option<&[u8]>) -> io::Result<Answer> {
        send(&mut self.to, request)?;
        if let Some(bytes) = bytes {
            send_bytes(&mut self.to, bytes)?;
        }
        self.to.flush()?;
        receive_answer(&mut self.from)
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

/// How long a process has computed so far, on all its threads; `None` where the system does not tell.
fn computed(pid: u32) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in brackets may hold anything; time is told in hundredths of a second, whatever the kernel counts in.
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some(Duration::from_millis(10 * (ticks()? + ticks()?)))
}

impl Watch {
    fn look(&self) {
        let mut turn = lock(&self.turn);
        let pid = || lock(&self.child).id();
        if turn.as_mut().is_some_and(|turn| turn.is_over(|| computed(pid()))) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_worker_computes_counts_and_the_clock_only_after_long() {
        let turn = |seconds: u64, ago: u64| Turn {
            began: Instant::now().checked_sub(Duration::from_secs(ago)).unwrap(),
            most: Duration::from_secs(seconds),
            computed: Some(Duration::from_secs(100)),
        };
        for (seconds, ago, computed, over) in [
            (20, 19, Some(119), false),
            (20, 25, Some(105), false),
            (20, 25, Some(120), true),
            (20, 99, Some(105), false),
            (20, 101, Some(105), true),
            (20, 21, None, true),
            (0, 0, Some(100), true),
        ] {
            let computed = computed.map(Duration::from_secs);
            assert_eq!(turn(seconds, ago).is_over(|| computed), over, "{seconds} {ago} {computed:?}");
        }
        let mut fresh = Turn::new(Duration::from_secs(20));
        assert!(!fresh.is_over(|| Some(Duration::from_secs(7))));
        assert_eq!(fresh.computed, Some(Duration::from_secs(7)));
        assert!(computed(std::process::id()).is_none_or(|time| time < Duration::from_secs(3600)));
    }
}
