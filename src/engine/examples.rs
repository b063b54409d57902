//! Rules judged on their own examples: each `[[rule.test]]` is read as a document and asked of its rule alone.

use super::{Engine, READABLE};
use crate::annotate::annotate;
use crate::document::Language;
use crate::evaluate::{Context, evaluate};
use crate::extract::extract;
use crate::finding::{DocumentRef, Finding, Severity};
use crate::rules::schema::Example;
use crate::rules::{Rule, mistake, render};

/// An example that its rule judged otherwise than the author says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Rule id.
    pub rule: String,
    /// Which example of the rule, from 1.
    pub example: usize,
    /// Its text.
    pub text: String,
    /// What the author expects.
    pub expected: String,
    /// What came of it.
    pub got: String,
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}: example {}", self.rule, self.example)?;
        writeln!(f, "  text:     {}", self.text.replace('\n', "\n            "))?;
        writeln!(f, "  expected: {}", self.expected)?;
        write!(f, "  got:      {}", self.got)
    }
}

impl Engine {
    /// Judges all rules, or those called `only`, on their own examples. Returns how many examples there were, and those
    /// that failed. A rule without both a good and a bad example fails.
    pub fn test_rules(&self, only: &[String]) -> (usize, Vec<Failed>) {
        let mut count = 0;
        let mut failed = Vec::new();
        for rule in self.rules.rules().iter().filter(|rule| only.is_empty() || only.contains(&rule.spec.id)) {
            let tests = &rule.spec.test;
            let has = |good: bool| {
                tests.iter().any(|test| if good { test.ok.is_some() } else { test.bad.is_some() })
            };
            // What joins documents cannot be shown in one text.
            if !(rule.kind.name == "load" || has(true) && has(false)) {
                failed.push(Failed {
                    rule: rule.spec.id.clone(),
                    example: 0,
                    text: String::new(),
                    expected: "at least one `bad` and one `ok` example".into(),
                    got: format!("{} examples", tests.len()),
                });
            }
            for (index, test) in tests.iter().enumerate() {
                count += 1;
                if let Some((expected, got)) = self.try_example(rule, test) {
                    let text = test.bad.clone().or_else(|| test.ok.clone()).unwrap_or_default();
                    failed.push(Failed {
                        rule: rule.spec.id.clone(),
                        example: index + 1,
                        text,
                        expected,
                        got,
                    });
                }
            }
        }
        (count, failed)
    }

    /// What was expected and what came, where they differ.
    fn try_example(&self, rule: &Rule, test: &Example) -> Option<(String, String)> {
        let (text, bad) = match (&test.bad, &test.ok) {
            (Some(text), None) => (text, true),
            (None, Some(text)) => (text, false),
            _ => return Some(("one of `bad` and `ok`".into(), "both or neither".into())),
        };
        let found = self.judge_text(rule, test, text);
        let said = |found: &[Finding]| match found {
            [] => "no finding".to_owned(),
            _ => found
                .iter()
                .map(|f| format!("{} ({:?})", f.outcome, f.severity).to_lowercase())
                .collect::<Vec<_>>()
                .join(", "),
        };
        let weighty = |finding: &&Finding| finding.severity > Severity::Info;
        let right = match (&test.outcome, bad) {
            (Some(outcome), true) => found.iter().any(|finding| finding.outcome == *outcome),
            (None, true) => !found.is_empty(),
            (Some(outcome), false) => found.iter().all(|finding| finding.outcome != *outcome),
            (None, false) => found.iter().filter(weighty).count() == 0,
        };
        let expected = match (&test.outcome, bad) {
            (Some(outcome), true) => outcome.clone(),
            (None, true) => "a finding".into(),
            (Some(outcome), false) => format!("anything but {outcome}"),
            (None, false) => "no finding above info".into(),
        };
        if !right {
            let near = rule.spec.outcome.keys().map(String::as_str);
            let hint = test.outcome.as_deref().filter(|outcome| !rule.spec.outcome.contains_key(*outcome));
            let hint = hint
                .and_then(|outcome| mistake::nearest(outcome, near))
                .map(|name| format!("; did you mean {name}?"));
            return Some((expected, said(&found) + &hint.unwrap_or_default()));
        }
        let near_miss = test.near_miss.as_ref()?;
        let closest = found.iter().filter_map(|f| f.search.as_ref()?.closest.as_ref()).next();
        match closest {
            Some(near) if near.quote.contains(near_miss.as_str()) => None,
            near => Some((
                format!("a near miss that holds `{near_miss}`"),
                near.map_or("no near miss".into(), |near| near.quote.clone()),
            )),
        }
    }

    fn judge_text(&self, rule: &Rule, test: &Example, text: &str) -> Vec<Finding> {
        let lang = test.lang.as_deref().unwrap_or("sv");
        let pack = self.rules.packs().iter().find(|pack| pack.name == rule.pack);
        let preamble = pack.and_then(|pack| pack.preamble.get(lang)).filter(|_| !test.parties.is_empty());
        let and = pack.and_then(|pack| pack.and.get(lang)).map_or("&", String::as_str);
        let parties = match test.parties.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            [init @ .., last] => format!("{} {and} {last}", init.join(", ")),
        };
        let values: render::Values = [("parties".to_owned(), vec![parties])].into();
        let filled = preamble.map(|text| render::fill(&[(lang.to_owned(), text.clone())].into(), &values));
        let before = filled.and_then(|filled| filled.get(lang).cloned()).unwrap_or_default();
        let mut extracted = extract(format!("{before}\n\n{text}\n").as_bytes(), &self.setup.limits);
        extracted.document.note_tracked_changes(test.tracked_changes);
        let mut annotations = annotate(&extracted.document, &self.lexicons);
        annotations.readability = annotations.readability.max(READABLE);
        annotations.language = if lang == "en" { Language::En } else { Language::Sv };
        let kinds = rule.kinds();
        if let Some(kind) = test
            .kind
            .or_else(|| kinds.first().copied())
            .filter(|_| test.kind.is_some() || !kinds.contains(&annotations.kind.kind))
        {
            annotations.kind.kind = kind;
        }
        let context = Context {
            today: self.setup.today,
            strict: self.setup.strict,
            whole: true,
            document: DocumentRef {
                path: "example".into(),
                blake3: String::new(),
                kind: annotations.kind.kind,
                dnr: None,
                language: annotations.language,
            },
            findings_per_rule: 100,
        };
        let labels = self.lexicons.labels();
        let evaluation = evaluate(&extracted.document, &annotations, labels, &self.rules, &context);
        let of_rule = evaluation.findings.into_iter().filter(|finding| finding.rule == rule.spec.id);
        of_rule.collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::document::Date;
    use crate::engine::{Engine, Setup};
    use crate::extract::Limits;

    #[test]
    fn shipped_rules_judge_their_own_examples_rightly() {
        let today = Date::ymd(2026, 5, 14).unwrap();
        let setup = Setup { rules: None, limits: Limits::default(), today, strict: false };
        let engine = Engine::new(setup).unwrap();
        let (count, failed) = engine.test_rules(&[]);
        let told: Vec<String> = failed.iter().map(ToString::to_string).collect();
        assert!(count > 10 && failed.is_empty(), "{}", told.join("\n"));
    }
}
