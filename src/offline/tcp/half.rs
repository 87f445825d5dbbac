//! One direction of a connection: segments in any order in, bytes in order out.
//!
//! Of bytes that come twice the first copy counts, as for most receivers. A hole waits for its bytes as long as the connection
//! is open: packets are captured in another order than they were sent, acknowledgements before what they acknowledge. What
//! waits costs no order, because that of the two directions is made at the end (`order`).

use std::collections::BTreeMap;

use super::stream::{Stamp, Stream, first_difference, offset};
use crate::capture::Close;

/// The most bytes that wait behind a hole: 4 MiB, more than most windows.
const MAX_WAITING_BYTES: usize = 4 << 20;
/// The most segments that wait behind a hole.
const MAX_WAITING: usize = 4096;
/// What a segment that waits costs beside its bytes, in bytes: its place in the map, and the allocator's share.
const SEGMENT_COSTS: usize = 96;
/// What lies farther ahead than this, in bytes, belongs to another connection or is made up: no window is larger (RFC 7323 2.3).
const MAX_AHEAD: u64 = 1 << 30;
/// Ethernet fills a frame up to 46 bytes behind its header; a bare ACK over IPv4 has 40. Some machines count what fills it as data.
const MAX_PADDING: usize = 6;
/// How far before a beginning that is only guessed a first segment may lie, in bytes.
const MAX_BEFORE: u64 = 1 << 20;

/// One direction. Places in the stream are sequence numbers that do not wrap.
#[derive(Debug, Default)]
pub(super) struct Half {
    pub(super) stream: Stream,
    beginning: Beginning,
    /// The place of the next byte.
    next: u64,
    waiting: BTreeMap<u64, Segment>,
    waiting_bytes: usize,
    /// Zeros at the place of the next data: they are data if other data follows them, or the other end acknowledges them.
    padding: Option<(u64, Segment)>,
    /// How many bytes were passed over since the last that were handed out.
    lost: u64,
    /// The place before which the other end has everything, by its own word.
    acknowledged: u64,
    /// How many segments there were.
    pub(super) segments: u64,
    pub(super) close: Close,
    /// Where it closed: what was known then, and the place behind which nothing comes.
    pub(super) closed: Option<(Stamp, u64)>,
}

/// Where a stream begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Beginning {
    #[default]
    Unknown,
    /// By the first acknowledgement or the first segment that was seen.
    Guessed(u64),
    /// By a SYN; and by another one, if it came with another number before anything was said (a load balancer, a forgery).
    Known(u64, Option<u32>),
}

#[derive(Debug)]
struct Segment {
    stamp: Stamp,
    bytes: Vec<u8>,
}

impl Half {
    /// With which sequence number the stream begins, if it is known.
    pub(super) fn begins_at(&self) -> Option<u32> {
        match self.beginning {
            Beginning::Unknown => None,
            Beginning::Guessed(place) | Beginning::Known(place, _) => Some(wrapped(place)),
        }
    }

    /// With which sequence number it goes on, if it began.
    pub(super) fn ends_at(&self) -> Option<u32> {
        let behind_waiting = self.waiting.last_key_value().map(|(place, held)| place + held.bytes.len() as u64);
        (self.beginning != Beginning::Unknown).then(|| wrapped(behind_waiting.unwrap_or(self.next)))
    }

    /// Whether a SYN told where it begins.
    pub(super) fn is_begun(&self) -> bool {
        matches!(self.beginning, Beginning::Known(..))
    }

    /// A SYN says that the stream begins at this sequence number.
    pub(super) fn begin(&mut self, sequence: u32) {
        self.beginning = match self.beginning {
            Beginning::Known(place, _) if wrapped(place) != sequence => Beginning::Known(place, Some(sequence)),
            Beginning::Guessed(place) if wrapped(place) == sequence => Beginning::Known(place, None),
            Beginning::Unknown | Beginning::Guessed(_) if self.is_silent() => {
                self.begin_again(place_of(sequence));
                Beginning::Known(self.next, None)
            }
            known => known,
        };
    }

    /// How many bytes are held, with what it takes to keep them.
    pub(super) fn held(&self) -> usize {
        self.waiting_bytes + self.waiting.len() * SEGMENT_COSTS + self.stream.held()
    }

    /// Whether nothing that was sent is missing, as far as it is known.
    pub(super) fn is_whole(&self) -> bool {
        self.waiting.is_empty() && self.closed.is_none_or(|(_, end)| self.close == Close::Reset || end <= self.next)
    }

