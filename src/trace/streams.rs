//! Each direction as one stream of bytes, cut into records, and both directions' records in causal order.

use crate::bytes::{BufferId, Buffers, Span};
use crate::capture::{self, Direction};
use crate::wire::record::{self, Header};

/// A piece of a stream: a record, or bytes that are none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) from: Direction,
    pub(super) span: Span,
    /// `None` for bytes that are not a TLS record.
    pub(super) header: Option<Header>,
    /// Whether the stream ended before the record did.
    pub(super) cut_short: bool,
    /// Microseconds since the connection began, of its last byte.
    pub(super) time_us: u64,
    /// Place of the chunk that completes it: what orders the two directions.
    chunk: usize,
}

/// Where a direction's bytes on the wire stand.
pub(super) fn wire_id(direction: Direction) -> BufferId {
    BufferId(u32::try_from(direction.index()).unwrap_or_default())
}

/// Puts each direction's bytes into its buffer (the first two of `buffers`), and cuts them into records.
pub(super) fn pieces(connection: &capture::Connection, buffers: &mut Buffers) -> Vec<Piece> {
    buffers.create("client to server");
    buffers.create("server to client");
    let mut ends: [Vec<ChunkEnd>; 2] = Default::default();
    for (chunk, piece) in connection.chunks.iter().enumerate() {
        let end = buffers.append(wire_id(piece.direction), &piece.bytes, None).end;
        ends[piece.direction.index()].push(ChunkEnd { end, chunk, time_us: piece.time_us });
    }
    let mut pieces = Vec::new();
    for direction in Direction::BOTH {
        cut(direction, buffers, &ends[direction.index()], &mut pieces);
    }
    pieces.sort_by_key(|piece| piece.chunk);
    pieces
}

struct ChunkEnd {
    end: usize,
    chunk: usize,
    time_us: u64,
}

fn cut(from: Direction, buffers: &Buffers, ends: &[ChunkEnd], pieces: &mut Vec<Piece>) {
    let id = wire_id(from);
    let data = buffers.get(id).map_or(&[][..], |buffer| buffer.bytes());
    let mut at = 0;
    while at < data.len() {
        let header = Header::peek(&data[at..]).filter(Header::is_plausible);
        let wanted = header.map_or(data.len(), |header| at + record::HEADER + header.length);
        let end = wanted.min(data.len());
        let chunk = &ends[ends.partition_point(|chunk| chunk.end < end).min(ends.len() - 1)];
        let span = Span::new(id, at, end);
        pieces.push(Piece { from, span, header, cut_short: wanted > end, time_us: chunk.time_us, chunk: chunk.chunk });
        at = end;
    }
}
