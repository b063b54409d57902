//! What gives a name a role: a label before it, a verb that says so, who holds the role now, a heading over a list.

use super::deed::verb;
use crate::annotate::person::ends_as_agent;
use crate::annotate::{Draft, QUOTES, Shape, Token};
use crate::document::{BlockKind, Language, Span};

/// Words behind a verb among which it is said that somebody is a guest.
const GUEST: usize = 3;

/// "Anna Ek är projektledare", "Projektledare blir Anna Ek".
pub(super) fn said_as(draft: &Draft<'_>, around: Span, name: Span) -> bool {
    draft.words_in("role-link", around).any(|word| {
        // "Ordföranden heter Anna Ek": who somebody is, and no more.
        let called = draft.tokens_in(word.span).first().is_some_and(|verb| draft.is("called-verb", verb));
        if called && draft.has_word("office-title", around) {
            return false;
        }
        let gap = if word.span.start() >= name.end() {
            Span::at(name.end(), word.span.start())
        } else {
            Span::at(word.span.end(), name.start().max(word.span.end()))
        };
        draft.tokens_in(gap).len() <= 4 && !as_guest(draft, around, word.span)
    })
}

/// "Anna Ek deltar som adjungerad", "Observatör är Anna Ek": somebody is said to be where others work, and no more.
fn as_guest(draft: &Draft<'_>, around: Span, link: Span) -> bool {
    let before = draft.tokens_in(Span::at(around.start(), link.start().max(around.start())));
    let behind = draft.tokens_in(Span::at(link.end(), around.end().max(link.end())));
    let guest = |token: &Token| draft.is("guest-role", token);
    before.last().is_some_and(guest) || behind.iter().take(GUEST).any(guest)
}

/// "… hamnkaptenen, för närvarande Anna Ek", "För närvarande är det Anna Ek": who holds the role now.
pub(super) fn present_holder(draft: &Draft<'_>, around: Span, name: Span) -> bool {
    let before = draft.tokens.partition_point(|token| token.span.start() < name.start());
    let near = before.checked_sub(1).map(|at| draft.tokens[at].span);
    near.is_some_and(|last| {
        let from = Span::at(draft.document.back(last.start(), 24), last.end());
        let lead = Span::at(around.start(), name.start().max(around.start()));
        draft.words_in("behind-role", from).any(|word| word.span.end() == last.end())
            || draft.words_in("behind-role", lead).any(|word| word.span.start() == around.start())
                && draft.tokens_in(lead).len() <= 5
                && said_as(draft, around, name)
    })
}

