//! What stands still: what was not read, the summary, charts, tables, and the frames of the lists.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::document::AdoptionState;
use crate::finding::{DocumentRecord, Finding, Report, Severity, Status};
use crate::report::messages::{self, of_record, phrase};
use crate::report::words::{code, in_language, plain, rank, rule_title, rules_of, severity, short};

/// Rows of a still table, at most; the lists below it hold everything.
const ROWS: usize = 300;
/// Rows of a table of persons or organisations, at most.
const PERSONS: usize = 30;
/// Bars of a chart, at most.
const BARS: usize = 12;

/// What stands still.
pub(super) fn still(report: &Report, lang: &'static str) -> String {
    let say = |code: &'static str| phrase(code, lang);
    let mut out = String::new();
    let run = &report.run;
    let _ = write!(
        out,
        "<a class=\"skip\" href=\"#findings\">{}</a>\n<header>\n<h1>{}</h1>\n<p class=\"soft\">pyspunka {} · {} · {}{}</p>\n\
         <nav aria-label=\"{}\"><ul>",
        say("findings-title"),
        say("report-title"),
        escape(&report.tool.version),
        escape(&report.tool.packs.join(", ")),
        run.today.map(|day| day.to_string()).unwrap_or_default(),
        if run.interrupted { format!(" · <b>{}</b>", say("interrupted")) } else { String::new() },
        say("contents"),
    );
    for (id, code) in [
        ("unread", "unread"),
        ("summary", "summary"),
        ("findings", "findings-title"),
        ("documents", "documents-title"),
    ] {
        let _ = write!(out, "<li><a href=\"#{id}\">{}</a></li>", say(code));
    }
    out.push_str("</ul></nav>\n</header>\n<main>\n");
    unread(&mut out, report, lang);
    summary(&mut out, report, lang);
    charts(&mut out, report, lang);
    lists(&mut out, report, lang);
    out.push_str("</main>\n<footer><p class=\"soft\">");
    let _ = writeln!(out, "{}</p></footer>", say("offline"));
    out
}

fn unread(out: &mut String, report: &Report, lang: &'static str) {
    let say = |code: &'static str| phrase(code, lang);
    let unread: Vec<&DocumentRecord> =
        report.documents.iter().filter(|record| record.status != Status::Assessed).collect();
    let _ = writeln!(
        out,
        "<section id=\"unread\" aria-labelledby=\"h-unread\"><h2 id=\"h-unread\">{}</h2>",
        say("unread")
    );
    if unread.is_empty() {
        let _ = writeln!(out, "<p>{}</p></section>", say("all-read"));
        return;
    }
    head(out, &[(say("document"), false), (say("status"), false), (say("reason"), false)]);
    for record in unread.iter().take(ROWS) {
        let why = of_record(record, lang);
        row(out, &[(&record.path, false), (messages::status_of(record, lang), false), (&why, false)]);
    }
    out.push_str("</tbody></table>\n");
    rest(out, unread.len(), ROWS, lang);
    out.push_str("</section>\n");
}

fn rest(out: &mut String, all: usize, shown: usize, lang: &'static str) {
    if all > shown {
        let _ = writeln!(out, "<p class=\"soft\">… {} {}</p>", all - shown, phrase("more", lang));
    }
}

