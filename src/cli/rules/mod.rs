//! `rules`: the tools of a rule author, one module each.

use super::Outcome;

mod diff;
mod explain;
mod lint;
mod list;
mod new;
mod test;

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pyspunka rules list\n  pyspunka rules explain plan-link\n  \
    pyspunka rules new --dir my-rules\n  pyspunka rules test my-rules\n  \
    pyspunka rules diff shipped my-rules agreements")]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// List rules, check kinds or labels.
    List(list::Arguments),
    /// Explain a rule, a check kind or a label.
    Explain(explain::Arguments),
    /// Judge rules on their own examples.
    Test(test::Arguments),
    /// Look for what is allowed but unwise in rules and words, and for words that documents hold and lexicons lack.
    Lint(lint::Arguments),
    /// Write a new rule that passes its own examples, from flags or questions.
    New(Box<new::Arguments>),
    /// Compare two sets of rules over documents: findings gained and lost.
    Diff(diff::Arguments),
}

pub fn run(arguments: Arguments) -> Outcome {
    match arguments.command {
        Command::List(arguments) => list::run(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Test(arguments) => test::run(arguments),
        Command::Lint(arguments) => lint::run(arguments),
        Command::New(arguments) => new::run(*arguments),
        Command::Diff(arguments) => diff::run(arguments),
    }
}

/// Text in a reader's language, else in any.
fn in_language<'t>(text: &'t pyspunka::finding::Localized, lang: &str) -> &'t str {
    text.get(lang).or_else(|| text.values().next()).map_or("", String::as_str)
}
