//! What is kept of inputs for the fuzz targets.

use std::fs::{File, read, read_dir};
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;

/// All that is kept for a target, in an order that stays: its seeds, every input that once broke a promise, and what libFuzzer
/// found that goes where the seeds do not (`keep.sh`).
pub fn inputs(name: &str) -> Vec<Vec<u8>> {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let mut inputs = Vec::new();
    for folder in ["seeds", "regressions"] {
        let entries = read_dir(fuzz.join(folder).join(name)).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        paths.sort();
        inputs.extend(paths.iter().filter_map(|path| read(path).ok()));
    }
    assert!(!inputs.is_empty(), "{name}: no seeds");
    if let Ok(kept) = File::open(fuzz.join("kept").join(format!("{name}.tar.gz"))) {
        let mut kept = tar::Archive::new(GzDecoder::new(kept));
        for entry in kept.entries().into_iter().flatten() {
            let mut input = Vec::new();
            let read = entry.and_then(|mut entry| entry.read_to_end(&mut input));
            assert!(read.is_ok(), "{name}: {read:?}");
            inputs.push(input);
        }
    }
    inputs
}
