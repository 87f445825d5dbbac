//! A line on a terminal that says how far the work is; nothing where standard error is none.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// How often the line changes at most.
const PAUSE: Duration = Duration::from_millis(100);

/// A line on a terminal that says how far it is.
pub(super) struct Progress {
    all: usize,
    on: bool,
    /// When the line was shown last.
    shown: Option<Instant>,
}

impl Progress {
    pub(super) fn new(all: usize) -> Self {
        Self { all, on: io::stderr().is_terminal(), shown: None }
    }

    pub(super) fn show(&mut self, done: usize, name: &str) {
        if self.on && self.shown.is_none_or(|shown| shown.elapsed() >= PAUSE) {
            self.shown = Some(Instant::now());
            let _ = write!(io::stderr(), "\r\u{1b}[K{done} of {}  {name}", self.all);
        }
    }

    pub(super) fn clear(&self) {
        if self.on {
            let _ = write!(io::stderr(), "\r\u{1b}[K");
        }
    }
}
