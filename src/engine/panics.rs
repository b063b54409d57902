//! Panics without text: a panic's message may quote a document, so only file and line are kept.

use std::cell::RefCell;

thread_local! {
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

/// From now on a panic prints nothing and remembers file and line for [`last_place`].
pub fn keep_quiet() {
    std::panic::set_hook(Box::new(remember));
}

/// From now on a panic on a thread that nobody guards prints file and line, never its message.
pub fn print_place_only() {
    std::panic::set_hook(Box::new(|info| {
        remember(info);
        if std::thread::current().name() == Some("main") {
            eprintln!("pyspunka: internal mistake at {}", last_place());
        }
    }));
}

fn remember(info: &std::panic::PanicHookInfo<'_>) {
    let place = info.location().map_or_else(|| "?".to_owned(), |at| format!("{}:{}", at.file(), at.line()));
    LAST.with(|last| *last.borrow_mut() = place);
}

/// Where the last panic of this thread happened ("src/x.rs:12").
pub fn last_place() -> String {
    let place = LAST.with(|last| last.borrow().clone());
    // A path of the machine that built the program says nothing to its user.
    match place.rfind("/src/") {
        Some(at) if place.starts_with('/') => place[at + 1..].to_owned(),
        _ => place,
    }
}