    /// Takes a segment's bytes.
    pub(super) fn segment(&mut self, sequence: u32, payload: &[u8], stamp: Stamp) {
        if payload.is_empty() {
            return self.settle(sequence);
        }
        let start = self.start(sequence, payload.len());
        if is_padding(payload) {
            return self.take_padding(start, payload, stamp);
        }
        self.settle_padding(start);
        self.take(start, payload, stamp);
    }

    /// It ends at this sequence number, with a FIN, or now, with a RST.
    pub(super) fn close(&mut self, close: Close, sequence: u32, payload: &[u8], stamp: Stamp) {
        if self.close == Close::Open {
            let length = if is_padding(payload) { 0 } else { payload.len() as u64 };
            let end = if close == Close::Fin { self.place(sequence) + length } else { u64::MAX };
            (self.close, self.closed) = (close, Some((stamp, end)));
        }
    }

    /// The other end has everything before `sequence`: the place of it; 0 where that cannot be (a forged RST).
    pub(super) fn acknowledge(&mut self, sequence: u32, is_reset: bool) -> u64 {
        if self.beginning == Beginning::Unknown {
            self.guess(sequence);
        }
        self.settle(sequence);
        let place = self.place(sequence);
        if place.saturating_sub(self.next) > MAX_AHEAD {
            return 0;
        }
        if !is_reset {
            self.acknowledged = self.acknowledged.max(place);
        }
        place
    }

    /// Hands out all that waits, holes or not.
    pub(super) fn flush(&mut self) {
        if let Some((start, padding)) = self.padding.take()
            && self.acknowledged >= start + padding.bytes.len() as u64
        {
            self.take(start, &padding.bytes, padding.stamp);
        }
        while !self.waiting.is_empty() {
            self.give_up_a_hole();
        }
    }

    /// How many bytes behind the last one the other end acknowledged. The number of a FIN is no byte.
    pub(super) fn unseen(&self) -> u64 {
        let (is_fin, end) = match self.closed {
            Some((_, end)) if self.close == Close::Fin => (true, self.acknowledged.min(end)),
            _ => (false, self.acknowledged.saturating_sub(1)),
        };
        if is_fin || self.acknowledged > self.next { end.saturating_sub(self.next) } else { 0 }
    }

    /// Whether none of its bytes was seen.
    fn is_silent(&self) -> bool {
        self.stream.chunks.is_empty() && self.waiting.is_empty()
    }

    fn guess(&mut self, sequence: u32) {
        self.next = place_of(sequence);
        self.beginning = Beginning::Guessed(self.next);
    }

    /// What was acknowledged and closed so far was by another count.
    fn begin_again(&mut self, place: u64) {
        (self.next, self.acknowledged, self.padding) = (place, 0, None);
    }

    /// Of two beginnings, that counts to which the first bytes or the first acknowledgement fit.
    fn settle(&mut self, sequence: u32) {
        if let Beginning::Known(first, Some(other)) = self.beginning
            && self.is_silent()
        {
            let is_nearer = sequence.wrapping_sub(other).cast_signed().unsigned_abs()
                < sequence.wrapping_sub(wrapped(first)).cast_signed().unsigned_abs();
            if is_nearer {
                self.begin_again(place_of(other));
                self.beginning = Beginning::Known(self.next, Some(wrapped(first)));
            }
        }
    }

    /// The place of a segment's first byte. A beginning that was guessed moves to bytes that lie before it; a single one keeps a
    /// connection alive (RFC 9293 3.8.4).
    fn start(&mut self, sequence: u32, length: usize) -> u64 {
        if self.beginning == Beginning::Unknown {
            self.guess(sequence);
        }
        self.settle(sequence);
        let start = self.place(sequence);
        if let Beginning::Guessed(first) = self.beginning
            && self.is_silent()
            && length > 1
            && first.checked_sub(start).is_some_and(|before| (1..=MAX_BEFORE).contains(&before))
        {
            self.next = start;
            self.beginning = Beginning::Guessed(start);
        }
        start
    }

    fn take(&mut self, start: u64, payload: &[u8], stamp: Stamp) {
        if start <= self.next && self.waiting.is_empty() {
            return self.hand_out(start, payload, stamp);
        }
        if start.saturating_sub(self.next) <= MAX_AHEAD {
            self.wait(start, payload, stamp);
            self.hand_out_waiting();
        }
        while self.waiting.len() > MAX_WAITING || self.waiting_bytes > MAX_WAITING_BYTES {
            self.give_up_a_hole();
        }
    }

