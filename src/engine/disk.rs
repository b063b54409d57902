//! What is left on disk: files that only their owner may read, and that take their place whole. Everything that writes
//! goes through here, so that a test can let any step of it fail.

use std::fs::{self, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A file that only its owner may read.
#[derive(Debug)]
pub struct File(fs::File);

impl File {
    /// Opens a file to read and write, or makes it. What it holds stays. A link is not followed: it would write elsewhere.
    pub fn open(path: &Path) -> io::Result<File> {
        let mut options = OpenOptions::new();
        #[cfg(target_os = "linux")]
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NOFOLLOW);
        File::with(path, options.read(true).write(true).create(true).truncate(false))
    }

    /// Makes a file where there is none.
    pub fn new(path: &Path) -> io::Result<File> {
        File::with(path, OpenOptions::new().read(true).write(true).create_new(true))
    }

    fn with(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
        step()?;
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
        options.open(path).map(File)
    }

    /// Keeps other runs from writing it until it is closed. An error where one does; file systems without locks have none.
    pub fn lock(&self) -> io::Result<()> {
        match self.0.try_lock() {
            Err(TryLockError::WouldBlock) => {
                let why = "another run is writing there; wait for it, or give another -o";
                Err(io::Error::new(io::ErrorKind::WouldBlock, why))
            }
            Ok(()) | Err(TryLockError::Error(_)) => Ok(()),
        }
    }

    /// Cuts it to so many bytes.
    pub fn cut(&self, length: u64) -> io::Result<()> {
        step()?;
        self.0.set_len(length)
    }

    /// Its bytes are on the disk for good when this returns.
    pub fn sync(&self) -> io::Result<()> {
        step()?;
        self.0.sync_all()
    }

    /// Another handle to it.
    pub fn again(&self) -> io::Result<File> {
        step()?;
        self.0.try_clone().map(File)
    }

    /// The same for reading and looking at.
    pub fn plain(&self) -> &fs::File {
        &self.0
    }

    /// The same for reading only.
    pub fn into_plain(self) -> fs::File {
        self.0
    }
}

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        step()?;
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Read for File {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.0.read(bytes)
    }
}

impl Seek for File {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

/// Fills `bytes` with what stands in a file from `at` on. Several threads may do so at once.
pub fn read_at(file: &fs::File, at: u64, bytes: &mut [u8]) -> io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::FileExt::read_exact_at(file, bytes, at);
    #[cfg(not(unix))]
    {
        static ONE: std::sync::Mutex<()> = std::sync::Mutex::new(());
        let _alone = ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut file = file;
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(bytes)
    }
}

/// Gives a file the name of another, which is gone.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    step()?;
    fs::rename(from, to)
}

/// The folder that a path lies in.
pub fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Bytes of a name that every file system of today takes.
const NAME: usize = 255;

/// The path with another ending after its own. Where the name is too long for that, one in the same folder that begins
/// alike and ends in a hash of the whole.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default();
    let mut longer = name.to_owned();
    longer.push(".");
    longer.push(ending);
    if longer.len() > NAME {
        let hash = blake3::hash(name.as_encoded_bytes()).to_hex();
        let text = name.to_string_lossy();
        longer = format!("{}-{}.{ending}", &text[..text.floor_char_boundary(NAME / 2)], &hash[..16]).into();
    }
    path.with_file_name(longer)
}

/// A file that takes the place of another when it is whole: the old one or the new one, never half of it.
#[derive(Debug)]
pub struct Aside {
    path: PathBuf,
    /// `None` where the path is no regular file (a device, a pipe) and is written to directly.
    aside: Option<PathBuf>,
    file: File,
}

