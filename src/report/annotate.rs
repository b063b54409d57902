//! The agreement handed back with its findings in it.