    fn take_padding(&mut self, start: u64, payload: &[u8], stamp: Stamp) {
        self.settle_padding(start);
        if start >= self.next {
            self.padding = Some((start, Segment { stamp, bytes: payload.to_vec() }));
        }
    }

    /// Other bytes at its place tell that it is padding, bytes behind it that it is data.
    fn settle_padding(&mut self, start: u64) {
        if let Some((place, padding)) = self.padding.take()
            && start >= place + padding.bytes.len() as u64
        {
            self.take(place, &padding.bytes, padding.stamp);
        }
    }

    fn hand_out(&mut self, start: u64, bytes: &[u8], stamp: Stamp) {
        let known = usize::try_from(self.next.saturating_sub(start)).unwrap_or(usize::MAX);
        if known > 0 && bytes.len() > 1 {
            self.stream.compare(start, bytes);
        }
        let Some(fresh) = bytes.get(known..).filter(|fresh| !fresh.is_empty()) else { return };
        self.next += fresh.len() as u64;
        self.stream.add(stamp, self.next, std::mem::take(&mut self.lost), fresh);
    }

    fn hand_out_waiting(&mut self) {
        while let Some(entry) = self.waiting.first_entry().filter(|entry| *entry.key() <= self.next) {
            let (start, segment) = entry.remove_entry();
            self.waiting_bytes -= segment.bytes.len();
            self.hand_out(start, &segment.bytes, segment.stamp);
        }
    }

    fn give_up_a_hole(&mut self) {
        let Some((start, _)) = self.waiting.first_key_value() else { return };
        self.lost += start.saturating_sub(self.next);
        self.next = self.next.max(*start);
        self.hand_out_waiting();
    }

    /// Keeps those of the bytes that no other segment brought before.
    fn wait(&mut self, start: u64, bytes: &[u8], stamp: Stamp) {
        let end = start + bytes.len() as u64;
        self.compare_with_waiting(start, end, bytes);
        let mut at = start.max(self.next);
        if let Some((before, held)) = self.waiting.range(..=at).next_back() {
            at = at.max(before + held.bytes.len() as u64);
        }
        let later = self.waiting.range(at..end.max(at)).map(|(later, held)| (*later, later + held.bytes.len() as u64));
        let later: Vec<(u64, u64)> = later.collect();
        for (taken_from, taken_to) in later.into_iter().chain([(end, end)]) {
            if let Some(part) = bytes.get(offset(start, at)..offset(start, taken_from)).filter(|part| !part.is_empty()) {
                self.waiting_bytes += part.len();
                self.waiting.insert(at, Segment { stamp, bytes: part.to_vec() });
            }
            at = at.max(taken_to);
        }
    }

    fn compare_with_waiting(&mut self, start: u64, end: u64, bytes: &[u8]) {
        if start < self.next {
            self.stream.compare(start, bytes);
        }
        let from = self.waiting.range(..=start).next_back().map_or(start, |(place, _)| *place);
        let held = self.waiting.range(from..end.max(from));
        let mut held = held.map(|(place, held)| first_difference((start, bytes), (*place, &held.bytes)));
        if let Some(place) = held.find_map(|place| place) {
            self.stream.differs(place);
        }
    }

    /// The place of a sequence number, the nearest one to the next byte (RFC 9293 3.4).
    fn place(&self, sequence: u32) -> u64 {
        let ahead = sequence.wrapping_sub(wrapped(self.next)).cast_signed();
        self.next.saturating_add_signed(ahead.into())
    }
}

/// Zeros, and so few that they may be what fills a frame.
fn is_padding(payload: &[u8]) -> bool {
    (1..=MAX_PADDING).contains(&payload.len()) && payload.iter().all(|byte| *byte == 0)
}

/// One turn ahead: what lies before the first byte has a place, too.
fn place_of(sequence: u32) -> u64 {
    (1 << 32) + u64::from(sequence)
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
        (0..1000).for_each(|number| half.segment(1 + 2 * number, b"x", Stamp::default()));
        assert_eq!(half.held(), 1000 * (1 + SEGMENT_COSTS));
        half.flush();
        assert_eq!(half.waiting_bytes, 0);
    }
}
