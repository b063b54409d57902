//! Parties at the edges of a document, where no words introduce them: numbers, a letter's head, signatures.

use super::introduce::introduce;
use super::names::{Name, names_in};
use super::series::series;
use super::{HEAD_BLOCKS, PREAMBLE_BLOCKS, add, added};
use crate::annotate::{Draft, Shape, Token};
use crate::document::{Block, Party, Span, Zone};

/// Words between "to" and the name of whom a letter is for, at most.
const OFFICE: usize = 4;
/// Words of the line that ends a letter, at most, and lines behind it in which its writer signs.
const CLOSING_WORDS: usize = 7;
const CLOSING_LINES: usize = 5;
/// Parties of a document in which lines of signatures may name another, at most, and words of its name.
const SIGNING: usize = 6;
const NAMED: usize = 6;
/// Words of an address, at most.
const ADDRESS: usize = 10;
/// Words of a greeting that names whom it is for, at most.
const GREETING: usize = 12;
/// Words of a title before whose it is, with the words that join them, at most.
const TITLE: usize = 4;
/// Blocks from the start within which a letter greets.
const LETTER_HEAD: usize = 18;

/// Lines near the start that give an organisation's name and number.
pub(super) fn from_numbers(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let numbers = crate::annotate::spans_of(draft, "org-number");
    for block in draft.document.blocks().iter().take(2 * PREAMBLE_BLOCKS) {
        let at = numbers.partition_point(|span| span.start() < block.content.start());
        let numbered = numbers.get(at).is_some_and(|span| span.start() < block.content.end());
        if numbered && block.is_body() && !block.is_heading() && block.cell().is_none() {
            series(draft, block.content, parties);
        }
    }
}

/// "Till styrelsen för Stiftelsen X" over a letter's greeting: whom it is written to, though others are named in its text.
pub(super) fn from_reader(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let Some(greeting) = greeting(draft) else { return };
    from_greeting(draft, greeting, parties);
    if parties.is_empty() {
        return;
    }
    for block in draft.document.blocks().iter().take(greeting).filter(|block| block.is_body()) {
        let label = draft.words_in("letter-label", block.content).next();
        let Some(label) = label.filter(|label| label.span.start() == block.content.start()) else { continue };
        let rest = Span::at(label.span.end(), block.content.end());
        let name = names_in(draft, rest).into_iter().next().filter(|name| draft.has_sort(name.span));
        let Some(name) = name.filter(|_| draft.value(label) == Some("reader")) else { continue };
        // "styrelsen för", "the Trustees,": an office of it.
        let before = draft.tokens_in(Span::at(rest.start(), name.span.start()));
        let office = |token: &Token| !draft.has_sort(token.span) || draft.has_word("party-organ", token.span);
        let plain = before.len() <= OFFICE && before.iter().all(office);
        let whole = name.span.end() >= block.content.end()
            || draft.document.text()[name.span.end()..].starts_with([',', ' ', '\n']);
        // Two that stood on lines of their own are known already.
        let said = draft.document.slice(name.span);
        let known = parties.iter().any(|party| said.contains(party.name.as_str()));
        if plain && whole && !known {
            add(parties, name, draft);
        }
    }
}

/// "Hej Byalaget i Åsen!", "Dear Ann and everyone at the Corrie Rowing Club,": who is greeted, where fewer than two are known.
fn from_greeting(draft: &Draft<'_>, greeting: usize, parties: &mut Vec<Party>) {
    let Some(block) = draft.document.blocks().get(greeting).filter(|_| parties.len() < 2) else { return };
    let text = draft.document.slice(block.content).trim_end();
    let short = draft.tokens_in(block.content).len() <= GREETING && text.ends_with([',', '!', ':']);
    let hello = draft
        .words_in("salutation", block.content)
        .next()
        .map_or(block.content.start(), |word| word.span.end());
    let behind = Span::at(hello, block.content.end().max(hello));
    if let ([name], true) = (&names_in(draft, behind)[..], short)
        && draft.has_sort(name.span)
        && draft.document.between(name.span.end(), block.content.end()).trim().len() <= 1
    {
        add(parties, *name, draft);
    }
}

