//! Own rules and settings: `--rules`, `--config`, `--no-config`, and `pyspunka.toml` found upwards.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use pyspunka::archive::register;
use pyspunka::document::{Date, DocumentKind};
use pyspunka::engine::Setup;
use pyspunka::rules::settings::{self, Profile};
use pyspunka::rules::{Mistake, SettingsFile};

use super::{Exit, setup};

/// Bytes read of one file: one more than the loader lets pass, so that it tells.
const MAX_FILE: u64 = (1 << 20) + 1;
/// Files in one folder of rules, at most.
const MAX_FILES: usize = 1_000;
/// Bytes of all files of rules, at most.
const MAX_BYTES: usize = 24 << 20;
/// Folders in folders, at most.
const MAX_DEPTH: usize = 4;
/// Bytes of a plan register, at most.
const MAX_REGISTER: u64 = 32 << 20;

/// Flags of every command that judges by rules.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct RuleFlags {
    /// Folder with own packs and words, beside the shipped ones. May be given several times.
    #[arg(long, value_name = "DIR")]
    pub rules: Vec<PathBuf>,
    /// Settings; where not given, the nearest pyspunka.toml upwards from the first path.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Use no settings.
    #[arg(long)]
    pub no_config: bool,
}

/// Own rules and settings, read.
#[derive(Debug, Clone, Default)]
pub struct Project {
    /// Own rule and lexicon files.
    pub own: Vec<(String, Vec<u8>)>,
    /// `pyspunka.toml` as (path, bytes).
    pub settings: Option<(String, Vec<u8>)>,
    /// Profile that the settings want.
    pub profile: Option<Profile>,
    /// Plan register that the settings name, read.
    pub register: Vec<register::Row>,
    /// File with accepted findings that the settings name.
    pub accepted: Option<PathBuf>,
    /// All files that were read: settings, rules, register.
    pub files: Vec<PathBuf>,
}

type Told<T> = Result<T, (Exit, String)>;

fn usage(why: impl Into<String>) -> (Exit, String) {
    (Exit::Usage, why.into())
}

fn told(mistakes: &[Mistake]) -> (Exit, String) {
    usage(mistakes.iter().map(Mistake::render).collect::<Vec<_>>().join("\n"))
}

/// All that is wrong with settings: what they name, and what only rules and packs tell.
fn all_told(project: Project, settings: (String, Vec<u8>), named: &[Mistake]) -> (Exit, String) {
    let project = Project { settings: Some(settings), register: Vec::new(), ..project };
    let others = pyspunka::engine::Engine::new(project.into_setup(Setup::shipped(Date::year(2000)))).err();
    let mut all = others.unwrap_or_default();
    all.extend(named.iter().map(Mistake::render));
    usage(all.join("\n"))
}

impl RuleFlags {
    /// Reads what the flags name, and the settings nearest to `first`.
    pub fn project(&self, first: Option<&Path>) -> Told<Project> {
        let mut project = Project::default();
        let settings = match (&self.config, self.no_config) {
            (Some(path), _) => Some(path.clone()),
            (None, true) => None,
            (None, false) => nearest(first),
        };
        if let Some(path) = settings {
            project.take_settings(&path)?;
        }
        for folder in &self.rules {
            project.own.extend(read_folder(folder)?);
        }
        // Settings are told to be so by their name; rules may lie anywhere.
        project.files.extend(project.own.iter().map(|(path, _)| PathBuf::from(path)));
        if let Some((path, _)) = &project.settings {
            project.files.push(path.into());
        }
        Ok(project)
    }
}

impl Project {
    fn take_settings(&mut self, path: &Path) -> Told<()> {
        let shown = path.display().to_string();
        let bytes = read_file(path, MAX_FILE).map_err(|why| usage(format!("{shown}: {why}")))?;
        let (file, mut mistakes) = SettingsFile::read_right(&shown, &bytes);
        let (of_shape, mut are_whole) = (mistakes.len(), true);
        let file = file.ok_or_else(|| told(&mistakes))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        for name in &file.settings.rules {
            match read_folder(&folder.join(name)) {
                Ok(files) => self.own.extend(files),
                Err((_, why)) => {
                    mistakes.push(file.at(name, why));
                    are_whole = false;
                }
            }
        }
        if let Some(name) = &file.settings.register {
            let path = folder.join(name);
            match read_file(&path, MAX_REGISTER) {
                Ok(bytes) => match register::read(&path.display().to_string(), &bytes) {
                    Ok(rows) => self.register = rows,
                    Err(of_register) => mistakes.extend(of_register),
                },
                Err(why) => mistakes.push(file.at(name, why)),
            }
            self.files.push(path);
        }
        if !are_whole {
            // Names of rules that were not found would be called wrong.
            return Err(told(&mistakes));
        }
        if !mistakes.is_empty() {
            return Err(all_told(self.clone(), (shown, bytes), &mistakes[of_shape..]));
        }
        // Nothing has been accepted yet where the file is not there.
        self.accepted =
            file.settings.accepted.as_ref().map(|name| folder.join(name)).filter(|path| path.exists());
        self.profile = file.settings.profile;
        self.settings = Some((shown, bytes));
        Ok(())
    }

