//! pyspunka reads collaboration agreements and plans, evaluates rule files over them and returns findings.
//!
//! ARCHITECTURE.md has the map.

pub mod annotate;
pub mod archive;
pub mod document;
pub mod engine;
pub mod evaluate;
pub mod extract;
pub mod finding;
pub mod ingest;
pub mod report;
pub mod rules;
mod xml;
