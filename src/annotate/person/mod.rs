//! Persons: names by a tagger and a gate, who is who, and what each is doing where the name stands.

use std::collections::BTreeSet;

use super::{Annotator, Draft, spans_of};
use crate::document::{BlockKind, DocumentKind, Person, PersonMention, PersonZone, Span, Zone};

mod find;
mod identity;
pub mod model;

/// Finds named persons.
pub const ANNOTATOR: Annotator =
    Annotator { name: "persons", doc: "Finds named persons, their functions and addresses.", run };

/// Persons of one document, at most.
const MOST: usize = 2_000;
/// Mentions of one document, at most.
const MENTIONS: usize = 100_000;
/// So near behind a name a number or an address is the person's own.
const REACH: usize = 60;
/// Persons named by their address alone, at most.
const ADDRESSED: usize = 100;
/// A sentence longer than this is cut to what stands near the name.
const NEAR: usize = 700;

/// By what means persons are found: all of them, but where the worth of one is measured.
#[derive(Debug, Clone, Copy)]
pub struct Means<'t> {
    /// Lists and weights.
    pub tagger: &'t model::Tagger<'t>,
    /// Lets through only what lists, labels, columns or a wide margin vouch for.
    pub gate: bool,
    /// Joins spellings and later mentions of one person.
    pub coreference: bool,
}

impl Default for Means<'static> {
    fn default() -> Means<'static> {
        Means { tagger: model::shipped(), gate: true, coreference: true }
    }
}

fn run(draft: &mut Draft<'_>) {
    find_by(draft, Means::default());
}

/// Finds persons by some means.
pub fn find_by(draft: &mut Draft<'_>, means: Means<'_>) {
    let gate = find::Gate::new(draft, means.tagger);
    let names = if means.gate { gate.names() } else { gate.proposed() };
    let mut identities = identity::identities(&names, MOST, means.coreference);
    let later = if means.coreference { identity::short_forms(draft, &gate, &identities) } else { Vec::new() };
    for (index, span) in later.into_iter().take(MENTIONS) {
        identities[index].spans.push(span);
    }
    let emails = spans_of(draft, "email");
    identities.extend(addressed(draft, &gate, &emails, &identities).into_iter().take(MOST));
    let tail = tail(draft);
    let mut persons: Vec<Person> = Vec::with_capacity(identities.len());
    for mut identity in identities {
        identity.spans.sort_unstable();
        let mut person = Person {
            zone: PersonZone::Other,
            functions: Vec::new(),
            emails: Vec::new(),
            confidence: identity.confidence,
            mentions: identity.spans.iter().map(|span| mention(draft, *span, tail)).collect(),
            name: identity.name,
        };
        person.zone = person.mentions.iter().map(|mention| mention.zone).min().unwrap_or(PersonZone::Other);
        for mention in &person.mentions {
            if let Some(function) = mention.function {
                let function = draft.document.slice(function).to_lowercase();
                if !person.functions.contains(&function) && person.functions.len() < 8 {
                    person.functions.push(function);
                }
            }
            for email in emails_near(draft, mention.span, &emails) {
                let email = draft.document.slice(email).to_owned();
                if owns(&person.name, &email) && !person.emails.contains(&email) && person.emails.len() < 8 {
                    person.emails.push(email);
                }
            }
        }
        // An address or a number beside the name makes it surer.
        if !person.emails.is_empty() {
            person.confidence = (person.confidence + 0.1).min(0.98);
        }
        persons.push(person);
    }
    let marks: Vec<(Span, String, f32)> = persons
        .iter()
        .flat_map(|person| {
            person.mentions.iter().map(|mention| (mention.span, person.name.clone(), person.confidence))
        })
        .collect();
    draft.annotations.persons = persons;
    for (span, name, confidence) in marks {
        draft.mark("person", span, Some(name), confidence);
    }
}

