//! Compares what a scan says with the labels. Names match where half of their words are the same, or where one has all
//! words of the other.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::passages::Read;

/// One figure.
pub struct Figures {
    /// F1 or share, 0 to 1.
    pub value: f64,
    pub precision: Option<f64>,
    pub recall: Option<f64>,
    /// How many labels it rests on.
    pub count: usize,
}

/// All figures of a scan.
#[derive(Default)]
pub struct Scores {
    found: BTreeMap<&'static str, Tally>,
    right: BTreeMap<&'static str, Rate>,
    /// Errors and warnings about agreements without fault, and how many such agreements there are.
    alarms: (usize, usize),
}

impl Scores {
    pub fn new(gold: &[Value], documents: &[Value], findings: &[Value]) -> Scores {
        let mut scores = Scores::default();
        let files: BTreeMap<&str, &Value> =
            gold.iter().map(|label| (text(&label["id"]), &label["files"])).collect();
        for label in gold {
            for file in list(&label["files"]) {
                let name = text(file);
                let record = documents.iter().find(|record| base(text(&record["path"])) == name);
                let record = record.unwrap_or_else(|| panic!("{name}: no record"));
                let found =
                    findings.iter().filter(|finding| base(text(&finding["document"]["path"])) == name);
                scores.document(name, label, record, &found.collect::<Vec<_>>(), &files);
            }
        }
        scores
    }

    /// Of passages, each in its own area.
    pub fn of_passages(all: &[Read]) -> Scores {
        let mut scores = Scores::default();
        all.iter().for_each(|read| scores.passage(read));
        scores
    }

    /// Errors and warnings for each faultless agreement: less is better.
    pub fn alarms_per_clean_document(&self) -> f64 {
        self.alarms.0 as f64 / self.alarms.1.max(1) as f64
    }

    /// By name.
    pub fn figures(&self) -> Vec<(&'static str, Figures)> {
        let found = self.found.iter().map(|(name, tally)| (*name, tally.figures()));
        let mut all: Vec<_> =
            found.chain(self.right.iter().map(|(name, rate)| (*name, rate.figures()))).collect();
        all.sort_by_key(|(name, _)| *name);
        all
    }

    /// Name of the figure and what is wrong, in a stable order.
    pub fn errors(&self) -> Vec<(&'static str, &str)> {
        let found = self.found.iter().map(|(name, tally)| (*name, &tally.errors));
        let mut all: Vec<_> =
            found.chain(self.right.iter().map(|(name, rate)| (*name, &rate.errors))).collect();
        all.sort_by_key(|(name, _)| *name);
        all.into_iter().flat_map(|(name, errors)| errors.iter().map(move |e| (name, e.as_str()))).collect()
    }

    fn passage(&mut self, Read { area, passage, record, findings }: &Read) {
        let (name, gold) = (text(&passage["id"]), &passage["gold"]);
        let findings: Vec<&Value> = findings.iter().collect();
        match *area {
            "conditions" => self.conditions(name, gold, &findings, true),
            "duties" => {
                for (party, has) in gold["own_duty"].as_object().into_iter().flatten() {
                    let known =
                        list(&record["parties"]).iter().find(|known| same(text(&known["name"]), party));
                    let got = known.map_or(&Value::Null, |known| &known["own_duty"]);
                    self.rate("own_duty", &format!("{name}: {party}"), got, has);
                }
            }
            "kinds" => {
                // A form and a guide are "other" to the labels.
                let kind = match text(&record["kind"]) {
                    "form" | "guidance" => "other",
                    kind => kind,
                };
                self.rate("kind", name, &kind.into(), &gold["kind"]);
                self.rate("language", name, &record["language"], &gold["language"]);
                self.adoption(name, &record["adoption"], &gold["adoption"]);
            }
            "parties" => {
                for (got, gold) in self.matched("parties", name, &record["parties"], &gold["parties"]) {
                    let place = format!("{name}: {}", text(&gold["name"]));
                    self.rate("sector", &place, &got["sector"], &gold["sector"]);
                }
            }
            "plans" => {
                self.rate("C2_plans", name, &plans(record, &findings).into(), &gold["plan_link"]);
                for (got, gold) in self.matched("plan_refs", name, &record["plan_refs"], &gold["plan_refs"]) {
                    let place = format!("{name}: {}", text(&gold["name"]));
                    self.rate("plan_adoption", &place, &got["adoption"], &gold["adoption"]);
                }
            }
            "single-names" => {
                self.single_names(name, &findings, &gold["single_name"]);
                // Who signs the frame is not labelled.
                let body = text(&passage["body"]);
                let of_body = |person: &&Value| body.contains(text(&person["name"]));
                let persons: Value = list(&record["persons"]).iter().filter(of_body).cloned().collect();
                self.zones(name, &persons, &gold["persons"]);
            }
            area => panic!("{area}"),
        }
    }