/// "Projektledare: Anna Ek", "Lägerchef – Anna Ek", "Norra delen: Anna Ek": a short label for what somebody does, right
/// before the name but for a title.
pub(super) fn role_field_line(draft: &Draft<'_>, name: Span, group: &[(Span, u32)]) -> bool {
    let document = draft.document;
    let Some(block) = document.block_at(name.start()).and_then(|at| document.blocks().get(at)) else {
        return false;
    };
    let from = block.content.start().max(document.back(name.start(), 120));
    let Some(before) = document.text().get(from..name.start()) else { return false };
    let Some((at, sign)) =
        [": ", " – ", " - "].iter().filter_map(|sign| before.rfind(sign).map(|at| (at, *sign))).max()
    else {
        return false;
    };
    let titles = Span::at(from + at + sign.len(), name.start());
    let title = |token: &Token| {
        ["role-title", "name-title", "abbreviation"].iter().any(|label| draft.has_word(label, token.span))
    };
    // "Förare i dag: Anna Ek, Bo Alm och Eva Berg"
    let others = titles.start() <= group.first().map_or(0, |(span, _)| span.start());
    let listed = |token: &Token| {
        let joins = || ["party-join", "person-join"].iter().any(|label| draft.has_word(label, token.span));
        others && (group.iter().any(|(span, _)| span.contains(token.span)) || joins())
    };
    let title = |token: &Token| title(token) || listed(token);
    if !draft.tokens_in(titles).iter().all(title) {
        return false;
    }
    let begin = before[..at].rfind(['\n', '\t', ',', ';', '.']).map_or(0, |stop| stop + 1);
    let opens = begin == 0 || !before[..begin].ends_with(',');
    let label = Span::at(from + begin, from + at);
    let tokens = draft.tokens_in(label);
    let Some((first, last)) = tokens.first().zip(tokens.last()).filter(|_| tokens.len() <= 8) else {
        return false;
    };
    let says = |name: &str| draft.has_word(name, label);
    // "Arbetsgruppen: Anna Ek (kommunen), Bo Alm (föreningen)"
    if draft.has_word("group-noun", last.span) {
        return false;
    }
    if says("role-title") {
        return !says("contact-word") && !names_no_task(draft, label);
    }
    // "Högskolan: Anna Ek" under "VFU-samordnare"
    if begin == 0 && bare_behind(draft, name, block.content) && under_role(draft, name) {
        return true;
    }
    let other = [
        "contact-word",
        "metadata-label",
        "metadata-head",
        "signature-label",
        "person-label",
        "distribution-label",
        "handler-label",
    ];
    let party = || draft.party_mentions().any(|at| at.start() == first.span.start()) || draft.has_sort(label);
    let agent = is_agent(draft, last);
    // A label of another sort: a colon behind a few words that begin the line or sentence, and nothing said of the name.
    let item = begin == 0 && (matches!(block.kind, BlockKind::ListItem { .. }) || block.label.is_some());
    let capital = matches!(first.shape, Shape::Capital | Shape::Upper | Shape::Initial) || item;
    let says_more = tokens.windows(2).any(|pair| states(draft, &pair[0], &pair[1]));
    // "Besiktning av lekplatserna – Anna Ek": a line of its own that tells what is done.
    let dashed = sign != ": "
        && begin == 0
        && name.end() == block.content.end()
        && tokens.iter().any(|token| is_deed(draft, token));
    let plain =
        (sign == ": " || dashed) && opens && capital && !says_more && !come_from_several(draft, group);
    (agent && tokens.len() <= 4 || plain && bare_behind(draft, name, block.content))
        && !other.iter().any(|name| says(name))
        && !names_no_task(draft, label)
        && !party()
}

/// True for a label of which the head is a word for somebody without a task ("Markägare"), not what a task is about ("Avtal med
/// markägare", "Speaker" beside "Tävlingsledare").
fn names_no_task(draft: &Draft<'_>, label: Span) -> bool {
    draft.words_in("no-task-label", label).any(|word| {
        let lead = Span::at(label.start(), word.span.start());
        let before = draft.tokens_in(lead);
        let apart = |token: &Token| {
            draft.has_whole("preposition", token.span)
                || draft.is("noun-of", token)
                || draft.is("clause-join", token) && draft.has_word("role-title", lead)
        };
        let of_another = before.len() <= 4
            && before.iter().skip(1).any(apart)
            && !before.first().is_some_and(apart)
            && !before.iter().any(|token| verb(draft, token));
        !of_another
    })
}

/// True for a verb in a label that makes a statement of it; the plurals of English nouns end as verbs do ("Plot inspections and
/// eviction letters").
fn states(draft: &Draft<'_>, token: &Token, next: &Token) -> bool {
    let english = draft.annotations.language == Language::En;
    verb(draft, token) && (!english || draft.is("article", next) || draft.has_word("duty-modal", token.span))
}

/// True for a noun for what is done ("besiktning", "stewarding").
fn is_deed(draft: &Draft<'_>, token: &Token) -> bool {
    draft.is("deed-tail", token)
}

/// "Runt bordet: Anna Ek (Norrby kommun), Bo Alm (Hamnföreningen)": two or more, each with whom they are of.
fn come_from_several(draft: &Draft<'_>, group: &[(Span, u32)]) -> bool {
    let of_whom = |(name, _): &(Span, u32)| {
        let end = draft.document.ahead(name.end(), 120);
        let rest = draft.document.slice(Span::at(name.end(), end));
        let Some(length) = rest.strip_prefix(" (").and_then(|rest| rest.find(')')) else { return false };
        let bracket = Span::at(name.end() + 2, name.end() + 2 + length);
        draft.has_organisation(bracket) || draft.party_mentions().any(|at| bracket.contains(at))
    };
    group.len() >= 2 && group.iter().all(of_whom)
}

/// What stands before the colon of the line of a name ("Teknisk drift: Anna Ek").
pub(super) fn label_of(draft: &Draft<'_>, name: Span) -> Option<String> {
    let block = draft.document.block_at(name.start()).and_then(|at| draft.document.blocks().get(at))?;
    let lead = draft.document.lower().get(block.content.start()..name.start())?;
    let label = lead.split(": ").next().filter(|label| label.len() < lead.len() && label.len() <= 80)?;
    Some(label.trim().to_owned())
}