impl Aside {
    /// A new file beside `path`, which only its owner may read, and a handle to write to. One that a killed run has left
    /// there is used again; an error where another run is writing it.
    pub fn new(path: &Path) -> io::Result<(Aside, File)> {
        if fs::metadata(path).is_ok_and(|meta| !meta.is_file()) {
            let file = File::with(path, OpenOptions::new().write(true))?;
            let handle = file.again()?;
            return Ok((Aside { path: path.to_owned(), aside: None, file }, handle));
        }
        let aside = beside(path, "part");
        // A link that lies there in wait would lead the words elsewhere.
        if fs::symlink_metadata(&aside).is_ok_and(|meta| !meta.is_file()) {
            fs::remove_file(&aside)?;
        }
        // Another run may have given the file its place between our opening and our locking it.
        for _ in 0..16 {
            let file = File::open(&aside)?;
            file.lock()?;
            if is_at(&file, &aside) {
                let made = Aside { path: path.to_owned(), aside: Some(aside), file };
                made.file.cut(0)?;
                let handle = made.file.again()?;
                return Ok((made, handle));
            }
        }
        Err(io::Error::other("other runs are writing there"))
    }

    /// Makes it the file that was asked for.
    pub fn take_place(mut self) -> io::Result<()> {
        let Some(aside) = &self.aside else { return Ok(()) };
        self.file.sync()?;
        rename(aside, &self.path)?;
        self.aside = None;
        // The folder holds the name; where it cannot be synced, the system does so in its own time.
        if let Ok(folder) = fs::File::open(folder(&self.path)) {
            let _ = folder.sync_all();
        }
        Ok(())
    }

    /// The path that was asked for.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if let Some(aside) = &self.aside {
            let _ = fs::remove_file(aside);
        }
    }
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |meta: &fs::Metadata| (meta.dev(), meta.ino());
    matches!((file.0.metadata(), fs::symlink_metadata(path)), (Ok(a), Ok(b)) if place(&a) == place(&b))
}

#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> bool {
    true
}

/// Writes a whole file: the old one or the new one, never half of it.
pub fn replace(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let (aside, file) = Aside::new(path)?;
    let mut out = io::BufWriter::new(file);
    write(&mut out)?;
    out.flush()?;
    aside.take_place()
}

/// The same by way of `aside`, a name in the same folder, and without waiting for the disk: for what may be lost.
pub(super) fn replace_losable(
    path: &Path,
    aside: &Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
) -> io::Result<()> {
    let written = File::new(aside).and_then(|mut file| write(&mut file)).and_then(|()| rename(aside, path));
    if written.is_err() {
        let _ = fs::remove_file(aside);
    }
    written
}

/// A file to put things aside in while the program runs. On Unix it has no name that could be left behind, and on Linux it
/// never had one.
#[derive(Debug)]
pub struct Passing {
    file: io::BufWriter<File>,
    path: Option<PathBuf>,
}

impl Passing {
    /// An empty file in a folder.
    pub fn new(folder: &Path) -> io::Result<Passing> {
        let (file, path) = passing(folder)?;
        Ok(Passing { file: io::BufWriter::with_capacity(1 << 18, file), path })
    }
}

/// An empty file in a folder, and its name where it has one.
pub(super) fn passing(folder: &Path) -> io::Result<(File, Option<PathBuf>)> {
    if let Some(file) = nameless(folder) {
        return Ok((file, None));
    }
    for number in 0.. {
        let path = folder.join(format!("pyspunka-{}-{number}.passing", std::process::id()));
        match File::new(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 1000 => {}
            file => {
                let nameless = cfg!(unix) && file.is_ok() && fs::remove_file(&path).is_ok();
                return Ok((file?, (!nameless).then_some(path)));
            }
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// A file that never had a name, where the file system has such.
#[cfg(target_os = "linux")]
fn nameless(folder: &Path) -> Option<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::with(folder, OpenOptions::new().read(true).write(true).custom_flags(libc::O_TMPFILE)).ok()
}

#[cfg(not(target_os = "linux"))]
fn nameless(_folder: &Path) -> Option<File> {
    None
}

impl Read for Passing {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.file.get_mut().read(bytes)
    }
}

impl Write for Passing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for Passing {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            let _ = fs::remove_file(path);
        }
    }
}