    fn document(
        &mut self,
        name: &str,
        label: &Value,
        record: &Value,
        findings: &[&Value],
        files: &BTreeMap<&str, &Value>,
    ) {
        let expect = &label["expect"];
        let assessed = expect["roles"] != "not_assessed";
        self.rate("kind", name, &record["kind"], &label["kind"]);
        self.rate("language", name, &record["language"], &label["language"]);
        if label["kind"] == "agreement" {
            let pairs = self.matched("parties", name, &record["parties"], &label["parties"]);
            for (got, gold) in pairs {
                let place = format!("{name}: {}", text(&gold["name"]));
                self.rate("sector", &place, &got["sector"], &gold["sector"]);
                if assessed {
                    self.rate("own_duty", &place, &got["own_duty"], &gold["has_own_duty"]);
                }
            }
            for (got, gold) in self.matched("plan_refs", name, &record["plan_refs"], &label["plan_refs"]) {
                let place = format!("{name}: {}", text(&gold["name"]));
                self.rate("plan_adoption", &place, &got["adoption"], &gold["adoption"]);
                let wanted = gold["resolves_to"].as_str().and_then(|id| files.get(id));
                let resolved = got["resolves_to"].as_str().map(base);
                let right = match wanted {
                    None => resolved.is_none(),
                    Some(wanted) => list(wanted).iter().any(|file| Some(text(file)) == resolved),
                };
                let said = format!("{resolved:?}, labelled {}", gold["resolves_to"]);
                self.right.entry("plan_resolution").or_default().add(
                    &place,
                    f64::from(u8::from(right)),
                    &said,
                );
            }
        }
        self.zones(name, &record["persons"], &label["persons"]);
        if label["adoption"].is_object() {
            self.adoption(name, &record["adoption"], &label["adoption"]);
        }
        if label["kind"] != "plan" {
            self.verdicts(name, label, record, findings, assessed);
        }
    }

    fn adoption(&mut self, name: &str, got: &Value, gold: &Value) {
        for (key, figure) in [
            ("body", "plan_header_body"),
            ("date", "plan_header_date"),
            ("section", "plan_header_section"),
            ("dnr", "plan_header_dnr"),
            ("status", "plan_header_status"),
        ] {
            let wanted = text(&gold[key]);
            if wanted.is_empty() {
                continue;
            }
            let said = text(&got[key]);
            let right = words(said) == words(wanted) || (key == "body" && same(said, wanted));
            let error = format!("“{said}”, labelled “{wanted}”");
            self.right.entry(figure).or_default().add(name, f64::from(u8::from(right)), &error);
        }
        for (key, figure) in [("valid_from", "plan_header_from"), ("valid_to", "plan_header_to")] {
            let wanted = text(&gold[key]);
            // "tills vidare" is no day.
            if !wanted.starts_with(|c: char| c.is_ascii_digit()) {
                continue;
            }
            let said = text(&got[key]);
            // A year begins with its first day and ends with its last.
            let edge = if key == "valid_from" { "-01-01" } else { "-12-31" };
            let whole = |day: &str| day.strip_suffix(edge).unwrap_or(day).to_owned();
            let right = whole(said) == whole(wanted);
            let error = format!("“{said}”, labelled “{wanted}”");
            self.right.entry(figure).or_default().add(name, f64::from(u8::from(right)), &error);
        }
    }

