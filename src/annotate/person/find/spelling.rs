//! A name as it is written: without the genitive, in one spelling of white space and capitals.

use super::{Gate, Listed, Name, Seen};
use crate::annotate::Token;
use crate::document::{Span, Zone};

impl Gate<'_, '_> {
    pub(super) fn name(&self, span: Span, last: usize, confidence: f32) -> Name {
        let span = self.without_genitive(span, &self.draft.tokens[last]);
        let name = self.tidy(self.draft.document.slice(span));
        Name { span, full: true, name, confidence }
    }

    /// "/s/ Lisbet Olanders Director": what stands behind a name that signs is not theirs.
    fn signs(&self, span: Span) -> bool {
        let block = self.draft.document.block_at(span.start());
        let zone = block.and_then(|at| self.draft.annotations.zones.get(at));
        zone == Some(&Zone::Signature) || self.draft.document.text()[..span.start()].ends_with("/s/ ")
    }

    /// "Anna Linds" is Anna Lind, where the lists know Lind and not Linds.
    pub(super) fn without_genitive(&self, span: Span, last: &Token) -> Span {
        // "Colin Webber's job"
        let name = self.draft.document.slice(span);
        if let Some(bare) = name.strip_suffix("'s").or_else(|| name.strip_suffix("’s")) {
            return Span::at(span.start(), span.start() + bare.len());
        }
        let lower = self.lower(last);
        // "| Tilda Brook-Evans |"
        let block = self.draft.document.block_at(span.start());
        let block = block.and_then(|at| self.draft.document.blocks().get(at));
        if block.is_some_and(|block| block.content.end() == span.end()) {
            return span;
        }
        // Something follows that is theirs.
        let behind = self.draft.document.text().get(span.end()..).unwrap_or("");
        let mut behind = behind.chars();
        if behind.next().is_none_or(|gap| !gap.is_whitespace())
            || behind.next().is_none_or(|c| !c.is_alphanumeric() || c.is_uppercase() && self.signs(span))
        {
            return span;
        }
        let Some(bare) = lower.strip_suffix('s').filter(|bare| bare.len() > 2) else { return span };
        // No genitive: what ends in such a letter takes none ("Lass").
        if bare.ends_with(['s', 'x', 'z']) {
            return span;
        }
        let none = Seen::of("", &[]);
        let (whole, short) = (self.tagger.listed(lower, &none), self.tagger.listed(bare, &none));
        // What the genitive alone makes known is not known as it stands.
        let itself = |listed: Listed| listed.surname > 0 || listed.first > 0 || listed.tail;
        let exact = self.tagger.knows(lower);
        let ends = self.draft.lexicons.contains("no-genitive", lower);
        if !exact && itself(short) && (itself(whole) || !ends) {
            return Span::at(span.start(), span.end() - 1);
        }
        span
    }

    /// One space between words; capitals only where something else tells them from small letters: "HJORT AF ORNÄS" is
    /// Hjort af Ornäs.
    pub(super) fn tidy(&self, name: &str) -> String {
        let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count();
        let shouted = !name.contains(char::is_lowercase) && letters(name) > 4;
        let words = name.split_whitespace().map(|word| {
            if word.chars().any(char::is_lowercase) || letters(word) < if shouted { 2 } else { 3 } {
                return word.to_owned();
            }
            let lower = word.to_lowercase();
            if shouted && self.draft.lexicons.contains("name-particle", &lower) && !name.starts_with(word) {
                return lower;
            }
            let mut start = true;
            let mut tidied = String::new();
            for character in lower.chars() {
                if start {
                    tidied.extend(character.to_uppercase());
                } else {
                    tidied.push(character);
                }
                start = !character.is_alphabetic();
            }
            tidied
        });
        words.collect::<Vec<_>>().join(" ")
    }
}
