//! Paths to a sorted list of files, each once, each with a name that does not depend on the machine.

use std::collections::HashSet;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;
use unicode_normalization::UnicodeNormalization;

use super::Refused;
use super::read::refused;
use crate::finding::Reason;

/// What was found under the given paths.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Files to read, by name.
    pub files: Vec<(String, Place)>,
    /// What cannot be read, by name.
    pub refused: Vec<(String, Refused)>,
    /// Files left out on purpose: lock files, temporary files, folder settings.
    pub skipped: u64,
}

/// Where a file lies. Of a long list most lie where their names say, so that no path is kept beside the name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Below a folder, at its name.
    Below(Arc<PathBuf>),
    /// Anywhere.
    At(Box<Path>),
}

impl Place {
    /// The path of a file with this name.
    pub fn path(&self, name: &str) -> PathBuf {
        match self {
            Place::Below(folder) => below(folder, name),
            Place::At(path) => path.to_path_buf(),
        }
    }
}

impl From<PathBuf> for Place {
    fn from(path: PathBuf) -> Place {
        Place::At(path.into())
    }
}

fn below(folder: &Path, name: &str) -> PathBuf {
    let mut path = folder.to_path_buf();
    path.extend(name.split('/'));
    path
}

/// A path that does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing(pub PathBuf);

/// Finds all files under `paths`. Folders are walked without following links; `.pyspunkaignore` files are heeded. A
/// link that is named itself is followed. Errors only where a named path does not exist.
pub fn find(paths: &[PathBuf]) -> Result<Found, Missing> {
    let mut named = Vec::new();
    for path in paths {
        if std::fs::symlink_metadata(path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
            return Err(Missing(path.clone()));
        }
        // What cannot be resolved (a dangling link, a folder that may not be entered) gets its record below.
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        let folder = real.is_dir();
        named.push((real, folder));
    }
    // A file is named below the folder that it lies in.
    let roots: Vec<&Path> = named
        .iter()
        .map(|(path, folder)| if *folder { path.as_path() } else { path.parent().unwrap_or(Path::new("")) })
        .collect();
    let mut listing = Listing { root: Arc::new(common(&roots)), ..Listing::default() };
    for (path, folder) in named {
        if folder {
            listing.walk(&path);
            continue;
        }
        let problem = match std::fs::symlink_metadata(&path) {
            Ok(meta) if meta.is_file() => None,
            Ok(_) => Some(Refused::new(Reason::Unsupported, "not-a-file")),
            Err(error) => Some(refused(&error)),
        };
        listing.add(path, problem);
    }
    Ok(listing.found())
}

/// Patterns for paths, as in .gitignore; `!` takes back. Where all begin with `!`, everything else fits.
#[derive(Debug)]
pub struct Globs(ignore::gitignore::Gitignore);

impl Globs {
    /// Compiles patterns. An error says which makes no sense.
    pub fn new(patterns: &[String]) -> Result<Globs, String> {
        let mut builder = ignore::gitignore::GitignoreBuilder::new("");
        builder.allow_unclosed_class(false);
        let all = patterns.iter().all(|pattern| pattern.starts_with('!')).then_some("*");
        // Names are NFC and begin below the root.
        let patterns = patterns.iter().map(|pattern| {
            let (not, rest) = pattern.strip_prefix('!').map_or(("", pattern.as_str()), |rest| ("!", rest));
            format!("{not}{}", rest.trim_start_matches("./").nfc())
        });
        for pattern in all.map(str::to_owned).into_iter().chain(patterns) {
            let wrong = |why: &str| {
                format!(
                    "--path-glob {pattern:?}: {why}; \"*.pdf\", \"2025/**\", \"a[bc].docx\" and \"!utkast*\" are \
                     patterns, and \\[ is the sign itself"
                )
            };
            if pattern.trim_start_matches('!').trim().is_empty() {
                return Err(wrong("nothing to compare paths with"));
            }
            builder.add_line(None, &pattern).map_err(|error| match error {
                ignore::Error::Glob { err, .. } => wrong(&err),
                error => wrong(&error.to_string()),
            })?;
        }
        builder.build().map(Globs).map_err(|error| error.to_string())
    }

    /// True where a name fits.
    pub fn fits(&self, name: &str) -> bool {
        self.0.matched_path_or_any_parents(name, false).is_ignore()
    }
}

/// What is listed so far.
#[derive(Default)]
struct Listing {
    /// What all names are below.
    root: Arc<PathBuf>,
    /// Files by name, and why one cannot be read.
    files: Vec<(String, Place, Option<Box<Refused>>)>,
    skipped: u64,
}