    fn verdicts(&mut self, name: &str, label: &Value, record: &Value, findings: &[&Value], assessed: bool) {
        let expect = &label["expect"];
        self.rate("C1_roles", name, &roles(record, findings).into(), &expect["roles"]);
        self.rate("C2_plans", name, &plans(record, findings).into(), &expect["plan_link"]);
        self.single_names(name, findings, &expect["single_name"]);
        self.conditions(name, &expect["conditions"], findings, assessed);
        let missing = CONDITIONS.iter().any(|condition| expect["conditions"][condition] == "missing");
        let planned = matches!(text(&expect["plan_link"]), "met" | "not_applicable");
        if label["kind"] == "agreement"
            && expect["roles"] == "met"
            && planned
            && list(&expect["single_name"]).is_empty()
            && !missing
        {
            let alarms: Vec<String> = findings
                .iter()
                .filter(|finding| matches!(text(&finding["severity"]), "error" | "warning"))
                .filter(|finding| {
                    let rule = text(&finding["rule"]);
                    matches!(rule, "role-allocation" | "plan-link" | "single-name" | "conditions")
                })
                .map(|finding| format!("{}/{}", text(&finding["rule"]), text(&finding["outcome"])))
                .collect();
            self.alarms = (self.alarms.0 + alarms.len(), self.alarms.1 + 1);
            let quiet = f64::from(u8::from(alarms.is_empty()));
            self.right.entry("quiet_clean_documents").or_default().add(name, quiet, &alarms.join(", "));
        }
    }

    fn single_names(&mut self, name: &str, findings: &[&Value], wanted: &Value) {
        let single: Value = of_rule(findings, "single-name")
            .filter(|finding| finding["outcome"] != "vacant")
            .map(|finding| {
                let person = list(&finding["entities"]).iter().find(|entity| entity["type"] == "person");
                let person = person.map_or("", |person| text(&person["text"]));
                json!({ "name": person, "severity": finding["severity"] })
            })
            .collect();
        // A role that nobody holds is labelled with a word instead of a name.
        let named = |one: &&Value| !matches!(text(&one["person"]), "" | "vakant" | "vacant");
        let wanted: Value = list(wanted)
            .iter()
            .filter(named)
            .map(|one| json!({ "name": one["person"], "severity": one["severity"] }))
            .collect();
        for (got, gold) in self.matched("C3_single_name", name, &single, &wanted) {
            let right = if got["severity"] == gold["severity"] { 1.0 } else { 0.5 };
            let place = format!("{name}: {}", text(&gold["name"]));
            let error = format!("{}, labelled {}", got["severity"], gold["severity"]);
            self.right.entry("C3_severity").or_default().add(&place, right, &error);
        }
    }

    fn zones(&mut self, name: &str, persons: &Value, wanted: &Value) {
        for (got, gold) in self.matched("persons", name, persons, wanted) {
            let place = format!("{name}: {}", text(&gold["name"]));
            self.rate("person_zone", &place, &got["zone"], &gold["zone"]);
        }
    }

    fn conditions(&mut self, name: &str, wanted: &Value, findings: &[&Value], assessed: bool) {
        let outcomes: BTreeSet<&str> =
            of_rule(findings, "conditions").map(|finding| text(&finding["outcome"])).collect();
        for condition in CONDITIONS {
            let missing = outcomes.contains(condition) || outcomes.contains("none");
            let got = if missing { "missing" } else { "met" };
            let place = format!("{name}: {condition}");
            if wanted[condition] != "na" {
                self.rate("C4_conditions", &place, &got.into(), &wanted[condition]);
            } else if assessed {
                self.rate("C4_na_silent", &place, &got.into(), &"met".into());
            }
        }
    }

    fn rate(&mut self, figure: &'static str, place: &str, got: &Value, gold: &Value) {
        let said = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let right = f64::from(u8::from(got == gold));
        let error = format!("{}, labelled {}", said(got), said(gold));
        self.right.entry(figure).or_default().add(place, right, &error);
    }

