//! Parties: who the sides of an agreement are, what the text calls them, and where it names them.

mod agree;
mod boards;
mod bodies;
mod collective;
mod edges;
mod explain;
mod forms;
mod grow;
mod introduce;
mod labels;
mod left;
mod mentions;
mod names;
mod opening;
mod order;
mod plural;
mod preamble;
mod row;
mod sector;
mod series;
mod shorter;
mod signed;
mod stack;
mod tables;
mod together;
mod usage;
mod voice;

use std::collections::BTreeSet;

use super::{Annotator, Draft, Token, duty, facts, zones};
use crate::document::{Block, DocumentKind, Language, Party, Span, Zone};
pub(super) use edges::is_letter;
use edges::{
    from_head, from_numbers, from_pair, from_promise, from_reader, from_same_signatures, from_signatures,
    from_signed_ends, from_signers, from_writer,
};
use labels::{from_called, from_defining_lines, from_definitions, from_labels, from_lists, from_same_list};
use names::Name;
use opening::{
    from_defining_text, from_described, from_near_leads, from_party_blocks, from_preamble, from_role_lines,
    from_semicolons,
};
pub(super) use signed::Signers;
use tables::{
    from_called_columns, from_columns, from_heads, from_labelled_rows, from_name_column, from_row_tables,
    from_same_table, from_tables, from_told_rows,
};
pub(super) use voice::{is_object, is_possessive};

/// Finds the parties of agreements and of what belongs to agreements.
pub const ANNOTATOR: Annotator =
    Annotator { name: "parties", doc: "Finds the parties, their other names and every mention.", run };

/// Blocks from the start in which a preamble may stand.
const PREAMBLE_BLOCKS: usize = 30;
/// Blocks from the start in which a letter names who writes to whom.
const HEAD_BLOCKS: usize = 10;
/// Parties of one document, at most.
const MOST: usize = 400;
/// Words for parties that a list of definitions may tell the meaning of, at most.
const MOST_DEFINED: usize = 8;
/// Letters that two words for the same people begin with, at least.
const STEM: usize = 6;
/// Cells of two rows of a table, at most.
const WIDE: usize = 24;
/// Bytes behind a mention in which the verb stands that tells what it does.
const VERB: usize = 40;

