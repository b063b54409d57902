//! Rows of names where parties are named: "mellan X, Y och Z", "X, Y och Z har träffat …". One that is known makes parties
//! of all, though no word of theirs says what they are.

use std::collections::BTreeSet;

use super::introduce::introduce;
use super::names::{Name, names_in};
use super::series::{inside_alias, is_place};
use super::{PREAMBLE_BLOCKS, add};
use crate::annotate::{Draft, Shape, Token};
use crate::document::{Party, Span, Zone};

/// Names of a row, at most.
const MOST: usize = 24;
/// Blocks from the start in which a sentence may tell the parties by itself.
const OPENING: usize = 6;
/// Words of a name, at most.
const LONGEST: usize = 10;
/// Letters of a word for a sort that may be a name by itself, at least.
const LONG: usize = 15;
/// Small words between a lead or a joining word and a name, at most.
const SMALL: usize = 4;
/// Bytes of a row, at most.
const BYTES: usize = 2_000;
/// Bytes in brackets behind a name, at most.
const BRACKET: usize = 160;
/// Things told of a name behind it, at most.
const TOLD: usize = 5;
/// Bytes behind a name in which its number stands with its label.
const NUMBER: usize = 40;
/// Bytes behind a name in which its office stands, and the words of that, at most.
const OFFICE: usize = 60;
const OFFICE_WORDS: usize = 4;

/// Adds the parties of the first row that names somebody who is known; where some are known already, those that stand in
/// a row with one of them.
pub(super) fn from_rows(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks().iter().zip(&draft.annotations.zones);
    let body = blocks.filter(|(block, zone)| {
        block.is_body() && block.cell().is_none() && !matches!(zone, Zone::Signature | Zone::Contents)
    });
    for (block, _) in body.take(PREAMBLE_BLOCKS) {
        for span in starts(draft, block.content) {
            let Some(names) = read(draft, span) else { continue };
            let known = names.iter().any(|name| match parties.len() {
                0 | 1 => !names_in(draft, *name).is_empty(),
                _ => parties.iter().any(|party| party.span.overlaps(*name)),
            });
            if known {
                let units = units(draft, &names);
                let told = |name: &Span| told(draft, *name) && !units.contains(name);
                let told: Vec<Span> = names.iter().copied().filter(told).collect();
                take(draft, &told, span.end(), parties);
                return;
            }
        }
    }
}

/// "Region Inland, Prehospital Care (hereinafter “RI”) and Aerolift AB (hereinafter …)": where each is called something, what
/// nobody knows behind the comma is the unit of the one before.
pub(super) fn units(draft: &Draft<'_>, names: &[Span]) -> Vec<Span> {
    let until = |at: usize| {
        let end = names[at].end();
        names.get(at + 1).map_or(draft.document.ahead(end, BRACKET), |next| next.start()).max(end)
    };
    // "(“CUSTOMER”)", or in so many words.
    let opens = [" (\"", " (“", " (”", " (the \"", " (the “", " (the ”"];
    let quoted = |span: Span| opens.iter().any(|open| draft.document.slice(span).contains(open));
    let called = |at: usize| {
        let behind = Span::at(names[at].end(), until(at));
        draft.has_word("alias-lead", behind) || quoted(behind)
    };
    let unit = |at: &usize| {
        draft.document.between(names[at - 1].end(), names[*at].start()) == ", "
            && called(*at)
            && !draft.has_sort(names[*at])
            && !names_in(draft, names[at - 1]).is_empty()
    };
    match (0..names.len()).filter(|at| called(*at)).count() {
        0 | 1 => Vec::new(),
        _ => (1..names.len()).filter(unit).map(|at| names[at]).collect(),
    }
}

