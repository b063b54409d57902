//! One target of [`targets::TARGETS`] under libFuzzer; the environment variable `TARGET` says which.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

#[path = "../targets.rs"]
mod targets;

static TARGET: LazyLock<fn(&[u8])> = LazyLock::new(|| {
    let name = std::env::var("TARGET").unwrap_or_default();
    let names: Vec<&str> = targets::TARGETS.iter().map(|(name, _)| *name).collect();
    match targets::TARGETS.iter().find(|(known, _)| *known == name) {
        Some((_, target)) => *target,
        None => panic!("TARGET={name}: there are {}", names.join(", ")),
    }
});

fuzz_target!(
    init: {
        LazyLock::force(&TARGET);
        // What panics inside the glyph reader is caught there and told of the page; everywhere else it is a mistake.
        std::panic::set_hook(Box::new(|info| {
            let elsewhere = info.location().is_some_and(|at| at.file().contains("/registry/src/"));
            if !elsewhere {
                eprintln!("{info}");
                std::process::abort();
            }
        }));
    },
    |data: &[u8]| TARGET(data)
);
