//! Names in a row: "X, org.nr …, nedan kallad A, Y och Z", with what is said of each.

use super::introduce::{alias, introduce};
use super::names::{Name, names_in};
use super::row::units;
use super::{MOST, add};
use crate::annotate::{Draft, Shape, Token};
use crate::document::{Party, Sector, Span};

/// Bytes between two names in which another one stands, at most.
const GAP: usize = 80;
/// Bytes behind an office in which the body that it is of is told to be the party.
const OFFICE: usize = 60;

/// Names in a row, parted by commas, "and" and what is said of each; names after "through" represent a party.
pub(super) fn series(draft: &Draft<'_>, span: Span, parties: &mut Vec<Party>) {
    let mut names = names_in(draft, span);
    between(draft, &mut names);
    let spans: Vec<Span> = names.iter().map(|name| name.span).collect();
    let units = units(draft, &spans);
    names.retain(|name| !units.contains(&name.span));
    loose(draft, span, &mut names);
    denominations(draft, &mut names);
    plural(draft, span, &mut names, parties);
    let text = draft.document.text();
    let mut last_end = span.start();
    let mut taken: Vec<Name> = Vec::new();
    // Names that are no parties end what is said of the one before, unless they stand inside it.
    let mut bounds: Vec<usize> = Vec::new();
    let mut owner = false;
    // "X kommun / X Municipality"
    let two_languages = text[span.range()].matches(" / ").count() == 1;
    for (index, name) in names.iter().enumerate() {
        let between = draft.document.between(last_end.min(name.span.start()), name.span.start());
        let gap = Span::at(last_end.min(name.span.start()), name.span.start());
        let until = names.get(index + 1).map_or(span.end(), |next| next.span.start());
        let through = draft.words_in("party-through", gap).last().is_some_and(|word| {
            // "X, genom nämnden, och Y": who represents it ends at a comma or bracket.
            let rest = draft.document.between(word.span.end(), name.span.start());
            let next = draft.words_in("party-join", Span::at(word.span.end(), name.span.start())).last();
            let named_anew = next.is_some_and(|join| {
                // "… genom nämnden samt Y AB": the board represents, who is joined to it is named anew.
                let organ = Span::at(word.span.end(), join.span.start());
                let apart = draft.has_word("party-organ", organ)
                    && join.span.end() + 1 >= name.span.start()
                    && !draft.has_word("party-organ", name.span);
                apart || described(draft, Span::at(join.span.end(), name.span.start()))
            });
            // "X kommun genom A B och Y AB genom C D": who is represented in turn represents nobody.
            let next = Span::at(name.span.end(), draft.document.ahead(name.span.end(), OFFICE).min(until));
            let represented = draft.words_in("party-through", next).next().is_some_and(|again| {
                draft
                    .document
                    .between(name.span.end(), again.span.start())
                    .trim_matches([' ', ','])
                    .is_empty()
            });
            let joined = draft.has_word("party-join", Span::at(word.span.end(), name.span.start()));
            let rest = rest.contains(". ") || rest.contains([')', ',']);
            !(rest || named_anew || represented && joined)
        });
        // "X kommun (kommunen), den ideella föreningen Y (gruppen)": words for its sort stand between.
        let sorted = between.rfind([',', ';']).is_some_and(|comma| {
            let rest = Span::at(name.span.start() - between.len() + comma + 1, name.span.start());
            described(draft, rest) && !draft.has_word("agent-by", rest)
        });
        // "ett bolag som ägs av X och Y": who owns it may be several.
        let owned = !sorted
            && draft.words_in("owned-word", gap).last().is_some_and(|word| {
                !draft.document.between(word.span.end(), name.span.start()).contains([')', ',', ';'])
            })
            || index > 0
                && owner
                && matches!(draft.tokens_in(gap), [join] if draft.has_word("party-join", join.span))
                && !between.contains([')', ',', ';', '\n']);
        owner = owned;
        let translated = index > 0 && two_languages && between.contains(" / ");
        // "X Municipality, the Northern University (…), Y AB"
        let article =
            draft.tokens_in(gap).last().filter(|token| draft.has_whole("party-article", token.span));
        // "X Inc., a Delaware corporation" says what X is.
        let article = article.filter(|token| !draft.is("indefinite", token));
        let comma = article.is_some_and(|token| {
            draft.document.between(gap.start(), token.span.start()).trim_end().ends_with([',', ';'])
                && draft.document.between(token.span.end(), name.span.start()) == " "
        });
        let joined = comma
            || enumerated(between).ends_with([',', ';', ':', '·', '•', '|'])
            || enumerated(between) != between.trim_end()
                && draft.words_in("party-join", gap).last().is_some()
                && between.len() <= 12
            || draft.words_in("party-join", gap).last().is_some_and(|word| {
                draft.document.between(word.span.end(), name.span.start()).trim().len() <= 5
                    || described(draft, Span::at(word.span.end(), name.span.start()))
            });
        // "X, genom nämnden, den östra stadsdelsnämnden i Y och Z": a board of the next one stands before its name.
        let organ = between.rsplit_once([',', ';']).is_some_and(|(_, rest)| {
            let rest = Span::at(name.span.start() - rest.len(), name.span.start());
            let tokens = draft.tokens_in(rest);
            tokens.len() <= 6
                && tokens.last().is_some_and(|last| draft.has_word("name-link", last.span))
                && draft.has_word("party-organ", rest)
        });
        let joined = joined || organ || sorted || listed(draft, gap, *name);
        let through = through && !organ;
        let first = taken.is_empty();
        // A full stop between two names ends the series, unless the parties stand on numbered lines.
        let behind = Span::at(name.span.end(), until.min(draft.document.ahead(name.span.end(), 160)));
        // "… kallad A. Den ideella föreningen B": a new sentence, a few words in.
        let words_in = between.rsplit(". ").next().unwrap_or("");
        let anew = (between.trim_end().ends_with('.') || between.contains(". ") && words_in.len() <= 32)
            && (draft.has_word("alias-lead", behind) || text[behind.range()].contains('('));
        // "X kommun (“Ägaren”)" over "Y AB (“Operatören”)": a line of its own in the paragraph, or right behind the bracket.
        let anew = anew
            || between.trim_end().ends_with(')')
                && between.contains('(')
                && (text[behind.range()].contains('(')
                    || draft.has_word("alias-lead", behind)
                    || draft.first_mark_in("org-number", behind).is_some());
        let ended = !first && between.contains(". ") && !between.contains(')') && !joined && !anew;
        last_end = name.span.end();
        if ended {
            break;
        }
        let mine = first || joined || anew || !between.contains(char::is_alphanumeric);
        // "…, nedan kallad Unga Örnar": what it is called, not another.
        let aliased = draft.words_in("alias-lead", gap).last().is_some_and(|word| {
            let called = draft.document.between(word.span.end(), name.span.start()).trim();
            called.len() <= 4 && !called.ends_with('.')
        });
        let inside = through || owned || aliased || translated || inside_alias(text, name.span);
        if !inside {
            bounds.push(name.span.start());
        }
        if mine && !inside {
            taken.push(*name);
        }
    }
    let mut numbers: Vec<(Span, usize)> = Vec::new();
    for name in &taken {
        let next = bounds.partition_point(|start| *start <= name.span.start());
        let until = bounds.get(next).copied().unwrap_or(span.end());
        let Some(number) = add(parties, *name, draft) else { continue };
        let Some(party) = parties.get_mut(number) else { continue };
        introduce(draft, party, Span::at(name.span.start(), until));
        numbers.push((name.span, number));
    }
    together(draft, &numbers, parties);
    individuals(draft, span, parties);
}