/// "Samhällsbyggnadschef, Tranhults kommun" under "Vänliga hälsningar": who writes a letter, though others are named over it.
pub(super) fn from_writer(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    if !is_letter(draft) {
        return;
    }
    let known = |said: &str| {
        let mut names = parties.iter().map(|party| party.name.to_lowercase());
        names.any(|name| name.contains(said) || said.contains(&name))
    };
    let mut found = None;
    // "Med vänliga hälsningar från Hästviks kommun": the words that end it may say so themselves.
    let ends = closing(draft).checked_sub(1).and_then(|at| draft.document.blocks().get(at));
    let ends = ends.filter(|block| draft.begins_with("letter-closing", block.content));
    'lines: for block in ends.into_iter().chain(closing_lines(draft)) {
        let mut from = block.content.start();
        for line in draft.document.slice(block.content).split(['\n', '\t']) {
            let span = Span::at(from, from + line.len());
            from = span.end() + 1;
            let [name] = names_in(draft, span)[..] else { continue };
            let rest = draft.document.between(name.span.end(), span.end().max(name.span.end()));
            let ends = rest.trim_matches([')', '.', ' ']).is_empty();
            found = Some(name).filter(|_| ends && !known(&draft.document.lower()[name.span.range()]));
            break 'lines;
        }
    }
    if let Some(name) = found {
        add(parties, name, draft);
    }
}

/// Where a letter has ended and another may answer: behind the words that close it.
pub(super) fn closed_at(draft: &Draft<'_>) -> Option<usize> {
    let blocks = draft.document.blocks();
    let from = closing(draft);
    blocks.get(from).map(|block| block.content.start())
}

/// The block behind the words that end a letter; their number where there are none.
fn closing(draft: &Draft<'_>) -> usize {
    let blocks = draft.document.blocks();
    let closes = |block: &Block| {
        draft.begins_with("letter-closing", block.content)
            && draft.tokens_in(block.content).len() <= CLOSING_WORDS
    };
    let body = blocks.iter().enumerate().filter(|(_, block)| block.is_body());
    body.skip(1).find(|(_, block)| closes(block)).map_or(blocks.len(), |(at, _)| at + 1)
}

/// The lines in which whoever writes a letter signs it: those behind the words that end it, up to where another answers.
pub(super) fn closing_lines<'d>(draft: &'d Draft<'_>) -> impl Iterator<Item = &'d Block> + 'd {
    let blocks = draft.document.blocks();
    let from = closing(draft);
    let answers = |block: &&Block| {
        block.is_heading() || draft.has_word("acceptance-word", block.content) || block.cell().is_some()
    };
    blocks[from..].iter().take_while(move |block| !answers(block)).take(CLOSING_LINES)
}

/// "For X" in the signature block.
pub(super) fn from_signatures(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    for (index, block) in draft.document.blocks().iter().enumerate() {
        if draft.annotations.zones.get(index) != Some(&Zone::Signature) {
            continue;
        }
        // "För Kommunen: Anna Ek För Föreningen: Bo Alm": lines that were joined to one.
        let opens = |span: &Span| draft.document.text()[span.range()].starts_with(char::is_uppercase);
        let words = draft.words_in("signature-for", block.content).map(|word| word.span).filter(opens);
        let mut start = block.content.start();
        for end in words.skip(1).map(|word| word.start()).chain([block.content.end()]) {
            from_signature(draft, Span::at(start, end), parties);
            start = end;
        }
    }
}

/// The party that a line of signatures begins with, behind "For".
fn from_signature(draft: &Draft<'_>, line: Span, parties: &mut Vec<Party>) {
    let from = draft
        .words_in("signature-for", line)
        .next()
        .filter(|word| word.span.start() < line.start() + 4)
        .map_or(line.start(), |word| word.span.end());
    let rest = Span::at(from.min(line.end()), line.end());
    let named = names_in(draft, rest).into_iter().next().filter(|name| name.span.start() < from + 4);
    if let Some(name) = named.or_else(|| small_name(draft, rest).filter(|_| from > line.start())) {
        add(parties, name, draft);
    }
}

/// "hyresgästföreningen på Åvägen", "föreningen i Vik": a sort in small letters and its place, right at the start.
fn small_name(draft: &Draft<'_>, rest: Span) -> Option<Name> {
    let [sort, link, place, ..] = draft.tokens_in(rest) else { return None };
    let sorted = sort.shape == Shape::Lower && draft.has_word("org-nonprofit", sort.span);
    let placed = draft.is("name-link", link) && place.shape == Shape::Capital;
    (sorted && placed).then(|| Name { span: Span::at(sort.span.start(), place.span.end()) })
}

