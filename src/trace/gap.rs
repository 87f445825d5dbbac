//! Where bytes are missing in a connection: lost packets, packets that were cut, a beginning that nobody captured.

use super::event::Event;
use crate::capture::{self, Direction};

/// A hole in the bytes of a direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Whose bytes are missing.
    pub from: Direction,
    /// The offset in its direction's stream, as it was captured, of the first byte behind the hole.
    pub at: usize,
    /// How many bytes are missing; 0 where nobody knows (the beginning of the connection was not captured).
    pub bytes: u64,
    /// The first step of that direction behind the hole; `None` where there is none.
    pub before_step: Option<usize>,
}

/// The holes of a connection, in order. (Of one with nothing behind it, not even the direction is known.)
pub(super) fn gaps(connection: &capture::Connection, events: &[Event]) -> Vec<Gap> {
    let gaps = connection.gaps.iter().filter_map(|gap| {
        let chunk = connection.chunks.get(gap.chunk)?;
        let own = connection.chunks.iter().take(gap.chunk).filter(|before| before.direction == chunk.direction);
        let at = own.map(|before| before.bytes.len()).sum();
        let begins_behind = |event: &&Event| event.from == chunk.direction && event.wire.iter().any(|span| span.start >= at);
        let before_step = events.iter().find(begins_behind).map(|event| event.step);
        Some(Gap { from: chunk.direction, at, bytes: gap.bytes, before_step })
    });
    gaps.take(MAX_GAPS).collect()
}

/// The most holes that are told apart. Each costs a look at all chunks.
const MAX_GAPS: usize = 64;