/// Addresses in the line of a name, not far from it.
fn emails_near(draft: &Draft<'_>, span: Span, emails: &[Span]) -> Vec<Span> {
    let around = line(draft, span);
    let from = around.start().max(draft.document.back(span.start(), NEAR));
    let to = around.end().min(draft.document.ahead(span.end(), NEAR));
    let first = emails.partition_point(|at| at.start() < from);
    emails[first..].iter().copied().take_while(|at| at.start() < to).take(16).collect()
}

/// Persons who are named by their address alone ("anna.ek@…"): a listed first name and a surname, of nobody named elsewhere.
fn addressed(
    draft: &Draft<'_>,
    gate: &find::Gate<'_, '_>,
    emails: &[Span],
    named: &[identity::Identity],
) -> Vec<identity::Identity> {
    let words = named.iter().flat_map(|one| one.name.split([' ', '-']));
    let taken: BTreeSet<String> = words.map(plain).collect();
    let mut found: Vec<identity::Identity> = Vec::new();
    for email in emails {
        let zone =
            draft.document.block_at(email.start()).and_then(|block| draft.annotations.zones.get(block));
        if !matches!(zone, Some(Zone::Body | Zone::Table | Zone::Annex | Zone::Contact | Zone::Parties)) {
            continue;
        }
        let Some(local) = draft.document.lower()[email.range()].split('@').next() else { continue };
        let Some((given, family)) = local.split_once('.') else { continue };
        let letters =
            |part: &str| part.chars().count() > 1 && part.chars().all(|c| c.is_alphabetic() || c == '-');
        if !letters(given) || !letters(family) || !gate.are_names(given, family) {
            continue;
        }
        if taken.contains(&plain(given)) || taken.contains(&plain(family)) {
            continue;
        }
        let span = Span::at(email.start(), email.start() + local.len());
        let name = format!("{} {}", capital(given), capital(family));
        match found.iter_mut().find(|one| one.name == name) {
            Some(one) => one.spans.push(span),
            None => found.push(identity::Identity { name, spans: vec![span], confidence: 0.6 }),
        }
        if found.len() >= ADDRESSED {
            break;
        }
    }
    found
}

fn capital(word: &str) -> String {
    let parts = word.split('-').map(|part| {
        let mut letters = part.chars();
        letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
    });
    parts.collect::<Vec<String>>().join("-")
}

/// True where the local part of an address holds a part of the name.
pub(super) fn owns(name: &str, email: &str) -> bool {
    let local = plain(email.split('@').next().unwrap_or(""));
    plain(name).split([' ', '-']).any(|part| part.len() > 2 && local.contains(part))
}

/// In lower case and without accents, as names stand in addresses.
fn plain(text: &str) -> String {
    let folded = text.chars().flat_map(char::to_lowercase).map(|c| match c {
        'å' | 'ä' | 'á' | 'à' | 'æ' => 'a',
        'ö' | 'ø' | 'ó' => 'o',
        'é' | 'è' | 'ë' => 'e',
        'ü' => 'u',
        other => other,
    });
    folded.collect()
}

/// The head of the column that a cell stands in.
pub(super) fn column_head(draft: &Draft<'_>, span: Span) -> Option<Span> {
    let blocks = draft.document.blocks();
    let index = draft.document.block_at(span.start())?;
    let cell = blocks.get(index)?.cell().filter(|cell| cell.row > 0)?;
    let table = (0..index)
        .rev()
        .take(600)
        .take_while(|other| blocks[*other].cell().is_some_and(|c| c.table == cell.table));
    let mut heads =
        table.filter(|other| blocks[*other].cell().is_some_and(|c| c.row == 0 && c.column == cell.column));
    heads.next().map(|head| blocks[head].content)
}

