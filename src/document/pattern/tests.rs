use std::ops::Range;

use proptest::prelude::*;

use super::*;

/// All matches in a line, from the left; none overlaps another.
fn ours(pattern: &Pattern, text: &str) -> Vec<Range<usize>> {
    let mut runs = Runs::default();
    runs.of(text.as_bytes());
    if !pattern.may_match(&runs) {
        return Vec::new();
    }
    let mut search = Search::over(text.len());
    let mut stack = Stack::new();
    let begins = |start: usize| {
        let rest = &text.as_bytes()[start..];
        pattern.beginnings().is_none_or(|mut texts| texts.any(|text| rest.starts_with(text)))
    };
    let starts = text.char_indices().map(|(start, _)| start).filter(|start| begins(*start));
    starts
        .filter_map(|start| Some(start..search.at(pattern, text, 0..text.len(), start, &mut stack)?))
        .collect()
}

const WRITTEN: &[&str] = &[
    "(får|får ej) [^.]{0,12}(kr|kronor|krona)",
    r"(?:byt(er|e|s)?|ny)[^.,]{0,6}(?:namn|nam)\w*",
    r"[\w.+-]+@(a|b)\.(se|com)",
    r"(19|20)\d\d ?[-–] ?(19|20)?\d\d",
    r"\bav(tal)?\b",
    r"a.*b|a",
    r"(a|ab)(c|bcd)?(d*)",
    r"(a?){3}a{2,3}?b",
    r"(å|ä)+?n{1,4}",
    r"^en|två$",
    r"(?m:^[_ ]*_{3}[_ ]*$)",
    r"([ab]{1,3}c?)+d",
    r"(a*)*b",
    r"(a|b|åb|(c|d|n)?ä|kr)\b ?(kr|krona|kronor|n|)",
    r"(ab|a|)(b|n|ä|\b|d)+(en|två|av){0,2}c",
    r"a\w*[^.]{0,5}(kr|b|ny)",
    r"(av|en|ny)\w+[\w ,]{0,9}(n|å|kronor) ?\w*",
    r"[ab]+[ab_]{0,2}(ab|_)",
    r"a[ab]*[abåä]{0,3}(b|å|bc|\b)( |$)",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn it_finds_what_the_crate_regex_finds(
        which in 0..WRITTEN.len(),
        text in "(får|får ej|kr|kronor|byter|ny|namn|a|b|c|d|ab|å|ä|n|en|två|1998|20|_|___|@|\\.se|\\.|,| |-|–|avtal){0,24}",
    ) {
        let written = WRITTEN[which];
        let pattern = Pattern::new(written).unwrap();
        let theirs: Vec<Range<usize>> =
            regex::Regex::new(written).unwrap().find_iter(&text).map(|found| found.range()).collect();
        prop_assert_eq!(ours(&pattern, &text), theirs, "{} in {}", written, text);
    }

    #[test]
    fn every_match_is_found_once_wherever_windows_end(parts in prop::collection::vec("[åa ]{0,900}", 0..8)) {
        let text = parts.join("kär");
        let expected: Vec<_> = text.match_indices("kär").map(|(at, word)| at..at + word.len()).collect();
        prop_assert_eq!(ours(&Pattern::new("[k]är").unwrap(), &text), expected);
    }
}

#[test]
fn mistakes_are_told() {
    let cases = [
        ("(", "unclosed group"),
        ("x*", "matches the empty text"),
        ("(a{1000}){1000}", "too large"),
        ("[xy]{5000}", "too large"),
    ];
    for (written, why) in cases {
        let told = Pattern::new(written).err().unwrap_or_default();
        assert!(told.contains(why), "{written}: {told}");
    }
}

#[test]
fn a_pattern_that_matches_everywhere_is_stopped_and_takes_linear_time() {
    let text = "a".repeat(100_000);
    assert_eq!(ours(&Pattern::new("a").unwrap(), &text).len(), 1_000 + 100_000 / 32);
    for written in ["a.*b", "(a|aa)+b", "[a]{0,200}b", "(a*)*b"] {
        assert!(ours(&Pattern::new(written).unwrap(), &text).is_empty(), "{written}");
    }
}

#[test]
fn of_words_is_matched_to_the_end_of_a_word() {
    let check = |written: &str, text: &str, expected: &[&str]| {
        let pattern = Pattern::of_words(written).unwrap();
        let got: Vec<&str> = ours(&pattern, text).into_iter().map(|found| &text[found]).collect();
        assert_eq!(got, expected, "{written} in {text}");
    };
    check("bordlade|bordlades", "ärendet bordlades och bordlade", &["bordlades", "bordlade"]);
    check("bordlade", "bordlades", &[]);
    check("får .{0,9}?kr", "får 40 kronor, 5 kr", &[]);
    check("får .{0,20}?kr", "får 40 kronor, 5 kr", &["får 40 kronor, 5 kr"]);
    check(r"\(nedan ", "(nedan kommunen)", &["(nedan "]);
}
