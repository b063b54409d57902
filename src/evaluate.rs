//! Rules × one marked document → findings and outcomes.

use std::collections::BTreeMap;

use crate::document::hash::take_up;
use crate::document::letters::is_alphanumeric;
use crate::document::{Annotations, Block, Date, Document, DocumentKind, LabelTable, Language, Span};
use crate::finding::{
    DocumentRef, Evidence, Finding, FindingKind, NearMiss, OutcomeKind, OutcomeRecord, PageRef, Quote,
    Reason, SearchReceipt, Severity, SourceRef, SpanRef,
};
use crate::rules::checks::{Hit, Judged, Near, Verdict, duties};
use crate::rules::view::{Prepared, View};
use crate::rules::{Rule, RuleSet, load, render};

/// Bytes of one quote, at most; longer sentences and rows are cut at a word.
const QUOTE: usize = 1_200;
/// Characters of the words before and after a quote, as the W3C text quote selector has them.
const AROUND: usize = 32;

/// A finding on text recognised from pictures is this much less sure.
const RECOGNISED: f64 = 0.8;

/// What evaluation needs to know besides the document.
#[derive(Debug, Clone)]
pub struct Context {
    /// The day that periods are compared with.
    pub today: Date,
    /// True under `--profile strict`.
    pub strict: bool,
    /// True where the document was read whole; absences are only judged then.
    pub whole: bool,
    /// Which document, for the findings.
    pub document: DocumentRef,
    /// Findings of one rule in one document, at most.
    pub findings_per_rule: usize,
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Evaluation {
    /// Findings, by place.
    pub findings: Vec<Finding>,
    /// One per rule, by rule id.
    pub outcomes: Vec<OutcomeRecord>,
    /// For each party (same order as the annotations): has it an own, concrete duty; `None` where not assessed.
    pub own_duty: Vec<Option<bool>>,
    /// Findings that other documents can make true; none of them counts by itself.
    pub latent: Vec<Finding>,
    /// Rules of which more was found than is reported, with how much.
    pub cut: Vec<(String, usize)>,
}

/// What one rule says of one document, for hits and misses alike.
#[derive(Debug, Clone)]
pub struct Trace {
    /// Outcome.
    pub outcome: OutcomeRecord,
    /// What the check said; `None` where the rule was not asked.
    pub judged: Option<Judged>,
}

/// Evaluates all rules over one document.
pub fn evaluate(
    document: &Document,
    annotations: &Annotations,
    labels: &LabelTable,
    rules: &RuleSet,
    context: &Context,
) -> Evaluation {
    let mut prepared = Prepared::new(document, annotations, labels, context.today, context.whole);
    prepared.explains = false;
    let codepoints = Codepoints::new(document.text());
    let mut evaluation =
        Evaluation { own_duty: vec![None; annotations.parties.len()], ..Evaluation::default() };
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut placed: Vec<(usize, Finding)> = Vec::new();
    for rule in rules.rules().iter() {
        let view = View { doc: &prepared, zones: &rule.zones };
        let Trace { mut outcome, judged } = trace_one(rule, &view, context);
        if let Some(judged) = judged {
            let mut hits = judged.hits;
            hits.retain(|hit| rule.spec.outcome.contains_key(&hit.outcome));
            // What is cut from the report is still no clean bill.
            let worst = hits.iter().filter_map(|hit| severity(rule, hit, context)).max();
            if hits.len() > context.findings_per_rule {
                evaluation.cut.push((rule.spec.id.clone(), hits.len()));
                hits.truncate(context.findings_per_rule);
            }
            let latent = judged.latent.iter().take(context.findings_per_rule);
            let latent = latent.filter_map(|hit| finding(rule, &view, hit, context, &codepoints, &mut seen));
            evaluation.latent.extend(latent.map(|(_, finding)| finding));
            for hit in &hits {
                placed.extend(finding(rule, &view, hit, context, &codepoints, &mut seen));
            }
            if outcome.outcome == OutcomeKind::Met && worst >= Some(Severity::Warning) {
                outcome.outcome = OutcomeKind::NotMet;
            } else if outcome.outcome == OutcomeKind::Met && !context.whole {
                outcome.outcome = OutcomeKind::NotAssessed;
                outcome.reason = Some(Reason::Partial.code());
            }
            if rule.kind.name == duties::NAME
                && matches!(outcome.outcome, OutcomeKind::Met | OutcomeKind::NotMet)
            {
                for (own, duties) in evaluation.own_duty.iter_mut().zip(duties::own(&view)) {
                    *own = Some(!duties.is_empty());
                }
            }
        }
        evaluation.outcomes.push(outcome);
    }
    placed.sort_by(|a, b| {
        (a.0, &a.1.rule, &a.1.outcome, &a.1.id).cmp(&(b.0, &b.1.rule, &b.1.outcome, &b.1.id))
    });
    evaluation.findings = placed.into_iter().map(|(_, finding)| finding).collect();
    evaluation
}

/// What the rule called `id` says of a document; `None` where there is no such rule.
pub fn trace(
    document: &Document,
    annotations: &Annotations,
    labels: &LabelTable,
    rules: &RuleSet,
    id: &str,
    context: &Context,
) -> Option<Trace> {
    let rule = rules.get(id)?;
    let prepared = Prepared::new(document, annotations, labels, context.today, context.whole);
    Some(trace_one(rule, &View { doc: &prepared, zones: &rule.zones }, context))
}

/// What a rule searches in a document, and what came closest there.
pub fn searched(
    rule: &Rule,
    document: &Document,
    annotations: &Annotations,
    labels: &LabelTable,
    context: &Context,
    closest: Option<&Near>,
) -> SearchReceipt {
    let prepared = Prepared::new(document, annotations, labels, context.today, context.whole);
    receipt(rule, &View { doc: &prepared, zones: &rule.zones }, closest)
}

fn trace_one(rule: &Rule, view: &View<'_>, context: &Context) -> Trace {
    let record = |outcome: OutcomeKind, reason: Option<String>| OutcomeRecord {
        rule: rule.spec.id.clone(),
        outcome,
        reason,
    };
    if let Some(outcome) = not_asked(rule, view.doc.annotations) {
        let (outcome, reason) = outcome;
        return Trace { outcome: record(outcome, Some(reason)), judged: None };
    }
    let mut judged = rule.check.judge(view);
    if parties_unclear(view.doc.annotations) && !sector_fits(rule, view.doc.annotations) {
        // Whether the rule is for this agreement cannot be told: what is found is good to know, no more.
        for hit in judged.hits.iter_mut().chain(&mut judged.latent) {
            hit.at_most = Some(Severity::Info);
        }
    }
    let outcome = match judged.verdict {
        Some(Verdict::NotAssessed(reason)) => record(OutcomeKind::NotAssessed, Some(reason.code())),
        Some(Verdict::NotApplicable(why)) => record(OutcomeKind::NotApplicable, Some(why.to_owned())),
        None => record(OutcomeKind::Met, None),
    };
    if !context.whole {
        // What is missing here may stand in the part that was not read.
        judged.hits.retain(|hit| !hit.absence);
        judged.latent.retain(|hit| !hit.absence);
        if judged.hits.is_empty() && judged.verdict.is_none() {
            let outcome = record(OutcomeKind::NotAssessed, Some(Reason::Partial.code()));
            return Trace { outcome, judged: Some(judged) };
        }
    }
    Trace { outcome, judged: Some(judged) }
}

/// Why a rule is not asked about a document.
fn not_asked(rule: &Rule, said: &Annotations) -> Option<(OutcomeKind, String)> {
    let kind = said.kind.kind;
    let applies = &rule.spec.applies_to;
    let reads = rule.languages().contains(&said.language);
    let ours = matches!(said.language, Language::Sv | Language::En);
    if !reads && !ours && !said.language_unclear {
        // What kind it is cannot be told for sure either.
        return Some((OutcomeKind::NotAssessed, Reason::OtherLanguage.code()));
    }
    if applies.never.contains(&kind)
        || !rule.kinds().contains(&DocumentKind::Agreement) && !rule.kinds().contains(&kind)
    {
        return Some((OutcomeKind::NotApplicable, code_of(kind)));
    }
    if !rule.kinds().contains(&kind) {
        return Some((OutcomeKind::NotAssessed, unfit(said).code()));
    }
    let not_applicable = |why: &str| Some((OutcomeKind::NotApplicable, why.to_owned()));
    if !reads {
        return match ours {
            true => not_applicable("rule-language"),
            false => Some((OutcomeKind::NotAssessed, Reason::LanguageUnclear.code())),
        };
    }
    if !sector_fits(rule, said) && !parties_unclear(said) {
        return not_applicable("sector");
    }
    if let Some(wanted) = applies.sectors {
        let mut sectors: Vec<_> = said.parties.iter().map(|party| party.sector).collect();
        sectors.sort_unstable();
        sectors.dedup();
        if sectors.len() < wanted as usize {
            return not_applicable("one-sector");
        }
    }
    if applies.parties.is_some_and(|wanted| said.parties.len() < wanted as usize) {
        return match parties_unclear(said) {
            true => Some((OutcomeKind::NotAssessed, Reason::PartiesUnclear.code())),
            false => not_applicable("parties"),
        };
    }
    None
}

/// True where so few parties were found that nothing can be said of their sectors: an agreement has at least two.
fn parties_unclear(said: &Annotations) -> bool {
    said.parties.len() < 2
}

fn sector_fits(rule: &Rule, said: &Annotations) -> bool {
    rule.sector.is_none_or(|(sector, ordering, wanted)| {
        ordering.holds(said.parties.iter().filter(|party| party.sector == sector).count(), wanted)
    })
}

fn code_of(kind: DocumentKind) -> String {
    serde_json::to_value(kind).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Why a document that is no agreement is not assessed.
fn unfit(said: &Annotations) -> Reason {
    match said.kind.kind {
        DocumentKind::Plan => Reason::Plan,
        DocumentKind::Annex => Reason::Annex,
        DocumentKind::Template => Reason::Template,
        DocumentKind::Form => Reason::Form,
        DocumentKind::Minutes => Reason::Minutes,
        DocumentKind::Amendment => Reason::Amendment,
        DocumentKind::Guidance => Reason::Guidance,
        DocumentKind::Agreement | DocumentKind::Other => match said.kind.detail {
            Some("declaration") => Reason::Declaration,
            Some("excerpt") => Reason::Excerpt,
            _ => Reason::NotAnAgreement,
        },
    }
}

fn severity(rule: &Rule, hit: &Hit, context: &Context) -> Option<Severity> {
    let severity = rule.severity(&hit.outcome, context.strict)?;
    Some(hit.at_most.map_or(severity, |most| severity.min(most)))
}

fn finding(
    rule: &Rule,
    view: &View<'_>,
    hit: &Hit,
    context: &Context,
    codepoints: &Codepoints,
    seen: &mut BTreeMap<String, u32>,
) -> Option<(usize, Finding)> {
    let spec = rule.spec.outcome.get(&hit.outcome)?;
    let severity = severity(rule, hit, context)?;
    let document = view.doc.document;
    let evidence: Vec<Evidence> = hit
        .spans
        .iter()
        .filter_map(|span| quote_span(document, *span))
        .enumerate()
        .map(|(index, span)| evidence(document, span, index == 0, codepoints))
        .collect();
    let at = hit.spans.first().map_or(usize::MAX, |span| span.start());
    let id = fingerprint(rule, hit, &evidence, &key(&context.document, view.doc.annotations), seen);
    // What was recognised from a picture may be read wrongly.
    let is_recognised = |block: &Block| block.origin.ocr;
    let unsure = match hit.absence {
        true => document.blocks().iter().any(is_recognised),
        false => hit.spans.iter().any(|span| {
            document.block_at(span.start()).is_some_and(|at| is_recognised(&document.blocks()[at]))
        }),
    };
    let confidence = f64::from(hit.confidence) * if unsure { RECOGNISED } else { 1.0 };
    let search = hit.absence.then(|| receipt(rule, view, hit.closest.as_ref()));
    let finding = Finding {
        schema: "pyspunka.finding/1".into(),
        id,
        rule: rule.spec.id.clone(),
        outcome: hit.outcome.clone(),
        severity,
        confidence: (confidence.clamp(0.0, 1.0) * 100.0).round() / 100.0,
        kind: if hit.absence { FindingKind::Absence } else { FindingKind::Presence },
        message: render::fill(&spec.message, &hit.values),
        document: context.document.clone(),
        evidence,
        search,
        entities: hit.entities.clone(),
        why: hit.why.clone(),
        suggestion: load::suggestion(spec, &hit.values),
        suppression: None,
        baseline: None,
    };
    Some((at, finding))
}

/// Stable over moved lines and new runs: names the document, the rule and the words, not their place.
fn fingerprint(
    rule: &Rule,
    hit: &Hit,
    evidence: &[Evidence],
    key: &str,
    seen: &mut BTreeMap<String, u32>,
) -> String {
    let section = evidence.first().and_then(|first| first.section.last()).map(|heading| slug(heading));
    let words = match evidence.first() {
        Some(first) => slug(&first.quote.exact),
        None => hit.entities.iter().map(|entity| slug(&entity.text)).collect::<Vec<_>>().join("+"),
    };
    let about: Vec<&str> = hit.entities.iter().map(|entity| entity.text.as_str()).collect();
    let parts = [
        key.to_owned(),
        rule.spec.id.clone(),
        hit.outcome.clone(),
        section.unwrap_or_default(),
        words,
        slug(&about.join(" ")),
    ];
    let mut hasher = blake3::Hasher::new();
    take_up(&mut hasher, &parts);
    let occurrence = seen.entry(parts.join("\u{1f}")).and_modify(|count| *count += 1).or_insert(0);
    hasher.update(&occurrence.to_le_bytes());
    format!("fp1:{}", &hasher.finalize().to_hex().as_str()[..16])
}

/// What tells a document from others wherever it lies: its registry number, with its parties and title, as a matter may
/// hold several agreements; else its path.
fn key(of: &DocumentRef, said: &Annotations) -> String {
    let Some(dnr) = &of.dnr else { return of.path.clone() };
    let mut told: Vec<String> = said.parties.iter().map(|party| slug(&party.name)).collect();
    told.sort_unstable();
    told.dedup();
    told.extend(said.title.as_deref().map(slug));
    format!("{dnr}\u{1f}{}", told.join("\u{1f}"))
}

/// Lower-case words parted by hyphens, without leading numbers, so that renumbering does not matter.
fn slug(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|character: char| !is_alphanumeric(character)).filter(|word| !word.is_empty());
    let mut slug = String::with_capacity(lower.len());
    for word in words.skip_while(|word| word.bytes().all(|byte| byte.is_ascii_digit())) {
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
    }
    slug
}

/// A span as it is quoted: without white space around, and not too long; `None` where nothing is left.
fn quote_span(document: &Document, span: Span) -> Option<Span> {
    let text = document.slice(span);
    let start = span.start() + (text.len() - text.trim_start().len());
    let text = text.trim();
    let mut length = text.len();
    if length > QUOTE {
        let cut = text.floor_char_boundary(QUOTE);
        length = text[..cut].rfind(char::is_whitespace).filter(|at| *at > QUOTE / 2).unwrap_or(cut);
    }
    (length > 0).then(|| Span::at(start, start + length))
}

fn evidence(document: &Document, span: Span, primary: bool, codepoints: &Codepoints) -> Evidence {
    let text = document.text();
    let block_at = document.block_at(span.start());
    let block = block_at.and_then(|index| document.blocks().get(index));
    let before =
        text[..span.start()].char_indices().rev().take(AROUND).last().map_or(span.start(), |(at, _)| at);
    let after = text[span.end()..].char_indices().nth(AROUND).map_or(text.len(), |(at, _)| span.end() + at);
    Evidence {
        role: if primary { "primary" } else { "related" }.into(),
        quote: Quote {
            exact: document.slice(span).into(),
            prefix: text[before..span.start()].into(),
            suffix: text[span.end()..after].into(),
        },
        span: SpanRef {
            start: codepoints.of(text, span.start()),
            end: codepoints.of(text, span.end()),
            unit: "codepoint".into(),
        },
        section: block_at.map(|index| document.section_path(index)).unwrap_or_default(),
        page: block
            .and_then(|block| page(document, span).or(block.origin.page))
            .map(|page| PageRef { number: page.number, basis: page.basis.into() }),
        source: source(document, span),
    }
}

/// A paragraph may run over two pages: the words know.
fn page(document: &Document, span: Span) -> Option<crate::document::Page> {
    let words = document.words();
    let first = words.partition_point(|word| word.span.end() <= span.start());
    let word = words.get(first).filter(|word| word.span.start() < span.end())?;
    Some(crate::document::Page { number: word.page, basis: crate::document::Basis::Exact })
}

fn source(document: &Document, span: Span) -> Option<SourceRef> {
    let block = document.blocks().get(document.block_at(span.start())?)?;
    if let (Some(part), Some(paragraph)) = (block.origin.part, block.origin.paragraph) {
        let end = Span::at(span.start(), span.end().min(block.span.end()));
        let (run_from, run_to) = document.runs_of(end).unwrap_or((0, 0));
        let part = document.parts().get(part as usize)?.clone();
        return Some(SourceRef::Docx { part, paragraph, run_from, run_to });
    }
    let words = document.words();
    let first = words.partition_point(|word| word.span.end() <= span.start());
    let inside: Vec<_> = words[first..].iter().take_while(|word| word.span.start() < span.end()).collect();
    let page = inside.first()?.page;
    let mut quads: Vec<[f32; 8]> = Vec::new();
    for word in inside.iter().filter(|word| word.page == page) {
        let quad = word.quad;
        let lines = quads.len();
        match quads.last_mut() {
            // The same line: the quad grows to the right.
            Some(line) if (line[1] - quad[1]).abs() < 2.0 && quad[0] >= line[0] => {
                (line[2], line[3], line[6], line[7]) = (quad[2], quad[3], quad[6], quad[7]);
            }
            _ if lines < 40 => quads.push(quad),
            _ => break,
        }
    }
    Some(SourceRef::Pdf { page, quads })
}

fn receipt(rule: &Rule, view: &View<'_>, closest: Option<&Near>) -> SearchReceipt {
    let said = view.doc.annotations;
    let (sections, sentences, rows) = view.extent();
    let zones = rule.zones.iter().map(|zone| {
        serde_json::to_value(zone)
            .ok()
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_default()
    });
    SearchReceipt {
        zones: zones.collect(),
        sections,
        sentences,
        rows,
        readable: (f64::from(said.readability) * 1000.0).round() / 1000.0,
        annexes_cited: said.annexes.iter().map(|annex| annex.name.clone()).collect(),
        annexes_read: said
            .annexes
            .iter()
            .filter(|annex| annex.present)
            .map(|annex| annex.name.clone())
            .collect(),
        closest: closest.and_then(|near| {
            let span = quote_span(view.doc.document, near.span)?;
            Some(NearMiss {
                quote: view.doc.document.slice(span).to_owned(),
                slots_met: near.met.clone(),
                slots_missing: near.missing.clone(),
            })
        }),
    }
}

/// Byte offsets to code points, without counting from the start each time.
#[derive(Debug)]
struct Codepoints {
    /// Code points before each multiple of [`Codepoints::STEP`] bytes.
    at: Vec<usize>,
}

impl Codepoints {
    const STEP: usize = 1024;

    fn new(text: &str) -> Codepoints {
        let is_start = |byte: &&u8| (**byte & 0xC0) != 0x80;
        let mut at = vec![0];
        let mut count = 0;
        for chunk in text.as_bytes().chunks(Self::STEP) {
            count += chunk.iter().filter(is_start).count();
            at.push(count);
        }
        Codepoints { at }
    }

    fn of(&self, text: &str, offset: usize) -> usize {
        let step = offset / Self::STEP;
        let rest = &text.as_bytes()[step * Self::STEP..offset];
        self.at[step] + rest.iter().filter(|byte| (**byte & 0xC0) != 0x80).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_are_counted_from_any_place() {
        let text = "åäö – ".repeat(700);
        let codepoints = Codepoints::new(&text);
        for (count, (offset, _)) in text.char_indices().enumerate().step_by(97) {
            assert_eq!(codepoints.of(&text, offset), count);
        }
        assert_eq!(codepoints.of(&text, text.len()), text.chars().count());
    }

    #[test]
    fn slugs_do_not_hold_numbers_of_headings() {
        assert_eq!(slug("3.1 Ansvar och roller"), "ansvar-och-roller");
        assert_eq!(slug("Plan 2024–2028"), "plan-2024-2028");
    }
}
