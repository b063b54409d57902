//! What tests of annotators share: the lexicons of the project and documents of a few lines.

use super::Lexicons;
use crate::document::{BlockKind, Cell, Document, DocumentBuilder, Origin};

/// The lexicons in `rules/lexicon`.
pub fn lexicons() -> &'static Lexicons {
    static LEXICONS: std::sync::OnceLock<Lexicons> = std::sync::OnceLock::new();
    LEXICONS.get_or_init(|| {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/lexicon");
        let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
            .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap()))
            .collect();
        files.sort();
        Lexicons::load(&files).unwrap()
    })
}

/// A document of one block per line. A line may begin with its kind: `T ` title, `# ` `## ` headings, `- ` list item,
/// `* ` bold paragraph, `^ ` running header, `_ ` running footer, `! ` comment in the margin, `| a | b` a table row (consecutive rows are one table,
/// the first its header); anything else is a paragraph.
pub fn document(text: &str) -> Document {
    let mut builder = DocumentBuilder::new("txt");
    let (mut table, mut row) = (0, None);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(cells) = line.strip_prefix("| ") {
            let at = row.map_or(0, |row: u32| row + 1);
            for (column, cell) in cells.split(" | ").enumerate() {
                let cell_at =
                    Cell { table, row: at, column: column as u32, columns: 1, rows: 1, header: at == 0 };
                builder.open(BlockKind::TableCell(cell_at), None, Origin::default());
                builder.push(cell);
            }
            row = Some(at);
            continue;
        }
        if row.take().is_some() {
            table += 1;
        }
        let (mark, rest) = line.split_once(' ').unwrap_or(("", line));
        let (kind, rest) = match mark {
            "T" => (BlockKind::Title, rest),
            "#" => (BlockKind::Heading { level: 1 }, rest),
            "##" => (BlockKind::Heading { level: 2 }, rest),
            "-" => (BlockKind::ListItem { depth: 0 }, rest),
            "^" => (BlockKind::Header, rest),
            "_" => (BlockKind::Footer, rest),
            "!" => (BlockKind::Comment, rest),
            "*" => (BlockKind::Paragraph, rest),
            _ => (BlockKind::Paragraph, line),
        };
        builder.open(kind, None, Origin::default());
        builder.push(rest);
        if mark == "*" {
            builder.bold();
        }
    }
    builder.finish()
}
