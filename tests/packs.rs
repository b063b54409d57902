//! The shipped packs, and what a rule can say: scopes, exceptions, grouping, and findings over several documents.

use std::collections::{BTreeMap, BTreeSet};

use pyspunka::document::{Date, Language};
use pyspunka::engine::{Engine, Setup};
use pyspunka::finding::{DocumentFacts, OutcomeKind};
use pyspunka::ingest::Source;
use pyspunka::rules::{self, CHECKS};

fn engine(rules: Option<Vec<(String, Vec<u8>)>>) -> Engine {
    let today = Date::ymd(2026, 5, 14).unwrap();
    Engine::new(Setup { rules, ..Setup::shipped(today) }).unwrap()
}

/// The shipped lexicons, a lexicon of three words, and one rule file.
fn with_rules(text: &str) -> Engine {
    let mut files: Vec<(String, Vec<u8>)> = rules::shipped()
        .into_iter()
        .filter(rules::RuleFile::is_lexicon)
        .map(|file| (file.path, file.bytes.into_owned()))
        .collect();
    let words = ["alfa", "beta", "gamma"].map(|word| {
        format!("[[lexicon.{word}]]\nlang = \"any\"\nmatch = \"phrase\"\nwords = [\"{word}\"]\n")
    });
    files.push(("lexicon/words.toml".into(), words.concat().into_bytes()));
    let pack = "name = \"trial\"\npreamble.sv = \"# Samverkansavtal\\n\\nDetta avtal har träffats mellan {parties}.\\n\\n# \
                Genomförande\"\nand.sv = \"och\"\n";
    files.push(("trial/pack.toml".into(), pack.as_bytes().to_vec()));
    files.push(("trial/rules.toml".into(), text.as_bytes().to_vec()));
    engine(Some(files))
}

/// One rule with examples: each is judged as its key says.
fn check(body: &str, outcome: &str, bad: &[&str], ok: &[&str]) {
    let mut text = format!(
        "[[rule]]\nid = \"trial\"\n{body}\ntitle.sv = \"prov\"\n\
         [rule.outcome.{outcome}]\nseverity = \"warning\"\nmessage.sv = \"prov\"\n"
    );
    for (key, examples) in [("bad", bad), ("ok", ok)] {
        for example in examples {
            text += &format!(
                "[[rule.test]]\n{key} = '''\n{example}\n'''\noutcome = \"{outcome}\"\nparties = [\"Norrby kommun (nedan \
                 kallad Kommunen)\", \"Föreningen Vågbrytaren (nedan kallad Föreningen)\"]\n"
            );
        }
    }
    let (count, failed) = with_rules(&text).test_rules(&[]);
    let told: Vec<String> = failed.iter().map(ToString::to_string).collect();
    assert!(count == bad.len() + ok.len() && failed.is_empty(), "{body}\n{}", told.join("\n"));
}

/// `each-requires`: beside every alfa a beta, as far as `reach` goes.
fn near(reach: &str, bad: &[&str], ok: &[&str]) {
    let find = "check = \"each-requires\"\nfind = { any = [\"alfa\"] }";
    check(&format!("{find}\nnear = {{ in = \"{reach}\", any = [\"beta\"] }}"), "lacking", bad, ok);
}

#[test]
fn beside_reaches_as_far_as_the_rule_says() {
    near(
        "clause",
        &["Här står alfa, och där står beta.", "Alfa; beta", "Alfa (beta) står här.", "Alfa – beta"],
        &["Här står alfa och beta, och där gamma.", "Gamma, alfa 40,5 beta; gamma", "(alfa beta)"],
    );
    near(
        "sentence",
        &["Här står alfa. Där står beta.", "Alfa\n\nBeta"],
        &["Här står alfa, och där står beta."],
    );
    near(
        "row",
        &["| alfa | gamma |\n| beta | gamma |", "Alfa\n\n| beta | gamma |"],
        &["| alfa | gamma | beta |\n| gamma | gamma | gamma |"],
    );
    near("block", &["Alfa.\n\nBeta."], &["Här står alfa. Där står beta."]);
    near("next-line", &["Alfa.\n\nGamma.\n\nBeta.", "Beta.\n\nAlfa."], &["Alfa.\n\nBeta.", "Alfa. Beta."]);
    near(
        "section",
        &["# Ett\n\nAlfa.\n\n# Två\n\nBeta."],
        &["# Ett\n\nBeta.\n\nGamma.\n\nAlfa.\n\n# Två\n\nGamma."],
    );
    near("document", &["Alfa.\n\nGamma."], &["# Ett\n\nAlfa.\n\n# Två\n\nBeta.", "Beta.\n\nGamma.\n\nAlfa."]);
    near("row|next-line", &["Alfa.\n\nGamma.\n\nBeta."], &["Alfa.\n\nBeta.", "| alfa | beta |\n| a | b |"]);
}

