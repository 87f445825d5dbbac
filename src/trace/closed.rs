//! Where an end closed or reset the connection, among the steps.

use super::event::Event;
use crate::bytes::{Issue, Span};
use crate::capture::{self, Direction};
use crate::trace::streams::wire_id;

/// The first step behind the close of client and server: what was said to an end that had gone, or before it was known. `None` where
/// nothing follows, or the close was not captured.
pub(super) fn steps_behind(connection: &capture::Connection, events: &[Event]) -> [Option<usize>; 2] {
    Direction::BOTH.map(|end| {
        let closed = connection.tcp.as_ref()?[end.index()].closed?;
        let mut before = [0; 2];
        for chunk in connection.chunks.iter().take(closed.chunk) {
            before[chunk.direction.index()] += chunk.bytes.len();
        }
        let is_behind = |event: &&Event| event.wire.iter().any(|span| span.end > before[event.from.index()]);
        events.iter().find(is_behind).map(|event| event.step)
    })
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
