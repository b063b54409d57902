//! Text recognition by the tesseract program, in a process of its own that gets a picture and gives back words.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::extract::Recognised;
use crate::finding::DocumentFacts;

/// Languages that are asked for, as far as they are installed.
const LANGUAGES: &[&str] = &["swe", "eng"];
/// Seconds for one page.
const SECONDS: u64 = 60;
/// Bytes of one page's words, at most.
const ANSWER: u64 = 8 << 20;
/// Pages of one document, at most.
const PAGES: usize = 200;

/// Problems that tell of a page with text in a picture.
const PICTURES: [&str; 2] = ["scan-page", "scan-part"];

/// Recognises the pages of a document that are pictures, as its facts name them. `picture` paints a page; it is told
/// whether it is the first.
pub fn recognise(
    ocr: &Ocr,
    facts: &DocumentFacts,
    mut picture: impl FnMut(u32, bool) -> Option<Vec<u8>>,
) -> Vec<Recognised> {
    let problems = facts.record.problems.iter().filter(|problem| PICTURES.contains(&problem.code.as_str()));
    let pages = problems.filter_map(|problem| problem.page).take(PAGES).enumerate();
    let read = |(index, page)| {
        let table = ocr.read(picture(page, index == 0)?)?;
        Some(Recognised { page, table })
    };
    pages.filter_map(read).collect()
}

/// An installed recogniser.
#[derive(Debug, Clone)]
pub struct Ocr {
    program: PathBuf,
    languages: String,
}

impl Ocr {
    /// Looks for tesseract on the search path. An error says what to install.
    pub fn find() -> Result<Ocr, String> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let missing = "--ocr needs the program tesseract; install it (Debian: apt install tesseract-ocr tesseract-ocr-swe)";
        let program = std::env::split_paths(&path)
            .map(|folder| folder.join(if cfg!(windows) { "tesseract.exe" } else { "tesseract" }))
            .find(|program| program.is_file())
            .ok_or(missing)?;
        let listed = command(&program).arg("--list-langs").stdin(Stdio::null()).output();
        let listed = listed.map_err(|error| format!("{}: {error}", program.display()))?;
        let listed = [listed.stdout, listed.stderr].concat();
        let listed = String::from_utf8_lossy(&listed);
        let has = |language: &&&str| listed.lines().any(|line| line.trim() == **language);
        let languages: Vec<&str> = LANGUAGES.iter().filter(has).copied().collect();
        if !languages.contains(&"swe") {
            return Err(
                "--ocr needs Swedish for tesseract (Debian: apt install tesseract-ocr-swe)".to_owned()
            );
        }
        Ok(Ocr { program, languages: languages.join("+") })
    }

    /// The words of a picture (portable grey map) as a table; `None` where the program fails or takes too long.
    pub fn read(&self, picture: Vec<u8>) -> Option<String> {
        let mut child = command(&self.program)
            .args(["stdin", "stdout", "-l", &self.languages, "--dpi", "300", "tsv"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let (mut to, from) = (child.stdin.take()?, child.stdout.take()?);
        let write = thread::spawn(move || to.write_all(&picture));
        let read = thread::spawn(move || {
            let mut table = Vec::new();
            from.take(ANSWER).read_to_end(&mut table).map(|_| table)
        });
        let deadline = Instant::now() + Duration::from_secs(SECONDS);
        let fine = loop {
            match child.try_wait() {
                Ok(Some(status)) => break status.success(),
                Ok(None) if Instant::now() < deadline && !read.is_finished() => {
                    thread::sleep(Duration::from_millis(10));
                }
                // It has said all that it says, or it is too late.
                Ok(None) if read.is_finished() => break child.wait().is_ok_and(|status| status.success()),
                _ => {
                    let _ = child.kill();
                    let _ = child.wait();
                    break false;
                }
            }
        };
        let _ = write.join();
        let table = read.join().ok()?.ok()?;
        fine.then(|| String::from_utf8_lossy(&table).into_owned())
    }
}

/// One thread, as many documents are read at once.
fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env("OMP_THREAD_LIMIT", "1");
    command
}
