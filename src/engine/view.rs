//! A document as the engine sees it, for `text` and `marks`. Pure: made in a worker, printed by the command line.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Engine;
use super::page::page;
use crate::annotate::{annotate, annotate_as};
use crate::document::{Annotations, BlockKind, Document, DutySubject, Holder};
use crate::evaluate::{self, Context};
use crate::extract::{Read, Recognised, extract_with};
use crate::finding::DocumentRef;
use crate::ingest::{Refused, Source};
use crate::report::why::Why;

/// What to show of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum View {
    /// The text; spans of findings count its code points.
    Text,
    /// One block per line, with kind, label and page.
    Blocks,
    /// A plain HTML page.
    Html,
    /// What was recognised, for a reader.
    Marks,
    /// The same as JSON.
    MarksJson,
    /// What the rule of this name says and why, as JSON ([`Why`]); "" where there is no such rule.
    Why(String),
    /// How often each word stands in the text, as a JSON object; words in lower case.
    Words,
}

/// Different words of one document that [`View::Words`] counts, at most.
const WORDS: usize = 200_000;

impl Engine {
    /// Shows a document. Pure and total.
    pub fn view(&self, source: &Source, view: View, recognised: &[Recognised]) -> Result<String, Refused> {
        let extracted = extract_with(&source.bytes, &self.setup.limits, recognised, &mut |_| ());
        if let Read::Failed(failure) = &extracted.read {
            return Err(Refused {
                reason: failure.reason,
                detail: failure.detail.clone(),
                value: failure.value.clone(),
            });
        }
        let document = &extracted.document;
        Ok(match view {
            View::Text => format!("{}\n", document.text()),
            View::Blocks => self.blocks(document),
            View::Html => page(document),
            View::Marks => self.marks(document).iter().map(line).collect(),
            View::MarksJson => format!("{:#}\n", serde_json::Value::from(self.marks(document))),
            View::Why(rule) => {
                let whole = extracted.read == Read::Whole;
                let why = self.why(document, whole, &source.name, &rule);
                why.map(|why| json!(why).to_string()).unwrap_or_default()
            }
            View::Words => json!(words(document)).to_string(),
        })
    }

    /// One line per block: page, zone, kind, label and text, parted by tabs and padded to stand in columns.
    fn blocks(&self, document: &Document) -> String {
        let zones = annotate(document, self.lexicons()).zones;
        let mut out = String::new();
        for (index, block) in document.blocks().iter().enumerate() {
            let page = block.origin.page.map_or_else(String::new, |page| page.number.to_string());
            let zone = zones.get(index).map(|zone| serde_json::to_value(zone).unwrap_or_default());
            let zone = zone.as_ref().and_then(serde_json::Value::as_str).unwrap_or("");
            let kind = kind(block.kind);
            let label = block.label.as_deref().unwrap_or("").replace(char::is_control, " ");
            let text = document.slice(block.content).replace(char::is_control, " ");
            out.push_str(&format!("{page:>3}\t{zone:<11}\t{kind:<12}\t{label:<7}\t{text}\n"));
        }
        out
    }

    fn why(&self, document: &Document, whole: bool, name: &str, id: &str) -> Option<Why> {
        let rule = self.rules.get(id)?;
        let annotations = annotate_as(document, self.lexicons(), None, self.setup.kind);
        let context = Context {
            today: self.setup.today,
            strict: self.setup.strict,
            whole,
            document: DocumentRef {
                path: name.to_owned(),
                blake3: String::new(),
                kind: annotations.kind.kind,
                dnr: annotations.dnr.clone(),
                language: annotations.language,
            },
            findings_per_rule: usize::try_from(self.setup.limits.findings_per_rule).unwrap_or(usize::MAX),
        };
        let labels = self.lexicons().labels();
        let said = evaluate::trace(document, &annotations, labels, &self.rules, id, &context)?;
        let all = evaluate::evaluate(document, &annotations, labels, &self.rules, &context);
        let searched = said.judged.as_ref().map(|judged| {
            evaluate::searched(rule, document, &annotations, labels, &context, judged.closest.as_ref())
        });
        Some(Why {
            rule: id.to_owned(),
            title: rule.spec.title.clone(),
            check: rule.kind.name.to_owned(),
            zones: searched.as_ref().map(|searched| searched.zones.clone()).unwrap_or_default(),
            document: name.to_owned(),
            kind: annotations.kind.kind,
            outcome: said.outcome,
            slots: said.judged.map(|judged| judged.why).unwrap_or_default(),
            closest: searched.as_ref().and_then(|searched| searched.closest.clone()),
            searched,
            findings: all.findings.into_iter().filter(|finding| finding.rule == id).collect(),
        })
    }