/// "X kommun, arbetsmarknadsenheten Stiftelsen Y, org.nr 802000-0000 Z AB": what stood on lines of its own stands right
/// behind a number, or behind an office after a comma.
fn listed(draft: &Draft<'_>, gap: Span, name: Name) -> bool {
    let Some(last) = draft.tokens_in(gap).last() else { return false };
    let beside = draft.document.between(last.span.end(), gap.end()) == " ";
    let bracket = draft.document.slice(gap).ends_with(") ") && draft.document.slice(gap).contains('(');
    let known = || draft.has_sort(name.span) || draft.has_word("known-organisation", name.span);
    let office = || {
        last.shape == Shape::Lower
            && draft.has_sort(name.span)
            && draft.has_word("party-organ", last.span)
            && draft.document.between(gap.start(), last.span.start()).trim_end().ends_with(',')
    };
    bracket && known()
        || beside && (super::facts::org_number(draft.document.slice(last.span)).is_some() || office())
}

/// "X kommun och Y kommun (Kunderna)": what several are called, all of one legal form, with no word of the last one's name.
fn together(draft: &Draft<'_>, names: &[(Span, usize)], parties: &mut [Party]) {
    for (at, pair) in names.windows(2).enumerate() {
        let gap = Span::at(pair[0].0.end(), pair[1].0.start().max(pair[0].0.end()));
        let joined = |gap: Span| {
            draft.document.slice(gap).trim() == ","
                || draft
                    .words_in("party-join", gap)
                    .any(|word| draft.document.slice(gap).trim() == draft.document.slice(word.span))
        };
        let (Some(last), true) = (parties.get(pair[1].1), joined(gap)) else { continue };
        let own = last.name.to_lowercase();
        let plural = last.aliases.iter().find(|alias| {
            let lower = alias.to_lowercase();
            let definite = draft.lexicons.endings("plural-ending").find(|ending| lower.ends_with(ending));
            // "(samarbetskommuner)": a name would begin with a capital.
            let plain = || draft.lexicons.endings("plain-plural").find(|ending| lower.ends_with(ending));
            let ending = definite.or_else(|| plain().filter(|_| **alias == lower));
            ending.is_some_and(|ending| !own.contains(&lower[..lower.len() - ending.len()]))
        });
        let Some(called) = plural.cloned() else { continue };
        let form = last.legal_form.clone();
        let mut next = pair[1].0;
        for (span, number) in names[..=at].iter().rev() {
            let Some(other) = parties.get_mut(*number) else { break };
            if other.legal_form != form || !joined(Span::at(span.end(), next.start().max(span.end()))) {
                break;
            }
            alias(other, &called);
            next = *span;
        }
    }
}

