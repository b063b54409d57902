//! `accept`: say that a finding is known and may stay, why, who says so, and until when.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use pyspunka::archive::review::{Accepted, AcceptedFile};
use pyspunka::document::Date;
use pyspunka::engine::disk::Aside;

use super::deliver::{ACCEPTED, read_accepted};
use super::{Exit, Outcome};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  pyspunka accept fp1:fabd8233a835ddcb --reason \"Ends in June\" --by \"Unit head\" \
    --until 2027-01-01"
)]
pub struct Arguments {
    /// Id of a finding (fp1:…), as in the report. Several may be given.
    #[arg(required = true)]
    ids: Vec<String>,
    /// Why it may stay.
    #[arg(long)]
    reason: String,
    /// Who says so.
    #[arg(long)]
    by: Option<String>,
    /// The last day (2027-01-01); for good where not given.
    #[arg(long)]
    until: Option<Date>,
    /// Where accepted findings are kept.
    #[arg(long, value_name = "FILE", default_value = ACCEPTED)]
    accepted: PathBuf,
}

pub fn run(arguments: Arguments) -> Outcome {
    let path = &arguments.accepted;
    let is_id = |id: &String| {
        id.strip_prefix("fp1:")
            .is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    if let Some(wrong) = arguments.ids.iter().find(|id| !is_id(id)) {
        return Err((
            Exit::Usage,
            format!("{wrong}: no finding has such an id; fp1:fabd8233a835ddcb is one"),
        ));
    }
    if arguments.reason.trim().is_empty() {
        return Err((Exit::Usage, "--reason is empty; say why the finding may stay".to_owned()));
    }
    let mut file = AcceptedFile::default();
    if path.exists() {
        file.accepted = read_accepted(path)?;
    }
    let on = super::clock::today();
    for id in arguments.ids {
        file.accepted.retain(|accepted| accepted.id != id);
        file.accepted.push(Accepted {
            id,
            reason: arguments.reason.clone(),
            by: arguments.by.clone(),
            on,
            until: arguments.until,
        });
    }
    let failed = |why: String| (Exit::NotWritten, format!("{}: {why}", path.display()));
    let text = toml::to_string(&file).map_err(|error| failed(error.to_string()))?;
    let mode = fs::metadata(path).ok().map(|meta| meta.permissions());
    let (aside, mut to) = Aside::new(path).map_err(|error| failed(error.to_string()))?;
    let written = to
        .write_all(text.as_bytes())
        .and_then(|()| mode.map_or(Ok(()), |mode| to.plain().set_permissions(mode)))
        .and_then(|()| aside.take_place());
    written.map_err(|error| failed(error.to_string()))?;
    super::tell(&format!("{}: {} accepted", path.display(), file.accepted.len()));
    Ok(Exit::Fine)
}