    /// One object per thing recognised: what, text, start and end in code points, zone of its block.
    fn marks(&self, document: &Document) -> Vec<serde_json::Value> {
        let annotations = annotate(document, self.lexicons());
        let mut rows = Vec::new();
        let mut add = |what: &str, span: crate::document::Span, detail: String| {
            let zone = document.block_at(span.start()).and_then(|block| annotations.zones.get(block));
            rows.push((
                span,
                json!({"mark": what, "text": document.slice(span), "detail": detail, "zone": zone}),
            ));
        };
        for party in &annotations.parties {
            add("party", party.span, format!("{}: {}", party.name, lower(party.sector)));
        }
        for person in &annotations.persons {
            for mention in &person.mentions {
                add("person", mention.span, format!("{}: {}", person.name, lower(mention.zone)));
            }
        }
        for duty in &annotations.duties {
            add("duty", duty.span, format!("{}: {}", lower(duty.kind), subject(&annotations, &duty.subject)));
        }
        for task in &annotations.tasks {
            let holder = match task.holder {
                Holder::Person(person) => name(&annotations.persons, person, |person| &person.name),
                Holder::Vacant => "vacant",
            };
            let backed =
                task.mitigation.as_ref().map_or(String::new(), |backed| format!(" ({})", backed.kind));
            add("task", task.span, format!("{holder}: {}{backed}", task.what));
        }
        for plan in &annotations.plan_refs {
            add("plan", plan.span, format!("{}: {}", plan.name, lower(plan.state)));
        }
        for condition in &annotations.conditions {
            add("condition", condition.span, lower(condition.kind));
        }
        for annex in &annotations.annexes {
            let there = if annex.present { "in the file" } else { "not in the file" };
            add("annex", annex.span, format!("{}: {there}", annex.title.as_deref().unwrap_or(&annex.name)));
        }
        if let Some(evidence) = annotations.kind.evidence {
            let kind = &annotations.kind;
            add("kind", evidence, format!("{}: {:.2}", lower(kind.kind), kind.confidence));
        }
        rows.sort_by_key(|a| a.0);
        // One pass turns byte offsets into code points, since rows are in order.
        let (mut at, mut points) = (0, 0);
        for (span, row) in &mut rows {
            points += document.text().get(at..span.start()).unwrap_or("").chars().count();
            at = span.start();
            row["start"] = json!(points);
            row["end"] = json!(points + document.slice(*span).chars().count());
        }
        rows.into_iter().map(|(_, row)| row).collect()
    }
}

/// The name of a value in small letters.
fn lower(value: impl std::fmt::Debug) -> String {
    format!("{value:?}").to_lowercase()
}

/// Who has a duty, for a reader.
fn subject(annotations: &Annotations, subject: &DutySubject) -> String {
    let party = |party: u32| name(&annotations.parties, party, |party| &party.name);
    match subject {
        DutySubject::Party(one) => party(*one).to_owned(),
        DutySubject::Parties(all) => all.iter().map(|one| party(*one)).collect::<Vec<_>>().join(", "),
        DutySubject::Person(person) => name(&annotations.persons, *person, |person| &person.name).to_owned(),
        DutySubject::Role(role) | DutySubject::Category(role) => role.clone(),
        DutySubject::EachParty => "each party".to_owned(),
        DutySubject::Joint => "the parties together".to_owned(),
        DutySubject::Nobody => "nobody".to_owned(),
    }
}

fn name<T>(list: &[T], at: u32, name: impl Fn(&T) -> &str) -> &str {
    list.get(at as usize).map_or("", name)
}

fn words(document: &Document) -> BTreeMap<&str, u32> {
    let lower = document.lower();
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for token in crate::annotate::token::tokenize(lower) {
        let Some(word) = lower.get(token.span.range()).filter(|word| word.len() <= 80) else { continue };
        if counts.len() < WORDS || counts.contains_key(word) {
            *counts.entry(word).or_default() += 1;
        }
    }
    counts
}

fn line(row: &serde_json::Value) -> String {
    let word = |key: &str| row[key].as_str().unwrap_or_default().replace(char::is_control, " ");
    let text: String = word("text").chars().take(100).collect();
    format!(
        "{:>7} {:<9} {:<13} {}\n{:>32}{}\n",
        row["start"].to_string(),
        word("mark"),
        word("zone"),
        text,
        "",
        word("detail")
    )
}

/// "heading 2", "item 1", "cell 0:3.1" (table, row and column), "cell 0:0.0 head".
fn kind(kind: BlockKind) -> String {
    match kind {
        BlockKind::Title => "title".to_owned(),
        BlockKind::Heading { level } => format!("heading {level}"),
        BlockKind::Paragraph => "paragraph".to_owned(),
        BlockKind::ListItem { depth } => format!("item {depth}"),
        BlockKind::TableCell(cell) => {
            let head = if cell.header { " head" } else { "" };
            format!("cell {}:{}.{}{head}", cell.table, cell.row, cell.column)
        }
        BlockKind::Header => "header".to_owned(),
        BlockKind::Footer => "footer".to_owned(),
        BlockKind::Footnote => "note".to_owned(),
        BlockKind::Comment => "comment".to_owned(),
        BlockKind::TocEntry => "contents".to_owned(),
    }
}
