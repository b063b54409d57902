//! A Word report, written by docx-rs: cover, summary, table of findings, a section per document.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Cursor, Write};

use docx_rs::{
    AlignmentType, BreakType, Docx, Footer, Header, LineSpacing, NumPages, PageNum, Paragraph, Run, RunFonts,
    Shading, Style, StyleType, Table, TableBorder, TableBorderPosition, TableCell, TableLayoutType, TableRow,
    WidthType,
};

use super::Settings;
use super::messages::{kind, of_record, phrase, sector, status_of, unjudged};
use super::words::{
    code, first_place, in_language, plain, quote, rank, rule_title, rules_of, searched, severity,
};
use crate::finding::{DocumentRecord, Finding, REPORT_MARK, Report, Severity, Status};

/// Documents with a section of their own, at most: a Word file with more is not read by anybody.
const SECTIONS: usize = 100;
/// Findings of one section, at most.
const OF_DOCUMENT: usize = 60;
/// Rows of one table, at most.
const ROWS: usize = 300;
/// Width of the text in twentieths of a point: A4 with margins of 2.5 cm.
const WIDTH: usize = 9070;

/// The report.
pub(super) fn write(report: &Report, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    let lang = settings.lang;
    let say = |code: &'static str| phrase(code, lang);
    let mut page = Page { docx: styles(say("report-title")), paragraphs: 0 };
    page.cover(report, lang);
    page.heading(1, say("unread"));
    page.unread(report, lang);
    page.heading(1, say("summary"));
    page.summary(report, lang);
    page.heading(1, say("findings-title"));
    page.findings(report, lang);
    page.heading(1, say("documents-title"));
    page.documents(report, lang);
    let mut file = Cursor::new(Vec::new());
    page.docx.build().pack(&mut file).map_err(io::Error::other)?;
    out.write_all(&file.into_inner())
}

fn styles(title: &str) -> Docx {
    let heading = |id: &str, name: &str, size: usize, level: usize| {
        Style::new(id, StyleType::Paragraph)
            .name(name)
            .based_on("Normal")
            .next("Normal")
            .bold()
            .size(size)
            .outline_lvl(level)
            .line_spacing(LineSpacing::new().before(320).after(120))
    };
    Docx::new()
        .custom_property(REPORT_MARK, env!("CARGO_PKG_VERSION"))
        .page_size(11906, 16838)
        .default_fonts(RunFonts::new().ascii("Calibri").hi_ansi("Calibri").cs("Calibri"))
        .default_size(21)
        .default_line_spacing(LineSpacing::new().after(100).line(264))
        .add_style(Style::new("Normal", StyleType::Paragraph).name("Normal"))
        .add_style(
            Style::new("Title", StyleType::Paragraph)
                .name("Title")
                .based_on("Normal")
                .bold()
                .size(52)
                .line_spacing(LineSpacing::new().before(2400).after(240)),
        )
        .add_style(heading("Heading1", "heading 1", 32, 0))
        .add_style(heading("Heading2", "heading 2", 25, 1))
        .add_style(
            Style::new("Quote", StyleType::Paragraph).name("Quote").based_on("Normal").italic().indent(
                Some(425),
                None,
                None,
                None,
            ),
        )
        .header(
            Header::new().add_paragraph(
                id("f0000001", Paragraph::new()).add_run(Run::new().add_text(title).color(SOFT)),
            ),
        )
        .footer(
            Footer::new().add_paragraph(
                id("f0000002", Paragraph::new())
                    .align(AlignmentType::Right)
                    .add_page_num(PageNum::new())
                    .add_run(Run::new().add_text(" / "))
                    .add_num_pages(NumPages::new()),
            ),
        )
}

const SOFT: &str = "57606A";

const LINES: [TableBorderPosition; 6] = [
    TableBorderPosition::Top,
    TableBorderPosition::Bottom,
    TableBorderPosition::Left,
    TableBorderPosition::Right,
    TableBorderPosition::InsideH,
    TableBorderPosition::InsideV,
];

/// docx-rs numbers paragraphs for as long as the program runs; the same report must give the same bytes.
fn id(id: &str, paragraph: Paragraph) -> Paragraph {
    paragraph.id(id)
}

struct Page {
    docx: Docx,
    paragraphs: u32,
}

impl Page {
    fn paragraph(&mut self) -> Paragraph {
        self.paragraphs += 1;
        id(&format!("{:08x}", self.paragraphs), Paragraph::new())
    }

    fn push(&mut self, paragraph: Paragraph) {
        self.docx = std::mem::take(&mut self.docx).add_paragraph(paragraph);
    }

    fn heading(&mut self, level: usize, text: &str) {
        let paragraph = self.paragraph().style(&format!("Heading{level}")).keep_next(true);
        self.push(paragraph.add_run(Run::new().add_text(plain(text))));
    }

    fn text(&mut self, text: &str) {
        let paragraph = self.paragraph().style("Normal");
        self.push(paragraph.add_run(Run::new().add_text(plain(text))));
    }

