//! Paths to a sorted list of files, each once, each with a name that does not depend on the machine.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::{fmt, io, vec};

use ignore::WalkBuilder;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::Refused;
use super::read::refused;
use crate::finding::Reason;
use crate::finding::list::Aside;
use crate::finding::sorter::{Sorted, Sorter};

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

/// A file that was found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Listed {
    /// Its name; no other has it.
    pub name: String,
    /// Where it lies, where its name does not tell.
    at: Option<OsString>,
    /// Why it cannot be read, where that is known.
    pub problem: Option<Box<Refused>>,
}

impl Listed {
    /// Where it lies, if names are below `root`.
    pub fn place(&self, root: &Arc<PathBuf>) -> Place {
        self.path().map_or_else(|| Place::Below(root.clone()), |path| path.to_path_buf().into())
    }

    fn path(&self) -> Option<&Path> {
        self.at.as_deref().map(Path::new)
    }

    fn key(&self) -> (&str, Option<&Path>, bool) {
        (&self.name, self.path(), self.problem.is_some())
    }
}

impl Ord for Listed {
    fn cmp(&self, other: &Listed) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Listed {
    fn partial_cmp(&self, other: &Listed) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Listed {
    fn eq(&self, other: &Listed) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Listed {}

/// Why there is no list of files.
#[derive(Debug)]
pub enum NotListed {
    /// A path that was named does not exist.
    Missing(PathBuf),
    /// The list could not be put aside.
    Aside(io::Error),
}

impl fmt::Display for NotListed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotListed::Missing(path) => write!(f, "{path:?}: there is no such file or folder"),
            NotListed::Aside(error) => write!(f, "the list of files: {error}"),
        }
    }
}

/// Finds all files under `paths`, in memory; errors only where a named path does not exist. See [`list`].
pub fn find(paths: &[PathBuf]) -> Result<Found, NotListed> {
    let mut files = list(paths, &|| Ok(None))?;
    let mut found = Found { skipped: files.skipped, ..Found::default() };
    let root = files.root.clone();
    for listed in &mut files {
        let listed = listed.map_err(NotListed::Aside)?;
        let place = listed.place(&root);
        match listed.problem {
            None => found.files.push((listed.name, place)),
            Some(problem) => found.refused.push((listed.name, *problem)),
        }
    }
    found.files.sort_by(|a, b| a.0.cmp(&b.0));
    found.refused.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(found)
}

/// Lists all files under `paths`, by name; a long list is put aside. Folders are walked without following links;
/// `.pyspunkaignore` files are heeded. A link that is named itself is followed.
pub fn list(paths: &[PathBuf], aside: Aside<'_>) -> Result<Files, NotListed> {
    list_all(paths, &[], aside)
}

/// The same, with paths of a list, of which those that do not exist any more get a record that says so.
pub fn list_all(paths: &[PathBuf], more: &[PathBuf], aside: Aside<'_>) -> Result<Files, NotListed> {
    let mut named = Vec::new();
    for path in paths {
        if std::fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            return Err(NotListed::Missing(path.clone()));
        }
    }
    for path in paths.iter().chain(more) {
        // What cannot be resolved (a dangling link, a folder that may not be entered) gets its record below.
        let real = path.canonicalize().unwrap_or_else(|_| absolute(path));
        let folder = real.is_dir();
        named.push((real, folder));
    }
    // A file is named below the folder that it lies in.
    let roots: Vec<&Path> = named
        .iter()
        .map(|(path, folder)| if *folder { path.as_path() } else { path.parent().unwrap_or(Path::new("")) })
        .collect();
    let root = Arc::new(common(&roots));
    let mut listing = Listing { root, files: Sorter::default(), skipped: 0, aside };
    for (path, folder) in named {
        if folder {
            listing.walk(&path).map_err(NotListed::Aside)?;
            continue;
        }
        let problem = match std::fs::symlink_metadata(&path) {
            Ok(meta) if meta.is_file() => None,
            Ok(_) => Some(Refused::new(Reason::Unsupported, "not-a-file")),
            Err(error) => Some(refused(&error)),
        };
        listing.add(path, problem).map_err(NotListed::Aside)?;
    }
    let Listing { root, files, skipped, .. } = listing;
    let sorted = files.sorted().map_err(NotListed::Aside)?;
    Ok(Files {
        root,
        skipped,
        sorted,
        last: None,
        alike: BTreeMap::new(),
        taken: HashSet::new(),
        numbered: None,
    })
}

/// A path that cannot be resolved: below its folder, where that can be.
fn absolute(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()),
    }
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
struct Listing<'a> {
    /// What all names are below.
    root: Arc<PathBuf>,
    files: Sorter<Listed>,
    skipped: u64,
    aside: Aside<'a>,
}

impl Listing<'_> {
    fn add(&mut self, path: PathBuf, problem: Option<Refused>) -> io::Result<()> {
        let mut name = name(path.strip_prefix(&*self.root).unwrap_or(&path));
        name.shrink_to_fit();
        let at = (below(&self.root, &name) != path).then(|| path.into_os_string());
        self.files.push(Listed { name, at, problem: problem.map(Box::new) }, self.aside)
    }

    fn walk(&mut self, root: &Path) -> io::Result<()> {
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
                    if left_out(&entry.path().to_string_lossy()) {
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
                    self.add(entry.into_path(), problem)?;
                }
                Err(error) => {
                    let path = error_path(&error).unwrap_or_else(|| root.to_path_buf());
                    let cause = error.io_error().map(refused);
                    let problem = cause.unwrap_or_else(|| Refused::new(Reason::Damaged, "cannot-be-read"));
                    self.add(path, Some(problem))?;
                }
            }
        }
        Ok(())
    }
}

