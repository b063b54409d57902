//! Hidden: a worker process, spoken to through standard input and output.

use super::{Exit, Outcome};

pub fn run() -> Outcome {
    // The parent is gone or speaks nonsense: there is nobody to tell.
    let _ = pyspunka::engine::worker::serve(std::io::stdin(), std::io::stdout());
    Ok(Exit::Fine)
}
