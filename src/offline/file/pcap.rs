//! The old format: one header, then packets (draft-ietf-opsawg-pcap). In both byte orders, with micro- or nanoseconds, and
//! as Alexey Kuznetzov's libpcap wrote it.

use std::io::Read;

use super::byte_order::ByteOrder;
use super::window::Window;
use super::{Item, MAX_PACKET, Packet, Stop};
use crate::offline::packet::LinkType;

/// Length of the header of the file, in bytes.
const FILE_HEADER: usize = 24;
/// Where the link type stands in it.
const LINK_TYPE: usize = 20;

/// A kind of file, by the number that it begins with.
struct Kind {
    magic: u32,
    /// Length of the header of a packet, in bytes.
    packet_header: usize,
    /// The unit of the fraction of a second, in nanoseconds.
    unit_ns: u32,
}

const KINDS: [Kind; 3] = [
    Kind { magic: 0xa1b2_c3d4, packet_header: 16, unit_ns: 1000 },
    Kind { magic: 0xa1b2_3c4d, packet_header: 16, unit_ns: 1 },
    // Kuznetzov's: an interface, a protocol and a direction follow the lengths.
    Kind { magic: 0xa1b2_cd34, packet_header: 24, unit_ns: 1000 },
];

pub(super) fn is_pcap(start: &[u8]) -> bool {
    kind(start).is_some()
}

fn kind(start: &[u8]) -> Option<(&'static Kind, ByteOrder)> {
    let of = |order: ByteOrder| Some((KINDS.iter().find(|kind| Some(kind.magic) == order.u32(start, 0))?, order));
    ByteOrder::BOTH.into_iter().find_map(of)
}

pub(super) struct PcapFile<R> {
    window: Window<R>,
    header: Option<Header>,
    /// The length of the packet that was read last, with its header.
    length: usize,
}

struct Header {
    kind: &'static Kind,
    order: ByteOrder,
    link: LinkType,
}

impl<R: Read> PcapFile<R> {
    pub(super) fn new(window: Window<R>) -> Self {
        Self { window, header: None, length: 0 }
    }

    pub(super) fn position(&self) -> u64 {
        self.window.position()
    }

    /// Reads the next packet.
    pub(super) fn advance(&mut self) -> Result<(), Stop> {
        let header = match &self.header {
            Some(header) => header,
            None => self.header.insert(read_header(&mut self.window)?),
        };
        if self.window.peek(header.kind.packet_header)?.is_empty() {
            return Err(self.window.end());
        }
        let length = header.packet_length(self.window.bytes())?;
        self.window.peek(length)?;
        if self.window.bytes().len() < length {
            return Err(Stop::Truncated);
        }
        self.window.consume(length);
        self.length = length;
        Ok(())
    }

    /// The packet that was read.
    pub(super) fn item(&self) -> Option<Item<'_>> {
        self.header.as_ref()?.packet(self.window.before(self.length))
    }
}

fn read_header<R: Read>(window: &mut Window<R>) -> Result<Header, Stop> {
    let bytes = window.peek(FILE_HEADER)?;
    let Some(((kind, order), link)) = kind(bytes).and_then(|found| Some((found, found.1.u32(bytes, LINK_TYPE)?))) else {
        return Err(Stop::Truncated);
    };
    window.consume(FILE_HEADER);
    // The upper bits tell of a checksum behind each frame; a packet's own length makes it harmless.
    Ok(Header { kind, order, link: LinkType(link & 0xffff) })
}

impl Header {
    /// The length of a packet with its header, when it can be one.
    fn packet_length(&self, bytes: &[u8]) -> Result<usize, Stop> {
        let header = bytes.get(..self.kind.packet_header).ok_or(Stop::Truncated)?;
        let length = self.order.u32(header, 8).ok_or(Stop::Truncated)?;
        match usize::try_from(length) {
            Ok(length) if length <= MAX_PACKET => Ok(self.kind.packet_header + length),
            _ => Err(Stop::Damaged(format!("a packet of {length} bytes"))),
        }
    }

    fn packet<'a>(&self, bytes: &'a [u8]) -> Option<Item<'a>> {
        let (seconds, fraction) = (self.order.u32(bytes, 0)?, self.order.u32(bytes, 4)?);
        let fraction_us = u64::from(fraction) * u64::from(self.kind.unit_ns) / 1000;
        let time_us = i64::from(seconds) * 1_000_000 + i64::try_from(fraction_us).ok()?;
        Some(Item::Packet(Packet { link: self.link, time_us, data: bytes.get(self.kind.packet_header..)? }))
    }
}