/// "X församling, Hjälpande Händer Vik och Y AB": what stands between two names of a row, parted by commas and joining
/// words and written as one, is one too, though no word of it tells.
fn between(draft: &Draft<'_>, names: &mut Vec<Name>) {
    let mut found = Vec::new();
    for pair in names.windows(2) {
        let gap = Span::at(pair[0].span.end(), pair[1].span.start().max(pair[0].span.end()));
        let text = draft.document.slice(gap);
        // What stands in brackets behind the first is told of it.
        let skipped =
            text.trim_start().starts_with('(').then(|| text.find(')').map_or(text.len(), |at| at + 1));
        let from = skipped.unwrap_or(0);
        let Some(rest) = text.get(from..).filter(|rest| rest.starts_with(", ") && rest.len() <= GAP) else {
            continue;
        };
        let tokens = draft.tokens_in(Span::at(gap.start() + from + 2, gap.end()));
        let Some((join, own)) = tokens.split_last() else { continue };
        let joined = draft.has_whole("party-join", join.span);
        // "X kommun, Vik Fritidsforum (ideell förening) och Y AB": what stands in brackets behind it is told of it.
        let bracket = rest.find(" (").filter(|_| rest.contains(')'));
        let noted = bracket.map_or(gap.end(), |at| gap.start() + from + at);
        let comma = rest.trim_end().ends_with(',');
        let own = if joined { own } else { tokens };
        let own = &own[..own.partition_point(|token| token.span.start() < noted)];
        let (Some(first), Some(last)) = (own.first(), own.last()) else { continue };
        let name = Span::at(first.span.start(), last.span.end());
        let capital = |token: &Token| matches!(token.shape, Shape::Capital | Shape::Upper);
        let written =
            own.iter().all(|token| capital(token) || draft.is("name-link", token)) && capital(first);
        let plain = !draft.document.slice(name).contains([',', '(', ')', ';', ':', '.', '\n']);
        let one = own.len() >= 2 || first.span.len() >= 5;
        let country = own.len() == 1 && draft.is("country", first);
        if (joined || comma) && written && plain && one && !country && !draft.is("not-a-party", first) {
            found.push(Name { span: name });
        }
    }
    names.extend(found);
    names.sort_unstable_by_key(|name| name.span);
}