    /// True where the strict profile is wanted: by the flag, else by the settings.
    pub fn is_strict(&self, flag: Option<bool>) -> bool {
        flag.unwrap_or(self.profile == Some(Profile::Strict))
    }

    /// Puts rules and settings into a setup.
    pub fn into_setup(self, setup: Setup) -> Setup {
        Setup { own: self.own, settings: self.settings, register: self.register, ..setup }
    }
}

/// The settings nearest to a path, upwards; to the working folder where there is no path.
fn nearest(first: Option<&Path>) -> Option<PathBuf> {
    let first = first.filter(|path| *path != Path::new("-")).unwrap_or(Path::new("."));
    let start = first.canonicalize().ok()?;
    start.ancestors().filter(|folder| folder.is_dir()).find_map(|folder| {
        let path = folder.join(settings::FILE);
        // Shown as the user would write it.
        let here = std::env::current_dir().ok().and_then(|here| here.canonicalize().ok());
        let short = here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_path_buf));
        path.is_file().then(|| short.unwrap_or(path))
    })
}

fn read_file(path: &Path, most: u64) -> Result<Vec<u8>, String> {
    let kind = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if !kind.is_file() {
        return Err("not a file".to_owned());
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| error.to_string())?;
    file.take(most).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// All TOML files of a folder of rules: one pack, or several packs, with their lexicons.
pub fn read_folder(folder: &Path) -> Told<Vec<(String, Vec<u8>)>> {
    let shown = folder.display().to_string();
    let root = folder.canonicalize().map_err(|error| usage(format!("--rules {shown}: {error}")))?;
    if !root.is_dir() {
        return Err(usage(format!("--rules {shown}: not a folder; name the folder that holds pack.toml")));
    }
    // A pack is called as its folder: `.` and `..` tell nothing.
    let named = folder.file_name().is_some_and(|name| name != "." && name != "..");
    let base = if named { folder.to_path_buf() } else { root.clone() };
    let mut files = Vec::new();
    collect(&base, &root, MAX_DEPTH, &mut files)?;
    if files.is_empty() {
        return Err(usage(format!(
            "--rules {shown}: no rule files (*.toml) there; pyspunka rules new makes one"
        )));
    }
    Ok(files)
}

fn collect(folder: &Path, root: &Path, depth: usize, files: &mut Vec<(String, Vec<u8>)>) -> Told<()> {
    let failed = |path: &Path, why: String| usage(format!("{}: {why}", path.display()));
    let entries = std::fs::read_dir(folder).map_err(|error| failed(folder, error.to_string()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    for path in paths {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let rule_file = path.extension().is_some_and(|ending| ending == "toml");
        if hidden
            || !(path.is_dir() || rule_file)
            || path.file_name().is_some_and(|name| name == settings::FILE)
        {
            continue;
        }
        if path.canonicalize().map_or(true, |real| !real.starts_with(root)) {
            return Err(failed(
                &path,
                "leads outside the folder of rules; copy what it points to".to_owned(),
            ));
        }
        if path.is_dir() {
            if depth == 0 {
                return Err(failed(&path, format!("folders deeper than {MAX_DEPTH} are not read")));
            }
            collect(&path, root, depth - 1, files)?;
            continue;
        }
        let bytes = read_file(&path, MAX_FILE).map_err(|why| failed(&path, why))?;
        files.push((path.to_string_lossy().replace('\\', "/"), bytes));
        let total: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
        if files.len() > MAX_FILES || total > MAX_BYTES {
            return Err(failed(root, "more than 1,000 files or 24 MB of rules".to_owned()));
        }
    }
    Ok(())
}

/// Parses the name of a kind of document.
pub fn kind(name: &str) -> Result<DocumentKind, String> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).map_err(|_| {
        "there are agreement, plan, annex, template, form, minutes, amendment, guidance, other".to_owned()
    })
}

/// An engine with own rules, for commands that read no documents.
pub fn engine(flags: &RuleFlags) -> Told<pyspunka::engine::Engine> {
    let project = flags.project(None)?;
    let setup = setup::setup(project, None, &[], false)?;
    pyspunka::engine::Engine::new(setup).map_err(|mistakes| usage(mistakes.join("\n")))
}