/// "- Anna Ek: bokningar": what somebody does behind a name that begins a line of a list, or one of several such lines.
pub(super) fn own_line(draft: &Draft<'_>, name: Span) -> Option<Span> {
    let document = draft.document;
    let blocks = document.blocks();
    let at = document.block_at(name.start())?;
    let opens = |index: usize| {
        let block = blocks.get(index).filter(|block| block.cell().is_none() && block.content.len() <= 160)?;
        let first =
            draft.first_mark_in("person", Span::at(block.content.start(), block.content.start() + 1))?;
        let rest = document.slice(Span::at(first.end(), block.content.end())).trim_start();
        let rest = [": ", "– ", "— ", "- "].iter().find_map(|sign| rest.strip_prefix(sign))?;
        let said = Span::at(block.content.end() - rest.len(), block.content.end());
        let other =
            ["contact-word", "role-title", "org-public", "org-private", "org-nonprofit", "signature-field"];
        let reach =
            ["email", "phone", "person"].iter().any(|label| draft.first_mark_in(label, said).is_some());
        let words = draft.tokens_in(said);
        let plain = words.first().is_some_and(|word| word.shape != Shape::Number) && words.len() <= 8;
        (plain && !reach && !other.iter().any(|label| draft.has_word(label, said))).then_some(said)
    };
    let said = opens(at).filter(|_| blocks[at].content.start() == name.start())?;
    let listed = matches!(blocks[at].kind, BlockKind::ListItem { .. });
    (listed || opens(at + 1).is_some() || at.checked_sub(1).is_some_and(|before| opens(before).is_some()))
        .then_some(said)
}

/// Letters of an ending that is a word for who does something by itself ("worker").
const WORD: usize = 6;

/// True for a word for who does something ("pistförare", "handledarna").
pub(super) fn is_agent(draft: &Draft<'_>, token: &Token) -> bool {
    let word = draft.lower(token);
    ends_as_agent(draft, word, 2..=6, 3)
        || word.len() == WORD && draft.lexicons.contains("agent-tail", word)
        || draft.has_word("role-title", token.span)
}

/// "Klubbens pistförare är Anna Ek", "Administratör för nätets styrsystem är Anna Ek": a word for who does something, right
/// before the verb and the name, or with what it is done for between.
pub(super) fn agent_is(draft: &Draft<'_>, around: Span, name: Span) -> bool {
    let tokens = draft.tokens_in(Span::at(around.start(), name.start().max(around.start())));
    // "… är sedan 2012 Anna Ek"
    let tokens = match tokens {
        [tokens @ .., since, year] if year.shape == Shape::Number && draft.is("since-word", since) => tokens,
        tokens => tokens,
    };
    let [lead @ .., link] = tokens else { return false };
    let does = |token: &Token| {
        let none = ["contact-word", "no-task-label"].iter().any(|label| draft.has_word(label, token.span));
        is_agent(draft, token) && !none
    };
    // What is said of a task in between has no verb of its own.
    let for_what = |at: &usize| {
        let behind = &lead[at + 1..];
        let of = |first: &Token| draft.has_whole("signature-for", first.span) || draft.is("noun-of", first);
        behind.first().is_some_and(of)
            && !behind.iter().any(|token| verb(draft, token))
            && !draft
                .document
                .slice(Span::at(lead[*at].span.end(), link.span.start()))
                .contains([',', ';', ':'])
    };
    // "Ordföranden heter Anna Ek": who somebody is, and no more.
    let called = draft.is("called-verb", link) && draft.has_word("office-title", around);
    draft.has_whole("role-link", link.span)
        && !called
        && (lead.len() <= 5 && lead.last().is_some_and(does)
            || lead.len() <= 10 && (0..lead.len().min(3)).any(|at| does(&lead[at]) && for_what(&at)))
}

