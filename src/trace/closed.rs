//! When each end left: behind which step it closed or reset the connection. What comes after that it did not see.

use super::event::Event;
use crate::bytes::{Issue, Span};
use crate::capture::{self, Direction, End};
use crate::trace::streams::wire_id;

/// Where each end left, as far as the packets tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leavings {
    /// How many steps there were when it left; `None`: it did not, or nobody recorded when.
    behind: [Option<usize>; 2],
    first: Option<End>,
}

impl Leavings {
    pub(super) fn of(connection: &capture::Connection, events: &[Event]) -> Self {
        let ends = connection.tcp.as_ref();
        let behind = End::BOTH.map(|end| {
            let closed = ends.and_then(|ends| ends[end.index()].closed)?;
            let mut seen = [0; 2];
            connection.chunks.iter().take(closed.chunk).for_each(|chunk| seen[chunk.direction.index()] += chunk.bytes.len());
            let is_later = |event: &Event| event.wire.iter().any(|span| span.end > seen[event.from.index()]);
            Some(events.iter().position(is_later).unwrap_or(events.len()))
        });
        Self { behind, first: connection.first_close.map(|first| first.by) }
    }

    /// How many steps an end could know when it left.
    #[must_use]
    pub fn behind(&self, end: End) -> Option<usize> {
        self.behind[end.index()]
    }

    /// The end that left first.
    #[must_use]
    pub fn first(&self) -> Option<End> {
        self.first
    }
}

/// What a retransmission with other bytes is worth saying. The first copy counts, and the other end may have read the second.
pub(super) fn rewritten(connection: &capture::Connection) -> impl Iterator<Item = Issue> {
    let ends = Direction::BOTH.into_iter().zip(connection.tcp.iter().flatten());
    ends.filter_map(|(end, tcp)| {
        let rewritten = tcp.rewritten?;
        let segments =
            if rewritten.segments == 1 { "a segment of the".to_owned() } else { format!("{} segments of the", rewritten.segments) };
        let what = format!("{segments} {} came again with other bytes: which of them the other end read is not known", end.sender());
        Some(Issue { span: Span::new(wire_id(end), rewritten.at, rewritten.at + 1), what })
    })
}