#[test]
fn every_find_is_asked_and_one_is_enough_where_the_rule_says_so() {
    let text = "Alfa och beta.\n\nAlfa och gamma.";
    near("sentence", &[text], &["Alfa och beta.\n\nBeta och alfa."]);
    let one =
        "check = \"requires\"\nfind = { any = [\"alfa\"] }\nnear = { in = \"sentence\", any = [\"beta\"] }";
    check(one, "lacking", &["Alfa och gamma."], &[text, "Gamma."]);
    check(one, "missing", &["Gamma.", "Beta."], &[text, "Alfa och gamma."]);
    let all = "check = \"requires\"\nfind = { any = [\"alfa\"] }\n\
               near = { in = \"sentence\", all = [\"beta\", \"gamma\"], else = \"half\" }";
    check(all, "half", &["Alfa och beta.", "Alfa och gamma."], &["Alfa, beta och gamma."]);
    let two = "check = \"requires\"\nfind = { any = [\"alfa\", \"beta\"] }\ncount = 2";
    check(two, "missing", &["Alfa och alfa."], &["Alfa och beta."]);
}

#[test]
fn exceptions_void_a_find_and_unless_satisfies_the_rule() {
    let forbids = "check = \"forbids\"\nfind = { any = [\"alfa\"] }";
    let (except, unless) = ("except = [\"beta\"]", "unless = [\"beta\"]");
    check(forbids, "present", &["Alfa."], &["Gamma."]);
    check(
        &format!("{forbids}\n{except}"),
        "present",
        &["Alfa. Beta.", "Alfa och beta. Alfa.", "| alfa | x |\n| beta | x |"],
        &["Alfa och beta.", "| alfa | beta |\n| x | x |"],
    );
    check(&format!("{forbids}\n{unless}"), "present", &["Alfa."], &["Alfa.\n\nBeta."]);
    let requires = "check = \"requires\"\nfind = { any = [\"alfa\"] }";
    check(&format!("{requires}\n{except}"), "missing", &["Alfa och beta."], &["Alfa och beta.\n\nAlfa."]);
    check(&format!("{requires}\n{unless}"), "missing", &["Gamma."], &["Beta."]);
    let each = "check = \"each-requires\"\nfind = { any = [\"alfa\"] }\nnear = { in = \"sentence\", any = [\"gamma\"] }";
    check(&format!("{each}\n{except}"), "lacking", &["Alfa."], &["Alfa och beta."]);
    check(&format!("{each}\n{unless}"), "lacking", &["Alfa."], &["Alfa.\n\nBeta."]);
}

#[test]
fn slots_may_ask_for_headings_sections_and_patterns() {
    let requires = "check = \"requires\"\nfind = ";
    check(
        &format!("{requires}{{ any = [\"alfa\"], heading = true }}"),
        "missing",
        &["Alfa.\n\nGamma."],
        &["# Om alfa\n\nGamma."],
    );
    check(
        &format!("{requires}{{ any = [\"alfa\"], under = [\"beta\"] }}"),
        "missing",
        &["# Beta\n\nGamma.\n\n# Gamma\n\nAlfa."],
        &["# Beta\n\nAlfa."],
    );
    check(&format!("{requires}{{ regex = ['al\\w+'] }}"), "missing", &["Gamma."], &["Alfa."]);
}

#[test]
fn zones_that_a_rule_does_not_read_do_not_count() {
    let body = "check = \"forbids\"\nfind = { any = [\"alfa\"] }\nzones = [\"body\"]";
    check(body, "present", &["Alfa."], &["| alfa | x |\n| x | x |", "# Underskrifter\n\nFör alfa: beta"]);
}

#[test]
fn places_are_grouped_as_the_rule_says() {
    let cases = [
        ("check = \"forbids\"\nfind = { any = [\"alfa\"] }", "present", "mark", 3),
        ("check = \"forbids\"\nfind = { any = [\"alfa\"] }", "present", "document", 1),
        (
            "check = \"each-requires\"\nfind = { any = [\"alfa\"] }\nnear = { in = \"block\", any = [\"beta\"] }",
            "lacking",
            "mark",
            3,
        ),
        (
            "check = \"each-requires\"\nfind = { any = [\"alfa\"] }\nnear = { in = \"block\", any = [\"beta\"] }",
            "lacking",
            "document",
            1,
        ),
    ];
    let text = "# Samverkansavtal\n\nDetta avtal har träffats mellan Norrby kommun (nedan kallad Kommunen) och Föreningen \
                Vågbrytaren (nedan kallad Föreningen).\n\n# Genomförande\n\nHär står alfa.\n\nDär står alfa.\n\nSist står \
                alfa och gamma som lagts till efter mötet i mars.";
    for (body, outcome, group, count) in cases {
        let engine = with_rules(&format!(
            "[[rule]]\nid = \"trial\"\n{body}\ngroup_by = \"{group}\"\ntitle.sv = \"prov\"\n\
             [rule.outcome.{outcome}]\nseverity = \"warning\"\nmessage.sv = \"{{count}} {{found}}\"\n"
        ));
        let facts = engine.scan(&source("a.txt", text));
        assert_eq!(facts.findings.len(), count, "{body} {group}");
        let places: usize = facts.findings.iter().map(|finding| finding.evidence.len()).sum();
        assert_eq!((places, facts.findings[0].message["sv"].starts_with('3')), (3, true));
    }
}