/// A way to read parties from some place, adding to those that are known.
type Reader = fn(&Draft<'_>, &mut Vec<Party>);

/// How many parties must be known for a way to be tried.
#[derive(Clone, Copy)]
enum Known {
    /// Fewer than two.
    Few,
    /// Just one: another is looked for.
    One,
    /// Any number: what else is said of them, or who stands beside them.
    Any,
}

impl Known {
    fn fits(self, parties: usize) -> bool {
        match self {
            Known::Few => parties < 2,
            Known::One => parties == 1,
            Known::Any => true,
        }
    }
}

/// All ways to read parties, in the order in which they are tried: the surer a place tells of them, the earlier.
const READERS: &[(Known, Reader)] = &[
    // Tables and lines that say of what they tell.
    (Known::Any, |draft, parties| from_tables(draft, parties, false)),
    (Known::Few, from_columns),
    (Known::Few, from_called_columns),
    (Known::Few, from_labelled_rows),
    (Known::Few, from_told_rows),
    (Known::Few, from_row_tables),
    (Known::Few, from_name_column),
    (Known::Few, from_described),
    (Known::Few, from_defining_lines),
    // The beginning of an agreement.
    (Known::Few, from_english_lines),
    (Known::Few, from_english_preamble),
    (Known::Any, |draft, parties| {
        if parties.len() < 2 || draft.annotations.language != Language::En {
            from_party_blocks(draft, parties);
        }
    }),
    (Known::Any, by_definitions),
    // Labels, definitions, lists and sentences near the start.
    (Known::Few, from_role_lines),
    (Known::Few, agree::from_capacities),
    (Known::Few, |draft, parties| from_labels(draft, parties, true)),
    (Known::Few, from_definitions),
    (Known::Few, from_called),
    (Known::Few, from_defining_text),
    (Known::Few, |draft, parties| {
        if is_letter(draft) {
            from_head(draft, parties)
        }
    }),
    (Known::Few, stack::from_stacks),
    (Known::Few, |draft, parties| row::from_title_rows(draft, parties, 2)),
    (Known::Few, from_near_leads),
    (Known::Few, from_lists),
    (Known::Few, from_semicolons),
    (Known::Few, explain::from_explained),
    (Known::Few, from_preamble),
    (Known::Few, agree::from_agreeing),
    (Known::Any, row::from_rows),
    (Known::Any, from_same_list),
    // The edges of a document, where no words introduce them.
    (Known::Few, from_numbers),
    (Known::Few, from_heads),
    (Known::Few, |draft, parties| from_tables(draft, parties, true)),
    (Known::Few, from_signatures),
    (Known::Few, from_signed_ends),
    (Known::Few, signed::from_signed),
    (Known::Few, from_signers),
    (Known::Few, from_head),
    (Known::Few, row::from_openings),
    (Known::Few, from_promise),
    (Known::Few, agree::from_actors),
    (Known::Few, from_pair),
    (Known::One, collective::from_counties),
    (Known::Few, |draft, parties| row::from_title_rows(draft, parties, 1)),
    // Who stands beside one that is known.
    (Known::Any, from_same_table),
    (Known::Any, from_same_signatures),
    (Known::Any, signed::from_others_signed),
    (Known::Any, from_reader),
    (Known::Any, from_writer),
];

/// Reads in one way after the other, as long as fewer than two parties are known.
fn until_two(draft: &Draft<'_>, parties: &mut Vec<Party>, ways: &[Reader]) {
    for read in ways {
        if parties.len() >= 2 {
            return;
        }
        read(draft, parties);
    }
}

fn run(draft: &mut Draft<'_>) {
    if matches!(
        draft.annotations.kind.kind,
        DocumentKind::Plan | DocumentKind::Minutes | DocumentKind::Guidance | DocumentKind::Other
    ) {
        return;
    }
    let mut parties = boards::among_themselves(draft);
    // Where boards of one body agree, nobody else does.
    if parties.is_empty() {
        for (known, read) in READERS {
            if known.fits(parties.len()) {
                read(draft, &mut parties);
            }
        }
        parties.truncate(MOST);
        bodies::of_offices(draft, &mut parties);
    }
    bodies::of_authorities(draft, &mut parties);
    bodies::join_short_names(draft, &mut parties);
    bodies::drop_others(draft, &mut parties);
    describe(draft, &mut parties);
    let marks: Vec<Span> = parties.iter().flat_map(|party| party.mentions.iter().copied()).collect();
    draft.annotations.parties = parties;
    for span in marks {
        draft.mark("party", span, None, 0.9);
    }
}

/// What the parties are called, of which sector they are, and where the text names them.
fn describe(draft: &Draft<'_>, parties: &mut [Party]) {
    plural::as_written(draft, parties);
    order::name_in_order(draft, parties);
    together::name_together(draft, parties);
    together::name_in_sentence(draft, parties);
    together::name_in_table(draft, parties);
    let starts: Vec<usize> = parties.iter().map(|party| party.span.start()).collect();
    for party in parties.iter_mut() {
        let next = starts.iter().copied().filter(|start| *start > party.span.start()).min();
        sector::judge(draft, party, next);
    }
    sector::judge_by_owners(draft, parties);
    introduce::by_role_before(draft, parties);
    introduce::further_on(draft, parties);
    introduce::in_brackets(draft, parties);
    introduce::by_predicate(draft, parties);
    together::give_back(parties);
    mentions::find(draft, parties);
    for party in parties.iter_mut() {
        sector::judge_by_brackets(draft, party);
    }
    voice::find(draft, parties);
    let left = left::find(draft, parties);
    if !left.is_empty() {
        left.iter().for_each(|(party, called)| introduce::alias(&mut parties[*party], called));
        parties.iter_mut().for_each(|party| party.mentions.clear());
        mentions::find(draft, parties);
    }
}

/// English lines under a heading for the parties, or under "between", that name one each.
fn from_english_lines(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    if draft.annotations.language != Language::En || !under_heading(draft) {
        return;
    }
    let mut lines: Vec<Party> = Vec::new();
    from_party_blocks(draft, &mut lines);
    let blocks: BTreeSet<_> = lines.iter().map(|party| draft.document.block_at(party.span.start())).collect();
    if blocks.len() == lines.len() && lines.len() > parties.len() {
        *parties = lines;
    }
}

/// "This Agreement is made by and between X, a Delaware corporation, and Y".
fn from_english_preamble(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    if draft.annotations.language != Language::En {
        return;
    }
    let found = preamble::find(draft);
    if found.len() > parties.len() {
        *parties = found;
    }
}

/// "Värdkommunen och Användarkommunerna är parter": words that a list of definitions tells the meaning of are no names.
fn by_definitions(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    if !(1..=MOST_DEFINED).contains(&parties.len()) {
        return;
    }
    let mut defined: Vec<Party> = Vec::new();
    from_definitions(draft, &mut defined);
    let labels: Vec<String> =
        defined.iter().flat_map(|party| &party.aliases).map(|name| name.to_lowercase()).collect();
    let told = |party: &Party| labels.iter().any(|label| party.name.to_lowercase().starts_with(label));
    if defined.len() >= 2 && parties.iter().all(told) {
        *parties = defined;
    }
}

/// True where a heading, or "between" alone on its line, opens the lines that name the parties, one on each.
fn under_heading(draft: &Draft<'_>) -> bool {
    let blocks = draft.document.blocks();
    let zones = &draft.annotations.zones;
    (1..blocks.len().min(zones.len()).min(PREAMBLE_BLOCKS)).any(|at| {
        zones[at] == Zone::Parties
            && (draft.has_word("zone-parties", blocks[at - 1].content)
                || is_whole(draft, "party-lead", blocks[at - 1].content))
            && draft.tokens_in(blocks[at - 1].content).len() <= 4
            && !draft.has_word("party-lead", blocks[at].content)
    })
}

/// True where parties are introduced in so many words though no heading says so: a table of parties, labels before
/// them, or "we are X and Y".
pub(super) fn introduced(draft: &Draft<'_>) -> bool {
    told(draft).len() >= 2
}

/// Those whom a text introduces so.
fn told(draft: &Draft<'_>) -> Vec<Party> {
    let mut parties: Vec<Party> = Vec::new();
    from_tables(draft, &mut parties, false);
    until_two(
        draft,
        &mut parties,
        &[
            from_told_rows,
            from_role_lines,
            |draft, parties| from_labels(draft, parties, false),
            from_called,
            from_near_leads,
            row::from_rows,
            from_numbers,
            signed::from_signed,
            agree::from_capacities,
        ],
    );
    parties
}

/// True where a text without a word for an agreement tells who its parties are, and at least two of them what they do:
/// "Partners: A and B. A opens the room. B makes the soup."
pub(super) fn promises(draft: &Draft<'_>) -> bool {
    let mut parties = told(draft);
    until_two(
        draft,
        &mut parties,
        &[
            from_described,
            explain::from_explained,
            from_party_blocks,
            |draft, parties| row::from_title_rows(draft, parties, 1),
            from_name_column,
            from_columns,
            from_lists,
            from_defining_text,
            from_semicolons,
            from_english_preamble,
            agree::from_agreeing,
            from_heads,
            from_signatures,
            from_signed_ends,
            |draft, parties| {
                if is_letter(draft) {
                    from_head(draft, parties)
                }
            },
        ],
    );
    from_reader(draft, &mut parties);
    from_writer(draft, &mut parties);
    if !(2..=MOST).contains(&parties.len()) {
        return false;
    }
    for party in &mut parties {
        sector::judge(draft, party, None);
    }
    mentions::find(draft, &mut parties);
    // A letter that another answers: "we" and "you" act in it.
    if is_answered(draft) {
        voice::find(draft, &mut parties);
    }
    let one = |party: &&Party| {
        party.mentions.iter().any(|span| acts(draft, *span, does) || heads_acts(draft, *span))
            || party.voice.iter().any(|span| acts(draft, *span, does))
    };
    let acting = parties.iter().filter(one).take(2).count();
    // Beside one that does something another may only have or pay, where all are told what they are called.
    let other = |party: &&Party| party.mentions.iter().any(|span| acts(draft, *span, is_verb));
    let called = || parties.iter().all(|party| !party.aliases.is_empty());
    acting == 2 || acting == 1 && called() && parties.iter().filter(other).take(2).count() == 2
}

/// True for a letter in whose second half somebody accepts it.
fn is_answered(draft: &Draft<'_>) -> bool {
    let half = draft.document.text().len() / 2;
    is_letter(draft) && draft.words_of("acceptance-word").any(|word| word.span.start() > half)
}

/// True where a verb of doing stands right behind a mention ("The club services …", "Kommunen ska röja …"), in the body or at
/// the beginning of a sentence beside those that tell who the parties are. `verb` tells which verbs count.
fn acts(draft: &Draft<'_>, mention: Span, verb: fn(&Draft<'_>, &Token) -> bool) -> bool {
    let zone = draft.document.block_at(mention.start()).and_then(|at| draft.annotations.zones.get(at));
    let opens = || {
        let sentence = draft.annotations.sentence_around(mention.start());
        // "att Akademin undervisar …"
        sentence.is_some_and(|sentence| {
            let before = Span::at(sentence.span.start(), mention.start().max(sentence.span.start()));
            match draft.tokens_in(before) {
                [] => true,
                [word] => draft.is("that-word", word) || draft.has_whole("party-article", word.span),
                _ => false,
            }
        })
    };
    let body = match zone {
        Some(Zone::Body | Zone::Table | Zone::Annex) => true,
        Some(Zone::Parties | Zone::HeaderBlock) => opens(),
        _ => false,
    };
    // "Viks Byalag (Byalaget) sköter …"
    let said = draft.document.slice(Span::at(mention.end(), draft.document.ahead(mention.end(), VERB)));
    let bracket = said.strip_prefix(" (").and_then(|_| said.find(')')).map_or(0, |close| close + 1);
    let end = mention.end() + bracket;
    let near = Span::at(end, draft.document.ahead(end, VERB));
    let next = draft.tokens_in(near).iter().find(|token| !duty::adverb(draft, token));
    body && next.is_some_and(|next| {
        let plain = draft.document.text().get(end..next.span.start()) == Some(" ");
        plain && verb(draft, next)
    })
}