impl Listing {
    fn add(&mut self, path: PathBuf, problem: Option<Refused>) {
        let mut name = name(path.strip_prefix(&*self.root).unwrap_or(&path));
        name.shrink_to_fit();
        let place = match below(&self.root, &name) == path {
            true => Place::Below(self.root.clone()),
            false => path.into(),
        };
        self.files.push((name, place, problem.map(Box::new)));
    }

    fn walk(&mut self, root: &Path) {
        let walk = WalkBuilder::new(root)
            .standard_filters(false)
            .add_custom_ignore_filename(".pyspunkaignore")
            .follow_links(false)
            .build();
        for entry in walk {
            match entry {
                Ok(entry) => {
                    let Some(kind) = entry.file_type() else { continue };
                    if kind.is_dir() {
                        continue;
                    }
                    if left_out(entry.path()) {
                        self.skipped += 1;
                        continue;
                    }
                    let problem = if kind.is_symlink() {
                        Some(Refused::new(Reason::Unsupported, "link"))
                    } else if !kind.is_file() {
                        Some(Refused::new(Reason::Unsupported, "not-a-file"))
                    } else {
                        None
                    };
                    self.add(entry.into_path(), problem);
                }
                Err(error) => {
                    let path = error_path(&error).unwrap_or_else(|| root.to_path_buf());
                    let cause = error.io_error().map(refused);
                    let problem = cause.unwrap_or_else(|| Refused::new(Reason::Damaged, "cannot-be-read"));
                    self.add(path, Some(problem));
                }
            }
        }
    }

    /// All by name. What was listed twice counts once, as a file where it is one; of what is called alike all but the first
    /// get a number.
    fn found(mut self) -> Found {
        // In place: a sort that keeps the order of equals takes half as much memory again.
        self.files.sort_unstable_by(|a, b| (&a.0, &a.1, a.2.is_some()).cmp(&(&b.0, &b.1, b.2.is_some())));
        self.files.dedup_by(|next, first| (&next.0, &next.1) == (&first.0, &first.1));
        self.number();
        let mut found = Found { skipped: self.skipped, ..Found::default() };
        found.files.reserve_exact(self.files.len());
        for (name, place, problem) in self.files {
            match problem {
                None => found.files.push((name, place)),
                Some(problem) => found.refused.push((name, *problem)),
            }
        }
        found
    }

    /// Gives a number to each name that is taken: `a.pdf#2`. Seldom is one.
    fn number(&mut self) {
        let alike: Vec<usize> =
            (1..self.files.len()).filter(|at| self.files[*at].0 == self.files[*at - 1].0).collect();
        if alike.is_empty() {
            return;
        }
        let mut taken: HashSet<String> = self.files.iter().map(|(name, ..)| name.clone()).collect();
        for at in alike {
            let (name, place, _) = &mut self.files[at];
            *place = place.path(name).into();
            let mut numbered = (2..).map(|number| format!("{name}#{number}"));
            if let Some(free) = numbered.find(|name| !taken.contains(name)) {
                taken.insert(free.clone());
                *name = free;
            }
        }
        self.files.sort_by(|a, b| a.0.cmp(&b.0));
    }
}

fn error_path(error: &ignore::Error) -> Option<PathBuf> {
    let mut error = error;
    // Errors wrap each other a few levels deep at most.
    for _ in 0..8 {
        match error {
            ignore::Error::WithPath { path, .. } => return Some(path.clone()),
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => error = err,
            ignore::Error::Loop { child, .. } => return Some(child.clone()),
            _ => return None,
        }
    }
    None
}

/// What office programs and file managers leave beside documents.
fn left_out(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("~$")
        || name.ends_with(".tmp")
        || matches!(&*name, ".DS_Store" | "Thumbs.db" | "desktop.ini" | ".pyspunkaignore")
}

/// The deepest folder that holds all; the first where there is none.
fn common(roots: &[&Path]) -> PathBuf {
    let Some(first) = roots.first() else { return PathBuf::new() };
    let mut above = first.ancestors();
    above.find(|above| roots.iter().all(|root| root.starts_with(above))).unwrap_or(first).to_path_buf()
}

/// A path as text: `/` between its parts, NFC, and bytes that are not text as `\xNN`.
fn name(path: &Path) -> String {
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(part) => Some(text(part)),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/").nfc().collect()
}

