//! The only way to make a [`Document`].

use memchr::{memchr, memmem};
use unicode_normalization::char::compose;

use super::block::{Block, BlockKind, Document, Meta, Origin, RunOrigin, Section, WordBox};
use super::identity::mask_identity_numbers;
use super::span::Span;

/// Collects blocks in reading order and makes a [`Document`]. Whitespace inside a block is folded to single
/// blanks (a manual line break becomes one too), soft hyphens and other signs that nobody sees are dropped, letters and the
/// marks over them ("o\u{308}") become one, and blocks without text are left out.
#[derive(Debug, Default)]
pub struct DocumentBuilder {
    document: Document,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    start: usize,
    kind: BlockKind,
    label: Option<String>,
    origin: Origin,
    links: Vec<(Span, String)>,
    bold: bool,
    runs: usize,
    words: usize,
    content: Option<usize>,
}

/// True for characters that take no room and say nothing: soft hyphens, joiners, marks of direction, variation selectors
/// and tags. What turns the order of letters about is none of them.
pub fn is_unseen(character: char) -> bool {
    matches!(
        character,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2060}'..='\u{2064}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{fffe}'
            | '\u{e0000}'..='\u{e007f}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}

impl DocumentBuilder {
    /// A builder for a document of the given format ("docx", "pdf" …).
    pub fn new(format: &'static str) -> DocumentBuilder {
        let mut builder = DocumentBuilder::default();
        builder.document.meta.format = format;
        builder
    }

    /// What the file says of itself, to be filled in.
    pub fn meta(&mut self) -> &mut Meta {
        &mut self.document.meta
    }

    /// Bytes of text so far, for limits.
    pub fn text_len(&self) -> usize {
        self.document.text.len()
    }

    /// Blocks so far, for limits.
    pub fn block_count(&self) -> usize {
        self.document.blocks.len()
    }

    /// The number of a part by its name, for [`Origin::part`].
    pub fn part(&mut self, name: &str) -> u16 {
        let parts = &mut self.document.parts;
        let index = parts.iter().position(|part| part == name).unwrap_or_else(|| {
            parts.push(name.to_owned());
            parts.len() - 1
        });
        index as u16
    }

    /// Opens a block; an open one is closed first. `label` is a computed label, not part of the text.
    pub fn open(&mut self, kind: BlockKind, label: Option<String>, origin: Origin) {
        self.close();
        let same_row = |last: &Block| match (last.kind, kind) {
            (BlockKind::TableCell(a), BlockKind::TableCell(b)) => {
                a.table == b.table && a.row == b.row && a.column != b.column
            }
            _ => false,
        };
        if let Some(last) = self.document.blocks.last() {
            let separator = if same_row(last) { '\t' } else { '\n' };
            self.document.text.push(separator);
        }
        self.open = Some(Open {
            start: self.document.text.len(),
            kind,
            label,
            origin,
            links: Vec::new(),
            bold: false,
            runs: self.document.runs.len(),
            words: self.document.words.len(),
            content: None,
        });
    }

    /// Adds text to the open block and tells where it stands in the document. Whitespace is folded: leading
    /// blanks of the block and blanks after a blank are dropped, every other whitespace becomes one blank.
    pub fn push(&mut self, text: &str) -> Span {
        let Some(open) = &self.open else { return Span::at(self.text_len(), self.text_len()) };
        let out = &mut self.document.text;
        let from = out.len();
        let mut rest = text;
        loop {
            // Words with single blanks between them go over as they are.
            let mut blank = out.len() == open.start || out.ends_with(' ');
            let plain = rest.bytes().take_while(|byte| {
                let folded = blank && *byte == b' ';
                blank = *byte == b' ';
                byte.is_ascii_graphic() || blank && !folded
            });
            let (words, after) = rest.split_at(plain.count());
            out.push_str(words);
            let mut after = after.chars();
            let Some(character) = after.next() else { break };
            rest = after.as_str();
            match character {
                unseen if is_unseen(unseen) => {}
                // A letter and its mark are one letter to every rule; what was pushed before stays as it is.
                mark @ '\u{300}'..='\u{36f}' => {
                    let letter = out.get(from..).and_then(|own| own.chars().next_back());
                    match letter.and_then(|letter| compose(letter, mark)) {
                        Some(whole) => {
                            out.pop();
                            out.push(whole);
                        }
                        None => out.push(mark),
                    }
                }
                // A non-breaking hyphen is a hyphen to every reader and every rule.
                '\u{2011}' => out.push('-'),
                character if character.is_whitespace() || character.is_control() => {
                    if out.len() > open.start && !out.ends_with(' ') {
                        out.push(' ');
                    }
                }
                character => out.push(character),
            }
        }
        Span::at(from, out.len())
    }

    /// Says that the text pushed from now on comes from run number `run` of its paragraph.
    pub fn run(&mut self, run: u32) {
        let start = self.document.text.len() as u32;
        let runs = &mut self.document.runs;
        if runs.last().is_some_and(|last| last.start == start) {
            runs.pop();
        }
        runs.push(RunOrigin { start, run });
    }

    /// Keeps the place of a word whose text was just pushed.
    pub fn word(&mut self, word: WordBox) {
        if !word.span.is_empty() {
            self.document.words.push(word);
        }
    }

    /// Keeps a link of the open block.
    pub fn link(&mut self, span: Span, target: &str) {
        if let Some(open) = &mut self.open {
            open.links.push((span, target.to_owned()));
        }
    }

    /// Says that most of the open block is bold.
    pub fn bold(&mut self) {
        if let Some(open) = &mut self.open {
            open.bold = true;
        }
    }

    /// Says what the open block is, where that was not known when it was opened.
    pub fn kind(&mut self, kind: BlockKind) {
        if let Some(open) = &mut self.open {
            open.kind = kind;
        }
    }

    /// Says that a label is typed at the start of the open block: what has been pushed so far is the label.
    pub fn typed_label(&mut self) {
        let end = self.document.text.len();
        if let Some(open) = &mut self.open {
            open.label = Some(self.document.text[open.start..end].trim().to_owned());
            open.content = Some(end);
        }
    }

    /// Closes the open block. A block without text leaves no trace.
    pub fn close(&mut self) {
        let Some(mut open) = self.open.take() else { return };
        let document = &mut self.document;
        let trimmed = document.text.trim_end_matches(' ').len().max(open.start);
        document.text.truncate(trimmed);
        let end = document.text.len();
        if end == open.start {
            // Nothing was said: take the separator back.
            if !document.blocks.is_empty() {
                document.text.pop();
            }
            document.runs.truncate(open.runs);
            document.words.truncate(open.words);
            return;
        }
        for (span, _) in &mut open.links {
            *span = Span::at(span.start().min(end), span.end().min(end));
        }
        for word in &mut document.words[open.words..] {
            word.span = Span::at(word.span.start().min(end), word.span.end().min(end));
        }
        let mut content = open.content.unwrap_or(open.start).min(end);
        content += document.text[content..end].len() - document.text[content..end].trim_start().len();
        document.blocks.push(Block {
            span: Span::at(open.start, end),
            content: Span::at(content, end),
            kind: open.kind,
            label: open.label,
            section: None,
            origin: open.origin,
            links: open.links,
            bold: open.bold,
        });
    }

    /// The document, with typed labels split off, sections found and the aligned lower-case text made.
    pub fn finish(mut self) -> Document {
        self.close();
        let mut document = self.document;
        for block in &mut document.blocks {
            split_typed_label(&document.text, block);
        }
        fold_double_labels(&document.text, &mut document.blocks);
        for block in &mut document.blocks {
            link_addresses(&document.text, block);
        }
        find_sections(&mut document);
        mask(&mut document);
        document.lower = lower_aligned(&document.text);
        document
    }
}

/// Masks personal identity numbers in the text, in what it links to, and in what the file says of itself.
fn mask(document: &mut Document) {
    let Document { text, blocks, meta, .. } = document;
    let links = blocks.iter_mut().flat_map(|block| &mut block.links).map(|(_, target)| target);
    let said = meta.title.iter_mut().chain(&mut meta.author).chain(&mut meta.embedded);
    let properties = meta.properties.iter_mut().map(|(_, value)| value);
    for text in links.chain(said).chain(properties).chain([text]) {
        *text = mask_identity_numbers(std::mem::take(text));
    }
}

/// A label typed by hand at the start of a heading or list item ("§ 3 Ekonomi", "3.1 Parter", "a) ...", "• ...").
fn split_typed_label(text: &str, block: &mut Block) {
    // A label that the format has marked in the text stays; one that is typed beside automatic numbering wins, as
    // that is what a reader sees first.
    let typed = block.content != block.span;
    let heading = matches!(block.kind, BlockKind::Heading { .. });
    if typed || (block.label.is_some() && !heading) {
        return;
    }
    let (bullets, numbers) = match block.kind {
        BlockKind::Heading { .. } | BlockKind::ListItem { .. } => (true, true),
        BlockKind::Paragraph | BlockKind::TableCell(_) => (true, false),
        _ => return,
    };
    let content = &text[block.span.range()];
    let Some(len) = label_len(content, bullets, numbers) else { return };
    let rest = content[len..].trim_start();
    if rest.is_empty() {
        return;
    }
    block.label = Some(content[..len].trim().to_owned());
    block.content = Span::at(block.span.end() - rest.len(), block.span.end());
}

/// An address that is written out is a link to a reader, whether the file makes it one or not.
fn link_addresses(text: &str, block: &mut Block) {
    let range = block.span.range();
    let content = &text[range.clone()];
    let bytes = content.as_bytes();
    if memchr(b'/', bytes).is_none()
        && (memchr(b'w', bytes).is_none() || memmem::find(bytes, b"www.").is_none())
    {
        return;
    }
    // Links that the file itself makes, in order, and how far those reach that begin before a word ends.
    let mut own: Vec<Span> = block.links.iter().map(|(span, _)| *span).collect();
    own.sort_unstable_by_key(|span| span.start());
    let (mut own, mut reach) = (own.into_iter().peekable(), 0);
    for word in content.split_whitespace().filter(|word| word.contains('/') || word.contains("www.")) {
        let bare = word.trim_start_matches(['(', '<', '"', '”', '[']);
        let bare = bare.trim_end_matches(['.', ',', ';', ':', ')', '>', '"', '”', ']']);
        let Some(target) = address(bare) else { continue };
        let from = range.start + (bare.as_ptr() as usize - content.as_ptr() as usize);
        let span = Span::at(from, from + bare.len());
        while let Some(link) = own.next_if(|link| link.start() < span.end()) {
            reach = reach.max(link.end());
        }
        if reach <= span.start() {
            block.links.push((span, target));
        }
    }
}

/// "https://a.example/b", "www.a.example" and "a.example/b" as addresses.
fn address(word: &str) -> Option<String> {
    if word.starts_with("https://") || word.starts_with("http://") {
        return Some(word.to_owned());
    }
    let (host, path) = word.split_once('/').unwrap_or((word, ""));
    let labels: Vec<&str> = host.split('.').collect();
    let name = |label: &&str| {
        label.len() >= 2 && label.chars().all(|c| c.is_ascii_digit() || c.is_lowercase() || c == '-')
    };
    let top = labels.last().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_lowercase()));
    let named = labels.len() >= 2 && labels.iter().all(name) && top;
    (named && (host.starts_with("www.") || !path.is_empty())).then(|| format!("https://{word}"))
}