/// "Conny Brask, ordförande Hyttvads IF", "/s/ Ada Flint, director, Northport Museum": the parties that lines of signatures
/// end with, behind a name and what that person is.
pub(super) fn from_signed_ends(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks().iter().zip(&draft.annotations.zones);
    for (block, _) in blocks.filter(|(_, zone)| **zone == Zone::Signature) {
        let mut from = block.content.start();
        for line in draft.document.slice(block.content).split(['\n', '\t']) {
            let span = Span::at(from, from + line.len());
            from = span.end() + 1;
            if let [name] = names_in(draft, span)[..]
                && (behind_signer(draft, span, name)
                    || !parties.is_empty()
                        && behind_title(draft, span, name)
                        && !shortens(draft, parties, name))
            {
                add(parties, name, draft);
            }
        }
    }
}

/// "For the Cold Process Cluster: B Ek" beside "For Fjällmekan AB: T Alm": among lines that say for whom somebody signs, of
/// which one names a party, the others do, too, though no word of theirs says what they are.
pub(super) fn from_same_signatures(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    if !(1..=SIGNING).contains(&parties.len()) {
        return;
    }
    let blocks = draft.document.blocks().iter().zip(&draft.annotations.zones);
    let signing = blocks.filter(|(_, zone)| **zone == Zone::Signature);
    let named: Vec<Name> = signing.filter_map(|(block, _)| signed_for(draft, block.content)).collect();
    let said = |name: &Name| draft.document.lower()[name.span.range()].to_owned();
    let known = |parties: &[Party], said: &str| {
        let mut names = parties.iter().flat_map(|party| std::iter::once(&party.name).chain(&party.aliases));
        names.any(|name| {
            let name = name.to_lowercase();
            name.contains(said) || said.contains(&name)
        })
    };
    if !named.iter().any(|name| known(parties, &said(name))) {
        return;
    }
    for name in named {
        let said = said(&name);
        let role = ["party-role", "party-function"].iter().any(|label| draft.lexicons.contains(label, &said));
        let organ = ["party-organ", "deciding-body"].iter().any(|label| draft.has_word(label, name.span));
        if !role && !organ && !known(parties, &said) {
            add(parties, name, draft);
        }
    }
}

/// The words with capitals between "For" and the colon of a line of signatures, two or more.
fn signed_for(draft: &Draft<'_>, line: Span) -> Option<Name> {
    let lead =
        draft.words_in("signature-for", line).next().filter(|lead| lead.span.start() == line.start())?;
    let colon = draft.document.slice(line).find(':')? + line.start();
    let tokens = draft.tokens_in(Span::at(lead.span.end(), colon.max(lead.span.end())));
    let article = tokens.first().is_some_and(|first| draft.has_whole("party-article", first.span));
    let tokens = &tokens[usize::from(article)..];
    let written =
        |token: &Token| matches!(token.shape, Shape::Capital | Shape::Upper) || draft.is("name-link", token);
    let whole = (2..=NAMED).contains(&tokens.len()) && tokens.iter().all(written);
    let capital = tokens.first().is_some_and(|first| first.shape != Shape::Lower);
    let span = Span::at(tokens.first()?.span.start(), tokens.last()?.span.end());
    (whole && capital && draft.document.between(span.end(), colon).trim().is_empty()).then_some(Name { span })
}

/// True where a line begins with the name of somebody and ends with that of an organisation.
fn behind_signer(draft: &Draft<'_>, line: Span, name: Name) -> bool {
    let before = draft.tokens_in(Span::at(line.start(), name.span.start().max(line.start())));
    let signs = before.iter().filter(|token| token.shape == Shape::Capital).take(2).count() == 2;
    let rest = draft.document.between(name.span.end(), line.end().max(name.span.end()));
    signs && rest.trim_matches([')', '.', ' ']).is_empty()
}

/// "Parish Council" where "Nether Holt Parish Council" is known.
fn shortens(draft: &Draft<'_>, parties: &[Party], name: Name) -> bool {
    let said = &draft.document.lower()[name.span.range()];
    parties.iter().any(|party| party.name.to_lowercase().ends_with(said))
}