/// "Viks församling, Svenska kyrkan", "Svenska kyrkan Viks pastorat", "Rajasele församling inom Svenska kyrkan": the
/// church or movement that a local body belongs to is no party beside it.
fn denominations(draft: &Draft<'_>, names: &mut Vec<Name>) {
    let text = draft.document.text();
    let whole = |name: &Name| draft.has_whole("denomination", name.span);
    let congregation = |name: &Name| {
        draft.words_in("org-nonprofit", name.span).any(|word| draft.value(word) == Some("congregation"))
    };
    let local = |name: &Name| congregation(name) && !whole(name);
    let mut dropped: Vec<Span> = Vec::new();
    for at in 1..names.len() {
        let (first, second) = (names[at - 1], names[at]);
        let between = Span::at(first.span.end(), second.span.start().max(first.span.end()));
        let gap = draft.document.slice(between);
        let near =
            gap.len() <= 10 && !gap.contains(['\n', ')', ';']) && !draft.has_word("party-join", between);
        // "Röda Korset, Österviks krets": the branch is told behind the name.
        let branch = draft
            .tokens_in(second.span)
            .last()
            .is_some_and(|token| draft.is("branch-word", token) && gap == ", ");
        // "Vägverket, Region Mitt, nedan Vägverket": so is the office that signs.
        let behind = Span::at(second.span.end(), draft.document.ahead(second.span.end(), OFFICE));
        let office = gap == ", "
            && draft.words_in("alias-lead", behind).any(|lead| {
                let called = text[lead.span.end()..].trim_start_matches([' ', '"', '“', '”']);
                called.starts_with(draft.document.slice(first.span))
            });
        if office || branch && draft.has_word("org-nonprofit", first.span) {
            names[at] = Name { span: first.span.cover(second.span) };
            dropped.push(first.span);
        } else if near && whole(&second) && local(&first) {
            // Where the row goes on, it may be one of its own.
            let behind = Span::at(second.span.end(), draft.document.ahead(second.span.end(), 12));
            let rest = text[second.span.end()..].trim_start_matches([' ', ')']);
            if rest.is_empty()
                || rest.starts_with(['(', '\n', '.', ',', '·'])
                || draft.has_word("alias-lead", behind)
            {
                dropped.push(second.span);
            }
        } else if near && whole(&first) && local(&second) {
            // "Svenska kyrkan Viks pastorat" is one name.
            if gap == " " {
                names[at] = Name { span: first.span.cover(second.span) };
            }
            dropped.push(first.span);
        }
    }
    names.retain(|name| !dropped.contains(&name.span));
}

/// What stands between two names without the sign that numbers the second ("), (B) ").
fn enumerated(between: &str) -> &str {
    let text = between.trim_end();
    let Some(rest) = text.strip_suffix([')', '.']) else { return text };
    let sign = rest.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
    let short = (1..=2).contains(&(rest.len() - sign.len()));
    let sign = sign.strip_suffix('(').unwrap_or(sign);
    if short && (sign.is_empty() || sign.ends_with(char::is_whitespace)) { sign.trim_end() } else { text }
}

