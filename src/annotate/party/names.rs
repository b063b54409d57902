//! Names of organisations by their shape: words with capitals, and a word that says what sort of organisation it is.

use crate::annotate::{Draft, Shape, Token};
use crate::document::Span;

/// A name that looks like that of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) span: Span,
}

const SORTS: &[&str] = &["org-public", "org-private", "org-nonprofit", "org-name", "known-organisation"];
/// Bytes behind the word "Region" within which its number stands.
const REGION: usize = 40;
/// Words in small letters inside a name before its form, at most.
const SMALL: usize = 3;
/// Digits of a number in a street, at most.
const STREET: usize = 3;
/// Words of a name, at most.
const LONGEST: usize = 14;

/// All names of organisations in a span, in order.
pub(super) fn names_in(draft: &Draft<'_>, span: Span) -> Vec<Name> {
    let tokens = draft.tokens_in(span);
    let mut names = Vec::new();
    let mut at = 0;
    // The place of the name before: "Kulturföreningen i Mossberg och …" goes on with somebody else.
    let mut place = None;
    while at < tokens.len() {
        match name_at(draft, tokens, at, span, place == Some(at)) {
            Some((next, name)) => {
                names.push(name);
                at = next.max(at + 1);
                let link = tokens.get(at).filter(|link| draft.has_whole("preposition", link.span));
                let beside = link.is_some_and(|link| link.span.start() == name.span.end() + 1);
                place = beside.then_some(at + 1);
            }
            None => at += 1,
        }
    }
    names
}

