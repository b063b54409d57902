//! What is said of a party where it is introduced: other names, number, who represents it.

use std::collections::BTreeSet;

use crate::annotate::{Draft, facts};
use crate::document::{Party, Span};

/// Parts between commas behind a name that are looked at.
const PARTS: usize = 16;
/// Letters of a single word that a party is called, at least, and bytes of the name of who represents it, at most.
const WORD: usize = 5;
const NAME: usize = 100;
/// Definitions that are looked for where a name stands once more …
const DEFINITIONS: usize = 64;
/// … the bytes before each in which a name is looked for …
const BEFORE: usize = 200;
/// … and the parties.
const PARTIES: usize = 64;
/// Bytes from the start in which names stand once more with what they are called.
const TOP: usize = 6_000;
/// Words for what a party is that are looked at.
const FUNCTIONS: usize = 400;

/// What stands behind a party's name: other names, number, who represents it.
pub(super) fn introduce(draft: &Draft<'_>, party: &mut Party, tail: Span) {
    details(draft, party, tail);
    let mut said = Said { draft, tail, slice: draft.document.slice(tail), names: BTreeSet::new() };
    said.led();
    said.bracketed();
    said.quoted();
    said.last_item();
    said.dashed();
    for name in said.names.iter().filter(|name| specific(draft, name)) {
        alias(party, name);
    }
    if party.representative.is_none() {
        party.representative = represented_by(draft, tail);
    }
}

/// False for "gemensamt kallade Parterna" and "(“Third Amendment Effective Date”)", which name nobody.
fn specific(draft: &Draft<'_>, name: &str) -> bool {
    let lower = name.to_lowercase();
    let last = lower.rsplit_once(' ').map(|(_, last)| last);
    let generic = last.is_some_and(|last| last.len() > 1 && draft.lexicons.contains("generic-alias", last));
    !generic && !["not-a-party", "country"].iter().any(|label| draft.lexicons.contains(label, &lower))
}

/// Who stands behind "genom".
fn represented_by(draft: &Draft<'_>, tail: Span) -> Option<String> {
    let lead = draft.words_in("party-through", tail).next()?;
    let rest = draft.document.between(lead.span.end(), tail.end()).trim();
    let end = rest.find([',', '(', ';', '.']).unwrap_or(rest.len());
    let name = rest[..end].trim();
    (!name.is_empty() && name.len() <= NAME).then(|| name.to_owned())
}

/// What is said behind a name, and the other names that are found in it.
struct Said<'a, 'd> {
    draft: &'a Draft<'d>,
    tail: Span,
    slice: &'a str,
    names: BTreeSet<String>,
}

impl Said<'_, '_> {
    /// "nedan kallad Kommunen": behind words that say so.
    fn led(&mut self) {
        let (draft, tail) = (self.draft, self.tail);
        for lead in draft.words_in("alias-lead", tail) {
            // "I det följande sägs A, B och C" names all parties, in order.
            if draft.begins_with("alias-row", lead.span) {
                continue;
            }
            let rest = draft.document.between(lead.span.end(), tail.end());
            let head = rest.trim_start();
            let quoted = head.starts_with(['“', '”', '"', '«', '„', '\'', '‘', '’']);
            let capital = head.chars().next().is_some_and(char::is_uppercase);
            let word = draft.document.lower().get(lead.span.range()).unwrap_or("");
            // A bare "below" is a cue only before quotes or a capital.
            if quoted || capital || head.starts_with("the ") || word.contains(' ') {
                self.names.extend(defined(rest));
            }
            // "…, nedan industriföretaget.": one word that the text comes back to.
            let only = head.split([',', '.', ')', ';', '\n']).next().unwrap_or("").trim_end();
            let one = only.chars().count() >= WORD && only.chars().all(char::is_alphabetic);
            if one && !capital && self.again(only) {
                self.names.insert(only.to_owned());
            }
        }
    }

    /// True where the text comes back to a word behind what is said here.
    fn again(&self, word: &str) -> bool {
        recurs(self.draft, word, Span::at(self.tail.end(), self.tail.end()))
    }

    /// "(“Council”)", "(Kommunen)": a bracket that holds only a name.
    fn bracketed(&mut self) {
        for (open, _) in self.slice.match_indices('(') {
            let Some(close) = self.slice[open..].find(')').map(|close| open + close) else { break };
            let inside = self.slice[open + 1..close].trim();
            // "(Energibolaget; ägs av kommunen)"
            let inside = inside.split(';').next().unwrap_or(inside).trim();
            // "(the Port, a municipal authority)"
            let inside = inside
                .split_once(", ")
                .filter(|(_, what)| self.tells_what(what))
                .map_or(inside, |(name, _)| name);
            let inside = inside.strip_prefix("the ").unwrap_or(inside);
            let span = Span::at(self.tail.start() + open + 1, self.tail.start() + close);
            let quoted = inside.contains(['“', '"', '”', '«', '‘', '’']);
            if quoted && !self.draft.has_word("alias-lead", span) {
                self.names.extend(defined(inside));
            } else if self.is_name(inside, span) {
                self.names.insert(inside.to_owned());
            }
        }
    }