/// "mellan Södra Åns Räddningstjänst och Hotings kommun": where one is known, the other stands there as a party too, though
/// no word of its name says so. It must stand right behind the lead, before the word that joins a known name.
pub(super) fn named_by_place(draft: &Draft<'_>, span: Span, parties: &mut Vec<Party>) {
    let text = draft.document.text();
    let lower = draft.document.lower();
    let tokens = draft.tokens_in(span);
    let join = |token: &Token| draft.has_whole("party-join", token.span);
    let Some(end) = tokens.iter().take(8).position(join).filter(|end| *end > 0) else { return };
    let (first, last) = (tokens[0].span, tokens[end - 1].span);
    let name = Span::at(first.start(), last.end());
    let plain = tokens[..end].iter().enumerate().all(|(at, token)| {
        matches!(token.shape, Shape::Capital | Shape::Upper)
            || at > 0 && draft.lexicons.contains("name-link", &lower[token.span.range()])
    });
    let excluded = ["not-a-party", "party-organ", "party-noun", "deciding-body"]
        .iter()
        .any(|label| draft.lexicons.contains(label, &lower[first.range()]) || draft.has_word(label, last));
    let other = tokens.get(end + 1).is_some_and(|next| {
        let rest = Span::at(next.span.start(), span.end());
        names_in(draft, rest).first().is_some_and(|name| name.span.start() == rest.start())
    });
    let long = draft.document.slice(name).chars().count() >= 4;
    let spaced =
        draft.document.slice(name).len() <= 60 && !text[name.range()].contains([',', '(', '.', '\n', '\t']);
    if plain && !excluded && other && long && spaced && names_in(draft, name).is_empty() {
        add(parties, Name { span: name }, draft);
    }
}

/// "… X kommun (kommunen) och ICA Vik, som drivs av …": where the first is known, what stands right behind the joining
/// word stands there as a party too.
pub(super) fn named_behind(draft: &Draft<'_>, span: Span, parties: &mut Vec<Party>) {
    let text = draft.document.text();
    let lower = draft.document.lower();
    let names = names_in(draft, span);
    let [first, rest @ ..] = names.as_slice() else { return };
    let tokens = draft.tokens_in(Span::at(first.span.end(), span.end()));
    let join = |token: &Token| draft.has_whole("party-join", token.span);
    let Some(at) = tokens.iter().take(12).position(join) else { return };
    // Between the first name and the joining word stands nothing but a bracket.
    let between = draft.document.between(first.span.end(), tokens[at].span.start()).trim();
    if !(between.is_empty()
        || between.starts_with('(') && between.ends_with([')', ',']) && !between.contains(". "))
    {
        return;
    }
    let behind = &tokens[at + 1..];
    let capital = |token: &Token| matches!(token.shape, Shape::Capital | Shape::Upper);
    let mut end = 0;
    while behind.get(end).is_some_and(|token| {
        let spaced = end == 0 || text.get(behind[end - 1].span.end()..token.span.start()) == Some(" ");
        let link = draft.lexicons.contains("name-link", &lower[token.span.range()]) && !join(token);
        spaced && (capital(token) || end > 0 && link && behind.get(end + 1).is_some_and(capital))
    }) && end < 6
    {
        end += 1;
    }
    let (Some(start), Some(last)) = (behind.first(), end.checked_sub(1).and_then(|at| behind.get(at))) else {
        return;
    };
    let name = Span::at(start.span.start(), last.span.end());
    let closed = text[name.end()..].starts_with([',', '(']) || text[name.end()..].starts_with(" (");
    let known = rest.iter().any(|other| other.span.start() < name.end() && name.start() < other.span.end());
    let plain = !draft.lexicons.contains("not-a-party", &lower[start.span.range()]) && name.len() >= 4;
    if closed && plain && !known && text.get(tokens[at].span.end()..name.start()) == Some(" ") {
        let found = Name { span: name };
        let number = add(parties, found, draft);
        let Some(party) = number.and_then(|number| parties.get_mut(number)) else { return };
        introduce(draft, party, Span::at(name.start(), span.end()));
        // What was read as another name of the first is this one's.
        let own = party.aliases.clone();
        for (_, other) in parties.iter_mut().enumerate().filter(|(at, _)| Some(*at) != number) {
            other.aliases.retain(|alias| !own.contains(alias));
        }
    }
}

