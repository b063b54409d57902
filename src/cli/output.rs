//! Writing reports: which format goes where, in which language. Shared by all commands that end in a report.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use pyspunka::engine::disk::replace;
use pyspunka::finding::Report;
use pyspunka::report::redact::Redaction;
use pyspunka::report::{self, REPORTS, Settings};

use super::{Exit, Outcome};

/// Where a report goes, and how it is written.
#[derive(Debug, Clone, clap::Args)]
pub struct Outputs {
    /// Where to write; the ending tells the format. May be given several times; `-` is standard output.
    #[arg(short, long, value_name = "FILE")]
    pub output: Vec<PathBuf>,
    /// Format of the output, whatever its ending says. Of several outputs, it is for the first with no ending that tells,
    /// or with one that fits; a second `--format` for the next, and so on.
    #[arg(long, value_parser = formats(), value_name = "FORMAT")]
    pub format: Vec<&'static report::Format>,
    /// Language of messages; that of the system where not given.
    #[arg(long, value_enum)]
    pub lang: Option<Lang>,
    /// Take names of persons, or all words quoted from documents too, out of what is written.
    #[arg(long, value_enum, value_name = "WHAT")]
    pub redact: Option<Redact>,
    /// File with a secret: with the same one, a person has the same pseudonym in every report.
    #[arg(long, value_name = "FILE", requires = "redact")]
    pub redact_key: Option<PathBuf>,
}

/// What is taken out of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Redact {
    /// Names of persons and e-mail addresses.
    Names,
    /// These, and all quotes.
    Quotes,
}

/// Language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Lang {
    /// Swedish.
    Sv,
    /// English.
    En,
}

impl Lang {
    /// As the catalogues name it.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Sv => "sv",
            Lang::En => "en",
        }
    }

    /// That of the locale; English where none is set.
    pub fn of_user() -> Lang {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .iter()
            .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
        if set.is_some_and(|locale| locale.starts_with("sv")) { Lang::Sv } else { Lang::En }
    }
}

/// The names of the table of outputs, each with what it is for.
fn formats() -> impl TypedValueParser<Value = &'static report::Format> {
    PossibleValuesParser::new(REPORTS.iter().map(|format| PossibleValue::new(format.name).help(format.doc)))
        .try_map(|name| report::named(&name).ok_or("no such format"))
}

impl Outputs {
    /// Refuses to write where one of these files lies: a report would take the place of a document.
    pub fn spares(&self, documents: &[PathBuf]) -> Result<(), (Exit, String)> {
        let real = |path: &PathBuf| path.canonicalize().ok().filter(|path| path.is_file());
        let documents: Vec<PathBuf> = documents.iter().filter_map(real).collect();
        match self.output.iter().find(|output| real(output).is_some_and(|path| documents.contains(&path))) {
            Some(output) => {
                let name = report::check::plain(&output.to_string_lossy());
                Err((
                    Exit::Usage,
                    format!(
                        "{name}: the report would take the place of a file that is read; give another -o"
                    ),
                ))
            }
            None => Ok(()),
        }
    }

    /// The language that was asked for.
    pub fn lang(&self) -> Lang {
        self.lang.unwrap_or_else(Lang::of_user)
    }

    /// What is written where: JSON to standard output where nothing was asked for. A format that was named wins over an
    /// ending; of several outputs and fewer formats, each format goes to the first output that it fits.
    ///
    /// # Errors
    /// An output whose ending promises what is not written, and a format that is left over.
    pub fn plan(&self) -> Result<Vec<(PathBuf, &'static report::Format)>, (Exit, String)> {
        let stdout = [PathBuf::from("-")];
        let outputs = if self.output.is_empty() { &stdout[..] } else { &self.output };
        let by_ending: Vec<_> = outputs
            .iter()
            .map(|path| path.file_name().and_then(|name| report::for_file(&name.to_string_lossy())))
            .collect();
        let mut named: Vec<Option<&'static report::Format>> = vec![None; outputs.len()];
        if self.format.len() >= outputs.len() {
            named = self.format.iter().copied().map(Some).take(outputs.len()).collect();
        }
        let mut last = self.format.last().copied().unwrap_or(&REPORTS[0]);
        for format in self.format.iter().filter(|_| self.format.len() < outputs.len()) {
            let fits = |at: &usize| {
                named[*at].is_none() && by_ending[*at].is_none_or(|ending| ending.is_called_as(format))
            };
            let Some(at) = (0..outputs.len()).find(fits) else {
                let why = format!("--format {}: no -o has an ending for it", format.name);
                return Err((Exit::Usage, why));
            };
            named[at] = Some(format);
        }
        let mut plan = Vec::new();
        for ((path, by_ending), named) in outputs.iter().zip(by_ending).zip(named) {
            if by_ending.is_none() && named.is_none() && self.format.is_empty() {
                promises_nothing_else(path)?;
            }
            let format = named.or(by_ending).unwrap_or(last);
            if by_ending.is_none() {
                last = format;
            }
            plan.push((path.clone(), format));
        }
        Ok(plan)
    }

    /// The report as it may be written: without what `--redact` takes out.
    ///
    /// # Errors
    /// A key that cannot be read or is too short to keep a secret.
    pub fn redacted(&self, report: Report) -> Result<Report, (Exit, String)> {
        let Some(redact) = self.redact else { return Ok(report) };
        let usage = |path: &Path, why: String| (Exit::Usage, format!("{}: {why}", path.display()));
        let key = match &self.redact_key {
            Some(path) => {
                let key = fs::read(path).map_err(|error| usage(path, error.to_string()))?;
                if key.len() < 16 {
                    return Err(usage(
                        path,
                        "too short for a secret; use at least 16 random bytes".to_owned(),
                    ));
                }
                Some(key)
            }
            None => None,
        };
        let redaction = match redact {
            Redact::Names => Redaction::Names,
            Redact::Quotes => Redaction::Quotes,
        };
        report::redact::redact(&report, redaction, key.as_deref()).map_err(|why| (Exit::NotWritten, why))
    }

    /// Writes the report wherever it was asked for.
    ///
    /// # Errors
    /// An output that could not be written. What was written before it stays.
    pub fn write(&self, report: &Report) -> Result<(), (Exit, String)> {
        let settings = Settings { lang: self.lang().code() };
        for (path, format) in self.plan()? {
            let write = |out: &mut dyn Write| (format.write)(report, &settings, out);
            if path == Path::new("-") {
                to_stdout(write)?;
            } else {
                replace(&path, write)
                    .map_err(|error| (Exit::NotWritten, format!("{}: {error}", path.display())))?;
            }
        }
        Ok(())
    }
}

/// Endings of files that readers open with programs for something else than a report.
const OTHERS: [&str; 12] =
    ["pdf", "doc", "docm", "dotx", "odt", "rtf", "xls", "xlsm", "ods", "ppt", "pptx", "zip"];

/// Refuses an ending that says what no report is.
fn promises_nothing_else(path: &Path) -> Result<(), (Exit, String)> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if !OTHERS.contains(&ending.as_str()) {
        return Ok(());
    }
    let endings: Vec<String> =
        REPORTS.iter().filter_map(|format| Some(format!(".{}", format.endings.first()?))).collect();
    let name = report::words::plain(&path.to_string_lossy());
    Err((Exit::Usage, format!("{name}: no report is written as .{ending}; there are {}", endings.join(", "))))
}

/// A reader that has gone away is not an error.
pub fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Outcome {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err((Exit::NotWritten, format!("standard output: {error}")))
        }
        _ => Ok(Exit::Fine),
    }
}
