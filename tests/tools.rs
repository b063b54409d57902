//! The tools of rule authors: own packs, settings, `check`, `why`, `rules`, `plans`, and the documentation of it all.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pyspunka"));
    command.current_dir(folder).args(arguments).env("LC_ALL", "C").stdin(Stdio::null()).output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Files of a folder, as (path, text).
fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

const RULE: &str = r#"
[[rule]]
id = "parking"
check = "requires"
find = { any = ["parking"] }
title.sv = "Avtal utan parkering"
[rule.outcome.missing]
severity = "warning"
message.sv = "Avtalet nämner ingen parkering."
[[rule.test]]
bad = "Kommunen ansvarar för lokalen."
[[rule.test]]
ok = "Parkeringen ligger bakom skolan."
"#;
const WORDS: &str = "[[lexicon.parking]]\nlang = \"sv\"\nwords = [\"parkering -en\"]\n";
const AGREEMENT: &str = "# Samverkansavtal\n\nDetta avtal har träffats mellan Norrby kommun (nedan kallad Kommunen) och Föreningen Vågbrytaren (nedan kallad Föreningen).\n\n# 1 Genomförande\n\nKommunen ansvarar för lokalens städning och larm under hela avtalstiden. Föreningen ska bemanna kaféet tre kvällar i veckan under hela året.\n\n# 2 Mål\n\nSamverkan bidrar till målet om trygga torg i Torgplan 2024–2035. Föreningen får 40 000 kronor per år i ersättning för sina resor. Kommunen ska lämna besked inom tio arbetsdagar.\n\n# 3 Avtalstid\n\nAvtalet gäller från den 1 januari 2026 till den 31 december 2028. Parterna följer upp samverkan varje år i november.\n";

/// A folder with a pack of one rule, and an agreement.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[
            ("egna/pack.toml", "name = \"egna\"\n"),
            ("egna/parking.toml", RULE),
            ("egna/lexicon/parking.toml", WORDS),
            ("avtal/avtal.txt", AGREEMENT),
        ],
    );
    folder
}

