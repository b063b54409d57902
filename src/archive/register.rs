//! The plan register: a list of plans that are adopted, kept by hand as CSV or TOML, for plans that are not among the
//! scanned files.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::Date;
use crate::rules::Mistake;

/// What columns may be called, by the name that they have here.
const COLUMNS: &str = include_str!("register.toml");
/// Rows of one register, at most.
const MOST: usize = 100_000;

/// One plan.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Name, with its years where it has any.
    pub name: String,
    /// Whose it is: the name of a municipality, region or other body.
    #[serde(default)]
    pub issuer: Option<String>,
    /// Who decided.
    #[serde(default)]
    pub body: Option<String>,
    /// When: 2024, 2024-05 or 2024-05-14.
    #[serde(default)]
    pub date: Option<Date>,
    /// Paragraph of the minutes.
    #[serde(default)]
    pub section: Option<String>,
    /// Registry number.
    #[serde(default)]
    pub dnr: Option<String>,
    /// First day in force.
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// Last day in force.
    #[serde(default)]
    pub valid_to: Option<Date>,
    /// Name of the plan that took its place.
    #[serde(default)]
    pub replaced_by: Option<String>,
    /// Path or web address.
    #[serde(default)]
    pub address: Option<String>,
    /// Line in the register, from 1.
    #[serde(skip)]
    pub line: usize,
    /// Path of the register.
    #[serde(skip)]
    pub register: String,
}

/// A TOML register: `[[plan]]` tables.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    #[serde(default)]
    plan: Vec<toml::Spanned<Row>>,
}

impl Row {
    /// Where it stands: its address, else its line in the register.
    pub fn place(&self) -> String {
        self.address.clone().unwrap_or_else(|| format!("{}#{}", self.register, self.line))
    }

    /// True where the row says who decided, when, or under which paragraph.
    pub fn is_decided(&self) -> bool {
        self.body.is_some() || self.date.is_some() || self.section.is_some()
    }
}

/// Reads a register; TOML where the name ends so, else CSV (comma, semicolon or tab, as the first line shows).
///
/// # Errors
/// All mistakes, each with its line.
pub fn read(path: &str, bytes: &[u8]) -> Result<Vec<Row>, Vec<Mistake>> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let help = "save it as UTF-8 (in Excel: CSV UTF-8)";
        return Err(vec![Mistake::of_file(path, "not UTF-8 text").help(help)]);
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rows =
        if path.to_lowercase().ends_with(".toml") { tables(path, text)? } else { lines(path, text)? };
    if rows.len() > MOST {
        return Err(vec![Mistake::of_file(path, format!("more than {MOST} rows"))]);
    }
    for row in &mut rows {
        row.register = path.to_owned();
    }
    Ok(rows)
}

/// The register as CSV that a spreadsheet opens.
pub fn write(rows: &[Row]) -> String {
    let mut out =
        String::from("\u{feff}name;issuer;body;date;section;dnr;valid_from;valid_to;replaced_by;address\n");
    for row in rows {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let cells = [
            Some(row.name.clone()),
            row.issuer.clone(),
            row.body.clone(),
            day(row.date),
            row.section.clone(),
            row.dnr.clone(),
            day(row.valid_from),
            day(row.valid_to),
            row.replaced_by.clone(),
            row.address.clone(),
        ];
        let cells: Vec<String> = cells.into_iter().map(|cell| quoted(&cell.unwrap_or_default())).collect();
        out.push_str(&cells.join(";"));
        out.push('\n');
    }
    out
}

/// A cell that a spreadsheet shows and does not calculate.
fn quoted(cell: &str) -> String {
    let flat: String = cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let inert = if flat.starts_with(['=', '+', '-', '@']) { format!("'{flat}") } else { flat };
    if inert.contains([';', ',', '"']) { format!("\"{}\"", inert.replace('"', "\"\"")) } else { inert }
}

fn tables(path: &str, text: &str) -> Result<Vec<Row>, Vec<Mistake>> {
    let read = toml::from_str::<Tables>(text).map_err(|error| {
        let message = error.message().lines().next().unwrap_or("not TOML").to_owned();
        let place = error.span().unwrap_or(0..0);
        let help = "a register is [[plan]] tables with name, issuer, body, date, section, dnr, valid_from, valid_to, \
                    replaced_by, address";
        vec![Mistake::at(path, text, place, message).help(help)]
    })?;
    let line = |at: usize| 1 + text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count();
    Ok(read
        .plan
        .into_iter()
        .map(|row| {
            let at = line(row.span().start);
            Row { line: at, ..row.into_inner() }
        })
        .collect())
}

