//! Reports made of a saved one: with many findings, and with strings that a hostile document may hold.

use serde_json::Value;

/// Words that nobody who shows them may obey; what runs sets `window.broken`.
pub const HOSTILE: &[&str] = &[
    "</script><script>window.broken=1</script>",
    "<img src=x onerror=\"window.broken=1\">",
    "--><svg onload=window.broken=1>",
    "]]><b>&lt;i&gt;&#0;</b>",
    "\" onmouseover=window.broken=1 x=\"",
    "' onfocus='window.broken=1' autofocus='",
    "javascript:window.broken=1",
    "{{constructor.constructor('window.broken=1')()}} ${window.broken=1} `window.broken=1`",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r\n=1+1",
    "\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m",
    "\0\u{1}\u{8}\u{b}\u{c}\u{7f}\u{85}",
    "\u{202e}fdp.exe\u{2066}x\u{200f}",
    "\u{2028}line\u{2029}paragraph\u{fffe}\u{ffff}",
    "|a|b|\n# heading\n![x](http://example.invalid/x.png) [y](javascript:1) @all",
    "_xD800_ _x000D_ \\u0000 %00 %s {0}",
    "na\u{301}\u{308} \u{1f469}\u{200d}\u{1f467} 漢字 العربية",
];

/// Texts of documents in a report, by the key that they stand under.
const TEXTS: &[&str] = &[
    "title",
    "name",
    "aliases",
    "org_number",
    "legal_form",
    "duties",
    "functions",
    "exact",
    "prefix",
    "suffix",
    "section",
    "text",
    "value",
    "sv",
    "en",
    "suppression",
    "quote",
    "person",
    "tasks",
    "plan_ref",
    "dnr",
    "annexes_cited",
    "parties",
];

/// Names of files, which must stay the same wherever they stand.
const PATHS: &[&str] = &[
    "path",
    "documents",
    "resolves_to",
    "agreement",
    "candidates",
    "in_force",
    "unreferenced_plans",
    "replaced_by",
];

/// The report with hostile words in every text and file name, one text being very long.
pub fn hostile(mut report: Value) -> Value {
    let mut count = 0;
    let mut change = |key: &str, text: &mut String| {
        if PATHS.contains(&key) {
            let at = text.bytes().fold(7usize, |sum, byte| (sum * 31 + usize::from(byte)) % 100_003);
            text.push_str(HOSTILE[at % HOSTILE.len()]);
        } else if TEXTS.contains(&key) {
            let words = HOSTILE[count % HOSTILE.len()];
            *text = if count % 2 == 0 { format!("{words}{text}") } else { format!("{text}{words}") };
            match count {
                300 => *text = words.repeat(10_000),
                _ if count % 50 == 49 => *text = "constructor".to_owned(),
                _ if count % 50 == 48 => *text = "__proto__".to_owned(),
                _ => {}
            }
            count += 1;
        }
    };
    for part in ["documents", "findings", "archive"] {
        each(&mut report[part], "", &mut change);
    }
    report
}

/// The report over and over, until it holds this many findings; its documents and persons lie in folders of their own.
pub fn many(report: &Value, findings: usize) -> Value {
    let mut out = report.clone();
    let list = |report: &Value, name: &str| report[name].as_array().cloned().unwrap_or_default();
    let (mut documents, mut all, mut load) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0.. {
        let mut copy = report.clone();
        for (index, finding) in copy["findings"].as_array_mut().unwrap().iter_mut().enumerate() {
            finding["id"] = format!("fp1:{round:08x}{index:08x}").into();
        }
        let mut change = |key: &str, text: &mut String| {
            if PATHS.contains(&key) {
                *text = format!("{}/{round}/{text}", 2000 + round % 26);
            } else if key == "person" {
                text.push_str(&format!(" {round}"));
            }
        };
        for part in ["documents", "findings", "archive"] {
            each(&mut copy[part], "", &mut change);
        }
        documents.extend(list(&copy, "documents"));
        all.extend(list(&copy, "findings"));
        load.extend(list(&copy["archive"], "person_load"));
        if all.len() >= findings {
            break;
        }
    }
    all.truncate(findings);
    out["documents"] = documents.into();
    out["findings"] = all.into();
    out["archive"]["person_load"] = load.into();
    out
}

fn each(value: &mut Value, key: &str, change: &mut impl FnMut(&str, &mut String)) {
    match value {
        Value::String(text) => change(key, text),
        Value::Array(values) => values.iter_mut().for_each(|value| each(value, key, change)),
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                each(value, key, change);
            }
        }
        _ => {}
    }
}