/// The line that a name stands in: its table row, else its block.
pub(super) fn line(draft: &Draft<'_>, span: Span) -> Span {
    let blocks = draft.document.blocks();
    let Some(index) = draft.document.block_at(span.start()) else { return span };
    let Some(block) = blocks.get(index) else { return span };
    let Some(cell) = block.cell() else { return block.span };
    let same =
        |b: &&crate::document::Block| b.cell().is_some_and(|c| c.table == cell.table && c.row == cell.row);
    let before = blocks[..index].iter().rev().take(32).take_while(same).last().unwrap_or(block);
    let after = blocks[index..].iter().take(32).take_while(same).last().unwrap_or(block);
    before.span.cover(after.span)
}

fn mention(draft: &Draft<'_>, span: Span, tail: usize) -> PersonMention {
    let block = draft.document.block_at(span.start()).unwrap_or(0);
    let zone = draft.annotations.zones.get(block).copied().unwrap_or(Zone::Body);
    let sentence = sentence(draft, span);
    // "Eva Ring" is a name, not the advice to ring.
    let asked = draft.words_in("contact-word", sentence).any(|word| !span.contains(word.span));
    let contact = asked
        || labelled(draft, block, span, "contact-word")
        || contact_table(draft, span)
        || contact_lead(draft, span)
        || reached(draft, span);
    let decided = labelled(draft, block, span, "metadata-label");
    let handled = decided || labelled(draft, block, span, "metadata-head");
    let minutes = draft.annotations.kind.kind == DocumentKind::Minutes;
    let signs = labelled(draft, block, span, "signature-label") && !signs_other(draft, sentence, span);
    // "Skriv till exempel så här: Kontaktperson är Anna Ek"
    let lead = Span::at(sentence.start(), span.start().max(sentence.start()));
    let shown = exemplified(draft, lead);
    let zone = match zone {
        _ if shown => PersonZone::Other,
        Zone::References | Zone::Body if decided => PersonZone::Metadata,
        Zone::Certificate | Zone::Contents | Zone::AnnexList | Zone::References => PersonZone::Other,
        Zone::Revision => PersonZone::Metadata,
        // Those who met and decided are present, no more.
        Zone::HeaderBlock | Zone::Table | Zone::Body | Zone::Furniture if minutes && !contact => {
            PersonZone::Other
        }
        // Under signatures "beslutat av" is said of who signs.
        Zone::Signature if decided && 2 * block > draft.document.blocks().len() => PersonZone::Signature,
        _ if decided || handles(draft, block, span) => PersonZone::Metadata,
        _ if labelled(draft, block, span, "distribution-label") => PersonZone::Other,
        Zone::Contact if !signs => PersonZone::Contact,
        Zone::HeaderBlock if role_field(draft, block) && !contact => PersonZone::Other,
        Zone::HeaderBlock | Zone::Furniture if contact => PersonZone::Contact,
        Zone::HeaderBlock | Zone::Furniture if handled || !minutes => PersonZone::Metadata,
        // A grid of signatures in a document's head is none.
        Zone::Signature if handled && 3 * block < draft.document.blocks().len() => PersonZone::Metadata,
        Zone::Signature => PersonZone::Signature,
        Zone::Body | Zone::Table | Zone::Contact if signs && !minutes => PersonZone::Signature,
        _ if block >= tail && !contact => PersonZone::Signature,
        Zone::Body | Zone::Table | Zone::Annex | Zone::Parties if contact => PersonZone::Contact,
        _ => PersonZone::Other,
    };
    PersonMention { span, zone, function: function(draft, span, sentence) }
}

/// True for a line of its own that says who wrote a document ("Handläggare: Anna Ek"), at its beginning or its end.
fn handles(draft: &Draft<'_>, block: usize, name: Span) -> bool {
    let blocks = draft.document.blocks();
    let Some(here) = blocks.get(block).filter(|here| here.cell().is_none()) else { return false };
    let label = draft.document.slice(Span::at(here.content.start(), name.start().max(here.content.start())));
    let first = draft.words_in("handler-label", here.content).next();
    (block < 16 || block + 8 > blocks.len())
        && first.is_some_and(|word| word.span.start() == here.content.start())
        && label.contains(':')
        && label.len() <= 60
}

