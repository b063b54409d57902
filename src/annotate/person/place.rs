//! What a name is doing where it stands: its zone, and the title bound to it.

use std::ops::RangeInclusive;

use super::{NEAR, column_head, line, owns};
use crate::annotate::{Draft, QUOTES, Shape, Token, zones};
use crate::document::{Block, BlockKind, DocumentKind, PersonMention, PersonZone, Span, Zone};

/// So near behind a name a number or an address is the person's own.
const REACH: usize = 60;

pub(super) fn mention(draft: &Draft<'_>, parties: &[Span], span: Span, tail: usize) -> PersonMention {
    let block = draft.document.block_at(span.start()).unwrap_or(0);
    let zone = draft.annotations.zones.get(block).copied().unwrap_or(Zone::Body);
    let sentence = sentence(draft, span);
    // "Eva Ring" is a name, not the advice to ring.
    let asked = draft.words_in("contact-word", sentence).any(|word| !span.contains(word.span));
    let minutes = draft.annotations.kind.kind == DocumentKind::Minutes;
    // In minutes somebody answers questions, and that is all.
    let contact = asked && !minutes
        || labelled(draft, block, span, "contact-word")
        || contact_table(draft, span)
        || contact_lead(draft, span)
        || reached(draft, span);
    let decided = labelled(draft, block, span, "metadata-label") && !approves(draft, sentence, span);
    let handled = decided || labelled(draft, block, span, "metadata-head");
    let signs = labelled(draft, block, span, "signature-label") && !signs_other(draft, sentence, span);
    // "Skriv till exempel så här: Kontaktperson är Anna Ek"
    let lead = Span::at(sentence.start(), span.start().max(sentence.start()));
    let shown = exemplified(draft, lead);
    let zone = match zone {
        _ if shown || replaced(draft, sentence, span) => PersonZone::Other,
        // Who signs minutes attests what was said, and binds nobody.
        _ if minutes && attests(draft, block, span) => PersonZone::Other,
        Zone::Signature if minutes && !contact => PersonZone::Other,
        Zone::Contact if minutes && !contact => PersonZone::Other,
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
        _ if distributed(draft, block, span) => PersonZone::Other,
        Zone::Contact if !signs => PersonZone::Contact,
        Zone::HeaderBlock if (role_field(draft, block) || task_line(draft, block, span)) && !contact => {
            PersonZone::Other
        }
        // "Kommun | Undertecknas av": who signs may be told at the beginning.
        Zone::HeaderBlock if signs && !minutes && !handled => PersonZone::Signature,
        Zone::HeaderBlock | Zone::Furniture if contact => PersonZone::Contact,
        Zone::HeaderBlock | Zone::Furniture if handled || !minutes => PersonZone::Metadata,
        // A grid of signatures in a document's head is none.
        Zone::Signature if handled && 3 * block < draft.document.blocks().len() => PersonZone::Metadata,
        // "Frågor? Ring fritidsledare Anna Ek" among what is to be signed.
        Zone::Signature if asked && !signs => PersonZone::Contact,
        Zone::Signature => PersonZone::Signature,
        Zone::Body | Zone::Table | Zone::Contact if signs && !minutes => PersonZone::Signature,
        _ if block >= tail && !contact => PersonZone::Signature,
        Zone::Body | Zone::Table | Zone::Annex | Zone::Parties if contact => PersonZone::Contact,
        _ => PersonZone::Other,
    };
    PersonMention { span, zone, function: function(draft, parties, span, sentence) }
}

/// "Justerare | Anna Ek", "Vid protokollet\nAnna Ek": who signs minutes, in their later half.
fn attests(draft: &Draft<'_>, block: usize, name: Span) -> bool {
    let late = 2 * block > draft.document.blocks().len();
    late && labelled(draft, block, name, "minutes-signer")
}

