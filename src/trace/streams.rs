//! Each direction as one stream of bytes, cut into records, and both directions' records in causal order.

use crate::bytes::{BufferId, Buffers, Span};
use crate::capture::{self, Direction};
use crate::wire::handshake::sslv2;
use crate::wire::record::{self, Header};

/// The most records of a direction that are read. Two thousand of the longest fill what is kept of one.
pub(super) const MAX_RECORDS: usize = 65_536;

/// A piece of a stream: a record, or bytes that are none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) from: Direction,
    pub(super) span: Span,
    /// `None` for bytes that are not a TLS record.
    pub(super) header: Option<Header>,
    /// Whether the stream ended before the record did.
    pub(super) cut_short: bool,
    /// How many bytes before it were not captured (0: nobody knows), where some were not.
    pub(super) lost: Option<u64>,
    /// Whether it is all that lies beyond the last record that is read.
    pub(super) excess: bool,
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
    for direction in Direction::BOTH {
        let own = connection.chunks.iter().filter(|chunk| chunk.direction == direction);
        buffers.reserve(wire_id(direction), own.map(|chunk| chunk.bytes.len()).sum());
    }
    for (chunk, piece) in connection.chunks.iter().enumerate() {
        let end = buffers.append(wire_id(piece.direction), &piece.bytes, None).end;
        ends[piece.direction.index()].push(ChunkEnd { end, chunk, time_us: piece.time_us });
    }
    let mut pieces = Vec::new();
    for direction in Direction::BOTH {
        let ends = &ends[direction.index()];
        let data = buffers.get(wire_id(direction)).map_or(&[][..], |buffer| buffer.bytes());
        let most = pieces.len() + MAX_RECORDS;
        let mut is_plain = connection.not_tls.is_some();
        for stretch in stretches(connection, ends, data.len()) {
            cut(direction, data, ends, &Stretch { is_plain, ..stretch }, most, &mut pieces);
            is_plain |= stretch.start == 0 && stretch.lost.is_none() && begins_otherwise(data);
        }
    }
    pieces.sort_by_key(|piece| piece.chunk);
    pieces
}

struct ChunkEnd {
    end: usize,
    chunk: usize,
    time_us: u64,
}

/// A part of a direction's stream without a hole.
struct Stretch {
    start: usize,
    end: usize,
    lost: Option<u64>,
    /// Whether its direction is known not to speak TLS: then nothing in it is taken for a record.
    is_plain: bool,
}

fn stretches(connection: &capture::Connection, ends: &[ChunkEnd], length: usize) -> Vec<Stretch> {
    let mut stretches = vec![Stretch { start: 0, end: length, lost: None, is_plain: false }];
    for gap in &connection.gaps {
        let place = ends.partition_point(|end| end.chunk < gap.chunk);
        if ends.get(place).is_none_or(|end| end.chunk != gap.chunk) {
            continue; // a hole of the other direction
        }
        let start = place.checked_sub(1).map_or(0, |before| ends[before].end);
        if let Some(last) = stretches.last_mut() {
            last.end = start;
        }
        stretches.push(Stretch { start, end: length, lost: Some(gap.bytes), is_plain: false });
    }
    stretches.retain(|stretch| stretch.start < stretch.end);
    stretches
}

fn cut(from: Direction, data: &[u8], ends: &[ChunkEnd], stretch: &Stretch, most: usize, pieces: &mut Vec<Piece>) {
    let data = &data[..stretch.end];
    let (mut at, mut lost) = (stretch.start, stretch.lost);
    let mut add = |start: usize, wanted: usize, header: Option<Header>| {
        let excess = pieces.len() >= most;
        let (wanted, header) = if excess { (data.len(), None) } else { (wanted, header) };
        let end = wanted.min(data.len());
        let chunk = &ends[ends.partition_point(|chunk| chunk.end < end).min(ends.len() - 1)];
        let span = Span::new(wire_id(from), start, end);
        let cut_short = wanted > end;
        let (lost, time_us, chunk) = (lost.take(), chunk.time_us, chunk.chunk);
        pieces.push(Piece { from, span, header, cut_short, lost, excess, time_us, chunk });
        end
    };
    if stretch.is_plain {
        at = add(at, data.len(), None);
    }
    if stretch.lost.is_some() {
        let first = first_record(&data[at..]).map_or(data.len(), |offset| at + offset);
        if first > at {
            at = add(at, first, None);
        }
    }
    if at == 0
        && from == Direction::ClientToServer
        && let Some(length) = sslv2::length(data)
    {
        at = add(0, length + sslv2::RECORD_HEADER, None);
    }
    while at < data.len() {
        let header = Header::peek(&data[at..]).filter(Header::is_plausible);
        at = add(at, header.map_or(data.len(), |header| at + record::HEADER + header.length), header);
    }
}

/// Whether a direction begins neither with a record nor with a ClientHello in the form of SSL 2.0.
fn begins_otherwise(data: &[u8]) -> bool {
    !data.is_empty() && Header::peek(data).is_none_or(|header| !header.is_plausible()) && sslv2::length(data).is_none()
}

/// Behind a hole: where the next record begins. Where a segment begins with a header, it is one. Elsewhere a header may be chance, so its
/// record has to be whole, with another behind it, or the end.
fn first_record(data: &[u8]) -> Option<usize> {
    let behind = |at: usize| Header::peek(&data[at..]).filter(Header::is_plausible).map(|header| at + record::HEADER + header.length);
    let follows = |end: usize| end == data.len() || end < data.len() && behind(end).is_some();
    if behind(0).is_some() { Some(0) } else { (0..data.len()).find(|at| behind(*at).is_some_and(follows)) }
}
