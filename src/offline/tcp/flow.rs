//! A connection while its packets come in.

use std::net::SocketAddr;

use super::half::Half;
use super::order::{Said, merge};
use super::stream::{self, Stamp};
use crate::capture::{Chunk, Close, Closed, Connection, Direction, FirstClose, Gap, TcpEnd};
use crate::offline::packet::Segment;
use crate::offline::prelude;

/// A connection. Pairs are indexed by the end, in the order of the key.
#[derive(Debug)]
pub(super) struct Flow {
    /// Its place by its first packet.
    pub(super) index: usize,
    ends: [SocketAddr; 2],
    halves: [Half; 2],
    /// How many segments there were.
    count: u64,
    /// Which end sent the SYN.
    client: Option<usize>,
    /// The end that closed or reset it first, and the silence before that in microseconds.
    first_close: Option<(usize, i64)>,
    started_us: i64,
    last_us: i64,
    /// When something was said last.
    said_us: i64,
    active: bool,
}

/// What stands in the order of a connection: bytes, or the end of them.
#[derive(Debug)]
enum Item {
    Bytes(stream::Chunk),
    Close(Stamp, u64),
}

impl Flow {
    /// Of a flow that is not wanted the bytes are counted, and not kept: so it ends when it would end otherwise.
    pub(super) fn new(index: usize, ends: [SocketAddr; 2], started_us: i64, is_wanted: bool) -> Self {
        let mut halves: [Half; 2] = Default::default();
        for half in &mut halves {
            half.stream.is_counted_only = !is_wanted;
        }
        let (last_us, said_us) = (started_us, started_us);
        Self { index, ends, halves, count: 0, client: None, first_close: None, started_us, last_us, said_us, active: false }
    }

    /// Whether a segment opens another connection between the same ends: a SYN with another sequence number. A second answer to
    /// the SYN that was seen does not.
    pub(super) fn is_another(&self, segment: &Segment<'_>) -> bool {
        let [own, peer] = self.halves_of(segment);
        let known = self.halves[own].begins_at();
        let is_other = segment.syn && known.is_some_and(|first| first != segment.sequence.wrapping_add(1));
        is_other && !(segment.acknowledgment.is_some() && segment.acknowledgment == self.halves[peer].begins_at())
    }

    /// Whether both ends closed it, or one reset it.
    pub(super) fn is_closed(&self) -> bool {
        let [one, other] = [&self.halves[0], &self.halves[1]].map(|half| half.close);
        one == Close::Reset || other == Close::Reset || (one == Close::Fin && other == Close::Fin)
    }

    /// Whether nothing is missing of what is known to have been said.
    pub(super) fn is_whole(&self) -> bool {
        self.halves.iter().all(Half::is_whole)
    }

    /// Whether its bytes are kept.
    pub(super) fn is_wanted(&self) -> bool {
        self.halves.iter().all(|half| !half.stream.is_counted_only)
    }

    /// The sequence number behind what each end said.
    pub(super) fn ends_at(&self) -> [Option<u32>; 2] {
        [0, 1].map(|end| self.halves[end].ends_at())
    }

    /// When something new was said last, in microseconds.
    pub(super) fn said_us(&self) -> i64 {
        let last = |half: &Half| half.stream.chunks.last().map(|chunk| chunk.stamp.time_us);
        self.halves.iter().filter_map(last).max().unwrap_or(self.started_us)
    }

    /// The time of its last packet, in microseconds.
    pub(super) fn last_us(&self) -> i64 {
        self.last_us
    }

    /// How many bytes of memory it takes.
    pub(super) fn held(&self) -> usize {
        self.halves.iter().map(Half::held).sum()
    }

    /// Whether it had a packet since this was asked last.
    pub(super) fn was_active(&mut self) -> bool {
        std::mem::take(&mut self.active)
    }

    pub(super) fn segment(&mut self, segment: &Segment<'_>) {
        let [own, peer] = self.halves_of(segment);
        (self.last_us, self.active, self.count) = (self.last_us.max(segment.time_us), true, self.count + 1);
        let knows = segment.acknowledgment.map_or(0, |acknowledged| self.halves[peer].acknowledge(acknowledged, segment.rst));
        let stamp = Stamp { number: self.count, time_us: segment.time_us, knows };
        if segment.syn {
            self.begin(segment, own, peer);
        }
        let half = &mut self.halves[own];
        half.segments += 1;
        // A SYN takes one number (RFC 9293 3.4); data may come with it (RFC 7413).
        let sequence = segment.sequence.wrapping_add(u32::from(segment.syn));
        if !segment.payload.is_empty() || !segment.syn {
            half.segment(sequence, segment.payload, stamp);
        }
        if let Some(close) = close(segment) {
            half.close(close, sequence, segment.payload, stamp);
            self.first_close.get_or_insert((own, segment.time_us.saturating_sub(self.said_us)));
        }
        if !segment.payload.is_empty() {
            self.said_us = self.last_us;
        }
    }

