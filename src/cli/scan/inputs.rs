//! Which files are scanned.

use std::fs::{self, File};
use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use pyspunka::document::Date;
use pyspunka::engine::run::Input;
use pyspunka::ingest::{self, read_limited};

use super::Arguments;
use crate::cli::Exit;
use crate::cli::clock::days_to_date;

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

/// Leaves out what was not asked for; returns how many.
pub(super) fn choose(
    arguments: &Arguments,
    inputs: &mut Vec<(String, Input)>,
) -> Result<u64, (Exit, String)> {
    let before = inputs.len();
    let example = inputs.last().map(|(name, _)| name.clone()).unwrap_or_default();
    if let Some(since) = arguments.since.map(Date::earliest) {
        inputs.retain(|(name, input)| match input {
            Input::File(place) => {
                let changed = fs::metadata(place.path(name)).and_then(|meta| meta.modified()).ok();
                let seconds = changed.and_then(|changed| changed.duration_since(SystemTime::UNIX_EPOCH).ok());
                let day = seconds.and_then(|seconds| days_to_date(seconds.as_secs() / 86_400));
                day.is_none_or(|day| day >= since)
            }
            _ => true,
        });
    }
    if !arguments.path_glob.is_empty() {
        let globs = ingest::Globs::new(&arguments.path_glob).map_err(|why| (Exit::Usage, why))?;
        inputs.retain(|(name, _)| globs.fits(name));
    }
    if inputs.is_empty() {
        return Err((Exit::Usage, none_fits(arguments, before, &example)));
    }
    let left_out = before - inputs.len();
    if let Some(Shard { index, of }) = arguments.shard {
        // By name, so that every part is the same wherever it is made.
        let share = |name: &str| {
            let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
            });
            hash % of + 1
        };
        inputs.retain(|(name, _)| share(name) == index);
    }
    Ok(left_out as u64)
}

/// Says which filter left nothing of so many files, and what would work.
fn none_fits(arguments: &Arguments, files: usize, example: &str) -> String {
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
    format!("none of {files} files fits {}; one of them is {example:?}{hint}", flags.join(" "))
}

#[allow(clippy::type_complexity)]
pub(super) fn inputs(arguments: &Arguments, cap: u64) -> Result<(Vec<(String, Input)>, u64), (Exit, String)> {
    let usage = |why: String| (Exit::Usage, why);
    let mut inputs = Vec::new();
    let mut paths = arguments.paths.clone();
    let stdin = Path::new("-");
    if paths.iter().any(|path| path == stdin) {
        if arguments.files_from.as_deref() == Some(stdin) {
            return Err(usage(
                "standard input is either a document (-) or a list (--files-from -)".to_owned(),
            ));
        }
        paths.retain(|path| path != stdin);
        let input = match read_limited(&mut std::io::stdin().lock(), cap) {
            Ok(bytes) => Input::Bytes(bytes),
            Err(why) => Input::Refused(Box::new(why)),
        };
        inputs.push(("-".to_owned(), input));
    }
    if let Some(list) = &arguments.files_from {
        let reader: Box<dyn Read> = if list == stdin {
            Box::new(std::io::stdin())
        } else {
            Box::new(File::open(list).map_err(|error| usage(format!("{}: {error}", list.display())))?)
        };
        let end = if arguments.null { 0 } else { b'\n' };
        for line in std::io::BufReader::new(reader).split(end) {
            let mut line = line.map_err(|error| usage(format!("{}: {error}", list.display())))?;
            if end == b'\n' && line.last() == Some(&b'\r') {
                line.pop();
            }
            if !line.is_empty() {
                paths.push(path_of(line));
            }
        }
    }
    if paths.is_empty() && inputs.is_empty() {
        return Err(usage("nothing to scan; name a file or a folder: pyspunka scan agreements".to_owned()));
    }
    let mut skipped = 0;
    if !paths.is_empty() {
        let found = ingest::find(&paths)
            .map_err(|missing| usage(format!("{:?}: there is no such file or folder", missing.0)))?;
        skipped = found.skipped;
        inputs.extend(found.files.into_iter().map(|(name, place)| (name, Input::File(place))));
        inputs.extend(found.refused.into_iter().map(|(name, why)| (name, Input::Refused(Box::new(why)))));
    }
    if inputs.is_empty() {
        return Err(usage("no files there; name a folder that holds DOCX or PDF files".to_owned()));
    }
    Ok((inputs, skipped))
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
