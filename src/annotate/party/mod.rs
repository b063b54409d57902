//! Parties: who the sides of an agreement are, what the text calls them, and where it names them.

mod introduce;
mod labels;
mod mentions;
mod names;
mod preamble;
mod sector;
mod series;

use super::{Annotator, Draft, Shape, facts, zones};
use crate::document::{BlockKind, DocumentKind, Language, Party, Span, Zone};
use introduce::{alias, details, introduce};
use labels::{from_labels, from_lists};
use names::{Name, names_in};
use series::{named_behind, named_by_place, series};

/// Finds the parties of agreements and of what belongs to agreements.
pub const ANNOTATOR: Annotator =
    Annotator { name: "parties", doc: "Finds the parties, their other names and every mention.", run };

/// Blocks from the start in which a preamble may stand.
const PREAMBLE_BLOCKS: usize = 30;
/// Bytes after "between" in which the parties are named.
const PREAMBLE_BYTES: usize = 4_000;
/// Blocks from the start in which a letter names who writes to whom.
const HEAD_BLOCKS: usize = 10;
/// Parties of one document, at most.
const MOST: usize = 400;

fn run(draft: &mut Draft<'_>) {
    if matches!(
        draft.annotations.kind.kind,
        DocumentKind::Plan | DocumentKind::Minutes | DocumentKind::Guidance | DocumentKind::Other
    ) {
        return;
    }
    let mut parties: Vec<Party> = Vec::new();
    from_tables(draft, &mut parties, false);
    if parties.len() < 2 && draft.annotations.language == Language::En {
        let found = preamble::find(draft);
        if found.len() > parties.len() {
            parties = found;
        }
    }
    if parties.len() < 2 || draft.annotations.language != Language::En {
        from_party_blocks(draft, &mut parties);
    }
    if parties.len() < 2 {
        from_role_lines(draft, &mut parties);
    }
    if parties.len() < 2 {
        from_labels(draft, &mut parties, true);
    }
    if parties.len() < 2 {
        from_near_leads(draft, &mut parties);
    }
    if parties.len() < 2 {
        from_lists(draft, &mut parties);
    }
    if parties.len() < 2 {
        from_semicolons(draft, &mut parties);
    }
    if parties.len() < 2 {
        from_preamble(draft, &mut parties);
    }
    if parties.len() < 2 {
        from_numbers(draft, &mut parties);
    }
    if parties.len() < 2 {
        from_tables(draft, &mut parties, true);
    }
    if parties.len() < 2 {
        from_signatures(draft, &mut parties);
    }
    if parties.len() < 2 {
        from_signers(draft, &mut parties);
    }
    if parties.len() < 2 {
        from_head(draft, &mut parties);
    }
    if parties.len() < 2 {
        from_pair(draft, &mut parties);
    }
    parties.truncate(MOST);
    let starts: Vec<usize> = parties.iter().map(|party| party.span.start()).collect();
    for party in &mut parties {
        let next = starts.iter().copied().filter(|start| *start > party.span.start()).min();
        sector::judge(draft, party, next);
    }
    mentions::find(draft, &mut parties);
    let marks: Vec<Span> = parties.iter().flat_map(|party| party.mentions.iter().copied()).collect();
    draft.annotations.parties = parties;
    for span in marks {
        draft.mark("party", span, None, 0.9);
    }
}

/// True where parties are introduced in so many words though no heading says so: a table of parties, labels before
/// them, or "we are X and Y".
pub(super) fn introduced(draft: &Draft<'_>) -> bool {
    let mut parties: Vec<Party> = Vec::new();
    from_tables(draft, &mut parties, false);
    if parties.len() < 2 {
        from_role_lines(draft, &mut parties);
    }
    if parties.len() < 2 {
        from_labels(draft, &mut parties, false);
    }
    if parties.len() < 2 {
        from_near_leads(draft, &mut parties);
    }
    parties.len() >= 2
}