/// True where words say that what follows is only shown ("till exempel så här: …"); "example" in an address says nothing.
pub(super) fn exemplified(draft: &Draft<'_>, lead: Span) -> bool {
    quoted(draft, lead.start())
        || draft.words_in("example-word", lead).any(|word| {
            let before = draft.document.text().get(..word.span.start()).unwrap_or("");
            !before.ends_with(['.', '@', '/', '-', ':'])
        })
}

/// True in a paragraph between quotation marks, behind a line that leads in to it: a wording that is shown.
fn quoted(draft: &Draft<'_>, at: usize) -> bool {
    let blocks = draft.document.blocks();
    let Some(index) = draft.document.block_at(at) else { return false };
    let marks = ['"', '”', '“', '»', '«'];
    let text =
        |index: usize| blocks.get(index).map_or("", |block| draft.document.slice(block.content).trim());
    let led = index.checked_sub(1).is_some_and(|before| text(before).ends_with(':'));
    led && text(index).starts_with(marks) && text(index).ends_with(marks)
}

/// True where a number or an address stands right behind a name ("Anna Ek, 0950-555 10"), or the name in an address.
pub(super) fn reached(draft: &Draft<'_>, span: Span) -> bool {
    let text = draft.document.text();
    if text[span.end()..].starts_with('@') {
        return true;
    }
    let end = draft.document.ahead(span.end(), REACH);
    let near = |label: &str| draft.first_mark_in(label, Span::at(span.end(), end));
    let name = draft.document.slice(span);
    ["email", "phone"].iter().filter_map(|label| near(label)).any(|at| {
        let gap = text.get(span.end()..at.start()).unwrap_or("\n");
        let own = !text[at.range()].contains('@') || owns(name, &text[at.range()]);
        own && !gap.contains(['\n', '\t', ':', ';'])
            && (gap.contains([',', '(', '–', '-']) || gap == " ")
            && draft.tokens_in(Span::at(span.end(), at.start())).len() <= 6
    })
}

/// "Intyget undertecknas av Anna Ek": something else than this document is signed.
fn signs_other(draft: &Draft<'_>, sentence: Span, name: Span) -> bool {
    let before = Span::at(sentence.start(), name.start().max(sentence.start()));
    let Some(label) = draft.words_in("signature-label", before).next() else { return false };
    let subject = Span::at(sentence.start(), label.span.start());
    !draft.tokens_in(subject).is_empty()
        && draft.document.slice(name).contains(' ')
        && !["agreement-word", "kind-agreement", "document-word"]
            .iter()
            .any(|word| draft.has_word(word, subject))
        && draft.tokens_in(subject).iter().any(|token| token.shape == super::Shape::Capital)
        && !draft.document.slice(subject).contains([':', '\n', '\t'])
}

/// True in a line below one that leads in contacts ("Kontaktpersoner läsåret 2025/26:").
pub(super) fn contact_lead(draft: &Draft<'_>, span: Span) -> bool {
    let blocks = draft.document.blocks();
    let Some(index) = draft.document.block_at(span.start()) else { return false };
    let line = |block: &crate::document::Block| {
        block.cell().is_none() && block.content.len() <= 160 && !block.is_heading()
    };
    let here = blocks.get(index).filter(|here| line(here));
    if here.is_none_or(|here| draft.document.slice(here.content).trim_end().ends_with('.')) {
        return false;
    }
    for block in blocks[..index].iter().rev().take(8) {
        let text = draft.document.slice(block.content).trim_end();
        if !line(block) || text.ends_with('.') {
            return false;
        }
        if text.ends_with(':') {
            return ["contact-word", "contact-lead"].iter().any(|label| draft.has_word(label, block.content));
        }
    }
    false
}