/// All files by name. What was listed twice comes once, as a file where it is one; of what is called alike all but the
/// first get a number (`a.pdf#2`), and come last. Seldom is something called alike.
pub struct Files {
    /// What all names are below.
    pub root: Arc<PathBuf>,
    /// Files left out on purpose.
    pub skipped: u64,
    sorted: Sorted<Listed>,
    last: Option<Listed>,
    /// By their common name.
    alike: BTreeMap<String, Vec<Listed>>,
    /// Names that a number might give them.
    taken: HashSet<String>,
    numbered: Option<vec::IntoIter<Listed>>,
}

impl Files {
    /// True where the list is so long that it was put aside.
    pub fn is_long(&self) -> bool {
        self.sorted.is_aside()
    }

    /// The next with a name of its own.
    fn of_own_name(&mut self) -> io::Result<Option<Listed>> {
        while let Some(one) = self.sorted.next().transpose()? {
            let last = self.last.replace(one.clone()).filter(|last| last.name == one.name);
            // `a.pdf#2` comes after `a.pdf`.
            if one.name.rsplit_once('#').is_some_and(|(name, _)| self.alike.contains_key(name)) {
                self.taken.insert(one.name.clone());
            }
            match last {
                None => return Ok(Some(one)),
                Some(last) if last.path() == one.path() => {}
                Some(_) => self.alike.entry(one.name.clone()).or_default().push(one),
            }
        }
        Ok(None)
    }

    /// Those that are called alike, each under the first number that is free.
    fn numbered(&mut self) -> vec::IntoIter<Listed> {
        let mut numbered = Vec::new();
        for (name, files) in std::mem::take(&mut self.alike) {
            let free =
                (2..).map(|number| format!("{name}#{number}")).filter(|name| !self.taken.contains(name));
            for (Listed { at, problem, .. }, free) in files.into_iter().zip(free) {
                let at = at.or_else(|| Some(below(&self.root, &name).into_os_string()));
                numbered.push(Listed { name: free, at, problem });
            }
        }
        numbered.into_iter()
    }
}

impl Iterator for Files {
    type Item = io::Result<Listed>;

    fn next(&mut self) -> Option<io::Result<Listed>> {
        if self.numbered.is_none() {
            match self.of_own_name() {
                Ok(None) => self.numbered = Some(self.numbered()),
                found => return found.transpose(),
            }
        }
        self.numbered.as_mut()?.next().map(Ok)
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
pub(super) fn left_out(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or_default();
    name.starts_with("~$")
        || name.ends_with(".tmp")
        // What macOS keeps beside each file that it packs.
        || name.starts_with("._") && parts.any(|folder| folder == "__MACOSX")
        // Settings of this program, and what it is told to accept.
        || matches!(name, "pyspunka.toml" | "pyspunka-accepted.toml")
        // Of a scan, where files without names are not to be had.
        || name.starts_with("pyspunka-") && name.ends_with(".passing")
        || matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini" | ".pyspunkaignore")
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
        let missing = find(&[at("none")]).unwrap_err();
        assert_eq!(missing.to_string(), format!("{:?}: there is no such file or folder", at("none")));
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

    #[cfg(unix)]
    #[test]
    fn a_list_that_was_put_aside_is_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let names = ["å", "a\u{30a}", "å#2", "b/å", "b/a\u{30a}", "c", "c#2", "d/e", "d#3", "e", "f", "g"];
        for name in names {
            std::fs::create_dir_all(folder.path().join(name).parent().unwrap()).unwrap();
            std::fs::write(folder.path().join(name), name).unwrap();
        }
        std::os::unix::fs::symlink("e", folder.path().join("h")).unwrap();
        let paths = [folder.path().to_path_buf(), folder.path().join("b"), folder.path().join("h")];
        let told = |aside: Aside<'_>| {
            let files = list(&paths, aside).unwrap();
            let (root, long) = (files.root.clone(), files.is_long());
            let told = files.map(|one| {
                let one = one.unwrap();
                let text = std::fs::read_to_string(one.place(&root).path(&one.name)).unwrap();
                (one.name, text, one.problem)
            });
            (told.collect::<Vec<_>>(), long)
        };
        let (here, long) = told(&|| Ok(None));
        assert!(!long);
        assert_eq!(told(&|| Ok(Some(Box::new(io::Cursor::new(Vec::new()))))), (here.clone(), true));
        let names: Vec<&str> = here.iter().map(|one| one.0.as_str()).collect();
        let expected = ["b/å", "c", "c#2", "d#3", "d/e", "e", "f", "g", "h", "å", "å#2", "b/å#2", "å#3"];
        assert_eq!(names, expected);
        // The link that was named is followed, and no other.
        assert_eq!(here.iter().filter(|one| one.2.is_some()).map(|one| &*one.0).collect::<Vec<_>>(), ["h"]);
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
