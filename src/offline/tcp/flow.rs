//! A connection while its packets come in.

use std::net::SocketAddr;

use super::half::Half;
use crate::capture::{Chunk, Close, Connection, Direction, FirstClose, Gap};
use crate::offline::packet::Segment;
use crate::offline::prelude;

/// The most bytes that are kept of each direction: 16 MiB. A handshake needs kilobytes; what is longer is a download.
const MAX_STREAM: usize = 16 << 20;
/// The most chunks of a connection that are kept apart. Beyond it, a chunk joins the one before it.
const MAX_CHUNKS: usize = 65_536;

/// What a chunk costs beside its bytes, in bytes: itself, its gap, and the allocator's share.
const CHUNK_COSTS: usize = 96;

/// A connection. Pairs are indexed by the end, in the order of the key.
#[derive(Debug)]
pub(super) struct Flow {
    /// Its place by its first packet.
    pub(super) index: usize,
    ends: [SocketAddr; 2],
    halves: [Half; 2],
    stream: Stream,
    /// Which end sent the SYN.
    client: Option<usize>,
    /// The end that closed or reset it first, and the silence before that in microseconds.
    first_close: Option<(usize, i64)>,
    /// Whether the beginning of each direction was captured.
    begun: [bool; 2],
    started_us: i64,
    last_us: i64,
    active: bool,
}

/// The bytes of both directions, in the order in which they became complete.
#[derive(Debug, Default)]
struct Stream {
    /// Whether the bytes are counted only, because nobody wants them.
    is_counted_only: bool,
    chunks: Vec<(usize, i64, Vec<u8>)>,
    gaps: Vec<Gap>,
    lengths: [usize; 2],
    full: [bool; 2],
    excess: u64,
}

impl Flow {
    /// Of a flow that is not wanted the bytes are counted, and not kept: so it ends when it would end otherwise.
    pub(super) fn new(index: usize, ends: [SocketAddr; 2], started_us: i64, is_wanted: bool) -> Self {
        let halves = Default::default();
        let stream = Stream { is_counted_only: !is_wanted, ..Stream::default() };
        Self {
            index,
            ends,
            halves,
            stream,
            client: None,
            first_close: None,
            begun: [false; 2],
            started_us,
            last_us: started_us,
            active: false,
        }
    }

    /// Whether a segment opens another connection between the same ends: a SYN with another sequence number.
    pub(super) fn is_another(&self, segment: &Segment<'_>) -> bool {
        let known = self.halves[self.sender(segment)].begins_at();
        segment.syn && known.is_some_and(|first| first != segment.sequence.wrapping_add(1))
    }

    /// Whether both ends closed it, or one reset it.
    pub(super) fn is_closed(&self) -> bool {
        let [one, other] = [&self.halves[0], &self.halves[1]].map(|half| half.close);
        one == Close::Reset || other == Close::Reset || (one == Close::Fin && other == Close::Fin)
    }

    /// Whether its bytes are kept.
    pub(super) fn is_wanted(&self) -> bool {
        !self.stream.is_counted_only
    }

    /// The time of its last packet, in microseconds.
    pub(super) fn last_us(&self) -> i64 {
        self.last_us
    }

    /// How many bytes of memory it takes.
    pub(super) fn held(&self) -> usize {
        let chunks = self.stream.chunks.len() * CHUNK_COSTS;
        self.halves.iter().map(Half::held).sum::<usize>() + self.stream.lengths.iter().sum::<usize>() + chunks
    }

    /// Whether it had a packet since this was asked last.
    pub(super) fn was_active(&mut self) -> bool {
        std::mem::take(&mut self.active)
    }

    pub(super) fn segment(&mut self, segment: &Segment<'_>) {
        let (own, peer) = (self.sender(segment), 1 - self.sender(segment));
        (self.last_us, self.active) = (self.last_us.max(segment.time_us), true);
        let Self { halves, stream, .. } = self;
        if let Some(acknowledged) = segment.acknowledgment {
            halves[peer].acknowledged(acknowledged, &mut |lost, bytes| stream.add(peer, segment.time_us, lost, bytes));
        }
        let half = &mut halves[own];
        if segment.syn {
            // A SYN takes one number (RFC 9293 3.4); data may come with it (RFC 7413).
            half.begin(segment.sequence.wrapping_add(1));
            let client = if segment.acknowledgment.is_some() { peer } else { own };
            self.client.get_or_insert(client);
            self.begun[own] = true;
            // A SYN that acknowledges one tells where the other direction begins, too.
            self.begun[peer] |= segment.acknowledgment.is_some();
        }
        let sequence = segment.sequence.wrapping_add(u32::from(segment.syn));
        half.segment(sequence, segment.payload, &mut |lost, bytes| stream.add(own, segment.time_us, lost, bytes));
        let close = match (segment.rst, segment.fin) {
            (true, _) => Close::Reset,
            (_, true) => Close::Fin,
            _ => Close::Open,
        };
        if half.close == Close::Open {
            half.close = close;
        }
        if close != Close::Open {
            let last = self.stream.chunks.last().map_or(self.started_us, |(_, time_us, _)| *time_us);
            self.first_close.get_or_insert((own, segment.time_us.saturating_sub(last)));
        }
    }