/// The name that begins at token `start`, and the token behind it; `place` where that may be the place of the one before.
fn name_at(
    draft: &Draft<'_>,
    tokens: &[Token],
    start: usize,
    within: Span,
    place: bool,
) -> Option<(usize, Name)> {
    let text = draft.document.text();
    let lower = draft.document.lower();
    let word = |at: usize| tokens.get(at).map_or("", |token| &lower[token.span.range()]);
    let first = tokens.get(start)?;
    let capital = |token: &Token| matches!(token.shape, Shape::Capital | Shape::Upper | Shape::Initial);
    if !capital(first) || draft.lexicons.contains("not-a-party", word(start)) {
        return None;
    }
    // "For the Municipality", "From the Lindqvist Memorial Fund"
    if draft.has_whole("preposition", first.span) && word(start + 1) == "the" {
        return None;
    }
    // "Ideella föreningen Nattvandrarna": what sort it is, before its name.
    if draft.lexicons.contains("sort-adjective", word(start))
        && draft.lexicons.contains("party-noun", word(start + 1))
        && tokens.get(start + 2).is_some_and(capital)
    {
        return None;
    }
    // "Jordägare Norrby kommun": what it is in the agreement, before its name.
    if draft.lexicons.contains("role-before", word(start)) && tokens.get(start + 1).is_some_and(capital) {
        return None;
    }
    let sort = |at: usize| {
        tokens.get(at).is_some_and(|token| {
            SORTS.iter().any(|label| {
                draft.words_in(label, Span::at(token.span.start(), token.span.start() + 1)).next().is_some()
            })
        })
    };
    let mut end = start;
    // "föreningen Åssjöns Cykelvänner": the noun before says what it is.
    let noun_before = start.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|before| {
        text.get(before.span.end()..first.span.start()) == Some(" ")
            && before.shape == Shape::Lower
            && draft.lexicons.contains("party-noun", &lower[before.span.range()])
    });
    let mut sorted = sort(start) || noun_before;
    let mut closed = false;
    // "Statens fastighetsverk": one that is known is named to its end.
    let known_end = draft
        .words_in("known-organisation", Span::at(first.span.start(), first.span.start() + 1))
        .map(|word| word.span.end())
        .max();
    while known_end.is_some_and(|until| tokens.get(end + 1).is_some_and(|next| next.span.end() <= until)) {
        end += 1;
        closed = true;
    }
    while end + 1 < tokens.len() && end - start + 1 < LONGEST && !closed {
        let gap = plain(text.get(tokens[end].span.end()..tokens[end + 1].span.start()).unwrap_or("\n"));
        let next = &tokens[end + 1];
        // "Handels- och Hantverksförening", "Kvinno- och tjejjouren Linnéa"
        if gap == "- "
            && draft.has_whole("party-join", next.span)
            && tokens.get(end + 2).is_some_and(|after| capital(after) || sort(end + 2))
        {
            end += 2;
            sorted |= sort(end);
            continue;
        }
        let legal = draft
            .words_in("org-private", Span::at(next.span.start(), next.span.start() + 1))
            .next()
            .is_some();
        match gap {
            " " | " & " | "&" | "’" | "'" | "’ " | "' " | ". " | "/" => {}
            // "ACME, Inc."
            ", " if legal && capital(next) && sorted_tail(word(end + 1)) => {}
            _ => break,
        }
        // "St. Olof" goes on; "Timmer AB. I det följande" does not.
        // Nor does "… kallad BK. Sportgräs Drift".
        let short = tokens[end].span.len() <= 2 && tokens[end].shape != Shape::Upper && !sort(end);
        if gap == ". " && !(short || legal) {
            break;
        }
        // "För Norrby kommun    För Föreningen": who signs beside.
        if draft.has_whole("signature-for", next.span) && capital(next) {
            break;
        }
        // "Arbetsförmedlingen Försäkringskassan": one that is known by itself is whole, and the next one is, too.
        if known_end == Some(tokens[end].span.end()) && gap == " " && known_alone(draft, next) {
            break;
        }
        // "Hamnmuseets Vänner i Grötvik Fyrvägen 3, 302 99 Grötvik": where it is.
        let street = tokens.get(end + 2).is_some_and(|number| {
            number.shape == Shape::Number
                && number.span.len() <= STREET
                && text.get(next.span.end()..number.span.start()) == Some(" ")
                && tokens.get(end + 3).is_some_and(|code| code.shape == Shape::Number)
        });
        if sorted && gap == " " && street && capital(next) {
            break;
        }
        if capital(next) || next.shape == Shape::Number && gap == " " && !sorted {
            // "Norrby kommun Föreningen" is two names; "Föreningen Norrby" is one.
            let form = || tokens.get(end + 2).is_some_and(|form| is_company_form(draft, form));
            // "Föreningen Andra Varvet": what it is called begins with such a word, and goes on for one word more.
            let called = || {
                let plain = |at: usize| {
                    tokens.get(at).is_some_and(|token| {
                        capital(token) && text.get(tokens[at - 1].span.end()..token.span.start()) == Some(" ")
                    })
                };
                let told = end == start && sort(start) && definite(draft, first);
                told && word(end + 1).ends_with('a') && plain(end + 2) && !plain(end + 3)
            };
            let other = draft.lexicons.contains("not-a-party", word(end + 1)) && !sort(end + 1);
            if other && !form() && !called() {
                break;
            }
            end += 1;
            sorted |= sort(end);
            // "Norrlund Chamber of Commerce": a sort of several words ends where its last word does.
            let until = sort_end(draft, &tokens[end]);
            while tokens.get(end + 1).is_some_and(|next| next.span.end() <= until) {
                end += 1;
            }
            // "Klangbron Friends of the Arts"
            let of = draft.lexicons.contains("institution-of", word(end)) && word(end + 1) == "the";
            if of && tokens.get(end + 2).is_some_and(capital) {
                end += 2;
            }
            // "Swedish Agency for Forest Fire Preparedness"
            let spaced = |at: usize| {
                tokens
                    .get(at)
                    .is_some_and(|token| text.get(tokens[at - 1].span.end()..token.span.start()) == Some(" "))
            };
            let works_for = draft.lexicons.contains("institution-for", word(end))
                && draft.lexicons.contains("institution-of", word(end + 1));
            if works_for && spaced(end + 1) && spaced(end + 2) && tokens.get(end + 2).is_some_and(capital) {
                end += 2;
            }
            continue;
        }
        // "Region Norrviks län"
        if gap == " "
            && next.shape == Shape::Lower
            && draft.lexicons.contains("county-word", word(end + 1))
            && draft.lexicons.value_of("org-public", word(start)) == Some("region")
        {
            end += 1;
            closed = true;
            continue;
        }
        // "Odlarna på Prästgärdet ekonomisk förening": the form is several words.
        let form = draft
            .words_in("form-phrase", Span::at(next.span.start(), next.span.start() + 1))
            .next()
            .filter(|_| gap == " ")
            .map(|word| word.span.end());
        if let Some(until) = form {
            while end + 1 < tokens.len() && tokens[end + 1].span.start() < until {
                end += 1;
            }
            sorted = true;
            closed = true;
            continue;
        }
        // "Lillåns samfällda vägar ideell förening": what it does, between whose it is and its form.
        if gap == " "
            && word(end).ends_with('s')
            && let Some(last) = form_ahead(draft, tokens, end + 1)
        {
            end = last;
            sorted = true;
            closed = true;
            continue;
        }
        // "Västra torgets handlarförening", "Mälviks tekniska högskola": a genitive stands before the sort, or an
        // adjective between it and the place.
        let genitive = || word(end + 1).ends_with('s') && next.span.len() > 3;
        let described = || {
            word(end).ends_with('s')
                && word(end + 1).ends_with('a')
                && !draft.lexicons.contains("sort-adjective", word(end + 1))
        };
        if gap == " "
            && next.shape == Shape::Lower
            && (genitive() || described())
            && !sorted
            && sort(end + 2)
            && tokens.get(end + 2).is_some_and(|after| {
                after.shape == Shape::Lower && text.get(next.span.end()..after.span.start()) == Some(" ")
            })
        {
            end += 2;
            sorted = true;
            closed = true;
            continue;
        }
        // "Somaliska föreningen Hodan": an adjective and its noun before what it is called.
        let called = gap == " "
            && end == start
            && next.shape == Shape::Lower
            && word(start).ends_with('a')
            && draft.lexicons.endings("definite-noun").any(|ending| word(end + 1).ends_with(ending))
            && sort(end + 1)
            && tokens.get(end + 2).is_some_and(|after| {
                capital(after) && text.get(next.span.end()..after.span.start()) == Some(" ")
            });
        if called {
            end += 2;
            sorted = true;
            continue;
        }
        // "Norrby kommun": a small word of the sort ends the name.
        if sort(end + 1) && gap == " " && !adjective(draft, tokens, end + 1) {
            end += 1;
            sorted = true;
            closed = true;
            continue;
        }
        // "Handel i Norrby AB": a link, where a capital follows and the name is not already whole.
        let link = draft.lexicons.contains("name-link", word(end + 1));
        let joins = draft.lexicons.contains("party-join", word(end + 1));
        if joins && (place || represents(draft, tokens, start)) {
            break;
        }
        let whole = sorted && end > start;
        let follows = tokens.get(end + 2).is_some_and(|after| {
            capital(after) && text.get(next.span.end()..after.span.start()).map(plain) == Some(" ")
        });
        // "Polisen i lokalpolisområde Hallsta": the part of an agency, with its place.
        if link
            && gap == " "
            && end == start
            && !joins
            && sorted
            && sort(end + 2)
            && tokens.get(end + 2).is_some_and(|after| after.shape == Shape::Lower)
            && tokens.get(end + 3).is_some_and(capital)
        {
            end += 3;
            continue;
        }
        // "Myndigheten för kustvård", "… samhällsskydd och beredskap"
        if link
            && gap == " "
            && end == start
            && !joins
            && first.shape == Shape::Capital
            && draft.lexicons.value_of("org-public", word(start)) == Some("agency")
            && tokens.get(end + 2).is_some_and(|after| after.shape == Shape::Lower)
        {
            end += 2;
            let pair = |at: usize| {
                let (Some(a), Some(b)) = (tokens.get(at), tokens.get(at + 1)) else { return false };
                b.shape == Shape::Lower && text.get(a.span.end()..b.span.start()).map(plain) == Some(" ")
            };
            if pair(end)
                && pair(end + 1)
                && draft.words_in("party-join", tokens[end + 1].span).next().is_some()
            {
                end += 2;
            }
            sorted = true;
            closed = true;
            continue;
        }
        // "Friends of the Old Lighthouse"
        if link
            && gap == " "
            && !joins
            && sorted
            && draft.lexicons.contains("institution-of", word(end + 1))
            && word(end + 2) == "the"
            && tokens.get(end + 3).is_some_and(capital)
        {
            end += 3;
            continue;
        }
        let possessive = ["'s", "’s"].iter().any(|ending| word(end).ends_with(ending));
        if joins && possessive && follows && gap == " " {
            end += 2;
            continue;
        }
        let ahead = (end + 2..tokens.len().min(end + 6)).find(|at| sort(*at)).is_some();
        // "Rise Research Institutes of Sweden AB"
        let company = || company_ahead(draft, tokens, end + 2);
        // "Åns Räddningstjänst och Hotings kommun" are two.
        let two =
            || joins && tokens.get(end + 2).is_some_and(|next| whole_body(draft, tokens, end + 2, next));
        // So are "Hjälpande Händer och Dalmans Livs AB".
        let long = end > start
            || start.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|before| {
                capital(before) && text.get(before.span.end()..first.span.start()) == Some(" ")
            });
        let firms = joins && long && tokens.get(end + 2).is_some_and(capital) && {
            let behind = tokens.get(end + 3).is_some_and(capital) && tokens.get(end + 4).is_some();
            behind && !is_company_form(draft, &tokens[end + 3]) && company_ahead(draft, tokens, end + 2)
        };
        // So are "Jägarna i Vik och Naturskyddskretsen Vik": what is joined begins with a sort of its own.
        let begins_anew = || {
            joins
                && sort(end + 2)
                && word(end + 2).ends_with(['n', 't'])
                && word(end + 2).len() > 6
                && tokens.get(end + 3).is_some_and(|after| {
                    capital(after) && text.get(tokens[end + 2].span.end()..after.span.start()) == Some(" ")
                })
        };
        if two() || firms || begins_anew() {
            break;
        }
        // "Gnosta Energi och Vatten AB": what is joined is no name by itself, and the form stands behind it.
        let one_firm = joins && gap == " " && follows && {
            let formal = tokens[start..=end].iter().any(|token| formal(draft, token));
            !formal && tokens.get(end + 3).is_some_and(|form| is_company_form(draft, form))
        };
        if one_firm {
            end += 3;
            sorted = true;
            closed = true;
            continue;
        }
        if link && follows && gap == " " && (!whole || !joins && company()) && (!joins || (ahead && !sorted))
        {
            end += 2;
            sorted |= sort(end);
            // "Länsstyrelsen i Kronobergs län"
            if tokens.get(end + 1).is_some_and(|token| {
                text.get(tokens[end].span.end()..token.span.start()).map(plain) == Some(" ")
                    && draft.lexicons.contains("county-word", &lower[token.span.range()])
            }) {
                end += 1;
                closed = true;
            }
            continue;
        }
        break;
    }
    let span = Span::at(first.span.start(), tokens[end].span.end().min(within.end()));
    sorted = sorted || told_behind(draft, tokens, end);
    // One word alone is a name only where it is more than the word of the sort ("Kommunen").
    let known = || draft.words_in("known-organisation", first.span).next().is_some();
    let bare = end == start
        && !noun_before
        && !known()
        && (first.shape != Shape::Capital || !compound(draft, first) || definite(draft, first));
    (sorted && !bare).then_some((end + 1, Name { span }))
}

