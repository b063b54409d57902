//! English preambles: "… by and between X, Inc., a Delaware corporation (“X”), and Y (the “Buyer”) …", read from the
//! lead to the recitals, whatever the paragraphs.

use super::introduce::{alias, defined as definition, details};
use super::series::inside_alias;
use crate::annotate::{Draft, Shape, Token};
use crate::document::{Party, Span};

/// Bytes from the start in which "between" may stand.
const TOP: usize = 8_000;
/// Bytes behind it in which the parties are named.
const REGION: usize = 4_000;
/// Leads that are tried, at most.
const LEADS: usize = 12;
/// Words of a name, at most.
const LONGEST: usize = 14;
/// Parties of a preamble, at most.
const MOST: usize = 40;

/// The parties of the first preamble that names two or more, else of the one that names most.
pub(super) fn find(draft: &Draft<'_>) -> Vec<Party> {
    let top = Span::at(0, draft.document.ahead(0, TOP));
    let mut best: Vec<Party> = Vec::new();
    let blocks = draft.document.blocks().iter().take(24).filter(|block| block.is_body());
    let defining = blocks.filter_map(|block| super::opening::defines(draft, block.content));
    let leads = draft.words_in("party-lead", top).take(LEADS).map(|lead| lead.span.end());
    let leads = leads.filter(|from| !super::counts(draft, *from));
    for from in leads.chain(defining.take(2)) {
        let found = read(draft, from);
        if best.len() < 2 {
            if found.len() > best.len() {
                best = found;
            }
            continue;
        }
        // The cover names them, the preamble behind it what they are called.
        if found.iter().any(|party| best.iter().any(|known| same(known, party))) {
            merge(&mut best, found);
        }
    }
    best
}

fn same(a: &Party, b: &Party) -> bool {
    let letters =
        |name: &str| name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let bare = |party: &Party| letters(super::bare_name(&party.name.to_lowercase()));
    bare(a) == bare(b)
}

fn merge(best: &mut Vec<Party>, found: Vec<Party>) {
    for party in found {
        // "between the Region and the Society", further down: what they are called, not others.
        let bare = super::bare_name(&party.name.to_lowercase()).to_owned();
        let called = |known: &Party| known.aliases.iter().any(|alias| alias.to_lowercase() == bare);
        // "BÄRSELE PARISH" beside "BÄRSELE PARISH OF THE CHURCH OF SWEDEN"
        let shorter = |known: &Party| {
            super::bare_name(&known.name.to_lowercase())
                .strip_prefix(bare.as_str())
                .is_some_and(|rest| rest.starts_with(' '))
        };
        let at = best.iter().position(|known| same(known, &party) || called(known) || shorter(known));
        let room = best.len() < MOST;
        match at.and_then(|at| best.get_mut(at)) {
            Some(known) => {
                for name in &party.aliases {
                    alias(known, name);
                }
                known.org_number = known.org_number.take().or(party.org_number);
            }
            // A word alone at the head of a line is none ("Points of contact").
            None if room && (!party.aliases.is_empty() || party.name.contains(' ')) => best.push(party),
            None => {}
        }
    }
}

struct Found {
    name: Span,
    /// Token behind it.
    next: usize,
    /// True where a legal form is part of it.
    legal: bool,
}

