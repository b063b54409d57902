//! The recipes of docs/recipes do what they say, where their tools are installed.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{python, root, run, there_is};

fn recipe(name: &str) -> String {
    fs::read_to_string(root().join("docs/recipes").join(name)).unwrap()
}

fn scanned(folder: &Path, file: &str) {
    let to = folder.join(file);
    run(
        &root(),
        &["scan", "samples", "-q", "--no-cache", "--today", "2026-05-14", "-o", to.to_str().unwrap()],
    );
}

#[test]
fn duckdb_makes_tables_and_parquet_files() {
    if !there_is("python3", &["duckdb"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    scanned(folder.path(), "findings.jsonl");
    let sql = folder.path().join("recipe.sql");
    fs::write(&sql, recipe("duckdb.sql")).unwrap();
    let script = "import duckdb, os, sys\nos.chdir(sys.argv[1])\nrows = duckdb.sql(open('recipe.sql').read()).fetchall()\n\
                  assert len(rows) > 10 and any(row[2] > 0 and row[3] > 0 and row[4] > 0 for row in rows), rows\n\
                  print(duckdb.sql(\"select count(*) from 'findings.parquet' where quote is not null\").fetchall()[0][0])\n";
    let said = python(script, &[folder.path().to_str().unwrap()]);
    assert!(said.trim().parse::<u32>().unwrap() > 5, "{said}");
}

#[test]
fn the_notebook_runs() {
    if !there_is("python3", &["pandas"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    scanned(folder.path(), "findings.jsonl");
    let text = recipe("report.qmd");
    let blocks = text.split("```{python}\n").skip(1).filter_map(|rest| rest.split("```").next());
    let script = format!("import os, sys\nos.chdir(sys.argv[1])\n{}", blocks.collect::<String>());
    let said = python(&script, &[folder.path().to_str().unwrap()]);
    assert!(
        said.contains("not-assessed") && said.contains("odd/scanned.pdf") && said.contains("single-name"),
        "{said}"
    );
}

#[test]
fn power_query_names_the_columns_of_the_table() {
    let folder = tempfile::tempdir().unwrap();
    scanned(folder.path(), "findings.csv");
    let table = fs::read_to_string(folder.path().join("findings.csv")).unwrap();
    let text = recipe("excel.pq");
    let named: Vec<&str> = text
        .split("{\"")
        .skip(1)
        .filter(|rest| rest.contains("\", type "))
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(named.join(","), table.lines().next().unwrap());
}

#[test]
fn gates_are_whole_and_their_commands_stop_what_they_should() {
    for name in ["github.yml", "gitlab.yml"] {
        let text = recipe(name);
        if there_is("python3", &["yaml"]) {
            python(
                "import sys, yaml\nassert isinstance(yaml.safe_load(open(sys.argv[1])), dict)\n",
                &[root().join("docs/recipes").join(name).to_str().unwrap()],
            );
        }
        let line = text.lines().find(|line| line.contains("pyspunka scan")).unwrap();
        let command = line.split_once("pyspunka ").unwrap().1;
        for (sample, code) in [("02-laxrum-clean.docx", 0), ("02-laxrum-fault.docx", 1)] {
            let folder = tempfile::tempdir().unwrap();
            let agreements = folder.path().join("agreements");
            fs::create_dir(&agreements).unwrap();
            fs::copy(root().join("samples/agreements").join(sample), agreements.join(sample)).unwrap();
            let mut program = Command::new(env!("CARGO_BIN_EXE_pyspunka"));
            let output =
                program.current_dir(folder.path()).args(command.split_whitespace()).output().unwrap();
            assert_eq!(
                output.status.code(),
                Some(code),
                "{name}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
            for (at, file) in command.split_whitespace().enumerate() {
                if at > 0 && command.split_whitespace().nth(at - 1) == Some("-o") {
                    assert!(folder.path().join(file).exists(), "{name}: {file}");
                }
            }
        }
    }
}