    /// True for "a municipal authority": an article and what somebody is.
    fn tells_what(&self, text: &str) -> bool {
        text.split_once(' ').is_some_and(|(article, _)| self.draft.lexicons.contains("indefinite", article))
    }

    /// True for what names somebody in a bracket: one word of letters, or two with a capital, that is no legal form.
    fn is_name(&self, inside: &str, span: Span) -> bool {
        let words = inside.split_whitespace().count();
        // "(privatägt)" tells what it is.
        let form = self.draft.has_sort(span) || self.draft.has_word("private-owned", span);
        let noun = || self.draft.lexicons.contains("party-noun", &inside.to_lowercase());
        let word = words == 1
            && inside.chars().all(char::is_alphabetic)
            && inside.chars().count() >= 4
            && (!form || noun() || recurs(self.draft, inside, span));
        let capital = inside.chars().next().is_some_and(char::is_uppercase);
        let name =
            words <= 2 && capital && !inside.contains(|c: char| c.is_ascii_digit()) && (!form || words == 1);
        word || name
    }

    /// "X AB, Storgatan 1, Norrby, "Målarna"", "X AB (556000-0000), "Målarna", är överens": quoted between commas; "X Crew
    /// (802000-0000), a non-profit association – “the Crew”": or behind a dash.
    fn quoted(&mut self) {
        let quoted = |part: &&str| {
            part.len() > 4
                && part.starts_with(['"', '“', '”', '»'])
                && part.ends_with(['"', '”', '“', '»', '«'])
        };
        let parts = self.slice.trim_end_matches(['.', ' ', ';']).split(',').take(PARTS).map(str::trim);
        if let Some(part) = parts.clone().find(quoted) {
            self.names.extend(defined(part));
        }
        let dashed = self.slice.split(['–', '—']).skip(1).take(PARTS);
        let dashed = dashed.map(|part| part.trim().trim_end_matches(['.', ';', ',']));
        self.names.extend(dashed.filter(quoted).filter_map(defined));
    }

    /// "X kommun, org.nr 212000-0000, kommunen": the last item is what it is called. So is a single word in capitals that
    /// the text comes back to.
    fn last_item(&mut self) {
        let last = self.slice.trim_end_matches(['.', ' ']).rsplit(',').next().map(str::trim);
        let Some(last) = last.filter(|last| !last.contains(' ') && *last != self.slice.trim()) else {
            return;
        };
        let lower = last.to_lowercase();
        let written = || {
            last.chars().count() >= WORD
                && last.starts_with(char::is_uppercase)
                && last.chars().all(char::is_alphabetic)
                && !self.draft.lexicons.contains("org-private", &lower)
                && self.again(last)
        };
        if self.draft.lexicons.contains("party-noun", &lower) || written() {
            self.names.insert(last.to_owned());
        }
    }

    /// "X gymnasieförbund (kommunalförbund, 222000-0000) – skolan": a word behind a dash that ends what is said, by which the
    /// text goes on to call somebody.
    fn dashed(&mut self) {
        let slice = self.slice.trim_end_matches(['.', ' ', '\n']);
        let Some((_, last)) = [" – ", " — "].iter().find_map(|dash| slice.rsplit_once(dash)) else {
            return;
        };
        let lower = last.to_lowercase();
        let definite = self.draft.lexicons.endings("definite-ending").any(|ending| lower.ends_with(ending));
        if definite
            && last.chars().count() >= WORD
            && last.chars().all(char::is_alphabetic)
            && self.again(last)
        {
            self.names.insert(last.to_owned());
        }
    }
}

/// True where the word stands further on in the text: then it is a name, and not the legal form.
pub(super) fn recurs(draft: &Draft<'_>, word: &str, at: Span) -> bool {
    draft.recurs(&word.to_lowercase(), at.end())
}