/// True in a table of contacts: the head of some column says so, or asks for a number or an address.
pub(super) fn contact_table(draft: &Draft<'_>, span: Span) -> bool {
    let blocks = draft.document.blocks();
    let Some(index) = draft.document.block_at(span.start()) else { return false };
    let Some(cell) = blocks.get(index).and_then(|block| block.cell()).filter(|cell| cell.row > 0) else {
        return false;
    };
    let table = blocks[..index].iter().rev().take(600);
    let mut heads = table
        .take_while(|block| block.cell().is_some_and(|other| other.table == cell.table))
        .filter(|block| block.cell().is_some_and(|other| other.row == 0))
        .take(32);
    heads.any(|head| {
        ["contact-word", "contact-column"].iter().any(|label| draft.has_word(label, head.content))
            && !draft.has_word("task-column", head.content)
    })
}

/// True for a cell beside a role in a table that opens an agreement ("Projektledare | Anna Ek", "Kontakt | Bo Alm"), unless
/// the role is that of who wrote or decided.
pub(super) fn role_field(draft: &Draft<'_>, block: usize) -> bool {
    let blocks = draft.document.blocks();
    let (Some(here), Some(left)) =
        (blocks.get(block), block.checked_sub(1).and_then(|left| blocks.get(left)))
    else {
        return false;
    };
    let beside = here
        .cell()
        .zip(left.cell())
        .is_some_and(|(here, left)| here.table == left.table && here.row == left.row && here.column > 0);
    let says = |label: &str| draft.has_word(label, left.content);
    draft.annotations.kind.kind == DocumentKind::Agreement
        && beside
        && left.content.len() <= 60
        && (says("role-title") || says("contact-word"))
        && !says("metadata-label")
        && !says("metadata-head")
}

/// The block from which on only names, titles and parties stand: where a document without a heading for it is signed.
fn tail(draft: &Draft<'_>) -> usize {
    let blocks = draft.document.blocks();
    if matches!(draft.annotations.kind.kind, DocumentKind::Plan | DocumentKind::Minutes) {
        return blocks.len();
    }
    let mut tail = blocks.len();
    let mut named = false;
    for (index, block) in blocks.iter().enumerate().rev().take(60) {
        match draft.annotations.zones.get(index) {
            Some(Zone::Body | Zone::Table | Zone::Parties) => {}
            Some(Zone::Signature) => return blocks.len(),
            _ => continue,
        }
        let text = draft.document.slice(block.content);
        let words = text.split_whitespace().count();
        let says = [
            "task-word",
            "contact-word",
            "person-column",
            "task-column",
            "duty-verb",
            "behind-deputy",
            "deputy-column",
        ]
        .iter()
        .any(|label| draft.has_word(label, block.content))
            || ["phone", "email"].iter().any(|label| draft.first_mark_in(label, block.content).is_some());
        // "Styrgrupp", "Parternas kontaktpersoner är:": what stands below is no signature.
        let leads = text.ends_with(':') || super::zones::reads_as_heading(draft, block);
        if leads
            && ["no-signing-heading", "contact-word"].iter().any(|label| draft.has_word(label, block.content))
        {
            return blocks.len();
        }
        // "Ekonom: Anna Ek", "Version 2, Anna Ek"
        let sign = text.find(": ").or_else(|| text.find(" – "));
        let label = sign.map(|sign| Span::at(block.content.start(), block.content.start() + sign));
        let role = label.is_some_and(|label| {
            draft.has_word("role-title", label) && !draft.has_word("signature-for", label)
        });
        let begins = |label: &str| {
            draft
                .words_in(label, block.content)
                .next()
                .is_some_and(|word| word.span.start() == block.content.start())
        };
        if words > 12
            || role
            || begins("revision-column")
            || text.ends_with('.') && words > 5
            || says
            || matches!(block.kind, BlockKind::ListItem { .. })
        {
            break;
        }
        named |= draft.tokens_in(block.content).len() >= 2;
        tail = index;
    }
    if named && tail > 3 { tail } else { blocks.len() }
}

