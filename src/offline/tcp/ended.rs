//! Connections that are over, for a while: what comes of them later is an echo, and begins nothing.

use std::collections::{HashMap, VecDeque};

use super::Key;
use super::flow::Flow;
use crate::offline::packet::Segment;

/// For how many connections that are over it is known where they ended.
const MAX_ENDED: usize = 4096;
/// How long an end repeats itself to one that has gone, in microseconds: two minutes (RFC 9293 3.10.8 waits as long).
const REPEATS_US: i64 = 120_000_000;
/// How far a repetition may lie before the end, in bytes: 4 MiB, more than most windows.
const WINDOW: u32 = 4 << 20;

/// Where connections ended.
#[derive(Debug, Default)]
pub(super) struct Ended {
    places: HashMap<Key, Place>,
    order: VecDeque<Key>,
}

#[derive(Debug)]
struct Place {
    at_us: i64,
    /// The sequence number behind the last byte of each end.
    next: [Option<u32>; 2],
}

impl Ended {
    pub(super) fn add(&mut self, key: Key, flow: &Flow) {
        let place = Place { at_us: flow.last_us(), next: flow.ends_at() };
        if self.places.insert(key, place).is_none() {
            self.order.push_back(key);
        }
        if self.order.len() > MAX_ENDED
            && let Some(oldest) = self.order.pop_front()
        {
            self.places.remove(&oldest);
        }
    }

    /// Whether a segment between ends without a connection repeats what was said before the last one was over.
    pub(super) fn has_said(&self, key: &Key, end: usize, segment: &Segment<'_>) -> bool {
        let place = self.places.get(key).filter(|place| segment.time_us.saturating_sub(place.at_us) < REPEATS_US);
        let last = u32::try_from(segment.payload.len()).map(|length| segment.sequence.wrapping_add(length));
        let next = place.and_then(|place| place.next[end]);
        next.zip(last.ok()).is_some_and(|(next, last)| next.wrapping_sub(last) <= WINDOW)
    }
}
