//! Reports without names or quotes.