/// "Försäkringskassan": a word by which one body alone is known.
fn known_alone(draft: &Draft<'_>, token: &Token) -> bool {
    let region = || {
        // "Region Slättlandet, 232100-0000"
        let behind = Span::at(token.span.end(), draft.document.ahead(token.span.end(), REGION));
        let number = draft.first_mark_in("org-number", behind);
        draft.lexicons.value_of("org-public", draft.lower(token)) == Some("region")
            && number.is_some_and(|number| draft.document.slice(number).starts_with("2321"))
    };
    draft.has_whole("known-organisation", token.span) || region()
}

/// "genom kommunalrådet Stig Palm och …", "genom Stig Palm och …": who begins at `start`, or some words in capitals before,
/// represents somebody.
fn represents(draft: &Draft<'_>, tokens: &[Token], start: usize) -> bool {
    let capitals = tokens[..start].iter().rev().take_while(|token| token.shape == Shape::Capital).take(SMALL);
    let before = tokens[..start - capitals.count()].iter().rev();
    let mut near = before.take(2).take_while(|token| token.shape == Shape::Lower);
    near.any(|token| draft.begins_with("party-through", token.span))
}

/// The last token of a legal form of two words behind one to three words in small letters.
fn form_ahead(draft: &Draft<'_>, tokens: &[Token], from: usize) -> Option<usize> {
    let spaced = |at: usize| {
        draft.document.text().get(tokens[at].span.end()..tokens[at + 1].span.start()) == Some(" ")
    };
    for at in from..tokens.len().min(from + SMALL + 1) {
        let here = Span::at(tokens[at].span.start(), tokens[at].span.start() + 1);
        if let Some(form) = draft.words_in("form-phrase", here).next().filter(|_| at > from) {
            return (at..tokens.len()).find(|last| tokens[*last].span.end() >= form.span.end());
        }
        let word = tokens[at].shape == Shape::Lower && at + 1 < tokens.len() && spaced(at);
        if !word || draft.has_whole("party-join", tokens[at].span) {
            return None;
        }
    }
    None
}