/// A name of a row that is no country ("Norrby kommun, Sverige, och …"), and more than a word behind a comma that nobody
/// knows ("Habiliteringen, Region Norr, och …").
fn told(draft: &Draft<'_>, name: Span) -> bool {
    let tokens = draft.tokens_in(name);
    let country = tokens.first().is_some_and(|token| draft.is("country", token)) && tokens.len() == 1;
    let text = draft.document.text();
    let before = text[..name.start()].trim_end().ends_with(',');
    // "…, X kommun och Sjöräddningssällskapet, har …": behind the joining word the row has ended.
    let behind = text[name.end()..].strip_prefix(',').map(str::trim_start);
    let comma = before || behind.is_some_and(|behind| !behind.starts_with(char::is_lowercase));
    // "Spårverket, org.nr 202100-0000, …"
    let numbered = || {
        let behind = Span::at(name.end(), draft.document.ahead(name.end(), NUMBER));
        let number = draft.first_mark_in("org-number", behind);
        number.is_some_and(|number| {
            !draft.document.between(name.end() + 1, number.start()).contains([',', ';'])
        })
    };
    let known = || !names_in(draft, name).is_empty();
    let single = || !comma || known() || numbered();
    // "…, Rådhustorget 1, …" is where the one before is, "…, Preschool Board, …" a part of it.
    let part = || {
        let organ = |last: &Token| {
            last.shape == Shape::Capital && draft.is("party-organ", last) && (numbered() || !known())
        };
        let street = |last: &Token| last.shape == Shape::Number && !known();
        comma && tokens.last().is_some_and(|last| organ(last) || street(last))
    };
    !country && !is_place(draft, name) && (tokens.len() > 1 || single()) && !part()
}

/// Where a row may begin: behind words that introduce parties, and at the start of a sentence in which they agree.
fn starts(draft: &Draft<'_>, block: Span) -> Vec<Span> {
    let to = |from: usize| Span::at(from, block.end().min(draft.document.ahead(from, BYTES)).max(from));
    // "Detta avtal ersätter avtalet från 2011 mellan X och Y"
    let earlier = |lead: Span| {
        let sentence = draft.annotations.sentence_around(lead.start());
        sentence.is_some_and(|sentence| {
            draft.has_word(
                "replaces-word",
                Span::at(sentence.span.start(), lead.start().max(sentence.span.start())),
            )
        })
    };
    let leads = ["party-lead", "near-lead"].iter().flat_map(|label| draft.words_in(label, block));
    let leads = leads.filter(|lead| !earlier(lead.span));
    let mut found: Vec<Span> = leads.map(|lead| to(lead.span.end())).collect();
    found.extend(draft.words_in("deed-phrase", block).next().map(|_| to(block.start())));
    found
}

/// "X, Y och Z startar en cykelverkstad": a line near the top that begins with a row in which several are known, and a
/// title that ends in one ("Working together: X and Y"), where nothing else tells who.
pub(super) fn from_openings(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let body = draft.document.blocks().iter().filter(|block| block.is_body() && block.cell().is_none());
    for block in body.take(OPENING) {
        let text = draft.document.slice(block.content);
        let colon = text.find(": ").map_or(0, |at| at + 2);
        let span = Span::at(block.content.start() + colon, block.content.end());
        let Some(names) = read(draft, span) else { continue };
        let known = names.iter().filter(|name| !names_in(draft, **name).is_empty()).count();
        if known >= 2 && known * 2 >= names.len() {
            take(draft, &names, span.end(), parties);
            return;
        }
    }
}

/// "X kommun, Y (ideell förening) och Z församling": a line near the top that is a row of names and nothing else but a day,
/// half of them known, and so many at least.
pub(super) fn from_title_rows(draft: &Draft<'_>, parties: &mut Vec<Party>, least: usize) {
    let body = draft.document.blocks().iter().filter(|block| block.is_body() && block.cell().is_none());
    for block in body.take(OPENING) {
        let span = block.content;
        let Some(names) = read(draft, span) else { continue };
        let reader = Reader { draft, tokens: draft.tokens_in(span), end: span.end() };
        let known = names.iter().filter(|name| !names_in(draft, **name).is_empty()).count();
        // "Anna Ek, Norrby kommun" names somebody and whose she is.
        let between = Span::at(names[0].end(), names[names.len() - 1].start());
        let joined = known >= 2 || draft.has_word("party-join", between);
        if known >= least
            && joined
            && known * 2 >= names.len()
            && (reader.alone(&names) || reader.dated(&names))
        {
            take(draft, &names, span.end(), parties);
            return;
        }
    }
}