fn scan(folder: &Path, more: &[&str]) -> Value {
    let mut arguments = vec!["scan", "avtal", "--format", "json", "--quiet", "--today", "2026-05-14"];
    arguments.extend(more);
    let output = run(folder, &arguments);
    assert_eq!(code(&output), 0, "{}", said(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn findings(report: &Value, rule: &str) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    let of_rule = findings.filter(|finding| finding["rule"] == rule);
    of_rule
        .map(|f| format!("{} {}", f["outcome"].as_str().unwrap(), f["severity"].as_str().unwrap()))
        .collect()
}

#[test]
fn own_packs_and_settings_reach_the_workers_and_change_the_hash() {
    let folder = folder();
    let at = folder.path();
    let shipped = scan(at, &[]);
    assert_eq!(findings(&shipped, "parking"), [""; 0]);
    let own = scan(at, &["--rules", "egna"]);
    assert_eq!(findings(&own, "parking"), ["missing warning"]);
    assert_ne!(own["tool"]["rules"], shipped["tool"]["rules"]);
    let mut inside = scan(at, &["--rules", "egna", "--in-process"]);
    inside["run"] = own["run"].clone();
    assert_eq!(inside, own);
    // The same pack from another place has the same hash.
    let elsewhere = scan(at, &["--rules", at.join("egna").to_str().unwrap()]);
    assert_eq!(elsewhere["tool"]["rules"], own["tool"]["rules"]);
    // Settings are found upwards from what is scanned.
    let settings = "rules = [\"egna\"]\noff = [\"conditions\"]\n[severity]\nparking = \"error\"\n\
                    [[lexicon.parking]]\nlang = \"sv\"\nwords = [\"lokal -en -ens\"]\n";
    write(at, &[("pyspunka.toml", settings)]);
    let set = scan(at, &[]);
    assert_eq!(findings(&set, "parking"), [""; 0]);
    let rules: Vec<&str> = set["documents"][0]["outcomes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|outcome| outcome["rule"].as_str().unwrap())
        .collect();
    assert!(rules.contains(&"parking") && !rules.contains(&"conditions"));
    assert_eq!(scan(at, &["--no-config"])["tool"]["rules"], shipped["tool"]["rules"]);
    write(at, &[("pyspunka.toml", "rules = [\"egna\"]\npacks = [\"egna\"]\nseverity.parking = \"error\"\n")]);
    let only = scan(at, &[]);
    assert_eq!(findings(&only, "parking"), ["missing error"]);
    assert_eq!(only["tool"]["packs"], serde_json::json!(["egna"]));
}

#[test]
fn an_own_pack_takes_the_place_of_a_shipped_one_only_where_it_says_so() {
    let folder = folder();
    write(
        folder.path(),
        &[
            ("samverkan/pack.toml", "name = \"samverkan\"\n"),
            ("samverkan/a.toml", RULE),
            ("samverkan/lexicon/a.toml", WORDS),
        ],
    );
    let refused = run(folder.path(), &["scan", "avtal", "--rules", "samverkan"]);
    assert!(code(&refused) == 2 && said(&refused).contains("replaces = true"), "{}", said(&refused));
    write(folder.path(), &[("samverkan/pack.toml", "name = \"samverkan\"\nreplaces = true\n")]);
    let report = scan(folder.path(), &["--rules", "samverkan"]);
    assert_eq!(findings(&report, "parking"), ["missing warning"]);
    assert!(!report["tool"]["rule_titles"].as_object().unwrap().contains_key("plan-link"));
}

#[test]
fn every_mistake_in_rules_is_told_with_its_place_and_nothing_is_scanned() {
    let long = format!("# {}\n", "x".repeat(10_000_000));
    let big = RULE.replace("{ any = [\"parking\"] }", "{ regex = ['(ab{1000}){1000}'] }");
    let edit = |from: &str, to: &str| RULE.replace(from, to);
    // What is tried, the files that hold it, and what is told.
    type Case<'c> = (&'c str, Vec<(&'c str, String)>, &'c str);
    let cases: Vec<Case<'_>> = vec![
        ("check", vec![("egna/parking.toml", edit("\"requires\"", "\"require\""))], "did you mean `requires`"),
        ("key", vec![("egna/parking.toml", edit("find =", "fnd ="))], "did you mean `find`"),
        ("slot", vec![("egna/parking.toml", edit("title.sv", "slots.anchr = { any = [\"parking\"] }\ntitle.sv"))], "`slots` means nothing"),
        ("label like the id", vec![("egna/parking.toml", edit("id = \"parking\"", "id = \"parkin\"").replace("[\"parking\"]", "[\"parkin\"]"))], "parking.toml:5"),
        ("no table", vec![("egna/parking.toml", edit("{ any = [\"parking\"] }", "[\"parking\"]"))], "write find = { any = [\"…\"] }"),
        ("label", vec![("egna/parking.toml", edit("[\"parking\"]", "[\"parkin\"]"))], "did you mean `parking`"),
        ("outcome", vec![("egna/parking.toml", edit("outcome.missing", "outcome.misssing"))], "did you mean `missing`"),
        ("placeholder", vec![("egna/parking.toml", edit("ingen parkering.", "{fund}."))], "did you mean `found`"),
        ("pattern", vec![("egna/parking.toml", big)], "the pattern cannot be used"),
        ("duplicate", vec![("egna/b.toml", RULE.into())], "`parking` is already a rule"),
        ("type", vec![("egna/parking.toml", edit("title.sv = \"Avtal utan parkering\"", "title.sv = 3"))], "`title.sv` wants a text"),
        ("missing key", vec![("egna/parking.toml", edit("check = \"requires\"\n", ""))], "`check` is missing"),
        ("reach", vec![("egna/parking.toml", edit("title.sv", "near = { in = \"sentense\", any = [\"parking\"] }\ntitle.sv"))], "did you mean `sentence`"),
        ("syntax", vec![("egna/parking.toml", edit("check = ", "check "))], "parking.toml:4"),
        ("large", vec![("egna/big.toml", long.clone())], "longer than 1 MB"),
        ("large words", vec![("egna/lexicon/big.toml", long)], "longer than 1 MB"),
        ("loop", vec![("egna/pack.toml", "name = \"egna\"\ninclude = [\"egna\"]\n".into())], "egna → egna"),
        ("outside", vec![("egna/pack.toml", "name = \"egna\"\ninclude = [\"../x\"]\n".into())], "leads outside the pack"),
        ("no pack", vec![("egna/pack.toml", "name = \"egna\"\ninclude = [\"samverka\"]\n".into())], "did you mean `samverkan`"),
        ("name", vec![("egna/pack.toml", "name = \"andra\"\n".into())], "its folder `egna`"),
        ("word loop", vec![("egna/lexicon/b.toml", "[[lexicon.b]]\nlang = \"sv\"\ninclude = [\"c\"]\n[[lexicon.c]]\nlang = \"sv\"\ninclude = [\"b\"]\n".into())], "b → c → b"),
        ("word key", vec![("egna/lexicon/b.toml", "[[lexicon.b]]\nlang = \"sv\"\nwrds = [\"a\"]\n".into())], "did you mean `words`"),
        ("language", vec![("egna/lexicon/b.toml", "[[lexicon.b]]\nlang = \"se\"\nwords = [\"a\"]\n".into())], "`lang` cannot be `se`"),
        ("word pattern", vec![("egna/lexicon/b.toml", "[[lexicon.b]]\nlang = \"sv\"\nmatch = \"regex\"\nwords = [\"x*\"]\n".into())], "matches the empty text"),
    ];
    for (name, files, expected) in cases {
        let folder = folder();
        for (path, text) in &files {
            write(folder.path(), &[(path, text)]);
        }
        let output = run(folder.path(), &["scan", "avtal", "--rules", "egna", "-o", "f.json"]);
        let told = said(&output);
        assert!(code(&output) == 2 && told.contains(expected), "{name}: {told}");
        assert!(told.contains(files[0].0) || name == "duplicate" || name == "loop", "{name}: {told}");
        assert!(!told.contains("panicked") && !folder.path().join("f.json").exists(), "{name}: {told}");
    }
    // All at once, each with its line.
    let folder = folder();
    let wrong = RULE
        .replace("find =", "fnd =")
        .replace("\"warning\"", "\"warn\"")
        .replace("[[rule.test]]\nok", "[[rule.test]]\nokk");
    write(folder.path(), &[("egna/parking.toml", &wrong), ("egna/lexicon/b.toml", "x = 1\n")]);
    let told = said(&run(folder.path(), &["check", "avtal/avtal.txt", "--rules", "egna"]));
    for expected in
        ["egna/parking.toml:5", "egna/parking.toml:8", "egna/parking.toml:13", "egna/lexicon/b.toml:1"]
    {
        assert!(told.contains(expected), "{expected}: {told}");
    }
}

#[test]
fn files_of_rules_that_are_no_text_or_lead_outside_are_refused() {
    let folder = folder();
    fs::write(folder.path().join("egna/a.toml"), b"\xff\xfe[[rule]]").unwrap();
    fs::write(folder.path().join("egna/lexicon/a.toml"), b"[[lexicon.a]]\n\xe5").unwrap();
    let told = said(&run(folder.path(), &["rules", "list", "--rules", "egna"]));
    assert!(
        told.contains("egna/a.toml:1: not UTF-8") && told.contains("egna/lexicon/a.toml:2: not UTF-8"),
        "{told}"
    );
    #[cfg(unix)]
    {
        let folder = self::folder();
        write(folder.path(), &[("andra/x.toml", RULE)]);
        std::os::unix::fs::symlink("../andra/x.toml", folder.path().join("egna/x.toml")).unwrap();
        let output = run(folder.path(), &["rules", "list", "--rules", "egna"]);
        assert!(code(&output) == 2 && said(&output).contains("leads outside"), "{}", said(&output));
    }
    let output = run(folder.path(), &["rules", "list", "--rules", "nowhere"]);
    assert!(code(&output) == 2 && said(&output).contains("nowhere"), "{}", said(&output));
}

#[test]
fn patterns_meant_to_hurt_are_refused_or_take_linear_time() {
    let words: Vec<String> = (0..1_500).map(|n| format!("ord{n}")).collect();
    let patterns = [
        r"b{1000}{1000}",
        r"\w{5000}",
        r"\p{L}{1000}",
        r"a{4294967296}",
        r"(?:a?){200}a{200}",
        r"(a+)+$",
        r"(a|aa)+$",
        r"(.*)*x",
        r".*.*.*=.*",
        r"[^\n]*a.{100}",
        r"(?s)^(.*?,){99}P",
        r"x*",
        "",
        ".",
        r"(?<=a)b",
        r"(a)\1",
        "[",
        r"(?P<n>a)(?P<n>b)",
        r"\xFF\uD800",
        r"[\s\S]{0,20000}end",
        r"(?:\b\w+\b\W+){0,200}upphör",
        r".*[^A-Z]|[A-Z]",
        r"(?i)det.*ska|e",
        r"(?:A+){1000}|a",
    ];
    let nested = "(".repeat(400) + &")".repeat(400);
    let list = words.join("|");
    let all = patterns.iter().map(|pattern| (*pattern).to_owned()).chain([nested, list]);
    let folder = folder();
    let line = "en a e det ".repeat(20_000);
    write(folder.path(), &[("avtal/lang.txt", &format!("{AGREEMENT}\n# 4 Övrigt\n\n{line}\n"))]);
    let quoted = |pattern: &str| toml::Value::String(pattern.to_owned()).to_string();
    let mut usable = Vec::new();
    for pattern in all {
        let rule = RULE.replace("{ any = [\"parking\"] }", &format!("{{ regex = [{}] }}", quoted(&pattern)));
        write(folder.path(), &[("egna/parking.toml", &rule)]);
        let output = run(folder.path(), &["rules", "list", "--rules", "egna"]);
        assert!(matches!(code(&output), 0 | 2), "{pattern}: {}", said(&output));
        if code(&output) == 0 {
            usable.push(pattern);
        }
    }
    assert!(usable.len() > 5, "{usable:?}");
    // Those that can be used, in rules and in words, over a long line.
    let list: Vec<String> = usable.iter().map(|pattern| quoted(pattern)).collect();
    let list = list.join(", ");
    write(
        folder.path(),
        &[
            (
                "egna/parking.toml",
                &RULE.replace("{ any = [\"parking\"] }", &format!("{{ regex = [{list}] }}")),
            ),
            (
                "egna/lexicon/more.toml",
                &format!("[[lexicon.parking]]\nlang = \"sv\"\nmatch = \"regex\"\nwords = [{list}]\n"),
            ),
        ],
    );
    let report = scan(folder.path(), &["--rules", "egna"]);
    assert!(report["documents"].as_array().unwrap().iter().all(|record| record["status"] == "assessed"));
}

#[test]
fn mistakes_in_settings_and_registers_are_told_with_the_nearest_name() {
    let folder = folder();
    let cases = [
        ("off = [\"plan-lnk\"]\n", "did you mean `plan-link`"),
        ("offf = []\n", "did you mean `off`"),
        ("[severity]\n\"plan-link/mising\" = \"error\"\n", "did you mean `missing`"),
        ("[severity]\nplan-link = \"errr\"\n", "did you mean `error`"),
        ("off = [\"plan-link\"]\nseverity.plan-link = \"error\"\n", "turned off and given a severity"),
        ("packs = [\"samverka\"]\n", "did you mean `samverkan`"),
        ("profile = \"strikt\"\n", "did you mean `strict`"),
        ("[[lexicon.governing-plann]]\nlang = \"sv\"\nwords = [\"x\"]\n", "did you mean `governing-plan`"),
        ("[[lexicon.governing-plan]]\nlang = \"sv\"\nword = [\"x\"]\n", "word"),
        ("register = \"planer.csv\"\n", "planer.csv"),
        ("rules = [\"borta\"]\n", "borta"),
    ];
    for (text, expected) in cases {
        write(folder.path(), &[("pyspunka.toml", text)]);
        let output = run(folder.path(), &["scan", "avtal", "-o", "f.json"]);
        assert!(code(&output) == 2 && said(&output).contains(expected), "{text}: {}", said(&output));
        assert!(said(&output).contains("pyspunka.toml:"), "{text}: {}", said(&output));
    }
    // All at once.
    let text = "profile = \"strikt\"\noff = [\"plan-lnk\"]\npacks = [\"samverka\"]\nregister = \"borta.csv\"\n\
        [severity]\n\"conditions\" = \"errr\"\n\"plan-link/mising\" = \"error\"\n";
    write(folder.path(), &[("pyspunka.toml", text)]);
    let told = said(&run(folder.path(), &["scan", "avtal", "-o", "f.json"]));
    for expected in ["`strict`", "`plan-link`", "`samverkan`", "borta.csv", "`error`", "`missing`"] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    assert_eq!(told.matches("error: ").count(), 6, "{told}");
    write(
        folder.path(),
        &[("pyspunka.toml", "register = \"planer.csv\"\n"), ("planer.csv", "namn;beslutad\nTorgplan;igår\n")],
    );
    let output = run(folder.path(), &["scan", "avtal", "-o", "f.json"]);
    assert!(code(&output) == 2 && said(&output).contains("planer.csv:2: igår"), "{}", said(&output));
}

#[test]
fn a_plan_register_proves_what_an_agreement_cites() {
    let folder = folder();
    let at = folder.path();
    assert_eq!(findings(&scan(at, &[]), "plan-link"), ["unproven warning"]);
    let register =
        "namn;organ;beslutsdatum;paragraf;ersatt av\nTorgplan 2024–2035;kommunfullmäktige;2023-12-18;§ 214;";
    write(at, &[("pyspunka.toml", "register = \"planer.csv\"\n"), ("planer.csv", register)]);
    let report = scan(at, &[]);
    assert_eq!(findings(&report, "plan-link"), [""; 0]);
    assert_eq!(report["documents"][0]["plan_refs"][0]["resolves_to"], "planer.csv#2");
    write(at, &[("planer.csv", &format!("{register}Torgplan 2026–2038"))]);
    assert_eq!(findings(&scan(at, &[]), "plan-link"), ["expired warning"]);
    // A starter holds what the agreement cites, and is never written over.
    let output = run(at, &["plans", "avtal", "-o", "nya.csv", "--no-config"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert!(fs::read_to_string(at.join("nya.csv")).unwrap().contains("Torgplan 2024–2035"));
    assert_eq!(code(&run(at, &["plans", "avtal", "-o", "nya.csv"])), 2);
}

#[test]
fn check_tells_every_rule_and_its_exit_code_is_a_gate() {
    let root = root();
    let check = |arguments: &[&str]| {
        let mut all = vec!["check", "--today", "2026-05-14"];
        all.extend(arguments);
        run(&root, &all)
    };
    let fault = check(&["samples/agreements/02-laxrum-fault.docx", "--lang", "sv"]);
    let told = said(&fault);
    assert_eq!(code(&fault), 1, "{told}");
    for expected in [
        "FEL",
        "single-name/sole-core",
        "Därför:",
        "Gör så här:",
        "uppfylld",
        "gäller inte",
        "Sammanfattning",
    ] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
    assert!(
        said(&check(&["samples/agreements/02-laxrum-fault.docx", "--lang", "en"])).contains("not applicable")
    );
    assert_eq!(code(&check(&["samples/agreements/02-laxrum-fault.docx", "--only", "plan-link"])), 0);
    assert_eq!(code(&check(&["samples/odd/scanned.pdf"])), 3);
    assert_eq!(code(&check(&["samples/nowhere.docx"])), 2);
    assert_eq!(code(&check(&["samples/agreements/02-laxrum-fault.docx", "--only", "plan-lnk"])), 2);
    // What has been accepted is shown, and does not close the gate.
    let folder = folder();
    let by_warnings =
        ["check", "avtal/avtal.txt", "--today", "2026-05-14", "--fail-on", "warning", "--lang", "sv"];
    assert_eq!(code(&run(folder.path(), &by_warnings)), 1);
    let report = scan(folder.path(), &[]);
    for finding in
        report["findings"].as_array().unwrap().iter().filter(|finding| finding["severity"] != "info")
    {
        let id = finding["id"].as_str().unwrap();
        let accept = ["accept", id, "--reason", "prövat i nämnden", "--by", "Kim", "--until", "2027-01-01"];
        let output = run(folder.path(), &accept);
        assert_eq!(code(&output), 0, "{}", said(&output));
    }
    let accepted = run(folder.path(), &by_warnings);
    assert!(code(&accepted) == 0 && said(&accepted).contains("prövat i nämnden"), "{}", said(&accepted));
    // A kind that is recognised wrongly can be set right.
    let as_plan = run(folder.path(), &["check", "avtal/avtal.txt", "--kind", "plan", "--lang", "en"]);
    assert!(said(&as_plan).contains("plan-adopted"), "{}", said(&as_plan));
    let no_kind = run(folder.path(), &["check", "avtal/avtal.txt", "--kind", "plann"]);
    assert!(code(&no_kind) == 2 && said(&no_kind).contains("agreement, plan"), "{}", said(&no_kind));
}

#[test]
fn check_tells_a_file_that_is_not_what_its_name_says() {
    let folder = folder();
    write(folder.path(), &[("avtal/avtal.pdf", AGREEMENT)]);
    let told = |file: &str, lang: &str| said(&run(folder.path(), &["check", file, "--lang", lang]));
    assert!(told("avtal/avtal.pdf", "sv").contains("filnamnet säger något annat än innehållet, som är: txt"));
    assert!(told("avtal/avtal.pdf", "en").contains("says something else than its content, which is: txt"));
    assert!(!told("avtal/avtal.txt", "en").contains("something else"));
}

#[test]
fn why_explains_hits_and_misses() {
    let folder = folder();
    let why = |rule: &str, more: &[&str]| {
        let mut arguments = vec!["why", rule, "avtal/avtal.txt", "--today", "2026-05-14", "--rules", "egna"];
        arguments.extend(more);
        run(folder.path(), &arguments)
    };
    let miss = said(&why("parking", &["--lang", "sv"]));
    assert!(
        miss.contains("find saknas") && miss.contains("Genomsökt") && miss.contains("parking/missing"),
        "{miss}"
    );
    let hit = said(&why("role-allocation", &["--lang", "en"]));
    assert!(hit.contains("Outcome: met") && hit.contains("found"), "{hit}");
    let not_asked = said(&why("plan-adopted", &["--lang", "en"]));
    assert!(not_asked.contains("not applicable") && not_asked.contains("was not asked"), "{not_asked}");
    let json: Value = serde_json::from_slice(&why("parking", &["--json"]).stdout).unwrap();
    assert_eq!(json["slots"][0]["state"], "missing");
    let unknown = why("parkin", &[]);
    assert!(code(&unknown) == 2 && said(&unknown).contains("did you mean `parking`"), "{}", said(&unknown));
}

#[test]
fn marks_names_what_was_recognised_and_where() {
    let folder = folder();
    let text = format!("{AGREEMENT}Samordnare är Elina Rosenquist, se bilaga 1.\n");
    write(folder.path(), &[("avtal/avtal.txt", &text)]);
    let output = run(folder.path(), &["marks", "avtal/avtal.txt", "--json"]);
    let rows: Value = serde_json::from_slice(&output.stdout).unwrap();
    let has = |mark: &str, text: &str, detail: &str| {
        let found = |row: &&Value| row["mark"] == mark && row["text"].as_str().unwrap().starts_with(text);
        let details: Vec<_> =
            rows.as_array().unwrap().iter().filter(found).map(|row| &row["detail"]).collect();
        assert!(details.iter().any(|found| *found == detail), "{mark} {text}: {details:?}");
    };
    has("kind", "Samverkansavtal", "agreement: 0.95");
    has("party", "Norrby kommun", "Norrby kommun: public");
    has("duty", "Kommunen ansvarar", "own: Norrby kommun");
    has("plan", "Torgplan 2024–2035", "Torgplan 2024–2035: unproven");
    has("condition", "Kommunen ska lämna besked", "pace");
    has("person", "Elina Rosenquist", "Elina Rosenquist: task");
    has("task", "Samordnare är", "Elina Rosenquist: samordnare");
    has("annex", "bilaga 1", "bilaga 1: not in the file");
    let row = rows.as_array().unwrap().iter().find(|row| row["mark"] == "annex").unwrap();
    let start = row["start"].as_u64().unwrap() as usize;
    let shown = said(&run(folder.path(), &["text", "avtal/avtal.txt"]));
    assert!(shown.chars().skip(start).collect::<String>().starts_with("bilaga 1"));
    assert_eq!(
        said(&run(folder.path(), &["marks", "avtal/avtal.txt"])).lines().count(),
        2 * rows.as_array().unwrap().len()
    );
}

#[test]
fn a_norwegian_pack_needs_no_rust() {
    let folder = tempfile::tempdir().unwrap();
    let rule = r#"
[[rule]]
id = "oppfolging"
check = "requires"
applies_to = { language = ["no"] }
find = { any = ["oppfolging-ord"] }
title.no = "Avtale uten oppfølging"
[rule.outcome.missing]
severity = "warning"
message.no = "Avtalen sier ikke hvordan samarbeidet følges opp."
[[rule.test]]
bad = "Kommunen har ansvar for lokalene."
lang = "no"
[[rule.test]]
ok = "Evalueringen gjøres hvert år."
lang = "no"
"#;
    let words = "[[lexicon.oppfolging-ord]]\nlang = \"no\"\nwords = [\"evaluering -en -er -ene\", \"oppfølging -en\"]\n";
    write(
        folder.path(),
        &[("norsk/pack.toml", "name = \"norsk\"\n"), ("norsk/a.toml", rule), ("norsk/lexicon/a.toml", words)],
    );
    let output = run(folder.path(), &["rules", "test", "norsk"]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    let text = "# Samarbeidsavtale\n\nDenne avtalen er inngått mellom Nordvik kommune og foreningen Havna.\n\n# 1 Formål\n\nPartene skal samarbeide om å gi ungdom et sted å være etter skolen. Kommunen har ansvaret for lokalene, og foreningen stiller med frivillige som er til stede hver kveld. Avtalen gjelder fra og med 1. januar 2026, og den kan sies opp av begge parter med seks måneders frist. Hvis det oppstår uenighet, skal partene forsøke å løse den gjennom forhandlinger. Ingen av partene kan overføre rettigheter eller plikter til andre uten skriftlig samtykke.\n";
    write(folder.path(), &[("avtal/avtale.txt", text)]);
    let report = scan(folder.path(), &["--rules", "norsk"]);
    assert_eq!(report["documents"][0]["language"], "no");
    assert_eq!(findings(&report, "oppfolging"), ["missing warning"]);
}

#[test]
fn rules_are_listed_explained_and_linted() {
    let root = root();
    let list = run(&root, &["rules", "list", "--json"]);
    let rules: Value = serde_json::from_slice(&list.stdout).unwrap();
    assert!(rules.as_array().unwrap().iter().any(|rule| rule["rule"] == "plan-link"));
    for name in ["plan-link", "plan-link/missing", "requires", "governing-plan", "party"] {
        let output = run(&root, &["rules", "explain", name]);
        assert_eq!(code(&output), 0, "{name}: {}", said(&output));
    }
    let explained = said(&run(&root, &["rules", "explain", "plan-link", "--lang", "sv"]));
    for expected in [
        "Därför:",
        "Källa:",
        "Begränsningar:",
        "plan-link/missing (warning, strikt: error)",
        "Brister:",
        "Utan brist:",
        "`resolves`",
    ] {
        assert!(explained.contains(expected), "{expected}: {explained}");
    }
    let shipped = run(&root, &["rules", "lint"]);
    assert_eq!(code(&shipped), 0, "{}", said(&shipped));
    let unknown = run(&root, &["rules", "explain", "plan-lnk"]);
    assert!(code(&unknown) == 2 && said(&unknown).contains("plan-link"), "{}", said(&unknown));
    let folder = folder();
    let unwise = RULE.replace(
        "{ any = [\"parking\"] }",
        "{ any = [\"parking\"], regex = [\"bil.*plats|garage\", \"[a-z]+plats\"] }",
    );
    let words = "[[lexicon.parking]]\nlang = \"sv\"\nwords = [\"torgplan -en\", \"parkering -en\"]\nexcept = [\"båt\"]\n[[lexicon.unread]]\nlang = \"sv\"\nwords = [\"lokal -en\"]\n";
    write(
        folder.path(),
        &[
            ("egna/parking.toml", &unwise),
            ("egna/lexicon/parking.toml", words),
            ("avtal/mer.txt", &AGREEMENT.replace("Torgplan 2024", "Torgplaner 2024")),
        ],
    );
    let output = run(folder.path(), &["rules", "lint", "avtal", "--rules", "egna"]);
    let told = said(&output);
    assert_eq!(code(&output), 1, "{told}");
    for expected in [
        "`.*` before `|`",
        "lacks åäö",
        "`båt` can never be met",
        "no rule reads",
        "`torgplaner` stands in the documents",
        "no advice",
    ] {
        assert!(told.contains(expected), "{expected}: {told}");
    }
}

#[test]
fn every_command_has_examples() {
    let root = root();
    let commands =
        ["scan", "check", "why", "rules", "plans", "text", "marks", "schema", "completions", "man", "doctor"];
    let rules = ["list", "explain", "test", "lint", "new", "diff"].map(|name| vec!["rules", name, "--help"]);
    for arguments in commands.map(|name| vec![name, "--help"]).into_iter().chain(rules) {
        assert!(said(&run(&root, &arguments)).contains("Examples:"), "{arguments:?}");
    }
}

/// Text that the program makes stands in `docs/` as it makes it; `BLESS=1` writes it anew.
fn generated(name: &str, text: &str) {
    let path = root().join("docs").join(name);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, text).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == text, "docs/{name} is not what the program makes: BLESS=1 cargo test --test tools");
}

#[test]
fn generated_documents_are_up_to_date() {
    generated("checks.md", &pyspunka::rules::reference::checks());
    let output = run(&root(), &["schema", "rule"]);
    generated("rule.schema.json", &String::from_utf8(output.stdout).unwrap());
}

#[test]
fn shipped_files_and_the_settings_of_the_tutorial_fit_the_schema() {
    let schema = pyspunka::engine::schema::rule();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let tutorial = block(&root().join("docs/rules.md"), "toml", "packs = [");
    let own = [("tutorial", tutorial.as_str())];
    let shipped = pyspunka::rules::SHIPPED.iter().map(|(path, text, _)| (*path, *text));
    for (path, text) in shipped.chain(own) {
        let value: toml::Value = toml::from_str(text).unwrap();
        let json = serde_json::to_value(value).unwrap();
        assert!(validator.is_valid(&json), "{path}");
    }
    for wrong in ["[[rule]]\nid = \"a\"\n", "[[lexicon.a]]\nlang = \"xx\"\n", "ofg = []\n"] {
        let value: toml::Value = toml::from_str(wrong).unwrap();
        assert!(!validator.is_valid(&serde_json::to_value(value).unwrap()), "{wrong}");
    }
}

/// The block of a Markdown file that holds some words.
fn block(path: &Path, language: &str, words: &str) -> String {
    let text = fs::read_to_string(path).unwrap();
    let open = format!("```{language}\n");
    let mut blocks = text.split(open.as_str()).skip(1).filter_map(|rest| rest.split("```").next());
    blocks.find(|block| block.contains(words)).unwrap_or_else(|| panic!("{words}")).to_owned()
}

/// Words of a command line, where quotes hold words together.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    parts
        .flat_map(|(index, part)| match index % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}

fn tutorial(name: &str, dir: &str, id: &str, more: &str) {
    let path = root().join("docs").join(name);
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut tested = false;
    let text = fs::read_to_string(&path).unwrap();
    for line in text.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next()).flat_map(str::lines)
    {
        let arguments: Vec<String> =
            words(line.strip_prefix("pyspunka ").unwrap_or_else(|| panic!("{line}")))
                .into_iter()
                .map(|word| match word.strip_prefix("samples") {
                    Some(rest) => {
                        root().join("samples").join(rest.trim_start_matches('/')).display().to_string()
                    }
                    None => word,
                })
                .collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = run(at, &arguments);
        assert_eq!(code(&output), 0, "{line}: {}", said(&output));
        if line.contains("rules test") && !tested {
            tested = true;
            red_and_green(&path, at, dir, id, more);
        }
    }
    assert!(tested);
    // The settings of the tutorial, in the folder that it has made.
    fs::write(at.join("pyspunka.toml"), block(&path, "toml", "packs = [")).unwrap();
    fs::create_dir(at.join("avtal")).unwrap();
    fs::write(at.join("avtal/avtal.txt"), AGREEMENT).unwrap();
    let report = scan(at, &[]);
    assert_eq!(report["run"]["profile"], "strict");
}

/// The rule as the tutorial shows it, then its failing example, then its words.
fn red_and_green(path: &Path, at: &Path, dir: &str, id: &str, more: &str) {
    let rule = at.join(dir).join(format!("{id}.toml"));
    let words = at.join(dir).join("lexicon").join(format!("{id}.toml"));
    let written = fs::read_to_string(&rule).unwrap();
    assert_eq!(written.trim(), block(path, "toml", "[[rule]]").trim());
    fs::write(&rule, format!("{written}\n{}", block(path, "toml", more))).unwrap();
    let red = run(at, &["rules", "test", dir]);
    assert_eq!(code(&red), 1);
    let told = block(path, "text", "expected:");
    assert!(said(&red).contains(told.trim()), "{}", said(&red));
    let tutorial = fs::read_to_string(path).unwrap();
    let mended =
        tutorial.split('`').find(|part| part.starts_with("words = [") && part.contains("garage")).unwrap();
    let lexicon = fs::read_to_string(&words).unwrap();
    let lines = lexicon.lines().map(|line| if line.starts_with("words") { mended } else { line });
    fs::write(&words, lines.collect::<Vec<_>>().join("\n")).unwrap();
    let green = run(at, &["rules", "test", dir]);
    assert_eq!(code(&green), 0, "{}", said(&green));
}

#[test]
fn the_tutorial_works_as_written() {
    tutorial("rules.md", "my-rules", "parking", "Cars are left");
}

#[test]
fn the_swedish_tutorial_works_as_written() {
    tutorial("rules.sv.md", "egna-regler", "parkering", "Bilarna ställs");
}