fn read(draft: &Draft<'_>, from: usize) -> Vec<Party> {
    let text = draft.document.text();
    let tokens = draft.tokens_in(Span::at(from, draft.document.ahead(from, REGION)));
    let mut names: Vec<Span> = Vec::new();
    // Numbered entries of which no word tells that they are names, and how many of those that are known are numbered.
    let (mut entries, mut numbered) = (Vec::new(), 0);
    let mut depth = 0i32;
    let mut end = from;
    let mut at = 0;
    let mut last = from;
    while let Some(token) = tokens.get(at) {
        let gap = text.get(last..token.span.start()).unwrap_or("");
        depth = (depth + gap.matches('(').count() as i32 - gap.matches(')').count() as i32).max(0);
        let here = Span::at(token.span.start(), token.span.start() + 1);
        // Nobody is named in the sentence ("Visitors travel between them."), or all are.
        let done = names.len() >= 2 || names.is_empty() && at > 0;
        if names.len() >= MOST
            || draft.has_word("preamble-stop", here)
            || done && sentence_over(draft, tokens, at, gap)
        {
            break;
        }
        last = token.span.end();
        end = last;
        let separator = separator(draft, tokens, at, gap, from);
        if let (Some(separator), true) = (separator, depth == 0 && !inside_alias(text, token.span))
            && let Some(found) = name(draft, tokens, at)
        {
            // "in England and Wales": what is joined to running words is no party, unless its form says so.
            let apart =
                separator != Separator::And || names.is_empty() || parted(text, tokens, at, names.last());
            let proven = match separator {
                Separator::Comma => found.legal && !names.is_empty(),
                Separator::And if !apart => found.legal,
                _ => found.legal || defined(draft, tokens, &found),
            };
            let entry = separator != Separator::Comma && entry(draft, tokens, at, &found);
            if entry && !proven {
                entries.push(found.name);
            }
            numbered += usize::from(proven && entry);
            if proven {
                names.push(found.name);
                last = found.name.end();
                end = last;
                at = found.next;
                continue;
            }
        }
        at += 1;
    }
    // "(1) Defra, Temple House, …" among "(2) North Asher Borough Council, …"
    if numbered > 0 {
        names.extend(entries);
        names.sort_unstable();
    }
    let mut parties: Vec<Party> = Vec::new();
    let over = names.last().and_then(|last| heading_behind(draft, *last)).unwrap_or(usize::MAX);
    for (index, name) in names.iter().enumerate() {
        let until = names.get(index + 1).map_or(draft.document.ahead(end, 40).min(over), |next| next.start());
        let written = text.get(name.range()).unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
        let bare = |name: &str| super::bare_name(&name.to_lowercase()).to_owned();
        // "The Town Council" of "Corrie Town Council", and so "Council" alone
        let short = format!(" {}", bare(&written));
        let sort = !written.contains(' ') && draft.has_whole("org-public", *name);
        let article = short.len() <= written.len() || sort;
        let same = |party: &Party| {
            let known = bare(&party.name);
            let begins = known.strip_prefix(&short[1..]);
            begins.is_some_and(|rest| matches!(rest, "" | ".") || rest.starts_with(' '))
                || article && known.ends_with(&short)
        };
        let known = parties.iter().position(same);
        let number = known.unwrap_or(parties.len());
        if known.is_none() {
            parties.push(Party { name: written, span: *name, ..Party::default() });
        }
        if let Some(party) = parties.get_mut(number) {
            let tail = Span::at(name.end(), until.max(name.end()));
            aliases(draft, party, tail);
            details(draft, party, tail);
        }
    }
    parties
}

/// Where the next heading begins: what it stands over is not said of the last name before it.
fn heading_behind(draft: &Draft<'_>, name: Span) -> Option<usize> {
    let blocks = draft.document.blocks();
    let next = draft.document.block_at(name.start())? + 1;
    let heading =
        blocks.get(next..)?.iter().take(LEADS).find(|block| super::zones::reads_as_heading(draft, block));
    heading.map(|block| block.content.start())
}

/// "(1) Defra, …": a name right behind a number in brackets, with a comma or an address behind it.
fn entry(draft: &Draft<'_>, tokens: &[Token], at: usize, found: &Found) -> bool {
    let text = draft.document.text();
    let Some(before) = at.checked_sub(1).and_then(|before| tokens.get(before)) else { return false };
    let number = before.shape == Shape::Number && before.span.len() <= 2;
    number
        && text[..before.span.start()].ends_with('(')
        && text.get(before.span.end()..tokens[at].span.start()) == Some(") ")
        && text[found.name.end()..].starts_with([',', ' ', '.', '\n'])
}

