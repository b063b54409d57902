//! Boards and offices of one body that agree with each other: "Socialnämnden och Miljönämnden i Norrby kommun har träffat
//! denna överenskommelse". Then they are the parties, and the body is none beside them.

use super::introduce::introduce;
use super::names::{Name, names_in};
use super::series::inside_alias;
use super::{HEAD_BLOCKS, PREAMBLE_BLOCKS, added};
use crate::annotate::{Draft, Shape, Token};
use crate::document::{Party, Sector, Span, Zone};

/// What says of a word that it names a board or an office.
const ORGANS: [&str; 2] = ["party-organ", "office-name"];
/// Words of the name of a board before the one that says that it is one, at most.
const BEFORE: usize = 5;
/// Words before the first board of a sentence ("Härmed har", "1."), at most.
const OPENING: usize = 2;
/// Bytes of a row of boards, at most.
const BYTES: usize = 600;
/// Letters of an adjective in the name of a board, at least.
const LONG: usize = 5;
/// Letters of an office in small letters that is told by its name, at least.
const COMPOUND: usize = 10;
/// Words between two boards, at most.
const BETWEEN: usize = 10;

/// The boards or offices, two or more, that agree near the top, where the row names nobody but the body that they are of.
pub(super) fn among_themselves(draft: &Draft<'_>) -> Vec<Party> {
    let blocks = draft.document.blocks().iter().filter(|block| block.is_body() && block.cell().is_none());
    let mut rows = blocks.take(HEAD_BLOCKS).filter_map(|block| {
        let organ = |label: &str| draft.words_in(label, block.content).nth(1).is_some();
        ORGANS.iter().any(|label| organ(label)).then_some(block.content)
    });
    rows.find_map(|block| in_row(draft, block)).or_else(|| in_lines(draft)).unwrap_or_default()
}

/// "Socialnämnden" over "Kultur- och fritidsnämnden" under a heading of parties, and no other line there.
fn in_lines(draft: &Draft<'_>) -> Option<Vec<Party>> {
    let blocks = draft.document.blocks().iter().zip(&draft.annotations.zones).take(2 * PREAMBLE_BLOCKS);
    let lines = blocks.filter(|(block, zone)| {
        **zone == Zone::Parties && block.is_body() && !block.is_heading() && block.cell().is_none()
    });
    let mut found: Vec<Party> = Vec::new();
    for (block, _) in lines {
        let board = boards(draft, block.content).into_iter().next()?;
        let opens = board.start() == block.content.start() && of_one(draft, block.content, &[board]);
        if !opens {
            return None;
        }
        is_party(draft, &mut found, board, block.content)?;
    }
    (found.len() >= 2).then_some(found)
}

/// The parties of a line that leads to boards ("mellan A och B", "Parter: A och B"), or says that they agree.
fn in_row(draft: &Draft<'_>, block: Span) -> Option<Vec<Party>> {
    let lead = draft.words_in("party-lead", block).next().map(|lead| lead.span.end());
    let agrees = || ["deed-phrase", "agree-verb"].iter().any(|label| draft.has_word(label, block));
    let from = lead.or_else(|| agrees().then_some(block.start()))?;
    let end = draft.annotations.sentence_around(from).map_or(block.end(), |sentence| sentence.span.end());
    let row = Span::at(from, end.clamp(from, block.end()).min(draft.document.ahead(from, BYTES)));
    let boards = boards(draft, row);
    let first = boards.first()?;
    let opens = draft.tokens_in(Span::at(row.start(), first.start())).len() <= OPENING;
    if !opens || boards.len() < 2 || !apart(draft, &boards) || !of_one(draft, row, &boards) {
        return None;
    }
    let mut parties: Vec<Party> = Vec::new();
    for (at, board) in boards.iter().enumerate() {
        let until = boards.get(at + 1).map_or(row.end(), |next| next.start());
        is_party(draft, &mut parties, *board, Span::at(board.start(), until));
    }
    (parties.len() >= 2).then_some(parties)
}

/// Adds a board as a party, with what is `said` of it.
fn is_party(draft: &Draft<'_>, parties: &mut Vec<Party>, board: Span, said: Span) -> Option<()> {
    let party = added(parties, Name { span: board }, draft)?;
    party.sector = Sector::Public;
    introduce(draft, party, said);
    Some(())
}

/// The names of boards in a row, in order: "Kultur- och fritidsnämnden", "Norrby kommuns tekniska nämnd", "Adult Services
/// Department".
fn boards(draft: &Draft<'_>, row: Span) -> Vec<Span> {
    let tokens = draft.tokens_in(row);
    let mut found: Vec<Span> = Vec::new();
    let mut free = 0;
    for at in 0..tokens.len() {
        if at < free || !ends_board(draft, tokens, at) || inside_alias(draft.document.text(), tokens[at].span)
        {
            continue;
        }
        let first = first_word(draft, tokens, at, free);
        let before = draft.tokens_in(Span::at(row.start(), tokens[first].span.start())).last();
        // "Norrby kommun, genom socialnämnden": it speaks for a party.
        let speaks = before.is_some_and(|before| {
            draft.begins_with("party-through", before.span)
                || draft.is("preposition", before) && first > 0 && !draft.has_whole("party-lead", before.span)
        });
        // "styrelsen", "kommunens nämnd": whose it is must be told by a name, or by the word itself.
        let own = at > first || draft.lower(&tokens[at]).chars().count() >= COMPOUND;
        let named = tokens[first].shape != Shape::Lower || !draft.lower(&tokens[first]).ends_with('s');
        if !speaks && own && named {
            found.push(Span::at(tokens[first].span.start(), tokens[at].span.end()));
        }
        free = at + 1;
    }
    found
}