    /// The connection, and how many of its bytes were too many.
    pub(super) fn into_connection(mut self) -> (Connection, u64) {
        let Self { halves, stream, last_us, .. } = &mut self;
        for (own, half) in halves.iter_mut().enumerate() {
            half.flush(&mut |lost, bytes| stream.add(own, *last_us, lost, bytes));
        }
        let client = self.client();
        let direction = |end: usize| if end == client { Direction::ClientToServer } else { Direction::ServerToClient };
        let gaps = self.gaps();
        let chunk = |(end, time_us, bytes): (usize, i64, Vec<u8>)| {
            let time_us = u64::try_from(time_us.saturating_sub(self.started_us)).unwrap_or(0);
            Chunk { direction: direction(end), time_us, bytes }
        };
        let connection = Connection {
            client: self.ends[client].to_string(),
            server: self.ends[1 - client].to_string(),
            started_us: self.started_us,
            first_close: self
                .first_close
                .map(|(end, idle_us)| FirstClose { by: direction(end).sender(), idle_us: u64::try_from(idle_us).unwrap_or(0) }),
            closes: [client, 1 - client].map(|end| self.halves[end].close),
            gaps,
            chunks: std::mem::take(&mut self.stream.chunks).into_iter().map(chunk).collect(),
            ..Connection::default()
        };
        (connection, self.stream.excess)
    }

    /// The holes, and the beginnings that were not captured.
    fn gaps(&mut self) -> Vec<Gap> {
        let mut gaps = std::mem::take(&mut self.stream.gaps);
        for end in [0, 1].into_iter().filter(|end| !self.begun[*end]) {
            if let Some(chunk) = self.stream.chunks.iter().position(|(of, ..)| *of == end) {
                gaps.push(Gap { chunk, bytes: 0 });
            }
        }
        gaps.sort_by_key(|gap| gap.chunk);
        gaps
    }

    /// The end that sent the SYN; else the one that speaks as a client does; else the one with the higher port.
    fn client(&self) -> usize {
        let speaks = |end: usize| {
            let own = self.stream.chunks.iter().filter(|(of, ..)| *of == end);
            own.take(prelude::MAX_CHUNKS_BEFORE).find_map(|(_, _, bytes)| prelude::speaks_as(bytes))
        };
        let heard = || [0, 1].into_iter().find_map(|end| speaks(end).map(|as_client| if as_client { end } else { 1 - end }));
        self.client.or_else(heard).unwrap_or_else(|| usize::from(self.ends[1].port() > self.ends[0].port()))
    }

    /// Which end sent a segment.
    fn sender(&self, segment: &Segment<'_>) -> usize {
        usize::from(segment.source != self.ends[0])
    }
}

impl Stream {
    fn add(&mut self, end: usize, time_us: i64, lost: u64, bytes: &[u8]) {
        // Once a byte is left out, all that follow it are: a stream with a hole that nobody lost would be a lie.
        self.full[end] |= self.lengths[end] + bytes.len() > MAX_STREAM;
        let joins = lost == 0 && self.chunks.last().is_some_and(|(last, ..)| *last == end);
        self.full[end] |= self.chunks.len() >= MAX_CHUNKS && !joins;
        if self.full[end] {
            self.excess += bytes.len() as u64;
            return;
        }
        self.lengths[end] += bytes.len();
        let join = joins && self.chunks.len() >= MAX_CHUNKS;
        match self.chunks.last_mut() {
            Some((_, _, chunk)) if join => {
                if !self.is_counted_only {
                    chunk.extend_from_slice(bytes);
                }
            }
            _ => {
                if lost > 0 {
                    self.gaps.push(Gap { chunk: self.chunks.len(), bytes: lost });
                }
                let kept = if self.is_counted_only { Vec::new() } else { bytes.to_vec() };
                self.chunks.push((end, time_us, kept));
            }
        }
    }
}