/// Where the longest sort of several words ends that begins with a token.
fn sort_end(draft: &Draft<'_>, token: &Token) -> usize {
    let here = Span::at(token.span.start(), token.span.start() + 1);
    let words = SORTS.iter().flat_map(|label| draft.words_in(label, here).map(|word| word.span.end()));
    words.max().unwrap_or(0)
}

/// A space that does not break is a space.
fn plain(gap: &str) -> &str {
    if matches!(gap, "\u{a0}" | "\u{202f}" | "  ") { " " } else { gap }
}

/// "Väntjänsten i Vik, ideell förening", "Norrlands Byggen, org.nr 556…": what stands behind shows that it is a name.
fn told_behind(draft: &Draft<'_>, tokens: &[Token], end: usize) -> bool {
    let text = draft.document.text();
    let (Some(last), Some(next)) = (tokens.get(end), tokens.get(end + 1)) else { return false };
    let gap = text.get(last.span.end()..next.span.start()).unwrap_or("\n");
    if !matches!(gap, ", " | " (" | " " | " – " | " - ") {
        return false;
    }
    // "…, a non-profit association"
    let article = draft.has_whole("party-article", next.span);
    let next = tokens.get(end + 2).filter(|_| article && gap == ", ").unwrap_or(next);
    let here = Span::at(next.span.start(), next.span.start() + 1);
    let number = super::facts::org_number(draft.document.slice(next.span)).is_some();
    let labelled = draft.words_in("org-number-label", here).next().is_some();
    let form = gap != " "
        && next.shape == Shape::Lower
        && ["form-phrase", "org-nonprofit", "org-private"].iter().any(|label| draft.has_word(label, here));
    number || labelled || form
}

