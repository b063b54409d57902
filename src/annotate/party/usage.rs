//! What a text goes on to call a party by words of its name, told by how it uses them.

use crate::annotate::{Draft, Shape, Token};

/// Words of a text in which that is looked for, at most.
const LOOKED: usize = 20_000;
/// Letters of a first word that stands for a name by itself, at least, and of one inside it.
const FIRST: usize = 4;
const INSIDE: usize = 7;

/// The words of a text in which it is looked for how it uses a name.
struct Usage<'a, 'd> {
    draft: &'a Draft<'d>,
    tokens: &'a [Token],
}

impl<'a, 'd> Usage<'a, 'd> {
    fn new(draft: &'a Draft<'d>) -> Self {
        Self { draft, tokens: &draft.tokens[..draft.tokens.len().min(LOOKED)] }
    }

    /// True where a space and nothing else stands behind a token.
    fn beside(&self, at: usize) -> bool {
        let (Some(here), Some(next)) = (self.tokens.get(at), self.tokens.get(at + 1)) else { return false };
        self.draft.document.text().get(here.span.end()..next.span.start()) == Some(" ")
    }

    /// True where a word with a capital stands at a token.
    fn capital(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.shape == Shape::Capital)
    }

    /// True where a verb stands right behind a token: one of a clause, or a modal ("Timberlane will …").
    fn acts(&self, at: usize) -> bool {
        let verb = |next: &Token| {
            crate::annotate::duty::finite(self.draft, next) || self.draft.begins_with("duty-modal", next.span)
        };
        self.beside(at) && self.tokens.get(at + 1).is_some_and(verb)
    }

    /// True where tokens stand alone in a cell or on a line.
    fn alone(&self, from: usize, last: usize) -> bool {
        let (start, end) = (self.tokens[from].span.start(), self.tokens[last].span.end());
        let block = self.draft.document.block_at(self.tokens[last].span.start());
        let block = block.and_then(|at| self.draft.document.blocks().get(at));
        block.is_some_and(|block| block.content.start() == start && block.content.end() <= end + 1)
    }
}

/// How often a text uses words as a name: alone on a line counts twice, and as if they acted.
#[derive(Default, Clone, Copy)]
struct Uses {
    count: usize,
    acts: usize,
}

impl Uses {
    fn add(&mut self, verb: bool, alone: bool) {
        self.count += 1 + usize::from(alone);
        self.acts += usize::from(verb || alone);
    }
}

/// "Dalmans skänker mat": the first words of "Dalmans Livs AB" where the text goes on to call it so, at least twice and at
/// least once with a verb behind. What another party's name begins with too is a place.
pub(super) fn called_so(draft: &Draft<'_>, words: &[&str], taken: &dyn Fn(&str) -> bool) -> Option<String> {
    let letters = words.first().map_or(0, |word| word.chars().count());
    let first = words.first().filter(|_| letters >= FIRST || words.len() > 2 && letters > 1)?.to_lowercase();
    let stem = first.strip_suffix('s').unwrap_or(&first);
    if taken(stem) || words.len() < 2 || draft.lexicons.contains("not-a-party", &first) {
        return None;
    }
    let (uses, place) = uses_of_first_words(&Usage::new(draft), words, &first);
    // Several words in a row are no chance.
    let plain = words.len() > 2 && words[0].chars().count() > FIRST && !words[0].ends_with('s');
    let often = |length: &usize| if *length > 1 || plain { 1 } else { 2 };
    // "St Brannoc's": a short word needs another.
    let least = if letters >= FIRST && !place { 1 } else { 2 };
    let length = (least..words.len())
        .find(|length| uses[*length].count >= often(length) && uses[*length].acts >= 1)?;
    let last = words[length - 1].to_lowercase();
    (!draft.lexicons.contains("name-link", &last)).then(|| words[..length].join(" "))
}

/// For each number of first words how a text uses just them; true where the first one stands for a place, too.
fn uses_of_first_words(text: &Usage<'_, '_>, words: &[&str], first: &str) -> (Vec<Uses>, bool) {
    let draft = text.draft;
    let mut uses = vec![Uses::default(); words.len()];
    let mut place = false;
    for (at, token) in text.tokens.iter().enumerate() {
        if token.shape != Shape::Capital || draft.lower(token) != first {
            continue;
        }
        let same = |length: usize| {
            text.tokens.get(at + length).is_some_and(|other| {
                text.beside(at + length - 1) && draft.document.slice(other.span) == words[length]
            })
        };
        let length = 1 + (1..words.len()).take_while(|length| same(*length)).count();
        let last = at + length - 1;
        // "barn i Haga": where something is, whatever "Haga Fritidsforum" is called.
        place |= length == 1 && at > 0 && text.beside(at - 1) && draft.is("locative", &text.tokens[at - 1]);
        // The name goes on with another word in capitals: somebody else.
        let other = text.beside(last) && text.capital(last + 1);
        if length < words.len() && !other {
            uses[length].add(text.acts(last), text.alone(at, last));
        }
    }
    (uses, place)
}

/// "Resursgruppen bemannar": a word inside "Frivilliga Resursgruppen Vik" that the text goes on to use alone, as above.
pub(super) fn called_inside<'w>(
    draft: &Draft<'_>,
    words: &[&'w str],
    taken: &dyn Fn(&str) -> bool,
) -> Option<&'w str> {
    let text = Usage::new(draft);
    // What stands behind a small word is a place ("Företagarna i Vik").
    let inside = words.windows(2).filter(|pair| pair[0].starts_with(char::is_uppercase));
    // "The Ramblers" of "Marlow Ramblers' Association"
    let inside = inside.map(|pair| pair[1].trim_end_matches(['\'', '’']));
    let fits = |word: &&str| {
        let lower = word.to_lowercase();
        word.chars().count() >= INSIDE
            && word.starts_with(char::is_uppercase)
            && word.chars().all(char::is_alphabetic)
            && !taken(&lower)
            && !draft.lexicons.contains("not-a-party", &lower)
    };
    inside.filter(fits).find(|word| {
        let uses = uses_of(&text, word);
        uses.count >= 2 && uses.acts >= 1
    })
}

/// How a text uses one word, but for where it stands among other capitals: there it is the whole name, or another's.
fn uses_of(text: &Usage<'_, '_>, word: &str) -> Uses {
    let draft = text.draft;
    let mut uses = Uses::default();
    for (at, token) in text.tokens.iter().enumerate() {
        if token.shape != Shape::Capital || draft.document.slice(token.span) != word {
            continue;
        }
        let article = at > 0 && draft.is("party-article", &text.tokens[at - 1]);
        let before = at > 0 && !article && text.beside(at - 1) && text.capital(at - 1);
        let among = before || text.beside(at) && text.capital(at + 1);
        if !among {
            uses.add(text.acts(at), text.alone(at - usize::from(article), at));
        }
    }
    uses
}
