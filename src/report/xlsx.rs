//! Excel, written by rust_xlsxwriter: typed cells, a frozen head row and filters on every sheet. Texts are stored as
//! texts, so that nothing from a document is ever a formula.

use std::io::{self, Write};

use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Url, Workbook, Worksheet, XlsxError};

use super::Settings;
use super::csv::COLUMNS;
use super::messages::{
    adoption, baseline, column as column_in_words, kind, own_duty, phrase, sector, status_of, why_unjudged,
    zone,
};
use super::words::{address, code, plain, severity, short};
use crate::finding::{REPORT_MARK, Report};

/// Characters that a cell holds, at most (Excel's limit is 32,767).
const CELL: usize = 8_000;
/// Rows of a sheet, at most (Excel's limit is 1,048,576, head included).
const ROWS: usize = 1_000_000;
/// Links of a sheet, at most (Excel's limit is 65,530).
const LINKS: usize = 60_000;

/// The workbook.
pub(super) fn write(report: &Report, settings: &Settings, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(&workbook(report, settings.lang).map_err(io::Error::other)?)
}

/// What a cell holds.
enum Cell {
    Text(String),
    Number(f64),
    Link(String),
}

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

fn workbook(report: &Report, lang: &'static str) -> Result<Vec<u8>, XlsxError> {
    let say = |code: &'static str| phrase(code, lang);
    let mut workbook = Workbook::new();
    // No clock: the same report gives the same bytes.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(
        &rust_xlsxwriter::DocProperties::new()
            .set_creation_datetime(&made)
            .set_custom_property(REPORT_MARK, env!("CARGO_PKG_VERSION")),
    );
    let heads: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    let findings = report.findings.iter().map(|finding| {
        let cells = COLUMNS.iter().map(|(name, of)| match *name {
            "path" => Cell::Link(finding.document.path.clone()),
            "confidence" => Cell::Number(finding.confidence),
            "kind" => text(kind(&code(finding.document.kind), lang)),
            "severity" => text(say(severity(finding.severity))),
            "baseline" => text(finding.baseline.as_deref().map_or("", |code| baseline(code, lang))),
            _ => text(of(finding, lang)),
        });
        cells.collect()
    });
    sheet(workbook.add_worksheet(), say("findings-title"), &heads, lang, findings)?;
    let documents = report.documents.iter().map(|record| {
        vec![
            Cell::Link(record.path.clone()),
            text(kind(&code(record.kind), lang)),
            text(status_of(record, lang)),
            text(why_unjudged(record, lang)),
            text(record.title.clone().unwrap_or_default()),
            text(record.dnr.clone().unwrap_or_default()),
            text(record.dates.from.map(|day| day.to_string()).unwrap_or_default()),
            text(record.dates.to.map(|day| day.to_string()).unwrap_or_default()),
            Cell::Number(record.readability),
            record.bus_factor.map_or_else(|| text(""), |count| Cell::Number(count.into())),
        ]
    });
    let heads =
        ["path", "kind", "status", "reason", "title", "dnr", "from", "to", "readability", "bus-factor"];
    sheet(workbook.add_worksheet(), say("documents-title"), &heads, lang, documents)?;
    let parties = report.documents.iter().flat_map(|record| {
        record.parties.iter().map(|party| {
            vec![
                Cell::Link(record.path.clone()),
                text(party.name.clone()),
                text(sector(&code(party.sector), lang)),
                text(party.org_number.clone().unwrap_or_default()),
                text(own_duty(party.own_duty, lang)),
                text(party.duties.join("\n")),
            ]
        })
    });
    let heads = ["path", "party", "sector", "org-number", "own-duty", "duties"];
    sheet(workbook.add_worksheet(), say("parties"), &heads, lang, parties)?;
    let persons = report.documents.iter().flat_map(|record| {
        record.persons.iter().map(|person| {
            vec![
                Cell::Link(record.path.clone()),
                text(person.name.clone()),
                text(zone(&code(person.zone), lang)),
                text(person.functions.join(", ")),
                Cell::Number(person.mentions.into()),
                Cell::Number(person.confidence),
            ]
        })
    });
    let heads = ["path", "person", "zone", "functions", "mentions", "confidence"];
    sheet(workbook.add_worksheet(), say("persons"), &heads, lang, persons)?;
    let plans = report.documents.iter().flat_map(|record| {
        record.plan_refs.iter().map(|plan| {
            vec![
                Cell::Link(record.path.clone()),
                text(plan.name.clone()),
                text(adoption(&code(plan.adoption), lang)),
                plan.resolves_to.clone().map_or_else(|| text(""), Cell::Link),
            ]
        })
    });
    sheet(workbook.add_worksheet(), say("plans"), &["path", "plan", "adoption", "resolves-to"], lang, plans)?;
    workbook.save_to_buffer()
}

fn sheet(
    sheet: &mut Worksheet,
    name: &str,
    heads: &[&str],
    lang: &str,
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name(name)?;
    for (column, head) in (0u16..).zip(heads) {
        sheet.write_with_format(0, column, column_in_words(head, lang), &bold)?;
        let width = match *head {
            "message" | "quote" | "advice" | "duties" => 60,
            "path" | "title" | "reason" | "plan" | "resolves-to" | "party" | "place" => 36,
            _ => 16,
        };
        sheet.set_column_width(column, width)?;
    }
    let (mut last, mut links) = (0, 0);
    for (row, cells) in (1u32..).zip(rows.take(ROWS)) {
        last = row;
        for (column, cell) in (0u16..).zip(cells) {
            match cell {
                Cell::Number(number) => sheet.write_with_format(row, column, number, &wrapped)?,
                Cell::Text(text) => sheet.write_string_with_format(row, column, lines(&text), &wrapped)?,
                Cell::Link(path) => {
                    links += 1;
                    let target = address(&path);
                    // A file in a container cannot be opened from outside; Excel holds no longer address.
                    if links < LINKS && target.len() < 2_000 && !path.contains("!/") {
                        let url = Url::new(format!("file:///{target}")).set_text(short(&plain(&path), 250));
                        sheet.write_url_with_format(row, column, &url, &wrapped)?
                    } else {
                        sheet.write_string_with_format(row, column, lines(&path), &wrapped)?
                    }
                }
            };
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    if let Some(columns) = (heads.len() as u16).checked_sub(1) {
        sheet.autofilter(0, 0, last.max(1), columns)?;
    }
    Ok(())
}

/// Harmless text that keeps its line breaks.
fn lines(text: &str) -> String {
    short(&text.lines().map(plain).collect::<Vec<_>>().join("\n"), CELL)
}