    fn soft(&mut self, text: &str) {
        let paragraph = self.paragraph().style("Normal");
        self.push(paragraph.add_run(Run::new().add_text(plain(text)).color(SOFT)));
    }

    /// A table with a head row; `widths` are shares of the width of the text.
    fn table(&mut self, widths: &[usize], rows: &[Vec<String>]) {
        let all: usize = widths.iter().sum();
        let widths: Vec<usize> = widths.iter().map(|width| width * WIDTH / all.max(1)).collect();
        let number = |text: &String| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        // A column of numbers, with its head, stands to the right.
        let numbers: Vec<bool> = (0..widths.len())
            .map(|column| {
                rows.len() > 1 && rows.iter().skip(1).all(|row| row.get(column).is_some_and(number))
            })
            .collect();
        let mut out = Vec::new();
        for (index, row) in rows.iter().enumerate().take(ROWS + 1) {
            let mut cells = Vec::new();
            for ((text, width), number) in row.iter().zip(&widths).zip(&numbers) {
                let run = Run::new().add_text(plain(text)).size(18);
                let run = if index == 0 { run.bold() } else { run };
                let align = if *number { AlignmentType::Right } else { AlignmentType::Left };
                let paragraph = self.paragraph().style("Normal").align(align).add_run(run);
                let cell = TableCell::new().width(*width, WidthType::Dxa).add_paragraph(paragraph);
                cells.push(if index == 0 { cell.shading(Shading::new().fill("E8EDF3")) } else { cell });
            }
            out.push(TableRow::new(cells).cant_split());
        }
        let mut table =
            Table::new(out).set_grid(widths).layout(TableLayoutType::Fixed).width(WIDTH, WidthType::Dxa);
        for position in LINES {
            table = table.set_border(TableBorder::new(position).size(4).color("C8D0D9"));
        }
        self.docx = std::mem::take(&mut self.docx).add_table(table);
        let after = self.paragraph().style("Normal");
        self.push(after);
    }

    fn rest(&mut self, all: usize, shown: usize, lang: &'static str) {
        if all > shown {
            self.soft(&format!("… {} {}", all - shown, phrase("more", lang)));
        }
    }

    fn cover(&mut self, report: &Report, lang: &'static str) {
        let title = self.paragraph().style("Title");
        self.push(title.add_run(Run::new().add_text(phrase("report-title", lang))));
        let day = report.run.today.map(|day| day.to_string()).unwrap_or_default();
        self.soft(&format!("{} {day}", phrase("made", lang)));
        self.soft(&format!("pyspunka {} · {}", report.tool.version, report.tool.packs.join(", ")));
        if report.run.interrupted {
            self.text(phrase("interrupted", lang));
        }
        let end = self.paragraph().add_run(Run::new().add_break(BreakType::Page));
        self.push(end);
    }

    fn unread(&mut self, report: &Report, lang: &'static str) {
        let say = |code: &'static str| phrase(code, lang).to_owned();
        let unread: Vec<&DocumentRecord> =
            report.documents.iter().filter(|record| record.status != Status::Assessed).collect();
        if unread.is_empty() {
            return self.text(phrase("all-read", lang));
        }
        let mut rows = vec![vec![say("document"), say("status"), say("reason")]];
        rows.extend(unread.iter().map(|record| {
            let why = of_record(record, lang);
            vec![record.path.clone(), status_of(record, lang).to_owned(), why]
        }));
        self.table(&[4, 2, 5], &rows);
        self.rest(unread.len(), ROWS, lang);
    }

    fn summary(&mut self, report: &Report, lang: &'static str) {
        let say = |code: &'static str| phrase(code, lang).to_owned();
        let counts = &report.summary;
        let mut parts = vec![format!("{} {}", counts.documents, say("documents"))];
        for code in ["assessed", "partial", "not-assessed"] {
            parts.extend(counts.by_status.get(code).map(|count| format!("{count} {}", phrase(code, lang))));
        }
        self.text(&parts.join(" · "));
        if let Some(unjudged) = unjudged(counts, lang) {
            self.text(&unjudged);
        }
        let heads = ["rule", "errors", "warnings", "infos", "not-assessed-one"];
        let mut rows = vec![heads.iter().map(|code| say(code)).collect()];
        for (rule, [errors, warnings, infos, _, unread, _]) in rules_of(report) {
            let mut row = vec![rule_title(report, rule, lang).to_owned()];
            row.extend([errors, warnings, infos, unread].map(|count| count.to_string()));
            rows.push(row);
        }
        self.table(&[8, 3, 4, 4, 4], &rows);
        let load = &report.archive.person_load;
        if !load.is_empty() {
            self.heading(2, phrase("leaves", lang));
            self.text(phrase("leaves-why", lang));
            let mut rows = vec![vec![say("person"), say("documents"), say("tasks")]];
            rows.extend(load.iter().take(20).map(|person| {
                let tasks: Vec<&str> = person.tasks.iter().take(6).map(String::as_str).collect();
                vec![person.person.clone(), person.documents.len().to_string(), tasks.join(" · ")]
            }));
            self.table(&[3, 2, 6], &rows);
        }
    }