/// "Till lottfogde har utsetts Anna Ek", "Anna Ek is appointed as warden": a word for who does something, in a sentence that
/// appoints, and nobody is appointed to stand in or to sit on a board.
pub(super) fn appointed(draft: &Draft<'_>, around: Span, name: Span) -> bool {
    let Some(verb) = draft.words_in("appointed-verb", around).next() else { return false };
    let gap = match verb.span.start() < name.start() {
        true => Span::at(verb.span.end(), name.start().max(verb.span.end())),
        false => Span::at(name.end(), verb.span.start().max(name.end())),
    };
    let tokens = draft.tokens_in(around);
    let given = |token: &Token| {
        let none = ["no-task-label", "contact-word"].iter().any(|label| draft.has_word(label, token.span));
        is_agent(draft, token) && !none
    };
    let post = tokens.windows(2).any(|pair| draft.is("as-word", &pair[0]) && given(&pair[1]));
    // "… har valts in i styrelsen": the group that somebody sits on; "… har styrgruppen förordnat" names who appoints.
    let seat = tokens.windows(2).any(|pair| {
        let into = draft.is("as-word", &pair[0]) || draft.has_whole("preposition", pair[0].span);
        into && draft.has_word("group-noun", pair[1].span)
    });
    draft.tokens_in(gap).len() <= 3
        && post
        && !seat
        && !draft.has_word("behind-deputy", around)
        && !tokens.iter().any(|token| draft.is("member-title", token))
}

/// "… leds av Anna Ek, som efterträder Bo Alm", "tidigare samordnare Bo Alm": who had it before.
pub(super) fn gone(draft: &Draft<'_>, around: Span, name: Span) -> bool {
    let before = draft.tokens_in(Span::at(around.start(), name.start().max(around.start())));
    let title = before.last().filter(|last| draft.has_word("role-title", last.span) || is_agent(draft, last));
    let end = title.map_or(name.start(), |title| title.span.start());
    let lead = Span::at(around.start(), end.max(around.start()));
    let first = |word: Span| draft.tokens_in(Span::at(word.end(), lead.end().max(word.end()))).first();
    // "Tidigare samordnare var Anna Ek"
    let was = |word: Span| {
        before.last().is_some_and(|last| draft.is("was-word", last))
            && first(word)
                .is_some_and(|title| draft.has_word("role-title", title.span) || is_agent(draft, title))
    };
    draft
        .words_in("gone-word", lead)
        .any(|word| draft.document.text().get(word.span.end()..end) == Some(" ") || was(word.span))
        || left(draft, around, name)
}

/// "… samordnaren, Anna Ek, lämnat sitt uppdrag", "Anna Ek har gått i pension": what is said right behind a name is that she has
/// left.
fn left(draft: &Draft<'_>, around: Span, name: Span) -> bool {
    let behind = Span::at(name.end(), around.end().max(name.end()));
    // "… efter det att Anna Ek lämnat sin anställning", "om Anna Ek har slutat": she has not yet.
    let before = draft.tokens_in(Span::at(around.start(), name.start().max(around.start())));
    let if_so = before.iter().rev().take(4).any(|token| draft.is("condition-word", token))
        || draft.has_word("ends-with-person", around);
    !if_so
        && draft.words_in("left-phrase", behind).next().is_some_and(|word| {
            let gap = Span::at(name.end(), word.span.start());
            draft.tokens_in(gap).len() <= 1
                && !draft.document.slice(gap).contains(['.', ';', ':', '\n', '\t'])
        })
}

/// "Ett varmt tack riktas till Anna Ek, som …": who is thanked carries nothing by that.
pub(super) fn thanked(draft: &Draft<'_>, around: Span, name: Span) -> bool {
    let before = draft.tokens_in(Span::at(around.start(), name.start().max(around.start())));
    before.len() <= 8 && before.iter().any(|token| draft.is("thanks-word", token))
}

/// "… beskrivs i Elden som vän av Anna Ek (2018)": the year of a book stands behind its author.
pub(super) fn cited(draft: &Draft<'_>, name: Span) -> bool {
    let rest = draft.document.text().get(name.end()..).unwrap_or("");
    let year = rest.strip_prefix(" (").or_else(|| rest.strip_prefix(", ")).unwrap_or("");
    let digits = year.bytes().take_while(u8::is_ascii_digit).count();
    digits == 4 && year.starts_with(['1', '2']) && rest.starts_with(" (") && year[4..].starts_with(')')
}

