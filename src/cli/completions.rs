//! `completions`, `man` and `schema`: text made from the program itself.

use super::{Exit, Outcome, print};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pyspunka completions bash > /etc/bash_completion.d/pyspunka")]
pub struct Completions {
    /// Which shell.
    shell: clap_complete::Shell,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pyspunka schema findings\n  pyspunka schema rule > rule.schema.json")]
pub struct Schema {
    /// Which.
    #[arg(value_enum)]
    output: Output,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Output {
    /// findings.json.
    Findings,
    /// What is kept of one document.
    Facts,
    /// Rule files, lexicons, pack.toml and pyspunka.toml, for editors.
    Rule,
}

impl Completions {
    pub fn run(self, mut command: clap::Command) -> Outcome {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, "pyspunka", &mut script);
        print(&script)
    }
}

impl Schema {
    pub fn run(self) -> Outcome {
        let schema = match self.output {
            Output::Findings => schemars::schema_for!(pyspunka::finding::Report).to_value(),
            Output::Facts => schemars::schema_for!(pyspunka::finding::DocumentFacts).to_value(),
            Output::Rule => pyspunka::engine::schema::rule(),
        };
        let text = serde_json::to_string_pretty(&schema).map_err(|error| (Exit::Usage, error.to_string()))?;
        print(format!("{text}\n").as_bytes())
    }
}

pub fn man(command: clap::Command) -> Outcome {
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(command).render(&mut page);
    rendered.map_err(|error| (Exit::NotWritten, error.to_string()))?;
    print(&page)
}