/// True where a mention stands over what that party does: as a line of its own ("Hyttvads IF" over "borstar planen"), in a
/// question ("Vad gör klubben?" over "Plockar skräp"), or beside or over it in a table ("| Kör | Töre Taxi AB |").
fn heads_acts(draft: &Draft<'_>, mention: Span) -> bool {
    let blocks = draft.document.blocks();
    let Some(at) = draft.document.block_at(mention.start()) else { return false };
    let Some(block) = blocks.get(at) else { return false };
    let begins =
        |block: &Block| draft.tokens_in(block.content).first().is_some_and(|first| does(draft, first));
    if let Some(cell) = block.cell() {
        let same = |other: &&Block| other.cell().is_some_and(|other| other.table == cell.table);
        let beside = cell.column == 1 && at > 0 && blocks[at - 1].cell().is_some() && begins(&blocks[at - 1]);
        let mut below = blocks[at + 1..].iter().take(WIDE).take_while(same);
        let next = below
            .find(|other| other.cell().is_some_and(|other| (other.row, other.column) == (1, cell.column)));
        return beside || cell.row == 0 && next.is_some_and(begins);
    }
    let text = draft.document.slice(block.content).trim_end();
    let alone = mention.start() <= block.content.start() + 4
        && draft
            .document
            .between(mention.end(), block.content.end())
            .trim_matches([':', ' ', '.'])
            .is_empty();
    // Under "Vilka är vi?" the questions behind are read as going on with it.
    let body = |at: usize| matches!(draft.annotations.zones.get(at), Some(Zone::Body | Zone::Parties));
    let next = blocks.get(at + 1).filter(|_| (alone || text.ends_with('?')) && body(at) && body(at + 1));
    next.is_some_and(begins)
}

