//! Facts on their way from a worker to the disk: written once where they are made, and read where a report is made of
//! them. In between nobody reads them.

use std::borrow::Cow;
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

    /// Takes the JSON that followed; an error where it cannot be part of a line of a journal, or speaks of another
    /// document than was announced.
    pub(super) fn receive(&mut self, json: Vec<u8>) -> io::Result<()> {
        self.json = String::from_utf8(json).map_err(io::Error::other)?;
        let named: Named<'_> = serde_json::from_str(&self.json)?;
        if self.json.contains('\n') || named.record.path != self.path {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(())
    }

    /// Reads the facts; an error where a worker has written what are none.
    pub fn read(&self) -> io::Result<DocumentFacts> {
        Ok(serde_json::from_str(&self.json)?)
    }
}

/// Of facts, what they are about.
#[derive(Deserialize)]
pub(super) struct Named<'j> {
    #[serde(borrow)]
    pub record: NamedRecord<'j>,
}

#[derive(Deserialize)]
pub(super) struct NamedRecord<'j> {
    #[serde(borrow)]
    pub path: Cow<'j, str>,
}

/// Facts of a document of which a worker has written what cannot be read.
pub(super) fn unreadable(path: &str, rules: &RuleSet) -> DocumentFacts {
    refused(path, &Failure::new(Reason::Crashed, "crashed"), rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_of_a_worker_are_one_line_about_the_document_announced() {
        let check = |json: &str, expected: bool| {
            let (path, json_of) = ("å.docx".to_owned(), json.as_bytes().to_vec());
            let mut facts = Written { path, status: Status::Assessed, reason: None, json: String::new() };
            assert_eq!(facts.receive(json_of).is_ok(), expected, "{json}");
        };
        check(r#"{"record":{"path":"å.docx"}}"#, true);
        check(r#"{"record":{"path":"\u00e5.docx","kind":[{}]},"findings":[]}"#, true);
        check(r#"{"record":{"path":"b.docx"}}"#, false);
        check(r#"{"record":{"path":"å.docx"},"record":{"path":"b.docx"}}"#, false);
        check(r#"{"record":{"path":"å.docx","path":"b.docx"}}"#, false);
        check(r#"{"record":{"path":"å.docx"}},"stamp":{}"#, false);
        check("{\"record\":\n{\"path\":\"å.docx\"}}", false);
        check("", false);
    }
}