    fn begin(&mut self, segment: &Segment<'_>, own: usize, peer: usize) {
        self.halves[own].begin(segment.sequence.wrapping_add(1));
        let client = if segment.acknowledgment.is_some() { peer } else { own };
        self.client.get_or_insert(client);
        // A SYN that acknowledges one tells where the other direction begins, too.
        if let Some(acknowledged) = segment.acknowledgment.filter(|_| !self.halves[peer].is_begun()) {
            self.halves[peer].begin(acknowledged);
        }
    }

    /// The connection, and how many of its bytes were too many.
    pub(super) fn into_connection(mut self) -> (Connection, u64) {
        self.halves.iter_mut().for_each(Half::flush);
        let client = self.client();
        let ends = [client, 1 - client];
        let mut connection = Connection {
            client: self.ends[client].to_string(),
            server: self.ends[1 - client].to_string(),
            started_us: self.started_us,
            first_close: self
                .first_close
                .map(|(end, idle_us)| FirstClose { by: direction(end, client).sender(), idle_us: u64::try_from(idle_us).unwrap_or(0) }),
            closes: ends.map(|end| self.halves[end].close),
            tcp: Some(ends.map(|end| self.halves[end].told())),
            ..Connection::default()
        };
        let excess = self.halves.iter().map(|half| half.stream.excess).sum();
        self.put_in_order(client, &mut connection);
        (connection, excess)
    }

    /// Fills in what was said: bytes, holes, and where each end closed.
    fn put_in_order(self, client: usize, connection: &mut Connection) {
        let Self { halves, started_us, .. } = self;
        let mut is_begun = [&halves[0], &halves[1]].map(Half::is_begun);
        let since = |time_us: i64| u64::try_from(time_us.saturating_sub(started_us)).unwrap_or(0);
        for (end, item) in merge(halves.map(items)) {
            let (direction, chunk) = (direction(end, client), connection.chunks.len());
            match item {
                Item::Bytes(bytes) => {
                    if bytes.lost > 0 || !is_begun[end] {
                        connection.gaps.push(Gap { chunk, bytes: bytes.lost });
                    }
                    is_begun[end] = true;
                    connection.chunks.push(Chunk { direction, time_us: since(bytes.stamp.time_us), bytes: bytes.bytes });
                }
                Item::Close(stamp, _) => {
                    let closed = Some(Closed { chunk, time_us: since(stamp.time_us) });
                    connection.tcp.iter_mut().for_each(|ends| ends[direction.index()].closed = closed);
                }
            }
        }
    }

    /// The end that sent the SYN; else the one that speaks as a client does; else the one with the higher port.
    fn client(&self) -> usize {
        let speaks = |end: usize| {
            let own = self.halves[end].stream.chunks.iter().take(prelude::MAX_CHUNKS_BEFORE);
            own.map(|chunk| chunk.bytes.as_slice()).find_map(prelude::speaks_as)
        };
        let heard = || [0, 1].into_iter().find_map(|end| speaks(end).map(|as_client| if as_client { end } else { 1 - end }));
        self.client.or_else(heard).unwrap_or_else(|| usize::from(self.ends[1].port() > self.ends[0].port()))
    }

    /// The end that sent a segment, and the other one.
    fn halves_of(&self, segment: &Segment<'_>) -> [usize; 2] {
        let own = usize::from(segment.source != self.ends[0]);
        [own, 1 - own]
    }
}

fn direction(end: usize, client: usize) -> Direction {
    if end == client { Direction::ClientToServer } else { Direction::ServerToClient }
}

fn close(segment: &Segment<'_>) -> Option<Close> {
    match (segment.rst, segment.fin) {
        (true, _) => Some(Close::Reset),
        (_, true) => Some(Close::Fin),
        _ => None,
    }
}

impl Half {
    /// What TCP tells of this end, but for the place of its close.
    fn told(&self) -> TcpEnd {
        TcpEnd { segments: self.segments, unseen: self.unseen(), closed: None, rewritten: self.stream.rewritten() }
    }
}

/// What an end said, and its close: a FIN behind all its bytes, a RST where it came.
fn items(half: Half) -> Vec<Item> {
    let mut items: Vec<Item> = half.stream.chunks.into_iter().map(Item::Bytes).collect();
    if let Some((stamp, end)) = half.closed {
        let place = match half.close {
            Close::Reset => items.partition_point(|item| item.stamp().number < stamp.number),
            _ => items.len(),
        };
        let stamp = items.get(place.wrapping_sub(1)).map_or(stamp, |last| stamp.not_before(last.stamp()));
        items.insert(place, Item::Close(stamp, end));
    }
    items
}

impl Said for Item {
    fn stamp(&self) -> Stamp {
        match self {
            Self::Bytes(chunk) => chunk.stamp,
            Self::Close(stamp, _) => *stamp,
        }
    }

    fn known_by(&self) -> u64 {
        match self {
            Self::Bytes(chunk) => chunk.end,
            // A FIN takes one number; a RST is not acknowledged.
            Self::Close(_, end) => end.saturating_add(1),
        }
    }
}
