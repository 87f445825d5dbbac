//! What the client believes and what the server knows behind a step.

use crate::capture::Direction;
use crate::trace::{Connection, Event};

/// What one end knows and believes at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndView {
    /// Which end.
    pub of: Direction,
    /// A line each; what is new behind this step comes last.
    pub lines: Vec<String>,
    /// How many of the lines are new behind this step.
    pub new: usize,
}

pub(super) fn views(_connection: &Connection, _event: Option<&Event>) -> [EndView; 2] {
    Direction::BOTH.map(|of| EndView { of, lines: Vec::new(), new: 0 })
}