/// "Vi är X, Y och Z": words that introduce the parties only where a name stands right behind them.
fn from_near_leads(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    for block in draft.document.blocks().iter().filter(|block| block.is_body()).take(PREAMBLE_BLOCKS) {
        let Some(lead) = draft.words_in("near-lead", block.content).next() else { continue };
        let end = block.content.end().min(draft.document.ahead(lead.span.end(), PREAMBLE_BYTES));
        let rest = Span::at(lead.span.end(), end.max(lead.span.end()));
        let near = names_in(draft, rest).first().is_some_and(|name| name.span.start() <= rest.start() + 5);
        if near {
            series(draft, rest, parties);
        }
        if parties.len() >= 2 {
            return;
        }
    }
}

/// Rows of a table with a column of parties; `with_tasks` takes also one whose other column tells what each does.
fn from_tables(draft: &Draft<'_>, parties: &mut Vec<Party>, with_tasks: bool) {
    let blocks = draft.document.blocks();
    let mut index = 0;
    while index < blocks.len() {
        let Some(first) = blocks[index].cell() else {
            index += 1;
            continue;
        };
        let end = index
            + blocks[index..].iter().take_while(|b| b.cell().is_some_and(|c| c.table == first.table)).count();
        let table = index..end.max(index + 1);
        index = table.end;
        let early =
            table.start < PREAMBLE_BLOCKS || draft.annotations.zones.get(table.start) == Some(&Zone::Parties);
        let zone = draft.annotations.zones.get(table.start).copied();
        if !early
            || matches!(zone, Some(Zone::Signature | Zone::Certificate | Zone::Contact | Zone::Revision))
        {
            continue;
        }
        let headed = |label: &str| {
            table.clone().find(|at| {
                blocks[*at].cell().is_some_and(|cell| cell.row == 0)
                    && is_whole(draft, label, blocks[*at].content)
            })
        };
        let Some(column) = headed("party-column").and_then(|at| blocks[at].cell()).map(|cell| cell.column)
        else {
            continue;
        };
        let names_parties = zone == Some(Zone::Parties)
            || headed("org-column").is_some()
            || headed("alias-column").is_some()
            || with_tasks && headed("task-column").is_some();
        if !names_parties {
            continue;
        }
        let alias_column = headed("alias-column").and_then(|at| blocks[at].cell()).map(|cell| cell.column);
        let mut row_of: Option<(u32, usize)> = None;
        for at in table.clone() {
            let Some(cell) = blocks[at].cell().filter(|cell| cell.row > 0) else { continue };
            let text = draft.document.slice(blocks[at].content).trim();
            if cell.column == column {
                if row_of.is_some_and(|(row, _)| row == cell.row) {
                    continue;
                }
                let name = text.split(['(', ',', ';']).next().unwrap_or(text).trim();
                if name.is_empty() || name.len() > 120 {
                    continue;
                }
                let span = Span::at(blocks[at].content.start(), blocks[at].content.start() + name.len());
                let number = add(parties, Name { span }, draft);
                row_of = number.map(|number| (cell.row, number));
                if let Some(party) = number.and_then(|number| parties.get_mut(number)) {
                    introduce(draft, party, blocks[at].content);
                }
            } else if let Some(party) =
                row_of.filter(|(row, _)| *row == cell.row).and_then(|(_, number)| parties.get_mut(number))
            {
                if Some(cell.column) == alias_column {
                    alias(party, text);
                } else {
                    details(draft, party, blocks[at].content);
                }
            }
        }
    }
}

/// Lines under "Parties": each begins with one, or names several after "between".
fn from_party_blocks(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    for (index, block) in draft.document.blocks().iter().enumerate() {
        if draft.annotations.zones.get(index) != Some(&Zone::Parties)
            || block.is_heading()
            || block.cell().is_some() && !draft.has_word("alias-lead", block.content)
            || matches!(block.kind, BlockKind::Footnote)
        {
            continue;
        }
        // "…, nedan" at the end of the line before: this one tells what that party is called.
        let before = index.checked_sub(1).and_then(|before| draft.document.blocks().get(before));
        let called = before.is_some_and(|before| {
            draft.words_in("alias-lead", before.content).any(|lead| lead.span.end() == before.content.end())
        });
        if called && draft.tokens_in(block.content).len() <= 3 {
            let name = draft.document.slice(block.content).trim_matches(['.', ',', ' ']).to_owned();
            if let Some(party) = parties.last_mut() {
                alias(party, &name);
            }
            continue;
        }
        let names = names_in(draft, block.content);
        let Some(first) = names.first() else { continue };
        let lead = draft.words_in("party-lead", block.content).next().map(|word| word.span);
        let before = Span::at(block.content.start(), first.span.start());
        let starts = before.len() < 12 || before.len() < 40 && draft.has_word("party-noun", before);
        if let Some(lead) = lead.filter(|lead| lead.start() < first.span.start() || !starts) {
            series(draft, Span::at(lead.end(), block.content.end()), parties);
        } else if starts && (before.len() >= 12 || !refers_only(draft, block.content)) {
            series(draft, block.content, parties);
        }
    }
}

