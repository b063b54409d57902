//! Reads what keys of a plan's head say, and lines beside the one that names who decided.

use super::body::{decider_told, whole_name};
use super::number::{number_behind, section};
use super::pairs::{Pair, Sort, columns, pairs, sort_of};
use super::term::{term_in, years_told};
use super::versions::version_in_force;
use super::{HEAD, Head};
use crate::annotate::plan::first_in;
use crate::annotate::plan::name::years_in;
use crate::document::{Date, Span};

/// Bytes of a line that is a day, a paragraph or a number, at most, and lines from who decided in which it stands.
const FACT: usize = 60;
const BESIDE: usize = 2;
/// Bytes of a number of a case, at most.
const NUMBER: usize = 28;

impl Head<'_> {
    /// Of a table of versions only the row in force counts, whatever stands above it.
    pub(super) fn read_versions(&mut self) {
        let Some(row) = version_in_force(self.draft, self.marked) else { return };
        let known =
            (self.said.body.take(), self.said.date.take(), self.said.section.take(), self.said.dnr.take());
        row.into_iter().for_each(|pair| self.read_pair(pair));
        self.said.body = self.said.body.take().or(known.0);
        self.said.date = self.said.date.or(known.1);
        self.said.section = self.said.section.take().or(known.2);
        self.said.dnr = self.said.dnr.take().or(known.3);
    }

    /// A table's keys tell which of the days of a row is that of the decision.
    pub(super) fn read_columns(&mut self) {
        for pair in columns(self.draft) {
            self.read_pair(pair);
        }
    }

    /// "Beslutad av: …", "När? …", a line under its key: what is not known yet.
    pub(super) fn read_pairs(&mut self) {
        for pair in pairs(self.draft) {
            self.read_pair(pair);
        }
        if self.said.body.is_some() && (self.said.date.is_none() || self.said.section.is_none()) {
            self.read_beside();
        }
    }

    fn read_pair(&mut self, Pair { sort, value }: Pair) {
        let (draft, marked) = (self.draft, self.marked);
        match sort {
            Sort::By | Sort::Decided | Sort::Date | Sort::Section => {
                if matches!(sort, Sort::By | Sort::Decided) && self.said.body.is_none() {
                    let body = decider_told(draft, marked, value, sort == Sort::By);
                    self.said.body = body.map(|body| self.text(whole_name(draft, body)));
                }
                if sort != Sort::Section && self.said.date.is_none() {
                    self.said.date = self.day_of_decision(value);
                }
                if self.said.section.is_none() {
                    let number = || number_behind(draft, value.start()).map(|number| self.text(number));
                    let keyed = (sort == Sort::Section).then(number).flatten();
                    self.said.section = section(draft, marked, value).or(keyed);
                }
            }
            Sort::Number => {
                let text = draft.document.slice(value);
                let number = text.len() <= NUMBER && text.contains(|c: char| c.is_ascii_digit());
                // "FS 1.1-123-21": what stands behind its key is longer than its usual shape.
                let more = self.said.dnr.as_ref().is_none_or(|known| {
                    text.starts_with(known.as_str()) && text.split_whitespace().count() <= 2
                });
                if number && more {
                    self.said.dnr = Some(self.text(value));
                }
            }
            Sort::From => self.said.valid_from = self.said.valid_from.or_else(|| self.day_or_year(value).0),
            Sort::To => self.said.valid_to = self.said.valid_to.or_else(|| self.day_or_year(value).1),
            Sort::Valid => {
                let (from, to) = match term_in(draft, marked, value, None) {
                    (None, None) => years_told(draft, value, true),
                    term => term,
                };
                // "Gäller: 2024-03-01": no plan ends on the day of its decision.
                let ends = to.filter(|to| self.said.date.is_none_or(|day| *to > day));
                self.said.valid_from = self.said.valid_from.or(from).or(to.filter(|_| ends.is_none()));
                self.said.valid_to = self.said.valid_to.or(ends);
            }
            Sort::Other => {}
        }
    }

    /// The first and last day or month of what a key says, or its first and last year.
    fn day_or_year(&self, value: Span) -> (Option<Date>, Option<Date>) {
        let days = self.marked.dates_in(value);
        let (first, last) = (days.first().map(|(_, day)| *day), days.last().map(|(_, day)| *day));
        let years = || years_in(self.draft, value);
        let year = |of: fn((u16, u16)) -> u16| years().map(|years| Date::year(of(years)));
        (first.or_else(|| year(|years| years.0)), last.or_else(|| year(|years| years.1)))
    }

    /// "KOMMUNFULLMÄKTIGE § 44" over "2025-04-28": a line that is nothing but a day or paragraph beside the one that names who
    /// decided.
    fn read_beside(&mut self) {
        let (draft, marked) = (self.draft, self.marked);
        let blocks = draft.document.blocks();
        let Some(at) = (0..blocks.len().min(HEAD)).find(|at| {
            let line = blocks[*at].content;
            blocks[*at].is_body() && line.len() <= FACT && draft.has_word("deciding-body", line)
        }) else {
            return;
        };
        for index in at.saturating_sub(BESIDE)..(at + BESIDE + 1).min(blocks.len()) {
            let keyed = |block: usize| {
                block.checked_sub(1).and_then(|before| sort_of(draft, blocks[before].content)).is_some()
            };
            // "24 april 2024" seems to have a number before it.
            let line = blocks[index].span;
            if index == at || keyed(index) || !self.is_fact(line) {
                continue;
            }
            let day = marked.dates_in(line).iter().find(|(_, day)| day.day > 0).map(|(_, day)| *day);
            self.said.date = self.said.date.or(day);
            self.said.section = self.said.section.take().or_else(|| section(draft, marked, line));
            self.said.dnr =
                self.said.dnr.take().or_else(|| first_in(&marked.numbers, line).map(|at| self.text(at)));
        }
    }

    /// True for a line that is a day, a paragraph or a number and nothing else.
    fn is_fact(&self, line: Span) -> bool {
        let (draft, marked) = (self.draft, self.marked);
        let dated = |at: Span| marked.dates_in(line).iter().any(|(day, _)| day.contains(at));
        let numbered = |at: Span| {
            first_in(&marked.sections, line).is_some_and(|sign| sign.contains(at))
                || first_in(&marked.numbers, line).is_some_and(|number| number.contains(at))
        };
        let small = |at: Span| {
            ["dnr-label", "minute-word", "preposition", "noun-article"]
                .iter()
                .any(|label| draft.has_whole(label, at))
        };
        let tokens = draft.tokens_in(line);
        let told = tokens.iter().filter(|token| dated(token.span) || numbered(token.span)).count();
        line.len() <= FACT && told > 0 && tokens.iter().filter(|token| !small(token.span)).count() <= told + 1
    }
}
