//! A capture as a pcapng file that Wireshark and tshark decrypt with no option (draft-ietf-opsawg-pcapng).
//!
//! The secrets travel in a Decryption Secrets Block (section 4.7: block type 10, secrets type `TLSK`, an NSS key log). It stands
//! before the packets, because a reader uses it only for what follows. The bytes of TLS are what was seen; the headers of
//! Ethernet, IP and TCP are made up around them, see [`super::tcp`].

use std::io::{self, BufWriter, Write};
use std::net::IpAddr;
use std::time::Duration;

use etherparse::PacketBuilder;
use pcap_file::pcapng::blocks::enhanced_packet::{EnhancedPacketBlock, EnhancedPacketOption};
use pcap_file::pcapng::blocks::interface_description::{InterfaceDescriptionBlock, InterfaceDescriptionOption, InterfaceTsResolution};
use pcap_file::pcapng::blocks::opt_common::CommonOption;
use pcap_file::pcapng::blocks::section_header::{SectionHeaderBlock, SectionHeaderOption};
use pcap_file::pcapng::blocks::unknown::UnknownBlock;
use pcap_file::pcapng::{PcapNgWriteError, PcapNgWriter};
use pcap_file::{DataLink, Endianness};

use super::keylog::{keylog, lines};
use super::source_name;
use super::tcp::{self, Segment};
use crate::capture::{Capture, Connection, Direction, Source};

/// The Decryption Secrets Block, which the crate does not know.
const DECRYPTION_SECRETS_BLOCK: u32 = 10;
/// The secrets type of a TLS key log: `TLSK`.
const TLS_KEY_LOG: u32 = 0x544c_534b;
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
    let mut writer = PcapNgWriter::with_section_header(BufWriter::new(out), section_header(capture)).map_err(into_io)?;
    writer.write_pcapng_block(interface_description()).map_err(into_io)?;
    if capture.connections.iter().any(|connection| !connection.keylog.is_empty()) {
        writer.write_pcapng_block(decryption_secrets(&keylog(capture))).map_err(into_io)?;
    }
    for segment in annotated_segments(capture, annotations) {
        writer.write_pcapng_block(enhanced_packet(&segment)?).map_err(into_io)?;
    }
    writer.get_mut().flush()
}

/// A pcapng file to which one connection is added after the other, so that any number of them needs no memory.
///
/// Each connection has its secrets in a block of their own, before its packets: whoever reads the file has them in time, and
/// may forget them with the connection.
pub struct PcapngStream<W: Write> {
    writer: PcapNgWriter<W>,
    /// How many connections were written.
    count: usize,
}

impl<W: Write> PcapngStream<W> {
    /// Begins a file of connections of this source. `out` is written in small pieces: it should be buffered.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn begin(source: &str, synthetic: bool, out: W) -> io::Result<Self> {
        let source = Source { name: source.to_owned(), ..Source::default() };
        let header = section_header(&Capture { source, synthetic, connections: Vec::new() });
        let mut writer = PcapNgWriter::with_section_header(out, header).map_err(into_io)?;
        writer.write_pcapng_block(interface_description()).map_err(into_io)?;
        Ok(Self { writer, count: 0 })
    }

    /// Adds a connection: its secrets, then its packets.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn add(&mut self, connection: &Connection) -> io::Result<()> {
        if !connection.keylog.is_empty() {
            let secrets = decryption_secrets(&lines(&connection.keylog));
            self.writer.write_pcapng_block(secrets).map_err(into_io)?;
        }
        for segment in tcp::segments(connection, self.count) {
            self.writer.write_pcapng_block(enhanced_packet(&segment)?).map_err(into_io)?;
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
        self.writer.get_mut().flush()
    }
}

fn section_header(capture: &Capture) -> SectionHeaderBlock<'static> {
    let made_up = if capture.synthetic {
        "A seeded run: addresses, times and the interleaving of the directions are made up, as are the headers of Ethernet, IP and TCP."
    } else {
        "The headers of Ethernet, IP and TCP are made up around them."
    };
    let comment = format!("TLS connections of {}. The bytes of TLS are as they were seen. {made_up}", source_name(capture));
    let options = vec![
        SectionHeaderOption::Common(CommonOption::Comment(shortened(&comment).to_owned().into())),
        SectionHeaderOption::UserApplication(concat!("tlstrace ", env!("CARGO_PKG_VERSION")).into()),
    ];
    SectionHeaderBlock { endianness: Endianness::Little, major_version: 1, minor_version: 0, section_length: -1, options }
}

fn interface_description() -> InterfaceDescriptionBlock<'static> {
    let options =
        vec![InterfaceDescriptionOption::IfName("tlstrace".into()), InterfaceDescriptionOption::IfTsResol(InterfaceTsResolution::MICRO)];
    InterfaceDescriptionBlock { linktype: DataLink::ETHERNET, snaplen: 0, options }
}

/// Its body: the type of the secrets, their length, and the secrets, which the writer pads to 32 bits.
fn decryption_secrets(keylog: &str) -> UnknownBlock<'static> {
    // A log of 4 GiB is refused when the block is written.
    let length = u32::try_from(keylog.len()).unwrap_or(u32::MAX);
    let body = [&TLS_KEY_LOG.to_le_bytes(), &length.to_le_bytes(), keylog.as_bytes()].concat();
    UnknownBlock { type_: DECRYPTION_SECRETS_BLOCK, length: 0, value: body.into() }
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

fn enhanced_packet<'a>(segment: &'a Segment<'_>) -> io::Result<EnhancedPacketBlock<'a>> {
    let data = frame(segment)?;
    let comment = (!segment.comment.is_empty()).then(|| CommonOption::Comment(shortened(&segment.comment).into()));
    Ok(EnhancedPacketBlock {
        interface_id: 0,
        timestamp: Duration::from_micros(segment.time_us),
        original_len: u32::try_from(data.len()).map_err(io::Error::other)?,
        data: data.into(),
        options: comment.into_iter().map(EnhancedPacketOption::Common).collect(),
    })
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

/// The kind of an I/O error is kept: a closed pipe is not a failure.
fn into_io(error: PcapNgWriteError) -> io::Error {
    match error {
        PcapNgWriteError::Io(error) => error,
        other => io::Error::other(other),
    }
}