/// One step that may fail.
#[cfg(not(test))]
fn step() -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
use tests::step;

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::archive::review::Review;
    use crate::document::Date;
    use crate::engine::cache::Cache;
    use crate::engine::journal::{Before, Head, Journal, parse};
    use crate::engine::reduce::{Reduction, reduce};
    use crate::engine::run::{Of, Origin};
    use crate::engine::{Engine, Setup, Written};
    use crate::finding::{DocumentFacts, RunInfo, Tool};
    use crate::ingest::{Source, Stamp};
    use crate::report::stream::{Frame, Json, Stream};

    thread_local! {
        /// Steps of this thread until one fails, and whether all after it fail too (the disk is full).
        static FAULT: Cell<Option<(u32, bool)>> = const { Cell::new(None) };
    }

    pub(super) fn step() -> io::Result<()> {
        let full = || io::Error::new(io::ErrorKind::StorageFull, "no space left on device");
        match FAULT.get() {
            None => Ok(()),
            Some((0, for_good)) => {
                FAULT.set(for_good.then_some((0, true)));
                Err(full())
            }
            Some((left, for_good)) => {
                FAULT.set(Some((left - 1, for_good)));
                Ok(())
            }
        }
    }

    struct Bench {
        engine: Engine,
        facts: Vec<DocumentFacts>,
    }

    impl Bench {
        fn new() -> Bench {
            let engine = Engine::new(Setup::shipped(Date::ymd(2026, 5, 14).unwrap())).unwrap();
            let text = |name: &str| Source {
                name: name.to_owned(),
                bytes: "Samverkansavtal\n\nKommunen ansvarar för lokalen. Anna Lind är samordnare.\n".into(),
            };
            let facts = ["b.txt", "a.txt"].map(|name| engine.scan(&text(name))).into();
            Bench { engine, facts }
        }

        /// Everything that a scan leaves on disk, in the order in which it does.
        fn scan(&self, folder: &Path) -> io::Result<()> {
            let out = folder.join("findings.json");
            let head = Head::new(&self.engine, "x", None);
            let key = |facts: &DocumentFacts| {
                Cache::key(&Of { name: &facts.record.path, origin: None, package: None }, b"bytes")
            };
            let (journal, before) = Journal::open(&beside(&out, "journal"), &head)?;
            assert!(before != Before::Other);
            let cache = Cache::open(&folder.join("cache"), &head, "b");
            for (number, facts) in (0..).zip(&self.facts) {
                let stamp = Stamp { bytes: number, ..Stamp::default() };
                if journal.has(&facts.record.path, stamp) {
                    continue;
                }
                let written = Written::new(facts)?;
                journal.keep(&written, Some(stamp))?;
                if let Ok(cache) = &cache {
                    let key = key(facts);
                    let kept = cache.put(&key, &written);
                    let path = folder.join(&facts.record.path);
                    let origin = Origin { name: facts.record.path.clone(), path, stamp };
                    cache.note(Some(&origin), &origin.name, kept.then_some(&key));
                }
            }
            // What is there now is torn, or an answer that is right.
            if let Ok(cache) = cache {
                cache.finish(true);
                let cache = Cache::open(&folder.join("cache"), &head, "b")?;
                for facts in &self.facts {
                    let Some(found) = cache.get(&key(facts)) else { continue };
                    let mut bytes = vec![0; found.length as usize];
                    read_at(&found.file, found.at, &mut bytes)?;
                    assert_eq!(&parse::<DocumentFacts>(&bytes)?, facts);
                }
            }
            let (kept, path) = journal.facts()?;
            let (aside, to) = Aside::new(&out)?;
            let to = io::BufWriter::new(to);
            let spool = || Passing::new(folder).map(Box::new);
            let mut streams: Vec<Box<dyn Stream>> = vec![Box::new(Json::new(to, spool()?, spool()?))];
            let review = Review::new(None, Vec::new(), self.engine.setup().today);
            let how = Reduction {
                counted: &|_| true,
                engine: &self.engine,
                review: &review,
                wanted: &|_| true,
                whole: false,
                digest: 9,
                aside: &|| Ok(spool()?),
                linked: &|| (),
            };
            let reduced = reduce(&kept, &how, &mut streams)?;
            let frame = Frame {
                tool: &Tool::default(),
                run: &RunInfo::default(),
                summary: &reduced.summary,
                archive: &reduced.archive,
            };
            streams.remove(0).finish(frame)?;
            aside.take_place()?;
            drop(kept);
            path.map_or(Ok(()), fs::remove_file)
        }
    }

    #[test]
    fn whatever_step_fails_a_report_is_the_old_one_or_the_new_one() {
        let bench = Bench::new();
        let names = |folder: &Path| {
            let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
            let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
            names.sort();
            names
        };
        let whole = tempfile::tempdir().unwrap();
        bench.scan(whole.path()).unwrap();
        let new = fs::read(whole.path().join("findings.json")).unwrap();
        assert!(new.len() > 2000 && names(whole.path()) == ["cache", "findings.json"]);
        for for_good in [false, true] {
            let mut failed = 0;
            for number in 0.. {
                let folder = tempfile::tempdir().unwrap();
                let out = folder.path().join("findings.json");
                fs::write(&out, "old").unwrap();
                FAULT.set(Some((number, for_good)));
                let done = bench.scan(folder.path());
                let hit = FAULT.take().is_none_or(|(left, _)| left == 0);
                let there = fs::read(&out).unwrap();
                assert!(there == if done.is_ok() { new.as_slice() } else { b"old" }, "step {number}");
                assert!(!names(folder.path()).iter().any(|name| name.ends_with(".part")), "step {number}");
                if let Err(error) = &done {
                    assert_eq!(error.kind(), io::ErrorKind::StorageFull, "step {number}");
                }
                // With room again, the same command ends with the same report, and leaves nothing else.
                bench.scan(folder.path()).unwrap();
                assert!(fs::read(&out).unwrap() == new, "step {number}");
                assert_eq!(names(folder.path()), ["cache", "findings.json"], "step {number}");
                if !hit {
                    break;
                }
                failed += 1;
            }
            assert!(failed > 20, "only {failed} steps");
        }
    }

    #[test]
    fn a_name_as_long_as_a_name_can_be_has_room_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        for name in
            ["n".repeat(255), "å".repeat(127), format!("{}.json", "n".repeat(249)), "x.json".to_owned()]
        {
            let path = folder.path().join(&name);
            let others = [beside(&path, "journal"), beside(&path, "part"), beside(&path.join("x"), "part")];
            assert!(others[0] != others[1] && others[0].parent() == path.parent(), "{others:?}");
            replace(&path, |out| out.write_all(b"whole")).unwrap();
            assert_eq!(fs::read(&path).unwrap(), b"whole", "{name}");
        }
        let [one, other] = ["a", "b"].map(|end| beside(&folder.path().join("n".repeat(254) + end), "part"));
        assert_ne!(one, other);
    }

    #[test]
    fn two_runs_do_not_write_one_file_and_links_lead_nowhere() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report");
        let (first, mut to) = Aside::new(&path).unwrap();
        assert_eq!(Aside::new(&path).unwrap_err().kind(), io::ErrorKind::WouldBlock);
        to.write_all(b"one").unwrap();
        first.take_place().unwrap();
        drop(to);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            let other = folder.path().join("other");
            fs::write(&other, "kept").unwrap();
            std::os::unix::fs::symlink(&other, beside(&path, "part")).unwrap();
            replace(&path, |out| out.write_all(b"two")).unwrap();
            assert_eq!(
                (fs::read(&path).unwrap(), fs::read(&other).unwrap()),
                (b"two".into(), b"kept".into())
            );
        }
    }
}
