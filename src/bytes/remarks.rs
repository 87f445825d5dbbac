//! The sink that keeps what is odd, and no node.

use super::{Issue, Shape, Sink, Span, Value};

/// For facts that are to be judged: the issues, and whether anything was left undecoded.
#[derive(Debug, Default)]
pub struct Remarks {
    /// What is odd, as [`Tree`](super::Tree) keeps it.
    pub issues: Vec<Issue>,
    /// Whether there are bytes that the grammar could not place.
    pub left_over: bool,
}

impl Sink for Remarks {
    fn leaf(&mut self, _: &'static str, _: Span, _: impl FnOnce() -> Value) {}
    fn open(&mut self, _: &'static str, _: Shape, _: Span) {}
    fn says(&mut self, _: impl FnOnce() -> String) {}
    fn close(&mut self, _: usize) {}

    fn undecoded(&mut self, _: Span) {
        self.left_over = true;
    }

    fn issue(&mut self, issue: Issue) {
        self.issues.push(issue);
    }
}
