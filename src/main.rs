//! The command line: flags in, exit code out.

fn main() {}
