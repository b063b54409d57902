//! Messages: placeholders filled per language.

use std::collections::BTreeMap;

use crate::finding::Localized;

/// What a check fills in: a placeholder's name to one or several words.
pub type Values = BTreeMap<String, Vec<String>>;

/// The word before the last item of a list, per language.
const AND: &[(&str, &str)] = &[("sv", "och"), ("en", "and")];

/// Fills `{name}` in every language. A placeholder without a value becomes "…".
pub fn fill(template: &Localized, values: &Values) -> Localized {
    template.iter().map(|(lang, text)| (lang.clone(), fill_one(text, lang, values))).collect()
}

fn fill_one(text: &str, lang: &str, values: &Values) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((open, name)) = next(rest) {
        out.push_str(&rest[..open]);
        match values.get(name) {
            Some(words) if !words.is_empty() => {
                let first = out.is_empty();
                out.push_str(&capital(&join(words, lang), first));
            }
            _ => out.push('…'),
        }
        rest = &rest[open + name.len() + 2..];
    }
    out.push_str(rest);
    out
}

/// The names of all placeholders of a text, in order.
pub fn placeholders(text: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some((open, name)) = next(rest) {
        names.push(name);
        rest = &rest[open + name.len() + 2..];
    }
    names
}

fn next(text: &str) -> Option<(usize, &str)> {
    let open = text.find('{')?;
    let close = open + text[open..].find('}')?;
    Some((open, &text[open + 1..close]))
}

/// "a", "a och b", "a, b och c"; at most eight items.
fn join(words: &[String], lang: &str) -> String {
    let and = AND.iter().find(|(code, _)| *code == lang).map_or("&", |(_, and)| and);
    match words {
        [] => String::new(),
        [one] => one.clone(),
        _ if words.len() > 8 => format!("{} …", words[..8].join(", ")),
        [init @ .., last] => format!("{} {and} {last}", init.join(", ")),
    }
}

fn capital(text: &str, first: bool) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(character) if first => character.to_uppercase().chain(characters).collect(),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_per_language() {
        let template: Localized = [
            ("sv".into(), "{parties} saknar uppgift i {where}.".into()),
            ("en".into(), "{parties}: none".into()),
        ]
        .into();
        let values: Values = [("parties".into(), vec!["kommunen".into(), "föreningen".into()])].into();
        let filled = fill(&template, &values);
        assert_eq!(filled["sv"], "Kommunen och föreningen saknar uppgift i ….");
        assert_eq!(filled["en"], "Kommunen and föreningen: none");
        assert_eq!(placeholders("a {b} c {d"), ["b"]);
    }
}