/// Headings that show two numbers each, an automatic one before a typed one, before this counts as a habit.
const DOUBLE: usize = 3;

/// Where most numbered headings of a document show two numbers ("1 1 Parter", "2 2 Syfte"), as prints of files do whose
/// styles number what its writer had numbered, the second is the label.
fn fold_double_labels(text: &str, blocks: &mut [Block]) {
    let second = |block: &Block| -> Option<usize> {
        let first = block.label.as_deref().filter(|_| matches!(block.kind, BlockKind::Heading { .. }))?;
        let content = &text[block.content.range()];
        let len = label_len(content, false, true)?;
        let rest = content[len..].trim_start();
        let numbers = |label: &str| label.contains(|c: char| c.is_ascii_digit());
        (numbers(first) && numbers(&content[..len]) && rest.starts_with(char::is_uppercase)).then_some(len)
    };
    let numbered = blocks
        .iter()
        .filter(|block| matches!(block.kind, BlockKind::Heading { .. }) && block.label.is_some())
        .count();
    let double: Vec<(usize, usize)> =
        (0..blocks.len()).filter_map(|at| second(&blocks[at]).map(|len| (at, len))).collect();
    if double.len() < DOUBLE || double.len() * 4 < numbered * 3 {
        return;
    }
    for (at, len) in double {
        let block = &mut blocks[at];
        let content = &text[block.content.range()];
        let rest = content[len..].trim_start();
        block.label = Some(content[..len].trim().to_owned());
        block.content = Span::at(block.content.end() - rest.len(), block.content.end());
    }
}