/// True for a word that tells what somebody does ("borstar", "shall").
fn does(draft: &Draft<'_>, token: &Token) -> bool {
    let begins = |label: &str| draft.begins_with(label, token.span);
    let idle = draft.is("stative-verb", token) || begins("participation") || begins("pay-verb");
    !idle && (duty::finite(draft, token) || begins("duty-verb") || begins("duty-modal"))
}

/// True for a word that tells what somebody does, has or pays.
fn is_verb(draft: &Draft<'_>, token: &Token) -> bool {
    does(draft, token) || draft.is("stative-verb", token) || draft.begins_with("pay-verb", token.span)
}

/// True where a sentence or title near the top tells the parties by itself.
pub(super) fn opens(draft: &Draft<'_>) -> bool {
    let mut parties: Vec<Party> = Vec::new();
    row::from_openings(draft, &mut parties);
    parties.len() >= 2
}

/// True where two or more are signed for at the end, each by a name that the text holds.
pub(super) fn signed_by_two(draft: &Draft<'_>) -> bool {
    signed::signers(draft).parties.len() >= 2
}

/// Names of organisations in a span, in order.
pub(super) fn organisations_in(draft: &Draft<'_>, span: Span) -> Vec<Span> {
    names::names_in(draft, span).into_iter().map(|name| name.span).collect()
}