/// A comma, bracket or quote stands before the joining word, or the name of the party before.
fn parted(text: &str, tokens: &[Token], at: usize, last: Option<&Span>) -> bool {
    let Some(here) = tokens.get(at) else { return false };
    // "…, a corporation of Norland; Hexley, a corporation of Norland"
    let direct = at.checked_sub(1).and_then(|before| tokens.get(before));
    if direct.is_some_and(|before| {
        text.get(before.span.end()..here.span.start()).is_some_and(|gap| gap.contains(';'))
    }) {
        return true;
    }
    // Back over the joining word and an article.
    for back in 1..=3 {
        let (Some(before), Some(after)) = (
            at.checked_sub(back + 1).and_then(|index| tokens.get(index)),
            at.checked_sub(back).and_then(|index| tokens.get(index)),
        ) else {
            return true;
        };
        let gap = text.get(before.span.end()..after.span.start()).unwrap_or("");
        if gap.contains([',', ')', ';', '"', '”', '\n', '.'])
            || last.is_some_and(|last| {
                last.end() + 1 >= before.span.end() && last.start() <= before.span.start()
            })
        {
            return true;
        }
        if before.shape != Shape::Lower {
            return false;
        }
    }
    false
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Separator {
    First,
    And,
    Comma,
}

/// What parts this token from what stands before; `None` inside running words.
fn separator(draft: &Draft<'_>, tokens: &[Token], at: usize, gap: &str, from: usize) -> Option<Separator> {
    let text = draft.document.text();
    let lower = draft.document.lower();
    let Some(before) = at.checked_sub(1).and_then(|before| tokens.get(before)) else {
        return Some(Separator::First);
    };
    let word = &lower[before.span.range()];
    // "and the association Kindred Shore": what sort it is stands before the name.
    let sort = || {
        before.shape == Shape::Lower
            && ["org-nonprofit", "org-private"].iter().any(|label| draft.has_word(label, before.span))
    };
    if gap == " "
        && let Some(article) = at.checked_sub(2).and_then(|article| tokens.get(article))
        && lower[article.span.range()] == *"the"
        && text.get(article.span.end()..before.span.start()) == Some(" ")
        && sort()
    {
        return separator(draft, tokens, at - 1, " ", from);
    }
    // "(3) the Foundation for …": the article stands between.
    if word == "the"
        && gap == " "
        && let Some(previous) = at.checked_sub(2).and_then(|previous| tokens.get(previous))
        && text
            .get(previous.span.end()..before.span.start())
            .is_some_and(|gap| gap.trim() == ")" || gap.contains(['\n', ';']))
    {
        return Some(Separator::And);
    }
    // "X, the Y Association, Z": so does it in a row.
    if word == "the"
        && gap == " "
        && let Some(previous) = at.checked_sub(2).and_then(|previous| tokens.get(previous))
        && text.get(previous.span.end()..before.span.start()).is_some_and(|gap| gap.trim_end().ends_with(','))
    {
        return Some(Separator::Comma);
    }
    // "(1) X", "A. X", "(i) X" at the start of an entry, "1) X".
    let numbered = (before.shape == Shape::Number && before.span.len() <= 2
        || before.span.len() <= 3 && gap.starts_with(')'))
        && matches!(gap.trim(), ")" | "." | ".)");
    // "Attention: …" and "Source: …" open no party; "AND:" does.
    let joins = draft.has_whole("party-join", before.span) || draft.has_whole("party-lead", before.span);
    // "entered into by:" over a list is no such label.
    if gap.contains(':') && !joins && !(gap.contains('\n') && before.shape == Shape::Lower) {
        return None;
    }
    // "for the⏎Local Transport Fund": a line of its own that tells what it is about.
    let about = |token: &Token| {
        token.shape == Shape::Lower && !joins && draft.has_whole("title-preposition", token.span)
    };
    let article = at.checked_sub(2).and_then(|previous| tokens.get(previous)).filter(|_| word == "the");
    if gap.contains('\n') && (about(before) || article.is_some_and(about)) {
        return None;
    }
    if gap.contains([';', '\n', '\t']) || numbered {
        return Some(Separator::And);
    }
    if draft.has_whole("party-join", before.span)
        || draft
            .words_in("party-article", before.span)
            .any(|article| article.span == before.span && word.len() > 2)
            && at > 1
            && draft.words_in("party-join", tokens[at - 2].span).next().is_some()
    {
        return Some(Separator::And);
    }
    if draft.has_whole("party-lead", before.span)
        || text.get(from..before.span.start()).is_some_and(|so_far| so_far.trim().is_empty())
            && before.shape == Shape::Lower
            && word.len() <= 3
    {
        return Some(Separator::First);
    }
    // "X (the “Region”), Y …": a definition has closed the one before.
    if gap.trim_end().ends_with(',') && gap.contains(')') {
        return Some(Separator::And);
    }
    (gap.trim() == ",").then_some(Separator::Comma)
}

/// A full stop that ends a sentence stands in the gap before token `at`.
fn sentence_over(draft: &Draft<'_>, tokens: &[Token], at: usize, gap: &str) -> bool {
    let Some(before) = at.checked_sub(1).and_then(|before| tokens.get(before)) else { return false };
    let Some(stop) = gap.find('.') else { return false };
    let capital = tokens.get(at).is_some_and(|token| token.shape != Shape::Lower);
    let short = stop == 0
        && (before.span.len() <= 3
            || before.shape == Shape::Initial
            || legal(draft, before)
            || before.shape != Shape::Lower);
    capital && gap[stop..].len() > 1 && !short
}

/// True for a word that ends the name of a company.
fn legal(draft: &Draft<'_>, token: &Token) -> bool {
    token.shape != Shape::Lower
        && draft.words_in("legal-tail", Span::at(token.span.start(), token.span.start() + 1)).next().is_some()
}

/// A word in lower case that ends the name of a Nordic body.
fn nordic_sort(draft: &Draft<'_>, token: &Token) -> bool {
    let word = &draft.document.lower()[token.span.range()];
    draft.lexicons.contains("nordic-sort", word)
}

fn capital(token: &Token) -> bool {
    matches!(token.shape, Shape::Capital | Shape::Upper | Shape::Initial)
}

/// "Region Sjöarna": the sort stands before what it is called.
fn begins_region(draft: &Draft<'_>, tokens: &[Token], start: usize) -> bool {
    let [first, next, ..] = &tokens[start..] else { return false };
    let sort = draft.words_in("org-public", first.span).next();
    sort.is_some_and(|sort| sort.span == first.span && draft.value(sort) == Some("region"))
        && capital(next)
        && draft.document.between(first.span.end(), next.span.start()) == " "
}

/// A name that begins at token `start`.
fn name(draft: &Draft<'_>, tokens: &[Token], start: usize) -> Option<Found> {
    let text = draft.document.text();
    let lower = draft.document.lower();
    let first = tokens.get(start)?;
    let word = |at: usize| tokens.get(at).map_or("", |token| &lower[token.span.range()]);
    let small_start = first.shape == Shape::Lower
        && tokens
            .get(start + 1)
            .is_some_and(|next| text.get(first.span.end()..next.span.start()) == Some("."));
    // "the municipality of Torshälla Strand"
    let small_place = first.shape == Shape::Lower
        && draft.lexicons.contains("place-of", word(start))
        && word(start + 1) == "of"
        && tokens.get(start + 2).is_some_and(capital);
    if !capital(first) && !small_start && !small_place
        || word(start) != "the" && draft.lexicons.contains("not-a-party", word(start))
        || first.shape == Shape::Initial && text[first.span.end()..].starts_with(')')
        // "From the Lindqvist Memorial Fund"
        || draft.has_whole("preposition", first.span) && word(start + 1) == "the"
    {
        return None;
    }
    // "Local Authority Funding Partners" are nobody in particular, and "Annex 1" is a place in the text.
    if draft.lexicons.contains("nobodys-name", word(start)) && word(start + 1) != "of" {
        return None;
    }
    // "a Norland Municipal Corporation" tells what somebody is, and "NB30 2CD" where.
    if start.checked_sub(1).is_some_and(|before| draft.is("indefinite", &tokens[before]))
        || first.span.len() > 2
            && word(start).bytes().any(|byte| byte.is_ascii_digit())
            && word(start).len() <= 5
    {
        return None;
    }
    let mut end = start;
    let mut closed = false;
    // "Foundation for Living Fjords": the sort comes first.
    let noun = start + usize::from(word(start) == "the");
    let place_of = draft.lexicons.contains("place-of", word(noun)) && word(noun + 1) == "of";
    // "City of The Harbour": the article is part of what it is called.
    if place_of && noun == start && word(start + 2) == "the" && spaced_capital(text, tokens, start + 2) {
        end = start + 2;
    }
    let mut has_legal = (legal(draft, first) || place_of)
        && tokens.get(start + 1).is_some_and(|next| {
            draft.lexicons.contains("name-link", word(start + 1)) && !draft.has_whole("party-join", next.span)
        })
        && tokens.get(start + 2).is_some_and(capital)
        || begins_region(draft, tokens, start);
    while end - start < LONGEST {
        let Some(next) = tokens.get(end + 1) else { break };
        let gap = text.get(tokens[end].span.end()..next.span.start()).unwrap_or("\n");
        let is_legal = legal(draft, next);
        let here = &tokens[end];
        let small_stop = here.shape == Shape::Initial || legal(draft, here) || here.span.len() <= 3;
        let open = match gap.trim() {
            "" => !gap.is_empty() && !gap.contains(['\n', '\t']),
            "." => gap.trim() == gap || small_stop,
            // Over a line end it is the sign of the next item of a list.
            "&" | "-" | "’" | "'" | "/" | "™" | "®" => !gap.contains('\n'),
            // "Norrby County Council, County Offices, …": the word opens an address.
            "," | ".," => is_legal && !spaced_capital(text, tokens, end + 1),
            // "Bunker One (USA) Inc.", "CRO Consulting (Pty) Limited"
            "(" => {
                let close =
                    text[next.span.end()..].starts_with(") ") || text[next.span.end()..].starts_with("),");
                let then = tokens.get(end + 2).is_some_and(capital);
                close
                    && then
                    && capital(next)
                    && !text[next.span.start()..].starts_with(['"', '“'])
                    && next.span.len() <= 12
            }
            ")" | ")," => here.span.len() <= 12,
            _ => false,
        };
        // "Skerry County Fire Authority": the name goes on to another word that ends one.
        if open && closed && gap == " " && capital(next) && !is_legal {
            let ahead = (end + 2..tokens.len().min(end + 4)).find(|at| legal(draft, &tokens[*at]));
            let spaced =
                |at: usize| text.get(tokens[at - 1].span.end()..tokens[at].span.start()) == Some(" ");
            if let Some(until) = ahead
                && (end + 2..=until).all(|at| spaced(at) && capital(&tokens[at]))
                && !draft.lexicons.contains("not-a-party", word(end + 1))
            {
                end = until;
                continue;
            }
        }
        // "School District No. 7"
        if closed && let Some(until) = numbered(draft, tokens, end) {
            end = until;
            break;
        }
        // "University of Applied Arts", "Trust for Open Shores": what it is of belongs to the name; "Norrby Council of
        // Town Hall, Norrby" tells where it is.
        if open
            && closed
            && !addressed(draft, tokens, end + 2)
            && gap == " "
            && draft.lexicons.contains("institution-tail", word(end))
            && draft.lexicons.contains("institution-of", word(end + 1))
            && tokens.get(end + 2).is_some_and(|after| {
                (capital(after) || word(end + 2) == "the" && tokens.get(end + 3).is_some_and(capital))
                    && text.get(next.span.end()..after.span.start()) == Some(" ")
            })
        {
            end += 2;
            while end - start < LONGEST {
                if spaced_capital(text, tokens, end) {
                    end += 1;
                } else if word(end + 1) == "of" && spaced_capital(text, tokens, end + 1) {
                    // "Institute of the Republic of Norland"
                    end += 2;
                } else {
                    break;
                }
            }
            // "University of Norrby 3"
            let number = tokens.get(end + 1).filter(|next| {
                next.shape == Shape::Number
                    && next.span.len() <= 2
                    && text.get(tokens[end].span.end()..next.span.start()) == Some(" ")
                    && text[next.span.end()..].starts_with([',', '\n', ';', '('])
            });
            end += usize::from(number.is_some());
            continue;
        }
        if !open || closed && !is_legal && word(end + 1) != "liability" {
            break;
        }
        if capital(next) {
            // "THE CITY OF NORRBY FOR HOUSING …"
            let about = || place_of && end > noun + 1 && draft.has_whole("title-preposition", next.span);
            if !is_legal && draft.lexicons.contains("not-a-party", word(end + 1)) || about() {
                break;
            }
            end += 1;
        } else if next.shape == Shape::Number && next.span.len() <= 3 && gap == " " && !has_legal {
            end += 1;
        } else if gap == "." && next.shape == Shape::Lower && next.span.len() <= 4 {
            // "salesforce.com"
            end += 1;
        } else if draft.lexicons.contains("name-link", word(end + 1))
            && !draft.has_whole("party-join", next.span)
            && gap == " "
            && tokens.get(end + 2).is_some_and(|after| {
                capital(after) && text.get(next.span.end()..after.span.start()) == Some(" ")
            })
        {
            end += 2;
        } else if draft.lexicons.contains("name-link", word(end + 1))
            && draft.lexicons.contains("name-link", word(end + 2))
            && !draft.has_whole("party-join", next.span)
            && gap == " "
            && tokens.get(end + 3).is_some_and(capital)
        {
            // "Friends of the Shore"
            end += 3;
        } else if end == start
            && gap == " "
            && start.checked_sub(1).is_some_and(|before| word(before) == "the")
            && draft.has_whole("party-join", next.span)
            && let Some(last) = (end + 2..tokens.len().min(end + 5)).find(|at| legal(draft, &tokens[*at]))
            && (end + 2..=last).all(|at| capital(&tokens[at]))
        {
            // "the Anchor and Oars Foundation": one article for both.
            end = last;
        } else if gap == " "
            && ["'s", "’s"].iter().any(|ending| word(end).ends_with(ending))
            && draft.has_whole("party-join", next.span)
            && tokens.get(end + 2).is_some_and(capital)
        {
            // "Women's and Girls' Shelter"
            end += 2;
        } else if gap == " " && next.shape == Shape::Lower && !has_legal && nordic_sort(draft, next) {
            // "Vestfjell kommune", "Norrviks bygdeförening"
            end += 1;
            has_legal = true;
            break;
        } else {
            break;
        }
        if legal(draft, &tokens[end]) {
            has_legal = true;
            // "the City of College Station": what such a place is called has no word at its end.
            closed = !place_of || !spaced_capital(text, tokens, end);
        }
    }
    // "EWSD 1, LLC, d/b/a Shi Farms" is introduced by both names.
    let trade = tokens.get(end + 1).filter(|next| draft.begins_with("trade-name", next.span));
    if trade.is_some() {
        let mut at = end + 2;
        let from =
            draft.words_in("trade-name", tokens[end + 1].span).next().map_or(0, |word| word.span.end());
        while tokens.get(at).is_some_and(|token| token.span.start() < from) {
            at += 1;
        }
        if tokens.get(at).is_some_and(capital) {
            end = at;
            while tokens.get(end + 1).is_some_and(|next| {
                capital(next) && text.get(tokens[end].span.end()..next.span.start()) == Some(" ")
            }) && end - at < 6
            {
                end += 1;
            }
        }
    }
    let mut stop = tokens[end].span.end();
    // The stop of "Ltd." where the sentence goes on.
    let rest = text[stop..].strip_prefix('.');
    let goes_on = rest.is_some_and(|rest| {
        let next = rest.trim_start_matches([' ', '\u{a0}']).chars().next();
        next.is_some_and(|next| next != '\n' && !next.is_uppercase())
    });
    if closed && goes_on && tokens[end].span.len() <= 4 {
        stop += 1;
    }
    // "The Museum keeps …": a word for its sort alone is no name.
    if word(start) == "the" && end == start + 1 && legal(draft, &tokens[end]) {
        return None;
    }
    let span = Span::at(first.span.start(), stop);
    let letters = text[span.range()].chars().filter(|c| c.is_alphabetic()).count();
    (letters >= 2).then_some(Found { name: span, next: end + 1, legal: has_legal })
}

/// The token behind `at` is a word with a capital, a space apart.
fn spaced_capital(text: &str, tokens: &[Token], at: usize) -> bool {
    tokens
        .get(at + 1)
        .is_some_and(|next| capital(next) && text.get(tokens[at].span.end()..next.span.start()) == Some(" "))
}

/// The last token of "No. 7", "No 7" or "#7" behind token `end`.
fn numbered(draft: &Draft<'_>, tokens: &[Token], end: usize) -> Option<usize> {
    let text = draft.document.text();
    let gap = |at: usize| text.get(tokens.get(at)?.span.end()..tokens.get(at + 1)?.span.start());
    let number =
        |at: usize| tokens.get(at).is_some_and(|token| token.shape == Shape::Number && token.span.len() <= 4);
    if gap(end) == Some(" #") && number(end + 1) {
        return Some(end + 1);
    }
    let labelled = tokens.get(end + 1).is_some_and(|label| matches!(draft.lower(label), "no" | "nr"));
    (labelled && gap(end) == Some(" ") && matches!(gap(end + 1), Some(" " | ". ")) && number(end + 2))
        .then_some(end + 2)
}

/// "of Town Hall, Norrby NB1 2CD": an address begins at token `at`, which goes on to the next joining word.
fn addressed(draft: &Draft<'_>, tokens: &[Token], at: usize) -> bool {
    let behind = tokens.iter().skip(at).take(LONGEST);
    behind.take_while(|token| !draft.has_whole("party-join", token.span)).any(|token| {
        let word = draft.lower(token);
        let code = word.bytes().any(|byte| byte.is_ascii_digit());
        code || draft.lexicons.contains("address-word", word)
    })
}

/// What follows the name shows that it is one: a definition, or a description.
fn defined(draft: &Draft<'_>, tokens: &[Token], found: &Found) -> bool {
    let text = draft.document.text();
    let Some(next) = tokens.get(found.next) else { return false };
    let gap = text.get(found.name.end()..next.span.start()).unwrap_or("");
    // "Region Norr, Sweden (hereinafter …": the place stands before the bracket.
    let placed = gap.trim() == "," && capital(next) && text[next.span.end()..].starts_with(" (");
    if placed || gap.contains('(') || gap.trim_start_matches([',', ' ']).starts_with(['"', '“']) {
        let rest = draft.document.between(found.name.end(), draft.document.ahead(found.name.end(), 90));
        let open = if placed { rest.find('(').unwrap_or(0) } else { 0 };
        let bracket = rest[open..].split(')').next().map_or("", |inside| &rest[..open + inside.len()]);
        let inside = Span::at(found.name.end(), found.name.end() + bracket.len());
        let sort = draft.has_sort(inside);
        return sort || bracket.contains(['"', '“', '”', '?', '‘']) || draft.has_word("alias-lead", inside);
    }
    // "TOWN OF VINTON, VIRGINIA, a municipal corporation": the place stands between.
    let behind = tokens.get(found.next + 1);
    let next = match behind {
        Some(behind) if gap.trim() == "," && capital(next) && text[next.span.end()..].starts_with(", ") => {
            behind
        }
        _ => next,
    };
    let described = draft.begins_with("name-end", next.span);
    // "Opens a meeting place" describes nobody.
    let one = !draft.document.slice(found.name).contains(' ');
    matches!(gap.trim(), "" | ",")
        && described
        && !(one && gap.trim().is_empty() && draft.is("indefinite", next))
}

/// Other names: quoted in brackets, or behind words that introduce one.
fn aliases(draft: &Draft<'_>, party: &mut Party, tail: Span) {
    let text = draft.document.text();
    let Some(slice) = text.get(tail.range()) else { return };
    let quote = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‘' | '?');
    let mut depth = 0i32;
    let mut open: Option<usize> = None;
    let mut single = false;
    for (at, c) in slice.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => {
                depth = (depth - 1).max(0);
                open = None;
            }
            c if quote(c) || single && c == '’' => match open.take() {
                Some(from) => {
                    let inside = &slice[from..at];
                    let opens = tail.start() + from;
                    let before = Span::at(draft.document.back(opens, from.min(40)), opens);
                    // "…, a non-profit association – “the Crew”"
                    let dashed =
                        || slice[..from].trim_end_matches([' ', '"', '“', '”']).ends_with(['–', '—']);
                    let led = depth > 0 || draft.has_word("alias-lead", before) || dashed();
                    let fits = inside.len() <= 60 && inside.chars().any(char::is_alphabetic);
                    if led && fits && !generic(draft, inside) {
                        alias(party, inside.trim_end_matches([',', '.', ' ']));
                    }
                }
                None => {
                    single = c == '‘';
                    open = Some(at + c.len_utf8());
                }
            },
            _ => {}
        }
    }
    if party.aliases.is_empty() {
        // "(the Developer)"
        let bracket = slice.split_once('(').and_then(|(before, rest)| {
            (before.len() < 200).then_some(rest)?.split_once(')').map(|(inside, _)| inside.trim())
        });
        let articled = bracket.and_then(|inside| inside.strip_prefix("the "));
        // "(Lead Member)", where the text comes back to it.
        let closed = tail.start() + slice.find(')').unwrap_or(slice.len());
        let behind = Span::at(closed, closed);
        let plain =
            bracket.filter(|inside| inside.len() >= 4 && super::introduce::recurs(draft, inside, behind));
        if let Some(name) = articled.or(plain)
            && name.starts_with(char::is_uppercase)
            && name.split(' ').count() <= 3
            && name.chars().all(|c| c.is_alphabetic() || c == ' ')
            && !generic(draft, name)
        {
            alias(party, name);
        }
    }
    if party.aliases.is_empty() {
        // "hereinafter called Buyer", without quotes.
        for lead in draft.words_in("alias-lead", tail) {
            let rest = draft.document.between(lead.span.end(), tail.end());
            let rest = rest.trim_start().trim_start_matches("as ").trim_start_matches("the ");
            // "below EUR 20,000" gives nobody a name.
            let sum = |name: &String| {
                let behind = rest.get(name.len()..).unwrap_or("").trim_start();
                behind.starts_with(|c: char| c.is_ascii_digit())
            };
            if rest.starts_with(char::is_uppercase)
                && let Some(name) = definition(rest).filter(|name| !generic(draft, name) && !sum(name))
            {
                alias(party, &name);
                break;
            }
        }
    }
}

/// "Party", "Agreement", "Effective Date": what every contract defines.
fn generic(draft: &Draft<'_>, name: &str) -> bool {
    let lower = name.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // "Party A" is the name of one.
    let lettered = words.len() == 2 && words[1].len() <= 1;
    !lettered && words.iter().any(|word| draft.lexicons.contains("generic-alias", word))
}
