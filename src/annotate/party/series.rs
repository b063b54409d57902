//! Names in a row: "X, org.nr …, nedan kallad A, Y och Z", with what is said of each.

use super::introduce::{alias, introduce};
use super::names::{Name, names_in};
use super::plural::plural;
use super::row::units;
use super::sector::set_individual;
use super::{add, added};
use crate::annotate::{Draft, Shape, Token, WordMark, ends_in_bracket};
use crate::document::{Party, Span};

/// Bytes between two names in which another one stands, at most.
const GAP: usize = 80;
/// Bytes behind an office in which the body that it is of is told to be the party.
const OFFICE: usize = 60;
/// Bytes behind a name in which it is told what it is called, at most.
const SAID: usize = 160;
/// Bytes of a sentence before the name of the party that it tells of, at most.
const SENTENCE: usize = 32;
/// Bytes between two names, with the sign that numbers the second, and behind the word that joins it, at most.
const NUMBERED: usize = 12;
const BESIDE: usize = 5;
/// Words of "on the other side" with an article, at most.
const SIDE: usize = 5;
/// Words of the name of a house or street, at most.
const ADDRESS: usize = 4;
/// Bytes behind the name of somebody in which it is told what he is called, at most.
const CALLED: usize = 60;
/// Bytes between two names of which the second agrees together with the first, at most.
const TOGETHER: usize = 40;

/// Names in a row, parted by commas, "and" and what is said of each; names after "through" represent a party.
pub(super) fn series(draft: &Draft<'_>, span: Span, parties: &mut Vec<Party>) {
    let names = row_names(draft, span, parties);
    let taken = Row::new(draft, span, &names).taken();
    let mut numbers: Vec<(Span, usize)> = Vec::new();
    for (name, until) in taken {
        let Some(number) = add(parties, name, draft) else { continue };
        let Some(party) = parties.get_mut(number) else { continue };
        introduce(draft, party, Span::at(name.span.start(), until));
        numbers.push((name.span, number));
    }
    together(draft, &numbers, parties);
    individuals(draft, span, parties);
}

/// All names of a row, whether told by a word of theirs or by where they stand; those in the plural are added at once.
fn row_names(draft: &Draft<'_>, span: Span, parties: &mut Vec<Party>) -> Vec<Name> {
    let mut names = names_in(draft, span);
    between(draft, &mut names);
    let spans: Vec<Span> = names.iter().map(|name| name.span).collect();
    let units = units(draft, &spans);
    names.retain(|name| !units.contains(&name.span));
    loose(draft, span, &mut names);
    denominations(draft, &mut names);
    plural(draft, span, &mut names, parties);
    names
}

/// Names of a row while it is told which of them are parties.
struct Row<'a, 'd> {
    draft: &'a Draft<'d>,
    span: Span,
    names: &'a [Name],
    /// "X kommun / X Municipality"
    two_languages: bool,
}

/// A name of a row, with what stands between it and the one before.
struct Item<'a> {
    index: usize,
    name: Name,
    gap: Span,
    between: &'a str,
    /// Where the next name begins.
    until: usize,
}

impl<'a, 'd> Row<'a, 'd> {
    fn new(draft: &'a Draft<'d>, span: Span, names: &'a [Name]) -> Self {
        let two_languages = draft.document.slice(span).matches(" / ").count() == 1;
        Self { draft, span, names, two_languages }
    }

