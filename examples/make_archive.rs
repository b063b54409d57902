//! Makes an archive of any size out of a folder of documents, to kill scans of it: every copy of a Word file has other
//! words and people in it, every copy of a PDF other bytes.
//!
//! `make_archive FROM COUNT OUT`

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [from, count, out] = arguments.as_slice() else { return Err("make_archive FROM COUNT OUT".into()) };
    let mut sources = Vec::new();
    collect(Path::new(from), &mut sources)?;
    sources.sort();
    for number in 0..count.parse::<usize>()? {
        let source = &sources[number % sources.len()];
        let copy = number / sources.len();
        let folder = Path::new(out).join(format!("{:02}/{:03}", copy % 20, copy / 20));
        fs::create_dir_all(&folder)?;
        let bytes = fs::read(source)?;
        let ending = source.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let varied = match ending {
            "docx" => word(&bytes, copy)?,
            // Bytes after the end are not read.
            "pdf" => [&bytes[..], format!("\n% {copy}\n").as_bytes()].concat(),
            _ => bytes,
        };
        fs::write(folder.join(source.file_name().unwrap_or_default()), varied)?;
    }
    Ok(())
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, found)?;
        } else if path.extension().is_some_and(|ending| ending == "docx" || ending == "pdf") {
            found.push(path);
        }
    }
    Ok(())
}

/// The file with another year in its numbers and another end to its family names. A file that is no package stays as it is.
fn word(bytes: &[u8], copy: usize) -> Result<Vec<u8>> {
    let Ok(mut package) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(bytes.to_vec()) };
    let mut varied = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..package.len() {
        let mut part = package.by_index(index)?;
        let name = part.name().to_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content)?;
        if name == "word/document.xml" {
            let ends = ["gren", "dal", "mark", "ström", "vik"];
            let text = String::from_utf8_lossy(&content).replace("qvist", ends[copy % ends.len()]);
            let text = text.replace("2025/", &format!("20{:02}/{copy}", 10 + copy % 15));
            content = text.replace("kommun", &format!("kommun{}", &"sssss"[..copy % 2])).into_bytes();
        }
        varied.start_file(name, SimpleFileOptions::default())?;
        varied.write_all(&content)?;
    }
    Ok(varied.finish()?.into_inner())
}