/// "Party A: X", "Beställare: X", "Seller:" with the name on the next line.
fn from_role_lines(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let text = draft.document.text();
    let mut found: Vec<(Name, Span)> = Vec::new();
    for word in draft.words_of("party-role").take(400) {
        let Some(index) = draft.document.block_at(word.span.start()) else { continue };
        let Some(block) = draft.document.blocks().get(index).filter(|block| block.is_body()) else {
            continue;
        };
        let behind = &text[word.span.end()..];
        // "Party A (the buyer): X"
        let bracket = behind.strip_prefix(" (").and_then(|rest| rest.find(')')).filter(|close| *close <= 30);
        let noted = bracket.map_or(0, |close| close + 3);
        let behind = &behind[noted..];
        let skipped = behind.len() - behind.trim_start_matches([' ', '\n', '\t']).len();
        let colon = behind[skipped..].starts_with([':', '\u{ff1a}']);
        let cell = block.cell().is_some() && behind.starts_with('\t');
        let starts = word.span.start() <= block.content.start() + 4 || behind[skipped..].starts_with(':');
        if !starts || !(colon || cell) || index > 4 * PREAMBLE_BLOCKS {
            continue;
        }
        let from =
            word.span.end() + noted + skipped + usize::from(colon && behind[skipped..].starts_with(':'));
        let until = draft.document.ahead(from, 160);
        let names = names_in(draft, Span::at(from, until));
        let Some(name) = names.first().filter(|name| name.span.start() <= from + 4) else { continue };
        found.push((*name, word.span));
    }
    if found.len() < 2 {
        return;
    }
    for (name, role) in found {
        let Some(number) = add(parties, name, draft) else { continue };
        let said = draft.document.slice(role).to_owned();
        if let Some(party) = parties.get_mut(number) {
            let block =
                draft.document.block_at(name.span.start()).and_then(|at| draft.document.blocks().get(at));
            let end = block.map_or(name.span.end(), |block| block.content.end());
            let end = end.min(draft.document.ahead(name.span.end(), 200));
            introduce(draft, party, Span::at(name.span.start(), end.max(name.span.end())));
            alias(party, &said);
        }
    }
}

/// A block that only talks about parties already named ("Kommunen och Föreningen kallas …").
fn refers_only(draft: &Draft<'_>, span: Span) -> bool {
    draft.tokens_in(span).first().is_none_or(|token| {
        let word = &draft.document.lower()[token.span.range()];
        draft.lexicons.contains("not-a-party", word)
    })
}

