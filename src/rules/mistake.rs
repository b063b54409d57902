//! What is wrong with a rule file: where, the offending text, what is wrong and what would work.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// A mistake in a rule file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// File.
    pub path: String,
    /// Line, from 1; 0 where the whole file is meant.
    pub line: usize,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What would work.
    pub help: Option<String>,
    /// The line as written, and the offending bytes in it; empty where the whole file is meant.
    pub source: Option<(String, Range<usize>)>,
}

impl Mistake {
    /// A mistake about a whole file.
    pub fn of_file(path: &str, message: impl Into<String>) -> Mistake {
        Mistake { path: path.into(), line: 0, message: message.into(), help: None, source: None }
    }

    /// A mistake at bytes of a file's text.
    pub fn at(path: &str, text: &str, span: Range<usize>, message: impl Into<String>) -> Mistake {
        let start = text.floor_char_boundary(span.start);
        let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let to = text[start..].find('\n').map_or(text.len(), |at| start + at);
        // A very long line would drown the message.
        let shown: String = text[from..to].chars().take(160).collect();
        let begin = shown.floor_char_boundary(start - from);
        let end = shown.floor_char_boundary(span.end.saturating_sub(from)).max(begin);
        Mistake {
            path: path.into(),
            line: 1 + text[..start].bytes().filter(|byte| *byte == b'\n').count(),
            message: message.into(),
            help: None,
            source: Some((shown, begin..end)),
        }
    }

    /// With what would work.
    pub fn help(mut self, help: impl Into<String>) -> Mistake {
        self.help = Some(help.into());
        self
    }

    /// With the nearest of `names`, and otherwise the names there are.
    pub fn nearest<'a>(self, wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Mistake {
        let names: Vec<&str> = names.into_iter().filter(|name| *name != wrong).collect();
        match nearest(wrong, names.iter().copied()) {
            Some(name) => self.help(format!("did you mean `{name}`?")),
            None if names.is_empty() => self,
            None if names.len() <= 24 => self.help(format!("there are {}", names.join(", "))),
            None => self,
        }
    }

    /// As shown on a terminal.
    pub fn render(&self) -> String {
        let Some((line, span)) = &self.source else { return self.to_string() };
        let title = Level::ERROR.primary_title(self.message.as_str());
        let snippet = Snippet::source(line.as_str())
            .line_start(self.line.max(1))
            .path(self.path.as_str())
            .annotation(AnnotationKind::Primary.span(span.clone()));
        let mut group = title.element(snippet);
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        Renderer::plain().render(&[group])
    }
}

impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, "; {help}"))
    }
}

/// The name nearest to `wrong`, where one is near enough to be meant.
pub fn nearest<'a>(wrong: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong: String = wrong.chars().take(64).collect();
    let scored = names.into_iter().map(|name| (strsim::jaro_winkler(&wrong, name), name));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))?;
    (best.0 >= 0.8).then_some(best.1)
}
