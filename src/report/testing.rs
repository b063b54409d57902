//! A small report with hostile strings, for the tests of all outputs.

use std::collections::BTreeMap;

use crate::document::{DocumentKind, Language, PersonZone, Sector};
use crate::finding::{
    ArchiveReport, DocDates, DocumentRecord, DocumentRef, Entity, Evidence, Finding, FindingKind,
    OutcomeKind, OutcomeRecord, PageRef, PartyRecord, PersonLoad, PersonRecord, PlanRefRecord, Quote, Report,
    RunInfo, SearchReceipt, Severity, Slot, SlotState, SourceRef, SpanRef, Status, Summary, Tool,
};

/// What a hostile document may hold.
pub(crate) const HOSTILE: &str = "=cmd|'x'!A1 </script><script>alert(1)</script><img src=x onerror=alert(2)> \u{1b}[31m\u{202e}åäö & \"q\" ]]>";

fn both(text: &str) -> BTreeMap<String, String> {
    [("sv".to_owned(), text.to_owned()), ("en".to_owned(), format!("{text} (en)"))].into()
}

fn record(path: &str, status: Status) -> DocumentRecord {
    DocumentRecord {
        path: path.to_owned(),
        blake3: "00".into(),
        format: "docx".into(),
        kind: DocumentKind::Agreement,
        language: Language::Sv,
        status,
        reason: (status == Status::NotAssessed).then(|| "damaged".to_owned()),
        reason_text: None,
        readability: 1.0,
        pages: Some(2),
        title: Some(HOSTILE.into()),
        dnr: Some("KS 2025/311".into()),
        dates: DocDates { signed: "2025-02-11".parse().ok(), from: None, to: None },
        parties: vec![
            PartyRecord {
                name: "Norrby kommun".into(),
                aliases: vec!["kommunen".into()],
                org_number: None,
                legal_form: Some("kommun".into()),
                sector: Sector::Public,
                own_duty: Some(true),
                duties: vec!["Kommunen ansvarar för lokalen.".into()],
            },
            PartyRecord {
                name: HOSTILE.into(),
                aliases: Vec::new(),
                org_number: None,
                legal_form: None,
                sector: Sector::Nonprofit,
                own_duty: Some(false),
                duties: Vec::new(),
            },
        ],
        persons: vec![PersonRecord {
            name: "Anna Lindqvist".into(),
            zone: PersonZone::Task,
            functions: vec!["samordnare".into()],
            mentions: 2,
            confidence: 0.9,
        }],
        plan_refs: vec![PlanRefRecord {
            name: "Trygghetsplan 2024–2028".into(),
            adoption: crate::document::AdoptionState::Unproven,
            resolves_to: None,
        }],
        adoption: None,
        outcomes: vec![
            OutcomeRecord { rule: "single-name".into(), outcome: OutcomeKind::NotMet, reason: None },
            OutcomeRecord {
                rule: "conditions".into(),
                outcome: OutcomeKind::NotAssessed,
                reason: Some("template".into()),
            },
        ],
        bus_factor: Some(1),
        package: None,
        problems: Vec::new(),
    }
}

fn finding(id: &str, path: &str, severity: Severity, absent: bool) -> Finding {
    Finding {
        schema: "pyspunka.finding/1".into(),
        id: format!("fp1:{id}"),
        rule: "single-name".into(),
        outcome: "sole".into(),
        severity,
        confidence: 0.9,
        kind: if absent { FindingKind::Absence } else { FindingKind::Presence },
        message: both("Anna Lindqvist är ensam samordnare."),
        document: DocumentRef {
            path: path.into(),
            blake3: "00".into(),
            kind: DocumentKind::Agreement,
            dnr: Some("KS 2025/311".into()),
            language: Language::Sv,
        },
        evidence: if absent {
            Vec::new()
        } else {
            vec![Evidence {
                role: "primary".into(),
                quote: Quote { exact: HOSTILE.into(), prefix: String::new(), suffix: String::new() },
                span: SpanRef { start: 3, end: 9, unit: "codepoint".into() },
                section: vec!["4 Samordning".into(), HOSTILE.into()],
                page: Some(PageRef { number: 2, basis: crate::document::Basis::Exact.into() }),
                source: Some(SourceRef::Docx {
                    part: "word/document.xml".into(),
                    paragraph: 0,
                    run_from: 0,
                    run_to: 0,
                }),
            }]
        },
        search: absent.then(|| SearchReceipt {
            zones: vec!["body".into()],
            sections: 1,
            sentences: 2,
            rows: 0,
            readable: 1.0,
            annexes_cited: Vec::new(),
            annexes_read: Vec::new(),
            closest: None,
        }),
        entities: vec![Entity {
            kind: "person".into(),
            text: "Anna Lindqvist".into(),
            reference: "p1".into(),
            mentions: 2,
        }],
        why: vec![Slot { slot: "deputy".into(), state: SlotState::Missing, value: None }],
        suggestion: Some(both("Ange en ersättare.")),
        suppression: None,
        baseline: Some("new".into()),
    }
}

/// Two documents, three findings, one person over both.
pub(crate) fn report() -> Report {
    let hostile = format!("2025/{HOSTILE}.docx");
    let documents =
        vec![record("2025/avtal åäö.docx", Status::Assessed), record(&hostile, Status::NotAssessed)];
    let mut accepted = finding("03", "2025/avtal åäö.docx", Severity::Info, true);
    accepted.suppression = Some("känt".into());
    let findings = vec![
        finding("01", "2025/avtal åäö.docx", Severity::Error, false),
        finding("02", "2025/avtal åäö.docx", Severity::Warning, true),
        accepted,
    ];
    Report {
        schema: "pyspunka.report/1".into(),
        tool: Tool {
            name: "pyspunka".into(),
            version: "0.1.0".into(),
            rules: "0".into(),
            packs: vec!["samverkan".into()],
            rule_titles: [("single-name".to_owned(), both("Uppgift som hänger på ett enda namn"))].into(),
            rule_help: [("single-name".to_owned(), both("När personen slutar stannar arbetet."))].into(),
        },
        run: RunInfo::default(),
        summary: Summary::count(&documents, &findings),
        documents,
        findings,
        archive: ArchiveReport {
            person_load: vec![PersonLoad {
                person: "Anna Lindqvist".into(),
                documents: vec!["2025/avtal åäö.docx".into()],
                tasks: vec!["samordnare".into()],
                ..PersonLoad::default()
            }]
            .into(),
            ..ArchiveReport::default()
        },
    }
}
