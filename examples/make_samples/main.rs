//! Builds the sample documents from `examples/make_samples/source/`. `build.sh` runs it and makes the other PDFs.
//!
//! `make_samples` writes DOCX and PDF files and prints, one a line, the Word files that LibreOffice is to convert.
//! `make_samples scan PICTURE.jpg WIDTH HEIGHT OUT.pdf` wraps a picture as a scanned page.

mod container;
mod page;
mod report;
mod source;
mod word;

use std::fs;
use std::path::{Path, PathBuf};

use source::{Source, Version};

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [command, picture, width, height, out] = arguments.as_slice()
        && command == "scan"
    {
        let side = |text: &str| text.parse().map_err(std::io::Error::other);
        return fs::write(out, page::scan(fs::read(picture)?, side(width)?, side(height)?));
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let samples = root.join("samples");
    build(&root.join("examples/make_samples/source"), &samples, true)?;
    build(&root.join("examples/make_samples/source/archive"), &samples, true)?;
    build(&root.join("tests/gold/source"), &root.join("tests/gold/docs"), false)?;
    containers(&root.join("examples/make_samples/source/containers"), &samples.join("containers"))?;
    odd(&samples.join("odd"))
}

/// Documents in containers, one each.
fn containers(sources: &Path, out: &Path) -> std::io::Result<()> {
    fs::create_dir_all(out)?;
    for entry in fs::read_dir(sources)? {
        let path = entry?.path();
        let source = Source::parse(&fs::read_to_string(&path)?, Version::Only);
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let key = |key: &str| source.key(key).unwrap_or_default();
        let (file, bytes) = container::pack(key("container"), &name, key("title"), &word::write(&source))?;
        fs::write(out.join(file), bytes)?;
    }
    Ok(())
}

/// Writes what each source asks for: into the folder that it names, or all into one where `folders` is false.
fn build(sources: &Path, out: &Path, folders: bool) -> std::io::Result<()> {
    let work = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/samples");
    fs::create_dir_all(&work)?;
    let mut paths: Vec<PathBuf> =
        fs::read_dir(sources)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "txt")) {
        let text = fs::read_to_string(path)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let versions: &[(Version, &str)] = if Source::has_twin(&text) {
            &[(Version::Fault, "-fault"), (Version::Clean, "-clean")]
        } else {
            &[(Version::Only, "")]
        };
        for (version, suffix) in versions {
            let source = Source::parse(&text, *version);
            let folder =
                if folders { out.join(source.key("folder").unwrap_or("agreements")) } else { out.to_owned() };
            fs::create_dir_all(&folder)?;
            let stem = format!("{name}{suffix}");
            if source.has("formats", "own-pdf") {
                fs::write(folder.join(format!("{stem}.pdf")), page::write(&source))?;
            }
            let office = source.has("formats", "pdf");
            let keep = source.has("formats", "docx");
            if !office && !keep {
                continue;
            }
            let bytes = match source.key("writer") {
                Some("docx-rs") => report::write(&source),
                _ => word::write(&source),
            };
            let target = if keep { &folder } else { &work }.join(format!("{stem}.docx"));
            fs::write(&target, bytes)?;
            if office {
                println!("{}\t{}", target.display(), folder.display());
            }
        }
    }
    Ok(())
}

/// Files that nobody can read, or that are not what their name says.
fn odd(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let whole = fs::read(folder.join("consent-form.docx"))?;
    fs::write(folder.join("truncated.docx"), &whole[..whole.len() * 2 / 3])?;
    fs::write(folder.join("empty.docx"), b"")?;
    fs::write(folder.join("not-a-document.docx"), "Det här är en vanlig textfil med fel ändelse.\n")?;
    fs::write(folder.join("word-97.doc"), word_97())
}

/// A compound file with one stream called WordDocument: what Word 97–2003 wrote, as far as can be told from outside.
fn word_97() -> Vec<u8> {
    const END: u32 = 0xFFFF_FFFE;
    const FREE: u32 = 0xFFFF_FFFF;
    let mut header = vec![0u8; 512];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    put(24, &[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    put(44, &1u32.to_le_bytes());
    put(48, &1u32.to_le_bytes());
    put(56, &4096u32.to_le_bytes());
    put(60, &END.to_le_bytes());
    put(68, &END.to_le_bytes());
    for slot in 0..109 {
        let sector = if slot == 0 { 0 } else { FREE };
        put(76 + 4 * slot, &sector.to_le_bytes());
    }
    // Sector 0: the allocation table; 1: the directory; 2–9: the stream, 4,096 bytes.
    let mut table: Vec<u32> = vec![0xFFFF_FFFD, END];
    table.extend(3..10);
    table.push(END);
    table.resize(128, FREE);
    let mut file = header;
    file.extend(table.iter().flat_map(|entry| entry.to_le_bytes()));
    file.extend(entry("Root Entry", 5, 1, END, 0));
    file.extend(entry("WordDocument", 2, FREE, 2, 4096));
    file.resize(512 * 3, 0);
    let mut stream = vec![0xEC, 0xA5, 0xC1, 0x00];
    stream.resize(4096, 0);
    file.extend(stream);
    file
}

fn entry(name: &str, kind: u8, child: u32, start: u32, size: u64) -> Vec<u8> {
    let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = entry.len() as u16 + 2;
    entry.resize(64, 0);
    entry.extend(length.to_le_bytes());
    entry.extend([kind, 1]);
    for link in [0xFFFF_FFFF, 0xFFFF_FFFF, child] {
        entry.extend(link.to_le_bytes());
    }
    entry.resize(116, 0);
    entry.extend(start.to_le_bytes());
    entry.extend(size.to_le_bytes());
    entry
}