/// "Notarkivet är Anna Eks område", "Frågan ligger på Anna Eks bord": what is somebody's own.
pub(super) fn own_area(draft: &Draft<'_>, around: Span, name: Span) -> Option<Span> {
    let first = draft.tokens_in(Span::at(name.end(), around.end().max(name.end()))).first()?;
    let owned = draft.lexicons.contains("own-area", draft.lower(first));
    let end = draft.document.text().get(name.end()..first.span.start())?;
    let owner = match end.trim() {
        "" => draft.document.slice(name).ends_with(['s', 'x', 'z']),
        mark => matches!(mark, "s" | "'s" | "’s" | "'" | "’"),
    };
    let before = draft.tokens_in(Span::at(around.start(), name.start().max(around.start())));
    // "## Anna Eks uppgifter", "Anna Eks ansvar:"
    let block = draft.document.block_at(name.start()).and_then(|at| draft.document.blocks().get(at));
    let heads = block.is_some_and(|block| {
        let rest =
            draft.document.slice(Span::at(first.span.end(), block.content.end().max(first.span.end())));
        block.content.start() == name.start()
            && (block.is_heading() || rest.starts_with(':'))
            && matches!(rest.trim(), "" | ":")
    });
    // "Anna Eks uppgift är att …"
    let behind = draft.tokens_in(Span::at(first.span.end(), around.end().max(first.span.end())));
    let is = behind.first().is_some_and(|next| draft.has_whole("role-link", next.span));
    let linked = heads
        || is
        || before.iter().rev().take(2).any(|token| {
            draft.has_whole("role-link", token.span)
                || draft.has_word("preposition", token.span)
                || draft.is("being-verb", token)
        });
    (owned && owner && linked).then_some(first.span)
}

/// "… någon av gruppledarna (Anna Ek, Bo Alm)": in a bracket behind a word for who does something.
pub(super) fn in_bracket(draft: &Draft<'_>, around: Span, name: Span) -> bool {
    let before = draft.document.slice(Span::at(around.start(), name.start().max(around.start())));
    let Some(head) = before.strip_suffix('(') else { return false };
    let end = around.start() + head.len();
    let last = draft.tokens_in(Span::at(around.start(), end)).last();
    last.is_some_and(|last| last.shape == Shape::Lower && is_agent(draft, last))
}

/// True where nothing but a joining word or a comma stands between two names.
pub(super) fn joined(draft: &Draft<'_>, before: Span, name: Span) -> bool {
    let gap = Span::at(before.end(), name.start().max(before.end()));
    let joins =
        |token: &Token| ["party-join", "person-join"].iter().any(|label| draft.has_word(label, token.span));
    // "Anna Ek (textil), Bo Alm (trä)"
    let text = draft.document.slice(gap);
    let bracket = text.strip_prefix(" (").and_then(|rest| rest.find(')')).map_or(0, |close| close + 3);
    let tokens = draft.tokens_in(Span::at(gap.start() + bracket, gap.end()));
    tokens.len() <= 2 && tokens.iter().all(joins) && !text.contains(['.', '\n', '\t'])
}

/// True for a line among others under a short one that names a role.
fn under_role(draft: &Draft<'_>, name: Span) -> bool {
    let blocks = draft.document.blocks();
    let Some(here) = draft.document.block_at(name.start()) else { return false };
    for block in blocks[..here].iter().rev().take(6) {
        let text = draft.document.slice(block.content);
        if block.cell().is_some() || block.content.len() > 160 || text.ends_with('.') {
            return false;
        }
        if !text.trim_end_matches(':').contains(": ") {
            return block.content.len() <= 60
                && draft.has_word("role-title", block.content)
                && !draft.has_word("contact-word", block.content)
                && draft.first_mark_in("person", block.content).is_none();
        }
    }
    false
}

/// True where nothing is said of a name: its line or sentence ends, or a comma, a bracket or somebody else follows.
fn bare_behind(draft: &Draft<'_>, name: Span, block: Span) -> bool {
    let rest = draft.document.text().get(name.end()..block.end()).unwrap_or("").trim_start_matches(' ');
    let joins = |token: &Token| {
        token.shape == Shape::Number
            || ["person-join", "person-together", "party-join", "preposition"]
                .iter()
                .any(|label| draft.has_word(label, token.span))
    };
    rest.is_empty()
        || rest.starts_with([',', ';', '.', '(', '/', '\n', '\t', '+', '–', '-'])
        || draft.tokens_in(Span::at(name.end(), block.end())).first().is_some_and(joins)
}