fn summary(out: &mut String, report: &Report, lang: &'static str) {
    let say = |code: &'static str| phrase(code, lang);
    let counts = &report.summary;
    let _ = writeln!(
        out,
        "<section id=\"summary\" aria-labelledby=\"h-summary\"><h2 id=\"h-summary\">{}</h2>\n<ul class=\"tiles\">",
        say("summary")
    );
    let mut tile = |count: u64, name: &str, kind: &str| {
        let _ = writeln!(out, "<li class=\"{kind}\"><b>{count}</b>{name}</li>");
    };
    tile(counts.documents, say("documents"), "");
    for code in ["assessed", "partial", "not-assessed"] {
        if let Some(count) = counts.by_status.get(code) {
            tile(*count, say(code), "");
        }
    }
    let unjudged: u64 = counts.unjudged.values().sum();
    if unjudged > 0 {
        tile(unjudged, say("unjudged"), "");
    }
    for (code, plural) in [("error", "errors"), ("warning", "warnings"), ("info", "infos")] {
        tile(counts.by_severity.get(code).copied().unwrap_or_default(), say(plural), code);
    }
    if counts.suppressed > 0 {
        tile(counts.suppressed, say("suppressed"), "");
    }
    if let Some(trend) = &report.archive.trend {
        for (count, code) in [(trend.new, "new"), (trend.known, "known"), (trend.gone, "gone")] {
            tile(count, say(code), "");
        }
    }
    if let Some(factor) = report.archive.bus_factor {
        tile(factor.into(), say("bus-factor"), "");
    }
    out.push_str("</ul>\n");
    if let Some(unjudged) = messages::unjudged(counts, lang) {
        let _ = writeln!(out, "<p class=\"soft\">{}</p>", escape(&unjudged));
    }
    by_rule(out, report, lang);
    let weighty = |finding: &&Finding| finding.suppression.is_none() && finding.severity > Severity::Info;
    let mut worst: Vec<&Finding> = report.findings.iter().filter(weighty).collect();
    worst.sort_by_key(|finding| rank(finding.severity));
    if !worst.is_empty() {
        let _ = writeln!(out, "<h3>{}</h3>\n<ol>", say("worst"));
        for finding in worst.iter().take(10) {
            let _ = writeln!(
                out,
                "<li><span class=\"tag {}\">{}</span> {} <span class=\"soft\">{}</span></li>",
                severity(finding.severity),
                say(severity(finding.severity)),
                escape(in_language(&finding.message, lang)),
                escape(&finding.document.path),
            );
        }
        out.push_str("</ol>\n");
    }
    people(out, report, lang);
    plans(out, report, lang);
    out.push_str("</section>\n");
}

/// Findings of each rule by severity, worst first, and in how many documents it has none or was not asked.
fn by_rule(out: &mut String, report: &Report, lang: &'static str) {
    let say = |code: &'static str| phrase(code, lang);
    let _ = writeln!(out, "<h3>{}</h3>\n<p>{}</p>", say("by-rule"), say("by-rule-why"));
    let columns = ["rule", "errors", "warnings", "infos", "no-finding", "not-assessed-one", "not-applicable"];
    let columns: Vec<(&str, bool)> =
        columns.iter().enumerate().map(|(at, code)| (say(code), at > 0)).collect();
    head(out, &columns);
    for (rule, counts) in rules_of(report) {
        let counts = counts.map(|count| count.to_string());
        let cells: Vec<(&str, bool)> = std::iter::once((rule_title(report, rule, lang), false))
            .chain(counts.iter().map(|count| (count.as_str(), true)))
            .collect();
        row(out, &cells);
    }
    out.push_str("</tbody></table>\n");
}

/// Who carries what alone, and how few people an organisation rests on.
fn people(out: &mut String, report: &Report, lang: &'static str) {
    let say = |code: &'static str| phrase(code, lang);
    let load = &report.archive.person_load;
    if !load.is_empty() {
        let _ = writeln!(out, "<h3>{}</h3>\n<p>{}</p>", say("leaves"), say("leaves-why"));
        head(out, &[(say("person"), false), (say("documents-title"), true), (say("tasks"), false)]);
        for person in load.iter().take(PERSONS) {
            let tasks: Vec<&str> = person.tasks.iter().take(6).map(String::as_str).collect();
            let documents = person.documents.len().to_string();
            row(out, &[(&person.person, false), (&documents, true), (&tasks.join(" · "), false)]);
        }
        out.push_str("</tbody></table>\n");
        rest(out, load.len(), PERSONS, lang);
    }
    let mut organisations: Vec<_> = report
        .archive
        .organisations
        .iter()
        .filter(|organisation| organisation.bus_factor.is_some())
        .collect();
    organisations.sort_by_key(|organisation| (organisation.bus_factor, Reverse(organisation.documents)));
    if !organisations.is_empty() {
        let _ = writeln!(out, "<h3>{}</h3>\n<p>{}</p>", say("bus-factors"), say("bus-factor-why"));
        head(
            out,
            &[
                (say("organisation"), false),
                (say("documents-title"), true),
                (say("persons"), true),
                (say("bus-factor"), true),
            ],
        );
        for organisation in organisations.iter().take(PERSONS) {
            let numbers = [
                organisation.documents.to_string(),
                organisation.people.to_string(),
                organisation.bus_factor.map(|count| count.to_string()).unwrap_or_default(),
            ];
            let [documents, people, factor] = &numbers;
            row(out, &[(&organisation.name, false), (documents, true), (people, true), (factor, true)]);
        }
        out.push_str("</tbody></table>\n");
        rest(out, organisations.len(), PERSONS, lang);
    }
}