#[test]
fn shipped_rules_cover_every_check_kind_in_two_languages() {
    let engine = engine(None);
    let rules = engine.rules().rules();
    assert!(rules.len() >= 30, "{}", rules.len());
    let used: BTreeSet<&str> = rules.iter().map(|rule| rule.kind.name).collect();
    for kind in CHECKS {
        assert!(used.contains(kind.name), "no shipped rule uses {}", kind.name);
    }
    for rule in rules {
        let id = &rule.spec.id;
        let both = |text: &BTreeMap<String, String>| text.contains_key("sv") && text.contains_key("en");
        assert!(both(&rule.spec.title) && both(&rule.spec.why), "{id}");
        for (name, outcome) in &rule.spec.outcome {
            assert!(both(&outcome.message), "{id}/{name}");
            assert!(outcome.advice.is_empty() || both(&outcome.advice), "{id}/{name}");
        }
        if rule.kind.name == "load" {
            continue;
        }
        let languages = &rule.spec.applies_to.language;
        for (lang, language) in [("sv", Language::Sv), ("en", Language::En)] {
            if !languages.is_empty() && !languages.contains(&language) {
                continue;
            }
            let of: Vec<_> =
                rule.spec.test.iter().filter(|test| test.lang.as_deref().unwrap_or("sv") == lang).collect();
            assert!(of.iter().any(|test| test.bad.is_some()), "{id} has no bad example in {lang}");
        }
    }
}

#[test]
fn the_four_questions_have_examples_for_every_outcome() {
    let engine = engine(None);
    for id in ["role-allocation", "plan-link", "single-name", "conditions"] {
        let rule = engine.rules().get(id).unwrap();
        assert!(rule.spec.test.len() >= 10, "{id}");
        for outcome in rule.spec.outcome.keys() {
            let shown = |test: &rules::Example| test.bad.is_some() && test.outcome.as_ref() == Some(outcome);
            assert!(rule.spec.test.iter().any(shown), "{id}/{outcome}");
        }
    }
    for rule in engine.rules().rules().iter().filter(|rule| rule.pack == "fullstandighet") {
        for (name, outcome) in &rule.spec.outcome {
            assert!(outcome.severity < pyspunka::finding::Severity::Error, "{}/{name}", rule.spec.id);
        }
    }
}

fn source(name: &str, text: &str) -> Source {
    Source { name: name.into(), bytes: text.as_bytes().to_vec() }
}

/// An agreement of which one person holds a part alone.
fn agreement(name: &str, person: &str) -> Source {
    let text = format!(
        "# Samverkansavtal om {name}\n\nDetta avtal har träffats mellan Norrby kommun (nedan kallad Kommunen) och \
         Föreningen Vågbrytaren (nedan kallad Föreningen).\n\n# Genomförande\n\nKommunen ansvarar för lokalens städning \
         och larm. Föreningen ska bemanna kaféet tre kvällar i veckan.\n\nSamordnare för samverkan är {person}.\n"
    );
    source(name, &text)
}

fn loads(facts: &[DocumentFacts]) -> Vec<(String, String)> {
    let findings = facts.iter().flat_map(|facts| &facts.findings);
    let of = findings.filter(|finding| finding.rule == "person-load");
    of.map(|finding| (finding.document.path.clone(), finding.message["sv"].clone())).collect()
}

#[test]
fn one_person_in_three_documents_is_one_finding() {
    let engine = engine(None);
    let scan = |name: &str, person: &str| engine.scan(&agreement(name, person));
    let mut facts: Vec<DocumentFacts> =
        ["c.docx", "a.docx", "b.docx"].map(|name| scan(name, "Anna Lindqvist")).into();
    facts.push(scan("d.docx", "Karin Ek"));
    let (linked, report) = engine.link(facts.clone());
    let found = loads(&linked);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "a.docx");
    assert!(found[0].1.contains("Anna Lindqvist") && found[0].1.contains("c.docx"), "{}", found[0].1);
    assert_eq!(report.person_load[0].documents, ["a.docx", "b.docx", "c.docx"].map(Into::into));
    for facts in &linked {
        let outcome = facts.record.outcomes.iter().find(|outcome| outcome.rule == "person-load").unwrap();
        let expected = if facts.record.path == "d.docx" { OutcomeKind::Met } else { OutcomeKind::NotMet };
        assert_eq!(outcome.outcome, expected, "{}", facts.record.path);
    }
    // The order of documents does not matter, and joining twice adds nothing.
    facts.reverse();
    let (again, _) = engine.link(facts);
    assert_eq!(again, linked);
    assert_eq!(engine.link(again).0, linked);
}

#[test]
fn a_document_in_two_formats_counts_once() {
    let engine = engine(None);
    let scan = |name: &str| engine.scan(&agreement(name, "Anna Lindqvist"));
    let (linked, report) = engine.link(["a.docx", "a.pdf", "b.docx"].map(scan).into());
    assert!(loads(&linked).is_empty());
    assert_eq!(report.person_load[0].documents.len(), 2);
}