/// The names of a row that begins a span, where there are two or more.
fn read(draft: &Draft<'_>, span: Span) -> Option<Vec<Span>> {
    let reader = Reader { draft, tokens: draft.tokens_in(span), end: span.end() };
    let mut names: Vec<Span> = Vec::new();
    let mut at = 0;
    let mut joined = false;
    while names.len() < MOST {
        let Some(first) = reader.opens(at) else { break };
        let Some(last) = reader.name_end(first) else { break };
        let name = Span::at(reader.tokens[first].span.start(), reader.tokens[last].span.end());
        let (next, parting) = reader.parted(last);
        // "X och Y, Storgården, har …": behind the joining word a comma ends the row.
        if joined && !names.is_empty() && parting != Parting::Join && reader.comma_before(first) {
            break;
        }
        names.push(name);
        joined |= parting == Parting::Join;
        if parting == Parting::None {
            break;
        }
        at = next;
    }
    (names.len() >= 2 && (joined || reader.alone(&names))).then_some(names)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Parting {
    Comma,
    Join,
    None,
}

/// A way to read what is told of a name that ends at a place, from its first word on: where that ends.
type Told<'a> = fn(&Reader<'a>, usize, &Token) -> Option<usize>;

struct Reader<'a> {
    draft: &'a Draft<'a>,
    tokens: &'a [Token],
    end: usize,
}