/// Length in bytes of a numbering label or bullet at the start of `text`, blanks inside it counted
/// ("§ 4", "4 §", "3.1", "3.1.", "b)", "(iv)", "•", "–"); `None` where there is none.
pub fn label_len(text: &str, bullets: bool, numbers: bool) -> Option<usize> {
    let first = text.chars().next()?;
    let after = |len: usize| text[len..].chars().next();
    if bullets {
        let bullet = matches!(
            first,
            '•' | '·'
                | '▪'
                | '▫'
                | '■'
                | '□'
                | '●'
                | '○'
                | '◦'
                | '‣'
                | '⁃'
                | '∙'
                | '➢'
                | '➤'
                | '✓'
                | '✔'
                | '\u{f0b7}'
                | '\u{f0a7}'
                | '\u{f0d8}'
                | '\u{f0fc}'
                | '\u{f076}'
                | '\u{f02d}'
                | '\u{f0a8}'
        );
        let dash = matches!(first, '-' | '–' | '—' | '*') && after(first.len_utf8()) == Some(' ');
        if bullet || dash {
            return Some(first.len_utf8());
        }
    }
    if !numbers {
        return None;
    }
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    if first == '§' {
        let blank = text[2..].len() - text[2..].trim_start().len();
        let count = digits(2 + blank);
        let mut len = 2 + blank + count;
        if count == 0 || count > 3 {
            return None;
        }
        while after(len) == Some('.') && digits(len + 1) > 0 {
            len += 1 + digits(len + 1);
        }
        if matches!(after(len), Some('.' | ':')) {
            len += 1;
        }
        return matches!(after(len), Some(' ')).then_some(len);
    }
    if first.is_ascii_digit() {
        let mut len = digits(0);
        if len > 3 {
            return None;
        }
        while after(len) == Some('.') && (1..=3).contains(&digits(len + 1)) {
            len += 1 + digits(len + 1);
        }
        if text[len..].starts_with(" §") && !text[len + 3..].starts_with(|c: char| c.is_alphanumeric()) {
            return Some(len + 3);
        }
        // "563 92 Norrby" is where somebody lives.
        let post = len == 3 && after(len) == Some(' ') && digits(len + 1) == 2 && after(len + 3) == Some(' ');
        if matches!(after(len), Some('.' | ')' | ':')) {
            len += 1;
        }
        return (!post && matches!(after(len), Some(' '))).then_some(len);
    }
    // "a)", "(a)", "iv)", "A."
    let open = usize::from(first == '(');
    let letters = text[open..].bytes().take_while(u8::is_ascii_alphanumeric).count();
    let end = open + letters;
    let roman = text[open..end].bytes().all(|b| b"ivxIVX".contains(&b));
    let counts = text[open..end].bytes().all(|b| b.is_ascii_digit());
    if letters == 0 || letters > 4 || (letters > 1 && !roman && (open == 0 || !counts)) {
        return None;
    }
    match after(end) {
        Some(')') if after(end + 1) == Some(' ') => Some(end + 1),
        Some('.') if open == 0 && after(end + 1) == Some(' ') && (letters == 1 || roman) => Some(end + 1),
        _ => None,
    }
}