/// True behind a label that begins a line, or beside one in a table, for those who get a copy or were there.
pub(in crate::annotate) fn distributed(draft: &Draft<'_>, block: usize, name: Span) -> bool {
    let Some(here) = draft.document.blocks().get(block) else { return false };
    let lead = Span::at(here.content.start(), name.start().max(here.content.start()));
    let first = draft.words_in("distribution-label", lead).next();
    first.is_some_and(|word| word.span.start() == here.content.start() && lead.len() <= 240)
        || here.cell().is_some() && labelled(draft, block, name, "distribution-label")
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
pub(in crate::annotate) fn exemplified(draft: &Draft<'_>, lead: Span) -> bool {
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
    let text =
        |index: usize| blocks.get(index).map_or("", |block| draft.document.slice(block.content).trim());
    let led = index.checked_sub(1).is_some_and(|before| text(before).ends_with(':'));
    led && text(index).starts_with(QUOTES) && text(index).ends_with(QUOTES)
}

/// "I punkt 9 byts ”Anna Ek” ut mot ”Bo Alm”", "Tidigare lydelse: ”Kontaktperson är Anna Ek.”", "Lydelsen ”Driften sköts av Anna
/// Ek. …” ersätts med:": a name in words that an amendment takes away.
pub(in crate::annotate) fn replaced(draft: &Draft<'_>, around: Span, name: Span) -> bool {
    if draft.annotations.kind.kind != DocumentKind::Amendment {
        return false;
    }
    let document = draft.document;
    let before = document.slice(Span::at(around.start(), name.start().max(around.start())));
    let behind = document.slice(Span::at(name.end(), around.end().max(name.end())));
    let told = draft.has_word("replaced-phrase", around);
    if told && before.matches(QUOTES).count() == 1 && behind.contains(QUOTES) {
        return true;
    }
    // "Där det i avtalet står Anna Ek ska i stället läsas …", "All references to Anna Ek are replaced by …"
    let lead = Span::at(around.start(), name.start().max(around.start()));
    let old = draft.words_in("old-name", lead).last();
    let right =
        |word: Span| document.between(word.end(), name.start()).trim_matches(QUOTES).trim().is_empty();
    if told && old.is_some_and(|word| right(word.span)) {
        return true;
    }
    let Some(index) = document.block_at(name.start()) else { return false };
    let block = document.blocks()[index].content;
    let from = block.start().max(document.back(name.start(), QUOTED));
    let lead = document.slice(Span::at(from, name.start().max(from)));
    let Some(opens) = lead.rfind(QUOTES).filter(|_| lead.matches(QUOTES).count() % 2 == 1) else {
        return false;
    };
    let rest = document.slice(Span::at(name.end(), document.ahead(name.end(), QUOTED).min(block.end())));
    let Some(closes) = rest.find(QUOTES) else { return false };
    // What leads in to the quotation, in its block or in the line before; or what is said right behind it.
    let opened = from + opens;
    let line = index.checked_sub(1).map(|above| document.blocks()[above].content);
    let led = match lead[..opens].trim().is_empty() {
        true => line.filter(|line| line.len() <= LEAD),
        false => Some(Span::at(document.back(opened, LEAD).max(block.start()), opened + 1)),
    };
    let closed = name.end() + closes;
    let after = Span::at(closed, document.ahead(closed, LEAD).min(block.end()));
    let first = draft.words_in("replaced-phrase", after).next();
    led.is_some_and(|led| {
        draft
            .words_in("old-wording", led)
            .last()
            .is_some_and(|word| document.between(word.span.end(), led.end()).len() <= LEAD / 2)
    }) || first.is_some_and(|word| document.between(closed, word.span.start()).len() <= 8)
}

/// Bytes of a quotation on either side of a name, at most.
const QUOTED: usize = 400;
/// Bytes that lead in to a quotation, or follow it, at most.
const LEAD: usize = 80;

/// True where a number or an address stands right behind a name ("Anna Ek, 0950-555 10"), or the name in an address.
pub(in crate::annotate) fn reached(draft: &Draft<'_>, span: Span) -> bool {
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

/// "All cost statements are approved by Anna Ek": a task, where it is no plan and not the document.
fn approves(draft: &Draft<'_>, sentence: Span, name: Span) -> bool {
    let before = Span::at(sentence.start(), name.start().max(sentence.start()));
    let Some(label) = draft.words_in("metadata-label", before).last() else { return false };
    let mut tasks = draft.words_in("task-word", before);
    let none = ["agreement-word", "kind-agreement", "document-word", "governing-plan"];
    tasks.any(|task| task.span.end() == label.span.end() && task.span.len() > label.span.len())
        && !none.iter().any(|word| draft.has_word(word, before))
        && !draft.document.slice(before).contains([':', '\n', '\t'])
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
        && draft.tokens_in(subject).iter().any(|token| token.shape == Shape::Capital)
        && !draft.document.slice(subject).contains([':', '\n', '\t'])
}

/// True in a line below one that leads in contacts ("Kontaktpersoner läsåret 2025/26:").
pub(in crate::annotate) fn contact_lead(draft: &Draft<'_>, span: Span) -> bool {
    let blocks = draft.document.blocks();
    let Some(index) = draft.document.block_at(span.start()) else { return false };
    let line = |block: &Block| block.cell().is_none() && block.content.len() <= 160 && !block.is_heading();
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
pub(in crate::annotate) fn contact_table(draft: &Draft<'_>, span: Span) -> bool {
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
pub(in crate::annotate) fn role_field(draft: &Draft<'_>, block: usize) -> bool {
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

/// True for a line of an agreement's head that gives somebody a task: a label that is none of the document's own, and a
/// name behind it ("Samordnare: Anna Ek", "Teknisk drift: Bo Alm").
pub(in crate::annotate) fn task_line(draft: &Draft<'_>, block: usize, name: Span) -> bool {
    let Some(here) = draft.document.blocks().get(block).filter(|here| here.cell().is_none()) else {
        return false;
    };
    let lead = draft.document.slice(Span::at(here.content.start(), name.start().max(here.content.start())));
    let Some(colon) = lead.find(": ").filter(|colon| (3..=60).contains(colon)) else { return false };
    let label = Span::at(here.content.start(), here.content.start() + colon);
    draft.annotations.kind.kind == DocumentKind::Agreement
        && here.content.len() <= 160
        && !OWN.iter().any(|own| draft.has_word(own, label))
}

/// Labels of lines that tell of the document, of whom to ask and of who signs.
const OWN: [&str; 10] = [
    "header-label",
    "metadata-label",
    "metadata-head",
    "handler-label",
    "signature-label",
    "signature-for",
    "contact-word",
    "distribution-label",
    "no-task-label",
    "zone-parties",
];

/// The block from which on only names, titles and parties stand: where a document without a heading for it is signed.
pub(super) fn tail(draft: &Draft<'_>) -> usize {
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
        let leads = text.ends_with(':') || zones::reads_as_heading(draft, block);
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
            tail = tail.max(told_in_rows(draft, index));
            break;
        }
        named |= draft.tokens_in(block.content).len() >= 2;
        tail = index;
    }
    if named && tail > 3 { tail } else { blocks.len() }
}

/// Where the table ends that a head such as "Ersättare" belongs to: what stands in its rows is told by the head; else `head`.
fn told_in_rows(draft: &Draft<'_>, head: usize) -> usize {
    let blocks = draft.document.blocks();
    let Some(cell) = blocks[head].cell().filter(|cell| cell.row == 0) else { return head };
    let tells = ["deputy-column", "task-column", "contact-word"]
        .iter()
        .any(|label| draft.has_word(label, blocks[head].content));
    let rows = blocks[head..].iter().take(600);
    let rows = rows.take_while(|block| block.cell().is_some_and(|other| other.table == cell.table)).count();
    if tells { head + rows } else { head }
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
    if let Some(label) = draft.words_in(lexicon, before).last().filter(|_| here.content.len() <= 240) {
        // "Framtagen av enheten. Kontakt: Anna Ek": the nearer label counts.
        let nearer = draft.words_in("contact-word", before).last().is_some_and(|contact| {
            label.span.end() < contact.span.start()
                && draft.document.between(contact.span.end(), span.start()).trim_end() == ":"
        });
        if lexicon != "metadata-label" || !nearer {
            return true;
        }
    }
    let above = block.checked_sub(1).and_then(|above| blocks.get(above));
    if let Some(cell) = here.cell() {
        let left = above.filter(|left| {
            left.cell()
                .is_some_and(|other| other.table == cell.table && other.row == cell.row && cell.column > 0)
        });
        // "Mallen framtagen av | Anna Ek"
        let ends = |left: &Block| {
            let end = left.content.end();
            lexicon == "metadata-label"
                && left.content.len() <= 80
                && draft.words_in(lexicon, left.content).any(|word| word.span.end() == end)
        };
        return left.is_some_and(|left| opens(left.content) || ends(left))
            || column_head(draft, span).is_some_and(|head| head.len() <= 60 && opens(head));
    }
    span.start() == here.content.start()
        && above
            .is_some_and(|above| above.cell().is_none() && above.content.len() <= 40 && opens(above.content))
}

/// The sentence, or the table row.
pub(in crate::annotate) fn sentence(draft: &Draft<'_>, span: Span) -> Span {
    let cell = draft
        .document
        .block_at(span.start())
        .and_then(|index| draft.document.blocks().get(index))
        .is_some_and(|block| block.cell().is_some());
    if cell {
        return line(draft, span);
    }
    let whole = draft.annotations.sentence_around(span.start()).map_or(span, |at| at.span);
    clip(draft, whole, span)
}

/// The title right before the name, or after a comma behind it, or in the same row.
fn function(draft: &Draft<'_>, parties: &[Span], span: Span, sentence: Span) -> Option<Span> {
    let text = draft.document.text();
    // "Sockenrådet" is no title where a party is named so.
    let of_party = |word: &Span| {
        let at = parties.partition_point(|party| party.start() < word.start());
        parties.get(at).is_some_and(|party| party.start() == word.start() && party.end() >= word.end())
    };
    let words = draft.words_in("role-title", sentence).map(|word| word.span);
    let words: Vec<Span> = words.filter(|word| !of_party(word) && !whose_contact(draft, *word)).collect();
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
    // "For the Municipality, the Head of Tourism, Anna Ek, is the contact": being asked is no title beside one.
    let asked = |word: &Span| draft.has_whole("contact-word", *word);
    let nearest = |word: &&Span| (asked(word), word.start().abs_diff(span.start()));
    let listed = words.iter().filter(near).min_by_key(nearest).copied();
    let title = listed.map(|title| whole_title(draft, &words, title)).or_else(|| unlisted(draft, span));
    title.filter(|title| parties.binary_search(title).is_err())
}

/// "Polisens kontakt": a word that tells whose contact somebody is.
fn whose_contact(draft: &Draft<'_>, word: Span) -> bool {
    let next = draft.tokens_in(Span::at(word.end(), draft.document.ahead(word.end(), REACH))).first();
    draft.document.slice(word).ends_with('s')
        && next.is_some_and(|next| {
            next.span.start() == word.end() + 1 && draft.has_whole("contact-word", next.span)
        })
}

/// "ansvarig sjuksköterska": titles side by side are one.
fn whole_title(draft: &Draft<'_>, words: &[Span], title: Span) -> Span {
    let beside = |a: &Span, b: &Span| draft.document.text().get(a.end()..b.start()) == Some(" ");
    let before = words.iter().find(|other| beside(other, &title)).map_or(title, |other| other.cover(title));
    words.iter().find(|other| beside(&before, other)).map_or(before, |other| before.cover(*other))
}

/// ", studie- och yrkesvägledare" behind a name at the end of its line: a title that no list has.
fn unlisted(draft: &Draft<'_>, span: Span) -> Option<Span> {
    let rest = draft.document.text().get(span.end()..draft.document.ahead(span.end(), REACH))?;
    let title = rest.strip_prefix(", ")?;
    let title = &title[..title.find([',', ';', '.', '\n', '\t', '(']).unwrap_or(title.len())];
    let at = Span::at(span.end() + 2, span.end() + 2 + title.len());
    let tokens = draft.tokens_in(at);
    let agent =
        |token: &Token| token.shape == Shape::Lower && ends_as_agent(draft, draft.lower(token), 2..=7, 3);
    let plain = tokens.len() <= 5 && tokens.iter().all(|token| token.shape != Shape::Number);
    // ", arbetsförmedlare samverkan": the field stands behind.
    let titled = tokens.last().is_some_and(agent) || tokens.len() <= 3 && tokens.first().is_some_and(agent);
    (plain && titled && !draft.has_word("no-task-label", at)).then_some(at)
}

/// True for a word in lower case that ends as words for who does something do ("pistförare"), in an ending of so many bytes
/// behind at least `before` others.
pub(in crate::annotate) fn ends_as_agent(
    draft: &Draft<'_>,
    word: &str,
    mut lengths: RangeInclusive<usize>,
    before: usize,
) -> bool {
    lengths.any(|length| {
        let at = word.len().checked_sub(length).filter(|at| *at >= before);
        at.and_then(|at| word.get(at..)).is_some_and(|tail| draft.lexicons.contains("agent-tail", tail))
    })
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
