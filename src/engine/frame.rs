//! What parent and worker say to each other: JSON for the words, raw bytes for documents, each with its length.

use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::timings::Took;
use super::{View, Written};
use crate::extract::Recognised;
use crate::finding::{Finding, Package};
use crate::ingest::Refused;
use crate::ingest::manifest::Manifest;
use crate::report::annotate::Annotated;

/// What the parent asks; bytes follow where the worker needs them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// Judge the document that follows.
    Scan {
        /// Its name.
        name: String,
        /// What was recognised on its pages.
        recognised: Vec<Recognised>,
        /// The delivery package that it lies in.
        package: Option<Package>,
    },
    /// Paint the pictures of a page of the document that follows, or of the one kept from the last time.
    Picture {
        /// From 1.
        page: u32,
        /// True where the document follows.
        follows: bool,
    },
    /// Show the document that follows.
    View {
        /// Its name.
        name: String,
        /// How.
        view: View,
        /// What was recognised on its pages.
        recognised: Vec<Recognised>,
    },
    /// Open the container that follows, and keep it.
    Open,
    /// Hand over one file of the container that is open.
    Get {
        /// Which.
        index: u64,
    },
    /// Write findings into a copy of the document that follows.
    Annotate {
        /// What to write.
        findings: Vec<Finding>,
        /// True for Swedish, else English.
        swedish: bool,
    },
    /// Try what a worker must not do.
    Probe,
}

/// What the worker answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// The rules are compiled.
    Ready,
    /// The rules make no sense.
    Mistakes(Vec<String>),
    /// Judged, and how long it took. The facts themselves follow as bytes.
    Facts(Written, Took),
    /// It is a container.
    Container,
    /// What the container holds.
    List(Vec<(u64, String)>, Option<Manifest>),
    /// A file, or pictures.
    Bytes {
        /// Its bytes, which follow the answer.
        #[serde(skip)]
        bytes: Vec<u8>,
    },
    /// It cannot be read.
    Refused(Refused),
    /// Shown.
    Text(Result<String, Refused>),
    /// A copy with notes, or why the file carries none.
    Annotated(Result<Annotated, String>),
    /// What is enforced, by name.
    Probe(Vec<(String, bool)>),
}

/// No frame is longer, whatever the other side says.
const LONGEST: u32 = 1 << 30;

/// Writes bytes with their length.
pub fn send_bytes(to: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).ok().filter(|length| *length <= LONGEST);
    to.write_all(&length.ok_or(io::ErrorKind::InvalidInput)?.to_le_bytes())?;
    to.write_all(bytes)
}

/// Writes a value.
pub fn send(to: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    send_bytes(to, &serde_json::to_vec(value)?)
}

/// Writes an answer, with the bytes that belong to it.
pub fn send_answer(to: &mut impl Write, answer: &Answer) -> io::Result<()> {
    send(to, answer)?;
    match answer {
        Answer::Facts(facts, _) => send_bytes(to, facts.json().as_bytes()),
        Answer::Bytes { bytes } | Answer::Annotated(Ok(Annotated { bytes, .. })) => send_bytes(to, bytes),
        _ => Ok(()),
    }
}

/// Reads an answer, with the bytes that belong to it. An error where the bytes are none of what the answer announces.
pub fn receive_answer(from: &mut impl Read) -> io::Result<Answer> {
    let mut answer = receive(from)?;
    match &mut answer {
        Answer::Facts(facts, _) => facts.receive(receive_bytes(from)?)?,
        Answer::Bytes { bytes } | Answer::Annotated(Ok(Annotated { bytes, .. })) => {
            *bytes = receive_bytes(from)?;
        }
        _ => {}
    }
    Ok(answer)
}

/// Reads bytes with their length. Memory grows with what arrives, not with what was announced.
pub fn receive_bytes(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    if length > LONGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::with_capacity(length.min(1 << 20) as usize);
    from.take(u64::from(length)).read_to_end(&mut bytes)?;
    if bytes.len() == length as usize { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Reads a value.
pub fn receive<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<T> {
    Ok(serde_json::from_slice(&receive_bytes(from)?)?)
}
