//! `cache`: what is kept of documents that were read before, and its end.

use std::path::{Path, PathBuf};

use pyspunka::engine::cache::Cache;

use super::{Exit, Outcome, print};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
    /// Folder of the cache; that of the user where not given.
    #[arg(long, value_name = "DIR", global = true)]
    cache: Option<PathBuf>,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Show where it is and how large.
    Stat,
    /// Remove everything in it.
    Clear,
}

pub fn run(arguments: Arguments) -> Outcome {
    let Some(folder) = folder(arguments.cache.as_deref()) else {
        return Err((Exit::Usage, "no folder for a cache; give --cache DIR".to_owned()));
    };
    let failed = |error: std::io::Error| (Exit::NotWritten, format!("{}: {error}", folder.display()));
    let (extent, end) = match arguments.what {
        What::Stat => (Cache::stat(&folder).map_err(failed)?, ""),
        What::Clear => (Cache::clear(&folder).map_err(failed)?, " removed"),
    };
    let text = format!("{}: {} documents, {} bytes{end}\n", folder.display(), extent.documents, extent.bytes);
    print(text.as_bytes())
}

/// The folder that was named, else `PYSPUNKA_CACHE` (empty: none), else that of the user's system.
pub fn folder(named: Option<&Path>) -> Option<PathBuf> {
    if let Some(named) = named {
        return Some(named.to_owned());
    }
    if let Some(set) = std::env::var_os("PYSPUNKA_CACHE") {
        return (!set.is_empty()).then(|| set.into());
    }
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = variable("XDG_CACHE_HOME")
        .or_else(|| variable("LOCALAPPDATA"))
        .or_else(|| variable("HOME").map(|home| home.join(".cache")))?;
    folder.is_absolute().then(|| folder.join("pyspunka"))
}
