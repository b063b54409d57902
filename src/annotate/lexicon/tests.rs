use proptest::prelude::*;

use super::scan::speaks;
use super::*;
use crate::annotate::token::tokenize;
use crate::document::Language;
use crate::document::builder::lower_aligned;

const FILE: &str = r#"
[[lexicon.plan]]
lang = "sv"
match = "compound-tail"
words = ["plan -en -er -erna", "strategi -n -er -erna"]
except = ["genomförandeplan"]

[[lexicon.plan]]
lang = "any"
match = "word"
case = true
words = ["RUS"]

[[lexicon.duty]]
lang = "sv"
match = "phrase"
words = ["ansvarar för", "ansvarar för att", "är/var ansvarig/ansvariga för"]

[[lexicon.number]]
lang = "any"
match = "regex"
words = ['dnr [a-z]+ \d+']
value = "n"
"#;

/// All words of a text, the same whether its tokens are numbered or not.
fn scan(lexicons: &Lexicons, text: &str) -> Vec<WordMark> {
    let (lower, mut tokens, mut vocabulary) = (lower_aligned(text), tokenize(text), Vocabulary::default());
    let unknown = lexicons.scan(&vocabulary, text, &lower, &tokens, Language::Sv);
    for _ in 0..2 {
        lexicons.number(&mut vocabulary, &lower, &mut tokens);
        assert_eq!(lexicons.scan(&vocabulary, text, &lower, &tokens, Language::Sv), unknown, "{text}");
        for token in &tokens {
            let word = &lower[token.span.range()];
            for label in lexicons.labels().names() {
                let value = lexicons.value_of_token(&vocabulary, lexicons.labels().get(label), token, word);
                assert_eq!(value, lexicons.value_of(label, word), "{label} of {word}");
            }
        }
    }
    unknown
}

fn check(text: &str, expected: &[&str]) {
    let lexicons = Lexicons::load(&[("test.toml".into(), FILE.into())]).unwrap();
    let marks = scan(&lexicons, text);
    let got: Vec<String> = marks
        .iter()
        .map(|mark| format!("{}:{}", lexicons.labels().name(mark.label), &text[mark.span.range()]))
        .collect();
    assert_eq!(got, expected, "{text}");
}

#[test]
fn words_tails_phrases_and_patterns_are_found() {
    check("Trygghetsplanen och planens strategi", &["plan:Trygghetsplanen", "plan:planens", "plan:strategi"]);
    check("Genomförandeplanen, strategigrupp, planera, uplan", &[]);
    check("RUS, rus", &["plan:RUS"]);
    check("Hon ansvarar för att städa", &["duty:ansvarar för att"]);
    check("De var ansvariga för, ansvarar förstås", &["duty:var ansvariga för"]);
    check("Dnr ks 17x, dnr ks 17", &["number:dnr ks 17"]);
    check("IT-strategi", &["plan:IT-strategi"]);
}

#[test]
fn mistakes_are_told_with_their_line() {
    let broken = [
        ("x = 1", "unknown field"),
        ("[[lexicon.a]]\nlang = \"sv\"\nmatch = \"regex\"\nwords = [\"(\"]", "unclosed group"),
        ("[[lexicon.a]]\nlang = \"sv\"\nmatch = \"regex\"\nwords = [\"x*\"]", "matches the empty text"),
        ("[[lexicon.a]]\nlang = \"xx\"\nmatch = \"word\"\nwords = []", "unknown variant"),
    ];
    for (text, message) in broken {
        let errors = Lexicons::load(&[("a.toml".into(), text.into())]).unwrap_err();
        assert!(errors[0].to_string().contains(message), "{text}: {}", errors[0]);
    }
}

fn found(file: &str, text: &str) -> Vec<String> {
    let lexicons = Lexicons::load(&[("test.toml".into(), file.into())]).unwrap();
    let marks = scan(&lexicons, text);
    let name = |mark: &WordMark| lexicons.labels().name(mark.label).to_owned();
    marks.iter().map(|mark| format!("{}:{}", name(mark), &text[mark.span.range()])).collect()
}

