//! One direction of a connection: segments in any order in, bytes in order out.
//!
//! Of bytes that come twice the first copy counts, as for most receivers. A hole is given up as soon as the receiver
//! acknowledges what lies behind it: then it was lost on the way to the capture only, and will not come again.

use std::collections::BTreeMap;

use crate::capture::Close;

/// The most bytes that wait behind a hole: 4 MiB, more than most windows.
const MAX_WAITING_BYTES: usize = 4 << 20;
/// The most segments that wait behind a hole.
const MAX_WAITING: usize = 4096;
/// What a segment that waits costs beside its bytes, in bytes: its place in the map, and the allocator's share.
const SEGMENT_COSTS: usize = 64;
/// What lies farther ahead than this, in bytes, belongs to another connection or is made up: no window is larger (RFC 7323 2.3).
const MAX_AHEAD: u64 = 1 << 30;

/// One direction. Places in the stream are sequence numbers that do not wrap.
#[derive(Debug, Default)]
pub(super) struct Half {
    /// The place of the first byte, when it is known.
    first: Option<u64>,
    next: u64,
    waiting: BTreeMap<u64, Vec<u8>>,
    waiting_bytes: usize,
    /// How many bytes were passed over since the last that were handed out.
    lost: u64,
    pub(super) close: Close,
}

/// What comes out: bytes in order, and how many are missing before them.
pub(super) type Deliver<'d> = dyn FnMut(u64, &[u8]) + 'd;

impl Half {
    /// Whether the stream has a beginning, and which.
    pub(super) fn begins_at(&self) -> Option<u32> {
        self.first.map(wrapped)
    }

    /// The stream begins at this sequence number, unless it began already.
    pub(super) fn begin(&mut self, sequence: u32) {
        if self.first.is_none() {
            // One turn ahead: what lies before the first byte has a place, too.
            let place = (1 << 32) + u64::from(sequence);
            (self.first, self.next) = (Some(place), place);
        }
    }

    /// How many bytes are held back, with what it takes to keep them.
    pub(super) fn held(&self) -> usize {
        self.waiting_bytes + self.waiting.len() * SEGMENT_COSTS
    }

    /// Takes a segment's bytes.
    pub(super) fn segment(&mut self, sequence: u32, payload: &[u8], deliver: &mut Deliver<'_>) {
        self.begin(sequence);
        let start = self.place(sequence);
        if start <= self.next && self.waiting.is_empty() {
            return self.hand_out(start, payload, deliver);
        }
        if start.saturating_sub(self.next) <= MAX_AHEAD {
            self.wait(start, payload);
            self.hand_out_waiting(deliver);
        }
        while self.waiting.len() > MAX_WAITING || self.waiting_bytes > MAX_WAITING_BYTES {
            self.give_up_a_hole(deliver);
        }
    }

    /// The receiver has everything before `sequence`: holes before it are holes of the capture.
    pub(super) fn acknowledged(&mut self, sequence: u32, deliver: &mut Deliver<'_>) {
        if self.first.is_none() {
            return self.begin(sequence);
        }
        let place = self.place(sequence);
        while self.waiting.first_key_value().is_some_and(|(start, _)| *start < place) {
            self.give_up_a_hole(deliver);
        }
    }

    /// Hands out all that waits, holes or not.
    pub(super) fn flush(&mut self, deliver: &mut Deliver<'_>) {
        while !self.waiting.is_empty() {
            self.give_up_a_hole(deliver);
        }
    }

    fn hand_out(&mut self, start: u64, bytes: &[u8], deliver: &mut Deliver<'_>) {
        let known = usize::try_from(self.next.saturating_sub(start)).unwrap_or(usize::MAX);
        let Some(fresh) = bytes.get(known..).filter(|fresh| !fresh.is_empty()) else { return };
        self.next += fresh.len() as u64;
        deliver(std::mem::take(&mut self.lost), fresh);
    }

    fn hand_out_waiting(&mut self, deliver: &mut Deliver<'_>) {
        while let Some(entry) = self.waiting.first_entry().filter(|entry| *entry.key() <= self.next) {
            let (start, bytes) = entry.remove_entry();
            self.waiting_bytes -= bytes.len();
            self.hand_out(start, &bytes, deliver);
        }
    }

    fn give_up_a_hole(&mut self, deliver: &mut Deliver<'_>) {
        let Some((start, _)) = self.waiting.first_key_value() else { return };
        self.lost += start.saturating_sub(self.next);
        self.next = self.next.max(*start);
        self.hand_out_waiting(deliver);
    }

    /// Keeps those of the bytes that no other segment brought before.
    fn wait(&mut self, start: u64, bytes: &[u8]) {
        let end = start + bytes.len() as u64;
        let mut at = start.max(self.next);
        if let Some((before, held)) = self.waiting.range(..=at).next_back() {
            at = at.max(before + held.len() as u64);
        }
        let later: Vec<(u64, u64)> = self.waiting.range(at..end.max(at)).map(|(later, held)| (*later, later + held.len() as u64)).collect();
        for (taken_from, taken_to) in later.into_iter().chain([(end, end)]) {
            self.keep(start, bytes, at..taken_from);
            at = at.max(taken_to);
        }
    }

    fn keep(&mut self, start: u64, bytes: &[u8], range: std::ops::Range<u64>) {
        let offset = |place: u64| usize::try_from(place.saturating_sub(start)).unwrap_or(usize::MAX);
        if let Some(part) = bytes.get(offset(range.start)..offset(range.end)).filter(|part| !part.is_empty()) {
            self.waiting_bytes += part.len();
            self.waiting.insert(range.start, part.to_vec());
        }
    }

    /// The place of a sequence number, the nearest one to the next byte (RFC 9293 3.4).
    fn place(&self, sequence: u32) -> u64 {
        let ahead = sequence.wrapping_sub(wrapped(self.next)).cast_signed();
        self.next.saturating_add_signed(ahead.into())
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a sequence number is the lower half of a place")]
fn wrapped(place: u64) -> u32 {
    place as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_of_one_byte_count_what_they_take() {
        let mut half = Half::default();
        half.begin(0);
        (0..1000).for_each(|number| half.segment(1 + 2 * number, b"x", &mut |_, _| ()));
        assert_eq!(half.held(), 1000 * (1 + SEGMENT_COSTS));
        half.flush(&mut |_, _| ());
        assert_eq!(half.held(), 0);
    }
}