/// The party that [`add`] adds, or finds to be known.
fn added<'p>(parties: &'p mut Vec<Party>, name: Name, draft: &Draft<'_>) -> Option<&'p mut Party> {
    let number = add(parties, name, draft)?;
    parties.get_mut(number)
}

/// Adds a party, or finds the one that it is.
fn add(parties: &mut Vec<Party>, name: Name, draft: &Draft<'_>) -> Option<usize> {
    let name = without_genitive(draft, name);
    let text = draft.document.slice(name.span).trim().trim_end_matches([',', '.', ':']).to_owned();
    if text.len() < 2 {
        return None;
    }
    let lower = text.to_lowercase();
    let key = bare_name(&lower).to_owned();
    // "The Town Council" of "Corrie Town Council", and so "Council" alone
    let sort = || !key.contains(' ') && draft.lexicons.contains("org-public", &key);
    let short = (key != lower || sort()).then(|| format!(" {key}"));
    // "Skogsägarna" of "Bergslandets Skogsägare ekonomisk förening"
    let stem = draft.lexicons.endings("plural-ending").find_map(|ending| key.strip_suffix(ending));
    let stem = stem.filter(|stem| stem.chars().count() >= STEM && !key.contains(' '));
    let members =
        |known: &str| stem.is_some_and(|stem| known.split(' ').skip(1).any(|word| word.starts_with(stem)));
    // "Kvinnojouren Vändpunkten" of "Kvinnojouren Vändpunkten i Solvik"
    let placed = |known: &str| {
        let place = known.strip_prefix(&key).and_then(|rest| rest.strip_prefix(' '));
        let link = place.and_then(|place| place.split(' ').next()).unwrap_or("");
        key.contains(' ')
            && draft.lexicons.contains("preposition", link)
            && draft.lexicons.contains("name-link", link)
    };
    // "Norrby Municipality" of "Norrby Municipality Culture Office"
    let office = |known: &str, party: &Party| {
        let rest = known.strip_prefix(&key).filter(|rest| rest.starts_with(' '));
        let rest =
            rest.map(|rest| Span::at(party.span.end() - rest.len().min(party.span.len()), party.span.end()));
        rest.is_some_and(|rest| draft.has_sort(name.span) && !draft.has_organisation(rest))
    };
    let same = |party: &Party| {
        let known = bare_name(&party.name.to_lowercase()).trim_end_matches('.').to_owned();
        known == key
            || short.as_ref().is_some_and(|short| known.ends_with(short))
            || party.aliases.iter().any(|alias| alias.to_lowercase() == key)
            || known.trim_end_matches('s') == key.trim_end_matches('s')
            || is_genitive_of(draft, &key, &known)
            || placed(&known)
            || key.contains(' ') && office(&known, party)
            || is_place_of(draft, &key, &known)
            || members(&known)
            // "Kollektivtrafikmyndigheten" of "Kollektivtrafikmyndigheten i Mittlandet"
            || key.chars().count() >= 12 && !key.contains(' ') && known.strip_prefix(&key).is_some_and(|rest| rest.starts_with(' '))
    };
    if let Some(index) = parties.iter().position(same) {
        // "kommunerna Älvsunda, Nyhyttan och Stavnäs" over "Nyhyttans kommun": as it writes itself.
        let party = &mut parties[index];
        let made = draft.document.slice(party.span) != party.name;
        if made && is_genitive_of(draft, &key, &party.name.to_lowercase()) {
            party.name = text;
        }
        return Some(index);
    }
    if parties.len() >= MOST {
        return None;
    }
    parties.push(Party { name: text, span: name.span, ..Party::default() });
    Some(parties.len() - 1)
}