#[cfg(unix)]
fn text(part: &std::ffi::OsStr) -> String {
    use std::os::unix::ffi::OsStrExt;
    let mut text = String::new();
    for chunk in part.as_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}

#[cfg(not(unix))]
fn text(part: &std::ffi::OsStr) -> String {
    part.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_relative_sorted_and_each_file_comes_once() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("b/c")).unwrap();
        for name in
            ["b/c/x.docx", "a.pdf", "b/~$x.docx", ".DS_Store", "b/y.tmp", "b/hidden/.z.docx", "e\u{301}.pdf"]
        {
            std::fs::create_dir_all(at(name).parent().unwrap()).unwrap();
            std::fs::write(at(name), "x").unwrap();
        }
        let found = find(&[folder.path().to_path_buf(), at("a.pdf")]).unwrap();
        let names: Vec<&str> = found.files.iter().map(|file| file.0.as_str()).collect();
        assert_eq!(names, ["a.pdf", "b/c/x.docx", "b/hidden/.z.docx", "é.pdf"]);
        assert_eq!(found.skipped, 3);
        assert_eq!(find(&[at("none")]).unwrap_err(), Missing(at("none")));
        let one = find(&[at("b/c/x.docx")]).unwrap();
        assert_eq!(one.files[0].0, "x.docx");
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_alike_get_numbers_and_no_path_is_kept_beside_a_name_that_tells_it() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["å.pdf", "a\u{30a}.pdf", "å.pdf#2", "b/c.pdf"] {
            std::fs::create_dir_all(folder.path().join(name).parent().unwrap()).unwrap();
            std::fs::write(folder.path().join(name), name).unwrap();
        }
        let found = find(&[folder.path().to_path_buf(), folder.path().join("b")]).unwrap();
        let told: Vec<bool> = found.files.iter().map(|file| matches!(file.1, Place::Below(_))).collect();
        assert_eq!(told, [true, true, true, false]);
        let names: Vec<&str> = found.files.iter().map(|file| file.0.as_str()).collect();
        assert_eq!(names, ["b/c.pdf", "å.pdf", "å.pdf#2", "å.pdf#3"]);
        let mut held: Vec<String> = found
            .files
            .iter()
            .map(|(name, place)| std::fs::read_to_string(place.path(name)).unwrap())
            .collect();
        held.sort();
        assert_eq!(held, ["a\u{30a}.pdf", "b/c.pdf", "å.pdf", "å.pdf#2"]);
    }

    #[test]
    fn globs_choose_by_path() {
        let globs = |patterns: &[&str]| {
            Globs::new(&patterns.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>()).unwrap()
        };
        assert!(globs(&["*.pdf"]).fits("a/b.pdf") && !globs(&["*.pdf"]).fits("a/b.docx"));
        assert!(globs(&["2025/**"]).fits("2025/x/a.pdf") && !globs(&["2025/**"]).fits("2024/a.pdf"));
        assert!(!globs(&["*.pdf", "!utkast*"]).fits("a/utkast-1.pdf"));
        assert!(globs(&["!utkast*"]).fits("a/avtal.pdf") && !globs(&["!utkast*"]).fits("a/utkast-1.pdf"));
        assert!(globs(&["./a/a\u{30a}*"]).fits("a/år.pdf"));
        assert!(globs(&["a[bc].pdf"]).fits("x/ab.pdf") && globs(&["\\[a*"]).fits("[a].pdf"));
        for pattern in ["[", "a/[b", "{a,b", "a\\", "[z-a]", "", "!", " "] {
            let why = Globs::new(&[pattern.to_owned()]).unwrap_err();
            assert!(why.contains(&format!("{pattern:?}: ")) && why.contains("*.pdf"), "{why}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_recorded_and_not_followed_and_odd_names_survive() {
        use std::os::unix::ffi::OsStrExt;
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(".", folder.path().join("loop")).unwrap();
        std::os::unix::fs::symlink("/nonexistent", folder.path().join("gone.pdf")).unwrap();
        let odd = std::ffi::OsStr::from_bytes(b"\xff\n\x1b.pdf");
        std::fs::write(folder.path().join(odd), "x").unwrap();
        let found = find(&[folder.path().to_path_buf()]).unwrap();
        assert_eq!(found.files[0].0, "\\xff\n\u{1b}.pdf");
        let refused: Vec<&str> = found.refused.iter().map(|file| file.0.as_str()).collect();
        assert_eq!(refused, ["gone.pdf", "loop"]);
    }
}