/// "… och den ideella föreningen X": only words for its sort stand between.
pub(super) fn described(draft: &Draft<'_>, gap: Span) -> bool {
    let tokens = draft.tokens_in(gap);
    let lower = draft.document.lower();
    let last = tokens.last().map(|token| &lower[token.span.range()]);
    // "det kommunägda bostadsbolaget", no "kommun": a word for a sort in the definite form.
    let definite = |token: &Token| {
        let word = &lower[token.span.range()];
        draft.has_sort(token.span)
            && draft.lexicons.endings("definite-ending").any(|ending| word.ends_with(ending))
    };
    (1..=4).contains(&tokens.len())
        && tokens.iter().all(|token| {
            token.shape == Shape::Lower
                || draft.lexicons.contains("sort-adjective", &lower[token.span.range()])
        })
        && last.is_some_and(|word| {
            ["party-noun", "org-private", "members-word"]
                .iter()
                .any(|label| draft.lexicons.contains(label, word))
                || tokens.last().is_some_and(definite)
        })
}

/// "Almby, Kvarnby och Tuvby kommuner": each place with the sort that stands behind the last. They are added as they
/// are found, and the plural name is taken out.
pub(super) fn plural(draft: &Draft<'_>, span: Span, names: &mut Vec<Name>, parties: &mut Vec<Party>) {
    let text = draft.document.text();
    let lower = draft.document.lower();
    let mut taken = Vec::new();
    plural_before(draft, span, names, parties);
    for name in names.iter() {
        let tokens = draft.tokens_in(name.span);
        let Some((sort, places)) = tokens.split_last().filter(|(_, places)| !places.is_empty()) else {
            continue;
        };
        let Some(singular) = draft.lexicons.value_of("plural-sort", &lower[sort.span.range()]) else {
            continue;
        };
        // The name itself may join two of them.
        let mut spans: Vec<Span> = Vec::new();
        for place in places.iter().rev() {
            if !matches!(place.shape, Shape::Capital | Shape::Upper) {
                continue;
            }
            match spans.last_mut() {
                Some(last) if text.get(place.span.end()..last.start()) == Some(" ") => {
                    *last = Span::at(place.span.start(), last.end());
                }
                _ => spans.push(place.span),
            }
        }
        let before = draft.tokens_in(Span::at(span.start(), name.span.start()));
        let mut next = name.span.start();
        for token in before.iter().rev().take(60) {
            let gap = text.get(token.span.end()..next).unwrap_or("");
            let join = draft.has_whole("party-join", token.span);
            if !(gap == " " || gap == ", ") {
                break;
            }
            if matches!(token.shape, Shape::Capital | Shape::Upper) {
                if gap == " " && text.get(next..next + 1).is_some_and(|c| c.chars().all(char::is_uppercase)) {
                    // "Norra Kvarnby": two words of one place.
                    if let Some(last) = spans.last_mut().filter(|last| last.start() == next) {
                        *last = Span::at(token.span.start(), last.end());
                    }
                } else {
                    spans.push(token.span);
                }
            } else if !join {
                break;
            }
            next = token.span.start();
        }
        if spans.len() < 2 {
            continue;
        }
        spans.reverse();
        for place in spans {
            if parties.len() < MOST {
                let written = format!("{} {singular}", draft.document.slice(place));
                if !parties.iter().any(|party| party.name == written) {
                    let sector = match draft.lexicons.contains("org-public", singular) {
                        true => Sector::Public,
                        false => Sector::Nonprofit,
                    };
                    let form = draft.lexicons.value_of("org-public", singular).map(str::to_owned);
                    parties.push(Party {
                        name: written,
                        span: place,
                        sector,
                        legal_form: form,
                        ..Party::default()
                    });
                }
            }
        }
        taken.push(name.span);
    }
    names.retain(|name| !taken.contains(&name.span));
}

