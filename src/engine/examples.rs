//! Rules judged on their own examples: each `[[rule.test]]` is read as a document and asked of its rule alone.

use super::{Engine, READABLE};
use crate::annotate::annotate_as;
use crate::document::{Annotations, Document, DocumentKind, Language, Zone};
use crate::evaluate::{Context, Trace, evaluate, trace};
use crate::extract::extract;
use crate::finding::{DocumentRef, Finding, OutcomeKind, Severity, SlotState};
use crate::rules::checks::Hit;
use crate::rules::schema::Example;
use crate::rules::{Rule, mistake, render};

/// An example that its rule judged otherwise than the author says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Failed {
    /// Rule id.
    pub rule: String,
    /// File that the rule stands in.
    pub path: String,
    /// Which example of the rule, from 1; 0 where the rule as a whole is meant.
    pub example: usize,
    /// Its text.
    pub text: String,
    /// What the author expects.
    pub expected: String,
    /// What came of it.
    pub got: String,
    /// Why: what was looked for and what was there.
    pub reason: Vec<String>,
    /// What to try.
    pub hint: String,
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}: example {}  ({})", self.rule, self.example, self.path)?;
        if !self.text.is_empty() {
            writeln!(f, "  text:     {}", self.text.trim().replace('\n', "\n            "))?;
        }
        writeln!(f, "  expected: {}", self.expected)?;
        write!(f, "  got:      {}", self.got)?;
        for (index, reason) in self.reason.iter().enumerate() {
            write!(f, "\n  {}{reason}", if index == 0 { "reason:   " } else { "          " })?;
        }
        if !self.hint.is_empty() {
            write!(f, "\n  try:      {}", self.hint)?;
        }
        Ok(())
    }
}

/// What a rule said of one text.
#[derive(Debug)]
struct Said {
    findings: Vec<Finding>,
    trace: Option<Trace>,
}

impl Engine {
    /// Judges all rules, or those called `only`, on their own examples. Returns how many examples there were, and those
    /// that failed. A rule without both a good and a bad example fails.
    pub fn test_rules(&self, only: &[String]) -> (usize, Vec<Failed>) {
        let mut count = 0;
        let mut failed = Vec::new();
        for rule in self.rules.rules().iter().filter(|rule| only.is_empty() || only.contains(&rule.spec.id)) {
            let tests = &rule.spec.test;
            let of_rule = Failed { rule: rule.spec.id.clone(), path: rule.path.clone(), ..Failed::default() };
            let has = |good: bool| {
                tests.iter().any(|test| if good { test.ok.is_some() } else { test.bad.is_some() })
            };
            // What joins documents cannot be shown in one text.
            if !(rule.kind.name == "load" || has(true) && has(false)) {
                failed.push(Failed {
                    expected: "at least one `bad` and one `ok` example".into(),
                    got: format!("{} examples", tests.len()),
                    hint: "add [[rule.test]] tables with bad = \"…\" and ok = \"…\" below the rule".into(),
                    ..of_rule.clone()
                });
            }
            for (index, test) in tests.iter().enumerate() {
                count += 1;
                if let Some(wrong) = self.try_example(rule, test) {
                    let text = test.bad.clone().or_else(|| test.ok.clone()).unwrap_or_default();
                    let of_rule = of_rule.clone();
                    failed.push(Failed {
                        rule: of_rule.rule,
                        path: of_rule.path,
                        example: index + 1,
                        text,
                        ..wrong
                    });
                }
            }
        }
        (count, failed)
    }

    /// The faults that a rule finds in its own examples, before they become findings: what fills their messages.
    pub fn example_hits(&self, rule: &Rule) -> Vec<Hit> {
        let texts =
            rule.spec.test.iter().filter_map(|test| Some((test, test.bad.as_ref().or(test.ok.as_ref())?)));
        let traces = texts.filter_map(|(test, text)| self.judge_text(rule, test, text).trace);
        traces.filter_map(|trace| trace.judged).flat_map(|judged| judged.hits).collect()
    }

