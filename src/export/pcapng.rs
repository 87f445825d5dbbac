//! A capture as a pcapng file that Wireshark and tshark decrypt with no option (draft-ietf-opsawg-pcapng).
//!
//! The secrets travel in a Decryption Secrets Block (section 4.7: block type 10, secrets type `TLSK`, an NSS key log). It stands
//! before the packets, because a reader uses it only for what follows. The bytes of TLS are what was seen; the headers of
//! Ethernet, IP and TCP are made up around them, see [`super::tcp`].

use std::io::{self, BufWriter, Write};
use std::net::IpAddr;

use etherparse::PacketBuilder;

use super::block;
use super::keylog::{keylog, lines};
use super::source_name;
use super::tcp::{self, Segment};
use crate::capture::{Capture, Connection, Direction, Source};

/// The name of the interface on which all packets are.
const INTERFACE: &str = "tlstrace";
/// Locally administered addresses of client and server.
const MAC: [[u8; 6]; 2] = [[2, 0, 0, 0, 0, 1], [2, 0, 0, 0, 0, 2]];
/// An option holds 65 535 bytes; a certificate's name in a comment may be longer than that.
const COMMENT_LIMIT: usize = 60_000;
const HOP_LIMIT: u8 = 64;

/// What is to be said of some bytes of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// The direction of the bytes.
    pub direction: Direction,
    /// The offset of the first byte in the stream of its direction.
    pub start: usize,
    /// The offset behind the last byte.
    pub end: usize,
    /// What is said: a comment on the first packet that carries one of the bytes.
    pub text: String,
}

/// Writes a capture as pcapng, with its secrets and with the annotations of each connection, by its index, as comments on packets.
///
/// Several comments on one packet are joined by `; `. An annotation of bytes that the capture does not have is left out.
/// The same capture gives the same file, on every machine.
///
/// # Errors
///
/// Those of `out`.
pub fn pcapng(capture: &Capture, annotations: &[Vec<Annotation>], out: &mut impl Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    out.write_all(&section_header(capture)?)?;
    out.write_all(&block::interface_description(INTERFACE)?)?;
    if capture.connections.iter().any(|connection| !connection.keylog.is_empty()) {
        out.write_all(&block::decryption_secrets(&keylog(capture))?)?;
    }
    for segment in annotated_segments(capture, annotations) {
        out.write_all(&enhanced_packet(&segment)?)?;
    }
    out.flush()
}

/// A pcapng file to which one connection is added after the other, so that any number of them needs no memory.
///
/// Each connection has its secrets in a block of their own, before its packets: whoever reads the file has them in time, and
/// may forget them with the connection.
pub struct PcapngStream<W: Write> {
    out: W,
    /// How many connections were written.
    count: usize,
}

impl<W: Write> PcapngStream<W> {
    /// Begins a file of connections of this source. `out` is written in small pieces: it should be buffered.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn begin(source: &str, synthetic: bool, mut out: W) -> io::Result<Self> {
        let source = Source { name: source.to_owned(), ..Source::default() };
        out.write_all(&section_header(&Capture { source, synthetic, connections: Vec::new() })?)?;
        out.write_all(&block::interface_description(INTERFACE)?)?;
        Ok(Self { out, count: 0 })
    }

    /// Adds a connection: its secrets, then its packets.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn add(&mut self, connection: &Connection) -> io::Result<()> {
        if !connection.keylog.is_empty() {
            self.out.write_all(&block::decryption_secrets(&lines(&connection.keylog))?)?;
        }
        for segment in tcp::segments(connection, self.count) {
            self.out.write_all(&enhanced_packet(&segment)?)?;
        }
        self.count += 1;
        Ok(())
    }

    /// Writes what is still in a buffer.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn section_header(capture: &Capture) -> io::Result<Vec<u8>> {
    let made_up = if capture.synthetic {
        "A seeded run: addresses, times and the interleaving of the directions are made up, as are the headers of Ethernet, IP and TCP."
    } else {
        "The headers of Ethernet, IP and TCP are made up around them."
    };
    let comment = format!("TLS connections of {}. The bytes of TLS are as they were seen. {made_up}", source_name(capture));
    block::section_header(shortened(&comment), concat!("tlstrace ", env!("CARGO_PKG_VERSION")))
}

/// The segments of all connections, in the order of time.
fn annotated_segments<'a>(capture: &'a Capture, annotations: &[Vec<Annotation>]) -> Vec<Segment<'a>> {
    let mut all = Vec::new();
    for (index, connection) in capture.connections.iter().enumerate() {
        let mut segments = tcp::segments(connection, index);
        annotate(&mut segments, annotations.get(index).map_or(&[], Vec::as_slice));
        all.append(&mut segments);
    }
    // The sort is stable: within a connection nothing changes places.
    all.sort_by_key(|segment| segment.time_us);
    all
}

fn annotate(segments: &mut [Segment<'_>], annotations: &[Annotation]) {
    for direction in Direction::BOTH {
        let own = segments.iter_mut().filter(|segment| segment.direction == direction && !segment.payload.is_empty());
        let mut carriers: Vec<_> = own.filter_map(|segment| Some((segment.offset?, segment))).collect();
        for annotation in annotations.iter().filter(|annotation| annotation.direction == direction) {
            let first = carriers.partition_point(|(offset, segment)| offset + segment.payload.len() <= annotation.start);
            if let Some((_, segment)) = carriers.get_mut(first).filter(|(offset, _)| *offset < annotation.end) {
                let separator = if segment.comment.is_empty() { "" } else { "; " };
                segment.comment.extend([separator, &annotation.text]);
            }
        }
    }
}

fn enhanced_packet(segment: &Segment<'_>) -> io::Result<Vec<u8>> {
    block::enhanced_packet(segment.time_us, &frame(segment)?, shortened(&segment.comment))
}

/// The segment in its Ethernet frame, with all checksums.
fn frame(segment: &Segment<'_>) -> io::Result<Vec<u8>> {
    let ethernet = PacketBuilder::ethernet2(MAC[segment.direction.index()], MAC[segment.direction.reverse().index()]);
    let ip = match (segment.source.ip(), segment.destination.ip()) {
        (IpAddr::V4(source), IpAddr::V4(destination)) => ethernet.ipv4(source.octets(), destination.octets(), HOP_LIMIT),
        (source, destination) => ethernet.ipv6(ipv6_octets(source), ipv6_octets(destination), HOP_LIMIT),
    };
    let mut frame = Vec::new();
    ip.tcp_header(segment.header.clone()).write_to_vec(&mut frame, segment.payload).map_err(io::Error::other)?;
    Ok(frame)
}

fn ipv6_octets(address: IpAddr) -> [u8; 16] {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
        IpAddr::V6(address) => address.octets(),
    }
}

fn shortened(comment: &str) -> &str {
    &comment[..comment.floor_char_boundary(COMMENT_LIMIT)]
}
