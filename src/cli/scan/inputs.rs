//! Which files are scanned.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use pyspunka::document::Date;
use pyspunka::engine::disk::Passing;
use pyspunka::engine::run::{Input, Inputs};
use pyspunka::finding::List;
use pyspunka::finding::list::Spool;
use pyspunka::ingest::{self, Globs, Listed, NotListed, read_limited};

use super::Arguments;
use crate::cli::clock::days_to_date;
use crate::cli::guard::Belongings;
use crate::cli::{Exit, deliver};

/// The paths that were named, whatever their order.
pub(super) fn roots(arguments: &Arguments) -> String {
    let real = |path: &PathBuf| path.canonicalize().unwrap_or_else(|_| path.clone());
    let mut roots: Vec<PathBuf> = arguments.paths.iter().map(real).collect();
    roots.sort();
    let list = arguments.files_from.as_ref().map(real);
    format!("{roots:?} {list:?}")
}

/// Which files of all are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shard {
    /// From 1.
    index: u64,
    of: u64,
}

impl std::str::FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Shard, String> {
        let parts =
            text.split_once('/').and_then(|(index, of)| Some((index.parse().ok()?, of.parse().ok()?)));
        match parts {
            Some((index, of)) if index >= 1 && index <= of => Ok(Shard { index, of }),
            _ => Err(format!("{text}: not a share; 1/4, 2/4, 3/4 and 4/4 are")),
        }
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

impl Shard {
    /// True where it is this share that a file belongs to: by name, so that every part is the same wherever it is made.
    fn has(self, name: &str) -> bool {
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
        hash % self.of + 1 == self.index
    }
}

/// Tells which files are asked for, and counts.
struct Sieve {
    since: Option<Date>,
    globs: Option<Globs>,
    shard: Option<Shard>,
    all: u64,
    fitting: u64,
    /// The last that does not fit.
    example: String,
    /// True where some are left out only because they have not changed: that is no mistake of whoever asks.
    is_old: bool,
}

impl Sieve {
    fn new(arguments: &Arguments) -> Result<Sieve, (Exit, String)> {
        let globs = (!arguments.path_glob.is_empty()).then(|| Globs::new(&arguments.path_glob)).transpose();
        let globs = globs.map_err(|why| (Exit::Usage, why))?;
        let since = arguments.since.map(Date::earliest);
        let (shard, example) = (arguments.shard, String::new());
        Ok(Sieve { since, globs, shard, all: 0, fitting: 0, example, is_old: false })
    }