/// Plans that agreements rest on without a shown decision, and plans that none rests on.
fn plans(out: &mut String, report: &Report, lang: &'static str) {
    let say = |code: &'static str| phrase(code, lang);
    let unproven: Vec<(&str, &str, AdoptionState)> = report
        .documents
        .iter()
        .flat_map(|record| record.plan_refs.iter().map(move |plan| (record.path.as_str(), plan)))
        .filter(|(_, plan)| plan.adoption != AdoptionState::Proven)
        .map(|(path, plan)| (plan.name.as_str(), path, plan.adoption))
        .collect();
    if !unproven.is_empty() {
        let _ = writeln!(out, "<h3>{}</h3>", say("plans-unproven"));
        head(out, &[(say("plan"), false), (say("document"), false), (say("status"), false)]);
        for (plan, path, state) in unproven.iter().take(ROWS) {
            row(out, &[(plan, false), (path, false), (messages::adoption(&code(state), lang), false)]);
        }
        out.push_str("</tbody></table>\n");
        rest(out, unproven.len(), ROWS, lang);
    }
    let idle = &report.archive.unreferenced_plans;
    if !idle.is_empty() {
        let _ = writeln!(out, "<h3>{}</h3>\n<ul>", say("plans-idle"));
        for path in idle.iter().take(ROWS) {
            let _ = writeln!(out, "<li>{}</li>", escape(path));
        }
        out.push_str("</ul>\n");
        rest(out, idle.len(), ROWS, lang);
    }
}

fn head(out: &mut String, cells: &[(&str, bool)]) {
    out.push_str("<table><thead><tr>");
    for (text, number) in cells {
        let kind = if *number { " class=\"n\"" } else { "" };
        let _ = write!(out, "<th scope=\"col\"{kind}>{}</th>", escape(text));
    }
    out.push_str("</tr></thead><tbody>\n");
}

fn row(out: &mut String, cells: &[(&str, bool)]) {
    out.push_str("<tr>");
    for (text, number) in cells {
        let kind = match (*number, *text) {
            (true, "0") => " class=\"n soft\"",
            (true, _) => " class=\"n\"",
            _ => "",
        };
        let _ = write!(out, "<td{kind}>{}</td>", escape(text));
    }
    out.push_str("</tr>\n");
}

fn charts(out: &mut String, report: &Report, lang: &'static str) {
    let mut by_rule: BTreeMap<String, u64> = BTreeMap::new();
    let mut by_year: BTreeMap<String, u64> = BTreeMap::new();
    let mut by_party: BTreeMap<String, u64> = BTreeMap::new();
    let records: BTreeMap<&str, &DocumentRecord> =
        report.documents.iter().map(|record| (record.path.as_str(), record)).collect();
    for finding in report.findings.iter().filter(|finding| finding.suppression.is_none()) {
        *by_rule.entry(rule_title(report, &finding.rule, lang).to_owned()).or_default() += 1;
        let Some(record) = records.get(finding.document.path.as_str()) else { continue };
        if let Some(day) = record.dates.signed.or(record.dates.from) {
            *by_year.entry(day.year.to_string()).or_default() += 1;
        }
        for party in &record.parties {
            *by_party.entry(party.name.clone()).or_default() += 1;
        }
    }
    let load =
        report.archive.person_load.iter().map(|load| (load.person.clone(), load.documents.len() as u64));
    let years: Vec<(String, u64)> = by_year.into_iter().collect();
    let years = years[years.len().saturating_sub(BARS)..].to_vec();
    let sets = [
        ("chart-rules", most(by_rule.into_iter().collect())),
        ("chart-years", years),
        ("chart-parties", most(by_party.into_iter().collect())),
        ("chart-persons", most(load.collect())),
    ];
    out.push_str("<div class=\"charts\">\n");
    for (title, bars) in sets.iter().filter(|(_, bars)| !bars.is_empty()) {
        chart(out, phrase(title, lang), bars);
    }
    out.push_str("</div>\n");
}