/// "nyhyttans kommun" and "nyhyttan kommun": one place, with the ending of the genitive or without.
fn is_genitive_of(draft: &Draft<'_>, key: &str, known: &str) -> bool {
    let (Some((place, sort)), Some((other, same))) = (key.split_once(' '), known.split_once(' ')) else {
        return false;
    };
    sort == same
        && place != other
        && place.trim_end_matches('s') == other.trim_end_matches('s')
        && draft.lexicons.contains("org-public", sort)
}

/// "Kulla kommun" of "Kulla kommuns kostenhet": whose something is.
fn without_genitive(draft: &Draft<'_>, name: Name) -> Name {
    let said = &draft.document.lower()[name.span.range()];
    let last = said.rsplit_once(' ').map_or("", |(_, last)| last);
    let sort =
        |bare: &str| ["plain-sort", "genitive-sort"].iter().any(|label| draft.lexicons.contains(label, bare));
    let whose = last.strip_suffix('s').is_some_and(sort);
    Name { span: Span::at(name.span.start(), name.span.end() - usize::from(whose)) }
}

/// "Kornvik" of "Kornviks kommun": a place that stands for the body that is named after it. Both in lower case.
fn is_place_of(draft: &Draft<'_>, place: &str, name: &str) -> bool {
    name.split_once(' ').is_some_and(|(known, sort)| {
        known.strip_suffix('s').unwrap_or(known) == place.strip_suffix('s').unwrap_or(place)
            && draft.lexicons.contains("plain-sort", sort)
    })
}

/// A name in lower case without its article.
fn bare_name(name: &str) -> &str {
    name.strip_prefix("the ").unwrap_or(name)
}

/// "between 9 and 10", "mellan 13 och 19 år": words that lead to the parties elsewhere stand before numbers here. "between (1)
/// X" and "between 1. X" do lead to them.
fn counts(draft: &Draft<'_>, from: usize) -> bool {
    let rest = draft.document.text().get(from..).unwrap_or("").trim_start();
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    digits > 0 && !rest[digits..].starts_with([')', '.'])
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
    fn parties_side_by_side() {
        check(
            "T Samverkansavtal om tidiga insatser\n| Part 1 | Part 2 |\n| Brevikens kommun, barn- och utbildningsnämnden | Region Sydmark, hälso- och sjukvårdsnämnden |\n\
             | Org.nr 212000-4532 | Org.nr 232100-1352 |\n| nedan kallad kommunen | nedan kallad regionen |\n## 1 Syfte\nKommunen anställer en pedagog.",
            &["Brevikens kommun [kommunen] public 3", "Region Sydmark [regionen] public 2"],
        );
    }

    #[test]
    fn names_in_quotes_stand_between_commas() {
        check(
            "T Avtal om bymack\nÅsens Bygd AB (556745-3161), ”Bolaget”, och Åsens Hembygd, ideell förening (846001-7299), ”Gården”, är \
             överens om följande.\n## Ansvar\nBolaget sköter pumpen. Gården delar ut paket.",
            &["Åsens Bygd AB [Bolaget] private 3", "Åsens Hembygd [Gården] nonprofit 3"],
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