#[test]
fn lexicons_take_in_others_and_hold_exceptions_against_all_their_tables() {
    let file = r#"
[[lexicon.a]]
lang = "sv"
words = ["plan -en"]
[[lexicon.b]]
lang = "sv"
include = ["a"]
words = ["strategi"]
[[lexicon.c]]
lang = "any"
include = ["b"]
[[lexicon.a]]
lang = "any"
match = "compound-tail"
words = ["program"]
[[lexicon.a]]
lang = "any"
except = ["vårdprogram"]
"#;
    assert_eq!(found(file, "planen"), ["a:planen", "b:planen", "c:planen"]);
    assert_eq!(found(file, "strategi"), ["b:strategi", "c:strategi"]);
    assert_eq!(found(file, "vårdprogram"), Vec::<String>::new());
    assert_eq!(found(file, "kulturprogram").len(), 3);
    let loops =
        "[[lexicon.a]]\nlang = \"sv\"\ninclude = [\"b\"]\n[[lexicon.b]]\nlang = \"sv\"\ninclude = [\"a\"]";
    let errors = Lexicons::load(&[("a.toml".into(), loops.into())]).unwrap_err();
    assert!(errors[0].message.contains("a → b → a") && errors[0].line == 3, "{errors:?}");
    let unknown = "[[lexicon.a]]\nlang = \"sv\"\ninclude = [\"bb\"]";
    let errors = Lexicons::load(&[("a.toml".into(), unknown.into())]).unwrap_err();
    assert!(errors[0].message.contains("`bb`") && errors[0].line == 3, "{errors:?}");
}

#[test]
fn a_pattern_over_one_long_line_takes_linear_time() {
    let file = "[[lexicon.a]]\nlang = \"sv\"\nmatch = \"regex\"\nwords = [\"det.*ska|e\"]";
    let text = "en del e ".repeat(20_000);
    assert!(!found(file, &text).is_empty());
}

/// What the documentation of lexicon files says, word by word and without any table.
fn plainly(specs: &[(String, Spec)], text: &str, language: Language) -> Vec<(Span, String, Option<String>)> {
    let lower = lower_aligned(text);
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let begins = |at: usize| !(letter(lower[..at].chars().next_back()) && letter(lower[at..].chars().next()));
    let mut found = Vec::new();
    for (label, spec) in specs.iter().filter(|(_, spec)| speaks(spec.lang, language)) {
        let barred = |word: &str| spec.except.iter().any(|exception| word.contains(exception.as_str()));
        let mut put = |from: usize, to: usize| {
            found.push((Span::at(from, to), label.clone(), spec.value.clone()));
        };
        for token in tokenize(text) {
            let word = &lower[token.span.range()];
            let mut longest = 0;
            for entry in spec.words.iter().filter(|_| spec.kind != MatchKind::Regex && !barred(word)) {
                let forms = match spec.kind {
                    MatchKind::Phrase => phrase_forms(entry).unwrap(),
                    _ => inflections(entry),
                };
                for form in forms {
                    let at = token.span.start();
                    let there = if spec.case { &text[at..] } else { &lower[at..] };
                    let goes_on = there[..].strip_prefix(&*form).map(|rest| {
                        let mut rest = rest.chars();
                        let next = rest.next();
                        letter(next) || next == Some('-') && letter(rest.next())
                    });
                    if goes_on == Some(false) {
                        longest = longest.max(form.len());
                    }
                    let tail = spec.kind == MatchKind::CompoundTail && word.len() >= form.len() + 2;
                    if tail && word.ends_with(&*form) {
                        put(token.span.start(), token.span.end());
                    }
                }
            }
            if longest > 0 {
                put(token.span.start(), token.span.start() + longest);
            }
        }
        for written in spec.words.iter().filter(|_| spec.kind == MatchKind::Regex) {
            let regex = regex::Regex::new(&format!("^(?:{written})")).unwrap();
            let mut until = 0;
            for (at, _) in lower.char_indices().filter(|(at, _)| begins(*at)) {
                if let Some(hit) = (at >= until).then(|| regex.find(&lower[at..])).flatten() {
                    until = at + hit.end();
                    let hyphen = lower[until..].starts_with('-') && letter(lower[until..].chars().nth(1));
                    if begins(until) && !hyphen && !barred(&lower[at..until]) {
                        put(at, until);
                    }
                }
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

proptest! {
    #[test]
    fn the_table_finds_what_the_words_say(
        text in "(Trygghets|genomförande|plan|planen|planens|strategi|-|RUS|rus| |  |ansvarar för|att|är|ansvarig för|ansvarigas|u|dnr ks 1|dnr ks 22x|dnr|, |\\.|å|IT){0,16}",
    ) {
        let lexicons = Lexicons::load(&[("test.toml".into(), FILE.into())]).unwrap();
        let specs = tables_of("test.toml", FILE).unwrap();
        let name = |mark: &WordMark| lexicons.labels().name(mark.label).to_owned();
        let marks = scan(&lexicons, &text);
        let mut ours: Vec<_> =
            marks.iter().map(|mark| (mark.span, name(mark), lexicons.value(mark.value).map(str::to_owned))).collect();
        ours.sort();
        prop_assert_eq!(ours, plainly(&specs, &text, Language::Sv), "{}", text);
    }
}