/// "Skolläkare Anna Ek. Vikarie vid ledighet: Bo Alm.", "Logoped Anna Ek, som backas upp av Bo Alm.": a title and a name are a
/// sentence of their own, and who steps in is told right behind.
pub(super) fn whole_sentence(draft: &Draft<'_>, around: Span, name: Span) -> bool {
    let lead = draft.tokens_in(Span::at(around.start(), name.start().max(around.start())));
    let titled = (1..=3).contains(&lead.len()) && lead.last().is_some_and(|title| is_agent(draft, title));
    if !titled || lead.iter().any(|token| draft.has_word("contact-word", token.span)) {
        return false;
    }
    let rest = draft.document.slice(Span::at(name.end(), around.end().max(name.end())));
    let tells = |span: Span| {
        ["behind-deputy", "deputy-column"].iter().any(|label| draft.has_word(label, span))
            && !draft.has_word("no-deputy", span)
    };
    let sentences = &draft.annotations.sentences;
    let next = draft.annotations.sentence_at(around.start()).and_then(|at| {
        sentences.get(at + 1).filter(|next| next.block == sentences[at].block && next.span.len() <= 200)
    });
    rest.trim() == "." && next.is_some_and(|next| tells(next.span))
        || rest.starts_with(", ") && draft.has_word("behind-deputy", Span::at(name.end(), around.end()))
}

/// "… fika (föreningen), ljud (kommunen) och biljetter (Anna Ek)", "Utbetalning av arvoden (Anna Ek) sker …": a name alone in a
/// bracket behind what is done, where other brackets tell others, or where what stands first is a noun for what is done.
pub(super) fn told_in_bracket(draft: &Draft<'_>, around: Span, name: Span) -> bool {
    let document = draft.document;
    let lead = Span::at(around.start(), name.start().max(around.start()));
    let Some(head) = document.slice(lead).strip_suffix('(') else { return false };
    let alone = document.between(name.end(), around.end()).starts_with(')');
    let before = draft.tokens_in(Span::at(around.start(), around.start() + head.len()));
    let Some(last) = before.last().filter(|last| alone && last.shape == Shape::Lower) else { return false };
    let other = |party: Span| {
        around.contains(party)
            && document.text()[..party.start()].ends_with('(')
            && document.between(party.end(), around.end()).starts_with(')')
    };
    let quoted = document.slice(lead).contains(QUOTES);
    let first = before.iter().rev().take(6).any(|token| is_deed(draft, token));
    !quoted
        && !draft.has_word("role-title", last.span)
        && !draft.has_word("took-part", around)
        && (first || draft.party_mentions().any(other))
}

/// "Kommunen håller med en samordnare, Anna Ek.", "The Club supplies a coach, Anna Ek.": set off behind a word for who does
/// something, of somebody whom a party lends or keeps.
pub(super) fn lent(draft: &Draft<'_>, around: Span, name: Span) -> bool {
    let lead = Span::at(around.start(), name.start().max(around.start()));
    let set_off = draft.document.slice(lead).ends_with(", ");
    set_off
        && draft
            .tokens_in(lead)
            .last()
            .is_some_and(|last| last.shape == Shape::Lower && is_agent(draft, last))
        && draft.has_word("provides-phrase", lead)
}

/// "Vem låser upp? Anna Ek.", "Vem ansvarar för schemat? – Anna Ek": a sentence that is a name and no more, behind a question of who.
pub(super) fn answers(draft: &Draft<'_>, around: Span, name: Span) -> Option<Span> {
    let sentences = &draft.annotations.sentences;
    let at = draft.annotations.sentence_at(name.start())?;
    let before = sentences.get(at.checked_sub(1)?)?;
    let near = before.block == sentences[at].block || before.block + 1 == sentences[at].block;
    let lead = Span::at(around.start(), name.start().max(around.start()));
    let behind = draft.document.between(name.end(), around.end()).trim();
    let short = draft.tokens_in(lead).iter().all(|token| {
        draft.has_whole("preposition", token.span)
            || draft.has_word("role-title", token.span)
            || draft.is("lies-with", token)
            || draft.is("as-word", token)
    });
    // "Vem grundade klubben?" asks what has been.
    let asks = match draft.tokens_in(before.span) {
        [first, verb, ..] => draft.is("who-question", first) && !draft.is("past-verb", verb),
        _ => false,
    };
    (near
        && asks
        && short
        && matches!(behind, "" | "." | ",")
        && before.span.len() <= 200
        && draft.document.slice(before.span).trim_end().ends_with('?'))
    .then_some(before.span)
}