    /// True where a file is read. Where it can be, it lies at `path`.
    fn lets_through(&mut self, name: &str, path: Option<&Path>) -> bool {
        self.all += 1;
        let is_asked_for = self.globs.as_ref().is_none_or(|globs| globs.fits(name));
        let is_new = || self.since.zip(path).is_none_or(|(since, path)| is_changed(path, since));
        let fits = is_asked_for && is_new();
        self.is_old |= is_asked_for && !fits;
        if fits {
            self.fitting += 1;
        } else {
            name.clone_into(&mut self.example);
        }
        fits && self.shard.is_none_or(|shard| shard.has(name))
    }
}

/// True where a file has changed on a day or later, or does not tell.
fn is_changed(path: &Path, since: Date) -> bool {
    let changed = fs::metadata(path).and_then(|meta| meta.modified()).ok();
    let seconds = changed.and_then(|changed| changed.duration_since(SystemTime::UNIX_EPOCH).ok());
    let day = seconds.and_then(|seconds| days_to_date(seconds.as_secs() / 86_400));
    day.is_none_or(|day| day >= since)
}

/// Says which filter left nothing, and what would work.
fn none_fits(arguments: &Arguments, Sieve { all, example, .. }: &Sieve) -> String {
    let globs = &arguments.path_glob;
    let since = arguments.since.map(|since| format!("--since {since}"));
    let flags: Vec<String> =
        since.into_iter().chain(globs.iter().map(|glob| format!("--path-glob {glob:?}"))).collect();
    let hint = if globs.iter().any(|glob| glob.contains('\\')) {
        "; folders are parted by /, not \\"
    } else if globs.is_empty() {
        "; the day is that of the last change"
    } else {
        ""
    };
    format!("none of {all} files fits {}; one of them is {example:?}{hint}", flags.join(" "))
}

/// What is scanned.
pub(super) struct Chosen {
    /// A long list is put aside.
    pub(super) inputs: Inputs,
    pub(super) count: u64,
    /// Files that were left out.
    pub(super) skipped: u64,
    /// Names of the files that were named one by one.
    pub(super) named: HashSet<String>,
}

/// Lists what is asked for. Standard input holds no more than `cap` bytes.
///
/// # Errors
/// A document that an output would take the place of, too.
pub(super) fn choose(
    arguments: &Arguments,
    cap: u64,
    belongings: &Belongings<'_>,
) -> Result<Chosen, (Exit, String)> {
    let mut sieve = Sieve::new(arguments)?;
    let Named { paths, more, stdin } = named(arguments, cap)?;
    let stdin = stdin.filter(|(name, _)| sieve.lets_through(name, None));
    let room = deliver::room(&arguments.outputs.output);
    let full = |error: io::Error| (Exit::NotWritten, format!("{}: {error}", room.display()));
    let aside = || -> io::Result<Option<Box<dyn Spool>>> { Ok(Some(Box::new(Passing::new(&room)?))) };
    let mut files = ingest::list_all(&paths, &more, &aside).map_err(|why| match why {
        NotListed::Aside(error) => full(error),
        missing => (Exit::Usage, missing.to_string()),
    })?;
    let mut list = List::new(if files.is_long() { aside().map_err(full)? } else { None });
    let root = files.root.clone();
    let one_by_one: HashSet<PathBuf> = paths.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let (mut named, mut own) = (HashSet::new(), 0);
    for listed in &mut files {
        let listed = listed.map_err(full)?;
        let path = listed.problem.is_none().then(|| listed.place(&root).path(&listed.name));
        if let Some(path) = &path {
            if one_by_one.contains(path) {
                named.insert(listed.name.clone());
            } else if belongings.have(path)? {
                own += 1;
                continue;
            }
        }
        if sieve.lets_through(&listed.name, path.as_deref()) {
            list.push(listed).map_err(full)?;
        }
    }
    if sieve.all == 0 {
        let why = "no files there; name a folder that holds DOCX or PDF files";
        return Err((Exit::Usage, why.to_owned()));
    }
    if sieve.fitting == 0 && !sieve.is_old {
        return Err((Exit::Usage, none_fits(arguments, &sieve)));
    }
    let count = list.count() as u64 + u64::from(stdin.is_some());
    let input = move |listed: Listed| {
        let place = listed.place(&root);
        (listed.name, listed.problem.map_or(Input::File(place), Input::Refused))
    };
    let listed = list.read().map_err(full)?.map(move |listed| listed.map(&input));
    let inputs = Box::new(stdin.into_iter().map(Ok).chain(listed));
    let skipped = files.skipped + sieve.all - sieve.fitting + own;
    Ok(Chosen { inputs, count, skipped, named })
}

/// Standard input as a document, under its name.
type Stdin = Option<(String, Input)>;

/// What was named.
struct Named {
    /// On the command line.
    paths: Vec<PathBuf>,
    /// In a list.
    more: Vec<PathBuf>,
    stdin: Stdin,
}

/// The paths that were named or stand in a list, and what came on standard input.
fn named(arguments: &Arguments, cap: u64) -> Result<Named, (Exit, String)> {
    let usage = |why: String| (Exit::Usage, why);
    let mut input = None;
    let (mut paths, mut more) = (arguments.paths.clone(), Vec::new());
    let stdin = Path::new("-");
    if paths.iter().any(|path| path == stdin) {
        if arguments.files_from.as_deref() == Some(stdin) {
            return Err(usage(
                "standard input is either a document (-) or a list (--files-from -)".to_owned(),
            ));
        }
        paths.retain(|path| path != stdin);
        let read = read_limited(&mut io::stdin().lock(), cap);
        let read = read.map_or_else(|why| Input::Refused(Box::new(why)), Input::Bytes);
        input = Some(("-".to_owned(), read));
    }
    if let Some(list) = &arguments.files_from {
        let reader: Box<dyn Read> = if list == stdin {
            Box::new(io::stdin())
        } else {
            Box::new(File::open(list).map_err(|error| usage(format!("{}: {error}", list.display())))?)
        };
        let end = if arguments.null { 0 } else { b'\n' };
        let mut is_first = true;
        for line in io::BufReader::new(reader).split(end) {
            let mut line = line.map_err(|error| usage(format!("{}: {error}", list.display())))?;
            if end == b'\n' && line.last() == Some(&b'\r') {
                line.pop();
            }
            // Lists that Windows programs write begin with a mark.
            if is_first {
                line.drain(..if line.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 });
                is_first = false;
            }
            if !line.is_empty() {
                more.push(path_of(line));
            }
        }
    }
    if paths.is_empty() && more.is_empty() && input.is_none() {
        return Err(usage("nothing to scan; name a file or a folder: pyspunka scan agreements".to_owned()));
    }
    Ok(Named { paths, more, stdin: input })
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}