fn most(mut bars: Vec<(String, u64)>) -> Vec<(String, u64)> {
    bars.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    bars.truncate(BARS);
    bars
}

/// Bars with their names above and their numbers beside them.
fn chart(out: &mut String, title: &str, bars: &[(String, u64)]) {
    let highest = bars.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1);
    let told: Vec<String> = bars.iter().map(|(name, count)| format!("{name}: {count}")).collect();
    let _ = write!(
        out,
        "<figure><figcaption>{title}</figcaption><svg viewBox=\"0 0 420 {}\" role=\"img\" aria-label=\"{}\">",
        bars.len() * 42 + 4,
        escape(&format!("{title}. {}", told.join("; ")))
    );
    for (index, (name, count)) in bars.iter().enumerate() {
        let top = index * 42;
        let width = (count * 350 / highest).max(2);
        let _ = write!(
            out,
            "<text x=\"0\" y=\"{}\">{}</text><rect x=\"0\" y=\"{}\" width=\"{width}\" height=\"16\" rx=\"2\"/>\
             <text x=\"{}\" y=\"{}\">{count}</text>",
            top + 14,
            escape(&short(name, 54)),
            top + 20,
            width + 6,
            top + 33,
        );
    }
    out.push_str("</svg></figure>\n");
}

/// The frames that the script fills.
fn lists(out: &mut String, report: &Report, lang: &'static str) {
    let say = |code: &'static str| phrase(code, lang);
    let rules: std::collections::BTreeSet<&str> =
        report.findings.iter().map(|finding| finding.rule.as_str()).collect();
    let mut options = String::new();
    for rule in rules {
        let _ = write!(
            options,
            "<option value=\"{}\">{}</option>",
            escape(rule),
            escape(rule_title(report, rule, lang))
        );
    }
    let compared = report.findings.iter().any(|finding| finding.baseline.is_some());
    let severities: String = ["error", "warning", "info"]
        .iter()
        .map(|code| format!("<option value=\"{code}\">{}</option>", say(code)))
        .collect();
    let _ = write!(
        out,
        "<section id=\"findings\" aria-labelledby=\"h-findings\"><h2 id=\"h-findings\">{title}</h2>\n\
         <noscript><p>{noscript}</p></noscript>\n<form role=\"search\" aria-label=\"{title}\">\n\
         <label>{search}<input id=\"query\" type=\"search\" autocomplete=\"off\"></label>\n\
         <label>{severity}<select id=\"severity\"><option value=\"\">{all}</option>{severities}</select></label>\n\
         <label>{rule}<select id=\"rule\"><option value=\"\">{all}</option>{options}</select></label>\n\
         <label>{sort}<select id=\"sort\"><option value=\"severity\">{severity}</option><option value=\"path\">{document}</option>\
         <option value=\"rule\">{rule}</option></select></label>\n\
         <label class=\"tick\"><input id=\"accepted\" type=\"checkbox\">{accepted}</label>\n\
         <label class=\"tick\"{hidden}><input id=\"fresh\" type=\"checkbox\">{fresh}</label>\n</form>\n\
         <div class=\"pages\"><button id=\"previous\" type=\"button\">{previous}</button>\
         <span id=\"count\" role=\"status\"></span><button id=\"next\" type=\"button\">{next}</button></div>\n\
         <div id=\"list\"></div>\n</section>\n\
         <section id=\"documents\" aria-labelledby=\"h-documents\"><h2 id=\"h-documents\">{documents}</h2>\n\
         <form role=\"search\" aria-label=\"{documents}\"><label>{search}<input id=\"document-query\" type=\"search\" autocomplete=\"off\"></label>\
         <span id=\"document-count\" role=\"status\"></span></form>\n<div id=\"folds\"></div>\n\
         <p><button id=\"more\" type=\"button\" hidden>{show_more}</button></p>\n</section>\n",
        title = say("findings-title"),
        noscript = say("noscript"),
        search = say("search"),
        severity = say("severity"),
        all = say("all"),
        rule = say("rule"),
        sort = say("sort"),
        document = say("document"),
        accepted = say("show-accepted"),
        fresh = say("only-new"),
        hidden = if compared { "" } else { " hidden" },
        previous = say("previous"),
        next = say("next"),
        documents = say("documents-title"),
        show_more = say("show-more"),
    );
}

/// What a reader sees of a text, as HTML.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in plain(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