    /// Errors and warnings; what is only good to know stands with its document.
    fn findings(&mut self, report: &Report, lang: &'static str) {
        let say = |code: &'static str| phrase(code, lang).to_owned();
        let open = || report.findings.iter().filter(|finding| finding.suppression.is_none());
        let mut weighty: Vec<&Finding> = open().filter(|finding| finding.severity > Severity::Info).collect();
        weighty.sort_by_key(|finding| rank(finding.severity));
        if open().next().is_none() {
            return self.text(phrase("clean", lang));
        }
        let infos = open().count() - weighty.len();
        if infos > 0 {
            self.soft(&format!("{infos} {}", phrase("infos-below", lang)));
        }
        if weighty.is_empty() {
            return;
        }
        let mut rows = vec![vec![say("severity"), say("document"), say("message")]];
        rows.extend(weighty.iter().take(ROWS).map(|finding| {
            vec![
                say(severity(finding.severity)),
                finding.document.path.clone(),
                in_language(&finding.message, lang).to_owned(),
            ]
        }));
        self.table(&[2, 4, 7], &rows);
        self.rest(weighty.len(), ROWS, lang);
    }

    /// A section for each document with findings; where there are too many, for those with most errors and warnings.
    fn documents(&mut self, report: &Report, lang: &'static str) {
        let mut by_document: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in report.findings.iter().filter(|finding| finding.suppression.is_none()) {
            by_document.entry(&finding.document.path).or_default().push(finding);
        }
        let mut with: Vec<(&DocumentRecord, Vec<&Finding>)> = report
            .documents
            .iter()
            .filter_map(|record| Some((record, by_document.remove(record.path.as_str())?)))
            .collect();
        let all = with.len();
        if all > SECTIONS {
            with.sort_by_key(|(_, findings)| {
                let count =
                    |wanted| findings.iter().filter(|finding| rank(finding.severity) == wanted).count();
                Reverse([count(0), count(1), count(2)])
            });
            with.truncate(SECTIONS);
            let told = phrase("sections-left-out", lang);
            self.text(&told.replace("{shown}", &SECTIONS.to_string()).replace("{all}", &all.to_string()));
        }
        for (record, mut findings) in with {
            findings.sort_by_key(|finding| rank(finding.severity));
            self.document(report, record, &findings, lang);
        }
    }

    fn document(
        &mut self,
        report: &Report,
        record: &DocumentRecord,
        findings: &[&Finding],
        lang: &'static str,
    ) {
        let say = |code: &'static str| phrase(code, lang).to_owned();
        self.heading(2, &record.path);
        let facts =
            [record.title.clone(), Some(kind(&code(record.kind), lang).to_owned()), record.dnr.clone()];
        self.soft(&facts.into_iter().flatten().collect::<Vec<_>>().join(" · "));
        if !record.parties.is_empty() {
            let mut rows = vec![vec![say("party"), say("sector"), say("duties")]];
            rows.extend(record.parties.iter().map(|party| {
                let duties = match (party.duties.as_slice(), party.own_duty) {
                    ([], Some(false)) => say("no-duty"),
                    ([], _) => "–".to_owned(),
                    (duties, _) => duties.iter().take(4).cloned().collect::<Vec<_>>().join(" · "),
                };
                vec![party.name.clone(), sector(&code(party.sector), lang).to_owned(), duties]
            }));
            self.table(&[3, 2, 6], &rows);
        }
        for finding in findings.iter().take(OF_DOCUMENT) {
            let color = match finding.severity {
                Severity::Error => "B3121D",
                Severity::Warning => "8A5300",
                Severity::Info => "0A5C7A",
            };
            let head = self.paragraph().style("Normal").keep_next(true);
            let tag =
                Run::new().add_text(format!("{} ", say(severity(finding.severity)))).bold().color(color);
            let title = Run::new().add_text(plain(rule_title(report, &finding.rule, lang))).bold();
            self.push(head.add_run(tag).add_run(title));
            self.text(in_language(&finding.message, lang));
            let quote = quote(finding);
            if !quote.is_empty() {
                let paragraph = self.paragraph().style("Quote");
                self.push(paragraph.add_run(Run::new().add_text(format!("“{quote}”"))));
            }
            let place = first_place(finding, lang);
            if !place.is_empty() {
                self.soft(&place);
            }
            if let Some(searched) = searched(finding, lang) {
                self.soft(&searched);
            }
            if let Some(advice) = &finding.suggestion {
                self.text(&format!("{}: {}", say("do"), in_language(advice, lang)));
            }
        }
        self.rest(findings.len(), OF_DOCUMENT, lang);
    }
}
