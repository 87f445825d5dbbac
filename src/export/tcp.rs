//! The TCP conversation made up around the bytes of a connection (RFC 9293): handshake, segments, acknowledgements, close.
//!
//! Nothing here is random or asks a clock: the same connection gives the same segments.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use etherparse::{TcpHeader, TcpOptions};

use crate::capture::{Chunk, Close, Connection, Direction};

/// What fits into an Ethernet frame of 1500 bytes behind the headers of IP and TCP.
const MSS_IPV4: u16 = 1460;
const MSS_IPV6: u16 = 1440;
/// The receive window in bytes. Every second segment is acknowledged, so that it never fills.
const WINDOW: u16 = 64240;
/// The initial sequence numbers of client and server; connections count on from there, that none looks like another's retransmission.
const INITIAL_SEQUENCE: [u32; 2] = [0x1000_0000, 0x2000_0000];

/// One segment.
pub(super) struct Segment<'a> {
    /// Microseconds since 1970-01-01 00:00 UTC.
    pub(super) time_us: u64,
    pub(super) direction: Direction,
    pub(super) source: SocketAddr,
    pub(super) destination: SocketAddr,
    pub(super) header: TcpHeader,
    /// Where the payload begins in the stream of TLS of its direction; `None` before TLS.
    pub(super) offset: Option<usize>,
    pub(super) payload: &'a [u8],
    /// What a reader is to know of it.
    pub(super) comment: String,
}

/// The segments of a connection, in the order of time. `index` is its number in the capture.
///
/// What was said before TLS is written as it was. A hole is a jump in sequence numbers; where the beginning was not captured, there
/// is no SYN. Of two that closed the client's FIN is put first, a reset last.
pub(super) fn segments(connection: &Connection, index: usize) -> Vec<Segment<'_>> {
    let mut conversation = Conversation::new(connection, index);
    if connection.gaps.iter().all(|gap| gap.bytes > 0) {
        conversation.open();
    }
    for chunk in connection.prelude.iter().flat_map(|prelude| &prelude.chunks) {
        conversation.write(chunk);
    }
    conversation.written = Some([0; 2]);
    let mut gaps = connection.gaps.iter().peekable();
    for (index, chunk) in connection.chunks.iter().enumerate() {
        while let Some(gap) = gaps.next_if(|gap| gap.chunk <= index) {
            conversation.skip(chunk.direction, gap.bytes);
        }
        conversation.write(chunk);
    }
    conversation.close(connection.closes);
    conversation.segments
}

/// Both ends of a connection while it goes on. Pairs are indexed by the direction in which the end writes.
struct Conversation<'a> {
    ends: [SocketAddr; 2],
    mss: u16,
    next_sequence: [u32; 2],
    /// How much of TLS was written; `None` before it begins.
    written: Option<[usize; 2]>,
    started_us: u64,
    now_us: u64,
    segments: Vec<Segment<'a>>,
}

impl<'a> Conversation<'a> {
    fn new(connection: &Connection, index: usize) -> Self {
        let ends = ends(connection).unwrap_or_else(|| documentation_ends(index));
        let mss = if ends[0].is_ipv4() { MSS_IPV4 } else { MSS_IPV6 };
        // 64 KiB apart; of those that come round again, each a byte.
        let apart = u32::try_from(index).unwrap_or(0).rotate_left(16);
        let next_sequence = INITIAL_SEQUENCE.map(|initial| initial.wrapping_add(apart));
        let started_us = u64::try_from(connection.started_us).unwrap_or(0);
        Self { ends, mss, next_sequence, written: None, started_us, now_us: started_us, segments: Vec::new() }
    }

    fn open(&mut self) {
        // Kind 2, length 4: the maximum segment size (RFC 9293 3.2).
        let [high, low] = self.mss.to_be_bytes();
        let syn = |header: &mut TcpHeader| {
            header.syn = true;
            header.options = TcpOptions::from([2, 4, high, low]);
        };
        self.send(Direction::ClientToServer, &[], |header| {
            syn(header);
            (header.ack, header.acknowledgment_number) = (false, 0);
        });
        self.send(Direction::ServerToClient, &[], syn);
        self.acknowledge(Direction::ClientToServer);
    }

    /// Bytes that were not captured: the next one has a later sequence number.
    fn skip(&mut self, direction: Direction, bytes: u64) {
        // Sequence numbers wrap (RFC 9293 3.4), and so do the bytes of a hole.
        let bytes = u32::try_from(bytes & u64::from(u32::MAX)).unwrap_or(0);
        let next = &mut self.next_sequence[direction.index()];
        *next = next.wrapping_add(bytes);
    }

    fn write(&mut self, chunk: &'a Chunk) {
        self.now_us = self.now_us.max(self.started_us.saturating_add(chunk.time_us));
        let count = chunk.bytes.len().div_ceil(self.mss.into());
        for (number, payload) in (1..).zip(chunk.bytes.chunks(self.mss.into())) {
            self.send(chunk.direction, payload, |header| header.psh = number == count);
            if number == count || number % 2 == 0 {
                self.acknowledge(chunk.direction.reverse());
            }
        }
    }

    fn close(&mut self, closes: [Close; 2]) {
        let closed_by = |how| Direction::BOTH.into_iter().filter(move |direction| closes[direction.index()] == how);
        for direction in closed_by(Close::Fin) {
            self.send(direction, &[], |header| header.fin = true);
            self.acknowledge(direction.reverse());
        }
        for direction in closed_by(Close::Reset) {
            self.send(direction, &[], |header| header.rst = true);
        }
    }

    fn acknowledge(&mut self, direction: Direction) {
        self.send(direction, &[], |_| ());
    }

    fn send(&mut self, direction: Direction, payload: &'a [u8], flags: impl FnOnce(&mut TcpHeader)) {
        let (own, peer) = (direction.index(), direction.reverse().index());
        let (source, destination) = (self.ends[own], self.ends[peer]);
        let mut header = TcpHeader::new(source.port(), destination.port(), self.next_sequence[own], WINDOW);
        (header.ack, header.acknowledgment_number) = (true, self.next_sequence[peer]);
        flags(&mut header);

        // SYN and FIN count as one byte each (RFC 9293 3.4); a payload is no longer than the MSS.
        let length = u32::try_from(payload.len()).unwrap_or(0) + u32::from(header.syn) + u32::from(header.fin);
        self.next_sequence[own] = self.next_sequence[own].wrapping_add(length);
        let (time_us, offset) = (self.now_us, self.written.map(|written| written[own]));
        if let Some(written) = &mut self.written {
            written[own] += payload.len();
        }
        self.segments.push(Segment { time_us, direction, source, destination, header, offset, payload, comment: String::new() });
    }
}

/// Client and server, where both are known, differ, and are of one address family.
fn ends(connection: &Connection) -> Option<[SocketAddr; 2]> {
    let parse = |text: &str| text.parse().ok().map(|end: SocketAddr| SocketAddr::new(end.ip().to_canonical(), end.port()));
    let (client, server) = (parse(&connection.client)?, parse(&connection.server)?);
    (client != server && client.is_ipv4() == server.is_ipv4()).then_some([client, server])
}

/// Addresses that belong to nobody (RFC 5737), with an own port for each connection.
fn documentation_ends(index: usize) -> [SocketAddr; 2] {
    let port = u16::try_from(50_000 + index % 15_000).unwrap_or(50_000);
    let end = |host, port| SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, host)), port);
    [end(1, port), end(2, 443)]
}
