//! Panics in the log: the place alone. A panic's text may quote what was being worked on, a token among others.

use std::panic::{self, PanicHookInfo};

/// Replaces the hook that prints a panic with its text.
pub fn log_places_only() {
    panic::set_hook(Box::new(|panic| {
        let place = place(panic);
        let words = constant_words(panic);
        tracing::error!(place, words, "A panic at {place}: a bug of ours");
    }));
}

fn place(panic: &PanicHookInfo<'_>) -> String {
    match panic.location() {
        Some(location) => format!("{}:{}", location.file(), location.line()),
        None => "a place unknown".to_owned(),
    }
}

/// The text, if it is one that stands in the program as it is; one that was put together at run time is kept back.
fn constant_words<'a>(panic: &'a PanicHookInfo<'_>) -> Option<&'a str> {
    panic.payload().downcast_ref::<&'static str>().copied()
}