impl Reader<'_> {
    fn gap(&self, at: usize) -> &str {
        let (Some(here), Some(next)) = (self.tokens.get(at), self.tokens.get(at + 1)) else { return "\n" };
        self.draft.document.text().get(here.span.end()..next.span.start()).unwrap_or("\n")
    }

    fn capital(&self, at: usize) -> bool {
        let shaped = |token: &Token| matches!(token.shape, Shape::Capital | Shape::Upper | Shape::Initial);
        self.tokens.get(at).is_some_and(shaped)
    }

    fn is(&self, label: &str, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| self.draft.is(label, token))
    }

    fn marked(&self, label: &str, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| self.draft.has_whole(label, token.span))
    }

    fn definite(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| self.draft.lower(token).ends_with(['n', 't']))
    }

    fn joins(&self, at: usize) -> bool {
        self.marked("party-join", at)
    }

    /// The first word of a name, behind an article and words for its sort.
    fn opens(&self, at: usize) -> Option<usize> {
        let first = (at..at + SMALL).find(|at| self.capital(*at))?;
        let small = (at..first).all(|at| {
            let indefinite = self.is("indefinite", at);
            let sorts = ["party-article", "individual-noun", "org-private", "org-nonprofit", "org-name"];
            !indefinite && sorts.iter().any(|label| self.marked(label, at))
                || self.is("sort-adjective", at)
                || self.is("party-noun", at)
                || self.is("members-word", at)
        });
        let spaced = (at..first).all(|at| self.gap(at) == " ");
        let token = &self.tokens[first];
        let plain =
            !["not-a-party", "party-organ", "deciding-body"].iter().any(|label| self.is(label, first))
                && !inside_alias(self.draft.document.text(), token.span);
        (small && spaced && plain).then_some(first)
    }

    /// The last word of a name that begins at `first`; `None` where it is no name.
    fn name_end(&self, first: usize) -> Option<usize> {
        let mut end = first;
        while end - first < LONGEST {
            let gap = self.gap(end);
            let next = end + 1;
            let tight = matches!(gap, " " | "\u{a0}" | " & " | "&" | "-" | "’" | "'" | "’ " | "' " | "/");
            let short = gap == ". " && self.tokens[end].span.len() <= 3;
            if (tight || short) && self.capital(next) && !self.is("not-a-party", next) {
                end = next;
            } else if let Some(last) = self.sort_over(end) {
                end = last;
            } else if let Some(last) = self.suspended(end) {
                return Some(last);
            } else if gap == " " && self.joins(next) && self.one_name(first, next) {
                end = next + 1;
            } else if gap == " " && self.linked(next).is_some() {
                end = self.linked(next)?;
            } else if gap == " " && self.sort(next).is_some() {
                end = self.sort(next)?;
                // "Syriska kvinnoföreningen Yasmin": behind the definite form the name goes on.
                if !self.definite(end) || self.gap(end) != " " || !self.capital(end + 1) {
                    return Some(end);
                }
            } else if gap == " " && end == first && self.kept_by(first) {
                return Some(next);
            } else if gap == " " && self.tokens.get(next).is_some_and(|next| next.shape == Shape::Number) {
                end = next;
            } else if gap == ", " && self.capital(next) && self.is("company-tail", next) {
                return Some(next);
            } else {
                break;
            }
        }
        let said = self.draft.document.between(self.tokens[first].span.start(), self.tokens[end].span.end());
        // "Kommunen" is no name, "Ångbåtssällskapet" may be.
        let noun = end == first
            && said.chars().count() < LONG
            && self.draft.lexicons.contains("party-noun", &said.to_lowercase());
        (said.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !noun).then_some(end)
    }

    /// The last word of "Lerhults hembygds- och fornminnesförening", behind the word at `at`.
    fn suspended(&self, at: usize) -> Option<usize> {
        let small = self.tokens.get(at + 1).is_some_and(|token| token.shape == Shape::Lower);
        let found = small
            && self.gap(at) == " "
            && self.gap(at + 1) == "- "
            && self.joins(at + 2)
            && self.gap(at + 2) == " ";
        self.sort(at + 3).filter(|_| found)
    }

    /// The last word of "Education and Training Board", where a sort of several words that holds a joining word begins at `at`.
    fn sort_over(&self, at: usize) -> Option<usize> {
        let here = Span::at(self.tokens[at].span.start(), self.tokens[at].span.start() + 1);
        let until = ["org-public", "org-private", "org-nonprofit", "known-organisation"]
            .iter()
            .flat_map(|label| self.draft.words_in(label, here))
            .map(|word| word.span.end())
            .max()?;
        let last = self.tokens.partition_point(|token| token.span.end() <= until).checked_sub(1)?;
        (last > at + 1 && self.joins(at + 1)).then_some(last)
    }

    /// "Ali and Daughters Property Ltd", "Handel och Hantverk AB": a form of a company ends what is joined, and none stands
    /// before.
    fn one_name(&self, first: usize, join: usize) -> bool {
        let known = |from: usize, to: usize| {
            let span = Span::at(self.tokens[from].span.start(), self.tokens[to].span.end());
            !names_in(self.draft, span).is_empty()
        };
        let mut end = join + 1;
        while self.capital(end + 1) && self.gap(end) == " " && end < join + 4 {
            end += 1;
        }
        // "the Anchor and Oars Foundation": one article for both.
        let article = first.checked_sub(1).is_some_and(|before| self.marked("party-article", before));
        if article && self.capital(join + 1) && end > join + 1 && !known(first, join - 1) {
            let last = Span::at(self.tokens[end].span.start(), self.tokens[end].span.end());
            return first + 1 == join && self.draft.has_sort(last) && !self.sort_inside(join + 1, end - 1);
        }
        self.capital(join + 1)
            && end > join + 1
            && self.is("company-tail", end)
            && !known(first, join - 1)
            && !self.sort_inside(join + 1, end - 1)
    }

    /// "Viks hamnförvaltning": a noun in small letters behind a genitive, right before what parts the names.
    fn kept_by(&self, first: usize) -> bool {
        let noun = |token: &&Token| token.shape == Shape::Lower && token.span.len() >= 7;
        let genitive = self.tokens.get(first).is_some_and(|token| self.draft.lower(token).ends_with('s'));
        let Some(noun) = self.tokens.get(first + 1).filter(noun).filter(|_| genitive) else { return false };
        let rest = self.draft.document.between(noun.span.end(), self.end.max(noun.span.end()));
        let parted = rest.starts_with([',', ';'])
            || rest.starts_with(" (")
            || rest.trim_matches(['.', ' ']).is_empty();
        parted || self.gap(first + 1) == " " && self.joins(first + 2)
    }

    fn sort_inside(&self, from: usize, to: usize) -> bool {
        let span = Span::at(self.tokens[from].span.start(), self.tokens[to].span.end());
        self.draft.has_sort(span)
    }

    /// Where a name goes on behind small words ("Vänner i Vik", "Friends of the Shore").
    fn linked(&self, at: usize) -> Option<usize> {
        let link = |at: usize| self.is("name-link", at) && !self.joins(at) && self.gap(at) == " ";
        if !link(at) {
            return None;
        }
        let next = if link(at + 1) { at + 2 } else { at + 1 };
        (self.capital(next) && !self.is("not-a-party", next)).then_some(next)
    }

    /// The last word of a sort in small letters ("kommun", "ek. för.").
    fn sort(&self, at: usize) -> Option<usize> {
        let token = self.tokens.get(at).filter(|token| token.shape == Shape::Lower)?;
        let here = Span::at(token.span.start(), token.span.start() + 1);
        let labels = ["form-phrase", "org-public", "org-private", "org-nonprofit", "org-name"];
        let words = labels.iter().flat_map(|label| self.draft.words_in(label, here));
        let end = words.map(|word| word.span.end()).max()?;
        let mut last = at;
        while self.tokens.get(last + 1).is_some_and(|next| next.span.end() <= end) {
            last += 1;
        }
        Some(last)
    }

    /// What parts a name from the next, and where that begins.
    fn parted(&self, last: usize) -> (usize, Parting) {
        let text = self.draft.document.text();
        let mut end = self.tokens[last].span.end();
        let rest = |end: usize| text.get(end..self.end.max(end)).unwrap_or("");
        // "ek. för.": the stop belongs to the form.
        if rest(end).starts_with(". ")
            && self.tokens[last].shape == Shape::Lower
            && self.tokens[last].span.len() <= 4
        {
            end += 1;
        }
        end = self.behind_told(end);
        let next = self.tokens.partition_point(|token| token.span.start() < end);
        let Some(token) = self.tokens.get(next) else { return (next, Parting::None) };
        // "X tillsammans med Y", "X har med Y träffat …"
        let with = self.draft.words_in("together-with", token.span).next();
        match text.get(end..token.span.start()).unwrap_or("\n") {
            " " if with.is_some() => {
                let end = with.map_or(end, |with| with.span.end());
                (self.tokens.partition_point(|token| token.span.start() < end), Parting::Join)
            }
            " " | ", " if self.joins(next) => (next + 1, Parting::Join),
            ", " | "; " | " / " | "/" | " · " | " • " | " | " => (next, Parting::Comma),
            _ => (next, Parting::None),
        }
    }

    /// Where what is told of a name ends that ends at `end`: in brackets, its number, "å ena sidan", what it is called, its
    /// office, and who represents it.
    fn behind_told(&self, end: usize) -> usize {
        let ways: [Told<'_>; 5] = [
            Self::behind_side,
            Self::behind_number,
            Self::behind_called,
            Self::behind_through,
            Self::behind_office,
        ];
        let mut end = end;
        for _ in 0..TOLD {
            let rest = self.draft.document.between(end, self.end.max(end));
            if rest.starts_with(" (") {
                let Some(close) = rest.find(')').filter(|close| *close <= BRACKET) else { break };
                end += close + 1;
                continue;
            }
            let space = [" ", ", "]
                .into_iter()
                .find(|space| rest.strip_prefix(*space).is_some_and(|rest| !rest.starts_with([' ', ','])));
            let first = self.tokens.partition_point(|token| token.span.start() < end);
            let first = self
                .tokens
                .get(first)
                .filter(|first| space.is_some_and(|space| first.span.start() == end + space.len()));
            let Some(until) = first.and_then(|first| ways.iter().find_map(|way| way(self, end, first)))
            else {
                break;
            };
            end = until;
        }
        end
    }

    /// "X å ena sidan"
    fn behind_side(&self, _: usize, first: &Token) -> Option<usize> {
        let side = self.draft.words_in("other-side", first.span).next()?;
        Some(side.span.end())
    }

    /// "X, org.nr 212000-0000"; with its label whatever the number is.
    fn behind_number(&self, end: usize, first: &Token) -> Option<usize> {
        let near = Span::at(end, self.draft.document.ahead(end, NUMBER).min(self.end).max(end));
        let number = self.draft.first_mark_in("org-number", near);
        let label = self
            .draft
            .words_in("org-number-label", first.span)
            .next()
            .filter(|label| label.span.start() == first.span.start());
        let Some(label) = label else {
            return number.filter(|number| number.start() == first.span.start()).map(|number| number.end());
        };
        let rest = self.draft.document.between(label.span.end(), near.end().max(label.span.end()));
        let digits = rest
            .find(|c: char| !c.is_ascii_digit() && !matches!(c, ' ' | '-' | '–' | ':' | '.'))
            .unwrap_or(rest.len());
        let digits = rest[..digits].trim_end_matches([' ', '.', ':']);
        digits.ends_with(|c: char| c.is_ascii_digit()).then_some(label.span.end() + digits.len())
    }

    /// "X, nedan kommunen": up to a comma or a joining word.
    fn behind_called(&self, end: usize, first: &Token) -> Option<usize> {
        let lead = self.draft.words_in("alias-lead", first.span).next()?.span.end();
        let near = Span::at(lead, self.draft.document.ahead(end, BRACKET).min(self.end).max(lead));
        let join = self
            .draft
            .words_in("party-join", near)
            .next()
            .map(|join| self.draft.document.back(join.span.start(), 1));
        let comma = self.draft.document.slice(near).find(',').map(|comma| lead + comma);
        join.into_iter().chain(comma).min()
    }

    /// "X, genom rektor": up to a comma; without one before, only where an office is told.
    fn behind_through(&self, end: usize, first: &Token) -> Option<usize> {
        if !self.draft.begins_with("party-through", first.span) {
            return None;
        }
        let near = Span::at(end, self.draft.document.ahead(end, BRACKET).min(self.end).max(end));
        let comma = first.span.end()
            + self.draft.document.between(first.span.end(), near.end().max(first.span.end())).find(',')?;
        let inside = self.draft.tokens_in(Span::at(end, comma));
        let small = inside.iter().all(|token| token.shape == Shape::Lower);
        (small || first.span.start() == end + 2).then_some(comma)
    }

    /// "X kommun, kulturförvaltningen": a word for an office in small letters, up to a comma or a joining word.
    fn behind_office(&self, end: usize, first: &Token) -> Option<usize> {
        let inside = self
            .draft
            .tokens_in(Span::at(end, self.draft.document.ahead(end, OFFICE).min(self.end).max(end)));
        let small = inside.iter().take_while(|token| {
            token.shape == Shape::Lower && !self.draft.has_whole("party-join", token.span)
        });
        let last = small.take(OFFICE_WORDS).find(|token| {
            self.draft.has_word("party-organ", token.span) || self.draft.has_word("office-name", token.span)
        })?;
        let rest = self.draft.document.between(last.span.end(), self.end.max(last.span.end()));
        let join = |rest: &str| {
            rest.starts_with(' ')
                && self.draft.begins_with("party-join", Span::at(last.span.end() + 1, last.span.end() + 2))
        };
        (first.span.start() == end + 2 && (rest.starts_with(", ") || join(rest))).then_some(last.span.end())
    }

    fn comma_before(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|before| self.gap(before).contains(','))
    }

    /// "X kommun och Y, 1 juni 2026": nothing but a day stands behind the names.
    fn dated(&self, names: &[Span]) -> bool {
        let end = names.last().map_or(0, |name| name.end());
        let date = self.draft.first_mark_in("date", Span::at(end, self.end.max(end)));
        date.is_some_and(|date| {
            let before = self.draft.document.between(end, date.start()).trim_matches([',', ' ']);
            let behind = self.draft.document.between(date.end(), self.end.max(date.end()));
            !before.contains(char::is_alphabetic) && behind.trim_matches(['.', ' ']).is_empty()
        })
    }

    /// A row without a joining word is one where nothing but its names stands there.
    fn alone(&self, names: &[Span]) -> bool {
        let end = names.last().map_or(0, |name| name.end());
        let rest = self.draft.document.between(end, self.end.max(end));
        let bracket = rest.trim_start().strip_prefix('(').and_then(|rest| rest.split_once(')'));
        bracket.map_or(rest, |(_, rest)| rest).trim().len() <= 1
    }
}

