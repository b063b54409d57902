//! Paths to a sorted list of files, each once, each with a name that does not depend on the machine.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Component, Path, PathBuf};

use ignore::WalkBuilder;
use unicode_normalization::UnicodeNormalization;

use super::Refused;
use super::read::refused;
use crate::finding::Reason;

/// What was found under the given paths.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Files to read, by name.
    pub files: Vec<(String, PathBuf)>,
    /// What cannot be read, by name.
    pub refused: Vec<(String, Refused)>,
    /// Files left out on purpose: lock files, temporary files, folder settings.
    pub skipped: u64,
}

/// A path that does not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing(pub PathBuf);

/// Finds all files under `paths`. Folders are walked without following links; `.pyspunkaignore` files are heeded. A
/// link that is named itself is followed. Errors only where a named path does not exist.
pub fn find(paths: &[PathBuf]) -> Result<Found, Missing> {
    let mut files: Vec<Listed> = Vec::new();
    let mut roots = Vec::new();
    let mut skipped = 0;
    for path in paths {
        if std::fs::symlink_metadata(path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
            return Err(Missing(path.clone()));
        }
        // What cannot be resolved (a dangling link, a folder that may not be entered) gets its record below.
        let real = path.canonicalize().unwrap_or_else(|_| path.clone());
        if real.is_dir() {
            walk(&real, &mut files, &mut skipped);
            roots.push(real);
        } else {
            roots.push(real.parent().map_or_else(PathBuf::new, Path::to_path_buf));
            let kind = std::fs::symlink_metadata(&real);
            let problem = match kind {
                Ok(meta) if meta.is_file() => None,
                Ok(_) => Some(Refused::new(Reason::Unsupported, "not-a-file")),
                Err(error) => Some(refused(&error)),
            };
            files.push((real, problem.map(Box::new)));
        }
    }
    let root = common(&roots);
    let mut found = Found { skipped, ..Found::default() };
    let mut taken = HashSet::new();
    // Of what was listed twice the first counts.
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files.dedup_by(|next, first| next.0 == first.0);
    found.files.reserve_exact(files.len());
    for (path, problem) in files {
        let name = unique(name(path.strip_prefix(&root).unwrap_or(&path)), &mut taken);
        match problem {
            None => found.files.push((name, path)),
            Some(problem) => found.refused.push((name, *problem)),
        }
    }
    found.files.sort();
    found.refused.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(found)
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

/// A path, and why it cannot be read.
type Listed = (PathBuf, Option<Box<Refused>>);

fn walk(root: &Path, files: &mut Vec<Listed>, skipped: &mut u64) {
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
                    *skipped += 1;
                    continue;
                }
                let problem = if kind.is_symlink() {
                    Some(Refused::new(Reason::Unsupported, "link"))
                } else if !kind.is_file() {
                    Some(Refused::new(Reason::Unsupported, "not-a-file"))
                } else {
                    None
                };
                let mut path = entry.into_path();
                path.shrink_to_fit();
                files.push((path, problem.map(Box::new)));
            }
            Err(error) => {
                let path = error_path(&error).unwrap_or_else(|| root.to_path_buf());
                let problem =
                    error.io_error().map_or_else(|| Refused::new(Reason::Damaged, "cannot-be-read"), refused);
                files.push((path, Some(Box::new(problem))));
            }
        }
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

fn common(roots: &[PathBuf]) -> PathBuf {
    let Some(first) = roots.first() else { return PathBuf::new() };
    first
        .ancestors()
        .find(|above| roots.iter().all(|root| root.starts_with(above)))
        .unwrap_or(first)
        .to_path_buf()
}

/// The name, with a number where it is taken. Of names that are taken only hashes are kept.
fn unique(name: String, taken: &mut HashSet<u64>) -> String {
    let hash = |name: &str| {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        hasher.finish()
    };
    let mut candidate: Option<String> = None;
    let mut number = 2;
    while !taken.insert(hash(candidate.as_ref().unwrap_or(&name))) {
        candidate = Some(format!("{name}#{number}"));
        number += 1;
    }
    let mut name = candidate.unwrap_or(name);
    name.shrink_to_fit();
    name
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