/// Names that no word shows to be those of an organisation, but that are given another name: "Unga Örnars avdelning i
/// Vik, nedan kallad Unga Örnar".
pub(super) fn loose(draft: &Draft<'_>, span: Span, names: &mut Vec<Name>) {
    let text = draft.document.text();
    let mut from = span.start();
    let mut found = Vec::new();
    for lead in draft.words_in("alias-lead", span) {
        let segment = Span::at(from.min(lead.span.start()), lead.span.start());
        let first = from == span.start();
        from = lead.span.end();
        let known = names.partition_point(|name| name.span.start() < segment.start());
        if names.get(known).is_some_and(|name| name.span.start() < segment.end()) || segment.len() > 300 {
            continue;
        }
        // Behind the other name of the one before: after "and", or after a comma.
        let start = if first {
            segment.start()
        } else {
            let join = draft.words_in("party-join", segment).next().map(|word| word.span.end());
            let comma = text[segment.range()].find([',', ';']).map(|at| segment.start() + at + 1);
            match join.or(comma) {
                Some(start) => start,
                None => continue,
            }
        };
        let tokens = draft.tokens_in(Span::at(start, segment.end()));
        let Some(capital) = tokens.iter().find(|token| matches!(token.shape, Shape::Capital | Shape::Upper))
        else {
            continue;
        };
        let word = &draft.document.lower()[capital.span.range()];
        let rest = draft.document.between(capital.span.start(), segment.end());
        let end = rest.find([',', '(', ';', '\n', '\t']).unwrap_or(rest.len());
        let name = rest[..end].trim_end();
        if (3..=80).contains(&name.len())
            && capital.span.start() < start + 24
            && !draft.lexicons.contains("not-a-party", word)
            && !name.contains(['.', ':'])
        {
            found.push(Name { span: Span::at(capital.span.start(), capital.span.start() + name.len()) });
        }
    }
    names.extend(found);
    names.sort_unstable_by_key(|name| name.span);
}

/// "X kommun, Y kommun och Riksteatern Söderåsen": behind the last joining word of a row that ends there stands a party too,
/// whatever it is called.
pub(super) fn last_of_row(draft: &Draft<'_>, span: Span, parties: &mut Vec<Party>) {
    let text = draft.document.text();
    let tokens = draft.tokens_in(span);
    let join = |token: &Token| draft.has_whole("party-join", token.span);
    let Some(at) = tokens.iter().rposition(join) else { return };
    let (Some(first), Some(last)) = (tokens.get(at + 1), tokens.last()) else { return };
    let name = Span::at(first.span.start(), last.span.end().max(first.span.end()));
    let capital = |token: &Token| matches!(token.shape, Shape::Capital | Shape::Upper);
    let behind = &tokens[at + 1..];
    let written = behind.iter().all(|token| capital(token) || draft.is("name-link", token));
    let plain = !draft.is("not-a-party", first) && (4..=80).contains(&name.len());
    let known = names_in(draft, span).iter().any(|other| other.span.end() > name.start());
    if written
        && capital(first)
        && plain
        && !known
        && !parties.iter().any(|party| party.span.overlaps(name))
        && behind.len() <= 6
        && !text[name.range()].contains([',', '.'])
    {
        add(parties, Name { span: name }, draft);
    }
}

/// "markägaren Sten Alm": a natural person who is a party.
pub(super) fn individuals(draft: &Draft<'_>, span: Span, parties: &mut Vec<Party>) {
    let text = draft.document.text();
    let named = names_in(draft, span);
    for word in draft.words_in("individual-noun", span) {
        // "Fastighetsägare Östra Hamnstaden, ideell förening"
        if named
            .iter()
            .any(|name| name.span.start() <= word.span.start() && word.span.end() < name.span.end())
        {
            continue;
        }
        let rest = Span::at(word.span.end(), span.end().max(word.span.end()));
        let mut end = word.span.end();
        let mut count = 0;
        let near = draft.tokens_in(rest);
        for (at, token) in near.iter().enumerate().take(5) {
            // "markägarna Evert och Gun Hult": one name between them.
            let pair = count > 0
                && draft.has_whole("party-join", token.span)
                && near.get(at + 2).is_some_and(|after| after.shape == Shape::Capital)
                && near.get(at + 1).is_some_and(|after| after.shape == Shape::Capital);
            if token.shape != Shape::Capital && !pair || text.get(end..token.span.start()) != Some(" ") {
                break;
            }
            end = token.span.end();
            count += 1;
        }
        if count < 2 {
            continue;
        }
        let name = Name { span: Span::at(word.span.end() + 1, end) };
        if let Some(party) = add(parties, name, draft).and_then(|number| parties.get_mut(number)) {
            party.sector = Sector::Individual;
            party.legal_form = Some("individual".into());
            alias(party, draft.document.slice(word.span));
        }
    }
}