fn lines(path: &str, text: &str) -> Result<Vec<Row>, Vec<Mistake>> {
    let first = text.lines().next().unwrap_or_default();
    let parts = |sign: &char| first.matches(*sign).count();
    let sign = [';', ',', '\t'].into_iter().max_by_key(|sign| (parts(sign), *sign == ';')).unwrap_or(';');
    let mut records = records(text, sign).into_iter();
    let Some((_, header)) = records.next() else { return Ok(Vec::new()) };
    let known: BTreeMap<String, Vec<String>> = toml::from_str(COLUMNS).unwrap_or_default();
    let mut mistakes = Vec::new();
    let mut columns: Vec<Option<&str>> = Vec::new();
    for cell in &header {
        let plain: String =
            cell.trim().to_lowercase().chars().filter(|c| !matches!(c, ' ' | '_' | '-')).collect();
        let column = known.iter().find(|(_, names)| names.contains(&plain)).map(|(name, _)| name.as_str());
        if column.is_none() && !plain.is_empty() {
            let place = text.find(cell.as_str()).map_or(0..0, |at| at..at + cell.len());
            let mistake = Mistake::at(path, text, place, format!("no column is called `{}`", cell.trim()));
            mistakes.push(mistake.nearest(&plain, known.keys().map(String::as_str)));
        }
        columns.push(column);
    }
    if !columns.contains(&Some("name")) {
        let mistake = Mistake::at(path, text, 0..first.len(), "no column holds the names of the plans");
        mistakes.push(mistake.help("call it name"));
    }
    let mut rows = Vec::new();
    for (line, cells) in records {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let mut row = Row { line, ..Row::default() };
        for (column, cell) in columns.iter().zip(&cells) {
            let cell = cell.trim();
            if cell.is_empty() {
                continue;
            }
            let said = || Some(cell.to_owned());
            let mut day = || {
                cell.parse::<Date>().map_err(|why| {
                    let mut mistake = Mistake::of_file(path, why);
                    mistake.line = line;
                    mistakes.push(mistake);
                })
            };
            match *column {
                Some("name") => row.name = cell.to_owned(),
                Some("issuer") => row.issuer = said(),
                Some("body") => row.body = said(),
                Some("date") => row.date = day().ok(),
                Some("section") => row.section = said(),
                Some("dnr") => row.dnr = said(),
                Some("valid_from") => row.valid_from = day().ok(),
                Some("valid_to") => row.valid_to = day().ok(),
                Some("replaced_by") => row.replaced_by = said(),
                Some("address") => row.address = said(),
                _ => {}
            }
        }
        if row.name.is_empty() && columns.contains(&Some("name")) {
            let mut mistake = Mistake::of_file(path, "a plan without a name");
            mistake.line = line;
            mistakes.push(mistake.help("fill in the name, or take the row out"));
        }
        rows.push(row);
    }
    mistakes.truncate(40);
    if mistakes.is_empty() { Ok(rows) } else { Err(mistakes) }
}

/// Cells by row, each row with its line. Quoted cells may hold the separator, quotes and line breaks.
fn records(text: &str, sign: char) -> Vec<(usize, Vec<String>)> {
    let mut records = Vec::new();
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let (mut line, mut from) = (1, 1);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        line += usize::from(character == '\n');
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                cell.push('"');
                characters.next();
            }
            '"' if quoted => quoted = false,
            '"' if cell.trim().is_empty() => {
                cell.clear();
                quoted = true;
            }
            '\n' if !quoted => {
                cells.push(std::mem::take(&mut cell));
                records.push((from, std::mem::take(&mut cells)));
                from = line;
            }
            '\r' if !quoted => {}
            other if other == sign && !quoted => cells.push(std::mem::take(&mut cell)),
            other => cell.push(other),
        }
    }
    if !cell.is_empty() || !cells.is_empty() {
        cells.push(cell);
        records.push((from, cells));
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str, expected: &str) {
        let got = match read(path, text.as_bytes()) {
            Ok(rows) => rows
                .iter()
                .map(|row| {
                    let day = row.date.map_or(String::new(), |day| day.to_string());
                    format!("{}|{}|{day}|{}", row.name, row.body.as_deref().unwrap_or(""), row.line)
                })
                .collect::<Vec<_>>()
                .join(" & "),
            Err(mistakes) => mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" & "),
        };
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn registers_are_read_from_csv_and_toml() {
        check("p.csv", "name,body,date\nA,KF,2024-05-14\n", "A|KF|2024-05-14|2");
        check(
            "p.csv",
            "\u{feff}Namn;Beslutsorgan;Beslutsdatum\r\n\"A; b\";KF;2024\r\n\r\nC;;\r\n",
            "A; b|KF|2024|2 & C|||4",
        );
        check("p.csv", "name\tdate\n\"två\nrader\"\t2024\nB\t\n", "två\nrader||2024|2 & B|||4");
        check(
            "p.toml",
            "[[plan]]\nname = \"A\"\ndate = \"2024\"\n\n[[plan]]\nname = \"B\"\n",
            "A||2024|1 & B|||5",
        );
        check("p.csv", "", "");
    }

    #[test]
    fn mistakes_in_registers_are_told_with_their_line() {
        check(
            "p.csv",
            "nam;date\nA;2024\n",
            "p.csv:1: no column is called `nam`; did you mean `name`? & p.csv:1: no column holds the names of the plans; call it name",
        );
        check(
            "p.csv",
            "name;date\nA;igår\n;2024\n",
            "p.csv:2: igår: not a date; 2026, 2026-05 and 2026-05-14 are & p.csv:3: a plan without a name; fill in the name, or take the row out",
        );
        let error = read("p.toml", b"[[plan]]\nnamn = \"A\"\n").unwrap_err();
        assert!(error[0].to_string().contains("namn") && error[0].line == 2, "{error:?}");
        assert!(read("p.csv", b"\xff\xfe").is_err());
    }

    #[test]
    fn what_is_written_is_read_again() {
        let row = Row { name: "A; \"b\"".into(), body: Some("=1+1".into()), ..Row::default() };
        let read = read("p.csv", write(&[row]).as_bytes()).unwrap();
        assert_eq!(read[0].name, "A; \"b\"");
        assert_eq!(read[0].body.as_deref(), Some("'=1+1"));
    }
}
