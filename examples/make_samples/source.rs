//! Source texts of the samples: one file holds an agreement and its clean twin.
//!
//! A file begins with `key: value` lines and an empty line. Then one line is one block:
//! `# Title` · `## Heading` · `### Subheading` · `!! bold line typed by hand` · `- bullet` · `1. numbered` ·
//! `| cell | cell |` (rows that follow each other are one table; `|=` begins a table without borders) ·
//! `[] text box` · `---toc---` contents list · `---page---` page break · anything else is a paragraph.
//! Inside a line: `{+inserted+}`, `{-deleted-}`, `{control}`, `^[footnote]`, `\\` for a line break.
//! A line that begins with `F>` stands only in the faulty version, one with `C>` only in the clean twin.

/// Which of the two versions is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Version {
    Fault,
    Clean,
    Only,
}

/// What a piece of text is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    Plain,
    Inserted,
    Deleted,
    Control,
    Footnote,
    Break,
}

/// A line as pieces.
pub type Line = Vec<(Mark, String)>;

/// One block.
pub enum Block {
    Title(Line),
    Heading(u8, Line),
    Bold(Line),
    Paragraph(Line),
    Bullet(Line),
    Numbered(Line),
    Table { rows: Vec<Vec<Line>>, borders: bool },
    TextBox(Line),
    Contents,
    PageBreak,
}

/// One document.
pub struct Source {
    keys: Vec<(String, String)>,
    pub blocks: Vec<Block>,
}

impl Source {
    /// Value of a key, or nothing.
    pub fn key(&self, name: &str) -> Option<&str> {
        self.keys.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// True where the word is among those of the key.
    pub fn has(&self, name: &str, word: &str) -> bool {
        self.key(name).is_some_and(|value| value.split_whitespace().any(|w| w == word))
    }

    /// Headings in order, for the contents list.
    pub fn headings(&self) -> impl Iterator<Item = (u8, String)> {
        self.blocks.iter().filter_map(|block| match block {
            Block::Heading(level, line) => Some((*level, plain(line))),
            _ => None,
        })
    }

    /// True where the text has a faulty and a clean version.
    pub fn has_twin(text: &str) -> bool {
        text.lines().any(|line| line.starts_with("F>") || line.starts_with("C>"))
    }

    /// Reads one version.
    pub fn parse(text: &str, version: Version) -> Source {
        let mut lines = text.lines().filter_map(|line| match (line.get(..2), version) {
            (Some("F>"), Version::Fault) | (Some("C>"), Version::Clean) => line.get(2..).map(str::trim_start),
            (Some("F>" | "C>"), _) => None,
            _ => Some(line),
        });
        let mut keys = Vec::new();
        for line in lines.by_ref() {
            let Some((key, value)) = line.split_once(':') else { break };
            keys.push((key.trim().to_owned(), value.trim().to_owned()));
        }
        let mut blocks: Vec<Block> = Vec::new();
        let mut in_table = false;
        for line in lines.map(str::trim_end) {
            if let Some(cells) = line.strip_prefix('|') {
                let (cells, borders) = match cells.strip_prefix('=') {
                    Some(cells) => (cells, false),
                    None => (cells, true),
                };
                let row: Vec<Line> =
                    cells.trim_end_matches('|').split('|').map(|cell| pieces(cell.trim())).collect();
                match blocks.last_mut() {
                    Some(Block::Table { rows, .. }) if in_table && borders => rows.push(row),
                    _ => blocks.push(Block::Table { rows: vec![row], borders }),
                }
                in_table = true;
                continue;
            }
            in_table = false;
            let starts = |mark: &str| line.strip_prefix(mark).map(pieces);
            blocks.push(if line.is_empty() {
                continue;
            } else if line == "---toc---" {
                Block::Contents
            } else if line == "---page---" {
                Block::PageBreak
            } else if let Some(line) = starts("### ") {
                Block::Heading(2, line)
            } else if let Some(line) = starts("## ") {
                Block::Heading(1, line)
            } else if let Some(line) = starts("# ") {
                Block::Title(line)
            } else if let Some(line) = starts("!! ") {
                Block::Bold(line)
            } else if let Some(line) = starts("- ") {
                Block::Bullet(line)
            } else if let Some(line) = starts("1. ") {
                Block::Numbered(line)
            } else if let Some(line) = starts("[] ") {
                Block::TextBox(line)
            } else {
                Block::Paragraph(pieces(line))
            });
        }
        Source { keys, blocks }
    }
}

/// What a reader sees once changes are accepted, without footnotes.
pub fn plain(line: &Line) -> String {
    line.iter()
        .filter(|(mark, _)| !matches!(mark, Mark::Deleted | Mark::Footnote))
        .map(|(mark, text)| if *mark == Mark::Break { "\n" } else { text.as_str() })
        .collect()
}

fn pieces(text: &str) -> Line {
    const OPEN: [(&str, &str, Mark); 5] = [
        ("{+", "+}", Mark::Inserted),
        ("{-", "-}", Mark::Deleted),
        ("^[", "]", Mark::Footnote),
        ("{", "}", Mark::Control),
        ("\\\\", "", Mark::Break),
    ];
    let mut line = Line::new();
    let mut rest = text;
    while !rest.is_empty() {
        let next = OPEN.iter().filter_map(|o| rest.find(o.0).map(|at| (at, o))).min_by_key(|(at, _)| *at);
        let Some((at, (open, close, mark))) = next else { break };
        let inner = &rest[at + open.len()..];
        let Some(end) = inner.find(close) else { break };
        if at > 0 {
            line.push((Mark::Plain, rest[..at].to_owned()));
        }
        line.push((*mark, inner[..end].to_owned()));
        rest = &inner[end + close.len()..];
    }
    if !rest.is_empty() {
        line.push((Mark::Plain, rest.to_owned()));
    }
    line
}