/// True inside quotes or brackets: the name is a definition, not a party.
pub(super) fn inside_alias(text: &str, span: Span) -> bool {
    // Quotes that close on the line above say nothing.
    let before = text[..span.start()].trim_end_matches(' ');
    before.ends_with(['“', '”', '"', '«', '„', '(', '’', '‘'])
}

/// Words behind a sort in the plural that tell where they all are, at most.
const WHERE: usize = 6;
/// Words of a series in which sorts in the plural are looked for.
const PLURAL_TOKENS: usize = 2_000;

/// "kommunerna Tallinge, Furuholm och Granudden": places behind the sort in the plural. Names that hold one of them are
/// taken out.
fn plural_before(draft: &Draft<'_>, span: Span, names: &mut Vec<Name>, parties: &mut Vec<Party>) {
    let text = draft.document.text();
    let lower = draft.document.lower();
    let tokens = draft.tokens_in(span);
    for (at, token) in tokens.iter().enumerate().take(PLURAL_TOKENS) {
        let Some(singular) = draft.lexicons.value_of("plural-sort", &lower[token.span.range()]) else {
            continue;
        };
        let mut places: Vec<Span> = Vec::new();
        let mut end = token.span.end();
        let mut bracket = false;
        // "följande kommuner i Norra Mo län: Tallinge, …": where they all are stands before the colon.
        let placed =
            tokens[at + 1..].iter().take(WHERE).position(|next| text[next.span.end()..].starts_with(": "));
        let preposition = tokens.get(at + 1).is_some_and(|next| draft.has_whole("preposition", next.span));
        let skipped = placed.filter(|_| preposition).map_or(0, |last| last + 1);
        end = tokens.get(at + skipped).filter(|_| skipped > 0).map_or(end, |last| last.span.end());
        for next in tokens[at + 1 + skipped..].iter().take(60) {
            let gap = text.get(end..next.span.start()).unwrap_or("");
            // "Husaby (org.nr 212000-0000) och Vinninge (org.nr …)": what stands in brackets is told of each.
            if bracket || gap.contains('(') && !places.is_empty() {
                bracket = !gap.contains(')');
                if bracket {
                    end = next.span.end();
                    continue;
                }
            }
            let gap = gap.strip_prefix(')').unwrap_or(gap);
            let join = draft.has_whole("party-join", next.span);
            // "länets tre kommuner: Tallinge, …"
            let gap = if gap == ": " && places.is_empty() { " " } else { gap };
            match (gap, next.shape) {
                (" " | ", ", Shape::Capital | Shape::Upper) => match places.last_mut() {
                    // "Norra Kvarnby": two words of one place.
                    Some(last) if gap == " " && last.end() == end => *last = last.cover(next.span),
                    _ => places.push(next.span),
                },
                (" ", _) if join && !places.is_empty() => {}
                _ => break,
            }
            end = next.span.end();
        }
        if places.len() < 2 {
            continue;
        }
        let form = draft.lexicons.value_of("org-public", singular).map(str::to_owned);
        let sector = if form.is_some() { Sector::Public } else { Sector::Nonprofit };
        names.retain(|name| !places.iter().any(|place| name.span.contains(*place)));
        for place in places {
            let name = format!("{} {singular}", draft.document.slice(place));
            if parties.len() < MOST && !parties.iter().any(|party| party.name == name) {
                let legal_form = form.clone();
                parties.push(Party { name, span: place, sector, legal_form, ..Party::default() });
            }
        }
    }
}