/// "ordförande i Hyttvads IF", "treasurer, Northport Museum": a line that begins with what somebody is and ends with whose.
fn behind_title(draft: &Draft<'_>, line: Span, name: Name) -> bool {
    let before = draft.tokens_in(Span::at(line.start(), name.span.start().max(line.start())));
    let title = before.first().is_some_and(|first| draft.has_word("role-title", first.span));
    let rest = draft.document.between(name.span.end(), line.end().max(name.span.end()));
    title
        && before.len() <= TITLE
        && before.iter().skip(1).all(|token| token.shape == Shape::Lower)
        && draft.has_sort(name.span)
        && rest.trim_matches([')', '.', ' ']).is_empty()
}

/// The first block near the start that greets whom a letter is for.
fn greeting(draft: &Draft<'_>) -> Option<usize> {
    let greets = |block: &Block| draft.begins_with("salutation", block.content);
    draft.document.blocks().iter().take(LETTER_HEAD).position(greets)
}

/// True for a letter: somebody is greeted near its start.
pub(in crate::annotate) fn is_letter(draft: &Draft<'_>) -> bool {
    greeting(draft).is_some()
}

/// Lines of their own near the start that say nothing but a name: who writes to whom in a letter.
pub(super) fn from_head(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let greeting = greeting(draft);
    let blocks = draft.document.blocks().iter().zip(&draft.annotations.zones);
    for (index, (block, zone)) in blocks.take(greeting.unwrap_or(HEAD_BLOCKS)).enumerate() {
        // Over a greeting stands who writes to whom.
        let over = greeting.is_some_and(|greeting| index < greeting);
        let head = over || matches!(zone, Zone::HeaderBlock | Zone::Parties);
        // The very first line may be set as a title.
        if !block.is_body() || block.is_heading() && !(over && index == 0) || !head {
            continue;
        }
        let mut from = block.content.start();
        for said in draft.document.slice(block.content).split(['\n', '\t']) {
            let line = HeadLine::new(draft, Span::at(from, from + said.len()), said, over);
            from = line.span.end() + 1;
            if let Some(pair) = line.pair() {
                for name in pair {
                    add(parties, name, draft);
                }
            } else if let Some(name) = line.sorted() {
                if let Some(party) = added(parties, name, draft) {
                    introduce(draft, party, line.span);
                }
            } else if let Some(name) = line.name().filter(|name| parties.is_empty() || !is_unit(draft, *name))
            {
                add(parties, name, draft);
            }
        }
    }
}

/// "Department of Culture" below the name of a region: an office of whoever stands above it.
fn is_unit(draft: &Draft<'_>, name: Name) -> bool {
    let tokens = draft.tokens_in(name.span);
    tokens.first().is_some_and(|first| draft.is("unit-of", first))
        && tokens.get(1).is_some_and(|link| draft.is("institution-of", link))
}

/// True where only a word like "to" stands between two names.
pub(super) fn leads_on(draft: &Draft<'_>, writer: Span, reader: Span) -> bool {
    let between = Span::at(writer.end(), reader.start().max(writer.end()));
    let text = draft.document.slice(between);
    let reads = |token: &Token| draft.value_of("letter-label", token) == Some("reader");
    text.starts_with(' ')
        && !text.contains(['\n', '\t', '.', ','])
        && match draft.tokens_in(between) {
            [to] => reads(to),
            [to, article] => reads(to) && draft.has_whole("party-article", article.span),
            _ => false,
        }
}

/// Where the name begins behind "er i", "you at the"; else where the line does.
fn behind_you(draft: &Draft<'_>, rest: Span) -> usize {
    let [you, link, name, ..] = draft.tokens_in(rest) else { return rest.start() };
    let led = draft.is("you-word", you) && draft.has_whole("preposition", link.span);
    if led && you.span.start() == rest.start() { name.span.start() } else { rest.start() }
}

/// A line of a letter's head.
struct HeadLine<'a, 'd> {
    draft: &'a Draft<'d>,
    span: Span,
    line: &'a str,
    /// True where no word like "To" stands in it.
    plain: bool,
    /// Where the name stands behind such a word at its start.
    labelled: Option<usize>,
    /// True over a greeting.
    over: bool,
}