/// The name that a definition gives: what is quoted, else the capitalised words that come first.
pub(super) fn defined(rest: &str) -> Option<String> {
    let rest = rest.trim_start();
    let quotes = ['“', '”', '"', '«', '»', '„', '‘', '’'];
    let head: String = rest.chars().take(24).collect();
    if let Some(open) = head.find(quotes) {
        let after = &rest[open..];
        let inner = after.trim_start_matches(quotes);
        let close = inner.find(quotes)?;
        return tidy(&inner[..close]);
    }
    let end = rest.find([',', '.', ')', ';', ':', '(', '\n', '\t']).unwrap_or(rest.len());
    let words: Vec<&str> = rest[..end].split_whitespace().take(4).collect();
    let taken: Vec<&str> = match words.first() {
        Some(first) if first.chars().next().is_some_and(char::is_uppercase) => words
            .iter()
            .take_while(|word| word.chars().next().is_some_and(char::is_uppercase))
            .copied()
            .collect(),
        // "the College and …", "the home municipality"
        Some(first) if *first == "the" => {
            let capital = |word: &&str| word.starts_with(char::is_uppercase);
            let named = words.iter().skip(1).copied().take_while(capital).count();
            words.iter().take(if named > 0 { named + 1 } else { 3 }).copied().collect()
        }
        Some(first) => vec![*first],
        None => return None,
    };
    tidy(&taken.join(" "))
}

pub(super) fn tidy(name: &str) -> Option<String> {
    let name = name.trim().trim_start_matches("the ").trim_start_matches("The ");
    let name = name.trim_end_matches([',', ';']).trim();
    let fits = (2..=60).contains(&name.len()) && name.split_whitespace().count() <= 5;
    (fits && name.chars().next().is_some_and(char::is_alphabetic)).then(|| name.to_owned())
}

pub(super) fn alias(party: &mut Party, name: &str) {
    let Some(name) = tidy(name) else { return };
    let known = |other: &str| other.to_lowercase() == name.to_lowercase();
    if !known(&party.name) && !party.aliases.iter().any(|alias| known(alias)) && party.aliases.len() < 8 {
        party.aliases.push(name);
    }
}

/// The number of an organisation inside a span.
pub(super) fn details(draft: &Draft<'_>, party: &mut Party, span: Span) {
    if party.org_number.is_none() {
        party.org_number = draft
            .tokens_in(span)
            .iter()
            .find_map(|token| facts::org_number(draft.document.slice(token.span)));
    }
}

/// "… Skolföreningen (802000-0000), härefter benämnd skolan, driver …": what a party is called where its name stands
/// once more.
pub(super) fn further_on(draft: &Draft<'_>, parties: &mut [Party]) {
    let lower = draft.document.lower();
    let names: Vec<String> = parties.iter().map(|party| party.name.to_lowercase()).collect();
    for lead in draft.words_of("alias-lead").take(DEFINITIONS) {
        let block = draft.document.block_at(lead.span.start());
        let Some(block) = block.and_then(|at| draft.document.blocks().get(at)) else { continue };
        let from = draft.document.back(lead.span.start(), BEFORE).max(block.content.start());
        let before = &lower[from..lead.span.start()];
        let named = names.iter().enumerate().take(PARTIES);
        // "1.2 X AB, owned by the Municipality, hereinafter PORT": of what begins with a name the whole speaks of it.
        let opens = |name: &String| {
            let head = before.trim_start_matches(|c: char| !c.is_alphabetic());
            from == block.content.start()
                && head.strip_prefix(name.as_str()).is_some_and(|rest| !rest.contains('\n'))
        };
        let first = named.clone().find(|(_, name)| opens(name)).map(|(at, _)| at);
        // A bare "kallad" says too little so far from the parties, save on a line that begins with one.
        if !lower[lead.span.range()].contains(' ') && first.is_none() {
            continue;
        }
        let ends = |name: &String| before.rfind(name.as_str()).map(|at| at + name.len());
        let nearest = || named.clone().filter_map(|(at, name)| Some((ends(name)?, at))).max();
        // Else nothing but numbers and addresses in brackets stands between.
        let beside = |(end, party): (usize, usize)| {
            let between = before[end..].trim();
            let bracket = between.starts_with('(')
                && between.trim_end_matches([',', ' ']).ends_with(')')
                && between.matches('(').count() == 1;
            (matches!(between, "" | "," | "(") || bracket).then_some(party)
        };
        let once = draft.words_in("alias-lead", Span::at(from, lead.span.start())).next().is_none();
        let Some(party) = first.filter(|_| once).or_else(|| nearest().and_then(beside)) else { continue };
        let rest = draft.document.between(lead.span.end(), block.content.end());
        let Some(called) = defined(rest) else { continue };
        let said = called.to_lowercase();
        let generic =
            ["not-a-party", "country", "group-cue"].iter().any(|label| draft.lexicons.contains(label, &said));
        // "…, owned by X, hereinafter Y": Y is known, and not X.
        let mut known = parties.iter().flat_map(|party| std::iter::once(&party.name).chain(&party.aliases));
        if !generic && known.all(|name| name.to_lowercase() != said) {
            alias(&mut parties[party], &called);
        }
    }
}

