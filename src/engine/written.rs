//! Facts on their way from a worker to the disk: written once where they are made, and read where a report is made of
//! them. In between nobody reads them.

use std::io;

use serde::{Deserialize, Serialize};

use super::refused;
use crate::extract::Failure;
use crate::finding::{DocumentFacts, Reason, Status};
use crate::rules::RuleSet;

/// Facts as JSON on one line, and what is asked of them without reading it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Written {
    /// Of the record.
    pub path: String,
    /// Of the record.
    pub status: Status,
    /// Of the record.
    pub reason: Option<String>,
    /// From a worker it comes as bytes of its own, behind the answer.
    #[serde(skip)]
    json: String,
}

impl Written {
    /// Writes facts.
    pub fn new(facts: &DocumentFacts) -> io::Result<Written> {
        let record = &facts.record;
        let (path, status, reason) = (record.path.clone(), record.status, record.reason.clone());
        Ok(Written { path, status, reason, json: serde_json::to_string(facts)? })
    }

    /// The facts as JSON.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// Takes the JSON that followed; an error where it cannot be a line of a journal.
    pub(super) fn receive(&mut self, json: Vec<u8>) -> io::Result<()> {
        self.json = String::from_utf8(json).map_err(io::Error::other)?;
        if self.json.contains('\n') { Err(io::ErrorKind::InvalidData.into()) } else { Ok(()) }
    }

    /// Reads the facts; an error where a worker has written what are none.
    pub fn read(&self) -> io::Result<DocumentFacts> {
        Ok(serde_json::from_str(&self.json)?)
    }
}

/// Facts of a document of which a worker has written what cannot be read.
pub(super) fn unreadable(path: &str, rules: &RuleSet) -> DocumentFacts {
    refused(path, &Failure::new(Reason::Crashed, "crashed"), rules)
}