impl<'a, 'd> HeadLine<'a, 'd> {
    fn new(draft: &'a Draft<'d>, span: Span, line: &'a str, over: bool) -> Self {
        // "Till X kommun, kulturförvaltningen"; "Present for X Club"
        let there = || {
            draft.words_in("attendance-lead", span).next().filter(|lead| lead.span.start() == span.start())
        };
        let to = draft.words_in("letter-label", span).next().or_else(there).map(|word| word.span);
        let labelled = to.filter(|to| to.start() == span.start()).map(|to| {
            let rest = &line[to.len()..];
            let start = to.end() + rest.len() - rest.trim_start_matches([':', ' ']).len();
            behind_you(draft, Span::at(start, span.end().max(start)))
        });
        Self { draft, span, line, plain: to.is_none(), labelled, over }
    }

    /// "Norrby kommun till Viks Båtklubb, den 3 mars", "From the Rowing Club to the Town Council": who writes to whom.
    fn pair(&self) -> Option<[Name; 2]> {
        let names = names_in(self.draft, self.span);
        let [writer, reader] = names[..] else { return None };
        let before = self.draft.tokens_in(Span::at(self.span.start(), writer.span.start()));
        let small = |token: &Token| {
            self.draft.is("letter-label", token) || self.draft.has_whole("party-article", token.span)
        };
        (self.over && leads_on(self.draft, writer.span, reader.span) && before.iter().all(small))
            .then_some([writer, reader])
    }

    /// "Musik i Sundal, ideell förening": what stands before its sort.
    fn sorted(&self) -> Option<Name> {
        let (before, sort) = self.line.split_once(", ")?;
        let sort = Span::at(self.span.end() - sort.len(), self.span.end());
        let form = || {
            ["org-nonprofit", "org-private", "form-phrase"]
                .iter()
                .any(|label| self.draft.words_in(label, sort).any(|word| word.span.end() == sort.end()))
        };
        let name = sort.len() <= 40
            && (3..=60).contains(&before.len())
            && before.starts_with(char::is_uppercase)
            && self.plain
            && form();
        name.then(|| Name { span: Span::at(self.span.start(), self.span.start() + before.len()) })
    }

    /// The name that the line consists of, but for where it is or what office of it writes.
    fn name(&self) -> Option<Name> {
        let named = Span::at(self.labelled.unwrap_or(self.span.start()), self.span.end());
        let name = names_in(self.draft, named).into_iter().next()?;
        let whole = || {
            self.addressed(name)
                || self.office(name)
                || self.placed(name)
                || self.over_address(name)
                || name.span.end() + 2 >= self.span.start() + self.line.trim_end().len()
                || self.line.len() <= 160 && self.numbered()
        };
        (self.written_to(name) || self.begins(name) && whole()).then_some(name)
    }

    fn behind(&self, name: Name) -> Span {
        Span::at(name.span.end(), self.span.end().max(name.span.end()))
    }

    fn rest(&self, name: Name) -> &'a str {
        self.draft.document.text()[name.span.end()..self.span.end()].trim()
    }

    fn begins(&self, name: Name) -> bool {
        let before = Span::at(self.span.start(), name.span.start().max(self.span.start()));
        let article = |token: &Token| self.draft.has_word("party-article", token.span);
        self.labelled == Some(name.span.start()) || self.draft.tokens_in(before).iter().all(article)
    }

    /// "Civic Centre, Market Hill, Thornley" under the name of the council is where it is.
    fn addressed(&self, name: Name) -> bool {
        let labelled = self.labelled == Some(name.span.start());
        (self.over || labelled)
            && self.rest(name).starts_with([',', ';', '(', '·', '•', '|'])
            && (labelled || self.draft.has_sort(name.span))
    }

    /// "Corrie Rowing Club The Boathouse, Corrie": the name of a body over where it is, whose lines have become one.
    fn over_address(&self, name: Name) -> bool {
        let behind = self.draft.tokens_in(self.behind(name));
        let place = |token: &Token| token.shape != Shape::Lower || self.draft.is("name-link", token);
        self.over
            && self.draft.has_sort(name.span)
            && (1..=ADDRESS).contains(&behind.len())
            && behind.iter().all(place)
            && self.rest(name).starts_with(char::is_uppercase)
            && !self.line.trim_end().ends_with(['.', ':', '?'])
    }

    /// "Tallsjö stad Stationsgatan 4, 561 20 Tallsjö": a name over an address.
    fn numbered(&self) -> bool {
        let numbers = self.draft.tokens_in(self.span).iter().filter(|token| token.shape == Shape::Number);
        numbers.count() >= 2
    }

    /// "To the Trustees, Friends of the Library": somebody of it is written to.
    fn written_to(&self, name: Name) -> bool {
        let Some(start) = self.labelled else { return false };
        let between = Span::at(start, name.span.start());
        let rest = self.rest(name);
        self.draft.document.slice(between).trim_end().ends_with(',')
            && !self.draft.has_organisation(between)
            && (rest.is_empty() || rest.starts_with([',', ';', '(']))
    }

    /// "Norrby kommun Fritidskontoret": an office of it writes.
    fn office(&self, name: Name) -> bool {
        let behind = self.behind(name);
        self.over
            && self.draft.tokens_in(behind).len() <= 3
            && ["organ", "party-organ"].iter().any(|label| self.draft.has_word(label, behind))
    }

    /// "Equmeniakyrkan Betania i Kopparvik"
    fn placed(&self, name: Name) -> bool {
        matches!(
            self.draft.tokens_in(self.behind(name)),
            [link, place] if self.draft.is("name-link", link) && place.shape == Shape::Capital
        )
    }
}