/// True where a word of a lexicon labels the name: before it in its line, in the cell before, at the head of its column,
/// or alone in the block above.
fn labelled(draft: &Draft<'_>, block: usize, span: Span, lexicon: &str) -> bool {
    let blocks = draft.document.blocks();
    let Some(here) = blocks.get(block) else { return false };
    let opens = |at: Span| {
        draft.words_in(lexicon, Span::at(at.start(), (at.start() + 3).min(at.end()))).next().is_some()
    };
    let reach = if lexicon == "signature-label" { 240 } else { 80 };
    let before = Span::at(here.content.start().max(draft.document.back(span.start(), reach)), span.start());
    if here.content.len() <= 240 && draft.has_word(lexicon, before) {
        return true;
    }
    let above = block.checked_sub(1).and_then(|above| blocks.get(above));
    if let Some(cell) = here.cell() {
        let left = above.filter(|left| {
            left.cell()
                .is_some_and(|other| other.table == cell.table && other.row == cell.row && cell.column > 0)
        });
        return left.is_some_and(|left| opens(left.content))
            || column_head(draft, span).is_some_and(|head| head.len() <= 60 && opens(head));
    }
    span.start() == here.content.start()
        && above
            .is_some_and(|above| above.cell().is_none() && above.content.len() <= 40 && opens(above.content))
}

/// The sentence, or the table row.
pub(super) fn sentence(draft: &Draft<'_>, span: Span) -> Span {
    let cell = draft
        .document
        .block_at(span.start())
        .and_then(|index| draft.document.blocks().get(index))
        .is_some_and(|block| block.cell().is_some());
    if cell {
        return line(draft, span);
    }
    let index = draft.annotations.sentence_at(span.start());
    let whole = index.and_then(|index| draft.annotations.sentences.get(index)).map_or(span, |at| at.span);
    clip(draft, whole, span)
}

/// The title right before the name, or after a comma behind it, or in the same row.
fn function(draft: &Draft<'_>, span: Span, sentence: Span) -> Option<Span> {
    let text = draft.document.text();
    let words: Vec<Span> = draft.words_in("role-title", sentence).map(|word| word.span).collect();
    // "Bo Alm, projektchef | Anna Ek": the title of whoever stands in the next cell.
    let theirs = |gap: &str, word: &Span| {
        gap.contains('\t') && text.get(..word.start()).is_some_and(|before| before.ends_with(", "))
    };
    let near = |word: &&Span| {
        let (from, to) = if word.end() <= span.start() {
            (word.end(), span.start())
        } else if word.start() >= span.end() {
            (span.end(), word.start())
        } else {
            return false;
        };
        text.get(from..to).is_some_and(|gap| {
            gap.len() <= 40 && draft.tokens_in(Span::at(from, to)).len() <= 3 && !theirs(gap, word)
        })
    };
    words.iter().filter(near).min_by_key(|word| word.start().abs_diff(span.start())).copied()
}

/// What stands near `span`, where `whole` is longer than a reader would take in.
fn clip(draft: &Draft<'_>, whole: Span, span: Span) -> Span {
    if whole.len() <= 3 * NEAR {
        return whole;
    }
    let start = whole.start().max(draft.document.back(span.start(), NEAR));
    let end = whole.end().min(draft.document.ahead(span.end(), NEAR));
    Span::at(start.min(span.start()), end.max(span.end()))
}

#[cfg(test)]
mod tests {
    use crate::annotate::{annotate, testing};
    use crate::document::PersonZone;

    /// Persons as "Name" or "Name/zone", in order, parted by "; ".
    fn check(text: &str, expected: &str) {
        let document = testing::document(text);
        let annotations = annotate(&document, testing::lexicons());
        let zones = expected.contains('/');
        let got: Vec<String> = annotations
            .persons
            .iter()
            .map(|person| {
                let zone = match person.zone {
                    PersonZone::Task => "task",
                    PersonZone::Contact => "contact",
                    PersonZone::Signature => "signature",
                    PersonZone::Metadata => "metadata",
                    PersonZone::Other => "other",
                };
                if zones { format!("{}/{zone}", person.name) } else { person.name.clone() }
            })
            .collect();
        assert_eq!(got.join("; "), expected, "{text}");
    }

