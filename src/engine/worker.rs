//! The worker's side: reads requests, answers them, owns nothing.

use std::io::{self, BufReader, BufWriter, Read, Write};

use super::frame::{Answer, Request, receive, receive_bytes, send, send_answer};
use super::{Engine, Setup, Written, guarded, panics, sandbox};
use crate::extract::{Limits, Recognised, pdf};
use crate::finding::{Package, Reason};
use crate::ingest::container::{self, Caps, Opened};
use crate::ingest::{Refused, Source};
use crate::report::annotate::annotate;

/// Stack of the thread that reads documents.
pub const STACK: usize = 64 << 20;

/// Serves one parent until it closes the pipe. Returns where the parent is gone.
pub fn serve(from: impl Read + Send + 'static, to: impl Write + Send + 'static) -> io::Result<()> {
    panics::keep_quiet();
    let thread = std::thread::Builder::new()
        .name("document".to_owned())
        .stack_size(STACK)
        .spawn(move || answer_all(&mut BufReader::new(from), &mut BufWriter::new(to)))?;
    thread.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))
}

fn answer_all(from: &mut impl Read, to: &mut impl Write) -> io::Result<()> {
    let setup: Setup = receive(from)?;
    sandbox::enter(&setup.limits);
    let engine = match Engine::new(setup) {
        Ok(engine) => engine,
        Err(mistakes) => {
            send(to, &Answer::Mistakes(mistakes))?;
            return to.flush();
        }
    };
    send(to, &Answer::Ready)?;
    to.flush()?;
    let mut opened = None;
    // The document whose pictures are being painted.
    let mut painted = Vec::new();
    loop {
        let request: Request = match receive(from) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            request => request?,
        };
        match request {
            Request::Scan { name, recognised, package } => {
                painted = Vec::new();
                let source = Source { name, bytes: receive_bytes(from)? };
                send_answer(to, &scan(&engine, &source, &recognised, package))?;
            }
            Request::View { name, view, recognised } => {
                let source = Source { name, bytes: receive_bytes(from)? };
                let crashed = |_| Err(Refused::new(Reason::Crashed, "crashed"));
                let text = guarded(|| engine.view(&source, view, &recognised)).unwrap_or_else(crashed);
                send(to, &Answer::Text(text))?;
            }
            Request::Open => {
                // The container before it goes first: two at once may be more than there is memory for.
                drop(opened.take());
                let answer = match open(receive_bytes(from)?, &engine.setup.limits) {
                    Ok(container) => {
                        let container = opened.insert(container);
                        Answer::List(container.list(), container.manifest().cloned())
                    }
                    Err(refused) => Answer::Refused(refused),
                };
                send(to, &answer)?;
            }
            Request::Get { index } => match get(opened.as_mut(), index) {
                Ok(bytes) => send_answer(to, &Answer::Bytes { bytes })?,
                Err(refused) => send(to, &Answer::Refused(refused))?,
            },
            Request::Annotate { findings, swedish } => {
                let bytes = receive_bytes(from)?;
                let lang = if swedish { "sv" } else { "en" };
                let crashed = |_| Err(Reason::Crashed.code());
                let copy = guarded(|| annotate(&bytes, &findings, lang)).unwrap_or_else(crashed);
                send_answer(to, &Answer::Annotated(copy))?;
            }
            Request::Picture { page, follows } => {
                if follows {
                    painted = receive_bytes(from)?;
                }
                match picture(&painted, page, &engine.setup.limits) {
                    Some(bytes) => send_answer(to, &Answer::Bytes { bytes })?,
                    None => send(to, &Answer::Refused(Refused::new(Reason::Scan, "no-picture")))?,
                }
            }
            Request::Probe => send(to, &Answer::Probe(sandbox::probe(&engine.setup.limits)))?,
        }
        to.flush()?;
    }
}

/// Judges a document, or says that it is a container. `package` is the delivery package that it lies in.
pub(super) fn scan(
    engine: &Engine,
    source: &Source,
    recognised: &[Recognised],
    package: Option<Package>,
) -> Answer {
    if guarded(|| container::is_container(&source.bytes, caps(&engine.setup.limits))).unwrap_or(false) {
        return Answer::Container;
    }
    let (mut facts, took) = engine.scan_timed(source, recognised);
    facts.record.package = package;
    match Written::new(&facts) {
        Ok(written) => Answer::Facts(written, took),
        Err(_) => Answer::Refused(Refused::new(Reason::Crashed, "crashed")),
    }
}

/// A page's pictures as a portable grey map.
pub(super) fn picture(bytes: &[u8], page: u32, limits: &Limits) -> Option<Vec<u8>> {
    guarded(|| pdf::picture(bytes, limits, page)).ok().flatten().map(|picture| picture.to_pgm())
}

pub(super) fn open(bytes: Vec<u8>, limits: &Limits) -> Result<Opened, Refused> {
    let crashed = |_| Err(Refused::new(Reason::Crashed, "crashed"));
    guarded(|| Opened::new(bytes, caps(limits))).unwrap_or_else(crashed)
}

pub(super) fn get(opened: Option<&mut Opened>, index: u64) -> Result<Vec<u8>, Refused> {
    let crashed = || Refused::new(Reason::Crashed, "crashed");
    let opened = opened.ok_or_else(crashed)?;
    guarded(|| opened.get(index)).unwrap_or_else(|_| Err(crashed()))
}

fn caps(limits: &Limits) -> Caps {
    Caps {
        entries: limits.entries,
        entry_bytes: limits.part_bytes,
        total_bytes: limits.total_bytes,
        ratio: limits.ratio,
    }
}