fn find_sections(document: &mut Document) {
    let mut open: Vec<u32> = Vec::new();
    for index in 0..document.blocks.len() {
        if let BlockKind::Heading { level } = document.blocks[index].kind {
            while open.last().is_some_and(|at| document.sections[*at as usize].level >= level) {
                open.pop();
            }
            let parent = open.last().copied();
            open.push(document.sections.len() as u32);
            document.sections.push(Section { heading: index as u32, level, parent });
        }
        document.blocks[index].section = open.last().copied();
    }
}

/// Lower case of the same length in bytes, character by character.
pub fn lower_aligned(text: &str) -> String {
    let mut lower = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        let plain = rest.bytes().take_while(u8::is_ascii).count();
        let from = lower.len();
        lower.push_str(&rest[..plain]);
        lower[from..].make_ascii_lowercase();
        let mut after = rest[plain..].chars();
        let Some(character) = after.next() else { return lower };
        lower.push(match character {
            'å' | 'ä' | 'ö' => character,
            _ => lower_char(character),
        });
        rest = after.as_str();
    }
}

fn lower_char(character: char) -> char {
    let mut folded = character.to_lowercase();
    match (folded.next(), folded.next()) {
        (Some(one), None) if one.len_utf8() == character.len_utf8() => one,
        _ => character,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(text: &str) -> Option<&str> {
        label_len(text, true, true).map(|len| &text[..len])
    }

    #[test]
    fn letters_are_joined_with_their_marks_and_what_nobody_sees_is_left_out() {
        let check = |pieces: &[&str], expected: &str| {
            let mut builder = DocumentBuilder::new("txt");
            builder.open(BlockKind::Paragraph, None, Origin::default());
            let spans: Vec<Span> = pieces.iter().map(|piece| builder.push(piece)).collect();
            let document = builder.finish();
            assert_eq!(document.text(), expected);
            // Whatever was said of a piece still stands between letters.
            spans.iter().for_each(|span| assert!(document.text().get(span.range()).is_some()));
        };
        check(&["Fo\u{308}reningen a\u{30a}tar sig"], "Föreningen åtar sig");
        check(&["Fo", "\u{308}reningen"], "Fo\u{308}reningen");
        check(&["Kom\u{ad}mu\u{200d}nen \u{200e}an\u{34f}svarar\u{fe0f}"], "Kommunen ansvarar");
        check(&["x\u{301}\u{301}"], "x\u{301}\u{301}");
    }

    #[test]
    fn typed_labels_are_seen() {
        for (text, expected) in [
            ("§ 3 Ekonomi", Some("§ 3")),
            ("§3 Ekonomi", Some("§3")),
            ("3 § Ekonomi", Some("3 §")),
            ("3.1 Parter", Some("3.1")),
            ("3.1. Parter", Some("3.1.")),
            ("12) Parter", Some("12)")),
            ("a) Parter", Some("a)")),
            ("(iv) Parties", Some("(iv)")),
            ("(12) Parties", Some("(12)")),
            ("(RUS) Tallmark", None),
            ("• betala", Some("•")),
            ("– betala", Some("–")),
            ("2025-03-01 gäller", None),
            ("2025 gäller", None),
            ("563 92 Norrby", None),
            ("12 13 barn", Some("12")),
            ("Kommunen ska", None),
            ("-5 grader", None),
            ("e-post", None),
        ] {
            assert_eq!(label(text), expected, "{text}");
        }
    }

    #[test]
    fn blocks_cover_the_text_and_cells_are_parted_by_tabs() {
        let mut builder = DocumentBuilder::new("txt");
        builder.open(BlockKind::Heading { level: 1 }, None, Origin::default());
        builder.push("§ 1  Parter ");
        builder.open(BlockKind::Paragraph, None, Origin::default());
        builder.push("  ");
        for column in 0..2 {
            let cell = super::super::Cell { table: 0, row: 0, column, columns: 1, rows: 1, header: false };
            builder.open(BlockKind::TableCell(cell), None, Origin::default());
            builder.push("cell");
        }
        let document = builder.finish();
        assert_eq!(document.text(), "§ 1 Parter\ncell\tcell");
        assert_eq!(document.slice(document.blocks()[0].content), "Parter");
        assert_eq!(document.section_path(2), ["§ 1 Parter"]);
    }

    #[test]
    fn addresses_that_are_written_out_are_links() {
        let check = |text: &str, expected: &[(&str, &str)]| {
            let mut builder = DocumentBuilder::new("txt");
            builder.open(BlockKind::Paragraph, None, Origin::default());
            builder.push(text);
            let document = builder.finish();
            let links = document.blocks()[0].links.iter();
            let links: Vec<_> =
                links.map(|(span, target)| (document.slice(*span), target.as_str())).collect();
            assert_eq!(links, expected);
        };
        check("Se (https://a.example/b).", &[("https://a.example/b", "https://a.example/b")]);
        check("Agenda, norr.example/agenda och", &[("norr.example/agenda", "https://norr.example/agenda")]);
        check("www.norr.example", &[("www.norr.example", "https://www.norr.example")]);
        check("och/eller 31.12/2025 t.ex./dvs a@b.example KS 2025/12 1/2", &[]);
    }

    #[test]
    fn of_two_numbers_the_typed_one_counts_where_it_is_a_habit() {
        let labels = |headings: &[&str]| -> Vec<String> {
            let mut builder = DocumentBuilder::new("txt");
            for text in headings {
                builder.open(BlockKind::Heading { level: 1 }, None, Origin::default());
                builder.push(text);
            }
            builder.finish().blocks().iter().map(|block| block.label.clone().unwrap_or_default()).collect()
        };
        assert_eq!(labels(&["1 1 Parter", "1.1 2 Syfte", "1.2 3 § Tid"]), ["1", "2", "3 §"]);
        assert_eq!(labels(&["1 Parter", "2 20 Trygga kommuner", "3 Tid"]), ["1", "2", "3"]);
    }

    #[test]
    fn lower_case_keeps_every_offset() {
        let text = "ÅÄÖ İẞ KOMMUN ſ K";
        assert_eq!(lower_aligned(text).len(), text.len());
    }
}