/// True for the word with which the name of a board or office ends.
fn ends_board(draft: &Draft<'_>, tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    let next = tokens
        .get(at + 1)
        .filter(|next| draft.document.text().get(token.span.end()..next.span.start()) == Some(" "));
    // "Kommunstyrelsens förvaltning", "nämndens ordförande"
    if draft.lower(token).ends_with('s') {
        return false;
    }
    let organ = draft.words_in("party-organ", token.span).any(|word| word.span == token.span);
    let office = || {
        let word = draft.words_in("office-name", token.span).any(|word| word.span == token.span);
        // "Department of Parks": it begins there.
        let of = next.is_some_and(|next| draft.is("institution-of", next));
        word && !of && (token.shape != Shape::Lower || compound(draft, token))
    };
    (organ || office()) && !draft.has_whole("known-organisation", token.span)
}

/// "grundskoleförvaltningen", not "förvaltningen".
fn compound(draft: &Draft<'_>, token: &Token) -> bool {
    let word = draft.lower(token);
    let tails = draft.lexicons.endings("definite-ending");
    word.chars().count() >= COMPOUND && tails.into_iter().any(|ending| word.ends_with(ending))
}

/// The first word of a name that ends at `end`: over "Kultur- och", adjectives, and words in capitals or a genitive before them.
fn first_word(draft: &Draft<'_>, tokens: &[Token], end: usize, free: usize) -> usize {
    let text = draft.document.text();
    let gap = |at: usize| text.get(tokens[at].span.end()..tokens[at + 1].span.start()).unwrap_or("\n");
    let mut first = end;
    while first > free && end - first < BEFORE {
        let before = first - 1;
        // "Kultur- och fritids…"
        let hyphen = before > free
            && draft.has_whole("party-join", tokens[before].span)
            && gap(before) == " "
            && gap(before - 1) == "- ";
        if hyphen {
            first -= 2;
            continue;
        }
        let word = &tokens[before];
        let beside = gap(before) == " ";
        let capital = matches!(word.shape, Shape::Capital | Shape::Upper)
            && !draft.has_whole("party-article", word.span)
            && !draft.has_whole("party-lead", word.span)
            && !draft.is("not-a-party", word);
        // "Norrby kommuns tekniska nämnd"
        let said = draft.lower(word);
        let genitive = || {
            let sorts = ["genitive-sort", "plain-sort", "party-noun"];
            let bare = said.strip_suffix('s').unwrap_or("");
            sorts.iter().any(|label| draft.lexicons.contains(label, bare))
        };
        let small =
            word.shape == Shape::Lower && (said.ends_with('a') && said.chars().count() >= LONG || genitive());
        if !beside || !(capital || small) {
            break;
        }
        first = before;
    }
    first
}

/// True where only what each is called, where it is and words that join stand between one board and the next.
fn apart(draft: &Draft<'_>, boards: &[Span]) -> bool {
    boards.windows(2).all(|pair| {
        let gap = Span::at(pair[0].end(), pair[1].start().max(pair[0].end()));
        let text = draft.document.slice(gap);
        let joins = text.contains([',', ';', '/'])
            || draft.tokens_in(gap).iter().any(|token| draft.has_whole("party-join", token.span));
        joins && draft.tokens_in(gap).len() <= BETWEEN && !text.contains(". ")
    })
}

/// True where no organisation is named but the one that the boards are of.
fn of_one(draft: &Draft<'_>, row: Span, boards: &[Span]) -> bool {
    let names = names_in(draft, row);
    let mut others = names.iter().filter(|name| !boards.iter().any(|board| board.overlaps(name.span)));
    let said = |name: &Name| super::without_genitive(draft, *name).span;
    let body = |name: &Name| {
        let span = said(name);
        let sort = draft.document.lower()[span.range()].rsplit(' ').next().unwrap_or("");
        let public =
            draft.lexicons.value_of("org-public", sort).is_some() || draft.has_word("org-public", span);
        // "… i Norrby kommun", "…, Norrby kommun"
        let before = boards.iter().rev().find(|board| board.end() <= name.span.start());
        let near = before.is_some_and(|board| {
            draft.tokens_in(Span::at(board.end(), name.span.start())).len() <= OPENING + 2
        });
        public && near
    };
    let Some(first) = others.next() else { return true };
    let text = |name: &Name| draft.document.slice(said(name)).to_lowercase();
    let whole = text(first);
    body(first) && others.all(|name| body(name) && text(name) == whole)
}
