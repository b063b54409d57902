//! Every command of the READMEs works as printed, with the built program in the place of `cargo run --release --`.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

fn commands(name: &str) -> Vec<String> {
    let text = fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
    let blocks = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.flat_map(|block| block.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn check(name: &str) {
    let folder = tempfile::tempdir().unwrap();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut run = 0;
    for command in commands(name) {
        if command == "cargo test" {
            continue;
        }
        let arguments =
            command.strip_prefix("cargo run --release -- ").unwrap_or_else(|| panic!("{command}"));
        // The samples are read where they are; what is written goes elsewhere.
        let arguments = arguments.split(' ').map(|argument| match argument.strip_prefix("samples") {
            Some(rest) => root.join("samples").join(rest.trim_start_matches('/')).display().to_string(),
            None => argument.to_owned(),
        });
        let mut program = Command::new(env!("CARGO_BIN_EXE_pyspunka"));
        let output =
            program.current_dir(folder.path()).args(arguments).stdin(Stdio::null()).output().unwrap();
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        run += 1;
    }
    assert!(run >= 2);
    assert!(folder.path().join("findings.json").exists());
}

/// What a README shows of the summary is what the program says, but for what "…" leaves out.
fn check_picture(name: &str, lang: &str) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join(name)).unwrap();
    let picture = text.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_pyspunka"));
    program.current_dir(folder.path()).arg("scan").arg(root.join("samples"));
    program.args(["-o", "findings.json", "--no-cache", "--today", "2026-11-24", "--lang", lang]);
    let output = program.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap() + &String::from_utf8(output.stdout).unwrap();
    let parts = picture.lines().flat_map(|line| line.split('…'));
    for part in parts.map(|part| part.trim_end_matches([' ', ','])).filter(|part| !part.is_empty()) {
        assert!(said.contains(part), "{name} shows “{part}”, and the program says\n{said}");
    }
}

#[test]
fn the_pictures_are_real() {
    check_picture("README.md", "en");
    check_picture("README.sv.md", "sv");
}

#[test]
fn commands_of_the_english_readme() {
    check("README.md");
}

#[test]
fn commands_of_the_swedish_readme() {
    check("README.sv.md");
}