/// "… between X (“A”) and Y (“B”) …" in the title or in the first blocks.
fn from_preamble(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks();
    let mut seen = 0;
    for (index, block) in blocks.iter().enumerate() {
        if !block.is_body() || block.cell().is_some() {
            continue;
        }
        seen += 1;
        if seen > PREAMBLE_BLOCKS || parties.len() >= 2 {
            break;
        }
        let lead = draft.words_in("party-lead", block.content).next();
        // "X (nedan A) och Y (nedan B) har träffat följande avtal"
        let deed = draft.words_in("deed-phrase", block.content).next().map(|word| word.span.start());
        if let (None, Some(until)) = (lead, deed)
            && names_in(draft, block.content)
                .first()
                .is_some_and(|name| name.span.start() < block.content.start() + 12)
        {
            let before = Span::at(block.content.start(), until);
            series(draft, before, parties);
            if parties.len() == 1 {
                named_behind(draft, before, parties);
            }
            continue;
        }
        // "X (the “Council”), Y AB (“Y”) and Z": several definitions say the same as "between".
        let Some(from) = lead.map(|lead| lead.span.end()).or_else(|| defines(draft, block.content)) else {
            continue;
        };
        let rest = Span::at(from, block.content.end().min(draft.document.ahead(from, PREAMBLE_BYTES)));
        if lead.is_some() {
            named_by_place(draft, rest, parties);
        }
        series(draft, rest, parties);
        // Each party may stand in a paragraph of its own, with "and" between.
        let rest = block.content.end().saturating_sub(from);
        for next in blocks.iter().skip(index + 1).take(12) {
            if rest > 60 && parties.len() >= 2 || next.is_heading() || !next.is_body() {
                break;
            }
            let names = names_in(draft, next.content);
            let begins = names.first().is_some_and(|name| name.span.start() < next.content.start() + 10);
            let joins = draft.tokens_in(next.content).len() <= 2;
            if begins {
                series(draft, next.content, parties);
            } else if !joins {
                break;
            }
        }
    }
}

/// "X, a department of …; Y; and Z, a non-profit association.": a paragraph near the start that is a list of names.
fn from_semicolons(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let text = draft.document.text();
    let top = draft.document.blocks().iter().filter(|block| block.is_body() && block.cell().is_none());
    for block in top.take(HEAD_BLOCKS) {
        let mut from = block.content.start();
        let parts: Vec<Span> = draft
            .document
            .slice(block.content)
            .split(';')
            .map(|part| {
                let span = Span::at(from, from + part.len());
                from = span.end() + 1;
                span
            })
            .collect();
        if parts.len() < 2 || parts.iter().any(|part| part.len() > 200) {
            continue;
        }
        let names: Vec<Name> = parts.iter().filter_map(|part| lead_name(draft, *part)).collect();
        if names.len() < parts.len() || !names.iter().any(|name| !names_in(draft, name.span).is_empty()) {
            continue;
        }
        for (name, part) in names.iter().zip(&parts) {
            if let Some(party) = add(parties, *name, draft).and_then(|number| parties.get_mut(number)) {
                introduce(draft, party, Span::at(name.span.start(), part.end().min(text.len())));
            }
        }
    }
}

/// What a part of a list begins with, up to its first comma or bracket, where that is written as a name.
fn lead_name(draft: &Draft<'_>, part: Span) -> Option<Name> {
    let mut tokens = draft.tokens_in(part).iter();
    let small = |token: &&super::Token| {
        ["party-join", "party-article", "party-lead"]
            .iter()
            .any(|label| draft.words_in(label, token.span).any(|word| word.span == token.span))
    };
    let first = tokens.find(|token| !small(token))?;
    let rest = draft.document.slice(Span::at(first.span.start(), part.end()));
    let end = rest.find([',', '(', '.']).unwrap_or(rest.len());
    // "X kommun genom nämnden": who represents it is no part of the name.
    let whole = Span::at(first.span.start(), first.span.start() + end);
    let through = draft.words_in("party-through", whole).next();
    let end = through.map_or(end, |word| word.span.start() - first.span.start());
    let name = rest[..end].trim_end();
    let fits = (3..=90).contains(&name.len()) && matches!(first.shape, Shape::Capital | Shape::Upper);
    fits.then(|| Name { span: Span::at(first.span.start(), first.span.start() + name.len()) })
}

/// Where a block begins that defines two names or more in quotes or brackets.
fn defines(draft: &Draft<'_>, block: Span) -> Option<usize> {
    let text = draft.document.slice(block);
    let opens = ["(\"", "(“", "(the \"", "(the “", "(”", "(«"];
    let definitions: usize = opens.iter().map(|open| text.matches(open).count()).sum();
    let definitions = definitions.max(draft.words_in("alias-lead", block).count());
    let first = names_in(draft, block).first().map(|name| name.span.start())?;
    (definitions >= 2 && first < block.start() + 6).then_some(block.start())
}