    /// What was expected and what came, where they differ.
    fn try_example(&self, rule: &Rule, test: &Example) -> Option<Failed> {
        let (text, bad) = match (&test.bad, &test.ok) {
            (Some(text), None) => (text, true),
            (None, Some(text)) => (text, false),
            _ => {
                return Some(Failed {
                    expected: "one of `bad` and `ok`".into(),
                    got: "both or neither".into(),
                    hint: "give each example its own [[rule.test]]".into(),
                    ..Failed::default()
                });
            }
        };
        let said = self.judge_text(rule, test, text);
        let found = &said.findings;
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
            let hint = hint(rule, test, &said, bad);
            return Some(Failed {
                expected,
                got: got(&said),
                reason: reasons(&said),
                hint,
                ..Failed::default()
            });
        }
        let near_miss = test.near_miss.as_ref()?;
        let closest = found.iter().filter_map(|f| f.search.as_ref()?.closest.as_ref()).next();
        if closest.is_some_and(|near| near.quote.contains(near_miss.as_str())) {
            return None;
        }
        Some(Failed {
            expected: format!("a near miss that holds `{near_miss}`"),
            got: closest.map_or("no near miss".into(), |near| near.quote.clone()),
            reason: reasons(&said),
            hint: "`near_miss` holds words of the sentence that came closest; take it out where nothing does"
                .into(),
            ..Failed::default()
        })
    }

    fn judge_text(&self, rule: &Rule, test: &Example, text: &str) -> Said {
        let lang = test.lang.as_deref().unwrap_or("sv");
        let packs = self.rules.packs();
        let own = packs.iter().find(|pack| pack.name == rule.pack && pack.preamble.contains_key(lang));
        // A pack that has no words for it uses those of another.
        let pack = own.or_else(|| packs.iter().find(|pack| pack.preamble.contains_key(lang)));
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
        let document = &extracted.document;
        let language = language(lang);
        let mut annotations = annotate_as(document, self.lexicons(), Some(language), test.kind);
        let kinds = rule.kinds();
        if test.kind.is_none() && !kinds.contains(&annotations.kind.kind) {
            // Too short to tell: it is what the rule is for.
            let kind = kinds.first().copied().unwrap_or(DocumentKind::Agreement);
            annotations = annotate_as(document, self.lexicons(), Some(language), Some(kind));
        }
        annotations.readability = annotations.readability.max(READABLE);
        // A line or two would look like the head of a document.
        if test.parties.is_empty() && !text.lines().any(|line| line.starts_with("# ")) {
            for zone in annotations.zones.iter_mut().filter(|zone| **zone == Zone::HeaderBlock) {
                *zone = Zone::Body;
            }
        }
        self.judge_read(rule, document, &annotations)
    }

    fn judge_read(&self, rule: &Rule, document: &Document, annotations: &Annotations) -> Said {
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
        let labels = self.lexicons().labels();
        let evaluation = evaluate(document, annotations, labels, &self.rules, &context);
        let findings =
            evaluation.findings.into_iter().filter(|finding| finding.rule == rule.spec.id).collect();
        let trace = trace(document, annotations, labels, &self.rules, &rule.spec.id, &context);
        Said { findings, trace }
    }
}

fn language(code: &str) -> Language {
    match code {
        "sv" => Language::Sv,
        "en" => Language::En,
        "no" | "nb" | "nn" => Language::No,
        "da" => Language::Da,
        _ => Language::Other,
    }
}

fn got(said: &Said) -> String {
    if !said.findings.is_empty() {
        let one = |f: &Finding| format!("{} ({:?})", f.outcome, f.severity).to_lowercase();
        return said.findings.iter().map(one).collect::<Vec<_>>().join(", ");
    }
    match said.trace.as_ref().map(|trace| (&trace.outcome.outcome, &trace.outcome.reason)) {
        Some((OutcomeKind::NotAssessed, why)) => format!("not assessed: {}", why.as_deref().unwrap_or("?")),
        Some((OutcomeKind::NotApplicable, why)) => {
            format!("not applicable: {}", why.as_deref().unwrap_or("?"))
        }
        _ => "no finding".to_owned(),
    }
}

/// What was looked for and what was there, a line each.
fn reasons(said: &Said) -> Vec<String> {
    let judged = said.trace.as_ref().and_then(|trace| trace.judged.as_ref());
    let slots = judged.into_iter().flat_map(|judged| &judged.why);
    let mut lines: Vec<String> = slots
        .take(8)
        .map(|slot| match (slot.state, &slot.value) {
            (SlotState::Found, Some(value)) => format!("{}: found “{value}”", slot.slot),
            (SlotState::Found, None) => format!("{}: found", slot.slot),
            (SlotState::Missing, _) => format!("{}: missing", slot.slot),
        })
        .collect();
    let near = said.findings.iter().filter_map(|finding| finding.search.as_ref()?.closest.as_ref()).next();
    lines.extend(
        near.map(|near| format!("closest: “{}” lacks {}", near.quote, near.slots_missing.join(", "))),
    );
    lines
}

/// What an author may try.
fn hint(rule: &Rule, test: &Example, said: &Said, bad: bool) -> String {
    let outcomes = rule.spec.outcome.keys().map(String::as_str);
    if let Some(outcome) = test.outcome.as_deref().filter(|outcome| !rule.spec.outcome.contains_key(*outcome))
    {
        return match mistake::nearest(outcome, outcomes.clone()) {
            Some(near) => format!("`{outcome}` is no outcome of the rule; did you mean `{near}`?"),
            None => format!(
                "`{outcome}` is no outcome of the rule; it has {}",
                outcomes.collect::<Vec<_>>().join(", ")
            ),
        };
    }
    let outcome = said.trace.as_ref().map(|trace| trace.outcome.outcome);
    if outcome == Some(OutcomeKind::NotApplicable) || outcome == Some(OutcomeKind::NotAssessed) {
        return "add parties = [\"Norrby kommun (nedan kallad Kommunen)\", \"…\"], kind or lang to the example, or widen \
                the rule's applies_to"
            .into();
    }
    match (bad, said.findings.is_empty()) {
        (true, true) => "the rule is met by this text: narrow `find`, add the words to `except`, or mend the text",
        (true, false) => "another outcome came first: change `outcome` of the example, or split the rule",
        (false, _) => {
            "add the words of this text to the lexicon that `find` or `near` names, add them to `unless` or `except`, \
             or call the text bad"
        }
    }
    .into()
}

#[cfg(test)]
mod tests {
    use crate::document::Date;
    use crate::engine::{Engine, Setup};

    #[test]
    fn shipped_rules_judge_their_own_examples_rightly() {
        let today = Date::ymd(2026, 5, 14).unwrap();
        let engine = Engine::new(Setup::shipped(today)).unwrap();
        let (count, failed) = engine.test_rules(&[]);
        let told: Vec<String> = failed.iter().map(ToString::to_string).collect();
        assert!(count > 10 && failed.is_empty(), "{}", told.join("\n"));
    }
}
