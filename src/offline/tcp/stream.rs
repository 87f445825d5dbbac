//! The bytes of one direction in order, each chunk with what orders it among those of the other direction.

use crate::capture::Rewritten;

/// The most bytes that are kept of each direction: 16 MiB. A handshake needs kilobytes; what is longer is a download.
const MAX_STREAM: usize = 16 << 20;
/// The most chunks of a direction that are kept apart. Beyond it, a chunk joins the one before it.
const MAX_CHUNKS: usize = 65_536;
/// What a chunk costs beside its bytes, in bytes: itself, its gap, and the allocator's share.
const CHUNK_COSTS: usize = 128;

/// What a segment knew when it was sent, and when it was captured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Its number among the segments of the connection, as they were captured.
    pub(super) number: u64,
    pub(super) time_us: i64,
    /// The place in the other direction before which its sender had everything.
    pub(super) knows: u64,
}

/// Bytes of one segment. Chunks are in the order of the stream, and their stamps never go back.
#[derive(Debug)]
pub(super) struct Chunk {
    pub(super) stamp: Stamp,
    /// The place of the byte behind it.
    pub(super) end: u64,
    /// How many bytes before it were not captured.
    pub(super) lost: u64,
    pub(super) bytes: Vec<u8>,
}

/// A direction.
#[derive(Debug, Default)]
pub(super) struct Stream {
    /// Whether the bytes are counted only, because nobody wants them.
    pub(super) is_counted_only: bool,
    pub(super) chunks: Vec<Chunk>,
    /// How many bytes were kept, and how many were too many.
    length: usize,
    pub(super) excess: u64,
    is_full: bool,
    /// The first place where a segment brought other bytes than the first copy, and how many did.
    rewritten: Option<(u64, u64)>,
}

impl Stream {
    /// How many bytes of memory it takes.
    pub(super) fn held(&self) -> usize {
        self.length + self.chunks.len() * CHUNK_COSTS
    }

    /// Adds the bytes before the place `end`, of which so many before them are lost.
    pub(super) fn add(&mut self, stamp: Stamp, end: u64, lost: u64, bytes: &[u8]) {
        let last = self.chunks.last().map(|chunk| chunk.stamp);
        let joins = lost == 0 && last.is_some_and(|last| last.knows == stamp.knows);
        // Once a byte is left out, all that follow it are: a stream with a hole that nobody lost would be a lie.
        self.is_full |= self.length + bytes.len() > MAX_STREAM || self.chunks.len() >= MAX_CHUNKS && !joins;
        if self.is_full {
            self.excess += bytes.len() as u64;
            return;
        }
        self.length += bytes.len();
        let kept = if self.is_counted_only { &[] } else { bytes };
        let are_many = self.chunks.len() >= MAX_CHUNKS;
        match self.chunks.last_mut() {
            Some(chunk) if are_many => {
                chunk.bytes.extend_from_slice(kept);
                chunk.end = end;
            }
            _ => self.chunks.push(Chunk { stamp: last.map_or(stamp, |last| stamp.not_before(last)), end, lost, bytes: kept.to_vec() }),
        }
    }

    /// Compares bytes that came again with those that were kept.
    pub(super) fn compare(&mut self, start: u64, bytes: &[u8]) {
        let first = self.chunks.partition_point(|chunk| chunk.end <= start);
        let end = start + bytes.len() as u64;
        let mut kept = self.chunks.iter().skip(first).take_while(|chunk| chunk.start() < end);
        if let Some(place) = kept.find_map(|chunk| first_difference((start, bytes), (chunk.start(), &chunk.bytes))) {
            self.differs(place);
        }
    }

    /// A segment brought other bytes than the first copy, from this place on.
    pub(super) fn differs(&mut self, place: u64) {
        self.rewritten.get_or_insert((place, 0)).1 += 1;
    }

    /// Where a retransmission brought other bytes, by the bytes that are here.
    pub(super) fn rewritten(&self) -> Option<Rewritten> {
        let (place, segments) = self.rewritten?;
        let before = self.chunks.iter().map(|chunk| offset(chunk.start(), place.min(chunk.end))).sum();
        Some(Rewritten { at: before, segments })
    }
}

impl Chunk {
    /// The place of its first byte.
    fn start(&self) -> u64 {
        self.end - self.bytes.len() as u64
    }
}

/// The first place where two runs of bytes differ, of the places that both have.
pub(super) fn first_difference(one: (u64, &[u8]), other: (u64, &[u8])) -> Option<u64> {
    let start = one.0.max(other.0);
    let [one, other] = [one, other].map(|(at, bytes)| bytes.get(offset(at, start)..).unwrap_or_default());
    let same = one.iter().zip(other).take_while(|(one, other)| one == other).count();
    (same < one.len().min(other.len())).then(|| start + same as u64)
}

/// How far a place lies behind another; 0 where it lies before it.
pub(super) fn offset(start: u64, place: u64) -> usize {
    usize::try_from(place.saturating_sub(start)).unwrap_or(usize::MAX)
}

impl Stamp {
    /// A chunk that waited for an earlier one stands where that one came.
    pub(super) fn not_before(self, earlier: Self) -> Self {
        let Self { number, time_us, knows } = earlier;
        Self { number: self.number.max(number), time_us: self.time_us.max(time_us), knows: self.knows.max(knows) }
    }
}