    /// Pairs what was found with what is labelled, in the order of the labels; what is left on either side is an error.
    fn matched(
        &mut self,
        figure: &'static str,
        place: &str,
        got: &Value,
        gold: &Value,
    ) -> Vec<(Value, Value)> {
        let tally = self.found.entry(figure).or_default();
        let mut left: Vec<&Value> = list(got).iter().collect();
        let mut pairs = Vec::new();
        for wanted in list(gold) {
            let name = text(&wanted["name"]);
            let aliases = list(&wanted["aliases"]);
            let hit = left.iter().position(|found| {
                let found = text(&found["name"]);
                same(found, name) || aliases.iter().any(|alias| same(found, text(alias)))
            });
            match hit {
                Some(at) => {
                    tally.right += 1;
                    pairs.push((left.remove(at).clone(), wanted.clone()));
                }
                None => {
                    tally.missed += 1;
                    tally.errors.push(format!("{place}: missed {name}"));
                }
            }
        }
        for found in left {
            tally.extra += 1;
            tally.errors.push(format!("{place}: extra {}", text(&found["name"])));
        }
        pairs
    }
}

/// The conditions that parties of several sectors have, as outcomes call them.
const CONDITIONS: [&str; 3] = ["pace", "benefit", "resources"];

fn roles(record: &Value, findings: &[&Value]) -> &'static str {
    if !judged(record, "role-allocation") {
        return "not_assessed";
    }
    let outcomes: BTreeSet<&str> =
        of_rule(findings, "role-allocation").map(|f| text(&f["outcome"])).collect();
    if outcomes.contains("none") {
        "missing"
    } else if outcomes.contains("annex-missing") {
        "not_assessed"
    } else if outcomes.contains("party-without") || outcomes.contains("skew") {
        "partial"
    } else {
        "met"
    }
}

fn plans(record: &Value, findings: &[&Value]) -> &'static str {
    match outcome(record, "plan-link") {
        "not-applicable" => return "not_applicable",
        "" | "not-assessed" => return "not_assessed",
        _ => {}
    }
    let outcomes: BTreeSet<&str> = of_rule(findings, "plan-link").map(|f| text(&f["outcome"])).collect();
    [
        ("missing", "missing"),
        ("draft", "draft"),
        ("expired", "expired"),
        ("unproven", "unproven"),
        ("reference-only", "unproven"),
    ]
    .iter()
    .find(|(outcome, _)| outcomes.contains(outcome))
    .map_or("met", |(_, verdict)| verdict)
}

fn judged(record: &Value, rule: &str) -> bool {
    !matches!(outcome(record, rule), "" | "not-assessed" | "not-applicable")
}

fn outcome<'a>(record: &'a Value, rule: &str) -> &'a str {
    let one = list(&record["outcomes"]).iter().find(|outcome| outcome["rule"] == rule);
    one.map_or("", |one| text(&one["outcome"]))
}

fn of_rule<'a>(findings: &'a [&'a Value], rule: &'a str) -> impl Iterator<Item = &'a Value> {
    findings.iter().copied().filter(move |finding| finding["rule"] == rule)
}

#[derive(Default)]
struct Tally {
    right: usize,
    missed: usize,
    extra: usize,
    errors: Vec<String>,
}

impl Tally {
    fn figures(&self) -> Figures {
        let share = |of: usize| if of > 0 { self.right as f64 / of as f64 } else { 0.0 };
        let (precision, recall) = (share(self.right + self.extra), share(self.right + self.missed));
        let sum = precision + recall;
        Figures {
            value: if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 },
            precision: Some(precision),
            recall: Some(recall),
            count: self.right + self.missed,
        }
    }
}

#[derive(Default)]
struct Rate {
    right: f64,
    count: usize,
    errors: Vec<String>,
}

impl Rate {
    fn add(&mut self, place: &str, right: f64, error: &str) {
        self.count += 1;
        self.right += right;
        if right < 1.0 {
            self.errors.push(format!("{place}: {error}"));
        }
    }

    fn figures(&self) -> Figures {
        let value = self.right / self.count.max(1) as f64;
        Figures { value, precision: None, recall: None, count: self.count }
    }
}

fn same(a: &str, b: &str) -> bool {
    let (a, b) = (words(a), words(b));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    let both = a.intersection(&b).count();
    2 * both >= a.union(&b).count() || a.is_subset(&b) || b.is_subset(&a)
}

fn words(text: &str) -> BTreeSet<String> {
    let word = |c: char| c.is_alphanumeric() || c == '_';
    text.to_lowercase().split(|c| !word(c)).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
