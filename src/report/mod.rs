//! Findings to something that people and programs read. One module per format.
