//! Columns, cells and fields of substitutes, and whether they name anybody.

use crate::annotate::Draft;
use crate::annotate::Shape;
use crate::annotate::person::column_head;
use crate::document::Span;

/// Bytes of a field's value that are read, at most.
const VALUE: usize = 200;

/// Columns to the left whose heads are looked at.
const COLUMNS: usize = 16;

/// True for a name in a column of substitutes. "Namn och reserv" heads a column of both.
pub(super) fn substitutes(draft: &Draft<'_>, cell: Span) -> bool {
    let Some(head) = column_head(draft, cell) else { return false };
    let first = |label: &str| draft.words_in(label, head).next().map(|word| word.span.start());
    first("deputy-column")
        .is_some_and(|deputy| first("person-column").is_none_or(|person| person >= deputy || head.len() > 60))
        || again(draft, head)
}

/// "Namn | Namn": the head of a column of persons that one to the left has, too.
fn again(draft: &Draft<'_>, head: Span) -> bool {
    let blocks = draft.document.blocks();
    let text = |span: Span| draft.document.lower()[span.range()].trim();
    let Some(at) = draft.document.block_at(head.start()) else { return false };
    let table = |at: usize| blocks[at].cell().map(|cell| cell.table);
    let before = (0..at).rev().take(COLUMNS).take_while(|before| table(*before) == table(at));
    draft.has_word("person-column", head)
        && before.map(|before| blocks[before].content).any(|left| text(left) == text(head))
}

/// The cell of a row that stands in a column of substitutes and names somebody or something.
pub(super) fn stand_in(draft: &Draft<'_>, around: Span) -> Option<Span> {
    let blocks = draft.document.blocks();
    let from = draft.document.block_at(around.start())?;
    let cells = blocks[from..].iter().take(32).take_while(|block| block.content.start() < around.end());
    let cells = cells.filter(|block| block.cell().is_some());
    cells.map(|block| block.content).find(|cell| names_somebody(draft, *cell) && substitutes(draft, *cell))
}

/// True where the word for a substitute labels a name within a cell or line ("Anna Ek, reserv: Bo Alm").
pub(super) fn labelled_deputy(draft: &Draft<'_>, name: Span) -> bool {
    let text = draft.document.text();
    let before = text[..name.start()].trim_end_matches([' ', '\n']);
    let Some(label) = before.strip_suffix(':') else { return false };
    let near = Span::at(draft.document.back(label.len(), 24), label.len());
    draft.words_in("deputy-column", near).any(|word| word.span.end() == label.len())
}

/// True where a cell of substitutes names somebody or something, and does not say that there is none.
pub(super) fn names_somebody(draft: &Draft<'_>, cell: Span) -> bool {
    // Not counted to the end: a paragraph may be as long as the document.
    draft.document.slice(cell).chars().filter(|c| c.is_alphabetic()).nth(1).is_some()
        && !["vacant", "negation", "no-deputy"].iter().any(|label| draft.has_word(label, cell))
        && !names_nobody(draft, cell)
}

/// True where a cell or the value of a field says no more than that there is nobody.
pub(super) fn names_nobody(draft: &Draft<'_>, value: Span) -> bool {
    let said = draft.document.lower()[value.range()].trim().trim_end_matches(['.', ';', ',']);
    // "None appointed", "Ingen utsedd än"
    let tokens = draft.tokens_in(value);
    let first = tokens.first().is_some_and(|first| draft.is("nobody", first));
    let plain = tokens.len() <= 3 && tokens.iter().skip(1).all(|token| token.shape == Shape::Lower);
    !said.chars().any(char::is_alphanumeric)
        || draft.lexicons.contains("nobody", said)
        || first && plain && !draft.has_word("role-title", value)
}

/// True for a word in a cell that says that there is nobody.
pub(super) fn in_cell_of_nobody(draft: &Draft<'_>, word: Span) -> bool {
    let block = draft.document.block_at(word.start()).and_then(|at| draft.document.blocks().get(at));
    block.is_some_and(|block| block.cell().is_some() && names_nobody(draft, block.content))
}

/// What follows a word up to the end of its line, where it is a field with a value ("Reserv: ingen").
pub(super) fn value_of(draft: &Draft<'_>, word: Span) -> Option<Span> {
    let text = draft.document.text();
    let rest = text.get(word.end()..draft.document.ahead(word.end(), VALUE))?;
    let rest = rest.get(..rest.find(['\n', '\t', ';', ')']).unwrap_or(rest.len()))?;
    let value =
        rest.strip_prefix(':').or_else(|| rest.strip_prefix(" –")).or_else(|| rest.strip_prefix(" -"))?;
    let start = word.end() + rest.len() - value.len();
    Some(Span::at(start, start + value.len()))
}