/// A place with "kommun" or "stad" behind it begins here: a name of its own.
fn whole_body(draft: &Draft<'_>, tokens: &[Token], at: usize, first: &Token) -> bool {
    let lower = draft.document.lower();
    let next = tokens.get(at + 1).filter(|next| next.shape == Shape::Lower);
    let beside = next.is_some_and(|next| {
        draft.document.text().get(first.span.end()..next.span.start()).map(plain) == Some(" ")
    });
    beside && next.is_some_and(|next| draft.lexicons.contains("plain-sort", &lower[next.span.range()]))
}

/// A word that makes a whole name of what stands before it: a legal form, or a public body.
fn formal(draft: &Draft<'_>, token: &Token) -> bool {
    let here = Span::at(token.span.start(), token.span.start() + 1);
    draft.has_sort(here)
}

fn is_company_form(draft: &Draft<'_>, token: &Token) -> bool {
    if token.shape != Shape::Lower && draft.is("company-tail", token) {
        return true;
    }
    let mut forms = draft.words_in("org-private", Span::at(token.span.start(), token.span.start() + 1));
    forms.any(|word| matches!(draft.value(word), Some("ab" | "partnership")) && word.span == token.span)
}

/// A run of words in capitals from token `at` that ends in the form of a company.
fn company_ahead(draft: &Draft<'_>, tokens: &[Token], at: usize) -> bool {
    let text = draft.document.text();
    for index in at..tokens.len().min(at + 4) {
        let token = &tokens[index];
        if !matches!(token.shape, Shape::Capital | Shape::Upper | Shape::Initial)
            || index > at && text.get(tokens[index - 1].span.end()..token.span.start()) != Some(" ")
        {
            return false;
        }
        let forms = draft.words_in("org-private", Span::at(token.span.start(), token.span.start() + 1));
        if index > at && forms.into_iter().any(|word| draft.value(word) == Some("ab")) {
            return true;
        }
    }
    false
}

/// "Inc", "Ltd", "AB": what may follow a comma inside a name.
fn sorted_tail(word: &str) -> bool {
    word.len() <= 12
}

/// "ideell förening", "kommunala bolag": the word before tells that no name ends here.
fn adjective(draft: &Draft<'_>, tokens: &[Token], at: usize) -> bool {
    let lower = draft.document.lower();
    let previous = at.checked_sub(1).and_then(|before| tokens.get(before));
    previous.is_some_and(|token| {
        let word = &lower[token.span.range()];
        token.shape == Shape::Lower || draft.lexicons.contains("not-a-party", word)
    })
}

/// A word that ends in the sort but is longer ("Företagarförening").
fn compound(draft: &Draft<'_>, token: &Token) -> bool {
    let word = &draft.document.lower()[token.span.range()];
    word.len() > 12
}

/// "Föreningen", "Företagarföreningen" in the text stand for a party that is named elsewhere.
fn definite(draft: &Draft<'_>, token: &Token) -> bool {
    let word = &draft.document.lower()[token.span.range()];
    // "Värdkommunens": what a party is called by its part, whose.
    let part = || {
        let bare = word.strip_suffix('s').unwrap_or(word);
        let endings = draft.lexicons.endings("definite-ending");
        endings
            .filter_map(|ending| bare.strip_suffix(ending))
            .any(|stem| draft.lexicons.contains("party-function", stem))
    };
    draft.lexicons.contains("party-noun", word) || part()
}