/// The first line that joins two names ("Krisstöd i Alviks församling och Alviks kommun"), where nothing else tells who.
pub(super) fn from_pair(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let join = |gap: Span| {
        let tokens = draft.tokens_in(gap);
        tokens.len() <= 4 && tokens.last().is_some_and(|token| draft.has_whole("party-join", token.span))
    };
    for block in draft.document.blocks().iter().filter(|block| block.is_body()).take(HEAD_BLOCKS) {
        let names = names_in(draft, block.content);
        let pair = names.windows(2).find(|pair| join(Span::at(pair[0].span.end(), pair[1].span.start())));
        if let Some(pair) = pair {
            for name in pair {
                add(parties, *name, draft);
            }
            return;
        }
    }
}

/// "X förening åtar sig att för Y kommuns räkning vårda …": the first sentence that binds one to another, where nothing
/// else tells who.
pub(super) fn from_promise(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let blocks = draft.document.blocks().iter().zip(&draft.annotations.zones);
    let body = blocks.filter(|(block, zone)| block.is_body() && !block.is_heading() && **zone == Zone::Body);
    for (block, _) in body.take(HEAD_BLOCKS) {
        let names = names_in(draft, block.content);
        let [first, .., _] = names.as_slice() else { continue };
        // "Jordägare Norrby kommun upplåter …"
        let role = draft.tokens_in(Span::at(block.content.start(), first.span.start())).first().is_some_and(
            |token| draft.is("role-before", token) && token.span.end() + 1 == first.span.start(),
        );
        if first.span.start() > block.content.start() + 5 && !role {
            continue;
        }
        let verb = Span::at(first.span.end(), (first.span.end() + 40).min(block.content.end()));
        if !["duty-verb", "promise-verb"].iter().any(|label| draft.has_word(label, verb)) {
            continue;
        }
        for name in names.iter().take(3) {
            // "för X kommuns räkning"
            let text = draft.document.slice(name.span);
            let last = text.rsplit(' ').next().unwrap_or(text).to_lowercase();
            let bare = last.strip_suffix('s').is_some_and(|bare| {
                ["org-public", "org-private", "org-nonprofit"]
                    .iter()
                    .any(|label| draft.lexicons.contains(label, bare))
            });
            let end = name.span.end() - usize::from(bare);
            add(parties, Name { span: Span::at(name.span.start(), end) }, draft);
        }
        return;
    }
}

/// "NORTH BANK LTD. By: …": the name just before who signs for it.
pub(super) fn from_signers(draft: &Draft<'_>, parties: &mut Vec<Party>) {
    let text = draft.document.text();
    for word in draft.words_of("signed-by").filter(|word| word.span.start() * 2 > text.len()).take(40) {
        if !text[word.span.end()..].starts_with(':') {
            continue;
        }
        let before = Span::at(draft.document.back(word.span.start(), 160), word.span.start());
        let near = names_in(draft, before).into_iter().next_back();
        if let Some(name) =
            near.filter(|name| draft.document.between(name.span.end(), word.span.start()).trim().len() <= 3)
        {
            add(parties, name, draft);
        }
    }
}
