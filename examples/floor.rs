//! Reading beside the least that it can cost, in milliseconds for each file.
//!
//! ```sh
//! cargo run --release --example floor FOLDER [ROUNDS]
//! ```
//!
//! The floor of a Word file is inflating and tokenising the parts that are read of it; that of a PDF file, inflating its
//! streams. *Reading* is the text alone, *whole* is recognition, rules, joining and the JSON report as well, in one thread.
//! All take turns; the mean of the rounds counts, in time that the thread computes where the system tells (Linux, by the tick:
//! take a thousand files), else by the clock.

use std::error::Error;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use pyspunka::document::Date;
use pyspunka::engine::{Engine, Setup};
use pyspunka::extract::{Limits, extract};
use pyspunka::ingest::Source;
use quick_xml::events::Event;

/// Parts of a Word file that are read, by how their names begin.
const READ: &[&str] = &[
    "_rels/",
    "docProps/",
    "word/_rels/document",
    "word/document",
    "word/styles.",
    "word/numbering",
    "word/footnotes",
    "word/endnotes",
    "word/comments.",
    "word/header",
    "word/footer",
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("name a folder")?;
    let rounds = arguments.next().map_or(Ok(5), |rounds| rounds.parse::<usize>())?;
    let engine = Engine::new(Setup::shipped(Date::year(2026))).map_err(|mistakes| mistakes.join("\n"))?;
    engine.lexicons();
    for (ending, floor) in [("docx", floor_of_word as fn(&[u8]) -> usize), ("pdf", floor_of_pdf)] {
        let sources = sources(Path::new(&folder), ending)?;
        if sources.is_empty() {
            continue;
        }
        let mut all = [Duration::ZERO; 4];
        for _ in 0..rounds {
            let each = |work: &dyn Fn(&Source) -> usize| {
                let began = computed();
                std::hint::black_box(sources.iter().map(work).sum::<usize>());
                computed() - began
            };
            let limits = Limits::default();
            let began = computed();
            report(&engine, &sources)?;
            let whole = computed() - began;
            let took = [
                each(&|source| floor(&source.bytes)),
                each(&|source| extract(&source.bytes, &limits).document.text().len()),
                whole,
                if ending == "docx" { each(&|source| docx_rs(&source.bytes)) } else { Duration::ZERO },
            ];
            all.iter_mut().zip(took).for_each(|(all, took)| *all += took);
        }
        let [floor, reading, whole, other] =
            all.map(|took| 1000.0 * took.as_secs_f64() / (rounds * sources.len()) as f64);
        println!("{} {ending}: floor {floor:.3} ms", sources.len());
        println!("  reading {reading:.3} ms, {:.1} × the floor", reading / floor);
        println!("  whole {whole:.3} ms, {:.1} × the floor", whole / floor);
        if other > 0.0 {
            println!("  docx-rs {other:.3} ms; whole ÷ docx-rs {:.2}", whole / other);
        }
    }
    Ok(())
}

fn sources(folder: &Path, ending: &str) -> std::io::Result<Vec<Source>> {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|own| own == ending));
    paths.sort();
    let source = |path: &std::path::PathBuf| {
        Ok(Source { name: path.display().to_string(), bytes: std::fs::read(path)? })
    };
    paths.iter().map(source).collect()
}

/// How long this thread has computed so far.
fn computed() -> Duration {
    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| BEGAN.elapsed(), Duration::from_nanos)
}

/// Facts, as a scan writes and reads them, and their report.
fn report(engine: &Engine, sources: &[Source]) -> Result<usize, Box<dyn Error>> {
    let written = sources.iter().map(|source| serde_json::to_string(&engine.scan(source)));
    let facts = written.map(|facts| serde_json::from_str(&facts?)).collect::<Result<Vec<_>, _>>()?;
    let (documents, archive) = engine.link(facts);
    Ok(serde_json::to_string_pretty(&(documents, archive))?.len())
}

fn floor_of_word(bytes: &[u8]) -> usize {
    let Ok(mut zip) = zip::ZipArchive::new(Cursor::new(bytes)) else { return 0 };
    let mut events = 0;
    for index in 0..zip.len() {
        let Ok(mut part) = zip.by_index(index) else { continue };
        if !READ.iter().any(|start| part.name().starts_with(start)) {
            continue;
        }
        let mut text = Vec::with_capacity(usize::try_from(part.size()).unwrap_or(0).min(1 << 24));
        if part.read_to_end(&mut text).is_err() {
            continue;
        }
        let mut reader = quick_xml::Reader::from_reader(text.as_slice());
        while !matches!(reader.read_event(), Ok(Event::Eof) | Err(_)) {
            events += 1;
        }
    }
    events
}

fn floor_of_pdf(bytes: &[u8]) -> usize {
    let mut size = 0;
    let mut rest = bytes;
    while let Some(at) = memchr::memmem::find(rest, b"stream") {
        let ends = rest[..at].ends_with(b"end");
        rest = &rest[at + b"stream".len()..];
        let data = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"));
        if let Some(data) = data.filter(|_| !ends) {
            let mut out = Vec::new();
            // What is packed in another way says so at once.
            let _ = flate2::read::ZlibDecoder::new(data).read_to_end(&mut out);
            size += out.len();
        }
    }
    size
}

fn docx_rs(bytes: &[u8]) -> usize {
    docx_rs::read_docx(bytes).map_or(0, |file| file.document.children.len())
}