/// Lines near the start that give an organisation's name and number.
fn from_numbers(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let numbers = crate::annotate::spans_of(draft, "org-number");
    for block in draft.document.blocks().iter().take(2 * PREAMBLE_BLOCKS) {
        let at = numbers.partition_point(|span| span.start() < block.content.start());
        let numbered = numbers.get(at).is_some_and(|span| span.start() < block.content.end());
        if numbered && block.is_body() && !block.is_heading() && block.cell().is_none() {
            series(draft, block.content, parties);
        }
    }
}

/// "For X" in the signature block.
fn from_signatures(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    for (index, block) in draft.document.blocks().iter().enumerate() {
        if draft.annotations.zones.get(index) != Some(&Zone::Signature) {
            continue;
        }
        let from = draft
            .words_in("signature-for", block.content)
            .next()
            .filter(|word| word.span.start() < block.content.start() + 4)
            .map_or(block.content.start(), |word| word.span.end());
        let rest = Span::at(from.min(block.content.end()), block.content.end());
        if let Some(name) =
            names_in(draft, rest).into_iter().next().filter(|name| name.span.start() < from + 4)
        {
            add(parties, name, draft);
        }
    }
}

/// Lines of their own near the start that say nothing but a name: who writes to whom in a letter.
fn from_head(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks().iter().zip(&draft.annotations.zones);
    for (block, zone) in blocks.take(HEAD_BLOCKS) {
        if !block.is_body() || block.is_heading() || !matches!(zone, Zone::HeaderBlock | Zone::Parties) {
            continue;
        }
        let mut from = block.content.start();
        for line in draft.document.slice(block.content).split(['\n', '\t']) {
            let span = Span::at(from, from + line.len());
            from = span.end() + 1;
            let name = names_in(draft, span).into_iter().next();
            // "Tallsjö stad Stationsgatan 4, 561 20 Tallsjö": a name over an address.
            let address =
                || draft.tokens_in(span).iter().filter(|token| token.shape == Shape::Number).count() >= 2;
            let whole = |name: &Name| {
                name.span.start() == span.start()
                    && (name.span.len() + 2 >= line.trim_end().len() || line.len() <= 160 && address())
            };
            if let Some(name) = name.filter(whole) {
                add(parties, name, draft);
            }
        }
    }
}

/// The first line that joins two names ("Krisstöd i Alviks församling och Alviks kommun"), where nothing else tells who.
fn from_pair(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let join = |gap: Span| {
        let tokens = draft.tokens_in(gap);
        tokens.len() <= 4
            && tokens.last().is_some_and(|token| {
                draft.words_in("party-join", token.span).any(|word| word.span == token.span)
            })
    };
    for block in draft.document.blocks().iter().filter(|block| block.is_body()).take(HEAD_BLOCKS) {
        let names = names_in(draft, block.content);
        let pair = names.windows(2).find(|pair| join(Span::at(pair[0].span.end(), pair[1].span.start())));
        if let Some(pair) = pair {
            for name in pair {
                add(parties, *name, draft);
            }
            return;
        }
    }
}

/// "NORTH BANK LTD. By: …": the name just before who signs for it.
fn from_signers(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let text = draft.document.text();
    for word in draft.words_of("signed-by").filter(|word| word.span.start() * 2 > text.len()).take(40) {
        if !text[word.span.end()..].starts_with(':') {
            continue;
        }
        let before = Span::at(draft.document.back(word.span.start(), 160), word.span.start());
        let near = names_in(draft, before).into_iter().next_back();
        if let Some(name) = near.filter(|name| text[name.span.end()..word.span.start()].trim().len() <= 3) {
            add(parties, name, draft);
        }
    }
}

/// Adds a party, or finds the one that it is.
fn add(parties: &mut Vec<Party>, name: Name, draft: &Draft<'_>) -> Option<usize> {
    let text = draft.document.slice(name.span).trim().trim_end_matches([',', '.', ':']).to_owned();
    if text.len() < 2 {
        return None;
    }
    let key = bare_name(&text.to_lowercase()).to_owned();
    let same = |party: &Party| {
        let known = bare_name(&party.name.to_lowercase()).to_owned();
        known == key
            || party.aliases.iter().any(|alias| alias.to_lowercase() == key)
            || known.trim_end_matches('s') == key.trim_end_matches('s')
            // "Kollektivtrafikmyndigheten" of "Kollektivtrafikmyndigheten i Mittlandet"
            || key.chars().count() >= 12 && !key.contains(' ') && known.strip_prefix(&key).is_some_and(|rest| rest.starts_with(' '))
    };
    if let Some(index) = parties.iter().position(same) {
        return Some(index);
    }
    if parties.len() >= MOST {
        return None;
    }
    parties.push(Party { name: text, span: name.span, ..Party::default() });
    Some(parties.len() - 1)
}