/// Adds the names of a row. One name that was read as two parties, or two as one, is told apart by the row.
fn take(draft: &Draft<'_>, names: &[Span], end: usize, parties: &mut Vec<Party>) {
    for (index, name) in names.iter().enumerate() {
        let inside = |party: &Party| name.contains(party.span);
        let places: BTreeSet<Span> =
            parties.iter().filter(|party| inside(party)).map(|party| party.span).collect();
        if places.len() > 1 {
            parties.retain(|party| !inside(party));
        }
        // "Svenska kyrkan Norrby": the words behind belong to the name.
        let shorter = parties.iter_mut().find(|party| party.span.start() == name.start() && inside(party));
        if let Some(party) = shorter.filter(|party| draft.tokens_in(party.span).len() > 1) {
            let rest = draft.tokens_in(Span::at(party.span.end(), name.end()));
            if !rest.is_empty() && rest.iter().all(|token| token.shape == Shape::Capital) {
                party.name = draft.document.slice(*name).to_owned();
                party.span = *name;
            }
        }
        if parties.iter().any(|party| party.span.overlaps(*name)) {
            continue;
        }
        let until = names.get(index + 1).map_or(end, |next| next.start());
        let number = add(parties, Name { span: *name }, draft);
        let Some(party) = number.and_then(|number| parties.get_mut(number)) else { continue };
        introduce(draft, party, Span::at(name.start(), until.max(name.end())));
        // What was read as another name of the one before is this one's.
        let own = party.aliases.clone();
        for (_, other) in parties.iter_mut().enumerate().filter(|(at, _)| Some(*at) != number) {
            other.aliases.retain(|alias| !own.contains(alias));
        }
    }
}
