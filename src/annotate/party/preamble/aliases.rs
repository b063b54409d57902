//! What an English preamble says that a party is called.

use super::super::introduce::{alias, defined as definition, recurs};
use crate::annotate::Draft;
use crate::document::{Party, Span};

/// Bytes behind a name within which a bracket tells what it is called, and letters of that.
const BRACKET: usize = 200;
const SHORT: usize = 4;

/// Other names: quoted in brackets, else in a bracket without quotes, else behind words that introduce one.
pub(super) fn aliases(draft: &Draft<'_>, party: &mut Party, tail: Span) {
    let Some(slice) = draft.document.text().get(tail.range()) else { return };
    quoted(draft, party, tail, slice);
    for read in [bracketed, led] {
        if party.aliases.is_empty() {
            read(draft, party, tail, slice);
        }
    }
}

/// "(“X”)", "hereinafter “X”", "– “X”": what stands in quotes.
fn quoted(draft: &Draft<'_>, party: &mut Party, tail: Span, slice: &str) {
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
}

/// "(the Developer)", and "(Lead Member)" where the text comes back to it.
fn bracketed(draft: &Draft<'_>, party: &mut Party, tail: Span, slice: &str) {
    let Some((_, rest)) = slice.split_once('(').filter(|(before, _)| before.len() < BRACKET) else { return };
    let Some((inside, _)) = rest.split_once(')').map(|(inside, rest)| (inside.trim(), rest)) else { return };
    // "(the Port, a municipal authority)"
    let described =
        |what: &str| what.split(' ').next().is_some_and(|word| draft.lexicons.contains("indefinite", word));
    let inside = inside.split_once(", ").filter(|(_, what)| described(what)).map_or(inside, |(name, _)| name);
    let closed = tail.start() + slice.find(')').unwrap_or(slice.len());
    let plain = || inside.len() >= SHORT && recurs(draft, inside, Span::at(closed, closed));
    let Some(name) = inside.strip_prefix("the ").or_else(|| Some(inside).filter(|_| plain())) else { return };
    if name.starts_with(char::is_uppercase)
        && name.split(' ').count() <= 3
        && name.chars().all(|c| c.is_alphabetic() || c == ' ')
        && !generic(draft, name)
    {
        alias(party, name);
    }
}

/// "hereinafter called Buyer", without quotes.
fn led(draft: &Draft<'_>, party: &mut Party, tail: Span, _: &str) {
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
            return;
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
