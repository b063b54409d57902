//! `doctor`: tries in a real worker what a worker must not do.

use pyspunka::engine::frame::{Answer, Request};
use pyspunka::engine::pool::Worker;

use super::project::Project;
use super::{Exit, Outcome, print, setup};

pub fn run() -> Outcome {
    let setup = setup::setup(Project::default(), None, &[], false)?;
    let seconds = setup.limits.seconds;
    let mut worker = Worker::start(&setup::program()?, &setup).map_err(|why| (Exit::Usage, why))?;
    let Ok(Answer::Probe(walls)) = worker.ask(&Request::Probe, None, seconds) else {
        return Err((Exit::Usage, "the worker gave no answer; scan with --in-process".to_owned()));
    };
    let mut report = String::from("worker process: starts and answers\n");
    for (name, held) in walls {
        report.push_str(&format!("{name}: {}\n", if held { "enforced" } else { "not enforced here" }));
    }
    report.push_str(&format!("seconds per document: {seconds}\n"));
    print(report.as_bytes())
}