/// "Skarven Bränslen AB (Skarven) utvecklar …": a bracket behind the name where it stands once more, with what the text calls
/// it from there on.
pub(super) fn in_brackets(draft: &Draft<'_>, parties: &mut [Party]) {
    let (text, lower) = (draft.document.text(), draft.document.lower());
    let top = draft.document.ahead(0, TOP);
    for number in 0..parties.len().min(PARTIES) {
        let name = parties[number].name.to_lowercase();
        if !parties[number].aliases.is_empty() || name.len() < 5 {
            continue;
        }
        let called = lower[..top].match_indices(name.as_str()).take(PARTS).find_map(|(at, _)| {
            let end = at + name.len();
            let inside = text.get(end..)?.strip_prefix(" (")?.split_once(')')?.0;
            let plain = (4..=40).contains(&inside.len())
                && inside.split(' ').count() <= 2
                && inside.chars().all(|c| c.is_alphabetic() || c == ' ');
            let written = !inside.contains(' ') || inside.starts_with(char::is_uppercase);
            let sort = draft.has_sort(Span::at(end, end + inside.len() + 3))
                && !draft.lexicons.contains("party-noun", &inside.to_lowercase())
                && !inside.ends_with(['n', 't']);
            let known = ["not-a-party", "country", "generic-alias"]
                .iter()
                .any(|label| draft.lexicons.contains(label, &inside.to_lowercase()));
            let behind = Span::at(end + inside.len() + 3, end + inside.len() + 3);
            (plain && written && !sort && !known && recurs(draft, inside, behind)).then(|| inside.to_owned())
        });
        let Some(called) = called else { continue };
        let mut names = parties.iter().flat_map(|party| std::iter::once(&party.name).chain(&party.aliases));
        if names.all(|name| name.to_lowercase() != called.to_lowercase()) {
            alias(&mut parties[number], &called);
        }
    }
}

/// "Jordägare Norrby kommun upplåter …": what stands right before a name says what it is called further on.
pub(super) fn by_role_before(draft: &Draft<'_>, parties: &mut [Party]) {
    for party in parties.iter_mut().take(PARTIES) {
        let before = Span::at(draft.document.back(party.span.start(), 24), party.span.start());
        let role = draft.tokens_in(before).last().filter(|role| {
            draft.document.between(role.span.end(), party.span.start()) == " "
                && draft.is("role-before", role)
                && !draft.has_whole("party-lead", role.span)
        });
        if let Some(role) = role {
            alias(party, draft.document.slice(role.span));
        }
    }
}

/// "Vretstorps kommun är värdkommun": what a party is said to be is what it is called further on.
pub(super) fn by_predicate(draft: &Draft<'_>, parties: &mut [Party]) {
    let lower = draft.document.lower();
    for word in draft.words_of("party-function").take(FUNCTIONS) {
        let Some(sentence) = draft.annotations.sentence_around(word.span.start()) else { continue };
        let before = draft.tokens_in(Span::at(sentence.span.start(), word.span.start()));
        let small = |token: &&crate::annotate::Token| draft.is("function-copula", token);
        let copulas = before.iter().rev().take_while(small).count();
        let Some(last) = before.len().checked_sub(copulas + 1).and_then(|at| before.get(at)) else {
            continue;
        };
        // "The Supplier shall host the service": behind a modal the word is a verb.
        let verb = before.last().is_some_and(|last| draft.has_word("duty-modal", last.span));
        if copulas == 0 || verb {
            continue;
        }
        let said = lower[sentence.span.start()..last.span.end()].trim_end();
        let called = |party: &Party| {
            std::iter::once(&party.name).chain(&party.aliases).map(|name| name.to_lowercase()).any(|name| {
                said == name || said.strip_suffix(name.as_str()).is_some_and(|rest| rest.ends_with(' '))
            })
            // "Kommunen är projektägare": by the word for its sort.
            || draft.words_in("party-noun", Span::at(sentence.span.start(), last.span.end())).any(|noun| {
                noun.span.end() == last.span.end() && draft.value(noun) == party.legal_form.as_deref()
            })
        };
        let mut who = (0..parties.len()).filter(|at| called(&parties[*at]));
        if let (Some(party), None) = (who.next(), who.next()) {
            alias(&mut parties[party], draft.document.slice(word.span));
        }
    }
}