/// A name in lower case without its article.
fn bare_name(name: &str) -> &str {
    name.strip_prefix("the ").unwrap_or(name)
}

/// True where a cell says nothing but a word of the lexicon.
fn is_whole(draft: &Draft<'_>, label: &str, span: Span) -> bool {
    let length = draft.document.slice(span).trim_end_matches([':', ' ', '.']).len();
    draft.words_in(label, span).any(|word| word.span.start() == span.start() && word.span.len() + 2 >= length)
}

#[cfg(test)]
mod tests {
    use crate::annotate::{annotate, testing};
    use crate::document::Sector;

    fn sector(sector: Sector) -> &'static str {
        match sector {
            Sector::Public => "public",
            Sector::Private => "private",
            Sector::Nonprofit => "nonprofit",
            Sector::Individual => "individual",
            Sector::Unknown => "unknown",
        }
    }

    fn check(text: &str, expected: &[&str]) {
        let document = testing::document(text);
        let annotations = annotate(&document, testing::lexicons());
        let got: Vec<String> = annotations
            .parties
            .iter()
            .map(|party| {
                format!(
                    "{} [{}] {} {}",
                    party.name,
                    party.aliases.join("|"),
                    sector(party.sector),
                    party.mentions.len()
                )
            })
            .collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn party_lists() {
        check(
            "T Samverkansavtal om byabuss\n## § 1 Parter\nGranby kommun, org.nr 212000-9010, nedan kallad Kommunen, genom \
             kommunstyrelsen.\nÅsens Byalag, ideell förening, nedan kallad Föreningen.\nHandel i Granby AB, nedan kallat \
             Bolaget.\n## § 2 Ansvar\nKommunen ska betala. Föreningens värdar ska städa. Bolaget upplåter lokal.",
            &[
                "Granby kommun [Kommunen] public 3",
                "Åsens Byalag [Föreningen] nonprofit 3",
                "Handel i Granby AB [Bolaget] private 3",
            ],
        );
    }

    #[test]
    fn party_tables() {
        check(
            "T Projektavtal\n## Avtalsparter\n| Part | Org.nr | Kallas nedan\n| Region Österviken | 232100-9074 | Regionen\n\
             | Skärby kommun | 212000-9069 | Kommunen\n## Syfte\nRegionen leder arbetet.",
            &["Region Österviken [Regionen] public 3", "Skärby kommun [Kommunen] public 2"],
        );
    }

    #[test]
    fn preambles() {
        check(
            "T Överenskommelse om mötesplats\nÖverenskommelsen träffas mellan Norrvik kommun och Norrviks Bygdeförening.\n\
             ## Ansvar\nKommunen ansvarar för lokalen. Bygdeföreningen bemannar.",
            &["Norrvik kommun [] public 2", "Norrviks Bygdeförening [] nonprofit 2"],
        );
        check(
            "T Collaboration Agreement\nThis Agreement is made between Northbank City Council (“the Council”), a local \
             authority, and Harbour Works Ltd (“the Company”).\nThe Council shall provide premises. The Company shall pay.",
            &["Northbank City Council [Council] public 3", "Harbour Works Ltd [Company] private 3"],
        );
    }

    #[test]
    fn a_company_that_a_kommun_owns_is_public() {
        check(
            "T Avtal om boende\n## Parter\nGranby kommun, org.nr 212000-9010.\nGranby Bostäder AB, helägt av Granby kommun.\n\
             ## Ansvar\nKommunen ska anvisa.",
            &["Granby kommun [] public 3", "Granby Bostäder AB [] public 1"],
        );
    }
}
