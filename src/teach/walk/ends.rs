//! What the client believes and what the server knows behind a step.

use crate::capture::End;
use crate::teach::timeline::{Entry, knowledge};
use crate::trace::Connection;

/// What one end knows and believes at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndView {
    /// Which end.
    pub of: End,
    /// A line each; what is new behind this step comes last.
    pub lines: Vec<String>,
    /// How many of the lines are new behind this step.
    pub new: usize,
}

/// What both ends learn on the way.
#[derive(Debug, Default)]
pub(super) struct Ends(Vec<Entry>);

impl Ends {
    pub(super) fn of(connection: &Connection) -> Self {
        Self(knowledge(connection))
    }

    /// Both views behind a step. Only a message teaches something new.
    pub(super) fn views(&self, step: &Entry) -> [EndView; 2] {
        End::BOTH.map(|of| {
            let known = || self.0.iter().filter(|entry| entry.of == Some(of) && entry.after_step <= step.after_step);
            let new = known().filter(|entry| step.message() == Some(entry.after_step)).count();
            EndView { of, lines: known().map(|entry| entry.says.clone()).collect(), new }
        })
    }
}