    const LONG: &str = "Parterna samverkar om lokala mötesplatser i hela området under avtalets tid, med stöd av de medel som årligen avsätts i budget.";

    #[test]
    fn names_of_many_sorts() {
        check("Arbetet leds av Görel Tjäderstam från Norrby kommun.", "Görel Tjäderstam");
        check(
            "Kontakta Anna-Karin Öberg-Ek eller Fredrika von Essner.",
            "Anna-Karin Öberg-Ek; Fredrika von Essner",
        );
        check(
            "Abdirahman Warsame Nur och Nguyen Thi Lan svarar för lägret.",
            "Abdirahman Warsame Nur; Nguyen Thi Lan",
        );
        check("The budget is kept by Ms Imogen Farthing.", "Imogen Farthing");
        check("Nycklar kvitteras ut hos Evert Skarp. Maria Skolan är stängd.", "Evert Skarp");
        check("Ring Olle om du undrar. Olle Lindgren svarar.", "Olle Lindgren");
        check("Anna Lindblom  Bo Karlsson", "Anna Lindblom; Bo Karlsson");
        check("Jenny Lindblom Berg Karin Karlsson skrev under.", "Jenny Lindblom Berg; Karin Karlsson");
        check("Avgiften är 40 kr per elev, säger Per Sundvall.", "Per Sundvall");
        let address = format!("{LONG}\nKontakt hos kommunen: karin.blomstedt@norrby.example");
        check(&address, "Karin Blomstedt/contact");
        check("Kontakt: info.skolan@norrby.example, stora.torget@norrby.example", "");
        check("Samordnare är Kettil Broström. Schemat görs av Kettil B. varje vecka.", "Kettil Broström");
        check("| Namn | Roll |\n| LENA HOLMQVIST | Samordnare |", "Lena Holmqvist");
        check(
            "| Namn | Telefon |\n| Holmqvist, Lena | 0950-555 10 |\n| Ek, Per | 0950-555 11 |",
            "Lena Holmqvist; Per Ek",
        );
    }

    #[test]
    fn what_is_no_person() {
        for text in [
            "Händelsen anmäls enligt Lex Sarah och Lex Maria av verksamhetschefen.",
            "Vården ges på Sankt Görans sjukhus och Astrid Lindgrens barnsjukhus.",
            "Lokalen ligger på Hans Ståhles väg 3 och vid Olof Palmes gata.",
            "Nils Ferdinand Utbildning AB och Stiftelsen Lisa Sass stödjer arbetet.",
            "Medel söks ur Eva Bonniers donationsnämnd och Anna Lindhs minnesfond.",
            "Mötet hålls i Maj 2025 på Erik Dahlbergsgymnasiet.",
            "## Roller och Ansvar",
            "## Offentlig Upphandling",
            "Svaret QmVydGEgTGluZEFubmEgQmVyZw/Anna Lind/QmVydGEgTGluZEFubmEgQmVyZwQmVydGEgTGluZEFubmE= sparas.",
        ] {
            check(text, "");
        }
        // And what is one beside.
        check("Vården ges på Sankt Görans sjukhus av Göran Sandell.", "Göran Sandell");
        check("Händelsen anmäls enligt Lex Sarah av Sarah Lindblom.", "Sarah Lindblom");
        check("Mötet hålls på Hans Ståhles väg 3 av Hans Ståhlberg.", "Hans Ståhlberg");
        check("Endast Anna Berggren har nyckel.", "Anna Berggren");
        check("Koordinator Jenny Berglund finns på plan 4.", "Jenny Berglund");
    }

