//! What happens around a scan: signals, kills, full disks, pipes that close, folders that cannot be written, a network that
//! is not there. The report is the old one or the new one, the exit code tells which, and the same command goes on.

#![cfg(target_os = "linux")]

use std::fs;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_pyspunka");
const FIXED: &[&str] = &["--today", "2026-05-14", "--no-clock", "-q"];

fn samples() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples")
}

/// A folder `docs` with a few agreements and short texts.
fn archive(texts: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let docs = folder.path().join("docs");
    fs::create_dir(&docs).unwrap();
    for path in ["agreements/02-laxrum-fault.docx", "plans/plan-folkhalsa.docx"] {
        fs::copy(samples().join(path), docs.join(path.rsplit('/').next().unwrap())).unwrap();
    }
    for number in 0..texts {
        let text =
            format!("Samverkansavtal\n\nKommunen ansvarar för lokal {number}. Anna Lind är samordnare.\n");
        fs::write(docs.join(format!("{number}.txt")), text).unwrap();
    }
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.env("PYSPUNKA_CACHE", "").current_dir(folder).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn scanning(folder: &Path, output: &str) -> Command {
    command(folder, &[&["scan", "docs", "-o", output], FIXED].concat())
}

/// The report of a scan that nothing disturbs.
fn whole(folder: &Path, output: &str) -> Vec<u8> {
    let said = scanning(folder, output).output().unwrap();
    assert!(said.status.success(), "{}", told(&said));
    fs::read(folder.join(output)).unwrap()
}

/// A line of a shell with the program as `$0` and the usual flags as `$@`.
fn shell(folder: &Path, line: &str) -> Output {
    let mut command = Command::new("sh");
    command.current_dir(folder).env("PYSPUNKA_CACHE", "").stdin(Stdio::null());
    command.args(["-c", line, PROGRAM]).args(FIXED).output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

/// True where a program is there and does what the test needs; says so where not.
fn has(program: &str, arguments: &[&str]) -> bool {
    let ran = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let has = ran.is_ok_and(|status| status.success());
    if !has {
        eprintln!("left out: {program} {} does not work here", arguments.join(" "));
    }
    has
}

/// Waits for a child, at most so long.
fn wait(child: &mut Child, seconds: u64) -> std::process::ExitStatus {
    let end = Instant::now() + Duration::from_secs(seconds);
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if Instant::now() > end {
            child.kill().unwrap();
            panic!("still running after {seconds} s");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The same numbers in every run (SplitMix64).
fn dice(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[test]
fn two_hundred_kills_leave_no_half_report_and_the_last_run_ends_as_if_there_were_none() {
    let folder = archive(3);
    let began = Instant::now();
    let new = whole(folder.path(), "whole.json");
    // How long a run takes here and now: what runs beside it comes and goes.
    let mut time = u64::try_from(began.elapsed().as_micros()).unwrap();
    let report = folder.path().join("killed.json");
    fs::write(&report, "old").unwrap();
    let (mut state, mut ended) = (1, 0);
    for number in 0..200 {
        let mut child = scanning(folder.path(), "killed.json").spawn().unwrap();
        std::thread::sleep(Duration::from_micros(dice(&mut state) % (time + time / 4)));
        child.kill().unwrap();
        let status = child.wait().unwrap();
        let there = fs::read(&report).unwrap();
        assert!(there == new || there == b"old", "kill {number}");
        if status.success() {
            assert!(there == new, "kill {number}");
            fs::write(&report, "old").unwrap();
            ended += 1;
            time -= time / 16;
        } else {
            time += time / 64;
        }
    }
    assert!(ended < 190, "hardly a run was killed");
    assert!(whole(folder.path(), "killed.json") == new);
    assert_eq!(names(folder.path()), ["docs", "killed.json", "whole.json"]);
}

/// The disk is full after so many blocks: a file may grow to so many kilobytes, in every write of every run.
#[test]
fn whatever_a_full_disk_cuts_off_ends_with_4_and_the_same_command_goes_on() {
    let folder = archive(2);
    let new = whole(folder.path(), "whole.json");
    let mut failed = 0;
    for blocks in (0..40).chain((40..2000).step_by(16)) {
        fs::write(folder.path().join("full.json"), "old").unwrap();
        let line = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" scan docs -o full.json \"$@\"");
        let said = shell(folder.path(), &line);
        let there = fs::read(folder.path().join("full.json")).unwrap();
        match said.status.code() {
            Some(4) => {
                assert!(there == b"old" && told(&said).contains("full.json"), "{blocks}: {}", told(&said))
            }
            Some(0) => assert!(there == new, "{blocks}"),
            other => panic!("{blocks}: {other:?} {}", told(&said)),
        }
        if said.status.success() {
            break;
        }
        failed += 1;
    }
    assert!(failed > 5, "{failed}");
    assert!(whole(folder.path(), "full.json") == new);
    assert_eq!(names(folder.path()), ["docs", "full.json", "whole.json"]);
}

/// Calls to the system that write a report, each of which fails once: the first, the second, until none is left.
const CALLS: &[&str] = &["write", "fsync", "rename", "ftruncate", "openat"];

#[test]
fn whatever_call_fails_the_report_is_the_old_one_or_the_new_one() {
    if !has("strace", &["-f", "-o", "/dev/null", "true"]) {
        return;
    }
    let folder = archive(1);
    let new = whole(folder.path(), "whole.json");
    let (mut ended, mut fours) = (0, 0);
    for call in CALLS {
        for number in 1..400 {
            let report = folder.path().join("out.json");
            fs::write(&report, "old").unwrap();
            let inject = format!("inject={call}:error=ENOSPC:when={number}");
            let trace = folder.path().join("trace");
            let mut traced = Command::new("strace");
            traced.args(["-f", "-qq", "-o", trace.to_str().unwrap(), "-e"]).arg(format!("trace={call}"));
            for watched in ["out.json", "out.json.part", "out.json.journal"] {
                traced.arg("-P").arg(folder.path().join(watched));
            }
            traced.args(["-e", &inject, PROGRAM, "scan", "docs", "-o"]).arg(&report).args(FIXED);
            let said = traced.current_dir(folder.path()).env("PYSPUNKA_CACHE", "").output().unwrap();
            let hit = fs::read_to_string(&trace).unwrap_or_default().contains("(INJECTED)");
            let there = fs::read(&report).unwrap();
            let code = said.status.code();
            assert!(
                matches!((code, there == new, there == b"old"), (Some(0), true, _) | (Some(4), _, true)),
                "{call} {number}: {code:?} {}",
                told(&said)
            );
            fours += u32::from(code == Some(4));
            fs::remove_file(&trace).unwrap();
            if !hit {
                ended += 1;
                break;
            }
        }
    }
    assert!(ended == CALLS.len() && fours > 10, "{ended} {fours}");
    assert!(whole(folder.path(), "out.json") == new);
    assert_eq!(names(folder.path()), ["docs", "out.json", "whole.json"]);
}

#[test]
fn nothing_is_written_through_a_link_that_lies_beside_the_report() {
    let folder = archive(0);
    let new = whole(folder.path(), "whole.json");
    for ending in ["journal", "part"] {
        let other = folder.path().join("other.txt");
        fs::write(&other, "mine").unwrap();
        let link = folder.path().join(format!("out.json.{ending}"));
        std::os::unix::fs::symlink(&other, &link).unwrap();
        let said = scanning(folder.path(), "out.json").output().unwrap();
        assert_eq!(fs::read(&other).unwrap(), b"mine", "{ending}: {}", told(&said));
        assert!(matches!(said.status.code(), Some(0 | 4)), "{ending}: {}", told(&said));
        let _ = fs::remove_file(&link);
    }
    assert!(whole(folder.path(), "out.json") == new);
}

#[test]
fn a_reader_that_goes_away_ends_nothing() {
    let folder = archive(0);
    for line in [
        "\"$0\" scan docs -o - \"$@\" | head -c 1; exit 0",
        "\"$0\" text docs/02-laxrum-fault.docx | head -c 1; exit 0",
        "{ \"$0\" scan docs -o out.json --today 2026-05-14; echo $? >code; } 2>&1 | true; exit $(cat code)",
        "{ \"$0\" scan docs -o - \"$@\"; echo $? >code; } | true; exit $(cat code)",
        "{ \"$0\" scan docs -o out.json --today 2026-05-14 2>&-; echo $? >code; } | true; exit $(cat code)",
        "\"$0\" scan docs -o out.json --today 2026-05-14 2>/dev/full",
        "\"$0\" plans docs -o plans.toml 2>/dev/full",
    ] {
        let said = shell(folder.path(), line);
        assert!(said.status.success(), "{line}: {:?} {}", said.status, told(&said));
        assert!(!told(&said).contains("internal mistake"), "{line}: {}", told(&said));
    }
    let said = shell(folder.path(), "\"$0\" scan docs -o - \"$@\" >/dev/full");
    assert_eq!(said.status.code(), Some(4), "{}", told(&said));
}

#[test]
fn signals_end_a_scan_with_a_report_that_says_so() {
    let folder = archive(60);
    let new = whole(folder.path(), "whole.json");
    for signal in ["INT", "TERM", "HUP"] {
        let mut child = scanning(folder.path(), "cut.json").spawn().unwrap();
        let journal = folder.path().join("cut.json.journal");
        while fs::metadata(&journal).map_or(0, |meta| meta.len()) < 4000
            && child.try_wait().unwrap().is_none()
        {
            std::thread::sleep(Duration::from_millis(1));
        }
        Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status().unwrap();
        let status = wait(&mut child, 60);
        // The machine may be quick enough to be done.
        if !status.success() {
            assert_eq!(status.code(), Some(130), "{signal}: {:?}", status.signal());
            let cut: Value =
                serde_json::from_slice(&fs::read(folder.path().join("cut.json")).unwrap()).unwrap();
            assert_eq!(cut["run"]["interrupted"], true);
            assert_eq!(cut["documents"].as_array().unwrap().len(), 62);
            assert!(cut["summary"]["not_assessed"]["not-reached"].as_u64().unwrap() > 0);
        }
        assert!(whole(folder.path(), "cut.json") == new, "{signal}");
    }
}

#[test]
fn workers_do_not_outlive_a_scan_that_is_killed() {
    let folder = archive(0);
    // Takes a worker so long that it is at work when its parent is killed.
    let slow = format!(
        "Avtal mellan Norrby kommun och Vågbrytaren.\n{}",
        "Kommunen ansvarar för lokalen. ".repeat(90_000)
    );
    fs::write(folder.path().join("docs/slow.txt"), slow).unwrap();
    let mut child = scanning(folder.path(), "out.json").spawn().unwrap();
    std::thread::sleep(Duration::from_millis(700));
    let children = format!("/proc/{0}/task/{0}/children", child.id());
    let mut workers = fs::read_to_string(children).unwrap_or_default();
    for task in fs::read_dir(format!("/proc/{}/task", child.id())).into_iter().flatten().flatten() {
        workers += &fs::read_to_string(task.path().join("children")).unwrap_or_default();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let end = Instant::now() + Duration::from_secs(5);
    for worker in workers.split_whitespace() {
        let alive = || {
            let stat = fs::read_to_string(format!("/proc/{worker}/stat")).unwrap_or_default();
            stat.contains("(pyspunka)") && !stat.contains(") Z ")
        };
        while alive() {
            assert!(Instant::now() < end, "{worker} lives on");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

#[test]
fn a_folder_that_cannot_be_written_ends_with_4() {
    let folder = archive(0);
    let locked = folder.path().join("locked");
    fs::create_dir(&locked).unwrap();
    fs::write(locked.join("out.json"), "old").unwrap();
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    mode(&locked, 0o555);
    mode(folder.path(), 0o755);
    // For root no folder is locked.
    let root = Command::new("id").arg("-u").output().unwrap().stdout.starts_with(b"0\n");
    let mut line = "exec \"$0\" scan docs -o locked/out.json \"$@\"".to_owned();
    if root {
        let program = folder.path().join("pyspunka");
        fs::copy(PROGRAM, &program).unwrap();
        line = "exec setpriv --reuid=65534 --regid=65534 --clear-groups ./pyspunka scan docs -o locked/out.json \"$@\"".to_owned();
        if !has(
            "setpriv",
            &["--reuid=65534", "--regid=65534", "--clear-groups", "test", "-x", program.to_str().unwrap()],
        ) {
            return;
        }
    }
    let said = shell(folder.path(), &line);
    assert_eq!(said.status.code(), Some(4), "{}", told(&said));
    assert!(told(&said).contains("locked/out.json"), "{}", told(&said));
    assert_eq!(names(&locked), ["out.json"]);
    assert_eq!(fs::read(locked.join("out.json")).unwrap(), b"old");
}

#[test]
fn everything_that_is_kept_is_for_its_owner_and_purge_leaves_nothing_but_reports() {
    let folder = archive(30);
    let long = format!("{}.json", "n".repeat(250));
    let cached = [&["scan", "docs", "-o", &long, "--cache", "cache"], FIXED].concat();
    let said = command(folder.path(), &cached).output().unwrap();
    assert!(said.status.success(), "{}", told(&said));
    // A scan that is killed leaves its journal, another its half report; somebody else's files look alike.
    let mut child = scanning(folder.path(), "cut.json").spawn().unwrap();
    let journal = folder.path().join("cut.json.journal");
    while fs::metadata(&journal).map_or(0, |meta| meta.len()) < 4000 && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    fs::write(folder.path().join("cut.json.part"), "half").unwrap();
    for other in ["my.journal", "film.part"] {
        fs::write(folder.path().join(other), "mine").unwrap();
    }
    assert!(journal.exists());
    let mut folders = vec![folder.path().join("cache")];
    for path in [folder.path().join(&long), journal] {
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{}", path.display());
    }
    while let Some(next) = folders.pop() {
        assert_eq!(fs::metadata(&next).unwrap().permissions().mode() & 0o777, 0o700);
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !matches!(path.file_name().unwrap().to_str(), Some("CACHEDIR.TAG" | "used")) {
                assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            }
        }
    }
    let said = command(folder.path(), &["purge", ".", "--cache", "cache"]).output().unwrap();
    assert!(said.status.success(), "{}", told(&said));
    let left = ["cache", "docs", "film.part", "my.journal", &long];
    assert_eq!(names(folder.path()), left);
    assert_eq!(names(&folder.path().join("cache")), ["CACHEDIR.TAG"]);
}

#[test]
fn nothing_touches_a_network() {
    let folder = archive(0);
    fs::copy(samples().join("agreements/02-laxrum-fault.pdf"), folder.path().join("docs/a.pdf")).unwrap();
    let new = whole(folder.path(), "whole.json");
    if has("unshare", &["-rn", "true"]) {
        let said = shell(folder.path(), "exec unshare -rn \"$0\" scan docs -o alone.json \"$@\"");
        assert!(said.status.success(), "{}", told(&said));
        assert!(fs::read(folder.path().join("alone.json")).unwrap() == new);
    }
    if has("strace", &["-f", "-o", "/dev/null", "true"]) {
        let line = "strace -f -qq -o trace -e trace=network \"$0\" scan docs -o traced.json -o r.html -o r.docx -o r.xlsx \"$@\"";
        let said = shell(folder.path(), line);
        assert!(said.status.success(), "{}", told(&said));
        assert!(fs::read(folder.path().join("traced.json")).unwrap() == new);
        // Pairs of sockets lead nowhere but to their other end.
        let mut trace = String::new();
        fs::File::open(folder.path().join("trace")).unwrap().read_to_string(&mut trace).unwrap();
        let calls: Vec<&str> =
            trace.lines().filter(|line| line.contains('(') && !line.contains("socketpair(AF_UNIX")).collect();
        let calls: Vec<&str> = calls.into_iter().filter(|line| !line.contains("---")).collect();
        assert_eq!(calls, [""; 0]);
    }
}
