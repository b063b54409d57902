//! The public map and reduce: `scan` one source, `link` all facts.