    fn item(&self, index: usize, last_end: usize) -> Item<'a> {
        let name = self.names[index];
        let gap = Span::at(last_end.min(name.span.start()), name.span.start());
        let until = self.names.get(index + 1).map_or(self.span.end(), |next| next.span.start());
        Item { index, name, gap, between: self.draft.document.slice(gap), until }
    }

    /// The names that are parties, each with where what is said of it ends.
    fn taken(&self) -> Vec<(Name, usize)> {
        let text = self.draft.document.text();
        let mut taken: Vec<Name> = Vec::new();
        // Names that are no parties end what is said of the one before, unless they stand inside it.
        let mut bounds: Vec<usize> = Vec::new();
        let (mut last_end, mut owner) = (self.span.start(), false);
        for index in 0..self.names.len() {
            let item = self.item(index, last_end);
            let (first, name) = (taken.is_empty(), item.name);
            let (organ, sorted) = (self.organ(&item), self.sorted(&item));
            let owned = !sorted && self.owned(&item, owner);
            let joined = organ || sorted || self.joined(&item) || listed(self.draft, item.gap, name);
            let anew = self.anew(&item);
            // A full stop between two names ends the series, unless the parties stand on numbered lines.
            let stop = item.between.contains(". ") && !item.between.contains(')');
            if !first && stop && !joined && !anew {
                break;
            }
            (last_end, owner) = (name.span.end(), owned);
            let inside = owned
                || !organ && self.represents(&item)
                || self.called(&item)
                || self.translated(&item)
                || inside_alias(text, name.span)
                || taken
                    .last()
                    .is_some_and(|party| self.bracketed(*party, name) || is_place(self.draft, name.span));
            if inside {
                continue;
            }
            bounds.push(name.span.start());
            if first || joined || anew || !item.between.contains(char::is_alphanumeric) {
                taken.push(name);
            }
        }
        let until = |name: &Name| {
            let next = bounds.partition_point(|start| *start <= name.span.start());
            bounds.get(next).copied().unwrap_or(self.span.end())
        };
        taken.into_iter().map(|name| (name, until(&name))).collect()
    }

    /// "X kommun, genom nämnden": a name that represents the one before.
    fn represents(&self, item: &Item<'_>) -> bool {
        let draft = self.draft;
        let Some(word) = draft.words_in("party-through", item.gap).last() else { return false };
        // "X, genom nämnden, och Y": who represents it ends at a comma or bracket.
        let behind = Span::at(word.span.end(), item.name.span.start());
        let rest = draft.document.slice(behind);
        if rest.contains(". ") || rest.contains([')', ',']) {
            return false;
        }
        let joins = draft.words_in("party-join", behind).last();
        let named_anew = joins.is_some_and(|join| {
            // "… genom nämnden samt Y AB": the board represents, who is joined to it is named anew.
            let organ = Span::at(word.span.end(), join.span.start());
            let apart = draft.has_word("party-organ", organ)
                && join.span.end() + 1 >= item.name.span.start()
                && !draft.has_word("party-organ", item.name.span);
            apart || described(draft, Span::at(join.span.end(), item.name.span.start()))
        });
        !(named_anew || joins.is_some() && self.represented(item))
    }

    /// "X kommun genom A B och Y AB genom C D": who is represented in turn represents nobody.
    fn represented(&self, item: &Item<'_>) -> bool {
        let (draft, end) = (self.draft, item.name.span.end());
        let next = Span::at(end, draft.document.ahead(end, OFFICE).min(item.until));
        draft.words_in("party-through", next).next().is_some_and(|again| {
            draft.document.between(end, again.span.start()).trim_matches([' ', ',']).is_empty()
        })
    }

    /// "X kommun (kommunen), den ideella föreningen Y (gruppen)": words for its sort stand between.
    fn sorted(&self, item: &Item<'_>) -> bool {
        item.between.rfind([',', ';']).is_some_and(|comma| {
            let rest = Span::at(item.gap.start() + comma + 1, item.gap.end());
            described(self.draft, rest) && !self.draft.has_word("agent-by", rest)
        })
    }

    /// "ett bolag som ägs av X och Y": who owns it, which may be several; `owner` where the name before does.
    fn owned(&self, item: &Item<'_>, owner: bool) -> bool {
        let draft = self.draft;
        let said = draft.words_in("owned-word", item.gap).last().is_some_and(|word| {
            !draft.document.between(word.span.end(), item.name.span.start()).contains([')', ',', ';'])
        });
        said || item.index > 0
            && owner
            && matches!(draft.tokens_in(item.gap), [join] if draft.has_word("party-join", join.span))
            && !item.between.contains([')', ',', ';', '\n'])
    }

    fn translated(&self, item: &Item<'_>) -> bool {
        item.index > 0 && self.two_languages && item.between.contains(" / ")
    }

    /// A comma, a joining word or a sign of a list leads to the name.
    fn joined(&self, item: &Item<'_>) -> bool {
        let gap = item.gap;
        let between = self.without_article(item);
        let bare = enumerated(between);
        let join = self.draft.words_in("party-join", gap).last();
        let numbered = || bare != between.trim_end() && between.len() <= NUMBERED;
        let beside = |join: &WordMark| {
            let rest = Span::at(join.span.end(), item.name.span.start());
            let side = || self.draft.has_word("other-side", rest) && self.draft.tokens_in(rest).len() <= SIDE;
            self.draft.document.slice(rest).trim().len() <= BESIDE || described(self.draft, rest) || side()
        };
        self.article(item)
            || self.together_with(item)
            || bare.ends_with([',', ';', ':', '·', '•', '|'])
            || join.is_some_and(|join| numbered() || beside(join))
    }

    /// What stands between two names, without the article of the second ("(b) the Borough of Corrie").
    fn without_article(&self, item: &Item<'a>) -> &'a str {
        let last = self.draft.tokens_in(item.gap).last();
        let article = last.filter(|last| {
            self.draft.has_whole("party-article", last.span) && !self.draft.is("indefinite", last)
        });
        article.map_or(item.between, |article| {
            self.draft.document.between(item.gap.start(), article.span.start())
        })
    }

    /// "X kommun har tillsammans med Y kår kommit överens": who is named behind such words, where no comma stands before them.
    fn together_with(&self, item: &Item<'_>) -> bool {
        let with = self.draft.words_in("together-with", item.gap).last();
        with.is_some_and(|with| {
            let rest = Span::at(with.span.end(), item.name.span.start());
            let article = |token: &Token| self.draft.has_whole("party-article", token.span);
            item.between.len() <= TOGETHER
                && !item.between.contains([',', ';', '.', '('])
                && self.draft.tokens_in(rest).iter().all(article)
        })
    }

    /// "X Municipality, the Northern University (…), Y AB"; "X Inc., a Delaware corporation" says what X is.
    fn article(&self, item: &Item<'_>) -> bool {
        let draft = self.draft;
        let article = draft
            .tokens_in(item.gap)
            .last()
            .filter(|token| draft.has_whole("party-article", token.span) && !draft.is("indefinite", token));
        article.is_some_and(|token| {
            draft.document.between(item.gap.start(), token.span.start()).trim_end().ends_with([',', ';'])
                && draft.document.between(token.span.end(), item.gap.end()) == " "
        })
    }

    /// "X, genom nämnden, den östra stadsdelsnämnden i Y och Z": a board of the next one stands before its name.
    fn organ(&self, item: &Item<'_>) -> bool {
        item.between.rsplit_once([',', ';']).is_some_and(|(_, rest)| {
            let rest = Span::at(item.name.span.start() - rest.len(), item.name.span.start());
            let tokens = self.draft.tokens_in(rest);
            tokens.len() <= 6
                && tokens.last().is_some_and(|last| self.draft.has_word("name-link", last.span))
                && self.draft.has_word("party-organ", rest)
        })
    }

    /// A sentence or line of its own tells of the next party.
    fn anew(&self, item: &Item<'_>) -> bool {
        let (draft, between, end) = (self.draft, item.between, item.name.span.end());
        let behind = Span::at(end, item.until.min(draft.document.ahead(end, SAID)));
        let called = || draft.has_word("alias-lead", behind) || draft.document.slice(behind).contains('(');
        // "… kallad A. Den ideella föreningen B": a new sentence, a few words in.
        let words_in = between.rsplit(". ").next().unwrap_or("");
        let sentence =
            between.trim_end().ends_with('.') || between.contains(". ") && words_in.len() <= SENTENCE;
        // "X kommun (“Ägaren”)" over "Y AB (“Operatören”)": a line of its own in the paragraph, or right behind the bracket.
        let bracket = between.trim_end().ends_with(')') && between.contains('(');
        (sentence || bracket) && called() || bracket && draft.first_mark_in("org-number", behind).is_some()
    }

    /// "X kommun (till 2022 Y och Z kommuner)": told in a bracket behind a party.
    fn bracketed(&self, party: Name, name: Name) -> bool {
        let between = self.draft.document.between(party.span.end(), name.span.start());
        ends_in_bracket(between)
    }

    /// "…, nedan kallad Unga Örnar": what it is called, not another.
    fn called(&self, item: &Item<'_>) -> bool {
        self.draft.words_in("alias-lead", item.gap).last().is_some_and(|word| {
            let called = self.draft.document.between(word.span.end(), item.name.span.start()).trim();
            called.len() <= 4 && !called.ends_with('.')
        })
    }
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

/// "X Council, Civic Offices, Bell Street": where the one before the comma is.
pub(super) fn is_place(draft: &Draft<'_>, name: Span) -> bool {
    let tokens = draft.tokens_in(name);
    let text = draft.document.text();
    let apart = text[..name.start()].ends_with(", ")
        && text[name.end()..].chars().next().is_none_or(|next| matches!(next, ',' | ';' | '.' | '\n'));
    apart
        && (2..=ADDRESS).contains(&tokens.len())
        && tokens.last().is_some_and(|last| draft.is("address-word", last))
        && !draft.has_word("known-organisation", name)
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
        // "the landowner Holt Estates Ltd"; "fotograf Gustaf Åmans dödsbo"
        let whose = near.get(count).is_some_and(|next| {
            draft.document.slice(name.span).ends_with('s')
                && next.shape == Shape::Lower
                && text.get(end..next.span.start()) == Some(" ")
        });
        if whose || draft.has_organisation(name.span) {
            continue;
        }
        if let Some(party) = added(parties, name, draft) {
            set_individual(party);
            alias(party, draft.document.slice(word.span));
            let Some(said) = called_behind(draft, name.span, span.end()) else { continue };
            introduce(draft, party, said);
            let (own, called) = (party.name.clone(), party.aliases.clone());
            // What stands behind somebody is not what the one before is called.
            for other in parties.iter_mut().filter(|other| other.name != own) {
                other.aliases.retain(|alias| !called.contains(alias));
            }
        }
    }
}

/// "the painter Ann Holm (“the Artist”)", "musikern Bo Ek, nedan Musikern": a name with what stands behind it, up to `end`, that
/// says what somebody is called.
fn called_behind(draft: &Draft<'_>, name: Span, end: usize) -> Option<Span> {
    let end = draft.document.ahead(name.end(), CALLED).min(end).max(name.end());
    let behind = Span::at(name.end(), end);
    let rest = draft.document.slice(behind);
    let until = rest.find(')').map_or(rest.find(". ").unwrap_or(rest.len()), |close| close + 1);
    let lead = draft.words_in("alias-lead", behind).next().map(|lead| lead.span.start());
    let told = rest.starts_with(" (") || lead == Some(behind.start() + 2) && rest.starts_with(", ");
    told.then(|| Span::at(name.start(), behind.start() + until))
}

/// True inside quotes or brackets: the name is a definition, not a party.
pub(super) fn inside_alias(text: &str, span: Span) -> bool {
    // Quotes that close on the line above say nothing.
    let before = text[..span.start()].trim_end_matches(' ');
    before.ends_with(['“', '”', '"', '«', '„', '(', '’', '‘'])
}
