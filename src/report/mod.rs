//! Reports for readers. JSON is written by serde from [`crate::finding::Report`]; here is what needs words.

pub mod messages;
pub mod text;