    #[test]
    fn a_line_a_stroke_and_a_cell_end_a_name() {
        check(
            "Anna Lindblom/Bo Karlsson och Eva Holm | Per Nyman",
            "Anna Lindblom; Bo Karlsson; Eva Holm; Per Nyman",
        );
        check("| Namn | Namn |\n| Anna Lindblom | Bo Karlsson |", "Anna Lindblom; Bo Karlsson");
        check("T Avtal\n# Underskrifter\nAnna Lindblom\nBo Karlsson", "Anna Lindblom; Bo Karlsson");
    }

    #[test]
    fn later_mentions_belong_to_the_same_person() {
        let document = testing::document(
            "Samordnare är Anna Lindqvist. Lindqvist kallar till möten. Annas ersättare är Bo Ekdahl. A. Lindkvist attesterar.",
        );
        let annotations = annotate(&document, testing::lexicons());
        let mentions: Vec<(&str, usize)> =
            annotations.persons.iter().map(|person| (person.name.as_str(), person.mentions.len())).collect();
        assert_eq!(mentions, [("Anna Lindqvist", 4), ("Bo Ekdahl", 1)]);
    }

    #[test]
    fn zones_of_persons() {
        check(
            &format!(
                "T Avtal om mötesplatser\nBeslutat av: omsorgschef Anna Ekdahl\nHandläggare: Bo Nyman\n# Syfte\n{LONG}"
            ),
            "Anna Ekdahl/metadata; Bo Nyman/metadata",
        );
        check(
            &format!(
                "T Avtal\n# Syfte\n{LONG}\n# Kontaktpersoner\nAnna Ekdahl, Norrby kommun\n# Underskrifter\nNorrby 2025-01-01\nBo Nyman"
            ),
            "Anna Ekdahl/contact; Bo Nyman/signature",
        );
        check(
            &format!("T Avtal\n# Syfte\n{LONG}\nSkriv till exempel så här: Samordnare är Anna Ekdahl."),
            "Anna Ekdahl/other",
        );
        check(
            &format!("T Avtal\n# Syfte\n{LONG}\nReviderad 2025-03-10 av ekonom Anna Ekdahl.\n# Tid\n{LONG}"),
            "Anna Ekdahl/metadata",
        );
        check(
            &format!(
                "T Avtal\n# Syfte\n{LONG}\n# Kontaktpersoner\nKommunen: samordnare Anna Ekdahl, ersättare projektledare Bo Nyman\n# Tid\n{LONG}"
            ),
            "Anna Ekdahl/contact; Bo Nyman/contact",
        );
        check(
            &format!("T Avtal\n# Syfte\n{LONG}\nSamordnare för samverkan är Anna Ekdahl."),
            "Anna Ekdahl/task",
        );
        check(
            &format!(
                "T Avtal\n# Syfte\n{LONG}\n# Revisionshistorik\n| Version | Datum | Författare |\n| 1 | 2025-01-01 | Anna Ekdahl |\n| 2 | 2025-03-01 | Anna Ekdahl |"
            ),
            "Anna Ekdahl/metadata",
        );
        check(
            &format!(
                "T Avtal\n# Syfte\n{LONG}\n_ Transaktion 09222115557513440921 Signerat AE\n# Verifikat\nSignerande parter\nAnna Ekdahl"
            ),
            "Anna Ekdahl/other",
        );
    }

    #[test]
    fn identity_numbers_are_not_kept() {
        let text = "Kontaktperson: Anna Ekdahl, 19810101-9017. Även 810101-9017, 8101019017, 810101+9017 och 19810101 9017.";
        let document = testing::document(text);
        let annotations = annotate(&document, testing::lexicons());
        let kept = format!(
            "{:?}",
            annotations
                .persons
                .iter()
                .map(|person| (&person.name, &person.functions, &person.emails))
                .collect::<Vec<_>>()
        );
        assert!(!kept.contains("9017"), "{kept}");
    }
}
