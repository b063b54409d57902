//! Forms: rows and lines that an individual fills in.

use crate::annotate::{Draft, spans_of};
use crate::document::{Span, Zone};

/// So many rows that nobody has filled in make a form.
const FORM_ROWS: usize = 4;
/// So many blanks behind their labels make a form of what no party introduces.
const BLANKS: usize = 3;
/// Words of a line that holds a label and its blank, at most.
const LABEL_LINE: usize = 12;
/// Lines from the start in which it is looked for what somebody has filled in.
const LINES: usize = 40;

/// Rows that wait for what an individual fills in, with a word for what only individuals have.
pub(super) fn is_form(draft: &Draft<'_>) -> bool {
    let blocks = draft.document.blocks();
    let empty = |at: usize| draft.tokens_in(blocks[at].content).is_empty();
    // In files that keep no empty cells only the labels are left.
    let label = |at: usize| {
        let span = blocks[at].content;
        draft.words_in("form-label", span).any(|word| word.span.len() + 1 >= span.len())
    };
    let mut rows = 0;
    for table in draft.document.tables() {
        let mut cells = table.filter_map(|at| Some((at, blocks[at].cell()?.row))).peekable();
        while let Some((first, row)) = cells.next() {
            let (mut others, mut filled) = (0, 0);
            while let Some((at, _)) = cells.next_if(|(_, next)| *next == row) {
                others += 1;
                filled += usize::from(!empty(at));
            }
            rows += usize::from(!empty(first) && filled == 0 && (others > 0 || label(first)));
        }
    }
    let lines = (0..blocks.len()).filter(|at| blocks[*at].is_body() && blocks[*at].cell().is_none());
    rows += lines.filter(|at| label(*at)).count();
    rows >= FORM_ROWS && draft.words_of("individual-label").next().is_some()
}

/// Short lines with a label and a blank behind it ("Lånad den: ______").
pub(super) fn to_fill_in(draft: &Draft<'_>) -> bool {
    let blanks = spans_of(draft, "placeholder");
    let behind_label = blanks.into_iter().filter(|blank| {
        let block = draft.document.block_at(blank.start()).and_then(|at| draft.document.blocks().get(at));
        block.is_some_and(|block| {
            let tokens = draft.tokens_in(block.content).len();
            blank.start() > block.content.start() && tokens <= LABEL_LINE
        })
    });
    behind_label.take(BLANKS).count() == BLANKS
}

/// "Personnummer: ______" among lines to fill in that stand before any signature: an individual is asked.
pub(super) fn asks_individual(draft: &Draft<'_>) -> bool {
    let blocks = draft.document.blocks();
    let blanks = spans_of(draft, "placeholder");
    let asked = blanks.into_iter().filter_map(|blank| {
        let at = draft.document.block_at(blank.start())?;
        let line = blocks.get(at)?.content;
        let short = blank.start() > line.start() && draft.tokens_in(line).len() <= LABEL_LINE;
        (short && draft.annotations.zones.get(at) != Some(&Zone::Signature)).then_some(line)
    });
    let lines: Vec<Span> = asked.collect();
    lines.len() >= BLANKS && lines.iter().any(|line| draft.has_word("individual-label", *line))
}

/// "Namn: Karin Berg" over "Personnummer: …" and "Adress: …": what an individual was asked and has filled in.
pub(super) fn filled_in(draft: &Draft<'_>) -> bool {
    let lines = draft.document.blocks().iter().filter(|block| block.is_body()).take(LINES);
    let labels = lines.filter_map(|block| {
        let starts = |label: &str| {
            draft.words_in(label, block.content).next().filter(|word| {
                word.span.start() == block.content.start()
                    && draft.document.text()[word.span.end()..].starts_with(':')
            })
        };
        let individual = starts("individual-label").is_some();
        (individual || starts("form-label").is_some()).then_some(individual)
    });
    let labels: Vec<bool> = labels.collect();
    labels.len() >= BLANKS && labels.contains(&true)
}
