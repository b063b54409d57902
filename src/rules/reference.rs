//! What rule authors look up: check kinds, labels and reaches, from the tables that the program runs on.

use std::fmt::Write as _;

use super::checks::{CHECKS, CheckKind};
use super::view::{FACTS, REACHES};

/// Keys that every rule may have, whatever its check kind.
const COMMON: &str =
    "`id`, `check`, `title`, `why`, `source`, `limits`, `applies_to`, `zones`, `replaces`, `outcome`, `test`";

/// One check kind in Markdown, below a heading of level two.
pub fn check(kind: &CheckKind) -> String {
    let mut out = format!("## `{}`\n\n{}\n", kind.name, squeezed(kind.doc));
    if kind.archive {
        out.push_str("\nIts findings depend on all scanned documents together.\n");
    }
    out.push_str("\n| Outcome | When |\n|---|---|\n");
    for (name, when) in kind.outcomes {
        let _ = writeln!(out, "| `{name}` | {} |", squeezed(when));
    }
    if kind.open {
        out.push_str("| any name | given as `near.else` by the rule |\n");
    }
    let list = |names: &[&str], none: &str| {
        let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        if quoted.is_empty() { none.to_owned() } else { quoted.join(", ") }
    };
    let placeholders: Vec<String> = kind.placeholders.iter().map(|name| format!("{{{name}}}")).collect();
    let placeholders: Vec<&str> = placeholders.iter().map(String::as_str).collect();
    let _ = writeln!(out, "\nReads the keys {}.", list(kind.keys, "that every rule has, and no others"));
    if !kind.slots.is_empty() {
        let _ =
            writeln!(out, "Further slots (`slots.NAME = {{ any = [\"…\"] }}`): {}.", list(kind.slots, ""));
    }
    let _ = writeln!(out, "Fills in messages: {}.", list(&placeholders, "nothing"));
    out
}

/// `docs/checks.md`.
pub fn checks() -> String {
    let mut out = String::from(
        "# Check kinds\n\nWhat a rule can ask of a document. Written by the program (`BLESS=1 cargo test --test tools`); \
         `pyspunka rules explain NAME` prints one of them.\n\n",
    );
    let _ = writeln!(out, "Every rule may have the keys {COMMON}.\n");
    for kind in CHECKS {
        let _ = writeln!(out, "{}", check(kind));
    }
    out.push_str(
        "## Labels\n\n`find`, `near`, `except`, `unless` and `slots` name labels: those of lexicons \
         (`pyspunka rules list --labels`), and these, which stand for what the program has recognised:\n\n\
         | Label | Marks |\n|---|---|\n",
    );
    for (name, what) in FACTS {
        let _ = writeln!(out, "| `{name}` | {what} |");
    }
    let reaches: Vec<String> = REACHES.iter().map(|(name, _)| format!("`{name}`")).collect();
    let _ = writeln!(
        out,
        "\n## Reaches\n\n`near.in` says how far \"beside\" reaches: {}. Several are joined with `|`: \
         `near = {{ in = \"sentence|row\", any = [\"adoption\"] }}`.",
        reaches.join(", ")
    );
    out
}

/// Without the runs of blanks that continued lines leave.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
